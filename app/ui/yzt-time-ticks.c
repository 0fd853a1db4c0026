/* yzt-time-ticks.c: below a slider over a stretch of time, a tick for each entry of the journal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-time-ticks.h"

#define HEIGHT 8

typedef struct {
  GtkScale *scale; /* not owned: a sibling */
  const YztPlayback *playback;
  int current;
} Ticks;

/* From where to where the middle of the slider goes, in coordinates of @widget. */
static gboolean
find_span (const Ticks *ticks, GtkWidget *widget, double *from, double *length)
{
  GdkRectangle trough;
  int start = 0, end = 0;
  double x = 0, y = 0;
  gtk_range_get_range_rect (GTK_RANGE (ticks->scale), &trough);
  gtk_range_get_slider_range (GTK_RANGE (ticks->scale), &start, &end);
  if (!gtk_widget_translate_coordinates (GTK_WIDGET (ticks->scale), widget, trough.x, 0, &x, &y)) {
    return FALSE;
  }
  *from = x + (end - start) / 2.0;
  *length = trough.width - (end - start);
  return *length > 0;
}

/* Those that fall on one pixel are drawn once. */
static void
draw (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  const Ticks *ticks = user_data;
  const YztPlayback *playback = ticks->playback;
  double from, length;
  int before = -1;
  GdkRGBA color;
  if (playback == NULL || !find_span (ticks, GTK_WIDGET (area), &from, &length)) {
    return;
  }
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &color);
  gdk_cairo_set_source_rgba (cr, &color);
  for (guint i = 0; i < playback->stops->len; i++) {
    const YztPlaybackStop *stop = &g_array_index (playback->stops, YztPlaybackStop, i);
    double part = (double) (stop->at_ms - playback->from_ms) / (double) (playback->to_ms - playback->from_ms);
    int x = (int) (from + CLAMP (part, 0, 1) * length);
    gboolean is_current = (int) i == ticks->current;
    if (x != before || is_current) {
      cairo_rectangle (cr, is_current ? x - 1 : x, is_current ? 0 : HEIGHT / 2, is_current ? 3 : 1, is_current ? HEIGHT : HEIGHT / 2);
    }
    before = x;
  }
  cairo_fill (cr);
}

GtkWidget *
yzt_time_ticks_new (GtkScale *scale)
{
  g_return_val_if_fail (GTK_IS_SCALE (scale), NULL);
  GtkWidget *area = gtk_drawing_area_new ();
  Ticks *ticks = g_new0 (Ticks, 1);
  ticks->scale = scale;
  ticks->current = -1;
  g_object_set_data_full (G_OBJECT (area), "ticks", ticks, g_free);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), HEIGHT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw, ticks, NULL);
  gtk_widget_set_visible (area, FALSE);
  return area;
}

void
yzt_time_ticks_show (GtkWidget *widget, const YztPlayback *playback, int current)
{
  g_return_if_fail (GTK_IS_DRAWING_AREA (widget));
  Ticks *ticks = g_object_get_data (G_OBJECT (widget), "ticks");
  if (ticks->playback != playback || ticks->current != current) {
    ticks->playback = playback;
    ticks->current = current;
    gtk_widget_set_visible (widget, playback != NULL);
    gtk_widget_queue_draw (widget);
  }
}

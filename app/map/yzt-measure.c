/* yzt-measure.c: points that are measured: distance, bearing and area on the ellipsoid, as they are drawn
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-measure-private.h"
#include <glib/gi18n-lib.h>
#include "yzt-base.h"
#include <math.h>

#define LEG_POINTS 48 /* of a leg's geodesic */
#define DOT_PX 4.0
#define CARD_GAP_PX 14.0
#define CARD_PAD_PX 8.0
#define FILL_ALPHA 0.08
#define PATH_LIMIT_PX 1e6 /* beyond it cairo's numbers end */

void
yzt_measure_init (YztMeasure *measure)
{
  *measure = (YztMeasure) { .points = g_array_new (FALSE, FALSE, sizeof (YztPosition)) };
}

void
yzt_measure_clear (YztMeasure *measure)
{
  g_clear_pointer (&measure->points, g_array_unref);
  g_clear_object (&measure->text);
  g_clear_pointer (&measure->shown, g_free);
}

void
yzt_measure_reset (YztMeasure *measure)
{
  g_array_set_size (measure->points, 0);
  measure->has_end = measure->finished = FALSE;
}

gboolean
yzt_measure_is_empty (const YztMeasure *measure)
{
  return measure->points->len == 0;
}

/* The points with the rubber end. */
static GArray *
all_points (const YztMeasure *measure)
{
  GArray *points = g_array_copy (measure->points);
  if (measure->has_end && !measure->finished && points->len > 0) {
    g_array_append_val (points, measure->end);
  }
  return points;
}

YztMeasured
yzt_measure_get (const YztMeasure *measure)
{
  g_autoptr (GArray) points = all_points (measure);
  YztMeasured measured = { 0 };
  for (guint i = 1; i < points->len; i++) {
    measured.last_m = yzt_geo_distance_m (g_array_index (points, YztPosition, i - 1), g_array_index (points, YztPosition, i),
                                          &measured.bearing_deg);
    measured.length_m += measured.last_m;
  }
  if (points->len >= 3) {
    measured.area_m2 = yzt_geo_polygon_area_m2 ((const YztPosition *) (void *) points->data, points->len, NULL);
  }
  return measured;
}

char *
yzt_measure_format_area (double area_m2)
{
  if (area_m2 < 1e4) {
    return g_strdup_printf (_ ("%.0f m²"), area_m2);
  }
  return area_m2 < 1e6 ? g_strdup_printf (_ ("%.2f ha"), area_m2 / 1e4) : g_strdup_printf (_ ("%.2f km²"), area_m2 / 1e6);
}

char *
yzt_measure_format (const YztMeasure *measure)
{
  YztMeasured measured = yzt_measure_get (measure);
  guint n = measure->points->len + (measure->has_end && !measure->finished ? 1 : 0);
  if (n < 2) {
    return g_strdup (_ ("Click the next point; Esc ends"));
  }
  GString *text = g_string_new (NULL);
  g_autofree char *last = yzt_text_distance (measured.last_m);
  g_string_append_printf (text, "%s · %03.0f°", last, fmod (round (measured.bearing_deg), 360));
  if (n > 2) {
    g_autofree char *length = yzt_text_distance (measured.length_m);
    g_autofree char *area = yzt_measure_format_area (measured.area_m2);
    g_string_append_c (text, '\n');
    g_string_append_printf (text, _ ("Total %s"), length);
    g_string_append_c (text, '\n');
    g_string_append_printf (text, _ ("Area %s"), area);
  }
  return g_string_free (text, FALSE);
}

/* --- the picture --- */

/* Continues where the last point was drawn, so that no leg runs round the world. */
static void
trace_leg (cairo_t *cr, const YztMapFrame *frame, YztPosition from, YztPosition to, double *x)
{
  YztPosition points[LEG_POINTS];
  yzt_geo_line (from, to, points, LEG_POINTS);
  for (guint i = 0; i < LEG_POINTS; i++) {
    YztMapPoint p;
    yzt_mercator_from_position (points[i], &p.x, &p.y);
    p.x -= round (p.x - *x);
    *x = p.x;
    cairo_line_to (cr, CLAMP (yzt_map_frame_px (frame, p.x), -PATH_LIMIT_PX, PATH_LIMIT_PX),
                   CLAMP (yzt_map_frame_py (frame, p.y), -PATH_LIMIT_PX, PATH_LIMIT_PX));
  }
}

static void
paint_path (cairo_t *cr, const YztMapFrame *frame, const GArray *points, const YztDrawTheme *theme)
{
  double first_x, y;
  yzt_mercator_from_position (g_array_index (points, YztPosition, 0), &first_x, &y);
  double x = yzt_map_frame_near_x (frame, first_x);
  cairo_new_path (cr);
  for (guint i = 1; i < points->len; i++) {
    trace_leg (cr, frame, g_array_index (points, YztPosition, i - 1), g_array_index (points, YztPosition, i), &x);
  }
  cairo_path_t *open = cairo_copy_path (cr);
  if (points->len >= 3) {
    trace_leg (cr, frame, g_array_index (points, YztPosition, points->len - 1), g_array_index (points, YztPosition, 0), &x);
    cairo_set_source_rgba (cr, theme->text.r, theme->text.g, theme->text.b, FILL_ALPHA);
    cairo_fill (cr);
    cairo_new_path (cr);
    cairo_append_path (cr, open);
  }
  cairo_path_destroy (open);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  yzt_draw_set_color (cr, theme->halo);
  cairo_set_line_width (cr, 5);
  cairo_stroke_preserve (cr);
  yzt_draw_set_color (cr, theme->text);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
}

static void
paint_dots (cairo_t *cr, const YztMapFrame *frame, const GArray *points, const YztDrawTheme *theme)
{
  for (guint i = 0; i < points->len; i++) {
    YztMapPoint at = yzt_map_frame_to_widget (frame, g_array_index (points, YztPosition, i));
    cairo_new_path (cr);
    cairo_arc (cr, at.x, at.y, DOT_PX, 0, 2 * G_PI);
    yzt_draw_set_color (cr, theme->card);
    cairo_fill_preserve (cr);
    yzt_draw_set_color (cr, theme->text);
    cairo_set_line_width (cr, 2);
    cairo_stroke (cr);
  }
}

static void
paint_card (YztMeasure *measure, GtkWidget *widget, cairo_t *cr, const YztMapFrame *frame, const GArray *points, const YztDrawTheme *theme)
{
  YztMapPoint at = yzt_map_frame_to_widget (frame, g_array_index (points, YztPosition, points->len - 1));
  YztMapPoint before = points->len > 1 ? yzt_map_frame_to_widget (frame, g_array_index (points, YztPosition, points->len - 2)) : at;
  g_autofree char *words = yzt_measure_format (measure);
  int width, height;
  if (measure->text == NULL || g_strcmp0 (measure->shown, words) != 0) {
    g_clear_object (&measure->text);
    g_free (measure->shown);
    measure->text = gtk_widget_create_pango_layout (widget, words);
    measure->shown = g_steal_pointer (&words);
  }
  pango_layout_get_pixel_size (measure->text, &width, &height);
  double w = width + 2 * CARD_PAD_PX, h = height + 2 * CARD_PAD_PX;
  /* On the side that the last leg does not come from, or it would lie below the card. */
  double right = at.x + CARD_GAP_PX, left = at.x - CARD_GAP_PX - w;
  double x = (before.x > at.x && left >= 4) || right + w > frame->width ? left : right;
  double y = CLAMP (before.y < at.y ? at.y + CARD_GAP_PX : at.y - h - CARD_GAP_PX, 4, MAX (frame->height - h - 4, 4));
  cairo_rectangle (cr, round (x) + 0.5, round (y) + 0.5, w, h);
  yzt_draw_set_color (cr, theme->card);
  cairo_fill_preserve (cr);
  yzt_draw_set_color (cr, theme->card_edge);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_move_to (cr, round (x) + CARD_PAD_PX, round (y) + CARD_PAD_PX);
  yzt_draw_set_color (cr, theme->text);
  pango_cairo_show_layout (cr, measure->text);
}

void
yzt_measure_append (YztMeasure *measure, GtkWidget *widget, GtkSnapshot *snapshot, const YztMapFrame *frame,
                    const YztDrawTheme *theme)
{
  if (yzt_measure_is_empty (measure)) {
    return;
  }
  g_autoptr (GArray) points = all_points (measure);
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) frame->width, (float) frame->height));
  if (points->len >= 2) {
    paint_path (cr, frame, points, theme);
  }
  paint_dots (cr, frame, points, theme);
  paint_card (measure, widget, cr, frame, points, theme);
  cairo_destroy (cr);
}

/* yzt-graticule.c: meridians and parallels with their degrees
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-graticule-private.h"
#include <math.h>

#define MIN_GAP_PX 130.0
#define LINE_ALPHA 0.35
#define MARGIN_PX 4.0

double
yzt_graticule_step_deg (const YztMapFrame *frame, double min_px)
{
  static const double steps[] = { 1.0 / 3600, 2.0 / 3600, 5.0 / 3600, 10.0 / 3600, 20.0 / 3600, 30.0 / 3600,
                                  1.0 / 60, 2.0 / 60, 5.0 / 60, 10.0 / 60, 20.0 / 60, 0.5, 1, 2, 5, 10, 15, 30 };
  double px_per_deg = frame->world_px / 360;
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    if (steps[i] * px_per_deg >= min_px) {
      return steps[i];
    }
  }
  return 45;
}

char *
yzt_graticule_format (double deg, double step_deg, gboolean is_latitude)
{
  double turned = is_latitude ? deg : remainder (deg, 360);
  glong seconds = lround (fabs (turned) * 3600);
  const char *side = seconds == 0 ? "" : is_latitude ? (turned > 0 ? "N" : "S") : (turned > 0 ? "E" : "W");
  glong degrees = seconds / 3600, minutes = seconds / 60 % 60;
  if (step_deg >= 0.999) {
    return g_strdup_printf ("%ld°%s", degrees, side);
  }
  if (step_deg >= 1.0 / 61) {
    return g_strdup_printf ("%ld°%02ld′%s", degrees, minutes, side);
  }
  return g_strdup_printf ("%ld°%02ld′%02ld″%s", degrees, minutes, seconds % 60, side);
}

static void
paint_degrees (cairo_t *cr, YztLabelPainter *painter, const YztDrawTheme *theme, double deg, double step,
               gboolean is_latitude, double at_px)
{
  g_autofree char *text = yzt_graticule_format (deg, step, is_latitude);
  double width, height;
  yzt_label_painter_measure (painter, text, YZT_LABEL_SMALL, &width, &height);
  if (is_latitude) {
    yzt_label_painter_paint (painter, cr, text, YZT_LABEL_SMALL, MARGIN_PX, round (at_px - height - 1), theme);
  } else {
    yzt_label_painter_paint (painter, cr, text, YZT_LABEL_SMALL, round (at_px + MARGIN_PX), MARGIN_PX, theme);
  }
}

void
yzt_graticule_paint (cairo_t *cr, const YztMapFrame *frame, YztLabelPainter *painter, const YztDrawTheme *theme)
{
  double step = yzt_graticule_step_deg (frame, MIN_GAP_PX);
  double west = (frame->center_x - frame->width / 2.0 / frame->world_px) * 360 - 180;
  double east = (frame->center_x + frame->width / 2.0 / frame->world_px) * 360 - 180;
  double north = yzt_map_frame_to_position (frame, 0, 0).lat;
  double south = yzt_map_frame_to_position (frame, 0, frame->height).lat;
  cairo_new_path (cr);
  for (double i = ceil (west / step); i * step <= east; i++) {
    double x = floor (yzt_map_frame_px (frame, (i * step + 180) / 360)) + 0.5;
    cairo_move_to (cr, x, 0);
    cairo_line_to (cr, x, frame->height);
  }
  for (double i = ceil (south / step); i * step <= north; i++) {
    double x, y;
    yzt_mercator_from_position ((YztPosition) { 0, i * step }, &x, &y);
    y = floor (yzt_map_frame_py (frame, y)) + 0.5;
    cairo_move_to (cr, 0, y);
    cairo_line_to (cr, frame->width, y);
  }
  cairo_set_source_rgba (cr, theme->text.r, theme->text.g, theme->text.b, LINE_ALPHA);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  for (double i = ceil (west / step); i * step <= east; i++) {
    paint_degrees (cr, painter, theme, i * step, step, FALSE, yzt_map_frame_px (frame, (i * step + 180) / 360));
  }
  for (double i = ceil (south / step); i * step <= north; i++) {
    double x, y;
    yzt_mercator_from_position ((YztPosition) { 0, i * step }, &x, &y);
    paint_degrees (cr, painter, theme, i * step, step, TRUE, yzt_map_frame_py (frame, y));
  }
}

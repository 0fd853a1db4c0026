/* yzt-sketch-paint.c: a sketch as it is drawn over the map, and what of it lies below the pointer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-map-sketch-private.h"
#include <math.h>
#include "yzt-measure-private.h"

#define POINT_PX 5.0
#define MIDDLE_PX 3.5
#define HIT_PX 9.0
#define MIDDLE_LEAST_PX 36.0 /* shorter edges show no middle */
#define FILL_ALPHA 0.10
#define PATH_LIMIT_PX 1e6

static YztMapPoint
to_widget (const YztMapFrame *frame, YztPosition at)
{
  YztMapPoint p = yzt_map_frame_to_widget (frame, at);
  return (YztMapPoint) { CLAMP (p.x, -PATH_LIMIT_PX, PATH_LIMIT_PX), CLAMP (p.y, -PATH_LIMIT_PX, PATH_LIMIT_PX) };
}

static guint
n_edges (const YztSketch *sketch, guint n)
{
  return yzt_sketch_is_area (sketch) && n > 2 ? n : n > 0 ? n - 1 : 0;
}

YztSketchHit
yzt_map_sketch_hit (const YztMapSketch *self, double x, double y, guint *part_out, guint *point_out)
{
  YztMapFrame frame = yzt_scene_layer_get_frame (self->view->scene_layer);
  YztSketchHit hit = YZT_SKETCH_HIT_NONE;
  double best = HIT_PX;
  for (guint part = 0; part < yzt_sketch_get_n_parts (self->sketch); part++) {
    guint n = 0;
    const YztPosition *points = yzt_sketch_get_part (self->sketch, part, &n, NULL);
    for (guint i = 0; i < n; i++) {
      YztMapPoint a = to_widget (&frame, points[i]);
      double far = hypot (a.x - x, a.y - y);
      if (far <= best) {
        best = far;
        hit = YZT_SKETCH_HIT_POINT;
        *part_out = part;
        *point_out = i;
      }
    }
    for (guint i = 0; i < n_edges (self->sketch, n) && hit == YZT_SKETCH_HIT_NONE; i++) {
      YztMapPoint a = to_widget (&frame, points[i]), b = to_widget (&frame, points[(i + 1) % n]);
      if (hypot (a.x - b.x, a.y - b.y) >= MIDDLE_LEAST_PX && hypot ((a.x + b.x) / 2 - x, (a.y + b.y) / 2 - y) <= HIT_PX) {
        *part_out = part;
        *point_out = i;
        hit = YZT_SKETCH_HIT_EDGE;
      }
    }
  }
  return hit;
}

static void
trace (const YztMapSketch *self, cairo_t *cr, const YztMapFrame *frame)
{
  guint n_parts = yzt_sketch_get_n_parts (self->sketch);
  cairo_new_path (cr);
  for (guint part = 0; part < n_parts; part++) {
    guint n = 0;
    const YztPosition *points = yzt_sketch_get_part (self->sketch, part, &n, NULL);
    for (guint i = 0; i < n; i++) {
      YztMapPoint at = to_widget (frame, points[i]);
      (i == 0 ? cairo_move_to : cairo_line_to) (cr, at.x, at.y);
    }
    gboolean open = self->adding && part == n_parts - 1;
    if (open && self->has_end) {
      YztMapPoint at = to_widget (frame, self->end);
      cairo_line_to (cr, at.x, at.y);
    }
    if (yzt_sketch_is_area (self->sketch) && n + (open && self->has_end ? 1 : 0) > 2) {
      cairo_close_path (cr);
    }
  }
}

static void
dot (cairo_t *cr, YztMapPoint at, double radius, const YztDrawTheme *theme, gboolean filled)
{
  cairo_new_path (cr);
  cairo_arc (cr, at.x, at.y, radius, 0, 2 * G_PI);
  yzt_draw_set_color (cr, filled ? theme->text : theme->card);
  cairo_fill_preserve (cr);
  yzt_draw_set_color (cr, filled ? theme->card : theme->text);
  cairo_set_line_width (cr, filled ? 1.5 : 2);
  cairo_stroke (cr);
}

static void
paint_points (const YztMapSketch *self, cairo_t *cr, const YztMapFrame *frame, const YztDrawTheme *theme)
{
  for (guint part = 0; part < yzt_sketch_get_n_parts (self->sketch); part++) {
    guint n = 0;
    const YztPosition *points = yzt_sketch_get_part (self->sketch, part, &n, NULL);
    for (guint i = 0; i < n_edges (self->sketch, n); i++) {
      YztMapPoint a = to_widget (frame, points[i]), b = to_widget (frame, points[(i + 1) % n]);
      if (hypot (a.x - b.x, a.y - b.y) >= MIDDLE_LEAST_PX && !self->adding) {
        dot (cr, (YztMapPoint) { (a.x + b.x) / 2, (a.y + b.y) / 2 }, MIDDLE_PX, theme, FALSE);
      }
    }
    for (guint i = 0; i < n; i++) {
      YztMapPoint at = to_widget (frame, points[i]);
      if (at.x > -20 && at.y > -20 && at.x < frame->width + 20 && at.y < frame->height + 20) {
        dot (cr, at, POINT_PX, theme, self->has_chosen && self->part == part && self->point == i);
      }
    }
  }
}

/* Where Enter sets a point. */
static void
paint_cross (cairo_t *cr, const YztMapFrame *frame, const YztDrawTheme *theme)
{
  double x = floor (frame->width / 2.0) + 0.5, y = floor (frame->height / 2.0) + 0.5;
  for (int pass = 0; pass < 2; pass++) {
    cairo_move_to (cr, x - 10, y);
    cairo_line_to (cr, x + 10, y);
    cairo_move_to (cr, x, y - 10);
    cairo_line_to (cr, x, y + 10);
    yzt_draw_set_color (cr, pass == 0 ? theme->halo : theme->text);
    cairo_set_line_width (cr, pass == 0 ? 4 : 1);
    cairo_stroke (cr);
  }
}

void
yzt_map_sketch_paint (const YztMapSketch *self, cairo_t *cr, const YztMapFrame *frame, const YztDrawTheme *theme)
{
  trace (self, cr, frame);
  if (yzt_sketch_is_area (self->sketch)) {
    cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
    cairo_set_source_rgba (cr, theme->text.r, theme->text.g, theme->text.b, FILL_ALPHA);
    cairo_fill_preserve (cr);
  }
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  yzt_draw_set_color (cr, theme->halo);
  cairo_set_line_width (cr, 5);
  cairo_stroke_preserve (cr);
  yzt_draw_set_color (cr, theme->text);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
  paint_points (self, cr, frame, theme);
  if (self->adding && !self->view->has_pointer) {
    paint_cross (cr, frame, theme);
  }
}

/* yzt-shape-painter.c: lines and areas of features, drawn with cairo
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-shape-painter-private.h"
#include <math.h>
#include "yzt-drawing-style.h"

#define CLIP_MARGIN_PX 40.0
#define MIN_STEP_PX 0.6    /* vertices nearer than this to the last one kept are not seen */
#define DOT_PX 3.0         /* what is smaller is a dot … */
#define BARE_PX 8.0        /* … and what is smaller than this has no outline of its own */
#define FILL_ALPHA 0.16
#define FILL_ALPHA_DARK 0.22
#define STALE_ALPHA 0.5
#define HATCH_PX 9.0
#define HATCH_ALPHA 0.6

void
yzt_shape_painter_init (YztShapePainter *painter)
{
  painter->pixels = g_array_new (FALSE, FALSE, sizeof (YztMapPoint));
  painter->clipped = g_array_new (FALSE, FALSE, sizeof (YztMapPoint));
  painter->spare = g_array_new (FALSE, FALSE, sizeof (YztMapPoint));
}

void
yzt_shape_painter_clear (YztShapePainter *painter)
{
  g_clear_pointer (&painter->pixels, g_array_unref);
  g_clear_pointer (&painter->clipped, g_array_unref);
  g_clear_pointer (&painter->spare, g_array_unref);
}

/* --- paths --- */

static void
trace_pixels (cairo_t *cr, const YztMapPoint *points, guint n, gboolean closed)
{
  cairo_new_sub_path (cr);
  for (guint i = 0; i < n; i++) {
    cairo_line_to (cr, points[i].x, points[i].y);
  }
  if (closed) {
    cairo_close_path (cr);
  }
}

/* Where the line from @a to @b lies in the box; FALSE when it passes it by (Liang and Barsky). */
static gboolean
clip_line (YztMapPoint *a, YztMapPoint *b, double x0, double y0, double x1, double y1)
{
  double from = 0, to = 1, dx = b->x - a->x, dy = b->y - a->y;
  const double p[4] = { -dx, dx, -dy, dy };
  const double q[4] = { a->x - x0, x1 - a->x, a->y - y0, y1 - a->y };
  for (guint i = 0; i < 4; i++) {
    if (fabs (p[i]) <= 0) {
      if (q[i] < 0) {
        return FALSE;
      }
    } else if (p[i] < 0) {
      from = MAX (from, q[i] / p[i]);
    } else {
      to = MIN (to, q[i] / p[i]);
    }
  }
  if (from > to) {
    return FALSE;
  }
  YztMapPoint start = { a->x + from * dx, a->y + from * dy };
  *b = (YztMapPoint) { a->x + to * dx, a->y + to * dy };
  *a = start;
  return TRUE;
}

static void
trace_line (cairo_t *cr, const YztMapFrame *frame, const YztMapPoint *points, guint n)
{
  gboolean drawing = FALSE;
  for (guint i = 1; i < n; i++) {
    YztMapPoint a = points[i - 1], b = points[i];
    if (!clip_line (&a, &b, -CLIP_MARGIN_PX, -CLIP_MARGIN_PX, frame->width + CLIP_MARGIN_PX, frame->height + CLIP_MARGIN_PX)) {
      drawing = FALSE;
      continue;
    }
    gboolean whole = hypot (a.x - points[i - 1].x, a.y - points[i - 1].y) < 1e-6;
    if (!drawing || !whole) {
      cairo_move_to (cr, a.x, a.y);
    }
    cairo_line_to (cr, b.x, b.y);
    drawing = hypot (b.x - points[i].x, b.y - points[i].y) < 1e-6;
  }
}

static void
to_pixels (YztShapePainter *painter, const YztMapFrame *frame, const YztShapeView *view, guint part, int copy)
{
  double x0 = yzt_map_frame_px (frame, view->origin_x + copy), y0 = yzt_map_frame_py (frame, view->origin_y);
  double unit_px = view->unit * frame->world_px;
  YztMapPoint last = { -1e12, -1e12 };
  g_array_set_size (painter->pixels, 0);
  for (guint i = view->starts[part]; i < view->starts[part + 1]; i++) {
    YztMapPoint p = { x0 + unit_px * view->points[i].x, y0 + unit_px * view->points[i].y };
    if (fabs (p.x - last.x) + fabs (p.y - last.y) >= MIN_STEP_PX || i + 1 == view->starts[part + 1]) {
      g_array_append_val (painter->pixels, p);
      last = p;
    }
  }
}

/* Adds what is in sight of one copy to the path. */
static void
trace_copy (YztShapePainter *painter, cairo_t *cr, const YztMapFrame *frame, const YztShape *shape, int copy)
{
  double x0, y0, x1, y1;
  YztShapeView view;
  yzt_shape_get_bounds (shape, &x0, &y0, &x1, &y1);
  double left = yzt_map_frame_px (frame, x0 + copy), right = yzt_map_frame_px (frame, x1 + copy);
  double top = yzt_map_frame_py (frame, y0), bottom = yzt_map_frame_py (frame, y1);
  if (right < -CLIP_MARGIN_PX || left > frame->width + CLIP_MARGIN_PX || bottom < -CLIP_MARGIN_PX || top > frame->height + CLIP_MARGIN_PX) {
    return;
  }
  gboolean whole = left > -CLIP_MARGIN_PX && right < frame->width + CLIP_MARGIN_PX && top > -CLIP_MARGIN_PX && bottom < frame->height + CLIP_MARGIN_PX;
  yzt_shape_get_view (shape, frame->zoom, &view);
  for (guint part = 0; part < view.n_parts; part++) {
    to_pixels (painter, frame, &view, part, copy);
    const YztMapPoint *points = (const YztMapPoint *) (void *) painter->pixels->data;
    if (!yzt_shape_is_area (shape)) {
      trace_line (cr, frame, points, painter->pixels->len);
    } else if (whole) {
      trace_pixels (cr, points, painter->pixels->len, TRUE);
    } else {
      yzt_map_clip_polygon (points, painter->pixels->len, -CLIP_MARGIN_PX, -CLIP_MARGIN_PX, frame->width + CLIP_MARGIN_PX,
                            frame->height + CLIP_MARGIN_PX, painter->clipped, painter->spare);
      if (painter->clipped->len >= 3) {
        trace_pixels (cr, (const YztMapPoint *) (void *) painter->clipped->data, painter->clipped->len, TRUE);
      }
    }
  }
}

static void
trace (YztShapePainter *painter, cairo_t *cr, const YztMapFrame *frame, const YztShape *shape)
{
  cairo_new_path (cr);
  for (int copy = -1; copy <= 1; copy++) {
    trace_copy (painter, cr, frame, shape, copy);
  }
}

/* --- what is in sight --- */

typedef struct {
  guint index;
  double size;
  guint8 level;
} Listed;

static int
compare_listed (gconstpointer a, gconstpointer b)
{
  const Listed *left = a, *right = b;
  if (left->size < right->size || left->size > right->size) {
    return left->size > right->size ? -1 : 1;
  }
  guint left_level = left->level == 0 ? 5 : left->level, right_level = right->level == 0 ? 5 : right->level;
  if (left_level != right_level) {
    return left_level > right_level ? -1 : 1;
  }
  return (left->index > right->index) - (left->index < right->index);
}

gboolean
yzt_shape_painter_list (const YztMapFrame *frame, YztGeneration *generation, YztSceneFilter filter, guint most, guint most_points, GArray *indices)
{
  g_autoptr (GArray) listed = g_array_new (FALSE, FALSE, sizeof (Listed));
  double half_x = (frame->width / 2.0 + CLIP_MARGIN_PX) / frame->world_px, half_y = (frame->height / 2.0 + CLIP_MARGIN_PX) / frame->world_px;
  guint64 n_points = 0;
  g_array_set_size (indices, 0);
  if (!yzt_generation_shapes (generation, frame->center_x - half_x, frame->center_y - half_y, frame->center_x + half_x, frame->center_y + half_y, filter,
                              most, indices)) {
    return FALSE;
  }
  for (guint i = 0; i < indices->len; i++) {
    YztItem item;
    YztShapeView view;
    if (yzt_generation_get_item (generation, g_array_index (indices, guint, i), &item) && item.shape != NULL) {
      Listed one = { g_array_index (indices, guint, i), yzt_shape_get_size (item.shape), item.level };
      g_array_append_val (listed, one);
      yzt_shape_get_view (item.shape, frame->zoom, &view);
      n_points += view.n_points;
    }
  }
  g_array_sort (listed, compare_listed);
  g_array_set_size (indices, 0);
  for (guint i = 0; i < listed->len; i++) {
    g_array_append_val (indices, g_array_index (listed, Listed, i).index);
  }
  return n_points <= most_points;
}

/* --- painting --- */

static void
paint_dot (cairo_t *cr, const YztMapFrame *frame, double x0, double y0, double x1, double y1, YztDrawColor color)
{
  for (int copy = -1; copy <= 1; copy++) {
    double x = yzt_map_frame_px (frame, (x0 + x1) / 2 + copy), y = yzt_map_frame_py (frame, (y0 + y1) / 2);
    if (x > -DOT_PX && x < frame->width + DOT_PX) {
      cairo_rectangle (cr, x - 1, y - 1, 2, 2);
    }
  }
  yzt_draw_set_color (cr, color);
  cairo_fill (cr);
}

static void
stroke_line (cairo_t *cr, YztDrawColor color, const YztDrawTheme *theme)
{
  YztDrawColor halo = theme->halo;
  halo.a = 0.75 * color.a;
  cairo_set_line_width (cr, 4);
  yzt_draw_set_color (cr, halo);
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, 2.2);
  yzt_draw_set_color (cr, color);
  cairo_stroke (cr);
}

/* Arrowheads and crosses of a line, part by part. */
static void
mark_line (YztShapePainter *painter, cairo_t *cr, const YztMapFrame *frame, const YztShape *shape, const YztDrawingStyle *style, YztDrawColor color, YztDrawColor casing)
{
  double x0, y0, x1, y1;
  YztShapeView view;
  yzt_shape_get_bounds (shape, &x0, &y0, &x1, &y1);
  yzt_shape_get_view (shape, frame->zoom, &view);
  for (int copy = -1; copy <= 1; copy++) {
    if (yzt_map_frame_px (frame, x1 + copy) < -CLIP_MARGIN_PX || yzt_map_frame_px (frame, x0 + copy) > frame->width + CLIP_MARGIN_PX) {
      continue;
    }
    for (guint part = 0; part < view.n_parts; part++) {
      to_pixels (painter, frame, &view, part, copy);
      yzt_drawing_mark_line (cr, style, (const double *) (const void *) painter->pixels->data, painter->pixels->len, color, casing);
    }
  }
}

/* What a person drew for the scene: as the kind file says of its type. The path is traced. */
static void
paint_drawn (YztShapePainter *painter, cairo_t *cr, const YztMapFrame *frame, const YztItem *item, const YztDrawingStyle *style, YztDrawColor color, const YztDrawTheme *theme)
{
  gboolean area = yzt_shape_is_area (item->shape);
  YztDrawColor fill = color, lines = color, casing = theme->halo;
  casing.a = 0.85 * color.a;
  fill.a = (theme->dark ? FILL_ALPHA_DARK : FILL_ALPHA) * 0.8 * color.a;
  lines.a = HATCH_ALPHA * color.a;
  if (area && !style->bare) {
    yzt_draw_set_color (cr, fill);
    cairo_fill_preserve (cr);
  }
  if (area && style->hatch != YZT_HATCH_NONE) {
    cairo_path_t *outline = cairo_copy_path (cr);
    double x0, y0, x1, y1;
    cairo_save (cr);
    cairo_clip (cr);
    cairo_clip_extents (cr, &x0, &y0, &x1, &y1);
    cairo_set_dash (cr, NULL, 0, 0);
    cairo_set_line_width (cr, 1.2);
    yzt_draw_set_color (cr, lines);
    yzt_drawing_hatch (cr, style->hatch, x0, y0, x1, y1, yzt_map_frame_px (frame, 0), yzt_map_frame_py (frame, 0), HATCH_PX);
    cairo_restore (cr);
    cairo_new_path (cr);
    cairo_append_path (cr, outline);
    cairo_path_destroy (outline);
  }
  yzt_drawing_set_dash (cr, YZT_DASH_SOLID, style->width_px);
  cairo_set_line_width (cr, style->width_px + 2);
  yzt_draw_set_color (cr, casing);
  cairo_stroke_preserve (cr);
  yzt_drawing_set_dash (cr, style->dash, style->width_px);
  cairo_set_line_width (cr, style->width_px);
  yzt_draw_set_color (cr, color);
  cairo_stroke (cr);
  if (!area) {
    mark_line (painter, cr, frame, item->shape, style, color, casing);
  }
  yzt_drawing_set_dash (cr, YZT_DASH_SOLID, style->width_px);
}

static void
paint_shape (YztShapePainter *painter, cairo_t *cr, const YztMapFrame *frame, const YztItem *item, const YztKind *kind, YztDrawColor color, const YztDrawTheme *theme)
{
  double x0, y0, x1, y1;
  const double dashes[] = { 6, 4 };
  double fade = (item->flags & YZT_ITEM_STALE) != 0 ? STALE_ALPHA : 1;
  gboolean by_type = yzt_drawing_is_by_type (kind);
  YztDrawingStyle style = by_type ? yzt_drawing_style_of (kind, item->variant) : (YztDrawingStyle) { .width_px = 0 };
  yzt_shape_get_bounds (item->shape, &x0, &y0, &x1, &y1);
  double size_px = MAX (x1 - x0, y1 - y0) * frame->world_px;
  color = by_type ? yzt_drawing_color (&style, color, theme) : color;
  color.a = 0.9 * fade;
  cairo_new_path (cr);
  if (size_px < DOT_PX) {
    paint_dot (cr, frame, x0, y0, x1, y1, color);
    return;
  }
  trace (painter, cr, frame, item->shape);
  cairo_set_dash (cr, dashes, (item->flags & YZT_ITEM_EXERCISE) != 0 ? 2 : 0, 0);
  if (by_type && size_px >= BARE_PX) {
    paint_drawn (painter, cr, frame, item, &style, color, theme);
    return;
  }
  if (!yzt_shape_is_area (item->shape)) {
    stroke_line (cr, color, theme);
    return;
  }
  YztDrawColor fill = color;
  fill.a = (theme->dark ? FILL_ALPHA_DARK : FILL_ALPHA) * fade * (size_px < BARE_PX ? 3 : 1);
  yzt_draw_set_color (cr, fill);
  if (size_px < BARE_PX) {
    cairo_fill (cr);
    return;
  }
  cairo_fill_preserve (cr);
  cairo_set_line_width (cr, 1.4);
  yzt_draw_set_color (cr, color);
  cairo_stroke (cr);
}

void
yzt_shape_painter_paint (YztShapePainter *painter, cairo_t *cr, const YztMapFrame *frame, YztGeneration *generation, const GArray *indices,
                         const YztDrawTheme *theme)
{
  YztDrawColor kind_colors[64];
  YztKindSet *kinds = yzt_generation_get_kinds (generation);
  for (guint i = 0; i < MIN (yzt_kind_set_get_n (kinds), 64); i++) {
    kind_colors[i] = yzt_draw_parse_color (yzt_kind_get_string (yzt_kind_set_get (kinds, i), "Color", NULL), yzt_draw_level_color (0));
  }
  cairo_save (cr);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < indices->len; i++) {
    YztItem item;
    if (yzt_generation_get_item (generation, g_array_index (indices, guint, i), &item) && item.shape != NULL && item.kind < 64) {
      YztDrawColor color = item.level > 0 ? yzt_draw_level_color (item.level) : kind_colors[item.kind];
      paint_shape (painter, cr, frame, &item, yzt_kind_set_get (kinds, item.kind), color, theme);
    }
  }
  cairo_restore (cr);
}

void
yzt_shape_painter_outline (YztShapePainter *painter, cairo_t *cr, const YztMapFrame *frame, const YztShape *shape, gboolean strong, const YztDrawTheme *theme)
{
  cairo_save (cr);
  trace (painter, cr, frame, shape);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, strong ? 6 : 4);
  yzt_draw_set_color (cr, theme->halo);
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, strong ? 2.6 : 1.6);
  yzt_draw_set_color (cr, theme->text);
  cairo_stroke (cr);
  cairo_restore (cr);
}

gboolean
yzt_shape_get_pixel_box (const YztMapFrame *frame, const YztShape *shape, graphene_rect_t *box_out)
{
  double x0, y0, x1, y1, left = HUGE_VAL, right = -HUGE_VAL;
  const double margin = 8;
  yzt_shape_get_bounds (shape, &x0, &y0, &x1, &y1);
  for (int copy = -1; copy <= 1; copy++) {
    double from = MAX (yzt_map_frame_px (frame, x0 + copy) - margin, 0), to = MIN (yzt_map_frame_px (frame, x1 + copy) + margin, frame->width);
    if (from < to) {
      left = MIN (left, from);
      right = MAX (right, to);
    }
  }
  double top = MAX (yzt_map_frame_py (frame, y0) - margin, 0), bottom = MIN (yzt_map_frame_py (frame, y1) + margin, frame->height);
  if (left >= right || top >= bottom) {
    return FALSE;
  }
  *box_out = GRAPHENE_RECT_INIT ((float) floor (left), (float) floor (top), (float) ceil (right - left) + 1, (float) ceil (bottom - top) + 1);
  return TRUE;
}

gboolean
yzt_shape_edge_in_sight (const YztMapFrame *frame, const YztShape *shape)
{
  double reach = hypot (frame->width, frame->height) / 2 / frame->world_px;
  for (int copy = -1; copy <= 1; copy++) {
    if (yzt_shape_edge_distance2 (shape, frame->center_x - copy, frame->center_y) <= reach * reach) {
      return TRUE;
    }
  }
  return FALSE;
}

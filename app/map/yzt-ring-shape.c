/* yzt-ring-shape.c: the reach ring as it is drawn and taken hold of
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A geodesic circle is no circle on a Mercator map: its outline is computed on the ellipsoid and kept until centre or
 * radius change. */
#include "yzt-ring-shape-private.h"
#include "yzt-lettering.h"
#include <math.h>

#define CLIP_MARGIN_PX 40.0
#define FILL_ALPHA 0.05
#define RIM_PX 2.0
#define CASING_PX 5.0
#define HANDLE_RADIUS_PX 7.0
#define HANDLE_LIT_RADIUS_PX 8.5
#define HANDLE_MIN_RADIUS_PX 24.0
#define CARD_GAP_PX 14.0
#define CARD_PAD_X_PX 12.0
#define CARD_PAD_Y_PX 6.0
#define CARD_CORNER_PX 8.0
#define MIN_POINTS 90
#define MAX_POINTS 720
#define DEFAULT_BEARING_DEG 69.0

void
yzt_ring_shape_init (YztRingShape *shape)
{
  *shape = (YztRingShape) { .bearing_deg = DEFAULT_BEARING_DEG, .magnify = 1 };
  shape->outline = g_array_new (FALSE, FALSE, sizeof (YztMapPoint));
  shape->pixels = g_array_new (FALSE, FALSE, sizeof (YztMapPoint));
  shape->clipped = g_array_new (FALSE, FALSE, sizeof (YztMapPoint));
  shape->spare = g_array_new (FALSE, FALSE, sizeof (YztMapPoint));
}

void
yzt_ring_shape_clear (YztRingShape *shape)
{
  g_clear_pointer (&shape->outline, g_array_unref);
  g_clear_pointer (&shape->pixels, g_array_unref);
  g_clear_pointer (&shape->clipped, g_array_unref);
  g_clear_pointer (&shape->spare, g_array_unref);
}

void
yzt_ring_shape_set (YztRingShape *shape, YztPosition center, double radius_m)
{
  if (center.lon != shape->center.lon || center.lat != shape->center.lat || radius_m != shape->radius_m) {
    shape->center = center;
    shape->radius_m = radius_m;
    g_array_set_size (shape->outline, 0);
  }
}

/* As many points as keep the chords within a quarter of a pixel of the arc. */
static guint
n_points_for (const YztRingShape *shape, const YztMapFrame *frame)
{
  double radius_px = shape->radius_m * yzt_map_frame_px_per_m (frame, CLAMP (shape->center.lat, -85, 85));
  double n = G_PI / acos (1 - 0.25 / MAX (radius_px, 1.0));
  return (guint) CLAMP (n, MIN_POINTS, MAX_POINTS);
}

static void
ensure_outline (YztRingShape *shape, const YztMapFrame *frame)
{
  guint n = n_points_for (shape, frame);
  /* Small changes of zoom do not need another outline. */
  if (shape->outline->len >= n && shape->outline->len <= 2 * n + MIN_POINTS) {
    return;
  }
  YztPosition positions[MAX_POINTS];
  yzt_geo_ring (shape->center, shape->radius_m, positions, n);
  g_array_set_size (shape->outline, 0);
  double x, y;
  yzt_mercator_from_position (shape->center, &x, &y);
  double first_x = 0;
  for (guint i = 0; i < n; i++) {
    YztMapPoint p;
    yzt_mercator_from_position (positions[i], &p.x, &p.y);
    p.x -= round (p.x - x);
    x = p.x;
    first_x = i == 0 ? p.x : first_x;
    g_array_append_val (shape->outline, p);
  }
  shape->closes = fabs (x - first_x) < 0.5;
}

static YztMapPoint
near_center (const YztMapFrame *frame, const YztRingShape *shape, YztPosition position)
{
  double center_x, center_y, x, y;
  yzt_mercator_from_position (shape->center, &center_x, &center_y);
  yzt_mercator_from_position (position, &x, &y);
  double shown_x = yzt_map_frame_near_x (frame, center_x);
  x -= round (x - shown_x);
  return (YztMapPoint) { yzt_map_frame_px (frame, x), yzt_map_frame_py (frame, y) };
}

gboolean
yzt_ring_shape_has_handle (const YztRingShape *shape, const YztMapFrame *frame)
{
  double lat = CLAMP (shape->center.lat, -85.0, 85.0);
  return shape->radius_m * yzt_map_frame_px_per_m (frame, lat) >= HANDLE_MIN_RADIUS_PX * shape->magnify;
}

YztMapPoint
yzt_ring_shape_get_handle (const YztRingShape *shape, const YztMapFrame *frame)
{
  return near_center (frame, shape, yzt_geo_direct (shape->center, shape->bearing_deg, shape->radius_m));
}

gboolean
yzt_ring_shape_hit (YztRingShape *shape, const YztMapFrame *frame, double px, double py, gboolean *on_handle_out)
{
  if (!yzt_ring_shape_has_handle (shape, frame)) {
    return FALSE;
  }
  YztMapPoint handle = yzt_ring_shape_get_handle (shape, frame);
  gboolean on_handle = hypot (px - handle.x, py - handle.y) <= YZT_RING_GRIP_PX + 3;
  if (on_handle_out != NULL) {
    *on_handle_out = on_handle;
  }
  YztPosition at = yzt_map_frame_to_position (frame, px, py);
  double off_m = fabs (yzt_geo_distance_m (shape->center, at, NULL) - shape->radius_m);
  return on_handle || off_m * yzt_map_frame_px_per_m (frame, at.lat) <= YZT_RING_GRIP_PX;
}

graphene_rect_t
yzt_ring_shape_get_bounds (YztRingShape *shape, const YztMapFrame *frame)
{
  ensure_outline (shape, frame);
  double x0 = G_MAXDOUBLE, y0 = G_MAXDOUBLE, x1 = -G_MAXDOUBLE, y1 = -G_MAXDOUBLE;
  for (guint i = 0; i < shape->outline->len; i++) {
    YztMapPoint p = g_array_index (shape->outline, YztMapPoint, i);
    x0 = MIN (x0, p.x);
    x1 = MAX (x1, p.x);
    y0 = MIN (y0, p.y);
    y1 = MAX (y1, p.y);
  }
  double casing = CASING_PX * shape->magnify;
  double top = MAX (yzt_map_frame_py (frame, y0) - casing, 0);
  double bottom = MIN (yzt_map_frame_py (frame, y1) + casing, frame->height);
  double left = frame->width, right = 0;
  for (int copy = -1; copy <= 1; copy++) {
    double from = MAX (yzt_map_frame_px (frame, x0 + copy) - casing, 0);
    double to = MIN (yzt_map_frame_px (frame, x1 + copy) + casing, frame->width);
    if (from < to) {
      left = MIN (left, from);
      right = MAX (right, to);
    }
  }
  return GRAPHENE_RECT_INIT ((float) floor (left), (float) floor (top), (float) ceil (MAX (0, right - left)) + 1,
                             (float) ceil (MAX (0, bottom - top)) + 1);
}

static void
trace_copy (YztRingShape *shape, cairo_t *cr, const YztMapFrame *frame, int copy)
{
  g_array_set_size (shape->pixels, 0);
  for (guint i = 0; i < shape->outline->len; i++) {
    YztMapPoint p = g_array_index (shape->outline, YztMapPoint, i);
    YztMapPoint at = { yzt_map_frame_px (frame, p.x + copy), yzt_map_frame_py (frame, p.y) };
    g_array_append_val (shape->pixels, at);
  }
  GArray *path = shape->pixels;
  if (shape->closes) {
    yzt_map_clip_polygon ((const YztMapPoint *) (void *) shape->pixels->data, shape->pixels->len, -CLIP_MARGIN_PX,
                          -CLIP_MARGIN_PX, frame->width + CLIP_MARGIN_PX, frame->height + CLIP_MARGIN_PX,
                          shape->clipped, shape->spare);
    path = shape->clipped;
  }
  cairo_new_sub_path (cr);
  for (guint i = 0; i < path->len; i++) {
    YztMapPoint p = g_array_index (path, YztMapPoint, i);
    cairo_line_to (cr, CLAMP (p.x, -1e6, 1e6), CLAMP (p.y, -1e6, 1e6));
  }
  if (shape->closes && path->len > 0) {
    cairo_close_path (cr);
  }
}

void
yzt_ring_shape_paint (YztRingShape *shape, cairo_t *cr, const YztMapFrame *frame, const YztDrawTheme *theme)
{
  ensure_outline (shape, frame);
  cairo_new_path (cr);
  for (int copy = -1; copy <= 1; copy++) {
    trace_copy (shape, cr, frame, copy);
  }
  if (shape->closes) {
    cairo_set_source_rgba (cr, theme->text.r, theme->text.g, theme->text.b, FILL_ALPHA);
    cairo_fill_preserve (cr);
  }
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_source_rgba (cr, theme->halo.r, theme->halo.g, theme->halo.b, 0.75);
  cairo_set_line_width (cr, CASING_PX * shape->magnify);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgba (cr, theme->text.r, theme->text.g, theme->text.b, 1);
  cairo_set_line_width (cr, (shape->lit ? RIM_PX + 0.8 : RIM_PX) * shape->magnify);
  cairo_stroke (cr);
}

void
yzt_ring_shape_set_card_text (const YztRingShape *shape, PangoLayout *layout, const char *text)
{
  g_autofree char *markup = g_markup_printf_escaped ("<b><span font_features='tnum=1' font_size='%d%%'>%s</span></b>", (int) (100 * shape->magnify), text);
  pango_layout_set_markup (layout, markup, -1);
}

/* The card stands to the right of the handle, or to its left where the widget ends. */
static graphene_rect_t
card_rect (YztRingShape *shape, const YztMapFrame *frame, PangoLayout *layout)
{
  YztMapPoint handle = yzt_ring_shape_get_handle (shape, frame);
  int text_width, text_height;
  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  double width = text_width + 2 * CARD_PAD_X_PX * shape->magnify;
  double height = text_height + 2 * CARD_PAD_Y_PX * shape->magnify;
  double x = handle.x + CARD_GAP_PX * shape->magnify;
  if (x + width > frame->width - 4) {
    x = handle.x - CARD_GAP_PX * shape->magnify - width;
  }
  return GRAPHENE_RECT_INIT ((float) round (x), (float) round (handle.y - height / 2), (float) width, (float) height);
}

graphene_rect_t
yzt_ring_shape_get_card_bounds (YztRingShape *shape, const YztMapFrame *frame, PangoLayout *layout)
{
  graphene_rect_t card = card_rect (shape, frame, layout);
  YztMapPoint handle = yzt_ring_shape_get_handle (shape, frame);
  float reach = (float) ((HANDLE_LIT_RADIUS_PX + 4) * shape->magnify);
  graphene_rect_t grip = GRAPHENE_RECT_INIT ((float) floor (handle.x) - reach, (float) floor (handle.y) - reach,
                                             2 * reach + 1, 2 * reach + 1);
  graphene_rect_t bounds;
  graphene_rect_inset (&card, -3, -3);
  graphene_rect_union (&card, &grip, &bounds);
  return bounds;
}

void
yzt_ring_shape_paint_card (YztRingShape *shape, cairo_t *cr, const YztMapFrame *frame, const YztDrawTheme *theme,
                           PangoLayout *layout)
{
  YztMapPoint handle = yzt_ring_shape_get_handle (shape, frame);
  cairo_new_path (cr);
  cairo_arc (cr, handle.x, handle.y, (shape->lit ? HANDLE_LIT_RADIUS_PX : HANDLE_RADIUS_PX) * shape->magnify, 0, 2 * G_PI);
  yzt_draw_set_color (cr, theme->card);
  cairo_fill_preserve (cr);
  yzt_draw_set_color (cr, theme->text);
  cairo_set_line_width (cr, 3 * shape->magnify);
  cairo_stroke (cr);

  graphene_rect_t card = card_rect (shape, frame, layout);
  double x = (double) card.origin.x, y = (double) card.origin.y;
  yzt_draw_rounded_rectangle (cr, x + 0.5, y + 0.5, (double) card.size.width - 1, (double) card.size.height - 1, CARD_CORNER_PX * shape->magnify);
  yzt_draw_set_color (cr, theme->card);
  cairo_fill_preserve (cr);
  yzt_draw_set_color (cr, theme->card_edge);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_move_to (cr, x + CARD_PAD_X_PX * shape->magnify, y + CARD_PAD_Y_PX * shape->magnify);
  yzt_draw_set_color (cr, theme->text);
  yzt_lettering_show_layout (cr, layout);
}

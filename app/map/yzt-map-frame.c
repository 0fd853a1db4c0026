/* yzt-map-frame.c: where things are on the widget: Mercator to pixels and back, clipping
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-map-frame-private.h"
#include <math.h>

#define EQUATOR_M 40075016.685578488

void
yzt_map_frame_init (YztMapFrame *frame, ShumateViewport *viewport, int width, int height)
{
  YztPosition center = {
    shumate_location_get_longitude (SHUMATE_LOCATION (viewport)),
    shumate_location_get_latitude (SHUMATE_LOCATION (viewport)),
  };
  yzt_mercator_from_position (center, &frame->center_x, &frame->center_y);
  frame->zoom = shumate_viewport_get_zoom_level (viewport);
  frame->world_px = YZT_MAP_TILE_SIZE * exp2 (frame->zoom);
  frame->width = width;
  frame->height = height;
}

gboolean
yzt_map_frame_equal (const YztMapFrame *a, const YztMapFrame *b)
{
  return a->center_x == b->center_x && a->center_y == b->center_y && a->zoom == b->zoom && a->width == b->width
         && a->height == b->height;
}

double
yzt_map_frame_near_x (const YztMapFrame *frame, double mercator_x)
{
  return mercator_x - round (mercator_x - frame->center_x);
}

YztMapPoint
yzt_map_frame_to_widget (const YztMapFrame *frame, YztPosition position)
{
  double x, y;
  yzt_mercator_from_position (position, &x, &y);
  return (YztMapPoint) {
    yzt_map_frame_px (frame, yzt_map_frame_near_x (frame, x)),
    yzt_map_frame_py (frame, y),
  };
}

YztPosition
yzt_map_frame_to_position (const YztMapFrame *frame, double px, double py)
{
  double x = frame->center_x + (px - frame->width / 2.0) / frame->world_px;
  double y = frame->center_y + (py - frame->height / 2.0) / frame->world_px;
  return yzt_mercator_to_position (x - floor (x), CLAMP (y, 0.0, 1.0));
}

double
yzt_map_frame_px_per_m (const YztMapFrame *frame, double lat)
{
  return frame->world_px / (EQUATOR_M * cos (lat * G_PI / 180.0));
}

YztPosition
yzt_map_frame_center_for (YztMapPoint anchor, double dx, double dy, double zoom)
{
  double world_px = YZT_MAP_TILE_SIZE * exp2 (zoom);
  double x = anchor.x - dx / world_px;
  double y = anchor.y - dy / world_px;
  return yzt_mercator_to_position (x - floor (x), CLAMP (y, 0.0, 1.0));
}

double
yzt_map_frame_zoom_to_fit (const YztMapFrame *frame, double box_width, double box_height, double padding_px)
{
  double room_x = MAX (frame->width - 2 * padding_px, 64.0);
  double room_y = MAX (frame->height - 2 * padding_px, 64.0);
  double world_px = MIN (room_x / MAX (box_width, 1e-9), room_y / MAX (box_height, 1e-9));
  return CLAMP (log2 (world_px / YZT_MAP_TILE_SIZE), YZT_MAP_MIN_ZOOM, YZT_MAP_MAX_ZOOM);
}

typedef enum { SIDE_WEST, SIDE_EAST, SIDE_NORTH, SIDE_SOUTH } Side;

static gboolean
is_inside (YztMapPoint p, Side side, double limit)
{
  switch (side) {
  case SIDE_WEST:
    return p.x >= limit;
  case SIDE_EAST:
    return p.x <= limit;
  case SIDE_NORTH:
    return p.y >= limit;
  case SIDE_SOUTH:
  default:
    return p.y <= limit;
  }
}

static YztMapPoint
cross (YztMapPoint a, YztMapPoint b, Side side, double limit)
{
  if (side == SIDE_WEST || side == SIDE_EAST) {
    double t = (limit - a.x) / (b.x - a.x);
    return (YztMapPoint) { limit, a.y + t * (b.y - a.y) };
  }
  double t = (limit - a.y) / (b.y - a.y);
  return (YztMapPoint) { a.x + t * (b.x - a.x), limit };
}

static void
clip_side (const YztMapPoint *points, guint n, Side side, double limit, GArray *out)
{
  g_array_set_size (out, 0);
  for (guint i = 0; i < n; i++) {
    YztMapPoint from = points[i == 0 ? n - 1 : i - 1];
    YztMapPoint to = points[i];
    gboolean to_inside = is_inside (to, side, limit);
    if (is_inside (from, side, limit) != to_inside) {
      YztMapPoint at = cross (from, to, side, limit);
      g_array_append_val (out, at);
    }
    if (to_inside) {
      g_array_append_val (out, to);
    }
  }
}

void
yzt_map_clip_polygon (const YztMapPoint *points, guint n, double x0, double y0, double x1, double y1, GArray *out,
                      GArray *spare)
{
  clip_side (points, n, SIDE_WEST, x0, out);
  clip_side ((const YztMapPoint *) (void *) out->data, out->len, SIDE_EAST, x1, spare);
  clip_side ((const YztMapPoint *) (void *) spare->data, spare->len, SIDE_NORTH, y0, out);
  clip_side ((const YztMapPoint *) (void *) out->data, out->len, SIDE_SOUTH, y1, spare);
  g_array_set_size (out, 0);
  g_array_append_vals (out, spare->data, spare->len);
}

/* yzt-map-frame-private.h: where things are on the widget: Mercator to pixels and back, clipping
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pure. Mercator x and y lie in [0, 1], y grows southwards, as in yzt-geo.h. Pixels are the widget's
 * logical ones. The world repeats in x: copy k of a point stands at x + k. */
#pragma once
#include <shumate/shumate.h>
#include "yzt-geo.h"
G_BEGIN_DECLS

#define YZT_MAP_TILE_SIZE 256
#define YZT_MAP_MIN_ZOOM 3
#define YZT_MAP_MAX_ZOOM 19

typedef struct {
  double center_x, center_y; /* Mercator */
  double world_px;           /* width of the world: 256 * 2^zoom */
  double zoom;
  int width, height;         /* of the widget */
} YztMapFrame;

typedef struct {
  double x, y; /* pixels or Mercator, as the user of it says */
} YztMapPoint;

void yzt_map_frame_init (YztMapFrame *frame, ShumateViewport *viewport, int width, int height);
gboolean yzt_map_frame_equal (const YztMapFrame *a, const YztMapFrame *b);

static inline double
yzt_map_frame_px (const YztMapFrame *frame, double mercator_x)
{
  return (mercator_x - frame->center_x) * frame->world_px + frame->width / 2.0;
}

static inline double
yzt_map_frame_py (const YztMapFrame *frame, double mercator_y)
{
  return (mercator_y - frame->center_y) * frame->world_px + frame->height / 2.0;
}

/** The copy of @mercator_x that is nearest to the centre, still in Mercator units. */
double yzt_map_frame_near_x (const YztMapFrame *frame, double mercator_x);
/** Pixel of the copy nearest to the centre. */
YztMapPoint yzt_map_frame_to_widget (const YztMapFrame *frame, YztPosition position);
YztPosition yzt_map_frame_to_position (const YztMapFrame *frame, double px, double py);
/** Pixels for a metre at @lat. */
double yzt_map_frame_px_per_m (const YztMapFrame *frame, double lat);
/** Centre after which @anchor (Mercator, a copy near the centre) stands @dx, @dy px from it at @zoom. */
YztPosition yzt_map_frame_center_for (YztMapPoint anchor, double dx, double dy, double zoom);
/** The largest zoom at which the Mercator box fits into the widget with @padding_px round it. */
double yzt_map_frame_zoom_to_fit (const YztMapFrame *frame, double box_width, double box_height, double padding_px);

/**
 * yzt_map_clip_polygon: Sutherland-Hodgman against (@x0, @y0, @x1, @y1), so that cairo's fixed-point
 * numbers never overflow. Edges along the box stand in for what was cut: make the box larger than what is
 * seen. Replaces the contents of @out (YztMapPoint) and uses @spare (YztMapPoint) as it likes.
 */
void yzt_map_clip_polygon (const YztMapPoint *points, guint n, double x0, double y0, double x1, double y1, GArray *out, GArray *spare);
G_END_DECLS

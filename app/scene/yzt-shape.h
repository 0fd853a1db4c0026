/* yzt-shape.h: a line or an area as the map draws and picks it: packed, in Mercator, simplified for each zoom
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Immutable and atomically reference counted; any thread. A vertex takes eight bytes; coarser levels are kept beside the full one, so that a zoom
 * never touches more vertices than it can show. An outline that crosses the antimeridian is kept whole: its x leaves [0, 1], and whoever draws
 * or picks tries the copies of the world at x - 1, x and x + 1. */
#pragma once
#include "yzt-geo.h"
G_BEGIN_DECLS

typedef struct _YztShape YztShape;
/** NULL for a point. Areas keep all their rings, filled by the even-odd rule: holes, and outlines that cross themselves, come out as other programmes
 * show them. */
YztShape *yzt_shape_new (const YztGeometry *geometry);
YztShape *yzt_shape_ref (const YztShape *shape);
void yzt_shape_unref (YztShape *shape);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztShape, yzt_shape_unref)

gboolean yzt_shape_is_area (const YztShape *shape);
/** TRUE when a ring meets itself elsewhere than at its own vertices' neighbours; very long outlines are looked through as far as time allows. */
gboolean yzt_shape_crosses_itself (const YztShape *shape);
/** What it covers: Mercator, x0 <= x1 may leave [0, 1]. */
void yzt_shape_get_bounds (const YztShape *shape, double *x0, double *y0, double *x1, double *y1);
/** Mercator area of the rings, for an order by size; 0 for lines. */
double yzt_shape_get_size (const YztShape *shape);

/** A vertex in units of the shape: Mercator x = origin_x + unit * x, y likewise. */
typedef struct {
  guint32 x, y;
} YztShapePoint;
/** What is to be drawn at one zoom: rings (open: the first point is not repeated) or lines. What is too small to be seen is left out, so that there
 * may be no part at all. Valid as long as the shape. */
typedef struct {
  guint n_parts, n_points;
  const guint32 *starts; /* n_parts + 1 */
  const YztShapePoint *points;
  double origin_x, origin_y, unit;
} YztShapeView;
/** @zoom: of a map whose world is 256 * 2^zoom pixels wide; what is left out is off by two pixels at most, mostly by less than one. */
void yzt_shape_get_view (const YztShape *shape, double zoom, YztShapeView *view_out);

/** Squared Mercator distance from the point to the shape: 0 inside an area. @x may be in any copy of the world that meets the shape. */
double yzt_shape_distance2 (const YztShape *shape, double x, double y);
/** The same to its nearest edge, inside or not. */
double yzt_shape_edge_distance2 (const YztShape *shape, double x, double y);
G_END_DECLS

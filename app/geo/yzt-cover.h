/* yzt-cover.h: whether places lie inside an area, exactly, for many places and one area
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The area is closed: what stands on its edge, or on the edge of a hole, lies inside. Its parts are a union, also where they overlap. Straight edges run
 * in degrees, as GeoPackage and CAP mean them, and the sign of each edge is computed without rounding. Circles are geodesic and closed to a micrometre.
 * Immutable; any thread. */
#pragma once
#include "yzt-geo.h"
G_BEGIN_DECLS

typedef struct {
  YztPosition center;
  double radius_m; /* >= 0 */
} YztCircle;

/** "113.05,23.1,1500;…": longitude, latitude, metres; "" when there are none. Free. */
char *yzt_circles_to_text (const YztCircle *circles, guint n);
/** (element-type YztCircle) (transfer full) @text may be NULL; what is no circle is left out. */
GArray *yzt_circles_from_text (const char *text);

typedef struct _YztCover YztCover;
/** @area may be NULL, or a point or line, which cover nothing; @circles are added to it. */
YztCover *yzt_cover_new (const YztGeometry *area, const YztCircle *circles, guint n_circles);
void yzt_cover_free (YztCover *cover);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztCover, yzt_cover_free)
gboolean yzt_cover_holds (const YztCover *cover, YztPosition position);
G_END_DECLS

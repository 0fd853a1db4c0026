/* yzt-geometry-parts.h: geometries put together and taken apart part by part, for who draws them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-geo.h"
G_BEGIN_DECLS
/** A line or an area of several parts: @starts has @n_parts + 1 offsets; @holes (areas): TRUE for a hole of the outer ring before it. NULL when a part has
 * too few points. */
YztGeometry *yzt_geometry_new_parts (YztGeometryType type, const YztPosition *points, const guint *starts, const gboolean *holes, guint n_parts);
/** Whether ring @i is a hole of the outer ring before it. */
gboolean yzt_geometry_is_hole (const YztGeometry *geometry, guint i);
G_END_DECLS

/* yzt-ground-keep.h: the part of a service's row that takes an area of it home
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <adwaita.h>
#include "yzt-map-view.h"
G_BEGIN_DECLS
#define YZT_TYPE_GROUND_KEEP (yzt_ground_keep_get_type ())
/** Which area, how close, how much that would be, and the button that begins it. */
G_DECLARE_FINAL_TYPE (YztGroundKeep, yzt_ground_keep, YZT, GROUND_KEEP, GObject)
/** Adds its rows to @row, and lives as long as it. */
YztGroundKeep *yzt_ground_keep_new (AdwExpanderRow *row, YztGround *ground, YztMapView *map);
G_END_DECLS

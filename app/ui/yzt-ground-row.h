/* yzt-ground-row.h: one base map in the list: shown or not, how strongly, where in the order, what is wrong with it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <adwaita.h>
#include "yzt-map-view.h"
G_BEGIN_DECLS
#define YZT_TYPE_GROUND_ROW (yzt_ground_row_get_type ())
/** Signal "key-entered" (): a key of its service was kept; ask the service again. */
G_DECLARE_FINAL_TYPE (YztGroundRow, yzt_ground_row, YZT, GROUND_ROW, AdwExpanderRow)
GtkWidget *yzt_ground_row_new (YztGround *ground, YztGroundList *grounds, YztMapView *map);
G_END_DECLS

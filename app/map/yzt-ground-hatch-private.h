/* yzt-ground-hatch-private.h: the look of ground that should be there and did not come
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-draw-theme.h"
G_BEGIN_DECLS
/** Any thread. Fine slanting lines over (0, 0, @size_px, @size_px); they go on from tile to tile. */
void yzt_ground_paint_hatch (cairo_t *cr, int size_px, YztDrawColor colour);
G_END_DECLS

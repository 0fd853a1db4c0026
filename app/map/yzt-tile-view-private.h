/* yzt-tile-view-private.h: the tiles of the base map that are in sight, and the picture they make
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. libshumate's own layer scales every tile in every frame, asks for tiles in an idle that never runs while the map moves, and flashes when a
 * source is swapped; this one keeps the picture (see yzt-tile-buffer), paints what came into sight, and while the zoom changes paints roughly what it smooths
 * once the map rests. Where a tile is not there yet stands what was seen before. Opaque: there is always something. */
#pragma once
#include "yzt-map-frame-private.h"
#include "yzt-tile-source-private.h"
G_BEGIN_DECLS
typedef struct _YztTileView YztTileView;
/** @widget is drawn again when there is something new. */
YztTileView *yzt_tile_view_new (GtkWidget *widget);
void yzt_tile_view_free (YztTileView *self);
/** What is seen of the source before stays until its tiles are replaced. */
void yzt_tile_view_set_source (YztTileView *self, YztTileSource *source);
/** Before each frame. @scale: device pixels per logical one. TRUE when the picture is another than it was in the last frame. */
gboolean yzt_tile_view_update (YztTileView *self, const YztMapFrame *frame, int scale);
/** For the cairo renderer. The newest picture only may be shown: paint it into every frame after an update that returned TRUE. */
void yzt_tile_view_paint (YztTileView *self, cairo_t *cr);
/** For the others. */
void yzt_tile_view_append (YztTileView *self, GtkSnapshot *snapshot);
/** TRUE when all is there and smooth. */
gboolean yzt_tile_view_is_settled (YztTileView *self);
G_END_DECLS

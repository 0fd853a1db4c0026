/* yzt-tile-source-private.h: base map tiles, rendered by draw/ on workers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread, except that rendering runs on the source's own threads. A source has one look: another theme or
 * another scale is another source. To libshumate it is what tells the viewport how large tiles are; it draws none of them. */
#pragma once
#include <shumate/shumate.h>
#include "yzt-ground-stack-private.h"
G_BEGIN_DECLS
/** Signal "came" (zoom, x, y: guint): there is a picture of this tile, or another than before. */
#define YZT_TYPE_TILE_SOURCE (yzt_tile_source_get_type ())
G_DECLARE_FINAL_TYPE (YztTileSource, yzt_tile_source, YZT, TILE_SOURCE, ShumateMapSource)
/** @scale: device pixels per logical pixel. An empty stack gives plain ground. */
YztTileSource *yzt_tile_source_new (YztGroundStack *grounds, gboolean dark, int scale);
/** These and no others are wanted from now on, the most urgent last. What is not there yet comes. */
void yzt_tile_source_want (YztTileSource *self, const YztTileId *tiles, guint n_tiles);
/** (transfer none) The picture of a tile, opaque RGB24, never changed once it is there; NULL: not there (any more). */
cairo_surface_t *yzt_tile_source_peek (YztTileSource *self, YztTileId tile);
const YztDrawTheme *yzt_tile_source_get_theme (YztTileSource *self);
/** No tile comes from now on; what is being rendered is thrown away. */
void yzt_tile_source_close (YztTileSource *self);
/** Tiles asked for and not answered yet. */
guint yzt_tile_source_get_n_in_flight (YztTileSource *self);
/** Tiles answered with a picture so far. */
guint yzt_tile_source_get_n_answered (YztTileSource *self);
G_END_DECLS

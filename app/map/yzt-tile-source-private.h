/* yzt-tile-source-private.h: base map tiles for libshumate, rendered by draw/ on workers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread, except that rendering runs on the source's own threads. A source has one look: another theme or
 * another scale is another source (libshumate keeps tiles by source id). */
#pragma once
#include <shumate/shumate.h>
#include "yzt-ground-stack-private.h"
G_BEGIN_DECLS
/** Signals "settled" (): every tile that was asked for is answered; "repainted" (): a tile that is shown has another picture, which libshumate 1.0 does not see: its
 * layer is to be drawn. */
#define YZT_TYPE_TILE_SOURCE (yzt_tile_source_get_type ())
G_DECLARE_FINAL_TYPE (YztTileSource, yzt_tile_source, YZT, TILE_SOURCE, ShumateMapSource)
/** @scale: device pixels per logical pixel. An empty stack gives plain ground. */
YztTileSource *yzt_tile_source_new (YztGroundStack *grounds, gboolean dark, int scale);
/** No tile is filled from now on; what is being rendered is thrown away. */
void yzt_tile_source_close (YztTileSource *self);
/** Tiles asked for and not answered yet. */
guint yzt_tile_source_get_n_in_flight (YztTileSource *self);
/** Tiles answered with a picture so far. */
guint yzt_tile_source_get_n_answered (YztTileSource *self);
G_END_DECLS

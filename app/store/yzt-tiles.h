/* yzt-tiles.h: map tiles at rest: the cache of online tiles, and files of tiles that the customer owns
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tiles are square pictures of the world in Web Mercator: zoom 0 to 30, x from the west, y from the north (XYZ order, whatever the file uses).
 * Both objects may be used from any thread; every function may wait for the disk: [worker]. Errors: YZT_STORE_ERROR. */
#pragma once
#include "yzt-store.h"
G_BEGIN_DECLS

typedef struct {
  guint zoom, x, y;
} YztTileId;

/* --- the cache of online tiles --- */

#define YZT_TYPE_TILE_CACHE (yzt_tile_cache_get_type ())
G_DECLARE_FINAL_TYPE (YztTileCache, yzt_tile_cache, YZT, TILE_CACHE, GObject)

typedef struct {
  GBytes *bytes;        /* NULL: known not to exist */
  char *etag, *last_modified;
  gint64 fresh_until_ms;/* UTC; the server vouched for it until then */
} YztCachedTile;
void yzt_cached_tile_clear (YztCachedTile *tile);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YztCachedTile, yzt_cached_tile_clear)

/** Opens or makes the cache at @path. It never holds more than @max_bytes of pictures: the longest unused go first. Those kept for work without a network
 * stay, and may fill four fifths of it; they go only when it is made smaller. A damaged cache is thrown away and made anew: nothing in it is the only one of its kind. */
YztTileCache *yzt_tile_cache_open (const char *path, gint64 max_bytes, const YztClock *clock, GError **error);
/** @source names the service ("tianditu-vec"), never its address. FALSE when the tile is not there. */
gboolean yzt_tile_cache_get (YztTileCache *self, const char *source, YztTileId tile, YztCachedTile *tile_out);
/** @bytes NULL: the service says there is none. @etag, @last_modified may be NULL. @max_age_s as the server said, -1: a week. @keep: part of an area
 * that somebody asked to have without a network. FALSE when it was not kept (larger than the cache, disk full). */
gboolean yzt_tile_cache_put (YztTileCache *self, const char *source, YztTileId tile, GBytes *bytes, const char *etag, const char *last_modified,
                             gint64 max_age_s, gboolean keep, GError **error);
/** The server says that what we have is still true. */
void yzt_tile_cache_refresh (YztTileCache *self, const char *source, YztTileId tile, gint64 max_age_s);
/** Bytes of pictures of @source, or of all with NULL. */
gint64 yzt_tile_cache_get_bytes (YztTileCache *self, const char *source);
/** Tiles of a closed rectangle; what the cache knows of them. */
typedef struct {
  guint64 n_known, n_kept; /* that somebody asked to keep: a part of the known ones */
  gint64 bytes;            /* of the known ones */
} YztTileSurvey;
gboolean yzt_tile_cache_survey (YztTileCache *self, const char *source, guint zoom, guint x0, guint y0, guint x1, guint y1, YztTileSurvey *survey_out);
/** Keeps a tile that is there for work without a network. FALSE: it is not there, or there is no more room for what is kept. */
gboolean yzt_tile_cache_keep (YztTileCache *self, const char *source, YztTileId tile);
/** Lets go what was kept of @source: it stays until others need the room. */
gboolean yzt_tile_cache_release (YztTileCache *self, const char *source, GError **error);
/** Bytes that may still be kept. */
gint64 yzt_tile_cache_get_room (YztTileCache *self);
gboolean yzt_tile_cache_set_max_bytes (YztTileCache *self, gint64 max_bytes, GError **error);
gboolean yzt_tile_cache_forget (YztTileCache *self, const char *source, GError **error);

/* --- files of tiles --- */

#define YZT_TYPE_TILE_FILE (yzt_tile_file_get_type ())
G_DECLARE_FINAL_TYPE (YztTileFile, yzt_tile_file, YZT, TILE_FILE, GObject)

/** What a file of tiles says of itself; texts are valid as long as the file, "" when it does not say. */
typedef struct {
  const char *name, *attribution;
  guint min_zoom, max_zoom;
  gboolean has_bounds;
  double west, south, east, north; /* degrees, WGS 84 */
} YztTileFileInfo;

/** MBTiles, or the first tile pyramid of a GeoPackage whose grid is Web Mercator's. REFUSED for vector tiles and for other grids (GDAL may draw those),
 * DAMAGED or NOT_A_MAP for what is no such file. */
YztTileFile *yzt_tile_file_open (const char *path, GError **error);
const YztTileFileInfo *yzt_tile_file_get_info (YztTileFile *self);
/** The encoded picture (PNG, JPEG, WebP); NULL without @error where the file has none. At most 8 MiB. */
GBytes *yzt_tile_file_get (YztTileFile *self, YztTileId tile, GError **error);
G_END_DECLS

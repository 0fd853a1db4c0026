/* yzt-tile-cache.c: online tiles kept on disk, within a size that holds
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sum of bytes is kept in memory and trued by the file's own at opening; each put first makes room. What was used is noted
 * at most once an hour a tile, so that panning over known ground writes nothing. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include "yzt-store-private.h"
#include "yzt-tiles.h"

#define WEEK_S (7 * 86400)
#define NOTE_USE_AFTER_MS (60 * 60 * 1000)
/* Making room a little ahead lets the next tiles come without looking for the oldest again. */
#define ROOM_AHEAD 20 /* parts of the whole */
#define KEPT_SHARE(bytes) ((bytes) / 5 * 4) /* the rest is for looking about */

struct _YztTileCache {
  GObject parent_instance;
  GMutex lock;
  YztConnection *connection;
  const YztClock *clock;
  gint64 max_bytes, bytes, kept; /* kept: a part of bytes */
};
G_DEFINE_FINAL_TYPE (YztTileCache, yzt_tile_cache, G_TYPE_OBJECT)

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS tile (source TEXT NOT NULL, zoom INTEGER NOT NULL, x INTEGER NOT NULL, y INTEGER NOT NULL, length INTEGER NOT NULL,"
    " keep INTEGER NOT NULL, used_ms INTEGER NOT NULL, fresh_until_ms INTEGER NOT NULL, etag TEXT, last_modified TEXT, bytes BLOB,"
    " PRIMARY KEY (source, zoom, x, y));"
    "CREATE INDEX IF NOT EXISTS tile_use ON tile (keep, used_ms, length);"
    "PRAGMA user_version = 1";

void
yzt_cached_tile_clear (YztCachedTile *tile)
{
  g_clear_pointer (&tile->bytes, g_bytes_unref);
  g_clear_pointer (&tile->etag, g_free);
  g_clear_pointer (&tile->last_modified, g_free);
}

/* --- opening --- */

static YztConnection *
open_sound (const char *path, GError **error)
{
  g_autoptr (YztConnection) connection = yzt_connection_open (path, g_file_test (path, G_FILE_TEST_EXISTS) ? YZT_CONNECTION_READ_WRITE
                                                                                                          : YZT_CONNECTION_CREATE, error);
  /* The pictures can be had again: after a loss of power the newest may be gone, the rest stays sound. */
  if (connection == NULL || !yzt_connection_exec (connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL", error)
      || !yzt_connection_exec (connection, schema, error)) {
    return NULL;
  }
  g_autofree char *verdict = yzt_connection_get_text (connection, error, "PRAGMA quick_check(1)", "");
  if (g_strcmp0 (verdict, "ok") != 0) {
    g_clear_error (error);
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_DAMAGED, _("The cache of map tiles is damaged; delete “%s”."), path);
    return NULL;
  }
  return g_steal_pointer (&connection);
}

static void
remove_cache (const char *path)
{
  const char *const endings[] = { "", "-wal", "-shm", "-journal" };
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *name = g_strconcat (path, endings[i], NULL);
    g_unlink (name);
  }
}

static gboolean sum_up (YztTileCache *self, GError **error);

YztTileCache *
yzt_tile_cache_open (const char *path, gint64 max_bytes, const YztClock *clock, GError **error)
{
  g_return_val_if_fail (path != NULL && clock != NULL, NULL);
  g_autoptr (GError) first = NULL;
  g_autoptr (YztTileCache) self = g_object_new (YZT_TYPE_TILE_CACHE, NULL);
  self->clock = clock;
  self->connection = open_sound (path, &first);
  if (self->connection == NULL
      && (g_error_matches (first, YZT_STORE_ERROR, YZT_STORE_ERROR_DAMAGED) || g_error_matches (first, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_A_MAP)
          || g_error_matches (first, YZT_STORE_ERROR, YZT_STORE_ERROR_FAILED))) {
    g_message ("the cache of tiles was damaged and is made anew");
    remove_cache (path);
    g_clear_error (&first);
    self->connection = open_sound (path, &first);
  }
  if (self->connection == NULL) {
    g_propagate_error (error, g_steal_pointer (&first));
    return NULL;
  }
  if (!sum_up (self, error) || !yzt_tile_cache_set_max_bytes (self, max_bytes, error)) {
    return NULL;
  }
  return g_steal_pointer (&self);
}

/* --- room --- */

static gboolean
sum_up (YztTileCache *self, GError **error)
{
  return yzt_connection_get_int (self->connection, &self->bytes, error, "SELECT coalesce (sum (length), 0) FROM tile", "")
         && yzt_connection_get_int (self->connection, &self->kept, error, "SELECT coalesce (sum (length), 0) FROM tile WHERE keep = 1", "");
}

static gboolean
drop_oldest (YztTileCache *self, gint64 to_free, GError **error)
{
  gint64 freed = 0;
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *stmt = yzt_connection_query (self->connection, error, "SELECT rowid, length FROM tile ORDER BY keep, used_ms", "");
  int step = 0;
  while (freed < to_free && stmt != NULL && (step = yzt_connection_step (self->connection, stmt, error)) == 1) {
    gint64 row = sqlite3_column_int64 (stmt, 0);
    g_array_append_val (rows, row);
    freed += sqlite3_column_int64 (stmt, 1);
  }
  if (stmt == NULL || step < 0) {
    return FALSE;
  }
  sqlite3_reset (stmt);
  for (guint i = 0; i < rows->len; i++) {
    if (!yzt_connection_do (self->connection, error, "DELETE FROM tile WHERE rowid = ?", "i", g_array_index (rows, gint64, i))) {
      return FALSE;
    }
  }
  return sum_up (self, error);
}

static gboolean
make_room (YztTileCache *self, gint64 length, GError **error)
{
  gint64 over = self->bytes + length - self->max_bytes;
  return over <= 0 || drop_oldest (self, over + self->max_bytes / ROOM_AHEAD, error);
}

/* FALSE always: what was begun is taken back, and the sums are as the file has them. */
static gboolean
roll_back (YztTileCache *self)
{
  yzt_connection_exec (self->connection, "ROLLBACK", NULL);
  sum_up (self, NULL);
  return FALSE;
}

gboolean
yzt_tile_cache_set_max_bytes (YztTileCache *self, gint64 max_bytes, GError **error)
{
  g_return_val_if_fail (YZT_IS_TILE_CACHE (self) && max_bytes >= 0, FALSE);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  self->max_bytes = max_bytes;
  if (!yzt_connection_exec (self->connection, "BEGIN IMMEDIATE", error)) {
    return FALSE;
  }
  return (make_room (self, 0, error) && yzt_connection_exec (self->connection, "COMMIT", error)) || roll_back (self);
}

/* --- tiles in and out --- */

gboolean
yzt_tile_cache_get (YztTileCache *self, const char *source, YztTileId tile, YztCachedTile *tile_out)
{
  g_return_val_if_fail (YZT_IS_TILE_CACHE (self) && source != NULL && tile_out != NULL, FALSE);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  *tile_out = (YztCachedTile) { NULL, NULL, NULL, 0 };
  sqlite3_stmt *stmt = yzt_connection_query (self->connection, NULL,
                                             "SELECT rowid, used_ms, fresh_until_ms, etag, last_modified, bytes FROM tile"
                                             " WHERE source = ? AND zoom = ? AND x = ? AND y = ?",
                                             "siii", source, (gint64) tile.zoom, (gint64) tile.x, (gint64) tile.y);
  if (stmt == NULL || yzt_connection_step (self->connection, stmt, NULL) != 1) {
    return FALSE;
  }
  gint64 row = sqlite3_column_int64 (stmt, 0), used_ms = sqlite3_column_int64 (stmt, 1), now_ms = yzt_clock_now_ms (self->clock);
  tile_out->fresh_until_ms = sqlite3_column_int64 (stmt, 2);
  tile_out->etag = g_strdup ((const char *) sqlite3_column_text (stmt, 3));
  tile_out->last_modified = g_strdup ((const char *) sqlite3_column_text (stmt, 4));
  if (sqlite3_column_type (stmt, 5) == SQLITE_BLOB) {
    gconstpointer bytes = sqlite3_column_blob (stmt, 5);
    tile_out->bytes = g_bytes_new (bytes, (gsize) sqlite3_column_bytes (stmt, 5));
  }
  sqlite3_reset (stmt);
  if (now_ms - used_ms > NOTE_USE_AFTER_MS) {
    yzt_connection_do (self->connection, NULL, "UPDATE tile SET used_ms = ? WHERE rowid = ?", "ii", now_ms, row);
  }
  return TRUE;
}

static gint64
fresh_until (YztTileCache *self, gint64 max_age_s)
{
  return yzt_clock_now_ms (self->clock) + (max_age_s >= 0 ? max_age_s : WEEK_S) * 1000;
}

static gboolean
replace_tile (YztTileCache *self, const char *source, YztTileId tile, GBytes *bytes, const char *etag, const char *last_modified,
              gint64 max_age_s, gboolean keep, GError **error)
{
  gint64 old = 0, old_keep = 0, length = bytes != NULL ? (gint64) g_bytes_get_size (bytes) : 0;
  const gint64 zoom = tile.zoom, x = tile.x, y = tile.y;
  if (!yzt_connection_get_int (self->connection, &old, error, "SELECT length FROM tile WHERE source = ? AND zoom = ? AND x = ? AND y = ?", "siii",
                               source, zoom, x, y)
      || !yzt_connection_get_int (self->connection, &old_keep, error, "SELECT keep FROM tile WHERE source = ? AND zoom = ? AND x = ? AND y = ?",
                                  "siii", source, zoom, x, y)
      || !yzt_connection_do (self->connection, error, "DELETE FROM tile WHERE source = ? AND zoom = ? AND x = ? AND y = ?", "siii", source, zoom, x, y)) {
    return FALSE;
  }
  keep |= old_keep != 0;
  self->bytes -= old;
  self->kept -= old_keep != 0 ? old : 0;
  if (keep && self->kept + length > KEPT_SHARE (self->max_bytes)) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, _("There is no more room for areas that are kept; give the tiles more room, or let an area go."));
    return FALSE;
  }
  if (!make_room (self, length, error)
      || !yzt_connection_do (self->connection, error,
                             "INSERT INTO tile (source, zoom, x, y, length, keep, used_ms, fresh_until_ms, etag, last_modified, bytes)"
                             " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                             "siiiiiiissb", source, zoom, x, y, length, (gint64) (keep != 0), yzt_clock_now_ms (self->clock),
                             fresh_until (self, max_age_s), etag, last_modified, bytes)) {
    return FALSE;
  }
  self->bytes += length;
  self->kept += keep ? length : 0;
  return TRUE;
}

gboolean
yzt_tile_cache_put (YztTileCache *self, const char *source, YztTileId tile, GBytes *bytes, const char *etag, const char *last_modified,
                    gint64 max_age_s, gboolean keep, GError **error)
{
  g_return_val_if_fail (YZT_IS_TILE_CACHE (self) && source != NULL, FALSE);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  if (bytes != NULL && (gint64) g_bytes_get_size (bytes) > self->max_bytes) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, _("The cache of map tiles is too small for one tile; make it larger in Preferences."));
    return FALSE;
  }
  if (!yzt_connection_exec (self->connection, "BEGIN IMMEDIATE", error)) {
    return FALSE;
  }
  return (replace_tile (self, source, tile, bytes, etag, last_modified, max_age_s, keep, error) && yzt_connection_exec (self->connection, "COMMIT", error))
         || roll_back (self);
}

void
yzt_tile_cache_refresh (YztTileCache *self, const char *source, YztTileId tile, gint64 max_age_s)
{
  g_return_if_fail (YZT_IS_TILE_CACHE (self) && source != NULL);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  yzt_connection_do (self->connection, NULL, "UPDATE tile SET fresh_until_ms = ?, used_ms = ? WHERE source = ? AND zoom = ? AND x = ? AND y = ?",
                     "iisiii", fresh_until (self, max_age_s), yzt_clock_now_ms (self->clock), source, (gint64) tile.zoom, (gint64) tile.x,
                     (gint64) tile.y);
}

gint64
yzt_tile_cache_get_bytes (YztTileCache *self, const char *source)
{
  g_return_val_if_fail (YZT_IS_TILE_CACHE (self), 0);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 bytes = self->bytes;
  if (source != NULL) {
    yzt_connection_get_int (self->connection, &bytes, NULL, "SELECT coalesce (sum (length), 0) FROM tile WHERE source = ?", "s", source);
  }
  return bytes;
}

gboolean
yzt_tile_cache_forget (YztTileCache *self, const char *source, GError **error)
{
  g_return_val_if_fail (YZT_IS_TILE_CACHE (self) && source != NULL, FALSE);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  return yzt_connection_do (self->connection, error, "DELETE FROM tile WHERE source = ?", "s", source)
         && sum_up (self, error);
}

/* --- areas that are kept --- */

gboolean
yzt_tile_cache_survey (YztTileCache *self, const char *source, guint zoom, guint x0, guint y0, guint x1, guint y1, YztTileSurvey *survey_out)
{
  g_return_val_if_fail (YZT_IS_TILE_CACHE (self) && source != NULL && survey_out != NULL, FALSE);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  *survey_out = (YztTileSurvey) { 0, 0, 0 };
  sqlite3_stmt *stmt = yzt_connection_query (self->connection, NULL,
                                             "SELECT count (*), coalesce (sum (keep), 0), coalesce (sum (length), 0) FROM tile"
                                             " WHERE source = ? AND zoom = ? AND x BETWEEN ? AND ? AND y BETWEEN ? AND ?",
                                             "siiiii", source, (gint64) zoom, (gint64) x0, (gint64) x1, (gint64) y0, (gint64) y1);
  if (stmt == NULL || yzt_connection_step (self->connection, stmt, NULL) != 1) {
    return FALSE;
  }
  survey_out->n_known = (guint64) sqlite3_column_int64 (stmt, 0);
  survey_out->n_kept = (guint64) sqlite3_column_int64 (stmt, 1);
  survey_out->bytes = sqlite3_column_int64 (stmt, 2);
  sqlite3_reset (stmt);
  return TRUE;
}

gboolean
yzt_tile_cache_keep (YztTileCache *self, const char *source, YztTileId tile)
{
  g_return_val_if_fail (YZT_IS_TILE_CACHE (self) && source != NULL, FALSE);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const gint64 zoom = tile.zoom, x = tile.x, y = tile.y;
  gint64 row = 0, keep = 0, length = 0;
  const char *const where = " FROM tile WHERE source = ? AND zoom = ? AND x = ? AND y = ?";
  g_autofree char *find_row = g_strconcat ("SELECT rowid", where, NULL), *find_keep = g_strconcat ("SELECT keep", where, NULL);
  g_autofree char *find_length = g_strconcat ("SELECT length", where, NULL);
  if (!yzt_connection_get_int (self->connection, &row, NULL, find_row, "siii", source, zoom, x, y) || row == 0
      || !yzt_connection_get_int (self->connection, &keep, NULL, find_keep, "siii", source, zoom, x, y)
      || !yzt_connection_get_int (self->connection, &length, NULL, find_length, "siii", source, zoom, x, y)) {
    return FALSE;
  }
  if (keep != 0) {
    return TRUE;
  }
  if (self->kept + length > KEPT_SHARE (self->max_bytes)
      || !yzt_connection_do (self->connection, NULL, "UPDATE tile SET keep = 1 WHERE rowid = ?", "i", row)) {
    return FALSE;
  }
  self->kept += length;
  return TRUE;
}

gboolean
yzt_tile_cache_release (YztTileCache *self, const char *source, GError **error)
{
  g_return_val_if_fail (YZT_IS_TILE_CACHE (self) && source != NULL, FALSE);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  return yzt_connection_do (self->connection, error, "UPDATE tile SET keep = 0 WHERE source = ?", "s", source) && sum_up (self, error);
}

gint64
yzt_tile_cache_get_room (YztTileCache *self)
{
  g_return_val_if_fail (YZT_IS_TILE_CACHE (self), 0);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  return MAX (KEPT_SHARE (self->max_bytes) - self->kept, 0);
}

/* --- class --- */

static void
yzt_tile_cache_finalize (GObject *object)
{
  YztTileCache *self = YZT_TILE_CACHE (object);
  g_clear_pointer (&self->connection, yzt_connection_close);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (yzt_tile_cache_parent_class)->finalize (object);
}

static void
yzt_tile_cache_class_init (YztTileCacheClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_tile_cache_finalize;
}

static void
yzt_tile_cache_init (YztTileCache *self)
{
  g_mutex_init (&self->lock);
}

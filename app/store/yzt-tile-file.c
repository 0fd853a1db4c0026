/* yzt-tile-file.c: pictures out of MBTiles and GeoPackage tile pyramids, whoever wrote them
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * MBTiles counts rows from the south (TMS), a GeoPackage from the north; callers only see the north. A GeoPackage is taken
 * when its pyramid is the whole world's: 2^zoom tiles each way in EPSG:3857. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include "yzt-store-private.h"
#include "yzt-tiles.h"

#define MAX_ZOOM 30
#define MAX_TILE_BYTES (8 * 1024 * 1024)
#define MAX_TEXT_CHARS 1000

struct _YztTileFile {
  GObject parent_instance;
  GMutex lock;
  YztConnection *connection;
  gboolean south_first;
  char *sql; /* zoom, x, row → bytes */
  char *name, *attribution;
  YztTileFileInfo info;
};
G_DEFINE_FINAL_TYPE (YztTileFile, yzt_tile_file, G_TYPE_OBJECT)

static gboolean
refuse (const char *path, int code, const char *format, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_set_error (error, YZT_STORE_ERROR, code, format, name);
  return FALSE;
}

static char *
bounded_text (YztConnection *connection, const char *sql, const char *key)
{
  g_autofree char *text = yzt_connection_get_text (connection, NULL, sql, "s", key);
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  return g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), MAX_TEXT_CHARS));
}

/* What the table really holds stands above what the file says of itself. */
static gboolean
read_zooms (YztTileFile *self, const char *table, GError **error)
{
  g_autofree char *quoted = yzt_schema_quote (table);
  g_autofree char *least = g_strdup_printf ("SELECT coalesce (min (zoom_level), -1) FROM %s", quoted);
  g_autofree char *most = g_strdup_printf ("SELECT coalesce (max (zoom_level), -1) FROM %s", quoted);
  gint64 min_zoom, max_zoom;
  if (!yzt_connection_get_int (self->connection, &min_zoom, error, least, "") || !yzt_connection_get_int (self->connection, &max_zoom, error, most, "")) {
    return FALSE;
  }
  if (min_zoom < 0 || max_zoom > MAX_ZOOM) {
    return refuse (self->connection->path, YZT_STORE_ERROR_REFUSED, _("“%s” holds no map tiles; choose another file."), error);
  }
  self->info.min_zoom = (guint) min_zoom;
  self->info.max_zoom = (guint) max_zoom;
  return TRUE;
}

/* --- MBTiles --- */

static void
read_bounds (YztTileFile *self)
{
  g_autofree char *text = bounded_text (self->connection, "SELECT value FROM metadata WHERE name = ?", "bounds");
  g_auto (GStrv) parts = g_strsplit (text, ",", 5);
  double numbers[4];
  if (g_strv_length (parts) != 4) {
    return;
  }
  for (guint i = 0; i < 4; i++) {
    if (!yzt_text_number (parts[i], &numbers[i])) {
      return;
    }
  }
  self->info.has_bounds = numbers[0] >= -180 && numbers[2] <= 180 && numbers[0] < numbers[2] && numbers[1] >= -90 && numbers[3] <= 90 && numbers[1] < numbers[3];
  self->info.west = numbers[0];
  self->info.south = numbers[1];
  self->info.east = numbers[2];
  self->info.north = numbers[3];
}

static gboolean
read_mbtiles (YztTileFile *self, GError **error)
{
  g_autofree char *format = bounded_text (self->connection, "SELECT value FROM metadata WHERE name = ?", "format");
  if (g_str_equal (format, "pbf")) {
    return refuse (self->connection->path, YZT_STORE_ERROR_REFUSED, _("“%s” holds vector tiles that cannot be read; choose another file."), error);
  }
  self->name = bounded_text (self->connection, "SELECT value FROM metadata WHERE name = ?", "name");
  self->attribution = bounded_text (self->connection, "SELECT value FROM metadata WHERE name = ?", "attribution");
  self->south_first = TRUE;
  self->sql = g_strdup ("SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ? LIMIT 1");
  read_bounds (self);
  return read_zooms (self, "tiles", error);
}

/* --- GeoPackage --- */

static gboolean
is_world_grid (YztTileFile *self, const char *table)
{
  gint64 srs = 0, odd = 1;
  g_autofree char *extent = yzt_connection_get_text (
      self->connection, NULL,
      "SELECT 1 FROM gpkg_tile_matrix_set WHERE table_name = ?1 AND abs (min_x + 20037508.34) < 1 AND abs (max_y - 20037508.34) < 1"
      " AND abs (max_x - 20037508.34) < 1 AND abs (min_y + 20037508.34) < 1",
      "s", table);
  return extent != NULL
         && yzt_connection_get_int (self->connection, &srs, NULL, "SELECT srs_id FROM gpkg_tile_matrix_set WHERE table_name = ?", "s", table) && srs == 3857
         && yzt_connection_get_int (self->connection, &odd, NULL,
                                    "SELECT count (*) FROM gpkg_tile_matrix WHERE table_name = ? AND (zoom_level NOT BETWEEN 0 AND 30"
                                    " OR matrix_width <> (1 << zoom_level) OR matrix_height <> (1 << zoom_level))",
                                    "s", table)
         && odd == 0;
}

static gboolean
read_geopackage (YztTileFile *self, GError **error)
{
  g_autofree char *table = yzt_connection_get_text (self->connection, error,
                                                    "SELECT table_name FROM gpkg_contents WHERE data_type = 'tiles' ORDER BY rowid LIMIT 1", "");
  if (table == NULL) {
    return error != NULL && *error != NULL
               ? FALSE
               : refuse (self->connection->path, YZT_STORE_ERROR_REFUSED, _("“%s” holds no map tiles; choose another file."), error);
  }
  if (!is_world_grid (self, table)) {
    return refuse (self->connection->path, YZT_STORE_ERROR_REFUSED, _("The tiles of “%s” have a grid of their own; add it as a picture instead."), error);
  }
  g_autofree char *quoted = yzt_schema_quote (table);
  self->name = bounded_text (self->connection, "SELECT identifier FROM gpkg_contents WHERE table_name = ?", table);
  self->attribution = g_strdup ("");
  self->sql = g_strdup_printf ("SELECT tile_data FROM %s WHERE zoom_level = ? AND tile_column = ? AND tile_row = ? LIMIT 1", quoted);
  return read_zooms (self, table, error);
}

/* --- opening --- */

static YztTileFile *
open_file (const char *path, GError **error)
{
  g_autoptr (YztTileFile) self = g_object_new (YZT_TYPE_TILE_FILE, NULL);
  g_autoptr (GError) closed = NULL;
  self->connection = yzt_connection_open (path, YZT_CONNECTION_READ_ONLY, &closed);
  if (g_error_matches (closed, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_A_MAP)) { /* of tiles, not of ours */
    refuse (path, YZT_STORE_ERROR_NOT_A_MAP, _("“%s” is neither MBTiles nor a GeoPackage with tiles; choose another file."), error);
    return NULL;
  }
  if (closed != NULL) {
    g_propagate_error (error, g_steal_pointer (&closed));
    return NULL;
  }
  /* What a foreign file brings along as triggers, views or functions is not run with more than reading. */
  if (self->connection == NULL || !yzt_connection_exec (self->connection, "PRAGMA trusted_schema=OFF; PRAGMA query_only=ON", error)) {
    return NULL;
  }
  gint64 n_objects = 0;
  if (!yzt_connection_get_int (self->connection, &n_objects, error, "SELECT count (*) FROM sqlite_master WHERE name IN ('tiles', 'metadata')", "")) {
    return NULL;
  }
  gboolean read = n_objects == 2                                                 ? read_mbtiles (self, error)
                  : yzt_connection_has_table (self->connection, "gpkg_contents") ? read_geopackage (self, error)
                  : refuse (path, YZT_STORE_ERROR_NOT_A_MAP, _("“%s” is neither MBTiles nor a GeoPackage with tiles; choose another file."), error);
  if (!read) {
    return NULL;
  }
  self->info.name = self->name;
  self->info.attribution = self->attribution;
  return g_steal_pointer (&self);
}

/* There is no backup of it, as there is of a map, and nothing to be salvaged. Takes @cause. */
static void
tell (const char *path, GError *cause, GError **error)
{
  if (g_error_matches (cause, YZT_STORE_ERROR, YZT_STORE_ERROR_DAMAGED)) {
    refuse (path, YZT_STORE_ERROR_DAMAGED, _("“%s” is damaged and cannot be drawn here; take a good copy of it."), error);
    g_error_free (cause);
  } else if (cause != NULL) {
    g_propagate_error (error, cause);
  }
}

YztTileFile *
yzt_tile_file_open (const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  GError *cause = NULL;
  YztTileFile *self = open_file (path, &cause);
  tell (path, cause, error);
  return self;
}

const YztTileFileInfo *
yzt_tile_file_get_info (YztTileFile *self)
{
  g_return_val_if_fail (YZT_IS_TILE_FILE (self), NULL);
  return &self->info;
}

GBytes *
yzt_tile_file_get (YztTileFile *self, YztTileId tile, GError **error)
{
  g_return_val_if_fail (YZT_IS_TILE_FILE (self) && tile.zoom <= MAX_ZOOM, NULL);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 side = G_GINT64_CONSTANT (1) << tile.zoom, row = self->south_first ? side - 1 - (gint64) tile.y : (gint64) tile.y;
  GError *cause = NULL;
  sqlite3_stmt *stmt = yzt_connection_query (self->connection, &cause, self->sql, "iii", (gint64) tile.zoom, (gint64) tile.x, row);
  if (stmt == NULL || yzt_connection_step (self->connection, stmt, &cause) != 1) {
    tell (self->connection->path, cause, error);
    return NULL;
  }
  gconstpointer bytes = sqlite3_column_blob (stmt, 0);
  int length = sqlite3_column_bytes (stmt, 0);
  GBytes *picture = bytes != NULL && length > 0 && length <= MAX_TILE_BYTES ? g_bytes_new (bytes, (gsize) length) : NULL;
  sqlite3_reset (stmt);
  return picture;
}

/* --- class --- */

static void
yzt_tile_file_finalize (GObject *object)
{
  YztTileFile *self = YZT_TILE_FILE (object);
  g_clear_pointer (&self->connection, yzt_connection_close);
  g_free (self->sql);
  g_free (self->name);
  g_free (self->attribution);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (yzt_tile_file_parent_class)->finalize (object);
}

static void
yzt_tile_file_class_init (YztTileFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_tile_file_finalize;
}

static void
yzt_tile_file_init (YztTileFile *self)
{
  g_mutex_init (&self->lock);
}

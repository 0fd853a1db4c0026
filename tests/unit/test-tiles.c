/* test-tiles.c: the cache of tiles keeps within its size and survives damage; files of tiles are read whoever wrote them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include "test-folder.h"
#include "yzt-tiles.h"

typedef struct {
  char *folder, *path;
  gint64 now_ms;
  YztClock clock;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("yzt-tiles-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "tiles.db", NULL);
  fixture->now_ms = G_GINT64_CONSTANT (1795320000000);
  fixture->clock = (YztClock) YZT_CLOCK_FIXED (&fixture->now_ms);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  test_remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static YztTileCache *
open_cache (Fixture *fixture, gint64 max_bytes)
{
  g_autoptr (GError) error = NULL;
  YztTileCache *cache = yzt_tile_cache_open (fixture->path, max_bytes, &fixture->clock, &error);
  g_assert_no_error (error);
  return cache;
}

static gboolean
put (YztTileCache *cache, const char *source, guint x, gsize length, gboolean keep)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *data = g_malloc0 (length);
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  return yzt_tile_cache_put (cache, source, (YztTileId) { 10, x, 5 }, bytes, "\"e\"", NULL, 60, keep, &error);
}

static gboolean
has (YztTileCache *cache, const char *source, guint x)
{
  g_auto (YztCachedTile) tile = { 0 };
  return yzt_tile_cache_get (cache, source, (YztTileId) { 10, x, 5 }, &tile);
}

/* --- the cache --- */

static void
test_in_and_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YztTileCache) cache = open_cache (fixture, 1000000);
  g_assert_false (has (cache, "vec", 1));
  g_assert_true (put (cache, "vec", 1, 400, FALSE));
  g_assert_true (put (cache, "img", 1, 500, FALSE));
  g_assert_true (yzt_tile_cache_put (cache, "vec", (YztTileId) { 10, 2, 5 }, NULL, NULL, NULL, -1, FALSE, NULL));
  g_assert_cmpint (yzt_tile_cache_get_bytes (cache, NULL), ==, 900);
  g_assert_cmpint (yzt_tile_cache_get_bytes (cache, "img"), ==, 500);
  g_auto (YztCachedTile) tile = { 0 };
  g_assert_true (yzt_tile_cache_get (cache, "vec", (YztTileId) { 10, 1, 5 }, &tile));
  g_assert_cmpuint (g_bytes_get_size (tile.bytes), ==, 400);
  g_assert_cmpstr (tile.etag, ==, "\"e\"");
  g_assert_cmpint (tile.fresh_until_ms, ==, fixture->now_ms + 60000);
  g_auto (YztCachedTile) none = { 0 };
  g_assert_true (yzt_tile_cache_get (cache, "vec", (YztTileId) { 10, 2, 5 }, &none));
  g_assert_null (none.bytes);
  g_assert_true (put (cache, "vec", 1, 100, FALSE)); /* takes the place of the old one */
  g_assert_cmpint (yzt_tile_cache_get_bytes (cache, NULL), ==, 600);
  g_clear_object (&cache);
  cache = open_cache (fixture, 1000000);
  g_assert_cmpint (yzt_tile_cache_get_bytes (cache, NULL), ==, 600);
  g_assert_true (yzt_tile_cache_forget (cache, "vec", NULL));
  g_assert_cmpint (yzt_tile_cache_get_bytes (cache, NULL), ==, 500);
}

static void
test_size_holds (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YztTileCache) cache = open_cache (fixture, 100000);
  g_assert_true (put (cache, "vec", 0, 30000, TRUE)); /* wanted without a network */
  g_assert_true (put (cache, "vec", 1, 30000, FALSE));
  fixture->now_ms += 2 * 3600 * 1000;
  g_assert_true (has (cache, "vec", 1)); /* used again: younger than what follows */
  fixture->now_ms -= 3600 * 1000;
  for (guint i = 2; i < 300; i++) {
    fixture->now_ms++; /* of tiles of one moment the smallest would go first */
    g_assert_true (put (cache, "vec", i, 1000 + (gsize) g_test_rand_int_range (0, 4000), FALSE));
    g_assert_cmpint (yzt_tile_cache_get_bytes (cache, NULL), <=, 100000);
  }
  g_assert_true (has (cache, "vec", 0));
  g_assert_true (has (cache, "vec", 1));
  g_assert_true (has (cache, "vec", 299));
  g_assert_false (has (cache, "vec", 2));
  g_assert_false (put (cache, "vec", 500, 200000, FALSE)); /* larger than all of it */
  g_assert_true (has (cache, "vec", 299));
  g_assert_true (yzt_tile_cache_set_max_bytes (cache, 40000, NULL));
  g_assert_cmpint (yzt_tile_cache_get_bytes (cache, NULL), <=, 40000);
  g_assert_true (has (cache, "vec", 0));
}

static void
test_damaged_cache (Fixture *fixture, gconstpointer data)
{
  g_assert_true (g_file_set_contents (fixture->path, "this is no database, and was never one", -1, NULL));
  g_autoptr (YztTileCache) cache = open_cache (fixture, 1000);
  g_assert_true (put (cache, "vec", 1, 10, FALSE));
  g_clear_object (&cache);
  g_autofree char *bytes = NULL;
  gsize length = 0;
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &length, NULL));
  memset (bytes + 100, 0x5a, length - 100);
  g_assert_true (g_file_set_contents (fixture->path, bytes, (gssize) length, NULL));
  cache = open_cache (fixture, 1000);
  g_assert_cmpint (yzt_tile_cache_get_bytes (cache, NULL), ==, 0);
  g_assert_true (put (cache, "vec", 1, 10, FALSE));
}

/* --- files --- */

static void
make_file (Fixture *fixture, const char *sql)
{
  sqlite3 *db = NULL;
  char *message = NULL;
  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  sqlite3_close (db);
}

#define MBTILES "CREATE TABLE metadata (name TEXT, value TEXT); CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);"

static void
test_mbtiles (Fixture *fixture, gconstpointer data)
{
  make_file (fixture, MBTILES "INSERT INTO metadata VALUES ('name', '肇庆影像'), ('format', 'png'), ('bounds', '111.3,22.7,112.9,24.3'), ('attribution', '© 谁');"
                              "INSERT INTO tiles VALUES (2, 3, 3, x'01'), (2, 3, 0, x'0203'), (4, 1, 1, zeroblob (9000000))");
  g_autoptr (GError) error = NULL;
  g_autoptr (YztTileFile) file = yzt_tile_file_open (fixture->path, &error);
  g_assert_no_error (error);
  const YztTileFileInfo *info = yzt_tile_file_get_info (file);
  g_assert_cmpstr (info->name, ==, "肇庆影像");
  g_assert_cmpstr (info->attribution, ==, "© 谁");
  g_assert_cmpuint (info->min_zoom, ==, 2);
  g_assert_cmpuint (info->max_zoom, ==, 4);
  g_assert_true (info->has_bounds);
  g_assert_cmpfloat (info->north, ==, 24.3);
  g_autoptr (GBytes) north = yzt_tile_file_get (file, (YztTileId) { 2, 3, 0 }, &error);
  g_assert_cmpuint (g_bytes_get_size (north), ==, 1);
  g_autoptr (GBytes) south = yzt_tile_file_get (file, (YztTileId) { 2, 3, 3 }, &error);
  g_assert_cmpuint (g_bytes_get_size (south), ==, 2);
  g_assert_null (yzt_tile_file_get (file, (YztTileId) { 2, 0, 0 }, &error));
  g_assert_null (yzt_tile_file_get (file, (YztTileId) { 4, 1, 14 }, &error)); /* nine megabytes are no tile */
  g_assert_no_error (error);
}

#define PYRAMID(width)                                                                                                                            \
  "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT, identifier TEXT); INSERT INTO gpkg_contents VALUES ('a \"b\"', 'tiles', 'Ortho');" \
  "CREATE TABLE gpkg_tile_matrix_set (table_name TEXT, srs_id INTEGER, min_x, min_y, max_x, max_y);"                                              \
  "INSERT INTO gpkg_tile_matrix_set VALUES ('a \"b\"', 3857, -20037508.342789, -20037508.342789, 20037508.342789, 20037508.342789);"              \
  "CREATE TABLE gpkg_tile_matrix (table_name TEXT, zoom_level INTEGER, matrix_width INTEGER, matrix_height INTEGER);"                             \
  "INSERT INTO gpkg_tile_matrix VALUES ('a \"b\"', 1, " width ", 2);"                                                                             \
  "CREATE TABLE \"a \"\"b\"\"\" (id INTEGER PRIMARY KEY, zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);"             \
  "INSERT INTO \"a \"\"b\"\"\" VALUES (1, 1, 0, 1, x'0708')"

static void
test_geopackage (Fixture *fixture, gconstpointer data)
{
  make_file (fixture, PYRAMID ("2"));
  g_autoptr (GError) error = NULL;
  g_autoptr (YztTileFile) file = yzt_tile_file_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (yzt_tile_file_get_info (file)->name, ==, "Ortho");
  g_autoptr (GBytes) tile = yzt_tile_file_get (file, (YztTileId) { 1, 0, 1 }, &error);
  g_assert_cmpuint (g_bytes_get_size (tile), ==, 2);
}

static void
test_refused_files (Fixture *fixture, gconstpointer data)
{
  const struct { const char *sql; int code; } cases[] = {
    { MBTILES "INSERT INTO metadata VALUES ('format', 'pbf'); INSERT INTO tiles VALUES (0, 0, 0, x'00')", YZT_STORE_ERROR_REFUSED },
    { MBTILES, YZT_STORE_ERROR_REFUSED },
    { MBTILES "INSERT INTO tiles VALUES (60, 0, 0, x'00')", YZT_STORE_ERROR_REFUSED },
    { PYRAMID ("3"), YZT_STORE_ERROR_REFUSED },
    { "CREATE TABLE other (a)", YZT_STORE_ERROR_NOT_A_MAP },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_unlink (fixture->path);
    make_file (fixture, cases[i].sql);
    g_assert_null (yzt_tile_file_open (fixture->path, &error));
    g_assert_error (error, YZT_STORE_ERROR, cases[i].code);
  }
  g_autoptr (GError) error = NULL;
  g_assert_true (g_file_set_contents (fixture->path, "\x89PNG not a database at all", -1, NULL));
  g_assert_null (yzt_tile_file_open (fixture->path, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_A_MAP);
}

static void
test_truncated (Fixture *fixture, gconstpointer data)
{
  make_file (fixture, MBTILES "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 200) INSERT INTO tiles SELECT 9, i, 7, zeroblob (3000) FROM n");
  g_autofree char *bytes = NULL;
  gsize length = 0;
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &length, NULL));
  for (gsize keep = length / 2; keep > 100; keep /= 3) {
    g_autoptr (GError) error = NULL;
    g_assert_true (g_file_set_contents (fixture->path, bytes, (gssize) keep, NULL));
    g_autoptr (YztTileFile) file = yzt_tile_file_open (fixture->path, &error);
    g_assert_true (error == NULL || strstr (error->message, "backup") == NULL); /* that is for maps: nobody has one of a base map */
    for (guint x = 0; file != NULL && x < 200; x++) { /* opened or refused, found or told: never a crash */
      g_clear_error (&error);
      g_autoptr (GBytes) tile = yzt_tile_file_get (file, (YztTileId) { 9, x, 504 }, &error);
      g_assert_true (tile == NULL || error == NULL);
      g_assert_true (error == NULL || strstr (error->message, "backup") == NULL);
    }
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define CASE(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)
  CASE ("/tiles/in-and-out", test_in_and_out);
  CASE ("/tiles/size-holds", test_size_holds);
  CASE ("/tiles/damaged-cache", test_damaged_cache);
  CASE ("/tiles/mbtiles", test_mbtiles);
  CASE ("/tiles/geopackage", test_geopackage);
  CASE ("/tiles/refused", test_refused_files);
  CASE ("/tiles/truncated", test_truncated);
#undef CASE
  return g_test_run ();
}

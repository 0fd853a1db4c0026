/* test-ground-files.c: base maps out of files: damaged tiles, shifted datums to the pixel, layers above each other
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <cairo.h>
#include <gdal.h>
#include <glib/gstdio.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <sqlite3.h>
#include <string.h>
#include "test-folder.h"
#include "yzt-ground-stack-private.h"

typedef struct {
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("yzt-files-XXXXXX", NULL);
  GDALAllRegister ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  test_remove_tree (fixture->folder);
  g_free (fixture->folder);
}

static char *
in_folder (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

static guint32
pixel (cairo_surface_t *surface, int x, int y)
{
  cairo_surface_flush (surface);
  return *(guint32 *) (void *) (cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface) + 4 * x);
}

/* --- MBTiles --- */

static cairo_status_t
collect (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* White, with a red square of 5 pixels round (@at_x, @at_y); none when that is negative. */
static GBytes *
make_png (double at_x, double at_y)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 256, 256);
  cairo_t *cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 1, 0, 0);
  cairo_rectangle (cr, at_x - 2.5, at_y - 2.5, 5, 5);
  cairo_fill (cr);
  cairo_destroy (cr);
  cairo_surface_write_to_png_stream (surface, collect, bytes);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (bytes);
}

static sqlite3 *
make_mbtiles (const char *path)
{
  sqlite3 *db = NULL;
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "CREATE TABLE metadata (name TEXT, value TEXT); INSERT INTO metadata VALUES ('name', '试验'), ('format', 'png');"
                                     "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);"
                                     "CREATE UNIQUE INDEX i ON tiles (zoom_level, tile_column, tile_row)",
                                 NULL, NULL, NULL), ==, SQLITE_OK);
  return db;
}

static void
add_tile (sqlite3 *db, guint zoom, guint x, guint y, GBytes *bytes)
{
  sqlite3_stmt *stmt = NULL;
  gsize length = 0;
  gconstpointer data = g_bytes_get_data (bytes, &length);
  sqlite3_prepare_v2 (db, "INSERT INTO tiles VALUES (?, ?, ?, ?)", -1, &stmt, NULL);
  sqlite3_bind_int (stmt, 1, (int) zoom);
  sqlite3_bind_int (stmt, 2, (int) x);
  sqlite3_bind_int (stmt, 3, (int) ((1u << zoom) - 1 - y));
  sqlite3_bind_blob (stmt, 4, data, (int) length, SQLITE_TRANSIENT);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_DONE);
  sqlite3_finalize (stmt);
}

static YztGroundStack *
stack_of (YztGround *ground, YztGroundLayer layer)
{
  layer.ground = ground;
  layer.opacity = 1;
  layer.datum = yzt_ground_get_spec (ground)->datum;
  return yzt_ground_stack_new (&layer, 1);
}

static cairo_surface_t *
render (YztGroundStack *stack, YztTileId tile, int scale)
{
  g_autoptr (GArray) missing = yzt_ground_missing_new ();
  cairo_surface_t *surface = yzt_ground_stack_render (stack, tile, 256, scale, &YZT_DRAW_THEME_LIGHT, missing);
  while (g_main_context_iteration (NULL, FALSE)) { /* what is wrong is told on the main thread */
  }
  return surface;
}

/* A tile that is no picture is hatched and told; those beside it are drawn all the same. */
static void
test_no_picture (Fixture *fixture, gconstpointer data)
{
  static const char *const bad[] = { "not a picture", "\x1f\x8b\x08 packed vector tile", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff\x08\x02",
                                     "<html>403</html>", "GIF89a" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *path = in_folder (fixture, "a.mbtiles");
    sqlite3 *db = make_mbtiles (path);
    g_autoptr (GBytes) good = make_png (128, 128), wrong = g_bytes_new_static (bad[i], strlen (bad[i]));
    g_autoptr (GError) error = NULL;
    add_tile (db, 10, 832, 442, wrong);
    add_tile (db, 10, 833, 442, good);
    sqlite3_close (db);
    g_autoptr (YztGround) ground = yzt_ground_new_for_file (path);
    g_autoptr (YztTileFile) file = yzt_tile_file_open (path, &error);
    g_assert_no_error (error);
    g_autoptr (YztGroundStack) stack = stack_of (ground, (YztGroundLayer) { .file = file });
    cairo_surface_t *beside = render (stack, (YztTileId) { 10, 833, 442 }, 1);
    g_assert_cmphex (pixel (beside, 128, 128) & 0xffffff, ==, 0xff0000);
    g_assert_cmpstr (yzt_ground_get_problem (ground), ==, "");
    cairo_surface_t *hatched = render (stack, (YztTileId) { 10, 832, 442 }, 1);
    g_assert_cmphex (pixel (hatched, 8, 8) & 0xffffff, !=, pixel (hatched, 12, 12) & 0xffffff);
    g_assert_cmpstr (yzt_ground_get_problem (ground), !=, "");
    cairo_surface_destroy (beside);
    cairo_surface_destroy (hatched);
    g_remove (path);
  }
}

/* A download that broke off: whatever is left, the map stays alive and says what is wrong. */
static void
test_truncated (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = in_folder (fixture, "a.mbtiles"), *cut = in_folder (fixture, "cut.mbtiles"), *bytes = NULL;
  gsize length = 0;
  sqlite3 *db = make_mbtiles (path);
  g_autoptr (GBytes) good = make_png (128, 128);
  sqlite3_exec (db, "BEGIN", NULL, NULL, NULL);
  for (guint x = 0; x < 400; x++) {
    add_tile (db, 10, 600 + x, 442, good);
  }
  sqlite3_exec (db, "COMMIT", NULL, NULL, NULL);
  sqlite3_close (db);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  guint n_told = 0;
  for (guint i = 1; i < 10; i++) {
    g_autoptr (GError) error = NULL;
    g_assert_true (g_file_set_contents (cut, bytes, (gssize) (length * i / 10), NULL));
    g_autoptr (YztGround) ground = yzt_ground_new_for_file (cut);
    g_autoptr (YztTileFile) file = yzt_tile_file_open (cut, &error);
    if (file == NULL) {
      g_assert_nonnull (error);
      n_told++;
      continue;
    }
    g_autoptr (YztGroundStack) stack = stack_of (ground, (YztGroundLayer) { .file = file });
    for (guint x = 600; x < 1000; x += 7) {
      cairo_surface_destroy (render (stack, (YztTileId) { 10, x, 442 }, 1));
    }
    n_told += *yzt_ground_get_problem (ground) != '\0';
  }
  g_assert_cmpuint (n_told, ==, 9);
}

/* --- datums, to the pixel --- */

static const YztPosition place = { 112.4725, 23.0517 }; /* WGS 84 */
#define ZOOM 15u

static YztTileId
tile_of (YztPosition position, double *px, double *py)
{
  double x, y, side = exp2 (ZOOM);
  yzt_mercator_from_position (position, &x, &y);
  *px = (x * side - floor (x * side)) * 256;
  *py = (y * side - floor (y * side)) * 256;
  return (YztTileId) { ZOOM, (guint) (x * side), (guint) (y * side) };
}

/* The middle of what is red. */
static void
assert_red_at (YztGroundStack *stack, YztPosition position)
{
  double px, py, sum_x = 0, sum_y = 0;
  guint n = 0;
  YztTileId tile = tile_of (position, &px, &py);
  cairo_surface_t *surface = render (stack, tile, 1);
  for (int y = 0; y < 256; y++) {
    for (int x = 0; x < 256; x++) {
      guint32 colour = pixel (surface, x, y);
      if ((colour >> 16 & 0xff) > 200 && (colour >> 8 & 0xff) < 100 && (colour & 0xff) < 100) {
        sum_x += x + 0.5;
        sum_y += y + 0.5;
        n++;
      }
    }
  }
  cairo_surface_destroy (surface);
  g_assert_cmpuint (n, >, 0);
  g_test_message ("off by %.2f, %.2f pixels", sum_x / n - px, sum_y / n - py);
  g_assert_cmpfloat_with_epsilon (sum_x / n, px, 1);
  g_assert_cmpfloat_with_epsilon (sum_y / n, py, 1);
}

/* Tiles whose pictures are shifted: the red square lies where the shifted place is, and is drawn where the place is. */
static void
test_tiles_shifted (Fixture *fixture, gconstpointer data)
{
  YztDatum datum = GPOINTER_TO_INT (data);
  g_autofree char *path = in_folder (fixture, "a.mbtiles");
  sqlite3 *db = make_mbtiles (path);
  double px, py;
  YztTileId there = tile_of (yzt_datum_from_wgs84 (place, datum), &px, &py);
  for (int dx = -2; dx <= 2; dx++) {
    for (int dy = -2; dy <= 2; dy++) {
      g_autoptr (GBytes) picture = make_png (px - 256 * dx, py - 256 * dy);
      add_tile (db, ZOOM, there.x + (guint) dx, there.y + (guint) dy, picture);
    }
  }
  sqlite3_close (db);
  g_autoptr (GError) error = NULL;
  g_autoptr (YztGround) ground = yzt_ground_new_for_file (path);
  g_autoptr (YztTileFile) file = yzt_tile_file_open (path, &error);
  g_assert_no_error (error);
  yzt_ground_set_datum (ground, datum);
  g_autoptr (YztGroundStack) stack = stack_of (ground, (YztGroundLayer) { .file = file });
  assert_red_at (stack, place);
}

static void
test_raster_shifted (Fixture *fixture, gconstpointer data)
{
  YztDatum datum = GPOINTER_TO_INT (data);
  g_autofree char *path = in_folder (fixture, "a.tif");
  YztPosition there = yzt_datum_from_wgs84 (place, datum);
  const int size = 1000;
  double px = 2e-5, transform[6] = { there.lon - size / 2 * px, px, 0, there.lat + size / 2 * px, 0, -px };
  GDALDatasetH dataset = GDALCreate (GDALGetDriverByName ("GTiff"), path, size, size, 3, GDT_Byte, NULL);
  OGRSpatialReferenceH reference = OSRNewSpatialReference (NULL);
  OSRImportFromEPSG (reference, 4326);
  GDALSetSpatialRef (dataset, reference);
  OSRRelease (reference);
  GDALSetGeoTransform (dataset, transform);
  g_autofree guint8 *square = g_malloc (16 * 16);
  memset (square, 255, 16 * 16);
  g_assert_cmpint (GDALRasterIO (GDALGetRasterBand (dataset, 1), GF_Write, size / 2 - 8, size / 2 - 8, 16, 16, square, 16, 16, GDT_Byte, 0, 0), ==, CE_None);
  GDALClose (dataset);
  g_autoptr (GError) error = NULL;
  g_autoptr (YztGround) ground = yzt_ground_new_for_file (path);
  g_autoptr (YztRaster) raster = yzt_raster_open (path, &error);
  g_assert_no_error (error);
  yzt_ground_set_datum (ground, datum);
  g_autoptr (YztGroundStack) stack = stack_of (ground, (YztGroundLayer) { .raster = raster });
  assert_red_at (stack, place);
}

/* A lake of the size of a few pixels: its colour is looked for where it should be, and nowhere else. */
static void
test_vector_shifted (Fixture *fixture, gconstpointer data)
{
  YztDatum datum = GPOINTER_TO_INT (data);
  g_autofree char *path = in_folder (fixture, "a.geojson"), *cache = in_folder (fixture, "cache");
  YztPosition there = yzt_datum_from_wgs84 (place, datum);
  double d = 1.5e-4;
  char lon0[G_ASCII_DTOSTR_BUF_SIZE], lon1[G_ASCII_DTOSTR_BUF_SIZE], lat0[G_ASCII_DTOSTR_BUF_SIZE], lat1[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_dtostr (lon0, sizeof lon0, there.lon - d);
  g_ascii_dtostr (lon1, sizeof lon1, there.lon + d);
  g_ascii_dtostr (lat0, sizeof lat0, there.lat - d);
  g_ascii_dtostr (lat1, sizeof lat1, there.lat + d);
  g_autofree char *json = g_strdup_printf ("{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"natural\":\"water\"},\"geometry\":"
                                           "{\"type\":\"Polygon\",\"coordinates\":[[[%s,%s],[%s,%s],[%s,%s],[%s,%s],[%s,%s]]]}}]}",
                                           lon0, lat0, lon1, lat0, lon1, lat1, lon0, lat1, lon0, lat0);
  g_assert_true (g_file_set_contents (path, json, -1, NULL));
  g_autoptr (GError) error = NULL;
  g_autoptr (YztGround) ground = yzt_ground_new_for_file (path);
  g_assert_cmpint (yzt_ground_get_spec (ground)->type, ==, YZT_GROUND_VECTOR);
  g_autoptr (YztVectorMap) vector = yzt_vector_map_open (path, cache, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  yzt_ground_set_datum (ground, datum);
  g_autoptr (YztGroundStack) stack = stack_of (ground, (YztGroundLayer) { .vector = vector });
  double px, py;
  YztTileId tile = tile_of (place, &px, &py);
  cairo_surface_t *surface = render (stack, tile, 1);
  double sum_x = 0, sum_y = 0;
  guint n = 0;
  for (int y = 0; y < 256; y++) {
    for (int x = 0; x < 256; x++) {
      if ((pixel (surface, x, y) & 0xffffff) == 0xb9d6e6) {
        sum_x += x + 0.5;
        sum_y += y + 0.5;
        n++;
      }
    }
  }
  cairo_surface_destroy (surface);
  g_assert_cmpuint (n, >, 10);
  g_assert_cmpfloat_with_epsilon (sum_x / n, px, 1);
  g_assert_cmpfloat_with_epsilon (sum_y / n, py, 1);
}

/* --- layers above each other --- */

static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autofree char *red_path = in_folder (fixture, "red.mbtiles"), *white_path = in_folder (fixture, "white.mbtiles");
  sqlite3 *red_db = make_mbtiles (red_path), *white_db = make_mbtiles (white_path);
  g_autoptr (GBytes) red = make_png (128, 128), white = make_png (-100, -100);
  add_tile (red_db, 10, 833, 442, red);
  add_tile (white_db, 10, 833, 442, white);
  sqlite3_close (red_db);
  sqlite3_close (white_db);
  g_autoptr (YztGround) below = yzt_ground_new_for_file (red_path), above = yzt_ground_new_for_file (white_path);
  g_autoptr (YztTileFile) red_file = yzt_tile_file_open (red_path, NULL), white_file = yzt_tile_file_open (white_path, NULL);
  YztTileId tile = { 10, 833, 442 };
  for (int i = 0; i <= 4; i++) {
    YztGroundLayer layers[2] = { { .ground = below, .opacity = 1, .file = red_file }, { .ground = above, .opacity = i / 4.0, .file = white_file } };
    g_autoptr (YztGroundStack) stack = yzt_ground_stack_new (layers, 2);
    cairo_surface_t *surface = render (stack, tile, 1);
    int green = (int) (pixel (surface, 128, 128) >> 8 & 0xff);
    g_assert_cmpint (abs (green - 255 * i / 4), <=, 1); /* red, and more and more white over it */
    cairo_surface_destroy (surface);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define CASE(name, data, func) g_test_add (name, Fixture, data, set_up, func, tear_down)
  CASE ("/ground-files/no-picture", NULL, test_no_picture);
  CASE ("/ground-files/truncated", NULL, test_truncated);
  CASE ("/ground-files/tiles-wgs84", GINT_TO_POINTER (YZT_DATUM_WGS84), test_tiles_shifted);
  CASE ("/ground-files/tiles-gcj02", GINT_TO_POINTER (YZT_DATUM_GCJ02), test_tiles_shifted);
  CASE ("/ground-files/tiles-bd09", GINT_TO_POINTER (YZT_DATUM_BD09), test_tiles_shifted);
  CASE ("/ground-files/raster-wgs84", GINT_TO_POINTER (YZT_DATUM_WGS84), test_raster_shifted);
  CASE ("/ground-files/raster-gcj02", GINT_TO_POINTER (YZT_DATUM_GCJ02), test_raster_shifted);
  CASE ("/ground-files/vector-wgs84", GINT_TO_POINTER (YZT_DATUM_WGS84), test_vector_shifted);
  CASE ("/ground-files/vector-gcj02", GINT_TO_POINTER (YZT_DATUM_GCJ02), test_vector_shifted);
  CASE ("/ground-files/order", NULL, test_order);
#undef CASE
  return g_test_run ();
}

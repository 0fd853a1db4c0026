/* test-raster.c: rasters as tiles: where they fall, what is transparent, what is refused
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <gdal.h>
#include <glib/gstdio.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <string.h>
#include "test-folder.h"
#include "yzt-raster.h"

typedef struct {
  char *folder, *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("yzt-raster-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "影像.tif", NULL);
  GDALAllRegister ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  test_remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

/* One degree of Zhaoqing: red in the west, green in the east. @epsg 0: no place on the earth. */
static void
make_picture (Fixture *fixture, int size, int n_bands, GDALDataType type, int epsg)
{
  GDALDatasetH dataset = GDALCreate (GDALGetDriverByName ("GTiff"), fixture->path, size, size, n_bands, type, NULL);
  double transform[6] = { 112, 1.0 / size, 0, 24, 0, -1.0 / size };
  if (epsg != 0) {
    OGRSpatialReferenceH reference = OSRNewSpatialReference (NULL);
    OSRImportFromEPSG (reference, epsg);
    GDALSetSpatialRef (dataset, reference);
    OSRRelease (reference);
    GDALSetGeoTransform (dataset, transform);
  }
  g_autofree float *row = g_new (float, (gsize) size);
  for (int band = 1; band <= n_bands; band++) {
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        row[x] = band == 4 ? 255.0f : (x < size / 2) == (band == 1) && band <= 2 ? 200.0f : 0.0f;
      }
      g_assert_cmpint (GDALRasterIO (GDALGetRasterBand (dataset, band), GF_Write, 0, y, size, 1, row, size, 1, GDT_Float32, 0, 0), ==, CE_None);
    }
  }
  GDALClose (dataset);
}

static guint32
pixel_at (cairo_surface_t *surface, int x, int y)
{
  return *(guint32 *) (void *) (cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface) + 4 * x);
}

/* The tile that holds a position, and the pixel in it. */
static guint32
colour_of (YztRaster *raster, guint zoom, double lon, double lat)
{
  g_autoptr (GError) error = NULL;
  double side = (double) (1u << zoom), phi = lat * G_PI / 180;
  double x = (lon + 180) / 360 * side, y = (1 - log (tan (phi) + 1 / cos (phi)) / G_PI) / 2 * side;
  cairo_surface_t *surface = yzt_raster_render_tile (raster, zoom, (guint) x, (guint) y, 256, NULL, &error);
  g_assert_no_error (error);
  guint32 colour = surface != NULL ? pixel_at (surface, (int) ((x - floor (x)) * 256), (int) ((y - floor (y)) * 256)) : 0;
  g_clear_pointer (&surface, cairo_surface_destroy);
  return colour;
}

static void
test_colours (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  make_picture (fixture, 400, GPOINTER_TO_INT (data), GDT_Byte, 4326);
  g_autoptr (YztRaster) raster = yzt_raster_open (fixture->path, &error);
  g_assert_no_error (error);
  const YztRasterInfo *info = yzt_raster_get_info (raster);
  g_assert_cmpstr (info->name, ==, "影像.tif");
  g_assert_cmpfloat_with_epsilon (info->west, 112, 0.01);
  g_assert_cmpfloat_with_epsilon (info->north, 24, 0.01);
  g_assert_false (info->wants_overviews);
  for (guint zoom = 6; zoom <= 14; zoom += 4) {
    g_assert_cmphex (colour_of (raster, zoom, 112.2, 23.5), ==, 0xffc80000);
    g_assert_cmphex (colour_of (raster, zoom, 112.8, 23.5), ==, 0xff00c800);
    g_assert_cmphex (colour_of (raster, zoom, 111.7, 23.5), ==, 0); /* beside it */
  }
  g_assert_null (yzt_raster_render_tile (raster, 10, 0, 0, 256, NULL, &error));
  g_assert_no_error (error);
}

static void
test_measures (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  make_picture (fixture, 100, 1, GDT_Float32, 4326);
  g_autoptr (YztRaster) raster = yzt_raster_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmphex (colour_of (raster, 10, 112.2, 23.5), ==, 0xffffffff);
  g_assert_cmphex (colour_of (raster, 10, 112.8, 23.5), ==, 0xff000000);
}

/* JPEG 2000, as mapping agencies give their pictures: its colours are near enough, and where they should be. */
static void
test_jpeg_2000 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GDALDriverH driver = GDALGetDriverByName ("JP2OpenJPEG");
  if (driver == NULL) {
    g_test_skip ("GDAL reads no JPEG 2000 here");
    return;
  }
  make_picture (fixture, 400, 3, GDT_Byte, 4326);
  g_autofree char *path = g_build_filename (fixture->folder, "影像.jp2", NULL);
  GDALDatasetH source = GDALOpen (fixture->path, GA_ReadOnly);
  GDALDatasetH copy = GDALCreateCopy (driver, path, source, FALSE, NULL, NULL, NULL);
  g_assert_nonnull (copy);
  GDALClose (copy);
  GDALClose (source);
  g_autoptr (YztRaster) raster = yzt_raster_open (path, &error);
  g_assert_no_error (error);
  guint32 west = colour_of (raster, 10, 112.2, 23.5), east = colour_of (raster, 10, 112.8, 23.5);
  g_assert_cmpint (abs ((int) (west >> 16 & 0xff) - 200), <=, 12);
  g_assert_cmpint (abs ((int) (east >> 8 & 0xff) - 200), <=, 12);
  g_assert_cmphex (colour_of (raster, 10, 111.7, 23.5), ==, 0);
  g_autofree char *bytes = NULL;
  gsize length = 0;
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL)); /* half of it: told or drawn, never a crash */
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length / 2, NULL));
  g_autoptr (YztRaster) half = yzt_raster_open (path, NULL);
  cairo_surface_t *surface = half != NULL ? yzt_raster_render_tile (half, 10, 831, 443, 256, NULL, NULL) : NULL;
  g_clear_pointer (&surface, cairo_surface_destroy);
}

static double
peak_mb (void)
{
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  const char *line = strstr (text, "VmHWM:");
  return line != NULL ? (double) g_ascii_strtoull (line + 6, NULL, 10) / 1024 : 0;
}

/* 30 000 pixels wide, with nothing in it: a file of a few kilobytes that asks for gigabytes. */
static void
test_large (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  char *options[] = { (char *) "SPARSE_OK=TRUE", (char *) "TILED=YES", NULL };
  GDALDatasetH dataset = GDALCreate (GDALGetDriverByName ("GTiff"), fixture->path, 30000, 30000, 3, GDT_Byte, options);
  double transform[6] = { 112, 1.0 / 30000, 0, 24, 0, -1.0 / 30000 };
  OGRSpatialReferenceH reference = OSRNewSpatialReference (NULL);
  OSRImportFromEPSG (reference, 4326);
  GDALSetSpatialRef (dataset, reference);
  OSRRelease (reference);
  GDALSetGeoTransform (dataset, transform);
  GDALClose (dataset);
  double before_mb = peak_mb ();
  g_autoptr (YztRaster) raster = yzt_raster_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_true (yzt_raster_get_info (raster)->wants_overviews);
  g_assert_null (yzt_raster_render_tile (raster, 6, 51, 27, 256, NULL, &error));
  g_assert_error (error, YZT_DRAW_ERROR, YZT_DRAW_ERROR_TOO_FAR);
  g_clear_error (&error);
  for (guint zoom = 9; zoom <= 16; zoom++) { /* from where it is drawn without them */
    double x, y, side = exp2 (zoom);
    yzt_mercator_from_position ((YztPosition) { 112.5, 23.5 }, &x, &y);
    cairo_surface_t *near = yzt_raster_render_tile (raster, zoom, (guint) (x * side), (guint) (y * side), 256, NULL, &error);
    g_assert_true (error == NULL || g_error_matches (error, YZT_DRAW_ERROR, YZT_DRAW_ERROR_TOO_FAR));
    g_assert_true (zoom < 12 || error == NULL);
    g_clear_error (&error);
    g_clear_pointer (&near, cairo_surface_destroy);
  }
  g_assert_cmpfloat (peak_mb () - before_mb, <, 400); /* of the 2.7 GB that it unpacks to */
}

static void
test_overviews (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *overviews = g_strconcat (fixture->path, ".ovr", NULL);
  make_picture (fixture, 1500, 3, GDT_Byte, 4326);
  g_cancellable_cancel (cancellable);
  g_assert_false (yzt_raster_build_overviews (fixture->path, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (g_file_test (overviews, G_FILE_TEST_EXISTS));
  g_assert_true (yzt_raster_build_overviews (fixture->path, NULL, NULL, NULL, &error));
  g_assert_true (g_file_test (overviews, G_FILE_TEST_EXISTS));
  g_autoptr (YztRaster) raster = yzt_raster_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmphex (colour_of (raster, 7, 112.2, 23.5), ==, 0xffc80000);
}

static void
assert_refused (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (yzt_raster_open (fixture->path, &error));
  g_assert_error (error, YZT_DRAW_ERROR, YZT_DRAW_ERROR_READ);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  const char *const bad[] = {
    "", "II*", "not a picture\n",
    "<VRTDataset rasterXSize=\"1\" rasterYSize=\"1\"><VRTRasterBand><SimpleSource><SourceFilename>/vsicurl/http://127.0.0.1/a.tif</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>",
    "<GDAL_WMS><Service name=\"TMS\"><ServerUrl>http://127.0.0.1/</ServerUrl></Service></GDAL_WMS>",
  };
  assert_refused (fixture); /* it is not even there */
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_assert_true (g_file_set_contents (fixture->path, bad[i], -1, NULL));
    assert_refused (fixture);
  }
  make_picture (fixture, 20, 3, GDT_Byte, 0); /* a photograph */
  assert_refused (fixture);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *bytes = NULL;
  gsize length = 0;
  make_picture (fixture, 200, 3, GDT_Byte, 4326);
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &length, NULL));
  for (guint i = 0; i < 200; i++) {
    g_autofree char *copy = g_memdup2 (bytes, length);
    for (int n = g_test_rand_int_range (1, 30); n > 0; n--) {
      copy[g_test_rand_int_range (0, (int) MIN (length, 600))] = (char) g_test_rand_int ();
    }
    g_assert_true (g_file_set_contents (fixture->path, copy, (gssize) (i % 2 == 0 ? length : length / 2), NULL));
    g_autoptr (GError) error = NULL;
    g_autoptr (YztRaster) raster = yzt_raster_open (fixture->path, &error);
    cairo_surface_t *surface = raster != NULL ? yzt_raster_render_tile (raster, 9, 415, 221, 128, NULL, &error) : NULL;
    g_clear_pointer (&surface, cairo_surface_destroy); /* drawn, empty or told: never a crash */
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  GDALAllRegister ();
#define CASE(name, data, func) g_test_add (name, Fixture, data, set_up, func, tear_down)
  CASE ("/raster/three-bands", GINT_TO_POINTER (3), test_colours);
  CASE ("/raster/four-bands", GINT_TO_POINTER (4), test_colours);
  CASE ("/raster/measures", NULL, test_measures);
  CASE ("/raster/jpeg-2000", NULL, test_jpeg_2000);
  CASE ("/raster/large", NULL, test_large);
  CASE ("/raster/overviews", NULL, test_overviews);
  CASE ("/raster/refused", NULL, test_refused);
  CASE ("/raster/damaged", NULL, test_damaged);
#undef CASE
  return g_test_run ();
}

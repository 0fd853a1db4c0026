/* test-draw-base-map.c: tiles have the right colours at known places; hostile files get one sentence
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * With YZT_TEST_OUT=FOLDER the tiles are left there as PNG, to be looked at. */
#include "yzt-base-map.h"

#include <gdal.h>
#include <glib/gstdio.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <string.h>

static YztBaseMap *
load (const char *boundaries)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (g_getenv ("YZT_DATA_DIR"), "basemap", "basemap.gpkg", NULL);
  YztBaseMap *map = yzt_base_map_load (path, boundaries, "4412", &error);
  g_assert_no_error (error);
  g_assert_nonnull (map);
  return map;
}

/* The pixel of @position in the tile of @zoom round it, as 0xRRGGBB. */
static guint
pixel_at (YztBaseMap *map, YztPosition position, guint zoom, const YztDrawTheme *theme)
{
  g_autoptr (GError) error = NULL;
  double x, y;
  yzt_mercator_from_position (position, &x, &y);
  x *= exp2 (zoom);
  y *= exp2 (zoom);
  cairo_surface_t *tile = yzt_base_map_render_tile (map, zoom, (guint) x, (guint) y, 256, 1, theme, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cairo_image_surface_get_format (tile), ==, CAIRO_FORMAT_RGB24);
  const guchar *row = cairo_image_surface_get_data (tile) +
                      (int) ((y - floor (y)) * 256) * cairo_image_surface_get_stride (tile);
  guint pixel = ((const guint32 *) (gconstpointer) row)[(int) ((x - floor (x)) * 256)] & 0xffffff;
  cairo_surface_destroy (tile);
  return pixel;
}

static guint
packed (YztDrawColor color)
{
  return (guint) lround (color.r * 255) << 16 | (guint) lround (color.g * 255) << 8 | (guint) lround (color.b * 255);
}

static void
test_colours (void)
{
  static const YztPosition ocean = { 118.53, 15.53 }, shaanxi = { 108.02, 34.07 }, india = { 78.53, 22.03 },
                           huaiji = { 112.24, 24.03 }, taiwan = { 120.91, 23.83 };
  const YztDrawTheme *themes[] = { &YZT_DRAW_THEME_LIGHT, &YZT_DRAW_THEME_DARK };
  g_autoptr (YztBaseMap) map = load (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (themes); i++) {
    for (guint zoom = 4; zoom <= 18; zoom += 7) {
      g_assert_cmphex (pixel_at (map, ocean, zoom, themes[i]), ==, packed (themes[i]->water));
      g_assert_cmphex (pixel_at (map, taiwan, zoom, themes[i]), ==, packed (themes[i]->ground));
      g_assert_cmphex (pixel_at (map, india, zoom, themes[i]), ==, packed (themes[i]->ground));
    }
    g_assert_cmphex (pixel_at (map, shaanxi, 9, themes[i]), ==, packed (themes[i]->ground));
    g_assert_cmphex (pixel_at (map, huaiji, 9, themes[i]), ==, packed (themes[i]->jurisdiction));
    g_assert_cmphex (pixel_at (map, huaiji, 20, themes[i]), ==, packed (themes[i]->jurisdiction));
  }
}

/* What is one line on the ground is one line in two tiles: the last column of one and the first of the next differ little. */
static void
test_seams (void)
{
  g_autoptr (YztBaseMap) map = load (NULL);
  double x, y;
  guint apart = 0;
  yzt_mercator_from_position ((YztPosition) { 112.46, 23.4 }, &x, &y);
  guint column = (guint) (x * exp2 (9)), row = (guint) (y * exp2 (9));
  cairo_surface_t *left = yzt_base_map_render_tile (map, 9, column, row, 256, 1, &YZT_DRAW_THEME_LIGHT, NULL);
  cairo_surface_t *right = yzt_base_map_render_tile (map, 9, column + 1, row, 256, 1, &YZT_DRAW_THEME_LIGHT, NULL);
  for (int i = 0; i < 256; i++) {
    const guchar *a = cairo_image_surface_get_data (left) + i * cairo_image_surface_get_stride (left) + 255 * 4;
    const guchar *b = cairo_image_surface_get_data (right) + i * cairo_image_surface_get_stride (right);
    apart += ABS (a[1] - b[1]) > 90;
  }
  g_assert_cmpuint (apart, <, 6);
  cairo_surface_destroy (left);
  cairo_surface_destroy (right);
}

static gboolean
has_name (const GArray *names, const char *text, YztPlaceKind kind)
{
  for (guint i = 0; i < names->len; i++) {
    const YztPlaceName *name = &g_array_index (names, YztPlaceName, i);
    if (name->kind == kind && g_str_equal (name->text, text)) {
      return TRUE;
    }
  }
  return FALSE;
}

static void
test_names (void)
{
  static const char *const counties[] = { "端州区", "鼎湖区", "高要区", "四会市", "广宁县", "怀集县", "封开县", "德庆县" };
  g_autoptr (YztBaseMap) map = load (NULL);
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (YztPlaceName));
  double x0, y0, x1, y1;
  yzt_mercator_from_position ((YztPosition) { 111.3, 24.5 }, &x0, &y0);
  yzt_mercator_from_position ((YztPosition) { 112.9, 22.7 }, &x1, &y1);
  yzt_base_map_names (map, x0, y0, x1, y1, 9, "zh_CN", names);
  for (guint i = 0; i < G_N_ELEMENTS (counties); i++) {
    g_test_message ("%s", counties[i]);
    g_assert_true (has_name (names, counties[i], YZT_PLACE_COUNTY));
  }
  for (guint i = 1; i < names->len; i++) {
    g_assert_cmpfloat (g_array_index (names, YztPlaceName, i - 1).importance, >=,
                       g_array_index (names, YztPlaceName, i).importance);
  }
  g_array_set_size (names, 0);
  yzt_base_map_find (map, "怀集", "zh_CN", 5, names);
  g_assert_true (has_name (names, "怀集县", YZT_PLACE_COUNTY));
  g_array_set_size (names, 0);
  yzt_base_map_find (map, "GUANGZH", "en", 5, names);
  g_assert_cmpuint (names->len, >, 0);
  g_assert_nonnull (strstr (yzt_base_map_get_attribution (map), "GeoNames"));
}

static char *
write_file (const char *folder, const char *name, const char *contents, gssize length)
{
  char *path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents (path, contents, length, NULL));
  return path;
}

/* Nothing, noise, and the real one cut short: each an error of one sentence, or what could be read of it; never a crash. */
static void
test_hostile (void)
{
  g_autofree char *folder = g_dir_make_tmp ("yzt-draw-XXXXXX", NULL);
  g_autofree char *good = g_build_filename (g_getenv ("YZT_DATA_DIR"), "basemap", "basemap.gpkg", NULL);
  g_autofree char *whole = NULL;
  gsize size;
  g_assert_true (g_file_get_contents (good, &whole, &size, NULL));
  g_autofree char *noise = g_malloc (4096);
  for (guint i = 0; i < 4096; i++) {
    noise[i] = (char) g_test_rand_int_range (0, 256);
  }
  g_autofree char *empty = write_file (folder, "empty.gpkg", "", 0);
  g_autofree char *random = write_file (folder, "noise.gpkg", noise, 4096);
  g_autofree char *cut = write_file (folder, "cut.gpkg", whole, (gssize) size / 3);
  g_autofree char *missing = g_build_filename (folder, "no", "such.gpkg", NULL);
  const char *paths[] = { empty, random, missing, cut };
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (YztBaseMap) map = yzt_base_map_load (good, paths[i], NULL, &error);
    if (i < 3) {
      g_assert_error (error, YZT_DRAW_ERROR, YZT_DRAW_ERROR_READ);
      g_assert_null (strchr (error->message, '\n'));
      g_assert_nonnull (strstr (error->message, paths[i]));
    }
    g_assert_true ((map == NULL) == (error != NULL));
  }
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_remove (paths[i]);
  }
  g_rmdir (folder);
}

static void
make_layer (const char *path, const char *name, int epsg)
{
  OGRSpatialReferenceH reference = OSRNewSpatialReference (NULL);
  g_assert_cmpint (OSRImportFromEPSG (reference, epsg), ==, OGRERR_NONE);
  GDALDatasetH dataset = GDALCreate (GDALGetDriverByName ("GPKG"), path, 0, 0, 0, GDT_Unknown, NULL);
  g_assert_nonnull (GDALDatasetCreateLayer (dataset, name, reference, wkbMultiPolygon, NULL));
  GDALClose (dataset);
  OSRDestroySpatialReference (reference);
}

/* Files that open well and are of no use are told apart in words. */
static void
test_unfit_boundaries (void)
{
  static const struct {
    const char *layer;
    int epsg;
    const char *says;
  } cases[] = {
    { "roads", 4490, "no boundaries" }, { "county", 32649, "projected" }, { "county", 4490, NULL },
  };
  g_autofree char *folder = g_dir_make_tmp ("yzt-draw-XXXXXX", NULL);
  g_autofree char *good = g_build_filename (g_getenv ("YZT_DATA_DIR"), "basemap", "basemap.gpkg", NULL);
  g_autofree char *path = g_build_filename (folder, "own.gpkg", NULL);
  GDALAllRegister ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    make_layer (path, cases[i].layer, cases[i].epsg);
    g_autoptr (YztBaseMap) map = yzt_base_map_load (good, path, "4412", &error);
    g_assert_true ((map != NULL) == (cases[i].says == NULL));
    g_assert_true (map != NULL || strstr (error->message, cases[i].says) != NULL);
    g_remove (path);
  }
  g_rmdir (folder);
}

/* The same file as the customer's own: replacing our borders by the same borders changes nothing. */
static void
test_own_boundaries (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("YZT_DATA_DIR"), "basemap", "basemap.gpkg", NULL);
  g_autoptr (YztBaseMap) ours = load (NULL);
  g_autoptr (YztBaseMap) theirs = load (path);
  double x, y;
  yzt_mercator_from_position ((YztPosition) { 112.46, 23.4 }, &x, &y);
  cairo_surface_t *one = yzt_base_map_render_tile (ours, 8, (guint) (x * 256), (guint) (y * 256), 256, 1,
                                                   &YZT_DRAW_THEME_LIGHT, NULL);
  cairo_surface_t *two = yzt_base_map_render_tile (theirs, 8, (guint) (x * 256), (guint) (y * 256), 256, 1,
                                                   &YZT_DRAW_THEME_LIGHT, NULL);
  g_assert_cmpmem (cairo_image_surface_get_data (one), 256 * 1024, cairo_image_surface_get_data (two), 256 * 1024);
  cairo_surface_destroy (one);
  cairo_surface_destroy (two);
}

static gpointer
draw_many (gpointer data)
{
  for (guint i = 0; i < 40; i++) {
    cairo_surface_t *tile = yzt_base_map_render_tile (data, 8, 205 + i % 8, 108 + i / 8, 256, 1, &YZT_DRAW_THEME_DARK,
                                                      NULL);
    g_assert_nonnull (tile);
    cairo_surface_destroy (tile);
  }
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (YztBaseMap) map = load (NULL);
  GThread *threads[4];
  gint64 begin = g_get_monotonic_time ();
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++) {
    threads[i] = g_thread_new ("tiles", draw_many, map);
  }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++) {
    g_thread_join (threads[i]);
  }
  g_test_message ("160 tiles of zoom 8 by 4 threads: %.1f ms", (double) (g_get_monotonic_time () - begin) / 1e3);
}

/* Four by four tiles round a place. */
static void
dump (YztBaseMap *map, const char *folder, YztPosition centre, guint zoom, const YztDrawTheme *theme)
{
  g_autofree char *name = g_strdup_printf ("tiles-z%u-%s.png", zoom, theme->dark ? "dark" : "light");
  g_autofree char *path = g_build_filename (folder, name, NULL);
  cairo_surface_t *sheet = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1024, 1024);
  cairo_t *cr = cairo_create (sheet);
  double x, y;
  yzt_mercator_from_position (centre, &x, &y);
  for (guint i = 0; i < 16; i++) {
    cairo_surface_t *tile = yzt_base_map_render_tile (map, zoom, (guint) (x * exp2 (zoom)) + i % 4 - 2,
                                                      (guint) (y * exp2 (zoom)) + i / 4 - 2, 256, 1, theme, NULL);
    cairo_set_source_surface (cr, tile, i % 4 * 256, i / 4 * 256);
    cairo_paint (cr);
    cairo_surface_destroy (tile);
  }
  cairo_destroy (cr);
  g_assert_cmpint (cairo_surface_write_to_png (sheet, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (sheet);
}

static void
test_dump (void)
{
  const char *folder = g_getenv ("YZT_TEST_OUT");
  static const YztPosition zhaoqing = { 112.3, 23.4 }, china = { 105, 35 };
  if (folder == NULL) {
    g_test_skip ("YZT_TEST_OUT is not set");
    return;
  }
  g_autoptr (YztBaseMap) map = load (NULL);
  const YztDrawTheme *themes[] = { &YZT_DRAW_THEME_LIGHT, &YZT_DRAW_THEME_DARK };
  for (guint i = 0; i < G_N_ELEMENTS (themes); i++) {
    dump (map, folder, china, 4, themes[i]);
    dump (map, folder, zhaoqing, 6, themes[i]);
    dump (map, folder, zhaoqing, 8, themes[i]);
    dump (map, folder, (YztPosition) { 112.5, 23.1 }, 10, themes[i]);
  }
}

/* Ours is whole; a jurisdiction that it has not, a file that is none, and one without the layers are told. */
static void
test_check (void)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *path = g_build_filename (g_getenv ("YZT_DATA_DIR"), "basemap", "basemap.gpkg", NULL);
  yzt_base_map_check (path, NULL, "4412", problems);
  yzt_base_map_check (path, NULL, NULL, problems);
  g_assert_cmpuint (problems->len, ==, 0);
  yzt_base_map_check (path, NULL, "6590", problems);
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_nonnull (strstr (problems->pdata[0], "6590"));
  yzt_base_map_check ("/dev/null", NULL, "4412", problems);
  yzt_base_map_check (path, "/nowhere/boundaries.gpkg", "4412", problems);
  g_assert_cmpuint (problems->len, ==, 3);
  g_assert_nonnull (strstr (problems->pdata[2], "boundaries.gpkg"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/base-map/colours", test_colours);
  g_test_add_func ("/draw/base-map/seams", test_seams);
  g_test_add_func ("/draw/base-map/names", test_names);
  g_test_add_func ("/draw/base-map/hostile", test_hostile);
  g_test_add_func ("/draw/base-map/unfit-boundaries", test_unfit_boundaries);
  g_test_add_func ("/draw/base-map/own-boundaries", test_own_boundaries);
  g_test_add_func ("/draw/base-map/threads", test_threads);
  g_test_add_func ("/draw/base-map/dump", test_dump);
  g_test_add_func ("/draw/base-map/check", test_check);
  return g_test_run ();
}

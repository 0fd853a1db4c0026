/* test-vector-map.c: vector files as base maps: an OpenStreetMap extract of our own, classes, names, grades of zoom, the cache, bad files
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * YZT_TEST_FILE=FILE YZT_TEST_OUT=FOLDER draws pictures of any file to be looked at. */
#include <cpl_conv.h>
#include <gdal.h>
#include <glib/gstdio.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <string.h>
#include "test-folder.h"
#include "yzt-vector-map.h"

typedef struct {
  char *folder, *cache, *path;
  guint n_told;
  double told;
} Fixture;

/* A village near Zhaoqing: a motorway from west to east, a street from north to south that crosses under it, a lake, a house, a railway. */
static const char extract[] =
    "<?xml version='1.0' encoding='UTF-8'?>\n<osm version='0.6' generator='yzt'>\n"
    "<node id='1' lat='23.05' lon='112.40' version='1'/><node id='2' lat='23.05' lon='112.60' version='1'/>"
    "<node id='3' lat='23.10' lon='112.50' version='1'/><node id='4' lat='23.00' lon='112.50' version='1'/>"
    "<node id='5' lat='23.06' lon='112.42' version='1'/><node id='6' lat='23.06' lon='112.44' version='1'/>"
    "<node id='7' lat='23.08' lon='112.44' version='1'/><node id='8' lat='23.08' lon='112.42' version='1'/>"
    "<node id='11' lat='23.0520' lon='112.5020' version='1'/><node id='12' lat='23.0520' lon='112.5030' version='1'/>"
    "<node id='13' lat='23.0530' lon='112.5030' version='1'/><node id='14' lat='23.0530' lon='112.5020' version='1'/>"
    "<node id='20' lat='23.02' lon='112.40' version='1'/><node id='21' lat='23.02' lon='112.60' version='1'/>"
    "<node id='30' lat='23.07' lon='112.55' version='1'><tag k='place' v='town'/><tag k='name' v='永安镇'/><tag k='name:en' v='Yong&apos;an'/></node>"
    "<way id='1' version='1'><nd ref='1'/><nd ref='2'/><tag k='highway' v='motorway'/><tag k='name' v='广昆高速'/></way>"
    "<way id='2' version='1'><nd ref='3'/><nd ref='4'/><tag k='highway' v='residential'/><tag k='name' v='一号路'/></way>"
    "<way id='3' version='1'><nd ref='5'/><nd ref='6'/><nd ref='7'/><nd ref='8'/><nd ref='5'/><tag k='natural' v='water'/><tag k='name' v='星湖'/></way>"
    "<way id='4' version='1'><nd ref='11'/><nd ref='12'/><nd ref='13'/><nd ref='14'/><nd ref='11'/><tag k='building' v='yes'/></way>"
    "<way id='5' version='1'><nd ref='20'/><nd ref='21'/><tag k='railway' v='rail'/><tag k='tunnel' v='yes'/></way>"
    "<way id='6' version='1'><nd ref='20'/><nd ref='3'/><tag k='boundary' v='administrative'/><tag k='admin_level' v='2'/></way>"
    "</osm>\n";

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("yzt-vector-XXXXXX", NULL);
  fixture->cache = g_build_filename (fixture->folder, "cache", NULL);
  fixture->path = g_build_filename (fixture->folder, "肇庆.osm", NULL);
  g_assert_true (g_file_set_contents (fixture->path, extract, -1, NULL));
  GDALAllRegister ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  test_remove_tree (fixture->cache);
  test_remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->cache);
  g_free (fixture->path);
}

static void
on_progress (double share, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_assert_cmpfloat (share, >=, fixture->told);
  fixture->told = share;
  fixture->n_told++;
}

static YztVectorMap *
open_map (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  YztVectorMap *map = yzt_vector_map_open (fixture->path, fixture->cache, on_progress, fixture, NULL, &error);
  g_assert_no_error (error);
  return map;
}

static guint
count_files (const char *folder)
{
  guint n = 0;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && g_dir_read_name (dir) != NULL) {
    n++;
  }
  return n;
}

/* The colour at a position on the tile of @zoom that holds it, not premultiplied; 0 where nothing is. */
static guint32
colour_at (YztVectorMap *map, guint zoom, double lon, double lat, const YztDrawTheme *theme)
{
  double x, y, side = 1 / exp2 (zoom);
  yzt_mercator_from_position ((YztPosition) { lon, lat }, &x, &y);
  double x0 = floor (x / side) * side, y0 = floor (y / side) * side;
  cairo_surface_t *surface = yzt_vector_map_render (map, x0, y0, side, 256, 1, theme);
  if (surface == NULL) {
    return 0;
  }
  int px = (int) ((x - x0) / side * 256), py = (int) ((y - y0) / side * 256);
  guint32 colour = *(guint32 *) (void *) (cairo_image_surface_get_data (surface) + py * cairo_image_surface_get_stride (surface) + 4 * px);
  cairo_surface_destroy (surface);
  return colour;
}

static guint
count_names (YztVectorMap *map, double zoom, const char *language, const char *wanted)
{
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (YztPlaceName));
  guint n = 0;
  yzt_vector_map_names (map, 0, 0, 1, 1, zoom, language, names);
  for (guint i = 0; i < names->len; i++) {
    n += wanted == NULL || g_str_equal (g_array_index (names, YztPlaceName, i).text, wanted);
  }
  return n;
}

/* --- drawing --- */

static void
test_classes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YztVectorMap) map = open_map (fixture);
  const YztVectorMapInfo *info = yzt_vector_map_get_info (map);
  g_assert_cmpstr (info->attribution, ==, "© OpenStreetMap contributors");
  g_assert_cmpstr (info->name, ==, "肇庆.osm");
  g_assert_cmpfloat_with_epsilon (info->west, 112.40, 1e-5);
  g_assert_cmpfloat_with_epsilon (info->north, 23.10, 1e-5);
  g_assert_cmphex (colour_at (map, 14, 112.43, 23.07, &YZT_DRAW_THEME_LIGHT), ==, 0xffb9d6e6); /* the lake */
  g_assert_cmphex (colour_at (map, 14, 112.43, 23.07, &YZT_DRAW_THEME_DARK), ==, 0xff183a4a);
  g_assert_cmphex (colour_at (map, 17, 112.55, 23.05, &YZT_DRAW_THEME_LIGHT), ==, 0xffe9b07b); /* the motorway */
  g_assert_cmphex (colour_at (map, 17, 112.50, 23.05, &YZT_DRAW_THEME_LIGHT), ==, 0xffe9b07b); /* above the street it crosses */
  g_assert_cmphex (colour_at (map, 17, 112.50, 23.03, &YZT_DRAW_THEME_LIGHT), ==, 0xffffffff);
  g_assert_cmphex (colour_at (map, 17, 112.5025, 23.0525, &YZT_DRAW_THEME_LIGHT), ==, 0xffded8ce); /* the house */
  guint32 tunnel = colour_at (map, 17, 112.45, 23.02, &YZT_DRAW_THEME_LIGHT);
  g_assert_cmphex (tunnel >> 24, >, 0);
  g_assert_cmphex (tunnel >> 24, <, 0xc0); /* faint */
  g_assert_cmphex (colour_at (map, 17, 112.45, 23.06, &YZT_DRAW_THEME_LIGHT), ==, 0); /* borders are not taken */
  g_assert_null (yzt_vector_map_render (map, 0.1, 0.1, 1 / 1024.0, 256, 1, &YZT_DRAW_THEME_LIGHT)); /* nothing there */
}

/* Each grade of zoom shows its own classes, and each point lies where it does at the largest. */
static void
test_zooms (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YztVectorMap) map = open_map (fixture);
  for (guint zoom = 0; zoom <= 22; zoom++) {
    guint32 motorway = colour_at (map, zoom, 112.55, 23.05, &YZT_DRAW_THEME_LIGHT);
    guint32 street = colour_at (map, zoom, 112.50, 23.08, &YZT_DRAW_THEME_LIGHT);
    guint32 house = colour_at (map, zoom, 112.5025, 23.0525, &YZT_DRAW_THEME_LIGHT);
    if (zoom >= 9) {
      g_assert_cmphex (motorway >> 24, >, 0x80);
    } else if (zoom < 5) {
      g_assert_cmphex (motorway, ==, 0);
    }
    if (zoom >= 14) {
      g_assert_cmphex (street >> 24, >, 0x80);
      g_assert_cmphex (house >> 24, ==, 0xff);
    } else if (zoom < 12) {
      g_assert_cmphex (street, ==, 0);
    }
  }
}

static void
test_scale (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YztVectorMap) map = open_map (fixture);
  double x, y, side = 1 / exp2 (15);
  yzt_mercator_from_position ((YztPosition) { 112.50, 23.05 }, &x, &y);
  cairo_surface_t *surface = yzt_vector_map_render (map, x - side / 2, y - side / 2, side, 256, 2, &YZT_DRAW_THEME_LIGHT);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 512);
  guint32 middle = *(guint32 *) (void *) (cairo_image_surface_get_data (surface) + 256 * cairo_image_surface_get_stride (surface) + 4 * 100);
  g_assert_cmphex (middle, ==, 0xffe9b07b);
  cairo_surface_destroy (surface);
}

/* Tiles of the same place beside each other show one picture: the motorway at the edge of one goes on in the next. */
static void
test_edges (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YztVectorMap) map = open_map (fixture);
  double x, y, side = 1 / exp2 (14);
  yzt_mercator_from_position ((YztPosition) { 112.55, 23.05 }, &x, &y);
  x = floor (x / side) * side;
  y = floor (y / side) * side;
  cairo_surface_t *left = yzt_vector_map_render (map, x - side, y, side, 256, 1, &YZT_DRAW_THEME_LIGHT);
  cairo_surface_t *right = yzt_vector_map_render (map, x, y, side, 256, 1, &YZT_DRAW_THEME_LIGHT);
  cairo_surface_t *both = yzt_vector_map_render (map, x - side / 2, y, side, 256, 1, &YZT_DRAW_THEME_LIGHT);
  guint differ = 0;
  for (int row = 0; row < 256; row++) {
    const guint32 *one = (const guint32 *) (const void *) (cairo_image_surface_get_data (left) + row * cairo_image_surface_get_stride (left));
    const guint32 *two = (const guint32 *) (const void *) (cairo_image_surface_get_data (right) + row * cairo_image_surface_get_stride (right));
    const guint32 *all = (const guint32 *) (const void *) (cairo_image_surface_get_data (both) + row * cairo_image_surface_get_stride (both));
    differ += one[255] != all[127] || two[0] != all[128];
  }
  g_assert_cmpuint (differ, ==, 0);
  cairo_surface_destroy (left);
  cairo_surface_destroy (right);
  cairo_surface_destroy (both);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YztVectorMap) map = open_map (fixture);
  g_assert_cmpuint (count_names (map, 10, "zh_CN", "永安镇"), ==, 1);
  g_assert_cmpuint (count_names (map, 10, "en", "Yong'an"), ==, 1);
  g_assert_cmpuint (count_names (map, 5, "zh_CN", NULL), ==, 0);
  g_assert_cmpuint (count_names (map, 16, "zh_CN", "一号路"), ==, 1);
  g_assert_cmpuint (count_names (map, 16, "en", "一号路"), ==, 1); /* better than none */
  g_assert_cmpuint (count_names (map, 14, "zh_CN", "星湖"), ==, 1);
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (YztPlaceName));
  yzt_vector_map_names (map, 0, 0, 1, 1, 17, "zh_CN", names);
  for (guint i = 1; i < names->len; i++) {
    g_assert_cmpfloat (g_array_index (names, YztPlaceName, i).importance, <=, g_array_index (names, YztPlaceName, i - 1).importance);
  }
}

/* A file in GCJ-02: its names stand where the places are. */
static void
test_names_shifted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YztVectorMap) map = open_map (fixture);
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (YztPlaceName));
  yzt_vector_map_set_datum (map, YZT_DATUM_GCJ02);
  yzt_vector_map_names (map, 0, 0, 1, 1, 10, "zh_CN", names);
  g_assert_cmpuint (names->len, ==, 1);
  const YztPlaceName *name = &g_array_index (names, YztPlaceName, 0);
  YztPosition shown = yzt_mercator_to_position (name->x, name->y), wanted = yzt_datum_to_wgs84 ((YztPosition) { 112.55, 23.07 }, YZT_DATUM_GCJ02);
  g_assert_cmpfloat_with_epsilon (shown.lon, wanted.lon, 1e-6);
  g_assert_cmpfloat_with_epsilon (shown.lat, wanted.lat, 1e-6);
}

/* --- the cache --- */

static void
test_prepared_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (YztVectorMap) first = open_map (fixture);
  g_assert_cmpuint (fixture->n_told, >, 0);
  g_assert_cmpuint (count_files (fixture->cache), ==, 1);
  fixture->n_told = 0;
  g_autoptr (YztVectorMap) second = open_map (fixture);
  g_assert_cmpuint (fixture->n_told, ==, 0); /* it was there */
  g_autofree char *more = g_strconcat (extract, "<!-- changed -->", NULL);
  g_assert_true (g_file_set_contents (fixture->path, more, -1, NULL));
  fixture->told = 0;
  g_autoptr (YztVectorMap) third = open_map (fixture);
  g_assert_cmpuint (fixture->n_told, >, 0);
  g_assert_cmpuint (count_files (fixture->cache), ==, 1); /* the older one is gone; who has it open keeps it */
  g_assert_cmphex (colour_at (first, 14, 112.43, 23.07, &YZT_DRAW_THEME_LIGHT), ==, 0xffb9d6e6);
}

static void
cancel_soon (double share, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_assert_null (yzt_vector_map_open (fixture->path, fixture->cache, cancel_soon, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_files (fixture->cache), ==, 0);
}

/* The prepared file is a cache: whatever becomes of it, it is made anew or drawn without a crash. */
static void
test_damaged_cache (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&(YztVectorMap *) { open_map (fixture) }, yzt_vector_map_unref);
  g_autoptr (GDir) dir = g_dir_open (fixture->cache, 0, NULL);
  g_autofree char *path = g_build_filename (fixture->cache, g_dir_read_name (dir), NULL);
  g_autofree char *bytes = NULL;
  gsize length = 0;
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length / 2, NULL));
  fixture->told = 0;
  g_clear_pointer (&(YztVectorMap *) { open_map (fixture) }, yzt_vector_map_unref);
  for (guint i = 0; i < 200; i++) {
    g_autofree char *copy = g_memdup2 (bytes, length);
    for (int n = g_test_rand_int_range (1, 20); n > 0; n--) {
      copy[g_test_rand_int_range (0, (int) length)] = (char) g_test_rand_int ();
    }
    g_assert_true (g_file_set_contents (path, copy, (gssize) length, NULL));
    fixture->told = 0;
    g_autoptr (YztVectorMap) map = open_map (fixture);
    for (guint zoom = 4; zoom < 20; zoom += 3) {
      colour_at (map, zoom, 112.5, 23.05, &YZT_DRAW_THEME_LIGHT);
      count_names (map, zoom, "zh_CN", NULL);
    }
  }
}

/* --- other files --- */

static void
write_layer (const char *path, const char *driver, const char *srs, char **options, double shift)
{
  GDALDatasetH dataset = GDALCreate (GDALGetDriverByName (driver), path, 0, 0, 0, GDT_Unknown, NULL);
  OGRSpatialReferenceH reference = NULL;
  if (srs != NULL) {
    reference = OSRNewSpatialReference (NULL);
    OSRSetFromUserInput (reference, srs);
    OSRSetAxisMappingStrategy (reference, OAMS_TRADITIONAL_GIS_ORDER);
  }
  OGRLayerH layer = GDALDatasetCreateLayer (dataset, "HYDA", reference, wkbPolygon, options);
  OGRFieldDefnH field = OGR_Fld_Create ("NAME", OFTString);
  OGR_L_CreateField (layer, field, TRUE);
  OGR_Fld_Destroy (field);
  OGRFeatureH feature = OGR_F_Create (OGR_L_GetLayerDefn (layer));
  OGR_F_SetFieldString (feature, 0, "星湖");
  g_autofree char *wkt = g_strdup_printf ("POLYGON((%.3f 23.1,%.3f 23.1,%.3f 23.2,%.3f 23.2,%.3f 23.1))", 112.4 + shift, 112.5 + shift, 112.5 + shift,
                                          112.4 + shift, 112.4 + shift);
  char *text = wkt;
  OGRGeometryH geometry = NULL;
  OGR_G_CreateFromWkt (&text, reference, &geometry);
  OGR_F_SetGeometryDirectly (feature, geometry);
  g_assert_cmpint (OGR_L_CreateFeature (layer, feature), ==, OGRERR_NONE);
  OGR_F_Destroy (feature);
  GDALClose (dataset);
  if (reference != NULL) {
    OSRRelease (reference);
  }
}

/* A shapefile as Chinese offices give it: GBK, and nothing that says so. */
static void
test_shapefile (Fixture *fixture, gconstpointer data)
{
  char *options[] = { (char *) "ENCODING=CP936", NULL };
  g_free (fixture->path);
  fixture->path = g_build_filename (fixture->folder, "HYDA.shp", NULL);
  write_layer (fixture->path, "ESRI Shapefile", "EPSG:4490", options, 0);
  g_autofree char *cpg = g_build_filename (fixture->folder, "HYDA.cpg", NULL);
  g_remove (cpg);
  g_autofree char *dbf = g_build_filename (fixture->folder, "HYDA.dbf", NULL);
  g_autofree char *bytes = NULL;
  gsize length = 0;
  g_assert_true (g_file_get_contents (dbf, &bytes, &length, NULL));
  bytes[29] = 0; /* the language driver */
  g_assert_true (g_file_set_contents (dbf, bytes, (gssize) length, NULL));
  g_autoptr (YztVectorMap) map = open_map (fixture);
  g_assert_cmphex (colour_at (map, 12, 112.45, 23.15, &YZT_DRAW_THEME_LIGHT), ==, 0xffb9d6e6);
  g_assert_cmpuint (count_names (map, 14, "zh_CN", "星湖"), ==, 1);
  g_assert_cmpstr (yzt_vector_map_get_info (map)->attribution, ==, "");
}

static void
test_geojson (Fixture *fixture, gconstpointer data)
{
  static const char json[] = "{\"type\":\"FeatureCollection\",\"features\":["
                             "{\"type\":\"Feature\",\"properties\":{\"name\":\"甲\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[112,23],[113,23],[113,24],[112,23]]]}},"
                             "{\"type\":\"Feature\",\"properties\":{\"name\":\"乙\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[112.2,23.2]}},"
                             "{\"type\":\"Feature\",\"properties\":null,\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[112,23.5],[1e400,23.5],[113,23.5]]}},"
                             "{\"type\":\"Feature\",\"properties\":null,\"geometry\":null}]}";
  g_free (fixture->path);
  fixture->path = g_build_filename (fixture->folder, "any.geojson", NULL);
  g_assert_true (g_file_set_contents (fixture->path, json, -1, NULL));
  g_autoptr (YztVectorMap) map = open_map (fixture);
  g_assert_cmphex (colour_at (map, 12, 112.5, 23.0, &YZT_DRAW_THEME_LIGHT) >> 24, >, 0x60); /* its outline */
  g_assert_cmpuint (count_names (map, 12, "zh_CN", "乙"), ==, 1);
}

static void
assert_refused (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (yzt_vector_map_open (fixture->path, fixture->cache, NULL, NULL, NULL, &error));
  g_assert_error (error, YZT_DRAW_ERROR, YZT_DRAW_ERROR_READ);
  g_assert_cmpuint (count_files (fixture->cache), ==, 0);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  const char *const bad[] = {
    "", "<osm", "<?xml version='1.0'?><osm version='0.6'></osm>", "not a map\n", "\x89PNG\r\n\x1a\n",
    "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
    "<OGRWFSDataSource><URL>http://127.0.0.1/</URL></OGRWFSDataSource>",
    "<osm version='0.6'><node id='1' lat='nan' lon='1e999'/><way id='1'><nd ref='1'/><nd ref='99'/><tag k='highway' v='motorway'/></way></osm>",
  };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_assert_true (g_file_set_contents (fixture->path, bad[i], -1, NULL));
    assert_refused (fixture);
  }
  g_remove (fixture->path);
  assert_refused (fixture); /* it is not there */
  g_free (fixture->path);
  fixture->path = g_build_filename (fixture->folder, "HYDA.shp", NULL);
  write_layer (fixture->path, "ESRI Shapefile", NULL, NULL, 500000); /* metres, and no word of which */
  assert_refused (fixture);
}

/* --- pictures --- */

static void
draw_picture (YztVectorMap *map, const char *folder, guint zoom, const YztDrawTheme *theme)
{
  const YztVectorMapInfo *info = yzt_vector_map_get_info (map);
  g_autofree char *path = g_strdup_printf ("%s/vector-%u-%s.png", folder, zoom, theme->dark ? "dark" : "light");
  double x, y;
  YztPosition middle = { (info->west + info->east) / 2, (info->south + info->north) / 2 };
  const char *place = g_getenv ("YZT_TEST_PLACE"); /* "112.46 23.05" */
  if (place != NULL) {
    char *rest;
    middle.lon = g_ascii_strtod (place, &rest);
    middle.lat = g_ascii_strtod (rest, NULL);
  }
  yzt_mercator_from_position (middle, &x, &y);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1024, 768);
  cairo_t *cr = cairo_create (surface);
  yzt_draw_set_color (cr, theme->ground);
  cairo_paint (cr);
  gint64 before = g_get_monotonic_time ();
  double side = 1 / exp2 (zoom);
  guint n = 0;
  for (double ty = floor ((y - 384.0 / 256 * side) / side); ty * side < y + 384.0 / 256 * side; ty++) {
    for (double tx = floor ((x - 512.0 / 256 * side) / side); tx * side < x + 512.0 / 256 * side; tx++, n++) {
      cairo_surface_t *tile = yzt_vector_map_render (map, tx * side, ty * side, side, 256, 1, theme);
      if (tile != NULL) {
        cairo_set_source_surface (cr, tile, round ((tx * side - x) / side * 256 + 512), round ((ty * side - y) / side * 256 + 384));
        cairo_paint (cr);
        cairo_surface_destroy (tile);
      }
    }
  }
  g_test_message ("zoom %u: %.1f ms a tile", zoom, (double) (g_get_monotonic_time () - before) / 1000 / n);
  cairo_destroy (cr);
  cairo_surface_write_to_png (surface, path);
  cairo_surface_destroy (surface);
}

static void
test_pictures (Fixture *fixture, gconstpointer data)
{
  const char *file = g_getenv ("YZT_TEST_FILE"), *out = g_getenv ("YZT_TEST_OUT");
  if (file == NULL || out == NULL) {
    g_test_skip ("YZT_TEST_FILE and YZT_TEST_OUT are not set");
    return;
  }
  g_free (fixture->path);
  fixture->path = g_strdup (file);
  gint64 before = g_get_monotonic_time ();
  g_autoptr (YztVectorMap) map = open_map (fixture);
  g_test_message ("prepared in %.1f s", (double) (g_get_monotonic_time () - before) / 1e6);
  for (guint zoom = 9; zoom <= 18; zoom++) {
    draw_picture (map, out, zoom, zoom % 2 == 0 ? &YZT_DRAW_THEME_DARK : &YZT_DRAW_THEME_LIGHT);
  }
}

/* --- vector tiles --- */

static void
add_tile_feature (OGRLayerH layer, const char *class_name, const char *name, const char *text)
{
  OGRFeatureH feature = OGR_F_Create (OGR_L_GetLayerDefn (layer));
  OGRGeometryH geometry = NULL;
  char *wkt = (char *) text;
  g_assert_cmpint (OGR_G_CreateFromWkt (&wkt, NULL, &geometry), ==, OGRERR_NONE);
  OGR_F_SetFieldString (feature, 0, class_name);
  OGR_F_SetFieldString (feature, 1, name);
  OGR_F_SetGeometryDirectly (feature, geometry);
  g_assert_cmpint (OGR_L_CreateFeature (layer, feature), ==, OGRERR_NONE);
  OGR_F_Destroy (feature);
}

/* Tiles of zooms 6 to 12 as OpenMapTiles makes them. A tile of zoom 12 ends at 112.5 degrees: the lake lies in two. */
static void
make_tiles (Fixture *fixture)
{
  char *options[] = { (char *) "MINZOOM=6", (char *) "MAXZOOM=12", (char *) "NAME=county", NULL };
  static const struct { const char *layer, *class_name, *name, *text; } features[] = {
    { "water", "lake", "星湖", "POLYGON ((112.46 23.04,112.54 23.04,112.54 23.08,112.46 23.08,112.46 23.04))" },
    { "transportation", "motorway", "", "LINESTRING (112.40 23.03,112.60 23.03)" },
    { "boundary", "", "", "LINESTRING (112.40 23.01,112.60 23.01)" },
    { "building", "", "", "POLYGON ((112.4998 23.0998,112.5002 23.0998,112.5002 23.1002,112.4998 23.1002,112.4998 23.0998))" },
    { "place", "town", "永安镇", "POINT (112.55 23.07)" },
  };
  g_free (fixture->path);
  fixture->path = g_build_filename (fixture->folder, "县.mbtiles", NULL);
  GDALDatasetH dataset = GDALCreate (GDALGetDriverByName ("MBTiles"), fixture->path, 0, 0, 0, GDT_Unknown, options);
  g_assert_nonnull (dataset);
  OGRSpatialReferenceH reference = OSRNewSpatialReference (NULL);
  OSRImportFromEPSG (reference, 4326);
  OSRSetAxisMappingStrategy (reference, OAMS_TRADITIONAL_GIS_ORDER);
  for (guint i = 0; i < G_N_ELEMENTS (features); i++) {
    OGRLayerH layer = GDALDatasetCreateLayer (dataset, features[i].layer, reference, wkbUnknown, NULL);
    const char *const fields[] = { "class", "name" };
    for (guint f = 0; f < G_N_ELEMENTS (fields); f++) {
      OGRFieldDefnH field = OGR_Fld_Create (fields[f], OFTString);
      OGR_L_CreateField (layer, field, TRUE);
      OGR_Fld_Destroy (field);
    }
    add_tile_feature (layer, features[i].class_name, features[i].name, features[i].text);
  }
  OSRRelease (reference);
  GDALClose (dataset);
}

static void
test_tiles (Fixture *fixture, gconstpointer data)
{
  make_tiles (fixture);
  g_autoptr (YztVectorMap) map = open_map (fixture);
  for (guint zoom = 9; zoom <= 17; zoom++) { /* one lake, with neither seam nor edge where the tiles meet */
    for (int i = -3; i <= 3; i++) {
      double lon = 112.5 + 0.7 * i * 360 / (256 * exp2 (zoom));
      g_assert_cmphex (colour_at (map, zoom, lon, 23.06, &YZT_DRAW_THEME_LIGHT), ==, 0xffb9d6e6);
    }
  }
  g_assert_cmphex (colour_at (map, 16, 112.55, 23.03, &YZT_DRAW_THEME_LIGHT), ==, 0xffe9b07b);
  g_assert_cmphex (colour_at (map, 16, 112.55, 23.01, &YZT_DRAW_THEME_LIGHT), ==, 0); /* borders are not taken */
  g_assert_cmphex (colour_at (map, 18, 112.5, 23.1, &YZT_DRAW_THEME_LIGHT), ==, 0xffded8ce); /* the house: no edge through its middle */
  g_assert_cmpuint (count_names (map, 12, "zh_CN", "永安镇"), ==, 1);
  g_assert_cmpuint (count_names (map, 14, "zh_CN", "星湖"), >=, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define CASE(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)
  CASE ("/vector-map/classes", test_classes);
  CASE ("/vector-map/zooms", test_zooms);
  CASE ("/vector-map/scale", test_scale);
  CASE ("/vector-map/edges", test_edges);
  CASE ("/vector-map/names", test_names);
  CASE ("/vector-map/names-shifted", test_names_shifted);
  CASE ("/vector-map/prepared-once", test_prepared_once);
  CASE ("/vector-map/cancelled", test_cancelled);
  CASE ("/vector-map/damaged-cache", test_damaged_cache);
  CASE ("/vector-map/shapefile", test_shapefile);
  CASE ("/vector-map/geojson", test_geojson);
  CASE ("/vector-map/refused", test_refused);
  CASE ("/vector-map/tiles", test_tiles);
  CASE ("/vector-map/pictures", test_pictures);
#undef CASE
  return g_test_run ();
}

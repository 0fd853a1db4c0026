/* test-map-export.c: what is seen as PNG, PDF and SVG: size, resolution, vectors, words; and what is refused
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit/test-folder.h"
#include "map-fixture.h"
#include "pdf-words.h"
#include "yzt-map-export.h"
#include "yzt-map-sheet-private.h"
#include "yzt-view-code.h"
#include <gdal.h>
#include <ogr_srs_api.h>
#include <math.h>

typedef struct {
  gboolean done, ok;
  GError *error;
  char *problem;
} Outcome;

static void
on_exported (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;
  outcome->ok = yzt_map_view_export_finish (YZT_MAP_VIEW (object), result, &outcome->error);
  outcome->problem = g_strdup (yzt_map_view_export_get_problem (result));
  outcome->done = TRUE;
}

static Outcome
export (MapFixture *fixture, const char *path, const YztMapExportOptions *options)
{
  Outcome outcome = { 0 };
  yzt_map_view_export_async (fixture->view, path, options, NULL, on_exported, &outcome);
  while (!outcome.done) {
    g_main_context_iteration (NULL, TRUE);
  }
  return outcome;
}

static char *
path_for (MapFixture *fixture, const char *name)
{
  const char *out = g_getenv ("YZT_TEST_OUT");
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  return g_build_filename (out != NULL ? out : folder, name, NULL);
}

static void
let_go (const char *path)
{
  if (g_getenv ("YZT_TEST_OUT") == NULL) {
    g_remove (path);
  }
}

static void
show_something (MapFixture *fixture)
{
  g_autofree char *path = g_build_filename (yzt_data_dir (), "basemap", "basemap.gpkg", NULL);
  yzt_map_view_set_jurisdiction (fixture->view, "4412");
  yzt_map_view_set_base_map (fixture->view, path, NULL);
  while (fixture->view->base_map == NULL) {
    g_main_context_iteration (NULL, TRUE);
  }
  g_autoptr (YztGeneration) crowd = map_test_crowd (fixture, 300, 0.5);
  YztItem incident = map_test_item (fixture, "incident", 100000, 112.5, 23.2, 3, "金利镇 液氨泄漏");
  incident.flags = YZT_ITEM_OPEN;
  YztItemChange change = { FALSE, incident };
  g_autoptr (YztGeneration) generation = yzt_generation_patch (crowd, &change, 1, NULL, 0);
  map_test_publish (fixture, generation);
  yzt_ring_show (fixture->ring, (YztPosition) { 112.5, 23.2 }, 20000, "金利镇");
  map_test_look_at (fixture, 112.5, 23.15, 9.8);
}

/* The middle of all that is drawn in the colour of a level, in pixels. */
static void
find_yellow (GDALDatasetH dataset, double *x_out, double *y_out)
{
  int width = GDALGetRasterXSize (dataset), height = GDALGetRasterYSize (dataset), x0 = width, y0 = height, x1 = -1, y1 = -1;
  g_autofree guint8 *row = g_malloc ((gsize) width * 3);
  for (int y = 0; y < height; y++) {
    g_assert_cmpint (GDALDatasetRasterIO (dataset, GF_Read, 0, y, width, 1, row, width, 1, GDT_Byte, 3, NULL, 3, 3 * width, 1), ==, CE_None);
    for (int x = 0; x < width; x++) {
      if (row[3 * x] == 0xf5 && row[3 * x + 1] == 0xc2 && row[3 * x + 2] == 0x11) {
        x0 = MIN (x0, x);
        x1 = MAX (x1, x);
        y0 = MIN (y0, y);
        y1 = MAX (y1, y);
      }
    }
  }
  g_assert_cmpint (x1, >=, 0);
  *x_out = (x0 + x1 + 1) / 2.0;
  *y_out = (y0 + y1 + 1) / 2.0;
}

static guint
count_yellow (const char *path)
{
  cairo_surface_t *surface = cairo_image_surface_create_from_png (path);
  int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface), stride = cairo_image_surface_get_stride (surface);
  guint n = 0;
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  for (int y = 0; y < height; y++) {
    const guint32 *row = (const guint32 *) (const void *) (cairo_image_surface_get_data (surface) + (gsize) y * (gsize) stride);
    for (int x = 0; x < width; x++) {
      n += (row[x] & 0xffffff) == 0xf5c211;
    }
  }
  cairo_surface_destroy (surface);
  return n;
}

/* The legend and the QR code lie where they hide no symbol: incidents along the lower edge at the right are as whole with them as without. */
static void
test_corners (MapFixture *fixture, gconstpointer user_data)
{
  YztMapExportOptions options = YZT_MAP_EXPORT_A4;
  guint n[2];
  options.dpi = 96;
  options.symbol_set = YZT_SYMBOL_SET_OURS;
  g_autoptr (YztGeneration) crowd = map_test_crowd (fixture, 1, 0.0001);
  YztItemChange changes[24];
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    changes[i] = (YztItemChange) { FALSE, map_test_item (fixture, "incident", 100000 + i, 112.5 + 0.026 * i, 22.84, 3, "") };
    changes[i].item.flags = YZT_ITEM_OPEN;
  }
  g_autoptr (YztGeneration) generation = yzt_generation_patch (crowd, changes, G_N_ELEMENTS (changes), NULL, 0);
  map_test_publish (fixture, generation);
  map_test_look_at (fixture, 112.5, 23.15, 10.3);
  for (guint i = 0; i < 2; i++) {
    g_autofree char *path = path_for (fixture, i == 0 ? "bare-corners.png" : "corners.png");
    options.legend = options.view_code = i == 1;
    Outcome outcome = export (fixture, path, &options);
    g_assert_no_error (outcome.error);
    n[i] = count_yellow (path);
    let_go (path);
  }
  g_assert_cmpuint (n[0], >, 500);
  g_assert_cmpuint (n[1], ==, n[0]);
}

/* A place that is known lies in the file within a pixel of where any map program looks for it. */
static void
test_geotiff (MapFixture *fixture, gconstpointer user_data)
{
  YztMapExportOptions options = YZT_MAP_EXPORT_A4;
  g_autofree char *path = path_for (fixture, "map.tif");
  YztPosition place = { 112.5731, 23.2117 };
  options.dpi = 150;
  options.symbol_set = YZT_SYMBOL_SET_OURS;
  options.title = "肇庆市";
  g_autoptr (YztGeneration) crowd = map_test_crowd (fixture, 1, 0.0001);
  YztItem incident = map_test_item (fixture, "incident", 100000, place.lon, place.lat, 3, "");
  incident.flags = YZT_ITEM_OPEN;
  YztItemChange change = { FALSE, incident };
  g_autoptr (YztGeneration) generation = yzt_generation_patch (crowd, &change, 1, NULL, 0);
  map_test_publish (fixture, generation);
  map_test_look_at (fixture, 112.5, 23.15, 10.3);
  Outcome outcome = export (fixture, path, &options);
  g_assert_no_error (outcome.error);
  GDALAllRegister ();
  GDALDatasetH dataset = GDALOpen (path, GA_ReadOnly);
  g_assert_nonnull (dataset);
  double transform[6], x_m, y_m, column, row;
  g_assert_cmpint (GDALGetGeoTransform (dataset, transform), ==, CE_None);
  g_assert_cmpstr (OSRGetAuthorityCode (GDALGetSpatialRef (dataset), NULL), ==, "3857");
  g_assert_cmpstr (GDALGetMetadataItem (dataset, "TIFFTAG_DOCUMENTNAME", NULL), ==, "肇庆市");
  x_m = place.lon / 180 * 20037508.342789244;
  y_m = asinh (tan (place.lat * G_PI / 180)) / G_PI * 20037508.342789244;
  find_yellow (dataset, &column, &row);
  g_test_message ("off by %.2f, %.2f pixels", (x_m - transform[0]) / transform[1] - column, (y_m - transform[3]) / transform[5] - row);
  g_assert_cmpfloat_with_epsilon ((x_m - transform[0]) / transform[1], column, 1);
  g_assert_cmpfloat_with_epsilon ((y_m - transform[3]) / transform[5], row, 1);
  GDALClose (dataset);
  let_go (path);
}

/* A kilometre on the ground is so many millimetres on paper, whatever is seen and on every sheet. */
static void
test_scale (MapFixture *fixture, gconstpointer user_data)
{
  static const double sides_mm[][2] = { { 297, 210 }, { 210, 297 }, { 594, 420 }, { 1189, 841 } }, denominators[] = { 5000, 50000, 1e6 };
  const YztPosition middle = { 112.5, 23.2 };
  for (guint i = 0; i < G_N_ELEMENTS (sides_mm) * G_N_ELEMENTS (denominators); i++) {
    const double *side = sides_mm[i / G_N_ELEMENTS (denominators)], denominator = denominators[i % G_N_ELEMENTS (denominators)];
    YztMapSheet sheet = { .width = side[0] * 96 / 25.4, .height = side[1] * 96 / 25.4, .title = (char *) "Map", .seen_width = 0.01 * (i + 1), .seen_height = 0.004, .denominator = denominator };
    yzt_mercator_from_position (middle, &sheet.center_x, &sheet.center_y);
    g_assert_cmpfloat_with_epsilon (yzt_map_sheet_get_scale_denominator (&sheet), denominator, denominator * 1e-9);
    for (guint axis = 0; axis < 2; axis++) {
      YztPosition other = axis == 0 ? (YztPosition) { 112.501, 23.2 } : (YztPosition) { 112.5, 23.201 };
      double x0, y0, world_px, x, y, ground_m = yzt_geo_distance_m (middle, other, NULL);
      yzt_map_sheet_get_window (&sheet, &x0, &y0, &world_px);
      yzt_mercator_from_position (other, &x, &y);
      double paper_mm = hypot (x - sheet.center_x, y - sheet.center_y) * world_px * 25.4 / 96;
      g_assert_cmpfloat_with_epsilon (paper_mm, ground_m * 1000 / denominator, paper_mm * 0.006); /* Web Mercator: north and east differ by half a per cent */
    }
  }
}

/* What a scanner reads is read back to the same view, and looks like a QR code. */
static void
test_view_code (MapFixture *fixture, gconstpointer user_data)
{
  YztPosition middle;
  double zoom;
  g_autofree char *code = yzt_view_code_format ((YztPosition) { 112.55, -23.02 }, 11.5);
  g_assert_cmpstr (code, ==, "yzt:112.55000,-23.02000,11.50");
  g_assert_true (yzt_view_code_parse (code, &middle, &zoom));
  g_assert_cmpfloat (middle.lon, ==, 112.55);
  g_assert_cmpfloat (middle.lat, ==, -23.02);
  g_assert_cmpfloat (zoom, ==, 11.5);
  g_assert_true (yzt_view_code_parse (" YZT:1,2,3\n", &middle, &zoom));
  const char *const bad[] = { "", "yzt:", "yzt:1,2", "yzt:1,2,3,4", "yzt:a,2,3", "yzt:1,99,3", "yzt:1,2,99", "112.5,23", "yzt:nan,2,3" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_assert_false (yzt_view_code_parse (bad[i], &middle, &zoom));
  }
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 370, 370);
  cairo_t *cr = cairo_create (surface);
  g_assert_true (yzt_view_code_paint (cr, code, 0, 0, 370)); /* 29 modules and the quiet edge: 10 pixels each */
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  const guint8 *pixels = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  const char *finder[] = { "#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######" };
  for (int row = 0; row < 7; row++) {
    for (int column = 0; column < 7; column++) {
      guint8 blue = pixels[(45 + 10 * row) * stride + 4 * (45 + 10 * column)];
      g_assert_cmpint (blue, ==, finder[row][column] == '#' ? 0 : 255);
    }
  }
  g_autofree char *endless = g_strnfill (9000, 'x');
  cr = cairo_create (surface);
  g_assert_false (yzt_view_code_paint (cr, endless, 0, 0, 370));
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
test_png (MapFixture *fixture, gconstpointer user_data)
{
  YztMapExportOptions options = YZT_MAP_EXPORT_A4;
  g_autofree char *path = path_for (fixture, "sheet.png");
  options.dpi = 150;
  options.symbol_set = YZT_SYMBOL_SET_OURS;
  options.title = "肇庆市 应急资源图";
  options.view_code = TRUE;
  show_something (fixture);
  Outcome outcome = export (fixture, path, &options);
  g_assert_no_error (outcome.error);
  g_assert_true (outcome.ok);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = gdk_texture_new_from_filename (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 1754);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, 1241);
  YztDrawColor yellow = yzt_draw_level_color (3);
  g_assert_cmpuint (map_test_count_color (texture, 877, 620, 620, yellow), >, 300);
  g_assert_cmpuint (map_test_count_color (texture, 877, 620, 500, YZT_DRAW_THEME_LIGHT.jurisdiction), >, 100000);
  /* 150 dots an inch are 5906 a metre. */
  g_autofree char *bytes = NULL;
  gsize length;
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  const guint8 phys[] = { 'p', 'H', 'Y', 's', 0, 0, 0x17, 0x12, 0, 0, 0x17, 0x12, 1 };
  g_assert_cmpmem (bytes + 37, sizeof phys, phys, sizeof phys);
  let_go (path);
}

static void
test_vectors (MapFixture *fixture, gconstpointer user_data)
{
  YztMapExportOptions options = YZT_MAP_EXPORT_A4;
  g_autofree char *svg = path_for (fixture, "sheet.svg");
  g_autofree char *pdf = path_for (fixture, "sheet.pdf");
  options.graticule = TRUE;
  show_something (fixture);
  Outcome outcome = export (fixture, svg, &options);
  g_assert_no_error (outcome.error);
  g_autofree char *text = NULL;
  gsize length;
  g_assert_true (g_file_get_contents (svg, &text, &length, NULL));
  g_assert_nonnull (strstr (text, "width=\"841."));
  g_assert_nonnull (strstr (text, "<path"));
  g_assert_null (strstr (text, "<image"));
  outcome = export (fixture, pdf, &options);
  g_assert_no_error (outcome.error);
  g_autofree char *bytes = NULL;
  g_assert_true (g_file_get_contents (pdf, &bytes, &length, NULL));
  g_assert_true (g_str_has_prefix (bytes, "%PDF-"));
  g_assert_cmpuint (length, >, 20000);
  g_assert_null (g_strstr_len (bytes, (gssize) length, "/Subtype /Image"));
  let_go (svg);
  let_go (pdf);
}

static void
test_refused (MapFixture *fixture, gconstpointer user_data)
{
  YztMapExportOptions good = YZT_MAP_EXPORT_A4, large = YZT_MAP_EXPORT_A4, wrong = YZT_MAP_EXPORT_A4;
  g_autofree char *text = path_for (fixture, "sheet.txt");
  g_autofree char *png = path_for (fixture, "refused.png");
  g_autofree char *nowhere = path_for (fixture, "no/such/folder.pdf");
  Outcome outcome = export (fixture, text, &good);
  g_assert_error (outcome.error, YZT_MAP_EXPORT_ERROR, YZT_MAP_EXPORT_ERROR_FORMAT);
  g_clear_error (&outcome.error);
  large.width_mm = large.height_mm = 1200;
  large.dpi = 600;
  outcome = export (fixture, png, &large);
  g_assert_error (outcome.error, YZT_MAP_EXPORT_ERROR, YZT_MAP_EXPORT_ERROR_SIZE);
  g_clear_error (&outcome.error);
  wrong.width_mm = NAN;
  outcome = export (fixture, png, &wrong);
  g_assert_error (outcome.error, YZT_MAP_EXPORT_ERROR, YZT_MAP_EXPORT_ERROR_SIZE);
  g_clear_error (&outcome.error);
  g_assert_false (g_file_test (png, G_FILE_TEST_EXISTS));
  outcome = export (fixture, nowhere, &good);
  g_assert_error (outcome.error, YZT_MAP_EXPORT_ERROR, YZT_MAP_EXPORT_ERROR_WRITE);
  g_clear_error (&outcome.error);
}

/* An export that is broken off leaves the file that was there. */
static void
test_cancelled (MapFixture *fixture, gconstpointer user_data)
{
  YztMapExportOptions options = YZT_MAP_EXPORT_A4;
  g_autofree char *path = path_for (fixture, "kept.pdf");
  g_autofree char *text = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Outcome outcome = { 0 };
  g_assert_true (g_file_set_contents (path, "before", -1, NULL));
  yzt_map_view_export_async (fixture->view, path, &options, cancellable, on_exported, &outcome);
  g_cancellable_cancel (cancellable);
  while (!outcome.done) {
    g_main_context_iteration (NULL, TRUE);
  }
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&outcome.error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "before");
  g_remove (path);
}

/* The planner's head and seal line stand on a sheet with a title, at the same scale; a mistake is told, and the one that came with the programme is used. */
static void
test_template (MapFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = yzt_user_data_dir ("report"), *ini = g_build_filename (folder, "paper.ini", NULL), *path = path_for (fixture, "template.pdf");
  const YztMapExportOptions options = { .width_mm = 297, .height_mm = 210, .dpi = 96, .title = "Sheet of the town", .legend = TRUE, .scale_denominator = 100000 };
  show_something (fixture);
  g_assert_true (g_file_set_contents (ini, "[Template map-sheet]\nHeader=Head of the office\nSeal=Seal of the office\n", -1, NULL));
  Outcome outcome = export (fixture, path, &options);
  g_assert_no_error (outcome.error);
  g_assert_null (outcome.problem);
  const char *const wanted[] = { "Head of the office", "Sheet of the town", "1:100", "Seal of the office", NULL }, *const head[] = { "Head of the office", NULL };
  g_assert_true (pdf_says (path, wanted));
  g_assert_true (g_file_set_contents (ini, "[Template map-sheets]\nHeader=Head of the office\n", -1, NULL));
  outcome = export (fixture, path, &options);
  g_assert_no_error (outcome.error);
  g_assert_nonnull (strstr (outcome.problem, "[Template map-sheets]"));
  g_free (outcome.problem);
  g_assert_false (pdf_says (path, head));
  g_remove (ini);
  let_go (path);
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("yzt-templates-XXXXXX", NULL); /* the tester's own templates are left alone */
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  yzt_geo_init ();
#define ADD(path, test) g_test_add (path, MapFixture, NULL, map_fixture_set_up, test, map_fixture_tear_down)
  ADD ("/map/export/png", test_png);
  ADD ("/map/export/geotiff", test_geotiff);
  ADD ("/map/export/corners", test_corners);
  ADD ("/map/export/vectors", test_vectors);
  ADD ("/map/export/refused", test_refused);
  ADD ("/map/export/scale", test_scale);
  ADD ("/map/export/view-code", test_view_code);
  ADD ("/map/export/cancelled", test_cancelled);
  ADD ("/map/export/template", test_template);
  int failed = g_test_run ();
  test_remove_tree (home);
  return failed;
}

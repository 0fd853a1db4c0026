/* test-map-busy.c: the map while tiles load, layers come and go, and many rows are imported: no turn of the main loop takes long
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fixture fails a test in which the main loop was held up for more than 50 ms. */
#include "config.h"
#include <gdal.h>
#include <glib/gstdio.h>
#include <math.h>
#include <ogr_srs_api.h>
#include "window-fixture.h"
#include "yzt-exchange.h"
#include "yzt-map-view-private.h"

#define N_ROWS 30000

/* Frames as they come, each with the map somewhere else. */
static void
move (Fixture *fixture, guint i)
{
  double turn = i * 0.05;
  yzt_map_view_go_to (fixture->window->map, (YztPosition) { 112.5 + 1.5 * sin (turn), 23.1 + 0.8 * cos (turn) }, 8.5 + 2.5 * sin (turn / 3), FALSE);
  draw (fixture->window);
}

/* A picture in degrees, so that each tile is warped. */
static char *
make_picture (const char *folder)
{
  const int width = 1200, height = 900;
  char *path = g_build_filename (folder, "picture.tif", NULL);
  double transform[6] = { 108, 8.0 / width, 0, 26, 0, -6.0 / height };
  int levels[] = { 2, 4, 8 };
  GDALAllRegister ();
  GDALDatasetH dataset = GDALCreate (GDALGetDriverByName ("GTiff"), path, width, height, 3, GDT_Byte, NULL);
  OGRSpatialReferenceH reference = OSRNewSpatialReference (NULL);
  OSRImportFromEPSG (reference, 4326);
  GDALSetSpatialRef (dataset, reference);
  OSRRelease (reference);
  GDALSetGeoTransform (dataset, transform);
  g_autofree guint8 *row = g_malloc (width);
  for (int band = 1; band <= 3; band++) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        row[x] = (guint8) (x * band + y);
      }
      g_assert_cmpint (GDALRasterIO (GDALGetRasterBand (dataset, band), GF_Write, 0, y, width, 1, row, width, 1, GDT_Byte, 0, 0), ==, CE_None);
    }
  }
  g_assert_cmpint (GDALBuildOverviews (dataset, "AVERAGE", G_N_ELEMENTS (levels), levels, 0, NULL, NULL, NULL), ==, CE_None);
  GDALClose (dataset);
  return path;
}

static void
test_tiles_and_layers (Fixture *fixture, gconstpointer language)
{
  g_autofree char *folder = g_dir_make_tmp ("yzt-busy-XXXXXX", NULL), *path = make_picture (folder);
  g_autofree char *list_path = g_build_filename (folder, "list.ini", NULL), *cache_path = g_build_filename (folder, "tiles.db", NULL);
  g_autoptr (YztGroundList) list = yzt_ground_list_new (list_path);
  g_autoptr (YztGround) ground = yzt_ground_new_for_file (path);
  yzt_ground_list_add (list, ground);
  yzt_map_view_set_grounds (fixture->window->map, list, cache_path);
  guint before = yzt_tile_source_get_n_answered (fixture->window->map->source), answered = 0;
  for (guint i = 0; i < 150; i++) {
    YztSceneFilter filter = { i / 7 % 2 == 0 ? G_MAXUINT64 : 0x55 };
    yzt_scene_layer_set_filter (fixture->window->map->scene_layer, filter);
    if (i % 40 == 20) {
      yzt_ground_set_visible (ground, !yzt_ground_get_visible (ground));
    }
    move (fixture, i);
    answered = MAX (answered, yzt_tile_source_get_n_answered (fixture->window->map->source));
  }
  g_assert_cmpuint (answered, >, before); /* tiles did come meanwhile */
  g_assert_cmpstr (yzt_ground_get_problem (ground), ==, "");
}

/* --- an import --- */

typedef struct {
  YztStore *store;
  YztKind *kind;
  char *path;
  guint written;
  gboolean done;
} Import;

static void
import_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Import *import = data;
  YztImportOptions options = { 0 };
  YztActInfo info = { .label = "busy", .author = "test" };
  g_autoptr (YztImportReport) report = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ok = yzt_import_file (import->store, import->kind, import->path, &options, &info, &report, &error);
  g_assert_no_error (error);
  g_assert_true (ok);
  import->written = (guint) report->rows_written;
  g_task_return_boolean (task, TRUE);
}

static void
on_imported (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ((Import *) user_data)->done = TRUE;
}

static void
test_import (Fixture *fixture, gconstpointer language)
{
  g_autofree char *folder = g_dir_make_tmp ("yzt-busy-XXXXXX", NULL), *path = g_build_filename (folder, "teams.csv", NULL);
  g_autoptr (GString) text = g_string_new ("code,name,type,lon,lat\n");
  for (guint i = 0; i < N_ROWS; i++) {
    g_string_append_printf (text, "B-%05u,第%u支队,fire,%.5f,%.5f\n", i, i, 111.5 + (i % 200) * 0.01, 22.5 + (i / 200) * 0.008);
  }
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  YztKindSet *kinds = yzt_session_get_kinds (fixture->session);
  Import import = { yzt_session_get_store (fixture->session), yzt_kind_set_get (kinds, (guint) yzt_kind_set_index (kinds, "rescue-team")), path, 0, FALSE };
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_imported, &import);
  g_task_set_task_data (task, &import, NULL);
  g_task_run_in_thread (task, import_on_worker);
  guint n_frames = 0;
  while (!import.done) {
    move (fixture, n_frames++);
  }
  g_assert_cmpuint (import.written, ==, N_ROWS);
  g_test_message ("%u frames while %u rows were imported", n_frames, import.written);
  g_assert_cmpuint (n_frames, >, 3);
  for (guint i = 0; i < 30; i++) {
    move (fixture, n_frames++); /* the scene takes them in */
  }
}

int
main (int argc, char **argv)
{
  window_test_init (&argc, &argv);
  g_test_add ("/map/busy/tiles-and-layers", Fixture, "zh_CN", set_up, test_tiles_and_layers, tear_down);
  g_test_add ("/map/busy/import", Fixture, "zh_CN", set_up, test_import, tear_down);
  return window_test_run ();
}

/* bench-load.c: a map from its file into memory, beside SQLite and OGR reading the same rows in the same run
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * design/engine.md gives its bars beside SQLite with mapped memory that read the columns which that scene had, 229 ms: 350 ms from the file, without any
 * index, and 60 ms from a cache. A row has more columns by now, so that the bars are held as ratios to SQLite reading those of today's scene. For the first of
 * them the indexes of places and names count here, too.
 *
 * bench-load MAP [RUNS]: MAP is a map of ours, best with a million features. Each figure is the median of the runs, ours and the peers' by turns; on the
 * clock and of the processor, all threads of this programme. The kept scene goes to a folder of its own. */
#include <gdal.h>
#include <glib/gstdio.h>
#include <math.h>
#include <ogr_api.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "yzt-scene-cache.h"

#define MOST_RUNS 25

typedef struct {
  double wall_ms, cpu_ms;
} Spent;

static double
clock_ms (clockid_t clock)
{
  struct timespec now;
  clock_gettime (clock, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static Spent
spent_since (Spent from)
{
  return (Spent) { clock_ms (CLOCK_MONOTONIC) - from.wall_ms, clock_ms (CLOCK_PROCESS_CPUTIME_ID) - from.cpu_ms };
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;
  return (left > right) - (left < right);
}

static Spent
median (const Spent *runs, guint n)
{
  double wall[MOST_RUNS], cpu[MOST_RUNS];
  for (guint i = 0; i < n; i++) {
    wall[i] = runs[i].wall_ms;
    cpu[i] = runs[i].cpu_ms;
  }
  qsort (wall, n, sizeof *wall, compare);
  qsort (cpu, n, sizeof *cpu, compare);
  return (Spent) { wall[n / 2], cpu[n / 2] };
}

/* The columns that the scene takes of a kind's table, as yzt-loader-scene.c reads them. */
static char *
list_columns (const YztKind *kind)
{
  static const char *const named[] = { "type", "category", "verified_at", "message_status", "acknowledged_utc", "alarm", "name", "until_utc" };
  const YztField *const shown[] = { yzt_kind_get_level_field (kind), yzt_kind_get_state_field (kind) };
  g_autoptr (GString) list = g_string_new ("fid, geom");
  for (guint i = 0; i < G_N_ELEMENTS (named); i++) {
    if (yzt_kind_get_field_index (kind, named[i]) >= 0) {
      g_string_append_printf (list, ", \"%s\"", named[i]);
    }
  }
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++) {
    if (shown[i] != NULL) {
      g_string_append_printf (list, ", \"%s\"", yzt_field_get_name (shown[i]));
    }
  }
  for (guint i = 0; i < yzt_scene_kind_n_sums (kind); i++) {
    g_string_append_printf (list, ", \"%s\"", yzt_field_get_name (yzt_scene_kind_get_sum_field (kind, i)));
  }
  return g_string_free (g_steal_pointer (&list), FALSE);
}

/* Nothing is done with them. */
static guint
scan (const char *path, YztKindSet *kinds)
{
  sqlite3 *db = NULL;
  guint n = 0;
  double sum = 0;
  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL), ==, SQLITE_OK);
  sqlite3_exec (db, "PRAGMA mmap_size=2147483648", NULL, NULL, NULL);
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    const YztKind *kind = yzt_kind_set_get (kinds, i);
    sqlite3_stmt *stmt = NULL;
    if (yzt_kind_get_geometry (kind) == YZT_KIND_GEOMETRY_NONE) {
      continue;
    }
    g_autofree char *columns = list_columns (kind), *sql = g_strdup_printf ("SELECT %s FROM \"%s\"", columns, yzt_kind_get_table (kind));
    if (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL) != SQLITE_OK) {
      continue;
    }
    int n_columns = sqlite3_column_count (stmt);
    while (sqlite3_step (stmt) == SQLITE_ROW) {
      for (int c = 0; c < n_columns; c++) {
        sum += sqlite3_column_type (stmt, c) == SQLITE_TEXT ? sqlite3_column_text (stmt, c)[0] : sqlite3_column_double (stmt, c);
      }
      n++;
    }
    sqlite3_finalize (stmt);
  }
  sqlite3_close (db);
  g_assert_true (isfinite (sum));
  return n;
}

static guint
read_with_ogr (const char *path, YztKindSet *kinds)
{
  static const char *const drivers[] = { "GPKG", NULL };
  GDALDatasetH dataset = GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
  guint n = 0;
  g_assert_nonnull (dataset);
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    const YztKind *kind = yzt_kind_set_get (kinds, i);
    OGRLayerH layer = yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE ? GDALDatasetGetLayerByName (dataset, yzt_kind_get_table (kind)) : NULL;
    OGRFeatureH feature;
    while (layer != NULL && (feature = OGR_L_GetNextFeature (layer)) != NULL) {
      OGR_F_Destroy (feature);
      n++;
    }
  }
  GDALClose (dataset);
  return n;
}

static void
tell (const char *what, const Spent *ours, const Spent *sqlite, const Spent *ogr, guint n, double bar)
{
  Spent a = median (ours, n), b = median (sqlite, n), c = median (ogr, n);
  printf ("%-42s %8.0f %8.0f %8.0f %8.0f %8.0f %8.0f %8.2fx %7.2fx %8.2fx %s\n", what, a.wall_ms, a.cpu_ms, b.wall_ms, b.cpu_ms, c.wall_ms, c.cpu_ms,
          a.wall_ms / b.wall_ms, a.wall_ms / c.wall_ms, bar, a.wall_ms <= bar * b.wall_ms ? "ok" : "OVER");
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  Spent read[MOST_RUNS], kept[MOST_RUNS], sqlite[MOST_RUNS], ogr[MOST_RUNS];
  if (argc < 2) {
    fprintf (stderr, "usage: bench-load MAP [RUNS]\n");
    return 2;
  }
  guint n_runs = CLAMP (argc > 2 ? (guint) atoi (argv[2]) : 5, 1, MOST_RUNS);
  g_autofree char *folder = g_dir_make_tmp ("yzt-load-XXXXXX", NULL);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  yzt_geo_init ();
  GDALAllRegister ();
  g_autoptr (YztStore) store = yzt_store_open (argv[1], YZT_STORE_READ_ONLY, &yzt_clock_system, &error);
  g_assert_no_error (error);
  YztKindSet *kinds = yzt_store_get_kinds (store);
  for (guint i = 0; i < n_runs; i++) {
    YztStoreHead head;
    gboolean is_new;
    Spent from = spent_since ((Spent) { 0, 0 });
    g_assert_true (yzt_store_get_head (store, &head, &error));
    g_autoptr (YztGeneration) generation = yzt_load_generation (store, &yzt_clock_system, NULL, &error);
    g_assert_no_error (error);
    read[i] = spent_since (from);
    yzt_scene_cache_keep (store, &head, generation);
    guint n_items = yzt_generation_get_n_items (generation);
    g_clear_pointer (&generation, yzt_generation_unref);
    from = spent_since ((Spent) { 0, 0 });
    g_autoptr (YztGeneration) again = yzt_scene_cache_load (store, &yzt_clock_system, &head, &is_new, NULL, &error);
    g_assert_no_error (error);
    kept[i] = spent_since (from);
    g_assert_cmpuint (yzt_generation_get_n_items (again), ==, n_items);
    if (is_new) {
      fprintf (stderr, "bench-load: so few are not kept, the second line reads the map again\n");
    }
    from = spent_since ((Spent) { 0, 0 });
    g_assert_cmpuint (scan (argv[1], kinds), ==, n_items);
    sqlite[i] = spent_since (from);
    from = spent_since ((Spent) { 0, 0 });
    g_assert_cmpuint (read_with_ogr (argv[1], kinds), ==, n_items);
    ogr[i] = spent_since (from);
    if (i == 0) {
      printf ("%u features, median of %u runs; ms on the clock and of the processor\n%-42s %17s %17s %17s %9s %8s %8s\n", n_items, n_runs, "", "ours", "SQLite, columns",
              "OGR features", "/SQLite", "/OGR", "bar/SQL");
    }
  }
  tell ("from the file, indexes and names made", read, sqlite, ogr, n_runs, 350.0 / 229);
  tell ("from the scene that was kept", kept, sqlite, ogr, n_runs, 60.0 / 229);
  yzt_store_close (store);
  return 0;
}

/* bench-table.c: a kind as a table at N rows: opening, first page and whole of sorting and filtering, beside sqlite3's ORDER BY in the same run
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench-table [N]. Everything is asked as the window asks it, from a running main loop; the longest turn of that loop is told, too. */
#include "config.h"
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdlib.h>
#include "yzt-geo.h"
#include "yzt-loader.h"
#include "yzt-sheet.h"

static gint64 turn_begin, longest_us;
static GPollFunc plain_poll;

/* A turn of the loop is what lies between two waits. */
static gint
timed_poll (GPollFD *fds, guint n, gint timeout)
{
  gint64 now = g_get_monotonic_time ();
  if (turn_begin != 0) {
    longest_us = MAX (longest_us, now - turn_begin);
  }
  gint ready = plain_poll (fds, n, timeout);
  turn_begin = g_get_monotonic_time ();
  return ready;
}

static gboolean
insert_rows (YztAct *act, gpointer user_data, GError **error)
{
  static const char *const towns[] = { "金利镇", "蛟塘镇", "金渡镇", "白诸镇", "莲塘镇", "回龙镇" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  YztKind *kind = g_object_get_data (G_OBJECT (user_data), "kind");
  guint n = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (user_data), "n"));
  for (guint i = 0; i < n; i++) {
    g_autoptr (YztRow) row = yzt_row_new (kind);
    const char *town = towns[g_rand_int_range (rand, 0, G_N_ELEMENTS (towns))];
    g_autofree char *name = g_strdup_printf ("肇庆市%s应急物资储备库%d号", town, g_rand_int_range (rand, 0, 900000));
    g_autofree char *phone = g_strdup_printf ("138%08d", g_rand_int_range (rand, 0, 99999999));
    YztCell area = { .type = YZT_CELL_NUMBER, .v.number = g_rand_int_range (rand, 20, 9000) };
    yzt_row_set_text (row, "name", name);
    yzt_row_set_text (row, "type", i % 3 == 0 ? "flood" : "comprehensive");
    yzt_row_set_text (row, "town", town);
    yzt_row_set_text (row, "phone", phone);
    yzt_row_set (row, "area_m2", &area);
    row->has_position = TRUE;
    row->lon = 110 + g_rand_double (rand) * 3;
    row->lat = 22 + g_rand_double (rand) * 2;
    if (!yzt_act_insert (act, row, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static double
ms_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1000.0;
}

typedef struct {
  gint64 start;
  double first_ms;
} Watch;

static void
on_arranged (YztSheet *sheet, Watch *watch)
{
  if (watch->first_ms < 0) {
    watch->first_ms = ms_since (watch->start);
  }
}

static void
finish (YztSheet *sheet, Watch *watch, const char *what)
{
  double all_ms = -1;
  while (yzt_sheet_is_busy (sheet)) {
    g_main_context_iteration (NULL, TRUE);
  }
  all_ms = ms_since (watch->start);
  g_print ("%-34s first page %7.1f ms   all, with sums %7.1f ms   longest turn %5.1f ms   %u rows\n", what, watch->first_ms, all_ms,
           (double) longest_us / 1000.0, g_list_model_get_n_items (G_LIST_MODEL (sheet)));
  longest_us = 0;
  *watch = (Watch) { g_get_monotonic_time (), -1 };
}

static void
run_peer (const char *path, const char *order)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  g_autofree char *sql = g_strdup_printf ("SELECT fid FROM depot %s", order);
  guint n = 0;
  gint64 start = g_get_monotonic_time ();
  double first_ms = -1;
  if (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK || sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL) != SQLITE_OK) {
    g_error ("sqlite3: %s", sqlite3_errmsg (db));
  }
  while (sqlite3_step (stmt) == SQLITE_ROW) {
    n++;
    first_ms = n == 256 ? ms_since (start) : first_ms;
  }
  g_print ("sqlite3 %-26s first page %7.1f ms   all           %7.1f ms   %u rows\n", order, first_ms, ms_since (start), n);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
}

static YztStore *
make_map (const char *path, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztKindSet) kinds = yzt_load_kinds (NULL, &error);
  if (kinds == NULL || !yzt_store_create (path, kinds, "Bench", "Asia/Shanghai", &yzt_clock_system, &error)) {
    g_error ("%s", error->message);
  }
  YztStore *store = yzt_store_open (path, YZT_STORE_READ_WRITE, &yzt_clock_system, &error);
  YztActInfo info = { .author = "bench", .window = "bench", .label = "Add", .nature = YZT_ACT_BULK };
  g_object_set_data (G_OBJECT (store), "kind", yzt_kind_set_find (yzt_store_get_kinds (store), "depot"));
  g_object_set_data (G_OBJECT (store), "n", GUINT_TO_POINTER (n));
  g_autoptr (YztActResult) result = yzt_store_write (store, &info, insert_rows, store, &error);
  if (result == NULL) {
    g_error ("%s", error->message);
  }
  return store;
}

static guint
column (YztSheet *sheet, const char *field)
{
  return (guint) yzt_sheet_find_column (sheet, field);
}

int
main (int argc, char **argv)
{
  guint n = argc > 1 ? (guint) atoi (argv[1]) : 1000000;
  g_autofree char *folder = g_dir_make_tmp ("yzt-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "map.gpkg", NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  yzt_geo_init ();
  YztStore *store = make_map (path, n);
  plain_poll = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, timed_poll);
  Watch watch = { g_get_monotonic_time (), -1 };
  YztSheet *sheet = yzt_sheet_new (store, yzt_kind_set_find (yzt_store_get_kinds (store), "depot"), "zh_CN", zone);
  g_signal_connect (sheet, "arranged", G_CALLBACK (on_arranged), &watch);
  finish (sheet, &watch, "open");
  static const char *const sorted[] = { "name", "area_m2", "type", "town", "phone" };
  for (guint i = 0; i < G_N_ELEMENTS (sorted); i++) {
    g_autofree char *what = g_strdup_printf ("sort by %s", sorted[i]);
    g_autofree char *order = g_strdup_printf ("ORDER BY %s", sorted[i]);
    yzt_sheet_sort (sheet, (int) column (sheet, sorted[i]), FALSE);
    finish (sheet, &watch, what);
    run_peer (path, order);
    longest_us = 0;
    turn_begin = 0;
    watch.start = g_get_monotonic_time ();
  }
  yzt_sheet_sort (sheet, -1, FALSE);
  finish (sheet, &watch, "by number");
  yzt_sheet_set_filter (sheet, (int) column (sheet, "name"), "金利", NULL);
  finish (sheet, &watch, "filter name 金利");
  run_peer (path, "WHERE name LIKE '%金利%'");
  longest_us = 0;
  turn_begin = 0;
  watch.start = g_get_monotonic_time ();
  yzt_sheet_set_filter (sheet, (int) column (sheet, "area_m2"), ">8900", NULL);
  finish (sheet, &watch, "… and area > 8900");
  yzt_sheet_clear_filters (sheet);
  finish (sheet, &watch, "no filter");
  yzt_sheet_close (sheet);
  g_object_unref (sheet);
  yzt_store_close (store);
  g_object_unref (store);
  g_autofree char *remove = g_strdup_printf ("rm -r %s", folder);
  return system (remove);
}

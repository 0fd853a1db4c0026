/* bench-desk.c: the planner's table in the real window at N rows: opening, scrolling, sorting, filtering, and 1 000 rows changed as one act
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench-desk [N [YZT]]. Makes a map of N depots, opens it in the window and does what a hand does; with the path of the command yzt the table is
 * scrolled once more while that imports N / 4 rows of the same kind into the same map. One "name value" a line; the longest turns are told in
 * the main thread's own time, so that a busy machine counts less, and on the clock. */
#include "config.h"
#include <glib/gstdio.h>
#include <locale.h>
#include <stdlib.h>
#include <time.h>
#include "yzt-application.h"
#include "yzt-edits.h"
#include "yzt-exchange.h"
#include "yzt-map-renderer.h"
#include "yzt-sign-in-dialog.h"
#include "yzt-table-private.h"
#include "yzt-window-private.h"

#define N_STEPS 200
#define N_CHANGED 1000

static GPollFunc plain_poll;
static double turn_cpu_ms, turn_wall_ms, longest_cpu_ms, longest_wall_ms;

static double
clock_ms (clockid_t clock)
{
  struct timespec now;
  clock_gettime (clock, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

/* A turn of the loop is what lies between two waits. */
static gint
timed_poll (GPollFD *fds, guint n, gint timeout)
{
  if (turn_wall_ms > 0) {
    longest_cpu_ms = MAX (longest_cpu_ms, clock_ms (CLOCK_THREAD_CPUTIME_ID) - turn_cpu_ms);
    longest_wall_ms = MAX (longest_wall_ms, clock_ms (CLOCK_MONOTONIC) - turn_wall_ms);
  }
  gint ready = plain_poll (fds, n, timeout);
  turn_cpu_ms = clock_ms (CLOCK_THREAD_CPUTIME_ID);
  turn_wall_ms = clock_ms (CLOCK_MONOTONIC);
  return ready;
}

static void
tell (const char *name, double from_ms)
{
  g_print ("%s_ms %.1f\n%s_longest_turn_cpu_ms %.1f\n%s_longest_turn_ms %.1f\n", name, clock_ms (CLOCK_MONOTONIC) - from_ms, name, longest_cpu_ms, name,
           longest_wall_ms);
  longest_cpu_ms = longest_wall_ms = 0;
}

static gboolean
insert_rows (YztAct *act, gpointer user_data, GError **error)
{
  YztKind *kind = g_object_get_data (user_data, "kind");
  guint n = GPOINTER_TO_UINT (g_object_get_data (user_data, "n"));
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  for (guint i = 0; i < n; i++) {
    g_autoptr (YztRow) row = yzt_row_new (kind);
    g_autofree char *name = g_strdup_printf ("应急物资储备库%d号", g_rand_int_range (rand, 0, 900000));
    YztCell area = { .type = YZT_CELL_NUMBER, .v.number = g_rand_int_range (rand, 20, 9000) };
    yzt_row_set_text (row, "name", name);
    yzt_row_set_text (row, "type", i % 3 == 0 ? "flood" : "comprehensive");
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

static void
die (const GError *error)
{
  g_printerr ("bench-desk: %s\n", error != NULL ? error->message : "?");
  exit (1);
}

static YztKind *
parse_kind (const char *name, YztKind *common)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (yzt_data_dir (), "kinds", name, NULL), *text = NULL;
  gsize length = 0;
  YztKind *kind = g_file_get_contents (path, &text, &length, &error) ? yzt_kind_parse (text, length, name, common, &error) : NULL;
  if (kind == NULL) {
    die (error);
  }
  return kind;
}

static void
make_map (const char *path, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztKind) common = parse_kind ("common.kind", NULL);
  YztKind *kinds[] = { parse_kind ("incident.kind", common), parse_kind ("depot.kind", common), parse_kind ("stock-line.kind", common) };
  g_autoptr (YztKindSet) set = yzt_kind_set_new (kinds, G_N_ELEMENTS (kinds));
  g_autoptr (GObject) what = g_object_new (G_TYPE_OBJECT, NULL);
  YztActInfo info = { .author = "bench", .window = "bench", .label = "Rows", .nature = YZT_ACT_BULK };
  if (!yzt_store_create (path, set, "Bench", "Asia/Shanghai", &yzt_clock_system, &error)) {
    die (error);
  }
  g_autoptr (YztStore) store = yzt_store_open (path, YZT_STORE_READ_WRITE, &yzt_clock_system, &error);
  if (store == NULL) {
    die (error);
  }
  g_object_set_data (what, "kind", yzt_kind_set_find (yzt_store_get_kinds (store), "depot"));
  g_object_set_data (what, "n", GUINT_TO_POINTER (n));
  g_autoptr (YztActResult) result = yzt_store_write (store, &info, insert_rows, what, &error);
  if (result == NULL) {
    die (error);
  }
  yzt_store_close (store);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    yzt_kind_unref (kinds[i]);
  }
}

static void
close_sign_in (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  for (guint i = g_list_model_get_n_items (windows); i > 0; i--) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i - 1);
    if (YZT_IS_SIGN_IN_DIALOG (window)) {
      gtk_window_close (window);
    }
  }
}

static void
one_frame (YztWindow *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  gint64 before = gdk_frame_clock_get_frame_counter (clock);
  gtk_widget_queue_draw (GTK_WIDGET (window->table));
  while (gdk_frame_clock_get_frame_counter (clock) == before) {
    g_main_context_iteration (NULL, TRUE);
  }
}

static void
wait_sheet (YztWindow *window, gboolean whole)
{
  while (window->table->sheet == NULL || (whole && (!yzt_sheet_is_loaded (window->table->sheet) || yzt_sheet_is_busy (window->table->sheet)))) {
    g_main_context_iteration (NULL, TRUE);
  }
  one_frame (window);
}

static GtkAdjustment *
scroll_of (YztWindow *window)
{
  return gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (window->table->view));
}

static gboolean arranged;

static void
on_arranged (void)
{
  arranged = TRUE;
}

/* To the first page, and until all rows stand in order. */
static void
wait_arranged (YztWindow *window, const char *name, double from_ms)
{
  g_autofree char *first = g_strconcat (name, "_first_page", NULL), *all = g_strconcat (name, "_all", NULL);
  while (!arranged) {
    g_main_context_iteration (NULL, TRUE);
  }
  one_frame (window);
  tell (first, from_ms);
  wait_sheet (window, TRUE);
  tell (all, from_ms);
}

static void
walk_table (YztWindow *window)
{
  g_autoptr (GError) error = NULL;
  double from_ms = clock_ms (CLOCK_MONOTONIC);
  yzt_window_show_table (window, yzt_kind_set_index (yzt_session_get_kinds (window->session), "depot"));
  while (window->table->sheet == NULL || g_list_model_get_n_items (G_LIST_MODEL (window->table->sheet)) == 0) {
    g_main_context_iteration (NULL, TRUE);
  }
  one_frame (window);
  tell ("open", from_ms);
  wait_sheet (window, TRUE);
  tell ("open_all", from_ms);
  g_signal_connect (window->table->sheet, "arranged", G_CALLBACK (on_arranged), NULL);
  GtkAdjustment *scroll = scroll_of (window);
  from_ms = clock_ms (CLOCK_MONOTONIC);
  for (guint i = 0; i < N_STEPS; i++) {
    gtk_adjustment_set_value (scroll, (gtk_adjustment_get_upper (scroll) - gtk_adjustment_get_page_size (scroll)) * i / (N_STEPS - 1));
    one_frame (window);
  }
  tell ("scroll_200_pages", from_ms);
  arranged = FALSE;
  from_ms = clock_ms (CLOCK_MONOTONIC);
  yzt_sheet_sort (window->table->sheet, yzt_sheet_find_column (window->table->sheet, "area_m2"), TRUE);
  wait_arranged (window, "sort", from_ms);
  arranged = FALSE;
  from_ms = clock_ms (CLOCK_MONOTONIC);
  if (!yzt_sheet_set_filter (window->table->sheet, yzt_sheet_find_column (window->table->sheet, "name"), "77", &error)) {
    die (error);
  }
  wait_arranged (window, "filter", from_ms);
}

static gboolean written;

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, &error);
  if (act == NULL) {
    die (error);
  }
  written = TRUE;
}

static void
change_many (YztWindow *window)
{
  YztSheet *sheet = window->table->sheet;
  YztKind *kind = yzt_sheet_get_kind (sheet);
  guint keeper = (guint) yzt_kind_get_field_index (kind, "keeper"), n = MIN (N_CHANGED, g_list_model_get_n_items (G_LIST_MODEL (sheet)));
  double from_ms = clock_ms (CLOCK_MONOTONIC);
  YztEdits *edits = yzt_edits_new ("Many");
  YztCell value = yzt_cell_text ("李库管");
  for (guint i = 0; i < n; i++) {
    YztCell seen = yzt_sheet_get_cell (sheet, i, keeper);
    yzt_edits_set_cell (edits, kind, yzt_sheet_get_fid (sheet, i), keeper, &seen, &value);
  }
  yzt_cell_clear (&value);
  yzt_session_write_edits_async (window->session, edits, on_written, NULL);
  while (!written) {
    g_main_context_iteration (NULL, TRUE);
  }
  g_print ("changed_rows %u\n", n);
  tell ("change_many", from_ms);
}

/* --- beside an import by another process --- */

static void
on_exit_of_import (GObject *source, GAsyncResult *result, gpointer done)
{
  g_autoptr (GError) error = NULL;
  if (!g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error)) {
    die (error);
  }
  *(gboolean *) done = TRUE;
}

static char *
write_list (const char *folder, guint n)
{
  char *path = g_build_filename (folder, "list.csv", NULL);
  g_autoptr (GString) text = g_string_new ("name,lon,lat,area_m2\n");
  for (guint i = 0; i < n; i++) {
    g_string_append_printf (text, "补充库%u,%u.%04u,22.%04u,%u\n", i, 110 + i % 3, i % 10000, i / 3 % 10000, 20 + i % 9000);
  }
  if (!g_file_set_contents (path, text->str, (gssize) text->len, NULL)) {
    die (NULL);
  }
  return path;
}

static void
scroll_beside_import (YztWindow *window, const char *map, const char *yzt, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname (map), *list = write_list (folder, n);
  GtkAdjustment *scroll = scroll_of (window);
  gboolean done = FALSE;
  guint frames = 0;
  yzt_sheet_clear_filters (window->table->sheet);
  wait_sheet (window, TRUE);
  guint before = g_list_model_get_n_items (G_LIST_MODEL (window->table->sheet));
  longest_cpu_ms = longest_wall_ms = 0;
  double from_ms = clock_ms (CLOCK_MONOTONIC);
  g_autoptr (GSubprocess) import = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, yzt, "import", map, list, "--kind", "depot", NULL);
  if (import == NULL) {
    die (error);
  }
  g_subprocess_wait_check_async (import, NULL, on_exit_of_import, &done);
  for (; !done; frames++) {
    gtk_adjustment_set_value (scroll, (gtk_adjustment_get_upper (scroll) - gtk_adjustment_get_page_size (scroll)) * (frames % N_STEPS) / (N_STEPS - 1));
    one_frame (window);
  }
  g_print ("imported_rows %u\nframes_beside_import %u\n", n, frames);
  tell ("beside_import", from_ms);
  while (g_list_model_get_n_items (G_LIST_MODEL (window->table->sheet)) < before + n) {
    g_main_context_iteration (NULL, TRUE); /* until the window has taken the rows over */
  }
  wait_sheet (window, TRUE);
  tell ("after_import", from_ms);
  g_print ("rows_then %u\n", g_list_model_get_n_items (G_LIST_MODEL (window->table->sheet)));
  g_unlink (list);
}

int
main (int argc, char **argv)
{
  guint n = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 100000;
  g_autofree char *folder = g_dir_make_tmp ("yzt-desk-XXXXXX", NULL), *path = g_build_filename (folder, "map.gpkg", NULL);
  setlocale (LC_ALL, "");
  yzt_map_choose_renderer ();
  gtk_init ();
  yzt_geo_init ();
  yzt_exchange_init ();
  make_map (path, n);
  g_autoptr (YztApplication) application = yzt_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (G_APPLICATION (application), NULL, NULL)) {
    return 1;
  }
  YztWindow *window = yzt_window_new (GTK_APPLICATION (application));
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_window_present (GTK_WINDOW (window));
  yzt_window_open (window, path);
  while (window->session == NULL || yzt_session_get_state (window->session) != YZT_SESSION_READY || window->ring == NULL || window->fill_tick != 0) {
    g_main_context_iteration (NULL, TRUE);
  }
  close_sign_in ();
  yzt_session_sign_in (window->session, "bench");
  one_frame (window);
  plain_poll = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, timed_poll);
  g_print ("rows %u\n", n);
  walk_table (window);
  change_many (window);
  if (argc > 2) {
    scroll_beside_import (window, path, argv[2], MAX (n / 4, 1));
  }
  gtk_window_destroy (GTK_WINDOW (window));
  g_unlink (path);
  g_rmdir (folder);
  return 0;
}

/* bench-store.c: the journal beside bare SQLite doing the same work in the same run
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench-store [ROWS [EDITS [PARTS]]]: an import of ROWS, its undo and redo; EDITS durable edits with their entries, by turns with a bare
 * UPDATE of the same file system; the history of a row among 100 000 entries; the map as it stood before 5 000 acts on 100 000
 * features. Times on one machine say little about another: the ratios in one run do. What needs many entries is made in memory
 * (/dev/shm), what must be durable in the folder of $TMPDIR. PARTS chooses: e edits, p past, b bulk, h history. */
#define SQLITE_ENABLE_SESSION 1
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "yzt-store-history.h"
#include "../unit/yzt-test-map.h"

#define N_ENTRIES 100000
#define N_FEATURES 100000
#define N_ACTS 5000

static double
clock_ms (clockid_t id)
{
  struct timespec time;

  clock_gettime (id, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static double
now_ms (void)
{
  return clock_ms (CLOCK_MONOTONIC);
}

static double
cpu_ms (void)
{
  return clock_ms (CLOCK_PROCESS_CPUTIME_ID);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double *left = a, *right = b;

  return (*left > *right) - (*left < *right);
}

static double
percentile (double *times, guint n, double share)
{
  qsort (times, n, sizeof *times, compare_doubles);
  return times[(guint) ((n - 1) * share)];
}

static void
tell (const char *what, double ours, const char *unit, double peer, double bar)
{
  g_autofree char *ratio = peer > 0 ? g_strdup_printf ("%.2fx", ours / peer) : g_strdup ("-");
  g_autofree char *verdict = bar > 0 ? g_strdup_printf ("%g %s", bar, ours <= bar ? "ok" : "OVER") : g_strdup ("");

  printf ("%-58s %10.3f %-3s %10.3f %8s  %s\n", what, ours, unit, peer, ratio, verdict);
  fflush (stdout);
}

static void
check (GError *error)
{
  if (error != NULL)
    g_error ("%s", error->message);
}

/* --- maps --- */

static void
map_open (TestMap *map, const char *base)
{
  g_autofree char *template = g_build_filename (base, "yzt-bench-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;

  map->folder = g_mkdtemp (g_steal_pointer (&template));
  g_assert_nonnull (map->folder);
  map->path = g_build_filename (map->folder, "map.gpkg", NULL);
  map->kinds = test_kinds_load ();
  yzt_store_create (map->path, map->kinds, "Bench", "Asia/Shanghai", &yzt_test_clock, &error);
  check (error);
  map->store = yzt_store_open (map->path, YZT_STORE_READ_WRITE, &yzt_test_clock, &error);
  check (error);
}

static YztRow *
new_row (YztKind *kind, guint i)
{
  YztRow *row = yzt_row_new (kind);
  g_autofree char *name = g_strdup_printf ("端州第%u救援队", i);
  g_autofree char *code = g_strdup_printf ("RT-%07u", i);
  g_autofree char *address = g_strdup_printf ("端州区解放路%u号", i % 900);

  yzt_row_set_text (row, "name", name);
  yzt_row_set_text (row, "code", code);
  yzt_row_set_text (row, "address", address);
  yzt_row_set_text (row, "phone", "199 0000 0000");
  yzt_row_set_text (row, "source", "bench");
  row->has_position = TRUE;
  row->lon = 100 + (i * 7919u % 2000000u) / 100000.0;
  row->lat = 20 + (i * 104729u % 2000000u) / 100000.0;
  return row;
}

typedef struct {
  YztKind *kind;
  guint n;
  gint64 *fids;
} Bulk;

static gboolean
insert_many (YztAct *act, gpointer user_data, GError **error)
{
  Bulk *bulk = user_data;

  for (guint i = 0; i < bulk->n; i++) {
    g_autoptr (YztRow) row = new_row (bulk->kind, i);

    if (!yzt_act_insert (act, row, error))
      return FALSE;
    bulk->fids[i] = row->fid;
  }
  return TRUE;
}

static void
fill (TestMap *map, Bulk *bulk, guint n)
{
  YztActInfo info = { .author = "bench", .window = "w", .label = "Import", .nature = YZT_ACT_BULK };
  g_autoptr (GError) error = NULL;

  *bulk = (Bulk) { test_map_kind (map, "rescue-team"), n, g_new0 (gint64, n) };
  yzt_act_result_free (yzt_store_write (map->store, &info, insert_many, bulk, &error));
  check (error);
}

static gint64
query_int (const char *path, const char *sql)
{
  sqlite3 *db;
  sqlite3_stmt *stmt;
  gint64 value;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  sqlite3_step (stmt);
  value = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return value;
}

/* --- bare SQLite --- */

static sqlite3 *
open_peer (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "peer.db", NULL);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB, name TEXT, "
                    "code TEXT, address TEXT, phone TEXT, source TEXT, created_at TEXT, updated_at TEXT); CREATE INDEX t_code ON t (code)",
                NULL, NULL, NULL);
  return db;
}

static double
peer_insert (sqlite3 *db, guint n)
{
  double start = now_ms ();
  sqlite3_stmt *stmt;

  sqlite3_exec (db, "BEGIN", NULL, NULL, NULL);
  sqlite3_prepare_v2 (db, "INSERT INTO t VALUES (?1, zeroblob(29), ?2, ?3, ?4, '199 0000 0000', 'bench', '2026-11-22T04:24:00Z', "
                          "'2026-11-22T04:24:00Z')", -1, &stmt, NULL);
  for (guint i = 0; i < n; i++) {
    g_autofree char *name = g_strdup_printf ("端州第%u救援队", i);
    g_autofree char *code = g_strdup_printf ("RT-%07u", i);
    g_autofree char *address = g_strdup_printf ("端州区解放路%u号", i % 900);

    sqlite3_bind_int64 (stmt, 1, (gint64) i + 1);
    sqlite3_bind_text (stmt, 2, name, -1, SQLITE_STATIC);
    sqlite3_bind_text (stmt, 3, code, -1, SQLITE_STATIC);
    sqlite3_bind_text (stmt, 4, address, -1, SQLITE_STATIC);
    sqlite3_step (stmt);
    sqlite3_reset (stmt);
  }
  sqlite3_finalize (stmt);
  sqlite3_exec (db, "COMMIT", NULL, NULL, NULL);
  return now_ms () - start;
}

/* --- an import, its undo and redo --- */

static void
bench_bulk (guint n)
{
  TestMap map = { 0 };
  Bulk bulk;
  YztActInfo take = { .author = "bench", .window = "w" };
  g_autoptr (GError) error = NULL;
  g_autoptr (YztUndoPlan) plan = NULL;
  g_autoptr (GArray) history = NULL;
  sqlite3 *peer;
  double start, cpu, peer_ms, bytes, journal;

  map_open (&map, g_get_tmp_dir ());
  peer = open_peer (map.folder);
  peer_ms = peer_insert (peer, n);
  cpu = cpu_ms ();
  start = now_ms ();
  fill (&map, &bulk, n);
  tell ("insert in one act, s", (now_ms () - start) / 1e3, "s", peer_ms / 1e3, 0);
  tell ("  of processor", (cpu_ms () - cpu) / 1e3, "s", 0, 0);
  journal = (double) query_int (map.path, "SELECT sum(length(bytes)) FROM journal_part");
  bytes = (double) query_int (map.path, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") - journal;
  tell ("journal's share beside the rest of the file", journal / bytes, "", 0, 1.0 / 3);
  start = now_ms ();
  history = yzt_store_read_history (map.store, bulk.kind, bulk.fids[n / 2], 0, 0, "en", &error);
  check (error);
  tell ("history of one of these rows, ms", now_ms () - start, "ms", 0, 20);
  start = now_ms ();
  plan = yzt_store_plan_undo (map.store, 1, &take, &error);
  check (error);
  g_assert_cmpuint (plan->n_rows, ==, n);
  tell ("plan of its undo, ms", now_ms () - start, "ms", 0, 0);
  start = now_ms ();
  yzt_act_result_free (yzt_store_undo (map.store, 1, &take, &error));
  check (error);
  tell ("undo, s", (now_ms () - start) / 1e3, "s", peer_ms / 1e3, n <= 1000000 ? 4 : 0);
  start = now_ms ();
  yzt_act_result_free (yzt_store_redo (map.store, &take, &error));
  check (error);
  tell ("redo, s", (now_ms () - start) / 1e3, "s", peer_ms / 1e3, 0);
  sqlite3_close (peer);
  g_free (bulk.fids);
  test_map_tear_down (&map);
}

/* --- durable edits --- */

static gboolean
update_row (YztAct *act, gpointer row, GError **error)
{
  return yzt_act_update (act, row, error);
}

static void
edit (TestMap *map, YztRow *row, guint i, gboolean moves)
{
  YztActInfo info = { .author = "bench", .window = "w", .label = "Edit", .nature = YZT_ACT_EDIT };
  g_autofree char *phone = g_strdup_printf ("199 %08u", i);
  g_autoptr (GError) error = NULL;

  yzt_test_now_ms += 1000;
  yzt_row_set_text (row, "phone", phone);
  if (moves)
    row->lon += 1e-4;
  yzt_act_result_free (yzt_store_write (map->store, &info, update_row, row, &error));
  check (error);
}

static void
bench_edits (guint n)
{
  TestMap map = { 0 };
  Bulk bulk;
  sqlite3 *peer;
  g_autofree double *ours = g_new (double, n);
  g_autofree double *moved = g_new (double, n);
  g_autofree double *theirs = g_new (double, n);
  double bare, bare_99;

  map_open (&map, g_get_tmp_dir ());
  fill (&map, &bulk, 10000);
  peer = open_peer (map.folder);
  peer_insert (peer, 10000);
  for (guint i = 0; i < n; i++) {
    g_autoptr (YztRow) row = yzt_store_get_row (map.store, bulk.kind, bulk.fids[i * 37u % 10000u], NULL);
    g_autofree char *sql = g_strdup_printf ("UPDATE t SET phone = '%u' WHERE fid = %u", i, i * 37u % 10000u + 1);
    double start = now_ms ();

    edit (&map, row, i, FALSE);
    ours[i] = now_ms () - start;
    start = now_ms ();
    edit (&map, row, i + 1, TRUE);
    moved[i] = now_ms () - start;
    start = now_ms ();
    sqlite3_exec (peer, sql, NULL, NULL, NULL);
    theirs[i] = now_ms () - start;
  }
  bare = percentile (theirs, n, 0.5);
  bare_99 = percentile (theirs, n, 0.99);
  tell ("durable edit with its entry, median (peer: bare commit)", percentile (ours, n, 0.5), "ms", bare, 0.4);
  tell ("durable edit with its entry, 99 %", percentile (ours, n, 0.99), "ms", bare_99, 4 * bare_99);
  tell ("durable move with its entry, median", percentile (moved, n, 0.5), "ms", bare, 0);
  sqlite3_close (peer);
  g_free (bulk.fids);
  test_map_tear_down (&map);
}

/* --- a long journal --- */

static void
bench_history (void)
{
  TestMap map = { 0 };
  Bulk bulk;
  double times[200], list_ms, start, cpu;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) marks = NULL;
  guint n_found = 0;

  map_open (&map, g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR) ? "/dev/shm" : g_get_tmp_dir ());
  fill (&map, &bulk, 20000);
  cpu = cpu_ms ();
  for (guint i = 0; i < N_ENTRIES; i++) {
    g_autoptr (YztRow) row = yzt_store_get_row (map.store, bulk.kind, bulk.fids[i * 37u % 5000u], NULL);

    edit (&map, row, i, FALSE);
  }
  tell ("an edit in memory, without the disk, of processor", (cpu_ms () - cpu) / N_ENTRIES, "ms", 0, 0);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    g_autoptr (GArray) history = NULL;

    start = now_ms ();
    history = yzt_store_read_history (map.store, bulk.kind, bulk.fids[i * 7u], 0, 0, "en", &error);
    check (error);
    times[i] = now_ms () - start;
    n_found += history->len;
  }
  printf ("  (%.1f entries each)\n", (double) n_found / G_N_ELEMENTS (times));
  tell ("history of a row at 100 000 entries, median", percentile (times, G_N_ELEMENTS (times), 0.5), "ms", 0, 20);
  tell ("history of a row at 100 000 entries, slowest", percentile (times, G_N_ELEMENTS (times), 1), "ms", 0, 20);
  start = now_ms ();
  marks = yzt_store_list_journal (map.store, NULL, NULL);
  list_ms = now_ms () - start;
  g_assert_cmpuint (marks->len, ==, N_ENTRIES + 1);
  tell ("index of 100 001 entries", list_ms, "ms", 0, 100);
  start = now_ms ();
  g_clear_pointer (&marks, g_array_unref);
  marks = yzt_store_read_journal_page (map.store, &(YztJournalFilter) { .before_entry = N_ENTRIES / 2, .limit = 100 }, NULL);
  tell ("a page of 100 in the middle", now_ms () - start, "ms", 0, 0);
  g_free (bulk.fids);
  test_map_tear_down (&map);
}

/* --- the map as it stood --- */

static void
bench_past (void)
{
  TestMap map = { 0 };
  Bulk bulk;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) past = NULL;
  double times[40], start;

  map_open (&map, g_get_tmp_dir ());
  fill (&map, &bulk, N_FEATURES);
  for (guint i = 0; i < N_ACTS; i++) {
    g_autoptr (YztRow) row = yzt_store_get_row (map.store, bulk.kind, bulk.fids[i * 37u % N_FEATURES], NULL);

    edit (&map, row, i, i % 4 == 0);
  }
  start = now_ms ();
  past = yzt_store_open_past (map.store, yzt_test_now_ms - 1000 * (N_ACTS - 1) - 500, &error);
  check (error);
  g_assert_cmpint (yzt_store_get_past_entry (past), ==, 1);
  tell ("the map before 5 000 acts on 100 000 features, s", (now_ms () - start) / 1e3, "s", 0, 0.8);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    start = now_ms ();
    yzt_act_result_free (yzt_store_move_past_to_entry (past, 1 + (i * 911u % 100u) * 50u, &error));
    check (error);
    times[i] = now_ms () - start;
  }
  tell ("a jump of the slider, 2 000 acts or so, median", percentile (times, G_N_ELEMENTS (times), 0.5), "ms", 0, 0);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    start = now_ms ();
    yzt_act_result_free (yzt_store_move_past_to_entry (past, 2000 + i * 10u, &error));
    check (error);
    times[i] = now_ms () - start;
  }
  tell ("a step of the slider, 10 acts, median", percentile (times, G_N_ELEMENTS (times), 0.5), "ms", 0, 0);
  g_free (bulk.fids);
  test_map_tear_down (&map);
}

int
main (int argc, char **argv)
{
  guint n_rows = argc > 1 ? (guint) strtoul (argv[1], NULL, 10) : 1000000;
  guint n_edits = argc > 2 ? (guint) strtoul (argv[2], NULL, 10) : 1000;
  const char *parts = argc > 3 ? argv[3] : "epbh";

  printf ("%u rows, %u edits\n%-58s %14s %10s %8s  %s\n", n_rows, n_edits, "", "ours", "SQLite", "ratio", "bar");
  if (strchr (parts, 'e') != NULL)
    bench_edits (n_edits);
  if (strchr (parts, 'p') != NULL)
    bench_past ();
  if (strchr (parts, 'b') != NULL)
    bench_bulk (n_rows);
  if (strchr (parts, 'h') != NULL)
    bench_history ();
  return 0;
}

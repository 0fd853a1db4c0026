/* test-store-swap.c: tables that change places under their names, and what must hold before, in, and after it
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The invariants stand at the beginning of yzt-prepared-ahead.c; each has its test here. */
#include "config.h"
#include <sys/wait.h>
#include <unistd.h>
#include "test-store-common.h"
#include "yzt-prepared-private.h"
#include "yzt-store-bulk.h"

#define N_NEW 600
#define N_BEFORE 400

typedef struct {
  YztStore *store;
  YztPrepared *prepared;
  gint64 fids[N_BEFORE];
  const char *code; /* of one of the new rows */
} Swap;

static gboolean
insert_before (YztAct *act, gpointer user_data, GError **error)
{
  gpointer *both = user_data;
  Fixture *f = both[0];
  Swap *swap = both[1];

  for (guint i = 0; i < N_BEFORE; i++) {
    g_autoptr(YztRow) row = new_depot (f, "旧", 100 + i % 20 * 0.1, 20 + i / 20 * 0.1);
    g_autofree char *code = g_strdup_printf ("O-%u", i);

    yzt_row_set_text (row, "code", code);
    if (!yzt_act_insert (act, row, error))
      return FALSE;
    swap->fids[i] = row->fid;
  }
  return TRUE;
}

static void
open_swap (Fixture *f, Swap *swap)
{
  YztActInfo info = INFO ("Before");
  gpointer both[] = { f, swap };

  yzt_prepared_set_sizes (100, 200);
  yzt_prepared_set_carried (100);
  swap->store = open_map (f);
  act_ok (swap->store, &info, insert_before, both);
}

/* Every other one of the new rows has a code, in no order. */
static gboolean
try_prepare (Swap *swap, GError **error)
{
  YztPreparedTable *table;
  YztValue *values;
  int code;

  swap->prepared = yzt_prepared_new (swap->store, TRUE, error);
  g_assert_no_error (*error);
  table = yzt_prepared_get_table (swap->prepared, "depot", error);
  g_assert_no_error (*error);
  values = g_new0 (YztValue, table->n_columns);
  code = yzt_prepared_table_find_column (table, "code");
  g_assert_true (yzt_prepared_reserve (swap->prepared, N_NEW, error));
  for (guint i = 0; i < N_NEW; i++) {
    guint8 point[YZT_GPKG_POINT_SIZE];
    g_autofree char *text = i == 5 && swap->code != NULL ? g_strdup (swap->code) : g_strdup_printf ("N-%u", i * 7919 % 1000);

    for (guint c = 0; c < table->n_columns; c++)
      values[c] = (YztValue) { .type = SQLITE_NULL };
    yzt_gpkg_point_write ((YztPosition) { 110 + i % 30 * 0.1, 30 + i / 30 * 0.1 }, point);
    values[table->fid] = (YztValue) { .type = SQLITE_INTEGER, .integer = yzt_prepared_next_number (swap->prepared) };
    values[table->geom] = (YztValue) { .type = SQLITE_BLOB, .bytes = point, .length = sizeof point };
    if (i % 2 == 1)
      values[code] = (YztValue) { .type = SQLITE_TEXT, .bytes = (const guint8 *) text, .length = strlen (text) };
    g_assert_true (yzt_prepared_add (swap->prepared, table, values, error));
  }
  g_free (values);
  g_assert_true (yzt_prepared_finish (swap->prepared, error));
  return yzt_prepared_send_ahead (swap->prepared, error);
}

static void
prepare (Swap *swap)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (try_prepare (swap, &error));
  g_assert_no_error (error);
}

typedef struct {
  YztPrepared *prepared;
  gboolean fails, dies;
} Doing;

static gboolean
do_it (YztAct *act, gpointer user_data, GError **error)
{
  Doing *doing = user_data;

  if (!yzt_prepared_apply (doing->prepared, act, error))
    return FALSE;
  if (doing->dies)
    _exit (0);
  if (doing->fails)
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, "given up");
  return !doing->fails;
}

static YztActResult *
act_job (YztStore *store, YztConnection *connection, gpointer data, GError **error)
{
  Doing *doing = data;
  YztActInfo info = INFO ("Import");

  info.nature = YZT_ACT_BULK;
  return yzt_act_run (store, doing->prepared->connection, &info, 0, do_it, doing, error);
}

static gboolean
commit (Swap *swap, Doing doing, GError **error)
{
  YztActResult *result;

  doing.prepared = swap->prepared;
  result = yzt_store_run_job (swap->store, act_job, &doing, TRUE, error);
  yzt_act_result_free (result);
  return result != NULL;
}

static void
commit_ok (Swap *swap)
{
  g_autoptr(GError) error = NULL;

  commit (swap, (Doing) { NULL, FALSE, FALSE }, &error);
  g_assert_no_error (error);
}

static void
close_swap (Swap *swap)
{
  g_clear_pointer (&swap->prepared, yzt_prepared_free);
  g_clear_object (&swap->store);
  yzt_prepared_set_sizes (0, 0);
  yzt_prepared_set_carried (0);
}

static gint64
ask (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *stmt;
  gint64 value;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  value = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);
  return value;
}

/* All pages have an owner, all indexes agree with their tables, the tree with the places; nothing of what was brought ahead is left. */
static void
assert_whole (Fixture *f, YztStore *store, gint64 n_depots)
{
  sqlite3 *db = open_other (f->path);
  sqlite3_stmt *stmt;

  g_assert_cmpint (sqlite3_prepare_v2 (db, "PRAGMA integrity_check", -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *) sqlite3_column_text (stmt, 0), ==, "ok");
  sqlite3_finalize (stmt);
  g_assert_cmpint (ask (db, "SELECT count(*) FROM depot"), ==, n_depots);
  g_assert_cmpint (ask (db, "SELECT count(*) FROM depot NOT INDEXED WHERE code GLOB 'O-*'"), ==,
                   ask (db, "SELECT count(*) FROM depot INDEXED BY depot_code WHERE code GLOB 'O-*'"));
  g_assert_cmpint (ask (db, "SELECT count(*) FROM depot INDEXED BY depot_code WHERE code NOTNULL"), ==, ask (db, "SELECT count(code) FROM depot NOT INDEXED"));
  g_assert_cmpint (ask (db, "SELECT count(*) FROM sqlite_schema WHERE name GLOB 'yzt_incoming*'"), ==, 0);
  sqlite3_close (db);
  assert_sound (store);
}

/* --- rows that were there, and what happens to them in the meantime --- */

static void
update_and_delete (Fixture *f, Swap *swap)
{
  YztActInfo info = INFO ("Meanwhile");
  g_autoptr(YztRow) moved = yzt_store_get_row (swap->store, f->depot, swap->fids[7], NULL);
  g_autoptr(YztRow) gone = yzt_store_get_row (swap->store, f->depot, swap->fids[N_BEFORE - 1], NULL);
  g_autoptr(YztRow) added = new_depot (f, "新来", 101.5, 21.5);

  moved->lon = 111.25;
  yzt_row_set_text (moved, "name", "搬走");
  act_ok (swap->store, &info, update_row, moved);
  act_ok (swap->store, &info, delete_row, gone);
  act_ok (swap->store, &info, insert_row, added);
}

static void
test_meanwhile (Fixture *f, gconstpointer data)
{
  Swap swap = { 0 };
  g_autoptr(YztRow) moved = NULL;
  g_autofree char *sql = NULL;
  sqlite3 *db;

  open_swap (f, &swap);
  prepare (&swap);
  g_assert_true (((YztPreparedTable *) g_ptr_array_index (swap.prepared->tables, 0))->carries);
  update_and_delete (f, &swap);
  /* Others, who are taken in as the act begins. */
  run_other (f->path, "UPDATE depot SET phone = '119' WHERE code = 'O-9'; DELETE FROM depot WHERE code = 'O-11'; INSERT INTO depot (name, code) VALUES "
                "('QGIS', 'O-new'); INSERT OR REPLACE INTO depot (fid, name, code) SELECT fid, 'again', code FROM depot WHERE code = 'O-13'");
  commit_ok (&swap);
  close_swap (&swap);
  swap.store = open_map (f);
  assert_whole (f, swap.store, N_BEFORE + N_NEW - 2 + 2);
  moved = yzt_store_get_row (swap.store, f->depot, swap.fids[7], NULL);
  g_assert_cmpfloat (moved->lon, ==, 111.25);
  db = open_other (f->path);
  g_assert_cmpint (ask (db, "SELECT count(*) FROM depot WHERE code = 'O-9' AND phone = '119'"), ==, 1);
  g_assert_cmpint (ask (db, "SELECT count(*) FROM depot WHERE name = 'again' AND geom IS NULL"), ==, 1);
  sql = g_strdup_printf ("SELECT count(*) FROM rtree_depot_geom WHERE id = %" G_GINT64_FORMAT " AND minx > 111", swap.fids[7]);
  g_assert_cmpint (ask (db, sql), ==, 1);
  sqlite3_close (db);
  close_swap (&swap);
}

/* Written past our triggers: nobody could say what, so nothing is lost by overwriting it. */
static void
test_unseen (Fixture *f, gconstpointer data)
{
  Swap swap = { 0 };
  g_autoptr(GError) error = NULL;

  open_swap (f, &swap);
  prepare (&swap);
  run_other (f->path, "INSERT INTO act_open VALUES (9); DELETE FROM depot WHERE code = 'O-3'; DELETE FROM act_open");
  g_assert_false (commit (&swap, (Doing) { NULL, FALSE, FALSE }, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT);
  g_test_message ("%s", error->message);
  g_clear_pointer (&swap.prepared, yzt_prepared_free);
  assert_whole (f, swap.store, N_BEFORE - 1);
  close_swap (&swap);
}

/* Another programme that makes all indexes anew from their tables, where ours have no rows yet, and one that moves all pages. */
static void
test_made_anew (Fixture *f, gconstpointer sql)
{
  Swap swap = { 0 };
  g_autoptr(GError) error = NULL;

  open_swap (f, &swap);
  prepare (&swap);
  run_other (f->path, sql);
  g_assert_false (commit (&swap, (Doing) { NULL, FALSE, FALSE }, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT);
  g_assert_true (swap.prepared->is_stale);
  g_clear_error (&error);
  g_assert_true (yzt_prepared_send_again (swap.prepared, &error));
  g_assert_no_error (error);
  commit_ok (&swap);
  g_clear_pointer (&swap.prepared, yzt_prepared_free);
  assert_whole (f, swap.store, N_BEFORE + N_NEW);
  close_swap (&swap);
}

/* --- given up, and killed at each step --- */

static void
test_rolled_back (Fixture *f, gconstpointer data)
{
  Swap swap = { 0 };
  g_autoptr(GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  open_swap (f, &swap);
  before = dump_map (f->path);
  prepare (&swap);
  g_assert_false (commit (&swap, (Doing) { NULL, TRUE, FALSE }, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED);
  g_clear_pointer (&swap.prepared, yzt_prepared_free);
  after = dump_map (f->path);
  g_assert_cmpstr (after, ==, before);
  assert_whole (f, swap.store, N_BEFORE);
  prepare (&swap);
  commit_ok (&swap);
  g_clear_pointer (&swap.prepared, yzt_prepared_free);
  assert_whole (f, swap.store, N_BEFORE + N_NEW);
  close_swap (&swap);
}

static void
test_killed (Fixture *f, gconstpointer data)
{
  static const gint64 expected[] = { N_BEFORE, N_BEFORE, N_BEFORE + N_NEW };
  Swap swap = { 0 };

  /* Before the act, in it when the names have changed, and after it before the old tables are let go. */
  for (guint step = 0; step < G_N_ELEMENTS (expected); step++) {
    pid_t pid;
    int status;

    if (step == 0)
      open_swap (f, &swap);
    close_swap (&swap);
    pid = fork ();
    g_assert_cmpint (pid, >=, 0);
    if (pid == 0) {
      Swap child = { 0 };

      yzt_prepared_set_sizes (100, 200);
      yzt_prepared_set_carried (100);
      child.store = open_map (f);
      prepare (&child);
      if (step > 0)
        commit (&child, (Doing) { NULL, FALSE, step == 1 }, NULL);
      _exit (0);
    }
    g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
    g_assert_cmpint (status, ==, 0);
    swap.store = open_map (f);
    assert_whole (f, swap.store, expected[step]);
  }
  close_swap (&swap);
}

/* --- others who have the map open --- */

static void
test_others (Fixture *f, gconstpointer data)
{
  Swap swap = { 0 };
  sqlite3 *in_the_middle, *between;
  sqlite3_stmt *count, *walk;
  gint64 cookie;

  open_swap (f, &swap);
  prepare (&swap);
  in_the_middle = open_other (f->path);
  between = open_other (f->path);
  cookie = ask (between, "PRAGMA schema_version");
  g_assert_cmpint (sqlite3_prepare_v2 (between, "SELECT count(*) FROM depot", -1, &count, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (count), ==, SQLITE_ROW);
  sqlite3_reset (count);
  g_assert_cmpint (sqlite3_exec (in_the_middle, "BEGIN", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (in_the_middle, "SELECT code FROM depot WHERE code GLOB 'O-*' ORDER BY fid", -1, &walk, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (walk), ==, SQLITE_ROW);
  commit_ok (&swap);
  g_clear_pointer (&swap.prepared, yzt_prepared_free);
  /* Who was reading goes on reading what was there; pages of it have not been written over. */
  for (guint i = 1; i < N_BEFORE; i++)
    g_assert_cmpint (sqlite3_step (walk), ==, SQLITE_ROW);
  g_assert_cmpint (sqlite3_step (walk), ==, SQLITE_DONE);
  sqlite3_finalize (walk);
  g_assert_cmpint (ask (in_the_middle, "SELECT count(*) FROM depot"), ==, N_BEFORE);
  g_assert_cmpint (sqlite3_exec (in_the_middle, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (ask (in_the_middle, "SELECT count(*) FROM depot"), ==, N_BEFORE + N_NEW);
  /* Statements from before find the new place by themselves. */
  g_assert_cmpint (ask (between, "PRAGMA schema_version"), >, cookie);
  g_assert_cmpint (sqlite3_step (count), ==, SQLITE_ROW);
  g_assert_cmpint (sqlite3_column_int64 (count, 0), ==, N_BEFORE + N_NEW);
  sqlite3_finalize (count);
  g_assert_cmpint (sqlite3_exec (between, "UPDATE depot SET phone = '110' WHERE code = 'O-5'", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (in_the_middle);
  sqlite3_close (between);
  yzt_act_result_free (yzt_store_poll (swap.store, NULL));
  assert_whole (f, swap.store, N_BEFORE + N_NEW);
  close_swap (&swap);
}

/* --- files that others have made otherwise --- */

static void
swap_once (Fixture *f, const char *sql, gboolean is_swapped)
{
  Swap swap = { 0 };
  g_autoptr(GError) error = NULL;

  open_swap (f, &swap);
  g_clear_object (&swap.store);
  run_other (f->path, sql);
  swap.store = open_map (f);
  prepare (&swap);
  g_assert_cmpint (((YztPreparedTable *) g_ptr_array_index (swap.prepared->tables, 0))->incoming != NULL, ==, is_swapped);
  commit_ok (&swap);
  close_swap (&swap);
  swap.store = open_map (f);
  assert_whole (f, swap.store, N_BEFORE + N_NEW);
  close_swap (&swap);
}

static void
test_others_made (Fixture *f, gconstpointer sql)
{
  swap_once (f, sql, TRUE);
}

/* Such tables are filled as they are. */
static void
test_not_swapped (Fixture *f, gconstpointer sql)
{
  swap_once (f, sql, FALSE);
}

#define MADE_ANEW(key, constraint)                                                                                                              \
  "CREATE TABLE tmp (fid INTEGER PRIMARY KEY " key " NOT NULL, geom POINT, grade TEXT, area_m2 REAL, staff INTEGER, phone TEXT, \"order\" TEXT, " \
  "name TEXT, code TEXT" constraint ", source TEXT, verified_at DATE, verified_by TEXT, verified_how TEXT, attachments TEXT, created_at DATETIME, " \
  "updated_at DATETIME); INSERT INTO tmp (fid, geom, name, code, area_m2) SELECT fid, geom, name, code, area_m2 FROM depot; DROP TABLE depot; "  \
  "ALTER TABLE tmp RENAME TO depot; CREATE INDEX depot_code ON depot (code); DELETE FROM rtree_depot_geom; INSERT INTO rtree_depot_geom SELECT "  \
  "fid, ST_MinX(geom), ST_MaxX(geom), ST_MinY(geom), ST_MaxY(geom) FROM depot WHERE geom NOTNULL"

/* Who imports is told of it before. */
static void
test_foreign_trigger (Fixture *f, gconstpointer sql)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  YztStore *store = open_map (f);

  before = yzt_store_find_slow_trigger (store, f->depot);
  g_assert_null (before);
  g_object_unref (store);
  swap_once (f, sql, FALSE);
  store = open_map (f);
  after = yzt_store_find_slow_trigger (store, f->depot);
  g_assert_cmpstr (after, ==, "theirs");
  g_object_unref (store);
}

/* As GDAL writes them when it makes a layer. */
#define COUNTED                                                                                                                                  \
  "CREATE TABLE gpkg_ogr_contents (table_name TEXT NOT NULL PRIMARY KEY, feature_count INTEGER DEFAULT NULL); INSERT INTO gpkg_ogr_contents "    \
  "SELECT 'depot', count(*) FROM depot; CREATE TRIGGER trigger_insert_feature_count_depot AFTER INSERT ON depot BEGIN UPDATE gpkg_ogr_contents " \
  "SET feature_count = feature_count + 1 WHERE lower(table_name) = lower('depot'); END; CREATE TRIGGER trigger_delete_feature_count_depot AFTER " \
  "DELETE ON depot BEGIN UPDATE gpkg_ogr_contents SET feature_count = feature_count - 1 WHERE lower(table_name) = lower('depot'); END"

static gint64
ask_once (Fixture *f, const char *sql)
{
  sqlite3 *db = open_other (f->path);
  gint64 value = ask (db, sql);

  sqlite3_close (db);
  return value;
}

static void
test_counted (Fixture *f, gconstpointer sql)
{
  swap_once (f, sql, TRUE);
  g_assert_cmpint (ask_once (f, "SELECT feature_count FROM gpkg_ogr_contents"), ==, N_BEFORE + N_NEW);
}

/* The next number is none that was there. */
static void
test_autoincrement (Fixture *f, gconstpointer sql)
{
  swap_once (f, sql, TRUE);
  g_assert_cmpint (ask_once (f, "SELECT seq - (SELECT max(fid) FROM depot) FROM sqlite_sequence WHERE name = 'depot'"), ==, 0);
}

/* A value that is to be unique and is there already. */
static void
test_twice (Fixture *f, gconstpointer sql)
{
  Swap swap = { 0 };
  g_autoptr(GError) error = NULL;

  open_swap (f, &swap);
  g_clear_object (&swap.store);
  run_other (f->path, sql);
  swap.store = open_map (f);
  swap.code = "O-7";
  g_assert_false (try_prepare (&swap, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "code"));
  g_clear_pointer (&swap.prepared, yzt_prepared_free);
  assert_whole (f, swap.store, N_BEFORE);
  close_swap (&swap);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, data, func) g_test_add ("/store/swap/" path, Fixture, data, fixture_set_up, func, fixture_tear_down)
  ADD ("meanwhile", NULL, test_meanwhile);
  ADD ("unseen", NULL, test_unseen);
  ADD ("reindex", "REINDEX", test_made_anew);
  ADD ("vacuum", "VACUUM", test_made_anew);
  ADD ("rolled-back", NULL, test_rolled_back);
  ADD ("killed", NULL, test_killed);
  ADD ("others", NULL, test_others);
  ADD ("statistics", "ANALYZE", test_others_made);
  ADD ("auto-vacuum", "PRAGMA journal_mode=DELETE; PRAGMA auto_vacuum=FULL; VACUUM", test_others_made);
  ADD ("free-pages", "CREATE TABLE big AS SELECT zeroblob(4000000) AS b; DROP TABLE big", test_others_made);
  ADD ("more-indexes", "CREATE UNIQUE INDEX z_name ON depot (fid, name); CREATE INDEX a_part ON depot (phone) WHERE phone NOTNULL", test_others_made);
  /* A trigger may be named as a table is. */
  ADD ("trigger-name", "CREATE TABLE other (a); CREATE TRIGGER depot_code AFTER INSERT ON other BEGIN SELECT 1; END; CREATE TRIGGER depot AFTER DELETE ON "
                       "other BEGIN SELECT 1; END",
       test_others_made);
  ADD ("unique", MADE_ANEW ("", " UNIQUE"), test_others_made);
  ADD ("autoincrement", MADE_ANEW ("AUTOINCREMENT", ""), test_autoincrement);
  ADD ("twice", MADE_ANEW ("", " UNIQUE"), test_twice);
  ADD ("other-orders", "CREATE INDEX a_down ON depot (name DESC, code COLLATE NOCASE, area_m2); CREATE INDEX b_number ON depot (fid DESC, staff); CREATE INDEX "
                       "c_lower ON depot (lower (code))",
       test_others_made);
  ADD ("counted", COUNTED, test_counted);
  ADD ("other-trigger", "CREATE TRIGGER theirs AFTER UPDATE ON depot BEGIN SELECT 1; END; CREATE TRIGGER IF NOT EXISTS \"their insert\" BEFORE DELETE ON depot BEGIN "
                        "SELECT 1; END",
       test_others_made);
  ADD ("whole-number", MADE_ANEW ("DESC", ""), test_not_swapped);
  ADD ("foreign-trigger", "CREATE TRIGGER theirs AFTER INSERT ON depot BEGIN SELECT 1; END", test_foreign_trigger);
  return g_test_run ();
}

/* test-store-bulk.c: rows prepared beside the map are what they would have been one by one
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <sys/wait.h>
#include <unistd.h>
#include "test-store-stage.h"
#include "yzt-prepared-private.h"

static void
test_same (Fixture *f, gconstpointer data)
{
  Fixture one_by_one = { 0 };
  Rows rows = { f, 0, N_ROWS };
  YztActInfo info = INFO ("One by one");
  YztStore *store = open_map (f), *other;
  g_autofree char *empty = dump_map (f->path);
  g_autofree char *staged = NULL;
  g_autofree char *inserted = NULL;
  g_autofree char *full = NULL;
  g_autofree char *again = NULL;
  g_autofree char *undone = NULL;

  fixture_set_up (&one_by_one, NULL);
  other = open_map (&one_by_one);
  commit_ok (stage_rows (store, &rows), NULL, NULL);
  rows.f = &one_by_one;
  act_ok (other, &info, insert_rows, &rows);
  staged = dump_depots (f->path);
  inserted = dump_depots (one_by_one.path);
  g_assert_cmpstr (staged, ==, inserted);
  assert_sound (store);
  /* What the journal says of the rows is what is in the table. */
  full = dump_map (f->path);
  undo_ok (store, FALSE);
  undone = dump_map (f->path);
  g_assert_cmpstr (undone, ==, empty);
  undo_ok (store, TRUE);
  again = dump_map (f->path);
  g_assert_cmpstr (again, ==, full);
  assert_sound (store);
  g_object_unref (store);
  g_object_unref (other);
  fixture_tear_down (&one_by_one, NULL);
}

/* Codes that come between those that are there fill the pages of their index as usual. */
static void
assert_filled (const char *path)
{
  sqlite3 *db;
  sqlite3_stmt *stmt;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT sum(unused) * 1.0 / sum(pgsize) FROM dbstat WHERE name IN ('depot', 'depot_code')", -1, &stmt, NULL), ==,
                   SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  g_assert_cmpfloat (sqlite3_column_double (stmt, 0), <, 0.4);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
}

/* Trees of all heights hung into each other, with single rows between, and taken back in the middle. */
static void
test_many (Fixture *f, gconstpointer data)
{
  static const guint sizes[] = { 1500, 40, 1000, 3, 6000, 1200, 1, 2000, 700, 1000, 5000 };
  YztStore *store = open_map (f);
  YztActInfo info = INFO ("Some"), take = INFO (NULL);
  g_autoptr(GError) error = NULL;
  gint64 third = 0;
  guint from = 0;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    Rows staged = { f, from, sizes[i] }, single = { f, from + sizes[i], 60 };
    gint64 entry = commit_ok (stage_rows (store, &staged), i % 2 == 0 ? NULL : insert_rows, &single);

    act_ok (store, &info, insert_rows, &single);
    third = i == 2 ? entry : third;
    from += sizes[i] + 60;
    assert_sound (store);
  }
  assert_filled (f->path);
  yzt_act_result_free (yzt_store_undo (store, third, &take, &error));
  g_assert_no_error (error);
  assert_sound (store);
  g_object_unref (store);
}

/* A map in which nothing but large tables stand. */
static void
test_emptied (Fixture *f, gconstpointer data)
{
  Rows few = { f, 0, 20 }, many = { f, 100, 9000 };
  YztStore *store = open_map (f);
  YztActInfo info = INFO ("Few");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gint64 entry;

  act_ok (store, &info, insert_rows, &few);
  before = dump_depots (f->path);
  entry = commit_ok (stage_rows (store, &many), NULL, NULL);
  g_assert_cmpint (entry, ==, 2);
  undo_ok (store, FALSE);
  after = dump_depots (f->path);
  g_assert_cmpstr (after, ==, before);
  assert_sound (store);
  g_object_unref (store);
}

static guint
count_files (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  Rows rows = { f, 0, N_ROWS }, few = { f, 0, 2 };
  YztStore *store = open_map (f);
  YztActInfo info = INFO ("Few");
  g_autofree char *before = dump_map (f->path);
  g_autofree char *after = NULL;
  guint n_files = count_files (f->folder);

  yzt_stage_free (stage_rows (store, &rows));
  after = dump_map (f->path);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpuint (count_files (f->folder), ==, n_files);
  /* The gap in the numbers is nobody's. */
  g_assert_cmpint (act_ok (store, &info, insert_rows, &few), ==, 1);
  assert_sound (store);
  g_object_unref (store);
}

/* Others write while rows are being staged, and more than one stages. */
static void
test_beside_others (Fixture *f, gconstpointer data)
{
  Rows first = { f, 0, N_ROWS }, second = { f, 10000, N_ROWS }, few = { f, 20000, 3 };
  YztStore *store = open_map (f), *other = open_map (f);
  YztActInfo info = INFO ("Few");
  YztStage *one = stage_rows (store, &first), *two = stage_rows (other, &second);
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) journal = NULL;

  act_ok (store, &info, insert_rows, &few);
  few.from += 3;
  act_ok (other, &info, insert_rows, &few);
  commit_ok (two, NULL, NULL);
  commit_ok (one, NULL, NULL);
  journal = yzt_store_read_journal (store, 0, 0, &error);
  g_assert_cmpuint (journal->len, ==, 4);
  g_assert_cmpuint (g_array_index (journal, YztJournalEntry, 0).n_rows, ==, N_ROWS);
  assert_sound (store);
  undo_ok (store, FALSE);
  undo_ok (store, FALSE);
  assert_sound (store);
  g_object_unref (store);
  g_object_unref (other);
}

static gboolean
put_kind (YztAct *act, gpointer kind, GError **error)
{
  return yzt_act_put_kind (act, kind, error);
}

static void
test_changed_kind (Fixture *f, gconstpointer data)
{
  g_autofree char *text = g_strconcat (DEPOT_KIND, "[Field keeper]\nType=text\nLabel=Keeper\n", NULL);
  g_autofree char *common_path = g_build_filename (yzt_data_dir (), "kinds", "common.kind", NULL);
  g_autofree char *common_text = NULL;
  g_autoptr(YztKind) common = NULL;
  g_autoptr(YztKind) wider = NULL;
  g_autoptr(GError) error = NULL;
  Rows rows = { f, 0, N_ROWS };
  YztStore *store = open_map (f);
  YztActInfo info = INFO ("Kind");
  YztStage *stage = stage_rows (store, &rows);

  g_assert_true (g_file_get_contents (common_path, &common_text, NULL, NULL));
  common = parse_kind (common_text, NULL);
  wider = parse_kind (text, common);
  act_ok (store, &info, put_kind, wider);
  g_assert_null (yzt_stage_commit (stage, &info, NULL, NULL, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT);
  yzt_stage_free (stage);
  assert_sound (store);
  /* In the wider table the column that the older kind does not know is empty. */
  commit_ok (stage_rows (store, &rows), NULL, NULL);
  assert_sound (store);
  undo_ok (store, FALSE);
  g_object_unref (store);
}

static void
exec_outside (Fixture *f, const char *sql, int expected)
{
  sqlite3 *db;
  sqlite3_stmt *stmt;

  g_assert_cmpint (sqlite3_open_v2 (f->path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  if (sqlite3_step (stmt) == SQLITE_ROW)
    g_assert_cmpint (sqlite3_column_int (stmt, 0), ==, expected);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
}

/* A trigger and an index of another programme are served. */
static void
test_foreign_trigger (Fixture *f, gconstpointer data)
{
  Rows rows = { f, 0, N_ROWS };
  YztStore *store;

  exec_outside (f, "CREATE TABLE theirs (n INTEGER)", 0);
  exec_outside (f, "CREATE TRIGGER theirs AFTER INSERT ON depot BEGIN INSERT INTO theirs VALUES (NEW.fid); END", 0);
  exec_outside (f, "CREATE INDEX their_index ON depot (lower(name)) WHERE name NOTNULL", 0);
  store = open_map (f);
  commit_ok (stage_rows (store, &rows), NULL, NULL);
  assert_sound (store);
  exec_outside (f, "SELECT count(*) FROM theirs", N_ROWS);
  exec_outside (f, "SELECT count(*) FROM depot WHERE lower(name) = '库' AND name NOTNULL", N_ROWS - (N_ROWS + 2) / 3);
  undo_ok (store, FALSE);
  assert_sound (store);
  g_object_unref (store);
}

static int
count_incoming (Fixture *f)
{
  sqlite3 *db;
  sqlite3_stmt *stmt;
  int n;

  g_assert_cmpint (sqlite3_open_v2 (f->path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'yzt_incoming%'", -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  n = sqlite3_column_int (stmt, 0);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return n;
}

static gboolean
refuse (YztAct *act, gpointer user_data, GError **error)
{
  g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, "no");
  return FALSE;
}

/* Whatever becomes of rows that were sent ahead, nobody sees them before their act, and nothing is left of them without it. */
static void
test_sent_ahead (Fixture *f, gconstpointer data)
{
  Rows few = { f, 0, 20 }, many = { f, 100, N_ROWS };
  g_autoptr(GError) error = NULL;
  YztActInfo info = INFO ("Rows");
  YztStore *store = open_map (f);
  YztStage *stage;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  int status;
  pid_t child;

  act_ok (store, &info, insert_rows, &few);
  before = dump_map (f->path);
  stage = stage_rows (store, &many);
  g_assert_null (yzt_stage_commit (stage, &info, refuse, NULL, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED);
  g_assert_cmpint (count_incoming (f), >, 0);
  after = dump_map (f->path);
  g_assert_cmpstr (after, ==, before);
  assert_sound (store);
  yzt_stage_free (stage);
  g_assert_cmpint (count_incoming (f), ==, 0);
  g_object_unref (store);

  child = fork ();
  if (child == 0) {
    store = open_map (f);
    yzt_stage_commit (stage_rows (store, &many), &info, refuse, NULL, NULL);
    _exit (count_incoming (f) > 0 ? 0 : 1);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpint (count_incoming (f), >, 0);
  store = open_map (f);
  g_assert_cmpint (count_incoming (f), ==, 0);
  commit_ok (stage_rows (store, &many), insert_rows, &few);
  g_assert_cmpint (count_incoming (f), ==, 0);
  assert_sound (store);
  undo_ok (store, FALSE);
  assert_sound (store);
  g_object_unref (store);
}

/* A reader that has the map open, with statements of its own, goes on over the change of places. */
static gboolean
count_row (const YztRow *row, gpointer n)
{
  g_assert_cmpstr (yzt_row_get_text (row, "code"), !=, NULL);
  ++*(guint *) n;
  return TRUE;
}

static void
test_readers (Fixture *f, gconstpointer data)
{
  Rows few = { f, 0, 20 };
  YztStore *store = open_map (f), *reader = open_map (f);
  YztActInfo info = INFO ("Rows");
  guint expected = 20;

  act_ok (store, &info, insert_rows, &few);
  for (guint i = 0; i < 3; i++) {
    Rows many = { f, 100 + i * N_ROWS, N_ROWS };
    g_autoptr(GError) error = NULL;
    guint n = 0;

    commit_ok (stage_rows (store, &many), NULL, NULL);
    expected += N_ROWS;
    g_assert_true (yzt_store_read_rows (reader, f->depot, count_row, &n, &error));
    g_assert_cmpuint (n, ==, expected);
    act_ok (reader, &info, insert_rows, &few);
    expected += 20;
    yzt_act_result_free (yzt_store_poll (store, &error));
    g_assert_no_error (error);
  }
  assert_sound (reader);
  g_object_unref (reader);
  g_object_unref (store);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) nobody = NULL;
  Rows rows = { f, 0, 10 };
  YztStore *store = yzt_store_open (f->path, YZT_STORE_READ_ONLY, &f->clock, &error);
  YztActInfo info = INFO ("Staged");
  YztStage *stage;

  g_assert_null (yzt_stage_new (store, f->depot, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_READ_ONLY);
  g_object_unref (store);
  store = open_map (f);
  stage = stage_rows (store, &rows);
  info.author = "";
  g_assert_null (yzt_stage_commit (stage, &info, NULL, NULL, &nobody));
  g_assert_error (nobody, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED);
  yzt_stage_free (stage);
  g_object_unref (store);
}

/* Taken back after some of its rows were changed and some deleted: first refused by name, without the lock; then, when the change is taken
 * back, done without what is gone. */
static void
test_touched (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  Rows rows = { f, 0, N_ROWS };
  YztActInfo info = INFO ("Touch");
  g_autoptr(GError) error = NULL;
  g_autoptr(YztRow) changed = NULL, gone = NULL;
  gint64 entry = commit_ok (stage_rows (store, &rows), NULL, NULL), change;
  YztConnection *other = yzt_connection_open (f->path, YZT_CONNECTION_READ_WRITE, NULL);

  changed = yzt_store_get_row (store, f->depot, yzt_store_find_row (store, f->depot, "code", "B-17", NULL), NULL);
  gone = yzt_store_get_row (store, f->depot, yzt_store_find_row (store, f->depot, "code", "B-1800", NULL), NULL);
  yzt_row_set_text (changed, "phone", "0758-7654321");
  change = act_ok (store, &info, update_row, changed);
  act_ok (store, &info, delete_row, gone);
  /* While somebody else writes it can be refused all the same. */
  g_assert_true (yzt_connection_exec (other, "BEGIN IMMEDIATE", NULL));
  g_assert_null (yzt_store_undo (store, entry, &info, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "“Phone” was changed later"));
  g_clear_error (&error);
  g_assert_true (yzt_connection_exec (other, "ROLLBACK", NULL));
  yzt_connection_close (other);
  yzt_act_result_free (yzt_store_undo (store, change, &info, &error));
  g_assert_no_error (error);
  yzt_act_result_free (yzt_store_undo (store, entry, &info, &error));
  g_assert_no_error (error);
  assert_sound (store);
  g_assert_cmpint (yzt_store_find_row (store, f->depot, "code", "B-5", NULL), ==, 0);
  yzt_act_result_free (yzt_store_undo (store, 5, &info, &error));
  g_assert_no_error (error);
  g_assert_cmpint (yzt_store_find_row (store, f->depot, "code", "B-5", NULL), >, 0);
  g_assert_cmpint (yzt_store_find_row (store, f->depot, "code", "B-1800", NULL), ==, 0);
  assert_sound (store);
}

/* Many rows deleted by hand, and put back. */
static gboolean
delete_many (YztAct *act, gpointer user_data, GError **error)
{
  Rows *rows = user_data;

  for (guint i = 0; i < rows->n; i++) {
    g_autofree char *code = g_strdup_printf ("B-%u", rows->from + i);
    gint64 fid = yzt_act_find_row (act, rows->f->depot, "code", code, error);

    if (fid == 0 || !yzt_act_delete (act, rows->f->depot, fid, error))
      return FALSE;
  }
  return TRUE;
}

static void
test_delete_many (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  Rows rows = { f, 0, N_ROWS }, some = { f, 100, N_ROWS / 2 };
  YztActInfo info = INFO ("Delete");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  YztConnection *other;
  gint64 n = 0;

  commit_ok (stage_rows (store, &rows), NULL, NULL);
  before = dump_map (f->path);
  act_ok (store, &info, delete_many, &some);
  assert_sound (store);
  other = yzt_connection_open (f->path, YZT_CONNECTION_READ_WRITE, NULL);
  g_assert_true (yzt_connection_exec (other, "DELETE FROM depot WHERE code = 'B-3'", NULL));
  yzt_connection_get_int (other, &n, NULL, "SELECT count(*) FROM outside_change", "");
  g_assert_cmpint (n, ==, 1);
  yzt_connection_close (other);
  yzt_act_result_free (yzt_store_poll (store, NULL));
  assert_sound (store);
  yzt_act_result_free (yzt_store_undo (store, 3, &info, NULL));
  yzt_act_result_free (yzt_store_undo (store, 2, &info, NULL));
  after = dump_map (f->path);
  g_assert_cmpstr (after, ==, before);
  assert_sound (store);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/store/bulk/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("same", test_same);
  ADD ("many", test_many);
  ADD ("emptied", test_emptied);
  ADD ("cancelled", test_cancelled);
  ADD ("beside-others", test_beside_others);
  ADD ("changed-kind", test_changed_kind);
  ADD ("foreign-trigger", test_foreign_trigger);
  ADD ("refused", test_refused);
  ADD ("touched", test_touched);
  ADD ("delete-many", test_delete_many);
#define ADD_AHEAD(path, func) g_test_add ("/store/bulk/ahead/" path, Fixture, NULL, set_up_ahead, func, tear_down_ahead)
  ADD_AHEAD ("same", test_same);
  ADD_AHEAD ("many", test_many);
  ADD_AHEAD ("emptied", test_emptied);
  ADD_AHEAD ("cancelled", test_cancelled);
  ADD_AHEAD ("beside-others", test_beside_others);
  ADD_AHEAD ("changed-kind", test_changed_kind);
  ADD_AHEAD ("foreign-trigger", test_foreign_trigger);
  ADD_AHEAD ("sent-ahead", test_sent_ahead);
  ADD_AHEAD ("readers", test_readers);
  return g_test_run ();
}

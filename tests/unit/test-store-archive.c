/* test-store-archive.c: the chain of the journal, whole, tampered with, and with old entries moved to a sealed file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "test-store-common.h"
#include "yzt-store-care.h"
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Ten entries, a minute apart. */
static void
fill (Fixture *f, YztStore *store, guint n)
{
  YztActInfo info = INFO ("Add depot");

  for (guint i = 0; i < n; i++) {
    g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);

    f->now_ms += 60000;
    act_ok (store, &info, insert_row, row);
  }
}

static YztCheckReport *
check (const char *path, const char *archive)
{
  gint64 now_ms = G_GINT64_CONSTANT (1795321440000);
  const YztClock clock = YZT_CLOCK_FIXED (&now_ms);
  g_autoptr(GError) error = NULL;
  g_autoptr(YztStore) store = yzt_store_open (path, YZT_STORE_READ_ONLY, &clock, &error);
  YztCheckReport *report;

  g_assert_no_error (error);
  report = yzt_store_check_all (store, archive, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < report->problems->len; i++)
    g_test_message ("%s", (char *) g_ptr_array_index (report->problems, i));
  return report;
}

/* --- telling altered from missing --- */

static char *
hash_after (const char *path, gint64 entry, const char *label)
{
  YztJournalRecord record = { 0 };
  sqlite3_stmt *stmt;
  sqlite3 *db;
  char *hash;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT * FROM journal WHERE entry = ?1", -1, &stmt, NULL),
                   ==, SQLITE_OK);
  sqlite3_bind_int64 (stmt, 1, entry);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  record = (YztJournalRecord) {
    .entry = entry,
    .station = (guint) sqlite3_column_int64 (stmt, 1),
    .seq = sqlite3_column_int64 (stmt, 2),
    .at_ms = sqlite3_column_int64 (stmt, 3),
    .at_counter = sqlite3_column_int64 (stmt, 4),
    .author = (const char *) sqlite3_column_text (stmt, 5),
    .window = (const char *) sqlite3_column_text (stmt, 6),
    .label = label,
    .nature = (YztActNature) sqlite3_column_int (stmt, 8),
    .incident = sqlite3_column_int64 (stmt, 9),
    .undoes = sqlite3_column_int64 (stmt, 10),
    .by_reference = sqlite3_column_int (stmt, 11) != 0,
    .generation = sqlite3_column_int64 (stmt, 12),
    .n_rows = sqlite3_column_int64 (stmt, 13),
    .parts_hash = (const char *) sqlite3_column_text (stmt, 14),
    .prev_hash = (const char *) sqlite3_column_text (stmt, 15),
  };
  hash = yzt_journal_hash (&record);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return hash;
}

static void
tamper (Fixture *f, const char *sql, YztChainBreak what, gint64 entry, const char *words)
{
  g_autofree char *copy = g_build_filename (f->folder, "tampered.gpkg", NULL);
  g_autofree char *contents = NULL;
  g_autoptr(YztCheckReport) report = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (f->path, &contents, &length, NULL));
  g_assert_true (g_file_set_contents (copy, contents, (gssize) length, NULL));
  run_other (copy, sql);
  report = check (copy, NULL);
  g_assert_cmpuint (report->problems->len, >=, 1);
  g_assert_cmpint (report->chain_break, ==, what);
  g_assert_cmpint (report->broken_entry, ==, entry);
  g_assert_nonnull (strstr (g_ptr_array_index (report->problems, 0), words));
}

static void
test_tampered (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztCheckReport) report = NULL;
  g_autofree char *forged = NULL;
  g_autofree char *sql = NULL;
  g_autofree char *last = NULL;
  g_autofree char *sql_last = NULL;
  const YztChainHead *head;

  fill (f, store, 10);
  g_clear_object (&store);
  report = check (f->path, NULL);
  g_assert_cmpuint (report->problems->len, ==, 0);
  g_assert_cmpint (report->chain_break, ==, YZT_CHAIN_WHOLE);
  g_assert_cmpuint (report->heads->len, ==, 1);
  head = &g_array_index (report->heads, YztChainHead, 0);
  g_assert_cmpint (head->entry, ==, 10);
  g_assert_cmpint (head->seq, ==, 10);
  g_assert_cmpint (head->n_entries, ==, 10);
  g_assert_cmpuint (strlen (head->hash), ==, 64);

  tamper (f, "UPDATE journal SET author = '张三' WHERE entry IN (3, 7)", YZT_CHAIN_ALTERED, 3,
          "Journal entry 3 (“Add depot”, 2026-11-22 12:27) was altered.");
  tamper (f, "DELETE FROM journal WHERE entry IN (4, 5)", YZT_CHAIN_MISSING, 6,
          "2 journal entries before entry 6 (“Add depot”, 2026-11-22 12:30) are missing.");
  tamper (f, "DELETE FROM journal WHERE entry = 1", YZT_CHAIN_MISSING, 2,
          "1 journal entries before entry 2");
  tamper (f, "DELETE FROM journal WHERE entry > 8", YZT_CHAIN_MISSING, 9,
          "2 entries after entry 8 are missing");
  tamper (f, "UPDATE journal_part SET bytes = zeroblob(9) WHERE entry = 2", YZT_CHAIN_PARTS, 2,
          "The recorded changes of journal entry 2 (“Add depot”, 2026-11-22 12:26) were altered.");
  tamper (f, "DELETE FROM journal_part WHERE entry = 2", YZT_CHAIN_PARTS, 2,
          "The recorded changes of journal entry 2 (“Add depot”, 2026-11-22 12:26) are missing.");
  /* Somebody who computes the entry's own hash anew. */
  forged = hash_after (f->path, 5, "Never happened");
  sql = g_strdup_printf (
      "UPDATE journal SET label = 'Never happened', hash = '%s' WHERE entry = 5", forged);
  tamper (f, sql, YZT_CHAIN_ALTERED, 6,
          "Journal entry 5 (“Never happened”, 2026-11-22 12:29) was altered and sealed anew");
  last = hash_after (f->path, 10, "Never happened");
  sql_last = g_strdup_printf (
      "UPDATE journal SET label = 'Never happened', hash = '%s' WHERE entry = 10", last);
  tamper (f, sql_last, YZT_CHAIN_ALTERED, 10, "was altered and sealed anew");
}

/* --- archives --- */

static gboolean
archive (Fixture *f, YztStore *store, gint64 before_ms, const char *path, YztArchiveReport *report,
         GError **error)
{
  YztActInfo info = INFO (NULL);

  gboolean ok = yzt_store_archive (store, before_ms, path, &info, NULL, report, error);

  if (!ok && error != NULL)
    g_test_message ("%s", (*error)->message);
  return ok;
}

static void
assert_whole (const char *path, const char *archive_path, gint64 n_entries, gint64 n_archived)
{
  g_autoptr(YztCheckReport) report = check (path, archive_path);

  g_assert_cmpuint (report->problems->len, ==, 0);
  g_assert_cmpuint (report->heads->len, ==, 1);
  g_assert_cmpint (g_array_index (report->heads, YztChainHead, 0).n_entries, ==, n_entries);
  g_assert_cmpint (g_array_index (report->heads, YztChainHead, 0).n_archived, ==, n_archived);
}

static void
test_archive (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(GError) error = NULL;
  g_autofree char *first = g_build_filename (f->folder, "2026 一.yzta", NULL);
  g_autofree char *second = g_build_filename (f->folder, "second.yzta", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(YztActResult) undone = NULL;
  g_autoptr(GPtrArray) told = NULL;
  YztActInfo undo = INFO (NULL);
  gint64 start_ms = f->now_ms;
  YztArchiveReport report;
  GStatBuf info;

  fill (f, store, 10);
  before = dump_map (f->path);
  g_assert_false (archive (f, store, start_ms, first, &report, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));
  g_assert_true (archive (f, store, start_ms + 4 * 60000, first, &report, &error));
  g_assert_no_error (error);
  g_assert_cmpint (report.n_entries, ==, 3);
  g_assert_cmpint (report.last_entry, ==, 3);
  g_assert_cmpint (report.last_at_ms, ==, start_ms + 3 * 60000);
  g_assert_cmpint (g_stat (first, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0400);
  after = dump_map (f->path);
  g_assert_cmpstr (after, ==, before);
  assert_whole (f->path, NULL, 8, 3);
  assert_whole (f->path, first, 8, 3);
  /* What is archived is said to be, what is not can be taken back. */
  g_assert_null (yzt_store_undo (store, 2, &undo, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "2026 一.yzta"));
  g_clear_error (&error);
  undone = yzt_store_undo (store, 6, &undo, &error);
  g_assert_no_error (error);
  /* A second archive goes on from the first; never the newest entry. */
  g_assert_true (archive (f, store, f->now_ms + 1000 * 60000, second, &report, &error));
  g_assert_no_error (error);
  g_assert_cmpint (report.first_entry, ==, 4);
  g_assert_cmpint (report.last_entry, ==, 11);
  told = yzt_store_describe_archives (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (told->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (told, 0), ==,
                   "Entries 1 to 3 (until 2026-11-22) are in the archive “2026 一.yzta”.");
  g_clear_object (&store);
  assert_whole (f->path, second, 2, 11);
  assert_whole (f->path, first, 2, 11);
  store = open_map (f);
  fill (f, store, 1);
  assert_sound (store);
}

static void
test_archive_tampered (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *sql, *words;
  } cases[] = {
    { "UPDATE journal SET label = 'x' WHERE entry = 2", "Journal entry 2 (“x”" },
    { "DELETE FROM journal WHERE entry = 2", "1 journal entries before entry 3" },
    { "DELETE FROM journal WHERE entry = 5", "do not end as it was sealed" },
    { "UPDATE journal_part SET bytes = x'00' WHERE entry = 1", "were altered" },
    { "UPDATE archive_seal SET head_hash = 'x'", "is not the archive" },
  };
  g_autoptr(YztStore) store = open_map (f);
  g_autofree char *path = g_build_filename (f->folder, "a.yzta", NULL);
  g_autofree char *copy = g_build_filename (f->folder, "b.yzta", NULL);
  g_autofree char *contents = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  fill (f, store, 10);
  g_assert_true (archive (f, store, f->now_ms - 4 * 60000, path, NULL, &error));
  g_assert_no_error (error);
  g_clear_object (&store);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr(YztCheckReport) report = NULL;
    gboolean found = FALSE;

    g_assert_true (g_file_set_contents (copy, contents, (gssize) length, NULL));
    run_other (copy, cases[i].sql);
    report = check (f->path, copy);
    for (guint k = 0; k < report->problems->len; k++)
      found = found || strstr (g_ptr_array_index (report->problems, k), cases[i].words) != NULL;
    g_assert_true (found);
    g_assert_cmpint (report->chain_break, ==, YZT_CHAIN_WHOLE);
  }
  /* What the map keeps of its archive is bound by the chain too. */
  run_other (f->path, "UPDATE journal_archive SET head_hash = 'x'");
  {
    g_autoptr(YztCheckReport) report = check (f->path, NULL);

    g_assert_cmpint (report->chain_break, ==, YZT_CHAIN_ALTERED);
    g_assert_nonnull (strstr (g_ptr_array_index (report->problems, 0), "does not follow"));
  }
}

static gboolean
insert_bulk (YztAct *act, gpointer user_data, GError **error)
{
  Fixture *f = user_data;
  g_autoptr(YztRow) row = new_depot (f, "储备库", 112.5, 23.25);

  for (guint i = 0; i < 3000; i++) {
    row->fid = 0;
    if (!yzt_act_insert (act, row, error))
      return FALSE;
  }
  return TRUE;
}

/* An undo that refers to its original cannot be undone once the original is elsewhere: said in words. */
static void
test_archive_reference (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autofree char *path = g_build_filename (f->folder, "a.yzta", NULL);
  g_autoptr(YztActResult) undone = NULL;
  g_autoptr(YztActResult) redone = NULL;
  g_autoptr(GError) error = NULL;
  YztActInfo info = INFO ("Import"), take = INFO (NULL);
  YztChainHead head;
  gint64 entry;

  g_assert_true (yzt_store_get_chain_head (store, &head, &error));
  g_assert_cmpstr (head.hash, ==, "");
  g_free (head.hash);
  info.nature = YZT_ACT_BULK;
  entry = act_ok (store, &info, insert_bulk, f);
  f->now_ms += 60000;
  undone = yzt_store_undo (store, entry, &take, &error);
  g_assert_no_error (error);
  g_assert_true (archive (f, store, f->now_ms - 1000, path, NULL, &error));
  g_assert_no_error (error);
  redone = yzt_store_undo (store, undone->entry, &take, &error);
  g_assert_null (redone);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "a.yzta"));
  g_assert_true (yzt_store_get_chain_head (store, &head, NULL));
  g_assert_cmpint (head.entry, ==, 3);
  g_assert_cmpuint (strlen (head.hash), ==, 64);
  g_free (head.hash);
  assert_sound (store);
}

/* Ended at any moment: the entries are in the map, or in a whole file; never in neither. */
static void
test_archive_kill (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);

  fill (f, store, 40);
  g_clear_object (&store);
  for (guint round = 0; round < 10; round++) {
    g_autofree char *name = g_strdup_printf ("archive-%u.yzta", round);
    g_autofree char *path = g_build_filename (f->folder, name, NULL);
    g_autoptr(YztCheckReport) report = NULL;
    const YztChainHead *head;
    int status;
    pid_t pid = fork ();

    g_assert_cmpint (pid, >=, 0);
    if (pid == 0) {
      YztStore *child = yzt_store_open (f->path, YZT_STORE_READ_WRITE, &f->clock, NULL);

      archive (f, child, f->now_ms - (30 - 3 * round) * 60000, path, NULL, NULL);
      _exit (0);
    }
    g_usleep ((gulong) g_test_rand_int_range (1000, 60000));
    kill (pid, SIGKILL);
    g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
    store = open_map (f);
    g_clear_object (&store);
    report = check (f->path, NULL);
    g_assert_cmpuint (report->problems->len, ==, 0);
    head = &g_array_index (report->heads, YztChainHead, 0);
    g_assert_cmpint (head->n_entries + head->n_archived, ==, head->seq);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/chain/tampered", Fixture, NULL, fixture_set_up, test_tampered,
              fixture_tear_down);
  g_test_add ("/store/archive/move", Fixture, NULL, fixture_set_up, test_archive, fixture_tear_down);
  g_test_add ("/store/archive/tampered", Fixture, NULL, fixture_set_up, test_archive_tampered,
              fixture_tear_down);
  g_test_add ("/store/archive/reference", Fixture, NULL, fixture_set_up, test_archive_reference,
              fixture_tear_down);
  g_test_add ("/store/archive/kill", Fixture, NULL, fixture_set_up, test_archive_kill,
              fixture_tear_down);
  return g_test_run ();
}

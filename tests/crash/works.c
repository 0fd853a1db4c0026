/* works.c: edits, imports, undo, migration, archiving: each with what it leaves when it is killed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "crash.h"
#include "yzt-outside-private.h"
#include "yzt-store-bulk.h"

#define IMPORT_ROWS 1500
/* There already: more than are copied in the act. */
#define ROWS_BEFORE CRASH_ROWS_BEFORE

static YztStore *
child_opens (Crash *c)
{
  YztStore *store = yzt_store_open (c->f.path, YZT_STORE_READ_WRITE, &yzt_clock_system, NULL);

  if (store == NULL)
    _exit (5);
  return store;
}

static void
prepare_nothing (Crash *c)
{
}

/* --- acts of all sizes, each with a number; each row says of which act it is and how many it has --- */

typedef struct {
  Crash *c;
  guint id, n;
} Act;

static gboolean
run_act (YztAct *act, gpointer user_data, GError **error)
{
  Act *work = user_data;
  g_autoptr(YztRow) row = new_depot (&work->c->f, "work", 100, 30);
  g_autofree char *code = g_strdup_printf ("%u of %u", work->id, work->n);

  yzt_row_set_text (row, "code", code);
  for (guint i = 0; i < work->n; i++) {
    g_autoptr(YztRow) stock = yzt_row_new (work->c->f.stock);

    row->fid = 0;
    row->lon = 80 + i % 500 * 0.1;
    if (!yzt_act_insert (act, row, error))
      return FALSE;
    stock->owner_fid = row->fid;
    yzt_row_set_text (stock, "code", code);
    if (!yzt_act_insert (act, stock, error))
      return FALSE;
  }
  yzt_row_set_text (row, "phone", "last");
  return yzt_act_update (act, row, error);
}

static void
edit_for_ever (Crash *c)
{
  YztStore *store = child_opens (c);
  YztActInfo info = INFO ("Work");
  g_autoptr(GArray) journal = yzt_store_read_journal (store, 0, 1, NULL);
  guint id = journal->len > 0 ? (guint) g_array_index (journal, YztJournalEntry, 0).entry : 0;

  for (guint i = 1;; i++) {
    Act work = { c, id + i, i % 7 == 3 ? 1500 : 1 + i % 5 };
    YztActResult *result = yzt_store_write (store, &info, run_act, &work, NULL);

    crash_tell_saved (c, result);
    yzt_act_result_free (result);
    if (i % 4 == 1) {
      result = yzt_store_undo (store, 0, &info, NULL);
      crash_tell_saved (c, result);
      yzt_act_result_free (result);
    }
  }
}

static gboolean
count_row (const YztRow *row, gpointer counts)
{
  const char *code = yzt_row_get_text (row, "code");
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, code));

  g_hash_table_insert (counts, g_strdup (code), GUINT_TO_POINTER (n + 1));
  return TRUE;
}

static void
check_whole (YztStore *store, YztKind *kind)
{
  g_autoptr(GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GError) error = NULL;
  GHashTableIter iter;
  gpointer code, n;

  yzt_store_read_rows (store, kind, count_row, counts, &error);
  g_assert_no_error (error);
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &code, &n)) {
    const char *of = strstr (code, " of ");

    g_assert_nonnull (of);
    g_assert_cmpuint (GPOINTER_TO_UINT (n), ==, (guint) g_ascii_strtoull (of + 4, NULL, 10));
  }
}

static void
check_acts (Crash *c, YztStore *store, gboolean done)
{
  YztKindSet *kinds = yzt_store_get_kinds (store);

  check_whole (store, yzt_kind_set_find (kinds, "depot"));
  check_whole (store, yzt_kind_set_find (kinds, "stock-line"));
}

/* --- an import --- */

static void
prepare_csv (Crash *c)
{
  g_autoptr(GString) text = g_string_new ("name,code,grade,area_m2,phone,lon,lat\n");

  yzt_geo_init ();
  yzt_exchange_init ();
  for (guint i = 0; i < IMPORT_ROWS; i++)
    g_string_append_printf (text, "库%u,d%u of 1,first,%u.5,0758-%07u,112.%04u,23.%04u\n", i, i, i, i, i, i);
  g_free (c->csv);
  c->csv = g_build_filename (c->f.folder, "depots.csv", NULL);
  g_assert_true (g_file_set_contents (c->csv, text->str, (gssize) text->len, NULL));
}

static void
prepare_import (Crash *c)
{
  prepare_csv (c);
  c->entry = 0;
}

/* The kind has rows already, which are brought along. */
static void
prepare_import_beside (Crash *c)
{
  YztStore *store = open_map (&c->f);
  YztActInfo info = INFO ("Before");
  Act work = { c, 1, ROWS_BEFORE };

  prepare_csv (c);
  c->entry = act_ok (store, &info, run_act, &work);
  g_object_unref (store);
}

static YztActResult *
import (Crash *c, YztStore *store)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "depot");
  YztImportOptions options = { .language = "en" };
  YztActInfo info = INFO ("Import");
  YztImportReport *report = NULL;
  g_autoptr(GError) error = NULL;

  info.nature = YZT_ACT_BULK;
  if (!yzt_import_file (store, kind, c->csv, &options, &info, &report, &error))
    g_error ("%s", error->message);
  if (report->rows_written == 0)
    g_error ("%s: %s", g_array_index (report->rejects, YztImportReject, 0).column,
             g_array_index (report->rejects, YztImportReject, 0).reason);
  return report->result;
}

static void
run_import (Crash *c)
{
  YztStore *store = child_opens (c);

  crash_tell_saved (c, import (c, store));
  g_object_unref (store);
}

static gboolean
count_any (const YztRow *row, gpointer n)
{
  ++*(guint *) n;
  return TRUE;
}

static guint
count_depots (YztStore *store)
{
  guint n = 0;

  yzt_store_read_rows (store, yzt_kind_set_find (yzt_store_get_kinds (store), "depot"), count_any, &n, NULL);
  return n;
}

static gint64
newest_entry (YztStore *store)
{
  g_autoptr(GArray) journal = yzt_store_read_journal (store, 0, 1, NULL);

  return journal->len > 0 ? g_array_index (journal, YztJournalEntry, 0).entry : 0;
}

static gint64
count_incoming (const char *path)
{
  g_autoptr(YztConnection) connection = yzt_connection_open (path, YZT_CONNECTION_READ_ONLY, NULL);
  gint64 n = -1;

  yzt_connection_get_int (connection, &n, NULL, "SELECT count(*) FROM sqlite_schema WHERE name GLOB 'yzt_incoming*'", "");
  return n;
}

static void
check_import (Crash *c, YztStore *store, gboolean done)
{
  guint n = count_depots (store);

  g_assert_cmpint (count_incoming (c->f.path), ==, 0);
  n -= c->entry > 0 ? ROWS_BEFORE : 0;
  g_assert_cmpuint (n, ==, newest_entry (store) > c->entry ? IMPORT_ROWS : 0);
  if (done)
    g_assert_cmpuint (n, ==, IMPORT_ROWS);
}

/* --- undo and redo of many rows --- */

static gboolean
touch_first (YztAct *act, gpointer user_data, GError **error)
{
  return yzt_connection_do (act->connection, error, "UPDATE depot SET phone = '119' WHERE fid = (SELECT min(fid) FROM depot)", "");
}

static void
prepare_bulk (Crash *c)
{
  YztStore *store = open_map (&c->f);
  YztActInfo info = INFO ("Bulk");
  Act work = { c, 1, IMPORT_ROWS };

  info.nature = YZT_ACT_BULK;
  c->entry = act_ok (store, &info, run_act, &work);
  g_object_unref (store);
}

/* A row was changed and changed back, so that the undo has to compare all of them. */
static void
prepare_touched (Crash *c)
{
  YztStore *store;
  YztActInfo info = INFO ("Touch"), undo = INFO (NULL);

  prepare_bulk (c);
  store = open_map (&c->f);
  act_ok (store, &info, touch_first, NULL);
  yzt_act_result_free (yzt_store_undo (store, 0, &undo, NULL));
  g_object_unref (store);
}

static void
take_back (Crash *c, YztStore *store, gint64 entry, gboolean redo)
{
  YztActInfo info = INFO (NULL);
  GError *error = NULL;
  YztActResult *result = redo ? yzt_store_redo (store, &info, &error) : yzt_store_undo (store, entry, &info, &error);

  if (result == NULL)
    g_printerr ("%s\n", error->message);
  crash_tell_saved (c, result);
  yzt_act_result_free (result);
}

static void
run_undo (Crash *c)
{
  YztStore *store = child_opens (c);

  take_back (c, store, c->entry, FALSE);
  take_back (c, store, 0, TRUE);
  take_back (c, store, 0, FALSE);
  g_object_unref (store);
}

static void
check_undo (Crash *c, YztStore *store, gboolean done)
{
  g_assert_cmpint (count_incoming (c->f.path), ==, 0);
  g_assert_cmpuint (count_depots (store), ==, (newest_entry (store) - c->entry) % 2 == 0 ? IMPORT_ROWS : 0);
  check_acts (c, store, done);
}

/* --- deleting and changing many rows by hand, beside others that stay --- */

static void
prepare_two_bulks (Crash *c)
{
  YztStore *store;
  YztActInfo info = INFO ("More");
  Act work = { c, 2, ROWS_BEFORE };

  prepare_bulk (c);
  store = open_map (&c->f);
  info.nature = YZT_ACT_BULK;
  c->entry = act_ok (store, &info, run_act, &work);
  g_object_unref (store);
  g_free (c->before);
  c->before = dump_map (c->f.path);
}

static gboolean
collect_first (const YztRow *row, gpointer fids)
{
  if (g_str_has_prefix (yzt_row_get_text (row, "code"), "1 of"))
    g_array_append_val (fids, row->fid);
  return TRUE;
}

static GArray *
find_first_bulk (YztStore *store, YztKind **kind_out)
{
  GArray *fids = g_array_new (FALSE, FALSE, sizeof (gint64));

  *kind_out = yzt_kind_set_find (yzt_store_get_kinds (store), "depot");
  yzt_store_read_rows (store, *kind_out, collect_first, fids, NULL);
  g_assert_cmpuint (fids->len, ==, IMPORT_ROWS);
  return fids;
}

/* Takes both. Undone and done again: these are writes of their own. */
static void
tell_and_take_back (Crash *c, YztStore *store, YztActResult *result)
{
  crash_tell_saved (c, result);
  yzt_act_result_free (result);
  take_back (c, store, 0, FALSE);
  take_back (c, store, 0, TRUE);
  g_object_unref (store);
}

static void
run_delete (Crash *c)
{
  YztStore *store = child_opens (c);
  YztKind *kind;
  g_autoptr(GArray) fids = find_first_bulk (store, &kind);
  g_autofree YztStoreRow *rows = g_new (YztStoreRow, fids->len);
  YztActInfo info = INFO ("Delete");
  YztActResult *result;

  for (guint i = 0; i < fids->len; i++)
    rows[i] = (YztStoreRow) { kind, g_array_index (fids, gint64, i) };
  result = yzt_store_delete_rows (store, &info, rows, fids->len, NULL);
  tell_and_take_back (c, store, result);
}

static void
run_change (Crash *c)
{
  YztStore *store = child_opens (c);
  YztKind *kind;
  g_autoptr(GArray) fids = find_first_bulk (store, &kind);
  YztActInfo info = INFO ("Change");
  YztStage *stage = yzt_stage_new (store, kind, NULL);
  YztActResult *result;

  for (guint i = 0; i < fids->len; i++) {
    g_autoptr(YztRow) present = yzt_store_get_row (store, kind, g_array_index (fids, gint64, i), NULL);
    g_autoptr(YztRow) row = yzt_row_copy (present);

    yzt_row_set_text (row, "phone", "changed");
    row->lat += 0.5;
    if (!yzt_stage_change (stage, present, row, NULL))
      _exit (8);
  }
  result = yzt_stage_commit (stage, &info, NULL, NULL, NULL);
  yzt_stage_free (stage);
  tell_and_take_back (c, store, result);
}

static gint64
ask (Crash *c, const char *sql)
{
  g_autoptr(YztConnection) connection = yzt_connection_open (c->f.path, YZT_CONNECTION_READ_ONLY, NULL);
  gint64 n = -1;

  g_assert_true (yzt_connection_get_int (connection, &n, NULL, sql, ""));
  return n;
}

/* All as it was, or all of it done. */
static void
check_by_hand (Crash *c, YztStore *store, const char *done_sql, gint64 n_done)
{
  gint64 n = newest_entry (store) - c->entry;

  g_assert_cmpint (count_incoming (c->f.path), ==, 0);
  g_assert_cmpint (n, <=, 3);
  g_assert_cmpint (ask (c, done_sql), ==, n % 2 == 1 ? n_done : 0);
  if (n % 2 == 0) {
    g_autofree char *after = dump_map (c->f.path);

    g_assert_cmpstr (after, ==, c->before);
  }
}

static void
check_delete (Crash *c, YztStore *store, gboolean done)
{
  check_acts (c, store, done);
  check_by_hand (c, store, "SELECT 2200 * 2 - (SELECT count(*) FROM depot) - (SELECT count(*) FROM stock_line)", 2 * IMPORT_ROWS);
}

static void
check_change (Crash *c, YztStore *store, gboolean done)
{
  check_acts (c, store, done);
  check_by_hand (c, store, "SELECT count(*) FROM depot WHERE phone = 'changed'", IMPORT_ROWS);
}

/* --- migration --- */

static void
prepare_old_map (Crash *c)
{
  /* From the first schema in two steps, or the last step alone. */
  g_autofree char *path = g_strdup_printf (YZT_OLD_MAPS "/schema-%d.yzt.gpkg", g_rand_boolean (c->rand) ? 1 : 2);
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_assert_true (g_file_set_contents (c->f.path, contents, (gssize) length, NULL));
  c->f.now_ms = G_GINT64_CONSTANT (1795321440000) + 48 * 3600 * 1000;
  g_free (c->before);
  c->before = dump_map (c->f.path);
}

static void
run_migration (Crash *c)
{
  g_object_unref (open_map (&c->f));
}

static void
check_migration (Crash *c, YztStore *store, gboolean done)
{
  g_autofree char *after = dump_map (c->f.path);
  g_autofree char *version = yzt_store_get_setting (store, "schema_version");
  g_autoptr(YztConnection) connection = yzt_connection_open (c->f.path, YZT_CONNECTION_READ_ONLY, NULL);
  gint64 n_keys = 0;

  g_assert_cmpstr (after, ==, c->before);
  g_assert_cmpint (newest_entry (store), >, 0);
  g_assert_cmpint ((gint64) g_ascii_strtoll (version, NULL, 10), ==, YZT_STORE_SCHEMA_VERSION);
  g_assert_true (yzt_connection_get_int (connection, &n_keys, NULL,
                                         "SELECT count(*) FROM sqlite_schema t, pragma_foreign_key_list(t.name) WHERE t.type = 'table' AND t.name NOT "
                                         "GLOB 'gpkg_*'",
                                         ""));
  g_assert_cmpint (n_keys, ==, 6);
}

/* --- archiving --- */

static void
prepare_long_journal (Crash *c)
{
  YztStore *store = open_map (&c->f);
  YztActInfo info = INFO ("Work");

  for (guint i = 1; i <= 60; i++) {
    Act work = { c, i, i % 20 == 7 ? 400 : 1 + i % 3 };

    c->f.now_ms += 60000;
    c->entry = act_ok (store, &info, run_act, &work);
  }
  g_free (c->before);
  c->before = dump_map (c->f.path);
  g_object_unref (store);
}

static char *
archive_path (Crash *c)
{
  return g_build_filename (c->f.folder, "archive.gpkg", NULL);
}

static void
run_archive (Crash *c)
{
  YztStore *store = child_opens (c);
  YztActInfo info = INFO (NULL);
  g_autofree char *path = archive_path (c);
  g_autoptr(GError) error = NULL;

  if (!yzt_store_archive (store, c->f.now_ms - 30 * 60000, path, &info, NULL, NULL, &error))
    g_error ("%s", error->message);
  g_object_unref (store);
}

/* Entries are in the map, or in the archive, or in both; never in neither. */
static void
check_archive (Crash *c, YztStore *store, gboolean done)
{
  g_autofree char *after = dump_map (c->f.path);
  g_autofree char *path = archive_path (c);
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) journal = yzt_store_read_journal (store, 0, 0, &error);
  gboolean has_archive = g_file_test (path, G_FILE_TEST_EXISTS);
  gint64 oldest = g_array_index (journal, YztJournalEntry, journal->len - 1).entry;

  g_assert_no_error (error);
  g_assert_cmpstr (after, ==, c->before);
  g_assert_cmpint (g_array_index (journal, YztJournalEntry, 0).entry, >=, c->entry);
  if (oldest > 1) {
    g_autoptr(YztCheckReport) report = yzt_store_check_all (store, path, NULL, &error);

    g_assert_true (has_archive);
    g_assert_no_error (error);
    g_assert_cmpuint (report->problems->len, ==, 0);
  }
  if (done)
    g_assert_cmpint (oldest, >, 1);
}

/* --- another programme is killed in the middle --- */

static void
outside_for_ever (Crash *c)
{
  sqlite3 *db;

  if (sqlite3_open_v2 (c->f.path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
    _exit (6);
  sqlite3_busy_timeout (db, 2000);
  yzt_gpkg_functions_register (db);
  for (guint i = 0;; i++) {
    g_autofree char *sql = g_strdup_printf (
        "BEGIN; INSERT INTO depot (fid, name, code) SELECT coalesce(max(fid), 0) + 1, 'a', 'o%u-%d of 2' FROM depot;"
        "INSERT INTO depot (fid, name, code) SELECT max(fid) + 1, 'b', 'o%u-%d of 2' FROM depot; COMMIT",
        i, (int) getpid (), i, (int) getpid ());

    if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
      _exit (7);
  }
}

/* --- what another programme wrote is taken in piece by piece --- */

#define OUTSIDE_ROWS 600

static void
prepare_outside (Crash *c)
{
  g_autofree char *sql = NULL;
  sqlite3 *db;

  prepare_bulk (c);
  sql = g_strdup_printf ("WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < %u) INSERT INTO depot (name, code) SELECT 'other ' || i, 'o of %u' FROM n;"
                         "INSERT INTO stock_line (owner_fid, name, code) SELECT fid, name, 'o of %u' FROM depot WHERE code = 'o of %u';"
                         "UPDATE depot SET phone = '110' WHERE fid IN (SELECT fid FROM depot WHERE name NOT GLOB 'other *' LIMIT %u)",
                         OUTSIDE_ROWS, OUTSIDE_ROWS, OUTSIDE_ROWS, OUTSIDE_ROWS, OUTSIDE_ROWS);
  g_assert_cmpint (sqlite3_open_v2 (c->f.path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  yzt_gpkg_functions_register (db);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

/* Opening the map does it. */
static void
run_outside (Crash *c)
{
  yzt_outside_set_sizes (50, 200, 700);
  g_object_unref (child_opens (c));
}

static gboolean
count_outside (const YztRow *row, gpointer n)
{
  *(guint *) n += g_strcmp0 (yzt_row_get_text (row, "phone"), "110") == 0;
  return TRUE;
}

static gboolean
check_owner (const YztRow *row, gpointer store)
{
  g_autoptr(YztRow) owner = NULL;

  if (yzt_row_get_text (row, "name") == NULL || !g_str_has_prefix (yzt_row_get_text (row, "name"), "other "))
    return TRUE;
  owner = yzt_store_get_row (store, yzt_kind_set_find (yzt_store_get_kinds (store), "depot"), row->owner_fid, NULL);
  g_assert_nonnull (owner);
  g_assert_cmpstr (yzt_row_get_text (owner, "name"), ==, yzt_row_get_text (row, "name"));
  return TRUE;
}

/* Each row is in the journal once, and what is new belongs to what it belonged to. */
static void
check_outside (Crash *c, YztStore *store, gboolean done)
{
  g_autoptr(GArray) journal = yzt_store_read_journal (store, 0, 0, NULL);
  YztKindSet *kinds = yzt_store_get_kinds (store);
  guint n_rows = 0, n_changed = 0;

  for (guint i = 0; i < journal->len; i++) {
    const YztJournalEntry *entry = &g_array_index (journal, YztJournalEntry, i);

    n_rows += g_str_equal (entry->author, YZT_STORE_OUTSIDE_AUTHOR) ? entry->n_rows : 0;
  }
  g_assert_cmpuint (n_rows, ==, 3 * OUTSIDE_ROWS);
  yzt_store_read_rows (store, yzt_kind_set_find (kinds, "depot"), count_outside, &n_changed, NULL);
  g_assert_cmpuint (n_changed, ==, OUTSIDE_ROWS);
  yzt_store_read_rows (store, yzt_kind_set_find (kinds, "stock-line"), check_owner, store, NULL);
  check_acts (c, store, done);
}

/* --- copies beside the map --- */

static void
run_care (Crash *c)
{
  g_autoptr(GError) error = NULL;
  YztStore *store = child_opens (c);

  g_free (yzt_store_back_up (store, NULL, 2, NULL, &error));
  g_object_unref (store);
  if (error == NULL)
    yzt_care_compact (c->f.path, NULL, NULL, NULL, &error);
  if (error != NULL)
    g_error ("%s", error->message);
}

static void
check_care (Crash *c, YztStore *store, gboolean done)
{
  g_autofree char *after = dump_map (c->f.path);

  g_assert_cmpstr (after, ==, c->before);
  g_assert_cmpint (newest_entry (store), >=, c->entry);
}

const CrashWork crash_works[] = {
  { "edits", 20, TRUE, FALSE, prepare_nothing, edit_for_ever, check_acts },
  { "import", 6, FALSE, FALSE, prepare_import, run_import, check_import },
  { "import-ahead", 12, FALSE, TRUE, prepare_import, run_import, check_import },
  { "import-beside", 12, FALSE, TRUE, prepare_import_beside, run_import, check_import },
  { "undo", 6, FALSE, FALSE, prepare_bulk, run_undo, check_undo },
  { "undo-ahead", 12, FALSE, TRUE, prepare_bulk, run_undo, check_undo },
  { "undo-compared", 12, FALSE, TRUE, prepare_touched, run_undo, check_undo },
  { "delete", 12, FALSE, TRUE, prepare_two_bulks, run_delete, check_delete },
  { "change", 12, FALSE, TRUE, prepare_two_bulks, run_change, check_change },
  { "migration", 8, FALSE, FALSE, prepare_old_map, run_migration, check_migration },
  { "archive", 8, FALSE, FALSE, prepare_long_journal, run_archive, check_archive },
  { "copies", 5, FALSE, FALSE, prepare_long_journal, run_care, check_care },
  { "outside-taken-in", 8, FALSE, FALSE, prepare_outside, run_outside, check_outside },
  { "outside", 5, TRUE, FALSE, prepare_nothing, outside_for_ever, check_acts },
  { NULL, 0, FALSE, FALSE, NULL, NULL, NULL },
};

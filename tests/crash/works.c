/* works.c: edits, imports, undo, migration, archiving: each with what it leaves when it is killed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "crash.h"
#include "yzt-prepared-private.h"

#define IMPORT_ROWS 1500
/* There already in every second map: more than are copied in the act. */
#define ROWS_BEFORE 700

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

/* In every second map the kind has rows already, which are brought along. */
static void
prepare_import (Crash *c)
{
  YztStore *store;
  YztActInfo info = INFO ("Before");
  Act work = { c, 1, ROWS_BEFORE };

  prepare_csv (c);
  c->entry = 0;
  if (g_rand_boolean (c->rand))
    return;
  store = open_map (&c->f);
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

  /* Half of them bring their rows ahead in pieces, as larger imports do. */
  if (g_rand_boolean (c->rand)) {
    yzt_prepared_set_sizes (100, 500);
    yzt_prepared_set_carried (ROWS_BEFORE / 2);
  }

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

/* In every second map a row was changed and changed back, so that the undo has to compare all of them. */
static void
prepare_bulk (Crash *c)
{
  YztStore *store = open_map (&c->f);
  YztActInfo info = INFO ("Bulk");
  Act work = { c, 1, IMPORT_ROWS };

  info.nature = YZT_ACT_BULK;
  c->entry = act_ok (store, &info, run_act, &work);
  if (g_rand_boolean (c->rand)) {
    YztActInfo undo = INFO (NULL);

    info.nature = YZT_ACT_EDIT;
    act_ok (store, &info, touch_first, NULL);
    yzt_act_result_free (yzt_store_undo (store, 0, &undo, NULL));
  }
  g_object_unref (store);
}

static void
run_undo (Crash *c)
{
  YztStore *store = child_opens (c);
  YztActInfo info = INFO (NULL);

  /* Half of them make ready beside the map what stays, or comes back, as for many rows. */
  if (g_rand_boolean (c->rand)) {
    yzt_prepared_set_sizes (100, 500);
    yzt_prepared_set_carried (ROWS_BEFORE / 2);
  }

  for (guint i = 0; i < 3; i++) {
    GError *error = NULL;
    YztActResult *result = i == 1 ? yzt_store_redo (store, &info, &error) : yzt_store_undo (store, i == 0 ? c->entry : 0, &info, &error);

    if (result == NULL)
      g_printerr ("%u: %s\n", i, error->message);
    crash_tell_saved (c, result);
    yzt_act_result_free (result);
  }
  g_object_unref (store);
}

static void
check_undo (Crash *c, YztStore *store, gboolean done)
{
  g_assert_cmpint (count_incoming (c->f.path), ==, 0);
  g_assert_cmpuint (count_depots (store), ==, (newest_entry (store) - c->entry) % 2 == 0 ? IMPORT_ROWS : 0);
  check_acts (c, store, done);
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
  { "edits", 30, TRUE, prepare_nothing, edit_for_ever, check_acts },
  { "import", 20, FALSE, prepare_import, run_import, check_import },
  { "undo", 14, FALSE, prepare_bulk, run_undo, check_undo },
  { "migration", 12, FALSE, prepare_old_map, run_migration, check_migration },
  { "archive", 12, FALSE, prepare_long_journal, run_archive, check_archive },
  { "copies", 6, FALSE, prepare_long_journal, run_care, check_care },
  { "outside", 6, TRUE, prepare_nothing, outside_for_ever, check_acts },
  { NULL, 0, FALSE, NULL, NULL, NULL },
};

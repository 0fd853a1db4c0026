/* test-store-migrate.c: a map of every schema there ever was opens, migrates, is taken back across it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "test-store-common.h"
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* One of every schema there ever was, made by tests/fixtures/maps/make-map.c of its time. */
static const char *const fixtures[] = { "schema-1.yzt.gpkg", "schema-2.yzt.gpkg", "schema-3.yzt.gpkg" };

static void
copy_fixture (Fixture *f, const char *name)
{
  g_autofree char *from = g_test_build_filename (G_TEST_DIST, "fixtures", "maps", name, NULL);
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (from, &contents, &length, NULL));
  g_assert_true (g_file_set_contents (f->path, contents, (gssize) length, NULL));
  /* The newest entry of the fixtures is a little later than the tests' clock. */
  f->now_ms += 24 * 3600 * 1000;
}

static char *
query (const char *path, const char *sql)
{
  GString *text = g_string_new (NULL);
  sqlite3_stmt *stmt;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    g_string_append_printf (text, "%s\n", (const char *) sqlite3_column_text (stmt, 0));
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return g_string_free (text, FALSE);
}

static char *
backup_of (Fixture *f)
{
  g_autofree char *stem = g_strndup (f->path, strlen (f->path) - strlen (".gpkg"));

  return g_strconcat (stem, ".schema-1.gpkg", NULL);
}

static void
undo_ok (YztStore *store, gint64 entry)
{
  YztActInfo info = INFO (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) result = yzt_store_undo (store, entry, &info, &error);

  g_assert_no_error (error);
  g_assert_cmpint (result->entry, >, 0);
}

/* Tables of the map itself, as a new map has them. */
#define OWN_SCHEMA                                                                                 \
  "SELECT type || ' ' || name || ' ' || replace(sql, ' IF NOT EXISTS', '') FROM sqlite_schema "     \
  "WHERE sql NOTNULL AND tbl_name NOT IN (SELECT table_name FROM gpkg_contents) "                   \
  "AND tbl_name NOT GLOB 'rtree_*' AND type <> 'trigger' ORDER BY type, name"

static void
test_migrate (Fixture *f, gconstpointer data)
{
  g_autofree char *fresh = query (f->path, OWN_SCHEMA);
  g_autofree char *fresh_extensions = query (
      f->path, "SELECT table_name FROM gpkg_extensions WHERE column_name IS NULL ORDER BY 1");
  g_autofree char *migrated = NULL;
  g_autofree char *extensions = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *backup = backup_of (f);
  g_autofree char *version = NULL;
  g_autofree char *kept = NULL;
  g_autoptr(YztStore) store = NULL;

  copy_fixture (f, "schema-1.yzt.gpkg");
  before = dump_map (f->path);
  store = open_map (f);
  assert_sound (store);
  after = dump_map (f->path);
  g_assert_cmpstr (after, ==, before);
  version = yzt_store_get_setting (store, "schema_version");
  g_assert_cmpstr (version, ==, "3");
  kept = query (backup, "SELECT value FROM map_setting WHERE key = 'schema_version'");
  g_assert_cmpstr (kept, ==, "1\n");
  g_clear_object (&store);
  migrated = query (f->path, OWN_SCHEMA);
  g_assert_cmpstr (migrated, ==, fresh);
  extensions = query (
      f->path, "SELECT table_name FROM gpkg_extensions WHERE column_name IS NULL ORDER BY 1");
  g_assert_cmpstr (extensions, ==, fresh_extensions);
}

/* What must hold of the map of every schema: it opens, its chain is whole, nothing in it is changed by opening it. */
static void
test_open (Fixture *f, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(YztStore) store = NULL;

  copy_fixture (f, data);
  before = dump_map (f->path);
  store = open_map (f);
  assert_sound (store);
  after = dump_map (f->path);
  g_assert_cmpstr (after, ==, before);
}

/* Entries of the old schema, taken back in the new one: changes from outside, a change of kind, a deletion with what
 * belonged to it, a move. */
static void
test_undo_across (Fixture *f, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *newest = NULL;
  g_autoptr(YztStore) store = NULL;
  static const gint64 entries[] = { 19, 17, 16, 13, 12 };
  gint64 last;

  copy_fixture (f, data);
  newest = query (f->path, "SELECT max(entry) FROM journal");
  last = g_ascii_strtoll (newest, NULL, 10);
  before = dump_map (f->path);
  store = open_map (f);
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    undo_ok (store, entries[i]);
  g_assert_cmpint (yzt_store_find_row (store, f->depot, "code", "D-4", NULL), >, 0);
  assert_sound (store);
  for (guint i = G_N_ELEMENTS (entries); i > 0; i--)
    undo_ok (store, last + (gint64) i);
  assert_sound (store);
  after = dump_map (f->path);
  /* Stamps aside nothing is left of it; undoing an undo puts the stamps back too. */
  g_assert_cmpstr (after, ==, before);
}

static void
test_read_only (Fixture *f, gconstpointer data)
{
  g_autofree char *backup = backup_of (f);
  g_autofree char *version = NULL;
  g_autoptr(YztStore) store = NULL;
  g_autoptr(GArray) journal = NULL;
  g_autoptr(GError) error = NULL;

  copy_fixture (f, "schema-1.yzt.gpkg");
  store = yzt_store_open (f->path, YZT_STORE_READ_ONLY, &f->clock, &error);
  g_assert_no_error (error);
  journal = yzt_store_read_journal (store, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (journal->len, ==, 19);
  assert_sound (store);
  version = yzt_store_get_setting (store, "schema_version");
  g_assert_cmpstr (version, ==, "1");
  g_assert_false (g_file_test (backup, G_FILE_TEST_EXISTS));
}

static void
test_in_use (Fixture *f, gconstpointer data)
{
  g_autofree char *backup = backup_of (f);
  g_autoptr(YztStore) store = NULL;
  g_autoptr(GError) error = NULL;
  sqlite3 *other;

  copy_fixture (f, "schema-1.yzt.gpkg");
  g_assert_cmpint (sqlite3_open (f->path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "PRAGMA journal_mode=WAL; BEGIN; SELECT count(*) FROM kind",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  store = yzt_store_open (f->path, YZT_STORE_READ_WRITE, &f->clock, &error);
  g_assert_null (store);
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY);
  g_test_message ("%s", error->message);
  g_assert_false (g_file_test (backup, G_FILE_TEST_EXISTS));
  sqlite3_close (other);
  store = open_map (f);
  assert_sound (store);
}

/* Ended at any moment: the old schema or the new one, never between. */
static void
test_kill (Fixture *f, gconstpointer data)
{
  g_autofree char *before = NULL;

  for (guint round = 0; round < 12; round++) {
    g_autofree char *after = NULL;
    g_autoptr(YztStore) store = NULL;
    int status;
    pid_t pid;

    copy_fixture (f, "schema-1.yzt.gpkg");
    if (before == NULL)
      before = dump_map (f->path);
    pid = fork ();
    g_assert_cmpint (pid, >=, 0);
    if (pid == 0) {
      g_autoptr(YztStore) child = yzt_store_open (f->path, YZT_STORE_READ_WRITE, &f->clock, NULL);

      _exit (child != NULL ? 0 : 1);
    }
    g_usleep ((gulong) g_test_rand_int_range (0, 60000));
    kill (pid, SIGKILL);
    g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
    store = open_map (f);
    assert_sound (store);
    after = dump_map (f->path);
    g_assert_cmpstr (after, ==, before);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/migrate/schema-1", Fixture, NULL, fixture_set_up, test_migrate,
              fixture_tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (fixtures); i++) {
    g_autofree char *open = g_strdup_printf ("/store/migrate/open/%s", fixtures[i]);
    g_autofree char *undo = g_strdup_printf ("/store/migrate/undo-across/%s", fixtures[i]);

    g_test_add (open, Fixture, fixtures[i], fixture_set_up, test_open, fixture_tear_down);
    g_test_add (undo, Fixture, fixtures[i], fixture_set_up, test_undo_across, fixture_tear_down);
  }
  g_test_add ("/store/migrate/read-only", Fixture, NULL, fixture_set_up, test_read_only,
              fixture_tear_down);
  g_test_add ("/store/migrate/in-use", Fixture, NULL, fixture_set_up, test_in_use,
              fixture_tear_down);
  g_test_add ("/store/migrate/kill", Fixture, NULL, fixture_set_up, test_kill, fixture_tear_down);
  return g_test_run ();
}

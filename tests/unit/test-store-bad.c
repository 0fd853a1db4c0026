/* test-store-bad.c: files that are no maps, full disks, locks, altered journals: one sentence each,
 * nothing lost SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "test-store-common.h"
#include <unistd.h>

static void
assert_sentence (const char *message)
{
  g_test_message ("%s", message);
  g_assert_true (g_utf8_validate (message, -1, NULL));
  g_assert_null (strchr (message, '\n'));
  g_assert_cmpuint (strlen (message), >, 20);
  g_assert_cmpuint (strlen (message), <, 400);
}

static void
open_fails (Fixture *f, const char *path, YztStoreError code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztStore) store = yzt_store_open (path, YZT_STORE_READ_WRITE, &f->clock, &error);

  g_assert_null (store);
  g_assert_error (error, YZT_STORE_ERROR, (int) code);
  assert_sentence (error->message);
}

static char *
write_file (Fixture *f, const char *name, gconstpointer data, gsize length)
{
  char *path = g_build_filename (f->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, data, (gssize) length, NULL));
  return path;
}

static void
test_files (Fixture *f, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (f->folder, "missing.gpkg", NULL);
  g_autofree char *no_folder = g_build_filename (f->folder, "no", "map.gpkg", NULL);
  g_autofree char *empty = write_file (f, "empty.gpkg", "", 0);
  g_autofree char *text = write_file (f, "text.gpkg", "name,lon,lat\n城东库,112.5,23.25\n", 35);
  g_autofree char *database = g_build_filename (f->folder, "database.gpkg", NULL);
  g_autofree char *foreign = g_build_filename (f->folder, "foreign.gpkg", NULL);
  g_autofree char *contents = NULL;
  gsize length;

  open_fails (f, missing, YZT_STORE_ERROR_NOT_FOUND);
  open_fails (f, no_folder, YZT_STORE_ERROR_NOT_FOUND);
  open_fails (f, f->folder, YZT_STORE_ERROR_NOT_A_MAP);
  open_fails (f, empty, YZT_STORE_ERROR_NOT_A_MAP);
  open_fails (f, text, YZT_STORE_ERROR_NOT_A_MAP);
  run_other (database, "CREATE TABLE t (a)");
  open_fails (f, database, YZT_STORE_ERROR_NOT_A_MAP);
  run_other (foreign, "PRAGMA application_id=0x47504B47; CREATE TABLE gpkg_contents (table_name "
                    "TEXT); CREATE TABLE gpkg_spatial_ref_sys (a)");
  open_fails (f, foreign, YZT_STORE_ERROR_FOREIGN);
  /* Cut off at every quarter. */
  g_assert_true (g_file_get_contents (f->path, &contents, &length, NULL));
  for (gsize n = length / 4; n < length; n += length / 4) {
    g_autofree char *cut = write_file (f, "cut.gpkg", contents, n);

    open_fails (f, cut, YZT_STORE_ERROR_DAMAGED);
  }
}

static void
test_newer (Fixture *f, gconstpointer data)
{
  run_other (f->path, "UPDATE map_setting SET value = '99' WHERE key = 'schema_version'");
  open_fails (f, f->path, YZT_STORE_ERROR_VERSION);
  run_other (f->path, "DELETE FROM map_setting WHERE key = 'schema_version'");
  open_fails (f, f->path, YZT_STORE_ERROR_DAMAGED);
}

/* Real files of other programmes, when the folder with them is there. */
static void
test_real_files (Fixture *f, gconstpointer data)
{
  static const char *const names[] = {
    "gpkg-ets/elevation.gpkg",        "gpkg-ets/empty.gpkg",
    "gpkg-ets/features-0.gpkg",       "gpkg-ets/gdal_sample_v1.2_no_extensions.gpkg",
    "gpkg-ngageoint/attributes.gpkg", "gpkg-ngageoint/gdal_sample.gpkg",
    "gpkg-ngageoint/rte.gpkg",        "gdal-gpkg-mbtiles/byte.gpkg"
  };
  const char *folder = g_getenv ("YZT_TEST_GPKG_DIR");

  if (folder == NULL || !g_file_test (folder, G_FILE_TEST_IS_DIR)) {
    g_test_skip ("YZT_TEST_GPKG_DIR names no folder");
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *from = g_build_filename (folder, names[i], NULL);
    g_autofree char *contents = NULL;
    g_autofree char *copy = NULL;
    gsize length;

    if (!g_file_get_contents (from, &contents, &length, NULL))
      continue;
    copy = write_file (f, "real.gpkg", contents, length);
    open_fails (f, copy, YZT_STORE_ERROR_FOREIGN);
  }
}

/* Bytes turned at random: opens or not, but never crashes, and says so in a sentence. */
static void
test_fuzz (Fixture *f, gconstpointer data)
{
  g_autofree char *contents = NULL;
  g_autoptr(YztStore) good = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  YztActInfo info = INFO ("Add");
  gsize length;

  act_ok (good, &info, insert_row, row);
  yzt_row_set_text (row, "name", "x");
  act_ok (good, &info, update_row, row);
  g_clear_object (&good);
  g_assert_true (g_file_get_contents (f->path, &contents, &length, NULL));
  for (guint i = 0; i < 100; i++) {
    g_autofree char *damaged = g_memdup2 (contents, length);
    g_autofree char *path = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(YztStore) store = NULL;
    int n = g_test_rand_int_range (1, i % 2 == 0 ? 4 : 200);

    for (int k = 0; k < n; k++)
      damaged[g_test_rand_int_range (i % 3 == 0 ? 0 : 100, (int) length)] =
          (char) g_test_rand_int ();
    path = write_file (f, "damaged.gpkg", damaged, length);
    store = yzt_store_open (path, YZT_STORE_READ_WRITE, &f->clock, &error);
    if (store != NULL) {
      g_autoptr(GPtrArray) problems = yzt_store_check (store, NULL);
      g_autoptr(YztActResult) undone = yzt_store_undo (store, 2, &info, NULL);
    } else {
      g_assert_nonnull (error);
      assert_sentence (error->message);
    }
  }
}

static void
test_create (Fixture *f, gconstpointer data)
{
  g_autofree char *no_folder = g_build_filename (f->folder, "no", "map.gpkg", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) missing = NULL;
  g_autoptr(GDir) dir = NULL;
  const char *name;

  g_assert_false (yzt_store_create (f->path, f->set, NULL, NULL, &f->clock, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_EXISTS);
  assert_sentence (error->message);
  g_assert_false (yzt_store_create (no_folder, f->set, NULL, NULL, &f->clock, &missing));
  g_assert_error (missing, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND);
  dir = g_dir_open (f->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_cmpstr (name, ==, "map 一.gpkg");
}

/* --- reading only --- */

static void
test_read_only (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  g_autoptr(YztRow) read = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) problems = NULL;
  g_autoptr(YztActResult) polled = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  YztActInfo info = INFO ("Add");
  gsize before_length, after_length;

  act_ok (store, &info, insert_row, row);
  g_clear_object (&store);
  g_assert_true (g_file_get_contents (f->path, &before, &before_length, NULL));
  g_assert_cmpint (g_chmod (f->path, 0444), ==, 0);
  g_assert_cmpint (g_chmod (f->folder, 0555), ==, 0);
  store = yzt_store_open (f->path, YZT_STORE_READ_ONLY, &f->clock, &error);
  g_assert_no_error (error);
  g_assert_true (yzt_store_is_read_only (store));
  read = yzt_store_get_row (store, f->depot, row->fid, &error);
  g_assert_no_error (error);
  g_assert_null (yzt_store_write (store, &info, update_row, row, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_READ_ONLY);
  assert_sentence (error->message);
  g_clear_error (&error);
  polled = yzt_store_poll (store, &error);
  g_assert_no_error (error);
  problems = yzt_store_check (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
  g_clear_object (&store);
  if (geteuid () != 0) {
    store = yzt_store_open (f->path, YZT_STORE_READ_WRITE, &f->clock, &error);
    g_assert_no_error (error);
    g_assert_true (yzt_store_is_read_only (store));
    g_clear_object (&store);
  }
  g_chmod (f->folder, 0755);
  g_assert_true (g_file_get_contents (f->path, &after, &after_length, NULL));
  g_assert_cmpmem (before, before_length, after, after_length);
}

/* --- others on the same file --- */

static void
test_locked (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  g_autoptr(GError) error = NULL;
  YztActInfo info = INFO ("Add");
  sqlite3 *other;

  g_assert_cmpint (sqlite3_open (f->path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_null (yzt_store_write (store, &info, insert_row, row, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY);
  assert_sentence (error->message);
  g_assert_cmpint (sqlite3_exec (other, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (other);
  act_ok (store, &info, insert_row, row);
  assert_sound (store);
}

static void
test_two_stores (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) one = open_map (f);
  g_autoptr(YztStore) two = open_map (f);
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) polled = NULL;
  g_autoptr(YztActResult) nothing = NULL;
  g_autoptr(YztActResult) undone = NULL;
  YztActInfo info = INFO ("Add"), other = INFO ("Add");
  gint64 last = 0;

  other.window = "w2";
  for (guint i = 0; i < 40; i++) {
    g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);

    g_assert_cmpint (act_ok (i % 2 == 0 ? one : two, i % 2 == 0 ? &info : &other, insert_row, row),
                     ==, i + 1);
    g_assert_cmpint (row->fid, >, last);
    last = row->fid;
  }
  polled = yzt_store_poll (one, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (polled->touches->len, ==, 20);
  nothing = yzt_store_poll (one, &error);
  g_assert_cmpuint (nothing->touches->len, ==, 0);
  undone = yzt_store_undo (two, 0, &other, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_array_index (undone->touches, YztTouch, 0).fid_from, ==, last);
  g_clear_object (&one);
  assert_sound (two);
}

/* --- the disk --- */

typedef struct {
  Fixture *f;
  guint n;
} Many;

static gboolean
insert_many (YztAct *act, gpointer user_data, GError **error)
{
  Many *many = user_data;
  g_autoptr(YztRow) row = new_depot (many->f, "many", 100, 30);

  for (guint i = 0; i < many->n; i++) {
    row->fid = 0;
    if (!yzt_act_insert (act, row, error))
      return FALSE;
  }
  return TRUE;
}

static void
test_full (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  g_autoptr(GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  YztActInfo info = INFO ("Add");
  Many many = { f, 20000 };

  act_ok (store, &info, insert_row, row);
  before = dump_map (f->path);
  for (guint limit = 300; limit < 900; limit += 150) {
    yzt_store_limit_pages (store, limit);
    g_assert_null (yzt_store_write (store, &info, insert_many, &many, &error));
    g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_FULL);
    assert_sentence (error->message);
    g_clear_error (&error);
  }
  after = dump_map (f->path);
  g_assert_cmpstr (after, ==, before);
  yzt_store_limit_pages (store, 1000000);
  act_ok (store, &info, insert_many, &many);
  assert_sound (store);
}

/* An act whose function fails, or goes on after a failure, leaves nothing. */
static gboolean
fail_later (YztAct *act, gpointer user_data, GError **error)
{
  if (!insert_many (act, user_data, error))
    return FALSE;
  g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, "told to");
  return FALSE;
}

static gboolean
insert_twice (YztAct *act, gpointer user_data, GError **error)
{
  return yzt_act_insert (act, user_data, error) && yzt_act_insert (act, user_data, error);
}

static gboolean
nothing (YztAct *act, gpointer user_data, GError **error)
{
  return user_data == NULL || yzt_act_update (act, user_data, error);
}

static void
test_failing_act (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  g_autoptr(YztRow) gone = new_depot (f, "x", 1, 2);
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) journal = NULL;
  YztActInfo info = INFO ("Add"), nobody = INFO ("Add");
  Many many = { f, 3000 };

  g_assert_null (yzt_store_write (store, &info, fail_later, &many, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (yzt_store_write (store, &info, insert_twice, row, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED);
  assert_sentence (error->message);
  g_clear_error (&error);
  gone->fid = 12;
  g_assert_null (yzt_store_write (store, &info, update_row, gone, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  nobody.author = "";
  g_assert_null (yzt_store_write (store, &nobody, insert_row, row, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED);
  journal = yzt_store_read_journal (store, 0, 0, NULL);
  g_assert_cmpuint (journal->len, ==, 0);
  row->fid = 0;
  act_ok (store, &info, insert_row, row);
  g_assert_cmpint (act_ok (store, &info, nothing, NULL), ==, 0);
  g_assert_cmpint (act_ok (store, &info, nothing, row), ==, 0);
  assert_sound (store);
}

/* --- an altered journal --- */

static void
check_finds (Fixture *f, const char *sql, const char *expected)
{
  g_autofree char *copy = g_build_filename (f->folder, "tampered.gpkg", NULL);
  g_autofree char *contents = NULL;
  g_autoptr(YztStore) store = NULL;
  g_autoptr(GPtrArray) problems = NULL;
  g_autoptr(GError) error = NULL;
  gboolean found = FALSE;
  gsize length;

  g_assert_true (g_file_get_contents (f->path, &contents, &length, NULL));
  g_assert_true (g_file_set_contents (copy, contents, (gssize) length, NULL));
  run_other (copy, sql);
  store = yzt_store_open (copy, YZT_STORE_READ_WRITE, &f->clock, &error);
  g_assert_no_error (error);
  problems = yzt_store_check (store, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++) {
    assert_sentence (g_ptr_array_index (problems, i));
    found = found || strstr (g_ptr_array_index (problems, i), expected) != NULL;
  }
  g_assert_true (found);
  g_clear_object (&store);
  g_unlink (copy);
}

static void
test_tampered (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  YztActInfo info = INFO ("Add depot");

  for (guint i = 0; i < 6; i++) {
    g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);

    act_ok (store, &info, insert_row, row);
  }
  g_clear_object (&store);
  check_finds (f, "UPDATE journal SET author = '张三' WHERE entry = 3",
               "Journal entry 3 (“Add depot”, 2026-11-22 12:24) was altered");
  check_finds (f, "UPDATE journal SET label = 'x' WHERE entry = 6",
               "Journal entry 6 (“x”, 2026-11-22 12:24) was altered");
  check_finds (f, "DELETE FROM journal WHERE entry = 4",
               "1 journal entries before entry 5 (“Add depot”, 2026-11-22 12:24) are missing");
  check_finds (f, "DELETE FROM journal WHERE entry > 4", "2 entries after entry 4 are missing");
  check_finds (f, "DELETE FROM journal", "6 entries after entry 0 are missing");
  check_finds (f, "UPDATE journal_part SET bytes = zeroblob(10) WHERE entry = 2",
               "recorded changes of journal entry 2");
  check_finds (f, "DELETE FROM journal_part WHERE entry = 2",
               "recorded changes of journal entry 2");
  check_finds (f, "DELETE FROM rtree_depot_geom WHERE id = (SELECT min(fid) FROM depot)",
               "spatial index of “Depot”");
  check_finds (f, "DROP TABLE zone", "The table of “Zone” is missing");
}

static void
test_copy (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztStore) copy = NULL;
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  g_autoptr(YztRow) in_copy = new_depot (f, "城东库", 112.5, 23.25);
  g_autoptr(YztRow) in_original = new_depot (f, "城东库", 112.5, 23.25);
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (f->folder, "copy.gpkg", NULL);
  YztActInfo info = INFO ("Add");

  act_ok (store, &info, insert_row, row);
  g_assert_true (yzt_store_save_copy (store, path, &error));
  g_assert_no_error (error);
  g_assert_false (yzt_store_save_copy (store, path, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_EXISTS);
  copy = yzt_store_open (path, YZT_STORE_READ_WRITE, &f->clock, NULL);
  g_assert_nonnull (copy);
  /* Two copies are two stations: they never give the same number. */
  act_ok (copy, &info, insert_row, in_copy);
  act_ok (store, &info, insert_row, in_original);
  g_assert_cmpint (in_copy->fid, !=, in_original->fid);
  assert_sound (copy);
  assert_sound (store);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/bad/files", Fixture, NULL, fixture_set_up, test_files, fixture_tear_down);
  g_test_add ("/store/bad/newer", Fixture, NULL, fixture_set_up, test_newer, fixture_tear_down);
  g_test_add ("/store/bad/real-files", Fixture, NULL, fixture_set_up, test_real_files,
              fixture_tear_down);
  g_test_add ("/store/bad/fuzz", Fixture, NULL, fixture_set_up, test_fuzz, fixture_tear_down);
  g_test_add ("/store/bad/create", Fixture, NULL, fixture_set_up, test_create, fixture_tear_down);
  g_test_add ("/store/bad/read-only", Fixture, NULL, fixture_set_up, test_read_only,
              fixture_tear_down);
  g_test_add ("/store/bad/locked", Fixture, NULL, fixture_set_up, test_locked, fixture_tear_down);
  g_test_add ("/store/bad/two-stores", Fixture, NULL, fixture_set_up, test_two_stores,
              fixture_tear_down);
  g_test_add ("/store/bad/full", Fixture, NULL, fixture_set_up, test_full, fixture_tear_down);
  g_test_add ("/store/bad/failing-act", Fixture, NULL, fixture_set_up, test_failing_act,
              fixture_tear_down);
  g_test_add ("/store/bad/tampered", Fixture, NULL, fixture_set_up, test_tampered,
              fixture_tear_down);
  g_test_add ("/store/bad/copy", Fixture, NULL, fixture_set_up, test_copy, fixture_tear_down);
  return g_test_run ();
}

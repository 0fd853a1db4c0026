/* test-store-outside.c: what other programmes write to an open or closed map becomes entries that
 * can be taken back SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "test-store-common.h"

static YztJournalEntry
newest_entry (YztStore *store)
{
  g_autoptr(GError) error = NULL;
  GArray *entries = yzt_store_read_journal (store, 0, 1, &error);
  YztJournalEntry entry;

  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 1);
  entry = g_array_index (entries, YztJournalEntry, 0);
  return entry;
}

static void
test_edit (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  g_autoptr(YztRow) read = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) polled = NULL;
  g_autoptr(YztActResult) again = NULL;
  g_autoptr(YztActResult) undone = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  YztActInfo info = INFO ("Add depot");

  act_ok (store, &info, insert_row, row);
  polled = yzt_store_poll (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (polled->touches->len, ==, 0);
  g_clear_pointer (&polled, yzt_act_result_free);
  before = dump_map (f->path);
  run_other (
      f->path,
      "UPDATE depot SET name = 'it''s \"new\"', area_m2 = 0.1 + 0.2, phone = NULL; UPDATE depot "
      "SET name = 'newer', geom = X'47500001E61000000101000000AE47E17A14A65C40C2F5285C8FD24740'");
  polled = yzt_store_poll (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (polled->touches->len, ==, 1);
  g_assert_cmpstr (g_array_index (polled->touches, YztTouch, 0).kind, ==, "depot");
  g_assert_cmpint (g_array_index (polled->touches, YztTouch, 0).fid_from, ==, row->fid);
  again = yzt_store_poll (store, &error);
  g_assert_cmpuint (again->touches->len, ==, 0);
  g_assert_cmpstr (newest_entry (store).author, ==, "outside");
  g_assert_cmpstr (newest_entry (store).label, ==, "Changed outside");
  assert_sound (store);
  undone = yzt_store_undo (store, newest_entry (store).entry, &info, &error);
  g_assert_no_error (error);
  after = dump_map (f->path);
  g_assert_cmpstr (after, ==, before);
  assert_sound (store);
}

/* Rows added outside get numbers of ours, and what belongs to them follows. */
static void
test_insert_and_delete (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  g_autoptr(YztRow) stock = yzt_row_new (f->stock);
  g_autoptr(YztRow) added = NULL;
  g_autoptr(YztRow) added_stock = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) result = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  YztActInfo info = INFO ("Add depot");
  gint64 fid;

  act_ok (store, &info, insert_row, row);
  yzt_row_set_text (stock, "name", "沙袋");
  stock->owner_fid = row->fid;
  act_ok (store, &info, insert_row, stock);
  before = dump_map (f->path);
  run_other (
      f->path,
      "INSERT INTO depot (geom, name) VALUES "
      "(X'47500001E61000000101000000AE47E17A14A65C40C2F5285C8FD24740', 'added');"
      "INSERT INTO stock_line (owner_fid, name) SELECT fid, 'line' FROM depot WHERE name = 'added';"
      "DELETE FROM stock_line WHERE name = '沙袋'; DELETE FROM depot WHERE name = '城东库'");
  result = yzt_store_poll (store, &error);
  g_assert_no_error (error);
  fid = yzt_store_find_row (store, f->depot, "name", "added", &error);
  g_assert_cmpint (fid, >, row->fid + 1);
  added_stock = yzt_store_get_row (
      store, f->stock, yzt_store_find_row (store, f->stock, "name", "line", &error), &error);
  g_assert_no_error (error);
  g_assert_cmpint (added_stock->owner_fid, ==, fid);
  assert_sound (store);
  g_clear_pointer (&result, yzt_act_result_free);
  result = yzt_store_undo (store, newest_entry (store).entry, &info, &error);
  g_assert_no_error (error);
  after = dump_map (f->path);
  g_assert_cmpstr (after, ==, before);
  assert_sound (store);
}

static void
test_replace_and_renumber (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) result = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  YztActInfo info = INFO ("Add depot");

  act_ok (store, &info, insert_row, row);
  before = dump_map (f->path);
  run_other (f->path, "INSERT OR REPLACE INTO depot (fid, name) SELECT fid, 'replaced' FROM depot; UPDATE "
              "depot SET fid = 7");
  g_assert_nonnull (result = yzt_store_poll (store, &error));
  g_assert_no_error (error);
  g_assert_cmpint (yzt_store_find_row (store, f->depot, "name", "replaced", &error), >, row->fid);
  assert_sound (store);
  g_clear_pointer (&result, yzt_act_result_free);
  result = yzt_store_undo (store, newest_entry (store).entry, &info, &error);
  g_assert_no_error (error);
  after = dump_map (f->path);
  g_assert_cmpstr (after, ==, before);
  assert_sound (store);
}

/* The numbers that max + 1 gave are those that ours would go on with. */
static void
test_many_inserts (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  g_autoptr(YztRow) other = new_depot (f, "城西库", 112.5, 23.25);
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) result = NULL;
  YztActInfo info = INFO ("Add depot");

  act_ok (store, &info, insert_row, row);
  for (guint i = 0; i < 5; i++) {
    g_autoptr(YztRow) plan = yzt_row_new (f->plan);

    act_ok (store, &info, insert_row, plan);
  }
  run_other (f->path, "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 700) "
              "INSERT INTO depot (name) SELECT 'n' || i FROM n");
  act_ok (store, &info, insert_row, other);
  result = yzt_store_poll (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (newest_entry (store).n_rows, ==, 1);
  assert_sound (store);
}

/* While the map was closed; and what comes to nothing makes no entry. */
static void
test_closed (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  g_autoptr(GError) error = NULL;
  YztActInfo info = INFO ("Add depot");

  act_ok (store, &info, insert_row, row);
  g_clear_object (&store);
  run_other (f->path, "UPDATE depot SET name = 'x'; UPDATE depot SET name = '城东库'");
  store = open_map (f);
  g_assert_cmpint (newest_entry (store).entry, ==, 1);
  g_clear_object (&store);
  run_other (f->path, "UPDATE depot SET name = 'x'");
  store = open_map (f);
  g_assert_cmpint (newest_entry (store).entry, ==, 2);
  g_assert_cmpstr (newest_entry (store).author, ==, "outside");
  assert_sound (store);
}

/* An own act on the same row right after an outside one: each keeps its own part. */
static void
test_before_own_act (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  g_autoptr(YztRow) read = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) result = NULL;
  YztActInfo info = INFO ("Add depot");

  act_ok (store, &info, insert_row, row);
  run_other (f->path, "UPDATE depot SET phone = '110'");
  yzt_row_set_text (row, "phone", "120");
  act_ok (store, &info, update_row, row);
  g_assert_cmpint (newest_entry (store).entry, ==, 3);
  result = yzt_store_undo (store, 0, &info, &error);
  g_assert_no_error (error);
  read = yzt_store_get_row (store, f->depot, row->fid, &error);
  g_assert_cmpstr (yzt_row_get_text (read, "phone"), ==, "110");
  assert_sound (store);
}

static void
assert_value (Fixture *f, const char *sql, const char *expected)
{
  sqlite3 *db;
  sqlite3_stmt *stmt;

  g_assert_cmpint (sqlite3_open_v2 (f->path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *) sqlite3_column_text (stmt, 0), ==, expected);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
}

/* Texts come in as NFC within the entry that takes them in; what differs by that only makes no entry and is put back. */
static void
test_texts (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "caf\xc3\xa9", 112.5, 23.25);
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) result = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  YztActInfo info = INFO ("Add depot");
  gint64 entry;

  act_ok (store, &info, insert_row, row);
  before = dump_map (f->path);
  entry = newest_entry (store).entry;
  run_other (f->path, "UPDATE depot SET name = 'cafe' || char(769)");
  assert_value (f, "SELECT hex(name) FROM depot", "63616665CC81");
  result = yzt_store_poll (store, &error);
  g_assert_no_error (error);
  g_assert_cmpint (newest_entry (store).entry, ==, entry);
  assert_value (f, "SELECT count(*) FROM outside_change", "0");
  assert_value (f, "SELECT count(*) FROM act_open", "0");
  after = dump_map (f->path);
  g_assert_cmpstr (after, ==, before);
  g_clear_pointer (&result, yzt_act_result_free);

  run_other (f->path, "UPDATE depot SET name = 'u' || char(776), phone = char(8491), code = CAST(x'65CC' AS TEXT), "
              "\"order\" = 'a' || char(0) || 'e' || char(769);"
              "INSERT INTO depot (fid, name) VALUES (5, 'n' || char(771));"
              "INSERT INTO person (name) VALUES ('e' || char(769)), (char(233)), ('o' || char(776))");
  result = yzt_store_poll (store, &error);
  g_assert_no_error (error);
  g_assert_cmpint (newest_entry (store).entry, ==, entry + 1);
  assert_value (f, "SELECT group_concat(hex(name), ' ') FROM (SELECT name FROM depot ORDER BY fid)", "C3BC C3B1");
  assert_value (f, "SELECT hex(phone) || ' ' || hex(code) FROM depot WHERE phone NOTNULL", "C385 65CC");
  /* The second of two equal names could not be kept. */
  assert_value (f, "SELECT group_concat(hex(name), ' ') FROM (SELECT name FROM person ORDER BY fid)", "65CC81 C3A9 C3B6");
  assert_value (f, "SELECT count(*) FROM outside_change", "0");
  assert_sound (store);
  g_clear_pointer (&result, yzt_act_result_free);
  result = yzt_store_undo (store, entry + 1, &info, &error);
  g_assert_no_error (error);
  g_free (after);
  after = dump_map (f->path);
  g_assert_cmpstr (after, ==, before);
  assert_sound (store);
}

/* --- GDAL's own tools --- */

static gboolean
run_tool (const char *const *argv, char **output)
{
  g_autoptr(GError) error = NULL;
  int status = 0;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                     NULL, NULL, output, NULL, &status, &error))
    return FALSE;
  return g_spawn_check_wait_status (status, NULL);
}

static void
test_gdal (Fixture *f, gconstpointer data)
{
  g_autofree char *ogrinfo = g_find_program_in_path ("ogrinfo");
  g_autofree char *ogr2ogr = g_find_program_in_path ("ogr2ogr");
  g_autofree char *json = g_build_filename (f->folder, "add.geojson", NULL);
  g_autofree char *output = NULL;
  g_autofree char *warnings = NULL;
  g_autoptr(YztStore) store = NULL;
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  g_autoptr(GError) error = NULL;
  YztActInfo info = INFO ("Add depot");
  const char *read[] = { "ogrinfo", "-ro", "-al", f->path, NULL };
  const char *edit[] = { "ogrinfo", f->path, "-sql",
                         "UPDATE depot SET name = '改名' WHERE name = '城东库'", NULL };
  const char *append[] = { "ogr2ogr", "-update", "-append", "-nln", "depot", f->path, json, NULL };

  if (ogrinfo == NULL || ogr2ogr == NULL) {
    g_test_skip ("gdal-bin is not installed");
    return;
  }
  store = open_map (f);
  act_ok (store, &info, insert_row, row);
  g_clear_object (&store);
  g_assert_true (run_tool (read, &output));
  g_assert_nonnull (strstr (output, "name (String) = 城东库"));
  g_assert_nonnull (strstr (output, "POINT (112.5 23.25)"));
  g_assert_nonnull (strstr (output, "Layer name: stock_line"));
  g_assert_true (
      g_file_set_contents (json,
                           "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
                           "\"properties\":{\"name\":\"ogr\"},"
                           "\"geometry\":{\"type\":\"Point\",\"coordinates\":[113.5,23.5]}}]}",
                           -1, NULL));
  g_assert_true (run_tool (edit, NULL));
  g_assert_true (run_tool (append, NULL));
  store = open_map (f);
  g_assert_cmpint (yzt_store_find_row (store, f->depot, "name", "改名", &error), ==, row->fid);
  g_assert_cmpint (yzt_store_find_row (store, f->depot, "name", "ogr", &error), >, row->fid);
  g_assert_cmpuint (newest_entry (store).n_rows, ==, 2);
  assert_sound (store);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/outside/edit", Fixture, NULL, fixture_set_up, test_edit, fixture_tear_down);
  g_test_add ("/store/outside/insert-and-delete", Fixture, NULL, fixture_set_up,
              test_insert_and_delete, fixture_tear_down);
  g_test_add ("/store/outside/replace-and-renumber", Fixture, NULL, fixture_set_up,
              test_replace_and_renumber, fixture_tear_down);
  g_test_add ("/store/outside/many-inserts", Fixture, NULL, fixture_set_up, test_many_inserts,
              fixture_tear_down);
  g_test_add ("/store/outside/closed", Fixture, NULL, fixture_set_up, test_closed,
              fixture_tear_down);
  g_test_add ("/store/outside/before-own-act", Fixture, NULL, fixture_set_up, test_before_own_act,
              fixture_tear_down);
  g_test_add ("/store/outside/texts", Fixture, NULL, fixture_set_up, test_texts, fixture_tear_down);
  g_test_add ("/store/outside/gdal", Fixture, NULL, fixture_set_up, test_gdal, fixture_tear_down);
  return g_test_run ();
}

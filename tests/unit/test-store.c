/* test-store.c: making, opening, writing and reading a map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "test-store-common.h"

typedef struct {
  guint n;
  GString *names;
} Collected;

static gboolean
collect (const YztRow *row, gpointer data)
{
  Collected *collected = data;

  collected->n++;
  g_string_append_printf (collected->names, "%s;", yzt_row_get_text (row, "name"));
  return TRUE;
}

static void
test_round_trip (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  g_autoptr(YztRow) read = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *title = yzt_store_get_setting (store, "title");
  YztActInfo info = INFO ("Add depot");
  Collected collected = { 0, g_string_new (NULL) };

  g_assert_cmpstr (title, ==, "Test 测试");
  g_assert_false (yzt_store_is_read_only (store));
  g_assert_cmpint (act_ok (store, &info, insert_row, row), ==, 1);
  g_assert_cmpint (row->fid, >, 0);
  g_assert_cmpint (row->fid, <, G_GINT64_CONSTANT (1) << 53);
  yzt_store_close (store);
  g_clear_object (&store);
  g_assert_false (g_file_test (g_strconcat (f->path, "-wal", NULL), G_FILE_TEST_EXISTS));
  store = open_map (f);
  read = yzt_store_get_row (store, yzt_kind_set_find (yzt_store_get_kinds (store), "depot"), row->fid, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (yzt_row_get_text (read, "name"), ==, "城东库");
  g_assert_cmpstr (yzt_row_get_text (read, "created_at"), ==, "2026-11-22T04:24:00Z");
  g_assert_true (read->has_position);
  g_assert_cmpfloat (read->lon, ==, 112.5);
  g_assert_cmpfloat (read->lat, ==, 23.25);
  g_assert_cmpfloat (yzt_row_get (read, "area_m2")->v.number, ==, 112.6);
  g_assert_true (yzt_store_read_rows (store, f->depot, collect, &collected, &error));
  g_assert_cmpuint (collected.n, ==, 1);
  g_assert_cmpint (yzt_store_find_row (store, f->depot, "name", "城东库", &error), ==, row->fid);
  g_assert_cmpint (yzt_store_find_row (store, f->depot, "name", "无", &error), ==, 0);
  g_assert_no_error (error);
  assert_sound (store);
  g_string_free (collected.names, TRUE);
}

static void
test_undo_redo (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) result = NULL;
  YztActInfo info = INFO ("Add depot");
  YztActInfo undo = INFO (NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  act_ok (store, &info, insert_row, row);
  before = dump_map (f->path);
  f->now_ms += 60000;
  row->lon += 1;
  yzt_row_set_text (row, "phone", "0758-1234567");
  info.label = "Move depot";
  act_ok (store, &info, update_row, row);
  result = yzt_store_undo (store, 0, &undo, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (result->label, ==, "Undo: Move depot");
  after = dump_map (f->path);
  g_assert_cmpstr (after, ==, before);
  g_clear_pointer (&result, yzt_act_result_free);
  result = yzt_store_redo (store, &undo, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (result->label, ==, "Redo: Move depot");
  assert_sound (store);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/round-trip", Fixture, NULL, fixture_set_up, test_round_trip, fixture_tear_down);
  g_test_add ("/store/undo-redo", Fixture, NULL, fixture_set_up, test_undo_redo, fixture_tear_down);
  return g_test_run ();
}

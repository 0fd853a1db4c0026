/* test-store-changes.c: many rows changed, or taken away again, beside the map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "test-store-stage.h"
#include "yzt-prepared-private.h"
#include "yzt-undo-private.h"

/* --- changes of rows that are there --- */

/* Cells, places, nothing at all: what i says. */
static void
alter (YztRow *row, guint i)
{
  YztCell staff = { YZT_CELL_INTEGER, { .integer = i } }, none = { YZT_CELL_NULL };

  if (i % 7 == 0)
    return;
  if (i % 2 == 0)
    yzt_row_set_text (row, "name", "改名 Cafe\xCC\x81");
  if (i % 3 == 0)
    yzt_row_set (row, "staff", &staff);
  if (i % 5 == 0)
    yzt_row_set (row, "area_m2", &none);
  if (i % 11 == 0) {
    row->has_position = i % 2 == 0;
    row->lon = 111.5;
    row->lat = 22.5;
  }
}

static gboolean
collect_fid (const YztRow *row, gpointer user_data)
{
  g_array_append_val (user_data, row->fid);
  return TRUE;
}

static GArray *
list_fids (Fixture *f, YztStore *store)
{
  GArray *fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(GError) error = NULL;

  yzt_store_read_rows (store, f->depot, collect_fid, fids, &error);
  g_assert_no_error (error);
  return fids;
}

typedef struct {
  Fixture *f;
  GArray *fids;
} Altering;

static gboolean
alter_rows (YztAct *act, gpointer user_data, GError **error)
{
  Altering *altering = user_data;

  for (guint i = 0; i < altering->fids->len; i++) {
    g_autoptr(YztRow) row = yzt_act_get_row (act, altering->f->depot, g_array_index (altering->fids, gint64, i), error);

    alter (row, i);
    if (!yzt_act_update (act, row, error))
      return FALSE;
  }
  return TRUE;
}

static YztStage *
stage_changes (Fixture *f, YztStore *store, GArray *fids)
{
  g_autoptr(GError) error = NULL;
  YztStage *stage = yzt_stage_new (store, f->depot, &error);

  g_assert_no_error (error);
  g_assert_true (yzt_stage_can_change (stage));
  for (guint i = 0; i < fids->len; i++) {
    g_autoptr(YztRow) present = yzt_store_get_row (store, f->depot, g_array_index (fids, gint64, i), NULL);
    g_autoptr(YztRow) row = yzt_row_copy (present);

    alter (row, i);
    g_assert_true (yzt_stage_change (stage, present, row, &error));
  }
  return stage;
}

/* An act that changes rows one by one and a stage leave the same rows, and an undo of each what was there before. */
static void
test_changes (Fixture *f, gconstpointer data)
{
  Fixture other = { 0 };
  Rows rows = { f, 0, 1200 };
  YztActInfo info = INFO ("Changes");
  YztStore *store = open_map (f), *one_by_one;
  g_autoptr(GArray) fids = NULL;
  g_autoptr(GArray) other_fids = NULL;
  Altering altering = { &other, NULL };
  g_autofree char *before = NULL;
  g_autofree char *staged = NULL;
  g_autofree char *changed = NULL;
  g_autofree char *full = NULL;
  g_autofree char *undone = NULL;
  g_autofree char *again = NULL;

  fixture_set_up (&other, NULL);
  one_by_one = open_map (&other);
  act_ok (store, &info, insert_rows, &rows);
  rows.f = &other;
  act_ok (one_by_one, &info, insert_rows, &rows);
  before = dump_map (f->path);
  fids = list_fids (f, store);
  altering.fids = other_fids = list_fids (&other, one_by_one);
  f->now_ms += 60000;
  other.now_ms += 60000;
  rows = (Rows) { f, 5000, 10 };
  commit_ok (stage_changes (f, store, fids), insert_rows, &rows);
  act_ok (one_by_one, &info, alter_rows, &altering);
  rows.f = &other;
  act_ok (one_by_one, &info, insert_rows, &rows);
  staged = dump_depots (f->path);
  changed = dump_depots (other.path);
  g_assert_cmpstr (staged, ==, changed);
  assert_sound (store);
  full = dump_map (f->path);
  undo_ok (store, FALSE);
  undone = dump_map (f->path);
  g_assert_cmpstr (undone, ==, before);
  assert_sound (store);
  undo_ok (store, TRUE);
  again = dump_map (f->path);
  g_assert_cmpstr (again, ==, full);
  assert_sound (store);
  g_object_unref (store);
  g_object_unref (one_by_one);
  fixture_tear_down (&other, NULL);
}

/* Somebody else changes, or deletes, one of the rows between the look and the commit. */
static void
test_changed_meanwhile (Fixture *f, gconstpointer data)
{
  Rows rows = { f, 0, 1200 };
  YztActInfo info = INFO ("Meanwhile");
  YztStore *store = open_map (f);
  g_autoptr(GArray) fids = NULL;

  act_ok (store, &info, insert_rows, &rows);
  fids = list_fids (f, store);
  for (guint i = 0; i < 2; i++) {
    YztStage *stage = stage_changes (f, store, fids);
    g_autoptr(YztRow) row = yzt_store_get_row (store, f->depot, g_array_index (fids, gint64, 16), NULL);
    g_autoptr(GError) error = NULL;
    g_autofree char *before = NULL;
    g_autofree char *after = NULL;

    yzt_row_set_text (row, "phone", "119");
    act_ok (store, &info, i == 0 ? update_row : delete_row, row);
    before = dump_map (f->path);
    g_assert_null (yzt_stage_commit (stage, &info, NULL, NULL, &error));
    g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT);
    g_test_message ("%s", error->message);
    yzt_stage_free (stage);
    after = dump_map (f->path);
    g_assert_cmpstr (after, ==, before);
    assert_sound (store);
  }
  g_object_unref (store);
}

/* An undo that is made ready while others write: into what it takes away, and elsewhere. */
static void
test_undo_meanwhile (Fixture *f, gconstpointer data)
{
  Rows rows = { f, 0, 1200 }, few = { f, 9000, 30 };
  YztActInfo info = INFO ("Meanwhile"), undo = INFO (NULL);
  YztStore *store = open_map (f);
  g_autoptr(GArray) fids = NULL;
  g_autofree char *undone = NULL;
  g_autoptr(YztRow) row = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) result = NULL;
  g_autoptr(YztPrepared) prepared = NULL;
  gint64 entry, prepared_entry = 0;

  yzt_prepared_set_carried (1);
  act_ok (store, &info, insert_rows, &few);
  entry = commit_ok (stage_rows (store, &rows), NULL, NULL);
  fids = list_fids (f, store);
  prepared = yzt_undo_prepare (store, entry, &undo, FALSE, &prepared_entry, &error);
  g_assert_no_error (error);
  g_assert_nonnull (prepared);
  g_assert_cmpint (prepared_entry, ==, entry);
  g_clear_pointer (&prepared, yzt_prepared_free);
  /* One of its rows was changed and changed back: no longer by reference, and still whole. */
  row = yzt_store_get_row (store, f->depot, g_array_index (fids, gint64, 100), NULL);
  yzt_row_set_text (row, "phone", "119");
  act_ok (store, &info, update_row, row);
  result = yzt_store_undo (store, entry, &undo, &error);
  g_assert_null (result);
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT);
  g_clear_error (&error);
  result = yzt_store_undo (store, entry + 1, &undo, &error);
  g_assert_no_error (error);
  yzt_act_result_free (g_steal_pointer (&result));
  result = yzt_store_undo (store, entry, &undo, &error);
  g_assert_no_error (error);
  g_array_set_size (fids, 0);
  yzt_store_read_rows (store, f->depot, collect_fid, fids, &error);
  g_assert_cmpuint (fids->len, ==, 30);
  assert_sound (store);
  undo_ok (store, TRUE);
  undone = dump_map (f->path);
  assert_sound (store);
  yzt_prepared_set_carried (0);
  g_object_unref (store);
}

/* Things with what belongs to them, in one act. */
static gboolean
insert_families (YztAct *act, gpointer user_data, GError **error)
{
  Rows *rows = user_data;

  for (guint i = 0; i < rows->n; i++) {
    g_autoptr(YztRow) depot = make_row (rows->f, rows->from + i);
    g_autoptr(YztRow) stock = yzt_row_new (rows->f->stock);

    if (!yzt_act_insert (act, depot, error))
      return FALSE;
    yzt_row_set_text (stock, "name", "帐篷");
    stock->owner_fid = depot->fid;
    if (!yzt_act_insert (act, stock, error))
      return FALSE;
  }
  return TRUE;
}

/* They go together; one that was given to them later keeps them. */
static void
test_families (Fixture *f, gconstpointer data)
{
  Rows rows = { f, 0, 1200 };
  YztActInfo info = INFO ("Families"), undo = INFO (NULL);
  YztStore *store = open_map (f);
  g_autofree char *empty = dump_map (f->path);
  g_autoptr(GArray) fids = NULL;
  g_autoptr(YztRow) late = yzt_row_new (f->stock);
  g_autoptr(GError) error = NULL;
  gint64 entry;

  info.nature = YZT_ACT_BULK;
  entry = act_ok (store, &info, insert_families, &rows);
  for (guint i = 0; i < 2; i++) {
    g_autofree char *undone = NULL;

    undo_ok (store, FALSE);
    undone = dump_map (f->path);
    g_assert_cmpstr (undone, ==, empty);
    assert_sound (store);
    undo_ok (store, TRUE);
    assert_sound (store);
    entry += 2;
  }
  fids = list_fids (f, store);
  g_assert_cmpuint (fids->len, ==, 1200);
  yzt_row_set_text (late, "name", "饮水");
  late->owner_fid = g_array_index (fids, gint64, 700);
  info.nature = YZT_ACT_EDIT;
  act_ok (store, &info, insert_row, late);
  g_assert_null (yzt_store_undo (store, entry - 4, &undo, &error));
  g_test_message ("%s", error->message);
  assert_sound (store);
  g_clear_object (&store);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/store/changes/" path, Fixture, NULL, set_up_ahead, func, tear_down_ahead)
  ADD ("same", test_changes);
  ADD ("meanwhile", test_changed_meanwhile);
  ADD ("undo-meanwhile", test_undo_meanwhile);
  ADD ("families", test_families);
  return g_test_run ();
}

/* test-edits.c: many changes as one act: all or nothing, told when another was faster, owners with what they own
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-edits.h"
#include "yzt-selection.h"
#include "yzt-test-map.h"

static YztRow *
new_depot (TestMap *map, const char *name)
{
  YztRow *row = yzt_row_new (test_map_kind (map, "depot"));
  yzt_row_set_text (row, "name", name);
  row->has_position = TRUE;
  row->lon = 112.5;
  row->lat = 23.0;
  return row;
}

static YztRow *
new_line (TestMap *map, const char *item, double quantity, gint64 owner)
{
  YztRow *row = yzt_row_new (test_map_kind (map, "stock-line"));
  YztCell cell = { .type = YZT_CELL_NUMBER, .v.number = quantity };
  yzt_row_set_text (row, "name", item);
  yzt_row_set_text (row, "unit", "艘");
  yzt_row_set (row, "quantity", &cell);
  row->owner_fid = owner;
  return row;
}

static YztActResult *
write_ok (TestMap *map, YztEdits *edits)
{
  g_autoptr (GError) error = NULL;
  YztActResult *result = yzt_edits_write (edits, map->store, "王值班", "w", "en", &error);
  g_assert_no_error (error);
  return result;
}

static void
test_depot_with_lines (void)
{
  TestMap map;
  test_map_set_up (&map);
  g_autoptr (YztEdits) edits = yzt_edits_new ("Add depot 城东库");
  g_autoptr (YztRow) first = new_depot (&map, "城西库"), depot = new_depot (&map, "城东库");
  yzt_edits_insert (edits, first);
  gint64 owner = yzt_edits_insert (edits, depot);
  g_assert_cmpint (owner, ==, 2);
  for (guint i = 0; i < 10; i++) {
    g_autoptr (YztRow) line = new_line (&map, "冲锋舟", i, -owner);
    yzt_edits_insert (edits, line);
  }
  g_autoptr (YztActResult) result = write_ok (&map, edits);
  gint64 fid = yzt_act_result_first_fid (result, test_map_kind (&map, "depot"));
  g_autoptr (GPtrArray) lines = test_map_rows (&map, "stock-line");
  g_assert_cmpuint (lines->len, ==, 10);
  for (guint i = 0; i < lines->len; i++) {
    g_assert_cmpint (((YztRow *) lines->pdata[i])->owner_fid, ==, fid + 1);
  }
  YztActInfo info = { .author = "王值班", .window = "w" };
  g_autoptr (YztActResult) undone = yzt_store_undo (map.store, 0, &info, NULL);
  g_assert_nonnull (undone);
  g_autoptr (GPtrArray) left = test_map_rows (&map, "stock-line");
  g_assert_cmpuint (left->len, ==, 0);
  test_map_tear_down (&map);
}

/* Their numbers, which need not follow each other. */
static GArray *
add_depots (TestMap *map, guint n)
{
  g_autoptr (YztEdits) edits = yzt_edits_new ("Add");
  for (guint i = 0; i < n; i++) {
    g_autofree char *name = g_strdup_printf ("库 %u", i);
    g_autoptr (YztRow) depot = new_depot (map, name);
    yzt_edits_insert (edits, depot);
  }
  g_autoptr (YztActResult) result = write_ok (map, edits);
  g_autoptr (GPtrArray) rows = test_map_rows (map, "depot");
  GArray *fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < rows->len; i++) {
    g_array_append_val (fids, ((YztRow *) rows->pdata[i])->fid);
  }
  return fids;
}

static gint64
nth (GArray *fids, guint i)
{
  return g_array_index (fids, gint64, i);
}

static void
test_thousand_rows (void)
{
  TestMap map;
  test_map_set_up (&map);
  g_autoptr (GArray) fids = add_depots (&map, 1000);
  YztKind *depot = test_map_kind (&map, "depot");
  guint keeper = (guint) yzt_kind_get_field_index (depot, "keeper");
  g_autoptr (YztEdits) edits = yzt_edits_new ("Set Keeper of 1000 rows");
  YztCell value = yzt_cell_text ("李库管"), seen = { 0 };
  for (guint i = 0; i < fids->len; i++) {
    yzt_edits_set_cell (edits, depot, nth (fids, i), keeper, &seen, &value);
  }
  g_assert_cmpuint (yzt_edits_get_n_rows (edits), ==, 1000);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (YztActResult) result = write_ok (&map, edits);
  g_test_message ("1000 rows as one act: %.1f ms", (double) (g_get_monotonic_time () - start) / 1000.0);
  g_autoptr (GPtrArray) rows = test_map_rows (&map, "depot");
  for (guint i = 0; i < rows->len; i++) {
    g_assert_cmpstr (yzt_row_get_text (rows->pdata[i], "keeper"), ==, "李库管");
  }
  yzt_cell_clear (&value);
  g_autoptr (GArray) journal = yzt_store_read_journal (map.store, 0, 1, NULL);
  g_assert_cmpuint (g_array_index (journal, YztJournalEntry, 0).n_rows, ==, 1000);
  test_map_tear_down (&map);
}

/* Another window wrote first: nothing of ours is written, and both values are told. */
static void
test_conflict (void)
{
  TestMap map;
  test_map_set_up (&map);
  g_autoptr (GArray) fids = add_depots (&map, 2);
  YztKind *depot = test_map_kind (&map, "depot");
  guint keeper = (guint) yzt_kind_get_field_index (depot, "keeper");
  YztCell theirs = yzt_cell_text ("李四"), mine = yzt_cell_text ("张三"), seen = { 0 };
  g_autoptr (YztEdits) other = yzt_edits_new ("Edit");
  yzt_edits_set_cell (other, depot, nth (fids, 1), keeper, &seen, &theirs);
  g_autoptr (YztActResult) written = write_ok (&map, other);
  g_autoptr (YztEdits) edits = yzt_edits_new ("Edit");
  g_autoptr (GError) error = NULL;
  yzt_edits_set_cell (edits, depot, nth (fids, 0), keeper, &seen, &mine);
  yzt_edits_set_cell (edits, depot, nth (fids, 1), keeper, &seen, &mine);
  g_assert_null (yzt_edits_write (edits, map.store, "王值班", "w", "en", &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "李四"));
  g_assert_nonnull (strstr (error->message, "张三"));
  g_autoptr (YztRow) row = yzt_store_get_row (map.store, depot, nth (fids, 0), NULL);
  g_assert_null (yzt_row_get_text (row, "keeper"));
  /* The same value from both is no quarrel. */
  g_autoptr (YztEdits) same = yzt_edits_new ("Edit");
  yzt_edits_set_cell (same, depot, nth (fids, 1), keeper, &seen, &theirs);
  g_autoptr (YztActResult) nothing = write_ok (&map, same);
  yzt_cell_clear (&theirs);
  yzt_cell_clear (&mine);
  test_map_tear_down (&map);
}

/* Another window moved it first: it stays there, and where that is is told. */
static void
test_place_conflict (void)
{
  TestMap map;
  test_map_set_up (&map);
  g_autoptr (GArray) fids = add_depots (&map, 1);
  YztKind *depot = test_map_kind (&map, "depot");
  YztPosition first = { 112.4, 23.0 }, theirs = { 112.5, 23.1 }, mine = { 112.6, 23.2 };
  g_autoptr (GError) error = NULL;
  g_autoptr (YztEdits) place = yzt_edits_new ("Move"), other = yzt_edits_new ("Move"), edits = yzt_edits_new ("Move"), knowing = yzt_edits_new ("Move");
  yzt_edits_move (place, depot, nth (fids, 0), NULL, first);
  g_autoptr (YztActResult) placed = write_ok (&map, place);
  yzt_edits_move (other, depot, nth (fids, 0), &first, theirs);
  g_autoptr (YztActResult) moved = write_ok (&map, other);
  yzt_edits_move (edits, depot, nth (fids, 0), &first, mine);
  g_assert_null (yzt_edits_write (edits, map.store, "王值班", "w", "en", &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "112.5"));
  yzt_edits_move (knowing, depot, nth (fids, 0), &theirs, mine);
  g_autoptr (YztActResult) there = write_ok (&map, knowing);
  g_autoptr (YztRow) row = yzt_store_get_row (map.store, depot, nth (fids, 0), NULL);
  g_assert_cmpfloat (row->lon, ==, mine.lon);
  test_map_tear_down (&map);
}

/* One bad value among many: the sentence names the row and the field, and no row is changed. */
static void
test_bad_value (void)
{
  TestMap map;
  test_map_set_up (&map);
  g_autoptr (GArray) fids = add_depots (&map, 3);
  YztKind *depot = test_map_kind (&map, "depot");
  guint area = (guint) yzt_kind_get_field_index (depot, "area_m2");
  YztCell good = { .type = YZT_CELL_NUMBER, .v.number = 5 }, bad = { .type = YZT_CELL_NUMBER, .v.number = -5 };
  g_autoptr (YztEdits) edits = yzt_edits_new ("Edit");
  g_autoptr (GError) error = NULL;
  yzt_edits_set_cell (edits, depot, nth (fids, 0), area, NULL, &good);
  yzt_edits_set_cell (edits, depot, nth (fids, 1), area, NULL, &bad);
  yzt_edits_delete (edits, depot, nth (fids, 2));
  g_assert_null (yzt_edits_write (edits, map.store, "王值班", "w", "en", &error));
  g_assert_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_VALUE);
  g_assert_true (g_str_has_prefix (error->message, "库 1, Floor area: "));
  g_autoptr (GPtrArray) rows = test_map_rows (&map, "depot");
  g_assert_cmpuint (rows->len, ==, 3);
  g_assert_null (yzt_row_get (rows->pdata[0], "area_m2"));
  test_map_tear_down (&map);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_selection (void)
{
  g_autoptr (YztSession) session = yzt_session_new (&yzt_test_clock, "en", "w");
  YztSelection *selection = yzt_selection_of (session);
  YztThing things[] = { { 3, 7 }, { 1, 9 }, { 3, 7 }, { 1, 2 } };
  guint n = 0, changes = 0;
  g_signal_connect_swapped (selection, "changed", G_CALLBACK (count_cb), &changes);
  yzt_selection_set (selection, things, G_N_ELEMENTS (things));
  const YztThing *sorted = yzt_selection_get (selection, &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpint (sorted[0].fid, ==, 2);
  g_assert_true (yzt_selection_contains (selection, 3, 7));
  g_assert_cmpuint (changes, ==, 1);
  yzt_selection_toggle (selection, 1, 9);
  g_assert_false (yzt_selection_contains (selection, 1, 9));
  yzt_selection_toggle (selection, 1, 2);
  int kind = -1;
  gint64 fid = 0;
  g_assert_true (yzt_session_get_selected (session, &kind, &fid)); /* the last that is left is shown */
  g_assert_cmpint (kind, ==, 3);
  yzt_session_select (session, 1, 4);
  g_assert_true (yzt_selection_contains (selection, 1, 4));
  g_assert_cmpuint (yzt_selection_get_n (selection), ==, 1);
  yzt_session_select (session, -1, 0);
  g_assert_cmpuint (yzt_selection_get_n (selection), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edits/depot-with-lines", test_depot_with_lines);
  g_test_add_func ("/edits/thousand-rows", test_thousand_rows);
  g_test_add_func ("/edits/conflict", test_conflict);
  g_test_add_func ("/edits/place-conflict", test_place_conflict);
  g_test_add_func ("/edits/bad-value", test_bad_value);
  g_test_add_func ("/edits/selection", test_selection);
  return g_test_run ();
}

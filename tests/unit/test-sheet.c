/* test-sheet.c: a kind as a table: reading, sorting, filtering, sums and changes, each beside a slow twin
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <math.h>
#include "yzt-edits.h"
#include "yzt-sheet.h"
#include "yzt-test-map.h"

#define N_ROWS 3000

static const char *const towns[] = { "金利镇", "蛟塘镇", "金渡镇", "", "白诸镇" };
static const char *const types[] = { "flood", "comprehensive", "mine", "other" };

static void
put_number (YztRow *row, const char *field, double number)
{
  YztCell cell = { .type = YZT_CELL_NUMBER, .v.number = number };
  yzt_row_set (row, field, &cell);
}

static gboolean
insert_depots (YztAct *act, gpointer user_data, GError **error)
{
  for (guint i = 0; i < N_ROWS; i++) {
    g_autoptr (YztRow) row = yzt_row_new (user_data);
    g_autofree char *name = g_strdup_printf ("肇庆市端州区应急物资储备库第%d号", g_test_rand_int_range (0, 1500));
    const char *town = towns[g_test_rand_int_range (0, G_N_ELEMENTS (towns))];
    yzt_row_set_text (row, "name", name);
    yzt_row_set_text (row, "town", *town != '\0' ? town : NULL);
    yzt_row_set_text (row, "type", types[g_test_rand_int_range (0, G_N_ELEMENTS (types))]);
    if (i % 7 != 0) {
      put_number (row, "area_m2", g_test_rand_int_range (0, 500));
    }
    row->has_position = i % 11 != 0;
    row->lon = 112 + i * 1e-4;
    row->lat = 23;
    if (!yzt_act_insert (act, row, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static void
wait_for (YztSheet *sheet)
{
  while (yzt_sheet_is_busy (sheet)) {
    g_main_context_iteration (NULL, TRUE);
  }
}

static YztSheet *
open_sheet (TestMap *map, const char *kind)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  YztSheet *sheet = yzt_sheet_new (map->store, test_map_kind (map, kind), "zh_CN", zone);
  wait_for (sheet);
  g_assert_true (yzt_sheet_is_loaded (sheet));
  return sheet;
}

static void
set_up (TestMap *map)
{
  YztActInfo info = { .author = "王值班", .window = "w", .label = "Add", .nature = YZT_ACT_BULK };
  g_autoptr (GError) error = NULL;
  test_map_set_up (map);
  g_autoptr (YztActResult) result = yzt_store_write (map->store, &info, insert_depots, test_map_kind (map, "depot"), &error);
  g_assert_no_error (error);
}

static guint
n_shown (YztSheet *sheet)
{
  return g_list_model_get_n_items (G_LIST_MODEL (sheet));
}

static guint
column_of (YztSheet *sheet, const char *field)
{
  int column = yzt_sheet_find_column (sheet, field);
  g_assert_cmpint (column, >=, 0);
  return (guint) column;
}

/* What stands in the table is what stands in the file, in order of the numbers. */
static void
test_rows (void)
{
  TestMap map;
  set_up (&map);
  g_autoptr (YztSheet) sheet = open_sheet (&map, "depot");
  g_autoptr (GPtrArray) rows = test_map_rows (&map, "depot");
  g_assert_cmpuint (n_shown (sheet), ==, N_ROWS);
  for (guint i = 0; i < rows->len; i++) {
    const YztRow *row = rows->pdata[i];
    guint position = 0;
    g_assert_cmpint (yzt_sheet_get_fid (sheet, i), ==, row->fid);
    g_assert_true (yzt_sheet_find (sheet, row->fid, &position));
    g_assert_cmpuint (position, ==, i);
    for (guint f = 0; f < yzt_kind_get_n_fields (row->kind); f++) {
      YztCell cell = yzt_sheet_get_cell (sheet, i, f);
      g_assert_true (yzt_cell_equal (&cell, &row->cells[f]));
    }
    YztCell lon = yzt_sheet_get_cell (sheet, i, column_of (sheet, "lon"));
    g_assert_cmpint (lon.type, ==, row->has_position ? YZT_CELL_NUMBER : YZT_CELL_NULL);
  }
  yzt_sheet_close (sheet);
  test_map_tear_down (&map);
}

/* -1, 0, 1 as the table should have it: no value last, whatever the direction. */
static int
compare_slowly (YztSheet *sheet, guint a, guint b, guint column, gboolean descending)
{
  YztCell x = yzt_sheet_get_cell (sheet, a, column), y = yzt_sheet_get_cell (sheet, b, column);
  if (x.type == YZT_CELL_NULL || y.type == YZT_CELL_NULL) {
    return (x.type == YZT_CELL_NULL) - (y.type == YZT_CELL_NULL);
  }
  int order = x.type == YZT_CELL_NUMBER ? (x.v.number > y.v.number) - (x.v.number < y.v.number) : strcmp (x.v.text, y.v.text);
  return descending ? -order : order;
}

static void
check_sorted (YztSheet *sheet, guint column, gboolean descending)
{
  for (guint i = 1; i < n_shown (sheet); i++) {
    int order = compare_slowly (sheet, i - 1, i, column, descending);
    g_assert_cmpint (order, <=, 0);
    g_assert_true (order < 0 || yzt_sheet_get_fid (sheet, i - 1) < yzt_sheet_get_fid (sheet, i));
  }
}

static void
test_sort (void)
{
  static const char *const fields[] = { "name", "town", "area_m2", "lon" };
  TestMap map;
  set_up (&map);
  g_autoptr (YztSheet) sheet = open_sheet (&map, "depot");
  for (guint i = 0; i < 2 * G_N_ELEMENTS (fields); i++) {
    guint column = column_of (sheet, fields[i / 2]);
    yzt_sheet_sort (sheet, (int) column, i % 2 == 1);
    wait_for (sheet);
    g_assert_cmpuint (n_shown (sheet), ==, N_ROWS);
    check_sorted (sheet, column, i % 2 == 1);
  }
  /* An enumeration stands in the order of its kind, not of its codes. */
  guint type = column_of (sheet, "type");
  yzt_sheet_sort (sheet, (int) type, FALSE);
  wait_for (sheet);
  g_assert_cmpstr (yzt_sheet_get_cell (sheet, 0, type).v.text, ==, "comprehensive");
  g_assert_cmpstr (yzt_sheet_get_cell (sheet, N_ROWS - 1, type).v.text, ==, "other");
  yzt_sheet_close (sheet);
  test_map_tear_down (&map);
}

static guint
filtered (YztSheet *sheet, const char *field, const char *text)
{
  g_autoptr (GError) error = NULL;
  yzt_sheet_clear_filters (sheet);
  g_assert_true (yzt_sheet_set_filter (sheet, field != NULL ? (int) column_of (sheet, field) : -1, text, &error));
  g_assert_no_error (error);
  wait_for (sheet);
  return n_shown (sheet);
}

typedef gboolean (*Wanted) (const YztRow *row);

static gboolean
is_in_jin_towns (const YztRow *row)
{
  const char *town = yzt_row_get_text (row, "town");
  return town != NULL && strchr (town, '\0') != town && g_str_has_prefix (town, "金");
}

static gboolean
is_without_town (const YztRow *row)
{
  return yzt_row_get_text (row, "town") == NULL;
}

static double
area_of (const YztRow *row)
{
  const YztCell *cell = yzt_row_get (row, "area_m2");
  return cell != NULL && cell->type == YZT_CELL_NUMBER ? cell->v.number : NAN;
}

static gboolean
is_large (const YztRow *row)
{
  return area_of (row) > 250;
}

static gboolean
is_middling (const YztRow *row)
{
  return area_of (row) >= 100 && area_of (row) <= 200;
}

static gboolean
is_for_floods (const YztRow *row)
{
  return g_strcmp0 (yzt_row_get_text (row, "type"), "flood") == 0;
}

static gboolean
is_not_jinli (const YztRow *row)
{
  return g_strcmp0 (yzt_row_get_text (row, "town"), "金利镇") != 0;
}

static void
test_filter (void)
{
  static const struct {
    const char *field, *text;
    Wanted wanted;
  } cases[] = {
    { "town", "金", is_in_jin_towns }, { "town", "=", is_without_town }, { "area_m2", "＞250", is_large }, { "area_m2", "100..200", is_middling },
    { "type", "防汛", is_for_floods }, { "type", "flood", is_for_floods }, { "town", "!金利镇", is_not_jinli }, { NULL, "金", is_in_jin_towns },
  };
  TestMap map;
  set_up (&map);
  g_autoptr (YztSheet) sheet = open_sheet (&map, "depot");
  g_autoptr (GPtrArray) rows = test_map_rows (&map, "depot");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint expected = 0;
    for (guint j = 0; j < rows->len; j++) {
      expected += cases[i].wanted (rows->pdata[j]);
    }
    g_test_message ("%s %s", cases[i].field, cases[i].text);
    g_assert_cmpuint (filtered (sheet, cases[i].field, cases[i].text), ==, expected);
    g_assert_cmpuint (yzt_sheet_get_n_all (sheet), ==, N_ROWS);
  }
  g_autoptr (GError) error = NULL;
  g_assert_false (yzt_sheet_set_filter (sheet, (int) column_of (sheet, "area_m2"), "三百", &error));
  g_assert_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_VALUE);
  /* Filter and sort together, then one filter more. */
  g_assert_cmpuint (filtered (sheet, "area_m2", ">=100"), >, 0);
  yzt_sheet_sort (sheet, (int) column_of (sheet, "name"), TRUE);
  yzt_sheet_set_filter (sheet, (int) column_of (sheet, "town"), "白诸", NULL);
  wait_for (sheet);
  check_sorted (sheet, column_of (sheet, "name"), TRUE);
  g_assert_cmpuint (n_shown (sheet), <, N_ROWS / 3);
  /* All rows sorted first: a filter then walks them in their order. */
  yzt_sheet_clear_filters (sheet);
  wait_for (sheet);
  check_sorted (sheet, column_of (sheet, "name"), TRUE);
  guint expected = 0;
  for (guint j = 0; j < rows->len; j++) {
    expected += is_in_jin_towns (rows->pdata[j]);
  }
  yzt_sheet_set_filter (sheet, (int) column_of (sheet, "town"), "金", NULL);
  wait_for (sheet);
  check_sorted (sheet, column_of (sheet, "name"), TRUE);
  g_assert_cmpuint (n_shown (sheet), ==, expected);
  yzt_sheet_close (sheet);
  test_map_tear_down (&map);
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, guint *n)
{
  g_assert_cmpuint (position + removed, ==, *n); /* only the tail */
  *n = *n - removed + added;
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, *n);
}

/* What is read on the screen is found in any column, and days are found as people write them. */
static void
test_filter_words (void)
{
  static const struct {
    const char *field, *text;
    guint n;
  } cases[] = {
    { NULL, "防汛", 1 }, { NULL, "flood", 1 }, { NULL, "88", 1 }, { NULL, "!防汛", 3 }, { NULL, "2026-11", 1 },
    { "verified_at", "2026", 3 }, { "verified_at", "2026年11月", 1 }, { "verified_at", "2026/9", 1 }, { "verified_at", "2026.9.30", 1 },
    { "verified_at", ">2026-09", 1 }, { "verified_at", "<=2026-09-30", 2 }, { "verified_at", "2026-08..2026-10", 1 }, { "verified_at", "=", 1 },
  };
  static const char *const days[] = { "2026-02-01", "2026-09-30", "2026-11-22", NULL };
  TestMap map;
  test_map_set_up (&map);
  YztKind *depot = test_map_kind (&map, "depot");
  g_autoptr (YztEdits) edits = yzt_edits_new ("Add");
  g_autoptr (GError) error = NULL;
  for (guint i = 0; i < 4; i++) {
    g_autoptr (YztRow) row = yzt_row_new (depot);
    yzt_row_set_text (row, "name", "库");
    yzt_row_set_text (row, "type", i == 1 ? "flood" : "mine");
    yzt_row_set_text (row, "verified_at", days[i]);
    put_number (row, "area_m2", i == 2 ? 88 : 880);
    yzt_edits_insert (edits, row);
  }
  g_autoptr (YztActResult) result = yzt_edits_write (edits, map.store, "王值班", "w", "en", &error);
  g_assert_no_error (error);
  g_autoptr (YztSheet) sheet = open_sheet (&map, "depot");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s %s", cases[i].field, cases[i].text);
    g_assert_cmpuint (filtered (sheet, cases[i].field, cases[i].text), ==, cases[i].n);
  }
  g_assert_false (yzt_sheet_set_filter (sheet, (int) column_of (sheet, "verified_at"), "去年", &error));
  g_assert_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_VALUE);
  yzt_sheet_close (sheet);
  test_map_tear_down (&map);
}

/* A time is kept in UTC and asked for by the clock on the wall. */
static void
test_filter_times (void)
{
  TestMap map;
  test_map_set_up (&map);
  YztKind *kind = test_map_kind (&map, "incident");
  g_autoptr (YztEdits) edits = yzt_edits_new ("Add");
  g_autoptr (GError) error = NULL;
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (8 * 3600);
  g_autoptr (YztRow) row = yzt_row_new (kind);
  yzt_row_set_text (row, "name", "夜里");
  yzt_row_set_text (row, "occurred_utc", "2026-11-21T16:30:00Z");
  yzt_edits_insert (edits, row);
  g_autoptr (YztActResult) result = yzt_edits_write (edits, map.store, "王值班", "w", "en", &error);
  g_assert_no_error (error);
  g_autoptr (YztSheet) sheet = yzt_sheet_new (map.store, kind, "zh_CN", zone);
  wait_for (sheet);
  g_assert_cmpuint (filtered (sheet, "occurred_utc", "2026-11-22"), ==, 1);
  g_assert_cmpuint (filtered (sheet, "occurred_utc", "2026-11-21"), ==, 0);
  g_assert_cmpuint (filtered (sheet, "occurred_utc", "2026-11-22 00:30"), ==, 1);
  g_assert_cmpuint (filtered (sheet, "occurred_utc", ">2026-11-22 00:30"), ==, 0);
  yzt_sheet_close (sheet);
  test_map_tear_down (&map);
}

/* A slot is the same object through sorting; and one that a filter drops tells nothing false. */
static void
test_slots (void)
{
  TestMap map;
  set_up (&map);
  g_autoptr (YztSheet) sheet = open_sheet (&map, "depot");
  g_autoptr (YztSheetSlot) slot = g_list_model_get_item (G_LIST_MODEL (sheet), 7);
  guint n = N_ROWS;
  g_signal_connect (sheet, "items-changed", G_CALLBACK (on_items_changed), &n);
  gint64 before = yzt_sheet_get_fid (sheet, 7);
  yzt_sheet_sort (sheet, (int) column_of (sheet, "area_m2"), TRUE);
  wait_for (sheet);
  g_autoptr (YztSheetSlot) again = g_list_model_get_item (G_LIST_MODEL (sheet), 7);
  g_assert_true (again == slot);
  g_assert_cmpint (yzt_sheet_get_fid (sheet, 7), !=, before);
  filtered (sheet, "area_m2", "100..200");
  g_assert_cmpuint (n, ==, n_shown (sheet));
  yzt_sheet_clear_filters (sheet);
  wait_for (sheet);
  g_assert_cmpuint (n, ==, N_ROWS);
  yzt_sheet_close (sheet);
  test_map_tear_down (&map);
}

static YztActResult *
write_edits (TestMap *map, YztEdits *edits)
{
  g_autoptr (GError) error = NULL;
  YztActResult *result = yzt_edits_write (edits, map->store, "王值班", "w", "en", &error);
  g_assert_no_error (error);
  return result;
}

/* A changed row stays where it stands, a deleted one goes, its undo brings it back at the end, a new one comes last. */
static void
test_changes (void)
{
  TestMap map;
  set_up (&map);
  YztKind *depot = test_map_kind (&map, "depot");
  g_autoptr (YztSheet) sheet = open_sheet (&map, "depot");
  guint name = column_of (sheet, "name"), position = 0;
  yzt_sheet_sort (sheet, (int) name, FALSE);
  wait_for (sheet);
  gint64 changed = yzt_sheet_get_fid (sheet, 5), gone = yzt_sheet_get_fid (sheet, 6), next = yzt_sheet_get_fid (sheet, 7);
  g_autoptr (YztEdits) edits = yzt_edits_new ("Edit");
  g_autoptr (YztRow) fresh = yzt_row_new (depot);
  YztCell value = yzt_cell_text ("阿");
  yzt_row_set_text (fresh, "name", "新库");
  yzt_edits_set_cell (edits, depot, changed, name, NULL, &value);
  yzt_edits_delete (edits, depot, gone);
  yzt_edits_insert (edits, fresh);
  g_autoptr (YztActResult) result = write_edits (&map, edits);
  yzt_sheet_take_touches (sheet, result);
  wait_for (sheet);
  g_assert_cmpuint (n_shown (sheet), ==, N_ROWS);
  g_assert_cmpint (yzt_sheet_get_fid (sheet, 5), ==, changed);
  g_assert_cmpstr (yzt_sheet_get_cell (sheet, 5, name).v.text, ==, "阿");
  g_assert_cmpint (yzt_sheet_get_fid (sheet, 6), ==, next);
  g_assert_false (yzt_sheet_find (sheet, gone, &position));
  g_assert_cmpstr (yzt_sheet_get_cell (sheet, N_ROWS - 1, name).v.text, ==, "新库");
  YztActInfo info = { .author = "王值班", .window = "w" };
  g_autoptr (YztActResult) undone = yzt_store_undo (map.store, 0, &info, NULL);
  yzt_sheet_take_touches (sheet, undone);
  wait_for (sheet);
  g_assert_cmpuint (n_shown (sheet), ==, N_ROWS);
  g_assert_true (yzt_sheet_find (sheet, gone, &position));
  g_assert_cmpuint (position, ==, N_ROWS - 1);
  yzt_sheet_sort (sheet, -1, FALSE);
  wait_for (sheet);
  g_assert_cmpuint (n_shown (sheet), ==, N_ROWS);
  yzt_cell_clear (&value);
  yzt_sheet_close (sheet);
  test_map_tear_down (&map);
}

static void
add_line (YztEdits *edits, TestMap *map, const char *item, const char *unit, double quantity, gint64 owner)
{
  g_autoptr (YztRow) row = yzt_row_new (test_map_kind (map, "stock-line"));
  yzt_row_set_text (row, "name", item);
  yzt_row_set_text (row, "unit", unit);
  put_number (row, "quantity", quantity);
  row->owner_fid = owner;
  yzt_edits_insert (edits, row);
}

/* Unlike units are never added; the owner's name is a column that is sorted and searched like another. */
static void
test_sums (void)
{
  TestMap map;
  test_map_set_up (&map);
  g_autoptr (YztEdits) edits = yzt_edits_new ("Add");
  g_autoptr (YztRow) east = yzt_row_new (test_map_kind (&map, "depot")), west = yzt_row_new (test_map_kind (&map, "depot"));
  yzt_row_set_text (east, "name", "城东库");
  yzt_row_set_text (west, "name", "城西库");
  put_number (east, "area_m2", 100);
  put_number (west, "area_m2", 50.5);
  yzt_edits_insert (edits, east);
  yzt_edits_insert (edits, west);
  add_line (edits, &map, "冲锋舟", "艘", 5, -1);
  add_line (edits, &map, "冲锋舟", "艘", 3, -2);
  add_line (edits, &map, "沙袋", "条", 2000, -2);
  g_autoptr (YztActResult) result = write_edits (&map, edits);
  g_autoptr (YztSheet) depots = open_sheet (&map, "depot"), lines = open_sheet (&map, "stock-line");
  GArray *areas = yzt_sheet_get_sums (depots, column_of (depots, "area_m2"));
  g_assert_cmpuint (areas->len, ==, 1);
  g_assert_cmpfloat (g_array_index (areas, YztSheetSum, 0).sum, ==, 150.5);
  g_assert_cmpstr (g_array_index (areas, YztSheetSum, 0).unit, ==, "平方米");
  guint quantity = column_of (lines, "quantity");
  GArray *sums = yzt_sheet_get_sums (lines, quantity);
  g_assert_cmpuint (sums->len, ==, 2);
  g_assert_cmpfloat (g_array_index (sums, YztSheetSum, 0).sum, ==, 8);
  g_assert_cmpstr (g_array_index (sums, YztSheetSum, 1).unit, ==, "条");
  g_assert_null (yzt_sheet_get_sums (lines, column_of (lines, "name")));
  guint owner = yzt_kind_get_n_fields (test_map_kind (&map, "stock-line"));
  g_assert_null (yzt_sheet_get_field (lines, owner));
  yzt_sheet_set_filter (lines, (int) owner, "城西", NULL);
  wait_for (lines);
  g_assert_cmpuint (n_shown (lines), ==, 2);
  g_assert_cmpfloat (g_array_index (yzt_sheet_get_sums (lines, quantity), YztSheetSum, 0).sum, ==, 3);
  yzt_sheet_close (depots);
  yzt_sheet_close (lines);
  test_map_tear_down (&map);
}

/* Closed while it reads: no answer comes any more, nothing is left. */
static void
test_close_early (void)
{
  TestMap map;
  set_up (&map);
  for (guint i = 0; i < 5; i++) {
    g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
    g_autoptr (YztSheet) sheet = yzt_sheet_new (map.store, test_map_kind (&map, "depot"), "en", zone);
    yzt_sheet_sort (sheet, 0, TRUE);
    yzt_sheet_sort (sheet, 0, FALSE);
    yzt_sheet_close (sheet);
  }
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  test_map_tear_down (&map);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sheet/rows", test_rows);
  g_test_add_func ("/sheet/sort", test_sort);
  g_test_add_func ("/sheet/filter", test_filter);
  g_test_add_func ("/sheet/filter-words", test_filter_words);
  g_test_add_func ("/sheet/filter-times", test_filter_times);
  g_test_add_func ("/sheet/slots", test_slots);
  g_test_add_func ("/sheet/changes", test_changes);
  g_test_add_func ("/sheet/sums", test_sums);
  g_test_add_func ("/sheet/close-early", test_close_early);
  return g_test_run ();
}

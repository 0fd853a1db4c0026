/* test-paste.c: a hundred thousand cells from a spreadsheet with three bad ones; headers, codes, quotes, new rows
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-paste.h"
#include "yzt-test-map.h"

#define N_ROWS 10000

static gboolean
insert_depots (YztAct *act, gpointer kind, GError **error)
{
  for (guint i = 0; i < N_ROWS; i++) {
    g_autoptr (YztRow) row = yzt_row_new (kind);
    g_autofree char *name = g_strdup_printf ("库 %u", i), *code = g_strdup_printf ("C%u", i);
    yzt_row_set_text (row, "name", name);
    yzt_row_set_text (row, "code", code);
    if (!yzt_act_insert (act, row, error)) {
      return FALSE;
    }
  }
  return TRUE;
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

static YztPastePlan *
make_plan (TestMap *map, const YztPasteTarget *target, const char *text)
{
  g_autoptr (GError) error = NULL;
  YztPastePlan *plan = yzt_paste_plan_new (map->store, target, text, NULL, &error);
  g_assert_no_error (error);
  return plan;
}

static guint
field_index (YztKind *kind, const char *name)
{
  int index = yzt_kind_get_field_index (kind, name);
  g_assert_cmpint (index, >=, 0);
  return (guint) index;
}

/* Three of 100 000 cells are bad: they are told in words, nothing is written before a person says so, and then all others in one act. */
static void
test_three_bad (void)
{
  TestMap map;
  set_up (&map);
  YztKind *depot = test_map_kind (&map, "depot");
  static const char *const names[] = { "town", "area_m2", "volume_m3", "keeper", "organiser", "address", "county", "contact", "phone", "remarks" };
  guint fields[G_N_ELEMENTS (names)];
  g_autoptr (GPtrArray) rows = test_map_rows (&map, "depot");
  g_autofree gint64 *fids = g_new (gint64, N_ROWS);
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    fields[i] = field_index (depot, names[i]);
  }
  for (guint i = 0; i < N_ROWS; i++) {
    fids[i] = ((YztRow *) rows->pdata[i])->fid;
    const char *area = i == 10 ? "三百" : i == 500 ? "-4" : "120.5";
    const char *phone = i == 9000 ? "not a phone" : "0758-2831234";
    g_string_append_printf (text, "金利镇\t%s\t300\t李库管\t市应急局\t解放路%u号\t高要区\t张三\t%s\t%s\r\n", area, i, phone, "\"两行\n备注\"");
  }
  YztPasteTarget target = { .kind = depot, .fields = fields, .n_fields = G_N_ELEMENTS (names), .fids = fids, .n_fids = N_ROWS, .language = "en" };
  gint64 start = g_get_monotonic_time ();
  g_autoptr (YztPastePlan) plan = make_plan (&map, &target, text->str);
  g_test_message ("planned in %.0f ms", (double) (g_get_monotonic_time () - start) / 1000.0);
  g_assert_cmpuint (plan->n_cells, ==, 100000);
  g_assert_cmpuint (plan->n_problems, ==, 3);
  g_assert_true (g_str_has_prefix (plan->problems->pdata[0], "Line 11, Floor area: "));
  g_assert_true (g_str_has_prefix (plan->problems->pdata[2], "Line 9001, Telephone: "));
  g_assert_cmpuint (plan->changes->len, ==, 99997);
  g_autoptr (YztRow) before = yzt_store_get_row (map.store, depot, fids[0], NULL);
  g_assert_null (yzt_row_get_text (before, "town"));
  g_autoptr (YztEdits) edits = yzt_paste_plan_to_edits (plan, "Paste");
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) result = yzt_edits_write (edits, map.store, "王值班", "w", "en", &error);
  g_assert_no_error (error);
  g_autoptr (YztRow) after = yzt_store_get_row (map.store, depot, fids[10], NULL);
  g_assert_cmpstr (yzt_row_get_text (after, "remarks"), ==, "两行\n备注");
  g_assert_null (yzt_row_get (after, "area_m2"));
  YztActInfo info = { .author = "王值班", .window = "w" };
  g_autoptr (YztActResult) undone = yzt_store_undo (map.store, 0, &info, &error);
  g_assert_no_error (error);
  g_autoptr (YztRow) again = yzt_store_get_row (map.store, depot, fids[9999], NULL);
  g_assert_null (yzt_row_get_text (again, "keeper"));
  test_map_tear_down (&map);
}

/* Headers in either language name the fields, the code finds the row, an unknown code is a new row with its place. */
static void
test_headers (void)
{
  TestMap map;
  set_up (&map);
  YztKind *depot = test_map_kind (&map, "depot");
  YztPasteTarget target = { .kind = depot, .language = "zh_CN" };
  g_autoptr (YztPastePlan) plan =
      make_plan (&map, &target, "编号\t名称\t建筑面积\t类型\t经度\t纬度\nC7\t库 7\t88\t防汛抗旱\t\t\nX1\t新库\t12\t\t112.5\t23.1\n\n");
  g_assert_true (plan->has_header);
  g_assert_cmpuint (plan->n_problems, ==, 0);
  g_assert_cmpuint (plan->changes->len, ==, 2); /* area and type; code and name are the same */
  g_assert_cmpuint (plan->n_same, ==, 2);
  g_assert_cmpuint (plan->new_rows->len, ==, 1);
  const YztRow *row = plan->new_rows->pdata[0];
  g_assert_true (row->has_position);
  g_assert_cmpfloat (row->lat, ==, 23.1);
  test_map_tear_down (&map);
}

/* Lines of stock need an owner; and a new row needs what its kind requires. */
static void
test_children (void)
{
  TestMap map;
  test_map_set_up (&map);
  YztKind *line = test_map_kind (&map, "stock-line");
  const char *text = "物资名称\t计量单位\t数量\n冲锋舟\t艘\t5\n沙袋\t\t100\n";
  YztPasteTarget target = { .kind = line, .language = "en" };
  g_autoptr (YztPastePlan) nobody = make_plan (&map, &target, text);
  g_assert_cmpuint (nobody->n_problems, ==, 2);
  target.owner_fid = 7;
  g_autoptr (YztPastePlan) plan = make_plan (&map, &target, text);
  g_assert_cmpuint (plan->new_rows->len, ==, 1);
  g_assert_cmpint (((YztRow *) plan->new_rows->pdata[0])->owner_fid, ==, 7);
  g_assert_cmpuint (plan->n_problems, ==, 1); /* no unit */
  test_map_tear_down (&map);
}

/* What the table copied goes back into it: the owner's column is known and passed over, and a row that was given another place stands there. */
static void
test_round_trip (void)
{
  TestMap map;
  set_up (&map);
  YztKind *depot = test_map_kind (&map, "depot"), *line = test_map_kind (&map, "stock-line");
  YztPasteTarget target = { .kind = depot, .language = "zh_CN" };
  g_autoptr (GError) error = NULL;
  g_autoptr (YztPastePlan) plan = make_plan (&map, &target, "编号\t名称\t经度\t纬度\nC7\t库 7\t112.5\t23.1\nC8\t库 8\t112.5\t\nC9\t库 9\t500\t23\n");
  g_assert_cmpuint (plan->moves->len, ==, 1);
  g_assert_cmpuint (plan->n_problems, ==, 3); /* no latitude; no longitude on earth, and then none at all */
  g_autoptr (YztEdits) edits = yzt_paste_plan_to_edits (plan, "Paste");
  g_autoptr (YztActResult) result = yzt_edits_write (edits, map.store, "王值班", "w", "en", &error);
  g_assert_no_error (error);
  g_autoptr (YztRow) row = yzt_store_get_row (map.store, depot, g_array_index (plan->moves, YztPasteMove, 0).fid, NULL);
  g_assert_true (row->has_position);
  g_assert_cmpfloat (row->lon, ==, 112.5);
  g_autoptr (YztPastePlan) again = make_plan (&map, &target, "编号\t经度\t纬度\nC7\t112.5000000\t23.1000000\n");
  g_assert_cmpuint (again->moves->len, ==, 0);
  g_assert_cmpuint (again->n_same, ==, 3);
  target = (YztPasteTarget) { .kind = line, .language = "zh_CN", .owner_fid = row->fid };
  g_autoptr (YztPastePlan) lines = make_plan (&map, &target, "物资库\t物资名称\t计量单位\t账面数量\n库 7\t冲锋舟\t艘\t5\n");
  g_assert_true (lines->has_header);
  g_assert_cmpuint (lines->new_rows->len, ==, 1);
  test_map_tear_down (&map);
}

static void
test_split (void)
{
  g_autoptr (GPtrArray) lines = yzt_paste_split ("a\t\"b \"\"c\"\"\"\t\r\n\"d\ne\"\tf");
  g_assert_cmpuint (lines->len, ==, 2);
  char **first = lines->pdata[0], **second = lines->pdata[1];
  g_assert_cmpuint (g_strv_length (first), ==, 3);
  g_assert_cmpstr (first[1], ==, "b \"c\"");
  g_assert_cmpstr (first[2], ==, "");
  g_assert_cmpstr (second[0], ==, "d\ne");
  g_assert_cmpstr (second[1], ==, "f");
  g_autoptr (GPtrArray) open = yzt_paste_split ("\"never closed\tx");
  g_assert_cmpuint (open->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paste/three-bad", test_three_bad);
  g_test_add_func ("/paste/headers", test_headers);
  g_test_add_func ("/paste/children", test_children);
  g_test_add_func ("/paste/round-trip", test_round_trip);
  g_test_add_func ("/paste/split", test_split);
  return g_test_run ();
}

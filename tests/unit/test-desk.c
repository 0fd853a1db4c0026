/* test-desk.c: a planner's own kinds, what is to be asked about, and "verified now"
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-kind-draft.h"
#include "yzt-test-map.h"
#include "yzt-exchange.h"
#include "yzt-place-judge.h"
#include "yzt-todo.h"

static void
add_field (YztKindDraft *draft, const char *label, YztFieldType type, const char *unit, const char *values)
{
  YztFieldDraft *field = yzt_kind_draft_add_field (draft);
  field->label = g_strdup (label);
  field->type = type;
  field->unit = g_strdup (unit);
  field->values = g_strdup (values);
}

static YztActResult *
write_kind (TestMap *map, const YztKindDraft *draft)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = yzt_kind_draft_to_text (draft, yzt_store_get_kinds (map->store), &error);
  g_assert_no_error (error);
  g_autoptr (YztEdits) edits = yzt_edits_new ("New kind");
  yzt_edits_put_kind (edits, text);
  YztActResult *result = yzt_edits_write (edits, map->store, "王值班", "w", "en", &error);
  g_assert_no_error (error);
  return result;
}

/* Made, used, changed: a field that is taken away is hidden, and what stands in it is still there. */
static void
test_own_kind (void)
{
  TestMap map;
  test_map_set_up (&map);
  g_autoptr (YztKindDraft) draft = yzt_kind_draft_new ();
  draft->label = g_strdup ("取水点");
  add_field (draft, "流量", YZT_FIELD_NUMBER, "L/s", NULL);
  add_field (draft, "等级", YZT_FIELD_ENUM, NULL, "一级；二级;三级");
  add_field (draft, "联系电话", YZT_FIELD_PHONE, NULL, NULL);
  draft->level_field = 1;
  g_autoptr (YztActResult) made = write_kind (&map, draft);
  YztKind *kind = test_map_kind (&map, "own-1");
  g_assert_cmpstr (yzt_kind_get_label (kind, "zh_CN"), ==, "取水点");
  const YztField *grade = yzt_kind_find_field (kind, "f2");
  g_assert_true (yzt_kind_get_level_field (kind) == grade);
  g_assert_cmpint (yzt_field_get_value_level (grade, "v1"), ==, 1);
  g_assert_cmpstr (yzt_field_get_value_label (grade, "v3", "zh_CN"), ==, "三级");
  g_autoptr (YztEdits) edits = yzt_edits_new ("Add");
  g_autoptr (YztRow) row = yzt_row_new (kind);
  YztCell flow = { .type = YZT_CELL_NUMBER, .v.number = 12 };
  yzt_row_set_text (row, "name", "北岭取水点");
  yzt_row_set (row, "f1", &flow);
  yzt_edits_insert (edits, row);
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) added = yzt_edits_write (edits, map.store, "王值班", "w", "en", &error);
  g_assert_no_error (error);
  /* Changed: the flow goes, a depth comes, the grade gains a value. */
  g_autoptr (YztKindDraft) change = yzt_kind_draft_new_from (kind, "zh_CN");
  g_assert_cmpuint (change->fields->len, ==, 3);
  g_array_index (change->fields, YztFieldDraft, 0).hidden = TRUE;
  g_array_index (change->fields, YztFieldDraft, 1).values = g_strdup ("四级");
  add_field (change, "水深", YZT_FIELD_NUMBER, "m", NULL);
  g_autoptr (YztActResult) changed = write_kind (&map, change);
  kind = test_map_kind (&map, "own-1");
  g_assert_true (yzt_field_is_hidden (yzt_kind_find_field (kind, "f1")));
  g_assert_cmpstr (yzt_field_get_label (yzt_kind_find_field (kind, "f4"), "en"), ==, "水深");
  g_assert_cmpuint (yzt_field_get_n_values (yzt_kind_find_field (kind, "f2")), ==, 4);
  g_autoptr (GPtrArray) rows = test_map_rows (&map, "own-1");
  g_assert_cmpfloat (yzt_row_get (rows->pdata[0], "f1")->v.number, ==, 12);
  /* Taken back: the field is shown again. */
  YztActInfo info = { .author = "王值班", .window = "w" };
  g_autoptr (YztActResult) undone = yzt_store_undo (map.store, 0, &info, &error);
  g_assert_no_error (error);
  g_assert_false (yzt_field_is_hidden (yzt_kind_find_field (test_map_kind (&map, "own-1"), "f1")));
  test_map_tear_down (&map);
}

/* A line on the map, with links to one kind and files: what the dialog lets a planner choose. */
/* A person with the telephone after it, and one without; changing the kind leaves both as they are. */
static void
test_own_person (void)
{
  TestMap map;
  test_map_set_up (&map);
  g_autoptr (YztKindDraft) draft = yzt_kind_draft_new ();
  draft->label = g_strdup ("值守点");
  add_field (draft, "值守人", YZT_FIELD_TEXT, NULL, NULL);
  add_field (draft, "值守电话", YZT_FIELD_PHONE, NULL, NULL);
  add_field (draft, "片区长", YZT_FIELD_TEXT, NULL, NULL);
  add_field (draft, "备注栏", YZT_FIELD_TEXT, NULL, NULL);
  g_array_index (draft->fields, YztFieldDraft, 0).person = g_array_index (draft->fields, YztFieldDraft, 2).person = TRUE;
  g_autoptr (YztActResult) made = write_kind (&map, draft);
  for (guint round = 0; round < 2; round++) {
    YztKind *kind = test_map_kind (&map, "own-1");
    g_assert_cmpstr (yzt_field_get_person_phone (yzt_kind_find_field (kind, "f1")), ==, "f2");
    g_assert_cmpstr (yzt_field_get_person_phone (yzt_kind_find_field (kind, "f3")), ==, "");
    g_assert_null (yzt_field_get_person_phone (yzt_kind_find_field (kind, "f4")));
    if (round == 0) {
      g_autoptr (YztKindDraft) change = yzt_kind_draft_new_from (kind, "zh_CN");
      g_assert_true (g_array_index (change->fields, YztFieldDraft, 0).person);
      add_field (change, "水深", YZT_FIELD_NUMBER, "m", NULL);
      g_autoptr (YztActResult) changed = write_kind (&map, change);
    }
  }
  test_map_tear_down (&map);
}

static void
test_own_line (void)
{
  TestMap map;
  test_map_set_up (&map);
  g_autoptr (YztKindDraft) draft = yzt_kind_draft_new ();
  draft->label = g_strdup ("堤段");
  draft->geometry = YZT_KIND_GEOMETRY_LINE;
  add_field (draft, "责任队伍", YZT_FIELD_LINK, NULL, NULL);
  add_field (draft, "照片", YZT_FIELD_FILE, NULL, NULL);
  g_array_index (draft->fields, YztFieldDraft, 0).target = g_strdup ("rescue-team");
  g_autoptr (YztActResult) made = write_kind (&map, draft);
  YztKind *kind = test_map_kind (&map, "own-1");
  const YztField *team = yzt_kind_find_field (kind, "f1"), *photos = yzt_kind_find_field (kind, "f2");
  g_assert_cmpint (yzt_kind_get_geometry (kind), ==, YZT_KIND_GEOMETRY_LINE);
  g_assert_cmpint (yzt_field_get_field_type (team), ==, YZT_FIELD_LINK);
  g_assert_cmpstr (yzt_field_get_targets (team)[0], ==, "rescue-team");
  g_assert_cmpint (yzt_field_get_field_type (photos), ==, YZT_FIELD_FILE);
  g_assert_true (yzt_field_is_many (photos));
  test_map_tear_down (&map);
}

static void
test_draft_problems (void)
{
  TestMap map;
  test_map_set_up (&map);
  YztKindSet *kinds = yzt_store_get_kinds (map.store);
  g_autoptr (YztKindDraft) draft = yzt_kind_draft_new ();
  g_autoptr (GError) nameless = NULL, twice = NULL, empty = NULL;
  g_assert_null (yzt_kind_draft_to_text (draft, kinds, &nameless));
  g_assert_error (nameless, YZT_KIND_ERROR, YZT_KIND_ERROR_NAME);
  draft->label = g_strdup ("取水点");
  add_field (draft, "流量", YZT_FIELD_NUMBER, NULL, NULL);
  add_field (draft, "流量", YZT_FIELD_TEXT, NULL, NULL);
  g_assert_null (yzt_kind_draft_to_text (draft, kinds, &twice));
  g_assert_nonnull (strstr (twice->message, "流量"));
  g_array_index (draft->fields, YztFieldDraft, 1).hidden = TRUE;
  add_field (draft, "状态", YZT_FIELD_ENUM, NULL, " ");
  g_assert_null (yzt_kind_draft_to_text (draft, kinds, &empty));
  g_assert_nonnull (strstr (empty->message, "状态"));
  test_map_tear_down (&map);
}

static void
add_stock (TestMap *map, const char *name, double stock)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztEdits) edits = yzt_edits_new ("Add");
  g_autoptr (YztRow) row = yzt_row_new (test_map_kind (map, "own-1"));
  YztCell cell = { .type = YZT_CELL_NUMBER, .v.number = stock };
  yzt_row_set_text (row, "name", name);
  yzt_row_set (row, "f1", &cell);
  row->has_position = TRUE;
  row->lon = 112;
  row->lat = 23;
  yzt_edits_insert (edits, row);
  g_autoptr (YztActResult) added = yzt_edits_write (edits, map->store, "王值班", "w", "en", &error);
  g_assert_no_error (error);
  /* The map's scene has the level too: its colour and the filter go by it. */
  g_autoptr (YztSceneChanges) changes = yzt_load_changes (map->store, added, &yzt_clock_system, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_array_index (changes->items, YztItemChange, 0).item.level, ==, stock >= 500 ? 1 : stock >= 100 ? 2 : 0);
}

static void
expect_problem (TestMap *map, const YztKindDraft *draft, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (yzt_kind_draft_to_text (draft, yzt_store_get_kinds (map->store), &error));
  g_assert_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_NAME);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, part));
}

static void
set_bound (YztKindDraft *draft, int level, const char *text)
{
  g_free (draft->level_bounds[level - 1]);
  draft->level_bounds[level - 1] = g_strdup (text);
}

/* "From 500 t on: first grade": written into the kind, told of every thing, changed and taken back. */
static void
test_level_by_number (void)
{
  TestMap map;
  test_map_set_up (&map);
  g_autoptr (YztKindDraft) draft = yzt_kind_draft_new ();
  draft->label = g_strdup ("堆场");
  add_field (draft, "堆存量", YZT_FIELD_NUMBER, "t", NULL);
  draft->level_field = 0;
  expect_problem (&map, draft, "500"); /* no number at all */
  set_bound (draft, 1, "许多");
  expect_problem (&map, draft, "许多");
  set_bound (draft, 1, "５００"); /* full-width, as a Chinese keyboard writes it */
  set_bound (draft, 2, "500");
  expect_problem (&map, draft, "Ⅱ");
  set_bound (draft, 2, "100");
  g_autoptr (YztActResult) made = write_kind (&map, draft);
  YztKind *kind = test_map_kind (&map, "own-1");
  g_assert_cmpfloat (yzt_field_get_level_bound (yzt_kind_get_level_field (kind), 1), ==, 500);
  add_stock (&map, "大堆场", 500);
  add_stock (&map, "中堆场", 120);
  add_stock (&map, "小堆场", 99);
  /* The rule is turned round; the stock becomes hidden only when something else tells the level. */
  g_autoptr (YztKindDraft) change = yzt_kind_draft_new_from (kind, "zh_CN");
  g_assert_cmpstr (change->level_bounds[1], ==, "100");
  g_assert_null (change->level_bounds[2]);
  g_array_index (change->fields, YztFieldDraft, 0).hidden = TRUE;
  expect_problem (&map, change, "堆存量");
  g_array_index (change->fields, YztFieldDraft, 0).hidden = FALSE;
  change->levels_fall = TRUE;
  expect_problem (&map, change, "Ⅱ");
  set_bound (change, 1, "50");
  g_autoptr (YztActResult) turned = write_kind (&map, change);
  g_autoptr (GPtrArray) rows = test_map_rows (&map, "own-1");
  g_assert_cmpint (yzt_row_get_level (rows->pdata[0]), ==, 0);
  g_assert_cmpint (yzt_row_get_level (rows->pdata[2]), ==, 2);
  /* No level any more, and all of it taken back. */
  g_autoptr (YztKindDraft) plain = yzt_kind_draft_new_from (test_map_kind (&map, "own-1"), "zh_CN");
  plain->level_field = -1;
  g_autoptr (YztActResult) without = write_kind (&map, plain);
  g_assert_null (yzt_kind_get_level_field (test_map_kind (&map, "own-1")));
  g_autoptr (GError) error = NULL;
  YztActInfo info = { .author = "王值班", .window = "w" };
  g_autoptr (YztActResult) undone = yzt_store_undo (map.store, 0, &info, &error);
  g_assert_no_error (error);
  g_assert_true (yzt_field_levels_fall (yzt_kind_get_level_field (test_map_kind (&map, "own-1"))));
  test_map_tear_down (&map);
}

/* A choice that was there already tells the level: its first four values in their order. */
static void
test_level_later (void)
{
  TestMap map;
  test_map_set_up (&map);
  g_autoptr (YztKindDraft) draft = yzt_kind_draft_new ();
  draft->label = g_strdup ("桥");
  add_field (draft, "状况", YZT_FIELD_ENUM, NULL, "危;险;差;中;好");
  g_autoptr (YztActResult) made = write_kind (&map, draft);
  g_autoptr (YztKindDraft) change = yzt_kind_draft_new_from (test_map_kind (&map, "own-1"), "zh_CN");
  change->level_field = 0;
  g_autoptr (YztActResult) changed = write_kind (&map, change);
  const YztField *state = yzt_kind_get_level_field (test_map_kind (&map, "own-1"));
  g_assert_cmpint (yzt_field_get_value_level (state, "v1"), ==, 1);
  g_assert_cmpint (yzt_field_get_value_level (state, "v4"), ==, 4);
  g_assert_cmpint (yzt_field_get_value_level (state, "v5"), ==, 0);
  test_map_tear_down (&map);
}

static void
add_row (YztEdits *edits, TestMap *map, const char *kind, const char *name, const char *grade, const char *verified, const char *phone)
{
  g_autoptr (YztRow) row = yzt_row_new (test_map_kind (map, kind));
  yzt_row_set_text (row, "name", name);
  if (grade != NULL) {
    yzt_row_set_text (row, "grade", grade);
  }
  yzt_row_set_text (row, "verified_at", verified);
  if (yzt_kind_get_field_index (row->kind, "phone") >= 0) {
    yzt_row_set_text (row, "phone", phone);
  }
  row->has_position = verified != NULL;
  row->lon = 112;
  row->lat = 23;
  yzt_edits_insert (edits, row);
}

/* Worst level first, then who was never asked, then the oldest; what is missing is counted. */
static void
test_todo (void)
{
  TestMap map;
  test_map_set_up (&map);
  g_autoptr (YztEdits) edits = yzt_edits_new ("Add");
  const YztField *grade = yzt_kind_get_level_field (test_map_kind (&map, "hazard-source"));
  g_assert_nonnull (grade);
  g_autofree char *first = g_strdup (yzt_field_get_value (grade, 0)), *second = g_strdup (yzt_field_get_value (grade, 1));
  add_row (edits, &map, "depot", "旧库", NULL, "2020-01-01", "0758-2831234");
  add_row (edits, &map, "depot", "新库", NULL, "2026-09-01", "0758-2831234");
  add_row (edits, &map, "depot", "无电话", NULL, "2026-09-01", NULL);
  add_row (edits, &map, "hazard-source", "二级源", second, NULL, NULL);
  add_row (edits, &map, "hazard-source", "一级源旧", first, "2019-01-01", NULL);
  add_row (edits, &map, "hazard-source", "一级源", first, NULL, NULL);
  add_row (edits, &map, "task", "不必核实", NULL, NULL, NULL);
  add_row (edits, &map, "incident-contact", "不必核实", NULL, NULL, "0758-2831234");
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) result = yzt_edits_write (edits, map.store, "王值班", "w", "en", &error);
  g_assert_no_error (error);
  g_autoptr (YztTodo) todo = yzt_todo_read (map.store, YZT_TEST_NOW_MS, NULL, NULL, &error);
  g_assert_no_error (error);
  const char *const order[] = { "一级源", "一级源旧", "二级源", "旧库" };
  for (guint i = 0; i < G_N_ELEMENTS (order); i++) {
    g_assert_cmpstr (g_array_index (todo->items, YztTodoItem, i).name, ==, order[i]);
  }
  for (guint i = 0; i < todo->items->len; i++) {
    g_assert_cmpstr (g_array_index (todo->items, YztTodoItem, i).name, !=, "不必核实");
  }
  g_assert_cmpuint (todo->counts[0], >=, 1); /* no telephone */
  g_assert_cmpuint (todo->counts[2], ==, 2); /* no place */
  g_assert_cmpuint (todo->counts[3], ==, 4); /* old or never */
  test_map_tear_down (&map);
}

static void
add_place (YztEdits *edits, TestMap *map, const char *name, const char *county, double lon)
{
  g_autoptr (YztRow) row = yzt_row_new (test_map_kind (map, "depot"));
  yzt_row_set_text (row, "name", name);
  yzt_row_set_text (row, "county", county);
  yzt_row_set_text (row, "verified_at", "2026-09-01");
  row->has_position = TRUE;
  row->lon = lon;
  row->lat = 23.03;
  yzt_edits_insert (edits, row);
}

static gboolean
put_jurisdiction (YztAct *act, gpointer user_data, GError **error)
{
  return yzt_act_put_setting (act, "jurisdiction", "4412", error);
}

/* Places in Gaoyao and one in Guangzhou, on a map of Zhaoqing. */
static void
test_todo_place (void)
{
  TestMap map;
  test_map_set_up (&map);
  g_autoptr (GError) error = NULL;
  const YztActInfo info = { .author = "王值班", .window = "w", .label = "Jurisdiction", .nature = YZT_ACT_EDIT };
  g_autoptr (YztActResult) set = yzt_store_write (map.store, &info, put_jurisdiction, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (YztEdits) edits = yzt_edits_new ("Add");
  add_place (edits, &map, "在高要", "高要区", 112.45);
  add_place (edits, &map, "没说", NULL, 112.45);
  add_place (edits, &map, "不认识", "某某开发区", 112.45);
  add_place (edits, &map, "说德庆", "德庆县", 112.45);
  add_place (edits, &map, "错在广州", NULL, 113.27);
  g_autoptr (YztActResult) result = yzt_edits_write (edits, map.store, "王值班", "w", "en", &error);
  g_assert_no_error (error);
  g_autoptr (YztTodo) todo = yzt_todo_read (map.store, YZT_TEST_NOW_MS, yzt_place_judge (), NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < todo->items->len; i++) {
    const YztTodoItem *item = &g_array_index (todo->items, YztTodoItem, i);
    g_assert_cmpint ((item->flags & YZT_TODO_DOUBTFUL_PLACE) != 0, ==, (g_str_equal (item->name, "说德庆") || g_str_equal (item->name, "错在广州")));
  }
  g_assert_cmpuint (todo->counts[5], ==, 2);
  g_autoptr (YztTodo) undoubted = yzt_todo_read (map.store, YZT_TEST_NOW_MS, NULL, NULL, &error);
  g_assert_cmpuint (undoubted->counts[5], ==, 0);
  test_map_tear_down (&map);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  yzt_exchange_init ();
  g_test_add_func ("/desk/own-kind", test_own_kind);
  g_test_add_func ("/desk/own-person", test_own_person);
  g_test_add_func ("/desk/own-line", test_own_line);
  g_test_add_func ("/desk/level-by-number", test_level_by_number);
  g_test_add_func ("/desk/level-later", test_level_later);
  g_test_add_func ("/desk/draft-problems", test_draft_problems);
  g_test_add_func ("/desk/todo", test_todo);
  g_test_add_func ("/desk/todo-place", test_todo_place);
  return g_test_run ();
}

/* test-plan-index.c: lookup in plans finds exactly what a plain scan finds, stays like the map, ranks, marks, filters
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-plan-index.h"
#include "yzt-test-map.h"
#include "yzt-test-plans.h"

static const YztActInfo info = { .author = "测试", .window = "test", .label = "act", .nature = YZT_ACT_BULK };

static void
write_act (TestMap *map, YztActFunc func, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) result = yzt_store_write (map->store, &info, func, data, &error);
  g_assert_no_error (error);
}

static YztPlanIndex *
new_index (TestMap *map)
{
  g_autoptr (GError) error = NULL;
  YztPlanIndex *index = yzt_plan_index_new (map->store, &error);
  g_assert_no_error (error);
  return index;
}

static void
advance (YztPlanIndex *index)
{
  g_autoptr (GError) error = NULL;
  yzt_plan_index_advance (index, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (yzt_plan_index_get_state (index, NULL, NULL));
}

static YztPlanFindings *
find (YztPlanIndex *index, const YztPlanQuery *query)
{
  g_autoptr (GError) error = NULL;
  YztPlanFindings *findings = yzt_plan_index_find (index, query, NULL, &error);
  g_assert_no_error (error);
  return findings;
}

/* --- beside a plain scan --- */

typedef struct {
  gint64 fid;
  GArray *sections;
} Plan;

static gboolean
read_plan_cb (const YztRow *row, gpointer user_data)
{
  Plan plan = { row->fid, NULL };
  g_array_append_val ((GArray *) user_data, plan);
  return TRUE;
}

static GArray *
read_all (TestMap *map)
{
  GArray *plans = g_array_new (FALSE, FALSE, sizeof (Plan));
  yzt_store_read_rows (map->store, yzt_kind_set_find (map->kinds, "plan"), read_plan_cb, plans, NULL);
  for (guint i = 0; i < plans->len; i++) {
    Plan *plan = &g_array_index (plans, Plan, i);
    plan->sections = yzt_store_get_plan_sections (map->store, plan->fid, NULL);
  }
  return plans;
}

static void
free_all (GArray *plans)
{
  for (guint i = 0; i < plans->len; i++) {
    g_array_unref (g_array_index (plans, Plan, i).sections);
  }
  g_array_unref (plans);
}

static gboolean
has (const char *text, const char *word)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);
  return strstr (lower, word) != NULL;
}

/* "fid:section" of all that contain the word, in a set. */
static GHashTable *
scan (GArray *plans, const char *word)
{
  GHashTable *set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *lower = g_ascii_strdown (word, -1);
  for (guint i = 0; i < plans->len; i++) {
    const Plan *plan = &g_array_index (plans, Plan, i);
    for (guint k = 0; k < plan->sections->len; k++) {
      const YztPlanSection *section = &g_array_index (plan->sections, YztPlanSection, k);
      if (has (section->text, lower) || has (section->heading, lower)) {
        g_hash_table_add (set, g_strdup_printf ("%" G_GINT64_FORMAT ":%u", plan->fid, k));
      }
    }
  }
  return set;
}

/* A piece of some text, or, so that nothing at all is found too, characters at random; no blanks. */
static char *
random_word (GArray *plans, guint length)
{
  GString *word = g_string_new (NULL);
  const Plan *plan = &g_array_index (plans, Plan, g_test_rand_int_range (0, (gint32) plans->len));
  const YztPlanSection *section = &g_array_index (plan->sections, YztPlanSection, g_test_rand_int_range (0, (gint32) plan->sections->len));
  glong n = g_utf8_strlen (section->text, -1);
  if (g_test_rand_int_range (0, 10) > 0 && n > (glong) length) {
    const char *p = g_utf8_offset_to_pointer (section->text, g_test_rand_int_range (0, (gint32) (n - (glong) length)));
    for (guint i = 0; i < length; i++, p = g_utf8_next_char (p)) {
      g_string_append_unichar (word, g_utf8_get_char (p));
    }
  } else {
    for (guint i = 0; i < length; i++) {
      g_string_append_unichar (word, 0x4E00 + (gunichar) g_test_rand_int_range (0, 700));
    }
  }
  if (strpbrk (word->str, " \n\t") != NULL) {
    g_string_free (word, TRUE);
    return random_word (plans, length);
  }
  return g_string_free (word, FALSE);
}

static void
compare_with_scan (YztPlanIndex *index, GArray *plans, const char *word)
{
  g_autofree char *quoted = g_strdup_printf ("“%s”", word); /* a colon in it is no section */
  YztPlanQuery query = { .text = quoted, .each_section = TRUE };
  g_autoptr (YztPlanFindings) findings = find (index, &query);
  g_autoptr (GHashTable) expected = scan (plans, word);
  g_assert_true (findings->complete);
  if (findings->finds->len != g_hash_table_size (expected)) {
    g_error ("“%s”: %u sections found, %u by the scan", word, findings->finds->len, g_hash_table_size (expected));
  }
  for (guint i = 0; i < findings->finds->len; i++) {
    const YztPlanFind *one = &g_array_index (findings->finds, YztPlanFind, i);
    g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT ":%u", one->plan_fid, one->section);
    if (!g_hash_table_remove (expected, key)) {
      g_error ("“%s”: %s is found and does not have it", word, key);
    }
    g_assert_cmpuint (one->spans->len + one->heading_spans->len, >, 0);
  }
}

static void
test_exact (void)
{
  static const guint lengths[] = { 1, 2, 3, 4, 10 };
  TestMap map;
  test_map_set_up (&map);
  TestPlans made = { .kind = yzt_kind_set_find (map.kinds, "plan"), .n = 120, .n_sections = 8, .section_bytes = 300, .seed = g_test_rand_int () };
  write_act (&map, test_put_plans, &made);
  g_autoptr (YztPlanIndex) index = new_index (&map);
  advance (index);
  GArray *plans = read_all (&map);
  for (guint i = 0; i < 3000; i++) {
    g_autofree char *word = random_word (plans, lengths[i % G_N_ELEMENTS (lengths)]);
    compare_with_scan (index, plans, word);
  }
  free_all (plans);
  g_clear_object (&index);
  test_map_tear_down (&map);
}

/* --- small plans of one's own --- */

typedef struct {
  YztKind *kind;
  gint64 fid;   /* 0: a new one */
  const char *name, *code, *adcode, *issued, *level, *state, *types;
  const char *sections[8]; /* heading, text … */
} Small;

static gboolean
put_small (YztAct *act, gpointer user_data, GError **error)
{
  Small *small = user_data;
  g_autoptr (YztRow) row = small->fid != 0 ? yzt_act_get_row (act, small->kind, small->fid, error) : yzt_row_new (small->kind);
  const char *const texts[][2] = { { "name", small->name }, { "code", small->code }, { "region_adcode", small->adcode }, { "issued", small->issued },
                                   { "level", small->level }, { "state", small->state }, { "incident_types", small->types } };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    YztCell cell = { YZT_CELL_NULL };
    if (texts[i][1] != NULL) {
      g_assert_true (yzt_field_parse (yzt_kind_find_field (small->kind, texts[i][0]), texts[i][1], &cell, error));
      yzt_row_set (row, texts[i][0], &cell);
      yzt_cell_clear (&cell);
    }
  }
  YztPlanSection sections[4];
  guint n = 0;
  for (; n < 4 && small->sections[2 * n] != NULL; n++) {
    sections[n] = (YztPlanSection){ (char *) small->sections[2 * n], (char *) small->sections[2 * n], 1, (char *) small->sections[2 * n + 1] };
  }
  gboolean ok = (small->fid != 0 ? yzt_act_update (act, row, error) : yzt_act_insert (act, row, error))
                && yzt_act_put_plan_text (act, row->fid, sections, n, NULL, NULL, error);
  small->fid = row->fid;
  return ok;
}

static void
put (TestMap *map, Small *small)
{
  small->kind = yzt_kind_set_find (map->kinds, "plan");
  write_act (map, put_small, small);
}

static char *
titles (YztPlanIndex *index, const YztPlanQuery *query)
{
  g_autoptr (YztPlanFindings) findings = find (index, query);
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < findings->finds->len; i++) {
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", g_array_index (findings->finds, YztPlanFind, i).title);
  }
  return g_string_free (text, FALSE);
}

#define assert_titles(index, expected, ...) \
  G_STMT_START { \
    YztPlanQuery query_ = { __VA_ARGS__ }; \
    g_autofree char *titles_ = titles (index, &query_); \
    g_assert_cmpstr (titles_, ==, expected); \
  } G_STMT_END

static void
test_rank (void)
{
  TestMap map;
  test_map_set_up (&map);
  Small body = { .name = "甲", .code = "A", .adcode = "441204", .issued = "2025-01-01", .sections = { "1 总则", "发生液氨泄漏时立即关阀。" } };
  Small heading = { .name = "乙", .code = "B", .adcode = "441224", .issued = "2020-01-01", .sections = { "1 总则", "无", "2 液氨泄漏处置", "喷淋。" } };
  Small title = { .name = "液氨泄漏预案", .code = "C", .adcode = "500000", .issued = "2001-01-01", .sections = { "1 总则", "空" } };
  Small far = { .name = "丁", .code = "D", .adcode = "110101", .issued = "2026-01-01", .sections = { "1 总则", "液氨泄漏" } };
  Small old = { .name = "甲", .code = "E", .adcode = "441204", .issued = "2019-01-01", .sections = { "1 总则", "液氨泄漏，旧" } };
  Small *all[] = { &body, &heading, &title, &far, &old };
  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    put (&map, all[i]);
  }
  g_autoptr (YztPlanIndex) index = new_index (&map);
  g_assert_false (yzt_plan_index_get_state (index, NULL, NULL));
  advance (index);
  assert_titles (index, "液氨泄漏预案 乙 甲 丁 甲", .text = "液氨泄漏", .near_adcode = "441204");
  assert_titles (index, "液氨泄漏预案 乙 丁 甲 甲", .text = "液氨泄漏");
  assert_titles (index, "液氨泄漏预案 乙", .text = "液氨泄漏", .limit = 2);
  assert_titles (index, "液氨泄漏预案 乙 丁 甲", .text = "液氨泄漏", .filter = { .only_current = TRUE });
  assert_titles (index, "甲 甲", .text = "液氨", .filter = { .adcode = "441204" });
  assert_titles (index, "甲", .text = "液氨 关阀");
  assert_titles (index, "乙", .text = "喷淋 液氨泄漏");
  assert_titles (index, "", .text = "“液氨 泄漏”");
  gint64 fids[] = { MIN (body.fid, far.fid), MAX (body.fid, far.fid) };
  assert_titles (index, "丁 甲", .text = "液氨", .filter = { .fids = fids, .n_fids = 2 });
  /* What was withdrawn is behind; a younger draft does not push back what is in force. */
  Small withdrawn = { .name = "戊", .code = "F", .adcode = "441204", .issued = "2026-02-02", .state = "withdrawn", .sections = { "1 总则", "堰塞湖" } };
  Small in_force = { .name = "己", .code = "G", .adcode = "441204", .issued = "2020-02-02", .sections = { "1 总则", "堰塞湖" } };
  Small draft = { .name = "己", .code = "H", .adcode = "441204", .issued = "2026-02-02", .state = "drafting", .sections = { "1 总则", "堰塞湖" } };
  put (&map, &withdrawn);
  put (&map, &in_force);
  put (&map, &draft);
  advance (index);
  assert_titles (index, "己 己 戊", .text = "堰塞湖", .near_adcode = "441204");
  assert_titles (index, "己 己", .text = "堰塞湖", .filter = { .only_current = TRUE });
  /* Words of several places of one plan: title and body. */
  assert_titles (index, "液氨泄漏预案", .text = "液氨 空");
  g_clear_object (&index);
  test_map_tear_down (&map);
}

static void
test_sections_and_marks (void)
{
  TestMap map;
  test_map_set_up (&map);
  Small one = { .name = "甲", .code = "A", .sections = { "1 响应分级", "一般泄漏为Ⅳ级；ＡＢＣ灭火器。\n8:30报告", "2 处置措施", "泄漏时\t堵漏，泄漏停止后洗消。电话0758-5555002" } };
  Small two = { .name = "乙", .code = "B", .sections = { "1 响应分级", "不涉及", "2 处置措施", "泄漏" } };
  put (&map, &one);
  put (&map, &two);
  g_autoptr (YztPlanIndex) index = new_index (&map);
  advance (index);
  assert_titles (index, "甲", .text = "响应分级:泄漏");
  assert_titles (index, "甲", .text = "响应分级：泄漏");
  assert_titles (index, "甲", .text = "abc灭火");   /* letters of either case and width */
  assert_titles (index, "甲", .text = "8:30");      /* a time is no section */
  assert_titles (index, "甲", .text = "-5555");
  assert_titles (index, "", .text = "\"");
  /* While it is being typed. */
  assert_titles (index, "乙 甲", .text = "响应分级:");
  assert_titles (index, "甲", .text = "“泄漏时 堵");
  assert_titles (index, "甲", .text = "“泄漏时 堵漏”"); /* one blank for another */
  YztPlanQuery query = { .text = "泄漏 堵漏 处置", .limit = 20 };
  g_autoptr (YztPlanFindings) findings = find (index, &query);
  const YztPlanFind *found = &g_array_index (findings->finds, YztPlanFind, 0);
  g_assert_cmpstr (found->title, ==, "甲");
  g_assert_cmpuint (found->section, ==, 1);
  g_assert_cmpstr (found->path, ==, "2 处置措施");
  g_assert_cmpuint (found->n_sections, ==, 2);
  g_assert_cmpuint (found->spans->len, ==, 3); /* 泄漏 堵漏 泄漏 */
  g_assert_cmpuint (g_array_index (found->spans, YztPlanSpan, 0).from, ==, 0);
  g_assert_cmpuint (g_array_index (found->spans, YztPlanSpan, 2).from, ==, 7);
  g_assert_cmpuint (g_array_index (found->spans, YztPlanSpan, 2).to, ==, 9);
  g_assert_cmpuint (g_array_index (found->heading_spans, YztPlanSpan, 0).from, ==, 2);
  g_assert_cmpuint (found->snippet_spans->len, ==, 3);
  g_assert_true (strchr (found->snippet, '\t') == NULL);
  g_clear_object (&index);
  test_map_tear_down (&map);
}

/* --- keeping it like the map --- */

static gboolean
delete_small (YztAct *act, gpointer user_data, GError **error)
{
  const Small *small = user_data;
  return yzt_act_delete (act, small->kind, small->fid, error);
}

static void
test_changes (void)
{
  TestMap map;
  g_autoptr (GError) error = NULL;
  test_map_set_up (&map);
  Small one = { .name = "甲", .code = "A", .sections = { "1 总则", "液氨" } }, two = { .name = "乙", .code = "B", .sections = { "1 总则", "液氯" } };
  put (&map, &one);
  g_autoptr (YztPlanIndex) index = new_index (&map);
  advance (index);
  put (&map, &two);
  assert_titles (index, "", .text = "液氯");
  advance (index);
  assert_titles (index, "乙", .text = "液氯");
  one.sections[1] = "汽油";
  put (&map, &one);
  advance (index);
  assert_titles (index, "", .text = "液氨");
  assert_titles (index, "甲", .text = "汽油");
  g_autoptr (YztActResult) undone = yzt_store_undo (map.store, 0, &info, &error);
  g_assert_no_error (error);
  advance (index);
  assert_titles (index, "甲", .text = "液氨");
  write_act (&map, delete_small, &two);
  advance (index);
  assert_titles (index, "", .text = "液氯");
  /* What is known stays known to the next that opens it, even before it is brought up to date. */
  g_clear_object (&index);
  index = new_index (&map);
  g_assert_true (yzt_plan_index_get_state (index, NULL, NULL));
  assert_titles (index, "甲", .text = "液氨");
  g_clear_object (&index);
  test_map_tear_down (&map);
}

static char *
index_path (void)
{
  g_autofree char *folder = yzt_user_cache_dir ("plans");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while ((name = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_suffix (name, ".index")) {
      return g_build_filename (folder, name, NULL);
    }
  }
  return NULL;
}

static void
test_damaged (void)
{
  TestMap map;
  test_map_set_up (&map);
  Small one = { .name = "甲", .code = "A", .sections = { "1 总则", "液氨" } };
  put (&map, &one);
  g_autofree char *folder = yzt_user_cache_dir ("plans");
  test_remove_tree (folder);
  g_autoptr (YztPlanIndex) index = new_index (&map);
  advance (index);
  g_clear_object (&index);
  g_autofree char *path = index_path ();
  g_assert_true (g_file_set_contents (path, "this is no index at all, and never was one", -1, NULL));
  index = new_index (&map);
  advance (index);
  assert_titles (index, "甲", .text = "液氨");
  g_clear_object (&index);
  test_map_tear_down (&map);
}

/* What is in is found while the rest is still being taken in. */
typedef struct {
  YztPlanIndex *index;
  guint steps, found_before_end;
} Watching;

static void
watch_cb (guint n_in, guint n_all, gpointer user_data)
{
  Watching *watching = user_data;
  YztPlanQuery query = { .text = "应急", .limit = 20 };
  g_autoptr (YztPlanFindings) findings = find (watching->index, &query);
  watching->steps++;
  if (n_in < n_all) {
    g_assert_false (findings->complete);
    watching->found_before_end += findings->finds->len > 0 ? 1 : 0;
  }
}

static void
test_while_made (void)
{
  TestMap map;
  g_autoptr (GError) error = NULL;
  test_map_set_up (&map);
  TestPlans made = { .kind = yzt_kind_set_find (map.kinds, "plan"), .n = 300, .n_sections = 3, .section_bytes = 200, .seed = 5 };
  write_act (&map, test_put_plans, &made);
  g_autoptr (YztPlanIndex) index = new_index (&map);
  Watching watching = { index, 0, 0 };
  yzt_plan_index_advance (index, watch_cb, &watching, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (watching.steps, >=, 3);
  g_assert_cmpuint (watching.found_before_end, >=, 2);
  g_clear_object (&index);
  test_map_tear_down (&map);
}

int
main (int argc, char **argv)
{
  g_autofree char *cache = g_dir_make_tmp ("yzt-plan-cache-XXXXXX", NULL);
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan-index/exact", test_exact);
  g_test_add_func ("/plan-index/rank", test_rank);
  g_test_add_func ("/plan-index/sections-and-marks", test_sections_and_marks);
  g_test_add_func ("/plan-index/changes", test_changes);
  g_test_add_func ("/plan-index/damaged", test_damaged);
  g_test_add_func ("/plan-index/while-made", test_while_made);
  int result = g_test_run ();
  test_remove_tree (cache);
  return result;
}

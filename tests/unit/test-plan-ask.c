/* test-plan-ask.c: filters that are typed into a search box for plans, and a batch of plans looked through before it is written
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include "yzt-base.h"
#include "yzt-plan-ask.h"
#include "yzt-plan-batch.h"
#include "yzt-test-map.h"

/* --- what was typed --- */

static void
test_filters (TestMap *map, gconstpointer data)
{
  g_autoptr (YztPlanAsk) ask = yzt_plan_ask_parse ("级别:市 类型：专项 县:高要 事件:道路 危险源:华昌 状态:已备案 到期:30 堵漏 响应分级:泄漏", map->kinds, "zh_CN");
  g_assert_cmpstr (ask->text, ==, "堵漏 响应分级:泄漏");
  g_assert_cmpstr (ask->level, ==, "city");
  g_assert_cmpstr (ask->plan_kind, ==, "special");
  g_assert_cmpstr (ask->adcode, ==, "441204");
  g_assert_cmpstr (ask->incident_type, ==, "road");
  g_assert_cmpstr (ask->hazard, ==, "华昌");
  g_assert_cmpstr (ask->state, ==, "filed");
  g_assert_true (ask->has_due && ask->due_days == 30 && ask->due_kind == -1);
  g_assert_cmpuint (ask->typed->len, ==, 7);
  g_assert_cmpuint (ask->labels->len, ==, 7);
  for (guint i = 0; i < 7; i++) {
    g_assert_cmpstr (ask->labels->pdata[i], !=, "");
  }
}

/* What is no filter stays a word; what its kind does not know does too. */
static void
test_no_filters (TestMap *map, gconstpointer data)
{
  static const char *const words[] = { "", "泄漏", "级别:", ":市", "级别:火星", "县:火星县", "到期:很久", "到期:-4", "到期:99999", "8:30", "http://a/b", "响应分级:泄漏", "\"两  个 词\"", "到期：", "类型::" };
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    g_autoptr (YztPlanAsk) ask = yzt_plan_ask_parse (words[i], map->kinds, "en");
    g_assert_cmpstr (ask->text, ==, words[i]);
    g_assert_cmpuint (ask->typed->len, ==, 0);
    g_assert_false (ask->has_due);
  }
  static const struct {
    const char *typed;
    int kind, days;
  } dues[] = { { "到期:逾期", -1, -1 }, { "due:OVERDUE", -1, -1 }, { "到期:演练", YZT_PLAN_DUE_DRILL, -1 }, { "到期:备案", YZT_PLAN_DUE_FILING, -1 }, { "到期:60天", -1, 60 } };
  for (guint i = 0; i < G_N_ELEMENTS (dues); i++) {
    g_autoptr (YztPlanAsk) ask = yzt_plan_ask_parse (dues[i].typed, map->kinds, "en");
    g_assert_true (ask->has_due);
    g_assert_cmpint (ask->due_kind, ==, dues[i].kind);
    g_assert_cmpint (ask->due_days, ==, dues[i].days);
  }
}

static void
test_twice_and_without (TestMap *map, gconstpointer data)
{
  g_autoptr (YztPlanAsk) ask = yzt_plan_ask_parse ("level:city level:county x", map->kinds, "en");
  g_assert_cmpstr (ask->level, ==, "county");
  g_autofree char *rest = yzt_plan_ask_without ("堵漏 级别:市  水泵", "级别:市"), *same = yzt_plan_ask_without ("堵漏", "级别:市");
  g_assert_cmpstr (rest, ==, "堵漏 水泵");
  g_assert_cmpstr (same, ==, "堵漏");
}

/* --- a batch --- */

static const char NOTICE[] = "高要区人民政府办公室\n关于印发高要区山洪灾害应急预案的通知\n高府办〔2026〕77号\n各镇人民政府：\n《高要区山洪灾害应急预案》已经区人民政府同意。\n高要区人民政府办公室\n2026年3月2日\n"
                             "高要区山洪灾害应急预案\n1 总则\n1.1 编制目的\n为应对山洪。\n";
static const char DOUBTFUL[] = "怀集县水库垮坝应急预案\n1 总则\n1.1 编制目的\n为应对垮坝。\n";

static YztPlanBatch *
read_folder (TestMap *map, const char *folder)
{
  g_autoptr (GError) error = NULL;
  YztPlanBatch *batch = yzt_plan_batch_read (map->store, test_map_kind (map, "plan"), folder, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return batch;
}

static YztPlanImportReport *
write_batch (YztPlanBatch *batch, const char *wrong)
{
  const YztActInfo info = { "tester", NULL, NULL, 0, YZT_ACT_BULK };
  YztPlanImportReport *report = NULL;
  g_autoptr (GError) error = NULL;
  g_assert_cmpint (yzt_plan_batch_write (batch, &info, &report, &error), ==, wrong == NULL);
  if (wrong != NULL) {
    g_assert_nonnull (strstr (error->message, wrong));
    g_assert_null (report);
  }
  return report;
}

static void
set_text (YztPlanBatch *batch, guint i, const char *field, const char *text)
{
  YztCell cell = yzt_cell_text (text);
  yzt_plan_batch_set (batch, i, field, &cell);
  yzt_cell_clear (&cell);
}

static guint
count_findings (TestMap *map, const char *state)
{
  g_autoptr (GPtrArray) rows = test_map_rows (map, "plan-finding");
  guint n = 0;
  for (guint i = 0; i < rows->len; i++) {
    n += g_strcmp0 (yzt_row_get_text (rows->pdata[i], "state"), state) == 0 ? 1 : 0;
  }
  return n;
}

static void
test_batch (TestMap *map, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (map->folder, "plans", NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_free (test_map_write_file (map, "plans/a.txt", NOTICE, -1));
  g_free (test_map_write_file (map, "plans/b.txt", DOUBTFUL, -1));
  g_autoptr (YztPlanBatch) batch = read_folder (map, folder);
  g_assert_cmpuint (yzt_plan_batch_get_n (batch), ==, 2);
  g_assert_cmpstr (yzt_plan_batch_get_file (batch, 0), ==, "a.txt");
  g_assert_cmpstr (yzt_row_get_text (yzt_plan_batch_get_row (batch, 0), "number"), ==, "高府办〔2026〕77号");
  g_assert_false (yzt_plan_batch_is_doubtful (batch, 0, "plan_kind"));
  g_assert_true (yzt_plan_batch_is_doubtful (batch, 1, "plan_kind"));
  g_assert_cmpstr (yzt_plan_batch_get_reading (batch, 1, "plan_kind")->value, ==, "special");

  /* Another name than the other's, or nothing is written; mended it is. */
  set_text (batch, 1, "name", "高要区山洪灾害应急预案");
  write_batch (batch, "b.txt");
  g_autoptr (GPtrArray) none = test_map_rows (map, "plan");
  g_assert_cmpuint (none->len, ==, 0);
  set_text (batch, 1, "name", "怀集县水库垮坝应急预案");
  g_autoptr (YztPlanImportReport) report = write_batch (batch, NULL);
  g_assert_cmpuint (report->written, ==, 2);
}

/* A person's words go in, what was taken is said to be taken, what nobody judged waits, what is left out stays out. */
static void
test_batch_written (TestMap *map, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (map->folder, "plans", NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_free (test_map_write_file (map, "plans/a.txt", NOTICE, -1));
  g_free (test_map_write_file (map, "plans/b.txt", DOUBTFUL, -1));
  g_free (test_map_write_file (map, "plans/c.txt", "德庆县抗旱应急预案\n1 总则\n内容。\n", -1));
  g_autoptr (YztPlanBatch) batch = read_folder (map, folder);
  guint doubts = yzt_plan_batch_count_doubtful (batch, 1);
  g_assert_true (yzt_plan_batch_take (batch, 1, "plan_kind"));
  g_assert_false (yzt_plan_batch_is_doubtful (batch, 1, "plan_kind"));
  g_assert_cmpuint (yzt_plan_batch_count_doubtful (batch, 1), ==, doubts - 1);
  set_text (batch, 0, "number", "高府办〔2026〕78号");
  g_assert_false (yzt_plan_batch_take (batch, 0, "signed_by")); /* nothing was read */
  yzt_plan_batch_leave_out (batch, 2, TRUE);
  g_autoptr (YztPlanImportReport) report = write_batch (batch, NULL);
  g_assert_cmpuint (report->written, ==, 2);
  g_assert_cmpuint (report->left_out, ==, 1);
  g_autoptr (GPtrArray) rows = test_map_rows (map, "plan");
  g_assert_cmpuint (rows->len, ==, 2);
  g_assert_cmpstr (yzt_row_get_text (rows->pdata[0], "number"), ==, "高府办〔2026〕78号");
  g_assert_cmpstr (yzt_row_get_text (rows->pdata[1], "plan_kind"), ==, "special");
  g_assert_cmpuint (count_findings (map, "proposed"), ==, doubts - 1);
  g_assert_cmpuint (count_findings (map, "taken"), >, 3);
}

/* It came into the map while somebody looked through the folder: said, not written twice. */
static void
test_batch_overtaken (TestMap *map, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (map->folder, "plans", NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_free (test_map_write_file (map, "plans/b.txt", DOUBTFUL, -1));
  g_autoptr (YztPlanBatch) slow = read_folder (map, folder), quick = read_folder (map, folder);
  g_autoptr (YztPlanImportReport) report = write_batch (quick, NULL);
  g_assert_cmpuint (report->written, ==, 1);
  write_batch (slow, "b.txt");
  yzt_plan_batch_leave_out (slow, 0, TRUE);
  g_autoptr (YztPlanImportReport) none = write_batch (slow, NULL);
  g_assert_cmpuint (none->written, ==, 0);
  g_assert_null (none->result);
}

#define ADD(name, func) g_test_add ("/plan-ask/" name, TestMap, NULL, test_map_begin, func, test_map_end)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("filters", test_filters);
  ADD ("no-filters", test_no_filters);
  ADD ("twice-and-without", test_twice_and_without);
  ADD ("batch", test_batch);
  ADD ("batch-written", test_batch_written);
  ADD ("batch-overtaken", test_batch_overtaken);
  return g_test_run ();
}

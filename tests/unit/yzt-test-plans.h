/* yzt-test-plans.h: plans out of nothing, of any length, for tests and figures of the lookup
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <string.h>

#include "yzt-store.h"

typedef struct {
  guint32 state;
} TestDice;

static inline guint
test_throw (TestDice *dice, guint n)
{
  dice->state = dice->state * 1664525u + 1013904223u;
  return (guint) (((guint64) dice->state * n) >> 32);
}

static const char *const test_terms[] = { "泄漏", "液氨", "液氯", "应急", "预案", "指挥部", "救援", "人员", "疏散", "警戒", "水泵", "台", "响应", "启动", "报告", "现场", "处置",
  "措施", "物资", "队伍", "通信", "保障", "医疗", "防汛", "洪水", "山体滑坡", "尾矿库", "矿山", "透水", "瓦斯", "爆炸", "火灾", "危险化学品", "储罐", "围堰", "堵漏", "喷淋", "风向",
  "上风侧", "下风向", "重大危险源", "值班", "电话", "监测", "预警", "蓝色", "黄色", "橙色", "红色", "转移", "安置", "避难场所", "帐篷", "照明", "发电机", "冲锋舟", "救生衣",
  "消防", "公安", "卫生健康", "生态环境", "自然资源", "交通运输", "县人民政府", "市应急管理局", "领导小组", "组长", "副组长", "成员单位", "职责", "信息", "发布", "善后", "调查",
  "评估", "终止", "演练", "培训", "修订", "备案", "Ⅰ级", "Ⅱ级", "Ⅲ级", "Ⅳ级", "30分钟", "2小时", "0758-5555002", "GB/T 29639", "和", "的", "，", "。", "、", "应当", "立即", "组织", "负责",
  "根据", "有关", "部门", "单位", "按照", "规定" };

/* Mostly words of the trade, some characters out of a few thousand, as in what people write. */
static inline void
test_append_text (GString *text, TestDice *dice, gsize n_bytes)
{
  gsize end = text->len + n_bytes;
  while (text->len < end) {
    guint throw = test_throw (dice, 100);
    if (throw < 70) {
      guint a = test_throw (dice, G_N_ELEMENTS (test_terms)), b = test_throw (dice, G_N_ELEMENTS (test_terms));
      g_string_append (text, test_terms[MIN (a, b)]);
    } else if (throw < 97) {
      g_string_append_unichar (text, 0x4E00 + test_throw (dice, test_throw (dice, 2) != 0 ? 600 : 6000));
    } else {
      g_string_append_c (text, throw == 97 ? '\n' : (char) ('0' + test_throw (dice, 10)));
    }
  }
}

typedef struct {
  YztKind *kind;
  guint from, n, n_sections;
  gsize section_bytes;
  guint32 seed;
} TestPlans;

static inline gboolean
test_put_plans (YztAct *act, gpointer user_data, GError **error)
{
  static const char *const headings[] = { "总则", "适用范围", "响应分级", "应急组织机构及职责", "信息报告", "预警", "响应启动", "处置措施", "应急保障", "附件" };
  const TestPlans *plans = user_data;
  for (guint i = plans->from; i < plans->from + plans->n; i++) {
    TestDice dice = { plans->seed + i * 7919u };
    g_autoptr (GArray) sections = g_array_new (FALSE, TRUE, sizeof (YztPlanSection));
    g_autoptr (YztRow) row = yzt_row_new (plans->kind);
    g_autofree char *name = g_strdup_printf ("第%u号%s%s应急预案", i, test_terms[test_throw (&dice, 40)], test_terms[test_throw (&dice, 40)]);
    g_autofree char *adcode = g_strdup_printf ("44%02u%02u", 1 + test_throw (&dice, 20), test_throw (&dice, 12));
    g_autofree char *code = g_strdup_printf ("TP%05u", i), *issued = g_strdup_printf ("20%02u-%02u-10", 10 + test_throw (&dice, 16), 1 + test_throw (&dice, 12));
    yzt_row_set_text (row, "name", name);
    yzt_row_set_text (row, "code", code);
    yzt_row_set_text (row, "region_adcode", adcode);
    YztCell date = { YZT_CELL_NULL };
    if (!yzt_field_parse (yzt_kind_find_field (plans->kind, "issued"), issued, &date, error)) {
      return FALSE;
    }
    yzt_row_set (row, "issued", &date);
    yzt_cell_clear (&date);
    g_array_set_clear_func (sections, (GDestroyNotify) yzt_plan_section_clear);
    for (guint k = 0; k < plans->n_sections; k++) {
      g_autoptr (GString) text = g_string_new (NULL);
      test_append_text (text, &dice, plans->section_bytes / 2 + test_throw (&dice, (guint) plans->section_bytes));
      char *heading = g_strdup_printf ("%u %s", k + 1, headings[k % G_N_ELEMENTS (headings)]);
      YztPlanSection section = { g_strdup (heading), heading, 1, g_strdup (text->str) };
      g_array_append_val (sections, section);
    }
    if (!yzt_act_insert (act, row, error)
        || !yzt_act_put_plan_text (act, row->fid, (const YztPlanSection *) (const void *) sections->data, sections->len, NULL, NULL, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

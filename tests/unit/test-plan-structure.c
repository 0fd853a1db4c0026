/* test-plan-structure.c: sections, levels, needs, steps, telephones and first pages of plans
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "yzt-plan-structure.h"

static const char *
topic_of (const char *heading)
{
  int topic = yzt_plan_topic_of_heading (heading);
  return topic < 0 ? "" : yzt_plan_topic_get_id ((guint) topic);
}

static void
test_topics (void)
{
  const char *const cases[][2] = { { "1.4 响应分级", "response-levels" }, { "4.1 分级响应", "response-levels" }, { "3.1 信息报告", "reporting" }, { "2 应急组织机构及职责", "organisation" },
                                   { "3.2.1 预警启动", "warning" }, { "4 处置措施", "measures" }, { "5.3 物资装备保障", "materials" }, { "附件2 有关部门联系方式", "contacts" },
                                   { "4 后期处置", "recovery" }, { "5 应急保障", "support" }, { "1.1 适用范围", "scope" }, { "Contact Information", "contacts" },
                                   { "Roles and Responsibilities", "organisation" }, { "甲乙丙", "" }, { "", "" } };
  g_assert_cmpuint (yzt_plan_topic_get_n (), >, 10);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_assert_cmpstr (topic_of (cases[i][0]), ==, cases[i][1]);
  }
  g_assert_true (yzt_plan_topic_is_section ("4 分级响应 / 4.1 Ⅰ级", "响应分级", NULL));
  g_assert_true (yzt_plan_topic_is_section ("4 处置措施", "处置", NULL));
  g_assert_false (yzt_plan_topic_is_section ("4 处置措施", "响应分级", NULL));
}

static void
assert_phones (const char *text, const char *expected)
{
  g_autoptr (GArray) phones = yzt_plan_find_phones (text);
  g_autoptr (GString) found = g_string_new (NULL);
  for (guint i = 0; i < phones->len; i++) {
    const YztPlanPhone *phone = &g_array_index (phones, YztPlanPhone, i);
    g_assert_cmpuint (phone->to, >, phone->from);
    g_string_append_printf (found, "%s%s", i > 0 ? " " : "", phone->number);
  }
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_phones (void)
{
  assert_phones ("值班电话0758-5555002，手机13807991234", "0758-5555002 13807991234");
  assert_phones ("电话：（020）8333 4444转12", "020-8333-4444-12");
  assert_phones ("拨打119、120", "119 120");
  assert_phones ("热线400-812-3456", "400-812-3456");
  assert_phones ("2021-08-18发布，库容110万，死亡120人，GB/T 29639-2020，112.465,23.047，编号 20210818123", "");
  assert_phones ("国办发〔2024〕5号，注册资本 13800 万元", "");
  g_autoptr (GArray) phones = yzt_plan_find_phones ("泄漏时打0758-5555002");
  g_assert_cmpuint (g_array_index (phones, YztPlanPhone, 0).from, ==, 4);
  g_assert_cmpuint (g_array_index (phones, YztPlanPhone, 0).to, ==, 16);
}

static YztPlanStructure *
read_one (const char *heading, const char *text)
{
  YztPlanSection section = { (char *) heading, (char *) heading, 1, (char *) text };
  return yzt_plan_structure_read (&section, 1);
}

/* "水泵 8 台 3; …" of item, quantity, unit, level. */
static void
assert_needs (const char *heading, const char *text, const char *expected)
{
  g_autoptr (YztPlanStructure) structure = read_one (heading, text);
  g_autoptr (GString) found = g_string_new (NULL);
  for (guint i = 0; i < structure->needs->len; i++) {
    const YztPlanNeed *need = &g_array_index (structure->needs, YztPlanNeed, i);
    g_string_append_printf (found, "%s%s %g %s %d", i > 0 ? "; " : "", need->item, need->quantity, need->unit, need->level);
    g_assert_nonnull (need->sentence);
  }
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_needs (void)
{
  assert_needs ("5.1 物资保障", "Ⅲ级: 水泵 8 台, 救援人员 60 人。", "水泵 8 台 3; 救援人员 60 人 3");
  assert_needs ("4 响应启动", "启动Ⅱ级响应时，调集冲锋舟4艘、救生衣120件。", "冲锋舟 4 艘 2; 救生衣 120 件 2");
  assert_needs ("5 应急保障", "三级响应：出动8台水泵、60名救援人员。", "水泵 8 台 3; 救援人员 60 名 3");
  assert_needs ("1.4 响应分级", "死亡30人以上为Ⅰ级，10人以上30人以下为Ⅱ级，被困3人为Ⅲ级。", "");
  assert_needs ("4 处置措施", "距离堤肩50米，疏散500人，15分钟内到达。", "");
  assert_needs ("6 物资清单", "物资\t单位\tⅢ级\tⅡ级\n水泵\t台\t8\t20\n帐篷\t顶\t\t50", "水泵 8 台 3; 水泵 20 台 2; 帐篷 50 顶 2");
  assert_needs ("6 物资清单", "序号\t名称\t数量\t存放地点\n1\t沙袋\t2000条\t西库", "沙袋 2000 条 0");
  assert_needs ("1.3 风险", "名称\t危险源等级\t数量\n甲罐区\t一级\t500", "");
}

static void
test_levels_and_steps (void)
{
  g_autoptr (YztPlanStructure) levels =
    read_one ("1.4 响应分级", "响应级别\t启动条件\t指挥长\t报告时限\t主要力量\nⅢ级\t单瓶泄漏\t副总指挥\t30分钟\t本单位\nⅠ级\t越出园区\t现场指挥长\t立即，最迟10分钟\t市级增援");
  g_assert_cmpuint (levels->levels->len, ==, 2);
  const YztPlanLevel *worst = &g_array_index (levels->levels, YztPlanLevel, 0);
  g_assert_cmpint (worst->level, ==, 1);
  g_assert_cmpstr (worst->trigger, ==, "越出园区");
  g_assert_cmpstr (worst->decider, ==, "现场指挥长");
  g_assert_cmpstr (worst->changes, ==, "市级增援");
  g_assert_cmpfloat (worst->report_minutes, ==, 10);
  g_autoptr (YztPlanStructure) steps =
    read_one ("4 处置措施", "前五分钟决定走向：\n1. 抢险组15分钟内完成侦察。\n（2）由总指挥决定疏散。\n3. 关阀。\n4. 关闭进料阀门并上锁");
  g_assert_cmpuint (steps->steps->len, ==, 3); /* “关阀。” is too short to be one */
  g_assert_cmpstr (g_array_index (steps->steps, YztPlanStep, 0).role, ==, "抢险组");
  g_assert_cmpfloat (g_array_index (steps->steps, YztPlanStep, 0).minutes, ==, 15);
  g_assert_cmpstr (g_array_index (steps->steps, YztPlanStep, 1).role, ==, "总指挥");
  g_assert_true (isnan (g_array_index (steps->steps, YztPlanStep, 2).minutes));
  g_autoptr (YztPlanStructure) contacts = read_one ("附件 联系方式", "姓名\t职务\t单位\t手机\n王五\t总指挥\t应急局\t13807991234\n赵六\t组长\t\t0799-6612345\n王五\t\t\t13807991234");
  g_assert_cmpuint (contacts->contacts->len, ==, 2);
  g_assert_cmpstr (g_array_index (contacts->contacts, YztPlanContact, 0).name, ==, "王五");
  g_assert_cmpstr (g_array_index (contacts->contacts, YztPlanContact, 0).unit_name, ==, "应急局");
}

static void
assert_reading (GArray *readings, const char *field, const char *value, gboolean sure)
{
  for (guint i = 0; i < readings->len; i++) {
    const YztPlanReading *one = &g_array_index (readings, YztPlanReading, i);
    if (g_str_equal (one->field, field)) {
      g_assert_cmpstr (one->value, ==, value);
      g_assert_true ((one->confidence >= YZT_PLAN_SURE) == sure);
      g_assert_cmpstr (one->evidence, !=, "");
      return;
    }
  }
  g_assert_cmpstr (value, ==, NULL);
}

static void
test_metadata (void)
{
  const char notice[] = "肇庆市高要区人民政府办公室关于印发《肇庆市高要区防汛应急预案（2023年修订）》的通知\n高府办〔2023〕7号\n\n各镇人民政府：\n根据《国办发〔2013〕101号》修订。\n肇庆市高要区人民政府办公室\n"
                        "二〇二三年五月十八日\n1 总则\n1.1 适用范围\n本预案适用于高要区行政区域内洪涝灾害。\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (YztPlanText) text = yzt_plan_text_parse (notice, strlen (notice), "a.txt", &error);
  g_assert_no_error (error);
  g_autoptr (GArray) readings = yzt_plan_read_metadata (text, "a.txt");
  assert_reading (readings, "name", "肇庆市高要区防汛应急预案（2023年修订）", TRUE);
  assert_reading (readings, "issuing_body", "肇庆市高要区人民政府办公室", TRUE);
  assert_reading (readings, "number", "高府办〔2023〕7号", TRUE);
  assert_reading (readings, "issued", "2023-05-18", TRUE);
  assert_reading (readings, "version", "2023年修订", TRUE);
  assert_reading (readings, "level", "county", TRUE);
  assert_reading (readings, "region_adcode", "441204", TRUE);
  assert_reading (readings, "incident_types", "flood", TRUE);
  assert_reading (readings, "plan_kind", "special", TRUE);
  g_autoptr (YztPlanText) bare = yzt_plan_text_parse ("某某笔记\n没有什么。\n", strlen ("某某笔记\n没有什么。\n"), "b.txt", &error);
  g_autoptr (GArray) none = yzt_plan_read_metadata (bare, "b.txt");
  assert_reading (none, "name", "某某笔记", FALSE);
  assert_reading (none, "issued", NULL, FALSE);
  assert_reading (none, "level", NULL, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan-structure/topics", test_topics);
  g_test_add_func ("/plan-structure/phones", test_phones);
  g_test_add_func ("/plan-structure/needs", test_needs);
  g_test_add_func ("/plan-structure/levels-and-steps", test_levels_and_steps);
  g_test_add_func ("/plan-structure/metadata", test_metadata);
  return g_test_run ();
}

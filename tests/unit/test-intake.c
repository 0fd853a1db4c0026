/* test-intake.c: the line typed at the telephone, read by data/rules/intake.tsv
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "incident-rules.h"
#include <string.h>

static YztIncidentRules *rules;
static GTimeZone *zone;

/* 2026-11-22 14:30 in Asia/Shanghai. */
#define NOW_MS G_GINT64_CONSTANT (1795329000000)

/* "time=… place=… type=… substance=… status=… dead=3 injured~10 title=…": what is known, in this order. */
static char *
in_words (const YztIntake *intake)
{
  g_autoptr (GString) words = g_string_new (NULL);
  if (intake->occurred_ms != 0) {
    g_autofree char *clock = yzt_time_format_clock (intake->occurred_ms, NOW_MS, zone);
    g_string_append_printf (words, "%s|", clock);
  } else {
    g_string_append (words, "-|");
  }
  g_string_append_printf (words, "%s|%s|%s|%s|", intake->place, intake->type, intake->substance, g_str_equal (intake->status, "actual") ? "" : intake->status);
  for (guint f = 0; f < YZT_N_FIGURES; f++) {
    if (intake->figures.value[f] >= 0) {
      g_string_append_printf (words, "%s=%.0f ", yzt_figure_fields[f], intake->figures.value[f]);
    }
  }
  g_string_append_printf (words, "|%s", intake->title);
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static const struct {
  const char *line, *expected;
} cases[] = {
  { "12:40 高要金利镇化工厂液氨泄漏 3人受伤", "12:40|高要金利镇化工厂|chemical-leak|液氨||injured=3 |高要金利镇化工厂液氨泄漏" },
  { "14:05 ammonia leak at X, 3 injured", "14:05|X|chemical-leak|液氨||injured=3 |ammonia leak at X" },
  { "23:50 端州区城东街道一居民楼起火，两名老人被困", "11-21 23:50|端州区城东街道一居民楼|fire|||trapped=2 |端州区城东街道一居民楼起火" },
  { "昨晚十点半四会市大沙镇国道两车追尾，造成一死三伤", "11-21 22:30|四会市大沙镇国道|road|||dead=1 injured=3 |四会市大沙镇国道两车追尾" },
  { "怀集县凤岗镇上围村后山滑坡，十余人失联，转移群众120人", "-|怀集县凤岗镇上围村后山|geological|||missing=10 evacuated=120 |怀集县凤岗镇上围村后山滑坡" },
  { "【演练】9时30分鼎湖区永安镇危化品仓库爆炸，2人死亡、12人受伤（其中5人重伤）", "09:30|鼎湖区永安镇危化品仓库|chemical-fire||exercise|dead=2 injured_serious=5 injured=7 |【演练】鼎湖区永安镇危化品仓库爆炸" },
  { "市民报警称：高新区迎宾大道某工地脚手架坍塌，约5名工人被困", "-|高新区迎宾大道某工地|construction|||trapped=5 |高新区迎宾大道某工地脚手架坍塌" },
  { "10分钟前 德庆县G321国道1042公里处货车侧翻，受伤3人，死亡1人", "14:20|德庆县G321国道1042公里处|road|||dead=1 injured=3 |德庆县G321国道1042公里处货车侧翻" },
  { "11月20日下午3点封开县江口镇造纸厂硫化氢中毒，3名工人中毒，无人员伤亡", "11-20 15:00|封开县江口镇造纸厂|other|硫化氢||dead=0 poisoned=3 injured=0 |封开县江口镇造纸厂硫化氢中毒" },
  { "At 1:15 pm fire in Duanzhou market, two people dead and about 20 evacuated", "13:15|Duanzhou market|fire|||dead=2 evacuated=20 |fire in Duanzhou market" },
  { "广宁县山火，无人伤亡", "-|广宁县|forest-fire|||dead=0 injured=0 |广宁县山火" },
  { "液氯储罐泄漏", "-||chemical-leak|液氯|||液氯储罐泄漏" },
  { "疏散周边居民约600人，3人涉险", "-|||||endangered=3 evacuated=600 |疏散周边居民约600人，3人涉险" },
  { "23.10 高要区白土镇厂房起火", "11-21 23:10|高要区白土镇厂房|fire||||高要区白土镇厂房起火" },
  { "2310 高要区白土镇厂房起火 1人受伤", "11-21 23:10|高要区白土镇厂房|fire|||injured=1 |高要区白土镇厂房起火" },
  { "2025年 高要区火灾", "-|高要区|fire||||高要区火灾" },
  { "11/20 08:15 德庆县官圩镇松香厂爆炸", "11-20 08:15|德庆县官圩镇松香厂|other||||德庆县官圩镇松香厂爆炸" },
  { "14时05分接报：13时50分高要区莲塘镇 火灾", "13:50|高要区莲塘镇|fire||||高要区莲塘镇 火灾" },
  { "14:05接报 高要区莲塘镇火灾", "14:05|高要区莲塘镇|fire||||高要区莲塘镇火灾" },
  { "凌晨2时许，怀集县连麦镇山体滑坡，3人失联，5人被困，疏散120人", "02:00|怀集县连麦镇|geological|||missing=3 trapped=5 evacuated=120 |怀集县连麦镇山体滑坡" },
  { "一家三口一氧化碳中毒 1死2伤", "-|一家三口|poisoning|一氧化碳||dead=1 injured=2 |一家三口一氧化碳中毒" },
  { "死2伤3", "-|||||dead=2 injured=3 |死2伤3" },
  { "受伤3人（重伤1人、轻伤2人）", "-|||||injured_serious=1 injured_light=2 injured=0 |受伤3人（重伤1人、轻伤2人" },
  { "5人受伤其中重伤2人", "-|||||injured_serious=2 injured=3 |5人受伤其中重伤2人" },
  { "七星岩牌坊广场多人受伤", "-|七星岩牌坊广场|||||七星岩牌坊广场" },
  { "被困人数不详", "-||||||被困人数不详" },
  { "二广高速怀集段3车追尾 2死1伤", "-|二广高速怀集段|road|||dead=2 injured=1 |二广高速怀集段3车追尾" },
  { "Explosion at the fireworks factory in Huaiji at 13:10 yesterday; three people killed", "11-21 13:10|Huaiji|fireworks|||dead=3 |fireworks factory in Huaiji" },
  { "", "-||||||" },
};

static void
test_lines (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (YztIntake) intake = yzt_intake_parse (rules, cases[i].line, NOW_MS, zone, "zh_CN");
    g_autofree char *words = in_words (intake);
    g_assert_cmpstr (words, ==, cases[i].expected);
  }
}

/* Every chip stands where its words are, chips follow each other, and no span is in two of them. */
static void
test_spans (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const char *line = cases[i].line;
    g_autoptr (YztIntake) intake = yzt_intake_parse (rules, line, NOW_MS, zone, "en");
    guint end = 0;
    for (guint k = 0; k < intake->chips->len; k++) {
      const YztIntakeChip *chip = &g_array_index (intake->chips, YztIntakeChip, k);
      g_assert_cmpuint (chip->start, <=, chip->end);
      g_assert_cmpuint (chip->end, <=, strlen (line));
      g_assert_cmpint (strncmp (line + chip->start, chip->words, chip->end - chip->start), ==, 0);
      if (chip->end > chip->start) {
        g_assert_cmpuint (chip->start, >=, end);
        end = chip->end;
      }
    }
  }
}

/* Whatever is pasted: an answer, no crash, the title bounded. */
static void
test_anything (void)
{
  static const char *const pieces[] = { "12:40", "99:99", "十", "百万", "人", "受伤", "死", "其中", "\xff\xfe", "<b>", "'; DROP TABLE", "\n", "，", "at ", "3", ".", "年", "11月", "31日", "泄漏", "液氨", "\xe2\x80\x8f", "演练" };
  for (guint round = 0; round < 3000; round++) {
    g_autoptr (GString) line = g_string_new (NULL);
    for (int n = g_test_rand_int_range (0, 14); n > 0; n--) {
      g_string_append (line, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
    }
    g_autoptr (YztIntake) intake = yzt_intake_parse (rules, line->str, NOW_MS, zone, "zh_CN");
    g_assert_true (g_utf8_validate (intake->title, -1, NULL));
    g_assert_cmpint (g_utf8_strlen (intake->title, -1), <=, 70);
    g_assert_cmpint (intake->occurred_ms, <=, NOW_MS + 2 * 60000);
  }
  g_autofree char *long_line = g_strnfill (1 << 20, '3');
  g_autoptr (YztIntake) intake = yzt_intake_parse (rules, long_line, NOW_MS, zone, "zh_CN");
  g_assert_nonnull (intake);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rules = load_rules ();
  zone = g_time_zone_new_identifier ("Asia/Shanghai");
  g_test_add_func ("/intake/lines", test_lines);
  g_test_add_func ("/intake/spans", test_spans);
  g_test_add_func ("/intake/anything", test_anything);
  int result = g_test_run ();
  yzt_incident_rules_free (rules);
  g_time_zone_unref (zone);
  return result;
}

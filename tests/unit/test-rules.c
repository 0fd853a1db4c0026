/* test-rules.c: grades, staleness, CAP words, incident states
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-base.h"
#include "yzt-rules.h"

static void
test_stale (void)
{
  gint64 now_ms = G_GINT64_CONSTANT (1790000000000);

  g_assert_true (yzt_rule_is_stale (0, now_ms));
  g_assert_true (yzt_rule_is_stale (-5, now_ms));
  g_assert_false (yzt_rule_is_stale (now_ms, now_ms));
  g_assert_false (yzt_rule_is_stale (now_ms - YZT_RULE_STALE_AFTER_MS, now_ms));
  g_assert_true (yzt_rule_is_stale (now_ms - YZT_RULE_STALE_AFTER_MS - 1, now_ms));
  g_assert_false (yzt_rule_is_stale (G_MAXINT64, now_ms));
  g_assert_false (yzt_rule_is_stale (1, G_MININT64));
}

/* incidents.md §4: the examples of Order 493. */
static void
test_accident_grade (void)
{
  g_assert_cmpint (yzt_rule_accident_grade (3, 0, 0), ==, 3);
  g_assert_cmpint (yzt_rule_accident_grade (2, 10, 0), ==, 3);
  g_assert_cmpint (yzt_rule_accident_grade (0, 0, 100000000.0), ==, 1);
  g_assert_cmpint (yzt_rule_accident_grade (9, 49, 49999900.0), ==, 3);
  g_assert_cmpint (yzt_rule_accident_grade (30, 0, 0), ==, 1);
  g_assert_cmpint (yzt_rule_accident_grade (29, 0, 0), ==, 2);
  g_assert_cmpint (yzt_rule_accident_grade (10, 0, 0), ==, 2);
  g_assert_cmpint (yzt_rule_accident_grade (0, 100, 0), ==, 1);
  g_assert_cmpint (yzt_rule_accident_grade (0, 50, 0), ==, 2);
  g_assert_cmpint (yzt_rule_accident_grade (0, 9, 9999999.0), ==, 4);
  g_assert_cmpint (yzt_rule_accident_grade (0, 0, 50000000.0), ==, 2);
  g_assert_cmpint (yzt_rule_accident_grade (0, 0, 0), ==, 4);
  g_assert_cmpint (yzt_rule_accident_grade (-1, -1, -1), ==, 4);
}

static void
test_cap_level (void)
{
  g_assert_cmpint (yzt_rule_cap_level ("Extreme"), ==, 1);
  g_assert_cmpint (yzt_rule_cap_level ("Severe"), ==, 2);
  g_assert_cmpint (yzt_rule_cap_level ("moderate"), ==, 3);
  g_assert_cmpint (yzt_rule_cap_level ("Minor"), ==, 4);
  g_assert_cmpint (yzt_rule_cap_level ("Unknown"), ==, 0);
  g_assert_cmpint (yzt_rule_cap_level (""), ==, 0);
  g_assert_cmpint (yzt_rule_cap_level (NULL), ==, 0);
}

static void
test_cap_incident (void)
{
  g_assert_true (yzt_rule_cap_is_incident ("CBRNE", "Observed", "Immediate"));
  g_assert_true (yzt_rule_cap_is_incident ("Geo", "Likely", "Past"));
  g_assert_true (yzt_rule_cap_is_incident ("Rescue", "Likely", "Immediate"));
  g_assert_false (yzt_rule_cap_is_incident ("Met", "Observed", "Immediate"));
  g_assert_false (yzt_rule_cap_is_incident ("Security", "Likely", "Immediate"));
  g_assert_false (yzt_rule_cap_is_incident ("Fire", "Possible", "Future"));
  g_assert_false (yzt_rule_cap_is_incident (NULL, NULL, NULL));
}

static void
test_cap_type (void)
{
  g_assert_cmpstr (yzt_rule_cap_incident_type ("CBRNE", "氯气泄漏"), ==, "chemical-leak");
  g_assert_cmpstr (yzt_rule_cap_incident_type ("CBRNE", "危险化学品爆炸事故"), ==, "chemical-fire");
  g_assert_cmpstr (yzt_rule_cap_incident_type ("Geo", "Earthquake"), ==, "earthquake");
  g_assert_cmpstr (yzt_rule_cap_incident_type ("Geo", "Landslide"), ==, "geological");
  g_assert_cmpstr (yzt_rule_cap_incident_type ("Fire", "Structure fire"), ==, "fire");
  g_assert_cmpstr (yzt_rule_cap_incident_type ("Fire", "Bushfire"), ==, "forest-fire");
  g_assert_cmpstr (yzt_rule_cap_incident_type ("Safety", "某煤矿瓦斯爆炸"), ==, "coal-mine");
  g_assert_cmpstr (yzt_rule_cap_incident_type ("Infra", "Power cut"), ==, "infrastructure");
  g_assert_cmpstr (yzt_rule_cap_incident_type ("Rescue", "Child Abduction"), ==, "other");
  g_assert_cmpstr (yzt_rule_cap_incident_type (NULL, NULL), ==, "other");
  g_assert_cmpstr (yzt_rule_cap_incident_type ("", "\xff\xfe"), ==, "other");
}

static void
test_open (void)
{
  g_assert_true (yzt_rule_incident_is_open ("received"));
  g_assert_true (yzt_rule_incident_is_open ("responding"));
  g_assert_true (yzt_rule_incident_is_open (NULL));
  g_assert_true (yzt_rule_incident_is_open ("a state of tomorrow"));
  g_assert_false (yzt_rule_incident_is_open ("closed"));
  g_assert_false (yzt_rule_incident_is_open ("cancelled"));
  g_assert_false (yzt_rule_incident_is_open ("expired"));
}

static const char due_rules[] = "# what\n"
                                "drill\tsite;card\tenterprise\t*\t6\tmonths\t现场\tsite\n"
                                "drill\t*\tenterprise\thigh-risk\t6\tmonths\t高危\thigh\n"
                                "drill\t*\tenterprise\t*\t12\tmonths\t一年\tyear\n"
                                "filing\tspecial\tenterprise\t*\t20\tworkdays\t备案\tfile\n"
                                "nonsense\n";
static const char due_holidays[] = "2025-01-01\t2025-01-01\toff\n2025-01-26\t2025-01-26\twork\n2025-01-28\t2025-02-04\toff\n2025-02-08\t2025-02-08\twork\n";

static void
assert_due (const YztDueRules *rules, const char *what, const char *kind, const char *trade, const char *from, const char *expected)
{
  const YztRulePlan plan = { .kind = kind, .level = "enterprise" };
  GDate date;
  char text[16] = "";
  if (yzt_rule_due (rules, what, &plan, trade, from, &date, "en", NULL)) {
    g_date_strftime (text, sizeof text, "%Y-%m-%d", &date);
  }
  g_assert_cmpstr (text, ==, expected);
}

/* plans.md §3. Twenty working days over the Spring Festival: counted by hand in the calendar of 2025. */
static void
test_plan_due (void)
{
  g_autoptr (YztDueRules) rules = yzt_due_rules_parse (due_rules, due_holidays);
  assert_due (rules, "drill", "special", NULL, "2025-03-31", "2026-03-31");
  assert_due (rules, "drill", "special", "high-risk", "2025-08-31", "2026-02-28"); /* no 31st of February */
  assert_due (rules, "drill", "site", NULL, "2024-02-29", "2024-08-29");
  assert_due (rules, "filing", "special", NULL, "2025-01-13", "2025-02-14");
  assert_due (rules, "filing", "overall", NULL, "2025-01-13", "");
  assert_due (rules, "assessment", "special", NULL, "2025-01-13", "");
  assert_due (rules, "drill", "special", NULL, "2025-02-30", "");
  assert_due (rules, "drill", "special", NULL, NULL, "");
  GDate day;
  g_assert_true (yzt_rule_parse_day ("2025-01-26", &day)); /* a Sunday that is worked */
  g_assert_true (yzt_rule_is_workday (rules, &day));
  g_assert_true (yzt_rule_parse_day ("2025-02-03", &day)); /* a Monday off */
  g_assert_false (yzt_rule_is_workday (rules, &day));
  g_assert_cmpint (yzt_rule_due_colour (-1), ==, 0);
  g_assert_cmpint (yzt_rule_due_colour (0), ==, 1);
  g_assert_cmpint (yzt_rule_due_colour (30), ==, 1);
  g_assert_cmpint (yzt_rule_due_colour (31), ==, 2);
  g_assert_cmpint (yzt_rule_due_colour (61), ==, 3);
}

static void
test_plan_ladder (void)
{
  YztRuleSituation there = { .adcode = "441204", .hazard_code = "HS-1" }, city = { .adcode = "441200" }, nowhere = { .adcode = NULL };
  g_assert_cmpint (yzt_rule_plan_rung ("enterprise"), ==, 0);
  g_assert_cmpint (yzt_rule_plan_rung ("province"), ==, 3);
  g_assert_cmpint (yzt_rule_plan_rung ("town"), ==, -1);
  g_assert_cmpint (yzt_rule_plan_rung (NULL), ==, -1);
  for (int rung = 0; rung < 4; rung++) {
    g_assert_true (yzt_rule_plan_rung_is_needed (rung, &there));
    g_assert_false (yzt_rule_plan_rung_is_needed (rung, &nowhere));
  }
  g_assert_false (yzt_rule_plan_rung_is_needed (0, &city));
  g_assert_false (yzt_rule_plan_rung_is_needed (1, &city));
  g_assert_true (yzt_rule_plan_rung_is_needed (2, &city));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rules/plan-due", test_plan_due);
  g_test_add_func ("/rules/plan-ladder", test_plan_ladder);
  g_test_add_func ("/rules/stale", test_stale);
  g_test_add_func ("/rules/accident-grade", test_accident_grade);
  g_test_add_func ("/rules/cap-level", test_cap_level);
  g_test_add_func ("/rules/cap-incident", test_cap_incident);
  g_test_add_func ("/rules/cap-type", test_cap_type);
  g_test_add_func ("/rules/open", test_open);
  return g_test_run ();
}

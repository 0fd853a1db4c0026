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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rules/stale", test_stale);
  g_test_add_func ("/rules/accident-grade", test_accident_grade);
  g_test_add_func ("/rules/cap-level", test_cap_level);
  g_test_add_func ("/rules/cap-incident", test_cap_incident);
  g_test_add_func ("/rules/cap-type", test_cap_type);
  g_test_add_func ("/rules/open", test_open);
  return g_test_run ();
}

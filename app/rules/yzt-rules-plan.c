/* yzt-rules-plan.c: which emergency plan applies to a situation, how well, and why
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-rules.h"
#include <string.h>

/* The weights only order the list: the very hazard source outweighs the type, the type the substance, that the area and its level. */
enum {
  WEIGHT_HAZARD = 60,
  WEIGHT_OWN = 12, /* the enterprise's own plan before the county's that names it too: who is there acts first */
  WEIGHT_TYPE = 24,
  WEIGHT_SUBSTANCE = 8,
  WEIGHT_OTHER_SUBSTANCE = -10,
  WEIGHT_LEVEL = 5,
  WEIGHT_OVERALL = -9, /* names every type, so that it says little of each */
  WEIGHT_OVERALL_OF_PLACE = 1, /* … and is the first when nothing is known but the place */
  WEIGHT_OVERDUE = -1,
};

/* Lists in a text cell are separated by ; , 、 or blanks. */
static gboolean
list_contains (const char *list, const char *word)
{
  g_auto (GStrv) parts = list != NULL && word != NULL && *word != '\0' ? g_regex_split_simple ("[;,；，、\\s]+", list, 0, 0) : NULL;
  return parts != NULL && g_strv_contains ((const char *const *) parts, word);
}

static gboolean
is_given (const char *text)
{
  return text != NULL && *text != '\0';
}

/* 4: the same county, 2: the prefecture above it, 1: the province or the State; −1: another area; 0: not known. */
static int
area_weight (const char *plan, const char *situation)
{
  if (!is_given (plan) || !is_given (situation) || strlen (situation) < 6 || strlen (plan) < 6) {
    return 0;
  }
  if (strncmp (plan, situation, 6) == 0) {
    return 4;
  }
  if (strncmp (plan, situation, 4) == 0 && g_str_has_suffix (plan, "00")) {
    return 2;
  }
  if (strncmp (plan, situation, 2) == 0 && g_str_has_suffix (plan, "0000")) {
    return 1;
  }
  return g_str_equal (plan, "000000") || g_str_equal (plan, "100000") ? 1 : -1;
}

/* Incidents of the four grades are answered for by county, prefecture, province and province (国家突发事件总体应急预案, 2025, on 分级负责). */
static gboolean
is_level_of_grade (const char *level, const char *grade)
{
  static const struct {
    const char *grade, *level;
  } answers[] = { { "general", "county" }, { "larger", "city" }, { "major", "province" }, { "extraordinary", "province" } };
  for (gsize i = 0; is_given (level) && is_given (grade) && i < G_N_ELEMENTS (answers); i++) {
    if (g_str_equal (answers[i].grade, grade)) {
      return g_str_equal (answers[i].level, level);
    }
  }
  return FALSE;
}

static int
substance_weight (const YztRulePlan *plan, const YztRuleSituation *situation, guint *reasons)
{
  if (!is_given (situation->substance)) {
    return 0;
  }
  gboolean in_name = plan->name != NULL && strstr (plan->name, situation->substance) != NULL;
  if (in_name || list_contains (plan->substances, situation->substance)) {
    *reasons |= YZT_PLAN_REASON_SUBSTANCE;
    return WEIGHT_SUBSTANCE + (in_name ? 1 : 0);
  }
  if (is_given (plan->substances)) {
    *reasons |= YZT_PLAN_REASON_OTHER_SUBSTANCE;
    return WEIGHT_OTHER_SUBSTANCE;
  }
  return 0;
}

int
yzt_rule_plan_score (const YztRulePlan *plan, const YztRuleSituation *situation, guint *reasons_out)
{
  guint reasons = 0;
  int area = area_weight (plan->region_adcode, situation->adcode);
  gboolean names_hazard = list_contains (plan->hazard_codes, situation->hazard_code);
  gboolean of_type = list_contains (plan->incident_types, situation->type);
  gboolean of_enterprise = g_strcmp0 (plan->level, "enterprise") == 0;
  g_return_val_if_fail (reasons_out != NULL, 0);
  *reasons_out = 0;
  gboolean of_place = !is_given (situation->type) && area > 0 && !of_enterprise; /* nothing has happened yet: all that the area has */
  if (!names_hazard && !of_place && (!of_type || area < 0 || (of_enterprise && is_given (plan->hazard_codes)))) {
    return 0; /* another enterprise's plan is nobody else's, a neighbour's plan is the neighbour's */
  }
  int score = (names_hazard ? WEIGHT_HAZARD + (of_enterprise ? WEIGHT_OWN : 0) : 0) + (of_type ? WEIGHT_TYPE : 0) + MAX (area, 0);
  reasons |= (names_hazard ? YZT_PLAN_REASON_HAZARD : 0) | (of_type ? YZT_PLAN_REASON_TYPE : 0);
  reasons |= area == 4 ? YZT_PLAN_REASON_COUNTY : area == 2 ? YZT_PLAN_REASON_PREFECTURE : area == 1 ? YZT_PLAN_REASON_PROVINCE : 0;
  score += substance_weight (plan, situation, &reasons);
  if (is_level_of_grade (plan->level, situation->grade)) {
    score += WEIGHT_LEVEL;
    reasons |= YZT_PLAN_REASON_LEVEL;
  }
  if (g_strcmp0 (plan->kind, "overall") == 0) {
    score += of_place ? WEIGHT_OVERALL_OF_PLACE : WEIGHT_OVERALL;
  }
  if (is_given (plan->review_due) && is_given (situation->today) && strcmp (plan->review_due, situation->today) < 0) {
    score += WEIGHT_OVERDUE;
    reasons |= YZT_PLAN_REASON_OVERDUE;
  }
  *reasons_out = reasons;
  return MAX (score, 1);
}

/* yzt-rules-plan-due.c: when a plan is to be drilled, assessed, filed, by rules that are data
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-rules.h"
#include <string.h>

typedef struct {
  char *what, *kinds, *levels, *trades, *basis_zh, *basis;
  guint count;
  gboolean workdays, months;
  gboolean unverified; /* nobody has read its source */
} Rule;

typedef struct {
  guint32 from, to; /* Julian days */
  gboolean work;
} Holiday;

struct _YztDueRules {
  GPtrArray *rules;
  GArray *holidays;
};

static void
rule_free (gpointer data)
{
  Rule *rule = data;
  char **texts[] = { &rule->what, &rule->kinds, &rule->levels, &rule->trades, &rule->basis_zh, &rule->basis };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_free (*texts[i]);
  }
  g_free (rule);
}

void
yzt_due_rules_free (YztDueRules *self)
{
  if (self != NULL) {
    g_ptr_array_unref (self->rules);
    g_array_unref (self->holidays);
    g_free (self);
  }
}

gboolean
yzt_rule_parse_day (const char *text, GDate *date_out)
{
  g_auto (GStrv) parts = text != NULL ? g_strsplit (text, "-", -1) : NULL;
  guint64 year, month, day;
  if (parts == NULL || g_strv_length (parts) != 3 || !g_ascii_string_to_unsigned (parts[0], 10, 1, 9999, &year, NULL)
      || !g_ascii_string_to_unsigned (parts[1], 10, 1, 12, &month, NULL) || !g_ascii_string_to_unsigned (parts[2], 10, 1, 31, &day, NULL)
      || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year)) {
    return FALSE;
  }
  g_date_clear (date_out, 1);
  g_date_set_dmy (date_out, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return TRUE;
}

static void
take_holidays (YztDueRules *self, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);
    GDate from, to;
    if (*lines[i] != '#' && g_strv_length (cells) >= 3 && yzt_rule_parse_day (cells[0], &from) && yzt_rule_parse_day (cells[1], &to)) {
      Holiday one = { g_date_get_julian (&from), g_date_get_julian (&to), g_str_has_prefix (cells[2], "work") };
      g_array_append_val (self->holidays, one);
    }
  }
}

YztDueRules *
yzt_due_rules_parse (const char *rules, const char *holidays)
{
  g_return_val_if_fail (rules != NULL, NULL);
  YztDueRules *self = g_new0 (YztDueRules, 1);
  g_auto (GStrv) lines = g_strsplit (rules, "\n", -1);
  self->rules = g_ptr_array_new_with_free_func (rule_free);
  self->holidays = g_array_new (FALSE, FALSE, sizeof (Holiday));
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);
    guint64 count;
    if (*lines[i] == '#' || g_strv_length (cells) < 8 || !g_ascii_string_to_unsigned (cells[4], 10, 1, 1200, &count, NULL)) {
      continue;
    }
    Rule *rule = g_new0 (Rule, 1);
    *rule = (Rule){ g_strdup (cells[0]), g_strdup (cells[1]), g_strdup (cells[2]), g_strdup (cells[3]), g_strdup (cells[6]), g_strdup (cells[7]), (guint) count,
                    g_str_equal (cells[5], "workdays"), g_str_equal (cells[5], "months"), cells[8] != NULL && g_str_equal (cells[8], "-") };
    g_ptr_array_add (self->rules, rule);
  }
  if (holidays != NULL) {
    take_holidays (self, holidays);
  }
  return self;
}

static gboolean
fits (const char *list, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (list, ";", -1);
  return g_str_equal (list, "*") || (value != NULL && g_strv_contains ((const char *const *) parts, value));
}

gboolean
yzt_rule_is_workday (const YztDueRules *self, const GDate *date)
{
  g_return_val_if_fail (self != NULL && date != NULL, FALSE);
  guint32 day = g_date_get_julian (date);
  for (guint i = 0; i < self->holidays->len; i++) {
    const Holiday *one = &g_array_index (self->holidays, Holiday, i);
    if (day >= one->from && day <= one->to) {
      return one->work;
    }
  }
  return g_date_get_weekday (date) < G_DATE_SATURDAY;
}

static void
add_workdays (const YztDueRules *self, GDate *date, guint n)
{
  while (n > 0) {
    g_date_add_days (date, 1);
    n -= yzt_rule_is_workday (self, date) ? 1 : 0;
  }
}

gboolean
yzt_rule_due_told (const YztDueRules *self, const char *what, const YztRulePlan *plan, const char *trade, const char *from, GDate *due_out, const char *language,
              const char **basis_out, gboolean *unverified_out)
{
  g_return_val_if_fail (self != NULL && what != NULL && plan != NULL && due_out != NULL, FALSE);
  for (guint i = 0; i < self->rules->len; i++) {
    const Rule *rule = self->rules->pdata[i];
    if (!g_str_equal (rule->what, what) || !fits (rule->kinds, plan->kind) || !fits (rule->levels, plan->level) || !fits (rule->trades, trade)) {
      continue;
    }
    if (!yzt_rule_parse_day (from, due_out)) {
      return FALSE;
    }
    if (rule->workdays) {
      add_workdays (self, due_out, rule->count);
    } else if (rule->months) {
      g_date_add_months (due_out, rule->count);
    } else {
      g_date_add_days (due_out, rule->count);
    }
    if (unverified_out != NULL) {
      *unverified_out = rule->unverified;
    }
    if (basis_out != NULL) {
      *basis_out = language != NULL && g_str_has_prefix (language, "zh") ? rule->basis_zh : rule->basis;
    }
    return TRUE;
  }
  return FALSE;
}

gboolean
yzt_rule_due (const YztDueRules *self, const char *what, const YztRulePlan *plan, const char *trade, const char *from, GDate *due_out, const char *language,
              const char **basis_out)
{
  return yzt_rule_due_told (self, what, plan, trade, from, due_out, language, basis_out, NULL);
}

gboolean
yzt_rule_knows_holidays (const YztDueRules *self, guint year)
{
  g_return_val_if_fail (self != NULL, FALSE);
  for (guint i = 0; i < self->holidays->len; i++) {
    GDate from;
    g_date_clear (&from, 1);
    g_date_set_julian (&from, g_array_index (self->holidays, Holiday, i).from);
    if (g_date_get_year (&from) == year) {
      return TRUE;
    }
  }
  return FALSE;
}

int
yzt_rule_due_colour (int days)
{
  return days < 0 ? 0 : days <= 30 ? 1 : days <= 60 ? 2 : 3;
}

/* --- the ladder --- */

int
yzt_rule_plan_rung (const char *level)
{
  static const char *const levels[] = { "enterprise", "county", "city", "province" };
  for (int i = 0; level != NULL && i < (int) G_N_ELEMENTS (levels); i++) {
    if (g_str_equal (levels[i], level)) {
      return i;
    }
  }
  return -1;
}

/* A prefecture-level area that has no counties answers as its own; of an unknown place the county is not missed. */
gboolean
yzt_rule_plan_rung_is_needed (int rung, const YztRuleSituation *situation)
{
  g_return_val_if_fail (situation != NULL, FALSE);
  gboolean known_county = situation->adcode != NULL && strlen (situation->adcode) >= 6 && !g_str_has_suffix (situation->adcode, "00");
  return rung == 0 ? situation->hazard_code != NULL && *situation->hazard_code != '\0' : rung == 1 ? known_county : situation->adcode != NULL && *situation->adcode != '\0';
}

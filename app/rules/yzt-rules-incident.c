/* yzt-rules-incident.c: tables of rules about incidents: grade, next states, recipients
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-rules-incident-private.h"
#include <stdlib.h>
#include <string.h>

const char *const yzt_incident_table_names[YZT_INCIDENT_N_TABLES] = { "grades", "recipients", "clock", "states", "intake", "report" };
const char *const yzt_figure_fields[YZT_N_FIGURES] = {
  "dead", "missing", "trapped", "injured_serious", "poisoned", "injured_light", "injured", "endangered", "evacuated", "loss_cny_10k",
};
/* Fewer columns are no rule. */
static const guint n_columns[YZT_INCIDENT_N_TABLES] = { 9, 6, 13, 5, 3, 6 };

void
yzt_figures_init (YztFigures *figures)
{
  g_return_if_fail (figures != NULL);
  for (guint i = 0; i < YZT_N_FIGURES; i++) {
    figures->value[i] = -1;
  }
}

/* --- tables --- */

static GPtrArray *
parse_table (const char *text, guint columns)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_strdelimit (lines[i], "\r", '\0'); /* blanks at the end are empty columns */
    if (*lines[i] == '#' || *lines[i] == '\0' || !g_utf8_validate (lines[i], -1, NULL)) {
      continue;
    }
    GStrv row = g_strsplit (lines[i], "\t", 32);
    if (g_strv_length (row) >= columns) {
      g_ptr_array_add (rows, row);
    } else {
      g_strfreev (row);
    }
  }
  return rows;
}

static void
word_clear (gpointer data)
{
  g_ptr_array_unref (((YztIntakeWord *) data)->needles);
}

static void
add_word (YztIncidentRules *self, const GStrv row, const char *word)
{
  YztIntakeWord added = { row[0], row[1], g_ptr_array_new_with_free_func (g_free), 0 };
  g_auto (GStrv) parts = g_strsplit (word, "+", -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    g_autofree char *folded = g_utf8_strdown (parts[i], -1);
    glong length = 0;
    gunichar *needle = g_utf8_to_ucs4_fast (folded, -1, &length);
    if (length > 0) {
      g_ptr_array_add (added.needles, needle);
      added.length += (guint) length;
    } else {
      g_free (needle);
    }
  }
  if (added.needles->len == 0) {
    g_ptr_array_unref (added.needles);
    return;
  }
  g_array_append_val (self->words, added);
}

static int
longest_first (gconstpointer a, gconstpointer b)
{
  return (int) ((const YztIntakeWord *) b)->length - (int) ((const YztIntakeWord *) a)->length;
}

YztIncidentRules *
yzt_incident_rules_parse (const char *const texts[YZT_INCIDENT_N_TABLES])
{
  g_return_val_if_fail (texts != NULL, NULL);
  YztIncidentRules *self = g_new0 (YztIncidentRules, 1);
  for (guint i = 0; i < YZT_INCIDENT_N_TABLES; i++) {
    self->tables[i] = parse_table (texts[i], n_columns[i]);
  }
  self->words = g_array_new (FALSE, FALSE, sizeof (YztIntakeWord));
  g_array_set_clear_func (self->words, word_clear);
  GPtrArray *intake = self->tables[YZT_INCIDENT_TABLE_INTAKE];
  for (guint i = 0; i < intake->len; i++) {
    g_auto (GStrv) words = g_strsplit (yzt_rule_cell (intake->pdata[i], 2), ";", -1);
    for (guint j = 0; words[j] != NULL; j++) {
      add_word (self, intake->pdata[i], words[j]);
    }
  }
  /* Stable: of two of one length the earlier row wins. */
  g_array_sort (self->words, longest_first);
  return self;
}

void
yzt_incident_rules_free (YztIncidentRules *self)
{
  if (self != NULL) {
    g_array_unref (self->words);
    for (guint i = 0; i < YZT_INCIDENT_N_TABLES; i++) {
      g_ptr_array_unref (self->tables[i]);
    }
    g_free (self);
  }
}

const char *
yzt_rule_cell (const GStrv row, guint i)
{
  for (guint j = 0; row[j] != NULL; j++) {
    if (j == i) {
      return row[j];
    }
  }
  return "";
}

const char *
yzt_rule_text (const GStrv row, guint zh, const char *language)
{
  gboolean chinese = language != NULL && g_str_has_prefix (language, "zh");
  return yzt_rule_cell (row, chinese ? zh : zh + 1);
}

gboolean
yzt_rule_list_has (const char *list, const char *word)
{
  g_auto (GStrv) words = g_strsplit (list, ";", -1);
  return word != NULL && g_strv_contains ((const char *const *) words, word);
}

gboolean
yzt_rule_level_holds (const char *level, const char *near_miss, int actual, gboolean is_near_miss)
{
  int from = atoi (level);
  /* What has no grade yet is reported like the mildest. */
  int as = actual >= 1 && actual <= 4 ? actual : 4;
  return as <= from || (is_near_miss && g_str_equal (near_miss, "yes") && from >= 3);
}

/* --- grade --- */

/* The sum of the figures that are known; FALSE when none is. */
static gboolean
sum_figures (const char *names, const YztFigures *figures, double *sum_out)
{
  g_auto (GStrv) fields = g_strsplit (names, "+", -1);
  gboolean known = FALSE;
  *sum_out = 0;
  for (guint i = 0; fields[i] != NULL; i++) {
    for (guint f = 0; f < YZT_N_FIGURES; f++) {
      if (g_str_equal (fields[i], yzt_figure_fields[f]) && figures->value[f] >= 0) {
        *sum_out += figures->value[f];
        known = TRUE;
      }
    }
  }
  return known;
}

static gboolean
is_accident (const YztIncidentRules *rules, const char *type)
{
  GPtrArray *rows = rules->tables[YZT_INCIDENT_TABLE_GRADES];
  for (guint i = 0; type != NULL && *type != '\0' && i < rows->len; i++) {
    GStrv row = rows->pdata[i];
    if (g_str_equal (row[0], "accident-types")) {
      return yzt_rule_list_has (row[2], type);
    }
  }
  return type == NULL || *type == '\0';
}

static void
drop_milder (YztGradeProposal *proposal)
{
  for (guint i = proposal->met->len; i > 0; i--) {
    const YztRuleMet *met = &g_array_index (proposal->met, YztRuleMet, i - 1);
    if (!g_str_equal (met->grade, "near-miss") && met->level > proposal->level) {
      g_array_remove_index (proposal->met, i - 1);
    }
  }
}

YztGradeProposal *
yzt_rule_propose_grade (const YztIncidentRules *rules, const char *type, const YztFigures *figures, const char *language)
{
  g_return_val_if_fail (rules != NULL && figures != NULL, NULL);
  YztGradeProposal *proposal = g_new0 (YztGradeProposal, 1);
  proposal->met = g_array_new (FALSE, FALSE, sizeof (YztRuleMet));
  proposal->grade = "";
  proposal->accident = is_accident (rules, type);
  GPtrArray *rows = rules->tables[YZT_INCIDENT_TABLE_GRADES];
  for (guint i = 0; proposal->accident && i < rows->len; i++) {
    GStrv row = rows->pdata[i];
    double sum = 0;
    int level = atoi (row[1]);
    if (level < 1 || level > 4 || !sum_figures (row[2], figures, &sum) || sum < g_ascii_strtod (row[3], NULL)) {
      continue;
    }
    YztRuleMet met = { row[0], level, yzt_rule_text (row, 4, language), yzt_rule_text (row, 6, language), g_str_equal (row[8], "yes") };
    g_array_append_val (proposal->met, met);
    if (g_str_equal (row[0], "near-miss")) {
      proposal->near_miss = TRUE;
    } else if (proposal->level == 0 || level < proposal->level) {
      proposal->level = level;
      proposal->grade = row[0];
    }
  }
  drop_milder (proposal);
  return proposal;
}

void
yzt_grade_proposal_free (YztGradeProposal *proposal)
{
  if (proposal != NULL) {
    g_array_unref (proposal->met);
    g_free (proposal);
  }
}

/* --- states --- */

GArray *
yzt_rule_next_states (const YztIncidentRules *rules, const char *state, const char *language)
{
  g_return_val_if_fail (rules != NULL, NULL);
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (YztStateStep));
  GPtrArray *rows = rules->tables[YZT_INCIDENT_TABLE_STATES];
  /* What came from elsewhere without a state stands at the beginning. */
  const char *from = state != NULL && *state != '\0' ? state : "received";
  for (guint i = 0; i < rows->len; i++) {
    GStrv row = rows->pdata[i];
    if (g_str_equal (row[0], from)) {
      g_auto (GStrv) needs = g_strsplit (row[2], " ", -1);
      YztStateStep step = { row[0], row[1], yzt_rule_text (row, 3, language), 0 };
      step.needs = (g_strv_contains ((const char *const *) needs, "reason") ? YZT_STATE_NEEDS_REASON : 0)
                   | (g_strv_contains ((const char *const *) needs, "other") ? YZT_STATE_NEEDS_OTHER : 0)
                   | (g_strv_contains ((const char *const *) needs, "who") ? YZT_STATE_NEEDS_WHO : 0);
      g_array_append_val (steps, step);
    }
  }
  return steps;
}

/* --- recipients --- */

GArray *
yzt_rule_recipients (const YztIncidentRules *rules, int level, gboolean near_miss, const char *language)
{
  g_return_val_if_fail (rules != NULL, NULL);
  GArray *recipients = g_array_new (FALSE, FALSE, sizeof (YztRecipient));
  GPtrArray *rows = rules->tables[YZT_INCIDENT_TABLE_RECIPIENTS];
  for (guint i = 0; i < rows->len; i++) {
    GStrv row = rows->pdata[i];
    YztRecipient recipient = { row[0], yzt_rule_text (row, 3, language), atoi (row[1]), yzt_rule_level_holds (row[1], row[2], level, near_miss) };
    g_array_append_val (recipients, recipient);
  }
  return recipients;
}

/* --- reports --- */

GArray *
yzt_rule_report_parts (const YztIncidentRules *rules, const char *what, const char *language)
{
  g_return_val_if_fail (rules != NULL && what != NULL, NULL);
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (YztReportPart));
  GPtrArray *rows = rules->tables[YZT_INCIDENT_TABLE_REPORT];
  for (guint i = 0; i < rows->len; i++) {
    GStrv row = rows->pdata[i];
    if (g_str_equal (row[1], "*") || yzt_rule_list_has (row[1], what)) {
      YztReportPart part = { row[0], yzt_rule_text (row, 4, language), row[3], g_str_equal (row[2], "yes") };
      g_array_append_val (parts, part);
    }
  }
  return parts;
}

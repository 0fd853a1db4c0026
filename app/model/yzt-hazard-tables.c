/* yzt-hazard-tables.c: the tables by which hazard sources are judged, read once, and what they said in words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-ledger-private.h"

char *
yzt_ledger_read_table (const char *name, GError **error)
{
  g_autofree char *folder = yzt_user_data_dir ("rules");
  g_autofree char *own = g_build_filename (folder, name, NULL);
  g_autofree char *ours = g_build_filename (yzt_data_dir (), "rules", name, NULL);
  char *text = NULL;
  if (g_file_get_contents (own, &text, NULL, NULL)) {
    return text;
  }
  return g_file_get_contents (ours, &text, NULL, error) ? text : NULL;
}

static YztHazardBook *
read_book (GError **error)
{
  g_autofree char *chemicals = yzt_ledger_read_table ("gb18218-chemicals.tsv", error);
  g_autofree char *classes = chemicals != NULL ? yzt_ledger_read_table ("gb18218-classes.tsv", error) : NULL;
  g_autofree char *factors = classes != NULL ? yzt_ledger_read_table ("gb18218-factors.tsv", error) : NULL;
  if (factors == NULL) {
    return NULL;
  }
  YztHazardBook *book = yzt_hazard_book_parse (chemicals, classes, factors);
  if (book == NULL) {
    g_set_error (error, YZT_BASE_ERROR, YZT_BASE_ERROR_FILE, _("A table of %s is empty; take your own copy of it away, or install the programme again."),
                 YZT_HAZARD_STANDARD);
  }
  return book;
}

/* A table that could not be read is asked for again the next time. */
const YztHazardBook *
yzt_hazard_tables (GError **error)
{
  static GMutex mutex;
  static YztHazardBook *book;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  if (book == NULL) {
    book = read_book (error);
  }
  return book;
}

const YztHazardGrades *
yzt_hazard_grade_tables (GError **error)
{
  static GMutex mutex;
  static YztHazardGrades *grades;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  if (grades == NULL) {
    g_autofree char *text = yzt_ledger_read_table ("hazard-grades.tsv", error);
    grades = text != NULL ? yzt_hazard_grades_parse (text) : NULL;
  }
  return grades;
}

static double
number_of (const YztRow *row, const char *field)
{
  const YztCell *cell = yzt_row_get (row, field);
  return cell == NULL || cell->type == YZT_CELL_NULL ? NAN
       : cell->type == YZT_CELL_INTEGER              ? (double) cell->v.integer
       : cell->type == YZT_CELL_NUMBER               ? cell->v.number
                                                     : NAN;
}

double
yzt_hazard_row_value (const char *name, gpointer user_data)
{
  const YztRow *row = user_data;
  const YztField *field = yzt_kind_find_field (row->kind, name);
  const YztCell *cell = field != NULL ? yzt_row_get (row, name) : NULL;
  if (cell == NULL || cell->type == YZT_CELL_NULL) {
    return field != NULL && yzt_field_get_field_type (field) == YZT_FIELD_BOOLEAN ? 0 : NAN;
  }
  for (guint i = 0; cell->type == YZT_CELL_TEXT && i < yzt_field_get_n_values (field); i++) {
    if (g_str_equal (yzt_field_get_value (field, i), cell->v.text)) {
      return i + 1;
    }
  }
  return number_of (row, name);
}

void
yzt_hazard_line_from_row (const YztRow *row, YztHazardLine *line)
{
  g_return_if_fail (row != NULL && line != NULL);
  *line = (YztHazardLine) {
    .name = yzt_row_get_text (row, "name"),
    .cas = yzt_row_get_text (row, "cas"),
    .class_symbol = yzt_row_get_text (row, "hazard_class"),
    .quantity_t = number_of (row, "quantity_t"),
    .critical_t = number_of (row, "critical_t"),
    .beta = number_of (row, "beta"),
  };
}

/* --- in words --- */

const char *
yzt_hazard_grade_text (int grade)
{
  static const char *const words[] = { N_("No major hazard"), N_("Grade 1"), N_("Grade 2"), N_("Grade 3"), N_("Grade 4") };
  return grade >= 0 && grade < (int) G_N_ELEMENTS (words) ? _(words[grade]) : "—";
}

static const struct {
  const char *words, *mark;
} lack_words[YZT_LEDGER_N_LACKS] = {
  { N_("No agreement in force"), N_("Ag") },
  { N_("No plan"), N_("Pl") },
  { N_("No camera"), N_("Ca") },
  { N_("No responsible team"), N_("Te") },
  { N_("No team within 30 km"), N_(">30") },
};

const char *
yzt_ledger_lack_text (guint lack)
{
  g_return_val_if_fail (lack < YZT_LEDGER_N_LACKS, NULL);
  return _(lack_words[lack].words);
}

const char *
yzt_ledger_lack_mark (guint lack)
{
  g_return_val_if_fail (lack < YZT_LEDGER_N_LACKS, NULL);
  return _(lack_words[lack].mark);
}

const char *
yzt_dossier_step_text (YztDossierStep step)
{
  static const char *const words[] = {
    N_("To be identified"), N_("To be assessed"), N_("Dossier to be made"), N_("To be filed"), N_("Filed"), N_("Struck off"),
  };
  return _(words[MIN ((guint) step, G_N_ELEMENTS (words) - 1)]);
}

static char *
number_text (double value)
{
  return isnan (value) ? g_strdup ("—") : yzt_text_group_number (value, 3);
}

char *
yzt_ledger_explain (const YztHazardResult *result)
{
  g_return_val_if_fail (result != NULL, NULL);
  g_autofree char *s = number_text (result->s), *alpha = number_text (result->alpha);
  g_autofree char *weighted = number_text (result->weighted), *r = number_text (result->r);
  switch (result->problem) {
  case YZT_HAZARD_GRADE_NO_LINES:
    return g_strdup (_("No chemicals are listed, so that nothing is judged."));
  case YZT_HAZARD_GRADE_BAD_LINE:
    return g_strdup_printf (result->is_major ? _("S is %s already, a major hazard source; its grade cannot be worked out before every chemical is complete.")
                                             : _("S is %s so far; it cannot be judged before every chemical is complete."), s);
  case YZT_HAZARD_GRADE_NO_PEOPLE:
    return g_strdup_printf (_("S = %s, a major hazard source; say how many people are within 500 m, for α and the grade."), s);
  case YZT_HAZARD_GRADE_BAD_PEOPLE:
    return g_strdup (_("The number of people within 500 m is below zero; correct it."));
  case YZT_HAZARD_GRADE_KNOWN:
  default:
    break;
  }
  return result->grade == 0 ? g_strdup_printf (_("S = Σ q/Q = %s, below 1: no major hazard source (%s)."), s, YZT_HAZARD_STANDARD)
                            : g_strdup_printf (_("S = %s; R = α × Σ β·q/Q = %s × %s = %s: %s (%s)."), s, alpha, weighted, r, yzt_hazard_grade_text (result->grade),
                                               YZT_HAZARD_STANDARD);
}

static char *
explain_problem (const YztHazardLine *line, const YztHazardLineResult *result, const char *name)
{
  switch (result->problem) {
  case YZT_HAZARD_LINE_NO_QUANTITY: return g_strdup (_("The design maximum quantity is missing, or not written in tonnes."));
  case YZT_HAZARD_LINE_NEGATIVE: return g_strdup (_("A quantity cannot be below zero; correct it."));
  case YZT_HAZARD_LINE_WHICH_CONDITION:
    return g_strdup_printf (_("Table 1 has this name under a condition (%s); choose the row that is meant, or a class of table 2."), name);
  case YZT_HAZARD_LINE_NOT_IN_TABLES: return g_strdup (_("Table 1 does not have it; choose its class of table 2 (of several the one with the lowest Q)."));
  case YZT_HAZARD_LINE_NO_CLASS: return g_strdup_printf (_("“%s” is no class of table 2; choose one."), line->class_symbol);
  case YZT_HAZARD_LINE_GOOD:
  case YZT_HAZARD_LINE_ZERO:
  case YZT_HAZARD_LINE_OUTSIDE:
  default:
    return NULL;
  }
}

static char *
explain_beta (const YztHazardLineResult *result)
{
  if (result->beta_from == YZT_HAZARD_FROM_TABLE_1 && g_strcmp0 (result->chemical->basis, "T3") == 0) {
    return g_strdup (_("table 3"));
  }
  return result->hazard_class != NULL ? g_strdup_printf (_("table 4, class %s"), result->hazard_class->symbol)
       : result->beta_from == YZT_HAZARD_BY_HAND ? g_strdup (_("by hand")) : g_strdup (_("table 4"));
}

char *
yzt_hazard_explain_line (const YztHazardLine *line, const YztHazardLineResult *result, const char *language)
{
  g_return_val_if_fail (line != NULL && result != NULL, NULL);
  gboolean chinese = g_strcmp0 (language, "zh_CN") == 0;
  const char *name = result->chemical == NULL ? "" : chinese ? result->chemical->name_zh : result->chemical->name;
  if (result->problem == YZT_HAZARD_LINE_OUTSIDE) {
    return g_strdup (_("No class of table 2: it adds nothing."));
  }
  char *problem = explain_problem (line, result, name);
  if (problem != NULL) {
    return problem;
  }
  g_autofree char *critical = number_text (result->critical_t), *beta = number_text (result->beta), *share = number_text (result->share);
  g_autofree char *beta_basis = explain_beta (result);
  g_autofree char *basis = result->critical_from == YZT_HAZARD_FROM_TABLE_1 ? g_strdup_printf (_("table 1 no. %u, %s"), result->chemical->number, name)
                         : result->critical_from == YZT_HAZARD_FROM_TABLE_2
                             ? g_strdup_printf (_("table 2, class %s"), result->hazard_class->symbol)
                             : g_strdup (_("by hand"));
  g_autofree char *sum = g_strdup_printf (_("Q %s t (%s) · β %s (%s) · q/Q %s"), critical, basis, beta, beta_basis, share);
  return result->differs                               ? g_strdup_printf (_("%s. Q or β was written otherwise; the table counts."), sum)
       : result->problem == YZT_HAZARD_LINE_ZERO       ? g_strdup_printf (_("%s. A quantity of 0 adds nothing."), sum)
       : result->chemical != NULL && result->beta_from == YZT_HAZARD_FROM_TABLE_1 && !result->chemical->is_verified
                                                       ? g_strdup_printf (_("%s. The class behind β is ours: check it."), sum)
                                                       : g_steal_pointer (&sum);
}

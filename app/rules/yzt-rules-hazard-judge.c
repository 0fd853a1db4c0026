/* yzt-rules-hazard-judge.c: S, β, α, R and the grade of a unit
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>
#include "yzt-rules-hazard-private.h"

/* How far a sum of quotients may miss a limit by arithmetic alone. */
#define SLACK 1e-9

static gboolean
reaches (double value, double limit)
{
  return value >= limit * (1 - SLACK);
}

static void
take_by_hand (const YztHazardLine *line, YztHazardLineResult *result)
{
  if (!(line->critical_t > 0) || !isfinite (line->critical_t)) {
    result->problem = YZT_HAZARD_LINE_NOT_IN_TABLES;
    return;
  }
  result->critical_t = line->critical_t;
  result->critical_from = YZT_HAZARD_BY_HAND;
  result->beta = line->beta > 0 && isfinite (line->beta) ? line->beta : 1;
  result->beta_from = YZT_HAZARD_BY_HAND;
}

/* Q by table 1, then by class, then by hand; β likewise, but a class that a person chose goes before one that we assigned. */
static void
find_factors (const YztHazardBook *self, const YztHazardLine *line, YztHazardLineResult *result)
{
  gboolean outside = g_strcmp0 (line->class_symbol, YZT_HAZARD_NO_CLASS) == 0;
  gboolean chosen = !outside && line->class_symbol != NULL && *line->class_symbol != '\0';
  const YztHazardClass *class = chosen ? yzt_hazard_book_find_class (self, line->class_symbol) : NULL;
  const YztHazardChemical *chemical = NULL;
  YztHazardMatch match = yzt_hazard_book_match (self, line->name, line->cas, &chemical);
  if (chosen && class == NULL) {
    result->problem = YZT_HAZARD_LINE_NO_CLASS;
    return;
  }
  result->chemical = chemical;
  if (outside && match != YZT_HAZARD_MATCH_ROW) {
    result->problem = YZT_HAZARD_LINE_OUTSIDE;
    result->share = result->weighted = 0;
    return;
  }
  if (match == YZT_HAZARD_MATCH_CONDITION && class == NULL) {
    result->problem = YZT_HAZARD_LINE_WHICH_CONDITION;
    return;
  }
  if (match == YZT_HAZARD_MATCH_ROW) {
    gboolean by_class = class != NULL && !g_str_equal (chemical->basis, "T3");
    result->critical_t = chemical->critical_t;
    result->critical_from = YZT_HAZARD_FROM_TABLE_1;
    result->beta = by_class ? class->beta : chemical->beta;
    result->beta_from = by_class ? YZT_HAZARD_FROM_TABLE_2 : YZT_HAZARD_FROM_TABLE_1;
    result->hazard_class = by_class ? class : yzt_hazard_book_find_class (self, chemical->basis);
  } else if (class != NULL) {
    result->chemical = NULL;
    result->critical_t = class->critical_t;
    result->beta = class->beta;
    result->critical_from = result->beta_from = YZT_HAZARD_FROM_TABLE_2;
    result->hazard_class = class;
  } else {
    take_by_hand (line, result);
    return;
  }
  result->differs = (line->critical_t > 0 && line->critical_t != result->critical_t) || (line->beta > 0 && line->beta != result->beta);
}

static void
judge_line (const YztHazardBook *self, const YztHazardLine *line, YztHazardLineResult *result)
{
  *result = (YztHazardLineResult) { .critical_from = YZT_HAZARD_FROM_NOTHING, .beta_from = YZT_HAZARD_FROM_NOTHING,
                                    .critical_t = NAN, .beta = NAN, .share = NAN, .weighted = NAN };
  find_factors (self, line, result);
  if (result->problem != YZT_HAZARD_LINE_GOOD) {
    return;
  }
  if (isnan (line->quantity_t)) {
    result->problem = YZT_HAZARD_LINE_NO_QUANTITY;
    return;
  }
  if (!(line->quantity_t >= 0) || !isfinite (line->quantity_t)) {
    result->problem = YZT_HAZARD_LINE_NEGATIVE;
    return;
  }
  result->problem = line->quantity_t > 0 ? YZT_HAZARD_LINE_GOOD : YZT_HAZARD_LINE_ZERO;
  result->share = line->quantity_t / result->critical_t;
  result->weighted = result->beta * result->share;
}

static double
factor_for (const GArray *factors, double value)
{
  double found = NAN;
  for (guint i = 0; i < factors->len && reaches (value, g_array_index (factors, Factor, i).from); i++) {
    found = g_array_index (factors, Factor, i).value;
  }
  return found;
}

static void
grade_unit (const YztHazardBook *self, gint64 people, YztHazardResult *result)
{
  if (people == YZT_HAZARD_PEOPLE_UNKNOWN) {
    result->problem = YZT_HAZARD_GRADE_NO_PEOPLE;
  } else if (people < 0) {
    result->problem = YZT_HAZARD_GRADE_BAD_PEOPLE;
  } else {
    result->alpha = factor_for (self->alphas, (double) people);
    result->r = result->alpha * result->weighted;
    result->grade = (int) factor_for (self->grades, result->r);
  }
}

void
yzt_hazard_judge (const YztHazardBook *self, const YztHazardLine *lines, guint n_lines, gint64 people, YztHazardLineResult *results, YztHazardResult *result)
{
  g_return_if_fail (self != NULL && (lines != NULL || n_lines == 0) && (results != NULL || n_lines == 0) && result != NULL);
  gboolean bad = FALSE;
  *result = (YztHazardResult) { .alpha = NAN, .r = NAN, .grade = -1 };
  for (guint i = 0; i < n_lines; i++) {
    judge_line (self, &lines[i], &results[i]);
    if (isnan (results[i].share)) {
      bad = TRUE;
    } else {
      result->s += results[i].share;
      result->weighted += results[i].weighted;
    }
  }
  result->is_major = n_lines > 0 && reaches (result->s, 1);
  if (n_lines == 0) {
    result->problem = YZT_HAZARD_GRADE_NO_LINES;
  } else if (bad) {
    result->problem = YZT_HAZARD_GRADE_BAD_LINE;
  } else if (!result->is_major) {
    result->grade = 0;
  } else {
    grade_unit (self, people, result);
  }
}

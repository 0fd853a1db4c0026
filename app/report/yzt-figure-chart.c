/* yzt-figure-chart.c: a figure that is parted, as a chart
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-figure-chart.h"
#include <glib/gi18n-lib.h>
#include <math.h>

static gboolean
is_time (const YztFigureAnswer *answer)
{
  for (guint i = 0; i < answer->lines->len; i++) {
    const char *key = g_array_index (answer->lines, YztFigureLine, i).key;
    if (!g_ascii_isdigit (key[0]) || !g_ascii_isdigit (key[1]) || !g_ascii_isdigit (key[2]) || !g_ascii_isdigit (key[3])) {
      return FALSE; /* months, years and days begin with their year */
    }
  }
  return answer->lines->len > 0;
}

/* NULL: it can be drawn so. */
static const char *
why_not (const YztFigureAnswer *answer, YztChartShape shape)
{
  gboolean wants_split = shape == YZT_CHART_STACKED || shape == YZT_CHART_MULTIPLES;
  return answer->problem != NULL                                                                  ? answer->problem
       : answer->lines->len == 0                                                                  ? _("it is one number; say by what it is to be parted, month or county for example.")
       : wants_split && answer->splits == NULL                                                    ? _("it is parted by one thing only; say by what each part is to be parted once more.")
       : shape == YZT_CHART_STACKED && answer->spec != NULL && !yzt_figure_spec_adds_up (answer->spec) ? _("shares and means do not add up; choose another shape than stacks.")
                                                                                                  : NULL;
}

static void
add_splits (YztChart *chart, const YztFigureAnswer *answer, guint n)
{
  g_autofree double *values = g_new (double, n);
  for (guint s = 0; s < answer->splits->len; s++) {
    for (guint i = 0; i < n; i++) {
      const YztFigureLine *line = &g_array_index (answer->lines, YztFigureLine, i);
      values[i] = line->cells != NULL ? line->cells[s] : NAN;
    }
    yzt_chart_add_series (chart, answer->splits->pdata[s], values, answer->split_levels[s], FALSE);
  }
}

static void
add_times (YztChart *chart, const YztFigureAnswer *answer, guint n, gboolean with_before)
{
  g_autofree double *values = g_new (double, n), *before = g_new (double, n);
  gboolean compared = FALSE;
  for (guint i = 0; i < n; i++) {
    const YztFigureLine *line = &g_array_index (answer->lines, YztFigureLine, i);
    values[i] = line->value;
    before[i] = line->before;
    compared = compared || (with_before && !isnan (line->before));
  }
  if (compared) {
    yzt_chart_add_series (chart, _("The year before"), before, 0, TRUE);
  }
  yzt_chart_add_series (chart, compared ? _("This time") : answer->title, values, 0, FALSE);
}

YztChart *
yzt_figure_chart_new (const YztFigureAnswer *answer, YztChartShape shape, gboolean with_before, GError **error)
{
  const char *why = why_not (answer, shape);
  if (why != NULL) {
    g_set_error (error, YZT_CHART_ERROR, YZT_CHART_ERROR_WRITE, _("“%s” cannot be drawn: %s"), answer->title, why);
    return NULL;
  }
  guint n = MIN (answer->lines->len, YZT_CHART_MAX_CATEGORIES);
  YztChart *chart = yzt_chart_new (shape, answer->title, answer->unit);
  yzt_chart_set_unit_of_one (chart, answer->unit_of_one);
  yzt_chart_set_is_time (chart, is_time (answer));
  for (guint i = 0; i < n; i++) {
    const YztFigureLine *line = &g_array_index (answer->lines, YztFigureLine, i);
    yzt_chart_add_category (chart, line->label, line->part);
    yzt_chart_set_category_level (chart, i, line->level);
  }
  if (answer->splits != NULL) {
    add_splits (chart, answer, n);
  } else {
    add_times (chart, answer, n, with_before);
  }
  return chart;
}

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

YztChart *
yzt_figure_chart_new (const YztFigureAnswer *answer, GError **error)
{
  if (answer->problem != NULL || answer->lines->len == 0) {
    g_set_error (error, YZT_CHART_ERROR, YZT_CHART_ERROR_WRITE, _("“%s” cannot be drawn: %s"), answer->title,
                 answer->problem != NULL ? answer->problem : _("it is one number; say by what it is to be parted, month or county for example."));
    return NULL;
  }
  guint n = MIN (answer->lines->len, YZT_CHART_MAX_CATEGORIES);
  g_autofree double *values = g_new (double, n), *before = g_new (double, n);
  gboolean compared = FALSE;
  YztChart *chart = yzt_chart_new (YZT_CHART_BARS, answer->title, answer->unit);
  yzt_chart_set_is_time (chart, is_time (answer));
  for (guint i = 0; i < n; i++) {
    const YztFigureLine *line = &g_array_index (answer->lines, YztFigureLine, i);
    values[i] = line->value;
    before[i] = line->before;
    compared = compared || !isnan (line->before);
    yzt_chart_add_category (chart, line->label, line->part);
  }
  if (compared) {
    yzt_chart_add_series (chart, _("The year before"), before, 0, TRUE);
  }
  yzt_chart_add_series (chart, compared ? _("This time") : answer->title, values, 0, FALSE);
  return chart;
}

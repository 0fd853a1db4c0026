/* yzt-chart.c: the numbers of a chart, in words and as a table
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-chart-private.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-base.h"
#include "yzt-text-cell.h"

#define MAX_LABEL_BYTES 240 /* longer ones are cut where they are drawn anyway, and cost to measure */

G_DEFINE_QUARK (yzt-chart-error-quark, yzt_chart_error)

static void
clear_category (gpointer data)
{
  g_free (((YztChartCategory *) data)->label);
}

static void
clear_series (gpointer data)
{
  YztChartSeries *series = data;
  g_free (series->label);
  g_free (series->values);
}

YztChart *
yzt_chart_new (YztChartShape shape, const char *title, const char *unit)
{
  YztChart *self = g_new0 (YztChart, 1);
  self->references = 1;
  self->shape = shape;
  self->title = yzt_text_shorten (title != NULL ? title : "", MAX_LABEL_BYTES);
  self->unit = yzt_text_shorten (unit != NULL ? unit : "", MAX_LABEL_BYTES);
  self->categories = g_array_new (FALSE, TRUE, sizeof (YztChartCategory));
  g_array_set_clear_func (self->categories, clear_category);
  self->series = g_array_new (FALSE, TRUE, sizeof (YztChartSeries));
  g_array_set_clear_func (self->series, clear_series);
  return self;
}

YztChart *
yzt_chart_ref (YztChart *self)
{
  g_atomic_int_inc (&self->references);
  return self;
}

void
yzt_chart_unref (YztChart *self)
{
  if (g_atomic_int_dec_and_test (&self->references)) {
    g_array_unref (self->categories);
    g_array_unref (self->series);
    g_free (self->title);
    g_free (self->unit);
    g_free (self->unit_of_one);
    g_free (self);
  }
}

gboolean
yzt_chart_add_category (YztChart *self, const char *label, gboolean is_part)
{
  g_return_val_if_fail (self->series->len == 0, FALSE);
  if (self->categories->len >= YZT_CHART_MAX_CATEGORIES) {
    return FALSE;
  }
  YztChartCategory category = { yzt_text_shorten (label, MAX_LABEL_BYTES), is_part, 0 };
  g_array_append_val (self->categories, category);
  return TRUE;
}

void
yzt_chart_set_category_level (YztChart *self, guint category, int level)
{
  g_return_if_fail (category < self->categories->len && level >= 0 && level <= 4);
  yzt_chart_category (self, category)->level = level;
}

void
yzt_chart_set_unit_of_one (YztChart *self, const char *unit)
{
  g_return_if_fail (self != NULL);
  g_free (self->unit_of_one);
  self->unit_of_one = unit != NULL ? yzt_text_shorten (unit, MAX_LABEL_BYTES) : NULL;
}

void
yzt_chart_set_is_time (YztChart *self, gboolean is_time)
{
  self->is_time = is_time;
}

gboolean
yzt_chart_add_series (YztChart *self, const char *label, const double *values, int level, gboolean is_before)
{
  if (self->series->len >= YZT_CHART_MAX_SERIES) {
    return FALSE;
  }
  YztChartSeries series = { yzt_text_shorten (label, MAX_LABEL_BYTES), g_memdup2 (values, self->categories->len * sizeof *values), level, is_before };
  g_array_append_val (self->series, series);
  return TRUE;
}

YztChartShape
yzt_chart_get_shape (const YztChart *self)
{
  return self->shape;
}

const char *
yzt_chart_get_title (const YztChart *self)
{
  return self->title;
}

const char *
yzt_chart_get_unit (const YztChart *self)
{
  return self->unit;
}

guint
yzt_chart_get_n_categories (const YztChart *self)
{
  return self->categories->len;
}

guint
yzt_chart_get_n_series (const YztChart *self)
{
  return self->series->len;
}

const char *
yzt_chart_get_category (const YztChart *self, guint category)
{
  return yzt_chart_category (self, category)->label;
}

const char *
yzt_chart_get_series (const YztChart *self, guint series)
{
  return yzt_chart_series (self, series)->label;
}

double
yzt_chart_get_value (const YztChart *self, guint series, guint category)
{
  return yzt_chart_series (self, series)->values[category];
}

/* --- words --- */

static char *
words_of (const YztChart *self, double value)
{
  if (isnan (value)) {
    return g_strdup ("—");
  }
  g_autofree char *number = yzt_text_group_number (value, 2);
  const char *unit = self->unit_of_one != NULL && g_str_equal (number, "1") ? self->unit_of_one : self->unit;
  return *unit == '\0' ? g_steal_pointer (&number) : g_strdup_printf ("%s %s", number, unit);
}

char *
yzt_chart_value_words (const YztChart *self, guint series, guint category)
{
  return words_of (self, yzt_chart_get_value (self, series, category));
}

char *
yzt_chart_card_words (const YztChart *self, int series, int category)
{
  if (category < 0 || category >= (int) self->categories->len) {
    return g_strdup (self->title);
  }
  GString *words = g_string_new (yzt_chart_get_category (self, (guint) category));
  gboolean said = FALSE;
  if (yzt_chart_category (self, category)->is_part) {
    g_string_append_printf (words, " (%s)", _("a part of the time only"));
  }
  for (guint s = 0; s < self->series->len; s++) {
    if (self->shape == YZT_CHART_MULTIPLES && series >= 0 && s != (guint) series) {
      continue; /* each stands in a chart of its own */
    }
    g_autofree char *value = yzt_chart_value_words (self, s, (guint) category);
    g_string_append (words, said ? _(", ") : ": ");
    if (self->series->len > 1) {
      g_string_append_printf (words, "%s ", yzt_chart_get_series (self, s));
    }
    g_string_append (words, value);
    said = TRUE;
  }
  return g_string_free (words, FALSE);
}

static void
describe_series (const YztChart *self, guint s, GString *words)
{
  const YztChartSeries *series = yzt_chart_series (self, s);
  double sum = 0;
  guint n = 0, most = 0, least = 0;
  for (guint i = 0; i < self->categories->len; i++) {
    double value = series->values[i];
    if (isnan (value)) {
      continue;
    }
    sum += value;
    most = n == 0 || value > series->values[most] ? i : most;
    least = n == 0 || value < series->values[least] ? i : least;
    n++;
  }
  g_string_append_c (words, '\n');
  if (n == 0) {
    g_string_append_printf (words, _("%s: no number is known."), series->label);
    return;
  }
  g_autofree char *all = words_of (self, sum), *high = words_of (self, series->values[most]), *low = words_of (self, series->values[least]);
  g_string_append_printf (words, _("%s: %s in all; most in %s (%s), least in %s (%s)."), series->label, all, yzt_chart_get_category (self, most), high,
                          yzt_chart_get_category (self, least), low);
}

char *
yzt_chart_describe (const YztChart *self)
{
  GString *words = g_string_new (NULL);
  const char *shape = self->shape == YZT_CHART_LINES     ? _("Chart of lines")
                    : self->shape == YZT_CHART_STACKED   ? _("Chart of stacked bars")
                    : self->shape == YZT_CHART_MULTIPLES ? _("Small charts of bars")
                                                         : _("Chart of bars");
  g_string_append_printf (words, _("%s: %s."), shape, self->title);
  for (guint s = 0; s < self->series->len; s++) {
    describe_series (self, s, words);
  }
  return g_string_free (words, FALSE);
}

/* --- table --- */

char *
yzt_chart_to_csv (const YztChart *self)
{
  GString *csv = g_string_new ("\xEF\xBB\xBF");
  yzt_text_append_cell (csv, self->title, ',', TRUE);
  for (guint s = 0; s < self->series->len; s++) {
    g_autofree char *head = *self->unit == '\0' ? g_strdup (yzt_chart_get_series (self, s))
                                                : g_strdup_printf ("%s (%s)", yzt_chart_get_series (self, s), self->unit);
    g_string_append_c (csv, ',');
    yzt_text_append_cell (csv, head, ',', TRUE);
  }
  g_string_append (csv, "\r\n");
  for (guint i = 0; i < self->categories->len; i++) {
    yzt_text_append_cell (csv, yzt_chart_get_category (self, i), ',', TRUE);
    for (guint s = 0; s < self->series->len; s++) {
      double value = yzt_chart_get_value (self, s, i);
      g_autofree char *number = isnan (value) ? g_strdup ("") : yzt_text_format_number (value);
      g_string_append_printf (csv, ",%s", number);
    }
    g_string_append (csv, "\r\n");
  }
  return g_string_free (csv, FALSE);
}

/* yzt-figure-days.c: the days that a figure counts, the same days of the year before, and the months they fall into
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <string.h>
#include "yzt-figure-private.h"

GDate
yzt_figure_day_of (gint64 utc_ms, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (utc_ms / 1000);
  g_autoptr (GDateTime) wall = utc != NULL && zone != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  GDateTime *at = wall != NULL ? wall : utc;
  GDate day;
  g_date_clear (&day, 1);
  if (at != NULL) {
    g_date_set_dmy (&day, (GDateDay) g_date_time_get_day_of_month (at), (GDateMonth) g_date_time_get_month (at), (GDateYear) g_date_time_get_year (at));
  }
  return day;
}

char *
yzt_figure_day_text (const GDate *day)
{
  return g_strdup_printf ("%04u-%02u-%02u", g_date_get_year (day), g_date_get_month (day), g_date_get_day (day));
}

gboolean
yzt_figure_by_is_time (const char *by)
{
  static const char *const times[] = { "month", "year", "day", NULL };
  return by != NULL && g_strv_contains (times, by);
}

gboolean
yzt_figure_period (YztFigurePeriod period, const GDate *today, YztFigureDays *days)
{
  *days = (YztFigureDays) { .from = *today, .to = *today };
  switch (period) {
  case YZT_FIGURE_24_HOURS:
    g_date_subtract_days (&days->from, 1);
    return TRUE;
  case YZT_FIGURE_TODAY:
    days->part = TRUE;
    return TRUE;
  case YZT_FIGURE_MONTH:
    g_date_set_day (&days->from, 1);
    days->part = !g_date_is_last_of_month (today);
    return TRUE;
  case YZT_FIGURE_YEAR:
    g_date_set_dmy (&days->from, 1, G_DATE_JANUARY, g_date_get_year (today));
    days->part = !(g_date_get_month (today) == G_DATE_DECEMBER && g_date_get_day (today) == 31);
    return TRUE;
  case YZT_FIGURE_12_MONTHS:
    g_date_set_day (&days->from, 1);
    g_date_subtract_months (&days->from, 11);
    days->part = !g_date_is_last_of_month (today);
    return TRUE;
  case YZT_FIGURE_LAST_YEAR:
    g_date_set_dmy (&days->from, 1, G_DATE_JANUARY, (GDateYear) (g_date_get_year (today) - 1));
    g_date_set_dmy (&days->to, 31, G_DATE_DECEMBER, (GDateYear) (g_date_get_year (today) - 1));
    return TRUE;
  case YZT_FIGURE_ALL:
  case YZT_FIGURE_N_PERIODS:
  default:
    return FALSE;
  }
}

YztFigureDays
yzt_figure_year_before (const YztFigureDays *days)
{
  YztFigureDays before = *days;
  g_date_subtract_years (&before.from, 1);
  g_date_subtract_years (&before.to, 1);
  /* The whole of a February is set beside the whole of the other. */
  if (g_date_is_last_of_month (&days->to) && g_date_get_month (&days->to) == G_DATE_FEBRUARY) {
    g_date_set_day (&before.to, g_date_get_days_in_month (G_DATE_FEBRUARY, g_date_get_year (&before.to)));
  }
  return before;
}

/* Midnight of @day as the cells of the field are written, without the Z: shorter, it sorts before every moment of that second. */
static char *
start_text (const GDate *day, gboolean is_day, GTimeZone *zone)
{
  if (is_day) {
    return yzt_figure_day_text (day);
  }
  g_autoptr (GTimeZone) utc = zone == NULL ? g_time_zone_new_utc () : NULL;
  g_autoptr (GDateTime) wall = g_date_time_new (zone != NULL ? zone : utc, g_date_get_year (day), (int) g_date_get_month (day), g_date_get_day (day), 0, 0, 0);
  g_autofree char *text = yzt_time_format_utc (wall != NULL ? g_date_time_to_unix (wall) * 1000 : 0);
  text[strcspn (text, "Z")] = '\0';
  return g_steal_pointer (&text);
}

static char *
key_of (const GDate *day, const char *by)
{
  char *text = yzt_figure_day_text (day);
  text[g_str_equal (by, "year") ? 4 : g_str_equal (by, "month") ? 7 : 10] = '\0';
  return text;
}

static void
step (GDate *day, const char *by)
{
  if (g_str_equal (by, "year")) {
    g_date_set_dmy (day, 1, G_DATE_JANUARY, (GDateYear) (g_date_get_year (day) + 1));
  } else if (g_str_equal (by, "month")) {
    g_date_set_day (day, 1);
    g_date_add_months (day, 1);
  } else {
    g_date_add_days (day, 1);
  }
}

void
yzt_figure_axis_init (YztFigureAxis *axis, const YztFigureDays *days, const char *by, gboolean is_day, GTimeZone *zone)
{
  GDate day = days->from, end = days->to;
  g_date_add_days (&end, 1);
  axis->starts = g_ptr_array_new_with_free_func (g_free);
  axis->keys = g_ptr_array_new_with_free_func (g_free);
  if (!yzt_figure_by_is_time (by)) {
    g_ptr_array_add (axis->starts, start_text (&day, is_day, zone));
    g_ptr_array_add (axis->keys, g_strdup (""));
  } else {
    for (; g_date_compare (&day, &end) < 0; step (&day, by)) {
      g_ptr_array_add (axis->starts, start_text (&day, is_day, zone));
      g_ptr_array_add (axis->keys, key_of (&day, by));
    }
  }
  g_ptr_array_add (axis->starts, start_text (&end, is_day, zone));
}

void
yzt_figure_axis_clear (YztFigureAxis *axis)
{
  g_clear_pointer (&axis->starts, g_ptr_array_unref);
  g_clear_pointer (&axis->keys, g_ptr_array_unref);
}

int
yzt_figure_axis_find (const YztFigureAxis *axis, const char *text)
{
  guint low = 0, high = axis->starts->len;
  while (low < high) {
    guint middle = (low + high) / 2;
    if (strcmp (text, axis->starts->pdata[middle]) >= 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low == 0 || low == axis->starts->len ? -1 : (int) low - 1;
}

/* yzt-time.c: times as text, for files and for the screen
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-base.h"

#include <glib/gi18n-lib.h>

#define MS_PER_SECOND 1000
#define MINUTE_MS ((gint64) 60 * MS_PER_SECOND)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

static gint64
floor_to_seconds (gint64 utc_ms)
{
  gint64 seconds = utc_ms / MS_PER_SECOND;

  return utc_ms % MS_PER_SECOND < 0 ? seconds - 1 : seconds;
}

char *
yzt_time_format_utc (gint64 utc_ms)
{
  gint64 seconds = floor_to_seconds (utc_ms);
  int ms = (int) ((utc_ms % MS_PER_SECOND + MS_PER_SECOND) % MS_PER_SECOND);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);
  g_autofree char *text = NULL;

  if (time == NULL) { /* outside of the years 1 to 9999 */
    return g_strdup ("");
  }
  /* Not g_date_time_format(): that one follows the locale's digits. */
  text = g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d", g_date_time_get_year (time),
                          g_date_time_get_month (time), g_date_time_get_day_of_month (time),
                          g_date_time_get_hour (time), g_date_time_get_minute (time),
                          g_date_time_get_second (time));

  return ms == 0 ? g_strdup_printf ("%sZ", text) : g_strdup_printf ("%s.%03dZ", text, ms);
}

static GDateTime *
in_zone (gint64     utc_ms,
         GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (floor_to_seconds (utc_ms));

  if (utc == NULL) {
    return NULL;
  }

  return zone == NULL ? g_steal_pointer (&utc) : g_date_time_to_timezone (utc, zone);
}

char *
yzt_time_format_local (gint64      utc_ms,
                       GTimeZone  *zone,
                       const char *format)
{
  g_autoptr (GDateTime) time = in_zone (utc_ms, zone);

  return time != NULL ? g_date_time_format (time, format) : g_strdup ("");
}

char *
yzt_time_format_clock (gint64     utc_ms,
                       gint64     now_ms,
                       GTimeZone *zone)
{
  g_autoptr (GDateTime) time = in_zone (utc_ms, zone);
  g_autoptr (GDateTime) now = in_zone (now_ms, zone);
  g_autofree char *clock = NULL;
  int year, month, day;
  int this_year, this_month, this_day;

  if (time == NULL || now == NULL) {
    return g_strdup ("");
  }
  g_date_time_get_ymd (time, &year, &month, &day);
  g_date_time_get_ymd (now, &this_year, &this_month, &this_day);
  clock = g_strdup_printf ("%02d:%02d", g_date_time_get_hour (time), g_date_time_get_minute (time));

  if (year != this_year) {
    return g_strdup_printf ("%04d-%02d-%02d %s", year, month, day, clock);
  }
  if (month != this_month || day != this_day) {
    return g_strdup_printf ("%02d-%02d %s", month, day, clock);
  }

  return g_steal_pointer (&clock);
}

static char *
format_past (gint64 age_ms)
{
  if (age_ms < HOUR_MS) {
    int n = (int) (age_ms / MINUTE_MS);

    return g_strdup_printf (ngettext ("%d min ago", "%d min ago", (gulong) n), n);
  }
  if (age_ms < 2 * DAY_MS) {
    int n = (int) (age_ms / HOUR_MS);

    return g_strdup_printf (ngettext ("%d h ago", "%d h ago", (gulong) n), n);
  }

  return g_strdup_printf (ngettext ("%ld day ago", "%ld days ago", (gulong) (age_ms / DAY_MS)),
                          (long) (age_ms / DAY_MS));
}

static char *
format_future (gint64 left_ms)
{
  if (left_ms < HOUR_MS) {
    int n = (int) (left_ms / MINUTE_MS);

    return g_strdup_printf (ngettext ("in %d min", "in %d min", (gulong) n), n);
  }
  if (left_ms < 2 * DAY_MS) {
    int n = (int) (left_ms / HOUR_MS);

    return g_strdup_printf (ngettext ("in %d h", "in %d h", (gulong) n), n);
  }

  return g_strdup_printf (ngettext ("in %ld day", "in %ld days", (gulong) (left_ms / DAY_MS)),
                          (long) (left_ms / DAY_MS));
}

char *
yzt_time_format_age (gint64 utc_ms,
                     gint64 now_ms)
{
  gint64 age_ms = now_ms - utc_ms;

  if (age_ms > -MINUTE_MS && age_ms < MINUTE_MS) {
    return g_strdup (_("just now"));
  }

  return age_ms > 0 ? format_past (age_ms) : format_future (-age_ms);
}

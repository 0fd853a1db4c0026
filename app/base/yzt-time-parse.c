/* yzt-time-parse.c: ISO 8601 and the ways spreadsheets and people write a date
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-base.h"

#include <string.h>

#define MAX_TEXT_BYTES 64

typedef struct {
  int year, month, day;
  int hour, minute, second, ms;
  gboolean has_zone;
  int offset_minutes;
} Moment;

/* Exactly @n digits. */
static gboolean
take_digits (const char **p,
             guint        n,
             int         *value_out)
{
  int value = 0;

  for (guint i = 0; i < n; i++) {
    if (!g_ascii_isdigit ((*p)[i])) {
      return FALSE;
    }
    value = value * 10 + ((*p)[i] - '0');
  }
  *p += n;
  *value_out = value;

  return TRUE;
}

/* One or two digits. */
static gboolean
take_short (const char **p,
            int         *value_out)
{
  return take_digits (p, g_ascii_isdigit ((*p)[0]) && g_ascii_isdigit ((*p)[1]) ? 2 : 1, value_out);
}

static gboolean
take (const char **p,
      const char  *word)
{
  if (!g_str_has_prefix (*p, word)) {
    return FALSE;
  }
  *p += strlen (word);

  return TRUE;
}

static void
skip_spaces (const char **p)
{
  while (**p == ' ') {
    (*p)++;
  }
}

static gboolean
parse_date (const char **p,
            Moment      *m)
{
  char separator;

  if (!take_digits (p, 4, &m->year)) {
    return FALSE;
  }
  if (take (p, "年")) {
    return take_short (p, &m->month) && take (p, "月") && take_short (p, &m->day) &&
           (take (p, "日") || take (p, "号"));
  }
  separator = **p;
  if (separator == '-' || separator == '/' || separator == '.') {
    (*p)++;
    if (!take_short (p, &m->month) || **p != separator) {
      return FALSE;
    }
    (*p)++;
    return take_short (p, &m->day);
  }

  return take_digits (p, 2, &m->month) && take_digits (p, 2, &m->day);
}

/* A fraction of a second; what is finer than a millisecond is cut off. */
static gboolean
parse_fraction (const char **p,
                Moment      *m)
{
  int weight = 100;

  if (!take (p, ".") && !take (p, ",")) {
    return TRUE;
  }
  if (!g_ascii_isdigit (**p)) {
    return FALSE;
  }
  for (; g_ascii_isdigit (**p); (*p)++) {
    m->ms += (**p - '0') * weight;
    weight /= 10;
  }

  return TRUE;
}

static gboolean
parse_clock (const char **p,
             Moment      *m)
{
  if (!take_short (p, &m->hour)) {
    return FALSE;
  }
  if (take (p, "时") || take (p, "点")) {
    if (**p == '\0') {
      return TRUE;
    }
    if (!take_short (p, &m->minute) || !take (p, "分")) {
      return FALSE;
    }
    return **p == '\0' || (take_short (p, &m->second) && take (p, "秒"));
  }
  if (take (p, ":")) {
    if (!take_digits (p, 2, &m->minute)) {
      return FALSE;
    }
    return !take (p, ":") || (take_digits (p, 2, &m->second) && parse_fraction (p, m));
  }
  if (!take_digits (p, 2, &m->minute)) { /* the basic form, 20261122T042000Z */
    return FALSE;
  }

  return !g_ascii_isdigit (**p) || (take_digits (p, 2, &m->second) && parse_fraction (p, m));
}

static gboolean
parse_zone (const char **p,
            Moment      *m)
{
  int hours;
  int minutes = 0;
  int sign;

  skip_spaces (p);
  if (**p == '\0') {
    return TRUE;
  }
  m->has_zone = TRUE;
  if (take (p, "Z") || take (p, "z") || take (p, "UTC") || take (p, "GMT")) {
    return TRUE;
  }
  sign = **p == '-' ? -1 : 1;
  if (!take (p, "+") && !take (p, "-")) {
    return FALSE;
  }
  if (!take_digits (p, 2, &hours)) {
    return FALSE;
  }
  if (**p != '\0') {
    (void) take (p, ":");
    if (!take_digits (p, 2, &minutes)) {
      return FALSE;
    }
  }
  if (hours > 18 || minutes > 59) {
    return FALSE;
  }
  m->offset_minutes = sign * (hours * 60 + minutes);

  return TRUE;
}

static gboolean
parse_moment (const char *p,
              Moment     *m)
{
  skip_spaces (&p);
  if (!parse_date (&p, m)) {
    return FALSE;
  }
  if (*p == ' ') {
    skip_spaces (&p);
    if (*p == '\0') {
      return TRUE;
    }
  } else if (*p == 'T' || *p == 't') {
    p++;
  } else if (*p == '\0') {
    return TRUE;
  } else if (*p == 'Z' || *p == '+') { /* XML dates may have a zone */
    return parse_zone (&p, m) && *p == '\0';
  }
  /* Nothing in between is fine too: 2026年11月22日12时41分. */
  if (!parse_clock (&p, m) || !parse_zone (&p, m)) {
    return FALSE;
  }
  skip_spaces (&p);

  return *p == '\0';
}

static gboolean
moment_to_utc_ms (const Moment *m,
                  GTimeZone    *default_zone,
                  gint64       *utc_ms_out)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = NULL;
  GTimeZone *zone = m->has_zone || default_zone == NULL ? utc : default_zone;

  /* g_date_time_new() refuses impossible dates. */
  time = g_date_time_new (zone, m->year, m->month, m->day, m->hour, m->minute, m->second);
  if (time == NULL) {
    return FALSE;
  }
  *utc_ms_out = (g_date_time_to_unix (time) - (gint64) m->offset_minutes * 60) * 1000 + m->ms;

  return TRUE;
}

gboolean
yzt_time_parse (const char *text,
                GTimeZone  *default_zone,
                gint64     *utc_ms_out)
{
  g_autofree char *normal = NULL;
  Moment moment = { 0, };

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (utc_ms_out != NULL, FALSE);

  if (strlen (text) > MAX_TEXT_BYTES || !g_utf8_validate (text, -1, NULL)) {
    return FALSE;
  }
  normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE); /* full-width digits */

  return parse_moment (normal, &moment) && moment_to_utc_ms (&moment, default_zone, utc_ms_out);
}

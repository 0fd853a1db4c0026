/* yzt-doctor-cells.c: cells that say what they mean in a way of their own: dates of other countries and of Excel, numbers with their unit
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-doctor-private.h"

/* Excel's days of 1954 to 2119: smaller and larger numbers are no dates that anybody writes into a list. */
#define FIRST_SERIAL 20000.0
#define LAST_SERIAL 80500.0
/* Day 0 of Excel, so that its leap day of 1900, which never was, falls out. */
#define SERIAL_ZERO_UTC_S (-G_GINT64_CONSTANT (2209161600))
#define DAY_S 86400.0

static char *
cut (const char *text)
{
  return g_utf8_strlen (text, -1) > 40 ? g_utf8_substring (text, 0, 40) : g_strdup (text);
}

/* --- dates --- */

/* One to @most digits. */
static gboolean
take_number (const char **at, guint most, int *value_out)
{
  guint n = 0;

  *value_out = 0;
  for (; n < most && g_ascii_isdigit (**at); (*at)++, n++) {
    *value_out = *value_out * 10 + (**at - '0');
  }
  return n > 0;
}

/* 22/11/2026, 22.11.2026, 22-11-2026, and what follows the date. */
static gboolean
split_date (const char *text, int *first_out, int *second_out, int *year_out, const char **rest_out)
{
  char separator;

  if (!take_number (&text, 2, first_out) || strchr ("/.-", *text) == NULL || *text == '\0') {
    return FALSE;
  }
  separator = *text++;
  if (!take_number (&text, 2, second_out) || *text++ != separator || !take_number (&text, 4, year_out) || *year_out < 1000) {
    return FALSE;
  }
  *rest_out = text;
  return *text == '\0' || *text == ' ' || *text == 'T';
}

static gboolean
day_first (const char *text, char **iso_out, GError **error)
{
  const char *rest;
  int first, second, year;

  if (!split_date (text, &first, &second, &year, &rest)) {
    return FALSE;
  }
  if (first <= 12 && second <= 12 && first != second) {
    g_autofree char *shown = cut (text);
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT, _("“%s” may be %04d-%02d-%02d or %04d-%02d-%02d; write one of them."), shown, year,
                 second, first, year, first, second);
    return FALSE;
  }
  /* What is greater than twelve is the day. */
  *iso_out = first > 12 ? g_strdup_printf ("%04d-%02d-%02d%s", year, second, first, rest) : g_strdup_printf ("%04d-%02d-%02d%s", year, first, second, rest);
  return TRUE;
}

static gboolean
excel_serial (const char *text, gboolean is_date, char **iso_out)
{
  double serial;
  gint64 utc_s;

  if (!yzt_text_number (text, &serial) || serial < FIRST_SERIAL || serial > LAST_SERIAL || strchr (text, ',') != NULL) {
    return FALSE;
  }
  utc_s = SERIAL_ZERO_UTC_S + (gint64) llround (serial * DAY_S);
  *iso_out = yzt_time_format_utc (utc_s * 1000);
  /* The clock on the wall, of whatever zone: no Z. */
  (*iso_out)[strlen (is_date ? "2026-11-22" : "2026-11-22T12:41:00")] = '\0';
  return TRUE;
}

/* --- numbers --- */

static gboolean
strip_suffix (char *text, const char *suffix)
{
  gsize length = strlen (text);
  gsize cut_length = suffix != NULL ? strlen (suffix) : 0;

  if (cut_length == 0 || length <= cut_length || g_ascii_strcasecmp (text + length - cut_length, suffix) != 0) {
    return FALSE;
  }
  text[length - cut_length] = '\0';
  g_strchomp (text);
  return TRUE;
}

/* "120 张", "3,200吨", "1.2万人": the unit of the field, and nothing else, may follow. */
static gboolean
number_with_unit (const YztField *field, const char *text, char **plain_out)
{
  static const char *const languages[] = { "zh_CN", "en" };
  g_autofree char *copy = g_strstrip (g_strdup (text));
  gboolean stripped = FALSE;
  double factor = 1.0;
  double number;

  for (gsize i = 0; i < G_N_ELEMENTS (languages) && !stripped; i++) {
    stripped = strip_suffix (copy, yzt_field_get_unit (field, languages[i]));
  }
  if (strip_suffix (copy, "万")) {
    factor = 1e4;
    stripped = TRUE;
  }
  if (!stripped || !yzt_text_number (copy, &number)) {
    return FALSE;
  }
  *plain_out = yzt_text_format_number (factor > 1.0 ? round (number * factor * 1e6) / 1e6 : number);
  return TRUE;
}

static gboolean
rewrite (const YztField *field, const char *text, const char *language, char **plain_out, GError **error)
{
  YztFieldType type = yzt_field_get_field_type (field);

  if (type == YZT_FIELD_DATE || type == YZT_FIELD_DATETIME) {
    g_autofree char *stripped = g_strstrip (g_strdup (text));
    return day_first (stripped, plain_out, error) || (*error == NULL && excel_serial (stripped, type == YZT_FIELD_DATE, plain_out));
  }
  if ((type != YZT_FIELD_INTEGER && type != YZT_FIELD_NUMBER) || number_with_unit (field, text, plain_out)) {
    return *plain_out != NULL;
  }
  g_autofree char *words = NULL;
  double number;
  if (!yzt_field_read_unit (field, text, language, &number, &words, error)) {
    return FALSE;
  }
  *plain_out = yzt_text_format_number (number);
  return TRUE;
}

gboolean
yzt_doctor_parse_cell (const YztField *field, const char *text, GTimeZone *zone, const char *language, YztCell *cell_out, char **correction_out, GError **error)
{
  g_autofree char *plain = NULL;
  g_autofree char *shown = NULL;
  g_autoptr (GError) first = NULL;
  g_autoptr (GError) doubt = NULL;

  *correction_out = NULL;
  if (yzt_field_parse_in_zone (field, text, zone, cell_out, &first)) {
    return TRUE;
  }
  if (strlen (text) > 100 || !g_utf8_validate (text, -1, NULL) || !rewrite (field, text, language, &plain, &doubt)) {
    g_propagate_error (error, doubt != NULL ? g_steal_pointer (&doubt) : g_steal_pointer (&first));
    return FALSE;
  }
  if (!yzt_field_parse_in_zone (field, plain, zone, cell_out, error)) {
    return FALSE;
  }
  shown = cut (text);
  *correction_out = g_strdup_printf (_("“%s” was read as %s."), shown, plain);
  return TRUE;
}

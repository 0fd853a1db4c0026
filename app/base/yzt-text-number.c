/* yzt-text-number.c: numbers as text, never depending on the locale
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-base.h"

#include <math.h>
#include <string.h>

#define MAX_NUMBER_BYTES 64
#define THIN_SPACE "\xE2\x80\x89"
#define SEPARATOR ' ' /* what every thousands separator becomes while reading */

/* Full-width digits and typographic signs as ASCII; 0 for what is no part of a number. */
static char
to_ascii (gunichar c)
{
  if (c >= 0xFF10 && c <= 0xFF19) {
    return (char) ('0' + (c - 0xFF10));
  }
  switch (c) {
  case 0xFF0E:
    return '.';
  case 0xFF0B:
    return '+';
  case 0xFF0D:
  case 0x2212:
    return '-';
  case ',':
  case 0xFF0C:
  case 0x2009:
  case 0x202F:
  case 0x00A0:
    return SEPARATOR;
  default:
    return c < 0x80 && c != ' ' ? (char) c : '\0';
  }
}

/* Digits, point, exponent; separators only in front of groups of three digits of the whole part. */
static gboolean
check_syntax (char *text)
{
  char *to = text;
  const char *p = text;
  guint group = 0; /* digits since the start or the last separator */
  guint digits = 0;
  gboolean grouped = FALSE;

  if (*p == '+' || *p == '-') {
    *to++ = *p++;
  }
  for (; g_ascii_isdigit (*p) || *p == SEPARATOR; p++) {
    if (*p == SEPARATOR) {
      if (group == 0 || group > 3 || (grouped && group != 3)) {
        return FALSE;
      }
      grouped = TRUE;
      group = 0;
    } else {
      *to++ = *p;
      group++;
      digits++;
    }
  }
  if (grouped && group != 3) {
    return FALSE;
  }
  if (*p == '.') {
    *to++ = *p++;
    for (; g_ascii_isdigit (*p); digits++) {
      *to++ = *p++;
    }
  }
  if (digits > 0 && (*p == 'e' || *p == 'E')) {
    *to++ = *p++;
    if (*p == '+' || *p == '-') {
      *to++ = *p++;
    }
    if (!g_ascii_isdigit (*p)) {
      return FALSE;
    }
    while (g_ascii_isdigit (*p)) {
      *to++ = *p++;
    }
  }
  if (digits == 0 || *p != '\0') {
    return FALSE;
  }
  *to = '\0';

  return TRUE;
}

static const char *
skip_blanks (const char *text)
{
  while (*text != '\0') {
    gunichar c = g_utf8_get_char_validated (text, -1);

    if (c == (gunichar) -1 || c == (gunichar) -2 || !(g_unichar_isspace (c) || c == 0xFEFF)) {
      break;
    }
    text = g_utf8_next_char (text);
  }

  return text;
}

/* Nearly every number is a few digits and a point. Whole numbers of 15 digits and small powers of ten are exact doubles: their
 * quotient is rounded once, as strtod does it. */
static gboolean
read_plain (const char *text,
            double     *value_out)
{
  static const double powers[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
  gboolean negative = *text == '-';
  gint64 whole = 0;
  guint digits = 0;
  guint decimals = 0;

  text += negative ? 1 : 0;
  for (; g_ascii_isdigit (*text) && digits < 15; text++, digits++) {
    whole = whole * 10 + (*text - '0');
  }
  if (*text == '.' && digits > 0) {
    for (text++; g_ascii_isdigit (*text) && digits < 15; text++, digits++, decimals++) {
      whole = whole * 10 + (*text - '0');
    }
  }
  if (digits == 0 || *text != '\0') {
    return FALSE;
  }
  *value_out = (negative ? -(double) whole : (double) whole) / powers[decimals];

  return TRUE;
}

gboolean
yzt_text_number (const char *text,
                 double     *value_out)
{
  char ascii[MAX_NUMBER_BYTES + 1];
  guint n = 0;
  double value;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (value_out != NULL, FALSE);

  if (read_plain (text, value_out)) {
    return TRUE;
  }
  text = skip_blanks (text);
  while (*text != '\0' && *skip_blanks (text) != '\0') {
    gunichar c = g_utf8_get_char_validated (text, -1);
    char plain = c == (gunichar) -1 || c == (gunichar) -2 ? '\0' : to_ascii (c);

    if (plain == '\0' || n == MAX_NUMBER_BYTES) {
      return FALSE;
    }
    ascii[n++] = plain;
    text = g_utf8_next_char (text);
  }
  ascii[n] = '\0';
  if (!check_syntax (ascii)) {
    return FALSE;
  }
  value = g_ascii_strtod (ascii, NULL);
  if (!isfinite (value)) {
    return FALSE;
  }
  *value_out = value;

  return TRUE;
}

char *
yzt_text_format_number (double value)
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value)) {
    return g_strdup ("");
  }
  if (value == 0.0) {
    return g_strdup ("0"); /* not "-0" */
  }
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_ascii_formatd (buffer, sizeof buffer, formats[i], value);
    if (g_ascii_strtod (buffer, NULL) == value) {
      break;
    }
  }

  return g_strdup (buffer);
}

char *
yzt_text_group_number (double value,
                       guint  decimals)
{
  char format[8];
  char buffer[400]; /* DBL_MAX has 309 digits */
  GString *out;
  const char *digits = buffer;
  gsize n_whole;

  if (!isfinite (value)) {
    return g_strdup ("");
  }
  g_snprintf (format, sizeof format, "%%.%uf", MIN (decimals, 15u));
  g_ascii_formatd (buffer, sizeof buffer, format, value);
  if (strchr (buffer, '.') != NULL) {
    char *last = buffer + strlen (buffer) - 1;

    while (*last == '0') {
      *last-- = '\0';
    }
    if (*last == '.') {
      *last = '\0';
    }
  }
  if (g_str_equal (buffer, "-0")) {
    return g_strdup ("0");
  }

  out = g_string_new (NULL);
  if (*digits == '-') {
    g_string_append_c (out, *digits++);
  }
  n_whole = strcspn (digits, ".");
  for (gsize i = 0; i < n_whole; i++) {
    if (i > 0 && (n_whole - i) % 3 == 0) {
      g_string_append (out, THIN_SPACE);
    }
    g_string_append_c (out, digits[i]);
  }
  g_string_append (out, digits + n_whole);

  return g_string_free (out, FALSE);
}

/* yzt-field-parse.c: text of a form or a spreadsheet into a checked cell
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-kind-private.h"
#include "yzt-base.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_WHOLE 9007199254740992.0 /* 2^53: beyond it a double skips whole numbers */
#define MIN_PHONE_DIGITS 3
#define MAX_PHONE_BYTES 200
#define QUOTED_CHARACTERS 40

static gboolean fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (GError    **error,
      const char *format,
      ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, YZT_KIND_ERROR, YZT_KIND_ERROR_VALUE, what);

  return FALSE;
}

/* @format has one %s, for the beginning of @text. */
static gboolean
fail_quoting (GError    **error,
              const char *format,
              const char *text)
{
  g_autofree char *quoted = NULL;

  if (g_utf8_strlen (text, -1) > QUOTED_CHARACTERS) {
    g_autofree char *start = g_utf8_substring (text, 0, QUOTED_CHARACTERS);

    quoted = g_strconcat (start, "…", NULL);
  } else {
    quoted = g_strdup (text);
  }

  return fail (error, format, quoted);
}

/* --- cleaning the text --- */

static gboolean
is_blank (gunichar c)
{
  return c <= 0x20 || c == 0x7F || c == 0xFEFF || c == 0x200B || (c >= 0x80 && g_unichar_isspace (c));
}

static gboolean
is_control (char c)
{
  return (guchar) c < 0x20 || c == 0x7F;
}

/* Nearly no text has any: all of it is looked at without a branch. */
static gboolean
has_control (const char *text,
             const char *end)
{
  gboolean has = FALSE;

  for (const char *p = text; p < end; p++) {
    has |= is_control (*p);
  }

  return has;
}

static char *
copy_bytes (const char *text,
            const char *end)
{
  gsize length = (gsize) (end - text);
  char *copy = g_malloc (length + 1);

  memcpy (copy, text, length);
  copy[length] = '\0';

  return copy;
}

/* Letters and digits that every encoding has, and nothing at the ends that would have to go: most codes, numbers and phones. */
static gboolean
is_plain (const char *text,
          gsize       length)
{
  gboolean plain = text[0] != ' ' && text[length - 1] != ' ';

  for (gsize i = 0; plain && i < length; i++) {
    plain = text[i] >= 0x20 && text[i] < 0x7F;
  }

  return plain;
}

/* A copy of valid UTF-8 without blanks at its ends and without control characters, which would break
 * a form, a CSV file or an XML file later on; NULL when nothing is left. */
static char *
clean (const char *text,
       gsize       length,
       gboolean    keep_lines)
{
  const char *end = text + length;
  char *copy;
  char *to;

  while (text < end && is_blank (g_utf8_get_char (text))) {
    text = g_utf8_next_char (text);
  }
  while (end > text) {
    const char *last = g_utf8_prev_char (end);

    if (!is_blank (g_utf8_get_char (last))) {
      break;
    }
    end = last;
  }
  if (text == end) {
    return NULL;
  }

  copy = copy_bytes (text, end);
  if (!has_control (text, end)) {
    return copy;
  }
  to = copy;
  for (const char *p = copy; *p != '\0'; p++) {
    if (*p == '\r' && p[1] == '\n') {
      continue;
    }
    if (is_control (*p)) {
      *to++ = keep_lines && (*p == '\n' || *p == '\r') ? '\n' : ' ';
    } else {
      *to++ = *p;
    }
  }
  *to = '\0';

  return copy;
}

/* Full-width letters, digits and signs as ASCII ("１３９－…"). In place: the text gets no longer. */
static void
halve_width (char *text)
{
  char *to = text;

  for (const char *p = text; *p != '\0';) {
    const char *next = g_utf8_next_char (p);
    gunichar c = g_utf8_get_char (p);

    if (c >= 0xFF01 && c <= 0xFF5E) {
      *to++ = (char) (c - 0xFF01 + 0x21);
    } else {
      memmove (to, p, (gsize) (next - p));
      to += next - p;
    }
    p = next;
  }
  *to = '\0';
}

/* --- one function a type; each takes cleaned text and gives it back in the cell or frees it --- */

static gboolean
check_range (const YztField *field,
             double          value,
             GError        **error)
{
  g_autofree char *min = NULL;
  g_autofree char *max = NULL;

  if (!field->has_range || (value >= field->min && value <= field->max)) {
    return TRUE;
  }
  min = yzt_text_format_number (field->min);
  max = yzt_text_format_number (field->max);
  if (*min != '\0' && *max != '\0') {
    return fail (error, _("must be between %s and %s"), min, max);
  }

  return *min != '\0' ? fail (error, _("must be at least %s"), min)
                      : fail (error, _("must be at most %s"), max);
}

static gboolean
check_whole (double   value,
             GError **error)
{
  if (value != floor (value)) {
    return fail (error, _("must be a whole number"));
  }

  return fabs (value) <= MAX_WHOLE || fail (error, _("is too large a number"));
}

static gboolean
parse_number (const YztField *field,
              const char     *text,
              YztCell        *cell,
              GError        **error)
{
  double value;

  if (!yzt_text_number (text, &value)) {
    return fail_quoting (error, _("must be a number, not “%s”"), text);
  }
  if (!check_range (field, value, error)) {
    return FALSE;
  }
  if (field->type == YZT_FIELD_INTEGER) {
    if (!check_whole (value, error)) {
      return FALSE;
    }
    cell->type = YZT_CELL_INTEGER;
    cell->v.integer = (gint64) value;
    return TRUE;
  }
  cell->type = YZT_CELL_NUMBER;
  cell->v.number = value == 0.0 ? 0.0 : value; /* no negative zero */

  return TRUE;
}

static gboolean
parse_boolean (const char *text,
               YztCell    *cell,
               GError    **error)
{
  static const struct {
    const char *word;
    gboolean value;
  } words[] = {
    { "是", TRUE }, { "否", FALSE }, { "yes", TRUE }, { "no", FALSE }, { "1", TRUE },
    { "0", FALSE }, { "true", TRUE }, { "false", FALSE }, { "有", TRUE }, { "无", FALSE },
    { "y", TRUE }, { "n", FALSE }, { "t", TRUE }, { "f", FALSE }, { "on", TRUE },
    { "off", FALSE }, { "√", TRUE }, { "×", FALSE }, { "真", TRUE }, { "假", FALSE },
  };
  g_autofree char *folded = yzt_text_fold (text);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (g_str_equal (folded, words[i].word)) {
      cell->type = YZT_CELL_INTEGER;
      cell->v.integer = words[i].value ? 1 : 0;
      return TRUE;
    }
  }

  return fail_quoting (error, _("must be yes or no, not “%s”"), text);
}

static gboolean
parse_enum (const YztField *field,
            const char     *text,
            YztCell        *cell,
            GError        **error)
{
  int i = yzt_field_find_value (field, text);

  if (i < 0) {
    return fail_quoting (error, _("has no value “%s”; choose one of the list"), text);
  }
  *cell = yzt_cell_text (g_array_index (field->values, YztValue, i).code);

  return TRUE;
}

/* The day as it is written: a time or zone after it does not move it to another day. */
static gboolean
parse_date (const char *text,
            YztCell    *cell,
            GError    **error)
{
  g_autoptr (GTimeZone) zone = NULL;
  g_autofree char *iso = NULL;
  gsize length = strcspn (text, "Tt ");
  g_autofree char *day = g_strndup (text, length);
  gint64 whole_ms;
  gint64 day_ms;

  if (!yzt_time_parse (text, NULL, &whole_ms)) {
    return fail_quoting (error, _("must be a date like 2026-11-22, not “%s”"), text);
  }
  if (!yzt_time_parse (day, NULL, &day_ms)) {
    day_ms = whole_ms;
  }
  iso = yzt_time_format_utc (day_ms);
  iso[strlen ("2026-11-22")] = '\0';
  *cell = yzt_cell_text (iso);

  return TRUE;
}

static gboolean
parse_datetime (const char *text,
                GTimeZone  *zone,
                YztCell    *cell,
                GError    **error)
{
  gint64 utc_ms;

  if (!yzt_time_parse (text, zone, &utc_ms)) {
    return fail_quoting (error, _("must be a time like 2026-11-22 12:41, not “%s”"), text);
  }
  cell->v.text = yzt_time_format_utc (utc_ms);
  cell->type = YZT_CELL_TEXT;
  if (*cell->v.text == '\0') {
    yzt_cell_clear (cell);
    return fail_quoting (error, _("must be a time like 2026-11-22 12:41, not “%s”"), text);
  }

  return TRUE;
}

static gboolean
check_phone (const char *text,
             GError    **error)
{
  guint n_digits = 0;

  for (const char *p = text; *p != '\0'; p++) {
    n_digits += g_ascii_isdigit (*p) ? 1 : 0;
  }
  if (n_digits < MIN_PHONE_DIGITS || strlen (text) > MAX_PHONE_BYTES) {
    return fail_quoting (error, _("must be a phone number, not “%s”"), text);
  }

  return TRUE;
}

/* Web pages and the streams of cameras; nothing that opens files or runs programmes. */
static gboolean
check_url (const char *text,
           GError    **error)
{
  static const char *const schemes[] = { "http", "https", "rtsp", "rtsps", "rtmp", NULL };
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);

  if (uri == NULL || !g_strv_contains (schemes, g_uri_get_scheme (uri)) ||
      g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0') {
    return fail_quoting (error, _("must be an address like https://example.org/, not “%s”"), text);
  }

  return TRUE;
}

static gboolean
parse_clean (const YztField *field,
             char           *text, /* owned */
             GTimeZone      *zone,
             YztCell        *cell,
             GError        **error)
{
  g_autofree char *owned = text;

  switch (field->type) {
  case YZT_FIELD_INTEGER:
  case YZT_FIELD_NUMBER:
  case YZT_FIELD_LONGITUDE:
  case YZT_FIELD_LATITUDE:
    return parse_number (field, owned, cell, error);
  case YZT_FIELD_BOOLEAN:
    return parse_boolean (owned, cell, error);
  case YZT_FIELD_ENUM:
    return parse_enum (field, owned, cell, error);
  case YZT_FIELD_DATE:
    return parse_date (owned, cell, error);
  case YZT_FIELD_DATETIME:
    return parse_datetime (owned, zone, cell, error);
  case YZT_FIELD_PHONE:
    halve_width (owned);
    if (!check_phone (owned, error)) {
      return FALSE;
    }
    break;
  case YZT_FIELD_URL:
    if (!check_url (owned, error)) {
      return FALSE;
    }
    break;
  case YZT_FIELD_LINK:
    return yzt_field_parse_link (field, owned, cell, error);
  case YZT_FIELD_FILE:
    return yzt_field_parse_file (field, owned, cell, error);
  case YZT_FIELD_TEXT:
  case YZT_FIELD_MULTILINE:
  default:
    break;
  }
  cell->type = YZT_CELL_TEXT;
  cell->v.text = g_steal_pointer (&owned);

  return TRUE;
}

static gboolean
check_text (const char *text,
            gsize       length,
            GError    **error)
{
  if (length > YZT_KIND_MAX_TEXT_BYTES) {
    return fail (error, _("is longer than 64 KiB; shorten it"));
  }

  return g_utf8_validate_len (text, length, NULL) ||
         fail (error, _("has characters that cannot be read; type it again"));
}

gboolean
yzt_field_parse_in_zone (const YztField *field,
                         const char     *text,
                         GTimeZone      *zone,
                         YztCell        *cell_out,
                         GError        **error)
{
  gsize length;
  char *cleaned;

  g_return_val_if_fail (field != NULL, FALSE);
  g_return_val_if_fail (cell_out != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  cell_out->type = YZT_CELL_NULL;
  cell_out->v.integer = 0;
  length = text != NULL ? strlen (text) : 0;
  if (length > 0 && length <= YZT_KIND_MAX_TEXT_BYTES && is_plain (text, length)) {
    return parse_clean (field, copy_bytes (text, text + length), zone, cell_out, error);
  }
  if (length > 0 && !check_text (text, length, error)) {
    return FALSE;
  }
  cleaned = length > 0 ? clean (text, length, field->type == YZT_FIELD_MULTILINE) : NULL;
  if (cleaned == NULL) {
    return !field->required || fail (error, _("must not be empty"));
  }

  return parse_clean (field, cleaned, zone, cell_out, error);
}

gboolean
yzt_field_parse (const YztField *field,
                 const char     *text,
                 YztCell        *cell_out,
                 GError        **error)
{
  return yzt_field_parse_in_zone (field, text, NULL, cell_out, error);
}

/* --- checking cells that did not come through yzt_field_parse() --- */

static gboolean
check_number_cell (const YztField *field,
                   const YztCell  *cell,
                   GError        **error)
{
  double value;

  if (cell->type == YZT_CELL_INTEGER) {
    value = (double) cell->v.integer;
  } else if (cell->type == YZT_CELL_NUMBER && field->type != YZT_FIELD_INTEGER) {
    value = cell->v.number;
  } else {
    return fail (error, field->type == YZT_FIELD_INTEGER ? _("must be a whole number")
                                                         : _("must be a number"));
  }
  if (!isfinite (value)) {
    return fail (error, _("must be a number"));
  }
  if (field->type == YZT_FIELD_INTEGER && !check_whole (value, error)) {
    return FALSE;
  }

  return check_range (field, value, error);
}

static gboolean
check_time_cell (const YztField *field,
                 const char     *text,
                 GError        **error)
{
  gint64 utc_ms;
  gboolean is_date = field->type == YZT_FIELD_DATE;

  if (!yzt_time_parse (text, NULL, &utc_ms) || (is_date && strlen (text) != strlen ("2026-11-22"))) {
    return is_date ? fail_quoting (error, _("must be a date like 2026-11-22, not “%s”"), text)
                   : fail_quoting (error, _("must be a time like 2026-11-22 12:41, not “%s”"), text);
  }

  return TRUE;
}

/* What is kept is what parsing it again would keep. */
static gboolean
check_names (const YztField *field,
             const char     *text,
             GError        **error)
{
  YztCell again = { YZT_CELL_NULL, { 0 } };
  gboolean fine;

  if (*text == '\0') {
    return TRUE;
  }
  fine = field->type == YZT_FIELD_LINK ? yzt_field_parse_link (field, text, &again, error)
                                       : yzt_field_parse_file (field, text, &again, error);
  if (fine) {
    yzt_cell_clear (&again);
  }

  return fine;
}

static gboolean
check_text_cell (const YztField *field,
                 const YztCell  *cell,
                 GError        **error)
{
  const char *text = cell->v.text;

  if (cell->type != YZT_CELL_TEXT || text == NULL) {
    return fail (error, _("must be a text"));
  }
  if (!check_text (text, strlen (text), error)) {
    return FALSE;
  }
  if (field->required && *text == '\0') {
    return fail (error, _("must not be empty"));
  }
  switch (field->type) {
  case YZT_FIELD_ENUM:
    return yzt_field_get_value_by_code (field, text) != NULL ||
           fail_quoting (error, _("has no value “%s”; choose one of the list"), text);
  case YZT_FIELD_DATE:
  case YZT_FIELD_DATETIME:
    return check_time_cell (field, text, error);
  case YZT_FIELD_PHONE:
    return check_phone (text, error);
  case YZT_FIELD_URL:
    return check_url (text, error);
  case YZT_FIELD_LINK:
  case YZT_FIELD_FILE:
    return check_names (field, text, error);
  default:
    return TRUE;
  }
}

gboolean
yzt_field_check (const YztField *field,
                 const YztCell  *cell,
                 GError        **error)
{
  g_return_val_if_fail (field != NULL, FALSE);
  g_return_val_if_fail (cell != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (cell->type == YZT_CELL_NULL) {
    return !field->required || fail (error, _("must not be empty"));
  }
  switch (field->type) {
  case YZT_FIELD_INTEGER:
  case YZT_FIELD_NUMBER:
  case YZT_FIELD_LONGITUDE:
  case YZT_FIELD_LATITUDE:
    return check_number_cell (field, cell, error);
  case YZT_FIELD_BOOLEAN:
    return (cell->type == YZT_CELL_INTEGER && (cell->v.integer == 0 || cell->v.integer == 1)) ||
           fail (error, _("must be yes or no"));
  default:
    return check_text_cell (field, cell, error);
  }
}

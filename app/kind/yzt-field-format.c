/* yzt-field-format.c: a cell in words for the screen, and as text for files and forms
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-kind-private.h"
#include "yzt-base.h"

#define SCREEN_DECIMALS 6

static char *
format_number (const YztField *field,
               const YztCell  *cell,
               const char     *language)
{
  double value = cell->type == YZT_CELL_INTEGER ? (double) cell->v.integer : cell->v.number;
  const char *unit = yzt_phrase_get (&field->unit, language);
  g_autofree char *number = yzt_text_group_number (value, SCREEN_DECIMALS);

  return unit != NULL ? g_strdup_printf ("%s %s", number, unit) : g_steal_pointer (&number);
}

/* Not by gettext: @language may be another one than the programme's, as in a report. */
static const char *
boolean_word (gboolean    value,
              const char *language)
{
  if (language != NULL && g_str_has_prefix (language, "zh")) {
    return value ? "是" : "否";
  }

  return value ? "yes" : "no";
}

static char *
format_datetime (const char *text,
                 GTimeZone  *zone)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) time = NULL;
  gint64 utc_ms;

  if (!yzt_time_parse (text, NULL, &utc_ms)) {
    return g_strdup (text);
  }
  utc = g_date_time_new_from_unix_utc (utc_ms / 1000);
  time = utc != NULL && zone != NULL ? g_date_time_to_timezone (utc, zone) : g_steal_pointer (&utc);
  if (time == NULL) {
    return g_strdup (text);
  }

  return g_strdup_printf ("%04d-%02d-%02d %02d:%02d", g_date_time_get_year (time),
                          g_date_time_get_month (time), g_date_time_get_day_of_month (time),
                          g_date_time_get_hour (time), g_date_time_get_minute (time));
}

/* The names of the files; their sums say nothing to a person. What another programme wrote there is shown as it is. */
static char *
format_files (const char *text)
{
  g_autoptr (GArray) files = yzt_attachments_from_text (text);
  g_autofree char *read = yzt_attachments_to_text (files);
  GString *words = g_string_new (NULL);

  if (g_strcmp0 (read, text) != 0) {
    g_string_append (words, text);
    return g_string_free (words, FALSE);
  }
  for (guint i = 0; i < files->len; i++) {
    g_string_append_printf (words, "%s%s", i > 0 ? "; " : "",
                            g_array_index (files, YztAttachment, i).name);
  }

  return g_string_free (words, FALSE);
}

char *
yzt_field_format (const YztField *field,
                  const YztCell  *cell,
                  const char     *language,
                  GTimeZone      *zone)
{
  g_return_val_if_fail (field != NULL, NULL);
  g_return_val_if_fail (cell != NULL, NULL);

  switch (cell->type) {
  case YZT_CELL_INTEGER:
    if (field->type == YZT_FIELD_BOOLEAN) {
      return g_strdup (boolean_word (cell->v.integer != 0, language));
    }
    return format_number (field, cell, language);
  case YZT_CELL_NUMBER:
    return format_number (field, cell, language);
  case YZT_CELL_TEXT:
    if (field->type == YZT_FIELD_ENUM) {
      return g_strdup (yzt_field_get_value_label (field, cell->v.text, language));
    }
    if (field->type == YZT_FIELD_DATETIME) {
      return format_datetime (cell->v.text, zone);
    }
    if (field->type == YZT_FIELD_FILE) {
      return format_files (cell->v.text);
    }
    return g_strdup (cell->v.text);
  case YZT_CELL_NULL:
  default:
    return g_strdup ("");
  }
}

char *
yzt_field_format_plain (const YztField *field,
                        const YztCell  *cell)
{
  g_return_val_if_fail (field != NULL, NULL);
  g_return_val_if_fail (cell != NULL, NULL);

  switch (cell->type) {
  case YZT_CELL_INTEGER:
    return g_strdup_printf ("%" G_GINT64_FORMAT, cell->v.integer);
  case YZT_CELL_NUMBER:
    return yzt_text_format_number (cell->v.number);
  case YZT_CELL_TEXT:
    return g_strdup (cell->v.text);
  case YZT_CELL_NULL:
  default:
    return g_strdup ("");
  }
}

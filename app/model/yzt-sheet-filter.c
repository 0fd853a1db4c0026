/* yzt-sheet-filter.c: what a column of a table must hold, as a person types it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-sheet-private.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

typedef enum { TEST_CONTAINS, TEST_LACKS, TEST_EQUALS, TEST_EMPTY, TEST_FILLED, TEST_RANGE, TEST_TEXT_RANGE } Test;

struct _YztSheetFilter {
  gatomicrefcount refs;
  YztSheetShape *shape;
  int column; /* -1: any column of words */
  char *text; /* as typed */
  Test test;
  char *words;
  gboolean folds;           /* @words have Latin letters: large and small are the same */
  double least, most;       /* closed unless … */
  gboolean above, below;    /* … open at that end */
  char *first, *last;       /* dates and times as they are kept: from the first, before the last; NULL: open */
  gboolean **values;        /* of each column: which values of an enumeration pass; NULL: it is none, or not asked */
  gboolean has_number;      /* in any column: the words are a number, too */
};

static gboolean
has_latin (const char *text)
{
  for (; *text != '\0'; text++) {
    if (g_ascii_isalpha (*text)) {
      return TRUE;
    }
  }
  return FALSE;
}

/* --- reading what was typed --- */

/* "＞５" as ">5", "≥" as ">=". */
static char *
plain_signs (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autoptr (GString) signs = g_string_new (normal != NULL ? normal : text);
  g_string_replace (signs, "≥", ">=", 0);
  g_string_replace (signs, "≤", "<=", 0);
  g_string_replace (signs, "~", "..", 0);
  g_string_replace (signs, "～", "..", 0);
  g_string_replace (signs, "…", "..", 0);
  g_string_replace (signs, "...", "..", 0);
  return g_strstrip (g_string_free (g_steal_pointer (&signs), FALSE));
}

static gboolean
parse_number (const YztField *field, const char *text, double *number_out)
{
  YztCell cell;
  if (!yzt_field_parse (field, text, &cell, NULL)) {
    return FALSE;
  }
  gboolean good = cell.type == YZT_CELL_NUMBER || cell.type == YZT_CELL_INTEGER;
  *number_out = cell.type == YZT_CELL_NUMBER ? cell.v.number : cell.type == YZT_CELL_INTEGER ? (double) cell.v.integer : 0;
  yzt_cell_clear (&cell);
  return good;
}

/* "5", ">5", "<=5", "3..8" into two ends, each of which may be missing. */
static void
split_range (const char *text, char **least, char **most, gboolean *above, gboolean *below)
{
  const char *dots = strstr (text, "..");
  *above = *below = FALSE;
  if (dots != NULL) {
    *least = g_strstrip (g_strndup (text, (gsize) (dots - text)));
    *most = g_strstrip (g_strdup (dots + 2));
  } else if (*text == '>') {
    *above = text[1] != '=';
    *least = g_strstrip (g_strdup (text + (*above ? 1 : 2)));
    *most = g_strdup ("");
  } else if (*text == '<') {
    *below = text[1] != '=';
    *least = g_strdup ("");
    *most = g_strstrip (g_strdup (text + (*below ? 1 : 2)));
  } else {
    *least = g_strstrip (g_strdup (*text == '=' ? text + 1 : text));
    *most = g_strdup (*least);
  }
}

static gboolean
read_numbers (YztSheetFilter *self, const YztField *field, const char *text, GError **error)
{
  g_autofree char *least = NULL, *most = NULL;
  split_range (text, &least, &most, &self->above, &self->below);
  self->test = TEST_RANGE;
  self->least = -HUGE_VAL;
  self->most = HUGE_VAL;
  gboolean good = (*least != '\0' || *most != '\0') && (*least == '\0' || parse_number (field, least, &self->least))
      && (*most == '\0' || parse_number (field, most, &self->most));
  if (!good) {
    g_set_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_VALUE, _("“%s” is no number to look for; write 5, >5, <=5 or 3..8."), self->text);
  }
  return good;
}

/* --- dates: as people write them, whole or their beginning: "2026年11月" is all of November --- */

typedef struct {
  GTimeZone *zone;
  gboolean with_clock;
} Calendar;

/* A year, or a year and a month. */
static gboolean
read_beginning (const char *text, const Calendar *calendar, GDateTime **from_out, GDateTime **to_out)
{
  g_autoptr (GRegex) shape = g_regex_new ("^(\\d{4})(?:[-/.年](?:(\\d{1,2})[-/.月]?)?)?$", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  if (!g_regex_match (shape, text, 0, &match)) {
    return FALSE;
  }
  g_autofree char *year = g_match_info_fetch (match, 1), *month = g_match_info_fetch (match, 2);
  gboolean has_month = month != NULL && *month != '\0';
  *from_out = g_date_time_new (calendar->zone, (int) g_ascii_strtoll (year, NULL, 10), has_month ? (int) g_ascii_strtoll (month, NULL, 10) : 1, 1, 0, 0, 0);
  *to_out = *from_out == NULL ? NULL : has_month ? g_date_time_add_months (*from_out, 1) : g_date_time_add_years (*from_out, 1);
  return *to_out != NULL;
}

/* A day, or a minute of it. */
static gboolean
read_day (const char *text, const Calendar *calendar, GDateTime **from_out, GDateTime **to_out)
{
  gint64 utc_ms = 0;
  if (!yzt_time_parse (text, calendar->zone, &utc_ms)) {
    return FALSE;
  }
  gboolean clock = calendar->with_clock && (strpbrk (text, ":T") != NULL || strstr (text, "时") != NULL || strstr (text, "点") != NULL);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (utc_ms / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, calendar->zone);
  *from_out = clock ? g_date_time_ref (local)
                    : g_date_time_new (calendar->zone, g_date_time_get_year (local), g_date_time_get_month (local), g_date_time_get_day_of_month (local), 0, 0, 0);
  *to_out = clock ? g_date_time_add_minutes (*from_out, 1) : g_date_time_add_days (*from_out, 1);
  return TRUE;
}

/* As it is kept: a day as it is, a time in UTC. */
static char *
kept_text (const Calendar *calendar, GDateTime *at)
{
  return calendar->with_clock ? yzt_time_format_utc (g_date_time_to_unix (at) * 1000) : g_date_time_format (at, "%Y-%m-%d");
}

static gboolean
read_span (const char *text, const Calendar *calendar, char **from_out, char **to_out)
{
  g_autoptr (GDateTime) from = NULL, to = NULL;
  if (!read_beginning (text, calendar, &from, &to) && !read_day (text, calendar, &from, &to)) {
    return FALSE;
  }
  *from_out = kept_text (calendar, from);
  *to_out = kept_text (calendar, to);
  return TRUE;
}

static gboolean
read_dates (YztSheetFilter *self, const char *text, const Calendar *calendar, GError **error)
{
  g_autofree char *least = NULL, *most = NULL, *least_from = NULL, *least_to = NULL, *most_from = NULL, *most_to = NULL;
  split_range (text, &least, &most, &self->above, &self->below);
  self->test = TEST_TEXT_RANGE;
  gboolean good = (*least != '\0' || *most != '\0') && (*least == '\0' || read_span (least, calendar, &least_from, &least_to))
      && (*most == '\0' || read_span (most, calendar, &most_from, &most_to));
  if (!good) {
    g_set_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_VALUE, _("“%s” is no date to look for; write 2026-11, 2026-11-22, >2026-06 or 2026-01..2026-06."),
                 self->text);
    return FALSE;
  }
  self->first = g_strdup (self->above ? least_to : least_from);
  self->last = g_strdup (self->below ? most_from : most_to);
  return TRUE;
}

/* Words among the labels of an enumeration, in any language, or its codes. */
static void
read_values (YztSheetFilter *self, guint column)
{
  const YztField *field = self->shape->columns[column].field;
  guint n = yzt_field_get_n_values (field);
  gboolean *values = self->values[column] = g_new0 (gboolean, n + 1);
  for (guint i = 0; i < n; i++) {
    const char *code = yzt_field_get_value (field, i);
    const char *labels[] = { code, yzt_field_get_value_label (field, code, "zh_CN"), yzt_field_get_value_label (field, code, "en") };
    for (guint j = 0; j < G_N_ELEMENTS (labels); j++) {
      values[i] |= self->test == TEST_EQUALS ? g_ascii_strcasecmp (labels[j], self->words) == 0 : strcasestr (labels[j], self->words) != NULL;
    }
  }
}

/* What is read on the screen is found: words of an enumeration, and a number that is as it was typed. */
static void
read_any (YztSheetFilter *self)
{
  for (guint i = 0; i < self->shape->n_columns; i++) {
    if (self->shape->columns[i].ranked) {
      read_values (self, i);
    }
  }
  self->has_number = yzt_text_number (self->words, &self->least);
}

static gboolean
read_boolean (YztSheetFilter *self, const YztField *field, GError **error)
{
  self->test = TEST_RANGE;
  if (parse_number (field, self->words, &self->least)) {
    self->most = self->least;
    return TRUE;
  }
  g_set_error (error, YZT_KIND_ERROR, YZT_KIND_ERROR_VALUE, _("“%s” is neither yes nor no; write yes or no."), self->text);
  return FALSE;
}

static gboolean
read_text (YztSheetFilter *self, const YztField *field, const char *signs, GTimeZone *zone, GError **error)
{
  YztFieldType type = field != NULL ? yzt_field_get_field_type (field) : YZT_FIELD_TEXT;
  if (g_str_equal (signs, "=") || g_str_equal (signs, "*")) {
    self->test = *signs == '=' ? TEST_EMPTY : TEST_FILLED;
    return TRUE;
  }
  if (type == YZT_FIELD_INTEGER || type == YZT_FIELD_NUMBER || type == YZT_FIELD_LONGITUDE || type == YZT_FIELD_LATITUDE) {
    return read_numbers (self, field, signs, error);
  }
  if ((type == YZT_FIELD_DATE || type == YZT_FIELD_DATETIME) && *signs != '!') {
    g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
    Calendar calendar = { type == YZT_FIELD_DATETIME ? zone : utc, type == YZT_FIELD_DATETIME };
    return read_dates (self, signs, &calendar, error);
  }
  self->test = *signs == '!' ? TEST_LACKS : *signs == '=' ? TEST_EQUALS : TEST_CONTAINS;
  self->words = g_strstrip (g_strdup (*signs == '!' || *signs == '=' ? signs + 1 : self->text));
  self->folds = has_latin (self->words);
  if (self->column < 0) {
    read_any (self);
  } else if (type == YZT_FIELD_ENUM) {
    read_values (self, (guint) self->column);
  }
  return type != YZT_FIELD_BOOLEAN || read_boolean (self, field, error);
}

YztSheetFilter *
yzt_sheet_filter_new (const YztSheetShape *shape, int column, const char *text, GTimeZone *zone, GError **error)
{
  YztSheetFilter *self = g_new0 (YztSheetFilter, 1);
  g_autofree char *signs = plain_signs (text);
  g_atomic_ref_count_init (&self->refs);
  self->shape = yzt_sheet_shape_ref ((YztSheetShape *) shape);
  self->column = column;
  self->text = g_strstrip (g_strdup (text));
  self->values = g_new0 (gboolean *, shape->n_columns + 1);
  if (!read_text (self, column >= 0 ? shape->columns[column].field : NULL, signs, zone, error)) {
    g_clear_pointer (&self, yzt_sheet_filter_unref);
  }
  return self;
}

YztSheetFilter *
yzt_sheet_filter_ref (YztSheetFilter *filter)
{
  g_atomic_ref_count_inc (&filter->refs);
  return filter;
}

void
yzt_sheet_filter_unref (YztSheetFilter *filter)
{
  if (g_atomic_ref_count_dec (&filter->refs)) {
    for (guint i = 0; i < filter->shape->n_columns; i++) {
      g_free (filter->values[i]);
    }
    yzt_sheet_shape_unref (filter->shape);
    g_free (filter->text);
    g_free (filter->words);
    g_free (filter->first);
    g_free (filter->last);
    g_free (filter->values);
    g_free (filter);
  }
}

const char *
yzt_sheet_filter_get_text (const YztSheetFilter *filter)
{
  return filter->text;
}

int
yzt_sheet_filter_get_column (const YztSheetFilter *filter)
{
  return filter->column;
}

/* --- asking a row --- */

/* A million texts are gone through: strcasestr asks the locale for each letter. */
static gboolean
contains_folded (const char *text, const char *words)
{
  const char first = g_ascii_tolower (*words), large = g_ascii_toupper (*words);
  for (; *text != '\0'; text++) {
    if (*text == first || *text == large) {
      gsize i = 1;
      while (words[i] != '\0' && g_ascii_tolower (text[i]) == g_ascii_tolower (words[i])) {
        i++;
      }
      if (words[i] == '\0') {
        return TRUE;
      }
    }
  }
  return *words == '\0';
}

static gboolean
holds (const YztSheetFilter *self, const char *text)
{
  if (self->test == TEST_EQUALS) {
    return self->folds ? g_ascii_strcasecmp (text, self->words) == 0 : strcmp (text, self->words) == 0;
  }
  return self->folds ? contains_folded (text, self->words) : strstr (text, self->words) != NULL;
}

static gboolean
value_passes (const YztSheetFilter *self, const YztColumn *column, const char *code)
{
  const gboolean *values = self->values[column - self->shape->columns];
  for (guint i = 0; values != NULL && i < yzt_field_get_n_values (column->field); i++) {
    if (g_str_equal (yzt_field_get_value (column->field, i), code)) {
      return values[i];
    }
  }
  return holds (self, code);
}

static gboolean
in_range (const YztSheetFilter *self, YztCell cell)
{
  double number = cell.type == YZT_CELL_NUMBER ? cell.v.number : (double) cell.v.integer;
  return (self->above ? number > self->least : number >= self->least) && (self->below ? number < self->most : number <= self->most);
}

static gboolean
in_text_range (const YztSheetFilter *self, const char *text)
{
  return (self->first == NULL || strcmp (text, self->first) >= 0) && (self->last == NULL || strcmp (text, self->last) < 0);
}

static gboolean
cell_passes (const YztSheetFilter *self, const YztColumn *column, YztCell cell)
{
  if (self->test == TEST_EMPTY || self->test == TEST_FILLED) {
    return (cell.type == YZT_CELL_NULL) == (self->test == TEST_EMPTY);
  }
  if (cell.type == YZT_CELL_NULL) {
    return self->test == TEST_LACKS;
  }
  if (self->test == TEST_RANGE) {
    return cell.type != YZT_CELL_TEXT && in_range (self, cell);
  }
  if (cell.type != YZT_CELL_TEXT) {
    return self->test == TEST_LACKS;
  }
  if (self->test == TEST_TEXT_RANGE) {
    return in_text_range (self, cell.v.text);
  }
  gboolean found = column->ranked ? value_passes (self, column, cell.v.text) : holds (self, cell.v.text);
  return found == (self->test != TEST_LACKS);
}

/* Yes and no are no numbers to a reader. */
static gboolean
is_number (const YztColumn *column)
{
  return column->type != YZT_COLUMN_TEXT && column->field != NULL && yzt_field_get_field_type (column->field) != YZT_FIELD_BOOLEAN;
}

static gboolean
is_same_number (const YztSheetFilter *self, YztCell cell)
{
  double number = cell.type == YZT_CELL_NUMBER ? cell.v.number : cell.type == YZT_CELL_INTEGER ? (double) cell.v.integer : (double) NAN;
  return number >= self->least && number <= self->least;
}

gboolean
yzt_sheet_filter_passes (const YztSheetFilter *self, const YztBlock *block, guint row)
{
  const YztSheetShape *shape = self->shape;
  if (self->column >= 0) {
    return cell_passes (self, &shape->columns[self->column], yzt_block_get (block, row, (guint) self->column));
  }
  gboolean lacks = self->test == TEST_LACKS;
  for (guint i = 0; i < shape->n_columns; i++) {
    const YztColumn *column = &shape->columns[i];
    if (column->type == YZT_COLUMN_TEXT && block->data[i].texts != NULL && cell_passes (self, column, yzt_block_get (block, row, i)) != lacks) {
      return !lacks;
    }
    if (self->has_number && is_number (column) && block->data[i].numbers != NULL && is_same_number (self, yzt_block_get (block, row, i))) {
      return !lacks;
    }
  }
  return lacks;
}

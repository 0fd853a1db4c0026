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
  char *first, *last;       /* dates; NULL: open */
  gboolean *values;         /* an enumeration: which values pass; NULL: none of them is meant by the words */
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

/* A day, or its beginning: "2026-11" is all of November. Dates are kept as texts that sort by time. */
static void
read_dates (YztSheetFilter *self, const char *text)
{
  split_range (text, &self->first, &self->last, &self->above, &self->below);
  self->test = TEST_TEXT_RANGE;
}

/* Words among the labels of an enumeration, in any language, or its codes. */
static void
read_values (YztSheetFilter *self, const YztField *field)
{
  guint n = yzt_field_get_n_values (field);
  self->values = g_new0 (gboolean, n + 1);
  for (guint i = 0; i < n; i++) {
    const char *code = yzt_field_get_value (field, i);
    const char *labels[] = { code, yzt_field_get_value_label (field, code, "zh_CN"), yzt_field_get_value_label (field, code, "en") };
    for (guint j = 0; j < G_N_ELEMENTS (labels); j++) {
      self->values[i] |= self->test == TEST_EQUALS ? g_ascii_strcasecmp (labels[j], self->words) == 0 : strcasestr (labels[j], self->words) != NULL;
    }
  }
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
read_text (YztSheetFilter *self, const YztField *field, const char *signs, GError **error)
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
    read_dates (self, signs);
    return TRUE;
  }
  self->test = *signs == '!' ? TEST_LACKS : *signs == '=' ? TEST_EQUALS : TEST_CONTAINS;
  self->words = g_strstrip (g_strdup (*signs == '!' || *signs == '=' ? signs + 1 : self->text));
  self->folds = has_latin (self->words);
  if (type == YZT_FIELD_ENUM) {
    read_values (self, field);
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
  if (!read_text (self, column >= 0 ? shape->columns[column].field : NULL, signs, error)) {
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
value_passes (const YztSheetFilter *self, const YztField *field, const char *code)
{
  for (guint i = 0; i < yzt_field_get_n_values (field); i++) {
    if (g_str_equal (yzt_field_get_value (field, i), code)) {
      return self->values[i];
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

/* The ends are beginnings of dates: up to "2026-11" is up to the end of that month, after it is after that end. */
static gboolean
in_text_range (const YztSheetFilter *self, const char *text)
{
  int from = *self->first != '\0' ? strncmp (text, self->first, strlen (self->first)) : 1;
  int to = *self->last != '\0' ? strncmp (text, self->last, strlen (self->last)) : -1;
  return (self->above ? from > 0 : from >= 0) && (self->below ? to < 0 : to <= 0);
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
  gboolean found = column->ranked && self->values != NULL ? value_passes (self, column->field, cell.v.text) : holds (self, cell.v.text);
  return found == (self->test != TEST_LACKS);
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
    if (shape->columns[i].type == YZT_COLUMN_TEXT && block->data[i].texts != NULL
        && cell_passes (self, &shape->columns[i], yzt_block_get (block, row, i)) != lacks) {
      return !lacks;
    }
  }
  return lacks;
}

/* yzt-table-csv.c: delimited text as a table, in place, one row at a time
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The reader is our own and not GDAL's: a row with a runaway quotation mark or a huge field must cost that row and not the file,
 * a row must keep its number, and no column may change its type because of what stands in it (007, +86…).
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-table-private.h"

/* A quotation mark that is not closed within this many bytes was no opening one. */
#define MAX_FIELD_BYTES (16 * 1024 * 1024)

typedef struct {
  YztTable base;
  char *text;
  char *at;
  char *end;
  char delimiter;
  guint number;       /* of the row read last */
  GPtrArray *fields;  /* char * into text */
} CsvTable;

static char *
end_of_line (CsvTable *self, char *at)
{
  char *end = memchr (at, '\n', (gsize) (self->end - at));

  return end ? end : self->end;
}

/* The closing quotation mark of a field whose text begins at @at; NULL when there is none. */
static char *
find_closing_quote (CsvTable *self, char *at)
{
  char *limit = self->end - at > MAX_FIELD_BYTES ? at + MAX_FIELD_BYTES : self->end;

  while (at < limit) {
    char *quote = memchr (at, '"', (gsize) (limit - at));
    if (quote == NULL) {
      return NULL;
    }
    if (quote + 1 >= self->end || quote[1] != '"') {
      return quote;
    }
    at = quote + 2;
  }
  return NULL;
}

/* Doubled quotation marks to single ones, in place. */
static void
undouble (char *from, char *end)
{
  char *to = from;

  while (from < end) {
    *to++ = *from;
    from += *from == '"' ? 2 : 1;
  }
  *to = '\0';
}

/* Reads one field and leaves self->at behind it. FALSE: its quotation mark is never closed. @last_out: the row ends here. */
static gboolean
read_field (CsvTable *self, gboolean *last_out)
{
  char *start = self->at;
  char *stop = start;
  gboolean quoted = start < self->end && *start == '"';

  if (quoted) {
    char *close = find_closing_quote (self, start + 1);
    if (close == NULL) {
      return FALSE;
    }
    stop = close + 1;
    start++;
    /* What stands between the closing mark and the delimiter is dropped, as other programmes do. */
    while (stop < self->end && *stop != self->delimiter && *stop != '\n') {
      stop++;
    }
    *last_out = stop >= self->end || *stop == '\n';
    undouble (start, close);
  } else {
    while (stop < self->end && *stop != self->delimiter && *stop != '\n') {
      stop++;
    }
    *last_out = stop >= self->end || *stop == '\n';
    if (*last_out && stop > start && stop[-1] == '\r') {
      stop[-1] = '\0';
    }
  }
  self->at = stop < self->end ? stop + 1 : self->end;
  if (!quoted) {
    *stop = '\0';
  }
  g_ptr_array_add (self->fields, start);
  return TRUE;
}

/* Splits the row at self->at. FALSE: a quotation mark is never closed; self->at is then at the next line. */
static gboolean
read_row (CsvTable *self)
{
  gboolean last = FALSE;

  g_ptr_array_set_size (self->fields, 0);
  while (!last) {
    char *field = self->at;
    if (!read_field (self, &last)) {
      char *line_end = end_of_line (self, field);
      self->at = line_end < self->end ? line_end + 1 : self->end;
      return FALSE;
    }
  }
  return TRUE;
}

static void
fill_cells (CsvTable *self)
{
  YztTable *base = &self->base;

  for (guint i = 0; i < base->n_columns; i++) {
    base->row.cells[i] = i < self->fields->len ? g_ptr_array_index (self->fields, i) : "";
  }
  for (guint i = base->n_columns; i < self->fields->len; i++) {
    const char *extra = g_ptr_array_index (self->fields, i);
    if (*extra != '\0' && base->row.problem == NULL) {
      base->row.problem = g_strdup_printf (_("The row has %u cells, but the table has %u columns; put cells with commas in quotation marks."),
                                           self->fields->len, base->n_columns);
    }
  }
}

static gboolean
csv_next (YztTable *table, GError **error)
{
  CsvTable *self = (CsvTable *) table;

  while (self->at < self->end) {
    self->number++;
    table->row.number = self->number;
    g_clear_pointer (&table->row.problem, g_free);
    if (!read_row (self)) {
      g_ptr_array_set_size (self->fields, 0);
      fill_cells (self);
      table->row.problem = g_strdup (_("A quotation mark is opened in this row and never closed."));
      return TRUE;
    }
    fill_cells (self);
    if (table->row.problem != NULL || !yzt_table_row_is_blank (table)) {
      return TRUE;
    }
  }
  return FALSE;
}

static void
csv_close (YztTable *table)
{
  CsvTable *self = (CsvTable *) table;

  yzt_table_clear (table);
  g_ptr_array_unref (self->fields);
  g_free (self->text);
  g_free (self);
}

/* The delimiter that occurs most outside quotation marks in the header; comma when none does. */
static char
find_delimiter (const char *line, const char *end)
{
  static const char candidates[] = { ',', ';', '\t', '|' };
  guint counts[G_N_ELEMENTS (candidates)] = { 0 };
  gboolean quoted = FALSE;
  guint best = 0;

  for (; line < end && (quoted || *line != '\n'); line++) {
    quoted = *line == '"' ? !quoted : quoted;
    for (guint i = 0; !quoted && i < G_N_ELEMENTS (candidates); i++) {
      counts[i] += *line == candidates[i] ? 1 : 0;
    }
  }
  for (guint i = 1; i < G_N_ELEMENTS (candidates); i++) {
    best = counts[i] > counts[best] ? i : best;
  }
  return candidates[best];
}

static gboolean
read_header (CsvTable *self, const char *shown, GError **error)
{
  YztTable *base = &self->base;
  guint n_named = 0;

  while (self->at < self->end && (*self->at == '\n' || *self->at == '\r')) {
    self->at++;
  }
  self->delimiter = find_delimiter (self->at, self->end);
  if (self->at >= self->end || !read_row (self) || self->fields->len > YZT_TABLE_MAX_COLUMNS) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT, _("“%s” has no row of column names at its top; add one."), shown);
    return FALSE;
  }
  base->n_columns = self->fields->len;
  base->headers = g_new0 (char *, base->n_columns + 1);
  for (guint i = 0; i < base->n_columns; i++) {
    base->headers[i] = g_strstrip (g_strdup (g_ptr_array_index (self->fields, i)));
    n_named += base->headers[i][0] != '\0' ? 1 : 0;
  }
  base->row.cells = g_new0 (const char *, base->n_columns);
  if (n_named == 0) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT, _("“%s” has no row of column names at its top; add one."), shown);
  }
  return n_named > 0;
}

YztTable *
yzt_table_csv_new (char *text, gsize length, const char *shown, GError **error)
{
  CsvTable *self = g_new0 (CsvTable, 1);

  yzt_table_init (&self->base);
  self->base.next = csv_next;
  self->base.close = csv_close;
  self->text = self->at = text;
  self->end = text + length;
  self->fields = g_ptr_array_new ();
  if (!read_header (self, shown, error)) {
    csv_close (&self->base);
    return NULL;
  }
  return &self->base;
}

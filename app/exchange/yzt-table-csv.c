/* yzt-table-csv.c: delimited text as a table, in place, one row at a time
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The reader is our own and not GDAL's: a row with a runaway quotation mark or a huge field must cost that row and not the file,
 * a row must keep its number, and no column may change its type because of what stands in it (007, +86…).
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-table-private.h"

/* What the shape and the columns are found from: rows at the top, and a piece of the middle. */
#define TOP_BYTES (1024 * 1024)
#define MIDDLE_BYTES (128 * 1024)

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
    table->done = (guint64) (self->at - self->text);
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

/* --- opening --- */

/* How often a delimiter stands in a line, outside quotation marks; the line's end goes to @end_out. */
static guint
count_in_line (const char *line, const char *end, char delimiter, const char **end_out)
{
  gboolean quoted = FALSE;
  guint n = 0;

  for (; line < end && (quoted || *line != '\n'); line++) {
    quoted = *line == '"' ? !quoted : quoted;
    n += !quoted && *line == delimiter ? 1 : 0;
  }
  *end_out = line < end ? line + 1 : end;
  return n;
}

/* The delimiter that most of the first lines have, most often; titles above the header have none. */
static char
find_delimiter (const char *text, const char *end)
{
  static const char candidates[] = { ',', ';', '\t', '|' };
  double best_score = -1.0;
  char best = ',';

  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++) {
    const char *line = text;
    guint n_lines = 0, n_with = 0, sum = 0, first = 0;
    while (line < end && n_lines < 25) {
      guint n = count_in_line (line, end, candidates[i], &line);
      first = n_lines == 0 ? n : first;
      n_lines++;
      n_with += n > 0 ? 1 : 0;
      sum += n;
    }
    double score = n_lines > 0 ? (double) n_with / n_lines * 4.0 + (double) sum / n_lines + (first > 0 ? 1.0 : 0.0) : 0.0;
    if (n_with > 0 && score > best_score) {
      best_score = score;
      best = candidates[i];
    }
  }
  return best;
}

/* A piece of the text, split by itself: reading cuts the text up. One cell more than a table may have tells that it has too many. */
static GPtrArray *
split_piece (const CsvTable *self, const char *from, const char *to, guint max_rows)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  CsvTable piece = { .delimiter = self->delimiter };
  g_autofree char *copy = g_strndup (from, (gsize) (to - from));

  piece.text = piece.at = copy;
  piece.end = copy + (to - from);
  piece.fields = g_ptr_array_new ();
  while (piece.at < piece.end && rows->len < max_rows) {
    char **row;
    if (!read_row (&piece)) {
      g_ptr_array_set_size (piece.fields, 0);
    }
    guint n = MIN (piece.fields->len, YZT_TABLE_MAX_COLUMNS + 1);
    row = g_new0 (char *, n + 1);
    for (guint i = 0; i < n; i++) {
      row[i] = g_strdup (g_ptr_array_index (piece.fields, i));
    }
    g_ptr_array_add (rows, row);
  }
  g_ptr_array_unref (piece.fields);
  return rows;
}

static const char *
line_end_before (const char *from, const char *at)
{
  while (at > from && at[-1] != '\n') {
    at--;
  }
  return at;
}

static void
add_sample (YztTable *base, char **row)
{
  guint n = g_strv_length (row);
  char **cells = g_new0 (char *, base->n_columns + 1);
  gboolean blank = TRUE;

  for (guint i = 0; i < base->n_columns; i++) {
    cells[i] = g_strdup (i < n ? row[i] : "");
    blank = blank && *g_strstrip (cells[i]) == '\0';
  }
  if (blank || yzt_cells_are_totals ((const char *const *) cells, base->n_columns) || yzt_cells_are_footer ((const char *const *) cells, base->n_columns)) {
    g_strfreev (cells);
  } else {
    g_ptr_array_add (base->sample, cells);
  }
}

static void
take_sample (CsvTable *self, GPtrArray *top, const char *top_end)
{
  YztTable *base = &self->base;
  gsize left = (gsize) (self->end - top_end);

  for (guint i = base->shape.first_data_row - 1; i < top->len && base->sample->len < YZT_TABLE_SAMPLE_TOP; i++) {
    add_sample (base, g_ptr_array_index (top, i));
  }
  if (left > 4 * MIDDLE_BYTES) {
    const char *from = line_end_before (top_end, top_end + left / 2);
    g_autoptr (GPtrArray) middle = split_piece (self, from, line_end_before (from, from + MIDDLE_BYTES), YZT_TABLE_SAMPLE_MIDDLE);
    for (guint i = 0; i < middle->len; i++) {
      char **row = g_ptr_array_index (middle, i);
      /* A piece may begin within a quoted cell; such rows have another number of cells. */
      if (g_strv_length (row) == base->n_columns) {
        add_sample (base, row);
      }
    }
  }
}

static gboolean
has_names (const YztTable *base)
{
  for (guint i = 0; i < base->n_columns; i++) {
    if (*base->headers[i] != '\0') {
      return TRUE;
    }
  }
  return base->shape.header_row == 0 && base->sample->len > 0;
}

static gboolean
take_top (CsvTable *self, const char *shown, const YztTableRequest *request, GError **error)
{
  YztTable *base = &self->base;
  gboolean whole = self->end - self->text <= TOP_BYTES;
  const char *top_end = whole ? self->end : line_end_before (self->text, self->text + TOP_BYTES);
  g_autoptr (GPtrArray) top = NULL;

  top_end = top_end == self->text ? self->end : top_end;
  self->delimiter = find_delimiter (self->text, top_end);
  top = split_piece (self, self->text, top_end, YZT_TABLE_SAMPLE_TOP + 40);
  if (top->len > 0) {
    yzt_table_take_shape (base, top, request);
    if (base->too_wide) {
      return yzt_table_fail_wide (shown, error);
    }
    base->row.cells = g_new0 (const char *, MAX (base->n_columns, 1));
    take_sample (self, top, top_end);
  }
  if (top->len == 0 || !has_names (base)) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT, _("“%s” has no row of column names at its top; add one."), shown);
    return FALSE;
  }
  for (guint i = 1; i < base->shape.first_data_row; i++) {
    read_row (self);
  }
  return TRUE;
}

YztTable *
yzt_table_csv_new (char *text, gsize length, const char *shown, const YztTableRequest *request, GError **error)
{
  CsvTable *self = g_new0 (CsvTable, 1);

  yzt_table_init (&self->base);
  self->base.next = csv_next;
  self->base.close = csv_close;
  self->base.loose = TRUE;
  self->base.total = length;
  /* Lines of old Macintosh files end with a return alone. */
  if (memchr (text, '\n', length) == NULL) {
    for (char *at = text; (at = memchr (at, '\r', (gsize) (text + length - at))) != NULL;) {
      *at = '\n';
    }
  }
  self->text = self->at = text;
  self->end = text + length;
  self->fields = g_ptr_array_new ();
  if (!take_top (self, shown, request, error)) {
    csv_close (&self->base);
    return NULL;
  }
  self->base.format = g_strdup (self->delimiter == '\t' ? "TSV" : "CSV");
  return &self->base;
}

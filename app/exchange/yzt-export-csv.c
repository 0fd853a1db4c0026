/* yzt-export-csv.c: rows of a kind as delimited text in UTF-8
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "yzt-export-private.h"
#include "yzt-text-cell.h"

#define FLUSH_BYTES (1 << 20)

typedef struct {
  YztExport *self;
  GOutputStream *stream;
  GString *buffer;
  char delimiter;
  gboolean labelled;
  gboolean failed;
} CsvWriter;

static void
append_cell (CsvWriter *writer, const char *text, gboolean first)
{
  if (!first) {
    g_string_append_c (writer->buffer, writer->delimiter);
  }
  yzt_text_append_cell (writer->buffer, text, ',', TRUE);
}

static void
flush (CsvWriter *writer)
{
  gsize written;

  writer->failed = writer->failed || !g_output_stream_write_all (writer->stream, writer->buffer->str, writer->buffer->len, &written, NULL, NULL);
  g_string_truncate (writer->buffer, 0);
}

static gboolean
on_row (const YztRow *row, gpointer user_data)
{
  CsvWriter *writer = user_data;
  const GArray *columns = writer->self->columns;

  for (guint i = 0; i < columns->len; i++) {
    g_autofree char *text = yzt_export_text (writer->self, &g_array_index (columns, YztExportColumn, i), row, writer->labelled);
    append_cell (writer, text, i == 0);
  }
  g_string_append (writer->buffer, "\r\n");
  if (writer->buffer->len > FLUSH_BYTES) {
    flush (writer);
  }
  return !writer->failed;
}

gboolean
yzt_export_csv (YztExport *self, const char *path, char delimiter, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL);
  g_autoptr (GString) buffer = g_string_new (NULL);
  CsvWriter writer = { self, G_OUTPUT_STREAM (stream), buffer, delimiter, self->options->labelled, FALSE };
  gboolean ok;

  if (stream == NULL) {
    yzt_beside_set_error (error, path);
    return FALSE;
  }
  yzt_export_make_columns (self, FALSE, writer.labelled);
  if (writer.labelled) {
    /* Without this mark Excel reads Chinese as something else. */
    g_string_append (buffer, "\xEF\xBB\xBF");
  }
  for (guint i = 0; i < self->columns->len; i++) {
    append_cell (&writer, g_array_index (self->columns, YztExportColumn, i).header, i == 0);
  }
  g_string_append (buffer, "\r\n");
  ok = yzt_export_each (self, on_row, &writer, error);
  flush (&writer);
  if (ok && (writer.failed || !g_output_stream_close (writer.stream, NULL, NULL))) {
    yzt_beside_set_error (error, path);
    ok = FALSE;
  }
  return ok;
}

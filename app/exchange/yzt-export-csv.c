/* yzt-export-csv.c: rows of a kind as CSV in UTF-8
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <cpl_conv.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-beside-private.h"
#include "yzt-export-private.h"

#define FLUSH_BYTES (1 << 20)

typedef struct {
  const YztExport *self;
  GOutputStream *stream;
  GString *buffer;
  guint rows;
  gboolean failed;
} CsvWriter;

/* A spreadsheet runs what begins with these as a formula. */
static gboolean
needs_guard (const char *text)
{
  double number;

  return text[0] != '\0' && strchr ("=+-@\t", text[0]) != NULL && !yzt_text_number (text, &number);
}

static void
append_cell (GString *buffer, const char *text, gboolean first)
{
  gboolean guard = needs_guard (text);
  gboolean quote = strpbrk (text, ",\"\r\n;\t") != NULL || text[0] == ' ';

  if (!first) {
    g_string_append_c (buffer, ',');
  }
  if (quote) {
    g_string_append_c (buffer, '"');
  }
  if (guard) {
    g_string_append_c (buffer, '\'');
  }
  for (const char *at = text; *at != '\0'; at++) {
    if (*at == '"') {
      g_string_append_c (buffer, '"');
    }
    g_string_append_c (buffer, *at);
  }
  if (quote) {
    g_string_append_c (buffer, '"');
  }
}

static void
flush (CsvWriter *writer)
{
  gsize written;

  writer->failed = writer->failed || !g_output_stream_write_all (writer->stream, writer->buffer->str, writer->buffer->len, &written, NULL, NULL);
  g_string_truncate (writer->buffer, 0);
}

static void
append_header (CsvWriter *writer)
{
  YztKind *kind = writer->self->kind;
  GString *buffer = writer->buffer;

  for (guint i = 0; i < yzt_kind_get_n_fields (kind); i++) {
    append_cell (buffer, yzt_field_get_name (yzt_kind_get_field (kind, i)), i == 0);
  }
  if (yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE) {
    append_cell (buffer, "lon", FALSE);
    append_cell (buffer, "lat", FALSE);
  }
  if (yzt_kind_get_geometry (kind) == YZT_KIND_GEOMETRY_AREA) {
    append_cell (buffer, YZT_EXCHANGE_WKT_COLUMN, FALSE);
  }
  if (yzt_kind_get_owner (kind) != NULL) {
    append_cell (buffer, "owner_code", FALSE);
    append_cell (buffer, "owner_fid", FALSE);
  }
  g_string_append (buffer, "\r\n");
}

static void
append_position (GString *buffer, const YztRow *row)
{
  g_autofree char *lon = row->has_position ? yzt_text_format_number (row->lon) : g_strdup ("");
  g_autofree char *lat = row->has_position ? yzt_text_format_number (row->lat) : g_strdup ("");

  append_cell (buffer, lon, FALSE);
  append_cell (buffer, lat, FALSE);
}

static void
append_wkt (GString *buffer, const YztRow *row)
{
  OGRGeometryH geometry = yzt_geometry_blob_to_ogr (row->geometry);
  char *wkt = NULL;

  if (geometry != NULL) {
    OGR_G_ExportToWkt (geometry, &wkt);
    OGR_G_DestroyGeometry (geometry);
  }
  append_cell (buffer, wkt ? wkt : "", FALSE);
  CPLFree (wkt);
}

static gboolean
on_row (const YztRow *row, gpointer user_data)
{
  CsvWriter *writer = user_data;
  const YztExport *self = writer->self;

  for (guint i = 0; i < yzt_kind_get_n_fields (self->kind); i++) {
    g_autofree char *text = yzt_field_format_plain (yzt_kind_get_field (self->kind, i), &row->cells[i]);
    append_cell (writer->buffer, text, i == 0);
  }
  if (yzt_kind_get_geometry (self->kind) != YZT_KIND_GEOMETRY_NONE) {
    append_position (writer->buffer, row);
  }
  if (yzt_kind_get_geometry (self->kind) == YZT_KIND_GEOMETRY_AREA) {
    append_wkt (writer->buffer, row);
  }
  if (self->owner_codes != NULL) {
    g_autofree char *fid = g_strdup_printf ("%" G_GINT64_FORMAT, row->owner_fid);
    append_cell (writer->buffer, yzt_export_owner_code (self, row), FALSE);
    append_cell (writer->buffer, fid, FALSE);
  }
  g_string_append (writer->buffer, "\r\n");
  writer->rows++;
  if (writer->buffer->len > FLUSH_BYTES) {
    flush (writer);
  }
  return !writer->failed;
}

gboolean
yzt_export_csv (const YztExport *self, YztStore *store, const char *path, guint *rows_out, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL);
  CsvWriter writer = { self, G_OUTPUT_STREAM (stream), NULL, 0, FALSE };
  gboolean ok;

  if (stream == NULL) {
    yzt_beside_set_error (error, path);
    return FALSE;
  }
  writer.buffer = g_string_new (NULL);
  append_header (&writer);
  ok = yzt_store_read_rows (store, self->kind, on_row, &writer, error);
  flush (&writer);
  g_string_free (writer.buffer, TRUE);
  if (ok && (writer.failed || !g_output_stream_close (writer.stream, NULL, NULL))) {
    yzt_beside_set_error (error, path);
    ok = FALSE;
  }
  *rows_out = writer.rows;
  return ok;
}

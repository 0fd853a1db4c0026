/* yzt-export-kml.c: rows of a kind for Google Earth
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Our own writer: LIBKML's time grows with the square of the rows (five thousand took it half a minute), and what GDAL's other driver writes
 * LIBKML reads without its columns once it is packed. The columns are told in a schema and the places stand beside it, in one document.
 */
#include <cpl_conv.h>
#include <cpl_vsi.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-checked-files-private.h"
#include "yzt-export-private.h"

#define FLUSH_BYTES ((gsize) 256 * 1024)

typedef struct {
  YztExport *self;
  VSILFILE *file;
  GString *buffer;
  char *layer;
  gboolean failed;
} KmlWriter;

/* XML knows no control characters, not even escaped. */
static void
append_escaped (GString *buffer, const char *text)
{
  g_autofree char *escaped = NULL;
  g_autofree char *clean = g_strdup (text);

  for (char *at = clean; *at != '\0'; at++) {
    if (g_ascii_iscntrl (*at) && *at != '\n' && *at != '\t') {
      *at = ' ';
    }
  }
  escaped = g_markup_escape_text (clean, -1);
  g_string_append (buffer, escaped);
}

static void
flush (KmlWriter *writer)
{
  GString *buffer = writer->buffer;

  writer->failed = writer->failed || VSIFWriteL (buffer->str, 1, buffer->len, writer->file) != buffer->len;
  g_string_truncate (buffer, 0);
}

/* --- columns --- */

static gboolean
is_name (const YztExportColumn *column)
{
  return column->type == YZT_EXPORT_FIELD && g_str_equal (yzt_field_get_name (column->field), "name");
}

static const char *
column_type (const KmlWriter *writer, const YztExportColumn *column)
{
  switch (column->type == YZT_EXPORT_FIELD ? yzt_field_get_field_type (column->field) : YZT_FIELD_TEXT) {
  case YZT_FIELD_INTEGER: /* "int" ends at 2^31 */
  case YZT_FIELD_NUMBER:
    return "double";
  case YZT_FIELD_BOOLEAN:
    return writer->self->options->labelled ? "string" : "int";
  case YZT_FIELD_TEXT:
  case YZT_FIELD_MULTILINE:
  case YZT_FIELD_ENUM:
  case YZT_FIELD_DATE:
  case YZT_FIELD_DATETIME:
  case YZT_FIELD_PHONE:
  case YZT_FIELD_URL:
  case YZT_FIELD_LINK:
  case YZT_FIELD_FILE:
  case YZT_FIELD_LONGITUDE:
  case YZT_FIELD_LATITUDE:
  default:
    return "string";
  }
}

static void
append_head (KmlWriter *writer)
{
  const GArray *columns = writer->self->columns;
  GString *buffer = writer->buffer;

  g_string_append_printf (buffer,
                          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\">\n<Document id=\"root_doc\">\n"
                          "<name>%s</name>\n<Schema name=\"%s\" id=\"%s.schema\">\n",
                          writer->layer, writer->layer, writer->layer);
  for (guint i = 0; i < columns->len; i++) {
    const YztExportColumn *column = &g_array_index (columns, YztExportColumn, i);
    if (!is_name (column)) {
      g_string_append_printf (buffer, "<SimpleField type=\"%s\" name=\"", column_type (writer, column));
      append_escaped (buffer, column->header);
      g_string_append (buffer, "\"/>\n");
    }
  }
  g_string_append (buffer, "</Schema>\n");
}

/* --- rows --- */

static void
append_cell (KmlWriter *writer, const YztExportColumn *column, const YztRow *row)
{
  g_autofree char *text = yzt_export_text (writer->self, column, row, writer->self->options->labelled);
  GString *buffer = writer->buffer;

  if (*text == '\0') {
    return;
  }
  g_string_append (buffer, "<SimpleData name=\"");
  append_escaped (buffer, column->header);
  g_string_append (buffer, "\">");
  append_escaped (buffer, text);
  g_string_append (buffer, "</SimpleData>\n");
}

static void
append_geometry (KmlWriter *writer, const YztRow *row)
{
  OGRGeometryH geometry = yzt_export_geometry (writer->self, row);
  char *kml = geometry != NULL ? OGR_G_ExportToKML (geometry, NULL) : NULL;

  if (kml != NULL) {
    g_string_append (writer->buffer, kml);
  }
  CPLFree (kml);
  OGR_G_DestroyGeometry (geometry);
}

static gboolean
on_row (const YztRow *row, gpointer user_data)
{
  KmlWriter *writer = user_data;
  const GArray *columns = writer->self->columns;
  GString *buffer = writer->buffer;
  const char *name = yzt_row_get_text (row, "name");

  g_string_append_printf (buffer, "<Placemark id=\"%s.%" G_GINT64_FORMAT "\">\n", writer->layer, row->fid);
  if (name != NULL) {
    g_string_append (buffer, "<name>");
    append_escaped (buffer, name);
    g_string_append (buffer, "</name>\n");
  }
  g_string_append_printf (buffer, "<ExtendedData><SchemaData schemaUrl=\"#%s.schema\">\n", writer->layer);
  for (guint i = 0; i < columns->len; i++) {
    const YztExportColumn *column = &g_array_index (columns, YztExportColumn, i);
    if (!is_name (column)) {
      append_cell (writer, column, row);
    }
  }
  g_string_append (buffer, "</SchemaData></ExtendedData>\n");
  append_geometry (writer, row);
  g_string_append (buffer, "\n</Placemark>\n");
  if (buffer->len > FLUSH_BYTES) {
    flush (writer);
  }
  return !writer->failed;
}

/* --- the file --- */

static gboolean
write_document (YztExport *self, VSILFILE *file, gboolean *failed_out, GError **error)
{
  g_autoptr (GString) buffer = g_string_sized_new (FLUSH_BYTES + 64 * 1024);
  g_autofree char *layer = yzt_export_layer_name (self);
  KmlWriter writer = { self, file, buffer, layer, FALSE };
  gboolean ok;

  yzt_export_make_columns (self, TRUE, self->options->labelled);
  append_head (&writer);
  ok = yzt_export_each (self, on_row, &writer, error);
  g_string_append (buffer, "</Document>\n</kml>\n");
  flush (&writer);
  *failed_out = writer.failed;
  return ok;
}

gboolean
yzt_export_kml (YztExport *self, const char *path, gboolean packed, GError **error)
{
  g_autofree char *checked = NULL;
  g_autofree char *name = NULL;
  gboolean failed = TRUE, ok = TRUE;
  VSILFILE *file;

  if (yzt_kind_get_geometry (self->kind) == YZT_KIND_GEOMETRY_NONE) {
    return yzt_export_fail_kind (self, error);
  }
  checked = yzt_checked_files_begin (path);
  name = packed ? g_strdup_printf ("/vsizip/%s/doc.kml", checked) : g_strdup (checked);
  yzt_gdal_quiet_begin ();
  file = VSIFOpenL (name, "wb");
  if (file != NULL) {
    ok = write_document (self, file, &failed, error);
    failed = VSIFCloseL (file) != 0 || failed;
  }
  failed = !yzt_checked_files_end (checked) || failed;
  yzt_gdal_quiet_end ();
  if (ok && failed) {
    yzt_beside_set_error (error, path);
  }
  yzt_export_note_datum (self);
  return ok && !failed;
}

/* yzt-table.c: opening somebody else's file: kind of file, compression, encoding
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "yzt-base.h"
#include "yzt-table-private.h"

void
yzt_table_init (YztTable *table)
{
  table->notes = g_ptr_array_new_with_free_func (g_free);
}

void
yzt_table_clear (YztTable *table)
{
  g_clear_pointer (&table->headers, g_strfreev);
  g_clear_pointer (&table->notes, g_ptr_array_unref);
  g_clear_pointer (&table->row.cells, g_free);
  g_clear_pointer (&table->row.problem, g_free);
}

void
yzt_table_free (YztTable *table)
{
  if (table != NULL) {
    table->close (table);
  }
}

gboolean
yzt_table_row_is_blank (const YztTable *table)
{
  for (guint i = 0; i < table->n_columns; i++) {
    const char *at = table->row.cells[i];
    while (g_ascii_isspace (*at)) {
      at++;
    }
    if (*at != '\0') {
      return FALSE;
    }
  }
  return table->row.geometry == NULL;
}

/* --- bytes --- */

static gboolean
is_text_table (const char *ending)
{
  static const char *const endings[] = { "csv", "tsv", "txt", NULL };

  return g_strv_contains (endings, ending);
}

static gboolean
is_json (const char *ending)
{
  return g_str_equal (ending, "json") || g_str_equal (ending, "geojson");
}

/* "x.CSV.gz" → "csv", and @gzip. */
static char *
find_ending (const char *path, gboolean *gzip_out)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  char *dot;

  *gzip_out = g_str_has_suffix (lower, ".gz");
  if (*gzip_out) {
    lower[strlen (lower) - strlen (".gz")] = '\0';
  }
  dot = strrchr (lower, '.');
  return g_strdup (dot && strchr (dot, '/') == NULL ? dot + 1 : "");
}

/* Unpacks with a bound, so that a small file cannot fill the memory. */
static GBytes *
unpack (GBytes *packed, const char *shown, GError **error)
{
  g_autoptr (GConverter) converter = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autoptr (GInputStream) memory = g_memory_input_stream_new_from_bytes (packed);
  g_autoptr (GInputStream) stream = g_converter_input_stream_new (memory, converter);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *buffer = g_malloc (1 << 18);

  while (TRUE) {
    g_autoptr (GError) cause = NULL;
    gssize n = g_input_stream_read (stream, buffer, 1 << 18, NULL, &cause);
    if (n < 0) {
      g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_READ, _("“%s” is damaged or no gzip file; get it again."), shown);
      return NULL;
    }
    if (n == 0) {
      return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
    }
    if (bytes->len + (gsize) n > YZT_TABLE_MAX_BYTES) {
      g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_READ, _("“%s” unpacks to more than 512 MiB; split it."), shown);
      return NULL;
    }
    g_byte_array_append (bytes, buffer, (guint) n);
  }
}

static GBytes *
load (const char *path, gboolean gzip, const char *shown, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GBytes) bytes = yzt_file_load (path, YZT_TABLE_MAX_BYTES, &cause);

  if (bytes == NULL) {
    g_set_error_literal (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_READ, cause->message);
    return NULL;
  }
  if (g_bytes_get_size (bytes) == 0) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_READ, _("“%s” is empty; there is nothing to import."), shown);
    return NULL;
  }
  return gzip ? unpack (bytes, shown, error) : g_steal_pointer (&bytes);
}

static char *
decode (GBytes *bytes, const YztImportOptions *options, const char *shown, gsize *length_out, char **note_out, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  gboolean utf8 = g_utf8_validate_len (data, size, NULL);
  gboolean utf16 = size >= 2 && (memcmp (data, "\xff\xfe", 2) == 0 || memcmp (data, "\xfe\xff", 2) == 0);
  g_autoptr (GError) cause = NULL;
  g_autofree char *text = yzt_text_decode (data, size, options->encoding, length_out, &cause);

  if (text == NULL) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_READ, "“%s”: %s", shown, cause->message);
    return NULL;
  }
  if (options->encoding != NULL) {
    *note_out = g_strdup_printf (_("Read as %s."), options->encoding);
  } else if (!utf8) {
    *note_out = g_strdup_printf (_("The text is not UTF-8; it was read as %s."), utf16 ? "UTF-16" : "GB18030");
  }
  return g_steal_pointer (&text);
}

/* --- text tables --- */

static YztTable *
open_text (const char *path, gboolean gzip, const YztImportOptions *options, const char *shown, GError **error)
{
  g_autoptr (GBytes) bytes = load (path, gzip, shown, error);
  g_autofree char *note = NULL;
  gsize length = 0;
  char *text;
  YztTable *table;

  if (bytes == NULL) {
    return NULL;
  }
  text = decode (bytes, options, shown, &length, &note, error);
  if (text == NULL) {
    return NULL;
  }
  table = yzt_table_csv_new (text, length, shown, error);
  if (table != NULL && note != NULL) {
    g_ptr_array_add (table->notes, g_steal_pointer (&note));
  }
  return table;
}

/* --- everything else --- */

/* A file of our own for GDAL to open, below the cache folder. */
static char *
write_temporary (const char *data, gsize length, const char *ending, GError **error)
{
  g_autofree char *folder = yzt_user_cache_dir ("import");
  g_autofree char *name = g_strdup_printf ("import-XXXXXX.%s", ending);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  gsize done = 0;

  while (fd >= 0 && done < length) {
    gssize n = write (fd, data + done, length - done);
    if (n < 0 && errno != EINTR) {
      break;
    }
    done += n > 0 ? (gsize) n : 0;
  }
  if (fd < 0 || done < length || close (fd) != 0) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_READ, _("A temporary file cannot be written in “%s”; is the disk full?"), folder);
    if (fd >= 0) {
      g_unlink (path);
    }
    return NULL;
  }
  return g_steal_pointer (&path);
}

/* GDAL's GeoJSON reader takes UTF-8 without a mark only. */
static gboolean
needs_rewriting (GBytes *bytes, const YztImportOptions *options)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return options->encoding != NULL || (size >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0) || !g_utf8_validate_len (data, size, NULL);
}

static YztTable *
open_rewritten (GBytes *bytes, const char *ending, const YztImportOptions *options, YztKind *kind, const char *shown, GError **error)
{
  g_autofree char *note = NULL;
  g_autofree char *text = NULL;
  g_autofree char *temporary = NULL;
  gsize length = g_bytes_get_size (bytes);
  const char *data = g_bytes_get_data (bytes, NULL);
  YztTable *table;

  if (is_json (ending) && needs_rewriting (bytes, options)) {
    text = decode (bytes, options, shown, &length, &note, error);
    if (text == NULL) {
      return NULL;
    }
    data = text;
  }
  temporary = write_temporary (data, length, ending, error);
  if (temporary == NULL) {
    return NULL;
  }
  table = yzt_table_gdal_open (temporary, ending, shown, options, kind, error);
  /* Open files outlive their names: nothing is left behind, whatever happens to the import. */
  g_unlink (temporary);
  if (table != NULL && note != NULL) {
    g_ptr_array_add (table->notes, g_steal_pointer (&note));
  }
  return table;
}

static YztTable *
open_layer (const char *path, const char *ending, gboolean gzip, const YztImportOptions *options, YztKind *kind, const char *shown, GError **error)
{
  if (gzip || is_json (ending)) {
    g_autoptr (GBytes) bytes = load (path, gzip, shown, error);
    if (bytes == NULL) {
      return NULL;
    }
    if (gzip || needs_rewriting (bytes, options)) {
      return open_rewritten (bytes, ending, options, kind, shown, error);
    }
  }
  return yzt_table_gdal_open (path, ending, shown, options, kind, error);
}

YztTable *
yzt_table_open (const char *path, const YztImportOptions *options, YztKind *kind, GError **error)
{
  /* An absolute name is never taken for a "/vsicurl/…", a "CSV:…" or a URL by GDAL. */
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *shown = g_filename_display_basename (path);
  gboolean gzip = FALSE;
  g_autofree char *ending = find_ending (absolute, &gzip);
  GStatBuf info;

  if (g_str_has_prefix (absolute, "/vsi") || g_stat (absolute, &info) != 0) {
    g_autofree char *whole = g_filename_display_name (path);
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_READ, _("There is no file “%s”; check the name."), whole);
    return NULL;
  }
  if (!S_ISREG (info.st_mode)) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_READ, _("“%s” is no file but a folder or a device; name a file."), shown);
    return NULL;
  }
  if (info.st_size == 0) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_READ, _("“%s” is empty; there is nothing to import."), shown);
    return NULL;
  }
  if (is_text_table (ending)) {
    return open_text (absolute, gzip, options, shown, error);
  }
  if (yzt_table_gdal_drivers (ending) == NULL) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT,
                 _("“%s” is of no kind that can be imported: use CSV, XLSX, ODS, GeoJSON, GeoPackage, Shapefile, KML, GPX or FlatGeobuf."), shown);
    return NULL;
  }
  return open_layer (absolute, ending, gzip, options, kind, shown, error);
}

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
#include "yzt-recognise-private.h"
#include "yzt-table-private.h"


void
yzt_table_init (YztTable *table)
{
  table->notes = g_ptr_array_new_with_free_func (g_free);
  table->titles = g_ptr_array_new_with_free_func (g_free);
  table->first_rows = g_ptr_array_new_with_free_func (g_free);
  table->sample = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  table->positions = g_array_new (FALSE, FALSE, sizeof (YztPosition));
  table->totals = g_array_new (FALSE, FALSE, sizeof (guint));
  table->layers = g_array_new (FALSE, TRUE, sizeof (YztLayerProposal));
  g_array_set_clear_func (table->layers, yzt_layer_proposal_clear);
  table->shape.first_data_row = 1;
}

void
yzt_table_clear (YztTable *table)
{
  g_clear_pointer (&table->headers, g_strfreev);
  g_clear_pointer (&table->leaves, g_strfreev);
  g_clear_pointer (&table->shape.evidence, g_free);
  g_clear_pointer (&table->notes, g_ptr_array_unref);
  g_clear_pointer (&table->titles, g_ptr_array_unref);
  g_clear_pointer (&table->first_rows, g_ptr_array_unref);
  g_clear_pointer (&table->sample, g_ptr_array_unref);
  g_clear_pointer (&table->positions, g_array_unref);
  g_clear_pointer (&table->totals, g_array_unref);
  g_clear_pointer (&table->layers, g_array_unref);
  g_clear_pointer (&table->format, g_free);
  g_clear_pointer (&table->encoding, g_free);
  g_clear_pointer (&table->encoding_evidence, g_free);
  g_clear_pointer (&table->system, g_free);
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
yzt_table_fail_wide (const char *shown, GError **error)
{
  g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT, _("“%s” has more than %d columns, which no list of places has; take out what is not needed."),
               shown, YZT_TABLE_MAX_COLUMNS);
  return FALSE;
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

/* The header comes again on each printed page. */
static gboolean
is_header_again (const YztTable *table)
{
  guint n_same = 0;

  for (guint i = 0; i < table->n_columns; i++) {
    if (*table->row.cells[i] != '\0' && !g_str_equal (table->row.cells[i], table->leaves[i])) {
      return FALSE;
    }
    n_same += *table->row.cells[i] != '\0' ? 1 : 0;
  }
  return n_same >= 2 && n_same * 2 >= table->n_columns;
}

/* The first character tells of nearly every row that it is none. */
static gboolean
may_begin_totals (const char *text)
{
  static const char beginnings[] = "合总小共累本全總注备说填制审数資联 \u3000TtSsGgNn";
  char first[8] = { 0 };
  gsize length = (gsize) (g_utf8_next_char (text) - text);

  memcpy (first, text, MIN (length, sizeof first - 1));
  return strstr (beginnings, first) != NULL;
}

/* Cheap looks first: nearly every row is data. */
static gboolean
is_passed_over (const YztTable *table)
{
  const char *const *cells = table->row.cells;
  guint first = 0;

  if (!table->loose || table->n_columns == 0 || table->row.problem != NULL) {
    return FALSE;
  }
  if (*cells[0] == table->leaves[0][0] && is_header_again (table)) {
    return TRUE;
  }
  while (first < table->n_columns && first < 3 && *cells[first] == '\0') {
    first++;
  }
  if (first == table->n_columns || first == 3 || !may_begin_totals (cells[first])) {
    return FALSE;
  }
  return yzt_cells_are_totals (cells, table->n_columns) || yzt_cells_are_footer (cells, table->n_columns);
}

gboolean
yzt_table_next (YztTable *table, GError **error)
{
  while (table->next (table, error)) {
    if (!is_passed_over (table)) {
      return TRUE;
    }
    g_array_append_val (table->totals, table->row.number);
    if (table->totals->len <= 20) {
      /* TRANSLATORS: the number of a row of a sheet, and what stands at its beginning */
      guint first = 0;
      while (first + 1 < table->n_columns && *table->row.cells[first] == '\0') {
        first++;
      }
      g_autofree char *text = yzt_text_shorten (table->row.cells[first], 60);
      g_ptr_array_add (table->notes, g_strdup_printf (_("Row %u (“%s”) holds totals, a note or the header again, and was passed over."),
                                                      table->row.number + table->shape.first_data_row - 1, text));
    }
  }
  return FALSE;
}

guint64
yzt_table_estimate_rows (const YztTable *table, guint64 rows)
{
  if (table->total == 0 || table->done == 0) {
    return 0;
  }
  return MAX (rows, (guint64) ((double) rows * ((double) table->total / (double) MIN (table->done, table->total))));
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

/* What is known of a text once it is decoded. */
typedef struct {
  char *encoding, *evidence;
  double confidence;
  guint n_bad; /* characters that could not be read */
} Decoding;

static void
decoding_clear (Decoding *self)
{
  g_clear_pointer (&self->encoding, g_free);
  g_clear_pointer (&self->evidence, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Decoding, decoding_clear)

/* Large texts are not copied. */
static char *
take_text (GBytes **bytes, gsize *length_out)
{
  char *text = g_bytes_unref_to_data (g_steal_pointer (bytes), length_out);

  text = g_realloc (text, *length_out + 1);
  text[*length_out] = '\0';
  return text;
}

/* Takes the bytes when they are the text. */
static char *
decode (GBytes **bytes, const char *given, const char *shown, gsize *length_out, Decoding *how, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (*bytes, &size);
  const char *encoding = given != NULL ? given : yzt_recognise_encoding (data, size, &how->confidence, &how->evidence);
  g_autoptr (GError) cause = NULL;
  g_autofree char *text = NULL;

  if (encoding == NULL && given == NULL) {
    encoding = "GB18030";
  }
  /* Whoever says so without a mark has looked at every byte. */
  if (given == NULL && g_str_equal (encoding, "UTF-8") && memcmp (data, "\xef\xbb\xbf", MIN (size, 3)) != 0) {
    how->encoding = g_strdup (encoding);
    return take_text (bytes, length_out);
  }
  text = yzt_text_decode (data, size, encoding, length_out, &cause);
  if (text == NULL && given == NULL && how->evidence != NULL && !g_str_equal (encoding, "UTF-8")) {
    g_clear_error (&cause);
    text = yzt_decode_leniently (data, size, encoding, length_out, &how->n_bad);
  }
  if (text == NULL) {
    if (given == NULL && memchr (data, '\0', size) != NULL) {
      g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_READ, _("“%s” has zero bytes in it and is no text, or damaged; save the list again as XLSX or CSV."), shown);
    } else {
      g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_READ, _("“%s” cannot be read as text: %s"), shown, cause->message);
    }
    return NULL;
  }
  if (given != NULL) {
    how->confidence = 1.0;
    how->evidence = g_strdup (_("It was given."));
  }
  how->encoding = g_ascii_strup (encoding, -1);
  return g_steal_pointer (&text);
}

static void
take_decoding (YztTable *table, Decoding *how, gboolean given)
{
  if (given) {
    g_ptr_array_add (table->notes, g_strdup_printf (_("Read as %s."), how->encoding));
  } else if (!g_str_equal (how->encoding, "UTF-8")) {
    g_ptr_array_add (table->notes, g_strdup_printf (_("The text is not UTF-8; it was read as %s."), how->encoding));
  }
  if (how->n_bad > 0) {
    g_ptr_array_add (table->notes, g_strdup_printf (ngettext ("%u character of the text could not be read; look for “�”.", "%u characters of the text could not be read; look for “�”.",
                                                              how->n_bad), how->n_bad));
  }
  table->encoding = g_steal_pointer (&how->encoding);
  table->encoding_evidence = g_steal_pointer (&how->evidence);
  table->encoding_confidence = how->confidence;
}

/* --- text tables --- */

static YztTable *
open_text (const char *path, gboolean gzip, const YztTableRequest *request, const char *shown, GError **error)
{
  g_autoptr (GBytes) bytes = load (path, gzip, shown, error);
  g_auto (Decoding) how = { NULL, NULL, 0.0, 0 };
  gsize length = 0;
  char *text;
  YztTable *table;

  if (bytes == NULL) {
    return NULL;
  }
  text = decode (&bytes, request->encoding, shown, &length, &how, error);
  if (text == NULL) {
    return NULL;
  }
  table = yzt_table_csv_new (text, length, shown, request, error);
  if (table != NULL) {
    take_decoding (table, &how, request->encoding != NULL);
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
needs_rewriting (GBytes *bytes, const YztTableRequest *request)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return (request->encoding != NULL && g_ascii_strcasecmp (request->encoding, "UTF-8") != 0) || (size >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0) || !g_utf8_validate_len (data, size, NULL);
}

/* GDAL takes columns of digits in the extensions of GPX for numbers: 007 would be 7, and a telephone too large. A mark before such digits
 * makes them texts; it is taken off the cells again. */
static char *
mark_gpx_digits (const char *data, gsize length, gsize *length_out)
{
  static GRegex *digits = NULL;
  static gsize once = 0;
  char *marked;

  if (g_once_init_enter (&once)) {
    digits = g_regex_new ("(<[A-Za-z_][\\w.-]*:[A-Za-z_][\\w.-]*>)(?=(?:0\\d+|\\+\\d+|\\d{10,})<)", G_REGEX_OPTIMIZE | G_REGEX_RAW, 0, NULL);
    g_once_init_leave (&once, 1);
  }
  if (length > G_MAXINT || !g_regex_match_full (digits, data, (gssize) length, 0, 0, NULL, NULL)) {
    return NULL;
  }
  marked = g_regex_replace (digits, data, (gssize) length, 0, "\\1" YZT_TABLE_TEXT_MARK, 0, NULL);
  *length_out = marked != NULL ? strlen (marked) : 0;
  return marked;
}

static YztTable *
open_rewritten (GBytes *bytes, const char *ending, const YztTableRequest *request, const char *shown, GError **error)
{
  g_auto (Decoding) how = { NULL, NULL, 0.0, 0 };
  g_autofree char *text = NULL;
  g_autofree char *temporary = NULL;
  gsize length = g_bytes_get_size (bytes);
  const char *data = g_bytes_get_data (bytes, NULL);
  YztTable *table;

  if (is_json (ending) && needs_rewriting (bytes, request)) {
    text = decode (&bytes, request->encoding, shown, &length, &how, error);
    if (text == NULL) {
      return NULL;
    }
    data = text;
  } else if (g_str_equal (ending, "gpx")) {
    text = mark_gpx_digits (data, length, &length);
    data = text != NULL ? text : data;
  }
  temporary = write_temporary (data, length, ending, error);
  if (temporary == NULL) {
    return NULL;
  }
  /* What was packed has only now been seen. */
  table = yzt_table_check_doors (temporary, ending, shown, error) ? yzt_table_gdal_open (temporary, ending, shown, request, error) : NULL;
  /* Open files outlive their names: nothing is left behind, whatever happens to the import. */
  g_unlink (temporary);
  if (table != NULL && how.encoding != NULL) {
    g_clear_pointer (&table->encoding, g_free);
    g_clear_pointer (&table->encoding_evidence, g_free);
    take_decoding (table, &how, request->encoding != NULL);
  }
  return table;
}

static YztTable *
open_layer (const char *path, const char *ending, gboolean gzip, const YztTableRequest *request, const char *shown, GError **error)
{
  YztTable *table;

  if (!yzt_table_check_doors (path, ending, shown, error)) {
    return NULL;
  }
  if (gzip || is_json (ending) || g_str_equal (ending, "gpx")) {
    g_autoptr (GBytes) bytes = load (path, gzip, shown, error);
    if (bytes == NULL) {
      return NULL;
    }
    if (gzip || !is_json (ending) || needs_rewriting (bytes, request)) {
      return open_rewritten (bytes, ending, request, shown, error);
    }
  }
  table = yzt_table_gdal_open (path, ending, shown, request, error);
  if (table != NULL && g_str_has_prefix (ending, "km") && yzt_table_points_on (path, ending)) {
    g_ptr_array_add (table->notes, g_strdup (_("The file points to other files or addresses too (network links); what is there was not read.")));
  }
  return table;
}

char *
yzt_import_source_name (const char *path)
{
  const char *name;

  g_return_val_if_fail (path != NULL, NULL);

  if (!g_str_has_prefix (path, YZT_EXCHANGE_DATABASE)) {
    return g_filename_display_basename (path);
  }
  name = strstr (path, "dbname=");
  name = name != NULL ? name + strlen ("dbname=") : "";
  name += *name == '\'' ? 1 : 0;
  return g_strdup_printf ("PostgreSQL %.*s", (int) strcspn (name, " '"), name);
}

static gboolean
is_archive (const char *ending)
{
  static const char *const endings[] = { "zip", "rar", "7z", "tar", "tgz", "shz", "gz", "bz2", "xz", NULL };

  return g_strv_contains (endings, ending);
}

static void
set_kind_error (const char *ending, const char *shown, GError **error)
{
  if (is_archive (ending)) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT, _("“%s” is an archive; unpack it and import the file that is in it."), shown);
    return;
  }
  g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT,
               _("“%s” is of no kind that can be imported: use CSV, XLSX, ODS, XLS, GeoJSON, GeoPackage, Shapefile, KML, GPX, FlatGeobuf, DXF or MapInfo."), shown);
}

static YztTable *
open_file (const char *path, const YztTableRequest *request, GError **error)
{
  /* An absolute name is never taken for a "/vsicurl/…", a "CSV:…" or a URL by GDAL. */
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *shown = yzt_import_source_name (path);
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
    return open_text (absolute, gzip, request, shown, error);
  }
  if (yzt_table_gdal_drivers (ending) == NULL) {
    set_kind_error (ending, shown, error);
    return NULL;
  }
  return open_layer (absolute, ending, gzip, request, shown, error);
}

YztTable *
yzt_table_open (const char *path, const YztTableRequest *request, GError **error)
{
  g_autofree char *name = yzt_import_source_name (path);
  YztTable *table = g_str_has_prefix (path, YZT_EXCHANGE_DATABASE) ? yzt_table_gdal_open (path, YZT_EXCHANGE_DATABASE, name, request, error) : open_file (path, request, error);

  if (table != NULL) {
    g_ptr_array_add (table->titles, g_steal_pointer (&name));
  }
  return table;
}

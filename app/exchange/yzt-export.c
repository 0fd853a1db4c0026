/* yzt-export.c: a kind's rows into a file of the format its ending names
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-export-private.h"

typedef struct {
  const char *ending;
  const char *label;
  const char *driver; /* of GDAL; NULL: our own writer */
} Format;

static const Format FORMATS[] = {
  { "xlsx", N_("Excel workbook"), NULL },
  { "xls", N_("Excel 97 workbook"), NULL },
  { "csv", N_("Table as text, comma (CSV)"), NULL },
  { "tsv", N_("Table as text, tab (TSV)"), NULL },
  { "ods", N_("OpenDocument spreadsheet"), "ODS" },
  { "gpkg", N_("GeoPackage"), "GPKG" },
  { "shp", N_("Shapefile"), "ESRI Shapefile" },
  { "geojson", N_("GeoJSON"), NULL },
  { "json", N_("GeoJSON"), NULL },
  { "geojsonl", N_("GeoJSON, one feature a line"), NULL },
  { "geojsons", N_("GeoJSON, one feature a line"), NULL },
  { "kml", N_("Google Earth (KML)"), NULL },
  { "kmz", N_("Google Earth, packed (KMZ)"), NULL },
  { "gpx", N_("Navigation device (GPX)"), "GPX" },
  { "fgb", N_("FlatGeobuf"), "FlatGeobuf" },
  { "dxf", N_("AutoCAD drawing (DXF)"), "DXF" },
  { "tab", N_("MapInfo table"), "MapInfo File" },
  { "mif", N_("MapInfo interchange"), "MapInfo File" },
};

const YztExportFormat *
yzt_export_formats (guint *n_out)
{
  static YztExportFormat formats[G_N_ELEMENTS (FORMATS)];
  static gsize once = 0;

  if (g_once_init_enter (&once)) {
    for (gsize i = 0; i < G_N_ELEMENTS (FORMATS); i++) {
      formats[i] = (YztExportFormat) { FORMATS[i].ending, _(FORMATS[i].label) };
    }
    g_once_init_leave (&once, 1);
  }
  *n_out = G_N_ELEMENTS (FORMATS);
  return formats;
}

static const Format *
find_format (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (FORMATS); i++) {
    g_autofree char *suffix = g_strconcat (".", FORMATS[i].ending, NULL);
    if (g_str_has_suffix (lower, suffix)) {
      return &FORMATS[i];
    }
  }
  return NULL;
}

/* --- getting ready --- */

static gboolean
on_owner (const YztRow *row, gpointer user_data)
{
  const char *code = yzt_row_get_text (row, "code");

  if (code != NULL) {
    g_hash_table_insert (user_data, g_memdup2 (&row->fid, sizeof row->fid), g_strdup (code));
  }
  return TRUE;
}

static gboolean
load_owners (YztExport *self, GError **error)
{
  const char *owner_id = yzt_kind_get_owner (self->kind);
  YztKind *owner = owner_id ? yzt_kind_set_find (yzt_store_get_kinds (self->store), owner_id) : NULL;

  if (owner_id == NULL) {
    return TRUE;
  }
  self->owner_codes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return owner == NULL || yzt_store_read_rows (self->store, owner, on_owner, self->owner_codes, error);
}

static int
compare_fids (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

static void
sort_fids (YztExport *self)
{
  const YztExportOptions *options = self->options;

  if (options->fids == NULL) {
    return;
  }
  self->fids = g_memdup2 (options->fids, MAX (options->n_fids, 1) * sizeof (gint64));
  qsort (self->fids, options->n_fids, sizeof (gint64), compare_fids);
  for (gsize i = 0; i < options->n_fids; i++) {
    if (self->n_fids == 0 || self->fids[self->n_fids - 1] != self->fids[i]) {
      self->fids[self->n_fids++] = self->fids[i];
    }
  }
}

static gboolean
prepare (YztExport *self, GError **error)
{
  g_autoptr (GArray) newest = yzt_store_read_journal (self->store, 0, 1, error);

  if (newest == NULL) {
    return FALSE;
  }
  self->as_of_ms = newest->len > 0 ? g_array_index (newest, YztJournalEntry, 0).at_ms : 0;
  self->zone = yzt_store_get_zone (self->store);
  sort_fids (self);
  return load_owners (self, error);
}

static void
column_clear (gpointer data)
{
  g_free (((YztExportColumn *) data)->header);
}

static void
export_clear (YztExport *self)
{
  g_clear_pointer (&self->columns, g_array_unref);
  g_clear_pointer (&self->owner_codes, g_hash_table_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->fids, g_free);
  g_clear_pointer (&self->report, yzt_export_report_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YztExport, export_clear)

void
yzt_export_report_free (YztExportReport *report)
{
  if (report != NULL) {
    g_ptr_array_unref (report->notes);
    g_free (report);
  }
}

void
yzt_export_note (YztExport *self, char *sentence)
{
  g_ptr_array_add (self->report->notes, sentence);
}

void
yzt_export_note_datum (YztExport *self)
{
  YztDatum datum = self->options->datum;

  if (datum != YZT_DATUM_WGS84 && datum != YZT_DATUM_CGCS2000) {
    yzt_export_note (self, g_strdup_printf (_("Other programmes take the coordinates of this format for WGS 84, but they are in %s."), yzt_datum_label (datum)));
  }
}

gboolean
yzt_export_fail_kind (const YztExport *self, GError **error)
{
  g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT, _("The format cannot hold “%s”; choose GeoPackage or a table."),
               yzt_kind_get_label (self->kind, self->options->language));
  return FALSE;
}

/* --- writing --- */

static gboolean
write_format (YztExport *self, const Format *format, const char *path, GError **error)
{
  if (format->driver != NULL) {
    return yzt_export_gdal (self, path, format->driver, error);
  }
  if (g_str_has_prefix (format->ending, "xls")) {
    return yzt_export_sheet (self, path, g_str_equal (format->ending, "xls") ? &yzt_sheet_xls : &yzt_sheet_xlsx, error);
  }
  if (g_str_has_prefix (format->ending, "geojson") || g_str_equal (format->ending, "json")) {
    return yzt_export_json (self, path, g_str_equal (format->ending, "geojsonl") || g_str_equal (format->ending, "geojsons"), error);
  }
  if (g_str_has_prefix (format->ending, "km")) {
    return yzt_export_kml (self, path, g_str_equal (format->ending, "kmz"), error);
  }
  return yzt_export_csv (self, path, g_str_equal (format->ending, "tsv") ? '\t' : ',', error);
}

static gboolean
check_target (YztStore *store, const char *absolute, const Format *format, GError **error)
{
  g_autofree char *shown = g_filename_display_basename (absolute);

  if (g_str_has_prefix (absolute, "/vsi") || format == NULL) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT,
                 _("The ending of “%s” names no format that can be written: use .xlsx, .xls, .csv, .tsv, .ods, .geojson, .geojsonl, .gpkg, .shp, .kml, .kmz, .gpx, .fgb, .dxf, .tab or .mif."),
                 shown);
    return FALSE;
  }
  if (g_strcmp0 (absolute, yzt_store_get_path (store)) == 0) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_WRITE, _("“%s” is the open map itself; choose another name."), shown);
    return FALSE;
  }
  return TRUE;
}

static void
note_placeless (YztExport *self)
{
  guint n = self->report->rows_without_place;

  if (n > 0) {
    yzt_export_note (self, g_strdup_printf (ngettext ("%u row has no place on the map.", "%u rows have no place on the map.", n), n));
  }
}

static gboolean
write_database (YztExport *self, const char *connection, GError **error)
{
  return prepare (self, error) && yzt_export_gdal (self, connection, "PostgreSQL", error);
}

static gboolean
write_beside (YztExport *self, const char *path, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  const Format *format = find_format (absolute);
  g_auto (YztBeside) beside = { NULL };

  return check_target (self->store, absolute, format, error) && prepare (self, error) && yzt_beside_begin (&beside, absolute, error) &&
         write_format (self, format, beside.path, error) && !g_cancellable_set_error_if_cancelled (self->options->cancellable, error) &&
         yzt_beside_commit (&beside, error);
}

gboolean
yzt_export_rows (YztStore *store, YztKind *kind, const char *path, const YztExportOptions *options, YztExportReport **report_out, GError **error)
{
  g_auto (YztExport) self = { .store = store, .kind = kind, .options = options };

  g_return_val_if_fail (YZT_IS_STORE (store), FALSE);
  g_return_val_if_fail (kind != NULL && path != NULL && options != NULL, FALSE);

  yzt_exchange_init ();
  self.columns = g_array_new (FALSE, FALSE, sizeof (YztExportColumn));
  g_array_set_clear_func (self.columns, column_clear);
  self.progress = (YztProgress) { options->progress, options->progress_data, 0 };
  self.report = g_new0 (YztExportReport, 1);
  self.report->notes = g_ptr_array_new_with_free_func (g_free);
  if (!(g_str_has_prefix (path, YZT_EXCHANGE_DATABASE) ? write_database (&self, path, error) : write_beside (&self, path, error))) {
    return FALSE;
  }
  note_placeless (&self);
  if (report_out != NULL) {
    *report_out = g_steal_pointer (&self.report);
  }
  return TRUE;
}

gboolean
yzt_export_file (YztStore *store, YztKind *kind, const char *path, guint *rows_out, GError **error)
{
  const YztExportOptions options = { .datum = YZT_DATUM_WGS84 };
  g_autoptr (YztExportReport) report = NULL;

  if (!yzt_export_rows (store, kind, path, &options, &report, error)) {
    return FALSE;
  }
  if (rows_out != NULL) {
    *rows_out = report->rows;
  }
  return TRUE;
}

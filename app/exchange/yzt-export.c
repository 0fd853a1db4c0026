/* yzt-export.c: a kind's rows into a file of the format its ending names
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-beside-private.h"
#include "yzt-export-private.h"

static const struct {
  const char *ending;
  const char *driver; /* NULL: our own CSV */
} FORMATS[] = {
  { ".csv", NULL },        { ".geojson", "GeoJSON" }, { ".json", "GeoJSON" },        { ".gpkg", "GPKG" },      { ".xlsx", "XLSX" },
  { ".ods", "ODS" },       { ".kml", "LIBKML" },      { ".shp", "ESRI Shapefile" }, { ".fgb", "FlatGeobuf" },
};

const char *
yzt_export_owner_code (const YztExport *self, const YztRow *row)
{
  const char *code = self->owner_codes ? g_hash_table_lookup (self->owner_codes, &row->owner_fid) : NULL;

  return code ? code : "";
}

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
load_owners (YztExport *self, YztStore *store, GError **error)
{
  const char *owner_id = yzt_kind_get_owner (self->kind);
  YztKind *owner = owner_id ? yzt_kind_set_find (yzt_store_get_kinds (store), owner_id) : NULL;

  if (owner_id == NULL) {
    return TRUE;
  }
  self->owner_codes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return owner == NULL || yzt_store_read_rows (store, owner, on_owner, self->owner_codes, error);
}

static gboolean
find_format (const char *path, const char **driver_out)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (FORMATS); i++) {
    if (g_str_has_suffix (lower, FORMATS[i].ending)) {
      *driver_out = FORMATS[i].driver;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
write_beside (const YztExport *self, YztStore *store, const char *path, const char *driver, guint *rows_out, GError **error)
{
  g_auto (YztBeside) beside = { NULL };

  return yzt_beside_begin (&beside, path, error) &&
         (driver == NULL ? yzt_export_csv (self, store, beside.path, rows_out, error)
                         : yzt_export_gdal (self, store, beside.path, driver, rows_out, error)) &&
         yzt_beside_commit (&beside, error);
}

gboolean
yzt_export_file (YztStore *store, YztKind *kind, const char *path, guint *rows_out, GError **error)
{
  YztExport self = { kind, NULL };
  g_autofree char *absolute = NULL;
  g_autofree char *shown = NULL;
  const char *driver = NULL;
  guint rows = 0;
  gboolean ok;

  g_return_val_if_fail (YZT_IS_STORE (store), FALSE);
  g_return_val_if_fail (kind != NULL && path != NULL, FALSE);

  yzt_exchange_init ();
  absolute = g_canonicalize_filename (path, NULL);
  shown = g_filename_display_basename (path);
  if (g_str_has_prefix (absolute, "/vsi") || !find_format (absolute, &driver)) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_FORMAT,
                 _("The ending of “%s” names no format that can be written: use .csv, .xlsx, .ods, .geojson, .gpkg, .kml, .shp or .fgb."), shown);
    return FALSE;
  }
  if (g_strcmp0 (absolute, yzt_store_get_path (store)) == 0) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_WRITE, _("“%s” is the open map itself; choose another name."), shown);
    return FALSE;
  }
  ok = load_owners (&self, store, error) && write_beside (&self, store, absolute, driver, &rows, error);
  g_clear_pointer (&self.owner_codes, g_hash_table_unref);
  if (rows_out != NULL) {
    *rows_out = rows;
  }
  return ok;
}

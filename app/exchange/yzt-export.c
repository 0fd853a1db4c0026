/* yzt-export.c: a kind's rows into a file of the format its ending names
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "yzt-export-private.h"

static const struct {
  const char *ending;
  const char *driver; /* NULL: our own CSV */
} FORMATS[] = {
  { ".csv", NULL },        { ".geojson", "GeoJSON" }, { ".json", "GeoJSON" },        { ".gpkg", "GPKG" },      { ".xlsx", "XLSX" },
  { ".ods", "ODS" },       { ".kml", "LIBKML" },      { ".shp", "ESRI Shapefile" }, { ".fgb", "FlatGeobuf" },
};

void
yzt_export_set_error (GError **error, const char *path)
{
  g_autofree char *shown = g_filename_display_basename (path);

  g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_WRITE, _("“%s” cannot be written; check the folder's permissions and free space."), shown);
}

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

/* --- written beside, then renamed: a Shapefile is several files --- */

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_unlink (path);
  }
  g_rmdir (folder);
}

static gboolean
move_files (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *source = g_build_filename (from, name, NULL);
    g_autofree char *target = g_build_filename (to, name, NULL);
    if (g_rename (source, target) != 0) {
      return FALSE;
    }
  }
  return dir != NULL;
}

static gboolean
write_beside (const YztExport *self, YztStore *store, const char *path, const char *driver, guint *rows_out, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *folder = g_build_filename (parent, ".yzt-export-XXXXXX", NULL);
  g_autofree char *beside = NULL;
  gboolean ok;

  if (g_mkdtemp (folder) == NULL) {
    yzt_export_set_error (error, path);
    return FALSE;
  }
  beside = g_build_filename (folder, name, NULL);
  ok = driver == NULL ? yzt_export_csv (self, store, beside, rows_out, error) : yzt_export_gdal (self, store, beside, driver, rows_out, error);
  if (ok && !move_files (folder, parent)) {
    yzt_export_set_error (error, path);
    ok = FALSE;
  }
  remove_folder (folder);
  return ok;
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

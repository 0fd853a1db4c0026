/* yzt-store-create.c: making a new map file, and checking that a file is one of ours
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-care-private.h"
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* The kinds build on common.kind, which a set does not hold: it is kept too, so that the map can be
 * read without this programme's data. */
static gboolean
put_common (YztConnection *connection, GError **error)
{
  g_autofree char *path = g_build_filename (yzt_data_dir (), "kinds", "common.kind", NULL);
  g_autoptr(GBytes) bytes = yzt_file_load (path, YZT_KIND_MAX_BYTES, error);
  g_autofree char *text = NULL;

  if (bytes == NULL)
    return FALSE;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return yzt_schema_put_kind_text (connection, "common", text, error);
}

static gboolean
fill (YztConnection *connection, YztKindSet *kinds, const char *title, const char *time_zone,
      GError **error)
{
  gint64 generation;

  if (!yzt_connection_exec (
          connection,
          "PRAGMA page_size=4096; PRAGMA journal_mode=MEMORY; PRAGMA encoding='UTF-8'; BEGIN",
          error)
      || !yzt_schema_create (connection, error) || !put_common (connection, error))
    return FALSE;
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    if (!yzt_schema_put_kind (connection, yzt_kind_set_get (kinds, i), error))
      return FALSE;
  }
  return (title == NULL || yzt_setting_put (connection, "title", title, error))
         && (time_zone == NULL || yzt_setting_put (connection, "time_zone", time_zone, error))
         && yzt_schema_update_generation (connection, &generation, error)
         && yzt_connection_exec (connection, "COMMIT", error);
}

gboolean
yzt_store_create (const char *path, YztKindSet *kinds, const char *title, const char *time_zone,
                  const YztClock *clock, GError **error)
{
  g_autofree char *part = NULL;
  YztConnection *connection;
  gboolean ok;

  g_return_val_if_fail (path != NULL && kinds != NULL && clock != NULL, FALSE);
  if (!yzt_care_check_target (path, error))
    return FALSE;
  part = yzt_care_temporary_name (path);
  connection = yzt_connection_open (part, YZT_CONNECTION_CREATE, error);
  if (connection == NULL)
    return FALSE;
  g_free (connection->path);
  connection->path = g_strdup (path);
  ok = fill (connection, kinds, title, time_zone, error);
  yzt_connection_close (connection);
  ok = ok && yzt_care_rename_new (part, path, error);
  if (!ok)
    yzt_care_remove_database (part);
  return ok;
}

/* --- is it a map --- */

gboolean
yzt_store_check_file (const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *folder = g_path_get_dirname (path);
  GStatBuf info;

  if (g_stat (path, &info) != 0) {
    if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
      g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND,
                   _("The folder “%s” does not exist; check the path."), folder);
    else
      g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND,
                   _("There is no file “%s” in “%s”; check the name."), name, folder);
    return FALSE;
  }
  if (!S_ISREG (info.st_mode)) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_A_MAP,
                 _("“%s” is a folder or device, not a map file; choose a .gpkg file."), name);
    return FALSE;
  }
  if (info.st_size == 0) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_A_MAP,
                 _("“%s” is empty (0 bytes); choose another file or open a backup."), name);
    return FALSE;
  }
  if (g_access (path, R_OK) != 0) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_READ_ONLY,
                 _("“%s” may not be read by you; ask for the right to read it."), name);
    return FALSE;
  }
  return TRUE;
}

gboolean
yzt_store_check_header (YztConnection *connection, GError **error)
{
  g_autofree char *name = g_path_get_basename (connection->path);
  g_autofree char *version = NULL;
  gint64 n_pages;

  /* The first read tells a file that is no database, or one that is cut off. */
  if (!yzt_connection_get_int (connection, &n_pages, error, "PRAGMA page_count", "")
      || !yzt_connection_get_int (connection, &n_pages, error, "SELECT count(*) FROM sqlite_schema",
                                  ""))
    return FALSE;
  if (!yzt_connection_has_table (connection, "gpkg_contents")) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_A_MAP,
                 _("“%s” is a database, but no map; choose a .gpkg file that Yizhangtu has made."),
                 name);
    return FALSE;
  }
  if (!yzt_connection_has_table (connection, "map_setting")
      || !yzt_connection_has_table (connection, "journal")) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_FOREIGN,
                 _("“%s” is a GeoPackage of another programme; import it into a map instead of "
                    "opening it."),
                 name);
    return FALSE;
  }
  version = yzt_setting_get (connection, "schema_version");
  if (version == NULL || g_ascii_strtoll (version, NULL, 10) < 1) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_DAMAGED,
                 _("“%s” does not say which version of a map it is; open a backup instead."),
                 name);
    return FALSE;
  }
  if (g_ascii_strtoll (version, NULL, 10) > YZT_STORE_SCHEMA_VERSION) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_VERSION,
                 _("“%s” was written by a newer Yizhangtu (map version %s); update the programme "
                    "to open it."),
                 name, version);
    return FALSE;
  }
  return TRUE;
}

/* yzt-migrate.c: brings a map of an older schema up to this one, step by step, after a backup
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each step is one transaction: a kill leaves the schema before it or after it. Entries written before keep their
 * generation, so that they can be taken back afterwards. */
#include "config.h"
#include "yzt-care-private.h"
#include "yzt-store-resources.h"
#include <glib/gi18n-lib.h>
#include <string.h>

static gint64
get_version (YztConnection *connection)
{
  g_autofree char *text = yzt_setting_get (connection, "schema_version");

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

/* "map.schema-1.gpkg" beside the map, the first such name that is free. */
static char *
find_backup_name (const char *path, gint64 version)
{
  g_autofree char *stem = g_strdup (path);
  char *name = NULL;

  if (g_str_has_suffix (stem, ".gpkg"))
    stem[strlen (stem) - strlen (".gpkg")] = '\0';
  for (guint n = 1; name == NULL || g_file_test (name, G_FILE_TEST_EXISTS); n++) {
    g_autofree char *number = n > 1 ? g_strdup_printf ("-%u", n) : g_strdup ("");

    g_free (name);
    name = g_strdup_printf ("%s.schema-%d%s.gpkg", stem, (int) version, number);
  }
  return name;
}

/* Nobody else may have the map open: an older programme would go on writing what it knows. */
static gboolean
take_alone (YztConnection *connection, GError **error)
{
  g_autofree char *name = g_path_get_basename (connection->path);
  g_autofree char *mode = NULL;
  GError *local_error = NULL;

  mode = yzt_connection_get_text (connection, &local_error, "PRAGMA journal_mode=DELETE", "");
  if (mode != NULL && g_ascii_strcasecmp (mode, "delete") == 0)
    return TRUE;
  if (local_error != NULL
      && !g_error_matches (local_error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY)) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  g_clear_error (&local_error);
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY,
               _("“%s” is of an older version and open in another programme; close it there, so that "
                 "it can be brought up to date."),
               name);
  return FALSE;
}

static gboolean
run_step (YztConnection *connection, gint64 to, GError **error)
{
  g_autofree char *resource =
      g_strdup_printf ("/io/github/yizhangtu/store/migrations/%04d.sql", (int) to);
  g_autofree char *version = g_strdup_printf ("%d", (int) to);
  g_autoptr(GBytes) sql = g_resource_lookup_data (yzt_store_resources_get_resource (), resource,
                                                   G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  gint64 generation, n_mended;

  if (sql == NULL || !yzt_connection_exec (connection, "BEGIN EXCLUSIVE", error))
    return FALSE;
  /* Another process may have been quicker. */
  if (get_version (connection) >= to)
    return yzt_connection_exec (connection, "ROLLBACK", error);
  if (yzt_connection_exec (connection, "INSERT INTO act_open VALUES (1)", error)
      && yzt_connection_exec (connection, g_bytes_get_data (sql, NULL), error)
      && yzt_setting_put (connection, "schema_version", version, error)
      && yzt_schema_update_generation (connection, &generation, error)
      && yzt_connection_exec (connection, "DELETE FROM act_open", error)
      /* Told by an entry of their own, as what other programmes did: they have left them behind. */
      && yzt_keys_mend (connection, FALSE, &n_mended, error) && yzt_connection_exec (connection, "COMMIT", error))
    return TRUE;
  yzt_connection_forget (connection);
  sqlite3_exec (connection->db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

gboolean
yzt_migrate (YztConnection *connection, GError **error)
{
  gint64 version = get_version (connection);
  g_autofree char *backup = NULL;
  gboolean ok = TRUE;

  if (version >= YZT_STORE_SCHEMA_VERSION)
    return TRUE;
  if (!take_alone (connection, error))
    return FALSE;
  backup = find_backup_name (connection->path, version);
  if (!yzt_care_copy (connection, backup, NULL, error))
    return FALSE;
  while (ok && version < YZT_STORE_SCHEMA_VERSION)
    ok = run_step (connection, ++version, error);
  yzt_connection_forget (connection);
  connection->schema_version = 0;
  if (ok)
    g_message ("Map brought to schema %d; a copy from before is kept beside it.",
               YZT_STORE_SCHEMA_VERSION);
  return ok;
}

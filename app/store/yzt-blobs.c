/* yzt-blobs.c: bytes of attached files, kept once under their SHA-256
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-store-blobs.h"
#include "yzt-store-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

gboolean
yzt_act_put_blob (YztAct *act, const char *sha256, const char *media_type, GBytes *bytes, GError **error)
{
  g_return_val_if_fail (act != NULL && sha256 != NULL && strlen (sha256) == 64 && bytes != NULL, FALSE);
  if (g_bytes_get_size (bytes) > YZT_BLOB_MAX_BYTES) {
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED,
                         _("The file is larger than 200 MB; keep it outside the map and note where it is."));
    return FALSE;
  }
  return yzt_connection_do (act->connection, error, "INSERT OR IGNORE INTO blob VALUES (?1, ?2, ?3)", "ssb", sha256,
                            media_type != NULL ? media_type : "application/octet-stream", bytes);
}

/* The row of the sum, ready to be read; NULL with NOT_FOUND. */
static sqlite3_stmt *
find_blob (YztConnection *connection, const char *sql, const char *sha256, GError **error)
{
  sqlite3_stmt *stmt = yzt_connection_query (connection, error, sql, "s", sha256);
  int step = stmt != NULL ? yzt_connection_step (connection, stmt, error) : -1;

  if (step == 0)
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, _("The map does not hold the bytes of this file."));
  return step == 1 ? stmt : NULL;
}

static GBytes *
load_blob (YztConnection *connection, const char *sha256, char **media_type_out, GError **error)
{
  sqlite3_stmt *stmt = find_blob (connection, "SELECT media_type, bytes FROM blob WHERE sha256 = ?1", sha256, error);
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *sum = NULL;

  if (stmt == NULL)
    return NULL;
  bytes = g_bytes_new (sqlite3_column_blob (stmt, 1), (gsize) sqlite3_column_bytes (stmt, 1));
  if (media_type_out != NULL)
    *media_type_out = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
  sqlite3_reset (stmt);
  sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  if (g_strcmp0 (sum, sha256) == 0)
    return g_steal_pointer (&bytes);
  if (media_type_out != NULL)
    g_clear_pointer (media_type_out, g_free);
  g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_DAMAGED,
                       _("The bytes of this file are damaged in the map; take the file from a backup."));
  return NULL;
}

GBytes *
yzt_store_get_blob (YztStore *store, const char *sha256, char **media_type_out, GError **error)
{
  YztConnection *connection;
  GBytes *bytes;

  g_return_val_if_fail (YZT_IS_STORE (store) && sha256 != NULL, NULL);
  connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return NULL;
  bytes = load_blob (connection, sha256, media_type_out, error);
  yzt_store_release (store, connection);
  return bytes;
}

gint64
yzt_store_get_blob_size (YztStore *store, const char *sha256, GError **error)
{
  YztConnection *connection;
  sqlite3_stmt *stmt;
  gint64 size = -1;

  g_return_val_if_fail (YZT_IS_STORE (store) && sha256 != NULL, -1);
  connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return -1;
  stmt = find_blob (connection, "SELECT length(bytes) FROM blob WHERE sha256 = ?1", sha256, error);
  if (stmt != NULL) {
    size = sqlite3_column_int64 (stmt, 0);
    sqlite3_reset (stmt);
  }
  yzt_store_release (store, connection);
  return size;
}

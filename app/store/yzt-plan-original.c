/* yzt-plan-original.c: the document that a plan was read from, as it came in
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-store-private.h"

static GBytes *
load_original (YztConnection *connection, gint64 plan_fid, char **media_type_out, GError **error)
{
  GBytes *bytes = NULL;
  sqlite3_stmt *stmt = yzt_connection_query (connection, error,
                                             "SELECT bytes, coalesce(plan_document.media_type, blob.media_type) FROM plan_document "
                                             "JOIN blob ON blob.sha256 = plan_document.sha256 WHERE fid = ?1",
                                             "i", plan_fid);
  int step = stmt != NULL ? yzt_connection_step (connection, stmt, error) : -1;
  if (step == 0) {
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, _("This map keeps no original of this plan; import it again."));
  }
  if (step == 1) {
    bytes = g_bytes_new (sqlite3_column_blob (stmt, 0), (gsize) sqlite3_column_bytes (stmt, 0));
    if (media_type_out != NULL) {
      *media_type_out = g_utf8_make_valid ((const char *) sqlite3_column_text (stmt, 1), -1);
    }
  }
  if (stmt != NULL) {
    sqlite3_reset (stmt);
  }
  return bytes;
}

GBytes *
yzt_store_get_plan_original (YztStore *store, gint64 plan_fid, char **media_type_out, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  YztConnection *connection = yzt_store_acquire (store, error);
  if (connection == NULL) {
    return NULL;
  }
  GBytes *bytes = load_original (connection, plan_fid, media_type_out, error);
  yzt_store_release (store, connection);
  return bytes;
}

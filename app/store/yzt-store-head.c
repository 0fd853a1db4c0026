/* yzt-store-head.c: where the journal stands, so that what was made of the map can be told to be still true
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-history-private.h"
#include <glib/gi18n-lib.h>

static gboolean
read_head (YztConnection *connection, YztStoreHead *head, GError **error)
{
  g_autofree char *hash = NULL;

  if (!yzt_connection_get_int (connection, &head->entry, error,
                               "SELECT coalesce (max (entry), 0) FROM journal", "")
      || !yzt_connection_get_int (connection, &head->structure, error, "PRAGMA schema_version", "")
      || !yzt_connection_get_int (connection, &head->n_outside, error,
                                  "SELECT count(*) FROM outside_change", ""))
    return FALSE;
  hash = yzt_connection_get_text (connection, NULL, "SELECT hash FROM journal WHERE entry = ?1", "i",
                                  head->entry);
  g_strlcpy (head->hash, hash != NULL ? hash : "", sizeof head->hash);
  return TRUE;
}

gboolean
yzt_store_get_head (YztStore *store, YztStoreHead *head_out, GError **error)
{
  YztConnection *connection;
  gboolean ok;

  g_return_val_if_fail (YZT_IS_STORE (store) && head_out != NULL, FALSE);
  connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return FALSE;
  ok = read_head (connection, head_out, error);
  yzt_store_release (store, connection);
  return ok;
}

static YztActResult *
read_since (YztStore *store, YztConnection *connection, const YztStoreHead *head, GError **error)
{
  g_autoptr(YztActResult) result = yzt_act_result_new (0, "");
  g_autoptr(YztKindSet) kinds = yzt_store_ref_kinds (store);
  g_autofree char *hash = yzt_connection_get_text (
      connection, NULL, "SELECT hash FROM journal WHERE entry = ?1", "i", head->entry);
  sqlite3_stmt *stmt;
  int step;

  if (hash == NULL || *hash == '\0' || g_strcmp0 (hash, head->hash) != 0) {
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND,
                         _("The journal of this map does not hold that entry."));
    return NULL;
  }
  stmt = yzt_connection_query (connection, error,
                               "SELECT DISTINCT tbl, fid_from, fid_to FROM journal_touch WHERE entry > ?1", "i",
                               head->entry);
  if (stmt == NULL)
    return NULL;
  while ((step = yzt_connection_step (connection, stmt, error)) == 1) {
    const char *table = (const char *) sqlite3_column_text (stmt, 0);
    YztKind *kind = yzt_kind_set_find (kinds, table);
    YztTouch touch = { g_strdup (kind != NULL ? yzt_kind_get_id (kind) : table), sqlite3_column_int64 (stmt, 1),
                       sqlite3_column_int64 (stmt, 2) };

    g_array_append_val (result->touches, touch);
  }
  return step == 0 ? g_steal_pointer (&result) : NULL;
}

YztActResult *
yzt_store_read_since (YztStore *store, const YztStoreHead *head, GError **error)
{
  YztConnection *connection;
  YztActResult *result;

  g_return_val_if_fail (YZT_IS_STORE (store) && head != NULL, NULL);
  connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return NULL;
  result = read_since (store, connection, head, error);
  yzt_store_release (store, connection);
  return result;
}

/* yzt-triggers.c: triggers of a kind's table: ours, those that GDAL counts rows with, and those of others
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-store-bulk.h"
#include "yzt-store-private.h"
#include <string.h>

/* CREATE TRIGGER name [BEFORE | AFTER | INSTEAD OF] INSERT …: what it is asked for; 0 when that cannot be told. */
static int
find_event (const char *sql)
{
  static const struct {
    const char *word;
    int op;
  } events[] = { { "INSERT", SQLITE_INSERT }, { "UPDATE", SQLITE_UPDATE }, { "DELETE", SQLITE_DELETE } };
  const char *p = yzt_sql_skip_space (sql), *end;
  gboolean is_named = FALSE;

  while (*p != '\0') {
    end = yzt_sql_skip_token (p);
    for (guint i = 0; is_named && i < G_N_ELEMENTS (events); i++) {
      if (yzt_sql_is_word (p, end, events[i].word))
        return events[i].op;
    }
    if (!is_named && yzt_sql_is_word (p, end, "TRIGGER")) {
      p = yzt_sql_skip_space (end);
      if (yzt_sql_is_word (p, yzt_sql_skip_token (p), "IF"))
        p = yzt_sql_skip_space (yzt_sql_skip_token (yzt_sql_skip_space (yzt_sql_skip_token (yzt_sql_skip_space (yzt_sql_skip_token (p))))));
      end = yzt_sql_skip_token (p);
      is_named = TRUE;
    }
    p = yzt_sql_skip_space (end);
  }
  return 0;
}

/* GDAL keeps the number of rows of a layer that it has made; the number is put right at once instead of row by row. */
static gboolean
is_counter (const char *name, const char *sql, const char *table)
{
  g_autofree char *added = g_strconcat ("trigger_insert_feature_count_", table, NULL);
  g_autofree char *taken = g_strconcat ("trigger_delete_feature_count_", table, NULL);

  return (g_str_equal (name, added) && strstr (sql, "UPDATE gpkg_ogr_contents SET feature_count = feature_count + 1 WHERE") != NULL)
         || (g_str_equal (name, taken) && strstr (sql, "UPDATE gpkg_ogr_contents SET feature_count = feature_count - 1 WHERE") != NULL);
}

char *
yzt_connection_find_foreign_trigger (YztConnection *connection, const char *table, YztTriggerEvents events, GError **error)
{
  char *found = NULL;
  sqlite3_stmt *stmt = yzt_connection_query (connection, error,
                                             "SELECT name, sql FROM main.sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1 COLLATE NOCASE AND name NOT IN "
                                             "(SELECT 'rtree_' || ?1 || '_geom_' || column1 FROM (VALUES ('insert'), ('update1'), ('update2'), "
                                             "('update3'), ('update4'), ('update5'), ('update6'), ('update7'), ('delete'))) AND name NOT IN (SELECT 'outside_' || "
                                             "?1 || '_' || column1 FROM (VALUES ('insert'), ('replace'), ('update'), ('delete'))) ORDER BY name",
                                             "s", table);

  while (stmt != NULL && found == NULL && yzt_connection_step (connection, stmt, error) == 1) {
    const char *name = (const char *) sqlite3_column_text (stmt, 0), *sql = (const char *) sqlite3_column_text (stmt, 1);
    int event = find_event (sql);

    if ((event == SQLITE_INSERT && (events & YZT_TRIGGER_INSERT) == 0) || (event == SQLITE_UPDATE && (events & YZT_TRIGGER_UPDATE) == 0)
        || (event == SQLITE_DELETE && (events & YZT_TRIGGER_DELETE) == 0) || is_counter (name, sql, table))
      continue;
    found = g_strdup (name);
    sqlite3_reset (stmt);
  }
  return found;
}

gboolean
yzt_connection_may_skip_triggers (YztConnection *connection, const char *table, YztTriggerEvents events, gboolean *may_out, GError **error)
{
  GError *local_error = NULL;
  g_autofree char *name = yzt_connection_find_foreign_trigger (connection, table, events, &local_error);

  *may_out = name == NULL && local_error == NULL;
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

gboolean
yzt_connection_count_rows_on (YztConnection *connection, const char *table, gint64 n_more, GError **error)
{
  return n_more == 0 || !yzt_connection_has_table (connection, "gpkg_ogr_contents")
         || yzt_connection_do (connection, error, "UPDATE gpkg_ogr_contents SET feature_count = feature_count + ?2 WHERE lower(table_name) = lower(?1)", "si", table,
                               n_more);
}

char *
yzt_store_find_slow_trigger (YztStore *store, YztKind *kind)
{
  YztConnection *connection;
  char *name;

  g_return_val_if_fail (YZT_IS_STORE (store) && kind != NULL, NULL);
  connection = yzt_store_acquire (store, NULL);
  if (connection == NULL)
    return NULL;
  name = yzt_connection_find_foreign_trigger (connection, yzt_kind_get_table (kind), YZT_TRIGGER_INSERT, NULL);
  yzt_store_release (store, connection);
  return name;
}

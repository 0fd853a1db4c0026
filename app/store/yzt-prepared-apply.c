/* yzt-prepared-apply.c: prepared rows copied into the map, the only part of a bulk act that keeps others waiting
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-prepared-private.h"
#include <glib/gi18n-lib.h>

static gboolean
check_structure (YztPreparedTable *table, YztConnection *connection, GError **error)
{
  g_autofree char *present = yzt_prepared_read_structure (connection, table->name, error);

  if (present == NULL || g_str_equal (present, table->structure))
    return present != NULL;
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT,
               _("The kind “%s” was changed while its rows were being prepared, and nothing was written; do it again."), table->name);
  return FALSE;
}

static gboolean
fill_tree (YztPreparedTable *table, YztConnection *connection, GError **error)
{
  g_autofree char *sql = NULL;

  if (table->tree.depth > 0)
    return yzt_rtree_graft (connection, table->name, &table->tree, error);
  sql = g_strdup_printf ("INSERT OR REPLACE INTO \"rtree_%s_geom\" SELECT fid, ST_MinX(geom), ST_MaxX(geom), ST_MinY(geom), "
                         "ST_MaxY(geom) FROM %s WHERE geom NOTNULL AND NOT ST_IsEmpty(geom)",
                         table->name, table->rows);
  return yzt_connection_do (connection, error, sql, "");
}

/* Rows of a table of the same structure are copied as they are, when no trigger has to be asked about each. */
static gboolean
copy_table (YztPreparedTable *table, YztConnection *connection, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("INSERT INTO main.\"%s\" SELECT * FROM %s", table->name, table->rows);
  gboolean skips, ok;

  if (!check_structure (table, connection, error) || !yzt_connection_may_skip_triggers (connection, table->name, &skips, error))
    return FALSE;
  sqlite3_db_config (connection->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, !skips, NULL);
  ok = yzt_connection_do (connection, error, sql, "");
  sqlite3_db_config (connection->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 1, NULL);
  return ok && (table->geom < 0 || !skips || fill_tree (table, connection, error));
}

static void
add_ranges (YztPreparedTable *table, YztAct *act)
{
  for (guint i = 0; i < table->ranges->len; i++) {
    const YztTouchRange *range = &g_array_index (table->ranges, YztTouchRange, i);

    yzt_act_add_range (act, table->name, range->fid_from, range->fid_to, range->op);
  }
}

/* The act has written nothing before: its parts begin with these. */
static gboolean
adopt_parts (YztPrepared *self, YztAct *act, GError **error)
{
  g_assert (act->n_parts == 0);
  g_clear_pointer (&act->parts_checksum, g_checksum_free);
  act->parts_checksum = g_checksum_copy (self->checksum);
  act->n_parts = self->n_parts;
  for (guint i = 0; i < self->spans->len; i++) {
    YztSpan span = g_array_index (self->spans, YztSpan, i);

    span.table = g_strdup (span.table);
    g_array_append_val (act->spans, span);
  }
  return yzt_connection_do (act->connection, error,
                            "INSERT INTO journal_part SELECT ?1, n, 'zlib', length, bytes FROM temp.stage_part ORDER BY n", "i",
                            act->entry);
}

gboolean
yzt_prepared_copy (YztPrepared *self, GError **error)
{
  for (guint i = 0; i < self->tables->len; i++) {
    if (!copy_table (g_ptr_array_index (self->tables, i), self->connection, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
yzt_prepared_apply (YztPrepared *self, YztAct *act, GError **error)
{
  gboolean ok;

  g_return_val_if_fail (act->connection == self->connection, FALSE);
  yzt_act_set_recording (act, FALSE);
  ok = yzt_prepared_copy (self, error) && adopt_parts (self, act, error);
  for (guint i = 0; i < self->tables->len; i++)
    add_ranges (g_ptr_array_index (self->tables, i), act);
  yzt_act_set_recording (act, TRUE);
  act->n_rows += self->n_rows;
  return ok;
}

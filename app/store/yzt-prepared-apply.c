/* yzt-prepared-apply.c: prepared rows copied into the map, the only part of a bulk act that keeps others waiting
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-prepared-private.h"
#include <glib/gi18n-lib.h>

static gboolean
fill_tree (YztPreparedTable *table, YztConnection *connection, GError **error)
{
  if (table->tree.depth > 0)
    return yzt_rtree_graft (connection, table->name, &table->tree, error);
  for (guint i = 0; i < table->chunks->len; i++) {
    const YztPreparedChunk *chunk = g_ptr_array_index (table->chunks, i);
    g_autofree char *sql = g_strdup_printf ("INSERT OR REPLACE INTO \"rtree_%s_geom\" SELECT fid, ST_MinX(geom), ST_MaxX(geom), "
                                            "ST_MinY(geom), ST_MaxY(geom) FROM %s WHERE geom NOTNULL AND NOT ST_IsEmpty(geom)",
                                            table->name, chunk->rows);

    if (!yzt_connection_do (connection, error, sql, ""))
      return FALSE;
  }
  return TRUE;
}

/* Rows of a table of the same structure are copied as they are, when no trigger has to be asked about each. */
static gboolean
copy_chunks (YztPreparedTable *table, YztConnection *connection, gboolean asks_triggers, GError **error)
{
  gboolean ok = TRUE;

  sqlite3_db_config (connection->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, asks_triggers, NULL);
  for (guint i = 0; ok && i < table->chunks->len; i++) {
    const YztPreparedChunk *chunk = g_ptr_array_index (table->chunks, i);
    g_autofree char *sql = g_strdup_printf ("INSERT INTO main.\"%s\" SELECT * FROM %s", table->name, chunk->rows);

    ok = yzt_connection_do (connection, error, sql, "");
  }
  sqlite3_db_config (connection->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 1, NULL);
  return ok;
}

gboolean
yzt_prepared_fail_stale (YztPrepared *self, const YztPreparedTable *table, GError **error)
{
  self->is_stale = TRUE;
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT,
               _("The kind “%s” was changed while its rows were being prepared, and nothing was written; do it again."), table->name);
  return FALSE;
}

static gint64
count_rows (const YztPreparedTable *table)
{
  gint64 n = 0;

  for (guint i = 0; i < table->chunks->len; i++)
    n += ((YztPreparedChunk *) g_ptr_array_index (table->chunks, i))->n_rows;
  return n;
}

static gboolean
copy_table (YztPrepared *self, YztPreparedTable *table, GError **error)
{
  gboolean skips;

  if (!yzt_prepared_check_structure (table, self->connection, error)
      || !yzt_connection_may_skip_triggers (self->connection, table->name, table->events != 0 ? table->events : YZT_TRIGGER_INSERT, &skips, error))
    return FALSE;
  if (skips && !yzt_connection_count_rows_on (self->connection, table->name, count_rows (table) - table->n_gone, error))
    return FALSE;
  if (table->incoming != NULL && skips)
    return yzt_prepared_swap (self, table, error);
  /* A trigger has come in between. */
  if (table->gone != NULL)
    return yzt_prepared_fail_stale (self, table, error);
  return copy_chunks (table, self->connection, !skips, error)
         && (table->geom < 0 || !skips || fill_tree (table, self->connection, error));
}

static void
add_ranges (YztPreparedTable *table, YztAct *act)
{
  for (guint i = 0; i < table->ranges->len; i++) {
    const YztTouchRange *range = &g_array_index (table->ranges, YztTouchRange, i);

    yzt_act_add_range (act, table->name, range->fid_from, range->fid_to, range->op);
    act->n_rows += range->fid_to - range->fid_from + 1;
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

/* What the keys would have looked up row by row. */
static gboolean
check_owners (YztPrepared *self, YztPreparedTable *table, GError **error)
{
  g_autofree char *parent = yzt_connection_get_text (
      self->connection, NULL, "SELECT \"table\" FROM pragma_foreign_key_list(?1, 'main') WHERE \"from\" = 'owner_fid'", "s", table->name);

  for (guint i = 0; parent != NULL && i < table->chunks->len; i++) {
    const YztPreparedChunk *chunk = g_ptr_array_index (table->chunks, i);
    g_autofree char *owner = yzt_schema_quote (parent);
    g_autofree char *sql = g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM %s WHERE owner_fid NOTNULL AND owner_fid NOT IN "
                                            "(SELECT fid FROM main.%s))",
                                            chunk->rows, owner);
    gint64 n;

    if (!yzt_connection_get_int (self->connection, &n, error, sql, ""))
      return FALSE;
    if (n > 0) {
      g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT,
                           _("What some of the rows belong to was deleted while they were being prepared, and nothing was written; do it again."));
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
yzt_prepared_copy (YztPrepared *self, GError **error)
{
  gboolean ok = TRUE;

  yzt_keys_ask (self->connection, FALSE);
  for (guint i = 0; ok && i < self->tables->len; i++)
    ok = copy_table (self, g_ptr_array_index (self->tables, i), error);
  yzt_keys_ask (self->connection, TRUE);
  for (guint i = 0; ok && i < self->tables->len; i++)
    ok = check_owners (self, g_ptr_array_index (self->tables, i), error);
  return ok;
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
  return ok;
}

/* yzt-prepared-carry.c: rows that a table of the map has already, brought beside the new ones, so that both change places at once
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * To put a million rows into a table of a million takes three seconds in which nobody else can write. Instead the rows that are there
 * are copied piece by piece as well, but for those that the act takes away or puts others in the place of. What is changed in the meantime the journal knows: each act tells which rows it touched, and the
 * triggers which rows other programmes did. These, and only these, are copied once more in the act. Should the numbers of rows then not
 * agree (a programme that writes past our triggers), nothing is written. */
#include "config.h"
#include "yzt-prepared-private.h"
#include <glib/gi18n-lib.h>

/* More are not copied once more under the lock: all of it is made ready anew instead. */
#define MAX_LATE_ROWS 10000

/* --- ahead --- */

/* Those of a range that stay as they are; "t" is the table. */
static char *
staying (const YztPreparedTable *table)
{
  return table->gone == NULL ? g_strdup ("t.fid BETWEEN ?1 AND ?2")
                             : g_strdup_printf ("t.fid BETWEEN ?1 AND ?2 AND NOT EXISTS (SELECT 1 FROM %s g WHERE g.fid = t.fid)", table->gone);
}

static gboolean
add_items (YztPreparedTable *table, YztConnection *connection, gint64 from, gint64 to, GError **error)
{
  g_autofree char *where = staying (table);
  g_autofree char *sql = g_strdup_printf ("SELECT fid, geom FROM main.\"%s\" t WHERE %s AND geom NOTNULL ORDER BY fid", table->name, where);
  sqlite3_stmt *stmt = yzt_connection_query (connection, error, sql, "ii", from, to);
  int step = -1;

  while (stmt != NULL && (step = yzt_connection_step (connection, stmt, error)) == 1) {
    double bounds[4];

    if (yzt_gpkg_get_bounds (sqlite3_column_blob (stmt, 1), (gsize) sqlite3_column_bytes (stmt, 1), bounds))
      yzt_rtree_items_add (table->items, sqlite3_column_int64 (stmt, 0), bounds);
  }
  return step == 0;
}

static gboolean
copy_range (YztPreparedTable *table, YztConnection *connection, gint64 from, gint64 to, GError **error)
{
  g_autofree char *where = staying (table);
  g_autofree char *sql = g_strdup_printf ("INSERT INTO main.%s_rows SELECT t.* FROM main.\"%s\" t WHERE %s ORDER BY t.fid", table->incoming, table->name, where);

  return yzt_connection_do (connection, error, sql, "ii", from, to);
}

gboolean
yzt_prepared_carry (YztPrepared *self, YztPreparedTable *table, GError **error)
{
  YztConnection *connection = self->connection;
  g_autofree char *sql = g_strdup_printf ("SELECT max(fid) FROM (SELECT fid FROM main.\"%s\" WHERE fid > ?1 ORDER BY fid LIMIT ?2)", table->name);
  g_autofree char *count = g_strdup_printf ("SELECT count(*) FROM (SELECT 1 FROM main.\"%s\" WHERE fid > ?1 LIMIT ?2)", table->name);
  gint64 last, n;

  if (!table->is_carried) {
    gint64 entry;

    if (!yzt_connection_get_int (connection, &entry, error, "SELECT coalesce(max(entry), 0) FROM main.journal", ""))
      return FALSE;
    yzt_prepared_table_begin (table, entry);
  }
  if (!yzt_connection_get_int (connection, &n, error, count, "ii", table->carried_to, (gint64) self->chunk_rows)
      || !yzt_connection_get_int (connection, &last, error, sql, "ii", table->carried_to, (gint64) self->chunk_rows))
    return FALSE;
  table->is_carried_whole = n < self->chunk_rows;
  if (n == 0)
    return TRUE;
  if (!copy_range (table, connection, table->carried_to + 1, last, error)
      || (table->geom >= 0 && !add_items (table, connection, table->carried_to + 1, last, error)))
    return FALSE;
  table->carried_to = last;
  return TRUE;
}

/* --- what was touched since --- */

/* YztTouchRange without table, of acts since and of others who were not taken in yet. */
static GArray *
find_late (YztPreparedTable *table, YztConnection *connection, GError **error)
{
  g_autoptr(GArray) late = g_array_new (FALSE, FALSE, sizeof (YztTouchRange));
  sqlite3_stmt *stmt = yzt_connection_query (connection, error,
                                             "SELECT fid_from, fid_to FROM main.journal_touch WHERE entry > ?1 AND tbl = ?2 UNION "
                                             "SELECT fid, fid FROM main.outside_change WHERE tbl = ?2",
                                             "is", table->carried_entry, table->name);
  int step = -1;

  while (stmt != NULL && (step = yzt_connection_step (connection, stmt, error)) == 1) {
    YztTouchRange range = { sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1), 0, NULL };

    g_array_append_val (late, range);
  }
  return step == 0 ? g_steal_pointer (&late) : NULL;
}

/* A row that goes, or that is replaced, was something else when this was decided. */
static gboolean
reaches_in (YztPreparedTable *table, YztConnection *connection, GArray *late, gboolean *reaches_out, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM %s WHERE fid BETWEEN ?1 AND ?2)", table->gone);

  *reaches_out = FALSE;
  for (guint i = 0; table->gone != NULL && i < late->len && !*reaches_out; i++) {
    const YztTouchRange *range = &g_array_index (late, YztTouchRange, i);
    gint64 n;

    if (!yzt_connection_get_int (connection, &n, error, sql, "ii", range->fid_from, range->fid_to))
      return FALSE;
    *reaches_out = n > 0;
  }
  return TRUE;
}

/* New rows of ours have numbers that nobody else has touched: none of these ranges reaches into them. The table that was there before now has the
 * other one's name. */
static gboolean
renew_rows (YztPreparedTable *table, YztConnection *connection, GArray *late, GError **error)
{
  g_autofree char *clear = g_strdup_printf ("DELETE FROM main.\"%s\" WHERE fid BETWEEN ?1 AND ?2", table->name);
  g_autofree char *copy = g_strdup_printf ("INSERT INTO main.\"%s\" SELECT * FROM main.%s_rows WHERE fid BETWEEN ?1 AND ?2 ORDER BY fid", table->name, table->incoming);

  for (guint i = 0; i < late->len; i++) {
    const YztTouchRange *range = &g_array_index (late, YztTouchRange, i);

    if (!yzt_connection_do (connection, error, clear, "ii", range->fid_from, range->fid_to)
        || !yzt_connection_do (connection, error, copy, "ii", range->fid_from, range->fid_to))
      return FALSE;
  }
  return TRUE;
}

gboolean
yzt_prepared_renew (YztPrepared *self, YztPreparedTable *table, gint64 n_before, GError **error)
{
  YztConnection *connection = self->connection;
  g_autoptr(GArray) late = find_late (table, connection, error);
  gint64 n_late = 0, n_expected = n_before - table->n_gone;
  gboolean reaches, whole;

  if (late == NULL || !reaches_in (table, connection, late, &reaches, error))
    return FALSE;
  for (guint i = 0; i < late->len; i++)
    n_late += g_array_index (late, YztTouchRange, i).fid_to - g_array_index (late, YztTouchRange, i).fid_from + 1;
  if (reaches || n_late > MAX_LATE_ROWS)
    return yzt_prepared_fail_stale (self, table, error);
  for (guint i = 0; i < table->chunks->len; i++)
    n_expected += ((YztPreparedChunk *) g_ptr_array_index (table->chunks, i))->n_rows;
  if (!renew_rows (table, connection, late, error) || !yzt_prepared_check_keys (table, connection, n_expected, &whole, error))
    return FALSE;
  if (!whole)
    return yzt_prepared_fail_stale (self, table, error);
  table->late = g_steal_pointer (&late);
  return TRUE;
}

gboolean
yzt_prepared_renew_tree (YztPrepared *self, YztPreparedTable *table, GError **error)
{
  g_autofree char *clear = g_strdup_printf ("DELETE FROM \"rtree_%s_geom\" WHERE id = ?1", table->name);
  g_autofree char *fill = g_strdup_printf ("INSERT INTO \"rtree_%s_geom\" SELECT fid, ST_MinX(geom), ST_MaxX(geom), ST_MinY(geom), ST_MaxY(geom) "
                                           "FROM main.\"%s\" WHERE fid = ?1 AND geom NOTNULL AND NOT ST_IsEmpty(geom)",
                                           table->name, table->name);

  for (guint i = 0; i < table->late->len; i++) {
    const YztTouchRange *range = &g_array_index (table->late, YztTouchRange, i);

    for (gint64 fid = range->fid_from; fid <= range->fid_to; fid++) {
      if (!yzt_connection_do (self->connection, error, clear, "i", fid) || !yzt_connection_do (self->connection, error, fill, "i", fid))
        return FALSE;
    }
  }
  return TRUE;
}

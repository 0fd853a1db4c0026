/* yzt-prepared-carry.c: rows that a table of the map has already, brought beside the new ones, so that both change places at once
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * To put a million rows into a table of a million takes three seconds in which nobody else can write. Instead the rows that are there
 * are copied piece by piece as well. What is changed in the meantime the journal knows: each act tells which rows it touched, and the
 * triggers which rows other programmes did. These, and only these, are copied once more in the act. Should the numbers of rows then not
 * agree (a programme that writes past our triggers), nothing is written. */
#include "config.h"
#include "yzt-prepared-private.h"
#include <glib/gi18n-lib.h>

/* More are not copied once more: whoever changed so many has made another table of it, and the import is to be looked at again. */
#define MAX_LATE_ROWS 50000

/* --- ahead --- */

static gboolean
add_items (YztPreparedTable *table, YztConnection *connection, gint64 from, gint64 to, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT fid, geom FROM main.\"%s\" WHERE fid BETWEEN ?1 AND ?2 AND geom NOTNULL ORDER BY fid", table->name);
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
  g_autofree char *sql =
      g_strdup_printf ("INSERT INTO main.%s_rows SELECT * FROM main.\"%s\" WHERE fid BETWEEN ?1 AND ?2 ORDER BY fid", table->incoming, table->name);

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
    table->is_carried = TRUE;
    table->carried_to = G_MININT64;
    if (!yzt_connection_get_int (connection, &table->carried_entry, error, "SELECT coalesce(max(entry), 0) FROM main.journal", ""))
      return FALSE;
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

/* Rows of ours have numbers that nobody else has touched: none of these ranges reaches into them. */
static gboolean
renew_rows (YztPreparedTable *table, YztConnection *connection, GArray *late, GError **error)
{
  g_autofree char *clear = g_strdup_printf ("DELETE FROM main.%s_rows WHERE fid BETWEEN ?1 AND ?2", table->incoming);

  for (guint i = 0; i < late->len; i++) {
    const YztTouchRange *range = &g_array_index (late, YztTouchRange, i);

    if (!yzt_connection_do (connection, error, clear, "ii", range->fid_from, range->fid_to)
        || !copy_range (table, connection, range->fid_from, range->fid_to, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
yzt_prepared_renew (YztPrepared *self, YztPreparedTable *table, GError **error)
{
  YztConnection *connection = self->connection;
  g_autoptr(GArray) late = find_late (table, connection, error);
  g_autofree char *count = g_strdup_printf ("SELECT (SELECT count(*) FROM main.%s_rows) - (SELECT count(*) FROM main.\"%s\")", table->incoming, table->name);
  gint64 n_late = 0, n_more, n_new = 0;

  if (late == NULL)
    return FALSE;
  for (guint i = 0; i < late->len; i++)
    n_late += g_array_index (late, YztTouchRange, i).fid_to - g_array_index (late, YztTouchRange, i).fid_from + 1;
  if (n_late <= MAX_LATE_ROWS
      && (!renew_rows (table, connection, late, error) || !yzt_connection_get_int (connection, &n_more, error, count, "")))
    return FALSE;
  for (guint i = 0; i < table->chunks->len; i++)
    n_new += ((YztPreparedChunk *) g_ptr_array_index (table->chunks, i))->n_rows;
  if (n_late > MAX_LATE_ROWS || n_more != n_new) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT,
                 _("The kind “%s” was changed while its rows were being prepared, and nothing was written; do it again."), table->name);
    return FALSE;
  }
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

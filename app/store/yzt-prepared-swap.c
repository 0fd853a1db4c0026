/* yzt-prepared-swap.c: in the act: rows that were brought ahead put in the place of a table's own
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What makes it safe, with the test in tests/unit/test-store-swap.c that shows it:
 * - One transaction: names, pages, journal entry and spatial index are written in the act or not at all. A kill before it, in it, and
 *   after it before the old pages are let go leaves a file that integrity_check and rtreecheck find whole (killed, rolled-back).
 * - Both tables have the same columns in the same order, compared in the act with what they were when the first row was prepared, and so are
 *   the indexes, whose entries are sorted as theirs (yzt-prepared-keys.c); keys, triggers and constraints belong to the name and stay with it
 *   (more-indexes, other-orders, unique).
 * - Only what has a name and is stored as an ordinary b-tree changes places. The index of UNIQUE has a name too; the last number of AUTOINCREMENT is
 *   counted on (unique, autoincrement). A table WITHOUT ROWID, with computed columns, or whose number is no INTEGER PRIMARY KEY is filled as it is.
 *   Triggers have names of their own, which may be a table's: they are not touched, and each change must hit one row of sqlite_schema
 *   (trigger-name).
 * - The number of the schema is counted on, so that statements and schemas of other connections are made anew; and the page cache of
 *   each is by page, not by name (others).
 * - Readers in the middle of a transaction read the log up to where it was when they began; pages are let go in a later transaction
 *   and written over only in the log (others).
 * - No page is free, used twice or forgotten: both tables have owners all the time, and DROP gives the pages back (free-pages). With
 *   auto_vacuum both pages are roots before and after, which is all that its map says of them (auto-vacuum).
 * - sqlite_stat1 speaks of names. What it says of the sizes is old after it as after any import, and only ever chooses between
 *   right plans (statistics).
 * - secure_delete is FAST for our connections: what is taken away stays in free pages until these are used again or the map is compacted, as with
 *   any other act; the journal keeps it anyhow.
 * - Nothing that others write between the copy and the act is lost: it is copied once more, or all of it is made ready anew, or the act is given up
 *   (meanwhile, unseen, reindex, vacuum).
 * - A kind with triggers of other programmes is filled row by row under the lock, because each of them wants to be asked within the act: there
 *   an operator may wait for more than two seconds beside half a million rows, and who imports is told so before (foreign-trigger). The triggers
 *   with which GDAL counts rows are known: the number is put right at once (counted). */
#include "config.h"
#include "yzt-prepared-private.h"
#include <glib/gi18n-lib.h>

static char *
name_part (const YztPreparedTable *table, const char *part)
{
  return g_strdup_printf ("main.%s_%s", table->incoming, part);
}

static gboolean
set_root (YztConnection *connection, const char *name, gint64 root, GError **error)
{
  if (!yzt_connection_do (connection, error, "UPDATE main.sqlite_schema SET rootpage = ?1 WHERE name = ?2 AND type IN ('table', 'index')", "is", root,
                          name))
    return FALSE;
  if (sqlite3_changes (connection->db) == 1)
    return TRUE;
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_DAMAGED, _("The list of tables of this map holds “%s” twice; check the map with “yzt check”."), name);
  return FALSE;
}

static gboolean
change_places (YztConnection *connection, const char *one, const char *other, GError **error)
{
  /* A trigger may bear the name of a table. */
  const char *sql = "SELECT rootpage FROM main.sqlite_schema WHERE name = ?1 AND type IN ('table', 'index')";
  gint64 root, other_root;

  return yzt_connection_get_int (connection, &root, error, sql, "s", one)
         && yzt_connection_get_int (connection, &other_root, error, sql, "s", other) && root > 0 && other_root > 0
         && set_root (connection, one, other_root, error) && set_root (connection, other, root, error);
}

static gboolean
change_indexes (YztPreparedTable *table, YztConnection *connection, GError **error)
{
  for (guint i = 0; i < table->indexes->len; i++) {
    const YztPreparedIndex *index = g_ptr_array_index (table->indexes, i);

    if (!change_places (connection, index->name, index->entries, error))
      return FALSE;
  }
  for (guint i = 0; i < table->whole->len; i++) {
    g_autofree char *other = g_strdup_printf ("%s_rows_%03u", table->incoming, i);

    if (!change_places (connection, g_ptr_array_index (table->whole, i), other, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
change_all (YztPreparedTable *table, YztConnection *connection, GError **error)
{
  static const char *const parts[] = { "node", "rowid", "parent" };
  g_autofree char *rows = g_strconcat (table->incoming, "_rows", NULL);
  gboolean ok = change_places (connection, table->name, rows, error) && change_indexes (table, connection, error);

  for (guint i = 0; ok && table->geom >= 0 && i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *ours = g_strdup_printf ("rtree_%s_geom_%s", table->name, parts[i]);
    g_autofree char *other = g_strdup_printf ("%s_%s", table->incoming, parts[i]);

    ok = change_places (connection, ours, other, error);
  }
  return ok;
}

static gboolean
write_top (YztPreparedTable *table, YztConnection *connection, GError **error)
{
  g_autofree char *node = name_part (table, "node");
  g_autofree char *rowid = name_part (table, "rowid");
  g_autofree char *parent = name_part (table, "parent");
  YztRtreeTables tables = { node, rowid, parent, table->tree.tables.node_size, NULL };

  return table->geom < 0
         || yzt_rtree_write_node (connection, &tables, 1, table->tree.depth, table->tree.depth == 0,
                                  (const YztRtreeItem *) (gpointer) table->tree.top->data, table->tree.top->len, error);
}

/* Other connections read the list of tables anew when this number is another. */
static gboolean
count_on (YztConnection *connection, GError **error)
{
  g_autofree char *next = NULL;
  gint64 cookie;

  if (!yzt_connection_get_int (connection, &cookie, error, "PRAGMA main.schema_version", ""))
    return FALSE;
  next = g_strdup_printf ("PRAGMA main.schema_version=%" G_GINT64_FORMAT, cookie + 1);
  return yzt_connection_exec (connection, next, error);
}

/* The few rows that a table had which was not carried; without triggers: the tree is filled from the rows. */
static gboolean
join_rows (YztPrepared *self, YztPreparedTable *table, gint64 n_before, GError **error)
{
  YztConnection *connection = self->connection;
  gint64 n_expected = n_before;
  gboolean whole;
  /* With a condition rows go into indexes one by one, each at its place. */
  g_autofree char *join = g_strdup_printf ("INSERT INTO main.\"%s\" SELECT * FROM main.%s_rows WHERE fid NOTNULL", table->name, table->incoming);
  g_autofree char *fill = g_strdup_printf ("INSERT OR REPLACE INTO \"rtree_%s_geom\" SELECT fid, ST_MinX(geom), ST_MaxX(geom), "
                                           "ST_MinY(geom), ST_MaxY(geom) FROM main.%s_rows WHERE geom NOTNULL AND NOT ST_IsEmpty(geom)",
                                           table->name, table->incoming);

  for (guint i = 0; i < table->chunks->len; i++)
    n_expected += ((YztPreparedChunk *) g_ptr_array_index (table->chunks, i))->n_rows;
  if (!yzt_connection_do (connection, error, join, "") || (table->geom >= 0 && !yzt_connection_do (connection, error, fill, ""))
      || !yzt_prepared_check_keys (table, connection, n_expected, &whole, error))
    return FALSE;
  return whole || yzt_prepared_fail_stale (self, table, error);
}

/* The last number that AUTOINCREMENT gave stands in a table of its own. */
static gboolean
count_numbers_on (YztPreparedTable *table, YztConnection *connection, GError **error)
{
  g_autofree char *last = g_strdup_printf ("SELECT coalesce(max(fid), 0) FROM main.\"%s\"", table->name);
  gint64 is_counted, number;

  if (!yzt_connection_get_int (connection, &is_counted, error, "SELECT count(*) FROM main.sqlite_schema WHERE name = ?1 AND type = 'table' AND sql LIKE '%autoincrement%'",
                               "s", table->name))
    return FALSE;
  if (is_counted == 0)
    return TRUE;
  return yzt_connection_get_int (connection, &number, error, last, "")
         && yzt_connection_do (connection, error, "INSERT INTO main.sqlite_sequence (name, seq) SELECT ?1, 0 WHERE NOT EXISTS (SELECT 1 FROM main.sqlite_sequence WHERE name = ?1)",
                               "s", table->name)
         && yzt_connection_do (connection, error, "UPDATE main.sqlite_sequence SET seq = max(seq, ?2) WHERE name = ?1", "si", table->name, number);
}

gboolean
yzt_prepared_swap (YztPrepared *self, YztPreparedTable *table, GError **error)
{
  YztConnection *connection = self->connection;
  g_autofree char *count = g_strdup_printf ("SELECT count(*) FROM main.\"%s\"", table->name);
  gint64 n_before = 0;
  gboolean ok = yzt_connection_get_int (connection, &n_before, error, count, "") && write_top (table, connection, error) && yzt_connection_exec (connection, "PRAGMA writable_schema=ON", error)
                && change_all (table, connection, error) && count_on (connection, error);

  /* What the connection knows of the tables is read anew, in the same transaction. */
  sqlite3_exec (connection->db, "PRAGMA writable_schema=RESET", NULL, NULL, NULL);
  if (!ok)
    return FALSE;
  sqlite3_db_config (connection->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  ok = table->carries ? yzt_prepared_renew (self, table, n_before, error) : join_rows (self, table, n_before, error);
  sqlite3_db_config (connection->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 1, NULL);
  /* The pages of what was there before are let go after the act, not in it. */
  return ok && (table->geom < 0 || !table->carries || yzt_prepared_renew_tree (self, table, error)) && count_numbers_on (table, connection, error);
}

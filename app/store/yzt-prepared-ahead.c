/* yzt-prepared-ahead.c: rows brought into the map before the act, where nobody looks, and put in place by it
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * To copy a million rows takes two seconds, in which nobody else can write. The new ones are therefore brought piece by piece into a table
 * of their own; rows that the map has are copied to them, few of them in the act, many ahead of it (yzt-prepared-carry.c); the act lets
 * the two tables change places: in SQLite a table is a name and the number of a page. Until then no name that anybody knows leads to the
 * new rows. The tables' names tell the process: what one leaves that is killed is taken away when the map is opened the next time.
 *
 * What makes it safe, with the test in tests/unit/test-store-swap.c that shows it:
 * - One transaction: names, pages, journal entry and spatial index are written in the act or not at all. A kill before it, in it, and
 *   after it before the old pages are let go leaves a file that integrity_check and rtreecheck find whole (killed, rolled-back).
 * - Both tables have the same columns in the same order and the same indexes in the same order of names, compared in the act with
 *   what they were when the first row was prepared; keys and triggers belong to the name and stay with it (more-indexes).
 * - Only what has a name and is stored as an ordinary b-tree changes places. Automatic indexes, WITHOUT ROWID and AUTOINCREMENT are
 *   left alone: such a table is filled as it is (unique, autoincrement). Triggers have names of their own, which may be a table's:
 *   they are not touched, and each change must hit one row of sqlite_schema (trigger-name).
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
 * - Nothing that others write between the copy and the act is lost: it is copied once more, or the act is given up (meanwhile, unseen).
 * - A kind with triggers of other programmes is filled row by row under the lock, because each of them wants to be asked within the act: there
 *   an operator may wait for more than two seconds beside a million rows (foreign-trigger). */
#include "config.h"
#include "yzt-prepared-private.h"
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define PREFIX "yzt_incoming_"
/* With many rows there already it takes longer, but keeps nobody waiting: from so many pieces on. */
#define CARRY_FACTOR 2

static char *
name_part (const YztPreparedTable *table, const char *part)
{
  return g_strdup_printf ("main.%s_%s", table->incoming, part);
}

/* --- in pieces --- */

/* One of these at a time. */
typedef struct {
  YztPrepared *prepared;
  YztPreparedTable *created, *indexed, *placed, *noded, *carried;
  const char *command;
  guint from, to; /* places of rows */
} Piece;

static gboolean
create_indexes (YztPreparedTable *table, YztConnection *connection, GError **error)
{
  g_autofree char *rows = name_part (table, "rows");

  return yzt_prepared_check_structure (table, connection, error)
         && yzt_prepared_create_indexes (connection, table->name, rows, error);
}

static gboolean
create_tables (YztPreparedTable *table, YztConnection *connection, GError **error)
{
  g_autofree char *rows = name_part (table, "rows");
  g_autofree char *tree = g_strdup_printf ("CREATE TABLE main.%s_node (nodeno INTEGER PRIMARY KEY, data); CREATE TABLE main.%s_rowid "
                                           "(rowid INTEGER PRIMARY KEY, nodeno); CREATE TABLE main.%s_parent (nodeno INTEGER PRIMARY "
                                           "KEY, parentnode)",
                                           table->incoming, table->incoming, table->incoming);

  return yzt_prepared_check_structure (table, connection, error)
         && yzt_prepared_create_like (connection, table->name, rows, error)
         && (table->geom < 0 || yzt_connection_exec (connection, tree, error));
}

/* Places of rows, or the nodes when there are none. */
static gboolean
write_tree (YztPreparedTable *table, YztConnection *connection, guint from, guint to, GError **error)
{
  g_autofree char *node = name_part (table, "node");
  g_autofree char *rowid = name_part (table, "rowid");
  g_autofree char *parent = name_part (table, "parent");
  YztRtreeTables tables = { node, rowid, parent, table->tree.tables.node_size, NULL };

  return to > 0 ? yzt_rtree_memory_write_rows (table->memory, connection, &tables, from, to, error)
                : yzt_rtree_memory_write_nodes (table->memory, connection, &tables, error);
}

/* On the writer thread: acts of this process are let in between. */
static YztActResult *
piece_job (YztStore *store, YztConnection *unused, gpointer data, GError **error)
{
  Piece *piece = data;
  YztConnection *connection = piece->prepared->connection;
  gboolean ok = yzt_connection_do (connection, error, "BEGIN IMMEDIATE", "")
                && (piece->created == NULL || create_tables (piece->created, connection, error))
                && (piece->carried == NULL || yzt_prepared_carry (piece->prepared, piece->carried, error))
                && (piece->indexed == NULL || create_indexes (piece->indexed, connection, error))
                && (piece->placed == NULL || write_tree (piece->placed, connection, piece->from, piece->to, error))
                && (piece->noded == NULL || write_tree (piece->noded, connection, 0, 0, error))
                && (piece->command == NULL || yzt_connection_do (connection, error, piece->command, ""))
                && yzt_connection_do (connection, error, "COMMIT", "");

  if (!ok && !sqlite3_get_autocommit (connection->db))
    yzt_connection_do (connection, NULL, "ROLLBACK", "");
  return NULL;
}

static gboolean
run_piece (YztWalCopier *copier, Piece piece, GError **error)
{
  GError *local_error = NULL;

  yzt_store_run_job (piece.prepared->store, piece_job, &piece, TRUE, &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  /* Whoever waits for the lock looks only every so often whether it is free. */
  yzt_wal_copier_tell (copier);
  g_usleep (10000);
  return TRUE;
}

static gboolean
send_table (YztPrepared *self, YztPreparedTable *table, YztWalCopier *copier, GError **error)
{
  if (!run_piece (copier, (Piece) { .prepared = self, .created = table }, error))
    return FALSE;
  while (table->carries && !table->is_carried_whole) {
    if (!run_piece (copier, (Piece) { .prepared = self, .carried = table }, error))
      return FALSE;
  }
  if (table->geom >= 0)
    yzt_prepared_start_packing (table);
  for (guint i = 0; i < table->chunks->len; i++) {
    const YztPreparedChunk *chunk = g_ptr_array_index (table->chunks, i);
    g_autofree char *rows = g_strdup_printf ("INSERT INTO main.%s_rows SELECT * FROM %s", table->incoming, chunk->rows);

    if (!run_piece (copier, (Piece) { .prepared = self, .command = rows }, error))
      return FALSE;
  }
  if (!run_piece (copier, (Piece) { .prepared = self, .indexed = table }, error))
    return FALSE;
  if (table->geom < 0)
    return TRUE;
  yzt_prepared_wait_for_tree (table);
  for (guint from = 0; from < table->memory->n_ids; from += 2 * self->chunk_rows) {
    if (!run_piece (copier, (Piece) { .prepared = self, .placed = table, .from = from, .to = from + 2 * self->chunk_rows }, error))
      return FALSE;
  }
  if (!run_piece (copier, (Piece) { .prepared = self, .noded = table }, error))
    return FALSE;
  g_clear_pointer (&table->memory, yzt_rtree_memory_free);
  return TRUE;
}

/* More than fits into the node at the top. */
static gboolean
has_tree (const YztPreparedTable *table)
{
  return table->n_items > (table->tree.tables.node_size - YZT_RTREE_HEADER) / YZT_RTREE_CELL;
}

/* Only what changes places has its name: an index that SQLite made for a constraint, the pages of a table without rowid, the last
 * number of AUTOINCREMENT would stay behind. Tables of kinds have none of these unless another programme has made them anew. */
static gboolean
is_plain (YztPreparedTable *table, YztConnection *connection, gboolean *plain_out, GError **error)
{
  gint64 n;

  if (!yzt_connection_get_int (connection, &n, error,
                               "SELECT (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = ?1 AND type = 'index' AND sql IS NULL) + "
                               "(SELECT count(*) FROM main.sqlite_schema WHERE name = ?1 AND type = 'table' AND (sql LIKE '%autoincrement%' OR sql "
                               "LIKE '%without%rowid%'))",
                               "s", table->name))
    return FALSE;
  *plain_out = n == 0;
  return TRUE;
}

static gboolean
is_worth_it (YztPrepared *self, YztPreparedTable *table, gboolean *worth_out, GError **error)
{
  g_autofree char *count = g_strdup_printf ("SELECT count(*) FROM (SELECT 1 FROM main.\"%s\" LIMIT %u)", table->name, self->present_rows + 1);
  gint64 n_rows = 0, n_present;
  gboolean skips, plain;

  for (guint i = 0; i < table->chunks->len; i++)
    n_rows += ((YztPreparedChunk *) g_ptr_array_index (table->chunks, i))->n_rows;
  if (!yzt_connection_get_int (self->connection, &n_present, error, count, "")
      || !yzt_connection_may_skip_triggers (self->connection, table->name, &skips, error)
      || !is_plain (table, self->connection, &plain, error))
    return FALSE;
  table->carries = n_present > self->present_rows;
  *worth_out = skips && plain && n_rows >= self->ahead_rows * (table->carries ? CARRY_FACTOR : 1) && (table->geom < 0 || has_tree (table));
  return TRUE;
}

gboolean
yzt_prepared_send_ahead (YztPrepared *self, GError **error)
{
  for (guint i = 0; i < self->tables->len; i++) {
    YztPreparedTable *table = g_ptr_array_index (self->tables, i);
    g_autoptr(YztWalCopier) copier = NULL;
    gboolean worth;

    if (!is_worth_it (self, table, &worth, error))
      return FALSE;
    if (!worth) {
      if (table->geom >= 0)
        yzt_prepared_start_packing (table);
      if (table->geom >= 0 && !yzt_prepared_write_tree (self, table, error))
        return FALSE;
      continue;
    }
    table->incoming = g_strdup_printf (PREFIX "%d_%08x", (int) getpid (), g_random_int ());
    /* What is not yet promised to anybody need not be on the disk; the act's own commit brings all of it there. */
    copier = yzt_wal_copier_new (yzt_store_get_path (self->store));
    if (!yzt_connection_exec (self->connection, "PRAGMA synchronous=NORMAL", error) || !send_table (self, table, copier, error)
        || !yzt_connection_exec (self->connection, "PRAGMA synchronous=FULL", error))
      return FALSE;
  }
  return TRUE;
}

/* --- in the act --- */

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
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *stmt = yzt_connection_query (connection, error,
                                             "SELECT name FROM main.sqlite_schema WHERE tbl_name = ?1 AND type = 'index' AND sql NOTNULL "
                                             "ORDER BY name",
                                             "s", table->name);
  int step = -1;

  while (stmt != NULL && (step = yzt_connection_step (connection, stmt, error)) == 1)
    g_ptr_array_add (names, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
  for (guint i = 0; step == 0 && i < names->len; i++) {
    g_autofree char *other = g_strdup_printf ("%s_rows_%03u", table->incoming, i);

    if (!change_places (connection, g_ptr_array_index (names, i), other, error))
      return FALSE;
  }
  return step == 0;
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

static char *
drop_sql (const YztPreparedTable *table)
{
  return g_strdup_printf ("DROP TABLE IF EXISTS main.%s_rows; DROP TABLE IF EXISTS main.%s_node; DROP TABLE IF EXISTS main.%s_rowid; "
                          "DROP TABLE IF EXISTS main.%s_parent",
                          table->incoming, table->incoming, table->incoming, table->incoming);
}

static gboolean
write_top (YztPreparedTable *table, YztConnection *connection, GError **error)
{
  g_autofree char *node = name_part (table, "node");
  g_autofree char *rowid = name_part (table, "rowid");
  g_autofree char *parent = name_part (table, "parent");
  YztRtreeTables tables = { node, rowid, parent, table->tree.tables.node_size, NULL };

  return table->geom < 0
         || yzt_rtree_write_node (connection, &tables, 1, table->tree.depth, FALSE,
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

gboolean
yzt_prepared_swap (YztPrepared *self, YztPreparedTable *table, GError **error)
{
  YztConnection *connection = self->connection;
  /* With a condition rows go into indexes one by one, each at its place. */
  g_autofree char *join = g_strdup_printf ("INSERT INTO main.%s_rows SELECT * FROM main.\"%s\" WHERE fid NOTNULL", table->incoming, table->name);
  g_autofree char *fill = g_strdup_printf ("INSERT OR REPLACE INTO \"rtree_%s_geom\" SELECT fid, ST_MinX(geom), ST_MaxX(geom), "
                                           "ST_MinY(geom), ST_MaxY(geom) FROM main.%s_rows WHERE geom NOTNULL AND NOT ST_IsEmpty(geom)",
                                           table->name, table->incoming);
  g_autofree char *drop = drop_sql (table);
  gboolean ok = (table->carries ? yzt_prepared_renew (self, table, error) : yzt_connection_do (connection, error, join, ""))
                && write_top (table, connection, error) && yzt_connection_exec (connection, "PRAGMA writable_schema=ON", error)
                && change_all (table, connection, error) && count_on (connection, error);

  /* What the connection knows of the tables is read anew, in the same transaction. */
  sqlite3_exec (connection->db, "PRAGMA writable_schema=RESET", NULL, NULL, NULL);
  if (!ok)
    return FALSE;
  /* The pages of a large table are let go after the act, not in it. */
  if (table->carries)
    return table->geom < 0 || yzt_prepared_renew_tree (self, table, error);
  return (table->geom < 0 || yzt_connection_do (connection, error, fill, "")) && yzt_connection_exec (connection, drop, error);
}

/* --- what is not wanted --- */

void
yzt_prepared_call_back (YztPrepared *self)
{
  for (guint i = 0; i < self->tables->len; i++) {
    YztPreparedTable *table = g_ptr_array_index (self->tables, i);
    g_autofree char *drop = table->incoming != NULL ? drop_sql (table) : NULL;

    if (drop != NULL)
      yzt_connection_exec (self->connection, drop, NULL);
  }
}

gboolean
yzt_prepared_clean (YztConnection *connection, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *stmt = yzt_connection_query (connection, error,
                                             "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name GLOB '" PREFIX "[0-9]*'", "");
  int step = -1;

  while (stmt != NULL && (step = yzt_connection_step (connection, stmt, error)) == 1) {
    const char *name = (const char *) sqlite3_column_text (stmt, 0);
    gint64 process = g_ascii_strtoll (name + strlen (PREFIX), NULL, 10);

    /* A process of this number may be another by now: then it is done the next time. */
    if (process <= 0 || process > G_MAXINT || (kill ((pid_t) process, 0) != 0 && errno == ESRCH))
      g_ptr_array_add (names, g_strdup (name));
  }
  for (guint i = 0; step == 0 && i < names->len; i++) {
    g_autofree char *quoted = yzt_schema_quote (g_ptr_array_index (names, i));
    g_autofree char *drop = g_strdup_printf ("DROP TABLE main.%s", quoted);

    if (!yzt_connection_exec (connection, drop, error))
      return FALSE;
  }
  return step == 0;
}

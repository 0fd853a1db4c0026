/* yzt-prepared-ahead.c: rows brought into the map before the act, where nobody looks, and put in place by it
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * To copy a million rows takes two seconds, in which nobody else can write. The new ones are therefore brought piece by piece into a table
 * of their own; rows that the map has are copied to them, few of them in the act, many ahead of it (yzt-prepared-carry.c); the act lets
 * the two tables change places: in SQLite a table is a name and the number of a page. Until then no name that anybody knows leads to the
 * new rows. The tables' names tell the process: what one leaves that is killed is taken away when the map is opened the next time. What makes it safe stands in
 * yzt-prepared-swap.c. */
#include "config.h"
#include "yzt-prepared-private.h"
#include "yzt-store-bulk.h"
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define PREFIX "yzt_incoming_"
/* With many rows there already it takes longer, but keeps nobody waiting: from so many pieces on. */
#define CARRY_FACTOR 2
/* So many times the rows of a piece are let go at once. */
#define DROP_CHUNKS 4

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
  const YztPreparedIndex *sorted;
  const char *command;
  gint64 from, to; /* places of rows, or entries */
  gint64 held_us;  /* how long it had the lock */
} Piece;
/* A piece takes less on a machine that has time for it. On another one those who wait look less often too whether the lock is free. */
#define SOON_US 150000
#define MAX_PAUSE_US 400000

static gboolean
create_tables (YztPreparedTable *table, YztConnection *connection, GError **error)
{
  g_autofree char *rows = name_part (table, "rows");
  g_autofree char *tree = g_strdup_printf ("CREATE TABLE main.%s_node (nodeno INTEGER PRIMARY KEY, data); CREATE TABLE main.%s_rowid "
                                           "(rowid INTEGER PRIMARY KEY, nodeno); CREATE TABLE main.%s_parent (nodeno INTEGER PRIMARY "
                                           "KEY, parentnode)",
                                           table->incoming, table->incoming, table->incoming);

  return yzt_prepared_check_structure (table, connection, error)
         && (table->is_simple ? yzt_prepared_create_like (connection, table->name, rows, error) : yzt_prepared_create_simple (table, connection, rows, error))
         && yzt_prepared_create_keys (table, connection, error)
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
  gboolean ok = yzt_connection_do (connection, error, "BEGIN IMMEDIATE", "");
  gint64 began_us = g_get_monotonic_time ();

  ok = ok && (piece->created == NULL || create_tables (piece->created, connection, error))
       && (piece->carried == NULL || yzt_prepared_carry (piece->prepared, piece->carried, error))
       && (piece->indexed == NULL || yzt_prepared_create_whole (piece->indexed, connection, error))
       && (piece->sorted == NULL || yzt_prepared_write_keys (connection, piece->sorted, piece->from, piece->to, error))
       && (piece->placed == NULL || write_tree (piece->placed, connection, (guint) piece->from, (guint) piece->to, error))
       && (piece->noded == NULL || write_tree (piece->noded, connection, 0, 0, error))
       && (piece->command == NULL || yzt_connection_do (connection, error, piece->command, ""))
       && yzt_connection_do (connection, error, "COMMIT", "");

  if (!ok && !sqlite3_get_autocommit (connection->db))
    yzt_connection_do (connection, NULL, "ROLLBACK", "");
  piece->held_us = g_get_monotonic_time () - began_us;
  if (piece->sorted != NULL)
    yzt_prepared_forget_keys (connection);
  return NULL;
}

/* The last tenth is the act's. */
static gboolean
tell_piece (YztPrepared *self, GError **error)
{
  double part = self->n_pieces > 0 ? MIN ((double) ++self->n_sent / self->n_pieces, 1) : 0;

  return yzt_store_work_goes_on (YZT_WORK_LOOKED_AT + (0.9 - YZT_WORK_LOOKED_AT) * part, error);
}

/* About so many pieces the table has. */
static guint
count_pieces (YztPrepared *self, const YztPreparedTable *table)
{
  guint chunks = (guint) (table->n_coming / self->chunk_rows) + 1, pairs = chunks / 2 + 1;

  return 2 + chunks + pairs * (table->geom >= 0 ? 1 : 0) + pairs * (table->indexes != NULL ? table->indexes->len : 0);
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
  yzt_wal_copier_tell (copier);
  if (piece.prepared->pause_us > 0)
    g_usleep (piece.prepared->pause_us + (gulong) (piece.indexed != NULL ? 0 : CLAMP ((piece.held_us - SOON_US) / 2, 0, MAX_PAUSE_US)));
  return tell_piece (piece.prepared, error);
}

static gboolean
send_keys (YztPrepared *self, YztPreparedTable *table, YztWalCopier *copier, GError **error)
{
  for (guint i = 0; i < table->indexes->len; i++) {
    const YztPreparedIndex *index = g_ptr_array_index (table->indexes, i);
    gint64 n, step = 2 * self->chunk_rows;

    if (!yzt_prepared_sort_keys (table, self->connection, index, &n, error))
      return FALSE;
    for (gint64 from = 0; from < n; from += step) {
      if (!run_piece (copier, (Piece) { .prepared = self, .sorted = index, .from = from, .to = from + step }, error))
        return FALSE;
    }
  }
  return table->whole->len == 0 || run_piece (copier, (Piece) { .prepared = self, .indexed = table }, error);
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
  if (!send_keys (self, table, copier, error))
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

/* A tree that has grown by many grafts is packed anew: not under the lock. */
static gboolean
is_tower (YztPreparedTable *table, YztConnection *connection, gboolean *is_out, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT rtreedepth(data) FROM main.\"rtree_%s_geom_node\" WHERE nodeno = 1", table->name);
  gint64 depth = 0;

  if (table->geom >= 0 && !yzt_connection_get_int (connection, &depth, error, sql, ""))
    return FALSE;
  *is_out = depth > YZT_RTREE_MAX_GRAFTED_DEPTH;
  return TRUE;
}

static gboolean
is_worth_it (YztPrepared *self, YztPreparedTable *table, gboolean *worth_out, GError **error)
{
  g_autofree char *count = g_strdup_printf ("SELECT count(*) FROM (SELECT 1 FROM main.\"%s\" LIMIT %u)", table->name, self->present_rows + 1);
  g_autofree char *all = g_strdup_printf ("SELECT count(*) FROM main.\"%s\"", table->name);
  gint64 n_rows = 0, n_present;
  gboolean may, tower;

  for (guint i = 0; i < table->chunks->len; i++)
    n_rows += ((YztPreparedChunk *) g_ptr_array_index (table->chunks, i))->n_rows;
  if (!yzt_connection_get_int (self->connection, &n_present, error, count, "")
      || !yzt_prepared_may_swap (self, table, table->events != 0 ? table->events : YZT_TRIGGER_INSERT, &may, error)
      || !is_tower (table, self->connection, &tower, error))
    return FALSE;
  table->carries = n_present > self->present_rows || table->gone != NULL;
  table->is_in_pieces = table->carries || self->chunk_rows != YZT_PREPARED_CHUNK_ROWS;
  if (!yzt_connection_get_int (self->connection, &table->n_coming, error, all, ""))
    return FALSE;
  table->n_coming += n_rows - table->n_gone;
  *worth_out = may && (table->gone != NULL || (tower && table->carries) || n_rows >= self->ahead_rows * (table->carries ? CARRY_FACTOR : 1));
  return TRUE;
}

static GFunc test_before_act;
static gpointer test_before_act_data;

void
yzt_prepared_set_before_act (GFunc func, gpointer data)
{
  test_before_act = func;
  test_before_act_data = data;
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
    self->n_pieces = self->n_sent + count_pieces (self, table) * (self->tables->len - i);
    table->incoming = g_strdup_printf (PREFIX "%d_%08x", (int) getpid (), g_random_int ());
    /* What is not yet promised to anybody need not be on the disk; the act's own commit brings all of it there. */
    copier = yzt_wal_copier_new (yzt_store_get_path (self->store));
    if (!yzt_connection_exec (self->connection, "PRAGMA synchronous=NORMAL", error) || !send_table (self, table, copier, error)
        || !yzt_connection_exec (self->connection, "PRAGMA synchronous=FULL", error))
      return FALSE;
  }
  if (test_before_act != NULL)
    test_before_act (self, test_before_act_data);
  return yzt_store_work_goes_on (0.9, error);
}

/* --- what is not wanted --- */

/* To let go of the pages of millions of rows at once takes as long as to write some of them. */
static void
drop_rows (YztPrepared *self, const YztPreparedTable *table)
{
  g_autofree char *end = g_strdup_printf ("SELECT fid FROM main.%s_rows ORDER BY fid LIMIT 1 OFFSET %u", table->incoming, DROP_CHUNKS * self->chunk_rows);
  g_autofree char *some = g_strdup_printf ("DELETE FROM main.%s_rows WHERE fid < ?1", table->incoming);
  g_autofree char *all = g_strdup_printf ("DROP TABLE IF EXISTS main.%s_rows", table->incoming);
  gint64 fid = 0;

  while (yzt_connection_get_int (self->connection, &fid, NULL, end, "") && fid != 0 && yzt_connection_do (self->connection, NULL, some, "i", fid))
    g_usleep (self->pause_us);
  yzt_connection_exec (self->connection, all, NULL);
}

void
yzt_prepared_call_back (YztPrepared *self)
{
  static const char *const parts[] = { "node", "rowid", "parent", "keys" };

  for (guint i = 0; i < self->tables->len; i++) {
    YztPreparedTable *table = g_ptr_array_index (self->tables, i);

    if (table->incoming == NULL)
      continue;
    for (guint k = 0; k < G_N_ELEMENTS (parts); k++) {
      g_autofree char *drop = g_strdup_printf ("DROP TABLE IF EXISTS main.%s_%s", table->incoming, parts[k]);

      yzt_connection_exec (self->connection, drop, NULL);
    }
    drop_rows (self, table);
    g_clear_pointer (&table->incoming, g_free);
  }
}

/* --- once more --- */

static gboolean
load_items (YztPrepared *self, YztPreparedTable *table, GError **error)
{
  for (guint i = 0; table->geom >= 0 && i < table->chunks->len; i++) {
    const YztPreparedChunk *chunk = g_ptr_array_index (table->chunks, i);
    g_autofree char *sql = g_strdup_printf ("SELECT fid, geom FROM %s WHERE geom NOTNULL", chunk->rows);
    sqlite3_stmt *stmt = yzt_connection_query (self->connection, error, sql, "");
    int step = -1;

    while (stmt != NULL && (step = yzt_connection_step (self->connection, stmt, error)) == 1) {
      double bounds[4];

      if (yzt_gpkg_get_bounds (sqlite3_column_blob (stmt, 1), (gsize) sqlite3_column_bytes (stmt, 1), bounds))
        yzt_rtree_items_add (table->items, sqlite3_column_int64 (stmt, 0), bounds);
    }
    if (step != 0)
      return FALSE;
  }
  return TRUE;
}

gboolean
yzt_prepared_send_again (YztPrepared *self, GError **error)
{
  yzt_prepared_call_back (self);
  self->is_stale = FALSE;
  for (guint i = 0; i < self->tables->len; i++) {
    YztPreparedTable *table = g_ptr_array_index (self->tables, i);

    yzt_prepared_wait_for_tree (table);
    g_clear_pointer (&table->memory, yzt_rtree_memory_free);
    g_clear_pointer (&table->tree.top, g_array_unref);
    g_clear_pointer (&table->late, g_array_unref);
    g_clear_pointer (&table->items, g_array_unref);
    table->items = g_array_new (FALSE, FALSE, sizeof (YztRtreeItem));
    table->is_carried = table->is_carried_whole = FALSE;
    if (!load_items (self, table, error))
      return FALSE;
  }
  return yzt_prepared_send_ahead (self, error);
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

/* yzt-prepared-ahead.c: rows brought into the map before the act, where nobody looks, and put in place by it
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * To copy a million rows takes two seconds, in which nobody else can write. When the map has few rows of the kind, the new ones are
 * brought piece by piece into a table of their own; the act copies the few to them, and lets the two tables change places: in SQLite a
 * table is a name and the number of a page. Until then no name that anybody knows leads to the new rows. The tables' names tell the
 * process: what one leaves that is killed is taken away when the map is opened the next time. */
#include "config.h"
#include "yzt-prepared-private.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define PREFIX "yzt_incoming_"
/* More are not copied twice. */
#define MAX_PRESENT_ROWS 20000

static char *
name_part (const YztPreparedTable *table, const char *part)
{
  return g_strdup_printf ("main.%s_%s", table->incoming, part);
}

/* --- in pieces --- */

/* One of these at a time. */
typedef struct {
  YztPrepared *prepared;
  YztPreparedTable *created, *indexed, *placed, *noded;
  const char *command;
  guint from, to; /* places of rows */
} Piece;

/* What is in the log is copied into the file beside the pieces: a disk that is slow to say that it has something keeps nobody waiting. */
typedef struct {
  YztConnection *connection;
  GThread *thread;
  GMutex mutex;
  GCond cond;
  gboolean is_wanted, is_stopped;
} Copier;

static gpointer
copier_thread (gpointer data)
{
  Copier *self = data;

  g_mutex_lock (&self->mutex);
  while (!self->is_stopped) {
    if (!self->is_wanted) {
      g_cond_wait (&self->cond, &self->mutex);
      continue;
    }
    self->is_wanted = FALSE;
    g_mutex_unlock (&self->mutex);
    sqlite3_wal_checkpoint_v2 (self->connection->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    g_mutex_lock (&self->mutex);
  }
  g_mutex_unlock (&self->mutex);
  return NULL;
}

static gboolean
copier_start (Copier *self, YztPrepared *prepared, GError **error)
{
  self->connection = yzt_store_open_second_writer (prepared->store, error);
  if (self->connection == NULL)
    return FALSE;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->thread = g_thread_new ("yzt-copy", copier_thread, self);
  return TRUE;
}

static void
copier_tell (Copier *self, gboolean stop)
{
  g_mutex_lock (&self->mutex);
  self->is_wanted = TRUE;
  self->is_stopped = stop;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static void
copier_stop (Copier *self)
{
  if (self->connection == NULL)
    return;
  copier_tell (self, TRUE);
  g_thread_join (self->thread);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_clear_pointer (&self->connection, yzt_connection_close);
}

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
run_piece (Copier *copier, Piece piece, GError **error)
{
  GError *local_error = NULL;

  yzt_store_run_job (piece.prepared->store, piece_job, &piece, TRUE, &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  /* Whoever waits for the lock looks only every so often whether it is free. */
  copier_tell (copier, FALSE);
  g_usleep (10000);
  return TRUE;
}

static gboolean
send_table (YztPrepared *self, YztPreparedTable *table, Copier *copier, GError **error)
{
  if (!run_piece (copier, (Piece) { .prepared = self, .created = table }, error))
    return FALSE;
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

static gboolean
is_worth_it (YztPrepared *self, YztPreparedTable *table, gboolean *worth_out, GError **error)
{
  g_autofree char *count = g_strdup_printf ("SELECT count(*) FROM (SELECT 1 FROM main.\"%s\" LIMIT %d)", table->name, MAX_PRESENT_ROWS + 1);
  gint64 n_rows = 0, n_present;
  gboolean skips;

  for (guint i = 0; i < table->chunks->len; i++)
    n_rows += ((YztPreparedChunk *) g_ptr_array_index (table->chunks, i))->n_rows;
  if (!yzt_connection_get_int (self->connection, &n_present, error, count, "")
      || !yzt_connection_may_skip_triggers (self->connection, table->name, &skips, error))
    return FALSE;
  *worth_out = skips && n_rows >= self->ahead_rows && n_present <= MAX_PRESENT_ROWS && (table->geom < 0 || has_tree (table));
  return TRUE;
}

gboolean
yzt_prepared_send_ahead (YztPrepared *self, GError **error)
{
  for (guint i = 0; i < self->tables->len; i++) {
    YztPreparedTable *table = g_ptr_array_index (self->tables, i);
    Copier copier = { 0 };
    gboolean worth, ok;

    if (!is_worth_it (self, table, &worth, error))
      return FALSE;
    if (!worth) {
      if (table->geom >= 0 && !yzt_prepared_write_tree (self, table, error))
        return FALSE;
      continue;
    }
    table->incoming = g_strdup_printf (PREFIX "%d_%08x", (int) getpid (), g_random_int ());
    /* What is not yet promised to anybody need not be on the disk; the act's own commit brings all of it there. */
    ok = yzt_connection_exec (self->connection, "PRAGMA synchronous=NORMAL", error) && copier_start (&copier, self, error)
         && send_table (self, table, &copier, error) && yzt_connection_exec (self->connection, "PRAGMA synchronous=FULL", error);
    copier_stop (&copier);
    if (!ok)
      return FALSE;
  }
  return TRUE;
}

/* --- in the act --- */

static gboolean
set_root (YztConnection *connection, const char *name, gint64 root, GError **error)
{
  return yzt_connection_do (connection, error, "UPDATE main.sqlite_schema SET rootpage = ?1 WHERE name = ?2", "is", root, name);
}

static gboolean
change_places (YztConnection *connection, const char *one, const char *other, GError **error)
{
  const char *sql = "SELECT rootpage FROM main.sqlite_schema WHERE name = ?1";
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
  gboolean ok = yzt_connection_do (connection, error, join, "") && write_top (table, connection, error)
                && yzt_connection_exec (connection, "PRAGMA writable_schema=ON", error) && change_all (table, connection, error);

  /* What the connection knows of the tables is read anew, in the same transaction. */
  sqlite3_exec (connection->db, "PRAGMA writable_schema=RESET", NULL, NULL, NULL);
  ok = ok && (table->geom < 0 || yzt_connection_do (connection, error, fill, ""));
  return ok && yzt_connection_exec (connection, drop, error);
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

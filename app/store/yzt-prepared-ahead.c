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

typedef struct {
  YztPrepared *prepared;
  char **commands; /* NULL-terminated */
  YztPreparedTable *created, *indexed;
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

/* On the writer thread: acts of this process are let in between. */
static YztActResult *
piece_job (YztStore *store, YztConnection *unused, gpointer data, GError **error)
{
  Piece *piece = data;
  YztConnection *connection = piece->prepared->connection;
  gboolean ok = yzt_connection_do (connection, error, "BEGIN IMMEDIATE", "")
                && (piece->created == NULL || create_tables (piece->created, connection, error))
                && (piece->indexed == NULL || create_indexes (piece->indexed, connection, error));

  for (guint i = 0; ok && piece->commands != NULL && piece->commands[i] != NULL; i++)
    ok = yzt_connection_do (connection, error, piece->commands[i], "");
  ok = ok && yzt_connection_do (connection, error, "COMMIT", "");
  if (!ok && !sqlite3_get_autocommit (connection->db))
    yzt_connection_do (connection, NULL, "ROLLBACK", "");
  return NULL;
}

static gboolean
run_piece (YztPrepared *self, YztPreparedTable *created, YztPreparedTable *indexed, const char *a, const char *b, GError **error)
{
  const char *commands[] = { a, b, NULL };
  Piece piece = { self, (char **) commands, created, indexed };
  GError *local_error = NULL;

  yzt_store_run_job (self->store, piece_job, &piece, TRUE, &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  /* Here and not in somebody's act; and whoever waits for the lock looks only every so often whether it is free. */
  yzt_prepared_checkpoint (self);
  g_usleep (10000);
  return TRUE;
}

static gboolean
send_table (YztPrepared *self, YztPreparedTable *table, GError **error)
{
  g_autofree char *node = table->geom < 0 ? NULL : g_strdup_printf ("INSERT INTO main.%s_node SELECT * FROM %s", table->incoming, table->node_table);
  g_autofree char *parent = table->geom < 0 ? NULL : g_strdup_printf ("INSERT INTO main.%s_parent SELECT * FROM %s", table->incoming, table->parent_table);

  if (!run_piece (self, table, NULL, NULL, NULL, error))
    return FALSE;
  for (guint i = 0; i < table->chunks->len; i++) {
    const YztPreparedChunk *chunk = g_ptr_array_index (table->chunks, i);
    g_autofree char *rows = g_strdup_printf ("INSERT INTO main.%s_rows SELECT * FROM %s", table->incoming, chunk->rows);
    g_autofree char *rowids = table->geom < 0 ? NULL
                                             : g_strdup_printf ("INSERT INTO main.%s_rowid SELECT * FROM %s WHERE rowid BETWEEN %" G_GINT64_FORMAT
                                                                " AND %" G_GINT64_FORMAT,
                                                                table->incoming, table->rowid_table, chunk->fid_from, chunk->fid_to);

    if (!run_piece (self, NULL, NULL, rows, rowids, error))
      return FALSE;
  }
  return run_piece (self, NULL, table, NULL, NULL, error) && (table->geom < 0 || run_piece (self, NULL, NULL, node, parent, error));
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
  *worth_out = skips && n_rows >= self->ahead_rows && n_present <= MAX_PRESENT_ROWS && (table->geom < 0 || table->tree.depth > 0);
  return TRUE;
}

gboolean
yzt_prepared_send_ahead (YztPrepared *self, GError **error)
{
  for (guint i = 0; i < self->tables->len; i++) {
    YztPreparedTable *table = g_ptr_array_index (self->tables, i);
    gboolean worth;

    if (!is_worth_it (self, table, &worth, error))
      return FALSE;
    if (!worth)
      continue;
    table->incoming = g_strdup_printf (PREFIX "%d_%08x", (int) getpid (), g_random_int ());
    /* What is not yet promised to anybody need not be on the disk; the act's own commit brings all of it there. */
    if (!yzt_connection_exec (self->connection, "PRAGMA synchronous=NORMAL", error) || !send_table (self, table, error)
        || !yzt_connection_exec (self->connection, "PRAGMA synchronous=FULL", error))
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
  YztRtreeTables tables = { node, rowid, parent, table->tree.tables.node_size };

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

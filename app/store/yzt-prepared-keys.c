/* yzt-prepared-keys.c: entries of indexes sorted beside the map, and brought into it piece by piece
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CREATE INDEX over four million rows takes three seconds in which nobody else can write. The entries of an index, the columns and the row's
 * number, stand in the same pages as the rows of a table WITHOUT ROWID that has these columns and no others as its key. They are sorted
 * in a temporary table, without the lock, and written in their order, piece by piece, into an index of a table without rows; the act
 * gives its pages to the index of the kind as it does with the table's own (yzt-prepared-swap.c).
 *
 * The pieces are written through what SQLite calls an imposter, a table that stands in no list and is known to this connection only for
 * as long as the piece lasts: SQLite's own RBU extension writes indexes in this way, and it is there in every SQLite that has not been
 * built without test_control; whether it is, is looked at in each piece. PRAGMA quick_check finds nothing amiss meanwhile; integrity_check says
 * that the index of the table without rows has entries. VACUUM or REINDEX of another programme would take them away: the act counts
 * them, and is not done then.
 *
 * An index of a part of the rows, or of what is computed from them, is built by CREATE INDEX in one piece, and so is one of few rows of a kind that
 * had none before. */
#include "config.h"
#include "yzt-prepared-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

/* Up to so many rows, all of them new, CREATE INDEX takes a second of a processor, and half a second less than sorting and writing by pieces. */
#define WHOLE_ROWS 1100000
#define IMPOSTER "yzt_imposter"
#define SORTED "temp.stage_keys"

void
yzt_prepared_index_free (YztPreparedIndex *index)
{
  g_free (index->name);
  g_free (index->entries);
  g_free (index->columns);
  g_free (index->select);
  g_free (index->order);
  g_free (index->key);
  g_free (index->same);
  g_free (index->label);
  g_free (index);
}

/* --- what indexes there are --- */

typedef struct {
  GString *columns, *select, *order, *key, *same, *label;
  guint n;
  gboolean is_simple;
} Parts;

static const char *
affinity_word (char affinity)
{
  switch (affinity) {
    case 'I':
      return "INTEGER";
    case 'R':
      return "REAL";
    case 'N':
      return "NUMERIC";
    case 'T':
      return "TEXT";
    default:
      return "BLOB";
  }
}

/* One column of the index: seqno, cid, name, desc, coll, key. */
static void
add_column (const YztPreparedTable *table, Parts *parts, sqlite3_stmt *stmt)
{
  const char *name = (const char *) sqlite3_column_text (stmt, 2), *collation = (const char *) sqlite3_column_text (stmt, 4);
  gboolean is_number = sqlite3_column_int (stmt, 1) == -1, is_key = sqlite3_column_int (stmt, 5) != 0;
  int column = is_number ? table->fid : name != NULL ? yzt_prepared_table_find_column (table, name) : -1;
  g_autofree char *quoted = column >= 0 ? yzt_schema_quote (table->columns[column].name) : NULL;
  const char *separator = parts->n > 0 ? ", " : "";

  if (column < 0 || collation == NULL
      || (g_ascii_strcasecmp (collation, "BINARY") != 0 && g_ascii_strcasecmp (collation, "NOCASE") != 0 && g_ascii_strcasecmp (collation, "RTRIM") != 0)) {
    parts->is_simple = FALSE;
    return;
  }
  g_string_append_printf (parts->columns, "%sc%u %s COLLATE %s", separator, parts->n, is_number ? "INTEGER" : affinity_word (table->columns[column].affinity),
                          collation);
  g_string_append_printf (parts->select, "%s%s AS c%u", separator, quoted, parts->n);
  g_string_append_printf (parts->order, "%s%s COLLATE %s%s", separator, quoted, collation, sqlite3_column_int (stmt, 3) != 0 ? " DESC" : "");
  g_string_append_printf (parts->key, "%sc%u%s", separator, parts->n, sqlite3_column_int (stmt, 3) != 0 ? " DESC" : "");
  if (is_key)
    g_string_append_printf (parts->label, "%s%s", separator, table->columns[column].name);
  if (is_key)
    g_string_append_printf (parts->same, "%sa.c%u = b.c%u COLLATE %s", parts->n > 0 ? " AND " : "", parts->n, parts->n, collation);
  parts->n++;
}

static gboolean
load_index (YztPreparedTable *table, YztConnection *connection, const char *name, gboolean is_unique, gboolean is_partial, GError **error)
{
  sqlite3_stmt *stmt = yzt_connection_query (connection, error, "SELECT seqno, cid, name, \"desc\", coll, key FROM pragma_index_xinfo(?1, 'main') ORDER BY seqno",
                                             "s", name);
  Parts parts = { g_string_new (NULL), g_string_new (NULL), g_string_new (NULL), g_string_new (NULL), g_string_new (NULL), g_string_new (NULL), 0, !is_partial };
  int step = -1;

  while (stmt != NULL && (step = yzt_connection_step (connection, stmt, error)) == 1)
    add_column (table, &parts, stmt);
  /* What is to be unique is looked at before; and such an index has no name that it could be made under. */
  if (step == 0 && parts.is_simple && (table->n_coming > WHOLE_ROWS || is_unique || !table->is_simple || table->is_in_pieces)) {
    YztPreparedIndex *index = g_new0 (YztPreparedIndex, 1);

    index->name = g_strdup (name);
    index->entries = table->incoming != NULL ? g_strdup_printf ("%s_keys_%03u", table->incoming, table->indexes->len) : NULL;
    index->columns = g_strdup (parts.columns->str);
    index->select = g_strdup (parts.select->str);
    index->order = g_strdup (parts.order->str);
    index->key = g_strdup (parts.key->str);
    index->label = g_strdup (parts.label->str);
    index->same = is_unique ? g_strdup (parts.same->str) : NULL;
    g_ptr_array_add (table->indexes, index);
  } else if (step == 0) {
    g_ptr_array_add (table->whole, g_strdup (name));
  }
  g_string_free (parts.columns, TRUE);
  g_string_free (parts.select, TRUE);
  g_string_free (parts.order, TRUE);
  g_string_free (parts.key, TRUE);
  g_string_free (parts.same, TRUE);
  g_string_free (parts.label, TRUE);
  return step == 0;
}

/* The names first: SQLite answers about one index at a time. */
static gboolean
load_indexes (YztPreparedTable *table, YztConnection *connection, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GByteArray) flags = g_byte_array_new ();
  sqlite3_stmt *stmt = yzt_connection_query (connection, error, "SELECT name, \"unique\", partial FROM pragma_index_list(?1, 'main') ORDER BY name", "s", table->name);
  int step = -1;

  g_clear_pointer (&table->indexes, g_ptr_array_unref);
  g_clear_pointer (&table->whole, g_ptr_array_unref);
  table->indexes = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_prepared_index_free);
  table->whole = g_ptr_array_new_with_free_func (g_free);
  while (stmt != NULL && (step = yzt_connection_step (connection, stmt, error)) == 1) {
    guint8 both = (guint8) ((sqlite3_column_int (stmt, 1) != 0 ? 1 : 0) | (sqlite3_column_int (stmt, 2) != 0 ? 2 : 0));

    g_ptr_array_add (names, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
    g_byte_array_append (flags, &both, 1);
  }
  for (guint i = 0; step == 0 && i < names->len; i++) {
    if (!load_index (table, connection, g_ptr_array_index (names, i), flags->data[i] & 1, flags->data[i] & 2, error))
      return FALSE;
  }
  return step == 0;
}

gboolean
yzt_prepared_may_swap (YztPrepared *self, YztPreparedTable *table, YztTriggerEvents events, gboolean *may_out, GError **error)
{
  YztConnection *connection = self->connection;
  gint64 n_other, n_constraints;
  gboolean skips;

  /* Its own number is the key of a row, and not an index of its own; nothing is computed; what is to be unique has an index. */
  if (!yzt_connection_may_skip_triggers (connection, table->name, events, &skips, error)
      || !yzt_connection_get_int (connection, &n_other, error,
                                  "SELECT (SELECT count(*) FROM pragma_index_list(?1, 'main') WHERE origin = 'pk') + (SELECT count(*) FROM "
                                  "pragma_table_xinfo(?1, 'main') WHERE hidden > 0) + (SELECT count(*) FROM main.sqlite_schema WHERE name = ?1 AND type = "
                                  "'table' AND (sql LIKE '%without%rowid%' OR sql LIKE '%strict'))",
                                  "s", table->name)
      || !yzt_connection_get_int (connection, &n_constraints, error,
                                  "SELECT (SELECT count(*) FROM pragma_index_list(?1, 'main') WHERE origin = 'u') + (SELECT count(*) FROM "
                                  "main.sqlite_schema WHERE name = ?1 AND type = 'table' AND sql LIKE '%autoincrement%')",
                                  "s", table->name)
      || !load_indexes (table, connection, error))
    return FALSE;
  table->events = events;
  table->is_simple = n_constraints == 0;
  *may_out = skips && n_other == 0 && (table->is_simple || table->whole->len == 0);
  return TRUE;
}

/* --- in the map --- */

gboolean
yzt_prepared_create_keys (YztPreparedTable *table, YztConnection *connection, GError **error)
{
  g_autofree char *none = g_strdup_printf ("CREATE TABLE main.%s_keys (none)", table->incoming);

  if (!load_indexes (table, connection, error))
    return FALSE;
  if (!yzt_connection_exec (connection, none, error))
    return FALSE;
  for (guint i = 0; i < table->indexes->len; i++) {
    const YztPreparedIndex *index = g_ptr_array_index (table->indexes, i);
    g_autofree char *create = g_strdup_printf ("CREATE INDEX main.%s ON %s_keys (none)", index->entries, table->incoming);

    if (!yzt_connection_exec (connection, create, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
yzt_prepared_create_whole (YztPreparedTable *table, YztConnection *connection, GError **error)
{
  for (guint i = 0; i < table->whole->len; i++) {
    g_autofree char *sql = yzt_connection_get_text (connection, error,
                                                    "SELECT substr(sql, instr(sql, '(')) FROM main.sqlite_schema WHERE name = ?1 AND type = 'index' AND sql NOTNULL",
                                                    "s", g_ptr_array_index (table->whole, i));
    g_autofree char *unique = yzt_connection_get_text (connection, NULL, "SELECT CASE WHEN sql LIKE 'create unique%' THEN 'UNIQUE ' ELSE '' END FROM "
                                                                         "main.sqlite_schema WHERE name = ?1 AND type = 'index'",
                                                       "s", g_ptr_array_index (table->whole, i));
    g_autofree char *create = g_strdup_printf ("CREATE %sINDEX main.%s_rows_%03u ON %s_rows %s", unique, table->incoming, i, table->incoming, sql);

    if (sql == NULL || !yzt_connection_exec (connection, create, error))
      return FALSE;
  }
  return TRUE;
}

/* --- the entries --- */

static gboolean
check_unique (YztPreparedTable *table, YztConnection *connection, const YztPreparedIndex *index, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM " SORTED " b JOIN " SORTED " a ON a.rowid = b.rowid - 1 WHERE %s)", index->same);
  gint64 n;

  if (!yzt_connection_get_int (connection, &n, error, sql, ""))
    return FALSE;
  if (n == 0)
    return TRUE;
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED,
               _("The kind “%s” of this map takes each value of “%s” only once, and some of the rows have one that is there already; nothing was written."), table->name,
               index->label);
  return FALSE;
}

gboolean
yzt_prepared_sort_keys (YztPreparedTable *table, YztConnection *connection, const YztPreparedIndex *index, gint64 *n_out, GError **error)
{
  g_autofree char *sort = g_strdup_printf ("DROP TABLE IF EXISTS " SORTED "; CREATE TEMP TABLE stage_keys AS SELECT %s FROM main.%s_rows ORDER BY %s", index->select,
                                           table->incoming, index->order);

  return yzt_connection_exec (connection, sort, error) && yzt_connection_get_int (connection, n_out, error, "SELECT max(rowid) FROM " SORTED, "")
         && (index->same == NULL || check_unique (table, connection, index, error));
}

static gboolean
open_imposter (YztConnection *connection, const YztPreparedIndex *index, GError **error)
{
  g_autofree char *create = g_strdup_printf ("CREATE TABLE " IMPOSTER " (%s, PRIMARY KEY (%s)) WITHOUT ROWID", index->columns, index->key);
  gint64 root, n;
  gboolean ok;

  if (!yzt_connection_get_int (connection, &root, error, "SELECT rootpage FROM main.sqlite_schema WHERE name = ?1 AND type = 'index'", "s", index->entries))
    return FALSE;
  /* A number that leads nowhere makes a table that SQLite refuses to open. */
  sqlite3_test_control (SQLITE_TESTCTRL_IMPOSTER, connection->db, "main", 1, (int) root);
  ok = yzt_connection_exec (connection, create, error);
  sqlite3_test_control (SQLITE_TESTCTRL_IMPOSTER, connection->db, "main", 0, 0);
  if (!ok || !yzt_connection_get_int (connection, &n, error, "SELECT count(*) FROM main.sqlite_schema WHERE name = '" IMPOSTER "'", ""))
    return FALSE;
  if (n == 0)
    return TRUE;
  /* Then it has become a table like others, and goes with the transaction. */
  g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_FAILED,
                       _("This computer's SQLite was built without what a large import needs; install the SQLite of your distribution."));
  return FALSE;
}

gboolean
yzt_prepared_write_keys (YztConnection *connection, const YztPreparedIndex *index, gint64 from, gint64 to, GError **error)
{
  return open_imposter (connection, index, error)
         && yzt_connection_do (connection, error, "INSERT INTO " IMPOSTER " SELECT * FROM " SORTED " WHERE rowid > ?1 AND rowid <= ?2 ORDER BY rowid", "ii", from, to);
}

void
yzt_prepared_forget_keys (YztConnection *connection)
{
  sqlite3_test_control (SQLITE_TESTCTRL_IMPOSTER, connection->db, "main", 0, 1);
}

gboolean
yzt_prepared_check_keys (YztPreparedTable *table, YztConnection *connection, gint64 n_expected, gboolean *whole_out, GError **error)
{
  g_autofree char *count = g_strdup_printf ("SELECT count(*) FROM main.\"%s\"", table->name);
  gint64 n;

  *whole_out = TRUE;
  for (guint i = 0; i < table->indexes->len && *whole_out; i++) {
    g_autofree char *index = yzt_schema_quote (((YztPreparedIndex *) g_ptr_array_index (table->indexes, i))->name);
    g_autofree char *by = g_strdup_printf ("%s INDEXED BY %s", count, index);

    if (!yzt_connection_get_int (connection, &n, error, by, ""))
      return FALSE;
    *whole_out = n == n_expected;
  }
  if (table->indexes->len > 0 || !yzt_connection_get_int (connection, &n, error, count, ""))
    return table->indexes->len > 0;
  *whole_out = n == n_expected;
  return TRUE;
}

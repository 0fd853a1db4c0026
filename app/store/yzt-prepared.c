/* yzt-prepared.c: new rows encoded in a temporary database, with their part of the journal and of the spatial index
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-outside-private.h"
#include "yzt-prepared-private.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define PART_BYTES (16u * 1024 * 1024)
/* Others may hang nodes into the map's tree meanwhile: theirs stay below ours. */
#define NODES_AHEAD 65536

/* From so many rows on they are sent ahead. */
#define AHEAD_ROWS 100000

/* More than so many that are there are not copied in the act. */
#define PRESENT_ROWS 20000

/* Between two pieces: whoever waits for the lock looks only every so often whether it is free. */
#define PAUSE_US 10000

static guint test_chunk_rows, test_ahead_rows, test_present_rows;
static gboolean test_without_pause;

void
yzt_prepared_set_pausing (gboolean pauses)
{
  test_without_pause = !pauses;
}

void
yzt_prepared_set_sizes (guint chunk_rows, guint ahead_rows)
{
  test_chunk_rows = chunk_rows;
  test_ahead_rows = ahead_rows;
}

void
yzt_prepared_set_carried (guint present_rows)
{
  test_present_rows = present_rows;
}

guint
yzt_prepared_get_ahead_rows (void)
{
  return test_ahead_rows > 0 ? test_ahead_rows : AHEAD_ROWS;
}

static void
chunk_free (YztPreparedChunk *chunk)
{
  g_free (chunk->rows);
  g_free (chunk);
}

static void
table_free (YztPreparedTable *table)
{
  yzt_prepared_wait_for_tree (table);
  yzt_rtree_memory_free (table->memory);
  sqlite3_finalize (table->insert);
  sqlite3_finalize (table->read_back);
  for (guint i = 0; i < table->n_columns; i++)
    g_free (table->columns[i].name);
  g_free (table->columns);
  g_free (table->is_key);
  g_free (table->name);
  g_free (table->structure);
  g_free (table->incoming);
  g_clear_pointer (&table->chunks, g_ptr_array_unref);
  g_clear_pointer (&table->ranges, g_array_unref);
  g_clear_pointer (&table->late, g_array_unref);
  g_clear_pointer (&table->indexes, g_ptr_array_unref);
  g_clear_pointer (&table->whole, g_ptr_array_unref);
  sqlite3_finalize (table->mark_gone);
  g_free (table->gone);
  g_clear_pointer (&table->items, g_array_unref);
  g_clear_pointer (&table->tree.top, g_array_unref);
  g_free (table->node_table);
  g_free (table->rowid_table);
  g_free (table->parent_table);
  g_free (table);
}

YztPrepared *
yzt_prepared_new (YztStore *store, gboolean has_parts, GError **error)
{
  g_autoptr(YztPrepared) self = NULL;

  /* In the act there is little left to take in. */
  if (!yzt_outside_settle (store, error))
    return NULL;
  self = g_new0 (YztPrepared, 1);
  self->store = g_object_ref (store);
  self->has_parts = has_parts;
  self->chunk_rows = test_chunk_rows > 0 ? test_chunk_rows : YZT_PREPARED_CHUNK_ROWS;
  self->ahead_rows = yzt_prepared_get_ahead_rows ();
  self->present_rows = test_present_rows > 0 ? test_present_rows : PRESENT_ROWS;
  self->pause_us = test_without_pause ? 0 : PAUSE_US;
  self->tables = g_ptr_array_new_with_free_func ((GDestroyNotify) table_free);
  self->part = g_byte_array_new ();
  self->spans = g_array_new (FALSE, FALSE, sizeof (YztSpan));
  g_array_set_clear_func (self->spans, (GDestroyNotify) yzt_span_clear);
  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  self->packer = yzt_part_packer_new (self->checksum);
  self->numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->connection = yzt_store_open_second_writer (store, error);
  if (self->connection == NULL
      || !yzt_connection_exec (self->connection,
                               "PRAGMA temp_store=FILE; PRAGMA temp.journal_mode=OFF; PRAGMA temp.cache_size=-32768; PRAGMA temp.secure_delete=OFF; "
                               "PRAGMA wal_autocheckpoint=0; CREATE TEMP TABLE stage_part (n INTEGER, length INTEGER, bytes BLOB)",
                               error))
    return NULL;
  return g_steal_pointer (&self);
}

void
yzt_prepared_free (YztPrepared *self)
{
  if (self == NULL)
    return;
  if (self->connection != NULL)
    yzt_prepared_call_back (self);
  g_ptr_array_unref (self->tables);
  g_byte_array_unref (self->part);
  yzt_part_packer_free (self->packer);
  g_array_unref (self->spans);
  g_array_unref (self->numbers);
  g_checksum_free (self->checksum);
  g_clear_pointer (&self->connection, yzt_connection_close);
  g_object_unref (self->store);
  g_free (self);
}

void
yzt_prepared_checkpoint (YztPrepared *self)
{
  sqlite3_wal_checkpoint_v2 (self->connection->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

/* --- numbers --- */

gboolean
yzt_prepared_reserve (YztPrepared *self, guint n, GError **error)
{
  YztConnection *connection = self->connection;
  g_autofree char *high = NULL;
  YztFidSource fids;
  gint64 now_ms = yzt_clock_now_ms (yzt_store_get_clock (self->store));

  if (self->numbers->len - self->next_number >= n)
    return TRUE;
  g_array_remove_range (self->numbers, 0, self->next_number);
  self->next_number = 0;
  /* A few for a few rows, many for many. */
  self->reserved = CLAMP (self->reserved * 2, n, 1u << 17);
  if (!yzt_connection_do (connection, error, "BEGIN IMMEDIATE", ""))
    return FALSE;
  if (yzt_act_find_fids (self->store, connection, &fids, error)) {
    for (guint i = 0; i < self->reserved; i++) {
      gint64 number = yzt_fid_next (&fids, now_ms);

      g_array_append_val (self->numbers, number);
    }
    high = g_strdup_printf ("%" G_GINT64_FORMAT, fids.high);
    if (yzt_setting_put (connection, "fid_high", high, error)
        && yzt_connection_do (connection, error, "COMMIT", ""))
      return TRUE;
  }
  if (!sqlite3_get_autocommit (connection->db))
    yzt_connection_do (connection, NULL, "ROLLBACK", "");
  return FALSE;
}

gint64
yzt_prepared_next_number (YztPrepared *self)
{
  g_assert (self->next_number < self->numbers->len);
  return g_array_index (self->numbers, gint64, self->next_number++);
}

/* --- a table --- */

/* By SQLite's own rule, from the name of the type. */
static char
find_affinity (const char *type)
{
  g_autofree char *upper = g_ascii_strup (type, -1);

  if (strstr (upper, "INT") != NULL)
    return 'I';
  if (strstr (upper, "CHAR") != NULL || strstr (upper, "CLOB") != NULL || strstr (upper, "TEXT") != NULL)
    return 'T';
  if (*upper == '\0' || strstr (upper, "BLOB") != NULL)
    return 'B';
  return strstr (upper, "REAL") != NULL || strstr (upper, "FLOA") != NULL || strstr (upper, "DOUB") != NULL ? 'R' : 'N';
}

static gboolean
load_columns (YztPrepared *self, YztPreparedTable *table, GError **error)
{
  g_autoptr(GArray) columns = g_array_new (FALSE, FALSE, sizeof (YztPreparedColumn));
  g_autoptr(GByteArray) keys = g_byte_array_new ();
  sqlite3_stmt *stmt = yzt_connection_query (self->connection, error,
                                             "SELECT name, type, pk FROM pragma_table_info(?1, 'main') ORDER BY cid", "s",
                                             table->name);
  int step = -1;

  while (stmt != NULL && (step = yzt_connection_step (self->connection, stmt, error)) == 1) {
    YztPreparedColumn column = { g_strdup ((const char *) sqlite3_column_text (stmt, 0)),
                                 find_affinity ((const char *) sqlite3_column_text (stmt, 1)) };
    guint8 is_key = sqlite3_column_int (stmt, 2) > 0;

    g_array_append_val (columns, column);
    g_byte_array_append (keys, &is_key, 1);
  }
  table->n_columns = columns->len;
  table->columns = (YztPreparedColumn *) (gpointer) g_array_free (g_steal_pointer (&columns), FALSE);
  table->is_key = g_byte_array_free (g_steal_pointer (&keys), FALSE);
  table->fid = yzt_prepared_table_find_column (table, "fid");
  table->geom = yzt_prepared_table_find_column (table, "geom");
  return step == 0;
}

int
yzt_prepared_table_find_column (const YztPreparedTable *table, const char *name)
{
  for (guint i = 0; i < table->n_columns; i++) {
    if (g_str_equal (table->columns[i].name, name))
      return (int) i;
  }
  return -1;
}

char *
yzt_prepared_read_structure (YztConnection *connection, const char *table, GError **error)
{
  return yzt_connection_get_text (connection, error,
                                  "SELECT group_concat(sql, char(10)) FROM (SELECT sql FROM main.sqlite_schema WHERE tbl_name = ?1 AND "
                                  "type IN ('table', 'index') AND sql NOTNULL ORDER BY type DESC, name)",
                                  "s", table);
}

gboolean
yzt_prepared_check_structure (const YztPreparedTable *table, YztConnection *connection, GError **error)
{
  g_autofree char *present = yzt_prepared_read_structure (connection, table->name, error);

  if (present == NULL || g_str_equal (present, table->structure))
    return present != NULL;
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT,
               _("The kind “%s” was changed while its rows were being prepared, and nothing was written; do it again."), table->name);
  return FALSE;
}

static gboolean
prepare_statements (YztPrepared *self, YztPreparedTable *table, const char *rows, GError **error)
{
  g_autofree char *read_back = g_strdup_printf ("SELECT * FROM %s WHERE fid = ?1", rows);
  g_autoptr(GString) insert = g_string_new (NULL);

  g_clear_pointer (&table->insert, sqlite3_finalize);
  g_clear_pointer (&table->read_back, sqlite3_finalize);
  g_string_printf (insert, "INSERT INTO %s VALUES (", rows);
  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (insert, "%s?%u", i > 0 ? ", " : "", i + 1);
  g_string_append_c (insert, ')');
  if (sqlite3_prepare_v3 (self->connection->db, insert->str, -1, SQLITE_PREPARE_PERSISTENT, &table->insert, NULL) != SQLITE_OK
      || sqlite3_prepare_v3 (self->connection->db, read_back, -1, SQLITE_PREPARE_PERSISTENT, &table->read_back, NULL) != SQLITE_OK)
    return yzt_connection_fail (self->connection, error);
  return TRUE;
}

/* The same columns in the same order, so that SQLite copies rows as they are. */
gboolean
yzt_prepared_create_like (YztConnection *connection, const char *table, const char *name, GError **error)
{
  g_autofree char *sql = yzt_connection_get_text (connection, error,
                                                  "SELECT substr(sql, instr(sql, '(')) FROM main.sqlite_schema WHERE name = ?1 AND type = 'table'",
                                                  "s", table);
  /* A temporary table could not refer to the map's, and nobody's rows shall hang on what is not there yet. */
  g_autofree char *plain = sql != NULL ? yzt_keys_strip (sql) : NULL;
  g_autofree char *create = g_strdup_printf ("CREATE TABLE %s %s", name, plain);

  return sql != NULL && yzt_connection_exec (connection, create, error);
}

gboolean
yzt_prepared_create_simple (YztPreparedTable *table, YztConnection *connection, const char *name, GError **error)
{
  g_autoptr(GString) sql = g_string_new (NULL);
  sqlite3_stmt *stmt = yzt_connection_query (connection, error, "SELECT name, type, \"notnull\", dflt_value FROM pragma_table_info(?1, 'main') ORDER BY cid", "s",
                                             table->name);
  int step = -1;

  g_string_printf (sql, "CREATE TABLE %s (", name);
  for (guint i = 0; stmt != NULL && (step = yzt_connection_step (connection, stmt, error)) == 1; i++) {
    g_autofree char *quoted = yzt_schema_quote ((const char *) sqlite3_column_text (stmt, 0));
    const char *usual = (const char *) sqlite3_column_text (stmt, 3);

    g_string_append_printf (sql, "%s%s %s%s%s%s%s", i > 0 ? ", " : "", quoted, (const char *) sqlite3_column_text (stmt, 1),
                            (int) i == table->fid ? " PRIMARY KEY" : "", sqlite3_column_int (stmt, 2) != 0 ? " NOT NULL" : "",
                            usual != NULL ? " DEFAULT " : "", usual != NULL ? usual : "");
  }
  g_string_append_c (sql, ')');
  return step == 0 && yzt_connection_exec (connection, sql->str, error);
}

static gboolean
add_chunk (YztPrepared *self, YztPreparedTable *table, GError **error)
{
  YztPreparedChunk *chunk = g_new0 (YztPreparedChunk, 1);
  guint number = 0;

  g_ptr_array_find (self->tables, table, &number);
  chunk->rows = g_strdup_printf ("temp.stage_rows_%u_%u", number, table->chunks->len);
  g_ptr_array_add (table->chunks, chunk);
  return yzt_prepared_check_structure (table, self->connection, error)
         && yzt_prepared_create_like (self->connection, table->name, chunk->rows, error)
         && prepare_statements (self, table, chunk->rows, error);
}

YztPreparedTable *
yzt_prepared_get_table (YztPrepared *self, const char *name, GError **error)
{
  YztPreparedTable *table;

  for (guint i = 0; i < self->tables->len; i++) {
    table = g_ptr_array_index (self->tables, i);
    if (g_str_equal (table->name, name))
      return table;
  }
  table = g_new0 (YztPreparedTable, 1);
  table->name = g_strdup (name);
  table->chunks = g_ptr_array_new_with_free_func ((GDestroyNotify) chunk_free);
  table->ranges = g_array_new (FALSE, FALSE, sizeof (YztTouchRange));
  table->items = g_array_new (FALSE, FALSE, sizeof (YztRtreeItem));
  g_ptr_array_add (self->tables, table);
  if (!load_columns (self, table, error))
    return NULL;
  if (table->fid < 0) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, _("This map has no kind “%s”; add the kind to the map first."), name);
    return NULL;
  }
  table->structure = yzt_prepared_read_structure (self->connection, name, error);
  return table->structure != NULL && add_chunk (self, table, error) ? table : NULL;
}

/* --- a row --- */

/* SQLite takes only texts that are numbers all through for one. A date has a minus after a digit. */
static gboolean
may_be_number (const YztValue *value)
{
  for (gsize i = 0; i < value->length; i++) {
    char c = (char) value->bytes[i];

    if (!g_ascii_isdigit (c) && strchr (" \t\n\v\f\r+-.eE", c) == NULL)
      return FALSE;
    if (c == '-' && i > 0 && g_ascii_isdigit (value->bytes[i - 1]))
      return FALSE;
  }
  return TRUE;
}

/* Makes of the value what SQLite will make of it in such a column; FALSE when SQLite has to be asked. */
static gboolean
settle (char affinity, YztValue *value)
{
  switch (value->type) {
    case SQLITE_INTEGER:
      if (affinity == 'R')
        *value = (YztValue) { .type = SQLITE_FLOAT, .number = (double) value->integer };
      return affinity != 'T';
    case SQLITE_FLOAT:
      if (isnan (value->number))
        *value = (YztValue) { .type = SQLITE_NULL };
      return affinity == 'R' || affinity == 'B';
    case SQLITE_TEXT:
      return affinity == 'T' || affinity == 'B' || !may_be_number (value);
    default:
      return TRUE;
  }
}

/* Those that are packed by now; all of them when @waits. */
static gboolean
keep_packed (YztPrepared *self, gboolean waits, GError **error)
{
  while (yzt_part_packer_get_n (self->packer) > 0) {
    GError *local_error = NULL;
    gsize packed_length, length;
    g_autofree guint8 *packed = yzt_part_packer_take (self->packer, waits, &packed_length, &length, &local_error);
    g_autoptr(GBytes) bytes = packed != NULL ? g_bytes_new_static (packed, packed_length) : NULL;

    if (local_error != NULL) {
      g_propagate_error (error, local_error);
      return FALSE;
    }
    if (packed == NULL)
      return TRUE;
    if (!yzt_connection_do (self->connection, error, "INSERT INTO temp.stage_part VALUES (?1, ?2, ?3)", "iib",
                            (gint64) self->n_kept++, (gint64) length, bytes))
      return FALSE;
  }
  return TRUE;
}

static gboolean
flush_part (YztPrepared *self, GError **error)
{
  guint capacity = self->part->len;

  if (self->part->len == 0)
    return TRUE;
  yzt_part_packer_push (self->packer, g_steal_pointer (&self->part));
  self->part = g_byte_array_sized_new (capacity + capacity / 8);
  self->n_parts++;
  self->part_table = NULL;
  self->part_rows = 0;
  return keep_packed (self, FALSE, error);
}

/* Of the part that is being written: a table has one, though an undo may come back to it after others. */
static YztSpan *
get_span (YztPrepared *self, const YztPreparedTable *table, gint64 fid)
{
  YztSpan added = { self->n_parts, NULL, fid, fid };

  for (guint i = self->spans->len; i > 0; i--) {
    YztSpan *span = &g_array_index (self->spans, YztSpan, i - 1);

    if (span->part != self->n_parts)
      break;
    if (g_str_equal (span->table, table->name))
      return span;
  }
  added.table = g_strdup (table->name);
  g_array_append_val (self->spans, added);
  return &g_array_index (self->spans, YztSpan, self->spans->len - 1);
}

static gboolean
write_change (YztPrepared *self, YztPreparedTable *table, const YztChange *change, gint64 fid, GError **error)
{
  YztSpan *span = get_span (self, table, fid);

  if (self->part_table != table)
    yzt_changeset_write_table (self->part, table->name, table->n_columns, table->is_key);
  self->part_table = table;
  span->fid_from = MIN (span->fid_from, fid);
  span->fid_to = MAX (span->fid_to, fid);
  yzt_changeset_write_change (self->part, change);
  self->part_rows++;
  return (self->part_rows < YZT_PART_ROWS && self->part->len < PART_BYTES) || flush_part (self, error);
}

static void
widen_ranges (YztPreparedTable *table, gint64 fid, int op)
{
  YztTouchRange *last = table->ranges->len > 0 ? &g_array_index (table->ranges, YztTouchRange, table->ranges->len - 1) : NULL;
  YztTouchRange added = { fid, fid, op, NULL };

  if (last != NULL && last->op == op && fid == last->fid_to + 1 && fid - last->fid_from < YZT_TOUCH_SPAN)
    last->fid_to = fid;
  else
    g_array_append_val (table->ranges, added);
}

/* The values as SQLite keeps them; they are its own until the statement is reset. */
static gboolean
ask_back (YztPrepared *self, YztPreparedTable *table, YztValue *values, GError **error)
{
  int step;

  sqlite3_bind_int64 (table->read_back, 1, values[table->fid].integer);
  step = yzt_connection_step (self->connection, table->read_back, error);
  for (guint i = 0; step == 1 && i < table->n_columns; i++)
    yzt_value_from_column (&values[i], table->read_back, (int) i);
  return step == 1;
}

static YztPreparedChunk *
last_chunk (YztPreparedTable *table)
{
  return g_ptr_array_index (table->chunks, table->chunks->len - 1);
}

/* A new row, or one in the place of another. */
static gboolean
put_row (YztPrepared *self, YztPreparedTable *table, YztValue *values, gboolean *settled, GError **error)
{
  double bounds[4];
  YztPreparedChunk *chunk;

  if (last_chunk (table)->n_rows >= self->chunk_rows && !add_chunk (self, table, error))
    return FALSE;
  chunk = last_chunk (table);
  *settled = TRUE;
  for (guint i = 0; i < table->n_columns; i++) {
    *settled = settle (table->columns[i].affinity, &values[i]) && *settled;
    yzt_value_bind (&values[i], table->insert, (int) i + 1);
  }
  if (yzt_connection_step (self->connection, table->insert, error) != 0)
    return FALSE;
  if (table->geom >= 0 && values[table->geom].type == SQLITE_BLOB
      && yzt_gpkg_get_bounds (values[table->geom].bytes, values[table->geom].length, bounds))
    yzt_rtree_items_add (table->items, values[table->fid].integer, bounds);
  chunk->fid_from = chunk->n_rows == 0 ? values[table->fid].integer : chunk->fid_from;
  chunk->fid_to = values[table->fid].integer;
  chunk->n_rows++;
  self->n_rows++;
  return TRUE;
}

gboolean
yzt_prepared_add (YztPrepared *self, YztPreparedTable *table, YztValue *values, GError **error)
{
  YztChange change = { SQLITE_INSERT, table->name, table->n_columns, table->is_key, NULL, values };
  gboolean settled, ok;

  if (!yzt_prepared_count_row (self, error) || !put_row (self, table, values, &settled, error))
    return FALSE;
  widen_ranges (table, values[table->fid].integer, SQLITE_INSERT);
  if (!self->has_parts)
    return TRUE;
  ok = (settled || ask_back (self, table, values, error)) && write_change (self, table, &change, values[table->fid].integer, error);
  sqlite3_reset (table->read_back);
  return ok;
}

/* --- rows that are there --- */

void
yzt_prepared_table_begin (YztPreparedTable *table, gint64 entry)
{
  table->is_carried = TRUE;
  table->carried_entry = entry;
  table->carried_to = G_MININT64;
}

static gboolean
begin_gone (YztPrepared *self, YztPreparedTable *table, GError **error)
{
  g_autofree char *create = NULL;
  g_autofree char *insert = NULL;
  guint number = 0;

  if (table->gone != NULL)
    return TRUE;
  g_ptr_array_find (self->tables, table, &number);
  table->gone = g_strdup_printf ("temp.stage_gone_%u", number);
  create = g_strdup_printf ("CREATE TABLE %s (fid INTEGER PRIMARY KEY)", table->gone);
  insert = g_strdup_printf ("INSERT INTO %s VALUES (?1)", table->gone);
  if (!yzt_connection_exec (self->connection, create, error))
    return FALSE;
  return sqlite3_prepare_v3 (self->connection->db, insert, -1, SQLITE_PREPARE_PERSISTENT, &table->mark_gone, NULL) == SQLITE_OK
         || yzt_connection_fail (self->connection, error);
}

static gboolean
mark_gone (YztPrepared *self, YztPreparedTable *table, gint64 fid, GError **error)
{
  if (!begin_gone (self, table, error))
    return FALSE;
  sqlite3_bind_int64 (table->mark_gone, 1, fid);
  table->n_gone++;
  return yzt_connection_step (self->connection, table->mark_gone, error) == 0;
}

gboolean
yzt_prepared_remove (YztPrepared *self, YztPreparedTable *table, YztValue *before, GError **error)
{
  YztChange change = { SQLITE_DELETE, table->name, table->n_columns, table->is_key, before, NULL };
  gint64 fid = before[table->fid].integer;

  if (!yzt_prepared_count_row (self, error) || !mark_gone (self, table, fid, error))
    return FALSE;
  widen_ranges (table, fid, SQLITE_DELETE);
  return !self->has_parts || write_change (self, table, &change, fid, error);
}

gboolean
yzt_prepared_replace (YztPrepared *self, YztPreparedTable *table, YztValue *before, YztValue *after, GError **error)
{
  YztChange change = { SQLITE_UPDATE, table->name, table->n_columns, table->is_key, before, after };
  gint64 fid = before[table->fid].integer;
  gboolean settled, ok;

  if (!yzt_prepared_count_row (self, error) || !mark_gone (self, table, fid, error) || !put_row (self, table, after, &settled, error))
    return FALSE;
  widen_ranges (table, fid, SQLITE_UPDATE);
  ok = settled || ask_back (self, table, after, error);
  if (ok && self->has_parts && yzt_changeset_reduce_update (before, after, table->is_key, table->n_columns))
    ok = write_change (self, table, &change, fid, error);
  sqlite3_reset (table->read_back);
  return ok;
}

gboolean
yzt_prepared_remove_range (YztPrepared *self, YztPreparedTable *table, gint64 fid_from, gint64 fid_to, gint64 *n_out, GError **error)
{
  g_autofree char *mark = NULL;

  if (!begin_gone (self, table, error))
    return FALSE;
  mark = g_strdup_printf ("INSERT INTO %s SELECT fid FROM main.\"%s\" WHERE fid BETWEEN ?1 AND ?2", table->gone, table->name);
  if (!yzt_connection_do (self->connection, error, mark, "ii", fid_from, fid_to))
    return FALSE;
  *n_out = sqlite3_changes (self->connection->db);
  table->n_gone += *n_out;
  return TRUE;
}

/* --- the end --- */

/* Nothing is written: it cannot fail. */
static gpointer
packing_thread (gpointer data)
{
  YztPreparedTable *table = data;
  YztRtreeStaged *tree = &table->tree;
  YztRtreeTables tables = tree->tables;

  tables.memory = table->memory;
  tree->top = yzt_rtree_pack (NULL, &tables, table->items, tree->first_node, &tree->depth, &tree->next_node, NULL);
  return NULL;
}

void
yzt_prepared_wait_for_tree (YztPreparedTable *table)
{
  if (table->packing == NULL)
    return;
  g_clear_pointer (&table->packing, g_thread_join);
  g_clear_pointer (&table->items, g_array_unref);
}

static gboolean
plan_tree (YztPrepared *self, YztPreparedTable *table, GError **error)
{
  YztRtreeStaged *tree = &table->tree;
  g_autofree char *highest = g_strdup_printf ("SELECT coalesce(max(nodeno), 1) FROM main.\"rtree_%s_geom_node\"", table->name);
  gint64 highest_node;

  if (!yzt_connection_get_int (self->connection, &highest_node, error, highest, ""))
    return FALSE;
  table->node_table = g_strconcat (last_chunk (table)->rows, "_node", NULL);
  table->rowid_table = g_strconcat (last_chunk (table)->rows, "_rowid", NULL);
  table->parent_table = g_strconcat (last_chunk (table)->rows, "_parent", NULL);
  tree->tables = (YztRtreeTables) { table->node_table, table->rowid_table, table->parent_table,
                                    yzt_rtree_get_node_size (self->connection, table->name, error), NULL };
  if (tree->tables.node_size == 0)
    return FALSE;
  tree->first_node = highest_node + NODES_AHEAD;
  table->n_items = table->items->len;
  return TRUE;
}

void
yzt_prepared_start_packing (YztPreparedTable *table)
{
  table->memory = yzt_rtree_memory_new (table->tree.first_node);
  table->packing = g_thread_new ("yzt-pack", packing_thread, table);
}

/* For a tree that is joined to the map's in the act. */
gboolean
yzt_prepared_write_tree (YztPrepared *self, YztPreparedTable *table, GError **error)
{
  g_autofree char *create = g_strdup_printf ("CREATE TABLE %s (nodeno INTEGER PRIMARY KEY, data); CREATE TABLE %s (rowid INTEGER PRIMARY KEY, "
                                             "nodeno); CREATE TABLE %s (nodeno INTEGER PRIMARY KEY, parentnode)",
                                             table->node_table, table->rowid_table, table->parent_table);
  gboolean ok;

  yzt_prepared_wait_for_tree (table);
  if (table->tree.depth == 0)
    return TRUE;
  ok = yzt_connection_exec (self->connection, "BEGIN", error) && yzt_connection_exec (self->connection, create, error)
       && yzt_rtree_memory_write_rows (table->memory, self->connection, &table->tree.tables, 0, G_MAXUINT, error)
       && yzt_rtree_memory_write_nodes (table->memory, self->connection, &table->tree.tables, error)
       && yzt_connection_exec (self->connection, "COMMIT", error);
  g_clear_pointer (&table->memory, yzt_rtree_memory_free);
  return ok;
}

gboolean
yzt_prepared_finish (YztPrepared *self, GError **error)
{
  gboolean ok = TRUE;

  if (!flush_part (self, error) || !keep_packed (self, TRUE, error))
    return FALSE;
  for (guint i = 0; ok && i < self->tables->len; i++) {
    YztPreparedTable *table = g_ptr_array_index (self->tables, i);

    ok = table->geom < 0 || plan_tree (self, table, error);
  }
  return ok;
}

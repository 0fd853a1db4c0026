/* yzt-recorder.c: what an act changes, row by row, as a changeset
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The format is that of SQLite's session extension. Its recorder prepares statements anew for every changeset, which is a
 * third of the time of a small act, and spreads numbers like ours over 512 places only, which is slow in a large one. Here
 * the row as it was is noted at its first change, from the hook that the session extension itself stands on; the row as it
 * has become is read at the end. */
#include "config.h"
#include "yzt-store-private.h"
#include <string.h>

#define MAX_PART_BYTES (16u * 1024 * 1024)

typedef struct {
  gint64 rowid;
  int op;       /* of the first change */
  gsize before; /* where the row as it was begins in the table's @befores; nothing for inserted rows */
} Row;

typedef struct {
  char *name;
  gboolean is_recorded;
  gboolean has_fid; /* the key is the row's number */
  guint n_columns;
  guint8 *is_key;
  char *select;
  GArray *rows;        /* Row, in the order of their first change */
  guint32 *slots;      /* open addressing: index of the row plus 1 */
  guint n_slots_log2;
  GByteArray *befores; /* records of values in the changeset's encoding */
} Table;

struct _YztRecorder {
  YztConnection *connection;
  GHashTable *tables; /* name → Table */
  GPtrArray *touched; /* Table, in the order of their first change */
  Table *last;
  gboolean is_on, has_failed;
};

static void
table_free (Table *table)
{
  g_free (table->name);
  g_free (table->is_key);
  g_free (table->select);
  g_free (table->slots);
  g_clear_pointer (&table->rows, g_array_unref);
  g_clear_pointer (&table->befores, g_byte_array_unref);
  g_free (table);
}

/* --- rows by number --- */

static guint32 *
find_slot (Table *table, gint64 rowid)
{
  guint32 mask = (1u << table->n_slots_log2) - 1;
  guint32 at = (guint32) (((guint64) rowid * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)) >> 40) & mask;

  while (table->slots[at] != 0
         && g_array_index (table->rows, Row, table->slots[at] - 1).rowid != rowid)
    at = (at + 1) & mask;
  return &table->slots[at];
}

static void
make_slots (Table *table, guint n_slots_log2)
{
  g_free (table->slots);
  table->n_slots_log2 = n_slots_log2;
  table->slots = g_new0 (guint32, (gsize) 1 << n_slots_log2);
  for (guint i = 0; i < table->rows->len; i++)
    *find_slot (table, g_array_index (table->rows, Row, i).rowid) = i + 1;
}

/* --- the hook --- */

static gboolean
describe_table (YztRecorder *self, Table *table)
{
  g_autoptr(GByteArray) keys = g_byte_array_new ();
  sqlite3_stmt *stmt = yzt_connection_query (
      self->connection, NULL,
      "SELECT pk, type FROM pragma_table_info(?1) ORDER BY cid", "s", table->name);
  g_autofree char *name = yzt_schema_quote (table->name);
  int step;

  if (stmt == NULL)
    return FALSE;
  while ((step = yzt_connection_step (self->connection, stmt, NULL)) == 1) {
    guint8 is_key = sqlite3_column_int (stmt, 0) > 0;

    if (is_key != 0)
      table->has_fid = g_ascii_strcasecmp ((const char *) sqlite3_column_text (stmt, 1), "INTEGER") == 0;
    g_byte_array_append (keys, &is_key, 1);
  }
  table->n_columns = keys->len;
  table->is_key = g_memdup2 (keys->data, keys->len);
  table->select = g_strdup_printf ("SELECT * FROM %s WHERE rowid = ?1", name);
  table->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  table->befores = g_byte_array_new ();
  make_slots (table, 4);
  /* A table without a key, which a trigger of others may write, is not the map's: its rows have no name that a journal could call them by. */
  table->is_recorded = memchr (table->is_key, 1, table->n_columns) != NULL;
  return step == 0;
}

static Table *
get_table (YztRecorder *self, const char *name)
{
  Table *table;

  if (self->last != NULL && g_str_equal (self->last->name, name))
    return self->last;
  table = g_hash_table_lookup (self->tables, name);
  if (table == NULL) {
    table = g_new0 (Table, 1);
    table->name = g_strdup (name);
    table->is_recorded = yzt_schema_is_recorded (name);
    g_hash_table_insert (self->tables, table->name, table);
    if (table->is_recorded && !describe_table (self, table))
      self->has_failed = TRUE;
  }
  self->last = table;
  return table;
}

static void
value_from_sqlite (YztValue *value, sqlite3_value *from)
{
  *value = (YztValue) { sqlite3_value_type (from) };
  if (value->type == SQLITE_INTEGER)
    value->integer = sqlite3_value_int64 (from);
  else if (value->type == SQLITE_FLOAT)
    value->number = sqlite3_value_double (from);
  else if (value->type == SQLITE_TEXT)
    value->bytes = sqlite3_value_text (from);
  else if (value->type == SQLITE_BLOB)
    value->bytes = sqlite3_value_blob (from);
  if (value->bytes != NULL)
    value->length = (gsize) sqlite3_value_bytes (from);
}

static void
keep_before (YztRecorder *self, Table *table)
{
  for (guint i = 0; i < table->n_columns; i++) {
    sqlite3_value *old = NULL;
    YztValue value;

    if (sqlite3_preupdate_old (self->connection->db, (int) i, &old) != SQLITE_OK || old == NULL) {
      self->has_failed = TRUE;
      return;
    }
    value_from_sqlite (&value, old);
    yzt_changeset_write_value (table->befores, &value);
  }
}

static void
note (YztRecorder *self, Table *table, int op, gint64 rowid)
{
  guint32 *slot = find_slot (table, rowid);
  Row row = { rowid, op, table->befores->len };

  if (*slot != 0)
    return;
  if (table->rows->len == 0)
    g_ptr_array_add (self->touched, table);
  g_array_append_val (table->rows, row);
  *slot = table->rows->len;
  if (op != SQLITE_INSERT)
    keep_before (self, table);
  if (table->rows->len * 2 > 1u << table->n_slots_log2)
    make_slots (table, table->n_slots_log2 + 1);
}

static void
on_change (void *data, sqlite3 *db, int op, const char *database, const char *name,
           sqlite3_int64 rowid_before, sqlite3_int64 rowid_after)
{
  YztRecorder *self = data;
  Table *table;

  if (!self->is_on || self->has_failed || !g_str_equal (database, "main"))
    return;
  table = get_table (self, name);
  if (!table->is_recorded || self->has_failed)
    return;
  if (sqlite3_preupdate_count (db) != (int) table->n_columns) {
    self->has_failed = TRUE;
    return;
  }
  if (op == SQLITE_UPDATE && rowid_before != rowid_after) {
    note (self, table, SQLITE_DELETE, rowid_before);
    note (self, table, SQLITE_INSERT, rowid_after);
    return;
  }
  note (self, table, op, op == SQLITE_INSERT ? rowid_after : rowid_before);
}

/* --- beginning and end --- */

YztRecorder *
yzt_recorder_new (YztConnection *connection)
{
  YztRecorder *self = g_new0 (YztRecorder, 1);

  self->connection = connection;
  self->tables = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) table_free);
  self->touched = g_ptr_array_new ();
  return self;
}

void
yzt_recorder_free (YztRecorder *self)
{
  if (self == NULL)
    return;
  sqlite3_preupdate_hook (self->connection->db, NULL, NULL);
  g_hash_table_unref (self->tables);
  g_ptr_array_unref (self->touched);
  g_free (self);
}

void
yzt_recorder_forget_tables (YztRecorder *self)
{
  self->last = NULL;
  g_ptr_array_set_size (self->touched, 0);
  g_hash_table_remove_all (self->tables);
}

void
yzt_recorder_reset (YztRecorder *self)
{
  for (guint i = 0; i < self->touched->len; i++) {
    Table *table = g_ptr_array_index (self->touched, i);

    g_array_set_size (table->rows, 0);
    g_byte_array_set_size (table->befores, 0);
    memset (table->slots, 0, sizeof (guint32) << table->n_slots_log2);
  }
  g_ptr_array_set_size (self->touched, 0);
  self->has_failed = FALSE;
}

void
yzt_recorder_set_on (YztRecorder *self, gboolean is_on)
{
  self->is_on = is_on;
  /* With a hook SQLite prepares to tell of each row, and does not take a table's rows away as a whole. */
  sqlite3_preupdate_hook (self->connection->db, is_on ? on_change : NULL, self);
}

gsize
yzt_recorder_get_memory (YztRecorder *self)
{
  gsize n = 0;

  for (guint i = 0; i < self->touched->len; i++)
    n += ((Table *) g_ptr_array_index (self->touched, i))->befores->len;
  return n;
}

/* --- the changeset --- */

typedef struct {
  YztRecorder *recorder;
  YztRecordedFunc func;
  YztChangesetFunc part;
  gpointer user_data;
  GByteArray *out;
  Table *table;
  gboolean has_header;
  YztValue *before, *after;
} Writing;

static gboolean
write_row (Writing *self, const Row *row, sqlite3_stmt *present)
{
  Table *table = self->table;
  YztChange change = { row->op,     table->name,  table->n_columns,
                       table->is_key, self->before, self->after };

  if (row->op == SQLITE_INSERT && present == NULL)
    return TRUE;
  if (row->op != SQLITE_INSERT
      && !yzt_changeset_read_record (table->befores->data + row->before,
                                     table->befores->len - row->before, self->before,
                                     table->n_columns))
    return FALSE;
  for (guint i = 0; present != NULL && i < table->n_columns; i++)
    yzt_value_from_column (&self->after[i], present, (int) i);
  if (row->op != SQLITE_INSERT)
    change.op = present != NULL ? SQLITE_UPDATE : SQLITE_DELETE;
  if (change.op == SQLITE_UPDATE && !yzt_changeset_reduce_update (self->before, self->after, table->is_key, table->n_columns))
    return TRUE;
  if (!self->has_header)
    yzt_changeset_write_table (self->out, table->name, table->n_columns, table->is_key);
  self->has_header = TRUE;
  yzt_changeset_write_change (self->out, &change);
  self->func (table->name, table->has_fid ? row->rowid : 0, change.op, self->user_data);
  return TRUE;
}

/* Rows may be long: a part ends early then. */
static gboolean
flush_part (Writing *self, GError **error)
{
  if (self->out->len < MAX_PART_BYTES)
    return TRUE;
  if (!self->part (self->out, self->user_data, error))
    return FALSE;
  g_byte_array_set_size (self->out, 0);
  self->has_header = FALSE;
  return TRUE;
}

static gboolean
write_table (Writing *self, GError **error)
{
  Table *table = self->table;
  sqlite3_stmt *stmt = yzt_connection_prepare (self->recorder->connection, table->select, error);
  gboolean ok = stmt != NULL;

  self->before = g_new0 (YztValue, table->n_columns);
  self->after = g_new0 (YztValue, table->n_columns);
  self->has_header = FALSE;
  for (guint i = 0; ok && i < table->rows->len; i++) {
    const Row *row = &g_array_index (table->rows, Row, i);
    int step;

    sqlite3_bind_int64 (stmt, 1, row->rowid);
    step = yzt_connection_step (self->recorder->connection, stmt, error);
    ok = step >= 0 && write_row (self, row, step == 1 ? stmt : NULL);
    sqlite3_reset (stmt);
    ok = ok && flush_part (self, error);
  }
  g_free (self->before);
  g_free (self->after);
  return ok;
}

gboolean
yzt_recorder_take (YztRecorder *self, YztRecordedFunc func, YztChangesetFunc part,
                   gpointer user_data, GError **error)
{
  g_autoptr(GByteArray) out = g_byte_array_new ();
  Writing writing = { self, func, part, user_data, .out = out };
  gboolean ok = !self->has_failed;

  for (guint i = 0; ok && i < self->touched->len; i++) {
    writing.table = g_ptr_array_index (self->touched, i);
    ok = write_table (&writing, error);
  }
  ok = ok && (out->len == 0 || part (out, user_data, error));
  yzt_recorder_reset (self);
  return ok;
}

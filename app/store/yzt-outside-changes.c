/* yzt-outside-changes.c: what other programmes changed, as the journal is told: from the row that a trigger saved to the row as it is
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-outside-private.h"
#include <string.h>

#define MAX_PART_BYTES (16u * 1024 * 1024)

/* --- an SQL literal, as quote() wrote it --- */

static guint8 *
parse_hex (const char *text, gsize *length)
{
  gsize n = strlen (text) / 2;
  guint8 *bytes = g_malloc (n + 1);

  for (gsize i = 0; i < n; i++)
    bytes[i] = (guint8) ((g_ascii_xdigit_value (text[2 * i]) << 4)
                         | (g_ascii_xdigit_value (text[2 * i + 1]) & 0xf));
  *length = n;
  return bytes;
}

/* Text is kept alive by @memory. */
static void
parse_literal (const char *literal, YztValue *value, GPtrArray *memory)
{
  gsize n = strlen (literal);

  *value = (YztValue) { .type = SQLITE_NULL };
  if (n >= 2 && literal[0] == '\'') {
    g_autofree char *inner = g_strndup (literal + 1, n - 2);
    g_auto(GStrv) parts = g_strsplit (inner, "''", -1);
    char *text = g_strjoinv ("'", parts);

    g_ptr_array_add (memory, text);
    *value =
        (YztValue) { .type = SQLITE_TEXT, .bytes = (const guint8 *) text, .length = strlen (text) };
  } else if (n >= 3 && (literal[0] == 'X' || literal[0] == 'x') && literal[1] == '\'') {
    g_autofree char *inner = g_strndup (literal + 2, n - 3);

    value->type = SQLITE_BLOB;
    value->bytes = parse_hex (inner, &value->length);
    g_ptr_array_add (memory, (gpointer) value->bytes);
  } else if (strpbrk (literal, ".eE") != NULL) {
    value->type = SQLITE_FLOAT;
    value->number = g_ascii_strtod (literal, NULL);
  } else if (!g_str_equal (literal, "NULL")) {
    value->type = SQLITE_INTEGER;
    value->integer = g_ascii_strtoll (literal, NULL, 10);
  }
}

/* The first that was saved of a row tells how it was before all of it. */
static gboolean
load_old (YztWaitingWriter *self, const YztWaitingRow *row, GPtrArray *memory, GError **error)
{
  YztConnection *connection = self->waiting->connection;
  sqlite3_stmt *stmt = yzt_connection_query (connection, error,
                                             "SELECT j.key, j.value FROM outside_change c, json_each(CASE WHEN json_valid(c.old) THEN c.old ELSE '{}' END) j WHERE c.n = ?1",
                                             "i", g_array_index (self->waiting->notes, YztWaitingNote, row->first).n);
  guint next = 0;
  int step;

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < self->n_columns; i++)
    self->before[i] = (YztValue) { .type = SQLITE_NULL };
  while ((step = yzt_connection_step (connection, stmt, error)) == 1) {
    const char *name = (const char *) sqlite3_column_text (stmt, 0), *literal = (const char *) sqlite3_column_text (stmt, 1);

    /* They stand in the order of the columns. */
    for (guint k = 0; k < self->n_columns && name != NULL && literal != NULL; k++) {
      guint i = (next + k) % self->n_columns;

      if (g_str_equal (self->columns[i], name)) {
        parse_literal (literal, &self->before[i], memory);
        next = i + 1;
        break;
      }
    }
  }
  return step == 0;
}

/* --- parts --- */

void
yzt_waiting_part_free (YztWaitingPart *part)
{
  g_free (part->packed);
  g_array_unref (part->touches);
  g_free (part);
}

gboolean
yzt_waiting_part_apply (const YztWaitingPart *part, YztAct *act, GError **error)
{
  for (guint i = 0; i < part->touches->len; i++) {
    const YztWaitingTouch *touch = &g_array_index (part->touches, YztWaitingTouch, i);

    yzt_act_note_row (touch->table, touch->fid, touch->op, act);
  }
  return yzt_act_add_packed (act, part->packed, part->packed_length, part->length, error);
}

void
yzt_waiting_writer_init (YztWaitingWriter *self, YztWaiting *waiting)
{
  *self = (YztWaitingWriter) { .waiting = waiting, .out = g_byte_array_new (), .touches = g_array_new (FALSE, FALSE, sizeof (YztWaitingTouch)),
                              .parts = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_waiting_part_free) };
}

static void
clear_table (YztWaitingWriter *self)
{
  g_clear_pointer (&self->columns, g_strfreev);
  g_clear_pointer (&self->is_key, g_free);
  g_clear_pointer (&self->before, g_free);
  g_clear_pointer (&self->after, g_free);
  self->table = NULL;
  self->has_head = FALSE;
}

void
yzt_waiting_writer_clear (YztWaitingWriter *self)
{
  clear_table (self);
  g_clear_pointer (&self->out, g_byte_array_unref);
  g_clear_pointer (&self->touches, g_array_unref);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
}

gboolean
yzt_waiting_writer_cut (YztWaitingWriter *self, GError **error)
{
  YztWaitingPart *part;
  gsize packed_length;
  guint8 *packed;

  if (self->touches->len == 0)
    return TRUE;
  packed = yzt_part_pack (self->out->data, self->out->len, &packed_length, error);
  if (packed == NULL)
    return FALSE;
  part = g_new0 (YztWaitingPart, 1);
  part->packed = g_realloc (packed, packed_length);
  part->packed_length = packed_length;
  part->length = self->out->len;
  part->touches = g_steal_pointer (&self->touches);
  g_ptr_array_add (self->parts, part);
  self->touches = g_array_new (FALSE, FALSE, sizeof (YztWaitingTouch));
  g_byte_array_set_size (self->out, 0);
  self->has_head = FALSE;
  return TRUE;
}

/* --- rows --- */

static gboolean
begin_table (YztWaitingWriter *self, const char *table, GError **error)
{
  GStrv columns = yzt_connection_get_columns (self->waiting->connection, table, error);

  if (columns == NULL)
    return FALSE;
  clear_table (self);
  self->table = table;
  self->columns = columns;
  self->n_columns = g_strv_length (columns);
  self->is_key = g_new0 (guint8, self->n_columns + 1);
  self->before = g_new0 (YztValue, self->n_columns + 1);
  self->after = g_new0 (YztValue, self->n_columns + 1);
  for (guint i = 0; i < self->n_columns; i++)
    self->is_key[i] = g_str_equal (columns[i], "fid");
  return TRUE;
}

static void
write_change (YztWaitingWriter *self, const YztWaitingRow *row, int op)
{
  YztChange change = { op, self->table, self->n_columns, self->is_key, self->before, self->after };
  YztWaitingTouch touch = { self->table, row->fid_now, op };

  if (op == SQLITE_UPDATE && !yzt_changeset_reduce_update (self->before, self->after, self->is_key, self->n_columns))
    return;
  if (!self->has_head)
    yzt_changeset_write_table (self->out, self->table, self->n_columns, self->is_key);
  self->has_head = TRUE;
  yzt_changeset_write_change (self->out, &change);
  g_array_append_val (self->touches, touch);
}

gboolean
yzt_waiting_writer_add (YztWaitingWriter *self, guint index, GError **error)
{
  YztConnection *connection = self->waiting->connection;
  const YztWaitingRow *row = yzt_waiting_get (self->waiting, index);
  g_autoptr(GPtrArray) memory = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM \"%s\" WHERE fid = ?1", row->table);
  sqlite3_stmt *present;
  int step;

  if (self->table != row->table && !begin_table (self, row->table, error))
    return FALSE;
  if (!row->was_absent && !load_old (self, row, memory, error))
    return FALSE;
  present = yzt_connection_query (connection, error, sql, "i", row->fid_now);
  step = present != NULL ? yzt_connection_step (connection, present, error) : -1;
  for (guint i = 0; step == 1 && i < self->n_columns; i++)
    yzt_value_from_column (&self->after[i], present, (int) i);
  if (step >= 0 && (step == 1 || !row->was_absent))
    write_change (self, row, row->was_absent ? SQLITE_INSERT : step == 1 ? SQLITE_UPDATE : SQLITE_DELETE);
  if (step == 1)
    sqlite3_reset (present);
  if (step < 0)
    return FALSE;
  return (self->touches->len < YZT_PART_ROWS && self->out->len < MAX_PART_BYTES) || yzt_waiting_writer_cut (self, error);
}

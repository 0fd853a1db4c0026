/* yzt-changeset.c: reading and writing SQLite's changeset format, forwards and inverted
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The format is the one documented in SQLite's session extension; what comes in is checked, since a
 * file may be damaged. */
#include "config.h"
#include "yzt-store-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_COLUMNS 2000

void
yzt_changeset_reader_init (YztChangesetReader *self, gconstpointer data, gsize length,
                           gboolean invert)
{
  *self = (YztChangesetReader) { data, length, 0, invert };
}

void
yzt_changeset_reader_clear (YztChangesetReader *self)
{
  g_clear_pointer (&self->change.before, g_free);
  g_clear_pointer (&self->change.after, g_free);
}

static gboolean
fail (YztChangesetReader *self, GError **error)
{
  self->offset = self->length;
  g_set_error_literal (
      error, YZT_STORE_ERROR, YZT_STORE_ERROR_DAMAGED,
      _("The recorded changes of this entry are damaged; open a backup of the map."));
  return FALSE;
}

static gboolean
read_varint (YztChangesetReader *self, guint64 *value)
{
  *value = 0;
  for (int i = 0; i < 9 && self->offset < self->length; i++) {
    guint8 byte = self->data[self->offset++];

    if (i == 8) {
      *value = *value << 8 | byte;
      return TRUE;
    }
    *value = *value << 7 | (byte & 0x7f);
    if ((byte & 0x80) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
read_value (YztChangesetReader *self, YztValue *value)
{
  guint64 bits;

  if (self->offset >= self->length)
    return FALSE;
  *value = (YztValue) { self->data[self->offset++] };
  switch (value->type) {
    case 0:
    case SQLITE_NULL:
      return TRUE;
    case SQLITE_INTEGER:
    case SQLITE_FLOAT:
      if (self->length - self->offset < 8)
        return FALSE;
      memcpy (&bits, self->data + self->offset, 8);
      bits = GUINT64_FROM_BE (bits);
      memcpy (value->type == SQLITE_INTEGER ? (void *) &value->integer : (void *) &value->number,
              &bits, 8);
      self->offset += 8;
      return TRUE;
    case SQLITE_TEXT:
    case SQLITE_BLOB:
      if (!read_varint (self, &bits) || bits > self->length - self->offset)
        return FALSE;
      value->bytes = self->data + self->offset;
      value->length = bits;
      self->offset += bits;
      return TRUE;
    default:
      return FALSE;
  }
}

gboolean
yzt_changeset_read_record (const guint8 *data, gsize length, YztValue *values, guint n)
{
  YztChangesetReader reader = { data, length, 0, FALSE };

  for (guint i = 0; i < n; i++) {
    if (!read_value (&reader, &values[i]))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_record (YztChangesetReader *self, YztValue *values)
{
  for (guint i = 0; i < self->change.n_columns; i++) {
    if (!read_value (self, &values[i]))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_table (YztChangesetReader *self)
{
  guint64 n_columns;
  const guint8 *end;

  self->offset++;
  if (!read_varint (self, &n_columns) || n_columns == 0 || n_columns > MAX_COLUMNS
      || n_columns > self->length - self->offset)
    return FALSE;
  self->change.n_columns = (guint) n_columns;
  self->change.is_key = self->data + self->offset;
  self->offset += n_columns;
  end = memchr (self->data + self->offset, 0, self->length - self->offset);
  if (end == NULL)
    return FALSE;
  self->change.table = (const char *) self->data + self->offset;
  self->offset = (gsize) (end + 1 - self->data);
  if (self->capacity < self->change.n_columns) {
    self->capacity = self->change.n_columns;
    self->change.before = g_renew (YztValue, self->change.before, self->capacity);
    self->change.after = g_renew (YztValue, self->change.after, self->capacity);
  }
  return TRUE;
}

static void
invert (YztChange *change)
{
  if (change->op != SQLITE_UPDATE) {
    YztValue *values = change->before;

    change->before = change->after;
    change->after = values;
    change->op = change->op == SQLITE_INSERT ? SQLITE_DELETE : SQLITE_INSERT;
    return;
  }
  for (guint i = 0; i < change->n_columns; i++) {
    YztValue value = change->before[i];

    if (change->is_key[i] != 0)
      continue;
    change->before[i] = change->after[i];
    change->after[i] = value;
  }
}

gboolean
yzt_changeset_reader_next (YztChangesetReader *self, GError **error)
{
  while (self->offset < self->length && self->data[self->offset] == 'T') {
    if (!read_table (self))
      return fail (self, error);
  }
  if (self->offset >= self->length)
    return FALSE;
  if (self->length - self->offset < 2 || self->change.table == NULL)
    return fail (self, error);
  self->change.op = self->data[self->offset];
  self->offset += 2;
  if (self->change.op != SQLITE_INSERT && self->change.op != SQLITE_UPDATE
      && self->change.op != SQLITE_DELETE)
    return fail (self, error);
  memset (self->change.before, 0, self->change.n_columns * sizeof (YztValue));
  memset (self->change.after, 0, self->change.n_columns * sizeof (YztValue));
  if (self->change.op != SQLITE_INSERT && !read_record (self, self->change.before))
    return fail (self, error);
  if (self->change.op != SQLITE_DELETE && !read_record (self, self->change.after))
    return fail (self, error);
  if (self->invert)
    invert (&self->change);
  return TRUE;
}

gint64
yzt_change_get_fid (const YztChange *change)
{
  const YztValue *values = change->op == SQLITE_INSERT ? change->after : change->before;

  for (guint i = 0; i < change->n_columns; i++) {
    if (change->is_key[i] != 0)
      return values[i].type == SQLITE_INTEGER ? values[i].integer : 0;
  }
  return 0;
}

/* Writes to @to, which has room, and gives the place behind. */
static guint8 *
put_varint (guint8 *to, guint64 value)
{
  guint8 bytes[10];
  guint n = 0;

  g_assert (value < G_GUINT64_CONSTANT (1) << 56);
  do {
    bytes[9 - n] = (guint8) ((value & 0x7f) | (n > 0 ? 0x80 : 0));
    value >>= 7;
    n++;
  } while (value != 0);
  memcpy (to, bytes + 10 - n, n);
  return to + n;
}

/* A type, a number or a length, and the bytes. */
#define VALUE_ROOM(value) (11 + (value)->length)

static guint8 *
put_value (guint8 *to, const YztValue *value)
{
  guint64 bits;

  *to++ = (guint8) value->type;
  switch (value->type) {
    case SQLITE_INTEGER:
    case SQLITE_FLOAT:
      memcpy (&bits,
              value->type == SQLITE_INTEGER ? (const void *) &value->integer
                                            : (const void *) &value->number,
              8);
      bits = GUINT64_TO_BE (bits);
      memcpy (to, &bits, 8);
      return to + 8;
    case SQLITE_TEXT:
    case SQLITE_BLOB:
      to = put_varint (to, value->length);
      if (value->length > 0)
        memcpy (to, value->bytes, value->length);
      return to + value->length;
    default:
      return to;
  }
}

static void
write_values (GByteArray *out, const YztValue *values, guint n)
{
  guint before = out->len;
  gsize room = 0;
  guint8 *to;

  for (guint i = 0; i < n; i++)
    room += VALUE_ROOM (&values[i]);
  g_byte_array_set_size (out, before + (guint) room);
  to = out->data + before;
  for (guint i = 0; i < n; i++)
    to = put_value (to, &values[i]);
  g_byte_array_set_size (out, (guint) (to - out->data));
}

void
yzt_changeset_write_value (GByteArray *out, const YztValue *value)
{
  write_values (out, value, 1);
}

void
yzt_changeset_write_table (GByteArray *out, const char *table, guint n_columns,
                           const guint8 *is_key)
{
  guint8 head[11] = { 'T' };

  g_byte_array_append (out, head, (guint) (put_varint (head + 1, n_columns) - head));
  g_byte_array_append (out, is_key, n_columns);
  g_byte_array_append (out, (const guint8 *) table, (guint) strlen (table) + 1);
}

gboolean
yzt_changeset_reduce_update (YztValue *before, YztValue *after, const guint8 *is_key, guint n_columns)
{
  gboolean differs = FALSE;

  for (guint i = 0; i < n_columns; i++) {
    if (is_key[i] != 0)
      after[i].type = 0;
    else if (yzt_value_equal (&before[i], &after[i]))
      before[i].type = after[i].type = 0;
    else
      differs = TRUE;
  }
  return differs;
}

void
yzt_changeset_write_change (GByteArray *out, const YztChange *change)
{
  guint8 head[2] = { (guint8) change->op, 0 };

  g_byte_array_append (out, head, 2);
  if (change->op != SQLITE_INSERT)
    write_values (out, change->before, change->n_columns);
  if (change->op != SQLITE_DELETE)
    write_values (out, change->after, change->n_columns);
}

gboolean
yzt_value_equal (const YztValue *a, const YztValue *b)
{
  if (a->type != b->type)
    return FALSE;
  switch (a->type) {
    case SQLITE_INTEGER:
      return a->integer == b->integer;
    case SQLITE_FLOAT:
      return memcmp (&a->number, &b->number, sizeof a->number) == 0 || a->number == b->number;
    case SQLITE_TEXT:
    case SQLITE_BLOB:
      return a->length == b->length
             && (a->length == 0 || memcmp (a->bytes, b->bytes, a->length) == 0);
    default:
      return TRUE;
  }
}

void
yzt_value_from_column (YztValue *value, sqlite3_stmt *stmt, int column)
{
  *value = (YztValue) { sqlite3_column_type (stmt, column) };
  if (value->type == SQLITE_INTEGER)
    value->integer = sqlite3_column_int64 (stmt, column);
  else if (value->type == SQLITE_FLOAT)
    value->number = sqlite3_column_double (stmt, column);
  else if (value->type == SQLITE_TEXT)
    value->bytes = sqlite3_column_text (stmt, column);
  else if (value->type == SQLITE_BLOB)
    value->bytes = sqlite3_column_blob (stmt, column);
  if (value->bytes != NULL)
    value->length = (gsize) sqlite3_column_bytes (stmt, column);
}

void
yzt_value_bind (const YztValue *value, sqlite3_stmt *stmt, int parameter)
{
  const char *bytes = value->bytes != NULL ? (const char *) value->bytes : "";

  switch (value->type) {
    case SQLITE_INTEGER:
      sqlite3_bind_int64 (stmt, parameter, value->integer);
      break;
    case SQLITE_FLOAT:
      sqlite3_bind_double (stmt, parameter, value->number);
      break;
    case SQLITE_TEXT:
      sqlite3_bind_text64 (stmt, parameter, bytes, value->length, SQLITE_STATIC, SQLITE_UTF8);
      break;
    case SQLITE_BLOB:
      sqlite3_bind_blob64 (stmt, parameter, bytes, value->length, SQLITE_STATIC);
      break;
    default:
      sqlite3_bind_null (stmt, parameter);
  }
}

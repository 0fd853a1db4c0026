/* yzt-packed-rows.c: a million rows in little memory
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-packed-rows-private.h"

#include <string.h>

#define CHUNK_BYTES ((gsize) 1 << 20)

typedef struct {
  gint64 owner_fid;
  double lon, lat;
  GBytes *geometry;    /* owned */
  gboolean has_position;
  guint n_cells;
} Head;

/* What stands before a cell's value: eight bytes of a number, or a text with its end. A kind has 200 fields at most, and the built-in ones. */
typedef struct {
  guint8 field;
  guint8 type;
} CellHead;

struct _YztPackedRows {
  YztKind *kind;
  GPtrArray *chunks;
  char *at, *end;      /* free part of the last chunk */
  GPtrArray *rows;     /* Head *, unaligned */
};

YztPackedRows *
yzt_packed_rows_new (YztKind *kind)
{
  YztPackedRows *self = g_new0 (YztPackedRows, 1);

  self->kind = yzt_kind_ref (kind);
  self->chunks = g_ptr_array_new_with_free_func (g_free);
  self->rows = g_ptr_array_new ();
  return self;
}

void
yzt_packed_rows_free (YztPackedRows *self)
{
  if (self == NULL) {
    return;
  }
  for (guint i = 0; i < self->rows->len; i++) {
    Head head;
    memcpy (&head, g_ptr_array_index (self->rows, i), sizeof head);
    g_clear_pointer (&head.geometry, g_bytes_unref);
  }
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->chunks);
  yzt_kind_unref (self->kind);
  g_free (self);
}

static gsize
text_or_number_bytes (guint type, const char *value)
{
  return type == YZT_CELL_TEXT ? strlen (value) + 1 : sizeof (gint64);
}

static const char *
value_of (const YztCell *cell)
{
  return cell->type == YZT_CELL_TEXT ? cell->v.text : (const char *) &cell->v;
}

static char *
reserve (YztPackedRows *self, gsize size)
{
  char *at;

  if ((gsize) (self->end - self->at) < size) {
    gsize chunk = MAX (size, CHUNK_BYTES);
    self->at = g_malloc (chunk);
    self->end = self->at + chunk;
    g_ptr_array_add (self->chunks, self->at);
  }
  at = self->at;
  self->at += size;
  return at;
}

void
yzt_packed_rows_add (YztPackedRows *self, const YztRow *row)
{
  guint n_fields = yzt_kind_get_n_fields (self->kind);
  Head head = { row->owner_fid, row->lon, row->lat, row->geometry != NULL ? g_bytes_ref (row->geometry) : NULL, row->has_position, 0 };
  gsize size = sizeof head;
  char *at;

  g_return_if_fail (row->kind == self->kind && n_fields <= G_MAXUINT8);

  for (guint i = 0; i < n_fields; i++) {
    if (row->cells[i].type != YZT_CELL_NULL) {
      size += sizeof (CellHead) + text_or_number_bytes (row->cells[i].type, value_of (&row->cells[i]));
      head.n_cells++;
    }
  }
  at = reserve (self, size);
  g_ptr_array_add (self->rows, at);
  memcpy (at, &head, sizeof head);
  at += sizeof head;
  for (guint i = 0; i < n_fields; i++) {
    const YztCell *cell = &row->cells[i];
    CellHead cell_head = { (guint8) i, (guint8) cell->type };
    gsize length;
    if (cell->type == YZT_CELL_NULL) {
      continue;
    }
    memcpy (at, &cell_head, sizeof cell_head);
    at += sizeof cell_head;
    length = text_or_number_bytes (cell->type, value_of (cell));
    memcpy (at, value_of (cell), length);
    at += length;
  }
}

guint
yzt_packed_rows_get_n (const YztPackedRows *self)
{
  return self->rows->len;
}

YztRow *
yzt_packed_rows_get (const YztPackedRows *self, guint i)
{
  const char *at = g_ptr_array_index (self->rows, i);
  YztRow *row = yzt_row_new (self->kind);
  Head head;

  memcpy (&head, at, sizeof head);
  at += sizeof head;
  row->owner_fid = head.owner_fid;
  row->has_position = head.has_position;
  row->lon = head.lon;
  row->lat = head.lat;
  row->geometry = head.geometry != NULL ? g_bytes_ref (head.geometry) : NULL;
  for (guint c = 0; c < head.n_cells; c++) {
    CellHead cell_head;
    memcpy (&cell_head, at, sizeof cell_head);
    at += sizeof cell_head;
    YztCell *cell = &row->cells[cell_head.field];
    cell->type = (YztCellType) cell_head.type;
    if (cell->type == YZT_CELL_TEXT) {
      cell->v.text = g_strdup (at);
    } else {
      memcpy (&cell->v, at, sizeof (gint64));
    }
    at += text_or_number_bytes (cell_head.type, at);
  }
  return row;
}

const char *
yzt_packed_rows_get_text (const YztPackedRows *self, guint i, int field)
{
  const char *at = g_ptr_array_index (self->rows, i);
  Head head;

  memcpy (&head, at, sizeof head);
  at += sizeof head;
  for (guint c = 0; c < head.n_cells; c++) {
    CellHead cell_head;
    memcpy (&cell_head, at, sizeof cell_head);
    at += sizeof cell_head;
    if (cell_head.field == field) {
      return cell_head.type == YZT_CELL_TEXT ? at : NULL;
    }
    at += text_or_number_bytes (cell_head.type, at);
  }
  return NULL;
}

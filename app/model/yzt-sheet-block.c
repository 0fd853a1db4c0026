/* yzt-sheet-block.c: a thousand rows of a table in packed columns
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <math.h>
#include <string.h>
#include "yzt-sheet-private.h"

/* How many different texts of a column that repeats itself are looked through before a text is kept once more. */
#define MOST_REPEATED 12

/* --- the shape --- */

static void
shape_column (YztSheetShape *shape, guint i, const YztField *field)
{
  YztFieldType type = field != NULL ? yzt_field_get_field_type (field) : YZT_FIELD_TEXT;
  YztColumn *column = &shape->columns[i];
  column->field = field;
  column->ranked = type == YZT_FIELD_ENUM;
  column->repeats = type == YZT_FIELD_ENUM || type == YZT_FIELD_DATE || field == NULL;
  column->type = type == YZT_FIELD_NUMBER || type == YZT_FIELD_LONGITUDE || type == YZT_FIELD_LATITUDE ? YZT_COLUMN_NUMBER
      : type == YZT_FIELD_INTEGER || type == YZT_FIELD_BOOLEAN                                        ? YZT_COLUMN_INTEGER
                                                                                                      : YZT_COLUMN_TEXT;
}

YztSheetShape *
yzt_sheet_shape_new (YztKind *kind)
{
  YztSheetShape *shape = g_new0 (YztSheetShape, 1);
  g_atomic_ref_count_init (&shape->refs);
  shape->kind = yzt_kind_ref (kind);
  shape->n_fields = yzt_kind_get_n_fields (kind);
  shape->columns = g_new0 (YztColumn, shape->n_fields + 3);
  shape->owner = shape->lon = shape->lat = -1;
  shape->unit = yzt_kind_get_field_index (kind, "unit");
  shape->status = yzt_kind_get_field_index (kind, "message_status");
  guint n = shape->n_fields;
  for (guint i = 0; i < n; i++) {
    shape_column (shape, i, yzt_kind_get_field (kind, i));
  }
  if (yzt_kind_get_owner (kind) != NULL) {
    shape->owner = (int) n;
    shape_column (shape, n++, NULL);
  }
  if (yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE) {
    shape->lon = (int) n;
    shape_column (shape, n++, yzt_kind_find_field (kind, "lon"));
    shape->lat = (int) n;
    shape_column (shape, n++, yzt_kind_find_field (kind, "lat"));
  }
  shape->n_columns = n;
  if (shape->unit >= 0 && shape->columns[shape->unit].type != YZT_COLUMN_TEXT) {
    shape->unit = -1;
  }
  return shape;
}

YztSheetShape *
yzt_sheet_shape_ref (YztSheetShape *shape)
{
  g_atomic_ref_count_inc (&shape->refs);
  return shape;
}

void
yzt_sheet_shape_unref (YztSheetShape *shape)
{
  if (g_atomic_ref_count_dec (&shape->refs)) {
    yzt_kind_unref (shape->kind);
    g_free (shape->columns);
    g_free (shape);
  }
}

/* --- a block --- */

YztBlock *
yzt_block_new (YztSheetShape *shape)
{
  YztBlock *block = g_new0 (YztBlock, 1);
  g_atomic_ref_count_init (&block->refs);
  block->shape = yzt_sheet_shape_ref (shape);
  block->fids = g_new (gint64, YZT_BLOCK_ROWS);
  block->data = g_new0 (YztColumnData, shape->n_columns);
  block->words = g_string_sized_new (16 * 1024);
  return block;
}

YztBlock *
yzt_block_ref (YztBlock *block)
{
  g_atomic_ref_count_inc (&block->refs);
  return block;
}

void
yzt_block_unref (YztBlock *block)
{
  if (!g_atomic_ref_count_dec (&block->refs)) {
    return;
  }
  for (guint i = 0; i < block->shape->n_columns; i++) {
    g_free (block->data[i].numbers);
  }
  yzt_sheet_shape_unref (block->shape);
  g_free (block->fids);
  g_free (block->dead);
  g_free (block->data);
  g_string_free (block->words, TRUE);
  g_clear_pointer (&block->strays, g_hash_table_unref);
  g_free (block);
}

/* The column's array, made when its first value comes. */
static void
ensure_data (YztBlock *block, guint column)
{
  YztColumnData *data = &block->data[column];
  if (data->numbers != NULL) {
    return;
  }
  switch (block->shape->columns[column].type) {
  case YZT_COLUMN_NUMBER:
    data->numbers = g_new (double, YZT_BLOCK_ROWS);
    for (guint i = 0; i < YZT_BLOCK_ROWS; i++) {
      data->numbers[i] = NAN;
    }
    break;
  case YZT_COLUMN_INTEGER:
    data->integers = g_new (gint64, YZT_BLOCK_ROWS);
    for (guint i = 0; i < YZT_BLOCK_ROWS; i++) {
      data->integers[i] = YZT_NO_INTEGER;
    }
    break;
  case YZT_COLUMN_TEXT:
  default:
    data->texts = g_new (guint32, YZT_BLOCK_ROWS);
    memset (data->texts, 0xff, YZT_BLOCK_ROWS * sizeof (guint32));
    break;
  }
}

/* Where @text stands among the words, when one of the rows before has it. */
static guint32
find_repeated (const YztBlock *block, const guint32 *texts, guint row, const char *text)
{
  for (guint i = 1; i <= MOST_REPEATED && i <= row; i++) {
    guint32 at = texts[row - i];
    if (at != YZT_NO_TEXT && strcmp (block->words->str + at, text) == 0) {
      return at;
    }
  }
  return YZT_NO_TEXT;
}

static void
put_text (YztBlock *block, guint row, guint column, const char *text)
{
  ensure_data (block, column);
  guint32 *texts = block->data[column].texts;
  guint32 at = block->shape->columns[column].repeats ? find_repeated (block, texts, row, text) : YZT_NO_TEXT;
  if (at == YZT_NO_TEXT) {
    at = (guint32) block->words->len;
    g_string_append_len (block->words, text, (gssize) strlen (text) + 1);
  }
  texts[row] = at;
}

/* Other programmes may write a word into a column of numbers: it is kept and shown as it is. */
static void
put_stray (YztBlock *block, guint row, guint column, char *text)
{
  if (block->strays == NULL) {
    block->strays = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  }
  g_hash_table_insert (block->strays, GUINT_TO_POINTER (row << 16 | column), text);
}

static void
put_cell (YztBlock *block, guint row, guint column, const YztCell *cell)
{
  YztColumnType type = block->shape->columns[column].type;
  if (cell->type == YZT_CELL_NULL) {
    return;
  }
  if (type == YZT_COLUMN_TEXT && cell->type == YZT_CELL_TEXT) {
    put_text (block, row, column, cell->v.text);
  } else if (type == YZT_COLUMN_NUMBER && cell->type != YZT_CELL_TEXT) {
    ensure_data (block, column);
    block->data[column].numbers[row] = cell->type == YZT_CELL_NUMBER ? cell->v.number : (double) cell->v.integer;
  } else if (type == YZT_COLUMN_INTEGER && cell->type == YZT_CELL_INTEGER && cell->v.integer != YZT_NO_INTEGER) {
    ensure_data (block, column);
    block->data[column].integers[row] = cell->v.integer;
  } else if (cell->type == YZT_CELL_TEXT) {
    put_stray (block, row, column, g_strdup (cell->v.text));
  } else if (cell->type == YZT_CELL_INTEGER) {
    put_stray (block, row, column, g_strdup_printf ("%" G_GINT64_FORMAT, cell->v.integer));
  } else {
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    put_stray (block, row, column, g_strdup (g_ascii_dtostr (digits, sizeof digits, cell->v.number)));
  }
}

void
yzt_block_add_row (YztBlock *block, const YztRow *row, const char *owner)
{
  const YztSheetShape *shape = block->shape;
  guint at = block->n_rows++;
  block->fids[at] = row->fid;
  for (guint i = 0; i < shape->n_fields; i++) {
    put_cell (block, at, i, &row->cells[i]);
  }
  if (shape->owner >= 0 && owner != NULL) {
    put_text (block, at, (guint) shape->owner, owner);
  }
  if (shape->lon >= 0 && row->has_position) {
    put_cell (block, at, (guint) shape->lon, &(YztCell) { .type = YZT_CELL_NUMBER, .v.number = row->lon });
    put_cell (block, at, (guint) shape->lat, &(YztCell) { .type = YZT_CELL_NUMBER, .v.number = row->lat });
  }
}

void
yzt_block_copy_row (YztBlock *block, const YztBlock *from, guint row)
{
  guint at = block->n_rows++;
  block->fids[at] = from->fids[row];
  for (guint i = 0; i < block->shape->n_columns; i++) {
    YztCell cell = yzt_block_get (from, row, i);
    put_cell (block, at, i, &cell);
  }
  if (from->dead != NULL && from->dead[row]) {
    yzt_block_kill_row (block, at);
  }
}

void
yzt_block_kill_row (YztBlock *block, guint row)
{
  if (block->dead == NULL) {
    block->dead = g_new0 (guint8, YZT_BLOCK_ROWS);
  }
  block->n_dead += !block->dead[row];
  block->dead[row] = TRUE;
}

YztCell
yzt_block_get (const YztBlock *block, guint row, guint column)
{
  YztColumnData data = block->data[column];
  if (data.numbers != NULL) {
    switch (block->shape->columns[column].type) {
    case YZT_COLUMN_NUMBER:
      if (!isnan (data.numbers[row])) {
        return (YztCell) { .type = YZT_CELL_NUMBER, .v.number = data.numbers[row] };
      }
      break;
    case YZT_COLUMN_INTEGER:
      if (data.integers[row] != YZT_NO_INTEGER) {
        return (YztCell) { .type = YZT_CELL_INTEGER, .v.integer = data.integers[row] };
      }
      break;
    case YZT_COLUMN_TEXT:
    default:
      if (data.texts[row] != YZT_NO_TEXT) {
        return (YztCell) { .type = YZT_CELL_TEXT, .v.text = block->words->str + data.texts[row] };
      }
      break;
    }
  }
  char *stray = block->strays != NULL ? g_hash_table_lookup (block->strays, GUINT_TO_POINTER (row << 16 | column)) : NULL;
  return stray != NULL ? (YztCell) { .type = YZT_CELL_TEXT, .v.text = stray } : (YztCell) { .type = YZT_CELL_NULL };
}

double
yzt_blocks_number (const GPtrArray *blocks, guint32 row, guint column)
{
  const YztBlock *block = yzt_blocks_of (blocks, row);
  YztColumnData data = block->data[column];
  guint at = row & (YZT_BLOCK_ROWS - 1);
  if (data.numbers == NULL) {
    return NAN;
  }
  if (block->shape->columns[column].type == YZT_COLUMN_NUMBER) {
    return data.numbers[at];
  }
  return data.integers[at] == YZT_NO_INTEGER ? NAN : (double) data.integers[at];
}

/* --- an order --- */

YztOrder *
yzt_order_new (guint n)
{
  YztOrder *order = g_malloc (sizeof (YztOrder) + (gsize) n * sizeof (guint32));
  g_atomic_ref_count_init (&order->refs);
  order->n = n;
  return order;
}

YztOrder *
yzt_order_ref (YztOrder *order)
{
  g_atomic_ref_count_inc (&order->refs);
  return order;
}

void
yzt_order_unref (YztOrder *order)
{
  if (order != NULL && g_atomic_ref_count_dec (&order->refs)) {
    g_free (order);
  }
}

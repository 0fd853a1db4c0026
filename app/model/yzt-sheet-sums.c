/* yzt-sheet-sums.c: sums at the foot of a table, one for each unit
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <math.h>
#include "yzt-sheet-private.h"

/* More units than this in one column are told no more. */
#define MOST_UNITS 64

typedef struct {
  guint column;
  const char *unit; /* of the field; NULL: the row says it */
} Summed;

/* A field that says so is summed; and, in a kind whose rows name their unit, a number without a unit of its own. */
static GArray *
find_summed (const YztSheetShape *shape, const char *language)
{
  GArray *summed = g_array_new (FALSE, FALSE, sizeof (Summed));
  for (guint i = 0; i < shape->n_fields; i++) {
    const YztField *field = shape->columns[i].field;
    YztFieldType type = yzt_field_get_field_type (field);
    const char *unit = yzt_field_get_unit (field, language);
    gboolean by_row = shape->unit >= 0 && unit == NULL;
    if ((type == YZT_FIELD_NUMBER || type == YZT_FIELD_INTEGER) && (yzt_field_is_summable (field) || by_row)) {
      Summed one = { i, by_row ? NULL : unit != NULL ? unit : "" };
      g_array_append_val (summed, one);
    }
  }
  return summed;
}

static YztSheetSum *
sum_of (YztSheetSums *sums, guint column, const char *unit)
{
  GArray *parts = sums->columns[column];
  for (guint i = 0; i < parts->len; i++) {
    YztSheetSum *part = &g_array_index (parts, YztSheetSum, i);
    if (part->unit == unit || g_str_equal (part->unit, unit)) {
      return part;
    }
  }
  if (parts->len == MOST_UNITS) {
    return NULL;
  }
  YztSheetSum part = { .unit = g_string_chunk_insert_const (sums->units, unit) };
  g_array_append_val (parts, part);
  return &g_array_index (parts, YztSheetSum, parts->len - 1);
}

static void
add_row (YztSheetSums *sums, const GPtrArray *blocks, const YztSheetShape *shape, GArray *summed, guint32 row)
{
  for (guint i = 0; i < summed->len; i++) {
    const Summed *one = &g_array_index (summed, Summed, i);
    double number = yzt_blocks_number (blocks, row, one->column);
    if (isnan (number)) {
      continue;
    }
    const char *unit = one->unit != NULL ? one->unit : yzt_blocks_text (blocks, row, (guint) shape->unit);
    YztSheetSum *part = sum_of (sums, one->column, unit != NULL ? unit : "");
    if (part != NULL) {
      part->sum += number;
      part->count++;
    }
  }
}

/* An exercise, test or draft is a row like others, and in no sum. */
static gboolean
is_real (const GPtrArray *blocks, const YztSheetShape *shape, guint32 row)
{
  const char *status = shape->status >= 0 ? yzt_blocks_text (blocks, row, (guint) shape->status) : NULL;
  return status == NULL || *status == '\0' || g_str_equal (status, "actual");
}

YztSheetSums *
yzt_sheet_sums_new (const GPtrArray *blocks, const YztSheetShape *shape, const YztOrder *order, guint n_rows, const char *language,
                    GCancellable *cancellable)
{
  YztSheetSums *sums = g_new0 (YztSheetSums, 1);
  g_autoptr (GArray) summed = find_summed (shape, language);
  guint n = order != NULL ? order->n : n_rows;
  sums->n_columns = shape->n_columns;
  sums->columns = g_new0 (GArray *, shape->n_columns);
  sums->units = g_string_chunk_new (256);
  for (guint i = 0; i < summed->len; i++) {
    sums->columns[g_array_index (summed, Summed, i).column] = g_array_new (FALSE, TRUE, sizeof (YztSheetSum));
  }
  for (guint i = 0; i < n && summed->len > 0; i++) {
    if ((i & 0xffff) == 0 && g_cancellable_is_cancelled (cancellable)) {
      break;
    }
    guint32 row = order != NULL ? order->rows[i] : i;
    if (is_real (blocks, shape, row)) {
      add_row (sums, blocks, shape, summed, row);
    }
  }
  return sums;
}

void
yzt_sheet_sums_free (YztSheetSums *sums)
{
  if (sums == NULL) {
    return;
  }
  for (guint i = 0; i < sums->n_columns; i++) {
    g_clear_pointer (&sums->columns[i], g_array_unref);
  }
  g_free (sums->columns);
  g_string_chunk_free (sums->units);
  g_free (sums);
}

/* yzt-sheet-private.h: packed blocks of rows, their order, filters and sums, as the files of the sheet share them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-sheet.h"
G_BEGIN_DECLS

/* --- columns --- */

typedef enum { YZT_COLUMN_TEXT, YZT_COLUMN_NUMBER, YZT_COLUMN_INTEGER } YztColumnType;
typedef struct {
  const YztField *field; /* NULL: the owner's name */
  YztColumnType type;
  gboolean ranked;       /* an enumeration: sorted by the order of its values */
  gboolean repeats;      /* few different texts: kept once a block */
} YztColumn;

/* What all blocks have in common; immutable. */
typedef struct {
  gatomicrefcount refs;
  YztKind *kind;
  guint n_fields, n_columns;
  int owner, lon, lat, unit, status; /* columns, -1 when there is none */
  YztColumn *columns;
} YztSheetShape;
YztSheetShape *yzt_sheet_shape_new (YztKind *kind);
YztSheetShape *yzt_sheet_shape_ref (YztSheetShape *shape);
void yzt_sheet_shape_unref (YztSheetShape *shape);

/* --- blocks: immutable once finished; every block but the last is full --- */

#define YZT_BLOCK_SHIFT 10
#define YZT_BLOCK_ROWS (1u << YZT_BLOCK_SHIFT)
#define YZT_NO_TEXT G_MAXUINT32
#define YZT_NO_INTEGER G_MININT64
typedef union {
  double *numbers;   /* NaN: no value */
  gint64 *integers;  /* YZT_NO_INTEGER: no value */
  guint32 *texts;    /* where in the block's words; YZT_NO_TEXT: no value */
} YztColumnData;     /* NULL: no row has a value */
typedef struct {
  gatomicrefcount refs;
  YztSheetShape *shape;
  guint n_rows;
  guint n_dead;
  gint64 *fids;
  guint8 *dead;          /* NULL while none is */
  YztColumnData *data;   /* one for each column */
  GString *words;        /* texts, each with its NUL */
  GHashTable *strays;    /* row << 16 | column → text of a cell that is not of its column's type; NULL: none */
} YztBlock;
YztBlock *yzt_block_new (YztSheetShape *shape);
YztBlock *yzt_block_ref (YztBlock *block);
void yzt_block_unref (YztBlock *block);
void yzt_block_add_row (YztBlock *block, const YztRow *row, const char *owner);
void yzt_block_copy_row (YztBlock *block, const YztBlock *from, guint row);
void yzt_block_kill_row (YztBlock *block, guint row);
YztCell yzt_block_get (const YztBlock *block, guint row, guint column); /* borrowed */

static inline const YztBlock *
yzt_blocks_of (const GPtrArray *blocks, guint32 row)
{
  return blocks->pdata[row >> YZT_BLOCK_SHIFT];
}
static inline const char *
yzt_blocks_text (const GPtrArray *blocks, guint32 row, guint column)
{
  const YztBlock *block = yzt_blocks_of (blocks, row);
  const guint32 *texts = block->data[column].texts;
  guint32 at = texts != NULL ? texts[row & (YZT_BLOCK_ROWS - 1)] : YZT_NO_TEXT;
  return at != YZT_NO_TEXT ? block->words->str + at : NULL;
}
/* NaN for none, and for what is no number. */
double yzt_blocks_number (const GPtrArray *blocks, guint32 row, guint column);

/* --- which rows stand where: immutable --- */

typedef struct {
  gatomicrefcount refs;
  guint n;
  guint32 rows[];
} YztOrder;
YztOrder *yzt_order_new (guint n);
YztOrder *yzt_order_ref (YztOrder *order);
void yzt_order_unref (YztOrder *order);

/* --- filters --- */

typedef struct _YztSheetFilter YztSheetFilter;
YztSheetFilter *yzt_sheet_filter_new (const YztSheetShape *shape, int column, const char *text, GTimeZone *zone, GError **error);
YztSheetFilter *yzt_sheet_filter_ref (YztSheetFilter *filter);
void yzt_sheet_filter_unref (YztSheetFilter *filter);
const char *yzt_sheet_filter_get_text (const YztSheetFilter *filter);
int yzt_sheet_filter_get_column (const YztSheetFilter *filter);
gboolean yzt_sheet_filter_passes (const YztSheetFilter *filter, const YztBlock *block, guint row);

/* --- sorting --- */

/** Told once before the end, when the first rows are known: they stand first in @order, the others after them. */
typedef void (*YztFirstPageFunc) (YztOrder *order, gpointer user_data);
#define YZT_FIRST_PAGE 256
/** @rows (of @n) sorted in place; FALSE when cancelled. */
gboolean yzt_sheet_sort_rows (const GPtrArray *blocks, const YztSheetShape *shape, guint column, gboolean descending, guint32 *rows, guint n,
                              YztFirstPageFunc first_page, gpointer user_data, GCancellable *cancellable);

/* --- sums --- */

typedef struct {
  GArray **columns; /* GArray of YztSheetSum, NULL where nothing is summed */
  guint n_columns;
  GStringChunk *units;
} YztSheetSums;
/** Of the rows of @order, or of the first @n_rows. */
YztSheetSums *yzt_sheet_sums_new (const GPtrArray *blocks, const YztSheetShape *shape, const YztOrder *order, guint n_rows, const char *language,
                                  GCancellable *cancellable);
void yzt_sheet_sums_free (YztSheetSums *sums);
G_END_DECLS

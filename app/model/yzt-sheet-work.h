/* yzt-sheet-work.h: the worker of a table: reads, patches, arranges and sums in the order in which it is asked
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Made, asked and freed on the main thread; answers come on the main loop, in the order of the jobs. After yzt_sheet_work_close none come. */
#pragma once
#include "yzt-sheet-private.h"
G_BEGIN_DECLS
typedef struct _YztSheetWork YztSheetWork;

/** One answer. What an answer does not tell is NULL or 0; all is the worker's, to be taken by stealing. */
typedef struct {
  gboolean reset;        /* the blocks take the place of all that were there */
  GPtrArray *blocks;     /* YztBlock, more of them or, in a patch, those in place of what was there; NULL: none */
  GArray *places;        /* guint: where each of @blocks stands; NULL: at the end */
  guint n_rows;          /* rows there are now, dead ones too; with @blocks */
  GArray *added;         /* guint32: rows that were not there before a patch */
  gboolean removed;      /* a patch let rows go */
  gboolean loaded;       /* the last row was read */
  gboolean arranged;     /* @order says which rows stand where; NULL: each row in its own place */
  gboolean first_page;   /* … and more of it comes */
  YztOrder *order;
  YztSheetSums *sums;
  gboolean done;         /* the job has ended */
  char *problem;         /* … with this sentence */
} YztSheetNews;
typedef void (*YztSheetNewsFunc) (YztSheetNews *news, gpointer user_data);

YztSheetWork *yzt_sheet_work_new (YztStore *store, YztSheetShape *shape, const char *language, YztSheetNewsFunc func, gpointer user_data);
void yzt_sheet_work_close (YztSheetWork *work);
/** All rows; @progressive gives them as they come. */
void yzt_sheet_work_load (YztSheetWork *work, gboolean progressive);
/** @touches: YztTouch of this kind (copied). Too many are loaded anew. */
void yzt_sheet_work_patch (YztSheetWork *work, GArray *touches);
/** Takes the place of an arrangement that is still under way. @filters: YztSheetFilter (copied); @only: gint64 sorted, NULL: all. */
void yzt_sheet_work_arrange (YztSheetWork *work, GPtrArray *filters, GArray *only, int column, gboolean descending);
void yzt_sheet_work_sum (YztSheetWork *work, YztOrder *order);
/** Row of a number among the first @n_sorted rows, which stand by number; FALSE when it is not there. */
gboolean yzt_blocks_find (const GPtrArray *blocks, guint n_sorted, gint64 fid, guint32 *row_out);
G_END_DECLS

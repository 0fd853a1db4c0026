/* yzt-plan-batch.h: what was read of a folder of plans, looked through and mended by a person, then written as one act
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Read on a worker, looked through on the main thread, written on a worker: one thread at a time. Errors: YZT_DOCUMENTS_ERROR, YZT_STORE_ERROR. */
#pragma once
#include "yzt-plan-structure.h"
G_BEGIN_DECLS
typedef struct _YztPlanBatch YztPlanBatch;
void yzt_plan_batch_free (YztPlanBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPlanBatch, yzt_plan_batch_free)
/** [worker] On the calling thread, before each file: @n_read of @n_all are read. */
typedef void (*YztPlanImportFunc) (guint n_read, guint n_all, gpointer user_data);
/** [worker] A document or all of a folder tree; nothing is written. @func may be NULL. Stopped by @cancellable with G_IO_ERROR_CANCELLED. */
YztPlanBatch *yzt_plan_batch_read (YztStore *store, YztKind *plan_kind, const char *path, YztPlanImportFunc func, gpointer user_data, GCancellable *cancellable,
                                   GError **error);
/** Of reading: how many, what was refused and why. Not after yzt_plan_batch_write, which gives it away. */
const YztPlanImportReport *yzt_plan_batch_get_report (const YztPlanBatch *batch);

/** Plans that would be written: new ones, and those of the map that the folder has otherwise. */
guint yzt_plan_batch_get_n (const YztPlanBatch *batch);
const char *yzt_plan_batch_get_file (const YztPlanBatch *batch, guint i);  /* name of the file */
const YztRow *yzt_plan_batch_get_row (const YztPlanBatch *batch, guint i); /* as it would be written */
gboolean yzt_plan_batch_is_known (const YztPlanBatch *batch, guint i);     /* TRUE: changes a plan of the map */
/** What the first pages say of @field, with its words; NULL: nothing. Valid until the field is set. */
const YztPlanReading *yzt_plan_batch_get_reading (const YztPlanBatch *batch, guint i, const char *field);
/** Something was read with less than YZT_PLAN_SURE, and nobody has judged it yet. */
gboolean yzt_plan_batch_is_doubtful (const YztPlanBatch *batch, guint i, const char *field);
guint yzt_plan_batch_count_doubtful (const YztPlanBatch *batch, guint i);
/** A person's word for a field of kind plan; a null cell empties it. */
void yzt_plan_batch_set (YztPlanBatch *batch, guint i, const char *field, const YztCell *cell);
/** Takes what was read as it is; FALSE when the field cannot have it. */
gboolean yzt_plan_batch_take (YztPlanBatch *batch, guint i, const char *field);
void yzt_plan_batch_leave_out (YztPlanBatch *batch, guint i, gboolean left_out);
gboolean yzt_plan_batch_is_left_out (const YztPlanBatch *batch, guint i);

/** [worker] All that are not left out as one act. FALSE: nothing was written and the batch may be mended and written again; two of the same name,
 * or one that the map has by now, is told with its file. */
gboolean yzt_plan_batch_write (YztPlanBatch *batch, const YztActInfo *info, YztPlanImportReport **report_out, GError **error);
G_END_DECLS

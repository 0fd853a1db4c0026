/* yzt-store-bulk.h: many rows prepared beside the map, and put into it, changed or taken out of it as one act
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An act that inserts a million rows one by one keeps everybody else from writing for many seconds. Here the rows are checked, encoded,
 * indexed and packed for the journal on a thread of their own into a temporary database without a name; the map is locked only
 * while they are copied. Numbers for the rows are reserved in the map: a cancelled stage leaves a gap in them and nothing else. */
#pragma once
#include "yzt-store-care.h"
G_BEGIN_DECLS

/** With fewer rows an ordinary act is quicker. */
#define YZT_STAGE_MIN_ROWS 1000

/** [worker] The name of another programme's trigger that has to be asked about each new row of @kind, which can only be done while the map is locked
 * (free); NULL when there is none. */
char *yzt_store_find_slow_trigger (YztStore *store, YztKind *kind);
/** What such a row takes, on a machine that has time for it. */
#define YZT_STORE_SLOW_ROW_US 15

typedef struct _YztStage YztStage;
/** [worker] For new rows of @kind. READ_ONLY and DAMAGED as yzt_store_write. */
YztStage *yzt_stage_new (YztStore *store, YztKind *kind, GError **error);
/** [the thread that made it] Copies what it needs of @row, whose fid must be 0; stamps it like yzt_act_insert. Waits when too many rows are waiting.
 * FALSE when this or an earlier row could not be prepared: free the stage then. */
gboolean yzt_stage_add (YztStage *stage, const YztRow *row, GError **error);
/** New ones so far. */
guint yzt_stage_get_n (const YztStage *stage);
/** From so many on rows that are there are better changed by a stage than by an act. */
#define YZT_STAGE_MIN_CHANGES 20000
/** FALSE when another programme's triggers or constraints want to be asked about each: an act changes them then. */
gboolean yzt_stage_can_change (const YztStage *stage);
/** [the thread that made it] What differs in @row from @present, which was read from the map after the stage was made. Once for a row. Whoever else
 * changes it before the commit makes this CONFLICT. */
gboolean yzt_stage_change (YztStage *stage, const YztRow *present, const YztRow *row, GError **error);
/** [worker] Writes all staged rows, and then what @func does (may be NULL), as one act; once. CONFLICT when the kind was changed meanwhile.
 * NULL on failure: the map is as it was. */
YztActResult *yzt_stage_commit (YztStage *stage, const YztActInfo *info, YztActFunc func, gpointer user_data, GError **error);
/** What long works of this thread (deletions, undo, redo, stages that are committed) tell from now on, and by what they are cancelled before they are
 * written: G_IO_ERROR_CANCELLED then, and the map is as it was. Short ones tell nothing. @run is copied; NULL: nothing more. */
void yzt_store_watch_work (const YztCareRun *run);
/** For who makes rows ready for a stage: tells, and asks whether to go on. Until YZT_WORK_LOOKED_AT; the rest is the commit's. */
gboolean yzt_store_work_goes_on (double fraction, GError **error);
#define YZT_WORK_LOOKED_AT 0.4
/** A row of a kind. */
typedef struct {
  YztKind *kind;
  gint64 fid;
} YztStoreRow;
/** [worker] Deletes @rows, in any order, with all that belongs to them, as one act. From some thousands on (counting what belongs to them) what stays is
 * made ready beside the map, so that nobody has to wait for it. NOT_FOUND for a row that is gone, REFUSED when one of them, or of what belongs to
 * them, is kept as it was written; CONFLICT when others kept changing them meanwhile. NULL on failure: the map is as it was. */
YztActResult *yzt_store_delete_rows (YztStore *store, const YztActInfo *info, const YztStoreRow *rows, guint n, GError **error);
/** Leaves no trace of what was not committed. */
void yzt_stage_free (YztStage *stage);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztStage, yzt_stage_free)
G_END_DECLS

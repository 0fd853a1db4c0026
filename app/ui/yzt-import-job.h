/* yzt-import-job.h: the steps of an import on a worker: recognise, plan, apply, return sheet; of rows or of plans
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; each step runs on a worker. What a step gives belongs to the main thread when it has ended. */
#pragma once
#include "yzt-job-progress.h"
#include "yzt-recognise.h"
#include "yzt-session.h"
G_BEGIN_DECLS

/** TRUE when the file is a text that can only be a plan. */
gboolean yzt_import_is_plan (const char *path);

/** What the file seems to be. @kind, @layer and @encoding may be NULL, @header_row 0: found. */
void yzt_import_job_recognise_async (YztSession *session, YztKind *kind, const char *path, const char *layer, guint header_row, const char *encoding,
                                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
YztProposal *yzt_import_job_recognise_finish (YztSession *session, GAsyncResult *result, GError **error);

typedef struct {
  YztKind *kind;
  const char *path;
  const YztProposal *proposal; /* copied; NULL for plans */
  int epsg;               /* system of columns in metres; 0: as recognised */
  gboolean datum_given;
  YztDatum datum;
  gboolean without_place, update, repair, hold_doubtful;
  const YztImportMends *mends; /* copied; NULL: nothing was put right */
} YztImportOrder;
/** What would come in, in the same words for rows and for plans. */
typedef struct {
  YztImportPlan *plan;    /* NULL for plans (texts) */
  YztProposal *proposal;  /* that it was made by */
  YztJobProgress *progress; /* of planning, then of writing */
  YztKind *kind;
  char *path;
  guint counts[YZT_IMPORT_REJECTED + 1];
  GPtrArray *notes;       /* char * */
  GPtrArray *problems;    /* char * sentences, for plans (texts) */
} YztImportOutcome;
YztImportOutcome *yzt_import_outcome_ref (YztImportOutcome *outcome);
void yzt_import_outcome_unref (YztImportOutcome *outcome);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztImportOutcome, yzt_import_outcome_unref)
void yzt_import_job_plan_async (YztSession *session, const YztImportOrder *order, YztJobProgress *progress, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
YztImportOutcome *yzt_import_job_plan_finish (YztSession *session, GAsyncResult *result, GError **error);
/** All of it as one act. NULL result without error: nothing was written. The outcome must not be read meanwhile. */
void yzt_import_job_apply_async (YztSession *session, YztImportOutcome *outcome, GAsyncReadyCallback callback, gpointer user_data);
gboolean yzt_import_job_apply_finish (YztSession *session, GAsyncResult *result, YztActResult **act_out, GError **error);
/** The rows that stay out, with their reasons, as a workbook at @path. */
void yzt_import_job_return_sheet_async (YztSession *session, YztImportOutcome *outcome, const char *path, GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean yzt_import_job_return_sheet_finish (YztSession *session, GAsyncResult *result, GError **error);
G_END_DECLS

/* yzt-import-job.h: one run of an import on a worker, dry or in earnest, of rows or of plans
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; the run itself is on a worker. */
#pragma once
#include "yzt-exchange.h"
#include "yzt-session.h"
G_BEGIN_DECLS
typedef struct {
  YztKind *kind;          /* a reference is taken */
  const char *path;
  gboolean datum_given;
  YztDatum datum;
  gboolean dry_run;
} YztImportOrder;
/** What came out, in the same words for rows and for plans. */
typedef struct {
  guint read, written, rejected;
  GPtrArray *columns;     /* char * "field=column" */
  GPtrArray *unused;      /* char * */
  GPtrArray *notes;       /* char * */
  GPtrArray *problems;    /* char * sentences; at most a few hundred */
  YztActResult *result;   /* NULL in a dry run or when nothing was written */
} YztImportOutcome;
void yzt_import_outcome_free (YztImportOutcome *outcome);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztImportOutcome, yzt_import_outcome_free)
/** TRUE when the file is a text that can only be a plan. */
gboolean yzt_import_is_plan (const char *path);
void yzt_import_job_run_async (YztSession *session, const YztImportOrder *order, GAsyncReadyCallback callback, gpointer user_data);
YztImportOutcome *yzt_import_job_run_finish (YztSession *session, GAsyncResult *result, GError **error);
G_END_DECLS

/* yzt-job-progress.h: how far a long work on a worker is, and the line that shows it with an estimate and Cancel
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A YztJobProgress is shared by the worker that sets it and the main thread that shows it; set and get from any thread. */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
typedef struct _YztJobProgress YztJobProgress;
YztJobProgress *yzt_job_progress_new (void);
YztJobProgress *yzt_job_progress_ref (YztJobProgress *progress);
void yzt_job_progress_unref (YztJobProgress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztJobProgress, yzt_job_progress_unref)
/** @fraction 0 … 1, less than 0: not known. @step numbers the parts of the work, each going from 0 to 1. */
void yzt_job_progress_set (YztJobProgress *progress, guint step, double fraction);
double yzt_job_progress_get (YztJobProgress *progress, guint *step_out);

#define YZT_TYPE_PROGRESS_LINE (yzt_progress_line_get_type ())
/** Hidden until a work has gone on for half a second. */
G_DECLARE_FINAL_TYPE (YztProgressLine, yzt_progress_line, YZT, PROGRESS_LINE, GtkWidget)
/** Main thread. @words: what is being done; Cancel cancels @cancellable. */
void yzt_progress_line_start (YztProgressLine *self, const char *words, YztJobProgress *progress, GCancellable *cancellable);
void yzt_progress_line_stop (YztProgressLine *self);
G_END_DECLS

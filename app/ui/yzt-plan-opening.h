/* yzt-plan-opening.h: a plan opened by workers: its text to read, its original as pages or as a file
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. The session is READY. */
#pragma once
#include "yzt-plan-copy.h"
#include "yzt-plan-pages.h"
#include "yzt-session.h"
G_BEGIN_DECLS
void yzt_plan_open_text_async (YztSession *session, gint64 plan_fid, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
YztPlanCopy *yzt_plan_open_text_finish (YztSession *session, GAsyncResult *result, GError **error);
/** All marks of @copy, things of the map too. */
void yzt_plan_mark_things_async (YztSession *session, YztPlanCopy *copy, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GArray *yzt_plan_mark_things_finish (YztSession *session, GAsyncResult *result, GError **error);

typedef struct {
  char *media_type;
  YztPlanPages *pages; /* NULL: its format has no pages that can be drawn, or @sentence says why not */
  char *sentence;      /* NULL: nothing is wrong */
} YztPlanOriginal;
void yzt_plan_original_free (YztPlanOriginal *original);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPlanOriginal, yzt_plan_original_free)
void yzt_plan_open_original_async (YztSession *session, gint64 plan_fid, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
YztPlanOriginal *yzt_plan_open_original_finish (YztSession *session, GAsyncResult *result, GError **error);

/** ".pdf" for "application/pdf"; "" when unknown. Static. */
const char *yzt_plan_media_ending (const char *media_type);
/** Writes the original into @path, or, @path NULL, read-only into a folder of its own below the temporary one, called by @name. */
void yzt_plan_save_original_async (YztSession *session, gint64 plan_fid, const char *path, const char *name, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
/** The path that was written; free. */
char *yzt_plan_save_original_finish (YztSession *session, GAsyncResult *result, GError **error);
G_END_DECLS

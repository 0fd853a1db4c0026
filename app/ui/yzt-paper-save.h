/* yzt-paper-save.h: any paper as a file for those outside, or to the desktop's print dialog; made on a worker
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
#include "yzt-report.h"
#include "yzt-session.h"
G_BEGIN_DECLS
/** @sentence: where it stands, what is wrong with the planner's templates, or why there is no paper. */
typedef void (*YztPaperSaidFunc) (const char *sentence, gpointer owner);
/** Main thread; format by the ending of @path. The ask's language and, where it is 0, time are the session's; its texts are copied. @owner is kept until @func is called. */
void yzt_paper_save (YztSession *session, const YztPaperAsk *ask, const char *path, YztPaperSaidFunc func, GObject *owner);
/** Asks how, with the desktop's print dialog, which can also write a PDF where there is no printer. @func is called only when there is something to say.
 * @export_path (for tests): written there as PDF without asking. */
void yzt_paper_print (GtkWindow *parent, YztSession *session, const YztPaperAsk *ask, const char *export_path, YztPaperSaidFunc func, GObject *owner);

/** The pages of a paper, recorded on a worker. */
typedef struct {
  char *title, *problem;   /* problem: of the templates; NULL none */
  GPtrArray *pages;        /* cairo_surface_t */
  double width_pt, height_pt;
} YztPaperPages;
void yzt_paper_pages_free (YztPaperPages *pages);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPaperPages, yzt_paper_pages_free)
void yzt_paper_pages_async (YztSession *session, const YztPaperAsk *ask, GCancellable *cancellable, GAsyncReadyCallback callback, GObject *owner);
YztPaperPages *yzt_paper_pages_finish (GAsyncResult *result, GError **error);
G_END_DECLS

/* yzt-paper-window.h: a paper before it goes out: its pages as they will be, saved as PDF or DOCX, printed
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keys: Ctrl+S PDF, Ctrl+Shift+S DOCX, Ctrl+P print, Alt+Left and Alt+Right another day of a daily report, Esc closes. Main thread. */
#pragma once
#include <adwaita.h>
#include "yzt-report.h"
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_PAPER_WINDOW (yzt_paper_window_get_type ())
G_DECLARE_FINAL_TYPE (YztPaperWindow, yzt_paper_window, YZT, PAPER_WINDOW, AdwWindow)
/** @ask's texts are copied; its language and time are the session's. @name: for the file, without an ending. */
GtkWindow *yzt_paper_window_new (GtkWindow *parent, YztSession *session, const YztPaperAsk *ask, const char *name);
/** Number of pages shown; 0 until they are there. */
guint yzt_paper_window_get_n_pages (YztPaperWindow *self);
/** What it says below its head: a problem, or where the paper was saved; "" nothing. */
const char *yzt_paper_window_get_said (YztPaperWindow *self);
void yzt_paper_window_save (YztPaperWindow *self, const char *path);
G_END_DECLS

/* yzt-log-papers.h: the log on paper and in files, made on a worker however long it is
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. @fid 0: of all incidents; @words: only the lines that hold them, "" all. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-session.h"
G_BEGIN_DECLS
typedef void (*YztLogSaidFunc) (const char *sentence, gpointer owner);
/** Asks how, with the desktop's print dialog. */
void yzt_log_print (GtkWindow *parent, YztSession *session, gint64 fid, const char *words, YztLogSaidFunc func, GObject *owner);
/** By the ending of @path: .pdf and .docx as a paper, .csv, .xlsx … as a table. @func says how it went; @owner is held until then. */
void yzt_log_write (YztSession *session, gint64 fid, const char *title, const char *words, const char *path, YztLogSaidFunc func, GObject *owner);
G_END_DECLS

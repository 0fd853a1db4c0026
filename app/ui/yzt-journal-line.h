/* yzt-journal-line.h: a line of the diary: day, time, what, who, as one widget
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. A list of GTK 4.8 keeps two hundred rows alive whatever is seen: a row of labels would make a thousand widgets at once and hold
 * the window still. This one draws its words itself, and only when it is seen. */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
#define YZT_TYPE_JOURNAL_LINE (yzt_journal_line_get_type ())
G_DECLARE_FINAL_TYPE (YztJournalLine, yzt_journal_line, YZT, JOURNAL_LINE, GtkWidget)
GtkWidget *yzt_journal_line_new (void);
/** @day: a heading above, NULL: none. */
void yzt_journal_line_set (YztJournalLine *self, const char *day, const char *clock, const char *what, const char *who, gboolean taken_back);
G_END_DECLS

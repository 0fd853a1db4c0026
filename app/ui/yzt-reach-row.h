/* yzt-reach-row.h: one line of the reach panel's lists: symbol, two lines of text, a figure
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Its size never depends on its text, so that a new text costs a redraw and no new layout. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-kind.h"
G_BEGIN_DECLS
#define YZT_TYPE_REACH_ROW (yzt_reach_row_get_type ())
G_DECLARE_FINAL_TYPE (YztReachRow, yzt_reach_row, YZT, REACH_ROW, GtkWidget)
/** @figure_chars: width of the figures' column. @with_bearing: it is as wide as a bearing, at least; else the words have that room. */
GtkWidget *yzt_reach_row_new (gboolean with_symbol, guint figure_chars, gboolean with_bearing);
/** For the symbol. */
void yzt_reach_row_set_symbol (YztReachRow *self, YztKind *kind, int level, guint variant);
/** A NULL @subtitle or @subfigure gives its room to the line above. */
void yzt_reach_row_set_texts (YztReachRow *self, const char *title, const char *subtitle, const char *figure, const char *subfigure);
/** What a screen reader says of the row. Cheap when nothing changes. */
void yzt_reach_row_set_spoken (YztReachRow *self, const char *spoken);
/** The second line may take this many lines; from now on it always does. */
void yzt_reach_row_set_subtitle_lines (YztReachRow *self, guint lines);
/** Marks the row of the selected thing. */
void yzt_reach_row_set_chosen (YztReachRow *self, gboolean chosen);
G_END_DECLS

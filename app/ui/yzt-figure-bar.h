/* yzt-figure-bar.h: how a figure is asked and drawn: period, by what it is parted, beside the year before, shape
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Signal "changed" (gboolean asks): another question, or only another picture. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-chart.h"
#include "yzt-figure.h"
G_BEGIN_DECLS
#define YZT_TYPE_FIGURE_BAR (yzt_figure_bar_get_type ())
G_DECLARE_FINAL_TYPE (YztFigureBar, yzt_figure_bar, YZT, FIGURE_BAR, GtkBox)
GtkWidget *yzt_figure_bar_new (void);
/** Another figure: its own period and parting are chosen, the shape stays where it can. Emits nothing. */
void yzt_figure_bar_set_spec (YztFigureBar *self, const YztFigureSpec *spec, YztKindSet *kinds, const char *language);
/** The days an answer counted stand in the entries when days are written by hand. */
void yzt_figure_bar_tell_days (YztFigureBar *self, const char *from, const char *to);
/** What is chosen; texts are valid until the next change. */
void yzt_figure_bar_fill (YztFigureBar *self, YztFigureAsk *ask);
YztChartShape yzt_figure_bar_get_shape (YztFigureBar *self);
gboolean yzt_figure_bar_get_before (YztFigureBar *self);
/** As by hand, for tests: ids as YztFigureAsk has them, NULL: leave it; FALSE when the figure has no such choice. */
gboolean yzt_figure_bar_choose (YztFigureBar *self, const char *period, const char *by, const char *split, YztChartShape shape);
G_END_DECLS

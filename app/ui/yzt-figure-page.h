/* yzt-figure-page.h: one figure in full: its number, its chart, its table, how it was counted
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Signal "records-wanted" (const char *key): of the line with this key, NULL: of the whole. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-chart-view.h"
#include "yzt-figure.h"
G_BEGIN_DECLS
#define YZT_TYPE_FIGURE_PAGE (yzt_figure_page_get_type ())
G_DECLARE_FINAL_TYPE (YztFigurePage, yzt_figure_page, YZT, FIGURE_PAGE, GtkBox)
GtkWidget *yzt_figure_page_new (void);
/** What stands there stays where it is as far as it says the same: selected rows, what is pointed at. */
void yzt_figure_page_show (YztFigurePage *self, YztFigureAnswer *answer, YztChartShape shape, gboolean with_before, const char *language, gint64 now_ms);
/** The chart that is shown; NULL: none can be. (transfer none) */
YztChart *yzt_figure_page_get_chart (YztFigurePage *self);
YztChartView *yzt_figure_page_get_view (YztFigurePage *self);
/** The list that is the table. */
GtkWidget *yzt_figure_page_get_table (YztFigurePage *self);
/** The selected rows, or all, as spreadsheets paste it; NULL: nothing is shown. Free. */
char *yzt_figure_page_copy (YztFigurePage *self);
/** The key of the row that is selected alone; NULL: none, or the whole. */
const char *yzt_figure_page_get_key (YztFigurePage *self);
G_END_DECLS

/* yzt-chart-view.h: a chart in a window: pointed at by mouse or keys, with a card of its numbers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Arrows walk the values (Home, End), Enter or a click asks for what is behind them, Esc puts the card away. What is pointed at is its accessible name, what the chart shows its
 * accessible description. Signals: "pointed" (), "activated" (int category). */
#pragma once
#include <gtk/gtk.h>
#include "yzt-chart.h"
G_BEGIN_DECLS
#define YZT_TYPE_CHART_VIEW (yzt_chart_view_get_type ())
G_DECLARE_FINAL_TYPE (YztChartView, yzt_chart_view, YZT, CHART_VIEW, GtkWidget)
GtkWidget *yzt_chart_view_new (void);
/** NULL: nothing. What was pointed at stays so while a category of that name is there. @language for the face of Chinese characters. */
void yzt_chart_view_set_chart (YztChartView *self, YztChart *chart, const char *language);
YztChart *yzt_chart_view_get_chart (YztChartView *self);
/** As if keys had gone there; −1, −1: nowhere. */
void yzt_chart_view_point (YztChartView *self, int series, int category);
/** FALSE when nothing is pointed at. */
gboolean yzt_chart_view_get_point (YztChartView *self, int *series, int *category);
/** What stands on the card, or the title; free. */
char *yzt_chart_view_get_words (YztChartView *self);
G_END_DECLS

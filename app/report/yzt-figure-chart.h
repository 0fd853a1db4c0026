/* yzt-figure-chart.h: a figure that is parted, as a chart
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any thread. */
#pragma once
#include "yzt-chart.h"
#include "yzt-figure.h"
G_BEGIN_DECLS
/** Bars of the lines of @answer, beside those of the year before where they were asked for; what is parted by time stays in its order. NULL with a sentence when the figure has no number or is not parted. */
YztChart *yzt_figure_chart_new (const YztFigureAnswer *answer, GError **error);
G_END_DECLS

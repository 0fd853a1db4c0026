/* yzt-figure-chart.h: a figure as a chart, as a table, as pages for paper
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any thread; a sheet is used by one at a time. */
#pragma once
#include "yzt-chart.h"
#include "yzt-figure.h"
G_BEGIN_DECLS
/** The lines of @answer: by what they are parted once more when they are, else beside the year before when @with_before and that was asked for. What is parted by time stays in its order. NULL with a
 * sentence when the figure has no number, is not parted, or not so that it can have this shape: stacks and small multiples want a second parting, stacks one whose parts add up. */
YztChart *yzt_figure_chart_new (const YztFigureAnswer *answer, YztChartShape shape, gboolean with_before, GError **error);

/** Its numbers as rows of cells, the first with the heads, the last with the whole. @plain: numbers as files have them, else as the screen says them. (element-type GStrv) */
GPtrArray *yzt_figure_table_new (const YztFigureAnswer *answer, gboolean plain);
/** The whole table, or the heads and rows @rows (guint, 0 is the first line of the answer), as text that spreadsheets paste ('\t') or as a file of CSV (',', with its mark). Free. */
char *yzt_figure_table_to_text (const YztFigureAnswer *answer, char delimiter, const GArray *rows);

/** A figure on pages of paper: number, chart, table, how it was counted. */
typedef struct _YztFigureSheet YztFigureSheet;
/** @chart NULL: without; @foot stands below every page. */
YztFigureSheet *yzt_figure_sheet_new (const YztFigureAnswer *answer, const YztChart *chart, const char *foot, const char *language, gint64 now_ms);
void yzt_figure_sheet_free (YztFigureSheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztFigureSheet, yzt_figure_sheet_free)
#define YZT_FIGURE_SHEET_WIDTH_PT 595.0 /* A4 upright */
#define YZT_FIGURE_SHEET_HEIGHT_PT 842.0
guint yzt_figure_sheet_get_n_pages (YztFigureSheet *sheet);
void yzt_figure_sheet_paint (YztFigureSheet *sheet, cairo_t *cr, guint page);
/** Its pages one by one, each a recording of YZT_FIGURE_SHEET_WIDTH_PT by YZT_FIGURE_SHEET_HEIGHT_PT. (element-type cairo_surface_t) (transfer full) */
GPtrArray *yzt_figure_sheet_record (YztFigureSheet *sheet);
/** By the ending of @path: .pdf the pages, .csv the table, .png and .svg the chart alone. Written whole or not at all. */
gboolean yzt_figure_sheet_save (YztFigureSheet *sheet, const char *path, GError **error);
G_END_DECLS

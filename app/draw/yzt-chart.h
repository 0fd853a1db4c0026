/* yzt-chart.h: figures as bars, lines, stacks and small multiples, drawn with Cairo for screen, wall and paper alike
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A chart holds its numbers; where and how large it is drawn is told when it is drawn. It can be read without colour: each series has a pattern, a dash and a mark of its own.
 * Colours of levels are given to series and categories of a level and to nothing else. Numbers that are not known (NAN) are left open, never drawn as 0. A chart is changed by one thread at a time; once
 * filled it may be drawn from any. */
#pragma once
#include <gio/gio.h>
#include "yzt-draw-theme.h"
G_BEGIN_DECLS
typedef enum { YZT_CHART_ERROR_WRITE, YZT_CHART_ERROR_FORMAT } YztChartError;
#define YZT_CHART_ERROR (yzt_chart_error_quark ())
GQuark yzt_chart_error_quark (void);

typedef enum {
  YZT_CHART_BARS,     /* the series side by side */
  YZT_CHART_LINES,
  YZT_CHART_STACKED,  /* on top of each other; negative numbers below zero */
  YZT_CHART_MULTIPLES /* one small chart of bars for each series, all with the same scale */
} YztChartShape;
#define YZT_CHART_MAX_SERIES 12
#define YZT_CHART_MAX_CATEGORIES 400

typedef struct _YztChart YztChart;
/** @unit of the numbers, "" none. */
YztChart *yzt_chart_new (YztChartShape shape, const char *title, const char *unit);
YztChart *yzt_chart_ref (YztChart *chart);
void yzt_chart_unref (YztChart *chart);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztChart, yzt_chart_unref)
/** Before the first series. @label as it is shown; @is_part: the time is not over, or not all of it was recorded: drawn open and told below. More than YZT_CHART_MAX_CATEGORIES are not taken: FALSE. */
gboolean yzt_chart_add_category (YztChart *chart, const char *label, gboolean is_part);
/** @level 1 to 4: the bars of this category are drawn as those of a series of that level, where nothing else is told by their colour; 0: of none. */
void yzt_chart_set_category_level (YztChart *chart, guint category, int level);
/** The categories follow each other in time: they are never laid as rows, and labels between may be left out. */
/** "incident" beside 1, where the unit is "incidents". */
void yzt_chart_set_unit_of_one (YztChart *chart, const char *unit);
void yzt_chart_set_is_time (YztChart *chart, gboolean is_time);
/** @values: one for each category, NAN for not known. @level 1 to 4: a series of that level, in its colour; 0: of none. @is_before: of an earlier time, to compare with: drawn open. FALSE: too many. */
gboolean yzt_chart_add_series (YztChart *chart, const char *label, const double *values, int level, gboolean is_before);
YztChartShape yzt_chart_get_shape (const YztChart *chart);
const char *yzt_chart_get_title (const YztChart *chart);
const char *yzt_chart_get_unit (const YztChart *chart);
guint yzt_chart_get_n_categories (const YztChart *chart);
guint yzt_chart_get_n_series (const YztChart *chart);
const char *yzt_chart_get_category (const YztChart *chart, guint category);
const char *yzt_chart_get_series (const YztChart *chart, guint series);
double yzt_chart_get_value (const YztChart *chart, guint series, guint category);
/** "12 accidents", "—"; free. */
char *yzt_chart_value_words (const YztChart *chart, guint series, guint category);
/** What one who cannot see it should know: shape, title, and of each series sum, greatest and smallest; free. */
char *yzt_chart_describe (const YztChart *chart);
/** Its table: a line of heads, one line a category; UTF-8 with mark, comma, CR LF; numbers in the C locale, empty when not known. A cell that a spreadsheet could take for a formula begins with an apostrophe. Free. */
char *yzt_chart_to_csv (const YztChart *chart);

/** How it is drawn. */
typedef struct {
  const YztDrawTheme *theme;
  double type_px;        /* size of the words; 0: 12 */
  const char *language;  /* for the face of Chinese characters */
  gboolean has_ground;   /* paint the ground (pictures); else what lies behind shows (widgets) */
  gboolean is_bare;      /* without its title: it stands beside it already */
  int series, category;  /* pointed at: lit, with a card of its numbers; −1 none */
} YztChartLook;
void yzt_chart_look_init (YztChartLook *look, const YztDrawTheme *theme, const char *language);
/** Into 0,0 to @width,@height of @cr. Below about 12 × 6 letters nothing but the title is drawn. */
void yzt_chart_paint (const YztChart *chart, cairo_t *cr, double width, double height, const YztChartLook *look);
/** What is drawn at @x,@y: FALSE outside of all categories. @series_out −1 when between the bars. */
gboolean yzt_chart_pick (const YztChart *chart, double width, double height, const YztChartLook *look, double x, double y, int *series_out, int *category_out);
/** Keys: from what is pointed at (@category −1: nothing yet) to what stands beside it; left and right go from category to category, up and down
 * from series to series; where the categories run downwards it is the other way round. FALSE at the end, and nothing is changed. */
typedef enum { YZT_CHART_LEFT, YZT_CHART_RIGHT, YZT_CHART_UP, YZT_CHART_DOWN, YZT_CHART_FIRST, YZT_CHART_LAST } YztChartStep;
gboolean yzt_chart_step (const YztChart *chart, double width, double height, const YztChartLook *look, YztChartStep step, int *series, int *category);
/** "2026-11 (a part of it): This time 12 accidents, The year before 9 accidents": all the card says; free. */
char *yzt_chart_card_words (const YztChart *chart, int series, int category);
/** By the ending of @path: .png (@dpi, 96: one pixel each), .svg, .pdf, .csv. Written beside and put in place whole. */
gboolean yzt_chart_save (const YztChart *chart, const char *path, double width_px, double height_px, double dpi, const YztChartLook *look, GError **error);
G_END_DECLS

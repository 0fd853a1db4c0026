/* yzt-chart-private.h: what the files of the chart share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-chart.h"
#include "yzt-lettering.h"
G_BEGIN_DECLS
typedef struct {
  char *label;
  gboolean is_part;
  int level;
} YztChartCategory;

typedef struct {
  char *label;
  double *values;
  int level;
  gboolean is_before;
} YztChartSeries;

struct _YztChart {
  int references;
  YztChartShape shape;
  gboolean is_time;
  char *title, *unit, *unit_of_one; /* unit_of_one: NULL the same */
  GArray *categories; /* YztChartCategory */
  GArray *series;     /* YztChartSeries */
};

typedef struct {
  double x, y, width, height;
} YztChartRect;

/* One plot: all series, or one of the small multiples. */
typedef struct {
  YztChartRect plot;   /* where the bars stand */
  YztChartRect whole;  /* with labels and name */
  guint first, n;      /* series */
} YztChartPanel;

typedef struct {
  const YztChart *chart;
  double width, height;
  double type_px, line_px;  /* of the words, from line to line */
  double low, high, step;   /* of the scale; zero is always on it */
  double legend_y, legend_height, plots_y, note_y;
  gboolean is_rows;         /* categories run downwards */
  guint label_every;        /* categories of which each n-th is named */
  double label_px;          /* room for the names of the categories: beside (rows) or below */
  GArray *panels;           /* YztChartPanel; none when there is no room or nothing to draw */
  PangoLayout *words;       /* to measure and to draw with; of the face of the look */
} YztChartLayout;

#define yzt_chart_category(chart, i) (&g_array_index ((chart)->categories, YztChartCategory, i))
#define yzt_chart_series(chart, i) (&g_array_index ((chart)->series, YztChartSeries, i))
/* @cr for its font options; NULL: those of a plain picture. */
YztChartLayout *yzt_chart_layout_new (const YztChart *chart, double width, double height, const YztChartLook *look, cairo_t *cr);
void yzt_chart_layout_free (YztChartLayout *layout);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztChartLayout, yzt_chart_layout_free)
/* Where @value stands on the scale: x in rows, else y. */
double yzt_chart_layout_at (const YztChartLayout *layout, const YztChartPanel *panel, double value);
/* The strip of a category over the whole plot. */
YztChartRect yzt_chart_layout_band (const YztChartLayout *layout, const YztChartPanel *panel, guint category);
/* The bar of a series; FALSE when its number is not known. */
gboolean yzt_chart_layout_bar (const YztChartLayout *layout, const YztChartPanel *panel, guint series, guint category, YztChartRect *bar);
void yzt_chart_layout_measure (const YztChartLayout *layout, const char *text, gboolean bold, double *width, double *height);
guint yzt_chart_decimals (double step);
G_END_DECLS

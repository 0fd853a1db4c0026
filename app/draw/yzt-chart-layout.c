/* yzt-chart-layout.c: where the parts of a chart stand
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Drawing and pointing ask the same layout, so that what is lit is what is under the pointer. */
#include "config.h"
#include "yzt-chart-private.h"
#include <math.h>
#include <string.h>
#include "yzt-base.h"

#define TYPE_PX 12.0
#define LINE 1.45           /* of a line of words, in letters */
#define BAND_FILL 0.72      /* of a category's strip that its bars take */
#define MIN_PANEL_LETTERS 9 /* a small multiple is at least so many letters wide */
#define MIN_PANEL_LINES 5

static PangoLayout *
words_new (const YztChartLook *look, double type_px, cairo_t *cr)
{
  g_autoptr (PangoFontDescription) face = pango_font_description_from_string ("Noto Sans CJK SC");
  PangoContext *context = yzt_lettering_context_new (cr);
  pango_context_set_language (context, pango_language_from_string (look->language != NULL && g_str_has_prefix (look->language, "zh") ? "zh-cn" : "en"));
  pango_context_set_round_glyph_positions (context, FALSE);
  pango_font_description_set_absolute_size (face, type_px * PANGO_SCALE);
  PangoLayout *words = pango_layout_new (context);
  g_object_unref (context);
  pango_layout_set_font_description (words, face);
  pango_layout_set_ellipsize (words, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode (words, TRUE);
  return words;
}

void
yzt_chart_layout_measure (const YztChartLayout *self, const char *text, gboolean bold, double *width, double *height)
{
  PangoRectangle logical;
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_weight_new (bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL));
  pango_layout_set_attributes (self->words, attributes);
  pango_layout_set_width (self->words, -1);
  pango_layout_set_text (self->words, text, -1);
  pango_layout_get_extents (self->words, NULL, &logical);
  if (width != NULL) {
    *width = logical.width / (double) PANGO_SCALE;
  }
  if (height != NULL) {
    *height = logical.height / (double) PANGO_SCALE;
  }
}

/* --- scale --- */

guint
yzt_chart_decimals (double step)
{
  return step >= 1 ? 0 : (guint) CLAMP (ceil (-log10 (step) - 1e-9), 0, 9);
}

static void
widen (const YztChart *chart, double *low, double *high)
{
  for (guint i = 0; i < chart->categories->len; i++) {
    double above = 0, below = 0;
    for (guint s = 0; s < chart->series->len; s++) {
      double value = yzt_chart_series (chart, s)->values[i];
      if (!isfinite (value)) {
        continue;
      }
      if (chart->shape == YZT_CHART_STACKED) {
        *(value < 0 ? &below : &above) += value;
      } else {
        above = MAX (above, value);
        below = MIN (below, value);
      }
    }
    *high = MAX (*high, above);
    *low = MIN (*low, below);
  }
}

/* Steps of 1, 2 or 5 times a power of ten, at most @most of them; whole numbers are never parted. */
static void
find_scale (YztChartLayout *self, double most)
{
  double low = 0, high = 0;
  gboolean whole = TRUE;
  widen (self->chart, &low, &high);
  for (guint s = 0; s < self->chart->series->len; s++) {
    for (guint i = 0; i < self->chart->categories->len; i++) {
      double value = yzt_chart_series (self->chart, s)->values[i];
      whole = whole && (!isfinite (value) || value == floor (value));
    }
  }
  if (high - low < 1e-12) {
    high = 1;
  }
  double rough = (high - low) / MAX (most, 1), power = pow (10, floor (log10 (rough)));
  double step = rough <= power ? power : rough <= 2 * power ? 2 * power : rough <= 5 * power ? 5 * power : 10 * power;
  self->step = whole ? MAX (step, 1) : step;
  self->low = floor (low / self->step + 1e-9) * self->step;
  self->high = ceil (high / self->step - 1e-9) * self->step;
}

static double
scale_label_px (const YztChartLayout *self)
{
  double widest = 0, width;
  for (double value = self->low; value <= self->high + self->step / 2; value += self->step) {
    g_autofree char *text = yzt_text_group_number (fabs (value) < self->step / 2 ? 0 : value, yzt_chart_decimals (self->step));
    yzt_chart_layout_measure (self, text, FALSE, &width, NULL);
    widest = MAX (widest, width);
  }
  return widest;
}

/* --- the parts --- */

static double
widest_label (const YztChartLayout *self)
{
  double widest = 0, width;
  for (guint i = 0; i < self->chart->categories->len; i++) {
    const YztChartCategory *category = yzt_chart_category (self->chart, i);
    g_autofree char *text = g_strconcat (category->label, category->is_part ? "*" : "", NULL);
    yzt_chart_layout_measure (self, text, FALSE, &width, NULL);
    widest = MAX (widest, width);
  }
  return widest;
}

static double
find_legend (const YztChartLayout *self)
{
  double x = 0, lines = 1, width;
  if (self->chart->series->len < 2 || self->chart->shape == YZT_CHART_MULTIPLES) {
    return 0;
  }
  for (guint s = 0; s < self->chart->series->len; s++) {
    yzt_chart_layout_measure (self, yzt_chart_get_series (self->chart, s), FALSE, &width, NULL);
    width = MIN (width + 3 * self->type_px, self->width);
    if (x > 0 && x + width > self->width) {
      lines++;
      x = 0;
    }
    x += width;
  }
  return lines * self->line_px;
}

static gboolean
has_part (const YztChart *chart)
{
  for (guint i = 0; i < chart->categories->len; i++) {
    if (yzt_chart_category (chart, i)->is_part) {
      return TRUE;
    }
  }
  return FALSE;
}

/* Names run below when each has room for itself; names that are no times go beside rows when they have not; of times each n-th is named. */
static void
find_labels (YztChartLayout *self, double plot_width)
{
  guint n = MAX (self->chart->categories->len, 1);
  double widest = widest_label (self), band = plot_width / n;
  self->is_rows = self->chart->shape == YZT_CHART_BARS && !self->chart->is_time && widest + self->type_px / 2 > band;
  self->label_every = 1;
  if (self->is_rows) {
    self->label_px = MIN (widest + self->type_px / 2, self->width * 0.4);
  } else {
    self->label_px = self->line_px;
    self->label_every = MAX (1, (guint) ceil ((widest + self->type_px / 2) / MAX (band, 1)));
  }
}

static void
add_panel (YztChartLayout *self, YztChartRect whole, guint first, guint n, gboolean named, double scale_px)
{
  double top = named ? self->line_px * 1.6 : self->line_px * 1.1, /* a number fits above the tallest bar */
          left = self->is_rows ? self->label_px : scale_px;
  YztChartPanel panel = { .whole = whole, .first = first, .n = n };
  panel.plot = (YztChartRect){ whole.x + left, whole.y + top, whole.width - left - self->type_px * (self->is_rows ? 3 : 0.5),
                               whole.height - top - self->line_px * 1.25 };
  if (panel.plot.width >= self->type_px * 3 && panel.plot.height >= self->type_px * 2) {
    g_array_append_val (self->panels, panel);
  }
}

static void
find_panels (YztChartLayout *self, double height)
{
  guint n = self->chart->series->len;
  double scale_px;
  if (self->chart->shape != YZT_CHART_MULTIPLES) {
    find_scale (self, MAX (2, (height - 2 * self->line_px) / (self->line_px * 1.8)));
    scale_px = scale_label_px (self) + self->type_px / 2;
    find_labels (self, self->width - scale_px - self->type_px / 2);
    if (self->is_rows) {
      find_scale (self, MAX (2, (self->width - self->label_px) / (self->type_px * 6)));
    }
    add_panel (self, (YztChartRect){ 0, self->plots_y, self->width, height }, 0, n, FALSE, scale_px);
    return;
  }
  guint columns = (guint) CLAMP (self->width / (self->type_px * MIN_PANEL_LETTERS * 2), 1, ceil (sqrt (n) * 1.4)), rows = (n + columns - 1) / columns;
  double wide = self->width / columns, tall = height / rows;
  find_scale (self, MAX (2, (tall - 2 * self->line_px) / (self->line_px * 1.8)));
  scale_px = scale_label_px (self) + self->type_px / 2;
  find_labels (self, wide - scale_px - self->type_px);
  for (guint s = 0; s < n && tall >= MIN_PANEL_LINES * self->type_px; s++) {
    add_panel (self, (YztChartRect){ (s % columns) * wide, self->plots_y + (s / columns) * tall, wide, tall }, s, 1, TRUE, scale_px);
  }
}

YztChartLayout *
yzt_chart_layout_new (const YztChart *chart, double width, double height, const YztChartLook *look, cairo_t *cr)
{
  YztChartLayout *self = g_new0 (YztChartLayout, 1);
  self->chart = chart;
  self->width = width;
  self->height = height;
  self->type_px = look->type_px > 0 ? look->type_px : TYPE_PX;
  self->line_px = self->type_px * LINE;
  self->words = words_new (look, self->type_px, cr);
  self->panels = g_array_new (FALSE, TRUE, sizeof (YztChartPanel));
  self->legend_y = look->is_bare || *chart->title == '\0' ? 0 : self->line_px * 1.4;
  self->legend_height = find_legend (self);
  self->plots_y = self->legend_y + self->legend_height + (*chart->unit != '\0' ? self->line_px * 0.9 : 0);
  self->note_y = height - (has_part (chart) ? self->line_px : 0);
  if (chart->categories->len > 0 && chart->series->len > 0 && self->note_y - self->plots_y > self->line_px * 3) {
    find_panels (self, self->note_y - self->plots_y);
  }
  return self;
}

void
yzt_chart_layout_free (YztChartLayout *self)
{
  g_array_unref (self->panels);
  g_object_unref (self->words);
  g_free (self);
}

/* --- asking --- */

double
yzt_chart_layout_at (const YztChartLayout *self, const YztChartPanel *panel, double value)
{
  double share = (CLAMP (value, self->low, self->high) - self->low) / (self->high - self->low);
  return self->is_rows ? panel->plot.x + share * panel->plot.width : panel->plot.y + (1 - share) * panel->plot.height;
}

YztChartRect
yzt_chart_layout_band (const YztChartLayout *self, const YztChartPanel *panel, guint category)
{
  double n = self->chart->categories->len;
  if (self->is_rows) {
    return (YztChartRect){ panel->plot.x, panel->plot.y + category * panel->plot.height / n, panel->plot.width, panel->plot.height / n };
  }
  return (YztChartRect){ panel->plot.x + category * panel->plot.width / n, panel->plot.y, panel->plot.width / n, panel->plot.height };
}

/* What lies below (or above, if negative) the piece of a series in its stack. */
static double
stack_foot (const YztChart *chart, guint series, guint category)
{
  double value = yzt_chart_get_value (chart, series, category), foot = 0;
  for (guint s = 0; s < series; s++) {
    double other = yzt_chart_get_value (chart, s, category);
    foot += isfinite (other) && (other < 0) == (value < 0) ? other : 0;
  }
  return foot;
}

gboolean
yzt_chart_layout_bar (const YztChartLayout *self, const YztChartPanel *panel, guint series, guint category, YztChartRect *bar)
{
  double value = yzt_chart_get_value (self->chart, series, category);
  if (!isfinite (value)) {
    return FALSE;
  }
  gboolean stacked = self->chart->shape == YZT_CHART_STACKED;
  double foot = stacked ? stack_foot (self->chart, series, category) : 0;
  YztChartRect band = yzt_chart_layout_band (self, panel, category);
  double from = yzt_chart_layout_at (self, panel, foot), to = yzt_chart_layout_at (self, panel, foot + value);
  double room = (self->is_rows ? band.height : band.width) * BAND_FILL, wide = stacked ? room : room / panel->n;
  double start = ((self->is_rows ? band.height : band.width) - room) / 2 + (stacked ? 0 : (series - panel->first) * wide);
  if (wide > self->type_px * 4) { /* two bars in a wide window need not be planks */
    start += (wide - self->type_px * 4) / 2;
    wide = self->type_px * 4;
  }
  *bar = self->is_rows ? (YztChartRect){ MIN (from, to), band.y + start, fabs (to - from), wide }
                       : (YztChartRect){ band.x + start, MIN (from, to), wide, fabs (to - from) };
  return TRUE;
}

static gboolean
is_inside (YztChartRect rect, double x, double y, double slack)
{
  return x >= rect.x - slack && x < rect.x + rect.width + slack && y >= rect.y - slack && y < rect.y + rect.height + slack;
}

static int
series_at (const YztChartLayout *layout, const YztChartPanel *panel, guint category, double x, double y)
{
  YztChartRect band = yzt_chart_layout_band (layout, panel, category), bar;
  double best = layout->type_px * 1.5;
  int found = panel->n == 1 ? (int) panel->first : -1;
  for (guint s = panel->first; s < panel->first + panel->n; s++) {
    double value = yzt_chart_get_value (layout->chart, s, category);
    if (layout->chart->shape != YZT_CHART_LINES) {
      found = yzt_chart_layout_bar (layout, panel, s, category, &bar) && is_inside (bar, x, y, 1) ? (int) s : found;
    } else if (isfinite (value)) {
      double away = hypot (band.x + band.width / 2 - x, yzt_chart_layout_at (layout, panel, value) - y);
      found = away < best ? (int) s : found;
      best = MIN (best, away);
    }
  }
  return found;
}

gboolean
yzt_chart_pick (const YztChart *chart, double width, double height, const YztChartLook *look, double x, double y, int *series_out, int *category_out)
{
  g_autoptr (YztChartLayout) layout = yzt_chart_layout_new (chart, width, height, look, NULL);
  for (guint p = 0; p < layout->panels->len; p++) {
    const YztChartPanel *panel = &g_array_index (layout->panels, YztChartPanel, p);
    for (guint i = 0; is_inside (panel->plot, x, y, 1) && i < chart->categories->len; i++) {
      if (is_inside (yzt_chart_layout_band (layout, panel, i), x, y, 1e-6)) {
        *category_out = (int) i;
        *series_out = series_at (layout, panel, i, x, y);
        return TRUE;
      }
    }
  }
  return FALSE;
}

/* --- keys --- */

static int
first_series (const YztChart *chart)
{
  for (guint s = 0; s < chart->series->len; s++) {
    if (!yzt_chart_series (chart, s)->is_before) {
      return (int) s;
    }
  }
  return 0;
}

gboolean
yzt_chart_step (const YztChart *chart, double width, double height, const YztChartLook *look, YztChartStep step, int *series, int *category)
{
  int n = (int) chart->categories->len, n_series = (int) chart->series->len;
  if (n == 0 || n_series == 0) {
    return FALSE;
  }
  g_autoptr (YztChartLayout) layout = yzt_chart_layout_new (chart, width, height, look, NULL);
  if (*category < 0 || *category >= n) {
    *category = step == YZT_CHART_LEFT || step == YZT_CHART_LAST || (layout->is_rows && step == YZT_CHART_UP) ? n - 1 : 0;
    *series = first_series (chart);
    return TRUE;
  }
  gboolean sideways = step == YZT_CHART_LEFT || step == YZT_CHART_RIGHT, ends = step == YZT_CHART_FIRST || step == YZT_CHART_LAST;
  /* A stack grows upwards: its next series lies above. */
  int by = step == YZT_CHART_RIGHT || step == YZT_CHART_LAST ? 1
         : step == YZT_CHART_LEFT || step == YZT_CHART_FIRST ? -1
         : (step == YZT_CHART_DOWN) == (chart->shape != YZT_CHART_STACKED) ? 1 : -1;
  int *moved = ends || sideways != layout->is_rows ? category : series, most = moved == category ? n : n_series, to = ends ? (by > 0 ? n - 1 : 0) : *moved + by;
  if (to < 0 || to >= most || to == *moved) {
    return FALSE;
  }
  *moved = to;
  return TRUE;
}

/* yzt-chart-paint.c: a chart onto Cairo
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-chart-private.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-base.h"

#define HATCH_PX 5.0
#define N_PATTERNS 6

typedef struct {
  const YztChart *chart;
  const YztChartLook *look;
  YztChartLayout *layout;
  cairo_t *cr;
} Brush;

void
yzt_chart_look_init (YztChartLook *look, const YztDrawTheme *theme, const char *language)
{
  *look = (YztChartLook){ .theme = theme, .language = language, .series = -1, .category = -1 };
}

/* --- words --- */

/* At @x,@y: @across 0 begins there, 0.5 stands in the middle, 1 ends there; from the top down. */
static void
put (const Brush *self, const char *text, double x, double y, double across, double most_px, YztDrawColor color, gboolean bold)
{
  double width;
  yzt_chart_layout_measure (self->layout, text, bold, &width, NULL);
  if (most_px > 0 && width > most_px + 0.5) { /* room that was made for these words is enough, whatever is lost in adding it up */
    pango_layout_set_width (self->layout->words, (int) (most_px * PANGO_SCALE));
    width = most_px;
  }
  yzt_draw_set_color (self->cr, color);
  cairo_move_to (self->cr, x - width * across, y);
  yzt_lettering_show_layout (self->cr, self->layout->words);
}

static double
letters_height (const Brush *self)
{
  double height;
  yzt_chart_layout_measure (self->layout, "0", FALSE, NULL, &height);
  return height;
}

/* --- what tells one series from another --- */

/* Its number among those of now; what is of before shares the look of the one that follows it. */
static guint
look_of (const Brush *self, guint series)
{
  guint n = 0;
  for (guint s = 0; s < series; s++) {
    n += !yzt_chart_series (self->chart, s)->is_before;
  }
  return n;
}

static int
level_of (const Brush *self, guint series, int category)
{
  int level = yzt_chart_series (self->chart, series)->level;
  gboolean alone = self->chart->shape == YZT_CHART_MULTIPLES || look_of (self, self->chart->series->len) == 1; /* else its colour tells the series */
  return level == 0 && category >= 0 && alone ? yzt_chart_category (self->chart, category)->level : level;
}

/* @category: of a bar; −1: of the series wherever it is. */
static YztDrawColor
color_of (const Brush *self, guint series, int category)
{
  static const char *const light[N_PATTERNS] = { "#3c5a6b", "#1f7a74", "#7b5ea7", "#8a6636", "#4f5f2f", "#8a3f5f" };
  static const char *const dark[N_PATTERNS] = { "#a9c3d2", "#6cc4bd", "#c0a8e4", "#d3b27f", "#b4c48c", "#dfa0ba" };
  int level = level_of (self, series, category);
  return level > 0 ? yzt_draw_level_color (level)
                   : yzt_draw_parse_color ((self->look->theme->dark ? dark : light)[look_of (self, series) % N_PATTERNS], self->look->theme->text);
}

static guint
pattern_of (const Brush *self, guint series, int category)
{
  int level = level_of (self, series, category);
  return level > 0 ? (guint) level - 1 : self->chart->shape == YZT_CHART_MULTIPLES ? 0 : look_of (self, series) % N_PATTERNS;
}

static void
strokes (cairo_t *cr, YztChartRect r, double dx, double dy)
{
  double reach = r.width + r.height;
  if (dx == 0) {
    for (double y = r.y + HATCH_PX / 2; y < r.y + r.height; y += HATCH_PX) {
      cairo_move_to (cr, r.x, y);
      cairo_rel_line_to (cr, r.width, 0);
    }
    return;
  }
  for (double x = floor ((r.x - reach) / HATCH_PX) * HATCH_PX; x < r.x + reach; x += HATCH_PX * 1.4) {
    cairo_move_to (cr, x, dy > 0 ? r.y : r.y + r.height);
    cairo_rel_line_to (cr, r.height, dy > 0 ? r.height : -r.height);
  }
}

static void
dots (cairo_t *cr, YztChartRect r)
{
  for (double y = r.y + HATCH_PX / 2; y < r.y + r.height; y += HATCH_PX) {
    for (double x = r.x + HATCH_PX / 2; x < r.x + r.width; x += HATCH_PX) {
      cairo_new_sub_path (cr);
      cairo_arc (cr, x, y, 1.2, 0, 2 * G_PI);
    }
  }
  cairo_fill (cr);
}

static void
fill_pattern (cairo_t *cr, YztChartRect r, guint pattern)
{
  switch (pattern) {
  case 1:
    strokes (cr, r, 1, -1);
    break;
  case 2:
    dots (cr, r);
    break;
  case 3:
    strokes (cr, r, 1, -1);
    strokes (cr, r, 1, 1);
    break;
  case 4:
    strokes (cr, r, 0, 0);
    break;
  default:
    strokes (cr, r, 1, 1);
    break;
  }
  cairo_stroke (cr);
}

static void
paint_bar (const Brush *self, YztChartRect r, guint series, int category)
{
  cairo_t *cr = self->cr;
  YztDrawColor color = color_of (self, series, category), pale = color;
  guint pattern = pattern_of (self, series, category);
  gboolean is_part = category >= 0 && yzt_chart_category (self->chart, category)->is_part;
  gboolean open = yzt_chart_series (self->chart, series)->is_before || is_part;
  static const double gaps[] = { 3, 2 };
  pale.a = open ? 0.08 : pattern == 0 ? 1 : 0.28;
  cairo_save (cr);
  cairo_rectangle (cr, r.x, r.y, r.width, r.height);
  yzt_draw_set_color (cr, self->look->theme->card); /* no line of the scale shines through */
  cairo_fill_preserve (cr);
  yzt_draw_set_color (cr, pale);
  cairo_fill_preserve (cr);
  cairo_clip (cr);
  yzt_draw_set_color (cr, color);
  cairo_set_line_width (cr, 1.2);
  if ((pattern > 0 || is_part) && !yzt_chart_series (self->chart, series)->is_before) {
    fill_pattern (cr, r, pattern);
  }
  cairo_restore (cr);
  cairo_save (cr);
  yzt_draw_set_color (cr, color);
  cairo_set_line_width (cr, 1.2);
  if (is_part) {
    cairo_set_dash (cr, gaps, 2, 0);
  }
  if (r.width > 1.2 && r.height > 1.2) {
    cairo_rectangle (cr, r.x + 0.6, r.y + 0.6, r.width - 1.2, r.height - 1.2);
    cairo_stroke (cr);
  }
  cairo_restore (cr);
}

static void
paint_mark (const Brush *self, double x, double y, guint series)
{
  cairo_t *cr = self->cr;
  double r = self->layout->type_px * 0.3;
  cairo_new_path (cr);
  switch (look_of (self, series) % 4) {
  case 0:
    cairo_arc (cr, x, y, r, 0, 2 * G_PI);
    break;
  case 1:
    cairo_rectangle (cr, x - r, y - r, 2 * r, 2 * r);
    break;
  case 2:
    cairo_move_to (cr, x, y - r * 1.2);
    cairo_line_to (cr, x + r * 1.15, y + r * 0.9);
    cairo_line_to (cr, x - r * 1.15, y + r * 0.9);
    cairo_close_path (cr);
    break;
  default:
    cairo_move_to (cr, x, y - r * 1.25);
    cairo_line_to (cr, x + r * 1.25, y);
    cairo_line_to (cr, x, y + r * 1.25);
    cairo_line_to (cr, x - r * 1.25, y);
    cairo_close_path (cr);
    break;
  }
  if (yzt_chart_series (self->chart, series)->is_before || look_of (self, series) >= 4) { /* open marks: a second set of four */
    yzt_draw_set_color (cr, self->look->theme->card);
    cairo_fill_preserve (cr);
  } else {
    yzt_draw_set_color (cr, color_of (self, series, -1));
    cairo_fill_preserve (cr);
  }
  yzt_draw_set_color (cr, color_of (self, series, -1));
  cairo_set_line_width (cr, 1.4);
  cairo_stroke (cr);
}

static void
set_dash (const Brush *self, guint series)
{
  static const double dashes[3][4] = { { 7, 3, 7, 3 }, { 2, 3, 2, 3 }, { 8, 3, 2, 3 } };
  if (yzt_chart_series (self->chart, series)->is_before) {
    cairo_set_dash (self->cr, dashes[0], 2, 0);
  } else if (look_of (self, series) % 4 > 0) {
    cairo_set_dash (self->cr, dashes[look_of (self, series) % 4 - 1], 4, 0);
  } else {
    cairo_set_dash (self->cr, NULL, 0, 0);
  }
}

/* --- the parts --- */

static void
paint_legend (const Brush *self)
{
  const YztChartLayout *layout = self->layout;
  double x = 0, y = layout->legend_y, type = layout->type_px, width;
  for (guint s = 0; layout->legend_height > 0 && s < self->chart->series->len; s++) {
    const char *label = yzt_chart_get_series (self->chart, s);
    yzt_chart_layout_measure (layout, label, FALSE, &width, NULL);
    width = MIN (width + 3 * type, layout->width);
    if (x > 0 && x + width > layout->width) {
      x = 0;
      y += layout->line_px;
    }
    double middle = y + letters_height (self) / 2;
    if (self->chart->shape == YZT_CHART_LINES) {
      yzt_draw_set_color (self->cr, color_of (self, s, -1));
      cairo_set_line_width (self->cr, 2);
      set_dash (self, s);
      cairo_move_to (self->cr, x, middle);
      cairo_line_to (self->cr, x + type * 1.6, middle);
      cairo_stroke (self->cr);
      cairo_set_dash (self->cr, NULL, 0, 0);
      paint_mark (self, x + type * 0.8, middle, s);
    } else {
      paint_bar (self, (YztChartRect){ x, middle - type * 0.45, type * 1.5, type * 0.9 }, s, -1);
    }
    put (self, label, x + type * 1.9, y, 0, width - type * 2, self->look->theme->text, FALSE);
    x += width;
  }
}

static void
paint_scale (const Brush *self, const YztChartPanel *panel)
{
  const YztChartLayout *layout = self->layout;
  cairo_t *cr = self->cr;
  double tall = letters_height (self);
  for (double value = layout->low; value <= layout->high + layout->step / 2; value += layout->step) {
    gboolean zero = fabs (value) < layout->step / 2;
    g_autofree char *text = yzt_text_group_number (zero ? 0 : value, yzt_chart_decimals (layout->step));
    double at = round (yzt_chart_layout_at (layout, panel, value)) + 0.5;
    YztDrawColor line = zero ? self->look->theme->dim : self->look->theme->card_edge;
    yzt_draw_set_color (cr, line);
    cairo_set_line_width (cr, 1);
    if (layout->is_rows) {
      cairo_move_to (cr, at, panel->plot.y);
      cairo_rel_line_to (cr, 0, panel->plot.height);
      cairo_stroke (cr);
      put (self, text, at, panel->plot.y + panel->plot.height + layout->type_px * 0.2, 0.5, 0, self->look->theme->dim, FALSE);
    } else {
      cairo_move_to (cr, panel->plot.x, at);
      cairo_rel_line_to (cr, panel->plot.width, 0);
      cairo_stroke (cr);
      put (self, text, panel->plot.x - layout->type_px * 0.4, at - tall / 2, 1, 0, self->look->theme->dim, FALSE);
    }
  }
}

static void
paint_names (const Brush *self, const YztChartPanel *panel)
{
  const YztChartLayout *layout = self->layout;
  double tall = letters_height (self);
  guint every = layout->label_every, n = self->chart->categories->len;
  if (layout->is_rows) {
    every = (guint) MAX (1, ceil (tall * n / panel->plot.height));
  }
  for (guint i = 0; i < n; i += every) {
    const YztChartCategory *category = yzt_chart_category (self->chart, i);
    YztChartRect band = yzt_chart_layout_band (layout, panel, i);
    g_autofree char *text = g_strconcat (category->label, category->is_part ? "*" : "", NULL);
    if (layout->is_rows) {
      put (self, text, panel->plot.x - layout->type_px * 0.4, band.y + band.height / 2 - tall / 2, 1, layout->label_px - layout->type_px * 0.4,
           self->look->theme->text, FALSE);
    } else {
      put (self, text, band.x + band.width / 2, panel->plot.y + panel->plot.height + layout->type_px * 0.2, 0.5, band.width * every, self->look->theme->text, FALSE);
    }
  }
}

static void
paint_number (const Brush *self, YztChartRect bar, guint series, guint category, double room)
{
  double value = yzt_chart_get_value (self->chart, series, category), width, tall;
  g_autofree char *text = yzt_text_group_number (value, 2);
  yzt_chart_layout_measure (self->layout, text, FALSE, &width, &tall);
  if (self->layout->is_rows) {
    double x = value < 0 ? bar.x - self->layout->type_px * 0.3 - width : bar.x + bar.width + self->layout->type_px * 0.3;
    if (bar.height >= tall * 0.8 && x + width < self->layout->width) {
      put (self, text, x, bar.y + bar.height / 2 - tall / 2, 0, 0, self->look->theme->text, FALSE);
    }
  } else if (width <= room) {
    put (self, text, bar.x + bar.width / 2, value < 0 ? bar.y + bar.height : bar.y - tall, 0.5, 0, self->look->theme->text, FALSE);
  }
}

static void
paint_bars (const Brush *self, const YztChartPanel *panel)
{
  YztChartRect bar;
  gboolean numbers = self->chart->shape != YZT_CHART_STACKED;
  for (guint i = 0; i < self->chart->categories->len; i++) {
    for (guint s = panel->first; s < panel->first + panel->n; s++) {
      if (yzt_chart_layout_bar (self->layout, panel, s, i, &bar)) {
        paint_bar (self, bar, s, (int) i);
        if (numbers) {
          paint_number (self, bar, s, i, MAX (bar.width * 1.1, panel->n == 1 ? yzt_chart_layout_band (self->layout, panel, i).width * 0.95 : 0));
        }
      }
    }
  }
}

static void
paint_line (const Brush *self, const YztChartPanel *panel, guint series)
{
  cairo_t *cr = self->cr;
  gboolean goes_on = FALSE;
  cairo_new_path (cr);
  for (guint i = 0; i < self->chart->categories->len; i++) {
    double value = yzt_chart_get_value (self->chart, series, i);
    YztChartRect band = yzt_chart_layout_band (self->layout, panel, i);
    double x = band.x + band.width / 2, y = yzt_chart_layout_at (self->layout, panel, value);
    if (!isfinite (value)) {
      goes_on = FALSE;
    } else if (goes_on) {
      cairo_line_to (cr, x, y);
    } else {
      cairo_move_to (cr, x, y);
      goes_on = TRUE;
    }
  }
  yzt_draw_set_color (cr, color_of (self, series, -1));
  cairo_set_line_width (cr, self->layout->type_px / 6);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  set_dash (self, series);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
paint_lines (const Brush *self, const YztChartPanel *panel)
{
  gboolean marks = self->chart->categories->len <= panel->plot.width / self->layout->type_px;
  for (guint s = panel->first; s < panel->first + panel->n; s++) {
    paint_line (self, panel, s);
    for (guint i = 0; marks && i < self->chart->categories->len; i++) {
      double value = yzt_chart_get_value (self->chart, s, i);
      YztChartRect band = yzt_chart_layout_band (self->layout, panel, i);
      if (isfinite (value)) {
        paint_mark (self, band.x + band.width / 2, yzt_chart_layout_at (self->layout, panel, value), s);
      }
    }
  }
}

static void
paint_lit (const Brush *self, const YztChartPanel *panel)
{
  YztChartRect band = yzt_chart_layout_band (self->layout, panel, (guint) self->look->category);
  YztDrawColor color = self->look->theme->text;
  color.a = 0.09;
  yzt_draw_set_color (self->cr, color);
  cairo_rectangle (self->cr, band.x, band.y, band.width, band.height);
  cairo_fill (self->cr);
}

/* The numbers of the category that is pointed at, beside it. */
static void
paint_card (const Brush *self, const YztChartPanel *panel)
{
  guint category = (guint) self->look->category;
  double line = self->layout->line_px, pad = self->layout->type_px * 0.6, wide, width;
  YztChartRect band = yzt_chart_layout_band (self->layout, panel, category);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  yzt_chart_layout_measure (self->layout, yzt_chart_get_category (self->chart, category), TRUE, &wide, NULL);
  for (guint s = panel->first; s < panel->first + panel->n; s++) {
    g_autofree char *value = yzt_chart_value_words (self->chart, s, category);
    char *text = self->chart->series->len > 1 ? g_strdup_printf ("%s  %s", yzt_chart_get_series (self->chart, s), value) : g_steal_pointer (&value);
    yzt_chart_layout_measure (self->layout, text, (int) s == self->look->series, &width, NULL);
    wide = MAX (wide, width);
    g_ptr_array_add (words, text);
  }
  double w = MIN (wide, self->layout->width - 2 * pad) + 2 * pad, h = (words->len + 1) * line + pad;
  double x = band.x + band.width + pad + w > self->layout->width ? band.x - pad - w : band.x + band.width + pad;
  if (self->layout->is_rows) {
    x = panel->plot.x + panel->plot.width - w;
  }
  double y = self->layout->is_rows ? (band.y > panel->plot.y + panel->plot.height / 2 ? band.y - h - pad : band.y + band.height + pad) : panel->plot.y;
  x = CLAMP (x, 0, MAX (0, self->layout->width - w));
  y = CLAMP (y, 0, MAX (0, self->layout->height - h));
  cairo_rectangle (self->cr, x + 0.5, y + 0.5, w, h);
  yzt_draw_set_color (self->cr, self->look->theme->card);
  cairo_fill_preserve (self->cr);
  yzt_draw_set_color (self->cr, self->look->theme->dim);
  cairo_set_line_width (self->cr, 1);
  cairo_stroke (self->cr);
  put (self, yzt_chart_get_category (self->chart, category), x + pad, y + pad / 2, 0, w - 2 * pad, self->look->theme->text, TRUE);
  for (guint k = 0; k < words->len; k++) {
    put (self, words->pdata[k], x + pad, y + pad / 2 + (k + 1) * line, 0, w - 2 * pad, self->look->theme->text, (int) (panel->first + k) == self->look->series);
  }
}

static void
paint_panel (const Brush *self, const YztChartPanel *panel)
{
  gboolean lit = self->look->category >= 0 && self->look->category < (int) self->chart->categories->len;
  if (self->chart->shape == YZT_CHART_MULTIPLES) {
    put (self, yzt_chart_get_series (self->chart, panel->first), panel->plot.x, panel->whole.y, 0, panel->plot.width, self->look->theme->text, TRUE);
  }
  paint_scale (self, panel);
  if (lit) {
    paint_lit (self, panel);
  }
  if (self->chart->shape == YZT_CHART_LINES) {
    paint_lines (self, panel);
  } else {
    paint_bars (self, panel);
  }
  paint_names (self, panel);
}

static const YztChartPanel *
card_panel (const Brush *self)
{
  for (guint p = 0; p < self->layout->panels->len; p++) {
    const YztChartPanel *panel = &g_array_index (self->layout->panels, YztChartPanel, p);
    if (self->look->series < 0 || ((guint) self->look->series >= panel->first && (guint) self->look->series < panel->first + panel->n)) {
      return panel;
    }
  }
  return NULL;
}

void
yzt_chart_paint (const YztChart *chart, cairo_t *cr, double width, double height, const YztChartLook *look)
{
  g_autoptr (YztChartLayout) layout = yzt_chart_layout_new (chart, width, height, look, cr);
  Brush self = { chart, look, layout, cr };
  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  if (look->has_ground) {
    yzt_draw_set_color (cr, look->theme->card);
    cairo_paint (cr);
  }
  if (layout->legend_y > 0) {
    put (&self, chart->title, 0, 0, 0, width, look->theme->text, TRUE);
  }
  if (layout->panels->len > 0) {
    paint_legend (&self);
    if (*chart->unit != '\0') {
      put (&self, chart->unit, 0, layout->legend_y + layout->legend_height, 0, width, look->theme->dim, FALSE);
    }
  } else {
    put (&self, chart->categories->len == 0 || chart->series->len == 0 ? _("Nothing to draw.") : _("There is not enough room here for this chart."), 0,
         layout->legend_y, 0, width, look->theme->dim, FALSE);
  }
  for (guint p = 0; p < layout->panels->len; p++) {
    paint_panel (&self, &g_array_index (layout->panels, YztChartPanel, p));
  }
  if (layout->note_y < height && layout->panels->len > 0) {
    put (&self, _("* only a part of this time: not over yet, or not all of it is on record"), 0, layout->note_y, 0, width, look->theme->dim, FALSE);
  }
  const YztChartPanel *panel = look->category >= 0 && look->category < (int) chart->categories->len ? card_panel (&self) : NULL;
  if (panel != NULL) {
    paint_card (&self, panel);
  }
  cairo_restore (cr);
}

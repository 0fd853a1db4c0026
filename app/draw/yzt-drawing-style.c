/* yzt-drawing-style.c: how a line or an area of one type is drawn, as its kind file says
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-drawing-style.h"
#include <math.h>
#include <string.h>

#define WIDTH_PX 2.2
#define HEAVY_PX 4.0
#define ARROW_STEP_PX 64.0
#define CROSS_STEP_PX 26.0
#define LIGHTER 0.42 /* of the way to white, on a dark ground */

gboolean
yzt_drawing_is_by_type (const YztKind *kind)
{
  g_return_val_if_fail (kind != NULL, FALSE);
  return g_strcmp0 (yzt_kind_get_string (kind, "Drawn", NULL), "by-type") == 0;
}

const char *
yzt_drawing_word (const YztKind *kind, const char *key, guint variant)
{
  const YztField *type = yzt_drawing_is_by_type (kind) ? yzt_kind_find_field (kind, "type") : NULL;
  if (type == NULL || variant >= yzt_field_get_n_values (type)) {
    return NULL;
  }
  g_autofree char *name = g_strdup_printf ("%s.%s", key, yzt_field_get_value (type, variant));
  return yzt_kind_get_string (kind, name, NULL);
}

/* FALSE when it is none that is known. */
static gboolean
take_word (YztDrawingStyle *style, const char *word)
{
  static const struct {
    const char *word;
    int hatch, dash, marks;
  } words[] = {
    { "hatch", YZT_HATCH_SLANT, -1, -1 },   { "hatch-back", YZT_HATCH_BACK, -1, -1 }, { "cross-hatch", YZT_HATCH_CROSS, -1, -1 }, { "solid", -1, YZT_DASH_SOLID, -1 },
    { "dashed", -1, YZT_DASH_DASHED, -1 },  { "dotted", -1, YZT_DASH_DOTTED, -1 },    { "dash-dot", -1, YZT_DASH_DASH_DOT, -1 },  { "arrow", -1, -1, YZT_MARKS_ARROW },
    { "arrows", -1, -1, YZT_MARKS_ARROWS }, { "crosses", -1, -1, YZT_MARKS_CROSSES },
  };
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (g_str_equal (words[i].word, word)) {
      style->hatch = words[i].hatch >= 0 ? (YztHatch) words[i].hatch : style->hatch;
      style->dash = words[i].dash >= 0 ? (YztDash) words[i].dash : style->dash;
      style->marks = words[i].marks >= 0 ? (YztLineMarks) words[i].marks : style->marks;
      return TRUE;
    }
  }
  if (*word == '#') {
    const YztDrawColor one = { 0, 0, 0, 1 }, other = { 1, 1, 1, 1 };
    style->color = yzt_draw_parse_color (word, one);
    YztDrawColor again = yzt_draw_parse_color (word, other);
    style->has_color = fabs (style->color.r - again.r) + fabs (style->color.g - again.g) + fabs (style->color.b - again.b) < 1e-9; /* else it is no colour */
    return style->has_color;
  }
  style->bare = style->bare || g_str_equal (word, "bare");
  style->width_px = g_str_equal (word, "heavy") ? HEAVY_PX : style->width_px;
  return g_str_equal (word, "bare") || g_str_equal (word, "heavy");
}

gboolean
yzt_drawing_style_parse (const char *text, YztDrawingStyle *style_out, char **unknown_out)
{
  g_return_val_if_fail (style_out != NULL, FALSE);
  *style_out = (YztDrawingStyle) { .width_px = WIDTH_PX };
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", ";", -1);
  for (guint i = 0; words[i] != NULL; i++) {
    const char *word = g_strstrip (words[i]);
    if (*word != '\0' && !take_word (style_out, word)) {
      if (unknown_out != NULL) {
        *unknown_out = g_strdup (word);
      }
      *style_out = (YztDrawingStyle) { .width_px = WIDTH_PX };
      return FALSE;
    }
  }
  return TRUE;
}

YztDrawingStyle
yzt_drawing_style_of (const YztKind *kind, guint variant)
{
  YztDrawingStyle style;
  yzt_drawing_style_parse (yzt_drawing_word (kind, "Draw", variant), &style, NULL);
  return style;
}

YztDrawColor
yzt_drawing_color (const YztDrawingStyle *style, YztDrawColor kind_color, const YztDrawTheme *theme)
{
  YztDrawColor color = style->has_color ? style->color : kind_color;
  if (theme->dark) {
    color.r += LIGHTER * (1 - color.r);
    color.g += LIGHTER * (1 - color.g);
    color.b += LIGHTER * (1 - color.b);
  }
  return color;
}

void
yzt_drawing_set_dash (cairo_t *cr, YztDash dash, double width_px)
{
  const double dashed[] = { 4 * width_px, 2.5 * width_px }, dotted[] = { 0.1, 2.6 * width_px }, dash_dot[] = { 6 * width_px, 2.6 * width_px, 0.1, 2.6 * width_px };
  const double *const lengths[] = { NULL, dashed, dotted, dash_dot };
  const int n[] = { 0, G_N_ELEMENTS (dashed), G_N_ELEMENTS (dotted), G_N_ELEMENTS (dash_dot) };
  cairo_set_dash (cr, lengths[dash], n[dash], 0);
  cairo_set_line_cap (cr, dash == YZT_DASH_SOLID || dash == YZT_DASH_DASHED ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
}

/* One family of lines: those on which x + y (or x - y) is a multiple of the step, counted from the ground. */
static void
slant (cairo_t *cr, double x0, double y0, double x1, double y1, double x, double y, double step_px, double sign)
{
  double tall = y1 - y0, base = x + sign * y;
  double least = sign > 0 ? x0 + y0 : x0 - y1, most = sign > 0 ? x1 + y1 : x1 - y0;
  for (double at = base + ceil ((least - base) / step_px) * step_px; at <= most; at += step_px) {
    cairo_move_to (cr, at - sign * y0, y0);
    cairo_line_to (cr, at - sign * (y0 + tall), y1);
  }
}

void
yzt_drawing_hatch (cairo_t *cr, YztHatch hatch, double x0, double y0, double x1, double y1, double x, double y, double step_px)
{
  g_return_if_fail (cr != NULL && step_px > 0);
  cairo_new_path (cr);
  if (hatch == YZT_HATCH_SLANT || hatch == YZT_HATCH_CROSS) {
    slant (cr, x0, y0, x1, y1, x, y, step_px, 1);
  }
  if (hatch == YZT_HATCH_BACK || hatch == YZT_HATCH_CROSS) {
    slant (cr, x0, y0, x1, y1, x, y, step_px, -1);
  }
  cairo_stroke (cr);
}

/* --- marks along a line --- */

static void
paint_arrow (cairo_t *cr, double x, double y, double angle, double size, YztDrawColor color, YztDrawColor casing)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rotate (cr, angle);
  cairo_new_path (cr);
  cairo_move_to (cr, size, 0);
  cairo_line_to (cr, -0.75 * size, 0.8 * size);
  cairo_line_to (cr, -0.35 * size, 0);
  cairo_line_to (cr, -0.75 * size, -0.8 * size);
  cairo_close_path (cr);
  cairo_set_line_width (cr, 2);
  yzt_draw_set_color (cr, casing);
  cairo_stroke_preserve (cr);
  yzt_draw_set_color (cr, color);
  cairo_fill (cr);
  cairo_restore (cr);
}

static void
paint_cross (cairo_t *cr, double x, double y, double angle, double size, YztDrawColor color, YztDrawColor casing)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rotate (cr, angle);
  for (guint pass = 0; pass < 2; pass++) {
    cairo_new_path (cr);
    cairo_move_to (cr, -size, -size);
    cairo_line_to (cr, size, size);
    cairo_move_to (cr, -size, size);
    cairo_line_to (cr, size, -size);
    cairo_set_line_width (cr, pass == 0 ? 4.6 : 2.2);
    yzt_draw_set_color (cr, pass == 0 ? casing : color);
    cairo_stroke (cr);
  }
  cairo_restore (cr);
}

void
yzt_drawing_mark_line (cairo_t *cr, const YztDrawingStyle *style, const double *points, guint n, YztDrawColor color, YztDrawColor casing)
{
  g_return_if_fail (cr != NULL && style != NULL);
  double size = 3.2 + 1.6 * style->width_px, step = style->marks == YZT_MARKS_CROSSES ? CROSS_STEP_PX : ARROW_STEP_PX, next = step / 2, angle = 0;
  double left, top, right, bottom;
  if (style->marks == YZT_MARKS_NONE || n < 2) {
    return;
  }
  cairo_clip_extents (cr, &left, &top, &right, &bottom); /* a line may be far longer than what is in sight */
  cairo_save (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  for (guint i = 1; i < n; i++) {
    double dx = points[2 * i] - points[2 * i - 2], dy = points[2 * i + 1] - points[2 * i - 1], length = hypot (dx, dy);
    if (!(length > 0)) {
      continue;
    }
    angle = atan2 (dy, dx);
    for (; style->marks != YZT_MARKS_ARROW && next <= length; next += step) {
      double x = points[2 * i - 2] + dx * next / length, y = points[2 * i - 1] + dy * next / length;
      if (x < left - 2 * size || x > right + 2 * size || y < top - 2 * size || y > bottom + 2 * size) {
        continue;
      }
      (style->marks == YZT_MARKS_CROSSES ? paint_cross : paint_arrow) (cr, x, y, angle, style->marks == YZT_MARKS_CROSSES ? 0.7 * size : size, color, casing);
    }
    next -= length;
  }
  if (style->marks != YZT_MARKS_CROSSES) {
    paint_arrow (cr, points[2 * n - 2], points[2 * n - 1], angle, style->marks == YZT_MARKS_ARROW ? 1.5 * size : 1.2 * size, color, casing);
  }
  cairo_restore (cr);
}

/* yzt-national-symbol.c: the symbols of GB/T 35649-2017: a square with its text, rounded for events
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-drawing-style.h"
#include "yzt-glyph-private.h"
#include "yzt-lettering.h"
#include "yzt-map-symbol.h"

#include <math.h>
#include <string.h>

#define LANGUAGE "zh_CN" /* the standard's own */

/* At most as many characters as two lines of three hold. */
static gboolean
fits (const char *text)
{
  return text != NULL && *text != '\0' && strlen (text) < sizeof ((YztSymbolSpec *) NULL)->text
         && g_utf8_strlen (text, -1) <= 6;
}

void
yzt_symbol_spec_make_national (YztSymbolSpec *spec, const YztKind *kind, guint variant)
{
  g_return_if_fail (spec != NULL && kind != NULL);
  const char *code = yzt_kind_get_string (kind, "SymbolCode", NULL);
  const char *text = yzt_kind_get_string (kind, "SymbolText", NULL);
  const YztField *type = yzt_kind_find_field (kind, "type");
  gboolean event = spec->style == YZT_SYMBOL_LEVEL_FILLED || (code != NULL && *code == 'A');
  /* The standard lets the class of an event stand in place of the general word. */
  if (event && type != NULL && variant < yzt_field_get_n_values (type)) {
    const char *label = yzt_field_get_value_label (type, yzt_field_get_value (type, variant), LANGUAGE);
    text = fits (label) ? label : text;
  }
  const char *of_type = yzt_drawing_word (kind, "SymbolText", variant); /* of what is drawn for a scene: the standard's square with the word for it */
  text = fits (of_type) ? of_type : text;
  if (!fits (text)) {
    text = yzt_kind_get_label (kind, LANGUAGE);
  }
  spec->national = TRUE;
  spec->shape = event ? YZT_SHAPE_ROUNDED_SQUARE : YZT_SHAPE_SQUARE;
  memset (spec->text, 0, sizeof spec->text);
  /* Whole characters only. */
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gsize end = (gsize) (g_utf8_next_char (p) - text);
    if (end >= sizeof spec->text) {
      break;
    }
    memcpy (spec->text, text, end);
  }
}

static void
paint_text (cairo_t *cr, const char *text, double half)
{
  glong n = g_utf8_strlen (text, -1);
  glong first = n <= 2 ? n : (n + 1) / 2;
  const char *second = g_utf8_offset_to_pointer (text, first);
  g_autofree char *upper = g_strndup (text, (gsize) (second - text));
  double size = MIN (1.86 * half / (double) MAX (first, 2), 0.95 * half);
  if (*second == '\0') {
    yzt_lettering_show_bold (cr, upper, size, 0, 0.37 * size, YZT_LETTERING_BASELINE);
  } else {
    yzt_lettering_show_bold (cr, upper, size, 0, -0.12 * size, YZT_LETTERING_BASELINE);
    yzt_lettering_show_bold (cr, second, size, 0, 0.9 * size, YZT_LETTERING_BASELINE);
  }
}

void
yzt_national_symbol_paint (cairo_t *cr, const YztSymbolSpec *spec, double radius_px, const YztDrawTheme *theme)
{
  const YztDrawColor white = { 1, 1, 1, 1 }, black = { 0.08, 0.08, 0.08, 1 };
  gboolean event = spec->shape == YZT_SHAPE_ROUNDED_SQUARE;
  gboolean graded = spec->style == YZT_SYMBOL_LEVEL_OUTLINE || spec->style == YZT_SYMBOL_LEVEL_FILLED;
  YztDrawColor color = graded && spec->level > 0 ? yzt_draw_level_color (spec->level) : spec->color;
  double half = YZT_NATIONAL_HALF * radius_px, corner = event ? 0.4 * half : 0.08 * half;
  yzt_draw_rounded_rectangle (cr, -half, -half, 2 * half, 2 * half, corner);
  yzt_draw_set_color (cr, event ? white : theme->halo);
  cairo_set_line_width (cr, 4);
  cairo_stroke_preserve (cr);
  yzt_draw_set_color (cr, event ? color : theme->card);
  cairo_fill_preserve (cr);
  yzt_draw_set_color (cr, color);
  cairo_set_line_width (cr, 0.16 * half);
  if ((spec->flags & YZT_SYMBOL_EXERCISE) != 0) {
    const double dashes[] = { 3, 2 };
    cairo_set_dash (cr, dashes, 2, 0);
  }
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  YztDrawColor ink = theme->text;
  if (event) {
    ink = 0.299 * color.r + 0.587 * color.g + 0.114 * color.b > 0.6 ? black : white;
  }
  yzt_draw_set_color (cr, ink);
  paint_text (cr, spec->text, 0.9 * half);
}

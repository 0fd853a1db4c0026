/* yzt-map-symbol.c: the symbols of kinds
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-map-symbol.h"

#include "yzt-drawing-style.h"
#include "yzt-glyph-private.h"
#include "yzt-lettering.h"

#include <math.h>
#include <string.h>

typedef struct {
  const char *word;
  int value;
} Word;

static int
find_word (const Word *words, guint n_words, const char *word, int fallback)
{
  for (guint i = 0; word != NULL && i < n_words; i++) {
    if (g_str_equal (words[i].word, word)) {
      return words[i].value;
    }
  }
  return fallback;
}

static const Word shapes[] = {
  { "disc", YZT_SHAPE_DISC }, { "square", YZT_SHAPE_SQUARE }, { "triangle", YZT_SHAPE_TRIANGLE },
  { "hexagon", YZT_SHAPE_HEXAGON }, { "round", YZT_SHAPE_ROUND }, { "house", YZT_SHAPE_HOUSE },
  { "pentagon", YZT_SHAPE_PENTAGON }, { "rounded-square", YZT_SHAPE_ROUNDED_SQUARE },
  { "diamond", YZT_SHAPE_DIAMOND },
};
static const Word glyphs[] = {
  { "hazard", YZT_GLYPH_NUMERAL }, { "team", YZT_GLYPH_TEAM }, { "box", YZT_GLYPH_BOX },
  { "tent", YZT_GLYPH_TENT }, { "cross", YZT_GLYPH_CROSS }, { "head", YZT_GLYPH_HEAD },
  { "camera", YZT_GLYPH_CAMERA }, { "heli", YZT_GLYPH_HELI }, { "star", YZT_GLYPH_STAR },
  { "phone", YZT_GLYPH_PHONE }, { "incident", YZT_GLYPH_ALERT },
  { "leak", YZT_GLYPH_LEAK }, { "vehicle", YZT_GLYPH_VEHICLE }, { "water", YZT_GLYPH_WATER },
};
static const Word styles[] = {
  { "filled", YZT_SYMBOL_FILLED }, { "outline", YZT_SYMBOL_OUTLINE },
  { "level-outline", YZT_SYMBOL_LEVEL_OUTLINE }, { "level-filled", YZT_SYMBOL_LEVEL_FILLED },
};
/* The glyph of an incident follows its type (values of incident.kind). */
static const Word type_glyphs[] = {
  { "flood", YZT_GLYPH_WATER }, { "weather", YZT_GLYPH_WATER }, { "marine", YZT_GLYPH_WATER },
  { "waterway", YZT_GLYPH_WATER }, { "earthquake", YZT_GLYPH_COLLAPSE }, { "geological", YZT_GLYPH_COLLAPSE },
  { "infrastructure", YZT_GLYPH_COLLAPSE }, { "construction", YZT_GLYPH_COLLAPSE },
  { "mine", YZT_GLYPH_COLLAPSE }, { "coal-mine", YZT_GLYPH_COLLAPSE }, { "forest-fire", YZT_GLYPH_FIRE },
  { "fire", YZT_GLYPH_FIRE }, { "chemical-leak", YZT_GLYPH_LEAK }, { "environment", YZT_GLYPH_LEAK },
  { "chemical-fire", YZT_GLYPH_FIRE }, { "fireworks", YZT_GLYPH_BLAST }, { "terror", YZT_GLYPH_BLAST },
  { "special-equipment", YZT_GLYPH_BLAST }, { "road", YZT_GLYPH_VEHICLE }, { "rail", YZT_GLYPH_VEHICLE },
  { "metro", YZT_GLYPH_VEHICLE }, { "agricultural-machine", YZT_GLYPH_VEHICLE },
  { "epidemic", YZT_GLYPH_CROSS }, { "food-drug", YZT_GLYPH_CROSS }, { "poisoning", YZT_GLYPH_CROSS },
  { "stampede", YZT_GLYPH_TEAM }, { "gathering", YZT_GLYPH_TEAM },
};

static YztSymbolGlyph
incident_glyph (const YztKind *kind, guint variant)
{
  const YztField *type = yzt_kind_find_field (kind, "type");
  if (type == NULL || variant >= yzt_field_get_n_values (type)) {
    return YZT_GLYPH_ALERT;
  }
  return (YztSymbolGlyph) find_word (type_glyphs, G_N_ELEMENTS (type_glyphs), yzt_field_get_value (type, variant),
                                     YZT_GLYPH_ALERT);
}

/* What is drawn for a scene has the looks of its type, where the kind file gives them. */
static void
take_type (YztSymbolSpec *spec, const YztKind *kind, guint variant)
{
  YztDrawingStyle style = yzt_drawing_style_of (kind, variant);
  spec->shape = (YztSymbolShape) find_word (shapes, G_N_ELEMENTS (shapes), yzt_drawing_word (kind, "Symbol", variant), (int) spec->shape);
  spec->glyph = (YztSymbolGlyph) find_word (glyphs, G_N_ELEMENTS (glyphs), yzt_drawing_word (kind, "Glyph", variant), (int) spec->glyph);
  spec->color = style.has_color ? style.color : spec->color;
}

YztSymbolSpec
yzt_symbol_spec_for_kind (const YztKind *kind, int level, guint variant, YztSymbolFlags flags)
{
  const YztDrawColor neutral = { 0.36, 0.42, 0.47, 1 };
  YztSymbolSpec spec;
  memset (&spec, 0, sizeof spec); /* hashed as bytes */
  spec.shape = (YztSymbolShape) find_word (shapes, G_N_ELEMENTS (shapes), yzt_kind_get_string (kind, "Symbol", NULL),
                                           YZT_SHAPE_DISC);
  spec.glyph = (YztSymbolGlyph) find_word (glyphs, G_N_ELEMENTS (glyphs), yzt_kind_get_string (kind, "Glyph", NULL),
                                           YZT_GLYPH_NONE);
  spec.style = (YztSymbolStyle) find_word (styles, G_N_ELEMENTS (styles), yzt_kind_get_string (kind, "Style", NULL),
                                           YZT_SYMBOL_FILLED);
  spec.color = yzt_draw_parse_color (yzt_kind_get_string (kind, "Color", NULL), neutral);
  spec.level = (guint8) CLAMP (level, 0, 4);
  spec.flags = (guint8) flags;
  if (spec.glyph == YZT_GLYPH_ALERT) {
    spec.glyph = incident_glyph (kind, variant);
  }
  if (yzt_drawing_is_by_type (kind)) {
    take_type (&spec, kind, variant);
  }
  return spec;
}

gboolean
yzt_symbol_spec_equal (const YztSymbolSpec *a, const YztSymbolSpec *b)
{
  return memcmp (a, b, sizeof *a) == 0;
}

guint
yzt_symbol_spec_hash (const YztSymbolSpec *spec)
{
  const guint8 *bytes = (const guint8 *) spec;
  guint hash = 5381;
  for (gsize i = 0; i < sizeof *spec; i++) {
    hash = hash * 33 + bytes[i];
  }
  return hash;
}

/* --- shapes --- */

static void
regular_path (cairo_t *cr, guint n, double radius, double start)
{
  cairo_new_path (cr);
  for (guint i = 0; i < n; i++) {
    double angle = start + 2 * G_PI * i / n;
    cairo_line_to (cr, radius * sin (angle), -radius * cos (angle));
  }
  cairo_close_path (cr);
}

static void
house_path (cairo_t *cr, double r)
{
  cairo_new_path (cr);
  cairo_move_to (cr, 0, -r);
  cairo_line_to (cr, 0.85 * r, -0.2 * r);
  cairo_line_to (cr, 0.85 * r, 0.85 * r);
  cairo_line_to (cr, -0.85 * r, 0.85 * r);
  cairo_line_to (cr, -0.85 * r, -0.2 * r);
  cairo_close_path (cr);
}

static void
triangle_path (cairo_t *cr, double r)
{
  cairo_new_path (cr);
  cairo_move_to (cr, 0, -1.05 * r);
  cairo_line_to (cr, 1.12 * r, 0.86 * r);
  cairo_line_to (cr, -1.12 * r, 0.86 * r);
  cairo_close_path (cr);
}

static void
shape_path (cairo_t *cr, YztSymbolShape shape, double r)
{
  switch (shape) {
  case YZT_SHAPE_SQUARE: yzt_draw_rounded_rectangle (cr, -0.92 * r, -0.92 * r, 1.84 * r, 1.84 * r, 0.16 * r); break;
  case YZT_SHAPE_TRIANGLE: triangle_path (cr, r); break;
  case YZT_SHAPE_HEXAGON: regular_path (cr, 6, 1.06 * r, 0); break;
  case YZT_SHAPE_HOUSE: house_path (cr, r); break;
  case YZT_SHAPE_PENTAGON: regular_path (cr, 5, 1.1 * r, 0); break;
  case YZT_SHAPE_ROUNDED_SQUARE: yzt_draw_rounded_rectangle (cr, -r, -r, 2 * r, 2 * r, 0.34 * r); break;
  case YZT_SHAPE_DIAMOND: regular_path (cr, 4, 1.18 * r, 0); break;
  case YZT_SHAPE_DISC:
  case YZT_SHAPE_ROUND:
  default:
    cairo_new_path (cr);
    cairo_arc (cr, 0, 0, r, 0, 2 * G_PI);
    break;
  }
}

/* Where the glyph sits and how large it is, as shares of the radius. */
static void
glyph_box (const YztSymbolSpec *spec, double *y, double *size)
{
  *y = 0;
  *size = 0.56;
  if (spec->shape == YZT_SHAPE_TRIANGLE) {
    *y = 0.26;
    *size = 0.44;
  } else if (spec->glyph == YZT_GLYPH_TENT) {
    *size = 0.5;
  }
}

static YztDrawColor
contrast (YztDrawColor fill)
{
  const YztDrawColor black = { 0.08, 0.08, 0.08, 1 }, white = { 1, 1, 1, 1 };
  return 0.299 * fill.r + 0.587 * fill.g + 0.114 * fill.b > 0.6 ? black : white;
}

static void
paint_selection (cairo_t *cr, const YztSymbolSpec *spec, double r, const YztDrawTheme *theme)
{
  gboolean selected = (spec->flags & YZT_SYMBOL_SELECTED) != 0;
  cairo_new_path (cr);
  if (spec->national) {
    double half = (YZT_NATIONAL_HALF + 0.2) * r;
    yzt_draw_rounded_rectangle (cr, -half, -half, 2 * half, 2 * half, 0.3 * r);
  } else {
    cairo_arc (cr, 0, 0, 1.42 * r, 0, 2 * G_PI);
  }
  yzt_draw_set_color (cr, theme->halo);
  cairo_set_line_width (cr, selected ? 5 : 3);
  cairo_stroke_preserve (cr);
  yzt_draw_set_color (cr, theme->text);
  cairo_set_line_width (cr, selected ? 2.4 : 1.2);
  cairo_stroke (cr);
}

static void
paint_outlined (cairo_t *cr, const YztSymbolSpec *spec, double r, const YztDrawTheme *theme, YztDrawColor line)
{
  shape_path (cr, spec->shape, r);
  yzt_draw_set_color (cr, theme->halo);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, 0.2 * r + 2.4);
  cairo_stroke_preserve (cr);
  yzt_draw_set_color (cr, theme->card);
  cairo_fill_preserve (cr);
  yzt_draw_set_color (cr, line);
  cairo_set_line_width (cr, 0.2 * r);
  cairo_stroke (cr);
}

static void
paint_filled (cairo_t *cr, const YztSymbolSpec *spec, double r, const YztDrawTheme *theme, YztDrawColor fill)
{
  /* What is graded stands out by a white casing in both themes: it is an incident. */
  gboolean graded = spec->style == YZT_SYMBOL_LEVEL_FILLED;
  const YztDrawColor white = { 1, 1, 1, 1 };
  shape_path (cr, spec->shape, r);
  yzt_draw_set_color (cr, graded ? white : theme->halo);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, graded ? 3.4 : 2.6);
  cairo_stroke_preserve (cr);
  yzt_draw_set_color (cr, fill);
  cairo_fill (cr);
}

static void
paint_body (cairo_t *cr, const YztSymbolSpec *spec, double r, const YztDrawTheme *theme)
{
  gboolean outlined = spec->style == YZT_SYMBOL_OUTLINE || spec->style == YZT_SYMBOL_LEVEL_OUTLINE;
  gboolean by_level = spec->style == YZT_SYMBOL_LEVEL_OUTLINE || spec->style == YZT_SYMBOL_LEVEL_FILLED;
  YztDrawColor color = by_level && spec->level > 0 ? yzt_draw_level_color (spec->level) : spec->color;
  double y, size;
  if (spec->national) {
    yzt_national_symbol_paint (cr, spec, r, theme);
    return;
  }
  if ((spec->flags & YZT_SYMBOL_EXERCISE) != 0) {
    const double dashes[] = { 3, 2 };
    cairo_set_dash (cr, dashes, 2, 0);
  }
  if (outlined) {
    paint_outlined (cr, spec, r, theme, color);
  } else {
    paint_filled (cr, spec, r, theme, color);
  }
  cairo_set_dash (cr, NULL, 0, 0);
  glyph_box (spec, &y, &size);
  cairo_save (cr);
  cairo_translate (cr, 0, y * r);
  cairo_scale (cr, size * r, size * r);
  yzt_draw_set_color (cr, outlined ? theme->text : contrast (color));
  yzt_glyph_paint (cr, spec->glyph, spec->level);
  cairo_restore (cr);
}

void
yzt_symbol_paint (cairo_t *cr, const YztSymbolSpec *spec, double x, double y, double radius_px,
                  const YztDrawTheme *theme)
{
  g_return_if_fail (spec != NULL && theme != NULL);
  cairo_save (cr);
  cairo_translate (cr, x, y);
  if ((spec->flags & (YZT_SYMBOL_SELECTED | YZT_SYMBOL_HOVER)) != 0) {
    paint_selection (cr, spec, radius_px, theme);
  }
  if ((spec->flags & YZT_SYMBOL_STALE) != 0) {
    cairo_push_group (cr);
    paint_body (cr, spec, radius_px, theme);
    cairo_pop_group_to_source (cr);
    cairo_paint_with_alpha (cr, 0.5);
  } else {
    paint_body (cr, spec, radius_px, theme);
  }
  cairo_restore (cr);
}

/* --- clusters --- */

double
yzt_cluster_radius (guint count)
{
  return 13 + 2.2 * log10 (MAX (count, 1));
}

void
yzt_cluster_paint_count (cairo_t *cr, double x, double y, guint count, const YztDrawTheme *theme)
{
  g_return_if_fail (theme != NULL);
  g_autofree char *text = count < 10000 ? g_strdup_printf ("%u", count) : g_strdup_printf ("%uk", count / 1000);
  yzt_draw_set_color (cr, theme->text);
  yzt_lettering_show_bold (cr, text, MIN (13, 2.6 * yzt_cluster_radius (count) / (double) MAX (strlen (text), 2)), x, y, YZT_LETTERING_MIDDLE);
}

static void
fill_disc (cairo_t *cr, double x, double y, double radius, YztDrawColor color)
{
  cairo_new_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  yzt_draw_set_color (cr, color);
  cairo_fill (cr);
}

/* What has no level keeps the neutral grey of the rim. Filled, from the outside to the inside: a stroke costs cairo three times as much, and two hundred
 * bubbles change with a step of zoom. */
void
yzt_cluster_paint_rim (cairo_t *cr, double x, double y, double radius, const YztDrawTheme *theme)
{
  g_return_if_fail (theme != NULL);
  fill_disc (cr, x, y, radius + 1, theme->halo);
  fill_disc (cr, x, y, radius, yzt_draw_level_color (0));
}

/* The worst level starts at noon. */
void
yzt_cluster_paint_arcs (cairo_t *cr, double x, double y, double radius, const double shares[5])
{
  double from = -0.5 * G_PI;
  for (int level = 1; level <= 4; level++) {
    if (shares[level] <= 0) {
      continue;
    }
    double to = MIN (from + MAX (2 * G_PI * shares[level], 0.3), 1.5 * G_PI);
    cairo_move_to (cr, x, y);
    cairo_arc (cr, x, y, radius, from, to);
    yzt_draw_set_color (cr, yzt_draw_level_color (level));
    cairo_fill (cr);
    from = to;
  }
}

void
yzt_cluster_paint_card (cairo_t *cr, double x, double y, double radius, const YztDrawTheme *theme)
{
  g_return_if_fail (theme != NULL);
  fill_disc (cr, x, y, radius - 3, theme->card);
}

void
yzt_cluster_paint (cairo_t *cr, double x, double y, guint count, const guint level_counts[5],
                   const YztDrawTheme *theme)
{
  g_return_if_fail (count > 0 && theme != NULL);
  double shares[5];
  for (guint i = 0; i < 5; i++) {
    shares[i] = (double) level_counts[i] / count;
  }
  yzt_cluster_paint_rim (cr, x, y, yzt_cluster_radius (count), theme);
  yzt_cluster_paint_arcs (cr, x, y, yzt_cluster_radius (count), shares);
  yzt_cluster_paint_card (cr, x, y, yzt_cluster_radius (count), theme);
  yzt_cluster_paint_count (cr, x, y, count, theme);
}

/* test-draw-symbol.c: kinds by shape, levels by colour; clusters; labels
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * With YZT_TEST_OUT=FOLDER sheets of all symbols are left there as PNG, to be looked at. */
#include "yzt-drawing-style.h"
#include "yzt-label.h"
#include "yzt-map-symbol.h"

#include <math.h>
#include <string.h>

#include "yzt-base.h"

#define SIDE 64

static cairo_t *
canvas (int width, int height, YztDrawColor ground)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);
  cairo_surface_destroy (surface);
  yzt_draw_set_color (cr, ground);
  cairo_paint (cr);
  return cr;
}

static guint
pixel (cairo_t *cr, double x, double y)
{
  cairo_surface_t *surface = cairo_get_target (cr);
  cairo_surface_flush (surface);
  const guchar *row = cairo_image_surface_get_data (surface) + (int) y * cairo_image_surface_get_stride (surface);
  return ((const guint32 *) (gconstpointer) row)[(int) x] & 0xffffff;
}

static guint
packed (YztDrawColor color)
{
  return (guint) lround (color.r * 255) << 16 | (guint) lround (color.g * 255) << 8 | (guint) lround (color.b * 255);
}

static YztSymbolSpec
spec_of (YztSymbolShape shape, YztSymbolGlyph glyph, YztSymbolStyle style, const char *color, guint8 level)
{
  YztSymbolSpec spec;
  memset (&spec, 0, sizeof spec);
  spec.shape = shape;
  spec.glyph = glyph;
  spec.style = style;
  spec.color = yzt_draw_parse_color (color, YZT_DRAW_THEME_LIGHT.text);
  spec.level = level;
  return spec;
}

/* The rest of the kind's colour is checked beside the glyph, a third of the radius from the rim. */
static void
test_level_colours (void)
{
  for (guint8 level = 1; level <= 4; level++) {
    YztSymbolSpec incident = spec_of (YZT_SHAPE_ROUNDED_SQUARE, YZT_GLYPH_FIRE, YZT_SYMBOL_LEVEL_FILLED, "#000000", level);
    YztSymbolSpec hazard = spec_of (YZT_SHAPE_TRIANGLE, YZT_GLYPH_NUMERAL, YZT_SYMBOL_LEVEL_OUTLINE, "#000000", level);
    cairo_t *cr = canvas (SIDE, SIDE, YZT_DRAW_THEME_LIGHT.ground);
    yzt_symbol_paint (cr, &incident, 32, 32, 20, &YZT_DRAW_THEME_LIGHT);
    g_assert_cmphex (pixel (cr, 17, 32), ==, packed (yzt_draw_level_color (level)));
    g_assert_cmphex (pixel (cr, 2, 2), ==, packed (YZT_DRAW_THEME_LIGHT.ground));
    cairo_destroy (cr);
    cr = canvas (SIDE, SIDE, YZT_DRAW_THEME_LIGHT.ground);
    yzt_symbol_paint (cr, &hazard, 32, 32, 20, &YZT_DRAW_THEME_LIGHT);
    g_assert_cmphex (pixel (cr, 32, 49), ==, packed (yzt_draw_level_color (level)));
    g_assert_cmphex (pixel (cr, 32, 22), ==, packed (YZT_DRAW_THEME_LIGHT.card));
    cairo_destroy (cr);
  }
}

static void
test_kind_colour_and_state (void)
{
  YztSymbolSpec team = spec_of (YZT_SHAPE_DISC, YZT_GLYPH_TEAM, YZT_SYMBOL_FILLED, "#1f7a74", 0);
  cairo_t *cr = canvas (SIDE, SIDE, YZT_DRAW_THEME_DARK.ground);
  yzt_symbol_paint (cr, &team, 32, 32, 20, &YZT_DRAW_THEME_DARK);
  g_assert_cmphex (pixel (cr, 16, 32), ==, 0x1f7a74);
  cairo_destroy (cr);

  team.flags = YZT_SYMBOL_STALE;
  cr = canvas (SIDE, SIDE, YZT_DRAW_THEME_DARK.ground);
  yzt_symbol_paint (cr, &team, 32, 32, 20, &YZT_DRAW_THEME_DARK);
  g_assert_cmpint (ABS ((int) (pixel (cr, 16, 32) >> 8 & 0xff) - (0x7a + (int) (packed (YZT_DRAW_THEME_DARK.ground) >> 8 & 0xff)) / 2),
                   <=, 2);
  cairo_destroy (cr);

  team.flags = YZT_SYMBOL_SELECTED;
  cr = canvas (SIDE, SIDE, YZT_DRAW_THEME_DARK.ground);
  yzt_symbol_paint (cr, &team, 32, 32, 20, &YZT_DRAW_THEME_DARK);
  g_assert_cmphex (pixel (cr, 32 - 1.42 * 20, 32), ==, packed (YZT_DRAW_THEME_DARK.text));
  cairo_destroy (cr);
}

/* All that is drawn stays within 1.6 radii: sprites are cut there. */
static void
test_bounds (void)
{
  const double radius = 14;
  for (guint shape = YZT_SHAPE_DISC; shape <= YZT_SHAPE_DIAMOND; shape++) {
    for (guint style = YZT_SYMBOL_FILLED; style <= YZT_SYMBOL_LEVEL_FILLED; style++) {
      YztSymbolSpec spec = spec_of ((YztSymbolShape) shape, YZT_GLYPH_BLAST, (YztSymbolStyle) style, "#5b6b78", 2);
      spec.flags = YZT_SYMBOL_SELECTED;
      cairo_t *cr = canvas (SIDE, SIDE, (YztDrawColor) { 0, 0, 0, 1 });
      yzt_symbol_paint (cr, &spec, 32, 32, radius, &YZT_DRAW_THEME_LIGHT);
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          g_assert_true (MAX (fabs (x + 0.5 - 32), fabs (y + 0.5 - 32)) <= 1.6 * radius + 1 || pixel (cr, x, y) == 0);
        }
      }
      cairo_destroy (cr);
    }
  }
}

static void
test_equal (void)
{
  YztSymbolSpec one = spec_of (YZT_SHAPE_DISC, YZT_GLYPH_TEAM, YZT_SYMBOL_FILLED, "#1f7a74", 1);
  YztSymbolSpec two = spec_of (YZT_SHAPE_DISC, YZT_GLYPH_TEAM, YZT_SYMBOL_FILLED, "#1f7a74", 1);
  g_assert_true (yzt_symbol_spec_equal (&one, &two));
  g_assert_cmpuint (yzt_symbol_spec_hash (&one), ==, yzt_symbol_spec_hash (&two));
  two.level = 2;
  g_assert_false (yzt_symbol_spec_equal (&one, &two));
}

static void
test_colour_words (void)
{
  const YztDrawColor fallback = { 0.5, 0.5, 0.5, 1 };
  static const char *const bad[] = { NULL, "", "#", "#12", "1f7a74", "#1f7a7", "#1f7a74ff", "#gggggg", "# 1f7a7", "#+1f7a7" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_assert_cmphex (packed (yzt_draw_parse_color (bad[i], fallback)), ==, packed (fallback));
  }
  g_assert_cmphex (packed (yzt_draw_parse_color ("#1F7a74", fallback)), ==, 0x1f7a74);
}

/* Noon, clockwise: the worst level first. */
static void
test_cluster (void)
{
  const guint levels[5] = { 50, 25, 0, 25, 0 };
  double radius = yzt_cluster_radius (100), rim = radius - 1.5;
  cairo_t *cr = canvas (SIDE, SIDE, YZT_DRAW_THEME_LIGHT.ground);
  yzt_cluster_paint (cr, 32, 32, 100, levels, &YZT_DRAW_THEME_LIGHT);
  g_assert_cmphex (pixel (cr, 32 + rim * sin (0.7), 32 - rim * cos (0.7)), ==, packed (yzt_draw_level_color (1)));
  g_assert_cmphex (pixel (cr, 32 + rim * sin (2.3), 32 - rim * cos (2.3)), ==, packed (yzt_draw_level_color (3)));
  g_assert_cmphex (pixel (cr, 32 - rim * sin (0.9), 32 - rim * cos (0.9)), ==, packed (yzt_draw_level_color (0)));
  cairo_destroy (cr);
  g_assert_cmpfloat (yzt_cluster_radius (10), <, yzt_cluster_radius (100000));
}

static void
test_label (void)
{
  g_autoptr (YztLabelPainter) painter = yzt_label_painter_new ("zh_CN");
  double narrow, wide, height;
  yzt_label_painter_measure (painter, "鼎湖区", YZT_LABEL_TOWN, &narrow, &height);
  yzt_label_painter_measure (painter, "鼎湖区", YZT_LABEL_COUNTY, &wide, &height);
  g_assert_cmpfloat (narrow, >, 10);
  g_assert_cmpfloat (wide, >, narrow);
  cairo_t *cr = canvas (200, 40, YZT_DRAW_THEME_LIGHT.ground);
  yzt_label_painter_paint (painter, cr, "鼎湖区", YZT_LABEL_STRONG, 10, 8, &YZT_DRAW_THEME_LIGHT);
  guint dark = 0;
  for (int x = 0; x < 200; x++) {
    for (int y = 0; y < 40; y++) {
      dark += (pixel (cr, x, y) & 0xff) < 0x60;
    }
  }
  g_assert_cmpuint (dark, >, 40);
  cairo_destroy (cr);
  for (guint i = 0; i < 1500; i++) { /* more than are kept */
    g_autofree char *text = g_strdup_printf ("%u", i);
    yzt_label_painter_measure (painter, text, YZT_LABEL_SMALL, &wide, &height);
  }
}

/* --- sheets to look at --- */

static void
paint_row (cairo_t *cr, const YztDrawTheme *theme, double y, double radius, guint8 flags)
{
  static const struct {
    YztSymbolShape shape;
    YztSymbolGlyph glyph;
    YztSymbolStyle style;
    const char *color;
    guint8 level;
  } all[] = {
    { YZT_SHAPE_ROUNDED_SQUARE, YZT_GLYPH_LEAK, YZT_SYMBOL_LEVEL_FILLED, "#000000", 1 },
    { YZT_SHAPE_ROUNDED_SQUARE, YZT_GLYPH_FIRE, YZT_SYMBOL_LEVEL_FILLED, "#000000", 2 },
    { YZT_SHAPE_ROUNDED_SQUARE, YZT_GLYPH_COLLAPSE, YZT_SYMBOL_LEVEL_FILLED, "#000000", 3 },
    { YZT_SHAPE_ROUNDED_SQUARE, YZT_GLYPH_VEHICLE, YZT_SYMBOL_LEVEL_FILLED, "#000000", 4 },
    { YZT_SHAPE_ROUNDED_SQUARE, YZT_GLYPH_WATER, YZT_SYMBOL_LEVEL_FILLED, "#000000", 2 },
    { YZT_SHAPE_ROUNDED_SQUARE, YZT_GLYPH_BLAST, YZT_SYMBOL_LEVEL_FILLED, "#000000", 1 },
    { YZT_SHAPE_ROUNDED_SQUARE, YZT_GLYPH_ALERT, YZT_SYMBOL_LEVEL_FILLED, "#000000", 3 },
    { YZT_SHAPE_TRIANGLE, YZT_GLYPH_NUMERAL, YZT_SYMBOL_LEVEL_OUTLINE, "#000000", 1 },
    { YZT_SHAPE_TRIANGLE, YZT_GLYPH_NUMERAL, YZT_SYMBOL_LEVEL_OUTLINE, "#000000", 2 },
    { YZT_SHAPE_TRIANGLE, YZT_GLYPH_NUMERAL, YZT_SYMBOL_LEVEL_OUTLINE, "#000000", 3 },
    { YZT_SHAPE_TRIANGLE, YZT_GLYPH_NUMERAL, YZT_SYMBOL_LEVEL_OUTLINE, "#000000", 4 },
    { YZT_SHAPE_DISC, YZT_GLYPH_TEAM, YZT_SYMBOL_FILLED, "#1f7a74", 0 },
    { YZT_SHAPE_SQUARE, YZT_GLYPH_BOX, YZT_SYMBOL_FILLED, "#5b6b78", 0 },
    { YZT_SHAPE_HEXAGON, YZT_GLYPH_TENT, YZT_SYMBOL_FILLED, "#3d7d46", 0 },
    { YZT_SHAPE_ROUND, YZT_GLYPH_CROSS, YZT_SYMBOL_FILLED, "#8a4fa3", 0 },
    { YZT_SHAPE_HOUSE, YZT_GLYPH_NONE, YZT_SYMBOL_OUTLINE, "#7b5ea7", 0 },
    { YZT_SHAPE_DISC, YZT_GLYPH_CAMERA, YZT_SYMBOL_FILLED, "#5b6b78", 0 },
    { YZT_SHAPE_DISC, YZT_GLYPH_HELI, YZT_SYMBOL_FILLED, "#1f7a74", 0 },
    { YZT_SHAPE_DISC, YZT_GLYPH_HEAD, YZT_SYMBOL_FILLED, "#1f7a74", 0 },
    { YZT_SHAPE_PENTAGON, YZT_GLYPH_STAR, YZT_SYMBOL_FILLED, "#5b6b78", 0 },
    { YZT_SHAPE_DISC, YZT_GLYPH_PHONE, YZT_SYMBOL_FILLED, "#5b6b78", 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    YztSymbolSpec spec = spec_of (all[i].shape, all[i].glyph, all[i].style, all[i].color, all[i].level);
    spec.flags = flags;
    yzt_symbol_paint (cr, &spec, 30 + 42.0 * i, y, radius, theme);
  }
}

static void
paint_sheet (const char *folder, const YztDrawTheme *theme)
{
  static const guint counts[] = { 3, 17, 58, 412, 5300, 99000 };
  static const char *const words[] = { "鼎湖消防救援站", "金利镇 液氨泄漏", "四会市", "广州市", "金利镇", "广东省", "ECharts" };
  g_autofree char *name = g_strdup_printf ("symbols-%s.png", theme->dark ? "dark" : "light");
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (YztLabelPainter) painter = yzt_label_painter_new ("zh_CN");
  cairo_t *cr = canvas (920, 360, theme->jurisdiction);
  paint_row (cr, theme, 34, 10, 0);
  paint_row (cr, theme, 84, 14, 0);
  paint_row (cr, theme, 136, 10, YZT_SYMBOL_SELECTED);
  paint_row (cr, theme, 182, 10, YZT_SYMBOL_STALE);
  paint_row (cr, theme, 224, 10, YZT_SYMBOL_EXERCISE | YZT_SYMBOL_HOVER);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
    const guint levels[5] = { counts[i] / 2, counts[i] / 6, counts[i] / 6 * (i % 2), counts[i] / 6, counts[i] / 12 };
    yzt_cluster_paint (cr, 40 + 70.0 * i, 280, counts[i], levels, theme);
  }
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    yzt_label_painter_paint (painter, cr, words[i], (YztLabelStyle) i, 20 + 125.0 * i, 322, theme);
  }
  g_assert_cmpint (cairo_surface_write_to_png (cairo_get_target (cr), path), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
}

static void
test_dump (void)
{
  const char *folder = g_getenv ("YZT_TEST_OUT");
  if (folder == NULL) {
    g_test_skip ("YZT_TEST_OUT is not set");
    return;
  }
  paint_sheet (folder, &YZT_DRAW_THEME_LIGHT);
  paint_sheet (folder, &YZT_DRAW_THEME_DARK);
}

/* --- what is drawn on a scene --- */

static YztKind *
scene_kind (const char *name)
{
  g_autofree char *common_path = g_build_filename (yzt_data_dir (), "kinds", "common.kind", NULL), *path = g_build_filename (yzt_data_dir (), "kinds", name, NULL);
  g_autofree char *common_text = NULL, *text = NULL;
  g_autoptr (GError) error = NULL;
  g_assert_true (g_file_get_contents (common_path, &common_text, NULL, &error) && g_file_get_contents (path, &text, NULL, &error));
  g_autoptr (YztKind) common = yzt_kind_parse (common_text, strlen (common_text), "common.kind", NULL, &error);
  YztKind *kind = yzt_kind_parse (text, strlen (text), name, common, &error);
  g_assert_no_error (error);
  return kind;
}

static guint
value_of (const YztKind *kind, const char *code)
{
  const YztField *type = yzt_kind_find_field (kind, "type");
  for (guint i = 0; i < yzt_field_get_n_values (type); i++) {
    if (g_str_equal (yzt_field_get_value (type, i), code)) {
      return i;
    }
  }
  g_assert_not_reached ();
}

static void
test_drawing_words (void)
{
  YztDrawingStyle style;
  g_autofree char *unknown = NULL;
  g_assert_true (yzt_drawing_style_parse ("#a3123f;cross-hatch;dashed;heavy;bare", &style, NULL));
  g_assert_true (style.has_color && style.bare && style.hatch == YZT_HATCH_CROSS && style.dash == YZT_DASH_DASHED && style.width_px > 3);
  g_assert_true (yzt_drawing_style_parse (NULL, &style, NULL) && !style.has_color && style.hatch == YZT_HATCH_NONE);
  g_assert_false (yzt_drawing_style_parse ("hatch;zigzag", &style, &unknown));
  g_assert_cmpstr (unknown, ==, "zigzag");
  g_assert_true (style.hatch == YZT_HATCH_NONE);
  g_assert_false (yzt_drawing_style_parse ("#12345", &style, NULL));
  /* Every type that the issue names is told apart from every other of its kind, in both sets. */
  const struct {
    const char *kind, *types[8];
  } scene[] = { { "scene-area.kind", { "cordon", "hot", "warm", "cold", "staging" } }, { "scene-line.kind", { "evacuation", "approach", "closed-road", "wind", "hose" } },
                { "scene-point.kind", { "command-post", "staging", "casualties", "decontamination", "checkpoint", "water" } } };
  for (guint i = 0; i < G_N_ELEMENTS (scene); i++) {
    g_autoptr (YztKind) kind = scene_kind (scene[i].kind);
    for (guint k = 0; scene[i].types[k] != NULL; k++) {
      guint variant = value_of (kind, scene[i].types[k]);
      g_assert_true (yzt_drawing_style_parse (yzt_drawing_word (kind, "Draw", variant), &style, NULL) && style.has_color);
      YztSymbolSpec spec = yzt_symbol_spec_for_kind (kind, 0, variant, 0);
      yzt_symbol_spec_make_national (&spec, kind, variant);
      for (guint other = 0; other < k; other++) {
        YztSymbolSpec before = yzt_symbol_spec_for_kind (kind, 0, value_of (kind, scene[i].types[other]), 0);
        g_assert_cmpstr (yzt_drawing_word (kind, "Draw", variant), !=, yzt_drawing_word (kind, "Draw", value_of (kind, scene[i].types[other])));
        yzt_symbol_spec_make_national (&before, kind, value_of (kind, scene[i].types[other]));
        g_assert_cmpstr (spec.text, !=, before.text);
      }
    }
  }
}

/* Pixels of the canvas that are not its ground, in the box. */
static guint
inked (cairo_t *cr, int x0, int y0, int x1, int y1)
{
  guint n = 0;
  for (int y = y0; y < y1; y++) {
    for (int x = x0; x < x1; x++) {
      n += pixel (cr, x, y) != packed (YZT_DRAW_THEME_LIGHT.ground) ? 1 : 0;
    }
  }
  return n;
}

static void
test_drawing_marks (void)
{
  const YztDrawColor red = { 0.8, 0, 0, 1 }, white = { 1, 1, 1, 1 };
  const double line[] = { 10, 50, 190, 50 };
  YztDrawingStyle style;
  guint n[3];
  const char *const words[] = { "arrow", "arrows", "crosses" };
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    cairo_t *cr = canvas (200, 100, YZT_DRAW_THEME_LIGHT.ground);
    g_assert_true (yzt_drawing_style_parse (words[i], &style, NULL));
    yzt_drawing_mark_line (cr, &style, line, 2, red, white);
    n[i] = inked (cr, 0, 0, 150, 100);
    g_assert_cmpuint (inked (cr, 178, 40, 200, 60), >, 0); /* the end has one in any case */
    cairo_destroy (cr);
  }
  g_assert_cmpuint (n[0], ==, 0); /* one arrowhead, at the end */
  g_assert_cmpuint (n[1], >, 0);
  g_assert_cmpuint (n[2], >, 0);
  /* Tied to the ground: moved with it, the same picture. */
  cairo_t *here = canvas (60, 60, YZT_DRAW_THEME_LIGHT.ground), *there = canvas (60, 60, YZT_DRAW_THEME_LIGHT.ground);
  yzt_draw_set_color (here, red);
  yzt_draw_set_color (there, red);
  yzt_drawing_hatch (here, YZT_HATCH_CROSS, 0, 0, 60, 60, -100, -40, 9);
  yzt_drawing_hatch (there, YZT_HATCH_CROSS, 0, 0, 60, 60, -95, -37, 9);
  guint same = 0, all = 0;
  for (int y = 5; y < 50; y++) {
    for (int x = 5; x < 50; x++) {
      same += pixel (here, x, y) == pixel (there, x + 5, y + 3) ? 1 : 0;
      all++;
    }
  }
  g_assert_cmpuint (inked (here, 0, 0, 60, 60), >, 100);
  g_assert_cmpuint (same, ==, all);
  cairo_destroy (here);
  cairo_destroy (there);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/symbol/level-colours", test_level_colours);
  g_test_add_func ("/draw/symbol/kind-colour-and-state", test_kind_colour_and_state);
  g_test_add_func ("/draw/symbol/bounds", test_bounds);
  g_test_add_func ("/draw/symbol/equal", test_equal);
  g_test_add_func ("/draw/symbol/colour-words", test_colour_words);
  g_test_add_func ("/draw/symbol/cluster", test_cluster);
  g_test_add_func ("/draw/symbol/label", test_label);
  g_test_add_func ("/draw/symbol/dump", test_dump);
  g_test_add_func ("/drawing/words", test_drawing_words);
  g_test_add_func ("/drawing/marks", test_drawing_marks);
  return g_test_run ();
}

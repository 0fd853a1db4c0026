/* test-stage.c: what stands above the map of a scene keeps its place, whatever its words are
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <graphene.h>
#include <string.h>
#include "yzt-stage.h"

static const double walls[][2] = { { 1280, 720 }, { 1920, 1080 }, { 3840, 1080 }, { 3840, 2160 } };

static char *
repeat (const char *text, guint n)
{
  GString *all = g_string_new (NULL);
  for (guint i = 0; i < n; i++) {
    g_string_append (all, text);
  }
  return g_string_free (all, FALSE);
}

/* A title, a line, a notice and figures' names of 200 characters, seven figures with numbers of twelve digits. */
static YztStageContent *
long_content (const char *text, guint n_figures)
{
  YztStageContent *content = yzt_stage_content_new ();
  content->level = 2;
  content->badge = g_strdup ("特别重大");
  content->title = repeat (text, 200);
  content->line = repeat (text, 200);
  content->notice = repeat (text, 200);
  content->footer = repeat (text, 200);
  content->clock = g_strdup ("13:03");
  content->counter = g_strdup ("188 / 200");
  for (guint i = 0; i < n_figures; i++) {
    g_autofree char *title = repeat (text, 200);
    yzt_stage_content_add (content, title, "123 456 789 012", "persons at the scene", title, i % 2 == 0, FALSE);
  }
  return content;
}

/* What is black of it. */
static void
get_box (const YztStageItem *item, graphene_rect_t *box)
{
  PangoRectangle ink;
  pango_layout_get_pixel_extents (item->layout, &ink, NULL);
  graphene_rect_init (box, (float) (item->x + ink.x), (float) (item->y + ink.y), (float) ink.width, (float) ink.height);
}

/* No word leaves the wall, and none stands on another. */
static void
assert_in_place (const GArray *items, double width, double height)
{
  for (guint i = 0; i < items->len; i++) {
    const YztStageItem *item = &g_array_index (items, YztStageItem, i);
    graphene_rect_t box, other, both;
    if (item->type != YZT_STAGE_TEXT || *pango_layout_get_text (item->layout) == '\0') {
      continue;
    }
    get_box (item, &box);
    g_assert_cmpfloat ((double) box.origin.x, >=, 0);
    g_assert_cmpfloat ((double) (box.origin.x + box.size.width), <=, width + 1);
    g_assert_cmpfloat ((double) box.origin.y, >=, 0);
    for (guint j = i + 1; j < items->len; j++) {
      const YztStageItem *next = &g_array_index (items, YztStageItem, j);
      if (next->type == YZT_STAGE_TEXT && *pango_layout_get_text (next->layout) != '\0') {
        get_box (next, &other);
        if (graphene_rect_intersection (&box, &other, &both) && (double) both.size.width > 1 && (double) both.size.height > 1) {
          g_error ("at %.0fx%.0f “%.30s…” stands on “%.30s…”", width, height, pango_layout_get_text (item->layout), pango_layout_get_text (next->layout));
        }
      }
    }
  }
}

static void
test_long (void)
{
  static const char *const texts[] = { "长", "W", "Word, gj " };
  g_autoptr (PangoFontMap) fonts = pango_cairo_font_map_new ();
  PangoContext *context = pango_font_map_create_context (fonts);
  for (guint w = 0; w < G_N_ELEMENTS (walls); w++) {
    for (guint t = 0; t < G_N_ELEMENTS (texts); t++) {
      for (guint n = 0; n <= YZT_STAGE_FIGURES_MAX; n++) {
        g_autoptr (YztStageContent) content = long_content (texts[t], n);
        g_autoptr (GArray) items = yzt_stage_lay_out (context, content, walls[w][0], walls[w][1]);
        assert_in_place (items, walls[w][0], walls[w][1]);
      }
    }
  }
  g_object_unref (context);
}

/* Type grows with the wall: 46, 26 and 84 px at 1080 lines, twice that at 2160; a wall twice as wide leaves it as it is. */
static void
test_sizes (void)
{
  g_assert_cmpfloat (yzt_stage_get_scale (1920, 1080), ==, 1);
  g_assert_cmpfloat (yzt_stage_get_scale (3840, 1080), ==, 1);
  g_assert_cmpfloat (yzt_stage_get_scale (3840, 2160), ==, 2);
  for (guint w = 0; w < G_N_ELEMENTS (walls); w++) {
    double x, y, width, height, last = 0, head, foot;
    yzt_stage_get_words (walls[w][0], walls[w][1], &head, &foot);
    for (guint i = 0; i < 7; i++) {
      yzt_stage_get_figure (walls[w][0], walls[w][1], 7, i, &x, &y, &width, &height);
      g_assert_cmpfloat (x, >=, last);
      g_assert_cmpfloat (y, >=, walls[w][1] - foot - 0.5);
      g_assert_cmpfloat (y + height, <=, walls[w][1]);
      last = x + width - 0.5;
    }
    g_assert_cmpfloat (last, <=, walls[w][0]);
  }
}

/* The words of a scene that has much to say are set smaller or broken into two lines, never cut, and the names of a row have one size. */
static void
test_nothing_cut (void)
{
  static const char *const figures[][4] = {
    { "Accidents this year", "247", "accidents", "y/y −21 (−7.8 %)" }, { "Deaths this year", "94", "persons", "y/y +10 (+11.9 %)" },
    { "Injured this year", "424", "persons", "y/y −57 (−11.9 %)" },    { "Direct loss this year", "19 737", "10 000 CNY", "y/y +148.2 (+0.8 %)" },
    { "Rescuers called out", "3 224", "persons", "y/y −247 (−7.1 %)" }, { "Dead, missing, badly hurt", "13", "persons", "" },
  };
  g_autoptr (PangoFontMap) fonts = pango_cairo_font_map_new ();
  PangoContext *context = pango_font_map_create_context (fonts);
  for (guint w = 0; w < G_N_ELEMENTS (walls); w++) {
    g_autoptr (YztStageContent) content = yzt_stage_content_new ();
    for (guint i = 0; i < G_N_ELEMENTS (figures); i++) {
      yzt_stage_content_add (content, figures[i][0], figures[i][1], figures[i][2], figures[i][3], FALSE, FALSE);
    }
    g_autoptr (GArray) items = yzt_stage_lay_out (context, content, walls[w][0], walls[w][1]);
    int title_px = 0;
    guint n_titles = 0;
    assert_in_place (items, walls[w][0], walls[w][1]);
    for (guint i = 0; i < items->len; i++) {
      const YztStageItem *item = &g_array_index (items, YztStageItem, i);
      if (item->type != YZT_STAGE_TEXT) {
        continue;
      }
      g_assert_false (pango_layout_is_ellipsized (item->layout));
      for (guint f = 0; f + 1 < G_N_ELEMENTS (figures); f++) {
        if (g_str_equal (pango_layout_get_text (item->layout), figures[f][0])) {
          int px = pango_font_description_get_size (pango_layout_get_font_description (item->layout));
          g_assert_true (title_px == 0 || title_px == px);
          title_px = px;
          n_titles++;
        }
      }
    }
    g_assert_cmpuint (n_titles, ==, G_N_ELEMENTS (figures) - 1);
  }
  g_object_unref (context);
}

/* What a scene says is said in words too, a shortage with its mark. */
static void
test_words (void)
{
  g_autoptr (YztStageContent) content = yzt_stage_content_new ();
  content->title = g_strdup ("Leak");
  yzt_stage_content_add (content, "Short of suits", "6", "sets", "", TRUE, FALSE);
  for (guint i = 0; i < 9; i++) {
    yzt_stage_content_add (content, "More", "1", "", "", FALSE, FALSE);
  }
  g_assert_cmpuint (content->figures->len, ==, YZT_STAGE_FIGURES_MAX);
  g_autofree char *words = yzt_stage_content_words (content);
  g_assert_nonnull (strstr (words, "Short of suits: 6 sets ▼"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stage/long", test_long);
  g_test_add_func ("/stage/nothing-cut", test_nothing_cut);
  g_test_add_func ("/stage/sizes", test_sizes);
  g_test_add_func ("/stage/words", test_words);
  return g_test_run ();
}

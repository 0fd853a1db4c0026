/* yzt-lettering-pen.c: runs of glyphs as outlines, or, where words can be selected, as text
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-lettering-private.h"
#include <hb.h>
#include <pango/pangofc-font.h>
#include <string.h>

#define BOLDER_BY (1 / 28.0) /* of the size: a face that has no bold of its own */

struct _YztLetteringPen {
  PangoRenderer parent_instance;
  cairo_t *cr;
  gboolean only_path, is_text; /* is_text: of a file whose words can be found and selected */
};
G_DEFINE_FINAL_TYPE (YztLetteringPen, yzt_lettering_pen, PANGO_TYPE_RENDERER)

/* --- outlines --- */

typedef struct {
  cairo_t *cr;
  double x, y;
} Outline;

static void
on_move (hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float x, float y, void *user_data)
{
  const Outline *self = data;
  cairo_move_to (self->cr, self->x + (double) x / PANGO_SCALE, self->y - (double) y / PANGO_SCALE);
}

static void
on_line (hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float x, float y, void *user_data)
{
  const Outline *self = data;
  cairo_line_to (self->cr, self->x + (double) x / PANGO_SCALE, self->y - (double) y / PANGO_SCALE);
}

static void
on_cubic (hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float x1, float y1, float x2, float y2, float x, float y, void *user_data)
{
  const Outline *self = data;
  cairo_curve_to (self->cr, self->x + (double) x1 / PANGO_SCALE, self->y - (double) y1 / PANGO_SCALE, self->x + (double) x2 / PANGO_SCALE,
                  self->y - (double) y2 / PANGO_SCALE, self->x + (double) x / PANGO_SCALE, self->y - (double) y / PANGO_SCALE);
}

static void
on_close (hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, void *user_data)
{
  const Outline *self = data;
  cairo_close_path (self->cr);
}

/* Quadratic curves come as cubic ones: HarfBuzz turns them. */
static hb_draw_funcs_t *
outline_funcs (void)
{
  static gsize once = 0;
  if (g_once_init_enter (&once)) {
    hb_draw_funcs_t *funcs = hb_draw_funcs_create ();
    hb_draw_funcs_set_move_to_func (funcs, on_move, NULL, NULL);
    hb_draw_funcs_set_line_to_func (funcs, on_line, NULL, NULL);
    hb_draw_funcs_set_cubic_to_func (funcs, on_cubic, NULL, NULL);
    hb_draw_funcs_set_close_path_func (funcs, on_close, NULL, NULL);
    hb_draw_funcs_make_immutable (funcs);
    g_once_init_leave (&once, (gsize) funcs);
  }
  return (hb_draw_funcs_t *) once;
}

static void
add_outline (cairo_t *cr, hb_font_t *font, hb_codepoint_t glyph, double x, double y)
{
  Outline outline = { cr, x, y };
#if HB_VERSION_ATLEAST (7, 0, 0)
  hb_font_draw_glyph (font, glyph, outline_funcs (), &outline);
#else
  hb_font_get_glyph_shape (font, glyph, outline_funcs (), &outline);
#endif
}

/* A letter that no font has: an empty box in its place. */
static void
add_box (cairo_t *cr, double x, double y, double width, double size)
{
  double edge = size / 16;
  cairo_rectangle (cr, x + edge, y - 0.8 * size, MAX (width - 2 * edge, edge), 0.9 * size);
  cairo_rectangle (cr, x + MAX (width - 2 * edge, edge), y - 0.8 * size + edge, -MAX (width - 4 * edge, 0), 0.9 * size - 2 * edge); /* the other way round: a hole */
}

static double
size_of (PangoFont *font)
{
  double size_px = 0;
  FcPatternGetDouble (pango_fc_font_get_pattern (PANGO_FC_FONT (font)), FC_PIXEL_SIZE, 0, &size_px);
  return size_px;
}

static void
draw_outlines (YztLetteringPen *self, PangoFont *font, PangoGlyphString *glyphs, double x, double y)
{
  hb_font_t *face = pango_font_get_hb_font (font);
  FcBool emboldened = FcFalse;
  double size_px = size_of (font);
  FcPatternGetBool (pango_fc_font_get_pattern (PANGO_FC_FONT (font)), FC_EMBOLDEN, 0, &emboldened);
  for (int i = 0; i < glyphs->num_glyphs; i++) {
    const PangoGlyphInfo *info = &glyphs->glyphs[i];
    double width = (double) info->geometry.width / PANGO_SCALE, at_x = x + (double) info->geometry.x_offset / PANGO_SCALE,
           at_y = y + (double) info->geometry.y_offset / PANGO_SCALE;
    if ((info->glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0) {
      if (info->glyph != (PANGO_GLYPH_UNKNOWN_FLAG | ' ')) {
        add_box (self->cr, at_x, at_y, width, size_px);
      }
    } else if (info->glyph != PANGO_GLYPH_EMPTY) {
      for (guint pass = 0; pass < (emboldened ? 2 : 1); pass++) {
        add_outline (self->cr, face, info->glyph, at_x + pass * size_px * BOLDER_BY, at_y);
      }
    }
    x += width;
  }
}

static void
draw_glyphs (PangoRenderer *renderer, PangoFont *font, PangoGlyphString *glyphs, int x, int y)
{
  YztLetteringPen *self = YZT_LETTERING_PEN (renderer);
  if (self->only_path) {
    draw_outlines (self, font, glyphs, (double) x / PANGO_SCALE, (double) y / PANGO_SCALE);
    return;
  }
  cairo_new_path (self->cr);
  draw_outlines (self, font, glyphs, (double) x / PANGO_SCALE, (double) y / PANGO_SCALE);
  cairo_set_fill_rule (self->cr, CAIRO_FILL_RULE_WINDING);
  cairo_fill (self->cr);
}

/* --- text --- */

typedef struct {
  GArray *glyphs;   /* cairo_glyph_t */
  GArray *clusters; /* cairo_text_cluster_t */
} Text;

/* FALSE when a letter is in no font: that run is drawn as outlines. */
static gboolean
gather (const Text *text, const char *whole, PangoGlyphItem *item, double x, double y)
{
  PangoGlyphItemIter iter;
  const PangoGlyphInfo *infos = item->glyphs->glyphs;
  for (gboolean more = pango_glyph_item_iter_init_start (&iter, item, whole); more; more = pango_glyph_item_iter_next_cluster (&iter)) {
    cairo_text_cluster_t cluster = { iter.end_index - iter.start_index, 0 };
    for (int i = iter.start_glyph; i < iter.end_glyph; i++) {
      if ((infos[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0) {
        return FALSE;
      }
      if (infos[i].glyph != PANGO_GLYPH_EMPTY) {
        cairo_glyph_t glyph = { infos[i].glyph, x + (double) infos[i].geometry.x_offset / PANGO_SCALE, y + (double) infos[i].geometry.y_offset / PANGO_SCALE };
        g_array_append_val (text->glyphs, glyph);
        cluster.num_glyphs++;
      }
      x += (double) infos[i].geometry.width / PANGO_SCALE;
    }
    g_array_append_val (text->clusters, cluster);
  }
  return TRUE;
}

static void
show_text (YztLetteringPen *self, cairo_font_face_t *face, double size_px, const char *words, int length, const Text *text)
{
  cairo_font_options_t *options = cairo_font_options_create ();
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_save (self->cr);
  cairo_set_font_face (self->cr, face);
  cairo_set_font_size (self->cr, size_px);
  cairo_set_font_options (self->cr, options);
  cairo_show_text_glyphs (self->cr, words, length, (cairo_glyph_t *) (gpointer) text->glyphs->data, (int) text->glyphs->len,
                          (cairo_text_cluster_t *) (gpointer) text->clusters->data, (int) text->clusters->len, (cairo_text_cluster_flags_t) 0);
  cairo_restore (self->cr);
  cairo_font_options_destroy (options);
}

static void
draw_glyph_item (PangoRenderer *renderer, const char *words, PangoGlyphItem *item, int x, int y)
{
  YztLetteringPen *self = YZT_LETTERING_PEN (renderer);
  PangoFont *font = item->item->analysis.font;
  /* What is written from right to left, and faces that vary, are drawn as outlines: they look the same. */
  gboolean plain = self->is_text && !self->only_path && item->item->analysis.level % 2 == 0 && words != NULL
                   && hb_font_get_var_coords_normalized (pango_font_get_hb_font (font), &(unsigned int){ 0 }) == NULL;
  cairo_font_face_t *face = plain ? yzt_lettering_get_face (font) : NULL;
  if (face != NULL) {
    g_autoptr (GArray) glyphs = g_array_new (FALSE, FALSE, sizeof (cairo_glyph_t)), clusters = g_array_new (FALSE, FALSE, sizeof (cairo_text_cluster_t));
    Text text = { glyphs, clusters };
    if (gather (&text, words, item, (double) x / PANGO_SCALE, (double) y / PANGO_SCALE)) {
      show_text (self, face, size_of (font), words + item->item->offset, item->item->length, &text);
      return;
    }
  }
  pango_renderer_draw_glyphs (renderer, font, item->glyphs, x, y);
}

/* Lines under words. */
static void
draw_rectangle (PangoRenderer *renderer, PangoRenderPart part, int x, int y, int width, int height)
{
  YztLetteringPen *self = YZT_LETTERING_PEN (renderer);
  cairo_rectangle (self->cr, (double) x / PANGO_SCALE, (double) y / PANGO_SCALE, (double) width / PANGO_SCALE, (double) height / PANGO_SCALE);
  if (!self->only_path) {
    cairo_fill (self->cr);
  }
}

static void
yzt_lettering_pen_class_init (YztLetteringPenClass *class)
{
  PangoRendererClass *renderer = PANGO_RENDERER_CLASS (class);
  renderer->draw_glyphs = draw_glyphs;
  renderer->draw_glyph_item = draw_glyph_item;
  renderer->draw_rectangle = draw_rectangle;
}

static void
yzt_lettering_pen_init (YztLetteringPen *self)
{
}

YztLetteringPen *
yzt_lettering_pen_new (cairo_t *cr, gboolean only_path)
{
  YztLetteringPen *self = g_object_new (YZT_TYPE_LETTERING_PEN, NULL);
  cairo_surface_type_t type = cairo_surface_get_type (cairo_get_target (cr));
  self->cr = cr;
  self->only_path = only_path;
  self->is_text = type == CAIRO_SURFACE_TYPE_PDF || type == CAIRO_SURFACE_TYPE_SVG || type == CAIRO_SURFACE_TYPE_RECORDING;
  return self;
}

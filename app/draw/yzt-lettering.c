/* yzt-lettering.c: words drawn with Cairo, on any thread
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-lettering-private.h"
#include <cairo-ft.h>
#include <pango/pangofc-font.h>
#include <pango/pangoft2.h>

#define DPI 96.0
#define SYMBOL_FACE "Noto Sans CJK SC"

/* The fonts of whoever draws between begin and end. They stay: what is made once for a file is used by every later sheet. */
typedef struct {
  GMutex lock;
  PangoFontMap *fonts;
  FT_Library library;
  GHashTable *faces; /* words that tell file and look → cairo_font_face_t, NULL for a file that cannot be opened */
} Apart;

static Apart apart;
static GPrivate depth = G_PRIVATE_INIT (NULL);

static gboolean
is_apart (void)
{
  return g_private_get (&depth) != NULL;
}

/* Places of letters as they are on paper, not moved to the pixels of a screen. */
static void
prefer_plain (FcPattern *pattern, gpointer data)
{
  FcPatternDel (pattern, FC_HINTING);
  FcPatternAddBool (pattern, FC_HINTING, FcFalse);
}

void
yzt_lettering_begin (void)
{
  guint deep = GPOINTER_TO_UINT (g_private_get (&depth));
  if (deep == 0) {
    g_mutex_lock (&apart.lock);
    if (apart.fonts == NULL) {
      apart.fonts = pango_ft2_font_map_new ();
      pango_ft2_font_map_set_resolution (PANGO_FT2_FONT_MAP (apart.fonts), DPI, DPI);
      pango_fc_font_map_set_default_substitute (PANGO_FC_FONT_MAP (apart.fonts), prefer_plain, NULL, NULL);
      apart.faces = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      if (FT_Init_FreeType (&apart.library) != 0) {
        apart.library = NULL; /* words are drawn as outlines */
      }
    }
  }
  g_private_set (&depth, GUINT_TO_POINTER (deep + 1));
}

void
yzt_lettering_end (void)
{
  guint deep = GPOINTER_TO_UINT (g_private_get (&depth));
  g_return_if_fail (deep > 0);
  g_private_set (&depth, GUINT_TO_POINTER (deep - 1));
  if (deep == 1) {
    g_mutex_unlock (&apart.lock);
  }
}

PangoContext *
yzt_lettering_context_new (cairo_t *cr)
{
  if (is_apart ()) {
    PangoContext *context = pango_font_map_create_context (apart.fonts);
    pango_context_set_round_glyph_positions (context, FALSE);
    return context;
  }
  if (cr != NULL) {
    return pango_cairo_create_context (cr);
  }
  /* The thread's font map, not an own one: loading the Chinese fonts again costs a frame at each change of light and dark. */
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  pango_cairo_context_set_resolution (context, DPI);
  return context;
}

PangoLayout *
yzt_lettering_layout_new (cairo_t *cr)
{
  PangoContext *context = yzt_lettering_context_new (cr);
  PangoLayout *layout = pango_layout_new (context);
  g_object_unref (context);
  return layout;
}

/* --- faces for Cairo --- */

static cairo_font_face_t *
open_face (const char *file, int index, gboolean emboldened)
{
  FT_Face face;
  if (apart.library == NULL || FT_New_Face (apart.library, file, index, &face) != 0) {
    return NULL;
  }
  cairo_font_face_t *made = cairo_ft_font_face_create_for_ft_face (face, FT_LOAD_NO_HINTING);
  if (emboldened) {
    cairo_ft_font_face_set_synthesize (made, CAIRO_FT_SYNTHESIZE_BOLD);
  }
  return made;
}

cairo_font_face_t *
yzt_lettering_get_face (PangoFont *font)
{
  const FcPattern *pattern = pango_fc_font_get_pattern (PANGO_FC_FONT (font));
  FcChar8 *file;
  FcBool emboldened = FcFalse;
  int index = 0;
  gpointer face;
  if (FcPatternGetString (pattern, FC_FILE, 0, &file) != FcResultMatch) {
    return NULL;
  }
  FcPatternGetInteger (pattern, FC_INDEX, 0, &index);
  FcPatternGetBool (pattern, FC_EMBOLDEN, 0, &emboldened);
  g_autofree char *key = g_strdup_printf ("%d %d %s", index, emboldened, (const char *) file);
  if (!g_hash_table_lookup_extended (apart.faces, key, NULL, &face)) {
    face = open_face ((const char *) file, index, emboldened);
    g_hash_table_insert (apart.faces, g_steal_pointer (&key), face);
  }
  return face;
}

/* --- showing --- */

static gboolean
current_point (cairo_t *cr, int *x, int *y)
{
  double at_x, at_y;
  cairo_get_current_point (cr, &at_x, &at_y);
  *x = (int) (at_x * PANGO_SCALE);
  *y = (int) (at_y * PANGO_SCALE);
  return cairo_has_current_point (cr);
}

void
yzt_lettering_show_layout (cairo_t *cr, PangoLayout *layout)
{
  int x, y;
  if (!is_apart ()) {
    pango_cairo_show_layout (cr, layout);
  } else if (current_point (cr, &x, &y)) {
    g_autoptr (YztLetteringPen) pen = yzt_lettering_pen_new (cr, FALSE);
    pango_renderer_draw_layout (PANGO_RENDERER (pen), layout, x, y);
  }
}

void
yzt_lettering_show_line (cairo_t *cr, PangoLayoutLine *line)
{
  int x, y;
  if (!is_apart ()) {
    pango_cairo_show_layout_line (cr, line);
  } else if (current_point (cr, &x, &y)) {
    g_autoptr (YztLetteringPen) pen = yzt_lettering_pen_new (cr, FALSE);
    pango_renderer_draw_layout_line (PANGO_RENDERER (pen), line, x, y);
  }
}

void
yzt_lettering_layout_path (cairo_t *cr, PangoLayout *layout)
{
  int x, y;
  if (!is_apart ()) {
    pango_cairo_layout_path (cr, layout);
  } else if (current_point (cr, &x, &y)) {
    g_autoptr (YztLetteringPen) pen = yzt_lettering_pen_new (cr, TRUE);
    pango_renderer_draw_layout (PANGO_RENDERER (pen), layout, x, y);
  }
}

static void
show_bold_apart (cairo_t *cr, const char *text, double size_px, double x, double y, YztLetteringPlace place)
{
  g_autoptr (PangoLayout) layout = yzt_lettering_layout_new (cr);
  PangoFontDescription *face = pango_font_description_from_string (SYMBOL_FACE " Bold");
  PangoRectangle ink;
  pango_font_description_set_absolute_size (face, size_px * PANGO_SCALE);
  pango_layout_set_font_description (layout, face);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_extents (layout, &ink, NULL);
  double below = place == YZT_LETTERING_MIDDLE ? ink.y + ink.height / 2.0 : pango_layout_get_baseline (layout);
  cairo_move_to (cr, x - (ink.x + ink.width / 2.0) / PANGO_SCALE, y - below / PANGO_SCALE);
  yzt_lettering_show_layout (cr, layout);
  pango_font_description_free (face);
}

/* On the screen without Pango: two hundred bubbles change with a step of zoom. */
void
yzt_lettering_show_bold (cairo_t *cr, const char *text, double size_px, double x, double y, YztLetteringPlace place)
{
  cairo_text_extents_t extents;
  if (is_apart ()) {
    show_bold_apart (cr, text, size_px, x, y, place);
    return;
  }
  cairo_select_font_face (cr, SYMBOL_FACE, CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD);
  cairo_set_font_size (cr, size_px);
  cairo_text_extents (cr, text, &extents);
  cairo_move_to (cr, x - extents.x_bearing - extents.width / 2, place == YZT_LETTERING_MIDDLE ? y - extents.y_bearing - extents.height / 2 : y);
  cairo_show_text (cr, text);
}

/* A face for Chinese has its quotation marks as wide as a character; the narrow ones are a feature of it. */
static void
narrow_marks (PangoAttrList *attributes, const char *text, const char *start, const char *end)
{
  guint n_latin = 0, n_other = 0;
  for (const char *p = start; p < end; p = g_utf8_next_char (p)) {
    n_latin += g_ascii_isalpha (*p);
    n_other += g_unichar_iswide (g_utf8_get_char (p));
  }
  for (const char *p = start; n_latin > n_other && p < end; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (c == 0x2018 || c == 0x2019 || c == 0x201c || c == 0x201d) {
      PangoAttribute *attribute = pango_attr_font_features_new ("pwid=1");
      attribute->start_index = (guint) (p - text);
      attribute->end_index = (guint) (g_utf8_next_char (p) - text);
      pango_attr_list_insert (attributes, attribute);
    }
  }
}

void
yzt_lettering_set_words (PangoLayout *layout, const char *text)
{
  g_return_if_fail (PANGO_IS_LAYOUT (layout) && text != NULL);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  const char *start = text;
  while (*start != '\0') {
    const char *end = start + strcspn (start, "\n");
    narrow_marks (attributes, text, start, end);
    start = end + (*end == '\n');
  }
  pango_layout_set_text (layout, text, -1);
  pango_layout_set_attributes (layout, attributes);
}

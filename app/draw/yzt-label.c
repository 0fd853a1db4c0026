/* yzt-label.c: words on the map with a halo
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-label.h"
#include "yzt-lettering.h"

#define MAX_LAYOUTS 600
#define HALO_PX 3.0

typedef struct {
  const char *font;
  double letter_spacing_px;
  gboolean strong_color; /* the text colour, not the dim one of places */
} StyleFace;

static const StyleFace faces[YZT_LABEL_N_STYLES] = {
  [YZT_LABEL_FEATURE] = { "Cantarell, Noto Sans CJK SC 9.5", 0, TRUE },
  [YZT_LABEL_STRONG] = { "Cantarell, Noto Sans CJK SC Bold 10", 0, TRUE },
  [YZT_LABEL_COUNTY] = { "Cantarell, Noto Sans CJK SC Medium 10.5", 4, FALSE },
  [YZT_LABEL_CITY] = { "Cantarell, Noto Sans CJK SC Medium 10.5", 0, FALSE },
  [YZT_LABEL_TOWN] = { "Cantarell, Noto Sans CJK SC 8.5", 0, FALSE },
  [YZT_LABEL_REGION] = { "Cantarell, Noto Sans CJK SC Medium 12", 5, FALSE },
  [YZT_LABEL_SMALL] = { "Cantarell, Noto Sans CJK SC 8", 0, FALSE },
};

struct _YztLabelPainter {
  PangoContext *context;
  double magnify;
  GHashTable *layouts; /* "style\ntext" → PangoLayout */
};

YztLabelPainter *
yzt_label_painter_new (const char *language)
{
  YztLabelPainter *painter = g_new0 (YztLabelPainter, 1);
  painter->context = yzt_lettering_context_new (NULL);
  pango_context_set_language (painter->context,
                              pango_language_from_string (g_strcmp0 (language, "en") == 0 ? "en" : "zh-cn"));
  painter->magnify = 1;
  painter->layouts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  return painter;
}

void
yzt_label_painter_set_magnify (YztLabelPainter *painter, double magnify)
{
  g_return_if_fail (painter != NULL && magnify > 0);
  painter->magnify = magnify;
  g_hash_table_remove_all (painter->layouts);
}

void
yzt_label_painter_free (YztLabelPainter *painter)
{
  if (painter != NULL) {
    g_hash_table_unref (painter->layouts);
    g_object_unref (painter->context);
    g_free (painter);
  }
}

static PangoLayout *
make_layout (YztLabelPainter *painter, const char *text, YztLabelStyle style)
{
  const StyleFace *face = &faces[style];
  PangoLayout *layout = pango_layout_new (painter->context);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string (face->font);
  pango_font_description_set_size (font, (int) (pango_font_description_get_size (font) * painter->magnify));
  pango_layout_set_font_description (layout, font);
  if (face->letter_spacing_px > 0) {
    g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
    pango_attr_list_insert (attributes,
                            pango_attr_letter_spacing_new ((int) (face->letter_spacing_px * PANGO_SCALE)));
    pango_layout_set_attributes (layout, attributes);
  }
  /* Names of features are long; those of places are spaced out and stay in one line. */
  g_autofree char *lines = style == YZT_LABEL_FEATURE || style == YZT_LABEL_STRONG ? yzt_label_break (text) : NULL;
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_set_text (layout, lines != NULL ? lines : text, -1);
  return layout;
}

/* All is forgotten when the cache is full: labels on screen are far fewer, and come back at once. */
static PangoLayout *
get_layout (YztLabelPainter *painter, const char *text, YztLabelStyle style)
{
  g_autofree char *key = g_strdup_printf ("%d\n%s", (int) style, text);
  PangoLayout *layout = g_hash_table_lookup (painter->layouts, key);
  if (layout == NULL) {
    if (g_hash_table_size (painter->layouts) >= MAX_LAYOUTS) {
      g_hash_table_remove_all (painter->layouts);
    }
    layout = make_layout (painter, text, style);
    g_hash_table_insert (painter->layouts, g_steal_pointer (&key), layout);
  }
  return layout;
}

void
yzt_label_painter_measure (YztLabelPainter *painter, const char *text, YztLabelStyle style, double *width,
                           double *height)
{
  int w, h;
  g_return_if_fail (painter != NULL && text != NULL && style < YZT_LABEL_N_STYLES);
  pango_layout_get_pixel_size (get_layout (painter, text, style), &w, &h);
  *width = w;
  *height = h;
}

void
yzt_label_painter_paint (YztLabelPainter *painter, cairo_t *cr, const char *text, YztLabelStyle style, double x,
                         double y, const YztDrawTheme *theme)
{
  g_return_if_fail (painter != NULL && text != NULL && style < YZT_LABEL_N_STYLES);
  PangoLayout *layout = get_layout (painter, text, style);
  YztDrawColor halo = theme->halo;
  halo.a = 0.82;
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_move_to (cr, x, y);
  yzt_lettering_layout_path (cr, layout);
  yzt_draw_set_color (cr, halo);
  cairo_set_line_width (cr, HALO_PX);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);
  cairo_move_to (cr, x, y);
  yzt_draw_set_color (cr, faces[style].strong_color ? theme->text : theme->place);
  yzt_lettering_show_layout (cr, layout);
  cairo_restore (cr);
}

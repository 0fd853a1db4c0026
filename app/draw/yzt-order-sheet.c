/* yzt-order-sheet.c: an order on paper (调拨单): one page, drawn with Cairo
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-order-sheet.h"
#include <glib/gi18n-lib.h>
#include "yzt-lettering.h"

#define MARGIN_PT 54.0
#define WIDE_PT (YZT_ORDER_SHEET_WIDTH_PT - 2 * MARGIN_PT)
#define TYPE_PT 10.5
#define PAD_PT 4.0
#define FOOT_PT 96.0
#define SCENE_MOST_PT 260.0  /* where something follows */
#define SCENE_LEAST_PT 130.0 /* a picture that is lower tells nothing */

static PangoLayout *
set_text (cairo_t *cr, const char *text, double size_pt, gboolean bold, double width_pt, const char *language)
{
  PangoLayout *layout = yzt_lettering_layout_new (cr);
  g_autoptr (PangoFontDescription) face = pango_font_description_from_string ("Noto Sans CJK SC");
  pango_context_set_language (pango_layout_get_context (layout), pango_language_from_string (g_str_has_prefix (language, "zh") ? "zh-cn" : "en"));
  pango_font_description_set_absolute_size (face, size_pt * PANGO_SCALE);
  pango_font_description_set_weight (face, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, face);
  pango_layout_set_width (layout, (int) (width_pt * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  yzt_lettering_set_words (layout, text);
  return layout;
}

/* Returns its height. */
static double
put_text (cairo_t *cr, const char *text, double x, double y, double width_pt, double size_pt, gboolean bold, PangoAlignment align, const char *language)
{
  g_autoptr (PangoLayout) layout = set_text (cr, text, size_pt, bold, width_pt, language);
  PangoRectangle logical;
  pango_layout_set_alignment (layout, align);
  cairo_move_to (cr, x, y);
  yzt_lettering_show_layout (cr, layout);
  pango_layout_get_extents (layout, NULL, &logical);
  return logical.height / (double) PANGO_SCALE;
}

static double
text_height (cairo_t *cr, const char *text, double width_pt, const char *language)
{
  g_autoptr (PangoLayout) layout = set_text (cr, text, TYPE_PT, FALSE, width_pt, language);
  PangoRectangle logical;
  pango_layout_get_extents (layout, NULL, &logical);
  return logical.height / (double) PANGO_SCALE;
}

static double
paint_facts (const YztOrderSheet *sheet, cairo_t *cr, double y, const char *language)
{
  for (guint i = 0; sheet->facts[i] != NULL && sheet->facts[i + 1] != NULL; i += 2) {
    put_text (cr, sheet->facts[i], MARGIN_PT, y, 92, TYPE_PT, TRUE, PANGO_ALIGN_LEFT, language);
    y += MAX (put_text (cr, sheet->facts[i + 1], MARGIN_PT + 96, y, WIDE_PT - 96, TYPE_PT, FALSE, PANGO_ALIGN_LEFT, language), TYPE_PT * 1.4) + PAD_PT;
  }
  return y + PAD_PT;
}

static double
paint_row (cairo_t *cr, const char *const *cells, guint n_columns, double y, double tall, gboolean head, const char *language)
{
  double width = WIDE_PT / n_columns;
  cairo_set_line_width (cr, 0.6);
  for (guint k = 0; k < n_columns; k++) {
    cairo_rectangle (cr, MARGIN_PT + k * width, y, width, tall);
    cairo_stroke (cr);
    put_text (cr, cells[k], MARGIN_PT + k * width + PAD_PT, y + PAD_PT, width - 2 * PAD_PT, TYPE_PT, head, PANGO_ALIGN_LEFT, language);
  }
  return y + tall;
}

static double
row_height (cairo_t *cr, const char *const *cells, guint n_columns, const char *language)
{
  double tall = 0;
  for (guint k = 0; k < n_columns; k++) {
    tall = MAX (tall, text_height (cr, cells[k], WIDE_PT / n_columns - 2 * PAD_PT, language));
  }
  return tall + 2 * PAD_PT;
}

/* Returns where it ends. */
static double
paint_table (const YztOrderSheet *sheet, cairo_t *cr, double y, const char *language)
{
  guint n_columns = g_strv_length ((char **) sheet->columns), n = g_strv_length ((char **) sheet->cells) / MAX (n_columns, 1);
  y = paint_row (cr, sheet->columns, n_columns, y, row_height (cr, sheet->columns, n_columns, language), TRUE, language);
  for (guint i = 0; i < n; i++) {
    double tall = row_height (cr, sheet->cells + i * n_columns, n_columns, language);
    if (y + tall > YZT_ORDER_SHEET_HEIGHT_PT - MARGIN_PT - FOOT_PT) {
      g_autofree char *more = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "and %u more line, see the map file", "and %u more lines, see the map file", n - i), n - i);
      put_text (cr, more, MARGIN_PT, y + PAD_PT, WIDE_PT, TYPE_PT, FALSE, PANGO_ALIGN_LEFT, language);
      return YZT_ORDER_SHEET_HEIGHT_PT;
    }
    y = paint_row (cr, sheet->cells + i * n_columns, n_columns, y, tall, FALSE, language);
  }
  return y;
}

/* As wide as the table, or as high as there is room. Returns where it ends. */
static double
paint_scene (cairo_t *cr, cairo_surface_t *scene, double y, double bottom)
{
  double wide = cairo_image_surface_get_width (scene), tall = cairo_image_surface_get_height (scene);
  if (bottom - y < SCENE_LEAST_PT || !(wide > 0 && tall > 0)) {
    return y;
  }
  double scale = MIN (WIDE_PT / wide, (bottom - y) / tall);
  cairo_save (cr);
  cairo_translate (cr, MARGIN_PT + (WIDE_PT - wide * scale) / 2, y);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, scene, 0, 0);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  return y + tall * scale;
}

/* --- the order of its parts --- */

typedef enum { FACTS, ITEMS, SCENE, N_PARTS } Part;
static const char *const part_names[N_PARTS + 1] = { "facts", "items", "scene", NULL };

static int
find_part (const char *name)
{
  for (int i = 0; i < N_PARTS; i++) {
    if (g_str_equal (part_names[i], name)) {
      return i;
    }
  }
  return -1;
}

char *
yzt_order_sheet_find_stranger (const char *parts)
{
  g_auto (GStrv) names = g_strsplit (parts != NULL ? parts : "", ";", 16);
  for (char **name = names; *name != NULL; name++) {
    if (*g_strstrip (*name) != '\0' && find_part (*name) < 0) {
      return g_strdup (*name);
    }
  }
  return NULL;
}

static void
order_parts (const char *parts, Part out[N_PARTS])
{
  g_auto (GStrv) names = g_strsplit (parts != NULL ? parts : "", ";", 16);
  gboolean taken[N_PARTS] = { FALSE };
  guint n = 0;
  for (char **name = names; *name != NULL; name++) {
    int part = find_part (g_strstrip (*name));
    if (part >= 0 && !taken[part]) {
      taken[part] = TRUE;
      out[n++] = (Part) part;
    }
  }
  for (guint i = 0; i < N_PARTS; i++) {
    if (!taken[i]) {
      out[n++] = (Part) i;
    }
  }
}

static double
paint_part (const YztOrderSheet *sheet, cairo_t *cr, Part part, gboolean last, double y, const char *language)
{
  double bottom = YZT_ORDER_SHEET_HEIGHT_PT - MARGIN_PT - FOOT_PT + 3 * PAD_PT;
  switch (part) {
  case FACTS:
    return paint_facts (sheet, cr, y, language);
  case ITEMS:
    return paint_table (sheet, cr, y, language) + 3 * PAD_PT;
  case SCENE:
  default: /* what comes after it has room */
    return sheet->scene != NULL ? paint_scene (cr, sheet->scene, y, last ? bottom : MIN (bottom, y + SCENE_MOST_PT)) + 3 * PAD_PT : y;
  }
}

void
yzt_order_sheet_paint (const YztOrderSheet *sheet, cairo_t *cr, const char *language)
{
  g_return_if_fail (sheet != NULL && cr != NULL && language != NULL);
  double y = MARGIN_PT, bottom = YZT_ORDER_SHEET_HEIGHT_PT - MARGIN_PT;
  guint n_signers = g_strv_length ((char **) sheet->signers);
  cairo_set_source_rgb (cr, 0, 0, 0);
  if (sheet->header != NULL) {
    y += put_text (cr, sheet->header, MARGIN_PT, y, WIDE_PT, TYPE_PT, FALSE, PANGO_ALIGN_CENTER, language) + PAD_PT;
  }
  y += put_text (cr, sheet->title, MARGIN_PT, y, WIDE_PT, 20, TRUE, PANGO_ALIGN_CENTER, language);
  y += put_text (cr, sheet->number, MARGIN_PT, y, WIDE_PT, TYPE_PT, FALSE, PANGO_ALIGN_RIGHT, language) + 2 * PAD_PT;
  Part parts[N_PARTS];
  order_parts (sheet->parts, parts);
  for (guint i = 0; i < N_PARTS; i++) {
    y = paint_part (sheet, cr, parts[i], i + 1 == N_PARTS, y, language);
  }
  if (sheet->seal != NULL) {
    put_text (cr, sheet->seal, MARGIN_PT, bottom - 78, WIDE_PT, TYPE_PT, FALSE, PANGO_ALIGN_RIGHT, language);
  }
  for (guint i = 0; i < n_signers; i++) {
    double width = WIDE_PT / n_signers, x = MARGIN_PT + i * width;
    put_text (cr, sheet->signers[i], x, bottom - 58, width, TYPE_PT, FALSE, PANGO_ALIGN_LEFT, language);
    cairo_move_to (cr, x, bottom - 22);
    cairo_line_to (cr, x + width - 16, bottom - 22);
    cairo_stroke (cr);
  }
  put_text (cr, sheet->foot, MARGIN_PT, bottom - 6, WIDE_PT, 8, FALSE, PANGO_ALIGN_CENTER, language);
}

/* yzt-order-sheet.c: an order on paper (调拨单): one page, drawn with Cairo, for the printer and as PDF
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-order-sheet.h"
#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>
#include "yzt-lettering.h"

#define MARGIN_PT 54.0
#define WIDE_PT (YZT_ORDER_SHEET_WIDTH_PT - 2 * MARGIN_PT)
#define TYPE_PT 10.5
#define PAD_PT 4.0
#define FOOT_PT 96.0
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
  pango_layout_set_text (layout, text, -1);
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

/* As wide as the table, or as high as there is room. */
static void
paint_scene (cairo_t *cr, cairo_surface_t *scene, double y, double bottom)
{
  double wide = cairo_image_surface_get_width (scene), tall = cairo_image_surface_get_height (scene);
  if (bottom - y < SCENE_LEAST_PT || !(wide > 0 && tall > 0)) {
    return;
  }
  double scale = MIN (WIDE_PT / wide, (bottom - y) / tall);
  cairo_save (cr);
  cairo_translate (cr, MARGIN_PT + (WIDE_PT - wide * scale) / 2, y);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, scene, 0, 0);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
}

void
yzt_order_sheet_paint (const YztOrderSheet *sheet, cairo_t *cr, const char *language)
{
  g_return_if_fail (sheet != NULL && cr != NULL && language != NULL);
  double y = MARGIN_PT, bottom = YZT_ORDER_SHEET_HEIGHT_PT - MARGIN_PT;
  guint n_signers = g_strv_length ((char **) sheet->signers);
  cairo_set_source_rgb (cr, 0, 0, 0);
  y += put_text (cr, sheet->title, MARGIN_PT, y, WIDE_PT, 20, TRUE, PANGO_ALIGN_CENTER, language);
  y += put_text (cr, sheet->number, MARGIN_PT, y, WIDE_PT, TYPE_PT, FALSE, PANGO_ALIGN_RIGHT, language) + 2 * PAD_PT;
  y = paint_facts (sheet, cr, y, language);
  y = paint_table (sheet, cr, y, language);
  if (sheet->scene != NULL) {
    paint_scene (cr, sheet->scene, y + 3 * PAD_PT, bottom - FOOT_PT + 3 * PAD_PT);
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

gboolean
yzt_order_sheet_write_pdf (const YztOrderSheet *sheet, const char *path, const char *language, GError **error)
{
  g_return_val_if_fail (sheet != NULL && path != NULL, FALSE);
  yzt_lettering_begin ();
  cairo_surface_t *surface = cairo_pdf_surface_create (path, YZT_ORDER_SHEET_WIDTH_PT, YZT_ORDER_SHEET_HEIGHT_PT);
  cairo_t *cr = cairo_create (surface);
  yzt_order_sheet_paint (sheet, cr, language);
  cairo_show_page (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_status_t status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  yzt_lettering_end ();
  if (status != CAIRO_STATUS_SUCCESS) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The sheet cannot be written to “%s”: choose a folder that you may write to."), path);
  }
  return status == CAIRO_STATUS_SUCCESS;
}

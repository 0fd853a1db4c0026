/* yzt-cluster-card.c: the small card that tells what a cluster holds: kinds, counts, worst level
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-cluster-card-private.h"
#include <glib/gi18n-lib.h>
#include <math.h>

#define ROWS_MAX 7
#define ROW_PX 24.0
#define PAD_PX 10.0
#define SYMBOL_PX 8.0
#define GAP_PX 8.0

typedef struct {
  YztItem face;  /* the worst of its kind: its symbol stands for all */
  guint count;
  PangoLayout *name, *number;
} Row;

struct _YztClusterCard {
  GArray *rows; /* Row, most first */
  double width, height;
  double number_x;
};

static void
row_clear (gpointer pointer)
{
  Row *row = pointer;
  g_clear_object (&row->name);
  g_clear_object (&row->number);
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const Row *left = a, *right = b;
  if (left->count != right->count) {
    return left->count > right->count ? -1 : 1;
  }
  return left->face.kind < right->face.kind ? -1 : 1;
}

static gboolean
is_worse (guint8 level, guint8 than)
{
  return level > 0 && (than == 0 || level < than);
}

static void
count_kinds (YztClusterCard *card, YztGeneration *generation, const GArray *indices)
{
  Row rows[64] = { 0 };
  for (guint i = 0; i < indices->len; i++) {
    YztItem item;
    if (!yzt_generation_get_item (generation, g_array_index (indices, guint, i), &item) || item.kind >= 64) {
      continue;
    }
    Row *row = &rows[item.kind];
    if (row->count++ == 0 || is_worse (item.level, row->face.level)) {
      row->face = item;
    }
  }
  for (guint kind = 0; kind < G_N_ELEMENTS (rows); kind++) {
    if (rows[kind].count > 0) {
      rows[kind].face.flags = 0;
      g_array_append_val (card->rows, rows[kind]);
    }
  }
  g_array_sort (card->rows, compare_rows);
  if (card->rows->len > ROWS_MAX) {
    g_array_set_size (card->rows, ROWS_MAX);
  }
}

static PangoLayout *
layout_new (GtkWidget *widget, const char *format, const char *text)
{
  g_autofree char *markup = g_markup_printf_escaped (format, text);
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, NULL);
  pango_layout_set_markup (layout, markup, -1);
  return layout;
}

YztClusterCard *
yzt_cluster_card_new (GtkWidget *widget, YztGeneration *generation, const GArray *indices, const char *language)
{
  YztClusterCard *card = g_new0 (YztClusterCard, 1);
  int name_px = 0, number_px = 0;
  card->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_array_set_clear_func (card->rows, row_clear);
  count_kinds (card, generation, indices);
  YztKindSet *kinds = yzt_generation_get_kinds (generation);
  for (guint i = 0; i < card->rows->len; i++) {
    Row *row = &g_array_index (card->rows, Row, i);
    g_autofree char *count = g_strdup_printf ("%u", row->count);
    int width;
    row->name = layout_new (widget, "%s", yzt_kind_get_label (yzt_kind_set_get (kinds, row->face.kind), language));
    row->number = layout_new (widget, "<b><span font_features='tnum=1'>%s</span></b>", count);
    pango_layout_get_pixel_size (row->name, &width, NULL);
    name_px = MAX (name_px, width);
    pango_layout_get_pixel_size (row->number, &width, NULL);
    number_px = MAX (number_px, width);
  }
  card->number_x = PAD_PX + 2 * SYMBOL_PX + GAP_PX + name_px + 2 * GAP_PX + number_px;
  card->width = card->number_x + PAD_PX;
  card->height = 2 * PAD_PX - 4 + card->rows->len * ROW_PX;
  return card;
}

void
yzt_cluster_card_free (YztClusterCard *card)
{
  g_array_unref (card->rows);
  g_free (card);
}

static void
paint_ground (cairo_t *cr, double width, double height, const YztDrawTheme *theme)
{
  yzt_draw_rounded_rectangle (cr, 0.5, 0.5, width - 1, height - 1, 8);
  yzt_draw_set_color (cr, theme->card);
  cairo_fill_preserve (cr);
  yzt_draw_set_color (cr, theme->card_edge);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

static void
paint_layout (cairo_t *cr, PangoLayout *layout, double x, double middle_y)
{
  int height;
  pango_layout_get_pixel_size (layout, NULL, &height);
  cairo_move_to (cr, x, middle_y - height / 2.0);
  pango_cairo_show_layout (cr, layout);
}

static void
paint_rows (const YztClusterCard *card, cairo_t *cr, YztSymbolCache *symbols, const YztDrawTheme *theme)
{
  for (guint i = 0; i < card->rows->len; i++) {
    const Row *row = &g_array_index (card->rows, Row, i);
    double middle = PAD_PX - 2 + (i + 0.5) * ROW_PX;
    const YztSprite *sprite = yzt_symbol_cache_get_symbol (symbols, &row->face, (YztSymbolFlags) 0);
    double shrink = 2 * (SYMBOL_PX + 4) / sprite->width;
    int width;
    cairo_save (cr);
    cairo_translate (cr, PAD_PX + SYMBOL_PX, middle);
    cairo_scale (cr, MIN (shrink, 1), MIN (shrink, 1));
    cairo_set_source_surface (cr, sprite->surface, sprite->x, sprite->y);
    cairo_paint (cr);
    cairo_restore (cr);
    yzt_draw_set_color (cr, theme->text);
    paint_layout (cr, row->name, PAD_PX + 2 * SYMBOL_PX + GAP_PX, middle);
    pango_layout_get_pixel_size (row->number, &width, NULL);
    paint_layout (cr, row->number, card->number_x - width, middle);
  }
}

void
yzt_cluster_card_append (YztClusterCard *card, GtkSnapshot *snapshot, const YztMapFrame *frame, YztSymbolCache *symbols,
                         double px, double py, double reach_px)
{
  const YztDrawTheme *theme = yzt_symbol_cache_get_theme (symbols);
  double x = px + reach_px + GAP_PX;
  if (x + card->width > frame->width - 4) {
    x = px - reach_px - GAP_PX - card->width;
  }
  double y = CLAMP (py - card->height / 2, 4, MAX (frame->height - card->height - 4, 4));
  graphene_rect_t bounds =
      GRAPHENE_RECT_INIT (floorf ((float) x), floorf ((float) y), ceilf ((float) card->width), ceilf ((float) card->height));
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  cairo_translate (cr, floor (x), floor (y));
  paint_ground (cr, ceil (card->width), ceil (card->height), theme);
  paint_rows (card, cr, symbols, theme);
  cairo_destroy (cr);
}

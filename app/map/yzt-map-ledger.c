/* yzt-map-ledger.c: what hazard sources lack, and what is overdue at them, painted on the map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-map-ledger-private.h"
#include <math.h>
#include <string.h>
#include "yzt-map-view-private.h"
#include "yzt-scene-state-private.h"

#define SQUARE_PX 54.0  /* where neither symbols nor bubbles are drawn, what is closer than about this is counted together */
#define MARGIN_PX 40.0
#define DISC_MORE_PX 7.0 /* round the symbol or bubble */
#define BADGE_PAD_PX 4.0
#define BADGE_GAP_PX 1.0
#define NAME_MARGIN_PX 3 /* of a name's sprite */

typedef struct {
  double x, y; /* Mercator */
  guint lacks, overdue;
} Spot;

/* What is drawn together. */
typedef struct {
  double px, py, reach_px; /* its middle, and how far its symbol or bubble reaches */
  guint n, n_lacking, lacks, overdue;
} Cell;

typedef enum { NODE_DISCS, NODE_WORDS, N_NODES } Node;

struct _YztLedgerPicture {
  GArray *spots, *cells;
  guint mask, n_names;
  char *marks[YZT_LEDGER_PICTURE_MOST_MARKS];
  char *overdue_word;
  GHashTable *layouts; /* char * → PangoLayout */
  GskRenderNode *nodes[N_NODES];
  /* for which layout @cells and @nodes were made */
  YztMapFrame frame;
  guint64 generation;
  YztSceneFilter filter;
  gboolean dark, dotted;
  double magnify; /* 0: none yet */
};

YztLedgerPicture *
yzt_ledger_picture_new (void)
{
  YztLedgerPicture *self = g_new0 (YztLedgerPicture, 1);
  self->spots = g_array_new (FALSE, FALSE, sizeof (Spot));
  self->cells = g_array_new (FALSE, TRUE, sizeof (Cell));
  self->layouts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  return self;
}

static void
drop_nodes (YztLedgerPicture *self)
{
  for (guint i = 0; i < N_NODES; i++) {
    g_clear_pointer (&self->nodes[i], gsk_render_node_unref);
  }
}

void
yzt_ledger_picture_free (YztLedgerPicture *self)
{
  if (self == NULL) {
    return;
  }
  drop_nodes (self);
  for (guint i = 0; i < YZT_LEDGER_PICTURE_MOST_MARKS; i++) {
    g_free (self->marks[i]);
  }
  g_array_unref (self->spots);
  g_array_unref (self->cells);
  g_hash_table_unref (self->layouts);
  g_free (self->overdue_word);
  g_free (self);
}

void
yzt_ledger_picture_add (YztLedgerPicture *self, const YztLedgerSpot *spot)
{
  g_return_if_fail (self != NULL && spot != NULL);
  Spot own = { 0, 0, spot->lacks, spot->overdue };
  yzt_mercator_from_position (spot->at, &own.x, &own.y);
  g_array_append_val (self->spots, own);
}

void
yzt_ledger_picture_set_shade (YztLedgerPicture *self, guint mask, const char *const *marks, guint n_marks)
{
  g_return_if_fail (self != NULL && n_marks <= YZT_LEDGER_PICTURE_MOST_MARKS);
  self->mask = mask;
  for (guint i = 0; i < n_marks; i++) {
    g_free (self->marks[i]);
    self->marks[i] = g_strdup (marks[i]);
  }
  self->magnify = 0;
  drop_nodes (self);
}

void
yzt_ledger_picture_set_overdue (YztLedgerPicture *self, const char *word)
{
  g_return_if_fail (self != NULL);
  g_free (self->overdue_word);
  self->overdue_word = g_strdup (word);
  self->magnify = 0;
  drop_nodes (self);
}

guint
yzt_ledger_picture_count_lacking (const YztLedgerPicture *self)
{
  g_return_val_if_fail (self != NULL, 0);
  guint n = 0;
  for (guint i = 0; i < self->spots->len; i++) {
    n += (g_array_index (self->spots, Spot, i).lacks & self->mask) != 0;
  }
  return n;
}

guint
yzt_ledger_picture_count_overdue (const YztLedgerPicture *self)
{
  g_return_val_if_fail (self != NULL, 0);
  guint n = 0;
  for (guint i = 0; i < self->spots->len && self->overdue_word != NULL; i++) {
    n += g_array_index (self->spots, Spot, i).overdue;
  }
  return n;
}

gboolean
yzt_ledger_picture_is_empty (const YztLedgerPicture *self)
{
  return self == NULL || self->spots->len == 0 || (self->mask == 0 && self->overdue_word == NULL);
}

/* --- together where they are drawn together --- */

typedef struct {
  const YztSceneLayout *layout;
  GHashTable *marks; /* pixel key: something that is drawn by itself stands there */
  GHashTable *cells; /* key → index + 1 */
} Gathering;

static gint64
pixel_key (double px, double py)
{
  return ((gint64) floor (px + 0.5) << 24) ^ (gint64) floor (py + 0.5);
}

/* The bubble that most likely counts what stands there; −1: none is near enough. */
static int
find_bubble (const YztSceneLayout *layout, double px, double py)
{
  double nearest = 4 * layout->cell * layout->cell * layout->frame.world_px * layout->frame.world_px;
  int found = -1;
  for (guint i = 0; i < layout->bubbles->len; i++) {
    const YztBubble *bubble = &g_array_index (layout->bubbles, YztBubble, i);
    double dx = bubble->px - px, dy = bubble->py - py;
    if (dx * dx + dy * dy < nearest) {
      nearest = dx * dx + dy * dy;
      found = (int) i;
    }
  }
  return found;
}

static Cell *
cell_at (YztLedgerPicture *self, GHashTable *cells, gint64 key)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (cells, &key));
  if (place == 0) {
    g_array_set_size (self->cells, self->cells->len + 1);
    place = self->cells->len;
    g_hash_table_insert (cells, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (place));
  }
  return &g_array_index (self->cells, Cell, place - 1);
}

/* With the bubble that counts it, by itself where it is drawn by itself, else (a crowd of dots) by squares of the ground. */
static void
gather (YztLedgerPicture *self, const Gathering *gathering, const Spot *spot, double px, double py)
{
  const YztSceneLayout *layout = gathering->layout;
  gint64 own = pixel_key (px, py);
  gboolean marked = g_hash_table_contains (gathering->marks, &own);
  int bubble = marked ? -1 : find_bubble (layout, px, py);
  gint64 square = ((gint64) floor (px / SQUARE_PX) << 24) ^ (gint64) floor (py / SQUARE_PX);
  Cell *cell = cell_at (self, gathering->cells, marked ? own : bubble >= 0 ? G_MININT64 + bubble : G_MAXINT64 - (square & G_MAXINT32));
  if (bubble >= 0) {
    const YztBubble *at = &g_array_index (layout->bubbles, YztBubble, (guint) bubble);
    cell->px = at->px;
    cell->py = at->py;
    cell->reach_px = yzt_cluster_radius (at->count) * layout->magnify;
  } else {
    cell->px += (px - cell->px) / (cell->n + 1);
    cell->py += (py - cell->py) / (cell->n + 1);
    cell->reach_px = layout->symbol_px;
  }
  cell->n++;
  cell->lacks |= spot->lacks & self->mask;
  cell->n_lacking += (spot->lacks & self->mask) != 0;
  cell->overdue += self->overdue_word != NULL ? spot->overdue : 0;
}

static void
make_cells (YztLedgerPicture *self, const YztSceneLayout *layout)
{
  const YztMapFrame *frame = &layout->frame;
  g_autoptr (GHashTable) marks = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GHashTable) cells = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  Gathering gathering = { layout, marks, cells };
  for (guint i = 0; i < layout->marks->len; i++) {
    const YztMark *mark = &g_array_index (layout->marks, YztMark, i);
    gint64 key = pixel_key (mark->px, mark->py);
    g_hash_table_add (marks, g_memdup2 (&key, sizeof key));
  }
  g_array_set_size (self->cells, 0);
  for (guint i = 0; i < self->spots->len; i++) {
    const Spot *spot = &g_array_index (self->spots, Spot, i);
    double px = yzt_map_frame_px (frame, yzt_map_frame_near_x (frame, spot->x)), py = yzt_map_frame_py (frame, spot->y);
    gboolean told = self->mask != 0 || (spot->overdue > 0 && self->overdue_word != NULL);
    if (told && px > -MARGIN_PX && py > -MARGIN_PX && px < frame->width + MARGIN_PX && py < frame->height + MARGIN_PX) {
      gather (self, &gathering, spot, px, py);
    }
  }
}

/* --- painting --- */

static void
hatch (cairo_t *cr, double x, double y, double radius_px, double gap_px)
{
  for (double d = -2 * radius_px; d < 2 * radius_px; d += gap_px) {
    cairo_move_to (cr, x + d - radius_px, y + radius_px);
    cairo_line_to (cr, x + d + radius_px, y - radius_px);
  }
  cairo_stroke (cr);
}

void
yzt_ledger_picture_paint_disc (cairo_t *cr, double x, double y, double radius_px, guint density, double share, gboolean dark)
{
  const YztDrawTheme *theme = dark ? &YZT_DRAW_THEME_DARK : &YZT_DRAW_THEME_LIGHT;
  const double gaps[] = { 8, 8, 6, 4.5, 3.6, 3 };
  YztDrawColor ink = theme->text, halo = theme->halo;
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_new_path (cr);
  cairo_arc (cr, x, y, radius_px, 0, 2 * G_PI);
  cairo_set_source_rgba (cr, halo.r, halo.g, halo.b, density > 0 ? 0.55 : 0.35);
  cairo_fill (cr);
  if (density > 0) {
    cairo_save (cr);
    cairo_move_to (cr, x, y);
    cairo_arc (cr, x, y, radius_px, -G_PI / 2, -G_PI / 2 + 2 * G_PI * CLAMP (share, 0, 1));
    cairo_close_path (cr);
    cairo_clip (cr);
    cairo_set_line_width (cr, 1.2);
    cairo_set_source_rgba (cr, ink.r, ink.g, ink.b, 0.75);
    hatch (cr, x, y, radius_px, gaps[MIN (density, G_N_ELEMENTS (gaps) - 1)]);
    cairo_restore (cr);
  }
  cairo_new_path (cr);
  cairo_arc (cr, x, y, radius_px, 0, 2 * G_PI);
  cairo_set_line_width (cr, density > 0 ? 2 : 1);
  cairo_set_source_rgba (cr, ink.r, ink.g, ink.b, density > 0 ? 0.95 : 0.45);
  cairo_stroke (cr);
}

static guint
count_bits (guint bits)
{
  guint n = 0;
  for (; bits != 0; bits &= bits - 1) {
    n++;
  }
  return n;
}

static void
paint_discs (YztLedgerPicture *self, cairo_t *cr, gboolean dark)
{
  for (guint i = 0; i < self->cells->len && self->mask != 0; i++) {
    const Cell *cell = &g_array_index (self->cells, Cell, i);
    yzt_ledger_picture_paint_disc (cr, cell->px, cell->py, cell->reach_px + DISC_MORE_PX, count_bits (cell->lacks), cell->n == 1 ? 1 : (double) cell->n_lacking / cell->n, dark);
  }
}

static PangoLayout *
layout_of (YztLedgerPicture *self, GtkWidget *widget, const char *text, double magnify)
{
  PangoLayout *layout = g_hash_table_lookup (self->layouts, text);
  if (layout == NULL) {
    g_autofree char *markup = g_markup_printf_escaped ("<span size='%d' weight='600'>%s</span>", (int) (7.5 * magnify * PANGO_SCALE), text);
    layout = gtk_widget_create_pango_layout (widget, NULL);
    pango_layout_set_markup (layout, markup, -1);
    g_hash_table_insert (self->layouts, g_strdup (text), layout);
  }
  return layout;
}

static void
paint_badge (cairo_t *cr, const YztDrawTheme *theme, PangoLayout *layout, const graphene_rect_t *box)
{
  double left = (double) box->origin.x, top = (double) box->origin.y, wide = (double) box->size.width, tall = (double) box->size.height;
  yzt_draw_rounded_rectangle (cr, left, top, wide, tall, MIN (tall / 2, 5));
  cairo_set_source_rgba (cr, theme->card.r, theme->card.g, theme->card.b, 0.94);
  cairo_fill_preserve (cr);
  cairo_set_source_rgba (cr, theme->text.r, theme->text.g, theme->text.b, 0.55);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  yzt_draw_set_color (cr, theme->text);
  cairo_move_to (cr, left + BADGE_PAD_PX, top);
  pango_cairo_show_layout (cr, layout);
}

/* An open incident, a bubble's number, a name, another badge: nothing of them is covered where there is another place; and no other symbol covers the
 * badge, when @clear. */
static gboolean
is_free (const YztSceneLayout *layout, const GArray *taken, const Cell *cell, const graphene_rect_t *box, gboolean clear)
{
  graphene_point_t at;
  for (guint i = 0; i < taken->len; i++) {
    if (graphene_rect_intersection (&g_array_index (taken, graphene_rect_t, i), box, NULL)) {
      return FALSE;
    }
  }
  graphene_rect_t wide = *box;
  graphene_rect_inset (&wide, (float) -layout->symbol_px, (float) -layout->symbol_px);
  for (guint i = 0; i < layout->marks->len; i++) {
    const YztMark *mark = &g_array_index (layout->marks, YztMark, i);
    at = GRAPHENE_POINT_INIT ((float) mark->px, (float) mark->py);
    gboolean minds = mark->important || (clear && hypot (mark->px - cell->px, mark->py - cell->py) > 1);
    if (minds && graphene_rect_contains_point (&wide, &at)) {
      return FALSE;
    }
  }
  for (guint i = 0; i < layout->bubbles->len; i++) {
    const YztBubble *bubble = &g_array_index (layout->bubbles, YztBubble, i);
    double reach = yzt_cluster_radius (bubble->count) * layout->magnify, left = (double) box->origin.x, top = (double) box->origin.y;
    double dx = bubble->px - CLAMP (bubble->px, left, left + (double) box->size.width), dy = bubble->py - CLAMP (bubble->py, top, top + (double) box->size.height);
    if (hypot (bubble->px - cell->px, bubble->py - cell->py) > 1 && hypot (dx, dy) < reach) {
      return FALSE;
    }
  }
  return TRUE;
}

/* Below for what is missing, above for what is overdue; where that is taken, elsewhere round it. What is asked for is always shown. */
static void
place_badge (YztLedgerPicture *self, GtkWidget *widget, cairo_t *cr, const YztSceneLayout *layout, const YztDrawTheme *theme, GArray *taken, const Cell *cell, const char *text,
             gboolean below)
{
  static const struct {
    double dx, dy;
  } below_first[] = { { 0, 1 }, { 0.9, 0.9 }, { -0.9, 0.9 }, { 1.1, 0 }, { -1.1, 0 }, { 0, -1 }, { 0.9, -0.9 }, { -0.9, -0.9 } },
    above_first[] = { { 0.9, -0.9 }, { -0.9, -0.9 }, { 0, -1 }, { 1.1, 0 }, { -1.1, 0 }, { 0, 1 }, { 0.9, 0.9 }, { -0.9, 0.9 } };
  PangoLayout *words = layout_of (self, widget, text, layout->magnify);
  int width, height;
  pango_layout_get_pixel_size (words, &width, &height);
  double wide = width + 2 * BADGE_PAD_PX, reach = cell->reach_px + (self->mask != 0 ? DISC_MORE_PX : 0);
  graphene_rect_t box = GRAPHENE_RECT_INIT (0, 0, (float) wide, (float) height);
  gboolean found = FALSE;
  for (guint try = 0; !found && try < 2 * G_N_ELEMENTS (below_first); try++) {
    guint i = try % G_N_ELEMENTS (below_first);
    double dx = below ? below_first[i].dx : above_first[i].dx, dy = below ? below_first[i].dy : above_first[i].dy;
    box.origin.x = roundf ((float) (cell->px + dx * (reach + (dx != 0 ? wide / 2 : 0)) * (dx != 0 && dy != 0 ? 0.75 : 1) - wide / 2));
    box.origin.y = roundf ((float) (cell->py + dy * (reach + height / 2.0 + BADGE_GAP_PX) - height / 2.0));
    found = is_free (layout, taken, cell, &box, try == i);
  }
  if (!found && !below) {
    return; /* of two that cover each other neither can be read: closer by there is room for both */
  }
  g_array_append_val (taken, box);
  paint_badge (cr, theme, words, &box);
}

static char *
lack_words (const YztLedgerPicture *self, const Cell *cell)
{
  if (cell->n > 1) {
    return g_strdup_printf ("%u/%u", cell->n_lacking, cell->n);
  }
  g_autoptr (GString) words = g_string_new (NULL);
  for (guint bit = 0; bit < YZT_LEDGER_PICTURE_MOST_MARKS; bit++) {
    if ((cell->lacks & 1u << bit) != 0 && self->marks[bit] != NULL) {
      g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", self->marks[bit]);
    }
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
paint_words (YztLedgerPicture *self, GtkWidget *widget, cairo_t *cr, const YztSceneLayout *layout, const GArray *names, const GArray *keep_out,
             const YztDrawTheme *theme)
{
  g_autoptr (GArray) taken = g_array_copy ((GArray *) keep_out);
  for (guint i = 0; i < names->len; i++) {
    const YztPlacedLabel *name = &g_array_index (names, YztPlacedLabel, i);
    graphene_rect_t box = GRAPHENE_RECT_INIT ((float) name->px, (float) name->py, (float) name->sprite->width, (float) name->sprite->height);
    graphene_rect_inset (&box, NAME_MARGIN_PX, NAME_MARGIN_PX);
    g_array_append_val (taken, box);
  }
  for (guint i = 0; i < self->cells->len; i++) {
    const Cell *cell = &g_array_index (self->cells, Cell, i);
    if (cell->lacks != 0) {
      g_autofree char *words = lack_words (self, cell);
      place_badge (self, widget, cr, layout, theme, taken, cell, words, TRUE);
    }
    if (cell->overdue > 0) {
      g_autofree char *words = g_strdup_printf ("%s %u", self->overdue_word, cell->overdue);
      place_badge (self, widget, cr, layout, theme, taken, cell, words, FALSE);
    }
  }
}

/* What was made for this layout is given again, as the same node: GTK then leaves it as it is. */
static void
follow_layout (YztLedgerPicture *self, const YztSceneLayout *layout, const YztDrawTheme *theme)
{
  gboolean same = yzt_map_frame_equal (&layout->frame, &self->frame) && self->generation == layout->generation && self->filter.kinds == layout->filter.kinds;
  if (same && self->dark == theme->dark && self->magnify == layout->magnify && self->dotted == layout->dotted) {
    return;
  }
  drop_nodes (self);
  if (self->magnify != layout->magnify) {
    g_hash_table_remove_all (self->layouts);
  }
  self->frame = layout->frame;
  self->generation = layout->generation;
  self->filter = layout->filter;
  self->dark = theme->dark;
  self->magnify = layout->magnify;
  self->dotted = layout->dotted;
  make_cells (self, layout);
}

static cairo_t *
start_node (YztLedgerPicture *self, Node node)
{
  self->nodes[node] = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, (float) self->frame.width, (float) self->frame.height));
  return gsk_cairo_node_get_draw_context (self->nodes[node]);
}

void
yzt_ledger_picture_append_discs (YztLedgerPicture *self, GtkSnapshot *snapshot, const YztSceneLayout *layout, const YztDrawTheme *theme)
{
  follow_layout (self, layout, theme);
  if (self->mask == 0) {
    return;
  }
  if (self->nodes[NODE_DISCS] == NULL) {
    cairo_t *cr = start_node (self, NODE_DISCS);
    paint_discs (self, cr, theme->dark);
    cairo_destroy (cr);
  }
  gtk_snapshot_append_node (snapshot, self->nodes[NODE_DISCS]);
}

void
yzt_ledger_picture_append_words (YztLedgerPicture *self, GtkWidget *widget, GtkSnapshot *snapshot, const YztSceneLayout *layout, const GArray *names,
                                 const GArray *keep_out, const YztDrawTheme *theme)
{
  follow_layout (self, layout, theme);
  if (self->n_names != names->len) { /* names come when they are painted, some frames later than symbols */
    g_clear_pointer (&self->nodes[NODE_WORDS], gsk_render_node_unref);
    self->n_names = names->len;
  }
  if (self->nodes[NODE_WORDS] == NULL) {
    cairo_t *cr = start_node (self, NODE_WORDS);
    paint_words (self, widget, cr, layout, names, keep_out, theme);
    cairo_destroy (cr);
  }
  gtk_snapshot_append_node (snapshot, self->nodes[NODE_WORDS]);
}

/* --- on the view --- */

void
yzt_map_view_set_ledger (YztMapView *self, YztLedgerPicture *picture)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  YztSceneLayer *layer = self->scene_layer;
  if (picture == NULL && layer->ledger == NULL) {
    return;
  }
  g_clear_pointer (&layer->ledger, yzt_ledger_picture_free);
  layer->ledger = picture;
  gtk_widget_queue_draw (GTK_WIDGET (layer));
}

const YztLedgerPicture *
yzt_map_view_get_ledger (YztMapView *self)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self), NULL);
  return self->scene_layer->ledger;
}

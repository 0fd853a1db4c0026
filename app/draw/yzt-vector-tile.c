/* yzt-vector-tile.c: vector base maps drawn with Cairo, on screen and paper
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Classes are drawn in the order of the style: first all areas, then the casings of all lines, then the lines, so that roads that meet run into each
 * other. */
#include <math.h>
#include "yzt-clip-private.h"
#include "yzt-vector-map-private.h"
#include "yzt-vector-shapes-private.h"

#define MARGIN_PX 24.0      /* the widest line and its casing reach so far out of a tile */
#define MAX_ITEMS 200000u   /* of one tile */
#define TUNNEL_OPACITY 0.45
#define SEAM_PX 1.0

typedef struct {
  const guint8 *record, *end;
  guint8 rule, flags;
} Item;

typedef struct {
  const YztVectorMap *map;
  cairo_t *cr;
  guint look;                  /* 0 light, 1 dark */
  double zoom;
  double origin_x, origin_y, world_px; /* Mercator of (0, 0); pixels of the world */
  double low, high;            /* pixels beyond which nothing is told to Cairo */
  GArray *items;               /* Item */
  GArray *ring, *scratch;      /* double pairs, pixels */
} Pen;

static gboolean
on_item (const YztVectorBox *box, const guint8 *record, const guint8 *end, gpointer user_data)
{
  Pen *pen = user_data;
  if (end - record > 3 && record[0] < pen->map->style->rules->len) {
    const YztVectorRule *rule = &g_array_index (pen->map->style->rules, YztVectorRule, record[0]);
    Item item = { record + 2, end, record[0], record[1] };
    if (pen->zoom + 0.01 >= rule->min_zoom) {
      g_array_append_val (pen->items, item);
    }
  }
  return pen->items->len < MAX_ITEMS;
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const Item *left = a, *right = b;
  return left->rule != right->rule ? (int) left->rule - (int) right->rule : (left->record > right->record) - (left->record < right->record);
}

/* The points of the next part, in pixels, into pen->ring; FALSE at the end or where the record is damaged. */
static gboolean
next_part (Pen *pen, const guint8 **at, const guint8 *end)
{
  guint64 n, step_x, step_y;
  gint64 x = 0, y = 0;
  g_array_set_size (pen->ring, 0);
  if (!yzt_vector_get (at, end, &n)) {
    return FALSE;
  }
  for (guint64 i = 0; i < n; i++) {
    if (!yzt_vector_get (at, end, &step_x) || !yzt_vector_get (at, end, &step_y)) {
      return FALSE;
    }
    x += yzt_vector_unzigzag (step_x);
    y += yzt_vector_unzigzag (step_y);
    double point[2] = { ((double) x / YZT_VECTOR_UNITS - pen->origin_x) * pen->world_px, ((double) y / YZT_VECTOR_UNITS - pen->origin_y) * pen->world_px };
    g_array_append_vals (pen->ring, point, 2);
  }
  return TRUE;
}

static void
area_path (Pen *pen, const Item *item)
{
  const guint8 *at = item->record;
  guint64 n_parts = 0;
  cairo_new_path (pen->cr);
  yzt_vector_get (&at, item->end, &n_parts);
  for (guint64 i = 0; i < n_parts && next_part (pen, &at, item->end); i++) {
    yzt_clip_ring (pen->ring, pen->scratch, pen->low, pen->high);
    const double *p = (const double *) (gpointer) pen->ring->data;
    for (guint k = 0; k < pen->ring->len / 2; k++) {
      cairo_line_to (pen->cr, p[2 * k], p[2 * k + 1]);
    }
    cairo_close_path (pen->cr);
    cairo_new_sub_path (pen->cr);
  }
}

static void
paint_area (Pen *pen, const YztVectorRule *rule, const Item *item)
{
  area_path (pen, item);
  cairo_set_fill_rule (pen->cr, CAIRO_FILL_RULE_EVEN_ODD);
  if (rule->fill[pen->look].a > 0) {
    yzt_draw_set_color (pen->cr, rule->fill[pen->look]);
    cairo_fill_preserve (pen->cr);
    if ((item->flags & YZT_VECTOR_CUT) != 0) { /* closes the hairline to the piece in the next tile */
      cairo_set_line_width (pen->cr, SEAM_PX);
      cairo_stroke_preserve (pen->cr);
    }
  }
  if ((item->flags & YZT_VECTOR_CUT) == 0 && rule->casing[pen->look].a > 0 && rule->width.n > 0) {
    yzt_draw_set_color (pen->cr, rule->casing[pen->look]);
    cairo_set_line_width (pen->cr, yzt_vector_ramp_at (&rule->width, pen->zoom));
    cairo_stroke (pen->cr);
  }
  cairo_new_path (pen->cr);
}

/* The pieces of a line that are inside. Dashes are counted from the line's own start, so that they meet at the edges of tiles. */
static void
line_path (Pen *pen, const YztVectorRule *rule, double period)
{
  const double *p = (const double *) (gpointer) pen->ring->data;
  double length = 0;
  gboolean open = FALSE;
  for (guint i = 1; i < pen->ring->len / 2; i++) {
    const double *a = p + 2 * i - 2, *b = p + 2 * i;
    double from, to, step = period > 0 ? hypot (b[0] - a[0], b[1] - a[1]) : 0;
    gboolean inside = yzt_clip_line (a, b, pen->low, pen->high, &from, &to);
    if (inside && !open) {
      cairo_move_to (pen->cr, a[0] + from * (b[0] - a[0]), a[1] + from * (b[1] - a[1]));
      if (period > 0) {
        cairo_set_dash (pen->cr, rule->dashes, rule->n_dashes, fmod (length + from * step, period));
      }
    }
    if (inside) {
      cairo_line_to (pen->cr, a[0] + to * (b[0] - a[0]), a[1] + to * (b[1] - a[1]));
    }
    open = inside && to >= 1;
    if (period > 0 && !open) {
      cairo_stroke (pen->cr);
    }
    length += step;
  }
}

static void
stroke_item (Pen *pen, const YztVectorRule *rule, const Item *item, gboolean dashed)
{
  const guint8 *at = item->record;
  guint64 n_parts = 0;
  double period = 0;
  for (int i = 0; i < rule->n_dashes && dashed; i++) {
    period += rule->dashes[i];
  }
  cairo_new_path (pen->cr);
  yzt_vector_get (&at, item->end, &n_parts);
  for (guint64 i = 0; i < n_parts && next_part (pen, &at, item->end); i++) {
    line_path (pen, rule, period);
  }
  cairo_stroke (pen->cr);
  cairo_set_dash (pen->cr, NULL, 0, 0);
}

static void
paint_lines (Pen *pen, gboolean casings)
{
  for (guint i = 0; i < pen->items->len; i++) {
    const Item *item = &g_array_index (pen->items, Item, i);
    const YztVectorRule *rule = &g_array_index (pen->map->style->rules, YztVectorRule, item->rule);
    YztDrawColor colour = casings ? rule->casing[pen->look] : rule->fill[pen->look];
    double width = yzt_vector_ramp_at (&rule->width, pen->zoom);
    if (rule->shape != YZT_VECTOR_LINE || colour.a <= 0 || width <= 0 || (casings && (rule->casing_px <= 0 || width < 1.2))) {
      continue;
    }
    colour.a *= (item->flags & YZT_VECTOR_TUNNEL) != 0 ? TUNNEL_OPACITY : 1;
    yzt_draw_set_color (pen->cr, colour);
    cairo_set_line_width (pen->cr, width + (casings ? 2 * rule->casing_px : 0));
    cairo_set_line_cap (pen->cr, rule->n_dashes > 0 && !casings ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
    stroke_item (pen, rule, item, !casings);
  }
}

static void
paint_items (Pen *pen)
{
  g_array_sort (pen->items, compare_items);
  cairo_set_line_join (pen->cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < pen->items->len; i++) {
    const Item *item = &g_array_index (pen->items, Item, i);
    const YztVectorRule *rule = &g_array_index (pen->map->style->rules, YztVectorRule, item->rule);
    if (rule->shape == YZT_VECTOR_AREA) {
      paint_area (pen, rule, item);
    }
  }
  paint_lines (pen, TRUE);
  paint_lines (pen, FALSE);
}

/* Gathers what meets the box from (0, 0) to @width_px, @height_px. */
static void
gather (Pen *pen, double width_px, double height_px)
{
  YztVectorBox box;
  double margin = MARGIN_PX / pen->world_px;
  g_array_set_size (pen->items, 0);
  if (yzt_vector_box_of (pen->origin_x - margin, pen->origin_y - margin, pen->origin_x + width_px / pen->world_px + margin,
                         pen->origin_y + height_px / pen->world_px + margin, &box)) {
    yzt_vector_file_visit (pen->map->file, yzt_vector_band_for (pen->zoom), &box, on_item, pen);
  }
}

cairo_surface_t *
yzt_vector_map_render (YztVectorMap *map, double x0, double y0, double side, guint size_px, double scale, const YztDrawTheme *theme)
{
  g_return_val_if_fail (map != NULL && theme != NULL && side > 0 && size_px > 0 && size_px <= 4096 && scale > 0, NULL);
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (Item));
  g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (double)), scratch = g_array_new (FALSE, FALSE, sizeof (double));
  Pen pen = { .map = map, .look = theme->dark ? 1 : 0, .origin_x = x0, .origin_y = y0, .world_px = size_px / side, .low = -MARGIN_PX,
              .high = size_px + MARGIN_PX, .items = items, .ring = ring, .scratch = scratch };
  pen.zoom = log2 (pen.world_px / 256);
  gather (&pen, size_px, size_px);
  if (items->len == 0) {
    return NULL;
  }
  int device_px = (int) ceil (size_px * scale);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, device_px, device_px);
  cairo_surface_set_device_scale (surface, scale, scale);
  pen.cr = cairo_create (surface);
  paint_items (&pen);
  cairo_destroy (pen.cr);
  cairo_surface_flush (surface);
  return surface;
}

void
yzt_vector_map_paint (YztVectorMap *map, cairo_t *cr, double center_x, double center_y, double world_px, double width_px, double height_px,
                      const YztDrawTheme *theme)
{
  g_return_if_fail (map != NULL && cr != NULL && theme != NULL && world_px > 0 && width_px > 0 && height_px > 0);
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (Item));
  g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (double)), scratch = g_array_new (FALSE, FALSE, sizeof (double));
  double west = center_x - width_px / 2 / world_px;
  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, width_px, height_px);
  cairo_clip (cr);
  for (double copy = floor (west); copy < center_x + width_px / 2 / world_px; copy++) {
    Pen pen = { .map = map, .cr = cr, .look = theme->dark ? 1 : 0, .zoom = log2 (world_px / 256), .origin_x = west - copy,
                .origin_y = center_y - height_px / 2 / world_px, .world_px = world_px, .low = -MARGIN_PX, .high = MAX (width_px, height_px) + MARGIN_PX,
                .items = items, .ring = ring, .scratch = scratch };
    gather (&pen, width_px, height_px);
    paint_items (&pen);
  }
  cairo_restore (cr);
}

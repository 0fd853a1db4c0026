/* yzt-base-map.c: tiles and names of the base map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-base-map-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-clip-private.h"

#define MARGIN_PX 12.0

/* What one tile is drawn with. */
typedef struct {
  cairo_t *cr;
  const YztDrawTheme *theme;
  double x0, y0, x1, y1;              /* Mercator box with the margin */
  double origin_x, origin_y, size_px; /* world size in px at this zoom */
  double tile_px;
  double zoom;
  GArray *ring, *cut; /* double pairs, px: scratch */
} TilePen;

static const YztBaseDetail *
detail_for (const YztBaseMap *map, YztBaseLayerId id, double zoom)
{
  guint i = 0;
  while (i + 1 < YZT_BASE_N_DETAILS && yzt_base_detail_zoom[i] < zoom) {
    i++;
  }
  return &map->layers[id][i];
}

static gboolean
part_meets (const TilePen *pen, const YztBasePart *part)
{
  return part->x1 >= pen->x0 && part->x0 <= pen->x1 && part->y1 >= pen->y0 && part->y0 <= pen->y1 &&
         pen->zoom + 0.01 >= (double) part->min_zoom;
}

/* --- areas --- */

static void
ring_path (const TilePen *pen, const YztBaseDetail *detail, const YztBasePart *part)
{
  const double *points = &g_array_index (detail->points, double, 2 * part->first_point);
  g_array_set_size (pen->ring, 2 * part->n_points);
  double *px = (double *) (gpointer) pen->ring->data;
  for (guint i = 0; i < part->n_points; i++) {
    px[2 * i] = (points[2 * i] - pen->origin_x) * pen->size_px;
    px[2 * i + 1] = (points[2 * i + 1] - pen->origin_y) * pen->size_px;
  }
  if (part->x0 < pen->x0 || part->x1 > pen->x1 || part->y0 < pen->y0 || part->y1 > pen->y1) {
    yzt_clip_ring (pen->ring, pen->cut, -MARGIN_PX, pen->tile_px + MARGIN_PX);
  }
  px = (double *) (gpointer) pen->ring->data;
  for (guint i = 0; i < pen->ring->len / 2; i++) {
    cairo_line_to (pen->cr, px[2 * i], px[2 * i + 1]);
  }
  cairo_close_path (pen->cr);
  cairo_new_sub_path (pen->cr);
}

static void
fill_layer (const TilePen *pen, const YztBaseMap *map, YztBaseLayerId id, YztDrawColor color)
{
  const YztBaseDetail *detail = detail_for (map, id, pen->zoom);
  gboolean any = FALSE;
  cairo_new_path (pen->cr);
  for (guint i = 0; i < detail->parts->len; i++) {
    const YztBasePart *part = &g_array_index (detail->parts, YztBasePart, i);
    if (part->n_points > 2 && part_meets (pen, part)) {
      ring_path (pen, detail, part);
      any = TRUE;
    }
  }
  if (any) {
    cairo_set_fill_rule (pen->cr, CAIRO_FILL_RULE_EVEN_ODD);
    yzt_draw_set_color (pen->cr, color);
    cairo_fill (pen->cr);
  }
}

/* --- lines --- */

typedef struct {
  const double *dashes;
  int n_dashes;
  double period;
} Dashes;

/* Strokes what the tile shows of a line. Dashes are counted from the line's own start: they meet at the tiles' edges. */
static void
stroke_part (const TilePen *pen, const YztBaseDetail *detail, const YztBasePart *part, const Dashes *dashes)
{
  const double *points = &g_array_index (detail->points, double, 2 * part->first_point);
  double a[2] = { (points[0] - pen->origin_x) * pen->size_px, (points[1] - pen->origin_y) * pen->size_px };
  double length = 0;
  gboolean open = FALSE;
  for (guint i = 1; i < part->n_points; i++) {
    double b[2] = { (points[2 * i] - pen->origin_x) * pen->size_px,
                    (points[2 * i + 1] - pen->origin_y) * pen->size_px };
    double from, to, step = dashes->n_dashes > 0 ? hypot (b[0] - a[0], b[1] - a[1]) : 0;
    if (yzt_clip_line (a, b, -MARGIN_PX, pen->tile_px + MARGIN_PX, &from, &to)) {
      if (!open) {
        cairo_move_to (pen->cr, a[0] + from * (b[0] - a[0]), a[1] + from * (b[1] - a[1]));
        cairo_set_dash (pen->cr, dashes->dashes, dashes->n_dashes,
                        dashes->n_dashes > 0 ? fmod (length + from * step, dashes->period) : 0);
      }
      cairo_line_to (pen->cr, a[0] + to * (b[0] - a[0]), a[1] + to * (b[1] - a[1]));
      open = TRUE;
    }
    if (open && (to < 1 || i + 1 == part->n_points)) {
      cairo_stroke (pen->cr);
      open = FALSE;
    }
    length += step;
    a[0] = b[0];
    a[1] = b[1];
  }
}

static void
stroke_layer (const TilePen *pen, const YztBaseMap *map, YztBaseLayerId id, YztDrawColor color, double width,
              const double *dashes, int n_dashes)
{
  const YztBaseDetail *detail = detail_for (map, id, pen->zoom);
  Dashes pattern = { dashes, n_dashes, 0 };
  for (int i = 0; i < n_dashes; i++) {
    pattern.period += dashes[i];
  }
  cairo_new_path (pen->cr);
  cairo_set_line_width (pen->cr, width);
  yzt_draw_set_color (pen->cr, color);
  for (guint i = 0; i < detail->parts->len; i++) {
    const YztBasePart *part = &g_array_index (detail->parts, YztBasePart, i);
    if (part_meets (pen, part)) {
      stroke_part (pen, detail, part, &pattern);
    }
  }
}

/* The earlier a river is shown, the larger it is. */
static void
stroke_rivers (const TilePen *pen, const YztBaseMap *map)
{
  const YztBaseDetail *detail = detail_for (map, YZT_BASE_RIVER, pen->zoom);
  const Dashes none = { NULL, 0, 0 };
  yzt_draw_set_color (pen->cr, pen->theme->water);
  for (guint i = 0; i < detail->parts->len; i++) {
    const YztBasePart *part = &g_array_index (detail->parts, YztBasePart, i);
    if (part_meets (pen, part)) {
      double largest = MAX (11 - 1.6 * (double) part->min_zoom, 1.2);
      cairo_set_line_width (pen->cr, CLAMP (0.7 + (pen->zoom - (double) part->min_zoom) * 0.75, 0.7, largest));
      stroke_part (pen, detail, part, &none);
    }
  }
}

static void
paint_borders (const TilePen *pen, const YztBaseMap *map)
{
  static const double dash_dot[] = { 8, 3, 1.5, 3 };
  static const double fine_dash_dot[] = { 6, 3, 1.2, 3 };
  static const double dashed[] = { 4, 3 };
  const YztDrawTheme *theme = pen->theme;
  double z = pen->zoom;
  if (z >= 8) {
    stroke_layer (pen, map, YZT_BASE_LINE_COUNTY, theme->boundary_fine, 0.8, dashed, 2);
  }
  if (z >= 6) {
    stroke_layer (pen, map, YZT_BASE_LINE_PREFECTURE, theme->boundary_fine, z < 8 ? 0.7 : 1, fine_dash_dot, 4);
  }
  if (z >= 7) {
    stroke_layer (pen, map, YZT_BASE_LINE_HOME_COUNTY, theme->boundary, z < 9 ? 0.9 : 1.2, fine_dash_dot, 4);
    stroke_layer (pen, map, YZT_BASE_LINE_HOME, theme->boundary, z < 9 ? 1.2 : 1.6, dash_dot, 4);
  }
  stroke_layer (pen, map, YZT_BASE_LINE_PROVINCE, theme->boundary, z < 6 ? 0.7 : 1.3, dash_dot, 4);
  stroke_layer (pen, map, YZT_BASE_COUNTRY, theme->boundary_fine, z < 6 ? 0.8 : 1.2, NULL, 0);
  if (map->layers[YZT_BASE_CHINA_BORDER][YZT_BASE_N_DETAILS - 1].parts->len > 0) {
    stroke_layer (pen, map, YZT_BASE_LINE_CHINA, theme->boundary_fine, 0.7, NULL, 0); /* coast and islands */
    stroke_layer (pen, map, YZT_BASE_CHINA_BORDER, theme->boundary, z < 5 ? 1.2 : 1.8, NULL, 0);
  } else {
    stroke_layer (pen, map, YZT_BASE_LINE_CHINA, theme->boundary, z < 5 ? 1.2 : 1.8, NULL, 0);
  }
}

static void
paint_tile (const TilePen *pen, const YztBaseMap *map)
{
  const YztDrawTheme *theme = pen->theme;
  yzt_draw_set_color (pen->cr, theme->water);
  cairo_paint (pen->cr);
  fill_layer (pen, map, YZT_BASE_LAND, theme->ground);
  fill_layer (pen, map, YZT_BASE_CHINA, theme->ground);
  fill_layer (pen, map, YZT_BASE_JURISDICTION, theme->jurisdiction);
  fill_layer (pen, map, YZT_BASE_LAKE, theme->water);
  cairo_set_line_join (pen->cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (pen->cr, CAIRO_LINE_CAP_ROUND);
  stroke_rivers (pen, map);
  cairo_set_line_cap (pen->cr, CAIRO_LINE_CAP_BUTT);
  paint_borders (pen, map);
}

cairo_surface_t *
yzt_base_map_render_tile (YztBaseMap *map, guint zoom, guint x, guint y, guint tile_px, double scale,
                          const YztDrawTheme *theme, GError **error)
{
  g_return_val_if_fail (map != NULL && theme != NULL, NULL);
  g_return_val_if_fail (zoom <= 24 && tile_px > 0 && tile_px <= 4096 && scale > 0, NULL);
  int device_px = (int) ceil (tile_px * scale);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, device_px, device_px);
  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS) {
    cairo_surface_destroy (surface);
    g_set_error_literal (error, YZT_DRAW_ERROR, YZT_DRAW_ERROR_SURFACE,
                         _("There is not enough memory to draw the base map; close other programs."));
    return NULL;
  }
  cairo_surface_set_device_scale (surface, scale, scale);
  g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) cut = g_array_new (FALSE, FALSE, sizeof (double));
  double side = 1 / exp2 (zoom), margin = side * MARGIN_PX / tile_px;
  TilePen pen = {
    .cr = cairo_create (surface),
    .theme = theme,
    .origin_x = x * side,
    .origin_y = y * side,
    .size_px = tile_px / side,
    .tile_px = tile_px,
    .zoom = zoom,
    .ring = ring,
    .cut = cut,
  };
  pen.x0 = pen.origin_x - margin;
  pen.y0 = pen.origin_y - margin;
  pen.x1 = pen.origin_x + side + margin;
  pen.y1 = pen.origin_y + side + margin;
  paint_tile (&pen, map);
  cairo_destroy (pen.cr);
  cairo_surface_flush (surface);
  return surface;
}

/* One copy of the world, @left .. @right of the picture. */
static void
paint_copy (YztBaseMap *map, TilePen *pen, double left, double right, double height_px)
{
  double margin = MARGIN_PX / pen->size_px;
  cairo_save (pen->cr);
  cairo_rectangle (pen->cr, left, 0, right - left, height_px);
  cairo_clip (pen->cr);
  pen->x0 = pen->origin_x + left / pen->size_px - margin;
  pen->x1 = pen->origin_x + right / pen->size_px + margin;
  pen->y0 = pen->origin_y - margin;
  pen->y1 = pen->origin_y + height_px / pen->size_px + margin;
  paint_tile (pen, map);
  cairo_restore (pen->cr);
}

void
yzt_base_map_paint (YztBaseMap *map, cairo_t *cr, double center_x, double center_y, double world_px, double width_px,
                    double height_px, const YztDrawTheme *theme)
{
  g_return_if_fail (map != NULL && cr != NULL && theme != NULL);
  g_return_if_fail (world_px > 0 && width_px > 0 && height_px > 0);
  g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) cut = g_array_new (FALSE, FALSE, sizeof (double));
  double west = center_x - width_px / 2 / world_px;
  for (double copy = floor (west); copy < center_x + width_px / 2 / world_px; copy++) {
    double left = MAX ((copy - west) * world_px, 0), right = MIN ((copy + 1 - west) * world_px, width_px);
    TilePen pen = {
      .cr = cr,
      .theme = theme,
      .origin_x = west - copy,
      .origin_y = center_y - height_px / 2 / world_px,
      .size_px = world_px,
      .tile_px = MAX (width_px, height_px),
      .zoom = log2 (world_px / 256),
      .ring = ring,
      .cut = cut,
    };
    if (left < right) {
      paint_copy (map, &pen, left, right, height_px);
    }
  }
}

/* --- names --- */

static const char *
name_in (const YztBasePlace *place, const char *language)
{
  gboolean chinese = language != NULL && g_str_has_prefix (language, "zh");
  const char *first = chinese ? place->name_zh : place->name, *second = chinese ? place->name : place->name_zh;
  return *first != '\0' ? first : second;
}

static void
append_name (GArray *names, const YztBasePlace *place, const char *language)
{
  YztPlaceName name = { place->x, place->y, name_in (place, language), place->kind, place->importance,
                        place->min_zoom };
  g_array_append_val (names, name);
}

/* Names of regions give way when one is inside them. */
static gboolean
is_for_zoom (const YztBasePlace *place, double zoom)
{
  static const double max_zoom[] = { [YZT_PLACE_COUNTRY] = 6, [YZT_PLACE_PROVINCE] = 8, [YZT_PLACE_PREFECTURE] = 9,
                                     [YZT_PLACE_COUNTY] = 13.5, [YZT_PLACE_CITY] = 30, [YZT_PLACE_TOWN] = 30 };
  return zoom >= place->min_zoom && zoom <= max_zoom[place->kind];
}

void
yzt_base_map_names (YztBaseMap *map, double x0, double y0, double x1, double y1, double zoom, const char *language,
                    GArray *names)
{
  g_return_if_fail (map != NULL && names != NULL);
  for (guint i = 0; i < map->places->len; i++) {
    const YztBasePlace *place = &g_array_index (map->places, YztBasePlace, i);
    if (place->x >= x0 && place->x <= x1 && place->y >= y0 && place->y <= y1 && is_for_zoom (place, zoom)) {
      append_name (names, place, language);
    }
  }
}

/* "york" is meant to find New York, "an" is not meant to find Kazakhstan. */
static gboolean
begins_a_word (const char *name, const char *wanted)
{
  for (const char *at = strstr (name, wanted); at != NULL; at = strstr (at + 1, wanted)) {
    if (at == name || at[-1] == ' ' || at[-1] == '-') {
      return TRUE;
    }
  }
  return FALSE;
}

void
yzt_base_map_find (YztBaseMap *map, const char *text, const char *language, guint limit, GArray *names)
{
  g_return_if_fail (map != NULL && text != NULL && names != NULL);
  g_autofree char *wanted = g_utf8_casefold (text, -1);
  guint found = 0;
  for (guint i = 0; i < map->places->len && found < limit && *wanted != '\0'; i++) {
    const YztBasePlace *place = &g_array_index (map->places, YztBasePlace, i);
    g_autofree char *name = g_utf8_casefold (place->name, -1);
    if (strstr (place->name_zh, text) != NULL || begins_a_word (name, wanted)) {
      append_name (names, place, language);
      found++;
    }
  }
}

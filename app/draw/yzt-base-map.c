/* yzt-base-map.c: tiles and names of the base map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-base-map-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* What one tile is drawn with. */
typedef struct {
  cairo_t *cr;
  const YztDrawTheme *theme;
  double x0, y0, x1, y1; /* Mercator box with a margin for thick lines */
  double origin_x, origin_y, size_px; /* world size in px at this zoom */
  double zoom;
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

static void
part_path (const TilePen *pen, const YztBaseDetail *detail, const YztBasePart *part)
{
  const double *points = &g_array_index (detail->points, double, 2 * part->first_point);
  for (guint i = 0; i < part->n_points; i++) {
    double x = (points[2 * i] - pen->origin_x) * pen->size_px, y = (points[2 * i + 1] - pen->origin_y) * pen->size_px;
    if (i == 0) {
      cairo_move_to (pen->cr, x, y);
    } else {
      cairo_line_to (pen->cr, x, y);
    }
  }
}

/* The path of every shape that meets the tile; FALSE when there is none. */
static gboolean
layer_path (const TilePen *pen, const YztBaseMap *map, YztBaseLayerId id)
{
  const YztBaseDetail *detail = detail_for (map, id, pen->zoom);
  gboolean any = FALSE;
  cairo_new_path (pen->cr);
  for (guint i = 0; i < detail->shapes->len; i++) {
    const YztBaseShape *shape = &g_array_index (detail->shapes, YztBaseShape, i);
    if ((double) shape->x1 < pen->x0 || (double) shape->x0 > pen->x1 || (double) shape->y1 < pen->y0 ||
        (double) shape->y0 > pen->y1 || pen->zoom + 0.01 < (double) shape->min_zoom) {
      continue;
    }
    for (guint k = 0; k < shape->n_parts; k++) {
      part_path (pen, detail, &g_array_index (detail->parts, YztBasePart, shape->first_part + k));
    }
    any = TRUE;
  }
  return any;
}

static void
fill_layer (const TilePen *pen, const YztBaseMap *map, YztBaseLayerId id, YztDrawColor color)
{
  if (layer_path (pen, map, id)) {
    cairo_set_fill_rule (pen->cr, CAIRO_FILL_RULE_EVEN_ODD);
    yzt_draw_set_color (pen->cr, color);
    cairo_fill (pen->cr);
  }
}

/* Neighbouring areas of one layer are filled one by one: with even-odd a shared border drawn twice would leave holes. */
static void
fill_union (const TilePen *pen, const YztBaseMap *map, YztBaseLayerId id, YztDrawColor color)
{
  if (layer_path (pen, map, id)) {
    cairo_set_fill_rule (pen->cr, CAIRO_FILL_RULE_WINDING);
    yzt_draw_set_color (pen->cr, color);
    cairo_fill_preserve (pen->cr);
    cairo_set_line_width (pen->cr, 0.8);
    cairo_stroke (pen->cr);
  }
}

static void
stroke_layer (const TilePen *pen, const YztBaseMap *map, YztBaseLayerId id, YztDrawColor color, double width,
              const double *dashes, int n_dashes)
{
  if (layer_path (pen, map, id)) {
    cairo_set_dash (pen->cr, dashes, n_dashes, 0);
    cairo_set_line_width (pen->cr, width);
    cairo_set_line_join (pen->cr, CAIRO_LINE_JOIN_ROUND);
    yzt_draw_set_color (pen->cr, color);
    cairo_stroke (pen->cr);
    cairo_set_dash (pen->cr, NULL, 0, 0);
  }
}

static void
paint_tile (const TilePen *pen, const YztBaseMap *map)
{
  static const double dash_dot[] = { 7, 3, 1.2, 3 };
  static const double dashed[] = { 4, 3 };
  const YztDrawTheme *theme = pen->theme;
  double z = pen->zoom;
  yzt_draw_set_color (pen->cr, theme->water);
  cairo_paint (pen->cr);
  fill_layer (pen, map, YZT_BASE_LAND, theme->ground);
  fill_union (pen, map, YZT_BASE_CHINA, theme->ground);
  fill_union (pen, map, YZT_BASE_JURISDICTION, theme->jurisdiction);
  fill_layer (pen, map, YZT_BASE_LAKE, theme->water);
  stroke_layer (pen, map, YZT_BASE_RIVER, theme->water, CLAMP ((z - 3) * 0.55, 0.6, 5), NULL, 0);
  if (z >= 7.5) {
    stroke_layer (pen, map, YZT_BASE_COUNTY, theme->boundary_fine, 0.9, dashed, 2);
  }
  if (z >= 6.5) {
    stroke_layer (pen, map, YZT_BASE_PREFECTURE, theme->boundary, 1, dash_dot, 4);
    stroke_layer (pen, map, YZT_BASE_JURISDICTION, theme->boundary, 1, dash_dot, 4);
  }
  stroke_layer (pen, map, YZT_BASE_PROVINCE, theme->boundary, z < 6 ? 0.8 : 1.3, dash_dot, 4);
  stroke_layer (pen, map, YZT_BASE_COUNTRY, theme->boundary, 1, NULL, 0);
  stroke_layer (pen, map, YZT_BASE_CHINA, theme->boundary, z < 5 ? 1.1 : 1.6, NULL, 0);
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
  double side = 1 / exp2 (zoom), margin = side * 0.05;
  TilePen pen = {
    .cr = cairo_create (surface),
    .theme = theme,
    .origin_x = x * side,
    .origin_y = y * side,
    .size_px = tile_px / side,
    .zoom = zoom,
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

void
yzt_base_map_find (YztBaseMap *map, const char *text, const char *language, guint limit, GArray *names)
{
  g_return_if_fail (map != NULL && text != NULL && names != NULL);
  g_autofree char *wanted = g_utf8_casefold (text, -1);
  guint found = 0;
  for (guint i = 0; i < map->places->len && found < limit && *wanted != '\0'; i++) {
    const YztBasePlace *place = &g_array_index (map->places, YztBasePlace, i);
    g_autofree char *name = g_utf8_casefold (place->name, -1);
    if (strstr (place->name_zh, text) != NULL || strstr (name, wanted) != NULL) {
      append_name (names, place, language);
      found++;
    }
  }
}

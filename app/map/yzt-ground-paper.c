/* yzt-ground-paper.c: base maps one above the other on paper: what is drawn as vectors, pictures in the resolution of the sheet
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include "yzt-ground-stack-private.h"

#define TILE_PX 256
#define MAX_TILES 1500
#define MAX_ZOOM 20

/* What of the world a sheet shows. */
typedef struct {
  double west, north, world_px, width_px, height_px;
} Window;

static double
count_tiles (const Window *window, guint zoom)
{
  double tile = window->world_px / exp2 (zoom);
  return (window->width_px / tile + 2) * (window->height_px / tile + 2);
}

/* Pictures with about a pixel for each of the sheet's, but never without end. */
static guint
zoom_for (const Window *window, double px_scale)
{
  guint zoom = (guint) CLAMP (lrint (log2 (window->world_px * px_scale / TILE_PX)), 0, MAX_ZOOM);
  while (zoom > 0 && count_tiles (window, zoom) > MAX_TILES) {
    zoom--;
  }
  return zoom;
}

static void
paint_tile (cairo_t *cr, const Window *window, cairo_surface_t *picture, guint zoom, double x, double y, double opacity)
{
  double tile = window->world_px / exp2 (zoom);
  cairo_save (cr);
  cairo_translate (cr, x * tile - window->west * window->world_px, y * tile - window->north * window->world_px);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE); /* no seams */
  cairo_rectangle (cr, 0, 0, tile, tile);
  cairo_clip (cr);
  cairo_scale (cr, tile / TILE_PX, tile / TILE_PX);
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_paint_with_alpha (cr, opacity);
  cairo_restore (cr);
}

static void
paint_pictures (const YztGroundLayer *layer, cairo_t *cr, const Window *window, double px_scale, const YztDrawTheme *theme)
{
  guint zoom = zoom_for (window, px_scale);
  double side = exp2 (zoom);
  double from_x = floor (window->west * side), to_x = (window->west + window->width_px / window->world_px) * side;
  double from_y = MAX (floor (window->north * side), 0), to_y = MIN ((window->north + window->height_px / window->world_px) * side, side);
  for (double y = from_y; y < to_y; y++) {
    for (double x = from_x; x < to_x; x++) {
      g_autoptr (GArray) missing = yzt_ground_missing_new ();
      double wrapped = x - floor (x / side) * side;
      cairo_surface_t *picture = yzt_ground_layer_render (layer, (YztTileId) { zoom, (guint) wrapped, (guint) y }, TILE_PX, 1, theme, missing, NULL);
      if (picture != NULL) {
        paint_tile (cr, window, picture, zoom, x, y, layer->opacity);
        cairo_surface_destroy (picture);
      }
    }
  }
}

/* A faint layer is drawn apart, or lines would show through each other. */
static void
paint_vectors (const YztGroundLayer *layer, cairo_t *cr, double center_x, double center_y, const Window *window, const YztDrawTheme *theme)
{
  gboolean faint = layer->opacity < 1;
  if (faint) {
    cairo_push_group (cr);
  }
  if (layer->base_map != NULL) {
    yzt_base_map_paint (layer->base_map, cr, center_x, center_y, window->world_px, window->width_px, window->height_px, theme);
  } else {
    yzt_vector_map_paint (layer->vector, cr, center_x, center_y, window->world_px, window->width_px, window->height_px, theme);
  }
  if (faint) {
    cairo_pop_group_to_source (cr);
    cairo_paint_with_alpha (cr, layer->opacity);
  }
}

void
yzt_ground_stack_paint (YztGroundStack *self, cairo_t *cr, double center_x, double center_y, double world_px, double width_px, double height_px,
                        double px_scale, const YztDrawTheme *theme)
{
  g_return_if_fail (self != NULL && cr != NULL && theme != NULL && world_px > 0);
  Window window = { center_x - width_px / 2 / world_px, center_y - height_px / 2 / world_px, world_px, width_px, height_px };
  guint n_layers;
  const YztGroundLayer *layers = yzt_ground_stack_get_layers (self, &n_layers);
  for (guint i = 0; i < n_layers; i++) {
    gboolean shifted = layers[i].datum == YZT_DATUM_GCJ02 || layers[i].datum == YZT_DATUM_BD09;
    if (layers[i].base_map != NULL || (layers[i].vector != NULL && !shifted)) {
      paint_vectors (&layers[i], cr, center_x, center_y, &window, theme);
    } else {
      paint_pictures (&layers[i], cr, &window, px_scale, theme);
    }
  }
}

/* yzt-ground-stack.c: base maps one above the other, drawn as one opaque tile
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-ground-stack-private.h"
#include "yzt-tile-picture-private.h"

#define HATCH_PX 12
#define HATCH_OPACITY 0.18

struct _YztGroundStack {
  int references; /* atomic */
  YztGroundLayer *layers;
  int *too_far;   /* atomic, by layer: this was said, and is to be taken back once it is drawn again */
  guint n_layers;
};

YztGroundStack *
yzt_ground_stack_new (const YztGroundLayer *layers, guint n_layers)
{
  YztGroundStack *self = g_new0 (YztGroundStack, 1);
  self->references = 1;
  self->n_layers = n_layers;
  self->too_far = g_new0 (int, n_layers);
  self->layers = n_layers > 0 ? g_memdup2 (layers, n_layers * sizeof *layers) : NULL;
  for (guint i = 0; i < n_layers; i++) {
    YztGroundLayer *layer = &self->layers[i];
    g_object_ref (layer->ground);
    layer->base_map = layer->base_map != NULL ? yzt_base_map_ref (layer->base_map) : NULL;
    layer->raster = layer->raster != NULL ? yzt_raster_ref (layer->raster) : NULL;
    layer->file = layer->file != NULL ? g_object_ref (layer->file) : NULL;
    layer->service = layer->service != NULL ? g_object_ref (layer->service) : NULL;
  }
  return self;
}

YztGroundStack *
yzt_ground_stack_ref (YztGroundStack *self)
{
  g_atomic_int_inc (&self->references);
  return self;
}

/* The last reference may fall on a worker; objects of the main thread are let go there. */
static gboolean
let_go (gpointer object)
{
  g_object_unref (object);
  return G_SOURCE_REMOVE;
}

void
yzt_ground_stack_unref (YztGroundStack *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->references)) {
    return;
  }
  for (guint i = 0; i < self->n_layers; i++) {
    YztGroundLayer *layer = &self->layers[i];
    g_main_context_invoke (NULL, let_go, layer->ground);
    if (layer->service != NULL) {
      g_main_context_invoke (NULL, let_go, layer->service);
    }
    g_clear_pointer (&layer->base_map, yzt_base_map_unref);
    g_clear_pointer (&layer->raster, yzt_raster_unref);
    g_clear_object (&layer->file);
  }
  g_free (self->too_far);
  g_free (self->layers);
  g_free (self);
}

const YztGroundLayer *
yzt_ground_stack_get_layers (YztGroundStack *self, guint *n_out)
{
  *n_out = self->n_layers;
  return self->layers;
}

/* --- what is missing, what is wrong --- */

static void
missing_clear (YztGroundMissing *missing)
{
  g_clear_pointer (&missing->wishes, g_array_unref);
}

GArray *
yzt_ground_missing_new (void)
{
  GArray *missing = g_array_new (FALSE, FALSE, sizeof (YztGroundMissing));
  g_array_set_clear_func (missing, (GDestroyNotify) missing_clear);
  return missing;
}

typedef struct {
  YztGround *ground;
  char *problem;
} Complaint;

static gboolean
complain_on_main (gpointer user_data)
{
  Complaint *complaint = user_data;
  yzt_ground_set_problem (complaint->ground, complaint->problem);
  g_object_unref (complaint->ground);
  g_free (complaint->problem);
  g_free (complaint);
  return G_SOURCE_REMOVE;
}

static void
complain (const YztGroundLayer *layer, const char *problem)
{
  Complaint *complaint = g_new0 (Complaint, 1);
  complaint->ground = g_object_ref (layer->ground);
  complaint->problem = g_strdup (problem);
  g_main_context_invoke (NULL, complain_on_main, complaint);
}

/* --- one layer --- */

/* Beyond its greatest zoom a file shows its last pictures enlarged. */
static cairo_surface_t *
enlarge_part (cairo_surface_t *picture, YztTileId tile, guint levels, int size_px)
{
  guint parts = 1u << levels;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, size_px, size_px);
  cairo_t *cr = cairo_create (surface);
  cairo_translate (cr, -(double) (tile.x % parts) * size_px, -(double) (tile.y % parts) * size_px);
  cairo_scale (cr, (double) size_px * parts / cairo_image_surface_get_width (picture), (double) size_px * parts / cairo_image_surface_get_height (picture));
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  return surface;
}

static cairo_surface_t *
render_file (const YztGroundLayer *layer, YztTileId tile, int size_px, GError **error)
{
  const YztTileFileInfo *info = yzt_tile_file_get_info (layer->file);
  if (tile.zoom < info->min_zoom) {
    return NULL;
  }
  guint levels = tile.zoom > info->max_zoom ? tile.zoom - info->max_zoom : 0;
  g_autoptr (GBytes) bytes = yzt_tile_file_get (layer->file, (YztTileId) { tile.zoom - levels, tile.x >> levels, tile.y >> levels }, error);
  cairo_surface_t *picture = bytes != NULL ? yzt_tile_picture_decode (bytes) : NULL;
  if (bytes != NULL && picture == NULL) {
    g_set_error (error, YZT_DRAW_ERROR, YZT_DRAW_ERROR_READ, "%s", yzt_ground_get_title (layer->ground));
  }
  cairo_surface_t *surface = picture != NULL ? enlarge_part (picture, tile, levels, size_px) : NULL;
  g_clear_pointer (&picture, cairo_surface_destroy);
  return surface;
}

static cairo_surface_t *
render_service (const YztGroundLayer *layer, YztTileId tile, int size_px, GArray *missing)
{
  YztGroundMissing wanted = { layer->service, g_array_new (FALSE, FALSE, sizeof (YztGroundWish)) };
  cairo_surface_t *surface = yzt_ground_service_render (layer->service, tile, size_px, wanted.wishes);
  if (wanted.wishes->len > 0) {
    g_array_append_val (missing, wanted);
  } else {
    missing_clear (&wanted);
  }
  return surface;
}

static void
paint_hatch (cairo_t *cr, int size_px, const YztDrawTheme *theme)
{
  cairo_save (cr);
  yzt_draw_set_color (cr, theme->text);
  cairo_set_line_width (cr, 1);
  cairo_push_group (cr);
  for (int at = -size_px; at < size_px; at += HATCH_PX) {
    cairo_move_to (cr, at, size_px);
    cairo_line_to (cr, at + size_px, 0);
  }
  cairo_stroke (cr);
  cairo_pop_group_to_source (cr);
  cairo_paint_with_alpha (cr, HATCH_OPACITY);
  cairo_restore (cr);
}

static cairo_surface_t *
render_layer (const YztGroundLayer *layer, YztTileId tile, int size_px, int scale, const YztDrawTheme *theme, GArray *missing, GError **error)
{
  if (layer->base_map != NULL) {
    return yzt_base_map_render_tile (layer->base_map, tile.zoom, tile.x, tile.y, (guint) size_px, scale, theme, error);
  }
  cairo_surface_t *surface = layer->raster != NULL ? yzt_raster_render_tile (layer->raster, tile.zoom, tile.x, tile.y, size_px * scale, NULL, error)
                             : layer->file != NULL ? render_file (layer, tile, size_px * scale, error)
                                                   : render_service (layer, tile, size_px * scale, missing);
  if (surface != NULL) {
    cairo_surface_set_device_scale (surface, scale, scale);
  }
  return surface;
}

static void
paint_layer (YztGroundStack *self, guint index, cairo_t *cr, YztTileId tile, int size_px, int scale, const YztDrawTheme *theme, GArray *missing)
{
  g_autoptr (GError) error = NULL;
  const YztGroundLayer *layer = &self->layers[index];
  cairo_surface_t *surface = render_layer (layer, tile, size_px, scale, theme, missing, &error);
  if (error != NULL) {
    g_atomic_int_set (&self->too_far[index], g_error_matches (error, YZT_DRAW_ERROR, YZT_DRAW_ERROR_TOO_FAR));
    paint_hatch (cr, size_px, theme);
    complain (layer, error->message);
  } else if (g_atomic_int_compare_and_exchange (&self->too_far[index], TRUE, FALSE)) {
    complain (layer, "");
  }
  if (surface != NULL) {
    cairo_set_source_surface (cr, surface, 0, 0);
    cairo_paint_with_alpha (cr, layer->opacity);
    cairo_surface_destroy (surface);
  }
}

cairo_surface_t *
yzt_ground_stack_render (YztGroundStack *self, YztTileId tile, int size_px, int scale, const YztDrawTheme *theme, GArray *missing)
{
  if (self->n_layers == 1 && self->layers[0].base_map != NULL && self->layers[0].opacity >= 1) {
    cairo_surface_t *alone = render_layer (&self->layers[0], tile, size_px, scale, theme, missing, NULL);
    if (alone != NULL) {
      return alone;
    }
  }
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, size_px * scale, size_px * scale);
  cairo_surface_set_device_scale (surface, scale, scale);
  cairo_t *cr = cairo_create (surface);
  yzt_draw_set_color (cr, theme->ground);
  cairo_paint (cr);
  for (guint i = 0; i < self->n_layers; i++) {
    paint_layer (self, i, cr, tile, size_px, scale, theme, missing);
  }
  cairo_destroy (cr);
  return surface;
}

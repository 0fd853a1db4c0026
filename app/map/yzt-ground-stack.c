/* yzt-ground-stack.c: base maps one above the other, drawn as one opaque tile
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-ground-hatch-private.h"
#include "yzt-ground-stack-private.h"
#include "yzt-tile-grid-private.h"
#include "yzt-tile-picture-private.h"

#define HATCH_PX 16 /* a part of every tile's side */
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
    layer->vector = layer->vector != NULL ? yzt_vector_map_ref (layer->vector) : NULL;
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
    g_clear_pointer (&layer->vector, yzt_vector_map_unref);
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

/* Where the square of our tile lies in the pictures: Mercator. The shift changes by less than a pixel over a tile, so the tile is moved as a whole. */
static void
square_of (YztTileId tile, YztDatum datum, double *x_out, double *y_out, double *side_out)
{
  double side = 1 / exp2 (tile.zoom), here_x, here_y, there_x, there_y;
  *x_out = tile.x * side;
  *y_out = tile.y * side;
  *side_out = side;
  if (datum == YZT_DATUM_GCJ02 || datum == YZT_DATUM_BD09) {
    YztPosition here = yzt_mercator_to_position (*x_out + side / 2, *y_out + side / 2);
    yzt_mercator_from_position (here, &here_x, &here_y);
    yzt_mercator_from_position (yzt_datum_from_wgs84 (here, datum), &there_x, &there_y);
    *x_out += there_x - here_x;
    *y_out += there_y - here_y;
  }
}

typedef struct {
  const YztGroundLayer *layer;
  GError *error; /* the first */
} FileSearch;

static cairo_surface_t *
find_in_file (guint zoom, guint x, guint y, gpointer user_data)
{
  FileSearch *search = user_data;
  g_autoptr (GBytes) bytes = yzt_tile_file_get (search->layer->file, (YztTileId) { zoom, x, y }, search->error == NULL ? &search->error : NULL);
  cairo_surface_t *picture = bytes != NULL ? yzt_tile_picture_decode (bytes) : NULL;
  if (bytes != NULL && picture == NULL && search->error == NULL) {
    g_set_error (&search->error, YZT_DRAW_ERROR, YZT_DRAW_ERROR_READ, _("“%s” holds tiles that are no pictures; take a good copy of it."),
                 yzt_ground_get_title (search->layer->ground));
  }
  return picture;
}

/* Beyond its greatest zoom a file shows its last pictures enlarged. */
static cairo_surface_t *
render_file (const YztGroundLayer *layer, YztTileId tile, int size_px, GError **error)
{
  const YztTileFileInfo *info = yzt_tile_file_get_info (layer->file);
  if (tile.zoom < info->min_zoom) {
    return NULL;
  }
  FileSearch search = { layer, NULL };
  double x, y, side;
  guint zoom = MIN (tile.zoom, info->max_zoom);
  square_of (tile, layer->datum, &x, &y, &side);
  cairo_surface_t *surface = yzt_tile_mosaic_render (zoom, x * exp2 (zoom), y * exp2 (zoom), side * exp2 (zoom), size_px, find_in_file, &search);
  if (search.error != NULL) {
    g_propagate_error (error, search.error);
  }
  return surface;
}

static cairo_surface_t *
render_drawn (const YztGroundLayer *layer, YztTileId tile, int size_px, int scale, const YztDrawTheme *theme, GError **error)
{
  double x, y, side;
  square_of (tile, layer->datum, &x, &y, &side);
  if (layer->vector != NULL) {
    return yzt_vector_map_render (layer->vector, x, y, side, (guint) size_px, scale, theme);
  }
  cairo_surface_t *surface = yzt_raster_render (layer->raster, x, y, side, size_px * scale, NULL, error);
  if (surface != NULL) {
    cairo_surface_set_device_scale (surface, scale, scale);
  }
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

void
yzt_ground_paint_hatch (cairo_t *cr, int size_px, YztDrawColor colour)
{
  cairo_save (cr);
  yzt_draw_set_color (cr, colour);
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

cairo_surface_t *
yzt_ground_layer_render (const YztGroundLayer *layer, YztTileId tile, int size_px, int scale, const YztDrawTheme *theme, GArray *missing, GError **error)
{
  if (layer->base_map != NULL) {
    return yzt_base_map_render_tile (layer->base_map, tile.zoom, tile.x, tile.y, (guint) size_px, scale, theme, error);
  }
  if (layer->raster != NULL || layer->vector != NULL) {
    return render_drawn (layer, tile, size_px, scale, theme, error);
  }
  cairo_surface_t *surface = layer->file != NULL ? render_file (layer, tile, size_px * scale, error)
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
  cairo_surface_t *surface = yzt_ground_layer_render (layer, tile, size_px, scale, theme, missing, &error);
  if (error != NULL) {
    g_atomic_int_set (&self->too_far[index], g_error_matches (error, YZT_DRAW_ERROR, YZT_DRAW_ERROR_TOO_FAR));
    yzt_ground_paint_hatch (cr, size_px, theme->text);
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
    cairo_surface_t *alone = yzt_ground_layer_render (&self->layers[0], tile, size_px, scale, theme, missing, NULL);
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

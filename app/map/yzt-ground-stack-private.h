/* yzt-ground-stack-private.h: base maps one above the other, drawn as one opaque tile
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Putting them together on the workers costs the screen nothing however many there are, and a tile never flashes: what is missing comes in later. */
#pragma once
#include "yzt-base-map.h"
#include "yzt-ground-service-private.h"
#include "yzt-raster.h"
#include "yzt-vector-map.h"
G_BEGIN_DECLS

/** One base map, opened. Exactly one of the five pointers is set; the stack owns references. */
typedef struct {
  YztGround *ground;
  double opacity;
  YztDatum datum; /* of its pictures; a service aligns itself */
  YztBaseMap *base_map;
  YztRaster *raster;
  YztVectorMap *vector;
  YztTileFile *file;
  YztGroundService *service;
} YztGroundLayer;

typedef struct _YztGroundStack YztGroundStack; /* immutable, any thread */
/** @layers: (element-type YztGroundLayer) the lowest first; references are taken. */
YztGroundStack *yzt_ground_stack_new (const YztGroundLayer *layers, guint n_layers);
YztGroundStack *yzt_ground_stack_ref (YztGroundStack *self);
void yzt_ground_stack_unref (YztGroundStack *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztGroundStack, yzt_ground_stack_unref)
const YztGroundLayer *yzt_ground_stack_get_layers (YztGroundStack *self, guint *n_out);

/** Tiles that a service has not given yet. */
typedef struct {
  YztGroundService *service; /* owned by the stack */
  GArray *wishes;            /* YztGroundWish */
} YztGroundMissing;
/** [worker] Opaque RGB24 of @size_px * @scale device pixels. What services have not given is appended to @missing (YztGroundMissing, with a clear func);
 * a layer that cannot be drawn is hatched, and says so as its problem. */
cairo_surface_t *yzt_ground_stack_render (YztGroundStack *self, YztTileId tile, int size_px, int scale, const YztDrawTheme *theme, GArray *missing);
GArray *yzt_ground_missing_new (void);
/** [worker] One layer of it, NULL where it has nothing; @error where it cannot be drawn. */
cairo_surface_t *yzt_ground_layer_render (const YztGroundLayer *layer, YztTileId tile, int size_px, int scale, const YztDrawTheme *theme, GArray *missing,
                                          GError **error);
/** [worker] Fills (0, 0, @width_px, @height_px) of @cr: for paper. Vectors stay vectors; pictures have @px_scale pixels a unit of @cr, out of what services gave so
 * far. The middle is at Mercator @center_x, @center_y; the world is @world_px wide and repeats to the east and west. */
void yzt_ground_stack_paint (YztGroundStack *self, cairo_t *cr, double center_x, double center_y, double world_px, double width_px, double height_px,
                             double px_scale, const YztDrawTheme *theme);
G_END_DECLS

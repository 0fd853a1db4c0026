/* yzt-tile-buffer-private.h: the picture of the base map that is in sight, kept from frame to frame
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; pure cairo. All places are device pixels of the world at the picture's zoom, whose middle of nowhere is the top left corner of the
 * first world: "left" and "top" say where the view begins. When the view is dragged nothing is copied: rows and columns are used in turn, so that only
 * what has come into sight has to be painted. */
#pragma once
#include <cairo.h>
#include <glib.h>
G_BEGIN_DECLS
typedef struct _YztTileBuffer YztTileBuffer;
YztTileBuffer *yzt_tile_buffer_new (int width, int height);
void yzt_tile_buffer_free (YztTileBuffer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztTileBuffer, yzt_tile_buffer_free)
int yzt_tile_buffer_get_width (const YztTileBuffer *self);
int yzt_tile_buffer_get_height (const YztTileBuffer *self);
/** (transfer full) The view begins here from now on; what of it is not painted yet, relative to it. */
cairo_region_t *yzt_tile_buffer_move (YztTileBuffer *self, gint64 left, gint64 top);
/** (transfer full) Everything is to be painted anew. */
cairo_region_t *yzt_tile_buffer_clear (YztTileBuffer *self, gint64 left, gint64 top);
/** Paints @rect, which lies in the view and is relative to it. */
void yzt_tile_buffer_fill (YztTileBuffer *self, const cairo_rectangle_int_t *rect, double r, double g, double b);
/** … with @picture, whose top left corner lies at (@x, @y) and each of whose pixels is @scale large. */
void yzt_tile_buffer_draw (YztTileBuffer *self, const cairo_rectangle_int_t *rect, cairo_surface_t *picture, double x, double y, double scale, gboolean smooth);
/** … with what of @other lies there when its view begins at (@x, @y). */
void yzt_tile_buffer_draw_buffer (YztTileBuffer *self, const cairo_rectangle_int_t *rect, YztTileBuffer *other, double x, double y, double scale);
/** The whole view to (0, 0) of @cr, a pixel for a pixel of a device with @scale. @cr may be replayed after the buffer has changed, and shows then what
 * it holds by then; its memory lives for as long as @cr's target. */
void yzt_tile_buffer_paint (YztTileBuffer *self, cairo_t *cr, int scale);
G_END_DECLS

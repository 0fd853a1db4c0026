/* yzt-tile-paintable-private.h: a rendered tile as something GTK paints cheaply
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Immutable after construction; may be made on any thread, is painted on the main thread. */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
#define YZT_TYPE_TILE_PAINTABLE (yzt_tile_paintable_get_type ())
G_DECLARE_FINAL_TYPE (YztTilePaintable, yzt_tile_paintable, YZT, TILE_PAINTABLE, GObject)
/** @surface: an opaque CAIRO_FORMAT_RGB24 image whose pixels nobody changes from now on; a reference is taken. */
GdkPaintable *yzt_tile_paintable_new (cairo_surface_t *surface);
gsize yzt_tile_paintable_get_bytes (YztTilePaintable *self);
G_END_DECLS

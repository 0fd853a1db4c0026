/* yzt-tile-picture-private.h: the bytes of a tile as a picture
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <cairo.h>
#include <gio/gio.h>
G_BEGIN_DECLS
/** Any thread. PNG, JPEG, WebP where the system reads it: ARGB32, at most 1024 pixels square. NULL for what is none, or larger. */
cairo_surface_t *yzt_tile_picture_decode (GBytes *bytes);
G_END_DECLS

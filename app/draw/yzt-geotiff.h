/* yzt-geotiff.h: a drawn map as a GeoTIFF that knows where on the earth it lies
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-base-map.h"
G_BEGIN_DECLS
/** What stands in the tags of the file; NULL or "" for none. */
typedef struct {
  const char *title, *description, *copyright;
} YztGeotiffWords;
/** [worker] Writes @surface (RGB24) to @path as RGB in Web Mercator (EPSG:3857): its upper left corner is at Mercator @x0, @y0, a pixel is @px_side of the world wide
 * and high. An existing file is replaced when all went well. SURFACE when it cannot be written, G_IO_ERROR_CANCELLED. */
gboolean yzt_geotiff_write (cairo_surface_t *surface, const char *path, double x0, double y0, double px_side, const YztGeotiffWords *words,
                            GCancellable *cancellable, GError **error);
G_END_DECLS

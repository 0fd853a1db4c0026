/* yzt-raster.h: pictures of the ground that the customer owns (GeoTIFF, JPEG 2000, …), drawn as map tiles
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * [worker] all but the getters. Any number of threads may draw from one raster. Errors: YZT_DRAW_ERROR, one sentence that says what to do. */
#pragma once
#include "yzt-base-map.h"
G_BEGIN_DECLS

typedef struct _YztRaster YztRaster;

/** What a raster says of itself. */
typedef struct {
  const char *name;           /* of the file, without its folder */
  const char *reference;      /* name of its reference system, "CGCS2000 / 3-degree Gauss-Kruger CM 114E" */
  int width_px, height_px;
  double west, south, east, north; /* WGS 84 degrees; what it covers, roughly */
  double metres_per_px;
  gboolean wants_overviews;   /* so large that it is drawn only from close by until it has overviews */
} YztRasterInfo;

/** Opens @path with the drivers that are known to be safe; nothing is fetched from a network. READ: no picture, or none that
 * says where on the earth it lies. */
YztRaster *yzt_raster_open (const char *path, GError **error);
YztRaster *yzt_raster_ref (YztRaster *raster);
void yzt_raster_unref (YztRaster *raster);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztRaster, yzt_raster_unref)
const YztRasterInfo *yzt_raster_get_info (const YztRaster *raster);
/** A square of the world, from Mercator @x0, @y0 with @side, out of @raster as ARGB32, @size_px square, transparent where the raster has nothing.
 * NULL without @error when it has nothing there at all; READ when its bytes are damaged, TOO_FAR when only its
 * missing overviews are at fault. */
cairo_surface_t *yzt_raster_render (YztRaster *raster, double x0, double y0, double side, int size_px, GCancellable *cancellable, GError **error);
/** The same for a Web Mercator tile: zoom 0 to 22, y from the north. */
cairo_surface_t *yzt_raster_render_tile (YztRaster *raster, guint zoom, guint x, guint y, int size_px, GCancellable *cancellable, GError **error);
/** Makes the overviews that a large raster wants, in a file of their own beside it (PICTURE.ovr).
 * @progress: share done, 0 to 1; may be NULL. Cancelled: nothing is left. The raster is to be opened again afterwards. */
typedef void (*YztRasterProgress) (double share, gpointer user_data);
gboolean yzt_raster_build_overviews (const char *path, YztRasterProgress progress, gpointer user_data, GCancellable *cancellable, GError **error);
G_END_DECLS

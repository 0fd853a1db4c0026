/* yzt-raster-tile.c: one tile out of a raster, warped to Web Mercator
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gdal_utils.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <ogr_srs_api.h>
#include "yzt-draw-gdal-private.h"
#include "yzt-raster-private.h"

#define WORLD_M 40075016.685578488
#define MAX_SIZE_PX 2048

typedef struct {
  double west, north, span; /* Web Mercator metres */
  int size_px;
} Frame;

static GDALDatasetH
make_canvas (const Frame *frame, gboolean measures)
{
  double px_m = frame->span / frame->size_px;
  double transform[6] = { frame->west, px_m, 0, frame->north, 0, -px_m };
  GDALDatasetH canvas = GDALCreate (GDALGetDriverByName ("MEM"), "", frame->size_px, frame->size_px, measures ? 2 : 4,
                                    measures ? GDT_Float32 : GDT_Byte, NULL);
  if (canvas == NULL) {
    return NULL;
  }
  OGRSpatialReferenceH mercator = OSRNewSpatialReference (NULL);
  OSRImportFromEPSG (mercator, 3857);
  GDALSetSpatialRef (canvas, mercator);
  OSRRelease (mercator);
  GDALSetGeoTransform (canvas, transform);
  GDALSetRasterColorInterpretation (GDALGetRasterBand (canvas, measures ? 2 : 4), GCI_AlphaBand);
  return canvas;
}

static int CPL_STDCALL
is_still_wanted (double share, const char *message, void *cancellable)
{
  return !g_cancellable_is_cancelled (cancellable);
}

static gboolean
warp (GDALDatasetH source, GDALDatasetH canvas, GCancellable *cancellable)
{
  const char *words[] = { "-r", "bilinear", "-ovr", "AUTO", "-et", "0.5", "-wm", "32", "-dstalpha", NULL };
  int failed = 0;
  GDALWarpAppOptions *options = GDALWarpAppOptionsNew ((char **) words, NULL);
  if (cancellable != NULL) {
    GDALWarpAppOptionsSetProgress (options, is_still_wanted, cancellable);
  }
  GDALDatasetH result = GDALWarp (NULL, canvas, 1, &source, options, &failed);
  GDALWarpAppOptionsFree (options);
  return result != NULL && !failed;
}

/* --- pixels --- */

static guint32
premultiplied (guint red, guint green, guint blue, guint alpha)
{
  return alpha << 24 | (red * alpha + 127) / 255 << 16 | (green * alpha + 127) / 255 << 8 | (blue * alpha + 127) / 255;
}

static gboolean
read_colours (GDALDatasetH canvas, guint8 *pixels, int size)
{
  return GDALDatasetRasterIO (canvas, GF_Read, 0, 0, size, size, pixels, size, size, GDT_Byte, 4, NULL, 4, 4 * size, 1) == CE_None;
}

static gboolean
read_measures (const YztRaster *raster, GDALDatasetH canvas, guint8 *pixels, int size)
{
  g_autofree float *values = g_new (float, (gsize) size * (gsize) size * 2);
  if (GDALDatasetRasterIO (canvas, GF_Read, 0, 0, size, size, values, size, size, GDT_Float32, 2, NULL, 8, 8 * size, 4) != CE_None) {
    return FALSE;
  }
  for (int i = 0; i < size * size; i++) {
    double share = ((double) values[2 * i] - raster->low) / (raster->high - raster->low);
    guint8 grey = isfinite (share) ? (guint8) lrint (CLAMP (share, 0, 1) * 255) : 0;
    pixels[4 * i] = pixels[4 * i + 1] = pixels[4 * i + 2] = grey;
    pixels[4 * i + 3] = isfinite (share) && values[2 * i + 1] > 0 ? 255 : 0;
  }
  return TRUE;
}

/* NULL when not one pixel of it is to be seen. */
static cairo_surface_t *
make_surface (const guint8 *pixels, int size)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, size, size);
  gboolean seen = FALSE;
  cairo_surface_flush (surface);
  guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  for (int y = 0; data != NULL && y < size; y++) {
    guint32 *row = (guint32 *) (void *) (data + y * stride);
    for (int x = 0; x < size; x++) {
      const guint8 *pixel = pixels + 4 * (y * size + x);
      row[x] = premultiplied (pixel[0], pixel[1], pixel[2], pixel[3]);
      seen |= pixel[3] != 0;
    }
  }
  cairo_surface_mark_dirty (surface);
  if (!seen) {
    g_clear_pointer (&surface, cairo_surface_destroy);
  }
  return surface;
}

static cairo_surface_t *
fail (const YztRaster *raster, GCancellable *cancellable, GError **error)
{
  if (!g_cancellable_set_error_if_cancelled (cancellable, error)) {
    g_set_error (error, YZT_DRAW_ERROR, YZT_DRAW_ERROR_READ, _("“%s” is damaged and cannot be drawn here; take a good copy of it."), raster->name);
  }
  return NULL;
}

static cairo_surface_t *
render (YztRaster *raster, GDALDatasetH source, const Frame *frame, GCancellable *cancellable, GError **error)
{
  GDALDatasetH canvas = make_canvas (frame, raster->measures);
  g_autofree guint8 *pixels = g_malloc0 ((gsize) frame->size_px * (gsize) frame->size_px * 4);
  gboolean drawn = canvas != NULL && warp (source, canvas, cancellable)
                   && (raster->measures ? read_measures (raster, canvas, pixels, frame->size_px) : read_colours (canvas, pixels, frame->size_px));
  g_clear_pointer (&canvas, GDALClose);
  return drawn ? make_surface (pixels, frame->size_px) : fail (raster, cancellable, error);
}

cairo_surface_t *
yzt_raster_render_tile (YztRaster *raster, guint zoom, guint x, guint y, int size_px, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (zoom <= 22, NULL);
  double side = 1 / (double) (1u << zoom);
  return yzt_raster_render (raster, x * side, y * side, side, size_px, cancellable, error);
}

cairo_surface_t *
yzt_raster_render (YztRaster *raster, double x0, double y0, double side, int size_px, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (raster != NULL && side > 0 && size_px > 0 && size_px <= MAX_SIZE_PX, NULL);
  double span = WORLD_M * side;
  Frame frame = { (x0 - 0.5) * WORLD_M, (0.5 - y0) * WORLD_M, span, size_px };
  double width = MIN (frame.west + span, raster->max_x) - MAX (frame.west, raster->min_x);
  double height = MIN (frame.north, raster->max_y) - MAX (frame.north - span, raster->min_y);
  if (!(width > 0 && height > 0)) {
    return NULL;
  }
  if (raster->info.wants_overviews && width / raster->px_m * (height / raster->px_m) > YZT_RASTER_MANY_PX) {
    g_set_error (error, YZT_DRAW_ERROR, YZT_DRAW_ERROR_TOO_FAR, _("“%s” is too large to be drawn from so far; make its overviews, or come closer."),
                 raster->name);
    return NULL;
  }
  GDALDatasetH source = yzt_raster_take_dataset (raster, error);
  if (source == NULL) {
    return NULL;
  }
  yzt_draw_gdal_hush ();
  cairo_surface_t *surface = render (raster, source, &frame, cancellable, error);
  yzt_draw_gdal_speak ();
  yzt_raster_give_dataset (raster, source);
  return surface;
}

/* yzt-geotiff.c: a drawn map as a GeoTIFF that knows where on the earth it lies
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "yzt-geotiff.h"
#include <cpl_string.h>
#include <gdal.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <ogr_srs_api.h>
#include "yzt-draw-gdal-private.h"

#define WORLD_M 40075016.685578488

static void
set_place (GDALDatasetH dataset, double x0, double y0, double px_side)
{
  double transform[6] = { (x0 - 0.5) * WORLD_M, px_side * WORLD_M, 0, (0.5 - y0) * WORLD_M, 0, -px_side * WORLD_M };
  OGRSpatialReferenceH mercator = OSRNewSpatialReference (NULL);
  OSRImportFromEPSG (mercator, 3857);
  GDALSetSpatialRef (dataset, mercator);
  OSRRelease (mercator);
  GDALSetGeoTransform (dataset, transform);
}

static void
set_word (GDALDatasetH dataset, const char *tag, const char *text)
{
  if (text != NULL && *text != '\0') {
    GDALSetMetadataItem (dataset, tag, text, NULL);
  }
}

static gboolean
write_pixels (GDALDatasetH dataset, cairo_surface_t *surface, GCancellable *cancellable)
{
  int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  int stride = cairo_image_surface_get_stride (surface);
  g_autofree guint8 *row = g_malloc ((gsize) width * 3);
  cairo_surface_flush (surface);
  for (int y = 0; y < height && !g_cancellable_is_cancelled (cancellable); y++) {
    const guint32 *from = (const guint32 *) (const void *) (cairo_image_surface_get_data (surface) + (gsize) y * (gsize) stride);
    for (int x = 0; x < width; x++) {
      row[3 * x] = (guint8) (from[x] >> 16);
      row[3 * x + 1] = (guint8) (from[x] >> 8);
      row[3 * x + 2] = (guint8) from[x];
    }
    if (GDALDatasetRasterIO (dataset, GF_Write, 0, y, width, 1, row, width, 1, GDT_Byte, 3, NULL, 3, 3 * width, 1) != CE_None) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
write_file (cairo_surface_t *surface, const char *path, double x0, double y0, double px_side, const YztGeotiffWords *words, GCancellable *cancellable)
{
  char **options = CSLSetNameValue (NULL, "COMPRESS", "DEFLATE");
  options = CSLSetNameValue (options, "PREDICTOR", "2");
  options = CSLSetNameValue (options, "PHOTOMETRIC", "RGB");
  GDALDatasetH dataset = GDALCreate (GDALGetDriverByName ("GTiff"), path, cairo_image_surface_get_width (surface), cairo_image_surface_get_height (surface), 3,
                                     GDT_Byte, options);
  CSLDestroy (options);
  if (dataset == NULL) {
    return FALSE;
  }
  set_place (dataset, x0, y0, px_side);
  set_word (dataset, "TIFFTAG_DOCUMENTNAME", words->title);
  set_word (dataset, "TIFFTAG_IMAGEDESCRIPTION", words->description);
  set_word (dataset, "TIFFTAG_COPYRIGHT", words->copyright);
  set_word (dataset, "TIFFTAG_SOFTWARE", "Yizhangtu " YZT_VERSION);
  gboolean written = write_pixels (dataset, surface, cancellable);
  CPLErrorReset ();
  GDALClose (dataset); /* what does not fit onto the disk shows here */
  return written && CPLGetLastErrorType () < CE_Failure;
}

gboolean
yzt_geotiff_write (cairo_surface_t *surface, const char *path, double x0, double y0, double px_side, const YztGeotiffWords *words, GCancellable *cancellable,
                   GError **error)
{
  g_return_val_if_fail (surface != NULL && path != NULL && words != NULL && px_side > 0, FALSE);
  g_autofree char *unfinished = g_strdup_printf ("%s.%08x.tif", path, g_random_int ());
  yzt_draw_gdal_init ();
  yzt_draw_gdal_hush ();
  gboolean written = write_file (surface, unfinished, x0, y0, px_side, words, cancellable);
  yzt_draw_gdal_speak ();
  gboolean stopped = g_cancellable_set_error_if_cancelled (cancellable, error);
  if (written && !stopped && g_rename (unfinished, path) == 0) {
    return TRUE;
  }
  g_unlink (unfinished);
  if (!stopped) {
    g_autofree char *name = g_path_get_basename (path);
    g_set_error (error, YZT_DRAW_ERROR, YZT_DRAW_ERROR_SURFACE, _("“%s” could not be written; check that its folder can be written and has room."), name);
  }
  return FALSE;
}

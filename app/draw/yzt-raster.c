/* yzt-raster.c: pictures of the ground: which are taken, where they lie, how large they are
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <cpl_string.h>
#include <gdal_alg.h>
#include <gdal_utils.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <string.h>
#include "yzt-draw-gdal-private.h"
#include "yzt-raster-private.h"

#define MAX_IDLE 4
#define MAX_VRT_BYTES (1024 * 1024)
#define EARTH_RADIUS_M 6378137.0

/* Formats whose readers open one local file and nothing else. */
static const char *const drivers[] = { "GTiff", "JP2OpenJPEG", "JPEG", "PNG", "WEBP", "BMP", "GIF", "HFA", "ENVI", "AAIGrid", "SRTMHGT", "VRT", "GPKG", NULL };

static void
set_read_error (const char *path, const char *format, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_set_error (error, YZT_DRAW_ERROR, YZT_DRAW_ERROR_READ, format, name);
}

/* A virtual raster may name any source, a server too; those that name more than files are not opened. */
static gboolean
is_harmless (const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  stream = g_file_read (file, NULL, NULL);
  text = g_malloc0 (MAX_VRT_BYTES + 1);
  gsize length = 0;
  if (stream == NULL || !g_input_stream_read_all (G_INPUT_STREAM (stream), text, MAX_VRT_BYTES, &length, NULL, NULL)) {
    return FALSE;
  }
  if (strstr (text, "<VRTDataset") == NULL) {
    return TRUE;
  }
  return length < MAX_VRT_BYTES && strstr (text, "/vsi") == NULL && strstr (text, "://") == NULL && strstr (text, "Python") == NULL
         && strstr (text, "<GDALWMS") == NULL && strstr (text, "&lt;") == NULL;
}

/* --- bands --- */

static GDALDatasetH
translate (GDALDatasetH dataset, const char *const *words)
{
  int failed = 0;
  GDALTranslateOptions *options = GDALTranslateOptionsNew ((char **) words, NULL);
  GDALDatasetH result = options != NULL ? GDALTranslate ("", dataset, options, &failed) : NULL;
  GDALTranslateOptionsFree (options);
  return result;
}

/* As three or four bands of bytes, without copying a pixel. NULL: it is so already. */
static GDALDatasetH
as_colours (GDALDatasetH dataset)
{
  const char *const palette[] = { "-of", "VRT", "-expand", "rgba", NULL };
  const char *const grey[] = { "-of", "VRT", "-b", "1", "-b", "1", "-b", "1", NULL };
  const char *const grey_alpha[] = { "-of", "VRT", "-b", "1", "-b", "1", "-b", "1", "-b", "2", "-colorinterp_4", "alpha", NULL };
  const char *const three[] = { "-of", "VRT", "-b", "1", "-b", "2", "-b", "3", NULL };
  int n_bands = GDALGetRasterCount (dataset);
  GDALRasterBandH first = GDALGetRasterBand (dataset, 1);
  if (n_bands == 1 && GDALGetRasterColorTable (first) != NULL) {
    return translate (dataset, palette);
  }
  if (n_bands == 1) {
    return translate (dataset, grey);
  }
  if (n_bands == 2) {
    return translate (dataset, grey_alpha);
  }
  gboolean has_alpha = n_bands == 4 && GDALGetRasterColorInterpretation (GDALGetRasterBand (dataset, 4)) == GCI_AlphaBand;
  return n_bands == 3 || has_alpha ? NULL : translate (dataset, three);
}

GDALDatasetH
yzt_raster_open_dataset (const char *path, gboolean *measures_out, GError **error)
{
  yzt_draw_gdal_init ();
  GDALDatasetH dataset = is_harmless (path) ? GDALOpenEx (path, GDAL_OF_RASTER | GDAL_OF_READONLY, drivers, NULL, NULL) : NULL;
  if (dataset == NULL || GDALGetRasterCount (dataset) < 1) {
    set_read_error (path, _("“%s” is not a picture that can be read; choose a GeoTIFF, JPEG 2000, PNG or JPEG file."), error);
    g_clear_pointer (&dataset, GDALClose);
    return NULL;
  }
  *measures_out = GDALGetRasterDataType (GDALGetRasterBand (dataset, 1)) != GDT_Byte;
  GDALDatasetH colours = *measures_out ? NULL : as_colours (dataset);
  if (colours != NULL) {
    GDALReleaseDataset (dataset); /* the virtual one keeps it */
    return colours;
  }
  return dataset;
}

GDALDatasetH
yzt_raster_take_dataset (YztRaster *self, GError **error)
{
  gboolean measures;
  g_mutex_lock (&self->lock);
  GDALDatasetH dataset = g_queue_pop_head (&self->idle);
  g_mutex_unlock (&self->lock);
  return dataset != NULL ? dataset : yzt_raster_open_dataset (self->path, &measures, error);
}

void
yzt_raster_give_dataset (YztRaster *self, GDALDatasetH dataset)
{
  g_mutex_lock (&self->lock);
  gboolean kept = g_queue_get_length (&self->idle) < MAX_IDLE;
  if (kept) {
    g_queue_push_head (&self->idle, dataset);
  }
  g_mutex_unlock (&self->lock);
  if (!kept) {
    GDALClose (dataset);
  }
}

/* --- where it lies --- */

static gboolean
has_place (GDALDatasetH dataset)
{
  double transform[6];
  OGRSpatialReferenceH reference = GDALGetSpatialRef (dataset);
  return (reference != NULL && GDALGetGeoTransform (dataset, transform) == CE_None) || GDALGetGCPCount (dataset) > 2;
}

static gboolean
find_extent (YztRaster *self, GDALDatasetH dataset)
{
  double transform[6], extent[4];
  int width = 0, height = 0;
  char **options = CSLSetNameValue (NULL, "DST_SRS", "EPSG:3857");
  void *projection = GDALCreateGenImgProjTransformer2 (dataset, NULL, options);
  CSLDestroy (options);
  gboolean found = projection != NULL
                   && GDALSuggestedWarpOutput2 (dataset, GDALGenImgProjTransform, projection, transform, &width, &height, extent, 0) == CE_None;
  if (projection != NULL) {
    GDALDestroyGenImgProjTransformer (projection);
  }
  if (!found || !isfinite (extent[0] + extent[1] + extent[2] + extent[3]) || !(transform[1] > 0)) {
    return FALSE;
  }
  self->min_x = extent[0];
  self->min_y = extent[1];
  self->max_x = extent[2];
  self->max_y = extent[3];
  self->px_m = transform[1];
  return self->min_x < self->max_x && self->min_y < self->max_y;
}

static double
latitude_of (double y_m)
{
  return (2 * atan (exp (y_m / EARTH_RADIUS_M)) - G_PI_2) * 180 / G_PI;
}

static double
longitude_of (double x_m)
{
  return x_m / EARTH_RADIUS_M * 180 / G_PI;
}

static void
find_greys (YztRaster *self, GDALDatasetH dataset)
{
  double mean, deviation;
  GDALRasterBandH band = GDALGetRasterBand (dataset, 1);
  if (GDALGetRasterStatistics (band, TRUE, TRUE, &self->low, &self->high, &mean, &deviation) != CE_None || !(self->high > self->low)) {
    self->low = 0;
    self->high = 65535;
  }
}

static void
describe (YztRaster *self, GDALDatasetH dataset)
{
  OGRSpatialReferenceH reference = GDALGetSpatialRef (dataset);
  const char *words = reference != NULL ? OSRGetName (reference) : NULL;
  self->reference = g_strdup (words != NULL ? words : "");
  self->info.name = self->name;
  self->info.reference = self->reference;
  self->info.width_px = GDALGetRasterXSize (dataset);
  self->info.height_px = GDALGetRasterYSize (dataset);
  self->info.west = CLAMP (longitude_of (self->min_x), -180, 180);
  self->info.east = CLAMP (longitude_of (self->max_x), -180, 180);
  self->info.south = latitude_of (self->min_y);
  self->info.north = latitude_of (self->max_y);
  self->info.metres_per_px = self->px_m * cos ((self->info.south + self->info.north) / 2 * G_PI / 180);
  self->info.wants_overviews = (double) self->info.width_px * self->info.height_px > YZT_RASTER_MANY_PX
                               && GDALGetOverviewCount (GDALGetRasterBand (dataset, 1)) == 0;
}

static YztRaster *
open_raster (const char *path, GError **error)
{
  g_autoptr (YztRaster) self = g_new0 (YztRaster, 1);
  self->references = 1;
  g_mutex_init (&self->lock);
  g_queue_init (&self->idle);
  self->path = g_strdup (path);
  self->name = g_path_get_basename (path);
  GDALDatasetH dataset = yzt_raster_open_dataset (path, &self->measures, error);
  if (dataset == NULL) {
    return NULL;
  }
  yzt_raster_give_dataset (self, dataset);
  if (!has_place (dataset) || !find_extent (self, dataset)) {
    set_read_error (path, _("“%s” does not say where on the earth it lies; ask for a georeferenced picture, or one with its world file."), error);
    return NULL;
  }
  if (self->measures) {
    find_greys (self, dataset);
  }
  describe (self, dataset);
  return g_steal_pointer (&self);
}

YztRaster *
yzt_raster_open (const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  yzt_draw_gdal_hush ();
  YztRaster *raster = open_raster (path, error);
  yzt_draw_gdal_speak ();
  return raster;
}

YztRaster *
yzt_raster_ref (YztRaster *raster)
{
  g_atomic_int_inc (&raster->references);
  return raster;
}

void
yzt_raster_unref (YztRaster *raster)
{
  if (raster == NULL || !g_atomic_int_dec_and_test (&raster->references)) {
    return;
  }
  g_queue_clear_full (&raster->idle, (GDestroyNotify) GDALClose);
  g_mutex_clear (&raster->lock);
  g_free (raster->path);
  g_free (raster->name);
  g_free (raster->reference);
  g_free (raster);
}

const YztRasterInfo *
yzt_raster_get_info (const YztRaster *raster)
{
  return &raster->info;
}

/* --- overviews --- */

typedef struct {
  YztRasterProgress progress;
  gpointer user_data;
  GCancellable *cancellable;
} Watch;

static int CPL_STDCALL
on_progress (double share, const char *message, void *user_data)
{
  Watch *watch = user_data;
  if (watch->progress != NULL) {
    watch->progress (share, watch->user_data);
  }
  return !g_cancellable_is_cancelled (watch->cancellable);
}

static gboolean
build_overviews (const char *path, YztRasterProgress progress, gpointer user_data, GCancellable *cancellable, GError **error)
{
  int factors[24], n_factors = 0;
  Watch watch = { progress, user_data, cancellable };
  yzt_draw_gdal_init ();
  g_autofree char *overviews = g_strconcat (path, ".ovr", NULL);
  if (g_file_test (overviews, G_FILE_TEST_EXISTS)) {
    return TRUE;
  }
  GDALDatasetH dataset = is_harmless (path) ? GDALOpenEx (path, GDAL_OF_RASTER | GDAL_OF_READONLY, drivers, NULL, NULL) : NULL;
  if (dataset == NULL) {
    set_read_error (path, _("“%s” is not a picture that can be read; choose a GeoTIFF, JPEG 2000, PNG or JPEG file."), error);
    return FALSE;
  }
  int longest_px = MAX (GDALGetRasterXSize (dataset), GDALGetRasterYSize (dataset));
  for (int factor = 2; longest_px / factor >= 256 && n_factors < (int) G_N_ELEMENTS (factors); factor *= 2) {
    factors[n_factors++] = factor;
  }
  CPLErr outcome = n_factors > 0 ? GDALBuildOverviews (dataset, "AVERAGE", n_factors, factors, 0, NULL, on_progress, &watch) : CE_None;
  GDALClose (dataset);
  if (outcome == CE_None) {
    return TRUE;
  }
  g_autoptr (GFile) file = g_file_new_for_path (overviews);
  g_file_delete (file, NULL, NULL);
  if (!g_cancellable_set_error_if_cancelled (cancellable, error)) {
    set_read_error (path, _("No overviews could be made beside “%s”; check that its folder can be written and has room."), error);
  }
  return FALSE;
}

gboolean
yzt_raster_build_overviews (const char *path, YztRasterProgress progress, gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (path != NULL, FALSE);
  yzt_draw_gdal_hush ();
  gboolean built = build_overviews (path, progress, user_data, cancellable, error);
  yzt_draw_gdal_speak ();
  return built;
}

/* yzt-raster-private.h: what the files of rasters share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gdal.h>
#include "yzt-raster.h"
G_BEGIN_DECLS
/* From so many pixels on a picture without overviews is drawn only from close by. */
#define YZT_RASTER_MANY_PX (64.0 * 1024 * 1024)

struct _YztRaster {
  int references; /* atomic */
  char *path, *name, *reference;
  YztRasterInfo info;
  double min_x, min_y, max_x, max_y; /* Web Mercator metres */
  double px_m;                       /* of a pixel in Web Mercator */
  gboolean measures;                 /* one band of heights or the like, shown in greys between @low and @high */
  double low, high;
  GMutex lock;
  GQueue idle;                       /* GDALDatasetH: one thread at a time each */
};

/* An open data set as it is warped from: three or four bands of bytes, or one band of measures. */
GDALDatasetH yzt_raster_open_dataset (const char *path, gboolean *measures_out, GError **error);
GDALDatasetH yzt_raster_take_dataset (YztRaster *self, GError **error);
void yzt_raster_give_dataset (YztRaster *self, GDALDatasetH dataset);
G_END_DECLS

/* yzt-map-export.h: what is seen as a sheet: PNG, PDF or SVG with title, legend, scale, north, time and sources; or as a GeoTIFF
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; the work is done on a worker. PDF and SVG hold vectors and words, pictures only where a base map is one. A
 * GeoTIFF is the map alone with its place on the earth (EPSG:3857); title, time and sources stand in its tags. Always in light colours. */
#pragma once
#include "yzt-map-view.h"
G_BEGIN_DECLS
typedef enum { YZT_MAP_EXPORT_ERROR_FORMAT, YZT_MAP_EXPORT_ERROR_SIZE, YZT_MAP_EXPORT_ERROR_DRAW, YZT_MAP_EXPORT_ERROR_WRITE } YztMapExportError;
#define YZT_MAP_EXPORT_ERROR (yzt_map_export_error_quark ())
GQuark yzt_map_export_error_quark (void);

#define YZT_MAP_EXPORT_MIN_MM 60.0
#define YZT_MAP_EXPORT_MAX_MM 1200.0
#define YZT_MAP_EXPORT_MIN_DPI 36.0
#define YZT_MAP_EXPORT_MAX_DPI 1200.0
#define YZT_MAP_EXPORT_MIN_SCALE 500.0
#define YZT_MAP_EXPORT_MAX_SCALE 50e6

typedef struct {
  double width_mm, height_mm; /* of the sheet */
  double dpi;                 /* of a PNG or GeoTIFF */
  const char *title;          /* may be NULL */
  gboolean legend;
  gboolean graticule;
  YztSymbolSet symbol_set;    /* NATIONAL is the default on paper */
  double wall;                /* > 0: as on the dark wall, the map alone to the edges, symbols so many times as large; 0: paper */
  /* Drawn above the map [worker], in units of which width_px go over the sheet; may be NULL. Belongs to the export from the call on. */
  void (*over) (cairo_t *cr, double width_px, double height_px, gpointer over_data);
  gpointer over_data;
  GDestroyNotify over_destroy;
  double scale_denominator;   /* 1:n in the middle of the sheet, exactly; 0: as large as what is seen fits */
  const YztPosition *around;  /* its middle instead of what is seen now; may be NULL */
  gboolean view_code;         /* a QR code that reopens the view, see yzt-view-code.h */
} YztMapExportOptions;
/** A4 lying down, 300 dpi, the map's title, legend, national symbols. */
#define YZT_MAP_EXPORT_A4 { 297, 210, 300, NULL, TRUE, FALSE, YZT_SYMBOL_SET_NATIONAL }

/** The extent that is seen now, as large as it fits, to @path; its ending says the format. An existing file is replaced when all went well. */
void yzt_map_view_export_async (YztMapView *self, const char *path, const YztMapExportOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/** The same into memory; @format "png" or "pdf". Finish: the bytes. */
void yzt_map_view_export_bytes_async (YztMapView *self, const char *format, const YztMapExportOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GBytes *yzt_map_view_export_bytes_finish (YztMapView *self, GAsyncResult *result, GError **error);
gboolean yzt_map_view_export_finish (YztMapView *self, GAsyncResult *result, GError **error);
/** What is wrong with the planner's template, so that the one that came with the programme was used; NULL: nothing. Of a result that was finished. (transfer none) */
const char *yzt_map_view_export_get_problem (GAsyncResult *result);
G_END_DECLS

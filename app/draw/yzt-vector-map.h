/* yzt-vector-map.h: base maps out of vector files: OpenStreetMap extracts, Shapefile, GeoPackage and whatever else GDAL reads as features
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file is prepared once: its features are sorted into the classes of data/basemap/streets.ini, simplified for five grades of zoom and written with a
 * spatial index to the cache; from then on the prepared file is mapped into memory and any number of threads draw from it. How classes look is read
 * from streets.ini at each opening. Errors: YZT_DRAW_ERROR, one sentence that says what to do; G_IO_ERROR_CANCELLED. */
#pragma once
#include "yzt-base-map.h"
G_BEGIN_DECLS

typedef struct _YztVectorMap YztVectorMap;

typedef struct {
  const char *name;                /* of the file, without its folder */
  const char *attribution;         /* what its licence wants to be said; "" when it is not known */
  double west, south, east, north; /* WGS 84 degrees; what it covers */
  guint64 n_features;              /* of those that are drawn at the largest zoom */
} YztVectorMapInfo;

/** @share: of the preparation done, 0 to 1. On the thread that opens. */
typedef void (*YztVectorProgress) (double share, gpointer user_data);

/** [worker] Opens @path, preparing it into @cache_folder (made when missing) unless that was done. One local file is read and no other address
 * followed. READ: no vector file, nothing to draw in it, or no place on the earth. */
YztVectorMap *yzt_vector_map_open (const char *path, const char *cache_folder, YztVectorProgress progress, gpointer user_data, GCancellable *cancellable,
                                   GError **error);
YztVectorMap *yzt_vector_map_ref (YztVectorMap *map);
void yzt_vector_map_unref (YztVectorMap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztVectorMap, yzt_vector_map_unref)
const YztVectorMapInfo *yzt_vector_map_get_info (const YztVectorMap *map);
/** TRUE when files with this ending are taken for vector files ("a.osm.pbf", "b.shp"). GeoPackages may be: they are tried. */
gboolean yzt_vector_map_is_named_so (const char *path);

/** Any thread. The square of the world from Mercator @x0, @y0 with @side, as ARGB32 of @size_px * @scale device pixels (device scale set), transparent
 * where the file has nothing. NULL when it has nothing there at all. */
cairo_surface_t *yzt_vector_map_render (YztVectorMap *map, double x0, double y0, double side, guint size_px, double scale, const YztDrawTheme *theme);
/** Any thread. Fills (0, 0, @width_px, @height_px) of @cr as vectors: for paper. As yzt_base_map_paint, over what is there. */
void yzt_vector_map_paint (YztVectorMap *map, cairo_t *cr, double center_x, double center_y, double world_px, double width_px, double height_px,
                           const YztDrawTheme *theme);
/** Any thread. What the positions of the file are in, WGS 84 at first: names are aligned by it. Pictures are asked for where they lie in the file. */
void yzt_vector_map_set_datum (YztVectorMap *map, YztDatum datum);
/** Any thread. Names in the box that are for this zoom, most important first, at most 400; appended to @names (YztPlaceName, text lives as long as the
 * map). @language "zh_CN" or "en". */
void yzt_vector_map_names (YztVectorMap *map, double x0, double y0, double x1, double y1, double zoom, const char *language, GArray *names);
G_END_DECLS

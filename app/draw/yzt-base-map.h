/* yzt-base-map.h: the built-in vector base map
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Loaded once on a worker with GDAL into Mercator units, immutable after: any number of threads may draw from it. Tiles carry no text; names are
 * for the overlay, which can lay them out without collisions at any zoom. Errors: YZT_DRAW_ERROR. */
#pragma once
#include "yzt-draw-theme.h"
#include "yzt-geo.h"
#include <gio/gio.h>
G_BEGIN_DECLS
typedef enum { YZT_DRAW_ERROR_READ, YZT_DRAW_ERROR_SURFACE, YZT_DRAW_ERROR_TOO_FAR } YztDrawError;
#define YZT_DRAW_ERROR (yzt_draw_error_quark ())
GQuark yzt_draw_error_quark (void);

typedef struct _YztBaseMap YztBaseMap;
/** [worker] @boundaries: a GeoPackage of the customer whose layers province, prefecture, county, china_outline, country take the place of ours; may be NULL.
 * @jurisdiction: adcode prefix of the prefecture that is ours ("4412"), its ground a shade lighter; may be NULL. */
YztBaseMap *yzt_base_map_load (const char *path, const char *boundaries, const char *jurisdiction, GError **error);
YztBaseMap *yzt_base_map_ref (YztBaseMap *map);
void yzt_base_map_unref (YztBaseMap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztBaseMap, yzt_base_map_unref)
const char *yzt_base_map_get_attribution (const YztBaseMap *map);
/** Any thread. Opaque RGB24, @tile_px * @scale device pixels wide (device scale set). @zoom 0 … 22. */
cairo_surface_t *yzt_base_map_render_tile (YztBaseMap *map, guint zoom, guint x, guint y, guint tile_px, double scale, const YztDrawTheme *theme, GError **error);

/** Any thread. Fills (0, 0, @width_px, @height_px) of @cr as vectors: for paper. The middle is at Mercator @center_x, @center_y; the world is @world_px wide and
 * repeats to the east and west. */
void yzt_base_map_paint (YztBaseMap *map, cairo_t *cr, double center_x, double center_y, double world_px, double width_px, double height_px, const YztDrawTheme *theme);

typedef enum { YZT_PLACE_COUNTRY, YZT_PLACE_PROVINCE, YZT_PLACE_PREFECTURE, YZT_PLACE_COUNTY, YZT_PLACE_CITY, YZT_PLACE_TOWN,
               YZT_PLACE_VILLAGE, YZT_PLACE_STREET } YztPlaceKind; /* the last two only out of vector files */
typedef struct {
  double x, y;        /* Mercator */
  const char *text;   /* in the language asked for; lives as long as the map */
  YztPlaceKind kind;
  double importance;  /* larger first */
  double min_zoom;
} YztPlaceName;
/** Names of the box that are for this zoom, most important first. Appended to @names (YztPlaceName). @language "zh_CN" or "en". */
void yzt_base_map_names (YztBaseMap *map, double x0, double y0, double x1, double y1, double zoom, const char *language, GArray *names);
/** For the search box: places containing @text, most important first. */
void yzt_base_map_find (YztBaseMap *map, const char *text, const char *language, guint limit, GArray *names);
/** [worker] Adds to @problems (char *, sentences) what the base map @path, with @boundaries (may be NULL) in place of its borders, lacks: layers, and counties and names of
 * @jurisdiction (adcode prefix; NULL: not asked). */
void yzt_base_map_check (const char *path, const char *boundaries, const char *jurisdiction, GPtrArray *problems);
/** [worker] The county of the base map file @path at a place: its name (free) and box. FALSE where there is none. */
gboolean yzt_base_map_province_at (const char *path, YztPosition position, char **name_out, YztBox *box_out);
gboolean yzt_base_map_county_at (const char *path, YztPosition position, char **name_out, YztBox *box_out);
/** [worker] The prefecture of each of @n places, by the base map file @path: @names_out[i], NULL before the call, gets its name (free) or stays NULL. */
void yzt_base_map_prefectures_at (const char *path, const YztPosition *positions, guint n, char **names_out);
G_END_DECLS

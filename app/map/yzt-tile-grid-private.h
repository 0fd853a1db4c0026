/* yzt-tile-grid-private.h: how the tiles of a service divide the world when they do not do it in the common way
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As text, for key files: "mercator", "degrees" or "gauss-kruger MERIDIAN FALSE_EASTING", then for each level "; ID RESOLUTION WEST NORTH TILE_WIDTH TILE_HEIGHT
 * COLUMNS ROWS": units (metres of Web Mercator, degrees, or metres of the Gauss-Krüger zone) a pixel, the outer corner of the first tile in units, pixels of a tile, number of tiles each way; the coarsest level first. The ID takes
 * the place of {z} and holds no blank and no semicolon. Immutable: any thread. */
#pragma once
#include <cairo.h>
#include <gio/gio.h>
#include "yzt-ground.h"
G_BEGIN_DECLS

typedef struct _YztTileGrid YztTileGrid;
#define YZT_TILE_GRID_MAX_LEVELS 31
/** One level, as it is added. */
typedef struct {
  const char *id;
  double resolution, west, north;
  guint tile_width, tile_height, columns, rows;
} YztTileLevel;
/** What the tiles are cut out of. A zone ends twelve degrees from its meridian. */
typedef enum { YZT_TILE_MERCATOR, YZT_TILE_DEGREES, YZT_TILE_GAUSS_KRUGER } YztTilePlaneType;
typedef struct {
  YztTilePlaneType type;
  double meridian_deg, false_easting_m; /* GAUSS_KRUGER, of CGCS2000; the easting with the number of the zone before it, if it has one */
} YztTilePlane;
YztTileGrid *yzt_tile_grid_new (const YztTilePlane *plane);
/** FALSE for what cannot be a level. */
gboolean yzt_tile_grid_add (YztTileGrid *grid, const YztTileLevel *level);
/** G_IO_ERROR_INVALID_ARGUMENT. */
YztTileGrid *yzt_tile_grid_parse (const char *text, GError **error);
char *yzt_tile_grid_to_text (const YztTileGrid *grid);
void yzt_tile_grid_free (YztTileGrid *grid);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztTileGrid, yzt_tile_grid_free)
guint yzt_tile_grid_get_n_levels (const YztTileGrid *grid);
const char *yzt_tile_grid_get_id (const YztTileGrid *grid, guint level);
guint yzt_tile_grid_get_rows (const YztTileGrid *grid, guint level);
/** TRUE when the levels are the common zooms from 0 on, so that no grid is needed: @min_zoom_out … @max_zoom_out of them. */
gboolean yzt_tile_grid_is_common (const YztTileGrid *grid, guint *min_zoom_out, guint *max_zoom_out);

/** The coarsest level that is fine enough at @y (Mercator) where the world is @world_px pixels wide; the finest when none is. */
guint yzt_tile_grid_level_for (const YztTileGrid *grid, double world_px, double y);
/** Tiles @from_x … @to_x by @from_y … @to_y (closed) of @level that a square of the world touches (Mercator). FALSE when none does. */
typedef struct {
  guint from_x, from_y, to_x, to_y;
} YztTileRange;
gboolean yzt_tile_grid_range (const YztTileGrid *grid, guint level, double x0, double y0, double x1, double y1, YztTileRange *range_out);

/** The picture of one tile, NULL when there is none (transfer full). */
typedef cairo_surface_t *(*YztTileFind) (guint level, guint x, guint y, gpointer user_data);
/** A square of the world (Mercator @x0, @y0, @side) out of the tiles of @grid, resampled, @size_px square; NULL when there is not one. */
cairo_surface_t *yzt_tile_grid_render (const YztTileGrid *grid, double x0, double y0, double side, int size_px, YztTileFind find, gpointer user_data);
/** The same out of common tiles of @zoom: a square of @span tiles from @left, @top. */
cairo_surface_t *yzt_tile_mosaic_render (guint zoom, double left, double top, double span, int size_px, YztTileFind find, gpointer user_data);
/** NULL: the common one. Lives as long as the base map. */
YztTileGrid *yzt_ground_get_grid (YztGround *self);
G_END_DECLS

/* base-map.c: one file as a base map: opened as the window would, drawn at a few zooms; what became of it in one line
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base-map FILE CACHE-FOLDER */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "yzt-ground-stack-private.h"

static void
draw (YztGroundLayer *layer, double west, double south, double east, double north)
{
  layer->opacity = 1;
  g_autoptr (YztGroundStack) stack = yzt_ground_stack_new (layer, 1);
  double x, y;
  guint n = 0;
  yzt_mercator_from_position ((YztPosition) { CLAMP ((west + east) / 2, -180, 180), CLAMP ((south + north) / 2, -85, 85) }, &x, &y);
  for (guint zoom = 0; zoom <= 18; zoom += 3) {
    g_autoptr (GArray) missing = yzt_ground_missing_new ();
    YztTileId tile = { zoom, (guint) CLAMP (x * exp2 (zoom), 0, exp2 (zoom) - 1), (guint) CLAMP (y * exp2 (zoom), 0, exp2 (zoom) - 1) };
    cairo_surface_destroy (yzt_ground_stack_render (stack, tile, 256, 1, &YZT_DRAW_THEME_LIGHT, missing));
    n++;
  }
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  const char *problem = yzt_ground_get_problem (layer->ground);
  printf ("%s, %u tiles drawn%s%s\n", layer->raster != NULL ? "picture" : layer->vector != NULL ? "map file" : "tiles", n, *problem != '\0' ? ": " : "", problem);
}

int
main (int argc, char **argv)
{
  if (argc != 3) {
    fprintf (stderr, "base-map FILE CACHE-FOLDER\n");
    return 2;
  }
  g_autoptr (YztGround) ground = yzt_ground_new_for_file (argv[1]);
  g_autoptr (GError) error = NULL;
  YztGroundType type = yzt_ground_get_spec (ground)->type;
  YztGroundLayer layer = { .ground = ground };
  if (type == YZT_GROUND_TILES) {
    layer.file = yzt_tile_file_open (argv[1], &error);
  }
  gboolean perhaps = g_str_has_suffix (argv[1], ".gpkg") && g_error_matches (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED);
  if (type == YZT_GROUND_PICTURE || perhaps) {
    layer.raster = yzt_raster_open (argv[1], perhaps ? NULL : &error);
  }
  if (type == YZT_GROUND_VECTOR || (perhaps && layer.raster == NULL)) {
    layer.vector = yzt_vector_map_open (argv[1], argv[2], NULL, NULL, NULL, perhaps ? NULL : &error);
  }
  if (layer.vector != NULL) {
    const YztVectorMapInfo *info = yzt_vector_map_get_info (layer.vector);
    draw (&layer, info->west, info->south, info->east, info->north);
  } else if (layer.raster != NULL) {
    const YztRasterInfo *info = yzt_raster_get_info (layer.raster);
    draw (&layer, info->west, info->south, info->east, info->north);
  } else if (layer.file != NULL) {
    const YztTileFileInfo *info = yzt_tile_file_get_info (layer.file);
    draw (&layer, info->has_bounds ? info->west : -180, info->has_bounds ? info->south : -85, info->has_bounds ? info->east : 180,
          info->has_bounds ? info->north : 85);
  } else {
    printf ("refused: %s\n", error->message);
  }
  return 0;
}

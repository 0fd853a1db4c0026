/* yzt-tile-grid.c: how the tiles of a service divide the world when they do not do it in the common way
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-base.h"
#include "yzt-tile-grid-private.h"

#define WORLD_M 40075016.685578488
#define MAX_CANVAS_PX (4096 * 4096) /* a level that is far too fine is not asked for the whole world */
#define FINE_ENOUGH 1.35 /* so much enlarged a picture still looks sharp */
#define MAX_TILE_PX 1024
#define ZONE_REACH_DEG 12.0 /* so far from its meridian a Gauss-Krüger zone is drawn: four times as far as it is meant for */
#define MESH 32             /* a square is bent by so many pieces each way: between them it is straight to a tenth of a pixel */

typedef struct {
  char *id;
  double resolution, west, north;
  guint tile_width, tile_height, columns, rows;
} Level;

struct _YztTileGrid {
  YztTilePlane plane;
  GArray *levels; /* Level */
};

static void
level_clear (Level *level)
{
  g_free (level->id);
}

YztTileGrid *
yzt_tile_grid_new (const YztTilePlane *plane)
{
  YztTileGrid *grid = g_new0 (YztTileGrid, 1);
  grid->plane = *plane;
  grid->levels = g_array_new (FALSE, FALSE, sizeof (Level));
  g_array_set_clear_func (grid->levels, (GDestroyNotify) level_clear);
  return grid;
}

void
yzt_tile_grid_free (YztTileGrid *grid)
{
  if (grid != NULL) {
    g_array_unref (grid->levels);
    g_free (grid);
  }
}

static gboolean
is_level (const YztTileLevel *level)
{
  return level->id != NULL && *level->id != '\0' && strlen (level->id) <= 64 && strpbrk (level->id, "; \t\n") == NULL && g_utf8_validate (level->id, -1, NULL)
         && isfinite (level->resolution) && level->resolution > 1e-12 && level->resolution < 1e7 && isfinite (level->west) && isfinite (level->north)
         && level->tile_width >= 16 && level->tile_width <= MAX_TILE_PX && level->tile_height >= 16 && level->tile_height <= MAX_TILE_PX
         && level->columns >= 1 && level->rows >= 1 && level->columns <= 1u << 30 && level->rows <= 1u << 30;
}

gboolean
yzt_tile_grid_add (YztTileGrid *grid, const YztTileLevel *level)
{
  g_return_val_if_fail (grid != NULL && level != NULL, FALSE);
  if (!is_level (level) || grid->levels->len >= YZT_TILE_GRID_MAX_LEVELS) {
    return FALSE;
  }
  Level added = { g_strdup (level->id), level->resolution, level->west, level->north, level->tile_width, level->tile_height, level->columns, level->rows };
  guint at = grid->levels->len;
  while (at > 0 && g_array_index (grid->levels, Level, at - 1).resolution < added.resolution) {
    at--;
  }
  g_array_insert_val (grid->levels, at, added);
  return TRUE;
}

/* --- text --- */

static gboolean
parse_level (YztTileGrid *grid, char *text)
{
  g_auto (GStrv) words = g_strsplit_set (g_strstrip (text), " ", 0);
  double numbers[7];
  if (g_strv_length (words) != 8) {
    return FALSE;
  }
  for (guint i = 0; i < 7; i++) {
    if (!yzt_text_number (words[i + 1], &numbers[i]) || (i >= 3 && (numbers[i] < 1 || numbers[i] > 1u << 30))) {
      return FALSE;
    }
  }
  YztTileLevel level = { words[0], numbers[0], numbers[1], numbers[2], (guint) numbers[3], (guint) numbers[4], (guint) numbers[5], (guint) numbers[6] };
  return yzt_tile_grid_add (grid, &level);
}

static gboolean
parse_plane (char *text, YztTilePlane *plane)
{
  g_auto (GStrv) words = g_strsplit (g_strstrip (text), " ", 0);
  *plane = (YztTilePlane) { g_strcmp0 (words[0], "degrees") == 0 ? YZT_TILE_DEGREES : YZT_TILE_MERCATOR, 0, 0 };
  if (g_strcmp0 (words[0], "gauss-kruger") != 0) {
    return g_str_equal (text, "mercator") || g_str_equal (text, "degrees");
  }
  plane->type = YZT_TILE_GAUSS_KRUGER;
  return g_strv_length (words) == 3 && yzt_text_number (words[1], &plane->meridian_deg) && yzt_text_number (words[2], &plane->false_easting_m)
         && fabs (plane->meridian_deg) <= 180 && fabs (plane->false_easting_m) < 1e8;
}

YztTileGrid *
yzt_tile_grid_parse (const char *text, GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);
  g_auto (GStrv) parts = g_strsplit (text, ";", YZT_TILE_GRID_MAX_LEVELS + 2);
  YztTilePlane plane = { YZT_TILE_MERCATOR, 0, 0 };
  gboolean read = parts[0] != NULL && parse_plane (parts[0], &plane) && parts[1] != NULL;
  g_autoptr (YztTileGrid) grid = yzt_tile_grid_new (&plane);
  for (guint i = 1; read && parts[i] != NULL; i++) {
    read = parse_level (grid, parts[i]);
  }
  if (!read) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("The division of a tile service into tiles cannot be understood; add the service anew."));
    return NULL;
  }
  return g_steal_pointer (&grid);
}

char *
yzt_tile_grid_to_text (const YztTileGrid *grid)
{
  g_return_val_if_fail (grid != NULL, NULL);
  static const char *const words[] = { "mercator", "degrees", "gauss-kruger" };
  GString *text = g_string_new (words[grid->plane.type]);
  if (grid->plane.type == YZT_TILE_GAUSS_KRUGER) {
    char meridian[G_ASCII_DTOSTR_BUF_SIZE], easting[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append_printf (text, " %s %s", g_ascii_dtostr (meridian, sizeof meridian, grid->plane.meridian_deg),
                            g_ascii_dtostr (easting, sizeof easting, grid->plane.false_easting_m));
  }
  for (guint i = 0; i < grid->levels->len; i++) {
    const Level *level = &g_array_index (grid->levels, Level, i);
    const double numbers[3] = { level->resolution, level->west, level->north };
    g_string_append_printf (text, "; %s", level->id);
    for (guint k = 0; k < G_N_ELEMENTS (numbers); k++) {
      char buffer[G_ASCII_DTOSTR_BUF_SIZE];
      g_string_append_printf (text, " %s", g_ascii_formatd (buffer, sizeof buffer, "%.17f", numbers[k]));
    }
    g_string_append_printf (text, " %u %u %u %u", level->tile_width, level->tile_height, level->columns, level->rows);
  }
  return g_string_free (text, FALSE);
}

/* --- questions --- */

guint
yzt_tile_grid_get_n_levels (const YztTileGrid *grid)
{
  return grid->levels->len;
}

const char *
yzt_tile_grid_get_id (const YztTileGrid *grid, guint level)
{
  return level < grid->levels->len ? g_array_index (grid->levels, Level, level).id : "";
}

guint
yzt_tile_grid_get_rows (const YztTileGrid *grid, guint level)
{
  return level < grid->levels->len ? g_array_index (grid->levels, Level, level).rows : 0;
}

gboolean
yzt_tile_grid_is_common (const YztTileGrid *grid, guint *min_zoom_out, guint *max_zoom_out)
{
  for (guint i = 0; i < grid->levels->len; i++) {
    const Level *level = &g_array_index (grid->levels, Level, i);
    guint64 zoom;
    if (grid->plane.type != YZT_TILE_MERCATOR || level->tile_width != 256 || level->tile_height != 256 || !g_ascii_string_to_unsigned (level->id, 10, 0, 22, &zoom, NULL)
        || fabs (level->west + WORLD_M / 2) > 2 || fabs (level->north - WORLD_M / 2) > 2
        || fabs (level->resolution * 256 * exp2 ((double) zoom) / WORLD_M - 1) > 1e-5) {
      return FALSE;
    }
    *min_zoom_out = i == 0 ? (guint) zoom : *min_zoom_out;
    *max_zoom_out = (guint) zoom;
  }
  return grid->levels->len > 0 && *max_zoom_out - *min_zoom_out + 1 == grid->levels->len;
}

guint
yzt_tile_grid_level_for (const YztTileGrid *grid, double world_px, double y)
{
  double wanted = (grid->plane.type == YZT_TILE_DEGREES ? 360 : WORLD_M) / world_px;
  if (grid->plane.type == YZT_TILE_GAUSS_KRUGER) {
    wanted /= cosh (G_PI * (1 - 2 * y)); /* metres on the ground */
  }
  for (guint i = 0; i < grid->levels->len; i++) {
    if (g_array_index (grid->levels, Level, i).resolution <= wanted * FINE_ENOUGH) {
      return i;
    }
  }
  return grid->levels->len - 1;
}

typedef struct {
  double column, row; /* pixels of the level, from its outer corner; NAN beyond what is drawn of the plane */
} Place;

static Place
place_of (const YztTileGrid *grid, const Level *level, double x, double y)
{
  double east = (x - 0.5) * WORLD_M, north = (0.5 - y) * WORLD_M;
  if (grid->plane.type != YZT_TILE_MERCATOR) {
    YztPosition position = { x * 360 - 180, atan (sinh (G_PI * (1 - 2 * y))) * 180 / G_PI };
    east = position.lon;
    north = position.lat;
    if (grid->plane.type == YZT_TILE_GAUSS_KRUGER) {
      if (fabs (position.lon - grid->plane.meridian_deg) > ZONE_REACH_DEG + 1e-9) {
        return (Place) { (double) NAN, (double) NAN };
      }
      yzt_gauss_kruger_forward (YZT_ELLIPSOID_CGCS2000, grid->plane.meridian_deg, position, &east, &north);
      east += grid->plane.false_easting_m - 500000;
    }
  }
  return (Place) { (east - level->west) / level->resolution, (level->north - north) / level->resolution };
}

/* A bent square: the places of the corners of its pieces, row by row. */
static Place *
make_mesh (const YztTileGrid *grid, const Level *level, double x0, double y0, double x1, double y1)
{
  Place *mesh = g_new (Place, (MESH + 1) * (MESH + 1));
  for (guint i = 0; i < (MESH + 1) * (MESH + 1); i++) {
    mesh[i] = place_of (grid, level, x0 + (x1 - x0) * (i % (MESH + 1)) / MESH, y0 + (y1 - y0) * (i / (MESH + 1)) / MESH);
  }
  return mesh;
}

/* What the square of the world covers of the level; FALSE when nothing. */
static gboolean
box_of (const YztTileGrid *grid, const Level *level, double x0, double y0, double x1, double y1, Place *from, Place *to)
{
  if (grid->plane.type != YZT_TILE_GAUSS_KRUGER) {
    *from = place_of (grid, level, x0, y0);
    *to = place_of (grid, level, x1, y1);
    return TRUE;
  }
  double left = MAX (x0, (grid->plane.meridian_deg - ZONE_REACH_DEG + 180) / 360), right = MIN (x1, (grid->plane.meridian_deg + ZONE_REACH_DEG + 180) / 360);
  if (left >= right) {
    return FALSE;
  }
  g_autofree Place *mesh = make_mesh (grid, level, left, y0, right, y1);
  *from = *to = mesh[0];
  for (guint i = 1; i < (MESH + 1) * (MESH + 1); i++) {
    *from = (Place) { MIN (from->column, mesh[i].column), MIN (from->row, mesh[i].row) };
    *to = (Place) { MAX (to->column, mesh[i].column), MAX (to->row, mesh[i].row) };
  }
  return TRUE;
}

gboolean
yzt_tile_grid_range (const YztTileGrid *grid, guint index, double x0, double y0, double x1, double y1, YztTileRange *range_out)
{
  g_return_val_if_fail (grid != NULL && index < grid->levels->len && range_out != NULL, FALSE);
  const Level *level = &g_array_index (grid->levels, Level, index);
  Place from, to;
  if (!box_of (grid, level, x0, y0, x1, y1, &from, &to)) {
    return FALSE;
  }
  double from_x = floor (from.column / level->tile_width), to_x = ceil (to.column / level->tile_width - 1e-9) - 1;
  double from_y = floor (from.row / level->tile_height), to_y = ceil (to.row / level->tile_height - 1e-9) - 1;
  if (!(to_x >= 0 && to_y >= 0 && from_x < level->columns && from_y < level->rows)) {
    return FALSE;
  }
  *range_out = (YztTileRange) { (guint) MAX (from_x, 0), (guint) MAX (from_y, 0), (guint) MIN (to_x, level->columns - 1.0),
                                (guint) MIN (to_y, level->rows - 1.0) };
  return TRUE;
}

/* --- pictures --- */

static void
paint_part (cairo_t *cr, cairo_surface_t *picture, double x, double y, double width, double height)
{
  double from_width = cairo_image_surface_get_width (picture), from_height = cairo_image_surface_get_height (picture);
  cairo_save (cr);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE); /* each pixel from one tile: no seam where two meet between pixels */
  cairo_translate (cr, x, y);
  cairo_scale (cr, width / from_width, height / from_height);
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), from_width > 1.5 * width ? CAIRO_FILTER_GOOD : CAIRO_FILTER_BILINEAR);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_rectangle (cr, 0, 0, from_width, from_height);
  cairo_fill (cr);
  cairo_restore (cr);
}

cairo_surface_t *
yzt_tile_mosaic_render (guint zoom, double left, double top, double span, int size_px, YztTileFind find, gpointer user_data)
{
  g_return_val_if_fail (zoom <= 30 && span > 0 && size_px > 0 && find != NULL, NULL);
  double scale = size_px / span, side = exp2 (zoom);
  cairo_surface_t *surface = NULL;
  cairo_t *cr = NULL;
  for (double y = MAX (floor (top), 0); y < MIN (top + span - 1e-9, side); y++) {
    for (double x = MAX (floor (left), 0); x < MIN (left + span - 1e-9, side); x++) {
      cairo_surface_t *picture = find (zoom, (guint) x, (guint) y, user_data);
      if (picture == NULL) {
        continue;
      }
      if (cr == NULL) {
        surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, size_px, size_px);
        cr = cairo_create (surface);
      }
      paint_part (cr, picture, (x - left) * scale, (y - top) * scale, scale, scale);
      cairo_surface_destroy (picture);
    }
  }
  g_clear_pointer (&cr, cairo_destroy);
  return surface;
}

/* The tiles of the range beside each other, in pixels of the level. */
static cairo_surface_t *
gather (const Level *level, guint index, const YztTileRange *range, YztTileFind find, gpointer user_data)
{
  cairo_surface_t *surface = NULL;
  cairo_t *cr = NULL;
  for (guint y = range->from_y; y <= range->to_y; y++) {
    for (guint x = range->from_x; x <= range->to_x; x++) {
      cairo_surface_t *picture = find (index, x, y, user_data);
      if (picture == NULL) {
        continue;
      }
      if (cr == NULL) {
        surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) ((range->to_x - range->from_x + 1) * level->tile_width),
                                              (int) ((range->to_y - range->from_y + 1) * level->tile_height));
        cr = cairo_create (surface);
      }
      paint_part (cr, picture, (x - range->from_x) * (double) level->tile_width, (y - range->from_y) * (double) level->tile_height, level->tile_width,
                  level->tile_height);
      cairo_surface_destroy (picture);
    }
  }
  g_clear_pointer (&cr, cairo_destroy);
  return surface;
}

/* One pixel between four; premultiplied, transparent outside. */
static guint32
sample (const guint32 *pixels, int width, int height, double x, double y)
{
  if (!(x >= 0 && y >= 0 && x < width && y < height)) { /* a place that is none, too */
    return 0;
  }
  double fx = x - 0.5, fy = y - 0.5;
  int left = (int) floor (fx), top = (int) floor (fy);
  guint across = (guint) ((fx - left) * 256), down = (guint) ((fy - top) * 256);
  int x0 = MAX (left, 0), x1 = MIN (left + 1, width - 1), y0 = MAX (top, 0), y1 = MIN (top + 1, height - 1);
  guint32 a = pixels[y0 * width + x0], b = pixels[y0 * width + x1], c = pixels[y1 * width + x0], d = pixels[y1 * width + x1], result = 0;
  for (guint shift = 0; shift < 32; shift += 8) {
    guint upper = (a >> shift & 0xff) * (256 - across) + (b >> shift & 0xff) * across;
    guint lower = (c >> shift & 0xff) * (256 - across) + (d >> shift & 0xff) * across;
    result |= (upper * (256 - down) + lower * down + 32768) >> 16 << shift;
  }
  return result;
}

static Place
between (Place a, Place b, double share)
{
  return (Place) { a.column + (b.column - a.column) * share, a.row + (b.row - a.row) * share };
}

/* The places of a row of pixels of the square; of a plane that is not bent, the column of each and the row of all. */
static void
row_of_places (const YztTileGrid *grid, const Level *level, const Place *mesh, double x0, double y0, double side, int size_px, int y, Place *places)
{
  double step = side / size_px;
  if (mesh == NULL) {
    double row = place_of (grid, level, x0, y0 + (y + 0.5) * step).row;
    for (int x = 0; x < size_px; x++) {
      places[x] = (Place) { y == 0 ? place_of (grid, level, x0 + (x + 0.5) * step, y0).column : places[x].column, row };
    }
    return;
  }
  double down = (y + 0.5) / size_px * MESH;
  const Place *upper = mesh + (int) down * (MESH + 1), *lower = upper + MESH + 1;
  for (int x = 0; x < size_px; x++) {
    double across = (x + 0.5) / size_px * MESH;
    int i = (int) across;
    places[x] = between (between (upper[i], upper[i + 1], across - i), between (lower[i], lower[i + 1], across - i), down - floor (down));
  }
}

cairo_surface_t *
yzt_tile_grid_render (const YztTileGrid *grid, double x0, double y0, double side, int size_px, YztTileFind find, gpointer user_data)
{
  g_return_val_if_fail (grid != NULL && grid->levels->len > 0 && side > 0 && size_px > 0 && find != NULL, NULL);
  guint index = yzt_tile_grid_level_for (grid, size_px / side, y0 + side / 2);
  const Level *level = &g_array_index (grid->levels, Level, index);
  YztTileRange range;
  if (!yzt_tile_grid_range (grid, index, x0, y0, x0 + side, y0 + side, &range)
      || (guint64) (range.to_x - range.from_x + 1) * (range.to_y - range.from_y + 1) * level->tile_width * level->tile_height > MAX_CANVAS_PX) {
    return NULL;
  }
  cairo_surface_t *tiles = gather (level, index, &range, find, user_data);
  if (tiles == NULL) {
    return NULL;
  }
  cairo_surface_flush (tiles);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, size_px, size_px);
  const guint32 *from = (const guint32 *) (const void *) cairo_image_surface_get_data (tiles);
  int width = cairo_image_surface_get_width (tiles), height = cairo_image_surface_get_height (tiles), stride = cairo_image_surface_get_stride (surface);
  guint8 *data = cairo_image_surface_get_data (surface);
  double left = range.from_x * (double) level->tile_width, top = range.from_y * (double) level->tile_height;
  g_autofree Place *mesh = grid->plane.type == YZT_TILE_GAUSS_KRUGER ? make_mesh (grid, level, x0, y0, x0 + side, y0 + side) : NULL;
  g_autofree Place *places = g_new0 (Place, (gsize) size_px);
  for (int y = 0; y < size_px && data != NULL && from != NULL; y++) {
    guint32 *to = (guint32 *) (void *) (data + y * stride);
    row_of_places (grid, level, mesh, x0, y0, side, size_px, y, places);
    for (int x = 0; x < size_px; x++) {
      to[x] = sample (from, width, height, places[x].column - left, places[x].row - top);
    }
  }
  cairo_surface_mark_dirty (surface);
  cairo_surface_destroy (tiles);
  return surface;
}

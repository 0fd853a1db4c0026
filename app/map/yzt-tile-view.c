/* yzt-tile-view.c: the tiles of the base map that are in sight, and the picture they make
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-tile-view-private.h"
#include <math.h>
#include "yzt-map-renderer.h"
#include "yzt-tile-buffer-private.h"

#define SMOOTHED_PX 400000      /* of what was painted roughly, in one frame: about a millisecond */
#define SMOOTHED_REST_PX 800000 /* the same when the map rests: nothing else is painted then */
#define ANCESTORS 6        /* so many zooms up a tile may stand in for one below it */
#define DESCENDANTS 2

/** How far a tile's place in the picture has got. */
typedef enum {
  CELL_NEW,     /* not painted at all */
  CELL_STANDIN, /* its tile was not there */
  CELL_ROUGH,   /* painted fast, or before its tile became another */
  CELL_FINE,
} CellState;

/* A grid of tiles of one zoom that covers the view. Columns are those of an endless world. */
typedef struct {
  guint zoom;
  gint64 column, row;
  int n_columns, n_rows;
  double left, top; /* of the view, device pixels of the world */
  double side;      /* of a tile, device pixels */
} Grid;

struct _YztTileView {
  GtkWidget *widget;
  YztTileSource *source;
  YztTileSource *before;  /* GL only: stands in until the source has answered; may be NULL */
  YztMapFrame frame;
  int scale;
  Grid grid;
  guint8 *cells;          /* CellState, row by row */
  gboolean asked;         /* for the tiles of this grid */
  gboolean changed;       /* since the last frame, besides what the cells say */
  guint tick;
  YztTileBuffer *buffer;  /* NULL with GL */
  YztTileBuffer *base;    /* the last whole picture, stands in where there is none at the zoom of now; NULL: none */
  YztMapFrame base_frame;
};

/* --- grid --- */

static Grid
grid_for (const YztMapFrame *frame, int scale)
{
  Grid grid = { .zoom = (guint) CLAMP (floor (frame->zoom + 1e-9), 0, YZT_MAP_MAX_ZOOM) };
  grid.side = YZT_MAP_TILE_SIZE * scale * exp2 (frame->zoom - grid.zoom);
  double world = frame->world_px * scale;
  grid.left = floor (frame->center_x * world - frame->width * scale / 2.0 + 0.5);
  grid.top = floor (frame->center_y * world - frame->height * scale / 2.0 + 0.5);
  grid.column = (gint64) floor (grid.left / grid.side);
  grid.row = (gint64) floor (grid.top / grid.side);
  grid.n_columns = (int) ((gint64) floor ((grid.left + frame->width * scale - 1) / grid.side) - grid.column + 1);
  grid.n_rows = (int) ((gint64) floor ((grid.top + frame->height * scale - 1) / grid.side) - grid.row + 1);
  return grid;
}

static gboolean
same_tiles (const Grid *a, const Grid *b)
{
  return a->zoom == b->zoom && a->column == b->column && a->row == b->row && a->n_columns == b->n_columns && a->n_rows == b->n_rows;
}

/* FALSE beyond the poles. */
static gboolean
tile_at (const Grid *grid, int column, int row, YztTileId *tile)
{
  gint64 n = (gint64) 1 << grid->zoom, x = (grid->column + column) % n, y = grid->row + row;
  *tile = (YztTileId) { grid->zoom, (guint) (x < 0 ? x + n : x), (guint) CLAMP (y, 0, n - 1) };
  return y >= 0 && y < n;
}

/* Relative to the view. Neighbours share their edge, whole pixels each. */
static cairo_rectangle_int_t
cell_rect (const Grid *grid, int column, int row, int width, int height)
{
  int x0 = (int) round ((double) (grid->column + column) * grid->side - grid->left), x1 = (int) round ((double) (grid->column + column + 1) * grid->side - grid->left);
  int y0 = (int) round ((double) (grid->row + row) * grid->side - grid->top), y1 = (int) round ((double) (grid->row + row + 1) * grid->side - grid->top);
  x0 = MAX (x0, 0);
  y0 = MAX (y0, 0);
  return (cairo_rectangle_int_t) { x0, y0, MIN (x1, width) - x0, MIN (y1, height) - y0 };
}

static void
ask (YztTileView *self)
{
  const Grid *grid = &self->grid;
  g_autoptr (GArray) tiles = g_array_new (FALSE, FALSE, sizeof (YztTileId));
  self->asked = TRUE;
  /* From the rim to the middle: what is asked for last comes first. */
  for (int ring = MAX (grid->n_columns, grid->n_rows); ring >= 0; ring--) {
    for (int row = 0; row < grid->n_rows; row++) {
      for (int column = 0; column < grid->n_columns; column++) {
        YztTileId tile;
        int from_middle = MAX (ABS (2 * column + 1 - grid->n_columns), ABS (2 * row + 1 - grid->n_rows)) / 2;
        if (from_middle == ring && tile_at (grid, column, row, &tile)) {
          g_array_append_val (tiles, tile);
        }
      }
    }
  }
  yzt_tile_source_want (self->source, (const YztTileId *) (void *) tiles->data, tiles->len);
}

/* What was painted of the tiles that stay in sight is still known. */
static void
take_grid (YztTileView *self, const Grid *grid, gboolean keep)
{
  guint8 *cells = g_malloc0 ((gsize) (grid->n_columns * grid->n_rows));
  for (int row = 0; keep && row < grid->n_rows; row++) {
    for (int column = 0; column < grid->n_columns; column++) {
      gint64 old_column = grid->column + column - self->grid.column, old_row = grid->row + row - self->grid.row;
      if (old_column >= 0 && old_column < self->grid.n_columns && old_row >= 0 && old_row < self->grid.n_rows) {
        cells[row * grid->n_columns + column] = self->cells[old_row * self->grid.n_columns + old_column];
      }
    }
  }
  self->asked &= same_tiles (grid, &self->grid);
  g_free (self->cells);
  self->cells = cells;
  self->grid = *grid;
}

/* --- painting --- */

static void
draw_tile (YztTileView *self, const cairo_rectangle_int_t *rect, cairo_surface_t *picture, double x, double y, double side, gboolean smooth)
{
  yzt_tile_buffer_draw (self->buffer, rect, picture, x, y, side / cairo_image_surface_get_width (picture), smooth);
}

/* A tile above this one that is there, and where this one lies in it. */
static cairo_surface_t *
find_ancestor (YztTileSource *source, const Grid *grid, int column, int row, guint least_zoom, double *x, double *y, double *side)
{
  YztTileId tile;
  for (guint up = 1; tile_at (grid, column, row, &tile) && up <= MIN (grid->zoom, ANCESTORS) && grid->zoom - up >= least_zoom; up++) {
    YztTileId above = { tile.zoom - up, tile.x >> up, tile.y >> up };
    cairo_surface_t *picture = yzt_tile_source_peek (source, above);
    if (picture != NULL) {
      *side = grid->side * (1 << up);
      *x = (double) (grid->column + column) * grid->side - grid->left - (tile.x - (above.x << up)) * grid->side;
      *y = (double) (grid->row + row) * grid->side - grid->top - (tile.y - (above.y << up)) * grid->side;
      return picture;
    }
  }
  return NULL;
}

static void
draw_descendants (YztTileView *self, const cairo_rectangle_int_t *rect, int column, int row)
{
  const Grid *grid = &self->grid;
  YztTileId tile;
  for (guint down = DESCENDANTS; tile_at (grid, column, row, &tile) && down > 0; down--) {
    double side = grid->side / (1 << down);
    for (guint i = 0; i < 1u << 2 * down; i++) {
      guint dx = i % (1u << down), dy = i / (1u << down);
      cairo_surface_t *picture = yzt_tile_source_peek (self->source, (YztTileId) { tile.zoom + down, (tile.x << down) + dx, (tile.y << down) + dy });
      if (picture == NULL) {
        continue;
      }
      double x = (double) (grid->column + column) * grid->side - grid->left + dx * side;
      double y = (double) (grid->row + row) * grid->side - grid->top + dy * side;
      int x0 = MAX ((int) round (x), rect->x), y0 = MAX ((int) round (y), rect->y);
      cairo_rectangle_int_t part = { x0, y0, MIN ((int) round (x + side), rect->x + rect->width) - x0, MIN ((int) round (y + side), rect->y + rect->height) - y0 };
      if (part.width > 0 && part.height > 0) {
        draw_tile (self, &part, picture, x, y, side, FALSE);
      }
    }
  }
}

/* TRUE when it covers all of @rect. */
static gboolean
draw_base (YztTileView *self, const cairo_rectangle_int_t *rect)
{
  const YztMapFrame *frame = &self->frame, *base = &self->base_frame;
  double scale = frame->world_px / base->world_px;
  double x = yzt_map_frame_px (frame, yzt_map_frame_near_x (frame, base->center_x)) - base->width / 2.0 * scale;
  double y = yzt_map_frame_py (frame, base->center_y) - base->height / 2.0 * scale;
  double left = x * self->scale, top = y * self->scale;
  yzt_tile_buffer_draw_buffer (self->buffer, rect, self->base, left, top, scale);
  return left <= rect->x && top <= rect->y && left + yzt_tile_buffer_get_width (self->base) * scale >= rect->x + rect->width
         && top + yzt_tile_buffer_get_height (self->base) * scale >= rect->y + rect->height;
}

static void
draw_standin (YztTileView *self, const cairo_rectangle_int_t *rect, int column, int row)
{
  YztDrawColor ground = yzt_tile_source_get_theme (self->source)->ground;
  double x, y, side;
  gboolean covered = self->base != NULL && draw_base (self, rect);
  if (!covered) {
    yzt_tile_buffer_fill (self->buffer, rect, ground.r, ground.g, ground.b);
    if (self->base != NULL) {
      draw_base (self, rect);
    }
  }
  /* What is whole shows the tiles of its own zoom: those of no finer one would be painted over it for nothing. */
  guint base_zoom = self->base != NULL ? (guint) MAX (floor (self->base_frame.zoom), 0) : 0;
  cairo_surface_t *above = find_ancestor (self->source, &self->grid, column, row, base_zoom + (covered ? 1 : 0), &x, &y, &side);
  if (above != NULL) {
    draw_tile (self, rect, above, x, y, side, FALSE);
  }
  if (!covered || base_zoom < self->grid.zoom) {
    draw_descendants (self, rect, column, row);
  }
}

static CellState
draw_cell (YztTileView *self, const cairo_rectangle_int_t *rect, int column, int row, gboolean smooth)
{
  const Grid *grid = &self->grid;
  YztTileId tile;
  gboolean in_world = tile_at (grid, column, row, &tile);
  cairo_surface_t *picture = in_world ? yzt_tile_source_peek (self->source, tile) : NULL;
  if (picture == NULL) {
    draw_standin (self, rect, column, row);
    return in_world ? CELL_STANDIN : CELL_FINE;
  }
  draw_tile (self, rect, picture, (double) (grid->column + column) * grid->side - grid->left, (double) (grid->row + row) * grid->side - grid->top, grid->side, smooth);
  return smooth || fabs (grid->side - cairo_image_surface_get_width (picture)) < 1e-6 ? CELL_FINE : CELL_ROUGH;
}

/* What came into sight of a tile that is painted already. */
static void
draw_opened (YztTileView *self, const cairo_region_t *opened, const cairo_rectangle_int_t *rect, int column, int row, CellState state)
{
  cairo_region_t *part = cairo_region_copy (opened);
  cairo_region_intersect_rectangle (part, rect);
  for (int i = 0; i < cairo_region_num_rectangles (part); i++) {
    cairo_rectangle_int_t piece;
    cairo_region_get_rectangle (part, i, &piece);
    if (state == CELL_STANDIN) {
      draw_standin (self, &piece, column, row);
    } else {
      draw_cell (self, &piece, column, row, state == CELL_FINE);
    }
  }
  cairo_region_destroy (part);
}

static gboolean
is_there (YztTileView *self, int column, int row)
{
  YztTileId tile;
  return tile_at (&self->grid, column, row, &tile) && yzt_tile_source_peek (self->source, tile) != NULL;
}

/* TRUE when something was painted; *@unfinished when more is to be done in the next frame. */
static gboolean
draw_cells (YztTileView *self, const cairo_region_t *opened, gboolean smooth, gboolean *unfinished)
{
  gboolean painted = !cairo_region_is_empty (opened);
  int budget = !smooth ? 0 : painted ? SMOOTHED_PX : SMOOTHED_REST_PX, width = yzt_tile_buffer_get_width (self->buffer), height = yzt_tile_buffer_get_height (self->buffer);
  for (int row = 0; row < self->grid.n_rows; row++) {
    for (int column = 0; column < self->grid.n_columns; column++) {
      guint8 *state = &self->cells[row * self->grid.n_columns + column];
      cairo_rectangle_int_t rect = cell_rect (&self->grid, column, row, width, height);
      if (rect.width <= 0 || rect.height <= 0) {
        continue;
      }
      gboolean stale = *state == CELL_ROUGH || (*state == CELL_STANDIN && is_there (self, column, row));
      if (*state == CELL_NEW || (stale && budget > 0)) {
        *state = (guint8) draw_cell (self, &rect, column, row, *state == CELL_NEW ? smooth : TRUE);
        budget -= rect.width * rect.height;
        painted = TRUE;
      } else if (cairo_region_contains_rectangle (opened, &rect) != CAIRO_REGION_OVERLAP_OUT) {
        draw_opened (self, opened, &rect, column, row, (CellState) *state);
      }
      *unfinished |= *state == CELL_ROUGH || (*state == CELL_STANDIN && is_there (self, column, row));
    }
  }
  return painted;
}

/* --- frames --- */

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  YztTileView *self = user_data;
  self->tick = 0;
  gtk_widget_queue_draw (widget);
  return G_SOURCE_REMOVE;
}

static gboolean
is_whole (YztTileView *self)
{
  for (int i = 0; i < self->grid.n_columns * self->grid.n_rows; i++) {
    if (self->cells[i] <= CELL_STANDIN) {
      return FALSE;
    }
  }
  return self->cells != NULL;
}

/* The picture of another zoom: the one that was whole is kept to stand in, the other's memory is used again. */
static void
turn_buffers (YztTileView *self)
{
  if (self->buffer != NULL && is_whole (self)) {
    YztTileBuffer *spare = self->base;
    self->base = g_steal_pointer (&self->buffer);
    self->base_frame = self->frame;
    self->buffer = spare;
  }
}

static void
ensure_buffer (YztTileView *self, int width, int height)
{
  if (self->buffer != NULL && (yzt_tile_buffer_get_width (self->buffer) != width || yzt_tile_buffer_get_height (self->buffer) != height)) {
    g_clear_pointer (&self->buffer, yzt_tile_buffer_free);
  }
  if (self->buffer == NULL) {
    self->buffer = yzt_tile_buffer_new (width, height);
  }
}

static gboolean
update_buffer (YztTileView *self, const YztMapFrame *frame, int scale)
{
  Grid grid = grid_for (frame, scale);
  gboolean same_size = self->buffer != NULL && frame->width == self->frame.width && frame->height == self->frame.height && scale == self->scale;
  gboolean zoomed = self->cells != NULL && fabs (frame->zoom - self->frame.zoom) > 1e-12, unfinished = FALSE;
  gboolean keep = same_size && !zoomed && self->cells != NULL;
  if (!keep) {
    turn_buffers (self);
  }
  self->frame = *frame;
  self->scale = scale;
  take_grid (self, &grid, keep);
  ensure_buffer (self, frame->width * scale, frame->height * scale);
  cairo_region_t *opened = keep ? yzt_tile_buffer_move (self->buffer, (gint64) grid.left, (gint64) grid.top)
                                : yzt_tile_buffer_clear (self->buffer, (gint64) grid.left, (gint64) grid.top);
  if (!self->asked) {
    ask (self);
  }
  gboolean painted = draw_cells (self, opened, !zoomed, &unfinished) || keep != TRUE;
  cairo_region_destroy (opened);
  if (unfinished && self->tick == 0) {
    self->tick = gtk_widget_add_tick_callback (self->widget, on_tick, self, NULL);
  }
  return painted;
}

gboolean
yzt_tile_view_update (YztTileView *self, const YztMapFrame *frame, int scale)
{
  g_return_val_if_fail (self != NULL && frame != NULL, FALSE);
  if (self->source == NULL || frame->width <= 0 || frame->height <= 0) {
    return FALSE;
  }
  gboolean moved = !yzt_map_frame_equal (frame, &self->frame) || scale != self->scale;
  gboolean changed = self->changed;
  self->changed = FALSE;
  if (yzt_map_renderer_is_cairo ()) {
    return update_buffer (self, frame, scale) || moved || changed;
  }
  Grid grid = grid_for (frame, scale);
  self->frame = *frame;
  self->scale = scale;
  take_grid (self, &grid, FALSE);
  if (!self->asked) {
    ask (self);
  }
  return moved || changed;
}

void
yzt_tile_view_paint (YztTileView *self, cairo_t *cr)
{
  g_return_if_fail (self != NULL && cr != NULL);
  if (self->buffer != NULL) {
    yzt_tile_buffer_paint (self->buffer, cr, self->scale);
  }
}

/* --- textures --- */

static GdkTexture *
texture_of (cairo_surface_t *picture)
{
  static const cairo_user_data_key_t key;
  GdkTexture *texture = cairo_surface_get_user_data (picture, &key);
  if (texture != NULL) {
    return texture;
  }
  /* A texture has an alpha channel and RGB24 leaves its fourth byte undefined. */
  int width = cairo_image_surface_get_width (picture), height = cairo_image_surface_get_height (picture), stride = cairo_image_surface_get_stride (picture);
  gsize size = (gsize) stride * (gsize) height;
  guint32 *pixels = g_memdup2 (cairo_image_surface_get_data (picture), size);
  for (gsize i = 0; i < size / 4; i++) {
    pixels[i] |= 0xff000000u;
  }
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, size);
  texture = gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, (gsize) stride);
  cairo_surface_set_user_data (picture, &key, texture, g_object_unref);
  return texture;
}

static void
append_tile (YztTileView *self, GtkSnapshot *snapshot, const cairo_rectangle_int_t *rect, cairo_surface_t *picture, double x, double y, double side)
{
  double unit = 1.0 / self->scale;
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT ((float) (rect->x * unit), (float) (rect->y * unit), (float) (rect->width * unit), (float) (rect->height * unit)));
  gtk_snapshot_append_texture (snapshot, texture_of (picture), &GRAPHENE_RECT_INIT ((float) (x * unit), (float) (y * unit), (float) (side * unit), (float) (side * unit)));
  gtk_snapshot_pop (snapshot);
}

static void
append_cell (YztTileView *self, GtkSnapshot *snapshot, const cairo_rectangle_int_t *rect, int column, int row)
{
  const Grid *grid = &self->grid;
  YztTileId tile;
  double x = (double) (grid->column + column) * grid->side - grid->left, y = (double) (grid->row + row) * grid->side - grid->top, side = grid->side;
  if (!tile_at (grid, column, row, &tile)) {
    return;
  }
  cairo_surface_t *picture = yzt_tile_source_peek (self->source, tile);
  if (picture == NULL && self->before != NULL) {
    picture = yzt_tile_source_peek (self->before, tile);
  }
  if (picture == NULL) {
    picture = find_ancestor (self->source, grid, column, row, 0, &x, &y, &side);
  }
  if (picture == NULL && self->before != NULL) {
    picture = find_ancestor (self->before, grid, column, row, 0, &x, &y, &side);
  }
  if (picture != NULL) {
    append_tile (self, snapshot, rect, picture, x, y, side);
  }
}

void
yzt_tile_view_append (YztTileView *self, GtkSnapshot *snapshot)
{
  g_return_if_fail (self != NULL && snapshot != NULL);
  if (self->source == NULL) {
    return;
  }
  YztDrawColor ground = yzt_tile_source_get_theme (self->source)->ground;
  gtk_snapshot_append_color (snapshot, &(GdkRGBA) { (float) ground.r, (float) ground.g, (float) ground.b, 1 },
                             &GRAPHENE_RECT_INIT (0, 0, (float) self->frame.width, (float) self->frame.height));
  for (int row = 0; row < self->grid.n_rows; row++) {
    for (int column = 0; column < self->grid.n_columns; column++) {
      cairo_rectangle_int_t rect = cell_rect (&self->grid, column, row, self->frame.width * self->scale, self->frame.height * self->scale);
      append_cell (self, snapshot, &rect, column, row);
    }
  }
}

/* --- life --- */

static void
on_came (YztTileSource *source, guint zoom, guint x, guint y, YztTileView *self)
{
  for (int row = 0; zoom == self->grid.zoom && row < self->grid.n_rows; row++) {
    for (int column = 0; column < self->grid.n_columns; column++) {
      YztTileId tile;
      guint8 *state = &self->cells[row * self->grid.n_columns + column];
      if (tile_at (&self->grid, column, row, &tile) && tile.x == x && tile.y == y) {
        *state = *state == CELL_FINE ? CELL_ROUGH : *state;
        self->changed |= self->buffer == NULL;
        gtk_widget_queue_draw (self->widget);
      }
    }
  }
  if (self->before != NULL && yzt_tile_source_get_n_in_flight (source) == 0) {
    g_clear_object (&self->before);
  }
}

YztTileView *
yzt_tile_view_new (GtkWidget *widget)
{
  YztTileView *self = g_new0 (YztTileView, 1);
  self->widget = widget;
  return self;
}

static void
drop_source (YztTileView *self)
{
  if (self->source != NULL) {
    g_signal_handlers_disconnect_by_data (self->source, self);
    g_clear_object (&self->source);
  }
}

void
yzt_tile_view_free (YztTileView *self)
{
  if (self->tick != 0) {
    gtk_widget_remove_tick_callback (self->widget, self->tick);
  }
  drop_source (self);
  g_clear_object (&self->before);
  g_clear_pointer (&self->buffer, yzt_tile_buffer_free);
  g_clear_pointer (&self->base, yzt_tile_buffer_free);
  g_free (self->cells);
  g_free (self);
}

void
yzt_tile_view_set_source (YztTileView *self, YztTileSource *source)
{
  g_return_if_fail (self != NULL && YZT_IS_TILE_SOURCE (source));
  if (self->source != NULL && !yzt_map_renderer_is_cairo ()) {
    g_set_object (&self->before, self->source);
  }
  drop_source (self);
  self->source = g_object_ref (source);
  g_signal_connect (source, "came", G_CALLBACK (on_came), self);
  for (int i = 0; self->cells != NULL && i < self->grid.n_columns * self->grid.n_rows; i++) {
    self->cells[i] = MIN (self->cells[i], CELL_STANDIN); /* what is painted stays until its tile comes */
  }
  self->asked = FALSE;
  gtk_widget_queue_draw (self->widget);
}

gboolean
yzt_tile_view_is_settled (YztTileView *self)
{
  g_return_val_if_fail (self != NULL, TRUE);
  return self->source == NULL || (self->tick == 0 && self->asked && yzt_tile_source_get_n_in_flight (self->source) == 0);
}

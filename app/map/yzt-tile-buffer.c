/* yzt-tile-buffer.c: the picture of the base map that is in sight, kept from frame to frame
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-tile-buffer-private.h"
#include <math.h>

struct _YztTileBuffer {
  int width, height;
  int stride;
  guint8 *pixels;
  cairo_surface_t *surface; /* to paint on */
  /* Another picture of the same memory, to be recorded and never painted on: cairo copies the whole of a picture that changes, or goes, while a recording
   * of it is kept or only was made once. */
  cairo_surface_t *shown;
  gint64 left, top;         /* of the view */
};

static const cairo_user_data_key_t pixels_key, shown_key;

YztTileBuffer *
yzt_tile_buffer_new (int width, int height)
{
  YztTileBuffer *self = g_new0 (YztTileBuffer, 1);
  self->width = MAX (width, 1);
  self->height = MAX (height, 1);
  self->stride = cairo_format_stride_for_width (CAIRO_FORMAT_RGB24, self->width);
  gsize size = (gsize) self->stride * (gsize) self->height;
  self->pixels = g_malloc0 (size);
  self->surface = cairo_image_surface_create_for_data (self->pixels, CAIRO_FORMAT_RGB24, self->width, self->height, self->stride);
  self->shown = cairo_image_surface_create_for_data (self->pixels, CAIRO_FORMAT_RGB24, self->width, self->height, self->stride);
  cairo_surface_set_user_data (self->shown, &pixels_key, self->pixels, g_free); /* whoever lets go of it last */
  return self;
}

void
yzt_tile_buffer_free (YztTileBuffer *self)
{
  cairo_surface_destroy (self->surface);
  cairo_surface_destroy (self->shown);
  g_free (self);
}

int
yzt_tile_buffer_get_width (const YztTileBuffer *self)
{
  return self->width;
}

int
yzt_tile_buffer_get_height (const YztTileBuffer *self)
{
  return self->height;
}

cairo_region_t *
yzt_tile_buffer_clear (YztTileBuffer *self, gint64 left, gint64 top)
{
  self->left = left;
  self->top = top;
  return cairo_region_create_rectangle (&(cairo_rectangle_int_t) { 0, 0, self->width, self->height });
}

cairo_region_t *
yzt_tile_buffer_move (YztTileBuffer *self, gint64 left, gint64 top)
{
  gint64 dx = left - self->left, dy = top - self->top;
  cairo_region_t *open = yzt_tile_buffer_clear (self, left, top);
  if (ABS (dx) < self->width && ABS (dy) < self->height) {
    cairo_region_subtract_rectangle (open, &(cairo_rectangle_int_t) { (int) -dx, (int) -dy, self->width, self->height });
  }
  return open;
}

/* --- the view, in up to four pieces of the memory --- */

typedef struct {
  cairo_rectangle_int_t rect; /* relative to the view */
  int dx, dy;                 /* from there to the memory */
} Piece;

static int
remainder_of (gint64 value, int divisor)
{
  int rest = (int) (value % divisor);
  return rest < 0 ? rest + divisor : rest;
}

static guint
split (const YztTileBuffer *self, Piece pieces[4])
{
  int x = remainder_of (self->left, self->width), y = remainder_of (self->top, self->height);
  const cairo_rectangle_int_t whole[4] = {
    { 0, 0, self->width - x, self->height - y },
    { self->width - x, 0, x, self->height - y },
    { 0, self->height - y, self->width - x, y },
    { self->width - x, self->height - y, x, y },
  };
  guint n = 0;
  for (guint i = 0; i < 4; i++) {
    if (whole[i].width > 0 && whole[i].height > 0) {
      pieces[n++] = (Piece) { whole[i], i % 2 == 0 ? x : x - self->width, i < 2 ? y : y - self->height };
    }
  }
  return n;
}

static gboolean
intersect (const cairo_rectangle_int_t *a, const cairo_rectangle_int_t *b, cairo_rectangle_int_t *out)
{
  int x0 = MAX (a->x, b->x), y0 = MAX (a->y, b->y);
  int x1 = MIN (a->x + a->width, b->x + b->width), y1 = MIN (a->y + a->height, b->y + b->height);
  *out = (cairo_rectangle_int_t) { x0, y0, x1 - x0, y1 - y0 };
  return x0 < x1 && y0 < y1;
}

typedef void (*Painter) (cairo_t *cr, gpointer data);

/* @painter fills the clip, in places relative to the view. */
static void
paint_rect (YztTileBuffer *self, const cairo_rectangle_int_t *rect, Painter painter, gpointer data)
{
  Piece pieces[4];
  guint n = split (self, pieces);
  cairo_t *cr = cairo_create (self->surface);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  for (guint i = 0; i < n; i++) {
    cairo_rectangle_int_t part;
    if (intersect (rect, &pieces[i].rect, &part)) {
      cairo_save (cr);
      cairo_translate (cr, pieces[i].dx, pieces[i].dy);
      cairo_rectangle (cr, part.x, part.y, part.width, part.height);
      cairo_clip (cr);
      painter (cr, data);
      cairo_restore (cr);
    }
  }
  cairo_destroy (cr);
}

/* --- painting on it --- */

static void
paint_colour (cairo_t *cr, gpointer data)
{
  const double *colour = data;
  cairo_set_source_rgb (cr, colour[0], colour[1], colour[2]);
  cairo_paint (cr);
}

void
yzt_tile_buffer_fill (YztTileBuffer *self, const cairo_rectangle_int_t *rect, double r, double g, double b)
{
  double colour[3] = { r, g, b };
  paint_rect (self, rect, paint_colour, colour);
}

typedef struct {
  cairo_surface_t *picture;
  double x, y, scale;
  gboolean smooth;
} Drawing;

static void
paint_drawing (cairo_t *cr, gpointer data)
{
  const Drawing *drawing = data;
  cairo_pattern_t *pattern = cairo_pattern_create_for_surface (drawing->picture);
  cairo_matrix_t matrix;
  cairo_matrix_init_scale (&matrix, 1 / drawing->scale, 1 / drawing->scale);
  cairo_matrix_translate (&matrix, -drawing->x, -drawing->y);
  cairo_pattern_set_matrix (pattern, &matrix);
  cairo_pattern_set_extend (pattern, CAIRO_EXTEND_PAD);
  cairo_pattern_set_filter (pattern, drawing->smooth ? CAIRO_FILTER_BILINEAR : CAIRO_FILTER_NEAREST);
  cairo_set_source (cr, pattern);
  cairo_paint (cr);
  cairo_pattern_destroy (pattern);
}

void
yzt_tile_buffer_draw (YztTileBuffer *self, const cairo_rectangle_int_t *rect, cairo_surface_t *picture, double x, double y, double scale, gboolean smooth)
{
  /* Without a scale the picture falls on whole pixels and needs no filter. */
  gboolean plain = fabs (scale - 1) < 1e-9;
  Drawing drawing = { picture, plain ? round (x) : x, plain ? round (y) : y, plain ? 1 : scale, smooth && !plain };
  paint_rect (self, rect, paint_drawing, &drawing);
}

void
yzt_tile_buffer_draw_buffer (YztTileBuffer *self, const cairo_rectangle_int_t *rect, YztTileBuffer *other, double x, double y, double scale)
{
  Piece pieces[4];
  guint n = split (other, pieces);
  for (guint i = 0; i < n; i++) {
    const cairo_rectangle_int_t *from = &pieces[i].rect;
    double x0 = x + from->x * scale, y0 = y + from->y * scale;
    double x1 = CLAMP (x0 + from->width * scale, -1e6, 1e6), y1 = CLAMP (y0 + from->height * scale, -1e6, 1e6);
    int left = (int) round (CLAMP (x0, -1e6, 1e6)), top = (int) round (CLAMP (y0, -1e6, 1e6));
    cairo_rectangle_int_t there = { left, top, (int) round (x1) - left, (int) round (y1) - top }, part;
    if (intersect (rect, &there, &part)) {
      Drawing drawing = { other->surface, x0 - (from->x + pieces[i].dx) * scale, y0 - (from->y + pieces[i].dy) * scale, scale, FALSE };
      paint_rect (self, &part, paint_drawing, &drawing);
    }
  }
}

/* --- painting it --- */

void
yzt_tile_buffer_paint (YztTileBuffer *self, cairo_t *cr, int scale)
{
  Piece pieces[4];
  guint n = split (self, pieces);
  cairo_surface_flush (self->surface);
  cairo_surface_set_user_data (cairo_get_target (cr), &shown_key, cairo_surface_reference (self->shown), (cairo_destroy_func_t) cairo_surface_destroy);
  cairo_save (cr);
  cairo_scale (cr, 1.0 / scale, 1.0 / scale);
  for (guint i = 0; i < n; i++) {
    cairo_set_source_surface (cr, self->shown, -pieces[i].dx, -pieces[i].dy);
    cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
    cairo_rectangle (cr, pieces[i].rect.x, pieces[i].rect.y, pieces[i].rect.width, pieces[i].rect.height);
    cairo_fill (cr);
  }
  cairo_restore (cr);
}

/* test-tile-buffer.c: the kept picture of the base map against one painted anew
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include "yzt-tile-buffer-private.h"

#define WIDTH 61
#define HEIGHT 43

/* What the world looks like at a pixel: every one has a colour of its own in the neighbourhood. */
static guint32
world_at (gint64 x, gint64 y)
{
  return (guint32) (x & 0xff) << 16 | (guint32) (y & 0xff) << 8 | (guint32) ((x * 7 + y * 13) & 0xff);
}

static cairo_surface_t *
make_picture (gint64 left, gint64 top, int width, int height)
{
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  guint8 *data = cairo_image_surface_get_data (picture);
  for (int y = 0; y < height; y++) {
    guint32 *row = (guint32 *) (void *) (data + y * cairo_image_surface_get_stride (picture));
    for (int x = 0; x < width; x++) {
      row[x] = world_at (left + x, top + y);
    }
  }
  cairo_surface_mark_dirty (picture);
  return picture;
}

static void
fill_opened (YztTileBuffer *buffer, cairo_region_t *opened, gint64 left, gint64 top)
{
  for (int i = 0; i < cairo_region_num_rectangles (opened); i++) {
    cairo_rectangle_int_t rect;
    cairo_region_get_rectangle (opened, i, &rect);
    cairo_surface_t *picture = make_picture (left + rect.x, top + rect.y, rect.width, rect.height);
    yzt_tile_buffer_draw (buffer, &rect, picture, rect.x, rect.y, 1, TRUE);
    cairo_surface_destroy (picture);
  }
  cairo_region_destroy (opened);
}

/* Through a recording, as GTK does it. */
static cairo_surface_t *
show (YztTileBuffer *buffer)
{
  cairo_surface_t *shown = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_surface_t *recording = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &(cairo_rectangle_t) { 0, 0, WIDTH, HEIGHT });
  cairo_t *cr = cairo_create (recording);
  yzt_tile_buffer_paint (buffer, cr, 1);
  cairo_destroy (cr);
  cr = cairo_create (shown);
  cairo_set_source_surface (cr, recording, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (recording);
  cairo_surface_flush (shown);
  return shown;
}

static guint32
pixel_at (cairo_surface_t *surface, int x, int y)
{
  return ((const guint32 *) (void *) (cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface)))[x] & 0xffffff;
}

static void
assert_shows (YztTileBuffer *buffer, gint64 left, gint64 top)
{
  cairo_surface_t *shown = show (buffer);
  for (int y = 0; y < HEIGHT; y++) {
    for (int x = 0; x < WIDTH; x++) {
      g_assert_cmphex (pixel_at (shown, x, y), ==, world_at (left + x, top + y));
    }
  }
  cairo_surface_destroy (shown);
}

static void
test_dragged (void)
{
  g_autoptr (YztTileBuffer) buffer = yzt_tile_buffer_new (WIDTH, HEIGHT);
  gint64 left = -30, top = G_GINT64_CONSTANT (300000000);
  fill_opened (buffer, yzt_tile_buffer_clear (buffer, left, top), left, top);
  assert_shows (buffer, left, top);
  for (guint i = 0; i < 400; i++) {
    /* Now and then farther than the view is wide: then nothing of it is left. */
    gint64 reach = i % 20 == 0 ? 200 : 25;
    left += g_test_rand_int_range (-(gint32) reach, (gint32) reach + 1);
    top += g_test_rand_int_range (-(gint32) reach, (gint32) reach + 1);
    fill_opened (buffer, yzt_tile_buffer_move (buffer, left, top), left, top);
    assert_shows (buffer, left, top);
  }
}

/* Only what came into sight is to be painted. */
static void
test_opened (void)
{
  g_autoptr (YztTileBuffer) buffer = yzt_tile_buffer_new (WIDTH, HEIGHT);
  cairo_region_destroy (yzt_tile_buffer_clear (buffer, 0, 0));
  cairo_region_t *opened = yzt_tile_buffer_move (buffer, 5, -3);
  cairo_region_t *wanted = cairo_region_create_rectangle (&(cairo_rectangle_int_t) { WIDTH - 5, 0, 5, HEIGHT });
  cairo_region_union_rectangle (wanted, &(cairo_rectangle_int_t) { 0, 0, WIDTH, 3 });
  g_assert_true (cairo_region_equal (opened, wanted));
  cairo_region_destroy (opened);
  cairo_region_destroy (wanted);
  opened = yzt_tile_buffer_move (buffer, 5, -3);
  g_assert_true (cairo_region_is_empty (opened));
  cairo_region_destroy (opened);
}

/* GTK may paint a frame again after the map has got another size, and with it another buffer. */
static void
test_outlived (void)
{
  cairo_surface_t *recording = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &(cairo_rectangle_t) { 0, 0, WIDTH, HEIGHT });
  YztTileBuffer *buffer = yzt_tile_buffer_new (WIDTH, HEIGHT);
  fill_opened (buffer, yzt_tile_buffer_clear (buffer, 70, 80), 70, 80);
  for (guint i = 0; i < 2; i++) { /* the second time in the place of the first */
    cairo_t *cr = cairo_create (recording);
    yzt_tile_buffer_paint (buffer, cr, 1);
    cairo_destroy (cr);
  }
  yzt_tile_buffer_free (buffer);
  cairo_surface_t *shown = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (shown);
  cairo_set_source_surface (cr, recording, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (recording);
  cairo_surface_flush (shown);
  g_assert_cmphex (pixel_at (shown, 0, 0), ==, world_at (70, 80));
  g_assert_cmphex (pixel_at (shown, WIDTH - 1, HEIGHT - 1), ==, world_at (70 + WIDTH - 1, 80 + HEIGHT - 1));
  cairo_surface_destroy (shown);
}

/* A picture of another zoom stands in: each of its pixels becomes two by two. */
static void
test_stand_in (void)
{
  g_autoptr (YztTileBuffer) before = yzt_tile_buffer_new (WIDTH, HEIGHT), after = yzt_tile_buffer_new (WIDTH, HEIGHT);
  const gint64 left = 1007, top = 2005;
  fill_opened (before, yzt_tile_buffer_clear (before, 1000, 2000), 1000, 2000);
  fill_opened (before, yzt_tile_buffer_move (before, left, top), left, top);
  cairo_region_destroy (yzt_tile_buffer_clear (after, 77, 99));
  yzt_tile_buffer_draw_buffer (after, &(cairo_rectangle_int_t) { 0, 0, WIDTH, HEIGHT }, before, -20, -10, 2);
  cairo_surface_t *shown = show (after);
  for (int y = 0; y < HEIGHT; y++) {
    for (int x = 0; x < WIDTH; x++) {
      g_assert_cmphex (pixel_at (shown, x, y), ==, world_at (left + (x + 20) / 2, top + (y + 10) / 2));
    }
  }
  cairo_surface_destroy (shown);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/tile-buffer/dragged", test_dragged);
  g_test_add_func ("/map/tile-buffer/opened", test_opened);
  g_test_add_func ("/map/tile-buffer/outlived", test_outlived);
  g_test_add_func ("/map/tile-buffer/stand-in", test_stand_in);
  return g_test_run ();
}

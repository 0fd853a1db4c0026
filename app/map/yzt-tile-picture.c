/* yzt-tile-picture.c: the bytes of a tile as a picture, whoever sent them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-tile-picture-private.h"
#include <gdk-pixbuf/gdk-pixbuf.h>

#define MAX_PX 1024

/* A small file may unpack to gigabytes: what is announced as larger than any tile is not unpacked at all. */
static void
on_size (GdkPixbufLoader *loader, int width, int height, gboolean *too_large)
{
  if (width > MAX_PX || height > MAX_PX) {
    *too_large = TRUE;
    gdk_pixbuf_loader_set_size (loader, 1, 1);
  }
}

static void
copy_row (const guint8 *from, guint32 *to, int width, int channels)
{
  for (int x = 0; x < width; x++, from += channels) {
    guint alpha = channels == 4 ? from[3] : 255;
    to[x] = alpha << 24 | (from[0] * alpha + 127) / 255 << 16 | (from[1] * alpha + 127) / 255 << 8 | (from[2] * alpha + 127) / 255;
  }
}

static cairo_surface_t *
as_surface (GdkPixbuf *pixbuf)
{
  int width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf), channels = gdk_pixbuf_get_n_channels (pixbuf);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  guint8 *data = cairo_image_surface_get_data (surface);
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  for (int y = 0; data != NULL && y < height; y++) {
    copy_row (pixels + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (pixbuf),
              (guint32 *) (void *) (data + (gsize) y * (gsize) cairo_image_surface_get_stride (surface)), width, channels);
  }
  cairo_surface_mark_dirty (surface);
  return surface;
}

cairo_surface_t *
yzt_tile_picture_decode (GBytes *bytes)
{
  g_return_val_if_fail (bytes != NULL, NULL);
  gboolean too_large = FALSE;
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size), &too_large);
  gboolean read = gdk_pixbuf_loader_write_bytes (loader, bytes, NULL);
  read = gdk_pixbuf_loader_close (loader, NULL) && read;
  GdkPixbuf *pixbuf = read && !too_large ? gdk_pixbuf_loader_get_pixbuf (loader) : NULL;
  return pixbuf != NULL && gdk_pixbuf_get_bits_per_sample (pixbuf) == 8 ? as_surface (pixbuf) : NULL;
}

/* yzt-upload-memory.c: the memory in which frames go to the X server, kept from one frame to the next
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cairo hands a frame to the X server in a segment of shared memory out of a pool, and gives a pool back as soon as nothing
 * of it is in use: that is after every frame, so that every frame gets a new segment, zeroed page by page (2.5 ms of 10 at
 * 1280 x 800). A picture that is never painted, of the window's size since pools are made by size, keeps the pool. */
#include "yzt-upload-memory-private.h"
#include "yzt-map-renderer.h"
#ifdef GDK_WINDOWING_X11
#include <gdk/x11/gdkx.h>
#include <cairo-xlib.h>

#define KEEPER "yzt-upload-memory"

typedef struct {
  cairo_surface_t *kept;
  gsize bytes;         /* that the pool has room for at least */
} Keeper;

static void
keeper_free (Keeper *keeper)
{
  g_clear_pointer (&keeper->kept, cairo_surface_destroy);
  g_free (keeper);
}

/* Pools are made for powers of two. */
static gsize
pool_class (gsize bytes)
{
  gsize class = 1;
  while (class <= bytes) {
    class <<= 1;
  }
  return class;
}

static void
on_size_changed (GdkSurface *surface, GParamSpec *property, Keeper *keeper)
{
  int scale = gdk_surface_get_scale_factor (surface);
  int width = gdk_surface_get_width (surface) * scale, height = gdk_surface_get_height (surface) * scale;
  gsize bytes = pool_class ((gsize) MAX (width, 1) * (gsize) MAX (height, 1) * 4);
  if (bytes == keeper->bytes) {
    return;
  }
  keeper->bytes = bytes;
  g_clear_pointer (&keeper->kept, cairo_surface_destroy);
  Display *display = gdk_x11_display_get_xdisplay (gdk_surface_get_display (surface));
  cairo_surface_t *window = cairo_xlib_surface_create (display, gdk_x11_surface_get_xid (surface), DefaultVisual (display, DefaultScreen (display)),
                                                       width, height);
  keeper->kept = cairo_surface_create_similar_image (window, CAIRO_FORMAT_RGB24, width, height);
  cairo_surface_destroy (window);
}

static void
on_realized (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GdkSurface *surface = native != NULL ? gtk_native_get_surface (native) : NULL;
  if (surface == NULL || !GDK_IS_X11_SURFACE (surface) || g_object_get_data (G_OBJECT (surface), KEEPER) != NULL) {
    return;
  }
  Keeper *keeper = g_new0 (Keeper, 1);
  g_object_set_data_full (G_OBJECT (surface), KEEPER, keeper, (GDestroyNotify) keeper_free);
  g_signal_connect (surface, "notify::width", G_CALLBACK (on_size_changed), keeper);
  g_signal_connect (surface, "notify::height", G_CALLBACK (on_size_changed), keeper);
  on_size_changed (surface, NULL, keeper);
}

void
yzt_upload_memory_attach (GtkWidget *widget)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  if (yzt_map_renderer_is_cairo ()) {
    g_signal_connect (widget, "realize", G_CALLBACK (on_realized), NULL);
  }
}
#else
void
yzt_upload_memory_attach (GtkWidget *widget)
{
}
#endif

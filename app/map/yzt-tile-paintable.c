/* yzt-tile-paintable.c: a rendered tile as something GTK paints cheaply
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GTK 4.8's cairo renderer copies every texture node in every frame; a cairo node with an opaque surface
 * costs a third of that. GL renderers would upload a cairo node in every frame, so they get a texture. */
#include "yzt-tile-paintable-private.h"

struct _YztTilePaintable {
  GObject parent_instance;
  cairo_surface_t *surface;
  GdkTexture *texture; /* made when a GL renderer first asks for it */
};

static void yzt_tile_paintable_iface_init (GdkPaintableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YztTilePaintable, yzt_tile_paintable, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, yzt_tile_paintable_iface_init))

static gboolean
draws_with_cairo (void)
{
  const char *renderer = g_getenv ("GSK_RENDERER");
  return g_strcmp0 (renderer, "cairo") == 0;
}

/* A texture has an alpha channel and RGB24 leaves its fourth byte undefined, so the pixels are copied once. */
static GdkTexture *
ensure_texture (YztTilePaintable *self)
{
  if (self->texture != NULL) {
    return self->texture;
  }
  int width = cairo_image_surface_get_width (self->surface);
  int height = cairo_image_surface_get_height (self->surface);
  int stride = cairo_format_stride_for_width (CAIRO_FORMAT_ARGB32, width);
  g_autoptr (GBytes) pixels = g_bytes_new_take (g_malloc0 ((gsize) (height * stride)), (gsize) (height * stride));
  cairo_surface_t *copy = cairo_image_surface_create_for_data ((guchar *) g_bytes_get_data (pixels, NULL),
                                                               CAIRO_FORMAT_ARGB32, width, height, stride);
  double scale_x, scale_y;
  cairo_surface_get_device_scale (self->surface, &scale_x, &scale_y);
  cairo_surface_set_device_scale (copy, scale_x, scale_y);
  cairo_t *cr = cairo_create (copy);
  cairo_set_source_surface (cr, self->surface, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (copy);
  self->texture = gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, pixels, (gsize) stride);
  return self->texture;
}

/* The node is one pixel larger than the tile all round and the edge pixels are repeated into it, without
 * antialiasing: so neighbouring tiles overlap instead of leaving a hairline between them. */
static void
yzt_tile_paintable_snapshot (GdkPaintable *paintable, GdkSnapshot *snapshot, double width, double height)
{
  YztTilePaintable *self = YZT_TILE_PAINTABLE (paintable);
  static gsize cairo_known = 0;
  if (g_once_init_enter (&cairo_known)) {
    g_once_init_leave (&cairo_known, draws_with_cairo () ? 2 : 1);
  }
  if (cairo_known == 1) {
    gtk_snapshot_append_texture (snapshot, ensure_texture (self),
                                 &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
    return;
  }
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (-1, -1, (float) width + 2, (float) height + 2);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  double scale_x, scale_y;
  cairo_surface_get_device_scale (self->surface, &scale_x, &scale_y);
  cairo_scale (cr, width * scale_x / cairo_image_surface_get_width (self->surface),
               height * scale_y / cairo_image_surface_get_height (self->surface));
  cairo_set_source_surface (cr, self->surface, 0, 0);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_BILINEAR);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  cairo_paint (cr);
  cairo_destroy (cr);
}

static int
yzt_tile_paintable_get_intrinsic_width (GdkPaintable *paintable)
{
  return cairo_image_surface_get_width (YZT_TILE_PAINTABLE (paintable)->surface);
}

static int
yzt_tile_paintable_get_intrinsic_height (GdkPaintable *paintable)
{
  return cairo_image_surface_get_height (YZT_TILE_PAINTABLE (paintable)->surface);
}

static GdkPaintableFlags
yzt_tile_paintable_get_flags (GdkPaintable *paintable)
{
  return GDK_PAINTABLE_STATIC_CONTENTS | GDK_PAINTABLE_STATIC_SIZE;
}

static void
yzt_tile_paintable_iface_init (GdkPaintableInterface *iface)
{
  iface->snapshot = yzt_tile_paintable_snapshot;
  iface->get_intrinsic_width = yzt_tile_paintable_get_intrinsic_width;
  iface->get_intrinsic_height = yzt_tile_paintable_get_intrinsic_height;
  iface->get_flags = yzt_tile_paintable_get_flags;
}

static void
yzt_tile_paintable_finalize (GObject *object)
{
  YztTilePaintable *self = YZT_TILE_PAINTABLE (object);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  g_clear_object (&self->texture);
  G_OBJECT_CLASS (yzt_tile_paintable_parent_class)->finalize (object);
}

static void
yzt_tile_paintable_class_init (YztTilePaintableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_tile_paintable_finalize;
}

static void
yzt_tile_paintable_init (YztTilePaintable *self)
{
}

GdkPaintable *
yzt_tile_paintable_new (cairo_surface_t *surface)
{
  g_return_val_if_fail (surface != NULL, NULL);
  YztTilePaintable *self = g_object_new (YZT_TYPE_TILE_PAINTABLE, NULL);
  cairo_surface_flush (surface);
  self->surface = cairo_surface_reference (surface);
  return GDK_PAINTABLE (self);
}

gsize
yzt_tile_paintable_get_bytes (YztTilePaintable *self)
{
  g_return_val_if_fail (YZT_IS_TILE_PAINTABLE (self), 0);
  return (gsize) (cairo_image_surface_get_height (self->surface) * cairo_image_surface_get_stride (self->surface));
}

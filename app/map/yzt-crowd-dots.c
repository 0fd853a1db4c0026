/* yzt-crowd-dots.c: a million features as dots, pixel by pixel
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-crowd-picture-private.h"
#include <math.h>

#define MASK_MAX 33
#define N_COLORS 68 /* a colour of each kind, then those of the levels */

typedef struct {
  guint8 *pixels;
  int stride, width, height;
  guint8 *painted;           /* per pixel: which colour has its middle there already, + 1 */
  guint8 mask[MASK_MAX * MASK_MAX];
  int reach, side;           /* of the mask */
  guint32 colors[N_COLORS];  /* 0xRRGGBB */
} Splat;

static void
make_mask (Splat *splat, double radius)
{
  splat->reach = (int) ceil (MIN (radius, MASK_MAX / 2 - 1.0));
  splat->side = 2 * splat->reach + 1;
  for (int y = 0; y < splat->side; y++) {
    for (int x = 0; x < splat->side; x++) {
      double out = hypot (x - splat->reach, y - splat->reach) - radius;
      splat->mask[y * splat->side + x] = (guint8) (CLAMP (0.5 - out, 0, 1) * 255);
    }
  }
}

static void
blend (guint8 *pixel, guint32 color, guint alpha)
{
  const guint8 c[3] = { (guint8) color, (guint8) (color >> 8), (guint8) (color >> 16) }; /* B G R */
  guint rest = 255 - alpha;
  for (guint i = 0; i < 3; i++) {
    pixel[i] = (guint8) ((c[i] * alpha + pixel[i] * rest + 127) / 255);
  }
  pixel[3] = (guint8) (alpha + (pixel[3] * rest + 127) / 255);
}

/* Dots that lie on the very same pixel look like one: a crowd costs no more than what is seen of it. */
static void
splat_dot (Splat *splat, int x, int y, guint color)
{
  if (x < 0 || y < 0 || x >= splat->width || y >= splat->height || splat->painted[y * splat->width + x] == color + 1) {
    return;
  }
  splat->painted[y * splat->width + x] = (guint8) (color + 1);
  int left = MAX (0, x - splat->reach), right = MIN (splat->width - 1, x + splat->reach);
  for (int row = MAX (0, y - splat->reach); row <= MIN (splat->height - 1, y + splat->reach); row++) {
    guint8 *pixel = splat->pixels + row * splat->stride + left * 4;
    const guint8 *mask = splat->mask + (row - y + splat->reach) * splat->side + (left - x + splat->reach);
    for (int column = left; column <= right; column++, pixel += 4, mask++) {
      if (*mask != 0) {
        blend (pixel, splat->colors[color], *mask);
      }
    }
  }
}

static guint32
pack (YztDrawColor color)
{
  return (guint32) (color.r * 255) << 16 | (guint32) (color.g * 255) << 8 | (guint32) (color.b * 255);
}

static void
fill_colors (Splat *splat, YztGeneration *generation)
{
  YztKindSet *kinds = yzt_generation_get_kinds (generation);
  for (guint i = 0; i < MIN (yzt_kind_set_get_n (kinds), 64); i++) {
    splat->colors[i] = pack (yzt_draw_parse_color (yzt_kind_get_string (yzt_kind_set_get (kinds, i), "Color", NULL), yzt_draw_level_color (0)));
  }
  for (int level = 1; level <= 4; level++) {
    splat->colors[63 + level] = pack (yzt_draw_level_color (level));
  }
}

static void
splat_copy (Splat *splat, const YztMapFrame *frame, int scale, int copy, YztGeneration *generation, const GArray *indices)
{
  /* By level, none first: what is worse lies above. */
  for (int pass = 0; pass < 5; pass++) {
    int level = pass == 0 ? 0 : 5 - pass;
    for (guint i = 0; i < indices->len; i++) {
      guint index = g_array_index (indices, guint, i);
      guint kind;
      double x, y;
      if (yzt_generation_get_face (generation, index, &kind, &x, &y) == level) {
        splat_dot (splat, (int) floor (yzt_map_frame_px (frame, x + copy) * scale), (int) floor (yzt_map_frame_py (frame, y) * scale),
                   level == 0 ? kind : (guint) (63 + level));
      }
    }
  }
}

guint
yzt_crowd_paint_dots (cairo_surface_t *surface, const YztMapFrame *frame, int scale, double radius_px, YztGeneration *generation, YztSceneFilter filter)
{
  g_autofree Splat *splat = g_new0 (Splat, 1);
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  double half_x = (frame->width / 2.0 + radius_px) / frame->world_px, half_y = (frame->height / 2.0 + radius_px) / frame->world_px;
  guint n = 0;
  cairo_surface_flush (surface);
  splat->pixels = cairo_image_surface_get_data (surface);
  splat->stride = cairo_image_surface_get_stride (surface);
  splat->width = cairo_image_surface_get_width (surface);
  splat->height = cairo_image_surface_get_height (surface);
  g_autofree guint8 *painted = splat->painted = g_malloc0 ((gsize) splat->width * (gsize) splat->height);
  make_mask (splat, radius_px * scale);
  fill_colors (splat, generation);
  for (int copy = -1; copy <= 1; copy++) {
    double x0 = MAX (frame->center_x - half_x - copy, 0.0), x1 = MIN (frame->center_x + half_x - copy, 1.0);
    if (x0 <= x1) {
      g_array_set_size (indices, 0);
      yzt_generation_box (generation, x0, frame->center_y - half_y, x1, frame->center_y + half_y, filter, indices);
      splat_copy (splat, frame, scale, copy, generation, indices);
      n += indices->len;
    }
  }
  cairo_surface_mark_dirty (surface);
  return n;
}

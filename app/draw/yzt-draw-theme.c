/* yzt-draw-theme.c: the two looks of the map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-draw-theme.h"

#include <string.h>

#define RGB(hex) \
  { ((hex) >> 16 & 0xff) / 255.0, ((hex) >> 8 & 0xff) / 255.0, ((hex) & 0xff) / 255.0, 1.0 }

const YztDrawTheme YZT_DRAW_THEME_LIGHT = {
  .dark = FALSE,
  .ground = RGB (0xeeebe4),
  .jurisdiction = RGB (0xf8f6f1),
  .water = RGB (0xb9d6e6),
  .road = RGB (0xffffff),
  .boundary = RGB (0x8d8a82),
  .boundary_fine = RGB (0xb4b0a8),
  .place = RGB (0x77736b),
  .text = RGB (0x24272b),
  .dim = RGB (0x6b6b6b),
  .halo = RGB (0xffffff),
  .card = RGB (0xffffff),
  .card_edge = RGB (0xd8d6d2),
};

const YztDrawTheme YZT_DRAW_THEME_DARK = {
  .dark = TRUE,
  .ground = RGB (0x1f2529),
  .jurisdiction = RGB (0x252c31),
  .water = RGB (0x183a4a),
  .road = RGB (0x3a3a36),
  .boundary = RGB (0x77808a),
  .boundary_fine = RGB (0x4a525a),
  .place = RGB (0x98a2ac),
  .text = RGB (0xf4f4f4),
  .dim = RGB (0xa9a9a9),
  .halo = RGB (0x14181c),
  .card = RGB (0x36363a),
  .card_edge = RGB (0x4a4a4e),
};

YztDrawColor
yzt_draw_level_color (int level)
{
  static const YztDrawColor colors[5] = { RGB (0xa5adb5), RGB (0xe01b24), RGB (0xff7800), RGB (0xf5c211),
                                          RGB (0x3584e4) };
  return colors[level >= 1 && level <= 4 ? level : 0];
}

void
yzt_draw_set_color (cairo_t *cr, YztDrawColor color)
{
  cairo_set_source_rgba (cr, color.r, color.g, color.b, color.a);
}

YztDrawColor
yzt_draw_parse_color (const char *text, YztDrawColor fallback)
{
  guint64 value;
  if (text == NULL || text[0] != '#' || strlen (text) != 7 ||
      !g_ascii_string_to_unsigned (text + 1, 16, 0, 0xffffff, &value, NULL)) {
    return fallback;
  }
  guint rgb = (guint) value;
  return (YztDrawColor) RGB (rgb);
}

void
yzt_draw_rounded_rectangle (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  double right = x + width - radius, bottom = y + height - radius;
  cairo_new_path (cr);
  cairo_arc (cr, right, y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, right, bottom, radius, 0, G_PI_2);
  cairo_arc (cr, x + radius, bottom, radius, G_PI_2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 1.5 * G_PI);
  cairo_close_path (cr);
}

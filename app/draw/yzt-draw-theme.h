/* yzt-draw-theme.h: the two looks of the map: light and dark
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Constants; any thread. Colours of look.md. Level colours mean level and nothing else. */
#pragma once
#include <cairo.h>
#include <glib.h>
G_BEGIN_DECLS
typedef struct {
  double r, g, b, a;
} YztDrawColor;

typedef struct {
  gboolean dark;
  YztDrawColor ground;           /* land outside the jurisdiction */
  YztDrawColor jurisdiction;     /* land inside it, a shade lighter */
  YztDrawColor water, road;
  YztDrawColor boundary, boundary_fine;
  YztDrawColor place;            /* names of places */
  YztDrawColor text, dim, halo;  /* halo: casing of text and lines */
  YztDrawColor card, card_edge;
} YztDrawTheme;

extern const YztDrawTheme YZT_DRAW_THEME_LIGHT, YZT_DRAW_THEME_DARK;

/** @level 1 red, 2 orange, 3 yellow, 4 blue, else a neutral grey. */
YztDrawColor yzt_draw_level_color (int level);
void yzt_draw_set_color (cairo_t *cr, YztDrawColor color);
/** A new path of @cr: a rectangle whose corners have @radius, at most half of its shorter side. */
void yzt_draw_rounded_rectangle (cairo_t *cr, double x, double y, double width, double height, double radius);
/** "#1f7a74"; @fallback when @text is NULL or no such colour. */
YztDrawColor yzt_draw_parse_color (const char *text, YztDrawColor fallback);
G_END_DECLS

/* yzt-glyph.c: the small pictures inside symbols, as paths in a unit box
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Our own drawings: few strokes, so that they stay crisp at ten pixels. */
#include "yzt-glyph-private.h"

#include <math.h>

static void
disc (cairo_t *cr, double x, double y, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
}

static void
polygon (cairo_t *cr, const double *xy, guint n_points)
{
  cairo_move_to (cr, xy[0], xy[1]);
  for (guint i = 1; i < n_points; i++) {
    cairo_line_to (cr, xy[2 * i], xy[2 * i + 1]);
  }
  cairo_close_path (cr);
}

static void
stroke (cairo_t *cr, double width)
{
  cairo_set_line_width (cr, width);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);
}

/* 一 二 三 四 as strokes: no font is needed and they are the same everywhere. */
static void
paint_numeral (cairo_t *cr, int level)
{
  if (level == 4) {
    cairo_rectangle (cr, -0.72, -0.6, 1.44, 1.2);
    cairo_move_to (cr, -0.22, -0.5);
    cairo_curve_to (cr, -0.22, 0.05, -0.3, 0.2, -0.5, 0.3);
    cairo_move_to (cr, 0.2, -0.5);
    cairo_line_to (cr, 0.2, 0.1);
    cairo_line_to (cr, 0.55, 0.1);
    stroke (cr, 0.2);
    return;
  }
  for (int i = 0; i < level; i++) {
    double y = level == 1 ? 0 : -0.55 + i * 1.1 / (level - 1);
    double half = i == level - 1 ? 0.8 : 0.55;
    cairo_move_to (cr, -half, y);
    cairo_line_to (cr, half, y);
  }
  stroke (cr, 0.26);
}

static void
paint_team (cairo_t *cr)
{
  disc (cr, 0, -0.42, 0.38);
  cairo_fill (cr);
  cairo_move_to (cr, -0.75, 0.8);
  cairo_curve_to (cr, -0.75, -0.1, 0.75, -0.1, 0.75, 0.8);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
paint_box (cairo_t *cr)
{
  static const double outline[] = { 0, -0.85, 0.75, -0.45, 0.75, 0.42, 0, 0.85, -0.75, 0.42, -0.75, -0.45 };
  polygon (cr, outline, 6);
  cairo_move_to (cr, -0.75, -0.45);
  cairo_line_to (cr, 0, -0.02);
  cairo_line_to (cr, 0.75, -0.45);
  cairo_move_to (cr, 0, -0.02);
  cairo_line_to (cr, 0, 0.85);
  stroke (cr, 0.2);
}

static void
paint_tent (cairo_t *cr)
{
  static const double tent[] = { 0, -0.75, 0.9, 0.7, 0.28, 0.7, 0, 0.1, -0.28, 0.7, -0.9, 0.7 };
  polygon (cr, tent, 6);
  cairo_fill (cr);
}

static void
paint_cross (cairo_t *cr)
{
  cairo_rectangle (cr, -0.24, -0.78, 0.48, 1.56);
  cairo_rectangle (cr, -0.78, -0.24, 1.56, 0.48);
  cairo_fill (cr);
}

static void
paint_head (cairo_t *cr)
{
  disc (cr, 0, -0.28, 0.42);
  cairo_fill (cr);
  cairo_move_to (cr, -0.6, 0.72);
  cairo_line_to (cr, 0.6, 0.72);
  stroke (cr, 0.3);
}

static void
paint_camera (cairo_t *cr)
{
  disc (cr, 0, 0, 0.62);
  stroke (cr, 0.2);
  disc (cr, 0, 0, 0.28);
  cairo_fill (cr);
}

static void
paint_heli (cairo_t *cr)
{
  cairo_move_to (cr, -0.42, -0.65);
  cairo_line_to (cr, -0.42, 0.65);
  cairo_move_to (cr, 0.42, -0.65);
  cairo_line_to (cr, 0.42, 0.65);
  cairo_move_to (cr, -0.42, 0);
  cairo_line_to (cr, 0.42, 0);
  stroke (cr, 0.28);
}

static void
paint_star (cairo_t *cr)
{
  for (int i = 0; i < 10; i++) {
    double radius = i % 2 == 0 ? 0.85 : 0.36, angle = i * G_PI / 5;
    cairo_line_to (cr, radius * sin (angle), -radius * cos (angle));
  }
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
paint_phone (cairo_t *cr)
{
  cairo_arc (cr, 0.55, -0.55, 1.1, 0.5 * G_PI, G_PI);
  stroke (cr, 0.3);
  disc (cr, -0.5, -0.5, 0.26);
  disc (cr, 0.5, 0.5, 0.26);
  cairo_fill (cr);
}

static void
paint_leak (cairo_t *cr)
{
  cairo_move_to (cr, 0, -0.95);
  cairo_curve_to (cr, 0.2, -0.45, 0.66, -0.1, 0.66, 0.3);
  cairo_arc (cr, 0, 0.28, 0.66, 0, G_PI);
  cairo_curve_to (cr, -0.66, -0.1, -0.2, -0.45, 0, -0.95);
  cairo_fill (cr);
}

static void
paint_fire (cairo_t *cr)
{
  cairo_move_to (cr, -0.08, -0.95);
  cairo_curve_to (cr, 0.05, -0.4, 0.72, -0.2, 0.68, 0.35);
  cairo_curve_to (cr, 0.65, 0.75, 0.35, 0.92, 0, 0.92);
  cairo_curve_to (cr, -0.4, 0.92, -0.7, 0.7, -0.7, 0.3);
  cairo_curve_to (cr, -0.7, 0, -0.5, -0.2, -0.42, -0.45);
  cairo_curve_to (cr, -0.3, -0.3, -0.25, -0.2, -0.2, -0.1);
  cairo_curve_to (cr, -0.05, -0.35, -0.15, -0.7, -0.08, -0.95);
  cairo_fill (cr);
}

static void
paint_vehicle (cairo_t *cr)
{
  cairo_rectangle (cr, -0.9, -0.45, 1.05, 0.8);
  cairo_fill (cr);
  static const double cab[] = { 0.25, -0.2, 0.6, -0.2, 0.9, 0.08, 0.9, 0.35, 0.25, 0.35 };
  polygon (cr, cab, 5);
  cairo_fill (cr);
  disc (cr, -0.5, 0.45, 0.2);
  disc (cr, 0.5, 0.45, 0.2);
  cairo_fill (cr);
}

static void
paint_collapse (cairo_t *cr)
{
  static const double slope[] = { -0.9, 0.75, -0.9, -0.5, -0.55, -0.5, 0.9, 0.75 };
  polygon (cr, slope, 4);
  cairo_fill (cr);
  disc (cr, 0.05, -0.45, 0.2);
  disc (cr, 0.5, 0.0, 0.24);
  cairo_fill (cr);
}

static void
paint_water (cairo_t *cr)
{
  for (int i = 0; i < 3; i++) {
    double y = -0.5 + 0.5 * i;
    cairo_move_to (cr, -0.85, y);
    cairo_curve_to (cr, -0.55, y - 0.35, -0.3, y - 0.35, 0, y);
    cairo_curve_to (cr, 0.3, y + 0.35, 0.55, y + 0.35, 0.85, y);
  }
  stroke (cr, 0.24);
}

static void
paint_blast (cairo_t *cr)
{
  for (int i = 0; i < 16; i++) {
    double radius = i % 2 == 0 ? 0.95 : 0.45, angle = i * G_PI / 8;
    cairo_line_to (cr, radius * sin (angle), -radius * cos (angle));
  }
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
paint_alert (cairo_t *cr)
{
  cairo_move_to (cr, 0, -0.75);
  cairo_line_to (cr, 0, 0.2);
  stroke (cr, 0.34);
  disc (cr, 0, 0.7, 0.2);
  cairo_fill (cr);
}

void
yzt_glyph_paint (cairo_t *cr, YztSymbolGlyph glyph, int level)
{
  cairo_new_path (cr);
  switch (glyph) {
  case YZT_GLYPH_NUMERAL: paint_numeral (cr, level); break;
  case YZT_GLYPH_TEAM: paint_team (cr); break;
  case YZT_GLYPH_BOX: paint_box (cr); break;
  case YZT_GLYPH_TENT: paint_tent (cr); break;
  case YZT_GLYPH_CROSS: paint_cross (cr); break;
  case YZT_GLYPH_HEAD: paint_head (cr); break;
  case YZT_GLYPH_CAMERA: paint_camera (cr); break;
  case YZT_GLYPH_HELI: paint_heli (cr); break;
  case YZT_GLYPH_STAR: paint_star (cr); break;
  case YZT_GLYPH_PHONE: paint_phone (cr); break;
  case YZT_GLYPH_LEAK: paint_leak (cr); break;
  case YZT_GLYPH_FIRE: paint_fire (cr); break;
  case YZT_GLYPH_VEHICLE: paint_vehicle (cr); break;
  case YZT_GLYPH_COLLAPSE: paint_collapse (cr); break;
  case YZT_GLYPH_WATER: paint_water (cr); break;
  case YZT_GLYPH_BLAST: paint_blast (cr); break;
  case YZT_GLYPH_ALERT: paint_alert (cr); break;
  case YZT_GLYPH_NONE:
  default: break;
  }
}

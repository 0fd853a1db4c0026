/* yzt-map-symbol.h: the symbols of kinds, clusters; drawn with Cairo for screen and paper alike
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any thread with its own cairo_t. Kind is told by shape and glyph, level by colour. */
#pragma once
#include "yzt-draw-theme.h"
#include "yzt-kind.h"
G_BEGIN_DECLS
typedef enum {
  YZT_SHAPE_DISC, YZT_SHAPE_SQUARE, YZT_SHAPE_TRIANGLE, YZT_SHAPE_HEXAGON, YZT_SHAPE_ROUND, YZT_SHAPE_HOUSE,
  YZT_SHAPE_PENTAGON, YZT_SHAPE_ROUNDED_SQUARE, YZT_SHAPE_DIAMOND,
} YztSymbolShape;
typedef enum {
  YZT_GLYPH_NONE, YZT_GLYPH_NUMERAL, YZT_GLYPH_TEAM, YZT_GLYPH_BOX, YZT_GLYPH_TENT, YZT_GLYPH_CROSS, YZT_GLYPH_HEAD,
  YZT_GLYPH_CAMERA, YZT_GLYPH_HELI, YZT_GLYPH_STAR, YZT_GLYPH_PHONE, YZT_GLYPH_LEAK, YZT_GLYPH_FIRE, YZT_GLYPH_VEHICLE,
  YZT_GLYPH_COLLAPSE, YZT_GLYPH_WATER, YZT_GLYPH_BLAST, YZT_GLYPH_ALERT,
} YztSymbolGlyph;
typedef enum { YZT_SYMBOL_FILLED, YZT_SYMBOL_OUTLINE, YZT_SYMBOL_LEVEL_OUTLINE, YZT_SYMBOL_LEVEL_FILLED } YztSymbolStyle;
typedef enum {
  YZT_SYMBOL_STALE = 1 << 0,    /* half opacity */
  YZT_SYMBOL_SELECTED = 1 << 1, /* ring outside */
  YZT_SYMBOL_HOVER = 1 << 2,
  YZT_SYMBOL_EXERCISE = 1 << 3, /* dashed outline */
} YztSymbolFlags;

typedef struct {
  YztSymbolShape shape;
  YztSymbolGlyph glyph;
  YztSymbolStyle style;
  YztDrawColor color; /* the kind's own */
  guint8 level;       /* 0 none, 1 worst … 4 */
  guint8 flags;       /* YztSymbolFlags */
  gboolean national;  /* GB/T 35649: a square with @text */
  char text[19];      /* at most six Chinese characters */
} YztSymbolSpec;

/** Half the side of a national square, in radii of ours. */
#define YZT_NATIONAL_HALF 1.35
typedef enum { YZT_SYMBOL_SET_OURS, YZT_SYMBOL_SET_NATIONAL } YztSymbolSet;

/** What @kind's file says; @variant: index of the value of its "type" (glyph of an incident), G_MAXUINT16 for none. */
YztSymbolSpec yzt_symbol_spec_for_kind (const YztKind *kind, int level, guint variant, YztSymbolFlags flags);
/** The same feature in the national set, with the text of its kind, or of its class for an event. */
void yzt_symbol_spec_make_national (YztSymbolSpec *spec, const YztKind *kind, guint variant);
/** TRUE when both look the same: for caches of sprites. */
gboolean yzt_symbol_spec_equal (const YztSymbolSpec *a, const YztSymbolSpec *b);
guint yzt_symbol_spec_hash (const YztSymbolSpec *spec);
/** Draws within radius * 1.6 of the centre (selection ring and outline included). */
void yzt_symbol_paint (cairo_t *cr, const YztSymbolSpec *spec, double x, double y, double radius_px, const YztDrawTheme *theme);
/** Disc in the card's colour, bold count, rim split by share, its first arc (from noon, clockwise) in the worst level inside. */
double yzt_cluster_radius (guint count); /* px */
/** Its parts, the lowest first: the rim, which is the same for every count of this radius; the arcs, by @shares of the count by level (1 … 4); the card,
 * again the same; the words. */
void yzt_cluster_paint_rim (cairo_t *cr, double x, double y, double radius, const YztDrawTheme *theme);
void yzt_cluster_paint_arcs (cairo_t *cr, double x, double y, double radius, const double shares[5]);
void yzt_cluster_paint_card (cairo_t *cr, double x, double y, double radius, const YztDrawTheme *theme);
void yzt_cluster_paint_count (cairo_t *cr, double x, double y, guint count, const YztDrawTheme *theme);
void yzt_cluster_paint (cairo_t *cr, double x, double y, guint count, const guint level_counts[5], const YztDrawTheme *theme);
G_END_DECLS

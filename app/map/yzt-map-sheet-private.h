/* yzt-map-sheet-private.h: a sheet of paper with a map on it, drawn with cairo; any thread
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-area-set-private.h"
#include "yzt-ground-stack-private.h"
#include "yzt-map-symbol.h"
#include "yzt-scene-layout-private.h"
G_BEGIN_DECLS

/** All that is drawn; owned by the sheet. Lengths in 1/96 inch. */
typedef struct {
  double width, height;
  char *title;            /* "" for none */
  char *header, *seal;    /* of the planner's template: above the title, below the map; NULL: none */
  char *footer;           /* time and who */
  char *sources;
  char *language;
  gboolean legend, graticule;
  YztSymbolSet symbol_set;
  YztGeneration *generation; /* may be NULL */
  YztSceneFilter filter;
  YztGroundStack *grounds; /* the base maps that are seen */
  double px_per_unit;     /* of pictures among them */
  double wall;            /* > 0: dark, symbols and words of the wall so many times as large */
  void (*over) (cairo_t *cr, double width_px, double height_px, gpointer over_data); /* or NULL */
  gpointer over_data;
  GDestroyNotify over_destroy;
  double head_px, foot_px; /* of what @over draws: no names below it */
  gboolean bare;          /* the map alone, to the edges of the sheet, without words round it */
  YztAreaSet *areas;
  YztPosition ring_center;
  double ring_radius_m;   /* 0: none */
  /* what is seen on the screen */
  double center_x, center_y; /* Mercator */
  double seen_width, seen_height; /* Mercator */
  double denominator;     /* 1:n in the middle; 0: what is seen fits */
  char *view_code;        /* shown as a QR code; NULL: none */
} YztMapSheet;

void yzt_map_sheet_free (YztMapSheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztMapSheet, yzt_map_sheet_free)
/** Between yzt_lettering_begin() and yzt_lettering_end(), which comes after the surface is finished. */
void yzt_map_sheet_paint (YztMapSheet *sheet, cairo_t *cr);
/** Mercator of the upper left corner of the map on the sheet, and how wide the world would be in units. */
void yzt_map_sheet_get_window (const YztMapSheet *sheet, double *x0, double *y0, double *world_px);
/** 1:n on paper at the middle of the map. */
double yzt_map_sheet_get_scale_denominator (const YztMapSheet *sheet);
G_END_DECLS

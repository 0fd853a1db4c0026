/* yzt-map-sketch-private.h: the sketch on the map, for who paints it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-map-sketch.h"
#include "yzt-map-view-private.h"
G_BEGIN_DECLS
typedef struct {
  YztMapView *view;      /* not owned */
  YztSketch *sketch;
  GtkWidget *area;       /* it is drawn here; owned by the overlay */
  YztMapSketchFunc func;
  gpointer user_data;
  gboolean adding, snap;
  gboolean has_chosen;
  guint part, point;     /* chosen */
  gboolean dragging, stepped;
  double press_x, press_y;
  gboolean has_end;
  YztPosition end;       /* where the next point would be */
  char *problem;
  guint redraw_handler, tool_handler;
} YztMapSketch;

typedef enum { YZT_SKETCH_HIT_NONE, YZT_SKETCH_HIT_POINT, YZT_SKETCH_HIT_EDGE } YztSketchHit;
/** @EDGE: the middle of the edge after point @point_out. */
YztSketchHit yzt_map_sketch_hit (const YztMapSketch *self, double x, double y, guint *part_out, guint *point_out);
void yzt_map_sketch_paint (const YztMapSketch *self, cairo_t *cr, const YztMapFrame *frame, const YztDrawTheme *theme);
G_END_DECLS

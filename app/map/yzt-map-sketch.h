/* yzt-map-sketch.h: drawing and reshaping a line or an area on the map, by mouse and by keys
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. While a sketch is there the map's tool is YZT_MAP_TOOL_SKETCH. Mouse: a click sets the next point, a click on the first point or a double
 * click ends the outline; points and the middles of edges are dragged. Keys on the map: Enter sets a point at the cross in the middle, N and B go to the
 * next point and back, Shift and arrows move it, Delete takes it away, Backspace is a step back, H begins a hole, P another part, S snaps, A goes on
 * setting points. */
#pragma once
#include "yzt-map-view.h"
#include "yzt-sketch.h"
G_BEGIN_DECLS
/** The person changed the sketch or what is asked next; ended when yzt_map_sketch_get says NULL. */
typedef void (*YztMapSketchFunc) (YztMapView *view, gpointer user_data);
/** @sketch (transfer full); @func is called until the end. @adding: clicks set points from the beginning. */
void yzt_map_sketch_begin (YztMapView *self, YztSketch *sketch, gboolean adding, YztMapSketchFunc func, gpointer user_data);
/** (transfer none) NULL: nothing is drawn. */
YztSketch *yzt_map_sketch_get (YztMapView *self);
void yzt_map_sketch_end (YztMapView *self);
/** After the sketch was changed by other hands. */
void yzt_map_sketch_changed (YztMapView *self);
/** The next point, as typed; it is brought into sight. */
gboolean yzt_map_sketch_put (YztMapView *self, YztPosition at);
/** One step back: a point, an outline, adding; FALSE when there is none. */
gboolean yzt_map_sketch_step_back (YztMapView *self);
void yzt_map_sketch_set_snap (YztMapView *self, gboolean snap);
gboolean yzt_map_sketch_get_snap (YztMapView *self);
void yzt_map_sketch_set_adding (YztMapView *self, gboolean adding);
gboolean yzt_map_sketch_get_adding (YztMapView *self);
/** The point that is chosen; FALSE: none. */
gboolean yzt_map_sketch_get_chosen (YztMapView *self, guint *part_out, guint *point_out);
/** The nearest thing or corner of an outline within some pixels of (@x, @y); FALSE: none. */
gboolean yzt_map_view_snap (YztMapView *self, double x, double y, YztPosition *at_out);
G_END_DECLS

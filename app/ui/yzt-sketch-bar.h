/* yzt-sketch-bar.h: below the map while a line or an area is drawn: figures, the next point in numbers, what is wrong, ends
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Signals: "done" (the sketch has no problem), "cancelled". */
#pragma once
#include "yzt-map-sketch.h"
G_BEGIN_DECLS
#define YZT_TYPE_SKETCH_BAR (yzt_sketch_bar_get_type ())
G_DECLARE_FINAL_TYPE (YztSketchBar, yzt_sketch_bar, YZT, SKETCH_BAR, GtkBox)
GtkWidget *yzt_sketch_bar_new (YztMapView *map, const char *title);
/** Shows the sketch as it is now. */
void yzt_sketch_bar_update (YztSketchBar *self);
/** As the button does: "done", or the problem is shown. */
void yzt_sketch_bar_finish (YztSketchBar *self);
/** Esc: a step back; FALSE when there is none. */
gboolean yzt_sketch_bar_step_back (YztSketchBar *self);
GtkWidget *yzt_sketch_bar_get_entry (YztSketchBar *self);
/** @sentence below the figures, until the drawing is changed. */
void yzt_sketch_bar_tell (YztSketchBar *self, const char *sentence);
const char *yzt_sketch_bar_get_problem (YztSketchBar *self);
G_END_DECLS

/* yzt-sketch.h: a line or an area being drawn: its points step by step, what is wrong with it in words
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pure: no widgets. One thread at a time. Points are WGS 84; outlines are judged as straight lines in degrees, as they are kept. */
#pragma once
#include "yzt-geo.h"
G_BEGIN_DECLS
typedef struct _YztSketch YztSketch;
/** @type LINE or AREA. */
YztSketch *yzt_sketch_new (YztGeometryType type);
/** To reshape a line or an area. */
YztSketch *yzt_sketch_new_from (const YztGeometry *geometry);
void yzt_sketch_free (YztSketch *sketch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztSketch, yzt_sketch_free)

gboolean yzt_sketch_is_area (const YztSketch *sketch);
guint yzt_sketch_get_n_parts (const YztSketch *sketch);
/** Points of a part, open (the first is not repeated); valid until the next change. */
const YztPosition *yzt_sketch_get_part (const YztSketch *sketch, guint part, guint *n_out, gboolean *hole_out);
guint yzt_sketch_get_n_points (const YztSketch *sketch);

/* Each is one step; FALSE when it is none (the same place twice, no such point). */
/** At the end of the last part, which is begun when there is none. */
gboolean yzt_sketch_add (YztSketch *sketch, YztPosition at);
/** After point @after of the part. */
gboolean yzt_sketch_insert (YztSketch *sketch, guint part, guint after, YztPosition at);
gboolean yzt_sketch_move (YztSketch *sketch, guint part, guint point, YztPosition to);
/** The same step goes on, as long as a drag lasts. */
gboolean yzt_sketch_move_on (YztSketch *sketch, guint part, guint point, YztPosition to);
/** A part without points goes. */
gboolean yzt_sketch_remove (YztSketch *sketch, guint part, guint point);
/** The next points are those of a new part; @hole: of a hole. FALSE when the last part is not whole yet. */
gboolean yzt_sketch_begin_part (YztSketch *sketch, gboolean hole);
/** FALSE when there was no step. */
gboolean yzt_sketch_step_back (YztSketch *sketch);
gboolean yzt_sketch_is_changed (const YztSketch *sketch);

/** The last point of the last part; FALSE when there is none. */
gboolean yzt_sketch_get_last (const YztSketch *sketch, YztPosition *last_out);
/** "112.5, 23.0" in any notation and datum, or distance and bearing from the last point: "500m 45", "1.2 km 225°", "800米 东北". Errors say what may be
 * written. */
gboolean yzt_sketch_parse_point (const YztSketch *sketch, const char *text, YztPosition *at_out, GError **error);
/** What is wrong in one sentence, points counted from 1; NULL: it may be saved. Free. */
char *yzt_sketch_get_problem (const YztSketch *sketch);
double yzt_sketch_get_length_m (const YztSketch *sketch);
/** Without the holes; 0 for lines. */
double yzt_sketch_get_area_m2 (const YztSketch *sketch);
/** NULL while there is a problem. */
YztGeometry *yzt_sketch_to_geometry (const YztSketch *sketch);
G_END_DECLS

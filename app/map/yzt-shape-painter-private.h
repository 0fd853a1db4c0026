/* yzt-shape-painter-private.h: lines and areas of features, drawn with cairo
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any thread, with a painter of its own. */
#pragma once
#include "yzt-draw-theme.h"
#include "yzt-map-frame-private.h"
#include "yzt-scene.h"
G_BEGIN_DECLS

typedef struct {
  GArray *pixels, *clipped, *spare; /* YztMapPoint, kept from shape to shape */
} YztShapePainter;
void yzt_shape_painter_init (YztShapePainter *painter);
void yzt_shape_painter_clear (YztShapePainter *painter);

/** The slots of what is in sight, in the order of painting: large areas first, lines last, the worse level later. FALSE when there are more than
 * @most, or they have more than @most_points vertices at this zoom: @indices then holds some of them. */
gboolean yzt_shape_painter_list (const YztMapFrame *frame, YztGeneration *generation, YztSceneFilter filter, guint most, guint most_points, GArray *indices);
/** Areas with a light fill and an outline in the colour of their level, of their kind when they have none; lines with a casing. What is old is faded,
 * what is an exercise dashed. */
void yzt_shape_painter_paint (YztShapePainter *painter, cairo_t *cr, const YztMapFrame *frame, YztGeneration *generation, const GArray *indices, const YztDrawTheme *theme);
/** Outline in the text colour with a casing, for what is selected (@strong) or pointed at. */
void yzt_shape_painter_outline (YztShapePainter *painter, cairo_t *cr, const YztMapFrame *frame, const YztShape *shape, gboolean strong, const YztDrawTheme *theme);
/** TRUE when some of its edges, not just its inside, may be in sight. */
gboolean yzt_shape_edge_in_sight (const YztMapFrame *frame, const YztShape *shape);
/** What its outline covers of the widget, cut to it and a little more; FALSE when it is elsewhere. */
gboolean yzt_shape_get_pixel_box (const YztMapFrame *frame, const YztShape *shape, graphene_rect_t *box_out);
G_END_DECLS

/* yzt-shape-private.h: an outline while a shape is made of it, and a shape as bytes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-shape.h"
G_BEGIN_DECLS

typedef struct {
  double x, y;   /* Mercator, x unwrapped */
  double weight; /* area of the triangle that is lost when this vertex goes; G_MAXDOUBLE: never goes */
} YztShapeVertex;

typedef struct {
  gboolean closed;   /* rings, not lines */
  GArray *vertices;  /* YztShapeVertex */
  GArray *starts;    /* guint32, n_parts + 1 */
} YztShapeOutline;

void yzt_shape_outline_init (YztShapeOutline *outline, gboolean closed);
void yzt_shape_outline_clear (YztShapeOutline *outline);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YztShapeOutline, yzt_shape_outline_clear)
/** Gives each vertex the weight at which it may go, after all lighter ones went (Visvalingam and Whyatt); n log n whatever the outline. */
void yzt_shape_outline_weigh (YztShapeOutline *outline);
gboolean yzt_shape_outline_crosses_itself (const YztShapeOutline *outline);

void yzt_shape_pack (const YztShape *shape, GByteArray *bytes);
/** Moves @bytes on; NULL when they are none of a shape's. */
YztShape *yzt_shape_unpack (const guint8 **bytes, const guint8 *end);
G_END_DECLS

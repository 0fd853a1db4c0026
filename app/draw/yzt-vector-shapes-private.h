/* yzt-vector-shapes-private.h: geometries into the records of a prepared vector base map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-vector-file-private.h"
#include "yzt-vector-style-private.h"
G_BEGIN_DECLS
#define YZT_VECTOR_TUNNEL 1 /* flags of a record */
#define YZT_VECTOR_CUT 2    /* an area out of a tile: what looks like its edge may be that of the tile */

/** Lines and rings of one feature, Mercator 0 to 1. */
typedef struct {
  GArray *points; /* double pairs */
  GArray *ends;   /* guint: number of points up to the end of each part */
} YztVectorParts;
void yzt_vector_parts_init (YztVectorParts *parts);
void yzt_vector_parts_clear (YztVectorParts *parts);
void yzt_vector_parts_empty (YztVectorParts *parts);

/** A record at every grade of zoom at which the feature is to be seen. @rule_index below 256. */
void yzt_vector_write_shape (YztVectorWriter *writer, const YztVectorRule *rule, guint rule_index, guint flags, const YztVectorParts *parts);
/** @names: local, Chinese, English, "" for none. */
void yzt_vector_write_name (YztVectorWriter *writer, const YztVectorRule *rule, guint rule_index, double x, double y, double importance,
                            char *const names[3]);
/** Where the name of the feature goes: inside an area, halfway along a line. FALSE for what has no extent. @extent_out its longer side. */
gboolean yzt_vector_find_middle (const YztVectorParts *parts, YztVectorShape shape, double *x_out, double *y_out, double *extent_out);
G_END_DECLS

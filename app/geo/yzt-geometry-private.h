/* yzt-geometry-private.h: what the two halves of YztGeometry share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-geo.h"
G_BEGIN_DECLS

/** YztGeometryBuilder: rings as they are read; a ring is kept open (the first point is not repeated). */
typedef struct {
  YztGeometryType type;
  GArray *points;      /* YztPosition */
  GArray *ring_starts; /* guint, one per ring */
  GByteArray *outer;   /* per ring: 1 an outer ring or a line, 0 a hole of the outer ring before it */
} YztGeometryBuilder;

void yzt_geometry_builder_init (YztGeometryBuilder *builder, YztGeometryType type);
void yzt_geometry_builder_clear (YztGeometryBuilder *builder);
/** Adds a ring; the closing point is dropped. FALSE, and nothing added, when too few points are left of it. */
gboolean yzt_geometry_builder_add (YztGeometryBuilder *builder, const YztPosition *points, guint n, gboolean outer);
/** The geometry, or NULL when no ring was added. Clears the builder. */
YztGeometry *yzt_geometry_builder_end (YztGeometryBuilder *builder);

/* Types of WKB geometries, as blobs have them. */
enum {
  WKB_POINT = 1,
  WKB_LINESTRING = 2,
  WKB_POLYGON = 3,
  WKB_MULTIPOINT = 4,
  WKB_MULTILINESTRING = 5,
  WKB_MULTIPOLYGON = 6,
};

gboolean yzt_geometry_ring_is_outer (const YztGeometry *geometry, guint i);

G_END_DECLS

/* yzt-base-map-private.h: how the base map keeps its geometry
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-base-map.h"
G_BEGIN_DECLS

typedef enum {
  YZT_BASE_LAND, YZT_BASE_CHINA, YZT_BASE_JURISDICTION, YZT_BASE_LAKE, YZT_BASE_RIVER, YZT_BASE_COUNTRY,
  YZT_BASE_PROVINCE, YZT_BASE_PREFECTURE, YZT_BASE_COUNTY, YZT_BASE_N_LAYERS
} YztBaseLayerId;

/** One line or polygon of several parts, Mercator units. */
typedef struct {
  float x0, y0, x1, y1;         /* box */
  guint first_part, n_parts;    /* in parts */
  float min_zoom;
} YztBaseShape;
/** A ring or a line. */
typedef struct {
  guint first_point, n_points;
} YztBasePart;

/** Everything of one layer at one grade of detail. */
typedef struct {
  GArray *shapes; /* YztBaseShape */
  GArray *parts;  /* YztBasePart */
  GArray *points; /* double pairs x, y */
} YztBaseDetail;

#define YZT_BASE_N_DETAILS 5
/** Tolerance of detail @i: half a pixel at this zoom; the last has every point. */
static const double yzt_base_detail_zoom[YZT_BASE_N_DETAILS] = { 3.5, 5.5, 7.5, 9.5, 30 };

typedef struct {
  double x, y, importance, min_zoom;
  char *name, *name_zh;
  YztPlaceKind kind;
} YztBasePlace;

struct _YztBaseMap {
  gatomicrefcount references;
  YztBaseDetail layers[YZT_BASE_N_LAYERS][YZT_BASE_N_DETAILS];
  GArray *places; /* YztBasePlace, most important first */
  char *attribution;
};
G_END_DECLS

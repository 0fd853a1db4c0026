/* yzt-base-map-private.h: how the base map keeps its geometry
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-base-map.h"
G_BEGIN_DECLS

/** Areas are filled, lines stroked. Borders are worked out from the areas on their sides: each line once, of the highest
 * rank that it has. */
typedef enum {
  YZT_BASE_LAND, YZT_BASE_CHINA, YZT_BASE_JURISDICTION, YZT_BASE_LAKE, /* areas */
  YZT_BASE_RIVER, YZT_BASE_COUNTRY, YZT_BASE_CHINA_BORDER,             /* lines */
  YZT_BASE_LINE_CHINA, YZT_BASE_LINE_PROVINCE, YZT_BASE_LINE_PREFECTURE, YZT_BASE_LINE_COUNTY,
  YZT_BASE_LINE_HOME_COUNTY, YZT_BASE_LINE_HOME, YZT_BASE_N_LAYERS
} YztBaseLayerId;

/** A ring or a line, Mercator units. */
typedef struct {
  double x0, y0, x1, y1; /* box */
  guint first_point, n_points;
  float min_zoom;
} YztBasePart;

/** Everything of one layer at one grade of detail. */
typedef struct {
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

/** Adds a ring or line of @n points at every grade of detail. */
void yzt_base_layer_add (YztBaseDetail *details, const double *points, guint n, double min_zoom);

/** Gathers the edges of areas to find out which are borders of what. */
typedef struct _YztBaseBorders YztBaseBorders;
typedef enum {
  YZT_BASE_RANK_CHINA, YZT_BASE_RANK_PROVINCE, YZT_BASE_RANK_PREFECTURE, YZT_BASE_RANK_COUNTY
} YztBaseRank;
YztBaseBorders *yzt_base_borders_new (void);
void yzt_base_borders_free (YztBaseBorders *borders);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztBaseBorders, yzt_base_borders_free)
/** @ring: longitude and latitude pairs; @home: of the jurisdiction. */
void yzt_base_borders_add (YztBaseBorders *borders, const double *ring, guint n, YztBaseRank rank, gboolean home);
/** The lines, chained, into the layers YZT_BASE_LINE_…. */
void yzt_base_borders_finish (YztBaseBorders *borders, YztBaseDetail layers[YZT_BASE_N_LAYERS][YZT_BASE_N_DETAILS]);
G_END_DECLS

/* yzt-areas-private.h: counties and prefectures of the base map, to tell where a position lies
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include <gdal.h>
#include "yzt-geo.h"
G_BEGIN_DECLS

/** Borders of the base map are simplified, and a gate may stand across the street. */
#define YZT_AREAS_BORDER_M 1000.0

typedef struct _YztAreas YztAreas;
typedef struct {
  char *name;         /* "高要区" */
  char *code;         /* "441204", "" when the map does not say */
  gboolean is_county; /* else a prefecture */
  YztGeometry *shape;
  GPtrArray *rings;   /* for distances, when they were first asked for; only yzt-areas.c looks into these two */
  GArray *pieces;
} YztArea;

/** [worker] From the base map that is in force: the customer's boundaries (boundaries.gpkg in the user's folder basemap) or ours. NULL when it cannot be read. */
YztAreas *yzt_areas_load (void);
void yzt_areas_free (YztAreas *areas);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztAreas, yzt_areas_free)

/** [worker] That base map; NULL when it cannot be read. Between yzt_gdal_quiet_begin and _end. */
GDALDatasetH yzt_areas_open_base_map (void);

/** The county there, else the prefecture; NULL outside of all. */
const YztArea *yzt_areas_at (YztAreas *areas, YztPosition position);
/** Areas that @text means: a name with or without 区县市 at its end, after a province or city or not ("广东省肇庆市高要区", "高要"); several places
 * may bear it. (element-type YztArea *), empty when none is known; lives as long as @areas. */
const GPtrArray *yzt_areas_named (YztAreas *areas, const char *text);
/** Areas whose code begins with @prefix: of six digits a county, of four a prefecture and its counties. */
const GPtrArray *yzt_areas_coded (YztAreas *areas, const char *prefix);
/** To the nearest border when @position is outside of all of them, else 0; metres, good to a per cent. HUGE_VAL for no area. */
double yzt_areas_distance_m (const GPtrArray *some, YztPosition position);
/** Whether that is at most @most_m: much quicker where most are far away. */
gboolean yzt_areas_are_within (const GPtrArray *some, YztPosition position, double most_m);
G_END_DECLS

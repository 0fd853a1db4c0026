/* yzt-zone.h: a danger zone on the ground: a circle round the spill and a square downwind of it, or a circle where no wind is known
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pure. Geodesics on the WGS 84 ellipsoid; metres; bearings in degrees clockwise from north. Rims are closed. */
#pragma once
#include "yzt-geo.h"
G_BEGIN_DECLS
typedef struct {
  YztPosition spill;
  double isolation_m;   /* circle all round, > 0 */
  double downwind_m;    /* side of the square that begins at the spill; 0: the circle is all */
  double wind_from_deg; /* NaN: not known, or no wind: the second distance holds all round */
} YztZone;
gboolean yzt_zone_is_round (const YztZone *zone);
/** The square: spill ⟂ left, downwind left, downwind right, spill ⟂ right (ERG); FALSE when the zone is round. */
gboolean yzt_zone_get_square (const YztZone *zone, YztPosition corners[4]);
gboolean yzt_zone_contains (const YztZone *zone, YztPosition at);
/** Farthest that the zone reaches from the spill. */
double yzt_zone_get_reach_m (const YztZone *zone);
/** Its outline as one area: what square and circle hold together. */
YztGeometry *yzt_zone_to_geometry (const YztZone *zone);

/** How high the sun's middle stands, in degrees (good to a tenth of one, 1950 to 2100). */
double yzt_sun_elevation_deg (YztPosition at, gint64 utc_ms);
/** Between sunrise and sunset: its upper rim above the horizon, refraction counted. */
gboolean yzt_sun_is_up (YztPosition at, gint64 utc_ms);
G_END_DECLS

/* yzt-zone.c: a danger zone on the ground: a circle round the spill and a square downwind of it, or a circle where no wind is known
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-zone.h"
#include <math.h>

#define HALF_POINTS 90
#define RIM_ELEVATION_DEG -0.833

gboolean
yzt_zone_is_round (const YztZone *zone)
{
  g_return_val_if_fail (zone != NULL, TRUE);
  return !(zone->downwind_m > 0) || isnan (zone->wind_from_deg);
}

gboolean
yzt_zone_get_square (const YztZone *zone, YztPosition corners[4])
{
  g_return_val_if_fail (zone != NULL && corners != NULL, FALSE);
  if (yzt_zone_is_round (zone)) {
    return FALSE;
  }
  double down = zone->wind_from_deg + 180, side = zone->downwind_m;
  corners[0] = yzt_geo_direct (zone->spill, down - 90, side / 2);
  corners[1] = yzt_geo_direct (corners[0], down, side);
  corners[2] = yzt_geo_direct (corners[1], down + 90, side);
  corners[3] = yzt_geo_direct (corners[2], down + 180, side);
  return TRUE;
}

static double
circle_m (const YztZone *zone)
{
  return yzt_zone_is_round (zone) ? MAX (zone->isolation_m, zone->downwind_m) : zone->isolation_m;
}

gboolean
yzt_zone_contains (const YztZone *zone, YztPosition at)
{
  g_return_val_if_fail (zone != NULL, FALSE);
  double bearing_deg = 0, distance_m = yzt_geo_distance_m (zone->spill, at, &bearing_deg);
  if (distance_m <= circle_m (zone)) {
    return TRUE;
  }
  if (yzt_zone_is_round (zone)) {
    return FALSE;
  }
  /* Along and across the wind from the spill: at the tables' distances this differs from the geodesic square by millimetres. */
  double turn = (bearing_deg - zone->wind_from_deg - 180) * G_PI / 180;
  double along_m = distance_m * cos (turn), across_m = distance_m * sin (turn);
  return along_m >= 0 && along_m <= zone->downwind_m && fabs (across_m) <= zone->downwind_m / 2;
}

double
yzt_zone_get_reach_m (const YztZone *zone)
{
  g_return_val_if_fail (zone != NULL, 0);
  double corner_m = yzt_zone_is_round (zone) ? 0 : hypot (zone->downwind_m, zone->downwind_m / 2);
  return MAX (circle_m (zone), corner_m);
}

static void
add_polar (GArray *points, const YztZone *zone, double turn_deg, double distance_m)
{
  YztPosition at = yzt_geo_direct (zone->spill, zone->wind_from_deg + 180 + turn_deg, distance_m);
  g_array_append_val (points, at);
}

static int
compare_turns (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

/* Bearings off the wind's at which the rim of the downwind half is set down: evenly, and where it has a corner. */
static GArray *
list_turns (double radius_m, double side_m)
{
  GArray *turns = g_array_new (FALSE, FALSE, sizeof (double));
  double corner = atan2 (1, 2) * 180 / G_PI;
  double extra[] = { -corner, corner, 90, 90, 90, 90 };
  if (radius_m > side_m / 2) {
    extra[2] = asin (side_m / 2 / radius_m) * 180 / G_PI;
    extra[3] = -extra[2];
  }
  if (radius_m > side_m) {
    extra[4] = acos (side_m / radius_m) * 180 / G_PI;
    extra[5] = -extra[4];
  }
  g_array_append_vals (turns, extra, G_N_ELEMENTS (extra));
  for (guint i = 0; i < HALF_POINTS; i++) {
    double turn = -90 + 180.0 * i / HALF_POINTS;
    g_array_append_val (turns, turn);
  }
  g_array_sort (turns, compare_turns);
  return turns;
}

/* Seen from the spill, circle and square each have one rim at every bearing, and both together the farther of the two. */
YztGeometry *
yzt_zone_to_geometry (const YztZone *zone)
{
  g_return_val_if_fail (zone != NULL, NULL);
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (YztPosition));
  double radius_m = circle_m (zone), side_m = zone->downwind_m, last = -100;
  if (yzt_zone_is_round (zone)) {
    g_array_set_size (points, 2 * HALF_POINTS);
    yzt_geo_ring (zone->spill, radius_m, (YztPosition *) (void *) points->data, 2 * HALF_POINTS);
  } else {
    g_autoptr (GArray) turns = list_turns (radius_m, side_m);
    for (guint i = 0; i < turns->len; i++) {
      double turn = g_array_index (turns, double, i), sine = fabs (sin (turn * G_PI / 180)), cosine = cos (turn * G_PI / 180);
      if (turn - last < 1e-9) {
        continue;
      }
      last = turn;
      double forward_m = cosine > 1e-12 ? side_m / cosine : G_MAXDOUBLE, aside_m = sine > 1e-12 ? side_m / 2 / sine : G_MAXDOUBLE;
      add_polar (points, zone, turn, MAX (radius_m, MIN (forward_m, aside_m)));
    }
    for (guint i = 0; i <= HALF_POINTS; i++) {
      if ((i > 0 && i < HALF_POINTS) || radius_m < side_m / 2) {
        add_polar (points, zone, 90 + 180.0 * i / HALF_POINTS, radius_m);
      }
    }
  }
  const guint starts[2] = { 0, points->len };
  return yzt_geometry_new_area ((const YztPosition *) (const void *) points->data, starts, 1);
}

/* --- the sun (low-precision formulae of the Astronomical Almanac) --- */

double
yzt_sun_elevation_deg (YztPosition at, gint64 utc_ms)
{
  double days = (double) utc_ms / 86400000.0 - 10957.5; /* since 2000-01-01 12:00 */
  double mean = fmod (280.460 + 0.9856474 * days, 360), anomaly = fmod (357.528 + 0.9856003 * days, 360) * G_PI / 180;
  double longitude = (mean + 1.915 * sin (anomaly) + 0.020 * sin (2 * anomaly)) * G_PI / 180;
  double tilt = (23.439 - 0.0000004 * days) * G_PI / 180;
  double declination = asin (sin (tilt) * sin (longitude));
  double right_ascension = atan2 (cos (tilt) * sin (longitude), cos (longitude));
  double sidereal = fmod (280.46062 + 360.98564737 * days + at.lon, 360) * G_PI / 180;
  double hour = sidereal - right_ascension, lat = at.lat * G_PI / 180;
  return asin (sin (lat) * sin (declination) + cos (lat) * cos (declination) * cos (hour)) * 180 / G_PI;
}

gboolean
yzt_sun_is_up (YztPosition at, gint64 utc_ms)
{
  return yzt_sun_elevation_deg (at, utc_ms) > RIM_ELEVATION_DEG;
}

/* yzt-geodesy.c: distances, bearings and rings on the WGS 84 ellipsoid
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-geo.h"

#include <geodesic.h>
#include <math.h>

#define WGS84_A_M 6378137.0
#define WGS84_F (1.0 / 298.257223563)

G_DEFINE_QUARK (yzt-geo-error-quark, yzt_geo_error)

/* geod_init() also fills file-static tables of PROJ without a lock, hence the once. */
static const struct geod_geodesic *
get_ellipsoid (void)
{
  static struct geod_geodesic ellipsoid;
  static gsize filled = 0;

  if (g_once_init_enter (&filled)) {
    geod_init (&ellipsoid, WGS84_A_M, WGS84_F);
    g_once_init_leave (&filled, 1);
  }

  return &ellipsoid;
}

void
yzt_geo_init (void)
{
  (void) get_ellipsoid ();
}

gboolean
yzt_position_is_valid (YztPosition position)
{
  /* Comparisons with NaN are false, so NaN is refused here as well. */
  return position.lon >= -180.0 && position.lon <= 180.0 &&
         position.lat >= -90.0 && position.lat <= 90.0;
}

static double
normalize_bearing (double bearing_deg)
{
  double bearing = fmod (bearing_deg, 360.0);

  if (bearing < 0.0) {
    bearing += 360.0;
  }
  /* A tiny negative bearing rounds up to exactly 360; and -0 is shown as "-0". */
  return bearing >= 360.0 || bearing == 0.0 ? 0.0 : bearing;
}

double
yzt_geo_distance_m (YztPosition from,
                    YztPosition to,
                    double     *bearing_deg_out)
{
  double distance_m = 0.0;
  double azimuth_deg = 0.0;

  geod_inverse (get_ellipsoid (), from.lat, from.lon, to.lat, to.lon,
                &distance_m, &azimuth_deg, NULL);
  if (bearing_deg_out != NULL) {
    *bearing_deg_out = normalize_bearing (azimuth_deg);
  }

  return distance_m;
}

YztPosition
yzt_geo_direct (YztPosition from,
                double      bearing_deg,
                double      distance_m)
{
  YztPosition to = { 0.0, 0.0 };

  geod_direct (get_ellipsoid (), from.lat, from.lon, bearing_deg, distance_m,
               &to.lat, &to.lon, NULL);

  return to;
}

void
yzt_geo_ring (YztPosition  center,
              double       radius_m,
              YztPosition *points,
              guint        n)
{
  g_return_if_fail (points != NULL);
  g_return_if_fail (n >= 3);

  for (guint i = 0; i < n; i++) {
    points[i] = yzt_geo_direct (center, 360.0 * i / n, radius_m);
  }
}

void
yzt_geo_to_ecef (YztPosition position,
                 double      xyz[3])
{
  const double e2 = WGS84_F * (2.0 - WGS84_F);
  double lat = position.lat * G_PI / 180.0;
  double lon = position.lon * G_PI / 180.0;
  double sin_lat = sin (lat);
  double cos_lat = cos (lat);
  double normal_m = WGS84_A_M / sqrt (1.0 - e2 * sin_lat * sin_lat);

  g_return_if_fail (xyz != NULL);

  xyz[0] = normal_m * cos_lat * cos (lon);
  xyz[1] = normal_m * cos_lat * sin (lon);
  xyz[2] = normal_m * (1.0 - e2) * sin_lat;
}

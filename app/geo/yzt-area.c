/* yzt-area.c: the area that geodesics enclose on the ellipsoid, and points along one
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-geo.h"

#include <geodesic.h>
#include <math.h>

#define WGS84_A 6378137.0
#define WGS84_F (1 / 298.257223563)

double
yzt_geo_polygon_area_m2 (const YztPosition *points, guint n, double *perimeter_m_out)
{
  struct geod_geodesic geodesic;
  struct geod_polygon polygon;
  double area_m2 = 0, perimeter_m = 0;

  g_return_val_if_fail (n == 0 || points != NULL, 0);

  geod_init (&geodesic, WGS84_A, WGS84_F);
  geod_polygon_init (&polygon, 0);
  for (guint i = 0; i < n; i++) {
    geod_polygon_addpoint (&geodesic, &polygon, points[i].lat, points[i].lon);
  }
  geod_polygon_compute (&geodesic, &polygon, FALSE, TRUE, &area_m2, &perimeter_m);
  if (perimeter_m_out != NULL) {
    *perimeter_m_out = perimeter_m;
  }
  return fabs (area_m2);
}

void
yzt_geo_line (YztPosition from, YztPosition to, YztPosition *points, guint n)
{
  double bearing_deg = 0;
  double distance_m = yzt_geo_distance_m (from, to, &bearing_deg);

  g_return_if_fail (points != NULL && n >= 2);

  points[0] = from;
  for (guint i = 1; i + 1 < n; i++) {
    points[i] = yzt_geo_direct (from, bearing_deg, distance_m * i / (n - 1));
  }
  points[n - 1] = to;
}

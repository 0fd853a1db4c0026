/* test-geo-area.c: areas on the ellipsoid against known ones, lines along geodesics
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "yzt-geo.h"

#define EARTH_M2 510065621724088.0 /* WGS 84, GeographicLib */

/* A hemisphere's eighth is an eighth of the earth. */
static void
test_octant (void)
{
  const YztPosition octant[] = { { 0, 0 }, { 90, 0 }, { 0, 90 } };
  double perimeter_m = 0;

  g_assert_cmpfloat_with_epsilon (yzt_geo_polygon_area_m2 (octant, 3, &perimeter_m), EARTH_M2 / 8, 1e3);
  g_assert_cmpfloat_with_epsilon (perimeter_m, 10018754.171 + 2 * 10001965.729, 0.01);
}

/* A ring of many points has a circle's area; it does not matter which way round, nor where the antimeridian runs. */
static void
test_circle (void)
{
  const YztPosition centers[] = { { 112.5, 23.1 }, { 179.9999, -12 }, { -70, 60 } };
  YztPosition points[720];

  for (guint i = 0; i < G_N_ELEMENTS (centers); i++) {
    double perimeter_m;
    yzt_geo_ring (centers[i], 5000, points, G_N_ELEMENTS (points));
    double area_m2 = yzt_geo_polygon_area_m2 (points, G_N_ELEMENTS (points), &perimeter_m);
    g_assert_cmpfloat (fabs (area_m2 / (G_PI * 25e6) - 1), <, 2e-5);
    g_assert_cmpfloat (fabs (perimeter_m / (2 * G_PI * 5000) - 1), <, 2e-5);
    for (guint j = 0; j < G_N_ELEMENTS (points) / 2; j++) {
      YztPosition swap = points[j];
      points[j] = points[G_N_ELEMENTS (points) - 1 - j];
      points[G_N_ELEMENTS (points) - 1 - j] = swap;
    }
    g_assert_cmpfloat_with_epsilon (yzt_geo_polygon_area_m2 (points, G_N_ELEMENTS (points), NULL), area_m2, 1e-3);
  }
}

static void
test_few_points (void)
{
  const YztPosition two[] = { { 112, 23 }, { 113, 24 } };

  g_assert_cmpfloat (yzt_geo_polygon_area_m2 (NULL, 0, NULL), ==, 0);
  g_assert_cmpfloat (yzt_geo_polygon_area_m2 (two, 1, NULL), ==, 0);
  g_assert_cmpfloat_with_epsilon (yzt_geo_polygon_area_m2 (two, 2, NULL), 0, 1e-3);
}

/* Points along a line add up to its length and lie evenly. */
static void
test_line (void)
{
  for (guint q = 0; q < 50; q++) {
    YztPosition from = { g_test_rand_double_range (-180, 180), g_test_rand_double_range (-80, 80) };
    YztPosition to = { g_test_rand_double_range (-180, 180), g_test_rand_double_range (-80, 80) };
    YztPosition points[9];
    double whole_m = yzt_geo_distance_m (from, to, NULL), sum_m = 0;
    yzt_geo_line (from, to, points, G_N_ELEMENTS (points));
    for (guint i = 1; i < G_N_ELEMENTS (points); i++) {
      double part_m = yzt_geo_distance_m (points[i - 1], points[i], NULL);
      g_assert_cmpfloat_with_epsilon (part_m, whole_m / 8, 1e-3);
      sum_m += part_m;
    }
    g_assert_cmpfloat_with_epsilon (sum_m, whole_m, 1e-3);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  yzt_geo_init ();
  g_test_add_func ("/geo/area/octant", test_octant);
  g_test_add_func ("/geo/area/circle", test_circle);
  g_test_add_func ("/geo/area/few-points", test_few_points);
  g_test_add_func ("/geo/line", test_line);
  return g_test_run ();
}

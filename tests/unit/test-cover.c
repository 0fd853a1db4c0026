/* test-cover.c: places in areas: on edges, corners, holes, overlaps, circles, and against a slow oracle
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "yzt-cover.h"
#include "yzt-geometry-parts.h"

static YztGeometry *
make_area (const YztPosition *points, const guint *starts, const gboolean *holes, guint n)
{
  YztGeometry *area = yzt_geometry_new_parts (YZT_GEOMETRY_AREA, points, starts, holes, n);

  g_assert_nonnull (area);
  return area;
}

static gboolean
holds (YztCover *cover, double lon, double lat)
{
  return yzt_cover_holds (cover, (YztPosition) { lon, lat });
}

static void
test_edges (void)
{
  const YztPosition square[] = { { 112.1, 23.1 }, { 112.3, 23.1 }, { 112.3, 23.3 }, { 112.1, 23.3 }, { 112.1, 23.1 } };
  const guint starts[] = { 0, 5 };
  g_autoptr (YztGeometry) area = make_area (square, starts, NULL, 1);
  g_autoptr (YztCover) cover = yzt_cover_new (area, NULL, 0);

  for (guint i = 0; i < 4; i++) {
    g_assert_true (yzt_cover_holds (cover, square[i]));
  }
  g_assert_true (holds (cover, 112.2, 23.1));
  g_assert_true (holds (cover, 112.3, 23.15));
  g_assert_true (holds (cover, 112.2, 23.2));
  g_assert_false (holds (cover, nextafter (112.1, 0), 23.2));
  g_assert_false (holds (cover, nextafter (112.3, 180), 23.2));
  g_assert_false (holds (cover, 112.2, nextafter (23.1, 0)));
  g_assert_false (holds (cover, 112.2, nextafter (23.3, 90)));
  g_assert_false (holds (cover, 112.0, 23.1));
  g_assert_false (holds (cover, 112.4, 23.3));
}

/* On a slanted edge with coordinates that doubles hold exactly; one unit in the last place beside it is outside. */
static void
test_slanted (void)
{
  const YztPosition triangle[] = { { 100.0, 20.0 }, { 108.0, 24.0 }, { 100.0, 24.0 }, { 100.0, 20.0 } };
  const guint starts[] = { 0, 4 };
  g_autoptr (YztGeometry) area = make_area (triangle, starts, NULL, 1);
  g_autoptr (YztCover) cover = yzt_cover_new (area, NULL, 0);

  for (guint i = 0; i <= 4096; i++) {
    double lon = 100.0 + i / 512.0, lat = 20.0 + i / 1024.0;
    g_assert_true (holds (cover, lon, lat));
    g_assert_false (holds (cover, nextafter (lon, 180.0), lat));
    g_assert_cmpint (holds (cover, nextafter (lon, 0.0), lat), ==, i > 0);
  }
}

static void
test_parts (void)
{
  const YztPosition points[] = {
    { 0, 0 }, { 10, 0 }, { 10, 10 }, { 0, 10 }, { 0, 0 }, { 3, 3 }, { 6, 3 }, { 6, 6 }, { 3, 6 }, { 3, 3 }, { 8, 8 }, { 14, 8 }, { 14, 14 }, { 8, 14 }, { 8, 8 },
    { 4, 4 }, { 5, 4 }, { 5, 5 }, { 4, 5 }, { 4, 4 },
  };
  const guint starts[] = { 0, 5, 10, 15, 20 };
  const gboolean holes[] = { FALSE, TRUE, FALSE, FALSE };
  g_autoptr (YztGeometry) area = make_area (points, starts, holes, 4);
  g_autoptr (YztCover) cover = yzt_cover_new (area, NULL, 0);

  g_assert_true (holds (cover, 9, 9));     /* where two parts overlap */
  g_assert_true (holds (cover, 12, 12));
  g_assert_true (holds (cover, 3, 4));     /* the edge of the hole */
  g_assert_true (holds (cover, 6, 6));
  g_assert_false (holds (cover, 3.5, 3.5));/* in the hole */
  g_assert_true (holds (cover, 4.5, 4.5)); /* an island in the hole */
  g_assert_false (holds (cover, 5.5, 3.5));
  g_assert_true (holds (cover, 2, 4));
}

static void
test_circles (void)
{
  const YztCircle circles[] = { { { 112.46, 23.05 }, 1500.0 }, { { 112.6, 23.05 }, 0.0 } };
  g_autoptr (YztCover) cover = yzt_cover_new (NULL, circles, 2);
  g_autofree char *text = yzt_circles_to_text (circles, 2);
  g_autoptr (GArray) again = yzt_circles_from_text (text);
  g_autoptr (GArray) bad = yzt_circles_from_text ("1,2;1,2,-3;200,1,5;x,y,z;;1,2,3,4;nan,1,2;1,2,inf");

  for (guint bearing = 0; bearing < 360; bearing++) {
    g_assert_true (yzt_cover_holds (cover, yzt_geo_direct (circles[0].center, bearing + 0.3, 1500.0)));
    g_assert_true (yzt_cover_holds (cover, yzt_geo_direct (circles[0].center, bearing + 0.3, 1499.9)));
    g_assert_false (yzt_cover_holds (cover, yzt_geo_direct (circles[0].center, bearing + 0.3, 1500.01)));
  }
  g_assert_true (holds (cover, 112.6, 23.05));
  g_assert_false (holds (cover, 112.6, 23.050001));
  g_assert_cmpuint (again->len, ==, 2);
  g_assert_true (memcmp (again->data, circles, sizeof circles) == 0);
  g_assert_cmpuint (bad->len, ==, 0);
}

/* Even-odd in long double, for places that are on no edge. */
static gboolean
oracle (const YztPosition *points, guint n, YztPosition p)
{
  gboolean inside = FALSE;

  for (guint i = 0; i < n; i++) {
    YztPosition a = points[i], b = points[(i + 1) % n];
    if ((a.lat > p.lat) != (b.lat > p.lat)) {
      long double at = (long double) a.lon + ((long double) p.lat - a.lat) * ((long double) b.lon - a.lon) / ((long double) b.lat - a.lat);
      inside ^= at > p.lon;
    }
  }
  return inside;
}

static void
test_random (void)
{
  for (guint round = 0; round < 40; round++) {
    guint n = (guint) g_test_rand_int_range (3, 400);
    g_autofree YztPosition *points = g_new (YztPosition, n + 1);
    const guint starts[] = { 0, n + 1 };
    for (guint i = 0; i < n; i++) {
      double angle = 2.0 * G_PI * i / n, radius = g_test_rand_double_range (0.2, 2.0);
      points[i] = (YztPosition) { 112.0 + radius * cos (angle), 23.0 + radius * sin (angle) };
    }
    points[n] = points[0];
    g_autoptr (YztGeometry) area = make_area (points, starts, NULL, 1);
    g_autoptr (YztCover) cover = yzt_cover_new (area, NULL, 0);
    for (guint k = 0; k < 500; k++) {
      YztPosition p = { g_test_rand_double_range (109.9, 114.1), g_test_rand_double_range (20.9, 25.1) };
      g_assert_cmpint (yzt_cover_holds (cover, p), ==, oracle (points, n, p));
    }
    for (guint i = 0; i < n; i++) {
      g_assert_true (yzt_cover_holds (cover, points[i]));
    }
  }
}

static void
test_nothing (void)
{
  g_autoptr (YztGeometry) point = yzt_geometry_new_point ((YztPosition) { 1, 2 });
  g_autoptr (YztCover) none = yzt_cover_new (NULL, NULL, 0), of_point = yzt_cover_new (point, NULL, 0);

  g_assert_false (holds (none, 0, 0));
  g_assert_false (holds (of_point, 1, 2));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  yzt_geo_init ();
  g_test_add_func ("/cover/edges", test_edges);
  g_test_add_func ("/cover/slanted", test_slanted);
  g_test_add_func ("/cover/parts", test_parts);
  g_test_add_func ("/cover/circles", test_circles);
  g_test_add_func ("/cover/random", test_random);
  g_test_add_func ("/cover/nothing", test_nothing);
  return g_test_run ();
}

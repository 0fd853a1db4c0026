/* test-sketch.c: lines and areas being drawn: steps and back, numbers, outlines that cross themselves, holes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <locale.h>
#include <string.h>
#include "yzt-geometry-parts.h"
#include "yzt-sketch.h"

static YztSketch *
draw (YztGeometryType type, const double *lonlat, guint n)
{
  YztSketch *sketch = yzt_sketch_new (type);
  for (guint i = 0; i < n; i++) {
    g_assert_true (yzt_sketch_add (sketch, (YztPosition) { lonlat[2 * i], lonlat[2 * i + 1] }));
  }
  return sketch;
}

static const double square[] = { 112, 23, 113, 23, 113, 24, 112, 24 };

static void
add_hole (YztSketch *sketch, double lon, double lat)
{
  g_assert_true (yzt_sketch_begin_part (sketch, TRUE));
  g_assert_true (yzt_sketch_add (sketch, (YztPosition) { lon, lat }));
  g_assert_true (yzt_sketch_add (sketch, (YztPosition) { lon + 0.2, lat }));
  g_assert_true (yzt_sketch_add (sketch, (YztPosition) { lon, lat + 0.2 }));
}

static void
assert_problem (const YztSketch *sketch, const char *words)
{
  g_autofree char *problem = yzt_sketch_get_problem (sketch);
  g_autoptr (YztGeometry) geometry = yzt_sketch_to_geometry (sketch);
  if (words == NULL) {
    g_assert_cmpstr (problem, ==, NULL);
    g_assert_nonnull (geometry);
    return;
  }
  g_assert_nonnull (problem);
  g_assert_nonnull (strstr (problem, words));
  g_assert_null (geometry); /* what is wrong is never made */
}

static void
test_steps (void)
{
  g_autoptr (YztSketch) sketch = draw (YZT_GEOMETRY_AREA, square, 4);
  guint n = 0;
  assert_problem (sketch, NULL);
  g_assert_false (yzt_sketch_add (sketch, (YztPosition) { 112, 24 })); /* the same place is no step */
  g_assert_false (yzt_sketch_add (sketch, (YztPosition) { 181, 24 }));
  g_assert_true (yzt_sketch_insert (sketch, 0, 0, (YztPosition) { 112.5, 22.9 }));
  g_assert_true (yzt_sketch_move (sketch, 0, 1, (YztPosition) { 112.5, 22.8 }));
  g_assert_true (yzt_sketch_move_on (sketch, 0, 1, (YztPosition) { 112.5, 22.7 }));
  g_assert_true (yzt_sketch_remove (sketch, 0, 4));
  g_assert_cmpuint (yzt_sketch_get_n_points (sketch), ==, 4);
  g_assert_true (yzt_sketch_step_back (sketch)); /* the removal */
  g_assert_true (yzt_sketch_step_back (sketch)); /* the move, as a whole */
  g_assert_cmpfloat (yzt_sketch_get_part (sketch, 0, &n, NULL)[1].lat, ==, 22.9);
  for (guint i = 0; i < 5; i++) {
    g_assert_true (yzt_sketch_step_back (sketch));
  }
  g_assert_cmpuint (yzt_sketch_get_n_parts (sketch), ==, 0);
  g_assert_false (yzt_sketch_step_back (sketch));
  g_assert_false (yzt_sketch_is_changed (sketch));
}

static void
test_crossing (void)
{
  static const double bow[] = { 112, 23, 113, 24, 113, 23, 112, 24 }, spike[] = { 112, 23, 113, 23, 112.5, 23, 112.5, 24 };
  static const double touch[] = { 112, 23, 114, 23, 114, 24, 113, 23, 112, 24 };
  g_autoptr (YztSketch) a = draw (YZT_GEOMETRY_AREA, bow, 4), b = draw (YZT_GEOMETRY_AREA, spike, 4), c = draw (YZT_GEOMETRY_AREA, touch, 5);
  g_autoptr (YztSketch) line = draw (YZT_GEOMETRY_LINE, bow, 4), few = draw (YZT_GEOMETRY_AREA, square, 2), none = yzt_sketch_new (YZT_GEOMETRY_LINE);
  assert_problem (a, "crosses itself after point 1 and after point 3");
  assert_problem (b, "crosses itself");
  assert_problem (c, "crosses itself");
  assert_problem (line, NULL); /* a road may cross itself */
  assert_problem (few, "three points");
  assert_problem (none, "two points");
  g_assert_true (yzt_sketch_move (a, 0, 1, (YztPosition) { 113, 22.5 }));
  assert_problem (a, NULL);
}

static void
test_holes (void)
{
  g_autoptr (YztSketch) in = draw (YZT_GEOMETRY_AREA, square, 4), out = draw (YZT_GEOMETRY_AREA, square, 4), over = draw (YZT_GEOMETRY_AREA, square, 4);
  double whole_m2 = yzt_sketch_get_area_m2 (in);
  add_hole (in, 112.4, 23.4);
  add_hole (out, 115, 23.4);
  add_hole (over, 112.9, 23.4);
  assert_problem (in, NULL);
  assert_problem (out, "not inside the area");
  assert_problem (over, "meet");
  g_assert_cmpfloat (yzt_sketch_get_area_m2 (in), <, whole_m2);
  g_autoptr (YztGeometry) geometry = yzt_sketch_to_geometry (in);
  g_autoptr (GBytes) blob = yzt_geometry_to_gpkg (geometry);
  g_autoptr (YztGeometry) read = yzt_geometry_from_gpkg (g_bytes_get_data (blob, NULL), g_bytes_get_size (blob), NULL);
  g_assert_cmpuint (yzt_geometry_get_n_rings (read), ==, 2);
  g_assert_false (yzt_geometry_is_hole (read, 0));
  g_assert_true (yzt_geometry_is_hole (read, 1));
  g_assert_false (yzt_geometry_contains (read, (YztPosition) { 112.45, 23.45 }));
  g_autoptr (YztSketch) again = yzt_sketch_new_from (read);
  assert_problem (again, NULL);
  g_assert_cmpuint (yzt_sketch_get_n_points (again), ==, 7);
}

static void
test_numbers (void)
{
  static const char *const good[] = { "500m 45", "500 m 45°", "0.5km NE", "500米 东北", "@500m, 45" };
  g_autoptr (YztSketch) sketch = yzt_sketch_new (YZT_GEOMETRY_LINE);
  g_autoptr (GError) early = NULL;
  YztPosition at, want;
  g_assert_false (yzt_sketch_parse_point (sketch, "500m 45", &at, &early));
  g_assert_nonnull (strstr (early->message, "no last point"));
  g_assert_true (yzt_sketch_parse_point (sketch, "112.55, 23.02", &at, NULL));
  g_assert_true (yzt_sketch_add (sketch, at));
  want = yzt_geo_direct (at, 45, 500);
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_true (yzt_sketch_parse_point (sketch, good[i], &at, &error));
    g_assert_cmpfloat_with_epsilon (yzt_geo_distance_m (at, want, NULL), 0, 0.001);
  }
  static const char *const bad[] = { "", "here", "500m", "500m 361", "fünf hundert 45", "-5m 10" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (yzt_sketch_parse_point (sketch, bad[i], &at, &error));
    g_assert_nonnull (strstr (error->message, "500m 45"));
  }
}

/* The sweep finds what holding every edge against every other finds. */
static gboolean
crosses (const YztPosition *p, guint n)
{
  for (guint i = 0; i < n; i++) {
    for (guint k = i + 1; k < n; k++) {
      YztPosition a = p[i], b = p[(i + 1) % n], c = p[k], d = p[(k + 1) % n];
      double ab_c = (b.lon - a.lon) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lon - a.lon), ab_d = (b.lon - a.lon) * (d.lat - a.lat) - (b.lat - a.lat) * (d.lon - a.lon);
      double cd_a = (d.lon - c.lon) * (a.lat - c.lat) - (d.lat - c.lat) * (a.lon - c.lon), cd_b = (d.lon - c.lon) * (b.lat - c.lat) - (d.lat - c.lat) * (b.lon - c.lon);
      if (k != i + 1 && (k + 1) % n != i && ab_c * ab_d < 0 && cd_a * cd_b < 0) {
        return TRUE;
      }
    }
  }
  return FALSE;
}

static void
test_random (void)
{
  guint n_crossing = 0, n_fine = 0;
  for (guint round = 0; round < 4000; round++) {
    YztPosition points[8];
    guint n = (guint) g_test_rand_int_range (4, 8);
    g_autoptr (YztSketch) sketch = yzt_sketch_new (YZT_GEOMETRY_AREA);
    for (guint i = 0; i < n; i++) {
      points[i] = (YztPosition) { 112 + g_test_rand_double (), 23 + g_test_rand_double () };
      g_assert_true (yzt_sketch_add (sketch, points[i]));
    }
    g_autofree char *problem = yzt_sketch_get_problem (sketch);
    g_assert_cmpint (problem != NULL, ==, crosses (points, n));
    *(problem != NULL ? &n_crossing : &n_fine) += 1;
  }
  g_assert_cmpuint (n_crossing, >, 100);
  g_assert_cmpuint (n_fine, >, 100);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sketch/steps", test_steps);
  g_test_add_func ("/sketch/crossing", test_crossing);
  g_test_add_func ("/sketch/holes", test_holes);
  g_test_add_func ("/sketch/numbers", test_numbers);
  g_test_add_func ("/sketch/random", test_random);
  return g_test_run ();
}

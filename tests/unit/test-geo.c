/* test-geo.c: geodesy, Mercator and datums against published vectors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-geo.h"

#include <math.h>
#include <string.h>

/* The folder of real inputs beside the repository, or NULL. */
static char *
load_shared (const char *name)
{
  const char *given = g_getenv ("YZT_SHARED");
  g_autofree char *path = given != NULL
    ? g_build_filename (given, "data", name, NULL)
    : g_test_build_filename (G_TEST_DIST, "..", "..", "shared", "data", name, NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : NULL;
}

static double
bearing_difference (double a,
                    double b)
{
  double d = fabs (fmod (a - b + 540.0, 360.0) - 180.0);

  return d;
}

/* Columns of GeodTest.dat: lat1 lon1 azi1 lat2 lon2 azi2 s12 … */
static void
check_geodesic (const double v[7])
{
  YztPosition from = { v[1], v[0] };
  YztPosition to = { v[4], v[3] };
  double bearing_deg;
  double distance_m = yzt_geo_distance_m (from, to, &bearing_deg);
  YztPosition there = yzt_geo_direct (from, v[2], v[6]);

  g_assert_cmpfloat_with_epsilon (distance_m, v[6], 1e-6);
  g_assert_cmpfloat (yzt_geo_distance_m (there, to, NULL), <, 1e-6);
  g_assert_cmpfloat (bearing_deg, >=, 0.0);
  g_assert_cmpfloat (bearing_deg, <, 360.0);
  /* Between almost antipodal points another bearing may be as good: what counts is where it leads. */
  there = yzt_geo_direct (from, bearing_deg, distance_m);
  g_assert_cmpfloat (yzt_geo_distance_m (there, to, NULL), <, 1e-4);
}

static void
test_geodesic_table (void)
{
  /* GeodTest.dat by C. Karney, doi:10.5281/zenodo.32156 */
  static const double lines[][7] = {
    { 35.602540598169, 0, 111.870427868602, -19.406200172031696834, 78.995799629955596127,
      126.810557548058637274, 10299779.6328425 },
    { 17.162079946072, 0, 90, -17.162079946072, 179.423239711929197618, 90, 19973237.8142662576352 },
    { 27.309748283686, 0, 42.992025359754, -27.199405115762465758, 179.519281684356260685,
      137.060636244128391097, 19974878.5154436 },
    { 2.514600234503, 0, 166.362139719401, 2.506446532968658234, .00196695535966103,
      166.362225877709852834, 927.7647972 },
    { 89.997659406498, 0, 145.374216128769, -89.998339938457689481, 87.865826851456817992,
      126.759942941884937527, 20003605.3662688 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    check_geodesic (lines[i]);
  }
}

static void
test_geodesic_file (void)
{
  g_autofree char *text = load_shared ("G/geodesic/GeodTest_50a.dat");
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  if (text == NULL) {
    g_test_skip ("the folder of real inputs is not here");
    return;
  }
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    const char *p = lines[i];
    double v[7];

    if (*p == '\0') {
      continue;
    }
    for (guint k = 0; k < 7; k++) {
      char *end;

      v[k] = g_ascii_strtod (p, &end);
      g_assert_true (end != p);
      p = end;
    }
    check_geodesic (v);
    n++;
  }
  g_assert_cmpuint (n, ==, 50);
}

static void
test_bearing (void)
{
  YztPosition here = { 113.0, 23.0 };
  double bearing_deg;

  yzt_geo_distance_m (here, (YztPosition) { 112.0, 23.0 }, &bearing_deg);
  g_assert_cmpfloat (bearing_difference (bearing_deg, 270.0), <, 0.5);
  yzt_geo_distance_m (here, (YztPosition) { 113.0, 24.0 }, &bearing_deg);
  g_assert_cmpfloat (bearing_deg, ==, 0.0);
  g_assert_cmpfloat (yzt_geo_distance_m (here, here, &bearing_deg), ==, 0.0);
  g_assert_cmpfloat (bearing_deg, >=, 0.0);
  g_assert_cmpfloat (bearing_deg, <, 360.0);
}

static void
test_ring (void)
{
  YztPosition center = { 112.55, 23.02 };
  YztPosition ring[72];

  yzt_geo_ring (center, 50000.0, ring, G_N_ELEMENTS (ring));
  for (guint i = 0; i < G_N_ELEMENTS (ring); i++) {
    double bearing_deg;

    g_assert_cmpfloat_with_epsilon (yzt_geo_distance_m (center, ring[i], &bearing_deg), 50000.0,
                                    1e-6);
    g_assert_cmpfloat (bearing_difference (bearing_deg, 5.0 * i), <, 1e-9);
  }
  g_assert_cmpfloat (ring[18].lon, >, center.lon); /* clockwise: a quarter on is east */
}

static void
test_ecef (void)
{
  double xyz[3];

  yzt_geo_to_ecef ((YztPosition) { 0.0, 0.0 }, xyz);
  g_assert_cmpfloat_with_epsilon (xyz[0], 6378137.0, 1e-6);
  g_assert_cmpfloat_with_epsilon (xyz[1], 0.0, 1e-6);
  yzt_geo_to_ecef ((YztPosition) { 90.0, 0.0 }, xyz);
  g_assert_cmpfloat_with_epsilon (xyz[1], 6378137.0, 1e-6);
  yzt_geo_to_ecef ((YztPosition) { 45.0, 90.0 }, xyz);
  g_assert_cmpfloat_with_epsilon (xyz[0], 0.0, 1e-6);
  g_assert_cmpfloat_with_epsilon (xyz[2], 6356752.314245, 1e-6);
}

static void
test_mercator (void)
{
  double x, y;
  YztPosition p;

  yzt_mercator_from_position ((YztPosition) { 0.0, 0.0 }, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 0.5, 1e-15);
  g_assert_cmpfloat_with_epsilon (y, 0.5, 1e-15);
  yzt_mercator_from_position ((YztPosition) { -180.0, 90.0 }, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 0.0, 1e-15);
  g_assert_cmpfloat_with_epsilon (y, 0.0, 1e-12);
  yzt_mercator_from_position ((YztPosition) { 180.0, -90.0 }, &x, &y);
  g_assert_cmpfloat_with_epsilon (y, 1.0, 1e-12);

  /* Tile 3372, 1552 of level 12 holds Tian'anmen. */
  yzt_mercator_from_position ((YztPosition) { 116.3975, 39.9087 }, &x, &y);
  g_assert_cmpint ((int) floor (x * 4096.0), ==, 3372);
  g_assert_cmpint ((int) floor (y * 4096.0), ==, 1552);

  for (guint i = 0; i < 1000; i++) {
    YztPosition in = { g_test_rand_double_range (-180.0, 180.0), g_test_rand_double_range (-85.0, 85.0) };

    yzt_mercator_from_position (in, &x, &y);
    p = yzt_mercator_to_position (x, y);
    g_assert_cmpfloat_with_epsilon (p.lon, in.lon, 1e-10);
    g_assert_cmpfloat_with_epsilon (p.lat, in.lat, 1e-10);
  }
}

static void
check_datum_vector (const double v[6],
                    double       epsilon)
{
  YztPosition wgs = { v[0], v[1] };
  YztPosition gcj = yzt_datum_from_wgs84 (wgs, YZT_DATUM_GCJ02);
  YztPosition bd = yzt_datum_from_wgs84 (wgs, YZT_DATUM_BD09);
  YztPosition back;

  g_assert_cmpfloat_with_epsilon (gcj.lon, v[2], epsilon);
  g_assert_cmpfloat_with_epsilon (gcj.lat, v[3], epsilon);
  g_assert_cmpfloat_with_epsilon (bd.lon, v[4], epsilon);
  g_assert_cmpfloat_with_epsilon (bd.lat, v[5], epsilon);
  back = yzt_datum_to_wgs84 (gcj, YZT_DATUM_GCJ02);
  g_assert_cmpfloat_with_epsilon (back.lon, wgs.lon, 1e-10);
  g_assert_cmpfloat_with_epsilon (back.lat, wgs.lat, 1e-10);
  back = yzt_datum_to_wgs84 (bd, YZT_DATUM_BD09);
  g_assert_cmpfloat_with_epsilon (back.lon, wgs.lon, 1e-10);
  g_assert_cmpfloat_with_epsilon (back.lat, wgs.lat, 1e-10);
}

static void
test_datum_table (void)
{
  /* By npm gcoord 1.0.7; the last three lie outside of the box where the offset applies. */
  static const double lines[][6] = {
    { 112.4722, 23.0515, 112.477435270, 23.048862206, 112.483970283, 23.054735930 },
    { 113.2644, 23.1291, 113.269729592, 23.126423340, 113.276150752, 23.132711257 },
    { 121.4737, 31.2304, 121.478223059, 31.228457738, 121.484781469, 31.234310594 },
    { 126.63, 45.75, 126.635942390, 45.751935205, 126.642503124, 45.757825658 },
    { 100.5, 13.75, 100.500877906, 13.748598692, 100.507410485, 13.754296328 },
    { 139.69, 35.68, 139.69, 35.68, 139.696424082, 35.686367212 },
    { -74.0, 40.7, -74.0, 40.7, -73.993454126, 40.706119347 },
    { 137.9, 50.0, 137.9, 50.0, 137.906408717, 50.006200946 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    check_datum_vector (lines[i], 1e-9);
  }
}

static void
test_datum_file (void)
{
  g_autofree char *text = load_shared ("G/gcj/gcj_vectors_a.csv");
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  if (text == NULL) {
    g_test_skip ("the folder of real inputs is not here");
    return;
  }
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) columns = g_strsplit (lines[i], ",", -1);
    double v[6];

    if (g_strv_length (columns) < 6 || !strchr ("-0123456789", lines[i][0])) {
      continue;
    }
    for (guint k = 0; k < 6; k++) {
      v[k] = g_ascii_strtod (columns[k], NULL);
    }
    check_datum_vector (v, 1e-9);
    n++;
  }
  g_assert_cmpuint (n, >, 150);
}

static void
read_pair (const char *text,
           const char *key,
           double      out[2])
{
  const char *at = strstr (text, key);
  char *end;

  g_assert_nonnull (at);
  at = strchr (at, '[') + 1;
  out[0] = g_ascii_strtod (at, &end);
  out[1] = g_ascii_strtod (end + 1, NULL);
}

static void
test_datum_cities (void)
{
  g_autofree char *text = load_shared ("G/gcj/china-cities.json");
  guint n = 0;

  if (text == NULL) {
    g_test_skip ("the folder of real inputs is not here");
    return;
  }
  for (const char *p = strstr (text, "\"WGS84\""); p != NULL; p = strstr (p + 1, "\"WGS84\"")) {
    double wgs[2], gcj[2], bd[2];
    YztPosition got;

    read_pair (p, "\"WGS84\"", wgs);
    read_pair (p, "\"GCJ02\"", gcj);
    read_pair (p, "\"BD09\"", bd);
    /* Measured by the map services themselves, not by the formulae: they agree within metres. */
    got = yzt_datum_from_wgs84 ((YztPosition) { wgs[0], wgs[1] }, YZT_DATUM_GCJ02);
    g_assert_cmpfloat (yzt_geo_distance_m (got, (YztPosition) { gcj[0], gcj[1] }, NULL), <, 3.0);
    got = yzt_datum_to_wgs84 ((YztPosition) { bd[0], bd[1] }, YZT_DATUM_BD09);
    g_assert_cmpfloat (yzt_geo_distance_m (got, (YztPosition) { wgs[0], wgs[1] }, NULL), <, 3.0);
    n++;
  }
  g_assert_cmpuint (n, >, 300);
}

static void
test_datum_random (void)
{
  for (guint i = 0; i < 20000; i++) {
    YztPosition wgs = { g_test_rand_double_range (73.0, 135.0), g_test_rand_double_range (3.0, 54.0) };
    YztPosition gcj = yzt_datum_from_wgs84 (wgs, YZT_DATUM_GCJ02);
    YztPosition back = yzt_datum_to_wgs84 (gcj, YZT_DATUM_GCJ02);

    g_assert_cmpfloat (yzt_geo_distance_m (wgs, gcj, NULL), <, 1500.0);
    g_assert_cmpfloat (yzt_geo_distance_m (wgs, back, NULL), <, 1e-5);
  }
}

static void
test_datum_edges (void)
{
  static const YztPosition edges[] = {
    { 180.0, 0.0 }, { -180.0, 90.0 }, { 180.0, -90.0 }, { 0.0, 90.0 }, { 0.0, 0.0 },
  };
  YztPosition nan_position = { NAN, 23.0 };

  for (guint i = 0; i < G_N_ELEMENTS (edges); i++) {
    for (int datum = YZT_DATUM_WGS84; datum <= YZT_DATUM_BD09; datum++) {
      g_assert_true (yzt_position_is_valid (yzt_datum_from_wgs84 (edges[i], (YztDatum) datum)));
      g_assert_true (yzt_position_is_valid (yzt_datum_to_wgs84 (edges[i], (YztDatum) datum)));
    }
  }
  g_assert_false (yzt_position_is_valid (nan_position));
  g_assert_false (yzt_position_is_valid (yzt_datum_to_wgs84 (nan_position, YZT_DATUM_GCJ02)));
  g_assert_false (yzt_position_is_valid ((YztPosition) { 180.0000001, 0.0 }));
  g_assert_false (yzt_position_is_valid ((YztPosition) { 0.0, -INFINITY }));
}

static void
test_datum_names (void)
{
  YztDatum datum;

  g_assert_true (yzt_datum_from_name ("GCJ-02", &datum));
  g_assert_cmpint (datum, ==, YZT_DATUM_GCJ02);
  g_assert_true (yzt_datum_from_name ("bd_09", &datum));
  g_assert_cmpint (datum, ==, YZT_DATUM_BD09);
  g_assert_true (yzt_datum_from_name ("CGCS2000", &datum));
  g_assert_true (yzt_datum_from_name ("WGS84", &datum));
  g_assert_false (yzt_datum_from_name ("", &datum));
  g_assert_false (yzt_datum_from_name ("beijing54", &datum));
  g_assert_false (yzt_datum_from_name ("wgs84wgs84wgs84wgs84", &datum));
  for (int i = YZT_DATUM_WGS84; i <= YZT_DATUM_BD09; i++) {
    g_assert_true (yzt_datum_from_name (yzt_datum_id ((YztDatum) i), &datum));
    g_assert_cmpint (datum, ==, i);
    g_assert_true (yzt_datum_from_name (yzt_datum_label ((YztDatum) i), &datum));
    g_assert_cmpint (datum, ==, i);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  yzt_geo_init ();

  g_test_add_func ("/geo/geodesic/table", test_geodesic_table);
  g_test_add_func ("/geo/geodesic/file", test_geodesic_file);
  g_test_add_func ("/geo/bearing", test_bearing);
  g_test_add_func ("/geo/ring", test_ring);
  g_test_add_func ("/geo/ecef", test_ecef);
  g_test_add_func ("/geo/mercator", test_mercator);
  g_test_add_func ("/geo/datum/table", test_datum_table);
  g_test_add_func ("/geo/datum/file", test_datum_file);
  g_test_add_func ("/geo/datum/cities", test_datum_cities);
  g_test_add_func ("/geo/datum/random", test_datum_random);
  g_test_add_func ("/geo/datum/edges", test_datum_edges);
  g_test_add_func ("/geo/datum/names", test_datum_names);

  return g_test_run ();
}

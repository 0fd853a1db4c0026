/* test-gauss-kruger.c: metres of Chinese sheets against PROJ's, there and back, and single angles as text
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-geo.h"

#include <math.h>

/* PROJ 9.1, by gdaltransform. */
static const struct {
  YztEllipsoid ellipsoid;
  double meridian, lon, lat, easting, northing;
} vectors[] = {
  { YZT_ELLIPSOID_CGCS2000, 111.0, 109.942997, 10.542459, 384302.069319702, 1166051.28074174 },
  { YZT_ELLIPSOID_CGCS2000, 111.0, 111.905607, 6.621814, 600147.732418058, 732326.211153609 },
  { YZT_ELLIPSOID_CGCS2000, 111.0, 111.215292, 21.284446, 522341.35174512, 2354585.64895501 },
  { YZT_ELLIPSOID_CGCS2000, 111.0, 108.347994, 28.371787, 239993.246643511, 3142504.81100079 },
  { YZT_ELLIPSOID_XIAN_1980, 114.0, 111.224974, 24.682284, 219072.633844924, 2733704.25407708 },
  { YZT_ELLIPSOID_XIAN_1980, 114.0, 111.419133, 7.535651, 215070.273450178, 834139.632555294 },
  { YZT_ELLIPSOID_XIAN_1980, 114.0, 113.547115, 44.342606, 463885.466828623, 4911993.29098561 },
  { YZT_ELLIPSOID_XIAN_1980, 114.0, 111.742812, 14.161948, 256262.713338946, 1567439.39396761 },
  { YZT_ELLIPSOID_BEIJING_1954, 117.0, 117.764599, 50.385447, 554379.582198018, 5584099.06106872 },
  { YZT_ELLIPSOID_BEIJING_1954, 117.0, 117.462618, 22.834024, 547487.724368513, 2526276.34681998 },
  { YZT_ELLIPSOID_BEIJING_1954, 117.0, 119.857531, 5.329134, 816868.442473531, 590027.052587932 },
  { YZT_ELLIPSOID_BEIJING_1954, 117.0, 119.150811, 17.480464, 728487.440209062, 1934804.16971429 },
  { YZT_ELLIPSOID_WGS84, 87.0, 84.865531, 8.889612, 265175.327106407, 983717.398061724 },
  { YZT_ELLIPSOID_WGS84, 87.0, 85.850891, 43.806318, 407534.782590756, 4852944.18782353 },
  { YZT_ELLIPSOID_WGS84, 87.0, 85.084358, 32.080008, 319127.530153148, 3552330.56963895 },
  { YZT_ELLIPSOID_WGS84, 87.0, 87.833481, 21.619877, 586296.75323352, 2391941.60230897 },
};

static void
test_vectors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++) {
    double easting, northing;
    YztPosition position = { vectors[i].lon, vectors[i].lat };
    YztPosition back;

    yzt_gauss_kruger_forward (vectors[i].ellipsoid, vectors[i].meridian, position, &easting, &northing);
    g_assert_cmpfloat_with_epsilon (easting, vectors[i].easting, 1e-6);
    g_assert_cmpfloat_with_epsilon (northing, vectors[i].northing, 1e-6);
    back = yzt_gauss_kruger_inverse (vectors[i].ellipsoid, vectors[i].meridian, easting, northing);
    g_assert_cmpfloat_with_epsilon (back.lon, position.lon, 1e-11);
    g_assert_cmpfloat_with_epsilon (back.lat, position.lat, 1e-11);
  }
}

static void
test_there_and_back (void)
{
  for (guint i = 0; i < 2000; i++) {
    YztPosition position = { g_test_rand_double_range (73.0, 136.0), g_test_rand_double_range (-80.0, 80.0) };
    int width = g_test_rand_int_range (0, 2) == 0 ? 3 : 6;
    double meridian, easting, northing;
    int zone = yzt_gauss_kruger_zone (position.lon, width, &meridian);
    YztPosition back;

    g_assert_cmpfloat (fabs (position.lon - meridian), <=, width / 2.0);
    g_assert_cmpfloat (yzt_gauss_kruger_central_meridian (zone, width), ==, meridian);
    yzt_gauss_kruger_forward (YZT_ELLIPSOID_CGCS2000, meridian, position, &easting, &northing);
    back = yzt_gauss_kruger_inverse (YZT_ELLIPSOID_CGCS2000, meridian, easting, northing);
    g_assert_cmpfloat_with_epsilon (back.lon, position.lon, 1e-10);
    g_assert_cmpfloat_with_epsilon (back.lat, position.lat, 1e-10);
  }
}

static void
test_zones (void)
{
  double meridian;

  g_assert_cmpint (yzt_gauss_kruger_zone (112.465, 3, &meridian), ==, 37);
  g_assert_cmpfloat (meridian, ==, 111.0);
  g_assert_cmpint (yzt_gauss_kruger_zone (112.6, 3, &meridian), ==, 38);
  g_assert_cmpint (yzt_gauss_kruger_zone (112.465, 6, &meridian), ==, 19);
  g_assert_cmpfloat (meridian, ==, 111.0);
  g_assert_cmpint (yzt_gauss_kruger_zone (120.0, 6, NULL), ==, 21);
}

static void
test_angles (void)
{
  static const struct {
    const char *text;
    double degrees;
    int is_latitude;
  } good[] = {
    { "112.465", 112.465, -1 },
    { " 112.465 ", 112.465, -1 },
    { "112°27′54″E", 112.465, 0 },
    { "112°27'54\"", 112.465, -1 },
    { "112度27分54秒", 112.465, -1 },
    { "112:27:54", 112.465, -1 },
    { "112 27 54", 112.465, -1 },
    { "东经112°27′54″", 112.465, 0 },
    { "北纬23度2分49.2秒", 23.047, 1 },
    { "23°2.82'N", 23.047, 1 },
    { "S23.5", -23.5, 1 },
    { "-70.25", -70.25, -1 },
    { "112.465°", 112.465, -1 },
  };
  static const char *const bad[] = { "", "abc", "112°61′", "200", "1 2 3 4", "112.5.3", "E", "112.465, 23.047" };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++) {
    double degrees = 0.0;
    int is_latitude = 9;

    g_assert_true (yzt_angle_parse (good[i].text, &degrees, &is_latitude));
    g_assert_cmpfloat_with_epsilon (degrees, good[i].degrees, 1e-9);
    g_assert_cmpint (is_latitude, ==, good[i].is_latitude);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    double degrees;

    if (yzt_angle_parse (bad[i], &degrees, NULL)) {
      g_test_message ("%s was taken for %g", bad[i], degrees);
      g_test_fail ();
    }
  }
}

static void
test_unpack (void)
{
  double degrees;

  g_assert_true (yzt_angle_unpack (1122754, TRUE, &degrees));
  g_assert_cmpfloat_with_epsilon (degrees, 112.465, 1e-9);
  g_assert_true (yzt_angle_unpack (112.2754, FALSE, &degrees));
  g_assert_cmpfloat_with_epsilon (degrees, 112.465, 1e-9);
  g_assert_true (yzt_angle_unpack (230249.2, TRUE, &degrees));
  g_assert_cmpfloat_with_epsilon (degrees, 23.047, 1e-9);
  g_assert_true (yzt_angle_unpack (-23.0249, FALSE, &degrees));
  g_assert_cmpfloat (degrees, <, -23.04);
  g_assert_false (yzt_angle_unpack (1126054, TRUE, &degrees));
  g_assert_false (yzt_angle_unpack (112.2760, FALSE, &degrees));
  g_assert_false (yzt_angle_unpack (99999999, TRUE, &degrees));
}

static void
test_styles (void)
{
  YztPosition position = { 112.465, 23.047 };
  g_autofree char *dms = yzt_coordinate_format_as (position, YZT_COORDINATE_DMS);
  g_autofree char *decimal = yzt_coordinate_format_as (position, YZT_COORDINATE_DECIMAL);
  g_autofree char *metres = yzt_coordinate_format_as (position, YZT_COORDINATE_GAUSS_KRUGER);
  g_autofree char *round = yzt_coordinate_format_as ((YztPosition) { -0.99999999, 59.9999999 }, YZT_COORDINATE_DMS);
  YztPosition back;

  g_assert_cmpstr (dms, ==, "112°27′54.0″ E 23°02′49.2″ N");
  g_assert_cmpstr (decimal, ==, "112.46500° E 23.04700° N");
  g_assert_cmpstr (metres, ==, "X 2550494.2 Y 37650154.9");
  g_assert_cmpstr (round, ==, "1°00′00.0″ W 60°00′00.0″ N");
  g_assert_true (yzt_coordinate_parse (dms, &back, NULL, NULL));
  g_assert_cmpfloat_with_epsilon (back.lon, position.lon, 1e-9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gauss-kruger/vectors", test_vectors);
  g_test_add_func ("/gauss-kruger/there-and-back", test_there_and_back);
  g_test_add_func ("/gauss-kruger/zones", test_zones);
  g_test_add_func ("/angle/parse", test_angles);
  g_test_add_func ("/angle/unpack", test_unpack);
  g_test_add_func ("/coordinate/styles", test_styles);
  return g_test_run ();
}

/* test-coordinate.c: positions and distances as people type them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-geo.h"

#include <math.h>
#include <string.h>

typedef struct {
  const char *text;
  double lon;
  double lat;
  gboolean swapped;
} Good;

static const Good good[] = {
  { "113.05, 23.1", 113.05, 23.1, FALSE },
  { "113.05,23.1", 113.05, 23.1, FALSE },
  { "113.05 23.1", 113.05, 23.1, FALSE },
  { "  113.05\t23.1\n", 113.05, 23.1, FALSE },
  { "113.05;23.1", 113.05, 23.1, FALSE },
  { "113.05/23.1", 113.05, 23.1, FALSE },
  { "(113.05, 23.1)", 113.05, 23.1, FALSE },
  { "113.05，23.1", 113.05, 23.1, FALSE },
  { "113.05、23.1", 113.05, 23.1, FALSE },
  { "１１３．０５，２３．１", 113.05, 23.1, FALSE },
  { "-74, 40.7", -74.0, 40.7, FALSE },
  { "−74 40.7", -74.0, 40.7, FALSE },
  { "-74.5 -40.7", -74.5, -40.7, FALSE },
  { "23.02,112.55", 112.55, 23.02, TRUE },
  { "-23.02,-112.55", -112.55, -23.02, TRUE },
  { "45, 45", 45.0, 45.0, FALSE },
  { "90, -90", 90.0, -90.0, FALSE },
  { "180, 90", 180.0, 90.0, FALSE },
  { "N23.02 E112.55", 112.55, 23.02, FALSE },
  { "n 23.02 e 112.55", 112.55, 23.02, FALSE },
  { "23.02N 112.55E", 112.55, 23.02, FALSE },
  { "23.02 N, 112.55 E", 112.55, 23.02, FALSE },
  { "112.55E23.02N", 112.55, 23.02, FALSE },
  { "40.7N 74W", -74.0, 40.7, FALSE },
  { "S33.9 E18.4", 18.4, -33.9, FALSE },
  { "E5 N6", 5.0, 6.0, FALSE },
  { "N6 E5", 5.0, 6.0, FALSE },
  { "东经112.55 北纬23.02", 112.55, 23.02, FALSE },
  { "北纬23.02 东经112.55", 112.55, 23.02, FALSE },
  { "东经112.55°，北纬23.02°", 112.55, 23.02, FALSE },
  { "东经：112.55度 北纬：23.02度", 112.55, 23.02, FALSE },
  { "经度112.55 纬度23.02", 112.55, 23.02, FALSE },
  { "纬度:23.02, 经度:112.55", 112.55, 23.02, FALSE },
  { "lat 23.02 lon 112.55", 112.55, 23.02, FALSE },
  { "lng=112.55, lat=23.02", 112.55, 23.02, FALSE },
  { "longitude: 112.55 latitude: 23.02", 112.55, 23.02, FALSE },
  { "113°05′12″E 23°06′N", 113.0 + 5.0 / 60 + 12.0 / 3600, 23.1, FALSE },
  { "113°05'12\"E 23°06'N", 113.0 + 5.0 / 60 + 12.0 / 3600, 23.1, FALSE },
  { "113°05'12''E, 23°06'00''N", 113.0 + 5.0 / 60 + 12.0 / 3600, 23.1, FALSE },
  { "113°05′12.5″ 23°06′0″", 113.0 + 5.0 / 60 + 12.5 / 3600, 23.1, FALSE },
  { "113º05’12”E 23º06’N", 113.0 + 5.0 / 60 + 12.0 / 3600, 23.1, FALSE },
  { "23°06′N 113°05′12″E", 113.0 + 5.0 / 60 + 12.0 / 3600, 23.1, FALSE },
  { "23°06′ 113°05′12″", 113.0 + 5.0 / 60 + 12.0 / 3600, 23.1, TRUE },
  { "东经113度5分12秒 北纬23度6分", 113.0 + 5.0 / 60 + 12.0 / 3600, 23.1, FALSE },
  { "东经113°5′12″，北纬23°6′0″", 113.0 + 5.0 / 60 + 12.0 / 3600, 23.1, FALSE },
  { "113:05:12 23:06:00", 113.0 + 5.0 / 60 + 12.0 / 3600, 23.1, FALSE },
  { "113 05 12 23 06 00", 113.0 + 5.0 / 60 + 12.0 / 3600, 23.1, FALSE },
  { "113 05 12 E, 23 06 00 N", 113.0 + 5.0 / 60 + 12.0 / 3600, 23.1, FALSE },
  { "113 5.2 E 23 6.0 N", 113.0 + 5.2 / 60, 23.1, FALSE },
  { "113°05.2′E 23°06.0′N", 113.0 + 5.2 / 60, 23.1, FALSE },
  { "-0°30′, 23°06′", -0.5, 23.1, FALSE },
  { "112.55° E 23.02° N", 112.55, 23.02, FALSE },
  { "WGS 84 112.55 23.02", 112.55, 23.02, FALSE },
  { "CGCS2000: 112.55, 23.02", 112.55, 23.02, FALSE },
  { "EPSG:4490 112.55 23.02", 112.55, 23.02, FALSE },
};

static const char *const bad[] = {
  "", " ", ",", "113", "113,", ",23", "abc", "北京", "四会市", "113.05 23.1 5", "113.05, 91", "181, 23",
  "-181, 23", "113.05.2, 23", "1e2, 23", "0x10, 5", "nan, nan", "inf, 5", "N23 N24", "E113 E23",
  "东经112 西经113", "113°60′ 23°", "113°05′60″ 23°", "113.5°30′ 23°", "-113W 23N", "95, 95",
  "113°-5′ 23°", "--113, 23", "113,,23", "G324国道", "12:30", "2026-11-22", "13800138000",
  "113.05, 23.1 and more", "N E", "N23.02", "119", "\xff\xfe, 23", "²3, 5",
  "00000000000000000000000000000000000000000113, 23",
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    YztPosition p = { 0.0, 0.0 };
    YztDatum datum;
    gboolean swapped;

    g_test_message ("%s", good[i].text);
    g_assert_true (yzt_coordinate_parse (good[i].text, &p, &datum, &swapped));
    g_assert_cmpfloat_with_epsilon (p.lon, good[i].lon, 1e-12);
    g_assert_cmpfloat_with_epsilon (p.lat, good[i].lat, 1e-12);
    g_assert_cmpint (swapped, ==, good[i].swapped);
    g_assert_cmpint (datum, <=, YZT_DATUM_CGCS2000);
    g_assert_true (yzt_coordinate_parse (good[i].text, &p, NULL, NULL));
  }
}

static void
test_bad (void)
{
  g_autofree char *long_text = g_strnfill (10000, '1');
  YztPosition p;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_test_message ("bad text %u", i);
    g_assert_false (yzt_coordinate_parse (bad[i], &p, NULL, NULL));
  }
  g_assert_false (yzt_coordinate_parse (long_text, &p, NULL, NULL));
}

static void
test_datum_words (void)
{
  static const struct {
    const char *text;
    YztDatum datum;
  } texts[] = {
    { "GCJ-02 112.477435270, 23.048862206", YZT_DATUM_GCJ02 },
    { "gcj02:112.477435270,23.048862206", YZT_DATUM_GCJ02 },
    { "112.477435270,23.048862206 (GCJ-02)", YZT_DATUM_GCJ02 },
    { "火星坐标 112.477435270,23.048862206", YZT_DATUM_GCJ02 },
    { "火星坐标系：112.477435270，23.048862206", YZT_DATUM_GCJ02 },
    { "高德 23.048862206,112.477435270", YZT_DATUM_GCJ02 },
    { "BD-09 112.483970283, 23.054735930", YZT_DATUM_BD09 },
    { "百度坐标 112.483970283, 23.054735930", YZT_DATUM_BD09 },
    { "百度 N23.054735930 E112.483970283", YZT_DATUM_BD09 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    YztPosition p;
    YztDatum datum;

    g_test_message ("%s", texts[i].text);
    g_assert_true (yzt_coordinate_parse (texts[i].text, &p, &datum, NULL));
    g_assert_cmpint (datum, ==, texts[i].datum);
    g_assert_cmpfloat_with_epsilon (p.lon, 112.4722, 2e-9);
    g_assert_cmpfloat_with_epsilon (p.lat, 23.0515, 2e-9);
  }
}

/* Vectors of PROJ (gdaltransform) for 112.55, 23.02 in zones 37 and 38 of 3 degrees, UTM 49 and, south of the equator, 18.4, -33.9 in UTM 34. */
static void
test_plane (void)
{
  static const YztPosition near = { 112.47, 23.05 };
  static const struct {
    const char *text;
    double lon, lat;
    int zone, width_deg;
    guint n; /* readings; 0: none */
  } cases[] = {
    { "X 2547593.1 Y 37658900.1", 112.55, 23.02, 37, 3, 1 },
    { "x=2547593.102，y=37658900.056", 112.55, 23.02, 37, 3, 1 },
    { "37658900.056, 2547593.102", 112.55, 23.02, 37, 3, 1 },
    { "Ｘ：２５４７５９３．１０２　Ｙ：３７６５８９００．０５６", 112.55, 23.02, 37, 3, 1 },
    { "2547488.108 38351353.143", 112.55, 23.02, 38, 3, 1 },
    { "CGCS2000 纵坐标2547488.108米 横坐标38351353.143米", 112.55, 23.02, 38, 3, 1 },
    { "658900.056, 2547593.102 37带", 112.55, 23.02, 37, 3, 1 },
    { "3度带第37带 X=2547593.102 Y=658900.056", 112.55, 23.02, 37, 3, 1 },
    { "高斯 2547593.102 658900.056 中央经线111°", 112.55, 23.02, 0, 3, 1 },
    { "6度带 19带 2547593.102 658900.056", 112.55, 23.02, 19, 6, 1 },
    { "X 2547593.102 Y 19658900.056", 112.55, 23.02, 19, 6, 1 },
    { "EPSG:4547 351353.143, 2547488.108", 112.55, 23.02, 38, 3, 1 },
    { "EPSG:4525 37658900.056, 2547593.102", 112.55, 23.02, 37, 3, 1 },
    { "X 2547593.102 Y 658900.056", 112.55, 23.02, 37, 3, 2 }, /* no zone: that of what is near, and the one beside it */
    { "49Q 658836.496 2546574.065", 112.55, 23.02, 49, 6, 1 },
    { "UTM 49Q 658836.5E 2546574.1N", 112.55, 23.02, 49, 6, 1 },
    { "34H 259583.222 6245888.045", 18.4, -33.9, 34, 6, 1 },
    { "49QFF 58836 46574", 112.55, 23.02, 49, 6, 1 },
    { "49QFF5883646574", 112.55, 23.02, 49, 6, 1 },
    { "34H BH 59583 45888", 18.4, -33.9, 34, 6, 1 },
    { "37658900 38351353", 0, 0, 0, 0, 0 },
    { "2547593 2547593", 0, 0, 0, 0, 0 },
    { "445300 441200", 0, 0, 0, 0, 0 }, /* which is which cannot be told */
    { "38带 37658900 2547593", 0, 0, 0, 0, 0 },
    { "中央经线114° X 2547593 Y 37658900", 0, 0, 0, 0, 0 },
    { "2547593 37999999", 0, 0, 0, 0, 0 },
    { "9547593 37658900", 0, 0, 0, 0, 0 },
    { "GCJ-02 2547593 37658900", 0, 0, 0, 0, 0 },
    { "EPSG:3857 2547593 37658900", 0, 0, 0, 0, 0 },
    { "61Q 658836 2546574", 0, 0, 0, 0, 0 },
    { "49QZF 58836 46574", 0, 0, 0, 0, 0 },
    { "49QFF 588 4657", 0, 0, 0, 0, 0 },
    { "13800138000 13800138001", 0, 0, 0, 0, 0 },
    { "四会市", 0, 0, 0, 0, 0 },
    { "\xff", 0, 0, 0, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    YztPlaneReading readings[YZT_PLANE_READINGS_MAX];
    YztPosition any;
    gboolean local = TRUE;
    guint n = yzt_plane_coordinate_parse (cases[i].text, &near, readings, &local);

    g_test_message ("plane %u", i);
    g_assert_cmpuint (n, ==, cases[i].n);
    g_assert_false (local);
    g_assert_cmpint (yzt_coordinate_parse_any (cases[i].text, &any), ==, n == 1); /* a guess is no answer where nobody chooses */
    if (n > 0) {
      g_assert_cmpfloat_with_epsilon (readings[0].wgs84.lon, cases[i].lon, 1e-5);
      g_assert_cmpfloat_with_epsilon (readings[0].wgs84.lat, cases[i].lat, 1e-5);
      g_assert_cmpint (readings[0].zone, ==, cases[i].zone);
      g_assert_cmpint (readings[0].width_deg, ==, cases[i].width_deg);
      g_assert_cmpint (readings[0].guessed, ==, n == 2);
    }
  }
}

/* What the menu of the map copies in metres is found again by the search, anywhere in China. */
static void
test_plane_back (void)
{
  for (guint i = 0; i < 2000; i++) {
    YztPosition in = { g_test_rand_double_range (73.6, 135.0), g_test_rand_double_range (4.0, 53.5) }, out;
    g_autofree char *text = yzt_coordinate_format_as (in, YZT_COORDINATE_GAUSS_KRUGER);

    g_assert_true (yzt_coordinate_parse_any (text, &out));
    g_assert_cmpfloat (yzt_geo_distance_m (in, out, NULL), <, 0.1);
  }
}

static void
test_local_datums (void)
{
  static const char *const texts[] = { "西安80 X 2547593.1 Y 37658900.1", "1980西安坐标系 2547593.1, 37658900.1", "北京54 2547593.1 19658900.1", "Xian 1980 2547593 37658900" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    YztPlaneReading readings[YZT_PLANE_READINGS_MAX];
    gboolean local = FALSE;

    g_test_message ("local %u", i);
    g_assert_cmpuint (yzt_plane_coordinate_parse (texts[i], NULL, readings, &local), ==, 0);
    g_assert_true (local);
  }
}

static void
test_format (void)
{
  static const struct {
    YztPosition position;
    guint decimals;
    const char *text;
  } cases[] = {
    { { 112.55, 23.02 }, 5, "112.55000° E 23.02000° N" },
    { { -74.0, -33.5 }, 1, "74.0° W 33.5° S" },
    { { 0.0, 0.0 }, 0, "0° E 0° N" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = yzt_coordinate_format (cases[i].position, cases[i].decimals);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
  for (guint i = 0; i < 2000; i++) {
    YztPosition in = { g_test_rand_double_range (-180.0, 180.0), g_test_rand_double_range (-90.0, 90.0) };
    g_autofree char *text = yzt_coordinate_format (in, 7);
    YztPosition p;

    g_assert_true (yzt_coordinate_parse (text, &p, NULL, NULL));
    g_assert_cmpfloat_with_epsilon (p.lon, in.lon, 6e-8);
    g_assert_cmpfloat_with_epsilon (p.lat, in.lat, 6e-8);
  }
}

/* Pieces of valid texts shaken together: nothing may crash, and what is accepted must be a position. */
static void
test_hostile (void)
{
  static const char *const pieces[] = {
    "113", "23.1", "-", "+", ".", "°", "′", "″", "'", "\"", "N", "E", "S", "W", "东经", "北纬", "度",
    "分", "秒", ",", "，", ":", " ", "GCJ-02", "百度", "(", ")", "lat", "lon", "\xe4", "９", "、", "60",
    "1e5", "\xef\xbb\xbf", "坐标系", "2547593", "37658900.1", "37带", "X", "Y", "49Q", "FF", "EPSG:4547", "99999999999999999999999999999999",
  };

  for (guint i = 0; i < 50000; i++) {
    GString *text = g_string_new (NULL);
    guint n = (guint) g_test_rand_int_range (1, 14);
    YztPosition p = { 0.0, 0.0 };

    for (guint k = 0; k < n; k++) {
      g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
    }
    if (yzt_coordinate_parse (text->str, &p, NULL, NULL)) {
      g_assert_true (yzt_position_is_valid (p));
    }
    if (i % 20 == 0 && yzt_coordinate_parse_any (text->str, &p)) {
      g_assert_true (yzt_position_is_valid (p));
    }
    g_string_free (text, TRUE);
  }
}

static void
test_distance (void)
{
  static const struct {
    const char *text;
    double metres; /* 0: refused */
  } cases[] = {
    { "800m", 800.0 }, { "50km", 50000.0 }, { "1.5 km", 1500.0 }, { "20公里", 20000.0 },
    { "500米", 500.0 }, { "300", 300.0 }, { " 2 千米 ", 2000.0 }, { "５００米", 500.0 },
    { "1,500 m", 1500.0 }, { "1 500m", 1500.0 }, { ".5km", 500.0 }, { "10 KM", 10000.0 },
    { "20038km", 20038000.0 }, { "1海里", 1852.0 }, { "3 kilometres", 3000.0 },
    { "", 0.0 }, { "0", 0.0 }, { "-5", 0.0 }, { "km", 0.0 }, { "nan", 0.0 }, { "inf", 0.0 },
    { "1e3", 0.0 }, { "5 parsec", 0.0 }, { "20039km", 0.0 }, { "5kmm", 0.0 }, { "5 5", 0.0 },
    { "1.2.3km", 0.0 }, { "\xff", 0.0 }, { ".", 0.0 }, { "99999999999999999999999", 0.0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    double metres = 0.0;
    gboolean fine = yzt_distance_parse (cases[i].text, &metres);

    g_test_message ("distance %u", i);
    g_assert_cmpint (fine, ==, cases[i].metres > 0.0);
    g_assert_cmpfloat_with_epsilon (metres, cases[i].metres, 1e-9);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/coordinate/good", test_good);
  g_test_add_func ("/coordinate/bad", test_bad);
  g_test_add_func ("/coordinate/datum-words", test_datum_words);
  g_test_add_func ("/coordinate/plane", test_plane);
  g_test_add_func ("/coordinate/plane-back", test_plane_back);
  g_test_add_func ("/coordinate/local-datums", test_local_datums);
  g_test_add_func ("/coordinate/format", test_format);
  g_test_add_func ("/coordinate/hostile", test_hostile);
  g_test_add_func ("/coordinate/distance", test_distance);

  return g_test_run ();
}

/* test-zone.c: distances of the Emergency Response Guidebook, zones laid on the ellipsoid, sunrise
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "yzt-base.h"
#include "yzt-rules-erg.h"
#include "yzt-zone.h"

static char *
read_table (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("YZT_DATA_DIR"), "command", name, NULL);
  char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static YztErg *
read_erg (void)
{
  g_autofree char *table1 = read_table ("erg-table1.tsv"), *table3 = read_table ("erg-table3.tsv"), *guides = read_table ("erg-guides.tsv"),
                  *names = read_table ("erg-names.tsv");
  return yzt_erg_parse (table1, table3, guides, names);
}

/* --- the table --- */

/* What the shared domain table's columns add up to, counted apart from this programme: figures, sum, how many "or farther". */
static void
test_all_rows (void)
{
  g_autoptr (YztErg) erg = read_erg ();
  const double sums[6] = { 14520.0, 88.2, 247.7, 61430.0, 474.3, 848.6 };
  const guint figures[6] = { 272, 272, 272, 265, 265, 265 }, more[6] = { 0, 0, 0, 0, 10, 17 };
  double got[6] = { 0 };
  guint n[6] = { 0 }, n_more[6] = { 0 }, n_rows = 0, n_inferred = 0;
  for (guint i = 0; i < yzt_erg_get_n (erg); i++) {
    const YztErgSubstance *one = yzt_erg_get (erg, i);
    if (!one->toxic) {
      continue;
    }
    n_rows++;
    n_inferred += one->inferred ? 1 : 0;
    for (guint size = 0; size < 2; size++) {
      for (guint night = 0; night < 2; night++) {
        const YztErgAsk ask = { size == 0 ? YZT_ERG_SMALL : YZT_ERG_LARGE, night == 1, NULL, NAN };
        YztErgDistances out;
        g_autoptr (GError) error = NULL;
        if (one->by_container && size == 1) {
          g_assert_false (yzt_erg_get_distances (erg, one, &ask, "en", &out, &error));
          g_assert_error (error, YZT_ERG_ERROR, YZT_ERG_ERROR_ASK);
          g_assert_cmpuint (yzt_erg_get_n_containers (erg, one), >, 2);
          continue;
        }
        g_assert_true (yzt_erg_get_distances (erg, one, &ask, "zh_CN", &out, &error));
        g_assert_no_error (error);
        g_assert_cmpfloat (out.isolation_m, >=, 30);
        g_assert_cmpfloat (out.downwind_m, >=, 100);
        g_assert_nonnull (strstr (out.method, one->un));
        guint column = 3 * size + 1 + night;
        got[column] += out.downwind_m / 1000;
        n[column]++;
        n_more[column] += out.more ? 1 : 0;
        if (night == 0) {
          got[3 * size] += out.isolation_m;
          n[3 * size]++;
        }
        yzt_erg_distances_clear (&out);
      }
    }
  }
  g_assert_cmpuint (n_rows, ==, 272);
  g_assert_cmpuint (n_inferred, ==, 17);
  for (guint c = 0; c < 6; c++) {
    g_assert_cmpuint (n[c], ==, figures[c]);
    g_assert_cmpuint (n_more[c], ==, more[c]);
    g_assert_cmpfloat_with_epsilon (got[c], sums[c], 0.01);
  }
}

/* Row by row against the file as another reader takes it apart: each figure, in both sizes, by day and by night. */
static void
test_row_by_row (void)
{
  g_autoptr (YztErg) erg = read_erg ();
  g_autofree char *text = read_table ("erg-table1.tsv");
  guint n = 0;
  for (char *line = text; line != NULL && *line != '\0';) {
    char *end = strchr (line, '\n'), un[8], guide[8], name[400], cells[6][16];
    *end = '\0';
    if (*line != '#') {
      g_assert_cmpint (sscanf (line, "%7[^\t]\t%7[^\t]\t%399[^\t]\t%15[^\t]\t%15[^\t]\t%15[^\t]\t%15[^\t]\t%15[^\t]\t%15[^\t]", un, guide, name, cells[0], cells[1],
                               cells[2], cells[3], cells[4], cells[5]), ==, 9);
      const YztErgSubstance *one = yzt_erg_find (erg, un, NULL);
      g_assert_nonnull (one);
      g_autofree char *names = g_strjoinv ("; ", one->names_en);
      g_assert_cmpstr (names, ==, name);
      for (guint i = 0; one->names_en[i] != NULL; i++) {
        g_assert_true (yzt_erg_find (erg, one->names_en[i], NULL) == one);
      }
      for (guint i = 0; i < 4; i++) {
        const YztErgAsk ask = { i < 2 ? YZT_ERG_SMALL : YZT_ERG_LARGE, i % 2 == 1, NULL, NAN };
        YztErgDistances out;
        if (g_str_equal (cells[i < 2 ? 0 : 3], "T3")) {
          continue;
        }
        g_assert_true (yzt_erg_get_distances (erg, one, &ask, "en", &out, NULL));
        g_assert_cmpfloat_with_epsilon (out.isolation_m, g_ascii_strtod (cells[i < 2 ? 0 : 3], NULL), 1e-9);
        g_assert_cmpfloat_with_epsilon (out.downwind_m, 1000 * g_ascii_strtod (cells[(i < 2 ? 1 : 4) + i % 2], NULL), 1e-6);
        yzt_erg_distances_clear (&out);
      }
      n++;
    }
    line = end + 1;
  }
  g_assert_cmpuint (n, ==, 272);
}

static void
test_by_hand (void)
{
  static const struct {
    const char *text;
    YztErgSpill spill;
    gboolean night;
    const char *container;
    double wind, isolation, downwind;
    gboolean more;
  } known[] = {
    { "液氨", YZT_ERG_SMALL, TRUE, NULL, NAN, 30, 200, FALSE },       { "UN1017", YZT_ERG_SMALL, TRUE, NULL, NAN, 60, 1500, FALSE },
    { "光气", YZT_ERG_LARGE, TRUE, NULL, NAN, 500, 9500, FALSE },     { "un 2480", YZT_ERG_LARGE, FALSE, NULL, NAN, 1000, 11000, TRUE },
    { "氨", YZT_ERG_LARGE, TRUE, "rail", 2, 300, 4100, FALSE },       { "1005", YZT_ERG_LARGE, TRUE, "rail", 4, 300, 2100, FALSE },
    { "1005", YZT_ERG_LARGE, FALSE, "truck", 6, 150, 400, FALSE },    { "1017", YZT_ERG_LARGE, TRUE, "rail", NAN, 1000, 11000, TRUE },
    { "氯气", YZT_ERG_LARGE, FALSE, "small-cylinders", 10, 150, 500, FALSE }, { "LPG", YZT_ERG_LARGE, FALSE, NULL, NAN, 100, 800, FALSE },
    { "液化石油气", YZT_ERG_FIRE, TRUE, NULL, NAN, 1600, 0, FALSE },  { "汽油", YZT_ERG_SMALL, TRUE, NULL, NAN, 50, 0, FALSE },
  };
  g_autoptr (YztErg) erg = read_erg ();
  for (guint i = 0; i < G_N_ELEMENTS (known); i++) {
    const YztErgSubstance *one = yzt_erg_find (erg, known[i].text, NULL);
    const YztErgAsk ask = { known[i].spill, known[i].night, known[i].container, known[i].wind };
    YztErgDistances out;
    g_assert_nonnull (one);
    g_assert_true (yzt_erg_get_distances (erg, one, &ask, "zh_CN", &out, NULL));
    g_assert_cmpfloat_with_epsilon (out.isolation_m, known[i].isolation, 1e-6);
    g_assert_cmpfloat_with_epsilon (out.downwind_m, known[i].downwind, 1e-6);
    g_assert_cmpint (out.more, ==, known[i].more);
    yzt_erg_distances_clear (&out);
  }
}

static void
test_refusals (void)
{
  static const char *const unknown[] = { "", "  ", "矿泉水", "9999", "UN 0000", "no such thing at all" };
  g_autoptr (YztErg) erg = read_erg ();
  g_autoptr (GError) several = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (yzt_erg_find (erg, unknown[i], &error));
    g_assert_error (error, YZT_ERG_ERROR, YZT_ERG_ERROR_UNKNOWN);
    g_assert_true (g_str_has_suffix (error->message, "."));
  }
  g_assert_null (yzt_erg_find (erg, "chloride", &several));
  g_assert_error (several, YZT_ERG_ERROR, YZT_ERG_ERROR_SEVERAL);
  const YztErgAsk fire = { YZT_ERG_FIRE, FALSE, NULL, NAN };
  YztErgDistances out;
  g_autoptr (GError) no_fire = NULL;
  g_assert_false (yzt_erg_get_distances (erg, yzt_erg_find (erg, "1005", NULL), &fire, "en", &out, &no_fire));
  g_assert_error (no_fire, YZT_ERG_ERROR, YZT_ERG_ERROR_UNKNOWN);
}

/* --- on the ground: an oracle of its own (Vincenty's direct formula, good to less than a millimetre) --- */

static YztPosition
vincenty (YztPosition from, double bearing_deg, double s)
{
  const double a = 6378137, f = 1 / 298.257223563, b = a * (1 - f);
  double alpha1 = bearing_deg * G_PI / 180, tan_u1 = (1 - f) * tan (from.lat * G_PI / 180), cos_u1 = 1 / sqrt (1 + tan_u1 * tan_u1), sin_u1 = tan_u1 * cos_u1;
  double sigma1 = atan2 (tan_u1, cos (alpha1)), sin_alpha = cos_u1 * sin (alpha1), cos2 = 1 - sin_alpha * sin_alpha, u2 = cos2 * (a * a - b * b) / (b * b);
  double big_a = 1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2))), big_b = u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2)));
  double sigma = s / (b * big_a), cos_2m = 0;
  for (guint i = 0; i < 50; i++) {
    cos_2m = cos (2 * sigma1 + sigma);
    double delta = big_b * sin (sigma) * (cos_2m + big_b / 4 * (cos (sigma) * (-1 + 2 * cos_2m * cos_2m)
        - big_b / 6 * cos_2m * (-3 + 4 * sin (sigma) * sin (sigma)) * (-3 + 4 * cos_2m * cos_2m)));
    sigma = s / (b * big_a) + delta;
  }
  double sin_s = sin (sigma), cos_s = cos (sigma), x = sin_u1 * sin_s - cos_u1 * cos_s * cos (alpha1);
  double lat = atan2 (sin_u1 * cos_s + cos_u1 * sin_s * cos (alpha1), (1 - f) * hypot (sin_alpha, x));
  double lambda = atan2 (sin_s * sin (alpha1), cos_u1 * cos_s - sin_u1 * sin_s * cos (alpha1)), c = f / 16 * cos2 * (4 + f * (4 - 3 * cos2));
  double l = lambda - (1 - c) * f * sin_alpha * (sigma + c * sin_s * (cos_2m + c * cos_s * (-1 + 2 * cos_2m * cos_2m)));
  return (YztPosition){ from.lon + l * 180 / G_PI, lat * 180 / G_PI };
}

/* On a plane that touches the earth at the first, by the radii of curvature there: enough to measure metres, and no geodesic library. */
static double
apart_m (YztPosition p, YztPosition q)
{
  double lat = p.lat * G_PI / 180, e2 = 0.00669437999014, w = 1 - e2 * sin (lat) * sin (lat);
  return hypot ((q.lat - p.lat) * G_PI / 180 * 6378137 * (1 - e2) / pow (w, 1.5), (q.lon - p.lon) * G_PI / 180 * 6378137 / sqrt (w) * cos (lat));
}

static void
check_corners (const YztZone *zone)
{
  YztPosition square[4], walk[5];
  g_assert_true (yzt_zone_get_square (zone, square));
  double down = zone->wind_from_deg + 180, side = zone->downwind_m;
  walk[0] = vincenty (zone->spill, down - 90, side / 2);
  walk[1] = vincenty (walk[0], down, side);
  walk[2] = vincenty (walk[1], down + 90, side);
  walk[3] = vincenty (walk[2], down + 180, side);
  for (guint i = 0; i < 4; i++) {
    g_assert_cmpfloat (apart_m (square[i], walk[i]), <, 0.05);
  }
}

static void
test_geometry (void)
{
  const double latitudes[] = { 5, 25, 50 }, winds[] = { 0, 33, 90, 180, 271.5 };
  g_autoptr (YztErg) erg = read_erg ();
  guint n = 0;
  for (guint l = 0; l < 3; l++) {
    for (guint i = 0; i < yzt_erg_get_n (erg); i++) {
      const YztErgSubstance *one = yzt_erg_get (erg, i);
      const YztErgAsk ask = { one->by_container ? YZT_ERG_SMALL : YZT_ERG_LARGE, TRUE, NULL, NAN };
      YztErgDistances out;
      if (!one->toxic || !yzt_erg_get_distances (erg, one, &ask, "en", &out, NULL)) {
        continue;
      }
      const YztZone zone = { { 112.55, latitudes[l] }, out.isolation_m, out.downwind_m, winds[i % 5] };
      g_autoptr (YztGeometry) area = yzt_zone_to_geometry (&zone);
      guint n_points;
      const YztPosition *points = yzt_geometry_get_ring (area, 0, &n_points);
      check_corners (&zone);
      /* Every point of the outline is on the circle or on a side of the square, to a metre, as the plane knows them. */
      for (guint p = 0; p < n_points; p++) {
        double east = 0, bearing, d = yzt_geo_distance_m (zone.spill, points[p], &bearing), turn = (bearing - zone.wind_from_deg - 180) * G_PI / 180;
        double along = d * cos (turn), across = d * sin (turn), half = zone.downwind_m / 2;
        double box = MAX (MAX (fabs (across) - half, along - zone.downwind_m), -along);
        east = MIN (fabs (box), fabs (d - zone.isolation_m));
        g_assert_cmpfloat (MIN (east, box <= 0 ? 1e9 : east), <, 1.0);
        /* A metre inside is inside, a metre outside is outside; along the side through the spill both run on it. */
        gboolean on_side = fabs (fmod (fabs (turn) * 180 / G_PI, 180) - 90) < 0.5;
        g_assert_true (on_side || yzt_zone_contains (&zone, yzt_geo_direct (zone.spill, bearing, MAX (d - 1, 0))));
        g_assert_true (on_side || !yzt_zone_contains (&zone, yzt_geo_direct (zone.spill, bearing, d + 1)));
      }
      yzt_erg_distances_clear (&out);
      n++;
    }
  }
  g_assert_cmpuint (n, ==, 3 * 272);
}

static void
test_no_wind (void)
{
  YztZone zone = { { 112.55, 23.02 }, 60, 1500, NAN };
  YztPosition corners[4];
  g_assert_true (yzt_zone_is_round (&zone));
  g_assert_false (yzt_zone_get_square (&zone, corners));
  for (guint bearing = 0; bearing < 360; bearing += 7) {
    g_assert_true (yzt_zone_contains (&zone, vincenty (zone.spill, bearing, 1499)));
    g_assert_false (yzt_zone_contains (&zone, vincenty (zone.spill, bearing, 1501)));
  }
  zone.wind_from_deg = 45;
  g_assert_false (yzt_zone_is_round (&zone));
  g_assert_true (yzt_zone_contains (&zone, vincenty (zone.spill, 225, 1499)));
  g_assert_false (yzt_zone_contains (&zone, vincenty (zone.spill, 45, 61)));
  g_assert_true (yzt_zone_contains (&zone, vincenty (zone.spill, 45, 59)));
}

/* --- the hour --- */

/* Sunrise and sunset of Zhaoqing on 2026-11-22 (06:45 and 17:40 Beijing time within some minutes), and of the equinox at the equator. */
static void
test_sun (void)
{
  const YztPosition zhaoqing = { 112.47, 23.05 }, null_island = { 0, 0 }, pole = { 0, 89 };
  gint64 day_ms = 0, equinox_ms = 0, june_ms = 0;
  g_assert_true (yzt_time_parse ("2026-11-21T16:00:00Z", NULL, &day_ms));
  g_assert_true (yzt_time_parse ("2026-03-20T00:00:00Z", NULL, &equinox_ms));
  g_assert_true (yzt_time_parse ("2026-06-21T00:00:00Z", NULL, &june_ms));
  int rise = 0, set = 0;
  for (int minute = 1; minute < 24 * 60; minute++) {
    gboolean before = yzt_sun_is_up (zhaoqing, day_ms + (minute - 1) * 60000), now = yzt_sun_is_up (zhaoqing, day_ms + minute * 60000);
    rise = !before && now ? minute : rise;
    set = before && !now ? minute : set;
    g_assert_true (yzt_sun_is_up (pole, june_ms + minute * 60000));
  }
  g_assert_cmpint (ABS (rise - (6 * 60 + 45)), <=, 5);
  g_assert_cmpint (ABS (set - (17 * 60 + 40)), <=, 5);
  g_assert_true (yzt_sun_is_up (null_island, equinox_ms + 12 * 3600000));
  g_assert_false (yzt_sun_is_up (null_island, equinox_ms));
  g_assert_cmpfloat (yzt_sun_elevation_deg (null_island, equinox_ms + 12 * 3600000), >, 87);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  yzt_geo_init ();
  g_test_add_func ("/zone/all-rows", test_all_rows);
  g_test_add_func ("/zone/row-by-row", test_row_by_row);
  g_test_add_func ("/zone/by-hand", test_by_hand);
  g_test_add_func ("/zone/refusals", test_refusals);
  g_test_add_func ("/zone/geometry", test_geometry);
  g_test_add_func ("/zone/no-wind", test_no_wind);
  g_test_add_func ("/zone/sun", test_sun);
  return g_test_run ();
}

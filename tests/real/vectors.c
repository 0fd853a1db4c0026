/* vectors.c: datums and geodesics over the whole tables of others; vectors DATA/G (not part of ./check)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <jansson.h>
#include <math.h>
#include <string.h>
#include "yzt-geo.h"

#define NANOMETRE 1e-9

typedef struct {
  const char *what, *unit;
  double bar, worst, sum;
  guint n;
} Figure;

static void
note (Figure *figure, double error)
{
  figure->worst = fmax (figure->worst, error);
  figure->sum += error;
  figure->n++;
}

static gboolean
show (const Figure *figure)
{
  gboolean ok = figure->n > 0 && figure->worst <= figure->bar;

  g_print ("| %s | %u | %.3g %s | %.3g %s | %.3g %s | %s |\n", figure->what, figure->n, figure->sum / MAX (figure->n, 1),
           figure->unit, figure->worst, figure->unit, figure->bar, figure->unit, ok ? "ok" : "FAILED");
  return ok;
}

static char *
load (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GError) error = NULL;
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, &error)) {
    g_printerr ("%s\n", error->message);
    exit (1);
  }
  return text;
}

/* --- geodesics: lat1 lon1 azi1 lat2 lon2 azi2 s12 a12 m12 S12, exact to the digits given --- */

static double
turn (double a, double b)
{
  return fabs (remainder (a - b, 360));
}

static gboolean
check_geodesics (const char *folder)
{
  g_autofree char *text = load (folder, "geodesic/GeodTest_50a.dat");
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  Figure inverse = { "geodesic, inverse: distance", "nm", 20, 0, 0, 0 };
  Figure direct = { "geodesic, direct: end point", "nm", 20, 0, 0, 0 };
  Figure bearing = { "geodesic, inverse: bearing, across the line at the far end", "nm", 20, 0, 0, 0 };

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto(GStrv) cells = g_strsplit (lines[i], " ", -1);
    double v[10], azimuth, distance;
    YztPosition from, to, reached;

    if (g_strv_length (cells) < 10)
      continue;
    for (guint k = 0; k < 10; k++)
      v[k] = g_ascii_strtod (cells[k], NULL);
    from = (YztPosition) { v[1], v[0] };
    to = (YztPosition) { v[4], v[3] };
    distance = yzt_geo_distance_m (from, to, &azimuth);
    note (&inverse, fabs (distance - v[6]) / NANOMETRE);
    /* A bearing is as wrong as the end point that it leads to: reduced length m12 times the angle. Between nearly antipodal
     * points any bearing leads there. */
    note (&bearing, turn (azimuth, v[2]) * G_PI / 180 * fabs (v[8]) / NANOMETRE);
    reached = yzt_geo_direct (from, v[2], v[6]);
    note (&direct, yzt_geo_distance_m (reached, to, NULL) / NANOMETRE);
  }
  return show (&inverse) & show (&direct) & show (&bearing);
}

/* --- GCJ-02 and BD-09 --- */

static double
apart_m (YztPosition a, YztPosition b)
{
  return yzt_geo_distance_m (a, b, NULL);
}

static gboolean
check_datums (const char *folder)
{
  g_autofree char *text = load (folder, "gcj/gcj_vectors_a.csv");
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  Figure gcj = { "WGS 84 to GCJ-02 against gcoord", "mm", 0.2, 0, 0, 0 };
  Figure ct = { "WGS 84 to GCJ-02 against coordtransform, where it takes the place for China", "mm", 0.2, 0, 0, 0 };
  Figure bd = { "WGS 84 to BD-09 against gcoord", "mm", 0.2, 0, 0, 0 };
  Figure back = { "GCJ-02 to WGS 84 to where it came from", "mm", 0.2, 0, 0, 0 };
  Figure bd_back = { "BD-09 to WGS 84 to where it came from", "mm", 0.2, 0, 0, 0 };

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto(GStrv) cells = g_strsplit (lines[i], ",", -1);
    double v[8];
    YztPosition wgs, at_gcj, at_bd;

    if (g_strv_length (cells) < 8 || !g_ascii_isdigit (cells[0][0]))
      continue;
    for (guint k = 0; k < 8; k++)
      v[k] = g_ascii_strtod (cells[k], NULL);
    wgs = (YztPosition) { v[0], v[1] };
    at_gcj = (YztPosition) { v[2], v[3] };
    at_bd = (YztPosition) { v[4], v[5] };
    note (&gcj, 1000 * apart_m (yzt_datum_from_wgs84 (wgs, YZT_DATUM_GCJ02), at_gcj));
    /* Its China is smaller: there it leaves a place as it is. */
    if (v[6] != v[0] || v[7] != v[1])
      note (&ct, 1000 * apart_m (yzt_datum_from_wgs84 (wgs, YZT_DATUM_GCJ02), (YztPosition) { v[6], v[7] }));
    note (&bd, 1000 * apart_m (yzt_datum_from_wgs84 (wgs, YZT_DATUM_BD09), at_bd));
    note (&back, 1000 * apart_m (yzt_datum_to_wgs84 (at_gcj, YZT_DATUM_GCJ02), wgs));
    note (&bd_back, 1000 * apart_m (yzt_datum_to_wgs84 (at_bd, YZT_DATUM_BD09), wgs));
  }
  return show (&gcj) & show (&ct) & show (&bd) & show (&back) & show (&bd_back);
}

static YztPosition
position_of (json_t *coords, const char *name)
{
  json_t *pair = json_object_get (coords, name);

  return (YztPosition) { json_number_value (json_array_get (pair, 0)), json_number_value (json_array_get (pair, 1)) };
}

/* The table's WGS 84 was made from its GCJ-02 by an inverse that stops at 5e-6 of a degree: led forward again it misses its
 * own GCJ-02 by 0.7 m. Ours must come back to it; seven decimals are 1 cm. */
static gboolean
check_cities (const char *folder)
{
  g_autofree char *text = load (folder, "gcj/china-cities.json");
  json_t *cities = json_loads (text, 0, NULL), *city;
  Figure gcj = { "664 cities: GCJ-02 to WGS 84 against gcoord's coarse inverse", "mm", 1000, 0, 0, 0 };
  Figure round = { "664 cities: GCJ-02 to WGS 84 to GCJ-02", "mm", 0.2, 0, 0, 0 };
  Figure bd = { "664 cities: GCJ-02 to BD-09", "mm", 20, 0, 0, 0 };
  size_t i;
  gboolean ok;

  json_array_foreach (cities, i, city)
  {
    json_t *coords = json_object_get (city, "coords");
    YztPosition at_gcj = position_of (coords, "GCJ02"), wgs = yzt_datum_to_wgs84 (at_gcj, YZT_DATUM_GCJ02);

    note (&gcj, 1000 * apart_m (wgs, position_of (coords, "WGS84")));
    note (&round, 1000 * apart_m (yzt_datum_from_wgs84 (wgs, YZT_DATUM_GCJ02), at_gcj));
    note (&bd, 1000 * apart_m (yzt_datum_from_wgs84 (wgs, YZT_DATUM_BD09), position_of (coords, "BD09")));
  }
  ok = show (&gcj) & show (&round) & show (&bd);
  json_decref (cities);
  return ok;
}

int
main (int argc, char *argv[])
{
  gboolean ok;

  if (argc != 2) {
    g_printerr ("vectors DATA/G\n");
    return 2;
  }
  yzt_geo_init ();
  g_print ("| what | vectors | mean error | worst | bar | |\n|---|--:|--:|--:|--:|---|\n");
  ok = check_geodesics (argv[1]);
  ok = check_datums (argv[1]) && ok;
  ok = check_cities (argv[1]) && ok;
  return ok ? 0 : 1;
}

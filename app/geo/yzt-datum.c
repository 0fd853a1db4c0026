/* yzt-datum.c: WGS 84, CGCS2000 and the offset systems GCJ-02 and BD-09
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-geo.h"

#include <math.h>

/* Constants of the offset as published in many places; see the test vectors. */
#define GCJ_A 6378245.0
#define GCJ_EE 0.00669342162296594323
#define BD_K (G_PI * 3000.0 / 180.0)
#define BD_LON_OFFSET 0.0065
#define BD_LAT_OFFSET 0.006
#define MAX_ITERATIONS 30
#define CLOSE_ENOUGH_DEG 1e-11

static const struct {
  const char *id;
  const char *label;
} datums[] = {
  [YZT_DATUM_WGS84] = { "wgs84", "WGS 84" },
  [YZT_DATUM_CGCS2000] = { "cgcs2000", "CGCS2000" },
  [YZT_DATUM_GCJ02] = { "gcj02", "GCJ-02" },
  [YZT_DATUM_BD09] = { "bd09", "BD-09" },
};

gboolean
yzt_datum_from_name (const char *name,
                     YztDatum   *datum_out)
{
  char id[16];
  guint n = 0;

  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (datum_out != NULL, FALSE);

  for (const char *p = name; *p != '\0'; p++) {
    if (*p == '-' || *p == '_' || *p == ' ') {
      continue;
    }
    if (n + 1 >= sizeof id) {
      return FALSE;
    }
    id[n++] = g_ascii_tolower (*p);
  }
  id[n] = '\0';

  for (guint i = 0; i < G_N_ELEMENTS (datums); i++) {
    if (g_str_equal (id, datums[i].id)) {
      *datum_out = (YztDatum) i;
      return TRUE;
    }
  }

  return FALSE;
}

const char *
yzt_datum_id (YztDatum datum)
{
  g_return_val_if_fail ((guint) datum < G_N_ELEMENTS (datums), "wgs84");

  return datums[datum].id;
}

const char *
yzt_datum_label (YztDatum datum)
{
  g_return_val_if_fail ((guint) datum < G_N_ELEMENTS (datums), "WGS 84");

  return datums[datum].label;
}

/* The offset applies inside this box only; it is tested once, on the input of a conversion. */
static gboolean
is_in_gcj_box (YztPosition p)
{
  return p.lon >= 72.004 && p.lon <= 137.8347 && p.lat >= 0.8293 && p.lat <= 55.8271;
}

static double
gcj_wave (double t,
          double amplitude_1,
          double period_1,
          double amplitude_2,
          double period_2)
{
  return (amplitude_1 * sin (t * G_PI / period_1) + amplitude_2 * sin (t * G_PI / period_2)) *
         2.0 / 3.0;
}

static YztPosition
gcj_forward (YztPosition wgs)
{
  double x = wgs.lon - 105.0;
  double y = wgs.lat - 35.0;
  double root = sqrt (fabs (x));
  double common = gcj_wave (x, 20.0, 1.0 / 6.0, 20.0, 0.5);
  double d_lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common +
                 gcj_wave (y, 20.0, 1.0, 40.0, 3.0) + gcj_wave (y, 160.0, 12.0, 320.0, 30.0);
  double d_lon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common +
                 gcj_wave (x, 20.0, 1.0, 40.0, 3.0) + gcj_wave (x, 150.0, 12.0, 300.0, 30.0);
  double phi = wgs.lat * G_PI / 180.0;
  double m = 1.0 - GCJ_EE * sin (phi) * sin (phi);
  double s = sqrt (m);

  wgs.lat += d_lat * 180.0 / (GCJ_A * (1.0 - GCJ_EE) / (m * s) * G_PI);
  wgs.lon += d_lon * 180.0 / (GCJ_A / s * cos (phi) * G_PI);

  return wgs;
}

static YztPosition
bd_forward (YztPosition gcj)
{
  double z = hypot (gcj.lon, gcj.lat) + 0.00002 * sin (gcj.lat * BD_K);
  double theta = atan2 (gcj.lat, gcj.lon) + 0.000003 * cos (gcj.lon * BD_K);
  YztPosition bd = { z * cos (theta) + BD_LON_OFFSET, z * sin (theta) + BD_LAT_OFFSET };

  return bd;
}

/* Both offsets change slowly, so subtracting the error of the guess contracts quickly (4-5 steps). */
static YztPosition
invert (YztPosition (*forward) (YztPosition),
        YztPosition   target,
        YztPosition   guess)
{
  for (guint i = 0; i < MAX_ITERATIONS; i++) {
    YztPosition there = forward (guess);
    double lon_error = there.lon - target.lon;
    double lat_error = there.lat - target.lat;

    guess.lon -= lon_error;
    guess.lat -= lat_error;
    if (fabs (lon_error) < CLOSE_ENOUGH_DEG && fabs (lat_error) < CLOSE_ENOUGH_DEG) {
      break;
    }
  }

  return guess;
}

static YztPosition
gcj_to_wgs84 (YztPosition gcj)
{
  return is_in_gcj_box (gcj) ? invert (gcj_forward, gcj, gcj) : gcj;
}

static YztPosition
bd_to_gcj (YztPosition bd)
{
  YztPosition guess = { bd.lon - BD_LON_OFFSET, bd.lat - BD_LAT_OFFSET };

  return invert (bd_forward, bd, guess);
}

/* BD-09 moves the whole world by 0.0065 degree: keep what it pushes over the edge a position. */
static YztPosition
keep_valid (YztPosition p)
{
  if (p.lon > 180.0) {
    p.lon -= 360.0;
  } else if (p.lon < -180.0) {
    p.lon += 360.0;
  }
  p.lat = CLAMP (p.lat, -90.0, 90.0);

  return p;
}

YztPosition
yzt_datum_to_wgs84 (YztPosition position,
                    YztDatum    from)
{
  if (!yzt_position_is_valid (position)) {
    return position;
  }

  switch (from) {
  case YZT_DATUM_GCJ02:
    return keep_valid (gcj_to_wgs84 (position));
  case YZT_DATUM_BD09:
    return keep_valid (gcj_to_wgs84 (bd_to_gcj (position)));
  case YZT_DATUM_WGS84:
  case YZT_DATUM_CGCS2000: /* equal for a screen map: see the design paper */
  default:
    return position;
  }
}

YztPosition
yzt_datum_from_wgs84 (YztPosition position,
                      YztDatum    to)
{
  YztPosition gcj;

  if (!yzt_position_is_valid (position)) {
    return position;
  }

  gcj = is_in_gcj_box (position) ? gcj_forward (position) : position;
  switch (to) {
  case YZT_DATUM_GCJ02:
    return keep_valid (gcj);
  case YZT_DATUM_BD09:
    return keep_valid (bd_forward (gcj));
  case YZT_DATUM_WGS84:
  case YZT_DATUM_CGCS2000:
  default:
    return position;
  }
}

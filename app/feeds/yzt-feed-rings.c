/* yzt-feed-rings.c: outlines as feeds give them, gathered into one area and one place
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "yzt-feed-content-private.h"
#include "yzt-geometry-parts.h"

#define CIRCLE_POINTS 72
/* A larger ring on the ellipsoid is no circle on a map any more; the centre alone tells where it is. */
#define MAX_DRAWN_CIRCLE_M 5000e3

YztFeedRings
yzt_feed_rings_new (void)
{
  return (YztFeedRings) { .points = g_array_new (FALSE, FALSE, sizeof (YztPosition)), .starts = g_array_new (FALSE, FALSE, sizeof (guint)),
                          .holes = g_array_new (FALSE, FALSE, sizeof (gboolean)), .circles = g_array_new (FALSE, FALSE, sizeof (YztCircle)) };
}

void
yzt_feed_rings_clear (YztFeedRings *rings)
{
  g_clear_pointer (&rings->points, g_array_unref);
  g_clear_pointer (&rings->starts, g_array_unref);
  g_clear_pointer (&rings->holes, g_array_unref);
  g_clear_pointer (&rings->circles, g_array_unref);
}

gboolean
yzt_feed_rings_has_room (const YztFeedRings *rings, guint n)
{
  return rings->points->len + n <= YZT_FEED_MAX_POINTS;
}

/* --- rings across the antimeridian --- */

/* Longitudes as they run, without the jump at ±180. FALSE when the ring goes round a pole: no ring in degrees says that. */
static gboolean
unwrap (YztPosition *points, guint n)
{
  double previous = points[0].lon;
  double offset = 0.0;

  for (guint i = 1; i < n; i++) {
    double lon = points[i].lon;
    if (lon - previous > 180.0) {
      offset -= 360.0;
    } else if (lon - previous < -180.0) {
      offset += 360.0;
    }
    previous = lon;
    points[i].lon = lon + offset;
  }
  return fabs (points[n - 1].lon - points[0].lon) < 180.0;
}

/* The part of a ring east (@keep_east) or west of @limit: Sutherland and Hodgman's clip against one line. */
static void
append_clipped (YztFeedRings *rings, const YztPosition *points, guint n, double limit, gboolean keep_east, double shift)
{
  guint start = rings->points->len;

  for (guint i = 0; i + 1 < n; i++) {
    YztPosition a = points[i], b = points[i + 1];
    gboolean a_in = keep_east ? a.lon >= limit : a.lon <= limit;
    gboolean b_in = keep_east ? b.lon >= limit : b.lon <= limit;
    if (a_in) {
      YztPosition kept = { CLAMP (a.lon + shift, -180.0, 180.0), a.lat };
      g_array_append_val (rings->points, kept);
    }
    if (a_in != b_in) {
      double t = (limit - a.lon) / (b.lon - a.lon);
      YztPosition cut = { CLAMP (limit + shift, -180.0, 180.0), a.lat + t * (b.lat - a.lat) };
      g_array_append_val (rings->points, cut);
    }
  }
  if (rings->points->len - start < 3) {
    g_array_set_size (rings->points, start);
    return;
  }
  YztPosition first = g_array_index (rings->points, YztPosition, start);
  g_array_append_val (rings->points, first);
  g_array_append_val (rings->starts, start);
}

/* @points is closed and is changed. */
static void
append_ring (YztFeedRings *rings, YztPosition *points, guint n)
{
  double west, east;

  if (!unwrap (points, n)) {
    return;
  }
  west = east = points[0].lon;
  for (guint i = 1; i < n; i++) {
    west = MIN (west, points[i].lon);
    east = MAX (east, points[i].lon);
  }
  if (east - west >= 360.0) {
    return;
  }
  if (west < -180.0) {
    append_clipped (rings, points, n, -180.0, TRUE, 0.0);
    append_clipped (rings, points, n, -180.0, FALSE, 360.0);
  } else if (east > 180.0) {
    append_clipped (rings, points, n, 180.0, FALSE, 0.0);
    append_clipped (rings, points, n, 180.0, TRUE, -360.0);
  } else {
    guint start = rings->points->len;
    g_array_append_vals (rings->points, points, n);
    g_array_append_val (rings->starts, start);
  }
}

/* --- what is added --- */

static gboolean
add_ring (YztFeedRings *rings, GArray *points, gboolean hole)
{
  YztPosition first, last;

  if (points->len == 0) {
    return FALSE;
  }
  first = g_array_index (points, YztPosition, 0);
  last = g_array_index (points, YztPosition, points->len - 1);
  if (first.lon != last.lon || first.lat != last.lat) {
    g_array_append_val (points, first);
  }
  if (points->len < 4) {
    return FALSE;
  }
  append_ring (rings, (YztPosition *) (void *) points->data, points->len);
  while (rings->holes->len < rings->starts->len) {
    g_array_append_val (rings->holes, hole);
  }
  return TRUE;
}

gboolean
yzt_feed_rings_add (YztFeedRings *rings, GArray *points)
{
  return add_ring (rings, points, FALSE);
}

gboolean
yzt_feed_rings_add_hole (YztFeedRings *rings, GArray *points)
{
  return add_ring (rings, points, rings->starts->len > 0);
}

void
yzt_feed_rings_set_centre (YztFeedRings *rings, YztPosition centre)
{
  if (!rings->has_centre) {
    rings->has_centre = TRUE;
    rings->centre = centre;
  }
}

void
yzt_feed_rings_add_circle (YztFeedRings *rings, YztPosition centre, double radius_m)
{
  YztPosition points[CIRCLE_POINTS + 1];

  yzt_feed_rings_set_centre (rings, centre);
  if (radius_m > 0.0 && radius_m <= MAX_DRAWN_CIRCLE_M && yzt_feed_rings_has_room (rings, CIRCLE_POINTS + 1)) {
    yzt_geo_ring (centre, radius_m, points, CIRCLE_POINTS);
    points[CIRCLE_POINTS] = points[0];
    append_ring (rings, points, CIRCLE_POINTS + 1);
    gboolean hole = FALSE;
    while (rings->holes->len < rings->starts->len) {
      g_array_append_val (rings->holes, hole);
    }
    YztCircle circle = { centre, radius_m };
    g_array_append_val (rings->circles, circle);
  }
}

void
yzt_feed_rings_place (YztFeedRings *rings, YztAlert *alert)
{
  if (rings->starts->len > 0) {
    guint n_rings = rings->starts->len;
    guint end = rings->points->len;
    g_array_append_val (rings->starts, end);
    const YztPosition *points = (const YztPosition *) (const void *) rings->points->data;
    const guint *starts = (const guint *) (const void *) rings->starts->data;
    alert->area = yzt_geometry_new_parts (YZT_GEOMETRY_AREA, points, starts, (const gboolean *) (const void *) rings->holes->data, n_rings);
    if (alert->area == NULL) {
      alert->area = yzt_geometry_new_area (points, starts, n_rings); /* leaves out a ring that is none */
    }
    g_array_set_size (rings->starts, n_rings);
    yzt_feed_put (&alert->circles, yzt_circles_to_text ((const YztCircle *) (const void *) rings->circles->data, rings->circles->len));
  }
  if (rings->has_centre) {
    alert->has_position = TRUE;
    alert->position = rings->centre;
  } else if (alert->area != NULL) {
    alert->has_position = TRUE;
    alert->position = yzt_geometry_get_label_position (alert->area);
  }
}

/* yzt-cap-area.c: polygons and circles of a CAP alert ("lat,lon", kilometres) as one area
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-cap-private.h"

#define CIRCLE_POINTS 72
#define MAX_CIRCLE_KM 20038.0
/* A larger ring on the ellipsoid is no circle on a map any more; the centre alone tells where it is. */
#define MAX_DRAWN_CIRCLE_KM 5000.0
#define MAX_AREA_TEXT_BYTES (16 * 1024)

typedef struct {
  GArray *points; /* YztPosition, ring after ring, closed */
  GArray *starts; /* guint */
  gboolean has_centre;
  YztPosition centre;
} Rings;

static void
rings_clear (Rings *rings)
{
  g_array_unref (rings->points);
  g_array_unref (rings->starts);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rings, rings_clear)

static gboolean
bad_area (const char *origin, const char *element, const char *text, GError **error)
{
  g_autofree char *shown = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), 40));

  g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_CAP,
               _("“%s” has a %s that is none (“%s”): it needs pairs “latitude,longitude” in range; ask the sender for it again."),
               origin, element, shown);
  return FALSE;
}

/* "lat,lon" at @text; blanks after the comma happen and are tolerated. Returns what follows, or NULL. */
static const char *
read_pair (const char *text, YztPosition *position_out)
{
  char *end = NULL;
  YztPosition position;

  position.lat = g_ascii_strtod (text, &end);
  if (end == text || *end != ',') {
    return NULL;
  }
  text = end + 1;
  position.lon = g_ascii_strtod (text, &end);
  if (end == text || (*end != '\0' && !g_ascii_isspace (*end)) || !yzt_position_is_valid (position)) {
    return NULL;
  }
  *position_out = position;
  return end;
}

static const char *
skip_blanks (const char *text)
{
  while (g_ascii_isspace (*text)) {
    text++;
  }
  return text;
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
append_clipped (Rings *rings, const YztPosition *points, guint n, double limit, gboolean keep_east, double shift)
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
append_ring (Rings *rings, YztPosition *points, guint n)
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

/* --- elements --- */

static gboolean
read_polygon (const char *text, const char *origin, Rings *rings, GError **error)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (YztPosition));
  const char *at = skip_blanks (text);

  while (*at != '\0') {
    YztPosition position;
    const char *rest = read_pair (at, &position);
    if (rest == NULL) {
      return bad_area (origin, "polygon", at, error);
    }
    g_array_append_val (points, position);
    if (points->len + rings->points->len > YZT_CAP_MAX_POINTS) {
      g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_CAP, _("“%s” has areas of more than %d corners; it was not read."), origin,
                   YZT_CAP_MAX_POINTS);
      return FALSE;
    }
    at = skip_blanks (rest);
  }
  if (points->len == 0) {
    return TRUE; /* <polygon></polygon> stands in many real alerts and says nothing */
  }
  YztPosition first = g_array_index (points, YztPosition, 0);
  YztPosition last = g_array_index (points, YztPosition, points->len - 1);
  if (first.lon != last.lon || first.lat != last.lat) {
    g_array_append_val (points, first);
  }
  if (points->len < 4) {
    return bad_area (origin, "polygon", text, error);
  }
  append_ring (rings, (YztPosition *) (void *) points->data, points->len);
  return TRUE;
}

static gboolean
read_circle (const char *text, const char *origin, Rings *rings, GError **error)
{
  YztPosition centre;
  YztPosition points[CIRCLE_POINTS + 1];
  const char *at = skip_blanks (text);
  const char *rest;
  char *end = NULL;
  double radius_km;

  if (*at == '\0') {
    return TRUE;
  }
  rest = read_pair (at, &centre);
  at = rest ? skip_blanks (rest) : "";
  radius_km = g_ascii_strtod (at, &end);
  if (rest == NULL || end == at || *skip_blanks (end) != '\0' || !(radius_km >= 0.0 && radius_km <= MAX_CIRCLE_KM)) {
    return bad_area (origin, "circle", text, error);
  }
  if (!rings->has_centre) {
    rings->has_centre = TRUE;
    rings->centre = centre;
  }
  if (radius_km > 0.0 && radius_km <= MAX_DRAWN_CIRCLE_KM && rings->points->len + CIRCLE_POINTS < YZT_CAP_MAX_POINTS) {
    yzt_geo_ring (centre, radius_km * 1000.0, points, CIRCLE_POINTS);
    points[CIRCLE_POINTS] = points[0];
    append_ring (rings, points, CIRCLE_POINTS + 1);
  }
  return TRUE;
}

static gboolean
read_shapes (const xmlNode *area, const char *name, const char *origin, Rings *rings, GError **error)
{
  for (const xmlNode *node = yzt_cap_child (area, name, NULL); node != NULL; node = yzt_cap_child (area, name, node)) {
    xmlChar *content = xmlNodeGetContent ((xmlNode *) node);
    g_autofree char *text = g_utf8_make_valid (content ? (const char *) content : "", -1);
    gboolean ok;

    xmlFree (content);
    ok = g_str_equal (name, "circle") ? read_circle (text, origin, rings, error) : read_polygon (text, origin, rings, error);
    if (!ok) {
      return FALSE;
    }
  }
  return TRUE;
}

static void
place (Rings *rings, YztAlert *alert)
{
  if (rings->starts->len > 0) {
    guint n_rings = rings->starts->len;
    guint end = rings->points->len;
    g_array_append_val (rings->starts, end);
    alert->area = yzt_geometry_new_area ((const YztPosition *) (const void *) rings->points->data,
                                         (const guint *) (const void *) rings->starts->data, n_rings);
  }
  if (rings->has_centre) {
    alert->has_position = TRUE;
    alert->position = rings->centre;
  } else if (alert->area != NULL) {
    alert->has_position = TRUE;
    alert->position = yzt_geometry_get_label_position (alert->area);
  }
}

gboolean
yzt_cap_read_areas (const xmlNode *info, const char *origin, YztAlert *alert, GError **error)
{
  g_auto (Rings) rings = {
    g_array_new (FALSE, FALSE, sizeof (YztPosition)), g_array_new (FALSE, FALSE, sizeof (guint)), FALSE, { 0.0, 0.0 },
  };
  GString *names = g_string_new (NULL);

  for (const xmlNode *area = yzt_cap_child (info, "area", NULL); area != NULL; area = yzt_cap_child (info, "area", area)) {
    g_autofree char *name = yzt_cap_child_text (area, "areaDesc", 4096);
    if (*name != '\0' && names->len + strlen (name) < MAX_AREA_TEXT_BYTES) {
      g_string_append_printf (names, "%s%s", names->len > 0 ? "; " : "", name);
    }
    if (!read_shapes (area, "circle", origin, &rings, error) || !read_shapes (area, "polygon", origin, &rings, error)) {
      g_string_free (names, TRUE);
      return FALSE;
    }
  }
  g_free (alert->area_text);
  alert->area_text = g_string_free (names, FALSE);
  place (&rings, alert);
  return TRUE;
}

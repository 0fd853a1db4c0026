/* yzt-cap-area.c: polygons and circles of a CAP alert ("lat,lon", kilometres) as one area
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-cap-private.h"
#include "yzt-feed-content-private.h"
#include "yzt-feed-rings-private.h"

#define MAX_CIRCLE_KM 20038.0
#define MAX_AREA_TEXT_BYTES (16 * 1024)

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
read_pair (const char *text, gboolean swapped, YztPosition *position_out)
{
  char *end = NULL;
  YztPosition position;
  double *first = swapped ? &position.lon : &position.lat, *second = swapped ? &position.lat : &position.lon;

  *first = g_ascii_strtod (text, &end);
  if (end == text || *end != ',') {
    return NULL;
  }
  text = end + 1;
  *second = g_ascii_strtod (text, &end);
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

/* --- elements --- */

/* All pairs of @text; NULL, or where it is none. */
static const char *
read_pairs (const char *text, gboolean swapped, GArray *points)
{
  const char *at = skip_blanks (text);

  while (*at != '\0' && points->len <= YZT_FEED_MAX_POINTS) {
    YztPosition position;
    const char *rest = read_pair (at, swapped, &position);
    if (rest == NULL) {
      return at;
    }
    g_array_append_val (points, position);
    at = skip_blanks (rest);
  }
  return NULL;
}

/* Longitude first, where no latitude can be: meant is clear, and a warning without its area reaches nobody. */
static gboolean
read_swapped (const char *text, const char *origin, GArray *points, YztAlert *alert)
{
  g_array_set_size (points, 0);
  if (read_pairs (text, TRUE, points) != NULL) {
    return FALSE;
  }
  yzt_feed_put (&alert->remark, g_strdup_printf (_("“%s” has latitude and longitude of a polygon in the wrong order; it was taken as it must be meant, look at its area."),
                                                 origin));
  return TRUE;
}

static gboolean
read_polygon (const char *text, const char *origin, YztFeedRings *rings, YztAlert *alert, GError **error)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (YztPosition));
  const char *wrong = read_pairs (text, FALSE, points);

  if (wrong != NULL && !read_swapped (text, origin, points, alert)) {
    return bad_area (origin, "polygon", wrong, error);
  }
  if (!yzt_feed_rings_has_room (rings, points->len)) {
    g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_CAP, _("“%s” has areas of more than %d corners; it was not read."), origin, YZT_FEED_MAX_POINTS);
    return FALSE;
  }
  if (points->len == 0) {
    return TRUE; /* <polygon></polygon> stands in many real alerts and says nothing */
  }
  if (!yzt_feed_rings_add (rings, points)) {
    return bad_area (origin, "polygon", text, error);
  }
  return TRUE;
}

static gboolean
read_circle (const char *text, const char *origin, YztFeedRings *rings, GError **error)
{
  YztPosition centre;
  const char *at = skip_blanks (text);
  const char *rest;
  char *end = NULL;
  double radius_km;

  if (*at == '\0') {
    return TRUE;
  }
  rest = read_pair (at, FALSE, &centre);
  at = rest ? skip_blanks (rest) : "";
  radius_km = g_ascii_strtod (at, &end);
  if (rest == NULL || end == at || *skip_blanks (end) != '\0' || !(radius_km >= 0.0 && radius_km <= MAX_CIRCLE_KM)) {
    return bad_area (origin, "circle", text, error);
  }
  yzt_feed_rings_add_circle (rings, centre, radius_km * 1000.0);
  return TRUE;
}

static gboolean
read_shapes (const xmlNode *area, const char *name, const char *origin, YztFeedRings *rings, YztAlert *alert, GError **error)
{
  for (const xmlNode *node = yzt_feed_xml_child (area, name, NULL); node != NULL; node = yzt_feed_xml_child (area, name, node)) {
    g_autofree char *text = yzt_feed_xml_text (node, G_MAXINT);
    gboolean ok = g_str_equal (name, "circle") ? read_circle (text, origin, rings, error) : read_polygon (text, origin, rings, alert, error);
    if (!ok) {
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
yzt_cap_read_areas (const xmlNode *info, const char *origin, YztAlert *alert, GError **error)
{
  g_auto (YztFeedRings) rings = yzt_feed_rings_new ();
  GString *names = g_string_new (NULL);

  for (const xmlNode *area = yzt_feed_xml_child (info, "area", NULL); area != NULL; area = yzt_feed_xml_child (info, "area", area)) {
    g_autofree char *name = yzt_feed_xml_child_text (area, "areaDesc", 4096);
    if (*name != '\0' && names->len + strlen (name) < MAX_AREA_TEXT_BYTES) {
      g_string_append_printf (names, "%s%s", names->len > 0 ? "; " : "", name);
    }
    if (!read_shapes (area, "circle", origin, &rings, alert, error) || !read_shapes (area, "polygon", origin, &rings, alert, error)) {
      g_string_free (names, TRUE);
      return FALSE;
    }
  }
  g_free (alert->area_text);
  alert->area_text = g_string_free (names, FALSE);
  yzt_feed_rings_place (&rings, alert);
  return TRUE;
}

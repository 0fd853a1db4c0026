/* yzt-feed-places.c: where an item of an index is: GeoRSS simple and GML, W3C geo; latitude comes first in all of them
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "yzt-base.h"
#include "yzt-feed-content-private.h"
#include "yzt-feed-xml-private.h"

#define GEORSS "georss"
#define MAX_PLACE_BYTES (4 * 1024 * 1024)

/* Numbers between blanks and commas; NULL when something else stands there. */
static GArray *
read_numbers (const char *text)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (double));

  for (const char *at = text; *at != '\0';) {
    char *end = NULL;
    double number;
    if (g_ascii_isspace (*at) || *at == ',') {
      at++;
      continue;
    }
    number = g_ascii_strtod (at, &end);
    if (end == at || numbers->len > 2 * YZT_FEED_MAX_POINTS) {
      return NULL;
    }
    g_array_append_val (numbers, number);
    at = end;
  }
  return g_steal_pointer (&numbers);
}

/* Pairs "lat lon" (@dimensions 2), or triples with a height (3). NULL when one is out of range. */
static GArray *
read_positions (const xmlNode *node, guint dimensions)
{
  g_autofree char *text = yzt_feed_xml_text (node, MAX_PLACE_BYTES);
  g_autoptr (GArray) numbers = read_numbers (text);
  g_autoptr (GArray) positions = g_array_new (FALSE, FALSE, sizeof (YztPosition));

  if (numbers == NULL || numbers->len == 0 || numbers->len % dimensions != 0) {
    return NULL;
  }
  for (guint i = 0; i < numbers->len; i += dimensions) {
    YztPosition position = { g_array_index (numbers, double, i + 1), g_array_index (numbers, double, i) };
    if (!yzt_position_is_valid (position)) {
      return NULL;
    }
    g_array_append_val (positions, position);
  }
  return g_steal_pointer (&positions);
}

static guint
dimensions_of (const xmlNode *node)
{
  g_autofree char *text = yzt_feed_xml_attribute (node, "srsDimension", 8);

  return g_str_equal (text, "3") ? 3 : 2;
}

static void
add_point (const xmlNode *node, YztFeedRings *rings)
{
  g_autoptr (GArray) positions = node != NULL ? read_positions (node, dimensions_of (node)) : NULL;

  if (positions != NULL) {
    yzt_feed_rings_set_centre (rings, g_array_index (positions, YztPosition, 0));
  }
}

static void
add_polygon (const xmlNode *node, YztFeedRings *rings)
{
  g_autoptr (GArray) positions = node != NULL ? read_positions (node, dimensions_of (node)) : NULL;

  if (positions != NULL && yzt_feed_rings_has_room (rings, positions->len)) {
    yzt_feed_rings_add (rings, positions);
  }
}

/* Two corners: south-west and north-east. */
static void
add_box (const xmlNode *node, YztFeedRings *rings)
{
  g_autoptr (GArray) positions = read_positions (node, 2);

  if (positions != NULL && positions->len == 2) {
    YztPosition a = g_array_index (positions, YztPosition, 0), b = g_array_index (positions, YztPosition, 1);
    YztPosition corners[] = { a, { b.lon, a.lat }, b, { a.lon, b.lat } };
    g_array_set_size (positions, 0);
    g_array_append_vals (positions, corners, G_N_ELEMENTS (corners));
    yzt_feed_rings_add (rings, positions);
  }
}

/* "lat lon radius", metres. */
static void
add_circle (const xmlNode *node, YztFeedRings *rings)
{
  g_autofree char *text = yzt_feed_xml_text (node, YZT_FEED_MAX_LINE);
  g_autoptr (GArray) numbers = read_numbers (text);
  YztPosition centre;
  double radius_m;

  if (numbers == NULL || numbers->len != 3) {
    return;
  }
  centre = (YztPosition) { g_array_index (numbers, double, 1), g_array_index (numbers, double, 0) };
  radius_m = g_array_index (numbers, double, 2);
  if (yzt_position_is_valid (centre) && radius_m >= 0.0) {
    yzt_feed_rings_add_circle (rings, centre, radius_m);
  }
}

/* --- GML --- */

static const xmlNode *
find_below (const xmlNode *node, const char *const *names)
{
  for (guint i = 0; node != NULL && names[i] != NULL; i++) {
    node = yzt_feed_xml_child (node, names[i], NULL);
  }
  return node;
}

static void
add_gml (const xmlNode *where, YztFeedRings *rings)
{
  static const char *const point[] = { "Point", "pos", NULL };
  static const char *const line[] = { "LineString", "posList", NULL };
  static const char *const ring[] = { "exterior", "LinearRing", "posList", NULL };

  add_point (find_below (where, point), rings);
  add_point (find_below (where, line), rings);
  for (const xmlNode *polygon = yzt_feed_xml_child (where, "Polygon", NULL); polygon != NULL;
       polygon = yzt_feed_xml_child (where, "Polygon", polygon)) {
    add_polygon (find_below (polygon, ring), rings);
  }
}

/* --- W3C --- */

static void
add_geo (const xmlNode *parent, YztFeedRings *rings)
{
  static const char *const longitudes[] = { "long", "lon" };
  g_autofree char *lat = yzt_feed_xml_child_line (parent, "lat", YZT_FEED_MAX_WORD);

  for (gsize i = 0; i < G_N_ELEMENTS (longitudes); i++) {
    g_autofree char *lon = yzt_feed_xml_child_line (parent, longitudes[i], YZT_FEED_MAX_WORD);
    g_autofree char *both = g_strdup_printf ("%s %s", lat, lon);
    g_autoptr (GArray) numbers = read_numbers (both);
    if (numbers != NULL && numbers->len == 2 && *lat != '\0' && *lon != '\0') {
      YztPosition position = { g_array_index (numbers, double, 1), g_array_index (numbers, double, 0) };
      if (yzt_position_is_valid (position)) {
        yzt_feed_rings_set_centre (rings, position);
      }
    }
  }
}

/* --- an item --- */

static void
add_georss (const xmlNode *parent, YztFeedRings *rings)
{
  const struct {
    const char *name;
    void (*add) (const xmlNode *node, YztFeedRings *rings);
  } shapes[] = { { "point", add_point }, { "circle", add_circle }, { "polygon", add_polygon }, { "box", add_box }, { "line", add_point }, { "where", add_gml } };

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++) {
    for (const xmlNode *node = yzt_feed_xml_child_ns (parent, shapes[i].name, GEORSS, NULL); node != NULL;
         node = yzt_feed_xml_child_ns (parent, shapes[i].name, GEORSS, node)) {
      shapes[i].add (node, rings);
    }
  }
}

void
yzt_feed_read_places (const xmlNode *item, YztFeedRings *rings)
{
  const xmlNode *point = yzt_feed_xml_child_ns (item, "Point", "wgs84_pos#", NULL);

  add_georss (item, rings);
  if (point != NULL) {
    add_geo (point, rings);
  }
  add_geo (item, rings);
  add_gml (item, rings);
}

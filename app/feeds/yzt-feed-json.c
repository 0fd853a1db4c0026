/* yzt-feed-json.c: JSON of services: each item an alert, as a mapping says
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <jansson.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-feed-content-private.h"
#include "yzt-feed-json-private.h"
#include "yzt-feed-xml-private.h"

#define MAX_GEOMETRY_DEPTH 8
#define MAX_REFERENCES 1000
#define FROM "from "

/* --- paths --- */

/* "properties.title", "features.0.id"; the value itself for an empty path. */
static json_t *
follow (json_t *value, const char *path)
{
  g_auto (GStrv) steps = g_strsplit (path, ".", 32);

  for (guint i = 0; value != NULL && steps[i] != NULL; i++) {
    if (*steps[i] == '\0') {
      continue;
    }
    if (json_is_array (value)) {
      guint64 index;
      value = g_ascii_string_to_unsigned (steps[i], 10, 0, G_MAXINT, &index, NULL) ? json_array_get (value, (gsize) index) : NULL;
    } else {
      value = json_object_get (value, steps[i]);
    }
  }
  return value == NULL || json_is_null (value) ? NULL : value;
}

/* A number as it was written where that matters: whole numbers without a point. */
static char *
text_of (json_t *value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (json_is_string (value)) {
    return g_strdup (json_string_value (value));
  }
  if (json_is_integer (value)) {
    return g_strdup_printf ("%" JSON_INTEGER_FORMAT, json_integer_value (value));
  }
  if (json_is_real (value)) {
    return g_strdup (g_ascii_dtostr (buffer, sizeof buffer, json_real_value (value)));
  }
  if (json_is_boolean (value)) {
    return g_strdup (json_is_true (value) ? "true" : "false");
  }
  return json_is_array (value) && json_array_size (value) > 0 && !json_is_array (json_array_get (value, 0))
             ? text_of (json_array_get (value, 0))
             : NULL;
}

/* What the service's word means; "from 6" stands for numbers of 6 and more, the highest that fits counts. */
static const char *
translate (GHashTable *words, const char *text)
{
  g_autofree char *key = g_utf8_strdown (text, -1);
  const char *meaning = g_hash_table_lookup (words, key);
  GHashTableIter iter;
  gpointer name, value;
  double number, best = -G_MAXDOUBLE, least;

  if (meaning != NULL || !yzt_text_number (text, &number)) {
    return meaning;
  }
  g_hash_table_iter_init (&iter, words);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    if (g_str_has_prefix (name, FROM) && yzt_text_number ((const char *) name + strlen (FROM), &least) && number >= least && least > best) {
      best = least;
      meaning = value;
    }
  }
  return meaning;
}

/* What the item says, in the mapping's words; else what the mapping says of all; "" when nothing does. Free. */
char *
yzt_feed_json_take (const YztFeedMapping *mapping, json_t *item, YztFeedTake what, gsize max_bytes)
{
  for (guint i = 0; mapping->takes[what] != NULL && mapping->takes[what][i] != NULL; i++) {
    json_t *value = follow (item, mapping->takes[what][i]);
    g_autofree char *raw = value != NULL ? text_of (value) : NULL;
    const char *meaning;
    if (raw == NULL || *raw == '\0') {
      continue;
    }
    meaning = mapping->words[what] != NULL ? translate (mapping->words[what], raw) : NULL;
    if (meaning != NULL) {
      return g_strdup (meaning);
    }
    if (mapping->words[what] == NULL || mapping->defaults[what] == NULL) {
      yzt_feed_cut (raw, max_bytes);
      return g_steal_pointer (&raw);
    }
  }
  return g_strdup (mapping->defaults[what] != NULL ? mapping->defaults[what] : "");
}

gint64
yzt_feed_json_take_time (const YztFeedMapping *mapping, json_t *item, YztFeedTake what)
{
  for (guint i = 0; mapping->takes[what] != NULL && mapping->takes[what][i] != NULL; i++) {
    json_t *value = follow (item, mapping->takes[what][i]);
    g_autofree char *text = value != NULL ? text_of (value) : NULL;
    gint64 utc_ms;
    if (text != NULL && yzt_feed_time_parse (text, mapping->zone, mapping->day_first, &utc_ms)) {
      return utc_ms;
    }
  }
  return 0;
}

/* --- places --- */

/* [lon, lat, …] */
static gboolean
read_position (json_t *pair, YztPosition *position_out)
{
  json_t *lon = json_array_get (pair, 0), *lat = json_array_get (pair, 1);
  YztPosition position = { json_number_value (lon), json_number_value (lat) };

  if (!json_is_number (lon) || !json_is_number (lat) || !yzt_position_is_valid (position)) {
    return FALSE;
  }
  *position_out = position;
  return TRUE;
}

static gboolean
read_polygon (json_t *rings_json, YztFeedRings *rings)
{
  gsize i;
  json_t *ring;

  json_array_foreach (rings_json, i, ring) {
    g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (YztPosition));
    gsize k;
    json_t *pair;
    if (!yzt_feed_rings_has_room (rings, (guint) MIN (json_array_size (ring), G_MAXINT))) {
      return FALSE;
    }
    json_array_foreach (ring, k, pair) {
      YztPosition position;
      if (!read_position (pair, &position)) {
        return FALSE;
      }
      g_array_append_val (points, position);
    }
    if (!(i == 0 ? yzt_feed_rings_add (rings, points) : yzt_feed_rings_add_hole (rings, points))) {
      return FALSE;
    }
  }
  return TRUE;
}

/* The first position of nested arrays: a point, where a line begins. */
static gboolean
read_first_position (json_t *coordinates, YztFeedRings *rings)
{
  YztPosition position;

  for (guint depth = 0; depth < MAX_GEOMETRY_DEPTH && json_is_array (json_array_get (coordinates, 0)); depth++) {
    coordinates = json_array_get (coordinates, 0);
  }
  if (!read_position (coordinates, &position)) {
    return FALSE;
  }
  yzt_feed_rings_set_centre (rings, position);
  return TRUE;
}

/* FALSE when it is no GeoJSON geometry in range. */
static gboolean
read_geometry (json_t *geometry, YztFeedRings *rings, guint depth)
{
  const char *type = json_string_value (json_object_get (geometry, "type"));
  json_t *coordinates = json_object_get (geometry, "coordinates");
  json_t *part;
  gsize i;
  gboolean ok = TRUE;

  if (type == NULL || depth > MAX_GEOMETRY_DEPTH) {
    return FALSE;
  }
  if (g_str_equal (type, "GeometryCollection")) {
    json_array_foreach (json_object_get (geometry, "geometries"), i, part) {
      ok = read_geometry (part, rings, depth + 1) && ok;
    }
    return ok;
  }
  if (g_str_equal (type, "Polygon")) {
    return read_polygon (coordinates, rings);
  }
  if (g_str_equal (type, "MultiPolygon")) {
    json_array_foreach (coordinates, i, part) {
      ok = read_polygon (part, rings) && ok;
    }
    return ok;
  }
  return read_first_position (coordinates, rings);
}

/* FALSE when a place is given that is none. */
gboolean
yzt_feed_json_read_place (const YztFeedMapping *mapping, json_t *item, YztAlert *alert)
{
  g_auto (YztFeedRings) rings = yzt_feed_rings_new ();
  g_autofree char *lon = yzt_feed_json_take (mapping, item, YZT_FEED_TAKE_LON, YZT_FEED_MAX_WORD);
  g_autofree char *lat = yzt_feed_json_take (mapping, item, YZT_FEED_TAKE_LAT, YZT_FEED_MAX_WORD);
  YztPosition position;
  gboolean ok = TRUE;

  if (*lon != '\0' || *lat != '\0') {
    ok = yzt_text_number (lon, &position.lon) && yzt_text_number (lat, &position.lat) && yzt_position_is_valid (position);
    if (ok) {
      yzt_feed_rings_set_centre (&rings, position);
    }
  }
  for (guint i = 0; mapping->takes[YZT_FEED_TAKE_GEOMETRY] != NULL && mapping->takes[YZT_FEED_TAKE_GEOMETRY][i] != NULL; i++) {
    json_t *geometry = follow (item, mapping->takes[YZT_FEED_TAKE_GEOMETRY][i]);
    if (geometry != NULL) {
      ok = read_geometry (geometry, &rings, 0) && ok;
      break;
    }
  }
  yzt_feed_rings_place (&rings, alert);
  return ok;
}

/* --- an item --- */

/* Objects with identifier, sender and sent as NWS gives them, or texts. */
static void
read_references (const YztFeedMapping *mapping, json_t *item, YztAlert *alert)
{
  json_t *list = mapping->takes[YZT_FEED_TAKE_REFERENCES] != NULL ? follow (item, mapping->takes[YZT_FEED_TAKE_REFERENCES][0]) : NULL;
  json_t *one;
  gsize i;

  json_array_foreach (list, i, one) {
    const char *identifier = json_string_value (json_is_object (one) ? json_object_get (one, "identifier") : one);
    const char *sender = json_string_value (json_object_get (one, "sender"));
    const char *sent = json_string_value (json_object_get (one, "sent"));
    if (identifier != NULL && alert->references->len < MAX_REFERENCES && strlen (identifier) < YZT_FEED_MAX_WORD) {
      g_ptr_array_add (alert->references, g_strdup_printf ("%s,%s,%s", sender != NULL ? sender : alert->source, identifier, sent != NULL ? sent : ""));
    }
  }
}

static void
read_words (const YztFeedMapping *mapping, json_t *item, YztAlert *alert)
{
  g_autofree char *status = yzt_feed_json_take (mapping, item, YZT_FEED_TAKE_STATUS, YZT_FEED_MAX_WORD);
  g_autofree char *message = yzt_feed_json_take (mapping, item, YZT_FEED_TAKE_MESSAGE, YZT_FEED_MAX_WORD);
  g_autofree char *severity = yzt_feed_json_take (mapping, item, YZT_FEED_TAKE_SEVERITY, YZT_FEED_MAX_WORD);
  g_autofree char *certainty = yzt_feed_json_take (mapping, item, YZT_FEED_TAKE_CERTAINTY, YZT_FEED_MAX_WORD);
  g_autofree char *urgency = yzt_feed_json_take (mapping, item, YZT_FEED_TAKE_URGENCY, YZT_FEED_MAX_WORD);
  g_autofree char *colour = yzt_feed_json_take (mapping, item, YZT_FEED_TAKE_COLOUR, YZT_FEED_MAX_LINE);

  yzt_feed_put (&alert->status, g_strdup (yzt_feed_find_status (status)));
  yzt_feed_find_message (message, &alert->message);
  yzt_feed_put (&alert->severity, g_strdup (yzt_feed_cap_word (YZT_FEED_SEVERITIES, severity)));
  yzt_feed_put (&alert->certainty, g_strdup (yzt_feed_cap_word (YZT_FEED_CERTAINTIES, certainty)));
  yzt_feed_put (&alert->urgency, g_strdup (yzt_feed_cap_word (YZT_FEED_URGENCIES, urgency)));
  yzt_feed_put (&alert->colour, g_strdup (yzt_feed_find_colour (colour)));
}

static YztAlert *
read_item (const YztFeedMapping *mapping, json_t *item, gboolean *placed_out)
{
  YztAlert *alert = yzt_alert_new ();
  const struct {
    YztFeedTake what;
    char **field;
    gsize max_bytes;
    gboolean plain;
  } texts[] = {
    { YZT_FEED_TAKE_IDENTIFIER, &alert->identifier, YZT_FEED_MAX_WORD, FALSE },
    { YZT_FEED_TAKE_SENDER, &alert->source, YZT_FEED_MAX_WORD, FALSE },
    { YZT_FEED_TAKE_SENDER_NAME, &alert->sender_name, YZT_FEED_MAX_WORD, TRUE },
    { YZT_FEED_TAKE_CATEGORY, &alert->category, YZT_FEED_MAX_WORD, FALSE },
    { YZT_FEED_TAKE_EVENT, &alert->event, YZT_FEED_MAX_LINE, TRUE },
    { YZT_FEED_TAKE_HEADLINE, &alert->headline, YZT_FEED_MAX_LINE, TRUE },
    { YZT_FEED_TAKE_DESCRIPTION, &alert->description, YZT_FEED_MAX_TEXT, TRUE },
    { YZT_FEED_TAKE_INSTRUCTION, &alert->instruction, YZT_FEED_MAX_TEXT, TRUE },
    { YZT_FEED_TAKE_AREA_TEXT, &alert->area_text, YZT_FEED_MAX_LINE, TRUE },
    { YZT_FEED_TAKE_WEB, &alert->web, YZT_FEED_MAX_LINE, FALSE },
    { YZT_FEED_TAKE_CONTACT, &alert->contact, YZT_FEED_MAX_LINE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    char *text = yzt_feed_json_take (mapping, item, texts[i].what, texts[i].max_bytes);
    yzt_feed_put (texts[i].field, texts[i].plain ? yzt_feed_plain_text (text) : g_strdup (text));
    g_free (text);
  }
  yzt_feed_put (&alert->headline, yzt_feed_one_line (alert->headline));
  alert->sent_ms = yzt_feed_json_take_time (mapping, item, YZT_FEED_TAKE_SENT);
  alert->effective_ms = yzt_feed_json_take_time (mapping, item, YZT_FEED_TAKE_EFFECTIVE);
  alert->onset_ms = yzt_feed_json_take_time (mapping, item, YZT_FEED_TAKE_ONSET);
  alert->expires_ms = yzt_feed_json_take_time (mapping, item, YZT_FEED_TAKE_EXPIRES);
  read_words (mapping, item, alert);
  read_references (mapping, item, alert);
  *placed_out = yzt_feed_json_read_place (mapping, item, alert);
  yzt_feed_put (&alert->become, g_strdup (mapping->become));
  return alert;
}

/* --- the document --- */

/* The array of items; a document that is one item alone is an array of it. New reference. */
static json_t *
find_items (const YztFeedMapping *mapping, json_t *root)
{
  json_t *alone;

  for (guint i = 0; mapping->items != NULL && mapping->items[i] != NULL; i++) {
    json_t *items = follow (root, mapping->items[i]);
    if (json_is_array (items)) {
      return json_incref (items);
    }
  }
  if (mapping->items != NULL) {
    return NULL;
  }
  if (json_is_array (root)) {
    return json_incref (root);
  }
  alone = json_array ();
  json_array_append (alone, root);
  return alone;
}

/* One of the first items has all that the mapping wants to see; a list of nothing fits when its place alone tells. */
static gboolean
fits (const YztFeedMapping *mapping, json_t *items)
{
  if (json_array_size (items) == 0) {
    return mapping->items != NULL;
  }
  for (gsize n = 0; n < MIN (json_array_size (items), 20); n++) {
    gboolean all = TRUE;
    for (guint i = 0; mapping->present != NULL && mapping->present[i] != NULL; i++) {
      all = all && follow (json_array_get (items, n), mapping->present[i]) != NULL;
    }
    if (all) {
      return TRUE;
    }
  }
  return FALSE;
}

static YztFeedContent *
read_items (const YztFeedMapping *mapping, json_t *items, const char *origin)
{
  YztFeedContent *content = yzt_feed_content_new (mapping->id);
  json_t *item;
  gsize i;

  json_array_foreach (items, i, item) {
    gboolean placed;
    YztAlert *alert;
    if (!yzt_feed_content_has_room (content, origin)) {
      break;
    }
    if (yzt_feed_mapping_observes (mapping)) {
      yzt_feed_json_observe (mapping, item, content, origin, (guint) i + 1);
      continue;
    }
    alert = read_item (mapping, item, &placed);
    if (!placed) {
      g_ptr_array_add (content->problems, g_strdup_printf (_("“%s”: the place of item %u is no longitude and latitude in range; it is kept without it."),
                                                           origin, (guint) i + 1));
    }
    if (*alert->source == '\0') {
      yzt_feed_put (&alert->source, g_strdup (mapping->id));
    }
    yzt_feed_content_take (content, alert, origin, (guint) i + 1);
  }
  return content;
}

static json_t *
load (const char *bytes, gsize length, const char *origin, GError **error)
{
  json_error_t fault;
  g_autofree char *decoded = NULL;
  gsize decoded_length = length;
  json_t *root;

  if (length > YZT_FEED_MAX_BYTES) {
    g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_READ, _("“%s” is larger than 16 MiB, which no alert is; it was not read."), origin);
    return NULL;
  }
  if (!g_utf8_validate (bytes, (gssize) length, NULL)) {
    decoded = yzt_text_decode (bytes, length, NULL, &decoded_length, error);
    if (decoded == NULL) {
      return NULL;
    }
  }
  root = json_loadb (decoded != NULL ? decoded : bytes, decoded_length, 0, &fault);
  if (root == NULL) {
    g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_JSON,
                 _("“%s” is no JSON that can be read (line %d): it may be cut off or nested too deep; ask the sender for it again."), origin, fault.line);
  }
  return root;
}

YztFeedContent *
yzt_feed_json_parse (const char *bytes, gsize length, const char *origin, GPtrArray *mappings, GError **error)
{
  g_autoptr (json_t) root = load (bytes, length, origin, error);

  if (root == NULL) {
    return NULL;
  }
  for (guint i = 0; mappings != NULL && i < mappings->len; i++) {
    const YztFeedMapping *mapping = g_ptr_array_index (mappings, i);
    g_autoptr (json_t) items = find_items (mapping, root);
    if (items != NULL && fits (mapping, items)) {
      return read_items (mapping, items, origin);
    }
  }
  g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_FORMAT,
               _("“%s” is JSON of a shape that no mapping knows; choose its mapping, or write one (see data/feeds/README.md)."), origin);
  return NULL;
}

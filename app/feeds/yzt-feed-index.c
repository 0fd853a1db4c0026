/* yzt-feed-index.c: Atom feeds and RSS channels: each item an alert, by its own elements and those of CAP and GDACS
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-feed-content-private.h"
#include "yzt-feed-xml-private.h"

#define GDACS "gdacs.org"

/* The first of the elements that says something; free. */
static char *
first_line (const xmlNode *item, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *line = yzt_feed_xml_child_line (item, names[i], YZT_FEED_MAX_LINE);
    if (*line != '\0') {
      return g_steal_pointer (&line);
    }
  }
  return g_strdup ("");
}

static gint64
first_time (const xmlNode *item, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *line = yzt_feed_xml_child_line (item, names[i], YZT_FEED_MAX_WORD);
    gint64 utc_ms;
    if (yzt_feed_time_parse (line, NULL, FALSE, &utc_ms)) {
      return utc_ms;
    }
  }
  return 0;
}

/* --- links --- */

static gboolean
is_cap_link (const char *type, const char *address)
{
  return g_str_has_prefix (type, "application/cap+xml") || g_str_has_suffix (address, ".cap");
}

/* Atom's links are attributes and several, RSS's are a text. */
static void
read_links (const xmlNode *item, YztAlert *alert)
{
  g_autofree char *gdacs = yzt_feed_xml_text (yzt_feed_xml_child_ns (item, "cap", GDACS, NULL), YZT_FEED_MAX_LINE);

  for (const xmlNode *link = yzt_feed_xml_child (item, "link", NULL); link != NULL; link = yzt_feed_xml_child (item, "link", link)) {
    g_autofree char *type = yzt_feed_xml_attribute (link, "type", YZT_FEED_MAX_WORD);
    g_autofree char *href = yzt_feed_xml_attribute (link, "href", YZT_FEED_MAX_LINE);
    g_autofree char *address = *href != '\0' ? g_strdup (href) : yzt_feed_xml_text (link, YZT_FEED_MAX_LINE);
    if (*alert->detail == '\0' && is_cap_link (type, address)) {
      yzt_feed_put (&alert->detail, g_strdup (address));
    }
    if (*alert->web == '\0' && !is_cap_link (type, address)) {
      yzt_feed_put (&alert->web, g_steal_pointer (&address));
    }
  }
  if (*alert->detail == '\0') {
    yzt_feed_put (&alert->detail, g_steal_pointer (&gdacs));
  }
}

/* --- CAP's words in an item --- */

static void
read_words (const xmlNode *item, YztAlert *alert)
{
  static const char *const messages[] = { "msgType", "messageType", "message_type", NULL };
  g_autofree char *status = yzt_feed_xml_child_line (item, "status", YZT_FEED_MAX_WORD);
  g_autofree char *message = first_line (item, messages);
  g_autofree char *severity = yzt_feed_xml_child_line (item, "severity", YZT_FEED_MAX_WORD);
  g_autofree char *certainty = yzt_feed_xml_child_line (item, "certainty", YZT_FEED_MAX_WORD);
  g_autofree char *urgency = yzt_feed_xml_child_line (item, "urgency", YZT_FEED_MAX_WORD);

  yzt_feed_put (&alert->status, g_strdup (yzt_feed_find_status (status)));
  yzt_feed_find_message (message, &alert->message);
  yzt_feed_put (&alert->severity, g_strdup (yzt_feed_cap_word (YZT_FEED_SEVERITIES, severity)));
  yzt_feed_put (&alert->certainty, g_strdup (yzt_feed_cap_word (YZT_FEED_CERTAINTIES, certainty)));
  yzt_feed_put (&alert->urgency, g_strdup (yzt_feed_cap_word (YZT_FEED_URGENCIES, urgency)));
  yzt_feed_put (&alert->event, yzt_feed_xml_child_line (item, "event", YZT_FEED_MAX_LINE));
  yzt_feed_put (&alert->category, yzt_feed_xml_text (yzt_feed_xml_child_ns (item, "category", "cap:1.2", NULL), YZT_FEED_MAX_WORD));
  yzt_feed_put (&alert->area_text, yzt_feed_xml_child_line (item, "areaDesc", YZT_FEED_MAX_LINE));
}

/* GDACS says what kind of disaster and how bad in its own elements (gdacs.org, "Feed reference"). */
static void
read_gdacs (const xmlNode *item, YztAlert *alert)
{
  static const struct {
    const char *code, *event, *category;
  } types[] = {
    { "EQ", "Earthquake", "Geo" }, { "TC", "Tropical cyclone", "Met" }, { "FL", "Flood", "Met" },   { "VO", "Volcano", "Geo" },
    { "DR", "Drought", "Met" },    { "WF", "Forest fire", "Fire" },     { "TS", "Tsunami", "Geo" },
  };
  static const struct {
    const char *level, *severity, *colour;
  } levels[] = { { "Red", "Extreme", "red" }, { "Orange", "Severe", "orange" }, { "Green", "Minor", "" } };
  g_autofree char *type = yzt_feed_xml_text (yzt_feed_xml_child_ns (item, "eventtype", GDACS, NULL), YZT_FEED_MAX_WORD);
  g_autofree char *level = yzt_feed_xml_text (yzt_feed_xml_child_ns (item, "alertlevel", GDACS, NULL), YZT_FEED_MAX_WORD);

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    if (g_str_equal (types[i].code, type)) {
      yzt_feed_put (&alert->event, g_strdup (types[i].event));
      yzt_feed_put (&alert->category, g_strdup (types[i].category));
      yzt_feed_put (&alert->certainty, g_strdup ("Observed"));
    }
  }
  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++) {
    if (g_ascii_strcasecmp (levels[i].level, level) == 0) {
      yzt_feed_put (&alert->severity, g_strdup (levels[i].severity));
      yzt_feed_put (&alert->colour, g_strdup (levels[i].colour));
    }
  }
}

/* --- items --- */

static YztAlert *
read_item (const xmlNode *item, const char *feed_sender, const char *feed_name)
{
  /* An index may name one alert once for each of its areas: the items are told apart by their own ids. */
  static const char *const identifiers[] = { "id", "guid", "identifier", NULL };
  static const char *const senders[] = { "sender", NULL };
  static const char *const texts[] = { "description", "summary", "content", "encoded", NULL };
  static const char *const sent[] = { "sent", "updated", "pubDate", "date", "published", "issued", NULL };
  static const char *const effective[] = { "effective", "fromdate", NULL };
  static const char *const onset[] = { "onset", NULL };
  static const char *const expires[] = { "expires", NULL };
  YztAlert *alert = yzt_alert_new ();
  g_auto (YztFeedRings) rings = yzt_feed_rings_new ();
  g_autofree char *title = yzt_feed_xml_child_line (item, "title", YZT_FEED_MAX_LINE);
  g_autofree char *sender = first_line (item, senders);
  g_autofree char *plain_title = yzt_feed_plain_text (title);

  yzt_feed_put (&alert->identifier, first_line (item, identifiers));
  yzt_feed_put (&alert->headline, yzt_feed_one_line (plain_title));
  yzt_feed_put (&alert->source, g_strdup (*sender != '\0' ? sender : feed_sender));
  yzt_feed_put (&alert->sender_name, g_strdup (feed_name));
  for (guint i = 0; texts[i] != NULL && *alert->description == '\0'; i++) {
    g_autofree char *text = yzt_feed_xml_child_text (item, texts[i], YZT_FEED_MAX_TEXT);
    yzt_feed_put (&alert->description, yzt_feed_plain_text (text));
  }
  alert->sent_ms = first_time (item, sent);
  alert->effective_ms = first_time (item, effective);
  alert->onset_ms = first_time (item, onset);
  alert->expires_ms = first_time (item, expires);
  read_words (item, alert);
  read_gdacs (item, alert);
  read_links (item, alert);
  if (*alert->colour == '\0') {
    yzt_feed_put (&alert->colour, g_strdup (strstr (alert->headline, "预警") != NULL ? yzt_feed_find_colour (alert->headline) : ""));
  }
  yzt_feed_read_places (item, &rings);
  yzt_feed_rings_place (&rings, alert);
  return alert;
}

static void
read_items (const xmlNode *parent, const char *name, const char *sender, const char *sender_name, const char *origin, YztFeedContent *content)
{
  guint number = 0;

  for (const xmlNode *item = yzt_feed_xml_child (parent, name, NULL); item != NULL; item = yzt_feed_xml_child (parent, name, item)) {
    if (!yzt_feed_content_has_room (content, origin)) {
      return;
    }
    yzt_feed_content_take (content, read_item (item, sender, sender_name), origin, ++number);
  }
}

YztFeedContent *
yzt_feed_index_parse (const xmlNode *root, const char *origin, GError **error)
{
  static const char *const identities[] = { "id", "link", "title", NULL };
  const char *name = (const char *) root->name;
  gboolean atom = g_str_equal (name, "feed"), rdf = g_str_equal (name, "RDF");
  const xmlNode *channel = atom ? root : yzt_feed_xml_child (root, "channel", NULL);
  g_autoptr (YztFeedContent) content = NULL;
  g_autofree char *sender = NULL;
  g_autofree char *sender_name = NULL;

  if (!atom && !rdf && !g_str_equal (name, "rss")) {
    g_autofree char *shown = g_utf8_make_valid (name, -1);
    yzt_feed_cut (shown, 60);
    g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_FORMAT,
                 _("“%s” is neither an alert (CAP) nor an index of them (Atom, RSS): its outermost element is “%s”."), origin, shown);
    return NULL;
  }
  if (channel == NULL) {
    g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_FORMAT, _("“%s” is an RSS index without a channel; ask the sender for it again."), origin);
    return NULL;
  }
  content = yzt_feed_content_new (atom ? "Atom" : "RSS");
  sender = first_line (channel, identities);
  sender_name = yzt_feed_xml_child_line (channel, "title", YZT_FEED_MAX_WORD);
  yzt_feed_cut (sender, YZT_FEED_MAX_WORD);
  read_items (rdf ? root : channel, atom ? "entry" : "item", sender, sender_name, origin, content);
  return g_steal_pointer (&content);
}

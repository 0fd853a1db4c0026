/* yzt-feed-content-private.h: items of a document becoming alerts, whatever its format
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include <libxml/tree.h>

#include "yzt-feed-rings-private.h"
#include "yzt-feeds.h"
G_BEGIN_DECLS

/* A name of a sender, an identifier, an event: more is an attack or a mistake, and a cell ends at 64 KiB. */
#define YZT_FEED_MAX_WORD 1024
#define YZT_FEED_MAX_LINE 4096
#define YZT_FEED_MAX_TEXT (60 * 1024)

YztFeedContent *yzt_feed_content_new (const char *format);
/** Takes @alert when it says what happened and who it is; else a sentence with @number (from 1) goes to the problems. An item without an identifier is
 * known by what it says. */
void yzt_feed_content_take (YztFeedContent *content, YztAlert *alert, const char *origin, guint number);
/** FALSE, and a sentence, when YZT_FEED_MAX_ITEMS are in. */
gboolean yzt_feed_content_has_room (YztFeedContent *content, const char *origin);

void yzt_feed_put (char **field, char *value);
/** CAP's spelling of a word ("actual" → for status in small letters; severities as CAP writes them), or "" when it is none. */
const char *yzt_feed_cap_word (const char *const *words, const char *text);
extern const char *const YZT_FEED_SEVERITIES[];
extern const char *const YZT_FEED_CERTAINTIES[];
extern const char *const YZT_FEED_URGENCIES[];
/** red, orange, yellow or blue when the text names one, in English or Chinese; else "". */
const char *yzt_feed_find_colour (const char *text);
/** "actual" … of a text, "" when it is none. */
const char *yzt_feed_find_status (const char *text);
gboolean yzt_feed_find_message (const char *text, YztAlertMessage *message_out);
/** Feed texts are HTML often enough: tags go, entities become characters, lines stay. Free. */
char *yzt_feed_plain_text (const char *text);
/** ISO 8601, RFC 822 ("Sun, 29 Dec 2019 12:00:00 GMT"), "21/09/2018 6:30:00 AM" (day first only when @day_first), seconds or milliseconds since 1970. */
gboolean yzt_feed_time_parse (const char *text, GTimeZone *zone, gboolean day_first, gint64 *utc_ms_out);

/** georss, gml, geo and gdacs places below @item. */
void yzt_feed_read_places (const xmlNode *item, YztFeedRings *rings);
/** An Atom feed or RSS channel. */
YztFeedContent *yzt_feed_index_parse (const xmlNode *root, const char *origin, GError **error);
YztFeedContent *yzt_feed_json_parse (const char *bytes, gsize length, const char *origin, GPtrArray *mappings, GError **error);

/* --- mapping --- */

typedef enum {
  YZT_FEED_TAKE_IDENTIFIER, YZT_FEED_TAKE_SENDER, YZT_FEED_TAKE_SENDER_NAME, YZT_FEED_TAKE_SENT, YZT_FEED_TAKE_EFFECTIVE, YZT_FEED_TAKE_ONSET,
  YZT_FEED_TAKE_EXPIRES, YZT_FEED_TAKE_STATUS, YZT_FEED_TAKE_MESSAGE, YZT_FEED_TAKE_CATEGORY, YZT_FEED_TAKE_EVENT, YZT_FEED_TAKE_SEVERITY,
  YZT_FEED_TAKE_CERTAINTY, YZT_FEED_TAKE_URGENCY, YZT_FEED_TAKE_COLOUR, YZT_FEED_TAKE_HEADLINE, YZT_FEED_TAKE_DESCRIPTION,
  YZT_FEED_TAKE_INSTRUCTION, YZT_FEED_TAKE_AREA_TEXT, YZT_FEED_TAKE_WEB, YZT_FEED_TAKE_CONTACT, YZT_FEED_TAKE_REFERENCES, YZT_FEED_TAKE_LON,
  YZT_FEED_TAKE_LAT, YZT_FEED_TAKE_GEOMETRY, YZT_FEED_TAKE_STATION, YZT_FEED_TAKE_OBSERVED, YZT_FEED_TAKE_WIND_FROM, YZT_FEED_TAKE_WIND_SPEED,
  YZT_FEED_TAKE_WIND_GUST, YZT_FEED_TAKE_WIND_UNIT, YZT_FEED_N_TAKES
} YztFeedTake;

struct _YztFeedMapping {
  gatomicrefcount references;
  char *id;
  GHashTable *labels;                      /* language → label; "" the plain one */
  char **items, **present;
  char **takes[YZT_FEED_N_TAKES];          /* paths, the first that is there counts; NULL none */
  char *defaults[YZT_FEED_N_TAKES];
  GHashTable *words[YZT_FEED_N_TAKES];     /* small letters as the service says → what it means; NULL none */
  GTimeZone *zone;
  gboolean day_first;
  char *become;
};
/** Its items are what weather stations tell, and no alerts. */
gboolean yzt_feed_mapping_observes (const YztFeedMapping *mapping);
G_END_DECLS

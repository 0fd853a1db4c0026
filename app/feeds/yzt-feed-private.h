/* yzt-feed-private.h: reports and files of a feed, shared by the one-time path and the watched folder
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "yzt-feeds.h"
G_BEGIN_DECLS

YztFeedReport *yzt_feed_report_new (void);
/** *.xml, *.cap, *.atom, *.rss, *.json and *.geojson in any case, not hidden: writers use hidden or other names until they are done. */
gboolean yzt_feed_is_alert_file (const char *name);
/** An alert with the name of the file or source it came from, for the order of equal times and for sentences. */
typedef struct {
  YztAlert *alert;
  char *name;
} YztFeedItem;
YztFeedItem *yzt_feed_item_new (YztAlert *alert, const char *name);
void yzt_feed_item_free (YztFeedItem *item);
/** [worker] Into the map, oldest sent first: an update must find what it updates. (element-type YztFeedItem) */
void yzt_feed_merge_items (YztStore *store, GPtrArray *items, const char *author, const YztClock *clock, YztFeedReport *report);

/** [worker] Observations of weather stations (YztObservation) into the map, told by @source. */
void yzt_feed_take_observations (YztStore *store, GPtrArray *observations, const char *source, const char *author, const YztClock *clock, YztFeedReport *report);

/** [worker] The files (char *, absolute) oldest sent first; each problem becomes a sentence of @report. */
void yzt_feed_files (YztStore *store, GPtrArray *paths, const char *author, const char *language, const YztClock *clock, YztFeedReport *report);
G_END_DECLS

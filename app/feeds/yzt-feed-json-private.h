/* yzt-feed-json-private.h: what an item of a service's JSON says, by its mapping
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <jansson.h>

#include "yzt-feed-content-private.h"
G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)
/** What the item says, in the mapping's words; else what the mapping says of all; "" when nothing does. Free. */
char *yzt_feed_json_take (const YztFeedMapping *mapping, json_t *item, YztFeedTake what, gsize max_bytes);
/** 0 when it says no time that can be read. */
gint64 yzt_feed_json_take_time (const YztFeedMapping *mapping, json_t *item, YztFeedTake what);
/** Into @alert; FALSE when a place is given that is none. */
gboolean yzt_feed_json_read_place (const YztFeedMapping *mapping, json_t *item, YztAlert *alert);
/** One observation of a weather station into @content, or a sentence with @number (from 1) to its problems. */
void yzt_feed_json_observe (const YztFeedMapping *mapping, json_t *item, YztFeedContent *content, const char *origin, guint number);
G_END_DECLS

/* yzt-cap-private.h: reading one XML element of a CAP file; areas of an info block
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include <libxml/tree.h>

#include "yzt-feeds.h"
G_BEGIN_DECLS

/** More corners than this in one alert is no area that anybody drew. */
#define YZT_CAP_MAX_POINTS 200000

/** First child element of that local name after @after (NULL: from the beginning); NULL when none. */
const xmlNode *yzt_cap_child (const xmlNode *parent, const char *name, const xmlNode *after);
/** Its text without blanks around, valid UTF-8, at most @max_bytes; "" when absent. Free. */
char *yzt_cap_child_text (const xmlNode *parent, const char *name, gsize max_bytes);

/** All areas of @info into area, area_text, position of @alert. Errors YZT_FEEDS_ERROR_CAP; @origin names the file. */
gboolean yzt_cap_read_areas (const xmlNode *info, const char *origin, YztAlert *alert, GError **error);
G_END_DECLS

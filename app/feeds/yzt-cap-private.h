/* yzt-cap-private.h: the areas of an info block
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "yzt-feed-xml-private.h"
G_BEGIN_DECLS

/** All areas of @info into area, area_text, position of @alert. Errors YZT_FEEDS_ERROR_CAP; @origin names the file. */
gboolean yzt_cap_read_areas (const xmlNode *info, const char *origin, YztAlert *alert, GError **error);
G_END_DECLS

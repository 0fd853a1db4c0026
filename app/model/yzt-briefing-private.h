/* yzt-briefing-private.h: what the files of a briefing share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-briefing.h"
G_BEGIN_DECLS
/** From a row of briefing-scene, and into one. */
YztBriefingScene *yzt_briefing_scene_from_row (const YztRow *row);
void yzt_briefing_scene_to_row (const YztBriefingScene *scene, YztRow *row);
void yzt_briefing_facts_free (YztBriefingFacts *facts);
/** For reading rows into a GPtrArray of copies, and for putting those of briefing-scene into their order. */
gboolean yzt_briefing_keep_row (const YztRow *row, gpointer rows);
gint64 yzt_briefing_number_of (const YztRow *row); /* G_MAXINT64 without one */
int yzt_briefing_compare_rows (gconstpointer a, gconstpointer b);
G_END_DECLS

/* yzt-briefing-private.h: what the files of a briefing share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-briefing.h"
G_BEGIN_DECLS
/** From a row of briefing-scene, and into one. */
YztBriefingScene *yzt_briefing_scene_from_row (const YztRow *row);
void yzt_briefing_scene_to_row (const YztBriefingScene *scene, YztRow *row);
void yzt_briefing_facts_free (YztBriefingFacts *facts);
G_END_DECLS

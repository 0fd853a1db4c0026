/* yzt-briefing-words.h: what a scene says, from its row, its facts and the time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-briefing.h"
#include "yzt-stage.h"
G_BEGIN_DECLS
/** @facts may be NULL: not read yet. @sources of the base map, may be NULL. Never NULL. */
YztStageContent *yzt_briefing_content (YztBriefing *briefing, guint index, const YztBriefingFacts *facts, const char *sources);
/** The kinds that @scene shows; how many of those that it names the map does not have. */
YztSceneFilter yzt_briefing_filter (YztSession *session, const YztBriefingScene *scene, guint *n_gone_out);
/** What whoever speaks should know of the scene: things that are gone, figures without a number. "" when all is well; free. */
char *yzt_briefing_notice (YztBriefing *briefing, guint index, const YztBriefingFacts *facts);
/** "13:03" or, with seconds, "13:03:10", on the map's wall; free. */
char *yzt_briefing_clock (YztSession *session, gint64 at_ms, gboolean seconds);
G_END_DECLS

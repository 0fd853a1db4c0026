/* yzt-briefing-keep.h: a scene kept as it was: PNG and PDF in a folder and in the map, with an entry of the journal
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include "yzt-stage-view.h"
G_BEGIN_DECLS
/** @sentence says what became of it. */
typedef void (*YztBriefingKeptFunc) (const char *sentence, gpointer user_data);
/** What stands on @stage now is drawn and written on workers; @kept is called in any case, once for each thing to say; @destroy after the last. @shown (transfer full) is what
 * the journal says of it. */
void yzt_briefing_keep (YztBriefing *briefing, YztStageView *stage, YztBriefingShown *shown, YztBriefingKeptFunc kept, gpointer user_data, GDestroyNotify destroy);
G_END_DECLS

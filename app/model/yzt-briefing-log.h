/* yzt-briefing-log.h: what stands on the wall, written into the journal while it stands
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. A scene is written once it has stood for YZT_BRIEFING_STAND_MS: what was passed over on the way to another was not shown, and what was written survives
 * whatever happens to the programme. Scenes that go round by themselves are one row when they begin, without an end, and one row with from and until when they stop, when
 * the day of the map ends, and when the briefing does: not one for each scene. */
#pragma once
#include "yzt-briefing.h"
G_BEGIN_DECLS
#define YZT_BRIEFING_STAND_MS 2000
/** Longer than this nobody waits for figures: the scene is written without them. */
#define YZT_BRIEFING_FIGURES_MS 15000
#define YZT_TYPE_BRIEFING_LOG (yzt_briefing_log_get_type ())
/** Signal "said" (const char *sentence): nothing can be written, and what to do; said once in a briefing. */
G_DECLARE_FINAL_TYPE (YztBriefingLog, yzt_briefing_log, YZT, BRIEFING_LOG, GObject)
YztBriefingLog *yzt_briefing_log_new (YztBriefing *briefing);
/** @shown (transfer full) stands on the wall now; with the same scene again: it says something newer, of which the first with figures is written. */
void yzt_briefing_log_put (YztBriefingLog *self, YztBriefingShown *shown);
/** Writes what has stood long enough; twice a second or so. */
void yzt_briefing_log_tick (YztBriefingLog *self);
void yzt_briefing_log_set_going_round (YztBriefingLog *self, gboolean going_round);
/** The wall is dark again. */
void yzt_briefing_log_end (YztBriefingLog *self);
G_END_DECLS

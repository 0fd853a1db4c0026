/* yzt-briefing-show.h: a briefing that is being given: the wall, the speaker's window, keys, monitors that come and go, what was shown
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Nothing that fails ends it: what goes wrong is said and the talk goes on. */
#pragma once
#include "yzt-stage-view.h"
G_BEGIN_DECLS
#define YZT_TYPE_BRIEFING_SHOW (yzt_briefing_show_get_type ())
/** Signals: "ended" (): its windows are gone. "said" (const char *sentence). "records" (YztFigureAnswer *): the records behind a figure are wanted. */
G_DECLARE_FINAL_TYPE (YztBriefingShow, yzt_briefing_show, YZT, BRIEFING_SHOW, GObject)
typedef void (*YztDressMapFunc) (YztMapView *map);
/** Begins at once. @monitors (GListModel of GdkMonitor), NULL: those of the display; with a second one the wall is there and the speaker's window beside @main. */
YztBriefingShow *yzt_briefing_show_new (GtkWindow *main, YztBriefing *briefing, YztDressMapFunc dress, GListModel *monitors);
void yzt_briefing_show_end (YztBriefingShow *self);
YztBriefing *yzt_briefing_show_get_briefing (YztBriefingShow *self);
GtkWindow *yzt_briefing_show_get_wall (YztBriefingShow *self);
/** NULL while there is none. */
GtkWindow *yzt_briefing_show_get_presenter (YztBriefingShow *self);
YztStageView *yzt_briefing_show_get_stage (YztBriefingShow *self);
gint64 yzt_briefing_show_get_started_ms (YztBriefingShow *self);
void yzt_briefing_show_set_cycling (YztBriefingShow *self, gboolean cycling);
gboolean yzt_briefing_show_is_cycling (YztBriefingShow *self);
/** What goes by the map's clock, which comes twice a second by itself: clocks, going round, what is written because it stood. For tests, whose clock is their own. */
void yzt_briefing_show_tick (YztBriefingShow *self);
/** Keeps the scene as it stands now: PNG and PDF in the folder of kept scenes and in the map, with an entry of the journal. */
void yzt_briefing_show_freeze (YztBriefingShow *self);
void yzt_briefing_show_present_presenter (YztBriefingShow *self);
/** A key of the wall or of the speaker's window; FALSE when it means nothing here. */
gboolean yzt_briefing_show_key (YztBriefingShow *self, guint keyval, GdkModifierType state);
G_END_DECLS

/* yzt-time-slider.h: the strip over a map that is shown as it stood: which moment, a slider over all acts or over a stretch of time that is played, back to now
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Chooses a moment; whoever owns it shows the map of that moment and tells it so. The slider stands on acts, not on hours:
 * between two acts nothing differs. While an incident or a day is replayed it stands on seconds, and the entries of the journal are ticks below it. */
#pragma once
#include "yzt-playback.h"
#include "yzt-session-journal.h"
#include <gtk/gtk.h>
G_BEGIN_DECLS
#define YZT_TYPE_TIME_SLIDER (yzt_time_slider_get_type ())
/** Signals: "moved" (gint64 entry, gint64 at_ms): the map just after @entry is wanted, or when @entry is 0 that of @at_ms;
 * "left" (): back to now; "incident-wanted" (): which incident is to be replayed? Answered by yzt_time_slider_replay_incident. */
G_DECLARE_FINAL_TYPE (YztTimeSlider, yzt_time_slider, YZT, TIME_SLIDER, GtkWidget)
/** The acts of @now from the first on; NULL: nothing, hidden. Asks for the last act at once. */
void yzt_time_slider_set_session (YztTimeSlider *self, YztSession *now);
/** The map shows @at_ms now. */
void yzt_time_slider_set_shown (YztTimeSlider *self, gint64 at_ms);
/** A move is under way. */
void yzt_time_slider_set_busy (YztTimeSlider *self, gboolean busy);
void yzt_time_slider_say (YztTimeSlider *self, const char *sentence);
/** By acts: -1 the one before, 1 the next; while something is replayed by the entries about it. */
void yzt_time_slider_step (YztTimeSlider *self, int acts);
/** From the first word of the incident on; also before the acts of the session are listed. */
void yzt_time_slider_replay_incident (YztTimeSlider *self, gint64 fid);
/** The day of the moment that is shown. */
void yzt_time_slider_replay_day (YztTimeSlider *self);
/** Plays or pauses. FALSE: nothing is replayed. */
gboolean yzt_time_slider_toggle_play (YztTimeSlider *self);
gboolean yzt_time_slider_is_playing (YztTimeSlider *self);
/** What is replayed; NULL when nothing is, or while it is being read. (transfer none) */
const YztPlayback *yzt_time_slider_get_playback (YztTimeSlider *self);
void yzt_time_slider_focus (YztTimeSlider *self);
G_END_DECLS

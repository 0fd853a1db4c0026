/* yzt-time-slider.h: the strip over a map that is shown as it stood: which moment, a slider over all acts, back to now
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Chooses a moment; whoever owns it shows the map of that moment and tells it so. The slider stands on acts, not on hours:
 * between two acts nothing differs. */
#pragma once
#include "yzt-session-journal.h"
#include <gtk/gtk.h>
G_BEGIN_DECLS
#define YZT_TYPE_TIME_SLIDER (yzt_time_slider_get_type ())
/** Signals: "moved" (gint64 entry, gint64 at_ms): the map just after @entry is wanted, or when @entry is 0 that of @at_ms;
 * "left" (): back to now. */
G_DECLARE_FINAL_TYPE (YztTimeSlider, yzt_time_slider, YZT, TIME_SLIDER, GtkWidget)
/** The acts of @now from the first on; NULL: nothing, hidden. Asks for the last act at once. */
void yzt_time_slider_set_session (YztTimeSlider *self, YztSession *now);
/** The map shows @at_ms now. */
void yzt_time_slider_set_shown (YztTimeSlider *self, gint64 at_ms);
/** A move is under way. */
void yzt_time_slider_set_busy (YztTimeSlider *self, gboolean busy);
void yzt_time_slider_say (YztTimeSlider *self, const char *sentence);
/** By acts: -1 the one before, 1 the next. */
void yzt_time_slider_step (YztTimeSlider *self, int acts);
void yzt_time_slider_focus (YztTimeSlider *self);
G_END_DECLS

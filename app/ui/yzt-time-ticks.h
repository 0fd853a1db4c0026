/* yzt-time-ticks.h: below a slider over a stretch of time, a tick for each entry of the journal
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include "yzt-playback.h"
#include <gtk/gtk.h>
G_BEGIN_DECLS
/** A widget that draws the stops of a playback below @scale, where the slider stands at them. */
GtkWidget *yzt_time_ticks_new (GtkScale *scale);
/** @playback must live until another is set; NULL: none, hidden. @current: the stop that is drawn as the one gone to, -1 none. */
void yzt_time_ticks_show (GtkWidget *ticks, const YztPlayback *playback, int current);
G_END_DECLS

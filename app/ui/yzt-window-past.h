/* yzt-window-past.h: the window while it shows the map as it stood
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. While the past is shown, the window's session and ring are those of the past, and every panel but the alarm strip and the
 * bottom line follows them; feed and alarms stay with the present. */
#pragma once
#include "yzt-window-private.h"
G_BEGIN_DECLS
void yzt_window_past_connect (YztWindow *self);
/** The session of the map as it is, also while the past is shown; NULL without a map. (transfer none) */
YztSession *yzt_window_get_now (YztWindow *self);
gboolean yzt_window_is_in_past (YztWindow *self);
/** Goes back in time, or to now when it is there already. */
void yzt_window_toggle_past (YztWindow *self);
/** Replays an incident from its first word on, in the past. */
void yzt_window_replay_incident (YztWindow *self, gint64 fid);
/** What Space does while something is replayed: plays or pauses. FALSE: nothing is, or what has the focus wants the key. */
gboolean yzt_window_play_past (YztWindow *self);
/** Back to now; FALSE when it is there already. */
gboolean yzt_window_leave_past (YztWindow *self);
/** At once and without showing the present: the map is being closed. */
void yzt_window_drop_past (YztWindow *self);
G_END_DECLS

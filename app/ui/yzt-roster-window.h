/* yzt-roster-window.h: the duty roster: who is on when, a week at a time
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <adwaita.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_ROSTER_WINDOW (yzt_roster_window_get_type ())
G_DECLARE_FINAL_TYPE (YztRosterWindow, yzt_roster_window, YZT, ROSTER_WINDOW, AdwWindow)
YztRosterWindow *yzt_roster_window_new (GtkWindow *parent, YztSession *session);
/** How many turns are listed. For tests. */
guint yzt_roster_window_get_n_turns (YztRosterWindow *self);
/** Number of a turn that is listed, 0 none; whether who has it is absent. For tests. */
gint64 yzt_roster_window_get_turn (YztRosterWindow *self, guint position);
gboolean yzt_roster_window_is_absent (YztRosterWindow *self, guint position);
G_END_DECLS

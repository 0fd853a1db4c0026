/* yzt-experts-window.h: experts for an incident by speciality and distance; who was called is entered from here
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <adwaita.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_EXPERTS_WINDOW (yzt_experts_window_get_type ())
/** Signal "thing-activated" (int kind, gint64 fid). */
G_DECLARE_FINAL_TYPE (YztExpertsWindow, yzt_experts_window, YZT, EXPERTS_WINDOW, AdwWindow)
YztExpertsWindow *yzt_experts_window_new (GtkWindow *parent, YztSession *session, gint64 incident_fid);
/** How many are listed; −1 while they are read. */
int yzt_experts_window_get_n (YztExpertsWindow *self);
G_END_DECLS

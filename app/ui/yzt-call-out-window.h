/* yzt-call-out-window.h: 叫应: whom the warnings have to reach, who is due now on top, one key for each answer
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keys: C called, A answered, D action taken, N not reached, W wrong number, T what was said, Ctrl+C copies the number, Esc closes. Main thread. */
#pragma once
#include <adwaita.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_CALL_OUT_WINDOW (yzt_call_out_window_get_type ())
G_DECLARE_FINAL_TYPE (YztCallOutWindow, yzt_call_out_window, YZT, CALL_OUT_WINDOW, AdwWindow)
/** @warning_fid: the one that is looked at first; 0 all of them. */
GtkWindow *yzt_call_out_window_new (GtkWindow *parent, YztSession *session, gint64 warning_fid);
G_END_DECLS

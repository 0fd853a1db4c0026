/* yzt-status-bar.h: the line at the bottom: where the pointer is, scale, feed, last save, what Ctrl+Z takes back
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_STATUS_BAR (yzt_status_bar_get_type ())
G_DECLARE_FINAL_TYPE (YztStatusBar, yzt_status_bar, YZT, STATUS_BAR, GtkWidget)
/** NULL empties the bar. The session is READY. */
void yzt_status_bar_set_session (YztStatusBar *self, YztSession *session);
/** NaN: the pointer is elsewhere. */
void yzt_status_bar_set_pointer (YztStatusBar *self, double lon, double lat);
/** 1:@denominator; 0 = unknown. */
void yzt_status_bar_set_scale (YztStatusBar *self, double denominator);
/** A sentence about the watched folder; @silent marks it as a matter of devices. */
void yzt_status_bar_set_feed (YztStatusBar *self, const char *text, gboolean silent);
/** The check of the map file after opening; "" for none. */
void yzt_status_bar_set_check (YztStatusBar *self, const char *text, const char *tooltip, gboolean wrong);
/** What is not in order of the shift, a button that leads to the page; "" for nothing. */
void yzt_status_bar_set_ready (YztStatusBar *self, const char *text, const char *tooltip);
G_END_DECLS

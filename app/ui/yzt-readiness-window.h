/* yzt-readiness-window.h: one page for each shift: what is in order, what is not, what is not known; each line leads to where it is mended
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Reads again by itself when one comes back to it. */
#pragma once
#include <adwaita.h>
#include "yzt-readiness.h"
G_BEGIN_DECLS
#define YZT_TYPE_READINESS_WINDOW (yzt_readiness_window_get_type ())
/** Signals: "asking" () just before it reads: what is known of the station is told now; "read" (const YztReadiness *); "mend" (const YztReadyLine *): there it is mended. */
G_DECLARE_FINAL_TYPE (YztReadinessWindow, yzt_readiness_window, YZT, READINESS_WINDOW, AdwWindow)
YztReadinessWindow *yzt_readiness_window_new (GtkWindow *parent, YztSession *session);
/** Begins; connect the signals first. */
void yzt_readiness_window_read (YztReadinessWindow *self);
/** For tests: what was read last, NULL while nothing was; the row of a line. (transfer none) */
const YztReadiness *yzt_readiness_window_get (YztReadinessWindow *self);
GtkWidget *yzt_readiness_window_find_row (YztReadinessWindow *self, const char *id);
G_END_DECLS

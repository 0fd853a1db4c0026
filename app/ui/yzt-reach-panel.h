/* yzt-reach-panel.h: the ring in figures: radius, totals per kind, stock by item, nearest first
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Everything comes from the scene's generation that the ring holds. Signal "activated" (int kind, gint64 fid): a person chose a record. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-ring.h"
G_BEGIN_DECLS
#define YZT_TYPE_REACH_PANEL (yzt_reach_panel_get_type ())
G_DECLARE_FINAL_TYPE (YztReachPanel, yzt_reach_panel, YZT, REACH_PANEL, GtkWidget)
/** Both NULL or both set; the session is READY. */
void yzt_reach_panel_set_session (YztReachPanel *self, YztSession *session, YztRing *ring);
/** (transfer none) The list of what lies in the ring, to put the focus into it. */
GtkWidget *yzt_reach_panel_get_list (YztReachPanel *self);
G_END_DECLS

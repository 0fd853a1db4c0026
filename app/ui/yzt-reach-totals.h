/* yzt-reach-totals.h: how many of each kind lie in the ring, and what they sum to
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. One row per kind, made once; a change of the ring changes their text only. Property "kind" (int, -1 = all): the row that a
 * person chose, whose records the list below shows. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-ring.h"
G_BEGIN_DECLS
#define YZT_TYPE_REACH_TOTALS (yzt_reach_totals_get_type ())
G_DECLARE_FINAL_TYPE (YztReachTotals, yzt_reach_totals, YZT, REACH_TOTALS, GtkWidget)
/** NULL empties it. The session is READY. */
void yzt_reach_totals_set_session (YztReachTotals *self, YztSession *session);
/** Shows what @ring holds now. */
void yzt_reach_totals_update (YztReachTotals *self, YztRing *ring);
int yzt_reach_totals_get_kind (YztReachTotals *self);
void yzt_reach_totals_set_kind (YztReachTotals *self, int kind);
G_END_DECLS

/* yzt-totals-window.h: what the map holds of each item, by area, with the places that have it
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Of the whole map, of what is selected together, of what lies in the ring, of a prefecture or of a county. */
#pragma once
#include <adwaita.h>
#include "yzt-ring.h"
G_BEGIN_DECLS
#define YZT_TYPE_TOTALS_WINDOW (yzt_totals_window_get_type ())
G_DECLARE_FINAL_TYPE (YztTotalsWindow, yzt_totals_window, YZT, TOTALS_WINDOW, AdwWindow)
/** @ring: may be NULL. Begins with what is selected when that is more than one thing, else with the ring when there is one. */
GtkWindow *yzt_totals_window_new (GtkWindow *parent, YztSession *session, YztRing *ring);
G_END_DECLS

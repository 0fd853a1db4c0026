/* yzt-totals-window.h: what the map holds of each item, by area, with the places that have it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <adwaita.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_TOTALS_WINDOW (yzt_totals_window_get_type ())
G_DECLARE_FINAL_TYPE (YztTotalsWindow, yzt_totals_window, YZT, TOTALS_WINDOW, AdwWindow)
GtkWindow *yzt_totals_window_new (GtkWindow *parent, YztSession *session);
G_END_DECLS

/* yzt-wind-dial.h: where the wind comes from, turned with the mouse or the arrow keys
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
#define YZT_TYPE_WIND_DIAL (yzt_wind_dial_get_type ())
/** Signal "turned" (double from_deg): a hand turned it; NaN: taken away (Delete). Keys: arrows by 5 degrees, with Shift by 1; Page Up and Down by 45. */
G_DECLARE_FINAL_TYPE (YztWindDial, yzt_wind_dial, YZT, WIND_DIAL, GtkWidget)
GtkWidget *yzt_wind_dial_new (void);
/** NaN: not known. Emits nothing. */
void yzt_wind_dial_set (YztWindDial *self, double from_deg);
double yzt_wind_dial_get (YztWindDial *self);
/** What a hand does; for tests and keys. */
void yzt_wind_dial_turn (YztWindDial *self, double from_deg);
G_END_DECLS

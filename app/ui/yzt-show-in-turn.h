/* yzt-show-in-turn.h: parts of a window that come to be seen one a frame
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/**
 * What is seen for the first time is styled, measured and drawn in one frame: many rows at once hold the window still. Main thread.
 *
 * yzt_show_in_turn: shows @widget in one of the next frames, one widget a frame for each window, in the order of asking; the frame
 * under way is not made longer.
 * yzt_hide_now: hides @widget and forgets that it was to be shown.
 */
void yzt_show_in_turn (GtkWidget *widget);
void yzt_hide_now (GtkWidget *widget);
G_END_DECLS

/* yzt-popover-presses.h: clicks and wheel turns in popovers that leave the keyboard where it is
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. GTK 4.8 on X11 asks anew where the pointer is after each layout of a window, and takes no notice of popovers without a grab that lie
 * above it (those of "autohide" FALSE): what is pressed in them then goes to whatever lies below. */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/** From now on a press on a GtkListBoxRow in @popover activates it, one on a GtkButton clicks it, and the wheel scrolls the GtkScrolledWindow in it,
 * wherever GTK would send them. */
void yzt_popover_take_presses (GtkPopover *popover);
G_END_DECLS

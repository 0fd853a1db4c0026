/* yzt-about-dialog.h: who made this, and whose data the base map is
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
void yzt_about_dialog_present (GtkWindow *parent);
G_END_DECLS

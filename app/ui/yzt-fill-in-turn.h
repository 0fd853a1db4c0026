/* yzt-fill-in-turn.h: rows of a list made a few a frame, so that a long list never holds the window still
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
typedef GtkWidget *(*YztMakeRow) (guint index, gpointer user_data);
/** Empties @list and appends @make (0 … @n - 1), a few a frame; another call for the same list ends this one. @destroy frees @user_data then or at the end. */
void yzt_fill_in_turn (GtkListBox *list, guint n, YztMakeRow make, gpointer user_data, GDestroyNotify destroy);
G_END_DECLS

/* yzt-message-dialogs.h: questions that must be answered before work goes on
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. @func is called only when the answer is yes; a reference to @user_data (a GObject) is held until then. */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
typedef void (*YztYesFunc) (gpointer user_data);
/** A good GeoPackage of somebody else was opened: bring it into the open map? */
void yzt_ask_import_foreign (GtkWindow *parent, const char *name, YztYesFunc func, gpointer user_data);
G_END_DECLS

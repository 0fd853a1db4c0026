/* yzt-database-dialog.h: which PostGIS data base, asked for
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. What is typed is kept nowhere. */
#pragma once
#include <adwaita.h>
G_BEGIN_DECLS
/** “PG:host=… dbname=… user=… password='…'” of what was typed, with or without PG: before it; @password may be "". Free. */
char *yzt_database_path (const char *connection, const char *password);
typedef void (*YztDatabaseFunc) (const char *path, gpointer user_data);
/** Asks for a connection; @func is called with its path, not at all when the person changed their mind. @user_data is a GObject that lives as long as @parent. */
AdwMessageDialog *yzt_ask_database (GtkWindow *parent, YztDatabaseFunc func, gpointer user_data);
G_END_DECLS

/* yzt-open-outside.h: a link or a file, opened by the programme that the desktop has for it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS
/** Opens @uri with the desktop's programme for it. [main thread] No wait, and no fork of our own process: a fork runs PROJ's handler, which waits
 * for ever when another thread holds SQLite's lock; `gio` (libglib2.0-bin) is started in its place. @callback's source is NULL. */
void yzt_open_outside_async (const char *uri, GAsyncReadyCallback callback, gpointer user_data);
/** FALSE + the desktop's own words when it has no programme for it. */
gboolean yzt_open_outside_finish (GAsyncResult *result, GError **error);
G_END_DECLS

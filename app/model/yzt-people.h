/* yzt-people.h: people of a map, proposed while a name is typed
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; read on a worker. */
#pragma once
#include "yzt-session.h"
#include "yzt-store-people.h"
G_BEGIN_DECLS
void yzt_session_find_people_async (YztSession *session, const char *text, guint limit, GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);
/** (element-type YztPerson), see yzt_store_find_people. */
GArray *yzt_session_find_people_finish (GAsyncResult *result, GError **error);
G_END_DECLS

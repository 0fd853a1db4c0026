/* yzt-session-undo.h: taking back any entry of the journal: first what it would do, then doing it
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread only; planned and written on workers. */
#pragma once
#include "yzt-session.h"
#include "yzt-store-history.h"
G_BEGIN_DECLS
/** What taking back @entry would do: nothing is written. */
void yzt_session_plan_undo_async (YztSession *self, gint64 entry, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
YztUndoPlan *yzt_session_plan_undo_finish (YztSession *self, GAsyncResult *result, GError **error);
/** Takes @entry back, as one act; ends with yzt_session_write_finish. */
void yzt_session_undo_entry_async (YztSession *self, gint64 entry, GAsyncReadyCallback callback, gpointer user_data);
G_END_DECLS

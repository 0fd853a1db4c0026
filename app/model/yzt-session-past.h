/* yzt-session-past.h: a session that shows the map as it stood, for the panels that show a session
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread only; the file is read on workers. A past session is read-only and lives beside the session of the present: it has a scene, a list
 * of incidents and a selection of its own, its clock stands at the moment that is shown (so that ages are told as of then), and it opens and
 * moves with yzt_session_move_past_async. It follows nobody's changes. */
#pragma once
#include "yzt-session.h"
#include "yzt-store-history.h"
G_BEGIN_DECLS
/** LOADING until the first move has ended; FAILED when that could not be done. @now must be READY. */
YztSession *yzt_session_new_past (YztSession *now);
gboolean yzt_session_is_past (YztSession *self);
/** To just after @entry when that is greater than 0, else to the last act up to and including @at_ms. One move at a time. On failure
 * the session stays where it was. */
void yzt_session_move_past_async (YztSession *past, gint64 entry, gint64 at_ms, GAsyncReadyCallback callback, gpointer user_data);
gboolean yzt_session_move_past_finish (YztSession *past, GAsyncResult *result, GError **error);
/** The moment that is shown. */
gint64 yzt_session_get_past_ms (YztSession *past);
/** Layers that one session hides are hidden in the other, by kind. */
void yzt_session_copy_hidden_kinds (YztSession *from, YztSession *to);
G_END_DECLS

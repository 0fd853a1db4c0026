/* yzt-undo-dialog.h: before an entry is taken back: what would change, what stands against it, or why it may never be
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; planned on a worker, written only after the answer. */
#pragma once
#include <adwaita.h>
#include "yzt-session-undo.h"
G_BEGIN_DECLS
/** Asks, and takes @entry back when the answer is yes. The session says how it went. */
void yzt_undo_dialog_ask (GtkWindow *parent, YztSession *session, gint64 entry);
G_END_DECLS

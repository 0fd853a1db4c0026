/* yzt-hand-over-dialog.h: the sheet at shift change: what is open, unacknowledged, promised, changed; printed, handed over, taken over
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Handing over freezes the sheet; who takes over signs in, and that is the taking over. */
#pragma once
#include <adwaita.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_HAND_OVER_DIALOG (yzt_hand_over_dialog_get_type ())
G_DECLARE_FINAL_TYPE (YztHandOverDialog, yzt_hand_over_dialog, YZT, HAND_OVER_DIALOG, AdwWindow)
YztHandOverDialog *yzt_hand_over_dialog_new (GtkWindow *parent, YztSession *session);
/** With @export_path (for tests) as PDF there, without asking. FALSE: the sheet is not read yet. */
gboolean yzt_hand_over_dialog_print (YztHandOverDialog *self, const char *export_path);
G_END_DECLS

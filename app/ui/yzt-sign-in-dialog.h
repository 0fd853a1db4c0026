/* yzt-sign-in-dialog.h: who sits here? asked at first and at hand-over
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <adwaita.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_SIGN_IN_DIALOG (yzt_sign_in_dialog_get_type ())
G_DECLARE_FINAL_TYPE (YztSignInDialog, yzt_sign_in_dialog, YZT, SIGN_IN_DIALOG, AdwWindow)
/** Signs in to @session by itself. Present it. */
YztSignInDialog *yzt_sign_in_dialog_new (GtkWindow *parent, YztSession *session);
G_END_DECLS

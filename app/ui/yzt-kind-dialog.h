/* yzt-kind-dialog.h: a planner makes a kind of his own, or changes one: name, symbol, fields, level
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; written as one act. */
#pragma once
#include <adwaita.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_KIND_DIALOG (yzt_kind_dialog_get_type ())
G_DECLARE_FINAL_TYPE (YztKindDialog, yzt_kind_dialog, YZT, KIND_DIALOG, AdwWindow)
GtkWindow *yzt_kind_dialog_new (GtkWindow *parent, YztSession *session);
/** Makes or changes the kind, or says in the dialog what is missing. */
void yzt_kind_dialog_save (YztKindDialog *self);
G_END_DECLS

/* yzt-import-dialog.h: import as a conversation: kind, datum, what was recognised, what is wrong, then one act
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Every answer starts a dry run on a worker (the latest wins); nothing is written before Import. */
#pragma once
#include <adwaita.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_IMPORT_DIALOG (yzt_import_dialog_get_type ())
/** Signal "imported" (const char *sentence): written; the session knows already. */
G_DECLARE_FINAL_TYPE (YztImportDialog, yzt_import_dialog, YZT, IMPORT_DIALOG, AdwWindow)
YztImportDialog *yzt_import_dialog_new (GtkWindow *parent, YztSession *session, const char *path);
G_END_DECLS

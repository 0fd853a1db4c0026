/* yzt-backups-dialog.h: the backups of a map: how old the last one is, how often they are made, where, and getting one back
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; folders are read on a worker. */
#pragma once
#include <adwaita.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_BACKUPS_DIALOG (yzt_backups_dialog_get_type ())
/** Signals: "back-up" () a backup is wanted now; "restore" (const char *path) that one is wanted back. */
G_DECLARE_FINAL_TYPE (YztBackupsDialog, yzt_backups_dialog, YZT, BACKUPS_DIALOG, AdwWindow)
YztBackupsDialog *yzt_backups_dialog_new (GtkWindow *parent, YztSession *session);
/** Reads the folder again. */
void yzt_backups_dialog_refresh (YztBackupsDialog *self);
/** What stands at the top, "Last backup: …", for tests. (transfer none) */
const char *yzt_backups_dialog_get_words (YztBackupsDialog *self);
G_END_DECLS

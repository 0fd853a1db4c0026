/* yzt-archive-dialog.h: which entries of the journal go to a sealed archive, told before anything is done
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; the journal is read on a worker. */
#pragma once
#include <adwaita.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_ARCHIVE_DIALOG (yzt_archive_dialog_get_type ())
/** Signal "chosen" (gint64 before_ms, const char *path): the person said what goes and where to. */
G_DECLARE_FINAL_TYPE (YztArchiveDialog, yzt_archive_dialog, YZT, ARCHIVE_DIALOG, AdwWindow)
YztArchiveDialog *yzt_archive_dialog_new (GtkWindow *parent, YztSession *session);
/** For tests: TRUE when the journal was read; the sentence that says what would go. */
gboolean yzt_archive_dialog_is_ready (YztArchiveDialog *self);
const char *yzt_archive_dialog_get_words (YztArchiveDialog *self);
/** Entries before this moment would go, in milliseconds UTC. */
gint64 yzt_archive_dialog_get_before_ms (YztArchiveDialog *self);
G_END_DECLS

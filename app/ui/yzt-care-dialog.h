/* yzt-care-dialog.h: one work that keeps a map file safe: copy, backup, restore, salvage, check, archive, with progress and outcome
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; the work is done on a worker and can be cancelled without a trace. */
#pragma once
#include <adwaita.h>
#include "yzt-session.h"
G_BEGIN_DECLS
typedef enum {
  YZT_CARE_COPY,     /* store → target */
  YZT_CARE_BACK_UP,  /* store → folder of the settings */
  YZT_CARE_RESTORE,  /* source, a backup → target */
  YZT_CARE_SALVAGE,  /* source, damaged → target */
  YZT_CARE_CHECK,    /* store */
  YZT_CARE_ARCHIVE,  /* old entries of the store's journal → target; yzt_care_dialog_new_archive */
} YztCareWork;
#define YZT_TYPE_CARE_DIALOG (yzt_care_dialog_get_type ())
/** Signal "open" (const char *path): the person wants the map that was made opened. */
G_DECLARE_FINAL_TYPE (YztCareDialog, yzt_care_dialog, YZT, CARE_DIALOG, AdwWindow)
/** Begins at once. @store, @source and @target are NULL where the work has none. */
YztCareDialog *yzt_care_dialog_new (GtkWindow *parent, YztCareWork work, YztStore *store, const char *source, const char *target);
/** Moves the journal's entries before @before_ms to the new file @target, and proves the chain over both. */
YztCareDialog *yzt_care_dialog_new_archive (GtkWindow *parent, YztSession *session, gint64 before_ms, const char *target);
/** Over, well or not. */
gboolean yzt_care_dialog_is_over (YztCareDialog *self);
/** What is told at the end, for tests. (transfer none) */
const char *yzt_care_dialog_get_words (YztCareDialog *self);
G_END_DECLS

/* yzt-journal-view.h: the diary: every act of the map, newest first, what it changed, and taking it back
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. A window beside the map, not over it: what is chosen here is shown there. */
#pragma once
#include <adwaita.h>
#include "yzt-journal-model.h"
G_BEGIN_DECLS
#define YZT_TYPE_JOURNAL_VIEW (yzt_journal_view_get_type ())
/** Signal "show-feature" (int kind, gint64 fid): a changed thing was chosen. */
G_DECLARE_FINAL_TYPE (YztJournalView, yzt_journal_view, YZT, JOURNAL_VIEW, AdwWindow)
YztJournalView *yzt_journal_view_new (GtkWindow *parent, YztSession *session);
/** Chooses @entry and shows it; the filter is taken off when it hides it. */
void yzt_journal_view_choose (YztJournalView *self, gint64 entry);
/** For tests. (transfer none) */
YztJournalModel *yzt_journal_view_get_model (YztJournalView *self);
G_END_DECLS

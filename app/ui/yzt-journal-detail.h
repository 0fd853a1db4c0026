/* yzt-journal-detail.h: one entry of the diary: who, when, what it changed row by row, and taking it back
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; reads on workers, the latest entry wins. */
#pragma once
#include <adwaita.h>
#include "yzt-session-journal.h"
G_BEGIN_DECLS
#define YZT_TYPE_JOURNAL_DETAIL (yzt_journal_detail_get_type ())
/** Signals: "show-feature" (int kind, gint64 fid); "go-to-entry" (gint64 entry): one that takes this back, or is taken back by it. */
G_DECLARE_FINAL_TYPE (YztJournalDetail, yzt_journal_detail, YZT, JOURNAL_DETAIL, GtkWidget)
void yzt_journal_detail_set_session (YztJournalDetail *self, YztSession *session);
/** NULL: nothing is chosen. What is shown already and has not changed is not read again. */
void yzt_journal_detail_set_entry (YztJournalDetail *self, const YztJournalEntry *entry);
G_END_DECLS

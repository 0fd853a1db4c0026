/* yzt-journal-model.h: the diary as a list that knows every entry's number and time and reads the words page by page
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; reads on workers. A row is there at once, its words come a little later ("changed"). */
#pragma once
#include "yzt-session-journal.h"
G_BEGIN_DECLS
#define YZT_TYPE_JOURNAL_ROW (yzt_journal_row_get_type ())
/** Signal "changed": its words came, or what stands above it changed. */
G_DECLARE_FINAL_TYPE (YztJournalRow, yzt_journal_row, YZT, JOURNAL_ROW, GObject)
gint64 yzt_journal_row_get_number (YztJournalRow *self);
gint64 yzt_journal_row_get_at_ms (YztJournalRow *self);
/** NULL until read; valid until the next "changed". (transfer none) */
const YztJournalEntry *yzt_journal_row_get_entry (YztJournalRow *self);

#define YZT_TYPE_JOURNAL_MODEL (yzt_journal_model_get_type ())
/** GListModel of YztJournalRow, newest first. Signals: "listed" (): all entries that match are known; "failed" (const char *sentence). */
G_DECLARE_FINAL_TYPE (YztJournalModel, yzt_journal_model, YZT, JOURNAL_MODEL, GObject)
/** Follows the session's acts by itself. */
YztJournalModel *yzt_journal_model_new (YztSession *session);
/** Only entries with @text in label or author, and of @author; NULL or "": all. FALSE when that is what the list shows already. */
gboolean yzt_journal_model_set_filter (YztJournalModel *self, const char *text, const char *author);
/** TRUE when the entry above is of a later day, or there is none. */
gboolean yzt_journal_model_starts_day (YztJournalModel *self, guint position);
/** FALSE when @number is not in the list. */
gboolean yzt_journal_model_find (YztJournalModel *self, gint64 number, guint *position_out);
gboolean yzt_journal_model_is_listed (YztJournalModel *self);
/** Ends all reading; the list is empty from now. */
void yzt_journal_model_stop (YztJournalModel *self);
G_END_DECLS

/* yzt-session-journal.h: the journal as panels read it: pages of the diary, what an entry changed, history of a feature
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread only; files are read on workers. Entries are given newest first. Errors: YZT_STORE_ERROR; cancelled readings end
 * with G_IO_ERROR_CANCELLED. */
#pragma once
#include "yzt-session.h"
#include "yzt-store-history.h"
G_BEGIN_DECLS

/** Number and time of all entries that match (limit and before_entry do not count): what a paged list counts by. (element-type YztJournalMark) */
void yzt_session_list_journal_async (YztSession *self, const YztJournalFilter *filter, GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);
GArray *yzt_session_list_journal_finish (YztSession *self, GAsyncResult *result, GError **error);
/** A page of entries. (element-type YztJournalEntry) */
void yzt_session_read_journal_async (YztSession *self, const YztJournalFilter *filter, GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);
GArray *yzt_session_read_journal_finish (YztSession *self, GAsyncResult *result, GError **error);

/** What one entry changed: the first rows, and how many there are in all. */
typedef struct {
  GArray *rows; /* YztEntryRow */
  gint64 n_rows;
} YztEntryDetail;
void yzt_entry_detail_free (YztEntryDetail *detail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztEntryDetail, yzt_entry_detail_free)
void yzt_session_read_entry_async (YztSession *self, gint64 entry, guint max_rows, GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
YztEntryDetail *yzt_session_read_entry_finish (YztSession *self, GAsyncResult *result, GError **error);

/** At most @limit entries of the history of a row before @before_entry (0: the newest); also of a row that is gone. (element-type YztHistoryEntry) */
void yzt_session_read_history_async (YztSession *self, guint kind, gint64 fid, gint64 before_entry, guint limit, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
GArray *yzt_session_read_history_finish (YztSession *self, GAsyncResult *result, GError **error);
G_END_DECLS

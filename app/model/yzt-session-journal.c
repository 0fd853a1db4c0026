/* yzt-session-journal.c: the journal as panels read it, on the GTask pool
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-session-journal.h"

#include "yzt-session-private.h"
#include "yzt-task.h"

#include <glib/gi18n-lib.h>

typedef struct {
  YztStore *store;
  YztKind *kind;
  char *text, *author, *language, *filter_kind;
  YztJournalFilter filter; /* its strings are those above */
  gint64 entry, fid;
  guint limit;
} JournalReading;

static void
journal_reading_free (JournalReading *reading)
{
  g_clear_object (&reading->store);
  g_clear_pointer (&reading->kind, yzt_kind_unref);
  g_free (reading->text);
  g_free (reading->author);
  g_free (reading->language);
  g_free (reading->filter_kind);
  g_free (reading);
}

/* NULL after having returned an error through @task, when there is no open map. */
static JournalReading *
reading_new (YztSession *self, GTask *task)
{
  YztStore *store = yzt_session_get_store (self);
  if (store == NULL) {
    g_task_return_new_error (task, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, "%s", _("No map is open."));
    return NULL;
  }
  JournalReading *reading = g_new0 (JournalReading, 1);
  reading->store = g_object_ref (store);
  reading->language = g_strdup (self->language);
  g_task_set_task_data (task, reading, (GDestroyNotify) journal_reading_free);
  return reading;
}

static void
copy_filter (JournalReading *reading, const YztJournalFilter *filter)
{
  if (filter != NULL) {
    reading->filter = *filter;
    reading->filter.text = reading->text = g_strdup (filter->text);
    reading->filter.author = reading->author = g_strdup (filter->author);
    reading->filter.kind = reading->filter_kind = g_strdup (filter->kind);
  }
}

static void
return_array (GTask *task, GArray *array, GError *error)
{
  if (array == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, array, (GDestroyNotify) g_array_unref);
  }
}

/* --- the diary --- */

static void
list_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  JournalReading *reading = data;
  GError *error = NULL;
  GArray *marks = yzt_store_list_journal (reading->store, &reading->filter, &error);
  return_array (task, marks, error);
}

void
yzt_session_list_journal_async (YztSession *self, const YztJournalFilter *filter, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, yzt_session_list_journal_async);
  JournalReading *reading = reading_new (self, task);
  if (reading != NULL) {
    copy_filter (reading, filter);
    yzt_task_run_in_thread (task, list_in_thread);
  }
}

GArray *
yzt_session_list_journal_finish (YztSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
page_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  JournalReading *reading = data;
  GError *error = NULL;
  GArray *entries = yzt_store_read_journal_page (reading->store, &reading->filter, &error);
  return_array (task, entries, error);
}

void
yzt_session_read_journal_async (YztSession *self, const YztJournalFilter *filter, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, yzt_session_read_journal_async);
  JournalReading *reading = reading_new (self, task);
  if (reading != NULL) {
    copy_filter (reading, filter);
    yzt_task_run_in_thread (task, page_in_thread);
  }
}

GArray *
yzt_session_read_journal_finish (YztSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- one entry --- */

void
yzt_entry_detail_free (YztEntryDetail *detail)
{
  if (detail != NULL) {
    g_clear_pointer (&detail->rows, g_array_unref);
    g_free (detail);
  }
}

static void
entry_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  JournalReading *reading = data;
  GError *error = NULL;
  g_autoptr (YztEntryDetail) detail = g_new0 (YztEntryDetail, 1);
  detail->rows = yzt_store_read_entry_rows (reading->store, reading->entry, reading->limit, reading->language, &detail->n_rows, &error);
  if (detail->rows == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, g_steal_pointer (&detail), (GDestroyNotify) yzt_entry_detail_free);
  }
}

void
yzt_session_read_entry_async (YztSession *self, gint64 entry, guint max_rows, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, yzt_session_read_entry_async);
  JournalReading *reading = reading_new (self, task);
  if (reading != NULL) {
    reading->entry = entry;
    reading->limit = max_rows;
    yzt_task_run_in_thread (task, entry_in_thread);
  }
}

YztEntryDetail *
yzt_session_read_entry_finish (YztSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- one row --- */

static void
history_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  JournalReading *reading = data;
  GError *error = NULL;
  GArray *history = yzt_store_read_history (reading->store, reading->kind, reading->fid, reading->entry, reading->limit, reading->language,
                                            &error);
  return_array (task, history, error);
}

void
yzt_session_read_history_async (YztSession *self, guint kind, gint64 fid, gint64 before_entry, guint limit, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self));
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, yzt_session_read_history_async);
  JournalReading *reading = reading_new (self, task);
  if (reading != NULL) {
    reading->kind = yzt_kind_ref (yzt_kind_set_get (yzt_session_get_kinds (self), kind));
    reading->fid = fid;
    reading->entry = before_entry;
    reading->limit = limit;
    yzt_task_run_in_thread (task, history_in_thread);
  }
}

GArray *
yzt_session_read_history_finish (YztSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

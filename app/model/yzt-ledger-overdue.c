/* yzt-ledger-overdue.c: hidden dangers whose deadline has passed, by hazard source
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <string.h>
#include "yzt-ledger-private.h"
#include "yzt-session-private.h"
#include "yzt-task.h"

gboolean
yzt_ledger_danger_is_overdue (const YztRow *danger, const char *today)
{
  const char *deadline = yzt_row_get_text (danger, "deadline");
  return g_strcmp0 (yzt_row_get_text (danger, "state"), "closed") != 0 && deadline != NULL && *deadline != '\0' && strcmp (deadline, today) < 0;
}

gboolean
yzt_ledger_source_is_open (const YztRow *source)
{
  const char *struck_off = yzt_row_get_text (source, "deregistered_on");
  return (struck_off == NULL || *struck_off == '\0') && g_strcmp0 (yzt_row_get_text (source, "state"), "closed") != 0;
}

typedef struct {
  GHashTable *counts; /* gint64 → n */
  const char *today;
  GCancellable *cancellable;
} Counting;

static gboolean
count_danger (const YztRow *row, gpointer user_data)
{
  Counting *counting = user_data;
  if (yzt_ledger_danger_is_overdue (row, counting->today)) {
    guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counting->counts, &row->owner_fid));
    g_hash_table_insert (counting->counts, g_memdup2 (&row->owner_fid, sizeof row->owner_fid), GUINT_TO_POINTER (n + 1));
  }
  return !g_cancellable_is_cancelled (counting->cancellable);
}

static int
compare_overdue (gconstpointer a, gconstpointer b)
{
  gint64 x = ((const YztOverdue *) a)->fid, y = ((const YztOverdue *) b)->fid;
  return (x > y) - (x < y);
}

GArray *
yzt_ledger_read_overdue (YztStore *store, const char *today, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && today != NULL, NULL);
  YztKind *danger = yzt_kind_set_find (yzt_store_get_kinds (store), "hidden-danger"), *source = yzt_kind_set_find (yzt_store_get_kinds (store), "hazard-source");
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (YztOverdue));
  Counting counting = { counts, today, cancellable };
  if (danger == NULL || source == NULL) {
    return g_steal_pointer (&all);
  }
  if (!yzt_store_read_rows (store, danger, count_danger, &counting, error)) {
    return NULL;
  }
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    g_autoptr (YztRow) row = yzt_store_get_row (store, source, *(gint64 *) key, NULL);
    const YztOverdue overdue = { *(gint64 *) key, GPOINTER_TO_UINT (value) };
    if (g_cancellable_set_error_if_cancelled (cancellable, error)) {
      return NULL;
    }
    if (row != NULL && yzt_ledger_source_is_open (row)) {
      g_array_append_val (all, overdue);
    }
  }
  g_array_sort (all, compare_overdue);
  return g_steal_pointer (&all);
}

/* --- for a session --- */

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autofree char *today = yzt_session_get_today (source);
  GError *error = NULL;
  GArray *all = yzt_ledger_read_overdue (data, today, cancellable, &error);
  if (all == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, all, (GDestroyNotify) g_array_unref);
  }
}

void
yzt_session_read_overdue_async (YztSession *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (self) && self->store != NULL);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, yzt_session_read_overdue_async);
  g_task_set_task_data (task, g_object_ref (self->store), g_object_unref);
  yzt_task_run_in_thread (task, read_in_thread);
}

GArray *
yzt_session_read_overdue_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

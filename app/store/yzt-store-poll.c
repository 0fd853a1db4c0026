/* yzt-store-poll.c: what others wrote to the same file since we last looked
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-history-private.h"
#include "yzt-outside-private.h"
#include <glib/gi18n-lib.h>

static gboolean
add_entry (YztConnection *connection, YztKindSet *kinds, gint64 entry, YztActResult *result,
           GError **error)
{
  g_autoptr(GArray) touches = yzt_journal_get_touches (connection, entry, error);

  if (touches == NULL)
    return FALSE;
  for (guint i = 0; i < touches->len; i++) {
    const YztTouchRange *range = &g_array_index (touches, YztTouchRange, i);
    YztKind *kind = yzt_kind_set_find (kinds, range->table);
    YztTouch touch = { g_strdup (kind != NULL ? yzt_kind_get_id (kind) : range->table),
                       range->fid_from, range->fid_to };

    g_array_append_val (result->touches, touch);
  }
  return TRUE;
}

static gboolean
list_new (YztStore *store, YztConnection *connection, GArray *entries, gboolean *kinds_changed,
          GError **error)
{
  sqlite3_stmt *stmt = yzt_connection_query (
      connection, error, "SELECT entry FROM journal WHERE entry > ?1 ORDER BY entry", "i",
      yzt_store_get_seen_entry (store));
  gint64 n_kinds = 0;
  int step;

  if (stmt == NULL)
    return FALSE;
  while ((step = yzt_connection_step (connection, stmt, error)) == 1) {
    gint64 entry = sqlite3_column_int64 (stmt, 0);

    if (yzt_store_see_entry (store, entry))
      g_array_append_val (entries, entry);
  }
  for (guint i = 0; step == 0 && i < entries->len && n_kinds == 0; i++) {
    if (!yzt_connection_get_int (
            connection, &n_kinds, error,
            "SELECT count(*) FROM journal_touch WHERE entry = ?1 AND tbl = 'kind'", "i",
            g_array_index (entries, gint64, i)))
      return FALSE;
  }
  *kinds_changed = n_kinds > 0;
  return step == 0;
}

/* While somebody else is writing, what is waiting is left for the next time. */
static gboolean
take_in (YztStore *store, YztConnection *connection, gboolean *complete_out, GError **error)
{
  GError *local_error = NULL;

  *complete_out = TRUE;
  if (yzt_store_is_read_only (store))
    return TRUE;
  yzt_act_result_free (yzt_outside_take_in (store, connection, &local_error));
  if (g_error_matches (local_error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY)) {
    g_clear_error (&local_error);
    *complete_out = FALSE;
  }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

typedef struct {
  gboolean settled; /* what was very much has been taken in piece by piece, as far as that was possible */
  gboolean again;   /* there is very much */
} Poll;

static YztActResult *
poll_job (YztStore *store, YztConnection *connection, gpointer data, GError **error)
{
  Poll *poll = data;
  g_autoptr(YztActResult) result = yzt_act_result_new (0, _("Changed by others"));
  g_autoptr(GArray) entries = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(YztKindSet) kinds = NULL;
  gint64 data_version;
  gboolean kinds_changed = FALSE, complete = FALSE, much = FALSE;

  if (!yzt_connection_get_int (connection, &data_version, error, "PRAGMA data_version", ""))
    return NULL;
  if (!yzt_store_is_news (store, data_version))
    return g_steal_pointer (&result);
  if (!yzt_store_is_read_only (store) && !yzt_outside_is_much (connection, &much, error))
    return NULL;
  poll->again = much && !poll->settled;
  if (poll->again)
    return g_steal_pointer (&result);
  if (!much && !take_in (store, connection, &complete, error))
    return NULL;
  if (!list_new (store, connection, entries, &kinds_changed, error))
    return NULL;
  if (kinds_changed) {
    YztKindSet *loaded = yzt_schema_load_kinds (connection, error);

    if (loaded == NULL)
      return NULL;
    yzt_store_set_kinds (store, loaded);
  }
  kinds = yzt_store_ref_kinds (store);
  for (guint i = 0; i < entries->len; i++) {
    if (!add_entry (connection, kinds, g_array_index (entries, gint64, i), result, error))
      return NULL;
    result->entry = g_array_index (entries, gint64, i);
  }
  if (complete)
    yzt_store_set_news (store, data_version);
  return g_steal_pointer (&result);
}

YztActResult *
yzt_store_poll (YztStore *store, GError **error)
{
  Poll poll = { FALSE, FALSE };
  YztActResult *result;

  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  /* Nobody writes to what was. */
  if (yzt_store_get_past (store) != NULL)
    return yzt_act_result_new (0, _("Changed by others"));
  result = yzt_store_run_job (store, poll_job, &poll, FALSE, error);
  if (result == NULL || !poll.again)
    return result;
  yzt_act_result_free (result);
  if (!yzt_outside_settle (store, error))
    return NULL;
  poll.settled = TRUE;
  return yzt_store_run_job (store, poll_job, &poll, FALSE, error);
}

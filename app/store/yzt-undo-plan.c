/* yzt-undo-plan.c: what taking an entry back would do, told before anything is written
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-undo-private.h"
#include <glib/gi18n-lib.h>

#define MAX_SENTENCES 49

void
yzt_undo_plan_free (YztUndoPlan *plan)
{
  if (plan == NULL)
    return;
  g_free (plan->label);
  g_free (plan->author);
  g_free (plan->refusal);
  g_clear_pointer (&plan->conflicts, g_ptr_array_unref);
  g_clear_pointer (&plan->dependents, g_ptr_array_unref);
  g_free (plan);
}

/* --- an untouched bulk insert: nothing need be unpacked --- */

static gboolean
goes_too (const char *table, gint64 fid, gpointer user_data)
{
  GArray *touches = user_data;

  for (guint i = 0; i < touches->len; i++) {
    const YztTouchRange *range = &g_array_index (touches, YztTouchRange, i);

    if (fid >= range->fid_from && fid <= range->fid_to && g_str_equal (range->table, table))
      return TRUE;
  }
  return FALSE;
}

static gboolean
look_at_bulk (YztUndo *self, GArray *touches, GError **error)
{
  for (guint i = 0; i < touches->len; i++) {
    const YztTouchRange *range = &g_array_index (touches, YztTouchRange, i);
    YztKind *kind = yzt_kind_set_find (self->words.kinds, range->table);
    g_autofree char *name = yzt_words_name_row (&self->words, range->table, range->fid_from);

    self->n_done += (guint) (range->fid_to - range->fid_from + 1);
    if (!yzt_undo_check_range (self, kind, range->fid_from, range->fid_to,
                               name != NULL ? name : "…", goes_too, touches, error))
      return FALSE;
  }
  return TRUE;
}

/* --- any entry --- */

static gboolean
look (YztUndo *self, GError **error)
{
  g_autoptr(GArray) touches = NULL;
  gboolean is_bulk;

  if (!yzt_undo_find_base (self, error)
      || !yzt_undo_is_bulk_removal (self, &touches, &is_bulk, error))
    return FALSE;
  if (is_bulk) {
    if (!look_at_bulk (self, touches, error))
      return FALSE;
  } else if (!yzt_undo_apply_rows (self, error)) {
    return FALSE;
  }
  return self->n_done > 0 || self->conflicts.n + self->dependents.n > 0
         || yzt_undo_fail_nothing_left (self, error);
}

static GPtrArray *
take_sentences (YztUndoReasons *reasons)
{
  GPtrArray *sentences = g_steal_pointer (&reasons->sentences);

  if (reasons->n > sentences->len)
    g_ptr_array_add (sentences, g_strdup_printf (_("… and %u more"), reasons->n - sentences->len));
  return sentences;
}

/* A refusal is an answer, other failures are failures. */
static gboolean
take_refusal (YztUndoPlan *plan, GError *local_error, GError **error)
{
  if (local_error == NULL)
    return TRUE;
  if (!g_error_matches (local_error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED)
      && !g_error_matches (local_error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT)) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  g_free (plan->refusal);
  plan->refusal = g_strdup (local_error->message);
  g_error_free (local_error);
  return TRUE;
}

static gboolean
load_entry (YztConnection *connection, YztUndoPlan *plan, GError **error)
{
  sqlite3_stmt *stmt = yzt_connection_query (
      connection, error, "SELECT author, at_ms FROM journal WHERE entry = ?1", "i", plan->entry);
  int step = stmt != NULL ? yzt_connection_step (connection, stmt, error) : -1;

  if (step == 1) {
    plan->author = g_utf8_make_valid ((const char *) sqlite3_column_text (stmt, 0), -1);
    plan->at_ms = sqlite3_column_int64 (stmt, 1);
    sqlite3_reset (stmt);
  }
  return step == 1;
}

static gboolean
make_plan (YztStore *store, YztConnection *connection, YztUndoPlan *plan, GError **error)
{
  g_autoptr(YztKindSet) kinds = yzt_store_ref_kinds (store);
  g_auto(YztUndo) undo = { 0 };
  GError *local_error = NULL;

  if (!yzt_undo_check_allowed (connection, plan->entry, &plan->label, &local_error)
      && !take_refusal (plan, local_error, error))
    return FALSE;
  if (!load_entry (connection, plan, error))
    return FALSE;
  yzt_undo_init (&undo, connection, NULL, kinds, plan->entry,
                 yzt_clock_now_ms (yzt_store_get_clock (store)));
  undo.max_sentences = MAX_SENTENCES;
  local_error = NULL;
  if (plan->refusal == NULL && !look (&undo, &local_error)
      && !take_refusal (plan, local_error, error))
    return FALSE;
  /* A row that was changed several times counts once. */
  plan->n_rows = undo.overlay != NULL ? g_hash_table_size (undo.overlay) : undo.n_done;
  plan->conflicts = take_sentences (&undo.conflicts);
  plan->dependents = take_sentences (&undo.dependents);
  return TRUE;
}

gint64
yzt_store_find_undo (YztStore *store, const YztActInfo *info, gboolean redo, GError **error)
{
  YztConnection *connection;
  gint64 entry;

  g_return_val_if_fail (YZT_IS_STORE (store) && info != NULL && info->author != NULL, 0);
  connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return 0;
  entry = yzt_undo_find_last (connection, info, redo, error);
  yzt_store_release (store, connection);
  return entry;
}

YztUndoPlan *
yzt_store_plan_undo (YztStore *store, gint64 entry, const YztActInfo *info, GError **error)
{
  g_autoptr(YztUndoPlan) plan = NULL;
  YztConnection *connection;
  gboolean ok;

  g_return_val_if_fail (YZT_IS_STORE (store) && entry >= 0 && (entry > 0 || info != NULL), NULL);
  if (yzt_store_get_past (store) == NULL && !yzt_past_take_in (store, error))
    return NULL;
  plan = g_new0 (YztUndoPlan, 1);
  plan->entry = entry > 0 ? entry : yzt_store_find_undo (store, info, FALSE, error);
  if (plan->entry == 0)
    return NULL;
  connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return NULL;
  /* One state of the map, whoever writes meanwhile. */
  ok = yzt_connection_do (connection, error, "BEGIN", "")
       && make_plan (store, connection, plan, error);
  yzt_connection_do (connection, NULL, "COMMIT", "");
  yzt_store_release (store, connection);
  return ok ? g_steal_pointer (&plan) : NULL;
}

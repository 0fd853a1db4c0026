/* yzt-outside-beside.c: an act while much that other programmes wrote still waits to be taken in
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The act goes on, and its entry stands before that of what waits. The journal stays true because the act never changes a row that waits: what it
 * reads or writes of those is taken in first, in the same transaction, as an entry of its own before the act's. So are the rows that what it
 * writes belongs to. New rows that wait hold numbers that ours would give next: these are passed over. */
#include "config.h"
#include "yzt-outside-private.h"
#include <glib/gi18n-lib.h>

struct _YztMeeting {
  YztWaiting *waiting;
  YztWaitingWriter writer;
  gint64 generation; /* of the columns of what was written; 0 nothing yet */
};

void
yzt_meeting_begin (YztAct *act)
{
  g_autoptr(YztKindSet) kinds = yzt_store_ref_kinds (act->store);

  act->beside = g_new0 (YztMeeting, 1);
  act->beside->waiting = yzt_waiting_new (act->connection, kinds);
  yzt_waiting_writer_init (&act->beside->writer, act->beside->waiting);
}

void
yzt_meeting_free (YztMeeting *self)
{
  if (self == NULL)
    return;
  yzt_waiting_writer_clear (&self->writer);
  yzt_waiting_free (self->waiting);
  g_free (self);
}

gboolean
yzt_meeting_has_number (YztMeeting *self, gint64 fid)
{
  gint64 n = 0;

  /* What cannot be asked now is found when the row is written. */
  yzt_connection_get_int (self->waiting->connection, &n, NULL, "SELECT EXISTS (SELECT 1 FROM outside_change WHERE fid = ?1)", "i", fid);
  return n != 0;
}

static gboolean
fail_met (GError **error)
{
  g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT,
                       _("Another programme is changing what this is about, and nothing was saved; wait a moment and do it again."));
  return FALSE;
}

/* What a new row belongs to may be new as well: then it is told first, and has its number. */
static gboolean
meet_owner (YztAct *act, guint index, GError **error)
{
  const YztWaitingRow *row = yzt_waiting_get (act->beside->waiting, index);
  YztKind *kind = yzt_kind_set_find (act->beside->waiting->kinds, row->table);
  YztKind *owner = kind != NULL && yzt_kind_get_owner (kind) != NULL ? yzt_kind_set_find (act->beside->waiting->kinds, yzt_kind_get_owner (kind)) : NULL;
  const char *column = owner != NULL ? "owner_fid" : g_str_equal (row->table, "plan_section") ? "plan_fid" : g_str_equal (row->table, "plan_document") ? "fid" : NULL;
  g_autofree char *sql = NULL;
  gint64 owner_fid;

  if (column == NULL)
    return TRUE;
  sql = g_strdup_printf ("SELECT %s FROM \"%s\" WHERE fid = ?1", column, row->table);
  return yzt_connection_get_int (act->connection, &owner_fid, error, sql, "i", row->fid_now)
         && yzt_meeting_meet (act, owner != NULL ? yzt_kind_get_table (owner) : "plan", owner_fid, error);
}

static gboolean
take_in_row (YztAct *act, guint index, GError **error)
{
  YztMeeting *self = act->beside;
  gboolean ok;

  if (self->generation != 0 && self->generation != act->generation)
    return fail_met (error);
  self->generation = act->generation;
  yzt_act_set_recording (act, FALSE);
  yzt_keys_ask (act->connection, FALSE);
  ok = yzt_waiting_ready_row (self->waiting, act, index, error);
  yzt_keys_ask (act->connection, TRUE);
  ok = ok && yzt_waiting_writer_add (&self->writer, index, error) && yzt_waiting_forget (self->waiting, index, error);
  yzt_act_set_recording (act, TRUE);
  return ok;
}

gboolean
yzt_meeting_meet (YztAct *act, const char *table, gint64 fid, GError **error)
{
  YztWaiting *waiting = act->beside != NULL ? act->beside->waiting : NULL;
  guint index;

  if (waiting == NULL)
    return TRUE;
  if (!yzt_waiting_find (waiting, table, fid, &index, error))
    return FALSE;
  if (index == 0)
    return TRUE;
  if (!meet_owner (act, index - 1, error))
    return FALSE;
  /* A document goes with its plan, under its number. */
  return yzt_waiting_find (waiting, table, yzt_waiting_get (waiting, index - 1)->fid_now, &index, error)
         && (index == 0 || take_in_row (act, index - 1, error));
}

gboolean
yzt_meeting_meet_where (YztAct *act, const char *table, const char *column, gint64 value, GError **error)
{
  g_autofree char *sql = NULL;
  g_autoptr(GArray) fids = NULL;
  sqlite3_stmt *stmt;
  int step = -1;

  if (act->beside == NULL)
    return TRUE;
  fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  sql = g_strdup_printf ("SELECT fid FROM \"%s\" WHERE %s = ?1", table, column);
  stmt = yzt_connection_query (act->connection, error, sql, "i", value);
  while (stmt != NULL && (step = yzt_connection_step (act->connection, stmt, error)) == 1) {
    gint64 fid = sqlite3_column_int64 (stmt, 0);

    g_array_append_val (fids, fid);
  }
  for (guint i = 0; step == 0 && i < fids->len; i++) {
    if (!yzt_meeting_meet (act, table, g_array_index (fids, gint64, i), error))
      return FALSE;
  }
  return step == 0;
}

gboolean
yzt_meeting_check (YztAct *act, GError **error)
{
  GHashTableIter iter;
  gpointer table, fids;

  g_hash_table_iter_init (&iter, act->touched);
  while (act->beside != NULL && g_hash_table_iter_next (&iter, &table, &fids)) {
    for (guint i = 0; i < ((GArray *) fids)->len; i++) {
      guint index;

      if (!yzt_waiting_find (act->beside->waiting, table, yzt_act_get_touched (fids, i), &index, error))
        return FALSE;
      if (index != 0)
        return fail_met (error);
    }
  }
  return TRUE;
}

static gboolean
write_entry (YztAct *act, YztAct *outside, GError **error)
{
  g_autoptr(YztActResult) result = yzt_act_result_new (outside->entry, outside->label);
  GPtrArray *parts = act->beside->writer.parts;

  for (guint i = 0; i < parts->len; i++) {
    if (!yzt_waiting_part_apply (g_ptr_array_index (parts, i), outside, error))
      return FALSE;
  }
  return yzt_act_write_touches (outside, result, error) && yzt_act_write_entry (outside, error);
}

gboolean
yzt_meeting_end (YztAct *act, GError **error)
{
  YztActInfo info = { .author = YZT_STORE_OUTSIDE_AUTHOR, .nature = YZT_ACT_EDIT };
  g_autofree char *label = yzt_outside_make_label (0);
  YztAct outside;
  gboolean ok;

  if (act->beside == NULL)
    return TRUE;
  if (!yzt_waiting_writer_cut (&act->beside->writer, error))
    return FALSE;
  if (act->beside->writer.parts->len == 0)
    return TRUE;
  info.label = label;
  yzt_act_init (&outside, act->store, act->connection, &info);
  outside.entry = act->entry++;
  outside.generation = act->beside->generation;
  outside.fids = act->fids;
  /* Parts of a long act are there already. */
  ok = (act->n_parts == 0
        || yzt_connection_do (act->connection, error, "UPDATE journal_part SET entry = entry + 1 WHERE entry = ?1", "i", outside.entry))
       && write_entry (act, &outside, error);
  outside.connection = NULL;
  yzt_act_clear (&outside);
  return ok;
}

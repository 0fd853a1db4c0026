/* yzt-outside.c: what other programmes changed becomes an entry of the journal
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On next sight, and before the next act: an act must not start from changes that the journal does not know. Of very much of it that costs
 * seconds: then it is done piece by piece (yzt-outside-pieces.c), and acts go on beside it (yzt-outside-beside.c). */
#include "config.h"
#include "yzt-outside-private.h"
#include <glib/gi18n-lib.h>

gboolean
yzt_outside_is_waiting (YztConnection *connection, gboolean *waiting_out, GError **error)
{
  gint64 n;
  gboolean ok = yzt_connection_get_int (connection, &n, error, "SELECT EXISTS (SELECT 1 FROM outside_change)", "");

  *waiting_out = n != 0;
  return ok;
}

/* Other programmes need not look at keys. What they have left behind is put right as if they had done so: the triggers save it. */
gboolean
yzt_outside_mend_keys (YztConnection *connection, gint64 *n_mended, GError **error)
{
  if (!yzt_connection_do (connection, error, "BEGIN IMMEDIATE", ""))
    return FALSE;
  if (yzt_keys_mend (connection, TRUE, n_mended, error)
      && yzt_connection_do (connection, error, *n_mended > 0 ? "COMMIT" : "ROLLBACK", ""))
    return TRUE;
  if (!sqlite3_get_autocommit (connection->db))
    yzt_connection_do (connection, NULL, "ROLLBACK", "");
  return FALSE;
}

char *
yzt_outside_make_label (gint64 n_mended)
{
  return n_mended == 0 ? g_strdup (_("Changed outside"))
                       : g_strdup_printf (_("Changed outside; what %ld rows belonged to is gone"), (long) n_mended);
}

static gboolean
ready_rows (YztWaiting *waiting, YztAct *act, GError **error)
{
  gboolean ok = TRUE;

  /* What others did is taken in whatever it is: what they broke beyond mending is told by the check. */
  yzt_keys_ask (act->connection, FALSE);
  for (guint i = 0; ok && i < waiting->order->len; i++)
    ok = yzt_waiting_ready_row (waiting, act, g_array_index (waiting->order, guint, i), error);
  yzt_keys_ask (act->connection, TRUE);
  return ok;
}

static gboolean
take_in (YztAct *act, GError **error)
{
  g_autoptr(YztKindSet) kinds = yzt_store_ref_kinds (act->store);
  g_autoptr(YztWaiting) waiting = NULL;
  g_auto(YztWaitingWriter) writer = { 0 };

  yzt_act_set_recording (act, FALSE);
  waiting = yzt_waiting_load (act->connection, kinds, 0, NULL, error);
  if (waiting == NULL)
    return FALSE;
  yzt_waiting_sort (waiting);
  if (!ready_rows (waiting, act, error))
    return FALSE;
  yzt_waiting_writer_init (&writer, waiting);
  for (guint i = 0; i < waiting->order->len; i++) {
    if (!yzt_waiting_writer_add (&writer, g_array_index (waiting->order, guint, i), error))
      return FALSE;
  }
  if (!yzt_waiting_writer_cut (&writer, error))
    return FALSE;
  for (guint i = 0; i < writer.parts->len; i++) {
    if (!yzt_waiting_part_apply (g_ptr_array_index (writer.parts, i), act, error))
      return FALSE;
  }
  return yzt_connection_do (act->connection, error, "DELETE FROM outside_change", "");
}

/* All of it in one act. */
static YztActResult *
take_in_at_once (YztStore *store, YztConnection *connection, GError **error)
{
  YztActInfo info = { .author = YZT_STORE_OUTSIDE_AUTHOR, .nature = YZT_ACT_EDIT };
  g_autofree char *label = NULL;
  YztActResult *result = NULL;
  gint64 n_mended;
  YztAct act;

  if (!yzt_outside_mend_keys (connection, &n_mended, error))
    return NULL;
  info.label = label = yzt_outside_make_label (n_mended);
  if (yzt_act_begin (&act, store, connection, &info, error)) {
    if (!take_in (&act, error))
      yzt_act_abandon (&act);
    else if (act.n_rows > 0)
      result = yzt_act_commit (&act, error);
    /* Texts that differ from those in the journal by their form only have that form again, and what comes to nothing does not wait any more. */
    else if (yzt_act_commit_without_entry (&act, error))
      result = yzt_act_result_new (0, label);
  }
  yzt_act_clear (&act);
  return result;
}

YztActResult *
yzt_outside_take_in (YztStore *store, YztConnection *connection, GError **error)
{
  gboolean waiting, much;

  if (!yzt_outside_is_much (connection, &much, error) || (much && !yzt_outside_pieces_run (store, connection, error)))
    return NULL;
  if (!yzt_outside_is_waiting (connection, &waiting, error) || !waiting)
    return NULL;
  return take_in_at_once (store, connection, error);
}

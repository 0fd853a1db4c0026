/* yzt-undo-entry.c: which entry undo and redo mean, whether it may be taken back, and the act that
 * does it SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-outside-private.h"
#include "yzt-undo-private.h"
#include <glib/gi18n-lib.h>

/* 1 for an undo, 2 for an undo of an undo … */
static int
count_depth (YztConnection *connection, gint64 entry)
{
  gint64 undoes = 0;
  int depth = 0;

  while (yzt_connection_get_int (connection, &undoes, NULL,
                                 "SELECT undoes FROM journal WHERE entry = ?1", "i", entry)
         && undoes > 0 && undoes < entry) {
    depth++;
    entry = undoes;
  }
  return depth;
}

typedef enum { OWN_SKIP, OWN_TAKE, OWN_END } OwnVerdict;

static OwnVerdict
judge_own (YztConnection *connection, sqlite3_stmt *stmt, GHashTable *undone, gboolean redo)
{
  gint64 entry = sqlite3_column_int64 (stmt, 0), undoes = sqlite3_column_int64 (stmt, 1);
  int nature = sqlite3_column_int (stmt, 2);
  gboolean is_fresh = undoes == 0 && (nature == YZT_ACT_EDIT || nature == YZT_ACT_BULK);
  gboolean stands = !g_hash_table_contains (undone, &entry);

  if (!redo)
    return is_fresh && stands ? OWN_TAKE : OWN_SKIP;
  /* A fresh act ends what could be done again. */
  if (is_fresh && stands)
    return OWN_END;
  return stands && undoes > 0 && count_depth (connection, entry) % 2 == 1 ? OWN_TAKE : OWN_SKIP;
}

gint64
yzt_undo_find_last (YztConnection *connection, const YztActInfo *info, gboolean redo,
                    GError **error)
{
  g_autoptr(GHashTable) undone = yzt_journal_load_undone (connection, error);
  OwnVerdict verdict = OWN_SKIP;
  sqlite3_stmt *stmt;
  gint64 entry = 0;
  int step = 0;

  if (undone == NULL)
    return 0;
  stmt = yzt_connection_query (connection, error,
                               "SELECT entry, undoes, nature FROM journal WHERE author = ?1 AND "
                               "\"window\" = ?2 ORDER BY entry DESC",
                               "ss", info->author, info->window != NULL ? info->window : "");
  if (stmt == NULL)
    return 0;
  while (verdict == OWN_SKIP && (step = yzt_connection_step (connection, stmt, error)) == 1) {
    verdict = judge_own (connection, stmt, undone, redo);
    entry = sqlite3_column_int64 (stmt, 0);
  }
  sqlite3_reset (stmt);
  if (verdict == OWN_TAKE || step < 0)
    return verdict == OWN_TAKE ? entry : 0;
  g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND,
                       redo ? _("There is nothing to do again.")
                            : _("There is nothing of yours to take back."));
  return 0;
}

gboolean
yzt_undo_check_allowed (YztConnection *connection, gint64 entry, char **label_out, GError **error)
{
  gint64 by, nature;

  *label_out = yzt_connection_get_text (connection, error,
                                        "SELECT label FROM journal WHERE entry = ?1", "i", entry);
  if (*label_out == NULL) {
    if (error == NULL || *error == NULL)
      yzt_journal_fail_missing (connection, entry, error);
    return FALSE;
  }
  if (!yzt_journal_find_undoing (connection, entry, &by, error))
    return FALSE;
  if (by != 0) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED,
                 _("Entry %ld (“%s”) was already taken back by entry %ld."), (long) entry,
                 *label_out, (long) by);
    return FALSE;
  }
  if (!yzt_connection_get_int (connection, &nature, error,
                               "SELECT nature FROM journal WHERE entry = ?1", "i", entry))
    return FALSE;
  if (nature == YZT_ACT_ORDER) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED,
                 _("Entry %ld (“%s”) is an order, a report or a sign-in and is never taken back; "
                    "withdraw or correct it by a new act."),
                 (long) entry, *label_out);
    return FALSE;
  }
  return yzt_kept_allow_undo (connection, entry, error);
}

/* Others may go on writing where it reaches in. */
#define MAX_TRIES 4

typedef struct {
  gint64 entry;
  const YztActInfo *info;
  gboolean redo;
  YztPrepared *prepared; /* or NULL */
  gint64 prepared_entry;
} UndoRequest;

typedef struct {
  gint64 entry;
  YztPrepared *prepared;
} Undoing;

static gboolean
undo_act (YztAct *act, gpointer user_data, GError **error)
{
  const Undoing *undoing = user_data;

  const YztActInfo *info = yzt_act_get_info (act);

  return yzt_undo_run (act, undoing->entry, undoing->prepared, error) && (info->also == NULL || info->also (act, info->also_data, error));
}

static YztActResult *
undo_job (YztStore *store, YztConnection *connection, gpointer data, GError **error)
{
  UndoRequest *request = data;
  YztActInfo info = *request->info;
  g_autofree char *label = NULL;
  g_autofree char *undo_label = NULL;
  gint64 entry = request->entry;
  Undoing undoing;

  if (entry == 0) {
    entry = yzt_undo_find_last (connection, request->info, request->redo, error);
    if (entry == 0)
      return NULL;
  }
  if (!yzt_undo_check_allowed (connection, entry, &label, error))
    return NULL;
  if (info.label == NULL && request->redo) {
    /* The label of an undo names what it took back: redo names the act itself. */
    g_autofree char *original = yzt_connection_get_text (
        connection, NULL,
        "SELECT o.label FROM journal u JOIN journal o ON o.entry = u.undoes WHERE u.entry = ?1",
        "i", entry);

    undo_label = g_strdup_printf (_("Redo: %s"), original != NULL ? original : label);
  } else if (info.label == NULL) {
    undo_label = g_strdup_printf (_("Undo: %s"), label);
  }
  if (info.label == NULL)
    info.label = undo_label;
  info.nature = YZT_ACT_EDIT;
  /* What takes back an act of an incident belongs to the incident's timeline. */
  if (info.incident == 0
      && !yzt_connection_get_int (connection, &info.incident, error,
                                  "SELECT incident FROM journal WHERE entry = ?1", "i", entry))
    return NULL;
  undoing = (Undoing) { entry, entry == request->prepared_entry ? request->prepared : NULL };
  return yzt_act_run (store, undoing.prepared != NULL ? undoing.prepared->connection : connection,
                      &info, entry, undo_act, &undoing, error);
}

/* NULL and *again: what was made ready is old by now. */
static YztActResult *
try_undo (YztStore *store, UndoRequest *request, gboolean *again, GError **error)
{
  GError *local_error = NULL;
  YztActResult *result = NULL;

  *again = FALSE;
  if (!yzt_undo_look_ahead (store, request->entry, request->info, request->redo, error))
    return NULL;
  request->prepared = yzt_undo_prepare (store, request->entry, request->info, request->redo, &request->prepared_entry, &local_error);
  if (local_error == NULL)
    result = yzt_store_run_job (store, undo_job, request, TRUE, &local_error);
  if (result != NULL && request->prepared != NULL)
    yzt_prepared_checkpoint (request->prepared);
  *again = result == NULL && request->prepared != NULL && request->prepared->is_stale;
  g_clear_pointer (&request->prepared, yzt_prepared_free);
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return result;
}

static YztActResult *
run_undo (YztStore *store, gint64 entry, const YztActInfo *info, gboolean redo, GError **error)
{
  UndoRequest request = { entry, info, redo, NULL, 0 };
  YztActResult *result = NULL;
  gboolean again = TRUE;

  if (info->author == NULL || *info->author == '\0') {
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED,
                         _("Nobody has signed in; sign in by name before changing the map."));
    return NULL;
  }
  /* What stands in the way of an undo is asked of the journal: it has to know all. */
  if (!yzt_outside_settle (store, error))
    return NULL;
  for (guint i = 0; i < MAX_TRIES && again; i++) {
    if (i > 0)
      g_clear_error (error);
    result = try_undo (store, &request, &again, error);
  }
  return result;
}

YztActResult *
yzt_store_undo (YztStore *store, gint64 entry, const YztActInfo *info, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && info != NULL && entry >= 0, NULL);
  return run_undo (store, entry, info, FALSE, error);
}

YztActResult *
yzt_store_redo (YztStore *store, const YztActInfo *info, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && info != NULL, NULL);
  return run_undo (store, 0, info, TRUE, error);
}

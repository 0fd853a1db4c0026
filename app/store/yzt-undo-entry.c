/* yzt-undo-entry.c: which entry undo and redo mean, whether it may be taken back, and the act that does it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-store-private.h"
#include <glib/gi18n-lib.h>

typedef struct {
  gint64 entry, undoes;
  YztActNature nature;
} Own;

/* The acts of this author at this window, newest first. */
static GArray *
list_own (YztConnection *connection, const YztActInfo *info, GError **error)
{
  g_autoptr(GArray) own = g_array_new (FALSE, FALSE, sizeof (Own));
  sqlite3_stmt *stmt = yzt_connection_query (connection, error, "SELECT entry, undoes, nature FROM journal WHERE author = ?1 AND \"window\" = ?2 ORDER BY entry DESC", "ss",
                                             info->author, info->window != NULL ? info->window : "");
  int step;

  if (stmt == NULL)
    return NULL;
  while ((step = yzt_connection_step (connection, stmt, error)) == 1) {
    Own entry = { sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1), (YztActNature) sqlite3_column_int (stmt, 2) };

    g_array_append_val (own, entry);
  }
  return step == 0 ? g_steal_pointer (&own) : NULL;
}

/* 1 for an undo, 2 for an undo of an undo … */
static int
count_depth (YztConnection *connection, gint64 entry)
{
  gint64 undoes = 0;
  int depth = 0;

  while (yzt_connection_get_int (connection, &undoes, NULL, "SELECT undoes FROM journal WHERE entry = ?1", "i", entry) && undoes > 0 && undoes < entry) {
    depth++;
    entry = undoes;
  }
  return depth;
}

gint64
yzt_undo_find_last (YztConnection *connection, const YztActInfo *info, gboolean redo, GError **error)
{
  g_autoptr(GArray) own = list_own (connection, info, error);
  g_autoptr(GHashTable) undone = yzt_journal_load_undone (connection, error);

  if (own == NULL || undone == NULL)
    return 0;
  for (guint i = 0; i < own->len; i++) {
    const Own *entry = &g_array_index (own, Own, i);
    gboolean is_fresh = entry->undoes == 0 && (entry->nature == YZT_ACT_EDIT || entry->nature == YZT_ACT_BULK);

    /* A fresh act ends what could be done again. */
    if (redo && is_fresh && !g_hash_table_contains (undone, &entry->entry))
      break;
    if (g_hash_table_contains (undone, &entry->entry))
      continue;
    if (redo ? entry->undoes > 0 && count_depth (connection, entry->entry) % 2 == 1 : is_fresh)
      return entry->entry;
  }
  g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, redo ? _("There is nothing to do again.") : _("There is nothing of yours to take back."));
  return 0;
}

gboolean
yzt_undo_check_allowed (YztConnection *connection, gint64 entry, char **label_out, GError **error)
{
  g_autoptr(GHashTable) undone = yzt_journal_load_undone (connection, error);
  const gint64 *by;
  gint64 nature;

  if (undone == NULL)
    return FALSE;
  *label_out = yzt_connection_get_text (connection, error, "SELECT label FROM journal WHERE entry = ?1", "i", entry);
  if (*label_out == NULL) {
    if (error == NULL || *error == NULL)
      g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND, _("The journal has no entry %" G_GINT64_FORMAT "; look up the number in the journal."), entry);
    return FALSE;
  }
  by = g_hash_table_lookup (undone, &entry);
  if (by != NULL) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, _("Entry %" G_GINT64_FORMAT " (“%s”) was already taken back by entry %" G_GINT64_FORMAT "."), entry, *label_out, *by);
    return FALSE;
  }
  if (!yzt_connection_get_int (connection, &nature, error, "SELECT nature FROM journal WHERE entry = ?1", "i", entry))
    return FALSE;
  if (nature == YZT_ACT_ORDER) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED,
                 _("Entry %" G_GINT64_FORMAT " (“%s”) is an order, a report or a sign-in and is never taken back; withdraw or correct it by a new act."), entry, *label_out);
    return FALSE;
  }
  return TRUE;
}

typedef struct {
  gint64 entry;
  const YztActInfo *info;
  gboolean redo;
} UndoRequest;

static gboolean
undo_act (YztAct *act, gpointer user_data, GError **error)
{
  const gint64 *entry = user_data;

  return yzt_undo_run (act, *entry, error);
}

static YztActResult *
undo_job (YztStore *store, YztConnection *connection, gpointer data, GError **error)
{
  UndoRequest *request = data;
  YztActInfo info = *request->info;
  g_autofree char *label = NULL;
  g_autofree char *undo_label = NULL;
  gint64 entry = request->entry;

  if (entry == 0) {
    entry = yzt_undo_find_last (connection, request->info, request->redo, error);
    if (entry == 0)
      return NULL;
  }
  if (!yzt_undo_check_allowed (connection, entry, &label, error))
    return NULL;
  if (info.label == NULL && request->redo) {
    /* The label of an undo names what it took back: redo names the act itself. */
    g_autofree char *original = yzt_connection_get_text (connection, NULL, "SELECT o.label FROM journal u JOIN journal o ON o.entry = u.undoes WHERE u.entry = ?1", "i", entry);

    undo_label = g_strdup_printf (_("Redo: %s"), original != NULL ? original : label);
  } else if (info.label == NULL) {
    undo_label = g_strdup_printf (_("Undo: %s"), label);
  }
  if (info.label == NULL)
    info.label = undo_label;
  info.nature = YZT_ACT_EDIT;
  return yzt_act_run (store, connection, &info, entry, undo_act, &entry, error);
}

static YztActResult *
run_undo (YztStore *store, gint64 entry, const YztActInfo *info, gboolean redo, GError **error)
{
  UndoRequest request = { entry, info, redo };

  if (info->author == NULL || *info->author == '\0') {
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, _("Nobody has signed in; sign in by name before changing the map."));
    return NULL;
  }
  return yzt_store_run_job (store, undo_job, &request, TRUE, error);
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

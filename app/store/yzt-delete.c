/* yzt-delete.c: rows deleted with all that belongs to them, as one act; many of them beside the map
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * To take a row away costs fifteen microseconds under the lock: two hundred thousand of them would keep everybody else from writing for three
 * seconds. Many rows are therefore noted, with what belongs to them, in one look at the map without the lock; what stays is brought
 * beside (yzt-prepared-carry.c), and the act lets the tables change places. Whatever others do meanwhile to one of the rows, or give to
 * one of them, makes it look again. */
#include "config.h"
#include "yzt-prepared-private.h"
#include "yzt-store-bulk.h"

/* As for undo: one of so many times fewer rows than are sent ahead is dear enough under the lock. */
#define MANY 5
#define MAX_TRIES 4

typedef struct {
  YztStore *store;
  const YztActInfo *info;
  const YztStoreRow *rows;
  guint n;
  YztKindSet *kinds;
  YztPrepared *prepared; /* NULL: row by row */
} Deleting;

/* --- row by row --- */

static gboolean
is_there (YztConnection *connection, const YztStoreRow *row, gboolean *is_out, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM \"%s\" WHERE fid = ?1", yzt_kind_get_table (row->kind));
  gint64 n;

  if (!yzt_connection_get_int (connection, &n, error, sql, "i", row->fid))
    return FALSE;
  *is_out = n > 0;
  return TRUE;
}

/* What belonged to another of them has gone with it; what was not there at the beginning is an error. */
static gboolean
delete_act (YztAct *act, gpointer user_data, GError **error)
{
  const Deleting *self = user_data;
  gboolean there = TRUE;

  for (guint i = 0; self->n > 1 && i < self->n; i++) {
    if (!is_there (act->connection, &self->rows[i], &there, error))
      return FALSE;
    if (!there)
      return yzt_act_delete (act, self->rows[i].kind, self->rows[i].fid, error);
  }
  for (guint i = 0; i < self->n; i++) {
    if (self->n > 1 && !is_there (act->connection, &self->rows[i], &there, error))
      return FALSE;
    if (there && !yzt_act_delete (act, self->rows[i].kind, self->rows[i].fid, error))
      return FALSE;
  }
  return TRUE;
}

/* --- how many there are --- */

static gboolean
is_owned (YztKind *child, const YztKind *owner)
{
  return g_strcmp0 (yzt_kind_get_owner (child), yzt_kind_get_id (owner)) == 0;
}

static gboolean
has_children (YztKindSet *kinds, const YztKind *kind)
{
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    if (is_owned (yzt_kind_set_get (kinds, i), kind))
      return TRUE;
  }
  return g_str_equal (yzt_kind_get_id (kind), "plan");
}

/* Adds what hangs on the row; not further than @enough. */
static gboolean
count_hanging (YztKindSet *kinds, YztConnection *connection, const YztStoreRow *row, gint64 enough, gint64 *n, GError **error)
{
  gint64 n_texts = 0;

  if (g_str_equal (yzt_kind_get_id (row->kind), "plan")
      && !yzt_connection_get_int (connection, &n_texts, error, "SELECT count(*) FROM plan_section WHERE plan_fid = ?1", "i", row->fid))
    return FALSE;
  *n += n_texts;
  for (guint i = 0; *n < enough && i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *child = yzt_kind_set_get (kinds, i);
    g_autoptr(GArray) fids = g_array_new (FALSE, FALSE, sizeof (gint64));
    g_autofree char *sql = g_strdup_printf ("SELECT fid FROM \"%s\" WHERE owner_fid = ?1 LIMIT ?2", yzt_kind_get_table (child));
    sqlite3_stmt *stmt;
    int step = -1;

    if (!is_owned (child, row->kind))
      continue;
    stmt = yzt_connection_query (connection, error, sql, "ii", row->fid, enough);
    while (stmt != NULL && (step = yzt_connection_step (connection, stmt, error)) == 1) {
      gint64 fid = sqlite3_column_int64 (stmt, 0);

      g_array_append_val (fids, fid);
    }
    if (step != 0)
      return FALSE;
    *n += fids->len;
    for (guint k = 0; *n < enough && has_children (kinds, child) && k < fids->len; k++) {
      if (!count_hanging (kinds, connection, &(YztStoreRow) { child, g_array_index (fids, gint64, k) }, enough, n, error))
        return FALSE;
    }
  }
  return TRUE;
}

static gboolean
are_many (Deleting *self)
{
  gint64 enough = yzt_prepared_get_ahead_rows () / MANY, n = self->n;
  YztConnection *connection = n < enough ? yzt_store_acquire (self->store, NULL) : NULL;
  gboolean ok = TRUE;

  for (guint i = 0; connection != NULL && ok && n < enough && i < self->n; i++)
    ok = !has_children (self->kinds, self->rows[i].kind) || count_hanging (self->kinds, connection, &self->rows[i], enough, &n, NULL);
  if (connection != NULL)
    yzt_store_release (self->store, connection);
  return n >= enough;
}

/* --- which they are --- */

/* A table of which rows go. */
typedef struct {
  const char *table;
  char *fids;    /* a temporary table of their numbers */
  YztKind *kind; /* NULL of texts of plans */
} Going;

static void
going_clear (Going *going)
{
  g_free (going->fids);
}

static Going *
find_going (GArray *all, const char *table)
{
  for (guint i = 0; i < all->len; i++) {
    if (g_str_equal (g_array_index (all, Going, i).table, table))
      return &g_array_index (all, Going, i);
  }
  return NULL;
}

static gboolean
add_going (Deleting *self, GArray *all, const char *table, YztKind *kind, GError **error)
{
  Going going = { table, NULL, kind };
  g_autofree char *create = NULL;

  if (find_going (all, table) != NULL)
    return TRUE;
  going.fids = g_strdup_printf ("temp.going_%u", all->len);
  create = g_strdup_printf ("CREATE TABLE %s (fid INTEGER PRIMARY KEY)", going.fids);
  g_array_append_val (all, going);
  return yzt_connection_exec (self->prepared->connection, create, error);
}

static gboolean
add_named (Deleting *self, GArray *all, GError **error)
{
  for (guint i = 0; i < self->n; i++) {
    YztKind *kind = yzt_kind_set_find (self->kinds, yzt_kind_get_id (self->rows[i].kind));
    const char *table = yzt_kind_get_table (self->rows[i].kind);
    g_autofree char *insert = NULL;

    if (!add_going (self, all, table, kind != NULL ? kind : self->rows[i].kind, error))
      return FALSE;
    insert = g_strdup_printf ("INSERT OR IGNORE INTO %s VALUES (?1)", find_going (all, table)->fids);
    if (!yzt_connection_do (self->prepared->connection, error, insert, "i", self->rows[i].fid))
      return FALSE;
  }
  return TRUE;
}

/* Always FALSE for a row that is gone: the sentence says which. */
static gboolean
check_named (Deleting *self, GArray *all, GError **error)
{
  for (guint i = 0; i < all->len; i++) {
    const Going *going = &g_array_index (all, Going, i);
    g_autofree char *sql = g_strdup_printf ("SELECT coalesce(min(fid), 0) FROM %s WHERE fid NOT IN (SELECT fid FROM main.\"%s\")", going->fids, going->table);
    g_autoptr(YztRow) row = NULL;
    gint64 missing;

    if (!yzt_connection_get_int (self->prepared->connection, &missing, error, sql, ""))
      return FALSE;
    if (missing != 0 && (row = yzt_connection_get_row (self->prepared->connection, going->kind, missing, error)) == NULL)
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_hanging (Deleting *self, GArray *all, guint owner, const char *table, const char *column, YztKind *kind, gint64 *n, GError **error)
{
  YztConnection *connection = self->prepared->connection;
  g_autofree char *insert = NULL;

  if (!yzt_connection_has_table (connection, table))
    return TRUE;
  if (!add_going (self, all, table, kind, error))
    return FALSE;
  insert = g_strdup_printf ("INSERT OR IGNORE INTO %s SELECT c.fid FROM %s g CROSS JOIN main.\"%s\" c ON c.%s = g.fid", find_going (all, table)->fids,
                            g_array_index (all, Going, owner).fids, table, column);
  if (!yzt_connection_do (connection, error, insert, ""))
    return FALSE;
  *n += sqlite3_changes (connection->db);
  return TRUE;
}

/* Until nothing new is found: what belongs to a thing may have things of its own. */
static gboolean
add_all_hanging (Deleting *self, GArray *all, GError **error)
{
  gint64 n;

  do {
    n = 0;
    for (guint i = 0; i < all->len; i++) {
      YztKind *kind = g_array_index (all, Going, i).kind;

      for (guint k = 0; kind != NULL && k < yzt_kind_set_get_n (self->kinds); k++) {
        YztKind *child = yzt_kind_set_get (self->kinds, k);

        if (is_owned (child, kind) && !add_hanging (self, all, i, yzt_kind_get_table (child), "owner_fid", child, &n, error))
          return FALSE;
      }
      if (kind != NULL && g_str_equal (yzt_kind_get_id (kind), "plan")
          && (!add_hanging (self, all, i, "plan_section", "plan_fid", NULL, &n, error) || !add_hanging (self, all, i, "plan_document", "fid", NULL, &n, error)))
        return FALSE;
    }
  } while (n > 0);
  return TRUE;
}

/* One of them that is kept as it was written says so for all. */
static gboolean
check_kept (Deleting *self, const Going *going, GError **error)
{
  const YztField *frozen = going->kind != NULL ? yzt_kind_get_frozen_field (going->kind) : NULL;
  g_autoptr(YztRow) row = NULL;
  g_autofree char *sql = NULL;
  gint64 fid;

  if (going->kind == NULL || (frozen == NULL && !yzt_kind_is_append (going->kind)))
    return TRUE;
  sql = yzt_kind_is_append (going->kind) ? g_strdup_printf ("SELECT coalesce(min(fid), 0) FROM %s", going->fids)
                                         : g_strdup_printf ("SELECT coalesce(min(t.fid), 0) FROM %s g JOIN main.\"%s\" t ON t.fid = g.fid WHERE t.\"%s\" NOTNULL",
                                                            going->fids, going->table, yzt_field_get_name (frozen));
  if (!yzt_connection_get_int (self->prepared->connection, &fid, error, sql, ""))
    return FALSE;
  if (fid == 0)
    return TRUE;
  row = yzt_connection_get_row (self->prepared->connection, going->kind, fid, error);
  return row != NULL && yzt_kept_allow_delete (row, error);
}

/* --- made ready --- */

static gboolean
remove_rows (Deleting *self, const Going *going, gint64 entry, gboolean *may_out, GError **error)
{
  YztConnection *connection = self->prepared->connection;
  g_autofree char *sql = g_strdup_printf ("SELECT t.* FROM %s g CROSS JOIN main.\"%s\" t ON t.fid = g.fid ORDER BY g.fid", going->fids, going->table);
  g_autofree char *count = g_strdup_printf ("SELECT count(*) FROM %s", going->fids);
  YztPreparedTable *table;
  g_autofree YztValue *values = NULL;
  sqlite3_stmt *stmt;
  gint64 n;
  int step = -1;

  *may_out = TRUE;
  if (!yzt_connection_get_int (connection, &n, error, count, ""))
    return FALSE;
  if (n == 0)
    return TRUE;
  table = yzt_prepared_get_table (self->prepared, going->table, error);
  if (table == NULL || !yzt_prepared_may_swap (self->prepared, table, YZT_TRIGGER_INSERT | YZT_TRIGGER_UPDATE | YZT_TRIGGER_DELETE, may_out, error))
    return FALSE;
  if (!*may_out)
    return TRUE;
  yzt_prepared_table_begin (table, entry);
  values = g_new0 (YztValue, table->n_columns);
  stmt = yzt_connection_query (connection, error, sql, "");
  while (stmt != NULL && (step = yzt_connection_step (connection, stmt, error)) == 1) {
    for (guint i = 0; i < table->n_columns; i++)
      yzt_value_from_column (&values[i], stmt, (int) i);
    if (!yzt_prepared_remove (self->prepared, table, values, error)) {
      sqlite3_reset (stmt);
      return FALSE;
    }
  }
  return step == 0;
}

/* Children stand in the journal before what they belong to, as an act takes them away. */
static gboolean
note_rows (Deleting *self, gboolean *may_out, GError **error)
{
  g_autoptr(GArray) all = g_array_new (FALSE, FALSE, sizeof (Going));
  gint64 entry;

  g_array_set_clear_func (all, (GDestroyNotify) going_clear);
  if (!yzt_connection_get_int (self->prepared->connection, &entry, error, "SELECT coalesce(max(entry), 0) FROM main.journal", "")
      || !add_named (self, all, error) || !check_named (self, all, error) || !add_all_hanging (self, all, error))
    return FALSE;
  for (guint i = 0; i < all->len; i++) {
    if (!check_kept (self, &g_array_index (all, Going, i), error))
      return FALSE;
  }
  *may_out = TRUE;
  for (guint i = 0; i < all->len; i++) {
    g_autofree char *count = g_strdup_printf ("SELECT count(*) FROM %s", g_array_index (all, Going, i).fids);
    gint64 n;

    if (!yzt_connection_get_int (self->prepared->connection, &n, error, count, ""))
      return FALSE;
    self->prepared->n_expected += n;
  }
  for (guint i = all->len; i > 0 && *may_out; i--) {
    if (!remove_rows (self, &g_array_index (all, Going, i - 1), entry, may_out, error))
      return FALSE;
  }
  return TRUE;
}

/* FALSE without an error: triggers of others, or what others made of a table, want each row to be taken by itself. */
static gboolean
prepare (Deleting *self, GError **error)
{
  gboolean may = FALSE, ok;

  self->prepared = yzt_prepared_new (self->store, TRUE, error);
  if (self->prepared == NULL || !yzt_connection_exec (self->prepared->connection, "BEGIN", error))
    return FALSE;
  ok = note_rows (self, &may, error);
  if (!yzt_connection_exec (self->prepared->connection, "COMMIT", ok ? error : NULL) || !ok || !may)
    return FALSE;
  return yzt_prepared_finish (self->prepared, error) && yzt_prepared_send_ahead (self->prepared, error);
}

/* --- in the act --- */

static gboolean
apply (YztAct *act, gpointer user_data, GError **error)
{
  Deleting *self = user_data;
  gboolean any;

  if (!yzt_prepared_apply (self->prepared, act, error) || !yzt_prepared_check_late_children (self->prepared, self->kinds, &any, error))
    return FALSE;
  return !any || yzt_prepared_fail_stale (self->prepared, g_ptr_array_index (self->prepared->tables, 0), error);
}

static YztActResult *
commit_job (YztStore *store, YztConnection *connection, gpointer data, GError **error)
{
  Deleting *self = data;

  return yzt_act_run (store, self->prepared->connection, self->info, 0, apply, self, error);
}

/* NULL and *again_out: what was made ready is old by now, or has to be done row by row. */
static YztActResult *
delete_many (Deleting *self, gboolean *again_out, gboolean *beside_out, GError **error)
{
  GError *local_error = NULL;
  YztActResult *result = NULL;

  *again_out = FALSE;
  if (!prepare (self, &local_error))
    *beside_out = local_error != NULL;
  else
    result = yzt_store_run_job (self->store, commit_job, self, TRUE, &local_error);
  if (result != NULL)
    yzt_prepared_checkpoint (self->prepared);
  *again_out = result == NULL && self->prepared != NULL && self->prepared->is_stale;
  g_clear_pointer (&self->prepared, yzt_prepared_free);
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return result;
}

YztActResult *
yzt_store_delete_rows (YztStore *store, const YztActInfo *info, const YztStoreRow *rows, guint n, GError **error)
{
  g_autoptr(YztKindSet) kinds = NULL;
  Deleting deleting = { store, info, rows, n, NULL, NULL };
  YztActResult *result = NULL;
  gboolean beside, again = TRUE;

  g_return_val_if_fail (YZT_IS_STORE (store) && info != NULL && info->label != NULL && (rows != NULL || n == 0), NULL);
  if (!yzt_store_check_info (info, error) || !yzt_store_check_writable (store, error))
    return NULL;
  deleting.kinds = kinds = yzt_store_ref_kinds (store);
  beside = are_many (&deleting);
  for (guint i = 0; beside && again && i < MAX_TRIES; i++) {
    if (i > 0)
      g_clear_error (error);
    result = delete_many (&deleting, &again, &beside, error);
  }
  return beside ? result : yzt_store_write (store, info, delete_act, &deleting, error);
}

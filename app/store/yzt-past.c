/* yzt-past.c: the map as it stood, in memory, moved through time by the journal
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The recorded tables are copied into a database in memory that several connections of this process
 * share; the journal and the bytes of documents are read from the file, which each connection has
 * attached as "now". Names that memory does not have are found there. */
#include "config.h"
#include "yzt-history-private.h"
#include "yzt-outside-private.h"
#include <glib/gi18n-lib.h>

struct _YztPast {
  char *uri;  /* of the database in memory */
  char *live; /* URI of the file */
  char *path;
  YztConnection *base; /* keeps the database alive; for moving */
  GRWLock lock;        /* readers hold it while they have a connection, so that a move waits */
  GMutex moving;       /* guards what follows */
  gint64 entry, at_ms;
};

void
yzt_past_free (YztPast *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->base, yzt_connection_close);
  g_rw_lock_clear (&self->lock);
  g_mutex_clear (&self->moving);
  g_free (self->uri);
  g_free (self->live);
  g_free (self->path);
  g_free (self);
}

/* --- connections --- */

static YztConnection *
open_memory (YztPast *self, GError **error)
{
  g_autoptr(YztConnection) connection = yzt_connection_open_uri (
      self->uri, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, self->path, error);

  if (connection == NULL
      || !yzt_connection_do (connection, error, "ATTACH ?1 AS now", "s", self->live))
    return NULL;
  return g_steal_pointer (&connection);
}

YztConnection *
yzt_past_open_reader (YztPast *self, GError **error)
{
  g_autoptr(YztConnection) connection = open_memory (self, error);

  /* What came later is not known yet. Setting temp_store again would drop the view. */
  if (connection == NULL
      || !yzt_connection_exec (connection,
                               "PRAGMA temp_store=MEMORY; CREATE TEMP VIEW journal AS SELECT * FROM now.journal WHERE entry "
                               "<= (SELECT entry FROM main.past)",
                               error))
    return NULL;
  return g_steal_pointer (&connection);
}

void
yzt_past_lock_reader (YztPast *self)
{
  g_rw_lock_reader_lock (&self->lock);
}

void
yzt_past_unlock_reader (YztPast *self)
{
  g_rw_lock_reader_unlock (&self->lock);
}

/* --- the copy --- */

static GPtrArray *
list_sql (YztConnection *connection, GError **error)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *stmt = yzt_connection_query (
      connection, error,
      "SELECT sql, CASE type WHEN 'table' THEN name END FROM now.sqlite_schema WHERE type IN "
      "('table', 'index') AND sql IS NOT NULL AND tbl_name IN (SELECT tbl FROM "
      "now.journal_generation) ORDER BY type = 'index'",
      "");
  int step;

  if (stmt == NULL)
    return NULL;
  while ((step = yzt_connection_step (connection, stmt, error)) == 1) {
    g_ptr_array_add (all, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
    g_ptr_array_add (all, g_strdup ((const char *) sqlite3_column_text (stmt, 1)));
  }
  return step == 0 ? g_steal_pointer (&all) : NULL;
}

/* With the same indexes on both sides SQLite copies rows and indexes as they are. */
static gboolean
copy_tables (YztConnection *connection, GError **error)
{
  g_autoptr(GPtrArray) all = list_sql (connection, error);

  if (all == NULL
      || !yzt_connection_exec (connection, "CREATE TABLE main.past (entry INTEGER NOT NULL)", error))
    return FALSE;
  for (guint i = 0; i < all->len; i += 2) {
    if (!yzt_connection_exec (connection, g_ptr_array_index (all, i), error))
      return FALSE;
  }
  for (guint i = 1; i < all->len; i += 2) {
    const char *table = g_ptr_array_index (all, i);
    g_autofree char *name = table != NULL ? yzt_schema_quote (table) : NULL;
    g_autofree char *sql =
        g_strdup_printf ("INSERT INTO main.%s SELECT * FROM now.%s", name, name);

    if (name != NULL && !yzt_connection_exec (connection, sql, error))
      return FALSE;
  }
  return yzt_connection_exec (
      connection, "INSERT INTO main.past SELECT coalesce(max(entry), 0) FROM now.journal", error);
}

static gboolean
in_transaction (YztPast *self, gboolean (*func) (YztConnection *, GError **), GError **error)
{
  if (!yzt_connection_do (self->base, error, "BEGIN", ""))
    return FALSE;
  if (func (self->base, error) && yzt_connection_do (self->base, error, "COMMIT", ""))
    return TRUE;
  if (!sqlite3_get_autocommit (self->base->db))
    yzt_connection_do (self->base, NULL, "ROLLBACK", "");
  return FALSE;
}

static YztPast *
past_new (const char *path, YztConnectionMode mode, GError **error)
{
  static gint serial;
  YztPast *self = g_new0 (YztPast, 1);
  g_autofree char *live = NULL;

  g_rw_lock_init (&self->lock);
  g_mutex_init (&self->moving);
  self->path = g_strdup (path);
  /* What is attached would be looked for in memory too. */
  live = yzt_connection_make_uri (path, mode);
  self->live = g_strdup_printf ("%s&vfs=%s", live, sqlite3_vfs_find (NULL)->zName);
  self->uri = g_strdup_printf ("file:/yizhangtu-past-%d?vfs=memdb", g_atomic_int_add (&serial, 1));
  self->base = open_memory (self, error);
  if (self->base == NULL
      || !yzt_connection_exec (self->base,
                               "PRAGMA main.journal_mode=MEMORY; PRAGMA main.synchronous=OFF; "
                               "PRAGMA main.cache_size=-262144; PRAGMA temp_store=MEMORY",
                               error)
      || !in_transaction (self, copy_tables, error)
      || !yzt_connection_get_int (self->base, &self->entry, error, "SELECT entry FROM main.past",
                                  "")) {
    yzt_past_free (self);
    return NULL;
  }
  yzt_connection_forget (self->base);
  return self;
}

/* --- time and entries --- */

gboolean
yzt_past_find_entry (YztConnection *connection, gint64 at_ms, gint64 *entry_out, GError **error)
{
  return yzt_connection_get_int (
             connection, entry_out, error,
             "SELECT entry FROM journal WHERE at_ms <= ?1 ORDER BY entry DESC LIMIT 1", "i", at_ms)
         && yzt_past_check_entry (connection, *entry_out, error);
}

gboolean
yzt_past_check_entry (YztConnection *connection, gint64 entry, GError **error)
{
  gint64 archived = 0;

  /* A map of an older version has no such table, and no archive. */
  yzt_connection_get_int (connection, &archived, NULL,
                          "SELECT max(last_entry) FROM journal_archive", "");
  if (entry >= archived)
    return TRUE;
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND,
               _("The journal before entry %ld was moved to an archive; choose a later time."),
               (long) archived + 1);
  return FALSE;
}

typedef struct {
  YztKindSet *kinds;
  gint64 to;
  GArray *touches;
} Move;

static gboolean
move_base (YztPast *self, Move *move, GError **error)
{
  if (!yzt_connection_do (self->base, error, "BEGIN", ""))
    return FALSE;
  move->touches = yzt_replay_entries (self->base, move->kinds, self->entry, move->to, error);
  if (move->touches != NULL
      && yzt_connection_do (self->base, error, "UPDATE main.past SET entry = ?1", "i", move->to)
      && yzt_connection_do (self->base, error, "COMMIT", ""))
    return TRUE;
  if (!sqlite3_get_autocommit (self->base->db))
    yzt_connection_do (self->base, NULL, "ROLLBACK", "");
  g_clear_pointer (&move->touches, g_array_unref);
  return FALSE;
}

static gboolean
touches_kinds (GArray *touches)
{
  for (guint i = 0; i < touches->len; i++) {
    if (g_str_equal (g_array_index (touches, YztTouchRange, i).table, "kind"))
      return TRUE;
  }
  return FALSE;
}

static YztActResult *
make_result (YztKindSet *before, YztKindSet *after, gint64 entry, const char *label,
             GArray *touches)
{
  YztActResult *result = yzt_act_result_new (entry, label);

  for (guint i = 0; i < touches->len; i++) {
    const YztTouchRange *range = &g_array_index (touches, YztTouchRange, i);
    YztKind *kind = yzt_kind_set_find (after, range->table);
    YztTouch touch = { NULL, range->fid_from, range->fid_to };

    if (kind == NULL)
      kind = yzt_kind_set_find (before, range->table);
    touch.kind = g_strdup (kind != NULL ? yzt_kind_get_id (kind) : range->table);
    g_array_append_val (result->touches, touch);
  }
  return result;
}

/* @lock is held by the caller. */
static YztActResult *
move_locked (YztStore *store, YztPast *self, gint64 entry, gint64 at_ms, GError **error)
{
  g_autoptr(YztKindSet) kinds = yzt_store_ref_kinds (store);
  g_autoptr(YztKindSet) after = yzt_kind_set_ref (kinds);
  Move move = { kinds, entry, NULL };
  YztActResult *result;
  g_autofree char *label = NULL;

  if (!move_base (self, &move, error))
    return NULL;
  self->entry = entry;
  self->at_ms = at_ms;
  if (touches_kinds (move.touches)) {
    YztKindSet *loaded = yzt_schema_load_kinds (self->base, error);

    if (loaded == NULL) {
      g_array_unref (move.touches);
      return NULL;
    }
    g_clear_pointer (&after, yzt_kind_set_unref);
    after = yzt_kind_set_ref (loaded);
    yzt_store_set_kinds (store, loaded);
  }
  label = yzt_connection_get_text (self->base, NULL, "SELECT label FROM journal WHERE entry = ?1",
                                   "i", entry);
  result = make_result (kinds, after, entry, label != NULL ? label : "", move.touches);
  g_array_unref (move.touches);
  return result;
}

/* @at_ms < 0: the time of the entry. @entry < 0: the entry of the time. */
static YztActResult *
move_to (YztStore *store, YztPast *self, gint64 entry, gint64 at_ms, GError **error)
{
  YztActResult *result = NULL;
  gboolean ok = TRUE;

  g_mutex_lock (&self->moving);
  if (entry < 0) {
    ok = yzt_past_find_entry (self->base, at_ms, &entry, error);
  } else {
    ok = yzt_past_check_entry (self->base, entry, error)
         && yzt_connection_get_int (
             self->base, &at_ms, error,
             "SELECT at_ms FROM journal WHERE entry <= ?1 ORDER BY entry DESC LIMIT 1", "i", entry)
         && yzt_connection_get_int (
             self->base, &entry, error,
             "SELECT entry FROM journal WHERE entry <= ?1 ORDER BY entry DESC LIMIT 1", "i", entry);
  }
  if (ok) {
    g_rw_lock_writer_lock (&self->lock);
    result = move_locked (store, self, entry, at_ms, error);
    g_rw_lock_writer_unlock (&self->lock);
  }
  g_mutex_unlock (&self->moving);
  return result;
}

/* --- the public face --- */

static YztActResult *
take_in_job (YztStore *store, YztConnection *connection, gpointer data, GError **error)
{
  return yzt_outside_take_in (store, connection, error);
}

/* What other programmes wrote is not in the journal yet; while somebody writes it waits. */
gboolean
yzt_past_take_in (YztStore *store, GError **error)
{
  GError *local_error = NULL;

  if (yzt_store_is_read_only (store))
    return TRUE;
  if (!yzt_outside_settle (store, error))
    return FALSE;
  yzt_act_result_free (yzt_store_run_job (store, take_in_job, NULL, TRUE, &local_error));
  if (local_error == NULL || g_error_matches (local_error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY)) {
    g_clear_error (&local_error);
    return TRUE;
  }
  g_propagate_error (error, local_error);
  return FALSE;
}

YztStore *
yzt_store_open_past (YztStore *store, gint64 at_ms, GError **error)
{
  g_autoptr(YztStore) past_store = NULL;
  g_autoptr(YztActResult) result = NULL;
  YztKindSet *kinds;
  YztPast *past;

  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  if (yzt_store_get_past (store) == NULL && !yzt_past_take_in (store, error))
    return NULL;
  past = past_new (yzt_store_get_path (store), yzt_store_get_reading_mode (store), error);
  if (past == NULL)
    return NULL;
  kinds = yzt_schema_load_kinds (past->base, error);
  if (kinds == NULL) {
    yzt_past_free (past);
    return NULL;
  }
  past_store = yzt_store_new_past (store, past, kinds);
  result = yzt_store_move_past (past_store, at_ms, error);
  return result != NULL ? g_steal_pointer (&past_store) : NULL;
}

YztActResult *
yzt_store_move_past (YztStore *past, gint64 at_ms, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (past) && yzt_store_get_past (past) != NULL && at_ms >= 0,
                        NULL);
  return move_to (past, yzt_store_get_past (past), -1, at_ms, error);
}

YztActResult *
yzt_store_move_past_to_entry (YztStore *past, gint64 entry, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (past) && yzt_store_get_past (past) != NULL && entry >= 0,
                        NULL);
  return move_to (past, yzt_store_get_past (past), entry, -1, error);
}

static gint64
read_guarded (YztStore *store, gsize offset)
{
  YztPast *self = yzt_store_get_past (store);
  gint64 value;

  if (self == NULL)
    return 0;
  g_mutex_lock (&self->moving);
  value = G_STRUCT_MEMBER (gint64, self, offset);
  g_mutex_unlock (&self->moving);
  return value;
}

gint64
yzt_store_get_past_ms (YztStore *past)
{
  g_return_val_if_fail (YZT_IS_STORE (past), 0);
  return read_guarded (past, G_STRUCT_OFFSET (YztPast, at_ms));
}

gint64
yzt_store_get_past_entry (YztStore *past)
{
  g_return_val_if_fail (YZT_IS_STORE (past), 0);
  return read_guarded (past, G_STRUCT_OFFSET (YztPast, entry));
}

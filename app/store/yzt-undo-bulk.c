/* yzt-undo-bulk.c: taking back a large untouched insert by ranges of numbers, and putting it back
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The undoing entry refers to its original instead of copying it, which is true only when it is the
 * exact opposite: any doubt, and the ordinary way row by row is taken. */
#include "config.h"
#include "yzt-undo-private.h"
#include <string.h>

static gboolean
is_large_insert (YztUndo *self, GArray *touches)
{
  gint64 n = 0;

  for (guint i = 0; i < touches->len; i++) {
    const YztTouchRange *range = &g_array_index (touches, YztTouchRange, i);
    YztKind *kind = yzt_kind_set_find (self->words.kinds, range->table);

    /* A line of a log that an edit wrote of itself stays: row by row. */
    if (range->op != SQLITE_INSERT || kind == NULL || yzt_kind_is_append (kind))
      return FALSE;
    n += range->fid_to - range->fid_from + 1;
  }
  return n >= YZT_BULK_ROWS;
}

/* Whether an act after @entry reaches into what its base inserted. */
static gboolean
is_untouched (YztUndo *self, GArray *touches, gboolean *untouched_out, GError **error)
{
  *untouched_out = TRUE;
  for (guint i = 0; i < touches->len && *untouched_out; i++) {
    const YztTouchRange *range = &g_array_index (touches, YztTouchRange, i);
    gint64 n;

    if (!yzt_connection_get_int (self->connection, &n, error,
                                 "SELECT count(*) FROM journal_touch WHERE tbl = ?1 AND fid_from "
                                 "BETWEEN ?2 - 512 AND ?3 AND fid_to >= ?2 AND entry > ?4",
                                 "siii", range->table, range->fid_from, range->fid_to, self->entry))
      return FALSE;
    *untouched_out = n == 0;
  }
  return TRUE;
}

/* --- taking away --- */

/* What stands between the ranges of a table, into a temporary one; no more than @most rows and one. */
static gboolean
save_the_rest (YztUndo *self, GArray *touches, const char *table, gint64 most, gint64 *n_out, GError **error)
{
  g_autofree char *create = g_strdup_printf ("DROP TABLE IF EXISTS temp.undo_rest; CREATE TEMP TABLE undo_rest AS SELECT * FROM "
                                             "main.\"%s\" WHERE 0",
                                             table);
  g_autofree char *copy =
      g_strdup_printf ("INSERT INTO temp.undo_rest SELECT * FROM main.\"%s\" WHERE fid > ?1 AND fid < ?2 LIMIT ?3", table);
  gint64 from = G_MININT64;

  *n_out = 0;
  if (!yzt_connection_exec (self->connection, create, error))
    return FALSE;
  for (guint i = 0; i <= touches->len && *n_out <= most; i++) {
    const YztTouchRange *range = i < touches->len ? &g_array_index (touches, YztTouchRange, i) : NULL;

    if (range != NULL && !g_str_equal (range->table, table))
      continue;
    if (!yzt_connection_do (self->connection, error, copy, "iii", from, range != NULL ? range->fid_from : G_MAXINT64,
                            most + 1 - *n_out))
      return FALSE;
    *n_out += sqlite3_changes (self->connection->db);
    from = range != NULL ? range->fid_to : from;
  }
  return TRUE;
}

/* When little else is in the table it is quicker to put that back: emptying a table takes its pages away and looks at no row. */
static gboolean
empty_but_rest (YztUndo *self, const char *table, gint64 n_expected, gint64 n_rest, gboolean *done_out, GError **error)
{
  g_autofree char *empty = g_strdup_printf ("DELETE FROM main.\"%s\"", table);
  g_autofree char *put_back = g_strdup_printf ("INSERT INTO main.\"%s\" SELECT * FROM temp.undo_rest ORDER BY fid", table);

  if (!yzt_connection_do (self->connection, error, empty, ""))
    return FALSE;
  *done_out = sqlite3_changes (self->connection->db) == n_expected + n_rest;
  return !*done_out || yzt_connection_do (self->connection, error, put_back, "");
}

static gboolean
delete_ranges (YztUndo *self, GArray *touches, const char *table, gint64 *n_deleted, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("DELETE FROM main.\"%s\" WHERE fid BETWEEN ?1 AND ?2", table);

  for (guint i = 0; i < touches->len; i++) {
    const YztTouchRange *range = &g_array_index (touches, YztTouchRange, i);

    if (!g_str_equal (range->table, table))
      continue;
    if (!yzt_connection_do (self->connection, error, sql, "ii", range->fid_from, range->fid_to))
      return FALSE;
    *n_deleted += sqlite3_changes (self->connection->db);
  }
  return TRUE;
}

/* Out of a tree that keeps most of its rows they are taken one by one; else it is packed anew. */
static gboolean
take_out_of_tree (YztUndo *self, GArray *touches, const char *table, gint64 n_deleted, GError **error)
{
  g_autofree char *count = g_strdup_printf ("SELECT count(*) FROM \"rtree_%s_geom_rowid\"", table);
  g_autofree char *clear = g_strdup_printf ("DELETE FROM \"rtree_%s_geom\" WHERE id = ?1", table);
  gint64 n_before;

  if (!yzt_connection_get_int (self->connection, &n_before, error, count, ""))
    return FALSE;
  if (n_deleted * 10 > n_before)
    return yzt_rtree_rebuild (self->connection, table, error);
  for (guint i = 0; i < touches->len; i++) {
    const YztTouchRange *range = &g_array_index (touches, YztTouchRange, i);

    for (gint64 fid = range->fid_from; g_str_equal (range->table, table) && fid <= range->fid_to; fid++) {
      if (!yzt_connection_do (self->connection, error, clear, "i", fid))
        return FALSE;
    }
  }
  return TRUE;
}

/* Without its triggers: the journal is told by ranges, and the tree made anew. Without keys too: has_orphans() looks for what hangs on the
 * rows, once and not for each row. */
static gboolean
take_away_table (YztUndo *self, GArray *touches, YztKind *kind, gboolean *done_out, GError **error)
{
  const char *table = yzt_kind_get_table (kind);
  gint64 n_expected = 0, n_deleted = 0, n_rest;
  gboolean skips, ok;

  for (guint i = 0; i < touches->len; i++) {
    const YztTouchRange *range = &g_array_index (touches, YztTouchRange, i);

    if (g_str_equal (range->table, table))
      n_expected += range->fid_to - range->fid_from + 1;
  }
  *done_out = FALSE;
  if (!yzt_connection_may_skip_triggers (self->connection, table, YZT_TRIGGER_DELETE, &skips, error))
    return FALSE;
  if (!skips)
    return TRUE;
  if (!save_the_rest (self, touches, table, n_expected / 8, &n_rest, error))
    return FALSE;
  sqlite3_db_config (self->connection->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  yzt_keys_ask (self->connection, FALSE);
  if (n_rest <= n_expected / 8) {
    ok = empty_but_rest (self, table, n_expected, n_rest, done_out, error);
  } else {
    ok = delete_ranges (self, touches, table, &n_deleted, error);
    *done_out = n_deleted == n_expected;
  }
  sqlite3_db_config (self->connection->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 1, NULL);
  yzt_keys_ask (self->connection, TRUE);
  return ok && yzt_connection_exec (self->connection, "DROP TABLE temp.undo_rest", error)
         && (!*done_out || yzt_kind_get_geometry (kind) == YZT_KIND_GEOMETRY_NONE
             || take_out_of_tree (self, touches, table, n_expected, error));
}

/* Children given later to what is gone: the ordinary way names them. */
static gboolean
has_orphans (YztUndo *self, GArray *touches, gboolean *orphans_out, GError **error)
{
  for (guint i = 0; i < touches->len && self->dependents.n == 0; i++) {
    const YztTouchRange *range = &g_array_index (touches, YztTouchRange, i);
    YztKind *kind = yzt_kind_set_find (self->words.kinds, range->table);

    if (!yzt_undo_check_range (self, kind, range->fid_from, range->fid_to, "", NULL, NULL, error))
      return FALSE;
  }
  *orphans_out = self->dependents.n > 0;
  return TRUE;
}

/* What stays was brought beside it before, and takes its place. */
static gboolean
take_away_prepared (YztUndo *self, GArray *touches, gint64 n_expected, gboolean *done_out, GError **error)
{
  gboolean orphans;
  gint64 n_gone = 0;

  for (guint i = 0; i < self->prepared->tables->len; i++)
    n_gone += ((YztPreparedTable *) g_ptr_array_index (self->prepared->tables, i))->n_gone;
  *done_out = n_gone == n_expected;
  if (!*done_out)
    return TRUE;
  if (!yzt_prepared_copy (self->prepared, error) || !has_orphans (self, touches, &orphans, error))
    return FALSE;
  /* They came since it was made ready. */
  return !orphans || yzt_prepared_fail_stale (self->prepared, g_ptr_array_index (self->prepared->tables, 0), error);
}

static gboolean
take_away (YztUndo *self, GArray *touches, gboolean *done_out, GError **error)
{
  g_autoptr(GPtrArray) kinds = g_ptr_array_new ();
  gboolean orphans;

  *done_out = TRUE;
  for (guint i = 0; i < touches->len && *done_out; i++) {
    YztKind *kind = yzt_kind_set_find (self->words.kinds, g_array_index (touches, YztTouchRange, i).table);

    if (g_ptr_array_find (kinds, kind, NULL))
      continue;
    g_ptr_array_add (kinds, kind);
    if (!take_away_table (self, touches, kind, done_out, error))
      return FALSE;
  }
  if (!*done_out)
    return TRUE;
  if (!has_orphans (self, touches, &orphans, error))
    return FALSE;
  *done_out = !orphans;
  return TRUE;
}

/* --- putting back --- */

static gboolean
put_back (YztUndo *self, gint64 n_expected, gboolean *done_out, GError **error)
{
  gboolean ok;

  if (self->prepared != NULL) {
    *done_out = self->prepared->n_rows == n_expected;
    return !*done_out || yzt_prepared_copy (self->prepared, error);
  }
  /* What took them away is in force and nobody has reached in since. */
  self->all_absent = TRUE;
  ok = yzt_undo_apply_rows (self, error);
  self->all_absent = FALSE;
  if (!ok)
    return FALSE;
  *done_out = self->conflicts.n + self->dependents.n == 0 && self->n_done == n_expected;
  return TRUE;
}

static void
forget_attempt (YztUndo *self)
{
  GHashTableIter iter;
  gpointer value;

  g_ptr_array_set_size (self->conflicts.sentences, 0);
  g_ptr_array_set_size (self->dependents.sentences, 0);
  g_array_set_size (self->inserted, 0);
  g_array_set_size (self->returned, 0);
  g_array_set_size (self->deleted, 0);
  self->conflicts.n = self->dependents.n = self->n_done = 0;
  g_hash_table_iter_init (&iter, self->act->tables);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_hash_table_iter_remove (&iter);
}

static void
copy_touches (YztUndo *self, GArray *touches, int op)
{
  for (guint i = 0; i < touches->len; i++) {
    const YztTouchRange *range = &g_array_index (touches, YztTouchRange, i);

    yzt_act_add_range (self->act, range->table, range->fid_from, range->fid_to, op);
    self->act->n_rows += range->fid_to - range->fid_from + 1;
  }
}

static gboolean
attempt (YztUndo *self, GArray *touches, gboolean takes_away, gboolean *done_out, GError **error)
{
  gint64 n_expected = 0;

  for (guint i = 0; i < touches->len; i++)
    n_expected += g_array_index (touches, YztTouchRange, i).fid_to
                  - g_array_index (touches, YztTouchRange, i).fid_from + 1;
  if (takes_away && self->prepared != NULL)
    return take_away_prepared (self, touches, n_expected, done_out, error);
  if (takes_away)
    return take_away (self, touches, done_out, error);
  return put_back (self, n_expected, done_out, error);
}

/* The touches of the base when it is a large insert that no later act reaches into; else NULL. */
static gboolean
find_bulk (YztUndo *self, GArray **touches_out, gboolean *takes_away_out, GError **error)
{
  g_autoptr(GArray) touches = yzt_journal_get_touches (self->connection, self->base, error);
  gboolean inverted, untouched;
  gint64 base;

  *touches_out = NULL;
  if (touches == NULL)
    return FALSE;
  if (!is_large_insert (self, touches))
    return TRUE;
  if (!is_untouched (self, touches, &untouched, error)
      || !yzt_journal_find_base (self->connection, self->entry, &base, &inverted, error))
    return FALSE;
  /* From the base to this entry every step is the opposite of the one before. */
  *takes_away_out = !inverted;
  if (untouched)
    *touches_out = g_steal_pointer (&touches);
  return TRUE;
}

/* --- what later acts touched --- */

static gboolean
add_late (YztUndo *self, const YztTouchRange *range, GHashTable *late, GError **error)
{
  sqlite3_stmt *stmt = yzt_connection_query (self->connection, error,
                                             "SELECT fid_from, fid_to FROM journal_touch WHERE tbl = ?1 AND fid_from BETWEEN ?2 - 512 AND ?3 AND "
                                             "fid_to >= ?2 AND entry > ?4",
                                             "siii", range->table, range->fid_from, range->fid_to, self->entry);
  int step = -1;

  while (stmt != NULL && (step = yzt_connection_step (self->connection, stmt, error)) == 1) {
    for (gint64 fid = sqlite3_column_int64 (stmt, 0); fid <= sqlite3_column_int64 (stmt, 1); fid++)
      g_hash_table_add (late, g_strdup_printf ("%" G_GINT64_FORMAT " %s", fid, range->table));
  }
  return step == 0;
}

GHashTable *
yzt_undo_find_late (YztUndo *self, GError **error)
{
  g_autoptr(GArray) touches = yzt_journal_get_touches (self->connection, self->base, error);
  g_autoptr(GHashTable) late = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean inverted;
  gint64 base;

  if (touches == NULL || !is_large_insert (self, touches)
      || !yzt_journal_find_base (self->connection, self->entry, &base, &inverted, error) || inverted)
    return NULL;
  for (guint i = 0; i < touches->len; i++) {
    if (!add_late (self, &g_array_index (touches, YztTouchRange, i), late, error))
      return NULL;
  }
  return g_hash_table_size (late) > 0 ? g_steal_pointer (&late) : NULL;
}

gboolean
yzt_undo_is_bulk_return (YztUndo *self, GArray **touches_out, gboolean *is_out, GError **error)
{
  gboolean takes_away = FALSE;

  *is_out = FALSE;
  if (!find_bulk (self, touches_out, &takes_away, error))
    return FALSE;
  *is_out = *touches_out != NULL && !takes_away;
  return TRUE;
}

gboolean
yzt_undo_is_bulk_removal (YztUndo *self, GArray **touches_out, gboolean *is_out, GError **error)
{
  *is_out = FALSE;
  if (!find_bulk (self, touches_out, is_out, error))
    return FALSE;
  *is_out = *is_out && *touches_out != NULL;
  return TRUE;
}

gboolean
yzt_undo_try_bulk (YztUndo *self, gboolean *done_out, GError **error)
{
  g_autoptr(GArray) touches = NULL;
  gboolean takes_away = FALSE, ok;

  *done_out = FALSE;
  if (!find_bulk (self, &touches, &takes_away, error))
    return FALSE;
  if (touches == NULL)
    return TRUE;
  if (!yzt_connection_do (self->connection, error, "SAVEPOINT bulk", ""))
    return FALSE;
  yzt_act_set_recording (self->act, FALSE);
  ok = attempt (self, touches, takes_away, done_out, error);
  yzt_act_set_recording (self->act, TRUE);
  if (ok && *done_out) {
    self->act->by_reference = TRUE;
    copy_touches (self, touches, takes_away ? SQLITE_DELETE : SQLITE_INSERT);
  } else if (ok) {
    forget_attempt (self);
    ok = yzt_connection_do (self->connection, error, "ROLLBACK TO bulk", "");
  }
  return ok && yzt_connection_do (self->connection, error, "RELEASE bulk", "");
}

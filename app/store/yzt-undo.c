/* yzt-undo.c: taking an entry back, cell by cell, unless a later act changed the same cell
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-undo-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

static void
undo_table_free (YztUndoTable *table)
{
  g_free (table->name);
  g_strfreev (table->columns);
  g_strfreev (table->present_columns);
  g_free (table->where);
  g_free (table->select);
  g_free (table->insert);
  g_free (table->delete_row);
  g_free (table->present);
  g_clear_pointer (&table->gained, g_ptr_array_unref);
  g_free (table);
}

/* --- what is known of a table, from the names its columns had then --- */

static gboolean
build_statements (YztUndoTable *table, const YztChange *change)
{
  g_autoptr(GString) names = g_string_new (NULL);
  g_autoptr(GString) values = g_string_new (NULL);
  g_autoptr(GString) where = g_string_new (NULL);

  for (guint i = 0; i < change->n_columns; i++) {
    g_autofree char *name = yzt_schema_quote (table->columns[i]);

    if (!g_strv_contains ((const char *const *) table->present_columns, table->columns[i]))
      return FALSE;
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
    g_string_append_printf (values, "%s?%u", i > 0 ? ", " : "", i + 1);
    if (change->is_key[i] != 0)
      g_string_append_printf (where, "%s%s = ?%u", where->len > 0 ? " AND " : "", name, i + 1);
  }
  table->where = g_strdup (where->str);
  table->insert =
      g_strdup_printf ("INSERT INTO \"%s\" (%s) VALUES (%s)", table->name, names->str, values->str);
  for (guint i = 0; i < table->gained->len; i++) {
    g_autofree char *name = yzt_schema_quote (g_ptr_array_index (table->gained, i));

    g_string_append_printf (names, ", %s", name);
  }
  table->select =
      g_strdup_printf ("SELECT %s FROM \"%s\" WHERE %s", names->str, table->name, where->str);
  table->delete_row = g_strdup_printf ("DELETE FROM \"%s\" WHERE %s", table->name, where->str);
  return TRUE;
}

static YztUndoTable *
find_table (YztUndo *self, const YztChange *change)
{
  /* Parts of one entry may know the same table with fewer columns: each is a table of its own here.
   */
  for (guint i = self->tables->len; i > 0; i--) {
    YztUndoTable *table = g_ptr_array_index (self->tables, i - 1);

    if (table->n_columns == change->n_columns && g_str_equal (table->name, change->table))
      return table;
  }
  return NULL;
}

static GPtrArray *
list_gained (YztUndoTable *table)
{
  GPtrArray *gained = g_ptr_array_new ();

  for (guint i = 0; table->present_columns != NULL && table->present_columns[i] != NULL; i++) {
    gboolean known = FALSE;

    for (guint k = 0; k < table->n_columns && table->columns[k] != NULL && !known; k++)
      known = g_str_equal (table->columns[k], table->present_columns[i]);
    if (!known)
      g_ptr_array_add (gained, table->present_columns[i]);
  }
  return gained;
}

static YztUndoTable *
get_table (YztUndo *self, const YztChange *change, GError **error)
{
  YztUndoTable *table = find_table (self, change);

  if (table != NULL)
    return table;
  table = g_new0 (YztUndoTable, 1);
  table->name = g_strdup (change->table);
  table->n_columns = change->n_columns;
  table->columns =
      g_strdupv ((GStrv) yzt_words_get_columns (&self->words, self->generation, change->table));
  table->present_columns = yzt_connection_get_columns (self->connection, change->table, NULL);
  table->kind = yzt_kind_set_find (self->words.kinds, change->table);
  table->present = g_new0 (YztValue, change->n_columns);
  table->gained = list_gained (table);
  g_ptr_array_add (self->tables, table);
  if (table->present_columns == NULL || g_strv_length (table->columns) < change->n_columns
      || !build_statements (table, change)) {
    g_set_error (
        error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED,
        _("The table “%s” has lost columns since then, so entry %ld cannot be taken back."),
        change->table, (long) self->entry);
    return NULL;
  }
  return table;
}

static void
bind_record (sqlite3_stmt *stmt, const YztChange *change, const YztValue *values,
             gboolean keys_only)
{
  for (guint i = 0; i < change->n_columns; i++) {
    if (!keys_only || change->is_key[i] != 0)
      yzt_value_bind (&values[i], stmt, (int) i + 1);
  }
}

static gboolean
is_stamp (const YztUndoTable *table, guint column)
{
  return table->kind != NULL && g_str_equal (table->columns[column], "updated_at");
}

/* --- a row as it is, or as this undo, only looked at, would have left it --- */

typedef struct {
  YztValue *values; /* NULL: the row is gone */
  GPtrArray *memory;
} Ghost;

static void
ghost_free (Ghost *ghost)
{
  g_free (ghost->values);
  g_ptr_array_unref (ghost->memory);
  g_free (ghost);
}

static char *
ghost_key (const YztChange *change)
{
  const YztValue *keys = change->op == SQLITE_INSERT ? change->after : change->before;
  g_autoptr(GString) key = g_string_new (change->table);

  for (guint i = 0; i < change->n_columns; i++) {
    if (change->is_key[i] == 0)
      continue;
    if (keys[i].type == SQLITE_TEXT)
      g_string_append_printf (key, " '%.*s'", (int) keys[i].length, (const char *) keys[i].bytes);
    else
      g_string_append_printf (key, " %" G_GINT64_FORMAT, keys[i].integer);
  }
  return g_string_free (g_steal_pointer (&key), FALSE);
}

/* @values NULL: gone. */
static void
leave_ghost (YztUndo *self, const YztChange *change, const YztValue *values)
{
  Ghost *ghost;

  if (self->overlay == NULL)
    return;
  ghost = g_new0 (Ghost, 1);
  ghost->memory = g_ptr_array_new_with_free_func (g_free);
  ghost->values =
      values != NULL ? g_memdup2 (values, change->n_columns * sizeof (YztValue)) : NULL;
  for (guint i = 0; values != NULL && i < change->n_columns; i++) {
    if (values[i].bytes == NULL)
      continue;
    ghost->values[i].bytes = g_memdup2 (values[i].bytes, MAX (values[i].length, 1));
    g_ptr_array_add (ghost->memory, (gpointer) ghost->values[i].bytes);
  }
  g_hash_table_insert (self->overlay, ghost_key (change), ghost);
}

/* 1 there, 0 gone, -1 failure. What @present_out holds is valid until @stmt_out is reset. */
static int
fetch_present (YztUndo *self, YztUndoTable *table, const YztChange *change,
               const YztValue **present_out, sqlite3_stmt **stmt_out, GError **error)
{
  sqlite3_stmt *stmt;
  int step;

  *stmt_out = NULL;
  *present_out = NULL;
  if (self->all_absent)
    return 0;
  if (self->overlay != NULL) {
    g_autofree char *key = ghost_key (change);
    const Ghost *ghost = g_hash_table_lookup (self->overlay, key);

    if (ghost != NULL) {
      *present_out = ghost->values;
      return ghost->values != NULL;
    }
  }
  stmt = yzt_connection_prepare (self->connection, table->select, error);
  if (stmt == NULL)
    return -1;
  bind_record (stmt, change, change->op == SQLITE_INSERT ? change->after : change->before, TRUE);
  step = yzt_connection_step (self->connection, stmt, error);
  for (guint i = 0; step == 1 && i < change->n_columns; i++)
    yzt_value_from_column (&table->present[i], stmt, (int) i);
  *present_out = step == 1 ? table->present : NULL;
  *stmt_out = stmt;
  return step;
}

/* --- writing --- */

static gboolean
run_with_record (YztUndo *self, const char *sql, const YztChange *change, const YztValue *values,
                 gboolean keys_only, GError **error)
{
  sqlite3_stmt *stmt;
  gboolean ok;

  self->n_done++;
  if (self->act == NULL)
    return TRUE;
  stmt = yzt_connection_prepare (self->connection, sql, error);
  if (stmt == NULL)
    return FALSE;
  bind_record (stmt, change, values, keys_only);
  ok = yzt_connection_step (self->connection, stmt, error) == 0;
  sqlite3_clear_bindings (stmt);
  return ok;
}

/* So many rows are remembered by name, for sentences. */
#define MAX_NAMES 1000

static void
undo_row_clear (YztUndoRow *row)
{
  g_free (row->name);
}

static void
remember (GArray *rows, YztUndoTable *table, const YztChange *change, const YztValue *present)
{
  YztUndoRow row = { .table = table, .fid = yzt_change_get_fid (change) };

  if (rows->len < MAX_NAMES)
    row.name = yzt_undo_name_row (table, change, present);
  for (guint i = 0; change->op != SQLITE_DELETE && i < change->n_columns; i++) {
    if (change->after[i].type != SQLITE_INTEGER)
      continue;
    if (g_str_equal (table->columns[i], "owner_fid") || g_str_equal (table->columns[i], "plan_fid"))
      row.owner_fid = change->after[i].integer;
    else if (g_str_equal (table->columns[i], "position"))
      row.position = change->after[i].integer;
  }
  g_array_append_val (rows, row);
}

/* --- made ready instead --- */

/* Rows that stand together are of one table. */
static YztPreparedTable *
sink_table (YztUndo *self, const YztUndoTable *table, GError **error)
{
  return yzt_prepared_get_table (self->sink, table->name, error);
}

static gboolean
sink_add (YztUndo *self, const YztUndoTable *table, const YztValue *values, GError **error)
{
  g_autofree YztValue *row = g_memdup2 (values, table->n_columns * sizeof (YztValue));
  YztPreparedTable *to = sink_table (self, table, error);

  return to != NULL && yzt_prepared_add (self->sink, to, row, error);
}

static gboolean
sink_remove (YztUndo *self, const YztUndoTable *table, const YztValue *present, GError **error)
{
  g_autofree YztValue *row = g_memdup2 (present, table->n_columns * sizeof (YztValue));
  YztPreparedTable *to = sink_table (self, table, error);

  return to != NULL && yzt_prepared_remove (self->sink, to, row, error);
}

static gboolean
sink_replace (YztUndo *self, const YztUndoTable *table, const YztValue *present, const YztValue *values, const gboolean *chosen, GError **error)
{
  g_autofree YztValue *before = g_memdup2 (present, table->n_columns * sizeof (YztValue));
  g_autofree YztValue *after = g_memdup2 (present, table->n_columns * sizeof (YztValue));
  YztPreparedTable *to = sink_table (self, table, error);

  for (guint i = 0; i < table->n_columns; i++) {
    if (chosen[i])
      after[i] = values[i];
  }
  return to != NULL && yzt_prepared_replace (self->sink, to, before, after, error);
}

/* --- the three kinds of change --- */

static gboolean
put_back_row (YztUndo *self, YztUndoTable *table, const YztChange *change, const YztValue *present,
              GError **error)
{
  gboolean has_geom =
      table->kind != NULL && yzt_kind_get_geometry (table->kind) != YZT_KIND_GEOMETRY_NONE;

  if (present == NULL) {
    remember (self->inserted, table, change, NULL);
    leave_ghost (self, change, change->after);
    return (self->sink == NULL || sink_add (self, table, change->after, error))
           && run_with_record (self, table->insert, change, change->after, FALSE, error)
           && (self->act == NULL
               || yzt_act_note_insert (self->act, table->name, has_geom,
                                       yzt_change_get_fid (change), error));
  }
  for (guint i = 0; i < change->n_columns; i++) {
    if (!is_stamp (table, i) && !yzt_value_equal (&change->after[i], &present[i])) {
      yzt_undo_add_conflict (self, table, change, present, table->columns[i]);
      break;
    }
  }
  return TRUE;
}

static gboolean
take_away_row (YztUndo *self, YztUndoTable *table, const YztChange *change,
               const YztValue *present, sqlite3_stmt *stmt, GError **error)
{
  gboolean fits = TRUE;

  if (present == NULL)
    return TRUE;
  for (guint i = 0; i < change->n_columns; i++) {
    if (!is_stamp (table, i) && !yzt_value_equal (&change->before[i], &present[i])) {
      yzt_undo_add_conflict (self, table, change, present, table->columns[i]);
      fits = FALSE;
    }
  }
  /* What a later act put into a column that the entry did not know would go with the row. */
  for (guint i = 0; stmt != NULL && i < table->gained->len; i++) {
    if (sqlite3_column_type (stmt, (int) (change->n_columns + i)) != SQLITE_NULL) {
      yzt_undo_add_conflict (self, table, change, present, g_ptr_array_index (table->gained, i));
      fits = FALSE;
    }
  }
  if (!fits)
    return TRUE;
  remember (self->deleted, table, change, present);
  if (g_str_equal (table->name, "kind"))
    g_ptr_array_add (self->removed_kinds, yzt_undo_name_row (table, change, NULL));
  leave_ghost (self, change, NULL);
  if (self->sink != NULL && !sink_remove (self, table, present, error))
    return FALSE;
  if (stmt != NULL)
    sqlite3_reset (stmt);
  return run_with_record (self, table->delete_row, change, change->before, TRUE, error)
         && (self->act == NULL
             || yzt_act_note_delete (self->act, table->name,
                                     table->kind != NULL && yzt_kind_get_geometry (table->kind) != YZT_KIND_GEOMETRY_NONE,
                                     yzt_change_get_fid (change), error));
}

/* Which cells are to be set; conflicts are noted on the way. */
static gboolean *
choose_cells (YztUndo *self, YztUndoTable *table, const YztChange *change, const YztValue *present,
              YztValue *values, guint *n_cells)
{
  gboolean *chosen = g_new0 (gboolean, change->n_columns);

  *n_cells = 0;
  for (guint i = 0; i < change->n_columns; i++) {
    if (change->is_key[i] != 0 || change->after[i].type == 0)
      continue;
    values[i] = change->after[i];
    if (yzt_value_equal (&change->before[i], &present[i])) {
      chosen[i] = TRUE;
      (*n_cells)++;
    } else if (is_stamp (table, i)) {
      /* A later act has stamped the row: an old stamp would say that it was not there. */
      values[i] = (YztValue) { .type = SQLITE_TEXT,
                              .bytes = (const guint8 *) self->now_text,
                              .length = strlen (self->now_text) };
      chosen[i] = TRUE;
    } else if (!yzt_value_equal (&change->after[i], &present[i])) {
      yzt_undo_add_conflict (self, table, change, present, table->columns[i]);
    }
  }
  return chosen;
}

static char *
update_sql (YztUndoTable *table, const YztChange *change, const gboolean *chosen)
{
  g_autoptr(GString) sql = g_string_new (NULL);

  for (guint i = 0; i < change->n_columns; i++) {
    g_autofree char *name = chosen[i] ? yzt_schema_quote (table->columns[i]) : NULL;

    if (chosen[i])
      g_string_append_printf (sql, "%s%s = ?%u", sql->len > 0 ? ", " : "", name, i + 1);
  }
  return g_strdup_printf ("UPDATE \"%s\" SET %s WHERE %s", table->name, sql->str, table->where);
}

static void
leave_updated_ghost (YztUndo *self, const YztChange *change, const YztValue *present,
                     const YztValue *values, const gboolean *chosen)
{
  g_autofree YztValue *all = g_memdup2 (present, change->n_columns * sizeof (YztValue));

  for (guint i = 0; i < change->n_columns; i++) {
    if (chosen[i])
      all[i] = values[i];
  }
  leave_ghost (self, change, all);
}

static gboolean
changes_owner (YztUndoTable *table, const YztChange *change, const gboolean *chosen)
{
  for (guint i = 0; i < change->n_columns; i++) {
    if (chosen[i] && (g_str_equal (table->columns[i], "owner_fid") || g_str_equal (table->columns[i], "plan_fid")))
      return TRUE;
  }
  return FALSE;
}

static gboolean
set_cells (YztUndo *self, YztUndoTable *table, const YztChange *change, const YztValue *present,
           sqlite3_stmt *present_stmt, GError **error)
{
  g_autofree YztValue *values = g_memdup2 (change->before, change->n_columns * sizeof (YztValue));
  g_autofree gboolean *chosen = NULL;
  g_autofree char *sql = NULL;
  sqlite3_stmt *stmt;
  guint n_cells;
  gboolean ok;

  if (present == NULL) {
    yzt_undo_add_conflict (self, table, change, NULL, NULL);
    return TRUE;
  }
  chosen = choose_cells (self, table, change, present, values, &n_cells);
  if (n_cells == 0)
    return TRUE;
  /* It leaves an owner that may be taken away too, and comes back to one that may be gone by now. */
  if (changes_owner (table, change, chosen))
    remember (self->returned, table, change, present);
  self->n_done++;
  if (self->act == NULL) {
    leave_updated_ghost (self, change, present, values, chosen);
    return self->sink == NULL || sink_replace (self, table, present, values, chosen, error);
  }
  sqlite3_reset (present_stmt);
  sql = update_sql (table, change, chosen);
  stmt = yzt_connection_prepare (self->connection, sql, error);
  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < change->n_columns; i++) {
    if (chosen[i] || change->is_key[i] != 0)
      yzt_value_bind (&values[i], stmt, (int) i + 1);
  }
  ok = yzt_connection_step (self->connection, stmt, error) == 0;
  sqlite3_clear_bindings (stmt);
  return ok;
}

static gboolean
apply_change (const YztChange *change, gpointer user_data, GError **error)
{
  YztUndo *self = user_data;
  YztUndoTable *table = get_table (self, change, error);
  const YztValue *present;
  sqlite3_stmt *stmt;
  gboolean ok;

  if (table != NULL && table->kind != NULL && !self->of_others && yzt_kind_is_append (table->kind))
    return TRUE; /* a line of a log stays */
  if (table == NULL || fetch_present (self, table, change, &present, &stmt, error) < 0)
    return FALSE;
  if (g_str_equal (table->name, "kind"))
    self->kinds_changed = TRUE;
  if (change->op == SQLITE_INSERT)
    ok = put_back_row (self, table, change, present, error);
  else if (change->op == SQLITE_DELETE)
    ok = take_away_row (self, table, change, present, stmt, error);
  else
    ok = set_cells (self, table, change, present, stmt, error);
  if (stmt != NULL) {
    sqlite3_reset (stmt);
    sqlite3_clear_bindings (stmt);
  }
  return ok;
}

/* --- the whole entry --- */

void
yzt_undo_init (YztUndo *self, YztConnection *connection, YztAct *act, YztKindSet *kinds,
               gint64 entry, gint64 now_ms)
{
  *self = (YztUndo) {
    .connection = connection, .act = act, .entry = entry, .base = entry, .now_ms = now_ms
  };
  g_autofree char *author = yzt_connection_get_text (connection, NULL, "SELECT author FROM journal WHERE entry = ?1", "i", entry);

  self->of_others = g_strcmp0 (author, YZT_STORE_OUTSIDE_AUTHOR) == 0;
  self->now_text = act != NULL ? act->now_text : "";
  yzt_words_init (&self->words, connection, kinds, NULL);
  self->tables = g_ptr_array_new_with_free_func ((GDestroyNotify) undo_table_free);
  self->conflicts.sentences = g_ptr_array_new_with_free_func (g_free);
  self->dependents.sentences = g_ptr_array_new_with_free_func (g_free);
  self->removed_kinds = g_ptr_array_new_with_free_func (g_free);
  self->inserted = g_array_new (FALSE, FALSE, sizeof (YztUndoRow));
  self->deleted = g_array_new (FALSE, FALSE, sizeof (YztUndoRow));
  self->returned = g_array_new (FALSE, FALSE, sizeof (YztUndoRow));
  g_array_set_clear_func (self->returned, (GDestroyNotify) undo_row_clear);
  g_array_set_clear_func (self->inserted, (GDestroyNotify) undo_row_clear);
  g_array_set_clear_func (self->deleted, (GDestroyNotify) undo_row_clear);
  self->apply = apply_change;
  self->max_sentences = 3;
}

void
yzt_undo_clear (YztUndo *self)
{
  g_clear_pointer (&self->tables, g_ptr_array_unref);
  g_clear_pointer (&self->conflicts.sentences, g_ptr_array_unref);
  g_clear_pointer (&self->dependents.sentences, g_ptr_array_unref);
  g_clear_pointer (&self->removed_kinds, g_ptr_array_unref);
  g_clear_pointer (&self->inserted, g_array_unref);
  g_clear_pointer (&self->returned, g_array_unref);
  g_clear_pointer (&self->deleted, g_array_unref);
  g_clear_pointer (&self->overlay, g_hash_table_unref);
  yzt_words_clear (&self->words);
}

gboolean
yzt_undo_find_base (YztUndo *self, GError **error)
{
  gboolean inverted;

  return yzt_journal_find_base (self->connection, self->entry, &self->base, &inverted, error)
         && yzt_connection_get_int (self->connection, &self->generation, error,
                                    "SELECT generation FROM journal WHERE entry = ?1", "i",
                                    self->base);
}

static int
compare_ranges (gconstpointer a, gconstpointer b)
{
  const YztTouchRange *ra = a, *rb = b;
  int order = strcmp (ra->table, rb->table);

  if (order != 0)
    return order;
  return ra->fid_from < rb->fid_from ? -1 : ra->fid_from > rb->fid_from;
}

gboolean
yzt_undo_find_repeats (YztUndo *self, gboolean *repeats_out, GError **error)
{
  g_autoptr(GArray) touches = yzt_journal_get_touches (self->connection, self->base, error);
  gint64 n_parts, n_rows, n = 0;

  if (touches == NULL
      || !yzt_connection_get_int (self->connection, &n_parts, error,
                                  "SELECT count(*) FROM journal_part WHERE entry = ?1", "i",
                                  self->base)
      || !yzt_connection_get_int (self->connection, &n_rows, error,
                                  "SELECT n_rows FROM journal WHERE entry = ?1", "i", self->base))
    return FALSE;
  g_array_sort (touches, compare_ranges);
  *repeats_out = FALSE;
  for (guint i = 0; i < touches->len; i++) {
    const YztTouchRange *range = &g_array_index (touches, YztTouchRange, i);

    n += range->fid_to - range->fid_from + 1;
    if (i > 0 && g_str_equal (range->table, range[-1].table)
        && range->fid_from <= range[-1].fid_to)
      *repeats_out = TRUE;
  }
  *repeats_out = n_parts > 1 && (*repeats_out || n != n_rows);
  return TRUE;
}

gboolean
yzt_undo_apply_rows (YztUndo *self, GError **error)
{
  gboolean repeats = FALSE;

  if (self->act == NULL && !yzt_undo_find_repeats (self, &repeats, error))
    return FALSE;
  if (repeats)
    self->overlay =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ghost_free);
  return yzt_journal_foreach_change (self->connection, self->entry, TRUE, apply_change, self, error)
         && yzt_undo_check_dependents (self, error);
}

gboolean
yzt_undo_fail_nothing_left (YztUndo *self, GError **error)
{
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT,
               _("Nothing of entry %ld is left to take back: later acts have undone all of it."),
               (long) self->entry);
  return FALSE;
}

/* What was compared cell by cell and made ready before the map was locked. */
static gboolean
apply_prepared (YztUndo *self, GError **error)
{
  gboolean any;

  if (!yzt_prepared_apply (self->prepared, self->act, error) || !yzt_prepared_check_late_children (self->prepared, self->words.kinds, &any, error))
    return FALSE;
  return !any || yzt_prepared_fail_stale (self->prepared, g_ptr_array_index (self->prepared->tables, 0), error);
}

static gboolean
apply_entry (YztUndo *self, GError **error)
{
  gboolean done = FALSE;

  if (self->prepared != NULL && self->prepared->has_parts)
    return apply_prepared (self, error);
  if (!yzt_undo_find_base (self, error) || !yzt_undo_try_bulk (self, &done, error))
    return FALSE;
  if (done)
    return TRUE;
  /* It was made ready for rows that nobody has touched since. */
  if (self->prepared != NULL)
    return yzt_prepared_fail_stale (self->prepared, g_ptr_array_index (self->prepared->tables, 0), error);
  if (!yzt_undo_apply_rows (self, error))
    return FALSE;
  if (self->conflicts.n + self->dependents.n > 0)
    return yzt_undo_fail_with_reasons (self, error);
  return self->n_done > 0 || yzt_undo_fail_nothing_left (self, error);
}

gboolean
yzt_undo_run (YztAct *act, gint64 entry, YztPrepared *prepared, GError **error)
{
  g_autoptr(YztKindSet) kinds = yzt_schema_load_kinds (act->connection, error);
  g_auto(YztUndo) self = { 0 };
  gboolean ok;

  if (kinds == NULL)
    return FALSE;
  yzt_undo_init (&self, act->connection, act, kinds, entry, act->now_ms);
  self.prepared = prepared;
  ok = apply_entry (&self, error);
  act->kinds_changed = act->kinds_changed || self.kinds_changed;
  return ok;
}

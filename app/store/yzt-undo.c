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
  table->select =
      g_strdup_printf ("SELECT %s FROM \"%s\" WHERE %s", names->str, table->name, where->str);
  table->insert =
      g_strdup_printf ("INSERT INTO \"%s\" (%s) VALUES (%s)", table->name, names->str, values->str);
  table->delete_row = g_strdup_printf ("DELETE FROM \"%s\" WHERE %s", table->name, where->str);
  return TRUE;
}

static YztUndoTable *
get_table (YztUndo *self, const YztChange *change, GError **error)
{
  YztUndoTable *table = NULL;
  g_autofree char *columns = NULL;

  /* Parts of one entry may know the same table with fewer columns: each is a table of its own here.
   */
  for (guint i = self->tables->len; table == NULL && i > 0; i--) {
    table = g_ptr_array_index (self->tables, i - 1);
    if (table->n_columns != change->n_columns || !g_str_equal (table->name, change->table))
      table = NULL;
  }
  if (table != NULL)
    return table;
  columns = yzt_connection_get_text (
      self->connection, NULL,
      "SELECT columns FROM journal_generation WHERE tbl = ?1 AND generation = ?2", "si",
      change->table, self->generation);
  table = g_new0 (YztUndoTable, 1);
  table->name = g_strdup (change->table);
  table->n_columns = change->n_columns;
  table->columns = g_strsplit (columns != NULL ? columns : "", "\n", -1);
  table->present_columns = yzt_connection_get_columns (self->connection, change->table, NULL);
  table->kind = yzt_kind_set_find (self->kinds, change->table);
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

static gboolean
run_with_record (YztUndo *self, const char *sql, const YztChange *change, const YztValue *values,
                 gboolean keys_only, GError **error)
{
  sqlite3_stmt *stmt = yzt_connection_prepare (self->connection, sql, error);
  gboolean ok;

  if (stmt == NULL)
    return FALSE;
  bind_record (stmt, change, values, keys_only);
  ok = yzt_connection_step (self->connection, stmt, error) == 0;
  sqlite3_clear_bindings (stmt);
  self->n_done += ok ? 1 : 0;
  return ok;
}

/* So many rows taken away are remembered by name, for sentences. */
#define MAX_NAMES 1000

static void
undo_row_clear (YztUndoRow *row)
{
  g_free (row->name);
}

static void
remember (GArray *rows, YztUndoTable *table, gint64 fid, char *name)
{
  YztUndoRow row = { table, fid, name };

  g_array_append_val (rows, row);
}

/* --- the three kinds of change --- */

static gboolean
put_back_row (YztUndo *self, YztUndoTable *table, const YztChange *change, sqlite3_stmt *present,
              GError **error)
{
  if (present == NULL) {
    remember (self->inserted, table, yzt_change_get_fid (change), NULL);
    return run_with_record (self, table->insert, change, change->after, FALSE, error)
           && yzt_act_note_insert (
               self->act, table->name,
               table->kind != NULL && yzt_kind_get_geometry (table->kind) != YZT_KIND_GEOMETRY_NONE,
               yzt_change_get_fid (change), error);
  }
  for (guint i = 0; i < change->n_columns; i++) {
    if (!is_stamp (table, i) && !yzt_value_equal_column (&change->after[i], present, (int) i)) {
      yzt_undo_add_conflict (self, table, change, present, (int) i);
      break;
    }
  }
  return TRUE;
}

static gboolean
take_away_row (YztUndo *self, YztUndoTable *table, const YztChange *change, sqlite3_stmt *present,
               GError **error)
{
  gboolean ok = TRUE;

  if (present == NULL)
    return TRUE;
  for (guint i = 0; i < change->n_columns; i++) {
    if (!is_stamp (table, i) && !yzt_value_equal_column (&change->before[i], present, (int) i)) {
      yzt_undo_add_conflict (self, table, change, present, (int) i);
      ok = FALSE;
    }
  }
  if (!ok)
    return TRUE;
  remember (self->deleted, table, yzt_change_get_fid (change),
            self->deleted->len < MAX_NAMES ? yzt_undo_name_row (table, change, present) : NULL);
  sqlite3_reset (present);
  return run_with_record (self, table->delete_row, change, change->before, TRUE, error);
}

/* Which cells are to be set; conflicts are noted on the way. */
static gboolean *
choose_cells (YztUndo *self, YztUndoTable *table, const YztChange *change, sqlite3_stmt *present,
              YztValue *values, guint *n_cells)
{
  gboolean *chosen = g_new0 (gboolean, change->n_columns);

  *n_cells = 0;
  for (guint i = 0; i < change->n_columns; i++) {
    if (change->is_key[i] != 0 || change->after[i].type == 0)
      continue;
    values[i] = change->after[i];
    if (yzt_value_equal_column (&change->before[i], present, (int) i)) {
      chosen[i] = TRUE;
    } else if (is_stamp (table, i)) {
      /* A later act has stamped the row: an old stamp would say that it was not there. */
      values[i] = (YztValue) { .type = SQLITE_TEXT,
                              .bytes = (const guint8 *) self->act->now_text,
                              .length = strlen (self->act->now_text) };
      chosen[i] = TRUE;
    } else if (!yzt_value_equal_column (&change->after[i], present, (int) i)) {
      yzt_undo_add_conflict (self, table, change, present, (int) i);
    }
    *n_cells += chosen[i] && !is_stamp (table, i) ? 1 : 0;
  }
  return chosen;
}

static gboolean
set_cells (YztUndo *self, YztUndoTable *table, const YztChange *change, sqlite3_stmt *present,
           GError **error)
{
  g_autofree YztValue *values = g_memdup2 (change->before, change->n_columns * sizeof (YztValue));
  g_autofree gboolean *chosen = NULL;
  g_autoptr(GString) sql = g_string_new (NULL);
  sqlite3_stmt *stmt;
  guint n_cells;
  gboolean ok;

  if (present == NULL) {
    yzt_undo_add_conflict (self, table, change, NULL, -1);
    return TRUE;
  }
  chosen = choose_cells (self, table, change, present, values, &n_cells);
  sqlite3_reset (present);
  if (n_cells == 0)
    return TRUE;
  for (guint i = 0; i < change->n_columns; i++) {
    g_autofree char *name = yzt_schema_quote (table->columns[i]);

    if (chosen[i])
      g_string_append_printf (sql, "%s%s = ?%u", sql->len > 0 ? ", " : "", name, i + 1);
  }
  g_string_prepend (sql, "\" SET ");
  g_string_prepend (sql, table->name);
  g_string_prepend (sql, "UPDATE \"");
  g_string_append_printf (sql, " WHERE %s", table->where);
  stmt = yzt_connection_prepare (self->connection, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < change->n_columns; i++) {
    if (chosen[i] || change->is_key[i] != 0)
      yzt_value_bind (&values[i], stmt, (int) i + 1);
  }
  ok = yzt_connection_step (self->connection, stmt, error) == 0;
  sqlite3_clear_bindings (stmt);
  self->n_done += ok ? 1 : 0;
  return ok;
}

static gboolean
apply_change (const YztChange *change, gpointer user_data, GError **error)
{
  YztUndo *self = user_data;
  YztUndoTable *table = get_table (self, change, error);
  sqlite3_stmt *present;
  int step;
  gboolean ok;

  if (table == NULL)
    return FALSE;
  present = yzt_connection_prepare (self->connection, table->select, error);
  if (present == NULL)
    return FALSE;
  bind_record (present, change, change->op == SQLITE_INSERT ? change->after : change->before, TRUE);
  step = yzt_connection_step (self->connection, present, error);
  if (step < 0)
    return FALSE;
  if (g_str_equal (table->name, "kind"))
    self->act->kinds_changed = TRUE;
  if (change->op == SQLITE_INSERT)
    ok = put_back_row (self, table, change, step == 1 ? present : NULL, error);
  else if (change->op == SQLITE_DELETE)
    ok = take_away_row (self, table, change, step == 1 ? present : NULL, error);
  else
    ok = set_cells (self, table, change, step == 1 ? present : NULL, error);
  sqlite3_reset (present);
  sqlite3_clear_bindings (present);
  return ok;
}

/* --- the whole entry --- */

/* The entry whose changesets @entry stands for: an undo by reference copies nothing. */
static gboolean
find_base (YztUndo *self, GError **error)
{
  gint64 by_reference = 1;

  self->base = self->entry;
  while (TRUE) {
    if (!yzt_connection_get_int (self->connection, &by_reference, error,
                                 "SELECT by_reference FROM journal WHERE entry = ?1", "i",
                                 self->base))
      return FALSE;
    if (by_reference == 0)
      break;
    if (!yzt_connection_get_int (self->connection, &self->base, error,
                                 "SELECT undoes FROM journal WHERE entry = ?1", "i", self->base))
      return FALSE;
  }
  return yzt_connection_get_int (self->connection, &self->generation, error,
                                 "SELECT generation FROM journal WHERE entry = ?1", "i",
                                 self->base);
}

static void
undo_clear (YztUndo *self)
{
  g_clear_pointer (&self->tables, g_ptr_array_unref);
  g_clear_pointer (&self->kinds, yzt_kind_set_unref);
  g_clear_pointer (&self->conflicts, g_ptr_array_unref);
  g_clear_pointer (&self->inserted, g_array_unref);
  g_clear_pointer (&self->deleted, g_array_unref);
}

static gboolean
apply_entry (YztUndo *self, GError **error)
{
  gboolean done = FALSE;

  if (!find_base (self, error) || !yzt_undo_try_bulk (self, &done, error))
    return FALSE;
  if (done)
    return TRUE;
  if (!yzt_journal_foreach_change (self->connection, self->entry, TRUE, apply_change, self, error)
      || !yzt_undo_check_dependents (self, error))
    return FALSE;
  if (self->conflicts->len > 0)
    return yzt_undo_fail_with_conflicts (self, error);
  if (self->n_done == 0) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT,
                 _("Nothing of entry %ld is left to take back: later acts have undone all of it."),
                 (long) self->entry);
    return FALSE;
  }
  return TRUE;
}

gboolean
yzt_undo_run (YztAct *act, gint64 entry, GError **error)
{
  YztUndo self = { .act = act, .connection = act->connection, .entry = entry };
  gboolean ok;

  self.kinds = yzt_schema_load_kinds (act->connection, error);
  if (self.kinds == NULL)
    return FALSE;
  self.tables = g_ptr_array_new_with_free_func ((GDestroyNotify) undo_table_free);
  self.conflicts = g_ptr_array_new_with_free_func (g_free);
  self.inserted = g_array_new (FALSE, FALSE, sizeof (YztUndoRow));
  self.deleted = g_array_new (FALSE, FALSE, sizeof (YztUndoRow));
  g_array_set_clear_func (self.deleted, (GDestroyNotify) undo_row_clear);
  self.apply = apply_change;
  ok = apply_entry (&self, error);
  undo_clear (&self);
  return ok;
}

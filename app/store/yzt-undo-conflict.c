/* yzt-undo-conflict.c: why an entry cannot be taken back, in words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-undo-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

/* --- who did it --- */

typedef struct {
  const YztChange *change; /* whose row is looked for */
  const char *column;      /* NULL: the row itself */
  const char *const *columns;
  gboolean found;
  char *name; /* of a row that was deleted */
} Search;

static const YztValue *
keys_of (const YztChange *change)
{
  return change->op == SQLITE_INSERT ? change->after : change->before;
}

static gboolean
same_row (const YztChange *a, const YztChange *b)
{
  if (!g_str_equal (a->table, b->table))
    return FALSE;
  for (guint i = 0; i < MIN (a->n_columns, b->n_columns); i++) {
    if (a->is_key[i] != 0 && !yzt_value_equal (&keys_of (a)[i], &keys_of (b)[i]))
      return FALSE;
  }
  return TRUE;
}

static char *
value_as_text (const YztValue *value)
{
  return value->type == SQLITE_TEXT && value->length > 0
             ? g_utf8_make_valid ((const char *) value->bytes, (gssize) value->length)
             : NULL;
}

static gboolean
look_for_cell (const YztChange *change, gpointer user_data, GError **error)
{
  Search *search = user_data;

  if (!same_row (change, search->change))
    return TRUE;
  for (guint i = 0; i < change->n_columns && search->columns[i] != NULL; i++) {
    if (search->column != NULL && g_str_equal (search->columns[i], search->column)
        && change->after[i].type != 0)
      search->found = TRUE;
    if (search->column == NULL && g_str_equal (search->columns[i], "name")
        && change->op == SQLITE_DELETE) {
      g_free (search->name);
      search->name = value_as_text (&change->before[i]);
    }
  }
  return TRUE;
}

static void
look_in_entry (YztUndo *self, Search *search, gint64 entry)
{
  gint64 base, generation = 0, fid = yzt_change_get_fid (search->change);
  const char *table = search->change->table;
  gboolean inverted;

  if (!yzt_journal_find_base (self->connection, entry, &base, &inverted, NULL)
      || !yzt_connection_get_int (self->connection, &generation, NULL,
                                  "SELECT generation FROM journal WHERE entry = ?1", "i", base))
    return;
  search->columns = yzt_words_get_columns (&self->words, generation, table);
  if (fid != 0)
    yzt_journal_foreach_row_change (self->connection, entry, FALSE, table, fid, look_for_cell,
                                    search, NULL);
  else
    yzt_journal_foreach_change (self->connection, entry, FALSE, look_for_cell, search, NULL);
}

/* What a deleted row was called, from the entry that deleted it. */
static char *
find_deleted_name (YztUndo *self, const YztChange *change, gint64 entry)
{
  Search search = { .change = change };

  look_in_entry (self, &search, entry);
  return search.name;
}

static gint64
find_later_entry (YztUndo *self, const YztChange *change, const char *column)
{
  g_autoptr(GArray) entries = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *stmt = yzt_connection_query (
      self->connection, NULL,
      "SELECT entry FROM (" YZT_TOUCHING_SQL ("?1", "?2") ") WHERE entry > ?3 ORDER BY entry DESC",
      "sii", change->table, yzt_change_get_fid (change), self->entry);

  while (stmt != NULL && yzt_connection_step (self->connection, stmt, NULL) == 1) {
    gint64 entry = sqlite3_column_int64 (stmt, 0);

    g_array_append_val (entries, entry);
  }
  for (guint i = 0; i < entries->len; i++) {
    gint64 entry = g_array_index (entries, gint64, i);
    Search search = { .change = change, .column = column };

    if (column == NULL)
      return entry;
    look_in_entry (self, &search, entry);
    if (search.found)
      return entry;
  }
  return entries->len > 0 ? g_array_index (entries, gint64, 0) : 0;
}

/* --- what it is about --- */

char *
yzt_undo_name_row (YztUndoTable *table, const YztChange *change, const YztValue *present)
{
  static const char *const candidates[] = { "name", "code", "key", "heading", "id" };
  const YztValue *values = keys_of (change);

  for (guint c = 0; c < G_N_ELEMENTS (candidates); c++) {
    for (guint i = 0; i < change->n_columns; i++) {
      char *name;

      if (!g_str_equal (table->columns[i], candidates[c]))
        continue;
      name = present != NULL ? value_as_text (&present[i]) : NULL;
      if (name == NULL)
        name = value_as_text (&values[i]);
      if (name != NULL)
        return name;
    }
  }
  return g_strdup_printf ("%" G_GINT64_FORMAT, yzt_change_get_fid (change));
}

gboolean
yzt_undo_count (YztUndo *self, YztUndoReasons *reasons)
{
  reasons->n++;
  return reasons->sentences->len < self->max_sentences;
}

void
yzt_undo_add_conflict (YztUndo *self, YztUndoTable *table, const YztChange *change,
                       const YztValue *present, const char *column)
{
  g_autofree char *name = NULL;
  g_autofree char *who = NULL;
  const char *label = yzt_words_label_table (&self->words, table->name);
  gint64 later;

  if (!yzt_undo_count (self, &self->conflicts))
    return;
  name = yzt_undo_name_row (table, change, present);
  later = find_later_entry (self, change, column);
  who = yzt_journal_describe (self->connection, later, self->now_ms);
  if (column == NULL && table->kind != NULL) {
    char *deleted_name = find_deleted_name (self, change, later);

    if (deleted_name != NULL) {
      g_free (name);
      name = deleted_name;
    }
  }
  g_ptr_array_add (
      self->conflicts.sentences,
      column == NULL ? g_strdup_printf (_("%s “%s” was deleted later %s"), label, name, who)
                 : g_strdup_printf (_("%s “%s”: “%s” was changed later %s"), label, name,
                                    yzt_words_label_column (&self->words, table->name, column),
                                    who));
}

static void
append_reasons (GString *text, const YztUndoReasons *reasons)
{
  for (guint i = 0; i < reasons->sentences->len; i++)
    g_string_append_printf (text, "%s%s", text->len > 0 ? _("; ") : "",
                            (const char *) g_ptr_array_index (reasons->sentences, i));
}

gboolean
yzt_undo_fail_with_reasons (YztUndo *self, GError **error)
{
  g_autoptr(GString) text = g_string_new (NULL);
  guint n_told = self->conflicts.sentences->len + self->dependents.sentences->len;
  guint n = self->conflicts.n + self->dependents.n;

  append_reasons (text, &self->conflicts);
  append_reasons (text, &self->dependents);
  if (n > n_told)
    g_string_append_printf (text, _("; and %u more"), n - n_told);
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT,
               _("Entry %ld was not taken back. %s. Take the later change back first."),
               (long) self->entry, text->str);
  return FALSE;
}

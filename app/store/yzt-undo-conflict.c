/* yzt-undo-conflict.c: why an entry cannot be taken back, in words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-undo-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

/* So many are put in words; the rest are counted. */
#define MAX_SENTENCES 3

/* --- who did it --- */

typedef struct {
  const char *table;
  gint64 fid;
  const char *column;
  gint64 generation;
  YztConnection *connection;
  gboolean found;
  char *name; /* of a row that was deleted */
} Search;

static char *
value_as_text (const YztValue *value)
{
  return value->type == SQLITE_TEXT && value->length > 0
             ? g_strndup ((const char *) value->bytes, value->length)
             : NULL;
}

static gboolean
look_for_cell (const YztChange *change, gpointer user_data, GError **error)
{
  Search *search = user_data;
  g_autofree char *columns = NULL;
  g_auto(GStrv) names = NULL;

  if (!g_str_equal (change->table, search->table) || yzt_change_get_fid (change) != search->fid)
    return TRUE;
  columns = yzt_connection_get_text (
      search->connection, NULL,
      "SELECT columns FROM journal_generation WHERE tbl = ?1 AND generation = ?2", "si",
      change->table, search->generation);
  names = g_strsplit (columns != NULL ? columns : "", "\n", -1);
  for (guint i = 0; i < change->n_columns && names[i] != NULL; i++) {
    if (search->column != NULL && g_str_equal (names[i], search->column)
        && change->after[i].type != 0)
      search->found = TRUE;
    if (search->column == NULL && g_str_equal (names[i], "name") && change->op == SQLITE_DELETE) {
      g_free (search->name);
      search->name = value_as_text (&change->before[i]);
    }
  }
  return TRUE;
}

/* What a deleted row was called, from the entry that deleted it. */
static char *
find_deleted_name (YztUndo *self, const char *table, gint64 fid, gint64 entry)
{
  Search search = { table, fid, NULL, 0, self->connection, FALSE, NULL };

  yzt_connection_get_int (self->connection, &search.generation, NULL,
                          "SELECT generation FROM journal WHERE entry = ?1", "i", entry);
  yzt_journal_foreach_change (self->connection, entry, FALSE, look_for_cell, &search, NULL);
  return search.name;
}

static gint64
find_later_entry (YztUndo *self, const char *table, gint64 fid, const char *column)
{
  g_autoptr(GArray) entries = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *stmt =
      yzt_connection_query (self->connection, NULL,
                            "SELECT DISTINCT entry FROM journal_touch WHERE tbl = ?1 AND fid_from "
                            "BETWEEN ?2 - 512 AND ?2 AND fid_to >= ?2 AND entry > ?3 "
                            "AND entry <> ?4 ORDER BY entry DESC",
                            "siii", table, fid, self->entry, self->act->entry);

  while (stmt != NULL && yzt_connection_step (self->connection, stmt, NULL) == 1) {
    gint64 entry = sqlite3_column_int64 (stmt, 0);

    g_array_append_val (entries, entry);
  }
  for (guint i = 0; i < entries->len; i++) {
    gint64 entry = g_array_index (entries, gint64, i);
    Search search = { table, fid, column, 0, self->connection, FALSE, NULL };

    if (column == NULL)
      return entry;
    yzt_connection_get_int (self->connection, &search.generation, NULL,
                            "SELECT generation FROM journal WHERE entry = ?1", "i", entry);
    yzt_journal_foreach_change (self->connection, entry, FALSE, look_for_cell, &search, NULL);
    if (search.found)
      return entry;
  }
  return entries->len > 0 ? g_array_index (entries, gint64, 0) : 0;
}

/* --- what it is about --- */

char *
yzt_undo_name_row (YztUndoTable *table, const YztChange *change, sqlite3_stmt *present)
{
  static const char *const candidates[] = { "name", "code", "key", "heading", "id" };
  const YztValue *values = change->op == SQLITE_INSERT ? change->after : change->before;

  for (guint c = 0; c < G_N_ELEMENTS (candidates); c++) {
    for (guint i = 0; i < change->n_columns; i++) {
      char *name;

      if (!g_str_equal (table->columns[i], candidates[c]))
        continue;
      if (present != NULL && sqlite3_column_type (present, (int) i) == SQLITE_TEXT
          && sqlite3_column_bytes (present, (int) i) > 0)
        return g_strdup ((const char *) sqlite3_column_text (present, (int) i));
      name = value_as_text (&values[i]);
      if (name != NULL)
        return name;
    }
  }
  return g_strdup_printf ("%" G_GINT64_FORMAT, yzt_change_get_fid (change));
}

static const char *
label_table (YztUndoTable *table)
{
  if (table->kind != NULL)
    return yzt_kind_get_label (table->kind, yzt_store_language ());
  if (g_str_equal (table->name, "map_setting"))
    return _("Setting of the map");
  if (g_str_equal (table->name, "kind"))
    return _("Kind");
  if (g_str_has_prefix (table->name, "plan_"))
    return _("Plan text");
  return table->name;
}

static const char *
label_column (YztUndoTable *table, guint column)
{
  const char *name = table->columns[column];
  const YztField *field = table->kind != NULL ? yzt_kind_find_field (table->kind, name) : NULL;

  if (field != NULL)
    return yzt_field_get_label (field, yzt_store_language ());
  if (g_str_equal (name, "geom"))
    return _("Position");
  if (g_str_equal (name, "owner_fid"))
    return _("Owner");
  return name;
}

static void
take_sentence (YztUndo *self, char *sentence)
{
  self->n_conflicts++;
  g_ptr_array_add (self->conflicts, sentence);
}

void
yzt_undo_add_conflict (YztUndo *self, YztUndoTable *table, const YztChange *change,
                       sqlite3_stmt *present, int column)
{
  g_autofree char *name = NULL;
  g_autofree char *who = NULL;
  gint64 later;

  if (self->conflicts->len >= MAX_SENTENCES) {
    self->n_conflicts++;
    return;
  }
  name = yzt_undo_name_row (table, change, present);
  later = find_later_entry (self, table->name, yzt_change_get_fid (change),
                            column >= 0 ? table->columns[column] : NULL);
  who = yzt_journal_describe (self->connection, later, self->act->now_ms);
  if (column < 0 && table->kind != NULL) {
    char *deleted_name = find_deleted_name (self, table->name, yzt_change_get_fid (change), later);

    if (deleted_name != NULL) {
      g_free (name);
      name = deleted_name;
    }
  }
  if (column < 0)
    take_sentence (
        self, g_strdup_printf (_("%s “%s” was deleted later %s"), label_table (table), name, who));
  else
    take_sentence (self,
                   g_strdup_printf (_("%s “%s”: “%s” was changed later %s"), label_table (table),
                                    name, label_column (table, (guint) column), who));
}

gboolean
yzt_undo_fail_with_conflicts (YztUndo *self, GError **error)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->conflicts->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "; " : "",
                            (const char *) g_ptr_array_index (self->conflicts, i));
  if (self->n_conflicts > self->conflicts->len)
    g_string_append_printf (text, _("; and %u more"), self->n_conflicts - self->conflicts->len);
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT,
               _("Entry %ld was not taken back. %s. Take the later change back first."),
               (long) self->entry, text->str);
  return FALSE;
}

/* --- dependents --- */

static char *
name_present_row (YztUndo *self, const char *table, gint64 fid)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT coalesce(name, code, fid) FROM \"%s\" WHERE fid = ?1", table);
  char *name = yzt_connection_get_text (self->connection, NULL, sql, "i", fid);

  return name != NULL ? name : g_strdup_printf ("%" G_GINT64_FORMAT, fid);
}

static gboolean
check_left_children (YztUndo *self, const YztUndoRow *row, GError **error)
{
  gint64 n_sections, n;

  if (!yzt_connection_get_int (self->connection, &n_sections, error,
                               "SELECT count(*) FROM plan_section WHERE plan_fid = ?1", "i",
                               row->fid))
    return FALSE;
  if (n_sections > 0)
    take_sentence (self,
                   g_strdup_printf (_("%s “%s” has been given a plan text since then"),
                                    label_table (row->table), row->name != NULL ? row->name : "…"));
  for (guint i = 0; i < yzt_kind_set_get_n (self->kinds); i++) {
    YztKind *child = yzt_kind_set_get (self->kinds, i);
    g_autofree char *sql = NULL;

    if (g_strcmp0 (yzt_kind_get_owner (child), yzt_kind_get_id (row->table->kind)) != 0)
      continue;
    sql = g_strdup_printf ("SELECT count(*) FROM \"%s\" WHERE owner_fid = ?1",
                           yzt_kind_get_table (child));
    if (!yzt_connection_get_int (self->connection, &n, error, sql, "i", row->fid))
      return FALSE;
    if (n > 0)
      take_sentence (self,
                     g_strdup_printf (_("%s “%s” has been given %d of “%s” since then"),
                                      label_table (row->table), row->name != NULL ? row->name : "…",
                                      (int) n, yzt_kind_get_label (child, yzt_store_language ())));
  }
  return TRUE;
}

static gboolean
check_owner (YztUndo *self, const YztUndoRow *row, GError **error)
{
  YztKind *owner = yzt_kind_set_find (self->kinds, yzt_kind_get_owner (row->table->kind));
  g_autofree char *sql = NULL;
  g_autofree char *name = NULL;
  gint64 orphan = 0;

  if (owner == NULL)
    return TRUE;
  sql = g_strdup_printf ("SELECT count(*) FROM \"%s\" c WHERE fid = ?1 AND owner_fid > 0 AND NOT "
                         "EXISTS (SELECT 1 FROM \"%s\" WHERE fid = c.owner_fid)",
                         row->table->name, yzt_kind_get_table (owner));
  if (!yzt_connection_get_int (self->connection, &orphan, error, sql, "i", row->fid))
    return FALSE;
  if (orphan > 0) {
    name = name_present_row (self, row->table->name, row->fid);
    take_sentence (self,
                   g_strdup_printf (_("%s “%s” belongs to one of “%s” that was deleted later"),
                                    label_table (row->table), name,
                                    yzt_kind_get_label (owner, yzt_store_language ())));
  }
  return TRUE;
}

static gboolean
check_removed_kinds (YztUndo *self, GError **error)
{
  for (guint i = 0; i < yzt_kind_set_get_n (self->kinds); i++) {
    YztKind *kind = yzt_kind_set_get (self->kinds, i);
    g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM (SELECT 1 FROM \"%s\" LIMIT 1) "
                                            "WHERE NOT EXISTS (SELECT 1 FROM kind WHERE id = ?1)",
                                            yzt_kind_get_table (kind));
    gint64 orphan;

    if (!yzt_connection_get_int (self->connection, &orphan, error, sql, "s",
                                 yzt_kind_get_id (kind)))
      return FALSE;
    if (orphan > 0)
      take_sentence (self, g_strdup_printf (_("the map holds entries of the kind “%s”"),
                                            yzt_kind_get_label (kind, yzt_store_language ())));
  }
  return TRUE;
}

gboolean
yzt_undo_check_dependents (YztUndo *self, GError **error)
{
  for (guint i = 0; i < self->deleted->len && self->conflicts->len < MAX_SENTENCES; i++) {
    const YztUndoRow *row = &g_array_index (self->deleted, YztUndoRow, i);

    if (row->table->kind != NULL && !check_left_children (self, row, error))
      return FALSE;
  }
  for (guint i = 0; i < self->inserted->len && self->conflicts->len < MAX_SENTENCES; i++) {
    const YztUndoRow *row = &g_array_index (self->inserted, YztUndoRow, i);

    if (row->table->kind != NULL && yzt_kind_get_owner (row->table->kind) != NULL
        && !check_owner (self, row, error))
      return FALSE;
  }
  return !self->act->kinds_changed || check_removed_kinds (self, error);
}

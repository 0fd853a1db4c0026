/* yzt-undo-dependents.c: what hangs on rows that undo takes away, and what rows that it puts back hang on, in words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-undo-private.h"
#include <glib/gi18n-lib.h>

/* --- what goes --- */

/* How many rows with @sql's owner in the range stay; @sql gives their numbers. */
static gboolean
count_left (YztUndo *self, const char *sql, const char *table, gint64 fid_from, gint64 fid_to,
            YztUndoGoesFunc goes, gpointer user_data, gint64 *n_out, GError **error)
{
  sqlite3_stmt *stmt =
      yzt_connection_query (self->connection, error, sql, "ii", fid_from, fid_to);
  int step;

  *n_out = 0;
  if (stmt == NULL)
    return FALSE;
  while ((step = yzt_connection_step (self->connection, stmt, error)) == 1)
    *n_out += goes == NULL || !goes (table, sqlite3_column_int64 (stmt, 0), user_data) ? 1 : 0;
  return step == 0;
}

gboolean
yzt_undo_check_range (YztUndo *self, YztKind *kind, gint64 fid_from, gint64 fid_to,
                      const char *name, YztUndoGoesFunc goes, gpointer user_data, GError **error)
{
  const char *label = yzt_kind_get_label (kind, self->words.language);
  gint64 n, n_documents;

  if (!count_left (self, "SELECT fid FROM plan_section WHERE plan_fid BETWEEN ?1 AND ?2",
                   "plan_section", fid_from, fid_to, goes, user_data, &n, error)
      || !count_left (self, "SELECT fid FROM plan_document WHERE fid BETWEEN ?1 AND ?2",
                      "plan_document", fid_from, fid_to, goes, user_data, &n_documents, error))
    return FALSE;
  if (n + n_documents > 0 && yzt_undo_count (self, &self->dependents))
    g_ptr_array_add (
        self->dependents.sentences,
        g_strdup_printf (_("%s “%s” has been given a plan text since then"), label, name));
  for (guint i = 0; i < yzt_kind_set_get_n (self->words.kinds); i++) {
    YztKind *child = yzt_kind_set_get (self->words.kinds, i);
    const char *table = yzt_kind_get_table (child);
    g_autofree char *sql =
        g_strdup_printf ("SELECT fid FROM \"%s\" WHERE owner_fid BETWEEN ?1 AND ?2", table);

    if (g_strcmp0 (yzt_kind_get_owner (child), yzt_kind_get_id (kind)) != 0)
      continue;
    if (!count_left (self, sql, table, fid_from, fid_to, goes, user_data, &n, error))
      return FALSE;
    if (n > 0 && yzt_undo_count (self, &self->dependents))
      g_ptr_array_add (self->dependents.sentences,
                       g_strdup_printf (_("%s “%s” has been given %d of “%s” since then"), label,
                                        name, (int) n,
                                        yzt_kind_get_label (child, self->words.language)));
  }
  return TRUE;
}

/* Rows of this undo, by table and number. */
static void
add_rows (GHashTable *index, GArray *rows)
{
  for (guint i = 0; i < rows->len; i++) {
    const YztUndoRow *row = &g_array_index (rows, YztUndoRow, i);

    g_hash_table_add (index,
                      g_strdup_printf ("%" G_GINT64_FORMAT " %s", row->fid, row->table->name));
  }
}

static GHashTable *
index_rows (GArray *rows)
{
  GHashTable *index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  add_rows (index, rows);
  return index;
}

static gboolean
is_in_index (const char *table, gint64 fid, gpointer user_data)
{
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT " %s", fid, table);

  return g_hash_table_contains (user_data, key);
}

static gboolean
has_children (YztUndo *self, YztKind *kind)
{
  for (guint i = 0; i < yzt_kind_set_get_n (self->words.kinds); i++) {
    if (g_strcmp0 (yzt_kind_get_owner (yzt_kind_set_get (self->words.kinds, i)),
                   yzt_kind_get_id (kind))
        == 0)
      return TRUE;
  }
  return g_str_equal (yzt_kind_get_id (kind), "plan");
}

/* Numbers that follow each other are looked at together: on few of them hangs anything at all. */
static guint
count_run (GArray *rows, guint from)
{
  const YztUndoRow *first = &g_array_index (rows, YztUndoRow, from);
  guint n = 1;

  while (from + n < rows->len && n < YZT_TOUCH_SPAN && g_array_index (rows, YztUndoRow, from + n).table == first->table
         && g_array_index (rows, YztUndoRow, from + n).fid == first->fid + n)
    n++;
  return n;
}

static gboolean
check_run (YztUndo *self, guint from, guint n, GHashTable *index, GError **error)
{
  const YztUndoRow *rows = &g_array_index (self->deleted, YztUndoRow, from);
  guint n_before = self->dependents.n, n_sentences = self->dependents.sentences->len;
  YztUndoGoesFunc goes = index != NULL ? is_in_index : NULL;

  if (n > 1) {
    if (!yzt_undo_check_range (self, rows->table->kind, rows[0].fid, rows[n - 1].fid, "…", goes, index, error))
      return FALSE;
    if (self->dependents.n == n_before)
      return TRUE;
    /* Once more, with their names. */
    self->dependents.n = n_before;
    g_ptr_array_set_size (self->dependents.sentences, (int) n_sentences);
  }
  for (guint i = 0; i < n; i++) {
    if (!yzt_undo_check_range (self, rows->table->kind, rows[i].fid, rows[i].fid, rows[i].name != NULL ? rows[i].name : "…", goes, index, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_deleted (YztUndo *self, GError **error)
{
  g_autoptr(GHashTable) index = NULL;
  guint n;

  for (guint i = 0; i < self->deleted->len; i += n) {
    const YztUndoRow *row = &g_array_index (self->deleted, YztUndoRow, i);

    n = 1;
    if (row->table->kind == NULL || !has_children (self, row->table->kind))
      continue;
    /* Only looked at, the rows are still there. */
    if (index == NULL && self->act == NULL) {
      index = index_rows (self->deleted);
      add_rows (index, self->returned);
    }
    n = count_run (self->deleted, i);
    if (!check_run (self, i, n, index, error))
      return FALSE;
  }
  return TRUE;
}

/* --- what comes --- */

static gboolean
check_owner (YztUndo *self, const YztUndoRow *row, YztKind *owner, GHashTable *index,
             GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT count(*) FROM \"%s\" WHERE fid = ?1", yzt_kind_get_table (owner));
  gint64 n;

  if (!yzt_connection_get_int (self->connection, &n, error, sql, "i", row->owner_fid))
    return FALSE;
  if (n == 0 && (index == NULL || !is_in_index (yzt_kind_get_table (owner), row->owner_fid, index))
      && yzt_undo_count (self, &self->dependents))
    g_ptr_array_add (
        self->dependents.sentences,
        g_strdup_printf (_("%s “%s” belongs to one of “%s” that was deleted later"),
                         yzt_kind_get_label (row->table->kind, self->words.language),
                         row->name != NULL ? row->name : "…",
                         yzt_kind_get_label (owner, self->words.language)));
  return TRUE;
}

/* --- texts of plans, which no kind describes --- */

typedef struct {
  GHashTable *comes, *goes; /* only looked at: rows that are not there yet, and rows that still are */
  gint64 told;              /* the plan that was named last: once is enough for all its sections */
} PlanTexts;

static gboolean
tell_plan (YztUndo *self, PlanTexts *texts, const YztUndoRow *row, YztKind *plans, gint64 plan,
           gboolean is_gone)
{
  const char *label = yzt_kind_get_label (plans, self->words.language);
  g_autofree char *name = NULL;

  if (texts->told == plan || !yzt_undo_count (self, &self->dependents))
    return TRUE;
  texts->told = plan;
  name = yzt_connection_get_text (self->connection, NULL, "SELECT name FROM plan WHERE fid = ?1", "i",
                                  plan);
  g_ptr_array_add (
      self->dependents.sentences,
      is_gone ? g_strdup_printf (_("%s “%s” belongs to one of “%s” that was deleted later"),
                                 yzt_words_label_table (&self->words, row->table->name),
                                 row->name != NULL ? row->name : "…", label)
              : g_strdup_printf (_("%s “%s” has been given a plan text since then"), label,
                                 name != NULL ? name : "…"));
  return TRUE;
}

/* A text comes back to its plan only, and never stands among the sections of another one. */
static gboolean
check_plan_text (YztUndo *self, PlanTexts *texts, const YztUndoRow *row, GError **error)
{
  YztKind *plans = yzt_kind_set_find (self->words.kinds, "plan");
  gboolean is_section = g_str_equal (row->table->name, "plan_section");
  gint64 plan = is_section ? row->owner_fid : row->fid, n, other;

  if (plans == NULL)
    return TRUE;
  if (!yzt_connection_get_int (self->connection, &n, error,
                               "SELECT count(*) FROM plan WHERE fid = ?1", "i", plan))
    return FALSE;
  if (n == 0 && (texts->comes == NULL || !is_in_index ("plan", plan, texts->comes)))
    return tell_plan (self, texts, row, plans, plan, TRUE);
  if (!is_section)
    return TRUE;
  if (!yzt_connection_get_int (self->connection, &other, error,
                               "SELECT fid FROM plan_section WHERE plan_fid = ?1 AND position = ?2 "
                               "AND fid <> ?3",
                               "iii", plan, row->position, row->fid))
    return FALSE;
  return other == 0 || (texts->goes != NULL && is_in_index ("plan_section", other, texts->goes))
         || tell_plan (self, texts, row, plans, plan, FALSE);
}

static gboolean
is_plan_text (const YztUndoRow *row)
{
  return g_str_equal (row->table->name, "plan_section")
         || g_str_equal (row->table->name, "plan_document");
}

static gboolean
check_plan_texts (YztUndo *self, GError **error)
{
  g_autoptr(GHashTable) comes = NULL;
  g_autoptr(GHashTable) goes = NULL;
  PlanTexts texts = { 0 };

  for (guint i = 0; i < self->inserted->len; i++) {
    const YztUndoRow *row = &g_array_index (self->inserted, YztUndoRow, i);

    if (!is_plan_text (row))
      continue;
    if (self->act == NULL && comes == NULL) {
      texts.comes = comes = index_rows (self->inserted);
      texts.goes = goes = index_rows (self->deleted);
    }
    if (!check_plan_text (self, &texts, row, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_owners (YztUndo *self, GArray *rows, GError **error)
{
  g_autoptr(GHashTable) index = NULL;

  for (guint i = 0; i < rows->len; i++) {
    const YztUndoRow *row = &g_array_index (rows, YztUndoRow, i);
    const char *id = row->table->kind != NULL ? yzt_kind_get_owner (row->table->kind) : NULL;
    YztKind *owner = id != NULL ? yzt_kind_set_find (self->words.kinds, id) : NULL;

    if (owner == NULL || row->owner_fid == 0)
      continue;
    if (index == NULL && self->act == NULL)
      index = index_rows (self->inserted);
    if (!check_owner (self, row, owner, index, error))
      return FALSE;
  }
  return TRUE;
}

static gint64
count_deleted (YztUndo *self, YztKind *kind)
{
  gint64 n = 0;

  for (guint i = 0; i < self->deleted->len; i++)
    n += g_str_equal (g_array_index (self->deleted, YztUndoRow, i).table->name,
                      yzt_kind_get_table (kind))
             ? 1
             : 0;
  return n;
}

static gboolean
check_removed_kinds (YztUndo *self, GError **error)
{
  for (guint i = 0; i < self->removed_kinds->len; i++) {
    YztKind *kind =
        yzt_kind_set_find (self->words.kinds, g_ptr_array_index (self->removed_kinds, i));
    g_autofree char *sql = NULL;
    gint64 n;

    if (kind == NULL)
      continue;
    sql = g_strdup_printf ("SELECT count(*) FROM \"%s\"", yzt_kind_get_table (kind));
    if (!yzt_connection_get_int (self->connection, &n, error, sql, ""))
      return FALSE;
    if (self->act == NULL)
      n -= count_deleted (self, kind);
    if (n > 0 && yzt_undo_count (self, &self->dependents))
      g_ptr_array_add (self->dependents.sentences,
                       g_strdup_printf (_("The map holds entries of the kind “%s”"),
                                        yzt_kind_get_label (kind, self->words.language)));
  }
  return TRUE;
}

gboolean
yzt_undo_check_dependents (YztUndo *self, GError **error)
{
  return check_deleted (self, error) && check_owners (self, self->inserted, error) && check_owners (self, self->returned, error)
         && check_plan_texts (self, error) && check_removed_kinds (self, error);
}

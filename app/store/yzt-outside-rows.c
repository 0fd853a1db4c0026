/* yzt-outside-rows.c: rows that other programmes changed: which they are, their numbers, owners, texts
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Triggers saved the rows as they were before. New rows get numbers of ours: other programmes number max + 1, which some station would give
 * next. Texts are brought to NFC, as those of our own acts are. */
#include "config.h"
#include "yzt-outside-private.h"
#include <string.h>

/* --- which they are --- */

void
yzt_waiting_free (YztWaiting *self)
{
  if (self == NULL)
    return;
  yzt_kind_set_unref (self->kinds);
  g_array_unref (self->rows);
  g_array_unref (self->notes);
  g_array_unref (self->order);
  g_hash_table_unref (self->tables);
  g_free (self);
}

/* Settings and texts of kinds are the programme's own, and a table may be gone since. */
static gboolean
is_journals (YztConnection *connection, const char *table, gboolean *is_out, GError **error)
{
  gint64 n;
  gboolean ok = yzt_connection_get_int (connection, &n, error,
                                        "SELECT EXISTS (SELECT 1 FROM journal_generation WHERE tbl = ?1 AND tbl NOT IN ('map_setting', 'kind')) "
                                        "AND EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1)",
                                        "s", table);

  *is_out = n != 0;
  return ok;
}

static void
free_numbers (gpointer numbers)
{
  if (numbers != NULL)
    g_hash_table_unref (numbers);
}

/* The index of its row. */
static guint
add_note (YztWaiting *self, const char *table, GHashTable *numbers, sqlite3_stmt *stmt)
{
  YztWaitingNote note = { sqlite3_column_int64 (stmt, 0), 0 };
  gint64 fid = sqlite3_column_int64 (stmt, 2);
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, GSIZE_TO_POINTER (fid)));
  YztWaitingRow *row;

  g_array_append_val (self->notes, note);
  if (index > 0) {
    row = yzt_waiting_get (self, index - 1);
    g_array_index (self->notes, YztWaitingNote, row->last).next = self->notes->len - 1;
    row->last = self->notes->len - 1;
    return index - 1;
  } else {
    YztWaitingRow added = { table, fid, fid, self->notes->len - 1, self->notes->len - 1, FALSE, FALSE };

    added.was_absent = g_strcmp0 ((const char *) sqlite3_column_text (stmt, 3), "insert") == 0;
    added.has_number = added.was_absent && sqlite3_column_int (stmt, 4) != 0;
    g_array_append_val (self->rows, added);
    g_hash_table_insert (numbers, GSIZE_TO_POINTER (fid), GUINT_TO_POINTER (self->rows->len));
    return self->rows->len - 1;
  }
}

/* The numbers of the rows of a table that wait; NULL when it is not the journal's. */
static gboolean
get_numbers (YztWaiting *self, const char *table, GHashTable **numbers_out, GError **error)
{
  gboolean is;

  if (g_hash_table_lookup_extended (self->tables, table, NULL, (gpointer *) numbers_out))
    return TRUE;
  if (!is_journals (self->connection, table, &is, error))
    return FALSE;
  *numbers_out = is ? g_hash_table_new (NULL, NULL) : NULL;
  g_hash_table_insert (self->tables, (gpointer) table, *numbers_out);
  return TRUE;
}

/* @n_out: how many changes there were. */
static gboolean
load_notes (YztWaiting *self, sqlite3_stmt *stmt, guint *n_out, GError **error)
{
  const char *table = NULL;
  GHashTable *numbers = NULL;
  int step;

  for (*n_out = 0; (step = yzt_connection_step (self->connection, stmt, error)) == 1; ++*n_out) {
    const char *name = (const char *) sqlite3_column_text (stmt, 1);

    self->last_n = MAX (self->last_n, sqlite3_column_int64 (stmt, 0));
    if (table == NULL || !g_str_equal (table, name)) {
      table = g_intern_string (name);
      if (!get_numbers (self, table, &numbers, error)) {
        sqlite3_reset (stmt);
        return FALSE;
      }
    }
    if (numbers != NULL) {
      guint index = add_note (self, table, numbers, stmt);

      g_array_append_val (self->order, index);
    }
  }
  return step == 0;
}

gboolean
yzt_waiting_load_more (YztWaiting *self, guint limit, gboolean *all_out, GError **error)
{
  sqlite3_stmt *stmt = yzt_connection_query (self->connection, error,
                                             "SELECT n, tbl, fid, op, old NOTNULL FROM outside_change WHERE n > ?1 ORDER BY n LIMIT ?2", "ii", self->last_n,
                                             limit > 0 ? (gint64) limit : -1);
  guint n;

  if (stmt == NULL || !load_notes (self, stmt, &n, error))
    return FALSE;
  if (all_out != NULL)
    *all_out = limit == 0 || n < limit;
  return TRUE;
}

static YztWaiting *
new_waiting (YztConnection *connection, YztKindSet *kinds, gboolean asks)
{
  YztWaiting *self = g_new0 (YztWaiting, 1);
  YztWaitingNote nobodys = { 0, 0 };

  self->connection = connection;
  self->kinds = yzt_kind_set_ref (kinds);
  self->rows = g_array_new (FALSE, FALSE, sizeof (YztWaitingRow));
  self->notes = g_array_new (FALSE, FALSE, sizeof (YztWaitingNote));
  self->order = g_array_new (FALSE, FALSE, sizeof (guint));
  self->tables = g_hash_table_new_full (NULL, NULL, NULL, free_numbers);
  g_array_append_val (self->notes, nobodys);
  self->last_n = G_MININT64;
  self->asks = asks;
  return self;
}

YztWaiting *
yzt_waiting_new (YztConnection *connection, YztKindSet *kinds)
{
  return new_waiting (connection, kinds, TRUE);
}

YztWaiting *
yzt_waiting_load (YztConnection *connection, YztKindSet *kinds, guint limit, gboolean *all_out, GError **error)
{
  g_autoptr(YztWaiting) self = new_waiting (connection, kinds, FALSE);

  return yzt_waiting_load_more (self, limit, all_out, error) ? g_steal_pointer (&self) : NULL;
}

YztWaitingRow *
yzt_waiting_get (YztWaiting *self, guint index)
{
  return &g_array_index (self->rows, YztWaitingRow, index);
}

static gboolean
ask (YztWaiting *self, const char *table, gint64 fid, GError **error)
{
  sqlite3_stmt *stmt = yzt_connection_query (self->connection, error,
                                             "SELECT n, tbl, fid, op, old NOTNULL FROM outside_change WHERE fid = ?1 AND tbl = ?2 ORDER BY n", "is", fid, table);
  guint n;

  return stmt != NULL && load_notes (self, stmt, &n, error);
}

gboolean
yzt_waiting_find (YztWaiting *self, const char *table, gint64 fid, guint *index_out, GError **error)
{
  const char *name = g_intern_string (table);
  GHashTable *numbers = g_hash_table_lookup (self->tables, name);

  *index_out = numbers != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (numbers, GSIZE_TO_POINTER (fid))) : 0;
  if (*index_out != 0 || !self->asks)
    return TRUE;
  if (!ask (self, name, fid, error))
    return FALSE;
  numbers = g_hash_table_lookup (self->tables, name);
  *index_out = numbers != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (numbers, GSIZE_TO_POINTER (fid))) : 0;
  return TRUE;
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
  const YztWaitingRow *x = yzt_waiting_get (data, *(const guint *) a), *y = yzt_waiting_get (data, *(const guint *) b);

  if (x->table != y->table)
    return strcmp (x->table, y->table);
  return x->fid_before < y->fid_before ? -1 : x->fid_before > y->fid_before;
}

/* Each row once. */
static void
list_rows (YztWaiting *self)
{
  g_array_set_size (self->order, self->rows->len);
  for (guint i = 0; i < self->rows->len; i++)
    g_array_index (self->order, guint, i) = i;
}

void
yzt_waiting_sort (YztWaiting *self)
{
  list_rows (self);
  g_array_sort_with_data (self->order, compare_rows, self);
}

/* Of how many things it is a part. */
static guint
find_depth (YztWaiting *self, const char *table)
{
  const YztKind *kind = yzt_kind_set_find (self->kinds, table);
  guint depth = 0;

  if (kind == NULL)
    return 1; /* texts of plans, duties of people */
  /* Kinds that own each other in a ring end somewhere. */
  while (yzt_kind_get_owner (kind) != NULL && depth < yzt_kind_set_get_n (self->kinds)) {
    kind = yzt_kind_set_find (self->kinds, yzt_kind_get_owner (kind));
    depth++;
    if (kind == NULL)
      break;
  }
  return depth;
}

typedef struct {
  YztWaiting *waiting;
  GHashTable *depths; /* interned table → depth */
} Parting;

static int
compare_to_part (gconstpointer a, gconstpointer b, gpointer data)
{
  const Parting *parting = data;
  const YztWaitingRow *x = yzt_waiting_get (parting->waiting, *(const guint *) a), *y = yzt_waiting_get (parting->waiting, *(const guint *) b);
  int depth_x, depth_y;

  if (x->is_gone != y->is_gone)
    return x->is_gone ? 1 : -1;
  if (x->table == y->table)
    return x->fid_now < y->fid_now ? -1 : x->fid_now > y->fid_now;
  depth_x = GPOINTER_TO_INT (g_hash_table_lookup (parting->depths, x->table));
  depth_y = GPOINTER_TO_INT (g_hash_table_lookup (parting->depths, y->table));
  if (depth_x != depth_y)
    return (depth_x < depth_y) == x->is_gone ? 1 : -1;
  return strcmp (x->table, y->table);
}

void
yzt_waiting_sort_to_part (YztWaiting *self)
{
  g_autoptr(GHashTable) depths = g_hash_table_new (NULL, NULL);
  Parting parting = { self, depths };
  GHashTableIter iter;
  gpointer table;

  g_hash_table_iter_init (&iter, self->tables);
  while (g_hash_table_iter_next (&iter, &table, NULL)) {
    /* People are of nobody; what is theirs is. */
    guint depth = g_str_equal (table, "person") ? 0 : find_depth (self, table);

    g_hash_table_insert (depths, table, GUINT_TO_POINTER (depth));
  }
  list_rows (self);
  g_array_sort_with_data (self->order, compare_to_part, &parting);
}

gboolean
yzt_waiting_forget (YztWaiting *self, guint index, GError **error)
{
  const YztWaitingRow *row = yzt_waiting_get (self, index);

  g_hash_table_remove (g_hash_table_lookup (self->tables, row->table), GSIZE_TO_POINTER (row->fid_now));
  for (guint i = row->first; i != 0; i = g_array_index (self->notes, YztWaitingNote, i).next) {
    if (!yzt_connection_do (self->connection, error, "DELETE FROM outside_change WHERE n = ?1", "i", g_array_index (self->notes, YztWaitingNote, i).n))
      return FALSE;
  }
  return TRUE;
}

/* --- numbers --- */

/* From now on the row is called @fid, also where it waits. What stands in the place of what was before a new row says that its number is ours. */
static gboolean
call_row (YztWaiting *self, YztWaitingRow *row, gint64 fid, GError **error)
{
  GHashTable *numbers = g_hash_table_lookup (self->tables, row->table);
  gpointer index = g_hash_table_lookup (numbers, GSIZE_TO_POINTER (row->fid_now));

  g_hash_table_remove (numbers, GSIZE_TO_POINTER (row->fid_now));
  g_hash_table_insert (numbers, GSIZE_TO_POINTER (fid), index);
  row->fid_now = fid;
  row->has_number = TRUE;
  for (guint i = row->first; i != 0; i = g_array_index (self->notes, YztWaitingNote, i).next) {
    if (!yzt_connection_do (self->connection, error, "UPDATE outside_change SET fid = ?1, old = CASE op WHEN 'insert' THEN '{}' ELSE old END WHERE n = ?2", "ii",
                            fid, g_array_index (self->notes, YztWaitingNote, i).n))
      return FALSE;
  }
  return TRUE;
}

/* A number of ours that no row of the table has: other new rows may still stand where ours go on. */
static gboolean
next_free_fid (YztWaiting *self, YztAct *act, const YztWaitingRow *row, gint64 *fid_out, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM \"%s\" WHERE fid = ?1", row->table);
  gint64 taken;

  do {
    *fid_out = yzt_act_next_fid (act);
    if (!yzt_connection_get_int (self->connection, &taken, error, sql, "i", *fid_out))
      return FALSE;
  } while (taken > 0);
  return TRUE;
}

/* Waiting rows that belong to a new row were given its old number; others that name a row that was not there are left as they are. */
static gboolean
follow (YztWaiting *self, const char *table, const char *column, gint64 before, gint64 now, GError **error)
{
  g_autofree char *find = g_strdup_printf ("SELECT fid FROM \"%s\" WHERE %s = ?1", table, column);
  g_autofree char *change = g_strdup_printf ("UPDATE \"%s\" SET %s = ?1 WHERE fid = ?2", table, column);
  g_autoptr(GArray) fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *stmt;
  int step = -1;

  if (!self->asks && g_hash_table_lookup (self->tables, g_intern_string (table)) == NULL)
    return TRUE;
  stmt = yzt_connection_query (self->connection, error, find, "i", before);
  while (stmt != NULL && (step = yzt_connection_step (self->connection, stmt, error)) == 1) {
    gint64 fid = sqlite3_column_int64 (stmt, 0);

    g_array_append_val (fids, fid);
  }
  for (guint i = 0; step == 0 && i < fids->len; i++) {
    gint64 fid = g_array_index (fids, gint64, i);
    guint index;

    if (!yzt_waiting_find (self, table, fid, &index, error)
        || (index > 0 && !yzt_connection_do (self->connection, error, change, "ii", now, fid)))
      return FALSE;
  }
  return step == 0;
}

/* Texts that were added with a new plan; a document has its plan's number for its own. */
static gboolean
follow_plan (YztWaiting *self, gint64 before, gint64 now, GError **error)
{
  YztWaitingRow *row;
  guint index;

  if (!follow (self, "plan_section", "plan_fid", before, now, error) || !yzt_waiting_find (self, "plan_document", before, &index, error))
    return FALSE;
  row = index > 0 ? yzt_waiting_get (self, index - 1) : NULL;
  return row == NULL || !row->was_absent
         || (yzt_connection_do (self->connection, error, "UPDATE plan_document SET fid = ?1 WHERE fid = ?2", "ii", now, before)
             && call_row (self, row, now, error));
}

/* Looking for rows may move them in the memory: @row is not to be used after follow(). */
static gboolean
number_row (YztWaiting *self, YztAct *act, YztWaitingRow *row, const YztKind *kind, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE \"%s\" SET fid = ?1 WHERE fid = ?2", row->table);
  gint64 before = row->fid_now, now;

  if (!next_free_fid (self, act, row, &now, error) || !yzt_connection_do (self->connection, error, sql, "ii", now, before))
    return FALSE;
  /* It may be gone again. */
  if (sqlite3_changes (self->connection->db) == 0)
    return TRUE;
  if (!call_row (self, row, now, error))
    return FALSE;
  for (guint i = 0; i < yzt_kind_set_get_n (self->kinds); i++) {
    const YztKind *child = yzt_kind_set_get (self->kinds, i);

    if (g_strcmp0 (yzt_kind_get_owner (child), yzt_kind_get_id (kind)) == 0
        && !follow (self, yzt_kind_get_table (child), "owner_fid", before, now, error))
      return FALSE;
  }
  return !g_str_equal (yzt_kind_get_id (kind), "plan") || follow_plan (self, before, now, error);
}

/* INSERT OR REPLACE fires no delete trigger: the place of a row that lost its geometry stays in the R-tree. */
static gboolean
mend_rtree (YztWaiting *self, const YztWaitingRow *row, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("DELETE FROM \"rtree_%s_geom\" WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM "
                                          "\"%s\" WHERE fid = ?1 AND geom NOTNULL AND NOT ST_IsEmpty(geom))",
                                          row->table, row->table);

  return yzt_connection_do (self->connection, error, sql, "i", row->fid_now);
}

/* --- texts --- */

/* The text of a column in NFC; NULL when it is so already, or no text. */
static char *
find_normal (sqlite3_stmt *stmt, int column)
{
  const char *text = sqlite3_column_type (stmt, column) == SQLITE_TEXT ? (const char *) sqlite3_column_text (stmt, column) : NULL;

  /* Other programmes write anything: bytes that are no UTF-8, texts with a zero in them. */
  return text != NULL && g_utf8_validate (text, sqlite3_column_bytes (stmt, column), NULL) ? yzt_text_to_nfc (text) : NULL;
}

static gboolean
write_text (YztWaiting *self, const YztWaitingRow *row, const char *name, const char *text, GError **error)
{
  g_autofree char *table = yzt_schema_quote (row->table);
  g_autofree char *column = yzt_schema_quote (name);
  /* A name that would then stand there twice stays as it is. */
  g_autofree char *sql = g_strdup_printf ("UPDATE OR IGNORE %s SET %s = ?1 WHERE fid = ?2", table, column);

  return yzt_connection_do (self->connection, error, sql, "si", text, row->fid_now);
}

static gboolean
normalise_row (YztWaiting *self, YztWaitingRow *row, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM \"%s\" WHERE fid = ?1", row->table);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free); /* name, text, name, text … */
  sqlite3_stmt *present = yzt_connection_query (self->connection, error, sql, "i", row->fid_now);
  int step = present != NULL ? yzt_connection_step (self->connection, present, error) : -1;

  row->is_gone = step == 0;
  for (int i = 0; step == 1 && i < sqlite3_column_count (present); i++) {
    char *normal = find_normal (present, i);

    if (normal != NULL) {
      g_ptr_array_add (texts, g_strdup (sqlite3_column_name (present, i)));
      g_ptr_array_add (texts, normal);
    }
  }
  if (step == 1)
    sqlite3_reset (present);
  for (guint i = 0; i < texts->len; i += 2) {
    if (!write_text (self, row, g_ptr_array_index (texts, i), g_ptr_array_index (texts, i + 1), error))
      return FALSE;
  }
  return step >= 0;
}

gboolean
yzt_waiting_ready_row (YztWaiting *self, YztAct *act, guint index, GError **error)
{
  YztWaitingRow *row = yzt_waiting_get (self, index);
  const YztKind *kind = yzt_kind_set_find (self->kinds, row->table);

  if (kind != NULL && row->was_absent && !row->has_number && !number_row (self, act, row, kind, error))
    return FALSE;
  row = yzt_waiting_get (self, index);
  if (kind != NULL && !row->was_absent && yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE && !mend_rtree (self, row, error))
    return FALSE;
  return normalise_row (self, row, error);
}

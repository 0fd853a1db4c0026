/* yzt-journal-list.c: the journal as a list: pages, filters, what was taken back by what
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-history-private.h"

void
yzt_journal_entry_clear (YztJournalEntry *entry)
{
  g_clear_pointer (&entry->author, g_free);
  g_clear_pointer (&entry->label, g_free);
  g_clear_pointer (&entry->window, g_free);
}

/* --- what takes back what --- */

GHashTable *
yzt_journal_load_undone (YztConnection *connection, GError **error)
{
  g_autoptr(GHashTable) undone =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  sqlite3_stmt *stmt = yzt_connection_query (
      connection, error, "SELECT entry, undoes FROM journal WHERE undoes > 0 ORDER BY entry DESC",
      "");
  int step;

  if (stmt == NULL)
    return NULL;
  /* An undo is newer than what it undoes: from the newest on, each is known to stand or not when it
   * comes. */
  while ((step = yzt_connection_step (connection, stmt, error)) == 1) {
    gint64 entry = sqlite3_column_int64 (stmt, 0), undoes = sqlite3_column_int64 (stmt, 1);

    if (!g_hash_table_contains (undone, &entry) && !g_hash_table_contains (undone, &undoes))
      g_hash_table_insert (undone, g_memdup2 (&undoes, sizeof undoes),
                           g_memdup2 (&entry, sizeof entry));
  }
  return step == 0 ? g_steal_pointer (&undone) : NULL;
}

gboolean
yzt_journal_find_undoing (YztConnection *connection, gint64 entry, gint64 *by_out, GError **error)
{
  g_autoptr(GArray) undoing = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *stmt = yzt_connection_query (
      connection, error, "SELECT entry FROM journal WHERE undoes = ?1 AND undoes > 0 ORDER BY entry DESC",
      "i", entry);
  int step;

  *by_out = 0;
  if (stmt == NULL)
    return FALSE;
  while ((step = yzt_connection_step (connection, stmt, error)) == 1) {
    gint64 by = sqlite3_column_int64 (stmt, 0);

    /* Only a damaged journal has an undo older than what it undoes: nothing may go in a circle. */
    if (by > entry)
      g_array_append_val (undoing, by);
  }
  for (guint i = 0; step == 0 && i < undoing->len && *by_out == 0; i++) {
    gint64 by = g_array_index (undoing, gint64, i), itself;

    if (!yzt_journal_find_undoing (connection, by, &itself, error))
      return FALSE;
    if (itself == 0)
      *by_out = by;
  }
  return step == 0;
}

/* --- pages --- */

/* ?1 after, ?2 before, ?3 limit, ?4 author, ?5 incident, ?6 pattern, ?7 table, ?8 fid */
static char *
build_sql (const YztJournalFilter *filter, const char *columns)
{
  g_autoptr(GString) sql = g_string_new (NULL);

  g_string_printf (sql, "SELECT %s FROM journal WHERE entry > ?1 AND entry < ?2", columns);
  if (filter->author != NULL)
    g_string_append (sql, " AND author = ?4");
  if (filter->incident != 0)
    g_string_append (sql, " AND incident = ?5 AND incident > 0");
  if (filter->text != NULL && *filter->text != '\0')
    g_string_append (sql, " AND (label LIKE ?6 ESCAPE '\\' OR author LIKE ?6 ESCAPE '\\')");
  if (filter->kind != NULL)
    g_string_append (sql, " AND entry IN (" YZT_TOUCHING_SQL ("?7", "?8") ")");
  if (filter->with_rows)
    g_string_append (sql, " AND n_rows > 0");
  g_string_append (sql, " ORDER BY entry DESC LIMIT ?3");
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static char *
build_pattern (const char *text)
{
  g_autoptr(GString) pattern = g_string_new ("%");

  for (const char *p = text != NULL ? text : ""; *p != '\0'; p++) {
    if (*p == '%' || *p == '_' || *p == '\\')
      g_string_append_c (pattern, '\\');
    g_string_append_c (pattern, *p);
  }
  g_string_append_c (pattern, '%');
  return g_string_free (g_steal_pointer (&pattern), FALSE);
}

static sqlite3_stmt *
query (YztStore *store, YztConnection *connection, const YztJournalFilter *filter,
       const char *columns, GError **error)
{
  g_autofree char *sql = build_sql (filter, columns);
  g_autofree char *pattern = build_pattern (filter->text);
  g_autoptr(YztKindSet) kinds = yzt_store_ref_kinds (store);
  YztKind *kind = filter->kind != NULL ? yzt_kind_set_find (kinds, filter->kind) : NULL;
  const char *table = kind != NULL ? yzt_kind_get_table (kind) : filter->kind;
  sqlite3_stmt *stmt = yzt_connection_prepare (connection, sql, error);

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, filter->after_entry);
  sqlite3_bind_int64 (stmt, 2, filter->before_entry > 0 ? filter->before_entry : G_MAXINT64);
  sqlite3_bind_int64 (stmt, 3, filter->limit > 0 ? (gint64) filter->limit : (gint64) -1);
  sqlite3_bind_text (stmt, 4, filter->author, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int64 (stmt, 5, filter->incident);
  sqlite3_bind_text (stmt, 6, pattern, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (stmt, 7, table, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int64 (stmt, 8, filter->fid);
  return stmt;
}

static char *
copy_text (sqlite3_stmt *stmt, int column)
{
  const char *text = (const char *) sqlite3_column_text (stmt, column);

  return g_utf8_make_valid (text != NULL ? text : "", -1);
}

static void
load_entry (sqlite3_stmt *stmt, YztJournalEntry *entry)
{
  *entry = (YztJournalEntry) {
    .entry = sqlite3_column_int64 (stmt, 0),
    .at_ms = sqlite3_column_int64 (stmt, 1),
    .author = copy_text (stmt, 2),
    .label = copy_text (stmt, 3),
    .window = copy_text (stmt, 4),
    .nature = (YztActNature) sqlite3_column_int (stmt, 5),
    .incident = sqlite3_column_int64 (stmt, 6),
    .undoes = sqlite3_column_int64 (stmt, 7),
    .n_rows = (guint) sqlite3_column_int64 (stmt, 8),
  };
}

/* Few entries are looked up one by one, many from one walk through all undos. */
static gboolean
fill_undone (YztConnection *connection, GArray *entries, GError **error)
{
  g_autoptr(GHashTable) undone = NULL;

  if (entries->len > 2000) {
    undone = yzt_journal_load_undone (connection, error);
    if (undone == NULL)
      return FALSE;
  }
  for (guint i = 0; i < entries->len; i++) {
    YztJournalEntry *entry = &g_array_index (entries, YztJournalEntry, i);

    if (undone != NULL) {
      const gint64 *by = g_hash_table_lookup (undone, &entry->entry);

      entry->undone_by = by != NULL ? *by : 0;
    } else if (!yzt_journal_find_undoing (connection, entry->entry, &entry->undone_by, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static GArray *
read_page (YztStore *store, YztConnection *connection, const YztJournalFilter *filter,
           GError **error)
{
  g_autoptr(GArray) entries = g_array_new (FALSE, FALSE, sizeof (YztJournalEntry));
  sqlite3_stmt *stmt = query (store, connection, filter,
                              "entry, at_ms, author, label, \"window\", nature, incident, undoes, n_rows",
                              error);
  int step;

  g_array_set_clear_func (entries, (GDestroyNotify) yzt_journal_entry_clear);
  if (stmt == NULL)
    return NULL;
  while ((step = yzt_connection_step (connection, stmt, error)) == 1) {
    YztJournalEntry entry;

    load_entry (stmt, &entry);
    g_array_append_val (entries, entry);
  }
  return step == 0 && fill_undone (connection, entries, error) ? g_steal_pointer (&entries) : NULL;
}

GArray *
yzt_store_read_journal_page (YztStore *store, const YztJournalFilter *filter, GError **error)
{
  static const YztJournalFilter all;
  YztConnection *connection;
  GArray *entries;

  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return NULL;
  entries = read_page (store, connection, filter != NULL ? filter : &all, error);
  yzt_store_release (store, connection);
  return entries;
}

GArray *
yzt_store_read_journal (YztStore *store, gint64 after_entry, guint limit, GError **error)
{
  YztJournalFilter filter = { .after_entry = after_entry, .limit = limit };

  return yzt_store_read_journal_page (store, &filter, error);
}

GArray *
yzt_store_list_journal (YztStore *store, const YztJournalFilter *filter, GError **error)
{
  static const YztJournalFilter all;
  g_autoptr(GArray) marks = g_array_new (FALSE, FALSE, sizeof (YztJournalMark));
  YztConnection *connection;
  sqlite3_stmt *stmt;
  int step = -1;

  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return NULL;
  stmt = query (store, connection, filter != NULL ? filter : &all, "entry, at_ms", error);
  while (stmt != NULL && (step = yzt_connection_step (connection, stmt, error)) == 1) {
    YztJournalMark mark = { sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1) };

    g_array_append_val (marks, mark);
  }
  yzt_store_release (store, connection);
  return step == 0 ? g_steal_pointer (&marks) : NULL;
}

gboolean
yzt_store_get_journal_span (YztStore *store, gint64 *first_ms, gint64 *last_ms, GError **error)
{
  YztConnection *connection;
  gboolean ok;

  g_return_val_if_fail (YZT_IS_STORE (store) && first_ms != NULL && last_ms != NULL, FALSE);
  connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return FALSE;
  ok = yzt_connection_get_int (connection, first_ms, error,
                               "SELECT at_ms FROM journal ORDER BY entry LIMIT 1", "")
       && yzt_connection_get_int (connection, last_ms, error,
                                  "SELECT at_ms FROM journal ORDER BY entry DESC LIMIT 1", "");
  yzt_store_release (store, connection);
  return ok;
}

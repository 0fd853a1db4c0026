/* yzt-history.c: what became of one row, and what one entry did, field by field
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-history-private.h"
#include <glib/gi18n-lib.h>

void
yzt_history_entry_clear (YztHistoryEntry *entry)
{
  g_clear_pointer (&entry->author, g_free);
  g_clear_pointer (&entry->label, g_free);
  g_clear_pointer (&entry->fields, g_array_unref);
}

void
yzt_entry_row_clear (YztEntryRow *row)
{
  g_clear_pointer (&row->kind, g_free);
  g_clear_pointer (&row->name, g_free);
  g_clear_pointer (&row->fields, g_array_unref);
}

/* --- one row through all entries --- */

static char *
copy_text (sqlite3_stmt *stmt, int column)
{
  const char *text = (const char *) sqlite3_column_text (stmt, column);

  return g_utf8_make_valid (text != NULL ? text : "", -1);
}

static GArray *
list_entries (YztConnection *connection, const char *table, gint64 fid, gint64 before_entry,
              guint limit, GError **error)
{
  g_autoptr(GArray) entries = g_array_new (FALSE, TRUE, sizeof (YztHistoryEntry));
  sqlite3_stmt *stmt = yzt_connection_query (
      connection, error,
      "SELECT j.entry, j.at_ms, j.author, j.label, j.undoes FROM (" YZT_TOUCHING_SQL (
          "?1", "?2") ") t JOIN journal j ON j.entry = t.entry WHERE j.entry < ?3 ORDER BY j.entry DESC LIMIT ?4",
      "siii", table, fid, before_entry > 0 ? before_entry : G_MAXINT64,
      limit > 0 ? (gint64) limit : (gint64) -1);
  int step;

  g_array_set_clear_func (entries, (GDestroyNotify) yzt_history_entry_clear);
  if (stmt == NULL)
    return NULL;
  while ((step = yzt_connection_step (connection, stmt, error)) == 1) {
    YztHistoryEntry entry = { .entry = sqlite3_column_int64 (stmt, 0),
                              .at_ms = sqlite3_column_int64 (stmt, 1),
                              .author = copy_text (stmt, 2),
                              .label = copy_text (stmt, 3),
                              .undoes = sqlite3_column_int64 (stmt, 4) };

    g_array_append_val (entries, entry);
  }
  return step == 0 ? g_steal_pointer (&entries) : NULL;
}

static gboolean
gather_change (const YztChange *change, gpointer user_data, GError **error)
{
  yzt_field_gatherer_add (user_data, change);
  return TRUE;
}

static gboolean
get_generation (YztConnection *connection, gint64 entry, gint64 *generation_out, GError **error)
{
  gboolean inverted;
  gint64 base;

  return yzt_journal_find_base (connection, entry, &base, &inverted, error)
         && yzt_connection_get_int (connection, generation_out, error,
                                    "SELECT generation FROM journal WHERE entry = ?1", "i", base);
}

static gboolean
fill_entry (YztWords *words, const char *table, gint64 fid, YztHistoryEntry *entry, GError **error)
{
  g_auto(YztFieldGatherer) gatherer = { 0 };
  gint64 generation;

  if (!get_generation (words->connection, entry->entry, &generation, error))
    return FALSE;
  yzt_field_gatherer_init (&gatherer, words, generation);
  if (!yzt_journal_foreach_row_change (words->connection, entry->entry, FALSE, table, fid,
                                       gather_change, &gatherer, error))
    return FALSE;
  entry->what = gatherer.what;
  entry->fields = g_steal_pointer (&gatherer.fields);
  return yzt_journal_find_undoing (words->connection, entry->entry, &entry->undone_by, error);
}

GArray *
yzt_store_read_history (YztStore *store, YztKind *kind, gint64 fid, gint64 before_entry,
                        guint limit, const char *language, GError **error)
{
  g_autoptr(YztKindSet) kinds = NULL;
  g_autoptr(GArray) entries = NULL;
  YztConnection *connection;
  gboolean ok;

  g_return_val_if_fail (YZT_IS_STORE (store) && kind != NULL, NULL);
  connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return NULL;
  kinds = yzt_store_ref_kinds (store);
  entries =
      list_entries (connection, yzt_kind_get_table (kind), fid, before_entry, limit, error);
  ok = entries != NULL;
  if (ok && entries->len > 0) {
    g_auto(YztWords) words = { 0 };

    yzt_words_init (&words, connection, kinds, language);
    for (guint i = 0; ok && i < entries->len; i++)
      ok = fill_entry (&words, yzt_kind_get_table (kind), fid,
                       &g_array_index (entries, YztHistoryEntry, i), error);
  }
  yzt_store_release (store, connection);
  return ok ? g_steal_pointer (&entries) : NULL;
}

/* --- one entry with its rows --- */

typedef struct {
  YztWords words;
  gint64 generation;
  guint max_rows;
  GArray *rows; /* YztEntryRow */
  gboolean is_full;
} RowReader;

static char *
choose_name (RowReader *self, const YztChange *change, const char *from_change)
{
  gint64 fid = yzt_change_get_fid (change);
  char *name = g_strdup (from_change);

  if (name == NULL && fid != 0)
    name = yzt_words_name_row (&self->words, change->table, fid);
  return name != NULL ? name : g_strdup_printf ("%" G_GINT64_FORMAT, fid);
}

/* FALSE without an error when there are enough. */
static gboolean
add_row (const YztChange *change, gpointer user_data, GError **error)
{
  RowReader *self = user_data;
  g_auto(YztFieldGatherer) gatherer = { 0 };
  YztKind *kind = yzt_kind_set_find (self->words.kinds, change->table);
  YztEntryRow row = { 0 };

  if (self->rows->len >= self->max_rows) {
    self->is_full = TRUE;
    return FALSE;
  }
  yzt_field_gatherer_init (&gatherer, &self->words, self->generation);
  yzt_field_gatherer_add (&gatherer, change);
  row.kind = g_strdup (kind != NULL ? yzt_kind_get_id (kind) : change->table);
  row.fid = yzt_change_get_fid (change);
  row.name = choose_name (self, change, gatherer.name);
  row.what = gatherer.what;
  row.fields = g_steal_pointer (&gatherer.fields);
  g_array_append_val (self->rows, row);
  return TRUE;
}

static gboolean
check_entry (YztConnection *connection, gint64 entry, gint64 *n_rows_out, GError **error)
{
  gint64 n;

  if (!yzt_connection_get_int (connection, &n, error,
                               "SELECT count(*) FROM journal WHERE entry = ?1", "i", entry)
      || !yzt_connection_get_int (connection, n_rows_out, error,
                                  "SELECT n_rows FROM journal WHERE entry = ?1", "i", entry))
    return FALSE;
  return n > 0 || yzt_journal_fail_missing (connection, entry, error);
}

GArray *
yzt_store_read_entry_rows (YztStore *store, gint64 entry, guint max_rows, const char *language,
                           gint64 *n_rows_out, GError **error)
{
  g_autoptr(GArray) rows = g_array_new (FALSE, TRUE, sizeof (YztEntryRow));
  g_autoptr(YztKindSet) kinds = NULL;
  YztConnection *connection;
  gint64 n_rows = 0;
  RowReader reader = { .max_rows = max_rows, .rows = rows };
  gboolean ok;

  g_return_val_if_fail (YZT_IS_STORE (store) && entry > 0, NULL);
  g_array_set_clear_func (rows, (GDestroyNotify) yzt_entry_row_clear);
  connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return NULL;
  kinds = yzt_store_ref_kinds (store);
  yzt_words_init (&reader.words, connection, kinds, language);
  ok = check_entry (connection, entry, &n_rows, error)
       && get_generation (connection, entry, &reader.generation, error)
       && (yzt_journal_foreach_change (connection, entry, FALSE, add_row, &reader, error)
           || reader.is_full);
  yzt_words_clear (&reader.words);
  yzt_store_release (store, connection);
  if (n_rows_out != NULL)
    *n_rows_out = n_rows;
  return ok ? g_steal_pointer (&rows) : NULL;
}

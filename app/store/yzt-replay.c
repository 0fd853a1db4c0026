/* yzt-replay.c: doing entries of the journal back or again on a copy of the map, whatever is in it
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Undo asks what is there now; here the copy is known to stand just after an entry, so every change
 * fits as it was recorded. */
#include "config.h"
#include "yzt-history-private.h"
#include <glib/gi18n-lib.h>

/* From so many rows on, rows that an entry brought are taken away by ranges, unread. */
#define RANGE_ROWS 64

typedef struct {
  YztConnection *connection;
  gint64 generation;
  YztWords words; /* for the names of columns only */
} Replay;

static void
bind_values (sqlite3_stmt *stmt, const YztChange *change, const YztValue *values, gboolean keys_only)
{
  for (guint i = 0; i < change->n_columns; i++) {
    if ((!keys_only || change->is_key[i] != 0) && values[i].type != 0)
      yzt_value_bind (&values[i], stmt, (int) i + 1);
  }
}

static void
append_where (GString *sql, const YztChange *change, const char *const *columns)
{
  const char *joint = " WHERE ";

  for (guint i = 0; i < change->n_columns; i++) {
    if (change->is_key[i] == 0)
      continue;
    g_string_append_printf (sql, "%s\"%s\" = ?%u", joint, columns[i], i + 1);
    joint = " AND ";
  }
}

static char *
build_insert (const YztChange *change, const char *const *columns)
{
  g_autoptr(GString) sql = g_string_new (NULL);

  g_string_printf (sql, "INSERT OR REPLACE INTO \"%s\" (", change->table);
  for (guint i = 0; i < change->n_columns; i++)
    g_string_append_printf (sql, "%s\"%s\"", i > 0 ? ", " : "", columns[i]);
  g_string_append (sql, ") VALUES (");
  for (guint i = 0; i < change->n_columns; i++)
    g_string_append_printf (sql, "%s?%u", i > 0 ? ", " : "", i + 1);
  g_string_append_c (sql, ')');
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static char *
build_update (const YztChange *change, const char *const *columns)
{
  g_autoptr(GString) sql = g_string_new (NULL);
  const char *joint = " SET ";

  g_string_printf (sql, "UPDATE \"%s\"", change->table);
  for (guint i = 0; i < change->n_columns; i++) {
    if (change->is_key[i] != 0 || change->after[i].type == 0)
      continue;
    g_string_append_printf (sql, "%s\"%s\" = ?%u", joint, columns[i], i + 1);
    joint = ", ";
  }
  if (*joint == ' ')
    return NULL;
  append_where (sql, change, columns);
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static char *
build_delete (const YztChange *change, const char *const *columns)
{
  g_autoptr(GString) sql = g_string_new (NULL);

  g_string_printf (sql, "DELETE FROM \"%s\"", change->table);
  append_where (sql, change, columns);
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static gboolean
apply (const YztChange *change, gpointer user_data, GError **error)
{
  Replay *self = user_data;
  const char *const *columns =
      yzt_words_get_columns (&self->words, self->generation, change->table);
  g_autofree char *sql = NULL;
  sqlite3_stmt *stmt;
  gboolean ok;

  if (g_strv_length ((GStrv) columns) < change->n_columns) {
    g_set_error_literal (
        error, YZT_STORE_ERROR, YZT_STORE_ERROR_DAMAGED,
        _("The recorded changes of this entry are damaged; open a backup of the map."));
    return FALSE;
  }
  sql = change->op == SQLITE_INSERT   ? build_insert (change, columns)
        : change->op == SQLITE_DELETE ? build_delete (change, columns)
                                      : build_update (change, columns);
  if (sql == NULL)
    return TRUE;
  stmt = yzt_connection_prepare (self->connection, sql, error);
  if (stmt == NULL)
    return FALSE;
  if (change->op != SQLITE_INSERT)
    bind_values (stmt, change, change->before, TRUE);
  if (change->op != SQLITE_DELETE)
    bind_values (stmt, change, change->after, FALSE);
  ok = yzt_connection_step (self->connection, stmt, error) == 0;
  sqlite3_clear_bindings (stmt);
  return ok;
}

/* What an entry only brought goes by ranges of numbers: a range holds every number in it. */
static gboolean
try_ranges (Replay *self, GArray *touches, gboolean back, gboolean *done_out, GError **error)
{
  gint64 n = 0;

  *done_out = FALSE;
  for (guint i = 0; i < touches->len; i++) {
    const YztTouchRange *range = &g_array_index (touches, YztTouchRange, i);

    if (range->op != (back ? SQLITE_INSERT : SQLITE_DELETE) || range->fid_from <= 0)
      return TRUE;
    n += range->fid_to - range->fid_from + 1;
  }
  if (n < RANGE_ROWS)
    return TRUE;
  for (guint i = 0; i < touches->len; i++) {
    const YztTouchRange *range = &g_array_index (touches, YztTouchRange, i);
    g_autofree char *sql =
        g_strdup_printf ("DELETE FROM \"%s\" WHERE fid BETWEEN ?1 AND ?2", range->table);

    if (!yzt_connection_do (self->connection, error, sql, "ii", range->fid_from, range->fid_to))
      return FALSE;
  }
  *done_out = TRUE;
  return TRUE;
}

static void
gather_touches (GHashTable *seen, GArray *all, GArray *touches)
{
  for (guint i = 0; i < touches->len; i++) {
    const YztTouchRange *range = &g_array_index (touches, YztTouchRange, i);
    char *key = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s", range->fid_from,
                                 range->fid_to, range->table);

    if (g_hash_table_add (seen, key)) {
      YztTouchRange copy = { range->fid_from, range->fid_to, range->op, g_strdup (range->table) };

      g_array_append_val (all, copy);
    }
  }
}

static gboolean
replay_entry (Replay *self, gint64 entry, gboolean back, GArray *touches, GError **error)
{
  gint64 base;
  gboolean inverted, done;

  if (!try_ranges (self, touches, back, &done, error))
    return FALSE;
  return done
         || (yzt_journal_find_base (self->connection, entry, &base, &inverted, error)
             && yzt_connection_get_int (self->connection, &self->generation, error,
                                        "SELECT generation FROM journal WHERE entry = ?1", "i",
                                        base)
             && yzt_journal_foreach_change (self->connection, entry, back, apply, self, error));
}

static GArray *
list_entries (YztConnection *connection, gint64 from, gint64 to, GError **error)
{
  g_autoptr(GArray) entries = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *stmt = yzt_connection_query (
      connection, error,
      from > to ? "SELECT entry FROM journal WHERE entry > ?2 AND entry <= ?1 ORDER BY entry DESC"
                : "SELECT entry FROM journal WHERE entry > ?1 AND entry <= ?2 ORDER BY entry",
      "ii", from, to);
  int step;

  if (stmt == NULL)
    return NULL;
  while ((step = yzt_connection_step (connection, stmt, error)) == 1) {
    gint64 entry = sqlite3_column_int64 (stmt, 0);

    g_array_append_val (entries, entry);
  }
  return step == 0 ? g_steal_pointer (&entries) : NULL;
}

GArray *
yzt_replay_entries (YztConnection *connection, YztKindSet *kinds, gint64 from, gint64 to,
                    GError **error)
{
  g_autoptr(GArray) entries = list_entries (connection, from, to, error);
  g_autoptr(GArray) all = g_array_new (FALSE, FALSE, sizeof (YztTouchRange));
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Replay replay = { .connection = connection };
  gboolean ok = entries != NULL;

  g_array_set_clear_func (all, (GDestroyNotify) yzt_touch_range_clear);
  yzt_words_init (&replay.words, connection, kinds, NULL);
  for (guint i = 0; ok && i < entries->len; i++) {
    gint64 entry = g_array_index (entries, gint64, i);
    g_autoptr(GArray) touches = yzt_journal_get_touches (connection, entry, error);

    ok = touches != NULL && replay_entry (&replay, entry, from > to, touches, error);
    if (ok)
      gather_touches (seen, all, touches);
  }
  yzt_words_clear (&replay.words);
  return ok ? g_steal_pointer (&all) : NULL;
}

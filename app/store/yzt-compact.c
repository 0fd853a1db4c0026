/* yzt-compact.c: makes a map as small as it can be: free pages and documents that nothing names any more are let go
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The compact copy is made and verified beside the map; then its pages replace the map's in one transaction of SQLite, so
 * that a kill leaves the old map or the new one, and the file stays the same for everybody who knows it. */
#include "config.h"
#include "yzt-care-private.h"
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  YztConnection *map, *copy;
  const YztCareRun *run;
  GHashTable *naming; /* tables whose rows may name bytes */
} Compacting;

/* For as long as the connection is open nobody else reads or writes the file. */
static gboolean
take_alone (YztConnection *map, GError **error)
{
  g_autofree char *name = g_path_get_basename (map->path);
  g_autofree char *mode = NULL;
  g_autoptr(GError) local_error = NULL;

  mode = yzt_connection_get_text (map, &local_error, "PRAGMA journal_mode=DELETE", "");
  if (mode != NULL && g_ascii_strcasecmp (mode, "delete") == 0
      && yzt_connection_exec (map, "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT",
                              &local_error))
    return TRUE;
  if (local_error == NULL
      || g_error_matches (local_error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY))
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY,
                 _("“%s” is open in another window or programme; close it there first."), name);
  else
    g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* --- documents that something names --- */

#define IS_HEX(c) (g_ascii_isdigit (c) || ((c) >= 'a' && (c) <= 'f'))

/* Every sum in a text: a plan's document is one, the cell of attached files "SUM/name;SUM/name". */
static gboolean
keep_sums (YztConnection *copy, const char *text, gsize length, GError **error)
{
  gsize run = 0;

  for (gsize i = 0; i <= length; i++) {
    if (i < length && IS_HEX (text[i])) {
      run++;
    } else {
      if (run == 64) {
        g_autofree char *sum = g_strndup (text + i - run, run);

        if (!yzt_connection_do (copy, error, "INSERT OR IGNORE INTO temp.kept VALUES (?1)", "s", sum))
          return FALSE;
      }
      run = 0;
    }
  }
  return TRUE;
}

static gboolean
keep_document (YztConnection *copy, const YztValue *value, GError **error)
{
  return value->type != SQLITE_TEXT || keep_sums (copy, (const char *) value->bytes, value->length, error);
}

/* Taking an entry back may need the document that a plan had, or the file that a cell named. */
static gboolean
keep_named (const YztChange *change, gpointer user_data, GError **error)
{
  Compacting *self = user_data;

  if (!g_hash_table_contains (self->naming, change->table))
    return TRUE;
  for (guint i = 0; i < change->n_columns; i++) {
    if (!keep_document (self->copy, &change->before[i], error)
        || !keep_document (self->copy, &change->after[i], error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
keep_journalled (Compacting *self, GError **error)
{
  g_autoptr(GArray) entries = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *stmt = yzt_connection_query (
      self->copy, error,
      "SELECT DISTINCT t.entry FROM journal_touch t JOIN journal j ON j.entry = t.entry WHERE t.tbl "
      "IN (SELECT name FROM temp.naming) AND j.by_reference = 0",
      "");
  int step;

  if (stmt == NULL)
    return FALSE;
  while ((step = yzt_connection_step (self->copy, stmt, error)) == 1) {
    gint64 entry = sqlite3_column_int64 (stmt, 0);

    g_array_append_val (entries, entry);
  }
  for (guint i = 0; step == 0 && i < entries->len; i++) {
    if (!yzt_journal_foreach_change (self->copy, g_array_index (entries, gint64, i), FALSE,
                                     keep_named, self, error))
      return FALSE;
  }
  return step == 0;
}

static gboolean
note_naming (Compacting *self, const char *table, GError **error)
{
  return !g_hash_table_add (self->naming, g_strdup (table))
         || yzt_connection_do (self->copy, error, "INSERT INTO temp.naming VALUES (?1)", "s", table);
}

/* What the cells of one field of attached files name now. */
static gboolean
keep_attached (Compacting *self, const char *table, const char *field, GError **error)
{
  g_autofree char *quoted_table = yzt_schema_quote (table), *quoted_field = yzt_schema_quote (field);
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s WHERE %s NOTNULL", quoted_field, quoted_table, quoted_field);
  sqlite3_stmt *stmt = yzt_connection_query (self->copy, error, sql, "");
  int step = -1;

  while (stmt != NULL && (step = yzt_connection_step (self->copy, stmt, error)) == 1) {
    if (!keep_sums (self->copy, (const char *) sqlite3_column_text (stmt, 0), (gsize) sqlite3_column_bytes (stmt, 0), error)) {
      sqlite3_reset (stmt);
      return FALSE;
    }
  }
  return step == 0;
}

static gboolean
keep_all_attached (Compacting *self, GError **error)
{
  g_autoptr(YztKindSet) kinds = yzt_schema_load_kinds (self->copy, error);

  for (guint i = 0; kinds != NULL && i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);
    const char *table = yzt_kind_get_table (kind);

    for (guint f = 0; f < yzt_kind_get_n_fields (kind); f++) {
      const YztField *field = yzt_kind_get_field (kind, f);

      if (yzt_field_get_field_type (field) == YZT_FIELD_FILE && yzt_connection_has_table (self->copy, table)
          && (!note_naming (self, table, error) || !keep_attached (self, table, yzt_field_get_name (field), error)))
        return FALSE;
    }
  }
  return kinds != NULL;
}

static gboolean
drop_documents (Compacting *self, GError **error)
{
  YztConnection *copy = self->copy;
  gint64 n_dropped;

  if (!yzt_connection_exec (copy,
                            "CREATE TEMP TABLE kept (sha256 TEXT PRIMARY KEY); "
                            "CREATE TEMP TABLE naming (name TEXT PRIMARY KEY); "
                            "INSERT OR IGNORE INTO temp.kept SELECT sha256 FROM plan_document "
                            "WHERE sha256 NOTNULL",
                            error)
      || !note_naming (self, "plan_document", error) || !keep_all_attached (self, error)
      || !keep_journalled (self, error)
      || !yzt_connection_get_int (
          copy, &n_dropped, error,
          "SELECT count(*) FROM blob WHERE sha256 NOT IN (SELECT sha256 FROM temp.kept)", ""))
    return FALSE;
  if (n_dropped == 0)
    return TRUE;
  yzt_connection_forget (copy);
  return yzt_connection_exec (
      copy, "DELETE FROM blob WHERE sha256 NOT IN (SELECT sha256 FROM temp.kept); VACUUM", error);
}

/* --- the copy, and back --- */

/* Every table of the map has as many rows in the copy; documents aside. */
static gboolean
compare_counts (Compacting *self, GError **error)
{
  g_autofree char *name = g_path_get_basename (self->map->path);
  sqlite3_stmt *stmt = yzt_connection_query (
      self->map, error,
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'blob' AND rootpage > 0", "");
  int step;

  if (stmt == NULL)
    return FALSE;
  while ((step = yzt_connection_step (self->map, stmt, error)) == 1) {
    g_autofree char *quoted =
        yzt_schema_quote ((const char *) sqlite3_column_text (stmt, 0));
    g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM %s", quoted);
    gint64 in_map, in_copy;

    if (!yzt_connection_get_int (self->map, &in_map, error, sql, "")
        || !yzt_connection_get_int (self->copy, &in_copy, error, sql, ""))
      return FALSE;
    if (in_map != in_copy) {
      sqlite3_reset (stmt);
      g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_DAMAGED,
                   _("“%s” is damaged, so it was not compacted; check it first."), name);
      return FALSE;
    }
  }
  return step == 0;
}

static gboolean
make_copy (Compacting *self, const char *part, GError **error)
{
  g_autofree char *name = g_path_get_basename (self->map->path);
  g_autofree char *head = yzt_care_get_head (self->map, error);

  if (head == NULL || !yzt_connection_do (self->map, error, "VACUUM INTO ?1", "s", part)
      || g_chmod (part, 0600) != 0 || !yzt_care_step (self->run, 0.4, error))
    return FALSE;
  self->copy = yzt_connection_open (part, YZT_CONNECTION_READ_WRITE, error);
  if (self->copy == NULL)
    return FALSE;
  g_free (self->copy->path);
  self->copy->path = g_strdup (self->map->path);
  return drop_documents (self, error) && compare_counts (self, error)
         && yzt_care_verify (part, name, head, error) && yzt_care_step (self->run, 0.6, error);
}

/* From here on a cancel comes too late; a kill is undone by SQLite when the map is opened next. */
static gboolean
put_back (Compacting *self, GError **error)
{
  sqlite3_backup *backup;
  int code;

  yzt_connection_forget (self->map);
  yzt_connection_forget (self->copy);
  backup = sqlite3_backup_init (self->map->db, "main", self->copy->db, "main");
  if (backup == NULL)
    return yzt_connection_fail (self->map, error);
  code = sqlite3_backup_step (backup, -1);
  if (sqlite3_backup_finish (backup) != SQLITE_OK || code != SQLITE_DONE)
    return yzt_connection_fail (self->map, error);
  return TRUE;
}

static gboolean
check_writable (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);

  if (g_access (path, W_OK) == 0 && g_access (folder, W_OK) == 0)
    return TRUE;
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_READ_ONLY,
               _("“%s” or its folder cannot be written; save a copy of the map somewhere else."),
               name);
  return FALSE;
}

static gint64
get_size (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 ? (gint64) info.st_size : 0;
}

gboolean
yzt_care_compact (const char *path, const YztCareRun *run, gint64 *bytes_before_out,
                  gint64 *bytes_after_out, GError **error)
{
  Compacting self = { .run = run };
  g_autoptr(YztHostLock) lock = NULL;
  g_autoptr(GError) local_error = NULL;
  g_autofree char *part = NULL;
  gboolean is_network;
  gint64 bytes_before;
  gboolean ok;

  g_return_val_if_fail (path != NULL, FALSE);
  if (!yzt_store_check_file (path, error) || !check_writable (path, error))
    return FALSE;
  lock = yzt_host_lock_take (path, &is_network, &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  self.map = yzt_connection_open (path, YZT_CONNECTION_READ_WRITE, error);
  if (self.map == NULL)
    return FALSE;
  part = yzt_care_temporary_name (path);
  self.naming = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  bytes_before = get_size (path);
  ok = yzt_store_check_header (self.map, error) && take_alone (self.map, error)
       && make_copy (&self, part, error) && put_back (&self, error);
  g_hash_table_unref (self.naming);
  g_clear_pointer (&self.copy, yzt_connection_close);
  g_clear_pointer (&self.map, yzt_connection_close);
  yzt_care_remove_database (part);
  if (ok && bytes_before_out != NULL)
    *bytes_before_out = bytes_before;
  if (ok && bytes_after_out != NULL)
    *bytes_after_out = get_size (path);
  return ok && yzt_care_step (run, 1.0, NULL);
}

/* yzt-archive.c: moving old entries of the journal to a sealed file, and proving such a file
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file is written, proved and made durable before anything leaves the map; what the map keeps of it (numbers, times,
 * the hash it ends with) lets the chain go on. */
#include "config.h"
#include "yzt-care-private.h"
#include "yzt-store-resources.h"
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* "YZTA" in the header tells such a file from a map. */
#define ARCHIVE_APPLICATION_ID 0x595A5441

typedef struct {
  gint64 before_ms;
  const char *path;
  const YztActInfo *info;
  const YztCareRun *run;
  YztArchiveReport *report;
  gint64 first, last;
  YztConnection *file; /* the archive, open for reading */
} Archiving;

/* --- what the map knows of its archives --- */

char *
yzt_archive_describe (YztConnection *connection, gint64 entry)
{
  sqlite3_stmt *stmt;
  char *sentence = NULL;

  if (!yzt_connection_has_table (connection, "journal_archive"))
    return NULL;
  stmt = yzt_connection_query (
      connection, NULL,
      "SELECT file_name, archived_at FROM journal_archive GROUP BY archive "
      "HAVING ?1 BETWEEN min(first_entry) AND max(last_entry) LIMIT 1",
      "i", entry);
  if (stmt != NULL && yzt_connection_step (connection, stmt, NULL) == 1) {
    sentence = g_strdup_printf (
        _("Entry %ld was moved to the archive “%s” on %.10s; it can be read there, but no longer "
          "taken back."),
        (long) entry, (const char *) sqlite3_column_text (stmt, 0),
        (const char *) sqlite3_column_text (stmt, 1));
    sqlite3_reset (stmt);
  }
  return sentence;
}

gboolean
yzt_archive_get_end (YztConnection *connection, gint64 *last_entry, gint64 *last_at_ms,
                     GError **error)
{
  *last_entry = *last_at_ms = 0;
  if (!yzt_connection_has_table (connection, "journal_archive"))
    return TRUE;
  return yzt_connection_get_int (connection, last_entry, error,
                                 "SELECT max(last_entry) FROM journal_archive", "")
         && yzt_connection_get_int (connection, last_at_ms, error,
                                    "SELECT max(last_at_ms) FROM journal_archive", "");
}

GPtrArray *
yzt_store_describe_archives (YztStore *store, GError **error)
{
  g_autoptr(GPtrArray) sentences = g_ptr_array_new_with_free_func (g_free);
  YztConnection *connection;
  sqlite3_stmt *stmt = NULL;
  int step = 0;

  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  connection = yzt_store_acquire (store, error);
  if (connection == NULL)
    return NULL;
  if (yzt_connection_has_table (connection, "journal_archive")) {
    stmt = yzt_connection_query (
        connection, error,
        "SELECT min(first_entry), max(last_entry), max(last_at_ms), file_name FROM journal_archive "
        "GROUP BY archive ORDER BY archive",
        "");
    step = -1;
  }
  while (stmt != NULL && (step = yzt_connection_step (connection, stmt, error)) == 1) {
    g_autofree char *until = yzt_time_format_utc (sqlite3_column_int64 (stmt, 2));

    g_ptr_array_add (sentences,
                     g_strdup_printf (_("Entries %ld to %ld (until %.10s) are in the archive “%s”."),
                                      (long) sqlite3_column_int64 (stmt, 0),
                                      (long) sqlite3_column_int64 (stmt, 1), until,
                                      (const char *) sqlite3_column_text (stmt, 3)));
  }
  yzt_store_release (store, connection);
  return step == 0 ? g_steal_pointer (&sentences) : NULL;
}

/* --- the file --- */

static gboolean
attach_map (YztConnection *file, const char *map, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (map, NULL);
  g_autofree char *escaped = g_uri_escape_string (absolute, "/", FALSE);
  g_autofree char *uri = g_strdup_printf ("file://%s?mode=ro", escaped);

  return yzt_connection_do (file, error, "ATTACH ?1 AS map", "s", uri);
}

static gboolean
fill_file (YztConnection *file, gint64 last, GError **error)
{
  g_autoptr(GBytes) bytes = g_resource_lookup_data (yzt_store_resources_get_resource (),
                                                     "/io/github/yizhangtu/store/archive.sql",
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, last);
  g_auto(GStrv) parts = NULL;
  g_autofree char *sql = NULL;
  g_autofree char *start = g_strdup_printf (
      "PRAGMA main.application_id=%d; PRAGMA main.journal_mode=MEMORY; BEGIN", ARCHIVE_APPLICATION_ID);

  if (bytes == NULL)
    return FALSE;
  parts = g_strsplit (g_bytes_get_data (bytes, NULL), ":last", -1);
  sql = g_strjoinv (number, parts);
  return yzt_connection_exec (file, start, error) && yzt_connection_exec (file, sql, error)
         && yzt_connection_exec (file, "COMMIT; DETACH map", error);
}

static gboolean
write_file (Archiving *self, const char *map, const char *part, GError **error)
{
  g_autoptr(YztConnection) file = yzt_connection_open (part, YZT_CONNECTION_CREATE, error);

  if (file == NULL)
    return FALSE;
  g_free (file->path);
  file->path = g_strdup (self->path);
  return attach_map (file, map, error) && fill_file (file, self->last, error);
}

static YztConnection *
open_file (const char *path, GError **error)
{
  g_autoptr(YztConnection) file = NULL;
  g_autofree char *name = g_path_get_basename (path);
  gint64 application_id;

  if (!yzt_store_check_file (path, error))
    return NULL;
  file = yzt_connection_open (path, YZT_CONNECTION_IMMUTABLE, error);
  if (file == NULL
      || !yzt_connection_get_int (file, &application_id, error, "PRAGMA application_id", ""))
    return NULL;
  if (application_id == ARCHIVE_APPLICATION_ID)
    return g_steal_pointer (&file);
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_A_MAP,
               _("“%s” is not an archive of a map's journal; choose the file that “yzt archive” "
                 "wrote."),
               name);
  return NULL;
}

/* Read back as it stands on the disk, and proved entry by entry. */
static gboolean
prove_file (Archiving *self, const char *part, GError **error)
{
  g_autoptr(YztCheckReport) report = yzt_check_report_new ();
  g_autofree char *answer = NULL;
  gint64 n;

  self->file = open_file (part, error);
  if (self->file == NULL)
    return FALSE;
  answer = yzt_connection_get_text (self->file, error, "PRAGMA quick_check(1)", "");
  if (answer == NULL || !yzt_chain_check_archive (self->file, report, self->run, error)
      || !yzt_connection_get_int (self->file, &n, error, "SELECT count(*) FROM journal", ""))
    return FALSE;
  if (g_str_equal (answer, "ok") && report->problems->len == 0 && n == self->report->n_entries)
    return TRUE;
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_DAMAGED,
               _("The journal cannot be archived as it is: %s"),
               report->problems->len > 0 ? (const char *) g_ptr_array_index (report->problems, 0)
                                         : answer);
  return FALSE;
}

/* --- the act --- */

static gboolean
find_range (Archiving *self, YztConnection *connection, GError **error)
{
  gint64 newest, first_kept;
  YztArchiveReport *report = self->report;

  if (!yzt_connection_get_int (connection, &self->first, error, "SELECT min(entry) FROM journal", "")
      || !yzt_connection_get_int (connection, &newest, error, "SELECT max(entry) FROM journal", "")
      || !yzt_connection_get_int (connection, &first_kept, error,
                                  "SELECT min(entry) FROM journal WHERE at_ms >= ?1", "i",
                                  self->before_ms))
    return FALSE;
  self->last = first_kept > 0 ? first_kept - 1 : newest - 1;
  self->last = MIN (self->last, newest - 1);
  if (self->first == 0 || self->last < self->first) {
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND,
                         _("No entry of the journal is that old; nothing was archived."));
    return FALSE;
  }
  report->first_entry = self->first;
  report->last_entry = self->last;
  return yzt_connection_get_int (connection, &report->n_entries, error,
                                 "SELECT count(*) FROM journal WHERE entry <= ?1", "i", self->last)
         && yzt_connection_get_int (connection, &report->first_at_ms, error,
                                    "SELECT min(at_ms) FROM journal WHERE entry <= ?1", "i",
                                    self->last)
         && yzt_connection_get_int (connection, &report->last_at_ms, error,
                                    "SELECT max(at_ms) FROM journal WHERE entry <= ?1", "i",
                                    self->last);
}

/* What the file says of itself goes into the map, row by row. */
static gboolean
note_seal (Archiving *self, YztAct *act, GError **error)
{
  g_autofree char *name = g_path_get_basename (self->path);
  sqlite3_stmt *seal = yzt_connection_query (
      self->file, error,
      "SELECT archive, station, first_entry, last_entry, first_seq, last_seq, n_entries, "
      "first_at_ms, last_at_ms, prev_hash, head_hash FROM archive_seal",
      "");
  int step;

  if (seal == NULL)
    return FALSE;
  while ((step = yzt_connection_step (self->file, seal, error)) == 1) {
    gint64 v[9];

    for (int i = 0; i < 9; i++)
      v[i] = sqlite3_column_int64 (seal, i);
    if (!yzt_connection_do (
            act->connection, error,
            "INSERT INTO journal_archive VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
            "?12, ?13)",
            "iiiiiiiiissss", v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8],
            (const char *) sqlite3_column_text (seal, 9),
            (const char *) sqlite3_column_text (seal, 10), name, act->now_text))
      return FALSE;
  }
  return step == 0;
}

static gboolean
move_out (YztAct *act, gpointer user_data, GError **error)
{
  static const char *const deletes[] = {
    "DELETE FROM journal_touch WHERE entry <= ?1",
    "DELETE FROM journal_part_span WHERE entry <= ?1",
    "DELETE FROM journal_part WHERE entry <= ?1",
    "DELETE FROM journal WHERE entry <= ?1",
  };
  Archiving *self = user_data;
  gint64 first;

  if (!yzt_connection_get_int (act->connection, &first, error, "SELECT min(entry) FROM journal", ""))
    return FALSE;
  if (first != self->first) {
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY,
                         _("Another window archived the journal meanwhile; look at it first."));
    return FALSE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (deletes); i++) {
    if (!yzt_connection_do (act->connection, error, deletes[i], "i", self->last))
      return FALSE;
  }
  return note_seal (self, act, error);
}

static YztActResult *
commit_move (Archiving *self, YztStore *store, YztConnection *connection, GError **error)
{
  YztActInfo info = *self->info;
  g_autofree char *name = g_path_get_basename (self->path);
  g_autofree char *label = NULL;

  label = g_strdup_printf (_("Move entries %ld to %ld of the journal to the archive “%s”"),
                           (long) self->first, (long) self->last, name);
  info.label = label;
  info.nature = YZT_ACT_ORDER;
  return yzt_act_run (store, connection, &info, 0, move_out, self, error);
}

static YztActResult *
move_job (YztStore *store, YztConnection *connection, gpointer data, GError **error)
{
  return commit_move (data, store, connection, error);
}

/* What is to be moved, from a reading connection. */
static gboolean
look (Archiving *self, YztStore *store, GError **error)
{
  YztConnection *reader = yzt_store_acquire (store, error);
  gboolean ok = reader != NULL && find_range (self, reader, error);

  if (reader != NULL)
    yzt_store_release (store, reader);
  return ok;
}

/* Entries never change: they are copied and proved while others write; only to take them out of the map needs its lock. */
static YztActResult *
archive (Archiving *self, YztStore *store, GError **error)
{
  g_autofree char *part = yzt_care_temporary_name (self->path);
  YztActResult *result = NULL;
  GStatBuf info;

  if (!yzt_store_check_writable (store, error) || !look (self, store, error))
    return NULL;
  if (write_file (self, yzt_store_get_path (store), part, error)
      && prove_file (self, part, error) && g_chmod (part, 0400) == 0
      && yzt_care_rename_new (part, self->path, error)) {
    self->report->bytes = g_stat (self->path, &info) == 0 ? (gint64) info.st_size : 0;
    result = yzt_store_run_job (store, move_job, self, TRUE, error);
    if (result == NULL)
      g_unlink (self->path);
  } else {
    yzt_care_remove_database (part);
  }
  g_clear_pointer (&self->file, yzt_connection_close);
  return result;
}

gboolean
yzt_store_archive (YztStore *store, gint64 before_utc_ms, const char *path, const YztActInfo *info,
                   const YztCareRun *run, YztArchiveReport *report_out, GError **error)
{
  YztArchiveReport report = { 0 };
  Archiving self = { before_utc_ms, path, info, run, &report };
  g_autoptr(YztActResult) result = NULL;

  g_return_val_if_fail (YZT_IS_STORE (store) && path != NULL && info != NULL, FALSE);
  if (info->author == NULL || *info->author == '\0') {
    g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED,
                         _("Nobody has signed in; sign in by name before changing the map."));
    return FALSE;
  }
  if (!yzt_care_check_target (path, error))
    return FALSE;
  result = archive (&self, store, error);
  if (result == NULL)
    return FALSE;
  if (report_out != NULL)
    *report_out = report;
  return TRUE;
}

/* --- proving --- */

/* Rows of the seal that the map does not know in the same words. */
static gboolean
compare_seal (YztConnection *connection, YztConnection *file, gint64 *n_known, gint64 *n_different,
              GError **error)
{
  sqlite3_stmt *seal = yzt_connection_query (
      file, error, "SELECT archive, station, first_seq, last_seq, prev_hash, head_hash FROM archive_seal",
      "");
  int step;

  *n_known = *n_different = 0;
  if (seal == NULL)
    return FALSE;
  /* A map of schema 1, open for reading, has no archives. */
  if (!yzt_connection_has_table (connection, "journal_archive")) {
    sqlite3_reset (seal);
    return TRUE;
  }
  while ((step = yzt_connection_step (file, seal, error)) == 1) {
    gint64 same;

    if (!yzt_connection_get_int (
            connection, &same, error,
            "SELECT count(*) FROM journal_archive WHERE archive = ?1 AND station = ?2 AND first_seq "
            "= ?3 AND last_seq = ?4 AND prev_hash = ?5 AND head_hash = ?6",
            "iiiiss", sqlite3_column_int64 (seal, 0), sqlite3_column_int64 (seal, 1),
            sqlite3_column_int64 (seal, 2), sqlite3_column_int64 (seal, 3),
            (const char *) sqlite3_column_text (seal, 4),
            (const char *) sqlite3_column_text (seal, 5)))
      return FALSE;
    *n_known += same;
    *n_different += same == 0;
  }
  return step == 0;
}

/* Whether the entries in the file end where its seal, and so the map, says. */
static gboolean
check_ends (YztConnection *file, const char *name, YztCheckReport *report, const YztCheckReport *walk,
            GError **error)
{
  for (guint i = 0; i < walk->heads->len; i++) {
    const YztChainHead *head = &g_array_index (walk->heads, YztChainHead, i);
    gint64 same;

    if (!yzt_connection_get_int (
            file, &same, error,
            "SELECT count(*) FROM archive_seal WHERE station = ?1 AND last_seq = ?2 AND head_hash = "
            "?3 AND n_entries = ?4",
            "iisi", (gint64) head->station, head->seq, head->hash, head->n_entries))
      return FALSE;
    if (same == 0)
      g_ptr_array_add (report->problems,
                       g_strdup_printf (_("The entries in the archive “%s” do not end as it was "
                                          "sealed: entries were altered or taken away."),
                                        name));
  }
  return TRUE;
}

gboolean
yzt_archive_check (YztConnection *connection, const char *path, YztCheckReport *report,
                   const YztCareRun *run, GError **error)
{
  g_autoptr(YztConnection) file = open_file (path, error);
  g_autoptr(YztCheckReport) walk = yzt_check_report_new ();
  g_autofree char *name = g_path_get_basename (path);
  gint64 n_known, n_different;

  if (file == NULL || !compare_seal (connection, file, &n_known, &n_different, error)
      || !yzt_chain_check_archive (file, walk, run, error))
    return FALSE;
  if (n_known == 0 || n_different > 0)
    g_ptr_array_add (report->problems,
                     g_strdup_printf (_("“%s” is not the archive that this map's journal goes on "
                                        "from: its seal is another."),
                                      name));
  for (guint i = 0; i < walk->problems->len; i++)
    g_ptr_array_add (report->problems,
                     g_strdup_printf (_("In the archive “%s”: %s"), name,
                                      (const char *) g_ptr_array_index (walk->problems, i)));
  return check_ends (file, name, report, walk, error);
}

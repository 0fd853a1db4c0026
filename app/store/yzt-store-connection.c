/* yzt-store-connection.c: one SQLite connection: opening, cached statements, errors as sentences
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-store-private.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

G_DEFINE_QUARK (yzt-store-error-quark, yzt_store_error)

/* SQLite quotes what it read: of a damaged file that can be anything, of any length. */
#define MAX_MESSAGE_CHARS 100

static char *
clean_message (const char *message)
{
  g_autofree char *valid = g_utf8_make_valid (message, -1);
  g_autofree char *start =
      g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), MAX_MESSAGE_CHARS));

  return g_strdelimit (g_steal_pointer (&start), "\n\r\t", ' ');
}

/* The name that a person knows the file by: a copy in the making is ".NAME.0123abcd.part". */
static char *
shown_name (const char *path)
{
  char *name = g_path_get_basename (path);
  gsize length = strlen (name), ending = strlen (".0123abcd.part");

  if (name[0] == '.' && length > ending + 1 && g_str_has_suffix (name, ".part")) {
    name[length - ending] = '\0';
    memmove (name, name + 1, length - ending);
  }
  return name;
}

static void
fail_for_code (const char *path, int code, int system_errno, const char *sqlite_message,
               GError **error)
{
  g_autofree char *name = shown_name (path);
  g_autofree char *message = clean_message (sqlite_message);

  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY,
                   _("“%s” is being written by another programme; try again in a moment."), name);
      return;
    case SQLITE_FULL:
      g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_FULL,
                   _("The disk is full and nothing was saved to “%s”; make room and try again."),
                   name);
      return;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      g_set_error (
          error, YZT_STORE_ERROR, YZT_STORE_ERROR_READ_ONLY,
          _("“%s” or its folder cannot be written; save a copy of the map somewhere else."), name);
      return;
    case SQLITE_NOTADB:
      g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_A_MAP,
                   _("“%s” is not a map file; choose a .gpkg file that Yizhangtu has made."),
                   name);
      return;
    case SQLITE_CORRUPT:
      g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_DAMAGED,
                   _("“%s” is damaged (%s); open a backup, or salvage what is left of it."), name,
                   message);
      return;
    case SQLITE_IOERR:
      if (system_errno == ENOSPC || system_errno == EDQUOT) {
        fail_for_code (path, SQLITE_FULL, 0, message, error);
        return;
      }
      g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_FAILED,
                   _("“%s” could not be read or written (%s); check the disk it is on."), name,
                   system_errno != 0 ? g_strerror (system_errno) : message);
      return;
    case SQLITE_CANTOPEN:
      g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND,
                   _("“%s” cannot be opened (%s); check that it is there and may be read."), name,
                   system_errno != 0 ? g_strerror (system_errno) : message);
      return;
    case SQLITE_CONSTRAINT:
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
      g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED,
                   _("“%s” does not take this (%s); check what was entered."), name, message);
      return;
    default:
      g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_FAILED,
                   _("“%s” could not be used (%s); check the map with “yzt check”."), name,
                   message);
  }
}

gboolean
yzt_connection_fail (YztConnection *self, GError **error)
{
  fail_for_code (self->path, sqlite3_extended_errcode (self->db), sqlite3_system_errno (self->db),
                 sqlite3_errmsg (self->db), error);
  return FALSE;
}

/* A new map is its owner's only; what SQLite puts beside it takes over its rights. When this fails, SQLite says why. */
static void
create_private (const char *path)
{
  int fd = g_open (path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);

  if (fd >= 0)
    close (fd);
}

/* Who waits for the lock looks every ten milliseconds whether it is free: between the pieces of a bulk act it is free for longer. SQLite's
 * own waiting looks every hundred. */
static int
wait_for_lock (void *unused, int n_tries)
{
  if (n_tries * 10 >= YZT_STORE_BUSY_MS)
    return 0;
  g_usleep (n_tries < 4 ? 2000 : 10000);
  return 1;
}

/* SQLite counts every piece of memory under one lock for all threads, for figures that nobody asks for. Too late when another library
 * has used SQLite before: then it counts on. */
static void
set_up_sqlite (void)
{
  static gsize is_done;

  if (g_once_init_enter (&is_done)) {
    sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
    g_once_init_leave (&is_done, 1);
  }
}

YztConnection *
yzt_connection_open_uri (const char *uri, int flags, const char *path, GError **error)
{
  g_autoptr(YztConnection) self = g_new0 (YztConnection, 1);

  set_up_sqlite ();
  self->path = g_strdup (path);
  self->statements =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sqlite3_finalize);
  self->tables = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) yzt_row_table_free);
  if (sqlite3_open_v2 (uri, &self->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, NULL)
      != SQLITE_OK) {
    yzt_connection_fail (self, error);
    return NULL;
  }
  sqlite3_extended_result_codes (self->db, 1);
  sqlite3_busy_handler (self->db, wait_for_lock, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 1, NULL);
  yzt_gpkg_functions_register (self->db);
  return g_steal_pointer (&self);
}

char *
yzt_connection_make_uri (const char *path, YztConnectionMode mode)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *escaped = g_uri_escape_string (absolute, "/", FALSE);

  return g_strdup_printf ("file://%s%s", escaped,
                          mode == YZT_CONNECTION_IMMUTABLE   ? "?immutable=1"
                          : mode == YZT_CONNECTION_READ_ONLY ? "?mode=ro"
                                                             : "");
}

YztConnection *
yzt_connection_open (const char *path, YztConnectionMode mode, GError **error)
{
  g_autofree char *uri = yzt_connection_make_uri (path, mode);

  if (mode == YZT_CONNECTION_CREATE)
    create_private (path);
  return yzt_connection_open_uri (
      uri,
      mode == YZT_CONNECTION_CREATE       ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      : mode == YZT_CONNECTION_READ_WRITE ? SQLITE_OPEN_READWRITE
                                          : SQLITE_OPEN_READONLY,
      path, error);
}

void
yzt_connection_forget (YztConnection *self)
{
  g_hash_table_remove_all (self->tables);
  g_hash_table_remove_all (self->statements);
}

void
yzt_connection_close (YztConnection *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->recorder, yzt_recorder_free);
  g_clear_pointer (&self->tables, g_hash_table_unref);
  g_clear_pointer (&self->statements, g_hash_table_unref);
  sqlite3_close_v2 (self->db);
  g_free (self->path);
  g_free (self);
}

sqlite3_stmt *
yzt_connection_prepare (YztConnection *self, const char *sql, GError **error)
{
  sqlite3_stmt *stmt = g_hash_table_lookup (self->statements, sql);

  if (stmt != NULL) {
    sqlite3_reset (stmt);
    return stmt;
  }
  if (sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK) {
    yzt_connection_fail (self, error);
    return NULL;
  }
  g_hash_table_insert (self->statements, g_strdup (sql), stmt);
  return stmt;
}

gboolean
yzt_connection_exec (YztConnection *self, const char *sql, GError **error)
{
  if (sqlite3_exec (self->db, sql, NULL, NULL, NULL) != SQLITE_OK)
    return yzt_connection_fail (self, error);
  return TRUE;
}

static sqlite3_stmt *
prepare_and_bind (YztConnection *self, GError **error, const char *sql, const char *types,
                  va_list args)
{
  sqlite3_stmt *stmt = yzt_connection_prepare (self, sql, error);

  if (stmt == NULL)
    return NULL;
  for (int i = 0; types[i] != '\0'; i++) {
    if (types[i] == 'i') {
      sqlite3_bind_int64 (stmt, i + 1, va_arg (args, gint64));
    } else if (types[i] == 'd') {
      sqlite3_bind_double (stmt, i + 1, va_arg (args, double));
    } else if (types[i] == 's') {
      sqlite3_bind_text (stmt, i + 1, va_arg (args, const char *), -1, SQLITE_TRANSIENT);
    } else {
      GBytes *bytes = va_arg (args, GBytes *);
      gsize length = 0;
      gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

      if (bytes == NULL)
        sqlite3_bind_null (stmt, i + 1);
      else
        sqlite3_bind_blob64 (stmt, i + 1, data != NULL ? data : "", length, SQLITE_TRANSIENT);
    }
  }
  return stmt;
}

int
yzt_connection_step (YztConnection *self, sqlite3_stmt *stmt, GError **error)
{
  int code = sqlite3_step (stmt);

  if (code == SQLITE_ROW)
    return 1;
  if (code != SQLITE_DONE)
    yzt_connection_fail (self, error);
  sqlite3_reset (stmt);
  return code == SQLITE_DONE ? 0 : -1;
}

gboolean
yzt_connection_do (YztConnection *self, GError **error, const char *sql, const char *types, ...)
{
  sqlite3_stmt *stmt;
  va_list args;
  int step;

  va_start (args, types);
  stmt = prepare_and_bind (self, error, sql, types, args);
  va_end (args);
  if (stmt == NULL)
    return FALSE;
  do
    step = yzt_connection_step (self, stmt, error);
  while (step == 1);
  sqlite3_clear_bindings (stmt);
  return step == 0;
}

sqlite3_stmt *
yzt_connection_query (YztConnection *self, GError **error, const char *sql, const char *types, ...)
{
  sqlite3_stmt *stmt;
  va_list args;

  va_start (args, types);
  stmt = prepare_and_bind (self, error, sql, types, args);
  va_end (args);
  return stmt;
}

char *
yzt_connection_get_text (YztConnection *self, GError **error, const char *sql, const char *types,
                         ...)
{
  sqlite3_stmt *stmt;
  va_list args;
  char *text = NULL;

  va_start (args, types);
  stmt = prepare_and_bind (self, error, sql, types, args);
  va_end (args);
  if (stmt == NULL)
    return NULL;
  if (yzt_connection_step (self, stmt, error) == 1) {
    text = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
    sqlite3_reset (stmt);
  }
  return text;
}

gboolean
yzt_connection_get_int (YztConnection *self, gint64 *value_out, GError **error, const char *sql,
                        const char *types, ...)
{
  sqlite3_stmt *stmt;
  va_list args;
  int step;

  va_start (args, types);
  stmt = prepare_and_bind (self, error, sql, types, args);
  va_end (args);
  *value_out = 0;
  if (stmt == NULL)
    return FALSE;
  step = yzt_connection_step (self, stmt, error);
  if (step == 1) {
    *value_out = sqlite3_column_int64 (stmt, 0);
    sqlite3_reset (stmt);
  }
  return step >= 0;
}

gboolean
yzt_connection_has_table (YztConnection *self, const char *table)
{
  gint64 n = 0;

  return yzt_connection_get_int (
             self, &n, NULL,
             "SELECT count(*) FROM sqlite_schema WHERE type='table' AND name=?1 COLLATE NOCASE",
             "s", table)
         && n > 0;
}

GStrv
yzt_connection_get_columns (YztConnection *self, const char *table, GError **error)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  sqlite3_stmt *stmt = yzt_connection_query (
      self, error, "SELECT name FROM pragma_table_info(?1) ORDER BY cid", "s", table);
  int step;

  if (stmt == NULL)
    return NULL;
  while ((step = yzt_connection_step (self, stmt, error)) == 1)
    g_strv_builder_add (names, (const char *) sqlite3_column_text (stmt, 0));
  return step == 0 ? g_strv_builder_end (names) : NULL;
}

char *
yzt_like_pattern (const char *text)
{
  GString *pattern = g_string_new ("%");

  for (const char *p = text; *p != '\0'; p++) {
    if (strchr ("%_\\", *p) != NULL)
      g_string_append_c (pattern, '\\');
    g_string_append_c (pattern, *p);
  }
  g_string_append_c (pattern, '%');
  return g_string_free (pattern, FALSE);
}

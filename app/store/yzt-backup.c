/* yzt-backup.c: verified copies of a map: save a copy, back up, restore
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-care-private.h"
#include "yzt-history-private.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* So many pages between two looks at the cancellable: some milliseconds. */
#define STEP_PAGES 2048

gboolean
yzt_care_step (const YztCareRun *run, double fraction, GError **error)
{
  if (run == NULL)
    return TRUE;
  if (g_cancellable_set_error_if_cancelled (run->cancellable, error))
    return FALSE;
  if (run->progress != NULL)
    run->progress (CLAMP (fraction, 0.0, 1.0), run->user_data);
  return TRUE;
}

/* --- files --- */

/* What a killed copy left behind a day ago or longer. */
static void
sweep (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = NULL;
    gsize length = strlen (name);
    GStatBuf info;

    /* ".NAME.0123abcd.part", see yzt_care_temporary_name. */
    if (name[0] != '.' || length < 16 || !g_str_has_suffix (name, ".part")
        || name[length - 14] != '.'
        || strspn (name + length - 13, "0123456789abcdef") != 8)
      continue;
    path = g_build_filename (folder, name, NULL);
    if (g_stat (path, &info) == 0 && time (NULL) - info.st_mtime > 24 * 3600)
      yzt_care_remove_database (path);
  }
}

/* SQLite takes a log for that of the file beside which it stands: a new map would be overwritten with pages of one that is gone. And what was last
 * saved to that one stands nowhere else. */
static gboolean
check_left_log (const char *path, GError **error)
{
  static const char *const endings[] = { "-wal", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *log = g_strconcat (path, endings[i], NULL);
    g_autofree char *name = g_path_get_basename (log);
    GStatBuf info;

    if (g_stat (log, &info) != 0 || info.st_size == 0)
      continue;
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_EXISTS,
                 _("“%s” holds what was last saved to a map that is no longer beside it; put that map back, or move this file away, or choose another name."), name);
    return FALSE;
  }
  return TRUE;
}

gboolean
yzt_care_check_target (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);

  if (g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_EXISTS,
                 _("“%s” is there already; choose another name."), name);
    return FALSE;
  }
  if (!check_left_log (path, error))
    return FALSE;
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR)) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND,
                 _("The folder “%s” does not exist; make it first or choose another."), folder);
    return FALSE;
  }
  if (g_access (folder, W_OK) != 0) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_READ_ONLY,
                 _("The folder “%s” cannot be written; choose another."), folder);
    return FALSE;
  }
  sweep (folder);
  return TRUE;
}

char *
yzt_care_temporary_name (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);

  return g_strdup_printf ("%s/.%s.%08x.part", folder, name, g_random_int ());
}

static gboolean
fail_to_write (const char *path, int code, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);

  if (code == EEXIST)
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_EXISTS,
                 _("“%s” is there already; choose another name."), name);
  else if (code == ENOSPC || code == EDQUOT)
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_FULL,
                 _("The disk is full and nothing was saved to “%s”; make room and try again."),
                 name);
  else
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_FAILED,
                 _("“%s” could not be written (%s); choose another folder."), name,
                 g_strerror (code));
  return FALSE;
}

/* Without this the name of a new file may be lost with the power. */
gboolean
yzt_care_sync_folder_of (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  int code = fd < 0 || fsync (fd) != 0 ? errno : 0;

  if (fd >= 0)
    close (fd);
  /* Some network file systems cannot sync a folder. */
  return code == 0 || code == EINVAL || code == EACCES || fail_to_write (path, code, error);
}

gboolean
yzt_care_rename_new (const char *from, const char *to, GError **error)
{
  int code = renameat2 (AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);

  /* Some file systems cannot refuse to replace. */
  if (code != 0 && errno != EEXIST && !g_file_test (to, G_FILE_TEST_EXISTS))
    code = g_rename (from, to);
  if (code != 0)
    return fail_to_write (to, errno, error);
  return yzt_care_sync_folder_of (to, error);
}

void
yzt_care_remove_database (const char *path)
{
  static const char *const endings[] = { "", "-journal", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *name = g_strconcat (path, endings[i], NULL);

    g_unlink (name);
  }
}

/* --- copying --- */

char *
yzt_care_get_head (YztConnection *connection, GError **error)
{
  GError *local_error = NULL;
  char *head = yzt_connection_get_text (
      connection, &local_error,
      "SELECT entry || ':' || hash FROM journal ORDER BY entry DESC LIMIT 1", "");

  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return NULL;
  }
  return head != NULL ? head : g_strdup ("");
}

gboolean
yzt_care_verify (const char *path, const char *name, const char *head, GError **error)
{
  g_autoptr(YztConnection) connection =
      yzt_connection_open (path, YZT_CONNECTION_IMMUTABLE, error);
  g_autofree char *answer = NULL;
  g_autofree char *present = NULL;
  GError *local_error = NULL;

  if (connection == NULL)
    return FALSE;
  g_free (connection->path);
  connection->path = g_strdup (name);
  if (!yzt_store_check_header (connection, error))
    return FALSE;
  answer = yzt_connection_get_text (connection, &local_error, "PRAGMA quick_check(1)", "");
  present = answer != NULL ? yzt_care_get_head (connection, &local_error) : NULL;
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  if (g_strcmp0 (answer, "ok") == 0 && (head == NULL || g_strcmp0 (head, present) == 0))
    return TRUE;
  g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_DAMAGED,
               _("“%s” could not be read back as it was written; check the disk."), name);
  return FALSE;
}

static gboolean
copy_pages (YztConnection *from, YztConnection *to, const YztCareRun *run, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (to->db, "main", from->db, "main");
  int code = SQLITE_OK;
  gboolean going_on = backup != NULL;

  if (backup == NULL)
    return yzt_connection_fail (to, error);
  while (going_on && code == SQLITE_OK) {
    int total;

    code = sqlite3_backup_step (backup, STEP_PAGES);
    total = sqlite3_backup_pagecount (backup);
    going_on = yzt_care_step (
        run, total > 0 ? 0.9 * (total - sqlite3_backup_remaining (backup)) / total : 0.0, error);
  }
  if (sqlite3_backup_finish (backup) != SQLITE_OK && going_on)
    return yzt_connection_fail (to, error);
  return going_on;
}

/* A copy is another station: see find_station. */
static gboolean
fill_copy (YztConnection *from, YztConnection *to, const YztCareRun *run, char **head_out,
           GError **error)
{
  gboolean ok;

  /* One state of the file, whoever writes meanwhile. */
  if (!yzt_connection_exec (from, "BEGIN", error))
    return FALSE;
  *head_out = yzt_care_get_head (from, error);
  ok = *head_out != NULL && copy_pages (from, to, run, error);
  yzt_connection_forget (from);
  yzt_connection_exec (from, "ROLLBACK", NULL);
  return ok
         && yzt_connection_exec (to,
                                 "PRAGMA journal_mode=DELETE; DELETE FROM map_setting WHERE key "
                                 "IN ('station', 'station_place')",
                                 error);
}

gboolean
yzt_care_copy (YztConnection *from, const char *path, const YztCareRun *run, GError **error)
{
  g_autofree char *part = NULL;
  g_autofree char *head = NULL;
  g_autofree char *name = g_path_get_basename (path);
  YztConnection *to;
  gboolean ok;

  if (!yzt_care_check_target (path, error))
    return FALSE;
  part = yzt_care_temporary_name (path);
  to = yzt_connection_open (part, YZT_CONNECTION_CREATE, error);
  ok = to != NULL;
  if (ok) {
    /* Sentences name the file that was asked for. */
    g_free (to->path);
    to->path = g_strdup (path);
    ok = fill_copy (from, to, run, &head, error);
    yzt_connection_close (to);
  }
  ok = ok && yzt_care_verify (part, name, head, error) && yzt_care_step (run, 1.0, error)
       && yzt_care_rename_new (part, path, error);
  if (!ok)
    yzt_care_remove_database (part);
  return ok;
}

gboolean
yzt_store_copy_to (YztStore *store, const char *path, const YztCareRun *run, GError **error)
{
  YztConnection *from;
  gboolean ok;

  g_return_val_if_fail (YZT_IS_STORE (store) && path != NULL, FALSE);
  if (yzt_store_get_past (store) != NULL)
    return yzt_past_save_store (store, path, error);
  from = yzt_store_acquire (store, error);
  if (from == NULL)
    return FALSE;
  ok = yzt_care_copy (from, path, run, error);
  yzt_store_release (store, from);
  return ok;
}

gboolean
yzt_store_save_copy (YztStore *store, const char *path, GError **error)
{
  return yzt_store_copy_to (store, path, NULL, error);
}

/* --- backups --- */

static char *
stem_of (const char *path)
{
  char *name = g_path_get_basename (path);

  if (g_str_has_suffix (name, ".gpkg"))
    name[strlen (name) - strlen (".gpkg")] = '\0';
  return name;
}

#define TIME_CHARS 15 /* 20261122-082633 */
#define MAX_IN_A_SECOND 64

/* By the time in the name, then by the number behind it: "…-082633.gpkg", "…-082633-2.gpkg", "…-082633-10.gpkg". */
static int
compare_names (gconstpointer a, gconstpointer b)
{
  const char *left = g_strrstr (*(const char *const *) a, ".backup-") + strlen (".backup-");
  const char *right = g_strrstr (*(const char *const *) b, ".backup-") + strlen (".backup-");
  int by_time = strncmp (left, right, TIME_CHARS);

  if (by_time != 0 || strlen (left) < TIME_CHARS || strlen (right) < TIME_CHARS)
    return by_time;
  /* "-2" reads as minus two, "." as nothing: the more negative is the younger. */
  return (int) (g_ascii_strtoll (right + TIME_CHARS, NULL, 10) - g_ascii_strtoll (left + TIME_CHARS, NULL, 10));
}

/* Only names that back_up gives itself: the stem, a time, perhaps a number. */
static gboolean
is_backup_name (const char *name, const char *prefix)
{
  const char *rest = g_str_has_prefix (name, prefix) ? name + strlen (prefix) : NULL;

  return rest != NULL && g_str_has_suffix (rest, ".gpkg")
         && strspn (rest, "0123456789-") == strlen (rest) - strlen (".gpkg");
}

/* The time in the name is the order. */
static GPtrArray *
list_names (const char *folder, const char *prefix)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (is_backup_name (name, prefix))
      g_ptr_array_add (names, g_strdup (name));
  }
  g_ptr_array_sort (names, compare_names);
  return names;
}

static void
remove_oldest (const char *folder, const char *prefix, guint keep)
{
  g_autoptr(GPtrArray) names = list_names (folder, prefix);

  for (guint i = 0; i + keep < names->len; i++) {
    g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);

    g_unlink (path);
  }
}

static void
clear_backup (gpointer data)
{
  g_free (((YztBackup *) data)->path);
}

static gint64
time_in_name (const char *rest)
{
  g_autoptr(GDateTime) time = NULL;
  int year, month, day, hour, minute, second;

  if (sscanf (rest, "%4d%2d%2d-%2d%2d%2d", &year, &month, &day, &hour, &minute, &second) == 6)
    time = g_date_time_new_utc (year, month, day, hour, minute, second);
  return time != NULL ? g_date_time_to_unix (time) * 1000 : 0;
}

GArray *
yzt_care_list_backups (const char *path, const char *folder)
{
  g_autofree char *stem = NULL;
  g_autofree char *prefix = NULL;
  g_autofree char *beside = NULL;
  g_autoptr(GPtrArray) names = NULL;
  GArray *backups = g_array_new (FALSE, TRUE, sizeof (YztBackup));

  g_array_set_clear_func (backups, clear_backup);
  g_return_val_if_fail (path != NULL, backups);
  stem = stem_of (path);
  prefix = g_strconcat (stem, ".backup-", NULL);
  beside = folder != NULL ? g_strdup (folder) : g_path_get_dirname (path);
  names = list_names (beside, prefix);
  for (guint i = names->len; i > 0; i--) {
    const char *name = g_ptr_array_index (names, i - 1);
    YztBackup backup = { g_build_filename (beside, name, NULL), time_in_name (name + strlen (prefix)), 0 };
    GStatBuf info;

    backup.bytes = g_stat (backup.path, &info) == 0 ? (gint64) info.st_size : 0;
    g_array_append_val (backups, backup);
  }
  return backups;
}

/* A number greater than any of the same second: a lower one may be free only because the oldest were removed. */
static char *
name_backup (const char *folder, const char *prefix, const char *time)
{
  char *path = NULL;

  for (guint n = MAX_IN_A_SECOND; n >= 1; n--) {
    g_autofree char *number = n > 1 ? g_strdup_printf ("-%u", n) : g_strdup ("");
    g_autofree char *name = g_strdup_printf ("%s/%s%s%s.gpkg", folder, prefix, time, number);

    if (path != NULL && g_file_test (name, G_FILE_TEST_EXISTS))
      break;
    g_free (path);
    path = g_steal_pointer (&name);
  }
  return path;
}

char *
yzt_store_back_up (YztStore *store, const char *folder, guint keep, const YztCareRun *run,
                   GError **error)
{
  g_autofree char *beside = NULL;
  g_autofree char *stem = NULL;
  g_autofree char *prefix = NULL;
  g_autofree char *time = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GDateTime) now = NULL;

  g_return_val_if_fail (YZT_IS_STORE (store), NULL);
  beside = folder != NULL ? g_strdup (folder) : g_path_get_dirname (yzt_store_get_path (store));
  if (g_mkdir_with_parents (beside, 0700) != 0) {
    fail_to_write (beside, errno, error);
    return NULL;
  }
  stem = stem_of (yzt_store_get_path (store));
  prefix = g_strconcat (stem, ".backup-", NULL);
  now = g_date_time_new_from_unix_utc (yzt_clock_now_ms (yzt_store_get_clock (store)) / 1000);
  time = g_date_time_format (now, "%Y%m%d-%H%M%S");
  path = name_backup (beside, prefix, time);
  if (!yzt_store_copy_to (store, path, run, error))
    return NULL;
  if (keep > 0)
    remove_oldest (beside, prefix, keep);
  return g_steal_pointer (&path);
}

gboolean
yzt_care_restore (const char *backup, const char *path, const YztCareRun *run, GError **error)
{
  g_autoptr(YztConnection) from = NULL;
  g_autofree char *wal = NULL;

  g_return_val_if_fail (backup != NULL && path != NULL, FALSE);
  if (!yzt_store_check_file (backup, error))
    return FALSE;
  wal = g_strconcat (backup, "-wal", NULL);
  from = yzt_connection_open (backup,
                              g_file_test (wal, G_FILE_TEST_EXISTS) ? YZT_CONNECTION_READ_ONLY
                                                                     : YZT_CONNECTION_IMMUTABLE,
                              error);
  return from != NULL && yzt_store_check_header (from, error)
         && yzt_care_copy (from, path, run, error);
}

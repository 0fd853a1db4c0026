/* test-store-care.c: copies, backups, compacting; a full disk, a read-only folder, a map on a network drive
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "test-store-common.h"
#include "yzt-care-private.h"
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utime.h>

typedef struct {
  Fixture *f;
  guint n;
} Many;

static gboolean
insert_many (YztAct *act, gpointer user_data, GError **error)
{
  Many *many = user_data;

  for (guint i = 0; i < many->n; i++) {
    g_autoptr(YztRow) row = new_depot (many->f, "储备库", 100 + i % 100 * 0.1, 23.25);

    if (!yzt_act_insert (act, row, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
put_plan (YztAct *act, gpointer user_data, GError **error)
{
  YztRow *row = user_data;
  g_autofree char *bytes = g_strnfill (200000, 'x');
  g_autoptr(GBytes) original = g_bytes_new (bytes, 200000);

  return yzt_act_insert (act, row, error)
         && yzt_act_put_plan_text (act, row->fid, NULL, 0, original, "text/plain", error);
}

static gint64
put_many (Fixture *f, YztStore *store, guint n)
{
  YztActInfo info = INFO ("Add many");
  Many many = { f, n };

  return act_ok (store, &info, insert_many, &many);
}

static guint
mode_of (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_mode & 0777;
}

static gint64
size_of (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return (gint64) info.st_size;
}

static guint
count_files (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* --- copies --- */

static void
note_progress (double fraction, gpointer user_data)
{
  double *last = user_data;

  g_assert_cmpfloat (fraction, >=, *last);
  g_assert_cmpfloat (fraction, <=, 1.0);
  *last = fraction;
}

static void
test_backup (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_build_filename (f->folder, "backups", "deep", NULL);
  g_autofree char *foreign = g_build_filename (folder, "map 一.backup-not-ours.gpkg", NULL);
  g_autofree char *restored = g_build_filename (f->folder, "restored.gpkg", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *last = NULL;
  g_autoptr(YztStore) again = NULL;
  double fraction = 0;
  YztCareRun run = { note_progress, &fraction, NULL };

  put_many (f, store, 300);
  before = dump_map (f->path);
  for (guint i = 0; i < 5; i++) {
    g_autofree char *path = NULL;

    fraction = 0;
    path = yzt_store_back_up (store, folder, 3, &run, &error);
    g_assert_no_error (error);
    g_assert_cmpfloat (fraction, ==, 1.0);
    g_assert_cmpuint (mode_of (path), ==, 0600);
    if (i == 0)
      g_assert_true (g_file_set_contents (foreign, "x", 1, NULL));
    f->now_ms += i == 2 ? 0 : 61000;
    g_free (last);
    last = g_steal_pointer (&path);
  }
  g_assert_cmpuint (count_files (folder), ==, 4);
  g_assert_true (g_file_test (foreign, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (mode_of (f->path), ==, 0600);
  put_many (f, store, 5);
  g_assert_true (yzt_care_restore (last, restored, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (mode_of (restored), ==, 0600);
  after = dump_map (restored);
  g_assert_cmpstr (after, ==, before);
  g_assert_false (yzt_care_restore (last, restored, NULL, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_EXISTS);
  g_clear_error (&error);
  /* Never half a backup: what cannot be read is no backup. */
  g_assert_cmpint (truncate (last, 50000), ==, 0);
  g_unlink (restored);
  g_assert_false (yzt_care_restore (last, restored, NULL, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_DAMAGED);
  g_test_message ("%s", error->message);
  g_assert_false (g_file_test (restored, G_FILE_TEST_EXISTS));
  assert_sound (store);
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *path = g_build_filename (f->folder, "copy.gpkg", NULL);
  g_autoptr(GError) error = NULL;
  YztCareRun run = { NULL, NULL, cancellable };
  guint n = count_files (f->folder);

  g_cancellable_cancel (cancellable);
  g_assert_false (yzt_store_copy_to (store, path, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_files (f->folder), ==, n);
}

static void
test_compact (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) plan = yzt_row_new (f->plan);
  g_autoptr(YztActResult) undone = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  YztActInfo info = INFO ("Act"), take = INFO (NULL);
  gint64 entry, bytes_before, bytes_after, fid;
  struct stat old, new;
  sqlite3 *db;

  entry = put_many (f, store, 3000);
  undone = yzt_store_undo (store, entry, &take, &error);
  g_assert_no_error (error);
  yzt_row_set_text (plan, "name", "预案");
  act_ok (store, &info, put_plan, plan);
  fid = plan->fid;
  entry = act_ok (store, &info, delete_row, plan);
  g_assert_false (yzt_care_compact (f->path, NULL, NULL, NULL, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY);
  g_test_message ("%s", error->message);
  g_clear_error (&error);
  g_clear_object (&store);
  before = dump_map (f->path);
  /* A document that nothing names, neither a plan nor an entry. */
  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "INSERT INTO blob VALUES ('stray', 'x', zeroblob(300000))", NULL,
                                 NULL, NULL),
                   ==, SQLITE_OK);
  sqlite3_close (db);
  g_assert_cmpint (stat (f->path, &old), ==, 0);
  g_assert_true (yzt_care_compact (f->path, NULL, &bytes_before, &bytes_after, &error));
  g_assert_no_error (error);
  g_test_message ("%ld to %ld bytes", (long) bytes_before, (long) bytes_after);
  g_assert_cmpint (bytes_after, <, bytes_before - 300000);
  g_assert_cmpint (size_of (f->path), ==, bytes_after);
  g_assert_cmpint (stat (f->path, &new), ==, 0);
  g_assert_true (old.st_ino == new.st_ino);
  after = dump_map (f->path);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpuint (count_files (f->folder), ==, 1);
  /* The document of the deleted plan is still there for whoever takes the deletion back. */
  store = open_map (f);
  assert_sound (store);
  g_clear_pointer (&undone, yzt_act_result_free);
  undone = yzt_store_undo (store, entry, &take, &error);
  g_assert_no_error (error);
  assert_sound (store);
  g_assert_cmpint (yzt_store_find_row (store, f->plan, "name", "预案", NULL), ==, fid);
}

static void
test_compact_kill (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autofree char *before = NULL;

  put_many (f, store, 4000);
  g_clear_object (&store);
  before = dump_map (f->path);
  for (guint round = 0; round < 10; round++) {
    g_autofree char *after = NULL;
    int status;
    pid_t pid = fork ();

    g_assert_cmpint (pid, >=, 0);
    if (pid == 0) {
      yzt_care_compact (f->path, NULL, NULL, NULL, NULL);
      _exit (0);
    }
    g_usleep ((gulong) g_test_rand_int_range (500, 120000));
    kill (pid, SIGKILL);
    g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
    store = open_map (f);
    assert_sound (store);
    g_clear_object (&store);
    after = dump_map (f->path);
    g_assert_cmpstr (after, ==, before);
  }
}

/* What killed copies left is cleared away after a day, nothing else is. */
static void
test_sweep (Fixture *f, gconstpointer data)
{
  static const char *const names[] = { ".map.gpkg.0123abcd.part", ".map.gpkg.0123abcd.part-journal",
                                       ".other.part", "map.gpkg.0123abcd.part", ".x.89abcdef.part" };
  g_autoptr(YztStore) store = open_map (f);
  g_autofree char *copy = g_build_filename (f->folder, "copy.gpkg", NULL);
  struct utimbuf long_ago = { 0 };
  g_autoptr(GError) error = NULL;

  long_ago.actime = long_ago.modtime = time (NULL) - 2 * 24 * 3600;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (f->folder, names[i], NULL);

    g_assert_true (g_file_set_contents (path, "x", 1, NULL));
    if (i < 4)
      g_assert_cmpint (utime (path, &long_ago), ==, 0);
  }
  g_assert_true (yzt_store_copy_to (store, copy, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (f->folder, names[i], NULL);

    g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS) == (i >= 2));
  }
}

/* --- no room --- */

/* What the child found goes out as its exit status: 0 as it should be. */
static int
act_without_room (Fixture *f, const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztStore) store = yzt_store_open (path, YZT_STORE_READ_WRITE, &f->clock, &error);
  g_autoptr(YztActResult) result = NULL;
  g_autofree char *copy = g_strconcat (path, ".copy.gpkg", NULL);
  g_autofree char *archive = g_strconcat (path, ".yzta", NULL);
  YztActInfo info = INFO ("Add many"), none = INFO (NULL);
  Many many = { f, 60000 };

  if (store == NULL)
    return 1;
  result = yzt_store_write (store, &info, insert_many, &many, &error);
  if (result != NULL || !g_error_matches (error, YZT_STORE_ERROR, YZT_STORE_ERROR_FULL))
    return 2;
  g_clear_error (&error);
  if (yzt_store_copy_to (store, copy, NULL, &error) || error->domain != YZT_STORE_ERROR
      || g_file_test (copy, G_FILE_TEST_EXISTS))
    return 3;
  g_clear_error (&error);
  if (yzt_store_archive (store, f->now_ms + 1000, archive, &none, NULL, NULL, &error)
      && !g_file_test (archive, G_FILE_TEST_EXISTS))
    return 4;
  return 0;
}

static void
check_after (Fixture *f, const char *path, const char *before)
{
  g_autofree char *after = dump_map (path);
  g_autoptr(GError) error = NULL;
  g_autoptr(YztStore) store = NULL;

  g_assert_cmpstr (after, ==, before);
  store = yzt_store_open (path, YZT_STORE_READ_WRITE, &f->clock, &error);
  g_assert_no_error (error);
  assert_sound (store);
}

/* A limit on the size of files does what a full disk does, for anybody. */
static void
test_file_limit (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autofree char *before = NULL;
  int status;
  pid_t pid;

  put_many (f, store, 2000);
  g_clear_object (&store);
  before = dump_map (f->path);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0) {
    const rlim_t limit = (rlim_t) size_of (f->path) - 100000;
    const struct rlimit limits = { limit, limit };

    signal (SIGXFSZ, SIG_IGN);
    setrlimit (RLIMIT_FSIZE, &limits);
    _exit (act_without_room (f, f->path));
  }
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_test_message ("child: %d", WEXITSTATUS (status));
  g_assert_true (WIFEXITED (status));
  /* EFBIG is no ENOSPC: the sentence is another, the map the same. */
  g_assert_true (WEXITSTATUS (status) == 0 || WEXITSTATUS (status) == 2);
  check_after (f, f->path, before);
}

static void
test_full_disk (Fixture *f, gconstpointer data)
{
  g_autofree char *disk = g_build_filename (f->folder, "disk", NULL);
  g_autofree char *path = g_build_filename (disk, "map.gpkg", NULL);
  g_autofree char *before = NULL;
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir (disk, 0700), ==, 0);
  if (mount ("tmpfs", disk, "tmpfs", 0, "size=1200k") != 0) {
    g_test_skip ("a small disk can be mounted by root only");
    return;
  }
  put_many (f, store, 200);
  g_assert_true (yzt_store_copy_to (store, path, NULL, &error));
  g_assert_no_error (error);
  before = dump_map (path);
  g_assert_cmpint (act_without_room (f, path), ==, 0);
  check_after (f, path, before);
  g_assert_cmpint (umount (disk), ==, 0);
}

/* --- a damaged file --- */

/* The check finds it; from then on the map is read, and nothing more is written to it. */
static void
test_damaged (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztCheckReport) report = NULL;
  g_autoptr(YztActResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *contents = NULL;
  YztActInfo info = INFO ("Add");
  Many many = { f, 1 };
  sqlite3_stmt *stmt;
  sqlite3 *db;
  gsize length;
  int page;

  put_many (f, store, 2000);
  g_clear_object (&store);
  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db,
                                       "SELECT pageno FROM dbstat WHERE name = 'depot' AND pagetype "
                                       "= 'leaf' ORDER BY path LIMIT 1 OFFSET 5",
                                       -1, &stmt, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  page = sqlite3_column_int (stmt, 0);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  g_assert_true (g_file_get_contents (f->path, &contents, &length, NULL));
  memset (contents + (gsize) (page - 1) * 4096, 0x55, 4096);
  g_assert_true (g_file_set_contents (f->path, contents, (gssize) length, NULL));
  store = open_map (f);
  g_assert_false (yzt_store_is_read_only (store));
  report = yzt_store_check_all (store, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->problems->len, >, 0);
  g_assert_true (yzt_store_is_read_only (store));
  result = yzt_store_write (store, &info, insert_many, &many, &error);
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_DAMAGED);
  g_test_message ("%s", error->message);
}

/* --- a medium that cannot be written --- */

static void
test_read_only_disk (Fixture *f, gconstpointer data)
{
  g_autofree char *disk = g_build_filename (f->folder, "disk", NULL);
  g_autofree char *path = g_build_filename (disk, "map.gpkg", NULL);
  g_autofree char *copy = g_build_filename (f->folder, "copy.gpkg", NULL);
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztStore) read_only = NULL;
  g_autoptr(YztActResult) result = NULL;
  g_autoptr(GError) error = NULL;
  YztActInfo info = INFO ("Add");
  Many many = { f, 1 };

  g_assert_cmpint (g_mkdir (disk, 0700), ==, 0);
  if (mount ("tmpfs", disk, "tmpfs", 0, "size=8m") != 0) {
    g_test_skip ("a disk can be mounted by root only");
    return;
  }
  put_many (f, store, 20);
  g_assert_true (yzt_store_copy_to (store, path, NULL, &error));
  g_assert_cmpint (mount ("tmpfs", disk, "tmpfs", MS_REMOUNT | MS_RDONLY, "size=8m"), ==, 0);
  read_only = yzt_store_open (path, YZT_STORE_READ_WRITE, &f->clock, &error);
  g_assert_no_error (error);
  g_assert_true (yzt_store_is_read_only (read_only));
  result = yzt_store_write (read_only, &info, insert_many, &many, &error);
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_READ_ONLY);
  g_test_message ("%s", error->message);
  g_clear_error (&error);
  g_assert_false (yzt_care_compact (path, NULL, NULL, NULL, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_READ_ONLY);
  g_test_message ("%s", error->message);
  g_clear_error (&error);
  assert_sound (read_only);
  g_assert_true (yzt_store_copy_to (read_only, copy, NULL, &error));
  g_clear_object (&read_only);
  g_assert_cmpint (umount (disk), ==, 0);
}

/* --- a network drive --- */

static void
test_network (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) here = NULL;
  g_autoptr(YztStore) second = NULL;
  g_autoptr(YztStore) there = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *wal = g_strconcat (f->path, "-wal", NULL);
  g_autofree char *stale = NULL;
  struct utimbuf long_ago = { 0 };

  yzt_host_lock_pretend ("machine-a");
  here = open_map (f);
  second = open_map (f);
  put_many (f, here, 3);
  put_many (f, second, 3);
  g_assert_false (g_file_test (wal, G_FILE_TEST_EXISTS));
  yzt_host_lock_pretend ("machine-b");
  there = yzt_store_open (f->path, YZT_STORE_READ_WRITE, &f->clock, &error);
  g_assert_null (there);
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, "machine-a"));
  g_test_message ("%s", error->message);
  g_clear_error (&error);
  g_clear_object (&second);
  g_assert_null (yzt_store_open (f->path, YZT_STORE_READ_ONLY, &f->clock, NULL));
  g_clear_object (&here);
  /* Everybody has gone: it opens, and leaves nothing behind. A machine that went down does not keep others out for ever. */
  stale = g_build_filename (f->folder, ".map 一.gpkg.machine-c.77_0.open", NULL);
  g_assert_true (g_file_set_contents (stale, "", 0, NULL));
  g_assert_null (yzt_store_open (f->path, YZT_STORE_READ_WRITE, &f->clock, NULL));
  long_ago.actime = long_ago.modtime = time (NULL) - 3600;
  g_assert_cmpint (utime (stale, &long_ago), ==, 0);
  there = open_map (f);
  put_many (f, there, 3);
  assert_sound (there);
  g_clear_object (&there);
  g_assert_cmpuint (count_files (f->folder), ==, 1);
  yzt_host_lock_pretend (NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/care/backup", Fixture, NULL, fixture_set_up, test_backup, fixture_tear_down);
  g_test_add ("/store/care/cancel", Fixture, NULL, fixture_set_up, test_cancel, fixture_tear_down);
  g_test_add ("/store/care/compact", Fixture, NULL, fixture_set_up, test_compact,
              fixture_tear_down);
  g_test_add ("/store/care/compact-kill", Fixture, NULL, fixture_set_up, test_compact_kill,
              fixture_tear_down);
  g_test_add ("/store/care/sweep", Fixture, NULL, fixture_set_up, test_sweep, fixture_tear_down);
  g_test_add ("/store/care/file-limit", Fixture, NULL, fixture_set_up, test_file_limit,
              fixture_tear_down);
  g_test_add ("/store/care/full-disk", Fixture, NULL, fixture_set_up, test_full_disk,
              fixture_tear_down);
  g_test_add ("/store/care/damaged", Fixture, NULL, fixture_set_up, test_damaged,
              fixture_tear_down);
  g_test_add ("/store/care/read-only-disk", Fixture, NULL, fixture_set_up, test_read_only_disk,
              fixture_tear_down);
  g_test_add ("/store/care/network", Fixture, NULL, fixture_set_up, test_network,
              fixture_tear_down);
  return g_test_run ();
}

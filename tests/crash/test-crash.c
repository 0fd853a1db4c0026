/* test-crash.c: kills a writer at random instants of edits, imports, undos, migrations and archiving; by hand YZT_CRASH_KILLS
 * and YZT_CRASH_SEED choose another run
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A work that comes to an end is killed at writes to the map and its log that are spread evenly over all that it writes (vfs.c), one that goes on for
 * ever at random instants. After each kill: the file opens, the check finds it sound, every act is whole or absent, and everything that the child
 * had been told was saved is there. */
#include "config.h"
#include "crash.h"
#include "yzt-prepared-private.h"

static guint
number_from (const char *name, guint otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : otherwise;
}

/* --- the child --- */

static void
tell (Crash *c, const char *format, ...) G_GNUC_PRINTF (2, 3);
static void
tell (Crash *c, const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  if (write (c->pipe_fd, line, strlen (line)) != (gssize) strlen (line))
    _exit (3);
}

void
crash_tell_saved (Crash *c, const YztActResult *result)
{
  if (result == NULL)
    _exit (4);
  tell (c, "%" G_GINT64_FORMAT "\n", result->entry);
}

G_NORETURN static void
run_child (Crash *c, const CrashWork *work, int fd, guint last_write)
{
  c->pipe_fd = fd;
  if (work->ahead) {
    yzt_prepared_set_sizes (100, 500);
    yzt_prepared_set_carried (CRASH_ROWS_BEFORE / 2);
  }
  yzt_prepared_set_pausing (FALSE);
  crash_vfs_register ();
  crash_vfs_end_at (last_write, last_write % 3);
  tell (c, "go\n");
  work->run (c);
  tell (c, "writes %u\ndone\n", crash_vfs_get_n ());
  _exit (0);
}

/* --- the parent --- */

typedef struct {
  pid_t pid;
  int fd;
} Child;

static Child
start (Crash *c, const CrashWork *work, guint last_write)
{
  Child child;
  int fds[2];
  char line[3];

  g_assert_cmpint (pipe (fds), ==, 0);
  fflush (NULL);
  child.pid = fork ();
  g_assert_cmpint (child.pid, >=, 0);
  if (child.pid == 0) {
    close (fds[0]);
    run_child (c, work, fds[1], last_write);
  }
  close (fds[1]);
  child.fd = fds[0];
  g_assert_cmpint (read (child.fd, line, sizeof line), ==, 3);
  return child;
}

/* The newest entry that the child called saved; *done_out whether it came to its end, *writes_out (may be NULL) how often it wrote until then. */
static gint64
finish (Child *child, gboolean *done_out, guint *writes_out)
{
  g_autoptr(GString) told = g_string_new (NULL);
  char buffer[4096];
  gssize n;
  int status;
  gint64 last = 0;
  g_auto(GStrv) lines = NULL;

  while ((n = read (child->fd, buffer, sizeof buffer)) > 0)
    g_string_append_len (told, buffer, n);
  close (child->fd);
  g_assert_cmpint (waitpid (child->pid, &status, 0), ==, child->pid);
  *done_out = g_str_has_suffix (told->str, "done\n");
  if (!*done_out && !WIFSIGNALED (status))
    g_error ("the child left with status %d before it was killed", WEXITSTATUS (status));
  /* The last line may have been cut off. */
  lines = g_strsplit (told->str, "\n", -1);
  for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
    last = MAX (last, g_ascii_strtoll (lines[i], NULL, 10));
  for (guint i = 0; writes_out != NULL && lines[i] != NULL; i++) {
    if (g_str_has_prefix (lines[i], "writes "))
      *writes_out = (guint) g_ascii_strtoull (lines[i] + 7, NULL, 10);
  }
  return last;
}

/* How often the work writes. */
static guint
measure (Crash *c, const CrashWork *work)
{
  gboolean done;
  guint n = 0;
  Child child = start (c, work, 0);

  finish (&child, &done, &n);
  g_assert_true (done);
  g_assert_cmpuint (n, >, 0);
  return n;
}

static void
check_journal (YztStore *store, gint64 told)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) journal = yzt_store_read_journal (store, 0, 1, &error);

  g_assert_no_error (error);
  if (told > 0) {
    g_assert_cmpuint (journal->len, ==, 1);
    g_assert_cmpint (g_array_index (journal, YztJournalEntry, 0).entry, >=, told);
  }
}

#define ENDLESS_US 60000

static void
kill_once (Crash *c, const CrashWork *work, guint last_write)
{
  Child child = start (c, work, last_write);
  gboolean done;
  gint64 told;
  YztStore *store;

  if (work->endless) {
    g_usleep ((gulong) g_rand_int_range (c->rand, 0, ENDLESS_US));
    kill (child.pid, SIGKILL);
  }
  told = finish (&child, &done, NULL);
  c->n_done += done ? 1 : 0;
  store = open_map (&c->f);
  assert_sound (store);
  check_journal (store, told);
  work->check (c, store, done);
  g_object_unref (store);
  c->n_kills++;
}

/* A new map now and then, and in between the same one again, as it was. */
#define NEW_MAP_EVERY 25

static void
prepare_anew (Crash *c, const CrashWork *work)
{
  if (c->f.path != NULL)
    fixture_tear_down (&c->f, NULL);
  fixture_set_up (&c->f, NULL);
  work->prepare (c);
  g_clear_pointer (&c->map, g_bytes_unref);
  if (!work->endless) {
    char *contents;
    gsize length;

    g_assert_true (g_file_get_contents (c->f.path, &contents, &length, NULL));
    c->map = g_bytes_new_take (contents, length);
  }
}

static void
put_back (Crash *c)
{
  g_autoptr(GDir) dir = g_dir_open (c->f.folder, 0, NULL);
  g_autofree char *own = g_path_get_basename (c->f.path);
  gsize length;
  const char *contents = g_bytes_get_data (c->map, &length), *name;
  FILE *file;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (c->f.folder, name, NULL);

    if (g_strcmp0 (path, c->csv) != 0 && !g_str_equal (name, own))
      g_unlink (path);
  }
  /* The same file: another one would be another station. */
  file = fopen (c->f.path, "wb");
  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (contents, 1, length, file), ==, length);
  g_assert_cmpint (fclose (file), ==, 0);
}

static guint
count_shares (void)
{
  guint n = 0;

  for (guint i = 0; crash_works[i].name != NULL; i++)
    n += crash_works[i].share;
  return n;
}

static void
test_work (gconstpointer data)
{
  const CrashWork *work = data;
  guint n = MAX (1, number_from ("YZT_CRASH_KILLS", 40) * work->share / count_shares ()), n_writes = 0;
  guint32 seed = number_from ("YZT_CRASH_SEED", (guint) g_test_rand_int ());
  Crash crash = { .rand = g_rand_new_with_seed (seed) };
  Crash *c = &crash;

  g_test_message ("YZT_CRASH_SEED=%u, %u kills", seed, n);
  for (guint i = 0; i < n; i++) {
    if (i % NEW_MAP_EVERY == 0) {
      prepare_anew (c, work);
      if (!work->endless)
        n_writes = measure (c, work);
    }
    if (!work->endless)
      put_back (c);
    /* One in each n-th part of its writes. */
    kill_once (c, work, work->endless ? 0 : (guint) (((double) i + g_rand_double (c->rand)) / n * n_writes) + 1);
  }
  g_test_message ("%u kills, %u of them came too late, work of %u writes", c->n_kills, c->n_done, n_writes);
  fixture_tear_down (&c->f, NULL);
  g_clear_pointer (&c->map, g_bytes_unref);
  g_clear_pointer (&c->csv, g_free);
  g_clear_pointer (&c->before, g_free);
  g_rand_free (c->rand);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; crash_works[i].name != NULL; i++) {
    g_autofree char *path = g_strconcat ("/crash/", crash_works[i].name, NULL);

    g_test_add_data_func (path, &crash_works[i], test_work);
  }
  return g_test_run ();
}

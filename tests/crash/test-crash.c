/* test-crash.c: kills a writer at random instants of edits, imports, undos, migrations and archiving; by hand YZT_CRASH_KILLS
 * and YZT_CRASH_SEED choose another run
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * After each kill: the file opens, the check finds it sound, every act is whole or absent, and everything that the child
 * had been told was saved is there. */
#include "config.h"
#include "crash.h"

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
run_child (Crash *c, const CrashWork *work, int fd)
{
  c->pipe_fd = fd;
  tell (c, "go\n");
  work->run (c);
  tell (c, "done\n");
  _exit (0);
}

/* --- the parent --- */

typedef struct {
  pid_t pid;
  int fd;
} Child;

static Child
start (Crash *c, const CrashWork *work)
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
    run_child (c, work, fds[1]);
  }
  close (fds[1]);
  child.fd = fds[0];
  g_assert_cmpint (read (child.fd, line, sizeof line), ==, 3);
  return child;
}

/* The newest entry that the child called saved; *done_out whether it came to its end. */
static gint64
finish (Child *child, gboolean *done_out)
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
  return last;
}

static gint64
measure (Crash *c, const CrashWork *work)
{
  gint64 before = g_get_monotonic_time ();
  gboolean done;
  Child child = start (c, work);

  if (work->endless)
    return 60000;
  finish (&child, &done);
  return g_get_monotonic_time () - before;
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

static void
kill_once (Crash *c, const CrashWork *work, gint64 span_us)
{
  gint64 wait_us = g_rand_int_range (c->rand, 0, (gint32) MAX (span_us, 2));
  Child child = start (c, work);
  gboolean done;
  gint64 told;
  YztStore *store;

  g_usleep ((gulong) wait_us);
  kill (child.pid, SIGKILL);
  told = finish (&child, &done);
  c->n_done += done ? 1 : 0;
  store = open_map (&c->f);
  assert_sound (store);
  check_journal (store, told);
  work->check (c, store, done);
  g_object_unref (store);
  c->n_kills++;
}

static void
test_work (gconstpointer data)
{
  const CrashWork *work = data;
  guint n = MAX (1, number_from ("YZT_CRASH_KILLS", 40) * work->share / 100);
  guint32 seed = number_from ("YZT_CRASH_SEED", (guint) g_test_rand_int ());
  Crash crash = { .rand = g_rand_new_with_seed (seed) };
  Crash *c = &crash;
  gint64 span_us = 0;

  g_test_message ("YZT_CRASH_SEED=%u, %u kills", seed, n);
  for (guint i = 0; i < n; i++) {
    /* Work that goes on and on needs a new map now and then only. */
    if (c->f.path == NULL || !work->endless || i % 25 == 0) {
      if (c->f.path != NULL)
        fixture_tear_down (&c->f, NULL);
      fixture_set_up (&c->f, NULL);
      work->prepare (c);
    }
    if (span_us == 0 && !work->endless) {
      span_us = measure (c, work);
      fixture_tear_down (&c->f, NULL);
      fixture_set_up (&c->f, NULL);
      work->prepare (c);
    }
    kill_once (c, work, work->endless ? 60000 : span_us + span_us / 8);
  }
  g_test_message ("%u kills, %u of them came too late, work of %ld us", c->n_kills, c->n_done, (long) span_us);
  fixture_tear_down (&c->f, NULL);
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

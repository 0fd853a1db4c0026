/* test-store-crash.c: a writer is killed at any moment: every entry is whole, the chain sound, the
 * index right SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "test-store-common.h"
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
  Fixture *f;
  guint n;
} Work;

static gboolean
some_work (YztAct *act, gpointer user_data, GError **error)
{
  Work *work = user_data;
  g_autoptr(YztRow) row = new_depot (work->f, "work", 100, 30);

  for (guint i = 0; i < work->n; i++) {
    row->fid = 0;
    row->lon = 80 + i % 500 * 0.1;
    if (!yzt_act_insert (act, row, error))
      return FALSE;
  }
  yzt_row_set_text (row, "name", "last of its act");
  return yzt_act_update (act, row, error);
}

/* The child: writes acts of all sizes for ever; one byte for each that was said to be saved. */
static void
write_for_ever (Fixture *f, int pipe_fd)
{
  YztStore *store = yzt_store_open (f->path, YZT_STORE_READ_WRITE, &yzt_clock_system, NULL);
  YztActInfo info = INFO ("Work");

  for (guint i = 0; store != NULL; i++) {
    Work work = { f, i % 7 == 3 ? 2500 : 1 + i % 5 };
    YztActResult *result = yzt_store_write (store, &info, some_work, &work, NULL);

    if (result == NULL || write (pipe_fd, "x", 1) != 1)
      break;
    if (i % 4 == 1)
      yzt_act_result_free (yzt_store_undo (store, 0, &info, NULL));
  }
  _exit (1);
}

static guint
count_bytes (int fd)
{
  char buffer[4096];
  gssize n;
  guint total = 0;

  while ((n = read (fd, buffer, sizeof buffer)) > 0)
    total += (guint) n;
  return total;
}

/* Ends the child at some number of saved acts, at some moment after the last of them. */
static guint
kill_one (Fixture *f)
{
  int fds[2], status;
  guint wanted = (guint) g_test_rand_int_range (1, 12), seen = 0;
  char byte;
  pid_t pid;

  g_assert_cmpint (pipe (fds), ==, 0);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0) {
    close (fds[0]);
    write_for_ever (f, fds[1]);
  }
  close (fds[1]);
  while (seen < wanted && read (fds[0], &byte, 1) == 1)
    seen++;
  g_assert_cmpuint (seen, ==, wanted);
  for (int turns = g_test_rand_int_range (0, 20000); turns > 0; turns--)
    sched_yield ();
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  seen += count_bytes (fds[0]);
  close (fds[0]);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  return seen;
}

static void
test_kill (Fixture *f, gconstpointer data)
{
  for (guint round = 0; round < 12; round++) {
    g_autoptr(YztStore) store = NULL;
    g_autoptr(GArray) journal = NULL;
    g_autoptr(GArray) journal_before = NULL;
    g_autoptr(GError) error = NULL;
    guint n_before, n_saved, n_works = 0;

    store = open_map (f);
    journal_before = yzt_store_read_journal (store, 0, 0, &error);
    n_before = journal_before->len;
    g_clear_object (&store);
    n_saved = kill_one (f);
    store = open_map (f);
    assert_sound (store);
    journal = yzt_store_read_journal (store, 0, 0, &error);
    g_assert_no_error (error);
    for (guint i = 0; i < journal->len - n_before; i++)
      n_works += g_array_index (journal, YztJournalEntry, i).undoes == 0 ? 1 : 0;
    /* What was said to be saved is there; at most the one in flight besides. */
    g_assert_cmpuint (n_works, >=, n_saved);
    g_assert_cmpuint (n_works, <=, n_saved + 1);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/crash/kill", Fixture, NULL, fixture_set_up, test_kill, fixture_tear_down);
  return g_test_run ();
}

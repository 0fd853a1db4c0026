/* test-store-shared.c: a window, a second one and a script on one map: readers go on, nobody sees half an act
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "test-store-common.h"
#include <sys/wait.h>
#include <unistd.h>

#define BULK_ROWS 20000

static gboolean
insert_bulk (YztAct *act, gpointer user_data, GError **error)
{
  Fixture *f = user_data;
  g_autoptr(YztRow) row = new_depot (f, "储备库", 112.5, 23.25);

  for (guint i = 0; i < BULK_ROWS; i++) {
    row->fid = 0;
    if (!yzt_act_insert (act, row, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
count_row (const YztRow *row, gpointer n)
{
  (*(gint64 *) n)++;
  return TRUE;
}

static gint64
count_depots (Fixture *f, YztStore *store)
{
  g_autoptr(GError) error = NULL;
  gint64 n = 0;

  yzt_store_read_rows (store, f->depot, count_row, &n, &error);
  g_assert_no_error (error);
  return n;
}

/* The script: bulk acts one after the other, each taken back again; says with a byte that it has begun. */
static void
work (Fixture *f, int fd)
{
  YztStore *store = yzt_store_open (f->path, YZT_STORE_READ_WRITE, &f->clock, NULL);
  YztActInfo info = INFO ("Bulk"), take = INFO (NULL);
  gboolean ok = store != NULL && write (fd, "x", 1) == 1;

  info.nature = YZT_ACT_BULK;
  for (guint i = 0; ok && i < 4; i++) {
    YztActResult *bulk = yzt_store_write (store, &info, insert_bulk, f, NULL);
    YztActResult *undone = NULL;

    /* The windows write too: busy is no failure, it is tried again. */
    if (bulk == NULL)
      continue;
    while (undone == NULL)
      undone = yzt_store_undo (store, bulk->entry, &take, NULL);
  }
  yzt_store_close (store);
  _exit (ok ? 0 : 1);
}

static void
test_three (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) window = open_map (f);
  g_autoptr(YztStore) second = NULL;
  g_autoptr(YztRow) row = new_depot (f, "值班", 112.5, 23.25);
  YztActInfo info = INFO ("Edit");
  guint n_edits = 0, n_busy = 0, n_reads = 0;
  gint64 longest_read_us = 0, longest_write_us = 0;
  int fds[2], status = 0;
  char byte;
  pid_t pid;

  act_ok (window, &info, insert_row, row);
  yzt_store_close (window);
  g_clear_object (&window);
  g_assert_cmpint (pipe (fds), ==, 0);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    work (f, fds[1]);
  close (fds[1]);
  g_assert_cmpint (read (fds[0], &byte, 1), ==, 1);
  close (fds[0]);
  window = open_map (f);
  second = open_map (f);
  while (waitpid (pid, &status, WNOHANG) == 0) {
    g_autofree char *phone = g_strdup_printf ("%u", n_edits);
    g_autoptr(YztActResult) result = NULL;
    g_autoptr(GError) error = NULL;
    gint64 start_us = g_get_monotonic_time (), n;

    n = count_depots (f, second);
    longest_read_us = MAX (longest_read_us, g_get_monotonic_time () - start_us);
    n_reads++;
    /* One row of ours, and whole bulk acts only. */
    g_assert_cmpint ((n - 1) % BULK_ROWS, ==, 0);
    yzt_row_set_text (row, "phone", phone);
    start_us = g_get_monotonic_time ();
    result = yzt_store_write (window, &info, update_row, row, &error);
    longest_write_us = MAX (longest_write_us, g_get_monotonic_time () - start_us);
    if (result == NULL)
      g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY);
    n_edits += result != NULL;
    n_busy += result == NULL;
  }
  g_test_message ("%u reads (longest %ld ms), %u edits, %u told that it is busy (longest %ld ms)", n_reads,
                  (long) longest_read_us / 1000, n_edits, n_busy, (long) longest_write_us / 1000);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  g_assert_cmpuint (n_edits, >, 0);
  /* Two seconds of waiting, twice at most: for what others wrote, and for the act itself; the rest is the machine's load. */
  g_assert_cmpint (longest_write_us, <, 15 * G_USEC_PER_SEC);
  g_assert_cmpint (count_depots (f, second), ==, 1);
  {
    g_autoptr(YztRow) read = yzt_store_get_row (second, f->depot, row->fid, NULL);
    g_autofree char *last = g_strdup_printf ("%u", n_edits - 1);

    if (n_busy == 0)
      g_assert_cmpstr (yzt_row_get_text (read, "phone"), ==, last);
  }
  assert_sound (window);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/shared/three", Fixture, NULL, fixture_set_up, test_three, fixture_tear_down);
  return g_test_run ();
}

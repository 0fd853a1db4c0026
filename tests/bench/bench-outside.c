/* bench-outside.c: how long an operator's act waits, and how long the lock is held, while very much that another programme wrote is taken in
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench-outside [BEFORE [ROWS]]: a kind of BEFORE rows; another programme adds ROWS rows, changes as many, deletes them. Two windows look at the file and take
 * each in, while an operator at each of them does an act every 20 ms; at last the same added rows at once, as it was before there were pieces. The map is made in $TMPDIR. */
#include "config.h"
#include <stdio.h>
#include <stdlib.h>
#include "../unit/test-store-common.h"
#include "../unit/yzt-test-holds.h"
#include "yzt-outside-private.h"
#include "yzt-store-bulk.h"

#define EVERY_US 20000

typedef struct {
  Fixture *f;
  YztStore *store;
  gint64 fid;
  gint is_over;
  guint n, n_busy;
  double worst_ms, sum_ms;
} Operator;

static double
now_ms (void)
{
  return yzt_test_holds_clock_ms (CLOCK_MONOTONIC);
}

static gboolean
change_staff (YztAct *act, gpointer user_data, GError **error)
{
  Operator *self = user_data;
  g_autoptr(YztRow) row = yzt_act_get_row (act, self->f->depot, self->fid, error);
  YztCell staff = { YZT_CELL_INTEGER, { .integer = (gint64) ++self->n } };

  if (row == NULL)
    return FALSE;
  yzt_row_set (row, "staff", &staff);
  return yzt_act_update (act, row, error);
}

static gpointer
operate (gpointer user_data)
{
  Operator *self = user_data;
  YztActInfo info = INFO ("Staff");

  while (!g_atomic_int_get (&self->is_over)) {
    double began = now_ms (), took;
    g_autoptr(GError) error = NULL;
    g_autoptr(YztActResult) result = yzt_store_write (self->store, &info, change_staff, self, &error);

    /* Whoever has waited five seconds for the lock is told so. */
    if (result == NULL)
      g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY);
    self->n_busy += result == NULL;
    took = now_ms () - began;
    self->worst_ms = MAX (self->worst_ms, took);
    self->sum_ms += took;
    g_usleep (EVERY_US);
  }
  return NULL;
}

/* The other window looks at the file at the same time. */
static gpointer
look (gpointer store)
{
  g_autoptr(GError) error = NULL;

  yzt_act_result_free (yzt_store_poll (store, &error));
  g_assert_no_error (error);
  return NULL;
}

static void
outside (Fixture *f, const char *sql)
{
  sqlite3 *db;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 60000);
  yzt_gpkg_functions_register (db);
  if (sqlite3_exec (db, sql, NULL, NULL, &message) != SQLITE_OK)
    g_error ("%s: %s", sql, message);
  sqlite3_close (db);
}

static gint64
add_one (Fixture *f, YztStore *store, const char *name)
{
  g_autoptr(YztRow) row = new_depot (f, name, 112.5, 23.5);
  YztActInfo info = INFO ("Add");

  act_ok (store, &info, insert_row, row);
  return row->fid;
}

static void
measure (Fixture *f, YztStore *stores[2], const gint64 fids[2], const char *what, const char *sql)
{
  Operator operators[2] = { { f, stores[0], fids[0] }, { f, stores[1], fids[1] } };
  GThread *threads[2], *other;
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) result = NULL;
  double began = now_ms (), wrote_ms, took_ms;
  YztTestHold hold;

  outside (f, sql);
  wrote_ms = now_ms () - began;
  yzt_test_holds_take ();
  for (guint i = 0; i < 2; i++)
    threads[i] = g_thread_new ("operator", operate, &operators[i]);
  began = now_ms ();
  other = g_thread_new ("look", look, stores[1]);
  result = yzt_store_poll (stores[0], &error);
  g_assert_no_error (error);
  g_thread_join (other);
  took_ms = now_ms () - began;
  for (guint i = 0; i < 2; i++) {
    g_atomic_int_set (&operators[i].is_over, 1);
    g_thread_join (threads[i]);
  }
  hold = yzt_test_holds_take ();
  printf ("%-28s written in %5.1f s, taken in in %5.1f s; longest lock %5.0f ms processor, %5.0f ms; operators' acts %u and %u: worst wait %5.0f and %5.0f ms (bar 2000), mean %.0f ms, refused %u\n    %s\n",
          what, wrote_ms / 1e3, took_ms / 1e3, hold.cpu_ms, hold.wall_ms, operators[0].n, operators[1].n, operators[0].worst_ms, operators[1].worst_ms,
          (operators[0].sum_ms + operators[1].sum_ms) / MAX (operators[0].n + operators[1].n, 1), operators[0].n_busy + operators[1].n_busy, hold.what);
  fflush (stdout);
}

static void
import (Fixture *f, YztStore *store, guint n)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztStage) stage = yzt_stage_new (store, f->depot, &error);
  g_autoptr(YztActResult) result = NULL;
  YztActInfo info = INFO ("Import");

  info.nature = YZT_ACT_BULK;
  for (guint i = 0; i < n; i++) {
    g_autoptr(YztRow) row = new_depot (f, "端州第一储备库", 100 + (i * 7919u % 2000000u) / 100000.0, 20 + (i * 104729u % 2000000u) / 100000.0);
    g_autofree char *code = g_strdup_printf ("WZ-%08u", i * 2654435761u % 100000000u);

    yzt_row_set_text (row, "code", code);
    yzt_stage_add (stage, row, &error);
    g_assert_no_error (error);
  }
  result = yzt_stage_commit (stage, &info, NULL, NULL, &error);
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  guint before = argc > 1 ? (guint) strtoul (argv[1], NULL, 10) : 500000, n = argc > 2 ? (guint) strtoul (argv[2], NULL, 10) : 500000;
  Fixture f = { 0 };
  YztStore *stores[2];
  gint64 fids[2];
  g_autofree char *add = g_strdup_printf ("INSERT INTO depot (geom, name, code, phone) SELECT geom, 'other', 'X-' || code, '110' FROM depot WHERE name = '端州第一储备库' LIMIT %u", n);

  g_test_init (&argc, &argv, NULL);
  yzt_geo_init ();
  fixture_set_up (&f, NULL);
  yzt_test_holds_watch (g_getenv ("YZT_HOLDS") != NULL);
  stores[0] = open_map (&f);
  import (&f, stores[0], MAX (before, n));
  stores[1] = open_map (&f);
  for (guint i = 0; i < 2; i++)
    fids[i] = add_one (&f, stores[i], "operator's");
  measure (&f, stores, fids, "rows added", add);
  measure (&f, stores, fids, "the same rows changed", "UPDATE depot SET phone = '119', name = name || ' b' WHERE name = 'other'");
  measure (&f, stores, fids, "and deleted", "DELETE FROM depot WHERE name = 'other b'");
  yzt_outside_set_sizes (G_MAXUINT, 0, 0);
  measure (&f, stores, fids, "rows added, taken in at once", add);
  for (guint i = 0; i < 2; i++)
    g_clear_object (&stores[i]);
  fixture_tear_down (&f, NULL);
  return 0;
}

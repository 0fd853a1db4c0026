/* bench-holds.c: how long a bulk act keeps others from writing, in processor time, however large the kind is
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench-holds [BEFORE [ROWS [TOUCHED]]]: a kind of BEFORE rows; an import of ROWS, its undo and redo, a change of TOUCHED of its rows, its undo with
 * them; ROWS deleted by hand, the undo and redo of that. Each line is the longest that one transaction of it held the lock. The map is made in $TMPDIR. */
#include "config.h"
#include <stdio.h>
#include <stdlib.h>
#include "../unit/test-store-common.h"
#include "../unit/yzt-test-holds.h"
#include "yzt-store-bulk.h"

static double began_ms;

static void
tell (const char *what)
{
  YztTestHold hold = yzt_test_holds_take ();

  printf ("%-46s %8.0f ms processor  %8.0f ms, of %6.1f s in all: %s\n", what, hold.cpu_ms, hold.wall_ms,
          (yzt_test_holds_clock_ms (CLOCK_MONOTONIC) - began_ms) / 1000, hold.what);
  fflush (stdout);
  began_ms = yzt_test_holds_clock_ms (CLOCK_MONOTONIC);
}

/* Codes in no order: every tenth row has none. */
static gint64
import (Fixture *f, YztStore *store, guint from, guint n)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztStage) stage = yzt_stage_new (store, f->depot, &error);
  g_autoptr(YztActResult) result = NULL;
  YztActInfo info = INFO ("Import");

  info.nature = YZT_ACT_BULK;
  g_assert_no_error (error);
  for (guint i = from; i < from + n; i++) {
    g_autoptr(YztRow) row = new_depot (f, "端州第一储备库", 100 + (i * 7919u % 2000000u) / 100000.0, 20 + (i * 104729u % 2000000u) / 100000.0);
    g_autofree char *code = g_strdup_printf ("WZ-%08u", i * 2654435761u % 100000000u);

    if (i % 10 != 0)
      yzt_row_set_text (row, "code", code);
    yzt_stage_add (stage, row, &error);
    g_assert_no_error (error);
  }
  result = yzt_stage_commit (stage, &info, NULL, NULL, &error);
  g_assert_no_error (error);
  return result->entry;
}

typedef struct {
  Fixture *f;
  gint64 from, n;
} Touching;

static gboolean
touch (YztAct *act, gpointer user_data, GError **error)
{
  Touching *touching = user_data;
  g_autofree char *sql = g_strdup_printf ("UPDATE depot SET phone = '110' WHERE fid IN (SELECT fid FROM depot WHERE fid > %" G_GINT64_FORMAT
                                          " ORDER BY fid LIMIT %" G_GINT64_FORMAT ")",
                                          touching->from, touching->n);

  return yzt_connection_do (act->connection, error, sql, "");
}

static void
undo (YztStore *store, gint64 entry, gboolean redo, gboolean fails)
{
  g_autoptr(GError) error = NULL;
  YztActInfo info = INFO (NULL);
  g_autoptr(YztActResult) result = redo ? yzt_store_redo (store, &info, &error) : yzt_store_undo (store, entry, &info, &error);

  if (!fails)
    g_assert_no_error (error);
  else
    printf ("  refused: %.100s\n", error != NULL ? error->message : "NOT REFUSED");
}

static gboolean
collect_fid (const YztRow *row, gpointer user_data)
{
  g_array_append_val (user_data, row->fid);
  return TRUE;
}

/* As the table does it with so many rows selected. */
static void
delete_newest (Fixture *f, YztStore *store, guint n)
{
  g_autoptr(GArray) fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree YztStoreRow *rows = g_new (YztStoreRow, n);
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) result = NULL;
  YztActInfo info = INFO ("Delete");

  info.nature = YZT_ACT_BULK;
  yzt_store_read_fields (store, f->depot, NULL, 0, G_MININT64, G_MAXINT64, collect_fid, fids, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fids->len, >=, n);
  for (guint i = 0; i < n; i++)
    rows[i] = (YztStoreRow) { f->depot, g_array_index (fids, gint64, fids->len - n + i) };
  result = yzt_store_delete_rows (store, &info, rows, n, &error);
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  guint before = argc > 1 ? (guint) strtoul (argv[1], NULL, 10) : 1000000, n = argc > 2 ? (guint) strtoul (argv[2], NULL, 10) : 1000000;
  guint n_touched = argc > 3 ? (guint) strtoul (argv[3], NULL, 10) : n / 10;
  YztActInfo info = INFO ("Touch");
  Fixture f = { 0 };
  Touching touching;
  YztStore *store;
  gint64 entry;

  g_test_init (&argc, &argv, NULL);
  yzt_geo_init ();
  fixture_set_up (&f, NULL);
  yzt_test_holds_watch (g_getenv ("YZT_HOLDS") != NULL);
  store = open_map (&f);
  began_ms = yzt_test_holds_clock_ms (CLOCK_MONOTONIC);
  for (guint i = 0; i < before; i += 1000000)
    import (&f, store, i, MIN (before - i, 1000000));
  tell ("the rows before");
  touching = (Touching) { &f, 0, n_touched };
  {
    g_autoptr(GError) error = NULL;
    g_autoptr(YztRow) last = NULL;
    sqlite3 *db;
    sqlite3_stmt *stmt;

    g_assert_cmpint (sqlite3_open (f.path, &db), ==, SQLITE_OK);
    sqlite3_prepare_v2 (db, "SELECT coalesce(max(fid), 0) FROM depot", -1, &stmt, NULL);
    sqlite3_step (stmt);
    touching.from = sqlite3_column_int64 (stmt, 0);
    sqlite3_finalize (stmt);
    sqlite3_close (db);
  }
  entry = import (&f, store, before, n);
  tell ("import");
  undo (store, entry, FALSE, FALSE);
  tell ("undo");
  undo (store, 0, TRUE, FALSE);
  tell ("redo");
  entry += 2;
  act_ok (store, &info, touch, &touching);
  tell ("a change of some of its rows");
  undo (store, entry - 2, FALSE, TRUE);
  tell ("undo, refused for these");
  undo (store, entry + 1, FALSE, FALSE);
  tell ("undo of the change");
  undo (store, entry - 2, FALSE, FALSE);
  tell ("undo of the import, whose rows were touched");
  undo (store, 0, TRUE, FALSE);
  tell ("redo of it");
  delete_newest (&f, store, n);
  tell ("deletion of these rows by hand");
  undo (store, 0, FALSE, FALSE);
  tell ("undo of it");
  undo (store, 0, TRUE, FALSE);
  tell ("redo of it");
  assert_sound (store);
  g_object_unref (store);
  fixture_tear_down (&f, NULL);
  return 0;
}

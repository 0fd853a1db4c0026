/* test-concurrency.c: readers, an operator, an import and another programme on one map at once
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everybody who edits moves people from one depot to another in one act: whoever sees another sum than the first has seen
 * half an act. An operator's act waits for 2 s at most. By hand YZT_CONCURRENCY_ROWS=1000000 makes the imports larger; how long each transaction
 * held the lock in processor time, which says more on a busy machine, is told by tests/bench/bench-holds. */
#include "config.h"
#include <sys/wait.h>
#include <unistd.h>
#include "test-store-common.h"
#include "yzt-exchange.h"
#include "yzt-prepared-private.h"

#define N_DEPOTS 40
#define STAFF_EACH 100
#define N_IMPORTS 3
#define DEFAULT_ROWS 4000
#define OPERATOR_BAR_US 2000000

typedef struct {
  Fixture f;
  char *csv, *stop;
  guint n_rows; /* of one import */
} Shared;

typedef struct {
  gint64 n, worst_us, sum_us, busy;
} Report;

typedef void (*Role) (Shared *s, guint seed, Report *report);

static gboolean
is_over (Shared *s)
{
  return g_file_test (s->stop, G_FILE_TEST_EXISTS);
}

static void
note (Report *report, gint64 began_us)
{
  gint64 took_us = g_get_monotonic_time () - began_us;

  report->n++;
  report->sum_us += took_us;
  report->worst_us = MAX (report->worst_us, took_us);
}

/* Five open the closed map in the same instant: nobody may be turned away. */
static YztStore *
open_shared (Shared *s, YztStoreMode mode)
{
  g_autoptr(GError) error = NULL;
  YztStore *store = yzt_store_open (s->f.path, mode, &yzt_clock_system, &error);

  if (store == NULL)
    g_error ("the map could not be opened: %s", error->message);
  return store;
}

/* --- reading --- */

typedef struct {
  gint64 staff, n_imported;
} Sum;

static gboolean
add_row (const YztRow *row, gpointer user_data)
{
  Sum *sum = user_data;
  const YztCell *staff = yzt_row_get (row, "staff");

  sum->staff += staff != NULL && staff->type == YZT_CELL_INTEGER ? staff->v.integer : 0;
  sum->n_imported += g_str_has_prefix (yzt_row_get_text (row, "code"), "imported") ? 1 : 0;
  return TRUE;
}

static void
check_sum (Shared *s, YztStore *store)
{
  g_autoptr(GError) error = NULL;
  Sum sum = { 0, 0 };

  yzt_store_read_rows (store, yzt_kind_set_find (yzt_store_get_kinds (store), "depot"), add_row, &sum, &error);
  g_assert_no_error (error);
  if (sum.staff != N_DEPOTS * STAFF_EACH || sum.n_imported % s->n_rows != 0)
    g_error ("half an act was seen: %ld people, %ld rows", (long) sum.staff, (long) sum.n_imported);
}

static void
be_reader (Shared *s, guint seed, Report *report)
{
  g_autoptr(YztStore) store = open_shared (s, YZT_STORE_READ_ONLY);

  while (!is_over (s)) {
    gint64 began_us = g_get_monotonic_time ();

    check_sum (s, store);
    note (report, began_us);
  }
}

/* --- an operator --- */

typedef struct {
  Shared *s;
  GRand *rand;
} Move;

static gboolean
move_people (YztAct *act, gpointer user_data, GError **error)
{
  Move *move = user_data;
  gint64 n = g_rand_int_range (move->rand, 1, 10);

  for (guint i = 0; i < 2; i++) {
    g_autofree char *code = g_strdup_printf ("D-%d", g_rand_int_range (move->rand, 0, N_DEPOTS / 2) * 2 + (int) i);
    gint64 fid = yzt_act_find_row (act, move->s->f.depot, "code", code, error);
    g_autoptr(YztRow) row = yzt_act_get_row (act, move->s->f.depot, fid, error);
    YztCell staff;

    if (row == NULL)
      return FALSE;
    staff = (YztCell) { YZT_CELL_INTEGER, { .integer = yzt_row_get (row, "staff")->v.integer + (i == 0 ? n : -n) } };
    yzt_row_set (row, "staff", &staff);
    if (!yzt_act_update (act, row, error))
      return FALSE;
  }
  return TRUE;
}

static void
be_operator (Shared *s, guint seed, Report *report)
{
  g_autoptr(YztStore) store = open_shared (s, YZT_STORE_READ_WRITE);
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  Move move = { s, rand };
  YztActInfo info = INFO ("Move people");

  while (!is_over (s)) {
    g_autoptr(GError) error = NULL;
    g_autoptr(YztActResult) result = NULL;
    gint64 began_us = g_get_monotonic_time ();

    result = yzt_store_write (store, &info, move_people, &move, &error);
    note (report, began_us);
    if (g_error_matches (error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY))
      report->busy++;
    else if (result == NULL)
      g_error ("an operator's act failed: %s", error->message);
    g_usleep (3000);
  }
}

/* --- an import, once more and once more --- */

static void
be_importer (Shared *s, guint seed, Report *report)
{
  g_autoptr(YztStore) store = open_shared (s, YZT_STORE_READ_WRITE);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "depot");
  YztActInfo info = INFO ("Import"), take = INFO (NULL);

  info.nature = YZT_ACT_BULK;
  info.window = take.window = "import";
  for (guint i = 0; i < N_IMPORTS;) {
    YztImportOptions options = { .language = "en" };
    YztImportReport *imported = NULL;
    g_autoptr(GError) error = NULL;
    gint64 began_us = g_get_monotonic_time ();

    if (yzt_import_file (store, kind, s->csv, &options, &info, &imported, &error)) {
      g_assert_cmpuint (imported->rows_written, ==, s->n_rows);
      yzt_import_report_free (imported);
      note (report, began_us);
      i++;
    } else if (!g_error_matches (error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY)) {
      g_error ("an import failed: %s", error->message);
    }
    while (error == NULL && i < N_IMPORTS) {
      g_autoptr(GError) undo_error = NULL;
      g_autoptr(YztActResult) undone = yzt_store_undo (store, 0, &take, &undo_error);

      if (undone != NULL)
        break;
      if (!g_error_matches (undo_error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY))
        g_error ("an import could not be taken back: %s", undo_error->message);
    }
  }
}

/* --- another programme --- */

static void
be_outside (Shared *s, guint seed, Report *report)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open_v2 (s->f.path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 60000);
  yzt_gpkg_functions_register (db);
  while (!is_over (s)) {
    int from = g_rand_int_range (rand, 0, N_DEPOTS), to = (from + 1) % N_DEPOTS;
    g_autofree char *sql = g_strdup_printf ("BEGIN IMMEDIATE; UPDATE depot SET staff = staff - 1 WHERE code = 'D-%d';"
                                            "UPDATE depot SET staff = staff + 1 WHERE code = 'D-%d'; COMMIT",
                                            from, to);
    gint64 began_us = g_get_monotonic_time ();
    char *message = NULL;

    if (sqlite3_exec (db, sql, NULL, NULL, &message) != SQLITE_OK)
      g_error ("another programme could not write: %s", message);
    note (report, began_us);
    g_usleep (20000);
  }
  sqlite3_close (db);
}

/* --- all at once --- */

static const struct {
  const char *name;
  Role role;
} roles[] = {
  { "reader", be_reader }, { "reader", be_reader }, { "operator", be_operator }, { "outside", be_outside }, { "import", be_importer },
};

typedef struct {
  pid_t pid;
  int fd;
} Child;

static Child
start (Shared *s, guint i)
{
  Child child;
  int fds[2];
  guint seed = (guint) g_test_rand_int ();

  g_assert_cmpint (pipe (fds), ==, 0);
  fflush (NULL);
  child.pid = fork ();
  g_assert_cmpint (child.pid, >=, 0);
  if (child.pid == 0) {
    Report report = { 0 };

    close (fds[0]);
    roles[i].role (s, seed, &report);
    _exit (write (fds[1], &report, sizeof report) == sizeof report ? 0 : 1);
  }
  close (fds[1]);
  child.fd = fds[0];
  return child;
}

static Report
finish (Child *child)
{
  Report report = { 0 };
  int status;
  gssize n = read (child->fd, &report, sizeof report);

  close (child->fd);
  g_assert_cmpint (waitpid (child->pid, &status, 0), ==, child->pid);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpint (n, ==, sizeof report);
  return report;
}

static gboolean
insert_depots (YztAct *act, gpointer user_data, GError **error)
{
  for (guint i = 0; i < N_DEPOTS; i++) {
    g_autoptr(YztRow) row = new_depot (user_data, "库", 112 + i * 0.01, 23);
    g_autofree char *code = g_strdup_printf ("D-%u", i);
    YztCell staff = { YZT_CELL_INTEGER, { .integer = STAFF_EACH } };

    yzt_row_set_text (row, "code", code);
    yzt_row_set (row, "staff", &staff);
    if (!yzt_act_insert (act, row, error))
      return FALSE;
  }
  return TRUE;
}

static void
set_up (Shared *s)
{
  const char *rows = g_getenv ("YZT_CONCURRENCY_ROWS");
  g_autoptr(GString) text = g_string_new ("name,code,lon,lat\n");
  YztActInfo info = INFO ("Depots");
  YztStore *store;

  yzt_geo_init ();
  yzt_exchange_init ();
  fixture_set_up (&s->f, NULL);
  s->n_rows = rows != NULL ? (guint) g_ascii_strtoull (rows, NULL, 10) : DEFAULT_ROWS;
  /* Few rows as well are brought in pieces, as many are. */
  if (rows == NULL)
    yzt_prepared_set_sizes (DEFAULT_ROWS / 8, DEFAULT_ROWS / 2);
  if (rows == NULL)
    yzt_prepared_set_carried (DEFAULT_ROWS / 2);
  s->csv = g_build_filename (s->f.folder, "rows.csv", NULL);
  s->stop = g_build_filename (s->f.folder, "stop", NULL);
  for (guint i = 0; i < s->n_rows; i++)
    g_string_append_printf (text, "新库%u,imported %u,%u.%06u,23.%06u\n", i, i, 100 + i % 20, i * 7919 % 1000000, i * 6101 % 1000000);
  g_assert_true (g_file_set_contents (s->csv, text->str, (gssize) text->len, NULL));
  store = open_map (&s->f);
  act_ok (store, &info, insert_depots, &s->f);
  g_object_unref (store);
}

/* As many rows as an import has are there already, so that they are brought along with the new ones. */
static gboolean
insert_before (YztAct *act, gpointer user_data, GError **error)
{
  Shared *s = user_data;

  for (guint i = 0; i < s->n_rows; i++) {
    g_autoptr(YztRow) row = new_depot (&s->f, "旧库", 90 + i % 7, 30 + i % 500 * 0.01);
    g_autofree char *code = g_strdup_printf ("imported before %u", i);

    yzt_row_set_text (row, "code", code);
    if (!yzt_act_insert (act, row, error))
      return FALSE;
  }
  return TRUE;
}

static void
fill_before (Shared *s)
{
  YztActInfo info = INFO ("Before");
  YztStore *store = open_map (&s->f);

  info.nature = YZT_ACT_BULK;
  act_ok (store, &info, insert_before, s);
  g_object_unref (store);
}

static void
test_together (gconstpointer beside_many)
{
  Shared shared = { 0 };
  Shared *s = &shared;
  Child children[G_N_ELEMENTS (roles)];
  Report reports[G_N_ELEMENTS (roles)];
  YztStore *store;

  set_up (s);
  if (beside_many != NULL)
    fill_before (s);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    children[i] = start (s, i);
  /* The last one comes to its end by itself; the others are told. */
  for (guint i = G_N_ELEMENTS (roles); i > 0; i--) {
    reports[i - 1] = finish (&children[i - 1]);
    if (i == G_N_ELEMENTS (roles))
      g_assert_true (g_file_set_contents (s->stop, "", 0, NULL));
  }
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    g_test_message ("%s: %ld times, mean %.1f ms, worst %.1f ms, busy %ld", roles[i].name, (long) reports[i].n,
                    (double) reports[i].sum_us / 1000 / (double) MAX (reports[i].n, 1), (double) reports[i].worst_us / 1000,
                    (long) reports[i].busy);
  store = open_map (&s->f);
  check_sum (s, store);
  assert_sound (store);
  g_object_unref (store);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    g_assert_cmpint (reports[i].n, >, 0);
  /* The operator is let in between, and never turned away. */
  g_assert_cmpint (reports[2].busy, ==, 0);
  g_assert_cmpint (reports[2].worst_us, <=, OPERATOR_BAR_US);
  fixture_tear_down (&s->f, NULL);
  g_free (s->csv);
  g_free (s->stop);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/concurrency/together", NULL, test_together);
  g_test_add_data_func ("/concurrency/beside-many", "many", test_together);
  return g_test_run ();
}

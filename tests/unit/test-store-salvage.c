/* test-store-salvage.c: what can be read of a damaged map comes into a new one, what was lost is said
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "test-store-common.h"
#include "yzt-store-care.h"

#define N_DEPOTS 600

typedef struct {
  char *text;
  gsize length;
} Bytes;

static gboolean
insert_many (YztAct *act, gpointer user_data, GError **error)
{
  Fixture *f = user_data;

  for (guint i = 0; i < N_DEPOTS; i++) {
    g_autofree char *name = g_strdup_printf ("储备库 %04u", i);
    g_autoptr(YztRow) row = new_depot (f, name, 100 + i * 0.01, 23.25);
    g_autoptr(YztRow) stock = yzt_row_new (f->stock);

    if (!yzt_act_insert (act, row, error))
      return FALSE;
    stock->owner_fid = row->fid;
    yzt_row_set_text (stock, "name", "沙袋");
    if (!yzt_act_insert (act, stock, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
insert_long (YztAct *act, gpointer user_data, GError **error)
{
  Fixture *f = user_data;
  g_autoptr(YztRow) zone = yzt_row_new (f->zone);

  for (guint i = 0; i < 9000; i++) {
    zone->fid = 0;
    if (!yzt_act_insert (act, zone, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
put_plan (YztAct *act, gpointer user_data, GError **error)
{
  YztRow *row = user_data;
  g_autofree char *long_text = g_strnfill (30000, 'x');
  YztPlanSection sections[] = { { (char *) "1", (char *) "1 总则", 1, (char *) "正文" },
                                { (char *) "2", (char *) "2 处置", 1, long_text } };
  g_autoptr(GBytes) original = g_bytes_new (long_text, 25000);

  return yzt_act_insert (act, row, error)
         && yzt_act_put_plan_text (act, row->fid, sections, 2, original, "text/plain", error);
}

/* A map of some hundred pages with a journal of some entries; returns its bytes. */
static Bytes
fill (Fixture *f)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) plan = yzt_row_new (f->plan);
  YztActInfo info = INFO ("Add");
  Bytes bytes;

  act_ok (store, &info, insert_many, f);
  /* Of more rows than one part of the journal holds. */
  act_ok (store, &info, insert_long, f);
  yzt_row_set_text (plan, "name", "预案");
  act_ok (store, &info, put_plan, plan);
  for (guint i = 0; i < 30; i++) {
    g_autoptr(YztRow) row = new_depot (f, "单个", 110, 20);

    f->now_ms += 1000;
    act_ok (store, &info, insert_row, row);
    if (i % 3 == 0)
      act_ok (store, &info, delete_row, row);
  }
  yzt_store_close (store);
  g_assert_true (g_file_get_contents (f->path, &bytes.text, &bytes.length, NULL));
  return bytes;
}

static void
write_bytes (const char *path, const Bytes *bytes, gsize length)
{
  g_assert_true (g_file_set_contents (path, bytes->text, (gssize) length, NULL));
}

static YztSalvageReport *
salvage (Fixture *f, const char *damaged, char **path_out)
{
  g_autoptr(GError) error = NULL;
  YztSalvageReport *report;

  *path_out = g_build_filename (f->folder, "salvaged.gpkg", NULL);
  g_unlink (*path_out);
  report = yzt_care_salvage (damaged, *path_out, &f->clock, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < report->losses->len; i++)
    g_test_message ("%s", (char *) g_ptr_array_index (report->losses, i));
  return report;
}

static const YztSalvageTable *
find_table (YztSalvageReport *report, const char *table)
{
  for (guint i = 0; i < report->tables->len; i++) {
    if (g_str_equal (g_array_index (report->tables, YztSalvageTable, i).table, table))
      return &g_array_index (report->tables, YztSalvageTable, i);
  }
  return NULL;
}

static void
assert_usable (Fixture *f, const char *path, gboolean whole_chain)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztStore) store = yzt_store_open (path, YZT_STORE_READ_WRITE, &f->clock, &error);
  g_autoptr(GPtrArray) problems = NULL;
  g_autoptr(YztRow) row = new_depot (f, "new", 1, 2);
  YztActInfo info = INFO ("Add");

  g_assert_no_error (error);
  problems = yzt_store_check (store, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("check: %s", (char *) g_ptr_array_index (problems, i));
  if (whole_chain)
    g_assert_cmpuint (problems->len, ==, 0);
  if (yzt_kind_set_find (yzt_store_get_kinds (store), "depot") != NULL)
    act_ok (store, &info, insert_row, row);
}

static void
test_sound (Fixture *f, gconstpointer data)
{
  Bytes bytes = fill (f);
  g_autofree char *path = NULL;
  g_autofree char *before = dump_map (f->path);
  g_autofree char *after = NULL;
  g_autoptr(YztSalvageReport) report = salvage (f, f->path, &path);

  g_assert_cmpuint (report->losses->len, ==, 0);
  g_assert_cmpint (report->n_entries_lost, ==, 0);
  g_assert_cmpuint (report->n_pages_lost, ==, 0);
  after = dump_map (path);
  g_assert_cmpstr (after, ==, before);
  assert_usable (f, path, TRUE);
  g_free (bytes.text);
}

/* One leaf of the depots and one of the journal's parts are gone. */
static void
test_torn (Fixture *f, gconstpointer data)
{
  Bytes bytes = fill (f);
  gint64 n = query_int (f->path, "SELECT count(*) FROM depot");
  gint64 leaf = query_int (f->path, "SELECT pageno FROM dbstat WHERE name = 'depot' AND pagetype = "
                                "'leaf' ORDER BY path LIMIT 1 OFFSET 3");
  gint64 on_leaf = query_int (f->path, "SELECT ncell FROM dbstat WHERE name = 'depot' AND pagetype = "
                                   "'leaf' ORDER BY path LIMIT 1 OFFSET 3");
  g_autofree char *path = NULL;
  g_autoptr(YztSalvageReport) report = NULL;

  memset (bytes.text + (leaf - 1) * 4096, 0, 4096);
  write_bytes (f->path, &bytes, bytes.length);
  report = salvage (f, f->path, &path);
  g_assert_cmpint (find_table (report, "depot")->n_read, ==, n - on_leaf);
  g_assert_cmpint (find_table (report, "depot")->n_lost, ==, on_leaf);
  g_assert_cmpint (find_table (report, "stock_line")->n_lost, ==, 0);
  g_assert_cmpint (report->n_entries_lost, ==, 0);
  g_assert_cmpuint (report->losses->len, ==, 2);
  /* Their stock lines are kept, and say that they are nobody's. */
  g_assert_cmpint (query_int (path, "SELECT count(*) FROM stock_line WHERE owner_fid IS NULL"), ==, on_leaf);
  g_assert_cmpint (query_int (path, "SELECT count(*) FROM pragma_foreign_key_check"), ==, 0);
  assert_usable (f, path, FALSE);
  g_free (bytes.text);
}

/* The inner page that leads to all depots is gone: its leaves are found all the same. */
static void
test_torn_root (Fixture *f, gconstpointer data)
{
  Bytes bytes = fill (f);
  gint64 n = query_int (f->path, "SELECT count(*) FROM depot");
  gint64 root = query_int (f->path, "SELECT rootpage FROM sqlite_schema WHERE name = 'depot'");
  g_autofree char *path = NULL;
  g_autoptr(YztSalvageReport) report = NULL;

  memset (bytes.text + (root - 1) * 4096, 0xff, 4096);
  write_bytes (f->path, &bytes, bytes.length);
  report = salvage (f, f->path, &path);
  g_assert_cmpint (find_table (report, "depot")->n_read, ==, n);
  assert_usable (f, path, TRUE);
  g_free (bytes.text);
}

static void
test_header (Fixture *f, gconstpointer data)
{
  Bytes bytes = fill (f);
  gint64 n = query_int (f->path, "SELECT count(*) FROM depot");
  const gsize lengths[] = { 16, 100, 4096 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
    g_autofree char *path = NULL;
    g_autoptr(YztSalvageReport) report = NULL;

    memset (bytes.text, 0, lengths[i]);
    write_bytes (f->path, &bytes, bytes.length);
    report = salvage (f, f->path, &path);
    g_assert_cmpint (find_table (report, "depot")->n_read, ==, n);
    g_assert_cmpint (report->n_entries_lost, ==, 0);
    assert_usable (f, path, TRUE);
  }
  g_free (bytes.text);
}

static void
test_truncated (Fixture *f, gconstpointer data)
{
  Bytes bytes = fill (f);

  for (guint percent = 95; percent >= 55; percent -= 10) {
    g_autofree char *path = NULL;
    g_autoptr(YztSalvageReport) report = NULL;

    write_bytes (f->path, &bytes, bytes.length * percent / 100 + 17);
    g_test_message ("%u %%", percent);
    report = salvage (f, f->path, &path);
    g_assert_cmpuint (report->losses->len, >, 0);
    g_assert_cmpint (find_table (report, "depot")->n_read, >, 0);
    assert_usable (f, path, FALSE);
  }
  g_free (bytes.text);
}

static void
test_missing_tables (Fixture *f, gconstpointer data)
{
  Bytes bytes = fill (f);
  gint64 n_touches = query_int (f->path, "SELECT count(*) FROM journal_touch WHERE entry < 40");
  g_autofree char *path = NULL;
  g_autoptr(YztSalvageReport) report = NULL;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db,
                                 "DROP TABLE journal_touch; DROP TABLE gpkg_extensions; PRAGMA "
                                 "writable_schema=1; DELETE FROM sqlite_schema WHERE name IN "
                                 "('zone', 'rtree_zone_geom')",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  sqlite3_close (db);
  report = salvage (f, f->path, &path);
  g_assert_cmpint (find_table (report, "depot")->n_read, ==, N_DEPOTS + 20);
  g_assert_cmpint (query_int (path, "SELECT count(*) FROM zone"), ==, 0);
  /* What each entry touched is found anew. */
  g_assert_cmpint (query_int (path, "SELECT count(*) FROM journal_touch WHERE entry < 40"), ==, n_touches);
  assert_usable (f, path, FALSE);
  g_free (bytes.text);
}

/* Pages of nonsense anywhere: a map and a list, or one sentence; never a crash, never a map that is not sound in itself. */
static void
test_random (Fixture *f, gconstpointer data)
{
  Bytes bytes = fill (f);

  for (guint round = 0; round < 16; round++) {
    g_autofree char *damaged = g_memdup2 (bytes.text, bytes.length);
    Bytes copy = { damaged, bytes.length };
    int n = g_test_rand_int_range (1, round % 2 == 0 ? 4 : 60);
    g_autofree char *path = g_build_filename (f->folder, "salvaged.gpkg", NULL);
    g_autoptr(YztSalvageReport) report = NULL;
    g_autoptr(GError) error = NULL;

    for (int i = 0; i < n; i++) {
      gsize from = (gsize) g_test_rand_int_range (0, (int) bytes.length - 600);

      for (gsize k = 0; k < (round % 3 == 0 ? 512 : 7); k++)
        damaged[from + k] = (char) g_test_rand_int ();
    }
    write_bytes (f->path, &copy, bytes.length);
    g_unlink (path);
    report = yzt_care_salvage (f->path, path, &f->clock, NULL, &error);
    if (report == NULL) {
      g_test_message ("%s", error->message);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
      continue;
    }
    assert_usable (f, path, FALSE);
  }
  g_free (bytes.text);
}

static void
test_no_map (Fixture *f, gconstpointer data)
{
  g_autofree char *text = g_build_filename (f->folder, "text.gpkg", NULL);
  g_autofree char *path = g_build_filename (f->folder, "salvaged.gpkg", NULL);
  g_autofree char *noise = g_malloc (100000);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 100000; i++)
    noise[i] = (char) g_test_rand_int ();
  g_assert_true (g_file_set_contents (text, noise, 100000, NULL));
  g_assert_null (yzt_care_salvage (text, path, &f->clock, NULL, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_A_MAP);
  g_test_message ("%s", error->message);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/salvage/sound", Fixture, NULL, fixture_set_up, test_sound, fixture_tear_down);
  g_test_add ("/store/salvage/torn", Fixture, NULL, fixture_set_up, test_torn, fixture_tear_down);
  g_test_add ("/store/salvage/torn-root", Fixture, NULL, fixture_set_up, test_torn_root,
              fixture_tear_down);
  g_test_add ("/store/salvage/header", Fixture, NULL, fixture_set_up, test_header,
              fixture_tear_down);
  g_test_add ("/store/salvage/truncated", Fixture, NULL, fixture_set_up, test_truncated,
              fixture_tear_down);
  g_test_add ("/store/salvage/missing-tables", Fixture, NULL, fixture_set_up, test_missing_tables,
              fixture_tear_down);
  g_test_add ("/store/salvage/random", Fixture, NULL, fixture_set_up, test_random,
              fixture_tear_down);
  g_test_add ("/store/salvage/no-map", Fixture, NULL, fixture_set_up, test_no_map,
              fixture_tear_down);
  return g_test_run ();
}

/* test-store.c: making, opening, writing and reading a map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "test-store-common.h"

typedef struct {
  guint n;
  GString *names;
} Collected;

static gboolean
collect (const YztRow *row, gpointer data)
{
  Collected *collected = data;

  collected->n++;
  g_string_append_printf (collected->names, "%s;", yzt_row_get_text (row, "name"));
  return TRUE;
}

static void
test_round_trip (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  g_autoptr(YztRow) read = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *title = yzt_store_get_setting (store, "title");
  g_autofree char *wal = g_strconcat (f->path, "-wal", NULL);
  YztActInfo info = INFO ("Add depot");
  Collected collected = { 0, g_string_new (NULL) };

  g_assert_cmpstr (title, ==, "Test 测试");
  g_assert_false (yzt_store_is_read_only (store));
  g_assert_cmpint (act_ok (store, &info, insert_row, row), ==, 1);
  g_assert_cmpint (row->fid, >, 0);
  g_assert_cmpint (row->fid, <, G_GINT64_CONSTANT (1) << 53);
  yzt_store_close (store);
  g_clear_object (&store);
  g_assert_false (g_file_test (wal, G_FILE_TEST_EXISTS));
  store = open_map (f);
  read = yzt_store_get_row (store, yzt_kind_set_find (yzt_store_get_kinds (store), "depot"),
                            row->fid, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (yzt_row_get_text (read, "name"), ==, "城东库");
  g_assert_cmpstr (yzt_row_get_text (read, "created_at"), ==, "2026-11-22T04:24:00Z");
  g_assert_true (read->has_position);
  g_assert_cmpfloat (read->lon, ==, 112.5);
  g_assert_cmpfloat (read->lat, ==, 23.25);
  g_assert_cmpfloat (yzt_row_get (read, "area_m2")->v.number, ==, 112.6);
  g_assert_true (yzt_store_read_rows (store, f->depot, collect, &collected, &error));
  g_assert_cmpuint (collected.n, ==, 1);
  g_assert_cmpint (yzt_store_find_row (store, f->depot, "name", "城东库", &error), ==, row->fid);
  g_assert_cmpint (yzt_store_find_row (store, f->depot, "name", "无", &error), ==, 0);
  g_assert_no_error (error);
  assert_sound (store);
  g_string_free (collected.names, TRUE);
}

static void
test_undo_redo (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) result = NULL;
  YztActInfo info = INFO ("Add depot");
  YztActInfo undo = INFO (NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  act_ok (store, &info, insert_row, row);
  before = dump_map (f->path);
  f->now_ms += 60000;
  row->lon += 1;
  yzt_row_set_text (row, "phone", "0758-1234567");
  info.label = "Move depot";
  act_ok (store, &info, update_row, row);
  result = yzt_store_undo (store, 0, &undo, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (result->label, ==, "Undo: Move depot");
  after = dump_map (f->path);
  g_assert_cmpstr (after, ==, before);
  g_clear_pointer (&result, yzt_act_result_free);
  result = yzt_store_redo (store, &undo, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (result->label, ==, "Redo: Move depot");
  assert_sound (store);
}

/* --- plans --- */

static gboolean
put_plan (YztAct *act, gpointer user_data, GError **error)
{
  YztRow *row = user_data;
  YztPlanSection sections[] = {
    { (char *) "1 总则", (char *) "1 总则", 1,
      (char *) "为规范危险化学品事故应急处置，制定本预案。" },
    { (char *) "5 处置措施", (char *) "5 处置措施", 1, (char *) "" },
    { (char *) "5 处置措施 / 5.2 泄漏处置", (char *) "5.2 泄漏处置", 2,
      (char *) "发现液氨泄漏时，立即疏散下风向人员，Call 119 并报告指挥部。" },
  };
  g_autoptr(GBytes) original = g_bytes_new ("# 预案", 8);

  return yzt_act_insert (act, row, error)
         && yzt_act_put_plan_text (act, row->fid, sections, G_N_ELEMENTS (sections), original,
                                   "text/markdown", error);
}

static void
find (YztStore *store, const char *text, guint n, int rank, const char *section)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) hits = yzt_store_find_plans (store, text, 10, &error);
  const YztPlanHit *hit;

  g_assert_no_error (error);
  g_assert_cmpuint (hits->len, ==, n);
  if (n == 0)
    return;
  hit = &g_array_index (hits, YztPlanHit, 0);
  g_assert_cmpint (hit->rank, ==, rank);
  g_assert_cmpstr (hit->section, ==, section);
  g_assert_true (g_utf8_validate (hit->snippet, -1, NULL));
}

static void
test_plans (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) chemical = yzt_row_new (f->plan);
  g_autoptr(YztRow) flood = yzt_row_new (f->plan);
  g_autoptr(GArray) sections = NULL;
  g_autoptr(GArray) all = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) undone = NULL;
  YztActInfo info = INFO ("Add plan");

  yzt_row_set_text (chemical, "name", "危险化学品事故应急预案");
  yzt_row_set_text (flood, "name", "防汛应急预案");
  act_ok (store, &info, put_plan, chemical);
  act_ok (store, &info, insert_row, flood);
  sections = yzt_store_get_plan_sections (store, chemical->fid, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sections->len, ==, 3);
  g_assert_cmpstr (g_array_index (sections, YztPlanSection, 2).path, ==,
                   "5 处置措施 / 5.2 泄漏处置");
  g_assert_cmpuint (g_array_index (sections, YztPlanSection, 2).depth, ==, 2);
  find (store, "防汛", 1, 0, "");
  find (store, "泄漏", 1, 1, "5 处置措施 / 5.2 泄漏处置");
  find (store, "氨", 1, 2, "5 处置措施 / 5.2 泄漏处置");
  find (store, "call　119", 1, 2, "5 处置措施 / 5.2 泄漏处置");
  find (store, "化学品 液氨", 1, 2, "1 总则");
  find (store, "氨泄漏处", 0, 0, NULL);
  find (store, "台风", 0, 0, NULL);
  all = yzt_store_find_plans (store, " ", 0, &error);
  g_assert_cmpuint (all->len, ==, 2);
  act_ok (store, &info, delete_row, chemical);
  find (store, "泄漏", 0, 0, NULL);
  undone = yzt_store_undo (store, 0, &info, &error);
  g_assert_no_error (error);
  find (store, "泄漏", 1, 1, "5 处置措施 / 5.2 泄漏处置");
  assert_sound (store);
}

/* --- from a main loop --- */

typedef struct {
  GMainLoop *loop;
  guint n_done, n_cancelled;
} Waiting;

static void
written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiting *waiting = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) act = yzt_store_write_finish (YZT_STORE (source), result, &error);

  if (act != NULL)
    waiting->n_done++;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    waiting->n_cancelled++;
  if (waiting->n_done + waiting->n_cancelled == 20)
    g_main_loop_quit (waiting->loop);
}

static void
free_row (gpointer row)
{
  yzt_row_free (row);
}

static void
test_async (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(GCancellable) cancelled = g_cancellable_new ();
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GArray) journal = NULL;
  Waiting waiting = { loop, 0, 0 };
  YztActInfo info = INFO ("Add");

  g_cancellable_cancel (cancelled);
  for (guint i = 0; i < 20; i++)
    yzt_store_write_async (store, &info, insert_row, new_depot (f, "async", 100, 30), free_row,
                           i % 4 == 0 ? cancelled : NULL, written, &waiting);
  g_main_loop_run (loop);
  g_assert_cmpuint (waiting.n_done, ==, 15);
  g_assert_cmpuint (waiting.n_cancelled, ==, 5);
  journal = yzt_store_read_journal (store, 0, 0, NULL);
  g_assert_cmpuint (journal->len, ==, 15);
  assert_sound (store);
}

/* --- reading on several threads while another writes --- */

static gboolean
sum_rows (const YztRow *row, gpointer user_data)
{
  guint *n = user_data;

  (*n)++;
  return TRUE;
}

static gpointer
read_often (gpointer user_data)
{
  gpointer *pair = user_data;

  for (guint i = 0; i < 50; i++) {
    guint n = 0;

    g_assert_true (yzt_store_read_rows (pair[0], pair[1], sum_rows, &n, NULL));
    g_assert_cmpuint (n % 3, ==, 0);
  }
  return NULL;
}

static gboolean
insert_three (YztAct *act, gpointer user_data, GError **error)
{
  YztRow *row = user_data;

  for (guint i = 0; i < 3; i++) {
    row->fid = 0;
    if (!yzt_act_insert (act, row, error))
      return FALSE;
  }
  return TRUE;
}

static void
test_threads (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  gpointer pair[] = { store, f->depot };
  GThread *threads[3];
  YztActInfo info = INFO ("Add");

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", read_often, pair);
  for (guint i = 0; i < 60; i++) {
    g_autoptr(YztRow) row = new_depot (f, "three", 100, 30);

    act_ok (store, &info, insert_three, row);
  }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  assert_sound (store);
}

static gboolean
sign_in (YztAct *act, gpointer name, GError **error)
{
  return yzt_act_sign_in (act, name, error);
}

static void
test_journal (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "a", 100, 30);
  g_autoptr(GArray) journal = NULL;
  g_autoptr(GArray) later = NULL;
  g_autoptr(GArray) one = NULL;
  YztActInfo order = INFO ("Sign in"), info = INFO ("Add");
  const YztJournalEntry *entry;

  order.nature = YZT_ACT_ORDER;
  info.incident = 77;
  act_ok (store, &order, sign_in, (gpointer) "李四");
  f->now_ms += 5000;
  act_ok (store, &info, insert_row, row);
  /* A clock that was set back does not bring the journal out of order. */
  f->now_ms -= 60000;
  act_ok (store, &order, NULL, NULL);
  yzt_act_result_free (yzt_store_undo (store, 2, &order, NULL));
  journal = yzt_store_read_journal (store, 0, 0, NULL);
  later = yzt_store_read_journal (store, 2, 0, NULL);
  one = yzt_store_read_journal (store, 0, 1, NULL);
  g_assert_cmpuint (journal->len, ==, 4);
  g_assert_cmpuint (later->len, ==, 2);
  g_assert_cmpuint (one->len, ==, 1);
  entry = &g_array_index (journal, YztJournalEntry, 2);
  g_assert_cmpint (entry->entry, ==, 2);
  g_assert_cmpint (entry->incident, ==, 77);
  g_assert_cmpint (entry->undone_by, ==, 4);
  g_assert_cmpuint (entry->n_rows, ==, 1);
  g_assert_cmpstr (entry->author, ==, "李四");
  g_assert_cmpint (g_array_index (journal, YztJournalEntry, 1).at_ms, ==, entry->at_ms);
  assert_sound (store);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/round-trip", Fixture, NULL, fixture_set_up, test_round_trip,
              fixture_tear_down);
  g_test_add ("/store/undo-redo", Fixture, NULL, fixture_set_up, test_undo_redo, fixture_tear_down);
  g_test_add ("/store/plans", Fixture, NULL, fixture_set_up, test_plans, fixture_tear_down);
  g_test_add ("/store/async", Fixture, NULL, fixture_set_up, test_async, fixture_tear_down);
  g_test_add ("/store/threads", Fixture, NULL, fixture_set_up, test_threads, fixture_tear_down);
  g_test_add ("/store/journal", Fixture, NULL, fixture_set_up, test_journal, fixture_tear_down);
  return g_test_run ();
}

/* test-store-past.c: the map at an earlier time is what it was then, in memory and as a file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "test-store-common.h"
#include "yzt-store-history.h"

/* --- a map as text, through the reading API alone --- */

static gboolean
add_row (const YztRow *row, gpointer user_data)
{
  GString *text = user_data;

  g_string_append_printf (text, "%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT "|%d|%.17g|%.17g", row->fid,
                          row->owner_fid, row->has_position, row->lon, row->lat);
  for (guint i = 0; i < yzt_kind_get_n_fields (row->kind); i++) {
    g_autofree char *cell =
        yzt_field_format_plain (yzt_kind_get_field (row->kind, i), &row->cells[i]);

    g_string_append_printf (text, "|%s", cell);
  }
  if (row->geometry != NULL)
    g_string_append_printf (text, "|%u", g_bytes_hash (row->geometry));
  g_string_append_c (text, '\n');
  return TRUE;
}

static char *
dump_store (YztStore *store)
{
  g_autoptr(GString) text = g_string_new (NULL);
  YztKindSet *kinds = yzt_store_get_kinds (store);
  g_autofree char *title = yzt_store_get_setting (store, "title");
  g_autoptr(GArray) plans = NULL;
  g_autoptr(GError) error = NULL;

  g_string_append_printf (text, "title %s\n", title);
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);

    g_string_append_printf (text, "== %s\n", yzt_kind_get_id (kind));
    g_assert_true (yzt_store_read_rows (store, kind, add_row, text, &error));
    g_assert_no_error (error);
  }
  plans = yzt_store_find_plans (store, NULL, 1000, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < plans->len; i++) {
    const YztPlanHit *hit = &g_array_index (plans, YztPlanHit, i);
    g_autoptr(GArray) sections = yzt_store_get_plan_sections (store, hit->plan_fid, NULL);

    for (guint k = 0; k < sections->len; k++)
      g_string_append_printf (text, "%s: %s\n", hit->title,
                              g_array_index (sections, YztPlanSection, k).text);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static YztStore *
open_past (YztStore *store, gint64 at_ms)
{
  g_autoptr(GError) error = NULL;
  YztStore *past = yzt_store_open_past (store, at_ms, &error);

  g_assert_no_error (error);
  g_assert_nonnull (past);
  return past;
}

static void
move_ok (YztStore *past, gint64 entry)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) result = yzt_store_move_past_to_entry (past, entry, &error);

  g_assert_no_error (error);
  g_assert_cmpint (result->entry, ==, entry);
  g_assert_cmpint (yzt_store_get_past_entry (past), ==, entry);
}

/* --- a day in the life of a map --- */

typedef struct {
  Fixture *f;
  YztStore *store;
  GPtrArray *dumps; /* after entry i */
  GArray *fids;     /* of depots, some gone */
  YztKind *wider;
} Day;

static gboolean
insert_many (YztAct *act, gpointer user_data, GError **error)
{
  Day *day = user_data;

  for (guint i = 0; i < 200; i++) {
    g_autoptr(YztRow) row = new_depot (day->f, "bulk", g_test_rand_double_range (100, 120), 30);

    if (!yzt_act_insert (act, row, error))
      return FALSE;
    if (i % 50 == 0)
      g_array_append_val (day->fids, row->fid);
  }
  return TRUE;
}

static gboolean
change_many (YztAct *act, gpointer user_data, GError **error)
{
  Day *day = user_data;

  for (guint i = 0; i < day->fids->len; i++) {
    g_autoptr(YztRow) row =
        yzt_act_get_row (act, day->f->depot, g_array_index (day->fids, gint64, i), NULL);
    g_autofree char *phone = g_strdup_printf ("%u", g_test_rand_int () & 0xffff);

    if (row == NULL)
      continue;
    yzt_row_set_text (row, "phone", phone);
    row->lat += 0.5;
    if (!yzt_act_update (act, row, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
put_plan (YztAct *act, gpointer user_data, GError **error)
{
  Day *day = user_data;
  g_autoptr(YztRow) row = yzt_row_new (day->f->plan);
  g_autofree char *text = g_strdup_printf ("正文 %u", g_test_rand_int () & 0xffff);
  YztPlanSection sections[] = { { (char *) "1", (char *) "1", 1, text } };

  yzt_row_set_text (row, "name", "预案");
  return yzt_act_insert (act, row, error)
         && yzt_act_put_plan_text (act, row->fid, sections, 1, NULL, NULL, error);
}

static gboolean
put_title (YztAct *act, gpointer title, GError **error)
{
  return yzt_act_put_setting (act, "title", title, error);
}

static gboolean
put_kind (YztAct *act, gpointer kind, GError **error)
{
  return yzt_act_put_kind (act, kind, error);
}

static void
edit_outside (Day *day)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (day->f->path, &db), ==, SQLITE_OK);
  yzt_gpkg_functions_register (db);
  g_assert_cmpint (sqlite3_exec (db,
                                 "UPDATE depot SET staff = coalesce(staff, 0) + 1 WHERE fid IN (SELECT fid "
                                 "FROM depot ORDER BY fid LIMIT 3); INSERT INTO depot (name) VALUES ('outside')",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  sqlite3_close (db);
  yzt_act_result_free (yzt_store_poll (day->store, NULL));
}

static void
one_act (Day *day, guint which)
{
  YztActInfo info = INFO ("Act");
  g_autofree char *title = g_strdup_printf ("T%u", g_test_rand_int () & 0xff);
  guint n = day->fids->len;
  gint64 fid = n > 0 ? g_array_index (day->fids, gint64, g_test_rand_int_range (0, (gint32) n)) : 0;
  g_autoptr(YztRow) present = fid > 0 ? yzt_store_get_row (day->store, day->f->depot, fid, NULL) : NULL;
  g_autoptr(YztRow) fresh = new_depot (day->f, "新库", g_test_rand_double_range (100, 120), 25);
  g_autoptr(YztRow) stock = yzt_row_new (day->f->stock);

  switch (which) {
    case 0:
      act_ok (day->store, &info, insert_row, fresh);
      g_array_append_val (day->fids, fresh->fid);
      break;
    case 1:
      act_ok (day->store, &info, insert_many, day);
      break;
    case 2:
      act_ok (day->store, &info, change_many, day);
      break;
    case 3:
      act_ok (day->store, &info, put_plan, day);
      break;
    case 4:
      act_ok (day->store, &info, put_title, title);
      break;
    case 5:
      edit_outside (day);
      break;
    case 6:
      if (present != NULL)
        act_ok (day->store, &info, delete_row, present);
      break;
    case 7:
      yzt_row_set_text (stock, "name", "沙袋");
      stock->owner_fid = present != NULL ? fid : 0;
      act_ok (day->store, &info, insert_row, stock);
      break;
    case 8:
      act_ok (day->store, &info, put_kind, day->wider);
      break;
    default: {
      guint last = day->dumps->len;
      YztActInfo take = INFO (NULL);

      yzt_act_result_free (yzt_store_undo (day->store, g_test_rand_int_range (1, (gint32) MAX (last, 2)), &take, NULL));
    }
  }
}

static gint64
newest (YztStore *store)
{
  g_autoptr(GArray) page = yzt_store_list_journal (store, &(YztJournalFilter) { .limit = 1 }, NULL);

  return page->len > 0 ? g_array_index (page, YztJournalMark, 0).entry : 0;
}

static void
live (Day *day, Fixture *f, guint n_acts)
{
  g_autofree char *common_path = g_build_filename (yzt_data_dir (), "kinds", "common.kind", NULL);
  g_autofree char *common_text = NULL;
  g_autoptr(YztKind) common = NULL;

  g_assert_true (g_file_get_contents (common_path, &common_text, NULL, NULL));
  common = parse_kind (common_text, NULL);
  day->f = f;
  day->wider = parse_kind (DEPOT_KIND "[Field fax]\nType=text\nLabel=Fax\n", common);
  day->store = open_map (f);
  day->dumps = g_ptr_array_new_with_free_func (g_free);
  day->fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_ptr_array_add (day->dumps, dump_store (day->store));
  for (guint i = 0; i < n_acts; i++) {
    f->now_ms += 1000;
    one_act (day, (guint) g_test_rand_int_range (0, 10));
    g_assert_cmpint (newest (day->store), >=, day->dumps->len - 1);
    if (newest (day->store) == day->dumps->len)
      g_ptr_array_add (day->dumps, dump_store (day->store));
  }
  g_assert_cmpuint (day->dumps->len, >, n_acts / 2);
}

static void
day_clear (Day *day)
{
  g_clear_object (&day->store);
  g_ptr_array_unref (day->dumps);
  g_array_unref (day->fids);
  yzt_kind_unref (day->wider);
}

static void
assert_stands (YztStore *past, Day *day, gint64 entry)
{
  g_autofree char *dump = dump_store (past);

  if (!g_str_equal (dump, g_ptr_array_index (day->dumps, entry)))
    g_error ("after entry %ld:\n%s\nshould be\n%s", (long) entry, dump,
             (char *) g_ptr_array_index (day->dumps, entry));
}

/* --- the tests --- */

static void
test_random (Fixture *f, gconstpointer data)
{
  Day day = { 0 };
  g_autoptr(YztStore) past = NULL;
  gint64 last;

  live (&day, f, 60);
  last = newest (day.store);
  past = open_past (day.store, f->now_ms);
  g_assert_true (yzt_store_is_read_only (past));
  assert_stands (past, &day, last);
  for (gint64 entry = last; entry >= 0; entry--) {
    move_ok (past, entry);
    assert_stands (past, &day, entry);
  }
  for (guint i = 0; i < 30; i++) {
    gint64 entry = g_test_rand_int_range (0, (gint32) last + 1);

    move_ok (past, entry);
    assert_stands (past, &day, entry);
  }
  day_clear (&day);
}

static gint64
at_ms_of (YztStore *store, gint64 entry)
{
  g_autoptr(GArray) page =
      yzt_store_list_journal (store, &(YztJournalFilter) { .before_entry = entry + 1, .limit = 1 }, NULL);

  return g_array_index (page, YztJournalMark, 0).at_ms;
}

static void
test_time (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztStore) past = NULL;
  g_autoptr(YztRow) row = new_depot (f, "a", 112.5, 23.25);
  g_autoptr(YztRow) then = NULL;
  g_autoptr(YztActResult) result = NULL;
  g_autoptr(YztActResult) polled = NULL;
  g_autoptr(YztActResult) written = NULL;
  g_autoptr(GArray) journal = NULL;
  g_autoptr(GArray) history = NULL;
  g_autoptr(GError) error = NULL;
  YztActInfo info = INFO ("Edit");
  gint64 start = f->now_ms;

  act_ok (store, &info, insert_row, row);
  f->now_ms = start + 1000;
  yzt_row_set_text (row, "phone", "110");
  act_ok (store, &info, update_row, row);
  past = open_past (store, start + 999);
  g_assert_cmpint (yzt_store_get_past_ms (past), ==, start + 999);
  g_assert_cmpint (yzt_store_get_past_entry (past), ==, 1);
  g_assert_cmpint (yzt_store_get_past_ms (store), ==, 0);
  then = yzt_store_get_row (past, f->depot, row->fid, NULL);
  g_assert_null (yzt_row_get_text (then, "phone"));
  /* What came later is not in its journal either. */
  journal = yzt_store_read_journal (past, 0, 0, NULL);
  g_assert_cmpuint (journal->len, ==, 1);
  history = yzt_store_read_history (past, f->depot, row->fid, 0, 0, NULL, NULL);
  g_assert_cmpuint (history->len, ==, 1);
  result = yzt_store_move_past (past, start + 1000, NULL);
  g_assert_cmpint (result->entry, ==, 2);
  g_assert_cmpuint (result->touches->len, ==, 1);
  g_assert_cmpstr (g_array_index (result->touches, YztTouch, 0).kind, ==, "depot");
  g_assert_cmpint (g_array_index (result->touches, YztTouch, 0).fid_from, ==, row->fid);
  g_assert_cmpint (at_ms_of (past, 2), ==, start + 1000);
  written = yzt_store_write (past, &info, update_row, row, &error);
  g_assert_null (written);
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_READ_ONLY);
  polled = yzt_store_poll (past, NULL);
  g_assert_cmpint (polled->entry, ==, 0);
  /* The present goes on; the past can follow. */
  f->now_ms = start + 2000;
  act_ok (store, &info, delete_row, row);
  g_clear_pointer (&result, yzt_act_result_free);
  result = yzt_store_move_past (past, start + 5000, NULL);
  g_assert_null (yzt_store_get_row (past, f->depot, row->fid, NULL));
  g_clear_pointer (&result, yzt_act_result_free);
  result = yzt_store_move_past (past, start - 1, NULL);
  g_assert_cmpint (result->entry, ==, 0);
  /* The file may be closed meanwhile. */
  yzt_store_close (store);
  g_clear_pointer (&result, yzt_act_result_free);
  result = yzt_store_move_past (past, start, NULL);
  g_assert_cmpint (result->entry, ==, 1);
}

static gboolean
read_nested (const YztRow *row, gpointer user_data)
{
  YztStore *past = user_data;
  g_autoptr(YztRow) again = yzt_store_get_row (past, row->kind, row->fid, NULL);

  g_assert_nonnull (again);
  return TRUE;
}

static gpointer
read_on (gpointer user_data)
{
  YztStore *past = user_data;

  for (guint i = 0; i < 200; i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(YztKindSet) kinds = yzt_kind_set_ref (yzt_store_get_kinds (past));

    yzt_store_read_rows (past, yzt_kind_set_find (kinds, "depot"), read_nested, past, &error);
    g_assert_no_error (error);
  }
  return NULL;
}

/* Readers on other threads while it moves: each sees one time. */
static void
test_threads (Fixture *f, gconstpointer data)
{
  Day day = { 0 };
  g_autoptr(YztStore) past = NULL;
  GThread *threads[3];
  gint64 last;

  live (&day, f, 12);
  last = newest (day.store);
  past = open_past (day.store, f->now_ms);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", read_on, past);
  for (guint i = 0; i < 40; i++)
    move_ok (past, g_test_rand_int_range (0, (gint32) last + 1));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  day_clear (&day);
}

static void
assert_map_stands (Fixture *f, const char *path, Day *day, gint64 entry)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztStore) store = yzt_store_open (path, YZT_STORE_READ_WRITE, &f->clock, &error);
  g_autoptr(YztActResult) undone = NULL;
  g_autoptr(GArray) journal = NULL;
  YztActInfo take = INFO (NULL);

  g_assert_no_error (error);
  assert_stands (store, day, entry);
  assert_sound (store);
  g_assert_cmpint (newest (store), ==, entry);
  /* It goes on as a map of its own. */
  undone = yzt_store_undo (store, entry, &take, NULL);
  if (undone != NULL)
    assert_stands (store, day, entry - 1);
  assert_sound (store);
}

static void
test_save (Fixture *f, gconstpointer data)
{
  Day day = { 0 };
  g_autoptr(YztStore) past = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (f->folder, "then.gpkg", NULL);
  g_autofree char *again = g_build_filename (f->folder, "again.gpkg", NULL);
  g_autofree char *nowhere = g_build_filename (f->folder, "no", "then.gpkg", NULL);
  gint64 last, entry;

  live (&day, f, 40);
  last = newest (day.store);
  entry = g_test_rand_int_range (1, (gint32) last + 1);
  g_assert_true (yzt_store_save_past (day.store, path, at_ms_of (day.store, entry), &error));
  g_assert_no_error (error);
  g_assert_false (yzt_store_save_past (day.store, path, f->now_ms, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_false (yzt_store_save_past (day.store, nowhere, f->now_ms, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  assert_map_stands (f, path, &day, entry);
  /* A copy of a past is the past. */
  past = open_past (day.store, f->now_ms);
  move_ok (past, last / 2);
  g_assert_true (yzt_store_save_copy (past, again, &error));
  g_assert_no_error (error);
  assert_map_stands (f, again, &day, last / 2);
  assert_sound (day.store);
  day_clear (&day);
}

static void
test_empty (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztStore) past = open_past (store, f->now_ms);

  g_assert_cmpint (yzt_store_get_past_entry (past), ==, 0);
  move_ok (past, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/store/past/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("random", test_random);
  ADD ("time", test_time);
  ADD ("threads", test_threads);
  ADD ("save", test_save);
  ADD ("empty", test_empty);
  return g_test_run ();
}

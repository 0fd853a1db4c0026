/* test-store-history.c: the journal by pages and filters, what became of a row, what an entry did
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "test-store-common.h"
#include "yzt-store-history.h"

static GArray *
read_history (YztStore *store, YztKind *kind, gint64 fid)
{
  g_autoptr(GError) error = NULL;
  GArray *history = yzt_store_read_history (store, kind, fid, 0, 0, "en", &error);

  g_assert_no_error (error);
  return history;
}

static const YztHistoryEntry *
nth (GArray *history, guint i)
{
  g_assert_cmpuint (i, <, history->len);
  return &g_array_index (history, YztHistoryEntry, i);
}

static void
assert_field (GArray *fields, const char *name, const char *label, const char *old_text,
              const char *new_text)
{
  for (guint i = 0; i < fields->len; i++) {
    const YztHistoryField *field = &g_array_index (fields, YztHistoryField, i);

    if (!g_str_equal (field->field, name))
      continue;
    g_assert_cmpstr (field->label, ==, label);
    g_assert_cmpstr (field->old_text, ==, old_text);
    g_assert_cmpstr (field->new_text, ==, new_text);
    return;
  }
  g_error ("no field %s", name);
}

static void
undo_ok (YztStore *store, gint64 entry)
{
  g_autoptr(GError) error = NULL;
  YztActInfo info = INFO (NULL);
  g_autoptr(YztActResult) result = yzt_store_undo (store, entry, &info, &error);

  g_assert_no_error (error);
}

/* --- one row --- */

static void
test_row (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  YztActInfo info = INFO ("New depot"), other = INFO ("Edit");
  YztCell staff = { YZT_CELL_INTEGER, { .integer = 12 } };
  g_autoptr(GArray) history = NULL;

  other.author = "王五";
  act_ok (store, &info, insert_row, row);
  f->now_ms += 60000;
  yzt_row_set_text (row, "grade", "second");
  yzt_row_set (row, "staff", &staff);
  row->lon = 112.75;
  act_ok (store, &other, update_row, row);
  undo_ok (store, 2);
  act_ok (store, &info, delete_row, row);
  history = read_history (store, f->depot, row->fid);
  g_assert_cmpuint (history->len, ==, 4);
  g_assert_cmpint (nth (history, 0)->what, ==, YZT_HISTORY_DELETED);
  assert_field (nth (history, 0)->fields, "name", "Name", "城东库", NULL);
  g_assert_cmpint (nth (history, 1)->what, ==, YZT_HISTORY_CHANGED);
  g_assert_cmpint (nth (history, 1)->undoes, ==, 2);
  assert_field (nth (history, 1)->fields, "grade", "Grade", "Second", NULL);
  g_assert_cmpint (nth (history, 2)->entry, ==, 2);
  g_assert_cmpint (nth (history, 2)->undone_by, ==, 3);
  g_assert_cmpstr (nth (history, 2)->author, ==, "王五");
  g_assert_cmpint (nth (history, 2)->at_ms, ==, nth (history, 3)->at_ms + 60000);
  g_assert_cmpuint (nth (history, 2)->fields->len, ==, 3);
  assert_field (nth (history, 2)->fields, "grade", "Grade", NULL, "Second");
  assert_field (nth (history, 2)->fields, "staff", "Staff", NULL, "12");
  assert_field (nth (history, 2)->fields, "geom", "Position", "112.500000° E 23.250000° N",
                "112.750000° E 23.250000° N");
  g_assert_cmpint (nth (history, 3)->what, ==, YZT_HISTORY_CREATED);
  g_assert_cmpstr (nth (history, 3)->label, ==, "New depot");
  assert_field (nth (history, 3)->fields, "area_m2", "Area", NULL, "112.6 m²");
  g_clear_pointer (&history, g_array_unref);
  history = read_history (store, f->depot, row->fid + 1);
  g_assert_cmpuint (history->len, ==, 0);
}

static void
test_row_paged (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "a", 112.5, 23.25);
  YztActInfo info = INFO ("Edit");
  gint64 before = 0;
  guint n = 0;

  act_ok (store, &info, insert_row, row);
  for (guint i = 0; i < 10; i++) {
    g_autofree char *phone = g_strdup_printf ("%u", i);

    yzt_row_set_text (row, "phone", phone);
    act_ok (store, &info, update_row, row);
  }
  for (guint pages = 0; pages < 4; pages++) {
    g_autoptr(GArray) page = yzt_store_read_history (store, f->depot, row->fid, before, 3, "en", NULL);

    for (guint i = 0; i < page->len; i++) {
      g_assert_cmpint (nth (page, i)->entry, ==, 11 - (gint64) n);
      n++;
      before = nth (page, i)->entry;
    }
  }
  g_assert_cmpuint (n, ==, 11);
}

typedef struct {
  Fixture *f;
  guint n;
  gint64 first, last;
} Bulk;

static gboolean
insert_many (YztAct *act, gpointer user_data, GError **error)
{
  Bulk *bulk = user_data;

  for (guint i = 0; i < bulk->n; i++) {
    g_autofree char *name = g_strdup_printf ("库 %u", i);
    g_autoptr(YztRow) row = new_depot (bulk->f, name, 100 + i * 1e-4, 30);

    if (!yzt_act_insert (act, row, error))
      return FALSE;
    bulk->first = i == 0 ? row->fid : bulk->first;
    bulk->last = row->fid;
  }
  return TRUE;
}

static gboolean
note_all (const YztChange *change, gpointer user_data, GError **error)
{
  (*(guint *) user_data)++;
  return TRUE;
}

/* The birth of one row of many, its change in another bulk act, and both again after undo and redo by reference. */
static void
test_bulk (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  Bulk bulk = { f, 20000, 0, 0 };
  YztActInfo info = INFO ("Import");
  g_autoptr(GArray) first = NULL;
  g_autoptr(GArray) last = NULL;
  g_autoptr(GError) error = NULL;
  YztConnection *connection;
  guint n = 0;
  gint64 n_spans;

  info.nature = YZT_ACT_BULK;
  act_ok (store, &info, insert_many, &bulk);
  undo_ok (store, 1);
  undo_ok (store, 2);
  first = read_history (store, f->depot, bulk.first);
  g_assert_cmpuint (first->len, ==, 3);
  g_assert_cmpint (nth (first, 0)->what, ==, YZT_HISTORY_CREATED);
  g_assert_cmpint (nth (first, 1)->what, ==, YZT_HISTORY_DELETED);
  assert_field (nth (first, 1)->fields, "name", "Name", "库 0", NULL);
  last = read_history (store, f->depot, bulk.last);
  assert_field (nth (last, 2)->fields, "name", "Name", NULL, "库 19999");
  connection = yzt_store_acquire (store, NULL);
  g_assert_true (yzt_connection_get_int (connection, &n_spans, &error,
                                         "SELECT count(*) FROM journal_part_span WHERE entry = 1 AND "
                                         "fid_from <= ?1 AND fid_to >= ?1",
                                         "i", bulk.last));
  g_assert_cmpint (n_spans, ==, 1);
  g_assert_true (yzt_journal_foreach_change (connection, 3, FALSE, note_all, &n, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 20000);
  yzt_store_release (store, connection);
}

/* A map of an older version has no spans: every part is looked through. */
static void
test_without_spans (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  Bulk bulk = { f, 20000, 0, 0 };
  YztActInfo info = INFO ("Import");
  g_autoptr(GArray) history = NULL;
  sqlite3 *db;

  act_ok (store, &info, insert_many, &bulk);
  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "DELETE FROM journal_part_span", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  history = read_history (store, f->depot, bulk.last);
  g_assert_cmpuint (history->len, ==, 1);
  assert_field (nth (history, 0)->fields, "name", "Name", NULL, "库 19999");
}

static void
test_outside (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "a", 112.5, 23.25);
  YztActInfo info = INFO ("Edit");
  g_autoptr(GArray) history = NULL;
  sqlite3 *db;

  act_ok (store, &info, insert_row, row);
  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  yzt_gpkg_functions_register (db);
  g_assert_cmpint (sqlite3_exec (db, "UPDATE depot SET phone = '119', staff = 7", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  sqlite3_close (db);
  yzt_act_result_free (yzt_store_poll (store, NULL));
  history = read_history (store, f->depot, row->fid);
  g_assert_cmpuint (history->len, ==, 2);
  g_assert_cmpstr (nth (history, 0)->author, ==, YZT_STORE_OUTSIDE_AUTHOR);
  assert_field (nth (history, 0)->fields, "phone", "Phone", NULL, "119");
  assert_field (nth (history, 0)->fields, "staff", "Staff", NULL, "7");
}

/* --- one entry --- */

static gboolean
put_title (YztAct *act, gpointer title, GError **error)
{
  return yzt_act_put_setting (act, "title", title, error);
}

static void
test_entry (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  Bulk bulk = { f, 300, 0, 0 };
  g_autoptr(YztRow) row = NULL;
  g_autoptr(YztRow) stock = yzt_row_new (f->stock);
  YztActInfo info = INFO ("Import");
  g_autoptr(GArray) rows = NULL;
  g_autoptr(GArray) setting = NULL;
  g_autoptr(GArray) edit = NULL;
  g_autoptr(GArray) child = NULL;
  g_autoptr(GError) error = NULL;
  gint64 n_rows;

  act_ok (store, &info, insert_many, &bulk);
  rows = yzt_store_read_entry_rows (store, 1, 10, "zh_CN", &n_rows, NULL);
  g_assert_cmpuint (rows->len, ==, 10);
  g_assert_cmpint (n_rows, ==, 300);
  g_assert_cmpstr (g_array_index (rows, YztEntryRow, 0).kind, ==, "depot");
  g_assert_true (g_str_has_prefix (g_array_index (rows, YztEntryRow, 9).name, "库 "));
  act_ok (store, &info, put_title, (gpointer) "Another");
  setting = yzt_store_read_entry_rows (store, 2, 10, "en", NULL, NULL);
  g_assert_cmpuint (setting->len, ==, 1);
  g_assert_cmpstr (g_array_index (setting, YztEntryRow, 0).kind, ==, "map_setting");
  assert_field (g_array_index (setting, YztEntryRow, 0).fields, "value", "value", "Test 测试", "Another");
  row = yzt_store_get_row (store, f->depot, bulk.first, NULL);
  yzt_row_set_text (row, "phone", "110");
  act_ok (store, &info, update_row, row);
  edit = yzt_store_read_entry_rows (store, 3, 10, "en", NULL, NULL);
  /* The change does not hold the name: the row as it is tells it. */
  g_assert_cmpstr (g_array_index (edit, YztEntryRow, 0).name, ==, "库 0");
  yzt_row_set_text (stock, "name", "沙袋");
  stock->owner_fid = bulk.first;
  act_ok (store, &info, insert_row, stock);
  child = yzt_store_read_entry_rows (store, 4, 10, "en", NULL, NULL);
  assert_field (g_array_index (child, YztEntryRow, 0).fields, "owner_fid", "Owner", NULL, "库 0");
  g_assert_null (yzt_store_read_entry_rows (store, 99, 10, "en", NULL, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND);
}

/* --- the list --- */

static guint
count_page (YztStore *store, const YztJournalFilter *filter)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) page = yzt_store_read_journal_page (store, filter, &error);
  g_autoptr(GArray) marks = yzt_store_list_journal (store, filter, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (page->len, ==, marks->len);
  for (guint i = 0; i < page->len; i++) {
    const YztJournalEntry *entry = &g_array_index (page, YztJournalEntry, i);
    const YztJournalMark *mark = &g_array_index (marks, YztJournalMark, i);

    g_assert_cmpint (entry->entry, ==, mark->entry);
    g_assert_cmpint (entry->at_ms, ==, mark->at_ms);
    g_assert_true (i == 0 || entry->entry < g_array_index (page, YztJournalEntry, i - 1).entry);
  }
  return page->len;
}

static void
test_pages (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "a", 112.5, 23.25);
  YztActInfo info = INFO ("Edit 100% of a_b"), other = INFO ("Order"), fresh = INFO ("New");
  gint64 first, last;

  other.author = "王五";
  other.nature = YZT_ACT_ORDER;
  other.incident = 77;
  act_ok (store, &fresh, insert_row, row);
  for (guint i = 0; i < 20; i++) {
    g_autofree char *phone = g_strdup_printf ("%u", i);

    f->now_ms += 1000;
    yzt_row_set_text (row, "phone", phone);
    act_ok (store, i % 4 == 0 ? &other : &info, i % 4 == 0 ? NULL : update_row, row);
  }
  g_assert_cmpuint (count_page (store, NULL), ==, 21);
  g_assert_cmpuint (count_page (store, &(YztJournalFilter) { .limit = 5 }), ==, 5);
  g_assert_cmpuint (count_page (store, &(YztJournalFilter) { .before_entry = 4 }), ==, 3);
  g_assert_cmpuint (count_page (store, &(YztJournalFilter) { .before_entry = 10, .after_entry = 4 }), ==, 5);
  g_assert_cmpuint (count_page (store, &(YztJournalFilter) { .author = "王五" }), ==, 5);
  g_assert_cmpuint (count_page (store, &(YztJournalFilter) { .incident = 77, .limit = 3 }), ==, 3);
  g_assert_cmpuint (count_page (store, &(YztJournalFilter) { .text = "order" }), ==, 5);
  g_assert_cmpuint (count_page (store, &(YztJournalFilter) { .text = "0% OF a_" }), ==, 15);
  g_assert_cmpuint (count_page (store, &(YztJournalFilter) { .text = "%%" }), ==, 0);
  g_assert_cmpuint (count_page (store, &(YztJournalFilter) { .text = "四" }), ==, 16);
  g_assert_cmpuint (count_page (store, &(YztJournalFilter) { .with_rows = TRUE }), ==, 16);
  g_assert_cmpuint (count_page (store, &(YztJournalFilter) { .kind = "depot", .fid = row->fid }), ==, 16);
  g_assert_cmpuint (count_page (store, &(YztJournalFilter) { .kind = "depot", .fid = row->fid + 1 }), ==, 0);
  g_assert_true (yzt_store_get_journal_span (store, &first, &last, NULL));
  g_assert_cmpint (last, ==, f->now_ms);
  g_assert_cmpint (last - first, ==, 20000);
}

/* Looked up one by one or from one walk, an entry is taken back by the same. */
static void
test_undone (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "a", 112.5, 23.25);
  YztActInfo info = INFO ("Edit");
  g_autoptr(GHashTable) undone = NULL;
  g_autoptr(GArray) entries = NULL;
  YztConnection *connection;

  act_ok (store, &info, insert_row, row);
  for (guint i = 0; i < 60; i++) {
    g_autoptr(YztActResult) result = NULL;
    YztActInfo take = INFO (NULL);

    result = yzt_store_undo (store, g_test_rand_int_range (1, (gint32) i + 2), &take, NULL);
    if (result == NULL) {
      g_autofree char *phone = g_strdup_printf ("%u", i);
      g_autoptr(YztRow) present = yzt_store_get_row (store, f->depot, row->fid, NULL);

      if (present != NULL) {
        yzt_row_set_text (present, "phone", phone);
        act_ok (store, &info, update_row, present);
      } else {
        g_clear_pointer (&row, yzt_row_free);
        row = new_depot (f, "b", 112.5, 23.25);
        act_ok (store, &info, insert_row, row);
      }
    }
  }
  connection = yzt_store_acquire (store, NULL);
  undone = yzt_journal_load_undone (connection, NULL);
  yzt_store_release (store, connection);
  entries = yzt_store_read_journal_page (store, NULL, NULL);
  g_assert_cmpuint (entries->len, >, 50);
  for (guint i = 0; i < entries->len; i++) {
    const YztJournalEntry *entry = &g_array_index (entries, YztJournalEntry, i);
    const gint64 *by = g_hash_table_lookup (undone, &entry->entry);

    g_assert_cmpint (entry->undone_by, ==, by != NULL ? *by : 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/store/history/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("row", test_row);
  ADD ("row-paged", test_row_paged);
  ADD ("bulk", test_bulk);
  ADD ("without-spans", test_without_spans);
  ADD ("outside", test_outside);
  ADD ("entry", test_entry);
  ADD ("pages", test_pages);
  ADD ("undone", test_undone);
  return g_test_run ();
}

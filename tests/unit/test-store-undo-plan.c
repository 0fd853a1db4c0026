/* test-store-undo-plan.c: what undo would do is told before, and undo then does just that
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "test-store-common.h"
#include "yzt-store-history.h"

static YztUndoPlan *
plan_ok (YztStore *store, gint64 entry)
{
  g_autoptr(GError) error = NULL;
  YztActInfo info = INFO (NULL);
  YztUndoPlan *plan = yzt_store_plan_undo (store, entry, &info, &error);

  g_assert_no_error (error);
  g_assert_nonnull (plan);
  for (guint i = 0; i < plan->conflicts->len; i++)
    g_test_message ("conflict: %s", (char *) g_ptr_array_index (plan->conflicts, i));
  for (guint i = 0; i < plan->dependents->len; i++)
    g_test_message ("dependent: %s", (char *) g_ptr_array_index (plan->dependents, i));
  return plan;
}

static gboolean
is_clear (const YztUndoPlan *plan)
{
  return plan->refusal == NULL && plan->conflicts->len == 0 && plan->dependents->len == 0;
}

static void
assert_clear (YztStore *store, gint64 entry, guint n_rows)
{
  g_autoptr(YztUndoPlan) plan = plan_ok (store, entry);

  g_assert_true (is_clear (plan));
  g_assert_cmpuint (plan->n_rows, ==, n_rows);
}

static gboolean
has_sentence (GPtrArray *sentences, const char *part)
{
  for (guint i = 0; i < sentences->len; i++) {
    if (strstr (g_ptr_array_index (sentences, i), part) != NULL)
      return TRUE;
  }
  return FALSE;
}

static void
undo_ok (YztStore *store, gint64 entry)
{
  g_autoptr(GError) error = NULL;
  YztActInfo info = INFO (NULL);
  g_autoptr(YztActResult) result = yzt_store_undo (store, entry, &info, &error);

  g_assert_no_error (error);
}

static void
test_conflicts (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  YztActInfo info = INFO ("Edit"), other = INFO ("Edit"), order = INFO ("Order");
  g_autoptr(YztUndoPlan) plan = NULL;
  g_autoptr(YztUndoPlan) refused = NULL;
  g_autoptr(YztUndoPlan) twice = NULL;
  g_autoptr(YztUndoPlan) gone = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  other.author = "王五";
  order.nature = YZT_ACT_ORDER;
  act_ok (store, &info, insert_row, row);
  yzt_row_set_text (row, "phone", "110");
  act_ok (store, &info, update_row, row);
  yzt_row_set_text (row, "phone", "120");
  yzt_row_set_text (row, "grade", "first");
  act_ok (store, &other, update_row, row);
  act_ok (store, &order, NULL, NULL);
  before = dump_map (f->path);
  plan = plan_ok (store, 2);
  g_assert_cmpstr (plan->label, ==, "Edit");
  g_assert_cmpstr (plan->author, ==, "李四");
  g_assert_cmpint (plan->at_ms, ==, f->now_ms);
  g_assert_cmpuint (plan->conflicts->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (plan->conflicts, 0), ==,
                   "Depot “城东库”: “Phone” was changed later by 王五 at 12:24 (entry 3)");
  assert_clear (store, 3, 1);
  refused = plan_ok (store, 4);
  g_assert_nonnull (strstr (refused->refusal, "never taken back"));
  undo_ok (store, 3);
  twice = plan_ok (store, 3);
  g_assert_nonnull (strstr (twice->refusal, "already taken back by entry 5"));
  assert_clear (store, 2, 1);
  g_assert_null (yzt_store_plan_undo (store, 77, &info, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpint (yzt_store_find_undo (store, &info, FALSE, NULL), ==, 2);
  g_assert_cmpint (yzt_store_find_undo (store, &info, TRUE, NULL), ==, 5);
  undo_ok (store, 5);
  after = dump_map (f->path);
  g_assert_cmpstr (before, ==, after);
  act_ok (store, &info, delete_row, row);
  gone = plan_ok (store, 2);
  g_assert_true (has_sentence (gone->conflicts, "“城东库” was deleted later by 李四"));
}

static void
test_dependents (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  g_autoptr(YztRow) stock = yzt_row_new (f->stock);
  YztActInfo info = INFO ("Edit");
  g_autoptr(YztUndoPlan) children = NULL;
  g_autoptr(YztUndoPlan) owner = NULL;

  act_ok (store, &info, insert_row, row);
  yzt_row_set_text (stock, "name", "沙袋");
  stock->owner_fid = row->fid;
  act_ok (store, &info, insert_row, stock);
  children = plan_ok (store, 1);
  g_assert_cmpuint (children->conflicts->len, ==, 0);
  g_assert_true (has_sentence (children->dependents, "has been given 1 of “Stock line”"));
  /* What goes with its owner is no reason: the owner comes back with it. */
  act_ok (store, &info, delete_row, row);
  assert_clear (store, 3, 2);
  undo_ok (store, 3);
  act_ok (store, &info, delete_row, stock);
  act_ok (store, &info, delete_row, row);
  owner = plan_ok (store, 5);
  g_assert_true (has_sentence (owner->dependents, "belongs to one of “Depot”"));
}

/* --- many rows, some twice in one act --- */

typedef struct {
  Fixture *f;
  guint n;
  gint64 first;
  gboolean with_stock;
} Bulk;

static gboolean
insert_many (YztAct *act, gpointer user_data, GError **error)
{
  Bulk *bulk = user_data;

  for (guint i = 0; i < bulk->n; i++) {
    g_autoptr(YztRow) row = new_depot (bulk->f, "bulk", 100 + i * 1e-4, 30);
    g_autoptr(YztRow) stock = yzt_row_new (bulk->f->stock);

    if (!yzt_act_insert (act, row, error))
      return FALSE;
    bulk->first = i == 0 ? row->fid : bulk->first;
    stock->owner_fid = row->fid;
    if (bulk->with_stock && !yzt_act_insert (act, stock, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
change_twice (YztAct *act, gpointer user_data, GError **error)
{
  YztRow *row = user_data;

  yzt_row_set_text (row, "phone", "1");
  if (!yzt_act_update (act, row, error) || !yzt_act_cut_part (act, error))
    return FALSE;
  yzt_row_set_text (row, "phone", "2");
  yzt_row_set_text (row, "grade", "first");
  return yzt_act_update (act, row, error);
}

static gboolean
come_and_go (YztAct *act, gpointer user_data, GError **error)
{
  YztRow *row = user_data;

  return yzt_act_insert (act, row, error) && yzt_act_cut_part (act, error)
         && yzt_act_delete (act, row->kind, row->fid, error);
}

static void
test_repeats (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "a", 112.5, 23.25);
  g_autoptr(YztRow) brief = new_depot (f, "b", 112.5, 23.25);
  YztActInfo info = INFO ("Edit");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(YztUndoPlan) plan = NULL;

  act_ok (store, &info, insert_row, row);
  before = dump_map (f->path);
  act_ok (store, &info, change_twice, row);
  assert_clear (store, 2, 1);
  undo_ok (store, 2);
  after = dump_map (f->path);
  g_assert_cmpstr (before, ==, after);
  assert_clear (store, 3, 1);
  undo_ok (store, 3);
  yzt_row_set_text (row, "phone", "3");
  act_ok (store, &info, update_row, row);
  plan = plan_ok (store, 4);
  g_assert_cmpuint (plan->conflicts->len, >=, 1);
  act_ok (store, &info, come_and_go, brief);
  assert_clear (store, 6, 1);
  undo_ok (store, 6);
  assert_sound (store);
}

static void
test_bulk (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  Bulk bulk = { f, 1500, 0, TRUE };
  g_autoptr(YztRow) stock = yzt_row_new (f->stock);
  g_autoptr(YztRow) row = NULL;
  YztActInfo info = INFO ("Import");
  g_autoptr(YztUndoPlan) child = NULL;
  g_autoptr(YztUndoPlan) touched = NULL;

  act_ok (store, &info, insert_many, &bulk);
  assert_clear (store, 1, 3000);
  undo_ok (store, 1);
  assert_clear (store, 2, 3000);
  undo_ok (store, 2);
  assert_clear (store, 3, 3000);
  stock->owner_fid = bulk.first;
  act_ok (store, &info, insert_row, stock);
  child = plan_ok (store, 3);
  g_assert_cmpuint (child->dependents->len, ==, 1);
  undo_ok (store, 4);
  row = yzt_store_get_row (store, f->depot, bulk.first + 1, NULL);
  if (row == NULL)
    row = yzt_store_get_row (store, f->depot, bulk.first, NULL);
  yzt_row_set_text (row, "name", "touched");
  act_ok (store, &info, update_row, row);
  touched = plan_ok (store, 3);
  g_assert_cmpuint (touched->conflicts->len, ==, 1);
  g_assert_true (has_sentence (touched->conflicts, "touched"));
}

/* More reasons than are told one by one. */
static gboolean
rename_all (YztAct *act, gpointer user_data, GError **error)
{
  Bulk *bulk = user_data;

  for (gint64 fid = bulk->first; fid < bulk->first + 100; fid++) {
    g_autoptr(YztRow) row = yzt_act_get_row (act, bulk->f->depot, fid, NULL);

    if (row == NULL)
      continue;
    yzt_row_set_text (row, "name", "x");
    if (!yzt_act_update (act, row, error))
      return FALSE;
  }
  return TRUE;
}

static void
test_many_reasons (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  Bulk bulk = { f, 100, 0, FALSE };
  YztActInfo info = INFO ("Import");
  g_autoptr(YztUndoPlan) plan = NULL;

  act_ok (store, &info, insert_many, &bulk);
  act_ok (store, &info, rename_all, &bulk);
  plan = plan_ok (store, 1);
  g_assert_cmpuint (plan->conflicts->len, ==, 50);
  g_assert_cmpstr (g_ptr_array_index (plan->conflicts, 49), ==, "… and 51 more");
}

/* --- kinds; no lock; outside --- */

static gboolean
put_kind (YztAct *act, gpointer kind, GError **error)
{
  return yzt_act_put_kind (act, kind, error);
}

static void
test_kind (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autofree char *common_path = g_build_filename (yzt_data_dir (), "kinds", "common.kind", NULL);
  g_autofree char *common_text = NULL;
  g_autoptr(YztKind) common = NULL;
  g_autoptr(YztKind) well = NULL;
  g_autoptr(YztRow) row = NULL;
  g_autoptr(YztUndoPlan) plan = NULL;
  YztActInfo info = INFO ("Edit");

  g_assert_true (g_file_get_contents (common_path, &common_text, NULL, NULL));
  common = parse_kind (common_text, NULL);
  well = parse_kind ("[Kind]\nVersion=1\nId=well\nLabel=Well\nGeometry=point\n", common);
  act_ok (store, &info, put_kind, well);
  assert_clear (store, 1, 1);
  row = yzt_row_new (yzt_kind_set_find (yzt_store_get_kinds (store), "well"));
  act_ok (store, &info, insert_row, row);
  plan = plan_ok (store, 1);
  g_assert_true (has_sentence (plan->dependents, "“Well”"));
}

/* A column that the kind gained since, filled by a later act, is not lost with the row. */
static void
test_gained_column (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autofree char *common_path = g_build_filename (yzt_data_dir (), "kinds", "common.kind", NULL);
  g_autofree char *common_text = NULL;
  g_autoptr(YztKind) common = NULL;
  g_autoptr(YztKind) wider = NULL;
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  g_autoptr(YztRow) wide = NULL;
  g_autoptr(YztUndoPlan) plan = NULL;
  g_autoptr(YztActResult) result = NULL;
  YztActInfo info = INFO ("Edit"), take = INFO (NULL);

  g_assert_true (g_file_get_contents (common_path, &common_text, NULL, NULL));
  common = parse_kind (common_text, NULL);
  wider = parse_kind (DEPOT_KIND "[Field fax]\nType=text\nLabel=Fax\n", common);
  act_ok (store, &info, insert_row, row);
  act_ok (store, &info, put_kind, wider);
  assert_clear (store, 1, 1);
  wide = yzt_store_get_row (store, yzt_kind_set_find (yzt_store_get_kinds (store), "depot"), row->fid, NULL);
  yzt_row_set_text (wide, "fax", "12345");
  act_ok (store, &info, update_row, wide);
  plan = plan_ok (store, 1);
  g_assert_true (has_sentence (plan->conflicts, "“Fax” was changed later by 李四 at 12:24 (entry 3)"));
  result = yzt_store_undo (store, 1, &take, NULL);
  g_assert_null (result);
  undo_ok (store, 3);
  undo_ok (store, 1);
}

static void
test_while_written (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "a", 112.5, 23.25);
  YztActInfo info = INFO ("Edit");
  sqlite3 *db;

  act_ok (store, &info, insert_row, row);
  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  assert_clear (store, 1, 1);
  sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  yzt_gpkg_functions_register (db);
  g_assert_cmpint (sqlite3_exec (db, "UPDATE depot SET phone = '119'", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  /* What others wrote is an entry before the plan is made. */
  {
    g_autoptr(YztUndoPlan) plan = plan_ok (store, 1);

    g_assert_true (has_sentence (plan->conflicts, "changed later by another programme"));
  }
  assert_clear (store, 2, 1);
  undo_ok (store, 2);
  assert_clear (store, 1, 1);
}

/* --- random acts: undo does what its plan said --- */

static gboolean
random_rows (YztAct *act, gpointer user_data, GError **error)
{
  Fixture *f = user_data;
  guint n = (guint) g_test_rand_int_range (1, 6);

  for (guint i = 0; i < n; i++) {
    gint64 fid = 0;
    g_autoptr(YztRow) row = NULL;
    g_autofree char *value = g_strdup_printf ("%u", (guint) g_test_rand_int_range (0, 3));
    g_autofree char *sql = g_strdup_printf ("SELECT fid FROM depot ORDER BY fid LIMIT 1 OFFSET %d",
                                            g_test_rand_int_range (0, 4));

    yzt_connection_get_int (act->connection, &fid, NULL, sql, "");
    row = fid != 0 ? yzt_act_get_row (act, f->depot, fid, NULL) : NULL;
    switch (g_test_rand_int_range (0, 6)) {
      case 0:
        g_clear_pointer (&row, yzt_row_free);
        row = new_depot (f, value, 112, 23);
        if (!yzt_act_insert (act, row, error))
          return FALSE;
        break;
      case 1:
        if (row != NULL && !yzt_act_delete (act, f->depot, fid, error))
          return FALSE;
        break;
      case 2:
        if (!yzt_act_cut_part (act, error))
          return FALSE;
        break;
      case 3: {
        g_autoptr(YztRow) stock = yzt_row_new (f->stock);

        stock->owner_fid = fid;
        if (row != NULL && !yzt_act_insert (act, stock, error))
          return FALSE;
        break;
      }
      default:
        if (row == NULL)
          break;
        yzt_row_set_text (row, g_test_rand_bit () ? "phone" : "name", value);
        if (!yzt_act_update (act, row, error))
          return FALSE;
    }
  }
  return TRUE;
}

static void
test_random (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  YztActInfo info = INFO ("Edit"), take = INFO (NULL);
  guint n_done = 0, n_refused = 0;

  for (guint i = 0; i < 150; i++) {
    g_autoptr(GArray) marks = NULL;
    g_autoptr(YztUndoPlan) plan = NULL;
    g_autoptr(YztActResult) result = NULL;
    g_autoptr(GArray) entry = NULL;
    g_autofree char *before = NULL;
    g_autofree char *after = NULL;
    gint64 n;

    if (i % 2 == 0)
      act_ok (store, &info, random_rows, f);
    marks = yzt_store_list_journal (store, NULL, NULL);
    if (marks->len == 0)
      continue;
    n = g_array_index (marks, YztJournalMark, g_test_rand_int_range (0, (gint32) MIN (marks->len, 6))).entry;
    before = dump_map (f->path);
    plan = plan_ok (store, n);
    after = dump_map (f->path);
    g_assert_cmpstr (before, ==, after);
    result = yzt_store_undo (store, n, &take, NULL);
    g_assert_cmpint (is_clear (plan), ==, result != NULL);
    n_done += result != NULL;
    n_refused += result == NULL;
    if (result == NULL)
      continue;
    /* An act may set a row back to what it was in a later part: it then records less than was done, or nothing. */
    if (result->entry == 0)
      continue;
    entry = yzt_store_read_journal (store, 0, 1, NULL);
    g_assert_cmpint (g_array_index (entry, YztJournalEntry, 0).entry, ==, result->entry);
    g_assert_cmpuint (g_array_index (entry, YztJournalEntry, 0).n_rows, <=, plan->n_rows);
  }
  g_assert_cmpuint (n_done, >, 10);
  g_assert_cmpuint (n_refused, >, 10);
  assert_sound (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/store/plan/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("conflicts", test_conflicts);
  ADD ("dependents", test_dependents);
  ADD ("repeats", test_repeats);
  ADD ("bulk", test_bulk);
  ADD ("many-reasons", test_many_reasons);
  ADD ("kind", test_kind);
  ADD ("gained-column", test_gained_column);
  ADD ("while-written", test_while_written);
  ADD ("random", test_random);
  return g_test_run ();
}

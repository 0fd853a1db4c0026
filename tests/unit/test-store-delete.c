/* test-store-delete.c: many rows deleted with what belongs to them, beside the map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "test-store-stage.h"
#include "yzt-prepared-private.h"

#define N_DEPOTS 160
#define BOX_KIND "[Kind]\nVersion=1\nId=box\nLabel=Box\nGeometry=none\nOwner=stock-line\n[Field size]\nType=number\nLabel=Size\n"
#define BOOK_KIND "[Kind]\nVersion=1\nId=book\nLabel=Book\nGeometry=none\nOwner=depot\nAppend=true\n[Field what]\nType=text\nLabel=What\n"
#define SIGNED_KIND "[Kind]\nVersion=1\nId=letter\nLabel=Letter\nGeometry=none\nOwner=depot\nFrozen=signed_by\n[Field signed_by]\nType=text\nLabel=Signed by\n"

/* Every depot has two lines of stock, and each of these a box; the first has a line more for each thing that a test wants to do with it. */
typedef struct {
  Fixture *f;
  YztStore *store;
  YztKind *box, *book, *letter;
  GArray *rows; /* YztStoreRow: what is to go */
  gint64 depots[N_DEPOTS], lines[N_DEPOTS];
  guint n_called, n_calls;
} Deleting;

static gboolean
insert_all (YztAct *act, gpointer user_data, GError **error)
{
  Deleting *d = user_data;

  if (!yzt_act_put_kind (act, d->box, error) || !yzt_act_put_kind (act, d->book, error) || !yzt_act_put_kind (act, d->letter, error))
    return FALSE;
  for (guint i = 0; i < N_DEPOTS; i++) {
    g_autoptr(YztRow) depot = make_row (d->f, i);

    if (!yzt_act_insert (act, depot, error))
      return FALSE;
    d->depots[i] = depot->fid;
    for (guint k = 0; k < 2; k++) {
      g_autoptr(YztRow) line = yzt_row_new (d->f->stock);
      g_autoptr(YztRow) box = yzt_row_new (d->box);

      yzt_row_set_text (line, "name", "帐篷");
      line->owner_fid = depot->fid;
      if (!yzt_act_insert (act, line, error))
        return FALSE;
      d->lines[i] = box->owner_fid = line->fid;
      yzt_row_set_text (box, "name", "箱");
      if (!yzt_act_insert (act, box, error))
        return FALSE;
    }
  }
  return TRUE;
}

static gboolean
insert_order (YztAct *act, gpointer row, GError **error)
{
  return yzt_act_insert (act, row, error);
}

/* A row that belongs to the third depot. */
static gint64
add_owned (Deleting *d, YztKind *kind, YztActNature nature, gboolean is_signed)
{
  g_autoptr(YztRow) row = yzt_row_new (kind);
  YztActInfo info = INFO ("One more");

  info.nature = nature;
  row->owner_fid = d->depots[3];
  yzt_row_set_text (row, "name", "册");
  if (is_signed)
    yzt_row_set_text (row, "signed_by", "张三");
  return act_ok (d->store, &info, insert_order, row);
}

static void
set_up (Deleting *d, Fixture *f)
{
  YztActInfo info = INFO ("Before");
  g_autofree char *common_path = g_build_filename (yzt_data_dir (), "kinds", "common.kind", NULL);
  g_autofree char *common_text = NULL;
  g_autoptr(YztKind) common = NULL;

  g_assert_true (g_file_get_contents (common_path, &common_text, NULL, NULL));
  common = parse_kind (common_text, NULL);
  *d = (Deleting) { .f = f, .box = parse_kind (BOX_KIND, common), .book = parse_kind (BOOK_KIND, common), .letter = parse_kind (SIGNED_KIND, common) };
  d->rows = g_array_new (FALSE, FALSE, sizeof (YztStoreRow));
  yzt_prepared_set_sizes (50, 250);
  yzt_prepared_set_pausing (FALSE);
  d->store = open_map (f);
  act_ok (d->store, &info, insert_all, d);
}

static void
tear_down (Deleting *d)
{
  yzt_prepared_set_before_act (NULL, NULL);
  yzt_prepared_set_sizes (0, 0);
  yzt_prepared_set_pausing (TRUE);
  g_object_unref (d->store);
  g_array_unref (d->rows);
  yzt_kind_unref (d->box);
  yzt_kind_unref (d->book);
  yzt_kind_unref (d->letter);
}

static void
add (Deleting *d, YztKind *kind, gint64 fid)
{
  YztStoreRow row = { kind, fid };

  g_array_append_val (d->rows, row);
}

/* Three of four depots, from the last to the first, and in between lines that go with theirs, or without. */
static void
choose (Deleting *d)
{
  for (guint i = N_DEPOTS; i > 0; i--) {
    if ((i - 1) % 4 != 0)
      add (d, d->f->depot, d->depots[i - 1]);
    if ((i - 1) % 5 == 0)
      add (d, d->f->stock, d->lines[i - 1]);
  }
}

static YztActResult *
try_delete (Deleting *d, GError **error)
{
  YztActInfo info = INFO ("Delete");

  info.nature = YZT_ACT_BULK;
  return yzt_store_delete_rows (d->store, &info, (const YztStoreRow *) (gpointer) d->rows->data, d->rows->len, error);
}

static gint64
delete_ok (Deleting *d)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) result = try_delete (d, &error);

  g_assert_no_error (error);
  assert_sound (d->store);
  return result->entry;
}

static void
note_call (gpointer prepared, gpointer user_data)
{
  ((Deleting *) user_data)->n_called++;
}

static char *
dump_all (Deleting *d)
{
  g_autofree char *rest = dump_map (d->f->path);
  g_autoptr(YztConnection) connection = yzt_connection_open (d->f->path, YZT_CONNECTION_READ_ONLY, NULL);
  g_autofree char *boxes = yzt_connection_get_text (connection, NULL, "SELECT group_concat(fid || ' ' || owner_fid || coalesce(name, ''), char(10)) FROM (SELECT * FROM box ORDER BY fid)", "");
  g_autofree char *others = yzt_connection_get_text (connection, NULL, "SELECT (SELECT count(*) FROM book) || ' ' || (SELECT count(*) FROM letter)", "");

  return g_strconcat (rest, boxes, "\n", others, NULL);
}

/* Row by row and beside the map the same is left, and an undo and a redo of each. */
static void
test_same (Fixture *f, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  Deleting d;

  set_up (&d, f);
  choose (&d);
  before = dump_all (&d);
  yzt_prepared_set_before_act (note_call, &d);
  for (guint i = 0; i < 2; i++) {
    g_autofree char *deleted = NULL;
    g_autofree char *undone = NULL;
    g_autofree char *again = NULL;
    g_autofree char *end = NULL;

    yzt_prepared_set_sizes (i == 0 ? 0 : 50, i == 0 ? 0 : 250);
    d.n_called = 0;
    f->now_ms += 1000;
    delete_ok (&d);
    g_assert_cmpuint (d.n_called, ==, i == 0 ? 0 : 1);
    deleted = dump_all (&d);
    if (after == NULL)
      after = g_strdup (deleted);
    g_assert_cmpstr (deleted, ==, after);
    undo_ok (d.store, FALSE);
    undone = dump_all (&d);
    g_assert_cmpstr (undone, ==, before);
    assert_sound (d.store);
    undo_ok (d.store, TRUE);
    again = dump_all (&d);
    g_assert_cmpstr (again, ==, after);
    assert_sound (d.store);
    undo_ok (d.store, FALSE);
    end = dump_all (&d);
    g_assert_cmpstr (end, ==, before);
  }
  assert_sound (d.store);
  tear_down (&d);
}

/* The journal says of each row that it went, once, and what it was. */
static void
test_journal (Fixture *f, gconstpointer data)
{
  g_autoptr(YztConnection) connection = NULL;
  g_autofree char *parts = NULL;
  Deleting d;
  gint64 entry, n_rows, n_touched, n_entries;

  set_up (&d, f);
  add (&d, f->depot, d.depots[0]);
  for (guint i = 0; i < 100; i++)
    add (&d, f->depot, d.depots[i]);
  entry = delete_ok (&d);
  connection = yzt_connection_open (f->path, YZT_CONNECTION_READ_ONLY, NULL);
  g_assert_true (yzt_connection_get_int (connection, &n_rows, NULL, "SELECT n_rows FROM journal WHERE entry = ?1", "i", entry));
  g_assert_cmpint (n_rows, ==, 100 + 200 + 200);
  g_assert_true (yzt_connection_get_int (connection, &n_touched, NULL, "SELECT sum(fid_to - fid_from + 1) FROM journal_touch WHERE entry = ?1 AND op = 9", "i", entry));
  g_assert_cmpint (n_touched, ==, n_rows);
  g_assert_true (yzt_connection_get_int (connection, &n_entries, NULL, "SELECT count(*) FROM journal WHERE entry >= ?1", "i", entry));
  g_assert_cmpint (n_entries, ==, 1);
  tear_down (&d);
}

/* One that is gone, and kinds that are kept as they were written: nothing is deleted. */
static void
test_refused (Fixture *f, gconstpointer data)
{
  static const YztStoreError codes[] = { YZT_STORE_ERROR_NOT_FOUND, 0, YZT_STORE_ERROR_REFUSED, YZT_STORE_ERROR_REFUSED };
  Deleting d;

  set_up (&d, f);
  for (guint i = 0; i < 4; i++) {
    g_autofree char *before = NULL;
    g_autofree char *after = NULL;
    g_autoptr(GError) error = NULL;

    g_array_set_size (d.rows, 0);
    choose (&d);
    if (i == 0)
      add (&d, f->depot, 12345);
    else if (i == 1)
      add_owned (&d, d.letter, YZT_ACT_ORDER, FALSE);
    else if (i == 2)
      add_owned (&d, d.letter, YZT_ACT_ORDER, TRUE);
    else
      add_owned (&d, d.book, YZT_ACT_ORDER, FALSE);
    before = dump_all (&d);
    if (i == 1) {
      /* A letter that nobody signed goes as others do. */
      delete_ok (&d);
      undo_ok (d.store, FALSE);
    } else {
      g_assert_null (try_delete (&d, &error));
      g_assert_true (g_error_matches (error, YZT_STORE_ERROR, codes[i]));
      g_test_message ("%s", error->message);
    }
    after = dump_all (&d);
    g_assert_cmpstr (after, ==, before);
    assert_sound (d.store);
  }
  tear_down (&d);
}

/* Others change, and give, while it is made ready: all of it is looked at again. */
static void
meddle (gpointer prepared, gpointer user_data)
{
  Deleting *d = user_data;
  YztActInfo info = INFO ("Meanwhile");

  if (d->n_called++ >= d->n_calls)
    return;
  if (d->n_called == 1) {
    add_owned (d, d->f->stock, YZT_ACT_EDIT, FALSE);
  } else if (d->n_called == 2) {
    g_autoptr(YztRow) row = yzt_store_get_row (d->store, d->f->depot, d->depots[2], NULL);

    yzt_row_set_text (row, "phone", "119");
    act_ok (d->store, &info, update_row, row);
  } else {
    g_autoptr(YztRow) row = yzt_store_get_row (d->store, d->f->stock, d->lines[4], NULL);

    /* It belongs to one that goes now. */
    row->owner_fid = d->depots[5];
    act_ok (d->store, &info, update_row, row);
  }
}

static void
test_meanwhile (Fixture *f, gconstpointer data)
{
  Deleting d;
  g_autofree char *before = NULL;
  g_autofree char *undone = NULL;
  g_autoptr(YztConnection) connection = NULL;
  gint64 n_left;

  set_up (&d, f);
  for (guint i = 0; i < N_DEPOTS; i++) {
    if (i % 4 != 0)
      add (&d, f->depot, d.depots[i]);
  }
  d.n_calls = 3;
  yzt_prepared_set_before_act (meddle, &d);
  delete_ok (&d);
  g_assert_cmpuint (d.n_called, ==, 4);
  yzt_prepared_set_before_act (NULL, NULL);
  connection = yzt_connection_open (f->path, YZT_CONNECTION_READ_ONLY, NULL);
  g_assert_true (yzt_connection_get_int (connection, &n_left, NULL, "SELECT count(*) FROM stock_line", ""));
  g_assert_cmpint (n_left, ==, N_DEPOTS / 4 * 2 - 1);
  g_assert_true (yzt_connection_get_int (connection, &n_left, NULL, "SELECT count(*) FROM box", ""));
  g_assert_cmpint (n_left, ==, N_DEPOTS / 4 * 2 - 1);
  before = dump_all (&d);
  undo_ok (d.store, FALSE);
  undo_ok (d.store, TRUE);
  undone = dump_all (&d);
  g_assert_cmpstr (undone, ==, before);
  assert_sound (d.store);
  tear_down (&d);
}

/* Who never stops is not waited for without end. */
static void
meddle_always (gpointer prepared, gpointer user_data)
{
  Deleting *d = user_data;
  YztActInfo info = INFO ("Meanwhile");
  g_autoptr(YztRow) row = yzt_store_get_row (d->store, d->f->depot, d->depots[2], NULL);
  g_autofree char *phone = g_strdup_printf ("%u", ++d->n_called);

  yzt_row_set_text (row, "phone", phone);
  act_ok (d->store, &info, update_row, row);
}

static void
test_never_quiet (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  Deleting d;

  set_up (&d, f);
  choose (&d);
  yzt_prepared_set_before_act (meddle_always, &d);
  g_assert_null (try_delete (&d, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT);
  g_test_message ("%s", error->message);
  g_assert_cmpuint (d.n_called, >, 1);
  assert_sound (d.store);
  tear_down (&d);
}

/* Another programme's trigger is asked about each row: then they go one by one. */
static void
test_trigger (Fixture *f, gconstpointer data)
{
  Deleting d;
  sqlite3 *db;
  g_autoptr(YztConnection) connection = NULL;
  gint64 n;

  set_up (&d, f);
  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "CREATE TABLE seen (fid); CREATE TRIGGER watch AFTER DELETE ON depot BEGIN INSERT INTO seen VALUES (old.fid); END", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  choose (&d);
  yzt_prepared_set_before_act (note_call, &d);
  delete_ok (&d);
  g_assert_cmpuint (d.n_called, ==, 0);
  connection = yzt_connection_open (f->path, YZT_CONNECTION_READ_ONLY, NULL);
  g_assert_true (yzt_connection_get_int (connection, &n, NULL, "SELECT count(*) FROM seen", ""));
  g_assert_cmpint (n, ==, N_DEPOTS / 4 * 3);
  tear_down (&d);
}

/* --- one thing with much that belongs to it, plans with their texts --- */

static gboolean
insert_lines (YztAct *act, gpointer user_data, GError **error)
{
  Deleting *d = user_data;

  for (guint i = 0; i < 700; i++) {
    g_autoptr(YztRow) line = yzt_row_new (d->f->stock);

    yzt_row_set_text (line, "name", "水");
    line->owner_fid = d->depots[7];
    if (!yzt_act_insert (act, line, error))
      return FALSE;
  }
  return TRUE;
}

static void
test_one_of_many (Fixture *f, gconstpointer data)
{
  YztActInfo info = INFO ("Much");
  g_autofree char *before = NULL;
  g_autofree char *undone = NULL;
  Deleting d;

  set_up (&d, f);
  act_ok (d.store, &info, insert_lines, &d);
  before = dump_all (&d);
  add (&d, f->depot, d.depots[7]);
  yzt_prepared_set_before_act (note_call, &d);
  delete_ok (&d);
  g_assert_cmpuint (d.n_called, ==, 1);
  undo_ok (d.store, FALSE);
  undone = dump_all (&d);
  g_assert_cmpstr (undone, ==, before);
  assert_sound (d.store);
  tear_down (&d);
}

static gboolean
insert_plans (YztAct *act, gpointer user_data, GError **error)
{
  Deleting *d = user_data;
  YztPlanSection sections[40];

  for (guint k = 0; k < G_N_ELEMENTS (sections); k++)
    sections[k] = (YztPlanSection) { (char *) "1", (char *) "总则", 1, (char *) "文" };
  for (guint i = 0; i < 10; i++) {
    g_autoptr(YztRow) plan = yzt_row_new (d->f->plan);
    g_autoptr(GBytes) original = g_bytes_new_static ("document", 8);

    yzt_row_set_text (plan, "name", "预案");
    if (!yzt_act_insert (act, plan, error)
        || !yzt_act_put_plan_text (act, plan->fid, sections, G_N_ELEMENTS (sections), original, "text/plain", error))
      return FALSE;
    d->depots[i] = plan->fid;
  }
  return TRUE;
}

static void
test_plans (Fixture *f, gconstpointer data)
{
  YztActInfo info = INFO ("Plans");
  g_autofree char *empty = NULL;
  g_autofree char *full = NULL;
  g_autofree char *deleted = NULL;
  g_autofree char *undone = NULL;
  Deleting d;

  set_up (&d, f);
  empty = dump_all (&d);
  act_ok (d.store, &info, insert_plans, &d);
  full = dump_all (&d);
  for (guint i = 0; i < 10; i++)
    add (&d, f->plan, d.depots[i]);
  yzt_prepared_set_before_act (note_call, &d);
  delete_ok (&d);
  g_assert_cmpuint (d.n_called, ==, 1);
  deleted = dump_all (&d);
  g_assert_cmpstr (deleted, ==, empty);
  undo_ok (d.store, FALSE);
  undone = dump_all (&d);
  g_assert_cmpstr (undone, ==, full);
  assert_sound (d.store);
  tear_down (&d);
}

/* --- progress and cancel --- */

typedef struct {
  double last, cancel_at;
  guint n;
  GCancellable *cancellable;
} Watching;

static void
watch (double fraction, gpointer user_data)
{
  Watching *w = user_data;

  g_assert_cmpfloat (fraction, >=, w->last);
  g_assert_cmpfloat (fraction, <=, 1);
  w->last = fraction;
  w->n++;
  if (fraction >= w->cancel_at)
    g_cancellable_cancel (w->cancellable);
}

static gboolean
run_watched (Deleting *d, guint what, Watching *w, GError **error)
{
  YztActInfo info = INFO (NULL);
  YztCareRun run = { watch, w, w->cancellable };
  g_autoptr(YztActResult) result = NULL;

  yzt_store_watch_work (&run);
  result = what == 0 ? try_delete (d, error) : what == 1 ? yzt_store_undo (d->store, 0, &info, error) : yzt_store_redo (d->store, &info, error);
  yzt_store_watch_work (NULL);
  return result != NULL;
}

static void
assert_cancelled (Deleting *d, guint what, double at)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(YztConnection) connection = NULL;
  g_autofree char *before = dump_all (d);
  g_autofree char *after = NULL;
  Watching w = { 0, at, 0, cancellable };
  gint64 n;

  g_assert_false (run_watched (d, what, &w, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  after = dump_all (d);
  g_assert_cmpstr (after, ==, before);
  connection = yzt_connection_open (d->f->path, YZT_CONNECTION_READ_ONLY, NULL);
  g_assert_true (yzt_connection_get_int (connection, &n, NULL, "SELECT count(*) FROM sqlite_schema WHERE name GLOB 'yzt_incoming*'", ""));
  g_assert_cmpint (n, ==, 0);
  assert_sound (d->store);
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  Deleting d;

  set_up (&d, f);
  choose (&d);
  for (guint what = 0; what < 3; what++) {
    Watching w = { 0, 2, 0, NULL };
    g_autoptr(GError) error = NULL;

    assert_cancelled (&d, what, 0);
    assert_cancelled (&d, what, 0.5);
    assert_cancelled (&d, what, 0.8);
    g_assert_true (run_watched (&d, what, &w, &error));
    g_assert_no_error (error);
    g_assert_cmpfloat (w.last, >=, 0.8);
    g_assert_cmpuint (w.n, >, 0);
  }
  assert_sound (d.store);
  tear_down (&d);
}

static gboolean
insert_more_than_a_part (YztAct *act, gpointer user_data, GError **error)
{
  Fixture *f = user_data;

  for (guint i = 0; i < YZT_PART_ROWS + 100; i++) {
    g_autoptr(YztRow) depot = make_row (f, i);
    g_autoptr(YztRow) line = yzt_row_new (f->stock);

    if (!yzt_act_insert (act, depot, error))
      return FALSE;
    line->owner_fid = depot->fid;
    if (i < 20 && !yzt_act_insert (act, line, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
collect_depot (const YztRow *row, gpointer user_data)
{
  YztStoreRow deleted = { row->kind, row->fid };

  g_array_append_val (user_data, deleted);
  return TRUE;
}

/* The undo comes to the depots, to what belonged to them, and to the depots again, all in one part of its own. */
static void
test_parts (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(GArray) rows = g_array_new (FALSE, FALSE, sizeof (YztStoreRow));
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) result = NULL;
  g_autoptr(YztActResult) undone = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  YztActInfo info = INFO ("Fill"), undo = INFO (NULL);

  act_ok (store, &info, insert_more_than_a_part, f);
  before = dump_map (f->path);
  yzt_store_read_rows (store, f->depot, collect_depot, rows, &error);
  g_assert_no_error (error);
  yzt_prepared_set_sizes (1000, 250);
  yzt_prepared_set_pausing (FALSE);
  result = yzt_store_delete_rows (store, &info, (const YztStoreRow *) (gpointer) rows->data, rows->len, &error);
  g_assert_no_error (error);
  undone = yzt_store_undo (store, result->entry, &undo, &error);
  g_assert_no_error (error);
  yzt_prepared_set_sizes (0, 0);
  yzt_prepared_set_pausing (TRUE);
  after = dump_map (f->path);
  g_assert_true (g_str_equal (after, before));
  assert_sound (store);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/store/delete/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("same", test_same);
  ADD ("journal", test_journal);
  ADD ("refused", test_refused);
  ADD ("meanwhile", test_meanwhile);
  ADD ("never-quiet", test_never_quiet);
  ADD ("trigger", test_trigger);
  ADD ("one-of-many", test_one_of_many);
  ADD ("plans", test_plans);
  ADD ("cancel", test_cancel);
  ADD ("parts", test_parts);
  return g_test_run ();
}

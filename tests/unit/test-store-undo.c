/* test-store-undo.c: taking back and doing again, conflicts in words, random acts undone to the
 * byte SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "test-store-common.h"

static void
undo_ok (YztStore *store, gint64 entry, const YztActInfo *info)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) result = yzt_store_undo (store, entry, info, &error);

  g_assert_no_error (error);
  g_assert_cmpint (result->entry, >, 0);
  g_assert_cmpuint (result->touches->len, >, 0);
}

static void
redo_ok (YztStore *store, const YztActInfo *info)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) result = yzt_store_redo (store, info, &error);

  g_assert_no_error (error);
  g_assert_cmpint (result->entry, >, 0);
}

static char *
undo_fails (YztStore *store, gint64 entry, const YztActInfo *info, YztStoreError code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) result = yzt_store_undo (store, entry, info, &error);

  g_assert_null (result);
  g_assert_error (error, YZT_STORE_ERROR, (int) code);
  g_test_message ("%s", error->message);
  return g_strdup (error->message);
}

static void
set_and_update (YztStore *store, YztRow *row, const char *field, const char *value,
                const YztActInfo *info)
{
  yzt_row_set_text (row, field, value);
  act_ok (store, info, update_row, row);
}

static char *
read_text (YztStore *store, YztKind *kind, gint64 fid, const char *field)
{
  g_autoptr(YztRow) row = yzt_store_get_row (store, kind, fid, NULL);

  return row != NULL ? g_strdup (yzt_row_get_text (row, field)) : NULL;
}

/* --- the order of undo and redo --- */

static void
test_stack (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "a", 112.5, 23.25);
  YztActInfo info = INFO ("Edit"), other = INFO ("Edit"), take = INFO (NULL);
  const char *const names[] = { "b", "c", "d" };
  g_autoptr(GError) error = NULL;

  other.window = "w2";
  act_ok (store, &info, insert_row, row);
  for (guint i = 0; i < 3; i++)
    set_and_update (store, row, "name", names[i], &info);
  set_and_update (store, row, "phone", "119", &other);
  /* Across restarts, only this window's own acts. */
  for (int i = 1; i >= 0; i--) {
    g_autofree char *name = NULL;

    g_clear_object (&store);
    store = open_map (f);
    undo_ok (store, 0, &take);
    name = read_text (store, f->depot, row->fid, "name");
    g_assert_cmpstr (name, ==, names[i]);
  }
  for (int i = 1; i < 3; i++) {
    g_autofree char *name = NULL;

    g_clear_object (&store);
    store = open_map (f);
    redo_ok (store, &take);
    name = read_text (store, f->depot, row->fid, "name");
    g_assert_cmpstr (name, ==, names[i]);
  }
  g_assert_null (yzt_store_redo (store, &take, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND);
  undo_ok (store, 0, &take);
  /* A fresh act ends what could be done again. */
  yzt_row_set_text (row, "name", "c");
  yzt_row_set_text (row, "code", "C1");
  act_ok (store, &info, update_row, row);
  g_assert_null (yzt_store_redo (store, &take, NULL));
  assert_sound (store);
}

static void
test_nature (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "a", 112.5, 23.25);
  YztActInfo info = INFO ("Alarm acknowledged"), take = INFO (NULL);
  g_autofree char *message = NULL;
  g_autofree char *none = NULL;
  g_autofree char *twice = NULL;
  g_autofree char *missing = NULL;
  gint64 order, feed;

  info.nature = YZT_ACT_ORDER;
  order = act_ok (store, &info, NULL, NULL);
  g_assert_cmpint (order, ==, 1);
  message = undo_fails (store, order, &take, YZT_STORE_ERROR_REFUSED);
  g_assert_nonnull (strstr (message, "Alarm acknowledged"));
  info.nature = YZT_ACT_FEED;
  feed = act_ok (store, &info, insert_row, row);
  none = undo_fails (store, 0, &take, YZT_STORE_ERROR_NOT_FOUND);
  undo_ok (store, feed, &take);
  twice = undo_fails (store, feed, &take, YZT_STORE_ERROR_REFUSED);
  g_assert_nonnull (strstr (twice, "entry 3"));
  missing = undo_fails (store, 99, &take, YZT_STORE_ERROR_NOT_FOUND);
}

/* --- conflicts --- */

static void
test_conflict (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  YztActInfo info = INFO ("Edit"), other = INFO ("Edit"), take = INFO (NULL);
  g_autofree char *message = NULL;
  g_autofree char *name = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  other.author = "王五";
  act_ok (store, &info, insert_row, row);
  set_and_update (store, row, "phone", "110", &info);
  f->now_ms += 60000;
  set_and_update (store, row, "phone", "120", &other);
  f->now_ms += 60000;
  set_and_update (store, row, "name", "城东新库", &info);
  before = dump_map (f->path);
  message = undo_fails (store, 2, &take, YZT_STORE_ERROR_CONFLICT);
  g_assert_nonnull (
      strstr (message, "Depot “城东新库”: “Phone” was changed later by 王五 at 12:25 (entry 3)"));
  after = dump_map (f->path);
  g_assert_cmpstr (before, ==, after);
  /* Another cell of the same row is no conflict, and the stamp is no conflict. */
  undo_ok (store, 3, &take);
  undo_ok (store, 2, &take);
  name = read_text (store, f->depot, row->fid, "name");
  g_assert_cmpstr (name, ==, "城东新库");
  assert_sound (store);
}

static void
test_deleted_later (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  YztActInfo info = INFO ("Edit"), take = INFO (NULL);
  g_autofree char *message = NULL;
  g_autofree char *nothing = NULL;

  act_ok (store, &info, insert_row, row);
  set_and_update (store, row, "phone", "110", &info);
  act_ok (store, &info, delete_row, row);
  message = undo_fails (store, 2, &take, YZT_STORE_ERROR_CONFLICT);
  g_assert_nonnull (strstr (message, "“城东库” was deleted later by 李四"));
  nothing = undo_fails (store, 1, &take, YZT_STORE_ERROR_CONFLICT);
}

static void
test_dependents (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  g_autoptr(YztRow) stock = yzt_row_new (f->stock);
  YztActInfo info = INFO ("Edit"), take = INFO (NULL);
  g_autofree char *children = NULL;
  g_autofree char *owner = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  act_ok (store, &info, insert_row, row);
  yzt_row_set_text (stock, "name", "沙袋");
  stock->owner_fid = row->fid;
  act_ok (store, &info, insert_row, stock);
  children = undo_fails (store, 1, &take, YZT_STORE_ERROR_CONFLICT);
  g_assert_nonnull (strstr (children, "Stock line"));
  before = dump_map (f->path);
  /* The owner takes what it owns with it, and brings it back. */
  act_ok (store, &info, delete_row, row);
  g_assert_cmpint (yzt_store_find_row (store, f->stock, "name", "沙袋", NULL), ==, 0);
  undo_ok (store, 0, &take);
  after = dump_map (f->path);
  g_assert_cmpstr (after, ==, before);
  act_ok (store, &info, delete_row, stock);
  act_ok (store, &info, delete_row, row);
  owner = undo_fails (store, 5, &take, YZT_STORE_ERROR_CONFLICT);
  g_assert_nonnull (strstr (owner, "Depot"));
  assert_sound (store);
}

/* --- many rows --- */

typedef struct {
  Fixture *f;
  guint n;
  gint64 first;
} Bulk;

static gboolean
insert_many (YztAct *act, gpointer user_data, GError **error)
{
  Bulk *bulk = user_data;
  g_autoptr(YztRow) row = new_depot (bulk->f, "bulk", 100, 30);

  for (guint i = 0; i < bulk->n; i++) {
    row->fid = 0;
    row->lon = 80 + i % 500 * 0.1;
    row->lat = 20 + (double) i / 500 * 0.1;
    if (!yzt_act_insert (act, row, error))
      return FALSE;
    if (i == 0)
      bulk->first = row->fid;
  }
  return TRUE;
}

static gint64
count_rows (Fixture *f, const char *sql)
{
  sqlite3 *db;
  sqlite3_stmt *stmt;
  gint64 n;

  g_assert_cmpint (sqlite3_open_v2 (f->path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  n = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return n;
}

static void
test_bulk (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  YztActInfo info = INFO ("Import"), take = INFO (NULL);
  Bulk bulk = { f, 20000, 0 };
  g_autofree char *empty = NULL;
  g_autofree char *full = NULL;
  g_autofree char *emptied = NULL;
  g_autofree char *filled = NULL;

  info.nature = YZT_ACT_BULK;
  act_ok (store, &info, insert_row, row);
  empty = dump_map (f->path);
  act_ok (store, &info, insert_many, &bulk);
  g_assert_cmpint (count_rows (f, "SELECT count(*) FROM journal_part WHERE entry = 2"), >, 1);
  g_assert_cmpint (
      count_rows (f, "SELECT count(*) FROM rtree_depot_geom WHERE minx > 99.95 AND maxx < 100.05"),
      >, 0);
  assert_sound (store);
  full = dump_map (f->path);
  undo_ok (store, 0, &take);
  emptied = dump_map (f->path);
  g_assert_true (g_str_equal (emptied, empty));
  g_assert_cmpint (count_rows (f, "SELECT count(*) FROM journal_part WHERE entry = 3"), ==, 0);
  assert_sound (store);
  redo_ok (store, &take);
  filled = dump_map (f->path);
  g_assert_true (g_str_equal (filled, full));
  assert_sound (store);
  undo_ok (store, 0, &take);
  assert_sound (store);
}

/* One row of many was touched since: row by row then, and it is named. */
static void
test_bulk_touched (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = NULL;
  YztActInfo info = INFO ("Import"), take = INFO (NULL);
  Bulk bulk = { f, 3000, 0 };
  g_autofree char *message = NULL;

  info.nature = YZT_ACT_BULK;
  act_ok (store, &info, insert_many, &bulk);
  row = yzt_store_get_row (store, f->depot, bulk.first, NULL);
  set_and_update (store, row, "name", "touched", &info);
  message = undo_fails (store, 1, &take, YZT_STORE_ERROR_CONFLICT);
  g_assert_nonnull (strstr (message, "touched"));
  act_ok (store, &info, delete_row, row);
  undo_ok (store, 1, &take);
  g_assert_cmpint (count_rows (f, "SELECT count(*) FROM depot"), ==, 0);
  assert_sound (store);
  redo_ok (store, &take);
  g_assert_cmpint (count_rows (f, "SELECT count(*) FROM depot"), ==, 2999);
  assert_sound (store);
}

/* --- kinds, settings, plans --- */

static gboolean
put_kind (YztAct *act, gpointer kind, GError **error)
{
  return yzt_act_put_kind (act, kind, error);
}

static gboolean
put_title (YztAct *act, gpointer title, GError **error)
{
  return yzt_act_put_setting (act, "title", title, error);
}

static void
test_kinds (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autofree char *common_path = g_build_filename (yzt_data_dir (), "kinds", "common.kind", NULL);
  g_autofree char *common_text = NULL;
  g_autoptr(YztKind) common = NULL;
  g_autoptr(YztKind) well = NULL;
  g_autoptr(YztKind) wider = NULL;
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  g_autoptr(YztRow) depot = NULL;
  g_autofree char *fax = NULL;
  g_autofree char *message = NULL;
  g_autofree char *title = NULL;
  YztActInfo info = INFO ("Edit"), take = INFO (NULL);

  g_assert_true (g_file_get_contents (common_path, &common_text, NULL, NULL));
  common = parse_kind (common_text, NULL);
  well = parse_kind ("[Kind]\nVersion=1\nId=well\nLabel=Well\nGeometry=point\n[Field "
                     "depth]\nType=number\nLabel=Depth\n",
                     common);
  wider = parse_kind (DEPOT_KIND "[Field fax]\nType=text\nLabel=Fax\n", common);
  act_ok (store, &info, insert_row, row);
  act_ok (store, &info, put_kind, wider);
  depot = yzt_store_get_row (store, yzt_kind_set_find (yzt_store_get_kinds (store), "depot"),
                             row->fid, NULL);
  set_and_update (store, depot, "fax", "12345", &info);
  /* The older entry knows fewer columns, and finds its own by name. */
  undo_ok (store, 3, &take);
  undo_ok (store, 1, &take);
  redo_ok (store, &take);
  g_assert_cmpint (yzt_store_find_row (store, f->depot, "name", "城东库", NULL), ==, row->fid);
  act_ok (store, &info, put_kind, well);
  g_assert_nonnull (yzt_kind_set_find (yzt_store_get_kinds (store), "well"));
  undo_ok (store, 0, &take);
  g_assert_null (yzt_kind_set_find (yzt_store_get_kinds (store), "well"));
  redo_ok (store, &take);
  g_clear_object (&store);
  store = open_map (f);
  g_assert_nonnull (yzt_kind_set_find (yzt_store_get_kinds (store), "well"));
  g_assert_nonnull (
      yzt_kind_find_field (yzt_kind_set_find (yzt_store_get_kinds (store), "depot"), "fax"));
  act_ok (store, &info, put_title, (gpointer) "Another");
  undo_ok (store, 0, &take);
  title = yzt_store_get_setting (store, "title");
  g_assert_cmpstr (title, ==, "Test 测试");
  assert_sound (store);
}

/* --- random acts, undone to the byte --- */

typedef struct {
  Fixture *f;
  GPtrArray *rows; /* those that exist */
} World;

static void
scramble (YztRow *row)
{
  static const char *const texts[] = { "一二三", "it's", "x", "", "“quoted”", "\n" };
  guint n = yzt_kind_get_n_fields (row->kind);

  for (guint i = 0; i < n; i++) {
    const YztField *field = yzt_kind_get_field (row->kind, i);
    YztFieldType type = yzt_field_get_field_type (field);
    YztCell cell = { YZT_CELL_NULL };

    if (yzt_field_is_builtin (field) && !g_str_equal (yzt_field_get_name (field), "name"))
      continue;
    if (g_test_rand_int_range (0, 3) == 0)
      continue;
    if (type == YZT_FIELD_NUMBER)
      cell = (YztCell) { YZT_CELL_NUMBER, { .number = g_test_rand_double () * 1e6 } };
    else if (type == YZT_FIELD_INTEGER)
      cell = (YztCell) { YZT_CELL_INTEGER, { .integer = g_test_rand_int () } };
    else if (type == YZT_FIELD_TEXT || type == YZT_FIELD_MULTILINE)
      cell = yzt_cell_text (texts[g_test_rand_int_range (0, G_N_ELEMENTS (texts))]);
    yzt_row_set (row, yzt_field_get_name (field), &cell);
    yzt_cell_clear (&cell);
  }
  if (yzt_kind_get_geometry (row->kind) == YZT_KIND_GEOMETRY_POINT) {
    row->has_position = g_test_rand_int_range (0, 5) > 0;
    row->lon = row->has_position ? g_test_rand_double_range (-180, 180) : 0;
    row->lat = row->has_position ? g_test_rand_double_range (-90, 90) : 0;
  } else if (yzt_kind_get_geometry (row->kind) == YZT_KIND_GEOMETRY_AREA) {
    double x = g_test_rand_double_range (-170, 170);
    YztPosition ring[] = { { x, 10 }, { x + 1, 10 }, { x + 1, 11 } };
    guint starts[] = { 0, 3 };
    g_autoptr(YztGeometry) geometry = yzt_geometry_new_area (ring, starts, 1);

    g_clear_pointer (&row->geometry, g_bytes_unref);
    row->geometry = yzt_geometry_to_gpkg (geometry);
  }
}

static YztRow *
find_owner (World *world)
{
  for (guint i = 0; i < world->rows->len; i++) {
    YztRow *row = g_ptr_array_index (world->rows, i);

    if (row->kind == world->f->depot)
      return row;
  }
  return NULL;
}

static gboolean
random_insert (YztAct *act, World *world, GError **error)
{
  YztKind *kinds[] = { world->f->depot, world->f->stock, world->f->zone, world->f->plan };
  YztRow *row = yzt_row_new (kinds[g_test_rand_int_range (0, 4)]);
  YztRow *owner = find_owner (world);

  scramble (row);
  if (row->kind == world->f->stock && owner != NULL)
    row->owner_fid = owner->fid;
  g_ptr_array_add (world->rows, row);
  return yzt_act_insert (act, row, error);
}

static gboolean
random_delete (YztAct *act, World *world, guint index, GError **error)
{
  g_autoptr(YztRow) row = yzt_row_copy (g_ptr_array_index (world->rows, index));

  for (guint i = world->rows->len; i > 0; i--) {
    YztRow *other = g_ptr_array_index (world->rows, i - 1);

    if (other->fid == row->fid || other->owner_fid == row->fid)
      g_ptr_array_remove_index (world->rows, i - 1);
  }
  return yzt_act_delete (act, row->kind, row->fid, error);
}

static gboolean
random_plan_text (YztAct *act, YztRow *plan, GError **error)
{
  YztPlanSection sections[3] = { { (char *) "1", (char *) "1 总则", 1, (char *) "文字" },
                                 { (char *) "2", (char *) "2 处置", 1, (char *) "更多文字" },
                                 { (char *) "3", (char *) "3", 1, NULL } };
  g_autoptr(GBytes) bytes = g_bytes_new ("%PDF", 4);

  return yzt_act_put_plan_text (act, plan->fid, sections, (guint) g_test_rand_int_range (0, 4),
                                g_test_rand_bit () ? bytes : NULL, "application/pdf", error);
}

static gboolean
random_act (YztAct *act, gpointer user_data, GError **error)
{
  World *world = user_data;
  int n = g_test_rand_int_range (1, 6);

  for (int i = 0; i < n; i++) {
    guint index =
        world->rows->len > 0 ? (guint) g_test_rand_int_range (0, (int) world->rows->len) : 0;
    YztRow *row = world->rows->len > 0 ? g_ptr_array_index (world->rows, index) : NULL;
    int what = row != NULL ? g_test_rand_int_range (0, 10) : 0;
    gboolean ok;

    if (what < 4) {
      ok = random_insert (act, world, error);
    } else if (what < 7) {
      scramble (row);
      ok = yzt_act_update (act, row, error);
    } else if (what < 9) {
      ok = row->kind != world->f->plan || random_plan_text (act, row, error);
    } else {
      ok = random_delete (act, world, index, error);
    }
    if (!ok)
      return FALSE;
  }
  return TRUE;
}

static void
test_random (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(GPtrArray) dumps = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) entries = g_array_new (FALSE, FALSE, sizeof (gint64));
  World world = { f, g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free) };
  YztActInfo info = INFO ("Random"), take = INFO (NULL);

  for (guint i = 0; i < 40; i++) {
    g_autofree char *before = dump_map (f->path);
    gint64 entry;

    f->now_ms += g_test_rand_int_range (0, 3000);
    entry = act_ok (store, &info, random_act, &world);
    if (entry > 0) {
      g_ptr_array_add (dumps, g_steal_pointer (&before));
      g_array_append_val (entries, entry);
    }
    if (i % 20 == 10) {
      g_clear_object (&store);
      store = open_map (f);
    }
  }
  assert_sound (store);
  for (guint i = entries->len; i > 0; i--) {
    g_autofree char *after = NULL;

    f->now_ms += 1000;
    undo_ok (store, i % 2 == 0 ? 0 : g_array_index (entries, gint64, i - 1), &take);
    after = dump_map (f->path);
    g_assert_cmpstr (after, ==, g_ptr_array_index (dumps, i - 1));
  }
  assert_sound (store);
  for (guint i = 0; i + 1 < entries->len; i++) {
    g_autofree char *after = NULL;

    redo_ok (store, &take);
    after = dump_map (f->path);
    g_assert_cmpstr (after, ==, g_ptr_array_index (dumps, i + 1));
  }
  assert_sound (store);
  g_ptr_array_unref (world.rows);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/undo/stack", Fixture, NULL, fixture_set_up, test_stack, fixture_tear_down);
  g_test_add ("/store/undo/nature", Fixture, NULL, fixture_set_up, test_nature, fixture_tear_down);
  g_test_add ("/store/undo/conflict", Fixture, NULL, fixture_set_up, test_conflict,
              fixture_tear_down);
  g_test_add ("/store/undo/deleted-later", Fixture, NULL, fixture_set_up, test_deleted_later,
              fixture_tear_down);
  g_test_add ("/store/undo/dependents", Fixture, NULL, fixture_set_up, test_dependents,
              fixture_tear_down);
  g_test_add ("/store/undo/bulk", Fixture, NULL, fixture_set_up, test_bulk, fixture_tear_down);
  g_test_add ("/store/undo/bulk-touched", Fixture, NULL, fixture_set_up, test_bulk_touched,
              fixture_tear_down);
  g_test_add ("/store/undo/kinds", Fixture, NULL, fixture_set_up, test_kinds, fixture_tear_down);
  g_test_add ("/store/undo/random", Fixture, NULL, fixture_set_up, test_random, fixture_tear_down);
  return g_test_run ();
}

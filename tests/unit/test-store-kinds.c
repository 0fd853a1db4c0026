/* test-store-kinds.c: a planner changes a kind: columns are gained, never lost; taken back; old entries stay readable
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "test-store-common.h"

/* Without "phone" and "order"; "staff" renamed on the screen, counted in parts; another grade; a new field. */
#define OTHER_DEPOT_KIND                                                                           \
  "[Kind]\nVersion=1\nId=depot\nLabel=Storehouse\nLabel[zh_CN]=仓库\nGeometry=point\n"              \
  "[Field grade]\nType=enum\nLabel=Class\nValues=first;third\nValue.first=First\nValue.third=Third\n" \
  "[Field area_m2]\nType=number\nLabel=Area\nUnit=m²\nSummable=true\n"                            \
  "[Field staff]\nType=number\nLabel=Full-time staff\n"                                            \
  "[Field keeper]\nType=text\nLabel=Keeper\n"

static YztKind *
parse_with_common (const char *text)
{
  g_autofree char *path = g_build_filename (yzt_data_dir (), "kinds", "common.kind", NULL);
  g_autofree char *common_text = NULL;
  g_autoptr(YztKind) common = NULL;

  g_assert_true (g_file_get_contents (path, &common_text, NULL, NULL));
  common = parse_kind (common_text, NULL);
  return parse_kind (text, common);
}

static gboolean
put_kind (YztAct *act, gpointer kind, GError **error)
{
  return yzt_act_put_kind (act, kind, error);
}

static char *
query (const char *path, const char *sql)
{
  sqlite3_stmt *stmt;
  sqlite3 *db;
  char *text = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  if (sqlite3_step (stmt) == SQLITE_ROW)
    text = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return text;
}

static void
assert_value (const char *path, const char *sql, const char *expected)
{
  g_autofree char *value = query (path, sql);

  g_assert_cmpstr (value, ==, expected);
}

static gint64
undo (YztStore *store, gint64 entry, GError **error)
{
  YztActInfo info = INFO (NULL);
  g_autoptr(YztActResult) result = yzt_store_undo (store, entry, &info, error);

  return result != NULL ? result->entry : 0;
}

static void
test_change (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztKind) other = parse_with_common (OTHER_DEPOT_KIND);
  g_autoptr(YztRow) row = new_depot (f, "城东库", 112.5, 23.25);
  g_autoptr(YztRow) read = NULL;
  g_autoptr(GError) error = NULL;
  YztCell seven = { YZT_CELL_INTEGER, { .integer = 7 } };
  YztActInfo info = INFO ("Act");
  gint64 added, changed, edited, undone;
  YztKind *now;

  yzt_row_set_text (row, "phone", "0758");
  yzt_row_set_text (row, "grade", "second");
  yzt_row_set (row, "staff", &seven);
  added = act_ok (store, &info, insert_row, row);
  changed = act_ok (store, &info, put_kind, other);
  now = yzt_kind_set_find (yzt_store_get_kinds (store), "depot");
  g_assert_cmpstr (yzt_kind_get_label (now, "en"), ==, "Storehouse");
  g_assert_null (yzt_kind_find_field (now, "phone"));
  assert_value (f->path, "SELECT description FROM gpkg_contents WHERE table_name = 'depot'", "仓库");
  assert_value (f->path, "SELECT phone FROM depot", "0758");
  /* The value that the enumeration has no more is kept; a whole number is a number. */
  read = yzt_store_get_row (store, now, row->fid, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (yzt_row_get_text (read, "grade"), ==, "second");
  g_assert_cmpfloat (yzt_row_get (read, "staff")->v.number, ==, 7);
  yzt_row_set_text (read, "keeper", "王五");
  edited = act_ok (store, &info, update_row, read);
  assert_value (f->path, "SELECT phone || keeper FROM depot", "0758王五");
  /* What was entered since keeps the row from being taken away without a word. */
  g_assert_cmpint (undo (store, added, &error), ==, 0);
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT);
  g_test_message ("%s", error->message);
  g_clear_error (&error);
  /* Back to the kind as it was: its words, and the column that is not shown any more keeps its values. */
  undone = undo (store, changed, &error);
  g_assert_no_error (error);
  now = yzt_kind_set_find (yzt_store_get_kinds (store), "depot");
  g_assert_cmpstr (yzt_kind_get_label (now, "en"), ==, "Depot");
  g_assert_nonnull (yzt_kind_find_field (now, "phone"));
  g_assert_null (yzt_kind_find_field (now, "keeper"));
  assert_value (f->path, "SELECT description FROM gpkg_contents WHERE table_name = 'depot'",
                "物资储备库");
  assert_value (f->path, "SELECT keeper FROM depot", "王五");
  g_assert_cmpint (undo (store, undone, &error), >, 0);
  g_assert_cmpint (undo (store, edited, &error), >, 0);
  /* An entry from before the change, with fewer columns. */
  g_assert_cmpint (undo (store, added, &error), >, 0);
  g_assert_no_error (error);
  assert_value (f->path, "SELECT count(*) FROM depot", "0");
  assert_sound (store);
}

static void
test_type (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztKind) text = parse_with_common (
      "[Kind]\nVersion=1\nId=depot\nLabel=Depot\nGeometry=point\n[Field area_m2]\nType=text\nLabel=Area\n");
  g_autoptr(YztKind) area = parse_with_common (
      "[Kind]\nVersion=1\nId=depot\nLabel=Depot\nGeometry=area\n");
  g_autoptr(GError) error = NULL;
  YztActInfo info = INFO ("Act");

  g_assert_null (yzt_store_write (store, &info, put_kind, text, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED);
  g_test_message ("%s", error->message);
  g_clear_error (&error);
  g_assert_null (yzt_store_write (store, &info, put_kind, area, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED);
  g_test_message ("%s", error->message);
  assert_sound (store);
}

/* Composed and loose letters are one word; a row that differs in this alone is not changed. */
static void
test_nfc (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  g_autoptr(YztRow) row = new_depot (f, "Caf" "e\xcc\x81" " 城东库\xef\xa9\x80", 112.5, 23.25);
  YztActInfo info = INFO ("Act");

  act_ok (store, &info, insert_row, row);
  assert_value (f->path, "SELECT name FROM depot", "Caf\xc3\xa9 城东库\xe6\x87\xb2");
  g_assert_cmpint (yzt_store_find_row (store, f->depot, "name", "Cafe\xcc\x81 城东库\xef\xa9\x80", NULL), ==,
                   row->fid);
  yzt_row_set_text (row, "name", "Cafe\xcc\x81 城东库\xef\xa9\x80");
  g_assert_cmpint (act_ok (store, &info, update_row, row), ==, 0);
  g_assert_null (yzt_text_to_nfc ("库，（）。ＡＢａé 12"));
}

static void
test_many (Fixture *f, gconstpointer data)
{
  g_autoptr(YztStore) store = open_map (f);
  YztKindSet *kinds = yzt_store_get_kinds (store);
  g_autoptr(GError) error = NULL;
  YztActInfo info = INFO ("Act");
  guint on_map = 0;

  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++)
    on_map += yzt_kind_get_geometry (yzt_kind_set_get (kinds, i)) != YZT_KIND_GEOMETRY_NONE;
  for (guint i = on_map; i <= YZT_KINDS_ON_MAP_MAX; i++) {
    g_autofree char *text = g_strdup_printf ("[Kind]\nVersion=1\nId=own-%02u\nLabel=Own\nGeometry=%s\nOrder=1\n", i,
                                             i < YZT_KINDS_ON_MAP_MAX ? "point" : "none");
    g_autoptr(YztKind) kind = parse_with_common (text);

    act_ok (store, &info, put_kind, kind);
  }
  /* The last one has no place: there is room for it, behind all that have one. */
  kinds = yzt_store_get_kinds (store);
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    gboolean placed = yzt_kind_get_geometry (yzt_kind_set_get (kinds, i)) != YZT_KIND_GEOMETRY_NONE;
    g_assert_true (placed == (i < YZT_KINDS_ON_MAP_MAX));
  }
  g_autoptr(YztKind) one_more = parse_with_common ("[Kind]\nVersion=1\nId=own-more\nLabel=Own\nGeometry=line\n");
  g_autoptr(YztActResult) refused = yzt_store_write (store, &info, put_kind, one_more, &error);
  g_assert_null (refused);
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "64"));
  g_assert_null (yzt_kind_set_find (yzt_store_get_kinds (store), "own-more"));
  assert_sound (store);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/kinds/change", Fixture, NULL, fixture_set_up, test_change, fixture_tear_down);
  g_test_add ("/store/kinds/many", Fixture, NULL, fixture_set_up, test_many, fixture_tear_down);
  g_test_add ("/store/kinds/type", Fixture, NULL, fixture_set_up, test_type, fixture_tear_down);
  g_test_add ("/store/kinds/nfc", Fixture, NULL, fixture_set_up, test_nfc, fixture_tear_down);
  return g_test_run ();
}

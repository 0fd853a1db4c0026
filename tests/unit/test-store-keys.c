/* test-store-keys.c: foreign keys of the map's own tables: the second wall, and what happens when others climb over it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "test-store-common.h"
#include "yzt-store-bulk.h"
#include "yzt-store-history.h"

typedef struct {
  YztStore *store;
  YztRow *depot, *other, *stock, *plan;
} Things;

static gboolean
put_plan (YztAct *act, gpointer row, GError **error)
{
  YztPlanSection sections[] = { { (char *) "1 总则", (char *) "1 总则", 1, (char *) "一" },
                                { (char *) "2 处置", (char *) "2 处置", 1, (char *) "二" } };
  g_autoptr(GBytes) original = g_bytes_new_static ("x", 1);

  return yzt_act_insert (act, row, error)
         && yzt_act_put_plan_text (act, ((YztRow *) row)->fid, sections, 2, original, "text/plain", error);
}

static Things
fill (Fixture *f)
{
  Things t = { open_map (f), new_depot (f, "城东库", 112.5, 23.25), new_depot (f, "城西库", 112.25, 23.25), yzt_row_new (f->stock),
               yzt_row_new (f->plan) };
  YztActInfo info = INFO ("Add");

  act_ok (t.store, &info, insert_row, t.depot);
  act_ok (t.store, &info, insert_row, t.other);
  t.stock->owner_fid = t.depot->fid;
  yzt_row_set_text (t.stock, "name", "沙袋");
  act_ok (t.store, &info, insert_row, t.stock);
  yzt_row_set_text (t.plan, "name", "预案");
  act_ok (t.store, &info, put_plan, t.plan);
  return t;
}

static void
things_clear (Things *t)
{
  g_clear_object (&t->store);
  yzt_row_free (t->depot);
  yzt_row_free (t->other);
  yzt_row_free (t->stock);
  yzt_row_free (t->plan);
}

static int
try_outside (const char *path, const char *sql)
{
  sqlite3 *db = open_other (path);
  int code = sqlite3_exec (db, sql, NULL, NULL, NULL);

  if (code != SQLITE_OK)
    g_test_message ("%s", sqlite3_errmsg (db));
  sqlite3_close (db);
  return code;
}

/* As other programmes' changes come in. */
static void
poll_ok (YztStore *store)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) result = yzt_store_poll (store, &error);

  g_assert_no_error (error);
}

static void
assert_newest_label (YztStore *store, const char *label)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) entries = yzt_store_read_journal (store, 0, 1, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (g_array_index (entries, YztJournalEntry, 0).label, ==, label);
}

static void
undo_newest (YztStore *store)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) entries = yzt_store_read_journal (store, 0, 1, &error);
  YztActInfo info = INFO (NULL);
  g_autoptr(YztActResult) result = yzt_store_undo (store, g_array_index (entries, YztJournalEntry, 0).entry, &info, &error);

  g_assert_no_error (error);
}

static void
assert_free_to_go (YztStore *store)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) entries = yzt_store_read_journal (store, 0, 1, &error);
  g_autoptr(YztUndoPlan) plan = yzt_store_plan_undo (store, g_array_index (entries, YztJournalEntry, 0).entry, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (plan->conflicts->len, ==, 0);
  g_assert_cmpuint (plan->dependents->len, ==, 0);
}

/* --- declared --- */

#define KEYS                                                                                                                       \
  "SELECT count(*) FROM sqlite_schema t, pragma_foreign_key_list(t.name) k WHERE t.type = 'table' AND t.name NOT GLOB 'gpkg_*'"     \
  " AND k.on_delete = 'NO ACTION' AND k.on_update = 'NO ACTION' AND t.sql LIKE '%DEFERRABLE INITIALLY DEFERRED%'"

static void
test_declared (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (query_int (f->path, KEYS), ==, 6);
  g_assert_cmpint (query_int (f->path, KEYS " AND t.name = 'stock_line' AND k.\"from\" = 'owner_fid' AND k.\"table\" = 'depot'"), ==, 1);
  g_assert_cmpint (query_int (f->path, KEYS " AND t.name = 'journal_part' AND k.\"table\" = 'journal'"), ==, 1);
}

static void
assert_stripped (const char *sql, const char *expected)
{
  g_autofree char *plain = yzt_keys_strip (sql);

  g_assert_cmpstr (plain, ==, expected);
}

/* Commands as other programmes write them. */
static void
test_commands (void)
{
  assert_stripped ("CREATE TABLE a (b INTEGER REFERENCES c (d) DEFERRABLE INITIALLY DEFERRED, e TEXT)", "CREATE TABLE a (b INTEGER, e TEXT)");
  assert_stripped ("CREATE TABLE \"a(\" (\"b,\" NUMERIC(5, 2) DEFAULT 'x REFERENCES y', [c] INT REFERENCES \"d\" (\"e\"))",
                   "CREATE TABLE \"a(\" (\"b,\" NUMERIC(5, 2) DEFAULT 'x REFERENCES y', [c] INT)");
  assert_stripped ("CREATE TABLE a ( -- REFERENCES (\n  b INT, /* , REFERENCES */ c TEXT DEFAULT 'it''s (' CHECK (c IN ('references')))",
                   "CREATE TABLE a ( -- REFERENCES (\n  b INT, /* , REFERENCES */ c TEXT DEFAULT 'it''s (' CHECK (c IN ('references')))");
  assert_stripped ("(fid INTEGER, owner_fid INTEGER references depot(fid))", "(fid INTEGER, owner_fid INTEGER)");
  assert_stripped ("CREATE TABLE a (b", "CREATE TABLE a (b");
  assert_stripped ("", "");
}

/* --- the second wall --- */

static gboolean
delete_behind_the_back (YztAct *act, gpointer fid, GError **error)
{
  return yzt_connection_do (act->connection, error, "DELETE FROM depot WHERE fid = ?1", "i", *(gint64 *) fid);
}

static void
test_wall (Fixture *f, gconstpointer data)
{
  Things t = fill (f);
  YztActInfo info = INFO ("Wrong");
  g_autofree char *before = dump_map (f->path);
  g_autofree char *after = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (yzt_store_write (t.store, &info, delete_behind_the_back, &t.depot->fid, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "1 rows of “Stock line” belong to one of “Depot” that is gone"));
  /* Others who look at keys are stopped, too. */
  g_assert_cmpint (try_outside (f->path, "PRAGMA foreign_keys=1; DELETE FROM depot"), ==, SQLITE_CONSTRAINT);
  g_assert_cmpint (try_outside (f->path, "PRAGMA foreign_keys=1; INSERT INTO plan_section VALUES (5, 77, 0, 1, '', '', '')"), ==, SQLITE_CONSTRAINT);
  g_assert_cmpint (try_outside (f->path, "PRAGMA foreign_keys=1; DELETE FROM journal WHERE entry = 3"), ==, SQLITE_CONSTRAINT);
  after = dump_map (f->path);
  g_assert_cmpstr (after, ==, before);
  assert_sound (t.store);
  /* By its own means the programme takes what belongs to it away first. */
  act_ok (t.store, &info, delete_row, t.depot);
  assert_sound (t.store);
  things_clear (&t);
}

/* A row that was moved elsewhere does not go back to what is gone by now. */
static void
test_return (Fixture *f, gconstpointer data)
{
  Things t = fill (f);
  YztActInfo info = INFO ("Move");
  g_autoptr(GError) error = NULL;
  gint64 moved;

  t.stock->owner_fid = t.other->fid;
  moved = act_ok (t.store, &info, update_row, t.stock);
  act_ok (t.store, &info, delete_row, t.depot);
  g_assert_null (yzt_store_undo (t.store, moved, &info, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "Stock line “沙袋” belongs to one of “Depot” that was deleted later"));
  undo_newest (t.store);
  g_clear_error (&error);
  yzt_act_result_free (yzt_store_undo (t.store, moved, &info, &error));
  g_assert_no_error (error);
  g_assert_cmpint (query_int (f->path, "SELECT count(*) FROM stock_line JOIN depot ON depot.fid = owner_fid WHERE depot.name = '城东库'"), ==, 1);
  assert_sound (t.store);
  things_clear (&t);
}

/* --- others need not look at keys --- */

static void
test_outside (Fixture *f, gconstpointer data)
{
  Things t = fill (f);
  g_autofree char *before = dump_map (f->path);
  g_autofree char *after = NULL;

  g_assert_cmpint (try_outside (f->path, "DELETE FROM depot; DELETE FROM plan"), ==, SQLITE_OK);
  poll_ok (t.store);
  assert_newest_label (t.store, "Changed outside; what 4 rows belonged to is gone");
  assert_sound (t.store);
  g_assert_cmpint (query_int (f->path, "SELECT count(*) FROM stock_line WHERE owner_fid IS NULL"), ==, 1);
  g_assert_cmpint (query_int (f->path, "SELECT count(*) FROM plan_section"), ==, 0);
  g_assert_cmpint (query_int (f->path, "SELECT count(*) FROM plan_document"), ==, 0);
  /* Back, forth, and back again; the line that leaves its owner does not hold it. */
  undo_newest (t.store);
  assert_free_to_go (t.store);
  undo_newest (t.store);
  assert_sound (t.store);
  undo_newest (t.store);
  after = dump_map (f->path);
  g_assert_cmpstr (after, ==, before);
  assert_sound (t.store);
  things_clear (&t);
}

/* Rows that belong to new rows, whatever the order they came in, and numbers of ours for all of them. */
static void
test_outside_texts (Fixture *f, gconstpointer data)
{
  Things t = fill (f);

  g_assert_cmpint (try_outside (f->path, "INSERT INTO plan_section VALUES (900, 77, 0, 1, 'p', 'h', 't'); INSERT INTO plan_document VALUES (77, NULL, "
                                         "'text/plain'); INSERT INTO plan (fid, name) VALUES (77, 'new'); INSERT INTO stock_line (fid, owner_fid, name) "
                                         "VALUES (901, 78, 'line'); INSERT INTO depot (fid, name) VALUES (78, 'new')"),
                   ==, SQLITE_OK);
  poll_ok (t.store);
  assert_newest_label (t.store, "Changed outside");
  assert_sound (t.store);
  g_assert_cmpint (query_int (f->path, "SELECT count(*) FROM plan WHERE fid > 100 AND name = 'new' AND fid IN (SELECT plan_fid FROM plan_section WHERE heading "
                                   "= 'h') AND fid IN (SELECT fid FROM plan_document)"),
                   ==, 1);
  g_assert_cmpint (query_int (f->path, "SELECT count(*) FROM stock_line s JOIN depot d ON d.fid = s.owner_fid WHERE d.fid > 100 AND s.name = 'line'"), ==, 1);
  undo_newest (t.store);
  assert_sound (t.store);
  things_clear (&t);
}

/* What our triggers do not see is told, in the way of nothing, and put right when the table is written by others the next time. */
static void
test_unseen (Fixture *f, gconstpointer data)
{
  Things t = fill (f);
  YztActInfo info = INFO ("Go on");
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) problems = NULL;

  g_assert_cmpint (try_outside (f->path, "INSERT INTO act_open VALUES (9); DELETE FROM depot WHERE name = '城东库'; DELETE FROM act_open"), ==, SQLITE_OK);
  problems = yzt_store_check (t.store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (problems, 0), ==,
                   "1 rows of “Stock line” belong to one of “Depot” that is gone; give them to another one or delete them.");
  yzt_row_set_text (t.stock, "name", "编织袋");
  act_ok (t.store, &info, update_row, t.stock);
  /* A row of others gets a number of ours, though something refers to the number it had. */
  g_assert_cmpint (try_outside (f->path, "INSERT INTO depot (fid, name) SELECT owner_fid, 'new' FROM stock_line"), ==, SQLITE_OK);
  poll_ok (t.store);
  act_ok (t.store, &info, delete_row, t.other);
  g_assert_cmpint (try_outside (f->path, "UPDATE stock_line SET name = 'x'"), ==, SQLITE_OK);
  poll_ok (t.store);
  assert_sound (t.store);
  things_clear (&t);
}

/* GDAL makes a table anew to drop a column of it, and knows of no keys. */
static void
test_made_anew (Fixture *f, gconstpointer data)
{
  Things t = fill (f);
  YztActInfo info = INFO ("Go on");

  g_assert_cmpint (try_outside (f->path, "CREATE TABLE tmp (\"fid\" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, \"owner_fid\" MEDIUMINT, name TEXT, code "
                                         "TEXT, quantity REAL, source TEXT, verified_at DATE, verified_by TEXT, verified_how TEXT, attachments TEXT, "
                                         "created_at DATETIME, updated_at DATETIME, extra TEXT); INSERT INTO tmp (fid, owner_fid, name) SELECT fid, "
                                         "owner_fid, name FROM stock_line; DROP TABLE stock_line; ALTER TABLE tmp RENAME TO stock_line"),
                   ==, SQLITE_OK);
  g_assert_cmpint (query_int (f->path, KEYS " AND t.name = 'stock_line'"), ==, 0);
  t.stock->owner_fid = t.other->fid;
  act_ok (t.store, &info, update_row, t.stock);
  g_assert_cmpint (query_int (f->path, KEYS " AND t.name = 'stock_line' AND k.\"from\" = 'owner_fid'"), ==, 1);
  assert_sound (t.store);
  things_clear (&t);
}

/* --- many rows --- */

static YztStage *
stage_lines (Fixture *f, YztStore *store, gint64 owner_fid)
{
  g_autoptr(GError) error = NULL;
  YztStage *stage = yzt_stage_new (store, f->stock, &error);
  g_autoptr(YztRow) row = yzt_row_new (f->stock);

  g_assert_no_error (error);
  row->owner_fid = owner_fid;
  for (guint i = 0; i < 1500; i++)
    g_assert_true (yzt_stage_add (stage, row, &error));
  return stage;
}

static void
test_bulk (Fixture *f, gconstpointer data)
{
  Things t = fill (f);
  YztActInfo info = INFO ("Bulk");
  g_autoptr(GError) error = NULL;
  YztStage *stage = stage_lines (f, t.store, t.other->fid);
  YztActResult *result;

  act_ok (t.store, &info, delete_row, t.other);
  g_assert_null (yzt_stage_commit (stage, &info, NULL, NULL, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT);
  g_test_message ("%s", error->message);
  yzt_stage_free (stage);
  g_clear_error (&error);
  assert_sound (t.store);
  stage = stage_lines (f, t.store, t.depot->fid);
  result = yzt_stage_commit (stage, &info, NULL, NULL, &error);
  g_assert_no_error (error);
  yzt_act_result_free (result);
  yzt_stage_free (stage);
  g_assert_cmpint (query_int (f->path, "SELECT count(*) FROM stock_line"), ==, 1501);
  g_assert_cmpint (query_int (f->path, KEYS " AND t.name = 'stock_line'"), ==, 1);
  assert_sound (t.store);
  undo_newest (t.store);
  undo_newest (t.store);
  g_assert_cmpint (query_int (f->path, "SELECT count(*) FROM stock_line"), ==, 1501);
  assert_sound (t.store);
  things_clear (&t);
}

/* Taking a thousand owners away is one look at what hangs on them, and finds it. */
static gboolean
insert_many (YztAct *act, gpointer data, GError **error)
{
  Fixture *f = data;

  for (guint i = 0; i < 1200; i++) {
    g_autoptr(YztRow) row = new_depot (f, "many", 112 + i * 0.001, 23);

    if (!yzt_act_insert (act, row, error))
      return FALSE;
  }
  return TRUE;
}

static void
test_bulk_owners (Fixture *f, gconstpointer data)
{
  Things t = fill (f);
  YztActInfo info = INFO ("Bulk");
  gint64 entry = act_ok (t.store, &info, insert_many, f);
  gint64 fid = query_int (f->path, "SELECT max(fid) FROM depot");
  g_autoptr(GError) error = NULL;
  gint64 line;

  t.stock->fid = 0;
  t.stock->owner_fid = fid;
  line = act_ok (t.store, &info, insert_row, t.stock);
  g_assert_null (yzt_store_undo (t.store, entry, &info, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT);
  g_clear_error (&error);
  yzt_act_result_free (yzt_store_undo (t.store, line, &info, &error));
  g_assert_no_error (error);
  yzt_act_result_free (yzt_store_undo (t.store, entry, &info, &error));
  g_assert_no_error (error);
  g_assert_cmpint (query_int (f->path, "SELECT count(*) FROM depot"), ==, 2);
  assert_sound (t.store);
  things_clear (&t);
}

/* --- kinds --- */

#define TRUCK(owner) "[Kind]\nVersion=1\nId=truck\nLabel=Truck\nGeometry=none\nOwner=" owner "\n[Field plate]\nType=text\nLabel=Plate\n"
#define GARAGE "[Kind]\nVersion=1\nId=garage\nLabel=Garage\nGeometry=point\n[Field size]\nType=text\nLabel=Size\n"

static YztKind *
parse_common (void)
{
  g_autofree char *path = g_build_filename (yzt_data_dir (), "kinds", "common.kind", NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return parse_kind (text, NULL);
}

static gboolean
put_kind (YztAct *act, gpointer kind, GError **error)
{
  return yzt_act_put_kind (act, kind, error);
}

static void
test_kinds (Fixture *f, gconstpointer data)
{
  Things t = fill (f);
  YztActInfo info = INFO ("Kind");
  g_autoptr(YztKind) common = parse_common ();
  g_autoptr(YztKind) truck = parse_kind (TRUCK ("garage"), common), other = parse_kind (TRUCK ("depot"), common), garage = parse_kind (GARAGE, common);
  g_autoptr(YztRow) row = yzt_row_new (truck);
  g_autoptr(GError) error = NULL;

  act_ok (t.store, &info, put_kind, truck);
  g_assert_cmpint (query_int (f->path, KEYS " AND t.name = 'truck'"), ==, 0);
  act_ok (t.store, &info, put_kind, garage);
  g_assert_cmpint (query_int (f->path, KEYS " AND t.name = 'truck' AND k.\"table\" = 'garage'"), ==, 1);
  act_ok (t.store, &info, put_kind, other);
  g_assert_cmpint (query_int (f->path, KEYS " AND t.name = 'truck' AND k.\"table\" = 'depot'"), ==, 1);
  undo_newest (t.store);
  g_assert_cmpint (query_int (f->path, KEYS " AND t.name = 'truck' AND k.\"table\" = 'garage'"), ==, 1);
  g_assert_cmpint (query_int (f->path, KEYS " AND t.name = 'truck'"), ==, 1);
  act_ok (t.store, &info, put_kind, other);
  row->owner_fid = t.depot->fid;
  act_ok (t.store, &info, insert_row, row);
  g_assert_null (yzt_store_write (t.store, &info, put_kind, truck, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED);
  g_test_message ("%s", error->message);
  assert_sound (t.store);
  things_clear (&t);
}

/* --- maps from before --- */

/* A map of schema 2 in which others had left rows without what they belonged to. */
static void
test_migration (Fixture *f, gconstpointer data)
{
  g_autofree char *from = g_test_build_filename (G_TEST_DIST, "fixtures", "maps", "schema-2.yzt.gpkg", NULL);
  g_autofree char *past = g_build_filename (f->folder, "past.gpkg", NULL);
  g_autofree char *contents = NULL;
  g_autoptr(GError) error = NULL;
  YztStore *store;
  gsize length;

  g_assert_true (g_file_get_contents (from, &contents, &length, NULL));
  g_assert_true (g_file_set_contents (f->path, contents, (gssize) length, NULL));
  f->now_ms += 24 * 3600 * 1000;
  g_assert_cmpint (try_outside (f->path, "INSERT INTO act_open VALUES (9); DELETE FROM depot WHERE code = 'D-2'; DELETE FROM plan; UPDATE stock_line SET "
                                         "owner_fid = 0 WHERE fid = (SELECT max(fid) FROM stock_line); DELETE FROM act_open"),
                   ==, SQLITE_OK);
  store = yzt_store_open (f->path, YZT_STORE_READ_ONLY, &f->clock, &error);
  g_assert_no_error (error);
  g_object_unref (store);
  store = open_map (f);
  g_assert_cmpint (query_int (f->path, KEYS), ==, 6);
  g_assert_cmpint (query_int (f->path, "SELECT count(*) FROM pragma_foreign_key_check"), ==, 0);
  g_assert_cmpint (query_int (f->path, "SELECT count(*) FROM stock_line WHERE owner_fid IS NULL"), ==, 2);
  assert_newest_label (store, "Changed outside");
  assert_sound (store);
  /* As it stood before: a file of its own, in which the same is put right. */
  g_assert_true (yzt_store_save_past (store, past, f->now_ms - 12 * 3600 * 1000, &error));
  g_assert_no_error (error);
  g_assert_cmpint (query_int (past, "SELECT count(*) FROM pragma_foreign_key_check"), ==, 0);
  g_object_unref (store);
  store = yzt_store_open (past, YZT_STORE_READ_WRITE, &f->clock, &error);
  g_assert_no_error (error);
  assert_sound (store);
  g_object_unref (store);
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *path;
    void (*func) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/store/keys/declared", test_declared },
    { "/store/keys/wall", test_wall },
    { "/store/keys/return", test_return },
    { "/store/keys/outside", test_outside },
    { "/store/keys/outside-texts", test_outside_texts },
    { "/store/keys/unseen", test_unseen },
    { "/store/keys/made-anew", test_made_anew },
    { "/store/keys/bulk", test_bulk },
    { "/store/keys/bulk-owners", test_bulk_owners },
    { "/store/keys/kinds", test_kinds },
    { "/store/keys/migration", test_migration },
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/keys/commands", test_commands);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, fixture_set_up, tests[i].func, fixture_tear_down);
  return g_test_run ();
}

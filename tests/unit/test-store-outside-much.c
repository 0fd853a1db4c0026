/* test-store-outside-much.c: very much that another programme wrote is taken in piece by piece, whatever others and acts do in between
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The measure is the same taken in at once: what stands in the map afterwards, and the map as it was when all entries are taken back. */
#include "config.h"
#include "test-store-common.h"
#include "yzt-outside-private.h"

#define MUCH 20
#define PIECE 40
#define ENTRY 70

/* All that does not depend on which numbers new rows were given. */
static char *
tell_map (Fixture *f)
{
  static const char *const questions[] = {
    "SELECT name, phone, hex(geom), area_m2, \"order\" FROM depot ORDER BY 1, 2",
    "SELECT s.name, quantity, d.name FROM stock_line s LEFT JOIN depot d ON d.fid = s.owner_fid ORDER BY 1, 2, 3",
    "SELECT p.name, s.heading, s.text FROM plan p LEFT JOIN plan_section s ON s.plan_fid = p.fid ORDER BY 1, 2",
    "SELECT p.name, d.sha256 FROM plan p JOIN plan_document d USING (fid) ORDER BY 1",
    "SELECT name FROM person ORDER BY 1",
    "SELECT count(*), (SELECT count(*) FROM depot WHERE geom NOTNULL) FROM rtree_depot_geom",
    "SELECT count(*) FROM outside_change",
  };
  g_autoptr(GString) text = g_string_new (NULL);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open_v2 (f->path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++) {
    sqlite3_stmt *stmt;

    g_assert_cmpint (sqlite3_prepare_v2 (db, questions[i], -1, &stmt, NULL), ==, SQLITE_OK);
    while (sqlite3_step (stmt) == SQLITE_ROW) {
      for (int c = 0; c < sqlite3_column_count (stmt); c++)
        g_string_append_printf (text, "%s|", (const char *) sqlite3_column_text (stmt, c));
      g_string_append_c (text, '\n');
    }
    sqlite3_finalize (stmt);
  }
  sqlite3_close (db);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- the map and what the other programme does to it --- */

static gboolean
fill (YztAct *act, gpointer user_data, GError **error)
{
  Fixture *f = user_data;

  for (guint i = 0; i < 60; i++) {
    g_autofree char *name = g_strdup_printf ("own %02u", i);
    g_autoptr(YztRow) row = new_depot (f, name, 112 + i * 0.01, 23);

    if (!yzt_act_insert (act, row, error))
      return FALSE;
    for (guint k = 0; k < i % 3; k++) {
      g_autofree char *line_name = g_strdup_printf ("line %02u %u", i, k);
      g_autoptr(YztRow) line = yzt_row_new (f->stock);

      yzt_row_set_text (line, "name", line_name);
      line->owner_fid = row->fid;
      if (!yzt_act_insert (act, line, error))
        return FALSE;
    }
  }
  return TRUE;
}

/* New things with what belongs to them, changes, deletions, a renumbering, replacements that lose their place, texts that are not NFC, what comes
 * to nothing, and some of it twice. */
static const char other_programme[]
    = "BEGIN;"
      "WITH RECURSIVE n(i) AS (VALUES (10) UNION ALL SELECT i + 1 FROM n WHERE i < 79) INSERT INTO depot (geom, name) "
      "SELECT X'47500001E61000000101000000AE47E17A14A65C40C2F5285C8FD24740', 'new ' || i FROM n;"
      "INSERT INTO stock_line (owner_fid, name, quantity) SELECT fid, 'line ' || name, 7 FROM depot WHERE name GLOB 'new *';"
      "UPDATE depot SET phone = '110' WHERE name GLOB 'own [01]*';"
      "UPDATE depot SET phone = '119', name = 'cafe' || char(769) || substr (name, 5) WHERE name GLOB 'own 0[5-9]';"
      "UPDATE depot SET area_m2 = 0.1 + 0.2 WHERE name GLOB 'new 1*';"
      "DELETE FROM stock_line WHERE name GLOB 'line 4? *'; DELETE FROM depot WHERE name GLOB 'own 4[0-5]';"
      "INSERT OR REPLACE INTO depot (fid, name) SELECT fid, 'replaced' || substr (name, 5) FROM depot WHERE name GLOB 'own 5[0-3]';"
      "UPDATE depot SET fid = 7 WHERE name = 'own 55';"
      "UPDATE stock_line SET owner_fid = 7 WHERE name GLOB 'line 55 *';"
      "UPDATE depot SET phone = 'x' WHERE name = 'own 30'; UPDATE depot SET phone = NULL WHERE name = 'own 30';"
      "INSERT INTO depot (name) VALUES ('gone again'); DELETE FROM depot WHERE name = 'gone again';"
      "INSERT INTO plan (name) VALUES ('plan'); INSERT INTO plan_section VALUES (1, (SELECT fid FROM plan WHERE name = 'plan'), 0, 1, '1', '1', 'text');"
      "INSERT INTO blob VALUES ('sha', 'text/plain', X'00'); INSERT INTO plan_document VALUES ((SELECT fid FROM plan WHERE name = 'plan'), 'sha', 'text/plain');"
      "INSERT INTO person (name) VALUES ('somebody'); UPDATE map_setting SET value = value WHERE key = 'title'; COMMIT";

/* --- what happens in between --- */

static void
outside_goes_on (Fixture *f, YztStore *store)
{
  run_other (f->path, "UPDATE depot SET phone = '120' WHERE name GLOB 'new 2*' OR name GLOB 'own 01'; INSERT INTO depot (name) VALUES ('late');"
              "DELETE FROM stock_line WHERE name GLOB 'line new 3*'; DELETE FROM depot WHERE name GLOB 'new 3*'");
}

static void
other_window_looks (Fixture *f, YztStore *store)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztStore) other = open_map (f);
  g_autoptr(YztActResult) result = yzt_store_poll (other, &error);

  g_assert_no_error (error);
  g_assert_cmpint (query_int (f->path, "SELECT count(*) FROM outside_change"), ==, 0);
}

typedef struct {
  Fixture *f;
  const char *name;
} Named;

static YztRow *
get_named (YztAct *act, const Named *named, YztKind *kind, GError **error)
{
  gint64 fid = yzt_act_find_row (act, kind, "name", named->name, error);

  g_assert_cmpint (fid, !=, 0);
  return yzt_act_get_row (act, kind, fid, error);
}

static gboolean
rename_depot (YztAct *act, gpointer user_data, GError **error)
{
  g_autoptr(YztRow) row = get_named (act, user_data, ((Named *) user_data)->f->depot, error);
  g_autofree char *name = NULL;

  if (row == NULL)
    return FALSE;
  name = g_strconcat ("our ", yzt_row_get_text (row, "name"), NULL);
  yzt_row_set_text (row, "name", name);
  return yzt_act_update (act, row, error);
}

static void
act_elsewhere (Fixture *f, YztStore *store)
{
  YztActInfo info = INFO ("Rename");
  gint64 n = query_int (f->path, "SELECT count(*) FROM outside_change");

  act_ok (store, &info, rename_depot, &(Named) { f, "own 35" });
  /* It took nothing in that it has not met. */
  if (n > MUCH)
    g_assert_cmpint (query_int (f->path, "SELECT count(*) FROM outside_change"), ==, n);
}

/* What is met is an entry of its own before that of the act. */
static void
act_on_changed (Fixture *f, YztStore *store)
{
  YztActInfo info = INFO ("Rename");
  gint64 n = query_int (f->path, "SELECT count(*) FROM outside_change"), entry;
  gboolean waits = query_int (f->path, "SELECT count(*) FROM outside_change WHERE tbl = 'depot' AND fid = (SELECT fid FROM depot WHERE name = 'own 15')") == 1;

  entry = act_ok (store, &info, rename_depot, &(Named) { f, "own 15" });
  g_assert_cmpint (query_int (f->path, "SELECT max(entry) FROM journal"), ==, entry);
  if (n <= MUCH || !waits)
    return;
  g_assert_cmpint (query_int (f->path, "SELECT count(*) FROM outside_change"), ==, n - 1);
  g_assert_cmpint (query_int (f->path, "SELECT n_rows FROM journal WHERE author = 'outside' ORDER BY entry DESC LIMIT 1"), ==, 1);
  g_assert_cmpint (query_int (f->path, "SELECT max(entry) FROM journal WHERE author = 'outside'"), ==, entry - 1);
}

static gboolean
change_new (YztAct *act, gpointer user_data, GError **error)
{
  Named *named = user_data;
  g_autoptr(YztRow) owner = get_named (act, named, named->f->depot, error);
  g_autoptr(YztRow) line = yzt_row_new (named->f->stock);
  g_autoptr(YztRow) other = NULL;

  if (owner == NULL)
    return FALSE;
  yzt_row_set_text (line, "name", "our line");
  line->owner_fid = owner->fid;
  /* The one whose owner is new as well, before its owner. */
  other = get_named (act, &(Named) { named->f, "line new 22" }, named->f->stock, error);
  if (other == NULL || !yzt_act_insert (act, line, error))
    return FALSE;
  yzt_row_set_text (other, "name", "our new line");
  return yzt_act_update (act, other, error);
}

static void
act_on_new (Fixture *f, YztStore *store)
{
  YztActInfo info = INFO ("Line");

  act_ok (store, &info, change_new, &(Named) { f, "new 21" });
}

static gboolean
delete_named (YztAct *act, gpointer user_data, GError **error)
{
  Named *named = user_data;
  gint64 fid = yzt_act_find_row (act, named->f->depot, "name", named->name, error);

  return fid != 0 && yzt_act_delete (act, named->f->depot, fid, error);
}

static void
act_deletes (Fixture *f, YztStore *store)
{
  YztActInfo info = INFO ("Delete");

  act_ok (store, &info, delete_named, &(Named) { f, "new 41" });
  act_ok (store, &info, delete_named, &(Named) { f, "own 11" });
}

static gboolean
put_text (YztAct *act, gpointer user_data, GError **error)
{
  YztPlanSection section = { (char *) "1", (char *) "1", 1, (char *) "ours" };
  gint64 fid = yzt_act_find_row (act, user_data, "name", "plan", error);

  return fid != 0 && yzt_act_put_plan_text (act, fid, &section, 1, NULL, NULL, error);
}

static void
act_on_plan (Fixture *f, YztStore *store)
{
  YztActInfo info = INFO ("Plan");

  act_ok (store, &info, put_text, f->plan);
}

/* Numbers that the other programme gave are those that ours would go on with. */
static gboolean
insert_many (YztAct *act, gpointer user_data, GError **error)
{
  for (guint i = 0; i < 400; i++) {
    g_autoptr(YztRow) row = new_depot (user_data, "many", 113, 24);

    if (!yzt_act_insert (act, row, error))
      return FALSE;
  }
  return TRUE;
}

static void
act_inserts (Fixture *f, YztStore *store)
{
  YztActInfo info = INFO ("Many");

  act_ok (store, &info, insert_many, f);
}

static void
act_fails (Fixture *f, YztStore *store)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *before = dump_map (f->path);
  g_autofree char *after = NULL;
  YztActInfo info = INFO ("Nothing");
  gint64 n = query_int (f->path, "SELECT count(*) FROM outside_change");

  g_assert_null (yzt_store_write (store, &info, delete_named, &(Named) { f, "no such" }, &error));
  if (n > MUCH)
    after = dump_map (f->path);
  g_assert_true (after == NULL || g_str_equal (after, before));
}

static void
undo_in_between (Fixture *f, YztStore *store)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztActResult) undone = NULL;
  g_autoptr(YztActResult) redone = NULL;
  YztActInfo info = INFO (NULL);

  act_elsewhere (f, store);
  undone = yzt_store_undo (store, 0, &info, &error);
  g_assert_no_error (error);
  redone = yzt_store_redo (store, &info, &error);
  g_assert_no_error (error);
  g_assert_cmpint (query_int (f->path, "SELECT count(*) FROM outside_change"), ==, 0);
}

typedef struct {
  const char *name;
  void (*func) (Fixture *f, YztStore *store);
} Between;

static const Between betweens[] = {
  { "nothing", NULL },
  { "outside", outside_goes_on },
  { "window", other_window_looks },
  { "elsewhere", act_elsewhere },
  { "changed", act_on_changed },
  { "new", act_on_new },
  { "deletes", act_deletes },
  { "plan", act_on_plan },
  { "inserts", act_inserts },
  { "fails", act_fails },
  { "undo", undo_in_between },
};

/* --- all of them, at each step --- */

typedef struct {
  Fixture f;
  char *original, *before;
  gint64 entry;
} Base;

static void
begin_again (Base *base)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (base->original, &bytes, &length, &error));
  g_assert_true (g_file_set_contents (base->f.path, bytes, (gssize) length, &error));
}

/* The first line in which two texts differ. */
static void
assert_same (const char *told, const char *expected)
{
  g_auto(GStrv) lines = g_strsplit (told, "\n", -1);
  g_auto(GStrv) others = g_strsplit (expected, "\n", -1);
  guint i = 0;

  while (lines[i] != NULL && others[i] != NULL && g_str_equal (lines[i], others[i]))
    i++;
  g_assert_cmpstr (lines[i], ==, others[i]);
}

/* The newest first; what belongs to something may have been told before it, when others wrote to it meanwhile. */
static void
take_all_back (Base *base, YztStore *store)
{
  YztActInfo info = INFO (NULL);
  gint64 last = query_int (base->f.path, "SELECT max(entry) FROM journal");
  g_autofree gboolean *done = g_new0 (gboolean, last + 1);
  g_autofree char *after = NULL;
  guint n_left = (guint) (last - base->entry), n_before;

  do {
    n_before = n_left;
    for (gint64 entry = last; entry > base->entry; entry--) {
      g_autoptr(GError) error = NULL;
      g_autoptr(YztActResult) result = done[entry] ? NULL : yzt_store_undo (store, entry, &info, &error);

      done[entry] = done[entry] || result != NULL;
      n_left -= result != NULL;
      if (error != NULL)
        g_test_message ("%s", error->message);
    }
  } while (n_left > 0 && n_left < n_before);
  g_assert_cmpuint (n_left, ==, 0);
  after = dump_map (base->f.path);
  assert_same (after, base->before);
}

static YztStore *
open_and_change (Base *base)
{
  YztStore *store;

  begin_again (base);
  store = open_map (&base->f);
  run_other (base->f.path, other_programme);
  return store;
}

static char *
at_once (Base *base, const Between *between)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztStore) store = NULL;
  g_autoptr(YztActResult) polled = NULL;

  yzt_outside_set_sizes (100000, 0, 0);
  store = open_and_change (base);
  if (between->func == outside_goes_on)
    between->func (&base->f, store);
  polled = yzt_store_poll (store, &error);
  g_assert_no_error (error);
  g_assert_cmpint (query_int (base->f.path, "SELECT count(*) FROM journal WHERE author = 'outside'"), ==, 1);
  if (between->func != NULL && between->func != outside_goes_on)
    between->func (&base->f, store);
  assert_sound (store);
  return tell_map (&base->f);
}

/* FALSE when it was through before the @at-th step. */
static gboolean
in_pieces (Base *base, const Between *between, guint at, const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztStore) store = NULL;
  g_autoptr(YztConnection) connection = NULL;
  g_autoptr(YztOutsidePieces) pieces = NULL;
  g_autoptr(YztActResult) polled = NULL;
  g_autofree char *told = NULL;
  gboolean goes_on = TRUE, done = FALSE;

  yzt_outside_set_sizes (MUCH, PIECE, ENTRY);
  yzt_outside_set_rivals (TRUE);
  store = open_and_change (base);
  connection = yzt_store_open_second_writer (store, &error);
  g_assert_no_error (error);
  pieces = yzt_outside_pieces_new (store);
  for (guint i = 0; goes_on; i++) {
    if (i == at && between->func != NULL)
      between->func (&base->f, store);
    done = done || i == at;
    g_assert_true (yzt_outside_pieces_step (pieces, connection, &goes_on, &error));
    g_assert_no_error (error);
  }
  if (!done)
    return FALSE;
  g_clear_pointer (&connection, yzt_connection_close);
  polled = yzt_store_poll (store, &error);
  g_assert_no_error (error);
  told = tell_map (&base->f);
  assert_same (told, expected);
  g_assert_cmpint (query_int (base->f.path, "SELECT count(*) FROM act_open"), ==, 0);
  assert_sound (store);
  if (between->func == undo_in_between)
    return TRUE;
  take_all_back (base, store);
  assert_sound (store);
  return TRUE;
}

static void
base_set_up (Base *base, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztStore) store = NULL;
  g_autofree char *bytes = NULL;
  YztActInfo info = INFO ("Fill");
  gsize length;

  fixture_set_up (&base->f, NULL);
  base->original = g_strconcat (base->f.path, ".original", NULL);
  store = open_map (&base->f);
  base->entry = act_ok (store, &info, fill, &base->f);
  base->before = dump_map (base->f.path);
  g_clear_object (&store);
  g_assert_true (g_file_get_contents (base->f.path, &bytes, &length, &error));
  g_assert_true (g_file_set_contents (base->original, bytes, (gssize) length, &error));
}

static void
base_tear_down (Base *base, gconstpointer data)
{
  yzt_outside_set_sizes (0, 0, 0);
  yzt_outside_set_rivals (FALSE);
  g_free (base->original);
  g_free (base->before);
  fixture_tear_down (&base->f, NULL);
}

static void
test_between (Base *base, gconstpointer data)
{
  const Between *between = data;
  g_autofree char *expected = at_once (base, between);
  guint n = 0, at = g_test_slow () ? 0 : (guint) g_test_rand_int_range (0, 8);

  /* Each step in a slow test (-m slow), else every eighth. */
  for (; in_pieces (base, between, at, expected); n++)
    at += g_test_slow () ? 1 : 8;
  g_assert_cmpuint (n, >, 0);
}

/* Whoever opens the map after a kill in between finds all of it still waiting, and takes it in. */
static void
test_left (Base *base, gconstpointer data)
{
  g_autofree char *expected = at_once (base, &betweens[0]);

  for (guint at = 1; at < 12; at += g_test_slow () ? 1 : 5) {
    g_autoptr(GError) error = NULL;
    g_autoptr(YztStore) store = NULL;
    g_autoptr(YztConnection) connection = NULL;
    g_autoptr(YztOutsidePieces) pieces = NULL;
    g_autofree char *told = NULL;
    gboolean goes_on = TRUE;

    yzt_outside_set_sizes (MUCH, PIECE, ENTRY);
  yzt_outside_set_rivals (TRUE);
    store = open_and_change (base);
    connection = yzt_store_open_second_writer (store, &error);
    pieces = yzt_outside_pieces_new (store);
    for (guint i = 0; goes_on && i < at; i++)
      g_assert_true (yzt_outside_pieces_step (pieces, connection, &goes_on, &error));
    g_clear_pointer (&pieces, yzt_outside_pieces_free);
    g_clear_pointer (&connection, yzt_connection_close);
    g_clear_object (&store);
    store = open_map (&base->f);
    told = tell_map (&base->f);
    assert_same (told, expected);
    assert_sound (store);
    take_all_back (base, store);
  }
}

/* An entry holds no more rows than it may, and no row is told twice. */
static void
test_entries (Base *base, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztStore) store = NULL;
  g_autoptr(YztActResult) polled = NULL;
  gint64 n_rows;

  yzt_outside_set_sizes (100000, 0, 0);
  store = open_and_change (base);
  yzt_act_result_free (yzt_store_poll (store, &error));
  n_rows = query_int (base->f.path, "SELECT n_rows FROM journal WHERE author = 'outside'");
  g_clear_object (&store);
  yzt_outside_set_sizes (MUCH, PIECE, ENTRY);
  yzt_outside_set_rivals (TRUE);
  store = open_and_change (base);
  polled = yzt_store_poll (store, &error);
  g_assert_no_error (error);
  g_assert_cmpint (query_int (base->f.path, "SELECT sum(n_rows) FROM journal WHERE author = 'outside'"), ==, n_rows);
  g_assert_cmpint (query_int (base->f.path, "SELECT max(n_rows) FROM journal WHERE author = 'outside'"), <=, ENTRY);
  g_assert_cmpint (query_int (base->f.path, "SELECT count(*) FROM journal WHERE author = 'outside'"), >=, n_rows / ENTRY);
  g_assert_cmpint (polled->entry, ==, query_int (base->f.path, "SELECT max(entry) FROM journal"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (betweens); i++) {
    g_autofree char *path = g_strconcat ("/store/outside-much/", betweens[i].name, NULL);

    g_test_add (path, Base, &betweens[i], base_set_up, test_between, base_tear_down);
  }
  g_test_add ("/store/outside-much/left", Base, NULL, base_set_up, test_left, base_tear_down);
  g_test_add ("/store/outside-much/entries", Base, NULL, base_set_up, test_entries, base_tear_down);
  return g_test_run ();
}

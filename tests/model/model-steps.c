/* model-steps.c: undo and redo, changes by other programmes, closing and opening again
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model.h"

/* --- after an act --- */

typedef struct {
  Model *m;
  const YztActResult *result;
} TouchCheck;

static gboolean
is_touched (guint t, OracleRow *before, OracleRow *after, gpointer data)
{
  TouchCheck *check = data;
  OracleTable *table = oracle_get_table (check->m->oracle, t);
  gint64 fid = g_ascii_strtoll ((before != NULL ? before : after)->key, NULL, 10);
  g_autofree char *id = g_strdelimit (g_strdup (table->name), "_", '-');

  if (table->key != ORACLE_KEY_FID)
    return TRUE;
  for (guint i = 0; i < check->result->touches->len; i++) {
    const YztTouch *touch = &g_array_index (check->result->touches, YztTouch, i);

    if ((g_str_equal (touch->kind, table->name) || g_str_equal (touch->kind, id)) && touch->fid_from <= fid
        && fid <= touch->fid_to)
      return TRUE;
  }
  model_fail (check->m, "the act does not say that it touched row %ld of %s", (long) fid, table->name);
}

void
model_push (Model *m, const YztActResult *result, OracleState *after, const YztActInfo *info, gint64 undoes)
{
  TouchCheck check = { m, result };
  OracleState *before = oracle_last (m->oracle);
  OracleEntry *entry;

  model_adopt (m, after);
  if (result->entry != oracle_n_entries (m->oracle) + 1)
    model_fail (m, "the act has entry %ld, not %ld", (long) result->entry,
                (long) oracle_n_entries (m->oracle) + 1);
  oracle_diff (m->oracle, before, after, is_touched, &check);
  entry = oracle_push (m->oracle, after, info->author, info->window, (int) info->nature, undoes, m->f.now_ms);
  model_log (m, "  entry %ld", (long) entry->entry);
}

/* --- undo --- */

/* Some entry that changed a row that is there now. */
static gint64
pick_entry_of_row (Model *m)
{
  guint t = model_table (m, model_pick_kind (m));
  OracleRow *row = model_pick_row (m, oracle_last (m->oracle), t);
  g_autoptr(GArray) entries = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (gint64 e = 1; row != NULL && e <= oracle_n_entries (m->oracle); e++) {
    if (oracle_state_find (oracle_get_entry (m->oracle, e)->after, t, row->key)
        != oracle_state_find (oracle_get_entry (m->oracle, e - 1)->after, t, row->key))
      g_array_append_val (entries, e);
  }
  return entries->len > 0 ? g_array_index (entries, gint64, model_pick (m, entries->len)) : 1;
}

static gint64
pick_entry (Model *m)
{
  gint64 n = oracle_n_entries (m->oracle), back = model_pick (m, 12);

  if (n == 0 || model_chance (m, 1))
    return n + 1 + model_pick (m, 10);
  if (model_chance (m, 25))
    return pick_entry_of_row (m);
  if (model_chance (m, 60))
    return MAX (1, n - back);
  return 1 + g_rand_int_range (m->rand, 0, (gint32) n);
}

static void
check_refusal (Model *m, OracleVerdict verdict, gint64 entry, const char *why, const GError *error)
{
  int expected = verdict == ORACLE_UNDO_CONFLICT  ? YZT_STORE_ERROR_CONFLICT
                 : verdict == ORACLE_UNDO_REFUSED ? YZT_STORE_ERROR_REFUSED
                                                  : YZT_STORE_ERROR_NOT_FOUND;

  if (verdict == ORACLE_UNDO_DONE)
    model_fail (m, "entry %ld could be taken back, but: %s", (long) entry, error->message);
  if (!g_error_matches (error, YZT_STORE_ERROR, expected))
    model_fail (m, "entry %ld: refusal %d was expected (%s), not: %s", (long) entry, expected, why,
                error->message);
  if (!g_utf8_validate (error->message, -1, NULL))
    model_fail (m, "a sentence is not UTF-8");
}

/* What the store says beforehand about taking @entry back. */
static void
check_plan (Model *m, gint64 entry, const YztActInfo *info, OracleVerdict verdict, const char *why,
            const YztUndoPlan *plan, const GError *error)
{
  gboolean free_to_go;

  if (plan == NULL) {
    if (verdict != ORACLE_UNDO_NOT_FOUND || !g_error_matches (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND))
      model_fail (m, "no plan for taking back entry %ld: %s", (long) entry, error->message);
    return;
  }
  free_to_go = plan->refusal == NULL && plan->conflicts->len == 0 && plan->dependents->len == 0;
  if (free_to_go != (verdict == ORACLE_UNDO_DONE))
    model_fail (m, "the plan for taking back entry %ld says %s (%s)", (long) entry,
                free_to_go ? "yes" : plan->refusal != NULL ? plan->refusal : "conflicts", why);
}

void
model_step_undo (Model *m)
{
  YztActInfo info = { .author = m->author, .window = m->window, .nature = YZT_ACT_EDIT };
  gboolean redo = model_chance (m, 15), last = !redo && model_chance (m, 25);
  gint64 entry = redo || last ? oracle_last_own (m->oracle, m->author, m->window, redo) : pick_entry (m);
  g_autoptr(YztActResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *why = NULL;
  g_autofree char *stamp = g_strdup_printf ("t:%s", m->now_text);
  g_autoptr(YztUndoPlan) plan = NULL;
  g_autoptr(GError) plan_error = NULL;
  OracleState *after = NULL;
  OracleVerdict verdict;
  gboolean planned = m->pending == NULL && entry > 0 && model_chance (m, 50);

  if (planned)
    plan = yzt_store_plan_undo (m->store, entry, &info, &plan_error);
  model_log (m, "%s %ld%s", redo ? "redo" : "undo", (long) entry, last ? " (own last)" : "");
  result = redo ? yzt_store_redo (m->store, &info, &error)
                : yzt_store_undo (m->store, last ? 0 : entry, &info, &error);
  model_settle_outside (m);
  verdict = oracle_undo (m->oracle, entry, m->pending != NULL ? m->pending : oracle_last (m->oracle), stamp,
                         &after, &why);
  m->verdicts[verdict]++;
  if (planned)
    check_plan (m, entry, &info, verdict, why, plan, plan_error);
  if (result == NULL) {
    check_refusal (m, verdict, entry, why, error);
    model_log (m, "  %s", error->message);
    return;
  }
  if (verdict != ORACLE_UNDO_DONE)
    model_fail (m, "entry %ld was taken back, but it should not: %s", (long) entry, why);
  model_push (m, result, after, &info, entry);
}

/* --- other programmes --- */

static sqlite3 *
open_outside (Model *m)
{
  sqlite3 *db;

  if (sqlite3_open_v2 (m->f.path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
    model_fail (m, "another programme cannot open the map: %s", sqlite3_errmsg (db));
  sqlite3_busy_timeout (db, 5000);
  yzt_gpkg_functions_register (db);
  return db;
}

static void
run_outside (Model *m, sqlite3 *db, const char *sql, const char *text, const char *fid)
{
  sqlite3_stmt *stmt;

  if (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL) != SQLITE_OK)
    model_fail (m, "outside: %s: %s", sql, sqlite3_errmsg (db));
  if (text != NULL)
    sqlite3_bind_text (stmt, 1, text, -1, SQLITE_TRANSIENT);
  if (fid != NULL)
    sqlite3_bind_int64 (stmt, 2, g_ascii_strtoll (fid, NULL, 10));
  if (sqlite3_step (stmt) != SQLITE_DONE)
    model_fail (m, "outside: %s: %s", sql, sqlite3_errmsg (db));
  sqlite3_finalize (stmt);
}

static const char *
provisional_number (OracleRow *row)
{
  return row->key[0] == '?' ? oracle_row_get (row, 0) + 2 : row->key;
}

static void
outside_update (Model *m, sqlite3 *db, OracleState *state, guint t, OracleRow *known)
{
  OracleTable *table = oracle_get_table (m->oracle, t);
  static const char *const columns[] = { "name", "source", "verified_by", "geom", "fid" };
  const char *column = columns[model_pick (m, 4)];
  int c = oracle_table_find_column (table, column);
  g_autofree char *text = c >= 0 && !g_str_equal (column, "geom") ? model_random_text (m) : NULL;
  g_autofree char *sql = g_strdup_printf ("UPDATE \"%s\" SET \"%s\" = ?1 WHERE fid = ?2", table->name, column);
  /* Others write letters and their marks apart; the map keeps them as one. */
  g_autofree char *apart = text != NULL && model_chance (m, 40) ? g_utf8_normalize (text, -1, G_NORMALIZE_NFD) : NULL;
  g_autofree char *value = text != NULL ? g_strdup_printf ("t:%s", text) : NULL;
  OracleRow *row;

  if (c < 0)
    return;
  run_outside (m, db, sql, apart != NULL ? apart : text, provisional_number (known));
  row = oracle_row_copy (known, 0);
  oracle_row_set (row, (guint) c, value);
  oracle_state_put (state, t, row);
}

static void
outside_delete (Model *m, sqlite3 *db, OracleState *state, guint t, OracleRow *known)
{
  g_autofree char *key = g_strdup (known->key);
  g_autofree char *sql
      = g_strdup_printf ("DELETE FROM \"%s\" WHERE fid = ?2", oracle_get_table (m->oracle, t)->name);

  run_outside (m, db, sql, NULL, provisional_number (known));
  oracle_state_remove (state, t, key);
}

/* As QGIS does: the number after the highest. */
static void
outside_insert (Model *m, sqlite3 *db, OracleState *state, guint t)
{
  OracleTable *table = oracle_get_table (m->oracle, t);
  g_autofree char *code = g_strdup_printf ("OUT-%u", ++m->n_codes);
  g_autofree char *sql = g_strdup_printf (
      "INSERT INTO \"%s\" (fid, name, code) VALUES ((SELECT coalesce(max(fid), 0) + 1 FROM \"%s\"), 'outside', ?1)",
      table->name, table->name);
  g_autofree char *key = model_provisional_key (m);
  g_autofree char *value = g_strdup_printf ("t:%s", code);
  g_autofree char *number = NULL;
  OracleRow *row;

  run_outside (m, db, sql, code, NULL);
  row = oracle_row_new (key, table->columns->len);
  number = g_strdup_printf ("i:%" G_GINT64_FORMAT, (gint64) sqlite3_last_insert_rowid (db));
  oracle_row_set (row, 0, number);
  oracle_row_set (row, (guint) oracle_table_find_column (table, "name"), "t:outside");
  oracle_row_set (row, (guint) oracle_table_find_column (table, "code"), value);
  oracle_state_put (state, t, row);
}

/* INSERT OR REPLACE loses what it does not name, and no delete trigger fires. */
static void
outside_replace (Model *m, sqlite3 *db, OracleState *state, guint t, OracleRow *known)
{
  OracleTable *table = oracle_get_table (m->oracle, t);
  g_autofree char *sql
      = g_strdup_printf ("INSERT OR REPLACE INTO \"%s\" (name, fid) VALUES (?1, ?2)", table->name);
  OracleRow *row = oracle_row_new (known->key, table->columns->len);

  if (known->key[0] == '?') {
    oracle_row_unref (row);
    return;
  }
  run_outside (m, db, sql, "replaced", known->key);
  oracle_row_set (row, 0, oracle_row_get (known, 0));
  oracle_row_set (row, (guint) oracle_table_find_column (table, "name"), "t:replaced");
  oracle_state_put (state, t, row);
}

static void
outside_once (Model *m, sqlite3 *db, OracleState *state)
{
  guint t = model_table (m, model_pick_kind (m));
  OracleRow *known = model_pick_row (m, state, t);
  guint what = model_pick (m, 10);

  if (known == NULL || what < 3)
    outside_insert (m, db, state, t);
  else if (what < 7)
    outside_update (m, db, state, t, known);
  else if (what < 9)
    outside_delete (m, db, state, t, known);
  else
    outside_replace (m, db, state, t, known);
}

void
model_step_outside (Model *m)
{
  sqlite3 *db = open_outside (m);
  OracleState *state = oracle_state_copy (m->pending != NULL ? m->pending : oracle_last (m->oracle));
  gboolean whole = model_chance (m, 50);

  model_log (m, "outside");
  if (whole)
    run_outside (m, db, "BEGIN", NULL, NULL);
  for (guint n = 1 + model_pick (m, 5); n > 0; n--)
    outside_once (m, db, state);
  if (whole)
    run_outside (m, db, "COMMIT", NULL, NULL);
  sqlite3_close (db);
  if (m->pending != NULL)
    oracle_state_free (m->pending);
  m->pending = state;
  if (model_chance (m, 50)) {
    g_autoptr(GError) error = NULL;
    g_autoptr(YztActResult) result = yzt_store_poll (m->store, &error);

    if (result == NULL)
      model_fail (m, "poll: %s", error->message);
    model_settle_outside (m);
    if (m->pending != NULL)
      model_fail (m, "poll left what others changed");
  }
}

/* New rows hold the number that their writer gave until the map gives its own. */
static void
forget_foreign_numbers (Model *m, OracleState *state)
{
  for (guint t = 0; t < m->oracle->tables->len; t++) {
    OracleRows *rows = oracle_state_rows (state, t);

    for (guint i = 0; i < rows->rows->len; i++) {
      OracleRow *row = g_ptr_array_index (rows->rows, i);

      if (row->key[0] == '?')
        oracle_row_set (row, 0, NULL);
    }
  }
}

void
model_settle_outside (Model *m)
{
  OracleState *state;

  if (m->pending == NULL || model_query_int (m, "SELECT count(*) FROM outside_change") > 0)
    return;
  state = g_steal_pointer (&m->pending);
  if (oracle_state_equal (m->oracle, state, oracle_last (m->oracle))) {
    oracle_state_free (state);
    return;
  }
  forget_foreign_numbers (m, state);
  model_adopt (m, state);
  oracle_mend (m->oracle, state);
  oracle_push (m->oracle, state, YZT_STORE_OUTSIDE_AUTHOR, "", YZT_ACT_EDIT, 0, m->f.now_ms);
  model_log (m, "  outside entry %ld", (long) oracle_n_entries (m->oracle));
}

/* --- closing and opening --- */

void
model_open_stores (Model *m)
{
  m->stores[0] = open_map (&m->f);
  m->stores[1] = model_chance (m, 40) ? open_map (&m->f) : NULL;
  m->store = m->stores[0];
  model_open_reader (m);
}

void
model_step_restart (Model *m)
{
  g_autofree char *wal = g_strconcat (m->f.path, "-wal", NULL);

  model_log (m, "restart");
  g_clear_object (&m->past); /* it holds the file open */
  model_close_reader (m);
  for (guint i = 0; i < MODEL_STORES; i++)
    g_clear_object (&m->stores[i]);
  if (g_file_test (wal, G_FILE_TEST_EXISTS))
    model_fail (m, "a closed map is not one file");
  model_open_stores (m);
  model_settle_outside (m);
  if (m->pending != NULL)
    model_fail (m, "opening left what others changed");
}

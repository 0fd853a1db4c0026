/* model-real.c: the tables of the map as any SQLite program sees them, compared with the oracle's
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model.h"

#define MODEL_SETTINGS "WHERE key IN ('title', 'time_zone') OR key GLOB 'model_*'"

static sqlite3_stmt *
prepare (Model *m, const char *sql)
{
  sqlite3_stmt *stmt;

  if (sqlite3_prepare_v2 (m->reader, sql, -1, &stmt, NULL) != SQLITE_OK)
    model_fail (m, "%s: %s", sql, sqlite3_errmsg (m->reader));
  return stmt;
}

void
model_open_reader (Model *m)
{
  if (sqlite3_open_v2 (m->f.path, &m->reader, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
    model_fail (m, "the map cannot be read: %s", sqlite3_errmsg (m->reader));
  sqlite3_busy_timeout (m->reader, 5000);
}

void
model_close_reader (Model *m)
{
  sqlite3_close (g_steal_pointer (&m->reader));
}

gint64
model_query_int (Model *m, const char *sql)
{
  sqlite3_stmt *stmt = prepare (m, sql);
  gint64 value = sqlite3_step (stmt) == SQLITE_ROW ? sqlite3_column_int64 (stmt, 0) : 0;

  sqlite3_finalize (stmt);
  return value;
}

static void
load_table (Model *m, guint t, OracleState *state)
{
  OracleTable *table = oracle_get_table (m->oracle, t);
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM \"%s\" %s", table->name,
                                          g_str_equal (table->name, "map_setting") ? MODEL_SETTINGS : "");
  sqlite3_stmt *stmt = prepare (m, sql);
  int n = sqlite3_column_count (stmt), step;

  for (int c = 0; c < n; c++) {
    if (c >= (int) table->columns->len
        || g_strcmp0 (sqlite3_column_name (stmt, c), g_ptr_array_index (table->columns, (guint) c)) != 0)
      model_fail (m, "table %s: column %d is %s", table->name, c, sqlite3_column_name (stmt, c));
  }
  if (n != (int) table->columns->len)
    model_fail (m, "table %s has %d columns, not %u", table->name, n, table->columns->len);
  while ((step = sqlite3_step (stmt)) == SQLITE_ROW) {
    OracleRow *row = oracle_row_new ((const char *) sqlite3_column_text (stmt, 0), (guint) n);

    for (int c = 0; c < n; c++)
      row->values[c] = model_value (stmt, c);
    oracle_state_put (state, t, row);
  }
  if (step != SQLITE_DONE)
    model_fail (m, "table %s: %s", table->name, sqlite3_errmsg (m->reader));
  sqlite3_finalize (stmt);
}

OracleState *
model_load_table (Model *m, guint table)
{
  OracleState *state = oracle_state_copy (NULL);

  load_table (m, table, state);
  return state;
}

static void
add_table (Model *m, const char *name, OracleKey key, gboolean is_kind)
{
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM \"%s\"", name);
  sqlite3_stmt *stmt = prepare (m, sql);
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  g_auto(GStrv) columns = NULL;

  for (int c = 0; c < sqlite3_column_count (stmt); c++)
    g_strv_builder_add (names, sqlite3_column_name (stmt, c));
  columns = g_strv_builder_end (names);
  oracle_add_table (m->oracle, name, key, (const char *const *) columns, is_kind);
  sqlite3_finalize (stmt);
}

void
model_load_initial (Model *m)
{
  static const char *const system_tables[] = { "plan_document", "plan_section", "person", "sign_in" };

  add_table (m, "map_setting", ORACLE_KEY_TEXT, FALSE);
  add_table (m, "kind", ORACLE_KEY_TEXT, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (system_tables); i++)
    add_table (m, system_tables[i], ORACLE_KEY_FID, FALSE);
  for (guint i = 0; i < yzt_kind_set_get_n (m->f.set); i++)
    add_table (m, yzt_kind_get_table (yzt_kind_set_get (m->f.set, i)), ORACLE_KEY_FID, TRUE);
  for (guint t = 0; t < m->oracle->tables->len; t++)
    load_table (m, t, oracle_last (m->oracle));
  if (model_query_int (m, "SELECT count(*) FROM journal") != 0)
    model_fail (m, "a new map has journal entries");
}

/* --- numbers that the map gives --- */

static gboolean
refers_to_provisional (const OracleRow *row)
{
  for (guint i = 1; i < row->n_values; i++) {
    if (row->values[i] != NULL && g_str_has_prefix (row->values[i], "i:?"))
      return TRUE;
  }
  return FALSE;
}

static void
replace_references (OracleState *state, guint n_tables, const char *key, const char *fid)
{
  g_autofree char *from = g_strdup_printf ("i:%s", key);
  g_autofree char *to = g_strdup_printf ("i:%s", fid);

  for (guint t = 0; t < n_tables; t++) {
    OracleRows *rows = oracle_state_rows (state, t);

    for (guint i = 0; i < rows->rows->len; i++) {
      OracleRow *row = g_ptr_array_index (rows->rows, i);

      /* Only rows that no journal entry knows yet refer to such a number. */
      for (guint c = 1; c < row->n_values; c++) {
        if (g_strcmp0 (row->values[c], from) == 0) {
          OracleRow *copy = oracle_row_copy (row, 0);

          oracle_row_set (copy, c, to);
          oracle_state_put (state, t, copy);
          rows = oracle_state_rows (state, t);
          break;
        }
      }
    }
  }
}

static gboolean
adopt_row (Model *m, OracleState *state, OracleState *real, guint t, OracleRow *row)
{
  OracleRows *rows = oracle_state_rows (real, t);

  for (guint i = 0; i < rows->rows->len; i++) {
    OracleRow *present = g_ptr_array_index (rows->rows, i), *copy;

    if (oracle_state_find (state, t, present->key) != NULL || !oracle_row_equal (row, present, 0))
      continue;
    copy = oracle_row_copy (row, 0);
    g_free (copy->key);
    copy->key = g_strdup (present->key);
    oracle_row_set (copy, 0, present->values[0]);
    replace_references (state, m->oracle->tables->len, row->key, present->key);
    oracle_state_put (state, t, copy);
    return TRUE;
  }
  return FALSE;
}

static void
adopt_table (Model *m, OracleState *state, guint t)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) oracle_row_unref);
  OracleRows *rows = oracle_state_rows (state, t);
  OracleState *real;

  /* '?' sorts behind digits: provisional rows stand last. */
  for (guint i = rows->rows->len; i > 0; i--) {
    OracleRow *row = g_ptr_array_index (rows->rows, i - 1);

    if (row->key[0] != '?')
      break;
    if (!refers_to_provisional (row))
      g_ptr_array_add (found, oracle_row_ref (row));
  }
  if (found->len == 0)
    return;
  real = oracle_state_copy (NULL);
  load_table (m, t, real);
  for (guint i = 0; i < found->len; i++) {
    OracleRow *row = g_ptr_array_index (found, i);

    if (!adopt_row (m, state, real, t, row))
      model_fail (m, "table %s: a row that was to be added is not there",
                  oracle_get_table (m->oracle, t)->name);
    oracle_state_remove (state, t, row->key);
  }
  oracle_state_free (real);
}

void
model_adopt (Model *m, OracleState *state)
{
  /* Owners first, then what refers to them. */
  for (guint turn = 0; turn < 3; turn++) {
    for (guint t = 0; t < m->oracle->tables->len; t++) {
      if (oracle_get_table (m->oracle, t)->key == ORACLE_KEY_FID)
        adopt_table (m, state, t);
    }
  }
}

/* --- comparing --- */

typedef struct {
  Model *m;
  const char *what;
} Comparison;

static gboolean
tell_difference (guint t, OracleRow *expected, OracleRow *real, gpointer data)
{
  Comparison *comparison = data;
  Model *m = comparison->m;
  OracleTable *table = oracle_get_table (m->oracle, t);

  if (expected == NULL)
    model_fail (m, "%s: table %s has row %s, which should not be there", comparison->what, table->name, real->key);
  if (real == NULL)
    model_fail (m, "%s: table %s lacks row %s", comparison->what, table->name, expected->key);
  for (guint c = 0; c < table->columns->len; c++) {
    const char *a = oracle_row_get (expected, c), *b = oracle_row_get (real, c);

    if (g_strcmp0 (a, b) != 0)
      model_fail (m, "%s: table %s row %s column %s is %.200s, not %.200s", comparison->what, table->name,
                  real->key, (char *) g_ptr_array_index (table->columns, c), b != NULL ? b : "NULL",
                  a != NULL ? a : "NULL");
  }
  return TRUE;
}

/* @all: every table; else those that the last entry touched and one other. */
void
model_compare (Model *m, gboolean all)
{
  OracleState *expected = oracle_last (m->oracle);
  OracleEntry *before = oracle_get_entry (m->oracle, oracle_n_entries (m->oracle) - 1);
  OracleState *real;
  Comparison comparison = { m, "tables" };
  guint other = model_pick (m, m->oracle->tables->len);

  if (m->pending != NULL)
    return;
  real = oracle_state_copy (expected);
  for (guint t = 0; t < m->oracle->tables->len; t++) {
    OracleRows *rows = oracle_state_rows (expected, t);

    if (!all && t != other && before != NULL && oracle_state_rows (before->after, t) == rows)
      continue;
    oracle_state_clear (real, t);
    load_table (m, t, real);
  }
  oracle_diff (m->oracle, expected, real, tell_difference, &comparison);
  oracle_state_free (real);
}

/* One random row by the store's own reading. */
void
model_compare_row (Model *m)
{
  YztKind *kind = model_pick_kind (m);
  OracleRow *expected = model_pick_row (m, oracle_last (m->oracle), model_table (m, kind));
  g_autoptr(GError) error = NULL;
  g_autoptr(YztRow) row = NULL;
  OracleRow *real;

  if (expected == NULL || m->pending != NULL)
    return;
  row = yzt_store_get_row (m->store, kind, g_ascii_strtoll (expected->key, NULL, 10), &error);
  if (row == NULL)
    model_fail (m, "row %s of %s: %s", expected->key, yzt_kind_get_id (kind), error->message);
  /* A hidden field of a removed one is not read: it is taken from the oracle. */
  real = model_row (m, row, expected);
  if (!oracle_row_equal (expected, real, -1))
    model_fail (m, "row %s of %s is read with other values", expected->key, yzt_kind_get_id (kind));
  oracle_row_unref (real);
}

void
model_compare_journal (Model *m)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) journal = yzt_store_read_journal (m->store, 0, 0, &error);
  g_autofree guint8 *fallen = oracle_find_fallen (m->oracle);

  if (journal == NULL)
    model_fail (m, "%s", error->message);
  if (journal->len != oracle_n_entries (m->oracle))
    model_fail (m, "the journal has %u entries, not %ld", journal->len, (long) oracle_n_entries (m->oracle));
  for (guint i = 0; i < journal->len; i++) {
    const YztJournalEntry *real = &g_array_index (journal, YztJournalEntry, i);
    const OracleEntry *expected = oracle_get_entry (m->oracle, real->entry);

    if (expected == NULL || g_strcmp0 (expected->author, real->author) != 0
        || g_strcmp0 (expected->window, real->window) != 0 || expected->undoes != real->undoes
        || expected->nature != (int) real->nature || expected->at_ms != real->at_ms
        || (real->undone_by == 0) != (fallen[real->entry] == 0))
      model_fail (m, "journal entry %ld is not what was done", (long) real->entry);
  }
}

/* model-memory.c: what the journal tells of rows and of earlier times, compared with the copies kept then
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model.h"

/* --- what became of a row --- */

typedef struct {
  gint64 entry;
  OracleRow *before, *after;
} Change;

static GArray *
list_changes (Model *m, guint t, const char *key)
{
  GArray *changes = g_array_new (FALSE, FALSE, sizeof (Change));
  OracleRow *before = oracle_state_find (oracle_get_entry (m->oracle, 0)->after, t, key);

  for (gint64 e = 1; e <= oracle_n_entries (m->oracle); e++) {
    OracleRow *after = oracle_state_find (oracle_get_entry (m->oracle, e)->after, t, key);
    Change change = { e, before, after };

    if (before != after
        && (before == NULL || after == NULL || !oracle_row_equal (before, after, -1)))
      g_array_append_val (changes, change);
    before = after;
  }
  return changes;
}

static gboolean
has_field (const GArray *fields, const char *name)
{
  for (guint i = 0; i < fields->len; i++) {
    if (g_str_equal (g_array_index (fields, YztHistoryField, i).field, name))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_untold (const char *column)
{
  return g_str_equal (column, "fid") || g_str_equal (column, "updated_at") || g_str_equal (column, "created_at");
}

/* In words an empty text and no value are the same. */
static const char *
in_words (const OracleRow *row, guint column)
{
  const char *value = row != NULL ? oracle_row_get (row, column) : NULL;

  return g_strcmp0 (value, "t:") == 0 ? NULL : value;
}

/* Every changed column is told, and no other. */
static void
compare_fields (Model *m, guint t, const Change *change, const GArray *fields)
{
  OracleTable *table = oracle_get_table (m->oracle, t);

  for (guint c = 0; c < table->columns->len; c++) {
    const char *column = g_ptr_array_index (table->columns, c);
    const char *was = in_words (change->before, c), *is = in_words (change->after, c);

    if (!is_untold (column) && (g_strcmp0 (was, is) != 0) != has_field (fields, column))
      model_fail (m, "entry %ld, row %s of %s: column %s from %s to %s %s", (long) change->entry,
                  (change->after != NULL ? change->after : change->before)->key, table->name, column, was, is,
                  has_field (fields, column) ? "is told, but did not change" : "changed, but is not told");
  }
}

static YztHistoryWhat
what_happened (const Change *change)
{
  return change->before == NULL  ? YZT_HISTORY_CREATED
         : change->after == NULL ? YZT_HISTORY_DELETED
                                 : YZT_HISTORY_CHANGED;
}

static void
compare_story (Model *m, YztKind *kind, const char *key)
{
  guint t = model_table (m, kind);
  g_autoptr(GArray) changes = list_changes (m, t, key);
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) story = yzt_store_read_history (m->store, kind, g_ascii_strtoll (key, NULL, 10), 0, 0, "zh_CN", &error);

  if (story == NULL)
    model_fail (m, "the history of row %s of %s: %s", key, yzt_kind_get_id (kind), error->message);
  if (story->len != changes->len)
    model_fail (m, "the history of row %s of %s has %u entries, not %u", key, yzt_kind_get_id (kind), story->len,
                changes->len);
  for (guint i = 0; i < story->len; i++) {
    const YztHistoryEntry *told = &g_array_index (story, YztHistoryEntry, i);
    const Change *change = &g_array_index (changes, Change, changes->len - 1 - i);
    const OracleEntry *entry = oracle_get_entry (m->oracle, change->entry);

    if (told->entry != change->entry || told->what != what_happened (change) || told->at_ms != entry->at_ms
        || told->undoes != entry->undoes || g_strcmp0 (told->author, entry->author) != 0)
      model_fail (m, "the history of row %s of %s tells entry %ld otherwise than entry %ld was", key,
                  yzt_kind_get_id (kind), (long) told->entry, (long) change->entry);
    compare_fields (m, t, change, told->fields);
  }
}

/* A row that is there, or one that was there once. */
static char *
pick_key (Model *m, guint t)
{
  gint64 n = oracle_n_entries (m->oracle);
  gint64 e = model_chance (m, 50) ? n : g_rand_int_range (m->rand, 0, (gint32) n + 1);
  OracleRow *row = model_pick_row (m, oracle_get_entry (m->oracle, e)->after, t);

  return row != NULL ? g_strdup (row->key) : NULL;
}

typedef struct {
  Model *m;
  gint64 n;
} Count;

static gboolean
count_row (guint t, OracleRow *before, OracleRow *after, gpointer data)
{
  ((Count *) data)->n++;
  return TRUE;
}

static void
compare_entry (Model *m, gint64 e)
{
  Count count = { m, 0 };
  gint64 n_told = -1;
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) rows = yzt_store_read_entry_rows (m->store, e, 10, "en", &n_told, &error);

  if (rows == NULL)
    model_fail (m, "the rows of entry %ld: %s", (long) e, error->message);
  oracle_diff (m->oracle, oracle_get_entry (m->oracle, e - 1)->after, oracle_get_entry (m->oracle, e)->after,
               count_row, &count);
  if (n_told != count.n || rows->len != MIN (10, count.n))
    model_fail (m, "entry %ld is told to have changed %ld rows, not %ld", (long) e, (long) n_told, (long) count.n);
}

void
model_compare_history (Model *m, guint n)
{
  if (m->pending != NULL || oracle_n_entries (m->oracle) == 0)
    return;
  for (guint i = 0; i < n; i++) {
    YztKind *kind = model_pick_kind (m);
    g_autofree char *key = pick_key (m, model_table (m, kind));

    if (key != NULL)
      compare_story (m, kind, key);
    compare_entry (m, 1 + g_rand_int_range (m->rand, 0, (gint32) oracle_n_entries (m->oracle)));
  }
}

/* --- the map as it stood --- */

typedef struct {
  Model *m;
  OracleState *expected;
  guint table, n;
} PastRead;

static gboolean
compare_past_row (const YztRow *row, gpointer user_data)
{
  PastRead *read = user_data;
  Model *m = read->m;
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, row->fid);
  OracleRow *expected = oracle_state_find (read->expected, read->table, key);
  OracleRow *real;

  if (expected == NULL)
    model_fail (m, "the past holds row %s of %s, which was not there", key, yzt_kind_get_id (row->kind));
  /* Hidden columns are not read. */
  real = model_row (m, row, expected);
  if (!oracle_row_equal (expected, real, -1))
    model_fail (m, "the past holds other values in row %s of %s", key, yzt_kind_get_id (row->kind));
  oracle_row_unref (real);
  read->n++;
  return TRUE;
}

static void
compare_past_settings (Model *m, YztStore *past, OracleState *expected)
{
  guint t = (guint) oracle_find_table (m->oracle, "map_setting");

  for (guint i = 0; i < 6; i++) {
    g_autofree char *key = g_strdup_printf ("model_%u", i);
    OracleRow *row = oracle_state_find (expected, t, key);
    const char *value = row != NULL ? oracle_row_get (row, 1) : NULL;
    g_autofree char *real = yzt_store_get_setting (past, key);

    if (g_strcmp0 (value != NULL ? value + 2 : NULL, real) != 0)
      model_fail (m, "the past has setting %s as %s", key, real);
  }
}

static void
compare_past_sections (Model *m, YztStore *past, OracleState *expected, const char *plan)
{
  guint t = (guint) oracle_find_table (m->oracle, "plan_section"), n = 0;
  OracleRows *rows = oracle_state_rows (expected, t);
  g_autofree char *wanted = g_strdup_printf ("i:%s", plan);
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) sections
      = yzt_store_get_plan_sections (past, g_ascii_strtoll (plan, NULL, 10), &error);

  if (sections == NULL)
    model_fail (m, "the past has no sections: %s", error->message);
  for (guint i = 0; i < rows->rows->len; i++) {
    OracleRow *row = g_ptr_array_index (rows->rows, i);
    guint position;

    if (g_strcmp0 (oracle_row_get (row, 1), wanted) != 0)
      continue;
    position = (guint) g_ascii_strtoull (oracle_row_get (row, 2) + 2, NULL, 10);
    if (position >= sections->len
        || g_strcmp0 (oracle_row_get (row, 6) + 2, g_array_index (sections, YztPlanSection, position).text) != 0)
      model_fail (m, "the past has another plan text in section %u of %s", position, plan);
    n++;
  }
  if (n != sections->len)
    model_fail (m, "the past has %u sections of plan %s, not %u", sections->len, plan, n);
}

static void
compare_past_tables (Model *m, YztStore *past, OracleState *expected)
{
  YztKindSet *kinds = yzt_store_get_kinds (past);
  guint kind_table = (guint) oracle_find_table (m->oracle, "kind");

  /* One of the rows is the common one, which is no kind of its own. */
  if (yzt_kind_set_get_n (kinds) != oracle_state_rows (expected, kind_table)->rows->len - 1)
    model_fail (m, "the past knows %u kinds", yzt_kind_set_get_n (kinds));
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);
    PastRead read = { m, expected, model_table (m, kind), 0 };
    OracleRow *text = oracle_state_find (expected, kind_table, yzt_kind_get_id (kind));
    OracleRow *some = model_pick_row (m, expected, read.table);
    g_autoptr(GError) error = NULL;

    if (text == NULL || g_strcmp0 (oracle_row_get (text, 1) + 2, yzt_kind_get_source_text (kind)) != 0)
      model_fail (m, "the past has another text of kind %s", yzt_kind_get_id (kind));
    if (!yzt_store_read_rows (past, kind, compare_past_row, &read, &error))
      model_fail (m, "the past cannot be read: %s", error->message);
    if (read.n != oracle_state_rows (expected, read.table)->rows->len)
      model_fail (m, "the past holds %u rows of %s, not %u", read.n, yzt_kind_get_id (kind),
                  oracle_state_rows (expected, read.table)->rows->len);
    if (some != NULL && g_str_equal (yzt_kind_get_id (kind), "plan"))
      compare_past_sections (m, past, expected, some->key);
  }
}

static OracleState *
state_at (Model *m, gint64 at_ms)
{
  gint64 e = oracle_n_entries (m->oracle);

  while (e > 0 && oracle_get_entry (m->oracle, e)->at_ms > at_ms)
    e--;
  return oracle_get_entry (m->oracle, e)->after;
}

void
model_compare_past (Model *m, guint n)
{
  gint64 last = oracle_n_entries (m->oracle);
  g_autoptr(YztStore) past = NULL;

  if (m->pending != NULL || last == 0)
    return;
  for (guint i = 0; i < n; i++) {
    const OracleEntry *entry = oracle_get_entry (m->oracle, g_rand_int_range (m->rand, 0, (gint32) last + 1));
    gint64 about_ms = entry->at_ms - 2 + model_pick (m, 5), at_ms = MAX (0, about_ms);
    g_autoptr(GError) error = NULL;

    if (past == NULL) {
      past = yzt_store_open_past (m->store, at_ms, &error);
    } else if (model_chance (m, 50)) {
      yzt_act_result_free (yzt_store_move_past (past, at_ms, &error));
    } else {
      yzt_act_result_free (yzt_store_move_past_to_entry (past, entry->entry, &error));
      if (error == NULL)
        compare_past_tables (m, past, entry->after);
      at_ms = entry->at_ms;
      yzt_act_result_free (error == NULL ? yzt_store_move_past (past, at_ms, &error) : NULL);
    }
    if (past == NULL || error != NULL)
      model_fail (m, "the map as it stood after entry %ld: %s", (long) entry->entry,
                  error != NULL ? error->message : "nothing");
    model_log (m, "  past at %ld (entry %ld)", (long) at_ms, (long) entry->entry);
    compare_past_tables (m, past, state_at (m, at_ms));
    compare_past_settings (m, past, state_at (m, at_ms));
  }
}

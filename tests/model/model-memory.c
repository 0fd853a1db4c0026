/* model-memory.c: what the journal tells of rows and of entries, compared with the copies kept then
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

typedef struct {
  Model *m;
  guint left;
} Newest;

static gboolean
compare_touched (guint t, OracleRow *before, OracleRow *after, gpointer data)
{
  Newest *newest = data;
  const OracleTable *table = oracle_get_table (newest->m->oracle, t);
  YztKindSet *kinds = yzt_store_get_kinds (newest->m->store);

  if (!table->is_kind)
    return TRUE;
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);

    if (g_str_equal (yzt_kind_get_table (kind), table->name))
      compare_story (newest->m, kind, (after != NULL ? after : before)->key);
  }
  return --newest->left > 0;
}

void
model_compare_newest (Model *m)
{
  gint64 last = oracle_n_entries (m->oracle);
  Newest newest = { m, 3 };

  if (m->pending != NULL || last == 0)
    return;
  compare_entry (m, last);
  oracle_diff (m->oracle, oracle_get_entry (m->oracle, last - 1)->after, oracle_last (m->oracle), compare_touched,
               &newest);
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

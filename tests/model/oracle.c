/* oracle.c: states of all recorded tables, kept whole; sharing is only by table
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "oracle.h"
#include <string.h>

/* --- rows --- */

OracleRow *
oracle_row_new (const char *key, guint n_values)
{
  OracleRow *row = g_new0 (OracleRow, 1);

  g_atomic_ref_count_init (&row->refs);
  row->key = g_strdup (key);
  row->n_values = n_values;
  row->values = g_new0 (char *, n_values + 1);
  return row;
}

OracleRow *
oracle_row_copy (const OracleRow *row, guint n_values)
{
  OracleRow *copy = oracle_row_new (row->key, MAX (n_values, row->n_values));

  for (guint i = 0; i < row->n_values; i++)
    copy->values[i] = g_strdup (row->values[i]);
  return copy;
}

OracleRow *
oracle_row_ref (OracleRow *row)
{
  g_atomic_ref_count_inc (&row->refs);
  return row;
}

void
oracle_row_unref (OracleRow *row)
{
  if (!g_atomic_ref_count_dec (&row->refs))
    return;
  for (guint i = 0; i < row->n_values; i++)
    g_free (row->values[i]);
  g_free (row->values);
  g_free (row->key);
  g_free (row);
}

const char *
oracle_row_get (const OracleRow *row, guint column)
{
  return column < row->n_values ? row->values[column] : NULL;
}

void
oracle_row_set (OracleRow *row, guint column, const char *value)
{
  oracle_row_take (row, column, g_strdup (value));
}

void
oracle_row_take (OracleRow *row, guint column, char *value)
{
  if (column >= row->n_values) {
    row->values = g_renew (char *, row->values, column + 2);
    memset (row->values + row->n_values, 0, (column + 2 - row->n_values) * sizeof (char *));
    row->n_values = column + 1;
  }
  g_free (row->values[column]);
  row->values[column] = value;
}

gboolean
oracle_row_equal (const OracleRow *a, const OracleRow *b, int but_column)
{
  guint n = MAX (a->n_values, b->n_values);

  for (guint i = 0; i < n; i++) {
    if ((int) i != but_column && g_strcmp0 (oracle_row_get (a, i), oracle_row_get (b, i)) != 0)
      return FALSE;
  }
  return TRUE;
}

/* --- rows of a table --- */

static OracleRows *
rows_new (void)
{
  OracleRows *rows = g_new0 (OracleRows, 1);

  g_atomic_ref_count_init (&rows->refs);
  rows->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) oracle_row_unref);
  return rows;
}

static OracleRows *
rows_ref (OracleRows *rows)
{
  g_atomic_ref_count_inc (&rows->refs);
  return rows;
}

static void
rows_unref (OracleRows *rows)
{
  if (!g_atomic_ref_count_dec (&rows->refs))
    return;
  g_ptr_array_unref (rows->rows);
  g_free (rows);
}

/* Index of @key, or where it would stand. */
static guint
rows_search (const OracleRows *rows, const char *key, gboolean *found)
{
  guint low = 0, high = rows->rows->len;

  *found = FALSE;
  while (low < high) {
    guint middle = (low + high) / 2;
    const OracleRow *row = g_ptr_array_index (rows->rows, middle);
    int order = strcmp (row->key, key);

    if (order == 0) {
      *found = TRUE;
      return middle;
    }
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* --- states --- */

OracleState *
oracle_state_copy (const OracleState *state)
{
  OracleState *copy = g_new0 (OracleState, 1);

  copy->tables = g_ptr_array_new_with_free_func ((GDestroyNotify) rows_unref);
  for (guint i = 0; state != NULL && i < state->tables->len; i++)
    g_ptr_array_add (copy->tables, rows_ref (g_ptr_array_index (state->tables, i)));
  return copy;
}

void
oracle_state_free (OracleState *state)
{
  g_ptr_array_unref (state->tables);
  g_free (state);
}

OracleRows *
oracle_state_rows (const OracleState *state, guint table)
{
  static OracleRows *empty = NULL;

  if (empty == NULL)
    empty = rows_new ();
  return table < state->tables->len ? g_ptr_array_index (state->tables, table) : empty;
}

OracleRow *
oracle_state_find (const OracleState *state, guint table, const char *key)
{
  OracleRows *rows = oracle_state_rows (state, table);
  gboolean found;
  guint i = rows_search (rows, key, &found);

  return found ? g_ptr_array_index (rows->rows, i) : NULL;
}

static OracleRows *
own_rows (OracleState *state, guint table)
{
  OracleRows *rows, *copy;

  while (state->tables->len <= table)
    g_ptr_array_add (state->tables, rows_new ());
  rows = g_ptr_array_index (state->tables, table);
  if (g_atomic_ref_count_compare (&rows->refs, 1))
    return rows;
  copy = rows_new ();
  for (guint i = 0; i < rows->rows->len; i++)
    g_ptr_array_add (copy->rows, oracle_row_ref (g_ptr_array_index (rows->rows, i)));
  rows_unref (rows);
  state->tables->pdata[table] = copy;
  return copy;
}

void
oracle_state_put (OracleState *state, guint table, OracleRow *row)
{
  OracleRows *rows = own_rows (state, table);
  gboolean found;
  guint i = rows_search (rows, row->key, &found);

  if (found) {
    oracle_row_unref (g_ptr_array_index (rows->rows, i));
    rows->rows->pdata[i] = row;
  } else {
    g_ptr_array_insert (rows->rows, (int) i, row);
  }
}

gboolean
oracle_state_remove (OracleState *state, guint table, const char *key)
{
  gboolean found;
  guint i = rows_search (oracle_state_rows (state, table), key, &found);

  if (found)
    g_ptr_array_remove_index (own_rows (state, table)->rows, i);
  return found;
}

void
oracle_state_clear (OracleState *state, guint table)
{
  while (state->tables->len <= table)
    g_ptr_array_add (state->tables, rows_new ());
  rows_unref (g_ptr_array_index (state->tables, table));
  state->tables->pdata[table] = rows_new ();
}

/* --- what differs --- */

static gboolean
diff_rows (guint table, OracleRows *a, OracleRows *b, OracleDiffFunc func, gpointer data)
{
  guint i = 0, j = 0;
  gboolean goes_on = TRUE;

  while (goes_on && (i < a->rows->len || j < b->rows->len)) {
    OracleRow *before = i < a->rows->len ? g_ptr_array_index (a->rows, i) : NULL;
    OracleRow *after = j < b->rows->len ? g_ptr_array_index (b->rows, j) : NULL;
    int order = before == NULL ? 1 : after == NULL ? -1 : strcmp (before->key, after->key);

    if (order < 0)
      goes_on = func (table, before, NULL, data);
    else if (order > 0)
      goes_on = func (table, NULL, after, data);
    else if (before != after && !oracle_row_equal (before, after, -1))
      goes_on = func (table, before, after, data);
    i += order <= 0 ? 1 : 0;
    j += order >= 0 ? 1 : 0;
  }
  return goes_on;
}

void
oracle_diff (Oracle *self, const OracleState *a, const OracleState *b, OracleDiffFunc func,
             gpointer data)
{
  for (guint t = 0; t < self->tables->len; t++) {
    OracleRows *rows_a = oracle_state_rows (a, t), *rows_b = oracle_state_rows (b, t);

    if (rows_a != rows_b && !diff_rows (t, rows_a, rows_b, func, data))
      return;
  }
}

static gboolean
note_difference (guint table, OracleRow *before, OracleRow *after, gpointer data)
{
  *(gboolean *) data = FALSE;
  return FALSE;
}

gboolean
oracle_state_equal (Oracle *self, const OracleState *a, const OracleState *b)
{
  gboolean equal = TRUE;

  oracle_diff (self, a, b, note_difference, &equal);
  return equal;
}

/* --- the whole --- */

static void
table_free (OracleTable *table)
{
  g_free (table->name);
  g_ptr_array_unref (table->columns);
  g_free (table);
}

static void
entry_free (OracleEntry *entry)
{
  oracle_state_free (entry->after);
  g_free (entry->author);
  g_free (entry->window);
  g_free (entry);
}

Oracle *
oracle_new (void)
{
  Oracle *self = g_new0 (Oracle, 1);

  self->tables = g_ptr_array_new_with_free_func ((GDestroyNotify) table_free);
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  oracle_push (self, oracle_state_copy (NULL), "", "", 0, 0, 0);
  return self;
}

void
oracle_free (Oracle *self)
{
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->tables);
  g_free (self);
}

guint
oracle_add_table (Oracle *self, const char *name, OracleKey key, const char *const *columns,
                  gboolean is_kind)
{
  OracleTable *table = g_new0 (OracleTable, 1);

  table->name = g_strdup (name);
  table->key = key;
  table->is_kind = is_kind;
  table->columns = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; columns[i] != NULL; i++)
    g_ptr_array_add (table->columns, g_strdup (columns[i]));
  g_ptr_array_add (self->tables, table);
  return self->tables->len - 1;
}

int
oracle_find_table (Oracle *self, const char *name)
{
  for (guint i = 0; i < self->tables->len; i++) {
    if (g_str_equal (oracle_get_table (self, i)->name, name))
      return (int) i;
  }
  return -1;
}

OracleTable *
oracle_get_table (Oracle *self, guint table)
{
  return g_ptr_array_index (self->tables, table);
}

int
oracle_table_find_column (OracleTable *table, const char *column)
{
  for (guint i = 0; i < table->columns->len; i++) {
    if (g_str_equal (g_ptr_array_index (table->columns, i), column))
      return (int) i;
  }
  return -1;
}

guint
oracle_table_add_column (OracleTable *table, const char *column)
{
  int known = oracle_table_find_column (table, column);

  if (known >= 0)
    return (guint) known;
  g_ptr_array_add (table->columns, g_strdup (column));
  return table->columns->len - 1;
}

OracleState *
oracle_last (Oracle *self)
{
  return ((OracleEntry *) g_ptr_array_index (self->entries, self->entries->len - 1))->after;
}

OracleEntry *
oracle_get_entry (Oracle *self, gint64 entry)
{
  return entry >= 0 && entry < (gint64) self->entries->len
             ? g_ptr_array_index (self->entries, (guint) entry)
             : NULL;
}

gint64
oracle_n_entries (Oracle *self)
{
  return (gint64) self->entries->len - 1;
}

OracleEntry *
oracle_push (Oracle *self, OracleState *after, const char *author, const char *window, int nature,
             gint64 undoes, gint64 at_ms)
{
  OracleEntry *entry = g_new0 (OracleEntry, 1);

  entry->entry = (gint64) self->entries->len;
  entry->after = after;
  entry->author = g_strdup (author);
  entry->window = g_strdup (window);
  entry->nature = nature;
  entry->undoes = undoes;
  entry->at_ms = at_ms;
  /* No clock of an entry is behind the one before it. */
  if (self->entries->len > 0)
    entry->at_ms = MAX (at_ms, oracle_get_entry (self, entry->entry - 1)->at_ms);
  g_ptr_array_add (self->entries, entry);
  return entry;
}

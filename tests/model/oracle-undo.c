/* oracle-undo.c: what taking an entry back means, told from whole states and nothing else
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "oracle.h"
#include <string.h>

#define NATURE_EDIT 0
#define NATURE_BULK 1
#define NATURE_ORDER 3

/* From the newest on, each is known to stand or not when it comes. */
guint8 *
oracle_find_fallen (Oracle *self)
{
  guint8 *fallen = g_malloc0 ((gsize) oracle_n_entries (self) + 1);

  for (gint64 e = oracle_n_entries (self); e > 0; e--) {
    gint64 undoes = oracle_get_entry (self, e)->undoes;

    if (undoes > 0 && fallen[e] == 0)
      fallen[undoes] = 1;
  }
  return fallen;
}

gboolean
oracle_stands (Oracle *self, gint64 entry)
{
  g_autofree guint8 *fallen = oracle_find_fallen (self);

  return fallen[entry] == 0;
}

static int
depth (Oracle *self, gint64 entry)
{
  int n = 0;

  while ((entry = oracle_get_entry (self, entry)->undoes) > 0)
    n++;
  return n;
}

gint64
oracle_last_own (Oracle *self, const char *author, const char *window, gboolean redo)
{
  g_autofree guint8 *fallen = oracle_find_fallen (self);

  for (gint64 e = oracle_n_entries (self); e > 0; e--) {
    const OracleEntry *entry = oracle_get_entry (self, e);
    gboolean fresh =
        entry->undoes == 0 && (entry->nature == NATURE_EDIT || entry->nature == NATURE_BULK);

    if (g_strcmp0 (entry->author, author) != 0 || g_strcmp0 (entry->window, window) != 0
        || fallen[e] != 0)
      continue;
    if (fresh)
      return redo ? 0 : e;
    if (redo && entry->undoes > 0 && depth (self, e) % 2 == 1)
      return e;
  }
  return 0;
}

typedef struct {
  Oracle *oracle;
  OracleState *state;
  const char *stamp;
  GPtrArray *inserted, *removed, *returned; /* OracleRow, borrowed; tables beside */
  GArray *inserted_tables, *removed_tables, *returned_tables;
  guint n_done;
  gboolean kinds_changed;
  char *conflict;
} Undo;

static void
conflict (Undo *self, guint table, const OracleRow *row, const char *what)
{
  if (self->conflict == NULL)
    self->conflict = g_strdup_printf (
        "%s %s: %s", oracle_get_table (self->oracle, table)->name, row->key, what);
}

/* The stamp of the last change is no content. */
static int
stamp_column (Undo *self, guint table)
{
  OracleTable *known = oracle_get_table (self->oracle, table);

  return known->is_kind ? oracle_table_find_column (known, "updated_at") : -1;
}

static void
put_back (Undo *self, guint table, OracleRow *before)
{
  OracleRow *present = oracle_state_find (self->state, table, before->key);

  if (present == NULL) {
    oracle_state_put (self->state, table, oracle_row_ref (before));
    g_ptr_array_add (self->inserted, before);
    g_array_append_val (self->inserted_tables, table);
    self->n_done++;
  } else if (!oracle_row_equal (before, present, stamp_column (self, table))) {
    conflict (self, table, before, "is there again with other values");
  }
}

static void
take_away (Undo *self, guint table, OracleRow *after)
{
  OracleRow *present = oracle_state_find (self->state, table, after->key);

  if (present == NULL)
    return;
  if (!oracle_row_equal (after, present, stamp_column (self, table))) {
    conflict (self, table, after, "was changed later");
    return;
  }
  g_ptr_array_add (self->removed, after);
  g_array_append_val (self->removed_tables, table);
  oracle_state_remove (self->state, table, after->key);
  self->n_done++;
}

static void
set_back (Undo *self, guint table, OracleRow *before, OracleRow *after)
{
  OracleRow *present = oracle_state_find (self->state, table, after->key);
  g_autoptr(GArray) columns = g_array_new (FALSE, FALSE, sizeof (guint));
  int stamp = stamp_column (self, table);
  OracleRow *row;

  if (present == NULL) {
    conflict (self, table, after, "was deleted later");
    return;
  }
  for (guint c = 0; c < MAX (before->n_values, after->n_values); c++) {
    const char *was = oracle_row_get (before, c), *became = oracle_row_get (after, c),
               *is = oracle_row_get (present, c);

    if ((int) c == stamp || g_strcmp0 (was, became) == 0)
      continue;
    if (g_strcmp0 (is, became) == 0)
      g_array_append_val (columns, c);
    else if (g_strcmp0 (is, was) != 0)
      conflict (self, table, after,
                g_ptr_array_index (oracle_get_table (self->oracle, table)->columns, c));
  }
  if (columns->len == 0)
    return;
  row = oracle_row_copy (present, 0);
  for (guint i = 0; i < columns->len; i++) {
    guint c = g_array_index (columns, guint, i);

    oracle_row_set (row, c, oracle_row_get (before, c));
  }
  if (stamp >= 0
      && g_strcmp0 (oracle_row_get (before, (guint) stamp), oracle_row_get (after, (guint) stamp))
             != 0) {
    gboolean untouched = g_strcmp0 (oracle_row_get (present, (guint) stamp),
                                    oracle_row_get (after, (guint) stamp))
                         == 0;

    oracle_row_set (row, (guint) stamp,
                    untouched ? oracle_row_get (before, (guint) stamp) : self->stamp);
  }
  oracle_state_put (self->state, table, row);
  for (guint i = 0; i < columns->len; i++) {
    if (g_str_equal (g_ptr_array_index (oracle_get_table (self->oracle, table)->columns, g_array_index (columns, guint, i)), "owner_fid")) {
      g_ptr_array_add (self->returned, row);
      g_array_append_val (self->returned_tables, table);
    }
  }
  self->n_done++;
}

static gboolean
undo_row (guint table, OracleRow *before, OracleRow *after, gpointer data)
{
  Undo *self = data;

  if (g_str_equal (oracle_get_table (self->oracle, table)->name, "kind"))
    self->kinds_changed = TRUE;
  if (after == NULL)
    put_back (self, table, before);
  else if (before == NULL)
    take_away (self, table, after);
  else
    set_back (self, table, before, after);
  return TRUE;
}

/* --- what hangs on what --- */

/* The kind file's own words: owner of the kind whose table this is, or NULL; free. */
static char *
owner_table (Undo *self, guint table)
{
  int kinds = oracle_find_table (self->oracle, "kind");
  g_autofree char *id = g_strdelimit (
      g_strdup (oracle_get_table (self->oracle, table)->name), "_", '-');
  const OracleRow *row = oracle_state_find (self->state, (guint) kinds, id);
  const char *text = row != NULL ? oracle_row_get (row, 1) : NULL;
  const char *at = text != NULL ? strstr (text, "\nOwner=") : NULL;
  const char *end;

  if (at == NULL)
    return NULL;
  at += strlen ("\nOwner=");
  end = strchr (at, '\n');
  return g_strdelimit (g_strndup (at, end != NULL ? (gsize) (end - at) : strlen (at)), "-", '_');
}

static gboolean
any_row_refers (Undo *self, guint table, const char *column, const char *key)
{
  int c = oracle_table_find_column (oracle_get_table (self->oracle, table), column);
  OracleRows *rows = oracle_state_rows (self->state, table);
  g_autofree char *wanted = g_strdup_printf ("i:%s", key);

  for (guint i = 0; c >= 0 && i < rows->rows->len; i++) {
    if (g_strcmp0 (oracle_row_get (g_ptr_array_index (rows->rows, i), (guint) c), wanted) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
check_removed (Undo *self, guint table, const OracleRow *row)
{
  OracleTable *owner = oracle_get_table (self->oracle, table);

  if (!owner->is_kind)
    return;
  if (any_row_refers (self, (guint) oracle_find_table (self->oracle, "plan_section"), "plan_fid",
                      row->key)
      || oracle_state_find (self->state, (guint) oracle_find_table (self->oracle, "plan_document"),
                            row->key)
             != NULL)
    conflict (self, table, row, "has a plan text");
  for (guint t = 0; t < self->oracle->tables->len; t++) {
    g_autofree char *name =
        oracle_get_table (self->oracle, t)->is_kind ? owner_table (self, t) : NULL;

    if (g_strcmp0 (name, owner->name) == 0 && any_row_refers (self, t, "owner_fid", row->key))
      conflict (self, table, row, "has been given children");
  }
}

static gboolean
is_feature (Undo *self, const char *fid)
{
  for (guint t = 0; t < self->oracle->tables->len; t++) {
    if (oracle_get_table (self->oracle, t)->is_kind && oracle_state_find (self->state, t, fid) != NULL)
      return TRUE;
  }
  return FALSE;
}

/* Texts hang on what is there, and two texts never stand in one another. */
static void
check_inserted_text (Undo *self, guint table, const OracleRow *row)
{
  const char *name = oracle_get_table (self->oracle, table)->name;
  OracleRows *rows = oracle_state_rows (self->state, table);

  if (g_str_equal (name, "plan_document") && !is_feature (self, row->key))
    conflict (self, table, row, "belongs to a plan that was deleted later");
  if (!g_str_equal (name, "plan_section"))
    return;
  if (!is_feature (self, oracle_row_get (row, 1) + 2))
    conflict (self, table, row, "belongs to a plan that was deleted later");
  for (guint i = 0; i < rows->rows->len; i++) {
    const OracleRow *other = g_ptr_array_index (rows->rows, i);

    if (!g_str_equal (other->key, row->key)
        && g_strcmp0 (oracle_row_get (other, 1), oracle_row_get (row, 1)) == 0
        && g_strcmp0 (oracle_row_get (other, 2), oracle_row_get (row, 2)) == 0)
      conflict (self, table, row, "the plan has been given another text");
  }
}

static void
check_inserted (Undo *self, guint table, const OracleRow *row)
{
  OracleTable *known = oracle_get_table (self->oracle, table);
  int column = oracle_table_find_column (known, "owner_fid");
  g_autofree char *owner = known->is_kind ? owner_table (self, table) : NULL;
  const char *fid = column >= 0 ? oracle_row_get (row, (guint) column) : NULL;

  check_inserted_text (self, table, row);
  if (owner != NULL && fid != NULL && !g_str_equal (fid, "i:0")
      && oracle_state_find (self->state, (guint) oracle_find_table (self->oracle, owner), fid + 2)
             == NULL)
    conflict (self, table, row, "belongs to what was deleted later");
}

/* A row that is given its owner back. */
static void
check_returned (Undo *self, guint table, const OracleRow *row)
{
  OracleTable *known = oracle_get_table (self->oracle, table);
  int column = known->is_kind ? oracle_table_find_column (known, "owner_fid") : -1;
  g_autofree char *owner = column >= 0 ? owner_table (self, table) : NULL;
  const char *fid = owner != NULL ? oracle_row_get (row, (guint) column) : NULL;

  if (fid != NULL && !g_str_equal (fid, "i:0")
      && oracle_state_find (self->state, (guint) oracle_find_table (self->oracle, owner), fid + 2) == NULL)
    conflict (self, table, row, "would belong to what was deleted later");
}

static void
mend_rows (Undo *self, guint table, const char *column, const char *parent, gboolean is_kind)
{
  int c = oracle_table_find_column (oracle_get_table (self->oracle, table), column), p = oracle_find_table (self->oracle, parent);
  g_autoptr(GPtrArray) lost = g_ptr_array_new_with_free_func ((GDestroyNotify) oracle_row_unref);
  OracleRows *rows = oracle_state_rows (self->state, table);

  for (guint i = 0; c >= 0 && p >= 0 && i < rows->rows->len; i++) {
    OracleRow *row = g_ptr_array_index (rows->rows, i);
    const char *fid = oracle_row_get (row, (guint) c);

    if (fid != NULL && oracle_state_find (self->state, (guint) p, fid + 2) == NULL)
      g_ptr_array_add (lost, oracle_row_ref (row));
  }
  for (guint i = 0; i < lost->len; i++) {
    OracleRow *row = g_ptr_array_index (lost, i);
    OracleRow *mended = is_kind ? oracle_row_copy (row, 0) : NULL;

    if (is_kind) {
      oracle_row_set (mended, (guint) c, NULL);
      oracle_state_put (self->state, table, mended);
    } else {
      oracle_state_remove (self->state, table, row->key);
    }
  }
}

void
oracle_mend (Oracle *self, OracleState *state)
{
  Undo undo = { .oracle = self, .state = state };

  for (guint t = 0; t < self->tables->len; t++) {
    g_autofree char *owner = oracle_get_table (self, t)->is_kind ? owner_table (&undo, t) : NULL;

    if (owner != NULL)
      mend_rows (&undo, t, "owner_fid", owner, TRUE);
  }
  mend_rows (&undo, (guint) oracle_find_table (self, "plan_section"), "plan_fid", "plan", FALSE);
  mend_rows (&undo, (guint) oracle_find_table (self, "plan_document"), "fid", "plan", FALSE);
}

/* No rows of a kind that is not in force. */
static void
check_kinds (Undo *self)
{
  guint kinds = (guint) oracle_find_table (self->oracle, "kind");

  for (guint t = 0; t < self->oracle->tables->len; t++) {
    OracleTable *table = oracle_get_table (self->oracle, t);
    g_autofree char *id = g_strdelimit (g_strdup (table->name), "_", '-');
    OracleRows *rows = oracle_state_rows (self->state, t);

    if (table->is_kind && rows->rows->len > 0
        && oracle_state_find (self->state, kinds, id) == NULL)
      conflict (self, t, g_ptr_array_index (rows->rows, 0), "its kind is not in force");
  }
}

OracleVerdict
oracle_undo (Oracle *self, gint64 entry, const OracleState *now, const char *stamp,
             OracleState **result_out, char **why_out)
{
  Undo undo = { .oracle = self, .stamp = stamp };
  OracleVerdict verdict = ORACLE_UNDO_DONE;
  OracleEntry *known = entry > 0 ? oracle_get_entry (self, entry) : NULL;

  *result_out = NULL;
  *why_out = NULL;
  if (known == NULL)
    return ORACLE_UNDO_NOT_FOUND;
  if (!oracle_stands (self, entry) || known->nature == NATURE_ORDER)
    return ORACLE_UNDO_REFUSED;
  undo.state = oracle_state_copy (now);
  undo.inserted = g_ptr_array_new ();
  undo.removed = g_ptr_array_new ();
  undo.returned = g_ptr_array_new ();
  undo.returned_tables = g_array_new (FALSE, FALSE, sizeof (guint));
  undo.inserted_tables = g_array_new (FALSE, FALSE, sizeof (guint));
  undo.removed_tables = g_array_new (FALSE, FALSE, sizeof (guint));
  oracle_diff (self, oracle_get_entry (self, entry - 1)->after, known->after, undo_row, &undo);
  for (guint i = 0; i < undo.removed->len && undo.conflict == NULL; i++)
    check_removed (&undo, g_array_index (undo.removed_tables, guint, i),
                   g_ptr_array_index (undo.removed, i));
  for (guint i = 0; i < undo.inserted->len && undo.conflict == NULL; i++)
    check_inserted (&undo, g_array_index (undo.inserted_tables, guint, i),
                    g_ptr_array_index (undo.inserted, i));
  for (guint i = 0; i < undo.returned->len && undo.conflict == NULL; i++)
    check_returned (&undo, g_array_index (undo.returned_tables, guint, i), g_ptr_array_index (undo.returned, i));
  check_kinds (&undo);
  if (undo.conflict != NULL || undo.n_done == 0)
    verdict = ORACLE_UNDO_CONFLICT;
  if (verdict == ORACLE_UNDO_DONE)
    *result_out = g_steal_pointer (&undo.state);
  else
    oracle_state_free (undo.state);
  *why_out = undo.conflict != NULL ? undo.conflict : g_strdup ("nothing is left");
  g_ptr_array_unref (undo.inserted);
  g_ptr_array_unref (undo.removed);
  g_ptr_array_unref (undo.returned);
  g_array_unref (undo.returned_tables);
  g_array_unref (undo.inserted_tables);
  g_array_unref (undo.removed_tables);
  return verdict;
}

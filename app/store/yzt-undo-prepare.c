/* yzt-undo-prepare.c: rows of a bulk act that was taken back, made ready before the map is locked to put them back
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-prepared-private.h"
#include "yzt-undo-private.h"

/* To compare and write a row under the lock takes several times as long as to insert one: from so many times fewer on it is made ready before. */
#define MANY 5

typedef struct {
  YztPrepared *prepared;
  YztPreparedTable *table;
  YztValue *values;
  gboolean fits;
} Returning;

static gboolean
prepare_row (const YztChange *change, gpointer user_data, GError **error)
{
  Returning *self = user_data;

  if (self->table == NULL || !g_str_equal (self->table->name, change->table)) {
    self->table = yzt_prepared_get_table (self->prepared, change->table, error);
    if (self->table == NULL)
      return FALSE;
    g_free (self->values);
    self->values = g_new (YztValue, self->table->n_columns);
  }
  self->fits = change->op == SQLITE_INSERT && change->n_columns == self->table->n_columns;
  for (guint i = 0; self->fits && i < change->n_columns; i++)
    self->values[i] = change->after[i];
  return self->fits && yzt_prepared_add (self->prepared, self->table, self->values, error);
}

/* Whether @entry puts back what a bulk act had inserted: rows that stand for themselves, in tables that are as they were. */
static gboolean
is_plain_return (YztConnection *connection, YztKindSet *kinds, gint64 entry, GError **error)
{
  g_auto(YztUndo) undo = { 0 };
  g_autoptr(GArray) touches = NULL;
  gboolean is = FALSE;
  gint64 generation;

  yzt_undo_init (&undo, connection, NULL, kinds, entry, 0);
  if (!yzt_undo_find_base (&undo, error) || !yzt_undo_is_bulk_return (&undo, &touches, &is, error)
      || !yzt_connection_get_int (connection, &generation, error, "SELECT max(generation) FROM journal_generation", ""))
    return FALSE;
  is = is && generation == undo.generation;
  for (guint i = 0; is && i < touches->len; i++) {
    YztKind *kind = yzt_kind_set_find (kinds, g_array_index (touches, YztTouchRange, i).table);

    is = kind != NULL && yzt_kind_get_owner (kind) == NULL;
  }
  return is;
}

/* --- looking ahead --- */

typedef struct {
  YztUndo *undo;
  GHashTable *late;
} Looking;

/* Rows that nobody has touched since cannot be in the way. */
static gboolean
look_at_row (const YztChange *change, gpointer user_data, GError **error)
{
  Looking *self = user_data;
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT " %s", yzt_change_get_fid (change), change->table);

  return !g_hash_table_contains (self->late, key) || self->undo->apply (change, self->undo, error);
}

static gboolean
look (YztConnection *connection, YztKindSet *kinds, gint64 entry, gint64 now_ms, GError **error)
{
  g_autoptr(GError) ignored = NULL;
  g_autoptr(GHashTable) late = NULL;
  g_auto(YztUndo) undo = { 0 };
  Looking looking = { &undo, NULL };

  yzt_undo_init (&undo, connection, NULL, kinds, entry, now_ms);
  if (!yzt_undo_find_base (&undo, &ignored))
    return TRUE;
  late = looking.late = yzt_undo_find_late (&undo, &ignored);
  /* Whatever else is wrong, and what hangs on rows, is found again, and said, when all of it is looked at. */
  if (late == NULL || !yzt_journal_foreach_change (connection, entry, TRUE, look_at_row, &looking, &ignored))
    return TRUE;
  return undo.conflicts.n == 0 || yzt_undo_fail_with_reasons (&undo, error);
}

gboolean
yzt_undo_look_ahead (YztStore *store, gint64 entry, const YztActInfo *info, gboolean redo, GError **error)
{
  g_autoptr(GError) ignored = NULL;
  g_autoptr(YztKindSet) kinds = NULL;
  g_autofree char *label = NULL;
  YztConnection *reader = yzt_store_acquire (store, &ignored);
  gboolean ok = TRUE;

  if (reader == NULL)
    return TRUE;
  if (entry == 0)
    entry = yzt_undo_find_last (reader, info, redo, &ignored);
  kinds = entry > 0 && yzt_undo_check_allowed (reader, entry, &label, &ignored) ? yzt_schema_load_kinds (reader, &ignored) : NULL;
  if (kinds != NULL && yzt_connection_do (reader, NULL, "BEGIN", "")) {
    ok = look (reader, kinds, entry, yzt_clock_now_ms (yzt_store_get_clock (store)), error);
    yzt_connection_do (reader, NULL, "COMMIT", "");
  }
  yzt_store_release (store, reader);
  return ok;
}

/* --- making ready --- */

/* Rows that were inserted and taken away come back as they are in the journal, whose old entry is referred to. */
static gboolean
prepare_return (YztPrepared *prepared, gint64 entry, GError **error)
{
  Returning returning = { prepared, NULL, NULL, TRUE };
  gboolean ok = yzt_connection_exec (prepared->connection, "BEGIN", error)
                && yzt_connection_get_int (prepared->connection, &prepared->n_expected, error, "SELECT n_rows FROM main.journal WHERE entry = ?1", "i", entry)
                && yzt_journal_foreach_change (prepared->connection, entry, TRUE, prepare_row, &returning, error)
                && yzt_connection_exec (prepared->connection, "COMMIT", error);

  g_free (returning.values);
  return ok;
}

/* All tables of the entry are kinds, or texts of plans, whose tables can change places; the number of the last entry that is known of is noted for each. */
static gboolean
begin_tables (YztUndo *undo, YztPrepared *prepared, GArray *touches, gboolean *may_out, GError **error)
{
  gint64 last, generation;

  *may_out = FALSE;
  if (!yzt_connection_get_int (prepared->connection, &last, error, "SELECT coalesce(max(entry), 0) FROM main.journal", "")
      || !yzt_connection_get_int (prepared->connection, &generation, error, "SELECT max(generation) FROM journal_generation", ""))
    return FALSE;
  if (generation != undo->generation)
    return TRUE;
  for (guint i = 0; i < touches->len; i++) {
    const char *name = g_array_index (touches, YztTouchRange, i).table;
    YztPreparedTable *table = NULL;

    if (i > 0 && g_str_equal (name, g_array_index (touches, YztTouchRange, i - 1).table))
      continue;
    if (yzt_kind_set_find (undo->words.kinds, name) == NULL && !g_str_equal (name, "plan_section") && !g_str_equal (name, "plan_document"))
      return TRUE;
    table = yzt_prepared_get_table (prepared, name, error);
    if (table == NULL || !yzt_prepared_may_swap (prepared, table, YZT_TRIGGER_INSERT | YZT_TRIGGER_UPDATE | YZT_TRIGGER_DELETE, may_out, error))
      return FALSE;
    if (!*may_out)
      return TRUE;
    yzt_prepared_table_begin (table, last);
  }
  *may_out = TRUE;
  return TRUE;
}

/* Not *whole_out: something is in the way, which is named when it is compared row by row. */
static gboolean
prepare_removal (YztUndo *undo, YztPrepared *prepared, GArray *touches, gboolean *whole_out, GError **error)
{
  gboolean any;

  *whole_out = TRUE;
  for (guint i = 0; i < touches->len && *whole_out; i++) {
    const YztTouchRange *range = &g_array_index (touches, YztTouchRange, i);
    YztPreparedTable *table = yzt_prepared_get_table (prepared, range->table, error);
    gint64 n;

    if (table == NULL || !yzt_prepared_remove_range (prepared, table, range->fid_from, range->fid_to, &n, error))
      return FALSE;
    *whole_out = n == range->fid_to - range->fid_from + 1;
  }
  if (!yzt_prepared_check_left_children (prepared, undo->words.kinds, &any, error))
    return FALSE;
  *whole_out = *whole_out && !any;
  return TRUE;
}

/* Cell by cell, as the act itself would do it. */
static gboolean
prepare_rows (YztUndo *undo, YztPrepared *prepared, GError **error)
{
  undo->sink = prepared;
  if (!yzt_undo_apply_rows (undo, error))
    return FALSE;
  if (undo->conflicts.n + undo->dependents.n > 0)
    return yzt_undo_fail_with_reasons (undo, error);
  return undo->n_done > 0 || yzt_undo_fail_nothing_left (undo, error);
}

/* In one transaction that reads: all of it is about one state of the map. FALSE without an error: it is better done at once. */
static gboolean
prepare_change (YztPrepared *prepared, YztKindSet *kinds, gint64 entry, gboolean by_reference, gint64 now_ms, GError **error)
{
  g_auto(YztUndo) undo = { 0 };
  g_autofree char *now_text = yzt_time_format_utc (now_ms);
  g_autoptr(GArray) touches = NULL;
  gboolean may, repeats, whole = TRUE;

  yzt_undo_init (&undo, prepared->connection, NULL, kinds, entry, now_ms);
  undo.now_text = now_text;
  if (!yzt_connection_get_int (prepared->connection, &prepared->n_expected, error, "SELECT n_rows FROM main.journal WHERE entry = ?1", "i", entry))
    return FALSE;
  if (!yzt_undo_find_base (&undo, error) || (touches = yzt_journal_get_touches (prepared->connection, undo.base, error)) == NULL
      || !begin_tables (&undo, prepared, touches, &may, error) || !yzt_undo_find_repeats (&undo, &repeats, error) || !may || repeats)
    return FALSE;
  return by_reference ? prepare_removal (&undo, prepared, touches, &whole, error) && whole : prepare_rows (&undo, prepared, error);
}

typedef enum { AT_ONCE, RETURN, REMOVAL, CHANGE } Way;

static gboolean
choose (YztConnection *connection, YztKindSet *kinds, gint64 entry, guint many, Way *way, GError **error)
{
  g_auto(YztUndo) undo = { 0 };
  g_autoptr(GArray) touches = NULL;
  gint64 n_rows;
  gboolean is;

  *way = AT_ONCE;
  if (is_plain_return (connection, kinds, entry, NULL)) {
    *way = RETURN;
    return TRUE;
  }
  yzt_undo_init (&undo, connection, NULL, kinds, entry, 0);
  if (!yzt_undo_find_base (&undo, error)
      || !yzt_connection_get_int (connection, &n_rows, error, "SELECT n_rows FROM main.journal WHERE entry = ?1", "i", undo.base)
      || !yzt_undo_is_bulk_removal (&undo, &touches, &is, error))
    return FALSE;
  if (n_rows >= many)
    *way = is ? REMOVAL : CHANGE;
  return TRUE;
}

static gboolean
prepare (YztPrepared *prepared, YztKindSet *kinds, gint64 entry, Way way, gint64 now_ms, GError **error)
{
  gboolean ok;

  if (way == RETURN)
    return prepare_return (prepared, entry, error);
  if (!yzt_connection_exec (prepared->connection, "BEGIN", error))
    return FALSE;
  ok = prepare_change (prepared, kinds, entry, way == REMOVAL, now_ms, error);
  return yzt_connection_exec (prepared->connection, "COMMIT", NULL) && ok;
}

YztPrepared *
yzt_undo_prepare (YztStore *store, gint64 entry, const YztActInfo *info, gboolean redo, gint64 *entry_out, GError **error)
{
  g_autoptr(GError) ignored = NULL;
  g_autoptr(YztPrepared) prepared = NULL;
  g_autoptr(YztKindSet) kinds = NULL;
  g_autofree char *label = NULL;
  YztConnection *reader = yzt_store_acquire (store, &ignored);
  Way way = AT_ONCE;
  gboolean ok = FALSE;
  GError *local_error = NULL;

  if (reader == NULL)
    return NULL;
  if (entry == 0)
    entry = yzt_undo_find_last (reader, info, redo, &ignored);
  kinds = entry > 0 && yzt_undo_check_allowed (reader, entry, &label, &ignored) ? yzt_schema_load_kinds (reader, &ignored) : NULL;
  if (kinds != NULL)
    choose (reader, kinds, entry, yzt_prepared_get_ahead_rows () / MANY, &way, &ignored);
  yzt_store_release (store, reader);
  for (; way != AT_ONCE && !ok; way = CHANGE) {
    g_clear_pointer (&prepared, yzt_prepared_free);
    prepared = yzt_prepared_new (store, way == CHANGE, &ignored);
    if (prepared == NULL)
      return NULL;
    ok = prepare (prepared, kinds, entry, way, yzt_clock_now_ms (yzt_store_get_clock (store)), &local_error);
    if (ok || local_error != NULL || way != REMOVAL)
      break;
  }
  /* Whatever else is wrong is found again, and said, when it is done without this. */
  if (!ok || !yzt_prepared_finish (prepared, &local_error) || !yzt_prepared_send_ahead (prepared, &local_error)) {
    if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
        || (way == CHANGE && (g_error_matches (local_error, YZT_STORE_ERROR, YZT_STORE_ERROR_CONFLICT) || g_error_matches (local_error, YZT_STORE_ERROR, YZT_STORE_ERROR_FULL))))
      g_propagate_error (error, local_error);
    else
      g_clear_error (&local_error);
    return NULL;
  }
  *entry_out = entry;
  return g_steal_pointer (&prepared);
}

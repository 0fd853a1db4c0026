/* yzt-undo-prepare.c: rows of a bulk act that was taken back, made ready before the map is locked to put them back
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-prepared-private.h"
#include "yzt-undo-private.h"

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
is_return (YztConnection *connection, YztKindSet *kinds, gint64 entry, GError **error)
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
  /* Whatever else is wrong is found again, and said, when it is done. */
  if (late == NULL || !yzt_journal_foreach_change (connection, entry, TRUE, look_at_row, &looking, &ignored)
      || !yzt_undo_check_dependents (&undo, &ignored))
    return TRUE;
  return undo.conflicts.n + undo.dependents.n == 0 || yzt_undo_fail_with_reasons (&undo, error);
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

static gboolean
prepare_rows (YztPrepared *prepared, gint64 entry, GError **error)
{
  Returning returning = { prepared, NULL, NULL, TRUE };
  gboolean ok = yzt_connection_exec (prepared->connection, "BEGIN", error)
                && yzt_journal_foreach_change (prepared->connection, entry, TRUE, prepare_row, &returning, error)
                && yzt_connection_exec (prepared->connection, "COMMIT", error) && yzt_prepared_finish (prepared, error)
                && yzt_prepared_send_ahead (prepared, error);

  g_free (returning.values);
  return ok;
}

YztPrepared *
yzt_undo_prepare (YztStore *store, gint64 entry, const YztActInfo *info, gboolean redo, gint64 *entry_out)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(YztPrepared) prepared = NULL;
  g_autoptr(YztKindSet) kinds = NULL;
  YztConnection *reader = yzt_store_acquire (store, &error);
  gboolean is = FALSE;

  if (reader == NULL)
    return NULL;
  if (entry == 0)
    entry = yzt_undo_find_last (reader, info, redo, &error);
  kinds = entry > 0 ? yzt_schema_load_kinds (reader, &error) : NULL;
  is = kinds != NULL && is_return (reader, kinds, entry, &error);
  yzt_store_release (store, reader);
  prepared = is ? yzt_prepared_new (store, FALSE, &error) : NULL;
  /* Whatever is wrong is found again, and said, when it is done without this. */
  if (prepared == NULL || !prepare_rows (prepared, entry, &error))
    return NULL;
  *entry_out = entry;
  return g_steal_pointer (&prepared);
}

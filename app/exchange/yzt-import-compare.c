/* yzt-import-compare.c: rows of a file beside the rows of the map that they are, field by field
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-base.h"
#include "yzt-import-plan-private.h"

/* Fewer rows than these are asked for one by one; for more the table is read through. */
#define MAX_SINGLE_READS 500

/* A centimetre: what a file's rounding may take away is no move. */
#define SAME_SPOT_M 0.01

typedef struct {
  YztImportPlan *plan;
  GHashTable *by_fid;    /* gint64 * in the matched row → YztImportMatched * */
  gboolean *mapped;      /* per field of the kind */
  YztProgress progress;
  guint done;
} Comparison;

static void
change_clear (gpointer data)
{
  YztImportChange *change = data;

  g_free (change->before);
  g_free (change->after);
}

static void
add_change (YztImportMatched *matched, const YztField *field, char *before, char *after)
{
  YztImportChange change = { field, before, after };

  g_array_append_val (matched->changes, change);
}

char *
yzt_import_position_words (const YztRow *row)
{
  return row->has_position ? yzt_coordinate_format ((YztPosition) { row->lon, row->lat }, 6) : g_strdup ("");
}

static gboolean
same_position (const YztRow *map_row, const YztRow *file_row)
{
  if (file_row->geometry != NULL) {
    return map_row->geometry != NULL && g_bytes_equal (map_row->geometry, file_row->geometry);
  }
  return map_row->has_position &&
         yzt_geo_distance_m ((YztPosition) { map_row->lon, map_row->lat }, (YztPosition) { file_row->lon, file_row->lat }, NULL) < SAME_SPOT_M;
}

/* @wanted begins as a copy of the map's row; a row of the file that says nothing of its place leaves it where it is. */
static void
compare_position (YztImportMatched *matched, const YztRow *map_row, YztRow *wanted)
{
  const YztRow *file_row = matched->row;

  if (!file_row->has_position || same_position (map_row, file_row)) {
    return;
  }
  add_change (matched, NULL, yzt_import_position_words (map_row), yzt_import_position_words (file_row));
  wanted->has_position = TRUE;
  wanted->lon = file_row->lon;
  wanted->lat = file_row->lat;
  if (file_row->geometry != NULL) {
    g_clear_pointer (&wanted->geometry, g_bytes_unref);
    wanted->geometry = g_bytes_ref (file_row->geometry);
  }
}

static void
compare_fields (const Comparison *self, YztImportMatched *matched, const YztRow *map_row, YztRow *wanted)
{
  const YztImportPlan *plan = self->plan;

  for (guint i = 0; i < yzt_kind_get_n_fields (plan->kind); i++) {
    const YztField *field = yzt_kind_get_field (plan->kind, i);
    const YztCell *cell = &matched->row->cells[i];
    gboolean silent = cell->type == YZT_CELL_NULL && !plan->options.erase_empty;
    if (!self->mapped[i] || silent || yzt_cell_equal (&map_row->cells[i], cell)) {
      continue;
    }
    add_change (matched, field, yzt_field_format (field, &map_row->cells[i], plan->language, plan->zone),
                yzt_field_format (field, cell, plan->language, plan->zone));
    yzt_cell_clear (&wanted->cells[i]);
    yzt_cell_copy (&wanted->cells[i], cell);
  }
}

static gboolean
on_map_row (const YztRow *row, gpointer user_data)
{
  Comparison *self = user_data;
  YztImportMatched *matched = g_hash_table_lookup (self->by_fid, &row->fid);
  YztRow *wanted;

  if (matched == NULL) {
    return TRUE;
  }
  wanted = yzt_row_copy (row);
  matched->changes = g_array_new (FALSE, FALSE, sizeof (YztImportChange));
  g_array_set_clear_func (matched->changes, change_clear);
  compare_fields (self, matched, row, wanted);
  compare_position (matched, row, wanted);
  yzt_row_free (matched->row);
  matched->row = wanted;
  yzt_progress_tell (&self->progress, YZT_EXCHANGE_COMPARING, ++self->done, self->plan->matched->len);
  return !g_cancellable_is_cancelled (self->plan->options.cancellable);
}

static gboolean
read_map_rows (Comparison *self, GError **error)
{
  YztImportPlan *plan = self->plan;

  if (plan->matched->len > MAX_SINGLE_READS) {
    return yzt_store_read_rows (plan->store, plan->kind, on_map_row, self, error);
  }
  for (guint i = 0; i < plan->matched->len; i++) {
    YztImportMatched *matched = g_ptr_array_index (plan->matched, i);
    g_autoptr (YztRow) row = yzt_store_get_row (plan->store, plan->kind, matched->fid, error);
    if (row == NULL) {
      return FALSE;
    }
    on_map_row (row, self);
  }
  return TRUE;
}

/* Rows without a change, and those that went from the map in this very moment, are no longer the plan's. */
static void
divide (YztImportPlan *plan)
{
  g_autoptr (GPtrArray) all = g_steal_pointer (&plan->matched);

  plan->matched = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_import_matched_free);
  g_ptr_array_set_free_func (all, NULL);
  for (guint i = 0; i < all->len; i++) {
    YztImportMatched *matched = g_ptr_array_index (all, i);
    gboolean changed = matched->changes != NULL && matched->changes->len > 0;
    g_ptr_array_add (changed ? plan->matched : plan->same, matched);
  }
}

gboolean
yzt_import_plan_compare (YztImportPlan *plan, GError **error)
{
  g_autoptr (GHashTable) by_fid = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autofree gboolean *mapped = g_new0 (gboolean, MAX (yzt_kind_get_n_fields (plan->kind), 1));
  Comparison self = { plan, by_fid, mapped, { plan->options.progress, plan->options.progress_data, 0 }, 0 };

  if (plan->matched->len == 0) {
    return TRUE;
  }
  for (guint i = 0; i < plan->n_columns; i++) {
    if (plan->columns.fields[i] != NULL) {
      mapped[plan->columns.indexes[i]] = TRUE;
    }
  }
  for (guint i = 0; i < plan->matched->len; i++) {
    YztImportMatched *matched = g_ptr_array_index (plan->matched, i);
    g_hash_table_insert (by_fid, &matched->fid, matched);
  }
  if (!read_map_rows (&self, error) || g_cancellable_set_error_if_cancelled (plan->options.cancellable, error)) {
    return FALSE;
  }
  divide (plan);
  return TRUE;
}

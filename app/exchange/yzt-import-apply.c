/* yzt-import-apply.c: what a plan of an import says, as one act
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>

#include "yzt-base.h"
#include "yzt-dispatch.h"
#include "yzt-drawing.h"
#include "yzt-import-plan-private.h"

#define ROWS_BETWEEN_LOOKS 64

typedef struct {
  YztImportPlan *plan;
  YztProgress progress;
  guint done;
  gboolean draws;         /* something of it is drawn for an incident, in whose log that stands */
  YztDrawingTally *tally; /* of many drawings; NULL: each has its own line */
} Writing;

static gboolean
goes_on (gpointer user_data, GError **error)
{
  Writing *self = user_data;
  YztImportPlan *plan = self->plan;

  self->done++;
  if (self->done % ROWS_BETWEEN_LOOKS != 0) {
    return TRUE;
  }
  yzt_progress_tell (&self->progress, YZT_EXCHANGE_WRITING, self->done, yzt_packed_rows_get_n (plan->new_rows) + plan->matched->len);
  return !g_cancellable_set_error_if_cancelled (plan->options.cancellable, error);
}

/* --- what has changed since --- */

static gboolean
stale (const YztImportPlan *plan, const char *name, GError **error)
{
  g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_STALE,
               _("Nothing was written, because “%s” was changed in the map since the import was looked at; look at it again."), name ? name : plan->shown);
  return FALSE;
}

static YztCell *
cell_of (const YztRow *row, const YztField *field)
{
  return &row->cells[yzt_kind_get_field_index (row->kind, yzt_field_get_name (field))];
}

static gboolean
still_as_seen (const YztImportPlan *plan, const YztImportMatched *matched, const YztRow *present)
{
  for (guint i = 0; i < matched->changes->len; i++) {
    const YztImportChange *change = &g_array_index (matched->changes, YztImportChange, i);
    g_autofree char *now = change->field == NULL ? yzt_import_position_words (present)
                                                 : yzt_field_format (change->field, cell_of (present, change->field), plan->language, plan->zone);
    if (!g_str_equal (now, change->before)) {
      return FALSE;
    }
  }
  return TRUE;
}

/* A row that was new may be in the map by now. */
static gboolean
new_rows_are_new (YztImportPlan *plan, GError **error)
{
  g_auto (YztImportKnown) known = { FALSE };
  gint64 newest = 0;

  if (!yzt_import_newest_entry (plan->store, &newest, error)) {
    return FALSE;
  }
  if (newest == plan->newest_entry || yzt_packed_rows_get_n (plan->new_rows) == 0) {
    return TRUE;
  }
  if (!yzt_import_known_load (&known, plan->store, &plan->columns, plan->n_columns, &plan->options, error)) {
    return FALSE;
  }
  for (guint i = 0; i < yzt_packed_rows_get_n (plan->new_rows); i++) {
    g_autoptr (YztRow) row = yzt_packed_rows_get (plan->new_rows, i);
    if (yzt_import_known_has (&known, row)) {
      return stale (plan, yzt_row_get_text (row, "name"), error);
    }
  }
  return TRUE;
}

/* --- what is drawn for incidents --- */

/* The incident that the first drawing names; 0: none does, or nothing is drawn. */
static gint64
find_incident (const YztImportPlan *plan)
{
  gint64 incident = 0;

  if (!yzt_drawing_is_kind (plan->kind)) {
    return 0;
  }
  for (guint i = 0; i < yzt_packed_rows_get_n (plan->new_rows) && incident == 0; i++) {
    g_autoptr (YztRow) row = yzt_packed_rows_get (plan->new_rows, i);
    incident = yzt_drawing_incident (row);
  }
  for (guint i = 0; i < plan->matched->len && incident == 0; i++) {
    incident = yzt_drawing_incident (((const YztImportMatched *) g_ptr_array_index (plan->matched, i))->row);
  }
  return incident;
}

static gboolean
tell (Writing *self, YztAct *act, const YztRow *before, const YztRow *after, GError **error)
{
  return !self->draws || yzt_drawing_tell (self->tally, act, self->plan->store, before, after, self->plan->language, error);
}

/* At the end of the act: what was counted stands in the logs, and open orders still have what they hold. */
static gboolean
finish_act (Writing *self, YztAct *act, GError **error)
{
  YztImportPlan *plan = self->plan;
  gboolean stock = plan->matched->len > 0 && g_str_equal (yzt_kind_get_id (plan->kind), "stock-line");

  return (self->tally == NULL || yzt_drawing_tally_note (self->tally, act, plan->store, error)) && (!stock || yzt_dispatch_check_stock (act, plan->store, error));
}

/* --- the act --- */

/* Only what the plan showed: other fields keep what somebody may have written meanwhile. @row is what the map has. */
static gboolean
change_row (Writing *self, const YztImportMatched *matched, YztRow *row, GError **error)
{
  YztImportPlan *plan = self->plan;

  if (row == NULL || !still_as_seen (plan, matched, row)) {
    return stale (plan, yzt_row_get_text (matched->row, "name"), error);
  }
  for (guint i = 0; i < matched->changes->len; i++) {
    const YztField *field = g_array_index (matched->changes, YztImportChange, i).field;
    if (field != NULL) {
      YztCell *cell = cell_of (row, field);
      yzt_cell_clear (cell);
      yzt_cell_copy (cell, cell_of (matched->row, field));
      continue;
    }
    row->has_position = TRUE;
    row->lon = matched->row->lon;
    row->lat = matched->row->lat;
    g_clear_pointer (&row->geometry, g_bytes_unref);
    row->geometry = matched->row->geometry ? g_bytes_ref (matched->row->geometry) : NULL;
  }
  return TRUE;
}

static gboolean
update_row (Writing *self, YztAct *act, const YztImportMatched *matched, GError **error)
{
  g_autoptr (YztRow) row = yzt_act_get_row (act, self->plan->kind, matched->fid, NULL);
  g_autoptr (YztRow) before = row != NULL && self->draws ? yzt_row_copy (row) : NULL;

  return change_row (self, matched, row, error) && yzt_act_update (act, row, error) && tell (self, act, before, row, error);
}

static gboolean
write_matched (YztAct *act, gpointer user_data, GError **error)
{
  Writing *self = user_data;
  YztImportPlan *plan = self->plan;

  for (guint i = 0; i < plan->matched->len; i++) {
    if (!update_row (self, act, g_ptr_array_index (plan->matched, i), error) || !goes_on (self, error)) {
      return FALSE;
    }
  }
  return finish_act (self, act, error) && !g_cancellable_set_error_if_cancelled (plan->options.cancellable, error);
}

static gboolean
write_rows (YztAct *act, gpointer user_data, GError **error)
{
  Writing *self = user_data;
  YztImportPlan *plan = self->plan;

  for (guint i = 0; i < yzt_packed_rows_get_n (plan->new_rows); i++) {
    g_autoptr (YztRow) row = yzt_packed_rows_get (plan->new_rows, i);
    if (!yzt_act_insert (act, row, error) || !tell (self, act, NULL, row, error) || !goes_on (self, error)) {
      return FALSE;
    }
  }
  return write_matched (act, self, error);
}

/* Many changes too: what somebody else changes before they are written is told by the stage. */
static gboolean
stage_matched (Writing *self, GError **error)
{
  YztImportPlan *plan = self->plan;

  for (guint i = 0; i < plan->matched->len; i++) {
    const YztImportMatched *matched = g_ptr_array_index (plan->matched, i);
    g_autoptr (YztRow) present = yzt_store_get_row (plan->store, plan->kind, matched->fid, NULL);
    g_autoptr (YztRow) row = present != NULL ? yzt_row_copy (present) : NULL;
    if (!change_row (self, matched, row, error) || !yzt_stage_change (plan->stage, present, row, error) || !goes_on (self, error)) {
      return FALSE;
    }
    if (self->tally != NULL) {
      yzt_drawing_tally_add (self->tally, present, row);
    }
  }
  return TRUE;
}

static gboolean
finish_staged (YztAct *act, gpointer user_data, GError **error)
{
  return finish_act (user_data, act, error);
}

/* Many rows are made ready beside the map, so that nobody has to wait until they are copied. */
static YztActResult *
write_staged (Writing *self, const YztActInfo *info, GError **error)
{
  YztImportPlan *plan = self->plan;

  self->done = plan->stage != NULL ? yzt_stage_get_n (plan->stage) : 0;
  yzt_progress_tell (&self->progress, YZT_EXCHANGE_WRITING, self->done, yzt_packed_rows_get_n (plan->new_rows) + plan->matched->len);
  if (!yzt_import_plan_stage (plan, goes_on, self, error) || g_cancellable_set_error_if_cancelled (plan->options.cancellable, error)) {
    return NULL;
  }
  for (guint i = 0; self->tally != NULL && i < yzt_packed_rows_get_n (plan->new_rows); i++) {
    g_autoptr (YztRow) row = yzt_packed_rows_get (plan->new_rows, i);
    yzt_drawing_tally_add (self->tally, NULL, row);
  }
  if (plan->matched->len < YZT_STAGE_MIN_CHANGES || !yzt_stage_can_change (plan->stage)) {
    return yzt_stage_commit (plan->stage, info, write_matched, self, error);
  }
  return stage_matched (self, error) ? yzt_stage_commit (plan->stage, info, finish_staged, self, error) : NULL;
}

static gboolean
is_staged (const YztImportPlan *plan)
{
  return yzt_packed_rows_get_n (plan->new_rows) >= YZT_STAGE_MIN_ROWS || plan->matched->len >= YZT_STAGE_MIN_CHANGES;
}

static gboolean
write_act (YztImportPlan *plan, const YztActInfo *info, GError **error)
{
  YztActInfo act_info = *info;
  guint n_rows = yzt_packed_rows_get_n (plan->new_rows) + plan->matched->len;
  gint64 incident = find_incident (plan);
  g_autoptr (YztDrawingTally) tally = incident > 0 && n_rows > YZT_DRAWING_MAX_LINES ? yzt_drawing_tally_new () : NULL;
  Writing self = { plan, { plan->options.progress, plan->options.progress_data, 0 }, 0, incident > 0, tally };
  /* TRANSLATORS: Import 120 × Hospital from list.csv */
  g_autofree char *label = g_strdup_printf (_("Import %u × %s from %s"), n_rows, yzt_kind_get_label (plan->kind, plan->language), plan->shown);

  act_info.nature = incident > 0 ? YZT_ACT_EDIT : YZT_ACT_BULK; /* only an edit may be taken back and leave its line */
  act_info.incident = info->incident != 0 ? info->incident : incident;
  act_info.logs = incident > 0;
  act_info.label = info->label != NULL ? info->label : label;
  plan->report->result =
      is_staged (plan) ? write_staged (&self, &act_info, error) : yzt_store_write (plan->store, &act_info, write_rows, &self, error);
  g_clear_pointer (&plan->stage, yzt_stage_free);
  if (plan->report->result == NULL) {
    return FALSE;
  }
  plan->report->rows_written = n_rows;
  yzt_progress_tell (&self.progress, YZT_EXCHANGE_WRITING, n_rows, n_rows);
  return TRUE;
}

gboolean
yzt_import_plan_judge (const YztImportPlan *plan, GError **error)
{
  const YztImportReport *report = plan->report;

  if (plan->options.strict && report->rows_rejected > 0) {
    g_set_error (error, YZT_EXCHANGE_ERROR, YZT_EXCHANGE_ERROR_STRICT, _("Nothing was written, because %u of %u rows of “%s” are not good."),
                 report->rows_rejected, report->rows_read, plan->shown);
    return FALSE;
  }
  return TRUE;
}

gboolean
yzt_import_apply (YztImportPlan *plan, const YztActInfo *info, GError **error)
{
  g_return_val_if_fail (plan != NULL && !plan->applied && info != NULL, FALSE);

  if (!yzt_import_plan_judge (plan, error)) {
    return FALSE;
  }
  if (yzt_packed_rows_get_n (plan->new_rows) + plan->matched->len > 0 && (!new_rows_are_new (plan, error) || !write_act (plan, info, error))) {
    return FALSE;
  }
  plan->applied = TRUE;
  return TRUE;
}

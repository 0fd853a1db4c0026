/* yzt-plan-batch.c: what was read of a folder of plans, looked through and mended by a person, then written as one act
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-plan-import-private.h"

typedef YztPlanFile Plan;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Plan, yzt_plan_file_free)

struct _YztPlanBatch {
  YztStore *store;
  YztKind *kind;
  GPtrArray *plans;             /* YztPlanFile */
  YztPlanImportReport *report;  /* of reading; taken when it is written */
};

void
yzt_plan_import_report_free (YztPlanImportReport *report)
{
  if (report == NULL) {
    return;
  }
  g_ptr_array_unref (report->problems);
  g_clear_pointer (&report->result, yzt_act_result_free);
  g_free (report);
}

void
yzt_plan_batch_free (YztPlanBatch *self)
{
  if (self != NULL) {
    g_clear_object (&self->store);
    g_clear_pointer (&self->kind, yzt_kind_unref);
    g_clear_pointer (&self->plans, g_ptr_array_unref);
    g_clear_pointer (&self->report, yzt_plan_import_report_free);
    g_free (self);
  }
}

/* --- reading --- */

/* Two files of one folder may tell of the same plan: the later would silently replace the earlier. */
static gboolean
is_twin (const GPtrArray *plans, const Plan *plan)
{
  for (guint i = 0; i < plans->len; i++) {
    const Plan *other = g_ptr_array_index (plans, i);
    const char *code = yzt_row_get_text (plan->row, "code");
    const char *field = code != NULL && *code != '\0' ? "code" : "name";
    if (g_strcmp0 (yzt_row_get_text (other->row, field), yzt_row_get_text (plan->row, field)) == 0
        && (g_str_equal (field, "code") || !yzt_plan_is_other_version (other->row, plan->row))) {
      return TRUE;
    }
  }
  return FALSE;
}

typedef struct {
  YztPlanImportFunc func;
  gpointer user_data;
  GCancellable *cancellable;
} Watch;

static void
read_plans (YztPlanBatch *self, YztKnownPlans *known, GPtrArray *paths, const Watch *watch)
{
  YztPlanImportReport *report = self->report;
  for (guint i = 0; i < paths->len && !g_cancellable_is_cancelled (watch->cancellable); i++) {
    const char *path = g_ptr_array_index (paths, i);
    if (watch->func != NULL) {
      watch->func (i, paths->len, watch->user_data);
    }
    g_autoptr (GError) error = NULL;
    g_autoptr (Plan) plan = yzt_plan_file_read (self->store, known, self->kind, path, &error);
    report->read++;
    if (plan != NULL && is_twin (self->plans, plan)) {
      g_autofree char *name = g_filename_display_basename (path);
      g_set_error (&error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT,
                   _("%s: another file of this folder is the same plan; give it a code of its own."), name);
    }
    if (error != NULL) {
      report->rejected++;
      g_ptr_array_add (report->problems, g_strdup (error->message));
    } else if (plan == NULL) {
      report->unchanged++;
    } else {
      if (plan->text->sections->len == 0) {
        g_autofree char *name = g_filename_display_basename (path);
        report->scans++;
        g_ptr_array_add (report->problems, g_strdup_printf (_("%s: its pages are pictures; the plan is kept, but no words of it are found."), name));
      }
      yzt_known_plans_add (known, plan);
      for (guint k = 0; k < plan->readings->len; k++) {
        report->doubtful += g_array_index (plan->readings, YztPlanReading, k).confidence < YZT_PLAN_SURE ? 1 : 0;
      }
      g_ptr_array_add (self->plans, g_steal_pointer (&plan));
    }
  }
}

static YztPlanBatch *
read_batch (YztStore *store, YztKind *plan_kind, const char *path, const Watch *watch, GError **error)
{
  g_autoptr (GPtrArray) paths = yzt_plan_find_files (path, error);
  g_autoptr (YztKnownPlans) known = paths != NULL ? yzt_known_plans_load (store, plan_kind, error) : NULL;
  if (known == NULL) {
    return NULL;
  }
  g_autoptr (YztPlanBatch) self = g_new0 (YztPlanBatch, 1);
  self->store = g_object_ref (store);
  self->kind = yzt_kind_ref (plan_kind);
  self->plans = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_plan_file_free);
  self->report = g_new0 (YztPlanImportReport, 1);
  self->report->problems = g_ptr_array_new_with_free_func (g_free);
  read_plans (self, known, paths, watch);
  return g_cancellable_set_error_if_cancelled (watch->cancellable, error) ? NULL : g_steal_pointer (&self);
}

YztPlanBatch *
yzt_plan_batch_read (YztStore *store, YztKind *plan_kind, const char *path, YztPlanImportFunc func, gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store) && plan_kind != NULL && path != NULL, NULL);
  const Watch watch = { func, user_data, cancellable };
  return read_batch (store, plan_kind, path, &watch, error);
}

/* --- looking through it --- */

guint
yzt_plan_batch_get_n (const YztPlanBatch *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->plans->len;
}

static Plan *
plan_at (const YztPlanBatch *self, guint i)
{
  return i < self->plans->len ? g_ptr_array_index (self->plans, i) : NULL;
}

const char *
yzt_plan_batch_get_file (const YztPlanBatch *self, guint i)
{
  g_return_val_if_fail (self != NULL && i < self->plans->len, NULL);
  return plan_at (self, i)->shown;
}

const YztRow *
yzt_plan_batch_get_row (const YztPlanBatch *self, guint i)
{
  g_return_val_if_fail (self != NULL && i < self->plans->len, NULL);
  return plan_at (self, i)->row;
}

gboolean
yzt_plan_batch_is_known (const YztPlanBatch *self, guint i)
{
  g_return_val_if_fail (self != NULL && i < self->plans->len, FALSE);
  return plan_at (self, i)->exists;
}

const YztPlanReading *
yzt_plan_batch_get_reading (const YztPlanBatch *self, guint i, const char *field)
{
  g_return_val_if_fail (self != NULL && i < self->plans->len && field != NULL, NULL);
  const GArray *readings = plan_at (self, i)->readings;
  for (guint k = 0; k < readings->len; k++) {
    const YztPlanReading *one = &g_array_index (readings, YztPlanReading, k);
    if (g_str_equal (one->field, field)) {
      return one;
    }
  }
  return NULL;
}

gboolean
yzt_plan_batch_is_doubtful (const YztPlanBatch *self, guint i, const char *field)
{
  const YztPlanReading *reading = yzt_plan_batch_get_reading (self, i, field);
  int at = yzt_kind_get_field_index (self->kind, field);
  return reading != NULL && at >= 0 && reading->confidence < YZT_PLAN_SURE && (plan_at (self, i)->row->cells[at].type == YZT_CELL_NULL || g_str_equal (field, "name"));
}

guint
yzt_plan_batch_count_doubtful (const YztPlanBatch *self, guint i)
{
  g_return_val_if_fail (self != NULL && i < self->plans->len, 0);
  const GArray *readings = plan_at (self, i)->readings;
  guint n = 0;
  for (guint k = 0; k < readings->len; k++) {
    n += yzt_plan_batch_is_doubtful (self, i, g_array_index (readings, YztPlanReading, k).field) ? 1 : 0;
  }
  return n;
}

/* A person's word is sure; what was read otherwise is not proposed any more. */
void
yzt_plan_batch_set (YztPlanBatch *self, guint i, const char *field, const YztCell *cell)
{
  g_return_if_fail (self != NULL && i < self->plans->len && field != NULL && cell != NULL);
  Plan *plan = plan_at (self, i);
  const YztField *described = yzt_kind_get_field_index (self->kind, field) >= 0 ? yzt_kind_find_field (self->kind, field) : NULL;
  g_return_if_fail (described != NULL);
  yzt_row_set (plan->row, field, cell);
  g_autofree char *now = yzt_field_format_plain (described, cell);
  for (guint k = 0; k < plan->readings->len; k++) {
    YztPlanReading *one = &g_array_index (plan->readings, YztPlanReading, k);
    if (g_str_equal (one->field, field) && g_str_equal (one->value, now)) {
      one->confidence = 1; /* taken */
    } else if (g_str_equal (one->field, field)) {
      g_array_remove_index (plan->readings, k);
      break;
    }
  }
}

gboolean
yzt_plan_batch_take (YztPlanBatch *self, guint i, const char *field)
{
  g_return_val_if_fail (self != NULL && i < self->plans->len && field != NULL, FALSE);
  const YztPlanReading *reading = yzt_plan_batch_get_reading (self, i, field);
  const YztField *described = yzt_kind_get_field_index (self->kind, field) >= 0 ? yzt_kind_find_field (self->kind, field) : NULL;
  YztCell cell = { YZT_CELL_NULL };
  if (reading == NULL || described == NULL || !yzt_field_parse (described, reading->value, &cell, NULL)) {
    return FALSE;
  }
  yzt_plan_batch_set (self, i, field, &cell);
  yzt_cell_clear (&cell);
  return TRUE;
}

void
yzt_plan_batch_leave_out (YztPlanBatch *self, guint i, gboolean left_out)
{
  g_return_if_fail (self != NULL && i < self->plans->len);
  plan_at (self, i)->left_out = left_out;
}

gboolean
yzt_plan_batch_is_left_out (const YztPlanBatch *self, guint i)
{
  g_return_val_if_fail (self != NULL && i < self->plans->len, FALSE);
  return plan_at (self, i)->left_out;
}

const YztPlanImportReport *
yzt_plan_batch_get_report (const YztPlanBatch *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->report;
}

/* --- writing --- */

static GBytes *
load_again (const Plan *plan, GError **error)
{
  g_autoptr (GBytes) original = yzt_file_load (plan->path, YZT_PLAN_MAX_BYTES, error);
  g_autofree char *sha256 = original != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, original) : NULL;
  if (original != NULL && !g_str_equal (sha256, plan->sha256)) {
    g_autofree char *shown = g_filename_display_basename (plan->path);
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_READ, _("“%s” was changed while it was being read; import it again."), shown);
    return NULL;
  }
  return g_steal_pointer (&original);
}

typedef struct {
  YztStore *store;
  GPtrArray *plans;
} Writing;

/* New versions name the ones that they replace: those have their numbers by now. */
static gboolean
write_replaced (YztAct *act, GPtrArray *plans, GError **error)
{
  for (guint i = 0; i < plans->len; i++) {
    Plan *plan = g_ptr_array_index (plans, i);
    gint64 fid = plan->replaces != NULL ? plan->replaces->row->fid : plan->replaces_fid;
    if (fid == 0 || yzt_kind_get_field_index (plan->row->kind, "replaces") < 0) {
      continue;
    }
    g_autofree char *link = g_strdup_printf ("plan/%" G_GINT64_FORMAT, fid);
    g_autoptr (YztRow) row = yzt_act_get_row (act, plan->row->kind, plan->row->fid, error);
    if (row == NULL) {
      return FALSE;
    }
    yzt_row_set_text (row, "replaces", link);
    if (!yzt_act_update (act, row, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

/* Only what the document or the person changed: somebody may have written other cells since it was read. */
static gboolean
update (YztAct *act, Plan *plan, GError **error)
{
  g_autoptr (YztRow) now = yzt_act_get_row (act, plan->row->kind, plan->row->fid, error);
  if (now == NULL) {
    return FALSE;
  }
  for (guint i = 0; i < yzt_kind_get_n_fields (now->kind); i++) {
    if (!yzt_cell_equal (&plan->base->cells[i], &plan->row->cells[i])) {
      yzt_cell_clear (&now->cells[i]);
      yzt_cell_copy (&now->cells[i], &plan->row->cells[i]);
    }
  }
  return yzt_act_update (act, now, error);
}

static gboolean
write_plans (YztAct *act, gpointer user_data, GError **error)
{
  const Writing *writing = user_data;
  GPtrArray *plans = writing->plans;

  for (guint i = 0; i < plans->len; i++) {
    Plan *plan = g_ptr_array_index (plans, i);
    g_autoptr (GBytes) original = load_again (plan, error);
    if (original == NULL) {
      return FALSE;
    }
    gboolean ok = plan->exists ? update (act, plan, error) : yzt_act_insert (act, plan->row, error);
    if (!ok || !yzt_act_put_plan_text (act, plan->row->fid, (const YztPlanSection *) (const void *) plan->text->sections->data,
                                       plan->text->sections->len, original, plan->media_type, error)
        || !yzt_plan_write_proposals (act, writing->store, plan, error)) {
      return FALSE;
    }
  }
  return write_replaced (act, plans, error);
}

/* After a person's changes: two of one name, one that came into the map meanwhile, a cell that cannot be; then what replaces what. */
static gboolean
check_again (YztPlanBatch *self, GPtrArray *taken, GError **error)
{
  g_autoptr (YztKnownPlans) known = yzt_known_plans_load (self->store, self->kind, error);
  g_autoptr (GPtrArray) before = g_ptr_array_new ();
  for (guint i = 0; known != NULL && i < taken->len; i++) {
    Plan *plan = taken->pdata[i];
    g_autoptr (GError) cause = NULL;
    g_autoptr (YztRow) existing = plan->exists ? NULL : yzt_plan_find_existing (self->store, plan->row, &cause);
    if (existing != NULL && !yzt_plan_is_other_version (existing, plan->row)) {
      g_set_error (&cause, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT, _("%s: the map has a plan of this name by now; give this one another name, day or version, or leave it out."), plan->shown);
    } else if (is_twin (before, plan)) {
      g_set_error (&cause, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT, _("%s: another document has the same name; give one of them another name, day or version, or leave it out."), plan->shown);
    }
    if (cause != NULL || !yzt_row_check (plan->row, "en", &cause)) {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
    plan->replaces = NULL;
    plan->replaces_fid = 0;
    g_ptr_array_add (before, plan);
  }
  for (guint i = 0; known != NULL && i < taken->len; i++) {
    yzt_known_plans_link (known, taken->pdata[i]);
    yzt_known_plans_add (known, taken->pdata[i]);
  }
  return known != NULL;
}

gboolean
yzt_plan_batch_write (YztPlanBatch *self, const YztActInfo *info, YztPlanImportReport **report_out, GError **error)
{
  g_return_val_if_fail (self != NULL && self->report != NULL && info != NULL && report_out != NULL, FALSE);
  g_autoptr (GPtrArray) taken = g_ptr_array_new ();
  for (guint i = 0; i < self->plans->len; i++) {
    if (!plan_at (self, i)->left_out) {
      g_ptr_array_add (taken, plan_at (self, i));
    }
  }
  if (taken->len > 0 && !check_again (self, taken, error)) {
    return FALSE;
  }
  if (taken->len > 0) {
    g_autofree char *label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Import %u plan", "Import %u plans", taken->len), taken->len);
    YztActInfo act_info = *info;
    act_info.nature = YZT_ACT_BULK;
    act_info.label = info->label ? info->label : label;
    Writing writing = { self->store, taken };
    self->report->result = yzt_store_write (self->store, &act_info, write_plans, &writing, error);
    if (self->report->result == NULL) {
      return FALSE;
    }
  }
  self->report->written = taken->len;
  self->report->left_out = self->plans->len - taken->len;
  *report_out = g_steal_pointer (&self->report);
  return TRUE;
}

/* --- all at once --- */

static gboolean
import_plans (YztStore *store, YztKind *plan_kind, const char *path, gboolean dry_run, gboolean strict, const YztActInfo *info, const Watch *watch,
              YztPlanImportReport **report_out, GError **error)
{
  g_autoptr (YztPlanBatch) batch = read_batch (store, plan_kind, path, watch, error);
  if (batch == NULL) {
    return FALSE;
  }
  if (strict && batch->report->rejected > 0) {
    g_set_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT, _("Nothing was written, because %u of %u plans cannot be read: %s"),
                 batch->report->rejected, batch->report->read, (const char *) g_ptr_array_index (batch->report->problems, 0));
    *report_out = g_steal_pointer (&batch->report);
    return FALSE;
  }
  if (dry_run) {
    *report_out = g_steal_pointer (&batch->report);
    return TRUE;
  }
  return yzt_plan_batch_write (batch, info, report_out, error);
}

gboolean
yzt_import_plans (YztStore *store, YztKind *plan_kind, const char *path, gboolean dry_run, gboolean strict, const YztActInfo *info,
                  YztPlanImportReport **report_out, GError **error)
{
  g_return_val_if_fail (YZT_IS_STORE (store), FALSE);
  g_return_val_if_fail (plan_kind != NULL && path != NULL && info != NULL && report_out != NULL, FALSE);
  const Watch watch = { NULL, NULL, NULL };
  return import_plans (store, plan_kind, path, dry_run, strict, info, &watch, report_out, error);
}

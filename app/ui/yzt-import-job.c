/* yzt-import-job.c: the steps of an import on a worker: recognise, plan, apply, return sheet; of rows or of plans
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-import-job.h"
#include <glib/gi18n-lib.h>
#include "yzt-documents.h"
#include "yzt-proposal-copy.h"
#include "yzt-task.h"
#include "yzt-ui.h"

/* A list longer than this is not read by anybody; the count says how many there are. */
#define MOST_PROBLEMS 300

typedef struct {
  YztStore *store;
  YztKind *kind; /* NULL: to be recognised */
  char *path, *layer, *encoding, *author, *language, *label, *sheet;
  guint header_row; /* 0: to be found */
  YztProposal *proposal;
  YztImportMends *mends;
  YztImportOrder order; /* its flags */
  YztJobProgress *progress;
  YztImportOutcome *outcome;
} Job;

static void
job_free (Job *job)
{
  g_clear_object (&job->store);
  g_clear_pointer (&job->kind, yzt_kind_unref);
  g_clear_pointer (&job->proposal, yzt_proposal_free);
  g_clear_pointer (&job->mends, yzt_import_mends_free);
  g_clear_pointer (&job->progress, yzt_job_progress_unref);
  g_clear_pointer (&job->outcome, yzt_import_outcome_unref);
  g_free (job->path);
  g_free (job->layer);
  g_free (job->encoding);
  g_free (job->author);
  g_free (job->language);
  g_free (job->label);
  g_free (job->sheet);
  g_free (job);
}

static void
clear_outcome (gpointer data)
{
  YztImportOutcome *outcome = data;
  g_clear_pointer (&outcome->plan, yzt_import_plan_free);
  g_clear_pointer (&outcome->proposal, yzt_proposal_free);
  g_clear_pointer (&outcome->progress, yzt_job_progress_unref);
  g_clear_pointer (&outcome->kind, yzt_kind_unref);
  g_clear_pointer (&outcome->notes, g_ptr_array_unref);
  g_clear_pointer (&outcome->problems, g_ptr_array_unref);
  g_free (outcome->path);
}

YztImportOutcome *
yzt_import_outcome_ref (YztImportOutcome *outcome)
{
  return g_atomic_rc_box_acquire (outcome);
}

void
yzt_import_outcome_unref (YztImportOutcome *outcome)
{
  g_atomic_rc_box_release_full (outcome, clear_outcome);
}

gboolean
yzt_import_is_plan (const char *path)
{
  g_return_val_if_fail (path != NULL, FALSE);
  g_autofree char *lower = g_ascii_strdown (path, -1);
  if (g_str_has_prefix (path, YZT_EXCHANGE_DATABASE)) {
    return FALSE;
  }
  return yzt_plan_is_document_name (path) && !g_str_has_suffix (lower, ".txt"); /* a .txt may be a table too */
}

static Job *
job_new (YztSession *session, GTask *task, const char *path)
{
  const char *author = yzt_session_get_author (session);
  g_autofree char *name = yzt_import_source_name (path); /* no password */
  Job *job = g_new0 (Job, 1);
  job->store = g_object_ref (yzt_session_get_store (session));
  job->path = g_strdup (path);
  job->author = g_strdup (*author != '\0' ? author : "-");
  job->language = g_strdup (yzt_session_get_language (session));
  job->label = g_strdup_printf (_("Import %s"), name);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  return job;
}

/* --- recognising --- */

static void
recognise_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  YztRecogniseOptions options = { .encoding = job->encoding, .layer = job->layer, .header_row = job->header_row, .language = job->language };
  YztProposal *proposal = yzt_recognise_file (job->store, job->kind, job->path, &options, cancellable, &error);
  if (proposal == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, proposal, (GDestroyNotify) yzt_proposal_free);
  }
}

void
yzt_import_job_recognise_async (YztSession *session, YztKind *kind, const char *path, const char *layer, guint header_row,
                                const char *encoding, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session));
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  Job *job = job_new (session, task, path);
  g_task_set_source_tag (task, yzt_import_job_recognise_async);
  job->kind = kind != NULL ? yzt_kind_ref (kind) : NULL;
  job->layer = g_strdup (layer);
  job->header_row = header_row;
  job->encoding = g_strdup (encoding);
  yzt_task_run_in_thread (task, recognise_in_thread);
}

YztProposal *
yzt_import_job_recognise_finish (YztSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- planning --- */

static void
on_progress (YztExchangePhase phase, guint64 done, guint64 total, gpointer user_data)
{
  yzt_job_progress_set (user_data, phase, total > 0 ? (double) done / (double) total : -1);
}

static void
copy_strings (GPtrArray *to, GPtrArray *from)
{
  for (guint i = 0; from != NULL && i < from->len && i < MOST_PROBLEMS; i++) {
    g_ptr_array_add (to, g_strdup (from->pdata[i]));
  }
}

static YztImportOutcome *
outcome_new (Job *job)
{
  YztImportOutcome *outcome = g_atomic_rc_box_new0 (YztImportOutcome);
  outcome->kind = yzt_kind_ref (job->kind);
  outcome->path = g_strdup (job->path);
  outcome->notes = g_ptr_array_new_with_free_func (g_free);
  outcome->problems = g_ptr_array_new_with_free_func (g_free);
  return outcome;
}

static YztImportOutcome *
plan_rows (Job *job, GCancellable *cancellable, GError **error)
{
  YztImportOptions options = { .proposal = job->proposal, .datum = job->order.datum, .datum_given = job->order.datum_given, .in_window = TRUE, .epsg = job->order.epsg,
                               .without_place = job->order.without_place, .update = job->order.update, .repair = job->order.repair,
                               .hold_doubtful = job->order.hold_doubtful, .mends = job->mends, .dry_run = FALSE, .language = job->language,
                               .cancellable = cancellable, .progress = on_progress, .progress_data = job->progress };
  g_autoptr (YztImportPlan) plan = yzt_import_plan_new (job->store, job->kind, job->path, &options, error);
  if (plan == NULL) {
    return NULL;
  }
  YztImportOutcome *outcome = outcome_new (job);
  for (guint state = YZT_IMPORT_NEW; state <= YZT_IMPORT_REJECTED; state++) {
    outcome->counts[state] = yzt_import_plan_get_count (plan, state);
  }
  copy_strings (outcome->notes, yzt_import_plan_get_report (plan)->notes);
  outcome->plan = g_steal_pointer (&plan);
  outcome->proposal = g_steal_pointer (&job->proposal);
  outcome->progress = yzt_job_progress_ref (job->progress); /* the plan tells it as long as it lives */
  return outcome;
}

static YztImportOutcome *
plan_texts (Job *job, GError **error)
{
  g_autoptr (YztPlanImportReport) report = NULL;
  YztActInfo info = { .author = job->author, .window = YZT_UI_WINDOW_NAME, .label = job->label, .nature = YZT_ACT_BULK };
  if (!yzt_import_plans (job->store, job->kind, job->path, TRUE, FALSE, &info, &report, error)) {
    return NULL;
  }
  YztImportOutcome *outcome = outcome_new (job);
  outcome->counts[YZT_IMPORT_NEW] = report->read - report->rejected - report->unchanged;
  outcome->counts[YZT_IMPORT_SAME] = report->unchanged;
  outcome->counts[YZT_IMPORT_REJECTED] = report->rejected;
  copy_strings (outcome->problems, report->problems);
  return outcome;
}

static gboolean
is_text_kind (const YztKind *kind, const char *path)
{
  return g_str_equal (yzt_kind_get_id (kind), "plan") && yzt_import_is_plan (path);
}

static void
plan_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  YztImportOutcome *outcome = is_text_kind (job->kind, job->path) ? plan_texts (job, &error) : plan_rows (job, cancellable, &error);
  if (outcome == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, outcome, (GDestroyNotify) yzt_import_outcome_unref);
  }
}

void
yzt_import_job_plan_async (YztSession *session, const YztImportOrder *order, YztJobProgress *progress, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session));
  g_return_if_fail (order != NULL && order->kind != NULL && order->path != NULL);
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  Job *job = job_new (session, task, order->path);
  g_task_set_source_tag (task, yzt_import_job_plan_async);
  job->kind = yzt_kind_ref (order->kind);
  job->order = *order;
  job->mends = yzt_import_mends_copy (order->mends);
  job->proposal = order->proposal != NULL ? yzt_proposal_copy (order->proposal) : NULL;
  job->progress = yzt_job_progress_ref (progress);
  yzt_task_run_in_thread (task, plan_in_thread);
}

YztImportOutcome *
yzt_import_job_plan_finish (YztSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- in earnest --- */

static void
touch_clear (gpointer touch)
{
  g_clear_pointer (&((YztTouch *) touch)->kind, g_free);
}

static YztActResult *
copy_result (const YztActResult *result)
{
  if (result == NULL) {
    return NULL;
  }
  YztActResult *copy = g_new0 (YztActResult, 1);
  copy->entry = result->entry;
  copy->label = g_strdup (result->label);
  copy->touches = g_array_new (FALSE, FALSE, sizeof (YztTouch));
  g_array_set_clear_func (copy->touches, touch_clear);
  for (guint i = 0; i < result->touches->len; i++) {
    YztTouch touch = g_array_index (result->touches, YztTouch, i);
    touch.kind = g_strdup (touch.kind);
    g_array_append_val (copy->touches, touch);
  }
  return copy;
}

static void
apply_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  YztActResult *result = NULL;
  YztActInfo info = { .author = job->author, .window = YZT_UI_WINDOW_NAME, .label = job->label, .nature = YZT_ACT_BULK };
  if (job->outcome->plan != NULL) {
    if (yzt_import_apply (job->outcome->plan, &info, &error)) {
      result = copy_result (yzt_import_plan_get_report (job->outcome->plan)->result);
    }
  } else {
    g_autoptr (YztPlanImportReport) report = NULL;
    if (yzt_import_plans (job->store, job->outcome->kind, job->path, FALSE, FALSE, &info, &report, &error)) {
      result = g_steal_pointer (&report->result);
    }
  }
  if (error != NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, result, (GDestroyNotify) yzt_act_result_free);
  }
}

void
yzt_import_job_apply_async (YztSession *session, YztImportOutcome *outcome, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session));
  g_return_if_fail (outcome != NULL);
  g_autoptr (GTask) task = g_task_new (session, NULL, callback, user_data);
  g_task_set_source_tag (task, yzt_import_job_apply_async);
  if (*yzt_session_get_author (session) == '\0') {
    g_task_return_new_error (task, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, _("Sign in first: every change carries a name."));
    return;
  }
  Job *job = job_new (session, task, outcome->path);
  job->outcome = yzt_import_outcome_ref (outcome);
  yzt_task_run_in_thread (task, apply_in_thread);
}

gboolean
yzt_import_job_apply_finish (YztSession *session, GAsyncResult *result, YztActResult **act_out, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);
  GError *local_error = NULL;
  *act_out = g_task_propagate_pointer (G_TASK (result), &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  return TRUE;
}

/* --- what stays out --- */

static void
sheet_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  if (yzt_import_plan_write_return_sheet (job->outcome->plan, job->sheet, &error)) {
    g_task_return_boolean (task, TRUE);
  } else {
    g_task_return_error (task, error);
  }
}

void
yzt_import_job_return_sheet_async (YztSession *session, YztImportOutcome *outcome, const char *path, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session));
  g_return_if_fail (outcome != NULL && outcome->plan != NULL);
  g_autoptr (GTask) task = g_task_new (session, NULL, callback, user_data);
  Job *job = job_new (session, task, outcome->path);
  g_task_set_source_tag (task, yzt_import_job_return_sheet_async);
  job->outcome = yzt_import_outcome_ref (outcome);
  job->sheet = g_strdup (path);
  yzt_task_run_in_thread (task, sheet_in_thread);
}

gboolean
yzt_import_job_return_sheet_finish (YztSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

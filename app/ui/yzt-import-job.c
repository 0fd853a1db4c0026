/* yzt-import-job.c: one run of an import on a worker, dry or in earnest, of rows or of plans
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-import-job.h"
#include <glib/gi18n-lib.h>
#include "yzt-documents.h"
#include "yzt-ui.h"

/* A list longer than this is not read by anybody; the count says how many there are. */
#define MOST_PROBLEMS 300

typedef struct {
  YztStore *store;
  YztKind *kind;
  char *path, *author, *language, *label;
  gboolean datum_given, dry_run;
  YztDatum datum;
} Job;

static void
job_free (Job *job)
{
  g_clear_object (&job->store);
  g_clear_pointer (&job->kind, yzt_kind_unref);
  g_free (job->path);
  g_free (job->author);
  g_free (job->language);
  g_free (job->label);
  g_free (job);
}

void
yzt_import_outcome_free (YztImportOutcome *outcome)
{
  if (outcome == NULL) {
    return;
  }
  g_clear_pointer (&outcome->columns, g_ptr_array_unref);
  g_clear_pointer (&outcome->unused, g_ptr_array_unref);
  g_clear_pointer (&outcome->notes, g_ptr_array_unref);
  g_clear_pointer (&outcome->problems, g_ptr_array_unref);
  g_clear_pointer (&outcome->result, yzt_act_result_free);
  g_free (outcome);
}

static YztImportOutcome *
new_outcome (void)
{
  YztImportOutcome *outcome = g_new0 (YztImportOutcome, 1);
  outcome->columns = g_ptr_array_new_with_free_func (g_free);
  outcome->unused = g_ptr_array_new_with_free_func (g_free);
  outcome->notes = g_ptr_array_new_with_free_func (g_free);
  outcome->problems = g_ptr_array_new_with_free_func (g_free);
  return outcome;
}

static void
copy_strings (GPtrArray *to, GPtrArray *from)
{
  for (guint i = 0; from != NULL && i < from->len && i < MOST_PROBLEMS; i++) {
    g_ptr_array_add (to, g_strdup (from->pdata[i]));
  }
}

gboolean
yzt_import_is_plan (const char *path)
{
  g_return_val_if_fail (path != NULL, FALSE);
  g_autofree char *lower = g_ascii_strdown (path, -1);
  return g_str_has_suffix (lower, ".md") || g_str_has_suffix (lower, ".markdown");
}

static YztImportOutcome *
run_rows (Job *job, const YztActInfo *info, GError **error)
{
  g_autoptr (YztImportReport) report = NULL;
  YztImportOptions options = { .datum = job->datum, .datum_given = job->datum_given, .dry_run = job->dry_run,
                               .language = job->language };
  if (!yzt_import_file (job->store, job->kind, job->path, &options, info, &report, error)) {
    return NULL;
  }
  YztImportOutcome *outcome = new_outcome ();
  outcome->read = report->rows_read;
  outcome->rejected = report->rows_rejected;
  outcome->written = job->dry_run ? report->rows_read - report->rows_rejected : report->rows_written;
  copy_strings (outcome->columns, report->mapped);
  copy_strings (outcome->unused, report->unused);
  copy_strings (outcome->notes, report->notes);
  for (guint i = 0; report->rejects != NULL && i < report->rejects->len && i < MOST_PROBLEMS; i++) {
    const YztImportReject *reject = &g_array_index (report->rejects, YztImportReject, i);
    gboolean whole = reject->column == NULL || *reject->column == '\0';
    g_ptr_array_add (outcome->problems,
                     whole ? g_strdup_printf (_("Row %u: %s"), reject->row, reject->reason)
                           : g_strdup_printf (_("Row %u, %s: %s"), reject->row, reject->column, reject->reason));
  }
  outcome->result = g_steal_pointer (&report->result);
  return outcome;
}

static YztImportOutcome *
run_plans (Job *job, const YztActInfo *info, GError **error)
{
  g_autoptr (YztPlanImportReport) report = NULL;
  if (!yzt_import_plans (job->store, job->kind, job->path, job->dry_run, FALSE, info, &report, error)) {
    return NULL;
  }
  YztImportOutcome *outcome = new_outcome ();
  outcome->read = report->read;
  outcome->rejected = report->rejected;
  outcome->written = job->dry_run ? report->read - report->rejected - report->unchanged : report->written;
  copy_strings (outcome->problems, report->problems);
  outcome->result = g_steal_pointer (&report->result);
  return outcome;
}

static void
run_job (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  g_autoptr (GError) error = NULL;
  YztActInfo info = { .author = job->author, .window = YZT_UI_WINDOW_NAME, .label = job->label, .nature = YZT_ACT_BULK };
  YztImportOutcome *outcome = g_str_equal (yzt_kind_get_id (job->kind), "plan") ? run_plans (job, &info, &error)
                                                                                : run_rows (job, &info, &error);
  if (outcome == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
  } else {
    g_task_return_pointer (task, outcome, (GDestroyNotify) yzt_import_outcome_free);
  }
}

void
yzt_import_job_run_async (YztSession *session, const YztImportOrder *order, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_SESSION (session));
  g_return_if_fail (order != NULL && order->kind != NULL && order->path != NULL);
  g_autoptr (GTask) task = g_task_new (session, NULL, callback, user_data);
  g_autofree char *name = g_path_get_basename (order->path);
  const char *author = yzt_session_get_author (session);
  g_task_set_source_tag (task, yzt_import_job_run_async);
  if (*author == '\0' && !order->dry_run) {
    g_task_return_new_error (task, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED, _("Sign in first: every change carries a name."));
    return;
  }
  Job *job = g_new0 (Job, 1);
  job->store = g_object_ref (yzt_session_get_store (session));
  job->kind = yzt_kind_ref (order->kind);
  job->path = g_strdup (order->path);
  job->author = g_strdup (*author != '\0' ? author : "-");
  job->language = g_strdup (yzt_session_get_language (session));
  job->label = g_strdup_printf (_("Import %s"), name);
  job->datum_given = order->datum_given;
  job->datum = order->datum;
  job->dry_run = order->dry_run;
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_task_run_in_thread (task, run_job);
}

YztImportOutcome *
yzt_import_job_run_finish (YztSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

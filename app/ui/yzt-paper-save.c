/* yzt-paper-save.c: any paper as a file for those outside, or to the desktop's print dialog; made on a worker
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-paper-save.h"
#include <glib/gi18n-lib.h>
#include "yzt-print.h"
#include "yzt-task.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

typedef struct {
  YztStore *store;
  YztPaperAsk ask;   /* its texts are owned */
  char *path;        /* NULL: its pages are wanted */
  char *export_path;
  GtkWindow *parent; /* weak */
  YztPaperSaidFunc func;
  char *problem;
} Job;

static Job *
job_new (YztSession *session, const YztPaperAsk *ask)
{
  Job *job = g_new0 (Job, 1);
  job->store = g_object_ref (yzt_session_get_store (session));
  job->ask = *ask;
  job->ask.type = g_strdup (ask->type);
  job->ask.what = g_strdup (ask->what);
  job->ask.day = g_strdup (ask->day);
  job->ask.language = yzt_session_get_language (session);
  job->ask.now_ms = ask->now_ms != 0 ? ask->now_ms : yzt_clock_now_ms (yzt_session_get_clock (session));
  return job;
}

static void
job_free (gpointer data)
{
  Job *job = data;
  g_object_unref (job->store);
  g_free ((char *) job->ask.type);
  g_free ((char *) job->ask.what);
  g_free ((char *) job->ask.day);
  g_free (job->path);
  g_free (job->export_path);
  g_free (job->problem);
  g_clear_weak_pointer (&job->parent);
  g_free (job);
}

/* --- files --- */

static void
save_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  GError *error = NULL;
  g_autoptr (YztPaper) paper = yzt_paper_make (job->store, &job->ask, &error);
  if (paper != NULL && yzt_paper_write (paper, job->path, &error)) {
    job->problem = yzt_paper_template_problem (paper);
    g_task_return_boolean (task, TRUE);
  } else {
    g_task_return_error (task, error);
  }
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autofree char *name = g_path_get_basename (job->path);
  yzt_watchdog_background ("paper-saved");
  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    job->func (yzt_ui_error_text (error), source);
    return;
  }
  g_autofree char *saved = g_strdup_printf (_("Saved as %s"), name);
  g_autofree char *sentence = job->problem != NULL ? g_strdup_printf ("%s · %s", saved, job->problem) : g_strdup (saved);
  job->func (sentence, source);
}

void
yzt_paper_save (YztSession *session, const YztPaperAsk *ask, const char *path, YztPaperSaidFunc func, GObject *owner)
{
  g_return_if_fail (YZT_IS_SESSION (session) && ask != NULL && path != NULL && func != NULL);
  Job *job = job_new (session, ask);
  job->path = g_strdup (path);
  job->func = func;
  g_autoptr (GTask) task = g_task_new (owner, NULL, on_saved, NULL);
  g_task_set_task_data (task, job, job_free);
  yzt_task_run_in_thread (task, save_in_thread);
}

/* --- pages --- */

void
yzt_paper_pages_free (YztPaperPages *pages)
{
  if (pages != NULL) {
    g_free (pages->title);
    g_free (pages->problem);
    g_clear_pointer (&pages->pages, g_ptr_array_unref);
    g_free (pages);
  }
}

static void
record_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  GError *error = NULL;
  g_autoptr (YztPaper) paper = yzt_paper_make (job->store, &job->ask, &error);
  YztPaperPages *pages = g_new0 (YztPaperPages, 1);
  pages->pages = paper != NULL ? yzt_paper_record (paper, &pages->width_pt, &pages->height_pt, &error) : NULL;
  if (pages->pages == NULL) {
    yzt_paper_pages_free (pages);
    g_task_return_error (task, error);
    return;
  }
  pages->title = g_strdup (paper->title);
  pages->problem = yzt_paper_template_problem (paper);
  g_task_return_pointer (task, pages, (GDestroyNotify) yzt_paper_pages_free);
}

static void
record (Job *job, GCancellable *cancellable, GAsyncReadyCallback callback, GObject *owner)
{
  g_autoptr (GTask) task = g_task_new (owner, cancellable, callback, NULL);
  g_task_set_task_data (task, job, job_free);
  yzt_task_run_in_thread (task, record_in_thread);
}

void
yzt_paper_pages_async (YztSession *session, const YztPaperAsk *ask, GCancellable *cancellable, GAsyncReadyCallback callback, GObject *owner)
{
  g_return_if_fail (YZT_IS_SESSION (session) && ask != NULL);
  record (job_new (session, ask), cancellable, callback, owner);
}

YztPaperPages *
yzt_paper_pages_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_recorded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (YztPaperPages) pages = yzt_paper_pages_finish (result, &error);
  GtkWindow *parent = job->parent;
  g_clear_weak_pointer (&job->parent); /* the job itself may be freed on the worker */
  yzt_watchdog_background ("paper-printed");
  if (pages == NULL) {
    job->func (yzt_ui_error_text (error), source);
    return;
  }
  if (pages->problem != NULL) {
    job->func (pages->problem, source);
  }
  yzt_print_pages (parent, pages->title, pages->pages, pages->width_pt, pages->height_pt, job->export_path);
}

void
yzt_paper_print (GtkWindow *parent, YztSession *session, const YztPaperAsk *ask, const char *export_path, YztPaperSaidFunc func, GObject *owner)
{
  g_return_if_fail (YZT_IS_SESSION (session) && ask != NULL && func != NULL);
  Job *job = job_new (session, ask);
  job->func = func;
  job->export_path = g_strdup (export_path);
  g_set_weak_pointer (&job->parent, parent);
  record (job, NULL, on_recorded, owner);
}

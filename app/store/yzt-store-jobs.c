/* yzt-store-jobs.c: the one thread that writes, and the acts that it is given
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-store-self-private.h"
#include <glib/gi18n-lib.h>

/* How often a map on a network drive is marked as open here. */
#define BEAT_US (60 * G_USEC_PER_SEC)

typedef struct {
  YztJobFunc func;
  gpointer data;
  gboolean writes, is_stop;
  GTask *task; /* NULL: somebody waits on @done */
  GMutex mutex;
  GCond cond;
  gboolean done;
  YztActResult *result;
  GError *error;
} Job;

/* --- the writer thread --- */

static gboolean
drop_task (gpointer task)
{
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

/* The task may hold the last reference to the store, which cannot be closed from its own writer
 * thread. */
static void
job_free_with_task (Job *job)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_callback (source, drop_task, job->task, NULL);
  g_source_attach (source, g_task_get_context (job->task));
  g_free (job);
}

static void
job_finish (Job *job)
{
  if (job->task != NULL) {
    if (job->result != NULL)
      g_task_return_pointer (job->task, job->result, (GDestroyNotify) yzt_act_result_free);
    else
      g_task_return_error (job->task, job->error);
    job_free_with_task (job);
    return;
  }
  g_mutex_lock (&job->mutex);
  job->done = TRUE;
  g_cond_signal (&job->cond);
  g_mutex_unlock (&job->mutex);
}

static void
apply_page_limit (YztStore *self)
{
  g_autofree char *sql = NULL;
  guint limit;

  g_mutex_lock (&self->mutex);
  limit = self->page_limit;
  self->page_limit = 0;
  g_mutex_unlock (&self->mutex);
  if (limit == 0)
    return;
  sql = g_strdup_printf ("PRAGMA max_page_count=%u", limit);
  yzt_connection_do (self->writer, NULL, sql, "");
}

gboolean
yzt_store_check_writable (YztStore *self, GError **error)
{
  g_autofree char *name = g_path_get_basename (self->path);

  if (self->is_read_only) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_READ_ONLY,
                 _("“%s” is open for reading only; save a copy of the map in a folder that can be "
                    "written."),
                 name);
    return FALSE;
  }
  if (yzt_store_is_damaged (self)) {
    g_set_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_DAMAGED,
                 _("“%s” is damaged and can only be read; open a backup, or salvage what is left of "
                   "it, before changing anything."),
                 name);
    return FALSE;
  }
  return TRUE;
}

static void
run_one (YztStore *self, Job *job)
{
  apply_page_limit (self);
  if (job->task != NULL && g_task_return_error_if_cancelled (job->task)) {
    job_free_with_task (job);
    return;
  }
  if (!job->writes || yzt_store_check_writable (self, &job->error))
    job->result = job->func (self, self->writer, job->data, &job->error);
  job_finish (job);
}

gpointer
yzt_store_writer_thread (gpointer data)
{
  YztStore *self = data;

  while (TRUE) {
    Job *job = self->host_lock == NULL ? g_async_queue_pop (self->jobs)
                                       : g_async_queue_timeout_pop (self->jobs, BEAT_US);

    if (self->host_lock != NULL)
      yzt_host_lock_beat (self->host_lock);
    if (job == NULL)
      continue;
    if (job->is_stop) {
      job_finish (job);
      return NULL;
    }
    run_one (self, job);
  }
}

gboolean
yzt_store_check_is_present (YztStore *self, GError **error)
{
  if (self->past == NULL)
    return TRUE;
  g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_READ_ONLY,
                       _("This is the map as it stood; go back to now to change it."));
  return FALSE;
}

YztActResult *
yzt_store_run_job (YztStore *self, YztJobFunc func, gpointer data, gboolean writes, GError **error)
{
  Job job = { .func = func, .data = data, .writes = writes, .is_stop = func == NULL };

  if (!yzt_store_check_is_present (self, error))
    return NULL;
  /* An act that starts another act would wait for itself. */
  g_return_val_if_fail (self->thread != NULL && self->thread != g_thread_self (), NULL);
  g_mutex_init (&job.mutex);
  g_cond_init (&job.cond);
  g_async_queue_push (self->jobs, &job);
  g_mutex_lock (&job.mutex);
  while (!job.done)
    g_cond_wait (&job.cond, &job.mutex);
  g_mutex_unlock (&job.mutex);
  g_mutex_clear (&job.mutex);
  g_cond_clear (&job.cond);
  if (job.error != NULL)
    g_propagate_error (error, job.error);
  return job.result;
}

/* --- acts --- */

typedef struct {
  YztActInfo info;
  char *author, *window, *label;
  YztActFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
} WriteData;

gboolean
yzt_store_check_info (const YztActInfo *info, GError **error)
{
  if (info->author != NULL && *info->author != '\0')
    return TRUE;
  g_set_error_literal (error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED,
                       _("Nobody has signed in; sign in by name before changing the map."));
  return FALSE;
}

static YztActResult *
write_job (YztStore *self, YztConnection *connection, gpointer data, GError **error)
{
  WriteData *write = data;

  if (!yzt_store_check_info (&write->info, error))
    return NULL;
  return yzt_act_run_beside (self, connection, &write->info, write->func, write->user_data, error);
}

YztActResult *
yzt_store_write (YztStore *store, const YztActInfo *info, YztActFunc func, gpointer user_data,
                 GError **error)
{
  WriteData write = { .func = func, .user_data = user_data };

  g_return_val_if_fail (YZT_IS_STORE (store) && info != NULL && info->label != NULL, NULL);
  write.info = *info;
  return yzt_store_run_job (store, write_job, &write, TRUE, error);
}

static void
write_data_free (WriteData *write)
{
  if (write->destroy != NULL)
    write->destroy (write->user_data);
  g_free (write->author);
  g_free (write->window);
  g_free (write->label);
  g_free (write);
}

void
yzt_store_write_async (YztStore *store, const YztActInfo *info, YztActFunc func, gpointer user_data,
                       GDestroyNotify destroy, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer callback_data)
{
  WriteData *write = g_new0 (WriteData, 1);
  Job *job = g_new0 (Job, 1);
  GError *error = NULL;

  g_return_if_fail (YZT_IS_STORE (store) && info != NULL && info->label != NULL
                    && (store->thread != NULL || store->past != NULL));
  write->author = g_strdup (info->author);
  write->window = g_strdup (info->window);
  write->label = g_strdup (info->label);
  write->info =
      (YztActInfo) { write->author, write->window, write->label, info->incident, info->nature };
  write->func = func;
  write->user_data = user_data;
  write->destroy = destroy;
  job->task = g_task_new (store, cancellable, callback, callback_data);
  /* Once committed an act is done, whatever the cancellable says by then. */
  g_task_set_check_cancellable (job->task, FALSE);
  g_task_set_source_tag (job->task, yzt_store_write_async);
  g_task_set_task_data (job->task, write, (GDestroyNotify) write_data_free);
  job->func = write_job;
  job->data = write;
  job->writes = TRUE;
  if (yzt_store_check_is_present (store, &error)) {
    g_async_queue_push (store->jobs, job);
  } else {
    g_task_return_error (job->task, error);
    job_free_with_task (job);
  }
}

YztActResult *
yzt_store_write_finish (YztStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

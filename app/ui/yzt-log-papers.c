/* yzt-log-papers.c: the log on paper and in files, made on a worker however long it is
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-log-papers.h"
#include <glib/gi18n-lib.h>
#include "yzt-exchange.h"
#include "yzt-incident-record.h"
#include "yzt-paper-save.h"
#include "yzt-task.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

typedef struct {
  YztStore *store;
  gint64 fid;
  char *title, *words, *path;
  const char *language;
  YztLogSaidFunc func;
  guint n_lines;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;
  g_object_unref (job->store);
  g_free (job->title);
  g_free (job->words);
  g_free (job->path);
  g_free (job);
}

/* --- on the worker --- */

static gboolean
write_table (Job *job, GError **error)
{
  g_autoptr (GArray) lines = yzt_log_read (job->store, job->fid, 0, job->words, error);
  g_autoptr (GArray) fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (job->store), "log-entry");
  for (guint i = 0; lines != NULL && i < lines->len; i++) {
    g_array_append_val (fids, g_array_index (lines, YztLogLine, i).fid);
  }
  job->n_lines = fids->len;
  YztExportOptions options = { .fids = (const gint64 *) (gpointer) fids->data, .n_fids = fids->len, .plain = TRUE, .labelled = TRUE, .language = job->language,
                               .title = job->title };
  return lines != NULL && yzt_export_rows (job->store, kind, job->path, &options, NULL, error);
}

static gboolean
work (Job *job, GError **error)
{
  gboolean paper_like = g_str_has_suffix (job->path, ".pdf") || g_str_has_suffix (job->path, ".docx");
  if (!paper_like) {
    return write_table (job, error);
  }
  g_autoptr (YztPaper) paper = yzt_log_paper (job->store, job->fid, job->words, job->language, error);
  if (paper == NULL) {
    return FALSE;
  }
  job->n_lines = paper->table->len - 1;
  return yzt_paper_write (paper, job->path, error);
}

static void
work_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  if (work (task_data, &error)) {
    g_task_return_boolean (task, TRUE);
  } else {
    g_task_return_error (task, error);
  }
}

/* --- on the main thread --- */

static void
on_done (GObject *owner, GAsyncResult *result, gpointer unused)
{
  g_autoptr (GError) error = NULL;
  Job *job = g_task_get_task_data (G_TASK (result));
  yzt_watchdog_background ("log-paper");
  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    job->func (yzt_ui_error_text (error), owner);
  } else {
    g_autofree char *name = g_path_get_basename (job->path);
    g_autofree char *sentence = g_strdup_printf (_("%u lines written to %s"), job->n_lines, name);
    job->func (sentence, owner);
  }
}

void
yzt_log_print (GtkWindow *parent, YztSession *session, gint64 fid, const char *words, YztLogSaidFunc func, GObject *owner)
{
  yzt_paper_print (parent, session, &(YztPaperAsk) { .type = "log", .fid = fid, .what = words }, NULL, func, owner);
}

void
yzt_log_write (YztSession *session, gint64 fid, const char *title, const char *words, const char *path, YztLogSaidFunc func, GObject *owner)
{
  g_return_if_fail (YZT_IS_SESSION (session) && func != NULL && path != NULL);
  Job *job = g_new0 (Job, 1);
  job->store = g_object_ref (yzt_session_get_store (session));
  job->fid = fid;
  job->title = g_strdup_printf (_("Log · %s"), title != NULL ? title : "");
  job->words = g_strdup (words);
  job->path = g_strdup (path);
  job->language = yzt_session_get_language (session);
  job->func = func;
  g_autoptr (GTask) task = g_task_new (owner, NULL, on_done, NULL);
  g_task_set_source_tag (task, yzt_log_write);
  g_task_set_task_data (task, job, job_free);
  yzt_task_run_in_thread (task, work_in_thread);
}

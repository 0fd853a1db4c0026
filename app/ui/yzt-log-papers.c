/* yzt-log-papers.c: the log on paper and in files, made on a worker however long it is
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-log-papers.h"
#include <glib/gi18n-lib.h>
#include "yzt-exchange.h"
#include "yzt-incident-record.h"
#include "yzt-plan-print.h"
#include "yzt-report.h"
#include "yzt-task.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

typedef struct {
  YztStore *store;
  gint64 fid;
  char *title, *words, *path; /* path NULL: for the printer */
  const char *language;
  GtkWindow *parent; /* weak */
  YztLogSaidFunc func;
  guint n_lines;
  GStrv lines; /* for the printer */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;
  g_object_unref (job->store);
  g_free (job->title);
  g_free (job->words);
  g_free (job->path);
  g_clear_weak_pointer (&job->parent);
  g_strfreev (job->lines);
  g_free (job);
}

/* --- on the worker --- */

/* "12  2026-11-22 13:05  fire brigade → centre: three cars have come  (Wang)" */
static GStrv
lines_of (const YztPaper *paper)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  g_autofree char *heading = g_strdup_printf ("\1%s", paper->title);
  g_strv_builder_add (lines, heading);
  for (guint i = 1; i < paper->table->len; i++) {
    GStrv cells = paper->table->pdata[i];
    g_autofree char *line = g_strdup_printf ("%s  %s  %s%s%s  (%s)", cells[0], cells[1], cells[2], *cells[2] != '\0' ? ": " : "", cells[3], cells[4]);
    g_strv_builder_add (lines, g_strdelimit (line, "\n", ' '));
  }
  g_strv_builder_add (lines, paper->foot);
  return g_strv_builder_end (lines);
}

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
  gboolean paper_like = job->path == NULL || g_str_has_suffix (job->path, ".pdf") || g_str_has_suffix (job->path, ".docx");
  if (!paper_like) {
    return write_table (job, error);
  }
  g_autoptr (YztPaper) paper = yzt_log_paper (job->store, job->fid, job->words, job->language, error);
  if (paper == NULL) {
    return FALSE;
  }
  job->n_lines = paper->table->len - 1;
  if (job->path == NULL) {
    job->lines = lines_of (paper);
    return TRUE;
  }
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
  } else if (job->path == NULL) {
    yzt_print_lines (job->parent, job->title, (const char *const *) job->lines, NULL);
  } else {
    g_autofree char *name = g_path_get_basename (job->path);
    g_autofree char *sentence = g_strdup_printf (_("%u lines written to %s"), job->n_lines, name);
    job->func (sentence, owner);
  }
}

static void
start (GtkWindow *parent, YztSession *session, gint64 fid, const char *title, const char *words, const char *path, YztLogSaidFunc func, GObject *owner)
{
  g_return_if_fail (YZT_IS_SESSION (session) && func != NULL);
  Job *job = g_new0 (Job, 1);
  job->store = g_object_ref (yzt_session_get_store (session));
  job->fid = fid;
  job->title = g_strdup_printf (_("Log · %s"), title != NULL ? title : "");
  job->words = g_strdup (words);
  job->path = g_strdup (path);
  job->language = yzt_session_get_language (session);
  job->func = func;
  g_set_weak_pointer (&job->parent, parent);
  g_autoptr (GTask) task = g_task_new (owner, NULL, on_done, NULL);
  g_task_set_source_tag (task, start);
  g_task_set_task_data (task, job, job_free);
  yzt_task_run_in_thread (task, work_in_thread);
}

void
yzt_log_print (GtkWindow *parent, YztSession *session, gint64 fid, const char *title, const char *words, YztLogSaidFunc func, GObject *owner)
{
  start (parent, session, fid, title, words, NULL, func, owner);
}

void
yzt_log_write (YztSession *session, gint64 fid, const char *title, const char *words, const char *path, YztLogSaidFunc func, GObject *owner)
{
  g_return_if_fail (path != NULL);
  start (NULL, session, fid, title, words, path, func, owner);
}

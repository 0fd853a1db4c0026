/* yzt-figure-out.c: a figure as a file for those outside, or to the desktop's print dialog; made on a worker
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-figure-out.h"
#include <glib/gi18n-lib.h>
#include "yzt-print.h"
#include "yzt-task.h"
#include "yzt-watchdog.h"

typedef struct {
  YztFigureSheet *sheet;
  char *path;  /* of the file; printing: NULL, or where to print to */
  char *title;
  YztFigureSaidFunc func;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;
  yzt_figure_sheet_free (job->sheet);
  g_free (job->path);
  g_free (job->title);
  g_free (job);
}

static void
start (GObject *owner, Job *job, GTaskThreadFunc work, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (owner, NULL, callback, NULL);
  g_task_set_task_data (task, job, job_free);
  yzt_task_run_in_thread (task, work);
}

/* --- files --- */

static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  if (yzt_figure_sheet_save (job->sheet, job->path, &error)) {
    g_task_return_boolean (task, TRUE);
  } else {
    g_task_return_error (task, error);
  }
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean saved = g_task_propagate_boolean (G_TASK (result), &error);
  g_autofree char *shown = g_filename_display_basename (job->path), *sentence = g_strdup_printf (_("Saved: %s"), shown);
  yzt_watchdog_background ("figure-saved");
  job->func (saved ? sentence : error->message, source);
}

void
yzt_figure_out_save (YztFigureSheet *sheet, const char *path, YztFigureSaidFunc func, GObject *owner)
{
  g_return_if_fail (sheet != NULL && path != NULL && func != NULL);
  Job *job = g_new (Job, 1);
  *job = (Job) { sheet, g_strdup (path), NULL, func };
  start (owner, job, save_in_thread, on_saved);
}

/* --- paper --- */

static void
record_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  g_task_return_pointer (task, yzt_figure_sheet_record (job->sheet), (GDestroyNotify) g_ptr_array_unref);
}

static void
on_recorded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GPtrArray) pages = g_task_propagate_pointer (G_TASK (result), NULL);
  GtkWindow *parent = GTK_WINDOW (source);
  yzt_watchdog_background ("figure-printed");
  yzt_print_pages (gtk_widget_get_mapped (GTK_WIDGET (parent)) ? parent : NULL, job->title, pages, YZT_FIGURE_SHEET_WIDTH_PT, YZT_FIGURE_SHEET_HEIGHT_PT, job->path);
}

void
yzt_figure_out_print (GtkWindow *parent, YztFigureSheet *sheet, const char *title, const char *export_path)
{
  g_return_if_fail (GTK_IS_WINDOW (parent) && sheet != NULL && title != NULL);
  Job *job = g_new (Job, 1);
  *job = (Job) { sheet, g_strdup (export_path), g_strdup (title), NULL };
  start (G_OBJECT (parent), job, record_in_thread, on_recorded);
}

/* yzt-plans-import.c: a folder of plans into the map: read with progress and cancel, looked through, written as one act, and what became of each file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-plan-batch.h"
#include "yzt-file-choosers.h"
#include "yzt-job-progress.h"
#include "yzt-plans-review.h"
#include "yzt-plans-window-private.h"
#include "yzt-task.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

typedef struct {
  YztStore *store;
  char *path;
  YztJobProgress *progress;
} Import;

static void
import_free (gpointer data)
{
  Import *import = data;
  g_object_unref (import->store);
  g_free (import->path);
  yzt_job_progress_unref (import->progress);
  g_free (import);
}

static void
on_file (guint n_read, guint n_all, gpointer user_data)
{
  yzt_job_progress_set (user_data, 0, n_all > 0 ? (double) n_read / n_all : -1);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Import *import = data;
  GError *error = NULL;
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (import->store), "plan");
  YztPlanBatch *batch = yzt_plan_batch_read (import->store, kind, import->path, on_file, import->progress, cancellable, &error);
  if (batch != NULL) {
    g_task_return_pointer (task, batch, (GDestroyNotify) yzt_plan_batch_free);
  } else {
    g_task_return_error (task, error);
  }
}

/* --- what came of it --- */

static void
show_report (YztPlansWindow *self, const YztPlanImportReport *report)
{
  g_autofree char *body = g_strdup_printf (_("%u read: %u written, %u the same as before, %u refused, %u scans without text"), report->read, report->written,
                                           report->unchanged, report->rejected, report->scans);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Plans imported"), body);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *scroller = gtk_scrolled_window_new ();
  for (guint i = 0; i < MIN (report->problems->len, 200); i++) {
    GtkWidget *label = yzt_ui_label (report->problems->pdata[i], NULL);
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
    gtk_label_set_selectable (GTK_LABEL (label), TRUE);
    gtk_box_append (GTK_BOX (box), label);
  }
  if (report->problems->len > 0) {
    gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
    gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
    gtk_widget_set_size_request (scroller, 460, 220);
    adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), scroller);
  }
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- written --- */

/* What comes back from the worker: the report, or the batch with the sentence that says why it was not written. */
typedef struct {
  YztPlanBatch *batch;
  YztPlanImportReport *report;
  GError *error;
  char *author;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;
  g_clear_pointer (&writing->batch, yzt_plan_batch_free);
  g_clear_pointer (&writing->report, yzt_plan_import_report_free);
  g_clear_error (&writing->error);
  g_free (writing->author);
  g_free (writing);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Writing *writing = data;
  const YztActInfo info = { .author = writing->author, .window = YZT_UI_WINDOW_NAME, .nature = YZT_ACT_BULK };
  g_task_return_boolean (task, yzt_plan_batch_write (writing->batch, &info, &writing->report, &writing->error));
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztPlansWindow) self = user_data;
  YztPlansReview *review = YZT_PLANS_REVIEW (source);
  Writing *writing = g_task_get_task_data (G_TASK (result));
  gboolean done = g_task_propagate_boolean (G_TASK (result), NULL);
  if (self->session == NULL) {
    return;
  }
  yzt_watchdog_action ("plans-imported");
  if (!done) {
    yzt_plans_review_give_back (review, g_steal_pointer (&writing->batch), yzt_ui_error_text (writing->error));
    return;
  }
  gtk_window_destroy (GTK_WINDOW (review));
  if (writing->report->result != NULL) {
    yzt_session_take_result (self->session, g_steal_pointer (&writing->report->result), FALSE);
  }
  show_report (self, writing->report);
}

static void
on_accepted (YztPlansReview *review, YztPlansWindow *self)
{
  if (self->session == NULL || *yzt_session_get_author (self->session) == '\0') {
    yzt_plans_window_say (self, _("Sign in first: every change carries a name."));
    return;
  }
  Writing *writing = g_new0 (Writing, 1);
  writing->batch = yzt_plans_review_steal_batch (review);
  writing->author = g_strdup (yzt_session_get_author (self->session));
  g_autoptr (GTask) task = g_task_new (review, NULL, on_written, g_object_ref (self));
  g_task_set_task_data (task, writing, writing_free);
  yzt_task_run_in_thread (task, write_in_thread);
}

static void
on_refused (YztPlansReview *review, YztPlansWindow *self)
{
  yzt_plans_window_say (self, _("Nothing was imported."));
}

/* --- read --- */

/* In a turn of its own: making the window and showing it are each some work. */
static gboolean
present_later (gpointer review)
{
  yzt_watchdog_background ("plans-review-present");
  gtk_window_present (review);
  return G_SOURCE_REMOVE;
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztPlansWindow *self = YZT_PLANS_WINDOW (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (YztPlanBatch) batch = g_task_propagate_pointer (G_TASK (result), &error);
  if (self->session == NULL) {
    return;
  }
  yzt_watchdog_action ("plans-read");
  yzt_progress_line_stop (self->progress);
  gtk_widget_set_sensitive (self->import, TRUE);
  if (batch == NULL) {
    gboolean stopped = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    yzt_plans_window_say (self, stopped ? _("Nothing was imported.") : yzt_ui_error_text (error));
    return;
  }
  if (yzt_plan_batch_get_n (batch) == 0) {
    show_report (self, yzt_plan_batch_get_report (batch)); /* nothing to look through */
    return;
  }
  YztPlansReview *review = yzt_plans_review_new (GTK_WINDOW (self), self->session, g_steal_pointer (&batch));
  g_signal_connect_object (review, "accepted", G_CALLBACK (on_accepted), self, 0);
  g_signal_connect_object (review, "refused", G_CALLBACK (on_refused), self, 0);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, present_later, g_object_ref (review), g_object_unref);
}

void
yzt_plans_import_folder (YztPlansWindow *self, const char *path)
{
  if (*yzt_session_get_author (self->session) == '\0') {
    yzt_plans_window_say (self, _("Sign in first: every change carries a name."));
    return;
  }
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GTask) task = g_task_new (self, cancellable, on_read, NULL);
  Import *import = g_new0 (Import, 1);
  *import = (Import) { g_object_ref (yzt_session_get_store (self->session)), g_strdup (path), yzt_job_progress_new () };
  g_task_set_task_data (task, import, import_free);
  gtk_widget_set_sensitive (self->import, FALSE);
  yzt_progress_line_start (self->progress, _("Reading plans…"), import->progress, cancellable);
  yzt_task_run_in_thread (task, read_in_thread);
}

static void
on_folder (GFile *file, gpointer user_data)
{
  YztPlansWindow *self = user_data;
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL && self->session != NULL) {
    yzt_plans_import_folder (self, path);
  }
}

void
yzt_plans_choose_folder (YztPlansWindow *self)
{
  yzt_choose_folder (GTK_WINDOW (self), _("Import a Folder of Plans"), on_folder, self);
}

/* yzt-plans-import.c: a folder of plans into the map: progress with an estimate, cancel, and what became of each file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-documents.h"
#include "yzt-file-choosers.h"
#include "yzt-job-progress.h"
#include "yzt-plans-window-private.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

typedef struct {
  YztStore *store;
  char *path, *author;
  YztJobProgress *progress;
} Import;

static void
import_free (gpointer data)
{
  Import *import = data;
  g_object_unref (import->store);
  g_free (import->path);
  g_free (import->author);
  yzt_job_progress_unref (import->progress);
  g_free (import);
}

static void
on_file (guint n_read, guint n_all, gpointer user_data)
{
  yzt_job_progress_set (user_data, 0, n_all > 0 ? (double) n_read / n_all : -1);
}

static void
import_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Import *import = data;
  GError *error = NULL;
  YztPlanImportReport *report = NULL;
  const YztActInfo info = { .author = import->author, .window = YZT_UI_WINDOW_NAME, .nature = YZT_ACT_BULK };
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (import->store), "plan");
  if (yzt_import_plans_watched (import->store, kind, import->path, &info, on_file, import->progress, cancellable, &report, &error)) {
    g_task_return_pointer (task, report, (GDestroyNotify) yzt_plan_import_report_free);
  } else {
    yzt_plan_import_report_free (report);
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

static void
on_imported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztPlansWindow *self = YZT_PLANS_WINDOW (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (YztPlanImportReport) report = g_task_propagate_pointer (G_TASK (result), &error);
  if (self->session == NULL) {
    return;
  }
  yzt_watchdog_action ("plans-imported");
  yzt_progress_line_stop (self->progress);
  gtk_widget_set_sensitive (self->import, TRUE);
  if (report == NULL) {
    gboolean stopped = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    yzt_plans_window_say (self, stopped ? _("Nothing was imported.") : yzt_ui_error_text (error));
    return;
  }
  if (report->result != NULL) {
    yzt_session_take_result (self->session, g_steal_pointer (&report->result), FALSE);
  }
  show_report (self, report);
}

void
yzt_plans_import_folder (YztPlansWindow *self, const char *path)
{
  if (*yzt_session_get_author (self->session) == '\0') {
    yzt_plans_window_say (self, _("Sign in first: every change carries a name."));
    return;
  }
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GTask) task = g_task_new (self, cancellable, on_imported, NULL);
  Import *import = g_new0 (Import, 1);
  *import = (Import) { g_object_ref (yzt_session_get_store (self->session)), g_strdup (path), g_strdup (yzt_session_get_author (self->session)), yzt_job_progress_new () };
  g_task_set_task_data (task, import, import_free);
  gtk_widget_set_sensitive (self->import, FALSE);
  yzt_progress_line_start (self->progress, _("Reading plans…"), import->progress, cancellable);
  g_task_run_in_thread (task, import_in_thread);
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

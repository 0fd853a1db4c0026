/* yzt-care-dialog.c: one work that keeps a map file safe: copy, backup, restore, salvage, check, archive, with progress and outcome
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-care-dialog.h"
#include <glib/gi18n-lib.h>
#include "yzt-backups.h"
#include "yzt-job-progress.h"
#include "yzt-store-care.h"
#include "yzt-task.h"
#include "yzt-ui.h"

/* More sentences than these are not read by anybody. */
#define MOST_SENTENCES 100
#define HASH_SHOWN 16

struct _YztCareDialog {
  AdwWindow parent_instance;
  AdwWindowTitle *title;
  GtkButton *close;
  GtkWidget *open;
  GtkSpinner *spinner;
  GtkLabel *words;
  GtkListBox *sentences;
  YztProgressLine *progress;
  GCancellable *cancellable;
  char *made; /* the new map, once there is one */
  gboolean over;
};
G_DEFINE_FINAL_TYPE (YztCareDialog, yzt_care_dialog, ADW_TYPE_WINDOW)

enum { OPEN, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- on the worker --- */

typedef struct {
  YztCareWork work;
  YztStore *store;
  char *source, *target, *author;
  guint keep;       /* of backups; 0: all */
  gint64 before_ms; /* of an archive */
  YztJobProgress *progress;
} Job;

static void
job_free (Job *job)
{
  g_clear_object (&job->store);
  g_clear_pointer (&job->progress, yzt_job_progress_unref);
  g_free (job->source);
  g_free (job->target);
  g_free (job->author);
  g_free (job);
}

/* What is told: a sentence, more sentences below, the map that was made. */
typedef struct {
  char *words, *made;
  GPtrArray *sentences;
} Outcome;

static void
outcome_free (Outcome *outcome)
{
  g_free (outcome->words);
  g_free (outcome->made);
  g_clear_pointer (&outcome->sentences, g_ptr_array_unref);
  g_free (outcome);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Outcome, outcome_free)

static void
on_progress (double fraction, gpointer user_data)
{
  yzt_job_progress_set (user_data, 0, fraction);
}

static void
take_sentences (Outcome *outcome, const GPtrArray *sentences)
{
  for (guint i = 0; sentences != NULL && i < MIN (sentences->len, MOST_SENTENCES); i++) {
    g_ptr_array_add (outcome->sentences, g_strdup (sentences->pdata[i]));
  }
}

static gboolean
check (Job *job, const YztCareRun *run, Outcome *outcome, GError **error)
{
  g_autoptr (YztCheckReport) report = yzt_store_check_all (job->store, NULL, run, error);
  if (report == NULL) {
    return FALSE;
  }
  guint n = report->problems->len;
  outcome->words = n == 0 ? g_strdup (_("This map is sound: its pages, its places and the whole chain of its journal."))
                          : g_strdup_printf (ngettext ("%u thing is wrong with this map.", "%u things are wrong with this map.", n), n);
  take_sentences (outcome, report->problems);
  for (guint i = 0; i < report->heads->len; i++) {
    const YztChainHead *head = &g_array_index (report->heads, YztChainHead, i);
    g_autofree char *hash = g_strndup (head->hash != NULL ? head->hash : "", HASH_SHOWN);
    /* Whoever has written this down can tell later whether anything before it was changed. */
    g_ptr_array_add (outcome->sentences, g_strdup_printf (_("Journal of station %u: %ld entries, the last is %ld, its mark %s"), head->station,
                                                          (long) head->n_entries, (long) head->entry, hash));
  }
  return TRUE;
}

static gboolean
salvage (Job *job, const YztCareRun *run, Outcome *outcome, GError **error)
{
  g_autoptr (YztSalvageReport) report = yzt_care_salvage (job->source, job->target, &yzt_clock_system, run, error);
  if (report == NULL) {
    return FALSE;
  }
  gint64 n_rows = 0;
  for (guint i = 0; i < report->tables->len; i++) {
    n_rows += g_array_index (report->tables, YztSalvageTable, i).n_read;
  }
  g_autofree char *rows = yzt_text_group_number ((double) n_rows, 0);
  g_autofree char *entries = yzt_text_group_number ((double) report->n_entries_read, 0);
  outcome->words = report->losses->len == 0 ? g_strdup_printf (_("Everything could be saved: %s rows and %s entries of the journal."), rows, entries)
                                            : g_strdup_printf (_("%s rows and %s entries of the journal were saved. Lost:"), rows, entries);
  outcome->made = g_strdup (job->target);
  take_sentences (outcome, report->losses);
  return TRUE;
}

static char *
day_of (YztStore *store, gint64 utc_ms)
{
  g_autoptr (GTimeZone) zone = yzt_store_get_zone (store);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (utc_ms / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
  return g_date_time_format (local, "%Y-%m-%d");
}

/* What has left the map is proved against what stays before anybody trusts it. */
static gboolean
archive (Job *job, const YztCareRun *run, Outcome *outcome, GError **error)
{
  YztActInfo info = { .author = job->author, .window = YZT_UI_WINDOW_NAME };
  YztArchiveReport report = { 0 };
  if (!yzt_store_archive (job->store, job->before_ms, job->target, &info, run, &report, error)) {
    return FALSE;
  }
  g_autoptr (YztCheckReport) proof = yzt_store_check_all (job->store, job->target, run, error);
  if (proof == NULL) {
    return FALSE;
  }
  g_autofree char *name = g_filename_display_basename (job->target);
  g_autofree char *first = day_of (job->store, report.first_at_ms);
  g_autofree char *last = day_of (job->store, report.last_at_ms);
  g_autofree char *size = g_format_size ((guint64) report.bytes);
  outcome->words = g_strdup_printf (ngettext ("%ld entry of the journal (%s to %s) is now in the sealed file %s (%s).",
                                              "%ld entries of the journal (%s to %s) are now in the sealed file %s (%s).", (gulong) report.n_entries),
                                    (long) report.n_entries, first, last, name, size);
  g_ptr_array_add (outcome->sentences, proof->problems->len == 0
                                           ? g_strdup (_("The chain was checked over the archive and the map together: whole."))
                                           : g_strdup (_("The check of the archive and the map together found something; keep the last backup.")));
  take_sentences (outcome, proof->problems);
  g_ptr_array_add (outcome->sentences, g_strdup_printf (_("The map keeps its things as they are and every entry from %ld on; what is in the archive can "
                                                          "no longer be undone, and the map is no longer shown as it stood before that."),
                                                        (long) report.last_entry + 1));
  return TRUE;
}

static gboolean
run_work (Job *job, const YztCareRun *run, Outcome *outcome, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;
  switch (job->work) {
  case YZT_CARE_CHECK: return check (job, run, outcome, error);
  case YZT_CARE_SALVAGE: return salvage (job, run, outcome, error);
  case YZT_CARE_ARCHIVE: return archive (job, run, outcome, error);
  case YZT_CARE_BACK_UP:
    path = yzt_store_back_up (job->store, job->target, job->keep, run, error);
    if (path == NULL) {
      return FALSE;
    }
    outcome->words = g_strdup_printf (_("A backup was made and opened to prove it: %s"), path);
    return TRUE;
  case YZT_CARE_RESTORE:
    if (!yzt_care_restore (job->source, job->target, run, error)) {
      return FALSE;
    }
    name = g_filename_display_basename (job->target);
    outcome->words = g_strdup_printf (_("The backup was restored as %s."), name);
    outcome->made = g_strdup (job->target);
    return TRUE;
  case YZT_CARE_COPY:
  default:
    if (!yzt_store_copy_to (job->store, job->target, run, error)) {
      return FALSE;
    }
    name = g_filename_display_basename (job->target);
    outcome->words = g_strdup_printf (_("A copy was saved as %s."), name);
    return TRUE;
  }
}

static void
work_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  YztCareRun run = { on_progress, job->progress, cancellable };
  g_autoptr (Outcome) outcome = g_new0 (Outcome, 1);
  outcome->sentences = g_ptr_array_new_with_free_func (g_free);
  if (run_work (job, &run, outcome, &error)) {
    g_task_return_pointer (task, g_steal_pointer (&outcome), (GDestroyNotify) outcome_free);
  } else {
    g_task_return_error (task, error);
  }
}

/* --- what is told --- */

static void
add_sentence (YztCareDialog *self, const char *sentence)
{
  GtkWidget *label = yzt_ui_label (sentence, "import-detail number");
  GtkWidget *row = gtk_list_box_row_new ();
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_append (self->sentences, row);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  /* The worker may still hold the task for a moment, and through it this window, which must not die there. */
  g_timeout_add_once (1000, (GSourceOnceFunc) g_object_unref, g_object_ref (result));
  YztCareDialog *self = YZT_CARE_DIALOG (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (Outcome) outcome = g_task_propagate_pointer (G_TASK (result), &error);
  if (self->cancellable == NULL) {
    return; /* closed meanwhile */
  }
  self->over = TRUE;
  gtk_spinner_stop (self->spinner);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), FALSE);
  yzt_progress_line_stop (self->progress);
  gtk_button_set_label (self->close, _("Close"));
  if (outcome == NULL) {
    gboolean stopped = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    gtk_label_set_text (self->words, stopped ? _("Stopped: everything is as it was.") : yzt_ui_error_text (error));
    return;
  }
  gtk_label_set_text (self->words, outcome->words);
  for (guint i = 0; i < outcome->sentences->len; i++) {
    add_sentence (self, outcome->sentences->pdata[i]);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->sentences), outcome->sentences->len > 0);
  self->made = g_strdup (outcome->made);
  gtk_widget_set_visible (self->open, self->made != NULL);
}

static void
on_open (YztCareDialog *self)
{
  g_autofree char *made = g_strdup (self->made);
  g_signal_emit (self, signals[OPEN], 0, made);
  gtk_window_close (GTK_WINDOW (self));
}

gboolean
yzt_care_dialog_is_over (YztCareDialog *self)
{
  g_return_val_if_fail (YZT_IS_CARE_DIALOG (self), TRUE);
  return self->over;
}

const char *
yzt_care_dialog_get_words (YztCareDialog *self)
{
  g_return_val_if_fail (YZT_IS_CARE_DIALOG (self), NULL);
  return gtk_label_get_text (self->words);
}

/* --- life --- */

static void
yzt_care_dialog_dispose (GObject *object)
{
  YztCareDialog *self = YZT_CARE_DIALOG (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->made, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), YZT_TYPE_CARE_DIALOG);
  G_OBJECT_CLASS (yzt_care_dialog_parent_class)->dispose (object);
}

static gboolean
yzt_care_dialog_close_request (GtkWindow *window)
{
  g_cancellable_cancel (YZT_CARE_DIALOG (window)->cancellable);
  return GTK_WINDOW_CLASS (yzt_care_dialog_parent_class)->close_request (window);
}

static void
yzt_care_dialog_class_init (YztCareDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_care_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = yzt_care_dialog_close_request;
  g_type_ensure (YZT_TYPE_PROGRESS_LINE);
  signals[OPEN] = g_signal_new ("open", YZT_TYPE_CARE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-care-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, YztCareDialog, title);
  gtk_widget_class_bind_template_child (widget_class, YztCareDialog, close);
  gtk_widget_class_bind_template_child (widget_class, YztCareDialog, open);
  gtk_widget_class_bind_template_child (widget_class, YztCareDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, YztCareDialog, words);
  gtk_widget_class_bind_template_child (widget_class, YztCareDialog, sentences);
  gtk_widget_class_bind_template_child (widget_class, YztCareDialog, progress);
  gtk_widget_class_bind_template_callback (widget_class, on_open);
}

static void
yzt_care_dialog_init (YztCareDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Takes @job. */
static YztCareDialog *
begin (GtkWindow *parent, Job *job)
{
  static const struct {
    const char *title, *words;
  } texts[] = { { N_("Save a Copy"), N_("Saving a copy…") }, { N_("Back Up"), N_("Making a backup…") },
                { N_("Restore"), N_("Restoring the backup…") }, { N_("Salvage"), N_("Saving what can be read…") },
                { N_("Check"), N_("Checking the whole map…") }, { N_("Archive"), N_("Archiving older entries and checking the chain…") } };
  YztCareDialog *self = g_object_new (YZT_TYPE_CARE_DIALOG, "transient-for", parent, "title", _(texts[job->work].title), NULL);
  job->progress = yzt_job_progress_new ();
  self->cancellable = g_cancellable_new ();
  adw_window_title_set_title (self->title, _(texts[job->work].title));
  gtk_label_set_text (self->words, _(texts[job->work].words));
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, on_done, NULL);
  g_task_set_source_tag (task, yzt_care_dialog_new);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  yzt_progress_line_start (self->progress, _(texts[job->work].words), job->progress, self->cancellable);
  yzt_task_run_in_thread (task, work_in_thread);
  return self;
}

YztCareDialog *
yzt_care_dialog_new (GtkWindow *parent, YztCareWork work, YztStore *store, const char *source, const char *target)
{
  g_return_val_if_fail (work != YZT_CARE_ARCHIVE, NULL);
  Job *job = g_new0 (Job, 1);
  job->work = work;
  job->store = store != NULL ? g_object_ref (store) : NULL;
  job->source = g_strdup (source);
  job->target = g_strdup (target);
  if (work == YZT_CARE_BACK_UP && target == NULL) {
    job->target = yzt_backups_folder ();
    job->keep = yzt_backups_keep ();
  }
  return begin (parent, job);
}

YztCareDialog *
yzt_care_dialog_new_archive (GtkWindow *parent, YztSession *session, gint64 before_ms, const char *target)
{
  g_return_val_if_fail (YZT_IS_SESSION (session) && target != NULL, NULL);
  const char *author = yzt_session_get_author (session);
  Job *job = g_new0 (Job, 1);
  job->work = YZT_CARE_ARCHIVE;
  job->store = g_object_ref (yzt_session_get_store (session));
  job->target = g_strdup (target);
  job->author = g_strdup (*author != '\0' ? author : "-");
  job->before_ms = before_ms;
  return begin (parent, job);
}

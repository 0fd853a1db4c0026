/* yzt-export-dialog.c: rows out of the map: which, in what format, in what datum, with or without the journal's fields
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-export-dialog.h"
#include <glib/gi18n-lib.h>
#include "yzt-database-dialog.h"
#include "yzt-exchange.h"
#include "yzt-file-choosers.h"
#include "yzt-job-progress.h"
#include "yzt-selection.h"
#include "yzt-task.h"
#include "yzt-ui.h"

typedef enum { WHICH_ALL, WHICH_SELECTED, WHICH_RING, WHICH_SHOWN } Which;

struct _YztExportDialog {
  AdwWindow parent_instance;
  AdwWindowTitle *title;
  GtkWidget *confirm;
  AdwComboRow *kind, *which, *format, *datum;
  AdwEntryRow *connection;
  AdwPasswordEntryRow *password;
  GtkSwitch *labelled, *journal_fields;
  GtkLabel *outcome;
  YztProgressLine *progress;
  YztSession *session;
  YztRing *ring;
  YztGeneration *shown;
  guint n_formats; /* of files; the one behind them is a data base */
  GCancellable *cancellable;
};
G_DEFINE_FINAL_TYPE (YztExportDialog, yzt_export_dialog, ADW_TYPE_WINDOW)

enum { EXPORTED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- which rows --- */

/* NULL: all of the kind. (element-type gint64) */
static GArray *
list_fids (YztExportDialog *self, guint kind)
{
  Which which = (Which) adw_combo_row_get_selected (self->which);
  GArray *fids = which == WHICH_ALL ? NULL : g_array_new (FALSE, FALSE, sizeof (gint64));
  if (which == WHICH_SELECTED) {
    guint n = 0;
    const YztThing *things = yzt_selection_get (yzt_selection_of (self->session), &n);
    for (guint i = 0; i < n; i++) {
      if (things[i].kind == kind) {
        g_array_append_val (fids, things[i].fid);
      }
    }
  } else if (which == WHICH_RING && self->ring != NULL && yzt_ring_is_active (self->ring)) {
    const YztNearResult *result = yzt_ring_get_result (self->ring);
    const YztHit *hits = yzt_near_result_get_hits (result);
    YztItem item;
    for (guint i = 0; i < yzt_near_result_get_n_hits (result); i++) {
      if (yzt_generation_get_item (yzt_ring_get_generation (self->ring), hits[i].index, &item) && item.kind == kind) {
        g_array_append_val (fids, item.fid);
      }
    }
  }
  return fids;
}

/* Of what is selected together, the most numerous kind. */
static guint
most_selected (YztExportDialog *self)
{
  guint n, counts[64] = { 0 }, most = 0;
  const YztThing *things = yzt_selection_get (yzt_selection_of (self->session), &n);
  for (guint i = 0; i < n; i++) {
    counts[things[i].kind & 63]++;
  }
  for (guint kind = 1; kind < 64; kind++) {
    most = counts[kind] > counts[most] ? kind : most;
  }
  return most;
}

/* [worker] Those of the kind in what was drawn; a million are not gone through on the main loop. */
static GArray *
list_shown (YztGeneration *shown, guint kind)
{
  GArray *fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  YztItem item;
  for (guint i = 0; i < yzt_generation_get_n_slots (shown); i++) {
    if (yzt_generation_get_item (shown, i, &item) && item.kind == kind) {
      g_array_append_val (fids, item.fid);
    }
  }
  return fids;
}

static gboolean
to_database (YztExportDialog *self)
{
  return adw_combo_row_get_selected (self->format) == self->n_formats;
}

static void
on_format (YztExportDialog *self)
{
  gboolean database = self->session != NULL && to_database (self);
  gtk_widget_set_visible (GTK_WIDGET (self->connection), database);
  gtk_widget_set_visible (GTK_WIDGET (self->password), database);
}

static void
on_answer (YztExportDialog *self)
{
  if (self->session == NULL) {
    return;
  }
  guint kind = adw_combo_row_get_selected (self->kind);
  g_autoptr (GArray) fids = list_fids (self, kind);
  gboolean shown = adw_combo_row_get_selected (self->which) == WHICH_SHOWN;
  guint n = shown ? self->shown != NULL ? yzt_generation_count_kind (self->shown, kind) : 0 : fids != NULL ? fids->len : 1;
  g_autofree char *count = fids != NULL ? g_strdup_printf (ngettext ("%u row", "%u rows", n), n) : g_strdup ("");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->which), count);
  gtk_widget_set_sensitive (self->confirm, n > 0 && self->cancellable == NULL);
}

/* --- the work --- */

typedef struct {
  YztStore *store;
  YztKind *kind;
  GArray *fids;
  YztGeneration *shown; /* to list the rows of; NULL otherwise */
  guint kind_index;
  char *path, *language;
  YztDatum datum;
  gboolean plain, labelled;
  guint64 expected_rows;
  YztJobProgress *progress;
} Job;

static void
job_free (Job *job)
{
  g_clear_object (&job->store);
  g_clear_pointer (&job->kind, yzt_kind_unref);
  g_clear_pointer (&job->fids, g_array_unref);
  g_clear_pointer (&job->shown, yzt_generation_unref);
  g_clear_pointer (&job->progress, yzt_job_progress_unref);
  g_free (job->path);
  g_free (job->language);
  g_free (job);
}

static void
on_progress (YztExchangePhase phase, guint64 done, guint64 total, gpointer user_data)
{
  yzt_job_progress_set (user_data, phase, total > 0 ? (double) done / (double) total : -1);
}

static void
export_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  YztExportReport *report = NULL;
  if (job->shown != NULL) {
    g_clear_pointer (&job->fids, g_array_unref);
    job->fids = list_shown (job->shown, job->kind_index);
    job->expected_rows = job->fids->len;
  }
  YztExportOptions options = { .fids = job->fids != NULL ? (const gint64 *) (gpointer) job->fids->data : NULL,
                               .n_fids = job->fids != NULL ? job->fids->len : 0, .datum = job->datum, .plain = job->plain,
                               .labelled = job->labelled, .language = job->language, .expected_rows = job->expected_rows,
                               .cancellable = cancellable, .progress = on_progress, .progress_data = job->progress };
  if (yzt_export_rows (job->store, job->kind, job->path, &options, &report, &error)) {
    g_task_return_pointer (task, report, (GDestroyNotify) yzt_export_report_free);
  } else {
    g_task_return_error (task, error);
  }
}

static void
say (YztExportDialog *self, const char *sentence)
{
  gtk_label_set_text (self->outcome, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->outcome), *sentence != '\0');
}

static void
tell_report (YztExportDialog *self, const YztExportReport *report, const char *path)
{
  g_autofree char *number = yzt_text_group_number (report->rows, 0);
  g_autofree char *name = yzt_import_source_name (path); /* no password */
  g_autofree char *sentence = g_strdup_printf (ngettext ("%s row exported to %s", "%s rows exported to %s", report->rows), number, name);
  if (report->notes->len == 0 && report->rows_without_place == 0) {
    g_signal_emit (self, signals[EXPORTED], 0, sentence);
    gtk_window_close (GTK_WINDOW (self));
    return;
  }
  /* What the format could not hold is read here, not in a toast that goes away. */
  g_autoptr (GString) text = g_string_new (sentence);
  g_string_append (text, ".");
  if (report->rows_without_place > 0) {
    g_string_append_printf (text, ngettext (" %u of them has no place.", " %u of them have no place.", report->rows_without_place),
                            report->rows_without_place);
  }
  for (guint i = 0; i < report->notes->len; i++) {
    g_string_append_printf (text, "\n%s", (const char *) report->notes->pdata[i]);
  }
  say (self, text->str);
}

static void
on_exported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  /* The worker may still hold the task for a moment, and through it this window, which must not die there. */
  g_timeout_add_once (1000, (GSourceOnceFunc) g_object_unref, g_object_ref (result));
  g_autoptr (YztExportDialog) self = YZT_EXPORT_DIALOG (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (YztExportReport) report = g_task_propagate_pointer (G_TASK (result), &error);
  Job *job = g_task_get_task_data (G_TASK (result));
  if (self->session == NULL) {
    return;
  }
  g_clear_object (&self->cancellable);
  yzt_progress_line_stop (self->progress);
  on_answer (self);
  if (report != NULL) {
    tell_report (self, report, job->path);
  } else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    say (self, _("Stopped: nothing was written."));
  } else {
    say (self, yzt_ui_error_text (error));
  }
}

void
yzt_export_dialog_write (YztExportDialog *self, const char *path)
{
  static const YztDatum datums[] = { YZT_DATUM_WGS84, YZT_DATUM_CGCS2000, YZT_DATUM_GCJ02, YZT_DATUM_BD09 };
  g_return_if_fail (YZT_IS_EXPORT_DIALOG (self));
  g_return_if_fail (path != NULL);
  if (self->session == NULL || self->cancellable != NULL) {
    return;
  }
  guint kind = adw_combo_row_get_selected (self->kind);
  Job *job = g_new0 (Job, 1);
  job->store = g_object_ref (yzt_session_get_store (self->session));
  job->kind = yzt_kind_ref (yzt_kind_set_get (yzt_session_get_kinds (self->session), kind));
  job->fids = list_fids (self, kind);
  job->shown = adw_combo_row_get_selected (self->which) == WHICH_SHOWN && self->shown != NULL ? yzt_generation_ref (self->shown) : NULL;
  job->kind_index = kind;
  job->path = g_strdup (path);
  job->language = g_strdup (yzt_session_get_language (self->session));
  job->datum = datums[MIN (adw_combo_row_get_selected (self->datum), 3)];
  job->plain = !gtk_switch_get_active (self->journal_fields);
  job->labelled = gtk_switch_get_active (self->labelled);
  job->expected_rows = job->fids != NULL ? job->fids->len
      : yzt_generation_count_kind (yzt_scene_get_generation (yzt_session_get_scene (self->session)), kind);
  job->progress = yzt_job_progress_new ();
  self->cancellable = g_cancellable_new ();
  g_autoptr (GTask) task = g_task_new (g_object_ref (self), self->cancellable, on_exported, NULL);
  g_task_set_source_tag (task, yzt_export_dialog_write);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  say (self, "");
  gtk_widget_set_sensitive (self->confirm, FALSE);
  yzt_progress_line_start (self->progress, _("Exporting…"), job->progress, self->cancellable);
  yzt_task_run_in_thread (task, export_in_thread);
}

static void
on_place_chosen (GFile *file, gpointer user_data)
{
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL) {
    yzt_export_dialog_write (YZT_EXPORT_DIALOG (user_data), path);
  }
}

static void
write_database (YztExportDialog *self)
{
  g_autofree char *path = yzt_database_path (gtk_editable_get_text (GTK_EDITABLE (self->connection)),
                                             gtk_editable_get_text (GTK_EDITABLE (self->password)));
  yzt_export_dialog_write (self, path);
}

static void
on_confirm (YztExportDialog *self)
{
  guint n = 0;
  if (to_database (self)) {
    write_database (self);
    return;
  }
  const YztExportFormat *formats = yzt_export_formats (&n);
  guint format = MIN (adw_combo_row_get_selected (self->format), n - 1);
  const char *label = yzt_ui_kind_label (self->session, (int) adw_combo_row_get_selected (self->kind));
  g_autofree char *name = g_strdup_printf ("%s.%s", label, formats[format].ending);
  yzt_choose_file_to_write (GTK_WINDOW (self), _("Export"), name, on_place_chosen, self);
}

/* --- life --- */

static void
fill (YztExportDialog *self)
{
  g_autoptr (GtkStringList) kinds = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) formats = gtk_string_list_new (NULL);
  YztKindSet *set = yzt_session_get_kinds (self->session);
  int selected = -1;
  guint n = 0;
  const YztExportFormat *all = yzt_export_formats (&n);
  for (guint i = 0; i < yzt_kind_set_get_n (set); i++) {
    gtk_string_list_append (kinds, yzt_kind_get_label (yzt_kind_set_get (set, i), yzt_session_get_language (self->session)));
  }
  for (guint i = 0; i < n; i++) {
    g_autofree char *label = g_strdup_printf ("%s (.%s)", all[i].label, all[i].ending);
    gtk_string_list_append (formats, label);
  }
  self->n_formats = n;
  gtk_string_list_append (formats, _("PostGIS data base"));
  yzt_session_get_selected (self->session, &selected, NULL);
  adw_combo_row_set_model (self->kind, G_LIST_MODEL (kinds));
  adw_combo_row_set_model (self->format, G_LIST_MODEL (formats));
  adw_combo_row_set_selected (self->kind, selected >= 0 ? (guint) selected : 0);
  if (yzt_selection_get_n (yzt_selection_of (self->session)) > 1) {
    adw_combo_row_set_selected (self->kind, most_selected (self));
    adw_combo_row_set_selected (self->which, WHICH_SELECTED);
  } else if (self->ring != NULL && yzt_ring_is_active (self->ring)) {
    adw_combo_row_set_selected (self->which, WHICH_RING);
  }
  on_format (self);
  on_answer (self);
}

static void
yzt_export_dialog_dispose (GObject *object)
{
  YztExportDialog *self = YZT_EXPORT_DIALOG (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_object (&self->ring);
  g_clear_pointer (&self->shown, yzt_generation_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), YZT_TYPE_EXPORT_DIALOG);
  G_OBJECT_CLASS (yzt_export_dialog_parent_class)->dispose (object);
}

static void
yzt_export_dialog_class_init (YztExportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_export_dialog_dispose;
  g_type_ensure (YZT_TYPE_PROGRESS_LINE);
  signals[EXPORTED] = g_signal_new ("exported", YZT_TYPE_EXPORT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                    G_TYPE_STRING);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, YztExportDialog, title);
  gtk_widget_class_bind_template_child (widget_class, YztExportDialog, confirm);
  gtk_widget_class_bind_template_child (widget_class, YztExportDialog, kind);
  gtk_widget_class_bind_template_child (widget_class, YztExportDialog, which);
  gtk_widget_class_bind_template_child (widget_class, YztExportDialog, format);
  gtk_widget_class_bind_template_child (widget_class, YztExportDialog, datum);
  gtk_widget_class_bind_template_child (widget_class, YztExportDialog, connection);
  gtk_widget_class_bind_template_child (widget_class, YztExportDialog, password);
  gtk_widget_class_bind_template_child (widget_class, YztExportDialog, labelled);
  gtk_widget_class_bind_template_child (widget_class, YztExportDialog, journal_fields);
  gtk_widget_class_bind_template_child (widget_class, YztExportDialog, outcome);
  gtk_widget_class_bind_template_child (widget_class, YztExportDialog, progress);
  gtk_widget_class_bind_template_callback (widget_class, on_answer);
  gtk_widget_class_bind_template_callback (widget_class, on_format);
  gtk_widget_class_bind_template_callback (widget_class, on_confirm);
}

static void
yzt_export_dialog_init (YztExportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

YztExportDialog *
yzt_export_dialog_new (GtkWindow *parent, YztSession *session, YztRing *ring, YztGeneration *shown)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztExportDialog *self = g_object_new (YZT_TYPE_EXPORT_DIALOG, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  g_set_object (&self->ring, ring);
  self->shown = shown != NULL ? yzt_generation_ref (shown) : NULL;
  adw_window_title_set_subtitle (self->title, yzt_session_get_title (session));
  fill (self);
  return self;
}

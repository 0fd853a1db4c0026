/* yzt-archive-dialog.c: which entries of the journal go to a sealed archive, told before anything is done
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-archive-dialog.h"
#include <glib/gi18n-lib.h>
#include "yzt-file-choosers.h"
#include "yzt-store-care.h"
#include "yzt-store-history.h"
#include "yzt-task.h"
#include "yzt-ui.h"

struct _YztArchiveDialog {
  AdwWindow parent_instance;
  AdwComboRow *age;
  AdwActionRow *summary;
  GtkWidget *confirm;
  AdwPreferencesGroup *archives;
  YztSession *session;
  GArray *marks; /* YztJournalMark, newest first; NULL until read */
  GCancellable *cancellable;
};
G_DEFINE_FINAL_TYPE (YztArchiveDialog, yzt_archive_dialog, ADW_TYPE_WINDOW)

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

/* In the order of the combo row. */
static const int months[] = { 0, 1, 3, 6, 12, 24, 36 };

/* --- what would go --- */

gint64
yzt_archive_dialog_get_before_ms (YztArchiveDialog *self)
{
  g_return_val_if_fail (YZT_IS_ARCHIVE_DIALOG (self) && self->session != NULL, 0);
  guint chosen = adw_combo_row_get_selected (self->age);
  gint64 now_ms = yzt_clock_now_ms (yzt_session_get_clock (self->session));
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (now_ms / 1000);
  g_autoptr (GDateTime) before = g_date_time_add_months (now, -months[MIN (chosen, G_N_ELEMENTS (months) - 1)]);
  /* The moment itself belongs to what goes when all is to go. */
  return g_date_time_to_unix (before) * 1000 + (chosen == 0 ? 1000 : 0);
}

static char *
day_of (YztArchiveDialog *self, gint64 utc_ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (utc_ms / 1000);
  GTimeZone *zone = yzt_session_get_time_zone (self->session);
  g_autoptr (GDateTime) local = zone != NULL ? g_date_time_to_timezone (utc, zone) : g_date_time_ref (utc);
  return g_date_time_format (local, "%Y-%m-%d");
}

/* The newest entry always stays: the chain goes on from it. */
static guint
count_old (const GArray *marks, gint64 before_ms)
{
  guint n = 0;
  for (guint i = 1; i < marks->len; i++) {
    n += g_array_index (marks, YztJournalMark, i).at_ms < before_ms ? 1 : 0;
  }
  return n;
}

static void
show_summary (YztArchiveDialog *self)
{
  if (self->marks == NULL) {
    return;
  }
  guint n = count_old (self->marks, yzt_archive_dialog_get_before_ms (self));
  gtk_widget_set_sensitive (self->confirm, n > 0);
  if (n == 0) {
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->summary), _("No entry is that old"));
    adw_action_row_set_subtitle (self->summary, "");
    return;
  }
  const YztJournalMark *first = &g_array_index (self->marks, YztJournalMark, self->marks->len - 1);
  const YztJournalMark *last = &g_array_index (self->marks, YztJournalMark, self->marks->len - n);
  g_autofree char *from = day_of (self, first->at_ms);
  g_autofree char *to = day_of (self, last->at_ms);
  g_autofree char *going = yzt_text_group_number (n, 0);
  g_autofree char *staying = yzt_text_group_number (self->marks->len - n, 0);
  g_autofree char *title = g_strdup_printf (ngettext ("%s entry goes, %s stay", "%s entries go, %s stay", n), going, staying);
  g_autofree char *subtitle = g_strdup_printf (_("From %s to %s"), from, to);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->summary), title);
  adw_action_row_set_subtitle (self->summary, subtitle);
}

/* --- reading the journal --- */

typedef struct {
  GArray *marks;
  GPtrArray *archives; /* sentences */
} Journal;

static void
journal_free (Journal *journal)
{
  g_clear_pointer (&journal->marks, g_array_unref);
  g_clear_pointer (&journal->archives, g_ptr_array_unref);
  g_free (journal);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Journal, journal_free)

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (Journal) journal = g_new0 (Journal, 1);
  journal->marks = yzt_store_list_journal (data, NULL, &error);
  journal->archives = journal->marks != NULL ? yzt_store_describe_archives (data, &error) : NULL;
  if (error != NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, g_steal_pointer (&journal), (GDestroyNotify) journal_free);
  }
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztArchiveDialog *self = YZT_ARCHIVE_DIALOG (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (Journal) journal = g_task_propagate_pointer (G_TASK (result), &error);
  if (self->session == NULL) {
    return; /* closed meanwhile */
  }
  if (journal == NULL) {
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->summary), yzt_ui_error_text (error));
    return;
  }
  self->marks = g_steal_pointer (&journal->marks);
  for (guint i = 0; i < journal->archives->len; i++) {
    GtkWidget *row = adw_action_row_new ();
    adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), journal->archives->pdata[i]);
    adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
    adw_preferences_group_add (self->archives, row);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->archives), journal->archives->len > 0);
  show_summary (self);
}

gboolean
yzt_archive_dialog_is_ready (YztArchiveDialog *self)
{
  g_return_val_if_fail (YZT_IS_ARCHIVE_DIALOG (self), FALSE);
  return self->marks != NULL;
}

const char *
yzt_archive_dialog_get_words (YztArchiveDialog *self)
{
  g_return_val_if_fail (YZT_IS_ARCHIVE_DIALOG (self), NULL);
  return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->summary));
}

/* --- answers --- */

static void
on_age (YztArchiveDialog *self)
{
  if (self->session != NULL) {
    show_summary (self);
  }
}

static void
on_place (GFile *file, gpointer user_data)
{
  YztArchiveDialog *self = user_data;
  g_autofree char *path = g_file_get_path (file);
  if (path == NULL || self->session == NULL) {
    return;
  }
  g_signal_emit (self, signals[CHOSEN], 0, yzt_archive_dialog_get_before_ms (self), path);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_confirm (YztArchiveDialog *self)
{
  g_autofree char *map = g_filename_display_basename (yzt_store_get_path (yzt_session_get_store (self->session)));
  g_autofree char *day = day_of (self, yzt_archive_dialog_get_before_ms (self));
  char *dot = strchr (map, '.');
  if (dot != NULL) {
    *dot = '\0';
  }
  /* Translators: proposed name of a sealed file of old journal entries: map, day; keep the ending. */
  g_autofree char *name = g_strdup_printf (_("%s - journal before %s.archive"), map, day);
  yzt_choose_file_to_write (GTK_WINDOW (self), _("Archive As"), name, on_place, self);
}

/* --- life --- */

static void
yzt_archive_dialog_dispose (GObject *object)
{
  YztArchiveDialog *self = YZT_ARCHIVE_DIALOG (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_pointer (&self->marks, g_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), YZT_TYPE_ARCHIVE_DIALOG);
  G_OBJECT_CLASS (yzt_archive_dialog_parent_class)->dispose (object);
}

static void
yzt_archive_dialog_class_init (YztArchiveDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_archive_dialog_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", YZT_TYPE_ARCHIVE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT64,
                                  G_TYPE_STRING);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-archive-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, YztArchiveDialog, age);
  gtk_widget_class_bind_template_child (widget_class, YztArchiveDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, YztArchiveDialog, confirm);
  gtk_widget_class_bind_template_child (widget_class, YztArchiveDialog, archives);
  gtk_widget_class_bind_template_callback (widget_class, on_age);
  gtk_widget_class_bind_template_callback (widget_class, on_confirm);
}

static void
yzt_archive_dialog_init (YztArchiveDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

YztArchiveDialog *
yzt_archive_dialog_new (GtkWindow *parent, YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztArchiveDialog *self = g_object_new (YZT_TYPE_ARCHIVE_DIALOG, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  self->cancellable = g_cancellable_new ();
  adw_combo_row_set_selected (self->age, 4); /* a year */
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, on_read, NULL);
  g_task_set_source_tag (task, yzt_archive_dialog_new);
  g_task_set_task_data (task, g_object_ref (yzt_session_get_store (session)), g_object_unref);
  yzt_task_run_in_thread (task, read_in_thread);
  return self;
}

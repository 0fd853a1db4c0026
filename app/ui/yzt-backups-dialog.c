/* yzt-backups-dialog.c: the backups of a map: how old the last one is, how often they are made, where, and getting one back
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-backups-dialog.h"
#include <glib/gi18n-lib.h>
#include "yzt-backups.h"
#include "yzt-file-choosers.h"
#include "yzt-store-care.h"
#include "yzt-task.h"
#include "yzt-ui.h"

/* Older ones are found in the folder. */
#define MOST_SHOWN 8

struct _YztBackupsDialog {
  AdwWindow parent_instance;
  AdwActionRow *last, *folder;
  AdwComboRow *every;
  GtkSpinButton *keep;
  GtkWidget *beside;
  AdwPreferencesGroup *list;
  GPtrArray *rows; /* GtkWidget, not owned */
  YztSession *session;
  GCancellable *cancellable;
  gboolean quiet;
};
G_DEFINE_FINAL_TYPE (YztBackupsDialog, yzt_backups_dialog, ADW_TYPE_WINDOW)

enum { BACK_UP, RESTORE, N_SIGNALS };
static guint signals[N_SIGNALS];

/* In the order of the combo row. */
static const char *const intervals[] = { "never", "hour", "day", "week" };

/* --- what is there --- */

static void
on_restore (GtkButton *button, YztBackupsDialog *self)
{
  g_signal_emit (self, signals[RESTORE], 0, g_object_get_data (G_OBJECT (button), "path"));
}

static void
add_row (YztBackupsDialog *self, const YztBackup *backup)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_label (_("Restore…"));
  g_autofree char *when = yzt_ui_time_with_age (self->session, backup->at_ms);
  g_autofree char *name = g_filename_display_basename (backup->path);
  g_autofree char *size = g_format_size ((guint64) backup->bytes);
  g_autofree char *subtitle = g_strdup_printf ("%s · %s", name, size);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), when);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Make a new map from this backup; this map stays as it is"));
  g_object_set_data_full (G_OBJECT (button), "path", g_strdup (backup->path), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_restore), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (self->list, row);
  g_ptr_array_add (self->rows, row);
}

static void
show_backups (YztBackupsDialog *self, const GArray *backups)
{
  for (guint i = 0; i < self->rows->len; i++) {
    adw_preferences_group_remove (self->list, self->rows->pdata[i]);
  }
  g_ptr_array_set_size (self->rows, 0);
  if (backups->len == 0) {
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->last), _("There is no backup of this map yet"));
  } else {
    g_autofree char *when = yzt_ui_time_with_age (self->session, g_array_index (backups, YztBackup, 0).at_ms);
    g_autofree char *title = g_strdup_printf (_("Last backup: %s"), when);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->last), title);
  }
  for (guint i = 0; i < MIN (backups->len, MOST_SHOWN); i++) {
    add_row (self, &g_array_index (backups, YztBackup, i));
  }
  gtk_widget_set_visible (GTK_WIDGET (self->list), backups->len > 0);
}

typedef struct {
  char *path, *folder;
} Place;

static void
place_free (Place *place)
{
  g_free (place->path);
  g_free (place->folder);
  g_free (place);
}

static void
list_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Place *place = data;
  g_task_return_pointer (task, yzt_care_list_backups (place->path, place->folder), (GDestroyNotify) g_array_unref);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztBackupsDialog *self = YZT_BACKUPS_DIALOG (source);
  g_autoptr (GArray) backups = g_task_propagate_pointer (G_TASK (result), NULL);
  if (backups != NULL && self->session != NULL) {
    show_backups (self, backups);
  }
}

static void
show_folder (YztBackupsDialog *self)
{
  g_autofree char *folder = yzt_backups_folder ();
  adw_action_row_set_subtitle (self->folder, folder != NULL ? folder : _("Beside the map; another disk is safer"));
  gtk_widget_set_visible (self->beside, folder != NULL);
}

void
yzt_backups_dialog_refresh (YztBackupsDialog *self)
{
  g_return_if_fail (YZT_IS_BACKUPS_DIALOG (self));
  if (self->session == NULL) {
    return;
  }
  show_folder (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  Place *place = g_new0 (Place, 1);
  place->path = g_strdup (yzt_store_get_path (yzt_session_get_store (self->session)));
  place->folder = yzt_backups_folder ();
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, on_listed, NULL);
  g_task_set_source_tag (task, yzt_backups_dialog_refresh);
  g_task_set_task_data (task, place, (GDestroyNotify) place_free);
  yzt_task_run_in_thread (task, list_in_thread);
}

const char *
yzt_backups_dialog_get_words (YztBackupsDialog *self)
{
  g_return_val_if_fail (YZT_IS_BACKUPS_DIALOG (self), NULL);
  return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->last));
}

/* --- answers --- */

static void
on_every (YztBackupsDialog *self)
{
  guint chosen = adw_combo_row_get_selected (self->every);
  if (!self->quiet && chosen < G_N_ELEMENTS (intervals) && yzt_ui_settings () != NULL) {
    g_settings_set_string (yzt_ui_settings (), "backup-every", intervals[chosen]);
  }
}

static void
on_folder_chosen (GFile *file, gpointer user_data)
{
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL && yzt_ui_settings () != NULL) {
    g_settings_set_string (yzt_ui_settings (), "backup-folder", path);
    yzt_backups_dialog_refresh (user_data);
  }
}

static void
on_choose (YztBackupsDialog *self)
{
  yzt_choose_folder (GTK_WINDOW (self), _("Folder of the Backups"), on_folder_chosen, self);
}

static void
on_beside (YztBackupsDialog *self)
{
  g_settings_set_string (yzt_ui_settings (), "backup-folder", "");
  yzt_backups_dialog_refresh (self);
}

static void
on_back_up (YztBackupsDialog *self)
{
  g_signal_emit (self, signals[BACK_UP], 0);
}

/* --- life --- */

static void
yzt_backups_dialog_dispose (GObject *object)
{
  YztBackupsDialog *self = YZT_BACKUPS_DIALOG (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), YZT_TYPE_BACKUPS_DIALOG);
  G_OBJECT_CLASS (yzt_backups_dialog_parent_class)->dispose (object);
}

static void
yzt_backups_dialog_class_init (YztBackupsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_backups_dialog_dispose;
  signals[BACK_UP] = g_signal_new ("back-up", YZT_TYPE_BACKUPS_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RESTORE] = g_signal_new ("restore", YZT_TYPE_BACKUPS_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-backups-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, YztBackupsDialog, last);
  gtk_widget_class_bind_template_child (widget_class, YztBackupsDialog, folder);
  gtk_widget_class_bind_template_child (widget_class, YztBackupsDialog, every);
  gtk_widget_class_bind_template_child (widget_class, YztBackupsDialog, keep);
  gtk_widget_class_bind_template_child (widget_class, YztBackupsDialog, beside);
  gtk_widget_class_bind_template_child (widget_class, YztBackupsDialog, list);
  gtk_widget_class_bind_template_callback (widget_class, on_every);
  gtk_widget_class_bind_template_callback (widget_class, on_choose);
  gtk_widget_class_bind_template_callback (widget_class, on_beside);
  gtk_widget_class_bind_template_callback (widget_class, on_back_up);
}

static void
yzt_backups_dialog_init (YztBackupsDialog *self)
{
  self->rows = g_ptr_array_new ();
  self->quiet = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  GSettings *settings = yzt_ui_settings ();
  g_autofree char *every = settings != NULL ? g_settings_get_string (settings, "backup-every") : g_strdup ("never");
  for (guint i = 0; i < G_N_ELEMENTS (intervals); i++) {
    if (g_str_equal (every, intervals[i])) {
      adw_combo_row_set_selected (self->every, i);
    }
  }
  if (settings != NULL) {
    g_settings_bind (settings, "backup-keep", self->keep, "value", G_SETTINGS_BIND_DEFAULT);
  }
  self->quiet = FALSE;
}

YztBackupsDialog *
yzt_backups_dialog_new (GtkWindow *parent, YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztBackupsDialog *self = g_object_new (YZT_TYPE_BACKUPS_DIALOG, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  yzt_backups_dialog_refresh (self);
  return self;
}

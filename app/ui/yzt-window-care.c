/* yzt-window-care.c: the window and the safety of its map file: copies, backups, restoring, compacting, salvage, the check after opening
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-window-care.h"
#include <glib/gi18n-lib.h>
#include "yzt-archive-dialog.h"
#include "yzt-backups-dialog.h"
#include "yzt-care-dialog.h"
#include "yzt-file-choosers.h"
#include "yzt-store-care.h"
#include "yzt-task.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"
#include "yzt-window-past.h"

/* After the first picture: nothing of this may slow down what the operator waits for. */
#define CHECK_AFTER_S 3
/* The session lets go of the file on its worker; other windows may have it open for good. */
#define COMPACT_TRIES 50
#define COMPACT_WAIT_US 100000

/* --- copies --- */

static void
on_open_made (YztCareDialog *dialog, const char *path, YztWindow *self)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_application_open (G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))), &file, 1, "");
}

static void
present_work (YztWindow *self, YztCareWork work, YztStore *store, const char *source, const char *target)
{
  YztCareDialog *dialog = yzt_care_dialog_new (GTK_WINDOW (self), work, store, source, target);
  g_signal_connect_object (dialog, "open", G_CALLBACK (on_open_made), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* "城东" of "/maps/城东.yzt.gpkg". */
static char *
stem_of (const char *path)
{
  char *name = g_filename_display_basename (path);
  static const char *const endings[] = { ".gpkg", ".yzt" };
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    if (g_str_has_suffix (name, endings[i])) {
      name[strlen (name) - strlen (endings[i])] = '\0';
    }
  }
  return name;
}

static void
on_copy_place (GFile *file, gpointer user_data)
{
  YztWindow *self = user_data;
  g_autofree char *path = g_file_get_path (file);
  YztSession *now = yzt_window_get_now (self);
  if (path != NULL && now != NULL) {
    present_work (self, YZT_CARE_COPY, yzt_session_get_store (now), NULL, path);
  }
}

static void
action_save_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  YztWindow *self = YZT_WINDOW (widget);
  g_autofree char *stem = stem_of (self->path);
  /* Translators: proposed name of a copy of a map; keep the ending. */
  g_autofree char *proposed = g_strdup_printf (_("%s - copy.yzt.gpkg"), stem);
  yzt_choose_file_to_write (GTK_WINDOW (self), _("Save a Copy"), proposed, on_copy_place, self);
}

static void
action_check (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  YztWindow *self = YZT_WINDOW (widget);
  present_work (self, YZT_CARE_CHECK, yzt_session_get_store (yzt_window_get_now (self)), NULL, NULL);
}

/* --- from one file to a new one: restore, salvage --- */

typedef struct {
  YztCareWork work;
  char *source;
} Source;

static void
source_free (gpointer data)
{
  g_free (((Source *) data)->source);
  g_free (data);
}

static void
on_target_place (GFile *file, gpointer user_data)
{
  g_autofree char *path = g_file_get_path (file);
  Source *source = g_object_get_data (user_data, "care-source");
  if (path != NULL && source != NULL) {
    present_work (YZT_WINDOW (user_data), source->work, NULL, source->source, path);
  }
}

static void
ask_target (YztWindow *self, YztCareWork work, const char *path)
{
  Source *source = g_new0 (Source, 1);
  g_autofree char *stem = stem_of (path);
  /* Translators: proposed names of the map made from a backup, or from a damaged map; keep the ending. */
  g_autofree char *proposed = g_strdup_printf (work == YZT_CARE_RESTORE ? _("%s - restored.yzt.gpkg") : _("%s - saved.yzt.gpkg"), stem);
  source->work = work;
  source->source = g_strdup (path);
  g_object_set_data_full (G_OBJECT (self), "care-source", source, source_free);
  yzt_choose_file_to_write (GTK_WINDOW (self), work == YZT_CARE_RESTORE ? _("Restore As") : _("Save What Can Be Read As"), proposed,
                            on_target_place, self);
}

static void
on_backup_chosen (GFile *file, gpointer user_data)
{
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL) {
    ask_target (YZT_WINDOW (user_data), YZT_CARE_RESTORE, path);
  }
}

static void
action_restore (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  yzt_choose_map_to_open (GTK_WINDOW (widget), on_backup_chosen, widget);
}

/* --- backups --- */

static void
on_back_up_now (YztBackupsDialog *dialog, YztWindow *self)
{
  YztSession *now = yzt_window_get_now (self);
  if (now == NULL) {
    return;
  }
  YztCareDialog *work = yzt_care_dialog_new (GTK_WINDOW (dialog), YZT_CARE_BACK_UP, yzt_session_get_store (now), NULL, NULL);
  g_signal_connect_object (work, "destroy", G_CALLBACK (yzt_backups_dialog_refresh), dialog, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (work));
}

static void
on_backup_wanted (YztBackupsDialog *dialog, const char *path, YztWindow *self)
{
  gtk_window_close (GTK_WINDOW (dialog));
  ask_target (self, YZT_CARE_RESTORE, path);
}

static void
action_back_up (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  YztWindow *self = YZT_WINDOW (widget);
  YztBackupsDialog *dialog = yzt_backups_dialog_new (GTK_WINDOW (self), yzt_window_get_now (self));
  g_signal_connect_object (dialog, "back-up", G_CALLBACK (on_back_up_now), self, 0);
  g_signal_connect_object (dialog, "restore", G_CALLBACK (on_backup_wanted), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- archives --- */

static void
on_archive_chosen (YztArchiveDialog *dialog, gint64 before_ms, const char *path, YztWindow *self)
{
  YztSession *now = yzt_window_get_now (self);
  if (now != NULL) {
    gtk_window_present (GTK_WINDOW (yzt_care_dialog_new_archive (GTK_WINDOW (self), now, before_ms, path)));
  }
}

static void
action_archive (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  YztWindow *self = YZT_WINDOW (widget);
  YztArchiveDialog *dialog = yzt_archive_dialog_new (GTK_WINDOW (self), yzt_window_get_now (self));
  g_signal_connect_object (dialog, "chosen", G_CALLBACK (on_archive_chosen), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- salvage --- */

static void
on_salvage_answer (AdwMessageDialog *dialog, const char *response, YztWindow *self)
{
  const char *path = g_object_get_data (G_OBJECT (dialog), "path");
  if (g_str_equal (response, "yes")) {
    ask_target (self, YZT_CARE_SALVAGE, path);
  }
}

void
yzt_window_offer_salvage (YztWindow *self, const char *path)
{
  g_return_if_fail (YZT_IS_WINDOW (self));
  g_return_if_fail (path != NULL);
  g_autofree char *name = g_filename_display_basename (path);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (GTK_WINDOW (self), _("This map is damaged"), NULL));
  adw_message_dialog_format_body (dialog, _("“%s” cannot be opened as it is. What can still be read of it can be saved into a new map, "
                                            "with a list of what was lost; the damaged file is left as it is."), name);
  adw_message_dialog_add_responses (dialog, "no", _("_Cancel"), "yes", _("_Save What Can Be Read…"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "yes", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "yes");
  adw_message_dialog_set_close_response (dialog, "no");
  g_object_set_data_full (G_OBJECT (dialog), "path", g_strdup (path), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_salvage_answer), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- compacting: the map is closed for it --- */

typedef struct {
  char *path;
  gint64 before, after;
} Compacting;

static void
compacting_free (Compacting *compacting)
{
  g_free (compacting->path);
  g_free (compacting);
}

static void
compact_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Compacting *compacting = data;
  for (guint i = 0; i < COMPACT_TRIES; i++) {
    g_autoptr (GError) error = NULL;
    if (yzt_care_compact (compacting->path, NULL, &compacting->before, &compacting->after, &error)) {
      g_task_return_boolean (task, TRUE);
      return;
    }
    if (!g_error_matches (error, YZT_STORE_ERROR, YZT_STORE_ERROR_BUSY) || i + 1 == COMPACT_TRIES) {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
    g_usleep (COMPACT_WAIT_US);
  }
}

static void
on_compacted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztWindow *self = YZT_WINDOW (source);
  g_autoptr (GError) error = NULL;
  Compacting *compacting = g_task_get_task_data (G_TASK (result));
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);
  if (self->session != NULL || self->toasts == NULL) {
    return; /* another map was opened, or the window closed, meanwhile */
  }
  g_autofree char *before = g_format_size ((guint64) compacting->before);
  g_autofree char *after = g_format_size ((guint64) compacting->after);
  g_autofree char *sentence = done ? g_strdup_printf (_("Compacted: %s became %s"), before, after) : g_strdup (yzt_ui_error_text (error));
  yzt_window_open (self, compacting->path);
  yzt_window_say (self, sentence, FALSE);
}

static void
action_compact (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  YztWindow *self = YZT_WINDOW (widget);
  if (yzt_inspector_is_editing (self->inspector)) {
    yzt_window_say (self, _("Save or close the open form first."), FALSE);
    return;
  }
  Compacting *compacting = g_new0 (Compacting, 1);
  compacting->path = g_strdup (self->path);
  yzt_window_session_detach (self);
  gtk_label_set_text (self->loading_label, _("Compacting…"));
  gtk_stack_set_visible_child_name (self->stack, "loading");
  yzt_window_update_actions (self);
  g_autoptr (GTask) task = g_task_new (self, NULL, on_compacted, NULL);
  g_task_set_source_tag (task, action_compact);
  g_task_set_task_data (task, compacting, (GDestroyNotify) compacting_free);
  yzt_task_run_in_thread (task, compact_in_thread);
}

/* --- the check after opening --- */

static void
check_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  YztCareRun run = { .cancellable = cancellable };
  YztCheckReport *report = yzt_store_check_all (data, NULL, &run, &error);
  if (report == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, report, (GDestroyNotify) yzt_check_report_free);
  }
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztCheckReport) report = g_task_propagate_pointer (G_TASK (result), &error);
  if (self->check != g_task_get_cancellable (G_TASK (result)) || self->session == NULL) {
    return; /* closed meanwhile */
  }
  g_clear_object (&self->check);
  if (report == NULL) {
    g_message ("the map could not be checked: %s", error->message);
    yzt_status_bar_set_check (self->status, _("Not checked"), NULL, FALSE);
    return;
  }
  guint n = report->problems->len;
  g_autofree char *text = n == 0 ? g_strdup (_("Map sound"))
                                 : g_strdup_printf (ngettext ("%u thing wrong with this map", "%u things wrong with this map", n), n);
  yzt_status_bar_set_check (self->status, text, n > 0 ? report->problems->pdata[0] : _("Pages, places and the whole journal were checked after opening"),
                            n > 0);
  if (n > 0) {
    yzt_window_say (self, report->problems->pdata[0], FALSE);
  }
}

static gboolean
begin_check (gpointer user_data)
{
  YztWindow *self = user_data;
  self->check_timer = 0;
  YztSession *now = yzt_window_get_now (self);
  if (now == NULL || yzt_session_get_state (now) != YZT_SESSION_READY) {
    return G_SOURCE_REMOVE;
  }
  self->check = g_cancellable_new ();
  yzt_status_bar_set_check (self->status, _("Checking…"), NULL, FALSE);
  g_autoptr (GTask) task = g_task_new (now, self->check, on_checked, g_object_ref (self));
  g_task_set_source_tag (task, begin_check);
  g_task_set_priority (task, G_PRIORITY_LOW);
  g_task_set_task_data (task, g_object_ref (yzt_session_get_store (now)), g_object_unref);
  yzt_task_run_in_thread (task, check_in_thread);
  return G_SOURCE_REMOVE;
}

void
yzt_window_care_begin (YztWindow *self)
{
  g_return_if_fail (YZT_IS_WINDOW (self));
  g_clear_handle_id (&self->check_timer, g_source_remove);
  self->check_timer = g_timeout_add_seconds (CHECK_AFTER_S, begin_check, self);
  yzt_window_backups_begin (self);
}

void
yzt_window_care_end (YztWindow *self)
{
  g_return_if_fail (YZT_IS_WINDOW (self));
  g_clear_handle_id (&self->check_timer, g_source_remove);
  g_cancellable_cancel (self->check);
  g_clear_object (&self->check);
  yzt_window_backups_end (self);
  yzt_status_bar_set_check (self->status, "", NULL, FALSE);
}

/* --- actions --- */

void
yzt_window_update_care_actions (YztWindow *self)
{
  static const char *const need_map[] = { "win.save-copy", "win.back-up", "win.check", NULL };
  YztSession *now = yzt_window_get_now (self);
  gboolean ready = now != NULL && yzt_session_get_state (now) == YZT_SESSION_READY;
  for (guint i = 0; need_map[i] != NULL; i++) {
    gtk_widget_action_set_enabled (GTK_WIDGET (self), need_map[i], ready);
  }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.archive", ready && !yzt_session_is_read_only (now) && !yzt_window_is_in_past (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.compact", ready && !yzt_session_is_read_only (now) && !yzt_window_is_in_past (self));
}

void
yzt_window_class_install_care_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.save-copy", NULL, action_save_copy);
  gtk_widget_class_install_action (widget_class, "win.back-up", NULL, action_back_up);
  gtk_widget_class_install_action (widget_class, "win.restore", NULL, action_restore);
  gtk_widget_class_install_action (widget_class, "win.compact", NULL, action_compact);
  gtk_widget_class_install_action (widget_class, "win.archive", NULL, action_archive);
  gtk_widget_class_install_action (widget_class, "win.check", NULL, action_check);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.save-copy", NULL);
}

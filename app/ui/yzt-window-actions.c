/* yzt-window-actions.c: everything the window can be asked to do, with its keys
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-about-dialog.h"
#include "yzt-database-dialog.h"
#include "yzt-diagnostics.h"
#include "yzt-file-choosers.h"
#include "yzt-map-export-dialog.h"
#include "yzt-preferences.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"
#include "yzt-window-memory.h"
#include "yzt-window-past.h"

/* --- files --- */

static void
on_map_chosen (GFile *file, gpointer user_data)
{
  GApplication *application = G_APPLICATION (gtk_window_get_application (GTK_WINDOW (user_data)));
  g_application_open (application, &file, 1, "");
}

static void
on_new_map_chosen (GFile *file, gpointer user_data)
{
  YztWindow *self = user_data;
  g_autofree char *path = g_file_get_path (file);
  if (path == NULL) {
    return;
  }
  if (self->session != NULL) {
    self = yzt_window_new (gtk_window_get_application (GTK_WINDOW (self)));
    gtk_window_present (GTK_WINDOW (self));
  }
  yzt_window_make_map (self, path);
}

static void
on_import_chosen (GFile *file, gpointer user_data)
{
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL) {
    yzt_window_import (YZT_WINDOW (user_data), path);
  }
}

static void
action_open (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  yzt_choose_map_to_open (GTK_WINDOW (widget), on_map_chosen, widget);
}

static void
action_new_map (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  yzt_choose_map_to_make (GTK_WINDOW (widget), on_new_map_chosen, widget);
}

static void
action_open_sample (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  g_action_group_activate_action (G_ACTION_GROUP (gtk_window_get_application (GTK_WINDOW (widget))), "open-sample", NULL);
}

static void
on_database_named (const char *path, gpointer user_data)
{
  yzt_window_import (YZT_WINDOW (user_data), path);
}

static void
action_import_database (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  yzt_ask_database (GTK_WINDOW (widget), on_database_named, widget);
}

static void
action_import (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  yzt_choose_file_to_import (GTK_WINDOW (widget), on_import_chosen, widget);
}

static void
on_map_exported (YztWindow *self, const char *sentence)
{
  yzt_window_say (self, sentence, FALSE);
}

static void
action_export_map (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  YztWindow *self = YZT_WINDOW (widget);
  YztMapExportDialog *dialog =
      yzt_map_export_dialog_new (GTK_WINDOW (widget), self->map, yzt_session_get_title (self->session));
  g_signal_connect_object (dialog, "exported", G_CALLBACK (on_map_exported), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- acts --- */

static void
action_undo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  yzt_window_hush (YZT_WINDOW (widget));
  yzt_session_undo_async (YZT_WINDOW (widget)->session, NULL, NULL);
}

static void
action_redo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  yzt_window_hush (YZT_WINDOW (widget));
  yzt_session_redo_async (YZT_WINDOW (widget)->session, NULL, NULL);
}

static void
action_acknowledge (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  YztWindow *self = YZT_WINDOW (widget);
  if (*yzt_session_get_author (self->session) == '\0') {
    yzt_window_sign_in (self);
    return;
  }
  yzt_alarm_strip_acknowledge (self->alarm);
}

static void
action_hand_over (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  yzt_window_sign_in (YZT_WINDOW (widget));
}

static void
action_edit_selected (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  YztWindow *self = YZT_WINDOW (widget);
  yzt_watchdog_action ("edit-form");
  gtk_stack_set_visible_child_name (self->right_stack, "details");
  yzt_inspector_edit (self->inspector);
}

static void
action_save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  if (!yzt_window_sketch_save (YZT_WINDOW (widget))) {
    yzt_inspector_save (YZT_WINDOW (widget)->inspector);
  }
}

typedef struct {
  YztWindow *window;
  char *name;
} Deletion;

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Deletion *deletion = user_data;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, NULL);
  if (act != NULL && deletion->window->session == YZT_SESSION (source)) {
    g_autofree char *sentence = g_strdup_printf (_("Deleted “%s”"), deletion->name);
    yzt_session_select (deletion->window->session, -1, 0);
    yzt_window_say (deletion->window, sentence, TRUE);
  }
  g_object_unref (deletion->window);
  g_free (deletion->name);
  g_free (deletion);
}

static void
action_delete_selected (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  YztWindow *self = YZT_WINDOW (widget);
  int kind = -1;
  gint64 fid = 0;
  if (yzt_window_count_picked (self) > 1) {
    yzt_window_delete_picked (self);
    return;
  }
  const YztRow *row = yzt_inspector_get_row (self->inspector);
  if (row == NULL || !yzt_session_get_selected (self->session, &kind, &fid)) {
    return;
  }
  const char *text = yzt_row_get_text (row, "name");
  Deletion *deletion = g_new0 (Deletion, 1);
  deletion->window = g_object_ref (self);
  deletion->name = g_strdup (text != NULL ? text : yzt_ui_kind_label (self->session, kind));
  yzt_session_delete_async (self->session, (guint) kind, fid, on_deleted, deletion);
  yzt_window_tell_naming (self, (guint) kind, fid);
}

static void
action_add_here (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  YztWindow *self = YZT_WINDOW (widget);
  YztKind *kind = yzt_kind_set_find (yzt_session_get_kinds (self->session), g_variant_get_string (parameter, NULL));
  if (kind == NULL) {
    return;
  }
  if (yzt_kind_get_geometry (kind) == YZT_KIND_GEOMETRY_LINE || yzt_kind_get_geometry (kind) == YZT_KIND_GEOMETRY_AREA) {
    yzt_window_draw (self, kind);
    return;
  }
  g_autoptr (YztRow) row = yzt_row_new (kind);
  row->has_position = TRUE;
  row->lon = self->menu_position.lon;
  row->lat = self->menu_position.lat;
  yzt_window_prefill_scene (self, row);
  gtk_stack_set_visible_child_name (self->right_stack, "details");
  yzt_inspector_add (self->inspector, row);
}

/* --- ring and places --- */

static void
action_ring_selected (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  YztWindow *self = YZT_WINDOW (widget);
  YztItem item;
  if (yzt_window_selected_item (self, &item)) {
    yzt_window_show_ring (self, (YztPosition) { item.lon, item.lat }, item.name);
  }
}

static void
action_ring_here (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  yzt_window_show_ring (YZT_WINDOW (widget), YZT_WINDOW (widget)->menu_position, NULL);
}

/* R: round the selected thing, else round the pin, else round the pointer, else in the middle; again: away. */
static void
action_ring (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  YztWindow *self = YZT_WINDOW (widget);
  YztItem item;
  YztPosition center;
  double zoom;
  yzt_watchdog_action ("ring");
  if (yzt_ring_is_active (self->ring)) {
    yzt_window_hide_ring (self);
  } else if (yzt_window_selected_item (self, &item)) {
    yzt_window_show_ring (self, (YztPosition) { item.lon, item.lat }, item.name);
  } else if (self->has_mark) {
    yzt_window_show_ring (self, self->mark, NULL);
  } else if (!isnan (self->pointer.lon)) {
    yzt_window_show_ring (self, self->pointer, NULL);
  } else {
    yzt_map_view_get_view (self->map, &center, &zoom);
    yzt_window_show_ring (self, center, NULL);
  }
}

static void
action_show_selected (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  YztItem item;
  if (yzt_window_selected_item (YZT_WINDOW (widget), &item)) {
    yzt_window_go_to (YZT_WINDOW (widget), (YztPosition) { item.lon, item.lat });
  }
}

static void
action_copy_coordinate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  YztWindow *self = YZT_WINDOW (widget);
  /* Decimal, longitude first: what the search box and other programmes read back. */
  char lon[G_ASCII_DTOSTR_BUF_SIZE], lat[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (lon, sizeof lon, "%.6f", self->menu_position.lon);
  g_ascii_formatd (lat, sizeof lat, "%.6f", self->menu_position.lat);
  g_autofree char *text = g_strdup_printf ("%s, %s", lon, lat);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  g_autofree char *sentence = g_strdup_printf (_("Copied %s (WGS 84)"), text);
  yzt_window_say (self, sentence, FALSE);
}

static void
action_measure (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  YztWindow *self = YZT_WINDOW (widget);
  gboolean measuring = yzt_map_view_get_tool (self->map) == YZT_MAP_TOOL_MEASURE;
  yzt_map_view_set_tool (self->map, measuring ? YZT_MAP_TOOL_SELECT : YZT_MAP_TOOL_MEASURE);
  gtk_widget_grab_focus (GTK_WIDGET (self->map));
}

static void
action_zoom (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  yzt_map_view_zoom_by (YZT_WINDOW (widget)->map, g_str_equal (name, "win.zoom-in") ? 1 : -1);
}

/* --- window --- */

static void
action_search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  gtk_widget_grab_focus (GTK_WIDGET (YZT_WINDOW (widget)->search));
}

/* Esc: one level back, in the order in which they were entered most likely. */
static void
action_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  YztWindow *self = YZT_WINDOW (widget);
  int kind = -1;
  gint64 fid = 0;
  if (yzt_search_popover_leave (self->search_popover) || yzt_window_leave_duty (self) || yzt_window_sketch_back (self) || yzt_inspector_leave_form (self->inspector) || yzt_window_leave_past (self)
      || yzt_window_leave_plan (self) || yzt_window_leave_walk (self)) {
    return;
  }
  if (self->ring != NULL && yzt_ring_is_active (self->ring)) {
    yzt_window_hide_ring (self);
  } else if (yzt_window_set_mark (self, NULL)) {
    return;
  } else if (yzt_window_leave_picked (self)) {
    return;
  } else if (self->session != NULL && yzt_session_get_selected (self->session, &kind, &fid)) {
    yzt_session_select (self->session, -1, 0);
  } else if (yzt_window_leave_shade (self)) {
    return;
  } else if (self->edit_mode) {
    g_object_set (self, "edit-mode", FALSE, NULL);
  } else if (gtk_window_is_fullscreen (GTK_WINDOW (self))) {
    gtk_window_unfullscreen (GTK_WINDOW (self));
  }
}

static void
action_preferences (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  yzt_watchdog_action ("preferences");
  gtk_window_present (GTK_WINDOW (yzt_preferences_new (GTK_WINDOW (widget))));
}

static void
action_about (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  yzt_about_dialog_present (GTK_WINDOW (widget));
}

static void
action_copy_diagnostics (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  YztWindow *self = YZT_WINDOW (widget);
  g_autofree char *text = yzt_diagnostics_text (widget, self->session);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  yzt_window_say (self, _("Diagnostics copied; they hold no names and no places"), FALSE);
}

void
yzt_window_update_actions (YztWindow *self)
{
  static const char *const need_map[] = { "win.import", "win.import-database", "win.export-map", "win.plans", "win.plans-here", "win.table", "win.search", "win.ring", "win.acknowledge", "win.hand-over", "win.edit-mode",
                                          "win.ring-here", "win.measure", "win.copy-coordinate", "win.zoom-in", "win.zoom-out", NULL };
  static const char *const need_selection[] = { "win.ring-selected", "win.show-selected", NULL };
  static const char *const need_writing[] = { "win.edit-selected", "win.delete-selected", NULL };
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean ready = self->session != NULL && yzt_session_get_state (self->session) == YZT_SESSION_READY;
  gboolean writing = ready && !yzt_session_is_read_only (self->session);
  int kind = -1;
  gint64 fid = 0;
  gboolean selected = ready && yzt_session_get_selected (self->session, &kind, &fid);
  for (guint i = 0; need_map[i] != NULL; i++) {
    gtk_widget_action_set_enabled (widget, need_map[i], ready);
  }
  for (guint i = 0; need_selection[i] != NULL; i++) {
    gtk_widget_action_set_enabled (widget, need_selection[i], selected);
  }
  for (guint i = 0; need_writing[i] != NULL; i++) {
    gtk_widget_action_set_enabled (widget, need_writing[i], selected && writing);
  }
  gtk_widget_action_set_enabled (widget, "win.add-here", writing);
  gtk_widget_action_set_enabled (widget, "win.undo", writing);
  gtk_widget_action_set_enabled (widget, "win.redo", writing);
  yzt_window_update_edit_actions (self, writing, selected);
  yzt_window_update_duty_actions (self, ready, writing);
  yzt_window_update_briefing_actions (self, ready, writing);
  yzt_window_update_memory_actions (self);
  yzt_window_update_view_actions (self);
  yzt_ui_rest (GTK_WIDGET (self->search), !ready);
  gtk_widget_set_visible (self->header_map_tools, writing);
}

/* name, key, modifiers, parameter type, what it does */
typedef struct {
  const char *name;
  guint key;
  GdkModifierType modifiers;
  const char *parameter;
  GtkWidgetActionActivateFunc activate;
} ActionEntry;

static const ActionEntry actions[] = {
  { "win.open", GDK_KEY_o, GDK_CONTROL_MASK, NULL, action_open },
  { "win.new-map", GDK_KEY_n, GDK_CONTROL_MASK, NULL, action_new_map },
  { "win.open-sample", 0, 0, NULL, action_open_sample },
  { "win.import", GDK_KEY_i, GDK_CONTROL_MASK, NULL, action_import },
  { "win.import-database", 0, 0, NULL, action_import_database },
  { "win.export-map", GDK_KEY_p, GDK_CONTROL_MASK, NULL, action_export_map },
  { "win.search", GDK_KEY_f, GDK_CONTROL_MASK, NULL, action_search },
  { "win.undo", GDK_KEY_z, GDK_CONTROL_MASK, NULL, action_undo },
  { "win.redo", GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, NULL, action_redo },
  { "win.acknowledge", 0, 0, NULL, action_acknowledge },
  { "win.hand-over", 0, 0, NULL, action_hand_over },
  { "win.edit-selected", GDK_KEY_F2, 0, NULL, action_edit_selected },
  { "win.save", GDK_KEY_Return, GDK_CONTROL_MASK, NULL, action_save },
  { "win.delete-selected", GDK_KEY_Delete, 0, NULL, action_delete_selected },
  { "win.add-here", 0, 0, "s", action_add_here },
  { "win.ring", GDK_KEY_r, 0, NULL, action_ring },
  { "win.ring-selected", 0, 0, NULL, action_ring_selected },
  { "win.ring-here", 0, 0, NULL, action_ring_here },
  { "win.show-selected", GDK_KEY_Home, GDK_ALT_MASK, NULL, action_show_selected },
  { "win.copy-coordinate", 0, 0, NULL, action_copy_coordinate },
  { "win.measure", GDK_KEY_m, 0, NULL, action_measure },
  { "win.zoom-in", GDK_KEY_plus, GDK_CONTROL_MASK, NULL, action_zoom },
  { "win.zoom-out", GDK_KEY_minus, GDK_CONTROL_MASK, NULL, action_zoom },
  { "win.back", GDK_KEY_Escape, 0, NULL, action_back },
  { "win.preferences", GDK_KEY_comma, GDK_CONTROL_MASK, NULL, action_preferences },
  { "win.about", 0, 0, NULL, action_about },
  { "win.copy-diagnostics", 0, 0, NULL, action_copy_diagnostics },
};

void
yzt_window_class_install_actions (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].parameter, actions[i].activate);
    if (actions[i].key != 0) {
      gtk_widget_class_add_binding_action (widget_class, actions[i].key, actions[i].modifiers, actions[i].name, NULL);
    }
  }
  yzt_window_class_install_memory_actions (widget_class);
  yzt_window_class_install_sketch (widget_class);
  gtk_widget_class_install_property_action (widget_class, "win.show-left", "show-left");
  gtk_widget_class_install_property_action (widget_class, "win.edit-mode", "edit-mode");
  gtk_widget_class_install_property_action (widget_class, "win.fullscreen", "fullscreened");
  yzt_window_focus_install (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F9, 0, "win.show-left", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, "win.edit-mode", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F11, 0, "win.fullscreen", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_question, GDK_CONTROL_MASK, "win.show-help-overlay", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_question, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.show-help-overlay", NULL);
}

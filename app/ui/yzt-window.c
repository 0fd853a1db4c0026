/* yzt-window.c: the window: map in the middle, lists left, the selected thing right, state below
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-feature-form.h"
#include "yzt-map-memory.h"
#include "yzt-preferences.h"
#include "yzt-sketch-bar.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"
#include "yzt-window-past.h"

G_DEFINE_FINAL_TYPE (YztWindow, yzt_window, ADW_TYPE_APPLICATION_WINDOW)

enum { PROP_0, PROP_SHOW_LEFT, PROP_EDIT_MODE, N_PROPS };
static GParamSpec *properties[N_PROPS];

/* --- small answers --- */

void
yzt_window_say (YztWindow *self, const char *sentence, gboolean with_undo)
{
  g_return_if_fail (YZT_IS_WINDOW (self));
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);
  AdwToast *toast = adw_toast_new (escaped);
  if (with_undo) {
    adw_toast_set_button_label (toast, _("Undo"));
    adw_toast_set_action_name (toast, "win.undo");
  }
  yzt_window_hush (self); /* what is said now is seen now, not when the last sentence has had its time */
  g_set_weak_pointer (&self->said, toast);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

void
yzt_window_hush (YztWindow *self)
{
  g_return_if_fail (YZT_IS_WINDOW (self));
  if (self->said != NULL) {
    AdwToast *toast = self->said;
    g_clear_weak_pointer (&self->said);
    adw_toast_dismiss (toast);
  }
}

gboolean
yzt_window_has_map (YztWindow *self)
{
  g_return_val_if_fail (YZT_IS_WINDOW (self), FALSE);
  return self->session != NULL;
}

gboolean
yzt_window_shows (YztWindow *self, GFile *file)
{
  g_return_val_if_fail (YZT_IS_WINDOW (self), FALSE);
  g_return_val_if_fail (G_IS_FILE (file), FALSE);
  if (self->path == NULL) {
    return FALSE;
  }
  g_autoptr (GFile) mine = g_file_new_for_path (self->path);
  return g_file_equal (mine, file);
}

/* --- handlers of the template --- */

static void
on_incident_activated (GtkWidget *list, YztIncident *incident, YztWindow *self)
{
  YztPosition position;
  if (yzt_incident_get_position (incident, &position)) {
    yzt_window_go_to (self, position);
  }
}

static void
on_plan_activated (YztPlanList *list, YztPlan *plan, YztWindow *self)
{
  yzt_window_read_plan (self, plan, NULL);
}

/* --- clock and keys --- */

static gboolean
on_clock (gpointer user_data)
{
  YztWindow *self = user_data;
  gint64 now_ms = yzt_clock_now_ms (&yzt_clock_system);
  g_autoptr (GTimeZone) local_zone = NULL;
  GTimeZone *zone = self->session != NULL ? yzt_session_get_time_zone (self->session) : NULL;
  if (zone == NULL) {
    zone = local_zone = g_time_zone_new_local ();
  }
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_ms / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
  g_autofree char *text = g_date_time_format (local, "%H:%M:%S");
  gtk_label_set_text (self->clock, text);
  return G_SOURCE_CONTINUE;
}

/* Text is being typed, or a form, a drawing or a list to choose from is filled in by keys: there Space presses what has the focus. */
static gboolean
is_filling (GtkWidget *focus)
{
  return GTK_IS_EDITABLE (focus) || GTK_IS_TEXT_VIEW (focus)
      || (focus != NULL && (gtk_widget_get_ancestor (focus, YZT_TYPE_FEATURE_FORM) != NULL || gtk_widget_get_ancestor (focus, YZT_TYPE_SKETCH_BAR) != NULL
                            || gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL));
}

/* Space acknowledges wherever the focus is, but never while something is being filled in; where nothing waits to be acknowledged it plays what is replayed. */
static gboolean
on_key (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, YztWindow *self)
{
  yzt_watchdog_background ("key");
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  gboolean typing = is_filling (focus);
  gboolean plain = (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)) == 0;
  if (keyval != GDK_KEY_space || !plain || typing) {
    return GDK_EVENT_PROPAGATE;
  }
  if (!yzt_alarm_strip_is_waiting (self->alarm)) {
    return yzt_window_play_past (self);
  }
  gtk_widget_activate_action (GTK_WIDGET (self), "win.acknowledge", NULL);
  return GDK_EVENT_STOP;
}

static void
follow_style (YztWindow *self)
{
  gboolean wall = gtk_window_is_fullscreen (GTK_WINDOW (self));
  yzt_preferences_apply_style (wall);
  yzt_map_view_set_wall (self->map, wall);
}

/* --- settings of the window --- */

static void
restore_window (YztWindow *self)
{
  GSettings *settings = yzt_ui_settings ();
  if (settings == NULL) {
    return;
  }
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "window-maximized")) {
    gtk_window_maximize (GTK_WINDOW (self));
  }
  g_settings_bind (settings, "show-left", self, "show-left", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (settings, "changed::style", G_CALLBACK (follow_style), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::dark-fullscreen", G_CALLBACK (follow_style), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::feed-folder", G_CALLBACK (yzt_window_follow_feed), self, G_CONNECT_SWAPPED);
}

static void
keep_window (YztWindow *self)
{
  GSettings *settings = yzt_ui_settings ();
  int width = 0, height = 0;
  if (settings == NULL) {
    return;
  }
  gboolean maximized = gtk_window_is_maximized (GTK_WINDOW (self));
  g_settings_set_boolean (settings, "window-maximized", maximized);
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  if (!maximized && !gtk_window_is_fullscreen (GTK_WINDOW (self)) && width > 0 && height > 0) {
    g_settings_set_int (settings, "window-width", width);
    g_settings_set_int (settings, "window-height", height);
  }
}

static void
on_before_paint (void)
{
  yzt_watchdog_background ("frame");
}

static void
yzt_window_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (yzt_window_parent_class)->realize (widget);
  g_signal_connect (gtk_widget_get_frame_clock (widget), "before-paint", G_CALLBACK (on_before_paint), NULL);
}

static gboolean
yzt_window_close_request (GtkWindow *window)
{
  YztWindow *self = YZT_WINDOW (window);
  if (yzt_inspector_holds_back (self->inspector)) {
    return TRUE; /* what was typed is not lost by one slip; a second time closes */
  }
  keep_window (self);
  yzt_window_session_detach (self);
  return GTK_WINDOW_CLASS (yzt_window_parent_class)->close_request (window);
}

/* --- class --- */

static void
yzt_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  YztWindow *self = YZT_WINDOW (object);
  switch (id) {
  case PROP_SHOW_LEFT: g_value_set_boolean (value, self->show_left); break;
  case PROP_EDIT_MODE: g_value_set_boolean (value, self->edit_mode); break;
  default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec); break;
  }
}

static void
yzt_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  YztWindow *self = YZT_WINDOW (object);
  gboolean wanted = g_value_get_boolean (value);
  gboolean *field = id == PROP_SHOW_LEFT ? &self->show_left : &self->edit_mode;
  if (*field == wanted) {
    return;
  }
  *field = wanted;
  if (id == PROP_EDIT_MODE && self->map != NULL) {
    yzt_map_view_set_edit_mode (self->map, wanted);
  }
  g_object_notify_by_pspec (object, pspec);
}

static void
yzt_window_dispose (GObject *object)
{
  YztWindow *self = YZT_WINDOW (object);
  if (self->toasts != NULL) {
    yzt_window_session_detach (self);
    /* The map still moves while it is taken apart, when the bar that tells it may be gone. */
    g_signal_handlers_disconnect_by_data (self->map, self);
    g_signal_handlers_disconnect_by_data (self->reach, self);
    g_signal_handlers_disconnect_by_data (self->walk, self);
    yzt_window_view_dispose (self);
  }
  g_clear_handle_id (&self->clock_timer, g_source_remove);
  g_clear_handle_id (&self->ring_timer, g_source_remove);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  if (self->search_popover != NULL) {
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->search_popover)));
  }
  g_clear_pointer (&self->pending_import, g_free);
  g_clear_weak_pointer (&self->said);
  gtk_widget_dispose_template (GTK_WIDGET (self), YZT_TYPE_WINDOW);
  G_OBJECT_CLASS (yzt_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, YztWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, title_label);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, state_label);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, clock);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, search);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, header_map_tools);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, failed);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, loading_label);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, opening_card);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, opening_label);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, alarm);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, same_bar);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, left);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, incidents);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, layers);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, plans);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, map);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, table_pane);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, table);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, filter);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, walk);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, bookmarks_menu);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, right);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, right_stack);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, reader);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, right_switcher);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, inspector);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, reach);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, status);
  gtk_widget_class_bind_template_child (widget_class, YztWindow, time_slider);
  gtk_widget_class_bind_template_callback (widget_class, on_incident_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_plan_activated);
}

static void
ensure_types (void)
{
  g_type_ensure (YZT_TYPE_ALARM_STRIP);
  g_type_ensure (YZT_TYPE_SAME_BAR);
  g_type_ensure (YZT_TYPE_FEATURE_WALK);
  g_type_ensure (YZT_TYPE_FILTER_BAR);
  g_type_ensure (YZT_TYPE_INCIDENT_LIST);
  g_type_ensure (YZT_TYPE_LAYER_LIST);
  g_type_ensure (YZT_TYPE_PLAN_LIST);
  g_type_ensure (YZT_TYPE_PLAN_READER);
  g_type_ensure (YZT_TYPE_MAP_VIEW);
  g_type_ensure (YZT_TYPE_INSPECTOR);
  g_type_ensure (YZT_TYPE_REACH_PANEL);
  g_type_ensure (YZT_TYPE_STATUS_BAR);
  g_type_ensure (YZT_TYPE_TABLE_PANEL);
  g_type_ensure (YZT_TYPE_TIME_SLIDER);
}

static void
yzt_window_class_init (YztWindowClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  object_class->get_property = yzt_window_get_property;
  object_class->set_property = yzt_window_set_property;
  object_class->dispose = yzt_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = yzt_window_close_request;
  widget_class->realize = yzt_window_realize;
  properties[PROP_SHOW_LEFT] = g_param_spec_boolean ("show-left", NULL, NULL, TRUE, flags);
  properties[PROP_EDIT_MODE] = g_param_spec_boolean ("edit-mode", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  ensure_types ();
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-window.ui");
  bind_children (widget_class);
  yzt_window_class_install_actions (widget_class);
  yzt_window_class_install_feeds (widget_class);
  yzt_window_class_install_grounds (widget_class);
  yzt_window_class_install_table (widget_class);
  yzt_window_class_install_command (widget_class);
  yzt_window_class_install_edit (widget_class);
  yzt_window_class_install_picked (widget_class);
  yzt_window_class_install_plans (widget_class);
  yzt_window_class_install_duty (widget_class);
  yzt_window_class_install_ready (widget_class);
  yzt_window_class_install_papers (widget_class);
  yzt_window_class_install_briefing (widget_class);
  yzt_window_class_install_view_actions (widget_class);
}

static void
yzt_window_init (YztWindow *self)
{
  self->show_left = TRUE;
  self->pointer = (YztPosition) { NAN, NAN };
  gtk_widget_init_template (GTK_WIDGET (self));
  yzt_window_search_connect (self);
  yzt_window_focus_init (self);
  yzt_ui_catch_keys (GTK_WIDGET (self), G_CALLBACK (on_key));
  g_signal_connect (self, "notify::fullscreened", G_CALLBACK (follow_style), NULL);
  if (!gdk_display_is_composited (gtk_widget_get_display (GTK_WIDGET (self)))) {
    gtk_widget_add_css_class (GTK_WIDGET (self), "uncomposited");
    gtk_popover_set_has_arrow (gtk_menu_button_get_popover (self->menu_button), FALSE); /* its ground would be black */
  }
  yzt_window_map_connect (self);
  yzt_window_table_connect (self);
  yzt_window_view_connect (self);
  yzt_window_duty_connect (self);
  yzt_window_plans_connect (self);
  yzt_window_past_connect (self);
  restore_window (self);
  yzt_window_show_titles (self);
  yzt_window_update_actions (self);
  on_clock (self);
  self->clock_timer = g_timeout_add (1000, on_clock, self);
}

YztWindow *
yzt_window_new (GtkApplication *application)
{
  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  YztWindow *self = g_object_new (YZT_TYPE_WINDOW, "application", application, NULL);
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (YZT_RESOURCE_PATH "help-overlay.ui");
  gtk_application_window_set_help_overlay (GTK_APPLICATION_WINDOW (self),
                                           GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "help_overlay")));
  return self;
}

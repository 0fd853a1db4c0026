/* yzt-window-duty.c: the window on watch: taking in, the incident in focus, its log and reports, who is on duty
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-duty.h"
#include "yzt-hand-over-dialog.h"
#include "yzt-incident-act.h"
#include "yzt-report-window.h"
#include "yzt-roster-window.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"
#include "yzt-window-past.h"
#include "yzt-window-private.h"

#define DUTY_EVERY_S 60
#define DUTY_CHARS 24

/* --- the incident in focus --- */

static YztIncident *
find_incident (YztWindow *self, gint64 fid)
{
  GListModel *incidents = yzt_session_get_incidents (self->session);
  for (guint i = 0; i < g_list_model_get_n_items (incidents); i++) {
    g_autoptr (YztIncident) incident = g_list_model_get_item (incidents, i);
    gboolean wanted = fid != 0 ? yzt_incident_get_fid (incident) == fid : yzt_incident_is_open (incident);
    if (wanted && g_str_equal (yzt_incident_get_kind_id (incident), "incident")) {
      return g_steal_pointer (&incident);
    }
  }
  return NULL;
}

static gboolean
selected_incident (YztWindow *self, gint64 *fid)
{
  int kind = -1;
  return yzt_session_get_selected (self->session, &kind, fid) && kind == yzt_kind_set_index (yzt_session_get_kinds (self->session), "incident");
}

gint64
yzt_window_focused_incident (YztWindow *self, char **title_out)
{
  gint64 fid = 0;
  if (title_out != NULL) {
    *title_out = NULL;
  }
  if (self->session == NULL || yzt_session_get_state (self->session) != YZT_SESSION_READY) {
    return 0;
  }
  if (!selected_incident (self, &fid)) {
    fid = self->focus_incident;
  }
  g_autoptr (YztIncident) incident = find_incident (self, fid);
  if (incident == NULL) {
    incident = find_incident (self, 0);
  }
  if (incident != NULL && title_out != NULL) {
    *title_out = g_strdup (yzt_incident_get_title (incident));
  }
  return incident != NULL ? yzt_incident_get_fid (incident) : 0;
}

static void
show_incident (YztWindow *self, YztIncident *incident)
{
  YztPosition position;
  yzt_session_select (self->session, (int) yzt_incident_get_kind (incident), yzt_incident_get_fid (incident));
  if (yzt_incident_get_position (incident, &position)) {
    yzt_window_go_to (self, position);
  }
}

/* The open ones in the order of the list at the left, round and round. */
static void
step_incident (YztWindow *self, int step)
{
  GListModel *incidents = yzt_session_get_incidents (self->session);
  g_autoptr (GPtrArray) open = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 selected = 0;
  int at = -1;
  gboolean any = selected_incident (self, &selected);
  for (guint i = 0; i < g_list_model_get_n_items (incidents); i++) {
    g_autoptr (YztIncident) incident = g_list_model_get_item (incidents, i);
    if (yzt_incident_is_open (incident) && g_str_equal (yzt_incident_get_kind_id (incident), "incident")) {
      at = any && yzt_incident_get_fid (incident) == selected ? (int) open->len : at;
      g_ptr_array_add (open, g_steal_pointer (&incident));
    }
  }
  int n = (int) open->len;
  if (n > 0) {
    gboolean logging = gtk_stack_get_visible_child (self->right_stack) == GTK_WIDGET (self->log);
    int next = at < 0 ? (step > 0 ? 0 : n - 1) : (at + step + n) % n;
    show_incident (self, open->pdata[next]);
    if (logging) { /* the log goes along */
      yzt_log_page_show (self->log, self->session, yzt_incident_get_fid (open->pdata[next]), yzt_incident_get_title (open->pdata[next]));
      gtk_stack_set_visible_child (self->right_stack, GTK_WIDGET (self->log));
    }
  }
}

static void
action_step (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  if (YZT_WINDOW (widget)->session != NULL) {
    step_incident (YZT_WINDOW (widget), g_str_equal (name, "win.next-incident") ? 1 : -1);
  }
}

static void
on_selected (YztWindow *self)
{
  gint64 fid = 0;
  if (selected_incident (self, &fid)) {
    self->focus_incident = fid;
  }
}

/* --- taking in --- */

static void
action_take_in (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  yzt_intake_bar_open (YZT_WINDOW (widget)->intake);
}

static void
on_taken_in (YztIntakeBar *bar, gint64 fid, gboolean placed, YztWindow *self)
{
  int kind = yzt_kind_set_index (yzt_session_get_kinds (self->session), "incident");
  YztItem item;
  yzt_session_select (self->session, kind, fid);
  if (yzt_window_selected_item (self, &item)) {
    yzt_window_go_to (self, (YztPosition) { item.lon, item.lat });
  }
  yzt_window_say (self, placed ? _("Taken in; the clocks run") : _("Taken in without a place; P places it on the map"), FALSE);
}

static void
on_sign_in_wanted (YztWindow *self)
{
  yzt_window_sign_in (self);
}

/* --- placing what has no place --- */

static void
end_placing (YztWindow *self)
{
  if (self->placing) {
    self->placing = FALSE;
    yzt_map_view_set_tool (self->map, YZT_MAP_TOOL_SELECT);
  }
}

static void
on_map_placed (YztMapView *map, double lon, double lat, YztWindow *self)
{
  gint64 fid = 0;
  if (!self->placing || self->session == NULL || !selected_incident (self, &fid)) {
    return;
  }
  YztIncidentAct *act = yzt_incident_act_new ("place", fid);
  yzt_incident_act_set_position (act, (YztPosition) { lon, lat });
  yzt_session_incident_act_async (self->session, act, NULL, NULL);
  end_placing (self);
}

static void
on_tool_changed (YztMapView *map, YztWindow *self)
{
  if (yzt_map_view_get_tool (map) != YZT_MAP_TOOL_PLACE) {
    self->placing = FALSE;
  }
}

static void
action_place (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  gint64 fid = 0;
  yzt_watchdog_action (name);
  if (self->session == NULL || !selected_incident (self, &fid) || yzt_intake_bar_is_open (self->intake)) {
    return;
  }
  self->placing = TRUE;
  yzt_map_view_set_tool (self->map, YZT_MAP_TOOL_PLACE);
  gtk_widget_grab_focus (GTK_WIDGET (self->map));
  yzt_window_say (self, _("Click the map where it is; Enter takes the middle of the map, Esc leaves it"), FALSE);
}

static void
on_place_wanted (YztWindow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.place-incident", NULL);
}

/* --- the log --- */

gboolean
yzt_window_is_logging (YztWindow *self)
{
  return self->log != NULL && gtk_stack_page_get_visible (gtk_stack_get_page (self->right_stack, GTK_WIDGET (self->log)));
}

static void
show_log (YztWindow *self)
{
  g_autofree char *title = NULL;
  gint64 fid = yzt_window_focused_incident (self, &title);
  if (self->session == NULL) {
    return;
  }
  yzt_log_page_show (self->log, self->session, fid, fid != 0 ? title : _("All incidents"));
  gtk_stack_page_set_visible (gtk_stack_get_page (self->right_stack, GTK_WIDGET (self->log)), TRUE);
  gtk_stack_set_visible_child (self->right_stack, GTK_WIDGET (self->log));
  yzt_window_show_switcher (self);
  yzt_log_page_focus (self->log, FALSE);
}

static void
close_log (YztWindow *self)
{
  gboolean inside = gtk_widget_get_focus_child (GTK_WIDGET (self->log)) != NULL;
  gtk_stack_page_set_visible (gtk_stack_get_page (self->right_stack, GTK_WIDGET (self->log)), FALSE);
  if (gtk_stack_get_visible_child (self->right_stack) == GTK_WIDGET (self->log)) {
    gtk_stack_set_visible_child_name (self->right_stack, "details");
  }
  yzt_log_page_show (self->log, NULL, 0, NULL);
  yzt_window_show_switcher (self);
  if (inside) {
    gtk_widget_grab_focus (GTK_WIDGET (self->map));
  }
}

static void
action_log (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  show_log (YZT_WINDOW (widget));
}

/* One line at once: into the panel where the incident is shown, else the whole log. */
static void
action_log_line (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  GtkWidget *line = yzt_incident_panel_get_log_line (yzt_inspector_get_incident (self->inspector));
  yzt_watchdog_action (name);
  if (gtk_widget_get_mapped (line)) {
    gtk_widget_grab_focus (line);
  } else {
    show_log (self);
  }
}

static void
on_log_place (YztLogPage *page, double lon, double lat, YztWindow *self)
{
  YztPosition at = { lon, lat };
  yzt_window_set_mark (self, &at);
  yzt_window_go_to (self, at);
}

static void
on_log_said (YztLogPage *page, const char *sentence, YztWindow *self)
{
  yzt_window_say (self, sentence, FALSE);
}

/* --- acts and reports --- */

static void
action_acts (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  yzt_watchdog_action (name);
  if (!yzt_incident_panel_open_acts (yzt_inspector_get_incident (self->inspector)) && self->session != NULL) {
    g_autoptr (YztIncident) incident = find_incident (self, yzt_window_focused_incident (self, NULL));
    if (incident != NULL) {
      show_incident (self, incident);
    }
  }
}

static void
show_reports (YztWindow *self, gint64 report_fid)
{
  g_autofree char *title = NULL;
  gint64 fid = yzt_window_focused_incident (self, &title);
  if (fid == 0) {
    yzt_window_say (self, _("There is no open incident to report."), FALSE);
    return;
  }
  gtk_window_present (GTK_WINDOW (yzt_report_window_new (GTK_WINDOW (self), self->session, fid, title, report_fid)));
}

static void
action_reports (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  show_reports (YZT_WINDOW (widget), 0);
}

static void
on_reports_wanted (YztIncidentPanel *panel, gint64 fid, YztWindow *self)
{
  show_reports (self, fid);
}

/* --- who is on --- */

static void
show_duty (YztWindow *self, GArray *turns)
{
  g_autoptr (GString) words = g_string_new (NULL);
  const char *author = yzt_session_get_author (self->session);
  if (*author != '\0') {
    g_string_append (words, author);
  }
  for (guint i = 0; turns != NULL && i < turns->len; i++) {
    const YztDutyTurn *turn = &g_array_index (turns, YztDutyTurn, i);
    if (turn->now && !turn->absent && !g_str_equal (turn->person, author) && (g_str_equal (turn->post, "leader") || g_str_equal (turn->post, "officer"))) {
      g_string_append_printf (words, "%s%s %s", words->len > 0 ? " · " : "", turn->person, turn->post_label); /* what is cut is the post, not the name */
    }
  }
  if (words->len == 0) {
    g_string_append (words, _("Nobody signed in"));
  }
  gtk_label_set_text (self->duty_label, words->str);
  /* A short name takes its own width: that of so many average letters cut “Wang”. */
  gboolean is_long = yzt_text_count_cells (words->str) > DUTY_CHARS;
  gtk_label_set_ellipsize (self->duty_label, is_long ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  gtk_label_set_width_chars (self->duty_label, is_long ? DUTY_CHARS : -1);
  g_autofree char *tip = g_strdup_printf (_("On duty: %s"), words->str);
  yzt_ui_set_tip (GTK_WIDGET (self->duty), tip);
}

static void
on_duty_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) turns = yzt_session_read_duty_finish (YZT_SESSION (source), result, &error);
  if (self->session == YZT_SESSION (source) && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_clear_object (&self->duty_reading);
    show_duty (self, turns);
  }
}

static void
read_duty (YztWindow *self)
{
  if (self->session == NULL || yzt_session_get_state (self->session) != YZT_SESSION_READY) {
    return;
  }
  gint64 now_ms = yzt_clock_now_ms (yzt_session_get_clock (self->session));
  g_cancellable_cancel (self->duty_reading);
  g_clear_object (&self->duty_reading);
  self->duty_reading = g_cancellable_new ();
  yzt_session_read_duty_async (self->session, now_ms, now_ms + 1, self->duty_reading, on_duty_read, g_object_ref (self));
}

static gboolean
on_duty_timer (gpointer user_data)
{
  read_duty (user_data);
  return G_SOURCE_CONTINUE;
}

static void
on_rows_changed (YztWindow *self, YztActResult *result)
{
  for (guint i = 0; result->touches != NULL && i < result->touches->len; i++) {
    if (g_str_has_prefix (g_array_index (result->touches, YztTouch, i).kind, "duty-")) {
      read_duty (self);
      return;
    }
  }
}

static void
action_roster (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  gtk_window_present (GTK_WINDOW (yzt_roster_window_new (GTK_WINDOW (widget), YZT_WINDOW (widget)->session)));
}

static void
action_hand_over_sheet (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  gtk_window_present (GTK_WINDOW (yzt_hand_over_dialog_new (GTK_WINDOW (widget), YZT_WINDOW (widget)->session)));
}

static void
on_signed_out (GObject *source, GAsyncResult *result, gpointer name)
{
  g_autofree char *who = name;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, NULL); /* a refusal is said by the session */
  if (act != NULL) {
    yzt_session_leave_seat (YZT_SESSION (source), who);
  }
}

static void
action_sign_out (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  yzt_watchdog_action (name);
  if (*yzt_session_get_author (self->session) != '\0') {
    yzt_session_duty_act_async (self->session, "sign-out", values, on_signed_out, g_strdup (yzt_session_get_author (self->session)));
  }
}

/* --- the window --- */

gboolean
yzt_window_leave_duty (YztWindow *self)
{
  if (self->placing) {
    end_placing (self);
    return TRUE;
  }
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  gboolean elsewhere = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->right_stack)); /* Esc is about what is done there */
  if (!elsewhere && yzt_intake_bar_leave (self->intake)) {
    return TRUE;
  }
  if (!yzt_window_is_logging (self) || gtk_stack_get_visible_child (self->right_stack) != GTK_WIDGET (self->log)) {
    return FALSE;
  }
  if (!yzt_log_page_leave (self->log)) {
    close_log (self);
  }
  return TRUE;
}

static GtkWidget *
new_duty_button (YztWindow *self)
{
  g_autoptr (GMenu) menu = g_menu_new (), duty = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new (), *label = gtk_label_new ("");
  g_menu_append (menu, _("_Sign In…"), "win.hand-over");
  g_menu_append (menu, _("Sign _Out"), "win.sign-out");
  g_menu_append (duty, _("_Hand-Over Sheet…"), "win.hand-over-sheet");
  g_menu_append (duty, _("Daily Duty Re_port…"), "win.paper(('daily', int64 0, ''))");
  g_menu_append (duty, _("_Duty Roster…"), "win.roster");
  g_menu_append (duty, _("R_eadiness…"), "win.readiness");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (duty));
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), DUTY_CHARS);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), label);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  yzt_ui_tame_arrow (button);
  gtk_widget_set_tooltip_text (button, _("On duty"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("On duty"), -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "duty-button");
  gtk_widget_set_visible (button, FALSE);
  self->duty = GTK_MENU_BUTTON (button);
  self->duty_label = GTK_LABEL (label);
  return button;
}

void
yzt_window_duty_connect (YztWindow *self)
{
  GtkWidget *column = gtk_widget_get_parent (GTK_WIDGET (self->map)), *header = gtk_widget_get_ancestor (GTK_WIDGET (self->menu_button), ADW_TYPE_HEADER_BAR);
  YztIncidentPanel *panel = yzt_inspector_get_incident (self->inspector);
  gtk_widget_set_hexpand (GTK_WIDGET (self->right), FALSE); /* however wide its cards would like to be */
  self->intake = YZT_INTAKE_BAR (yzt_intake_bar_new (self->map));
  self->log = YZT_LOG_PAGE (yzt_log_page_new ());
  gtk_box_insert_child_after (GTK_BOX (column), GTK_WIDGET (self->intake), GTK_WIDGET (self->filter));
  gtk_stack_add_titled (self->right_stack, GTK_WIDGET (self->log), "log", _("Log"));
  gtk_stack_page_set_visible (gtk_stack_get_page (self->right_stack, GTK_WIDGET (self->log)), FALSE);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), new_duty_button (self));
  g_signal_connect_object (self->intake, "taken-in", G_CALLBACK (on_taken_in), self, 0);
  g_signal_connect_object (self->intake, "sign-in-wanted", G_CALLBACK (on_sign_in_wanted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->map, "placed", G_CALLBACK (on_map_placed), self, 0);
  g_signal_connect_object (self->map, "tool-changed", G_CALLBACK (on_tool_changed), self, 0);
  g_signal_connect_object (self->log, "said", G_CALLBACK (on_log_said), self, 0);
  g_signal_connect_object (self->log, "place-activated", G_CALLBACK (on_log_place), self, 0);
  g_signal_connect_object (panel, "log-wanted", G_CALLBACK (show_log), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (panel, "reports-wanted", G_CALLBACK (on_reports_wanted), self, 0);
  g_signal_connect_object (panel, "place-wanted", G_CALLBACK (on_place_wanted), self, G_CONNECT_SWAPPED);
}

static gpointer
warm_rules (gpointer unused)
{
  yzt_incident_rules (); /* files are read here, not at the first key of the first word */
  return NULL;
}

void
yzt_window_duty_attach (YztWindow *self)
{
  g_thread_unref (g_thread_new ("rules", warm_rules, NULL));
  yzt_intake_bar_set_session (self->intake, yzt_session_is_read_only (self->session) ? NULL : self->session);
  gtk_widget_set_visible (GTK_WIDGET (self->duty), TRUE);
  g_signal_connect_swapped (self->session, "notify::selected-fid", G_CALLBACK (on_selected), self);
  g_signal_connect_swapped (self->session, "notify::author", G_CALLBACK (read_duty), self);
  g_signal_connect_swapped (self->session, "rows-changed", G_CALLBACK (on_rows_changed), self);
  self->duty_timer = g_timeout_add_seconds (DUTY_EVERY_S, on_duty_timer, self);
  read_duty (self);
}

void
yzt_window_duty_detach (YztWindow *self)
{
  g_clear_handle_id (&self->duty_timer, g_source_remove);
  g_cancellable_cancel (self->duty_reading);
  g_clear_object (&self->duty_reading);
  end_placing (self);
  self->focus_incident = 0;
  if (yzt_window_is_logging (self)) {
    close_log (self);
  }
  yzt_intake_bar_set_session (self->intake, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->duty), FALSE);
}

void
yzt_window_update_duty_actions (YztWindow *self, gboolean ready, gboolean writing)
{
  static const char *const reading[] = { "win.log", "win.acts", "win.reports", "win.next-incident", "win.previous-incident", "win.roster", "win.hand-over-sheet", "win.readiness", "win.paper", NULL };
  static const char *const changing[] = { "win.take-in", "win.log-line", "win.place-incident", "win.sign-out", NULL };
  for (guint i = 0; reading[i] != NULL; i++) {
    gtk_widget_action_set_enabled (GTK_WIDGET (self), reading[i], ready);
  }
  for (guint i = 0; changing[i] != NULL; i++) {
    gtk_widget_action_set_enabled (GTK_WIDGET (self), changing[i], writing);
  }
}

void
yzt_window_class_install_duty (GtkWidgetClass *widget_class)
{
  static const struct {
    const char *name;
    guint key;
    GdkModifierType modifiers;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "win.take-in", GDK_KEY_n, 0, action_take_in },
    { "win.acts", GDK_KEY_a, 0, action_acts },
    { "win.place-incident", GDK_KEY_p, 0, action_place },
    { "win.log", GDK_KEY_j, 0, action_log },
    { "win.log-line", GDK_KEY_j, GDK_CONTROL_MASK, action_log_line },
    { "win.reports", GDK_KEY_r, GDK_CONTROL_MASK | GDK_SHIFT_MASK, action_reports },
    { "win.next-incident", GDK_KEY_Down, GDK_ALT_MASK, action_step },
    { "win.previous-incident", GDK_KEY_Up, GDK_ALT_MASK, action_step },
    { "win.roster", GDK_KEY_y, GDK_CONTROL_MASK | GDK_SHIFT_MASK, action_roster },
    { "win.hand-over-sheet", 0, 0, action_hand_over_sheet },
    { "win.sign-out", 0, 0, action_sign_out },
  };
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
    if (actions[i].key != 0) {
      gtk_widget_class_add_binding_action (widget_class, actions[i].key, actions[i].modifiers, actions[i].name, NULL);
    }
  }
}

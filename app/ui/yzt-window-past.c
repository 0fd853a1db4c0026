/* yzt-window-past.c: the window while it shows the map as it stood
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-window-past.h"
#include <glib/gi18n-lib.h>
#include "yzt-session-past.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

struct _YztWindowPast {
  YztSession *now, *past;  /* now: NULL until the first moment is shown */
  YztRing *now_ring;
  gint64 wanted_entry, wanted_ms;
  gboolean moving, more;   /* a move is under way; another moment was wanted meanwhile */
};

YztSession *
yzt_window_get_now (YztWindow *self)
{
  g_return_val_if_fail (YZT_IS_WINDOW (self), NULL);
  return self->past != NULL && self->past->now != NULL ? self->past->now : self->session;
}

gboolean
yzt_window_is_in_past (YztWindow *self)
{
  g_return_val_if_fail (YZT_IS_WINDOW (self), FALSE);
  return self->past != NULL;
}

/* --- which session the panels show --- */

/* On a worker: a whole map in memory takes its time to be let go. */
static void
close_leaving (YztWindow *self)
{
  if (self->leaving != NULL) {
    yzt_session_close (self->leaving);
    g_clear_object (&self->leaving);
  }
}

/* One panel a frame, the map first; see yzt-window-session.c. */
static gboolean
fill_next_panel (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  YztWindow *self = YZT_WINDOW (widget);
  switch (self->filled_panels++) {
  case 0:
    yzt_watchdog_action ("past-map");
    yzt_map_view_set_session (self->map, self->session, self->ring);
    return G_SOURCE_CONTINUE;
  case 1:
    yzt_watchdog_action ("past-incidents");
    yzt_incident_list_set_session (self->incidents, self->session);
    yzt_search_popover_set_session (self->search_popover, self->session);
    return G_SOURCE_CONTINUE;
  case 2:
    yzt_watchdog_action ("past-layers");
    yzt_layer_list_set_session (self->layers, self->session);
    return G_SOURCE_CONTINUE;
  case 3:
    yzt_watchdog_action ("past-plans");
    yzt_plan_list_set_session (self->plans, self->session);
    return G_SOURCE_CONTINUE;
  case 4:
    yzt_watchdog_action ("past-details");
    yzt_inspector_set_session (self->inspector, self->session);
    return G_SOURCE_CONTINUE;
  default:
    yzt_watchdog_action ("past-reach");
    yzt_reach_panel_set_session (self->reach, self->session, self->ring);
    self->fill_tick = 0;
    close_leaving (self);
    return G_SOURCE_REMOVE;
  }
}

static void
fill_panels (YztWindow *self)
{
  if (self->fill_tick != 0) {
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->fill_tick);
  }
  self->filled_panels = 0;
  self->fill_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), fill_next_panel, NULL, NULL);
}

/* What is chosen, hidden and ringed is the same on both sides. */
static void
carry_over (YztSession *from, YztRing *from_ring, YztSession *to, YztRing *to_ring)
{
  int kind = -1;
  gint64 fid = 0;
  yzt_session_copy_hidden_kinds (from, to);
  if (yzt_session_get_selected (from, &kind, &fid)) {
    const char *id = yzt_kind_get_id (yzt_kind_set_get (yzt_session_get_kinds (from), (guint) kind));
    yzt_session_select (to, yzt_kind_set_index (yzt_session_get_kinds (to), id), fid);
  } else {
    yzt_session_select (to, -1, 0);
  }
  if (yzt_ring_is_active (from_ring)) {
    yzt_ring_show (to_ring, yzt_ring_get_center (from_ring), yzt_ring_get_radius (from_ring), yzt_ring_get_caption (from_ring));
  } else {
    yzt_ring_hide (to_ring);
  }
}

static void
on_said (YztSession *session, const char *sentence, YztWindow *self)
{
  yzt_window_say (self, sentence, FALSE);
}

static void
on_selected (YztWindow *self)
{
  gtk_stack_set_visible_child_name (self->right_stack, "details");
  yzt_window_update_actions (self);
}

/* --- in, through, out --- */

static void
enter (YztWindow *self)
{
  YztWindowPast *past = self->past;
  past->now = g_steal_pointer (&self->session);
  past->now_ring = g_steal_pointer (&self->ring);
  self->session = g_object_ref (past->past);
  self->ring = yzt_ring_new (self->session);
  carry_over (past->now, past->now_ring, self->session, self->ring);
  yzt_window_map_attach (self);
  g_signal_connect (self->session, "said", G_CALLBACK (on_said), self);
  g_signal_connect_swapped (self->session, "notify::selected-fid", G_CALLBACK (on_selected), self);
  g_signal_connect_swapped (self->session, "rows-changed", G_CALLBACK (yzt_window_update_actions), self);
  g_signal_connect_swapped (self->ring, "changed", G_CALLBACK (yzt_window_update_actions), self);
  g_object_set (self, "edit-mode", FALSE, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "in-past");
  fill_panels (self);
  yzt_window_show_titles (self);
  yzt_window_update_actions (self);
}

static void start_move (YztWindow *self);

static void
on_moved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  YztSession *session = YZT_SESSION (source);
  gboolean moved = yzt_session_move_past_finish (session, result, &error);
  if (self->past == NULL || self->past->past != session) {
    yzt_session_close (session); /* back in the present meanwhile */
    return;
  }
  self->past->moving = FALSE;
  if (!moved && error != NULL) {
    yzt_time_slider_set_busy (self->time_slider, FALSE);
    yzt_time_slider_say (self->time_slider, yzt_ui_error_text (error));
  }
  if (moved && self->past->now == NULL) {
    enter (self);
  }
  if (moved) {
    yzt_time_slider_set_shown (self->time_slider, yzt_session_get_past_ms (session));
  }
  if (self->past->more) {
    start_move (self);
  } else {
    yzt_time_slider_set_busy (self->time_slider, FALSE);
  }
}

static void
start_move (YztWindow *self)
{
  YztWindowPast *past = self->past;
  past->moving = TRUE;
  past->more = FALSE;
  yzt_time_slider_set_busy (self->time_slider, TRUE);
  yzt_session_move_past_async (past->past, past->wanted_entry, past->wanted_ms, on_moved, g_object_ref (self));
}

/* The latest moment wins: a slider that is dragged does not queue. */
static void
on_slider_moved (YztTimeSlider *slider, gint64 entry, gint64 at_ms, YztWindow *self)
{
  if (self->past == NULL) {
    return;
  }
  self->past->wanted_entry = entry;
  self->past->wanted_ms = at_ms;
  self->past->more = TRUE;
  if (!self->past->moving) {
    start_move (self);
  }
}

static void
past_free (YztWindowPast *past)
{
  g_clear_object (&past->now);
  g_clear_object (&past->now_ring);
  g_clear_object (&past->past);
  g_free (past);
}

/* The present takes its place again; the panels let go of the past one after the other. */
static void
take_present (YztWindow *self)
{
  YztWindowPast *past = self->past;
  g_autoptr (YztSession) session = g_steal_pointer (&self->session);
  g_autoptr (YztRing) ring = g_steal_pointer (&self->ring);
  g_signal_handlers_disconnect_by_data (session, self);
  g_signal_handlers_disconnect_by_data (ring, self);
  self->session = g_steal_pointer (&past->now);
  self->ring = g_steal_pointer (&past->now_ring);
  carry_over (session, ring, self->session, self->ring);
  close_leaving (self);
  self->leaving = g_steal_pointer (&session);
  gtk_widget_remove_css_class (GTK_WIDGET (self), "in-past");
}

gboolean
yzt_window_leave_past (YztWindow *self)
{
  g_return_val_if_fail (YZT_IS_WINDOW (self), FALSE);
  if (self->past == NULL) {
    return FALSE;
  }
  gboolean entered = self->past->now != NULL;
  if (entered) {
    take_present (self);
  }
  g_clear_pointer (&self->past, past_free);
  yzt_time_slider_set_session (self->time_slider, NULL);
  if (entered) {
    fill_panels (self);
    yzt_window_show_titles (self);
  }
  yzt_window_update_actions (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->map));
  return TRUE;
}

void
yzt_window_drop_past (YztWindow *self)
{
  g_return_if_fail (YZT_IS_WINDOW (self));
  if (self->past == NULL) {
    return;
  }
  if (self->past->now != NULL) {
    take_present (self);
  }
  close_leaving (self);
  g_clear_pointer (&self->past, past_free);
  yzt_time_slider_set_session (self->time_slider, NULL);
}

/* FALSE when it cannot be done now. */
static gboolean
go_back (YztWindow *self)
{
  if (yzt_inspector_is_editing (self->inspector)) {
    yzt_window_say (self, _("Save or close the open form first."), FALSE);
    return FALSE;
  }
  self->past = g_new0 (YztWindowPast, 1);
  self->past->past = yzt_session_new_past (self->session);
  yzt_window_update_actions (self);
  yzt_time_slider_set_session (self->time_slider, self->session);
  return TRUE;
}

void
yzt_window_toggle_past (YztWindow *self)
{
  g_return_if_fail (YZT_IS_WINDOW (self));
  if (!yzt_window_leave_past (self)) {
    go_back (self);
  }
}

void
yzt_window_replay_incident (YztWindow *self, gint64 fid)
{
  g_return_if_fail (YZT_IS_WINDOW (self) && self->session != NULL && fid > 0);
  if (self->past != NULL || go_back (self)) {
    yzt_time_slider_replay_incident (self->time_slider, fid);
  }
}

/* The one that is selected, in the past or before. */
static void
on_incident_wanted (YztTimeSlider *slider, YztWindow *self)
{
  int kind = -1;
  gint64 fid = 0;
  gboolean selected = yzt_session_get_selected (self->session, &kind, &fid);
  if (selected && kind == yzt_kind_set_index (yzt_session_get_kinds (self->session), "incident")) {
    yzt_time_slider_replay_incident (slider, fid);
  } else {
    yzt_time_slider_say (slider, _("Select an incident on the map or in the list, then press “The Incident” again."));
  }
}

gboolean
yzt_window_play_past (YztWindow *self)
{
  g_return_val_if_fail (YZT_IS_WINDOW (self), FALSE);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  /* Where Space presses what has the focus. */
  if (self->past == NULL || (focus != NULL && (GTK_IS_BUTTON (focus) || gtk_widget_get_ancestor (focus, GTK_TYPE_DROP_DOWN) != NULL || gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL))) {
    return FALSE;
  }
  return yzt_time_slider_toggle_play (self->time_slider);
}

void
yzt_window_past_connect (YztWindow *self)
{
  g_return_if_fail (YZT_IS_WINDOW (self));
  g_signal_connect (self->time_slider, "moved", G_CALLBACK (on_slider_moved), self);
  g_signal_connect (self->time_slider, "incident-wanted", G_CALLBACK (on_incident_wanted), self);
  g_signal_connect_swapped (self->time_slider, "left", G_CALLBACK (yzt_window_leave_past), self);
}

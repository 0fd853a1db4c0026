/* yzt-window-session.c: the window and its map file: open, bind the panels, feed, titles, let go
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-file-choosers.h"
#include "yzt-import-dialog.h"
#include "yzt-map-maker.h"
#include "yzt-map-memory.h"
#include "yzt-message-dialogs.h"
#include "yzt-sign-in-dialog.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"
#include "yzt-window-care.h"
#include "yzt-window-past.h"

#define GROUND_AFTER_MS 400 /* what opens sooner shows itself at once */
#define CHINA ((YztBox) { 73, 18, 135, 54 })

/* --- titles --- */

void
yzt_window_show_titles (YztWindow *self)
{
  gboolean ready = self->session != NULL && yzt_session_get_state (self->session) == YZT_SESSION_READY;
  const char *title = ready ? yzt_session_get_title (self->session) : NULL;
  g_autofree char *name = self->path != NULL ? g_filename_display_basename (self->path) : g_strdup ("");
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  if (ready && yzt_session_is_sample (self->session)) {
    g_ptr_array_add (parts, (gpointer) _("Sample data"));
  } else if (ready && g_strcmp0 (title, name) != 0) {
    g_ptr_array_add (parts, name);
  }
  if (ready && yzt_session_is_read_only (self->session)) {
    g_ptr_array_add (parts, (gpointer) _("read-only"));
  }
  if (ready) {
    const char *author = yzt_session_get_author (self->session);
    g_ptr_array_add (parts, (gpointer) (*author != '\0' ? author : _("nobody signed in")));
  }
  g_ptr_array_add (parts, NULL);
  g_autofree char *state = g_strjoinv (" · ", (char **) parts->pdata);
  const char *shown = title != NULL && *title != '\0' ? title : _("Yizhangtu");
  gtk_label_set_text (self->title_label, shown);
  gtk_label_set_text (self->state_label, state);
  gtk_widget_set_visible (GTK_WIDGET (self->state_label), *state != '\0');
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->state_label), self->path);
  gtk_window_set_title (GTK_WINDOW (self), shown);
}

void
yzt_window_sign_in (YztWindow *self)
{
  gtk_window_present (GTK_WINDOW (yzt_sign_in_dialog_new (GTK_WINDOW (self), self->session)));
}

/* --- binding the panels --- */

static void
on_said (YztSession *session, const char *sentence, YztWindow *self)
{
  yzt_window_say (self, sentence, FALSE);
}

/* A thing selected on the map or in a list is shown; the ring's own list calls the ring back after this. */
static void
on_selected (YztWindow *self)
{
  gtk_stack_set_visible_child_name (self->right_stack, "details");
  yzt_window_update_actions (self);
}

static void
on_visible_kinds (YztWindow *self)
{
  yzt_map_memory_keep_layers (self->session);
}

static void
clear_panels (YztWindow *self)
{
  yzt_alarm_strip_set_session (self->alarm, NULL);
  yzt_same_bar_set_session (self->same_bar, NULL);
  yzt_incident_list_set_session (self->incidents, NULL);
  yzt_layer_list_set_session (self->layers, NULL);
  yzt_plan_list_set_session (self->plans, NULL);
  yzt_inspector_set_session (self->inspector, NULL);
  yzt_reach_panel_set_session (self->reach, NULL, NULL);
  yzt_status_bar_set_session (self->status, NULL);
  yzt_search_popover_set_session (self->search_popover, NULL);
  yzt_map_view_set_session (self->map, NULL, NULL);
}

/* --- the ground, while the rest is read --- */

/* Not by its sensitivity: all that is in it would get another style, twice. */
static void
set_touchable (YztWindow *self, gboolean touchable)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->stack, "map");
  gtk_widget_set_can_target (page, touchable);
  gtk_widget_set_can_focus (page, touchable);
}

void
yzt_window_show_ground (YztWindow *self)
{
  g_return_if_fail (YZT_IS_WINDOW (self) && self->session != NULL && yzt_session_get_state (self->session) == YZT_SESSION_LOADING);
  YztPosition center;
  double zoom;
  yzt_map_view_set_language (self->map, yzt_ui_language ());
  if (yzt_map_memory_get_view (self->path, &center, &zoom)) {
    yzt_map_view_go_to (self->map, center, zoom, FALSE);
  } else {
    yzt_map_view_fit (self->map, CHINA, FALSE);
  }
  gtk_label_set_text (self->opening_label, gtk_label_get_text (self->loading_label));
  gtk_widget_set_visible (self->opening_card, TRUE);
  set_touchable (self, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "map");
}

static gboolean
on_still_reading (gpointer user_data)
{
  YztWindow *self = user_data;
  self->ground_timer = 0;
  if (self->session != NULL && yzt_session_get_state (self->session) == YZT_SESSION_LOADING) {
    yzt_window_show_ground (self);
  }
  return G_SOURCE_REMOVE;
}

static void
end_ground (YztWindow *self)
{
  g_clear_handle_id (&self->ground_timer, g_source_remove);
  gtk_widget_set_visible (self->opening_card, FALSE);
  set_touchable (self, TRUE);
}

/* Everything that has a place, with a margin; FALSE for an empty map. */
static gboolean
find_extent (YztGeneration *generation, YztBox *box)
{
  if (!yzt_generation_get_extent (generation, box)) {
    return FALSE;
  }
  double margin_deg = MAX ((box->east - box->west) * 0.04, 0.01);
  *box = (YztBox) { MAX (box->west - margin_deg, -180), MAX (box->south - margin_deg, -85),
                    MIN (box->east + margin_deg, 180), MIN (box->north + margin_deg, 85) };
  return TRUE;
}

/* Where it stood last time; a map seen for the first time shows all it has, an empty one China. */
static void
restore_view (YztWindow *self)
{
  YztPosition center;
  double zoom;
  YztBox box;
  if (yzt_map_memory_get_view (self->path, &center, &zoom)) {
    yzt_map_view_go_to (self->map, center, zoom, FALSE);
  } else if (find_extent (yzt_scene_get_generation (yzt_session_get_scene (self->session)), &box)) {
    yzt_map_view_fit (self->map, box, FALSE);
  } else {
    yzt_map_view_fit (self->map, CHINA, FALSE);
  }
  self->view_known = TRUE;
}

/* The panels are filled one a frame, what is needed first first: all in one frame would hold the window still for longer than a
 * person's eye forgives on a slow machine. */
static gboolean
fill_next_panel (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  YztWindow *self = YZT_WINDOW (widget);
  YztSession *session = self->session;
  switch (self->filled_panels++) {
  case 0:
    yzt_watchdog_action ("fill-view");
    yzt_map_view_set_jurisdiction (self->map, yzt_session_get_jurisdiction (session));
    restore_view (self);
    return G_SOURCE_CONTINUE;
  case 1:
    yzt_watchdog_action ("fill-map");
    yzt_map_view_set_session (self->map, session, self->ring);
    return G_SOURCE_CONTINUE;
  case 2:
    yzt_watchdog_action ("fill-layers");
    yzt_layer_list_set_session (self->layers, session);
    return G_SOURCE_CONTINUE;
  case 3:
    yzt_watchdog_action ("fill-plans");
    yzt_plan_list_set_session (self->plans, session);
    return G_SOURCE_CONTINUE;
  case 4:
    yzt_watchdog_action ("fill-details");
    yzt_inspector_set_session (self->inspector, session);
    yzt_reach_panel_set_session (self->reach, session, self->ring);
    return G_SOURCE_CONTINUE;
  default:
    yzt_watchdog_action ("ask-sign-in");
    self->fill_tick = 0;
    if (!yzt_session_is_read_only (session) && *yzt_session_get_author (session) == '\0') {
      yzt_window_sign_in (self);
    }
    return G_SOURCE_REMOVE;
  }
}

static void
set_panels (YztWindow *self)
{
  yzt_alarm_strip_set_session (self->alarm, self->session);
  yzt_same_bar_set_session (self->same_bar, self->session);
  yzt_incident_list_set_session (self->incidents, self->session);
  yzt_status_bar_set_session (self->status, self->session);
  yzt_search_popover_set_session (self->search_popover, self->session);
  self->filled_panels = 0;
  self->fill_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), fill_next_panel, NULL, NULL);
}

void
yzt_window_session_attach (YztWindow *self)
{
  YztSession *session = self->session;
  self->ring = yzt_ring_new (session);
  yzt_map_memory_restore_layers (session);
  gtk_stack_set_visible_child_name (self->stack, "map");
  gtk_widget_set_visible (GTK_WIDGET (self->status), TRUE);
  set_panels (self);
  yzt_window_map_attach (self);
  yzt_window_plans_attach (self);
  yzt_window_duty_attach (self);
  yzt_status_bar_set_pointer (self->status, NAN, NAN);
  g_signal_connect (session, "said", G_CALLBACK (on_said), self);
  g_signal_connect_swapped (session, "notify::author", G_CALLBACK (yzt_window_show_titles), self);
  g_signal_connect_swapped (session, "notify::title", G_CALLBACK (yzt_window_show_titles), self);
  g_signal_connect_swapped (session, "notify::author", G_CALLBACK (yzt_window_update_actions), self);
  g_signal_connect_swapped (session, "notify::selected-fid", G_CALLBACK (on_selected), self);
  yzt_window_relations_attach (self);
  g_signal_connect_swapped (session, "notify::hidden-kinds", G_CALLBACK (on_visible_kinds), self);
  g_signal_connect_swapped (session, "rows-changed", G_CALLBACK (yzt_window_update_actions), self);
  g_signal_connect_swapped (self->ring, "changed", G_CALLBACK (yzt_window_update_actions), self);
  yzt_map_memory_set_last (self->path);
  yzt_window_feeds_attach (self);
  yzt_window_ready_attach (self);
  yzt_window_show_titles (self);
  yzt_window_update_actions (self);
  yzt_window_care_begin (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->map));
}

void
yzt_window_session_detach (YztWindow *self)
{
  end_ground (self);
  yzt_window_drop_past (self);
  yzt_window_care_end (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->session == NULL) {
    g_clear_pointer (&self->path, g_free);
    return;
  }
  g_autoptr (YztSession) session = g_steal_pointer (&self->session);
  YztPosition center;
  double zoom;
  if (self->view_known) {
    yzt_map_view_get_view (self->map, &center, &zoom);
    yzt_map_memory_set_view (self->path, center, zoom);
  }
  self->view_known = FALSE;
  if (self->fill_tick != 0) {
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->fill_tick);
    self->fill_tick = 0;
  }
  yzt_window_ready_detach (self);
  yzt_window_feeds_detach (self);
  g_signal_handlers_disconnect_by_data (session, self);
  if (yzt_session_get_state (session) == YZT_SESSION_READY) {
    g_signal_handlers_disconnect_by_data (yzt_session_get_incidents (session), self);
  }
  if (self->ring != NULL) {
    g_signal_handlers_disconnect_by_data (self->ring, self);
  }
  yzt_window_briefing_detach (self);
  yzt_window_command_detach (self);
  yzt_window_relations_detach (self);
  yzt_window_plans_detach (self);
  yzt_window_duty_detach (self);
  clear_panels (self);
  g_clear_object (&self->ring);
  yzt_session_close (session);
  g_clear_pointer (&self->path, g_free);
}

/* --- opening --- */

static void
show_failure (YztWindow *self, const GError *error)
{
  g_autofree char *sentence = g_markup_escape_text (yzt_ui_error_text (error), -1);
  g_message ("a map was not opened: %s %d", g_quark_to_string (error->domain), error->code);
  adw_status_page_set_description (self->failed, sentence);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
on_map_to_import_into (GFile *file, gpointer user_data)
{
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL) {
    yzt_window_make_map (YZT_WINDOW (user_data), path);
  }
}

static YztWindow *
other_window_with_map (YztWindow *self)
{
  GList *windows = gtk_application_get_windows (gtk_window_get_application (GTK_WINDOW (self)));
  for (GList *l = windows; l != NULL; l = l->next) {
    if (l->data != self && YZT_IS_WINDOW (l->data) && yzt_window_has_map (l->data)) {
      return l->data;
    }
  }
  return NULL;
}

/* A foreign GeoPackage goes into the map that is open, else into a new one. */
static void
on_import_foreign (gpointer user_data)
{
  YztWindow *self = user_data;
  YztWindow *other = other_window_with_map (self);
  if (other != NULL && self->pending_import != NULL) {
    g_autofree char *path = g_steal_pointer (&self->pending_import);
    gtk_window_present (GTK_WINDOW (other));
    yzt_window_import (other, path);
    gtk_window_close (GTK_WINDOW (self));
  } else {
    yzt_choose_map_to_make (GTK_WINDOW (self), on_map_to_import_into, self);
  }
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean opened = yzt_session_open_finish (YZT_SESSION (source), result, &error);
  if (self->session != YZT_SESSION (source)) {
    return; /* the window was closed meanwhile */
  }
  end_ground (self);
  if (opened) {
    yzt_watchdog_action ("map-opened");
    yzt_window_session_attach (self);
    if (self->pending_import != NULL) {
      g_autofree char *path = g_steal_pointer (&self->pending_import);
      yzt_window_import (self, path);
    }
    return;
  }
  g_autofree char *path = g_strdup (self->path);
  g_autofree char *name = g_filename_display_basename (path);
  yzt_window_session_detach (self);
  show_failure (self, error);
  yzt_window_show_titles (self);
  if (g_error_matches (error, YZT_STORE_ERROR, YZT_STORE_ERROR_FOREIGN)) {
    g_free (self->pending_import);
    self->pending_import = g_steal_pointer (&path);
    yzt_ask_import_foreign (GTK_WINDOW (self), name, on_import_foreign, self);
  } else if (g_error_matches (error, YZT_STORE_ERROR, YZT_STORE_ERROR_DAMAGED)) {
    yzt_window_offer_salvage (self, path);
  }
}

static void
show_loading (YztWindow *self, const char *sentence)
{
  gtk_label_set_text (self->loading_label, sentence);
  gtk_stack_set_visible_child_name (self->stack, "loading");
}

void
yzt_window_open (YztWindow *self, const char *path)
{
  g_return_if_fail (YZT_IS_WINDOW (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (self->session == NULL);
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *sentence = g_strdup_printf (_("Opening %s…"), name);
  g_free (self->path);
  self->path = g_strdup (path);
  show_loading (self, sentence);
  self->ground_timer = g_timeout_add (GROUND_AFTER_MS, on_still_reading, self);
  self->cancellable = g_cancellable_new ();
  self->session = yzt_session_new (&yzt_clock_system, yzt_ui_language (), YZT_UI_WINDOW_NAME);
  yzt_session_open_async (self->session, path, self->cancellable, on_opened, g_object_ref (self));
}

static void
on_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = yzt_make_map_finish (result, &error);
  if (path == NULL) {
    show_failure (self, error);
  } else if (self->session == NULL) {
    yzt_window_open (self, path);
  }
}

void
yzt_window_make_map (YztWindow *self, const char *path)
{
  show_loading (self, _("Making the map…"));
  yzt_make_map_async (path, on_made, g_object_ref (self));
}

void
yzt_window_open_sample (YztWindow *self)
{
  g_return_if_fail (YZT_IS_WINDOW (self));
  show_loading (self, _("Making the sample map…"));
  yzt_make_sample_async (on_made, g_object_ref (self));
}

/* --- import --- */

static void
on_imported (YztImportDialog *dialog, const char *sentence, YztWindow *self)
{
  yzt_window_say (self, sentence, TRUE);
}

void
yzt_window_import (YztWindow *self, const char *path)
{
  g_return_if_fail (YZT_IS_WINDOW (self));
  g_return_if_fail (path != NULL);
  if (self->session == NULL) {
    return;
  }
  YztImportDialog *dialog = yzt_import_dialog_new (GTK_WINDOW (self), self->session, path);
  g_signal_connect_object (dialog, "imported", G_CALLBACK (on_imported), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* yzt-briefing-show.c: a briefing that is being given: the wall, the speaker's window, keys, monitors that come and go, what was shown
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-briefing-show.h"
#include <glib/gi18n-lib.h>
#include "yzt-briefing-keep.h"
#include "yzt-briefing-log.h"
#include "yzt-briefing-words.h"
#include "yzt-presenter.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define TICK_MS 500
#define POINTER_REST_MS 2500

struct _YztBriefingShow {
  GObject parent_instance;
  GtkWindow *main;        /* weak */
  YztBriefing *briefing;
  GListModel *monitors;
  GtkWindow *wall;
  YztStageView *stage;
  GtkWindow *presenter;   /* NULL: none */
  YztBriefingLog *log;
  gint64 started_ms;
  gint64 stepped_ms;      /* when the scene that is on came */
  guint tick, pointer_rest;
  gboolean cycling, ended;
};
G_DEFINE_FINAL_TYPE (YztBriefingShow, yzt_briefing_show, G_TYPE_OBJECT)

enum { ENDED, SAID, RECORDS, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
say (YztBriefingShow *self, const char *sentence)
{
  /* On the wall only where nobody has a window of his own. */
  if (self->presenter != NULL) {
    yzt_presenter_say (YZT_PRESENTER (self->presenter), sentence);
  } else if (!self->ended) {
    yzt_stage_view_say (self->stage, sentence);
  }
  g_signal_emit (self, signals[SAID], 0, sentence);
}

static gint64
now_ms (YztBriefingShow *self)
{
  return yzt_clock_now_ms (yzt_session_get_clock (yzt_briefing_get_session (self->briefing)));
}

/* --- what was shown --- */

static YztBriefingShown *
shown_now (YztBriefingShow *self)
{
  guint index = yzt_briefing_get_index (self->briefing);
  const YztBriefingScene *scene = yzt_briefing_get (self->briefing, index);
  const YztBriefingFacts *facts = yzt_briefing_get_facts (self->briefing, index);
  g_autoptr (YztStageContent) content = yzt_briefing_content (self->briefing, index, facts, yzt_map_view_get_attribution (yzt_stage_view_get_map (self->stage)));
  YztBriefingShown *shown = yzt_briefing_shown_new ();
  shown->scene_fid = scene->fid;
  shown->incident_fid = facts != NULL && facts->incident != NULL ? facts->incident->fid : 0;
  shown->at_ms = now_ms (self);
  shown->entry = facts != NULL ? facts->entry : 0;
  shown->title = g_strdup (content->title);
  shown->figures = yzt_stage_content_words (content);
  shown->sources = g_strdup (content->footer);
  return shown;
}

static void
log_scene (YztBriefingShow *self)
{
  if (yzt_briefing_get_index (self->briefing) < yzt_briefing_get_n (self->briefing)) {
    yzt_briefing_log_put (self->log, shown_now (self));
  }
}

static void
on_stepped (YztBriefingShow *self)
{
  self->stepped_ms = now_ms (self);
  log_scene (self);
}

static void
on_answered (YztBriefing *briefing, guint index, YztBriefingShow *self)
{
  if (index == yzt_briefing_get_index (briefing)) {
    log_scene (self);
  }
}

/* --- keeping a scene as it was --- */

static void
on_kept (const char *sentence, gpointer user_data)
{
  YztBriefingShow *self = user_data;
  if (!self->ended) {
    say (self, sentence);
  }
}

void
yzt_briefing_show_freeze (YztBriefingShow *self)
{
  g_return_if_fail (YZT_IS_BRIEFING_SHOW (self));
  if (yzt_briefing_get_index (self->briefing) < yzt_briefing_get_n (self->briefing) && !self->ended) {
    yzt_briefing_keep (self->briefing, self->stage, shown_now (self), on_kept, g_object_ref (self), g_object_unref);
  }
}

/* --- going round by itself --- */

/* By the map's clock; one that was put back does not hold the wall up. */
static void
go_round (YztBriefingShow *self)
{
  gint64 stood_ms = now_ms (self) - self->stepped_ms;
  guint n = yzt_briefing_get_n (self->briefing);
  if (self->cycling && n > 1 && (stood_ms >= yzt_briefing_get_auto_s (self->briefing) * 1000 || stood_ms < 0)) {
    yzt_briefing_step_to (self->briefing, (int) ((yzt_briefing_get_index (self->briefing) + 1) % n));
  }
}

void
yzt_briefing_show_set_cycling (YztBriefingShow *self, gboolean cycling)
{
  g_return_if_fail (YZT_IS_BRIEFING_SHOW (self));
  self->cycling = cycling;
  self->stepped_ms = now_ms (self);
  yzt_briefing_log_set_going_round (self->log, cycling);
  log_scene (self);
  if (cycling) {
    g_autofree char *sentence = g_strdup_printf (_("The scenes go round by themselves, %u s each; A stops it"), yzt_briefing_get_auto_s (self->briefing));
    say (self, sentence);
  }
}

gboolean
yzt_briefing_show_is_cycling (YztBriefingShow *self)
{
  return self->cycling;
}

/* --- keys --- */

static void
step (YztBriefingShow *self, int index)
{
  /* A person has taken over. */
  if (self->cycling) {
    yzt_briefing_show_set_cycling (self, FALSE);
  }
  yzt_briefing_step_to (self->briefing, index);
}

gboolean
yzt_briefing_show_key (YztBriefingShow *self, guint keyval, GdkModifierType state)
{
  g_return_val_if_fail (YZT_IS_BRIEFING_SHOW (self), FALSE);
  int at = (int) yzt_briefing_get_index (self->briefing), n = (int) yzt_briefing_get_n (self->briefing);
  gboolean alt = (state & GDK_ALT_MASK) != 0;
  if ((state & GDK_CONTROL_MASK) != 0) {
    return FALSE;
  }
  yzt_watchdog_action ("briefing-key");
  if (keyval >= GDK_KEY_KP_0 && keyval <= GDK_KEY_KP_9) {
    keyval = GDK_KEY_0 + (keyval - GDK_KEY_KP_0);
  }
  if (keyval >= GDK_KEY_0 && keyval <= GDK_KEY_9) {
    int number = keyval == GDK_KEY_0 ? 10 : (int) (keyval - GDK_KEY_0);
    if (alt) {
      yzt_stage_view_explain (self->stage, (guint) number - 1);
    } else if (number <= n) {
      step (self, number - 1);
    }
    return TRUE;
  }
  switch (keyval) {
  case GDK_KEY_Right: case GDK_KEY_Page_Down: case GDK_KEY_KP_Right: case GDK_KEY_KP_Page_Down: case GDK_KEY_space:
    step (self, at + 1);
    return TRUE;
  case GDK_KEY_Left: case GDK_KEY_Page_Up: case GDK_KEY_KP_Left: case GDK_KEY_KP_Page_Up: case GDK_KEY_BackSpace:
    step (self, at - 1);
    return TRUE;
  case GDK_KEY_Home: case GDK_KEY_KP_Home:
    step (self, 0);
    return TRUE;
  case GDK_KEY_End: case GDK_KEY_KP_End:
    step (self, n - 1);
    return TRUE;
  case GDK_KEY_a: case GDK_KEY_A:
    yzt_briefing_show_set_cycling (self, !self->cycling);
    return TRUE;
  case GDK_KEY_k: case GDK_KEY_K:
    yzt_briefing_show_freeze (self);
    return TRUE;
  case GDK_KEY_p: case GDK_KEY_P:
    yzt_briefing_show_present_presenter (self);
    return TRUE;
  case GDK_KEY_F11:
    if (gtk_window_is_fullscreen (self->wall)) {
      gtk_window_unfullscreen (self->wall);
    } else {
      gtk_window_fullscreen (self->wall);
    }
    return TRUE;
  case GDK_KEY_Return: case GDK_KEY_KP_Enter:
    return yzt_stage_view_show_records (self->stage);
  case GDK_KEY_Escape:
    if (!yzt_stage_view_leave_explanation (self->stage)) {
      yzt_briefing_show_end (self);
    }
    return TRUE;
  case GDK_KEY_F5:
    yzt_briefing_show_end (self);
    return TRUE;
  default:
    return FALSE;
  }
}

static gboolean
on_key (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, YztBriefingShow *self)
{
  return yzt_briefing_show_key (self, keyval, state);
}

/* --- monitors --- */

/* The first that the main window does not stand on; NULL: there is but one. */
static GdkMonitor *
monitor_for_wall (YztBriefingShow *self)
{
  GdkSurface *surface = self->main != NULL && gtk_widget_get_realized (GTK_WIDGET (self->main)) ? gtk_native_get_surface (GTK_NATIVE (self->main)) : NULL;
  GdkMonitor *own = surface != NULL ? gdk_display_get_monitor_at_surface (gdk_surface_get_display (surface), surface) : NULL;
  guint n = g_list_model_get_n_items (self->monitors);
  for (guint i = 0; n > 1 && i < n; i++) {
    g_autoptr (GdkMonitor) monitor = g_list_model_get_item (self->monitors, i);
    if (monitor != own) {
      return monitor; /* the list keeps it */
    }
  }
  return NULL;
}

static void
place_windows (YztBriefingShow *self)
{
  GdkMonitor *monitor = monitor_for_wall (self);
  if (monitor != NULL && gdk_monitor_is_valid (monitor)) {
    gtk_window_fullscreen_on_monitor (self->wall, monitor);
  } else {
    gtk_window_fullscreen (self->wall);
  }
  if (g_list_model_get_n_items (self->monitors) > 1) {
    yzt_briefing_show_present_presenter (self);
  }
}

static void
on_monitors_changed (GListModel *monitors, guint position, guint removed, guint added, YztBriefingShow *self)
{
  gboolean one = g_list_model_get_n_items (monitors) < 2;
  if (self->ended) {
    return;
  }
  if (one && self->presenter != NULL) {
    yzt_presenter_write_notes (YZT_PRESENTER (self->presenter));
    gtk_window_destroy (self->presenter);
    self->presenter = NULL;
  }
  place_windows (self);
  gtk_window_present (self->wall);
  if (removed > added) {
    say (self, one ? _("A screen was taken away: the briefing goes on on the one that is left. P opens your notes.") : _("A screen was taken away; the briefing goes on."));
  }
}

/* --- the speaker's window --- */

static void
on_presenter_gone (YztBriefingShow *self)
{
  self->presenter = NULL;
}

void
yzt_briefing_show_present_presenter (YztBriefingShow *self)
{
  g_return_if_fail (YZT_IS_BRIEFING_SHOW (self));
  if (self->presenter == NULL && !self->ended) {
    yzt_watchdog_action ("briefing-presenter");
    self->presenter = yzt_presenter_new (self->briefing, self);
    g_signal_connect_object (self->presenter, "destroy", G_CALLBACK (on_presenter_gone), self, G_CONNECT_SWAPPED);
  }
  if (self->presenter != NULL) {
    gtk_window_present (self->presenter);
  }
}

/* --- the wall --- */

static gboolean
on_pointer_rests (gpointer user_data)
{
  YztBriefingShow *self = user_data;
  self->pointer_rest = 0;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->stage), "none");
  return G_SOURCE_REMOVE;
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, YztBriefingShow *self)
{
  gtk_widget_set_cursor (GTK_WIDGET (self->stage), NULL);
  g_clear_handle_id (&self->pointer_rest, g_source_remove);
  self->pointer_rest = g_timeout_add (POINTER_REST_MS, on_pointer_rests, self);
}

void
yzt_briefing_show_tick (YztBriefingShow *self)
{
  g_return_if_fail (YZT_IS_BRIEFING_SHOW (self));
  if (self->ended) {
    return;
  }
  yzt_stage_view_tick (self->stage);
  if (self->presenter != NULL) {
    yzt_presenter_tick (YZT_PRESENTER (self->presenter));
  }
  go_round (self);
  yzt_briefing_log_tick (self->log);
}

static gboolean
on_tick (gpointer self)
{
  yzt_briefing_show_tick (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_close_request (GtkWindow *window, YztBriefingShow *self)
{
  yzt_briefing_show_end (self);
  return TRUE;
}

static void
on_records (YztBriefingShow *self, gpointer answer)
{
  g_signal_emit (self, signals[RECORDS], 0, answer);
}

static void
make_wall (YztBriefingShow *self, YztDressMapFunc dress)
{
  self->wall = GTK_WINDOW (gtk_window_new ());
  self->stage = YZT_STAGE_VIEW (yzt_stage_view_new (self->briefing));
  gtk_window_set_child (self->wall, GTK_WIDGET (self->stage));
  gtk_window_set_title (self->wall, yzt_briefing_get_name (self->briefing));
  gtk_window_set_default_size (self->wall, 1280, 720);
  gtk_window_set_decorated (self->wall, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->wall), "stage-wall");
  gtk_window_set_application (self->wall, gtk_window_get_application (self->main));
  dress (yzt_stage_view_get_map (self->stage));
  GtkEventController *keys = gtk_event_controller_key_new (), *motion = gtk_event_controller_motion_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), self, 0);
  g_signal_connect_object (motion, "motion", G_CALLBACK (on_motion), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->wall), keys);
  gtk_widget_add_controller (GTK_WIDGET (self->wall), motion);
  g_signal_connect_object (self->stage, "records", G_CALLBACK (on_records), self, G_CONNECT_SWAPPED);
  g_signal_connect (self->wall, "close-request", G_CALLBACK (on_close_request), self);
}

/* One thing at a time, each in a turn of its own: all at once would be felt as a jerk. */
static gboolean
on_destroy_wall (gpointer wall)
{
  yzt_watchdog_action ("briefing-wall-gone");
  gtk_window_destroy (wall);
  g_object_unref (wall);
  return G_SOURCE_REMOVE;
}

/* The map first, then its window. */
static gboolean
on_empty_wall (gpointer wall)
{
  yzt_watchdog_action ("briefing-stage-gone");
  gtk_window_set_child (wall, NULL);
  g_timeout_add (60, on_destroy_wall, wall);
  return G_SOURCE_REMOVE;
}

void
yzt_briefing_show_end (YztBriefingShow *self)
{
  g_return_if_fail (YZT_IS_BRIEFING_SHOW (self));
  if (self->ended) {
    return;
  }
  g_autoptr (YztBriefingShow) keep = g_object_ref (self);
  self->ended = TRUE;
  yzt_watchdog_action ("briefing-end");
  yzt_briefing_set_live (self->briefing, FALSE);
  yzt_briefing_log_end (self->log);
  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_handle_id (&self->pointer_rest, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->monitors, self);
  g_signal_handlers_disconnect_by_data (self->briefing, self);
  if (self->presenter != NULL) {
    g_signal_handlers_disconnect_by_data (self->presenter, self);
    yzt_presenter_write_notes (YZT_PRESENTER (self->presenter));
    gtk_widget_hide (GTK_WIDGET (self->presenter));
    g_timeout_add (180, on_destroy_wall, g_object_ref (self->presenter));
    self->presenter = NULL;
  }
  g_signal_handlers_disconnect_by_data (self->wall, self);
  gtk_widget_hide (GTK_WIDGET (self->wall));
  g_timeout_add (60, on_empty_wall, g_object_ref (g_steal_pointer (&self->wall)));
  if (self->main != NULL) {
    gtk_window_present (self->main);
  }
  g_signal_emit (self, signals[ENDED], 0);
}

/* --- the object --- */

static void
yzt_briefing_show_dispose (GObject *object)
{
  YztBriefingShow *self = YZT_BRIEFING_SHOW (object);
  if (self->wall != NULL) {
    yzt_briefing_show_end (self);
  }
  g_clear_object (&self->stage);
  g_clear_object (&self->log);
  g_clear_object (&self->briefing);
  g_clear_object (&self->monitors);
  g_clear_weak_pointer (&self->main);
  G_OBJECT_CLASS (yzt_briefing_show_parent_class)->dispose (object);
}

static void
yzt_briefing_show_class_init (YztBriefingShowClass *klass)
{
  GType type = G_OBJECT_CLASS_TYPE (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_briefing_show_dispose;
  signals[ENDED] = g_signal_new ("ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SAID] = g_signal_new ("said", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[RECORDS] = g_signal_new ("records", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
yzt_briefing_show_init (YztBriefingShow *self)
{
}

YztBriefingShow *
yzt_briefing_show_new (GtkWindow *main, YztBriefing *briefing, YztDressMapFunc dress, GListModel *monitors)
{
  g_return_val_if_fail (GTK_IS_WINDOW (main) && YZT_IS_BRIEFING (briefing) && dress != NULL, NULL);
  YztBriefingShow *self = g_object_new (YZT_TYPE_BRIEFING_SHOW, NULL);
  g_set_weak_pointer (&self->main, main);
  self->briefing = g_object_ref (briefing);
  self->monitors = g_object_ref (monitors != NULL ? monitors : gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (main))));
  self->log = yzt_briefing_log_new (briefing);
  self->started_ms = now_ms (self);
  yzt_watchdog_action ("briefing-start");
  make_wall (self, dress);
  g_object_ref (self->stage);
  g_signal_connect_swapped (briefing, "stepped", G_CALLBACK (on_stepped), self);
  g_signal_connect_swapped (briefing, "listed", G_CALLBACK (log_scene), self);
  g_signal_connect (briefing, "answered", G_CALLBACK (on_answered), self);
  g_signal_connect_swapped (briefing, "said", G_CALLBACK (say), self);
  g_signal_connect_object (self->log, "said", G_CALLBACK (say), self, G_CONNECT_SWAPPED);
  g_signal_connect (self->monitors, "items-changed", G_CALLBACK (on_monitors_changed), self);
  gtk_window_present (self->wall);
  place_windows (self);
  yzt_briefing_set_live (briefing, TRUE);
  self->tick = g_timeout_add (TICK_MS, on_tick, self);
  log_scene (self);
  return self;
}

YztBriefing *
yzt_briefing_show_get_briefing (YztBriefingShow *self)
{
  return self->briefing;
}

GtkWindow *
yzt_briefing_show_get_wall (YztBriefingShow *self)
{
  return self->wall;
}

GtkWindow *
yzt_briefing_show_get_presenter (YztBriefingShow *self)
{
  return self->presenter;
}

YztStageView *
yzt_briefing_show_get_stage (YztBriefingShow *self)
{
  return self->stage;
}

gint64
yzt_briefing_show_get_started_ms (YztBriefingShow *self)
{
  return self->started_ms;
}

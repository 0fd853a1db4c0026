/* yzt-time-slider-replay.c: an incident or a day replayed in the strip of the map's past: read, played, paused, gone to
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-time-slider-private.h"
#include <string.h>
#include "yzt-history-words.h"
#include "yzt-time-ticks.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

/* More marks than these would run together. */
#define MOST_HOURS 9
/* How often what is played goes on; and where nothing is done for long, how often ages are told anew. */
#define PLAY_MS 100
#define AGE_US G_USEC_PER_SEC

/* Map seconds in one second, as the list in the template has them. */
static const guint speeds[] = { 60, 600, 3600, 6 * 3600 };

/* "Leak at the works · 3/17 · 14:05:09 王值班: first team on the spot" */
static void
tell_stop (YztTimeSlider *self)
{
  const YztPlayback *playback = self->playback;
  int at = self->stop >= 0 ? self->stop : yzt_playback_find (playback, self->at_ms);
  g_autofree char *text = NULL;
  if (at >= 0) {
    const YztPlaybackStop *stop = &g_array_index (playback->stops, YztPlaybackStop, at);
    g_autofree char *clock = yzt_history_clock (self->session, stop->at_ms);
    text = g_strdup_printf ("%s · %d/%u · %s %s: %s", playback->title, at + 1, playback->stops->len, clock, yzt_history_author (stop->author), stop->words);
  } else {
    text = g_strdup (playback->title);
  }
  yzt_time_ticks_show (self->ticks, playback, at);
  if (!g_str_equal (gtk_label_get_text (self->act), text)) {
    gtk_label_set_text (self->act, text);
    yzt_ui_set_tip (GTK_WIDGET (self->act), text);
  }
}

static void
ask_for (YztTimeSlider *self, gint64 entry)
{
  self->wanted_ms = self->at_ms;
  self->asked_us = g_get_monotonic_time ();
  g_signal_emit_by_name (self, "moved", entry, self->at_ms);
}

/* The slider and the words; the map is asked for by the caller. */
static void
stand_at (YztTimeSlider *self, gint64 at_ms, int stop)
{
  self->at_ms = at_ms;
  self->stop = stop;
  self->quiet = TRUE;
  gtk_adjustment_set_value (self->adjustment, (double) ((at_ms - self->playback->from_ms) / 1000));
  self->quiet = FALSE;
  yzt_time_slider_show_ends (self);
  tell_stop (self);
  yzt_time_slider_show_moment (self, at_ms);
}

void
yzt_time_slider_go_to (YztTimeSlider *self, gint64 at_ms, int stop)
{
  stand_at (self, at_ms, stop);
  self->played_us = g_get_monotonic_time ();
  ask_for (self, stop >= 0 ? g_array_index (self->playback->stops, YztPlaybackStop, stop).entry : 0);
}

static void
pause_play (YztTimeSlider *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  gtk_button_set_icon_name (GTK_BUTTON (self->play), "media-playback-start-symbolic");
}

static gboolean
on_play (gpointer user_data)
{
  YztTimeSlider *self = user_data;
  gint64 now_us = g_get_monotonic_time ();
  yzt_watchdog_background ("replay");
  gint64 at_ms = yzt_playback_advance (self->playback, self->at_ms, now_us - self->played_us, speeds[gtk_drop_down_get_selected (self->speed)]);
  self->played_us = now_us;
  stand_at (self, at_ms, -1);
  if (yzt_playback_differs (self->playback, self->wanted_ms, at_ms) || now_us - self->asked_us >= AGE_US || at_ms == self->playback->to_ms) {
    ask_for (self, 0);
  }
  if (at_ms < self->playback->to_ms) {
    return G_SOURCE_CONTINUE;
  }
  self->timer = 0;
  pause_play (self);
  return G_SOURCE_REMOVE;
}

gboolean
yzt_time_slider_toggle_play (YztTimeSlider *self)
{
  g_return_val_if_fail (YZT_IS_TIME_SLIDER (self), FALSE);
  if (self->playback == NULL) {
    return FALSE;
  }
  if (self->timer != 0) {
    pause_play (self);
    return TRUE;
  }
  if (self->at_ms >= self->playback->to_ms) {
    yzt_time_slider_go_to (self, self->playback->from_ms, -1);
  }
  self->played_us = g_get_monotonic_time ();
  self->timer = g_timeout_add (PLAY_MS, on_play, self);
  gtk_button_set_icon_name (GTK_BUTTON (self->play), "media-playback-pause-symbolic");
  return TRUE;
}

gboolean
yzt_time_slider_is_playing (YztTimeSlider *self)
{
  g_return_val_if_fail (YZT_IS_TIME_SLIDER (self), FALSE);
  return self->timer != 0;
}

const YztPlayback *
yzt_time_slider_get_playback (YztTimeSlider *self)
{
  g_return_val_if_fail (YZT_IS_TIME_SLIDER (self), NULL);
  return self->playback;
}

/* Round hours of the map's zone, or minutes where the stretch is short. */
static void
mark_hours (YztTimeSlider *self)
{
  static const gint64 steps[] = { 60, 300, 600, 1800, 3600, 2 * 3600, 4 * 3600, 6 * 3600, 12 * 3600, 86400, 2 * 86400, 7 * 86400, 30 * 86400 };
  gint64 length_s = (self->playback->to_ms - self->playback->from_ms) / 1000, step_s = steps[0];
  for (guint i = 0; i < G_N_ELEMENTS (steps) && length_s / step_s > MOST_HOURS; i++) {
    step_s = steps[i];
  }
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (self->playback->from_ms / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, yzt_session_get_time_zone (self->session));
  gint64 of_day_s = g_date_time_get_hour (local) * 3600 + g_date_time_get_minute (local) * 60 + g_date_time_get_second (local);
  gtk_scale_clear_marks (self->scale);
  for (gint64 at_s = (of_day_s / step_s + 1) * step_s - of_day_s; at_s < length_s && length_s / step_s <= 2 * MOST_HOURS; at_s += step_s) {
    g_autofree char *minute = yzt_history_minute (self->session, self->playback->from_ms + at_s * 1000);
    g_autofree char *words = step_s < 86400 ? g_strdup (minute + strlen ("2026-11-22 ")) : g_strndup (minute + 5, 5);
    gtk_scale_add_mark (self->scale, (double) at_s, GTK_POS_BOTTOM, words);
  }
}

void
yzt_time_slider_show_range (YztTimeSlider *self)
{
  GtkToggleButton *button = self->playback == NULL ? self->all_range : self->playback->incident_fid > 0 ? self->incident_range : self->day_range;
  self->quiet = TRUE;
  gtk_toggle_button_set_active (button, TRUE);
  self->quiet = FALSE;
  gtk_widget_set_visible (self->play, self->playback != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->speed), self->playback != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->note), self->playback != NULL && self->playback->note != NULL);
  gtk_label_set_text (self->note, self->playback != NULL && self->playback->note != NULL ? self->playback->note : "");
}

void
yzt_time_slider_drop_playback (YztTimeSlider *self)
{
  pause_play (self);
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  yzt_time_ticks_show (self->ticks, NULL, -1);
  g_clear_pointer (&self->playback, yzt_playback_free);
  self->stop = -1;
}

static void
on_playback_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztTimeSlider) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztPlayback) playback = yzt_session_read_playback_finish (YZT_SESSION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session != YZT_SESSION (source)) {
    return;
  }
  yzt_watchdog_background ("replay-read");
  if (playback == NULL) {
    /* Where nothing was shown before, the last act is. */
    if (self->shown_ms == 0 && self->playback == NULL) {
      yzt_time_slider_show_acts (self);
      yzt_time_slider_ask (self);
    }
    yzt_time_slider_show_range (self);
    yzt_time_slider_renew_cancellable (self);
    yzt_time_slider_set_busy (self, FALSE);
    yzt_time_slider_say (self, yzt_ui_error_text (error));
    return;
  }
  gint64 at_ms = self->shown_ms;
  yzt_time_slider_drop_playback (self);
  yzt_time_slider_renew_cancellable (self); /* the words of an act that is asked for no longer */
  self->playback = g_steal_pointer (&playback);
  gint64 length_s = (self->playback->to_ms - self->playback->from_ms) / 1000;
  self->quiet = TRUE;
  gtk_adjustment_configure (self->adjustment, 0, 0, (double) length_s, 60, (double) MAX (length_s / 20, 60), 0);
  self->quiet = FALSE;
  mark_hours (self);
  yzt_time_slider_show_range (self);
  /* An incident begins with its first word, a day where one stands in it. */
  gboolean inside = self->playback->incident_fid == 0 && at_ms >= self->playback->from_ms && at_ms <= self->playback->to_ms;
  yzt_time_slider_go_to (self, inside ? at_ms : self->playback->from_ms, !inside && self->playback->incident_fid > 0 && self->playback->note == NULL ? 0 : -1);
  yzt_time_slider_focus (self);
}

void
yzt_time_slider_read_playback (YztTimeSlider *self, gint64 fid)
{
  pause_play (self);
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  yzt_time_slider_set_busy (self, TRUE);
  gint64 at_ms = self->shown_ms > 0 ? self->shown_ms : yzt_clock_now_ms (yzt_session_get_clock (self->session));
  yzt_session_read_playback_async (self->session, fid, at_ms, self->reading, on_playback_read, g_object_ref (self));
}

void
yzt_time_slider_replay_incident (YztTimeSlider *self, gint64 fid)
{
  g_return_if_fail (YZT_IS_TIME_SLIDER (self) && self->session != NULL && fid > 0);
  self->incident_fid = fid;
  self->replay_first = self->marks == NULL;
  if (!self->replay_first) {
    yzt_time_slider_read_playback (self, fid);
  }
}

void
yzt_time_slider_replay_day (YztTimeSlider *self)
{
  g_return_if_fail (YZT_IS_TIME_SLIDER (self));
  if (self->session != NULL && self->marks != NULL) {
    yzt_time_slider_read_playback (self, 0);
  }
}

/* yzt-time-slider.c: the strip over a map that is shown as it stood: which moment, a slider over all acts or over a stretch of time that is played, back to now
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-time-slider.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-history-words.h"
#include "yzt-time-ticks.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

/* More marks than these would run together. */
#define MOST_MARKS 12
#define MOST_HOURS 9
/* How often what is played goes on; and where nothing is done for long, how often ages are told anew. */
#define PLAY_MS 100
#define AGE_US G_USEC_PER_SEC

/* Map seconds in one second, as the list in the template has them. */
static const guint speeds[] = { 60, 600, 3600, 6 * 3600 };

struct _YztTimeSlider {
  GtkWidget parent_instance;
  GtkLabel *words, *act;
  GtkSpinner *spinner;
  GtkLabel *note;
  GtkWidget *controls, *back, *forward, *play, *track, *ticks;
  GtkToggleButton *all_range, *day_range, *incident_range;
  GtkDropDown *speed;
  GtkScale *scale;
  GtkAdjustment *adjustment;
  GtkEntry *time;
  YztSession *session;
  GArray *marks;             /* YztJournalMark, oldest first; NULL until listed */
  GCancellable *cancellable; /* the listing, then the words of an act */
  gboolean quiet;            /* the slider is being set, not moved */
  YztPlayback *playback;     /* what is replayed; NULL: the slider stands on acts */
  GCancellable *reading;     /* of what is to be replayed */
  gint64 incident_fid;       /* to be replayed when the acts are listed; afterwards the last one that was */
  gboolean replay_first;
  int stop;                  /* of the playback, the one gone to last; -1 */
  gint64 at_ms, wanted_ms;   /* where the replay stands; what was asked for last */
  gint64 shown_ms;           /* what the map shows */
  gint64 played_us, asked_us;
  guint timer;               /* while it plays */
};
G_DEFINE_FINAL_TYPE (YztTimeSlider, yzt_time_slider, GTK_TYPE_WIDGET)

enum { MOVED, LEFT, INCIDENT_WANTED, N_SIGNALS };
static guint signals[N_SIGNALS];

static GCancellable *
renew_cancellable (YztTimeSlider *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  return self->cancellable;
}

/* --- which act --- */

static guint
position_of (YztTimeSlider *self)
{
  return (guint) MAX (lround (gtk_adjustment_get_value (self->adjustment)), 0);
}

static void
show_ends (YztTimeSlider *self)
{
  guint position = position_of (self);
  if (self->playback != NULL) {
    gtk_widget_set_sensitive (self->back, yzt_playback_jump (self->playback, self->stop, self->at_ms, -1) >= 0);
    gtk_widget_set_sensitive (self->forward, yzt_playback_jump (self->playback, self->stop, self->at_ms, 1) >= 0);
    return;
  }
  gtk_widget_set_sensitive (self->back, position > 0);
  gtk_widget_set_sensitive (self->forward, self->marks != NULL && position + 1 < self->marks->len);
}

static void
on_act_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztTimeSlider) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) entries = yzt_session_read_journal_finish (YZT_SESSION (source), result, &error);
  if (entries == NULL || entries->len == 0 || self->session == NULL) {
    return;
  }
  const YztJournalEntry *entry = &g_array_index (entries, YztJournalEntry, 0);
  /* Translators: the last act that is in force at that moment: "after “Move depot”, 王值班" */
  g_autofree char *text = g_strdup_printf (_("after “%s”, %s"), entry->label, entry->author);
  gtk_label_set_text (self->act, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->act), text);
}

static void
tell_act (YztTimeSlider *self, guint position)
{
  YztJournalFilter filter = { .before_entry = g_array_index (self->marks, YztJournalMark, position).entry + 1, .limit = 1 };
  yzt_session_read_journal_async (self->session, &filter, renew_cancellable (self), on_act_read, g_object_ref (self));
}

static void go_to (YztTimeSlider *self, gint64 at_ms, int stop);

static void
on_value_changed (YztTimeSlider *self)
{
  if (self->quiet || self->marks == NULL || self->marks->len == 0) {
    return;
  }
  if (self->playback != NULL) {
    go_to (self, MIN (self->playback->from_ms + (gint64) gtk_adjustment_get_value (self->adjustment) * 1000, self->playback->to_ms), -1);
    return;
  }
  guint position = MIN (position_of (self), self->marks->len - 1);
  const YztJournalMark *mark = &g_array_index (self->marks, YztJournalMark, position);
  show_ends (self);
  tell_act (self, position);
  g_signal_emit (self, signals[MOVED], 0, mark->entry, mark->at_ms);
}

static void
set_position (YztTimeSlider *self, guint position)
{
  self->quiet = TRUE;
  gtk_adjustment_set_value (self->adjustment, position);
  self->quiet = FALSE;
  show_ends (self);
}

void
yzt_time_slider_step (YztTimeSlider *self, int acts)
{
  g_return_if_fail (YZT_IS_TIME_SLIDER (self));
  if (self->playback == NULL) {
    gtk_adjustment_set_value (self->adjustment, gtk_adjustment_get_value (self->adjustment) + acts);
    return;
  }
  for (int i = 0; i < ABS (acts); i++) {
    int to = yzt_playback_jump (self->playback, self->stop, self->at_ms, acts < 0 ? -1 : 1);
    if (to >= 0) {
      go_to (self, g_array_index (self->playback->stops, YztPlaybackStop, to).at_ms, to);
    }
  }
}

static void
on_back (YztTimeSlider *self)
{
  yzt_time_slider_step (self, -1);
}

static void
on_forward (YztTimeSlider *self)
{
  yzt_time_slider_step (self, 1);
}

static void
on_leave (YztTimeSlider *self)
{
  g_signal_emit (self, signals[LEFT], 0);
}

/* --- a moment by its time --- */

/* The last act at or before @at_ms; 0 when all are later. */
static guint
position_at (YztTimeSlider *self, gint64 at_ms)
{
  guint low = 0, high = self->marks->len;
  while (low < high) {
    guint middle = low + (high - low) / 2;
    if (g_array_index (self->marks, YztJournalMark, middle).at_ms <= at_ms) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low > 0 ? low - 1 : 0;
}

static void
on_time_entered (YztTimeSlider *self)
{
  gint64 at_ms = 0;
  if (self->session == NULL || self->marks == NULL || self->marks->len == 0) {
    return;
  }
  if (!yzt_time_parse (gtk_editable_get_text (GTK_EDITABLE (self->time)), yzt_session_get_time_zone (self->session), &at_ms)) {
    gtk_widget_add_css_class (GTK_WIDGET (self->time), "error");
    yzt_time_slider_say (self, _("Not understood: write a date and a time such as 2026-11-22 14:05."));
    return;
  }
  if (self->playback != NULL) {
    go_to (self, CLAMP (at_ms, self->playback->from_ms, self->playback->to_ms), -1);
    return;
  }
  guint position = position_at (self, at_ms);
  set_position (self, position);
  tell_act (self, position);
  g_signal_emit (self, signals[MOVED], 0, G_GINT64_CONSTANT (0), at_ms);
}

/* --- what is told --- */

static void
show_moment (YztTimeSlider *self, gint64 at_ms)
{
  g_autofree char *minute = yzt_history_minute (self->session, at_ms);
  g_autofree char *clock = yzt_history_clock (self->session, at_ms);
  g_autofree char *exact = g_strdup_printf ("%.10s %s", minute, clock);
  g_autofree char *words = g_strdup_printf (_("The map as it stood on %s — nothing can be changed"), minute);
  gtk_label_set_text (self->words, words);
  /* Not under the hands of who is writing another one. */
  if (self->timer == 0 || (gtk_widget_get_state_flags (GTK_WIDGET (self->time)) & GTK_STATE_FLAG_FOCUS_WITHIN) == 0) {
    gtk_editable_set_text (GTK_EDITABLE (self->time), exact);
    gtk_widget_remove_css_class (GTK_WIDGET (self->time), "error");
  }
}

void
yzt_time_slider_set_shown (YztTimeSlider *self, gint64 at_ms)
{
  g_return_if_fail (YZT_IS_TIME_SLIDER (self));
  if (self->session != NULL) {
    self->shown_ms = at_ms;
    show_moment (self, self->timer != 0 ? self->at_ms : at_ms);
  }
}

void
yzt_time_slider_set_busy (YztTimeSlider *self, gboolean busy)
{
  g_return_if_fail (YZT_IS_TIME_SLIDER (self));
  gtk_spinner_set_spinning (self->spinner, busy);
}

void
yzt_time_slider_say (YztTimeSlider *self, const char *sentence)
{
  g_return_if_fail (YZT_IS_TIME_SLIDER (self));
  gtk_label_set_text (self->act, sentence);
}

void
yzt_time_slider_focus (YztTimeSlider *self)
{
  g_return_if_fail (YZT_IS_TIME_SLIDER (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->scale));
}

/* --- the acts --- */

/* A mark where a day begins, as many as have room. */
static void
mark_days (YztTimeSlider *self)
{
  g_autoptr (GArray) days = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *before = NULL;
  gtk_scale_clear_marks (self->scale);
  for (guint i = 0; i < self->marks->len; i += MAX (self->marks->len / 2000, 1)) {
    g_autofree char *minute = yzt_history_minute (self->session, g_array_index (self->marks, YztJournalMark, i).at_ms);
    minute[10] = '\0';
    if (before != NULL && !g_str_equal (before, minute)) {
      g_array_append_val (days, i);
    }
    g_free (before);
    before = g_steal_pointer (&minute);
  }
  for (guint i = 0; days->len > 0 && i < days->len; i += MAX ((days->len + MOST_MARKS - 1) / MOST_MARKS, 1)) {
    guint position = g_array_index (days, guint, i);
    g_autofree char *minute = yzt_history_minute (self->session, g_array_index (self->marks, YztJournalMark, position).at_ms);
    g_autofree char *day = g_strndup (minute + 5, 5);
    gtk_scale_add_mark (self->scale, position, GTK_POS_BOTTOM, days->len <= MOST_MARKS ? day : NULL);
  }
}

/* --- what is replayed --- */

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
  g_signal_emit (self, signals[MOVED], 0, entry, self->at_ms);
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
  show_ends (self);
  tell_stop (self);
  show_moment (self, at_ms);
}

static void
go_to (YztTimeSlider *self, gint64 at_ms, int stop)
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
    go_to (self, self->playback->from_ms, -1);
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

static void
show_range (YztTimeSlider *self)
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

static void
drop_playback (YztTimeSlider *self)
{
  pause_play (self);
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  yzt_time_ticks_show (self->ticks, NULL, -1);
  g_clear_pointer (&self->playback, yzt_playback_free);
  self->stop = -1;
}

static void
show_acts (YztTimeSlider *self)
{
  drop_playback (self);
  guint last = self->marks->len - 1;
  self->quiet = TRUE;
  gtk_adjustment_configure (self->adjustment, last, 0, last, 1, MAX (self->marks->len / 20, 1), 0);
  self->quiet = FALSE;
  mark_days (self);
  show_range (self);
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
      show_acts (self);
      on_value_changed (self);
    }
    show_range (self);
    renew_cancellable (self);
    yzt_time_slider_set_busy (self, FALSE);
    yzt_time_slider_say (self, yzt_ui_error_text (error));
    return;
  }
  gint64 at_ms = self->shown_ms;
  drop_playback (self);
  renew_cancellable (self); /* the words of an act that is asked for no longer */
  self->playback = g_steal_pointer (&playback);
  gint64 length_s = (self->playback->to_ms - self->playback->from_ms) / 1000;
  self->quiet = TRUE;
  gtk_adjustment_configure (self->adjustment, 0, 0, (double) length_s, 60, (double) MAX (length_s / 20, 60), 0);
  self->quiet = FALSE;
  mark_hours (self);
  show_range (self);
  /* An incident begins with its first word, a day where one stands in it. */
  gboolean inside = self->playback->incident_fid == 0 && at_ms >= self->playback->from_ms && at_ms <= self->playback->to_ms;
  go_to (self, inside ? at_ms : self->playback->from_ms, !inside && self->playback->incident_fid > 0 && self->playback->note == NULL ? 0 : -1);
  yzt_time_slider_focus (self);
}

static void
read_playback (YztTimeSlider *self, gint64 fid)
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
    read_playback (self, fid);
  }
}

void
yzt_time_slider_replay_day (YztTimeSlider *self)
{
  g_return_if_fail (YZT_IS_TIME_SLIDER (self));
  if (self->session != NULL && self->marks != NULL) {
    read_playback (self, 0);
  }
}

static void
on_range (YztTimeSlider *self)
{
  if (self->quiet || self->session == NULL || self->marks == NULL) {
    return;
  }
  if (gtk_toggle_button_get_active (self->all_range)) {
    if (self->playback != NULL) {
      show_acts (self);
      set_position (self, position_at (self, self->shown_ms));
      tell_act (self, position_of (self));
    }
  } else if (gtk_toggle_button_get_active (self->day_range)) {
    if (self->playback == NULL || self->playback->incident_fid > 0) {
      yzt_time_slider_replay_day (self);
    }
  } else if (self->playback == NULL || self->playback->incident_fid == 0) {
    g_signal_emit (self, signals[INCIDENT_WANTED], 0);
    show_range (self); /* until it is there */
  }
}

/* --- the acts, listed --- */

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztTimeSlider) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) marks = yzt_session_list_journal_finish (YZT_SESSION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL) {
    return;
  }
  if (marks == NULL || marks->len == 0) {
    yzt_time_slider_set_busy (self, FALSE);
    yzt_time_slider_say (self, marks == NULL ? error->message : _("Nothing was done in this map yet."));
    return;
  }
  for (guint i = 0; i < marks->len / 2; i++) {
    YztJournalMark *a = &g_array_index (marks, YztJournalMark, i);
    YztJournalMark *b = &g_array_index (marks, YztJournalMark, marks->len - 1 - i);
    YztJournalMark swap = *a;
    *a = *b;
    *b = swap;
  }
  self->marks = g_steal_pointer (&marks);
  show_acts (self);
  yzt_ui_rest (self->controls, FALSE);
  if (self->replay_first) {
    self->replay_first = FALSE;
    read_playback (self, self->incident_fid);
  } else {
    on_value_changed (self);
  }
  yzt_time_slider_focus (self);
}

void
yzt_time_slider_set_session (YztTimeSlider *self, YztSession *now)
{
  g_return_if_fail (YZT_IS_TIME_SLIDER (self));
  renew_cancellable (self);
  drop_playback (self);
  g_clear_pointer (&self->marks, g_array_unref);
  self->shown_ms = self->incident_fid = 0;
  self->replay_first = FALSE;
  g_set_object (&self->session, now);
  show_range (self);
  gtk_widget_set_visible (GTK_WIDGET (self), now != NULL);
  gtk_scale_clear_marks (self->scale);
  yzt_ui_rest (self->controls, TRUE);
  gtk_label_set_text (self->act, "");
  gtk_editable_set_text (GTK_EDITABLE (self->time), "");
  if (now != NULL) {
    YztJournalFilter filter = { .with_rows = TRUE };
    gtk_label_set_text (self->words, _("Going back…"));
    yzt_time_slider_set_busy (self, TRUE);
    yzt_session_list_journal_async (now, &filter, self->cancellable, on_listed, g_object_ref (self));
  }
}

/* --- life --- */

static void
yzt_time_slider_dispose (GObject *object)
{
  YztTimeSlider *self = YZT_TIME_SLIDER (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->session);
  g_clear_pointer (&self->marks, g_array_unref);
  yzt_ui_dispose_template (GTK_WIDGET (object), YZT_TYPE_TIME_SLIDER);
  g_clear_pointer (&self->playback, yzt_playback_free);
  G_OBJECT_CLASS (yzt_time_slider_parent_class)->dispose (object);
}

/* Wherever in the strip the focus is, but not in what is written. */
static gboolean
on_key (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, YztTimeSlider *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  gboolean control = (state & GDK_CONTROL_MASK) != 0;
  if (self->marks == NULL || GTK_IS_EDITABLE (focus)) {
    return GDK_EVENT_PROPAGATE;
  }
  if (control && (keyval == GDK_KEY_Left || keyval == GDK_KEY_Right)) {
    yzt_time_slider_step (self, keyval == GDK_KEY_Left ? -1 : 1);
    return GDK_EVENT_STOP;
  }
  guint speed = gtk_drop_down_get_selected (self->speed);
  if (self->playback != NULL && (keyval == GDK_KEY_less || keyval == GDK_KEY_comma) && !control) {
    gtk_drop_down_set_selected (self->speed, speed > 0 ? speed - 1 : 0);
    return GDK_EVENT_STOP;
  }
  if (self->playback != NULL && (keyval == GDK_KEY_greater || keyval == GDK_KEY_period) && !control) {
    gtk_drop_down_set_selected (self->speed, MIN (speed + 1, G_N_ELEMENTS (speeds) - 1));
    return GDK_EVENT_STOP;
  }
  return GDK_EVENT_PROPAGATE;
}

static void
yzt_time_slider_class_init (YztTimeSliderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_time_slider_dispose;
  signals[MOVED] = g_signal_new ("moved", YZT_TYPE_TIME_SLIDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT64,
                                 G_TYPE_INT64);
  signals[LEFT] = g_signal_new ("left", YZT_TYPE_TIME_SLIDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[INCIDENT_WANTED] = g_signal_new ("incident-wanted", YZT_TYPE_TIME_SLIDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-time-slider.ui");
  gtk_widget_class_bind_template_child (widget_class, YztTimeSlider, words);
  gtk_widget_class_bind_template_child (widget_class, YztTimeSlider, act);
  gtk_widget_class_bind_template_child (widget_class, YztTimeSlider, spinner);
  gtk_widget_class_bind_template_child (widget_class, YztTimeSlider, controls);
  gtk_widget_class_bind_template_child (widget_class, YztTimeSlider, back);
  gtk_widget_class_bind_template_child (widget_class, YztTimeSlider, forward);
  gtk_widget_class_bind_template_child (widget_class, YztTimeSlider, scale);
  gtk_widget_class_bind_template_child (widget_class, YztTimeSlider, adjustment);
  gtk_widget_class_bind_template_child (widget_class, YztTimeSlider, time);
  gtk_widget_class_bind_template_child (widget_class, YztTimeSlider, note);
  gtk_widget_class_bind_template_child (widget_class, YztTimeSlider, play);
  gtk_widget_class_bind_template_child (widget_class, YztTimeSlider, track);
  gtk_widget_class_bind_template_child (widget_class, YztTimeSlider, speed);
  gtk_widget_class_bind_template_child (widget_class, YztTimeSlider, all_range);
  gtk_widget_class_bind_template_child (widget_class, YztTimeSlider, day_range);
  gtk_widget_class_bind_template_child (widget_class, YztTimeSlider, incident_range);
  gtk_widget_class_bind_template_callback (widget_class, on_value_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_forward);
  gtk_widget_class_bind_template_callback (widget_class, on_leave);
  gtk_widget_class_bind_template_callback (widget_class, on_time_entered);
  gtk_widget_class_bind_template_callback (widget_class, on_range);
  gtk_widget_class_bind_template_callback (widget_class, yzt_time_slider_toggle_play);
}

static void
yzt_time_slider_init (YztTimeSlider *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_down_set_selected (self->speed, 1);
  self->stop = -1;
  self->ticks = yzt_time_ticks_new (self->scale);
  gtk_box_append (GTK_BOX (self->track), self->ticks);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

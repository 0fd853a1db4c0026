/* yzt-time-slider.c: the strip over a map that is shown as it stood: which moment, a slider over all acts or over a stretch of time that is played, back to now
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-time-slider-private.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-history-words.h"
#include "yzt-time-ticks.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

/* More marks than these would run together. */
#define MOST_MARKS 12

G_DEFINE_FINAL_TYPE (YztTimeSlider, yzt_time_slider, GTK_TYPE_WIDGET)

enum { MOVED, LEFT, INCIDENT_WANTED, N_SIGNALS };
static guint signals[N_SIGNALS];

GCancellable *
yzt_time_slider_renew_cancellable (YztTimeSlider *self)
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

void
yzt_time_slider_show_ends (YztTimeSlider *self)
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
  yzt_session_read_journal_async (self->session, &filter, yzt_time_slider_renew_cancellable (self), on_act_read, g_object_ref (self));
}

void
yzt_time_slider_ask (YztTimeSlider *self)
{
  if (self->quiet || self->marks == NULL || self->marks->len == 0) {
    return;
  }
  if (self->playback != NULL) {
    yzt_time_slider_go_to (self, MIN (self->playback->from_ms + (gint64) gtk_adjustment_get_value (self->adjustment) * 1000, self->playback->to_ms), -1);
    return;
  }
  guint position = MIN (position_of (self), self->marks->len - 1);
  const YztJournalMark *mark = &g_array_index (self->marks, YztJournalMark, position);
  yzt_time_slider_show_ends (self);
  tell_act (self, position);
  g_signal_emit (self, signals[MOVED], 0, mark->entry, mark->at_ms);
}

static void
set_position (YztTimeSlider *self, guint position)
{
  self->quiet = TRUE;
  gtk_adjustment_set_value (self->adjustment, position);
  self->quiet = FALSE;
  yzt_time_slider_show_ends (self);
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
      yzt_time_slider_go_to (self, g_array_index (self->playback->stops, YztPlaybackStop, to).at_ms, to);
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
    yzt_time_slider_go_to (self, CLAMP (at_ms, self->playback->from_ms, self->playback->to_ms), -1);
    return;
  }
  guint position = position_at (self, at_ms);
  set_position (self, position);
  tell_act (self, position);
  g_signal_emit (self, signals[MOVED], 0, G_GINT64_CONSTANT (0), at_ms);
}

/* --- what is told --- */

void
yzt_time_slider_show_moment (YztTimeSlider *self, gint64 at_ms)
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
    yzt_time_slider_show_moment (self, self->timer != 0 ? self->at_ms : at_ms);
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

void
yzt_time_slider_show_acts (YztTimeSlider *self)
{
  yzt_time_slider_drop_playback (self);
  guint last = self->marks->len - 1;
  self->quiet = TRUE;
  gtk_adjustment_configure (self->adjustment, last, 0, last, 1, MAX (self->marks->len / 20, 1), 0);
  self->quiet = FALSE;
  mark_days (self);
  yzt_time_slider_show_range (self);
}

static void
on_range (YztTimeSlider *self)
{
  if (self->quiet || self->session == NULL || self->marks == NULL) {
    return;
  }
  if (gtk_toggle_button_get_active (self->all_range)) {
    if (self->playback != NULL) {
      yzt_time_slider_show_acts (self);
      set_position (self, position_at (self, self->shown_ms));
      tell_act (self, position_of (self));
    }
  } else if (gtk_toggle_button_get_active (self->day_range)) {
    if (self->playback == NULL || self->playback->incident_fid > 0) {
      yzt_time_slider_replay_day (self);
    }
  } else if (self->playback == NULL || self->playback->incident_fid == 0) {
    g_signal_emit (self, signals[INCIDENT_WANTED], 0);
    yzt_time_slider_show_range (self); /* until it is there */
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
  yzt_time_slider_show_acts (self);
  yzt_ui_rest (self->controls, FALSE);
  if (self->replay_first) {
    self->replay_first = FALSE;
    yzt_time_slider_read_playback (self, self->incident_fid);
  } else {
    yzt_time_slider_ask (self);
  }
  yzt_time_slider_focus (self);
}

void
yzt_time_slider_set_session (YztTimeSlider *self, YztSession *now)
{
  g_return_if_fail (YZT_IS_TIME_SLIDER (self));
  yzt_time_slider_renew_cancellable (self);
  yzt_time_slider_drop_playback (self);
  g_clear_pointer (&self->marks, g_array_unref);
  self->shown_ms = self->incident_fid = 0;
  self->replay_first = FALSE;
  g_set_object (&self->session, now);
  yzt_time_slider_show_range (self);
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
    gtk_drop_down_set_selected (self->speed, MIN (speed + 1, g_list_model_get_n_items (gtk_drop_down_get_model (self->speed)) - 1));
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
  gtk_widget_class_bind_template_callback_full (widget_class, "on_value_changed", G_CALLBACK (yzt_time_slider_ask));
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
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_down_set_selected (self->speed, 1);
  self->stop = -1;
  self->ticks = yzt_time_ticks_new (self->scale);
  gtk_box_append (GTK_BOX (self->track), self->ticks);
  yzt_ui_catch_keys (GTK_WIDGET (self), G_CALLBACK (on_key));
}

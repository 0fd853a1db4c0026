/* yzt-time-slider-private.h: the strip of the map's past, shared by its acts and by what is replayed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-time-slider.h"
G_BEGIN_DECLS

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

/* --- yzt-time-slider.c: the acts --- */
/* Whether there is something before and behind. */
void yzt_time_slider_show_ends (YztTimeSlider *self);
void yzt_time_slider_show_moment (YztTimeSlider *self, gint64 at_ms);
/* What was asked for is wanted no longer. (transfer none) */
GCancellable *yzt_time_slider_renew_cancellable (YztTimeSlider *self);
/* Asks for the map of where the slider stands. */
void yzt_time_slider_ask (YztTimeSlider *self);
/* The slider stands on acts again, on the last. */
void yzt_time_slider_show_acts (YztTimeSlider *self);

/* --- yzt-time-slider-replay.c: what is replayed --- */
/* @stop: of the playback, -1: between them. */
void yzt_time_slider_go_to (YztTimeSlider *self, gint64 at_ms, int stop);
/* Which stretch is chosen, and the controls that go with it. */
void yzt_time_slider_show_range (YztTimeSlider *self);
void yzt_time_slider_drop_playback (YztTimeSlider *self);
/* @fid: of the incident; 0: the day of the moment that is shown. */
void yzt_time_slider_read_playback (YztTimeSlider *self, gint64 fid);
G_END_DECLS

/* yzt-playback.h: a stretch of the map's time to be played: from when to when, what was said and done in it, where one stands after so long
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading is [worker]; the rest is plain data for the main thread, without a clock of its own: whoever plays says how much time has passed.
 * All times are UTC milliseconds. The journal's times never fall from one entry to the next. */
#pragma once
#include "yzt-session.h"
#include "yzt-store-history.h"
G_BEGIN_DECLS

/** What is jumped to: an entry of the journal. */
typedef struct {
  gint64 entry, at_ms;
  char *words, *author;
} YztPlaybackStop;

typedef struct {
  gint64 incident_fid;    /* 0: a day */
  char *title;            /* name of the incident, "2026-11-22" */
  char *note;             /* a sentence: what is not there any more; NULL when everything is */
  gint64 from_ms, to_ms;  /* both ends belong to it; from_ms < to_ms */
  GArray *stops;          /* YztPlaybackStop, oldest first: of a day all that changed something, of an incident what is about it */
  GArray *acts;           /* YztJournalMark, oldest first: all that changed something in the map */
} YztPlayback;
void yzt_playback_free (YztPlayback *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPlayback, yzt_playback_free)

/** [worker] From the first word of an incident to its last entry, or to @now_ms while it is open. An incident that was deleted is played as far as the
 * journal knows it. NOT_FOUND when it knows nothing of it. */
YztPlayback *yzt_playback_read_incident (YztStore *store, gint64 fid, gint64 now_ms, const char *language, GError **error);
/** [worker] The day of @at_ms in @zone, as far as it has come at @now_ms and the journal goes back. NOT_FOUND when it does not reach that day. */
YztPlayback *yzt_playback_read_day (YztStore *store, gint64 at_ms, GTimeZone *zone, gint64 now_ms, GError **error);
/** The same on a worker, for a session of the present: the incident @fid, or with 0 the day of @at_ms. */
void yzt_session_read_playback_async (YztSession *session, gint64 fid, gint64 at_ms, GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data);
YztPlayback *yzt_session_read_playback_finish (YztSession *session, GAsyncResult *result, GError **error);

/** The last stop at or before @at_ms; -1 before the first. */
int yzt_playback_find (const YztPlayback *self, gint64 at_ms);
/** Where a jump from @at_ms leads, when the stop @current (-1: none) is the one that was gone to last: the next one with @step 1, the one before with -1; back from
 * between two stops leads to the earlier one. -1: there is none. */
int yzt_playback_jump (const YztPlayback *self, int current, gint64 at_ms, int step);
/** The moment after @elapsed_us of playing with @speed map seconds a second; at most the end. */
gint64 yzt_playback_advance (const YztPlayback *self, gint64 at_ms, gint64 elapsed_us, guint speed);
/** Whether something in the map differs between two moments. */
gboolean yzt_playback_differs (const YztPlayback *self, gint64 one_ms, gint64 other_ms);
G_END_DECLS

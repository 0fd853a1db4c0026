/* yzt-duty.h: who is on duty: roster, signing in and out, the sheet handed over at shift change
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-session.h"
G_BEGIN_DECLS

/** Posts: values of duty-turn.kind's post: "officer" 值班, "leader" 带班领导, "deputy" (may sign in the leader's place) … */
typedef struct {
  gint64 fid;
  char *person, *post, *post_label, *phone, *remarks; /* "" not given */
  gint64 from_ms, until_ms;  /* [from, until) */
  gboolean now;              /* at the time asked */
  gboolean signed_in, absent;
} YztDutyTurn;
/** [worker] (element-type YztDutyTurn) turns that touch [@from_ms, @until_ms), by begin, then post. */
GArray *yzt_duty_read (YztStore *store, gint64 from_ms, gint64 until_ms, gint64 now_ms, const char *language, GError **error);
void yzt_session_read_duty_async (YztSession *session, gint64 from_ms, gint64 until_ms, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GArray *yzt_session_read_duty_finish (YztSession *session, GAsyncResult *result, GError **error);
/** May @person sign reports at @now_ms? A leader on duty may; a deputy on duty may. @why_not_out: one sentence. */
gboolean yzt_duty_may_sign (GArray *turns, const char *person, const char **post_out, char **why_not_out);

/** Acts: "turn" (person*, post*, from_utc*, until_utc*, phone), "turn-drop" (turn*), "absent" (turn*, reason*: the deputy signs meanwhile), "back" (turn*),
 * "sign-out" (), "hand-over" (to*, note: freezes the sheet), "accept" (hand_over*: by who takes over and is signed in). Keys and errors as yzt-incident-act.h. */
void yzt_session_duty_act_async (YztSession *session, const char *id, GHashTable *values, GAsyncReadyCallback callback, gpointer user_data);
/** [worker] @values: (char * → char *). */
YztActResult *yzt_duty_act_run (const char *id, GHashTable *values, YztStore *store, const char *author, const char *window, const char *language, const YztClock *clock,
                                GError **error);

/** The sheet as it would be handed over now. */
typedef struct {
  char *heading;
  GPtrArray *lines; /* char * */
} YztHandOverSection;
typedef struct {
  gint64 since_ms;     /* of the last hand-over; what changed since is told */
  GPtrArray *sections; /* YztHandOverSection *: open incidents, unacknowledged, promised (open tasks, due reports, not signed for), changed since, not ready */
  char *text;          /* all of it */
} YztHandOverSheet;
void yzt_hand_over_sheet_free (YztHandOverSheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztHandOverSheet, yzt_hand_over_sheet_free)
/** [worker] */
YztHandOverSheet *yzt_hand_over_sheet (YztStore *store, gint64 now_ms, const char *language, GError **error);
void yzt_session_hand_over_sheet_async (YztSession *session, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
YztHandOverSheet *yzt_session_hand_over_sheet_finish (YztSession *session, GAsyncResult *result, GError **error);
G_END_DECLS

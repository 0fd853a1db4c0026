/* yzt-call-out.h: whom a warning has to reach, what they answered, who is called next and when
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One row of kind "call-out" a person. Every answer is an ORDER act of its own by who is signed in, never undone: a wrong one is corrected by the next. */
#pragma once
#include "yzt-session.h"
G_BEGIN_DECLS

typedef enum {
  YZT_CALL_STATE_DUE, YZT_CALL_STATE_CALLED, YZT_CALL_STATE_ANSWERED, YZT_CALL_STATE_ACTION, YZT_CALL_STATE_NOT_REACHED, YZT_CALL_STATE_WRONG_NUMBER,
  YZT_CALL_STATE_RELEASED, YZT_N_CALL_STATES,
} YztCallState;
/** A code of field state of call-out.kind; DUE for anything else. */
YztCallState yzt_call_state_from_code (const char *code);
const char *yzt_call_state_get_label (YztCallState state);
/** Neither answered nor released. */
gboolean yzt_call_state_is_unreached (YztCallState state);

typedef struct {
  gint64 fid, warning_fid;
  char *warning;                  /* its name */
  char *name, *phone, *second_phone, *post, *organisation, *of, *action; /* "" when not known; @of: links */
  char *of_names;                 /* "城东库; 城西库" */
  guint step, calls;
  int level;                      /* of the warning, 1 red … 4 blue, 0 unknown */
  YztCallState state;
  gint64 next_ms;                 /* when to call (again), or to ask for the action; 0 never */
  gint64 limit_ms;                /* from when that is late; 0 never */
  gint64 called_ms, answered_ms, action_ms, escalated_ms; /* 0 not yet */
  char *status;                   /* of the warning: "actual", "exercise", "test" … */
  gboolean exercise;              /* not actual */
} YztCallOut;
void yzt_call_out_free (YztCallOut *call);
/** [worker] (element-type YztCallOut) of one warning, or of all with @warning_fid 0: unreached ones by when they are due, then those who answered and have not
 * acted, then the others; ties: worst level, lowest step, number. */
GPtrArray *yzt_call_outs_read (YztStore *store, gint64 warning_fid, GError **error);

/** What a call came to: one of CALLED, ANSWERED, ACTION, NOT_REACHED, WRONG_NUMBER. NOT_REACHED counts a call; at the number of calls of the rules, and at
 * once when the number is wrong and there is no second, the next level is called, in the same act. [worker] @note may be NULL. */
YztActResult *yzt_call_out_answer (YztStore *store, gint64 fid, YztCallState answer, const char *note, const char *author, const char *window,
                                   const char *language, const YztClock *clock, GError **error);
/** Main thread; the outcome comes by the session's "rows-changed" or "said". @callback may be NULL. */
void yzt_session_answer_call_async (YztSession *session, gint64 fid, YztCallState answer, const char *note, GAsyncReadyCallback callback, gpointer user_data);
gboolean yzt_session_answer_call_finish (YztSession *session, GAsyncResult *result, GError **error);
G_END_DECLS

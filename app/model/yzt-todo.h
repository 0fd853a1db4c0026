/* yzt-todo.h: what a planner should ask about: who has no telephone, no person, no place or a doubtful one, is past a date, was not verified for long
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Read on a worker from every kind that has a telephone or stands on the map; events (incidents, warnings, plans) are not verified and not listed. */
#pragma once
#include "yzt-edits.h"
G_BEGIN_DECLS
typedef enum {
  YZT_TODO_NO_PHONE = 1 << 0,
  YZT_TODO_NO_PERSON = 1 << 1,
  YZT_TODO_NO_PLACE = 1 << 2,
  YZT_TODO_STALE = 1 << 3,     /* never verified, or longer ago than a year */
  YZT_TODO_PAST_DATE = 1 << 4, /* an expiry or end that lies before today */
  YZT_TODO_DOUBTFUL_PLACE = 1 << 5, /* it lies elsewhere than the row says */
} YztTodoFlags;
#define YZT_TODO_N_FLAGS 6

typedef struct {
  guint kind;   /* index in the kind set */
  gint64 fid;
  guint flags;  /* YztTodoFlags, may be 0 */
  int level;    /* 1 worst … 4, 0 none */
  gint64 verified_ms; /* YZT_SCENE_NO_TIME: never */
  char *name, *phone, *person; /* "" when not known */
} YztTodoItem;

typedef struct {
  GArray *items; /* YztTodoItem in the order of calling: worst level first, then longest not verified; ties by number */
  guint counts[YZT_TODO_N_FLAGS];
} YztTodo;
void yzt_todo_free (YztTodo *todo);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztTodo, yzt_todo_free)
/** Who knows the boundaries tells whose place is doubtful; each is called on the worker, between @begin and @end. */
typedef struct {
  gpointer (*begin) (YztStore *store);
  gboolean (*is_doubtful) (gpointer judge, const YztRow *row);
  void (*end) (gpointer judge);
} YztPlaceJudge;
/** [worker] @now_ms tells what is past and what is old. @places: static; NULL: no place is doubted. */
YztTodo *yzt_todo_read (YztStore *store, gint64 now_ms, const YztPlaceJudge *places, GCancellable *cancellable, GError **error);
void yzt_session_read_todo_async (YztSession *session, const YztPlaceJudge *places, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
YztTodo *yzt_session_read_todo_finish (YztSession *session, GAsyncResult *result, GError **error);

/** How somebody was sure: a code of field verified_how, where the kind has it. */
extern const char *const yzt_verified_how[]; /* phone visit document, NULL-ended */
/** "Verified now" for these things, by who is signed in, as one act. @how: one of the codes, NULL: not said. Finish with yzt_session_write_finish. */
void yzt_session_verify_async (YztSession *session, const guint *kinds, const gint64 *fids, guint n, const char *how, GAsyncReadyCallback callback,
                               gpointer user_data);
G_END_DECLS

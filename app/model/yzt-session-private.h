/* yzt-session-private.h: what the files of the session share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-session.h"
G_BEGIN_DECLS

struct _YztSession {
  GObject parent_instance;

  /* set once */
  const YztClock *clock;
  char *language, *window;

  /* main thread only */
  YztSessionState state;
  YztStore *store;
  YztScene *scene;
  GTimeZone *zone;
  char *title, *author, *undo_label, *jurisdiction;
  gboolean sample, polling;
  guint pending;
  GQueue writings; /* GCancellable of the acts that are not written yet, in their order; each is its task's */
  gint64 last_saved_ms;
  int selected_kind;
  gint64 selected_fid;
  guint64 hidden_kinds;
  GListStore *incidents;
  guint poll_source;

  int write_progress; /* atomic: thousandths of it that are done, -1 when it is short */

  /* One worker takes the jobs of this session in order, so that the scene is patched in the order of the journal. */
  GThreadPool *worker;
};

/** What a job brings back to the main thread: patch, list of incidents, what Ctrl+Z would take back. */
typedef struct {
  YztActResult *result;
  YztSceneChanges *changes;
  YztGeneration *generation; /* instead of changes, when those were too wide */
  YztStoreHead head;         /* what of the map that generation shows */
  GPtrArray *incidents;      /* YztIncident, NULL when untouched */
  char *undo_label;
} YztSessionNews;
void yzt_session_news_free (YztSessionNews *news);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztSessionNews, yzt_session_news_free)

/** Queues @func on the session's worker; it must return the task. */
void yzt_session_run (YztSession *self, GTask *task, GTaskThreadFunc func);
/** [worker] Everything the screen needs after @result (transfer full). */
YztSessionNews *yzt_session_gather_news (YztSession *self, YztStore *store, YztActResult *result, const char *author, GError **error);
/** Main thread: applies and tells. */
void yzt_session_apply_news (YztSession *self, YztSessionNews *news, gboolean from_outside);
void yzt_session_count_pending (YztSession *self, int change);
/** TRUE when nothing may be written now: the sentence is said, and @outer returned with it. */
gboolean yzt_session_refuse_write (YztSession *self, GTask *outer);
void yzt_session_set_state (YztSession *self, YztSessionState state);
void yzt_session_set_incidents (YztSession *self, GPtrArray *incidents);
void yzt_session_set_author (YztSession *self, const char *name);
void yzt_session_say (YztSession *self, const char *sentence);
/** Makes @store hold @incidents, keeping the objects of what did not change and telling of as few changes as there are. (element-type YztIncident) */
void yzt_incidents_update (GListStore *store, GPtrArray *incidents);
/** The same thing with the same words, level, state and place. */
gboolean yzt_incident_is_same (YztIncident *a, YztIncident *b);
/** [worker] All incidents and warnings as YztIncident, in the order of the list. */
GPtrArray *yzt_load_incidents (YztStore *store, const char *language, GError **error);
G_END_DECLS

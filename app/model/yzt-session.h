/* yzt-session.h: one open map as every panel shares it: file, scene, who sits here, what is selected
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread only. No function blocks: what needs the disk is _async and runs on workers. The write path of the programme goes through here. */
#pragma once
#include "yzt-alert.h"
#include "yzt-loader.h"
G_BEGIN_DECLS

typedef enum { YZT_SESSION_LOADING, YZT_SESSION_READY, YZT_SESSION_FAILED, YZT_SESSION_CLOSED } YztSessionState;

#define YZT_TYPE_SESSION (yzt_session_get_type ())
/**
 * Properties (all notify): state, title, author (who signed in; "" when nobody), read-only, sample, last-saved-ms, pending (acts not yet saved),
 *   selected-kind (int, -1 none), selected-fid, hidden-kinds (guint64 mask), language (const).
 * Signals:
 *   "rows-changed" (YztActResult *result, gboolean from_outside): after the scene was patched; panels refresh what they show.
 *   "said" (const char *sentence): something the person should read (what was undone, a failure), for a toast.
 */
G_DECLARE_FINAL_TYPE (YztSession, yzt_session, YZT, SESSION, GObject)
/** @clock must outlive the session. @language "zh_CN" or "en" for labels. @window names this window in the journal. */
YztSession *yzt_session_new (const YztClock *clock, const char *language, const char *window);
/** Opens store and scene on a worker; state goes READY or the callback gets the sentence. Starts watching for others' changes (every 500 ms). */
void yzt_session_open_async (YztSession *self, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean yzt_session_open_finish (YztSession *self, GAsyncResult *result, GError **error);
void yzt_session_close (YztSession *self); /* finishes queued acts on a worker */

YztSessionState yzt_session_get_state (YztSession *self);
YztStore *yzt_session_get_store (YztSession *self);   /* NULL until READY */
YztScene *yzt_session_get_scene (YztSession *self);   /* NULL until READY */
YztKindSet *yzt_session_get_kinds (YztSession *self); /* NULL until READY */
const YztClock *yzt_session_get_clock (YztSession *self);
const char *yzt_session_get_language (YztSession *self);
GTimeZone *yzt_session_get_time_zone (YztSession *self); /* the map's zone */
const char *yzt_session_get_title (YztSession *self);
const char *yzt_session_get_path (YztSession *self);
/** Beginning of the area codes (GB/T 2260) that are ours, e.g. "4412"; NULL when the map does not say. */
const char *yzt_session_get_jurisdiction (YztSession *self);
gboolean yzt_session_is_sample (YztSession *self);
gboolean yzt_session_is_read_only (YztSession *self);
gint64 yzt_session_get_last_saved_ms (YztSession *self); /* 0 = nothing saved yet in this session */

/** Who sits here. Stands on every act from now; recorded as an act of its own. Acts before sign-in are refused with a sentence. */
void yzt_session_sign_in (YztSession *self, const char *name);
/** Who signed out (the act "sign-out" of yzt-duty.h) sits here no more, when it is still @name: the next change asks who it is. Writes nothing. */
void yzt_session_leave_seat (YztSession *self, const char *name);
const char *yzt_session_get_author (YztSession *self); /* "" when nobody */

/* --- selection and visibility, shared by map, lists, inspector --- */
void yzt_session_select (YztSession *self, int kind, gint64 fid); /* -1, 0 = nothing */
gboolean yzt_session_get_selected (YztSession *self, int *kind, gint64 *fid);
guint64 yzt_session_get_hidden_kinds (YztSession *self);
void yzt_session_set_kind_visible (YztSession *self, guint kind, gboolean visible);
YztSceneFilter yzt_session_get_filter (YztSession *self);

/* --- reading --- */
/** One row with its children. */
typedef struct {
  YztRow *row;
  GPtrArray *children; /* YztRow *, every child kind, in order */
} YztFeature;
void yzt_feature_free (YztFeature *feature);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztFeature, yzt_feature_free)
void yzt_session_load_feature_async (YztSession *self, guint kind, gint64 fid, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
YztFeature *yzt_session_load_feature_finish (YztSession *self, GAsyncResult *result, GError **error);

/* --- writing: each is one act; label made from what is done ("Move depot 城东库 420 m north-east"). Outcome in "rows-changed" / "said"; callback may be NULL. --- */
void yzt_session_move_async (YztSession *self, guint kind, gint64 fid, YztPosition to, GAsyncReadyCallback callback, gpointer user_data);
/** Whole new row (cells as edited); checked against the kind first. */
void yzt_session_update_async (YztSession *self, const YztRow *row, GAsyncReadyCallback callback, gpointer user_data);
void yzt_session_insert_async (YztSession *self, const YztRow *row, GAsyncReadyCallback callback, gpointer user_data);
void yzt_session_delete_async (YztSession *self, guint kind, gint64 fid, GAsyncReadyCallback callback, gpointer user_data);
void yzt_session_acknowledge_async (YztSession *self, guint kind, gint64 fid, GAsyncReadyCallback callback, gpointer user_data);
/** Several at once, as one act: a flood. (element-type YztIncident) Finish with yzt_session_acknowledge_many_finish. */
void yzt_session_acknowledge_many_async (YztSession *self, GPtrArray *incidents, GAsyncReadyCallback callback, gpointer user_data);
gboolean yzt_session_acknowledge_many_finish (YztSession *self, GAsyncResult *result, GError **error);
void yzt_session_undo_async (YztSession *self, GAsyncReadyCallback callback, gpointer user_data);
void yzt_session_redo_async (YztSession *self, GAsyncReadyCallback callback, gpointer user_data);
/** [worker] Writes one act of another room with who is signed in; NULL + error when refused. */
typedef YztActResult *(*YztSessionWriteFunc) (YztStore *store, const char *author, const char *window, const char *language, const YztClock *clock, gpointer data,
                                              GError **error);
/** Runs @func in the order of this session's acts, then scene and panels are brought up to date; refused before sign-in. Main thread; takes @data. */
void yzt_session_write_by_async (YztSession *self, YztSessionWriteFunc func, gpointer data, GDestroyNotify destroy, GAsyncReadyCallback callback, gpointer user_data);
/** Any act of another room (import, feed) that was written through the session's store on a worker: brings scene and panels up to date. Main thread. (transfer full) */
void yzt_session_take_result (YztSession *self, YztActResult *result, gboolean from_outside);
/** The same for many acts at once, as if they had been one; empties @results. (element-type YztActResult) */
void yzt_session_take_results (YztSession *self, GPtrArray *results);
/** How far the act is that is being written, 0 … 1; less than 0 when none is, or one that is written at once. */
double yzt_session_get_write_progress (YztSession *self);
/** Gives up the act that is being written, when it is a long one and has not come to its last step: its callback is told that it was cancelled. */
void yzt_session_cancel_write (YztSession *self);
/** For all write functions above: the act's result, NULL + error when refused. */
YztActResult *yzt_session_write_finish (YztSession *self, GAsyncResult *result, GError **error);
/** The label of the last act that Ctrl+Z would take back, or NULL. */
const char *yzt_session_get_undo_label (YztSession *self);

/* --- incidents and plans as list models, kept current --- */
/** The name with 演练 or 测试 before it when @status (a message_status, may be NULL) says that it is no actual message. Free. */
char *yzt_marked_name (const char *name, const char *status);

#define YZT_TYPE_INCIDENT (yzt_incident_get_type ())
/** Read-only properties: fid, kind (0 incident, 1 warning by id string "kind-id"), title, level, level-label, state-label, subtitle, reported-ms, lon, lat, open, acknowledged, exercise. */
G_DECLARE_FINAL_TYPE (YztIncident, yzt_incident, YZT, INCIDENT, GObject)
guint yzt_incident_get_kind (YztIncident *self);       /* index in the kind set */
const char *yzt_incident_get_kind_id (YztIncident *self); /* "incident" or "warning" */
gint64 yzt_incident_get_fid (YztIncident *self);
const char *yzt_incident_get_title (YztIncident *self);
const char *yzt_incident_get_type_code (YztIncident *self); /* enum code of the incident's type, or "" */
int yzt_incident_get_level (YztIncident *self);
const char *yzt_incident_get_level_label (YztIncident *self);
const char *yzt_incident_get_state_label (YztIncident *self);
gint64 yzt_incident_get_reported_ms (YztIncident *self);
gboolean yzt_incident_get_position (YztIncident *self, YztPosition *position_out);
gboolean yzt_incident_is_open (YztIncident *self);
gboolean yzt_incident_is_acknowledged (YztIncident *self);
gboolean yzt_incident_is_exercise (YztIncident *self);
/** Below the threshold of its source: listed, never an alarm. */
gboolean yzt_incident_is_silent (YztIncident *self);
/** Open, not acknowledged, and above the threshold: an alarm. Exercises and tests are one too; they are seen and not heard. */
gboolean yzt_incident_is_alarm (YztIncident *self);
const char *yzt_incident_get_feed_source (YztIncident *self); /* name of the source it came from; "" when taken by hand */
YztGeometry *yzt_incident_get_area (YztIncident *self); /* (transfer none) NULL when none */
/** GListModel of YztIncident: open ones first, unacknowledged first among them, then worst level, then newest. (transfer none) */
GListModel *yzt_session_get_incidents (YztSession *self);

#define YZT_TYPE_PLAN (yzt_plan_get_type ())
/** Read-only properties: fid, title, subtitle, section, snippet, reason. */
G_DECLARE_FINAL_TYPE (YztPlan, yzt_plan, YZT, PLAN, GObject)
/** A plan to be opened at a section; texts may be NULL. */
YztPlan *yzt_plan_new_at (gint64 fid, const char *title, const char *section, guint section_index, const char *snippet);
gint64 yzt_plan_get_fid (YztPlan *self);
const char *yzt_plan_get_title (YztPlan *self);
const char *yzt_plan_get_section (YztPlan *self); /* path to open at, "" = the beginning */
guint yzt_plan_get_section_index (YztPlan *self);
const char *yzt_plan_get_snippet (YztPlan *self);
const char *yzt_plan_get_reason (YztPlan *self);  /* why it is proposed, in words; "" for a plain search */
/** [worker] for the command line and the session: @text may be NULL, else it is found through the index; with @incident_fid > 0 plans that apply to it, best first, each with the reason
 * (names this incident type, covers this county, level…); element-type YztPlan. */
GPtrArray *yzt_find_plans (YztStore *store, const char *text, gint64 incident_fid, guint limit, const char *language, GError **error);
void yzt_session_find_plans_async (YztSession *self, const char *text, gint64 incident_fid, guint limit, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *yzt_session_find_plans_finish (YztSession *self, GAsyncResult *result, GError **error);
void yzt_session_load_plan_async (YztSession *self, gint64 plan_fid, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GArray *yzt_session_load_plan_finish (YztSession *self, GAsyncResult *result, GError **error); /* YztPlanSection */
G_END_DECLS

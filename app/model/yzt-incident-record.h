/* yzt-incident-record.h: everything the map knows of one incident, read at once; what follows from it by rule; its log
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nothing here is remembered between two readings: clocks, proposals and lists follow from the rows alone, so that they are the same after a kill. */
#pragma once
#include "yzt-rules-incident.h"
#include "yzt-session.h"
G_BEGIN_DECLS

/** The rules of data/rules, those of the user's folder ("rules") before ours; read once, never freed. Any thread. */
const YztIncidentRules *yzt_incident_rules (void);

/** What can be done next; @id and @value are what yzt-incident-act.h wants. */
typedef struct {
  char *id;      /* "acknowledge" "verify" "grade" "respond" "state" "figures" "instruct" "log" "report-draft" … */
  char *value;   /* of "state": the state; else "" */
  char *label;   /* what the button says */
  guint needs;   /* YztStateNeeds */
} YztIncidentNext;

typedef struct {
  YztRow *row;           /* the incident */
  GHashTable *rows;      /* kind id → GPtrArray of YztRow in the order of fid: use yzt_incident_record_rows */
  gint64 read_ms;        /* when, by the clock given */
  gboolean open, acknowledged;
  char *status;          /* "" for a real one, else what stands on everything: 演练, 测试, 草稿 (of the language) */
  YztFigures figures;
  YztGradeProposal *proposal;
  gboolean proposal_differs; /* from the grade that stands: somebody should decide */
  GArray *clocks;        /* YztIncidentClock */
  GArray *next;          /* YztIncidentNext */
  guint n_open_tasks, n_overdue, n_due_soon, n_unsigned; /* reports sent that nobody signed for yet */
} YztIncidentRecord;
/** (transfer none), never %NULL: rows of log-entry, decision, figures, task, instruction, incident-contact, incident-need, report, report-sending, public-text. */
GPtrArray *yzt_incident_record_rows (YztIncidentRecord *record, const char *kind_id);
/** The newest of them; %NULL: none. */
YztRow *yzt_incident_record_last (YztIncidentRecord *record, const char *kind_id);
/** [worker] */
YztIncidentRecord *yzt_incident_record_read (YztStore *store, gint64 fid, gint64 now_ms, const char *language, GError **error);
/** [worker] The rows drawn for it, too: danger-zone, scene-area, scene-line, scene-point that name it. Next acts are told anew. */
gboolean yzt_incident_record_read_drawn (YztIncidentRecord *record, YztStore *store, const char *language, GError **error);
void yzt_incident_record_free (YztIncidentRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztIncidentRecord, yzt_incident_record_free)
/** Frees it on a worker, so that a window does not wait for the ten thousand lines of a long log. NULL is fine. */
void yzt_incident_record_free_aside (YztIncidentRecord *record);
/** Clocks and next acts anew at another time: cheap, for a window that ticks. */
void yzt_incident_record_tick (YztIncidentRecord *record, gint64 now_ms, const char *language);
void yzt_session_read_incident_async (YztSession *session, gint64 fid, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
YztIncidentRecord *yzt_session_read_incident_finish (YztSession *session, GAsyncResult *result, GError **error);

/** The clocks that are open of all incidents that somebody owns (acknowledged), for strip and status bar. */
typedef struct {
  gint64 incident_fid;
  char *title;
  YztIncidentClock clock;
} YztOpenClock;
/** [worker] (element-type YztOpenClock) overdue first, then by due time. Exercises come, too, with 演练 in their title. */
GArray *yzt_incident_open_clocks (YztStore *store, gint64 now_ms, const char *language, GError **error);
void yzt_session_open_clocks_async (YztSession *session, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GArray *yzt_session_open_clocks_finish (YztSession *session, GAsyncResult *result, GError **error);

/** The numbers of an incident's row; −1 what is not known. */
void yzt_figures_of_row (const YztRow *row, YztFigures *figures);
/** "死亡 2 人，受伤 3 人"; what is not known is left out; "" when nothing is. Free. */
char *yzt_figures_in_words (YztKind *kind, const YztFigures *figures, const char *language);

/* --- the log --- */

typedef struct {
  gint64 fid, incident_fid, number, at_ms, written_ms;
  char *what;          /* one line or several */
  char *from, *to, *actor, *author, *channel, *entry_kind, *place; /* "" not given; entry_kind: value of log-entry.kind's entry_kind */
  gboolean has_position;
  YztPosition position;
  gint64 corrects;     /* number of the line that it corrects; 0 none */
  gint64 corrected_by; /* number of the newest line that corrects it; 0 none */
  gboolean exercise;
  char *folded;        /* number and all words, folded as yzt_text_fold: what is searched */
} YztLogLine;
/** [worker] (element-type YztLogLine) in the order of numbers, of one incident or (0) of all, those with a number above @after. @text (may be NULL): only those that hold
 * every word. */
GArray *yzt_log_read (YztStore *store, gint64 incident_fid, gint64 after, const char *text, GError **error);
void yzt_session_read_log_async (YztSession *session, gint64 incident_fid, gint64 after, const char *text, GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);
GArray *yzt_session_read_log_finish (YztSession *session, GAsyncResult *result, GError **error);

/* --- where the words of the first word lie --- */

typedef struct {
  int kind;              /* index in the kind set */
  gint64 fid;
  char *name;
  char *why;             /* "name", "address", "town": in words */
  YztPosition position;
  double confidence;     /* 0 … 1 */
} YztPlaceMatch;
/** [worker] (element-type YztPlaceMatch) best first: hazard sources, units and other things of the map whose name or address the words name; then towns and counties
 * (the middle of what is known there, confidence below a half). */
GArray *yzt_find_places (YztStore *store, const char *words, guint limit, const char *language, GError **error);
void yzt_session_find_places_async (YztSession *session, const char *words, guint limit, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GArray *yzt_session_find_places_finish (YztSession *session, GAsyncResult *result, GError **error);
G_END_DECLS

/* yzt-after.h: when it is over: what is still open before closing, how long it took, what was used, what the plan foresaw against what happened, cases that are alike
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything follows from the rows of the incident and the tables of data/rules; nothing is remembered. Strings are owned by the structs. */
#pragma once
#include "yzt-incident-record.h"
G_BEGIN_DECLS

/* --- closing --- */
typedef struct {
  char *id, *label, *basis;
  gboolean must;   /* what is open needs a reason */
  gboolean done;
  guint n_open;
  char *names;     /* of what is open, the first ones; "" none */
} YztCloseItem;
/** (element-type YztCloseItem) in the order of close.tsv. Any thread. */
GArray *yzt_close_items (YztIncidentRecord *record, const char *language);
/** "All orders released: 2 open (DP-0001 …); Final report sent": of what must be and is open; %NULL: nothing is. Free. */
char *yzt_close_open_in_words (const GArray *items);

/* --- assessment --- */
typedef struct {
  char *id, *label, *from_label;
  gint64 from_ms, at_ms; /* 0: not known */
  double minutes;        /* NaN: not known */
  double limit_min;      /* NaN: none */
} YztAssessTime;
typedef struct {
  gint64 order_fid;
  char *code, *base, *what, *unit, *state;
  double sent, consumed, returned; /* people, vehicles: consumed is 0 */
  double hours;          /* from under way (else ordered) to released, of people and vehicles; NaN: not known, or material */
} YztAssessUse;
typedef enum { YZT_ASSESS_MET, YZT_ASSESS_NOT_MET, YZT_ASSESS_UNKNOWN, YZT_ASSESS_NOT_FORESEEN } YztAssessOutcome;
typedef struct {
  char *what, *foreseen, *happened;
  char *plan, *plan_name, *section; /* plan: "plan/12", "" none */
  YztAssessOutcome outcome;
  char *proposed;        /* a finding in words; "" when all went as foreseen */
} YztAssessPoint;
typedef struct {
  char *name, *code, *status;
  GArray *times, *uses, *points; /* YztAssessTime, YztAssessUse, YztAssessPoint */
  GPtrArray *findings;   /* YztRow of finding */
} YztAssessment;
/** [worker] */
YztAssessment *yzt_assessment_read (YztStore *store, gint64 incident_fid, gint64 now_ms, const char *language, GError **error);
void yzt_assessment_free (YztAssessment *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztAssessment, yzt_assessment_free)
const char *yzt_assess_outcome_label (YztAssessOutcome outcome); /* translated */
void yzt_session_assess_async (YztSession *session, gint64 incident_fid, GAsyncReadyCallback callback, gpointer user_data);
YztAssessment *yzt_session_assess_finish (YztSession *session, GAsyncResult *result, GError **error);

/* --- the case library --- */
typedef struct {
  gint64 fid;
  char *name, *when, *reasons, *lessons; /* reasons: "same substance: 液氨; 4.2 km away" */
  int level;             /* of its grade, 0 none */
  double points;
  double control_min;    /* NaN: not known */
} YztCaseMatch;
/** [worker] (element-type YztCaseMatch) best first; none that has no reason. The incident's own case is left out. @weather: words that are known of it beside what the map says; may be NULL. */
GArray *yzt_cases_like (YztStore *store, gint64 incident_fid, const char *weather, guint limit, const char *language, GError **error);
void yzt_session_cases_async (YztSession *session, gint64 incident_fid, guint limit, GAsyncReadyCallback callback, gpointer user_data);
GArray *yzt_session_cases_finish (YztSession *session, GAsyncResult *result, GError **error);

/* --- experts --- */
typedef struct {
  gint64 fid;
  char *name, *speciality, *title, *unit, *phone, *reasons;
  double points, distance_m; /* NaN: no place */
  gboolean expired;      /* his term is over */
} YztExpertMatch;
/** [worker] (element-type YztExpertMatch) whose speciality fits the incident, best first, the nearer first among equals; with @text those whose speciality, unit or name hold every word of it. */
GArray *yzt_experts_for (YztStore *store, gint64 incident_fid, const char *text, const char *today, guint limit, const char *language, GError **error);
void yzt_session_experts_async (YztSession *session, gint64 incident_fid, const char *text, GAsyncReadyCallback callback, gpointer user_data);
GArray *yzt_session_experts_finish (YztSession *session, GAsyncResult *result, GError **error);

/* --- conference --- */
/** The link of a conference out of the room's template, in which {code}, {name} and {fid} stand for the incident's. @schemes: those the room allows beside https and http. Refused with a
 * sentence: no template, no such scheme, no host. Free. */
char *yzt_conference_uri (const char *template, const char *const *schemes, const char *code, const char *name, gint64 fid, GError **error);
G_END_DECLS

/* yzt-plan-library.h: the plans of a session: lookup while typing, the ladder of an incident, due dates, coverage
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread, functions marked [worker] excepted. */
#pragma once
#include "yzt-plan-index.h"
#include "yzt-session.h"
G_BEGIN_DECLS

#define YZT_TYPE_PLAN_LIBRARY (yzt_plan_library_get_type ())
/** Signal "changed": more can be found now, or plans were changed. */
G_DECLARE_FINAL_TYPE (YztPlanLibrary, yzt_plan_library, YZT, PLAN_LIBRARY, GObject)
/** One for each session, as long as it lives (transfer none). Keeps the index current on a worker from the first call on. */
YztPlanLibrary *yzt_plan_library_of (YztSession *session);
/** FALSE while the index is being made; numbers of plans. */
gboolean yzt_plan_library_get_state (YztPlanLibrary *self, guint *n_in_out, guint *n_all_out);
/** @query is copied (is_section_data is not). A later search does not stop an earlier one: cancel that. */
void yzt_plan_library_search_async (YztPlanLibrary *self, const YztPlanQuery *query, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
YztPlanFindings *yzt_plan_library_search_finish (YztPlanLibrary *self, GAsyncResult *result, GError **error);

/* --- situations --- */

/** What is asked: an incident, or any place that was clicked. Texts may be NULL: not known. */
typedef struct {
  gint64 incident_fid;  /* > 0: all the rest is taken from its row */
  const char *type, *adcode, *hazard_code, *substance, *grade;
  const YztPosition *at; /* without a hazard code: the nearest hazard source within a kilometre is meant; NULL: nowhere */
} YztPlanSituation;
/** [worker] Plans that apply, best first, each with its reason; element-type YztPlan. */
GPtrArray *yzt_plans_for_situation (YztStore *store, const YztPlanSituation *situation, const char *today, guint limit, const char *language, GError **error);

/** The chain of who answers: enterprise → county → city → province. */
typedef enum { YZT_PLAN_RUNG_ENTERPRISE, YZT_PLAN_RUNG_COUNTY, YZT_PLAN_RUNG_CITY, YZT_PLAN_RUNG_PROVINCE, YZT_PLAN_N_RUNGS } YztPlanRungLevel;
typedef struct {
  YztPlanRungLevel level;
  char *label;          /* "City", translated by kind */
  YztPlan *plan;        /* the best current one of this level, with its reason; NULL: a gap */
  gboolean is_gap;      /* there should be one and none is current */
  char *words;          /* why it is a gap, or what does not fit together; "" else */
} YztPlanRung;
void yzt_plan_rung_clear (YztPlanRung *rung);
/** [worker] (element-type YztPlanRung) YZT_PLAN_N_RUNGS of them, the enterprise first; the enterprise's is no gap when no hazard source is known. */
GArray *yzt_plans_ladder (YztStore *store, const YztPlanSituation *situation, const char *today, const char *language, GError **error);

/* --- due dates --- */

typedef enum { YZT_PLAN_DUE_DRILL, YZT_PLAN_DUE_ASSESSMENT, YZT_PLAN_DUE_FILING, YZT_PLAN_DUE_EXPIRY } YztPlanDueKind;
typedef enum { YZT_PLAN_DUE_OVERDUE, YZT_PLAN_DUE_SOON, YZT_PLAN_DUE_COMING, YZT_PLAN_DUE_LATER } YztPlanDueColour; /* red, orange ≤ 30 d, yellow ≤ 60 d, green */
typedef struct {
  gint64 plan_fid;
  char *title, *issuing_body, *adcode;
  YztPlanDueKind kind;
  char *date;           /* YYYY-MM-DD */
  int days;             /* from today; negative: overdue */
  YztPlanDueColour colour;
  gboolean never;       /* never drilled, never filed … */
  char *words;          /* "drill due on …: 综合 or 专项 plan at least once a year (Order 2 art. 33)" */
} YztPlanDue;
void yzt_plan_due_clear (YztPlanDue *due);
/** [worker] (element-type YztPlanDue) of plans in force, the most overdue first. @today YYYY-MM-DD; @until NULL: all. Rules: data/plans/due.tsv. */
GArray *yzt_plans_due (YztStore *store, const char *today, const char *until, const char *language, GError **error);

/* --- coverage --- */

/** What a figure counts; LACKING: that are not covered, since one of the three is lacking. */
typedef enum { YZT_PLAN_COVER_CURRENT, YZT_PLAN_COVER_FILED, YZT_PLAN_COVER_DRILLED, YZT_PLAN_COVER_ALL, YZT_PLAN_COVER_LACKING, YZT_PLAN_N_COVERS } YztPlanCover;
typedef struct {
  char *adcode, *county;        /* "" for the sum of all */
  guint n_hazards, n_hazards_current, n_hazards_filed, n_hazards_drilled, n_hazards_all; /* _all: current, filed and drilled */
  guint n_enterprises, n_enterprises_current, n_enterprises_filed, n_enterprises_drilled, n_enterprises_all;
  GArray *hazards;              /* gint64 fids of hazard sources in this county */
  GArray *hazard_fids[YZT_PLAN_N_COVERS];     /* gint64 fids: the hazard sources behind each figure */
  GArray *enterprise_fids[YZT_PLAN_N_COVERS]; /* gint64 fids: the hazard sources of the enterprises behind each figure */
} YztPlanCoverage;
void yzt_plan_coverage_clear (YztPlanCoverage *coverage);
/** [worker] (element-type YztPlanCoverage) one of each county by its code, the sum last. An enterprise counts when all of its hazard sources do. */
GArray *yzt_plans_coverage (YztStore *store, const char *today, const char *language, GError **error);
G_END_DECLS

/* yzt-ledger.h: the ledger of hazard sources: judged, assessed, filed, paired, covered, inspected; what is missing, overdue, and what could set off what
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Read on a worker from the rows of hazard-source and what belongs to it; a ledger is immutable once read and may be looked at from any thread. Nothing in it is stored: every
 * figure is worked out from the rows each time, and each opens its records. Kinds that a map does not have count as empty. */
#pragma once
#include "yzt-rules-hazard.h"
#include "yzt-session.h"
G_BEGIN_DECLS

/** What a source does not have. Sources that are closed or struck off lack nothing. */
typedef enum {
  YZT_LEDGER_NO_AGREEMENT = 1 << 0, /* none that is in force today */
  YZT_LEDGER_NO_PLAN = 1 << 1,      /* neither named by it nor a plan that names its code, withdrawn ones left out */
  YZT_LEDGER_NO_CAMERA = 1 << 2,
  YZT_LEDGER_NO_TEAM = 1 << 3,      /* no responsible team, or one that is gone */
  YZT_LEDGER_NO_TEAM_NEAR = 1 << 4, /* no team within YZT_LEDGER_TEAM_WITHIN_M, or no place to measure from */
} YztLedgerLack;
#define YZT_LEDGER_N_LACKS 5
#define YZT_LEDGER_ALL_LACKS 31u
#define YZT_LEDGER_TEAM_WITHIN_M 30000.0

/** What is not as it should be in what it says. */
typedef enum {
  YZT_LEDGER_GRADE_DIFFERS = 1 << 0,    /* the grade that is written is not the one that its chemicals give */
  YZT_LEDGER_NOT_COMPUTABLE = 1 << 1,   /* it has chemicals, and no grade follows from them */
  YZT_LEDGER_DATE_ORDER = 1 << 2,       /* filed before it was assessed, assessed before it was identified… */
  YZT_LEDGER_AGREEMENT_ENDED = 1 << 3,  /* it has agreements, all of them past */
  YZT_LEDGER_TEAM_GONE = 1 << 4,        /* its team was deleted */
} YztLedgerDoubt;
#define YZT_LEDGER_N_DOUBTS 5

/** The next step of its papers: 辨识 → 评估 → 建档 → 备案. */
typedef enum {
  YZT_DOSSIER_IDENTIFY, YZT_DOSSIER_ASSESS, YZT_DOSSIER_DOSSIER, YZT_DOSSIER_FILE, YZT_DOSSIER_DONE, YZT_DOSSIER_STRUCK_OFF
} YztDossierStep;

typedef struct {
  gint64 fid;
  char *name, *code, *county, *category, *enterprise; /* "" when it says none */
  char *credit_code, *responsible, *phone;            /* likewise: who answers for it */
  gint64 people;                                      /* within 500 m; YZT_HAZARD_PEOPLE_UNKNOWN */
  GPtrArray *plans;                                   /* char *: names of the plans in force for it; NULL: none */
  gboolean has_position, is_open;                     /* open: neither closed nor struck off */
  double lon, lat;
  int written_grade;                                  /* 1 to 4, 0 no major hazard source, −1 not said */
  guint n_chemicals;
  YztHazardResult result;                             /* of its chemicals; NO_LINES without */
  YztHazardGrading own;                               /* by the standard of its category; grade −1 without */
  int grade;                                          /* what counts: of the chemicals, else as written; as @written_grade */
  YztDossierStep step;
  char *identified_on, *assessed_on, *dossier_on, *filed_on; /* "YYYY-MM-DD" or "" */
  char *assessment_due;                               /* "" when no rule asks for it */
  const char *assessment_basis;                       /* owned by the ledger, NULL without */
  char *filing_due;                                   /* of one that was assessed and not filed yet; else "" */
  gboolean is_overdue;                                /* its assessment; one that was never assessed is not, its step says so */
  char *inspection_due;                               /* "": never held, due at once; NULL: no rule asks */
  gboolean inspection_overdue;
  guint lacks, doubts;                                /* YztLedgerLack, YztLedgerDoubt */
  gint64 team_fid;                                    /* 0 none; a team that is gone keeps its number */
  GArray *cameras;                                    /* gint64: those of its cameras that are there */
  double nearest_team_m;                              /* NAN: none, or no place */
  guint dangers_found, dangers_closed, dangers_overdue;
  guint inspections_held, inspections_overdue, sorties, people_sent, found, rectified; /* held in the year of @today; overdue: planned, and the day has passed */
  double effect_m;                                    /* how far it may reach another source; 0: not */
  GArray *reaches;                                    /* guint: indices of the sources within @effect_m, nearest first */
} YztLedgerSource;

typedef struct _YztLedger YztLedger;
/** [worker] @today "YYYY-MM-DD" of the map's zone. */
YztLedger *yzt_ledger_read (YztStore *store, const char *today, const char *language, GCancellable *cancellable, GError **error);
YztLedger *yzt_ledger_ref (YztLedger *self);
void yzt_ledger_unref (YztLedger *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztLedger, yzt_ledger_unref)
/** "YYYY-MM-DD" on the map's wall; free. Main thread or worker. */
char *yzt_session_get_today (YztSession *session);
void yzt_session_read_ledger_async (YztSession *session, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
YztLedger *yzt_session_read_ledger_finish (GAsyncResult *result, GError **error);

/** A source with hidden dangers whose deadline has passed. */
typedef struct {
  gint64 fid;
  guint n;
} YztOverdue;
/** Those of the open sources, without the rest of the ledger: quick enough to be told on the map all the time. (element-type YztOverdue), by fid. [worker] */
GArray *yzt_ledger_read_overdue (YztStore *store, const char *today, GCancellable *cancellable, GError **error);
void yzt_session_read_overdue_async (YztSession *session, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GArray *yzt_session_read_overdue_finish (GAsyncResult *result, GError **error);

guint yzt_ledger_get_n (const YztLedger *self);
/** In the order of their numbers. */
const YztLedgerSource *yzt_ledger_get (const YztLedger *self, guint index);
/** −1 when there is none. */
int yzt_ledger_find (const YztLedger *self, gint64 fid);

/* --- figures --- */

typedef enum {
  YZT_LEDGER_SOURCES, YZT_LEDGER_MAJOR, YZT_LEDGER_IDENTIFIED, YZT_LEDGER_ASSESSED, YZT_LEDGER_FILED, YZT_LEDGER_OVERDUE,
  YZT_LEDGER_WITH_AGREEMENT, YZT_LEDGER_WITH_PLAN, YZT_LEDGER_WITH_CAMERA, YZT_LEDGER_WITH_TEAM, YZT_LEDGER_WITH_TEAM_NEAR,
  YZT_LEDGER_DANGERS, YZT_LEDGER_DANGERS_CLOSED, YZT_LEDGER_DANGERS_OVERDUE, YZT_LEDGER_INSPECTED, YZT_LEDGER_INSPECTION_DUE,
  YZT_LEDGER_SORTIES, YZT_LEDGER_PEOPLE_SENT, YZT_LEDGER_FOUND, YZT_LEDGER_RECTIFIED, /* of this year's inspections */
} YztLedgerFigure;
#define YZT_LEDGER_N_FIGURES 20
/** "identified", "with_camera" …: for files and JSON; static. */
const char *yzt_ledger_figure_get_name (YztLedgerFigure figure);
/** In words of the screen. */
const char *yzt_ledger_figure_get_label (YztLedgerFigure figure);
/** How much one source adds: 0 or 1, for dangers and sums of inspections their number. Closed sources and those struck off add only to YZT_LEDGER_SOURCES. */
guint yzt_ledger_count (const YztLedgerSource *source, YztLedgerFigure figure);

typedef enum { YZT_LEDGER_BY_COUNTY, YZT_LEDGER_BY_CATEGORY, YZT_LEDGER_BY_GRADE } YztLedgerBy;
typedef struct {
  char *group;                          /* county, code of the category, or "1" to "4", "0", "" as in @grade */
  guint figures[YZT_LEDGER_N_FIGURES];
} YztLedgerLine;
/** (element-type YztLedgerLine), by group, clear func set; the sums of each column are those of yzt_ledger_sum(). */
GArray *yzt_ledger_lines (const YztLedger *self, YztLedgerBy by);
void yzt_ledger_sum (const YztLedger *self, guint figures[YZT_LEDGER_N_FIGURES]);
/** (element-type guint): indices of the sources behind a figure; @group NULL: of all. */
GArray *yzt_ledger_records (const YztLedger *self, YztLedgerBy by, const char *group, YztLedgerFigure figure);

/** What share of another figure this one is (dangers closed and overdue of the dangers, put right of what inspections found); FALSE when it is none. */
gboolean yzt_ledger_figure_get_whole (YztLedgerFigure figure, YztLedgerFigure *whole_out);
/** @part of @whole, 1 for all; NAN when there is nothing that it could be a part of. More than 1 where more was put right than was found in the year. */
double yzt_ledger_rate (guint part, guint whole);

/* --- domino: what could set off what --- */

typedef struct {
  guint from, to;    /* indices */
  guint step;        /* 1: set off by the first one itself, 2: by one of those … */
  double distance_m; /* between the two */
} YztDominoLink;
#define YZT_DOMINO_MOST_LINKS 500
/** (element-type YztDominoLink): everything that a source could set off, by way of others too, the nearest steps first; each source is set off once. At most YZT_DOMINO_MOST_LINKS. */
GArray *yzt_ledger_chain (const YztLedger *self, guint index);
/** "Tank farm B · 320 m · Lantian Chemical, Zhao Hui 139… · plan: …" of what a link leads to; free. */
char *yzt_ledger_link_words (const YztLedger *self, const YztDominoLink *link);

/* --- units of one plant --- */

/** (element-type guint): indices of the other open sources of the same enterprise, by its credit code or, without, its name; empty when it names none. */
GArray *yzt_ledger_plant (const YztLedger *self, const char *credit_code, const char *enterprise, gint64 but_fid);
/** That they are judged apart, which they are and what each comes to, in sentences; NULL when there are no others; free. */
char *yzt_ledger_plant_words (const YztLedger *self, const char *credit_code, const char *enterprise, gint64 but_fid, gint64 people);

/* --- words --- */

/** Why the grade is as it is, or why there is none, in a sentence; free. */
char *yzt_ledger_explain (const YztHazardResult *result);
/** Which row and rule gave Q and β of a line, or what is wrong with it, in a sentence; free. @language picks the names. */
char *yzt_hazard_explain_line (const YztHazardLine *line, const YztHazardLineResult *result, const char *language);
/** @lack: 0 to YZT_LEDGER_N_LACKS − 1, the bit. In words: "No plan" …; and a letter or two for the map. */
const char *yzt_ledger_lack_text (guint lack);
const char *yzt_ledger_lack_mark (guint lack);
/** "一级" …, "不构成", or "—" for −1. */
const char *yzt_hazard_grade_text (int grade);
const char *yzt_dossier_step_text (YztDossierStep step);

/** Tables of data/rules; those in the user's folder go before ours. Read once and kept; NULL + error when one is missing. Any thread. */
const YztHazardBook *yzt_hazard_tables (GError **error);
const YztHazardGrades *yzt_hazard_grade_tables (GError **error);
/** A YztHazardValueFunc over a YztRow. */
double yzt_hazard_row_value (const char *name, gpointer row);
/** One source's chemicals (rows of chemical.kind) as lines; @lines are owned by the rows. */
void yzt_hazard_line_from_row (const YztRow *row, YztHazardLine *line);
G_END_DECLS

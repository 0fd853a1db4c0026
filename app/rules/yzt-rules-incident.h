/* yzt-rules-incident.h: incidents by rule: reading the first word, grade, next states, what is due to whom
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pure: no clock, no files; same input, same output; any thread. The rules are tables (data/rules, see README.md there); texts in both languages, each with
 * its basis and whether that was verified. Times are milliseconds of UTC, 0: not known. Counts are −1 when not known. */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS

typedef struct _YztIncidentRules YztIncidentRules;
/** @texts: contents of grades, clock, recipients, states, intake, words (report elements) in the order of YztIncidentTable; %NULL: an empty table. Lines that are
 * no rule are left out. */
typedef enum {
  YZT_INCIDENT_TABLE_GRADES, YZT_INCIDENT_TABLE_RECIPIENTS, YZT_INCIDENT_TABLE_CLOCK, YZT_INCIDENT_TABLE_STATES, YZT_INCIDENT_TABLE_INTAKE,
  YZT_INCIDENT_TABLE_REPORT, YZT_INCIDENT_N_TABLES
} YztIncidentTable;
extern const char *const yzt_incident_table_names[YZT_INCIDENT_N_TABLES]; /* "grades" … : data/rules/NAME.tsv */
YztIncidentRules *yzt_incident_rules_parse (const char *const texts[YZT_INCIDENT_N_TABLES]);
void yzt_incident_rules_free (YztIncidentRules *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztIncidentRules, yzt_incident_rules_free)

/* --- figures --- */

/** In the order of the fields of incident.kind that have these names. */
typedef enum {
  YZT_FIGURE_DEAD, YZT_FIGURE_MISSING, YZT_FIGURE_TRAPPED, YZT_FIGURE_INJURED_SERIOUS, YZT_FIGURE_POISONED, YZT_FIGURE_INJURED_LIGHT, YZT_FIGURE_INJURED,
  YZT_FIGURE_ENDANGERED, YZT_FIGURE_EVACUATED, YZT_FIGURE_LOSS, YZT_N_FIGURES
} YztFigure;
extern const char *const yzt_figure_fields[YZT_N_FIGURES]; /* "dead" … "injured" (how badly is not known), "loss_cny_10k" */
typedef struct {
  double value[YZT_N_FIGURES]; /* −1: not known */
} YztFigures;
void yzt_figures_init (YztFigures *figures); /* nothing known */

/* --- the first word --- */

typedef enum {
  YZT_INTAKE_TIME, YZT_INTAKE_PLACE, YZT_INTAKE_TYPE, YZT_INTAKE_SUBSTANCE, YZT_INTAKE_STATUS /* 演练, 测试 */,
  YZT_INTAKE_FIGURE, /* first of YZT_N_FIGURES: YZT_INTAKE_FIGURE + YZT_FIGURE_DEAD … */
} YztIntakePart;
/** One thing recognised, in the order of the text. Spans are bytes of the text, half open. */
typedef struct {
  guint part;        /* YztIntakePart */
  guint start, end;
  char *words;       /* as typed */
  char *value;       /* TIME: ISO 8601 UTC; PLACE: the words; TYPE: value of incident.kind's type; SUBSTANCE: its name; STATUS: exercise, test; FIGURE: a number */
  gboolean about;    /* the number is a floor or a guess (十余人, about 20) */
} YztIntakeChip;
typedef struct {
  GArray *chips;     /* YztIntakeChip */
  gint64 occurred_ms;
  char *place;       /* words that name the place; "" none */
  char *type;        /* "" not known */
  char *substance;   /* "" none */
  char *status;      /* "actual", "exercise", "test" */
  char *title;       /* for the incident's name: what is left without time and figures; never empty unless the text was */
  YztFigures figures;
} YztIntake;
/** yzt_intake_parse: one line as a person types it while on the phone, Chinese or English. A time without a date is the latest that is not after @now_ms (two minutes
 * of grace for clocks that differ). @language "zh_CN" or "en": of @title's words that are added. Never fails; quick enough for every key. */
YztIntake *yzt_intake_parse (const YztIncidentRules *rules, const char *text, gint64 now_ms, GTimeZone *zone, const char *language);
void yzt_intake_free (YztIntake *intake);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztIntake, yzt_intake_free)

/* --- grade --- */

/** A rule of the grades table that the figures meet. Strings are owned by the rules. */
typedef struct {
  const char *grade;  /* "extraordinary" "major" "larger" "general", or "near-miss" (较大涉险) */
  int level;          /* 1 … 4; 3 for a near miss */
  const char *text;   /* the rule in words */
  const char *basis;  /* where it stands */
  gboolean verified;  /* the basis was read in a source */
} YztRuleMet;
typedef struct {
  const char *grade;  /* value of incident.kind's grade; "" when no figure is known: nothing is proposed */
  int level;          /* 1 … 4, 0 unknown */
  gboolean near_miss; /* to be reported like 较大, beside the grade */
  gboolean accident;  /* FALSE: no standing rule grades this type (natural disasters, epidemics …); a person decides by the plan */
  GArray *met;        /* YztRuleMet: the highest first; of the same grade all */
} YztGradeProposal;
/** The highest grade that any figure meets; acute poisoning counts as serious injury. Only accidents (@type) are graded by these rules: for others
 * @grade is "". */
YztGradeProposal *yzt_rule_propose_grade (const YztIncidentRules *rules, const char *type, const YztFigures *figures, const char *language);
void yzt_grade_proposal_free (YztGradeProposal *proposal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztGradeProposal, yzt_grade_proposal_free)

/* --- states --- */

typedef enum {
  YZT_STATE_NEEDS_REASON = 1 << 0,
  YZT_STATE_NEEDS_OTHER = 1 << 1,  /* the incident that it is merged into */
  YZT_STATE_NEEDS_WHO = 1 << 2,    /* to whom it is handed over */
} YztStateNeeds;
typedef struct {
  const char *from, *to; /* values of incident.kind's state */
  const char *label;     /* what the button says */
  guint needs;
} YztStateStep;
/** (element-type YztStateStep) in the order of the table; strings owned by the rules. */
GArray *yzt_rule_next_states (const YztIncidentRules *rules, const char *state, const char *language);

/* --- clocks --- */

/** Something that was reported: a row of report-sending. */
typedef struct {
  const char *recipient; /* id of the recipients table */
  const char *what;      /* phone first follow-up final */
  gint64 sent_ms, received_ms, fid, report_fid;
} YztClockSending;
typedef struct {
  gint64 occurred_ms, reported_ms;
  const char *type, *response_level;
  gint64 reached_ms[5];   /* [1 … 4]: when this level of grade or a worse one was first given; 0 never */
  gint64 near_miss_ms;    /* when it was first near miss; 0 never */
  gint64 changed_ms;      /* last change of casualties */
  gint64 confirmed_ms;    /* last time the casualties were entered, changed or not */
  gint64 ended_ms;        /* rescue done, closed, or void; 0 not */
  gint64 void_ms;         /* false report, merged, handed over: first reports are not owed any more; 0 not */
  GArray *sendings;       /* YztClockSending */
} YztClockFacts;
typedef enum { YZT_CLOCK_NOT_DUE, YZT_CLOCK_DUE_SOON, YZT_CLOCK_OVERDUE, YZT_CLOCK_DONE, YZT_CLOCK_DONE_LATE, YZT_CLOCK_ENDED } YztClockState;
typedef struct {
  char *id;             /* "larger-province-written", follow-ups with "/n" */
  char *recipient;      /* id; "" for none (the tail of casualties) */
  char *recipient_label, *what, *what_label; /* what: phone first follow-up final receipt tail */
  char *basis;
  gboolean verified;
  gint64 start_ms, due_ms, done_ms; /* done 0: not yet */
  YztClockState state;
  gint64 late_ms;       /* OVERDUE: until now; DONE_LATE: by how much */
  gint64 sending_fid;   /* what did it, or what waits to be signed for; 0 */
} YztIncidentClock;
/** (element-type YztIncidentClock) open ones first by due time, then done ones. From the facts only. */
GArray *yzt_rule_clocks (const YztIncidentRules *rules, const YztClockFacts *facts, gint64 now_ms, const char *language);
/** "due in 12 min", "overdue by 5 min", "done 3 min late", translated. Free. */
char *yzt_incident_clock_in_words (const YztIncidentClock *clock, gint64 now_ms);

/** What a report says. Strings owned by the rules. */
typedef struct {
  const char *id, *label;
  const char *from;    /* where its value comes from: data/rules/report.tsv */
  gboolean required;   /* marked when unknown; else left out */
} YztReportPart;
/** (element-type YztReportPart) of a report of @what: first, follow-up, final. */
GArray *yzt_rule_report_parts (const YztIncidentRules *rules, const char *what, const char *language);

/** To whom one reports. Strings owned by the rules. */
typedef struct {
  const char *id, *label;
  int level;           /* reported to from this grade on: 4 all … 1 only the worst */
  gboolean proposed;   /* of the incident as it stands */
} YztRecipient;
/** (element-type YztRecipient); @level 0: no grade yet. */
GArray *yzt_rule_recipients (const YztIncidentRules *rules, int level, gboolean near_miss, const char *language);
G_END_DECLS

/* yzt-rules.h: pure decisions of the field, each with its source
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * No clock, no files: same input, same output. Any thread. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/** Knowledge about a resource is stale when never verified or verified more than this long ago. */
#define YZT_RULE_STALE_AFTER_MS ((gint64) 365 * 24 * 3600 * 1000)
gboolean yzt_rule_is_stale (gint64 verified_at_ms, gint64 now_ms);

/** Warning colour level of a CAP severity: Extreme 1, Severe 2, Moderate 3, Minor 4, else 0 (cap-cot.md §2). */
int yzt_rule_cap_level (const char *severity);
/** TRUE when an alert of this category and certainty tells of something that has happened (an incident); FALSE: a warning. */
gboolean yzt_rule_cap_is_incident (const char *category, const char *certainty, const char *urgency);
/** Incident type code (a value of incident.kind's "type") of a CAP category and event text; "other" when nothing fits. */
const char *yzt_rule_cap_incident_type (const char *category, const char *event);

/** Accident grade by State Council Order 493 art. 3: 1 特别重大 … 4 一般; highest met by any criterion. Negative = unknown = not met. */
int yzt_rule_accident_grade (gint64 dead, gint64 serious_injured, double direct_loss_cny);

/** Whether an incident state (code of incident.kind) means that somebody must still act. */
gboolean yzt_rule_incident_is_open (const char *state);

/* --- plans --- */

/** Fields of plan.kind; lists as in its cells. Any may be NULL. */
typedef struct {
  const char *name, *kind, *level, *region_adcode, *hazard_codes, *incident_types, *substances;
  const char *review_due;  /* YYYY-MM-DD */
} YztRulePlan;
/** Fields of incident.kind, or of a place that was clicked. Any may be NULL: not known, which speaks against no plan. */
typedef struct {
  const char *type, *adcode, *hazard_code, *substance, *grade;
  const char *today;       /* YYYY-MM-DD */
} YztRuleSituation;
typedef enum {
  YZT_PLAN_REASON_HAZARD = 1 << 0,          /* names this hazard source */
  YZT_PLAN_REASON_TYPE = 1 << 1,
  YZT_PLAN_REASON_SUBSTANCE = 1 << 2,
  YZT_PLAN_REASON_OTHER_SUBSTANCE = 1 << 3, /* lists substances, and not this one */
  YZT_PLAN_REASON_COUNTY = 1 << 4, YZT_PLAN_REASON_PREFECTURE = 1 << 5, YZT_PLAN_REASON_PROVINCE = 1 << 6,
  YZT_PLAN_REASON_LEVEL = 1 << 7,           /* the level that answers for an incident of this grade */
  YZT_PLAN_REASON_OVERDUE = 1 << 8,         /* its review is overdue */
} YztPlanReason;
/** How well a plan applies: 0 not at all, more is better; @reasons_out YztPlanReason flags. A plan that names hazard sources of an enterprise applies to
 * those alone, a plan of another area not at all. Without a type every plan of the area and above it applies, the overall ones first. Method: plans.md, 衔接; grades and levels by 国家突发事件总体应急预案 (2025). */
int yzt_rule_plan_score (const YztRulePlan *plan, const YztRuleSituation *situation, guint *reasons_out);

/** Step of the ladder of who answers: 0 enterprise, 1 county, 2 city, 3 province; −1: no step (State, town). */
int yzt_rule_plan_rung (const char *level);
/** Whether a plan is missed when a step has none: the enterprise's only where a hazard source is known, the county's only where the county is. */
gboolean yzt_rule_plan_rung_is_needed (int rung, const YztRuleSituation *situation);

/* --- what is due for a plan --- */

/** Rules as data/plans/due.tsv has them, days off as data/plans/holidays.tsv. Lines that are no rule are left out. */
typedef struct _YztDueRules YztDueRules;
YztDueRules *yzt_due_rules_parse (const char *rules, const char *holidays);
void yzt_due_rules_free (YztDueRules *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztDueRules, yzt_due_rules_free)
/** "YYYY-MM-DD"; FALSE when it is no day. */
gboolean yzt_rule_parse_day (const char *text, GDate *date_out);
gboolean yzt_rule_is_workday (const YztDueRules *self, const GDate *date);
/** When @what ("drill", "assessment", "filing") is due for a plan of @plan's kind and level (value of plan.kind's @trade, may be NULL), counted from the day @from;
 * FALSE when no rule asks for it or @from is no day. @basis_out: the rule in words, owned by @self; @unverified_out: nobody has read
 * its source ("-" in its ninth column). Both may be NULL. */
gboolean yzt_rule_due_told (const YztDueRules *self, const char *what, const YztRulePlan *plan, const char *trade, const char *from, GDate *due_out,
                       const char *language, const char **basis_out, gboolean *unverified_out);
gboolean yzt_rule_due (const YztDueRules *self, const char *what, const YztRulePlan *plan, const char *trade, const char *from, GDate *due_out,
                       const char *language, const char **basis_out);
/** Whether the days off of @year are in the table: else its weekends alone count. */
gboolean yzt_rule_knows_holidays (const YztDueRules *rules, guint year);
/** 0 overdue, 1 within 30 days, 2 within 60, 3 later (plans.md §3). */
int yzt_rule_due_colour (int days);
G_END_DECLS

/* yzt-plan-apply.h: what a plan foresees becomes what an incident has to do: tasks, needs, contacts, as one act; the plan stays as it is
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any thread. */
#pragma once
#include "yzt-edits.h"
G_BEGIN_DECLS
/** The kind of incident that rows of a plan's @child become (plan-step → task …); NULL: they are not taken over. */
YztKind *yzt_plan_apply_target (YztKindSet *kinds, const YztKind *child);
/** Does a row with this response level (NULL or "all": any) count at @level, "1" … "4", or NULL: at any? A worse level calls for what the milder ones
 * call for only where the plan says so: each row counts at its own. */
gboolean yzt_plan_apply_counts (const char *response_level, const char *level);

typedef struct {
  guint n_tasks, n_needs, n_contacts; /* by the kind that they become: task, incident-need, other */
  guint n_known;                      /* were there already, from this plan with this name */
} YztPlanApplyCount;
/** One act, with its line in the incident's log, that inserts what @rows (YztRow * of children of @plan) become for the incident; rows that the incident's @known rows (its children) already have
 * from this plan are left out. @now_ms: from when minutes count. NULL when there is nothing to write; @count_out is always set. */
YztEdits *yzt_plan_apply_edits (YztKindSet *kinds, const YztRow *plan, GPtrArray *rows, const YztRow *incident, GPtrArray *known, gint64 now_ms,
                                YztPlanApplyCount *count_out);
G_END_DECLS

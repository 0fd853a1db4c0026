/* yzt-plan-revision.h: what somebody proposed to change in a plan, after an incident or a drill: taken up or refused
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of the kind plan-revision, children of the plan; the act "finding" of an incident writes them (yzt-incident-act.h). Any thread. */
#pragma once
#include "yzt-edits.h"
G_BEGIN_DECLS
/** Does @row wait for somebody to decide? FALSE for rows of other kinds. */
gboolean yzt_plan_revision_is_open (const YztRow *row);
/** One act: @revision is taken up or refused by @person at @now_ms; a plan in force (issued or filed) is being revised from then on when it is taken. */
YztEdits *yzt_plan_revision_decide (const YztRow *plan, const YztRow *revision, gboolean take, const char *person, gint64 now_ms);
G_END_DECLS

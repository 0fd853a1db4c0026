/* yzt-plan-response.h: what a plan says is to be done: response levels, needs, steps, contacts, each beside the sentence it was read from
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. A person confirms or refuses what was read; what counts is applied to an incident as one act. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_PLAN_RESPONSE (yzt_plan_response_get_type ())
/**
 * Signals:
 *   "said" (const char *sentence): for a toast.
 *   "section-wanted" (const char *path): the sentence is to be read in its section.
 */
G_DECLARE_FINAL_TYPE (YztPlanResponse, yzt_plan_response, YZT, PLAN_RESPONSE, GtkWidget)
/** Shows the plan; 0: nothing. @session NULL: lets go. */
void yzt_plan_response_show (YztPlanResponse *self, YztSession *session, gint64 plan_fid);
/** "1" … "4": what counts at this response level alone; NULL: all. */
void yzt_plan_response_set_level (YztPlanResponse *self, const char *level);
/** Takes what counts over into the selected incident, else the first open one. */
void yzt_plan_response_apply (YztPlanResponse *self);
/** Of what is shown: confirmed, or refused. For the keyboard and tests: @child is a row of a child kind of the plan. */
void yzt_plan_response_decide (YztPlanResponse *self, const YztRow *child, gboolean confirmed);
/** (transfer none) NULL until it is read. */
const YztFeature *yzt_plan_response_get_feature (YztPlanResponse *self);
G_END_DECLS

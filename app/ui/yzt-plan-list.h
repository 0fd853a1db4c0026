/* yzt-plan-list.h: the plans that apply to what is selected, each with the reason
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Signal "activated" (YztPlan *): a person wants to read it. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_PLAN_LIST (yzt_plan_list_get_type ())
G_DECLARE_FINAL_TYPE (YztPlanList, yzt_plan_list, YZT, PLAN_LIST, GtkWidget)
/** NULL empties the list. The session is READY. */
void yzt_plan_list_set_session (YztPlanList *self, YztSession *session);
G_END_DECLS

/* yzt-plan-chips.h: the filters that were typed into a search box for plans, as buttons that take them away
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-plan-ask.h"
G_BEGIN_DECLS
/** One button for each filter of @ask; hidden when there is none. Pressing one takes its words out of @entry, which tells "changed". @focusable: FALSE
 * where the focus is to stay in the entry. */
void yzt_plan_chips_fill (GtkBox *chips, const YztPlanAsk *ask, GtkEditable *entry, gboolean focusable);
/** "YYYY-MM-DD" in the map's zone. Free. */
char *yzt_plan_today (YztSession *session);
G_END_DECLS

/* yzt-plan-reader.h: a window to read one plan: outline, sections, find in the text
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Sections are read on a worker. */
#pragma once
#include <adwaita.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_PLAN_READER (yzt_plan_reader_get_type ())
G_DECLARE_FINAL_TYPE (YztPlanReader, yzt_plan_reader, YZT, PLAN_READER, AdwWindow)
/** Opens @plan at its section. Present it. */
YztPlanReader *yzt_plan_reader_new (GtkWindow *parent, YztSession *session, YztPlan *plan);
G_END_DECLS

/* yzt-plan-record.h: the life of a plan: its state and papers, reviews, drills and notes, and the next step as a small form
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Each step is one act. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_PLAN_RECORD (yzt_plan_record_get_type ())
/** Signal "section-wanted" (const char *path): a note's section is to be read. */
G_DECLARE_FINAL_TYPE (YztPlanRecord, yzt_plan_record, YZT, PLAN_RECORD, GtkWidget)
/** Shows the plan; 0: nothing. @session NULL: lets go. */
void yzt_plan_record_show (YztPlanRecord *self, YztSession *session, gint64 plan_fid);
/** Where the reader stands and what is marked there: goes into the next note. */
void yzt_plan_record_set_place (YztPlanRecord *self, const char *section, guint position, guint page, const char *quote);
/** Opens the form of a step: "review", "issue", "file", "drill", "note"; "send", "revise", "withdraw" are written at once. */
void yzt_plan_record_take_step (YztPlanRecord *self, const char *step);
/** (transfer none) NULL until it is read. */
const YztFeature *yzt_plan_record_get_feature (YztPlanRecord *self);
G_END_DECLS

/* yzt-plan-reader.h: one plan beside the map: outline, text or original pages, standard sections, hits, telephones, things of the map
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Text and pages are read by workers. Sections are counted as the copy's parts (yzt-plan-copy.h). */
#pragma once
#include <gtk/gtk.h>
#include "yzt-plan-record.h"
#include "yzt-plan-response.h"
#include "yzt-plan-scroll.h"
#include "yzt-plan-sheets.h"
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_PLAN_READER (yzt_plan_reader_get_type ())
/**
 * Signals:
 *   "said" (const char *sentence): for a toast.
 *   "thing-activated" (int kind, gint64 fid): a name in the plan was clicked, the map is to show it.
 *   "loaded" (): the text stands where it was opened at.
 */
G_DECLARE_FINAL_TYPE (YztPlanReader, yzt_plan_reader, YZT, PLAN_READER, GtkWidget)
/** NULL lets go of all. */
void yzt_plan_reader_set_session (YztPlanReader *self, YztSession *session);
/** Opens a plan at its section. @words (may be NULL) are marked, the first hit in that section is where one stands. */
void yzt_plan_reader_open (YztPlanReader *self, YztPlan *plan, const char *words);
/** fid of what is open; 0: nothing. */
gint64 yzt_plan_reader_get_plan (YztPlanReader *self);
/** "text", "original", "response", "record" */
void yzt_plan_reader_show_part (YztPlanReader *self, const char *name);
/** Esc: folds the find bar away; FALSE when it was not there. */
gboolean yzt_plan_reader_leave (YztPlanReader *self);
/** For tests. */
YztPlanScroll *yzt_plan_reader_get_scroll (YztPlanReader *self);
YztPlanSheets *yzt_plan_reader_get_sheets (YztPlanReader *self);
const YztPlanCopy *yzt_plan_reader_get_copy (YztPlanReader *self);
YztPlanRecord *yzt_plan_reader_get_record (YztPlanReader *self);
YztPlanResponse *yzt_plan_reader_get_response (YztPlanReader *self);
/** The hit one stands on and how many there are; both 0: none. Counted from 1. */
void yzt_plan_reader_get_hit (YztPlanReader *self, guint *hit_out, guint *n_out);
G_END_DECLS

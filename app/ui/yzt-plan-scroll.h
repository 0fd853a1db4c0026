/* yzt-plan-scroll.h: the text of a plan, filled in from the section in sight outwards, with hits, telephones and things of the map marked
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. A plan of five hundred pages is shown at a hit at once; the rest comes in small steps between frames and moves nothing that is read. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-plan-copy.h"
G_BEGIN_DECLS
#define YZT_TYPE_PLAN_SCROLL (yzt_plan_scroll_get_type ())
/**
 * Signals:
 *   "section-changed" (guint section): another section stands at the top.
 *   "mark-activated" (guint mark, double x, double y): a telephone or a thing was clicked; index in the copy's marks, where in this widget.
 */
G_DECLARE_FINAL_TYPE (YztPlanScroll, yzt_plan_scroll, YZT, PLAN_SCROLL, GtkWidget)
/** @copy outlives its being shown; NULL empties. */
void yzt_plan_scroll_set_copy (YztPlanScroll *self, const YztPlanCopy *copy);
/** The marks of the copy are others now. */
void yzt_plan_scroll_mark_again (YztPlanScroll *self);
/** @hits (YztPlanPassage, in order) are marked; taken over; NULL: none. */
void yzt_plan_scroll_set_hits (YztPlanScroll *self, GArray *hits);
/** Brings the place into sight; @to > @from: as the hit one stands on. */
void yzt_plan_scroll_go_to (YztPlanScroll *self, guint section, guint from, guint to);
/** The section at the top of what is seen. */
guint yzt_plan_scroll_get_section (YztPlanScroll *self);
/** TRUE when all of the plan, or as much as is ever kept, is in. For tests. */
gboolean yzt_plan_scroll_is_filled (YztPlanScroll *self);
/** Where characters of a section are, in the widget; FALSE when they are not in sight. For tests. */
gboolean yzt_plan_scroll_is_in_sight (YztPlanScroll *self, guint section, guint from);
void yzt_plan_scroll_set_type_px (YztPlanScroll *self, guint px);
guint yzt_plan_scroll_get_type_px (YztPlanScroll *self);
/** What is marked by the person, else the text of the section in sight. Free. */
char *yzt_plan_scroll_get_selected (YztPlanScroll *self);
/** Only what is marked by the person; "" when nothing is. Free. */
char *yzt_plan_scroll_get_marked (YztPlanScroll *self);
G_END_DECLS

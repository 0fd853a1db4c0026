/* yzt-plans-review.h: what was read of a folder of plans, before it is written: each with its readings, to be mended beside the words that they come from
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <adwaita.h>
#include "yzt-plan-batch.h"
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_PLANS_REVIEW (yzt_plans_review_get_type ())
/** Signals: "accepted": write it; "refused": nothing is to be written. The window stays until it is closed by its owner; it gives up the batch then. */
G_DECLARE_FINAL_TYPE (YztPlansReview, yzt_plans_review, YZT, PLANS_REVIEW, AdwWindow)
/** Takes @batch over. */
YztPlansReview *yzt_plans_review_new (GtkWindow *parent, YztSession *session, YztPlanBatch *batch);
/** The batch as it was mended (transfer full); the review has none from then on. */
YztPlanBatch *yzt_plans_review_steal_batch (YztPlansReview *self);
/** It was not written: here it is again, with the sentence that says why. Takes @batch over. */
void yzt_plans_review_give_back (YztPlansReview *self, YztPlanBatch *batch, const char *sentence);
/** For tests. */
GtkListBox *yzt_plans_review_get_list (YztPlansReview *self);
/** The editor of a field of the plan that is chosen; NULL: none. */
GtkWidget *yzt_plans_review_get_control (YztPlansReview *self, const char *field);
G_END_DECLS

/* yzt-assessment-window.h: an incident looked back on: what is open before closing, how long it took, what the plan foresaw, findings, what was used
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. It follows the map: an act of whomever brings it up to date. */
#pragma once
#include <adwaita.h>
#include "yzt-after.h"
G_BEGIN_DECLS
#define YZT_TYPE_ASSESSMENT_WINDOW (yzt_assessment_window_get_type ())
G_DECLARE_FINAL_TYPE (YztAssessmentWindow, yzt_assessment_window, YZT, ASSESSMENT_WINDOW, AdwWindow)
YztAssessmentWindow *yzt_assessment_window_new (GtkWindow *parent, YztSession *session, gint64 incident_fid);
/** What is shown; %NULL while it is read. (transfer none) */
const YztAssessment *yzt_assessment_window_get (YztAssessmentWindow *self);
G_END_DECLS

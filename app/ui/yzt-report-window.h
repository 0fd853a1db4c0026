/* yzt-report-window.h: the reports of an incident: drafted from the record, checked, signed, sent to each recipient, signed for
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. What is signed is frozen and shown so. */
#pragma once
#include <adwaita.h>
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_TYPE_REPORT_WINDOW (yzt_report_window_get_type ())
G_DECLARE_FINAL_TYPE (YztReportWindow, yzt_report_window, YZT, REPORT_WINDOW, AdwWindow)
/** @report_fid: the one to be shown; 0: the newest; -1: the one that would come next is drafted. @title of the incident. */
YztReportWindow *yzt_report_window_new (GtkWindow *parent, YztSession *session, gint64 incident_fid, const char *title, gint64 report_fid);
/** The report that is shown; 0 none. For tests. */
gint64 yzt_report_window_get_report (YztReportWindow *self);
/** "draft", "checked", "signed", "dropped"; "" none. For tests. */
const char *yzt_report_window_get_state (YztReportWindow *self);
/** The sentence below the text, "" none. For tests. */
const char *yzt_report_window_get_problem (YztReportWindow *self);
/** Writes the report that is shown to @path, by its ending .docx or .pdf; the window says when it is there. */
void yzt_report_window_save (YztReportWindow *self, const char *path);
G_END_DECLS

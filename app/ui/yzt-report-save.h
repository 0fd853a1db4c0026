/* yzt-report-save.h: a report as a file for those outside: DOCX or PDF, written on a worker
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-session.h"
G_BEGIN_DECLS
/** @sentence: where it stands, or why it could not be written. */
typedef void (*YztReportSavedFunc) (const char *sentence, gpointer user_data);
/** Main thread; format by the ending of @path. @owner is given to @func and kept until then. */
void yzt_report_save (YztSession *session, gint64 report_fid, const char *path, YztReportSavedFunc func, GObject *owner);
/** The dossier of a hazard source, or with @filing the form by which it is filed. */
void yzt_report_save_hazard (YztSession *session, gint64 hazard_fid, gboolean filing, const char *path, YztReportSavedFunc func, GObject *owner);
/** The assessment of an incident, or with @consumption what each team consumed (.csv, too). */
void yzt_report_save_assessment (YztSession *session, gint64 incident_fid, gboolean consumption, const char *path, YztReportSavedFunc func, GObject *owner);
G_END_DECLS

/* yzt-report-window-private.h: what the files of the window of reports share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-act-dialog.h"
#include "yzt-incident-record.h"
#include "yzt-report-draft.h"
#include "yzt-report-window.h"
#include "yzt-ui.h"
G_BEGIN_DECLS

struct _YztReportWindow {
  AdwWindow parent_instance;
  YztSession *session;
  gint64 incident;
  char *title;
  gint64 wanted, current; /* report to be shown, report that is shown */
  YztIncidentRecord *record;
  GCancellable *cancellable;
  gboolean again, showing, changed, busy;
  char *pending;          /* act to follow when the text is kept */
  YztActDialog *asking;   /* weak: to whom it is sent */

  AdwWindowTitle *heading;
  GtkWidget *list, *stack, *banner, *steps, *text, *elements, *elements_side, *sendings, *problem, *keep, *next, *give_back, *drop, *papers, *begin;
};

/* yzt-report-window.c */
/** (transfer none) NULL: none is shown. */
const YztRow *yzt_report_window_row (YztReportWindow *self);
void yzt_report_window_tell (YztReportWindow *self, const char *sentence);
/* yzt-report-steps.c */
/** Who drafted, checked, signed it, to how many it went, how many signed for it. */
void yzt_report_show_steps (YztReportWindow *self, const YztRow *report);
void yzt_report_show_sendings (YztReportWindow *self, const YztRow *report);
/** The elements that a report must have, by the record as it stands now: unknown ones and those that changed are marked. */
void yzt_report_show_elements (YztReportWindow *self, const YztRow *report);
/** Asks to whom it goes; the proposed ones are chosen. */
void yzt_report_ask_send (YztReportWindow *self, const YztRow *report);
G_END_DECLS

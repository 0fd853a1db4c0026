/* yzt-report-draft.h: 初报, 续报, 终报 drafted from the record: required elements, what is not known marked, what changed since the last one marked
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Elements and their order are data/rules/report.tsv. Pure but for the record it is given. */
#pragma once
#include "yzt-incident-record.h"
G_BEGIN_DECLS

typedef struct {
  char *id;            /* "casualties" */
  char *label, *value; /* value: "（待核实）" when unknown */
  gboolean required, unknown, changed; /* changed since the last report that was signed */
  char *before;        /* what that one said; "" when it said nothing */
} YztReportElement;
typedef struct {
  char *what;          /* first follow-up final */
  gint64 number;       /* of the incident's reports, from 1 */
  char *title, *text;  /* text: all elements as paragraphs, marks included */
  char *status;        /* "" or 演练, 测试: stands in title and text, too */
  GArray *elements;    /* YztReportElement */
} YztReportDraft;
/** @record as read now. */
YztReportDraft *yzt_report_draft_new (YztIncidentRecord *record, const char *what, GTimeZone *zone, const char *language);
/** What it says, a line an element, kept with the report so that the next one can tell what changed. Free. */
char *yzt_report_draft_facts (const YztReportDraft *draft);
void yzt_report_draft_free (YztReportDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztReportDraft, yzt_report_draft_free)
G_END_DECLS

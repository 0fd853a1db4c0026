/* yzt-report.h: reports, logs and sheets as papers: DOCX and PDF; no GTK
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Floor 4. [worker]. Layout is data/report/paper.ini. Errors: G_FILE_ERROR, YZT_STORE_ERROR. */
#pragma once
#include "yzt-after.h"
G_BEGIN_DECLS

typedef struct {
  char *type;        /* "report", "log", "hazard-dossier" …: whose template in paper.ini counts */
  char *title;
  char *status;      /* 演练, 测试: large on every page; "" none */
  GPtrArray *facts;  /* char *: small lines under the title: number, time, who drafted, checked, signed */
  char *text;        /* paragraphs parted by newlines; lines that begin with "# " are headings */
  GPtrArray *table;  /* GStrv rows, first the head; NULL none (log) */
  char *columns;     /* shares of the width of the table's columns, "20;13;67"; NULL: of paper.ini, or all alike */
  char *foot;        /* journal head and hash */
  char *header, *seal; /* a line above the title, a line after the end; NULL: what the template says */
} YztPaper;
YztPaper *yzt_paper_new (void);
void yzt_paper_free (YztPaper *paper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPaper, yzt_paper_free)
gboolean yzt_paper_write_pdf (const YztPaper *paper, const char *path, GError **error);
gboolean yzt_paper_write_docx (const YztPaper *paper, const char *path, GError **error);
/** The table alone, for spreadsheets. */
gboolean yzt_paper_write_csv (const YztPaper *paper, const char *path, GError **error);
/** By the ending of @path: .pdf, .docx, or .csv when it has a table. */
gboolean yzt_paper_write (const YztPaper *paper, const char *path, GError **error);

/** A row of report as it stands; unsigned ones say so on the paper. */
YztPaper *yzt_report_paper (YztStore *store, gint64 report_fid, const char *language, GError **error);
/** The log of an incident (0: of all), only the lines that hold @words (NULL or "": all). */
YztPaper *yzt_log_paper (YztStore *store, gint64 incident_fid, const char *words, const char *language, GError **error);
/** How long it took, what the plan foresaw against what happened, findings, resources used. */
YztPaper *yzt_assessment_paper (YztStore *store, gint64 incident_fid, gint64 now_ms, const char *language, GError **error);
/** What each team and depot sent, consumed and got back, hours of people and vehicles: for compensation. */
YztPaper *yzt_consumption_paper (YztStore *store, gint64 incident_fid, gint64 now_ms, const char *language, GError **error);
/** "12 min ▲ (should take at most 10)". Free. */
char *yzt_assess_time_words (const YztAssessTime *time);
/** Every layer: how many, on the map, verified within a year and not; @today "YYYY-MM-DD". */
YztPaper *yzt_inventory_paper (YztStore *store, const char *today, const char *language, GError **error);
/** Of a hazard source: all that the ledger knows of it, or with @filing the form of 备案登记. @today "YYYY-MM-DD". */
YztPaper *yzt_hazard_paper (YztStore *store, gint64 hazard_fid, gboolean filing, const char *today, const char *language, GError **error);
G_END_DECLS

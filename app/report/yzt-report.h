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
  char *text;        /* paragraphs parted by newlines; lines that begin with "# " are headings; tables: yzt_paper_begin_table */
  GPtrArray *table;  /* GStrv rows, first the head; NULL none (log) */
  char *columns;     /* shares of the width of the table's columns, "20;13;67"; NULL: of paper.ini, or all alike */
  char *foot;        /* journal head and hash */
  char *header, *seal; /* a line above the title, a line after the end; NULL: what the template says */
  gboolean one_page; /* set smaller, within reason, so that it is one page */
} YztPaper;
YztPaper *yzt_paper_new (void);
void yzt_paper_free (YztPaper *paper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPaper, yzt_paper_free)
/** A table within @text: its columns' shares of the width, each with r (right) or c (middle) after it where the words do not stand at the left ("20;13r;67"), and its head,
 * NULL-terminated (NULL: without a head). Rows follow. Cells may hold line ends. */
void yzt_paper_begin_table (GString *text, const char *columns, const char *const *head);
void yzt_paper_add_row (GString *text, const char *const *cells);
gboolean yzt_paper_write_pdf (const YztPaper *paper, const char *path, GError **error);
gboolean yzt_paper_write_docx (const YztPaper *paper, const char *path, GError **error);
/** The table alone, for spreadsheets. */
gboolean yzt_paper_write_csv (const YztPaper *paper, const char *path, GError **error);
/** By the ending of @path: .pdf, .docx, or .csv when it has a table. */
gboolean yzt_paper_write (const YztPaper *paper, const char *path, GError **error);
/** What is wrong with the planner's own templates for this paper, in one sentence; NULL: nothing. The paper is written all the same. Free. */
char *yzt_paper_template_problem (const YztPaper *paper);
/** Its pages for a printer or a picture: (element-type cairo_surface_t) recorded, each of the size told, in points. Any thread may show them. */
GPtrArray *yzt_paper_record (const YztPaper *paper, double *width_pt_out, double *height_pt_out, GError **error);

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
/** The day of duty: who was on, warnings, incidents, reports, call-outs, orders, feeds, what is handed over. @day "YYYY-MM-DD": the day that begins then at the hour of its
 * template (Begins=08:00); NULL: the 24 hours before @now_ms. */
YztPaper *yzt_daily_paper (YztStore *store, const char *day, gint64 now_ms, const char *language, GError **error);
/** One page of a plan: what it is, its levels and who decides, first steps, whom to call, what it needs, what is due. */
YztPaper *yzt_plan_card_paper (YztStore *store, gint64 plan_fid, const char *today, const char *language, GError **error);
/** Whom to call, with empty columns to write on. @what: "warning" (@fid 0: all), "incident", "zone" (a danger zone: what lies in it), "unverified" (who was not verified for a year). */
YztPaper *yzt_call_list_paper (YztStore *store, const char *what, gint64 fid, gint64 now_ms, const char *language, GError **error);
/** The sheet of the shift change as it stands now. @person hands over; "" leaves it open. */
YztPaper *yzt_hand_over_paper (YztStore *store, const char *person, gint64 now_ms, const char *language, GError **error);

/** Which paper; texts may be NULL where the type needs none. */
typedef struct {
  const char *type;     /* report log assessment consumption hazard-dossier filing-form inventory daily plan-card call-list hand-over */
  gint64 fid;           /* of the report, the incident (log: 0 all), hazard source, plan, warning … */
  const char *what;     /* of a call list; of the log: the words that its lines hold; of a hand-over sheet: who hands over */
  const char *day;      /* "YYYY-MM-DD": today, or the day of a daily report */
  gint64 now_ms;
  const char *language;
} YztPaperAsk;
/** [worker] */
YztPaper *yzt_paper_make (YztStore *store, const YztPaperAsk *ask, GError **error);
G_END_DECLS

/* yzt-report-private.h: what the files of papers share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <cairo.h>
#include "yzt-report.h"
#include "yzt-template.h"
G_BEGIN_DECLS
/** "2026-11-22 12:41" in @zone, "—" for 0. Free. */
char *yzt_paper_time (gint64 utc_ms, GTimeZone *zone);
/** A copy with the head, the seal line and the order of sections of its template. @problem_out (may be NULL): a sentence about a section that the paper has not. */
YztPaper *yzt_paper_dress (const YztPaper *paper, const YztTemplates *templates, char **problem_out);
/** Control characters that no format takes become blanks; line ends stay. Free. */
char *yzt_paper_clean (const char *text);
/** Sets what is given, in place of what stood there; takes @title and @text. */
void yzt_paper_set (YztPaper *paper, const char *type, char *title, char *text);

/* --- rows in words --- */
/** The text of a cell, "" when it says nothing or the kind has no such field. */
const char *yzt_paper_cell (const YztRow *row, const char *field);
/** Milliseconds of a DATETIME; 0 when it says nothing. */
gint64 yzt_paper_cell_time (const YztRow *row, const char *field);
/** In words: labels of codes, times of @zone; "" when it says nothing. Free. */
char *yzt_paper_value (const YztRow *row, const char *field, const char *language, GTimeZone *zone);
/** (element-type YztRow) by fid; of @owner_fid, or with 0 all. Empty when the map has no such kind. */
GPtrArray *yzt_paper_rows (YztStore *store, const char *kind_id, gint64 owner_fid, GError **error);
/** Journal number (and 16 digits of @seal) that stand at the foot. Free. */
char *yzt_paper_foot (YztStore *store, const char *seal);
/** What stands large on every page: 演练 … of message_status; "" for what is real. Free. */
char *yzt_paper_status (const YztRow *row, const char *language);

/* --- lines of a paper's text: what yzt_paper_begin_table and yzt_paper_add_row wrote --- */
#define YZT_PAPER_HEAD_MARK '\x1d'
#define YZT_PAPER_ROW_MARK '\x1e'
#define YZT_PAPER_MAX_COLUMNS 16
typedef struct {
  guint n;
  double share[YZT_PAPER_MAX_COLUMNS]; /* of the width; their sum is 1 */
  char align[YZT_PAPER_MAX_COLUMNS];   /* 'l', 'r', 'c' */
} YztPaperColumns;
/** "20;13r;67": shares with where the words stand; with another number of columns than @n (not 0) all are alike. */
void yzt_paper_columns_read (YztPaperColumns *columns, const char *text, guint n);
/** Cells of a line of a table; of a head, without the columns' shares, which go to @columns_out (may be NULL). */
GStrv yzt_paper_line_cells (const char *line, YztPaperColumns *columns_out);

/* --- pages --- */
typedef struct {
  cairo_t *(*begin) (guint page, gpointer data); /* (transfer none) where it is drawn; from 1 on */
  void (*end) (guint page, gpointer data);
  void (*bookmark) (guint page, double x, double y, guint depth, const char *name, gpointer data); /* may be NULL */
  gpointer data;
} YztPageSink;
typedef struct _YztPages YztPages;
/** A paper laid out: how many pages it takes is known. @dressed outlives it. Made, drawn and freed on one thread, and freed after the surfaces that it was
 * drawn on are finished: its words are those of yzt-lettering.h. */
YztPages *yzt_pages_new (const YztPaper *dressed, const YztTemplates *templates);
void yzt_pages_free (YztPages *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPages, yzt_pages_free)
/** How many pages a paper takes by the templates in force; 0 when they cannot be read. [worker] */
guint yzt_paper_count_pages (const YztPaper *paper);
guint yzt_pages_get_n (const YztPages *self);
void yzt_pages_get_size (const YztPages *self, double *width_pt, double *height_pt);
void yzt_pages_draw (YztPages *self, const YztPageSink *sink);
G_END_DECLS

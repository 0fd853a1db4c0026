/* yzt-plan-sheets.h: the pages of a PDF one below the other: those in sight drawn crisp by a worker, their text selected with the mouse, hits marked
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Stands in a GtkScrolledWindow. Pictures of pages out of sight are let go beyond a bound. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-plan-pages.h"
G_BEGIN_DECLS
#define YZT_TYPE_PLAN_SHEETS (yzt_plan_sheets_get_type ())
/** Signal "page-changed" (guint page): another page is in the middle. */
G_DECLARE_FINAL_TYPE (YztPlanSheets, yzt_plan_sheets, YZT, PLAN_SHEETS, GtkWidget)
/** NULL empties. */
void yzt_plan_sheets_set_pages (YztPlanSheets *self, YztPlanPages *pages);
/** Blank-separated words that are marked; NULL or "": none. */
void yzt_plan_sheets_set_words (YztPlanSheets *self, const char *words);
/** Brings the page into sight, at @passage when it has it (may be NULL). */
void yzt_plan_sheets_go_to (YztPlanSheets *self, guint page, const char *passage);
guint yzt_plan_sheets_get_page (YztPlanSheets *self);
/** A note written of a page; texts are copied. */
typedef struct {
  guint page;        /* from 0 */
  char *quote;       /* the words that it was written of, "" or NULL: of the page */
  char *text;
} YztPlanSheetNote;
/** Marks at the margin, their words when one points at or clicks them. Forgotten with the pages. */
void yzt_plan_sheets_set_notes (YztPlanSheets *self, const YztPlanSheetNote *notes, guint n_notes);
/** For tests: how many there are, and where a mark is on the widget. */
guint yzt_plan_sheets_get_n_notes (YztPlanSheets *self);
gboolean yzt_plan_sheets_get_note_box (YztPlanSheets *self, guint index, graphene_rect_t *box);
/** The selected text, over all pages that it spans, else that of the page in the middle, "" until it is drawn. Free. */
char *yzt_plan_sheets_get_selected (YztPlanSheets *self);
/** Only what is selected; "" when nothing is. Free. */
char *yzt_plan_sheets_get_marked (YztPlanSheets *self);
/** Selects all of the page in the middle. */
void yzt_plan_sheets_select_page (YztPlanSheets *self);
/** 1: as wide as the panel. */
void yzt_plan_sheets_set_zoom (YztPlanSheets *self, double zoom);
double yzt_plan_sheets_get_zoom (YztPlanSheets *self);
/** For tests: is the picture of this page there, at the scale of the screen? How many bytes of pictures are kept? Where a character is, on the widget. */
gboolean yzt_plan_sheets_is_crisp (YztPlanSheets *self, guint page);
gsize yzt_plan_sheets_get_bytes (YztPlanSheets *self);
gboolean yzt_plan_sheets_get_box (YztPlanSheets *self, guint page, guint character, graphene_rect_t *box_out);
G_END_DECLS

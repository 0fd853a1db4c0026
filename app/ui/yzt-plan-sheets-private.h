/* yzt-plan-sheets-private.h: what the files of the pages of a PDF share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-plan-sheets.h"
G_BEGIN_DECLS
#define YZT_SHEETS_GAP_PX 10

/** Character @at of a page; one past the last: its end. */
typedef struct {
  guint page, at;
} YztSheetPlace;

typedef struct {
  guint number;
  YztPlanPage *page;     /* without its pixels, which the texture has */
  GdkTexture *texture;   /* NULL: let go, though its text is selected */
  gsize bytes;
  GArray *hits;          /* guint pairs: characters from, to */
  guint64 seen;          /* when it was drawn last: the longest unseen goes first */
} Sheet;

struct _YztPlanSheets {
  GtkWidget parent_instance;
  YztPlanPages *pages;
  GArray *tops_pt;         /* double: where each page begins, gaps left out; one more than pages */
  double widest_pt;
  GHashTable *sheets;      /* page + 1 → Sheet */
  GHashTable *asked;       /* page + 1 → GCancellable */
  GtkAdjustment *vertical; /* of the scrolled window; weak */
  gulong scrolled;
  double zoom;
  char *words;
  guint64 clock;
  gsize bytes;
  guint page;              /* in the middle, as told */
  gboolean told;
  guint teller;
  gboolean selecting;
  YztSheetPlace anchor, focus; /* selected from one to the other, whichever comes first */
  GArray *notes;           /* YztPlanSheetNote, as they stand */
  GtkWidget *note_words;   /* popover of the note that was clicked; NULL */
  int going;               /* page to go to once there is a size; -1: none */
  char *passage;           /* to show on it, until it is drawn */
  guint kept_page;         /* the place that is read, and how wide the pages were then: kept when they grow or shrink */
  double kept_pt;          /* below the top of that page */
  int kept_width;          /* 0: nothing was seen yet */
  guint keeper, kept_for, kept_waited; /* tick; frames for which the place stood; all of them */
  guint goer, rested, waited; /* tick; frames in which the place was kept; in which there was no size yet */
};
/* yzt-plan-sheets.c */
guint yzt_plan_sheets_page_at (YztPlanSheets *self, double y);
void yzt_plan_sheets_rect_of (YztPlanSheets *self, guint page, graphene_rect_t *rect);
gboolean yzt_plan_sheets_box_of (YztPlanSheets *self, const Sheet *sheet, guint character, graphene_rect_t *box);
void yzt_plan_sheets_get_seen (YztPlanSheets *self, double *from, double *to);
/** Where @passage begins on the page. */
gboolean yzt_plan_sheets_find_passage (const Sheet *sheet, const char *passage, guint *character_out);

/* yzt-plan-sheets-select.c: what is selected, and notes */
void yzt_plan_sheets_select_install (YztPlanSheets *self);
/** What of this page is selected: characters @from ≤ … < @to. FALSE: nothing. */
gboolean yzt_plan_sheets_selected_on (YztPlanSheets *self, const Sheet *sheet, guint *from, guint *to);
gboolean yzt_plan_sheets_keeps_text (YztPlanSheets *self, guint page);
void yzt_plan_sheets_snapshot_notes (YztPlanSheets *self, GtkSnapshot *snapshot, guint page);
void yzt_plan_sheets_forget_notes (YztPlanSheets *self);
G_END_DECLS

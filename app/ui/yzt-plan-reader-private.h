/* yzt-plan-reader-private.h: what the files of the reader share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <adwaita.h>
#include "yzt-plan-opening.h"
#include "yzt-plan-reader.h"
#include "yzt-plan-record.h"
#include "yzt-plan-response.h"
G_BEGIN_DECLS

struct _YztPlanReader {
  GtkWidget parent_instance;

  /* template */
  GtkLabel *title, *second;
  GtkWidget *outline_button;
  GtkWidget *switcher;
  GtkMenuButton *phones_button, *things_button, *more;
  GtkLabel *n_phones, *n_things;
  GtkSearchBar *search_bar;
  GtkSearchEntry *find;
  GtkLabel *matches;
  GtkFlowBox *topics;
  GtkRevealer *outline_revealer;
  GtkListView *outline;
  GtkStack *parts, *text_stack, *original_stack;
  AdwStatusPage *failed, *no_pages;
  GtkWidget *open_outside;
  YztPlanScroll *scroll;
  GtkScrolledWindow *pages_scroller;
  YztPlanSheets *sheets;
  GtkLabel *page_number;
  YztPlanResponse *response;
  YztPlanRecord *record;

  YztSession *session;
  GCancellable *cancellable; /* of the plan that is open */
  gint64 fid;                /* 0: none */
  char *name;
  char *path;                /* of the section it was opened at */
  guint origin;
  char *words;
  YztPlanCopy *copy;
  GArray *outline_parts;     /* guint: the part that a row of the outline stands for */
  gboolean walking;          /* the outline follows the text, not the other way */
  YztPlanOriginal *original; /* NULL until it is asked for and there */
  gboolean asked_original;
  gboolean waiting_for_pages;/* a place is to be shown once the pages are there */
  GArray *hits;              /* YztPlanPassage; the scroll has a reference */
  guint hit;                 /* index of the one that one stands on */
  guint filler, filled_lists; /* tick; how many of the lists round the text are filled */
  guint n_loads;             /* so that an answer of an older plan is known */
};

/* yzt-plan-reader-find.c */
void yzt_plan_reader_find_install (GtkWidgetClass *widget_class);
/** Marks @words all over; stands on the first hit at or after the section. */
void yzt_plan_reader_mark (YztPlanReader *self, const char *words, guint section);
void yzt_plan_reader_on_find_changed (YztPlanReader *self);
void yzt_plan_reader_step (YztPlanReader *self, int direction);
/** About thirty characters at a place of the text, for finding it on a page. Free. */
char *yzt_plan_reader_passage (YztPlanReader *self, guint section, guint from);

/* yzt-plan-reader-marks.c */
void yzt_plan_reader_list_marks (YztPlanReader *self);
void yzt_plan_reader_on_mark (YztPlanReader *self, guint mark, double x, double y);

/* yzt-plan-reader-original.c */
void yzt_plan_reader_original_install (GtkWidgetClass *widget_class);
/** Asks for the original when it was not asked for yet, and shows the place of the text that one stands at. */
void yzt_plan_reader_need_original (YztPlanReader *self);
/** The page of this place of the text. */
void yzt_plan_reader_show_page_of (YztPlanReader *self, guint section, guint from);
/** Marks of notes on the pages, as the map has them now. */
void yzt_plan_reader_load_notes (YztPlanReader *self);
gboolean yzt_plan_reader_shows_pages (YztPlanReader *self);

void yzt_plan_reader_say (YztPlanReader *self, const char *sentence);
G_END_DECLS

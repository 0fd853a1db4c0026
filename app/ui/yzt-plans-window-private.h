/* yzt-plans-window-private.h: what the files of the plans' window share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-job-progress.h"
#include "yzt-plan-library.h"
#include "yzt-plans-window.h"
G_BEGIN_DECLS

typedef enum { YZT_PLANS_LIBRARY, YZT_PLANS_DUE, YZT_PLANS_COVERAGE, YZT_PLANS_LADDER, YZT_PLANS_N_PARTS } YztPlansPart;

struct _YztPlansWindow {
  AdwWindow parent_instance;
  YztSession *session;
  AdwToastOverlay *toasts;
  GtkStack *stack;
  GtkListBox *lists[YZT_PLANS_N_PARTS];
  GtkLabel *notes[YZT_PLANS_N_PARTS];       /* above each list: how many, or that there is nothing */
  GCancellable *cancellables[YZT_PLANS_N_PARTS];
  gboolean loaded[YZT_PLANS_N_PARTS];
  /* library */
  GtkSearchEntry *search;
  GtkBox *chips;                            /* filters that were typed */
  GtkDropDown *filters[5];                  /* kind, level, incident type, state, due */
  GtkDropDown *county;
  GStrv counties;                           /* adcodes, as in @county, without its first entry */
  GArray *due;                              /* YztPlanDue, as last read; NULL */
  GtkCalendar *calendar;
  gboolean has_place;                       /* the ladder is that of a place that was clicked */
  YztPosition place;
  GtkDropDown *place_type;                  /* what may happen there */
  GtkWidget *import;
  YztProgressLine *progress;
};

void yzt_plans_window_say (YztPlansWindow *self, const char *sentence);
/** Title and second line, third may be NULL (markup). */
GtkWidget *yzt_plans_row (const char *title, const char *second, const char *third_markup, const char *right);
/** An order for a worker; finish by g_task_propagate_pointer. @situation may be NULL, its texts are copied. */
typedef struct {
  YztStore *store;
  char *today, *language;
  YztPlanSituation situation;
  gboolean has_place;  /* its county is looked up */
  YztPosition place;
} YztPlansOrder;
GTask *yzt_plans_window_task (YztPlansWindow *self, YztPlansPart part, const YztPlanSituation *situation, GAsyncReadyCallback callback);
/** TRUE when the answer is of the latest question. */
gboolean yzt_plans_window_is_latest (YztPlansWindow *self, YztPlansPart part, GAsyncResult *result);

/* yzt-plans-import.c */
void yzt_plans_choose_folder (YztPlansWindow *self);

/* yzt-plans-library.c */
GtkWidget *yzt_plans_new_library (YztPlansWindow *self);
void yzt_plans_load_library (YztPlansWindow *self);
/* yzt-plans-due.c */
GtkWidget *yzt_plans_new_due (YztPlansWindow *self);
void yzt_plans_load_due (YztPlansWindow *self);
/* yzt-plans-coverage.c */
GtkWidget *yzt_plans_new_coverage (YztPlansWindow *self);
void yzt_plans_load_coverage (YztPlansWindow *self);
/* yzt-plans-ladder.c */
/** A part that is a sentence and a list of plans. */
GtkWidget *yzt_plans_new_part (YztPlansWindow *self, YztPlansPart part);
GtkWidget *yzt_plans_new_ladder (YztPlansWindow *self);
void yzt_plans_load_ladder (YztPlansWindow *self);
G_END_DECLS

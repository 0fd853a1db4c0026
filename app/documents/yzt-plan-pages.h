/* yzt-plan-pages.h: the pages of a PDF as pictures, with the place of every character, made by a worker
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lengths are points (1/72 inch) from the upper left corner of a page. One worker reads one document, the youngest wish first, so that the page
 * in sight never waits for those that were scrolled past. Errors: YZT_DOCUMENTS_ERROR, G_IO_ERROR_CANCELLED. */
#pragma once
#include "yzt-documents.h"
G_BEGIN_DECLS

#define YZT_TYPE_PLAN_PAGES (yzt_plan_pages_get_type ())
G_DECLARE_FINAL_TYPE (YztPlanPages, yzt_plan_pages, YZT, PLAN_PAGES, GObject)

/** [worker] NULL with the sentence for what is no PDF, is damaged, locked or has too many pages. */
YztPlanPages *yzt_plan_pages_open (GBytes *pdf, const char *origin, GError **error);
/** Any thread. */
guint yzt_plan_pages_get_n (YztPlanPages *self);
void yzt_plan_pages_get_size (YztPlanPages *self, guint page, double *width_pt, double *height_pt);

typedef struct {
  float x0, y0, x1, y1;
} YztPageBox;
typedef struct {
  guint page;
  double wished, scale; /* pixels a point: as asked for, as drawn, which is less where a page is enormous */
  guint width, height;  /* pixels */
  gsize stride;
  GBytes *pixels;       /* B8G8R8A8 premultiplied on a little machine: cairo's ARGB32 */
  char *text;           /* in reading order; lines end with \n */
  YztPageBox *boxes;    /* one for each character of @text */
  guint n_boxes;
} YztPlanPage;
void yzt_plan_page_free (YztPlanPage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPlanPage, yzt_plan_page_free)

/** Main thread. @scale: pixels a point. */
void yzt_plan_pages_draw_async (YztPlanPages *self, guint page, double scale, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
YztPlanPage *yzt_plan_pages_draw_finish (YztPlanPages *self, GAsyncResult *result, GError **error);

/** Main thread. The page that holds @passage, sought outwards from @expected; blanks and line ends count for nothing. */
void yzt_plan_pages_find_async (YztPlanPages *self, const char *passage, guint expected, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
/** -1: on none. -2 with the error. */
int yzt_plan_pages_find_finish (YztPlanPages *self, GAsyncResult *result, GError **error);
/** Text without blanks and line ends, Latin letters small: what a passage is compared by. Free. */
char *yzt_plan_pages_fold (const char *text);
G_END_DECLS

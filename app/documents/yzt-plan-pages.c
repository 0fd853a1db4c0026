/* yzt-plan-pages.c: the pages of a PDF as pictures, with the place of every character, made by a worker
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-pages.h"
#include <math.h>
#include <string.h>
#include "yzt-plan-pdf-private.h"

#define PIXELS_MAX (16 * 1000 * 1000) /* of one picture: 64 MB */
#define SIDE_MAX_PX 8000

typedef struct {
  double width_pt, height_pt;
} Size;

struct _YztPlanPages {
  GObject parent_instance;
  PopplerDocument *document; /* of the worker, once it is open */
  GArray *sizes;
  GThreadPool *worker;
  int wishes;                /* counts them, so that the youngest is known; main thread */
};
G_DEFINE_FINAL_TYPE (YztPlanPages, yzt_plan_pages, G_TYPE_OBJECT)

typedef struct {
  int number;
  guint page;
  double scale;
  char *passage; /* NULL: draw */
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;
  g_free (wish->passage);
  g_free (wish);
}

void
yzt_plan_page_free (YztPlanPage *page)
{
  if (page != NULL) {
    g_clear_pointer (&page->pixels, g_bytes_unref);
    g_free (page->text);
    g_free (page->boxes);
    g_free (page);
  }
}

char *
yzt_plan_pages_fold (const char *text)
{
  GString *folded = g_string_sized_new (strlen (text));
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);
    if (!g_unichar_isspace (c)) {
      g_string_append_unichar (folded, c < 0x80 ? (gunichar) g_ascii_tolower ((char) c) : c);
    }
  }
  return g_string_free (folded, FALSE);
}

/* --- on the worker --- */

static void
read_boxes (PopplerPage *source, YztPlanPage *page)
{
  PopplerRectangle *rectangles = NULL;
  guint n = 0;
  g_autofree char *text = poppler_page_get_text (source);
  page->text = text != NULL ? g_utf8_make_valid (text, -1) : g_strdup ("");
  if (!poppler_page_get_text_layout (source, &rectangles, &n)) {
    return;
  }
  page->n_boxes = MIN (n, (guint) g_utf8_strlen (page->text, -1));
  page->boxes = g_new (YztPageBox, page->n_boxes + 1);
  for (guint i = 0; i < page->n_boxes; i++) {
    const PopplerRectangle *r = &rectangles[i];
    page->boxes[i] = (YztPageBox) { (float) MIN (r->x1, r->x2), (float) MIN (r->y1, r->y2), (float) MAX (r->x1, r->x2), (float) MAX (r->y1, r->y2) };
  }
  g_free (rectangles);
}

static YztPlanPage *
draw (YztPlanPages *self, const Wish *wish)
{
  const Size *size = &g_array_index (self->sizes, Size, wish->page);
  YztPlanPage *page = g_new0 (YztPlanPage, 1);
  double longest_pt = MAX (size->width_pt, size->height_pt);
  page->page = wish->page;
  page->wished = wish->scale;
  page->scale = MIN (MIN (wish->scale, SIDE_MAX_PX / longest_pt), sqrt (PIXELS_MAX / (size->width_pt * size->height_pt)));
  page->width = (guint) MAX (1, ceil (size->width_pt * page->scale));
  page->height = (guint) MAX (1, ceil (size->height_pt * page->scale));
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) page->width, (int) page->height);
  cairo_t *cr = cairo_create (surface);
  PopplerPage *source = poppler_document_get_page (self->document, (int) wish->page);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, page->scale, page->scale);
  if (source != NULL) {
    poppler_page_render (source, cr);
    read_boxes (source, page);
    g_object_unref (source);
  } else {
    page->text = g_strdup ("");
  }
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  page->stride = (gsize) cairo_image_surface_get_stride (surface);
  page->pixels = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), page->stride * page->height,
                                             (GDestroyNotify) cairo_surface_destroy, surface);
  return page;
}

static gboolean
is_on_page (YztPlanPages *self, guint page, const char *folded)
{
  PopplerPage *source = poppler_document_get_page (self->document, (int) page);
  g_autofree char *text = source != NULL ? poppler_page_get_text (source) : NULL;
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;
  g_autofree char *own = valid != NULL ? yzt_plan_pages_fold (valid) : NULL;
  g_clear_object (&source);
  return own != NULL && strstr (own, folded) != NULL;
}

/* Sections know their order, not their page: a passage stands near where its share of the text says. */
static int
find (YztPlanPages *self, const Wish *wish, GCancellable *cancellable)
{
  g_autofree char *folded = yzt_plan_pages_fold (wish->passage);
  int n = (int) self->sizes->len;
  int middle = (int) MIN (wish->page, (guint) n - 1);
  for (int away = 0; *folded != '\0' && away < n && !g_cancellable_is_cancelled (cancellable); away++) {
    if (middle - away >= 0 && is_on_page (self, (guint) (middle - away), folded)) {
      return middle - away;
    }
    if (away > 0 && middle + away < n && is_on_page (self, (guint) (middle + away), folded)) {
      return middle + away;
    }
  }
  return -1;
}

static void
grant (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  const Wish *wish = g_task_get_task_data (task);
  YztPlanPages *self = g_task_get_source_object (task);
  if (g_task_return_error_if_cancelled (task)) {
    return;
  }
  if (wish->passage != NULL) {
    g_task_return_int (task, find (self, wish, g_task_get_cancellable (task)));
  } else {
    g_task_return_pointer (task, draw (self, wish), (GDestroyNotify) yzt_plan_page_free);
  }
}

static int
youngest_first (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Wish *one = g_task_get_task_data ((GTask *) a), *two = g_task_get_task_data ((GTask *) b);
  return two->number - one->number;
}

static void
ask (YztPlanPages *self, Wish *wish, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, tag);
  wish->number = ++self->wishes;
  g_task_set_task_data (task, wish, wish_free);
  g_thread_pool_push (self->worker, task, NULL);
}

void
yzt_plan_pages_draw_async (YztPlanPages *self, guint page, double scale, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_PLAN_PAGES (self));
  g_return_if_fail (page < self->sizes->len && scale > 0);
  Wish *wish = g_new0 (Wish, 1);
  wish->page = page;
  wish->scale = scale;
  ask (self, wish, yzt_plan_pages_draw_async, cancellable, callback, user_data);
}

YztPlanPage *
yzt_plan_pages_draw_finish (YztPlanPages *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
yzt_plan_pages_find_async (YztPlanPages *self, const char *passage, guint expected, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (YZT_IS_PLAN_PAGES (self));
  g_return_if_fail (passage != NULL);
  Wish *wish = g_new0 (Wish, 1);
  wish->page = expected;
  wish->passage = g_strdup (passage);
  ask (self, wish, yzt_plan_pages_find_async, cancellable, callback, user_data);
}

int
yzt_plan_pages_find_finish (YztPlanPages *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -2);
  g_autoptr (GError) cause = NULL;
  gssize page = g_task_propagate_int (G_TASK (result), &cause);
  if (cause != NULL) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return -2;
  }
  return (int) page;
}

/* --- life --- */

guint
yzt_plan_pages_get_n (YztPlanPages *self)
{
  g_return_val_if_fail (YZT_IS_PLAN_PAGES (self), 0);
  return self->sizes->len;
}

void
yzt_plan_pages_get_size (YztPlanPages *self, guint page, double *width_pt, double *height_pt)
{
  g_return_if_fail (YZT_IS_PLAN_PAGES (self));
  g_return_if_fail (page < self->sizes->len);
  *width_pt = g_array_index (self->sizes, Size, page).width_pt;
  *height_pt = g_array_index (self->sizes, Size, page).height_pt;
}

/* Each wish holds the object: none is left when it goes, perhaps on the worker itself, for which nobody may wait then. */
static void
yzt_plan_pages_finalize (GObject *object)
{
  YztPlanPages *self = YZT_PLAN_PAGES (object);
  if (self->worker != NULL) {
    g_thread_pool_free (self->worker, FALSE, FALSE);
  }
  g_clear_object (&self->document);
  g_clear_pointer (&self->sizes, g_array_unref);
  G_OBJECT_CLASS (yzt_plan_pages_parent_class)->finalize (object);
}

static void
yzt_plan_pages_class_init (YztPlanPagesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_plan_pages_finalize;
}

static void
yzt_plan_pages_init (YztPlanPages *self)
{
  self->sizes = g_array_new (FALSE, TRUE, sizeof (Size));
}

YztPlanPages *
yzt_plan_pages_open (GBytes *pdf, const char *origin, GError **error)
{
  g_return_val_if_fail (pdf != NULL && origin != NULL, NULL);
  PopplerDocument *document = yzt_plan_open_pdf (pdf, origin, error);
  if (document == NULL) {
    return NULL;
  }
  YztPlanPages *self = g_object_new (YZT_TYPE_PLAN_PAGES, NULL);
  self->document = document;
  int n = poppler_document_get_n_pages (document);
  for (int i = 0; i < n; i++) {
    PopplerPage *page = poppler_document_get_page (document, i);
    Size size = { 0, 0 };
    if (page != NULL) {
      poppler_page_get_size (page, &size.width_pt, &size.height_pt);
      g_object_unref (page);
    }
    /* A page that cannot be read, or says nonsense of itself, is an empty sheet. */
    if (!(size.width_pt >= 1 && size.width_pt <= 1e6 && size.height_pt >= 1 && size.height_pt <= 1e6)) {
      size = (Size) { 595, 842 };
    }
    g_array_append_val (self->sizes, size);
  }
  self->worker = g_thread_pool_new (grant, NULL, 1, FALSE, NULL);
  g_thread_pool_set_sort_function (self->worker, youngest_first, NULL);
  return self;
}

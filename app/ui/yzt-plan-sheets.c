/* yzt-plan-sheets.c: the pages of a PDF one below the other: those in sight drawn crisp by a worker, their text selected with the mouse, hits marked
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-sheets-private.h"
#include <math.h>
#include <string.h>
#include "yzt-watchdog.h"

#define BYTES_MAX ((gsize) 96 * 1024 * 1024)
#define WAIT_MAX 240 /* frames */
#define ZOOM_MIN 0.5
#define ZOOM_MAX 5.0

G_DEFINE_FINAL_TYPE (YztPlanSheets, yzt_plan_sheets, GTK_TYPE_WIDGET)

enum { PAGE_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
sheet_free (gpointer data)
{
  Sheet *sheet = data;
  g_clear_object (&sheet->texture);
  g_clear_pointer (&sheet->page, yzt_plan_page_free);
  g_clear_pointer (&sheet->hits, g_array_unref);
  g_free (sheet);
}

/* --- where pages are --- */

static guint
n_pages (YztPlanSheets *self)
{
  return self->pages != NULL ? yzt_plan_pages_get_n (self->pages) : 0;
}

/* Pixels of the screen a point of paper, when the widget is @width wide. */
static double
scale_at (YztPlanSheets *self, double width)
{
  return self->widest_pt > 0 ? MAX (width - 2 * YZT_SHEETS_GAP_PX, 50) / self->widest_pt : 1;
}

static double
scale_now (YztPlanSheets *self)
{
  return scale_at (self, gtk_widget_get_width (GTK_WIDGET (self)));
}

static double
top_of (YztPlanSheets *self, guint page, double scale)
{
  return g_array_index (self->tops_pt, double, page) * scale + YZT_SHEETS_GAP_PX * (page + 1.0);
}

void
yzt_plan_sheets_rect_of (YztPlanSheets *self, guint page, graphene_rect_t *rect)
{
  double scale = scale_now (self), width_pt, height_pt;
  yzt_plan_pages_get_size (self->pages, page, &width_pt, &height_pt);
  double width = width_pt * scale;
  graphene_rect_init (rect, (float) floor ((gtk_widget_get_width (GTK_WIDGET (self)) - width) / 2), (float) floor (top_of (self, page, scale)), (float) width,
                      (float) (height_pt * scale));
}

/* The page at or below this height. */
guint
yzt_plan_sheets_page_at (YztPlanSheets *self, double y)
{
  double scale = scale_now (self);
  guint low = 0, high = n_pages (self);
  while (low + 1 < high) {
    guint middle = (low + high) / 2;
    if (top_of (self, middle, scale) <= y) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

void
yzt_plan_sheets_get_seen (YztPlanSheets *self, double *from, double *to)
{
  *from = self->vertical != NULL ? gtk_adjustment_get_value (self->vertical) : 0;
  *to = *from + (self->vertical != NULL ? gtk_adjustment_get_page_size (self->vertical) : gtk_widget_get_height (GTK_WIDGET (self)));
}

/* --- hits --- */

/* Blanks and ends of lines count for nothing: a word may be parted by the end of a line. */
static void
find_hits (YztPlanSheets *self, Sheet *sheet)
{
  g_auto (GStrv) words = g_strsplit_set (self->words != NULL ? self->words : "", " \t\n", -1);
  g_autofree char *folded = yzt_plan_pages_fold (sheet->page->text);
  g_autofree guint *places = g_new (guint, strlen (folded) + 1); /* byte of @folded → character of the page */
  guint character = 0;
  char *at = folded;
  g_clear_pointer (&sheet->hits, g_array_unref);
  sheet->hits = g_array_new (FALSE, FALSE, sizeof (guint));
  for (const char *c = sheet->page->text; *c != '\0'; c = g_utf8_next_char (c), character++) {
    if (!g_unichar_isspace (g_utf8_get_char (c))) {
      places[at - folded] = character;
      at = g_utf8_next_char (at);
    }
  }
  for (guint i = 0; words[i] != NULL; i++) {
    g_autofree char *word = yzt_plan_pages_fold (words[i]);
    for (const char *hit = *word != '\0' ? strstr (folded, word) : NULL; hit != NULL; hit = strstr (hit + strlen (word), word)) {
      const char *last = g_utf8_prev_char (hit + strlen (word));
      guint pair[2] = { places[hit - folded], places[last - folded] + 1 };
      g_array_append_vals (sheet->hits, pair, 2);
    }
  }
}

gboolean
yzt_plan_sheets_find_passage (const Sheet *sheet, const char *passage, guint *character_out)
{
  g_autofree char *folded = yzt_plan_pages_fold (sheet->page->text), *wanted = yzt_plan_pages_fold (passage);
  const char *hit = *wanted != '\0' ? strstr (folded, wanted) : NULL;
  glong left = hit != NULL ? g_utf8_strlen (folded, hit - folded) : 0;
  guint character = 0;
  for (const char *c = sheet->page->text; hit != NULL && *c != '\0'; c = g_utf8_next_char (c), character++) {
    if (!g_unichar_isspace (g_utf8_get_char (c)) && left-- == 0) {
      *character_out = character;
      return TRUE;
    }
  }
  return FALSE;
}

/* --- pictures --- */

static void
forget_old (YztPlanSheets *self, guint first, guint last)
{
  while (self->bytes > BYTES_MAX) {
    GHashTableIter iter;
    gpointer value;
    Sheet *oldest = NULL;
    g_hash_table_iter_init (&iter, self->sheets);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
      Sheet *sheet = value;
      gboolean in_sight = sheet->number >= first && sheet->number <= last;
      if (!in_sight && sheet->bytes > 0 && (oldest == NULL || sheet->seen < oldest->seen)) {
        oldest = sheet;
      }
    }
    if (oldest == NULL) {
      break;
    }
    self->bytes -= oldest->bytes;
    if (yzt_plan_sheets_keeps_text (self, oldest->number)) {
      g_clear_object (&oldest->texture); /* its picture alone is let go */
      oldest->bytes = 0;
    } else {
      g_hash_table_remove (self->sheets, GUINT_TO_POINTER (oldest->number + 1));
    }
  }
}

static void scroll_to (YztPlanSheets *self);

static void
on_drawn (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztPlanSheets) self = user_data;
  g_autoptr (GError) error = NULL;
  YztPlanPage *page = yzt_plan_pages_draw_finish (YZT_PLAN_PAGES (source), result, &error);
  if (page == NULL) {
    return; /* only ever because it is wanted no more */
  }
  if (self->pages != YZT_PLAN_PAGES (source)) {
    yzt_plan_page_free (page);
    return;
  }
  yzt_watchdog_background ("plan-page");
  gpointer key = GUINT_TO_POINTER (page->page + 1);
  Sheet *old = g_hash_table_lookup (self->sheets, key);
  self->bytes -= old != NULL ? old->bytes : 0;
  Sheet *sheet = g_new0 (Sheet, 1);
  sheet->number = page->page;
  sheet->bytes = page->stride * page->height;
  sheet->seen = ++self->clock;
  sheet->texture = gdk_memory_texture_new ((int) page->width, (int) page->height, GDK_MEMORY_DEFAULT, page->pixels, page->stride);
  g_clear_pointer (&page->pixels, g_bytes_unref);
  sheet->page = page;
  find_hits (self, sheet);
  self->bytes += sheet->bytes;
  g_hash_table_replace (self->sheets, key, sheet);
  g_hash_table_remove (self->asked, key);
  if (self->passage != NULL && self->going == (int) page->page) {
    scroll_to (self);
    if (self->goer == 0) {
      g_clear_pointer (&self->passage, g_free); /* from here on the person scrolls */
    }
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
ask_for (YztPlanSheets *self, guint page)
{
  double wanted = scale_now (self) * gtk_widget_get_scale_factor (GTK_WIDGET (self));
  gpointer key = GUINT_TO_POINTER (page + 1);
  const Sheet *sheet = g_hash_table_lookup (self->sheets, key);
  gboolean good = sheet != NULL && sheet->texture != NULL && fabs (sheet->page->wished - wanted) < 0.02 * wanted;
  if (good || g_hash_table_contains (self->asked, key)) {
    return;
  }
  GCancellable *cancellable = g_cancellable_new ();
  g_hash_table_replace (self->asked, key, cancellable);
  yzt_plan_pages_draw_async (self->pages, page, wanted, cancellable, on_drawn, g_object_ref (self));
}

/* Pages that were scrolled past are not drawn. */
static void
stop_asking (YztPlanSheets *self, guint first, guint last)
{
  GHashTableIter iter;
  gpointer key, cancellable;
  g_hash_table_iter_init (&iter, self->asked);
  while (g_hash_table_iter_next (&iter, &key, &cancellable)) {
    guint page = GPOINTER_TO_UINT (key) - 1;
    if (page + 1 < first || page > last + 1) {
      g_cancellable_cancel (cancellable);
      g_hash_table_iter_remove (&iter);
    }
  }
}

static void
stop_all (YztPlanSheets *self)
{
  GHashTableIter iter;
  gpointer cancellable;
  g_hash_table_iter_init (&iter, self->asked);
  while (g_hash_table_iter_next (&iter, NULL, &cancellable)) {
    g_cancellable_cancel (cancellable);
  }
  g_hash_table_remove_all (self->asked);
}

/* --- drawing --- */

gboolean
yzt_plan_sheets_box_of (YztPlanSheets *self, const Sheet *sheet, guint character, graphene_rect_t *box)
{
  graphene_rect_t page;
  double scale = scale_now (self);
  if (character >= sheet->page->n_boxes) {
    return FALSE;
  }
  const YztPageBox *b = &sheet->page->boxes[character];
  yzt_plan_sheets_rect_of (self, sheet->number, &page);
  graphene_rect_init (box, page.origin.x + (float) (b->x0 * scale), page.origin.y + (float) (b->y0 * scale), (float) ((b->x1 - b->x0) * scale),
                      (float) ((b->y1 - b->y0) * scale));
  return TRUE;
}

static void
snapshot_range (YztPlanSheets *self, GtkSnapshot *snapshot, const Sheet *sheet, guint from, guint to, const GdkRGBA *color)
{
  graphene_rect_t box;
  for (guint i = from; i < to; i++) {
    if (yzt_plan_sheets_box_of (self, sheet, i, &box)) {
      gtk_snapshot_append_color (snapshot, color, &box);
    }
  }
}

static void
snapshot_sheet (YztPlanSheets *self, GtkSnapshot *snapshot, guint page)
{
  static const GdkRGBA paper = { 1, 1, 1, 1 }, edge = { 0, 0, 0, 0.25f }, hit = { 0.96f, 0.76f, 0.07f, 0.35f }, selected = { 0.2f, 0.4f, 0.8f, 0.3f };
  Sheet *sheet = g_hash_table_lookup (self->sheets, GUINT_TO_POINTER (page + 1));
  graphene_rect_t rect;
  yzt_plan_sheets_rect_of (self, page, &rect);
  if (sheet != NULL && sheet->texture != NULL) {
    guint from = 0, to = 0;
    sheet->seen = ++self->clock;
    graphene_rect_t exact = rect;
    int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
    if (fabs (sheet->page->width - rect.size.width * factor) < 2) { /* pixel for pixel: crisp, and nothing to be scaled */
      exact.size = GRAPHENE_SIZE_INIT ((float) sheet->page->width / (float) factor, (float) sheet->page->height / (float) factor);
    }
    gtk_snapshot_append_texture (snapshot, sheet->texture, &exact);
    for (guint i = 0; i + 1 < sheet->hits->len; i += 2) {
      snapshot_range (self, snapshot, sheet, g_array_index (sheet->hits, guint, i), g_array_index (sheet->hits, guint, i + 1), &hit);
    }
    if (yzt_plan_sheets_selected_on (self, sheet, &from, &to)) {
      snapshot_range (self, snapshot, sheet, from, to, &selected);
    }
  } else {
    gtk_snapshot_append_color (snapshot, &paper, &rect);
  }
  GskRoundedRect outline;
  gsk_rounded_rect_init_from_rect (&outline, &rect, 0);
  yzt_plan_sheets_snapshot_notes (self, snapshot, page);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]) { 1, 1, 1, 1 }, (GdkRGBA[4]) { edge, edge, edge, edge });
}

/* Where the eye rests: a third below the top of what is seen. */
static double
eye_of (double from, double to)
{
  return from + 0.3 * (to - from);
}

static void
remember_place (YztPlanSheets *self)
{
  graphene_rect_t rect;
  double from, to;
  yzt_plan_sheets_get_seen (self, &from, &to);
  self->kept_page = yzt_plan_sheets_page_at (self, eye_of (from, to));
  yzt_plan_sheets_rect_of (self, self->kept_page, &rect);
  self->kept_pt = (eye_of (from, to) - rect.origin.y) / scale_now (self);
  self->kept_width = gtk_widget_get_width (GTK_WIDGET (self));
}

static void
yzt_plan_sheets_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  YztPlanSheets *self = YZT_PLAN_SHEETS (widget);
  double from, to;
  if (n_pages (self) == 0) {
    return;
  }
  yzt_plan_sheets_get_seen (self, &from, &to);
  guint first = yzt_plan_sheets_page_at (self, from), last = yzt_plan_sheets_page_at (self, to);
  if (self->keeper == 0 && self->goer == 0) {
    remember_place (self);
  }
  stop_asking (self, first, last);
  /* The youngest wish is granted first: neighbours are wished for before those in sight. */
  if (first > 0) {
    ask_for (self, first - 1);
  }
  if (last + 1 < n_pages (self)) {
    ask_for (self, last + 1);
  }
  for (guint page = last + 1; page-- > first;) {
    ask_for (self, page);
  }
  for (guint page = first; page <= last; page++) {
    snapshot_sheet (self, snapshot, page);
  }
  forget_old (self, first, last);
}

/* Never while a frame is painted: who hears of it changes what stands on it. */
static gboolean
tell_page (gpointer user_data)
{
  YztPlanSheets *self = user_data;
  double from, to;
  self->teller = 0;
  yzt_plan_sheets_get_seen (self, &from, &to);
  guint middle = n_pages (self) > 0 ? yzt_plan_sheets_page_at (self, (from + to) / 2) : 0;
  if (middle != self->page || !self->told) {
    self->page = middle;
    self->told = TRUE;
    g_signal_emit (self, signals[PAGE_CHANGED], 0, middle);
  }
  return G_SOURCE_REMOVE;
}

static void
on_scrolled (YztPlanSheets *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->teller == 0) {
    self->teller = g_idle_add (tell_page, self);
  }
}

/* --- size and scrolling --- */

static void
yzt_plan_sheets_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  YztPlanSheets *self = YZT_PLAN_SHEETS (widget);
  GtkWidget *scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  int panel = scroller != NULL ? gtk_widget_get_width (scroller) : 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = *natural = self->zoom > 1 && panel > 0 ? (int) (panel * self->zoom) : 50;
  } else {
    guint n = n_pages (self);
    *minimum = *natural = n > 0 ? (int) ceil (top_of (self, n, scale_at (self, for_size > 0 ? for_size : 400))) : 0;
  }
}

static GtkSizeRequestMode
yzt_plan_sheets_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* The height of the pages as it will be; FALSE: it is not known or not given yet. */
static gboolean
height_is_there (YztPlanSheets *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  double height = n_pages (self) > 0 ? ceil (top_of (self, n_pages (self), scale_now (self))) : 0;
  return self->vertical != NULL && gtk_widget_get_mapped (widget) && (height <= 0 || fabs (gtk_widget_get_height (widget) - height) <= 2)
         && gtk_adjustment_get_upper (self->vertical) >= height - 2;
}

/* Wider pages are higher, too: what was read would be many pages away. */
static gboolean
keep_place (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  YztPlanSheets *self = YZT_PLAN_SHEETS (widget);
  graphene_rect_t rect;
  double from, to;
  if (self->goer != 0) {
    return G_SOURCE_CONTINUE; /* that leads somewhere else, and is remembered then */
  }
  if (self->kept_page < n_pages (self) && ++self->kept_waited < WAIT_MAX && self->kept_for < 3) {
    if (height_is_there (self)) {
      yzt_plan_sheets_get_seen (self, &from, &to);
      yzt_plan_sheets_rect_of (self, self->kept_page, &rect);
      double off = rect.origin.y + self->kept_pt * scale_now (self) - eye_of (from, to);
      self->kept_for = fabs (off) < 1 ? self->kept_for + 1 : 0;
      gtk_adjustment_set_value (self->vertical, from + off);
    }
    return G_SOURCE_CONTINUE;
  }
  self->keeper = 0;
  return G_SOURCE_REMOVE;
}

static void
yzt_plan_sheets_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  YztPlanSheets *self = YZT_PLAN_SHEETS (widget);
  if (self->kept_width > 0 && width != self->kept_width && n_pages (self) > 0) {
    self->kept_for = self->kept_waited = 0;
    self->kept_width = width;
    if (self->keeper == 0) {
      self->keeper = gtk_widget_add_tick_callback (widget, keep_place, NULL, NULL);
    }
  }
  stop_all (self); /* what is being drawn has another size */
  if (self->teller == 0) {
    self->teller = g_idle_add (tell_page, self);
  }
}

static void
yzt_plan_sheets_root (GtkWidget *widget)
{
  YztPlanSheets *self = YZT_PLAN_SHEETS (widget);
  GTK_WIDGET_CLASS (yzt_plan_sheets_parent_class)->root (widget);
  GtkWidget *scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  if (scroller != NULL && self->vertical == NULL) {
    g_set_object (&self->vertical, gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)));
    self->scrolled = g_signal_connect_swapped (self->vertical, "value-changed", G_CALLBACK (on_scrolled), self);
  }
}

static void
scroll_to (YztPlanSheets *self)
{
  graphene_rect_t rect;
  double from, to, y;
  guint character = 0;
  Sheet *sheet = g_hash_table_lookup (self->sheets, GUINT_TO_POINTER (self->going + 1));
  yzt_plan_sheets_get_seen (self, &from, &to);
  yzt_plan_sheets_rect_of (self, (guint) self->going, &rect);
  y = rect.origin.y - YZT_SHEETS_GAP_PX;
  if (sheet != NULL && self->passage != NULL) {
    if (yzt_plan_sheets_find_passage (sheet, self->passage, &character) && yzt_plan_sheets_box_of (self, sheet, character, &rect)) {
      y = rect.origin.y - (to - from) * 0.3;
    }
  }
  gtk_adjustment_set_value (self->vertical, y);
}

/* The height is known a frame or two after the pages are: it is waited for, and then looked whether the place was kept. */
static gboolean
go_on (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  YztPlanSheets *self = YZT_PLAN_SHEETS (widget);
  if (!height_is_there (self)) {
    self->rested = 0;
    if (++self->waited < WAIT_MAX) {
      return G_SOURCE_CONTINUE;
    }
    self->goer = 0;
    return G_SOURCE_REMOVE;
  }
  if (n_pages (self) > 0 && self->rested++ < 2) {
    scroll_to (self);
    remember_place (self);
    on_scrolled (self); /* though it may have stood there already */
    return G_SOURCE_CONTINUE;
  }
  self->goer = 0;
  if (g_hash_table_contains (self->sheets, GUINT_TO_POINTER (self->going + 1))) {
    g_clear_pointer (&self->passage, g_free);
  }
  return G_SOURCE_REMOVE;
}

void
yzt_plan_sheets_go_to (YztPlanSheets *self, guint page, const char *passage)
{
  g_return_if_fail (YZT_IS_PLAN_SHEETS (self));
  if (page >= n_pages (self)) {
    return;
  }
  self->going = (int) page;
  g_free (self->passage);
  self->passage = g_strdup (passage);
  self->rested = self->waited = 0;
  if (self->goer == 0) {
    self->goer = gtk_widget_add_tick_callback (GTK_WIDGET (self), go_on, NULL, NULL);
  }
}

/* --- answers --- */

guint
yzt_plan_sheets_get_page (YztPlanSheets *self)
{
  g_return_val_if_fail (YZT_IS_PLAN_SHEETS (self), 0);
  return self->page;
}

gboolean
yzt_plan_sheets_is_crisp (YztPlanSheets *self, guint page)
{
  g_return_val_if_fail (YZT_IS_PLAN_SHEETS (self), FALSE);
  const Sheet *sheet = g_hash_table_lookup (self->sheets, GUINT_TO_POINTER (page + 1));
  double wanted = scale_now (self) * gtk_widget_get_scale_factor (GTK_WIDGET (self));
  return sheet != NULL && sheet->texture != NULL && fabs (sheet->page->wished - wanted) < 0.02 * wanted;
}

gsize
yzt_plan_sheets_get_bytes (YztPlanSheets *self)
{
  g_return_val_if_fail (YZT_IS_PLAN_SHEETS (self), 0);
  return self->bytes;
}

gboolean
yzt_plan_sheets_get_box (YztPlanSheets *self, guint page, guint character, graphene_rect_t *box_out)
{
  g_return_val_if_fail (YZT_IS_PLAN_SHEETS (self), FALSE);
  const Sheet *sheet = g_hash_table_lookup (self->sheets, GUINT_TO_POINTER (page + 1));
  return sheet != NULL && yzt_plan_sheets_box_of (self, sheet, character, box_out);
}

double
yzt_plan_sheets_get_zoom (YztPlanSheets *self)
{
  g_return_val_if_fail (YZT_IS_PLAN_SHEETS (self), 1);
  return self->zoom;
}

void
yzt_plan_sheets_set_zoom (YztPlanSheets *self, double zoom)
{
  g_return_if_fail (YZT_IS_PLAN_SHEETS (self));
  self->zoom = CLAMP (zoom, ZOOM_MIN, ZOOM_MAX);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
yzt_plan_sheets_set_words (YztPlanSheets *self, const char *words)
{
  g_return_if_fail (YZT_IS_PLAN_SHEETS (self));
  GHashTableIter iter;
  gpointer sheet;
  g_free (self->words);
  self->words = g_strdup (words);
  g_hash_table_iter_init (&iter, self->sheets);
  while (g_hash_table_iter_next (&iter, NULL, &sheet)) {
    find_hits (self, sheet);
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
yzt_plan_sheets_set_pages (YztPlanSheets *self, YztPlanPages *pages)
{
  g_return_if_fail (YZT_IS_PLAN_SHEETS (self));
  stop_all (self);
  g_hash_table_remove_all (self->sheets);
  self->bytes = 0;
  self->selecting = FALSE;
  yzt_plan_sheets_forget_notes (self);
  self->page = 0;
  self->kept_width = 0;
  self->told = FALSE;
  self->widest_pt = 0;
  g_array_set_size (self->tops_pt, 0);
  g_set_object (&self->pages, pages);
  double top_pt = 0;
  for (guint i = 0; i < n_pages (self); i++) {
    double width_pt, height_pt;
    yzt_plan_pages_get_size (pages, i, &width_pt, &height_pt);
    g_array_append_val (self->tops_pt, top_pt);
    top_pt += height_pt;
    self->widest_pt = MAX (self->widest_pt, width_pt);
  }
  g_array_append_val (self->tops_pt, top_pt);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* --- life --- */

static void
yzt_plan_sheets_dispose (GObject *object)
{
  YztPlanSheets *self = YZT_PLAN_SHEETS (object);
  g_clear_handle_id (&self->teller, g_source_remove);
  if (self->asked != NULL) {
    stop_all (self);
  }
  if (self->vertical != NULL) {
    g_clear_signal_handler (&self->scrolled, self->vertical);
  }
  g_clear_object (&self->vertical);
  g_clear_object (&self->pages);
  yzt_plan_sheets_forget_notes (self);
  G_OBJECT_CLASS (yzt_plan_sheets_parent_class)->dispose (object);
}

static void
yzt_plan_sheets_finalize (GObject *object)
{
  YztPlanSheets *self = YZT_PLAN_SHEETS (object);
  g_clear_pointer (&self->sheets, g_hash_table_unref);
  g_clear_pointer (&self->asked, g_hash_table_unref);
  g_clear_pointer (&self->tops_pt, g_array_unref);
  g_clear_pointer (&self->notes, g_array_unref);
  g_free (self->words);
  g_free (self->passage);
  G_OBJECT_CLASS (yzt_plan_sheets_parent_class)->finalize (object);
}

static void
yzt_plan_sheets_class_init (YztPlanSheetsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_plan_sheets_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_plan_sheets_finalize;
  widget_class->snapshot = yzt_plan_sheets_snapshot;
  widget_class->measure = yzt_plan_sheets_measure;
  widget_class->get_request_mode = yzt_plan_sheets_get_request_mode;
  widget_class->size_allocate = yzt_plan_sheets_size_allocate;
  widget_class->root = yzt_plan_sheets_root;
  gtk_widget_class_set_css_name (widget_class, "plansheets");
  signals[PAGE_CHANGED] = g_signal_new ("page-changed", YZT_TYPE_PLAN_SHEETS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
yzt_plan_sheets_init (YztPlanSheets *self)
{
  self->zoom = 1;
  self->going = -1;
  self->tops_pt = g_array_new (FALSE, TRUE, sizeof (double));
  self->sheets = g_hash_table_new_full (NULL, NULL, NULL, sheet_free);
  self->asked = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  yzt_plan_sheets_select_install (self);
}

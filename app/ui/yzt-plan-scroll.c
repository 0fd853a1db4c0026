/* yzt-plan-scroll.c: the text of a plan, filled in from the section in sight outwards, with hits, telephones and things of the map marked
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-scroll.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define TYPE_PX 16
#define TYPE_MIN_PX 12
#define TYPE_MAX_PX 40
#define FIRST_CHARS 2500      /* more than a screen: what is put in at once */
#define BEFORE_CHARS 700      /* before it: more than the share of the screen above a hit */
#define STEP_CHARS 4000       /* put in between two frames */
#define STEP_US 4000          /* for marking between two frames */
#define ABOVE_SHARE G_MAXINT
#define TICK_MS 4
#define TICKS_MAX 500
#define KEPT_CHARS 1500000    /* at most in the view; beyond, a jump fills it anew */

struct _YztPlanScroll {
  GtkWidget parent_instance;
  GtkWidget *scroller;
  GtkTextView *view;
  GtkCssProvider *type_size;
  const YztPlanCopy *copy;
  GArray *hits;        /* YztPlanPassage */
  GPtrArray *starts;   /* GtkTextMark * for each section of the copy, not owned; NULL: not in the view */
  guint first, end;    /* sections first ≤ … < end are in */
  guint chars_in;
  guint filler;        /* idle; 0 when all is in */
  guint tagger;        /* idle that marks what is in anew, from the section in sight outwards; 0: all is marked */
  guint tag_up, tag_down; /* sections tag_up ≤ … < tag_down are marked anew */
  guint looker;        /* idle that tells which section is in sight */
  guint goer;          /* timer that scrolls to the wanted place until it rests */
  guint wanted, wanted_from;
  int above_px;        /* of the view's top to the wanted line; ABOVE_SHARE: a hit, with what leads up to it */
  guint tries, ticks;  /* ticks for which it rested, and all of them */
  double rested_at;
  guint section;       /* at the top */
  guint type_px;
  int pressed;         /* the mark under a held button; -1: none */
};
G_DEFINE_FINAL_TYPE (YztPlanScroll, yzt_plan_scroll, GTK_TYPE_WIDGET)

enum { SECTION_CHANGED, MARK_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const YztPlanShown *
section_at (YztPlanScroll *self, guint index)
{
  return &g_array_index (self->copy->sections, YztPlanShown, index);
}

static void
make_tags (GtkTextBuffer *buffer)
{
  gtk_text_buffer_create_tag (buffer, "heading-1", "scale", 1.35, "weight", PANGO_WEIGHT_BOLD, "pixels-above-lines", 18, NULL);
  gtk_text_buffer_create_tag (buffer, "heading-2", "scale", 1.15, "weight", PANGO_WEIGHT_BOLD, "pixels-above-lines", 14, NULL);
  gtk_text_buffer_create_tag (buffer, "heading-3", "scale", 1.03, "weight", PANGO_WEIGHT_BOLD, "pixels-above-lines", 9, NULL);
  gtk_text_buffer_create_tag (buffer, "phone", "underline", PANGO_UNDERLINE_SINGLE, "weight", PANGO_WEIGHT_SEMIBOLD, NULL);
  gtk_text_buffer_create_tag (buffer, "thing", "underline", PANGO_UNDERLINE_SINGLE, NULL);
  gtk_text_buffer_create_tag (buffer, "hit", NULL);
  gtk_text_buffer_create_tag (buffer, "current", NULL);
}

/* Told apart from the text and from each other on light and on dark ground, and like no level. */
static void
color_tags (YztPlanScroll *self)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkTextTagTable *tags = gtk_text_buffer_get_tag_table (gtk_text_view_get_buffer (self->view));
  g_object_set (gtk_text_tag_table_lookup (tags, "hit"), "background", dark ? "#4d4526" : "#f6ecc4", NULL);
  g_object_set (gtk_text_tag_table_lookup (tags, "current"), "background", dark ? "#ffffff" : "#241f31", "foreground", dark ? "#000000" : "#ffffff", NULL);
}

static guint
first_hit (GArray *hits, guint section)
{
  guint low = 0, high = hits->len;
  while (low < high) {
    guint middle = (low + high) / 2;
    if (g_array_index (hits, YztPlanPassage, middle).section < section) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

static guint
first_mark (GArray *marks, guint section)
{
  guint low = 0, high = marks->len;
  while (low < high) {
    guint middle = (low + high) / 2;
    if (g_array_index (marks, YztPlanMark, middle).section < section) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

static void
tag_range (GtkTextBuffer *buffer, guint base, guint from, guint to, const char *tag)
{
  GtkTextIter start, end;
  gtk_text_buffer_get_iter_at_offset (buffer, &start, (int) (base + from));
  gtk_text_buffer_get_iter_at_offset (buffer, &end, (int) (base + to));
  gtk_text_buffer_apply_tag_by_name (buffer, tag, &start, &end);
}

static void
tag_hits (YztPlanScroll *self, guint section, guint base)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  for (guint i = self->hits != NULL ? first_hit (self->hits, section) : 0; self->hits != NULL && i < self->hits->len; i++) {
    const YztPlanPassage *hit = &g_array_index (self->hits, YztPlanPassage, i);
    if (hit->section != section) {
      break;
    }
    tag_range (buffer, base, hit->from, hit->to, "hit");
  }
}

static void
tag_marks (YztPlanScroll *self, guint index, guint base)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  for (guint i = first_mark (self->copy->marks, index); i < self->copy->marks->len; i++) {
    const YztPlanMark *mark = &g_array_index (self->copy->marks, YztPlanMark, i);
    if (mark->section != index) {
      break;
    }
    tag_range (buffer, base, mark->from, mark->to, mark->type == YZT_PLAN_MARK_PHONE ? "phone" : "thing");
  }
}

/* Puts one section in at @base, which is the beginning or the end of the view. */
static void
put_in (YztPlanScroll *self, guint index, guint base)
{
  static const char *const headings[] = { "heading-1", "heading-1", "heading-2", "heading-3" };
  const YztPlanShown *section = section_at (self, index);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter at;
  gtk_text_buffer_get_iter_at_offset (buffer, &at, (int) base);
  gtk_text_buffer_insert (buffer, &at, section->shown, -1);
  gtk_text_buffer_get_iter_at_offset (buffer, &at, (int) base);
  /* It moves with its text when something is put in before it. */
  self->starts->pdata[index] = gtk_text_buffer_create_mark (buffer, NULL, &at, FALSE);
  if (section->heading_chars > 0) {
    tag_range (buffer, base, 0, section->heading_chars, headings[MIN (section->depth, 3)]);
  }
  tag_marks (self, index, base);
  tag_hits (self, index, base);
  self->chars_in += section->chars;
}

static guint
put_in_after (YztPlanScroll *self)
{
  guint chars = section_at (self, self->end)->chars;
  put_in (self, self->end, (guint) gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (self->view)));
  self->end++;
  return chars;
}

static guint
put_in_before (YztPlanScroll *self)
{
  self->first--;
  put_in (self, self->first, 0);
  return section_at (self, self->first)->chars;
}

/* What comes after moves nothing that is read; what comes before is put in when it is come near to. */
static gboolean
fill_more (gpointer user_data)
{
  YztPlanScroll *self = user_data;
  guint chars = 0;
  yzt_watchdog_background ("plan-text");
  while (chars < STEP_CHARS && self->chars_in < KEPT_CHARS && self->end < self->copy->sections->len) {
    chars += put_in_after (self);
  }
  if (self->chars_in < KEPT_CHARS && self->end < self->copy->sections->len) {
    return G_SOURCE_CONTINUE;
  }
  self->filler = 0;
  return G_SOURCE_REMOVE;
}

/* --- marked anew --- */

static void
tag_again (YztPlanScroll *self, guint section)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter start, end;
  gtk_text_buffer_get_iter_at_mark (buffer, &start, self->starts->pdata[section]);
  guint base = (guint) gtk_text_iter_get_offset (&start);
  end = start;
  gtk_text_iter_forward_chars (&end, (int) section_at (self, section)->chars);
  gtk_text_buffer_remove_tag_by_name (buffer, "hit", &start, &end);
  tag_marks (self, section, base);
  tag_hits (self, section, base);
}

static gboolean
tag_more (gpointer user_data)
{
  YztPlanScroll *self = user_data;
  gint64 until = g_get_monotonic_time () + STEP_US;
  yzt_watchdog_background ("plan-marks");
  while (self->tag_up > self->first || self->tag_down < self->end) {
    if (self->tag_down < self->end) {
      tag_again (self, self->tag_down++);
    }
    if (self->tag_up > self->first) {
      tag_again (self, --self->tag_up);
    }
    if (g_get_monotonic_time () > until) {
      return G_SOURCE_CONTINUE;
    }
  }
  self->tagger = 0;
  return G_SOURCE_REMOVE;
}

/* There may be thousands of hits: those in sight first, the others between frames. */
static void
tag_all_again (YztPlanScroll *self)
{
  g_clear_handle_id (&self->tagger, g_source_remove);
  if (self->copy == NULL || self->end == self->first) {
    return;
  }
  self->tag_up = self->tag_down = CLAMP (self->section, self->first, self->end - 1);
  if (tag_more (self)) {
    self->tagger = g_idle_add (tag_more, self);
  }
}

static gboolean
drop (gpointer buffer)
{
  yzt_watchdog_background ("plan-text-dropped");
  g_object_unref (buffer);
  return G_SOURCE_REMOVE;
}

static void
empty (YztPlanScroll *self)
{
  g_clear_handle_id (&self->filler, g_source_remove);
  g_clear_handle_id (&self->tagger, g_source_remove);
  g_clear_handle_id (&self->goer, g_source_remove);
  GtkTextBuffer *buffer = gtk_text_buffer_new (NULL);
  make_tags (buffer);
  /* A new buffer is cheaper than emptying one of a million characters, which goes when there is nothing else to do. */
  g_idle_add_full (G_PRIORITY_LOW, drop, g_object_ref (gtk_text_view_get_buffer (self->view)), NULL);
  gtk_text_view_set_buffer (self->view, buffer);
  g_object_unref (buffer);
  color_tags (self);
  g_ptr_array_set_size (self->starts, 0);
  self->chars_in = self->first = self->end = 0;
}

static void
fill_around (YztPlanScroll *self, guint section)
{
  guint chars = 0;
  empty (self);
  g_ptr_array_set_size (self->starts, (int) self->copy->sections->len);
  self->first = self->end = section;
  while (chars < FIRST_CHARS && self->end < self->copy->sections->len) {
    chars += put_in_after (self);
  }
  /* The view holds on to the paragraph at its top: that must not be the first, before which all that is missing is put in. */
  for (chars = 0; chars < BEFORE_CHARS && self->first > 0;) {
    chars += put_in_before (self);
  }
  self->filler = g_idle_add_full (G_PRIORITY_LOW, fill_more, self, NULL);
}

/* --- where one stands --- */

static gboolean
iter_of (YztPlanScroll *self, guint section, guint chars, GtkTextIter *iter)
{
  GtkTextMark *start = section < self->starts->len ? self->starts->pdata[section] : NULL;
  if (start == NULL) {
    return FALSE;
  }
  gtk_text_buffer_get_iter_at_mark (gtk_text_view_get_buffer (self->view), iter, start);
  gtk_text_iter_forward_chars (iter, (int) chars);
  return TRUE;
}

static guint
section_of (YztPlanScroll *self, const GtkTextIter *iter, guint *chars)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  int offset = gtk_text_iter_get_offset (iter);
  guint low = self->first, high = self->end;
  GtkTextIter start;
  while (low + 1 < high) {
    guint middle = (low + high) / 2;
    gtk_text_buffer_get_iter_at_mark (buffer, &start, self->starts->pdata[middle]);
    if (gtk_text_iter_get_offset (&start) <= offset) {
      low = middle;
    } else {
      high = middle;
    }
  }
  if (low < self->end) {
    gtk_text_buffer_get_iter_at_mark (buffer, &start, self->starts->pdata[low]);
    *chars = (guint) MAX (0, offset - gtk_text_iter_get_offset (&start));
  }
  return low;
}

static void start_going (YztPlanScroll *self);

/* Puts in what comes before, and holds on to the line at the top until all of it is laid out. */
static void
come_near_to_top (YztPlanScroll *self, const GdkRectangle *seen)
{
  GtkTextIter iter;
  GdkRectangle line;
  guint chars = 0;
  gtk_text_view_get_line_at_y (self->view, &iter, seen->y, NULL);
  gtk_text_view_get_iter_location (self->view, &iter, &line);
  self->wanted = section_of (self, &iter, &self->wanted_from);
  self->above_px = line.y - seen->y;
  while (chars < STEP_CHARS && self->first > 0) {
    chars += put_in_before (self);
  }
  start_going (self);
}

static void
look_where (YztPlanScroll *self)
{
  GdkRectangle seen;
  GtkTextIter iter;
  guint chars = 0;
  if (self->copy == NULL || self->end == self->first || self->goer != 0) {
    return;
  }
  gtk_text_view_get_visible_rect (self->view, &seen);
  gtk_text_view_get_line_at_y (self->view, &iter, seen.y + 30, NULL);
  guint section = section_of (self, &iter, &chars);
  if (section != self->section) {
    self->section = section;
    g_signal_emit (self, signals[SECTION_CHANGED], 0, section);
  }
  if (self->first > 0 && seen.height > 1 && seen.y < seen.height / 2) {
    come_near_to_top (self, &seen);
  }
}

static gboolean
look_later (gpointer user_data)
{
  YztPlanScroll *self = user_data;
  self->looker = 0;
  look_where (self);
  return G_SOURCE_REMOVE;
}

/* Comes also while the view is being laid out, when nobody may change what stands round it. */
static void
on_scrolled (YztPlanScroll *self)
{
  if (self->looker == 0) {
    self->looker = g_idle_add (look_later, self);
  }
}

/* Lines are laid out between frames, and where the wanted one is changes until all before it are: it is followed until it rests. The view's own
 * scrolling would glide there, past all that lies between. */
static gboolean
go_on (gpointer user_data)
{
  YztPlanScroll *self = user_data;
  GtkAdjustment *vertical = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  GtkTextIter iter;
  GdkRectangle line;
  if (!iter_of (self, self->wanted, self->wanted_from, &iter)) {
    self->goer = 0;
    return G_SOURCE_REMOVE;
  }
  gtk_text_view_get_iter_location (self->view, &iter, &line);
  double page = gtk_adjustment_get_page_size (vertical), highest = gtk_adjustment_get_upper (vertical) - page;
  double above = self->above_px == ABOVE_SHARE ? 0.3 * page : self->above_px;
  double value = CLAMP (line.y + gtk_text_view_get_top_margin (self->view) - above, 0, MAX (highest, 0));
  gboolean rests = page > 1 && fabs (value - self->rested_at) < 2 && fabs (gtk_adjustment_get_value (vertical) - value) < 2;
  gtk_adjustment_set_value (vertical, value);
  self->rested_at = value;
  self->tries = rests ? self->tries + 1 : 0;
  if (self->tries < 2 && ++self->ticks < TICKS_MAX) {
    return G_SOURCE_CONTINUE;
  }
  self->goer = 0;
  on_scrolled (self);
  return G_SOURCE_REMOVE;
}

/* Not in a tick of the frame clock: the view lays out what was scrolled to before the next frame, and stumbles when that is the same. */
static void
start_going (YztPlanScroll *self)
{
  self->tries = self->ticks = 0;
  self->rested_at = -1;
  if (self->goer == 0) {
    self->goer = g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, TICK_MS, go_on, self, NULL);
  }
}

static void
show_current (YztPlanScroll *self, guint section, guint from, guint to)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter start, end;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag_by_name (buffer, "current", &start, &end);
  if (to > from && iter_of (self, section, from, &start) && iter_of (self, section, to, &end)) {
    gtk_text_buffer_apply_tag_by_name (buffer, "current", &start, &end);
  }
}

void
yzt_plan_scroll_go_to (YztPlanScroll *self, guint section, guint from, guint to)
{
  g_return_if_fail (YZT_IS_PLAN_SCROLL (self));
  if (self->copy == NULL || section >= self->copy->sections->len) {
    return;
  }
  if (section < self->first || section >= self->end) {
    fill_around (self, section);
  }
  self->wanted = section;
  self->wanted_from = from;
  self->above_px = to > from ? ABOVE_SHARE : 0;
  show_current (self, section, from, to);
  if (self->section != section) {
    self->section = section;
    g_signal_emit (self, signals[SECTION_CHANGED], 0, section);
  }
  start_going (self);
}

void
yzt_plan_scroll_set_copy (YztPlanScroll *self, const YztPlanCopy *copy)
{
  g_return_if_fail (YZT_IS_PLAN_SCROLL (self));
  g_clear_pointer (&self->hits, g_array_unref);
  empty (self);
  self->copy = copy;
  self->section = G_MAXUINT;
}

void
yzt_plan_scroll_set_hits (YztPlanScroll *self, GArray *hits)
{
  g_return_if_fail (YZT_IS_PLAN_SCROLL (self));
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter start, end;
  g_clear_pointer (&self->hits, g_array_unref);
  self->hits = hits;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag_by_name (buffer, "current", &start, &end);
  tag_all_again (self);
}

void
yzt_plan_scroll_mark_again (YztPlanScroll *self)
{
  g_return_if_fail (YZT_IS_PLAN_SCROLL (self));
  tag_all_again (self);
}

guint
yzt_plan_scroll_get_section (YztPlanScroll *self)
{
  g_return_val_if_fail (YZT_IS_PLAN_SCROLL (self), 0);
  return self->section != G_MAXUINT ? self->section : 0;
}

gboolean
yzt_plan_scroll_is_filled (YztPlanScroll *self)
{
  g_return_val_if_fail (YZT_IS_PLAN_SCROLL (self), FALSE);
  return self->copy != NULL && self->filler == 0;
}

gboolean
yzt_plan_scroll_is_in_sight (YztPlanScroll *self, guint section, guint from)
{
  g_return_val_if_fail (YZT_IS_PLAN_SCROLL (self), FALSE);
  GtkTextIter iter;
  GdkRectangle seen, line;
  if (self->goer != 0 || !iter_of (self, section, from, &iter)) {
    return FALSE;
  }
  gtk_text_view_get_visible_rect (self->view, &seen);
  gtk_text_view_get_iter_location (self->view, &iter, &line);
  return seen.height > 1 && line.y + line.height > seen.y && line.y < seen.y + seen.height;
}

char *
yzt_plan_scroll_get_selected (YztPlanScroll *self)
{
  g_return_val_if_fail (YZT_IS_PLAN_SCROLL (self), NULL);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter start, end;
  if (gtk_text_buffer_get_selection_bounds (buffer, &start, &end)) {
    return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  }
  guint section = yzt_plan_scroll_get_section (self);
  return g_strdup (self->copy != NULL && section < self->copy->sections->len ? section_at (self, section)->shown : "");
}

char *
yzt_plan_scroll_get_marked (YztPlanScroll *self)
{
  g_return_val_if_fail (YZT_IS_PLAN_SCROLL (self), NULL);
  return gtk_text_buffer_get_has_selection (gtk_text_view_get_buffer (self->view)) ? yzt_plan_scroll_get_selected (self) : g_strdup ("");
}

/* --- telephones and things --- */

/* The mark under a point of the view; -1: none. */
static int
mark_at (YztPlanScroll *self, double x, double y)
{
  int buffer_x, buffer_y;
  guint chars = 0;
  GtkTextIter iter;
  gtk_text_view_window_to_buffer_coords (self->view, GTK_TEXT_WINDOW_WIDGET, (int) x, (int) y, &buffer_x, &buffer_y);
  if (self->copy == NULL || self->end == self->first || !gtk_text_view_get_iter_at_location (self->view, &iter, buffer_x, buffer_y)) {
    return -1;
  }
  guint section = section_of (self, &iter, &chars);
  for (guint i = first_mark (self->copy->marks, section); i < self->copy->marks->len; i++) {
    const YztPlanMark *mark = &g_array_index (self->copy->marks, YztPlanMark, i);
    if (mark->section != section) {
      break;
    }
    if (chars >= mark->from && chars < mark->to) {
      return (int) i;
    }
  }
  return -1;
}

/* Before the view's own hand, which would select. */
static void
on_pressed (GtkGestureClick *click, int n_press, double x, double y, YztPlanScroll *self)
{
  self->pressed = n_press == 1 ? mark_at (self, x, y) : -1;
  gtk_gesture_set_state (GTK_GESTURE (click), self->pressed >= 0 ? GTK_EVENT_SEQUENCE_CLAIMED : GTK_EVENT_SEQUENCE_DENIED);
}

static void
on_released (GtkGestureClick *click, int n_press, double x, double y, YztPlanScroll *self)
{
  double own_x = x, own_y = y;
  if (self->pressed >= 0 && mark_at (self, x, y) == self->pressed
      && gtk_widget_translate_coordinates (GTK_WIDGET (self->view), GTK_WIDGET (self), x, y, &own_x, &own_y)) {
    g_signal_emit (self, signals[MARK_ACTIVATED], 0, (guint) self->pressed, own_x, own_y);
  }
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, YztPlanScroll *self)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->view), mark_at (self, x, y) >= 0 ? "pointer" : "text");
}

/* --- type --- */

void
yzt_plan_scroll_set_type_px (YztPlanScroll *self, guint px)
{
  g_return_if_fail (YZT_IS_PLAN_SCROLL (self));
  self->type_px = CLAMP (px, TYPE_MIN_PX, TYPE_MAX_PX);
  g_autofree char *css = g_strdup_printf ("textview.plan-text { font-size: %upx; }", self->type_px);
  gtk_css_provider_load_from_data (self->type_size, css, -1);
}

guint
yzt_plan_scroll_get_type_px (YztPlanScroll *self)
{
  g_return_val_if_fail (YZT_IS_PLAN_SCROLL (self), TYPE_PX);
  return self->type_px;
}

/* --- life --- */

/* GTK 4.8 stumbles over a scrolling that is under way when its window goes out of sight: it ends here. */
static void
yzt_plan_scroll_unmap (GtkWidget *widget)
{
  GtkAdjustment *vertical = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (YZT_PLAN_SCROLL (widget)->scroller));
  gtk_adjustment_set_value (vertical, gtk_adjustment_get_value (vertical));
  GTK_WIDGET_CLASS (yzt_plan_scroll_parent_class)->unmap (widget);
}

static gboolean
yzt_plan_scroll_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (YZT_PLAN_SCROLL (widget)->view));
}

static void
yzt_plan_scroll_dispose (GObject *object)
{
  YztPlanScroll *self = YZT_PLAN_SCROLL (object);
  g_clear_handle_id (&self->filler, g_source_remove);
  g_clear_handle_id (&self->tagger, g_source_remove);
  g_clear_handle_id (&self->looker, g_source_remove);
  g_clear_handle_id (&self->goer, g_source_remove);
  self->copy = NULL;
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->type_size);
  G_OBJECT_CLASS (yzt_plan_scroll_parent_class)->dispose (object);
}

static void
yzt_plan_scroll_finalize (GObject *object)
{
  YztPlanScroll *self = YZT_PLAN_SCROLL (object);
  g_clear_pointer (&self->hits, g_array_unref);
  g_clear_pointer (&self->starts, g_ptr_array_unref);
  G_OBJECT_CLASS (yzt_plan_scroll_parent_class)->finalize (object);
}

static void
yzt_plan_scroll_class_init (YztPlanScrollClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_plan_scroll_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_plan_scroll_finalize;
  widget_class->grab_focus = yzt_plan_scroll_grab_focus;
  widget_class->unmap = yzt_plan_scroll_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  signals[SECTION_CHANGED] = g_signal_new ("section-changed", YZT_TYPE_PLAN_SCROLL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[MARK_ACTIVATED] = g_signal_new ("mark-activated", YZT_TYPE_PLAN_SCROLL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_UINT,
                                          G_TYPE_DOUBLE, G_TYPE_DOUBLE);
}

static void
set_up_view (YztPlanScroll *self)
{
  GtkTextView *view = self->view;
  gtk_text_view_set_editable (view, FALSE);
  gtk_text_view_set_cursor_visible (view, FALSE);
  gtk_text_view_set_wrap_mode (view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_left_margin (view, 18);
  gtk_text_view_set_right_margin (view, 18);
  gtk_text_view_set_top_margin (view, 8);
  gtk_text_view_set_bottom_margin (view, 120);
  gtk_text_view_set_pixels_below_lines (view, 5);
  gtk_text_view_set_pixels_inside_wrap (view, 2);
  gtk_widget_add_css_class (GTK_WIDGET (view), "plan-text");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Text of the plan"), -1);
  gtk_style_context_add_provider (gtk_widget_get_style_context (GTK_WIDGET (view)), GTK_STYLE_PROVIDER (self->type_size), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_pressed), self, (GConnectFlags) 0);
  g_signal_connect_object (click, "released", G_CALLBACK (on_released), self, (GConnectFlags) 0);
  g_signal_connect_object (motion, "motion", G_CALLBACK (on_motion), self, (GConnectFlags) 0);
  gtk_widget_add_controller (GTK_WIDGET (view), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (view), motion);
}

static void
yzt_plan_scroll_init (YztPlanScroll *self)
{
  self->starts = g_ptr_array_new ();
  self->type_size = gtk_css_provider_new ();
  self->section = G_MAXUINT;
  self->view = GTK_TEXT_VIEW (gtk_text_view_new ());
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->view));
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  set_up_view (self);
  yzt_plan_scroll_set_type_px (self, TYPE_PX);
  empty (self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (color_tags), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)), "value-changed", G_CALLBACK (on_scrolled), self,
                           G_CONNECT_SWAPPED);
}

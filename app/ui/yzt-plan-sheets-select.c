/* yzt-plan-sheets-select.c: the pages of a PDF: text selected over as many pages as one likes, and notes at their margins
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-plan-sheets-private.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

#define NOTE_PX 16   /* of a mark */
#define PULL_PX 28   /* how far the pages move while the mouse is held above or below them */

static Sheet *
get_sheet (YztPlanSheets *self, guint page)
{
  return g_hash_table_lookup (self->sheets, GUINT_TO_POINTER (page + 1));
}

/* --- what is selected --- */

static gboolean
is_before (YztSheetPlace a, YztSheetPlace b)
{
  return a.page < b.page || (a.page == b.page && a.at < b.at);
}

static gboolean
get_range (YztPlanSheets *self, YztSheetPlace *from, YztSheetPlace *to)
{
  gboolean forward = is_before (self->anchor, self->focus);
  *from = forward ? self->anchor : self->focus;
  *to = forward ? self->focus : self->anchor;
  return self->selecting && is_before (*from, *to);
}

gboolean
yzt_plan_sheets_selected_on (YztPlanSheets *self, const Sheet *sheet, guint *from_out, guint *to_out)
{
  YztSheetPlace from, to;
  if (!get_range (self, &from, &to) || sheet->number < from.page || sheet->number > to.page) {
    return FALSE;
  }
  *from_out = sheet->number == from.page ? from.at : 0;
  *to_out = sheet->number == to.page ? MIN (to.at, sheet->page->n_boxes) : sheet->page->n_boxes;
  return *to_out > *from_out;
}

/* What is selected is copied as it was, though its picture is gone by then. */
gboolean
yzt_plan_sheets_keeps_text (YztPlanSheets *self, guint page)
{
  YztSheetPlace from, to;
  return get_range (self, &from, &to) && page >= from.page && page <= to.page;
}

/* The character nearest to a point of a page; one past it when the point lies in its right half. */
static guint
character_at (YztPlanSheets *self, const Sheet *sheet, double x, double y)
{
  guint best = 0;
  double best_distance = G_MAXDOUBLE;
  for (guint i = 0; i < sheet->page->n_boxes; i++) {
    graphene_rect_t box;
    yzt_plan_sheets_box_of (self, sheet, i, &box);
    double left = box.origin.x, right = left + box.size.width, top = box.origin.y, bottom = top + box.size.height;
    double dx = x < left ? left - x : x > right ? x - right : 0, dy = y < top ? top - y : y > bottom ? y - bottom : 0;
    double distance = dx + dy * 4; /* the line first */
    if (distance < best_distance) {
      best_distance = distance;
      best = x > (left + right) / 2 ? i + 1 : i;
    }
  }
  return best;
}

static gboolean
place_at (YztPlanSheets *self, double x, double y, YztSheetPlace *place)
{
  guint page = yzt_plan_sheets_page_at (self, y);
  const Sheet *sheet = get_sheet (self, page);
  if (sheet == NULL) {
    return FALSE;
  }
  *place = (YztSheetPlace) { page, character_at (self, sheet, x, y) };
  return TRUE;
}

static void
on_drag_begin (GtkGestureDrag *drag, double x, double y, YztPlanSheets *self)
{
  YztSheetPlace place;
  GdkModifierType keys = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (drag));
  gboolean more = (keys & GDK_SHIFT_MASK) != 0 && self->selecting; /* from where it began to here */
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (self->tops_pt->len > 1 && place_at (self, x, y, &place)) {
    self->anchor = more ? self->anchor : place;
    self->focus = place;
    self->selecting = TRUE;
  } else {
    self->selecting = more;
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Held above or below what is in sight, the pages come along. */
static void
pull (YztPlanSheets *self, double y)
{
  double from, to;
  yzt_plan_sheets_get_seen (self, &from, &to);
  if (self->vertical != NULL && (y < from || y > to)) {
    gtk_adjustment_set_value (self->vertical, from + (y < from ? -PULL_PX : PULL_PX));
  }
}

static void
on_drag_update (GtkGestureDrag *drag, double dx, double dy, YztPlanSheets *self)
{
  double x, y;
  if (self->selecting && gtk_gesture_drag_get_start_point (drag, &x, &y)) {
    place_at (self, x + dx, y + dy, &self->focus);
    pull (self, y + dy);
    gtk_widget_queue_draw (GTK_WIDGET (self));
  }
}

void
yzt_plan_sheets_select_page (YztPlanSheets *self)
{
  g_return_if_fail (YZT_IS_PLAN_SHEETS (self));
  const Sheet *sheet = get_sheet (self, self->page);
  if (sheet != NULL) {
    self->selecting = TRUE;
    self->anchor = (YztSheetPlace) { self->page, 0 };
    self->focus = (YztSheetPlace) { self->page, sheet->page->n_boxes };
    gtk_widget_queue_draw (GTK_WIDGET (self));
  }
}

/* Shift+Page Down and Up: to the end of the next page, to the beginning of the one before. */
static gboolean
on_key (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, YztPlanSheets *self)
{
  gboolean down = keyval == GDK_KEY_Page_Down, up = keyval == GDK_KEY_Page_Up;
  if ((!down && !up) || (state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK | GDK_ALT_MASK)) != GDK_SHIFT_MASK || self->tops_pt->len < 2) {
    return GDK_EVENT_PROPAGATE;
  }
  if (!self->selecting) {
    self->anchor = self->focus = (YztSheetPlace) { self->page, 0 };
    self->selecting = TRUE;
  }
  const Sheet *here = get_sheet (self, self->focus.page);
  gboolean at_end = here != NULL && self->focus.at >= here->page->n_boxes;
  guint last = self->tops_pt->len - 2, page = self->focus.page;
  page = down ? MIN (page + (at_end ? 1 : 0), last) : page > 0 && self->focus.at == 0 ? page - 1 : page;
  const Sheet *there = get_sheet (self, page);
  self->focus = (YztSheetPlace) { page, down ? (there != NULL ? there->page->n_boxes : G_MAXUINT) : 0 };
  yzt_plan_sheets_go_to (self, page, NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return GDK_EVENT_STOP;
}

static char *
get_text (YztPlanSheets *self)
{
  YztSheetPlace from, to;
  GString *text = g_string_new (NULL);
  get_range (self, &from, &to);
  for (guint page = from.page; page <= to.page; page++) {
    const Sheet *sheet = get_sheet (self, page);
    guint first = 0, last = 0;
    if (sheet != NULL && yzt_plan_sheets_selected_on (self, sheet, &first, &last)) {
      g_autofree char *part = g_utf8_substring (sheet->page->text, first, last);
      g_string_append_printf (text, "%s%s", text->len > 0 && !g_str_has_suffix (text->str, "\n") ? "\n" : "", part);
    }
  }
  return g_string_free (text, FALSE);
}

char *
yzt_plan_sheets_get_selected (YztPlanSheets *self)
{
  g_return_val_if_fail (YZT_IS_PLAN_SHEETS (self), NULL);
  YztSheetPlace from, to;
  const Sheet *sheet = get_sheet (self, self->page);
  return get_range (self, &from, &to) ? get_text (self) : g_strdup (sheet != NULL ? sheet->page->text : "");
}

char *
yzt_plan_sheets_get_marked (YztPlanSheets *self)
{
  g_return_val_if_fail (YZT_IS_PLAN_SHEETS (self), NULL);
  YztSheetPlace from, to;
  return get_range (self, &from, &to) ? get_text (self) : g_strdup ("");
}

/* --- notes --- */

static void
note_clear (gpointer data)
{
  YztPlanSheetNote *note = data;
  g_clear_pointer (&note->quote, g_free);
  g_clear_pointer (&note->text, g_free);
}

void
yzt_plan_sheets_forget_notes (YztPlanSheets *self)
{
  g_clear_pointer (&self->note_words, gtk_widget_unparent);
  if (self->notes != NULL) {
    g_array_set_size (self->notes, 0);
  }
}

void
yzt_plan_sheets_set_notes (YztPlanSheets *self, const YztPlanSheetNote *notes, guint n_notes)
{
  g_return_if_fail (YZT_IS_PLAN_SHEETS (self));
  yzt_plan_sheets_forget_notes (self);
  for (guint i = 0; i < n_notes; i++) {
    YztPlanSheetNote note = { notes[i].page, g_strdup (notes[i].quote), g_strdup (notes[i].text) };
    g_array_append_val (self->notes, note);
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

guint
yzt_plan_sheets_get_n_notes (YztPlanSheets *self)
{
  g_return_val_if_fail (YZT_IS_PLAN_SHEETS (self), 0);
  return self->notes->len;
}

/* At the right margin, beside the words that it was written of; without those below each other from the top. */
gboolean
yzt_plan_sheets_get_note_box (YztPlanSheets *self, guint index, graphene_rect_t *box)
{
  g_return_val_if_fail (YZT_IS_PLAN_SHEETS (self), FALSE);
  if (index >= self->notes->len || self->tops_pt->len < 2) {
    return FALSE;
  }
  const YztPlanSheetNote *note = &g_array_index (self->notes, YztPlanSheetNote, index);
  graphene_rect_t page, words;
  guint character, above = 0;
  if (note->page + 1 >= self->tops_pt->len) {
    return FALSE;
  }
  yzt_plan_sheets_rect_of (self, note->page, &page);
  const Sheet *sheet = get_sheet (self, note->page);
  float y = page.origin.y + 6;
  if (sheet != NULL && note->quote != NULL && *note->quote != '\0' && yzt_plan_sheets_find_passage (sheet, note->quote, &character)
      && yzt_plan_sheets_box_of (self, sheet, character, &words)) {
    y = words.origin.y;
  } else {
    for (guint i = 0; i < index; i++) {
      above += g_array_index (self->notes, YztPlanSheetNote, i).page == note->page ? 1 : 0;
    }
    y += (float) (above * (NOTE_PX + 4));
  }
  graphene_rect_init (box, page.origin.x + page.size.width - NOTE_PX - 4, y, NOTE_PX, NOTE_PX);
  return TRUE;
}

void
yzt_plan_sheets_snapshot_notes (YztPlanSheets *self, GtkSnapshot *snapshot, guint page)
{
  static const GdkRGBA paper = { 0.98f, 0.83f, 0.25f, 0.95f }, ink = { 0.35f, 0.27f, 0.02f, 0.9f };
  for (guint i = 0; i < self->notes->len; i++) {
    graphene_rect_t box;
    if (g_array_index (self->notes, YztPlanSheetNote, i).page != page || !yzt_plan_sheets_get_note_box (self, i, &box)) {
      continue;
    }
    gtk_snapshot_append_color (snapshot, &paper, &box);
    for (int line = 0; line < 3; line++) {
      graphene_rect_t stroke = GRAPHENE_RECT_INIT (box.origin.x + 3, box.origin.y + 4 + (float) line * 4, NOTE_PX - 6, 1.5f);
      gtk_snapshot_append_color (snapshot, &ink, &stroke);
    }
  }
}

static int
note_at (YztPlanSheets *self, double x, double y)
{
  for (guint i = 0; i < self->notes->len; i++) {
    graphene_rect_t box;
    if (yzt_plan_sheets_get_note_box (self, i, &box) && graphene_rect_contains_point (&box, &GRAPHENE_POINT_INIT ((float) x, (float) y))) {
      return (int) i;
    }
  }
  return -1;
}

static gboolean
on_query_tooltip (YztPlanSheets *self, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip)
{
  int note = by_keyboard ? -1 : note_at (self, x, y);
  if (note >= 0) {
    gtk_tooltip_set_text (tooltip, g_array_index (self->notes, YztPlanSheetNote, note).text);
  }
  return note >= 0;
}

static void
on_click (GtkGestureClick *click, int n_press, double x, double y, YztPlanSheets *self)
{
  int index = note_at (self, x, y);
  graphene_rect_t box;
  if (index < 0 || !yzt_plan_sheets_get_note_box (self, (guint) index, &box)) {
    return;
  }
  yzt_watchdog_action ("note-on-page");
  GtkWidget *label = yzt_ui_label (g_array_index (self->notes, YztPlanSheetNote, index).text, NULL);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 36);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  g_clear_pointer (&self->note_words, gtk_widget_unparent);
  self->note_words = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (self->note_words), label);
  gtk_popover_set_position (GTK_POPOVER (self->note_words), GTK_POS_LEFT);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->note_words), &(GdkRectangle) { (int) box.origin.x, (int) box.origin.y, NOTE_PX, NOTE_PX });
  gtk_widget_set_parent (self->note_words, GTK_WIDGET (self));
  gtk_popover_popup (GTK_POPOVER (self->note_words));
}

/* --- life --- */

void
yzt_plan_sheets_select_install (YztPlanSheets *self)
{
  GtkGesture *drag = gtk_gesture_drag_new (), *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  self->notes = g_array_new (FALSE, TRUE, sizeof (YztPlanSheetNote));
  g_array_set_clear_func (self->notes, note_clear);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (click, "released", G_CALLBACK (on_click), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
}

/* yzt-plans-review.c: what was read of a folder of plans, before it is written: each with its readings, to be mended beside the words that they come from
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plans-review.h"
#include <glib/gi18n-lib.h>
#include "yzt-field-editor.h"
#include "yzt-fill-in-turn.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"

/* What a person looks through, in the order of a cover. */
static const char *const fields[] = { "name", "issuing_body", "number", "issued", "level", "plan_kind", "version", "region", "incident_types" };

struct _YztPlansReview {
  AdwWindow parent_instance;
  YztSession *session;
  YztPlanBatch *batch;   /* NULL while it is being written */
  GtkListBox *list;
  GtkLabel *summary, *problem;
  GtkBox *form;
  GtkWidget *content, *import, *take_all;
  GtkWidget *editors[G_N_ELEMENTS (fields)], *doubts[G_N_ELEMENTS (fields)]; /* of the plan that is chosen */
  int chosen;            /* -1: none */
  int wanted;            /* chosen as soon as its row stands there; -1: none */
};
G_DEFINE_FINAL_TYPE (YztPlansReview, yzt_plans_review, ADW_TYPE_WINDOW)

enum { ACCEPTED, REFUSED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- the list --- */

static char *
cell_text (YztPlansReview *self, const YztRow *row, const char *name)
{
  int at = yzt_kind_get_field_index (row->kind, name);
  return at >= 0 ? yzt_field_format (yzt_kind_find_field (row->kind, name), &row->cells[at], yzt_session_get_language (self->session), NULL) : g_strdup ("");
}

/* "高要区人民政府 · 高府〔2026〕7号 · 2026-06-08 · 县级 · 专项应急预案" */
static char *
second_line (YztPlansReview *self, guint index)
{
  static const char *const parts[] = { "issuing_body", "number", "issued", "level", "plan_kind" };
  const YztRow *row = yzt_plan_batch_get_row (self->batch, index);
  GString *line = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *text = cell_text (self, row, parts[i]);
    gboolean doubtful = yzt_plan_batch_is_doubtful (self->batch, index, parts[i]);
    if (*text != '\0' || doubtful) {
      g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", *text != '\0' ? text : "?");
    }
  }
  return g_string_free (line, FALSE);
}

static char *
state_words (YztPlansReview *self, guint index)
{
  guint n = yzt_plan_batch_count_doubtful (self->batch, index);
  if (yzt_plan_batch_is_left_out (self->batch, index)) {
    return g_strdup (_("left out"));
  }
  return n > 0 ? g_strdup_printf (ngettext ("%u to look at", "%u to look at", n), n) : g_strdup (yzt_plan_batch_is_known (self->batch, index) ? _("changes a plan") : "");
}

static void
fill_row (YztPlansReview *self, GtkWidget *row, guint index)
{
  const char *name = yzt_row_get_text (yzt_plan_batch_get_row (self->batch, index), "name");
  g_autofree char *second = second_line (self, index), *state = state_words (self, index);
  yzt_ui_clear_children (row);
  GtkWidget *title = yzt_ui_label (name != NULL ? name : "", "row-title"), *line = yzt_ui_label (second, "second-line number"), *file = yzt_ui_label (yzt_plan_batch_get_file (self->batch, index), "second-line");
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *mark = yzt_ui_label (state, "doubt-mark");
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_wrap (GTK_LABEL (line), TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (file), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (top), title);
  gtk_box_append (GTK_BOX (top), mark);
  gtk_box_append (GTK_BOX (row), top);
  gtk_box_append (GTK_BOX (row), line);
  gtk_box_append (GTK_BOX (row), file);
}

/* Keys go on from it. */
static gboolean
choose_wanted (gpointer user_data)
{
  YztPlansReview *self = user_data;
  GtkListBoxRow *row = self->wanted >= 0 ? gtk_list_box_get_row_at_index (self->list, self->wanted) : NULL;
  self->wanted = -1;
  if (row != NULL && self->batch != NULL) {
    yzt_watchdog_background ("plans-review-first");
    gtk_list_box_select_row (self->list, row);
    gtk_widget_grab_focus (GTK_WIDGET (row));
  }
  return G_SOURCE_REMOVE;
}

static GtkWidget *
make_row (guint index, gpointer user_data)
{
  YztPlansReview *self = user_data;
  if ((int) index == self->wanted) {
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, choose_wanted, g_object_ref (self), g_object_unref);
  }
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  gtk_widget_add_css_class (row, "call-row");
  if (self->batch != NULL) {
    fill_row (self, row, index);
  }
  return row;
}

static void
show_summary (YztPlansReview *self)
{
  const YztPlanImportReport *report = yzt_plan_batch_get_report (self->batch);
  guint n = yzt_plan_batch_get_n (self->batch), taken = 0, doubtful = 0;
  for (guint i = 0; i < n; i++) {
    taken += yzt_plan_batch_is_left_out (self->batch, i) ? 0 : 1;
    doubtful += !yzt_plan_batch_is_left_out (self->batch, i) && yzt_plan_batch_count_doubtful (self->batch, i) > 0 ? 1 : 0;
  }
  g_autofree char *words = g_strdup_printf (_("%u read: %u to be imported, %u of them with something to look at; %u the same as before, %u refused"), report->read, taken, doubtful, report->unchanged,
                                            report->rejected);
  g_autofree char *label = g_strdup_printf (ngettext ("Import %u Plan", "Import %u Plans", taken), taken);
  gtk_label_set_text (self->summary, words);
  gtk_button_set_label (GTK_BUTTON (self->import), label);
  gtk_widget_set_sensitive (self->import, taken > 0);
  gtk_widget_set_sensitive (self->take_all, doubtful > 0);
}

static void
refresh_row (YztPlansReview *self, int index)
{
  GtkListBoxRow *row = index >= 0 ? gtk_list_box_get_row_at_index (self->list, index) : NULL;
  if (row != NULL) {
    fill_row (self, gtk_list_box_row_get_child (row), (guint) index);
  }
}

/* --- the form --- */

static void
set_problem (YztPlansReview *self, const char *sentence)
{
  gtk_label_set_text (self->problem, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), sentence != NULL);
}

static int
field_of (YztPlansReview *self, GtkWidget *const *widgets, GtkWidget *widget)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    if (widgets[i] == widget) {
      return (int) i;
    }
  }
  return -1;
}

/* A hand has written: what was read otherwise is gone, and so is its mark. */
static void
on_edited (GtkWidget *editor, YztPlansReview *self)
{
  int i = field_of (self, self->editors, editor);
  YztCell cell = { YZT_CELL_NULL };
  if (i < 0 || self->batch == NULL || self->chosen < 0 || !yzt_field_editor_get_cell (YZT_FIELD_EDITOR (editor), &cell)) {
    return;
  }
  yzt_watchdog_action ("plans-review-edit");
  yzt_plan_batch_set (self->batch, (guint) self->chosen, fields[i], &cell);
  yzt_cell_clear (&cell);
  gtk_widget_set_visible (self->doubts[i], FALSE);
  refresh_row (self, self->chosen);
  show_summary (self);
}

static void show_plan (YztPlansReview *self, int index);

static void
on_take (GtkButton *button, YztPlansReview *self)
{
  g_autofree char *name = g_strdup (g_object_get_data (G_OBJECT (button), "field")); /* the button goes */
  yzt_watchdog_action ("plans-review-take");
  if (self->batch == NULL || self->chosen < 0 || !yzt_plan_batch_take (self->batch, (guint) self->chosen, name)) {
    return;
  }
  refresh_row (self, self->chosen);
  show_summary (self);
  show_plan (self, self->chosen);
  GtkWidget *control = yzt_plans_review_get_control (self, name);
  if (control != NULL) {
    gtk_widget_grab_focus (control);
  }
}

/* "专项应急预案？ 85 % sure, from: …" and a button that takes it. */
static GtkWidget *
new_doubt (YztPlansReview *self, const char *field)
{
  const YztPlanReading *reading = yzt_plan_batch_get_reading (self->batch, (guint) self->chosen, field);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *take = gtk_button_new_with_label (_("Take It"));
  const YztField *described = yzt_kind_find_field (yzt_plan_batch_get_row (self->batch, (guint) self->chosen)->kind, field);
  YztCell cell = { YZT_CELL_NULL };
  g_autofree char *value = yzt_field_parse (described, reading->value, &cell, NULL) ? yzt_field_format (described, &cell, yzt_session_get_language (self->session), NULL) : g_strdup (reading->value);
  g_autofree char *words = g_strdup_printf (_("Perhaps “%s” (%.0f %% sure), from: %s"), value, reading->confidence * 100, reading->evidence);
  GtkWidget *label = yzt_ui_label (words, "doubt");
  yzt_cell_clear (&cell);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_valign (take, GTK_ALIGN_START);
  gtk_widget_add_css_class (take, "small-button");
  g_object_set_data_full (G_OBJECT (take), "field", g_strdup (field), g_free);
  g_signal_connect_object (take, "clicked", G_CALLBACK (on_take), self, 0);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), take);
  return box;
}

static void
on_leave_out (GtkCheckButton *check, YztPlansReview *self)
{
  if (self->batch != NULL && self->chosen >= 0) {
    yzt_watchdog_action ("plans-review-leave-out");
    yzt_plan_batch_leave_out (self->batch, (guint) self->chosen, gtk_check_button_get_active (check));
    refresh_row (self, self->chosen);
    show_summary (self);
  }
}

static void
show_plan (YztPlansReview *self, int index)
{
  yzt_ui_clear_children (GTK_WIDGET (self->form));
  memset (self->editors, 0, sizeof self->editors);
  self->chosen = index;
  if (index < 0 || self->batch == NULL) {
    return;
  }
  const YztRow *row = yzt_plan_batch_get_row (self->batch, (guint) index);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    int at = yzt_kind_get_field_index (row->kind, fields[i]);
    if (at < 0) {
      continue;
    }
    gboolean doubtful = yzt_plan_batch_is_doubtful (self->batch, (guint) index, fields[i]);
    self->editors[i] = yzt_field_editor_new (yzt_kind_find_field (row->kind, fields[i]), &row->cells[at], self->session);
    self->doubts[i] = doubtful ? new_doubt (self, fields[i]) : gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_set_visible (self->doubts[i], doubtful);
    g_signal_connect_object (self->editors[i], "changed", G_CALLBACK (on_edited), self, 0);
    gtk_box_append (self->form, self->editors[i]);
    gtk_box_append (self->form, self->doubts[i]);
  }
  GtkWidget *leave = gtk_check_button_new_with_label (_("Leave this document out"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (leave), yzt_plan_batch_is_left_out (self->batch, (guint) index));
  g_signal_connect_object (leave, "toggled", G_CALLBACK (on_leave_out), self, 0);
  gtk_box_append (self->form, leave);
}

static void
on_selected (GtkListBox *list, GtkListBoxRow *row, YztPlansReview *self)
{
  int index = row != NULL ? gtk_list_box_row_get_index (row) : -1;
  if (index != self->chosen) {
    yzt_watchdog_action ("plans-review-choose");
    show_plan (self, index);
  }
}

/* --- all of it --- */

/* @wanted is chosen once it stands there. */
static void
fill_list (YztPlansReview *self, int wanted)
{
  self->wanted = wanted;
  yzt_fill_in_turn (self->list, yzt_plan_batch_get_n (self->batch), make_row, self, NULL);
}

/* Where a person is needed; the first of all where nobody is. */
static int
first_doubtful (YztPlansReview *self)
{
  for (guint i = 0; i < yzt_plan_batch_get_n (self->batch); i++) {
    if (yzt_plan_batch_count_doubtful (self->batch, i) > 0) {
      return (int) i;
    }
  }
  return 0;
}

static void
on_take_all (YztPlansReview *self)
{
  yzt_watchdog_action ("plans-review-take-all");
  for (guint i = 0; self->batch != NULL && i < yzt_plan_batch_get_n (self->batch); i++) {
    for (guint k = 0; k < G_N_ELEMENTS (fields); k++) {
      if (yzt_plan_batch_is_doubtful (self->batch, i, fields[k])) {
        yzt_plan_batch_take (self->batch, i, fields[k]);
      }
    }
  }
  if (self->batch != NULL) {
    fill_list (self, self->chosen);
    show_summary (self);
  }
}

static void
on_import (YztPlansReview *self)
{
  for (guint i = 0; self->chosen >= 0 && i < G_N_ELEMENTS (fields); i++) {
    YztCell cell = { YZT_CELL_NULL };
    if (self->editors[i] != NULL && !yzt_field_editor_get_cell (YZT_FIELD_EDITOR (self->editors[i]), &cell)) {
      gtk_widget_grab_focus (yzt_field_editor_get_control (YZT_FIELD_EDITOR (self->editors[i]))); /* what stands there cannot be */
      return;
    }
    yzt_cell_clear (&cell);
  }
  g_signal_emit (self, signals[ACCEPTED], 0);
}

static void
action_import (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztPlansReview *self = YZT_PLANS_REVIEW (widget);
  if (self->batch != NULL && gtk_widget_get_sensitive (self->import)) {
    on_import (self);
  }
}

static gboolean
on_close (YztPlansReview *self)
{
  if (self->batch == NULL) {
    return TRUE; /* it is being written */
  }
  g_signal_emit (self, signals[REFUSED], 0);
  return FALSE;
}

YztPlanBatch *
yzt_plans_review_steal_batch (YztPlansReview *self)
{
  g_return_val_if_fail (YZT_IS_PLANS_REVIEW (self), NULL);
  yzt_ui_rest (self->content, TRUE);
  set_problem (self, NULL);
  return g_steal_pointer (&self->batch);
}

void
yzt_plans_review_give_back (YztPlansReview *self, YztPlanBatch *batch, const char *sentence)
{
  g_return_if_fail (YZT_IS_PLANS_REVIEW (self) && self->batch == NULL && batch != NULL);
  self->batch = batch;
  yzt_ui_rest (self->content, FALSE);
  set_problem (self, sentence);
  show_summary (self);
}

GtkListBox *
yzt_plans_review_get_list (YztPlansReview *self)
{
  g_return_val_if_fail (YZT_IS_PLANS_REVIEW (self), NULL);
  return self->list;
}

GtkWidget *
yzt_plans_review_get_control (YztPlansReview *self, const char *field)
{
  g_return_val_if_fail (YZT_IS_PLANS_REVIEW (self), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    if (g_str_equal (fields[i], field) && self->editors[i] != NULL) {
      return yzt_field_editor_get_control (YZT_FIELD_EDITOR (self->editors[i]));
    }
  }
  return NULL;
}

/* --- life --- */

static void
yzt_plans_review_dispose (GObject *object)
{
  YztPlansReview *self = YZT_PLANS_REVIEW (object);
  g_clear_pointer (&self->batch, yzt_plan_batch_free);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yzt_plans_review_parent_class)->dispose (object);
}

/* It is being closed. A worker may keep this longer than the other window lives. */
static void
yzt_plans_review_unrealize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (yzt_plans_review_parent_class)->unrealize (widget);
  gtk_window_set_transient_for (GTK_WINDOW (widget), NULL);
}

static void
yzt_plans_review_class_init (YztPlansReviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_plans_review_dispose;
  widget_class->unrealize = yzt_plans_review_unrealize;
  signals[ACCEPTED] = g_signal_new ("accepted", YZT_TYPE_PLANS_REVIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REFUSED] = g_signal_new ("refused", YZT_TYPE_PLANS_REVIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "review.import", NULL, action_import);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "review.import", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
new_scroller (GtkWidget *child, int width)
{
  GtkWidget *scroller = yzt_ui_scroller (child);
  gtk_widget_set_size_request (scroller, width, -1);
  return scroller;
}

static void
yzt_plans_review_init (YztPlansReview *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *bar = adw_header_bar_new (), *halves = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *cancel = gtk_button_new_with_label (_("Cancel"));
  self->chosen = self->wanted = -1;
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  self->form = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 8));
  self->summary = GTK_LABEL (yzt_ui_label ("", "panel-empty"));
  self->problem = GTK_LABEL (yzt_ui_label ("", "error"));
  self->import = gtk_button_new_with_label ("");
  self->take_all = gtk_button_new_with_label (_("Take All That Was Read"));
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_tooltip_text (self->import, _("Write them into the map as one act (Ctrl+Return)"));
  gtk_widget_set_tooltip_text (self->take_all, _("What is less than nine tenths sure is taken too"));
  gtk_widget_add_css_class (self->import, "suggested-action");
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "panel-list");
  gtk_widget_add_css_class (GTK_WIDGET (self->form), "panel-body");
  gtk_label_set_wrap (self->summary, TRUE);
  gtk_label_set_wrap (self->problem, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_BROWSE);
  g_signal_connect_object (self->list, "row-selected", G_CALLBACK (on_selected), self, 0);
  g_signal_connect_object (self->import, "clicked", G_CALLBACK (on_import), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->take_all, "clicked", G_CALLBACK (on_take_all), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cancel, "clicked", G_CALLBACK (gtk_window_close), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "close-request", G_CALLBACK (on_close), NULL);
  GtkWidget *form = new_scroller (GTK_WIDGET (self->form), 440), *list = new_scroller (GTK_WIDGET (self->list), 380);
  gtk_widget_set_hexpand (form, TRUE);
  gtk_box_append (GTK_BOX (halves), list);
  gtk_box_append (GTK_BOX (halves), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (halves), form);
  gtk_box_append (GTK_BOX (self->content), GTK_WIDGET (self->summary));
  gtk_box_append (GTK_BOX (self->content), GTK_WIDGET (self->problem));
  gtk_box_append (GTK_BOX (self->content), halves);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), self->import);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), self->take_all);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), self->content);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _("Look Through the Plans"));
  gtk_window_set_default_size (GTK_WINDOW (self), 980, 680);
}

static void
on_map (YztPlansReview *self)
{
  if (self->batch != NULL) {
    fill_list (self, first_doubtful (self));
  }
}

YztPlansReview *
yzt_plans_review_new (GtkWindow *parent, YztSession *session, YztPlanBatch *batch)
{
  g_return_val_if_fail (YZT_IS_SESSION (session) && batch != NULL, NULL);
  YztPlansReview *self = g_object_new (YZT_TYPE_PLANS_REVIEW, "transient-for", parent, "destroy-with-parent", TRUE, "modal", TRUE, NULL);
  self->session = g_object_ref (session);
  self->batch = batch;
  show_summary (self);
  g_signal_connect (self, "map", G_CALLBACK (on_map), NULL);
  return self;
}

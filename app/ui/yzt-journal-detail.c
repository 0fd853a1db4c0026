/* yzt-journal-detail.c: one entry of the diary: who, when, what it changed row by row, and taking it back
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-journal-detail.h"
#include <glib/gi18n-lib.h>
#include "yzt-history-words.h"
#include "yzt-undo-dialog.h"

/* What a person reads through; the count says how many there are. */
#define MOST_ROWS 40
/* Rows that come in one frame, so that a long list does not hold the window still; the first ones fill what is seen. */
#define ROWS_A_FRAME 3
/* From so many rows on, what was added or deleted is told in a paragraph each. */
#define FEW_ROWS 3

struct _YztJournalDetail {
  GtkWidget parent_instance;
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkLabel *label, *when, *note, *count;
  GtkWidget *take_back;
  GtkButton *other;
  GtkSpinner *spinner;
  GtkListBox *rows;
  YztSession *session;
  GCancellable *cancellable;
  YztEntryDetail *shown; /* rows that are still to come; NULL when all are there */
  guint next_row, row_tick;
  gint64 number, undone_by, undoes; /* of what is shown; number 0: nothing */
};
G_DEFINE_FINAL_TYPE (YztJournalDetail, yzt_journal_detail, GTK_TYPE_WIDGET)

enum { SHOW_FEATURE, GO_TO_ENTRY, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- the rows it changed --- */

/* The kind's index in the session's set; -1 for tables that are no kind. */
static int
kind_index (YztJournalDetail *self, const char *kind)
{
  YztKindSet *kinds = yzt_session_get_kinds (self->session);
  return kinds != NULL ? yzt_kind_set_index (kinds, kind) : -1;
}

static gboolean
is_on_map (YztJournalDetail *self, int kind, gint64 fid)
{
  guint index = 0;
  return kind >= 0 && yzt_generation_find (yzt_scene_get_generation (yzt_session_get_scene (self->session)), (guint) kind, fid, &index);
}

static GtkWidget *
new_row (YztJournalDetail *self, const YztEntryRow *row, gboolean brief)
{
  int kind = kind_index (self, row->kind);
  const char *kind_label = kind >= 0 ? yzt_ui_kind_label (self->session, kind) : row->kind;
  /* Translators: kind, name, what happened: "Depot 城东库: changed" */
  g_autofree char *title = g_strdup_printf (_("%s %s: %s"), kind_label, row->name != NULL ? row->name : "", yzt_history_what (row->what));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = yzt_ui_label (title, "row-title");
  GtkWidget *list_row = gtk_list_box_row_new ();
  gboolean on_map = is_on_map (self, kind, row->fid);
  gtk_widget_add_css_class (box, "diary-change");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (head), label);
  if (on_map) {
    GtkWidget *icon = gtk_image_new_from_icon_name ("find-location-symbolic");
    gtk_widget_set_tooltip_text (icon, _("Show on the map"));
    gtk_box_append (GTK_BOX (head), icon);
  }
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box),
                  brief && row->what != YZT_HISTORY_CHANGED ? yzt_history_paragraph_new (row->fields) : yzt_history_grid_new (row->fields));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (list_row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (list_row), on_map);
  g_object_set_data (G_OBJECT (list_row), "kind", GINT_TO_POINTER (kind));
  g_object_set_data_full (G_OBJECT (list_row), "fid", g_memdup2 (&row->fid, sizeof row->fid), g_free);
  return list_row;
}

static void
forget_rows (YztJournalDetail *self)
{
  if (self->row_tick != 0) {
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->row_tick);
    self->row_tick = 0;
  }
  g_clear_pointer (&self->shown, yzt_entry_detail_free);
  self->next_row = 0;
}

static gboolean
add_rows (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  YztJournalDetail *self = YZT_JOURNAL_DETAIL (widget);
  const GArray *rows = self->shown->rows;
  for (guint i = 0; i < ROWS_A_FRAME && self->next_row < rows->len; i++, self->next_row++) {
    gtk_list_box_append (self->rows, new_row (self, &g_array_index (rows, YztEntryRow, self->next_row), rows->len > FEW_ROWS));
  }
  if (self->next_row < rows->len) {
    return G_SOURCE_CONTINUE;
  }
  self->row_tick = 0;
  forget_rows (self);
  return G_SOURCE_REMOVE;
}

/* Takes @detail. */
static void
show_rows (YztJournalDetail *self, YztEntryDetail *detail)
{
  g_autofree char *number = yzt_text_group_number ((double) detail->n_rows, 0);
  g_autofree char *all = g_strdup_printf (ngettext ("%s row changed", "%s rows changed", (gulong) detail->n_rows), number);
  g_autofree char *first = detail->n_rows > (gint64) detail->rows->len
      ? g_strdup_printf (_("%s; the first %u:"), all, detail->rows->len) : NULL;
  gtk_label_set_text (self->count, detail->n_rows == 0 ? _("No row of the map changed") : first != NULL ? first : all);
  gtk_widget_set_visible (GTK_WIDGET (self->rows), detail->rows->len > 0);
  self->shown = detail;
  self->row_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), add_rows, NULL, NULL);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztJournalDetail) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztEntryDetail) detail = yzt_session_read_entry_finish (YZT_SESSION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL) {
    return;
  }
  gtk_spinner_stop (self->spinner);
  if (detail == NULL) {
    gtk_label_set_text (self->count, yzt_ui_error_text (error));
    return;
  }
  show_rows (self, g_steal_pointer (&detail));
}

static void
on_row_activated (GtkListBox *list, GtkListBoxRow *row, YztJournalDetail *self)
{
  const gint64 *fid = g_object_get_data (G_OBJECT (row), "fid");
  g_signal_emit (self, signals[SHOW_FEATURE], 0, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "kind")), *fid);
}

/* --- the head --- */

static void
show_head (YztJournalDetail *self, const YztJournalEntry *entry)
{
  g_autofree char *minute = yzt_history_minute (self->session, entry->at_ms);
  /* Translators: time, author, number of the entry */
  g_autofree char *when = g_strdup_printf (_("%s · %s · entry %ld"), minute, yzt_history_author (entry->author), (long) entry->entry);
  gboolean order = entry->nature == YZT_ACT_ORDER;
  gboolean undone = entry->undone_by > 0;
  gint64 other = undone ? entry->undone_by : entry->undoes;
  g_autofree char *other_label = other == 0 ? NULL
      : undone ? g_strdup_printf (_("Taken back by entry %ld"), (long) other) : g_strdup_printf (_("Takes back entry %ld"), (long) other);
  gtk_label_set_text (self->label, entry->label);
  gtk_label_set_text (self->when, when);
  gtk_label_set_text (self->note, order ? _("Orders, reports, acknowledgements, calls and log lines are never taken back: withdraw or correct them by a new act.")
                                        : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), order);
  gtk_widget_set_visible (self->take_back, !order && !undone && !yzt_session_is_read_only (self->session));
  gtk_button_set_label (self->other, other_label != NULL ? other_label : "");
  gtk_widget_set_visible (GTK_WIDGET (self->other), other_label != NULL);
  self->number = entry->entry;
  self->undone_by = entry->undone_by;
  self->undoes = entry->undoes;
}

void
yzt_journal_detail_set_entry (YztJournalDetail *self, const YztJournalEntry *entry)
{
  g_return_if_fail (YZT_IS_JOURNAL_DETAIL (self));
  if (entry != NULL && entry->entry == self->number && entry->undone_by == self->undone_by) {
    return;
  }
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  forget_rows (self);
  yzt_ui_clear_children (GTK_WIDGET (self->rows));
  gtk_widget_set_visible (GTK_WIDGET (self->rows), FALSE);
  self->number = 0;
  gtk_stack_set_visible_child_name (self->stack, entry != NULL ? "entry" : "nothing");
  if (entry == NULL || self->session == NULL) {
    return;
  }
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  show_head (self, entry);
  gtk_label_set_text (self->count, "");
  gtk_spinner_start (self->spinner);
  self->cancellable = g_cancellable_new ();
  yzt_session_read_entry_async (self->session, entry->entry, MOST_ROWS, self->cancellable, on_read, g_object_ref (self));
}

static void
on_take_back (YztJournalDetail *self)
{
  yzt_undo_dialog_ask (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->session, self->number);
}

static void
on_other (YztJournalDetail *self)
{
  g_signal_emit (self, signals[GO_TO_ENTRY], 0, self->undone_by > 0 ? self->undone_by : self->undoes);
}

/* --- life --- */

void
yzt_journal_detail_set_session (YztJournalDetail *self, YztSession *session)
{
  g_return_if_fail (YZT_IS_JOURNAL_DETAIL (self));
  yzt_journal_detail_set_entry (self, NULL);
  g_set_object (&self->session, session);
}

static void
yzt_journal_detail_dispose (GObject *object)
{
  YztJournalDetail *self = YZT_JOURNAL_DETAIL (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  forget_rows (self);
  g_clear_object (&self->session);
  yzt_ui_dispose_template (GTK_WIDGET (object), YZT_TYPE_JOURNAL_DETAIL);
  G_OBJECT_CLASS (yzt_journal_detail_parent_class)->dispose (object);
}

static void
yzt_journal_detail_class_init (YztJournalDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_journal_detail_dispose;
  signals[SHOW_FEATURE] = g_signal_new ("show-feature", YZT_TYPE_JOURNAL_DETAIL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                        G_TYPE_INT, G_TYPE_INT64);
  signals[GO_TO_ENTRY] = g_signal_new ("go-to-entry", YZT_TYPE_JOURNAL_DETAIL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                       G_TYPE_INT64);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-journal-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, YztJournalDetail, stack);
  gtk_widget_class_bind_template_child (widget_class, YztJournalDetail, scroller);
  gtk_widget_class_bind_template_child (widget_class, YztJournalDetail, label);
  gtk_widget_class_bind_template_child (widget_class, YztJournalDetail, when);
  gtk_widget_class_bind_template_child (widget_class, YztJournalDetail, note);
  gtk_widget_class_bind_template_child (widget_class, YztJournalDetail, count);
  gtk_widget_class_bind_template_child (widget_class, YztJournalDetail, take_back);
  gtk_widget_class_bind_template_child (widget_class, YztJournalDetail, other);
  gtk_widget_class_bind_template_child (widget_class, YztJournalDetail, spinner);
  gtk_widget_class_bind_template_child (widget_class, YztJournalDetail, rows);
  gtk_widget_class_bind_template_callback (widget_class, on_take_back);
  gtk_widget_class_bind_template_callback (widget_class, on_other);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
yzt_journal_detail_init (YztJournalDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

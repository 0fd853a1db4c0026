/* yzt-journal-view.c: the diary: every act of the map, newest first, what it changed, and taking it back
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-journal-view.h"
#include <glib/gi18n-lib.h>
#include "yzt-history-words.h"
#include "yzt-journal-detail.h"
#include "yzt-journal-line.h"

struct _YztJournalView {
  AdwWindow parent_instance;
  AdwWindowTitle *title;
  GtkToggleButton *mine;
  GtkSpinner *spinner;
  GtkSearchEntry *search;
  GtkStack *left;
  AdwStatusPage *empty;
  GtkListView *list;
  YztJournalDetail *detail;
  YztSession *session;
  YztJournalModel *model;
  GtkSingleSelection *selection;
  gint64 wanted; /* an entry to choose once it is listed */
};
G_DEFINE_FINAL_TYPE (YztJournalView, yzt_journal_view, ADW_TYPE_WINDOW)

enum { SHOW_FEATURE, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- rows --- */

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, YztJournalView *self)
{
  g_object_set_data (G_OBJECT (item), "view", self);
  gtk_list_item_set_child (item, yzt_journal_line_new ());
}

/* Author, and how it hangs together with other entries. */
static char *
second_line (const YztJournalEntry *entry)
{
  if (entry->undone_by > 0) {
    return g_strdup_printf (_("%s · taken back by entry %ld"), yzt_history_author (entry->author), (long) entry->undone_by);
  }
  if (entry->undoes > 0) {
    return g_strdup_printf (_("%s · takes back entry %ld"), yzt_history_author (entry->author), (long) entry->undoes);
  }
  return g_strdup (yzt_history_author (entry->author));
}

static void
show_row (YztJournalRow *row, GtkListItem *item)
{
  YztJournalView *self = g_object_get_data (G_OBJECT (item), "view");
  const YztJournalEntry *entry = yzt_journal_row_get_entry (row);
  gint64 at_ms = yzt_journal_row_get_at_ms (row);
  if (self->session == NULL) {
    return;
  }
  g_autofree char *clock = yzt_history_clock (self->session, at_ms);
  g_autofree char *second = entry != NULL ? second_line (entry) : g_strdup ("");
  g_autofree char *day = yzt_journal_model_starts_day (self->model, gtk_list_item_get_position (item))
      ? yzt_history_day (self->session, at_ms) : NULL;
  yzt_journal_line_set (YZT_JOURNAL_LINE (gtk_list_item_get_child (item)), day, clock, entry != NULL ? entry->label : "…", second,
                        entry != NULL && entry->undone_by > 0);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, YztJournalView *self)
{
  YztJournalRow *row = gtk_list_item_get_item (item);
  g_signal_connect (row, "changed", G_CALLBACK (show_row), item);
  show_row (row, item);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *item, YztJournalView *self)
{
  g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (item), item);
}

/* --- choosing --- */

static void
on_row_changed (YztJournalView *self)
{
  YztJournalRow *row = gtk_single_selection_get_selected_item (self->selection);
  yzt_journal_detail_set_entry (self->detail, row != NULL ? yzt_journal_row_get_entry (row) : NULL);
}

static void
on_selected (YztJournalView *self)
{
  YztJournalRow *old = g_object_get_data (G_OBJECT (self), "chosen");
  YztJournalRow *row = gtk_single_selection_get_selected_item (self->selection);
  if (old != row) {
    if (old != NULL) {
      g_signal_handlers_disconnect_by_func (old, on_row_changed, self);
    }
    g_object_set_data_full (G_OBJECT (self), "chosen", row != NULL ? g_object_ref (row) : NULL, g_object_unref);
    if (row != NULL) {
      g_signal_connect_object (row, "changed", G_CALLBACK (on_row_changed), self, G_CONNECT_SWAPPED);
    }
  }
  on_row_changed (self);
}

static void
select_wanted (YztJournalView *self)
{
  guint position = 0;
  if (self->wanted > 0 && yzt_journal_model_find (self->model, self->wanted, &position)) {
    self->wanted = 0;
    gtk_single_selection_set_selected (self->selection, position);
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
  }
}

static void
on_listed (YztJournalView *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  g_autofree char *number = yzt_text_group_number (n, 0);
  g_autofree char *count = g_strdup_printf (ngettext ("%s entry", "%s entries", n), number);
  gtk_spinner_stop (self->spinner);
  adw_window_title_set_subtitle (self->title, count);
  gtk_stack_set_visible_child_name (self->left, n > 0 ? "list" : "empty");
  select_wanted (self);
  on_selected (self);
}

static void
on_failed (YztJournalView *self, const char *sentence)
{
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);
  gtk_spinner_stop (self->spinner);
  adw_status_page_set_title (self->empty, _("The history cannot be read"));
  adw_status_page_set_description (self->empty, escaped);
  gtk_stack_set_visible_child_name (self->left, "empty");
}

static void
on_filter (YztJournalView *self)
{
  if (self->model == NULL) {
    return;
  }
  const char *author = gtk_toggle_button_get_active (self->mine) ? yzt_session_get_author (self->session) : NULL;
  if (yzt_journal_model_set_filter (self->model, gtk_editable_get_text (GTK_EDITABLE (self->search)), author)) {
    gtk_spinner_start (self->spinner);
  }
}

static void
on_stop_search (YztJournalView *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0') {
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  } else {
    gtk_window_close (GTK_WINDOW (self));
  }
}

static void
on_show_feature (YztJournalView *self, int kind, gint64 fid)
{
  g_signal_emit (self, signals[SHOW_FEATURE], 0, kind, fid);
}

void
yzt_journal_view_choose (YztJournalView *self, gint64 entry)
{
  g_return_if_fail (YZT_IS_JOURNAL_VIEW (self));
  guint position = 0;
  self->wanted = entry;
  if (yzt_journal_model_is_listed (self->model) && !yzt_journal_model_find (self->model, entry, &position)) {
    gtk_toggle_button_set_active (self->mine, FALSE);
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  }
  select_wanted (self);
}

static void
on_go_to_entry (YztJournalView *self, gint64 entry)
{
  yzt_journal_view_choose (self, entry);
}

YztJournalModel *
yzt_journal_view_get_model (YztJournalView *self)
{
  g_return_val_if_fail (YZT_IS_JOURNAL_VIEW (self), NULL);
  return self->model;
}

/* --- life --- */

/* The map was closed under the diary. */
static void
on_session_state (YztJournalView *self)
{
  if (yzt_session_get_state (self->session) != YZT_SESSION_READY) {
    gtk_window_close (GTK_WINDOW (self));
  }
}

static void
yzt_journal_view_dispose (GObject *object)
{
  YztJournalView *self = YZT_JOURNAL_VIEW (object);
  if (self->model != NULL) {
    g_signal_handlers_disconnect_by_data (self->model, self);
    g_signal_handlers_disconnect_by_data (self->selection, self);
    yzt_journal_model_stop (self->model);
    gtk_list_view_set_model (self->list, NULL);
    gtk_list_view_set_factory (self->list, NULL);
  }
  g_object_set_data (object, "chosen", NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), YZT_TYPE_JOURNAL_VIEW);
  G_OBJECT_CLASS (yzt_journal_view_parent_class)->dispose (object);
}

static void
yzt_journal_view_class_init (YztJournalViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_journal_view_dispose;
  g_type_ensure (YZT_TYPE_JOURNAL_DETAIL);
  signals[SHOW_FEATURE] = g_signal_new ("show-feature", YZT_TYPE_JOURNAL_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                        G_TYPE_INT, G_TYPE_INT64);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-journal-view.ui");
  gtk_widget_class_bind_template_child (widget_class, YztJournalView, title);
  gtk_widget_class_bind_template_child (widget_class, YztJournalView, mine);
  gtk_widget_class_bind_template_child (widget_class, YztJournalView, spinner);
  gtk_widget_class_bind_template_child (widget_class, YztJournalView, search);
  gtk_widget_class_bind_template_child (widget_class, YztJournalView, left);
  gtk_widget_class_bind_template_child (widget_class, YztJournalView, empty);
  gtk_widget_class_bind_template_child (widget_class, YztJournalView, list);
  gtk_widget_class_bind_template_child (widget_class, YztJournalView, detail);
  gtk_widget_class_bind_template_callback (widget_class, on_filter);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_bind_template_callback (widget_class, on_show_feature);
  gtk_widget_class_bind_template_callback (widget_class, on_go_to_entry);
}

static void
yzt_journal_view_init (YztJournalView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), self);
  gtk_list_view_set_factory (self->list, factory);
}

YztJournalView *
yzt_journal_view_new (GtkWindow *parent, YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztJournalView *self = g_object_new (YZT_TYPE_JOURNAL_VIEW, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  self->model = yzt_journal_model_new (session);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->model)));
  yzt_journal_detail_set_session (self->detail, session);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_swapped (self->model, "listed", G_CALLBACK (on_listed), self);
  g_signal_connect_swapped (self->model, "failed", G_CALLBACK (on_failed), self);
  g_signal_connect_swapped (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (on_session_state), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (self->mine), *yzt_session_get_author (session) != '\0');
  gtk_spinner_start (self->spinner);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
  return self;
}

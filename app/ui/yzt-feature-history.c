/* yzt-feature-history.c: the history of one feature: field by field what was and what became of it, who and when
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-feature-history.h"
#include <glib/gi18n-lib.h>
#include "yzt-history-words.h"

#define PAGE_ENTRIES 100

struct _YztFeatureHistory {
  AdwWindow parent_instance;
  AdwWindowTitle *title;
  GtkSpinner *spinner;
  GtkLabel *note;
  GtkListBox *entries;
  GtkWidget *older;
  YztSession *session;
  guint kind;
  gint64 fid;
  gint64 oldest; /* the last entry shown; 0: none yet */
  GCancellable *cancellable;
};
G_DEFINE_FINAL_TYPE (YztFeatureHistory, yzt_feature_history, ADW_TYPE_WINDOW)

enum { GO_TO_ENTRY, N_SIGNALS };
static guint signals[N_SIGNALS];

static GtkWidget *
new_row (YztFeatureHistory *self, const YztHistoryEntry *entry)
{
  g_autofree char *minute = yzt_history_minute (self->session, entry->at_ms);
  g_autofree char *title = g_strdup_printf ("%s · %s · %s", minute, yzt_history_author (entry->author), yzt_history_what (entry->what));
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *head = yzt_ui_label (title, "row-title number");
  GtkWidget *label = yzt_ui_label (entry->label, "second-line");
  gtk_widget_add_css_class (box, "diary-change");
  gtk_label_set_wrap (GTK_LABEL (head), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), label);
  if (entry->undone_by > 0) {
    g_autofree char *undone = g_strdup_printf (_("Taken back by entry %ld"), (long) entry->undone_by);
    gtk_box_append (GTK_BOX (box), yzt_ui_label (undone, "second-line"));
  }
  gtk_box_append (GTK_BOX (box), yzt_history_grid_new (entry->fields));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_tooltip_text (row, _("Show this entry in the history of the map"));
  g_object_set_data_full (G_OBJECT (row), "entry", g_memdup2 (&entry->entry, sizeof entry->entry), g_free);
  return row;
}

static void
say (YztFeatureHistory *self, const char *sentence)
{
  gtk_label_set_text (self->note, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->note), *sentence != '\0');
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztFeatureHistory) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) history = yzt_session_read_history_finish (YZT_SESSION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL) {
    return;
  }
  gtk_spinner_stop (self->spinner);
  if (history == NULL) {
    say (self, yzt_ui_error_text (error));
    return;
  }
  for (guint i = 0; i < history->len; i++) {
    const YztHistoryEntry *entry = &g_array_index (history, YztHistoryEntry, i);
    gtk_list_box_append (self->entries, new_row (self, entry));
    self->oldest = entry->entry;
  }
  gtk_widget_set_visible (self->older, history->len == PAGE_ENTRIES);
  gtk_widget_set_visible (GTK_WIDGET (self->entries), self->oldest > 0);
  say (self, self->oldest > 0 ? "" : _("The journal knows no act that touched this."));
}

static void
read_page (YztFeatureHistory *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  gtk_spinner_start (self->spinner);
  yzt_session_read_history_async (self->session, self->kind, self->fid, self->oldest, PAGE_ENTRIES, self->cancellable, on_read,
                                  g_object_ref (self));
}

static void
on_older (YztFeatureHistory *self)
{
  gtk_widget_set_visible (self->older, FALSE);
  read_page (self);
}

/* Something was written: from the newest on again. */
static void
on_rows_changed (YztFeatureHistory *self)
{
  yzt_ui_clear_children (GTK_WIDGET (self->entries));
  self->oldest = 0;
  read_page (self);
}

static void
on_session_state (YztFeatureHistory *self)
{
  if (yzt_session_get_state (self->session) != YZT_SESSION_READY) {
    gtk_window_close (GTK_WINDOW (self));
  }
}

static void
on_row_activated (GtkListBox *list, GtkListBoxRow *row, YztFeatureHistory *self)
{
  const gint64 *entry = g_object_get_data (G_OBJECT (row), "entry");
  g_signal_emit (self, signals[GO_TO_ENTRY], 0, *entry);
}

static void
yzt_feature_history_dispose (GObject *object)
{
  YztFeatureHistory *self = YZT_FEATURE_HISTORY (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), YZT_TYPE_FEATURE_HISTORY);
  G_OBJECT_CLASS (yzt_feature_history_parent_class)->dispose (object);
}

static void
yzt_feature_history_class_init (YztFeatureHistoryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_feature_history_dispose;
  signals[GO_TO_ENTRY] = g_signal_new ("go-to-entry", YZT_TYPE_FEATURE_HISTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                       G_TYPE_INT64);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-feature-history.ui");
  gtk_widget_class_bind_template_child (widget_class, YztFeatureHistory, title);
  gtk_widget_class_bind_template_child (widget_class, YztFeatureHistory, spinner);
  gtk_widget_class_bind_template_child (widget_class, YztFeatureHistory, note);
  gtk_widget_class_bind_template_child (widget_class, YztFeatureHistory, entries);
  gtk_widget_class_bind_template_child (widget_class, YztFeatureHistory, older);
  gtk_widget_class_bind_template_callback (widget_class, on_older);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
yzt_feature_history_init (YztFeatureHistory *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

YztFeatureHistory *
yzt_feature_history_new (GtkWindow *parent, YztSession *session, guint kind, gint64 fid, const char *name)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztFeatureHistory *self = g_object_new (YZT_TYPE_FEATURE_HISTORY, "transient-for", parent, NULL);
  const char *kind_label = yzt_ui_kind_label (session, (int) kind);
  self->session = g_object_ref (session);
  self->kind = kind;
  self->fid = fid;
  adw_window_title_set_title (self->title, name != NULL && *name != '\0' ? name : kind_label);
  adw_window_title_set_subtitle (self->title, kind_label);
  g_signal_connect_object (session, "rows-changed", G_CALLBACK (on_rows_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (on_session_state), self, G_CONNECT_SWAPPED);
  read_page (self);
  return self;
}

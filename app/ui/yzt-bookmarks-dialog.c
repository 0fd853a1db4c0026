/* yzt-bookmarks-dialog.c: the kept views as a list: go there, call it something else, forget it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-bookmarks-dialog.h"
#include <glib/gi18n-lib.h>
#include "yzt-ui.h"

struct _YztBookmarksDialog {
  AdwWindow parent_instance;
  GtkListBox *list;
  GtkWidget *scroller;
  GtkLabel *empty;
  YztBookmarks *bookmarks;
  gboolean read_only;
};
G_DEFINE_FINAL_TYPE (YztBookmarksDialog, yzt_bookmarks_dialog, ADW_TYPE_WINDOW)

enum { ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static guint
position_of (GtkWidget *inside)
{
  GtkWidget *row = gtk_widget_get_ancestor (inside, GTK_TYPE_LIST_BOX_ROW);
  return (guint) gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
}

static void
on_go (GtkWidget *button, YztBookmarksDialog *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0, position_of (button));
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_remove (GtkWidget *button, YztBookmarksDialog *self)
{
  const YztBookmark *bookmark = yzt_bookmarks_get (self->bookmarks, position_of (button));
  if (bookmark != NULL) {
    yzt_bookmarks_remove (self->bookmarks, bookmark->name);
  }
}

static void
on_renamed (AdwEntryRow *row, YztBookmarksDialog *self)
{
  const YztBookmark *bookmark = yzt_bookmarks_get (self->bookmarks, position_of (GTK_WIDGET (row)));
  if (bookmark != NULL) {
    yzt_bookmarks_rename (self->bookmarks, bookmark->name, gtk_editable_get_text (GTK_EDITABLE (row)));
  }
}

static void
add_button (YztBookmarksDialog *self, AdwEntryRow *row, const char *icon, const char *words, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_signal_connect (button, "clicked", callback, self);
  adw_entry_row_add_suffix (row, button);
}

static void
fill (YztBookmarksDialog *self)
{
  guint n = yzt_bookmarks_get_n (self->bookmarks);
  yzt_ui_clear_children (GTK_WIDGET (self->list));
  for (guint i = 0; i < n; i++) {
    const YztBookmark *bookmark = yzt_bookmarks_get (self->bookmarks, i);
    g_autofree char *place = yzt_ui_position_text (bookmark->center);
    GtkWidget *row = adw_entry_row_new ();
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), place);
    gtk_editable_set_text (GTK_EDITABLE (row), bookmark->name);
    gtk_editable_set_editable (GTK_EDITABLE (row), !self->read_only);
    adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
    g_signal_connect (row, "apply", G_CALLBACK (on_renamed), self);
    g_autofree char *go = g_strdup_printf (_("Go to “%s”"), bookmark->name), *forget = g_strdup_printf (_("Forget “%s”"), bookmark->name);
    add_button (self, ADW_ENTRY_ROW (row), "find-location-symbolic", go, G_CALLBACK (on_go));
    if (!self->read_only) {
      add_button (self, ADW_ENTRY_ROW (row), "user-trash-symbolic", forget, G_CALLBACK (on_remove));
    }
    gtk_list_box_append (self->list, row);
  }
  gtk_widget_set_visible (self->scroller, n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->empty), n == 0);
}

static void
yzt_bookmarks_dialog_dispose (GObject *object)
{
  YztBookmarksDialog *self = YZT_BOOKMARKS_DIALOG (object);
  if (self->bookmarks != NULL) {
    g_signal_handlers_disconnect_by_data (self->bookmarks, self);
  }
  g_clear_object (&self->bookmarks);
  G_OBJECT_CLASS (yzt_bookmarks_dialog_parent_class)->dispose (object);
}

static void
yzt_bookmarks_dialog_class_init (YztBookmarksDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_bookmarks_dialog_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
  signals[ACTIVATED] = g_signal_new ("activated", YZT_TYPE_BOOKMARKS_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
yzt_bookmarks_dialog_init (YztBookmarksDialog *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_window_set_title (GTK_WINDOW (self), _("Kept Views"));
  gtk_window_set_default_size (GTK_WINDOW (self), 480, 440);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_margin_start (GTK_WIDGET (self->list), 16);
  gtk_widget_set_margin_end (GTK_WIDGET (self->list), 16);
  gtk_widget_set_margin_top (GTK_WIDGET (self->list), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->list), 16);
  gtk_widget_set_valign (GTK_WIDGET (self->list), GTK_ALIGN_START);
  GtkWidget *scroller = yzt_ui_scroller (GTK_WIDGET (self->list));
  self->scroller = scroller;
  self->empty = GTK_LABEL (gtk_label_new (_("No view is kept yet. Alt+K keeps what the map shows now.")));
  gtk_label_set_wrap (self->empty, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->empty), "dialog-body");
  gtk_widget_set_vexpand (GTK_WIDGET (self->empty), TRUE);
  gtk_box_append (GTK_BOX (column), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->empty));
  gtk_box_append (GTK_BOX (column), scroller);
  adw_window_set_content (ADW_WINDOW (self), column);
}

YztBookmarksDialog *
yzt_bookmarks_dialog_new (GtkWindow *parent, YztBookmarks *bookmarks, gboolean read_only)
{
  g_return_val_if_fail (YZT_IS_BOOKMARKS (bookmarks), NULL);
  YztBookmarksDialog *self = g_object_new (YZT_TYPE_BOOKMARKS_DIALOG, "transient-for", parent, "modal", TRUE, NULL);
  self->bookmarks = g_object_ref (bookmarks);
  self->read_only = read_only;
  g_signal_connect_swapped (bookmarks, "changed", G_CALLBACK (fill), self);
  fill (self);
  return self;
}

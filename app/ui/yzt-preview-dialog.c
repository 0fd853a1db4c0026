/* yzt-preview-dialog.c: before many rows are changed: old → new, what is wrong in words, and only then the act
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-preview-dialog.h"
#include <glib/gi18n-lib.h>
#include "yzt-ui.h"

struct _YztPreviewDialog {
  AdwWindow parent_instance;
  GtkWidget *controls, *summary, *problems, *changes, *accept, *scroller;
  GtkWidget *title;
};
G_DEFINE_FINAL_TYPE (YztPreviewDialog, yzt_preview_dialog, ADW_TYPE_WINDOW)

enum { ACCEPTED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
on_accept (YztPreviewDialog *self)
{
  g_signal_emit (self, signals[ACCEPTED], 0);
}

static void
activate_accept (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztPreviewDialog *self = YZT_PREVIEW_DIALOG (widget);
  if (gtk_widget_get_sensitive (self->accept)) {
    on_accept (self);
  }
}

static void
yzt_preview_dialog_class_init (YztPreviewDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  signals[ACCEPTED] = g_signal_new ("accepted", YZT_TYPE_PREVIEW_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "preview.accept", NULL, activate_accept);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "preview.accept", NULL);
}

static GtkWidget *
new_buttons (YztPreviewDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *cancel = gtk_button_new_with_label (_("Cancel"));
  self->accept = gtk_button_new_with_label ("");
  gtk_widget_add_css_class (box, "form-buttons");
  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  gtk_widget_set_tooltip_text (cancel, _("Leave everything as it was (Esc)"));
  gtk_widget_set_tooltip_text (self->accept, _("Do it, as one act that can be taken back (Ctrl+Enter)"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  gtk_widget_add_css_class (self->accept, "suggested-action");
  g_signal_connect_swapped (self->accept, "clicked", G_CALLBACK (on_accept), self);
  gtk_box_append (GTK_BOX (box), cancel);
  gtk_box_append (GTK_BOX (box), self->accept);
  return box;
}

static void
yzt_preview_dialog_init (YztPreviewDialog *self)
{
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  GtkWidget *header = adw_header_bar_new ();
  self->title = adw_window_title_new ("", "");
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), self->title);
  self->controls = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->summary = yzt_ui_label ("", "heading");
  self->problems = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  self->changes = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->scroller = gtk_scrolled_window_new ();
  GtkWidget *lists = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  gtk_label_set_wrap (GTK_LABEL (self->summary), TRUE);
  gtk_box_append (GTK_BOX (lists), self->problems);
  gtk_box_append (GTK_BOX (lists), self->changes);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), lists);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_widget_add_css_class (body, "panel-body");
  gtk_box_append (GTK_BOX (body), self->controls);
  gtk_box_append (GTK_BOX (body), self->summary);
  gtk_box_append (GTK_BOX (body), self->scroller);
  gtk_box_append (GTK_BOX (outer), header);
  gtk_box_append (GTK_BOX (outer), body);
  gtk_box_append (GTK_BOX (outer), new_buttons (self));
  adw_window_set_content (ADW_WINDOW (self), outer);
  gtk_window_set_default_size (GTK_WINDOW (self), 560, 520);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  yzt_preview_dialog_set_accept (self, NULL);
}

YztPreviewDialog *
yzt_preview_dialog_new (GtkWindow *parent, const char *title)
{
  YztPreviewDialog *self = g_object_new (YZT_TYPE_PREVIEW_DIALOG, "transient-for", parent, "title", title, NULL);
  adw_window_title_set_title (ADW_WINDOW_TITLE (self->title), title);
  return self;
}

void
yzt_preview_dialog_set_controls (YztPreviewDialog *self, GtkWidget *controls)
{
  g_return_if_fail (YZT_IS_PREVIEW_DIALOG (self));
  yzt_ui_clear_children (self->controls);
  if (controls != NULL) {
    gtk_box_append (GTK_BOX (self->controls), controls);
  }
}

void
yzt_preview_dialog_clear (YztPreviewDialog *self)
{
  g_return_if_fail (YZT_IS_PREVIEW_DIALOG (self));
  yzt_ui_clear_children (self->problems);
  yzt_ui_clear_children (self->changes);
}

void
yzt_preview_dialog_set_summary (YztPreviewDialog *self, const char *sentence)
{
  g_return_if_fail (YZT_IS_PREVIEW_DIALOG (self));
  gtk_label_set_text (GTK_LABEL (self->summary), sentence);
}

void
yzt_preview_dialog_add_change (YztPreviewDialog *self, const char *where, const char *old, const char *now)
{
  g_return_if_fail (YZT_IS_PREVIEW_DIALOG (self));
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  g_autofree char *change = g_strdup_printf ("%s → %s", old != NULL && *old != '\0' ? old : _("nothing"), now != NULL && *now != '\0' ? now : _("nothing"));
  GtkWidget *first = yzt_ui_label (where, "second-line"), *second = yzt_ui_label (change, "number");
  gtk_label_set_ellipsize (GTK_LABEL (first), PANGO_ELLIPSIZE_END);
  gtk_label_set_wrap (GTK_LABEL (second), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (second), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (row, "preview-row");
  gtk_box_append (GTK_BOX (row), first);
  gtk_box_append (GTK_BOX (row), second);
  gtk_box_append (GTK_BOX (self->changes), row);
}

void
yzt_preview_dialog_add_problem (YztPreviewDialog *self, const char *sentence)
{
  g_return_if_fail (YZT_IS_PREVIEW_DIALOG (self));
  GtkWidget *label = yzt_ui_label (sentence, "field-problem");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_box_append (GTK_BOX (self->problems), label);
}

void
yzt_preview_dialog_add_note (YztPreviewDialog *self, const char *sentence)
{
  g_return_if_fail (YZT_IS_PREVIEW_DIALOG (self));
  gtk_box_append (GTK_BOX (self->changes), yzt_ui_label (sentence, "second-line"));
}

void
yzt_preview_dialog_set_accept (YztPreviewDialog *self, const char *label)
{
  g_return_if_fail (YZT_IS_PREVIEW_DIALOG (self));
  gtk_button_set_label (GTK_BUTTON (self->accept), label != NULL ? label : _("Nothing to change"));
  gtk_widget_set_sensitive (self->accept, label != NULL);
}

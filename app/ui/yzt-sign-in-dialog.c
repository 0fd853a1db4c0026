/* yzt-sign-in-dialog.c: who sits here? asked at first and at hand-over
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-sign-in-dialog.h"
#include <glib/gi18n-lib.h>
#include "yzt-ui.h"

struct _YztSignInDialog {
  AdwWindow parent_instance;
  GtkLabel *explanation;
  AdwEntryRow *name;
  GtkWidget *confirm;
  YztSession *session;
};
G_DEFINE_FINAL_TYPE (YztSignInDialog, yzt_sign_in_dialog, ADW_TYPE_WINDOW)

static char *
typed_name (YztSignInDialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));
}

static void
on_changed (YztSignInDialog *self)
{
  g_autofree char *name = typed_name (self);
  gtk_widget_set_sensitive (self->confirm, *name != '\0');
}

static void
on_confirm (YztSignInDialog *self)
{
  g_autofree char *name = typed_name (self);
  if (*name != '\0') {
    yzt_session_sign_in (self->session, name);
    gtk_window_close (GTK_WINDOW (self));
  }
}

static void
yzt_sign_in_dialog_dispose (GObject *object)
{
  g_clear_object (&YZT_SIGN_IN_DIALOG (object)->session);
  gtk_widget_dispose_template (GTK_WIDGET (object), YZT_TYPE_SIGN_IN_DIALOG);
  G_OBJECT_CLASS (yzt_sign_in_dialog_parent_class)->dispose (object);
}

static void
yzt_sign_in_dialog_class_init (YztSignInDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_sign_in_dialog_dispose;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, YZT_RESOURCE_PATH "yzt-sign-in-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, YztSignInDialog, explanation);
  gtk_widget_class_bind_template_child (widget_class, YztSignInDialog, name);
  gtk_widget_class_bind_template_child (widget_class, YztSignInDialog, confirm);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_confirm);
}

static void
yzt_sign_in_dialog_init (YztSignInDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

YztSignInDialog *
yzt_sign_in_dialog_new (GtkWindow *parent, YztSession *session)
{
  g_return_val_if_fail (YZT_IS_SESSION (session), NULL);
  YztSignInDialog *self = g_object_new (YZT_TYPE_SIGN_IN_DIALOG, "transient-for", parent, NULL);
  const char *author = yzt_session_get_author (session);
  self->session = g_object_ref (session);
  if (*author != '\0') {
    g_autofree char *text = g_strdup_printf (_("%s hands over. The next name stands on every change from then on."), author);
    gtk_label_set_text (self->explanation, text);
  }
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
  return self;
}

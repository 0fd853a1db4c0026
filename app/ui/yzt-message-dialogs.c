/* yzt-message-dialogs.c: questions that must be answered before work goes on
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-message-dialogs.h"
#include <adwaita.h>
#include <glib/gi18n-lib.h>

typedef struct {
  YztYesFunc func;
  GObject *user_data;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;
  g_clear_object (&question->user_data);
  g_free (question);
}

static void
on_response (AdwMessageDialog *dialog, const char *response, Question *question)
{
  if (g_str_equal (response, "yes")) {
    question->func (question->user_data);
  }
}

void
yzt_ask_import_foreign (GtkWindow *parent, const char *name, YztYesFunc func, gpointer user_data)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, _("Import this file?"), NULL);
  Question *question = g_new0 (Question, 1);
  question->func = func;
  question->user_data = g_object_ref (user_data);
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  _("“%s” is a GeoPackage of another programme, not a map of Yizhangtu. Its entries can be imported into a map."),
                                  name);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "no", _("_Cancel"), "yes", _("_Import…"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "yes", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "yes");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "no");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* yzt-undo-dialog.c: before an entry is taken back: what would change, what stands against it, or why it may never be
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-undo-dialog.h"
#include <glib/gi18n-lib.h>

typedef struct {
  YztSession *session;
  gint64 entry;
} Question;

static void
question_free (Question *question)
{
  g_clear_object (&question->session);
  g_free (question);
}

static void
drop_question (gpointer data, GClosure *closure)
{
  question_free (data);
}

static void
on_response (AdwMessageDialog *dialog, const char *response, Question *question)
{
  if (g_str_equal (response, "yes")) {
    yzt_session_undo_entry_async (question->session, question->entry, NULL, NULL);
  }
}

static AdwMessageDialog *
new_dialog (GtkWindow *parent, const char *heading, const char *body)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, heading, body));
  adw_message_dialog_add_response (dialog, "no", _("_Close"));
  adw_message_dialog_set_close_response (dialog, "no");
  return dialog;
}

void
yzt_undo_dialog_ask (GtkWindow *parent, YztSession *session, gint64 entry)
{
  g_return_if_fail (YZT_IS_SESSION (session));
  g_return_if_fail (entry > 0);
  g_autofree char *body = g_strdup_printf (_("Entry %ld would be taken back as one act."), (long) entry);
  AdwMessageDialog *dialog = new_dialog (parent, _("Take this back?"), body);
  adw_message_dialog_set_response_label (dialog, "no", _("_Cancel"));
  adw_message_dialog_add_response (dialog, "yes", _("_Take Back"));
  adw_message_dialog_set_response_appearance (dialog, "yes", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "yes");
  Question *kept = g_new0 (Question, 1);
  kept->session = g_object_ref (session);
  kept->entry = entry;
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), kept, drop_question, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

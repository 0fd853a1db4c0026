/* yzt-undo-dialog.c: before an entry is taken back: what would change, what stands against it, or why it may never be
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-undo-dialog.h"
#include <glib/gi18n-lib.h>
#include "yzt-history-words.h"

/* More sentences than these are not read by anybody; the count says how many there are. */
#define MOST_SENTENCES 40

typedef struct {
  GtkWindow *parent;
  YztSession *session;
  gint64 entry;
} Question;

static void
question_free (Question *question)
{
  g_clear_object (&question->parent);
  g_clear_object (&question->session);
  g_free (question);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

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

static void
add_sentences (GtkWidget *box, const char *heading, const GPtrArray *sentences)
{
  if (sentences == NULL || sentences->len == 0) {
    return;
  }
  GtkWidget *label = yzt_ui_label (heading, "heading");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (box), label);
  for (guint i = 0; i < MIN (sentences->len, MOST_SENTENCES); i++) {
    GtkWidget *sentence = yzt_ui_label (sentences->pdata[i], "undo-sentence");
    gtk_label_set_wrap (GTK_LABEL (sentence), TRUE);
    gtk_label_set_wrap_mode (GTK_LABEL (sentence), PANGO_WRAP_WORD_CHAR);
    gtk_box_append (GTK_BOX (box), sentence);
  }
  if (sentences->len > MOST_SENTENCES) {
    g_autofree char *more = g_strdup_printf (_("… and %u more"), sentences->len - MOST_SENTENCES);
    gtk_box_append (GTK_BOX (box), yzt_ui_label (more, "second-line"));
  }
}

static GtkWidget *
new_reasons (const YztUndoPlan *plan)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  add_sentences (box, _("Changed again since:"), plan->conflicts);
  add_sentences (box, _("Hangs on it now:"), plan->dependents);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 320);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  return scroller;
}

static AdwMessageDialog *
new_dialog (GtkWindow *parent, const char *heading, const char *body)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, heading, body));
  adw_message_dialog_add_response (dialog, "no", _("_Close"));
  adw_message_dialog_set_close_response (dialog, "no");
  return dialog;
}

static void
present_plan (Question *question, const YztUndoPlan *plan)
{
  g_autofree char *minute = yzt_history_minute (question->session, plan->at_ms);
  guint n_against = (plan->conflicts != NULL ? plan->conflicts->len : 0) + (plan->dependents != NULL ? plan->dependents->len : 0);
  gboolean allowed = plan->refusal == NULL && n_against == 0;
  g_autofree char *number = yzt_text_group_number (plan->n_rows, 0);
  g_autofree char *rows = g_strdup_printf (ngettext ("%s row would become what it was.", "%s rows would become what they were.", plan->n_rows),
                                           number);
  g_autofree char *refusal = plan->refusal == NULL ? NULL
      : g_str_has_suffix (plan->refusal, ".") ? g_strdup (plan->refusal) : g_strdup_printf (_("%s."), plan->refusal);
  g_autofree char *body = g_strdup_printf (_("“%s”, %s, %s. %s"), plan->label, yzt_history_author (plan->author), minute,
                                           refusal != NULL       ? refusal
                                           : allowed             ? rows
                                                                 : _("Nothing was changed. Take back the later acts first, or edit by hand."));
  AdwMessageDialog *dialog = new_dialog (question->parent, allowed ? _("Take this back?") : _("This cannot be taken back"), body);
  if (allowed) {
    adw_message_dialog_set_response_label (dialog, "no", _("_Cancel"));
    adw_message_dialog_add_response (dialog, "yes", _("_Take Back"));
    adw_message_dialog_set_response_appearance (dialog, "yes", ADW_RESPONSE_SUGGESTED);
    adw_message_dialog_set_default_response (dialog, "yes");
    Question *kept = g_new0 (Question, 1);
    kept->session = g_object_ref (question->session);
    kept->entry = plan->entry;
    g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), kept, drop_question, 0);
  } else if (n_against > 0) {
    adw_message_dialog_set_extra_child (dialog, new_reasons (plan));
  }
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_planned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztUndoPlan) plan = yzt_session_plan_undo_finish (YZT_SESSION (source), result, &error);
  if (!gtk_widget_get_visible (GTK_WIDGET (question->parent))) {
    return; /* the diary was closed meanwhile */
  }
  if (plan == NULL) {
    gtk_window_present (GTK_WINDOW (new_dialog (question->parent, _("This cannot be taken back"), yzt_ui_error_text (error))));
    return;
  }
  present_plan (question, plan);
}

void
yzt_undo_dialog_ask (GtkWindow *parent, YztSession *session, gint64 entry)
{
  g_return_if_fail (YZT_IS_SESSION (session));
  g_return_if_fail (entry > 0);
  Question *question = g_new0 (Question, 1);
  question->parent = g_object_ref (parent);
  question->session = g_object_ref (session);
  question->entry = entry;
  yzt_session_plan_undo_async (session, entry, NULL, on_planned, question);
}

/* yzt-ledger-step.c: asks for the next step of a hazard source's papers, and enters it as one act
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-ledger-step.h"
#include <glib/gi18n-lib.h>
#include "yzt-act-dialog.h"
#include "yzt-dossier.h"
#include "yzt-watchdog.h"

typedef struct {
  YztActDialog *dialog;
  YztSession *session;
  YztLedger *ledger;
  guint index;
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;
  g_object_unref (asking->dialog);
  g_object_unref (asking->session);
  yzt_ledger_unref (asking->ledger);
  g_free (asking);
}

static void
on_accepted (YztActDialog *dialog, Asking *asking)
{
  YztKind *kind = yzt_kind_set_find (yzt_session_get_kinds (asking->session), "hazard-source");
  g_autofree char *date = yzt_act_dialog_get_text (dialog, "date"), *who = yzt_act_dialog_get_text (dialog, "who");
  const char *number_field = NULL;
  const YztLedgerSource *source = yzt_ledger_get (asking->ledger, asking->index);
  yzt_dossier_step_get_field (source->step, NULL, &number_field);
  g_autofree char *number = number_field != NULL ? yzt_act_dialog_get_text (dialog, "number") : NULL;
  g_autofree char *today = yzt_session_get_today (asking->session);
  g_autoptr (GError) error = NULL;
  YztEdits *edits = yzt_dossier_step_new (kind, source, date, who, number, today, &error);
  yzt_watchdog_action ("dossier-step");
  if (edits == NULL) {
    yzt_act_dialog_tell (dialog, error->message);
    return;
  }
  yzt_act_dialog_set_busy (dialog, TRUE);
  yzt_session_write_edits_async (asking->session, edits, yzt_act_dialog_on_written, g_object_ref (dialog));
}

void
yzt_ledger_ask_step (GtkWindow *parent, YztSession *session, YztLedger *ledger, guint index)
{
  g_return_if_fail (YZT_IS_SESSION (session) && ledger != NULL);
  const YztLedgerSource *source = yzt_ledger_get (ledger, index);
  const char *number_field = NULL;
  if (source == NULL || yzt_dossier_step_get_field (source->step, NULL, &number_field) == NULL) {
    return;
  }
  Asking *asking = g_new0 (Asking, 1);
  g_autofree char *today = yzt_session_get_today (session);
  g_autofree char *explanation = g_strdup_printf (_("Step %u of 4 of the papers of “%s”: its date and who did it are entered as one act."), (guint) source->step + 1, source->name);
  asking->dialog = g_object_ref (yzt_act_dialog_new (parent, session, yzt_dossier_step_text (source->step), explanation, _("Enter")));
  asking->session = g_object_ref (session);
  asking->ledger = yzt_ledger_ref (ledger);
  asking->index = index;
  yzt_act_dialog_add_line (asking->dialog, "date", _("Done on"), today, TRUE);
  yzt_act_dialog_add_line (asking->dialog, "who", yzt_dossier_step_get_who_label (source->step), NULL, TRUE);
  if (number_field != NULL) {
    yzt_act_dialog_add_line (asking->dialog, "number", _("Filing number"), NULL, FALSE);
  }
  g_signal_connect (asking->dialog, "accepted", G_CALLBACK (on_accepted), asking);
  g_signal_connect_swapped (asking->dialog, "destroy", G_CALLBACK (asking_free), asking);
  gtk_window_present (GTK_WINDOW (asking->dialog));
}

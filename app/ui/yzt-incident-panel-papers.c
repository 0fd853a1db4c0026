/* yzt-incident-panel-papers.c: of an incident, what goes out in writing: reports with their senders and receipts, texts for the public
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <string.h>
#include "yzt-incident-panel-private.h"

static gboolean
is_about (const YztRow *row, const char *field, const char *kind, gint64 fid)
{
  g_autofree char *link = g_strdup_printf ("%s/%ld", kind, (long) fid);
  return g_strcmp0 (yzt_row_get_text (row, field), link) == 0;
}

static gboolean
may_write (YztIncidentPanel *self)
{
  return !yzt_session_is_read_only (self->session);
}

/* To whom, when, signed for by whom. */
static void
add_sending (YztIncidentPanel *self, GtkWidget *card, const YztRow *sending)
{
  g_autofree char *sent = yzt_panel_time (self, sending, "sent_utc"), *received = yzt_panel_time (self, sending, "received_utc");
  g_autofree char *act = g_strdup_printf ("report-received:%ld", (long) sending->fid);
  gboolean waits = *received == '\0';
  g_autofree char *words = waits ? g_strdup_printf (_("%s sent %s · not signed for yet"), yzt_panel_value (self, sending, "what"), sent)
                                 : g_strdup_printf (_("%s sent %s · signed for %s %s"), yzt_panel_value (self, sending, "what"), sent, received,
                                                    yzt_panel_text (sending, "received_by"));
  GtkWidget *row = yzt_panel_row (yzt_panel_text (sending, "name"), words, waits && may_write (self) ? yzt_panel_button (_("Signed For…"), act) : NULL);
  gtk_widget_add_css_class (row, "sending-row");
  gtk_box_append (GTK_BOX (card), row);
}

static void
add_report (YztIncidentPanel *self, GtkBox *box, const YztRow *report)
{
  g_autofree char *act = g_strdup_printf ("report:%ld", (long) report->fid), *drafted = yzt_panel_time (self, report, "drafted_utc");
  g_autofree char *signed_at = yzt_panel_time (self, report, "signed_utc");
  g_autofree char *words = *signed_at != '\0' ? g_strdup_printf (_("%s %s, %s · frozen"), yzt_panel_value (self, report, "state"), signed_at, yzt_panel_text (report, "signed_by"))
                                              : g_strdup_printf ("%s · %s %s", yzt_panel_value (self, report, "state"), drafted, yzt_panel_text (report, "drafted_by"));
  GtkWidget *card = yzt_panel_card (box, yzt_panel_value (self, report, "what"), yzt_panel_button (_("Show Report"), act));
  GPtrArray *sendings = yzt_incident_record_rows (self->record, "report-sending");
  gtk_box_append (GTK_BOX (card), yzt_panel_row (yzt_panel_text (report, "name"), words, NULL));
  for (guint i = 0; i < sendings->len; i++) {
    if (is_about (sendings->pdata[i], "report", "report", report->fid)) {
      add_sending (self, card, sendings->pdata[i]);
    }
  }
}

static void
add_by_telephone (YztIncidentPanel *self, GtkBox *box)
{
  GPtrArray *sendings = yzt_incident_record_rows (self->record, "report-sending");
  GtkWidget *card = NULL;
  for (guint i = 0; i < sendings->len; i++) {
    const YztRow *row = sendings->pdata[i];
    if (g_strcmp0 (yzt_row_get_text (row, "what"), "phone") == 0) {
      g_autofree char *sent = yzt_panel_time (self, row, "sent_utc");
      g_autofree char *words = g_strdup_printf ("%s · %s → %s", sent, yzt_panel_text (row, "sent_by"), yzt_panel_text (row, "receiver"));
      card = card != NULL ? card : yzt_panel_card (box, _("By Telephone"), NULL);
      gtk_box_append (GTK_BOX (card), yzt_panel_row (yzt_panel_text (row, "name"), words, NULL));
    }
  }
}

static void
add_public (YztIncidentPanel *self, GtkWidget *card, const YztRow *text)
{
  const char *state = yzt_panel_text (text, "state");
  gboolean released = g_str_equal (state, "released"), approved = g_str_equal (state, "approved");
  g_autofree char *when = yzt_panel_time (self, text, released ? "released_utc" : approved ? "approved_utc" : "drafted_utc");
  g_autofree char *act = g_strdup_printf ("%s:%ld", approved ? "public-release" : "public-approve", (long) text->fid);
  g_autofree char *words = g_strdup_printf ("%s · %s %s%s", yzt_panel_value (self, text, "state"), when,
                                            yzt_panel_text (text, released ? "released_by" : approved ? "approved_by" : "drafted_by"), released ? _(" · frozen") : "");
  GtkWidget *button = released || !may_write (self) ? NULL : yzt_panel_button (approved ? _("Release…") : _("Approve…"), act);
  GtkWidget *row = yzt_panel_row (yzt_panel_text (text, "name"), words, button), *what = yzt_ui_label (yzt_panel_text (text, "text"), "public-text");
  gtk_label_set_wrap (GTK_LABEL (what), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (what), PANGO_WRAP_WORD_CHAR);
  gtk_box_append (GTK_BOX (card), row);
  gtk_box_append (GTK_BOX (card), what);
}

void
yzt_panel_fill_papers (YztIncidentPanel *self, GtkBox *box)
{
  GPtrArray *reports = yzt_incident_record_rows (self->record, "report"), *texts = yzt_incident_record_rows (self->record, "public-text");
  GtkWidget *draft = gtk_button_new_with_label (_("Draft a Report…"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (draft), "incident.do");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (draft), "s", "report-draft");
  gtk_widget_set_tooltip_text (draft, _("From the record, what is not known marked (Ctrl+Shift+R)"));
  gtk_widget_set_visible (draft, may_write (self));
  gtk_box_append (box, draft);
  for (guint i = reports->len; i > 0; i--) {
    add_report (self, box, reports->pdata[i - 1]);
  }
  add_by_telephone (self, box);
  GtkWidget *card = yzt_panel_card (box, _("For the Public"), may_write (self) ? yzt_panel_button (_("Draft…"), "public-draft") : NULL);
  for (guint i = texts->len; i > 0; i--) {
    add_public (self, card, texts->pdata[i - 1]);
  }
  if (texts->len == 0) {
    gtk_box_append (GTK_BOX (card), yzt_ui_label (_("Nothing drafted yet"), "second-line"));
  }
}

/* yzt-report-steps.c: of a report, how far it has come, what it must say, and to whom it went
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include "yzt-incident-act.h"
#include "yzt-report-window-private.h"
#include "yzt-watchdog.h"

static char *
time_of (YztReportWindow *self, const YztRow *row, const char *field)
{
  gint64 at_ms = 0;
  const char *text = yzt_row_get_text (row, field);
  if (text == NULL || !yzt_time_parse (text, NULL, &at_ms)) {
    return g_strdup ("");
  }
  return yzt_time_format_clock (at_ms, yzt_clock_now_ms (yzt_session_get_clock (self->session)), yzt_session_get_time_zone (self->session));
}

static const char *
text_of (const YztRow *row, const char *field)
{
  const char *text = yzt_row_get_text (row, field);
  return text != NULL ? text : "";
}

static GPtrArray *
sendings_of (YztReportWindow *self, const YztRow *report)
{
  GPtrArray *all = yzt_incident_record_rows (self->record, "report-sending"), *mine = g_ptr_array_new ();
  g_autofree char *link = g_strdup_printf ("report/%ld", (long) report->fid);
  for (guint i = 0; i < all->len; i++) {
    if (g_strcmp0 (yzt_row_get_text (all->pdata[i], "report"), link) == 0) {
      g_ptr_array_add (mine, all->pdata[i]);
    }
  }
  return mine;
}

/* --- steps --- */

static void
add_step (YztReportWindow *self, const char *name, const char *who, gboolean done, gboolean last)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *title = g_strdup_printf ("%s %s", done ? "✓" : "○", name);
  GtkWidget *second = yzt_ui_label (*who != '\0' ? who : "—", "second-line number");
  gtk_label_set_ellipsize (GTK_LABEL (second), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), yzt_ui_label (title, done ? "row-title" : "step-open"));
  gtk_box_append (GTK_BOX (box), second);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (GTK_BOX (self->steps), box);
  if (!last) {
    gtk_box_append (GTK_BOX (self->steps), yzt_ui_label ("›", "step-arrow"));
  }
}

static char *
who_and_when (YztReportWindow *self, const YztRow *report, const char *who, const char *when)
{
  g_autofree char *time = time_of (self, report, when);
  return g_strstrip (g_strdup_printf ("%s %s", text_of (report, who), time));
}

void
yzt_report_show_steps (YztReportWindow *self, const YztRow *report)
{
  g_autoptr (GPtrArray) sendings = sendings_of (self, report);
  guint n_received = 0;
  for (guint i = 0; i < sendings->len; i++) {
    n_received += *text_of (sendings->pdata[i], "received_utc") != '\0';
  }
  g_autofree char *drafted = who_and_when (self, report, "drafted_by", "drafted_utc"), *checked = who_and_when (self, report, "checked_by", "checked_utc");
  g_autofree char *signed_by = who_and_when (self, report, "signed_by", "signed_utc");
  g_autofree char *sent = sendings->len > 0 ? g_strdup_printf (ngettext ("to %u", "to %u", sendings->len), sendings->len) : g_strdup ("");
  g_autofree char *received = sendings->len > 0 ? g_strdup_printf (_("%u of %u"), n_received, sendings->len) : g_strdup ("");
  yzt_ui_clear_children (self->steps);
  add_step (self, _("Drafted"), drafted, *drafted != '\0', FALSE);
  add_step (self, _("Checked"), checked, *checked != '\0', FALSE);
  add_step (self, _("Signed"), signed_by, *signed_by != '\0', FALSE);
  add_step (self, _("Reported up"), sent, sendings->len > 0, FALSE);
  add_step (self, _("Signed for"), received, sendings->len > 0 && n_received == sendings->len, TRUE);
}

/* --- sendings --- */

static GtkWidget *
new_sending (YztReportWindow *self, const YztRow *sending)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10), *name = yzt_ui_label (text_of (sending, "name"), "row-title");
  g_autofree char *sent = time_of (self, sending, "sent_utc"), *received = time_of (self, sending, "received_utc");
  gboolean waits = *received == '\0';
  const char *channel = text_of (sending, "channel");
  g_autofree char *words = waits ? g_strdup_printf (_("sent %s%s%s · not signed for yet"), sent, *channel != '\0' ? " · " : "", channel)
                                 : g_strdup_printf (_("sent %s%s%s · signed for %s by %s"), sent, *channel != '\0' ? " · " : "", channel, received, text_of (sending, "received_by"));
  GtkWidget *second = yzt_ui_label (words, "second-line number");
  gtk_label_set_ellipsize (GTK_LABEL (second), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (second, TRUE);
  gtk_widget_set_valign (name, GTK_ALIGN_BASELINE);
  gtk_widget_set_valign (second, GTK_ALIGN_BASELINE);
  gtk_box_append (GTK_BOX (row), name);
  gtk_box_append (GTK_BOX (row), second);
  if (waits && !yzt_session_is_read_only (self->session)) {
    GtkWidget *button = gtk_button_new_with_label (_("Signed For…"));
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "report.received");
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", sending->fid);
    gtk_widget_add_css_class (button, "flat");
    gtk_widget_add_css_class (button, "panel-button");
    gtk_box_append (GTK_BOX (row), button);
  }
  return row;
}

void
yzt_report_show_sendings (YztReportWindow *self, const YztRow *report)
{
  g_autoptr (GPtrArray) sendings = sendings_of (self, report);
  yzt_ui_clear_children (self->sendings);
  for (guint i = 0; i < sendings->len; i++) {
    gtk_box_append (GTK_BOX (self->sendings), new_sending (self, sendings->pdata[i]));
  }
  gtk_widget_set_visible (self->sendings, sendings->len > 0);
}

/* --- elements --- */

static GtkWidget *
new_element (const YztReportElement *element)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1), *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = yzt_ui_label (element->label, "field-name"), *value = yzt_ui_label (element->value, element->unknown ? "element-unknown" : NULL);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (head), label);
  if (element->unknown) {
    gtk_box_append (GTK_BOX (head), yzt_ui_label (element->required ? _("required, not known") : _("not known"), "element-mark"));
  } else if (element->changed) {
    gtk_box_append (GTK_BOX (head), yzt_ui_label (_("changed"), "element-mark"));
  }
  gtk_label_set_wrap (GTK_LABEL (value), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (value), 4);
  gtk_label_set_ellipsize (GTK_LABEL (value), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), value);
  if (element->changed && element->before != NULL && *element->before != '\0') {
    g_autofree char *words = g_strdup_printf (_("before: %s"), element->before);
    GtkWidget *before = yzt_ui_label (words, "second-line");
    gtk_label_set_wrap (GTK_LABEL (before), TRUE);
    gtk_label_set_wrap_mode (GTK_LABEL (before), PANGO_WRAP_WORD_CHAR);
    gtk_box_append (GTK_BOX (box), before);
  }
  gtk_widget_add_css_class (box, "element");
  return box;
}

void
yzt_report_show_elements (YztReportWindow *self, const YztRow *report)
{
  gboolean open = g_str_equal (text_of (report, "state"), "draft") || g_str_equal (text_of (report, "state"), "checked");
  yzt_ui_clear_children (self->elements);
  gtk_widget_set_visible (self->elements_side, open);
  if (!open) {
    return;
  }
  g_autoptr (YztReportDraft) draft = yzt_report_draft_new (self->record, text_of (report, "what"), yzt_session_get_time_zone (self->session),
                                                           yzt_session_get_language (self->session));
  for (guint i = 0; i < draft->elements->len; i++) {
    gtk_box_append (GTK_BOX (self->elements), new_element (&g_array_index (draft->elements, YztReportElement, i)));
  }
}

/* --- sending --- */

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztReportWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) act = yzt_session_write_finish (YZT_SESSION (source), result, &error);
  if (self->asking != NULL) {
    yzt_act_dialog_finish (self->asking, act == NULL ? error : NULL);
  }
}

static void
on_send_accepted (YztActDialog *dialog, YztReportWindow *self)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GArray) recipients = yzt_rule_recipients (yzt_incident_rules (), 0, FALSE, yzt_session_get_language (self->session));
  g_autoptr (GString) ids = g_string_new (NULL);
  if (!yzt_act_dialog_collect (dialog, values)) {
    return;
  }
  for (guint i = 0; i < recipients->len; i++) {
    const YztRecipient *recipient = &g_array_index (recipients, YztRecipient, i);
    if (g_hash_table_contains (values, recipient->id)) {
      g_string_append_printf (ids, "%s%s", ids->len > 0 ? ";" : "", recipient->id);
    }
  }
  if (ids->len == 0) {
    yzt_act_dialog_tell (dialog, _("Choose at least one recipient."));
    return;
  }
  YztIncidentAct *act = yzt_incident_act_new ("report-send", self->incident);
  yzt_incident_act_set_integer (act, "report", self->current);
  yzt_incident_act_set (act, "recipients", ids->str);
  yzt_incident_act_set (act, "channel", g_hash_table_lookup (values, "channel"));
  yzt_watchdog_action ("report-send");
  yzt_act_dialog_set_busy (dialog, TRUE);
  yzt_session_incident_act_async (self->session, act, on_sent, g_object_ref (self));
}

static gboolean
went_to (GPtrArray *sendings, const char *recipient)
{
  for (guint i = 0; i < sendings->len; i++) {
    if (g_str_equal (text_of (sendings->pdata[i], "recipient_id"), recipient)) {
      return TRUE;
    }
  }
  return FALSE;
}

void
yzt_report_ask_send (YztReportWindow *self, const YztRow *report)
{
  gboolean near_miss = self->record->proposal != NULL && self->record->proposal->near_miss;
  g_autoptr (GArray) recipients = yzt_rule_recipients (yzt_incident_rules (), yzt_row_get_level (self->record->row), near_miss, yzt_session_get_language (self->session));
  g_autoptr (GPtrArray) sendings = sendings_of (self, report);
  YztActDialog *dialog = yzt_act_dialog_new (GTK_WINDOW (self), self->session, _("Send the Report"), _("Those that must have it by the grade are chosen."), _("Send"));
  for (guint i = 0; i < recipients->len; i++) {
    const YztRecipient *recipient = &g_array_index (recipients, YztRecipient, i);
    yzt_act_dialog_add_switch (dialog, recipient->id, recipient->label, recipient->proposed && !went_to (sendings, recipient->id));
  }
  yzt_act_dialog_add_line (dialog, "channel", _("By what means"), _("network"), FALSE);
  g_set_weak_pointer (&self->asking, dialog);
  g_signal_connect_object (dialog, "accepted", G_CALLBACK (on_send_accepted), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

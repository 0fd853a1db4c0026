/* yzt-incident-act-report.c: reports drafted, checked, signed, sent, signed for; reports by telephone; public texts
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-incident-private.h"
#include "yzt-report-draft.h"
#include <glib/gi18n-lib.h>
#include <string.h>

static char *
seal_of (const char *title, const char *text)
{
  g_autofree char *both = g_strdup_printf ("%s\n%s", title, text);
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, both, -1);
}

/* "初报（第1期）" */
static char *
name_of_report (const YztDeed *deed, const YztRow *report)
{
  return g_strdup_printf (_("%s no. %ld"), yzt_deed_label (report, "what", yzt_row_word (report, "what"), deed->language), (long) MAX (0, yzt_row_number (report, "number")));
}

static const YztRow *
find_report (YztDeed *deed, GError **error)
{
  return yzt_deed_find (deed, "report", "report", error);
}

static gboolean
is_state (const YztRow *row, const char *state)
{
  return g_str_equal (yzt_row_word (row, "state"), state);
}

/* --- drafting --- */

static gboolean
may_draft (YztDeed *deed, const char *what, GError **error)
{
  GPtrArray *reports = yzt_incident_record_rows (deed->record, "report");
  for (guint i = 0; i < reports->len; i++) {
    const YztRow *report = reports->pdata[i];
    g_autofree char *name = name_of_report (deed, report);
    if (is_state (report, "draft") || is_state (report, "checked")) {
      return yzt_deed_refuse (error, _("%s is not signed yet; finish or drop it first."), name);
    }
    if (is_state (report, "signed") && g_str_equal (what, "first")) {
      return yzt_deed_refuse (error, _("%s was signed already; draft a follow-up report."), name);
    }
  }
  return TRUE;
}

gboolean
yzt_deed_report_draft (YztDeed *deed, GError **error)
{
  const char *what = yzt_deed_get (deed, "what");
  static const char *const known[] = { "first", "follow-up", "final", NULL };
  if (!g_strv_contains (known, what)) {
    return yzt_deed_refuse (error, _("Say which report: first, follow-up or final."));
  }
  if (!may_draft (deed, what, error)) {
    return FALSE;
  }
  g_autoptr (GTimeZone) zone = yzt_store_get_zone (deed->store);
  g_autoptr (YztReportDraft) draft = yzt_report_draft_new (deed->record, what, zone, deed->language);
  YztRow *row = yzt_deed_insert (deed, "report", NULL, error);
  if (row == NULL) {
    return FALSE;
  }
  g_autofree char *facts = yzt_report_draft_facts (draft);
  yzt_row_set_text (row, "name", draft->title);
  yzt_deed_set_integer (row, "number", draft->number);
  yzt_row_set_text (row, "what", what);
  yzt_row_set_text (row, "state", "draft");
  yzt_row_set_text (row, "text", draft->text);
  yzt_row_set_text (row, "facts", facts);
  yzt_row_set_text (row, "drafted_by", deed->author);
  yzt_row_set_text (row, "drafted_utc", deed->now);
  yzt_row_set_text (row, "message_status", yzt_row_word (deed->record->row, "message_status"));
  g_autofree char *told = name_of_report (deed, row);
  yzt_deed_note (deed, "report", g_strdup_printf (_("%s drafted by %s"), told, deed->author));
  return TRUE;
}

gboolean
yzt_deed_report_edit (YztDeed *deed, GError **error)
{
  const YztRow *report = find_report (deed, error);
  if (report == NULL || !yzt_deed_needs (deed, "text", _("A report needs a text."), error)) {
    return FALSE;
  }
  g_autofree char *told = name_of_report (deed, report);
  if (!is_state (report, "draft") && !is_state (report, "checked")) {
    return yzt_deed_refuse (error, _("%s is signed or dropped and does not change any more; draft a follow-up report."), told);
  }
  YztRow *row = yzt_deed_update (deed, report);
  const char *title = yzt_deed_get (deed, "name");
  g_autofree char *word = yzt_incident_status_word (deed->record->row, deed->language);
  g_autofree char *marked = *title != '\0' && *word != '\0' && strstr (title, word) == NULL ? g_strdup_printf ("【%s】%s", word, title) : g_strdup (title);
  g_autofree char *text = *word != '\0' && strstr (yzt_deed_get (deed, "text"), word) == NULL ? g_strdup_printf ("【%s】\n%s", word, yzt_deed_get (deed, "text"))
                                                                                                : g_strdup (yzt_deed_get (deed, "text"));
  if (*marked != '\0') {
    yzt_row_set_text (row, "name", marked);
  }
  yzt_row_set_text (row, "text", text);
  /* What was checked was another text. */
  yzt_row_set_text (row, "state", "draft");
  yzt_row_set_text (row, "checked_by", NULL);
  yzt_row_set_text (row, "checked_utc", NULL);
  yzt_deed_note (deed, "report", g_strdup_printf (_("%s edited by %s"), told, deed->author));
  return TRUE;
}

/* --- 核稿, 退回, 签发 --- */

gboolean
yzt_deed_report_check (YztDeed *deed, GError **error)
{
  const YztRow *report = find_report (deed, error);
  if (report == NULL) {
    return FALSE;
  }
  g_autofree char *told = name_of_report (deed, report);
  if (!is_state (report, "draft")) {
    return yzt_deed_refuse (error, _("%s is no draft any more; it needs no checking."), told);
  }
  if (g_str_equal (yzt_row_word (report, "drafted_by"), deed->author)) {
    return yzt_deed_refuse (error, _("You drafted %s yourself; another person checks it and signs in for that."), told);
  }
  YztRow *row = yzt_deed_update (deed, report);
  yzt_row_set_text (row, "state", "checked");
  yzt_row_set_text (row, "checked_by", deed->author);
  yzt_row_set_text (row, "checked_utc", deed->now);
  yzt_row_set_text (row, "returned", NULL);
  yzt_deed_note (deed, "report", g_strdup_printf (_("%s checked by %s"), told, deed->author));
  return TRUE;
}

gboolean
yzt_deed_report_return (YztDeed *deed, GError **error)
{
  const YztRow *report = find_report (deed, error);
  if (report == NULL || !yzt_deed_needs (deed, "reason", _("Say what is to be changed."), error)) {
    return FALSE;
  }
  g_autofree char *told = name_of_report (deed, report);
  if (!is_state (report, "draft") && !is_state (report, "checked")) {
    return yzt_deed_refuse (error, _("%s is signed or dropped and cannot be returned."), told);
  }
  YztRow *row = yzt_deed_update (deed, report);
  yzt_row_set_text (row, "state", "draft");
  yzt_row_set_text (row, "checked_by", NULL);
  yzt_row_set_text (row, "checked_utc", NULL);
  yzt_row_set_text (row, "returned", yzt_deed_get (deed, "reason"));
  yzt_deed_note (deed, "report", g_strdup_printf (_("%s returned by %s: %s"), told, deed->author, yzt_deed_get (deed, "reason")));
  return TRUE;
}

gboolean
yzt_deed_report_sign (YztDeed *deed, GError **error)
{
  const YztRow *report = find_report (deed, error);
  if (report == NULL) {
    return FALSE;
  }
  g_autofree char *told = name_of_report (deed, report), *why_not = NULL;
  if (!is_state (report, "checked")) {
    return yzt_deed_refuse (error, is_state (report, "signed") ? _("%s was signed already.") : _("%s was not checked yet; have it checked first."), told);
  }
  g_autoptr (GArray) turns = yzt_duty_read (deed->store, deed->now_ms, deed->now_ms + 1000, deed->now_ms, deed->language, error);
  const char *post = NULL, *absent = NULL;
  if (turns == NULL) {
    return FALSE;
  }
  if (!yzt_duty_may_sign (turns, deed->author, &post, &why_not)) {
    return yzt_deed_refuse (error, "%s", why_not);
  }
  for (guint i = 0; i < turns->len; i++) {
    const YztDutyTurn *turn = &g_array_index (turns, YztDutyTurn, i);
    absent = g_str_equal (turn->post, "leader") && turn->now && turn->absent ? turn->person : absent;
  }
  YztRow *row = yzt_deed_update (deed, report);
  g_autofree char *seal = seal_of (yzt_row_word (report, "name"), yzt_row_word (report, "text"));
  yzt_row_set_text (row, "state", "signed");
  yzt_row_set_text (row, "signed_by", deed->author);
  yzt_row_set_text (row, "signed_as", post);
  yzt_row_set_text (row, "signed_utc", deed->now);
  yzt_row_set_text (row, "sha256", seal);
  if (absent != NULL) {
    yzt_deed_note (deed, "report", g_strdup_printf (_("%s signed by %s (%s) in the place of %s, who is absent"), told, deed->author, post, absent));
  } else {
    yzt_deed_note (deed, "report", g_strdup_printf (_("%s signed by %s (%s)"), told, deed->author, post));
  }
  return TRUE;
}

gboolean
yzt_deed_report_drop (YztDeed *deed, GError **error)
{
  const YztRow *report = find_report (deed, error);
  if (report == NULL || !yzt_deed_needs (deed, "reason", _("Say why it is dropped."), error)) {
    return FALSE;
  }
  g_autofree char *told = name_of_report (deed, report);
  if (!is_state (report, "draft") && !is_state (report, "checked")) {
    return yzt_deed_refuse (error, _("%s is signed or dropped already; a signed report is corrected by a follow-up."), told);
  }
  YztRow *row = yzt_deed_update (deed, report);
  yzt_row_set_text (row, "state", "dropped");
  yzt_row_set_text (row, "returned", yzt_deed_get (deed, "reason"));
  yzt_deed_note (deed, "report", g_strdup_printf (_("%s dropped by %s: %s"), told, deed->author, yzt_deed_get (deed, "reason")));
  return TRUE;
}

/* --- sent, signed for --- */

static const char *
recipient_label (GArray *recipients, const char *id)
{
  for (guint i = 0; i < recipients->len; i++) {
    const YztRecipient *recipient = &g_array_index (recipients, YztRecipient, i);
    if (g_str_equal (recipient->id, id)) {
      return recipient->label;
    }
  }
  return NULL;
}

static GArray *
all_recipients (const YztDeed *deed)
{
  return yzt_rule_recipients (yzt_incident_rules (), 0, FALSE, deed->language);
}

static YztRow *
add_sending (YztDeed *deed, const char *id, const char *label, const char *what, GError **error)
{
  YztRow *row = yzt_deed_insert (deed, "report-sending", NULL, error);
  if (row != NULL) {
    yzt_row_set_text (row, "name", label);
    yzt_row_set_text (row, "recipient_id", id);
    yzt_row_set_text (row, "what", what);
    yzt_row_set_text (row, "sent_utc", deed->now);
    yzt_row_set_text (row, "sent_by", deed->author);
    yzt_row_set_text (row, "channel", *yzt_deed_get (deed, "channel") != '\0' ? yzt_deed_get (deed, "channel") : NULL);
  }
  return row;
}

static gboolean
was_sent (YztDeed *deed, const YztRow *report, const char *id)
{
  GPtrArray *sendings = yzt_incident_record_rows (deed->record, "report-sending");
  g_autofree char *link = g_strdup_printf ("report/%" G_GINT64_FORMAT, report->fid);
  for (guint i = 0; i < sendings->len; i++) {
    const YztRow *row = sendings->pdata[i];
    if (g_str_equal (yzt_row_word (row, "report"), link) && g_str_equal (yzt_row_word (row, "recipient_id"), id)) {
      return TRUE;
    }
  }
  return FALSE;
}

gboolean
yzt_deed_report_send (YztDeed *deed, GError **error)
{
  const YztRow *report = find_report (deed, error);
  if (report == NULL || !yzt_deed_needs (deed, "recipients", _("Choose at least one recipient."), error)) {
    return FALSE;
  }
  g_autofree char *told = name_of_report (deed, report), *seal = seal_of (yzt_row_word (report, "name"), yzt_row_word (report, "text"));
  if (!is_state (report, "signed")) {
    return yzt_deed_refuse (error, _("%s is not signed; a report goes out when the leader on duty or a deputy has signed it."), told);
  }
  if (!g_str_equal (seal, yzt_row_word (report, "sha256"))) {
    return yzt_deed_refuse (error, _("The text of %s is not the one that was signed; draft it anew and look at the journal for who changed it."), told);
  }
  g_autofree char *link = g_strdup_printf ("report/%" G_GINT64_FORMAT, report->fid);
  g_autoptr (GArray) recipients = all_recipients (deed);
  g_autoptr (GString) names = g_string_new (NULL);
  g_auto (GStrv) ids = g_strsplit (yzt_deed_get (deed, "recipients"), ";", -1);
  for (guint i = 0; ids[i] != NULL; i++) {
    const char *id = g_strstrip (ids[i]), *label = recipient_label (recipients, id);
    if (label == NULL) {
      return yzt_deed_refuse (error, _("There is no recipient “%s”; they stand in data/rules/recipients.tsv."), id);
    }
    if (was_sent (deed, report, id)) {
      return yzt_deed_refuse (error, _("%s was sent to %s already."), told, label);
    }
    YztRow *row = add_sending (deed, id, label, yzt_row_word (report, "what"), error);
    if (row == NULL) {
      return FALSE;
    }
    yzt_row_set_text (row, "report", link);
    yzt_row_set_text (row, "sha256", seal);
    g_string_append_printf (names, "%s%s", names->len > 0 ? "、" : "", label);
  }
  YztDeedNote *note = yzt_deed_note (deed, "sending", g_strdup_printf (_("%s sent to %s"), told, names->str));
  note->to = g_string_free (g_steal_pointer (&names), FALSE);
  return TRUE;
}

gboolean
yzt_deed_report_received (YztDeed *deed, GError **error)
{
  const YztRow *sending = yzt_deed_find (deed, "report-sending", "sending", error);
  gint64 at_ms;
  if (sending == NULL || !yzt_deed_needs (deed, "who", _("Say who signed for it."), error) || !yzt_deed_time (deed, "at_utc", deed->now_ms, &at_ms, error)) {
    return FALSE;
  }
  if (*yzt_row_word (sending, "received_utc") != '\0') {
    return yzt_deed_refuse (error, _("%s signed for this already."), yzt_row_word (sending, "received_by"));
  }
  gint64 sent_ms = yzt_row_time (sending, "sent_utc"), minute_ms = 60000;
  if (at_ms < sent_ms && at_ms >= sent_ms / minute_ms * minute_ms) {
    at_ms = sent_ms; /* people say the minute */
  }
  if (at_ms < sent_ms || at_ms > deed->now_ms + 2 * 60000) {
    return yzt_deed_refuse (error, _("It cannot be signed for before it was sent or in the future; look at the time."));
  }
  YztRow *row = yzt_deed_update (deed, sending);
  yzt_deed_set_time (row, "received_utc", at_ms);
  yzt_row_set_text (row, "received_by", yzt_deed_get (deed, "who"));
  yzt_row_set_text (row, "received_entered_by", deed->author);
  YztDeedNote *note = yzt_deed_note (deed, "receipt",
                                     g_strdup_printf (_("%s: %s signed for by %s"), yzt_row_word (sending, "name"),
                                                      yzt_deed_label (sending, "what", yzt_row_word (sending, "what"), deed->language), yzt_deed_get (deed, "who")));
  note->from = g_strdup (yzt_row_word (sending, "name"));
  return TRUE;
}

gboolean
yzt_deed_phone_report (YztDeed *deed, GError **error)
{
  g_autoptr (GArray) recipients = all_recipients (deed);
  const char *id = yzt_deed_get (deed, "recipient"), *label = recipient_label (recipients, id), *who = yzt_deed_get (deed, "who"), *text = yzt_deed_get (deed, "text");
  if (label == NULL) {
    return yzt_deed_refuse (error, _("There is no recipient “%s”; they stand in data/rules/recipients.tsv."), id);
  }
  YztRow *row = add_sending (deed, id, label, "phone", error);
  if (row == NULL) {
    return FALSE;
  }
  yzt_row_set_text (row, "receiver", *who != '\0' ? who : NULL);
  YztDeedNote *note = yzt_deed_note (deed, "sending", g_strdup_printf (_("Reported by telephone to %s%s%s%s%s"), label, *who != '\0' ? ", " : "", who,
                                                                        *text != '\0' ? ": " : "", text));
  note->to = g_strdup (label);
  note->channel = g_strdup ("phone");
  return TRUE;
}

/* --- public texts --- */

gboolean
yzt_deed_public_draft (YztDeed *deed, GError **error)
{
  const YztRow *known = NULL;
  const char *title = yzt_deed_get (deed, "name");
  if (!yzt_deed_needs (deed, "text", _("A public text needs words."), error)) {
    return FALSE;
  }
  if (*yzt_deed_get (deed, "public") != '\0') {
    known = yzt_deed_find (deed, "public-text", "public", error);
    if (known == NULL) {
      return FALSE;
    }
    if (is_state (known, "released")) {
      return yzt_deed_refuse (error, _("This text was released and does not change any more; draft a new one."));
    }
  }
  YztRow *row = known != NULL ? yzt_deed_update (deed, known) : yzt_deed_insert (deed, "public-text", NULL, error);
  if (row == NULL) {
    return FALSE;
  }
  g_autofree char *word = yzt_incident_status_word (deed->record->row, deed->language);
  g_autofree char *marked = *word != '\0' ? g_strdup_printf ("【%s】%s", word, *title != '\0' ? title : yzt_row_word (deed->record->row, "name"))
                                          : g_strdup (*title != '\0' ? title : yzt_row_word (deed->record->row, "name"));
  g_autofree char *text = *word != '\0' && strstr (yzt_deed_get (deed, "text"), word) == NULL ? g_strdup_printf ("【%s】%s", word, yzt_deed_get (deed, "text"))
                                                                                                : g_strdup (yzt_deed_get (deed, "text"));
  yzt_row_set_text (row, "name", marked);
  yzt_row_set_text (row, "text", text);
  yzt_row_set_text (row, "state", "draft");
  yzt_row_set_text (row, "approved_by", NULL);
  yzt_row_set_text (row, "approved_utc", NULL);
  yzt_row_set_text (row, "drafted_by", deed->author);
  yzt_row_set_text (row, "drafted_utc", deed->now);
  yzt_row_set_text (row, "message_status", yzt_row_word (deed->record->row, "message_status"));
  yzt_deed_note (deed, "public", g_strdup_printf (_("Public text drafted: %s"), marked));
  return TRUE;
}

gboolean
yzt_deed_public_approve (YztDeed *deed, GError **error)
{
  const YztRow *known = yzt_deed_find (deed, "public-text", "public", error);
  if (known == NULL || !yzt_deed_needs (deed, "who", _("Say who approved it."), error)) {
    return FALSE;
  }
  if (!is_state (known, "draft")) {
    return yzt_deed_refuse (error, _("This text is approved already."));
  }
  YztRow *row = yzt_deed_update (deed, known);
  yzt_row_set_text (row, "state", "approved");
  yzt_row_set_text (row, "approved_by", yzt_deed_get (deed, "who"));
  yzt_row_set_text (row, "approved_utc", deed->now);
  yzt_deed_note (deed, "public", g_strdup_printf (_("Public text “%s” approved by %s"), yzt_row_word (row, "name"), yzt_deed_get (deed, "who")))->actor =
      g_strdup (yzt_deed_get (deed, "who"));
  return TRUE;
}

gboolean
yzt_deed_public_release (YztDeed *deed, GError **error)
{
  const YztRow *known = yzt_deed_find (deed, "public-text", "public", error);
  if (known == NULL || !yzt_deed_needs (deed, "channel", _("Say where it is released."), error)) {
    return FALSE;
  }
  if (!is_state (known, "approved")) {
    return yzt_deed_refuse (error, is_state (known, "released") ? _("This text was released already.") : _("A public text is approved before it is released."));
  }
  YztRow *row = yzt_deed_update (deed, known);
  g_autofree char *seal = seal_of (yzt_row_word (row, "name"), yzt_row_word (row, "text"));
  yzt_row_set_text (row, "state", "released");
  yzt_row_set_text (row, "released_by", deed->author);
  yzt_row_set_text (row, "released_utc", deed->now);
  yzt_row_set_text (row, "channel", yzt_deed_get (deed, "channel"));
  yzt_row_set_text (row, "sha256", seal);
  yzt_deed_note (deed, "public", g_strdup_printf (_("Public text “%s” released: %s"), yzt_row_word (row, "name"), yzt_deed_get (deed, "channel")))->to =
      g_strdup (yzt_deed_get (deed, "channel"));
  return TRUE;
}

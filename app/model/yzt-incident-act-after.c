/* yzt-incident-act-after.c: acts around and after a response: people called, conferences, findings that become revisions of a plan
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-after-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

/* --- who was called, when, with what answer --- */

static YztRow *
contact_of (YztDeed *deed, GError **error)
{
  if (*yzt_deed_get (deed, "contact") != '\0') {
    const YztRow *known = yzt_deed_find (deed, "incident-contact", "contact", error);
    return known != NULL ? yzt_deed_update (deed, known) : NULL;
  }
  if (!yzt_deed_needs (deed, "name", _("Say who was called."), error)) {
    return NULL;
  }
  /* The same person by the same telephone is one line of the call list, however often he is called; the log has each call. */
  GPtrArray *rows = yzt_incident_record_rows (deed->record, "incident-contact");
  for (guint i = 0; i < rows->len; i++) {
    if (g_str_equal (yzt_row_word (rows->pdata[i], "name"), yzt_deed_get (deed, "name")) && g_str_equal (yzt_row_word (rows->pdata[i], "phone"), yzt_deed_get (deed, "phone"))) {
      return yzt_deed_update (deed, rows->pdata[i]);
    }
  }
  return yzt_deed_insert (deed, "incident-contact", NULL, error);
}

gboolean
yzt_deed_call (YztDeed *deed, GError **error)
{
  static const char *const fields[][2] = { { "name", "name" }, { "phone", "phone" }, { "role", "role" }, { "unit", "unit_name" }, { "answer", "answer" } };
  gint64 at_ms = 0;
  YztRow *row = contact_of (deed, error);
  if (row == NULL || !yzt_deed_needs (deed, "answer", _("Say what was answered, or that nobody answered."), error) || !yzt_deed_time (deed, "at_utc", deed->now_ms, &at_ms, error)) {
    return FALSE;
  }
  if (at_ms > deed->now_ms + 2 * 60000) {
    return yzt_deed_refuse (error, _("A call cannot be entered before it was made."));
  }
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    const char *value = yzt_deed_get (deed, fields[i][0]);
    if (*value != '\0' && !yzt_deed_set (deed, row, fields[i][1], value, error)) {
      return FALSE;
    }
  }
  yzt_deed_set_time (row, "called_utc", at_ms);
  if (yzt_kind_get_field_index (row->kind, "called_by") >= 0) {
    yzt_row_set_text (row, "called_by", deed->author);
  }
  const char *unit = yzt_row_word (row, "unit_name");
  YztDeedNote *note = yzt_deed_note (deed, "call", g_strdup_printf (_("Called %s%s%s: %s"), yzt_row_word (row, "name"), *unit != '\0' ? ", " : "", unit, yzt_deed_get (deed, "answer")));
  note->to = g_strdup (yzt_row_word (row, "name"));
  note->channel = g_strdup ("phone");
  note->at_ms = at_ms;
  return TRUE;
}

/* --- conference --- */

gboolean
yzt_deed_conference (YztDeed *deed, GError **error)
{
  YztRow *row = yzt_deed_needs (deed, "text", _("Say what the conference is about."), error) ? yzt_deed_insert (deed, "conference", NULL, error) : NULL;
  const char *topic = yzt_deed_get (deed, "text"), *people = yzt_deed_get (deed, "participants"), *link = yzt_deed_get (deed, "link");
  if (row == NULL) {
    return FALSE;
  }
  g_auto (GStrv) schemes = g_strsplit (yzt_deed_get (deed, "schemes"), ";", -1);
  g_autofree char *uri = *link != '\0' ? yzt_conference_uri (link, (const char *const *) schemes, yzt_row_word (deed->record->row, "code"), yzt_row_word (deed->record->row, "name"),
                                                             deed->record->row->fid, error) : g_strdup ("");
  if (uri == NULL) {
    return FALSE;
  }
  link = uri;
  yzt_row_set_text (row, "name", topic);
  yzt_row_set_text (row, "started_utc", deed->now);
  yzt_row_set_text (row, "started_by", deed->author);
  yzt_row_set_text (row, "participants", *people != '\0' ? people : NULL);
  yzt_row_set_text (row, "meeting_uri", *link != '\0' ? link : NULL);
  YztDeedNote *note = yzt_deed_note (deed, "call", g_strdup_printf (_("Conference started: %s%s%s"), topic, *people != '\0' ? "; " : "", people));
  note->to = g_strdup (people);
  note->channel = g_strdup (*link != '\0' ? "network" : "meeting");
  return TRUE;
}

gboolean
yzt_deed_conference_end (YztDeed *deed, GError **error)
{
  const YztRow *known = yzt_deed_find (deed, "conference", "conference", error);
  const char *minutes = yzt_deed_get (deed, "text"), *people = yzt_deed_get (deed, "participants");
  if (known == NULL || !yzt_deed_needs (deed, "text", _("Write down what was agreed."), error)) {
    return FALSE;
  }
  if (*yzt_row_word (known, "ended_utc") != '\0') {
    return yzt_deed_refuse (error, _("The minutes of this conference are entered already; correct them by a line of the log."));
  }
  YztRow *row = yzt_deed_update (deed, known);
  yzt_row_set_text (row, "ended_utc", deed->now);
  yzt_row_set_text (row, "minutes", minutes);
  yzt_row_set_text (row, "minutes_by", deed->author);
  if (*people != '\0') {
    yzt_row_set_text (row, "participants", people);
  }
  YztDeedNote *note = yzt_deed_note (deed, "call", g_strdup_printf (_("Conference ended: %s; %s"), yzt_row_word (row, "name"), minutes));
  note->from = g_strdup (yzt_row_word (row, "participants"));
  note->channel = g_strdup (*yzt_row_word (row, "meeting_uri") != '\0' ? "network" : "meeting");
  return TRUE;
}

/* --- findings --- */

static YztRow *
revise (YztDeed *deed, gint64 plan_fid, GError **error)
{
  YztKind *kind = yzt_kind_set_find (deed->kinds, "plan");
  g_autoptr (YztRow) plan = kind != NULL ? yzt_store_get_row (deed->store, kind, plan_fid, error) : NULL;
  if (plan == NULL) {
    if (kind == NULL) {
      yzt_deed_refuse (error, _("This map has no plans."));
    }
    return NULL;
  }
  YztRow *row = yzt_deed_insert (deed, "plan-revision", "finding", error);
  const char *measure = yzt_deed_get (deed, "measure"), *section = yzt_deed_get (deed, "section");
  if (row != NULL) {
    g_autofree char *incident = g_strdup_printf ("incident/%" G_GINT64_FORMAT, deed->record->row->fid);
    row->owner_fid = plan_fid;
    yzt_row_set_text (row, "name", *measure != '\0' ? measure : yzt_deed_get (deed, "text"));
    yzt_row_set_text (row, "reason", yzt_deed_get (deed, "text"));
    yzt_row_set_text (row, "section", *section != '\0' ? section : NULL);
    yzt_row_set_text (row, "incident", incident);
    yzt_row_set_text (row, "state", "proposed");
    yzt_row_set_text (row, "proposed_by", deed->author);
    yzt_row_set_text (row, "proposed_utc", deed->now);
  }
  return row;
}

gboolean
yzt_deed_finding (YztDeed *deed, GError **error)
{
  const char *text = yzt_deed_get (deed, "text"), *measure = yzt_deed_get (deed, "measure"), *section = yzt_deed_get (deed, "section"), *plan = yzt_deed_get (deed, "plan");
  g_autoptr (GArray) links = yzt_links_from_text (plan);
  const YztLink *link = links->len == 1 ? &g_array_index (links, YztLink, 0) : NULL;
  YztRow *row = yzt_deed_needs (deed, "text", _("Say what was found."), error) ? yzt_deed_insert (deed, "finding", NULL, error) : NULL;
  if (row == NULL) {
    return FALSE;
  }
  if (*plan != '\0' && (link == NULL || !g_str_equal (link->kind, "plan"))) {
    return yzt_deed_refuse (error, _("“%s” names no plan; write plan/NUMBER."), plan);
  }
  yzt_row_set_text (row, "name", text);
  yzt_row_set_text (row, "measure", *measure != '\0' ? measure : NULL);
  yzt_row_set_text (row, "section", *section != '\0' ? section : NULL);
  yzt_row_set_text (row, "found_utc", deed->now);
  yzt_row_set_text (row, "found_by", deed->author);
  if (link != NULL) {
    yzt_row_set_text (row, "plan", plan);
    if (revise (deed, link->fid, error) == NULL) {
      return FALSE;
    }
  }
  yzt_deed_note (deed, "plan", g_strdup_printf (link != NULL ? _("Finding, handed to the plan as a proposed revision: %s%s%s") : _("Finding: %s%s%s"), text, *measure != '\0' ? " → " : "", measure));
  return TRUE;
}

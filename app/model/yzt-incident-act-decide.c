/* yzt-incident-act-decide.c: graded, response, state, instructions and tasks, lines of the log by hand
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-after-private.h"
#include <glib/gi18n-lib.h>
#include <string.h>

/* --- grade --- */

gboolean
yzt_deed_grade (YztDeed *deed, GError **error)
{
  YztRow *row = yzt_deed_row (deed);
  const YztGradeProposal *proposal = deed->record->proposal;
  if (!yzt_deed_needs (deed, "grade", _("Say which grade."), error)) {
    return FALSE;
  }
  g_autofree char *before = g_strdup (yzt_row_word (row, "grade"));
  if (!yzt_deed_set (deed, row, "grade", yzt_deed_get (deed, "grade"), error)) {
    return FALSE;
  }
  const char *grade = yzt_row_word (row, "grade"), *who = yzt_deed_get (deed, "who");
  gboolean overruled = *proposal->grade != '\0' && !g_str_equal (proposal->grade, grade);
  if (overruled && *yzt_deed_get (deed, "reason") == '\0') {
    return yzt_deed_refuse (error, _("By rule it is “%s” (%s); say why it shall be another grade."), yzt_deed_label (row, "grade", proposal->grade, deed->language),
                            g_array_index (proposal->met, YztRuleMet, 0).text);
  }
  YztRow *decision = yzt_deed_decide (deed, "grade", before, grade, *who != '\0' ? who : deed->author, error);
  if (decision == NULL) {
    return FALSE;
  }
  g_autofree char *basis = yzt_proposal_in_words (proposal);
  yzt_row_set_text (decision, "proposed", *proposal->grade != '\0' ? proposal->grade : NULL);
  yzt_row_set_text (decision, "basis", *basis != '\0' ? basis : NULL);
  yzt_deed_set_integer (decision, "level_reached", yzt_incident_grade_level (row));
  g_autoptr (GString) what = g_string_new (NULL);
  g_string_append_printf (what, _("Graded: %s"), yzt_deed_label (row, "grade", grade, deed->language));
  if (overruled) {
    g_string_append_printf (what, _(" (the rule says %s; because: %s)"), yzt_deed_label (row, "grade", proposal->grade, deed->language), yzt_deed_get (deed, "reason"));
  } else if (proposal->met->len > 0 && *proposal->grade != '\0') {
    g_string_append_printf (what, " (%s)", g_array_index (proposal->met, YztRuleMet, 0).text);
  }
  yzt_row_set_text (decision, "name", what->str);
  YztDeedNote *note = yzt_deed_note (deed, "graded", g_string_free (g_steal_pointer (&what), FALSE));
  note->actor = g_strdup (who);
  return TRUE;
}

/* --- response: a field of its own, never derived from the grade --- */

gboolean
yzt_deed_respond (YztDeed *deed, GError **error)
{
  YztRow *row = yzt_deed_row (deed);
  const char *level = yzt_deed_get (deed, "level"), *who = yzt_deed_get (deed, "who");
  if (!yzt_deed_needs (deed, "level", _("Say which response level: 1, 2, 3, 4, or end."), error)
      || !yzt_deed_needs (deed, "who", _("Say who decided about the response."), error)) {
    return FALSE;
  }
  gboolean ends = g_str_equal (level, "end");
  g_autofree char *before = g_strdup (yzt_row_word (row, "response_level"));
  g_autofree char *value = !ends && strlen (level) == 1 && *level >= '1' && *level <= '4' ? g_strdup_printf ("level%s", level) : NULL;
  if (value == NULL && !ends) {
    return yzt_deed_refuse (error, _("“%s” is no response level; say 1, 2, 3, 4, or end."), level);
  }
  if (ends && *before == '\0') {
    return yzt_deed_refuse (error, _("There is no response to end."));
  }
  if (g_strcmp0 (value, before) == 0) {
    return yzt_deed_refuse (error, _("This response level is in force already."));
  }
  yzt_row_set_text (row, "response_level", value);
  YztRow *decision = yzt_deed_decide (deed, "response", before, ends ? "" : value, who, error);
  if (decision == NULL) {
    return FALSE;
  }
  const char *old = yzt_deed_label (row, "response_level", before, deed->language), *new = ends ? "" : yzt_deed_label (row, "response_level", value, deed->language);
  char *what = ends             ? g_strdup_printf (_("Response ended (was %s), decided by %s"), old, who)
               : *before == '\0' ? g_strdup_printf (_("Response started: %s, decided by %s"), new, who)
                                 : g_strdup_printf (_("Response changed: %s → %s, decided by %s"), old, new, who);
  yzt_row_set_text (decision, "name", what);
  yzt_deed_note (deed, "response", what)->actor = g_strdup (who);
  return TRUE;
}

/* --- state --- */

static const YztIncidentNext *
find_step (YztDeed *deed, const char *state)
{
  for (guint i = 0; i < deed->record->next->len; i++) {
    const YztIncidentNext *next = &g_array_index (deed->record->next, YztIncidentNext, i);
    if (g_str_equal (next->id, "state") && g_str_equal (next->value, state)) {
      return next;
    }
  }
  return NULL;
}

/* The incident that this one is merged into gets its line, too. */
static gboolean
take_other (YztDeed *deed, YztRow *row, char **name_out, GError **error)
{
  g_autoptr (GArray) links = yzt_links_from_text (yzt_deed_get (deed, "other"));
  const YztLink *link = links->len == 1 ? &g_array_index (links, YztLink, 0) : NULL;
  if (link == NULL || !g_str_equal (link->kind, "incident") || link->fid == row->fid) {
    return yzt_deed_refuse (error, _("Say which other incident it is merged into."));
  }
  g_autoptr (YztRow) other = yzt_store_get_row (deed->store, row->kind, link->fid, error);
  if (other == NULL) {
    return FALSE;
  }
  if (g_str_equal (yzt_row_word (other, "state"), "merged")) {
    return yzt_deed_refuse (error, _("“%s” is merged into another itself; choose that one."), yzt_row_word (other, "name"));
  }
  *name_out = g_strdup (yzt_row_word (other, "name"));
  yzt_row_set_text (row, "merged_into", yzt_deed_get (deed, "other"));
  yzt_deed_note (deed, "state", g_strdup_printf (_("“%s” is merged into this incident"), yzt_row_word (row, "name")))->incident_fid = other->fid;
  return TRUE;
}

gboolean
yzt_deed_state (YztDeed *deed, GError **error)
{
  YztRow *row = yzt_deed_row (deed);
  const char *state = yzt_deed_get (deed, "state"), *who = yzt_deed_get (deed, "who"), *reason = yzt_deed_get (deed, "reason");
  if (!yzt_deed_needs (deed, "state", _("Say which state."), error)) {
    return FALSE;
  }
  g_autofree char *before = g_strdup (yzt_row_word (row, "state"));
  const YztIncidentNext *step = find_step (deed, state);
  if (step == NULL) {
    return yzt_deed_refuse (error, _("From “%s” an incident does not become “%s”; choose one of the steps that are offered."),
                            yzt_deed_label (row, "state", before, deed->language), yzt_deed_label (row, "state", state, deed->language));
  }
  g_autofree char *other = NULL;
  gboolean closes = g_str_equal (state, "closed");
  g_autoptr (GArray) items = closes ? yzt_close_items (deed->record, deed->language) : NULL;
  g_autofree char *open = closes ? yzt_close_open_in_words (items) : NULL;
  if (open != NULL && *reason == '\0') {
    return yzt_deed_refuse (error, _("Not everything is done: %s. See to it, or say why the incident is closed all the same."), open);
  }
  if (((step->needs & YZT_STATE_NEEDS_REASON) != 0 && !yzt_deed_needs (deed, "reason", _("Say why."), error))
      || ((step->needs & YZT_STATE_NEEDS_WHO) != 0 && !yzt_deed_needs (deed, "who", _("Say to whom it is handed over."), error))
      || !yzt_deed_set (deed, row, "state", state, error)) {
    return FALSE;
  }
  g_autofree char *told = g_strdup_printf ("%s → %s", yzt_deed_label (row, "state", before, deed->language), yzt_deed_label (row, "state", state, deed->language));
  YztDeedNote *note = yzt_deed_note (deed, "state", NULL);
  if ((step->needs & YZT_STATE_NEEDS_OTHER) != 0 && !take_other (deed, row, &other, error)) {
    return FALSE;
  }
  if ((step->needs & YZT_STATE_NEEDS_WHO) != 0) {
    yzt_row_set_text (row, "handed_to", who);
  }
  gboolean parts = g_str_equal (before, "merged");
  if (parts) {
    yzt_row_set_text (row, "merged_into", NULL);
  }
  const char *more = other != NULL ? other : ((step->needs & YZT_STATE_NEEDS_WHO) != 0 ? who : "");
  g_autofree char *left = open != NULL ? g_strdup_printf (_("; left open: %s"), open) : g_strdup ("");
  note->what = g_strdup_printf (_("State: %s%s%s%s%s%s"), told, *more != '\0' ? " → " : "", more, *reason != '\0' ? "; " : "", reason, left);
  YztRow *decision = yzt_deed_decide (deed, "state", before, state, deed->author, error);
  if (decision == NULL) {
    return FALSE;
  }
  yzt_row_set_text (decision, "name", note->what);
  return !closes || yzt_deed_keep_case (deed, error);
}

/* --- instructions and tasks --- */

static gboolean
add_task (YztDeed *deed, const char *name, const char *link_field, GError **error)
{
  YztRow *task = yzt_deed_insert (deed, "task", link_field, error);
  gint64 due_ms = 0;
  if (task == NULL || !yzt_deed_time (deed, "due_utc", 0, &due_ms, error)) {
    return FALSE;
  }
  yzt_row_set_text (task, "name", name);
  yzt_row_set_text (task, "state", "open");
  yzt_row_set_text (task, "role", *yzt_deed_get (deed, "role") != '\0' ? yzt_deed_get (deed, "role") : NULL);
  if (due_ms != 0) {
    yzt_deed_set_time (task, "due_utc", due_ms);
  }
  return TRUE;
}

gboolean
yzt_deed_instruct (YztDeed *deed, GError **error)
{
  const char *text = yzt_deed_get (deed, "text"), *who = yzt_deed_get (deed, "who"), *role = yzt_deed_get (deed, "role");
  if (!yzt_deed_needs (deed, "text", _("Write down what the leader said."), error) || !yzt_deed_needs (deed, "who", _("Say which leader."), error)) {
    return FALSE;
  }
  YztRow *row = yzt_deed_insert (deed, "instruction", NULL, error);
  if (row == NULL) {
    return FALSE;
  }
  yzt_row_set_text (row, "name", text);
  yzt_row_set_text (row, "leader", who);
  yzt_row_set_text (row, "given_utc", deed->now);
  yzt_row_set_text (row, "entered_by", deed->author);
  yzt_row_set_text (row, "role", *role != '\0' ? role : NULL);
  if (!add_task (deed, text, "instruction", error)) {
    return FALSE;
  }
  YztDeedNote *note = yzt_deed_note (deed, "instruction", g_strdup_printf (_("Instruction of %s: %s"), who, text));
  note->from = g_strdup (who);
  note->actor = g_strdup (role);
  return TRUE;
}

gboolean
yzt_deed_task (YztDeed *deed, GError **error)
{
  const char *text = yzt_deed_get (deed, "text"), *role = yzt_deed_get (deed, "role");
  if (!yzt_deed_needs (deed, "text", _("Say what is to be done."), error) || !add_task (deed, text, NULL, error)) {
    return FALSE;
  }
  yzt_deed_note (deed, "task", g_strdup_printf (_("Task: %s"), text))->actor = g_strdup (role);
  return TRUE;
}

gboolean
yzt_deed_task_done (YztDeed *deed, GError **error)
{
  const YztRow *task = yzt_deed_find (deed, "task", "task", error);
  const char *outcome = yzt_deed_get (deed, "text");
  if (task == NULL) {
    return FALSE;
  }
  if (g_str_equal (yzt_row_word (task, "state"), "done")) {
    return yzt_deed_refuse (error, _("This task was done already by %s."), yzt_row_word (task, "done_by"));
  }
  YztRow *row = yzt_deed_update (deed, task);
  const char *who = *yzt_deed_get (deed, "who") != '\0' ? yzt_deed_get (deed, "who") : deed->author;
  yzt_row_set_text (row, "state", "done");
  yzt_row_set_text (row, "done_utc", deed->now);
  yzt_row_set_text (row, "done_by", who);
  if (*outcome != '\0' && !yzt_deed_set (deed, row, "outcome", outcome, error)) {
    return FALSE;
  }
  YztDeedNote *note = yzt_deed_note (deed, "task", g_strdup_printf (_("Done: %s%s%s"), yzt_row_word (task, "name"), *outcome != '\0' ? "; " : "", outcome));
  note->actor = g_strdup (who);
  return TRUE;
}

/* --- the log by hand --- */

gboolean
yzt_deed_log (YztDeed *deed, GError **error)
{
  gint64 at_ms;
  if (!yzt_deed_needs (deed, "text", _("Write the line first."), error) || !yzt_deed_time (deed, "at_utc", deed->now_ms, &at_ms, error)) {
    return FALSE;
  }
  if (at_ms > deed->now_ms + 2 * 60000) {
    return yzt_deed_refuse (error, _("A line of the log cannot tell of a time that has not come; write it as a task."));
  }
  YztDeedNote *note = yzt_deed_note (deed, "note", g_strdup (yzt_deed_get (deed, "text")));
  note->from = g_strdup (yzt_deed_get (deed, "from"));
  note->to = g_strdup (yzt_deed_get (deed, "to"));
  note->actor = g_strdup (yzt_deed_get (deed, "actor"));
  note->channel = g_strdup (yzt_deed_get (deed, "channel"));
  note->place = g_strdup (yzt_deed_get (deed, "place"));
  note->at_ms = at_ms;
  const char *lon = yzt_deed_get (deed, "lon"), *lat = yzt_deed_get (deed, "lat");
  if (*lon != '\0' || *lat != '\0') {
    note->has_position = TRUE;
    if (!yzt_text_number (lon, &note->position.lon) || !yzt_text_number (lat, &note->position.lat) || !yzt_position_is_valid (note->position)) {
      return yzt_deed_refuse (error, _("“%s, %s” is no place; longitude comes first, both in degrees."), lon, lat);
    }
  }
  return TRUE;
}

gboolean
yzt_deed_correct (YztDeed *deed, GError **error)
{
  GPtrArray *lines = yzt_incident_record_rows (deed->record, "log-entry");
  gint64 number = g_ascii_strtoll (yzt_deed_get (deed, "line"), NULL, 10);
  gboolean known = FALSE;
  if (!yzt_deed_needs (deed, "text", _("Write what is right."), error)) {
    return FALSE;
  }
  for (guint i = 0; i < lines->len; i++) {
    known = known || (gint64) yzt_row_number (lines->pdata[i], "number") == number;
  }
  if (!known || number <= 0) {
    return yzt_deed_refuse (error, _("The log has no line number %s; choose one that is there."), yzt_deed_get (deed, "line"));
  }
  yzt_deed_note (deed, "correction", g_strdup_printf (_("Correction of line %ld: %s"), (long) number, yzt_deed_get (deed, "text")))->corrects = number;
  return TRUE;
}

/* night-tell.c: what is known on the map, a line each: incidents with their clocks and logs, whom a warning has to reach, what lies in it, who is on duty, the sheet
 * SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"
#include "night.h"
#include <string.h>

static void
tell_time (GString *told, gint64 ms)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Shanghai");
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (ms / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (time, zone);
  g_autofree char *text = g_date_time_format (local, "%m-%d %H:%M");
  g_string_append (told, text);
}

static const char *
word (const YztRow *row, const char *field)
{
  const char *text = yzt_row_get_text (row, field);
  return text != NULL ? text : "-";
}

static void
tell_incident (Night *night, GString *told, gint64 fid)
{
  static const char *const states[] = { "not-due", "due-soon", "OVERDUE", "done", "DONE-LATE", "ended" };
  g_autoptr (GError) error = NULL;
  g_autoptr (YztIncidentRecord) record = yzt_incident_record_read (night->store, fid, *night->now_ms, "zh_CN", &error);
  g_assert_no_error (error);
  const YztRow *row = record->row;
  g_string_append_printf (told, "INCIDENT %s | %s | grade %s | response %s | ack %s | place %s | near miss %s | open tasks %u | not signed for %u\n", word (row, "name"),
                          word (row, "state"), word (row, "grade"), word (row, "response_level"), word (row, "acknowledged_by"), row->has_position ? "yes" : "no",
                          record->proposal->near_miss ? "yes" : "no", record->n_open_tasks, record->n_unsigned);
  for (guint f = 0; f < YZT_N_FIGURES; f++) {
    if (record->figures.value[f] >= 0) {
      g_string_append_printf (told, "  %s %.0f\n", yzt_figure_fields[f], record->figures.value[f]);
    }
  }
  for (guint i = 0; i < record->clocks->len; i++) {
    const YztIncidentClock *clock = &g_array_index (record->clocks, YztIncidentClock, i);
    g_string_append_printf (told, "  clock %s %s due ", clock->id, states[clock->state]);
    tell_time (told, clock->due_ms);
    g_string_append_printf (told, clock->late_ms > 0 ? " late %ld min\n" : "\n", (long) (clock->late_ms / 60000));
  }
  g_autoptr (GArray) lines = yzt_log_read (night->store, fid, 0, NULL, &error);
  for (guint i = 0; i < lines->len; i++) {
    const YztLogLine *line = &g_array_index (lines, YztLogLine, i);
    g_assert_cmpint (line->number, ==, i + 1);
    if (g_str_has_prefix (line->what, "记事 ")) {
      continue; /* as many as were written before the kill */
    }
    g_string_append (told, "  log ");
    tell_time (told, line->at_ms);
    g_string_append_printf (told, " %s %s%s\n", line->author, line->what, line->corrected_by > 0 ? " [corrected]" : "");
  }
}

static gboolean
list_cb (const YztRow *row, gpointer user_data)
{
  g_array_append_val ((GArray *) user_data, row->fid);
  return TRUE;
}

static const char *const call_states[] = { "due", "called", "answered", "action", "not reached", "wrong number", "released" };

static void
tell_call (GString *told, const YztCallOut *call)
{
  const struct {
    const char *what;
    gint64 ms;
  } times[] = { { "called", call->called_ms }, { "answered", call->answered_ms }, { "next", call->next_ms }, { "late from", call->limit_ms }, { "next level", call->escalated_ms } };
  g_string_append_printf (told, "  call %s %s %s, level %u, %u calls", call->name, *call->phone != '\0' ? call->phone : "-", call_states[call->state], call->step, call->calls);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    if (times[i].ms != 0) {
      g_string_append_printf (told, ", %s ", times[i].what);
      tell_time (told, times[i].ms);
    }
  }
  g_string_append_printf (told, " | %s\n", call->of_names);
}

void
night_tell_calls (Night *night, GString *told, gboolean unreached_only)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) calls = yzt_call_outs_read (night->store, 0, &error);
  guint counts[YZT_N_CALL_STATES] = { 0 };
  g_assert_no_error (error);
  for (guint i = 0; i < calls->len; i++) {
    const YztCallOut *call = calls->pdata[i];
    counts[call->state]++;
    if (!unreached_only || yzt_call_state_is_unreached (call->state)) {
      tell_call (told, call);
    }
  }
  for (guint i = 0; i < YZT_N_CALL_STATES; i++) {
    g_string_append_printf (told, "CALL-OUT %s %u\n", call_states[i], counts[i]);
  }
}

static void
tell_cross (Night *night, GString *told, gint64 warning)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) crosses = yzt_warning_cross_read (night->store, warning, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < crosses->len; i++) {
    const YztWarningCross *cross = crosses->pdata[i];
    g_string_append_printf (told, "  inside %s: %u, newly %u, no longer %u, looked at ", cross->kind_id, cross->inside->len, cross->newly->len, cross->left->len);
    tell_time (told, cross->crossed_ms);
    g_string_append_c (told, '\n');
  }
}

static void
tell_warnings (Night *night, GString *told)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (night->store), "warning");
  yzt_store_read_rows (night->store, kind, list_cb, fids, &error);
  for (guint i = 0; i < fids->len; i++) {
    g_autoptr (YztRow) row = yzt_store_get_row (night->store, kind, g_array_index (fids, gint64, i), &error);
    g_string_append_printf (told, "WARNING %s | %s | %s | %s\n", word (row, "name"), word (row, "colour"), word (row, "state"), word (row, "message_status"));
    tell_cross (night, told, row->fid);
  }
}

static void
tell_roster (Night *night, GString *told)
{
  const gint64 day_ms = 24 * 3600 * 1000;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) turns = yzt_duty_read (night->store, *night->now_ms - day_ms, *night->now_ms + day_ms, *night->now_ms, "zh_CN", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < turns->len; i++) {
    const YztDutyTurn *turn = &g_array_index (turns, YztDutyTurn, i);
    g_string_append_printf (told, "DUTY %s %s ", turn->person, turn->post);
    tell_time (told, turn->from_ms);
    g_string_append (told, " to ");
    tell_time (told, turn->until_ms);
    g_string_append_printf (told, "%s%s%s\n", turn->now ? ", on now" : "", turn->signed_in ? ", signed in" : "", turn->absent ? ", absent" : "");
  }
}

/* Word for word but for the lines that were written until the kill, nobody knows how many; readiness is of the station. */
static void
tell_sheet (Night *night, GString *told)
{
  g_autoptr (GError) error = NULL;
  gint64 fid = night_find (night, "hand-over", "from_person", "王值班");
  g_autoptr (YztRow) sheet = yzt_store_get_row (night->store, yzt_kind_set_find (yzt_store_get_kinds (night->store), "hand-over"), fid, &error);
  g_autoptr (GRegex) number = g_regex_new (" #[0-9]+:", 0, 0, NULL), count = g_regex_new (" \\([0-9]+\\)$", 0, 0, NULL);
  g_assert_no_error (error);
  g_string_append_printf (told, "SHEET %s to %s, accepted by %s: %s\n", word (sheet, "from_person"), word (sheet, "to_person"), word (sheet, "accepted_by"), word (sheet, "note"));
  g_auto (GStrv) lines = g_strsplit (word (sheet, "text"), "\n", -1);
  for (guint i = 0; lines[i] != NULL && !g_str_has_prefix (lines[i], "# Not ready"); i++) {
    g_autofree char *bare = g_regex_replace_literal (number, lines[i], -1, 0, ":", 0, NULL);
    g_autofree char *line = g_str_has_prefix (bare, "# Changed") || g_str_has_prefix (bare, "# The log") ? g_regex_replace_literal (count, bare, -1, 0, "", 0, NULL) : g_strdup (bare);
    if (*line != '\0' && strstr (line, "记事 ") == NULL) {
      g_string_append_printf (told, "  %s\n", line);
    }
  }
}

char *
night_tell (Night *night)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (GArray) fids = g_array_new (FALSE, FALSE, sizeof (gint64));
  yzt_store_read_rows (night->store, yzt_kind_set_find (yzt_store_get_kinds (night->store), "incident"), list_cb, fids, &error);
  for (guint i = 0; i < fids->len; i++) {
    tell_incident (night, told, g_array_index (fids, gint64, i));
  }
  night_tell_calls (night, told, FALSE);
  tell_warnings (night, told);
  tell_roster (night, told);
  tell_sheet (night, told);
  g_autoptr (GArray) open = yzt_incident_open_clocks (night->store, *night->now_ms, "zh_CN", &error);
  g_string_append_printf (told, "OPEN CLOCKS %u\n", open->len);
  return g_string_free (g_steal_pointer (&told), FALSE);
}

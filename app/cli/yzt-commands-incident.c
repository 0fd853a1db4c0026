/* yzt-commands-incident.c: incidents from the command line: what is done with them, what is due, their log, papers; who is on duty
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-cli.h"
#include "yzt-duty.h"
#include "yzt-edits.h"
#include "yzt-incident-act.h"
#include "yzt-incident-record.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *
word_at (const YztCall *call, guint i)
{
  return i < call->words->len ? call->words->pdata[i] : "";
}

static const char *
cell (const YztRow *row, const char *field)
{
  const char *text = yzt_kind_get_field_index (row->kind, field) >= 0 ? yzt_row_get_text (row, field) : NULL;
  return text != NULL ? text : "";
}

/* KEY=VALUE words from @from on. */
static gboolean
take_pairs (const YztCall *call, guint from, GHashTable *values)
{
  for (guint i = from; i < call->words->len; i++) {
    const char *text = call->words->pdata[i], *equals = strchr (text, '=');
    if (equals == NULL || equals == text) {
      yzt_usage (_("“%s” is not KEY=VALUE."), text);
      return FALSE;
    }
    g_hash_table_insert (values, g_strndup (text, (gsize) (equals - text)), g_strdup (equals + 1));
  }
  return TRUE;
}

static GHashTable *
new_values (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* --- reading --- */

static const char *
state_word (YztClockState state)
{
  static const char *const words[] = { "not-due", "due-soon", "overdue", "done", "done-late", "ended" };
  return words[state];
}

static json_t *
json_clock (const YztIncidentClock *clock)
{
  json_t *object = json_object ();
  g_autofree char *due = yzt_time_format_utc (clock->due_ms), *done = clock->done_ms != 0 ? yzt_time_format_utc (clock->done_ms) : NULL;
  json_object_set_new (object, "id", json_string (clock->id));
  json_object_set_new (object, "recipient", json_string (clock->recipient_label));
  json_object_set_new (object, "what", json_string (clock->what));
  json_object_set_new (object, "due", json_string (due));
  json_object_set_new (object, "done", yzt_json_text (done));
  json_object_set_new (object, "state", json_string (state_word (clock->state)));
  json_object_set_new (object, "late_minutes", json_integer (clock->late_ms / 60000));
  json_object_set_new (object, "basis", json_string (clock->basis));
  json_object_set_new (object, "verified", json_boolean (clock->verified));
  return object;
}

static void
print_clock (const char *title, const YztIncidentClock *clock, gint64 now_ms)
{
  g_autofree char *words = yzt_incident_clock_in_words (clock, now_ms);
  g_print ("%s%s%s %s: %s\n", title, *title != '\0' ? ": " : "", clock->recipient_label, clock->what_label, words);
}

static YztExit
show_json (const YztIncidentRecord *record)
{
  json_t *root = json_object (), *clocks = json_array (), *next = json_array (), *figures = json_object (), *met = json_array ();
  json_object_set_new (root, "fid", json_integer (record->row->fid));
  json_object_set_new (root, "name", json_string (cell (record->row, "name")));
  json_object_set_new (root, "state", json_string (cell (record->row, "state")));
  json_object_set_new (root, "grade", json_string (cell (record->row, "grade")));
  json_object_set_new (root, "response_level", json_string (cell (record->row, "response_level")));
  json_object_set_new (root, "proposed_grade", json_string (record->proposal->grade));
  json_object_set_new (root, "near_miss", json_boolean (record->proposal->near_miss));
  json_object_set_new (root, "status", json_string (record->status));
  for (guint f = 0; f < YZT_N_FIGURES; f++) {
    json_object_set_new (figures, yzt_figure_fields[f], record->figures.value[f] >= 0 ? yzt_json_number (record->figures.value[f]) : json_null ());
  }
  for (guint i = 0; i < record->proposal->met->len; i++) {
    json_array_append_new (met, json_string (g_array_index (record->proposal->met, YztRuleMet, i).text));
  }
  for (guint i = 0; i < record->clocks->len; i++) {
    json_array_append_new (clocks, json_clock (&g_array_index (record->clocks, YztIncidentClock, i)));
  }
  for (guint i = 0; i < record->next->len; i++) {
    const YztIncidentNext *one = &g_array_index (record->next, YztIncidentNext, i);
    json_t *object = json_object ();
    json_object_set_new (object, "act", json_string (one->id));
    json_object_set_new (object, "value", json_string (one->value));
    json_object_set_new (object, "label", json_string (one->label));
    json_array_append_new (next, object);
  }
  json_object_set_new (root, "figures", figures);
  json_object_set_new (root, "rules_met", met);
  json_object_set_new (root, "clocks", clocks);
  json_object_set_new (root, "next", next);
  return yzt_print_json (root);
}

static YztExit
show (const YztCall *call, YztStore *store, gint64 fid)
{
  g_autoptr (GError) error = NULL;
  gint64 now_ms = yzt_clock_now_ms (&yzt_clock_system);
  g_autoptr (YztIncidentRecord) record = yzt_incident_record_read (store, fid, now_ms, call->language, &error);
  if (record == NULL) {
    return yzt_fail (error);
  }
  if (call->json) {
    return show_json (record);
  }
  const YztField *state = yzt_kind_find_field (record->row->kind, "state"), *grade = yzt_kind_find_field (record->row->kind, "grade");
  g_print ("%s\n%s · %s\n", cell (record->row, "name"), yzt_field_get_value_label (state, cell (record->row, "state"), call->language),
           *cell (record->row, "grade") != '\0' ? yzt_field_get_value_label (grade, cell (record->row, "grade"), call->language) : "—");
  for (guint i = 0; i < record->proposal->met->len; i++) {
    const YztRuleMet *met = &g_array_index (record->proposal->met, YztRuleMet, i);
    g_print ("  %s — %s%s\n", met->text, met->basis, met->verified ? "" : _(" (not verified)"));
  }
  for (guint i = 0; i < record->clocks->len; i++) {
    print_clock ("", &g_array_index (record->clocks, YztIncidentClock, i), now_ms);
  }
  return YZT_EXIT_DONE;
}

static YztExit
clocks (const YztCall *call, YztStore *store)
{
  g_autoptr (GError) error = NULL;
  gint64 now_ms = yzt_clock_now_ms (&yzt_clock_system);
  g_autoptr (GArray) all = yzt_incident_open_clocks (store, now_ms, call->language, &error);
  if (all == NULL) {
    return yzt_fail (error);
  }
  json_t *root = call->json ? json_array () : NULL;
  for (guint i = 0; i < all->len; i++) {
    const YztOpenClock *open = &g_array_index (all, YztOpenClock, i);
    if (root != NULL) {
      json_t *object = json_clock (&open->clock);
      json_object_set_new (object, "incident", json_string (open->title));
      json_array_append_new (root, object);
    } else {
      print_clock (open->title, &open->clock, now_ms);
    }
  }
  return root != NULL ? yzt_print_json (root) : YZT_EXIT_DONE;
}

static json_t *
json_line (const YztLogLine *line)
{
  json_t *object = json_object ();
  g_autofree char *at = yzt_time_format_utc (line->at_ms);
  json_object_set_new (object, "number", json_integer (line->number));
  json_object_set_new (object, "at", json_string (at));
  json_object_set_new (object, "kind", json_string (line->entry_kind));
  json_object_set_new (object, "what", json_string (line->what));
  json_object_set_new (object, "from", json_string (line->from));
  json_object_set_new (object, "to", json_string (line->to));
  json_object_set_new (object, "author", json_string (line->author));
  json_object_set_new (object, "corrects", json_integer (line->corrects));
  return object;
}

static YztExit
print_log (const YztCall *call, YztStore *store, gint64 fid, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) lines = yzt_log_read (store, fid, 0, text, &error);
  if (lines == NULL) {
    return yzt_fail (error);
  }
  json_t *root = call->json ? json_array () : NULL;
  for (guint i = 0; i < lines->len; i++) {
    const YztLogLine *line = &g_array_index (lines, YztLogLine, i);
    if (root != NULL) {
      json_array_append_new (root, json_line (line));
      continue;
    }
    g_autofree char *at = yzt_time_format_utc (line->at_ms);
    g_print ("%ld\t%s\t%s\t%s\n", (long) line->number, at, line->author, line->what);
  }
  return root != NULL ? yzt_print_json (root) : YZT_EXIT_DONE;
}

/* "print CODE report=FID FILE", "print CODE log|assessment|consumption|call-list FILE". */
static YztExit
print_paper (const YztCall *call, YztStore *store, gint64 fid)
{
  const char *what = word_at (call, 3), *path = word_at (call, 4);
  static const char *const papers[] = { "log", "assessment", "consumption", "call-list", NULL };
  gboolean report = g_str_has_prefix (what, "report=");
  if (*path == '\0' || (!report && !g_strv_contains (papers, what))) {
    return yzt_usage (_("Usage: yzt %s"), "incident MAP print CODE report=FID|log|assessment|consumption|call-list FILE.pdf|FILE.docx|FILE.csv");
  }
  gint64 of = report ? g_ascii_strtoll (what + strlen ("report="), NULL, 10) : fid;
  return yzt_write_paper (call, store, report ? "report" : what, of, g_str_equal (what, "call-list") ? "incident" : NULL, NULL, path);
}

static json_t *
json_row (const YztRow *row)
{
  json_t *object = json_object ();
  json_object_set_new (object, "fid", json_integer (row->fid));
  for (guint i = 0; i < yzt_kind_get_n_fields (row->kind); i++) {
    const YztField *field = yzt_kind_get_field (row->kind, i);
    g_autofree char *text = yzt_field_format_plain (field, &row->cells[i]);
    if (*text != '\0') {
      json_object_set_new (object, yzt_field_get_name (field), json_string (text));
    }
  }
  return object;
}

/* "rows CODE KIND": what belongs to it, for scripts. */
static YztExit
print_rows (const YztCall *call, YztStore *store, gint64 fid)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztIncidentRecord) record = yzt_incident_record_read (store, fid, yzt_clock_now_ms (&yzt_clock_system), call->language, &error);
  if (record == NULL) {
    return yzt_fail (error);
  }
  GPtrArray *rows = yzt_incident_record_rows (record, word_at (call, 3));
  json_t *root = json_array ();
  for (guint i = 0; i < rows->len; i++) {
    json_array_append_new (root, json_row (rows->pdata[i]));
  }
  return yzt_print_json (root);
}

static YztExit
read_incident (const YztCall *call, const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_open_for_reading (call);
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  if (g_str_equal (what, "clocks")) {
    return clocks (call, store);
  }
  gint64 fid = yzt_find_incident (store, word_at (call, 2), &error);
  if (fid == 0) {
    return yzt_fail (error);
  }
  if (g_str_equal (what, "show")) {
    return show (call, store, fid);
  }
  if (g_str_equal (what, "log-lines")) {
    return print_log (call, store, fid, call->words->len > 3 ? word_at (call, 3) : NULL);
  }
  if (g_str_equal (what, "rows")) {
    return print_rows (call, store, fid);
  }
  return g_str_equal (what, "print") ? print_paper (call, store, fid) : yzt_command_after (call, store, what, fid);
}

/* --- acts --- */

static YztExit
tell_result (const YztCall *call, const YztActResult *result, YztKind *kind)
{
  if (call->json) {
    json_t *root = json_object ();
    json_object_set_new (root, "entry", json_integer (result->entry));
    json_object_set_new (root, "label", yzt_json_text (result->label));
    json_object_set_new (root, "incident", json_integer (kind != NULL ? yzt_act_result_first_fid (result, kind) : 0));
    return yzt_print_json (root);
  }
  g_print ("%s\n", result->label != NULL ? result->label : "");
  return YZT_EXIT_DONE;
}

YztExit
yzt_command_incident (const YztCall *call)
{
  static const char *const readings[] = { "show", "clocks", "log-lines", "rows", "print", "close-list", "assess", "cases", "experts", NULL };
  const char *id = word_at (call, 1);
  gboolean closes = g_str_equal (id, "close");
  id = closes ? "state" : id;
  if (g_strv_contains (readings, id)) {
    return read_incident (call, id);
  }
  if (!g_strv_contains (yzt_incident_act_ids, id)) {
    return yzt_usage (_("There is no act “%s”; see “yzt --help”."), id);
  }
  gboolean is_new = g_str_equal (id, "take-in");
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = yzt_open_for_writing (call);
  g_autoptr (GHashTable) values = new_values ();
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  gint64 fid = is_new ? 0 : yzt_find_incident (store, word_at (call, 2), &error);
  if (!is_new && fid == 0) {
    return yzt_fail (error);
  }
  /* "take-in LINE KEY=VALUE…": the line stands first. */
  if (is_new && call->words->len > 2) {
    g_hash_table_insert (values, g_strdup ("text"), g_strdup (word_at (call, 2)));
  }
  if (!take_pairs (call, 3, values)) {
    return YZT_EXIT_USAGE;
  }
  if (closes) {
    g_hash_table_insert (values, g_strdup ("state"), g_strdup ("closed"));
  }
  g_autoptr (YztIncidentAct) act = yzt_incident_act_new (id, fid);
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    yzt_incident_act_set (act, key, value);
  }
  g_autoptr (YztActResult) result = yzt_incident_act_run (act, store, yzt_author (call), "yzt", call->language, &yzt_clock_system, &error);
  return result != NULL ? tell_result (call, result, yzt_kind_set_find (yzt_store_get_kinds (store), "incident")) : yzt_fail (error);
}

/* --- duty --- */

static YztExit
print_duty (const YztCall *call, YztStore *store, gint64 now_ms)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) turns = yzt_duty_read (store, now_ms, now_ms + (gint64) 7 * 24 * 3600000, now_ms, call->language, &error);
  if (turns == NULL) {
    return yzt_fail (error);
  }
  json_t *root = call->json ? json_array () : NULL;
  for (guint i = 0; i < turns->len; i++) {
    const YztDutyTurn *turn = &g_array_index (turns, YztDutyTurn, i);
    g_autofree char *from = yzt_time_format_utc (turn->from_ms), *until = yzt_time_format_utc (turn->until_ms);
    if (root == NULL) {
      g_print ("%s\t%s\t%s – %s%s%s\n", turn->post_label, turn->person, from, until, turn->now ? _("\tnow") : "", turn->absent ? _("\tabsent") : "");
      continue;
    }
    json_t *object = json_object ();
    json_object_set_new (object, "fid", json_integer (turn->fid));
    json_object_set_new (object, "person", json_string (turn->person));
    json_object_set_new (object, "post", json_string (turn->post));
    json_object_set_new (object, "from", json_string (from));
    json_object_set_new (object, "until", json_string (until));
    json_object_set_new (object, "now", json_boolean (turn->now));
    json_object_set_new (object, "absent", json_boolean (turn->absent));
    json_array_append_new (root, object);
  }
  return root != NULL ? yzt_print_json (root) : YZT_EXIT_DONE;
}

YztExit
yzt_command_duty (const YztCall *call)
{
  const char *id = call->words->len > 1 ? word_at (call, 1) : "now";
  gboolean reads = g_str_equal (id, "now") || g_str_equal (id, "sheet") || g_str_equal (id, "daily");
  g_autoptr (GError) error = NULL;
  g_autoptr (YztStore) store = reads ? yzt_open_for_reading (call) : yzt_open_for_writing (call);
  g_autoptr (GHashTable) values = new_values ();
  gint64 now_ms = yzt_clock_now_ms (&yzt_clock_system);
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  if (g_str_equal (id, "now")) {
    return print_duty (call, store, now_ms);
  }
  if (g_str_equal (id, "daily")) {
    return call->out != NULL ? yzt_write_paper (call, store, "daily", 0, NULL, call->words->len > 2 ? word_at (call, 2) : NULL, call->out)
                             : yzt_usage (_("Usage: yzt %s"), "duty MAP daily [DATE] --out FILE.pdf|FILE.docx");
  }
  if (g_str_equal (id, "sheet") && call->out != NULL) {
    return yzt_write_paper (call, store, "hand-over", 0, call->author, NULL, call->out);
  }
  if (g_str_equal (id, "sheet")) {
    g_autoptr (YztHandOverSheet) sheet = yzt_hand_over_sheet (store, now_ms, call->language, &error);
    if (sheet == NULL) {
      return yzt_fail (error);
    }
    g_print ("%s", sheet->text);
    return YZT_EXIT_DONE;
  }
  if (!take_pairs (call, 2, values)) {
    return YZT_EXIT_USAGE;
  }
  g_autoptr (YztActResult) result = yzt_duty_act_run (id, values, store, yzt_author (call), "yzt", call->language, &yzt_clock_system, &error);
  return result != NULL ? tell_result (call, result, NULL) : yzt_fail (error);
}

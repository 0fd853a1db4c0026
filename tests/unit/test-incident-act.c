/* test-incident-act.c: an incident from the first word to the signed report: acts, their log lines, grade, clocks, who may sign
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-duty.h"
#include "yzt-edits.h"
#include "yzt-incident-act.h"
#include "yzt-incident-record.h"
#include "yzt-report-draft.h"
#include "yzt-test-map.h"
#include <string.h>

#define MINUTE_MS ((gint64) 60000)
/* 2026-11-22 12:45 in Shanghai. */
#define START_MS G_GINT64_CONSTANT (1795322700000)

static gint64 now_ms;
static const YztClock the_clock = YZT_CLOCK_FIXED (&now_ms);

/* @...: keys and values, NULL-ended. NULL when refused, with the sentence in @error. */
static YztActResult *
try_act (TestMap *map, const char *author, gint64 incident, const char *id, GError **error, va_list args)
{
  g_autoptr (YztIncidentAct) act = yzt_incident_act_new (id, incident);
  for (const char *key = va_arg (args, const char *); key != NULL; key = va_arg (args, const char *)) {
    yzt_incident_act_set (act, key, va_arg (args, const char *));
  }
  return yzt_incident_act_run (act, map->store, author, "w", "zh_CN", &the_clock, error);
}

static gint64 G_GNUC_NULL_TERMINATED
do_act (TestMap *map, const char *author, gint64 incident, const char *id, ...)
{
  g_autoptr (GError) error = NULL;
  va_list args;
  va_start (args, id);
  g_autoptr (YztActResult) result = try_act (map, author, incident, id, &error, args);
  va_end (args);
  g_assert_no_error (error);
  g_assert_cmpint (result->entry, >, 0);
  return yzt_act_result_first_fid (result, test_map_kind (map, "incident"));
}

static void G_GNUC_NULL_TERMINATED
refuse_act (TestMap *map, const char *author, gint64 incident, const char *id, ...)
{
  g_autoptr (GError) error = NULL;
  va_list args;
  va_start (args, id);
  g_autoptr (YztActResult) result = try_act (map, author, incident, id, &error, args);
  va_end (args);
  g_assert_null (result);
  g_assert_nonnull (error);
  g_test_message ("refused: %s", error->message);
}

static YztIncidentRecord *
read_record (TestMap *map, gint64 fid)
{
  g_autoptr (GError) error = NULL;
  YztIncidentRecord *record = yzt_incident_record_read (map->store, fid, now_ms, "zh_CN", &error);
  g_assert_no_error (error);
  return record;
}

static const YztIncidentClock *
find_clock (YztIncidentRecord *record, const char *id)
{
  for (guint i = 0; i < record->clocks->len; i++) {
    const YztIncidentClock *clock = &g_array_index (record->clocks, YztIncidentClock, i);
    if (g_str_equal (clock->id, id)) {
      return clock;
    }
  }
  return NULL;
}

static void
expect_clock (TestMap *map, gint64 fid, const char *id, YztClockState state, gint64 due_minutes, gint64 late_minutes)
{
  g_autoptr (YztIncidentRecord) record = read_record (map, fid);
  const YztIncidentClock *clock = find_clock (record, id);
  if (clock == NULL) {
    g_error ("no clock %s", id);
  }
  g_assert_cmpint (clock->state, ==, state);
  g_assert_cmpint ((clock->due_ms - START_MS) / MINUTE_MS, ==, due_minutes);
  g_assert_cmpint (clock->late_ms / MINUTE_MS, ==, late_minutes);
}

static char *
fid_of_last (TestMap *map, gint64 incident, const char *kind)
{
  g_autoptr (YztIncidentRecord) record = read_record (map, incident);
  return g_strdup_printf ("%" G_GINT64_FORMAT, yzt_incident_record_last (record, kind)->fid);
}

static void
duty (TestMap *map, const char *author, const char *id, const char *const *pairs)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; pairs[i] != NULL; i += 2) {
    g_hash_table_insert (values, (gpointer) pairs[i], (gpointer) pairs[i + 1]);
  }
  g_autoptr (YztActResult) result = yzt_duty_act_run (id, values, map->store, author, "w", "zh_CN", &the_clock, &error);
  g_assert_no_error (error);
}

static void
set_roster (TestMap *map)
{
  static const char *const people[][2] = { { "王值班", "officer" }, { "李值班", "officer" }, { "赵局长", "leader" }, { "钱副局", "deputy" } };
  for (guint i = 0; i < G_N_ELEMENTS (people); i++) {
    const char *pairs[] = { "person", people[i][0], "post", people[i][1], "from_utc", "2026-11-22 08:00", "until_utc", "2026-11-23 08:00", NULL };
    duty (map, "王值班", "turn", pairs);
  }
}

static void
test_night (void)
{
  TestMap map;
  now_ms = START_MS;
  test_map_set_up (&map);
  set_roster (&map);
  gint64 fid = do_act (&map, "王值班", 0, "take-in", "text", "12:40 高要金利镇化工厂液氨泄漏 2人死亡 3人受伤", "caller", "杨少芬", NULL);
  g_assert_cmpint (fid, >, 0);
  {
    g_autoptr (YztIncidentRecord) record = read_record (&map, fid);
    g_assert_cmpstr (yzt_row_get_text (record->row, "name"), ==, "高要金利镇化工厂液氨泄漏");
    g_assert_cmpstr (yzt_row_get_text (record->row, "state"), ==, "received");
    g_assert_cmpstr (yzt_row_get_text (record->row, "acknowledged_by"), ==, "王值班");
    g_assert_cmpstr (record->proposal->grade, ==, "general");
    g_assert_true (record->proposal_differs);
    g_assert_cmpuint (yzt_incident_record_rows (record, "log-entry")->len, ==, 2);
  }
  expect_clock (&map, fid, "city-government-phone", YZT_CLOCK_NOT_DUE, 30, 0);
  now_ms = START_MS + 22 * MINUTE_MS;
  expect_clock (&map, fid, "city-government-phone", YZT_CLOCK_DUE_SOON, 30, 0);
  do_act (&map, "王值班", fid, "phone-report", "recipient", "city-government", "who", "孙秘书", NULL);
  expect_clock (&map, fid, "city-government-phone", YZT_CLOCK_DONE, 30, 0);
  now_ms = START_MS + 35 * MINUTE_MS;
  expect_clock (&map, fid, "city-party-phone", YZT_CLOCK_OVERDUE, 30, 5);
  /* The third death: the province is owed a report from now on. */
  do_act (&map, "王值班", fid, "grade", "grade", "general", NULL);
  do_act (&map, "王值班", fid, "figures", "dead", "3", "who", "现场指挥部", NULL);
  {
    g_autoptr (YztIncidentRecord) record = read_record (&map, fid);
    g_assert_cmpstr (record->proposal->grade, ==, "larger");
    g_assert_true (record->proposal_differs);
    g_assert_nonnull (strstr (g_array_index (record->proposal->met, YztRuleMet, 0).text, "3人以上死亡"));
  }
  expect_clock (&map, fid, "province-phone", YZT_CLOCK_NOT_DUE, 65, 0);
  refuse_act (&map, "王值班", fid, "grade", "grade", "general", NULL);
  do_act (&map, "王值班", fid, "grade", "grade", "larger", NULL);
  expect_clock (&map, fid, "province-written", YZT_CLOCK_NOT_DUE, 95, 0);
  do_act (&map, "王值班", fid, "phone-report", "recipient", "city-party", NULL);
  expect_clock (&map, fid, "city-party-phone", YZT_CLOCK_DONE_LATE, 30, 5);
  /* Response: a named person, apart from the grade. */
  refuse_act (&map, "王值班", fid, "respond", "level", "3", NULL);
  do_act (&map, "王值班", fid, "respond", "level", "3", "who", "赵局长", NULL);
  refuse_act (&map, "王值班", fid, "state", "state", "closed", NULL);
  do_act (&map, "王值班", fid, "state", "state", "confirmed", NULL);
  do_act (&map, "王值班", fid, "state", "state", "responding", NULL);
  /* The report through its hands. */
  do_act (&map, "王值班", fid, "report-draft", "what", "first", NULL);
  g_autofree char *report = fid_of_last (&map, fid, "report");
  refuse_act (&map, "王值班", fid, "report-draft", "what", "first", NULL);
  refuse_act (&map, "王值班", fid, "report-check", "report", report, NULL);
  refuse_act (&map, "赵局长", fid, "report-sign", "report", report, NULL);
  do_act (&map, "李值班", fid, "report-check", "report", report, NULL);
  refuse_act (&map, "李值班", fid, "report-sign", "report", report, NULL);
  refuse_act (&map, "王值班", fid, "report-send", "report", report, "recipients", "province", NULL);
  do_act (&map, "赵局长", fid, "report-sign", "report", report, NULL);
  refuse_act (&map, "王值班", fid, "report-edit", "report", report, "text", "别的", NULL);
  now_ms = START_MS + 50 * MINUTE_MS;
  do_act (&map, "王值班", fid, "report-send", "report", report, "recipients", "city-government; province", "channel", "传真", NULL);
  expect_clock (&map, fid, "city-government-written", YZT_CLOCK_DONE, 60, 0);
  expect_clock (&map, fid, "province-law", YZT_CLOCK_DONE, 155, 0);
  expect_clock (&map, fid, "province-receipt/1", YZT_CLOCK_NOT_DUE, 80, 0);
  now_ms = START_MS + 81 * MINUTE_MS;
  expect_clock (&map, fid, "province-receipt/1", YZT_CLOCK_OVERDUE, 80, 1);
  g_autofree char *sending = fid_of_last (&map, fid, "report-sending");
  do_act (&map, "王值班", fid, "report-received", "sending", sending, "who", "省厅周某", NULL);
  refuse_act (&map, "王值班", fid, "report-received", "sending", sending, "who", "别人", NULL);
  expect_clock (&map, fid, "province-receipt/1", YZT_CLOCK_DONE_LATE, 80, 1);
  expect_clock (&map, fid, "province-daily-1/1", YZT_CLOCK_NOT_DUE, 50 + 1440, 0);
  expect_clock (&map, fid, "tail-30", YZT_CLOCK_NOT_DUE, -5 + 43200, 0);
  /* Casualties change after the report: a follow-up is due, and tells what changed. */
  do_act (&map, "王值班", fid, "figures", "injured_serious", "2", "injured", "1", "who", "市医院", NULL);
  expect_clock (&map, fid, "province-change", YZT_CLOCK_NOT_DUE, 81 + 60, 0);
  {
    g_autoptr (YztIncidentRecord) record = read_record (&map, fid);
    g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Shanghai");
    g_autoptr (YztReportDraft) draft = yzt_report_draft_new (record, "follow-up", zone, "zh_CN");
    gboolean changed = FALSE, unknown = FALSE;
    for (guint i = 0; i < draft->elements->len; i++) {
      const YztReportElement *element = &g_array_index (draft->elements, YztReportElement, i);
      changed = changed || (g_str_equal (element->id, "casualties") && element->changed && strstr (element->value, "重伤2") != NULL);
      unknown = unknown || (g_str_equal (element->id, "loss") && element->unknown);
      g_assert_false (element->changed && (g_str_equal (element->id, "where") || g_str_equal (element->id, "when")));
    }
    g_assert_true (changed && unknown);
    g_test_message ("%s\n%s", draft->title, draft->text);
  }
  /* The log, its corrections. */
  do_act (&map, "王值班", fid, "log", "text", "消防到场，2车12人", "from", "消防支队", "channel", "phone", NULL);
  do_act (&map, "李值班", fid, "correct", "line", "3", "text", "应为孙副秘书长", NULL);
  refuse_act (&map, "李值班", fid, "correct", "line", "99", "text", "x", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) lines = yzt_log_read (map.store, fid, 0, NULL, &error);
  for (guint i = 0; i < lines->len; i++) {
    const YztLogLine *line = &g_array_index (lines, YztLogLine, i);
    g_assert_cmpint (line->number, ==, i + 1);
    g_test_message ("%ld %s %s %s", (long) line->number, line->entry_kind, line->author, line->what);
  }
  const YztLogLine *last = &g_array_index (lines, YztLogLine, lines->len - 1);
  g_assert_cmpint (last->corrects, ==, 3);
  g_assert_cmpint (g_array_index (lines, YztLogLine, 2).corrected_by, ==, last->number);
  g_autoptr (GArray) found = yzt_log_read (map.store, 0, 0, "消防 12人", &error);
  g_assert_cmpuint (found->len, ==, 1);
  g_autoptr (YztHandOverSheet) sheet = yzt_hand_over_sheet (map.store, now_ms, "zh_CN", &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (sheet->text, "高要金利镇化工厂液氨泄漏"));
  g_test_message ("%s", sheet->text);
  test_map_tear_down (&map);
}

static void
test_absent_signer (void)
{
  TestMap map;
  now_ms = START_MS;
  test_map_set_up (&map);
  set_roster (&map);
  gint64 fid = do_act (&map, "王值班", 0, "take-in", "text", "12:40 德庆县G321国道货车侧翻，1人死亡", NULL);
  do_act (&map, "王值班", fid, "report-draft", "what", "first", NULL);
  g_autofree char *report = fid_of_last (&map, fid, "report");
  do_act (&map, "李值班", fid, "report-check", "report", report, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) turns = yzt_duty_read (map.store, now_ms, now_ms + 1, now_ms, "zh_CN", &error);
  g_autofree char *leader = NULL;
  for (guint i = 0; i < turns->len; i++) {
    const YztDutyTurn *turn = &g_array_index (turns, YztDutyTurn, i);
    g_assert_true (turn->now);
    if (g_str_equal (turn->post, "leader")) {
      leader = g_strdup_printf ("%" G_GINT64_FORMAT, turn->fid);
    }
  }
  const char *pairs[] = { "turn", leader, "reason", "电话三次未接", NULL };
  duty (&map, "王值班", "absent", pairs);
  refuse_act (&map, "赵局长", fid, "report-sign", "report", report, NULL);
  do_act (&map, "钱副局", fid, "report-sign", "report", report, NULL);
  g_autoptr (YztIncidentRecord) record = read_record (&map, fid);
  const YztRow *row = yzt_incident_record_last (record, "log-entry");
  g_assert_nonnull (strstr (yzt_row_get_text (row, "name"), "赵局长"));
  test_map_tear_down (&map);
}

static void
test_states (void)
{
  TestMap map;
  now_ms = START_MS;
  test_map_set_up (&map);
  gint64 first = do_act (&map, "王", 0, "take-in", "text", "端州区某小区起火", NULL);
  gint64 second = do_act (&map, "王", 0, "take-in", "text", "端州区某小区着火", NULL);
  g_autofree char *link = g_strdup_printf ("incident/%" G_GINT64_FORMAT, first);
  g_autofree char *self = g_strdup_printf ("incident/%" G_GINT64_FORMAT, second);
  refuse_act (&map, "王", second, "state", "state", "merged", "reason", "同一起", NULL);
  refuse_act (&map, "王", second, "state", "state", "merged", "reason", "同一起", "other", self, NULL);
  do_act (&map, "王", second, "state", "state", "merged", "reason", "同一起", "other", link, NULL);
  g_autoptr (YztIncidentRecord) merged = read_record (&map, second), into = read_record (&map, first);
  g_assert_false (merged->open);
  g_assert_cmpstr (yzt_row_get_text (merged->row, "merged_into"), ==, link);
  g_assert_nonnull (strstr (yzt_row_get_text (yzt_incident_record_last (into, "log-entry"), "name"), "端州区某小区着火"));
  for (guint i = 0; i < merged->clocks->len; i++) {
    g_assert_cmpint (g_array_index (merged->clocks, YztIncidentClock, i).state, ==, YZT_CLOCK_ENDED);
  }
  refuse_act (&map, "王", first, "state", "state", "false-report", NULL);
  do_act (&map, "王", first, "state", "state", "false-report", "reason", "现场为演习烟雾", NULL);
  do_act (&map, "王", first, "state", "state", "received", "reason", "再次来电", NULL);
  refuse_act (&map, "王", first, "state", "state", "handed-over", "reason", "不属本市", NULL);
  do_act (&map, "王", first, "state", "state", "handed-over", "reason", "不属本市", "who", "佛山市应急局", NULL);
  test_map_tear_down (&map);
}

/* What a caller, a form or a pasted text may hold. */
static void
test_bad_words (void)
{
  TestMap map;
  now_ms = START_MS;
  test_map_set_up (&map);
  refuse_act (&map, "王", 0, "take-in", NULL);
  refuse_act (&map, "", 0, "take-in", "text", "起火", NULL);
  refuse_act (&map, "王", 0, "take-in", "text", "起火", "occurred_utc", "2090-01-01 12:00", NULL);
  refuse_act (&map, "王", 0, "take-in", "text", "起火", "occurred_utc", "1970-01-01 12:00", NULL);
  refuse_act (&map, "王", 0, "take-in", "text", "起火", "lon", "23.1", "lat", "112.4", NULL);
  refuse_act (&map, "王", 0, "take-in", "text", "起火", "dead", "-3", NULL);
  refuse_act (&map, "王", 0, "fly", NULL);
  refuse_act (&map, "王", 4711, "acknowledge", NULL);
  gint64 fid = do_act (&map, "王", 0, "take-in", "text", "<b>端州区某厂\x01\x7f起火</b> '; DROP TABLE log_entry; --", NULL);
  do_act (&map, "王", fid, "log", "text", "<script>alert(1)</script>\x02 & \"引号\"", NULL);
  refuse_act (&map, "王", fid, "log", "text", "   ", NULL);
  refuse_act (&map, "王", fid, "log", "text", "x", "at_utc", "昨天", NULL);
  refuse_act (&map, "王", fid, "log", "text", "x", "at_utc", "2090-01-01T00:00:00Z", NULL);
  g_autofree char *long_text = g_strnfill (70 * 1024, 'x');
  refuse_act (&map, "王", fid, "log", "text", long_text, NULL);
  refuse_act (&map, "王", fid, "phone-report", "recipient", "nobody", NULL);
  refuse_act (&map, "王", fid, "figures", "dead", "很多", "who", "甲", NULL);
  refuse_act (&map, "王", fid, "task-done", "task", "12", NULL);
  /* A time without a zone is what the clock on the wall shows. */
  do_act (&map, "王", fid, "log", "text", "消防出动", "at_utc", "2026-11-22 12:42", NULL);
  g_autoptr (YztIncidentRecord) record = read_record (&map, fid);
  const YztRow *line = yzt_incident_record_last (record, "log-entry");
  g_assert_cmpstr (yzt_row_get_text (line, "at_utc"), ==, "2026-11-22T04:42:00Z");
  test_map_tear_down (&map);
}

static void
test_exercise (void)
{
  TestMap map;
  now_ms = START_MS;
  test_map_set_up (&map);
  set_roster (&map);
  gint64 fid = do_act (&map, "王值班", 0, "take-in", "text", "演练 12:30 鼎湖区危化品仓库爆炸 4人死亡", NULL);
  do_act (&map, "王值班", fid, "log", "text", "队伍出发", NULL);
  do_act (&map, "王值班", fid, "report-draft", "what", "first", NULL);
  do_act (&map, "王值班", fid, "public-draft", "text", "各位市民", NULL);
  g_autoptr (YztIncidentRecord) record = read_record (&map, fid);
  g_assert_cmpstr (record->status, ==, "演练");
  g_assert_nonnull (strstr (yzt_row_get_text (record->row, "name"), "演练"));
  static const char *const kinds[] = { "log-entry", "report", "public-text" };
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++) {
    GPtrArray *rows = yzt_incident_record_rows (record, kinds[k]);
    g_assert_cmpuint (rows->len, >, 0);
    for (guint i = 0; i < rows->len; i++) {
      const char *text = k > 0 ? yzt_row_get_text (rows->pdata[i], "text") : "演练";
      g_assert_nonnull (strstr (yzt_row_get_text (rows->pdata[i], "name"), "演练"));
      g_assert_nonnull (strstr (text, "演练"));
    }
  }
  test_map_tear_down (&map);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/incident-act/night", test_night);
  g_test_add_func ("/incident-act/absent-signer", test_absent_signer);
  g_test_add_func ("/incident-act/states", test_states);
  g_test_add_func ("/incident-act/exercise", test_exercise);
  g_test_add_func ("/incident-act/bad-words", test_bad_words);
  return g_test_run ();
}

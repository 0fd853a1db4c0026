/* test-incident-kept.c: nobody bends the record: no edit, no deletion, no undo, no import of log lines and signed reports; what others did is told
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <sqlite3.h>
#include <string.h>
#include "yzt-duty.h"
#include "yzt-edits.h"
#include "yzt-incident-act.h"
#include "yzt-incident-record.h"
#include "yzt-store-bulk.h"
#include "yzt-store-care.h"
#include "yzt-test-map.h"

static gint64 now_ms = G_GINT64_CONSTANT (1795322700000);
static const YztClock the_clock = YZT_CLOCK_FIXED (&now_ms);

static gint64
run_act (TestMap *map, const char *author, const char *id, gint64 incident, const char *key, const char *value, const char *key2, const char *value2)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztIncidentAct) act = yzt_incident_act_new (id, incident);
  yzt_incident_act_set (act, key, value);
  if (key2 != NULL) {
    yzt_incident_act_set (act, key2, value2);
  }
  g_autoptr (YztActResult) result = yzt_incident_act_run (act, map->store, author, "w", "zh_CN", &the_clock, &error);
  g_assert_no_error (error);
  gint64 fid = yzt_act_result_first_fid (result, test_map_kind (map, "incident"));
  return fid != 0 ? fid : result->entry;
}

static void
expect_refusal (gconstpointer result, GError **error)
{
  g_assert_null (result);
  g_assert_error (*error, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED);
  g_test_message ("%s", (*error)->message);
  g_clear_error (error);
}

#define REFUSED(call)                    \
  G_STMT_START {                         \
    gconstpointer refused_ = (call);     \
    expect_refusal (refused_, &error);   \
  } G_STMT_END

static YztRow *
last_of (TestMap *map, gint64 incident, const char *kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztIncidentRecord) record = yzt_incident_record_read (map->store, incident, now_ms, "zh_CN", &error);
  g_assert_no_error (error);
  return yzt_row_copy (yzt_incident_record_last (record, kind));
}

static YztActResult *
write_edits (TestMap *map, YztEdits *edits, GError **error)
{
  return yzt_edits_write (edits, map->store, "甲", "w", "zh_CN", error);
}

/* What a table, a form or a script may try on a row. */
static void
try_to_bend (TestMap *map, const YztRow *row, const char *field)
{
  GError *error = NULL;
  YztCell other = yzt_cell_text ("别的话"), empty = { .type = YZT_CELL_NULL };
  guint index = (guint) yzt_kind_get_field_index (row->kind, field);
  g_autoptr (YztEdits) change = yzt_edits_new ("改"), erase = yzt_edits_new ("清"), drop = yzt_edits_new ("删"), insert = yzt_edits_new ("添");
  g_autoptr (YztRow) forged = yzt_row_copy (row);
  forged->fid = 0;
  yzt_edits_set_cell (change, row->kind, row->fid, index, NULL, &other);
  REFUSED (write_edits (map, change, &error));
  if (!g_str_equal (field, "name")) {
    yzt_edits_set_cell (erase, row->kind, row->fid, index, NULL, &empty);
    REFUSED (write_edits (map, erase, &error));
  }
  yzt_edits_delete (drop, row->kind, row->fid);
  REFUSED (write_edits (map, drop, &error));
  yzt_edits_insert (insert, forged);
  REFUSED (write_edits (map, insert, &error));
  REFUSED (yzt_stage_new (map->store, row->kind, &error));
  yzt_cell_clear (&other);
}

static guint
count_problems (TestMap *map, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = yzt_store_check (map->store, &error);
  guint n = 0;
  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++) {
    g_test_message ("%s", (const char *) problems->pdata[i]);
    n += strstr (problems->pdata[i], part) != NULL;
  }
  return n;
}

static void
test_kept (void)
{
  TestMap map;
  test_map_set_up (&map);
  gint64 fid = run_act (&map, "甲", "take-in", 0, "text", "端州区化工厂起火 1人受伤", NULL, NULL);
  gint64 entry = run_act (&map, "甲", "log", fid, "text", "消防到场", NULL, NULL);
  GError *error = NULL;
  g_autoptr (YztRow) line = last_of (&map, fid, "log-entry"), figures = last_of (&map, fid, "figures"), incident = last_of (&map, fid, "log-entry");
  try_to_bend (&map, line, "name");
  try_to_bend (&map, line, "author");
  try_to_bend (&map, figures, "name");
  /* Nor is what it belongs to deleted, nor the act taken back. */
  g_autoptr (YztEdits) drop = yzt_edits_new ("删事件");
  yzt_edits_delete (drop, test_map_kind (&map, "incident"), fid);
  REFUSED (write_edits (&map, drop, &error));
  YztActInfo info = { .author = "甲", .window = "w" };
  REFUSED (yzt_store_undo (map.store, entry, &info, &error));
  g_assert_null (yzt_store_undo (map.store, 0, &info, &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpuint (count_problems (&map, "log") + count_problems (&map, "Log"), ==, 0);
  test_map_tear_down (&map);
}

static void
add_turn (TestMap *map, const char *person, const char *post)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (values, (gpointer) "person", (gpointer) person);
  g_hash_table_insert (values, (gpointer) "post", (gpointer) post);
  g_hash_table_insert (values, (gpointer) "from_utc", (gpointer) "2026-11-22 08:00");
  g_hash_table_insert (values, (gpointer) "until_utc", (gpointer) "2026-11-23 08:00");
  g_autoptr (YztActResult) result = yzt_duty_act_run ("turn", values, map->store, "甲", "w", "zh_CN", &the_clock, &error);
  g_assert_no_error (error);
}

static gboolean
update_act (YztAct *act, gpointer user_data, GError **error)
{
  return yzt_act_update (act, user_data, error);
}

static void
test_frozen (void)
{
  TestMap map;
  test_map_set_up (&map);
  add_turn (&map, "丙局长", "leader");
  gint64 fid = run_act (&map, "甲", "take-in", 0, "text", "端州区化工厂起火", NULL, NULL);
  run_act (&map, "甲", "report-draft", fid, "what", "first", NULL, NULL);
  g_autoptr (YztRow) draft = last_of (&map, fid, "report");
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, draft->fid);
  run_act (&map, "甲", "report-edit", fid, "report", number, "text", "正文");
  run_act (&map, "乙", "report-check", fid, "report", number, NULL, NULL);
  run_act (&map, "丙局长", "report-sign", fid, "report", number, NULL, NULL);
  g_autoptr (YztRow) report = last_of (&map, fid, "report");
  g_assert_cmpstr (yzt_row_get_text (report, "state"), ==, "signed");
  g_assert_cmpuint (strlen (yzt_row_get_text (report, "sha256")), ==, 64);
  try_to_bend (&map, report, "text");
  try_to_bend (&map, report, "signed_by");
  run_act (&map, "甲", "report-send", fid, "report", number, "recipients", "city-party");
  g_autoptr (YztRow) sending = last_of (&map, fid, "report-sending");
  try_to_bend (&map, sending, "sent_by");
  /* Nor by an act that may write such rows; what was not said yet may be filled in. */
  GError *error = NULL;
  YztActInfo info = { .author = "甲", .window = "w", .label = "改报告", .nature = YZT_ACT_ORDER };
  yzt_row_set_text (report, "text", "别的话");
  REFUSED (yzt_store_write (map.store, &info, update_act, report, &error));
  yzt_row_set_text (report, "text", "正文");
  yzt_row_set_text (report, "returned", "补充");
  g_autoptr (YztActResult) filled = yzt_store_write (map.store, &info, update_act, report, &error);
  g_assert_no_error (error);
  test_map_tear_down (&map);
}

/* Another programme is not stopped, but it is told, and can be put back. */
static void
test_outside (void)
{
  TestMap map;
  test_map_set_up (&map);
  gint64 fid = run_act (&map, "甲", "take-in", 0, "text", "端州区化工厂起火", NULL, NULL);
  run_act (&map, "甲", "log", fid, "text", "消防到场", NULL, NULL);
  run_act (&map, "甲", "log", fid, "text", "火势已控制", NULL, NULL);
  g_assert_cmpuint (count_problems (&map, "Another programme"), ==, 0);
  sqlite3 *db;
  g_assert_cmpint (sqlite3_open (map.path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 2000);
  g_assert_cmpint (sqlite3_exec (db, "UPDATE log_entry SET name = '消防未到' WHERE name = '消防到场'", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpuint (count_problems (&map, "Another programme"), ==, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) polled = yzt_store_poll (map.store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_problems (&map, "Another programme"), ==, 1);
  g_autoptr (GArray) entries = yzt_store_read_journal (map.store, 0, 1, &error);
  YztActInfo info = { .author = "甲", .window = "w" };
  g_autoptr (YztActResult) undone = yzt_store_undo (map.store, g_array_index (entries, YztJournalEntry, 0).entry, &info, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_problems (&map, "Another programme"), ==, 0);
  g_autoptr (GArray) lines = yzt_log_read (map.store, fid, 0, "消防到场", &error);
  g_assert_cmpuint (lines->len, ==, 1);
  /* Also behind the triggers' back. */
  g_assert_cmpint (sqlite3_exec (db, "DROP TRIGGER outside_log_entry_delete; DELETE FROM log_entry WHERE name = '消防到场'", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  g_assert_cmpuint (count_problems (&map, "numbers are missing"), ==, 1);
  g_assert_cmpuint (count_problems (&map, "do not say what they said"), ==, 0);
  g_assert_cmpint (sqlite3_open (map.path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 2000);
  g_assert_cmpint (sqlite3_exec (db, "DROP TRIGGER outside_log_entry_update; UPDATE log_entry SET name = '火势未控制' WHERE name = '火势已控制'", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  g_assert_cmpuint (count_problems (&map, "do not say what they said"), ==, 1);
  test_map_tear_down (&map);
}

/* A form or table may mend the words of an incident that is handled, and the log tells it; what acts decide it may not touch. */
static void
test_edits (void)
{
  TestMap map;
  test_map_set_up (&map);
  GError *error = NULL;
  gint64 fid = run_act (&map, "甲", "take-in", 0, "text", "端州区化工厂起火 1人受伤", NULL, NULL);
  YztKind *kind = test_map_kind (&map, "incident");
  static const char *const forbidden[][2] = { { "grade", "major" }, { "state", "closed" }, { "response_level", "level1" }, { "dead", NULL } };
  for (guint i = 0; i < G_N_ELEMENTS (forbidden); i++) {
    g_autoptr (YztEdits) edits = yzt_edits_new ("改");
    YztCell cell = forbidden[i][1] != NULL ? yzt_cell_text (forbidden[i][1]) : (YztCell) { .type = YZT_CELL_INTEGER, .v.integer = 9 };
    yzt_edits_set_cell (edits, kind, fid, (guint) yzt_kind_get_field_index (kind, forbidden[i][0]), NULL, &cell);
    REFUSED (write_edits (&map, edits, &error));
    yzt_cell_clear (&cell);
  }
  g_autoptr (YztEdits) edits = yzt_edits_new ("改地址");
  YztCell cell = yzt_cell_text ("端州区工农路8号");
  yzt_edits_set_cell (edits, kind, fid, (guint) yzt_kind_get_field_index (kind, "address"), NULL, &cell);
  yzt_edits_move (edits, kind, fid, NULL, (YztPosition) { 112.46, 23.05 });
  g_autoptr (YztActResult) result = write_edits (&map, edits, &error);
  g_assert_no_error (error);
  g_autoptr (YztRow) line = last_of (&map, fid, "log-entry");
  g_assert_nonnull (strstr (yzt_row_get_text (line, "name"), "端州区工农路8号"));
  YztActInfo info = { .author = "甲", .window = "w" };
  REFUSED (yzt_store_undo (map.store, result->entry, &info, &error));
  yzt_cell_clear (&cell);
  test_map_tear_down (&map);
}

static void
say_alert (TestMap *map, YztAlertMessage message, const char *identifier, const char *before, const char *headline, gint64 sent_ms)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) result = NULL;
  g_autoptr (YztAlert) alert = yzt_alert_new ();
  char **const texts[] = { &alert->source, &alert->identifier, &alert->status, &alert->event, &alert->headline, &alert->become };
  const char *const values[] = { "119", identifier, "actual", "leak", headline, "incident" };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_free (*texts[i]);
    *texts[i] = g_strdup (values[i]);
  }
  alert->message = message;
  alert->sent_ms = sent_ms;
  if (before != NULL) {
    g_ptr_array_add (alert->references, g_strdup (before));
  }
  g_assert_true (yzt_alert_merge (map->store, alert, "信息源", &the_clock, NULL, &result, &error));
  g_assert_no_error (error);
}

/* What its source says later stands in the log of an incident that is handled. */
static void
test_source (void)
{
  TestMap map;
  test_map_set_up (&map);
  g_autoptr (GError) error = NULL;
  say_alert (&map, YZT_ALERT_NEW, "A-1", NULL, "厂区液氨泄漏", now_ms - 60000);
  gint64 fid = yzt_store_find_row (map.store, test_map_kind (&map, "incident"), "identifier", "A-1", &error);
  g_assert_cmpint (fid, >, 0);
  run_act (&map, "甲", "acknowledge", fid, "reason", NULL, NULL, NULL);
  g_autofree char *sent = yzt_time_format_utc (now_ms - 60000);
  g_autofree char *before = g_strdup_printf ("119,A-1,%s", sent);
  say_alert (&map, YZT_ALERT_UPDATE, "A-2", before, "厂区液氨泄漏扩大", now_ms);
  g_autoptr (YztRow) line = last_of (&map, fid, "log-entry");
  g_assert_nonnull (strstr (yzt_row_get_text (line, "name"), "厂区液氨泄漏扩大"));
  g_assert_cmpstr (yzt_row_get_text (line, "sender"), ==, "119");
  test_map_tear_down (&map);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/incident-kept/log", test_kept);
  g_test_add_func ("/incident-kept/edits", test_edits);
  g_test_add_func ("/incident-kept/frozen", test_frozen);
  g_test_add_func ("/incident-kept/source", test_source);
  g_test_add_func ("/incident-kept/outside", test_outside);
  return g_test_run ();
}

/* test-alert.c: alerts merged into a map: new, update, cancel, duplicate, out of order
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "yzt-base.h"
#include "yzt-feeds.h"

#include "yzt-test-map.h"

#define REAL_FOLDER "/work/shared/data/D/cap"

typedef struct {
  const char *identifier;
  const char *sent;
  const char *message;
  const char *references;
  const char *headline;
  const char *severity;
  const char *area;
} Text;

static char *
make_text (const Text *text, const char *category, const char *certainty)
{
  return g_strdup_printf ("<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>%s</identifier><sender>duty@example</sender><sent>%s</sent>"
                          "<status>Actual</status><msgType>%s</msgType><scope>Public</scope><references>%s</references>"
                          "<info><language>en</language><category>%s</category><event>Chlorine leak</event><urgency>Immediate</urgency>"
                          "<severity>%s</severity><certainty>%s</certainty><senderName>Duty office</senderName><headline>%s</headline>"
                          "<area><areaDesc>Works</areaDesc>%s</area></info></alert>",
                          text->identifier, text->sent, text->message, text->references, category, text->severity, certainty, text->headline, text->area);
}

static YztMergeOutcome
merge_text (TestMap *map, const char *text, gint64 *entry_out)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztAlert) alert = yzt_cap_parse (text, strlen (text), "t.xml", "en", &error);
  g_autoptr (YztActResult) result = NULL;
  YztMergeOutcome outcome = YZT_MERGE_IGNORED;

  g_assert_no_error (error);
  g_assert_true (yzt_alert_merge (map->store, alert, "feed", &yzt_test_clock, &outcome, &result, &error));
  g_assert_no_error (error);
  if (entry_out != NULL) {
    *entry_out = result ? result->entry : 0;
  }
  return outcome;
}

static YztMergeOutcome
merge (TestMap *map, const Text *text, gint64 *entry_out)
{
  g_autofree char *xml = make_text (text, "CBRNE", "Observed");

  return merge_text (map, xml, entry_out);
}

static YztMergeOutcome
merge_warning (TestMap *map, const Text *text)
{
  g_autofree char *xml = make_text (text, "Met", "Likely");

  return merge_text (map, xml, NULL);
}

#define CIRCLE "<circle>23.05,112.46 1.5</circle>"
static const Text A1 = { "A1", "2026-01-01T08:00:00+08:00", "Alert", "", "Leak at the works", "Severe", CIRCLE };
static const Text A2 = { "A2", "2026-01-01T09:00:00+08:00", "Update", "duty@example,A1,2026-01-01T08:00:00+08:00", "Leak grows", "Extreme", CIRCLE };
static const Text A3 = { "A3", "2026-01-01T10:00:00+08:00", "Update", "duty@example,A2,2026-01-01T09:00:00+08:00", "Leak under control", "Minor", "" };
static const Text CANCEL = { "A4", "2026-01-01T11:00:00+08:00", "Cancel", "duty@example,A1,2026-01-01T08:00:00+08:00 duty@example,A3,2026-01-01T10:00:00+08:00", "Over", "Minor", "" };

static void
test_incident (TestMap *map, gconstpointer data)
{
  gint64 entry = 0;
  g_autoptr (GArray) journal = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  const YztRow *row;

  g_assert_cmpint (merge (map, &A1, &entry), ==, YZT_MERGE_INSERTED);
  g_assert_cmpint (entry, >, 0);
  rows = test_map_rows (map, "incident");
  g_assert_cmpuint (rows->len, ==, 1);
  row = g_ptr_array_index (rows, 0);
  g_assert_cmpstr (yzt_row_get_text (row, "name"), ==, "Leak at the works");
  g_assert_cmpstr (yzt_row_get_text (row, "type"), ==, "chemical-leak");
  g_assert_cmpstr (yzt_row_get_text (row, "state"), ==, "received");
  g_assert_cmpstr (yzt_row_get_text (row, "sender"), ==, "duty@example");
  g_assert_cmpstr (yzt_row_get_text (row, "message_status"), ==, "actual");
  g_assert_cmpstr (yzt_row_get_text (row, "reported_utc"), ==, "2026-01-01T00:00:00Z");
  g_assert_true (row->has_position);
  g_assert_cmpfloat_with_epsilon (row->lon, 112.46, 1e-9);
  g_assert_cmpfloat_with_epsilon (row->lat, 23.05, 1e-9);
  journal = yzt_store_read_journal (map->store, 0, 1, NULL);
  const YztJournalEntry *newest = &g_array_index (journal, YztJournalEntry, 0);
  g_assert_cmpint (newest->nature, ==, YZT_ACT_FEED);
  g_assert_cmpstr (newest->label, ==, "Incident from Duty office: Leak at the works");
  g_assert_cmpstr (newest->author, ==, "feed");
}

static char *
incident_text (TestMap *map, guint i, const char *field)
{
  g_autoptr (GPtrArray) rows = test_map_rows (map, "incident");

  g_assert_cmpuint (i, <, rows->len);
  return g_strdup (yzt_row_get_text (g_ptr_array_index (rows, i), field));
}

static void
assert_incident (TestMap *map, const char *field, const char *expected)
{
  g_autofree char *text = incident_text (map, 0, field);
  g_autoptr (GPtrArray) rows = test_map_rows (map, "incident");

  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_update_and_cancel (TestMap *map, gconstpointer data)
{
  gint64 entry = 0;

  g_assert_cmpint (merge (map, &A1, NULL), ==, YZT_MERGE_INSERTED);
  g_assert_cmpint (merge (map, &A2, NULL), ==, YZT_MERGE_UPDATED);
  assert_incident (map, "name", "Leak grows");
  g_assert_cmpint (merge (map, &A3, NULL), ==, YZT_MERGE_UPDATED);
  assert_incident (map, "name", "Leak under control");
  g_assert_cmpint (merge (map, &CANCEL, NULL), ==, YZT_MERGE_CANCELLED);
  assert_incident (map, "state", "cancelled");
  /* All of it again changes nothing, and leaves no entry. */
  const Text *const all[] = { &A1, &A2, &A3, &CANCEL };
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++) {
    g_assert_cmpint (merge (map, all[i], &entry), ==, YZT_MERGE_DUPLICATE);
    g_assert_cmpint (entry, ==, 0);
  }
  assert_incident (map, "state", "cancelled");
  assert_incident (map, "name", "Leak under control");
}

static void
test_order (TestMap *map, gconstpointer data)
{
  /* An update of something unknown is new; what it replaces comes too late then. */
  g_assert_cmpint (merge (map, &A3, NULL), ==, YZT_MERGE_INSERTED);
  g_assert_cmpint (merge (map, &A2, NULL), ==, YZT_MERGE_IGNORED);
  assert_incident (map, "name", "Leak under control");
  g_assert_cmpint (merge (map, &A3, NULL), ==, YZT_MERGE_DUPLICATE);
  assert_incident (map, "name", "Leak under control");
}

static void
test_older_update (TestMap *map, gconstpointer data)
{
  const Text late = { "A9", "2026-01-01T08:30:00+08:00", "Update", "duty@example,A1,2026-01-01T08:00:00+08:00", "Old news", "Minor", "" };
  const Text old_cancel = { "A8", "2026-01-01T08:45:00+08:00", "Cancel", "duty@example,A1,2026-01-01T08:00:00+08:00", "Old", "Minor", "" };
  const Text unknown = { "B2", "2026-01-01T08:45:00+08:00", "Cancel", "duty@example,B1,2026-01-01T08:00:00+08:00", "?", "Minor", "" };

  merge (map, &A1, NULL);
  merge (map, &A2, NULL);
  g_assert_cmpint (merge (map, &late, NULL), ==, YZT_MERGE_IGNORED);
  g_assert_cmpint (merge (map, &old_cancel, NULL), ==, YZT_MERGE_IGNORED);
  g_assert_cmpint (merge (map, &unknown, NULL), ==, YZT_MERGE_IGNORED);
  assert_incident (map, "name", "Leak grows");
  assert_incident (map, "state", "received");
}

static void
test_other_sender (TestMap *map, gconstpointer data)
{
  g_autofree char *xml = make_text (&A1, "CBRNE", "Observed");
  g_auto (GStrv) parts = g_strsplit (xml, "<sender>duty@example", 2);
  g_autofree char *other = g_strjoinv ("<sender>other@example", parts);
  g_autoptr (GPtrArray) rows = NULL;

  g_assert_cmpint (merge (map, &A1, NULL), ==, YZT_MERGE_INSERTED);
  g_assert_cmpint (merge_text (map, other, NULL), ==, YZT_MERGE_INSERTED);
  rows = test_map_rows (map, "incident");
  g_assert_cmpuint (rows->len, ==, 2);
}

static void
test_warning (TestMap *map, gconstpointer data)
{
  const Text area = { "W1", "2026-01-01T08:00:00+08:00", "Alert", "", "Storm", "Severe", "<polygon>23,112 23,113 24,113 24,112 23,112</polygon>" };
  const Text nowhere = { "W2", "2026-01-01T08:00:00+08:00", "Alert", "", "Somewhere", "Unknown", "" };
  const Text point = { "W3", "2026-01-01T08:00:00+08:00", "Alert", "", "Here", "Minor", "<circle>23,112.5 0</circle>" };
  g_autoptr (GPtrArray) rows = NULL;
  const YztRow *row;

  g_assert_cmpint (merge_warning (map, &area), ==, YZT_MERGE_INSERTED);
  g_assert_cmpint (merge_warning (map, &nowhere), ==, YZT_MERGE_INSERTED);
  g_assert_cmpint (merge_warning (map, &point), ==, YZT_MERGE_INSERTED);
  rows = test_map_rows (map, "warning");
  g_assert_cmpuint (rows->len, ==, 3);
  row = g_ptr_array_index (rows, 0);
  g_assert_cmpstr (yzt_row_get_text (row, "colour"), ==, "orange");
  g_assert_cmpint (yzt_row_get_level (row), ==, 2);
  g_assert_cmpstr (yzt_row_get_text (row, "state"), ==, "active");
  g_assert_cmpstr (yzt_row_get_text (row, "severity"), ==, "severe"); /* a code: said in the reader's language */
  g_assert_true (row->has_position);
  g_assert_nonnull (row->geometry);
  row = g_ptr_array_index (rows, 1);
  g_assert_false (row->has_position);
  g_assert_null (yzt_row_get_text (row, "colour"));
  row = g_ptr_array_index (rows, 2);
  g_assert_true (row->has_position);
  g_assert_cmpfloat_with_epsilon (row->lon, 112.5, 1e-6);
}

/* An alert taken back by name comes in again when it is fed again. */
static void
test_undone (TestMap *map, gconstpointer data)
{
  const YztActInfo info = { "Wang", NULL, NULL, 0, YZT_ACT_EDIT };
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) result = NULL;
  gint64 entry = 0;

  merge (map, &A1, &entry);
  result = yzt_store_undo (map->store, entry, &info, &error);
  g_assert_no_error (error);
  g_assert_cmpint (merge (map, &A1, NULL), ==, YZT_MERGE_INSERTED);
  assert_incident (map, "name", "Leak at the works");
}

/* Worse than what was acknowledged must be looked at again; better need not. */
static gboolean
acknowledge (YztAct *act, gpointer user_data, GError **error)
{
  YztRow *row = user_data;

  yzt_row_set_text (row, "acknowledged_by", "Wang");
  yzt_row_set_text (row, "acknowledged_utc", "2026-01-01T00:05:00Z");
  return yzt_act_update (act, row, error);
}

static void
test_acknowledged (TestMap *map, gconstpointer data)
{
  Text first = { "W1", "2026-01-01T08:00:00+08:00", "Alert", "", "Storm", "Moderate", CIRCLE };
  Text better = { "W2", "2026-01-01T09:00:00+08:00", "Update", "duty@example,W1,2026-01-01T08:00:00+08:00", "Storm", "Minor", CIRCLE };
  Text worse = { "W3", "2026-01-01T10:00:00+08:00", "Update", "duty@example,W2,2026-01-01T09:00:00+08:00", "Storm", "Extreme", CIRCLE };
  const YztActInfo info = { "Wang", NULL, "Acknowledge", 0, YZT_ACT_ORDER };
  g_autoptr (GPtrArray) rows = NULL;

  merge_warning (map, &first);
  rows = test_map_rows (map, "warning");
  yzt_act_result_free (yzt_store_write (map->store, &info, acknowledge, g_ptr_array_index (rows, 0), NULL));
  g_assert_cmpint (merge_warning (map, &better), ==, YZT_MERGE_UPDATED);
  g_clear_pointer (&rows, g_ptr_array_unref);
  rows = test_map_rows (map, "warning");
  g_assert_cmpstr (yzt_row_get_text (g_ptr_array_index (rows, 0), "acknowledged_by"), ==, "Wang");
  g_assert_cmpint (merge_warning (map, &worse), ==, YZT_MERGE_UPDATED);
  g_clear_pointer (&rows, g_ptr_array_unref);
  rows = test_map_rows (map, "warning");
  g_assert_null (yzt_row_get_text (g_ptr_array_index (rows, 0), "acknowledged_by"));
}

static void
test_folder (TestMap *map, gconstpointer data)
{
  /* Names against the order of time: what was sent first goes in first. */
  const struct {
    const char *name;
    const Text *text;
  } files[] = { { "1.xml", &CANCEL }, { "2.cap", &A3 }, { "3.XML", &A2 }, { "4.xml", &A1 } };
  g_autofree char *folder = g_build_filename (map->folder, "in", NULL);
  g_autoptr (YztFeedReport) report = NULL;
  g_autoptr (YztFeedReport) again = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *xml = make_text (files[i].text, "CBRNE", "Observed");
    g_autofree char *path = g_build_filename (folder, files[i].name, NULL);
    g_assert_true (g_file_set_contents (path, xml, -1, NULL));
  }
  g_free (test_map_write_file (map, "in/broken.xml", "<alert", -1));
  g_free (test_map_write_file (map, "in/readme.txt", "no alert", -1));
  g_free (test_map_write_file (map, "in/.hidden.xml", "<alert", -1));
  g_assert_true (yzt_feed_path (map->store, folder, "feed", "en", &yzt_test_clock, &report, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (report->files, ==, 5);
  g_assert_cmpuint (report->inserted, ==, 1);
  g_assert_cmpuint (report->updated, ==, 2);
  g_assert_cmpuint (report->cancelled, ==, 1);
  g_assert_cmpuint (report->failed, ==, 1);
  g_assert_cmpuint (report->problems->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (report->problems, 0), "broken.xml"));
  assert_incident (map, "state", "cancelled");
  g_assert_true (yzt_feed_path (map->store, folder, "feed", "en", &yzt_test_clock, &again, &error));
  g_assert_cmpuint (again->duplicates, ==, 4);
  g_assert_cmpuint (again->inserted + again->updated + again->cancelled + again->ignored, ==, 0);
}

static void
test_path_errors (TestMap *map, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (map->folder, "no-such-folder", NULL);
  g_autoptr (YztFeedReport) report = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (yzt_feed_path (map->store, missing, "feed", "en", &yzt_test_clock, &report, &error));
  g_assert_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_READ);
  g_assert_null (report);
}

static void
test_real (TestMap *map, gconstpointer data)
{
  static const char *const folders[] = { "google", "ibm", "meteoalarm", "oasiscap", "wmo" };
  guint files = 0, inserted = 0, failed = 0;

  if (!g_file_test (REAL_FOLDER, G_FILE_TEST_IS_DIR)) {
    g_test_skip ("the real files are not here");
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *path = g_build_filename (REAL_FOLDER, folders[i], NULL);
    g_autoptr (YztFeedReport) report = NULL;
    g_autoptr (GError) error = NULL;
    g_assert_true (yzt_feed_path (map->store, path, "feed", "zh_CN", &yzt_test_clock, &report, &error));
    g_assert_no_error (error);
    g_test_message ("%s: %u files, %u inserted, %u updated, %u cancelled, %u duplicates, %u ignored, %u failed", folders[i], report->files,
                    report->inserted, report->updated, report->cancelled, report->duplicates, report->ignored, report->failed);
    files += report->files;
    inserted += report->inserted;
    failed += report->failed;
  }
  g_assert_cmpuint (files, ==, 20);
  g_assert_cmpuint (failed, ==, 2); /* one without a required element, and a schema */
  g_assert_cmpuint (inserted, >=, 10);
  g_autoptr (GPtrArray) problems = yzt_store_check (map->store, NULL);
  g_assert_cmpuint (problems->len, ==, 0);
}

#define ADD(path, func) g_test_add (path, TestMap, NULL, test_map_begin, func, test_map_end)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/alert/incident", test_incident);
  ADD ("/alert/update-and-cancel", test_update_and_cancel);
  ADD ("/alert/order", test_order);
  ADD ("/alert/older-update", test_older_update);
  ADD ("/alert/other-sender", test_other_sender);
  ADD ("/alert/warning", test_warning);
  ADD ("/alert/undone", test_undone);
  ADD ("/alert/acknowledged", test_acknowledged);
  ADD ("/alert/folder", test_folder);
  ADD ("/alert/path-errors", test_path_errors);
  ADD ("/alert/real", test_real);
  return g_test_run ();
}

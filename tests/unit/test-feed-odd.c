/* test-feed-odd.c: what feeds send that they should not: each bounded, told in one sentence, and nothing else disturbed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "yzt-base.h"
#include "yzt-feeds.h"
#include "yzt-test-map.h"

#define SQUARE "<polygon>23.0,112.0 23.0,112.2 23.2,112.2 23.2,112.0 23.0,112.0</polygon>"

typedef struct {
  const char *identifier, *sender, *sent, *type, *references, *headline, *area;
} Cap;

static char *
cap_text (const Cap *cap)
{
  return g_strdup_printf ("<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>%s</identifier><sender>%s</sender><sent>%s</sent><status>Actual</status>"
                          "<msgType>%s</msgType><scope>Public</scope><references>%s</references><info><language>zh-CN</language><category>Met</category>"
                          "<event>暴雨</event><urgency>Expected</urgency><severity>Severe</severity><certainty>Likely</certainty><headline>%s</headline>"
                          "<area><areaDesc>A</areaDesc>%s</area></info></alert>", cap->identifier, cap->sender, cap->sent, cap->type, cap->references, cap->headline, cap->area);
}

/* Feeds the text as a file beside a good one: the good one always goes in. Returns the sentences, one a line. */
static char *
feed (TestMap *map, const char *name, const char *text, gssize length, YztFeedReport **report_out)
{
  static guint n;
  const Cap good = { "G", "good@example", "2026-09-21T20:00:00+08:00", "Alert", "", "good", SQUARE };
  g_autofree char *number = g_strdup_printf ("good-%u", ++n), *folder = g_strdup_printf ("in-%u", n);
  Cap numbered = good;
  numbered.identifier = number;
  g_autofree char *beside = cap_text (&numbered), *path = g_build_filename (map->folder, folder, NULL);
  g_autofree char *odd_file = g_build_filename (path, name, NULL), *good_file = g_build_filename (path, "good.xml", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (YztFeedReport) report = NULL;
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_true (g_file_set_contents (odd_file, text, length, &error));
  g_assert_true (g_file_set_contents (good_file, beside, -1, &error));
  g_assert_true (yzt_feed_path (map->store, path, "Feed", "zh_CN", &yzt_test_clock, &report, &error));
  g_assert_no_error (error);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (map->store), "warning");
  g_assert_cmpint (yzt_store_find_row (map->store, kind, "identifier", number, NULL), !=, 0);
  g_ptr_array_add (report->problems, NULL);
  char *said = g_strjoinv ("\n", (char **) report->problems->pdata);
  g_ptr_array_set_size (report->problems, (gint) report->problems->len - 1);
  if (report_out != NULL) {
    *report_out = g_steal_pointer (&report);
  }
  return said;
}

static char *
feed_cap (TestMap *map, const Cap *cap, YztFeedReport **report_out)
{
  g_autofree char *text = cap_text (cap);
  return feed (map, "odd.xml", text, -1, report_out);
}

static YztRow *
find_row (TestMap *map, const char *kind_id, const char *identifier)
{
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (map->store), kind_id);
  gint64 fid = yzt_store_find_row (map->store, kind, "identifier", identifier, NULL);
  return fid != 0 ? yzt_store_get_row (map->store, kind, fid, NULL) : NULL;
}

#define assert_said(said, words) \
  G_STMT_START { \
    if (strstr (said, words) == NULL || strstr (said, "“odd.") == NULL) { \
      g_error ("not said: %s, but: %s", words, said); \
    } \
  } G_STMT_END

/* --- documents --- */

static void
test_dtd (TestMap *map, gconstpointer data)
{
  const char *entity = "<?xml version=\"1.0\"?><!DOCTYPE alert [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>"
                       "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>&f;&b;</identifier></alert>";
  g_autofree char *said = feed (map, "odd.xml", entity, -1, NULL);
  assert_said (said, "DTD");
}

static void
test_deep_json (TestMap *map, gconstpointer data)
{
  const gsize depth = 200000;
  g_autofree char *text = g_malloc (2 * depth + 32);
  memcpy (text, "{\"features\":", 12);
  memset (text + 12, '[', depth);
  memset (text + 12 + depth, ']', depth);
  memcpy (text + 12 + 2 * depth, "}", 2);
  g_autofree char *said = feed (map, "odd.json", text, -1, NULL);
  assert_said (said, "odd.json");
  g_autofree char *nested = g_malloc (depth * 4 + 64);
  char *at = nested + g_sprintf (nested, "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">");
  for (gsize i = 0; i < depth; i++) {
    at = g_stpcpy (at, "<a>");
  }
  g_autofree char *said_xml = feed (map, "odd.xml", nested, -1, NULL);
  assert_said (said_xml, "odd.xml");
}

/* --- places --- */

static void
test_swapped (TestMap *map, gconstpointer data)
{
  const Cap cap = { "S1", "q@x", "2026-09-21T21:00:00+08:00", "Alert", "", "s",
                    "<polygon>112.0,23.0 112.2,23.0 112.2,23.2 112.0,23.2 112.0,23.0</polygon>" };
  g_autofree char *said = feed_cap (map, &cap, NULL);
  assert_said (said, "wrong order");
  g_autoptr (YztRow) row = find_row (map, "warning", "S1");
  g_assert_cmpfloat_with_epsilon (row->lon, 112.1, 0.01);
  g_assert_cmpfloat_with_epsilon (row->lat, 23.1, 0.01);
  /* Half of them swapped is no order at all. */
  const Cap mixed = { "S2", "q@x", "2026-09-21T21:00:00+08:00", "Alert", "", "s", "<polygon>112.0,23.0 23.0,112.2 112.2,23.2 112.0,23.0</polygon>" };
  g_autofree char *refused = feed_cap (map, &mixed, NULL);
  assert_said (refused, "latitude,longitude");
  g_assert_null (find_row (map, "warning", "S2"));
  const char *json = "{\"features\":[{\"id\":\"S3\",\"properties\":{\"title\":\"M 5 - here\",\"mag\":5,\"place\":\"here\",\"time\":1790000000000},"
                     "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[23,112],[23,113],[24,113],[23,112]]]}}]}";
  g_autofree char *said_json = feed (map, "odd.json", json, -1, NULL);
  assert_said (said_json, "odd.json");
}

static void
test_without_place (TestMap *map, gconstpointer data)
{
  const Cap cap = { "P1", "q@x", "2026-09-21T21:00:00+08:00", "Alert", "", "nowhere", "" };
  g_autoptr (YztFeedReport) report = NULL;
  g_autofree char *said = feed_cap (map, &cap, &report);
  g_assert_cmpstr (said, ==, "");
  g_assert_cmpuint (report->inserted, ==, 2);
  g_autoptr (YztRow) row = find_row (map, "warning", "P1"); /* kept, listed without a place */
  g_assert_nonnull (row);
  g_assert_false (row->has_position);
}

/* --- times --- */

static void
test_no_zone (TestMap *map, gconstpointer data)
{
  const Cap cap = { "Z1", "q@x", "2026-09-21T21:00:00", "Alert", "", "z", SQUARE };
  g_autofree char *said = feed_cap (map, &cap, NULL);
  assert_said (said, "without a zone");
  g_autoptr (GTimeZone) here = g_time_zone_new_local ();
  gint64 wanted, found;
  g_autoptr (YztRow) row = find_row (map, "warning", "Z1");
  g_assert_true (yzt_time_parse ("2026-09-21T21:00:00", here, &wanted));
  g_assert_true (yzt_time_parse (yzt_row_get_text (row, "sent_utc"), NULL, &found));
  g_assert_cmpint (found, ==, wanted);
}

static void
test_years (TestMap *map, gconstpointer data)
{
  const Cap old = { "Y1970", "q@x", "1970-01-01T00:00:01+00:00", "Alert", "", "old", SQUARE };
  const Cap far = { "Y2090", "q@x", "2090-01-01T00:00:00+00:00", "Alert", "", "far", SQUARE };
  const Cap after = { "Y3", "q@x", "2026-09-21T21:30:00+08:00", "Update", "q@x,Y2090,2090-01-01T00:00:00+00:00", "mended", SQUARE };
  g_autofree char *said_old = feed_cap (map, &old, NULL), *said_far = feed_cap (map, &far, NULL);
  assert_said (said_old, "1970-01-01");
  assert_said (said_far, "2090-01-01");
  gint64 sent_ms;
  g_autoptr (YztRow) row = find_row (map, "warning", "Y2090");
  g_assert_true (yzt_time_parse (yzt_row_get_text (row, "sent_utc"), NULL, &sent_ms));
  g_assert_cmpint (sent_ms / 1000, ==, yzt_test_now_ms / 1000); /* it counts from when it came */
  g_autofree char *again = feed_cap (map, &far, NULL);
  g_assert_cmpstr (again, ==, ""); /* the same message again is no news */
  g_autofree char *mended = feed_cap (map, &after, NULL); /* and keeps nothing out */
  g_autoptr (YztRow) now = find_row (map, "warning", "Y3");
  g_assert_nonnull (now);
  g_assert_cmpint (now->fid, ==, row->fid);
  g_assert_cmpstr (yzt_row_get_text (now, "name"), ==, "mended");
}

/* --- messages out of order, and strangers --- */

static void
test_cancel_first (TestMap *map, gconstpointer data)
{
  const Cap cancel = { "C2", "q@x", "2026-09-21T21:30:00+08:00", "Cancel", "q@x,C1,2026-09-21T21:00:00+08:00", "over", SQUARE };
  const Cap alert = { "C1", "q@x", "2026-09-21T21:00:00+08:00", "Alert", "", "late", SQUARE };
  g_autofree char *said = feed_cap (map, &cancel, NULL);
  assert_said (said, "never came");
  g_autofree char *late = feed_cap (map, &alert, NULL);
  g_assert_null (find_row (map, "warning", "C1")); /* it was over before it came */
}

static void
test_update_first (TestMap *map, gconstpointer data)
{
  const Cap update = { "U2", "q@x", "2026-09-21T21:30:00+08:00", "Update", "q@x,U1,2026-09-21T21:00:00+08:00", "newer", SQUARE };
  const Cap alert = { "U1", "q@x", "2026-09-21T21:00:00+08:00", "Alert", "", "older", SQUARE };
  g_autofree char *one = feed_cap (map, &update, NULL), *two = feed_cap (map, &alert, NULL);
  g_autoptr (YztRow) row = find_row (map, "warning", "U2");
  g_assert_nonnull (row);
  g_assert_cmpstr (yzt_row_get_text (row, "name"), ==, "newer");
  g_assert_null (find_row (map, "warning", "U1"));
}

/* An identifier belongs to its sender: another's message of the same number is another message, and its cancel cancels nothing of ours. */
static void
test_reused_identifier (TestMap *map, gconstpointer data)
{
  const Cap ours = { "SAME", "q@x", "2026-09-21T21:00:00+08:00", "Alert", "", "ours", SQUARE };
  const Cap theirs = { "SAME", "thief@y", "2026-09-21T21:10:00+08:00", "Alert", "", "theirs", SQUARE };
  const Cap cancel = { "END", "thief@y", "2026-09-21T21:20:00+08:00", "Cancel", "thief@y,SAME,2026-09-21T21:10:00+08:00", "x", SQUARE };
  g_autofree char *one = feed_cap (map, &ours, NULL), *two = feed_cap (map, &theirs, NULL), *three = feed_cap (map, &cancel, NULL);
  g_autoptr (GPtrArray) rows = test_map_rows (map, "warning");
  guint n = 0;
  for (guint i = 0; i < rows->len; i++) {
    const YztRow *row = rows->pdata[i];
    if (g_strcmp0 (yzt_row_get_text (row, "name"), "ours") == 0) {
      g_assert_cmpstr (yzt_row_get_text (row, "state"), ==, "active");
      n++;
    }
    if (g_strcmp0 (yzt_row_get_text (row, "name"), "theirs") == 0) {
      g_assert_cmpstr (yzt_row_get_text (row, "state"), ==, "cancelled");
      n++;
    }
  }
  g_assert_cmpuint (n, ==, 2);
}

/* --- text --- */

static void
test_text (TestMap *map, gconstpointer data)
{
  const Cap cap = { "T1'; DROP TABLE warning; --", "q@x", "2026-09-21T21:00:00+08:00", "Alert", "", "&lt;b onclick=x&gt;$(rm -rf /) &amp;amp;&lt;/b&gt;", SQUARE };
  const char *json = "{\"features\":[{\"id\":\"T2\",\"properties\":{\"title\":\"M 5 - \\u0001\\u0007<b>bold</b>\\u001b[31m here\",\"mag\":5,\"place\":\"here\","
                     "\"time\":1790000000000},\"geometry\":{\"type\":\"Point\",\"coordinates\":[112.1,23.1]}}]}";
  const char *raw = "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>\x01</identifier></alert>";
  g_autofree char *one = feed_cap (map, &cap, NULL), *two = feed (map, "odd.json", json, -1, NULL), *three = feed (map, "odd.xml", raw, -1, NULL);
  g_autoptr (YztRow) row = find_row (map, "warning", cap.identifier), quake = find_row (map, "incident", "T2");
  g_assert_nonnull (row); /* the table stands, the text is text */
  g_assert_nonnull (strstr (yzt_row_get_text (row, "name"), "$(rm -rf /)"));
  g_assert_nonnull (quake);
  const char *name = yzt_row_get_text (quake, "name");
  for (const char *at = name; *at != '\0'; at++) {
    g_assert_false (g_ascii_iscntrl (*at));
  }
  g_assert_null (strchr (name, '<'));
  assert_said (three, "odd.xml");
}

static void
set_up (TestMap *map, gconstpointer data)
{
  test_map_set_up (map);
}

static void
tear_down (TestMap *map, gconstpointer data)
{
  test_map_tear_down (map);
}

#define ADD(path, func) g_test_add (path, TestMap, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  yzt_geo_init ();
  ADD ("/feed-odd/dtd", test_dtd);
  ADD ("/feed-odd/deep-json", test_deep_json);
  ADD ("/feed-odd/swapped", test_swapped);
  ADD ("/feed-odd/without-place", test_without_place);
  ADD ("/feed-odd/no-zone", test_no_zone);
  ADD ("/feed-odd/years", test_years);
  ADD ("/feed-odd/cancel-first", test_cancel_first);
  ADD ("/feed-odd/update-first", test_update_first);
  ADD ("/feed-odd/reused-identifier", test_reused_identifier);
  ADD ("/feed-odd/text", test_text);
  return g_test_run ();
}

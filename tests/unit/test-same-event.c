/* test-same-event.c: incidents that may be one: proposed by kind, time, distance and the words of the place, decided by a person
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "yzt-same-event.h"
#include "yzt-test-map.h"

static gboolean
insert_act (YztAct *act, gpointer data, GError **error)
{
  return yzt_act_insert (act, data, error);
}

typedef struct {
  const char *name, *type, *source, *address, *reported, *status;
  double lon, lat; /* 0: unplaced */
} Text;

static gint64
add (TestMap *map, const Text *text)
{
  YztActInfo info = { .author = "a", .label = "add", .nature = YZT_ACT_EDIT };
  g_autoptr (GError) error = NULL;
  g_autoptr (YztRow) row = yzt_row_new (yzt_kind_set_find (yzt_store_get_kinds (map->store), "incident"));
  yzt_row_set_text (row, "name", text->name);
  yzt_row_set_text (row, "type", text->type);
  yzt_row_set_text (row, "state", "received");
  yzt_row_set_text (row, "feed_source", text->source);
  yzt_row_set_text (row, "address", text->address);
  yzt_row_set_text (row, "reported_utc", text->reported);
  yzt_row_set_text (row, "message_status", text->status);
  row->has_position = text->lon != 0;
  row->lon = text->lon;
  row->lat = text->lat;
  g_autoptr (YztActResult) result = yzt_store_write (map->store, &info, insert_act, row, &error);
  g_assert_no_error (error);
  return row->fid;
}

static GPtrArray *
find (TestMap *map)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *found = yzt_same_events_find (map->store, "zh_CN", 20, &error);
  g_assert_no_error (error);
  return found;
}

static const Text FEED = { "金利镇化工厂液氨泄漏", "chemical-leak", "省平台", "肇庆市高要区金利镇", "2026-09-21T12:40:00Z", "actual", 112.80, 23.10 };
static const Text CALL = { "金利镇氨气泄漏3人受伤", "chemical-leak", NULL, NULL, "2026-09-21T12:46:00Z", NULL, 0, 0 };

static void
test_proposed (TestMap *map, gconstpointer data)
{
  gint64 feed = add (map, &FEED), call = add (map, &CALL);
  g_autoptr (GPtrArray) found = find (map);
  g_assert_cmpuint (found->len, ==, 1);
  const YztSameEvent *same = found->pdata[0];
  g_assert_cmpint (same->first, ==, feed);
  g_assert_cmpint (same->second, ==, call);
  g_assert_nonnull (strstr (same->reason, "金利镇"));
  g_assert_nonnull (strstr (same->reason, "6 min"));
  g_assert_nonnull (strstr (same->first_name, "省平台"));
}

static void
test_not_proposed (TestMap *map, gconstpointer data)
{
  const Text others[] = {
    { "金利镇氨气泄漏", "road", NULL, NULL, "2026-09-21T12:46:00Z", NULL, 0, 0 },                        /* another kind … but a leak may come of a crash: far below */
    { "金利镇氨气泄漏", "chemical-leak", NULL, NULL, "2026-09-21T16:46:00Z", NULL, 0, 0 },               /* four hours later */
    { "禄步镇氨气泄漏", "chemical-leak", NULL, NULL, "2026-09-21T12:46:00Z", NULL, 0, 0 },               /* another place in words */
    { "金利镇氨气泄漏", "chemical-leak", NULL, NULL, "2026-09-21T12:46:00Z", NULL, 112.90, 23.20 },      /* another place on the map */
    { "金利镇氨气泄漏", "chemical-leak", "省平台", NULL, "2026-09-21T12:46:00Z", NULL, 112.80, 23.10 },  /* its own source says they are two */
    { "金利镇氨气泄漏", "chemical-leak", NULL, NULL, "2026-09-21T12:46:00Z", "exercise", 112.80, 23.10 },/* an exercise */
    { "金利镇疫情", "epidemic", NULL, NULL, "2026-09-21T12:46:00Z", NULL, 112.80, 23.10 },
  };
  add (map, &FEED);
  for (guint i = 1; i < G_N_ELEMENTS (others); i++) {
    add (map, &others[i]);
  }
  g_autoptr (GPtrArray) found = find (map);
  for (guint i = 0; i < found->len; i++) {
    const YztSameEvent *same = found->pdata[i];
    g_assert_null (strstr (same->first_name, "液氨")); /* none of them with the feed's */
  }
}

/* A crash that leaks is told as either; near by is enough without a word in common. */
static void
test_kinds_and_distance (TestMap *map, gconstpointer data)
{
  const Text crash = { "G321国道槽罐车侧翻", "road", "交警", NULL, "2026-09-21T12:30:00Z", NULL, 112.80, 23.11 };
  add (map, &crash);
  add (map, &FEED);
  g_autoptr (GPtrArray) found = find (map);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_nonnull (strstr (((YztSameEvent *) found->pdata[0])->reason, "1.1 km"));
}

static void
test_accepted (TestMap *map, gconstpointer data)
{
  gint64 feed = add (map, &FEED), call = add (map, &CALL);
  g_autoptr (GPtrArray) found = find (map);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) before = yzt_store_read_journal (map->store, 0, 1, NULL);
  g_autoptr (YztActResult) result = yzt_same_event_accept (map->store, found->pdata[0], "王值班", "w", "zh_CN", &yzt_test_clock, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->entry, ==, g_array_index (before, YztJournalEntry, 0).entry + 1); /* one act */
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (map->store), "incident");
  g_autoptr (YztRow) one = yzt_store_get_row (map->store, kind, feed, NULL), two = yzt_store_get_row (map->store, kind, call, NULL);
  g_autofree char *link = g_strdup_printf ("incident/%" G_GINT64_FORMAT, feed);
  g_assert_cmpstr (yzt_row_get_text (two, "state"), ==, "merged");
  g_assert_cmpstr (yzt_row_get_text (two, "merged_into"), ==, link);
  g_assert_cmpstr (yzt_row_get_text (one, "state"), ==, "received"); /* both stand, each with its source */
  g_assert_cmpstr (yzt_row_get_text (one, "feed_source"), ==, "省平台");
  g_autoptr (GPtrArray) after = find (map);
  g_assert_cmpuint (after->len, ==, 0);
}

static void
test_refused (TestMap *map, gconstpointer data)
{
  add (map, &FEED);
  gint64 call = add (map, &CALL);
  g_autoptr (GPtrArray) found = find (map);
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) result = yzt_same_event_refuse (map->store, found->pdata[0], "王值班", "w", &yzt_test_clock, &error);
  g_assert_no_error (error);
  g_assert_nonnull (result);
  g_autoptr (GPtrArray) after = find (map);
  g_assert_cmpuint (after->len, ==, 0);
  g_autoptr (YztRow) two = yzt_store_get_row (map->store, yzt_kind_set_find (yzt_store_get_kinds (map->store), "incident"), call, NULL);
  g_assert_cmpstr (yzt_row_get_text (two, "state"), ==, "received"); /* nothing is merged by itself */
}

/* --- warnings --- */

typedef struct {
  const char *name, *event, *colour, *source, *area, *sent, *status;
  double lon, half; /* of a square at 23.1 north; half 0: without an area */
} Warning;

static gint64
warn (TestMap *map, const Warning *text)
{
  YztActInfo info = { .author = "feed", .label = "warn", .nature = YZT_ACT_FEED };
  g_autoptr (GError) error = NULL;
  g_autoptr (YztRow) row = yzt_row_new (yzt_kind_set_find (yzt_store_get_kinds (map->store), "warning"));
  const YztPosition square[] = { { text->lon - text->half, 23.1 - text->half }, { text->lon + text->half, 23.1 - text->half },
                                 { text->lon + text->half, 23.1 + text->half }, { text->lon - text->half, 23.1 + text->half },
                                 { text->lon - text->half, 23.1 - text->half } };
  const guint starts[] = { 0, 5 };
  yzt_row_set_text (row, "name", text->name);
  yzt_row_set_text (row, "event", text->event);
  yzt_row_set_text (row, "colour", text->colour);
  yzt_row_set_text (row, "feed_source", text->source);
  yzt_row_set_text (row, "area_text", text->area);
  yzt_row_set_text (row, "sent_utc", text->sent);
  yzt_row_set_text (row, "message_status", text->status);
  yzt_row_set_text (row, "state", "active");
  if (text->half > 0) {
    g_autoptr (YztGeometry) area = yzt_geometry_new_area (square, starts, 1);
    row->geometry = yzt_geometry_to_gpkg (area);
    row->has_position = TRUE;
    row->lon = text->lon;
    row->lat = 23.1;
  }
  g_autoptr (YztActResult) result = yzt_store_write (map->store, &info, insert_act, row, &error);
  g_assert_no_error (error);
  return row->fid;
}

static const Warning PROVINCE = { "省气象台暴雨红色预警", "暴雨", "red", "省平台", "肇庆市", "2026-09-21T12:00:00Z", "actual", 112.5, 0.3 };
static const Warning CITY = { "肇庆市气象台发布暴雨红色预警信号", "暴雨红色预警信号", "red", "市气象台", "肇庆市", "2026-09-21T12:20:00Z", NULL, 112.6, 0.1 };

static char *
state_of (TestMap *map, gint64 warning)
{
  g_autoptr (YztRow) row = yzt_store_get_row (map->store, yzt_kind_set_find (yzt_store_get_kinds (map->store), "warning"), warning, NULL);
  return g_strdup (yzt_row_get_text (row, "state"));
}

static void
test_warnings (TestMap *map, gconstpointer data)
{
  const Warning others[] = {
    { "大风红色预警", "大风", "red", "市气象台", "肇庆市", "2026-09-21T12:20:00Z", NULL, 112.6, 0.1 },      /* of something else */
    { "暴雨橙色预警", "暴雨", "orange", "县气象台", "肇庆市", "2026-09-21T12:20:00Z", NULL, 112.6, 0.1 },   /* another colour */
    { "暴雨红色预警", "暴雨", "red", "邻市气象台", "云浮市", "2026-09-21T12:20:00Z", NULL, 114.6, 0.1 },    /* another area */
    { "暴雨红色预警", "暴雨", "red", "另台", "肇庆市", "2026-09-21T19:20:00Z", NULL, 112.6, 0.1 },          /* seven hours later */
    { "暴雨红色预警", "暴雨", "red", "三台", "肇庆市", "2026-09-21T12:20:00Z", "exercise", 112.6, 0.1 },    /* an exercise */
    { "暴雨红色预警", "暴雨", "red", "省平台", "肇庆市", "2026-09-21T12:20:00Z", NULL, 112.6, 0.1 },        /* its own source says they are two */
  };
  g_autoptr (GError) error = NULL;
  warn (map, &PROVINCE);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    warn (map, &others[i]);
  }
  g_autoptr (GPtrArray) none = find (map);
  g_assert_cmpuint (none->len, ==, 0);
  gint64 city = warn (map, &CITY);
  g_autoptr (GPtrArray) found = find (map);
  g_assert_cmpuint (found->len, ==, 1);
  const YztSameEvent *same = found->pdata[0];
  g_assert_cmpstr (same->kind_id, ==, "warning");
  g_assert_cmpint (same->second, ==, city);
  g_assert_nonnull (strstr (same->reason, "暴雨"));
  g_autofree char *before = state_of (map, city);
  g_assert_cmpstr (before, ==, "active"); /* nothing is merged by itself */
  g_autoptr (YztActResult) result = yzt_same_event_accept (map->store, same, "王值班", "w", "zh_CN", &yzt_test_clock, &error);
  g_assert_no_error (error);
  g_autofree char *after = state_of (map, city), *first = state_of (map, same->first);
  g_assert_cmpstr (after, ==, "merged");
  g_assert_cmpstr (first, ==, "active");
  g_autoptr (GPtrArray) rest = find (map);
  g_assert_cmpuint (rest->len, ==, 0);
}

/* Said to be two, they are not asked for again; the same numbers as incidents are another question. */
static void
test_two_warnings (TestMap *map, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  warn (map, &PROVINCE);
  warn (map, &CITY);
  add (map, &FEED);
  add (map, &CALL);
  g_autoptr (GPtrArray) found = find (map);
  g_assert_cmpuint (found->len, ==, 2);
  for (guint i = 0; i < found->len; i++) {
    if (g_str_equal (((YztSameEvent *) found->pdata[i])->kind_id, "warning")) {
      g_autoptr (YztActResult) result = yzt_same_event_refuse (map->store, found->pdata[i], "王值班", "w", &yzt_test_clock, &error);
      g_assert_no_error (error);
    }
  }
  g_autoptr (GPtrArray) after = find (map);
  g_assert_cmpuint (after->len, ==, 1);
  g_assert_cmpstr (((YztSameEvent *) after->pdata[0])->kind_id, ==, "incident");
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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/same-event/proposed", TestMap, NULL, set_up, test_proposed, tear_down);
  g_test_add ("/same-event/not-proposed", TestMap, NULL, set_up, test_not_proposed, tear_down);
  g_test_add ("/same-event/kinds-and-distance", TestMap, NULL, set_up, test_kinds_and_distance, tear_down);
  g_test_add ("/same-event/accepted", TestMap, NULL, set_up, test_accepted, tear_down);
  g_test_add ("/same-event/refused", TestMap, NULL, set_up, test_refused, tear_down);
  g_test_add ("/same-event/warnings", TestMap, NULL, set_up, test_warnings, tear_down);
  g_test_add ("/same-event/two-warnings", TestMap, NULL, set_up, test_two_warnings, tear_down);
  return g_test_run ();
}

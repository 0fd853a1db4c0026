/* test-playback.c: a stretch of the map's time to be played: what belongs to it, jumps and play, and that each moment is what “yzt at” writes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-edits.h"
#include "yzt-incident-act.h"
#include "yzt-playback.h"
#include "yzt-store-care.h"
#include "yzt-test-map.h"
#include <string.h>

#define MINUTE_MS ((gint64) 60000)
#define HOUR_MS (60 * MINUTE_MS)
/* 2026-11-22 22:45 in Shanghai. */
#define START_MS (G_GINT64_CONSTANT (1795322700000) + 10 * HOUR_MS)

static gint64 G_GNUC_NULL_TERMINATED
incident_act (TestMap *map, gint64 incident, const char *id, ...)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztIncidentAct) act = yzt_incident_act_new (id, incident);
  va_list args;
  va_start (args, id);
  for (const char *key = va_arg (args, const char *); key != NULL; key = va_arg (args, const char *)) {
    yzt_incident_act_set (act, key, va_arg (args, const char *));
  }
  va_end (args);
  g_autoptr (YztActResult) result = yzt_incident_act_run (act, map->store, "王值班", "w", "zh_CN", &yzt_test_clock, &error);
  g_assert_no_error (error);
  return yzt_act_result_first_fid (result, test_map_kind (map, "incident"));
}

static gboolean
insert_row (YztAct *act, gpointer row, GError **error)
{
  return yzt_act_insert (act, row, error);
}

typedef struct {
  YztKind *kind;
  gint64 fid;
} Gone;

static gboolean
delete_row (YztAct *act, gpointer data, GError **error)
{
  Gone *gone = data;
  return yzt_act_delete (act, gone->kind, gone->fid, error);
}

static void
write_act (TestMap *map, const char *label, YztActFunc func, gpointer data)
{
  g_autoptr (GError) error = NULL;
  YztActInfo info = { .author = "李", .window = "w", .label = label, .nature = YZT_ACT_EDIT };
  g_autoptr (YztActResult) result = yzt_store_write (map->store, &info, func, data, &error);
  g_assert_no_error (error);
}

/* A thing of a kind, at the test's time. */
static gint64
add (TestMap *map, const char *kind, const char *name)
{
  g_autoptr (YztRow) row = yzt_row_new (test_map_kind (map, kind));
  yzt_row_set_text (row, "name", name);
  row->has_position = TRUE;
  row->lon = 112.5;
  row->lat = 23;
  write_act (map, name, insert_row, row);
  return row->fid;
}

static gboolean
dump_row (const YztRow *row, gpointer user_data)
{
  GString *text = user_data;
  g_string_append_printf (text, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %.17g %.17g", row->fid, row->owner_fid, row->lon, row->lat);
  for (guint i = 0; i < yzt_kind_get_n_fields (row->kind); i++) {
    g_autofree char *cell = yzt_field_format_plain (yzt_kind_get_field (row->kind, i), &row->cells[i]);
    g_string_append_printf (text, "|%s", cell);
  }
  g_string_append_c (text, '\n');
  return TRUE;
}

static char *
dump (YztStore *store)
{
  GString *text = g_string_new (NULL);
  YztKindSet *kinds = yzt_store_get_kinds (store);
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    g_autoptr (GError) error = NULL;
    g_string_append_printf (text, "== %s\n", yzt_kind_get_id (yzt_kind_set_get (kinds, i)));
    yzt_store_read_rows (store, yzt_kind_set_get (kinds, i), dump_row, text, &error);
    g_assert_no_error (error);
  }
  return g_string_free (text, FALSE);
}

/* The map of a moment as the command writes it. */
static char *
dump_at (TestMap *map, gint64 at_ms)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (map->folder, "at.gpkg", NULL);
  yzt_store_save_past (map->store, path, at_ms, &error);
  g_assert_no_error (error);
  g_autoptr (YztStore) store = yzt_store_open (path, YZT_STORE_READ_ONLY, &yzt_test_clock, &error);
  g_assert_no_error (error);
  char *text = dump (store);
  yzt_store_close (store);
  g_assert_cmpint (g_remove (path), ==, 0);
  return text;
}

static const YztPlaybackStop *
stop_of (const YztPlayback *playback, int i)
{
  return &g_array_index (playback->stops, YztPlaybackStop, i);
}

static YztPlayback *
read_incident (TestMap *map, gint64 fid)
{
  g_autoptr (GError) error = NULL;
  YztPlayback *playback = yzt_playback_read_incident (map->store, fid, yzt_test_now_ms, "zh_CN", &error);
  g_assert_no_error (error);
  return playback;
}

/* A night: taken in, a line at 10 minutes, something else at 20, found to be false at 30, and an hour later something else. */
static gint64
live (TestMap *map)
{
  yzt_test_now_ms = START_MS - HOUR_MS;
  add (map, "hospital", "早先的医院");
  yzt_test_now_ms = START_MS;
  gint64 fid = incident_act (map, 0, "take-in", "text", "22:40 高要金利镇化工厂液氨泄漏 2人受伤", "caller", "杨少芬", NULL);
  yzt_test_now_ms = START_MS + 10 * MINUTE_MS;
  incident_act (map, fid, "log", "text", "第一支队伍出发", NULL);
  yzt_test_now_ms = START_MS + 20 * MINUTE_MS;
  add (map, "hospital", "别的医院");
  yzt_test_now_ms = START_MS + 30 * MINUTE_MS;
  incident_act (map, fid, "state", "state", "false-report", "reason", "误报", "who", "王值班", NULL);
  yzt_test_now_ms = START_MS + 90 * MINUTE_MS;
  add (map, "hospital", "后来的医院");
  return fid;
}

static void
test_incident (void)
{
  TestMap map;
  g_autoptr (GError) error = NULL;
  test_map_set_up (&map);
  gint64 fid = live (&map);
  g_autoptr (YztPlayback) playback = read_incident (&map, fid);
  g_assert_null (playback->note);
  g_assert_nonnull (strstr (playback->title, "液氨泄漏"));
  g_assert_cmpint (playback->from_ms, ==, START_MS);
  g_assert_cmpint (playback->to_ms, ==, START_MS + 30 * MINUTE_MS);
  g_assert_cmpuint (playback->stops->len, ==, 3);
  g_assert_nonnull (strstr (stop_of (playback, 1)->words, "第一支队伍出发"));
  g_assert_cmpstr (stop_of (playback, 1)->author, ==, "王值班");
  g_assert_cmpuint (playback->acts->len, ==, 4); /* the hospital's too */
  /* Minute by minute, forth and back: what stands is what “yzt at” writes. */
  g_autoptr (YztStore) past = yzt_store_open_past (map.store, playback->from_ms, &error);
  g_assert_no_error (error);
  for (int minute = -31; minute <= 31; minute++) {
    gint64 at_ms = MIN (playback->from_ms + ABS (minute) * MINUTE_MS, playback->to_ms);
    g_autoptr (YztActResult) result = yzt_store_move_past (past, at_ms, &error);
    g_assert_no_error (error);
    if (minute % 15 == 0 || minute == 9) {
      g_autofree char *here = dump (past), *there = dump_at (&map, at_ms);
      g_assert_cmpstr (here, ==, there);
      g_assert_true ((strstr (here, "第一支队伍出发") != NULL) == (ABS (minute) >= 10));
    }
  }
  yzt_store_close (past);
  test_map_tear_down (&map);
}

static void
test_jumps (void)
{
  TestMap map;
  test_map_set_up (&map);
  g_autoptr (YztPlayback) playback = read_incident (&map, live (&map));
  gint64 from = playback->from_ms;
  g_assert_cmpint (yzt_playback_find (playback, from - 1), ==, -1);
  g_assert_cmpint (yzt_playback_find (playback, from + 10 * MINUTE_MS), ==, 1);
  g_assert_cmpint (yzt_playback_jump (playback, 0, from, 1), ==, 1);
  g_assert_cmpint (yzt_playback_jump (playback, 0, from, -1), ==, -1);
  g_assert_cmpint (yzt_playback_jump (playback, -1, from + 15 * MINUTE_MS, -1), ==, 1); /* back to where it began */
  g_assert_cmpint (yzt_playback_jump (playback, -1, from + 10 * MINUTE_MS, -1), ==, 0);
  g_assert_cmpint (yzt_playback_jump (playback, -1, from + 15 * MINUTE_MS, 1), ==, 2);
  g_assert_cmpint (yzt_playback_jump (playback, 2, playback->to_ms, 1), ==, -1);
  /* At speed: 10 min/s. */
  g_assert_cmpint (yzt_playback_advance (playback, from, G_USEC_PER_SEC / 10, 600), ==, from + MINUTE_MS);
  g_assert_cmpint (yzt_playback_advance (playback, from, (gint64) 3600 * G_USEC_PER_SEC, 600), ==, playback->to_ms);
  g_assert_false (yzt_playback_differs (playback, from, from + 9 * MINUTE_MS));
  g_assert_true (yzt_playback_differs (playback, from, from + 10 * MINUTE_MS));
  g_assert_true (yzt_playback_differs (playback, from + 10 * MINUTE_MS, from));
  test_map_tear_down (&map);
}

/* Two entries of one millisecond are two stops. */
static void
test_same_time (void)
{
  TestMap map;
  test_map_set_up (&map);
  yzt_test_now_ms = START_MS;
  gint64 fid = incident_act (&map, 0, "take-in", "text", "22:40 金利镇火灾", NULL);
  incident_act (&map, fid, "log", "text", "一", NULL);
  incident_act (&map, fid, "log", "text", "二", NULL);
  g_autoptr (YztPlayback) playback = read_incident (&map, fid);
  g_assert_cmpuint (playback->stops->len, ==, 3);
  g_assert_cmpint (playback->to_ms, >, playback->from_ms);
  g_assert_cmpint (yzt_playback_jump (playback, 0, START_MS, 1), ==, 1);
  g_assert_cmpint (yzt_playback_jump (playback, 1, START_MS, 1), ==, 2);
  g_assert_cmpint (yzt_playback_jump (playback, 2, START_MS, -1), ==, 1);
  test_map_tear_down (&map);
}

static YztPlayback *
read_day (TestMap *map, gint64 at_ms, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Shanghai");
  return yzt_playback_read_day (map->store, at_ms, zone, yzt_test_now_ms, error);
}

/* The night goes over midnight: 22:45 to 0:15. */
static void
test_day (void)
{
  TestMap map;
  g_autoptr (GError) error = NULL;
  test_map_set_up (&map);
  live (&map);
  yzt_test_now_ms = START_MS + 100 * MINUTE_MS;
  g_autoptr (YztPlayback) day = read_day (&map, START_MS, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (day->title, ==, "2026-11-22");
  g_assert_cmpint (day->to_ms, ==, START_MS + 75 * MINUTE_MS - 1);
  g_assert_cmpuint (day->stops->len, ==, 5);
  g_assert_cmpstr (stop_of (day, 0)->words, ==, "早先的医院");
  g_autoptr (YztPlayback) next = read_day (&map, START_MS + 80 * MINUTE_MS, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (next->title, ==, "2026-11-23");
  g_assert_cmpint (next->from_ms, ==, START_MS + 75 * MINUTE_MS);
  g_assert_cmpint (next->to_ms, ==, yzt_test_now_ms); /* as far as it has come */
  g_assert_cmpuint (next->stops->len, ==, 1);
  g_autoptr (YztPlayback) before = read_day (&map, G_GINT64_CONSTANT (946684800000), &error);
  g_assert_null (before);
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_autoptr (YztPlayback) later = read_day (&map, START_MS + 50 * HOUR_MS, &error);
  g_assert_null (later);
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND);
  test_map_tear_down (&map);
}

/* What was moved to an archive is told, and the rest is played. */
static void
test_archived (void)
{
  TestMap map;
  g_autoptr (GError) error = NULL;
  test_map_set_up (&map);
  gint64 fid = live (&map);
  g_autofree char *archive = g_build_filename (map.folder, "old.gpkg", NULL);
  YztActInfo info = { .author = "李", .window = "w", .label = "archive", .nature = YZT_ACT_EDIT };
  YztArchiveReport report = { 0 };
  yzt_store_archive (map.store, START_MS + 5 * MINUTE_MS, archive, &info, NULL, &report, &error);
  g_assert_no_error (error);
  g_autoptr (YztPlayback) playback = read_incident (&map, fid);
  g_assert_nonnull (playback->note);
  g_assert_cmpint (playback->from_ms, ==, START_MS + 10 * MINUTE_MS);
  g_assert_cmpuint (playback->stops->len, ==, 2);
  g_autoptr (YztStore) past = yzt_store_open_past (map.store, playback->from_ms, &error);
  g_assert_no_error (error);
  yzt_store_close (past);
  g_autoptr (YztPlayback) day = read_day (&map, START_MS, &error);
  g_assert_no_error (error);
  g_assert_nonnull (day->note);
  g_assert_cmpint (day->from_ms, ==, START_MS + 10 * MINUTE_MS);
  test_map_tear_down (&map);
}

static void
test_gone (void)
{
  TestMap map;
  g_autoptr (GError) error = NULL;
  test_map_set_up (&map);
  yzt_test_now_ms = START_MS;
  gint64 fid = add (&map, "incident", "误记的事件");
  Gone gone = { test_map_kind (&map, "incident"), fid };
  yzt_test_now_ms += 3 * MINUTE_MS;
  write_act (&map, "删除", delete_row, &gone);
  yzt_test_now_ms += HOUR_MS;
  g_autoptr (YztPlayback) playback = read_incident (&map, fid);
  g_assert_nonnull (playback->note);
  g_assert_cmpstr (playback->title, ==, "误记的事件");
  g_assert_cmpint (playback->to_ms - playback->from_ms, ==, 3 * MINUTE_MS);
  g_assert_null (yzt_playback_read_incident (map.store, 4711, yzt_test_now_ms, "zh_CN", &error));
  g_assert_error (error, YZT_STORE_ERROR, YZT_STORE_ERROR_NOT_FOUND);
  test_map_tear_down (&map);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/playback/incident", test_incident);
  g_test_add_func ("/playback/jumps", test_jumps);
  g_test_add_func ("/playback/same-time", test_same_time);
  g_test_add_func ("/playback/day", test_day);
  g_test_add_func ("/playback/archived", test_archived);
  g_test_add_func ("/playback/gone", test_gone);
  return g_test_run ();
}

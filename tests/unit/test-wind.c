/* test-wind.c: the wind that weather stations tell: read by a mapping, kept in the map, offered near an incident, and a zone in force that it would turn
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "yzt-command.h"
#include "yzt-edits.h"
#include "yzt-feeds.h"
#include "yzt-test-map.h"

#define NOW "2026-09-21T14:13:20Z" /* YZT_TEST_NOW_MS */

/* A mapping of the room's own, in the shape that a national service answers in: everything below properties, the speed in km/h as its unit says. */
static const char LOCAL_MAPPING[] = "[Feed]\nId=local\nItems=features\nPresent=properties.windDirection\nBecome=observation\n"
                                    "[Take]\nidentifier=properties.station\nstation=properties.stationName\nobserved=properties.timestamp\ngeometry=geometry\n"
                                    "wind_from=properties.windDirection.value\nwind_speed=properties.windSpeed.value\nwind_unit=properties.windSpeed.unitCode\n"
                                    "[Words wind_from]\n东北风=45\n999=variable\n";

static YztFeedContent *
parse (const char *text, GPtrArray *mappings)
{
  g_autoptr (GError) error = NULL;
  YztFeedContent *content = yzt_feed_parse (text, strlen (text), "w.json", mappings, "en", &error);
  g_assert_no_error (error);
  return content;
}

static YztFeedContent *
parse_one (const char *cells)
{
  g_autofree char *text = g_strdup_printf ("{\"stations\": [{\"station\": \"A\", \"number\": \"1\", %s}]}", cells);
  return parse (text, yzt_feed_mappings_get_own ());
}

static void
test_read (void)
{
  static const struct {
    const char *cells;
    double from_deg, m_s;
  } good[] = {
    { "\"lon\": 112.5, \"lat\": 23.1, \"observed\": \"" NOW "\", \"wind_from_deg\": 0, \"wind_m_s\": 3", 0, 3 },
    { "\"lon\": 112.5, \"lat\": 23.1, \"observed\": \"" NOW "\", \"wind_from_deg\": 360, \"wind_m_s\": 3", 0, 3 },
    { "\"lon\": 112.5, \"lat\": 23.1, \"observed\": \"" NOW "\", \"wind_from_deg\": \"225\", \"wind_m_s\": \"36\", \"unit\": \"km/h\"", 225, 10 },
    { "\"lon\": 112.5, \"lat\": 23.1, \"observed\": \"2026-09-21 22:13:20\", \"wind_from_deg\": 90, \"wind_m_s\": 10, \"unit\": \"kn\"", 90, 5.1444444444444 },
    { "\"lon\": 112.5, \"lat\": 23.1, \"observed\": \"" NOW "\", \"wind_from_deg\": 200, \"wind_m_s\": 0", NAN, 0 },
    { "\"lon\": 112.5, \"lat\": 23.1, \"observed\": \"" NOW "\", \"wind_from_deg\": \"variable\", \"wind_m_s\": 1", NAN, 1 },
    { "\"lon\": 112.5, \"lat\": 23.1, \"observed\": \"" NOW "\", \"wind_from_deg\": 17", 17, NAN },
    { "\"lon\": 112.5, \"lat\": 23.1, \"observed\": \"" NOW "\", \"wind_from_deg\": 17, \"wind_m_s\": 2, \"gust_m_s\": 999", 17, 2 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (YztFeedContent) content = parse_one (good[i].cells);
    g_assert_cmpuint (content->problems->len, ==, 0);
    g_assert_cmpuint (content->observations->len, ==, 1);
    const YztObservation *one = content->observations->pdata[0];
    g_assert_true (isnan (one->from_deg) == isnan (good[i].from_deg) && isnan (one->m_s) == isnan (good[i].m_s) && isnan (one->gust_m_s));
    g_assert_true (isnan (one->from_deg) || fabs (one->from_deg - good[i].from_deg) < 1e-9);
    g_assert_true (isnan (one->m_s) || fabs (one->m_s - good[i].m_s) < 1e-9);
    g_assert_cmpint (one->observed_ms, ==, YZT_TEST_NOW_MS);
  }
}

static void
test_bad (void)
{
  static const struct {
    const char *cells, *said;
  } bad[] = {
    { "\"lon\": 112.5, \"lat\": 23.1, \"observed\": \"" NOW "\", \"wind_from_deg\": -1, \"wind_m_s\": 3", "direction" },
    { "\"lon\": 112.5, \"lat\": 23.1, \"observed\": \"" NOW "\", \"wind_from_deg\": 999, \"wind_m_s\": 3", "direction" },
    { "\"lon\": 112.5, \"lat\": 23.1, \"observed\": \"" NOW "\", \"wind_from_deg\": \"north\", \"wind_m_s\": 3", "direction" },
    { "\"lon\": 112.5, \"lat\": 23.1, \"observed\": \"" NOW "\", \"wind_from_deg\": 90, \"wind_m_s\": -1", "speed" },
    { "\"lon\": 112.5, \"lat\": 23.1, \"observed\": \"" NOW "\", \"wind_from_deg\": 90, \"wind_m_s\": 999", "speed" },
    { "\"lon\": 112.5, \"lat\": 23.1, \"observed\": \"" NOW "\", \"wind_from_deg\": 90, \"wind_m_s\": 3, \"unit\": \"Bft\"", "unit" },
    { "\"lon\": 112.5, \"lat\": 23.1, \"wind_from_deg\": 90, \"wind_m_s\": 3", "when" },
    { "\"lon\": 112.5, \"lat\": 23.1, \"observed\": \"yesterday\", \"wind_from_deg\": 90, \"wind_m_s\": 3", "when" },
    { "\"observed\": \"" NOW "\", \"wind_from_deg\": 90, \"wind_m_s\": 3", "place" },
    { "\"lon\": 23.1, \"lat\": 112.5, \"observed\": \"" NOW "\", \"wind_from_deg\": 90, \"wind_m_s\": 3", "place" },
    { "\"lon\": 112.5, \"lat\": 23.1, \"observed\": \"" NOW "\"", "nothing of the wind" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (YztFeedContent) content = parse_one (bad[i].cells);
    g_assert_cmpuint (content->observations->len, ==, 0);
    g_assert_cmpuint (content->alerts->len, ==, 0);
    g_assert_cmpuint (content->problems->len, ==, 1);
    g_assert_nonnull (strstr (content->problems->pdata[0], bad[i].said));
  }
}

static void
test_mapping (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) mappings = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_feed_mapping_unref);
  YztFeedMapping *local = yzt_feed_mapping_parse (LOCAL_MAPPING, strlen (LOCAL_MAPPING), "local.feed", &error);
  g_assert_no_error (error);
  g_ptr_array_add (mappings, local);
  g_autoptr (YztFeedContent) content = parse ("{\"features\": [{\"geometry\": {\"type\": \"Point\", \"coordinates\": [112.4, 23.0]}, \"properties\": {\"station\": \"ZSGZ\", \"stationName\": \"机场\","
                                              "\"timestamp\": \"2026-09-21T22:13:20+08:00\", \"windDirection\": {\"value\": \"东北风\"}, \"windSpeed\": {\"value\": 18, \"unitCode\": \"wmoUnit:km_h-1\"}}},"
                                              "{\"geometry\": null, \"properties\": {\"station\": \"X\", \"timestamp\": \"" NOW "\", \"windDirection\": {\"value\": 999}, \"windSpeed\": {\"value\": null}}}]}", mappings);
  g_assert_cmpuint (content->observations->len, ==, 1);
  g_assert_cmpuint (content->problems->len, ==, 1);
  const YztObservation *one = content->observations->pdata[0];
  g_assert_cmpstr (one->station, ==, "机场");
  g_assert_cmpstr (one->code, ==, "ZSGZ");
  g_assert_cmpfloat (one->from_deg, ==, 45);
  g_assert_cmpfloat_with_epsilon (one->m_s, 5, 1e-9);
  g_assert_cmpint (one->observed_ms, ==, YZT_TEST_NOW_MS);
  const char *lacking = "[Feed]\nId=x\nBecome=observation\n[Take]\nwind_from=d\nlon=x\nlat=y\n";
  g_assert_null (yzt_feed_mapping_parse (lacking, strlen (lacking), "x.feed", &error));
  g_assert_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_MAPPING);
}

/* --- in the map --- */

static void
put (GPtrArray *list, const char *code, YztPosition at, gint64 age_min, double from_deg, double m_s)
{
  YztObservation *one = g_new0 (YztObservation, 1);
  *one = (YztObservation) { g_strdup_printf ("站%s", code), g_strdup (code), g_strdup ("气象台"), at, YZT_TEST_NOW_MS - age_min * 60000, from_deg, m_s, NAN };
  g_ptr_array_add (list, one);
}

/* How many were new. */
static guint
take (YztStore *store, GPtrArray *list, YztActResult **result_out)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (YztActResult) result = NULL;
  guint n_new;
  g_assert_true (yzt_wind_take (store, list, "feed", &yzt_test_clock, &n_new, &result, problems, &error));
  g_assert_no_error (error);
  g_assert_true ((result != NULL) == (n_new > 0));
  if (result_out != NULL) {
    *result_out = g_steal_pointer (&result);
  }
  return n_new;
}

static char *
offered (YztStore *store, YztPosition at)
{
  YztWindRules rules;
  g_autoptr (GError) error = NULL;
  g_assert_true (yzt_load_wind_rules (&rules, &error));
  g_autoptr (YztWind) wind = yzt_wind_find (store, at, &rules, YZT_TEST_NOW_MS, &error);
  g_assert_no_error (error);
  return wind != NULL ? g_strdup_printf ("%s %s", wind->seen->code, wind->stale ? "stale" : "fresh") : g_strdup ("none");
}

static void
assert_offered (YztStore *store, YztPosition at, const char *expected)
{
  g_autofree char *words = offered (store, at);
  g_assert_cmpstr (words, ==, expected);
}

static void
test_map (void)
{
  TestMap map;
  const YztPosition scene = { 112.5, 23.1 };
  test_map_set_up (&map);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_observation_free);
  assert_offered (map.store, scene, "none");
  put (list, "far", yzt_geo_direct (scene, 10, 60000), 1, 0, 3);
  g_assert_cmpuint (take (map.store, list, NULL), ==, 1);
  assert_offered (map.store, scene, "none"); /* beyond 50 km */
  put (list, "old", yzt_geo_direct (scene, 10, 4000), 7 * 60, 0, 3);
  g_assert_cmpuint (take (map.store, list, NULL), ==, 1);
  assert_offered (map.store, scene, "none"); /* too old to be offered at all */
  put (list, "hour", yzt_geo_direct (scene, 90, 5000), 60, 10, 3);
  g_assert_cmpuint (take (map.store, list, NULL), ==, 1);
  assert_offered (map.store, scene, "hour stale");
  put (list, "near", yzt_geo_direct (scene, 90, 20000), 20, 10, 3);
  put (list, "nearer", yzt_geo_direct (scene, 90, 15000), 29, 10, 3);
  put (list, "ahead", yzt_geo_direct (scene, 90, 10), -30, 10, 3); /* half an hour to come: a wrong clock */
  g_assert_cmpuint (take (map.store, list, NULL), ==, 2);
  assert_offered (map.store, scene, "nearer fresh"); /* fresh goes before near */
  g_assert_cmpuint (take (map.store, list, NULL), ==, 0); /* nothing comes twice */
  put (list, "hour", yzt_geo_direct (scene, 90, 5000), 90, 10, 3);
  g_assert_cmpuint (take (map.store, list, NULL), ==, 0); /* nor what is older than what is known */
  put (list, "hour", yzt_geo_direct (scene, 90, 5000), 0, 200, 3);
  g_assert_cmpuint (take (map.store, list, NULL), ==, 1);
  assert_offered (map.store, scene, "hour fresh");
  g_autoptr (GPtrArray) problems = yzt_store_check (map.store, NULL);
  g_assert_cmpuint (problems->len, ==, 0);
  test_map_tear_down (&map);
}

/* --- a zone in force --- */

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean opened = yzt_session_open_finish (YZT_SESSION (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = opened;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
wait_for (const gboolean *flag)
{
  while (!*flag) {
    g_main_context_iteration (NULL, TRUE);
  }
}

typedef struct {
  YztKindSet *kinds;
  YztPosition scene;
  gint64 incident;
} Scene;

static gboolean
lay_out (YztAct *act, gpointer user_data, GError **error)
{
  Scene *scene = user_data;
  g_autoptr (YztRow) incident = yzt_row_new (yzt_kind_set_find (scene->kinds, "incident"));
  yzt_row_set_text (incident, "name", "泄漏");
  yzt_row_set_text (incident, "substance", "液氨");
  incident->has_position = TRUE;
  incident->lon = scene->scene.lon;
  incident->lat = scene->scene.lat;
  gboolean ok = yzt_act_insert (act, incident, error);
  scene->incident = incident->fid;
  for (guint i = 0; ok && i < 4; i++) {
    g_autoptr (YztRow) school = yzt_row_new (yzt_kind_set_find (scene->kinds, "protection-target"));
    g_autofree char *name = g_strdup_printf ("学校%u", i);
    YztPosition at = yzt_geo_direct (scene->scene, 90.0 * i, 400);
    yzt_row_set_text (school, "name", name);
    school->has_position = TRUE;
    school->lon = at.lon;
    school->lat = at.lat;
    ok = yzt_act_insert (act, school, error);
  }
  return ok;
}

static void
feed (YztSession *session, YztPosition at, gint64 age_min, double from_deg)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_observation_free);
  YztActResult *result = NULL;
  put (list, "A", at, age_min, from_deg, 3);
  g_assert_cmpuint (take (yzt_session_get_store (session), list, &result), ==, 1);
  yzt_session_take_result (session, result, FALSE);
}

static void
wait_for_wind (YztCommand *command, double from_deg)
{
  while (yzt_command_get_fed_wind (command) == NULL || fabs (yzt_command_get_fed_wind (command)->seen->from_deg - from_deg) > 1e-9) {
    g_main_context_iteration (NULL, TRUE);
  }
}

static gboolean
count_rows (const YztRow *row, gpointer user_data)
{
  (*(guint *) user_data)++;
  return TRUE;
}

static void
test_turn (void)
{
  TestMap map;
  test_map_set_up (&map);
  Scene scene = { map.kinds, { 112.5, 23.1 }, 0 };
  const YztActInfo info = { .author = "测试", .label = "Lay out", .nature = YZT_ACT_EDIT };
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) result = yzt_store_write (map.store, &info, lay_out, &scene, &error);
  g_assert_no_error (error);
  g_autoptr (YztSession) session = yzt_session_new (&yzt_test_clock, "en", "w");
  gboolean opened = FALSE, saved = FALSE;
  yzt_session_open_async (session, map.path, NULL, on_opened, &opened);
  wait_for (&opened);
  yzt_session_sign_in (session, "王值班");
  feed (session, yzt_geo_direct (scene.scene, 45, 8000), 10, 0);
  g_autoptr (YztCommand) command = yzt_command_new (session);
  yzt_command_set_incident (command, scene.incident);
  wait_for_wind (command, 0);
  /* Fresh, and nobody had said another: it is the wind of the first zone, with its age and who told it. */
  const YztZoneAsk *now = yzt_command_get_ask (command);
  g_assert_cmpfloat (now->wind_from_deg, ==, 0);
  g_assert_cmpint (now->wind_ms, ==, YZT_TEST_NOW_MS - 10 * 60000);
  g_assert_nonnull (strstr (now->wind_source, "站A"));
  YztZoneAsk ask = *now;
  g_autofree char *substance = g_strdup ("液氨"), *container = g_strdup ("truck"), *source = g_strdup (now->wind_source);
  ask.substance = substance;
  ask.container = container;
  ask.wind_source = source;
  ask.spill = YZT_ERG_LARGE;
  ask.hour = 1;
  yzt_command_set_ask (command, &ask);
  g_assert_nonnull (strstr (yzt_command_get_method (command), "站A"));
  g_assert_cmpuint (yzt_command_get_threat (command)->things->len, ==, 1);
  g_assert_false (yzt_command_judge_fed_wind (command, NULL)); /* nothing is in force */
  yzt_command_save_zone_async (command, on_done, &saved);
  wait_for (&saved);
  g_assert_false (yzt_command_judge_fed_wind (command, NULL)); /* nothing newer than it */
  /* A quarter turn, told while the zone stands: one would be newly inside, one no longer; nothing changes by itself. */
  YztWindTurn turn;
  feed (session, yzt_geo_direct (scene.scene, 45, 8000), 4, 90);
  wait_for_wind (command, 90);
  g_assert_true (yzt_command_judge_fed_wind (command, &turn));
  g_assert_cmpuint (turn.n_came, ==, 1);
  g_assert_cmpuint (turn.n_went, ==, 1);
  g_assert_cmpfloat (turn.turn_deg, ==, 90);
  g_assert_cmpfloat (yzt_command_get_ask (command)->wind_from_deg, ==, 0);
  yzt_command_take_fed_wind (command);
  guint n_went;
  g_assert_cmpuint (yzt_command_get_came (command, &n_went)->len, ==, 1);
  g_assert_cmpuint (n_went, ==, 1);
  saved = FALSE;
  yzt_command_save_zone_async (command, on_done, &saved);
  wait_for (&saved);
  /* The call list has both who were newly inside; the zone in force says the wind it was laid with. */
  YztKind *contacts = yzt_kind_set_find (map.kinds, "incident-contact");
  guint n_calls = 0;
  g_assert_true (yzt_store_read_children (yzt_session_get_store (session), contacts, scene.incident, count_rows, &n_calls, &error));
  g_assert_cmpuint (n_calls, ==, 2);
  g_assert_cmpfloat (yzt_command_get_ask (command)->wind_from_deg, ==, 90);
  /* A little later, a few degrees on: not worth a turn. */
  feed (session, yzt_geo_direct (scene.scene, 45, 8000), 2, 94);
  wait_for_wind (command, 94);
  g_assert_false (yzt_command_judge_fed_wind (command, NULL));
  yzt_session_close (session);
  g_clear_object (&command);
  g_clear_object (&session);
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  test_map_tear_down (&map);
}

int
main (int argc, char **argv)
{
  g_autofree char *cache = g_dir_make_tmp ("yzt-wind-cache-XXXXXX", NULL);
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wind/read", test_read);
  g_test_add_func ("/wind/bad", test_bad);
  g_test_add_func ("/wind/mapping", test_mapping);
  g_test_add_func ("/wind/map", test_map);
  g_test_add_func ("/wind/turn", test_turn);
  int result = g_test_run ();
  test_remove_tree (cache);
  return result;
}

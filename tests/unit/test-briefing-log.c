/* test-briefing-log.c: scenes in their order, what is gone, and what is written of what stood on the wall
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "yzt-base.h"
#include "yzt-briefing-log.h"
#include "yzt-session.h"

#include "yzt-test-map.h"

#define PATIENCE_S 30

typedef struct {
  TestMap map;
  YztSession *session;
  YztBriefing *briefing;
  gint64 incident;
} Room;

typedef gboolean (*Condition) (gpointer data);

static gboolean
on_late (gpointer what)
{
  g_error ("waited in vain for: %s", (const char *) what);
  return G_SOURCE_REMOVE;
}

static void
wait_until (Condition condition, gpointer data, const char *what)
{
  guint late = g_timeout_add_seconds (PATIENCE_S, on_late, (gpointer) what);
  while (!condition (data)) {
    g_main_context_iteration (NULL, TRUE);
  }
  g_source_remove (late);
}

static gboolean
is_ready (gpointer session)
{
  return yzt_session_get_state (session) == YZT_SESSION_READY;
}

static void
on_open (GObject *session, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  yzt_session_open_finish (YZT_SESSION (session), result, &error);
  g_assert_no_error (error);
}

static gboolean
is_signed_in (gpointer session)
{
  return *yzt_session_get_author (session) != '\0';
}

static gboolean
is_saved (gpointer session)
{
  guint pending = 0;
  g_object_get (session, "pending", &pending, NULL);
  return pending == 0;
}

static gboolean
is_closed (gpointer session)
{
  return yzt_session_get_state (session) == YZT_SESSION_CLOSED;
}

static gboolean
is_listed (gpointer briefing)
{
  return yzt_briefing_is_listed (briefing);
}

static gboolean
add_incident (YztAct *act, gpointer user_data, GError **error)
{
  Room *room = user_data;
  g_autoptr (YztRow) row = yzt_row_new (test_map_kind (&room->map, "incident"));
  yzt_row_set_text (row, "name", "液氨泄漏");
  yzt_row_set_text (row, "state", "received");
  row->has_position = TRUE;
  row->lon = 112.5;
  row->lat = 23;
  gboolean ok = yzt_act_insert (act, row, error);
  room->incident = row->fid;
  return ok;
}

static void
enter (Room *room, gboolean sign_in)
{
  yzt_test_now_ms = YZT_TEST_NOW_MS;
  test_map_set_up (&room->map);
  YztActInfo info = { .author = "test", .label = "Test", .nature = YZT_ACT_EDIT };
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) result = yzt_store_write (room->map.store, &info, add_incident, room, &error);
  g_assert_no_error (error);
  room->session = yzt_session_new (&yzt_test_clock, "en", "w");
  yzt_session_open_async (room->session, room->map.path, NULL, on_open, NULL);
  wait_until (is_ready, room->session, "the map");
  if (sign_in) {
    yzt_session_sign_in (room->session, "王值班");
    wait_until (is_signed_in, room->session, "the signing in");
    wait_until (is_saved, room->session, "the act of signing in");
  }
  room->briefing = yzt_briefing_new (room->session);
  wait_until (is_listed, room->briefing, "the scenes");
}

static void
leave (Room *room)
{
  g_clear_object (&room->briefing);
  yzt_session_close (room->session);
  wait_until (is_closed, room->session, "the closing");
  g_clear_object (&room->session);
  test_map_tear_down (&room->map);
}

/* --- scenes --- */

static gboolean
names_are (gpointer data)
{
  gpointer *pair = data;
  YztBriefing *briefing = pair[0];
  g_auto (GStrv) names = g_strsplit (pair[1], " ", -1);
  if (yzt_briefing_get_n (briefing) != g_strv_length (names)) {
    return FALSE;
  }
  for (guint i = 0; names[i] != NULL; i++) {
    if (!g_str_equal (yzt_briefing_get (briefing, i)->name, names[i])) {
      return FALSE;
    }
  }
  return TRUE;
}

static void
expect_names (Room *room, const char *names)
{
  gpointer pair[] = { room->briefing, (gpointer) names };
  wait_until (names_are, pair, names);
}

static void
add_scene (Room *room, const char *name, gint64 incident, const char *layers, const char *figures, const char *names_then)
{
  g_autoptr (YztBriefingScene) scene = yzt_briefing_scene_new ();
  g_free (scene->name);
  scene->name = g_strdup (name);
  scene->incident_fid = incident;
  scene->layers = layers != NULL ? g_strsplit (layers, ";", -1) : NULL;
  g_strfreev (scene->figures);
  scene->figures = g_strsplit (figures, ";", -1);
  yzt_briefing_add_async (room->briefing, scene, NULL, NULL);
  expect_names (room, names_then);
}

/* Moved, changed, taken away: numbers without a gap in the map, each an act of its own. */
static void
test_order (void)
{
  Room room = { 0 };
  enter (&room, TRUE);
  add_scene (&room, "A", 0, NULL, "", "A");
  add_scene (&room, "B", 0, NULL, "", "A B");
  add_scene (&room, "C", 0, NULL, "", "A B C");
  yzt_briefing_move_async (room.briefing, 0, 2, NULL, NULL);
  expect_names (&room, "B C A");
  yzt_briefing_move_async (room.briefing, 2, 1, NULL, NULL);
  expect_names (&room, "B A C");
  yzt_briefing_remove_async (room.briefing, 0, NULL, NULL);
  expect_names (&room, "A C");
  g_autoptr (GPtrArray) rows = test_map_rows (&room.map, "briefing-scene");
  g_assert_cmpuint (rows->len, ==, 2);
  g_assert_cmpint (yzt_row_get (rows->pdata[0], "number")->v.integer, ==, 1);
  g_assert_cmpint (yzt_row_get (rows->pdata[1], "number")->v.integer, ==, 2);
  g_assert_cmpint (yzt_briefing_find (room.briefing, ((YztRow *) rows->pdata[1])->fid), ==, 1);
  g_assert_cmpint (yzt_briefing_find (room.briefing, 999), ==, -1);
  leave (&room);
}

/* --- what is gone, what is long --- */

static gboolean
has_facts (gpointer briefing)
{
  return yzt_briefing_get_facts (briefing, yzt_briefing_get_index (briefing)) != NULL;
}

static void
test_bad_scenes (void)
{
  Room room = { 0 };
  enter (&room, TRUE);
  char name[601] = "";
  for (guint i = 0; i < 200; i++) {
    strcat (name, "长");
  }
  g_autofree char *second = g_strdup_printf ("%s B", name), *third = g_strdup_printf ("%s B C", name);
  add_scene (&room, name, room.incident, NULL, "open-incidents", name);
  add_scene (&room, "B", 4711, "no-such-kind", "no-such-figure;open-incidents", second);
  add_scene (&room, "C", 0, NULL, "people-in-reach;evacuated", third);
  yzt_briefing_set_live (room.briefing, TRUE);
  wait_until (has_facts, room.briefing, "figures");
  const YztBriefingFacts *facts = yzt_briefing_get_facts (room.briefing, 0);
  g_assert_false (facts->incident_gone);
  g_assert_cmpstr (((YztFigureAnswer *) facts->answers->pdata[0])->text, ==, "1");
  /* The incident is gone and one figure is no more in the catalogue: the other is told all the same. */
  yzt_briefing_step_to (room.briefing, 1);
  wait_until (has_facts, room.briefing, "figures of the second");
  facts = yzt_briefing_get_facts (room.briefing, 1);
  g_assert_true (facts->incident_gone);
  g_assert_null (facts->incident);
  g_assert_cmpuint (facts->answers->len, ==, 1);
  g_assert_cmpstr (((YztFigureAnswer *) facts->answers->pdata[0])->text, ==, "1");
  /* No ring, no incident: a sentence stands in place of the number. */
  yzt_briefing_step_to (room.briefing, 2);
  wait_until (has_facts, room.briefing, "figures of the third");
  facts = yzt_briefing_get_facts (room.briefing, 2);
  g_assert_cmpuint (facts->answers->len, ==, 2);
  for (guint i = 0; i < 2; i++) {
    const YztFigureAnswer *answer = facts->answers->pdata[i];
    g_assert_nonnull (answer->problem);
    g_assert_cmpstr (answer->text, ==, "—");
  }
  yzt_briefing_set_live (room.briefing, FALSE);
  leave (&room);
}

/* --- what stood on the wall --- */

static YztBriefingShown *
shown_new (gint64 scene, const char *title, gint64 entry)
{
  YztBriefingShown *shown = yzt_briefing_shown_new ();
  shown->scene_fid = scene;
  shown->title = g_strdup (title);
  shown->figures = g_strdup_printf ("%s as of %d", title, (int) entry);
  shown->sources = g_strdup ("");
  shown->at_ms = yzt_test_now_ms;
  shown->entry = entry;
  return shown;
}

static void
after (YztBriefingLog *log, gint64 ms)
{
  yzt_test_now_ms += ms;
  yzt_briefing_log_tick (log);
}

typedef struct {
  Room *room;
  guint n;
} Wanted;

static gboolean
has_rows (gpointer data)
{
  Wanted *wanted = data;
  g_autoptr (GPtrArray) rows = test_map_rows (&wanted->room->map, "briefing-shown");
  g_assert_cmpuint (rows->len, <=, wanted->n);
  return rows->len == wanted->n;
}

/* Read by another connection, as after a crash of the one that showed them. */
static GPtrArray *
expect_rows (Room *room, guint n)
{
  Wanted wanted = { room, n };
  wait_until (has_rows, &wanted, "rows of what was shown");
  return test_map_rows (&room->map, "briefing-shown");
}

static gint64
newest_entry (Room *room)
{
  YztStoreHead head = { 0 };
  g_assert_true (yzt_store_get_head (room->map.store, &head, NULL));
  return head.entry;
}

static void
test_talk (void)
{
  Room room = { 0 };
  enter (&room, TRUE);
  g_autoptr (YztBriefingLog) log = yzt_briefing_log_new (room.briefing);
  yzt_briefing_log_put (log, shown_new (1, "A", 0));
  after (log, 1500);
  yzt_briefing_log_put (log, shown_new (1, "A", 7)); /* its figures came */
  yzt_briefing_log_put (log, shown_new (1, "A", 8)); /* and changed */
  after (log, 499);
  gint64 before = newest_entry (&room);
  after (log, 1);
  g_autoptr (GPtrArray) first = expect_rows (&room, 1);
  g_assert_cmpint (newest_entry (&room), ==, before + 1);
  g_assert_cmpstr (yzt_row_get_text (first->pdata[0], "name"), ==, "A");
  g_assert_cmpstr (yzt_row_get_text (first->pdata[0], "figures"), ==, "A as of 7");
  g_assert_cmpstr (yzt_row_get_text (first->pdata[0], "shown_by"), ==, "王值班");
  g_assert_null (yzt_row_get_text (first->pdata[0], "until_utc"));
  /* It stands on and says something newer: written once. Two are passed over, the fourth stands without figures. */
  yzt_briefing_log_put (log, shown_new (1, "A", 9));
  after (log, 60000);
  yzt_briefing_log_put (log, shown_new (2, "B", 9));
  after (log, 400);
  yzt_briefing_log_put (log, shown_new (3, "C", 9));
  after (log, 400);
  yzt_briefing_log_put (log, shown_new (4, "D", 0));
  after (log, YZT_BRIEFING_FIGURES_MS - 1);
  g_autoptr (GPtrArray) same = expect_rows (&room, 1);
  after (log, 1);
  g_autoptr (GPtrArray) second = expect_rows (&room, 2);
  g_assert_cmpstr (yzt_row_get_text (second->pdata[1], "name"), ==, "D");
  /* Back at the first: shown again. The end comes before its figures, and before the last one has stood. */
  yzt_briefing_log_put (log, shown_new (1, "A", 0));
  yzt_test_now_ms += 5000;
  yzt_briefing_log_put (log, shown_new (2, "B", 9));
  g_autoptr (GPtrArray) third = expect_rows (&room, 3);
  g_assert_cmpstr (yzt_row_get_text (third->pdata[2], "name"), ==, "A");
  yzt_test_now_ms += 100;
  yzt_briefing_log_end (log);
  g_autoptr (GPtrArray) last = expect_rows (&room, 3);
  leave (&room);
}

/* An hour of a wall that goes round by itself is two rows, a night one more for each day; whoever stops it speaks of what stands. */
static void
test_round (void)
{
  Room room = { 0 };
  enter (&room, TRUE);
  add_scene (&room, "A", 0, NULL, "", "A");
  add_scene (&room, "B", 0, NULL, "", "A B");
  g_autoptr (YztBriefingLog) log = yzt_briefing_log_new (room.briefing);
  yzt_briefing_log_set_going_round (log, TRUE);
  yzt_briefing_log_put (log, shown_new (1, "A", 1));
  yzt_briefing_log_put (log, shown_new (1, "A", 2));
  after (log, 500);
  after (log, 1500);
  g_autoptr (GPtrArray) begun = expect_rows (&room, 1);
  g_assert_null (yzt_row_get_text (begun->pdata[0], "until_utc"));
  g_assert_null (yzt_row_get_text (begun->pdata[0], "scene"));
  g_assert_cmpstr (yzt_row_get_text (begun->pdata[0], "figures"), ==, "A\nB");
  gint64 before = newest_entry (&room);
  for (guint i = 0; i < 180; i++) {
    after (log, 20000);
    yzt_briefing_log_put (log, shown_new (i % 2 == 0 ? 2 : 1, i % 2 == 0 ? "B" : "A", 3));
  }
  g_assert_cmpint (newest_entry (&room), ==, before);
  yzt_briefing_log_set_going_round (log, FALSE);
  g_autoptr (GPtrArray) ended = expect_rows (&room, 2);
  g_autofree char *from = yzt_time_format_utc (YZT_TEST_NOW_MS), *until = yzt_time_format_utc (yzt_test_now_ms);
  g_assert_cmpstr (yzt_row_get_text (ended->pdata[1], "at_utc"), ==, from);
  g_assert_cmpstr (yzt_row_get_text (ended->pdata[1], "until_utc"), ==, until);
  g_assert_cmpstr (yzt_row_get_text (ended->pdata[1], "figures"), ==, "91 × A\n90 × B");
  yzt_briefing_log_put (log, shown_new (1, "A", 9));
  after (log, YZT_BRIEFING_STAND_MS);
  g_autoptr (GPtrArray) spoken = expect_rows (&room, 3);
  g_assert_cmpstr (yzt_row_get_text (spoken->pdata[2], "scene"), ==, "briefing-scene/1");
  /* Over midnight: the day is closed, and the next one begun. */
  yzt_briefing_log_set_going_round (log, TRUE);
  yzt_briefing_log_put (log, shown_new (1, "A", 9));
  after (log, 3000);
  g_autoptr (GPtrArray) evening = expect_rows (&room, 4);
  after (log, G_GINT64_CONSTANT (24) * 3600 * 1000);
  g_autoptr (GPtrArray) night = expect_rows (&room, 5);
  g_assert_nonnull (yzt_row_get_text (night->pdata[4], "until_utc"));
  after (log, 3000);
  g_autoptr (GPtrArray) morning = expect_rows (&room, 6);
  g_assert_null (yzt_row_get_text (morning->pdata[5], "until_utc"));
  yzt_briefing_log_end (log);
  g_autoptr (GPtrArray) last = expect_rows (&room, 7);
  leave (&room);
}

static void
on_said (YztBriefingLog *log, const char *sentence, guint *n)
{
  g_assert_nonnull (strstr (sentence, "Sign in"));
  (*n)++;
}

static void
test_nobody (void)
{
  Room room = { 0 };
  guint said = 0;
  enter (&room, FALSE);
  g_autoptr (YztBriefingLog) log = yzt_briefing_log_new (room.briefing);
  g_signal_connect (log, "said", G_CALLBACK (on_said), &said);
  for (gint64 scene = 1; scene <= 3; scene++) {
    yzt_briefing_log_put (log, shown_new (scene, "A", 1));
    after (log, YZT_BRIEFING_STAND_MS);
  }
  g_assert_cmpuint (said, ==, 1);
  yzt_session_sign_in (room.session, "王值班");
  wait_until (is_signed_in, room.session, "the signing in");
  yzt_briefing_log_put (log, shown_new (4, "D", 1));
  after (log, YZT_BRIEFING_STAND_MS);
  g_autoptr (GPtrArray) rows = expect_rows (&room, 1);
  g_assert_cmpstr (yzt_row_get_text (rows->pdata[0], "name"), ==, "D");
  leave (&room);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/briefing-log/order", test_order);
  g_test_add_func ("/briefing-log/bad-scenes", test_bad_scenes);
  g_test_add_func ("/briefing-log/talk", test_talk);
  g_test_add_func ("/briefing-log/round", test_round);
  g_test_add_func ("/briefing-log/nobody", test_nobody);
  return g_test_run ();
}

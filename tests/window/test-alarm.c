/* test-alarm.c: what sounds and what does not, who acknowledges, and the list of those whom a warning calls, by the keyboard
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <string.h>
#include "hands.h"
#include "window-fixture.h"
#include "yzt-call-out-window.h"
#include "yzt-call-out.h"
#include "yzt-incident-record.h"

/* --- alerts --- */

static void
take_alert_from (Fixture *fixture, const char *origin, const char *identifier, const char *status, const char *colour, int alarm_level)
{
  g_autoptr (YztAlert) alert = yzt_alert_new ();
  g_autoptr (GError) error = NULL;
  YztActResult *result = NULL;
  double half = g_str_equal (identifier, "R2") ? 0.1 : 0.004; /* hatching large areas is another test's */
  const YztPosition square[] = { { 112.5 - half, 23.1 - half }, { 112.5 + half, 23.1 - half }, { 112.5 + half, 23.1 + half }, { 112.5 - half, 23.1 + half },
                                 { 112.5 - half, 23.1 - half } };
  const guint starts[] = { 0, 5 };
  char **const fields[] = { &alert->source, &alert->identifier, &alert->status, &alert->colour, &alert->event, &alert->headline, &alert->become, &alert->origin };
  const char *const texts[] = { "qx@example", identifier, status, colour, "Rain", identifier, "warning", origin };
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    g_free (*fields[i]);
    *fields[i] = g_strdup (texts[i]);
  }
  alert->sent_ms = yzt_clock_now_ms (&yzt_clock_system);
  alert->alarm_level = alarm_level;
  alert->area = yzt_geometry_new_area (square, starts, 1);
  alert->has_position = TRUE;
  alert->position = (YztPosition) { 112.5, 23.1 };
  g_assert_true (yzt_alert_merge (yzt_session_get_store (fixture->session), alert, "Feed", &yzt_clock_system, NULL, &result, &error));
  g_assert_no_error (error);
  yzt_session_take_result (fixture->session, result, FALSE);
}

static void
take_alert (Fixture *fixture, const char *identifier, const char *status, const char *colour, int alarm_level)
{
  take_alert_from (fixture, "Weather", identifier, status, colour, alarm_level);
}

static YztIncident *
find_alert (Fixture *fixture, const char *title)
{
  GListModel *list = yzt_session_get_incidents (fixture->session);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (YztIncident) incident = g_list_model_get_item (list, i);
    if (g_str_equal (yzt_incident_get_title (incident), title)) {
      return incident; /* the list holds it */
    }
  }
  return NULL;
}

typedef struct {
  Fixture *fixture;
  const char *title;
} Titled;

static gboolean
is_listed (gpointer data)
{
  const Titled *titled = data;
  return find_alert (titled->fixture, titled->title) != NULL;
}

static gboolean
is_acknowledged (gpointer data)
{
  const Titled *titled = data;
  YztIncident *incident = find_alert (titled->fixture, titled->title);
  return incident != NULL && yzt_incident_is_acknowledged (incident);
}

static void
wait_listed (Fixture *fixture, const char *title)
{
  Titled titled = { fixture, title };
  wait_until (is_listed, &titled, title);
}

static gboolean
tells_faults (gpointer data)
{
  const char *fault = yzt_alarm_get_fault (data);
  return fault != NULL && strstr (fault, "No sound server and no notifications") != NULL;
}

static gboolean
is_quiet (gpointer data)
{
  return !yzt_alarm_strip_is_waiting (((Fixture *) data)->window->alarm);
}

typedef struct {
  YztAlarm *alarm;
  guint before;
} Heard;

static gboolean
has_sounded (gpointer data)
{
  const Heard *heard = data;
  return yzt_alarm_count_sounds (heard->alarm) > heard->before;
}

/* --- what sounds --- */

static void
test_sounds (Fixture *fixture, gconstpointer language)
{
  YztAlarm *alarm = yzt_alarm_strip_get_alarm (fixture->window->alarm);
  Titled red = { fixture, "R1" };
  guint sounds = yzt_alarm_count_sounds (alarm);
  g_assert_cmpuint (sounds, >=, 1); /* the open incident of the map */
  wait_until (tells_faults, alarm, "the sentence that nothing is heard here");

  take_alert (fixture, "E1", "exercise", "red", 0);
  take_alert (fixture, "T1", "test", "red", 0);
  take_alert (fixture, "D1", "draft", "red", 0);
  take_alert (fixture, "B1", "actual", "blue", 2); /* below the threshold of its source: orange */
  take_alert (fixture, "N1", "actual", "red", 5);  /* a source that never alarms */
  wait_listed (fixture, "[Exercise] E1");
  wait_listed (fixture, "[Test] T1");
  wait_listed (fixture, "[Test] D1");
  wait_listed (fixture, "B1");
  wait_listed (fixture, "N1");
  g_assert_true (yzt_incident_is_alarm (find_alert (fixture, "[Exercise] E1"))); /* seen … */
  g_assert_false (yzt_incident_is_alarm (find_alert (fixture, "B1")));
  g_assert_false (yzt_incident_is_alarm (find_alert (fixture, "N1")));
  /* Nothing new was to be heard. The clock of repeating may have gone once meanwhile. */
  g_assert_cmpuint (yzt_alarm_count_sounds (alarm), <=, sounds + 2);

  sounds = yzt_alarm_count_sounds (alarm);
  take_alert (fixture, "R1", "actual", "red", 2);
  wait_listed (fixture, "R1");
  Heard heard = { alarm, sounds };
  wait_until (has_sounded, &heard, "the sound");

  /* Space: never while text is typed. */
  press (GTK_WINDOW (fixture->window), "ctrl+f space");
  g_assert_true (yzt_alarm_strip_is_waiting (fixture->window->alarm));
  g_assert_false (yzt_incident_is_acknowledged (find_alert (fixture, "R1")));
  press (GTK_WINDOW (fixture->window), "BackSpace Escape Escape");
  for (guint i = 0; i < 8 && yzt_alarm_strip_is_waiting (fixture->window->alarm); i++) {
    press (GTK_WINDOW (fixture->window), "space");
  }
  wait_until (is_quiet, fixture, "nothing that waits");
  wait_until (is_acknowledged, &red, "the acknowledgement in the map");
  g_assert_true (yzt_incident_is_open (find_alert (fixture, "R1"))); /* owned, not cleared */
}

/* --- whom to call --- */

typedef struct {
  Fixture *fixture;
  guint n;
  YztCallState state;
} Called;

static gboolean
are_called (gpointer data)
{
  const Called *called = data;
  g_autoptr (GPtrArray) calls = yzt_call_outs_read (yzt_session_get_store (called->fixture->session), 0, NULL);
  guint n = 0;
  for (guint i = 0; calls != NULL && i < calls->len; i++) {
    n += ((const YztCallOut *) g_ptr_array_index (calls, i))->state == called->state;
  }
  return n == called->n;
}

static void
wait_calls (Fixture *fixture, YztCallState state, guint n)
{
  Called called = { fixture, n, state };
  g_autofree char *words = g_strdup_printf ("%u calls of state %d", n, (int) state);
  wait_until (are_called, &called, words);
}

static gboolean
window_is_open (gpointer unused)
{
  return find_window (YZT_TYPE_CALL_OUT_WINDOW) != NULL;
}

static gboolean
shows_rows (gpointer window)
{
  GtkWidget *focus = gtk_window_get_focus (window);
  return GTK_IS_LIST_BOX_ROW (focus);
}

static guint n_sites = 3;

static gboolean
insert_site (YztAct *act, gpointer data, GError **error)
{
  YztKind *kind = data;
  for (guint i = 0; i < n_sites; i++) {
    g_autoptr (YztRow) row = yzt_row_new (kind);
    g_autofree char *name = g_strdup_printf ("Tank farm %u", i), *phone = g_strdup_printf ("1380000%04u", i), *person = g_strdup_printf ("Keeper %u", i);
    yzt_row_set_text (row, "name", name);
    yzt_row_set_text (row, "contact", person);
    yzt_row_set_text (row, "phone", phone);
    yzt_row_set_text (row, "duty_phone", n_sites > 3 ? "0758-5550000" : NULL);
    row->has_position = TRUE;
    row->lon = 112.45 + 0.1 * i / n_sites;
    row->lat = 23.1;
    if (!yzt_act_insert (act, row, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static void
insert_sites (Fixture *fixture, guint n)
{
  YztStore *store = yzt_session_get_store (fixture->session);
  YztActInfo info = { .author = "planner", .label = "sites", .nature = YZT_ACT_EDIT };
  g_autoptr (GError) error = NULL;
  n_sites = n;
  YztActResult *result = yzt_store_write (store, &info, insert_site, yzt_kind_set_find (yzt_store_get_kinds (store), "hazard-source"), &error);
  n_sites = 3;
  g_assert_no_error (error);
  yzt_session_take_result (fixture->session, result, FALSE);
}

static GtkAdjustment *
list_scroll (GtkWindow *window)
{
  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (gtk_window_get_focus (window), GTK_TYPE_SCROLLED_WINDOW)));
}

typedef struct {
  GtkWindow *window;
  guint n;
} Long;

static gboolean
has_rows (gpointer data)
{
  const Long *list = data;
  GtkWidget *focus = gtk_window_get_focus (list->window);
  return GTK_IS_LIST_BOX_ROW (focus) && gtk_list_box_get_row_at_index (GTK_LIST_BOX (gtk_widget_get_parent (focus)), (int) list->n - 1) != NULL;
}

typedef struct {
  GtkWidget *list;
  const char *words;
} InList;

static gboolean
is_in_list (gpointer data)
{
  const InList *asked = data;
  for (GtkWidget *row = gtk_widget_get_first_child (asked->list); row != NULL; row = gtk_widget_get_next_sibling (row)) {
    const char *words = g_object_get_data (G_OBJECT (row), "words");
    if (words != NULL && strstr (words, asked->words) != NULL) {
      return TRUE;
    }
  }
  return FALSE;
}

/* Where the officer is in a long list, the list stays, whoever else answers; whom two calls did not reach is followed by the next level. */
static void
test_call_list (Fixture *fixture, gconstpointer language)
{
  insert_sites (fixture, 40);
  take_alert (fixture, "R2", "actual", "red", 0);
  wait_listed (fixture, "R2");
  wait_calls (fixture, YZT_CALL_STATE_DUE, 40);
  press (GTK_WINDOW (fixture->window), "ctrl+shift+k");
  wait_until (window_is_open, NULL, "the call-out window");
  GtkWindow *window = find_window (YZT_TYPE_CALL_OUT_WINDOW);
  Long forty = { window, 40 };
  wait_until (shows_rows, window, "the persons");
  wait_until (has_rows, &forty, "all of them");
  press (window, "End");
  settle (window);
  GtkWidget *row = gtk_window_get_focus (window);
  GtkAdjustment *scroll = list_scroll (window);
  double value = gtk_adjustment_get_value (scroll);
  g_assert_cmpfloat (value, >, 500);
  g_autoptr (GPtrArray) calls = yzt_call_outs_read (yzt_session_get_store (fixture->session), 0, NULL);
  yzt_session_answer_call_async (fixture->session, ((YztCallOut *) calls->pdata[0])->fid, YZT_CALL_STATE_ACTION, "", NULL, NULL);
  wait_calls (fixture, YZT_CALL_STATE_ACTION, 1);
  settle (window);
  g_assert_true (gtk_window_get_focus (window) == row);
  g_assert_cmpfloat_with_epsilon (gtk_adjustment_get_value (scroll), value, 120); /* one went below it */

  press_on (window, "n");
  wait_calls (fixture, YZT_CALL_STATE_NOT_REACHED, 1);
  settle (window);
  InList second = { gtk_widget_get_parent (row), "level 2" }, called = { second.list, "next level called" };
  g_assert_false (is_in_list (&second));
  press (window, "End Up"); /* whoever has acted stands last */
  g_assert_true (gtk_window_get_focus (window) == row);
  press_on (window, "n");
  wait_until (is_in_list, &second, "the next level in the list");
  wait_until (is_in_list, &called, "that it was called");
  wait_calls (fixture, YZT_CALL_STATE_DUE, 39); /* 38 and the one above */
  press (window, "Escape");
}

static void
test_call_out (Fixture *fixture, gconstpointer language)
{
  insert_sites (fixture, 3);
  take_alert (fixture, "R2", "actual", "red", 0);
  wait_listed (fixture, "R2");
  wait_calls (fixture, YZT_CALL_STATE_DUE, 3); /* the desk crossed it by itself */

  press (GTK_WINDOW (fixture->window), "ctrl+shift+k");
  wait_until (window_is_open, NULL, "the call-out window");
  GtkWindow *window = find_window (YZT_TYPE_CALL_OUT_WINDOW);
  wait_until (shows_rows, window, "the persons");
  press_on (GTK_WINDOW (window), "a n w"); /* nobody waits for the disk: each key is for the next person */
  wait_calls (fixture, YZT_CALL_STATE_ANSWERED, 1);
  wait_calls (fixture, YZT_CALL_STATE_NOT_REACHED, 1);
  wait_calls (fixture, YZT_CALL_STATE_WRONG_NUMBER, 1);
  wait_calls (fixture, YZT_CALL_STATE_DUE, 0);
  gtk_window_set_default_size (window, 380, 560); /* narrow: all of it is still there */
  settle (window);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (window)), <=, 420);
  press (window, "Escape");
}

/* --- two that may be one --- */

static gboolean
insert_two (YztAct *act, gpointer data, GError **error)
{
  for (guint i = 0; i < 2; i++) {
    g_autoptr (YztRow) row = yzt_row_new (data);
    yzt_row_set_text (row, "name", i == 0 ? "Ammonia at Jinli works" : "Gas smell in Jinli");
    yzt_row_set_text (row, "type", "chemical-leak");
    yzt_row_set_text (row, "state", "received");
    yzt_row_set_text (row, "feed_source", i == 0 ? "Province" : NULL);
    yzt_row_set_text (row, "reported_utc", i == 0 ? "2026-09-21T12:40:00Z" : "2026-09-21T12:46:00Z");
    yzt_row_set_text (row, "acknowledged_utc", "2026-09-21T12:50:00Z");
    row->has_position = TRUE;
    row->lon = 112.8 + 0.01 * i;
    row->lat = 23.1;
    if (!yzt_act_insert (act, row, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
asks (gpointer bar)
{
  return strstr (yzt_same_bar_get_question (bar), "Jinli") != NULL;
}

static gboolean
is_merged (gpointer session)
{
  YztStore *store = yzt_session_get_store (session);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "incident");
  gint64 fid = yzt_store_find_row (store, kind, "name", "Gas smell in Jinli", NULL);
  g_autoptr (YztRow) row = yzt_store_get_row (store, kind, fid, NULL);
  return g_strcmp0 (yzt_row_get_text (row, "state"), "merged") == 0;
}

static void
test_same (Fixture *fixture, gconstpointer language)
{
  YztStore *store = yzt_session_get_store (fixture->session);
  YztActInfo info = { .author = "feed", .label = "two", .nature = YZT_ACT_FEED };
  g_autoptr (GError) error = NULL;
  YztActResult *result = yzt_store_write (store, &info, insert_two, yzt_kind_set_find (yzt_store_get_kinds (store), "incident"), &error);
  g_assert_no_error (error);
  yzt_session_take_result (fixture->session, result, FALSE);
  wait_until (asks, fixture->window->same_bar, "the question");
  press (GTK_WINDOW (fixture->window), "alt+o");
  wait_until (is_merged, fixture->session, "the merged incident");
}

/* --- many at once --- */

#define FLOOD 6

static gboolean
insert_flood (YztAct *act, gpointer data, GError **error)
{
  for (guint i = 0; i < FLOOD; i++) {
    g_autoptr (YztRow) row = yzt_row_new (data);
    g_autofree char *name = g_strdup_printf ("Quake %u", i);
    yzt_row_set_text (row, "name", name);
    yzt_row_set_text (row, "type", "earthquake");
    yzt_row_set_text (row, "state", "received");
    yzt_row_set_text (row, "sender", "seismic@example");
    yzt_row_set_text (row, "message_status", i == 0 ? "exercise" : "actual");
    yzt_row_set_text (row, "reported_utc", "2026-09-21T12:40:00Z");
    if (!yzt_act_insert (act, row, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static void
on_acknowledged (GObject *session, GAsyncResult *result, gpointer done)
{
  g_autoptr (GError) error = NULL;
  yzt_session_acknowledge_many_finish (YZT_SESSION (session), result, &error);
  g_assert_no_error (error);
  *(gboolean *) done = TRUE;
}

static gboolean
is_done (gpointer done)
{
  return *(gboolean *) done;
}

/* One act for all of them, and in the log of each who owns it now. */
static void
test_flood (Fixture *fixture, gconstpointer language)
{
  YztStore *store = yzt_session_get_store (fixture->session);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "incident");
  YztActInfo info = { .author = "feed", .label = "flood", .nature = YZT_ACT_FEED };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  YztActResult *result = yzt_store_write (store, &info, insert_flood, kind, &error);
  gboolean done = FALSE;
  g_assert_no_error (error);
  yzt_session_take_result (fixture->session, result, FALSE);
  wait_listed (fixture, "Quake 5");
  for (guint i = 0; i < FLOOD; i++) {
    g_autofree char *name = g_strdup_printf ("%sQuake %u", i == 0 ? "[Exercise] " : "", i);
    g_ptr_array_add (all, g_object_ref (find_alert (fixture, name)));
  }
  g_autoptr (GArray) before = yzt_store_read_journal (store, 0, 1, NULL);
  yzt_session_acknowledge_many_async (fixture->session, all, on_acknowledged, &done);
  wait_until (is_done, &done, "the acknowledgement of all");
  g_autoptr (GArray) after = yzt_store_read_journal (store, 0, 1, NULL);
  g_assert_cmpint (g_array_index (after, YztJournalEntry, 0).entry, ==, g_array_index (before, YztJournalEntry, 0).entry + 1);
  for (guint i = 0; i < FLOOD; i++) {
    g_autoptr (GArray) lines = yzt_log_read (store, yzt_incident_get_fid (all->pdata[i]), 0, NULL, NULL);
    g_assert_cmpuint (lines->len, ==, 2);
    g_assert_cmpstr (g_array_index (lines, YztLogLine, 0).entry_kind, ==, "received");
    const YztLogLine *line = &g_array_index (lines, YztLogLine, 1);
    g_assert_cmpstr (line->entry_kind, ==, "acknowledged");
    g_assert_cmpstr (line->author, ==, "王值班");
    g_assert_true ((strstr (line->what, "Exercise") != NULL) == (i == 0));
  }
}

/* Two warnings of the same thing from two sources. */
static gboolean
asks_of_rain (gpointer bar)
{
  return strstr (yzt_same_bar_get_question (bar), "R8") != NULL;
}

static gboolean
is_kept_with (gpointer session)
{
  YztStore *store = yzt_session_get_store (session);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "warning");
  return yzt_store_find_row (store, kind, "state", "merged", NULL) > 0;
}

static void
test_same_warning (Fixture *fixture, gconstpointer language)
{
  take_alert_from (fixture, "Province", "R7", "actual", "red", 0);
  take_alert_from (fixture, "City", "R8", "actual", "red", 0);
  wait_until (asks_of_rain, fixture->window->same_bar, "the question");
  press (GTK_WINDOW (fixture->window), "alt+o");
  wait_until (is_kept_with, fixture->session, "the warning that is kept with the other");
  g_assert_nonnull (find_alert (fixture, "R7"));
  g_assert_true (yzt_incident_is_open (find_alert (fixture, "R7")));
}

int
main (int argc, char *argv[])
{
  /* No sound card and no notifications in the tests' display: that is what the strip must say. */
  window_test_init (&argc, &argv);
  if (hands_are_there ()) {
    g_test_add ("/alarm/sounds", Fixture, "en", set_up, test_sounds, tear_down);
    g_test_add ("/alarm/flood", Fixture, "en", set_up, test_flood, tear_down);
    g_test_add ("/alarm/same", Fixture, "en", set_up, test_same, tear_down);
    g_test_add ("/alarm/same-warning", Fixture, "en", set_up, test_same_warning, tear_down);
    g_test_add ("/alarm/call-out", Fixture, "en", set_up, test_call_out, tear_down);
    g_test_add ("/alarm/call-list", Fixture, "en", set_up, test_call_list, tear_down);
  }
  return window_test_run ();
}

/* test-duty.c: a watch by real keys: a first word taken in, its log, its first report, and no key that fires while somebody types
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <string.h>
#include "hands.h"
#include "window-fixture.h"
#include "yzt-report-window.h"
#include "yzt-roster-window.h"

static GtkWindow *
window_of (Fixture *fixture)
{
  return GTK_WINDOW (fixture->window);
}

static gboolean
focus_is_in (Fixture *fixture, gpointer widget)
{
  GtkWidget *focus = gtk_window_get_focus (window_of (fixture));
  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

static guint
count_incidents (Fixture *fixture)
{
  return g_list_model_get_n_items (yzt_session_get_incidents (fixture->session));
}

static gboolean
has_two (gpointer fixture)
{
  return count_incidents (fixture) == 2;
}

static gboolean
shows_record (gpointer data)
{
  Fixture *fixture = data;
  YztIncidentRecord *record = yzt_incident_panel_get_record (yzt_inspector_get_incident (fixture->window->inspector));
  return record != NULL && yzt_incident_record_rows (record, "log-entry")->len > 0;
}

static void
take_in (Fixture *fixture, const char *line)
{
  YztWindow *window = fixture->window;
  press (window_of (fixture), "n");
  g_assert_true (yzt_intake_bar_is_open (window->intake));
  g_assert_true (focus_is_in (fixture, yzt_intake_bar_get_line (window->intake)));
  type_text (window_of (fixture), line);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (yzt_intake_bar_get_line (window->intake))), ==, line);
}

/* One line and Enter: it is in the map without a place, acknowledged, its clocks run, its log has begun; P and Enter place it. */
static void
test_take_in (Fixture *fixture, gconstpointer language)
{
  YztWindow *window = fixture->window;
  if (!hands_are_there ()) {
    return;
  }
  take_in (fixture, "12:40 ammonia leak at Nowhere Plant, 3 injured");
  g_autofree char *injured = yzt_intake_bar_get_value (window->intake, "injured"), *type = yzt_intake_bar_get_value (window->intake, "type");
  g_autofree char *time = yzt_intake_bar_get_value (window->intake, "occurred_utc");
  g_assert_cmpstr (injured, ==, "3");
  g_assert_cmpstr (type, ==, "chemical-leak");
  g_assert_nonnull (strstr (time, ":40:00Z"));
  g_assert_true (yzt_alarm_strip_is_waiting (window->alarm)); /* the blanks in the line acknowledged nothing */
  press (window_of (fixture), "Return");
  wait_until (has_two, fixture, "the incident that was taken in");
  wait_until (shows_record, fixture, "its record");
  g_assert_false (yzt_intake_bar_is_open (window->intake));
  YztIncidentRecord *record = yzt_incident_panel_get_record (yzt_inspector_get_incident (window->inspector));
  g_assert_false (record->row->has_position);
  g_assert_true (record->acknowledged);
  g_assert_cmpuint (record->clocks->len, >, 0);
  press (window_of (fixture), "p");
  g_assert_cmpint (yzt_map_view_get_tool (window->map), ==, YZT_MAP_TOOL_PLACE);
  press (window_of (fixture), "Escape");
  g_assert_cmpint (yzt_map_view_get_tool (window->map), ==, YZT_MAP_TOOL_SELECT);
}

/* Letters and blanks belong to who types. */
static void
test_typing (Fixture *fixture, gconstpointer language)
{
  YztWindow *window = fixture->window;
  if (!hands_are_there ()) {
    return;
  }
  press (window_of (fixture), "ctrl+f");
  type_text (window_of (fixture), "n j a p n");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (window->search)), ==, "n j a p n");
  g_assert_false (yzt_intake_bar_is_open (window->intake));
  g_assert_false (yzt_window_is_logging (window));
  g_assert_true (yzt_alarm_strip_is_waiting (window->alarm));
  press (window_of (fixture), "Escape Escape");
  take_in (fixture, "n j a p n");
  g_assert_true (yzt_alarm_strip_is_waiting (window->alarm));
  press (window_of (fixture), "Escape");
  g_assert_true (yzt_intake_bar_is_open (window->intake)); /* typed and not taken in: once more */
  press (window_of (fixture), "Escape");
  g_assert_false (yzt_intake_bar_is_open (window->intake));
  g_assert_cmpuint (count_incidents (fixture), ==, 1);
}

static gboolean
has_line (gpointer page)
{
  return yzt_log_page_get_n_shown (page) > 0;
}

static gboolean
is_searched (gpointer page)
{
  return yzt_log_page_get_n_shown (page) == 0;
}

static void
test_log (Fixture *fixture, gconstpointer language)
{
  YztWindow *window = fixture->window;
  g_autofree char *from = NULL, *to = NULL, *what = NULL;
  yzt_log_split_line ("市消防→指挥中心：到场 3 车", &from, &to, &what);
  g_assert_cmpstr (from, ==, "市消防");
  g_assert_cmpstr (to, ==, "指挥中心");
  g_assert_cmpstr (what, ==, "到场 3 车");
  if (!hands_are_there ()) {
    return;
  }
  press (window_of (fixture), "j");
  g_assert_true (yzt_window_is_logging (window));
  type_text (window_of (fixture), "Fire brigade -> Centre: 3 cars have come");
  press (window_of (fixture), "Return");
  wait_until (has_line, window->log, "the line");
  yzt_log_page_focus (window->log, TRUE);
  type_text (window_of (fixture), "zzzz");
  wait_until (is_searched, window->log, "the search");
  press (window_of (fixture), "ctrl+a BackSpace");
  wait_until (has_line, window->log, "all lines again");
  yzt_log_page_focus (window->log, FALSE);
  press (window_of (fixture), "Escape");
  g_assert_false (yzt_window_is_logging (window));
}

static gboolean
is_draft (gpointer unused)
{
  GtkWindow *reports = find_window (YZT_TYPE_REPORT_WINDOW);
  return reports != NULL && g_str_equal (yzt_report_window_get_state (YZT_REPORT_WINDOW (reports)), "draft");
}

static gboolean
has_reports (gpointer unused)
{
  GtkWindow *reports = find_window (YZT_TYPE_REPORT_WINDOW);
  return reports != NULL && gtk_widget_get_mapped (GTK_WIDGET (reports));
}

static gboolean
has_roster (gpointer unused)
{
  GtkWindow *roster = find_window (YZT_TYPE_ROSTER_WINDOW);
  return roster != NULL && gtk_widget_get_mapped (GTK_WIDGET (roster));
}

static void
test_papers (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  press (window_of (fixture), "ctrl+shift+r");
  wait_until (has_reports, NULL, "the window of reports");
  GtkWindow *reports = find_window (YZT_TYPE_REPORT_WINDOW);
  settle (reports);
  for (guint i = 0; i < 20 && !is_draft (NULL); i++) {
    gtk_widget_activate_action (GTK_WIDGET (reports), "report.next", NULL);
    settle (reports);
  }
  wait_until (is_draft, NULL, "the first report");
  for (GtkWindow *window = find_window (YZT_TYPE_REPORT_WINDOW); window != NULL; window = find_window (YZT_TYPE_REPORT_WINDOW)) {
    gtk_window_destroy (window);
  }
  press (window_of (fixture), "ctrl+shift+y");
  wait_until (has_roster, NULL, "the roster");
  press (find_window (YZT_TYPE_ROSTER_WINDOW), "Escape");
}

int
main (int argc, char **argv)
{
  window_test_init (&argc, &argv);
  g_test_add ("/duty/take-in", Fixture, "en", set_up, test_take_in, tear_down);
  g_test_add ("/duty/typing", Fixture, "en", set_up, test_typing, tear_down);
  g_test_add ("/duty/log", Fixture, "en", set_up, test_log, tear_down);
  g_test_add ("/duty/papers", Fixture, "en", set_up, test_papers, tear_down);
  return window_test_run ();
}

/* test-watch.c: what a person does with an incident through a watch, by real keys: acts asked for in dialogs, tasks, public texts, reports to the last receipt
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gstdio.h>
#include <string.h>
#include "hands.h"
#include "watch-hands.h"
#include "window-fixture.h"
#include "yzt-report-window.h"
#include "yzt-roster-window.h"
#include "yzt-sign-in-dialog.h"

static gboolean
is_acknowledged (gpointer fixture)
{
  return watch_record (fixture)->acknowledged;
}

static gboolean
is_told (gpointer fixture)
{
  return watch_record (fixture)->figures.value[YZT_FIGURE_DEAD] == 3;
}

static gboolean
is_graded (gpointer fixture)
{
  return watch_has (fixture, "grade", "general");
}

static gboolean
responds (gpointer fixture)
{
  return watch_has (fixture, "response_level", NULL);
}

static gboolean
is_refused (gpointer dialog)
{
  return *yzt_act_dialog_get_problem (dialog) != '\0';
}

/* Casualties, the grade that the rule proposes overruled, and the response, which is another thing. */
static void
test_grade (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  watch_select (fixture);
  press (watch_window (fixture), "space");
  wait_until (is_acknowledged, fixture, "the acknowledgement");

  GtkWindow *dialog = watch_choose (fixture, "Casualties…");
  type_text (dialog, "3");
  watch_tab_to (dialog, "By whose word");
  type_text (dialog, "Fire brigade");
  watch_accept (dialog);
  wait_until (is_told, fixture, "the three dead");
  g_assert_cmpstr (watch_record (fixture)->proposal->grade, ==, "larger");

  dialog = watch_choose (fixture, "Grade…");
  watch_tab_to (dialog, "Accident grade");
  press (dialog, "space");
  press_on (dialog, "End Return"); /* the mildest, and not what the rule says */
  press (dialog, "ctrl+Return");
  wait_until (is_refused, dialog, "the refusal: another grade needs a reason");
  watch_tab_to (dialog, "Reason, when it is not the one of the rule");
  type_text (dialog, "two of them died of illness");
  watch_accept (dialog);
  wait_until (is_graded, fixture, "the grade");
  YztRow *decision = yzt_incident_record_last (watch_record (fixture), "decision");
  g_assert_cmpstr (yzt_row_get_text (decision, "reason"), ==, "two of them died of illness");
  g_assert_cmpstr (yzt_row_get_text (decision, "decided_by"), ==, "王值班");

  dialog = watch_choose (fixture, "Response…");
  watch_tab_to (dialog, "Decided by");
  type_text (dialog, "Chen");
  watch_accept (dialog);
  wait_until (responds, fixture, "the response");
  g_assert_true (is_graded (fixture));
  static const char *const kinds[] = { "acknowledged", "figures", "graded", "response", NULL };
  watch_assert_log (fixture, kinds);
}

static gboolean
has_task (gpointer fixture)
{
  return yzt_incident_record_rows (watch_record (fixture), "task")->len == 1;
}

static gboolean
task_is_done (gpointer fixture)
{
  YztRow *task = yzt_incident_record_last (watch_record (fixture), "task");
  return g_strcmp0 (yzt_row_get_text (task, "state"), "done") == 0;
}

static const char *
public_state (Fixture *fixture)
{
  YztRow *text = yzt_incident_record_last (watch_record (fixture), "public-text");
  return text != NULL ? yzt_row_get_text (text, "state") : "";
}

static gboolean
is_drafted (gpointer fixture)
{
  return g_str_equal (public_state (fixture), "draft");
}

static gboolean
is_approved (gpointer fixture)
{
  return g_str_equal (public_state (fixture), "approved");
}

static gboolean
is_released (gpointer fixture)
{
  return g_str_equal (public_state (fixture), "released");
}

/* 批示 → task → 办结; a text for the public drafted, approved by whom, released where, frozen. */
static void
test_work (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  watch_select (fixture);
  GtkWindow *dialog = watch_choose (fixture, "Instruction…");
  type_text (dialog, "Chen");
  watch_tab_to (dialog, NULL);
  type_text (dialog, "Clear 500 m around it");
  watch_accept (dialog);
  wait_until (has_task, fixture, "the task");
  watch_part (fixture, "work");
  dialog = watch_click (fixture, "Done…");
  type_text (dialog, "all are out");
  watch_accept (dialog);
  wait_until (task_is_done, fixture, "the end of the task");

  watch_part (fixture, "papers");
  dialog = watch_click (fixture, "Draft…");
  watch_tab_to (dialog, NULL);
  type_text (dialog, "Keep your windows shut.");
  watch_accept (dialog);
  wait_until (is_drafted, fixture, "the draft");
  dialog = watch_click (fixture, "Approve…");
  type_text (dialog, "Chen");
  watch_accept (dialog);
  wait_until (is_approved, fixture, "the approval");
  dialog = watch_click (fixture, "Release…");
  type_text (dialog, "press office");
  watch_accept (dialog);
  wait_until (is_released, fixture, "the release");
  YztRow *text = yzt_incident_record_last (watch_record (fixture), "public-text");
  g_assert_cmpstr (yzt_row_get_text (text, "approved_by"), ==, "Chen");
  g_assert_nonnull (yzt_row_get_text (text, "released_utc"));
  static const char *const kinds[] = { "instruction", "task", "public", "public", "public", NULL };
  watch_assert_log (fixture, kinds);
}

static gboolean
has_two (gpointer fixture)
{
  return g_list_model_get_n_items (yzt_session_get_incidents (((Fixture *) fixture)->session)) == 2;
}

static gboolean
shows_second (gpointer fixture)
{
  return watch_record (fixture) != NULL && strstr (yzt_row_get_text (watch_record (fixture)->row, "name"), "Nowhere") != NULL;
}

static gboolean
is_placed (gpointer fixture)
{
  return shows_second (fixture) && watch_record (fixture)->row->has_position;
}

static gboolean
is_merged (gpointer fixture)
{
  return watch_has (fixture, "state", "merged");
}

static gboolean
shows_first (gpointer fixture)
{
  return !shows_second (fixture) && watch_record (fixture) != NULL;
}

/* Two at once: from one to the other and back with the log beside, then merged by a person with a reason. */
static void
test_merge (Fixture *fixture, gconstpointer language)
{
  YztWindow *window = fixture->window;
  if (!hands_are_there ()) {
    return;
  }
  press (watch_window (fixture), "n");
  type_text (watch_window (fixture), "12:40 ammonia leak at Nowhere Plant");
  press (watch_window (fixture), "Return");
  wait_until (has_two, fixture, "the second incident");
  wait_until (shows_second, fixture, "its panel");
  gint64 second = watch_record (fixture)->row->fid;
  press (watch_window (fixture), "p");
  click_at (GTK_WIDGET (window->map), 1, 200, 200);
  wait_until (is_placed, fixture, "the place that was clicked");
  press (watch_window (fixture), "j");
  g_assert_cmpint (yzt_log_page_get_incident (window->log), ==, second);
  press (watch_window (fixture), "alt+Down");
  wait_until (shows_first, fixture, "the other incident");
  g_assert_cmpint (yzt_log_page_get_incident (window->log), !=, second);
  g_assert_true (gtk_stack_get_visible_child (window->right_stack) == GTK_WIDGET (window->log));
  press (watch_window (fixture), "alt+Up");
  wait_until (shows_second, fixture, "the second again");
  g_assert_cmpint (yzt_log_page_get_incident (window->log), ==, second);
  press (watch_window (fixture), "Escape");

  GtkWindow *dialog = watch_choose (fixture, "Merge into another");
  watch_tab_to (dialog, NULL);
  type_text (dialog, "the same leak, told twice");
  watch_accept (dialog);
  wait_until (is_merged, fixture, "the merger");
  g_assert_nonnull (yzt_row_get_text (watch_record (fixture)->row, "merged_into"));
  g_assert_false (watch_record (fixture)->open);
}

/* --- reports --- */

static GtkWindow *
reports (void)
{
  return find_window (YZT_TYPE_REPORT_WINDOW);
}

static gboolean
is_state (gpointer state)
{
  return reports () != NULL && g_str_equal (yzt_report_window_get_state (YZT_REPORT_WINDOW (reports ())), state);
}

static gboolean
is_told_why (gpointer words)
{
  return strstr (yzt_report_window_get_problem (YZT_REPORT_WINDOW (reports ())), words) != NULL;
}

static gboolean
one_turn (gpointer fixture)
{
  GtkWindow *roster = find_window (YZT_TYPE_ROSTER_WINDOW);
  return roster != NULL && yzt_roster_window_get_n_turns (YZT_ROSTER_WINDOW (roster)) == 1;
}

static gboolean
roster_is_open (gpointer unused)
{
  return find_window (YZT_TYPE_ROSTER_WINDOW) != NULL && gtk_widget_get_mapped (GTK_WIDGET (find_window (YZT_TYPE_ROSTER_WINDOW)));
}

static gboolean
says_leader (gpointer label)
{
  return strstr (gtk_label_get_text (label), "Chen") != NULL;
}

/* Chen leads today, from midnight on. */
static void
put_leader_on (Fixture *fixture)
{
  g_autoptr (GDateTime) now = g_date_time_new_now (yzt_session_get_time_zone (fixture->session));
  press (watch_window (fixture), "ctrl+shift+y");
  wait_until (roster_is_open, NULL, "the roster");
  GtkWindow *roster = find_window (YZT_TYPE_ROSTER_WINDOW);
  settle (roster);
  gtk_widget_activate_action (GTK_WIDGET (roster), "roster.add", "i", g_date_time_get_day_of_week (now) - 1);
  GtkWindow *dialog = watch_wait_dialog ();
  type_text (dialog, "Chen");
  watch_tab_to (dialog, "Post");
  press (dialog, "space");
  press_on (dialog, "Down Return"); /* from the officer to the leader */
  watch_tab_to (dialog, "Begins");
  press (dialog, "ctrl+a");
  type_text (dialog, "00:00");
  watch_accept (dialog);
  wait_until (one_turn, NULL, "the turn in the roster");
  press (roster, "Escape");
  wait_until (says_leader, fixture->window->duty_label, "the leader in the header");
}

typedef struct {
  Fixture *fixture;
  guint n_sent, n_received;
} Sent;

static gboolean
is_sent (gpointer data)
{
  Sent *sent = data;
  GPtrArray *rows = yzt_incident_record_rows (watch_record (sent->fixture), "report-sending");
  sent->n_received = 0;
  for (guint i = 0; i < rows->len; i++) {
    sent->n_received += yzt_row_get_text (rows->pdata[i], "received_utc") != NULL;
  }
  sent->n_sent = rows->len;
  return sent->n_sent > 0;
}

static gboolean
is_received (gpointer data)
{
  return is_sent (data) && ((Sent *) data)->n_received == 1;
}

static void
assert_file (const char *path, const char *magic)
{
  g_autofree char *bytes = NULL;
  gsize length = 0;
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_cmpuint (length, >, 1000);
  g_assert_true (strncmp (bytes, magic, strlen (magic)) == 0);
}

static void
save_as (Fixture *fixture, const char *name, const char *magic)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  yzt_report_window_save (YZT_REPORT_WINDOW (reports ()), path);
  wait_until (is_told_why, (gpointer) name, "the sentence that it is saved");
  assert_file (path, magic);
}

static gboolean
has_button (gpointer label)
{
  return find_button (GTK_WIDGET (reports ()), label) != NULL;
}

/* Drafted by one, checked by another, signed by who leads now, sent, signed for: each by one key, and no step by who may not. */
static void
test_reports (Fixture *fixture, gconstpointer language)
{
  Sent sent = { fixture, 0, 0 };
  if (!hands_are_there ()) {
    return;
  }
  watch_select (fixture);
  put_leader_on (fixture);
  press (watch_window (fixture), "ctrl+shift+r");
  wait_until (is_state, (gpointer) "", "the window of reports");
  settle (reports ());
  gtk_widget_activate_action (GTK_WIDGET (reports ()), "report.draft", "s", "first");
  wait_until (is_state, (gpointer) "draft", "the draft");
  press (reports (), "ctrl+Return");
  wait_until (is_told_why, (gpointer) "another person checks it", "who drafted it does not check it");
  watch_sign_in (fixture, "Li");
  press (reports (), "ctrl+Return");
  wait_until (is_state, (gpointer) "checked", "the check");
  wait_until (has_button, (gpointer) "Return…", "the button");
  click_on (find_button (GTK_WIDGET (reports ()), "Return…"));
  GtkWindow *dialog = watch_wait_dialog ();
  type_text (dialog, "name the plant");
  watch_accept (dialog);
  wait_until (is_state, (gpointer) "draft", "the draft that was returned");
  press (reports (), "ctrl+Return");
  wait_until (is_state, (gpointer) "checked", "the second check");
  press (reports (), "ctrl+Return");
  wait_until (is_told_why, (gpointer) "Only the leader on duty", "who is neither leader nor deputy does not sign");
  watch_sign_in (fixture, "Chen");
  press (reports (), "ctrl+Return");
  wait_until (is_state, (gpointer) "signed", "the signature");
  press (reports (), "ctrl+Return");
  watch_accept (watch_wait_dialog ());
  wait_until (is_sent, &sent, "the sendings");
  g_assert_cmpuint (sent.n_received, ==, 0);
  wait_until (has_button, (gpointer) "Signed For…", "the button of the receipt");
  click_on (find_button (GTK_WIDGET (reports ()), "Signed For…"));
  dialog = watch_wait_dialog ();
  type_text (dialog, "City duty room");
  watch_accept (dialog);
  wait_until (is_received, &sent, "the receipt");
  save_as (fixture, "report.docx", "PK");
  save_as (fixture, "report.pdf", "%PDF-");
  press (reports (), "Escape");
  static const char *const kinds[] = { "report", "report", "report", "report", "report", "sending", "receipt", NULL };
  watch_assert_log (fixture, kinds);
}

int
main (int argc, char **argv)
{
  window_test_init (&argc, &argv);
  g_test_add ("/watch/grade", Fixture, "en", set_up, test_grade, tear_down);
  g_test_add ("/watch/work", Fixture, "en", set_up, test_work, tear_down);
  g_test_add ("/watch/merge", Fixture, "en", set_up, test_merge, tear_down);
  g_test_add ("/watch/reports", Fixture, "en", set_up, test_reports, tear_down);
  return window_test_run ();
}

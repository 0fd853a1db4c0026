/* test-command-after.c: advice and what comes after, by keys: an expert found and called, a conference and its minutes, its link opened by another programme, a finding, the
 * incident closed with a reason, its case
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gstdio.h>
#include <string.h>
#include "hands.h"
#include "window-fixture.h"
#include "yzt-act-dialog.h"
#include "yzt-assessment-window.h"
#include "yzt-command-after.h"
#include "yzt-command-page.h"
#include "yzt-edits.h"
#include "yzt-experts-window.h"
#include "yzt-incident-act.h"
#include "yzt-ui.h"

typedef struct {
  Fixture *fixture;
  YztCommandPage *page;
  GtkWidget *root;     /* whose labels are looked at */
  const char *words;
  GType type;
  guint n;
} Desk;

static GtkWidget *
find_widget (GtkWidget *root, GType type, const char *label)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type) && gtk_widget_get_visible (root)) {
    const char *text = label == NULL ? NULL : GTK_IS_BUTTON (root) ? gtk_button_get_label (GTK_BUTTON (root)) : gtk_label_get_text (GTK_LABEL (root));
    if (label == NULL || (text != NULL && strstr (text, label) != NULL)) {
      return root;
    }
  }
  for (GtkWidget *w = gtk_widget_get_first_child (root); w != NULL; w = gtk_widget_get_next_sibling (w)) {
    GtkWidget *found = find_widget (w, type, label);
    if (found != NULL) {
      return found;
    }
  }
  return NULL;
}

static gboolean
says_words (gpointer data)
{
  Desk *desk = data;
  return says (desk->root, desk->words);
}

static void
wait_for_words (Desk *desk, GtkWidget *root, const char *words)
{
  desk->root = root;
  desk->words = words;
  wait_until (says_words, desk, words);
}

static gboolean
has_button (gpointer data)
{
  Desk *desk = data;
  GtkWidget *button = find_widget (desk->root, GTK_TYPE_BUTTON, desk->words);
  return button != NULL && gtk_widget_get_sensitive (button);
}

/* By the key that a person has for it once the focus is there. */
static void
press_button (Desk *desk, GtkWidget *root, const char *label)
{
  desk->root = root;
  desk->words = label;
  wait_until (has_button, desk, label);
  GtkWidget *button = find_widget (root, GTK_TYPE_BUTTON, label);
  g_assert_true (gtk_widget_grab_focus (button));
  press (GTK_WINDOW (gtk_widget_get_root (root)), "Return");
}

static gboolean
is_open (gpointer data)
{
  return find_window (((Desk *) data)->type) != NULL;
}

static gboolean
is_gone (gpointer data)
{
  return find_window (((Desk *) data)->type) == NULL;
}

static void
answer (Desk *desk, const char *text)
{
  desk->type = YZT_TYPE_ACT_DIALOG;
  wait_until (is_open, desk, "a dialog");
  GtkWindow *dialog = find_window (YZT_TYPE_ACT_DIALOG);
  settle (dialog);
  if (text != NULL) {
    type_text (dialog, text);
    g_autofree char *title = g_strdup (gtk_window_get_title (dialog));
    g_test_message ("answered in “%s”, focus %s", title, gtk_window_get_focus (dialog) ? G_OBJECT_TYPE_NAME (gtk_window_get_focus (dialog)) : "none");
  }
  press (dialog, "ctrl+Return");
  wait_until (is_gone, desk, "the answer");
}

static gboolean
has_rows (gpointer data)
{
  Desk *desk = data;
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (desk->fixture->session));
  int kind = yzt_kind_set_index (yzt_session_get_kinds (desk->fixture->session), desk->words);
  return kind >= 0 && yzt_generation_count_kind (generation, (guint) kind) == desk->n;
}

static void
open_desk (Fixture *fixture, Desk *desk)
{
  YztKindSet *kinds = yzt_session_get_kinds (fixture->session);
  YztEdits *edits = yzt_edits_new ("Lay out");
  g_autoptr (YztRow) expert = new_row (kinds, "expert", "梁专家", 112.6, 23.1), other = new_row (kinds, "expert", "别人", 112.6, 23.1);
  yzt_row_set_text (expert, "speciality", "危险化学品泄漏处置");
  yzt_row_set_text (expert, "phone", "0758-1234567");
  yzt_row_set_text (other, "speciality", "水文");
  yzt_edits_insert (edits, expert);
  yzt_edits_insert (edits, other);
  YztKind *incidents = yzt_kind_set_find (kinds, "incident");
  YztCell type = yzt_cell_text ("chemical-leak");
  yzt_edits_set_cell (edits, incidents, first_of (fixture, "incident"), (guint) yzt_kind_get_field_index (incidents, "type"), NULL, &type);
  yzt_cell_clear (&type);
  *desk = (Desk) { .fixture = fixture, .words = "expert", .n = 2 };
  yzt_session_write_edits_async (fixture->session, edits, NULL, NULL);
  wait_until (has_rows, desk, "two experts");
  select_thing (fixture, "incident");
  act (fixture, "win.command");
  desk->page = YZT_COMMAND_PAGE (gtk_stack_get_child_by_name (fixture->window->right_stack, "command"));
  wait_for_words (desk, GTK_WIDGET (desk->page), "No case in the library is like this one.");
}

static void
test_advice (Fixture *fixture, gconstpointer language)
{
  Desk desk;
  if (!hands_are_there ()) {
    return;
  }
  open_desk (fixture, &desk);
  press_button (&desk, GTK_WIDGET (desk.page), "Experts…");
  desk.type = YZT_TYPE_EXPERTS_WINDOW;
  wait_until (is_open, &desk, "the experts");
  GtkWindow *experts = find_window (YZT_TYPE_EXPERTS_WINDOW);
  wait_for_words (&desk, GTK_WIDGET (experts), "Best fitting first");
  g_assert_cmpint (yzt_experts_window_get_n (YZT_EXPERTS_WINDOW (experts)), ==, 1);
  press_button (&desk, GTK_WIDGET (experts), "Called…");
  answer (&desk, "comes in 20 minutes");
  press (experts, "Escape");
  desk.type = YZT_TYPE_EXPERTS_WINDOW;
  wait_until (is_gone, &desk, "the experts are closed");
  /* The call stands in the call list of the incident. */
  g_autoptr (GPtrArray) contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  g_autoptr (YztIncidentRecord) record = yzt_incident_record_read (yzt_session_get_store (fixture->session), first_of (fixture, "incident"), 0, "en", NULL);
  const YztRow *contact = yzt_incident_record_last (record, "incident-contact");
  g_assert_cmpstr (yzt_row_get_text (contact, "name"), ==, "梁专家");
  g_assert_cmpstr (yzt_row_get_text (contact, "answer"), ==, "comes in 20 minutes");
  g_assert_cmpstr (yzt_row_get_text (contact, "called_by"), ==, "王值班");
  /* No meeting system is set: it is said, and the conference is entered all the same. */
  press_button (&desk, GTK_WIDGET (desk.page), "Conference…");
  desk.type = YZT_TYPE_ACT_DIALOG;
  wait_until (is_open, &desk, "the conference");
  wait_for_words (&desk, GTK_WIDGET (find_window (YZT_TYPE_ACT_DIALOG)), "No meeting system is set");
  answer (&desk, NULL);
  press_button (&desk, GTK_WIDGET (desk.page), "Minutes…");
  answer (&desk, "valve shut, then wash");
  wait_for_words (&desk, GTK_WIDGET (desk.page), "valve shut, then wash");
}

/* --- the link of a conference is opened by a programme of the desktop --- */

#define SCHEME "yzt-test-meeting"

static void
put_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL), *parent = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;
  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

/* A meeting programme for our scheme, as a package installs one: it keeps what it was started with. Returns where. */
static char *
install_meeting (void)
{
  const char *home = g_getenv ("XDG_DATA_HOME"); /* the settings' folder, too: see window-fixture.c */
  g_autofree char *desktop = g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Meeting\nExec=/bin/sh \"%s/meeting.sh\" %%u\nMimeType=x-scheme-handler/" SCHEME ";\n", home);
  char *got = g_build_filename (home, "meeting.sh.got", NULL);
  put_file (home, "applications/" SCHEME ".desktop", desktop);
  put_file (home, "mimeapps.list", "[Default Applications]\nx-scheme-handler/" SCHEME "=" SCHEME ".desktop\n\n[Added Associations]\nx-scheme-handler/" SCHEME "=" SCHEME ".desktop;\n");
  put_file (home, "meeting.sh", "printf '%s' \"$1\" >\"$0.part\" && mv \"$0.part\" \"$0.got\"\n");
  g_remove (got);
  return got;
}

static gboolean
has_file (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
keep_said (YztSession *session, const char *sentence, char **said)
{
  g_free (*said);
  *said = g_strdup (sentence);
}

static gboolean
was_said (gpointer said)
{
  return *(char **) said != NULL;
}

static GtkWindow *
ask_conference (Desk *desk, const char *uri, const char *const *schemes)
{
  g_settings_set_string (yzt_ui_settings (), "conference-uri", uri);
  g_settings_set_strv (yzt_ui_settings (), "conference-schemes", schemes);
  press_button (desk, GTK_WIDGET (desk->page), "Conference…");
  desk->type = YZT_TYPE_ACT_DIALOG;
  wait_until (is_open, desk, "the conference");
  return find_window (YZT_TYPE_ACT_DIALOG);
}

static void
test_meeting (Fixture *fixture, gconstpointer language)
{
  static const char *const none[] = { NULL }, *const ours[] = { SCHEME, NULL }, *const nobody[] = { "yzt-nobody", NULL };
  Desk desk;
  if (!hands_are_there ()) {
    return;
  }
  g_autofree char *got = install_meeting (), *said = NULL, *link = NULL;
  open_desk (fixture, &desk);
  g_autofree char *uri = g_strdup_printf (SCHEME "://room/%ld?topic=%%E9%%87%%91%%E5%%88%%A9%%E9%%95%%87%%20%%E6%%B6%%B2%%E6%%B0%%A8%%E6%%B3%%84%%E6%%BC%%8F", (long) first_of (fixture, "incident"));
  /* A scheme that nobody allowed is told, and can only be entered without its link. */
  GtkWindow *dialog = ask_conference (&desk, SCHEME "://room/{fid}?topic={name}", none);
  wait_for_words (&desk, GTK_WIDGET (dialog), "that begins with “" SCHEME ":” is not opened");
  press (dialog, "Escape");
  wait_until (is_gone, &desk, "the dialog is closed");
  /* Allowed, it is what the programme gets, and what the record says. */
  dialog = ask_conference (&desk, SCHEME "://room/{fid}?topic={name}", ours);
  wait_for_words (&desk, GTK_WIDGET (dialog), uri);
  g_assert_false (has_file (got));
  answer (&desk, NULL);
  wait_until (has_file, got, "the meeting programme");
  g_assert_true (g_file_get_contents (got, &link, NULL, NULL));
  g_assert_cmpstr (link, ==, uri);
  g_autoptr (YztIncidentRecord) record = yzt_incident_record_read (yzt_session_get_store (fixture->session), first_of (fixture, "incident"), 0, "en", NULL);
  g_assert_cmpstr (yzt_row_get_text (yzt_incident_record_last (record, "conference"), "meeting_uri"), ==, uri);
  /* Nobody on this computer opens such a link: it is said, and stands in the record. */
  g_signal_connect (fixture->session, "said", G_CALLBACK (keep_said), &said);
  ask_conference (&desk, "yzt-nobody://room", nobody);
  answer (&desk, NULL);
  wait_until (was_said, &said, "that it could not be opened");
  g_assert_nonnull (strstr (said, "its link stands in the record"));
  g_signal_handlers_disconnect_by_data (fixture->session, &said);
  g_settings_reset (yzt_ui_settings (), "conference-uri");
  g_settings_reset (yzt_ui_settings (), "conference-schemes");
}

static gboolean
has_two (gpointer fixture)
{
  g_autoptr (GPtrArray) rows = rows_of (fixture, "incident");
  return rows->len == 2;
}

/* Pressed in the moment in which another incident is chosen, before its record is read: the conference is that one's. */
static void
test_conference_at_once (Fixture *fixture, gconstpointer language)
{
  static const char *const ours[] = { SCHEME, NULL };
  Desk desk;
  open_desk (fixture, &desk);
  YztKindSet *kinds = yzt_session_get_kinds (fixture->session);
  YztEdits *edits = yzt_edits_new ("Another");
  g_autoptr (YztRow) other = new_row (kinds, "incident", "另一起事件", 112.6, 23.1);
  gint64 first = first_of (fixture, "incident"), second = 0;
  yzt_row_set_text (other, "state", "received");
  yzt_edits_insert (edits, other);
  yzt_session_write_edits_async (fixture->session, edits, NULL, NULL);
  wait_until (has_two, fixture, "another incident");
  g_autoptr (GPtrArray) rows = rows_of (fixture, "incident");
  for (guint i = 0; i < rows->len; i++) {
    const YztRow *row = rows->pdata[i];
    second = row->fid != first ? row->fid : second;
  }
  g_settings_set_string (yzt_ui_settings (), "conference-uri", SCHEME "://room/{fid}");
  g_settings_set_strv (yzt_ui_settings (), "conference-schemes", ours);
  GtkWidget *button = find_widget (GTK_WIDGET (desk.page), GTK_TYPE_BUTTON, "Conference…");
  yzt_session_select (fixture->session, yzt_kind_set_index (kinds, "incident"), second);
  g_signal_emit_by_name (button, "clicked");
  desk.type = YZT_TYPE_ACT_DIALOG;
  wait_until (is_open, &desk, "the conference");
  g_autofree char *link = g_strdup_printf (SCHEME "://room/%" G_GINT64_FORMAT, second);
  wait_for_words (&desk, GTK_WIDGET (find_window (YZT_TYPE_ACT_DIALOG)), link);
  gtk_window_close (find_window (YZT_TYPE_ACT_DIALOG));
  wait_until (is_gone, &desk, "the dialog is closed");
  g_settings_reset (yzt_ui_settings (), "conference-uri");
  g_settings_reset (yzt_ui_settings (), "conference-schemes");
}

static void
step_to (Desk *desk, const char *state)
{
  YztIncidentAct *act = yzt_incident_act_new ("state", first_of (desk->fixture, "incident"));
  yzt_incident_act_set (act, "state", state);
  yzt_incident_act_set (act, "reason", "stopped");
  yzt_session_incident_act_async (desk->fixture->session, act, NULL, NULL);
}

static void
test_closing (Fixture *fixture, gconstpointer language)
{
  static const char *const states[] = { "confirmed", "responding", "rescue-done", "recovery" };
  Desk desk;
  if (!hands_are_there ()) {
    return;
  }
  open_desk (fixture, &desk);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    step_to (&desk, states[i]);
  }
  press_button (&desk, GTK_WIDGET (desk.page), "Assessment and Closing…");
  desk.type = YZT_TYPE_ASSESSMENT_WINDOW;
  wait_until (is_open, &desk, "the assessment");
  GtkWindow *window = find_window (YZT_TYPE_ASSESSMENT_WINDOW);
  wait_for_words (&desk, GTK_WIDGET (window), "Final report sent");
  press_button (&desk, GTK_WIDGET (window), "Add…");
  answer (&desk, "tools were not in the car");
  wait_for_words (&desk, GTK_WIDGET (window), "tools were not in the car");
  press_button (&desk, GTK_WIDGET (window), "Close the Incident…");
  desk.type = YZT_TYPE_ACT_DIALOG;
  wait_until (is_open, &desk, "the closing");
  wait_for_words (&desk, GTK_WIDGET (find_window (YZT_TYPE_ACT_DIALOG)), "▼ Final report sent");
  answer (&desk, "the city agreed");
  desk.words = "case-study";
  desk.n = 1;
  wait_until (has_rows, &desk, "the case in the library");
  wait_for_words (&desk, GTK_WIDGET (window), "The incident is closed");
  const YztAssessment *assessment = yzt_assessment_window_get (YZT_ASSESSMENT_WINDOW (window));
  g_assert_cmpuint (assessment->findings->len, ==, 1);
  press (window, "Escape");
}

int
main (int argc, char **argv)
{
  window_test_init (&argc, &argv);
  g_test_add ("/command-after/advice", Fixture, "en", set_up, test_advice, tear_down);
  g_test_add ("/command-after/meeting", Fixture, "en", set_up, test_meeting, tear_down);
  g_test_add ("/command-after/conference-at-once", Fixture, "en", set_up, test_conference_at_once, tear_down);
  g_test_add ("/command-after/closing", Fixture, "en", set_up, test_closing, tear_down);
  return window_test_run ();
}

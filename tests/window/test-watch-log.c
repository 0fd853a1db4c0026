/* test-watch-log.c: a long log beside the map, by real keys: reading, searching, writing, correcting, files; the end of a watch and the next
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * YZT_LOG_LINES: how many lines the log has, 2 000 when it is not set. */
#include "config.h"
#include <glib/gstdio.h>
#include <string.h>
#include "hands.h"
#include "watch-hands.h"
#include "window-fixture.h"
#include "yzt-hand-over-dialog.h"
#include "yzt-roster-window.h"
#include "yzt-sign-in-dialog.h"
#include "yzt-watchdog.h"

#define LINES 2000

/* --- a long log --- */

typedef struct {
  YztKind *kind;
  gint64 incident;
  guint n;
} Long;

static gboolean
write_lines (YztAct *act, gpointer data, GError **error)
{
  const Long *log = data;
  for (guint i = 1; i <= log->n; i++) {
    g_autofree char *what = g_strdup_printf ("Told by telephone, number %u: the cloud has not moved, the street is shut, everybody stays inside", i);
    g_autoptr (YztRow) row = yzt_row_new (log->kind);
    YztCell number = { .type = YZT_CELL_INTEGER, .v.integer = i };
    row->owner_fid = log->incident;
    yzt_row_set_text (row, "name", what);
    yzt_row_set (row, "number", &number);
    yzt_row_set_text (row, "at_utc", i % 3 == 0 ? "2026-11-22T05:00:00Z" : "2026-11-21T05:00:00Z");
    yzt_row_set_text (row, "sender", "Fire brigade");
    yzt_row_set_text (row, "author", "Li");
    yzt_row_set_text (row, "entry_kind", "note");
    if (!yzt_act_insert (act, row, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static guint
fill_log (Fixture *fixture)
{
  YztStore *store = yzt_session_get_store (fixture->session);
  const char *wanted = g_getenv ("YZT_LOG_LINES");
  Long log = { yzt_kind_set_find (yzt_store_get_kinds (store), "log-entry"), first_of (fixture, "incident"), wanted != NULL ? (guint) atoi (wanted) : LINES };
  YztActInfo info = { .author = "Li", .label = "a long night", .nature = YZT_ACT_FEED };
  g_autoptr (GError) error = NULL;
  YztActResult *result = yzt_store_write (store, &info, write_lines, &log, &error);
  g_assert_no_error (error);
  draw (fixture->window);
  yzt_watchdog_take_stalls (NULL, NULL); /* it was written here, by ourselves */
  yzt_session_take_result (fixture->session, result, FALSE);
  return log.n;
}

typedef struct {
  YztLogPage *page;
  guint n;
} Shown;

static gboolean
shows (gpointer data)
{
  const Shown *shown = data;
  return yzt_log_page_get_n_shown (shown->page) == shown->n;
}

static void
wait_shown (Fixture *fixture, guint n, const char *what)
{
  Shown shown = { fixture->window->log, n };
  wait_until (shows, &shown, what);
}

static gboolean
list_has_focus (Fixture *fixture)
{
  GtkWidget *focus = gtk_window_get_focus (watch_window (fixture));
  return focus != NULL && (GTK_IS_LIST_VIEW (focus) || gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_VIEW) != NULL)
         && gtk_widget_is_ancestor (focus, GTK_WIDGET (fixture->window->log));
}

static gboolean
is_written (gpointer path)
{
  g_autofree char *bytes = NULL;
  gsize length = 0;
  return g_file_get_contents (path, &bytes, &length, NULL) && length > 100;
}

static char *
write_file (Fixture *fixture, const char *name)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  char *path = g_build_filename (folder, name, NULL);
  yzt_log_page_export (fixture->window->log, path);
  return path;
}

static void
on_said (YztLogPage *page, const char *sentence, char **said)
{
  g_free (*said);
  *said = g_strdup (sentence);
}

static gboolean
is_said (gpointer said)
{
  return *(char **) said != NULL;
}

static void
test_long (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  guint n = fill_log (fixture);
  g_autofree char *said = NULL;
  g_signal_connect (fixture->window->log, "said", G_CALLBACK (on_said), &said);
  watch_select (fixture);
  press (watch_window (fixture), "j");
  wait_shown (fixture, n, "all lines");
  settle (watch_window (fixture));
  for (guint i = 0; i < 6 && !list_has_focus (fixture); i++) {
    press (watch_window (fixture), "shift+Tab");
  }
  g_assert_true (list_has_focus (fixture));
  for (guint i = 0; i < 3; i++) {
    press_on (watch_window (fixture), "Page_Up Page_Up Home Page_Down End");
  }
  yzt_log_page_focus (fixture->window->log, FALSE);
  type_text (watch_window (fixture), "One more");
  press (watch_window (fixture), "Return");
  wait_shown (fixture, n + 1, "the line");

  yzt_log_page_focus (fixture->window->log, TRUE);
  type_text (watch_window (fixture), "number 1999:");
  wait_shown (fixture, 1, "the line that is searched");
  g_autofree char *csv = write_file (fixture, "log.csv");
  wait_until (is_said, &said, "the sentence of the file");
  g_assert_nonnull (strstr (said, "1 lines written to log.csv"));
  g_assert_true (is_written (csv));
  press (watch_window (fixture), "Escape");
  wait_shown (fixture, n + 1, "all lines again");
  g_clear_pointer (&said, g_free);
  g_autofree char *docx = write_file (fixture, "log.docx");
  wait_until (is_said, &said, "the sentence of the paper");
  g_assert_true (is_written (docx));
}

/* Enter on a line corrects it: the old one stays and points to the new. */
static void
test_correct (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  watch_select (fixture);
  press (watch_window (fixture), "j");
  type_text (watch_window (fixture), "Fire brigade -> Centre: 3 cars");
  press (watch_window (fixture), "Return");
  wait_shown (fixture, 1, "the line");
  settle (watch_window (fixture));
  for (guint i = 0; i < 6 && !list_has_focus (fixture); i++) {
    press (watch_window (fixture), "shift+Tab");
  }
  g_assert_true (list_has_focus (fixture));
  press (watch_window (fixture), "End");
  press (watch_window (fixture), "Return");
  press (watch_window (fixture), "ctrl+a");
  type_text (watch_window (fixture), "4 cars");
  press (watch_window (fixture), "Return");
  wait_shown (fixture, 2, "the correction");
  g_autoptr (GArray) lines = yzt_log_read (yzt_session_get_store (fixture->session), first_of (fixture, "incident"), 0, NULL, NULL);
  g_assert_cmpint (g_array_index (lines, YztLogLine, 0).corrected_by, ==, 2);
  g_assert_cmpint (g_array_index (lines, YztLogLine, 1).corrects, ==, 1);
  g_assert_nonnull (strstr (g_array_index (lines, YztLogLine, 1).what, "4 cars"));
  g_assert_nonnull (strstr (g_array_index (lines, YztLogLine, 0).what, "3 cars"));
}

/* --- the end of a watch --- */

static gboolean
sheet_is_read (gpointer unused)
{
  GtkWindow *sheet = find_window (YZT_TYPE_HAND_OVER_DIALOG);
  GtkWidget *button = sheet != NULL ? find_button (GTK_WIDGET (sheet), "Hand Over…") : NULL;
  return button != NULL && gtk_widget_get_sensitive (button);
}

static gboolean
asks_who (gpointer unused)
{
  GtkWindow *dialog = find_window (YZT_TYPE_SIGN_IN_DIALOG);
  return dialog != NULL && gtk_widget_get_mapped (GTK_WIDGET (dialog));
}

static gboolean
sheet_is_gone (gpointer unused)
{
  return find_window (YZT_TYPE_HAND_OVER_DIALOG) == NULL;
}

static gboolean
nobody_sits_here (gpointer session)
{
  return *yzt_session_get_author (session) == '\0';
}

static YztRow *
last_hand_over (Fixture *fixture)
{
  YztStore *store = yzt_session_get_store (fixture->session);
  YztKind *kind = yzt_kind_set_find (yzt_store_get_kinds (store), "hand-over");
  gint64 fid = yzt_store_find_row (store, kind, "to_person", "Li", NULL);
  return fid > 0 ? yzt_store_get_row (store, kind, fid, NULL) : NULL;
}

/* The sheet is frozen when it is handed over, who signs in next takes it over, and signing out leaves nobody. */
static void
test_shift (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  act (fixture, "win.hand-over-sheet");
  wait_until (sheet_is_read, NULL, "the sheet");
  GtkWindow *sheet = find_window (YZT_TYPE_HAND_OVER_DIALOG);
  settle (sheet);
  press (sheet, "ctrl+Return");
  GtkWindow *dialog = watch_wait_dialog ();
  type_text (dialog, "Li");
  watch_accept (dialog);
  wait_until (asks_who, NULL, "the question who takes over");
  GtkWindow *question = find_window (YZT_TYPE_SIGN_IN_DIALOG);
  settle (question);
  type_text (question, "Li");
  press (question, "Return");
  wait_until (sheet_is_gone, NULL, "the taking over");
  g_autoptr (YztRow) row = last_hand_over (fixture);
  g_assert_nonnull (row);
  g_assert_cmpstr (yzt_row_get_text (row, "from_person"), ==, "王值班");
  g_assert_cmpstr (yzt_row_get_text (row, "accepted_by"), ==, "Li");
  g_assert_nonnull (strstr (yzt_row_get_text (row, "text"), "金利镇 液氨泄漏")); /* open, and nobody has acknowledged it */
  act (fixture, "win.sign-out");
  wait_until (nobody_sits_here, fixture->session, "the signing out");
}

/* --- who is on --- */

typedef struct {
  guint n;
  gboolean absent;
} Turns;

static gboolean
are_turns (gpointer data)
{
  const Turns *turns = data;
  YztRosterWindow *roster = YZT_ROSTER_WINDOW (find_window (YZT_TYPE_ROSTER_WINDOW));
  return roster != NULL && yzt_roster_window_get_n_turns (roster) == turns->n && yzt_roster_window_is_absent (roster, 0) == turns->absent;
}

static void
wait_turns (guint n, gboolean absent, const char *what)
{
  Turns turns = { n, absent };
  wait_until (are_turns, &turns, what);
}

static gboolean
roster_is_open (gpointer unused)
{
  GtkWindow *roster = find_window (YZT_TYPE_ROSTER_WINDOW);
  return roster != NULL && gtk_widget_get_mapped (GTK_WIDGET (roster));
}

/* A turn entered, the person absent with a reason, back again, the turn taken out. */
static void
test_roster (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  press (watch_window (fixture), "ctrl+shift+y");
  wait_until (roster_is_open, NULL, "the roster");
  GtkWindow *roster = find_window (YZT_TYPE_ROSTER_WINDOW);
  settle (roster);
  press (roster, "Page_Down"); /* next week */
  gtk_widget_activate_action (GTK_WIDGET (roster), "roster.add", "i", 2);
  GtkWindow *dialog = watch_wait_dialog ();
  type_text (dialog, "Chen");
  watch_accept (dialog);
  wait_turns (1, FALSE, "the turn");
  gint64 turn = yzt_roster_window_get_turn (YZT_ROSTER_WINDOW (roster), 0);
  gtk_widget_activate_action (GTK_WIDGET (roster), "roster.absent", "x", turn);
  dialog = watch_wait_dialog ();
  type_text (dialog, "no answer");
  watch_accept (dialog);
  wait_turns (1, TRUE, "the absence");
  gtk_widget_activate_action (GTK_WIDGET (roster), "roster.back", "x", turn);
  wait_turns (1, FALSE, "the return");
  press (roster, "Home");
  wait_turns (0, FALSE, "this week, in which nobody is on");
  press (roster, "Page_Down");
  wait_turns (1, FALSE, "next week");
  gtk_widget_activate_action (GTK_WIDGET (roster), "roster.drop", "x", turn);
  wait_turns (0, FALSE, "the roster without it");
  press (roster, "Escape");
}

int
main (int argc, char **argv)
{
  window_test_init (&argc, &argv);
  g_test_add ("/watch-log/long", Fixture, "en", set_up, test_long, tear_down);
  g_test_add ("/watch-log/correct", Fixture, "en", set_up, test_correct, tear_down);
  g_test_add ("/watch-log/shift", Fixture, "en", set_up, test_shift, tear_down);
  g_test_add ("/watch-log/roster", Fixture, "en", set_up, test_roster, tear_down);
  return window_test_run ();
}

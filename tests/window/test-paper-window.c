/* test-paper-window.c: a paper before it goes out: its pages, another day, saved, and what is told when it cannot be
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gstdio.h>
#include "hands.h"
#include "pdf-words.h"
#include "window-fixture.h"
#include "yzt-paper-window.h"

static gboolean
has_pages (gpointer window)
{
  return yzt_paper_window_get_n_pages (window) > 0;
}

static gboolean
says_something (gpointer window)
{
  return *yzt_paper_window_get_said (window) != '\0';
}

static gboolean
says_nothing (gpointer window)
{
  return *yzt_paper_window_get_said (window) == '\0';
}

static YztPaperWindow *
open_paper (Fixture *fixture, const char *type)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.paper", "(sxs)", type, (gint64) 0, "");
  GtkWindow *window = find_window (YZT_TYPE_PAPER_WINDOW);
  g_assert_nonnull (window);
  wait_until (has_pages, window, "the pages");
  return YZT_PAPER_WINDOW (window);
}

static void
test_daily (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  YztPaperWindow *window = open_paper (fixture, "daily");
  g_autofree char *path = g_strdup_printf ("%s.daily.pdf", fixture->path), *nowhere = g_build_filename (fixture->path, "no", "folder.pdf", NULL);
  const char *const wanted[] = { "Daily", "1 / ", NULL };
  g_assert_true (says (GTK_WIDGET (window), "Last 24 hours"));
  press (GTK_WINDOW (window), "alt+Left"); /* the day before */
  wait_until (has_pages, window, "the pages of today");
  g_assert_false (says (GTK_WIDGET (window), "Last 24 hours"));
  yzt_paper_window_save (window, path);
  wait_until (says_something, window, "where it was saved");
  g_assert_nonnull (strstr (yzt_paper_window_get_said (window), "daily.pdf"));
  g_assert_true (pdf_says (path, wanted));
  g_remove (path);
  press (GTK_WINDOW (window), "alt+Right");
  wait_until (has_pages, window, "the pages of the last hours");
  g_assert_true (says_nothing (window));
  yzt_paper_window_save (window, nowhere);
  wait_until (says_something, window, "why it was not saved");
  g_assert_null (strstr (yzt_paper_window_get_said (window), "Saved"));
  press (GTK_WINDOW (window), "Escape");
  settle (GTK_WINDOW (fixture->window));
  g_assert_null (find_window (YZT_TYPE_PAPER_WINDOW));
}

/* A mistake in the planner's template is told above the pages, which are made by the one that came with the programme. */
static void
test_mistake (Fixture *fixture, gconstpointer language)
{
  g_autofree char *folder = yzt_user_data_dir ("report"), *ini = g_build_filename (folder, "paper.ini", NULL);
  g_assert_true (g_file_set_contents (ini, "[Templates]\nHeader=x\n", -1, NULL));
  YztPaperWindow *window = open_paper (fixture, "inventory");
  g_assert_nonnull (strstr (yzt_paper_window_get_said (window), "[Templates]"));
  g_remove (ini);
  gtk_window_close (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  window_test_init (&argc, &argv);
  g_test_add ("/paper-window/daily", Fixture, "en", set_up, test_daily, tear_down);
  g_test_add ("/paper-window/mistake", Fixture, "en", set_up, test_mistake, tear_down);
  return window_test_run ();
}

/* test-figures.c: the figures of a map by keys alone: found, read off the chart, the records behind them, saved, live
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gstdio.h>
#include "hands.h"
#include "window-fixture.h"
#include "yzt-edits.h"
#include "yzt-figures-window.h"

typedef struct {
  YztFiguresWindow *figures;
  const char *id;
  double value;
} Wanted;

static gboolean
is_answered (gpointer data)
{
  const Wanted *wanted = data;
  YztFigureAnswer *answer = yzt_figures_window_get_answer (wanted->figures);
  return answer != NULL && g_str_equal (answer->id, wanted->id) && answer->all.value == wanted->value;
}

/* The table is filled a few rows a frame. */
static gboolean
is_filled (gpointer data)
{
  const Wanted *wanted = data;
  YztFigureAnswer *answer = yzt_figures_window_get_answer (wanted->figures);
  GtkWidget *table = yzt_figure_page_get_table (yzt_figures_window_get_page (wanted->figures));
  return gtk_list_box_get_row_at_index (GTK_LIST_BOX (table), (int) answer->lines->len) != NULL;
}

static gboolean
has_focus (gpointer widget)
{
  return gtk_widget_has_focus (widget);
}

static gboolean
has_picked (gpointer fixture)
{
  return yzt_window_count_picked (((Fixture *) fixture)->window) == 40;
}

static gboolean
is_there (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
delete_team (Fixture *fixture)
{
  YztEdits *edits = yzt_edits_new ("Delete");
  yzt_edits_delete (edits, yzt_kind_set_find (yzt_session_get_kinds (fixture->session), "rescue-team"), first_of (fixture, "rescue-team"));
  yzt_session_write_edits_async (fixture->session, edits, NULL, NULL);
}

static void
test_figures (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  press (GTK_WINDOW (fixture->window), "F4");
  GtkWindow *window = find_window (YZT_TYPE_FIGURES_WINDOW);
  g_assert_nonnull (window);
  Wanted wanted = { YZT_FIGURES_WINDOW (window), "teams-by-state", 40 };
  YztFigurePage *page = yzt_figures_window_get_page (wanted.figures);
  YztChartView *view = yzt_figure_page_get_view (page);
  settle (window);
  press (window, "ctrl+f");
  type_text (window, "plan coverage");
  press (window, "Down"); /* what is shown is not among what was found */
  GtkWidget *found = gtk_window_get_focus (window);
  g_assert_true (GTK_IS_LIST_BOX_ROW (found) && gtk_widget_get_child_visible (found));
  press (window, "ctrl+f");
  press (window, "Escape"); /* clears what was searched for */
  type_text (window, "teams by state");
  press (window, "Return");
  wait_until (is_answered, &wanted, "the number of teams");
  wait_until (is_filled, &wanted, "the table");
  press (window, "F6");
  wait_until (has_focus, view, "the chart to take the keys");
  press (window, "Right");
  g_autofree char *words = yzt_chart_view_get_words (view), *table = yzt_figure_page_copy (page);
  g_assert_nonnull (strstr (words, "40"));
  g_assert_nonnull (strstr (table, "\t40\t"));
  YztFigureBar *bar = yzt_figures_window_get_bar (wanted.figures);
  g_assert_false (yzt_figure_bar_choose (bar, NULL, NULL, "year", YZT_CHART_BARS)); /* a time parts the first time only */
  press (window, "Return"); /* the records behind the bar */
  wait_until (has_picked, fixture, "the teams on the map");
  g_autofree char *path = g_strdup_printf ("%s.figure.pdf", fixture->path);
  yzt_figures_window_save (wanted.figures, path);
  wait_until (is_there, path, "the pages");
  g_assert_cmpint (g_unlink (path), ==, 0);
  yzt_figures_window_print (wanted.figures, path); /* Ctrl+P, without the desktop's dialog */
  wait_until (is_there, path, "the printed pages");
  g_assert_cmpint (g_unlink (path), ==, 0);
  delete_team (fixture);
  wanted.value = 39;
  wait_until (is_answered, &wanted, "the number to follow the map");
  int series, category;
  g_assert_true (yzt_chart_view_get_point (view, &series, &category)); /* the card stays where it was */
  press (window, "Escape");
  g_assert_false (yzt_chart_view_get_point (view, &series, &category));
  press (window, "Escape");
  settle (GTK_WINDOW (fixture->window));
  g_assert_null (find_window (YZT_TYPE_FIGURES_WINDOW));
}

int
main (int argc, char **argv)
{
  window_test_init (&argc, &argv);
  g_test_add ("/figures/keys", Fixture, "en", set_up, test_figures, tear_down);
  return window_test_run ();
}

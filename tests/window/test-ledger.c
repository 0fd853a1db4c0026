/* test-ledger.c: a hazard source judged while its form is filled in by keys alone, and found again in the ledger
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "hands.h"
#include "window-fixture.h"
#include "yzt-ledger-window.h"
#include "yzt-map-command.h"

static gboolean
add_row (const YztRow *row, gpointer rows)
{
  g_ptr_array_add (rows, yzt_row_copy (row));
  return TRUE;
}

static GPtrArray *
read_rows (Fixture *fixture, const char *kind)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_row_free);
  yzt_store_read_rows (yzt_session_get_store (fixture->session), yzt_kind_set_find (yzt_session_get_kinds (fixture->session), kind), add_row, rows, NULL);
  return rows;
}

static gboolean
says (GtkWidget *root, const char *words)
{
  if (GTK_IS_LABEL (root) && gtk_widget_get_mapped (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), words) != NULL) {
    return TRUE;
  }
  for (GtkWidget *w = gtk_widget_get_first_child (root); w != NULL; w = gtk_widget_get_next_sibling (w)) {
    if (says (w, words)) {
      return TRUE;
    }
  }
  return FALSE;
}

static guint
count_sources (Fixture *fixture)
{
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (fixture->session));
  return yzt_generation_count_kind (generation, (guint) yzt_kind_set_index (yzt_session_get_kinds (fixture->session), "hazard-source"));
}

static gboolean
has_source (gpointer data)
{
  return count_sources (data) == 1;
}

static gboolean
has_no_source (gpointer data)
{
  return count_sources (data) == 0;
}

/* GTK waits a moment before it opens the list, and so does a person. */
static gboolean
is_offering (gpointer window)
{
  GtkWidget *focus = gtk_window_get_focus (window), *entry = focus != NULL ? gtk_widget_get_parent (focus) : NULL;
  for (GtkWidget *w = entry != NULL ? gtk_widget_get_first_child (entry) : NULL; w != NULL; w = gtk_widget_get_next_sibling (w)) {
    if (GTK_IS_POPOVER (w) && gtk_widget_get_mapped (w)) {
      return TRUE;
    }
  }
  return FALSE;
}

/* Insert, a name, a chemical by the first letters of its pinyin, tonnes; what it comes to stands there before anything is saved. */
static void
add_source (Fixture *fixture)
{
  GtkWindow *window = GTK_WINDOW (fixture->window);
  g_autoptr (YztRow) row = new_row (yzt_session_get_kinds (fixture->session), "hazard-source", "", 112.5, 23.0);
  YztCell people = { YZT_CELL_INTEGER, { .integer = 60 } };
  g_autofree char *team = g_strdup_printf ("rescue-team/%ld", (long) first_of (fixture, "rescue-team"));
  yzt_row_set (row, "people_500m", &people);
  yzt_row_set_text (row, "team", team);
  yzt_inspector_add (fixture->window->inspector, row);
  settle (window);
  type_text (window, "Cold store");
  press (window, "Tab Tab Return"); /* past the code, to "Add a Line" */
  settle (window);
  type_text (window, "ya");
  wait_until (is_offering, window, "the chemicals");
  press (window, "Down Return");
  settle (window);
  press (window, "Tab");
  type_text (window, "12");
  settle (window);
  g_assert_true (says (GTK_WIDGET (fixture->window->inspector), "= 3.6: Grade 4"));
  g_assert_true (says (GTK_WIDGET (fixture->window->inspector), "table 1 no. 1, Ammonia"));
  press (window, "ctrl+Return");
  wait_until (has_source, fixture, "the hazard source");
}

static void
test_card (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  add_source (fixture);
  g_autoptr (GPtrArray) sources = read_rows (fixture, "hazard-source"), chemicals = read_rows (fixture, "chemical");
  g_autoptr (GPtrArray) records = read_rows (fixture, "hazard-assessment");
  g_assert_cmpstr (yzt_row_get_text (sources->pdata[0], "grade"), ==, "grade4");
  g_assert_cmpfloat_with_epsilon (yzt_row_get (sources->pdata[0], "r_value")->v.number, 3.6, 1e-12);
  g_assert_cmpfloat_with_epsilon (yzt_row_get (sources->pdata[0], "s_value")->v.number, 1.2, 1e-12);
  g_assert_cmpuint (chemicals->len, ==, 1);
  g_assert_cmpstr (yzt_row_get_text (chemicals->pdata[0], "name"), ==, "氨");
  g_assert_cmpuint (records->len, ==, 1);
  g_assert_nonnull (strstr (yzt_row_get_text (records->pdata[0], "inputs"), "12 t"));
  act (fixture, "win.undo");
  wait_until (has_no_source, fixture, "all of it to be taken back at once");
  g_autoptr (GPtrArray) left = read_rows (fixture, "hazard-assessment");
  g_assert_cmpuint (left->len, ==, 0);
}

static gboolean
is_listed (gpointer window)
{
  return says (window, "Cold store");
}

static gboolean
is_selected (gpointer data)
{
  int kind = -1;
  return yzt_session_get_selected (((Fixture *) data)->session, &kind, NULL)
      && kind == yzt_kind_set_index (yzt_session_get_kinds (((Fixture *) data)->session), "hazard-source");
}

static gboolean
is_joined (gpointer map)
{
  const YztCommandPicture *picture = yzt_map_view_get_relations (map);
  return picture != NULL && yzt_command_picture_get_n_lines (picture, YZT_COMMAND_LINE_ARRIVED) == 1;
}

static gboolean
is_alone (gpointer map)
{
  return yzt_map_view_get_relations (map) == NULL;
}

/* Figures, records, the thing on the map, by keys alone. */
static void
test_ledger (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  add_source (fixture);
  yzt_session_select (fixture->session, -1, 0);
  settle (GTK_WINDOW (fixture->window));
  press (GTK_WINDOW (fixture->window), "ctrl+shift+b");
  GtkWindow *ledger = find_window (YZT_TYPE_LEDGER_WINDOW);
  g_assert_nonnull (ledger);
  wait_until (is_listed, ledger, "the ledger");
  press (ledger, "Down"); /* major hazard sources */
  settle (ledger);
  g_assert_true (says (GTK_WIDGET (ledger), "Grade 4"));
  press (ledger, "End"); /* domino: there is only one */
  settle (ledger);
  g_assert_false (says (GTK_WIDGET (ledger), "Cold store"));
  press (ledger, "Home Right Return");
  wait_until (is_selected, fixture, "the source on the map");
  wait_until (is_joined, fixture->window->map, "a line to its team");
  yzt_session_select (fixture->session, -1, 0);
  wait_until (is_alone, fixture->window->map, "no lines");
  press (ledger, "Escape");
  settle (GTK_WINDOW (fixture->window));
  g_assert_null (find_window (YZT_TYPE_LEDGER_WINDOW));
}

int
main (int argc, char *argv[])
{
  window_test_init (&argc, &argv);
  g_test_add ("/ledger/card", Fixture, "en", set_up, test_card, tear_down);
  g_test_add ("/ledger/window", Fixture, "en", set_up, test_ledger, tear_down);
  return window_test_run ();
}

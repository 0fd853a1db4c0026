/* test-ledger.c: a hazard source judged while its form is filled in by keys alone, and found again in the ledger
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "hands.h"
#include "window-fixture.h"
#include "yzt-act-dialog.h"
#include "yzt-edits.h"
#include "yzt-ledger-window.h"
#include "yzt-map-command.h"
#include "yzt-map-ledger.h"

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

/* A name, and the first of the chemicals that begin with "ya"; its quantity is typed next. */
static void
begin_source (Fixture *fixture, YztRow *row)
{
  GtkWindow *window = GTK_WINDOW (fixture->window);
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
  begin_source (fixture, row);
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
  g_autoptr (GPtrArray) sources = rows_of (fixture, "hazard-source"), chemicals = rows_of (fixture, "chemical");
  g_autoptr (GPtrArray) records = rows_of (fixture, "hazard-assessment");
  g_assert_cmpstr (yzt_row_get_text (sources->pdata[0], "grade"), ==, "grade4");
  g_assert_cmpfloat_with_epsilon (yzt_row_get (sources->pdata[0], "r_value")->v.number, 3.6, 1e-12);
  g_assert_cmpfloat_with_epsilon (yzt_row_get (sources->pdata[0], "s_value")->v.number, 1.2, 1e-12);
  g_assert_cmpuint (chemicals->len, ==, 1);
  g_assert_cmpstr (yzt_row_get_text (chemicals->pdata[0], "name"), ==, "氨");
  g_assert_cmpuint (records->len, ==, 1);
  g_assert_nonnull (strstr (yzt_row_get_text (records->pdata[0], "inputs"), "12 t"));
  act (fixture, "win.undo");
  wait_until (has_no_source, fixture, "all of it to be taken back at once");
  g_autoptr (GPtrArray) left = rows_of (fixture, "hazard-assessment");
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

static gboolean
is_shaded (gpointer map)
{
  const YztLedgerPicture *picture = yzt_map_view_get_ledger (map);
  return picture != NULL && yzt_ledger_picture_count_lacking (picture) == 1;
}

static gboolean
is_told_late (gpointer map)
{
  const YztLedgerPicture *picture = yzt_map_view_get_ledger (map);
  return picture != NULL && yzt_ledger_picture_count_overdue (picture) == 1;
}

static gboolean
is_not_shaded (gpointer map)
{
  return !is_shaded (map);
}

static void
add_danger (Fixture *fixture)
{
  g_autoptr (YztEdits) edits = yzt_edits_new ("danger");
  g_autoptr (YztRow) row = yzt_row_new (yzt_kind_set_find (yzt_session_get_kinds (fixture->session), "hidden-danger"));
  row->owner_fid = first_of (fixture, "hazard-source");
  yzt_row_set_text (row, "name", "Dike broken");
  yzt_row_set_text (row, "state", "found");
  yzt_row_set_text (row, "deadline", "2001-01-01");
  yzt_edits_insert (edits, row);
  yzt_session_write_edits_async (fixture->session, g_steal_pointer (&edits), NULL, NULL);
}

/* What is missing shades the map, with words beside it, until Esc; what is overdue is told there without being asked for. */
static void
test_shade (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  add_source (fixture);
  yzt_session_select (fixture->session, -1, 0);
  press (GTK_WINDOW (fixture->window), "ctrl+shift+b");
  GtkWindow *ledger = find_window (YZT_TYPE_LEDGER_WINDOW);
  wait_until (is_listed, ledger, "the ledger");
  press (ledger, "Right Tab Tab"); /* past the records to “Mark All on the Map”, then to the shade */
  settle (ledger);
  g_assert_true (gtk_window_get_focus (ledger) == find_button (GTK_WIDGET (ledger), "Shade the Map"));
  press (ledger, "space");
  wait_until (is_shaded, fixture->window->map, "the shade");
  draw (fixture->window);
  g_assert_true (says (GTK_WIDGET (fixture->window->map), "Missing at 1 of 1 hazard sources"));
  g_assert_true (says (GTK_WIDGET (fixture->window->map), "No plan"));
  press (ledger, "Escape");
  settle (GTK_WINDOW (fixture->window));
  gtk_widget_grab_focus (GTK_WIDGET (fixture->window->map));
  press (GTK_WINDOW (fixture->window), "Escape");
  wait_until (is_not_shaded, fixture->window->map, "no shade");
  g_assert_false (says (GTK_WIDGET (fixture->window->map), "No plan"));
  add_danger (fixture);
  wait_until (is_told_late, fixture->window->map, "the overdue danger on the map");
  draw (fixture->window);
  yzt_session_select (fixture->session, yzt_kind_set_index (yzt_session_get_kinds (fixture->session), "hazard-source"), first_of (fixture, "hazard-source"));
  wait_until (is_joined, fixture->window->map, "a line to its team");
  draw (fixture->window);
  g_assert_true (says (GTK_WIDGET (fixture->window->map), "solid: the responsible team (1)"));
  g_assert_true (says (GTK_WIDGET (fixture->window->map), "A plan has no place on the map."));
}

static gboolean
is_identified (gpointer data)
{
  g_autoptr (GPtrArray) sources = rows_of (data, "hazard-source");
  return sources->len == 1 && yzt_row_get_text (sources->pdata[0], "identified_on") != NULL;
}

/* The next step of the papers: date and who, as one act that is taken back as one. */
static void
test_step (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  add_source (fixture);
  press (GTK_WINDOW (fixture->window), "ctrl+shift+b");
  GtkWindow *ledger = find_window (YZT_TYPE_LEDGER_WINDOW);
  wait_until (is_listed, ledger, "the ledger");
  press (ledger, "Right space");
  settle (ledger);
  GtkWidget *step = find_button (GTK_WIDGET (ledger), "Next Step…");
  g_assert_true (gtk_widget_get_sensitive (step));
  g_assert_true (gtk_widget_grab_focus (step));
  press (ledger, "space");
  GtkWindow *dialog = find_window (YZT_TYPE_ACT_DIALOG);
  g_assert_nonnull (dialog);
  settle (dialog);
  g_assert_true (says (GTK_WIDGET (dialog), "Step 1 of 4"));
  press (dialog, "Tab"); /* past the date, which is today's */
  type_text (dialog, "Safety Office");
  press (dialog, "ctrl+Return");
  wait_until (is_identified, fixture, "the step");
  g_autoptr (GPtrArray) sources = rows_of (fixture, "hazard-source");
  g_assert_cmpstr (yzt_row_get_text (sources->pdata[0], "identified_by"), ==, "Safety Office");
  press (ledger, "Escape");
}

static gboolean
finds_code (gpointer window)
{
  return says (GTK_WIDGET (((YztWindow *) window)->search_popover), "Codes");
}

/* A number in another unit is turned into tonnes, or said not to be; a thing is found by its code. */
static void
test_unit (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  GtkWindow *window = GTK_WINDOW (fixture->window);
  g_autoptr (YztRow) row = new_row (yzt_session_get_kinds (fixture->session), "hazard-source", "", 112.5, 23.0);
  yzt_row_set_text (row, "code", "HS-0016");
  begin_source (fixture, row);
  type_text (window, "500 kg");
  settle (window);
  g_assert_true (says (GTK_WIDGET (fixture->window->inspector), "500 kg = 0.5 t"));
  g_assert_true (says (GTK_WIDGET (fixture->window->inspector), "q/Q 0.05"));
  press (window, "ctrl+a");
  type_text (window, "3 m3");
  settle (window);
  g_assert_true (says (GTK_WIDGET (fixture->window->inspector), "cannot be turned into t"));
  g_assert_true (says (GTK_WIDGET (fixture->window->inspector), "cannot be judged before every chemical is complete"));
  press (window, "ctrl+a");
  type_text (window, "20 t");
  press (window, "ctrl+Return");
  wait_until (has_source, fixture, "the hazard source");
  g_autoptr (GPtrArray) chemicals = rows_of (fixture, "chemical");
  g_assert_cmpfloat (yzt_row_get (chemicals->pdata[0], "quantity_t")->v.number, ==, 20);
  press (window, "ctrl+f");
  type_text (window, "hs-0016");
  wait_until (finds_code, window, "the code");
  press (window, "Return");
  wait_until (is_selected, fixture, "the source of that code");
}

int
main (int argc, char *argv[])
{
  window_test_init (&argc, &argv);
  g_test_add ("/ledger/card", Fixture, "en", set_up, test_card, tear_down);
  g_test_add ("/ledger/window", Fixture, "en", set_up, test_ledger, tear_down);
  g_test_add ("/ledger/shade", Fixture, "en", set_up, test_shade, tear_down);
  g_test_add ("/ledger/step", Fixture, "en", set_up, test_step, tear_down);
  g_test_add ("/ledger/unit", Fixture, "en", set_up, test_unit, tear_down);
  return window_test_run ();
}

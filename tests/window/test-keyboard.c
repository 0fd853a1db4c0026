/* test-keyboard.c: the window without a mouse: every flow of a watch by real keys
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gstdio.h>
#include <math.h>
#include "hands.h"
#include "window-fixture.h"
#include "yzt-hover.h"
#include "yzt-map-export-dialog.h"
#include "yzt-preferences.h"
#include "yzt-sign-in-dialog.h"
#include "yzt-ui.h"

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

static gboolean
is_selected (Fixture *fixture, const char *kind_id)
{
  int kind;
  gint64 fid;
  return yzt_session_get_selected (fixture->session, &kind, &fid)
      && kind == yzt_kind_set_index (yzt_session_get_kinds (fixture->session), kind_id) && fid == first_of (fixture, kind_id);
}

/* F6 until the focus is there; every panel is reached within one round. */
static void
walk_to (Fixture *fixture, gpointer panel)
{
  for (guint i = 0; i < 8 && !focus_is_in (fixture, panel); i++) {
    press (window_of (fixture), "F6");
  }
  g_assert_true (focus_is_in (fixture, panel));
}

static gboolean
dialog_is_open (gpointer type)
{
  GtkWindow *dialog = find_window (*(GType *) type);
  return dialog != NULL && gtk_widget_get_mapped (GTK_WIDGET (dialog));
}

static GtkWindow *
wait_for_dialog (GType type)
{
  wait_until (dialog_is_open, &type, g_type_name (type));
  settle (find_window (type));
  return find_window (type);
}

/* --- the walk --- */

static gboolean
is_li (gpointer session)
{
  return g_str_equal (yzt_session_get_author (session), "Li");
}

static void
test_hand_over (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  press (window_of (fixture), "F10");
  press (window_of (fixture), "Escape");
  act (fixture, "win.hand-over");
  GtkWindow *dialog = wait_for_dialog (YZT_TYPE_SIGN_IN_DIALOG);
  type_text (dialog, "Li");
  press (dialog, "Return");
  wait_until (is_li, fixture->session, "Li to sit here");
  act (fixture, "win.hand-over");
  press (wait_for_dialog (YZT_TYPE_SIGN_IN_DIALOG), "Escape");
  g_assert_null (find_window (YZT_TYPE_SIGN_IN_DIALOG));
  g_assert_true (is_li (fixture->session));
}

static gboolean
has_rows (gpointer popover)
{
  GtkWidget *list = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (popover), YZT_TYPE_SEARCH_POPOVER, "list"));
  return gtk_widget_get_first_child (list) != NULL;
}

static gboolean
has_map_focus (gpointer data)
{
  Fixture *fixture = data;
  return focus_is_in (fixture, fixture->window->map);
}

static void
test_search (Fixture *fixture, gconstpointer language)
{
  YztWindow *window = fixture->window;
  YztPosition before, now;
  double zoom;
  if (!hands_are_there ()) {
    return;
  }
  yzt_map_view_get_view (window->map, &before, &zoom);
  press (window_of (fixture), "ctrl+f");
  g_assert_true (focus_is_in (fixture, window->search));
  type_text (window_of (fixture), "112.9, 23.4");
  wait_until (has_rows, window->search_popover, "a coordinate");
  press (window_of (fixture), "Down");
  yzt_map_view_get_view (window->map, &now, &zoom);
  g_assert_cmpfloat (fabs (now.lon - 112.9), <, 1e-6);
  press (window_of (fixture), "Escape");
  yzt_map_view_get_view (window->map, &now, &zoom);
  g_assert_cmpfloat (fabs (now.lon - before.lon), <, 1e-6);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (window->search)), ==, "");
  press (window_of (fixture), "Escape");
  wait_until (has_map_focus, fixture, "the focus on the map");
  press (window_of (fixture), "ctrl+f"); /* where nothing is found, the keys stay */
  type_text (window_of (fixture), "zzzz");
  press (window_of (fixture), "Down Return Up Return");
  g_assert_true (focus_is_in (fixture, window->search));
  g_assert_true (yzt_alarm_strip_is_waiting (window->alarm));
}

static void
test_incident_and_ring (Fixture *fixture, gconstpointer language)
{
  YztWindow *window = fixture->window;
  int kind;
  gint64 fid;
  if (!hands_are_there ()) {
    return;
  }
  walk_to (fixture, window->incidents);
  g_assert_true (yzt_hover_get (yzt_hover_of (fixture->session), &kind, &fid)); /* the focus lights the map */
  g_assert_cmpint (fid, ==, first_of (fixture, "incident"));
  press (window_of (fixture), "Return");
  g_assert_true (is_selected (fixture, "incident"));
  press (window_of (fixture), "r");
  g_assert_true (yzt_ring_is_active (window->ring));
  double radius_m = yzt_ring_get_radius (window->ring);
  press (window_of (fixture), "bracketright bracketright");
  g_assert_cmpfloat (yzt_ring_get_radius (window->ring), >, radius_m * 1.09);
  press (window_of (fixture), "bracketleft braceleft");
  g_assert_cmpfloat (yzt_ring_get_radius (window->ring), <, radius_m * 1.06);
  walk_to (fixture, yzt_reach_panel_get_list (window->reach));
  press (window_of (fixture), "Home Down Return");
  g_assert_true (is_selected (fixture, "hospital"));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->right_stack), ==, "ring");
  press (window_of (fixture), "Escape"); /* one level: the ring */
  g_assert_false (yzt_ring_is_active (window->ring));
  g_assert_true (is_selected (fixture, "hospital"));
  g_assert_true (focus_is_in (fixture, window->map));
  press (window_of (fixture), "Escape"); /* the next: the selection */
  g_assert_false (yzt_session_get_selected (fixture->session, &kind, &fid));
}

static void
test_plan (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  walk_to (fixture, fixture->window->plans);
  press (window_of (fixture), "Return");
  YztPlanReader *reader = fixture->window->reader;
  while (yzt_plan_reader_get_copy (reader) == NULL) {
    g_main_context_iteration (NULL, TRUE);
  }
  settle (window_of (fixture));
  GtkWidget *focus = gtk_window_get_focus (window_of (fixture));
  g_assert_true (GTK_IS_TEXT_VIEW (focus) && gtk_widget_is_ancestor (focus, GTK_WIDGET (reader))); /* arrows and Page Down read on */
  press (window_of (fixture), "Page_Down ctrl+f");
  GtkSearchBar *bar = GTK_SEARCH_BAR (gtk_widget_get_template_child (GTK_WIDGET (reader), YZT_TYPE_PLAN_READER, "search_bar"));
  g_assert_true (gtk_search_bar_get_search_mode (bar));
  press (window_of (fixture), "Escape");
  g_assert_false (gtk_search_bar_get_search_mode (bar));
  g_assert_true (yzt_window_is_reading (fixture->window));
  press (window_of (fixture), "Escape");
  g_assert_false (yzt_window_is_reading (fixture->window));
}

static void
test_form (Fixture *fixture, gconstpointer language)
{
  YztWindow *window = fixture->window;
  Expected before = { window, "金利医院" }, after = { window, "Jinli" };
  if (!hands_are_there ()) {
    return;
  }
  select_thing (fixture, "hospital");
  wait_until (shows_name, &before, "the hospital");
  gtk_widget_grab_focus (GTK_WIDGET (window->map));
  press (window_of (fixture), "F2");
  GtkWidget *entry = find_entry (GTK_WIDGET (window->inspector), "金利医院");
  g_assert_true (focus_is_in (fixture, entry)); /* the name is the first field */
  press (window_of (fixture), "ctrl+a");
  type_text (window_of (fixture), "Jinli");
  press (window_of (fixture), "Escape"); /* says that it is not saved */
  g_assert_true (yzt_inspector_is_editing (window->inspector));
  press (window_of (fixture), "ctrl+Return");
  wait_until (shows_name, &after, "the new name");
  settle (window_of (fixture));
  g_assert_false (yzt_inspector_is_editing (window->inspector));
  g_assert_true (focus_is_in (fixture, window->map));
  press (window_of (fixture), "ctrl+z");
  wait_until (shows_name, &before, "the old name after Ctrl+Z");
  press (window_of (fixture), "ctrl+shift+z");
  wait_until (shows_name, &after, "the new name after Ctrl+Shift+Z");
  press (window_of (fixture), "F2");
  type_text (window_of (fixture), "x");
  press (window_of (fixture), "Escape Escape"); /* thrown away at the second time, whatever toasts are there */
  g_assert_false (yzt_inspector_is_editing (window->inspector));
}

static void
test_layers (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  walk_to (fixture, fixture->window->layers);
  guint64 hidden = yzt_session_get_hidden_kinds (fixture->session);
  press (window_of (fixture), "Down Return");
  g_assert_cmpuint (yzt_session_get_hidden_kinds (fixture->session), !=, hidden);
  press (window_of (fixture), "Return");
  g_assert_cmpuint (yzt_session_get_hidden_kinds (fixture->session), ==, hidden);
}

static gboolean
is_quiet (gpointer strip)
{
  return !yzt_alarm_strip_is_waiting (strip);
}

static void
test_window (Fixture *fixture, gconstpointer language)
{
  YztWindow *window = fixture->window;
  if (!hands_are_there ()) {
    return;
  }
  press (window_of (fixture), "ctrl+f space"); /* a blank is typed, nothing is acknowledged */
  g_assert_true (yzt_alarm_strip_is_waiting (window->alarm));
  press (window_of (fixture), "Escape Escape space");
  wait_until (is_quiet, window->alarm, "the acknowledgement");
  press (window_of (fixture), "F9");
  g_assert_false (gtk_revealer_get_reveal_child (window->left));
  press (window_of (fixture), "F9 ctrl+e");
  g_assert_true (gtk_revealer_get_reveal_child (window->left));
  g_assert_true (window->edit_mode);
  press (window_of (fixture), "ctrl+e ctrl+comma");
  press (wait_for_dialog (YZT_TYPE_PREFERENCES), "Escape");
  press (window_of (fixture), "ctrl+question");
  press (wait_for_dialog (GTK_TYPE_SHORTCUTS_WINDOW), "Escape");
}

/* Keys that nobody has, as after a folded part of the menu, go to the map. There is no window manager here, so the window is told that
 * it is active again. */
static void
test_lost_focus (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  press (window_of (fixture), "F10 Escape");
  gtk_window_set_focus (window_of (fixture), NULL);
  g_object_notify (G_OBJECT (fixture->window), "is-active");
  g_assert_true (gtk_window_get_focus (window_of (fixture)) != NULL);
  press (window_of (fixture), "ctrl+comma");
  press (wait_for_dialog (YZT_TYPE_PREFERENCES), "Escape");
}

/* A name without an ending gets one, and a file of that whole name, which the desktop did not ask about, stays; what is wrong is to be seen at once. */
static void
test_map_name (Fixture *fixture, gconstpointer language)
{
  g_autofree char *path = g_strconcat (fixture->path, "-sheet v1", NULL), *whole = g_strconcat (path, ".pdf", NULL), *text = NULL;
  g_assert_true (g_file_set_contents (whole, "old", -1, NULL));
  act (fixture, "win.export-map");
  GtkWindow *dialog = wait_for_dialog (YZT_TYPE_MAP_EXPORT_DIALOG);
  GtkWidget *outcome = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (dialog), YZT_TYPE_MAP_EXPORT_DIALOG, "outcome"));
  yzt_map_export_dialog_write_at (YZT_MAP_EXPORT_DIALOG (dialog), path);
  settle (dialog);
  g_assert_true (g_file_get_contents (whole, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "old");
  g_assert_true (gtk_widget_get_mapped (outcome));
  g_assert_null (gtk_widget_get_ancestor (outcome, GTK_TYPE_SCROLLED_WINDOW));
  gtk_window_close (dialog);
  g_assert_cmpint (g_unlink (whole), ==, 0);
}

static GtkLabel *
label_below (GtkWidget *widget)
{
  GtkLabel *label = GTK_IS_LABEL (widget) ? GTK_LABEL (widget) : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && label == NULL; child = gtk_widget_get_next_sibling (child)) {
    label = label_below (child);
  }
  return label;
}

static gboolean
tip_has_one_line (gpointer window)
{
  for (GtkWidget *child = gtk_widget_get_first_child (window); child != NULL; child = gtk_widget_get_next_sibling (child)) {
    if (g_str_equal (G_OBJECT_TYPE_NAME (child), "GtkTooltipWindow") && gtk_widget_get_mapped (child)) {
      return pango_layout_get_line_count (gtk_label_get_layout (label_below (child))) == 1;
    }
  }
  return FALSE;
}

/* A tooltip of a dozen Chinese characters is not broken into lines of four. */
static void
test_tooltip (Fixture *fixture, gconstpointer language)
{
  if (!hands_are_there ()) {
    return;
  }
  gtk_widget_set_tooltip_text (GTK_WIDGET (fixture->window->menu_button), "在图上显示危险源和避难场所");
  point_at (GTK_WIDGET (fixture->window->map), 100, 100);
  point_at (GTK_WIDGET (fixture->window->menu_button), 12, 12);
  wait_until (tip_has_one_line, fixture->window, "a tooltip of one line");
}

/* A window besides the main one that can be seen, or NULL. */
static GtkWindow *
other_window (Fixture *fixture)
{
  GListModel *windows = gtk_window_get_toplevels ();
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);
    if (window != window_of (fixture) && gtk_widget_get_mapped (GTK_WIDGET (window))) {
      return window; /* the list of toplevels keeps it */
    }
  }
  return NULL;
}

static gboolean
another_is_open (gpointer fixture)
{
  return other_window (fixture) != NULL;
}

static gboolean
no_other_is_open (gpointer fixture)
{
  return other_window (fixture) == NULL;
}

/* Each window that the menu opens goes with Escape, whichever of its controls has the keys, and without a warning: one would end the test. */
static void
test_escape (Fixture *fixture, gconstpointer language)
{
  static const char *const actions[] = { "win.export-map", "win.base-maps", "win.views", "win.export", "win.kinds", "win.plans", "win.call-list", "win.totals",
                                         "win.ledger", "win.history", "win.back-up", "win.roster", "win.hand-over-sheet", "win.figures", "win.call-outs",
                                         "win.feed-sources", "win.preferences", "win.show-help-overlay", "win.about", "win.archive" };
  if (!hands_are_there ()) {
    return;
  }
  for (guint i = 0; i < 2 * G_N_ELEMENTS (actions); i++) {
    g_test_message ("%s", actions[i / 2]);
    act (fixture, actions[i / 2]);
    wait_until (another_is_open, fixture, actions[i / 2]);
    settle (other_window (fixture));
    press (other_window (fixture), i % 2 == 0 ? "Escape" : "Tab Tab Escape");
    wait_until (no_other_is_open, fixture, actions[i / 2]);
  }
}

int
main (int argc, char **argv)
{
  const struct {
    const char *path;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = { { "/keyboard/hand-over", test_hand_over }, { "/keyboard/search", test_search },
                { "/keyboard/incident-and-ring", test_incident_and_ring }, { "/keyboard/plan", test_plan },
                { "/keyboard/form", test_form }, { "/keyboard/layers", test_layers }, { "/keyboard/window", test_window },
                { "/keyboard/lost-focus", test_lost_focus }, { "/keyboard/escape", test_escape }, { "/keyboard/map-name", test_map_name }, { "/keyboard/tooltip", test_tooltip } };
  window_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_test_add (tests[i].path, Fixture, "en", set_up, tests[i].func, tear_down);
  }
  return window_test_run ();
}

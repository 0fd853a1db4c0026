/* test-window-view.c: what a person does with what is seen: filter, list of what is in view, rubber band, kept views, every point; with real keys
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <math.h>
#include "hands.h"
#include "window-fixture.h"
#include "yzt-bookmarks-dialog.h"
#include "yzt-hover.h"
#include "yzt-selection.h"
#include "yzt-ui.h"

static gboolean
are_panels_filled (gpointer window)
{
  return YZT_WINDOW (window)->fill_tick == 0;
}

/* The focus is on the map when all is there. */
static void
set_up_filled (Fixture *fixture, gconstpointer language)
{
  set_up (fixture, language);
  wait_until (are_panels_filled, fixture->window, "all panels to be filled");
}

static guint
shown (Fixture *fixture)
{
  guint n, total;
  yzt_map_view_count (fixture->window->map, &n, &total);
  g_assert_cmpuint (total, ==, 42); /* an incident, a hospital, forty teams */
  return n;
}

static gboolean
is_one_shown (gpointer fixture)
{
  return shown (fixture) == 1;
}

static gboolean
are_all_shown (gpointer fixture)
{
  return shown (fixture) == 42;
}

/* F opens the controls and takes the keys; a word says that a filter is on; X shows all again. */
static void
test_filter (Fixture *fixture, gconstpointer language)
{
  YztFilterBar *filter = fixture->window->filter;
  GtkWindow *window = GTK_WINDOW (fixture->window);
  if (!hands_are_there ()) {
    return;
  }
  gtk_widget_grab_focus (GTK_WIDGET (fixture->window->map));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (filter)));
  press (window, "f");
  g_assert_true (yzt_filter_bar_is_open (filter));
  g_assert_false (yzt_filter_bar_is_filtering (filter));
  GtkWidget *entry = gtk_window_get_focus (window);
  g_assert_true (gtk_widget_is_ancestor (entry, GTK_WIDGET (filter)));
  gtk_editable_set_text (GTK_EDITABLE (gtk_widget_get_ancestor (entry, GTK_TYPE_SEARCH_ENTRY)), "医院");
  wait_until (is_one_shown, fixture, "the filter to leave the hospital");
  g_assert_true (yzt_filter_bar_is_filtering (filter));
  press (window, "Escape"); /* the controls go, the filter and its word stay */
  g_assert_false (yzt_filter_bar_is_open (filter));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (filter)));
  g_assert_cmpuint (shown (fixture), ==, 1);
  press (window, "x");
  wait_until (are_all_shown, fixture, "everything to be shown again");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (filter)));
  /* A hidden kind is said, too. */
  yzt_session_set_kind_visible (fixture->session, (guint) yzt_kind_set_index (yzt_session_get_kinds (fixture->session), "rescue-team"), FALSE);
  draw (fixture->window);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (filter)));
  g_assert_cmpuint (shown (fixture), ==, 2);
  act (fixture, "win.clear-filter");
  g_assert_cmpuint (shown (fixture), ==, 42);
}

static gboolean
is_filled (gpointer walk)
{
  return yzt_feature_walk_get_n (walk) > 0;
}

static gboolean
has_focus (gpointer walk)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (walk));
  return focus != NULL && gtk_widget_is_ancestor (focus, yzt_feature_walk_get_list (walk)) && gtk_widget_get_mapped (focus);
}

/* Ctrl+L: every feature in view, nearest first; going down the rows points at them on the map, activating one selects it. */
static void
test_walk (Fixture *fixture, gconstpointer language)
{
  YztFeatureWalk *walk = fixture->window->walk;
  GtkWindow *window = GTK_WINDOW (fixture->window);
  int kind, hovered_kind;
  gint64 fid, hovered;
  double distance_m, before_m = -1;
  if (!hands_are_there ()) {
    return;
  }
  point_at (GTK_WIDGET (fixture->window->status), 4, 4); /* not at a feature on the map */
  gtk_widget_grab_focus (GTK_WIDGET (fixture->window->map));
  press (window, "ctrl+l");
  wait_until (is_filled, walk, "the list to be filled");
  wait_until (has_focus, walk, "the focus to be in the list");
  g_autoptr (GArray) in_view = g_array_new (FALSE, FALSE, sizeof (guint));
  guint total;
  yzt_map_view_list_in_view (fixture->window->map, 1000, in_view, &total);
  g_assert_cmpuint (total, ==, yzt_feature_walk_get_n (walk));
  for (guint i = 0; i < yzt_feature_walk_get_n (walk); i++) {
    g_assert_true (yzt_feature_walk_get_thing (walk, i, &kind, &fid, &distance_m));
    g_assert_cmpfloat (distance_m, >=, before_m);
    before_m = distance_m;
  }
  press (window, "Down");
  yzt_feature_walk_get_thing (walk, 1, &kind, &fid, NULL);
  yzt_hover_get (yzt_hover_of (fixture->session), &hovered_kind, &hovered);
  g_assert_cmpint (hovered_kind, ==, kind);
  g_assert_cmpint (hovered, ==, fid);
  wait_until (has_focus, walk, "the focus to stay in the list");
  yzt_feature_walk_get_thing (walk, 1, &kind, &fid, NULL);
  g_assert_true (gtk_widget_activate (gtk_window_get_focus (window))); /* what Return does */
  g_assert_true (yzt_session_get_selected (fixture->session, &hovered_kind, &hovered));
  g_assert_cmpint (hovered_kind, ==, kind);
  g_assert_cmpint (hovered, ==, fid);
  draw (fixture->window);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (fixture->window->right_stack), ==, "walk");
  press (window, "Escape");
  g_assert_false (yzt_window_is_walking (fixture->window));
}

/* Shift-drag with a real mouse: what is inside is the selection that lists and table share. */
static gboolean
is_whole (gpointer walk)
{
  return yzt_feature_walk_is_whole (walk) && yzt_feature_walk_get_n (walk) > 0;
}

static gboolean
points_at_last (gpointer data)
{
  YztFeatureWalk *walk = data;
  YztWindow *window = YZT_WINDOW (gtk_widget_get_root (GTK_WIDGET (walk)));
  int kind, hovered_kind = -1;
  gint64 fid, hovered = 0;
  g_assert_true (yzt_feature_walk_get_thing (walk, yzt_feature_walk_get_n (walk) - 1, &kind, &fid, NULL));
  yzt_hover_get (yzt_hover_of (window->session), &hovered_kind, &hovered);
  return hovered_kind == kind && hovered == fid;
}

#define MANY 30000

static YztGeneration *
make_many (Fixture *fixture)
{
  YztKindSet *kinds = yzt_session_get_kinds (fixture->session);
  YztSceneBuilder *builder = yzt_scene_builder_new (kinds);
  for (guint i = 0; i < MANY; i++) {
    g_autofree char *name = g_strdup_printf ("第%u救援队", g_test_rand_int_range (0, MANY));
    YztItem item = { .kind = (guint) yzt_kind_set_index (kinds, i % 3 == 0 ? "depot" : "rescue-team"), .fid = i + 1, .variant = G_MAXUINT16,
                     .verified_at_ms = YZT_SCENE_NO_TIME, .name = name, .lon = g_test_rand_double_range (112, 113), .lat = g_test_rand_double_range (22.8, 23.4) };
    yzt_scene_builder_add (builder, &item);
  }
  return yzt_scene_builder_finish (builder);
}

/* Every one of very many is listed, each once, nearest first, and the last can be walked to by a key. */
static void
test_walk_many (Fixture *fixture, gconstpointer language)
{
  YztFeatureWalk *walk = fixture->window->walk;
  GtkWindow *window = GTK_WINDOW (fixture->window);
  double distance_m, before_m = -1;
  int kind;
  gint64 fid;
  if (!hands_are_there ()) {
    return;
  }
  g_autoptr (YztGeneration) many = make_many (fixture);
  yzt_scene_publish (yzt_session_get_scene (fixture->session), many);
  yzt_map_view_go_to (fixture->window->map, (YztPosition) { 112.5, 23.1 }, 8, FALSE);
  draw (fixture->window);
  point_at (GTK_WIDGET (fixture->window->status), 4, 4);
  gtk_widget_grab_focus (GTK_WIDGET (fixture->window->map));
  press (window, "ctrl+l");
  wait_until (is_whole, walk, "the whole list");
  g_assert_cmpuint (yzt_feature_walk_get_n (walk), ==, MANY);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_direct_hash, g_direct_equal);
  for (guint i = 0; i < MANY; i++) {
    g_assert_true (yzt_feature_walk_get_thing (walk, i, &kind, &fid, &distance_m));
    g_assert_cmpfloat (distance_m, >=, before_m);
    before_m = distance_m;
    g_assert_true (g_hash_table_add (seen, GSIZE_TO_POINTER ((gsize) fid)));
  }
  wait_until (has_focus, walk, "the focus to be in the list");
  press (window, "End");
  wait_until (points_at_last, walk, "the last row to be reached");
  press (window, "Escape");
}

static void
test_band (Fixture *fixture, gconstpointer language)
{
  YztMapView *map = fixture->window->map;
  YztSelection *selection = yzt_selection_of (fixture->session);
  if (!hands_are_there ()) {
    return;
  }
  double width = gtk_widget_get_width (GTK_WIDGET (map)), height = gtk_widget_get_height (GTK_WIDGET (map));
  g_autoptr (GArray) in_view = g_array_new (FALSE, FALSE, sizeof (guint));
  guint total;
  YztPosition before, after;
  yzt_map_view_list_in_view (map, 1000, in_view, &total);
  yzt_map_view_get_view (map, &before, NULL);
  drag_holding (GTK_WIDGET (map), "shift", 3, 3, width - 4, height - 4);
  yzt_map_view_get_view (map, &after, NULL);
  g_assert_cmpfloat (fabs (before.lon - after.lon), <, 1e-9);
  g_assert_cmpuint (yzt_selection_get_n (selection), >, 1);
  g_assert_cmpuint (yzt_selection_get_n (selection), <=, total);
  g_assert_true (yzt_window_is_walking (fixture->window));
  g_assert_cmpint (yzt_feature_walk_get_mode (fixture->window->walk), ==, YZT_WALK_PICKED);
  g_assert_cmpuint (yzt_feature_walk_get_n (fixture->window->walk), ==, yzt_selection_get_n (selection));
  gtk_widget_grab_focus (GTK_WIDGET (map));
  press (GTK_WINDOW (fixture->window), "Escape");
  g_assert_cmpuint (yzt_selection_get_n (selection), ==, 0);
  g_assert_false (yzt_window_is_walking (fixture->window));
}

static gboolean
has_two_views (gpointer bookmarks)
{
  return yzt_bookmarks_get_n (bookmarks) == 2;
}

static gboolean
has_one_view (gpointer bookmarks)
{
  return yzt_bookmarks_get_n (bookmarks) == 1;
}

static gboolean
is_renamed (gpointer bookmarks)
{
  return g_str_equal (yzt_bookmarks_get (bookmarks, 0)->name, "码头 东");
}

/* Kept, renamed, forgotten, taken back: all through the journal. */
static void
test_bookmarks (Fixture *fixture, gconstpointer language)
{
  YztBookmarks *bookmarks = fixture->window->bookmarks;
  YztPosition center;
  double zoom;
  yzt_map_view_go_to (fixture->window->map, (YztPosition) { 112.6, 23.05 }, 11.25, FALSE);
  act (fixture, "win.keep-view");
  wait_until (has_one_view, bookmarks, "the view to be kept");
  yzt_map_view_go_to (fixture->window->map, (YztPosition) { 112.0, 23.5 }, 9, FALSE);
  yzt_bookmarks_add (bookmarks, yzt_bookmarks_get (bookmarks, 0)->name, (YztPosition) { 112.0, 23.5 }, 9);
  wait_until (has_two_views, bookmarks, "the second view");
  g_assert_cmpstr (yzt_bookmarks_get (bookmarks, 0)->name, !=, yzt_bookmarks_get (bookmarks, 1)->name);
  yzt_bookmarks_rename (bookmarks, yzt_bookmarks_get (bookmarks, 0)->name, " 码头\t东\n");
  wait_until (is_renamed, bookmarks, "the new name");
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.go-view", "i", 0);
  draw (fixture->window);
  yzt_map_view_get_view (fixture->window->map, &center, &zoom);
  g_assert_cmpfloat_with_epsilon (center.lon, 112.6, 1e-5);
  g_assert_cmpfloat_with_epsilon (zoom, 11.25, 1e-3);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  act (fixture, "win.views");
  g_assert_nonnull (find_window (YZT_TYPE_BOOKMARKS_DIALOG));
  yzt_bookmarks_remove (bookmarks, "码头 东");
  wait_until (has_one_view, bookmarks, "the view to be forgotten");
  gtk_window_destroy (find_window (YZT_TYPE_BOOKMARKS_DIALOG));
  act (fixture, "win.undo");
  wait_until (has_two_views, bookmarks, "the view to come back");
}

static void
test_bookmark_text (void)
{
  const char *const broken[] = { "", "x", "1\t2\t3", "1\t500\t3\tname\n", "nan\t1\t1\tname", "5\t1\t1\t\n", "5\t1\tx\n\n\t\t\t\t\n" };
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++) {
    g_autoptr (GArray) list = yzt_bookmarks_parse (broken[i]);
    g_assert_cmpuint (list->len, ==, 0);
  }
  const char *text = "11.250\t112.600000\t23.050000\t码头\n3.000\t-179.500000\t-80.000000\ta b\n";
  g_autoptr (GArray) list = yzt_bookmarks_parse (text);
  g_assert_cmpuint (list->len, ==, 2);
  g_autofree char *again = yzt_bookmarks_format (list);
  g_assert_cmpstr (again, ==, text);
}

static void
test_every_point (Fixture *fixture, gconstpointer language)
{
  g_autoptr (GVariant) before = g_action_group_get_action_state (G_ACTION_GROUP (fixture->window), "every-point");
  g_assert_false (g_variant_get_boolean (before));
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "every-point", NULL);
  draw (fixture->window);
  g_autoptr (GVariant) after = g_action_group_get_action_state (G_ACTION_GROUP (fixture->window), "every-point");
  g_assert_true (g_variant_get_boolean (after));
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "every-point", NULL);
}

int
main (int argc, char **argv)
{
  window_test_init (&argc, &argv);
  g_test_add_func ("/window/view/bookmark-text", test_bookmark_text);
#define ADD(path, test) g_test_add (path, Fixture, "en", set_up_filled, test, tear_down)
  ADD ("/window/view/filter", test_filter);
  ADD ("/window/view/walk", test_walk);
  ADD ("/window/view/walk-many", test_walk_many);
  ADD ("/window/view/band", test_band);
  ADD ("/window/view/bookmarks", test_bookmarks);
  ADD ("/window/view/every-point", test_every_point);
  return window_test_run ();
}

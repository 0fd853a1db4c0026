/* test-map-tools.c: rubber band, measuring, middle button, previous and next view, graticule, in a real window
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "map-fixture.h"
#include "yzt-graticule-private.h"

static gboolean
press_key (MapFixture *fixture, guint keyval, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (fixture->view));
  gboolean handled = FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
    if (GTK_IS_EVENT_CONTROLLER_KEY (controller)) {
      g_signal_emit_by_name (controller, "key-pressed", keyval, 0, state, &handled);
    }
  }
  return handled;
}

static void
on_picked (YztMapView *view, GArray *features, guint *n_out)
{
  *n_out = features->len;
}

/* The band picks what a plain walk of all features finds inside, and nothing else; the map stands still meanwhile. */
static void
test_band (MapFixture *fixture, gconstpointer user_data)
{
  g_autoptr (YztGeneration) generation = map_test_crowd (fixture, 2000, 0.3);
  guint n_picked = G_MAXUINT;
  map_test_look_at (fixture, 112.5, 23.1, 10.3);
  map_test_publish (fixture, generation);
  yzt_session_set_kind_visible (fixture->session, (guint) yzt_kind_set_index (fixture->kinds, "depot"), FALSE);
  g_signal_connect (fixture->view, "picked", G_CALLBACK (on_picked), &n_picked);
  YztPosition before, after;
  yzt_map_view_get_view (fixture->view, &before, NULL);
  yzt_map_tools_band_begin (fixture->view, 620, 480);
  yzt_map_gestures_drag_to (fixture->view, 500, 400);
  yzt_map_gestures_drag_to (fixture->view, 410, 260);
  gtk_test_widget_wait_for_draw (fixture->window);
  map_test_save (fixture->window, "tool-band.png");
  yzt_map_gestures_drag_end (fixture->view);
  gtk_test_widget_wait_for_draw (fixture->window);
  map_test_save (fixture->window, "tool-picked.png");
  YztPosition north_west = yzt_map_view_widget_to_position (fixture->view, 410, 260);
  YztPosition south_east = yzt_map_view_widget_to_position (fixture->view, 620, 480);
  guint expected = 0;
  YztSceneFilter filter = yzt_session_get_filter (fixture->session);
  for (guint i = 0; i < yzt_generation_get_n_slots (generation); i++) {
    YztItem item;
    expected += yzt_generation_get_item (generation, i, &item) && (filter.kinds >> item.kind & 1) != 0
                && item.lon >= north_west.lon && item.lon <= south_east.lon && item.lat <= north_west.lat
                && item.lat >= south_east.lat;
  }
  g_assert_cmpuint (expected, >, 50);
  g_assert_cmpuint (n_picked, ==, expected);
  yzt_map_view_get_view (fixture->view, &after, NULL);
  g_assert_cmpfloat (before.lon, ==, after.lon);
  /* Added to, each feature once; a press without a move changes nothing; Esc lets go. */
  yzt_map_tools_band_begin (fixture->view, 410, 260);
  fixture->view->drag.add = TRUE;
  yzt_map_gestures_drag_to (fixture->view, 620, 480);
  yzt_map_gestures_drag_end (fixture->view);
  g_assert_cmpuint (n_picked, ==, expected);
  n_picked = G_MAXUINT;
  yzt_map_tools_band_begin (fixture->view, 410, 260);
  yzt_map_gestures_drag_end (fixture->view);
  g_assert_cmpuint (n_picked, ==, G_MAXUINT);
  g_assert_true (press_key (fixture, GDK_KEY_Escape, 0));
  g_assert_cmpuint (n_picked, ==, 0);
  g_assert_false (press_key (fixture, GDK_KEY_Escape, 0));
}

static void
test_measure (MapFixture *fixture, gconstpointer user_data)
{
  const YztPosition corners[] = { { 112.40, 23.00 }, { 112.60, 23.00 }, { 112.60, 23.20 }, { 112.40, 23.20 } };
  map_test_look_at (fixture, 112.5, 23.1, 10.3);
  g_assert_true (press_key (fixture, GDK_KEY_m, 0));
  g_assert_cmpint (yzt_map_view_get_tool (fixture->view), ==, YZT_MAP_TOOL_MEASURE);
  double length_m = 0;
  for (guint i = 0; i < G_N_ELEMENTS (corners); i++) {
    double x, y;
    yzt_map_view_position_to_widget (fixture->view, corners[i], &x, &y);
    yzt_map_gestures_click (fixture->view, x, y);
    length_m += i > 0 ? yzt_geo_distance_m (corners[i - 1], corners[i], NULL) : 0;
  }
  YztMeasure *measure = yzt_scene_layer_get_measure (fixture->view->scene_layer);
  YztMeasured measured = yzt_measure_get (measure);
  g_assert_cmpfloat_with_epsilon (measured.length_m, length_m, 0.5);
  g_assert_cmpfloat (fabs (measured.area_m2 / yzt_geo_polygon_area_m2 (corners, G_N_ELEMENTS (corners), NULL) - 1), <, 1e-5);
  g_assert_cmpfloat_with_epsilon (measured.bearing_deg, 270.04, 0.1);
  yzt_map_tools_measure_motion (fixture->view, 300, 200);
  gtk_test_widget_wait_for_draw (fixture->window);
  map_test_save (fixture->window, "tool-measure.png");
  g_assert_true (press_key (fixture, GDK_KEY_BackSpace, 0));
  g_assert_cmpuint (measure->points->len, ==, 3);
  g_assert_true (press_key (fixture, GDK_KEY_Return, 0));
  g_assert_true (measure->finished);
  g_autofree char *text = yzt_measure_format (measure);
  g_assert_nonnull (strstr (text, "km²"));
  g_assert_true (press_key (fixture, GDK_KEY_Escape, 0));
  g_assert_true (yzt_measure_is_empty (measure));
  g_assert_true (press_key (fixture, GDK_KEY_Escape, 0));
  g_assert_cmpint (yzt_map_view_get_tool (fixture->view), ==, YZT_MAP_TOOL_SELECT);
  g_assert_false (press_key (fixture, GDK_KEY_Escape, 0));
  /* Over the antimeridian the short way. */
  yzt_map_view_set_tool (fixture->view, YZT_MAP_TOOL_MEASURE);
  map_test_look_at (fixture, 180, 10, 6);
  yzt_map_gestures_click (fixture->view, 400, 300);
  yzt_map_gestures_click (fixture->view, 600, 350);
  gtk_test_widget_wait_for_draw (fixture->window);
  map_test_save (fixture->window, "tool-measure-antimeridian.png");
  measured = yzt_measure_get (measure);
  g_assert_cmpfloat (measured.length_m, <, 600e3);
  yzt_map_view_set_tool (fixture->view, YZT_MAP_TOOL_SELECT);
}

/* The middle button pans whatever the tool; the place below the pointer stays below it. */
static void
test_middle_pan (MapFixture *fixture, gconstpointer user_data)
{
  const YztMapTool tools[] = { YZT_MAP_TOOL_SELECT, YZT_MAP_TOOL_MEASURE };
  for (guint i = 0; i < G_N_ELEMENTS (tools); i++) {
    yzt_map_view_set_tool (fixture->view, tools[i]);
    map_test_look_at (fixture, 112.5, 23.1, 9.7);
    YztPosition held = yzt_map_view_widget_to_position (fixture->view, 300, 300);
    yzt_map_tools_pan_begin (fixture->view);
    for (int step = 1; step <= 10; step++) {
      yzt_map_tools_pan_to (fixture->view, 13.0 * step, -7.0 * step);
    }
    YztPosition now = yzt_map_view_widget_to_position (fixture->view, 430, 230);
    g_assert_cmpfloat_with_epsilon (now.lon, held.lon, 1e-6);
    g_assert_cmpfloat_with_epsilon (now.lat, held.lat, 1e-6);
  }
  yzt_map_view_set_tool (fixture->view, YZT_MAP_TOOL_SELECT);
}

/* Only what passes is drawn and picked, also after the scene changes. */
static void
test_sieve (MapFixture *fixture, gconstpointer user_data)
{
  g_autoptr (YztGeneration) generation = map_test_crowd (fixture, 600, 0.2);
  YztSceneSieve sieve = YZT_SCENE_SIEVE_ALL;
  guint n_clusters, bubbles = 0;
  map_test_look_at (fixture, 112.5, 23.1, 17); /* one by one */
  map_test_publish (fixture, generation);
  map_test_look_at (fixture, 112.5, 23.1, 10);
  sieve.levels = 1 << 1;
  yzt_map_view_set_sieve (fixture->view, &sieve);
  gtk_test_widget_wait_for_draw (fixture->window);
  YztGeneration *shown = yzt_scene_layer_get_generation (fixture->view->scene_layer);
  g_assert_cmpuint (yzt_generation_get_n_items (shown), ==, 25); /* every sixth is graded, every fourth of them the worst */
  guint marks = yzt_scene_layer_get_n_shown (fixture->view->scene_layer, &n_clusters);
  g_assert_cmpuint (marks, ==, 25);
  g_assert_cmpuint (n_clusters, ==, 0);
  g_autoptr (YztGeneration) same = yzt_generation_compact (generation);
  map_test_publish (fixture, same);
  g_assert_cmpuint (yzt_scene_layer_get_n_shown (fixture->view->scene_layer, NULL), ==, 25);
  sieve.levels = 0x1f;
  sieve.text = "点59";
  yzt_map_view_set_sieve (fixture->view, &sieve);
  g_assert_cmpuint (yzt_scene_layer_get_n_shown (fixture->view->scene_layer, NULL), ==, 11); /* 59, 590 … 599 */
  yzt_map_view_set_sieve (fixture->view, NULL);
  yzt_scene_layer_get_n_shown (fixture->view->scene_layer, &bubbles);
  g_assert_cmpuint (bubbles, >, 5);
}

static void
assert_view (MapFixture *fixture, double lon, double zoom)
{
  YztPosition center;
  double now;
  yzt_map_view_get_view (fixture->view, &center, &now);
  g_assert_cmpfloat_with_epsilon (center.lon, lon, 1e-6);
  g_assert_cmpfloat_with_epsilon (now, zoom, 1e-6);
}

static void
test_history (MapFixture *fixture, gconstpointer user_data)
{
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  const double lons[] = { 112, 113, 114 };
  for (guint i = 0; i < G_N_ELEMENTS (lons); i++) {
    map_test_look_at (fixture, lons[i], 23, 9 + i);
    yzt_map_history_rest (fixture->view);
  }
  map_test_look_at (fixture, 114.00001, 23, 11); /* as good as the last */
  yzt_map_history_rest (fixture->view);
  g_assert_true (press_key (fixture, GDK_KEY_Left, GDK_ALT_MASK));
  assert_view (fixture, 113, 10);
  g_assert_true (yzt_map_view_go_back (fixture->view));
  assert_view (fixture, 112, 9);
  g_assert_true (press_key (fixture, GDK_KEY_Right, GDK_ALT_MASK));
  g_assert_true (yzt_map_view_go_forward (fixture->view));
  assert_view (fixture, 114, 11);
  g_assert_false (yzt_map_view_go_forward (fixture->view));
  assert_view (fixture, 114, 11);
  g_assert_true (yzt_map_view_go_back (fixture->view));
  /* A new view takes the place of what lay ahead. */
  map_test_look_at (fixture, 120, 30, 8);
  yzt_map_history_rest (fixture->view);
  g_assert_false (yzt_map_view_go_forward (fixture->view));
  g_assert_true (yzt_map_view_go_back (fixture->view));
  assert_view (fixture, 113, 10);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
}

static void
test_graticule (MapFixture *fixture, gconstpointer user_data)
{
  const struct {
    double deg, step;
    gboolean is_latitude;
    const char *text;
  } words[] = {
    { 112.5, 0.5, FALSE, "112°30′E" }, { -23, 1, TRUE, "23°S" }, { 190, 10, FALSE, "170°W" }, { 0, 5, TRUE, "0°" },
    { 23.508333333333333, 10.0 / 3600, TRUE, "23°30′30″N" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    g_autofree char *text = yzt_graticule_format (words[i].deg, words[i].step, words[i].is_latitude);
    g_assert_cmpstr (text, ==, words[i].text);
  }
  const double zooms[] = { 3, 6.4, 9.9, 14.2, 18.7 };
  yzt_map_view_set_graticule (fixture->view, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++) {
    map_test_look_at (fixture, 112.5, 23.1, zooms[i]);
    YztMapFrame frame = yzt_scene_layer_get_frame (fixture->view->scene_layer);
    double step_px = yzt_graticule_step_deg (&frame, 130) * frame.world_px / 360;
    g_assert_cmpfloat (step_px, >=, 130);
    g_assert_cmpfloat (step_px, <, 130 * 3);
  }
  map_test_look_at (fixture, 112.5, 23.1, 9.9);
  map_test_save (fixture->window, "tool-graticule.png");
  yzt_map_view_set_graticule (fixture->view, FALSE);
}

/* A triangle drawn with the hand picks what lies inside it and not what lies in its box besides; then the tool is put away. */
static void
test_lasso (MapFixture *fixture, gconstpointer user_data)
{
  const double corners[3][2] = { { 300, 200 }, { 700, 260 }, { 380, 560 } };
  g_autoptr (YztGeneration) generation = map_test_crowd (fixture, 2000, 0.3);
  guint n_picked = G_MAXUINT, expected = 0, in_box = 0;
  map_test_look_at (fixture, 112.5, 23.1, 10.3);
  map_test_publish (fixture, generation);
  g_signal_connect (fixture->view, "picked", G_CALLBACK (on_picked), &n_picked);
  g_assert_true (press_key (fixture, GDK_KEY_l, 0));
  g_assert_cmpint (yzt_map_view_get_tool (fixture->view), ==, YZT_MAP_TOOL_LASSO);
  yzt_map_lasso_begin (fixture->view, corners[0][0], corners[0][1]);
  for (guint side = 0; side < 2; side++) {
    for (int step = 1; step <= 20; step++) {
      yzt_map_gestures_drag_to (fixture->view, corners[side][0] + (corners[side + 1][0] - corners[side][0]) * step / 20,
                                corners[side][1] + (corners[side + 1][1] - corners[side][1]) * step / 20);
    }
  }
  gtk_test_widget_wait_for_draw (fixture->window);
  map_test_save (fixture->window, "tool-lasso.png");
  yzt_map_gestures_drag_end (fixture->view);
  gtk_test_widget_wait_for_draw (fixture->window);
  for (guint i = 0; i < yzt_generation_get_n_slots (generation); i++) {
    YztItem item;
    double x, y;
    if (yzt_generation_get_item (generation, i, &item)) {
      yzt_map_view_position_to_widget (fixture->view, (YztPosition) { item.lon, item.lat }, &x, &y);
      gboolean inside = TRUE;
      for (guint c = 0; c < 3; c++) {
        const double *a = corners[c], *b = corners[(c + 1) % 3];
        inside = inside && (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]) > 0;
      }
      expected += inside;
      in_box += x > 300 && x < 700 && y > 200 && y < 560;
    }
  }
  g_assert_cmpuint (expected, >, 20);
  g_assert_cmpuint (in_box, >, expected + 20);
  g_assert_cmpuint (n_picked, ==, expected);
  g_assert_cmpint (yzt_map_view_get_tool (fixture->view), ==, YZT_MAP_TOOL_SELECT);
  g_assert_true (press_key (fixture, GDK_KEY_l, 0));
  g_assert_true (press_key (fixture, GDK_KEY_Escape, 0)); /* the tool first … */
  g_assert_cmpint (yzt_map_view_get_tool (fixture->view), ==, YZT_MAP_TOOL_SELECT);
  g_assert_cmpuint (n_picked, ==, expected);
  g_assert_true (press_key (fixture, GDK_KEY_Escape, 0)); /* … then what was picked */
  g_assert_cmpuint (n_picked, ==, 0);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  yzt_geo_init ();
#define ADD(path, test) g_test_add (path, MapFixture, NULL, map_fixture_set_up, test, map_fixture_tear_down)
  ADD ("/map/tools/lasso", test_lasso);
  ADD ("/map/tools/band", test_band);
  ADD ("/map/tools/measure", test_measure);
  ADD ("/map/tools/middle-pan", test_middle_pan);
  ADD ("/map/tools/sieve", test_sieve);
  ADD ("/map/tools/history", test_history);
  ADD ("/map/tools/graticule", test_graticule);
  return g_test_run ();
}

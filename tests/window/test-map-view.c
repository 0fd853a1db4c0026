/* test-map-view.c: the map widget in a real window: places, pictures, picks, drags, frames
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "map-fixture.h"

/* Ours and libshumate's projection are the same at any zoom. */
static void
test_projection (MapFixture *fixture, gconstpointer user_data)
{
  const double zooms[] = { 3, 5.3, 8.75, 11.01, 14.999, 18.6 };
  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++) {
    map_test_look_at (fixture, 112.5, 23.1, zooms[i]);
    for (guint j = 0; j < 20; j++) {
      double px = g_test_rand_double_range (0, 1000), py = g_test_rand_double_range (0, 700);
      YztPosition position = yzt_map_view_widget_to_position (fixture->view, px, py);
      double x, y, shumate_x, shumate_y;
      g_assert_true (yzt_map_view_position_to_widget (fixture->view, position, &x, &y));
      shumate_viewport_location_to_widget_coords (fixture->view->viewport, GTK_WIDGET (fixture->view->map),
                                                  position.lat, position.lon, &shumate_x, &shumate_y);
      g_assert_cmpfloat_with_epsilon (x, px, 1e-3);
      g_assert_cmpfloat_with_epsilon (y, py, 1e-3);
      /* libshumate gives the copy of the world with the place's own longitude, we the one in sight. */
      g_assert_cmpfloat_with_epsilon (remainder (x - shumate_x, 256 * exp2 (zooms[i])), 0, 0.05);
      g_assert_cmpfloat_with_epsilon (y, shumate_y, 0.05);
    }
  }
}

static YztGeneration *
few_features (MapFixture *fixture)
{
  YztSceneBuilder *builder = yzt_scene_builder_new (
      yzt_generation_get_kinds (yzt_scene_get_generation (yzt_session_get_scene (fixture->session))));
  YztItem items[] = {
    map_test_item (fixture, "rescue-team", 1, 112.40, 23.10, 0, "市矿山救护队"),
    map_test_item (fixture, "depot", 2, 112.50, 23.10, 0, "高要物资库"),
    map_test_item (fixture, "hospital", 3, 112.60, 23.10, 0, "市人民医院"),
    map_test_item (fixture, "incident", 4, 112.50, 23.20, 3, "金利镇 液氨泄漏"),
    map_test_item (fixture, "shelter", 5, 112.60, 23.10, 0, "体育馆"), /* on top of the hospital */
  };
  items[3].flags = YZT_ITEM_OPEN | YZT_ITEM_UNACKNOWLEDGED;
  for (guint i = 0; i < G_N_ELEMENTS (items); i++) {
    yzt_scene_builder_add (builder, &items[i]);
  }
  return yzt_scene_builder_finish (builder);
}

static void
test_symbols (MapFixture *fixture, gconstpointer user_data)
{
  g_autoptr (YztGeneration) generation = few_features (fixture);
  map_test_look_at (fixture, 112.5, 23.12, 10.37);
  map_test_publish (fixture, generation);
  g_autoptr (GdkTexture) texture = map_test_grab (GTK_WIDGET (fixture->view));
  const struct {
    double lon, lat;
    const char *kind;
    guint8 level;
  } expected[] = { { 112.40, 23.10, "rescue-team", 0 }, { 112.50, 23.10, "depot", 0 }, { 112.50, 23.20, NULL, 3 } };
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    double x, y;
    g_assert_true (
        yzt_map_view_position_to_widget (fixture->view, (YztPosition) { expected[i].lon, expected[i].lat }, &x, &y));
    YztDrawColor color = yzt_draw_level_color (expected[i].level);
    if (expected[i].kind != NULL) {
      color = yzt_draw_parse_color (
          yzt_kind_get_string (yzt_kind_set_find (fixture->kinds, expected[i].kind), "Color", "en"), color);
    }
    g_assert_cmpuint (map_test_count_color (texture, x, y, 8, color), >, 40);
    g_assert_cmpuint (map_test_count_color (texture, x + 60, y + 40, 8, color), ==, 0);
  }
}

static void
assert_selected (MapFixture *fixture, const char *kind_id, gint64 fid)
{
  int kind;
  gint64 selected;
  if (kind_id == NULL) {
    g_assert_false (yzt_session_get_selected (fixture->session, &kind, &selected));
    return;
  }
  g_assert_true (yzt_session_get_selected (fixture->session, &kind, &selected));
  g_assert_cmpint (kind, ==, yzt_kind_set_index (fixture->kinds, kind_id));
  g_assert_cmpint (selected, ==, fid);
}

static void
click_at (MapFixture *fixture, double lon, double lat)
{
  double x, y;
  yzt_map_view_position_to_widget (fixture->view, (YztPosition) { lon, lat }, &x, &y);
  yzt_map_gestures_click (fixture->view, x + 3, y - 2);
}

static void
test_click (MapFixture *fixture, gconstpointer user_data)
{
  g_autoptr (YztGeneration) generation = few_features (fixture);
  map_test_look_at (fixture, 112.5, 23.12, 10.37);
  map_test_publish (fixture, generation);
  click_at (fixture, 112.40, 23.10);
  assert_selected (fixture, "rescue-team", 1);
  click_at (fixture, 112.50, 23.20);
  assert_selected (fixture, "incident", 4);
  /* Two features on the same spot are reached by turns. */
  int kind;
  gint64 first, second, third;
  click_at (fixture, 112.60, 23.10);
  g_assert_true (yzt_session_get_selected (fixture->session, &kind, &first));
  click_at (fixture, 112.60, 23.10);
  g_assert_true (yzt_session_get_selected (fixture->session, &kind, &second));
  click_at (fixture, 112.60, 23.10);
  g_assert_true (yzt_session_get_selected (fixture->session, &kind, &third));
  g_assert_cmpint (first + second, ==, 3 + 5);
  g_assert_cmpint (third, ==, first);
  click_at (fixture, 112.45, 23.05);
  assert_selected (fixture, NULL, 0);
  /* A hidden kind is neither drawn nor picked. */
  yzt_session_set_kind_visible (fixture->session, (guint) yzt_kind_set_index (fixture->kinds, "depot"), FALSE);
  click_at (fixture, 112.50, 23.10);
  assert_selected (fixture, NULL, 0);
}

static void
test_clusters (MapFixture *fixture, gconstpointer user_data)
{
  g_autoptr (YztGeneration) crowd = map_test_crowd (fixture, 5000, 0.4);
  YztItem incident = map_test_item (fixture, "incident", 77, 112.5, 23.1, 2, "中央");
  incident.flags = YZT_ITEM_OPEN;
  YztItemChange change = { .removed = FALSE, .item = incident };
  g_autoptr (YztGeneration) generation = yzt_generation_patch (crowd, &change, 1, NULL, 0);
  map_test_look_at (fixture, 112.5, 23.1, 9.0);
  map_test_publish (fixture, generation);
  g_assert_true (yzt_scene_layer_is_clustered (fixture->view->scene_layer));
  guint n_clusters;
  guint n_marks = yzt_scene_layer_get_n_shown (fixture->view->scene_layer, &n_clusters);
  g_assert_cmpuint (n_clusters, >, 5);
  g_assert_cmpuint (n_clusters, <, 400);
  g_assert_cmpuint (n_marks, <, 500);
  /* The open incident stands in the thick of it, alone. */
  click_at (fixture, 112.5, 23.1);
  assert_selected (fixture, "incident", 77);
  /* A click on a cluster opens it. */
  double zoom_before, zoom_after;
  yzt_map_view_get_view (fixture->view, NULL, &zoom_before);
  YztPick cluster = { .type = YZT_PICK_NOTHING };
  for (double y = 50; y < 650 && cluster.type != YZT_PICK_CLUSTER; y += 7) {
    for (double x = 50; x < 950 && cluster.type != YZT_PICK_CLUSTER; x += 7) {
      cluster = yzt_scene_layer_pick (fixture->view->scene_layer, x, y, 0);
    }
  }
  g_assert_cmpint (cluster.type, ==, YZT_PICK_CLUSTER);
  g_assert_cmpuint (cluster.count, >, 1);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  yzt_map_gestures_open_cluster (fixture->view, &cluster);
  yzt_map_view_get_view (fixture->view, NULL, &zoom_after);
  g_assert_cmpfloat (zoom_after, >=, zoom_before + 1);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  /* Near enough everything is single. */
  map_test_look_at (fixture, 112.5, 23.1, 17);
  g_assert_false (yzt_scene_layer_is_clustered (fixture->view->scene_layer));
}

/* Flies, and waits until it has arrived. */
static void
fly_to (MapFixture *fixture, YztPosition to, double zoom)
{
  double now;
  YztPosition at;
  yzt_map_view_go_to (fixture->view, to, zoom, TRUE);
  do {
    gtk_test_widget_wait_for_draw (fixture->window);
    yzt_map_view_get_view (fixture->view, &at, &now);
  } while (fabs (now - zoom) > 1e-6 || fabs (at.lon - to.lon) > 1e-6 || fabs (at.lat - to.lat) > 1e-6);
  gtk_test_widget_wait_for_draw (fixture->window);
}

/* The second step before the first has flown to its end counts as well, and while one flies elsewhere it is from there. */
static void
test_quick_steps (MapFixture *fixture, gconstpointer user_data)
{
  const YztPosition to = { 112.9, 23.4 };
  YztPosition at;
  double zoom;
  map_test_look_at (fixture, 112.5, 23.1, 8);
  yzt_map_view_go_to (fixture->view, to, 9, TRUE);
  yzt_map_view_zoom_by (fixture->view, 1);
  yzt_map_view_zoom_by (fixture->view, 1);
  gint64 until_us = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  do {
    gtk_test_widget_wait_for_draw (fixture->window);
    yzt_map_view_get_view (fixture->view, &at, &zoom);
    g_assert_cmpint (g_get_monotonic_time (), <, until_us);
  } while (fabs (zoom - 11) > 1e-6);
  g_assert_cmpfloat_with_epsilon (at.lon, to.lon, 1e-6);
  g_assert_cmpfloat_with_epsilon (at.lat, to.lat, 1e-6);
}

/* What a view shows does not depend on where one came from. */
static void
test_same_from_everywhere (MapFixture *fixture, gconstpointer user_data)
{
  const struct {
    YztPosition from;
    double zoom;
  } starts[] = { { { 112.5, 23.1 }, 17 }, { { 112.3, 23.3 }, 5 }, { { 113.5, 23.1 }, 11.5 }, { { 112.7, 23.0 }, 14 } };
  const guint sizes[] = { 150, 400, 900, 1400 };
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (YztGeneration) generation = map_test_crowd (fixture, sizes[i], 0.15);
    map_test_publish (fixture, generation);
    guint n_marks = 0, n_clusters = 0;
    for (guint j = 0; j < G_N_ELEMENTS (starts); j++) {
      map_test_look_at (fixture, starts[j].from.lon, starts[j].from.lat, starts[j].zoom);
      fly_to (fixture, (YztPosition) { 112.5, 23.1 }, 11.5);
      g_assert_true (yzt_scene_layer_is_clustered (fixture->view->scene_layer));
      guint clusters, marks = yzt_scene_layer_get_n_shown (fixture->view->scene_layer, &clusters);
      if (j == 0) {
        n_marks = marks;
        n_clusters = clusters;
      }
      g_assert_cmpuint (clusters, >, 0);
      g_assert_cmpuint (marks, ==, n_marks);
      g_assert_cmpuint (clusters, ==, n_clusters);
    }
  }
}

/* --- the ring --- */

/* The watchdog measures the wall clock; on a machine that is busy with other things only the thread's own time is proof. */
static void
assert_no_stall (double longest_cpu_ms)
{
  double longest_ms = 0;
  const char *action = NULL;
  guint stalls = yzt_watchdog_take_stalls (&longest_ms, &action);
  if (stalls > 0) {
    g_test_message ("%u stalls, longest %.0f ms in %s", stalls, longest_ms, action != NULL ? action : "nothing");
  }
  g_assert_cmpfloat (longest_cpu_ms, <, MAP_TEST_STALL_MS);
}

/* What the ring says is what a full recomputation of its generation says. */
static void
assert_totals (MapFixture *fixture)
{
  YztGeneration *generation = yzt_ring_get_generation (fixture->ring);
  g_autoptr (YztNearResult) again = yzt_near_result_new ();
  yzt_generation_near (generation, yzt_ring_get_center (fixture->ring), yzt_ring_get_radius (fixture->ring),
                       YZT_SCENE_FILTER_ALL, YZT_NEAR_SORTED | YZT_NEAR_STOCK, again);
  const YztNearResult *shown = yzt_ring_get_result (fixture->ring);
  g_assert_cmpuint (yzt_near_result_get_n_hits (shown), ==, yzt_near_result_get_n_hits (again));
  for (guint kind = 0; kind < yzt_kind_set_get_n (yzt_generation_get_kinds (generation)); kind++) {
    g_assert_cmpuint (yzt_near_result_get_total (shown, kind)->count, ==,
                      yzt_near_result_get_total (again, kind)->count);
  }
}

static void
test_ring_drag (MapFixture *fixture, gconstpointer user_data)
{
  YztPosition center = { 112.5, 23.1 };
  g_autoptr (YztGeneration) generation = map_test_crowd (fixture, MAP_TEST_MANY, 1.5);
  map_test_look_at (fixture, center.lon, center.lat, 9.2);
  map_test_publish (fixture, generation);
  yzt_ring_show (fixture->ring, center, 20000, "中央");
  gtk_test_widget_wait_for_draw (fixture->window);

  YztMapFrame frame = yzt_scene_layer_get_frame (fixture->view->scene_layer);
  double rim_px = 20000 * yzt_map_frame_px_per_m (&frame, center.lat);
  /* The rim is taken within eight pixels, not farther; the map does not pan then. */
  g_assert_false (yzt_map_gestures_drag_begin (fixture->view, 500 - rim_px - 40, 350));
  double x = 500, y = 350 + rim_px + 6;
  YztPick at_rim = yzt_scene_layer_pick (fixture->view->scene_layer, x, y, 0);
  while (at_rim.type == YZT_PICK_ITEM) { /* a single symbol may lie there; it goes before the rim */
    x += 3;
    y = 350 + sqrt (pow (rim_px + 6, 2) - pow (x - 500, 2));
    at_rim = yzt_scene_layer_pick (fixture->view->scene_layer, x, y, 0);
  }
  g_assert_cmpint (at_rim.type, ==, YZT_PICK_RING);
  g_assert_true (yzt_map_gestures_drag_begin (fixture->view, x, y));

  FrameWatch watch;
  frame_watch_start (&watch, fixture->window);
  yzt_watchdog_start (YZT_WATCHDOG_LIMIT_MS);
  yzt_watchdog_take_stalls (NULL, NULL);
  for (int i = 0; i < 60; i++) {
    double to_x = 520 + i * 5, to_y = 350 + i;
    double from_ms = map_test_cpu_ms ();
    yzt_map_gestures_drag_to (fixture->view, to_x, to_y);
    watch.extra_ms = map_test_cpu_ms () - from_ms; /* the totals are computed before the frame and belong to it */
    YztPosition pointer = yzt_map_view_widget_to_position (fixture->view, to_x, to_y);
    g_assert_cmpfloat_with_epsilon (yzt_ring_get_radius (fixture->ring), yzt_geo_distance_m (center, pointer, NULL),
                                    1e-6);
    gtk_test_widget_wait_for_draw (fixture->window);
    if (i % 6 == 0) {
      assert_totals (fixture);
    }
  }
  yzt_map_gestures_drag_end (fixture->view);
  double median_ms, longest_ms;
  g_autofree char *what = g_strdup_printf ("ring dragged over %d features", MAP_TEST_MANY);
  frame_watch_stop (&watch, what, &median_ms, &longest_ms);
  g_test_message ("%u in the ring at the end", yzt_near_result_get_n_hits (yzt_ring_get_result (fixture->ring)));
  g_assert_cmpfloat (median_ms, <, MAP_TEST_FRAME_MS);
  assert_no_stall (longest_ms);
}

/* --- moving a feature --- */

typedef struct {
  guint n;
  gint64 fid;
  double lon, lat;
} Dropped;

static void
on_dropped (YztMapView *view, int kind, gint64 fid, double lon, double lat, Dropped *dropped)
{
  dropped->n++;
  dropped->fid = fid;
  dropped->lon = lon;
  dropped->lat = lat;
}

static void
test_feature_drag (MapFixture *fixture, gconstpointer user_data)
{
  g_autoptr (YztGeneration) generation = few_features (fixture);
  Dropped dropped = { 0 };
  map_test_look_at (fixture, 112.5, 23.12, 10.37);
  map_test_publish (fixture, generation);
  g_signal_connect (fixture->view, "feature-dropped", G_CALLBACK (on_dropped), &dropped);
  double x, y;
  yzt_map_view_position_to_widget (fixture->view, (YztPosition) { 112.50, 23.10 }, &x, &y);
  yzt_session_select (fixture->session, yzt_kind_set_index (fixture->kinds, "depot"), 2);
  /* Not in edit mode: the map pans. */
  g_assert_false (yzt_map_gestures_drag_begin (fixture->view, x, y));
  yzt_map_view_set_edit_mode (fixture->view, TRUE);
  g_assert_true (yzt_map_gestures_drag_begin (fixture->view, x + 2, y));
  yzt_map_gestures_drag_to (fixture->view, x + 82, y + 40);
  gtk_test_widget_wait_for_draw (fixture->window);
  yzt_map_gestures_drag_end (fixture->view);
  YztPosition wanted = yzt_map_view_widget_to_position (fixture->view, x + 80, y + 40);
  g_assert_cmpuint (dropped.n, ==, 1);
  g_assert_cmpint (dropped.fid, ==, 2);
  g_assert_cmpfloat_with_epsilon (dropped.lon, wanted.lon, 1e-9);
  g_assert_cmpfloat_with_epsilon (dropped.lat, wanted.lat, 1e-9);
  /* It stands there until the scene says otherwise. */
  g_assert_cmpint (yzt_scene_layer_pick (fixture->view->scene_layer, x + 80, y + 40, 0).fid, ==, 2);
  g_autoptr (YztGeneration) same = yzt_generation_compact (generation);
  map_test_publish (fixture, same);
  g_assert_cmpint (yzt_scene_layer_pick (fixture->view->scene_layer, x, y, 0).fid, ==, 2);
  /* A press without a move is a click. */
  g_assert_true (yzt_map_gestures_drag_begin (fixture->view, x, y));
  yzt_map_gestures_drag_end (fixture->view);
  g_assert_cmpuint (dropped.n, ==, 1);
}

static void
wait_for_tiles (MapFixture *fixture)
{
  do {
    gtk_test_widget_wait_for_draw (fixture->window);
    while (g_main_context_iteration (NULL, FALSE)) {
    }
  } while (yzt_tile_source_get_n_in_flight (fixture->view->source) > 0);
  gtk_test_widget_wait_for_draw (fixture->window);
}

/* --- edges of the world, tiles, pictures --- */

static void
test_antimeridian (MapFixture *fixture, gconstpointer user_data)
{
  YztSceneBuilder *builder = yzt_scene_builder_new (
      yzt_generation_get_kinds (yzt_scene_get_generation (yzt_session_get_scene (fixture->session))));
  YztItem west = map_test_item (fixture, "rescue-team", 1, 179.9, 0.0, 0, "west");
  YztItem east = map_test_item (fixture, "depot", 2, -179.9, 0.0, 0, "east");
  yzt_scene_builder_add (builder, &west);
  yzt_scene_builder_add (builder, &east);
  g_autoptr (YztGeneration) generation = yzt_scene_builder_finish (builder);
  map_test_publish (fixture, generation);
  const double centers[] = { 179.95, -179.95 };
  for (guint i = 0; i < 2; i++) {
    map_test_look_at (fixture, centers[i], 0, 9);
    double x, y;
    for (gint64 fid = 1; fid <= 2; fid++) {
      g_assert_true (
          yzt_map_view_position_to_widget (fixture->view, (YztPosition) { fid == 1 ? 179.9 : -179.9, 0 }, &x, &y));
      g_assert_cmpint (yzt_scene_layer_pick (fixture->view->scene_layer, x, y, 0).fid, ==, fid);
    }
  }
  /* A ring over the edge, one round the pole, and one larger than the window are drawn without complaint. */
  yzt_ring_show (fixture->ring, (YztPosition) { 179.95, 0 }, 30000, NULL);
  gtk_test_widget_wait_for_draw (fixture->window);
  yzt_ring_show (fixture->ring, (YztPosition) { 10, 84 }, 1500000, NULL);
  map_test_look_at (fixture, 10, 80, 3);
  yzt_ring_show (fixture->ring, (YztPosition) { 112.5, 23.1 }, YZT_RING_MAX_M, NULL);
  map_test_look_at (fixture, 112.5, 23.1, 18.5);
  /* The poles' edge stays at the edge of the widget, and nothing turns. */
  map_test_look_at (fixture, 0, 85, 3);
  YztPosition top = yzt_map_view_widget_to_position (fixture->view, 500, 0);
  g_assert_cmpfloat_with_epsilon (top.lat, 85.0511287798, 0.01);
  shumate_viewport_set_rotation (fixture->view->viewport, 1.0);
  g_assert_cmpfloat (shumate_viewport_get_rotation (fixture->view->viewport), ==, 0.0);
}

static char *
find_base_map (void)
{
  g_autofree char *path = g_build_filename (yzt_data_dir (), "basemap", "basemap.gpkg", NULL);
  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

static void
load_base_map (MapFixture *fixture, const char *path)
{
  yzt_map_view_set_jurisdiction (fixture->view, "4412");
  yzt_map_view_set_base_map (fixture->view, path, NULL);
  while (fixture->view->base_map == NULL) {
    g_main_context_iteration (NULL, TRUE);
  }
}

/* While every frame changes the view, tiles still come; and none fails. */
static void
test_tiles (MapFixture *fixture, gconstpointer user_data)
{
  g_autofree char *path = find_base_map ();
  g_assert_nonnull (path);
  load_base_map (fixture, path);
  g_assert_cmpstr (yzt_map_view_get_attribution (fixture->view), !=, "");
  g_autoptr (YztGeneration) generation = map_test_crowd (fixture, 1000, 0.9);
  map_test_publish (fixture, generation);
  map_test_look_at (fixture, 112.5, 23.1, 9.2);
  double median_ms, longest_ms;
  FrameWatch watch;
  frame_watch_start (&watch, fixture->window);
  for (int i = 0; i < 60; i++) {
    map_test_look_at (fixture, 112.5 + i * 0.01, 23.1, 9.2);
  }
  frame_watch_stop (&watch, "map with base dragged", &median_ms, &longest_ms);
  g_assert_cmpfloat (longest_ms, <, MAP_TEST_STALL_MS);
  frame_watch_start (&watch, fixture->window);
  for (int i = 0; i < 60; i++) {
    map_test_look_at (fixture, 112.5, 23.1, 9.2 + i * 0.05);
  }
  frame_watch_stop (&watch, "map with base zoomed", &median_ms, &longest_ms);
  g_assert_cmpfloat (longest_ms, <, MAP_TEST_STALL_MS);
  wait_for_tiles (fixture);
  g_autoptr (GdkTexture) texture = map_test_grab (GTK_WIDGET (fixture->view));
  guint ground = map_test_count_color (texture, 500, 350, 340, YZT_DRAW_THEME_LIGHT.ground)
                 + map_test_count_color (texture, 500, 350, 340, YZT_DRAW_THEME_LIGHT.jurisdiction);
  g_assert_cmpuint (ground, >, 200000);
}

/* --- warnings and keys --- */

static void
on_written (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) written = yzt_session_write_finish (YZT_SESSION (object), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
insert_warning (MapFixture *fixture, const char *colour, YztPosition center, double radius_m)
{
  g_autoptr (YztRow) row = yzt_row_new (yzt_kind_set_find (fixture->kinds, "warning"));
  YztPosition points[40];
  const guint starts[] = { 0, G_N_ELEMENTS (points) };
  yzt_geo_ring (center, radius_m, points, G_N_ELEMENTS (points));
  g_autoptr (YztGeometry) area = yzt_geometry_new_area (points, starts, 1);
  yzt_row_set_text (row, "name", "怀集县 暴雨预警");
  yzt_row_set_text (row, "colour", colour);
  yzt_row_set_text (row, "state", "active");
  row->has_position = TRUE;
  row->lon = center.lon;
  row->lat = center.lat;
  row->geometry = yzt_geometry_to_gpkg (area);
  gboolean done = FALSE;
  yzt_session_insert_async (fixture->session, row, on_written, &done);
  while (!done) {
    g_main_context_iteration (NULL, TRUE);
  }
  gtk_test_widget_wait_for_draw (fixture->window);
}

static void
test_warning (MapFixture *fixture, gconstpointer user_data)
{
  YztPosition center = { 112.3, 23.3 };
  yzt_session_sign_in (fixture->session, "值班员");
  map_test_look_at (fixture, 112.5, 23.2, 9.2);
  double x, y;
  yzt_map_view_position_to_widget (fixture->view, (YztPosition) { 112.3, 23.38 }, &x, &y);
  wait_for_tiles (fixture);
  g_autoptr (GdkTexture) before = map_test_grab (GTK_WIDGET (fixture->view));
  insert_warning (fixture, "red", center, 30000);
  g_assert_cmpuint (g_list_model_get_n_items (yzt_session_get_incidents (fixture->session)), ==, 1);
  g_autoptr (GdkTexture) after = map_test_grab (GTK_WIDGET (fixture->view));
  YztDrawColor ground = YZT_DRAW_THEME_LIGHT.ground;
  guint ground_before = map_test_count_color (before, x, y, 15, ground),
        ground_after = map_test_count_color (after, x, y, 15, ground);
  g_assert_cmpuint (ground_before, >, 900);
  g_assert_cmpuint (ground_after, <, ground_before / 2);
  /* Its symbol stands above the area, and the area goes with its kind. */
  int kind = yzt_kind_set_index (fixture->kinds, "warning");
  yzt_map_view_position_to_widget (fixture->view, center, &x, &y);
  g_assert_cmpint (yzt_scene_layer_pick (fixture->view->scene_layer, x, y, 0).kind, ==, kind);
  yzt_session_set_kind_visible (fixture->session, (guint) kind, FALSE);
  gtk_test_widget_wait_for_draw (fixture->window);
  g_autoptr (GdkTexture) hidden = map_test_grab (GTK_WIDGET (fixture->view));
  g_assert_cmpuint (map_test_count_color (hidden, x, y, 15, ground), >, 900);
}

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
test_keys (MapFixture *fixture, gconstpointer user_data)
{
  g_autoptr (YztGeneration) generation = few_features (fixture);
  map_test_publish (fixture, generation);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  map_test_look_at (fixture, 112.5, 23.1, 9);
  YztPosition before, after;
  double zoom;
  yzt_map_view_get_view (fixture->view, &before, NULL);
  g_assert_true (press_key (fixture, GDK_KEY_Right, 0));
  g_assert_true (press_key (fixture, GDK_KEY_Up, 0));
  yzt_map_view_get_view (fixture->view, &after, NULL);
  g_assert_cmpfloat (after.lon, >, before.lon);
  g_assert_cmpfloat (after.lat, >, before.lat);
  g_assert_true (press_key (fixture, GDK_KEY_plus, GDK_SHIFT_MASK));
  yzt_map_view_get_view (fixture->view, NULL, &zoom);
  g_assert_cmpfloat_with_epsilon (zoom, 10, 1e-9);
  g_assert_true (press_key (fixture, GDK_KEY_Home, 0));
  const double corners[][2] = { { 112.40, 23.10 }, { 112.60, 23.10 }, { 112.50, 23.20 } };
  for (guint i = 0; i < G_N_ELEMENTS (corners); i++) {
    double x, y;
    g_assert_true (
        yzt_map_view_position_to_widget (fixture->view, (YztPosition) { corners[i][0], corners[i][1] }, &x, &y));
  }
  /* Without a ring its keys belong to somebody else. */
  g_assert_false (press_key (fixture, GDK_KEY_bracketright, 0));
  yzt_ring_show (fixture->ring, (YztPosition) { 112.5, 23.1 }, 10000, NULL);
  g_assert_true (press_key (fixture, GDK_KEY_bracketright, 0));
  g_assert_cmpfloat_with_epsilon (yzt_ring_get_radius (fixture->ring), 10500, 1e-6);
  g_assert_true (press_key (fixture, GDK_KEY_braceleft, GDK_SHIFT_MASK));
  g_assert_cmpfloat_with_epsilon (yzt_ring_get_radius (fixture->ring), 10395, 1e-6);
  /* Escape gives a dragged ring back; with nothing to back out of it goes on to the window. */
  YztMapFrame frame = yzt_scene_layer_get_frame (fixture->view->scene_layer);
  YztMapPoint rim = yzt_map_frame_to_widget (&frame, yzt_geo_direct ((YztPosition) { 112.5, 23.1 }, 200, 10395));
  g_assert_true (yzt_map_gestures_drag_begin (fixture->view, rim.x, rim.y));
  yzt_map_gestures_drag_to (fixture->view, rim.x, rim.y + 60);
  g_assert_cmpfloat (yzt_ring_get_radius (fixture->ring), >, 10500);
  g_assert_true (press_key (fixture, GDK_KEY_Escape, 0));
  g_assert_cmpfloat_with_epsilon (yzt_ring_get_radius (fixture->ring), 10395, 1e-6);
  g_assert_false (press_key (fixture, GDK_KEY_Escape, 0));
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
}

static guint
count_kind_color (MapFixture *fixture, GdkTexture *texture, const char *kind_id, YztPosition at, int reach)
{
  double x, y;
  YztDrawColor color = yzt_draw_parse_color (
      yzt_kind_get_string (yzt_kind_set_find (fixture->kinds, kind_id), "Color", NULL), YZT_DRAW_THEME_LIGHT.text);
  yzt_map_view_position_to_widget (fixture->view, at, &x, &y);
  return map_test_count_color (texture, x, y, reach, color);
}

/* Larger on the wall; squares with words in the national set; a pin; and all of it back again. */
static void
test_looks (MapFixture *fixture, gconstpointer user_data)
{
  const YztPosition depot = { 112.50, 23.10 }, bare = { 112.33, 23.20 };
  double x, y;
  g_autoptr (YztGeneration) generation = few_features (fixture);
  map_test_look_at (fixture, 112.5, 23.12, 10.37);
  map_test_publish (fixture, generation);
  g_autoptr (GdkTexture) desk = map_test_grab (GTK_WIDGET (fixture->view));
  guint small = count_kind_color (fixture, desk, "depot", depot, 24);
  yzt_map_view_set_wall (fixture->view, TRUE);
  gtk_test_widget_wait_for_draw (fixture->window);
  g_autoptr (GdkTexture) wall = map_test_grab (GTK_WIDGET (fixture->view));
  map_test_save (fixture->window, "look-wall.png");
  g_assert_cmpuint (count_kind_color (fixture, wall, "depot", depot, 24), >, small * 16 / 10);
  yzt_map_view_set_symbol_set (fixture->view, YZT_SYMBOL_SET_NATIONAL);
  gtk_test_widget_wait_for_draw (fixture->window);
  map_test_save (fixture->window, "look-national-wall.png");
  yzt_map_view_set_wall (fixture->view, FALSE);
  yzt_map_view_position_to_widget (fixture->view, bare, &x, &y);
  yzt_map_view_set_mark (fixture->view, &bare);
  gtk_test_widget_wait_for_draw (fixture->window);
  map_test_save (fixture->window, "look-national.png");
  g_autoptr (GdkTexture) national = map_test_grab (GTK_WIDGET (fixture->view));
  guint framed = count_kind_color (fixture, national, "depot", depot, 24);
  g_assert_cmpuint (framed, >, 20);        /* the frame of the square */
  g_assert_cmpuint (framed, <, small);     /* its ground is the card's */
  yzt_map_view_position_to_widget (fixture->view, depot, &x, &y);
  g_assert_cmpuint (map_test_count_color (national, x, y, 13, YZT_DRAW_THEME_LIGHT.card), >, 150);
  yzt_map_view_position_to_widget (fixture->view, bare, &x, &y);
  g_assert_cmpuint (map_test_count_color (national, x, y - 19, 8, YZT_DRAW_THEME_LIGHT.text), >, 100);
  yzt_map_view_set_symbol_set (fixture->view, YZT_SYMBOL_SET_OURS);
  yzt_map_view_set_mark (fixture->view, NULL);
  gtk_test_widget_wait_for_draw (fixture->window);
  g_autoptr (GdkTexture) again = map_test_grab (GTK_WIDGET (fixture->view));
  g_assert_cmpuint (count_kind_color (fixture, again, "depot", depot, 24), ==, small);
  g_assert_cmpuint (map_test_count_color (again, x, y - 19, 8, YZT_DRAW_THEME_LIGHT.text), ==, 0);
}

/* No word lies below the buttons, the scale bar or the sources. */
static void
test_keep_out (MapFixture *fixture, gconstpointer user_data)
{
  g_autofree char *path = find_base_map ();
  load_base_map (fixture, path);
  g_autoptr (YztGeneration) generation = map_test_crowd (fixture, 900, 0.05);
  map_test_publish (fixture, generation);
  GtkWidget *controls[] = { fixture->view->zoom_buttons, fixture->view->scale_bar, GTK_WIDGET (fixture->view->attribution) };
  guint n_labels = 0;
  for (guint i = 0; i < 12; i++) {
    map_test_look_at (fixture, 112.5 + 0.004 * i, 23.1 + 0.003 * i, 13.2);
    const GArray *labels = yzt_scene_layer_get_labels (fixture->view->scene_layer);
    /* Words come by the clock: the first frames of a place may have time for none, or for one. */
    for (guint frame = 0; frame < 30 && labels->len < 3; frame++) {
      gtk_test_widget_wait_for_draw (fixture->window);
      labels = yzt_scene_layer_get_labels (fixture->view->scene_layer);
    }
    n_labels += labels->len;
    for (guint c = 0; c < G_N_ELEMENTS (controls); c++) {
      graphene_rect_t control;
      g_assert_true (gtk_widget_compute_bounds (controls[c], GTK_WIDGET (fixture->view), &control));
      for (guint j = 0; j < labels->len; j++) {
        const YztPlacedLabel *label = &g_array_index (labels, YztPlacedLabel, j);
        graphene_rect_t box = GRAPHENE_RECT_INIT ((float) label->px + 3, (float) label->py + 3,
                                                  (float) label->sprite->width - 6, (float) label->sprite->height - 6);
        g_assert_false (graphene_rect_intersection (&box, &control, NULL));
      }
    }
  }
  g_assert_cmpuint (n_labels, >=, 12);
  /* An open incident beside the buttons is named, and not below them. */
  graphene_rect_t buttons;
  g_assert_true (gtk_widget_compute_bounds (fixture->view->zoom_buttons, GTK_WIDGET (fixture->view), &buttons));
  YztPosition at = yzt_map_view_widget_to_position (fixture->view, (double) buttons.origin.x - 4, (double) (buttons.origin.y + buttons.size.height / 2));
  YztItemChange change = { FALSE, map_test_item (fixture, "incident", 100000, at.lon, at.lat, 3, "金利镇 液氨泄漏") };
  change.item.flags = YZT_ITEM_OPEN;
  g_autoptr (YztGeneration) crowd = map_test_crowd (fixture, 1, 0.0001);
  g_autoptr (YztGeneration) alone = yzt_generation_patch (crowd, &change, 1, NULL, 0);
  map_test_publish (fixture, alone);
  const GArray *labels;
  do {
    gtk_test_widget_wait_for_draw (fixture->window);
    labels = yzt_scene_layer_get_labels (fixture->view->scene_layer);
  } while (labels->len == 0);
  for (guint j = 0; j < labels->len; j++) {
    const YztPlacedLabel *label = &g_array_index (labels, YztPlacedLabel, j);
    graphene_rect_t box = GRAPHENE_RECT_INIT ((float) label->px + 3, (float) label->py + 3, (float) label->sprite->width - 6, (float) label->sprite->height - 6);
    g_assert_false (graphene_rect_intersection (&box, &buttons, NULL));
  }
}

/* What has a name keeps it, at the same side, while the map is dragged by parts of a pixel and by many. */
static void
test_labels_stand (MapFixture *fixture, gconstpointer user_data)
{
  g_autoptr (YztGeneration) generation = map_test_crowd (fixture, 300, 0.3);
  map_test_publish (fixture, generation);
  YztMapFrame frame = { 0 };
  g_autoptr (GHashTable) offsets = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  guint kept = 0, changed = 0;
  for (guint i = 0; i < 40; i++) {
    map_test_look_at (fixture, 112.5 + i * 0.00031, 23.1 + i * 0.00023, 12.6);
    for (guint more = 0; more < 8; more++) { /* words are drawn some in each frame */
      gtk_widget_queue_draw (GTK_WIDGET (fixture->view->scene_layer));
      gtk_test_widget_wait_for_draw (fixture->window);
    }
    frame = yzt_scene_layer_get_frame (fixture->view->scene_layer);
    const GArray *labels = yzt_scene_layer_get_labels (fixture->view->scene_layer);
    for (guint j = 0; j < labels->len; j++) {
      const YztPlacedLabel *label = &g_array_index (labels, YztPlacedLabel, j);
      guint index;
      YztItem item;
      g_assert_true (yzt_generation_find (generation, (guint) label->kind, label->fid, &index));
      g_assert_true (yzt_generation_get_item (generation, index, &item));
      YztMapPoint at = yzt_map_frame_to_widget (&frame, (YztPosition) { item.lon, item.lat });
      if (at.x < 150 || at.y < 100 || at.x > frame.width - 150 || at.y > frame.height - 100) {
        continue; /* at the edge a name moves to where it can be read */
      }
      const double *before = g_hash_table_lookup (offsets, &label->fid);
      if (before == NULL) {
        double *offset = g_new (double, 2);
        offset[0] = label->px - at.x;
        offset[1] = label->py - at.y;
        g_hash_table_insert (offsets, g_memdup2 (&label->fid, sizeof label->fid), offset);
      } else if (hypot (before[0] - (label->px - at.x), before[1] - (label->py - at.y)) < 1) {
        kept++;
      } else {
        changed++;
      }
    }
  }
  g_test_message ("%u names stood, %u moved to another side", kept, changed);
  g_assert_cmpuint (kept, >, 200);
  g_assert_cmpuint (changed, <=, 3 + kept / 50);
}

/* A card beside the cluster that is pointed at tells its kinds; a feature that a list points at stands above its cluster. */
static void
test_hover (MapFixture *fixture, gconstpointer user_data)
{
  g_autoptr (YztGeneration) generation = map_test_crowd (fixture, 3000, 0.3);
  map_test_look_at (fixture, 112.5, 23.1, 9.5);
  map_test_publish (fixture, generation);
  YztPick cluster = yzt_scene_layer_pick (fixture->view->scene_layer, 0, 0, 0);
  double x = 0, y = 0;
  for (y = 200; y < 500 && cluster.type != YZT_PICK_CLUSTER; y += 5) {
    for (x = 300; x < 700 && cluster.type != YZT_PICK_CLUSTER; x += 5) {
      cluster = yzt_scene_layer_pick (fixture->view->scene_layer, x, y, 0);
    }
  }
  g_assert_cmpint (cluster.type, ==, YZT_PICK_CLUSTER);
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (guint));
  yzt_scene_layer_get_members (fixture->view->scene_layer, &cluster, members);
  g_assert_cmpuint (members->len, ==, cluster.count);
  g_autoptr (GdkTexture) before = map_test_grab (GTK_WIDGET (fixture->view));
  yzt_scene_layer_set_hover_cluster (fixture->view->scene_layer, &cluster);
  gtk_test_widget_wait_for_draw (fixture->window);
  map_test_save (fixture->window, "look-cluster-card.png");
  g_autoptr (GdkTexture) card = map_test_grab (GTK_WIDGET (fixture->view));
  YztDrawColor white = YZT_DRAW_THEME_LIGHT.card;
  g_assert_cmpuint (map_test_count_color (card, x + 90, y, 70, white), >,
                    map_test_count_color (before, x + 90, y, 70, white) + 3000);
  yzt_scene_layer_set_hover_cluster (fixture->view->scene_layer, NULL);
  YztItem item;
  g_assert_true (yzt_generation_get_item (generation, g_array_index (members, guint, 0), &item));
  yzt_map_view_set_hover (fixture->view, (int) item.kind, item.fid);
  gtk_test_widget_wait_for_draw (fixture->window);
  g_autoptr (GdkTexture) lit = map_test_grab (GTK_WIDGET (fixture->view));
  yzt_map_view_position_to_widget (fixture->view, (YztPosition) { item.lon, item.lat }, &x, &y);
  g_assert_cmpuint (map_test_count_changes (before, lit, x, y, 18), >, 150);
}

/* Saves what is to be looked at beside look-light.png and look-dark.png; fails on nothing but criticals. */
static void
test_pictures (MapFixture *fixture, gconstpointer user_data)
{
  g_autofree char *path = find_base_map ();
  if (path != NULL) {
    load_base_map (fixture, path);
  }
  g_autoptr (YztGeneration) crowd = map_test_crowd (fixture, 1000, 0.9);
  g_autoptr (YztGeneration) few = few_features (fixture);
  YztItemChange changes[5];
  for (guint i = 0; i < 5; i++) {
    changes[i].removed = FALSE;
    g_assert_true (yzt_generation_get_item (few, i, &changes[i].item));
    changes[i].item.fid += 100000;
  }
  g_autoptr (YztGeneration) generation = yzt_generation_patch (crowd, changes, 5, NULL, 0);
  map_test_publish (fixture, generation);
  yzt_ring_show (fixture->ring, (YztPosition) { 112.5, 23.2 }, 20000, "金利镇 液氨泄漏");
  yzt_session_select (fixture->session, yzt_kind_set_index (fixture->kinds, "incident"), 100004);
  yzt_session_sign_in (fixture->session, "值班员");
  insert_warning (fixture, "orange", (YztPosition) { 112.2, 23.35 }, 25000);
  const struct {
    double zoom;
    const char *name;
  } views[] = { { 3, "world" }, { 6.5, "country" }, { 9.4, "prefecture" }, { 11.5, "county" }, { 13.5, "town" } };
  for (int dark = 0; dark < 2; dark++) {
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                        dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
    for (guint i = 0; i < G_N_ELEMENTS (views); i++) {
      map_test_look_at (fixture, 112.5, 23.15, views[i].zoom);
      wait_for_tiles (fixture);
      g_autofree char *name = g_strdup_printf ("map-%s-%s.png", views[i].name, dark ? "dark" : "light");
      map_test_save (fixture->window, name);
    }
  }
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  gtk_test_widget_wait_for_draw (fixture->window);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  yzt_geo_init ();
#define ADD(path, test) g_test_add (path, MapFixture, NULL, map_fixture_set_up, test, map_fixture_tear_down)
  ADD ("/map/projection", test_projection);
  ADD ("/map/symbols", test_symbols);
  ADD ("/map/click", test_click);
  ADD ("/map/clusters", test_clusters);
  ADD ("/map/same-from-everywhere", test_same_from_everywhere);
  ADD ("/map/quick-steps", test_quick_steps);
  ADD ("/map/ring-drag", test_ring_drag);
  ADD ("/map/feature-drag", test_feature_drag);
  ADD ("/map/antimeridian", test_antimeridian);
  ADD ("/map/warning", test_warning);
  ADD ("/map/keys", test_keys);
  ADD ("/map/tiles", test_tiles);
  ADD ("/map/looks", test_looks);
  ADD ("/map/keep-out", test_keep_out);
  ADD ("/map/labels-stand", test_labels_stand);
  ADD ("/map/hover", test_hover);
  ADD ("/map/pictures", test_pictures);
  return g_test_run ();
}

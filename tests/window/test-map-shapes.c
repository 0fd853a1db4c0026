/* test-map-shapes.c: lines and areas of features, and every point of a crowd, in a real window: pictures, picks, frames
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "map-fixture.h"
#include "yzt-scene-state-private.h"

static YztShape *
make_shape (const YztPosition *points, guint n, YztGeometryType type)
{
  const guint starts[] = { 0, n };
  if (type == YZT_GEOMETRY_AREA) {
    g_autoptr (YztGeometry) area = yzt_geometry_new_area (points, starts, 1);
    return yzt_shape_new (area);
  }
  /* A line, as a map file has it. */
  g_autoptr (GByteArray) blob = g_byte_array_new ();
  const guint8 head[] = { 'G', 'P', 0, 1, 0xe6, 0x10, 0, 0, 1, 2, 0, 0, 0 };
  g_byte_array_append (blob, head, sizeof head);
  guint32 count = GUINT32_TO_LE (n);
  g_byte_array_append (blob, (const guint8 *) &count, 4);
  g_byte_array_append (blob, (const guint8 *) points, (guint) (n * sizeof *points));
  g_autoptr (GError) error = NULL;
  g_autoptr (YztGeometry) line = yzt_geometry_from_gpkg (blob->data, blob->len, &error);
  g_assert_no_error (error);
  return yzt_shape_new (line);
}

static YztShape *
make_box (double lon, double lat, double half)
{
  const YztPosition points[] = { { lon - half, lat - half }, { lon + half, lat - half }, { lon + half, lat + half }, { lon - half, lat + half } };
  return make_shape (points, 4, YZT_GEOMETRY_AREA);
}

static void
add (MapFixture *fixture, YztSceneBuilder *builder, const char *kind, gint64 fid, double lon, double lat, guint8 level, YztShape *shape)
{
  YztItem item = map_test_item (fixture, kind, fid, lon, lat, level, "片区");
  item.shape = shape;
  yzt_scene_builder_add (builder, &item);
  if (shape != NULL) {
    yzt_shape_unref (shape);
  }
}

static YztSceneBuilder *
new_builder (MapFixture *fixture)
{
  return yzt_scene_builder_new (yzt_generation_get_kinds (yzt_scene_get_generation (yzt_session_get_scene (fixture->session))));
}

/* A large area with a small one in it, a line beside them. */
static YztGeneration *
some_shapes (MapFixture *fixture)
{
  YztSceneBuilder *builder = new_builder (fixture);
  const YztPosition line[] = { { 112.30, 22.95 }, { 112.35, 23.25 }, { 112.32, 23.30 } };
  add (fixture, builder, "hazard-source", 1, 112.5, 23.1, 1, make_box (112.5, 23.1, 0.1));
  add (fixture, builder, "shelter", 2, 112.55, 23.15, 0, make_box (112.55, 23.15, 0.02));
  add (fixture, builder, "rescue-team", 3, 112.35, 23.25, 2, make_shape (line, 3, YZT_GEOMETRY_LINE));
  return yzt_scene_builder_finish (builder);
}

/* Ground and workers have nothing more to show. */
static void
settle (MapFixture *fixture)
{
  gtk_test_widget_wait_for_draw (fixture->window);
  while (!yzt_scene_layer_is_settled (fixture->view->scene_layer) || yzt_tile_source_get_n_in_flight (fixture->view->source) > 0) {
    g_main_context_iteration (NULL, TRUE);
  }
  gtk_test_widget_wait_for_draw (fixture->window);
}

static guint
changes_at (MapFixture *fixture, GdkTexture *before, double lon, double lat, int reach)
{
  double x, y;
  g_autoptr (GdkTexture) now = map_test_grab (GTK_WIDGET (fixture->view));
  g_assert_true (yzt_map_view_position_to_widget (fixture->view, (YztPosition) { lon, lat }, &x, &y));
  return map_test_count_changes (before, now, x, y, reach);
}

static void
assert_selected (MapFixture *fixture, const char *kind_id, gint64 fid)
{
  int kind = -1;
  gint64 selected = 0;
  gboolean any = yzt_session_get_selected (fixture->session, &kind, &selected);
  g_assert_true (any == (kind_id != NULL));
  if (kind_id != NULL) {
    g_assert_cmpint (kind, ==, yzt_kind_set_index (fixture->kinds, kind_id));
    g_assert_cmpint (selected, ==, fid);
  }
}

static void
click_at (MapFixture *fixture, double lon, double lat)
{
  double x, y;
  yzt_map_view_position_to_widget (fixture->view, (YztPosition) { lon, lat }, &x, &y);
  yzt_map_gestures_click (fixture->view, x, y);
  gtk_test_widget_wait_for_draw (fixture->window);
}

static void
test_few (MapFixture *fixture, gconstpointer user_data)
{
  g_autoptr (YztGeneration) generation = some_shapes (fixture);
  const double zooms[] = { 9.6, 10.3, 11.77 };
  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++) {
    g_autoptr (YztGeneration) nothing = yzt_scene_builder_finish (new_builder (fixture));
    map_test_publish (fixture, nothing);
    map_test_look_at (fixture, 112.48, 23.12, zooms[i]);
    settle (fixture);
    g_autoptr (GdkTexture) bare = map_test_grab (GTK_WIDGET (fixture->view));
    map_test_publish (fixture, generation);
    g_assert_cmpuint (changes_at (fixture, bare, 112.45, 23.05, 6), >, 120);  /* inside: filled */
    g_assert_cmpuint (changes_at (fixture, bare, 112.45, 23.23, 6), ==, 0);   /* outside: bare */
    g_assert_cmpuint (changes_at (fixture, bare, 112.335, 23.16, 6), >, 20);  /* on the line */
    map_test_save (fixture->window, "shapes-few.png");
  }
  map_test_look_at (fixture, 112.48, 23.12, 10.3);
  settle (fixture);
  g_autoptr (GdkTexture) before = map_test_grab (GTK_WIDGET (fixture->view));
  click_at (fixture, 112.45, 23.05);
  assert_selected (fixture, "hazard-source", 1);
  g_assert_cmpuint (changes_at (fixture, before, 112.4, 23.05, 5), >, 20); /* its outline stands out */
  map_test_save (fixture->window, "shapes-selected.png");
  click_at (fixture, 112.565, 23.165); /* inside both: the smaller one, then the larger */
  assert_selected (fixture, "shelter", 2);
  click_at (fixture, 112.565, 23.165);
  assert_selected (fixture, "hazard-source", 1);
  click_at (fixture, 112.335, 23.16);
  assert_selected (fixture, "rescue-team", 3);
  click_at (fixture, 112.45, 23.23);
  assert_selected (fixture, NULL, 0);
  /* Wholly inside an area one clicks on the ground. */
  map_test_look_at (fixture, 112.46, 23.06, 14);
  click_at (fixture, 112.461, 23.061);
  assert_selected (fixture, NULL, 0);
  /* A hidden kind is neither drawn nor picked. */
  map_test_look_at (fixture, 112.48, 23.12, 10.3);
  yzt_session_set_kind_visible (fixture->session, (guint) yzt_kind_set_index (fixture->kinds, "hazard-source"), FALSE);
  click_at (fixture, 112.45, 23.05);
  assert_selected (fixture, NULL, 0);
}

static void
test_antimeridian (MapFixture *fixture, gconstpointer user_data)
{
  const YztPosition points[] = { { 179.8, 10 }, { -179.8, 10 }, { -179.8, 10.3 }, { 179.8, 10.3 } };
  YztSceneBuilder *builder = new_builder (fixture);
  add (fixture, builder, "depot", 1, 180, 10.15, 3, make_shape (points, 4, YZT_GEOMETRY_AREA));
  g_autoptr (YztGeneration) generation = yzt_scene_builder_finish (builder);
  for (int side = -1; side <= 1; side += 2) {
    g_autoptr (YztGeneration) nothing = yzt_scene_builder_finish (new_builder (fixture));
    map_test_publish (fixture, nothing);
    map_test_look_at (fixture, side * 179.9, 10.15, 10);
    settle (fixture);
    g_autoptr (GdkTexture) bare = map_test_grab (GTK_WIDGET (fixture->view));
    map_test_publish (fixture, generation);
    g_assert_cmpuint (changes_at (fixture, bare, 179.9, 10.2, 5), >, 90);
    g_assert_cmpuint (changes_at (fixture, bare, -179.9, 10.2, 5), >, 90);
    g_assert_cmpuint (changes_at (fixture, bare, 179.7, 10.2, 5), ==, 0);
    click_at (fixture, -side * 179.93, 10.25);
    assert_selected (fixture, "depot", 1);
    click_at (fixture, side * 179.93, 10.4);
    assert_selected (fixture, NULL, 0);
  }
}

/* Thousands of areas: painted behind the frames, in the same places, and the frames stay short. */
static void
test_many (MapFixture *fixture, gconstpointer user_data)
{
  const guint n = MAP_TEST_MANY / 5;
  YztSceneBuilder *builder = new_builder (fixture);
  for (guint i = 0; i < n; i++) {
    YztPosition points[60];
    double lon = g_test_rand_double_range (108, 118), lat = g_test_rand_double_range (20, 27), radius = g_test_rand_double_range (0.01, 0.06);
    for (guint j = 0; j < G_N_ELEMENTS (points); j++) {
      double angle = 2 * G_PI * j / G_N_ELEMENTS (points), r = radius * (1 - 0.2 * g_test_rand_double ());
      points[j] = (YztPosition) { lon + r * cos (angle), lat + r * sin (angle) };
    }
    add (fixture, builder, i % 2 == 0 ? "hazard-source" : "shelter", i + 1, lon, lat, (guint8) (i % 2 == 0 ? 1 + i / 2 % 4 : 0),
         make_shape (points, G_N_ELEMENTS (points), YZT_GEOMETRY_AREA));
  }
  add (fixture, builder, "depot", 1, 113, 23.4, 1, make_box (113, 23.4, 0.35));
  g_autoptr (YztGeneration) generation = yzt_scene_builder_finish (builder);
  double median_ms, longest_ms;
  FrameWatch watch;
  map_test_look_at (fixture, 113, 23.5, 7.2);
  map_test_publish (fixture, generation);
  settle (fixture);
  g_assert_true (fixture->view->scene_layer->crowd);
  map_test_save (fixture->window, "shapes-many.png");
  frame_watch_start (&watch, GTK_WIDGET (fixture->view));
  for (guint i = 0; i < 60; i++) {
    map_test_look_at (fixture, 113 + 0.02 * i, 23.5, 7.2 + (i > 30 ? 0.03 * (i - 30) : 0));
  }
  frame_watch_stop (&watch, "many areas", &median_ms, &longest_ms);
  g_assert_cmpfloat (median_ms, <, MAP_TEST_FRAME_MS);
  /* Panned by a fraction of the widget it is the same picture, and it is where the areas are. */
  map_test_look_at (fixture, 113, 23.5, 7.2);
  settle (fixture);
  click_at (fixture, 112.68, 23.08);
  int kind;
  gint64 fid;
  g_assert_true (yzt_session_get_selected (fixture->session, &kind, &fid));
  map_test_look_at (fixture, 113, 23.5, 15);
  settle (fixture);
  g_assert_false (fixture->view->scene_layer->crowd);
}

/* More than go into every frame, few enough for the first one: they are seen at once, and look the same when the worker has painted them. */
static void
test_first_frame (MapFixture *fixture, gconstpointer user_data)
{
  YztSceneBuilder *builder = new_builder (fixture);
  for (guint i = 0; i < 40; i++) {
    double lon = 112.3 + 0.06 * (i % 8), lat = 22.98 + 0.06 * (i / 8);
    add (fixture, builder, "hazard-source", i + 1, lon, lat, 1, make_box (lon, lat, 0.025));
  }
  g_autoptr (YztGeneration) generation = yzt_scene_builder_finish (builder);
  g_autoptr (YztGeneration) nothing = yzt_scene_builder_finish (new_builder (fixture));
  map_test_publish (fixture, nothing);
  map_test_look_at (fixture, 112.48, 23.12, 10.3);
  settle (fixture);
  g_autoptr (GdkTexture) bare = map_test_grab (GTK_WIDGET (fixture->view));
  map_test_publish (fixture, generation);
  g_assert_true (fixture->view->scene_layer->crowd);
  g_assert_cmpuint (changes_at (fixture, bare, 112.315, 22.965, 3), >, 30);
  g_autoptr (GdkTexture) first = map_test_grab (GTK_WIDGET (fixture->view));
  settle (fixture);
  g_assert_cmpuint (changes_at (fixture, bare, 112.315, 22.965, 3), >, 30);
  g_assert_cmpuint (changes_at (fixture, first, 112.315, 22.965, 3), ==, 0);
}

/* Every point of a crowd: a dot where the feature is, picked there. */
static void
test_every_point (MapFixture *fixture, gconstpointer user_data)
{
  g_autoptr (YztGeneration) generation = map_test_crowd (fixture, MAP_TEST_MANY, 0.6);
  guint n_clusters;
  map_test_look_at (fixture, 112.5, 23.1, 9.4);
  map_test_publish (fixture, generation);
  yzt_scene_layer_get_n_shown (fixture->view->scene_layer, &n_clusters);
  g_assert_cmpuint (n_clusters, >, 0);
  yzt_map_view_set_every_point (fixture->view, TRUE);
  gtk_test_widget_wait_for_draw (fixture->window);
  settle (fixture);
  map_test_save (fixture->window, "every-point.png");
  yzt_scene_layer_get_n_shown (fixture->view->scene_layer, &n_clusters);
  g_assert_cmpuint (n_clusters, ==, 0);
  g_autoptr (GdkTexture) texture = map_test_grab (GTK_WIDGET (fixture->view));
  guint seen = 0, looked = 0;
  for (guint i = 0; i < 300; i++) {
    YztItem item;
    double x, y;
    if (!yzt_generation_get_item (generation, (guint) g_test_rand_int_range (0, MAP_TEST_MANY), &item) || item.level != 1) {
      continue;
    }
    if (yzt_map_view_position_to_widget (fixture->view, (YztPosition) { item.lon, item.lat }, &x, &y) && x > 200 && x < 800 && y > 50 && y < 650) {
      looked++; /* away from the controls */
      seen += map_test_count_color (texture, x, y, 2, yzt_draw_level_color (1)) > 0;
      YztPick pick = yzt_scene_layer_pick (fixture->view->scene_layer, x, y, 0);
      g_assert_cmpint (pick.type, ==, YZT_PICK_ITEM);
    }
  }
  g_assert_cmpuint (looked, >, 0);
  g_assert_cmpuint (seen, ==, looked); /* the worst is never below another */
  double median_ms, longest_ms;
  FrameWatch watch;
  frame_watch_start (&watch, GTK_WIDGET (fixture->view));
  for (guint i = 0; i < 40; i++) {
    map_test_look_at (fixture, 112.5 + 0.01 * i, 23.1, 9.4);
  }
  frame_watch_stop (&watch, "every point", &median_ms, &longest_ms);
  g_assert_cmpfloat (median_ms, <, MAP_TEST_FRAME_MS);
  yzt_map_view_set_every_point (fixture->view, FALSE);
  yzt_scene_layer_get_n_shown (fixture->view->scene_layer, &n_clusters);
  g_assert_cmpuint (n_clusters, >, 0);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  yzt_geo_init ();
#define ADD(path, test) g_test_add (path, MapFixture, NULL, map_fixture_set_up, test, map_fixture_tear_down)
  ADD ("/map/shapes/few", test_few);
  ADD ("/map/shapes/antimeridian", test_antimeridian);
  ADD ("/map/shapes/first-frame", test_first_frame);
  ADD ("/map/shapes/many", test_many);
  ADD ("/map/shapes/every-point", test_every_point);
  return g_test_run ();
}

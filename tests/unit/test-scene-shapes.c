/* test-scene-shapes.c: lines and areas of the scene: packing, simplifying, boxes, picking, patches
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene-fixture.h"

/* A star of @n points round a place; @wild: radii jump, so that simplifying has something to do. */
static YztShape *
new_star (double lon, double lat, double radius_deg, guint n, double wild)
{
  g_autofree YztPosition *points = g_new (YztPosition, n);
  const guint starts[] = { 0, n };

  for (guint i = 0; i < n; i++) {
    double angle = 2 * G_PI * i / n;
    double radius = radius_deg * (1 - wild * g_test_rand_double ());

    points[i].lon = lon + radius * cos (angle);
    points[i].lon -= points[i].lon > 180 ? 360 : points[i].lon < -180 ? -360 : 0;
    points[i].lat = lat + radius * sin (angle);
  }
  g_autoptr (YztGeometry) geometry = yzt_geometry_new_area (points, starts, 1);
  return yzt_shape_new (geometry);
}

static void
test_levels (void)
{
  for (guint round = 0; round < 20; round++) {
    guint n = (guint) g_test_rand_int_range (3, 4000);
    g_autoptr (YztShape) shape = new_star (g_test_rand_double_range (-170, 170), g_test_rand_double_range (-60, 60), 0.5, n, 0.05);
    guint before = 0;

    for (double zoom = 3; zoom <= 19; zoom += 0.37) {
      YztShapeView view;

      yzt_shape_get_view (shape, zoom, &view);
      g_assert_cmpuint (view.n_points, >=, before);
      g_assert_cmpuint (view.n_points, <=, n);
      before = view.n_points;
      /* What was left out lies within a pixel of what is drawn. */
      YztShapeView all;
      yzt_shape_get_view (shape, 99, &all);
      g_assert_cmpuint (all.n_points, ==, n);
      double px = view.unit * 256 * exp2 (zoom);
      for (guint i = 0; i < n && view.n_points >= 3; i += 7) {
        double best = HUGE_VAL;
        for (guint a = 0, b = view.n_points - 1; a < view.n_points; b = a++) {
          double ax = (double) view.points[b].x - all.points[i].x, ay = (double) view.points[b].y - all.points[i].y;
          double dx = (double) view.points[a].x - view.points[b].x, dy = (double) view.points[a].y - view.points[b].y;
          double length2 = dx * dx + dy * dy;
          double t = length2 > 0 ? CLAMP (-(ax * dx + ay * dy) / length2, 0, 1) : 0;
          best = MIN (best, hypot (ax + t * dx, ay + t * dy));
        }
        g_assert_cmpfloat (best * px, <, 2.5);
      }
    }
  }
}

static void
test_bad_outlines (void)
{
  const YztPosition bow[] = { { 112, 23 }, { 113, 24 }, { 113, 23 }, { 112, 24 } };
  const YztPosition flat[] = { { 112, 23 }, { 112, 23 }, { 112, 23 }, { 112, 23.0000001 } };
  const guint starts[] = { 0, 4 };
  g_autoptr (YztGeometry) crossed = yzt_geometry_new_area (bow, starts, 1);
  g_autoptr (YztGeometry) thin = yzt_geometry_new_area (flat, starts, 1);
  g_autoptr (YztShape) bow_shape = yzt_shape_new (crossed);
  g_autoptr (YztGeometry) point = yzt_geometry_new_point (bow[0]);

  g_assert_null (yzt_shape_new (point));
  g_assert_true (yzt_shape_crosses_itself (bow_shape));
  g_autoptr (YztShape) star = new_star (112, 23, 1, 500, 0.3);
  g_assert_false (yzt_shape_crosses_itself (star));
  if (thin != NULL) {
    g_autoptr (YztShape) thin_shape = yzt_shape_new (thin);
    g_assert_cmpfloat (yzt_shape_distance2 (thin_shape, 0.5, 0.5), >, 0);
    g_assert_false (yzt_shape_crosses_itself (thin_shape));
  }
  /* A comb that doubles back a hundred thousand times takes no time worth telling. */
  g_autoptr (GArray) comb = g_array_new (FALSE, FALSE, sizeof (YztPosition));
  for (guint i = 0; i < 100000; i++) {
    YztPosition p = { 112 + (i % 2), 23 + i * 1e-6 };
    g_array_append_val (comb, p);
  }
  const guint ends[] = { 0, comb->len };
  g_autoptr (YztGeometry) long_one = yzt_geometry_new_area ((const YztPosition *) (gconstpointer) comb->data, ends, 1);
  g_autoptr (YztShape) long_shape = yzt_shape_new (long_one);
  YztShapeView view;
  yzt_shape_get_view (long_shape, 5, &view);
  g_assert_cmpuint (view.n_points, <, 2000);
}

/* With a hole, and whatever side of the antimeridian one asks from. */
static void
test_distance (void)
{
  const YztPosition ring[] = { { 179, 10 }, { -179, 10 }, { -179, 12 }, { 179, 12 },
                               { 179.5, 10.5 }, { 179.5, 11.5 }, { -179.5, 11.5 }, { -179.5, 10.5 } };
  const guint starts[] = { 0, 4, 8 };
  g_autoptr (YztGeometry) geometry = yzt_geometry_new_area (ring, starts, 2);
  g_autoptr (YztShape) shape = yzt_shape_new (geometry);
  double x0, y0, x1, y1, x, y;

  yzt_shape_get_bounds (shape, &x0, &y0, &x1, &y1);
  g_assert_cmpfloat_with_epsilon (x1 - x0, 2.0 / 360, 1e-12);
  const struct {
    YztPosition at;
    gboolean inside;
  } probes[] = { { { 179.2, 11 }, TRUE }, { { -179.2, 11 }, TRUE }, { { 179.9, 11 }, FALSE }, { { 180, 10.2 }, TRUE }, { { 178, 11 }, FALSE } };
  for (guint i = 0; i < G_N_ELEMENTS (probes); i++) {
    double best = HUGE_VAL;
    yzt_mercator_from_position (probes[i].at, &x, &y);
    for (int copy = -1; copy <= 1; copy++) {
      best = MIN (best, yzt_shape_distance2 (shape, x + copy, y));
    }
    g_assert_true ((best <= 0) == probes[i].inside);
  }
}

static int
compare_guints (gconstpointer a, gconstpointer b)
{
  guint left = *(const guint *) a, right = *(const guint *) b;

  return (left > right) - (left < right);
}

static void
assert_same (GArray *found, GArray *expected)
{
  g_array_sort (found, compare_guints);
  g_array_sort (expected, compare_guints);
  g_assert_cmpuint (found->len, ==, expected->len);
  g_assert_true (found->len == 0 || memcmp (found->data, expected->data, found->len * sizeof (guint)) == 0);
}

/* Every slot one by one. */
static void
check_generation (YztGeneration *generation)
{
  for (guint round = 0; round < 60; round++) {
    double x = g_test_rand_double (), y = g_test_rand_double_range (0.2, 0.8);
    double reach = pow (10, g_test_rand_double_range (-6, -0.7));
    const YztSceneFilter filter = { (guint64) g_test_rand_int_range (1, 16) };
    g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));
    g_autoptr (GArray) expected = g_array_new (FALSE, FALSE, sizeof (guint));
    g_autoptr (GArray) picked = g_array_new (FALSE, FALSE, sizeof (guint));
    g_autoptr (GArray) hit = g_array_new (FALSE, FALSE, sizeof (guint));

    for (guint i = 0; i < yzt_generation_get_n_slots (generation); i++) {
      YztItem item;
      gboolean meets = FALSE, below = FALSE;

      if (!yzt_generation_get_item (generation, i, &item) || item.shape == NULL || (filter.kinds >> item.kind & 1) == 0) {
        continue;
      }
      double x0, y0, x1, y1;
      yzt_shape_get_bounds (item.shape, &x0, &y0, &x1, &y1);
      for (int copy = -1; copy <= 1; copy++) {
        meets = meets || (x1 + copy >= x - reach && x0 + copy <= x + reach && y1 >= y - reach && y0 <= y + reach);
        below = below || yzt_shape_distance2 (item.shape, x - copy, y) <= reach * reach;
      }
      if (meets) {
        g_array_append_val (expected, i);
      }
      if (below) {
        g_array_append_val (hit, i);
      }
    }
    g_assert_true (yzt_generation_shapes (generation, x - reach, y - reach, x + reach, y + reach, filter, G_MAXUINT, found));
    assert_same (found, expected);
    yzt_generation_pick_shapes (generation, x, y, reach, filter, picked);
    assert_same (picked, hit);
    if (expected->len > 2) {
      g_array_set_size (found, 0);
      g_assert_false (yzt_generation_shapes (generation, x - reach, y - reach, x + reach, y + reach, filter, 2, found));
      g_assert_cmpuint (found->len, ==, 2);
    }
  }
}

/* --- packed --- */

typedef struct {
  GByteArray *bytes;
  gsize at;
} Pack;

static gboolean
put_bytes (gconstpointer bytes, gsize length, gpointer user_data)
{
  g_byte_array_append (((Pack *) user_data)->bytes, bytes, (guint) length);
  return TRUE;
}

static gboolean
take_bytes (gpointer bytes, gsize length, gpointer user_data)
{
  Pack *pack = user_data;
  if (length > pack->bytes->len - pack->at) {
    return FALSE;
  }
  memcpy (bytes, pack->bytes->data + pack->at, length);
  pack->at += length;
  return TRUE;
}

static gboolean
never_stale (gint64 verified_at_ms, gint64 now_ms)
{
  return FALSE;
}

static void
assert_same_shape (const YztShape *a, const YztShape *b)
{
  g_assert_cmpint (a == NULL, ==, b == NULL);
  for (double zoom = 2; a != NULL && zoom < 20; zoom += 1.7) {
    YztShapeView left, right;
    yzt_shape_get_view (a, zoom, &left);
    yzt_shape_get_view (b, zoom, &right);
    g_assert_cmpmem (left.starts, (left.n_parts + 1) * sizeof *left.starts, right.starts, (right.n_parts + 1) * sizeof *right.starts);
    g_assert_cmpmem (left.points, left.n_points * sizeof *left.points, right.points, right.n_points * sizeof *right.points);
    g_assert_true (left.origin_x == right.origin_x && left.origin_y == right.origin_y && left.unit == right.unit);
  }
  if (a != NULL) {
    g_assert_true (yzt_shape_is_area (a) == yzt_shape_is_area (b) && yzt_shape_crosses_itself (a) == yzt_shape_crosses_itself (b)
                   && yzt_shape_get_size (a) == yzt_shape_get_size (b));
  }
}

/* Written out and read again it is the same, outlines and all. */
static void
check_packed (YztGeneration *generation, YztKindSet *kinds)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  Pack pack = { bytes, 0 };
  const YztSceneJudge judge = { never_stale, 0, 0 };

  g_assert_true (yzt_generation_pack (generation, put_bytes, &pack));
  g_autoptr (YztGeneration) again = yzt_scene_builder_finish_packed (yzt_scene_builder_new (kinds), bytes->len, take_bytes, &pack, &judge);
  g_assert_nonnull (again);
  g_assert_cmpuint (yzt_generation_get_n_slots (again), ==, yzt_generation_get_n_slots (generation));
  for (guint i = 0; i < yzt_generation_get_n_slots (again); i++) {
    YztItem ours, theirs;
    g_assert_true (yzt_generation_get_item (again, i, &ours) && yzt_generation_get_item (generation, i, &theirs));
    g_assert_true (ours.fid == theirs.fid && ours.kind == theirs.kind && ours.flags == theirs.flags);
    g_assert_cmpstr (ours.name, ==, theirs.name);
    assert_same_shape (ours.shape, theirs.shape);
  }
  check_generation (again);
  pack.at = 0;
  g_assert_null (yzt_scene_builder_finish_packed (yzt_scene_builder_new (kinds), bytes->len - 1, take_bytes, &pack, &judge));
}

static void
test_queries (void)
{
  World *world = world_new ();
  YztSceneBuilder *builder = yzt_scene_builder_new (world->kinds);
  const double sums[2] = { 1, 2 };

  for (guint i = 0; i < 600; i++) {
    YztItem item = { .kind = i % FIXTURE_KINDS, .fid = i / FIXTURE_KINDS + 1, .lon = g_test_rand_double_range (-180, 180),
                     .lat = g_test_rand_double_range (-70, 70), .name = "片", .sums = sums, .verified_at_ms = YZT_SCENE_NO_TIME };
    g_autoptr (YztShape) shape =
        i % 3 != 0 ? new_star (item.lon, item.lat, pow (10, g_test_rand_double_range (-4, 1)), 3 + i % 90, 0.4) : NULL;

    item.shape = shape;
    yzt_scene_builder_add (builder, &item);
  }
  g_autoptr (YztGeneration) base = yzt_scene_builder_finish (builder);
  g_assert_true (yzt_generation_has_shapes (base));
  check_generation (base);
  check_packed (base, world->kinds);
  /* Some go, some change, one is new. */
  YztItemChange changes[40];
  g_autoptr (GPtrArray) shapes = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_shape_unref);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    changes[i] = (YztItemChange) { .removed = i % 3 == 0, .item = { .kind = i % 4, .fid = 1 + i * 9, .lon = 113, .lat = 23, .name = "新",
                                   .sums = sums, .verified_at_ms = YZT_SCENE_NO_TIME } };
    if (i % 2 == 0) {
      g_ptr_array_add (shapes, new_star (113, 23, 0.1 * (i + 1), 30, 0.2));
      changes[i].item.shape = g_ptr_array_index (shapes, shapes->len - 1);
    }
  }
  g_autoptr (YztGeneration) patched = yzt_generation_patch (base, changes, G_N_ELEMENTS (changes), NULL, 0);
  check_generation (patched);
  g_autoptr (YztGeneration) compacted = yzt_generation_compact (patched);
  check_generation (compacted);
  YztSceneSieve sieve = YZT_SCENE_SIEVE_ALL;
  sieve.text = "新";
  g_autoptr (YztGeneration) sifted = yzt_generation_sift (compacted, &sieve);
  check_generation (sifted);
  world_free (world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  yzt_geo_init ();
  g_test_add_func ("/scene/shapes/levels", test_levels);
  g_test_add_func ("/scene/shapes/bad", test_bad_outlines);
  g_test_add_func ("/scene/shapes/distance", test_distance);
  g_test_add_func ("/scene/shapes/queries", test_queries);
  return g_test_run ();
}

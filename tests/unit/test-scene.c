/* test-scene.c: radius, nearest, box and pick against the slow twin that tries every feature
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "scene-fixture.h"

static const double radii_m[] = { 0, 1, 500, 10e3, 50e3, 200e3, 419e3, 421e3, 450e3, 1500e3, 9000e3, 19900e3, 20100e3 };

static void
test_near_random (void)
{
  static const guint sizes[] = { 0, 1, 63, 64, 65, 700, 9000 };
  g_autoptr (YztNearResult) result = yzt_near_result_new ();

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++) {
    g_autoptr (World) world = world_new ();
    g_autoptr (YztGeneration) generation = NULL;

    world_add_random (world, sizes[s]);
    world_add_lines (world, sizes[s] / 4);
    generation = world_build (world);
    g_assert_cmpuint (yzt_generation_get_n_items (generation), ==, sizes[s]);
    for (guint q = 0; q < (sizes[s] > 1000 ? 4 : 20); q++) {
      YztPosition center = random_position ();

      for (guint r = 0; r < G_N_ELEMENTS (radii_m); r++) {
        check_near (world, generation, center, radii_m[r], random_filter (), result);
      }
    }
  }
}

/* One dense town, so that whole blocks lie inside and others are cut by the rim. */
static void
test_near_dense (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (YztGeneration) generation = NULL;
  g_autoptr (YztNearResult) result = yzt_near_result_new ();

  for (guint i = 0; i < 20000; i++) {
    Row row = row_at (world, (guint) g_test_rand_int_range (0, FIXTURE_KINDS),
                      (YztPosition) { random_between (113, 114), random_between (23, 24) });

    g_array_append_val (world->rows, row);
  }
  world_add_lines (world, 20000);
  generation = world_build (world);
  for (guint q = 0; q < 12; q++) {
    YztPosition center = { random_between (113, 114), random_between (23, 24) };

    check_near (world, generation, center, random_between (100, 80e3), random_filter (), result);
  }
}

static void
test_near_special_centers (void)
{
  static const YztPosition centers[] = {
    { 0, 90 }, { 113, -90 }, { 180, 0 }, { -180, 0 }, { 180, 89.999999 }, { -179.9999, -10 }, { 0, 0 }, { 113.5, 23 },
  };
  g_autoptr (World) world = world_new ();
  g_autoptr (YztGeneration) generation = NULL;
  g_autoptr (YztNearResult) result = yzt_near_result_new ();
  guint hits = 0;

  world_add_random (world, 3000);
  generation = world_build (world);
  for (guint c = 0; c < G_N_ELEMENTS (centers); c++) {
    for (guint r = 0; r < G_N_ELEMENTS (radii_m); r++) {
      hits += check_near (world, generation, centers[c], radii_m[r], YZT_SCENE_FILTER_ALL, result);
    }
  }
  g_assert_cmpuint (hits, >, 3000);
}

/* Features put at the radius, a tenth of a millimetre inside and outside, in pairs in the same place. */
static void
test_near_rim (void)
{
  static const double offsets_m[] = { -1e-4, 0, 1e-4 };
  g_autoptr (YztNearResult) result = yzt_near_result_new ();

  for (guint r = 1; r < G_N_ELEMENTS (radii_m) - 2; r++) {
    g_autoptr (World) world = world_new ();
    g_autoptr (YztGeneration) generation = NULL;
    YztPosition center = random_position ();
    guint inside = 0;

    for (guint i = 0; i < 300; i++) {
      guint which = i % 3;
      YztPosition position = yzt_geo_direct (center, random_between (0, 360), radii_m[r] + offsets_m[which]);

      for (guint copy = 0; copy < 2; copy++) {
        Row row = row_at (world, copy, position);

        g_array_append_val (world->rows, row);
      }
      inside += which == 0 ? 2 : 0;
    }
    generation = world_build (world);
    g_assert_cmpuint (check_near (world, generation, center, radii_m[r], YZT_SCENE_FILTER_ALL, result), >=, inside);
    /* The radius a feature's own distance gives holds it: the rim is closed. */
    for (guint i = 0; i < 30; i++) {
      const Row *row = world_row (world, i * 7);
      YztPosition position = { row->item.lon, row->item.lat };

      check_near (world, generation, center, yzt_geo_distance_m (center, position, NULL), YZT_SCENE_FILTER_ALL, result);
    }
  }
}

static void
test_near_ties (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (YztGeneration) generation = NULL;
  g_autoptr (YztNearResult) result = yzt_near_result_new ();
  const YztPosition place = { 113.2, 23.1 };
  const YztHit *hits;

  for (guint i = 0; i < 500; i++) {
    Row row = row_at (world, i % FIXTURE_KINDS, place);

    row.item.fid = 1000 - i / FIXTURE_KINDS;
    g_array_append_val (world->rows, row);
  }
  generation = world_build (world);
  g_assert_cmpuint (check_near (world, generation, place, 0, YZT_SCENE_FILTER_ALL, result), ==, 500);
  hits = yzt_near_result_get_hits (result);
  g_assert_cmpfloat (hits[0].distance_m, ==, 0);
  g_assert_cmpuint (
      check_near (world, generation, (YztPosition) { 113.3, 23.2 }, 100e3, YZT_SCENE_FILTER_ALL, result), ==, 500);
}

static void
test_near_nothing (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (YztGeneration) generation = NULL;
  g_autoptr (YztNearResult) result = yzt_near_result_new ();
  const YztPosition nowhere = { NAN, 23 };
  YztHit hit;

  world_add_random (world, 100);
  generation = world_build (world);
  yzt_generation_near (generation, nowhere, 1e9, YZT_SCENE_FILTER_ALL, YZT_NEAR_SORTED, result);
  g_assert_cmpuint (yzt_near_result_get_n_hits (result), ==, 0);
  yzt_generation_near (generation, (YztPosition) { 113, 23 }, -1, YZT_SCENE_FILTER_ALL, YZT_NEAR_SORTED, result);
  g_assert_cmpuint (yzt_near_result_get_n_hits (result), ==, 0);
  yzt_generation_near (generation, (YztPosition) { 113, 23 }, (double) NAN, YZT_SCENE_FILTER_ALL, 0, result);
  g_assert_cmpuint (yzt_near_result_get_n_hits (result), ==, 0);
  g_assert_cmpuint (yzt_generation_nearest (generation, nowhere, 1, YZT_SCENE_FILTER_ALL, &hit), ==, 0);
  check_near (world, generation, (YztPosition) { 113, 23 }, HUGE_VAL, YZT_SCENE_FILTER_ALL, result);
  g_assert_cmpuint (yzt_near_result_get_generation (result), ==, yzt_generation_get_number (generation));
}

typedef struct {
  double distance_m;
  gint64 fid;
  guint kind;
} Candidate;

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *left = a;
  const Candidate *right = b;

  return (left->distance_m > right->distance_m) - (left->distance_m < right->distance_m);
}

static void
check_nearest (const World *world, const YztGeneration *generation, YztPosition center, guint n, YztSceneFilter filter)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Candidate));
  g_autofree YztHit *hits = g_new (YztHit, n + 1);
  guint found = yzt_generation_nearest (generation, center, n, filter, hits);

  for (guint i = 0; i < world->rows->len; i++) {
    const Row *row = world_row (world, i);
    Candidate candidate = { 0, row->item.fid, row->item.kind };

    if (row_takes_part (row, filter)) {
      candidate.distance_m = yzt_geo_distance_m (center, (YztPosition) { row->item.lon, row->item.lat }, NULL);
      g_array_append_val (all, candidate);
    }
  }
  g_array_sort (all, compare_candidates);
  g_assert_cmpuint (found, ==, MIN (n, all->len));
  for (guint i = 0; i < found; i++) {
    YztItem item, previous;

    g_assert_true (yzt_generation_get_item (generation, hits[i].index, &item));
    g_assert_cmpfloat (fabs (g_array_index (all, Candidate, i).distance_m - hits[i].distance_m), <, 1e-3);
    if (i > 0 && !(hits[i - 1].distance_m < hits[i].distance_m)) {
      g_assert_cmpfloat (hits[i - 1].distance_m, ==, hits[i].distance_m);
      yzt_generation_get_item (generation, hits[i - 1].index, &previous);
      g_assert_true (previous.fid < item.fid || (previous.fid == item.fid && previous.kind < item.kind));
    }
  }
}

static void
test_nearest (void)
{
  static const guint sizes[] = { 0, 5, 800, 9000 };
  static const guint wanted[] = { 1, 2, 10, 100, 20000 };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++) {
    g_autoptr (World) world = world_new ();
    g_autoptr (YztGeneration) generation = NULL;

    world_add_random (world, sizes[s]);
    generation = world_build (world);
    for (guint q = 0; q < 6; q++) {
      for (guint w = 0; w < G_N_ELEMENTS (wanted); w++) {
        check_nearest (world, generation, random_position (), wanted[w], random_filter ());
      }
    }
  }
}

static void
check_box (const World *world, const YztGeneration *generation, const double box[4], YztSceneFilter filter)
{
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  guint count = 0;

  yzt_generation_box (generation, box[0], box[1], box[2], box[3], filter, indices);
  for (guint i = 0; i < world->rows->len; i++) {
    const Row *row = world_row (world, i);
    double x, y;

    if (row_takes_part (row, filter)) {
      yzt_mercator_from_position ((YztPosition) { row->item.lon, row->item.lat }, &x, &y);
      count += x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];
    }
  }
  g_assert_cmpuint (indices->len, ==, count);
  g_assert_cmpuint (yzt_generation_count_box (generation, box[0], box[1], box[2], box[3], filter), ==, count);
  for (guint i = 0; i < indices->len; i++) {
    guint index = g_array_index (indices, guint, i);
    double x, y;

    g_assert_true (yzt_generation_get_mercator (generation, index, &x, &y));
    g_assert_true (x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3]);
  }
}

static void
test_box (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (YztGeneration) generation = NULL;

  world_add_random (world, 5000);
  generation = world_build (world);
  for (guint q = 0; q < 200; q++) {
    const Row *row = world_row (world, (guint) g_test_rand_int_range (0, 5000));
    double size = pow (2, random_between (-16, 1));
    double x = 0, y = 0;

    if (!isnan (row->item.lon)) {
      yzt_mercator_from_position ((YztPosition) { row->item.lon, row->item.lat }, &x, &y);
    }
    /* The row itself at a corner: the box is closed. */
    check_box (world, generation, (double[]) { x, y, x + size, y + size }, random_filter ());
    check_box (world, generation, (double[]) { x - size, y - size, x, y }, random_filter ());
  }
  check_box (world, generation, (double[]) { 0, 0, 1, 1 }, YZT_SCENE_FILTER_ALL);
  check_box (world, generation, (double[]) { 0.6, 0.6, 0.5, 0.5 }, YZT_SCENE_FILTER_ALL);
}

static void
test_pick (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (YztGeneration) generation = NULL;

  world_add_random (world, 5000);
  generation = world_build (world);
  for (guint q = 0; q < 300; q++) {
    YztPosition place = random_position ();
    YztSceneFilter filter = random_filter ();
    double radius = pow (2, random_between (-16, -4));
    double x, y, best = HUGE_VAL;
    gboolean best_open = FALSE;
    guint picked;

    yzt_mercator_from_position (place, &x, &y);
    for (guint i = 0; i < world->rows->len; i++) {
      const Row *row = world_row (world, i);
      gboolean open = (row->item.flags & YZT_ITEM_OPEN) != 0;
      double rx, ry, distance;

      if (!row_takes_part (row, filter)) {
        continue;
      }
      yzt_mercator_from_position ((YztPosition) { row->item.lon, row->item.lat }, &rx, &ry);
      distance = hypot (rx - x, ry - y);
      if (distance <= radius && ((open && !best_open) || (open == best_open && distance < best))) {
        best = distance;
        best_open = open;
      }
    }
    g_assert_cmpint (yzt_generation_pick (generation, x, y, radius, filter, &picked), ==, !isinf (best));
    if (!isinf (best)) {
      YztItem item;
      double px, py;

      g_assert_true (yzt_generation_get_item (generation, picked, &item));
      g_assert_true (yzt_generation_get_mercator (generation, picked, &px, &py));
      g_assert_cmpint ((item.flags & YZT_ITEM_OPEN) != 0, ==, best_open);
      g_assert_cmpfloat_with_epsilon (hypot (px - x, py - y), best, 1e-13);
    }
  }
}

static void
test_items (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (YztGeneration) generation = NULL;
  guint counts[FIXTURE_KINDS] = { 0 };
  guint index;

  world_add_random (world, 2000);
  generation = world_build (world);
  for (guint i = 0; i < world->rows->len; i++) {
    const Row *row = world_row (world, i);
    guint n_sums = yzt_scene_kind_n_sums (yzt_kind_set_get (world->kinds, row->item.kind));
    YztItem item;
    double x, y;

    counts[row->item.kind]++;
    g_assert_true (yzt_generation_find (generation, row->item.kind, row->item.fid, &index));
    g_assert_true (yzt_generation_get_item (generation, index, &item));
    g_assert_cmpuint (item.kind, ==, row->item.kind);
    g_assert_cmpint (item.fid, ==, row->item.fid);
    g_assert_cmpstr (item.name, ==, row->name);
    g_assert_cmpuint (item.level, ==, row->item.level);
    g_assert_cmpuint (item.flags, ==, row->item.flags);
    g_assert_cmpuint (item.variant, ==, row->item.variant);
    g_assert_cmpint (item.verified_at_ms, ==, row->item.verified_at_ms);
    g_assert_cmpmem (item.sums, n_sums * sizeof (double), row->sums, n_sums * sizeof (double));
    g_assert_cmpint (yzt_generation_get_mercator (generation, index, &x, &y), ==, !isnan (row->item.lon));
    g_assert_cmpint (isnan (item.lon), ==, isnan (row->item.lon));
  }
  for (guint k = 0; k < FIXTURE_KINDS; k++) {
    g_assert_cmpuint (yzt_generation_count_kind (generation, k), ==, counts[k]);
  }
  g_assert_false (yzt_generation_find (generation, KIND_TEAM, -5, &index));
  g_assert_false (yzt_generation_find (generation, KIND_TEAM, G_MAXINT64, &index));
  g_assert_false (yzt_generation_find (generation, 63, 1, &index));
  g_assert_false (yzt_generation_find (generation, 64, 1, &index));
}

static void
test_given_twice (void)
{
  g_autoptr (World) world = world_new ();
  YztSceneBuilder *builder = yzt_scene_builder_new (world->kinds);
  g_autoptr (YztGeneration) generation = NULL;
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));
  YztItem item = { .kind = KIND_TEAM, .fid = 7, .lon = 113, .lat = 23, .name = "first" };

  yzt_scene_builder_add (builder, &item);
  item.name = "second";
  yzt_scene_builder_add (builder, &item);
  generation = yzt_scene_builder_finish (builder);
  g_assert_cmpuint (yzt_generation_get_n_items (generation), ==, 1);
  yzt_generation_find_names (generation, "first", YZT_SCENE_FILTER_ALL, 10, found);
  g_assert_cmpuint (found->len, ==, 0);
  yzt_generation_find_names (generation, "second", YZT_SCENE_FILTER_ALL, 10, found);
  g_assert_cmpuint (found->len, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  yzt_geo_init ();
  g_test_add_func ("/scene/near/random", test_near_random);
  g_test_add_func ("/scene/near/dense", test_near_dense);
  g_test_add_func ("/scene/near/special-centers", test_near_special_centers);
  g_test_add_func ("/scene/near/rim", test_near_rim);
  g_test_add_func ("/scene/near/ties", test_near_ties);
  g_test_add_func ("/scene/near/nothing", test_near_nothing);
  g_test_add_func ("/scene/nearest", test_nearest);
  g_test_add_func ("/scene/box", test_box);
  g_test_add_func ("/scene/pick", test_pick);
  g_test_add_func ("/scene/items", test_items);
  g_test_add_func ("/scene/given-twice", test_given_twice);
  return g_test_run ();
}

/* test-scene-clusters.c: bubbles lose nobody, keep within reach, and stand still while the map is panned
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "scene-fixture.h"

#include "yzt-base.h"

static GArray *
clusters_of (const YztGeneration *generation, double x0, double y0, double x1, double y1, double cell,
             YztSceneFilter filter)
{
  GArray *clusters = g_array_new (FALSE, FALSE, sizeof (YztCluster));

  yzt_generation_clusters (generation, x0, y0, x1, y1, cell, filter, clusters);
  return clusters;
}

static void
check_conservation (const World *world, const YztGeneration *generation, double cell, YztSceneFilter filter)
{
  g_autoptr (GArray) clusters = clusters_of (generation, 0, 0, 1, 1, cell, filter);
  guint levels[5] = { 0 }, expected[5] = { 0 };
  guint count = 0, placed = 0;
  double sum_x = 0, sum_y = 0, expected_x = 0, expected_y = 0;

  for (guint i = 0; i < world->rows->len; i++) {
    const Row *row = world_row (world, i);
    double x, y;

    if (row_takes_part (row, filter)) {
      yzt_mercator_from_position ((YztPosition) { row->item.lon, row->item.lat }, &x, &y);
      expected_x += x;
      expected_y += y;
      expected[row->item.level]++;
      placed++;
    }
  }
  for (guint i = 0; i < clusters->len; i++) {
    const YztCluster *cluster = &g_array_index (clusters, YztCluster, i);
    guint members = 0;

    count += cluster->count;
    sum_x += cluster->x * cluster->count;
    sum_y += cluster->y * cluster->count;
    for (guint level = 0; level < 5; level++) {
      levels[level] += cluster->level_counts[level];
      members += cluster->level_counts[level];
    }
    g_assert_cmpuint (members, ==, cluster->count);
    if (cluster->count == 1) {
      double x, y;

      g_assert_true (yzt_generation_get_mercator (generation, cluster->index, &x, &y));
      g_assert_cmpfloat (x, ==, cluster->x);
      g_assert_cmpfloat (y, ==, cluster->y);
    }
  }
  g_assert_cmpuint (count, ==, placed);
  g_assert_cmpmem (levels, sizeof levels, expected, sizeof expected);
  g_assert_cmpfloat (fabs (sum_x - expected_x), <, 1e-8 * (1 + placed));
  g_assert_cmpfloat (fabs (sum_y - expected_y), <, 1e-8 * (1 + placed));
}

static void
test_conservation (void)
{
  static const guint sizes[] = { 0, 1, 64, 65, 4000 };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++) {
    g_autoptr (World) world = world_new ();
    g_autoptr (YztGeneration) generation = NULL;

    world_add_random (world, sizes[s]);
    generation = world_build (world);
    for (guint q = 0; q < 30; q++) {
      check_conservation (world, generation, pow (2, random_between (-30, 2)), random_filter ());
    }
  }
}

/* Everyone is near a bubble, and no bubble stands far from its members. */
static void
test_reach (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (YztGeneration) generation = NULL;

  world_add_random (world, 3000);
  generation = world_build (world);
  for (guint q = 0; q < 10; q++) {
    double cell = pow (2, random_between (-8, -2));
    g_autoptr (GArray) clusters = clusters_of (generation, 0, 0, 1, 1, cell, YZT_SCENE_FILTER_ALL);

    for (guint i = 0; i < world->rows->len; i++) {
      const Row *row = world_row (world, i);
      double nearest = HUGE_VAL;
      double x, y;

      if (!row_takes_part (row, YZT_SCENE_FILTER_ALL)) {
        continue;
      }
      yzt_mercator_from_position ((YztPosition) { row->item.lon, row->item.lat }, &x, &y);
      for (guint c = 0; c < clusters->len; c++) {
        const YztCluster *cluster = &g_array_index (clusters, YztCluster, c);

        nearest = MIN (nearest, hypot (cluster->x - x, cluster->y - y));
      }
      /* Half way across a square, a merge, and the shift of the mean. */
      g_assert_cmpfloat (nearest, <, 4 * cell);
    }
  }
}

/* Leaders of neighbours are merged, so that hardly any two bubbles come nearer than the cell. */
static void
test_no_grid (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (YztGeneration) generation = NULL;
  g_autoptr (GArray) clusters = NULL;
  const double cell = 1.0 / 4096;
  guint near = 0;

  for (guint i = 0; i < 5000; i++) {
    Row row = row_at (world, KIND_TEAM, (YztPosition) { random_between (112, 116), random_between (22, 25) });

    g_array_append_val (world->rows, row);
  }
  generation = world_build (world);
  clusters = clusters_of (generation, 0.8, 0.42, 0.84, 0.46, cell, YZT_SCENE_FILTER_ALL);
  for (guint i = 0; i < clusters->len; i++) {
    for (guint j = 0; j < i; j++) {
      const YztCluster *a = &g_array_index (clusters, YztCluster, i);
      const YztCluster *b = &g_array_index (clusters, YztCluster, j);

      near += hypot (a->x - b->x, a->y - b->y) < 0.5 * cell;
    }
  }
  g_assert_cmpuint (clusters->len, >, 50);
  g_assert_cmpuint (near, <=, clusters->len / 20);
}

/* How many bubbles have their nearest neighbour exactly beside or below them. */
static guint
count_in_rows (const GArray *clusters)
{
  guint in_rows = 0;

  for (guint i = 0; i < clusters->len; i++) {
    const YztCluster *a = &g_array_index (clusters, YztCluster, i);
    double nearest = HUGE_VAL, slope = 0;

    for (guint j = 0; j < clusters->len; j++) {
      const YztCluster *b = &g_array_index (clusters, YztCluster, j);
      double dx = fabs (a->x - b->x), dy = fabs (a->y - b->y);

      if (j != i && hypot (dx, dy) < nearest) {
        nearest = hypot (dx, dy);
        slope = MIN (dx, dy) / nearest;
      }
    }
    in_rows += slope < 0.07;
  }
  return in_rows;
}

/* Where things lie evenly, and ever denser to the east, bubbles stand in no rows and columns: chance puts one in eleven so. */
static void
test_no_rows (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (YztGeneration) generation = NULL;

  for (guint i = 0; i < 60000; i++) {
    Row row = row_at (world, KIND_TEAM, (YztPosition) { 112 + 4 * sqrt ((i % 300 + random_between (0, 1)) / 300), 22 + 3 * (i / 300 + random_between (0, 1)) / 200 });

    g_array_append_val (world->rows, row);
  }
  generation = world_build (world);
  for (double cell = 1.0 / 4096; cell > 1.0 / 8192; cell *= 0.84) {
    g_autoptr (GArray) clusters = clusters_of (generation, 0.8, 0.42, 0.84, 0.46, cell, YZT_SCENE_FILTER_ALL);

    g_assert_cmpuint (clusters->len, >, 200);
    g_assert_cmpuint (count_in_rows (clusters), <, clusters->len * 2 / 5);
  }
}

static void
test_stable_while_panning (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (YztGeneration) generation = NULL;
  guint compared = 0;

  for (guint i = 0; i < 20000; i++) {
    Row row = row_at (world, KIND_TEAM, (YztPosition) { random_between (100, 120), random_between (20, 40) });

    g_array_append_val (world->rows, row);
  }
  generation = world_build (world);
  for (guint q = 0; q < 40; q++) {
    double cell = pow (2, random_between (-11, -8));
    double x, y;

    yzt_mercator_from_position ((YztPosition) { random_between (105, 115), random_between (25, 35) }, &x, &y);
    g_autoptr (GArray) here = clusters_of (generation, x, y, x + 30 * cell, y + 20 * cell, cell, YZT_SCENE_FILTER_ALL);
    double dx = random_between (-3, 3) * cell;
    double dy = random_between (-3, 3) * cell;
    g_autoptr (GArray) there = clusters_of (generation, x + dx, y + dy, x + dx + 30 * cell, y + dy + 20 * cell, cell,
                                            YZT_SCENE_FILTER_ALL);

    /* What is far enough inside both views must be in both. */
    for (guint i = 0; i < here->len; i++) {
      const YztCluster *a = &g_array_index (here, YztCluster, i);
      gboolean found = FALSE;

      if (a->x < x + 8 * cell || a->x > x + 22 * cell || a->y < y + 8 * cell || a->y > y + 12 * cell) {
        continue;
      }
      compared++;
      for (guint j = 0; j < there->len && !found; j++) {
        const YztCluster *b = &g_array_index (there, YztCluster, j);

        found = b->count == a->count && fabs (a->x - b->x) <= 0 && fabs (a->y - b->y) <= 0;
      }
      g_assert_true (found);
    }
  }
  g_assert_cmpuint (compared, >, 40);
}

/* The members of a bubble add up to it. */
static void
test_members (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (YztGeneration) generation = NULL;

  world_add_random (world, 6000);
  generation = world_build (world);
  for (guint q = 0; q < 20; q++) {
    double cell = pow (2, random_between (-9, -4));
    YztSceneFilter filter = random_filter ();
    g_autoptr (GArray) clusters = clusters_of (generation, 0, 0, 1, 1, cell, filter);

    for (guint i = 0; i < clusters->len; i += 7) {
      const YztCluster *cluster = &g_array_index (clusters, YztCluster, i);
      g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (guint));
      double sum_x = 0, sum_y = 0;

      yzt_generation_cluster_members (generation, cluster->x, cluster->y, cell, filter, members);
      g_assert_cmpuint (members->len, ==, cluster->count);
      for (guint m = 0; m < members->len; m++) {
        double x, y;

        g_assert_true (yzt_generation_get_mercator (generation, g_array_index (members, guint, m), &x, &y));
        sum_x += x;
        sum_y += y;
      }
      g_assert_cmpfloat_with_epsilon (sum_x / members->len, cluster->x, 1e-9);
      g_assert_cmpfloat_with_epsilon (sum_y / members->len, cluster->y, 1e-9);
    }
  }
}

/* Small bubbles whose members stand apart are opened, others are not, and nobody is lost. */
static void
test_opened (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (YztGeneration) generation = NULL;
  guint n_opened = 0;

  world_add_random (world, 4000);
  generation = world_build (world);
  for (guint q = 0; q < 20; q++) {
    double cell = pow (2, random_between (-12, -6));
    double gap = cell / 3;
    YztSceneFilter filter = random_filter ();
    g_autoptr (GArray) closed = clusters_of (generation, 0, 0, 1, 1, cell, filter);
    g_autoptr (GArray) opened = g_array_new (FALSE, FALSE, sizeof (YztCluster));
    guint before = 0, after = 0;

    yzt_generation_clusters_opened (generation, 0, 0, 1, 1, cell, 3, gap, filter, opened);
    for (guint i = 0; i < closed->len; i++) {
      before += g_array_index (closed, YztCluster, i).count;
    }
    for (guint i = 0; i < opened->len; i++) {
      after += g_array_index (opened, YztCluster, i).count;
    }
    g_assert_cmpuint (after, ==, before);
    g_assert_cmpuint (opened->len, >=, closed->len);
    n_opened += opened->len - closed->len;
  }
  g_assert_cmpuint (n_opened, >, 0);
}

/* What is sifted answers as a scene that never had the others. */
static void
test_sift (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (YztGeneration) generation = NULL;

  world_add_random (world, 5000);
  generation = world_build (world);
  for (guint q = 0; q < 12; q++) {
    YztSceneSieve sieve = YZT_SCENE_SIEVE_ALL;
    g_autoptr (GArray) clusters = NULL;
    g_autoptr (GArray) inside = g_array_new (FALSE, FALSE, sizeof (guint));
    YztSceneFilter filter = q % 2 == 0 ? YZT_SCENE_FILTER_ALL : random_filter ();
    guint expected = 0, expected_levels[5] = { 0 }, count = 0, levels[5] = { 0 }, n_items = 0, n_exercises[YZT_KINDS_ON_MAP_MAX] = { 0 }, told[YZT_KINDS_ON_MAP_MAX];

    sieve.levels = q == 0 ? 0x1f : (guint8) g_test_rand_int_range (1, 0x20);
    sieve.flags_none = q % 3 == 1 ? YZT_ITEM_STALE : 0;
    sieve.text = q % 4 == 2 ? "难" : NULL;
    g_autoptr (YztGeneration) sifted = yzt_generation_sift (generation, &sieve);
    g_autofree char *needle = sieve.text != NULL ? yzt_text_fold (sieve.text) : NULL;

    g_assert_true (q != 0 || sifted == generation);
    for (guint i = 0; i < yzt_generation_get_n_slots (generation); i++) {
      YztItem item;
      double x, y;

      if (!yzt_generation_get_item (generation, i, &item) || (sieve.levels >> item.level & 1) == 0
          || (item.flags & sieve.flags_none) != 0) {
        continue;
      }
      g_autofree char *folded = yzt_text_fold (item.name);
      if (needle != NULL && strstr (folded, needle) == NULL) {
        continue;
      }
      n_items++;
      n_exercises[item.kind] += (item.flags & YZT_ITEM_EXERCISE) != 0;
      if ((filter.kinds >> item.kind & 1) != 0 && yzt_generation_get_mercator (generation, i, &x, &y)) {
        expected++;
        expected_levels[item.level]++;
      }
    }
    clusters = clusters_of (sifted, 0, 0, 1, 1, pow (2, random_between (-9, -3)), filter);
    for (guint i = 0; i < clusters->len; i++) {
      count += g_array_index (clusters, YztCluster, i).count;
      for (guint level = 0; level < 5; level++) {
        levels[level] += g_array_index (clusters, YztCluster, i).level_counts[level];
      }
    }
    g_assert_cmpuint (yzt_generation_get_n_items (sifted), ==, n_items);
    yzt_generation_count_exercises (sifted, told);
    g_assert_cmpmem (told, sizeof told, n_exercises, sizeof n_exercises);
    g_assert_cmpuint (count, ==, expected);
    g_assert_cmpmem (levels, sizeof levels, expected_levels, sizeof expected_levels);
    yzt_generation_box (sifted, 0, 0, 1, 1, filter, inside);
    g_assert_cmpuint (inside->len, ==, expected);
    g_assert_cmpuint (yzt_generation_count_box (sifted, 0, 0, 1, 1, filter), ==, expected);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  yzt_geo_init ();
  g_test_add_func ("/scene/clusters/conservation", test_conservation);
  g_test_add_func ("/scene/clusters/reach", test_reach);
  g_test_add_func ("/scene/clusters/no-grid", test_no_grid);
  g_test_add_func ("/scene/clusters/no-rows", test_no_rows);
  g_test_add_func ("/scene/clusters/stable-while-panning", test_stable_while_panning);
  g_test_add_func ("/scene/clusters/members", test_members);
  g_test_add_func ("/scene/clusters/opened", test_opened);
  g_test_add_func ("/scene/clusters/sift", test_sift);
  return g_test_run ();
}

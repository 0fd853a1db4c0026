/* test-scene-patch.c: patched and compacted generations answer as one built from scratch; the scene on the main thread
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "scene-fixture.h"

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const gint64 *left = a;
  const gint64 *right = b;

  if (left[0] != right[0]) {
    return left[0] < right[0] ? -1 : 1;
  }
  return (left[1] > right[1]) - (left[1] < right[1]);
}

/* Slots differ from generation to generation; (fid, kind) does not. */
static GArray *
ids_of (const YztGeneration *generation, const GArray *indices, gboolean sorted)
{
  GArray *ids = g_array_new (FALSE, FALSE, 2 * sizeof (gint64));

  for (guint i = 0; i < indices->len; i++) {
    gint64 id[2];
    YztItem item;

    g_assert_true (yzt_generation_get_item (generation, g_array_index (indices, guint, i), &item));
    id[0] = item.fid;
    id[1] = item.kind;
    g_array_append_vals (ids, id, 1);
  }
  if (sorted) {
    g_array_sort (ids, compare_ids);
  }
  return ids;
}

static void
assert_same_indices (const YztGeneration *a, const GArray *in_a, const YztGeneration *b, const GArray *in_b, gboolean sort)
{
  g_autoptr (GArray) ids_a = ids_of (a, in_a, sort);
  g_autoptr (GArray) ids_b = ids_of (b, in_b, sort);

  g_assert_cmpmem (ids_a->data, ids_a->len * 2 * sizeof (gint64), ids_b->data, ids_b->len * 2 * sizeof (gint64));
}

static void
assert_same_hits (const YztGeneration *a, const YztHit *in_a, const YztGeneration *b, const YztHit *in_b, guint n)
{
  for (guint i = 0; i < n; i++) {
    YztItem item_a, item_b;

    g_assert_true (yzt_generation_get_item (a, in_a[i].index, &item_a));
    g_assert_true (yzt_generation_get_item (b, in_b[i].index, &item_b));
    g_assert_cmpint (item_a.fid, ==, item_b.fid);
    g_assert_cmpuint (item_a.kind, ==, item_b.kind);
    g_assert_cmpstr (item_a.name, ==, item_b.name);
    g_assert_cmpfloat (in_a[i].distance_m, ==, in_b[i].distance_m);
  }
}

static void
assert_same_near (const YztGeneration *a, const YztGeneration *b, YztPosition center, YztSceneFilter filter)
{
  g_autoptr (YztNearResult) near_a = yzt_near_result_new ();
  g_autoptr (YztNearResult) near_b = yzt_near_result_new ();
  double radius_m = pow (10, random_between (2, 7.2));
  YztHit hits_a[20], hits_b[20];

  yzt_generation_near (a, center, radius_m, filter, YZT_NEAR_SORTED | YZT_NEAR_STOCK, near_a);
  yzt_generation_near (b, center, radius_m, filter, YZT_NEAR_SORTED | YZT_NEAR_STOCK, near_b);
  g_assert_cmpuint (yzt_near_result_get_n_hits (near_a), ==, yzt_near_result_get_n_hits (near_b));
  assert_same_hits (a, yzt_near_result_get_hits (near_a), b, yzt_near_result_get_hits (near_b),
                    yzt_near_result_get_n_hits (near_a));
  for (guint k = 0; k < FIXTURE_KINDS; k++) {
    const YztKindTotal *total_a = yzt_near_result_get_total (near_a, k);
    const YztKindTotal *total_b = yzt_near_result_get_total (near_b, k);

    g_assert_cmpuint (total_a->count, ==, total_b->count);
    g_assert_cmpmem (total_a->level_counts, sizeof total_a->level_counts, total_b->level_counts,
                     sizeof total_b->level_counts);
    for (guint s = 0; s < yzt_scene_kind_n_sums (yzt_kind_set_get (yzt_generation_get_kinds (a), k)); s++) {
      g_assert_cmpfloat (total_a->sums[s], ==, total_b->sums[s]);
    }
  }
  g_assert_cmpuint (yzt_near_result_get_n_stock (near_a), ==, yzt_near_result_get_n_stock (near_b));
  for (guint i = 0; i < yzt_near_result_get_n_stock (near_a); i++) {
    const YztStockTotal *stock_a = yzt_near_result_get_stock (near_a, i);
    const YztStockTotal *stock_b = yzt_near_result_get_stock (near_b, i);

    g_assert_cmpstr (stock_a->item, ==, stock_b->item);
    g_assert_cmpstr (stock_a->spec, ==, stock_b->spec);
    g_assert_cmpstr (stock_a->unit, ==, stock_b->unit);
    g_assert_cmpfloat (stock_a->book, ==, stock_b->book);
    g_assert_cmpfloat (stock_a->available, ==, stock_b->available);
  }
  g_assert_cmpuint (yzt_generation_nearest (a, center, 20, filter, hits_a), ==,
                    yzt_generation_nearest (b, center, 20, filter, hits_b));
  assert_same_hits (a, hits_a, b, hits_b, yzt_generation_nearest (b, center, 20, filter, hits_b));
}

static void
assert_same_map (const YztGeneration *a, const YztGeneration *b, YztPosition center, YztSceneFilter filter)
{
  g_autoptr (GArray) in_a = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) in_b = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) clusters_a = g_array_new (FALSE, FALSE, sizeof (YztCluster));
  g_autoptr (GArray) clusters_b = g_array_new (FALSE, FALSE, sizeof (YztCluster));
  double size = pow (2, random_between (-12, 0));
  guint picked_a, picked_b;
  double x, y;
  gboolean found;

  yzt_mercator_from_position (center, &x, &y);
  yzt_generation_box (a, x - size, y - size, x + size, y + size, filter, in_a);
  yzt_generation_box (b, x - size, y - size, x + size, y + size, filter, in_b);
  assert_same_indices (a, in_a, b, in_b, TRUE);
  g_assert_cmpuint (yzt_generation_count_box (a, x - size, y - size, x + size, y + size, filter), ==, in_b->len);
  found = yzt_generation_pick (a, x, y, size, filter, &picked_a);
  g_assert_cmpint (found, ==, yzt_generation_pick (b, x, y, size, filter, &picked_b));
  if (found) {
    const YztHit hit_a = { picked_a, 0 };
    const YztHit hit_b = { picked_b, 0 };

    assert_same_hits (a, &hit_a, b, &hit_b, 1);
  }
  yzt_generation_clusters (a, x - size, y - size, x + size, y + size, size / 7, filter, clusters_a);
  yzt_generation_clusters (b, x - size, y - size, x + size, y + size, size / 7, filter, clusters_b);
  g_assert_cmpuint (clusters_a->len, ==, clusters_b->len);
  for (guint i = 0; i < clusters_a->len; i++) {
    const YztCluster *cluster = &g_array_index (clusters_a, YztCluster, i);
    guint j = 0;

    /* Cells that the delta made come last. */
    while (j < clusters_b->len && (g_array_index (clusters_b, YztCluster, j).x < cluster->x ||
                                   g_array_index (clusters_b, YztCluster, j).x > cluster->x ||
                                   g_array_index (clusters_b, YztCluster, j).y < cluster->y ||
                                   g_array_index (clusters_b, YztCluster, j).y > cluster->y)) {
      j++;
    }
    g_assert_cmpuint (j, <, clusters_b->len);
    g_assert_cmpuint (g_array_index (clusters_b, YztCluster, j).count, ==, cluster->count);
    g_assert_cmpmem (g_array_index (clusters_b, YztCluster, j).level_counts, sizeof cluster->level_counts,
                     cluster->level_counts, sizeof cluster->level_counts);
  }
}

static void
assert_same_names (const YztGeneration *a, const YztGeneration *b, YztSceneFilter filter)
{
  static const char *const texts[] = { "避难", "depot", "号", "第一", "a区", "É", "不存在" };
  static const guint limits[] = { 1, 7, 100000 };

  for (guint t = 0; t < G_N_ELEMENTS (texts); t++) {
    for (guint l = 0; l < G_N_ELEMENTS (limits); l++) {
      g_autoptr (GArray) in_a = g_array_new (FALSE, FALSE, sizeof (guint));
      g_autoptr (GArray) in_b = g_array_new (FALSE, FALSE, sizeof (guint));

      yzt_generation_find_names (a, texts[t], filter, limits[l], in_a);
      yzt_generation_find_names (b, texts[t], filter, limits[l], in_b);
      assert_same_indices (a, in_a, b, in_b, FALSE);
    }
  }
}

static void
assert_same (const YztGeneration *a, const YztGeneration *b, guint rounds)
{
  g_assert_cmpuint (yzt_generation_get_n_items (a), ==, yzt_generation_get_n_items (b));
  for (guint k = 0; k < FIXTURE_KINDS; k++) {
    g_assert_cmpuint (yzt_generation_count_kind (a, k), ==, yzt_generation_count_kind (b, k));
  }
  for (guint i = 0; i < rounds; i++) {
    YztPosition center = random_position ();
    YztSceneFilter filter = random_filter ();

    assert_same_near (a, b, center, filter);
    assert_same_map (a, b, center, filter);
  }
  assert_same_names (a, b, random_filter ());
}

/* What a model would tell the scene; the rows are copies, for those of the world move. */
typedef struct {
  GArray *items;  /* YztItemChange */
  GArray *stocks; /* YztStockChange */
  GPtrArray *rows;
} Changes;

static void
changes_clear (Changes *changes)
{
  g_array_unref (changes->items);
  g_array_unref (changes->stocks);
  g_ptr_array_unref (changes->rows);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Changes, changes_clear)

static void
record_row (Changes *changes, const Row *row)
{
  Row *copy = g_memdup2 (row, sizeof *row);
  YztItemChange change;

  copy->item.name = copy->name;
  copy->item.sums = copy->sums;
  g_ptr_array_add (changes->rows, copy);
  change = (YztItemChange) { FALSE, copy->item };
  g_array_append_val (changes->items, change);
}

static void
change_item (World *world, Changes *changes)
{
  int what = world->rows->len == 0 ? 0 : g_test_rand_int_range (0, 4);
  guint at = world->rows->len == 0 ? 0 : (guint) g_test_rand_int_range (0, (gint32) world->rows->len);

  if (what == 0) {
    world_add_random (world, 1);
    record_row (changes, world_row (world, world->rows->len - 1));
  } else if (what == 1) {
    YztItemChange change = { TRUE, { .kind = world_row (world, at)->item.kind, .fid = world_row (world, at)->item.fid } };

    g_array_append_val (changes->items, change);
    g_array_remove_index_fast (world->rows, at);
  } else {
    Row row = random_row (world);

    row.item.kind = world_row (world, at)->item.kind;
    row.item.fid = world_row (world, at)->item.fid;
    *world_row (world, at) = row;
    record_row (changes, &row);
  }
}

static void
change_line (World *world, Changes *changes)
{
  guint at = world->lines->len == 0 ? 0 : (guint) g_test_rand_int_range (0, (gint32) world->lines->len);
  int what = world->lines->len == 0 ? 0 : g_test_rand_int_range (0, 3);
  YztStockChange change = { FALSE, random_line (world) };

  if (what == 0) {
    if (g_test_rand_bit ()) {
      change.stock.item = "new item";
    }
    g_array_append_val (world->lines, change.stock);
  } else if (what == 1) {
    change.removed = TRUE;
    change.stock.fid = g_array_index (world->lines, YztStock, at).fid;
    g_array_remove_index_fast (world->lines, at);
  } else {
    change.stock.fid = g_array_index (world->lines, YztStock, at).fid;
    g_array_index (world->lines, YztStock, at) = change.stock;
  }
  g_array_append_val (changes->stocks, change);
}

static Changes
change_world (World *world, guint n_items, guint n_lines)
{
  Changes changes = {
    g_array_new (FALSE, FALSE, sizeof (YztItemChange)),
    g_array_new (FALSE, FALSE, sizeof (YztStockChange)),
    g_ptr_array_new_with_free_func (g_free),
  };

  for (guint i = 0; i < n_items; i++) {
    change_item (world, &changes);
  }
  for (guint i = 0; i < n_lines; i++) {
    change_line (world, &changes);
  }
  return changes;
}

static const YztItemChange *
items_of (const Changes *changes)
{
  return (const YztItemChange *) (gpointer) changes->items->data;
}

static const YztStockChange *
stocks_of (const Changes *changes)
{
  return (const YztStockChange *) (gpointer) changes->stocks->data;
}

static void
test_patch (void)
{
  static const guint sizes[] = { 0, 50, 3000 };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++) {
    g_autoptr (World) world = world_new ();
    g_autoptr (YztGeneration) generation = NULL;

    world_add_random (world, sizes[s]);
    world_add_lines (world, sizes[s] / 2);
    generation = world_build (world);
    for (guint round = 0; round < 12; round++) {
      g_auto (Changes) changes = change_world (world, (guint) g_test_rand_int_range (0, 120),
                                               (guint) g_test_rand_int_range (0, 40));
      g_autoptr (YztGeneration) old = g_steal_pointer (&generation);
      g_autoptr (YztGeneration) fresh = world_build (world);
      g_autoptr (YztGeneration) compacted = NULL;

      generation = yzt_generation_patch (old, items_of (&changes), changes.items->len, stocks_of (&changes),
                                         changes.stocks->len);
      g_assert_cmpuint (yzt_generation_get_number (generation), >, yzt_generation_get_number (old));
      assert_same (generation, fresh, 10);
      compacted = yzt_generation_compact (generation);
      g_assert_cmpuint (yzt_generation_get_delta_size (compacted), ==, 0);
      assert_same (generation, compacted, 10);
    }
  }
}

/* What several builders have got, joined, is what one would have; of rows given twice the later stays, whichever builder has it. */
static void
test_join (void)
{
  for (guint round = 0; round < 6; round++) {
    g_autoptr (World) world = world_new ();
    YztSceneBuilder *builders[3];
    gint64 high = round % 2 == 0 ? 0 : G_GINT64_CONSTANT (1) << 60; /* numbers with and without room for the kind beside them */

    world_add_random (world, round == 5 ? 4 : 2000);
    world_add_lines (world, 300);
    for (guint i = 0; i < world->rows->len; i++) {
      world_row (world, i)->item.fid += i % 3 == 0 ? high : i % 3 == 1 ? -high : 0;
    }
    g_autoptr (YztGeneration) expected = world_build (world);
    for (guint b = 0; b < G_N_ELEMENTS (builders); b++) {
      builders[b] = yzt_scene_builder_new (world->kinds);
    }
    for (guint i = 0; i < world->rows->len; i++) {
      YztItem item = world_row (world, i)->item;
      guint which = round == 0 ? 1 : (guint) g_test_rand_int_range (0, G_N_ELEMENTS (builders)); /* also: all in one, two with nothing */

      yzt_scene_builder_add (builders[which], &item);
      item.name = "taken back";
      yzt_scene_builder_add (builders[0], &item); /* before the true one, unless that is in the same builder */
      if (which == 0) {
        item.name = world_row (world, i)->item.name;
        yzt_scene_builder_add (builders[0], &item);
      }
    }
    for (guint i = 0; i < world->lines->len; i++) {
      yzt_scene_builder_add_stock (builders[g_test_rand_int_range (0, G_N_ELEMENTS (builders))], &g_array_index (world->lines, YztStock, i));
    }
    yzt_scene_builder_join (builders[0], builders[1]);
    yzt_scene_builder_join (builders[0], builders[2]);
    g_autoptr (YztGeneration) joined = yzt_scene_builder_finish (builders[0]);
    assert_same (joined, expected, 10);
  }
}

/* Owners and lines may come in either order, and go and come back. */
static void
test_stock_owner_comes_later (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (YztGeneration) empty = world_build (world);
  g_autoptr (YztGeneration) with_line = NULL;
  g_autoptr (YztGeneration) compacted = NULL;
  g_autoptr (YztGeneration) with_owner = NULL;
  g_autoptr (YztGeneration) without_owner = NULL;
  g_autoptr (YztNearResult) result = yzt_near_result_new ();
  const YztStockChange line = { FALSE, { 9, 1, "帐篷", "", "顶", 10, 2, 3 } };
  YztItemChange owner = { FALSE, { .kind = KIND_DEPOT, .fid = 9, .lon = 113, .lat = 23, .name = "d" } };
  const YztPosition center = { 113, 23 };

  with_line = yzt_generation_patch (empty, NULL, 0, &line, 1);
  compacted = yzt_generation_compact (with_line);
  yzt_generation_near (compacted, center, 1000, YZT_SCENE_FILTER_ALL, YZT_NEAR_STOCK, result);
  g_assert_cmpuint (yzt_near_result_get_n_stock (result), ==, 0);
  with_owner = yzt_generation_patch (compacted, &owner, 1, NULL, 0);
  yzt_generation_near (with_owner, center, 1000, YZT_SCENE_FILTER_ALL, YZT_NEAR_STOCK, result);
  g_assert_cmpuint (yzt_near_result_get_n_stock (result), ==, 1);
  g_assert_cmpfloat (yzt_near_result_get_stock (result, 0)->available, ==, 5);
  owner.removed = TRUE;
  without_owner = yzt_generation_patch (with_owner, &owner, 1, NULL, 0);
  yzt_generation_near (without_owner, center, 1000, YZT_SCENE_FILTER_ALL, YZT_NEAR_STOCK, result);
  g_assert_cmpuint (yzt_near_result_get_n_stock (result), ==, 0);
}

static void
count_published (YztScene *scene, guint *count)
{
  (*count)++;
}

static void
test_scene_publish (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (YztScene) scene = yzt_scene_new (world->kinds);
  g_autoptr (YztGeneration) early = NULL;
  g_autoptr (YztGeneration) late = NULL;
  guint count = 0;
  guint64 number;

  g_assert_cmpuint (yzt_generation_get_n_items (yzt_scene_get_generation (scene)), ==, 0);
  g_signal_connect (scene, "published", G_CALLBACK (count_published), &count);
  world_add_random (world, 10);
  early = world_build (world);
  late = world_build (world);
  yzt_scene_publish (scene, late);
  g_assert_true (yzt_scene_get_generation (scene) == late);
  g_assert_cmpuint (count, ==, 1);
  number = yzt_generation_get_number (late);
  /* Made earlier, published later: its number must not go back. */
  yzt_scene_publish (scene, early);
  g_assert_cmpuint (count, ==, 2);
  g_assert_cmpuint (yzt_generation_get_number (yzt_scene_get_generation (scene)), >, number);
}

static void
test_scene_compacts (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (YztScene) scene = yzt_scene_new (world->kinds);
  g_autoptr (YztGeneration) first = NULL;
  g_autoptr (YztGeneration) fresh = NULL;
  gboolean compacted = FALSE;

  world_add_random (world, 5000);
  world_add_lines (world, 500);
  first = world_build (world);
  yzt_scene_publish (scene, first);
  /* Patches go on while the worker compacts. */
  for (guint round = 0; round < 60; round++) {
    g_auto (Changes) changes = change_world (world, 100, 10);

    yzt_scene_patch (scene, items_of (&changes), changes.items->len, stocks_of (&changes), changes.stocks->len);
    g_main_context_iteration (NULL, FALSE);
  }
  while (yzt_generation_get_delta_size (yzt_scene_get_generation (scene)) > 2000) {
    g_main_context_iteration (NULL, TRUE);
    compacted = TRUE;
  }
  fresh = world_build (world);
  g_assert_true (compacted || yzt_generation_get_delta_size (yzt_scene_get_generation (scene)) <= 2000);
  assert_same (yzt_scene_get_generation (scene), fresh, 30);
}

/* A map opened while the former one was being compacted must not be replaced by it. */
static void
test_scene_reopened_while_compacting (void)
{
  g_autoptr (World) old_world = world_new ();
  g_autoptr (World) new_world = world_new ();
  g_autoptr (YztScene) scene = yzt_scene_new (old_world->kinds);
  g_autoptr (YztGeneration) opened = NULL;
  g_auto (Changes) changes = { 0 };

  changes = change_world (old_world, 4000, 0);
  yzt_scene_patch (scene, items_of (&changes), changes.items->len, NULL, 0);
  world_add_random (new_world, 3);
  opened = world_build (new_world);
  yzt_scene_publish (scene, opened);
  /* The worker holds a reference on the scene until it is heard. */
  while (G_OBJECT (scene)->ref_count > 1) {
    g_main_context_iteration (NULL, TRUE);
  }
  g_assert_cmpuint (yzt_generation_get_n_items (yzt_scene_get_generation (scene)), ==, 3);
}

static gpointer
query_in_thread (gpointer data)
{
  g_autoptr (YztGeneration) generation = data;
  g_autoptr (YztNearResult) result = yzt_near_result_new ();
  guint first = 0;

  for (guint i = 0; i < 200; i++) {
    g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));

    yzt_generation_near (generation, (YztPosition) { 113, 23 }, 300e3, YZT_SCENE_FILTER_ALL,
                         YZT_NEAR_SORTED | YZT_NEAR_STOCK, result);
    if (i == 0) {
      first = yzt_near_result_get_n_hits (result);
    }
    g_assert_cmpuint (yzt_near_result_get_n_hits (result), ==, first);
    yzt_generation_find_names (generation, "避难", YZT_SCENE_FILTER_ALL, 20, found);
  }
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (YztScene) scene = yzt_scene_new (world->kinds);
  g_autoptr (YztGeneration) first = NULL;
  g_autoptr (GPtrArray) threads = g_ptr_array_new ();

  world_add_random (world, 3000);
  world_add_lines (world, 300);
  first = world_build (world);
  yzt_scene_publish (scene, first);
  for (guint i = 0; i < 4; i++) {
    g_ptr_array_add (threads,
                     g_thread_new ("query", query_in_thread, yzt_generation_ref (yzt_scene_get_generation (scene))));
    for (guint round = 0; round < 20; round++) {
      g_auto (Changes) changes = change_world (world, 60, 5);

      yzt_scene_patch (scene, items_of (&changes), changes.items->len, stocks_of (&changes), changes.stocks->len);
      g_main_context_iteration (NULL, FALSE);
    }
  }
  for (guint i = 0; i < threads->len; i++) {
    g_thread_join (g_ptr_array_index (threads, i));
  }
  while (G_OBJECT (scene)->ref_count > 1) {
    g_main_context_iteration (NULL, TRUE);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  yzt_geo_init ();
  g_test_add_func ("/scene/join", test_join);
  g_test_add_func ("/scene/patch", test_patch);
  g_test_add_func ("/scene/stock-owner-comes-later", test_stock_owner_comes_later);
  g_test_add_func ("/scene/publish", test_scene_publish);
  g_test_add_func ("/scene/compacts", test_scene_compacts);
  g_test_add_func ("/scene/reopened-while-compacting", test_scene_reopened_while_compacting);
  g_test_add_func ("/scene/threads", test_threads);
  return g_test_run ();
}

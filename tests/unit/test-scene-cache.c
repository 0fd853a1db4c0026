/* test-scene-cache.c: a scene that was kept shows what the map shows, or is left aside
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-loader-private.h"
#include "yzt-scene-cache.h"
#include "yzt-test-map.h"

#include <math.h>
#include <string.h>

#define N_ROWS 5000 /* enough for an index of names */
#define YEAR_MS (G_GINT64_CONSTANT (366) * 24 * 3600 * 1000)

static const YztActInfo info = { .author = "Test", .label = "Test", .nature = YZT_ACT_EDIT };

typedef struct {
  TestMap *map;
  guint n;
  gint64 fid;
} Work;

static YztRow *
random_row (YztKind *kind)
{
  static const char *const words[] = { "端州", "救援队", "Ａ区", "TEAM", "第", "仓库" };
  YztRow *row = yzt_row_new (kind);
  g_autoptr (GString) name = g_string_new (NULL);
  for (int i = g_test_rand_int_range (1, 4); i > 0; i--) {
    g_string_append (name, words[g_test_rand_int_range (0, G_N_ELEMENTS (words))]);
  }
  yzt_row_set_text (row, "name", name->str);
  row->has_position = g_test_rand_int_range (0, 20) != 0;
  row->lon = g_test_rand_double_range (111, 114);
  row->lat = g_test_rand_double_range (22, 24);
  if (g_test_rand_bit ()) {
    yzt_row_set_text (row, "verified_at", "2026-03-01T00:00:00Z");
  }
  return row;
}

static gboolean
insert_rows (YztAct *act, gpointer user_data, GError **error)
{
  Work *work = user_data;
  static const char *const kinds[] = { "rescue-team", "depot", "hazard-source", "incident" };
  for (guint i = 0; i < work->n; i++) {
    g_autoptr (YztRow) row = random_row (test_map_kind (work->map, kinds[g_test_rand_int_range (0, G_N_ELEMENTS (kinds))]));
    if (!yzt_act_insert (act, row, error)) {
      return FALSE;
    }
    if (g_str_equal (yzt_kind_get_id (row->kind), "depot")) {
      g_autoptr (YztRow) line = yzt_row_new (test_map_kind (work->map, "stock-line"));
      line->owner_fid = row->fid;
      yzt_row_set_text (line, "name", "帐篷");
      line->cells[yzt_kind_get_field_index (line->kind, "quantity")] = (YztCell) { .type = YZT_CELL_NUMBER, .v.number = i % 7 };
      if (!yzt_act_insert (act, line, error)) {
        return FALSE;
      }
    }
    work->fid = row->fid;
  }
  return TRUE;
}

static gboolean
delete_row (YztAct *act, gpointer user_data, GError **error)
{
  Work *work = user_data;
  g_autoptr (GPtrArray) rows = test_map_rows (work->map, "rescue-team");
  const YztRow *row = rows->pdata[0];
  return yzt_act_delete (act, row->kind, row->fid, error);
}

static void
act (TestMap *map, YztActFunc func, guint n)
{
  Work work = { map, n, 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (YztActResult) result = yzt_store_write (map->store, &info, func, &work, &error);
  g_assert_no_error (error);
  g_assert_nonnull (result);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
tell_items (YztGeneration *generation, GPtrArray *lines)
{
  for (guint i = 0; i < yzt_generation_get_n_slots (generation); i++) {
    YztItem item;
    double x = 0, y = 0;
    if (!yzt_generation_get_item (generation, i, &item)) {
      continue;
    }
    gboolean placed = yzt_generation_get_mercator (generation, i, &x, &y);
    GString *line = g_string_new (NULL);
    g_string_printf (line, "%u %ld %.17g %.17g %d %u %u %u %ld %s %d", item.kind, (long) item.fid, placed ? item.lon : 0, placed ? item.lat : 0, placed, item.level,
                     item.flags, item.variant, (long) item.verified_at_ms, item.name, item.shape != NULL);
    const YztKind *kind = yzt_kind_set_get (yzt_generation_get_kinds (generation), item.kind);
    for (guint s = 0; s < yzt_scene_kind_n_sums (kind); s++) {
      g_string_append_printf (line, " %g", item.sums[s]);
    }
    g_ptr_array_add (lines, g_string_free (line, FALSE));
  }
  g_ptr_array_sort (lines, compare_lines);
}

static void
tell_answers (YztGeneration *generation, GPtrArray *lines)
{
  g_autoptr (YztNearResult) near = yzt_near_result_new ();
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) clusters = g_array_new (FALSE, FALSE, sizeof (YztCluster));
  yzt_generation_near (generation, (YztPosition) { 112.5, 23 }, 40000, YZT_SCENE_FILTER_ALL, YZT_NEAR_SORTED | YZT_NEAR_STOCK, near);
  g_ptr_array_add (lines, g_strdup_printf ("near %u", yzt_near_result_get_n_hits (near)));
  for (guint i = 0; i < yzt_near_result_get_n_hits (near); i += 7) {
    YztItem item;
    g_assert_true (yzt_generation_get_item (generation, yzt_near_result_get_hits (near)[i].index, &item));
    g_ptr_array_add (lines, g_strdup_printf ("%u/%ld %.3f", item.kind, (long) item.fid, yzt_near_result_get_hits (near)[i].distance_m));
  }
  for (guint i = 0; i < yzt_near_result_get_n_stock (near); i++) {
    const YztStockTotal *total = yzt_near_result_get_stock (near, i);
    g_ptr_array_add (lines, g_strdup_printf ("stock %s %g", total->item, total->available));
  }
  yzt_generation_find_names (generation, "端州", YZT_SCENE_FILTER_ALL, 50, names);
  for (guint i = 0; i < names->len; i++) {
    YztItem item;
    g_assert_true (yzt_generation_get_item (generation, g_array_index (names, guint, i), &item));
    g_ptr_array_add (lines, g_strdup_printf ("found %u/%ld %s", item.kind, (long) item.fid, item.name));
  }
  yzt_generation_clusters (generation, 0.8, 0.4, 0.83, 0.46, 0.001, YZT_SCENE_FILTER_ALL, clusters);
  for (guint i = 0; i < clusters->len; i++) {
    const YztCluster *cluster = &g_array_index (clusters, YztCluster, i);
    g_ptr_array_add (lines, g_strdup_printf ("cluster %.9f %.9f %u", cluster->x, cluster->y, cluster->count));
  }
}

static char *
tell (YztGeneration *generation)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  tell_items (generation, lines);
  tell_answers (generation, lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static char *
tell_map (TestMap *map)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztGeneration) generation = yzt_load_generation (map->store, &yzt_test_clock, NULL, &error);
  g_assert_no_error (error);
  return tell (generation);
}

/* What the cache says, which must be what the map says. */
static void
check_load (TestMap *map, gboolean from_cache)
{
  g_autoptr (GError) error = NULL;
  YztStoreHead head;
  gboolean is_new;
  g_autofree char *folder = yzt_user_cache_dir ("scenes");
  g_autoptr (YztGeneration) generation = yzt_scene_cache_load (map->store, &yzt_test_clock, &head, &is_new, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *ours = tell (generation), *theirs = tell_map (map);
  g_assert_cmpstr (ours, ==, theirs);
  g_assert_cmpint (is_new, ==, !from_cache);
  /* What is not true is removed. */
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_assert_cmpint (g_dir_read_name (dir) != NULL, ==, from_cache);
}

static void
keep (TestMap *map)
{
  g_autoptr (GError) error = NULL;
  YztStoreHead head;
  g_autoptr (YztGeneration) generation = NULL;
  g_assert_true (yzt_store_get_head (map->store, &head, &error));
  generation = yzt_load_generation (map->store, &yzt_test_clock, NULL, &error);
  g_assert_no_error (error);
  yzt_scene_cache_keep (map->store, &head, generation);
}

static char *
kept_path (void)
{
  g_autofree char *folder = yzt_user_cache_dir ("scenes");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = dir != NULL ? g_dir_read_name (dir) : NULL;
  g_assert_nonnull (name);
  g_assert_true (g_str_has_suffix (name, ".scene"));
  return g_build_filename (folder, name, NULL);
}

static void
set_up (TestMap *map, gconstpointer data)
{
  g_autofree char *folder = yzt_user_cache_dir ("scenes");
  test_remove_tree (folder);
  yzt_test_now_ms = YZT_TEST_NOW_MS;
  test_map_set_up (map);
  act (map, insert_rows, N_ROWS);
}

static void
tear_down (TestMap *map, gconstpointer data)
{
  test_map_tear_down (map);
}

static void
test_same (TestMap *map, gconstpointer data)
{
  keep (map);
  check_load (map, TRUE);
  /* A year later much is stale that was not. */
  yzt_test_now_ms += YEAR_MS;
  check_load (map, TRUE);
}

/* Some later acts are patched in; many are not. */
static void
test_later_acts (TestMap *map, gconstpointer data)
{
  keep (map);
  act (map, insert_rows, 40);
  act (map, delete_row, 0);
  check_load (map, TRUE);
  act (map, insert_rows, 2500);
  check_load (map, FALSE);
}

static void
damage (const char *path, gsize at, int change)
{
  g_autofree char *bytes = NULL;
  gsize length;
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  bytes[at % length] = (char) (bytes[at % length] + change);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
}

static void
test_damaged (TestMap *map, gconstpointer data)
{
  for (guint i = 0; i < 40; i++) {
    keep (map);
    g_autofree char *path = kept_path ();
    /* The key, the head, and anywhere; the rest of the key's room is compared, too. */
    gsize at = i < 10 ? i * 50 : i < 20 ? 512 + i * 20 : (gsize) g_test_rand_int ();
    damage (path, at, g_test_rand_int_range (1, 255));
    check_load (map, FALSE);
  }
}

static void
test_cut (TestMap *map, gconstpointer data)
{
  keep (map);
  g_autofree char *path = kept_path ();
  g_autofree char *bytes = NULL;
  gsize length;
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  const gsize lengths[] = { 0, 10, 512, 1000, 4000, length / 2, length - 1 };
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
    g_assert_true (g_file_set_contents (path, bytes, (gssize) lengths[i], NULL));
    check_load (map, FALSE);
  }
}

/* Another map in the same place, as after a backup was put back: its journal does not hold the entry. */
static void
test_other_map (TestMap *map, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  keep (map);
  yzt_store_close (map->store);
  g_clear_object (&map->store);
  g_assert_cmpint (g_remove (map->path), ==, 0);
  yzt_store_create (map->path, map->kinds, "Other", "Asia/Shanghai", &yzt_test_clock, &error);
  g_assert_no_error (error);
  map->store = yzt_store_open (map->path, YZT_STORE_READ_WRITE, &yzt_test_clock, &error);
  g_assert_no_error (error);
  act (map, insert_rows, 30);
  act (map, insert_rows, 30);
  check_load (map, FALSE);
}

/* A head that is no longer the map's when the scene is to be kept. */
static void
test_late (TestMap *map, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  YztStoreHead head;
  g_autoptr (YztGeneration) generation = NULL;
  g_assert_true (yzt_store_get_head (map->store, &head, &error));
  generation = yzt_load_generation (map->store, &yzt_test_clock, NULL, &error);
  act (map, insert_rows, 1);
  yzt_scene_cache_keep (map->store, &head, generation);
  check_load (map, FALSE);
}

/* --- several threads --- */

/* Numbers few and far between, so that a few rows are many pieces. */
static gboolean
insert_sparse_rows (YztAct *act, gpointer user_data, GError **error)
{
  Work *work = user_data;
  static const char *const kinds[] = { "rescue-team", "hazard-source", "shelter" };
  for (guint i = 0; i < work->n; i++) {
    g_autoptr (YztRow) row = random_row (test_map_kind (work->map, kinds[g_test_rand_int_range (0, G_N_ELEMENTS (kinds))]));
    row->fid = i == 0 ? -7 : i == 1 ? G_GINT64_CONSTANT (1) << 40 : 10000 + (gint64) i * 4096 + g_test_rand_int_range (0, 4096);
    if (!yzt_act_insert (act, row, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

/* Row after row with one builder. */
static char *
tell_read_in_order (TestMap *map)
{
  g_autoptr (GError) error = NULL;
  YztKindSet *kinds = yzt_store_get_kinds (map->store);
  YztSceneBuilder *builder = yzt_scene_builder_new (kinds);
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    if (yzt_loader_is_on_map (yzt_kind_set_get (kinds, i), i)) {
      g_assert_true (yzt_loader_read_items (map->store, i, G_MININT64, G_MAXINT64, builder, &yzt_test_clock, NULL, &error));
    }
  }
  g_assert_true (yzt_loader_read_stock (map->store, builder, &yzt_test_clock, NULL, &error));
  g_autoptr (YztGeneration) generation = yzt_scene_builder_finish (builder);
  return tell (generation);
}

static void
test_threads (TestMap *map, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  act (map, insert_sparse_rows, 600);
  g_autofree char *in_pieces = tell_map (map), *in_order = tell_read_in_order (map);
  g_assert_cmpstr (in_pieces, ==, in_order);
  g_cancellable_cancel (cancelled);
  g_assert_null (yzt_load_generation (map->store, &yzt_test_clock, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/scene-cache/same", TestMap, NULL, set_up, test_same, tear_down);
  g_test_add ("/scene-cache/later-acts", TestMap, NULL, set_up, test_later_acts, tear_down);
  g_test_add ("/scene-cache/damaged", TestMap, NULL, set_up, test_damaged, tear_down);
  g_test_add ("/scene-cache/cut", TestMap, NULL, set_up, test_cut, tear_down);
  g_test_add ("/scene-cache/other-map", TestMap, NULL, set_up, test_other_map, tear_down);
  g_test_add ("/scene-cache/late", TestMap, NULL, set_up, test_late, tear_down);
  g_test_add ("/scene-cache/threads", TestMap, NULL, set_up, test_threads, tear_down);
  return g_test_run ();
}

/* scene-fixture.h: random sets of features for the tests of the scene, and the slow twin that answers by trying every one
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include <math.h>
#include <string.h>

#include "yzt-scene.h"

#define FIXTURE_KINDS 4 /* those that have features */
enum { KIND_SOURCE, KIND_TEAM, KIND_DEPOT, KIND_CAMERA };

typedef struct {
  YztItem item; /* name points to @name, sums to @sums */
  char name[64];
  double sums[2];
} Row;

typedef struct {
  YztKindSet *kinds;
  GArray *rows;  /* Row */
  GArray *lines; /* YztStock, strings static */
  gint64 next_fid;
} World;

static inline YztKind *
fixture_kind (YztKind *common, const char *text)
{
  g_autoptr (GError) error = NULL;
  YztKind *kind = yzt_kind_parse (text, strlen (text), "test", common, &error);

  g_assert_no_error (error);
  return kind;
}

static inline YztKindSet *
fixture_kinds (void)
{
  static const char *const texts[] = {
    "[Kind]\nVersion=1\nId=source\nLabel=Source\nGeometry=point\nOrder=1\n"
    "[Field tonnes]\nType=number\nLabel=Tonnes\nSummable=true\n[Field people]\nType=integer\nLabel=People\nSummable=true\n",
    "[Kind]\nVersion=1\nId=team\nLabel=Team\nGeometry=point\nOrder=2\n"
    "[Field members]\nType=integer\nLabel=Members\nSummable=true\n",
    "[Kind]\nVersion=1\nId=depot\nLabel=Depot\nGeometry=point\nOrder=3\n",
    "[Kind]\nVersion=1\nId=camera\nLabel=Camera\nGeometry=point\nOrder=4\n",
    "[Kind]\nVersion=1\nId=stock-line\nLabel=Stock line\nGeometry=none\nOwner=depot\nOrder=5\n",
  };
  g_autoptr (YztKind) common =
      fixture_kind (NULL, "[Kind]\nVersion=1\nId=common\nLabel=Common\nAbstract=true\n[Field name]\nType=text\nLabel=Name\n"
                          "Required=true\n[Field lon]\nType=longitude\nLabel=Longitude\n[Field lat]\nType=latitude\n"
                          "Label=Latitude\n");
  YztKind *kinds[G_N_ELEMENTS (texts)];
  YztKindSet *set;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    kinds[i] = fixture_kind (common, texts[i]);
  }
  set = yzt_kind_set_new (kinds, G_N_ELEMENTS (texts));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    yzt_kind_unref (kinds[i]);
  }
  g_assert_cmpint (yzt_kind_set_index (set, "source"), ==, KIND_SOURCE);
  g_assert_cmpint (yzt_kind_set_index (set, "camera"), ==, KIND_CAMERA);
  return set;
}

static inline World *
world_new (void)
{
  World *world = g_new0 (World, 1);

  world->kinds = fixture_kinds ();
  world->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  world->lines = g_array_new (FALSE, FALSE, sizeof (YztStock));
  world->next_fid = 1;
  return world;
}

static inline void
world_free (World *world)
{
  yzt_kind_set_unref (world->kinds);
  g_array_unref (world->rows);
  g_array_unref (world->lines);
  g_free (world);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

static inline Row *
world_row (const World *world, guint i)
{
  Row *row = &g_array_index (world->rows, Row, i);

  row->item.name = row->name;
  row->item.sums = row->sums;
  return row;
}

static inline double
random_between (double from, double to)
{
  return g_test_rand_double_range (from, to);
}

/* Somewhere that is likely to be awkward. */
static inline YztPosition
random_position (void)
{
  switch (g_test_rand_int_range (0, 8)) {
  case 0:
    return (YztPosition) { random_between (-180, 180), random_between (84, 90) };
  case 1:
    return (YztPosition) { random_between (-180, 180), random_between (-90, -84) };
  case 2:
    return (YztPosition) { g_test_rand_bit () ? random_between (179, 180) : random_between (-180, -179),
                           random_between (-20, 20) };
  case 3:
    return (YztPosition) { random_between (-180, 180), asin (random_between (-1, 1)) * 180 / G_PI };
  default:
    return (YztPosition) { random_between (112, 115), random_between (22, 24) };
  }
}

static inline Row
random_row (World *world)
{
  static const char *const words[] = { "广州", "避难", "化工厂", "消防站", "Depot", "TEAM", "Ａ区", "第", "号", "一", "é", "仓库" };
  YztPosition position = random_position ();
  Row row = { .item = { .kind = (guint) g_test_rand_int_range (0, FIXTURE_KINDS), .fid = world->next_fid++ } };

  row.item.lon = position.lon;
  row.item.lat = position.lat;
  if (g_test_rand_int_range (0, 40) == 0) {
    row.item.lon = NAN;
  }
  row.item.level = (guint8) g_test_rand_int_range (0, 5);
  row.item.flags = (guint8) g_test_rand_int_range (0, 32);
  row.item.variant = (guint16) g_test_rand_int_range (0, 9);
  row.item.verified_at_ms = g_test_rand_bit () ? YZT_SCENE_NO_TIME : g_test_rand_int ();
  for (int i = g_test_rand_int_range (1, 5); i > 0; i--) {
    g_strlcat (row.name, words[g_test_rand_int_range (0, G_N_ELEMENTS (words))], sizeof row.name);
  }
  for (guint i = 0; i < G_N_ELEMENTS (row.sums); i++) {
    row.sums[i] = g_test_rand_int_range (0, 5) == 0 ? (double) NAN : g_test_rand_int_range (0, 1000);
  }
  return row;
}

static inline void
world_add_random (World *world, guint n)
{
  for (guint i = 0; i < n; i++) {
    Row row = random_row (world);

    /* Some in the very place of another. */
    if (world->rows->len > 0 && g_test_rand_int_range (0, 10) == 0) {
      const Row *other = world_row (world, (guint) g_test_rand_int_range (0, (gint32) world->rows->len));

      row.item.lon = other->item.lon;
      row.item.lat = other->item.lat;
    }
    /* The same fid under two kinds. */
    if (world->rows->len > 0 && g_test_rand_int_range (0, 10) == 0) {
      const Row *other = world_row (world, world->rows->len - 1);

      if (other->item.kind < row.item.kind && other->item.fid == row.item.fid - 1) {
        row.item.fid = other->item.fid;
      }
    }
    g_array_append_val (world->rows, row);
  }
}

static inline Row
row_at (World *world, guint kind, YztPosition position)
{
  Row row = random_row (world);

  row.item.kind = kind;
  row.item.lon = position.lon;
  row.item.lat = position.lat;
  return row;
}

static inline YztStock
random_line (World *world)
{
  static const char *const items[] = { "帐篷", "沙袋", "blanket" };
  static const char *const specs[] = { "", "大", "小" };
  static const char *const units[] = { "顶", "袋" };
  YztStock line = { .owner_fid = g_test_rand_int_range (1, (gint32) world->next_fid + 5), .fid = world->next_fid++ };

  line.item = items[g_test_rand_int_range (0, G_N_ELEMENTS (items))];
  line.spec = specs[g_test_rand_int_range (0, G_N_ELEMENTS (specs))];
  line.unit = units[g_test_rand_int_range (0, G_N_ELEMENTS (units))];
  line.book = g_test_rand_int_range (0, 100);
  line.reserved = g_test_rand_int_range (0, 60);
  line.expired = g_test_rand_int_range (0, 60);
  return line;
}

static inline void
world_add_lines (World *world, guint n)
{
  for (guint i = 0; i < n; i++) {
    YztStock line = random_line (world);

    g_array_append_val (world->lines, line);
  }
}

static inline YztGeneration *
world_build (const World *world)
{
  YztSceneBuilder *builder = yzt_scene_builder_new (world->kinds);

  for (guint i = 0; i < world->rows->len; i++) {
    yzt_scene_builder_add (builder, &world_row (world, i)->item);
  }
  for (guint i = 0; i < world->lines->len; i++) {
    yzt_scene_builder_add_stock (builder, &g_array_index (world->lines, YztStock, i));
  }
  return yzt_scene_builder_finish (builder);
}

static inline gboolean
row_takes_part (const Row *row, YztSceneFilter filter)
{
  return !isnan (row->item.lon) && (filter.kinds >> row->item.kind & 1) != 0;
}

static inline YztSceneFilter
random_filter (void)
{
  YztSceneFilter filter = YZT_SCENE_FILTER_ALL;

  if (g_test_rand_bit ()) {
    filter.kinds = (guint64) g_test_rand_int_range (1, 1 << FIXTURE_KINDS);
  }
  return filter;
}

/* --- the slow twin of a radius query --- */

static inline void
assert_sum (double a, double b)
{
  g_assert_cmpfloat (fabs (a - b), <=, 1e-6 * (1 + fabs (b)));
}

static inline void
check_stock (const World *world, GHashTable *inside, const YztNearResult *result)
{
  guint left = 0;
  const YztStockTotal *before = NULL;

  for (guint i = 0; i < world->lines->len; i++) {
    const YztStock *line = &g_array_index (world->lines, YztStock, i);

    left += g_hash_table_contains (inside, &line->owner_fid);
  }
  for (guint t = 0; t < yzt_near_result_get_n_stock (result); t++) {
    const YztStockTotal *total = yzt_near_result_get_stock (result, t);
    YztStockTotal sum = { 0 };

    for (guint i = 0; i < world->lines->len; i++) {
      const YztStock *line = &g_array_index (world->lines, YztStock, i);

      if (g_hash_table_contains (inside, &line->owner_fid) && g_str_equal (line->item, total->item) &&
          g_str_equal (line->spec, total->spec) && g_str_equal (line->unit, total->unit)) {
        left--;
        sum.book += line->book;
        sum.reserved += line->reserved;
        sum.expired += line->expired;
        sum.available += MAX (0, line->book - line->reserved - line->expired);
      }
    }
    assert_sum (total->book, sum.book);
    assert_sum (total->reserved, sum.reserved);
    assert_sum (total->expired, sum.expired);
    assert_sum (total->available, sum.available);
    if (before != NULL) {
      int order = strcmp (before->item, total->item);

      order = order != 0 ? order : strcmp (before->spec, total->spec);
      order = order != 0 ? order : strcmp (before->unit, total->unit);
      g_assert_cmpint (order, <, 0);
    }
    before = total;
  }
  g_assert_cmpuint (left, ==, 0);
}

/* Asks @generation and tries every row of @world; both must agree. Returns how many are inside. */
/* Placed or not, each is told once. */
static inline void
check_exercises (const World *world, const YztGeneration *generation)
{
  guint counts[YZT_KINDS_ON_MAP_MAX], expected[YZT_KINDS_ON_MAP_MAX] = { 0 };

  yzt_generation_count_exercises (generation, counts);
  for (guint i = 0; i < world->rows->len; i++) {
    expected[world_row (world, i)->item.kind] += (world_row (world, i)->item.flags & YZT_ITEM_EXERCISE) != 0;
  }
  g_assert_cmpmem (counts, sizeof counts, expected, sizeof expected);
}

static inline guint
check_near (const World *world, const YztGeneration *generation, YztPosition center, double radius_m,
            YztSceneFilter filter, YztNearResult *result)
{
  g_autoptr (GHashTable) inside = g_hash_table_new (g_int64_hash, g_int64_equal);
  YztKindTotal totals[FIXTURE_KINDS] = { 0 };
  double sums[FIXTURE_KINDS][2] = { 0 };
  const YztHit *hits;
  guint count = 0;

  check_exercises (world, generation);
  yzt_generation_near (generation, center, radius_m, filter, YZT_NEAR_SORTED | YZT_NEAR_STOCK, result);
  for (guint i = 0; i < world->rows->len; i++) {
    Row *row = world_row (world, i);
    const YztPosition position = { row->item.lon, row->item.lat };
    guint n_sums = yzt_scene_kind_n_sums (yzt_kind_set_get (world->kinds, row->item.kind));

    if (!row_takes_part (row, filter) || !(yzt_geo_distance_m (center, position, NULL) <= radius_m)) {
      continue;
    }
    count++;
    gboolean exercise = (row->item.flags & YZT_ITEM_EXERCISE) != 0;
    totals[row->item.kind].exercises += exercise ? 1 : 0;
    totals[row->item.kind].count += exercise ? 0 : 1;
    totals[row->item.kind].level_counts[row->item.level] += exercise ? 0 : 1;
    for (guint s = 0; s < n_sums && !exercise; s++) {
      sums[row->item.kind][s] += isnan (row->sums[s]) ? 0 : row->sums[s];
    }
    if (row->item.kind == KIND_DEPOT) {
      g_hash_table_add (inside, &row->item.fid);
    }
  }
  g_assert_cmpuint (yzt_near_result_get_n_hits (result), ==, count);
  hits = yzt_near_result_get_hits (result);
  for (guint i = 0; i < count; i++) {
    YztItem item, previous;
    double exact;

    g_assert_true (yzt_generation_get_item (generation, hits[i].index, &item));
    exact = yzt_geo_distance_m (center, (YztPosition) { item.lon, item.lat }, NULL);
    g_assert_cmpfloat (exact, <=, radius_m);
    g_assert_cmpfloat (fabs (exact - hits[i].distance_m), <, 1e-3);
    if (i > 0) {
      g_assert_cmpfloat (hits[i - 1].distance_m, <=, hits[i].distance_m + 1e-6);
      yzt_generation_get_item (generation, hits[i - 1].index, &previous);
      if (!(hits[i - 1].distance_m < hits[i].distance_m)) {
        g_assert_true (previous.fid < item.fid || (previous.fid == item.fid && previous.kind < item.kind));
      }
    }
  }
  for (guint k = 0; k < FIXTURE_KINDS; k++) {
    const YztKindTotal *total = yzt_near_result_get_total (result, k);

    g_assert_cmpuint (total->count, ==, totals[k].count);
    g_assert_cmpuint (total->exercises, ==, totals[k].exercises);
    g_assert_cmpmem (total->level_counts, sizeof total->level_counts, totals[k].level_counts,
                     sizeof totals[k].level_counts);
    for (guint s = 0; s < yzt_scene_kind_n_sums (yzt_kind_set_get (world->kinds, k)); s++) {
      assert_sum (total->sums[s], sums[k][s]);
    }
  }
  check_stock (world, inside, result);
  return count;
}

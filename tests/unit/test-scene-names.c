/* test-scene-names.c: names found by any part of them, against a naive scan; the short cut of folding
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "scene-fixture.h"

#include "yzt-scene-private.h"

typedef struct {
  gboolean starts;
  glong length;
  gint64 fid;
  guint kind;
} Match;

static int
compare_matches (gconstpointer a, gconstpointer b)
{
  const Match *left = a;
  const Match *right = b;

  if (left->starts != right->starts) {
    return left->starts ? -1 : 1;
  }
  if (left->length != right->length) {
    return left->length < right->length ? -1 : 1;
  }
  if (left->fid != right->fid) {
    return left->fid < right->fid ? -1 : 1;
  }
  return left->kind < right->kind ? -1 : 1;
}

static guint
check_names (const World *world, const YztGeneration *generation, const char *text, YztSceneFilter filter, guint limit)
{
  g_autoptr (GArray) matches = g_array_new (FALSE, FALSE, sizeof (Match));
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *needle = yzt_text_fold (text);

  for (guint i = 0; i < world->rows->len; i++) {
    const Row *row = world_row (world, i);
    g_autofree char *folded = yzt_text_fold (row->name);
    const char *place = strstr (folded, needle);

    if (place != NULL && needle[0] != '\0' && (filter.kinds >> row->item.kind & 1) != 0) {
      const Match match = { place == folded, g_utf8_strlen (folded, -1), row->item.fid, row->item.kind };

      g_array_append_val (matches, match);
    }
  }
  g_array_sort (matches, compare_matches);
  yzt_generation_find_names (generation, text, filter, limit, found);
  g_assert_cmpuint (found->len, ==, MIN (limit, matches->len));
  for (guint i = 0; i < found->len; i++) {
    YztItem item;

    g_assert_true (yzt_generation_get_item (generation, g_array_index (found, guint, i), &item));
    g_assert_cmpint (item.fid, ==, g_array_index (matches, Match, i).fid);
    g_assert_cmpuint (item.kind, ==, g_array_index (matches, Match, i).kind);
  }
  return matches->len;
}

static void
test_names (void)
{
  static const char *const texts[] = { "避难", "难", "避难化", "DEPOT", "team", "Ａ", "a区", "É", "e", "不存在", "", "t", "号第" };
  static const guint sizes[] = { 0, 1, 30, 6000 };
  static const guint limits[] = { 0, 1, 50, 100000 };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++) {
    g_autoptr (World) world = world_new ();
    g_autoptr (YztGeneration) generation = NULL;
    guint matches = 0;

    world_add_random (world, sizes[s]);
    generation = world_build (world);
    for (guint t = 0; t < G_N_ELEMENTS (texts); t++) {
      matches += check_names (world, generation, texts[t], random_filter (), limits[g_test_rand_int_range (0, 4)]);
    }
    /* A whole name, and any part of one. */
    for (guint i = 0; i < MIN (sizes[s], 40); i++) {
      const Row *row = world_row (world, (guint) g_test_rand_int_range (0, (gint32) sizes[s]));
      glong length = g_utf8_strlen (row->name, -1);
      glong from = g_test_rand_int_range (0, (gint32) length);
      g_autofree char *part = g_utf8_substring (row->name, from, g_test_rand_int_range ((gint32) from, (gint32) length) + 1);

      g_assert_cmpuint (check_names (world, generation, row->name, YZT_SCENE_FILTER_ALL, 100000), >, 0);
      matches += check_names (world, generation, part, random_filter (), 50);
    }
    g_assert_true (sizes[s] < 100 || matches > 1000);
  }
}

static void
test_fold_short_cut (void)
{
  static const char *const names[] = {
    "", "abc", "ABC-09", "广州市第一人民医院", "（东厂）", "Ａ１ｚ～", "é", "é", "Straße", "ﬁre", "㈱", "한글", "カﾞ", "一龥",
    "豈", "中国\xcc\x81", "A\xcc\x81", "𠮷野家", "·",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *slow = yzt_text_fold (names[i]);
    g_autofree char *quick = yzt_scene_fold (names[i]);

    g_assert_cmpstr (quick, ==, slow);
  }
  for (gunichar c = 1; c < 0x11000; c++) {
    char text[16] = "a";
    g_autofree char *slow = NULL;
    g_autofree char *quick = NULL;

    if (!g_unichar_validate (c)) {
      continue;
    }
    text[1 + g_unichar_to_utf8 (c, text + 1)] = '\0';
    slow = yzt_text_fold (text);
    quick = yzt_scene_fold (text);
    g_assert_cmpstr (quick, ==, slow);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  yzt_geo_init ();
  g_test_add_func ("/scene/names/naive-scan", test_names);
  g_test_add_func ("/scene/names/fold", test_fold_short_cut);
  return g_test_run ();
}

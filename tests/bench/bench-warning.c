/* bench-warning.c: a warning's area crossed with N features, beside asking each feature of the geometry room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "yzt-loader.h"
#include "yzt-warning.h"

#define CORNERS 5000

static YztKindSet *
make_kinds (void)
{
  g_autofree char *folder = g_build_filename (yzt_data_dir (), "kinds", NULL);
  const char *const names[] = { "hazard-source.kind", "shelter.kind" };
  g_autoptr (GPtrArray) kinds = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_kind_unref);
  g_autofree char *common_path = g_build_filename (folder, "common.kind", NULL), *text = NULL;
  gsize length;
  g_file_get_contents (common_path, &text, &length, NULL);
  g_autoptr (YztKind) common = yzt_kind_parse (text, length, "common", NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (folder, names[i], NULL), *own = NULL;
    g_file_get_contents (path, &own, &length, NULL);
    g_ptr_array_add (kinds, yzt_kind_parse (own, length, names[i], common, NULL));
  }
  return yzt_kind_set_new ((YztKind *const *) kinds->pdata, kinds->len);
}

static YztGeneration *
make_generation (YztKindSet *kinds, guint n, GRand *random)
{
  YztSceneBuilder *builder = yzt_scene_builder_new (kinds);
  const double sums[16] = { NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN };
  for (guint i = 0; i < n; i++) {
    YztItem item = { .kind = i % 2, .fid = i + 1, .lon = g_rand_double_range (random, 110, 115), .lat = g_rand_double_range (random, 21, 26),
                     .variant = G_MAXUINT16, .verified_at_ms = YZT_SCENE_NO_TIME, .name = "x", .sums = sums };
    yzt_scene_builder_add (builder, &item);
  }
  return yzt_scene_builder_finish (builder);
}

static YztGeometry *
make_area (GRand *random)
{
  g_autofree YztPosition *points = g_new (YztPosition, CORNERS + 1);
  const guint starts[] = { 0, CORNERS + 1 };
  for (guint i = 0; i < CORNERS; i++) {
    double angle = 2 * G_PI * i / CORNERS, radius = 1.5 + g_rand_double_range (random, 0, 0.4);
    points[i] = (YztPosition) { 112.5 + radius * cos (angle), 23.5 + radius * sin (angle) };
  }
  points[CORNERS] = points[0];
  return yzt_geometry_new_area (points, starts, 1);
}

int
main (int argc, char *argv[])
{
  guint n = argc > 1 ? (guint) atoi (argv[1]) : 100000, ours = 0, theirs = 0;
  yzt_geo_init ();
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (YztKindSet) kinds = make_kinds ();
  g_autoptr (YztGeneration) generation = make_generation (kinds, n, random);
  g_autoptr (YztGeometry) area = make_area (random);
  g_autoptr (YztWarningRules) rules = yzt_warning_rules_load (NULL, NULL);

  gint64 began = g_get_monotonic_time ();
  g_autoptr (GPtrArray) crosses = yzt_warning_cross_make (generation, rules, area, NULL, "暴雨", FALSE);
  double ours_ms = (double) (g_get_monotonic_time () - began) / 1000.0;
  for (guint i = 0; i < crosses->len; i++) {
    ours += ((const YztWarningCross *) crosses->pdata[i])->inside->len;
  }
  began = g_get_monotonic_time ();
  for (guint i = 0; i < n; i++) {
    YztItem item;
    theirs += yzt_generation_get_item (generation, i, &item) && yzt_geometry_contains (area, (YztPosition) { item.lon, item.lat });
  }
  double theirs_ms = (double) (g_get_monotonic_time () - began) / 1000.0;
  g_print ("cross of an area of %d corners with %u features: %.1f ms, each asked alone: %.1f ms, ratio %.4f; inside %u and %u\n", CORNERS, n, ours_ms, theirs_ms,
           ours_ms / theirs_ms, ours, theirs);
  return ours == theirs ? 0 : 1;
}

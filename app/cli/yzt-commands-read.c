/* yzt-commands-read.c: the commands that answer from the scene
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-cli.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static YztGeneration *
load_generation (YztStore *store)
{
  g_autoptr (GError) error = NULL;
  YztGeneration *generation = yzt_load_generation (store, &yzt_clock_system, NULL, &error);
  if (generation == NULL) {
    yzt_fail (error);
  }
  return generation;
}

/* Nothing is guessed: scripts must not depend on a guess. */
YztExit
yzt_parse_center (const char *text, YztPosition *center)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", 3);
  if (g_strv_length (parts) != 2 || !yzt_text_number (parts[0], &center->lon) ||
      !yzt_text_number (parts[1], &center->lat)) {
    return yzt_usage (_("“%s” is no LON,LAT; write degrees like 112.55,23.02."), text);
  }
  if (!yzt_position_is_valid (*center)) {
    g_printerr ("yzt: ");
    g_printerr (_("%s lies outside the earth: longitude is -180 to 180 and comes first, latitude -90 to 90.\n"), text);
    return YZT_EXIT_PROBLEM;
  }
  return YZT_EXIT_DONE;
}

YztKind *
yzt_find_kind (YztKindSet *kinds, const char *id)
{
  YztKind *kind = yzt_kind_set_find (kinds, id);
  if (kind == NULL) {
    g_printerr ("yzt: ");
    g_printerr (_("This map has no kind “%s”; “yzt kinds MAP” lists them.\n"), id);
  }
  return kind;
}

static YztExit
parse_filter (const YztCall *call, YztKindSet *kinds, YztSceneFilter *filter)
{
  *filter = YZT_SCENE_FILTER_ALL;
  if (call->kinds->len == 0) {
    return YZT_EXIT_DONE;
  }
  filter->kinds = 0;
  for (guint i = 0; i < call->kinds->len; i++) {
    if (yzt_find_kind (kinds, call->kinds->pdata[i]) == NULL) {
      return YZT_EXIT_PROBLEM;
    }
    int index = yzt_kind_set_index (kinds, call->kinds->pdata[i]);
    if (index >= YZT_KINDS_ON_MAP_MAX) {
      continue; /* without a place: nothing of it is near anything */
    }
    filter->kinds |= G_GUINT64_CONSTANT (1) << index;
  }
  return YZT_EXIT_DONE;
}

static json_t *
feature_json (YztGeneration *generation, guint index)
{
  YztItem item;
  yzt_generation_get_item (generation, index, &item);
  YztKind *kind = yzt_kind_set_get (yzt_generation_get_kinds (generation), item.kind);
  json_t *feature = json_object ();
  json_object_set_new (feature, "fid", json_integer (item.fid));
  json_object_set_new (feature, "kind", json_string (yzt_kind_get_id (kind)));
  json_object_set_new (feature, "name", json_string (item.name));
  json_object_set_new (feature, "lon", yzt_json_number (item.lon));
  json_object_set_new (feature, "lat", yzt_json_number (item.lat));
  return feature;
}

static json_t *
hit_json (YztGeneration *generation, YztPosition center, const YztHit *hit)
{
  YztItem item;
  double bearing_deg = 0;
  json_t *feature = feature_json (generation, hit->index);
  yzt_generation_get_item (generation, hit->index, &item);
  yzt_geo_distance_m (center, (YztPosition) { item.lon, item.lat }, &bearing_deg);
  json_object_set_new (feature, "distance_m", yzt_json_number (round (hit->distance_m * 1e6) / 1e6));
  json_object_set_new (feature, "bearing_deg", yzt_json_number (round (bearing_deg * 1e6) / 1e6));
  return feature;
}

static json_t *
hits_json (YztGeneration *generation, YztPosition center, const YztHit *hits, guint n_hits)
{
  json_t *features = json_array ();
  for (guint i = 0; i < n_hits; i++) {
    json_array_append_new (features, hit_json (generation, center, &hits[i]));
  }
  return features;
}

static json_t *
center_json (YztPosition center)
{
  json_t *object = json_object ();
  json_object_set_new (object, "lon", yzt_json_number (center.lon));
  json_object_set_new (object, "lat", yzt_json_number (center.lat));
  return object;
}

static json_t *
totals_json (YztGeneration *generation, const YztNearResult *near)
{
  YztKindSet *kinds = yzt_generation_get_kinds (generation);
  json_t *totals = json_object ();
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);
    const YztKindTotal *total = yzt_near_result_get_total (near, i);
    if (total->count + total->exercises == 0) {
      continue;
    }
    json_t *sums = json_object ();
    for (guint k = 0; k < yzt_scene_kind_n_sums (kind); k++) {
      json_object_set_new (sums, yzt_field_get_name (yzt_scene_kind_get_sum_field (kind, k)),
                           yzt_json_number (total->sums[k]));
    }
    json_t *object = json_object ();
    json_object_set_new (object, "count", json_integer (total->count));
    json_object_set_new (object, "exercises", json_integer (total->exercises));
    json_object_set_new (object, "sums", sums);
    json_object_set_new (totals, yzt_kind_get_id (kind), object);
  }
  return totals;
}

static json_t *
stock_json (const YztNearResult *near)
{
  json_t *lines = json_array ();
  for (guint i = 0; i < yzt_near_result_get_n_stock (near); i++) {
    const YztStockTotal *total = yzt_near_result_get_stock (near, i);
    json_t *line = json_object ();
    json_object_set_new (line, "item", json_string (total->item));
    json_object_set_new (line, "spec", json_string (total->spec));
    json_object_set_new (line, "unit", json_string (total->unit));
    json_object_set_new (line, "book", yzt_json_number (total->book));
    json_object_set_new (line, "reserved", yzt_json_number (total->reserved));
    json_object_set_new (line, "expired", yzt_json_number (total->expired));
    json_object_set_new (line, "available", yzt_json_number (total->available));
    json_array_append_new (lines, line);
  }
  return lines;
}

static void
print_hits (const YztCall *call, YztGeneration *generation, YztPosition center, const YztHit *hits, guint n_hits)
{
  for (guint i = 0; i < n_hits; i++) {
    YztItem item;
    double bearing_deg = 0;
    yzt_generation_get_item (generation, hits[i].index, &item);
    yzt_geo_distance_m (center, (YztPosition) { item.lon, item.lat }, &bearing_deg);
    YztKind *kind = yzt_kind_set_get (yzt_generation_get_kinds (generation), item.kind);
    g_autofree char *distance = yzt_text_distance (hits[i].distance_m);
    g_print ("%10s  %-10s  %s  %s\n", distance, yzt_text_bearing_word (bearing_deg),
             yzt_kind_get_label (kind, call->language), item.name);
  }
}

static void
print_totals (const YztCall *call, YztGeneration *generation, const YztNearResult *near)
{
  YztKindSet *kinds = yzt_generation_get_kinds (generation);
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);
    const YztKindTotal *total = yzt_near_result_get_total (near, i);
    if (total->count + total->exercises == 0) {
      continue;
    }
    g_print ("%s: %u", yzt_kind_get_label (kind, call->language), total->count);
    for (guint k = 0; k < yzt_scene_kind_n_sums (kind); k++) {
      const YztField *field = yzt_scene_kind_get_sum_field (kind, k);
      const char *unit = yzt_field_get_unit (field, call->language);
      g_autofree char *sum = yzt_text_group_number (total->sums[k], 3);
      if (fabs (total->sums[k]) > 0) {
        g_print (" · %s %s%s%s", yzt_field_get_label (field, call->language), sum, unit != NULL ? " " : "",
                 unit != NULL ? unit : "");
      }
    }
    if (total->exercises > 0) {
      g_print (" · ");
      g_print (ngettext ("%u exercise or test, not counted", "%u exercises or tests, not counted", total->exercises), total->exercises);
    }
    g_print ("\n");
  }
}

YztExit
yzt_command_near (const YztCall *call)
{
  YztPosition center;
  double radius_m;
  YztSceneFilter filter;
  YztExit status = yzt_parse_center (call->words->pdata[1], &center);
  if (status != YZT_EXIT_DONE) {
    return status;
  }
  if (!yzt_distance_parse (call->words->pdata[2], &radius_m)) {
    return yzt_usage (_("“%s” is no radius; write 800m or 50km."), (const char *) call->words->pdata[2]);
  }
  g_autoptr (YztStore) store = yzt_open_for_reading (call);
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  status = parse_filter (call, yzt_store_get_kinds (store), &filter);
  g_autoptr (YztGeneration) generation = status == YZT_EXIT_DONE ? load_generation (store) : NULL;
  if (generation == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  g_autoptr (YztNearResult) near = yzt_near_result_new ();
  yzt_generation_near (generation, center, radius_m, filter, YZT_NEAR_SORTED | YZT_NEAR_STOCK, near);
  const YztHit *hits = yzt_near_result_get_hits (near);
  guint n_hits = yzt_near_result_get_n_hits (near);
  if (!call->json) {
    print_totals (call, generation, near);
    print_hits (call, generation, center, hits, n_hits);
    return YZT_EXIT_DONE;
  }
  json_t *root = json_object ();
  json_object_set_new (root, "center", center_json (center));
  json_object_set_new (root, "radius_m", yzt_json_number (radius_m));
  json_object_set_new (root, "total", json_integer (n_hits));
  json_object_set_new (root, "kinds", totals_json (generation, near));
  json_object_set_new (root, "stock", stock_json (near));
  json_object_set_new (root, "features", hits_json (generation, center, hits, n_hits));
  return yzt_print_json (root);
}

YztExit
yzt_command_nearest (const YztCall *call)
{
  YztPosition center;
  YztSceneFilter filter;
  guint64 count;
  YztExit status = yzt_parse_center (call->words->pdata[1], &center);
  if (status != YZT_EXIT_DONE) {
    return status;
  }
  if (!g_ascii_string_to_unsigned (call->words->pdata[2], 10, 1, 1000000, &count, NULL)) {
    return yzt_usage (_("“%s” is no count; write a whole number from 1."), (const char *) call->words->pdata[2]);
  }
  g_autoptr (YztStore) store = yzt_open_for_reading (call);
  if (store == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  status = parse_filter (call, yzt_store_get_kinds (store), &filter);
  g_autoptr (YztGeneration) generation = status == YZT_EXIT_DONE ? load_generation (store) : NULL;
  if (generation == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  g_autofree YztHit *hits = g_new0 (YztHit, count);
  guint found = yzt_generation_nearest (generation, center, (guint) count, filter, hits);
  if (!call->json) {
    print_hits (call, generation, center, hits, found);
    return YZT_EXIT_DONE;
  }
  json_t *root = json_object ();
  json_object_set_new (root, "center", center_json (center));
  json_object_set_new (root, "total", json_integer (found));
  json_object_set_new (root, "features", hits_json (generation, center, hits, found));
  return yzt_print_json (root);
}

YztExit
yzt_command_find (const YztCall *call)
{
  g_autoptr (YztStore) store = yzt_open_for_reading (call);
  g_autoptr (YztGeneration) generation = store != NULL ? load_generation (store) : NULL;
  if (generation == NULL) {
    return YZT_EXIT_PROBLEM;
  }
  YztSceneFilter filter;
  if (parse_filter (call, yzt_store_get_kinds (store), &filter) != YZT_EXIT_DONE) {
    return YZT_EXIT_PROBLEM;
  }
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  yzt_generation_find_names (generation, call->words->pdata[1], filter, call->limit > 0 ? call->limit : 50, indices);
  json_t *features = json_array ();
  for (guint i = 0; i < indices->len; i++) {
    json_array_append_new (features, feature_json (generation, g_array_index (indices, guint, i)));
  }
  if (call->json) {
    json_t *root = json_object ();
    json_object_set_new (root, "features", features);
    return yzt_print_json (root);
  }
  for (guint i = 0; i < indices->len; i++) {
    YztItem item;
    yzt_generation_get_item (generation, g_array_index (indices, guint, i), &item);
    YztKind *kind = yzt_kind_set_get (yzt_generation_get_kinds (generation), item.kind);
    if (isnan (item.lon)) {
      g_print ("%s  %s  %s\n", yzt_kind_get_label (kind, call->language), item.name, _("no place yet"));
    } else {
      g_print ("%s  %s  %.6f,%.6f\n", yzt_kind_get_label (kind, call->language), item.name, item.lon, item.lat);
    }
  }
  json_decref (features);
  return YZT_EXIT_DONE;
}

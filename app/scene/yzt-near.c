/* yzt-near.c: everything within a radius, with totals per kind in the same pass
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-near-private.h"

YztNearResult *
yzt_near_result_new (void)
{
  return g_new0 (YztNearResult, 1);
}

void
yzt_near_result_free (YztNearResult *result)
{
  g_return_if_fail (result != NULL);

  g_clear_pointer (&result->generation, yzt_generation_unref);
  for (guint k = 0; k < YZT_MAX_KINDS; k++) {
    g_free (result->totals[k].sums);
  }
  g_free (result->hits);
  g_free (result->keyed);
  g_free (result->scratch);
  g_free (result->by_group);
  g_free (result->touched);
  g_free (result->stock);
  g_free (result);
}

static void
reset (YztNearResult *result, const YztGeneration *generation)
{
  const YztSceneSchema *schema = generation->base->schema;

  if (result->generation != generation) {
    g_clear_pointer (&result->generation, yzt_generation_unref);
    result->generation = yzt_generation_ref ((YztGeneration *) generation);
  }
  result->n_hits = 0;
  result->n_touched = 0;
  result->n_stock = 0;
  for (guint k = 0; k < YZT_MAX_KINDS; k++) {
    YztKindTotal *total = &result->totals[k];
    guint n = k < schema->n_kinds ? schema->n_sums[k] : 0;

    if (result->n_sums[k] < n) {
      total->sums = g_renew (double, total->sums, n);
    }
    result->n_sums[k] = MAX (result->n_sums[k], n);
    total->count = total->exercises = 0;
    memset (total->level_counts, 0, sizeof total->level_counts);
    for (guint s = 0; s < n; s++) {
      total->sums[s] = 0;
    }
  }
}

static void
reserve (YztNearResult *result, guint more)
{
  if (result->allocated - result->n_hits < more) {
    result->allocated = MAX (result->allocated * 2, result->n_hits + more + 1024);
    result->hits = g_renew (YztHit, result->hits, result->allocated);
    result->keyed = g_renew (YztKeyedHit, result->keyed, result->allocated);
    result->scratch = g_renew (YztKeyedHit, result->scratch, result->allocated);
  }
}

void
yzt_near_block (const YztSceneBase *base, guint start, guint n, const double center[3], double *chord2, double *distance_m)
{
  const double *restrict xs = base->ecef[0] + start;
  const double *restrict ys = base->ecef[1] + start;
  const double *restrict zs = base->ecef[2] + start;
  double *restrict chords = chord2;
  double *restrict distances = distance_m;
  const double x = center[0], y = center[1], z = center[2];

  for (guint i = 0; i < n; i++) {
    double dx = xs[i] - x;
    double dy = ys[i] - y;
    double dz = zs[i] - z;
    double c2 = dx * dx + dy * dy + dz * dz;

    chords[i] = c2;
    distances[i] = yzt_distance_from_chord (c2, dz, zs[i] + z);
  }
}

gboolean
yzt_near_decide (const YztNearQuery *query, guint slot, double chord2, double *distance_m)
{
  if (chord2 > query->outside2) {
    return FALSE;
  }
  if (chord2 <= YZT_CHORD_LIMIT_M * YZT_CHORD_LIMIT_M && fabs (*distance_m - query->radius_m) > query->band_m) {
    return *distance_m < query->radius_m;
  }
  *distance_m = yzt_geo_distance_m (query->center.position, yzt_generation_slot_position (query->generation, slot), NULL);
  return *distance_m <= query->radius_m;
}

static void
add_totals (YztKindTotal *total, guint level, guint flags, const double *sums, guint n_sums)
{
  if ((flags & YZT_ITEM_EXERCISE) != 0) {
    total->exercises++;
    return;
  }
  total->count++;
  total->level_counts[level]++;
  for (guint s = 0; s < n_sums; s++) {
    if (!isnan (sums[s])) {
      total->sums[s] += sums[s];
    }
  }
}

static void
add_hit (const YztNearQuery *query, guint slot, double distance_m)
{
  const YztSceneBase *base = query->generation->base;
  YztNearResult *result = query->result;
  guint kind = base->kind[slot];

  result->hits[result->n_hits++] = (YztHit) { slot, distance_m };
  add_totals (&result->totals[kind], base->level[slot], base->flags[slot], base->sums + base->sum_start[slot], base->schema->n_sums[kind]);
  if (query->stock) {
    yzt_near_stock_add_slots (query, slot, slot + 1);
  }
}

static void
add_block_totals (const YztNearQuery *query, guint block)
{
  const YztSceneBase *base = query->generation->base;

  for (guint i = base->block_total_start[block]; i < base->block_total_start[block + 1]; i++) {
    const YztBlockTotal *from = &base->block_totals[i];
    YztKindTotal *to = &query->result->totals[from->kind];
    guint n_sums = base->schema->n_sums[from->kind];

    to->count += (guint) from->count - from->exercises;
    to->exercises += from->exercises;
    for (guint level = 0; level < YZT_N_LEVELS; level++) {
      to->level_counts[level] += from->levels[level];
    }
    for (guint s = 0; s < n_sums; s++) {
      to->sums[s] += base->block_sums[from->sum_start + s];
    }
  }
}

static void
visit_block (const YztNearQuery *query, guint block)
{
  const YztSceneBase *base = query->generation->base;
  const YztSpaceBounds *bounds = &base->block_space[block];
  guint64 removed = yzt_generation_removed_word (query->generation, block);
  guint start = block << YZT_BLOCK_SHIFT;
  guint n = MIN ((guint) YZT_BLOCK_SIZE, base->n_placed - start);
  double chord2[YZT_BLOCK_SIZE], distance_m[YZT_BLOCK_SIZE];
  double farthest2 = yzt_space_max2 (bounds, query->center.ecef);
  YztNearResult *result = query->result;

  reserve (result, YZT_BLOCK_SIZE);
  yzt_near_block (base, start, n, query->center.ecef, chord2, distance_m);
  if (removed == 0 && (bounds->kinds & ~query->kinds) == 0 && farthest2 <= query->inside2 &&
      farthest2 <= YZT_CHORD_LIMIT_M * YZT_CHORD_LIMIT_M) {
    for (guint i = 0; i < n; i++) {
      result->hits[result->n_hits + i] = (YztHit) { start + i, distance_m[i] };
    }
    result->n_hits += n;
    add_block_totals (query, block);
    if (query->stock) {
      yzt_near_stock_add_slots (query, start, start + n);
    }
    return;
  }
  for (guint i = 0; i < n; i++) {
    if (chord2[i] <= query->outside2 && (removed >> i & 1) == 0 && yzt_filter_has (query->kinds, base->kind[start + i]) &&
        yzt_near_decide (query, start + i, chord2[i], &distance_m[i])) {
      add_hit (query, start + i, distance_m[i]);
    }
  }
}

static void
visit_base (const YztNearQuery *query)
{
  const YztSceneBase *base = query->generation->base;

  for (guint group = 0; group < base->n_groups; group++) {
    guint first = group << YZT_GROUP_SHIFT;
    guint end = MIN (first + (1 << YZT_GROUP_SHIFT), base->n_blocks);

    if ((base->group_space[group].kinds & query->kinds) == 0 ||
        yzt_space_min2 (&base->group_space[group], query->center.ecef) > query->outside2) {
      continue;
    }
    for (guint block = first; block < end; block++) {
      if ((base->block_space[block].kinds & query->kinds) != 0 &&
          yzt_space_min2 (&base->block_space[block], query->center.ecef) <= query->outside2) {
        visit_block (query, block);
      }
    }
  }
}

static void
visit_delta (const YztNearQuery *query)
{
  const YztGeneration *generation = query->generation;
  YztNearResult *result = query->result;

  reserve (result, generation->n_delta);
  for (guint i = 0; i < generation->n_delta; i++) {
    const YztDeltaItem *delta = generation->delta[i];
    guint kind = delta->item.kind;
    guint slot = generation->base->n + i;
    double dx, dy, dz, chord2, distance_m;

    if (!delta->placed || !yzt_filter_has (query->kinds, kind)) {
      continue;
    }
    dx = delta->ecef[0] - query->center.ecef[0];
    dy = delta->ecef[1] - query->center.ecef[1];
    dz = delta->ecef[2] - query->center.ecef[2];
    chord2 = dx * dx + dy * dy + dz * dz;
    distance_m = yzt_distance_from_chord (chord2, dz, delta->ecef[2] + query->center.ecef[2]);
    if (yzt_near_decide (query, slot, chord2, &distance_m)) {
      result->hits[result->n_hits++] = (YztHit) { slot, distance_m };
      add_totals (&result->totals[kind], delta->item.level, delta->item.flags, delta->item.sums, generation->base->schema->n_sums[kind]);
      if (query->stock) {
        yzt_near_stock_add_delta (query, slot);
      }
    }
  }
}

void
yzt_generation_near (const YztGeneration *generation, YztPosition center, double radius_m, YztSceneFilter filter,
                     YztNearFlags flags, YztNearResult *result)
{
  YztNearQuery query = { .generation = generation, .result = result, .radius_m = radius_m, .kinds = filter.kinds };
  double chord;

  g_return_if_fail (generation != NULL);
  g_return_if_fail (result != NULL);

  reset (result, generation);
  if (!yzt_position_is_valid (center) || !(radius_m >= 0)) {
    return;
  }
  query.center.position = center;
  yzt_geo_to_ecef (center, query.center.ecef);
  query.band_m = yzt_distance_error_m (MIN (radius_m, 1.1 * YZT_CHORD_LIMIT_M));
  chord = yzt_chord_upper_bound_m (radius_m);
  query.outside2 = chord * chord;
  chord = MAX (yzt_chord_inside_bound_m (radius_m), 0.0);
  query.inside2 = chord > 0 ? chord * chord : -1.0;
  query.stock = (flags & YZT_NEAR_STOCK) != 0 && generation->base->schema->stock_kind >= 0 &&
                yzt_filter_has (filter.kinds, (guint) generation->base->schema->stock_kind);
  if (query.stock) {
    yzt_near_stock_start (&query);
  }
  visit_base (&query);
  visit_delta (&query);
  if (query.stock) {
    yzt_near_stock_add_lines (&query);
    yzt_near_stock_finish (&query);
  }
  if (flags & YZT_NEAR_SORTED) {
    yzt_near_sort (result);
  }
}

guint64
yzt_near_result_get_generation (const YztNearResult *result)
{
  g_return_val_if_fail (result != NULL, 0);

  return result->generation != NULL ? result->generation->number : 0;
}

guint
yzt_near_result_get_n_hits (const YztNearResult *result)
{
  g_return_val_if_fail (result != NULL, 0);

  return result->n_hits;
}

const YztHit *
yzt_near_result_get_hits (const YztNearResult *result)
{
  g_return_val_if_fail (result != NULL, NULL);

  return result->hits;
}

const YztKindTotal *
yzt_near_result_get_total (const YztNearResult *result, guint kind)
{
  static const YztKindTotal none = { 0 }; /* kinds beyond have no place and are in no ring */

  g_return_val_if_fail (result != NULL, NULL);

  return kind < YZT_MAX_KINDS ? &result->totals[kind] : &none;
}

guint
yzt_near_result_get_n_stock (const YztNearResult *result)
{
  g_return_val_if_fail (result != NULL, 0);

  return result->n_stock;
}

const YztStockTotal *
yzt_near_result_get_stock (const YztNearResult *result, guint i)
{
  g_return_val_if_fail (result != NULL, NULL);
  g_return_val_if_fail (i < result->n_stock, NULL);

  return &result->stock[i];
}

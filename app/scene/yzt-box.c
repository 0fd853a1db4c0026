/* yzt-box.c: features in a box of the map, and the one under the pointer
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-scene-private.h"

typedef struct {
  const YztGeneration *generation;
  YztMapBounds box;
  guint64 kinds;
  GArray *indices; /* NULL: only count */
  guint count;
} BoxQuery;

static gboolean
meets (const YztMapBounds *a, const YztMapBounds *b)
{
  return a->x0 <= b->x1 && a->x1 >= b->x0 && a->y0 <= b->y1 && a->y1 >= b->y0;
}

static gboolean
holds (const YztMapBounds *outer, const YztMapBounds *inner)
{
  return outer->x0 <= inner->x0 && outer->x1 >= inner->x1 && outer->y0 <= inner->y0 && outer->y1 >= inner->y1;
}

static gboolean
holds_point (const YztMapBounds *box, double x, double y)
{
  return x >= box->x0 && x <= box->x1 && y >= box->y0 && y <= box->y1;
}

static void
add (BoxQuery *query, guint slot)
{
  query->count++;
  if (query->indices != NULL) {
    g_array_append_val (query->indices, slot);
  }
}

static void
visit_block (BoxQuery *query, guint block)
{
  const YztSceneBase *base = query->generation->base;
  guint64 removed = yzt_generation_removed_word (query->generation, block);
  guint start = block << YZT_BLOCK_SHIFT;
  guint end = MIN (start + YZT_BLOCK_SIZE, base->n_placed);
  gboolean whole = holds (&query->box, &base->block_map[block]);

  if (whole && query->indices == NULL && removed == 0) {
    for (guint i = base->block_total_start[block]; i < base->block_total_start[block + 1]; i++) {
      if (yzt_filter_has (query->kinds, base->block_totals[i].kind)) {
        query->count += base->block_totals[i].count;
      }
    }
    return;
  }
  for (guint slot = start; slot < end; slot++) {
    if ((whole || holds_point (&query->box, base->map_x[slot], base->map_y[slot])) &&
        yzt_filter_has (query->kinds, base->kind[slot]) && (removed >> (slot - start) & 1) == 0) {
      add (query, slot);
    }
  }
}

static void
run (BoxQuery *query)
{
  const YztGeneration *generation = query->generation;
  const YztSceneBase *base = generation->base;

  for (guint group = 0; group < base->n_groups; group++) {
    guint first = group << YZT_GROUP_SHIFT;
    guint end = MIN (first + (1 << YZT_GROUP_SHIFT), base->n_blocks);

    if ((base->group_space[group].kinds & query->kinds) == 0 || !meets (&base->group_map[group], &query->box)) {
      continue;
    }
    for (guint block = first; block < end; block++) {
      if ((base->block_space[block].kinds & query->kinds) != 0 && meets (&base->block_map[block], &query->box)) {
        visit_block (query, block);
      }
    }
  }
  for (guint i = 0; i < generation->n_delta; i++) {
    const YztDeltaItem *delta = generation->delta[i];

    if (delta->placed && yzt_filter_has (query->kinds, delta->item.kind) &&
        holds_point (&query->box, delta->map_x, delta->map_y)) {
      add (query, base->n + i);
    }
  }
}

void
yzt_generation_box (const YztGeneration *generation, double x0, double y0, double x1, double y1, YztSceneFilter filter,
                    GArray *indices)
{
  BoxQuery query = { generation, { x0, y0, x1, y1 }, filter.kinds, indices, 0 };

  g_return_if_fail (generation != NULL);
  g_return_if_fail (indices != NULL);
  g_return_if_fail (g_array_get_element_size (indices) == sizeof (guint));

  run (&query);
}

guint
yzt_generation_count_box (const YztGeneration *generation, double x0, double y0, double x1, double y1,
                          YztSceneFilter filter)
{
  BoxQuery query = { generation, { x0, y0, x1, y1 }, filter.kinds, NULL, 0 };

  g_return_val_if_fail (generation != NULL, 0);

  run (&query);
  return query.count;
}

#define EQUATOR_M 40075016.7

gboolean
yzt_generation_pick (const YztGeneration *generation, double x, double y, double radius, YztSceneFilter filter,
                     guint *index_out)
{
  g_autoptr (GArray) indices = NULL;
  YztHit best = { 0, HUGE_VAL };
  gboolean best_open = FALSE;

  g_return_val_if_fail (generation != NULL, FALSE);
  g_return_val_if_fail (index_out != NULL, FALSE);

  indices = g_array_new (FALSE, FALSE, sizeof (guint));
  yzt_generation_box (generation, x - radius, y - radius, x + radius, y + radius, filter, indices);
  for (guint i = 0; i < indices->len; i++) {
    YztHit hit = { g_array_index (indices, guint, i), 0 };
    const YztSceneBase *base = generation->base;
    guint8 flags = hit.index < base->n ? base->flags[hit.index] : generation->delta[hit.index - base->n]->item.flags;
    gboolean open = (flags & YZT_ITEM_OPEN) != 0;
    double item_x = 0, item_y = 0;

    yzt_generation_get_mercator (generation, hit.index, &item_x, &item_y);
    /* As metres at the equator, for ties are told in micrometres. */
    double away = hypot (item_x - x, item_y - y);
    hit.distance_m = away * EQUATOR_M;
    if (away > radius || (best_open && !open)) {
      continue;
    }
    if ((open && !best_open) || isinf (best.distance_m) || yzt_hit_before (generation, &hit, &best)) {
      best = hit;
      best_open = open;
    }
  }
  *index_out = best.index;
  return !isinf (best.distance_m);
}

static void
widen (YztMapBounds *all, const YztMapBounds *one, gboolean *found)
{
  *all = *found ? (YztMapBounds) { MIN (all->x0, one->x0), MIN (all->y0, one->y0), MAX (all->x1, one->x1), MAX (all->y1, one->y1) } : *one;
  *found = TRUE;
}

gboolean
yzt_generation_get_extent (const YztGeneration *generation, YztBox *box_out)
{
  YztMapBounds all;
  gboolean found = FALSE;

  g_return_val_if_fail (generation != NULL && box_out != NULL, FALSE);

  for (guint group = 0; group < generation->base->n_groups; group++) {
    widen (&all, &generation->base->group_map[group], &found);
  }
  for (guint i = 0; i < generation->n_delta; i++) {
    const YztDeltaItem *delta = generation->delta[i];

    if (delta->placed) {
      widen (&all, &(YztMapBounds) { delta->map_x, delta->map_y, delta->map_x, delta->map_y }, &found);
    }
  }
  if (found) {
    YztPosition north_west = yzt_mercator_to_position (all.x0, all.y0), south_east = yzt_mercator_to_position (all.x1, all.y1);

    *box_out = (YztBox) { north_west.lon, south_east.lat, south_east.lon, north_west.lat };
  }
  return found;
}

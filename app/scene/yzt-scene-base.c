/* yzt-scene-base.c: life of a base; its blocks with bounds, totals and prefix sums
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-scene-private.h"

#include <sys/mman.h>

YztSceneBase *
yzt_scene_base_ref (YztSceneBase *base)
{
  g_atomic_ref_count_inc (&base->refs);
  return base;
}

static void
free_columns (YztSceneBase *base)
{
  for (guint i = 0; i < 3; i++) {
    g_free (base->ecef[i]);
  }
  g_free (base->map_x);
  g_free (base->map_y);
  g_free (base->morton);
  g_free (base->kind);
  g_free (base->level);
  g_free (base->flags);
  g_free (base->row);
  g_free (base->sum_start);
  g_free (base->row_kind);
  g_free (base->fid);
  g_free (base->verified_at_ms);
  g_free (base->lon);
  g_free (base->lat);
  g_free (base->sums);
  g_free (base->variant);
  g_free (base->slot);
  g_free (base->name_start);
  g_free (base->folded_start);
  g_free (base->names);
  g_free (base->folded);
  g_free (base->by_fid);
  g_free (base->block_space);
  g_free (base->group_space);
  g_free (base->block_map);
  g_free (base->group_map);
  g_free (base->block_morton);
  g_free (base->directory);
  g_free (base->block_total_start);
  g_free (base->block_totals);
  g_free (base->block_sums);
  g_free (base->prefix);
  g_free (base->kind_prefix);
  yzt_name_index_clear (&base->name_index);
}

void
yzt_scene_base_unref (YztSceneBase *base)
{
  if (!g_atomic_ref_count_dec (&base->refs)) {
    return;
  }
  yzt_scene_schema_unref (base->schema);
  if (!base->packed) {
    free_columns (base);
  } else if (base->block != NULL) {
    munmap (base->block, base->block_size);
  }
  yzt_stock_columns_clear (&base->stock);
  yzt_shape_columns_clear (&base->outlines);
  g_clear_pointer (&base->exercises, g_array_unref);
  g_free (base);
}

gboolean
yzt_scene_base_find (const YztSceneBase *base, guint kind, gint64 fid, guint *slot_out)
{
  guint lo = base->kind_start[kind];
  guint hi = base->kind_start[kind + 1];

  while (lo < hi) {
    guint middle = lo + (hi - lo) / 2;

    if (base->fid[base->by_fid[middle]] < fid) {
      lo = middle + 1;
    } else {
      hi = middle;
    }
  }
  if (lo == base->kind_start[kind + 1] || base->fid[base->by_fid[lo]] != fid) {
    return FALSE;
  }
  *slot_out = base->slot[base->by_fid[lo]];
  return TRUE;
}

static void
bound_block (YztSceneBase *base, guint block)
{
  guint start = block << YZT_BLOCK_SHIFT;
  guint end = MIN (start + YZT_BLOCK_SIZE, base->n_placed);
  YztSpaceBounds *space = &base->block_space[block];
  YztMapBounds *map = &base->block_map[block];

  for (guint axis = 0; axis < 3; axis++) {
    const double *values = base->ecef[axis];
    double lo = values[start], hi = values[start];

    for (guint i = start + 1; i < end; i++) {
      lo = MIN (lo, values[i]);
      hi = MAX (hi, values[i]);
    }
    /* One step outwards, whichever way the conversion rounded. */
    space->lo[axis] = nextafterf ((float) lo, -HUGE_VALF);
    space->hi[axis] = nextafterf ((float) hi, HUGE_VALF);
  }
  *map = (YztMapBounds) { base->map_x[start], base->map_y[start], base->map_x[start], base->map_y[start] };
  space->kinds = 0;
  for (guint i = start; i < end; i++) {
    map->x0 = MIN (map->x0, base->map_x[i]);
    map->x1 = MAX (map->x1, base->map_x[i]);
    map->y0 = MIN (map->y0, base->map_y[i]);
    map->y1 = MAX (map->y1, base->map_y[i]);
    space->kinds |= G_GUINT64_CONSTANT (1) << base->kind[i];
  }
}

static void
bound_group (YztSceneBase *base, guint group)
{
  guint start = group << YZT_GROUP_SHIFT;
  guint end = MIN (start + (1 << YZT_GROUP_SHIFT), base->n_blocks);
  YztSpaceBounds *space = &base->group_space[group];
  YztMapBounds *map = &base->group_map[group];

  *space = base->block_space[start];
  *map = base->block_map[start];
  for (guint b = start + 1; b < end; b++) {
    for (guint axis = 0; axis < 3; axis++) {
      space->lo[axis] = MIN (space->lo[axis], base->block_space[b].lo[axis]);
      space->hi[axis] = MAX (space->hi[axis], base->block_space[b].hi[axis]);
    }
    space->kinds |= base->block_space[b].kinds;
    map->x0 = MIN (map->x0, base->block_map[b].x0);
    map->x1 = MAX (map->x1, base->block_map[b].x1);
    map->y0 = MIN (map->y0, base->block_map[b].y0);
    map->y1 = MAX (map->y1, base->block_map[b].y1);
  }
}

/* Totals of each kind in a block, so that a block wholly inside a circle need not be opened for them. */
static void
total_block (YztSceneBase *base, guint block, GArray *totals, GArray *sums)
{
  guint start = block << YZT_BLOCK_SHIFT;
  guint end = MIN (start + YZT_BLOCK_SIZE, base->n_placed);
  guint first = totals->len;
  guint8 place[YZT_MAX_KINDS];

  for (guint64 left = base->block_space[block].kinds; left != 0; left &= left - 1) {
    YztBlockTotal total = { .kind = (guint8) __builtin_ctzll (left), .sum_start = sums->len };

    place[total.kind] = (guint8) (totals->len - first);
    g_array_append_val (totals, total);
    g_array_set_size (sums, sums->len + base->schema->n_sums[total.kind]);
    for (guint i = total.sum_start; i < sums->len; i++) {
      g_array_index (sums, double, i) = 0;
    }
  }
  for (guint i = start; i < end; i++) {
    YztBlockTotal *total = &g_array_index (totals, YztBlockTotal, first + place[base->kind[i]]);
    const double *from = &base->sums[base->sum_start[i]];
    double *to = &g_array_index (sums, double, total->sum_start);

    total->count++;
    if ((base->flags[i] & YZT_ITEM_EXERCISE) != 0) {
      total->exercises++;
      continue;
    }
    total->levels[base->level[i]]++;
    for (guint s = 0; s < base->schema->n_sums[total->kind]; s++) {
      to[s] += isnan (from[s]) ? 0.0 : from[s];
    }
  }
}

static void
tally_slot (YztTally *tally, guint64 x, guint64 y, guint level)
{
  tally->count++;
  tally->levels[level]++;
  tally->sum_x += x;
  tally->sum_y += y;
}

static void
tally_block (const YztSceneBase *base, guint block, YztTally *all, YztTally *by_kind)
{
  guint start = block << YZT_BLOCK_SHIFT;
  guint end = MIN (start + YZT_BLOCK_SIZE, base->n_placed);

  for (guint i = start; i < end; i++) {
    guint64 x = yzt_fixed_axis (base->map_x[i]);
    guint64 y = yzt_fixed_axis (base->map_y[i]);

    if ((i & ((1 << YZT_PREFIX_SHIFT) - 1)) == 0) {
      base->prefix[i >> YZT_PREFIX_SHIFT] = *all;
    }
    tally_slot (all, x, y, base->level[i]);
    tally_slot (&by_kind[base->kind_column[base->kind[i]]], x, y, base->level[i]);
  }
}

static void
build_prefix (YztSceneBase *base)
{
  guint columns;
  YztTally all = { 0 };
  g_autofree YztTally *by_kind = NULL;

  for (guint g = 0; g < base->n_groups; g++) {
    base->kinds_in_use |= base->group_space[g].kinds;
  }
  for (guint64 left = base->kinds_in_use; left != 0; left &= left - 1) {
    base->kind_column[__builtin_ctzll (left)] = (guint8) base->n_kind_columns++;
  }
  columns = base->n_kind_columns;
  by_kind = g_new0 (YztTally, columns);
  base->prefix = g_new (YztTally, (base->n_placed >> YZT_PREFIX_SHIFT) + 1);
  base->kind_prefix = g_new (YztTally, (gsize) (base->n_blocks + 1) * columns);
  for (guint block = 0; block <= base->n_blocks; block++) {
    if (columns > 0) {
      memcpy (&base->kind_prefix[(gsize) block * columns], by_kind, columns * sizeof *by_kind);
    }
    if (block < base->n_blocks) {
      tally_block (base, block, &all, by_kind);
    }
  }
  /* The last place is met by no slot when the number of slots is a multiple of the step. */
  if ((base->n_placed & ((1 << YZT_PREFIX_SHIFT) - 1)) == 0) {
    base->prefix[base->n_placed >> YZT_PREFIX_SHIFT] = all;
  }
}

#define DIRECTORY_MAX 10 /* 4^10 nodes are four megabytes */

/* About as many nodes as there are features, so that the walk down the quadtree looks up what it would have to search for. */
static void
build_directory (YztSceneBase *base)
{
  guint shift;
  guint32 node = 0;

  while (base->directory_level < DIRECTORY_MAX && (1u << (2 * base->directory_level)) < base->n_placed) {
    base->directory_level++;
  }
  shift = 2 * (YZT_MORTON_BITS - base->directory_level);
  base->directory = g_new (guint32, (1u << (2 * base->directory_level)) + 1);
  for (guint slot = 0; slot < base->n_placed; slot++) {
    for (guint32 last = (guint32) (base->morton[slot] >> shift); node <= last; node++) {
      base->directory[node] = slot;
    }
  }
  for (; node <= 1u << (2 * base->directory_level); node++) {
    base->directory[node] = base->n_placed;
  }
}

void
yzt_scene_base_index (YztSceneBase *base)
{
  GArray *totals = g_array_new (FALSE, FALSE, sizeof (YztBlockTotal));
  GArray *sums = g_array_new (FALSE, FALSE, sizeof (double));

  base->n_blocks = (base->n_placed + YZT_BLOCK_SIZE - 1) >> YZT_BLOCK_SHIFT;
  base->n_groups = (base->n_blocks + (1 << YZT_GROUP_SHIFT) - 1) >> YZT_GROUP_SHIFT;
  base->block_space = g_new (YztSpaceBounds, base->n_blocks);
  base->block_map = g_new (YztMapBounds, base->n_blocks);
  base->block_morton = g_new (guint64, base->n_blocks);
  base->group_space = g_new (YztSpaceBounds, base->n_groups);
  base->group_map = g_new (YztMapBounds, base->n_groups);
  base->block_total_start = g_new (guint32, base->n_blocks + 1);
  for (guint block = 0; block < base->n_blocks; block++) {
    bound_block (base, block);
    base->block_morton[block] = base->morton[block << YZT_BLOCK_SHIFT];
    base->block_total_start[block] = totals->len;
    total_block (base, block, totals, sums);
  }
  base->block_total_start[base->n_blocks] = totals->len;
  base->block_totals = (YztBlockTotal *) (gpointer) g_array_free (totals, FALSE);
  base->block_sums = (double *) (gpointer) g_array_free (sums, FALSE);
  for (guint group = 0; group < base->n_groups; group++) {
    bound_group (base, group);
  }
  build_prefix (base);
  build_directory (base);
}

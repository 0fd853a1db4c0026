/* yzt-nearest.c: the nearest n, opening blocks in order of how near they can be
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-near-private.h"

typedef struct {
  double chord2; /* nothing inside is nearer */
  guint index;
  gboolean is_group;
} Place;

typedef struct {
  const YztGeneration *generation;
  YztCenter center;
  guint64 kinds;
  guint wanted;
  YztHit *hits; /* a heap, farthest first, until it is sorted at the end */
  guint n;
  double chord2_limit; /* a chord longer than this cannot be among the wanted */
  GArray *places;      /* Place: a heap, nearest first */
} Search;

static void
sift_hits_down (Search *search, guint i)
{
  for (;;) {
    guint largest = i;

    for (guint child = 2 * i + 1; child <= 2 * i + 2 && child < search->n; child++) {
      if (yzt_hit_before (search->generation, &search->hits[largest], &search->hits[child])) {
        largest = child;
      }
    }
    if (largest == i) {
      return;
    }
    YztHit swap = search->hits[i];
    search->hits[i] = search->hits[largest];
    search->hits[largest] = swap;
    i = largest;
  }
}

static void
offer (Search *search, guint slot, double chord2)
{
  YztHit hit = { slot, 0 };

  if (chord2 > search->chord2_limit) {
    return;
  }
  hit.distance_m = yzt_generation_distance_m (search->generation, &search->center, slot);
  if (search->n < search->wanted) {
    search->hits[search->n++] = hit;
    if (search->n < search->wanted) {
      return;
    }
    for (guint i = search->n / 2 + 1; i-- > 0;) {
      sift_hits_down (search, i);
    }
  } else if (yzt_hit_before (search->generation, &hit, &search->hits[0])) {
    search->hits[0] = hit;
    sift_hits_down (search, 0);
  } else {
    return;
  }
  /* A millimetre more, so that ties are never cut off by rounding. */
  double chord = yzt_chord_upper_bound_m (search->hits[0].distance_m + 1e-3);
  search->chord2_limit = chord * chord;
}

static void
push_place (Search *search, Place place)
{
  GArray *heap = search->places;
  guint i = heap->len;

  g_array_append_val (heap, place);
  while (i > 0) {
    guint parent = (i - 1) / 2;

    if (g_array_index (heap, Place, parent).chord2 <= place.chord2) {
      break;
    }
    g_array_index (heap, Place, i) = g_array_index (heap, Place, parent);
    i = parent;
  }
  g_array_index (heap, Place, i) = place;
}

static Place
pop_place (Search *search)
{
  GArray *heap = search->places;
  Place top = g_array_index (heap, Place, 0);
  Place last = g_array_index (heap, Place, heap->len - 1);
  guint i = 0;

  g_array_set_size (heap, heap->len - 1);
  while (2 * i + 1 < heap->len) {
    guint child = 2 * i + 1;

    if (child + 1 < heap->len && g_array_index (heap, Place, child + 1).chord2 < g_array_index (heap, Place, child).chord2) {
      child++;
    }
    if (last.chord2 <= g_array_index (heap, Place, child).chord2) {
      break;
    }
    g_array_index (heap, Place, i) = g_array_index (heap, Place, child);
    i = child;
  }
  if (heap->len > 0) {
    g_array_index (heap, Place, i) = last;
  }
  return top;
}

static void
consider_place (Search *search, const YztSpaceBounds *bounds, guint index, gboolean is_group)
{
  Place place = { 0, index, is_group };

  if ((bounds->kinds & search->kinds) == 0) {
    return;
  }
  place.chord2 = yzt_space_min2 (bounds, search->center.ecef);
  if (place.chord2 <= search->chord2_limit) {
    push_place (search, place);
  }
}

static void
open_group (Search *search, guint group)
{
  const YztSceneBase *base = search->generation->base;
  guint start = group << YZT_GROUP_SHIFT;
  guint end = MIN (start + (1 << YZT_GROUP_SHIFT), base->n_blocks);

  for (guint block = start; block < end; block++) {
    consider_place (search, &base->block_space[block], block, FALSE);
  }
}

static void
open_block (Search *search, guint block)
{
  const YztSceneBase *base = search->generation->base;
  guint start = block << YZT_BLOCK_SHIFT;
  guint end = MIN (start + YZT_BLOCK_SIZE, base->n_placed);
  guint64 removed = yzt_generation_removed_word (search->generation, block);

  for (guint slot = start; slot < end; slot++) {
    double dx = base->ecef[0][slot] - search->center.ecef[0];
    double dy = base->ecef[1][slot] - search->center.ecef[1];
    double dz = base->ecef[2][slot] - search->center.ecef[2];
    double chord2 = dx * dx + dy * dy + dz * dz;

    if (chord2 <= search->chord2_limit && yzt_filter_has (search->kinds, base->kind[slot]) &&
        (removed >> (slot - start) & 1) == 0) {
      offer (search, slot, chord2);
    }
  }
}

static void
search_delta (Search *search)
{
  const YztGeneration *generation = search->generation;

  for (guint i = 0; i < generation->n_delta; i++) {
    const YztDeltaItem *delta = generation->delta[i];
    double dx, dy, dz;

    if (delta->placed && yzt_filter_has (search->kinds, delta->item.kind)) {
      dx = delta->ecef[0] - search->center.ecef[0];
      dy = delta->ecef[1] - search->center.ecef[1];
      dz = delta->ecef[2] - search->center.ecef[2];
      offer (search, generation->base->n + i, dx * dx + dy * dy + dz * dz);
    }
  }
}

guint
yzt_generation_nearest (const YztGeneration *generation, YztPosition center, guint n, YztSceneFilter filter, YztHit *hits)
{
  Search search = { .generation = generation, .kinds = filter.kinds, .wanted = n, .hits = hits, .chord2_limit = HUGE_VAL };

  g_return_val_if_fail (generation != NULL, 0);
  g_return_val_if_fail (hits != NULL || n == 0, 0);

  if (n == 0 || !yzt_position_is_valid (center)) {
    return 0;
  }
  search.center.position = center;
  yzt_geo_to_ecef (center, search.center.ecef);
  search.places = g_array_sized_new (FALSE, FALSE, sizeof (Place), 512);
  search_delta (&search);
  for (guint group = 0; group < generation->base->n_groups; group++) {
    consider_place (&search, &generation->base->group_space[group], group, TRUE);
  }
  while (search.places->len > 0) {
    Place place = pop_place (&search);

    if (place.chord2 > search.chord2_limit) {
      break;
    }
    if (place.is_group) {
      open_group (&search, place.index);
    } else {
      open_block (&search, place.index);
    }
  }
  g_array_unref (search.places);
  yzt_hits_sort (generation, hits, search.n);
  return search.n;
}

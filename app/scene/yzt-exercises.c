/* yzt-exercises.c: how many exercises, tests and drafts a picture holds, so that they stand in no count
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-scene-private.h"

#include <string.h>

static gboolean
block_has_any (const YztSceneBase *base, guint block)
{
  for (guint i = base->block_total_start[block]; i < base->block_total_start[block + 1]; i++) {
    if (base->block_totals[i].exercises > 0) {
      return TRUE;
    }
  }
  return FALSE;
}

static void
list_slots (const YztSceneBase *base, guint start, guint end, GArray *slots)
{
  for (guint slot = start; slot < end; slot++) {
    if ((base->flags[slot] & YZT_ITEM_EXERCISE) != 0) {
      g_array_append_val (slots, slot);
    }
  }
}

/* Few, and the same for every picture that shares the base: found once, when they are first asked for. */
static const GArray *
exercises_of (YztSceneBase *base)
{
  if (g_once_init_enter (&base->exercises)) {
    GArray *slots = g_array_new (FALSE, FALSE, sizeof (guint));
    for (guint block = 0; block < base->n_blocks; block++) {
      if (block_has_any (base, block)) {
        list_slots (base, block << YZT_BLOCK_SHIFT, MIN ((block + 1) << YZT_BLOCK_SHIFT, base->n_placed), slots);
      }
    }
    list_slots (base, base->n_placed, base->n, slots);
    g_once_init_leave (&base->exercises, slots);
  }
  return base->exercises;
}

void
yzt_generation_count_exercises (const YztGeneration *generation, guint counts[YZT_KINDS_ON_MAP_MAX])
{
  g_return_if_fail (generation != NULL && counts != NULL);
  const GArray *slots = exercises_of (generation->base);

  memset (counts, 0, YZT_KINDS_ON_MAP_MAX * sizeof *counts);
  for (guint i = 0; i < slots->len; i++) {
    guint slot = g_array_index (slots, guint, i);
    counts[generation->base->kind[slot]] += !yzt_generation_is_removed (generation, slot);
  }
  for (guint i = 0; i < generation->n_delta; i++) {
    counts[generation->delta[i]->item.kind] += (generation->delta[i]->item.flags & YZT_ITEM_EXERCISE) != 0;
  }
}

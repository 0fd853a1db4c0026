/* yzt-sift.c: a generation narrowed to some levels, states, ages and names, for drawing
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The base is shared; what does not pass is marked like a removed row, and the counts before each block are summed anew, so that
 * clusters and boxes cost what they always cost. */
#include "yzt-scene-private.h"

#define ALL_LEVELS 0x1f

static gboolean
asks_for_time (const YztSceneSieve *sieve)
{
  return sieve->verified_before_ms != YZT_SCENE_NO_TIME || sieve->verified_since_ms != YZT_SCENE_NO_TIME;
}

static inline gboolean
time_passes (const YztSceneSieve *sieve, gint64 verified_at_ms)
{
  gboolean never = verified_at_ms == YZT_SCENE_NO_TIME;

  if (sieve->verified_since_ms != YZT_SCENE_NO_TIME && (never || verified_at_ms < sieve->verified_since_ms)) {
    return FALSE;
  }
  return sieve->verified_before_ms == YZT_SCENE_NO_TIME || never || verified_at_ms < sieve->verified_before_ms;
}

static inline gboolean
marks_pass (const YztSceneSieve *sieve, guint level, guint flags)
{
  return (sieve->levels >> level & 1) != 0 && (flags & sieve->flags_all) == sieve->flags_all
         && (flags & sieve->flags_none) == 0;
}

/* A bit for each slot, of the base and the delta, whose name holds the text. */
static guint64 *
find_named (const YztGeneration *generation, const char *text)
{
  guint64 *named = g_new0 (guint64, (yzt_generation_get_n_slots (generation) >> 6) + 1);

  yzt_generation_mark_names (generation, text, named);
  return named;
}

/* Rows in their own order, for that is how their times lie in memory; the bits of all slots stay in the cache. */
static void
sift_times (YztGeneration *sifted, const YztSceneSieve *sieve)
{
  const YztSceneBase *base = sifted->base;

  for (guint row = 0; row < base->n_rows; row++) {
    guint slot = base->slot[row];

    if (slot != YZT_NO_SLOT && !time_passes (sieve, base->verified_at_ms[row])) {
      sifted->removed[slot >> 6] |= G_GUINT64_CONSTANT (1) << (slot & 63);
    }
  }
}

static void
sift_base (YztGeneration *sifted, const YztGeneration *generation, const YztSceneSieve *sieve, const guint64 *named)
{
  const YztSceneBase *base = generation->base;
  guint8 out_by_marks[YZT_N_LEVELS << 8];

  for (guint level = 0; level < YZT_N_LEVELS; level++) {
    for (guint flags = 0; flags < 256; flags++) {
      out_by_marks[level << 8 | flags] = !marks_pass (sieve, level, flags);
    }
  }
  sifted->removed = g_new0 (guint64, (base->n >> 6) + 1);
  for (guint word = 0; word <= base->n >> 6; word++) {
    guint64 out = generation->removed != NULL ? generation->removed[word] : 0;
    guint end = MIN ((word + 1) << 6, base->n);

    if (named != NULL) {
      out |= ~named[word];
    }
    for (guint slot = word << 6; slot < end; slot++) {
      out |= (guint64) out_by_marks[(guint) base->level[slot] << 8 | base->flags[slot]] << (slot & 63);
    }
    /* Bits beyond the last slot stand for nobody. */
    sifted->removed[word] = end < (word + 1) << 6 ? out & ((G_GUINT64_CONSTANT (1) << (end & 63)) - 1) : out;
  }
  if (asks_for_time (sieve)) {
    sift_times (sifted, sieve);
  }
}

/* What the slots before each block add up to, by kind. */
static void
sum_up (YztGeneration *sifted)
{
  const YztSceneBase *base = sifted->base;
  guint columns = base->n_kind_columns;
  g_autofree YztTally *sums = g_new0 (YztTally, columns + 1);

  sifted->sifted_prefix = g_new (YztTally, (gsize) (base->n_blocks + 1) * columns + 1);
  for (guint block = 0; block <= base->n_blocks; block++) {
    guint start = block << YZT_BLOCK_SHIFT;
    guint end = MIN (start + YZT_BLOCK_SIZE, base->n_placed);

    memcpy (&sifted->sifted_prefix[(gsize) block * columns], sums, columns * sizeof *sums);
    guint64 there = start < end ? ~sifted->removed[block] & (G_MAXUINT64 >> (64 - (end - start))) : 0;

    for (; there != 0; there &= there - 1) {
      guint slot = start + (guint) __builtin_ctzll (there);
      YztTally *sum = &sums[base->kind_column[base->kind[slot]]];

      sum->sum_x += yzt_fixed_axis (base->map_x[slot]);
      sum->sum_y += yzt_fixed_axis (base->map_y[slot]);
      sum->levels[base->level[slot]]++;
      sum->count++;
    }
  }
}

static void
count_rows (YztGeneration *sifted)
{
  const YztSceneBase *base = sifted->base;

  memset (sifted->kind_counts, 0, sizeof sifted->kind_counts);
  sifted->n_items = sifted->n_removed = 0;
  /* Those with a place are summed up already. */
  for (guint64 left = base->kinds_in_use; left != 0; left &= left - 1) {
    guint kind = (guint) __builtin_ctzll (left);

    sifted->kind_counts[kind] = sifted->sifted_prefix[(gsize) base->n_blocks * base->n_kind_columns + base->kind_column[kind]].count;
  }
  for (guint slot = base->n_placed; slot < base->n; slot++) {
    sifted->kind_counts[base->kind[slot]] += !yzt_generation_is_removed (sifted, slot);
  }
  for (guint word = 0; word <= base->n >> 6; word++) {
    sifted->n_removed += (guint) __builtin_popcountll (sifted->removed[word]);
  }
  sifted->n_items = base->n - sifted->n_removed + sifted->n_delta;
  for (guint i = 0; i < sifted->n_delta; i++) {
    sifted->kind_counts[sifted->delta[i]->item.kind]++;
  }
}

static void
sift_delta (YztGeneration *sifted, const YztGeneration *generation, const YztSceneSieve *sieve, const guint64 *named)
{
  sifted->delta = g_new (YztDeltaItem *, generation->n_delta + 1);
  for (guint i = 0; i < generation->n_delta; i++) {
    const YztItem *item = &generation->delta[i]->item;
    guint slot = generation->base->n + i;

    if (marks_pass (sieve, item->level, item->flags) && time_passes (sieve, item->verified_at_ms)
        && (named == NULL || (named[slot >> 6] >> (slot & 63) & 1) != 0)) {
      sifted->delta[sifted->n_delta++] = yzt_delta_item_ref (generation->delta[i]);
    }
  }
}

gboolean
yzt_scene_sieve_passes_all (const YztSceneSieve *sieve)
{
  return sieve == NULL || ((sieve->levels & ALL_LEVELS) == ALL_LEVELS && sieve->flags_all == 0 && sieve->flags_none == 0
                           && !asks_for_time (sieve) && (sieve->text == NULL || *sieve->text == '\0'));
}

YztGeneration *
yzt_generation_sift (YztGeneration *generation, const YztSceneSieve *sieve)
{
  g_autofree guint64 *named = NULL;
  YztGeneration *sifted;

  g_return_val_if_fail (generation != NULL, NULL);
  g_return_val_if_fail (generation->sifted_prefix == NULL, NULL);

  if (yzt_scene_sieve_passes_all (sieve)) {
    return yzt_generation_ref (generation);
  }
  if (sieve->text != NULL && *sieve->text != '\0') {
    named = find_named (generation, sieve->text);
  }
  sifted = yzt_generation_new_for_base (yzt_scene_base_ref (generation->base));
  sifted->kinds_in_use = generation->kinds_in_use;
  sift_base (sifted, generation, sieve, named);
  sift_delta (sifted, generation, sieve, named);
  sum_up (sifted);
  count_rows (sifted);
  return sifted;
}

/* yzt-sum-pool.c: the figures of features, each set of them kept once
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Most features have no figures at all, or the same small ones as many others: a million sets of six figures are 48 MB, those that differ mostly
 * less than one. Figures are the same when they are so bit by bit. */
#include "yzt-scene-private.h"

#define FIRST_BITS 12
#define EMPTY G_MAXUINT32

void
yzt_sum_pool_init (YztSumPool *pool)
{
  pool->values = g_array_new (FALSE, FALSE, sizeof (double));
  pool->bits = FIRST_BITS;
  pool->places = g_new (YztSumPlace, 1u << pool->bits);
  memset (pool->places, 0xff, sizeof *pool->places << pool->bits);
  pool->n = 0;
}

void
yzt_sum_pool_clear (YztSumPool *pool)
{
  g_clear_pointer (&pool->values, g_array_unref);
  g_clear_pointer (&pool->places, g_free);
}

static inline guint32
hash_sums (const double *sums, guint n)
{
  guint64 hash = n;

  for (guint i = 0; i < n; i++) {
    guint64 bits;

    memcpy (&bits, &sums[i], sizeof bits);
    hash = (hash ^ bits) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
    hash ^= hash >> 29;
  }
  return (guint32) (hash >> 32) ^ (guint32) hash;
}

static void
grow (YztSumPool *pool)
{
  guint32 n_old = 1u << pool->bits, mask;
  g_autofree YztSumPlace *old = g_steal_pointer (&pool->places);

  pool->bits++;
  mask = (1u << pool->bits) - 1;
  pool->places = g_new (YztSumPlace, mask + 1);
  memset (pool->places, 0xff, sizeof *pool->places << pool->bits);
  for (guint32 i = 0; i < n_old; i++) {
    if (old[i].start != EMPTY) {
      guint32 place = old[i].hash & mask;

      while (pool->places[place].start != EMPTY) {
        place = (place + 1) & mask;
      }
      pool->places[place] = old[i];
    }
  }
}

guint32
yzt_sum_pool_add (YztSumPool *pool, const double *sums, guint n)
{
  guint32 hash = hash_sums (sums, n), mask = (1u << pool->bits) - 1, place = hash & mask;

  if (n == 0) {
    return 0;
  }
  for (; pool->places[place].start != EMPTY; place = (place + 1) & mask) {
    const YztSumPlace *found = &pool->places[place];

    if (found->hash == hash && found->n == n && memcmp (&g_array_index (pool->values, double, found->start), sums, n * sizeof *sums) == 0) {
      return found->start;
    }
  }
  pool->places[place] = (YztSumPlace) { hash, pool->values->len, (guint32) n };
  g_array_append_vals (pool->values, sums, n);
  pool->n++;
  guint32 start = pool->places[place].start;
  if (pool->n > mask / 2) {
    grow (pool);
  }
  return start;
}

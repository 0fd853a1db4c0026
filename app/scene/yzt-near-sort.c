/* yzt-near-sort.c: hits in order of distance: radix by a rounded distance, then exact within each run of equal keys
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-near-private.h"

#define DIGIT_BITS 11
#define N_DIGITS (1u << DIGIT_BITS)
#define FEW 24

static double
greatest_distance (const YztHit *hits, guint n)
{
  double greatest[4] = { 0 };
  guint i;

  /* Four at a time, so that none waits for the one before. */
  for (i = 0; i + 4 <= n; i += 4) {
    for (guint j = 0; j < 4; j++) {
      greatest[j] = MAX (greatest[j], hits[i + j].distance_m);
    }
  }
  for (; i < n; i++) {
    greatest[0] = MAX (greatest[0], hits[i].distance_m);
  }
  return MAX (MAX (greatest[0], greatest[1]), MAX (greatest[2], greatest[3]));
}

/* Area grows with the square of the distance, so keys of squared distance fill about evenly. Also counts the digits. */
static void
make_keys (YztNearResult *result, guint32 *low, guint32 *high)
{
  double um = yzt_whole_micrometres (greatest_distance (result->hits, result->n_hits));
  double scale = um > 0 ? ((double) N_DIGITS * N_DIGITS - 1.0) / (um * um) : 0.0;

  for (guint i = 0; i < result->n_hits; i++) {
    const YztHit *hit = &result->hits[i];
    double whole = yzt_whole_micrometres (hit->distance_m);
    guint32 key = (guint32) (whole * whole * scale);

    result->keyed[i] = (YztKeyedHit) { hit->index, key, hit->distance_m };
    low[key & (N_DIGITS - 1)]++;
    high[key >> DIGIT_BITS]++;
  }
}

static void
scatter (const YztKeyedHit *from, YztKeyedHit *to, guint n, guint32 *counts, guint shift)
{
  guint32 sum = 0;

  for (guint d = 0; d < N_DIGITS; d++) {
    guint32 count = counts[d];

    counts[d] = sum;
    sum += count;
  }
  for (guint i = 0; i < n; i++) {
    to[counts[(from[i].key >> shift) & (N_DIGITS - 1)]++] = from[i];
  }
}

void
yzt_near_sort (YztNearResult *result)
{
  guint n = result->n_hits;
  guint32 low[N_DIGITS] = { 0 };
  guint32 high[N_DIGITS] = { 0 };
  guint start = 0;

  if (n <= FEW) {
    yzt_hits_sort (result->generation, result->hits, n);
    return;
  }
  make_keys (result, low, high);
  scatter (result->keyed, result->scratch, n, low, 0);
  scatter (result->scratch, result->keyed, n, high, DIGIT_BITS);
  for (guint i = 0; i < n; i++) {
    const YztKeyedHit *hit = &result->keyed[i];

    result->hits[i] = (YztHit) { hit->index, hit->distance_m };
    if (hit->key != result->keyed[start].key) {
      if (i - start > 1) {
        yzt_hits_sort (result->generation, result->hits + start, i - start);
      }
      start = i;
    }
  }
  if (n - start > 1) {
    yzt_hits_sort (result->generation, result->hits + start, n - start);
  }
}

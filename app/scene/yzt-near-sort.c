/* yzt-near-sort.c: hits in order of distance: radix by a rounded distance, then exact within each run of equal keys
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-near-private.h"

#define DIGIT_BITS 11
#define N_DIGITS (1u << DIGIT_BITS)

/* Area grows with the square of the distance, so keys of squared distance fill about evenly. */
static inline guint32
key_of (double distance_m, double scale)
{
  double um = yzt_whole_micrometres (distance_m);

  return (guint32) (um * um * scale);
}

static void
scatter (const YztHit *from, YztHit *to, guint n, double scale, guint shift)
{
  guint32 starts[N_DIGITS] = { 0 };
  guint32 sum = 0;

  for (guint i = 0; i < n; i++) {
    starts[(key_of (from[i].distance_m, scale) >> shift) & (N_DIGITS - 1)]++;
  }
  for (guint d = 0; d < N_DIGITS; d++) {
    guint32 count = starts[d];

    starts[d] = sum;
    sum += count;
  }
  for (guint i = 0; i < n; i++) {
    to[starts[(key_of (from[i].distance_m, scale) >> shift) & (N_DIGITS - 1)]++] = from[i];
  }
}

static void
order_runs (YztNearResult *result, double scale)
{
  YztHit *hits = result->hits;
  guint start = 0;

  while (start < result->n_hits) {
    guint32 key = key_of (hits[start].distance_m, scale);
    guint end = start + 1;

    while (end < result->n_hits && key_of (hits[end].distance_m, scale) == key) {
      end++;
    }
    if (end - start > 1) {
      yzt_hits_sort (result->generation, hits + start, end - start);
    }
    start = end;
  }
}

void
yzt_near_sort (YztNearResult *result)
{
  guint n = result->n_hits;
  gboolean two = n >= 4096;
  double greatest = 0;
  double scale;
  YztHit *swap;

  if (n <= 24) {
    yzt_hits_sort (result->generation, result->hits, n);
    return;
  }
  for (guint i = 0; i < n; i++) {
    greatest = MAX (greatest, result->hits[i].distance_m);
  }
  greatest = yzt_whole_micrometres (greatest);
  scale = greatest > 1e3 ? ((two ? (double) N_DIGITS * N_DIGITS : (double) N_DIGITS) - 1.0) / (greatest * greatest) : 0.0;
  scatter (result->hits, result->scratch, n, scale, 0);
  if (two) {
    scatter (result->scratch, result->hits, n, scale, DIGIT_BITS);
  } else {
    swap = result->hits;
    result->hits = result->scratch;
    result->scratch = swap;
  }
  order_runs (result, scale);
}

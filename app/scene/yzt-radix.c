/* yzt-radix.c: stable radix sort of 64 bit keys with a value each
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-scene-private.h"

#define RADIX_BITS 11
#define RADIX_SIZE (1 << RADIX_BITS)
#define MOST_RUNS 32 /* more are sorted faster digit by digit */

/* Where ascending runs start, and @n behind the last; 0 when there are more than MOST_RUNS. */
static guint
find_runs (const YztKeyed *items, guint n, guint *starts)
{
  guint n_runs = 1;

  starts[0] = 0;
  for (guint i = 1; i < n; i++) {
    if (items[i - 1].key > items[i].key) {
      if (n_runs == MOST_RUNS) {
        return 0;
      }
      starts[n_runs++] = i;
    }
  }
  starts[n_runs] = n;
  return n_runs;
}

static void
merge (const YztKeyed *a, guint n_a, const YztKeyed *b, guint n_b, YztKeyed *to)
{
  while (n_a > 0 && n_b > 0) {
    if (b->key < a->key) {
      *to++ = *b++;
      n_b--;
    } else {
      *to++ = *a++;
      n_a--;
    }
  }
  memcpy (to, a, n_a * sizeof *a);
  memcpy (to + n_a, b, n_b * sizeof *b);
}

/* Two and two, until one is left. */
static void
merge_runs (YztKeyed *items, YztKeyed *scratch, guint *starts, guint n_runs)
{
  YztKeyed *from = items, *to = scratch, *swap;
  guint n = starts[n_runs];

  while (n_runs > 1) {
    guint n_left = 0;

    for (guint r = 0; r < n_runs; r += 2, n_left++) {
      guint start = starts[r], middle = starts[r + 1], end = r + 2 <= n_runs ? starts[r + 2] : middle;

      merge (from + start, middle - start, from + middle, end - middle, to + start);
      starts[n_left] = start;
    }
    starts[n_left] = n;
    n_runs = n_left;
    swap = from;
    from = to;
    to = swap;
  }
  if (from != items) {
    memcpy (items, from, n * sizeof *items);
  }
}

static void
sort_by_insertion (YztKeyed *items, guint n)
{
  for (guint i = 1; i < n; i++) {
    YztKeyed item = items[i];
    guint j = i;

    for (; j > 0 && items[j - 1].key > item.key; j--) {
      items[j] = items[j - 1];
    }
    items[j] = item;
  }
}

/* FALSE when all keys have the same digit, so that nothing need move. */
static gboolean
scatter (const YztKeyed *from, YztKeyed *to, guint n, guint shift)
{
  guint32 starts[RADIX_SIZE] = { 0 };
  guint32 sum = 0;

  for (guint i = 0; i < n; i++) {
    starts[(from[i].key >> shift) & (RADIX_SIZE - 1)]++;
  }
  if (starts[(from[0].key >> shift) & (RADIX_SIZE - 1)] == n) {
    return FALSE;
  }
  for (guint d = 0; d < RADIX_SIZE; d++) {
    guint32 count = starts[d];

    starts[d] = sum;
    sum += count;
  }
  for (guint i = 0; i < n; i++) {
    to[starts[(from[i].key >> shift) & (RADIX_SIZE - 1)]++] = from[i];
  }
  return TRUE;
}

void
yzt_radix_sort (YztKeyed *items, YztKeyed *scratch, guint n, guint key_bits)
{
  YztKeyed *from = items;
  YztKeyed *to = scratch;
  guint starts[MOST_RUNS + 1], n_runs;

  if (n <= 48) {
    sort_by_insertion (items, n);
    return;
  }
  /* Rows usually come out of the file in order, or in as many orders as threads have read it. */
  n_runs = find_runs (items, n, starts);
  if (n_runs > 0) {
    merge_runs (items, scratch, starts, n_runs);
    return;
  }
  for (guint shift = 0; shift < key_bits; shift += RADIX_BITS) {
    if (scatter (from, to, n, shift)) {
      YztKeyed *swap = from;

      from = to;
      to = swap;
    }
  }
  if (from != items) {
    memcpy (items, from, n * sizeof *items);
  }
}

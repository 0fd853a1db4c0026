/* yzt-radix.c: stable radix sort of 64 bit keys with a value each
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-scene-private.h"

#define RADIX_BITS 11
#define RADIX_SIZE (1 << RADIX_BITS)

static gboolean
is_sorted (const YztKeyed *items, guint n)
{
  for (guint i = 1; i < n; i++) {
    if (items[i - 1].key > items[i].key) {
      return FALSE;
    }
  }
  return TRUE;
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

  if (n <= 48) {
    sort_by_insertion (items, n);
    return;
  }
  /* Rows usually come out of the file in order. */
  if (is_sorted (items, n)) {
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

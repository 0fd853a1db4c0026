/* yzt-fid.c: numbers of rows: 32 bits of seconds since 2020, 12 of station, 9 of counter, always
 * growing SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-store-private.h"

#define SECONDS_2020 G_GINT64_CONSTANT (1577836800)
#define COUNTER_BITS 9
#define STATION_BITS 12

gint64
yzt_fid_next (YztFidSource *self, gint64 now_ms)
{
  gint64 now_s = CLAMP (now_ms / 1000 - SECONDS_2020, 0, G_MAXUINT32);
  gint64 high_s = self->high >> (COUNTER_BITS + STATION_BITS);
  gint64 counter = self->high & ((1 << COUNTER_BITS) - 1);

  if (self->high == 0 || now_s > high_s) {
    high_s = now_s;
    counter = 0;
  } else if (++counter == 1 << COUNTER_BITS) {
    /* A bulk act gives more numbers than a second has: it runs ahead of the clock. */
    high_s++;
    counter = 0;
  }
  self->high =
      high_s << (COUNTER_BITS + STATION_BITS) | (gint64) self->station << COUNTER_BITS | counter;
  return self->high;
}

/* yzt-clock.c: the system's clock and the standing clock of the tests
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-base.h"

static gint64
system_now_ms (const YztClock *self)
{
  return g_get_real_time () / 1000;
}

const YztClock yzt_clock_system = { system_now_ms, NULL };

gint64
yzt_clock_fixed_now_ms (const YztClock *self)
{
  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (self->user_data != NULL, 0);

  return *(const gint64 *) self->user_data;
}

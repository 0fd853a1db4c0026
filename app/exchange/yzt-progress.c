/* yzt-progress.c: telling how far a piece of work is, but not for every row
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-progress-private.h"

#define TELL_EVERY_US 33000

void
yzt_progress_tell (YztProgress *progress, YztExchangePhase phase, guint64 done, guint64 total)
{
  gint64 now_us;

  if (progress->func == NULL) {
    return;
  }
  now_us = g_get_monotonic_time ();
  if (now_us - progress->told_us >= TELL_EVERY_US || done == total) {
    progress->told_us = now_us;
    progress->func (phase, done, total > 0 ? MAX (done, total) : 0, progress->data);
  }
}

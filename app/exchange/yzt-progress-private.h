/* yzt-progress-private.h: telling how far a piece of work is, but not for every row
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "yzt-exchange.h"
G_BEGIN_DECLS

typedef struct {
  YztProgressFunc func; /* may be NULL */
  gpointer data;
  gint64 told_us;
} YztProgress;
void yzt_progress_tell (YztProgress *progress, YztExchangePhase phase, guint64 done, guint64 total);
G_END_DECLS

/* yzt-clip-private.h: lines and rings cut to a box before Cairo is told of them
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cairo counts in 24.8 bits: what lies far outside is cut off first, or far corners would wrap round at high zooms. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/** @ring: double pairs, replaced by what is left of it between @low and @high on both axes; @scratch: another such array. */
void yzt_clip_ring (GArray *ring, GArray *scratch, double low, double high);
/** The shares @from to @to of the line from @a to @b that lie between @low and @high on both axes; FALSE when none does. */
gboolean yzt_clip_line (const double a[2], const double b[2], double low, double high, double *from, double *to);
G_END_DECLS

/* yzt-simplify-private.h: fewer points for small scales
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/** @points: @n >= 2 pairs. One byte a point, 1 for those kept; no point left out is farther than @tolerance from the line kept. NULL for a ring that is
 * smaller than @tolerance. Free. */
guint8 *yzt_simplify (const double *points, guint n, double tolerance);
G_END_DECLS

/* yzt-simplify.c: fewer points for small scales: Douglas and Peucker, iterative so that a long coast cannot overflow the stack
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-simplify-private.h"

#include <math.h>

static double
distance_to_chord (const double *p, const double *a, const double *b)
{
  double dx = b[0] - a[0], dy = b[1] - a[1];
  double length = dx * dx + dy * dy;
  double t = length > 0 ? ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length : 0;
  t = CLAMP (t, 0, 1);
  return hypot (p[0] - a[0] - t * dx, p[1] - a[1] - t * dy);
}

static void
mark_kept (const double *points, guint n, double tolerance, guint8 *keep)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  guint span[2] = { 0, n - 1 };
  keep[0] = keep[n - 1] = 1;
  g_array_append_vals (stack, span, 2);
  while (stack->len > 0) {
    guint to = g_array_index (stack, guint, stack->len - 1), from = g_array_index (stack, guint, stack->len - 2);
    double farthest = tolerance;
    guint at = 0;
    g_array_set_size (stack, stack->len - 2);
    for (guint i = from + 1; i < to; i++) {
      double d = distance_to_chord (points + 2 * i, points + 2 * from, points + 2 * to);
      if (d > farthest) {
        farthest = d;
        at = i;
      }
    }
    if (at > 0) {
      guint spans[4] = { from, at, at, to };
      keep[at] = 1;
      g_array_append_vals (stack, spans, 4);
    }
  }
}

/* Where a ring is cut in two: a chord of no length would keep nothing. 0 when the whole is smaller than @tolerance. */
static guint
farthest_point (const double *points, guint n, double tolerance)
{
  double farthest = tolerance;
  guint at = 0;
  for (guint i = 1; i < n; i++) {
    double d = hypot (points[2 * i] - points[0], points[2 * i + 1] - points[1]);
    if (d > farthest) {
      farthest = d;
      at = i;
    }
  }
  return at;
}

guint8 *
yzt_simplify (const double *points, guint n, double tolerance)
{
  g_return_val_if_fail (points != NULL && n >= 2, NULL);
  gboolean closed = fabs (points[0] - points[2 * n - 2]) + fabs (points[1] - points[2 * n - 1]) < 1e-12;
  guint middle = closed ? farthest_point (points, n, tolerance) : 0;
  if (closed && middle == 0) {
    return NULL;
  }
  guint8 *keep = g_malloc0 (n);
  mark_kept (points, middle > 0 ? middle + 1 : n, tolerance, keep);
  if (middle > 0) {
    mark_kept (points + 2 * middle, n - middle, tolerance, keep + middle);
  }
  return keep;
}

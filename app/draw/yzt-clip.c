/* yzt-clip.c: lines and rings cut to a box: Sutherland and Hodgman, Liang and Barsky
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-clip-private.h"

/* One side: keeps what has sign * (coordinate - limit) <= 0. */
static void
cut_ring (const GArray *from, GArray *to, guint axis, double limit, double sign)
{
  const double *p = (const double *) (gpointer) from->data;
  guint n = from->len / 2;
  g_array_set_size (to, 0);
  for (guint i = 0; i < n; i++) {
    const double *a = p + 2 * i, *b = p + 2 * ((i + 1) % n);
    gboolean a_in = sign * (a[axis] - limit) <= 0, b_in = sign * (b[axis] - limit) <= 0;
    if (a_in) {
      g_array_append_vals (to, a, 2);
    }
    if (a_in != b_in) {
      double t = (limit - a[axis]) / (b[axis] - a[axis]);
      double crossing[2] = { a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]) };
      g_array_append_vals (to, crossing, 2);
    }
  }
}

void
yzt_clip_ring (GArray *ring, GArray *scratch, double low, double high)
{
  cut_ring (ring, scratch, 0, low, -1);
  cut_ring (scratch, ring, 0, high, 1);
  cut_ring (ring, scratch, 1, low, -1);
  cut_ring (scratch, ring, 1, high, 1);
}

gboolean
yzt_clip_line (const double a[2], const double b[2], double low, double high, double *from, double *to)
{
  *from = 0;
  *to = 1;
  for (guint axis = 0; axis < 2; axis++) {
    double delta = b[axis] - a[axis];
    if (delta > 0) {
      *from = MAX (*from, (low - a[axis]) / delta);
      *to = MIN (*to, (high - a[axis]) / delta);
    } else if (delta < 0) {
      *from = MAX (*from, (high - a[axis]) / delta);
      *to = MIN (*to, (low - a[axis]) / delta);
    } else if (a[axis] < low || a[axis] > high) {
      return FALSE;
    }
  }
  return *from < *to;
}

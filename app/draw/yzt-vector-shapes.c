/* yzt-vector-shapes.c: geometries into the records of a prepared vector base map
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A record of a shape: class, flags, number of parts; of each part the number of points, the first point, and the steps to the others. A record of a
 * name: class, importance and least zoom in hundredths, then three texts that each end in a zero. */
#include "yzt-vector-shapes-private.h"
#include <math.h>
#include <string.h>
#include "yzt-simplify-private.h"

#define TOLERANCE_PX 0.35
#define LEAST_AREA_PX 1.0 /* smaller ones are left out, but for the last grade */

void
yzt_vector_parts_init (YztVectorParts *parts)
{
  parts->points = g_array_new (FALSE, FALSE, sizeof (double));
  parts->ends = g_array_new (FALSE, FALSE, sizeof (guint));
}

void
yzt_vector_parts_clear (YztVectorParts *parts)
{
  g_clear_pointer (&parts->points, g_array_unref);
  g_clear_pointer (&parts->ends, g_array_unref);
}

void
yzt_vector_parts_empty (YztVectorParts *parts)
{
  g_array_set_size (parts->points, 0);
  g_array_set_size (parts->ends, 0);
}

static guint32
to_units (double mercator)
{
  return (guint32) CLAMP (floor (mercator * YZT_VECTOR_UNITS), 0, YZT_VECTOR_UNITS - 1);
}

static void
extend (YztVectorBox *box, guint32 x, guint32 y)
{
  box->x0 = MIN (box->x0, x);
  box->y0 = MIN (box->y0, y);
  box->x1 = MAX (box->x1, x);
  box->y1 = MAX (box->y1, y);
}

/* FALSE when nothing is left of the part at this tolerance. */
static gboolean
put_part (GByteArray *record, YztVectorBox *box, const double *points, guint n, double tolerance)
{
  g_autofree guint8 *keep = n >= 2 ? yzt_simplify (points, n, tolerance) : NULL;
  if (keep == NULL) {
    return FALSE;
  }
  guint n_kept = 0;
  gint64 last_x = 0, last_y = 0;
  for (guint i = 0; i < n; i++) {
    n_kept += keep[i];
  }
  yzt_vector_put (record, n_kept);
  for (guint i = 0; i < n; i++) {
    if (keep[i]) {
      guint32 x = to_units (points[2 * i]), y = to_units (points[2 * i + 1]);
      yzt_vector_put (record, yzt_vector_zigzag ((gint64) x - last_x));
      yzt_vector_put (record, yzt_vector_zigzag ((gint64) y - last_y));
      extend (box, x, y);
      last_x = x;
      last_y = y;
    }
  }
  return TRUE;
}

static double
extent_of (const double *points, guint n)
{
  double x0 = 2, y0 = 2, x1 = -1, y1 = -1;
  for (guint i = 0; i < n; i++) {
    x0 = MIN (x0, points[2 * i]);
    x1 = MAX (x1, points[2 * i]);
    y0 = MIN (y0, points[2 * i + 1]);
    y1 = MAX (y1, points[2 * i + 1]);
  }
  return MAX (x1 - x0, y1 - y0);
}

static void
write_band (YztVectorWriter *writer, guint band, const YztVectorRule *rule, const guint8 head[2], const YztVectorParts *parts)
{
  g_autoptr (GByteArray) record = g_byte_array_new (), body = g_byte_array_new ();
  YztVectorBox box = { G_MAXUINT32, G_MAXUINT32, 0, 0 };
  gboolean last = band + 1 == YZT_VECTOR_N_BANDS;
  double px = last ? 0 : 1 / (256 * exp2 (yzt_vector_band_zoom[band]));
  const double *points = (const double *) (gpointer) parts->points->data;
  guint from = 0, n_parts = 0;
  for (guint i = 0; i < parts->ends->len; i++) {
    guint to = g_array_index (parts->ends, guint, i);
    gboolean tiny = rule->shape == YZT_VECTOR_AREA && !last && extent_of (points + 2 * from, to - from) < LEAST_AREA_PX * px;
    if (!tiny && put_part (body, &box, points + 2 * from, to - from, TOLERANCE_PX * px)) {
      n_parts++;
    }
    from = to;
  }
  if (n_parts > 0) {
    g_byte_array_append (record, head, 2);
    yzt_vector_put (record, n_parts);
    g_byte_array_append (record, body->data, body->len);
    yzt_vector_writer_add (writer, band, &box, record);
  }
}

void
yzt_vector_write_shape (YztVectorWriter *writer, const YztVectorRule *rule, guint rule_index, guint flags, const YztVectorParts *parts)
{
  g_return_if_fail (writer != NULL && rule != NULL && rule_index < 256);
  const guint8 head[2] = { (guint8) rule_index, (guint8) flags };
  for (guint band = 0; band < YZT_VECTOR_N_BANDS; band++) {
    if (yzt_vector_band_zoom[band] >= rule->min_zoom) {
      write_band (writer, band, rule, head, parts);
    }
  }
}

void
yzt_vector_write_name (YztVectorWriter *writer, const YztVectorRule *rule, guint rule_index, double x, double y, double importance,
                       char *const names[3])
{
  g_return_if_fail (writer != NULL && rule != NULL && rule_index < 256);
  const guint8 head = (guint8) rule_index;
  guint32 unit_x = to_units (x), unit_y = to_units (y);
  YztVectorBox box = { unit_x, unit_y, unit_x, unit_y };
  g_autoptr (GByteArray) record = g_byte_array_new ();
  g_byte_array_append (record, &head, 1);
  yzt_vector_put (record, (guint64) (CLAMP (importance, 0, 1e6) * 100));
  yzt_vector_put (record, (guint64) (CLAMP (rule->label_zoom, 0, 99) * 100));
  for (guint i = 0; i < 3; i++) {
    g_byte_array_append (record, (const guint8 *) names[i], (guint) strlen (names[i]) + 1);
  }
  for (guint band = 0; band < YZT_VECTOR_N_BANDS; band++) {
    if (yzt_vector_band_zoom[band] >= rule->label_zoom) {
      yzt_vector_writer_add (writer, YZT_VECTOR_N_BANDS + band, &box, record);
    }
  }
}

/* --- where names go --- */

static void
middle_of_line (const double *p, guint n, double *x_out, double *y_out)
{
  double length = 0, walked = 0;
  for (guint i = 1; i < n; i++) {
    length += hypot (p[2 * i] - p[2 * i - 2], p[2 * i + 1] - p[2 * i - 1]);
  }
  for (guint i = 1; i < n; i++) {
    double step = hypot (p[2 * i] - p[2 * i - 2], p[2 * i + 1] - p[2 * i - 1]);
    if (walked + step >= length / 2) {
      double t = step > 0 ? (length / 2 - walked) / step : 0;
      *x_out = p[2 * i - 2] + t * (p[2 * i] - p[2 * i - 2]);
      *y_out = p[2 * i - 1] + t * (p[2 * i + 1] - p[2 * i - 1]);
      return;
    }
    walked += step;
  }
}

/* The middle of the widest stretch of a ring at half its height: inside it, however it is bent. */
static void
middle_of_ring (const double *p, guint n, double *x_out, double *y_out)
{
  double y0 = 2, y1 = -1, widest = 0;
  g_autoptr (GArray) crossings = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < n; i++) {
    y0 = MIN (y0, p[2 * i + 1]);
    y1 = MAX (y1, p[2 * i + 1]);
  }
  double y = (y0 + y1) / 2;
  for (guint i = 0; i < n; i++) {
    const double *a = p + 2 * i, *b = p + 2 * ((i + 1) % n);
    if ((a[1] > y) != (b[1] > y)) {
      double x = a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
      guint at = 0;
      while (at < crossings->len && g_array_index (crossings, double, at) < x) {
        at++;
      }
      g_array_insert_val (crossings, at, x);
    }
  }
  *x_out = p[0];
  *y_out = y;
  for (guint i = 0; i + 1 < crossings->len; i += 2) {
    double from = g_array_index (crossings, double, i), to = g_array_index (crossings, double, i + 1);
    if (to - from > widest) {
      widest = to - from;
      *x_out = (from + to) / 2;
    }
  }
}

gboolean
yzt_vector_find_middle (const YztVectorParts *parts, YztVectorShape shape, double *x_out, double *y_out, double *extent_out)
{
  const double *points = (const double *) (gpointer) parts->points->data;
  guint from = 0, best_from = 0, best_n = 0;
  *extent_out = 0;
  for (guint i = 0; i < parts->ends->len; i++) {
    guint to = g_array_index (parts->ends, guint, i);
    double extent = extent_of (points + 2 * from, to - from);
    if (extent > *extent_out) {
      *extent_out = extent;
      best_from = from;
      best_n = to - from;
    }
    from = to;
  }
  if (best_n < 2) {
    return FALSE;
  }
  if (shape == YZT_VECTOR_AREA) {
    middle_of_ring (points + 2 * best_from, best_n, x_out, y_out);
  } else {
    middle_of_line (points + 2 * best_from, best_n, x_out, y_out);
  }
  return TRUE;
}

/* yzt-geometry.c: points, lines and areas as plain rings
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-geometry-parts.h"
#include "yzt-geometry-private.h"

#include <math.h>

#define N_SCANLINES 15

struct _YztGeometry {
  gatomicrefcount ref_count;
  YztGeometryType type;
  guint n_rings;
  guint n_points;
  YztPosition *points;
  guint *ring_starts; /* n_rings + 1 */
  guint8 *outer;      /* n_rings */
  YztBox box;
  YztPosition label;
};

void
yzt_geometry_builder_init (YztGeometryBuilder *builder,
                           YztGeometryType     type)
{
  builder->type = type;
  builder->points = g_array_new (FALSE, FALSE, sizeof (YztPosition));
  builder->ring_starts = g_array_new (FALSE, FALSE, sizeof (guint));
  builder->outer = g_byte_array_new ();
}

void
yzt_geometry_builder_clear (YztGeometryBuilder *builder)
{
  g_clear_pointer (&builder->points, g_array_unref);
  g_clear_pointer (&builder->ring_starts, g_array_unref);
  g_clear_pointer (&builder->outer, g_byte_array_unref);
}

gboolean
yzt_geometry_builder_add (YztGeometryBuilder *builder,
                          const YztPosition  *points,
                          guint               n,
                          gboolean            outer)
{
  guint start = builder->points->len;
  guint8 is_outer = outer ? 1 : 0;
  guint n_needed = 1;

  if (builder->type == YZT_GEOMETRY_AREA) {
    n_needed = 3;
    while (n > 1 && points[0].lon == points[n - 1].lon && points[0].lat == points[n - 1].lat) {
      n--;
    }
  } else if (builder->type == YZT_GEOMETRY_LINE) {
    n_needed = 2;
  }
  if (n < n_needed) {
    return FALSE;
  }

  g_array_append_val (builder->ring_starts, start);
  g_array_append_vals (builder->points, points, n);
  g_byte_array_append (builder->outer, &is_outer, 1);

  return TRUE;
}

static void
compute_box (YztGeometry *self)
{
  YztBox box = { 180.0, 90.0, -180.0, -90.0 };

  for (guint i = 0; i < self->n_points; i++) {
    box.west = MIN (box.west, self->points[i].lon);
    box.east = MAX (box.east, self->points[i].lon);
    box.south = MIN (box.south, self->points[i].lat);
    box.north = MAX (box.north, self->points[i].lat);
  }
  self->box = box;
}

/* Twice the signed area in square degrees and the centroid of one ring. */
static double
ring_area (const YztPosition *ring,
           guint              n,
           YztPosition       *centroid_out)
{
  double area = 0.0;
  double lon = 0.0;
  double lat = 0.0;

  /* Relative to the first point: small rings far from (0, 0) would lose all their digits. */
  for (guint i = 0, j = n - 1; i < n; j = i++) {
    double ax = ring[j].lon - ring[0].lon;
    double ay = ring[j].lat - ring[0].lat;
    double bx = ring[i].lon - ring[0].lon;
    double by = ring[i].lat - ring[0].lat;
    double cross = ax * by - bx * ay;

    area += cross;
    lon += (ax + bx) * cross;
    lat += (ay + by) * cross;
  }
  *centroid_out = ring[0];
  if (area != 0.0) {
    centroid_out->lon += lon / (3.0 * area);
    centroid_out->lat += lat / (3.0 * area);
  }

  return area;
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

/* The middle of the widest inner stretch of the parallel at @lat; returns the stretch's width. */
static double
widest_stretch (const YztGeometry *self,
                double             lat,
                GArray            *crossings,
                double            *lon_out)
{
  double widest = -1.0;

  g_array_set_size (crossings, 0);
  for (guint r = 0; r < self->n_rings; r++) {
    guint n;
    const YztPosition *ring = yzt_geometry_get_ring (self, r, &n);

    for (guint i = 0, j = n - 1; i < n; j = i++) {
      if ((ring[i].lat > lat) != (ring[j].lat > lat)) {
        double lon = ring[j].lon + (lat - ring[j].lat) / (ring[i].lat - ring[j].lat) *
                                     (ring[i].lon - ring[j].lon);

        g_array_append_val (crossings, lon);
      }
    }
  }
  g_array_sort (crossings, compare_doubles);
  for (guint i = 0; i + 1 < crossings->len; i += 2) {
    double west = g_array_index (crossings, double, i);
    double east = g_array_index (crossings, double, i + 1);

    if (east - west > widest) {
      widest = east - west;
      *lon_out = west + (east - west) / 2.0;
    }
  }

  return widest;
}

static void
compute_area_label (YztGeometry *self)
{
  g_autoptr (GArray) crossings = NULL;
  YztPosition best = self->points[0];
  double largest = 0.0;
  double widest = -1.0;
  YztBox box = self->box;

  for (guint r = 0; r < self->n_rings; r++) {
    guint n;
    const YztPosition *ring = yzt_geometry_get_ring (self, r, &n);
    YztPosition centroid;
    double area = fabs (ring_area (ring, n, &centroid));

    if (self->outer[r] && area > largest) {
      largest = area;
      best = centroid;
    }
  }
  /* The areas of a ring that crosses itself cancel out: its centroid may be anywhere, or no number. */
  if (!(best.lon >= box.west && best.lon <= box.east && best.lat >= box.south && best.lat <= box.north)) {
    best = self->points[0];
  }
  self->label = best;
  if (largest > 0.0 && yzt_geometry_contains (self, best)) {
    return;
  }

  /* A crescent or a ring with a hole in its middle: the widest place of some parallels will do. */
  crossings = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 1; i <= N_SCANLINES; i++) {
    double lat = box.south + (box.north - box.south) * i / (N_SCANLINES + 1);
    double lon = best.lon;
    double width = widest_stretch (self, lat, crossings, &lon);

    if (width > widest) {
      widest = width;
      self->label.lon = lon;
      self->label.lat = lat;
    }
  }
}

/* The middle, by length, of the longest part; degrees are shortened along the parallel. */
static void
compute_line_label (YztGeometry *self)
{
  double longest = -1.0;

  self->label = self->points[0];
  for (guint r = 0; r < self->n_rings; r++) {
    guint n;
    const YztPosition *line = yzt_geometry_get_ring (self, r, &n);
    double scale = cos (line[0].lat * G_PI / 180.0);
    double length = 0.0;
    double left;

    for (guint i = 1; i < n; i++) {
      length += hypot ((line[i].lon - line[i - 1].lon) * scale, line[i].lat - line[i - 1].lat);
    }
    if (length <= longest) {
      continue;
    }
    longest = length;
    left = length / 2.0;
    for (guint i = 1; i < n; i++) {
      double d_lon = line[i].lon - line[i - 1].lon;
      double d_lat = line[i].lat - line[i - 1].lat;
      double step = hypot (d_lon * scale, d_lat);

      if (step >= left && step > 0.0) {
        self->label.lon = line[i - 1].lon + d_lon * left / step;
        self->label.lat = line[i - 1].lat + d_lat * left / step;
        break;
      }
      left -= step;
    }
  }
}

YztGeometry *
yzt_geometry_builder_end (YztGeometryBuilder *builder)
{
  YztGeometry *self;
  guint end = builder->points->len;

  if (builder->ring_starts->len == 0) {
    yzt_geometry_builder_clear (builder);
    return NULL;
  }

  self = g_new0 (YztGeometry, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->type = builder->type;
  self->n_rings = builder->ring_starts->len;
  self->n_points = end;
  g_array_append_val (builder->ring_starts, end);
  self->points = (YztPosition *) (void *) g_array_free (g_steal_pointer (&builder->points), FALSE);
  self->ring_starts = (guint *) (void *) g_array_free (g_steal_pointer (&builder->ring_starts), FALSE);
  self->outer = g_byte_array_free (g_steal_pointer (&builder->outer), FALSE);

  compute_box (self);
  if (self->type == YZT_GEOMETRY_AREA) {
    compute_area_label (self);
  } else if (self->type == YZT_GEOMETRY_LINE) {
    compute_line_label (self);
  } else {
    self->label = self->points[0];
  }

  return self;
}

YztGeometry *
yzt_geometry_new_point (YztPosition position)
{
  YztGeometryBuilder builder;

  g_return_val_if_fail (yzt_position_is_valid (position), NULL);

  yzt_geometry_builder_init (&builder, YZT_GEOMETRY_POINT);
  yzt_geometry_builder_add (&builder, &position, 1, TRUE);

  return yzt_geometry_builder_end (&builder);
}

YztGeometry *
yzt_geometry_new_area (const YztPosition *points,
                       const guint       *ring_starts,
                       guint              n_rings)
{
  YztGeometryBuilder builder;

  g_return_val_if_fail (points != NULL, NULL);
  g_return_val_if_fail (ring_starts != NULL, NULL);

  for (guint r = 0; r < n_rings; r++) {
    g_return_val_if_fail (ring_starts[r] <= ring_starts[r + 1], NULL);
    for (guint i = ring_starts[r]; i < ring_starts[r + 1]; i++) {
      g_return_val_if_fail (yzt_position_is_valid (points[i]), NULL);
    }
  }

  yzt_geometry_builder_init (&builder, YZT_GEOMETRY_AREA);
  for (guint r = 0; r < n_rings; r++) {
    yzt_geometry_builder_add (&builder, points + ring_starts[r],
                              ring_starts[r + 1] - ring_starts[r], TRUE);
  }

  return yzt_geometry_builder_end (&builder);
}

YztGeometry *
yzt_geometry_new_parts (YztGeometryType    type,
                        const YztPosition *points,
                        const guint       *starts,
                        const gboolean    *holes,
                        guint              n_parts)
{
  YztGeometryBuilder builder;

  g_return_val_if_fail (type != YZT_GEOMETRY_POINT, NULL);
  g_return_val_if_fail (n_parts == 0 || (points != NULL && starts != NULL), NULL);

  yzt_geometry_builder_init (&builder, type);
  for (guint i = 0; i < n_parts; i++) {
    gboolean hole = type == YZT_GEOMETRY_AREA && holes != NULL && holes[i];

    if (!yzt_geometry_builder_add (&builder, points + starts[i], starts[i + 1] - starts[i], !hole)) {
      yzt_geometry_builder_clear (&builder);
      return NULL;
    }
  }

  return yzt_geometry_builder_end (&builder);
}

gboolean
yzt_geometry_is_hole (const YztGeometry *geometry,
                      guint              i)
{
  g_return_val_if_fail (geometry != NULL && i < geometry->n_rings, FALSE);

  return geometry->type == YZT_GEOMETRY_AREA && !geometry->outer[i];
}

YztGeometry *
yzt_geometry_ref (YztGeometry *geometry)
{
  g_return_val_if_fail (geometry != NULL, NULL);

  g_atomic_ref_count_inc (&geometry->ref_count);

  return geometry;
}

void
yzt_geometry_unref (YztGeometry *geometry)
{
  g_return_if_fail (geometry != NULL);

  if (g_atomic_ref_count_dec (&geometry->ref_count)) {
    g_free (geometry->points);
    g_free (geometry->ring_starts);
    g_free (geometry->outer);
    g_free (geometry);
  }
}

YztGeometryType
yzt_geometry_get_type_id (const YztGeometry *geometry)
{
  g_return_val_if_fail (geometry != NULL, YZT_GEOMETRY_POINT);

  return geometry->type;
}

YztBox
yzt_geometry_get_box (const YztGeometry *geometry)
{
  YztBox empty = { 0.0, 0.0, 0.0, 0.0 };

  g_return_val_if_fail (geometry != NULL, empty);

  return geometry->box;
}

YztPosition
yzt_geometry_get_label_position (const YztGeometry *geometry)
{
  YztPosition nowhere = { 0.0, 0.0 };

  g_return_val_if_fail (geometry != NULL, nowhere);

  return geometry->label;
}

guint
yzt_geometry_get_n_rings (const YztGeometry *geometry)
{
  g_return_val_if_fail (geometry != NULL, 0);

  return geometry->n_rings;
}

const YztPosition *
yzt_geometry_get_ring (const YztGeometry *geometry,
                       guint              i,
                       guint             *n_points_out)
{
  g_return_val_if_fail (geometry != NULL, NULL);
  g_return_val_if_fail (i < geometry->n_rings, NULL);
  g_return_val_if_fail (n_points_out != NULL, NULL);

  *n_points_out = geometry->ring_starts[i + 1] - geometry->ring_starts[i];

  return geometry->points + geometry->ring_starts[i];
}

gboolean
yzt_geometry_ring_is_outer (const YztGeometry *geometry,
                            guint              i)
{
  return geometry->outer[i] != 0;
}

static gboolean
ring_crosses_odd (const YztPosition *ring,
                  guint              n,
                  YztPosition        p)
{
  gboolean odd = FALSE;

  for (guint i = 0, j = n - 1; i < n; j = i++) {
    if ((ring[i].lat > p.lat) != (ring[j].lat > p.lat) &&
        p.lon < (ring[j].lon - ring[i].lon) * (p.lat - ring[i].lat) /
                    (ring[j].lat - ring[i].lat) + ring[i].lon) {
      odd = !odd;
    }
  }

  return odd;
}

gboolean
yzt_geometry_contains (const YztGeometry *geometry,
                       YztPosition        position)
{
  gboolean inside = FALSE;

  g_return_val_if_fail (geometry != NULL, FALSE);

  if (geometry->type != YZT_GEOMETRY_AREA || position.lon < geometry->box.west ||
      position.lon > geometry->box.east || position.lat < geometry->box.south ||
      position.lat > geometry->box.north) {
    return FALSE;
  }
  for (guint r = 0; r < geometry->n_rings; r++) {
    guint start = geometry->ring_starts[r];

    inside ^= ring_crosses_odd (geometry->points + start, geometry->ring_starts[r + 1] - start,
                                position);
  }

  return inside;
}

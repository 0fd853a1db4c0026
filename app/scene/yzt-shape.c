/* yzt-shape.c: a line or an area as the map draws and picks it: packed, in Mercator, simplified for each zoom
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-shape.h"

#include "yzt-shape-private.h"

#include <math.h>

#define N_LEVELS 8            /* the last one is all there is */
#define FIRST_ZOOM 4          /* of level 0; each further level is two zooms nearer */
#define TOLERANCE_PX 0.7
#define WORTH_WHILE 0.75      /* a coarser level that keeps more than this of the finer one is not kept */
#define PLAIN_POINTS 8        /* so few vertices are never simplified */
#define UNITS 4294967295.0

typedef struct {
  guint n_parts, n_points;
  guint32 *starts;
  YztShapePoint *points;
} Level;

struct _YztShape {
  gatomicrefcount refs;
  gboolean is_area, crosses_itself;
  double x0, y0, x1, y1, unit;
  double size;
  Level levels[N_LEVELS];
};

/* Each vertex goes to the copy of the world nearest to the one before it, so that no edge runs round the globe and parts that were cut at the
 * antimeridian come together again. */
static void
project (YztShapeOutline *outline, const YztGeometry *geometry)
{
  double last_x = 0;

  for (guint r = 0; r < yzt_geometry_get_n_rings (geometry); r++) {
    guint n;
    const YztPosition *ring = yzt_geometry_get_ring (geometry, r, &n);

    for (guint i = 0; i < n; i++) {
      YztShapeVertex vertex = { .weight = G_MAXDOUBLE };

      yzt_mercator_from_position (ring[i], &vertex.x, &vertex.y);
      if (outline->vertices->len > 0) {
        vertex.x -= round (vertex.x - last_x);
      }
      last_x = vertex.x;
      g_array_append_val (outline->vertices, vertex);
    }
    g_array_append_val (outline->starts, outline->vertices->len);
  }
}

static void
measure (YztShape *self, const YztShapeOutline *outline)
{
  const YztShapeVertex *v = (const YztShapeVertex *) (gconstpointer) outline->vertices->data;

  self->x0 = self->x1 = v[0].x;
  self->y0 = self->y1 = v[0].y;
  for (guint i = 1; i < outline->vertices->len; i++) {
    self->x0 = MIN (self->x0, v[i].x);
    self->x1 = MAX (self->x1, v[i].x);
    self->y0 = MIN (self->y0, v[i].y);
    self->y1 = MAX (self->y1, v[i].y);
  }
  self->unit = MAX (MAX (self->x1 - self->x0, self->y1 - self->y0), 1e-12) / UNITS;
  for (guint part = 0; self->is_area && part + 1 < outline->starts->len; part++) {
    guint from = g_array_index (outline->starts, guint32, part), to = g_array_index (outline->starts, guint32, part + 1);
    double sum = 0;

    for (guint i = from, j = to - 1; i < to; j = i++) {
      sum += (v[j].x - v[from].x) * (v[i].y - v[from].y) - (v[i].x - v[from].x) * (v[j].y - v[from].y);
    }
    self->size += fabs (sum) / 2;
  }
}

/* --- levels --- */

static void
fill_level (YztShape *self, Level *level, const YztShapeOutline *outline, double least_weight)
{
  const YztShapeVertex *v = (const YztShapeVertex *) (gconstpointer) outline->vertices->data;
  guint n_needed = self->is_area ? 3 : 2;
  guint n_parts = outline->starts->len - 1;

  level->points = g_new (YztShapePoint, outline->vertices->len);
  level->starts = g_new (guint32, n_parts + 1);
  level->starts[0] = 0;
  for (guint part = 0; part < n_parts; part++) {
    guint end = g_array_index (outline->starts, guint32, part + 1);
    guint first = level->n_points;

    for (guint i = g_array_index (outline->starts, guint32, part); i < end; i++) {
      if (v[i].weight >= least_weight) {
        level->points[level->n_points++] = (YztShapePoint) { (guint32) ((v[i].x - self->x0) / self->unit),
                                                             (guint32) ((v[i].y - self->y0) / self->unit) };
      }
    }
    if (level->n_points - first < n_needed) {
      level->n_points = first;
    } else {
      level->starts[++level->n_parts] = level->n_points;
    }
  }
  level->points = g_renew (YztShapePoint, level->points, level->n_points);
  level->starts = g_renew (guint32, level->starts, level->n_parts + 1);
}

static guint
count_kept (const YztShapeOutline *outline, double least_weight)
{
  guint n = 0;

  for (guint i = 0; i < outline->vertices->len; i++) {
    n += g_array_index (outline->vertices, YztShapeVertex, i).weight >= least_weight;
  }
  return n;
}

static void
fill_levels (YztShape *self, const YztShapeOutline *outline)
{
  fill_level (self, &self->levels[N_LEVELS - 1], outline, -1);
  for (int l = N_LEVELS - 2; l >= 0; l--) {
    const Level *finer = &self->levels[l + 1];
    double tolerance = TOLERANCE_PX / (256 * exp2 (FIRST_ZOOM + 2 * l));
    double least_weight = tolerance * tolerance / 2;

    if (finer->n_points <= PLAIN_POINTS || count_kept (outline, least_weight) > WORTH_WHILE * finer->n_points) {
      self->levels[l] = *finer;
    } else {
      fill_level (self, &self->levels[l], outline, least_weight);
    }
  }
}

YztShape *
yzt_shape_new (const YztGeometry *geometry)
{
  g_auto (YztShapeOutline) outline = { 0 };
  YztShape *self;

  g_return_val_if_fail (geometry != NULL, NULL);

  if (yzt_geometry_get_type_id (geometry) == YZT_GEOMETRY_POINT) {
    return NULL;
  }
  self = g_new0 (YztShape, 1);
  g_atomic_ref_count_init (&self->refs);
  self->is_area = yzt_geometry_get_type_id (geometry) == YZT_GEOMETRY_AREA;
  yzt_shape_outline_init (&outline, self->is_area);
  project (&outline, geometry);
  measure (self, &outline);
  if (outline.vertices->len > PLAIN_POINTS) {
    yzt_shape_outline_weigh (&outline);
  }
  self->crosses_itself = yzt_shape_outline_crosses_itself (&outline);
  fill_levels (self, &outline);
  return self;
}

YztShape *
yzt_shape_ref (const YztShape *shape)
{
  YztShape *self = (YztShape *) shape;

  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
yzt_shape_unref (YztShape *shape)
{
  g_return_if_fail (shape != NULL);

  if (!g_atomic_ref_count_dec (&shape->refs)) {
    return;
  }
  for (guint l = 0; l < N_LEVELS; l++) {
    if (l + 1 == N_LEVELS || shape->levels[l].points != shape->levels[l + 1].points) {
      g_free (shape->levels[l].points);
      g_free (shape->levels[l].starts);
    }
  }
  g_free (shape);
}

/* --- packed --- */

typedef struct {
  double x0, y0, x1, y1, unit, size;
  guint32 is_area, crosses_itself;
  guint32 n_parts[N_LEVELS], n_points[N_LEVELS];
  guint32 same[N_LEVELS]; /* as the next finer level */
} PackedShape;

void
yzt_shape_pack (const YztShape *shape, GByteArray *bytes)
{
  PackedShape packed = { shape->x0, shape->y0, shape->x1, shape->y1, shape->unit, shape->size, shape->is_area, shape->crosses_itself, { 0 }, { 0 }, { 0 } };

  for (guint l = 0; l < N_LEVELS; l++) {
    packed.same[l] = l + 1 < N_LEVELS && shape->levels[l].points == shape->levels[l + 1].points;
    packed.n_parts[l] = shape->levels[l].n_parts;
    packed.n_points[l] = shape->levels[l].n_points;
  }
  g_byte_array_append (bytes, (const guint8 *) &packed, sizeof packed);
  for (guint l = 0; l < N_LEVELS; l++) {
    const Level *level = &shape->levels[l];

    if (!packed.same[l]) {
      g_byte_array_append (bytes, (const guint8 *) level->starts, (guint) ((level->n_parts + 1) * sizeof *level->starts));
      g_byte_array_append (bytes, (const guint8 *) level->points, (guint) (level->n_points * sizeof *level->points));
    }
  }
}

static gboolean
unpack_level (Level *level, guint n_parts, guint n_points, const guint8 **bytes, const guint8 *end)
{
  gsize left = (gsize) (end - *bytes);
  gsize starts_size = ((gsize) n_parts + 1) * sizeof *level->starts, points_size = (gsize) n_points * sizeof *level->points;

  if (starts_size > left || points_size > left - starts_size) {
    return FALSE;
  }
  level->n_parts = n_parts;
  level->n_points = n_points;
  level->starts = g_memdup2 (*bytes, starts_size);
  level->points = g_memdup2 (*bytes + starts_size, points_size);
  *bytes += starts_size + points_size;
  return TRUE;
}

YztShape *
yzt_shape_unpack (const guint8 **bytes, const guint8 *end)
{
  g_autoptr (YztShape) self = NULL;
  PackedShape packed;
  const guint8 *p = *bytes;

  if ((gsize) (end - p) < sizeof packed) {
    return NULL;
  }
  memcpy (&packed, p, sizeof packed);
  p += sizeof packed;
  self = g_new0 (YztShape, 1);
  g_atomic_ref_count_init (&self->refs);
  self->x0 = packed.x0;
  self->y0 = packed.y0;
  self->x1 = packed.x1;
  self->y1 = packed.y1;
  self->unit = packed.unit;
  self->size = packed.size;
  self->is_area = packed.is_area != 0;
  self->crosses_itself = packed.crosses_itself != 0;
  for (guint l = 0; l < N_LEVELS; l++) {
    if (!packed.same[l] && !unpack_level (&self->levels[l], packed.n_parts[l], packed.n_points[l], &p, end)) {
      return NULL;
    }
  }
  for (int l = N_LEVELS - 2; l >= 0; l--) {
    if (packed.same[l]) {
      self->levels[l] = self->levels[l + 1];
    }
  }
  *bytes = p;
  return g_steal_pointer (&self);
}

/* --- answers --- */

gboolean
yzt_shape_is_area (const YztShape *shape)
{
  g_return_val_if_fail (shape != NULL, FALSE);

  return shape->is_area;
}

gboolean
yzt_shape_crosses_itself (const YztShape *shape)
{
  g_return_val_if_fail (shape != NULL, FALSE);

  return shape->crosses_itself;
}

void
yzt_shape_get_bounds (const YztShape *shape, double *x0, double *y0, double *x1, double *y1)
{
  g_return_if_fail (shape != NULL);

  *x0 = shape->x0;
  *y0 = shape->y0;
  *x1 = shape->x1;
  *y1 = shape->y1;
}

double
yzt_shape_get_size (const YztShape *shape)
{
  g_return_val_if_fail (shape != NULL, 0);

  return shape->size;
}

void
yzt_shape_get_view (const YztShape *shape, double zoom, YztShapeView *view_out)
{
  int l;

  g_return_if_fail (shape != NULL && view_out != NULL);

  l = (int) CLAMP (ceil ((zoom - FIRST_ZOOM) / 2), 0.0, (double) (N_LEVELS - 1));
  *view_out = (YztShapeView) {
    .n_parts = shape->levels[l].n_parts,
    .n_points = shape->levels[l].n_points,
    .starts = shape->levels[l].starts,
    .points = shape->levels[l].points,
    .origin_x = shape->x0,
    .origin_y = shape->y0,
    .unit = shape->unit,
  };
}

static double
distance2_to_edge (double px, double py, double ax, double ay, double bx, double by)
{
  double dx = bx - ax, dy = by - ay;
  double length2 = dx * dx + dy * dy;
  double t = length2 > 0 ? CLAMP (((px - ax) * dx + (py - ay) * dy) / length2, 0.0, 1.0) : 0;
  double x = px - ax - t * dx, y = py - ay - t * dy;

  return x * x + y * y;
}

static double
find_edge (const YztShape *shape, double x, double y, gboolean *inside_out)
{
  const Level *all;
  double px, py, best = HUGE_VAL;
  gboolean inside = FALSE;

  all = &shape->levels[N_LEVELS - 1];
  px = (x - shape->x0) / shape->unit;
  py = (y - shape->y0) / shape->unit;
  for (guint part = 0; part < all->n_parts; part++) {
    const YztShapePoint *p = all->points + all->starts[part];
    guint n = all->starts[part + 1] - all->starts[part];

    for (guint i = shape->is_area ? 0 : 1, j = shape->is_area ? n - 1 : 0; i < n; j = i++) {
      double ax = p[j].x, ay = p[j].y, bx = p[i].x, by = p[i].y;

      best = MIN (best, distance2_to_edge (px, py, ax, ay, bx, by));
      if (shape->is_area && (by > py) != (ay > py) && px < (ax - bx) * (py - by) / (ay - by) + bx) {
        inside = !inside;
      }
    }
  }
  *inside_out = inside;
  return best * shape->unit * shape->unit;
}

double
yzt_shape_distance2 (const YztShape *shape, double x, double y)
{
  gboolean inside;
  double distance2;

  g_return_val_if_fail (shape != NULL, HUGE_VAL);

  distance2 = find_edge (shape, x, y, &inside);
  return inside ? 0 : distance2;
}

double
yzt_shape_edge_distance2 (const YztShape *shape, double x, double y)
{
  gboolean inside;

  g_return_val_if_fail (shape != NULL, HUGE_VAL);

  return find_edge (shape, x, y, &inside);
}

/* yzt-cover.c: whether places lie inside an area, exactly: edges in bands of latitude, signs without rounding
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-cover.h"

#include <math.h>

#include "yzt-geometry-parts.h"

#define MAX_BANDS 4096
/* Tall edges stand in many bands: fewer bands are made before the lists grow beyond this many entries an edge. */
#define MAX_ENTRIES_AN_EDGE 8
#define ON_CIRCLE_M 1e-6

typedef struct {
  YztPosition a, b;
  guint ring;
} Edge;

struct _YztCover {
  GArray *edges;      /* Edge, ring after ring */
  GArray *holes;      /* gboolean per ring */
  guint n_bands;
  double south, north;
  guint *band_starts; /* n_bands + 1 offsets in band_edges */
  guint *band_edges;  /* in the order of the rings */
  GArray *circles;
};

/* --- circles as text --- */

char *
yzt_circles_to_text (const YztCircle *circles, guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++) {
    char lon[G_ASCII_DTOSTR_BUF_SIZE], lat[G_ASCII_DTOSTR_BUF_SIZE], radius[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append_printf (text, "%s%s,%s,%s", i > 0 ? ";" : "", g_ascii_dtostr (lon, sizeof lon, circles[i].center.lon),
                            g_ascii_dtostr (lat, sizeof lat, circles[i].center.lat), g_ascii_dtostr (radius, sizeof radius, circles[i].radius_m));
  }
  return g_string_free (text, FALSE);
}

GArray *
yzt_circles_from_text (const char *text)
{
  GArray *circles = g_array_new (FALSE, FALSE, sizeof (YztCircle));
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", ";", -1);

  for (guint i = 0; parts[i] != NULL; i++) {
    char *comma = NULL, *second = NULL, *end = NULL;
    YztCircle circle = { { g_ascii_strtod (parts[i], &comma), 0.0 }, 0.0 };
    circle.center.lat = *comma == ',' ? g_ascii_strtod (comma + 1, &second) : NAN;
    circle.radius_m = second != NULL && *second == ',' ? g_ascii_strtod (second + 1, &end) : NAN;
    if (end != NULL && *end == '\0' && yzt_position_is_valid (circle.center) && circle.radius_m >= 0.0 && isfinite (circle.radius_m)) {
      g_array_append_val (circles, circle);
    }
  }
  return circles;
}

/* --- the sign of an edge --- */

/* Adds @value to the expansion of @n parts that do not overlap, smallest first. Returns how many there are then. */
static guint
grow (double *parts, guint n, double value)
{
  double sum = value;

  for (guint i = 0; i < n; i++) {
    double one = sum, two = parts[i];
    double total = one + two, virtual_two = total - one;
    parts[i] = (one - (total - virtual_two)) + (two - virtual_two);
    sum = total;
  }
  parts[n] = sum;
  return n + 1;
}

static guint
grow_product (double *parts, guint n, double one, double two)
{
  double product = one * two;

  n = grow (parts, n, fma (one, two, -product));
  return grow (parts, n, product);
}

/* > 0: @p lies left of the way from @a to @b, 0: on the line through both. */
static int
side_of (YztPosition a, YztPosition b, YztPosition p)
{
  double left = (a.lon - p.lon) * (b.lat - p.lat), right = (a.lat - p.lat) * (b.lon - p.lon);
  double sign = left - right;
  double parts[12];
  guint n = 0;

  if (fabs (sign) > 4e-16 * (fabs (left) + fabs (right))) {
    return sign > 0.0 ? 1 : -1;
  }
  n = grow_product (parts, n, a.lon, b.lat);
  n = grow_product (parts, n, -a.lon, p.lat);
  n = grow_product (parts, n, -p.lon, b.lat);
  n = grow_product (parts, n, -a.lat, b.lon);
  n = grow_product (parts, n, a.lat, p.lon);
  n = grow_product (parts, n, p.lat, b.lon);
  while (n > 0 && parts[n - 1] == 0.0) {
    n--;
  }
  return n == 0 ? 0 : parts[n - 1] > 0.0 ? 1 : -1;
}

/* --- bands --- */

static guint
band_of (const YztCover *self, double lat, guint n_bands)
{
  double share = (lat - self->south) / (self->north - self->south);

  return share > 0.0 ? (guint) MIN (floor (share * n_bands), (double) n_bands - 1) : 0;
}

static guint
count_entries (const YztCover *self, guint n_bands, guint *counts)
{
  guint total = 0;

  for (guint i = 0; i < self->edges->len; i++) {
    const Edge *edge = &g_array_index (self->edges, Edge, i);
    guint first = band_of (self, MIN (edge->a.lat, edge->b.lat), n_bands), last = band_of (self, MAX (edge->a.lat, edge->b.lat), n_bands);
    total += last - first + 1;
    for (guint band = first; counts != NULL && band <= last; band++) {
      counts[band]++;
    }
  }
  return total;
}

static void
make_bands (YztCover *self)
{
  guint n_bands = self->north > self->south ? CLAMP (self->edges->len / 4, 1, MAX_BANDS) : 1;
  guint total = count_entries (self, n_bands, NULL);

  while (n_bands > 1 && total > MAX_ENTRIES_AN_EDGE * self->edges->len) {
    n_bands = MAX (n_bands / 2, 1);
    total = count_entries (self, n_bands, NULL);
  }
  self->n_bands = n_bands;
  self->band_starts = g_new0 (guint, n_bands + 1);
  self->band_edges = g_new (guint, MAX (total, 1));
  count_entries (self, n_bands, self->band_starts + 1);
  for (guint band = 0; band < n_bands; band++) {
    self->band_starts[band + 1] += self->band_starts[band];
  }
  g_autofree guint *next = g_memdup2 (self->band_starts, n_bands * sizeof (guint));
  for (guint i = 0; i < self->edges->len; i++) {
    const Edge *edge = &g_array_index (self->edges, Edge, i);
    guint last = band_of (self, MAX (edge->a.lat, edge->b.lat), n_bands);
    for (guint band = band_of (self, MIN (edge->a.lat, edge->b.lat), n_bands); band <= last; band++) {
      self->band_edges[next[band]++] = i;
    }
  }
}

static void
add_ring (YztCover *self, const YztGeometry *area, guint ring)
{
  guint n;
  const YztPosition *points = yzt_geometry_get_ring (area, ring, &n);
  gboolean hole = yzt_geometry_is_hole (area, ring);

  g_array_append_val (self->holes, hole);
  for (guint i = 0; i < n; i++) {
    Edge edge = { points[i], points[(i + 1) % n], ring };
    if (self->edges->len == 0) {
      self->south = self->north = edge.a.lat;
    }
    self->south = MIN (self->south, edge.a.lat);
    self->north = MAX (self->north, edge.a.lat);
    g_array_append_val (self->edges, edge);
  }
}

YztCover *
yzt_cover_new (const YztGeometry *area, const YztCircle *circles, guint n_circles)
{
  g_return_val_if_fail (n_circles == 0 || circles != NULL, NULL);

  YztCover *self = g_new0 (YztCover, 1);
  self->edges = g_array_new (FALSE, FALSE, sizeof (Edge));
  self->holes = g_array_new (FALSE, FALSE, sizeof (gboolean));
  self->circles = g_array_new (FALSE, FALSE, sizeof (YztCircle));
  if (n_circles > 0) {
    g_array_append_vals (self->circles, circles, n_circles);
  }
  if (area != NULL && yzt_geometry_get_type_id (area) == YZT_GEOMETRY_AREA) {
    for (guint ring = 0; ring < yzt_geometry_get_n_rings (area); ring++) {
      add_ring (self, area, ring);
    }
  }
  make_bands (self);
  return self;
}

void
yzt_cover_free (YztCover *cover)
{
  if (cover != NULL) {
    g_array_unref (cover->edges);
    g_array_unref (cover->holes);
    g_array_unref (cover->circles);
    g_free (cover->band_starts);
    g_free (cover->band_edges);
    g_free (cover);
  }
}

/* --- asking --- */

static gboolean
is_on (const Edge *edge, YztPosition p, int side)
{
  return side == 0 && p.lon >= MIN (edge->a.lon, edge->b.lon) && p.lon <= MAX (edge->a.lon, edge->b.lon) && p.lat >= MIN (edge->a.lat, edge->b.lat)
         && p.lat <= MAX (edge->a.lat, edge->b.lat);
}

/* The edges of one ring from @i on: whether they stand round @p, or below it. Returns where the next ring begins. */
static guint
look_at_ring (const YztCover *self, guint i, guint end, YztPosition p, gboolean *round_out, gboolean *on_out)
{
  guint ring = g_array_index (self->edges, Edge, self->band_edges[i]).ring;
  gboolean inside = FALSE;

  *on_out = FALSE;
  for (; i < end; i++) {
    const Edge *edge = &g_array_index (self->edges, Edge, self->band_edges[i]);
    if (edge->ring != ring) {
      break;
    }
    gboolean up = edge->a.lat <= p.lat && edge->b.lat > p.lat, down = edge->b.lat <= p.lat && edge->a.lat > p.lat;
    gboolean level = edge->a.lat == p.lat || edge->b.lat == p.lat;
    if (!up && !down && !level) {
      continue;
    }
    int side = side_of (edge->a, edge->b, p);
    *on_out = *on_out || is_on (edge, p, side);
    inside ^= (up && side > 0) || (down && side < 0);
  }
  *round_out = inside;
  return i;
}

static gboolean
rings_hold (const YztCover *self, YztPosition p)
{
  guint band = band_of (self, p.lat, self->n_bands);
  guint i = self->band_starts[band], end = self->band_starts[band + 1];
  gboolean in_part = FALSE;

  while (i < end) {
    gboolean hole = g_array_index (self->holes, gboolean, g_array_index (self->edges, Edge, self->band_edges[i]).ring), around, on;
    i = look_at_ring (self, i, end, p, &around, &on);
    if (hole) {
      in_part = in_part && (on || !around);
    } else if (in_part) {
      return TRUE; /* the part before is whole */
    } else {
      in_part = around || on;
    }
  }
  return in_part;
}

gboolean
yzt_cover_holds (const YztCover *cover, YztPosition position)
{
  g_return_val_if_fail (cover != NULL, FALSE);

  for (guint i = 0; i < cover->circles->len; i++) {
    const YztCircle *circle = &g_array_index (cover->circles, YztCircle, i);
    if (yzt_geo_distance_m (circle->center, position, NULL) <= circle->radius_m + ON_CIRCLE_M) {
      return TRUE;
    }
  }
  return cover->edges->len > 0 && position.lat >= cover->south && position.lat <= cover->north && rings_hold (cover, position);
}

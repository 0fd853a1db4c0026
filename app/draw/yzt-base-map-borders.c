/* yzt-base-map-borders.c: every border line once, though an area lies on either side
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two neighbours bring the same edge; drawn twice, dashes would fill each other's gaps. A county's edge that is a
 * province's too is the province's. Edges of one class are chained so that dashes run on from edge to edge. */
#include "yzt-base-map-private.h"

#include <math.h>
#include <string.h>

#define UNITS_PER_DEGREE 1e7

typedef struct {
  gint32 ax, ay, bx, by; /* 1e-7 degrees, a before b */
  guint8 rank;
  guint8 n_home; /* how many areas of the jurisdiction have it */
  guint8 used;
  guint8 layer; /* YztBaseLayerId */
} Edge;

/* An edge as seen from one of its ends. */
typedef struct {
  gint32 x, y;
  guint edge;
} End;

struct _YztBaseBorders {
  GArray *edges; /* Edge */
  GArray *ends;  /* End, sorted by place */
};

YztBaseBorders *
yzt_base_borders_new (void)
{
  YztBaseBorders *borders = g_new0 (YztBaseBorders, 1);
  borders->edges = g_array_new (FALSE, FALSE, sizeof (Edge));
  borders->ends = g_array_new (FALSE, FALSE, sizeof (End));
  return borders;
}

void
yzt_base_borders_free (YztBaseBorders *borders)
{
  if (borders != NULL) {
    g_array_unref (borders->edges);
    g_array_unref (borders->ends);
    g_free (borders);
  }
}

static gint32
to_units (double degrees)
{
  return (gint32) lround (CLAMP (degrees, -180, 180) * UNITS_PER_DEGREE);
}

void
yzt_base_borders_add (YztBaseBorders *borders, const double *ring, guint n, YztBaseRank rank, gboolean home)
{
  for (guint i = 0; i + 1 < n; i++) {
    Edge edge = { to_units (ring[2 * i]), to_units (ring[2 * i + 1]), to_units (ring[2 * i + 2]),
                  to_units (ring[2 * i + 3]), (guint8) rank, home ? 1 : 0, 0, 0 };
    if (edge.ax > edge.bx || (edge.ax == edge.bx && edge.ay > edge.by)) {
      Edge turned = { edge.bx, edge.by, edge.ax, edge.ay, edge.rank, edge.n_home, 0, 0 };
      edge = turned;
    }
    if (edge.ax != edge.bx || edge.ay != edge.by) {
      g_array_append_val (borders->edges, edge);
    }
  }
}

static int
compare_place (gint32 ax, gint32 ay, gint32 bx, gint32 by)
{
  return ax != bx ? (ax > bx) - (ax < bx) : (ay > by) - (ay < by);
}

static int
compare_edges (gconstpointer a, gconstpointer b)
{
  const Edge *one = a, *two = b;
  int order = compare_place (one->ax, one->ay, two->ax, two->ay);
  return order != 0 ? order : compare_place (one->bx, one->by, two->bx, two->by);
}

static int
compare_ends (gconstpointer a, gconstpointer b)
{
  const End *one = a, *two = b;
  return compare_place (one->x, one->y, two->x, two->y);
}

static YztBaseLayerId
layer_of (const Edge *edge)
{
  /* One area of the jurisdiction on one side only: its outer line, whatever else it bounds, the sea excepted. */
  if (edge->n_home == 1 && edge->rank != YZT_BASE_RANK_CHINA) {
    return YZT_BASE_LINE_HOME;
  }
  switch ((YztBaseRank) edge->rank) {
  case YZT_BASE_RANK_CHINA: return YZT_BASE_LINE_CHINA;
  case YZT_BASE_RANK_PROVINCE: return YZT_BASE_LINE_PROVINCE;
  case YZT_BASE_RANK_PREFECTURE: return YZT_BASE_LINE_PREFECTURE;
  case YZT_BASE_RANK_COUNTY:
  default: return edge->n_home > 1 ? YZT_BASE_LINE_HOME_COUNTY : YZT_BASE_LINE_COUNTY;
  }
}

static void
merge_edges (GArray *edges)
{
  guint kept = 0;
  g_array_sort (edges, compare_edges);
  for (guint i = 0; i < edges->len; i++) {
    const Edge *edge = &g_array_index (edges, Edge, i);
    Edge *last = kept > 0 ? &g_array_index (edges, Edge, kept - 1) : NULL;
    if (last != NULL && compare_edges (last, edge) == 0) {
      last->rank = MIN (last->rank, edge->rank);
      last->n_home = (guint8) MIN (last->n_home + edge->n_home, 255);
    } else {
      g_array_index (edges, Edge, kept++) = *edge;
    }
  }
  g_array_set_size (edges, kept);
  for (guint i = 0; i < kept; i++) {
    Edge *edge = &g_array_index (edges, Edge, i);
    edge->layer = (guint8) layer_of (edge);
  }
}

static guint
first_end_at (const GArray *ends, gint32 x, gint32 y)
{
  guint low = 0, high = ends->len;
  while (low < high) {
    guint middle = (low + high) / 2;
    const End *end = &g_array_index (ends, End, middle);
    if (compare_place (end->x, end->y, x, y) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/* How many edges of @layer meet at a place, and one that is not used yet. */
static guint
meeting (const YztBaseBorders *borders, gint32 x, gint32 y, guint8 layer, Edge **unused)
{
  guint n = 0;
  *unused = NULL;
  for (guint i = first_end_at (borders->ends, x, y); i < borders->ends->len; i++) {
    const End *end = &g_array_index (borders->ends, End, i);
    if (end->x != x || end->y != y) {
      break;
    }
    Edge *edge = &g_array_index (borders->edges, Edge, end->edge);
    if (edge->layer == layer) {
      n++;
      if (!edge->used) {
        *unused = edge;
      }
    }
  }
  return n;
}

static void
append_point (GArray *points, gint32 x, gint32 y)
{
  double xy[2];
  yzt_mercator_from_position ((YztPosition) { x / UNITS_PER_DEGREE, y / UNITS_PER_DEGREE }, &xy[0], &xy[1]);
  g_array_append_vals (points, xy, 2);
}

/* Follows @edge from one end until lines fork, end or close. */
static void
follow (const YztBaseBorders *borders, Edge *edge, gboolean from_a, GArray *points)
{
  gint32 x = from_a ? edge->ax : edge->bx, y = from_a ? edge->ay : edge->by;
  guint8 layer = edge->layer;
  g_array_set_size (points, 0);
  append_point (points, x, y);
  while (edge != NULL) {
    gboolean at_a = edge->ax == x && edge->ay == y;
    edge->used = TRUE;
    x = at_a ? edge->bx : edge->ax;
    y = at_a ? edge->by : edge->ay;
    append_point (points, x, y);
    if (meeting (borders, x, y, layer, &edge) != 2) {
      edge = NULL;
    }
  }
}

static void
index_ends (YztBaseBorders *borders)
{
  for (guint i = 0; i < borders->edges->len; i++) {
    const Edge *edge = &g_array_index (borders->edges, Edge, i);
    End ends[2] = { { edge->ax, edge->ay, i }, { edge->bx, edge->by, i } };
    g_array_append_vals (borders->ends, ends, 2);
  }
  g_array_sort (borders->ends, compare_ends);
}

void
yzt_base_borders_finish (YztBaseBorders *borders, YztBaseDetail layers[YZT_BASE_N_LAYERS][YZT_BASE_N_DETAILS])
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (double));
  merge_edges (borders->edges);
  index_ends (borders);
  /* First from where lines fork or end, then the closed ones that are left. */
  for (int round = 0; round < 2; round++) {
    for (guint i = 0; i < borders->edges->len; i++) {
      Edge *edge = &g_array_index (borders->edges, Edge, i), *other;
      gboolean fork_a = meeting (borders, edge->ax, edge->ay, edge->layer, &other) != 2;
      gboolean fork_b = meeting (borders, edge->bx, edge->by, edge->layer, &other) != 2;
      if (!edge->used && (fork_a || fork_b || round == 1)) {
        follow (borders, edge, fork_a || !fork_b, points);
        yzt_base_layer_add (layers[edge->layer], (const double *) (gpointer) points->data, points->len / 2, 0);
      }
    }
  }
}

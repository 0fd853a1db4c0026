/* yzt-sketch-check.c: whether a sketch may be saved: enough points, no outline that crosses itself, holes inside
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "yzt-sketch-private.h"

typedef struct {
  YztPosition a, b;
  double west, east, south, north;
  guint part, from; /* point at which it begins */
} Edge;

static int
turn (YztPosition a, YztPosition b, YztPosition c)
{
  double cross = (b.lon - a.lon) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lon - a.lon);
  return (cross > 0) - (cross < 0);
}

static gboolean
lies_between (YztPosition a, YztPosition b, YztPosition p)
{
  return p.lon >= MIN (a.lon, b.lon) && p.lon <= MAX (a.lon, b.lon) && p.lat >= MIN (a.lat, b.lat) && p.lat <= MAX (a.lat, b.lat);
}

static gboolean
meet (const Edge *x, const Edge *y)
{
  int a = turn (x->a, x->b, y->a), b = turn (x->a, x->b, y->b), c = turn (y->a, y->b, x->a), d = turn (y->a, y->b, x->b);
  if (a * b < 0 && c * d < 0) {
    return TRUE;
  }
  return (a == 0 && lies_between (x->a, x->b, y->a)) || (b == 0 && lies_between (x->a, x->b, y->b))
      || (c == 0 && lies_between (y->a, y->b, x->a)) || (d == 0 && lies_between (y->a, y->b, x->b));
}

/* Two edges of one outline that share a point: only when one runs back over the other. */
static gboolean
folds_back (YztPosition before, YztPosition at, YztPosition after)
{
  double dot = (before.lon - at.lon) * (after.lon - at.lon) + (before.lat - at.lat) * (after.lat - at.lat);
  return turn (before, at, after) == 0 && dot > 0;
}

static gboolean
is_wrong (const YztSketch *sketch, const Edge *x, const Edge *y)
{
  guint n = ((YztSketchPart *) sketch->parts->pdata[x->part])->points->len;
  if (x->part != y->part) {
    return meet (x, y);
  }
  if ((x->from + 1) % n == y->from) {
    return folds_back (x->a, x->b, y->b);
  }
  if ((y->from + 1) % n == x->from) {
    return folds_back (y->a, y->b, x->b);
  }
  return meet (x, y);
}

static int
compare_edges (gconstpointer a, gconstpointer b)
{
  const Edge *x = a, *y = b;
  return (x->west > y->west) - (x->west < y->west);
}

static GArray *
all_edges (const YztSketch *sketch)
{
  GArray *edges = g_array_new (FALSE, FALSE, sizeof (Edge));
  for (guint p = 0; p < sketch->parts->len; p++) {
    GArray *points = ((YztSketchPart *) sketch->parts->pdata[p])->points;
    for (guint i = 0; i < points->len; i++) {
      YztPosition a = g_array_index (points, YztPosition, i), b = g_array_index (points, YztPosition, (i + 1) % points->len);
      Edge edge = { a, b, MIN (a.lon, b.lon), MAX (a.lon, b.lon), MIN (a.lat, b.lat), MAX (a.lat, b.lat), p, i };
      g_array_append_val (edges, edge);
    }
  }
  g_array_sort (edges, compare_edges);
  return edges;
}

/* From west to east: only edges whose spans overlap are held against each other. */
static char *
find_crossing (const YztSketch *sketch)
{
  g_autoptr (GArray) edges = all_edges (sketch);
  for (guint i = 0; i < edges->len; i++) {
    const Edge *x = &g_array_index (edges, Edge, i);
    for (guint k = i + 1; k < edges->len; k++) {
      const Edge *y = &g_array_index (edges, Edge, k);
      if (y->west > x->east) {
        break;
      }
      if (y->south > x->north || y->north < x->south || !is_wrong (sketch, x, y)) {
        continue;
      }
      const Edge *first = x->part < y->part || (x->part == y->part && x->from < y->from) ? x : y, *second = first == x ? y : x;
      if (x->part != y->part) {
        return g_strdup_printf (_("Outlines %u and %u of the area meet; draw them apart."), first->part + 1, second->part + 1);
      }
      return g_strdup_printf (_("The outline crosses itself after point %u and after point %u; move one of them."), first->from + 1, second->from + 1);
    }
  }
  return NULL;
}

static gboolean
lies_inside (const YztSketchPart *ring, YztPosition at)
{
  gboolean inside = FALSE;
  for (guint i = 0, k = ring->points->len - 1; i < ring->points->len; k = i++) {
    YztPosition a = g_array_index (ring->points, YztPosition, i), b = g_array_index (ring->points, YztPosition, k);
    if ((a.lat > at.lat) != (b.lat > at.lat) && at.lon < (b.lon - a.lon) * (at.lat - a.lat) / (b.lat - a.lat) + a.lon) {
      inside = !inside;
    }
  }
  return inside;
}

/* A hole is one of the outer ring before it. */
static char *
find_stray_hole (const YztSketch *sketch)
{
  const YztSketchPart *outer = NULL;
  for (guint i = 0; i < sketch->parts->len; i++) {
    const YztSketchPart *part = sketch->parts->pdata[i];
    if (!part->hole) {
      outer = part;
    } else if (outer == NULL || !lies_inside (outer, g_array_index (part->points, YztPosition, 0))) {
      return g_strdup_printf (_("The hole (outline %u) is not inside the area; draw it inside."), i + 1);
    }
  }
  return NULL;
}

char *
yzt_sketch_get_problem (const YztSketch *sketch)
{
  g_return_val_if_fail (sketch != NULL, NULL);
  guint least = sketch->area ? 3 : 2;
  const char *too_few = sketch->area ? _("An area needs three points at least.") : _("A line needs two points at least.");
  if (sketch->parts->len == 0) {
    return g_strdup (too_few);
  }
  for (guint i = 0; i < sketch->parts->len; i++) {
    if (((YztSketchPart *) sketch->parts->pdata[i])->points->len < least) {
      return g_strdup (too_few);
    }
  }
  char *problem = sketch->area ? find_crossing (sketch) : NULL;
  return problem != NULL || !sketch->area ? problem : find_stray_hole (sketch);
}

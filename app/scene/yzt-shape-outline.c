/* yzt-shape-outline.c: which vertices of an outline matter at which scale, and whether it crosses itself
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-shape-private.h"

#include <math.h>
#include <stdlib.h>

#define CHECKS_PER_EDGE 64 /* when looking for crossings: outlines of odd shape are given up after that */

void
yzt_shape_outline_init (YztShapeOutline *outline, gboolean closed)
{
  const guint32 zero = 0;

  outline->closed = closed;
  outline->vertices = g_array_new (FALSE, TRUE, sizeof (YztShapeVertex));
  outline->starts = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_val (outline->starts, zero);
}

void
yzt_shape_outline_clear (YztShapeOutline *outline)
{
  g_clear_pointer (&outline->vertices, g_array_unref);
  g_clear_pointer (&outline->starts, g_array_unref);
}

/* --- weights --- */

/* A vertex waits in the heap with the weight it had when it came in; what has changed since is known by its turn. */
typedef struct {
  double weight;
  guint32 vertex, turn;
} Waiting;

typedef struct {
  YztShapeVertex *v;
  guint32 *before, *after, *turn;
  Waiting *heap;
  guint n_heap;
} Weighing;

static void
push (Weighing *w, Waiting waiting)
{
  guint i = w->n_heap++;

  while (i > 0 && w->heap[(i - 1) / 2].weight > waiting.weight) {
    w->heap[i] = w->heap[(i - 1) / 2];
    i = (i - 1) / 2;
  }
  w->heap[i] = waiting;
}

static Waiting
pop (Weighing *w)
{
  Waiting least = w->heap[0];
  Waiting last = w->heap[--w->n_heap];
  guint i = 0;

  for (;;) {
    guint child = 2 * i + 1;

    if (child >= w->n_heap) {
      break;
    }
    if (child + 1 < w->n_heap && w->heap[child + 1].weight < w->heap[child].weight) {
      child++;
    }
    if (w->heap[child].weight >= last.weight) {
      break;
    }
    w->heap[i] = w->heap[child];
    i = child;
  }
  w->heap[i] = last;
  return least;
}

static double
triangle (const YztShapeVertex *a, const YztShapeVertex *b, const YztShapeVertex *c)
{
  return fabs ((b->x - a->x) * (c->y - a->y) - (c->x - a->x) * (b->y - a->y)) / 2;
}

static void
weigh_again (Weighing *w, guint32 i, double at_least)
{
  double weight = triangle (&w->v[w->before[i]], &w->v[i], &w->v[w->after[i]]);

  w->turn[i]++;
  push (w, (Waiting) { MAX (weight, at_least), i, w->turn[i] });
}

/* One ring or line of @n vertices that start at w->v. */
static void
weigh_part (Weighing *w, guint n, gboolean closed)
{
  guint left = n, keep = closed ? 3 : 2;

  w->n_heap = 0;
  for (guint i = 0; i < n; i++) {
    w->before[i] = i > 0 ? i - 1 : n - 1;
    w->after[i] = i + 1 < n ? i + 1 : 0;
    w->turn[i] = 0;
    w->v[i].weight = G_MAXDOUBLE;
  }
  for (guint i = closed ? 0 : 1; i < (closed ? n : n - 1); i++) {
    weigh_again (w, i, 0);
  }
  while (left > keep && w->n_heap > 0) {
    Waiting next = pop (w);
    guint32 before = w->before[next.vertex], after = w->after[next.vertex];

    if (w->turn[next.vertex] != next.turn) {
      continue;
    }
    w->v[next.vertex].weight = next.weight;
    w->turn[next.vertex]++;
    w->after[before] = after;
    w->before[after] = before;
    left--;
    if (closed || before != 0) {
      weigh_again (w, before, next.weight);
    }
    if (closed || after != n - 1) {
      weigh_again (w, after, next.weight);
    }
  }
  /* The last triangle of a ring goes as a whole when it is too small to be seen. */
  while (closed && w->n_heap > 0) {
    Waiting next = pop (w);

    if (w->turn[next.vertex] == next.turn) {
      w->v[next.vertex].weight = next.weight;
    }
  }
}

void
yzt_shape_outline_weigh (YztShapeOutline *outline)
{
  guint n = outline->vertices->len;
  g_autofree guint32 *before = g_new (guint32, n);
  g_autofree guint32 *after = g_new (guint32, n);
  g_autofree guint32 *turn = g_new (guint32, n);
  g_autofree Waiting *heap = g_new (Waiting, (gsize) n * 3 + 4);

  for (guint part = 0; part + 1 < outline->starts->len; part++) {
    guint32 from = g_array_index (outline->starts, guint32, part), to = g_array_index (outline->starts, guint32, part + 1);
    Weighing weighing = { &g_array_index (outline->vertices, YztShapeVertex, from), before, after, turn, heap, 0 };

    weigh_part (&weighing, to - from, outline->closed);
  }
}

/* --- crossings --- */

typedef struct {
  const YztShapeVertex *a, *b;
  double x0, x1;
  guint index;
} Edge;

static int
compare_edges (gconstpointer left, gconstpointer right)
{
  const Edge *a = left, *b = right;

  return (a->x0 > b->x0) - (a->x0 < b->x0);
}

static double
side (const YztShapeVertex *a, const YztShapeVertex *b, const YztShapeVertex *p)
{
  return (b->x - a->x) * (p->y - a->y) - (p->x - a->x) * (b->y - a->y);
}

/* Only a true crossing counts: rings may touch themselves. */
static gboolean
edges_cross (const Edge *e, const Edge *f)
{
  double a = side (e->a, e->b, f->a), b = side (e->a, e->b, f->b);
  double c = side (f->a, f->b, e->a), d = side (f->a, f->b, e->b);

  return ((a > 0 && b < 0) || (a < 0 && b > 0)) && ((c > 0 && d < 0) || (c < 0 && d > 0));
}

static gboolean
ring_crosses_itself (const YztShapeVertex *v, guint n, Edge *edges)
{
  guint budget = n * CHECKS_PER_EDGE;

  for (guint i = 0; i < n; i++) {
    const YztShapeVertex *a = &v[i], *b = &v[i + 1 < n ? i + 1 : 0];

    edges[i] = (Edge) { a, b, MIN (a->x, b->x), MAX (a->x, b->x), i };
  }
  qsort (edges, n, sizeof *edges, compare_edges);
  for (guint i = 0; i < n; i++) {
    double y0 = MIN (edges[i].a->y, edges[i].b->y), y1 = MAX (edges[i].a->y, edges[i].b->y);

    for (guint j = i + 1; j < n && edges[j].x0 <= edges[i].x1; j++) {
      if (budget-- == 0) {
        return FALSE;
      }
      if (MIN (edges[j].a->y, edges[j].b->y) <= y1 && MAX (edges[j].a->y, edges[j].b->y) >= y0 && edges_cross (&edges[i], &edges[j])) {
        return TRUE;
      }
    }
  }
  return FALSE;
}

gboolean
yzt_shape_outline_crosses_itself (const YztShapeOutline *outline)
{
  g_autofree Edge *edges = NULL;

  if (!outline->closed) {
    return FALSE;
  }
  edges = g_new (Edge, outline->vertices->len);
  for (guint part = 0; part + 1 < outline->starts->len; part++) {
    guint32 from = g_array_index (outline->starts, guint32, part), to = g_array_index (outline->starts, guint32, part + 1);

    if (to - from > 3 && ring_crosses_itself (&g_array_index (outline->vertices, YztShapeVertex, from), to - from, edges)) {
      return TRUE;
    }
  }
  return FALSE;
}

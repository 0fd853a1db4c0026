/* yzt-clusters.c: bubbles of a map view: cells of a world-anchored grid, near neighbours merged
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A cell leads when no nearer-than-@cell neighbour is bigger; the others join the nearest leader. What is left over, cells
 * whose bigger neighbour joined another, goes once more among itself. What becomes of a cell thus depends only on cells a
 * few squares away, never on where the view ends, so that bubbles stand still while the map is panned. */
#include "yzt-clusters-private.h"

/* Squares looked at beyond the box on each side. */
#define MARGIN 5
#define ROUNDS 2

enum { CELL_OPEN, CELL_LEADER, CELL_MEMBER, CELL_EMPTY };

typedef struct {
  YztCellGrid grid;
  double cell2;
  int reach; /* squares: neighbours farther away cannot be near enough */
} View;

static gboolean
is_bigger (const YztSquare *a, const YztSquare *b)
{
  if (a->tally.count != b->tally.count) {
    return a->tally.count > b->tally.count;
  }
  return a->cy != b->cy ? a->cy < b->cy : a->cx < b->cx;
}

static double
distance2 (const YztSquare *a, const YztSquare *b)
{
  double dx = a->x - b->x;
  double dy = a->y - b->y;

  return dx * dx + dy * dy;
}

/* Calls for each near neighbour of @cell in @state; returns the nearest, or as soon as a bigger one is met when @any_bigger. */
static YztSquare *
find_neighbour (const View *view, const YztSquare *cell, guint8 state, gboolean any_bigger)
{
  YztSquare *best = NULL;

  for (int dy = -view->reach; dy <= view->reach; dy++) {
    for (int dx = -view->reach; dx <= view->reach; dx++) {
      YztSquare *other;

      if (dx == 0 && dy == 0) {
        continue;
      }
      other = yzt_cell_grid_find (&view->grid, cell->cx + (guint32) dx, cell->cy + (guint32) dy);
      if (other == NULL || other->state != state || !(distance2 (cell, other) < view->cell2)) {
        continue;
      }
      if (any_bigger && is_bigger (other, cell)) {
        return other;
      }
      if (!any_bigger && (best == NULL || distance2 (cell, other) < distance2 (cell, best))) {
        best = other;
      }
    }
  }
  return best;
}

static void
run_round (View *view)
{
  GArray *cells = view->grid.cells;
  g_autoptr (GArray) leaders = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < cells->len; i++) {
    YztSquare *cell = &g_array_index (cells, YztSquare, i);

    if (cell->state == CELL_OPEN && find_neighbour (view, cell, CELL_OPEN, TRUE) == NULL) {
      g_array_append_val (leaders, i);
    }
  }
  for (guint i = 0; i < leaders->len; i++) {
    guint index = g_array_index (leaders, guint, i);

    g_array_index (cells, YztSquare, index).state = CELL_LEADER;
  }
  for (guint i = 0; i < cells->len; i++) {
    YztSquare *cell = &g_array_index (cells, YztSquare, i);
    YztSquare *leader = cell->state == CELL_OPEN ? find_neighbour (view, cell, CELL_LEADER, FALSE) : NULL;

    if (leader != NULL) {
      cell->state = CELL_MEMBER;
      cell->leader = (guint32) (leader - (YztSquare *) (gpointer) cells->data);
    }
  }
}

static void
merge (View *view)
{
  GArray *cells = view->grid.cells;

  for (guint i = 0; i < cells->len; i++) {
    YztSquare *cell = &g_array_index (cells, YztSquare, i);

    cell->leader = i;
    cell->state = cell->tally.count > 0 ? CELL_OPEN : CELL_EMPTY;
  }
  for (guint round = 0; round < ROUNDS; round++) {
    run_round (view);
  }
  for (guint i = 0; i < cells->len; i++) {
    const YztSquare *cell = &g_array_index (cells, YztSquare, i);

    if (cell->state == CELL_MEMBER) {
      YztTally *to = &g_array_index (cells, YztSquare, cell->leader).tally;

      to->sum_x += cell->tally.sum_x;
      to->sum_y += cell->tally.sum_y;
      to->count += cell->tally.count;
      for (guint level = 0; level < YZT_N_LEVELS; level++) {
        to->levels[level] += cell->tally.levels[level];
      }
    }
  }
}

static void
report (const View *view, const YztMapBounds *box, GArray *clusters)
{
  const GArray *cells = view->grid.cells;

  for (guint i = 0; i < cells->len; i++) {
    const YztSquare *cell = &g_array_index (cells, YztSquare, i);
    double count = cell->tally.count;
    YztCluster cluster = { cell->x, cell->y, cell->tally.count, { 0 }, 0 };

    if (cell->state == CELL_MEMBER || cell->state == CELL_EMPTY) {
      continue;
    }
    if (cluster.count == 1) {
      cluster.index = yzt_cell_grid_get_single (&view->grid, cell);
    } else {
      cluster.x = (double) cell->tally.sum_x / count / 4294967296.0;
      cluster.y = (double) cell->tally.sum_y / count / 4294967296.0;
    }
    if (cluster.x < box->x0 || cluster.x > box->x1 || cluster.y < box->y0 || cluster.y > box->y1) {
      continue;
    }
    for (guint level = 0; level < YZT_N_LEVELS; level++) {
      cluster.level_counts[level] = cell->tally.levels[level];
    }
    g_array_append_val (clusters, cluster);
  }
}

static guint32
grid_axis (double position, double squares, int more)
{
  double square = floor (position * squares) + more;

  return square <= 0 ? 0 : (guint32) MIN (square, squares - 1.0);
}

void
yzt_generation_clusters (const YztGeneration *generation, double x0, double y0, double x1, double y1, double cell,
                         YztSceneFilter filter, GArray *clusters)
{
  View view = { .grid = { .generation = generation, .kinds = filter.kinds }, .cell2 = cell * cell };
  YztMapBounds box = { x0 - cell, y0 - cell, x1 + cell, y1 + cell };
  double squares;

  g_return_if_fail (generation != NULL);
  g_return_if_fail (clusters != NULL);
  g_return_if_fail (g_array_get_element_size (clusters) == sizeof (YztCluster));
  g_return_if_fail (cell > 0);

  if (!(x0 <= x1 && y0 <= y1)) {
    return;
  }
  /* The power of two nearest to the cell asked for. */
  view.grid.level = (guint) CLAMP (floor (0.5 - log2 (cell)), 0, YZT_MORTON_BITS);
  squares = (double) (1u << view.grid.level);
  view.reach = cell * squares > 1.0 ? 2 : 1;
  view.grid.x0 = grid_axis (x0, squares, -MARGIN);
  view.grid.y0 = grid_axis (y0, squares, -MARGIN);
  view.grid.x1 = grid_axis (x1, squares, MARGIN);
  view.grid.y1 = grid_axis (y1, squares, MARGIN);
  yzt_cell_grid_fill (&view.grid);
  merge (&view);
  report (&view, &box, clusters);
  yzt_cell_grid_clear (&view.grid);
}

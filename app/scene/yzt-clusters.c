/* yzt-clusters.c: bubbles of a map view: squares of a world-anchored grid, near neighbours merged
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A square leads when no neighbour nearer than the cell is bigger; the others join the nearest leader. What is left over,
 * squares whose bigger neighbour joined another, goes once more among itself. What becomes of a square thus depends only on
 * squares a few steps away, never on where the view ends, so that bubbles stand still while the map is panned. */
#include "yzt-clusters-private.h"

#define ROUNDS 2
/* A grid of more squares than anyone can see is made coarser. */
#define MAX_SQUARES (1 << 18)

/* What merging reads, by place in the grid, so that neighbours are found without looking anything up. */
typedef struct {
  YztSquareGrid grid;
  double cell2;
  guint reach;          /* squares: neighbours farther away cannot be near enough */
  double *x, *y;        /* mean of the members */
  guint32 *open_count;  /* members of a square that is still open, else 0 */
  guint8 *is_leader;
  guint32 *leader;      /* by square: place of the leader, 0 when it leads itself */
} View;

static void
view_spread (View *view)
{
  const YztSquareGrid *grid = &view->grid;

  view->x = g_new (double, grid->n_places);
  view->y = g_new (double, grid->n_places);
  view->open_count = g_new0 (guint32, grid->n_places);
  view->is_leader = g_new0 (guint8, grid->n_places);
  view->leader = g_new0 (guint32, grid->n_squares + 1);
  for (guint i = 0; i < grid->n_squares; i++) {
    const YztSquare *square = &grid->squares[i];
    gsize place = yzt_square_grid_place (grid, square->cx, square->cy);

    view->x[place] = square->x;
    view->y[place] = square->y;
    view->open_count[place] = square->tally.count;
  }
}

static void
view_clear (View *view)
{
  yzt_square_grid_clear (&view->grid);
  g_free (view->x);
  g_free (view->y);
  g_free (view->open_count);
  g_free (view->is_leader);
  g_free (view->leader);
}

static inline double
distance2 (const View *view, gsize a, gsize b)
{
  double dx = view->x[a] - view->x[b];
  double dy = view->y[a] - view->y[b];

  return dx * dx + dy * dy;
}

/* Whether no open neighbour that is near enough has more members; of equals the one that comes first in the grid leads. */
static gboolean
leads (const View *view, gsize place)
{
  guint stride = view->grid.stride;
  guint reach = view->reach;
  gsize row = place - (gsize) reach * stride - reach;
  guint32 count = view->open_count[place];

  for (guint y = 0; y <= 2 * reach; y++, row += stride) {
    for (gsize other = row; other <= row + 2 * reach; other++) {
      guint32 more = view->open_count[other];

      if (more >= count && (more > count || other < place) && distance2 (view, other, place) < view->cell2) {
        return FALSE;
      }
    }
  }
  return TRUE;
}

/* The nearest leader that is near enough, 0 when there is none. */
static gsize
find_leader (const View *view, gsize place)
{
  guint stride = view->grid.stride;
  guint reach = view->reach;
  gsize row = place - (gsize) reach * stride - reach;
  double nearest = view->cell2;
  gsize best = 0;

  for (guint y = 0; y <= 2 * reach; y++, row += stride) {
    for (gsize other = row; other <= row + 2 * reach; other++) {
      if (view->is_leader[other] && distance2 (view, other, place) < nearest) {
        nearest = distance2 (view, other, place);
        best = other;
      }
    }
  }
  return best;
}

/* @open: indices of open squares; those that found a leader, or lead, are taken out. */
static guint
run_round (View *view, guint32 *open, guint32 *places, guint n)
{
  const YztSquareGrid *grid = &view->grid;
  guint left = 0, n_leaders = 0;

  for (guint i = 0; i < n; i++) {
    const YztSquare *square = &grid->squares[open[i]];
    gsize place = yzt_square_grid_place (grid, square->cx, square->cy);

    if (leads (view, place)) {
      places[n_leaders++] = (guint32) place;
    }
  }
  for (guint i = 0; i < n_leaders; i++) {
    view->is_leader[places[i]] = 1;
    view->open_count[places[i]] = 0;
  }
  for (guint i = 0; i < n; i++) {
    const YztSquare *square = &grid->squares[open[i]];
    gsize place = yzt_square_grid_place (grid, square->cx, square->cy);
    gsize leader = view->is_leader[place] ? 0 : find_leader (view, place);

    if (leader != 0) {
      view->leader[open[i]] = (guint32) leader;
      view->open_count[place] = 0;
    } else if (!view->is_leader[place]) {
      open[left++] = open[i];
    }
  }
  return left;
}

static void
merge (View *view)
{
  YztSquareGrid *grid = &view->grid;
  g_autofree guint32 *open = g_new (guint32, grid->n_squares);
  g_autofree guint32 *places = g_new (guint32, grid->n_squares);
  guint n = 0;

  for (guint i = 0; i < grid->n_squares; i++) {
    if (grid->squares[i].tally.count > 0) {
      open[n++] = i;
    }
  }
  for (guint round = 0; round < ROUNDS && n > 0; round++) {
    n = run_round (view, open, places, n);
  }
  for (guint i = 0; i < grid->n_squares; i++) {
    if (view->leader[i] != 0) {
      const YztTally *from = &grid->squares[i].tally;
      YztTally *to = &grid->squares[grid->table[view->leader[i]] - 1].tally;

      to->sum_x += from->sum_x;
      to->sum_y += from->sum_y;
      to->count += from->count;
      for (guint level = 0; level < YZT_N_LEVELS; level++) {
        to->levels[level] += from->levels[level];
      }
    }
  }
}

static void
report (const View *view, const YztMapBounds *box, GArray *clusters)
{
  for (guint i = 0; i < view->grid.n_squares; i++) {
    const YztSquare *square = &view->grid.squares[i];
    YztCluster cluster = { square->x, square->y, square->tally.count, { 0 }, 0 };

    if (view->leader[i] != 0 || cluster.count == 0) {
      continue;
    }
    if (cluster.count > 1) {
      double scale = 1.0 / (4294967296.0 * cluster.count);

      cluster.x = (double) square->tally.sum_x * scale;
      cluster.y = (double) square->tally.sum_y * scale;
    }
    if (cluster.x < box->x0 || cluster.x > box->x1 || cluster.y < box->y0 || cluster.y > box->y1) {
      continue;
    }
    if (cluster.count == 1) {
      cluster.index = yzt_square_grid_get_single (&view->grid, square);
    }
    for (guint level = 0; level < YZT_N_LEVELS; level++) {
      cluster.level_counts[level] = square->tally.levels[level];
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
  const YztMapBounds box = { x0 - cell, y0 - cell, x1 + cell, y1 + cell };
  double squares;
  int margin;

  g_return_if_fail (generation != NULL);
  g_return_if_fail (clusters != NULL);
  g_return_if_fail (g_array_get_element_size (clusters) == sizeof (YztCluster));
  g_return_if_fail (cell > 0);

  if (!(x0 <= x1 && y0 <= y1)) {
    return;
  }
  /* The power of two nearest to the cell asked for. */
  view.grid.level = (guint) CLAMP (floor (0.5 - log2 (cell)), 0, YZT_MORTON_BITS);
  for (;; view.grid.level--) {
    squares = (double) (1u << view.grid.level);
    view.reach = cell * squares > 1.0 ? YZT_GRID_RIM : 1;
    /* As far beyond the box as a bubble in it may depend on, but for rare chains of rounds. */
    margin = 2 * (int) view.reach + 1;
    view.grid.x0 = grid_axis (x0, squares, -margin);
    view.grid.y0 = grid_axis (y0, squares, -margin);
    view.grid.x1 = grid_axis (x1, squares, margin);
    view.grid.y1 = grid_axis (y1, squares, margin);
    if ((guint64) (view.grid.x1 - view.grid.x0 + 1) * (view.grid.y1 - view.grid.y0 + 1) <= MAX_SQUARES) {
      break;
    }
  }
  yzt_square_grid_fill (&view.grid);
  view_spread (&view);
  merge (&view);
  report (&view, &box, clusters);
  view_clear (&view);
}

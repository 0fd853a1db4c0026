/* yzt-clusters.c: bubbles of a map view: squares of a world-anchored grid, near neighbours merged
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A square leads when no neighbour nearer than the cell goes before it; the others join the nearest leader. What is left over,
 * squares whose neighbour that goes before them joined another, goes again among itself. The far bigger go before the smaller, and among
 * those of about one size a number that each place of the world has decides: where things lie evenly, or ever denser to one side, sizes would
 * make rows and columns of bubbles, and long chains of squares that wait for each other. What becomes of a square thus depends only on squares a
 * few steps away, never on where the view ends, so that bubbles stand still while the map is panned. */
#include "yzt-clusters-private.h"

#define ROUNDS 4
#define RANK_SHIFT 26 /* below it the number of the place, above it the size */
/* A grid of more squares than anyone can see is made coarser. */
#define MAX_SQUARES (1 << 18)

/* What merging reads, by place in the grid, so that neighbours are found without looking anything up. */
typedef struct {
  YztSquareGrid grid;
  double cell2;
  guint reach;          /* squares: neighbours farther away cannot be near enough */
  double *x, *y;        /* mean of the members */
  guint32 *rank;        /* of a square that is still open, else 0: the higher goes before */
  guint8 *is_leader;
  guint32 *leader;      /* by square: place of the leader, 0 when it leads itself */
} View;

static guint32
rank_of (const YztSquare *square)
{
  guint32 mixed = square->cx * 0x9e3779b1u ^ square->cy * 0x85ebca77u;

  mixed = (mixed ^ mixed >> 15) * 0x2c1b3c6du;
  mixed ^= mixed >> 13;
  return square->tally.count == 0 ? 0 : (guint32) (32 - __builtin_clz (square->tally.count)) << RANK_SHIFT | mixed >> (32 - RANK_SHIFT);
}

static void
view_spread (View *view)
{
  const YztSquareGrid *grid = &view->grid;

  view->x = g_new (double, grid->n_places);
  view->y = g_new (double, grid->n_places);
  view->rank = g_new0 (guint32, grid->n_places);
  view->is_leader = g_new0 (guint8, grid->n_places);
  view->leader = g_new0 (guint32, grid->n_squares + 1);
  for (guint i = 0; i < grid->n_squares; i++) {
    const YztSquare *square = &grid->squares[i];
    gsize place = yzt_square_grid_place (grid, square->cx, square->cy);

    view->x[place] = square->x;
    view->y[place] = square->y;
    view->rank[place] = rank_of (square);
  }
}

static void
view_clear (View *view)
{
  yzt_square_grid_clear (&view->grid);
  g_free (view->x);
  g_free (view->y);
  g_free (view->rank);
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

/* Whether no open neighbour that is near enough goes before it; of equals the one that comes first in the grid leads. */
static gboolean
leads (const View *view, gsize place)
{
  guint stride = view->grid.stride;
  guint reach = view->reach;
  gsize row = place - (gsize) reach * stride - reach;
  guint32 rank = view->rank[place];

  for (guint y = 0; y <= 2 * reach; y++, row += stride) {
    for (gsize other = row; other <= row + 2 * reach; other++) {
      guint32 others = view->rank[other];

      if (others >= rank && (others > rank || other < place) && distance2 (view, other, place) < view->cell2) {
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
    view->rank[places[i]] = 0;
  }
  for (guint i = 0; i < n; i++) {
    const YztSquare *square = &grid->squares[open[i]];
    gsize place = yzt_square_grid_place (grid, square->cx, square->cy);
    gsize leader = view->is_leader[place] ? 0 : find_leader (view, place);

    if (leader != 0) {
      view->leader[open[i]] = (guint32) leader;
      view->rank[place] = 0;
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

/* Place of the square that stands for square @i. */
static gsize
leader_place (const View *view, guint i)
{
  const YztSquare *square = &view->grid.squares[i];

  return view->leader[i] != 0 ? view->leader[i] : yzt_square_grid_place (&view->grid, square->cx, square->cy);
}

/* Members of a bubble that is small enough to be shown one by one. */
typedef struct {
  guint n;
  guint32 slots[YZT_CLUSTER_OPEN_MAX];
} Few;

/* By square: the members of those that lead so few that they may be opened. */
static Few *
gather_few (const View *view, guint most)
{
  const YztSquareGrid *grid = &view->grid;
  Few *few = g_new0 (Few, grid->n_squares + 1);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < grid->n_squares; i++) {
    guint leader = grid->table[leader_place (view, i)] - 1;
    guint count = grid->squares[leader].tally.count;

    if (count < 2 || count > most) {
      continue;
    }
    g_array_set_size (slots, 0);
    yzt_square_grid_get_members (grid, &grid->squares[i], slots);
    for (guint s = 0; s < slots->len && few[leader].n < YZT_CLUSTER_OPEN_MAX; s++) {
      few[leader].slots[few[leader].n++] = g_array_index (slots, guint, s);
    }
  }
  return few;
}

/* TRUE when no two of them hide each other: then they are appended one by one. */
static gboolean
open_few (const View *view, const Few *few, double gap, GArray *clusters)
{
  YztCluster members[YZT_CLUSTER_OPEN_MAX] = { 0 };

  for (guint i = 0; i < few->n; i++) {
    const YztGeneration *generation = view->grid.generation;
    YztItem item;

    if (!yzt_generation_get_mercator (generation, few->slots[i], &members[i].x, &members[i].y)
        || !yzt_generation_get_item (generation, few->slots[i], &item)) {
      return FALSE;
    }
    members[i].count = 1;
    members[i].index = few->slots[i];
    members[i].level_counts[MIN (item.level, YZT_N_LEVELS - 1)] = 1;
    for (guint j = 0; j < i; j++) {
      if (hypot (members[i].x - members[j].x, members[i].y - members[j].y) < gap) {
        return FALSE;
      }
    }
  }
  g_array_append_vals (clusters, members, few->n);
  return few->n > 0;
}

static void
report (const View *view, const YztMapBounds *box, guint most, double gap, GArray *clusters)
{
  g_autofree Few *few = most > 1 ? gather_few (view, MIN (most, YZT_CLUSTER_OPEN_MAX)) : NULL;

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
    if (few != NULL && few[i].n == cluster.count && open_few (view, &few[i], gap, clusters)) {
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

/* Squares of the power of two that is nearest to the cell asked for, counted and merged. */
static void
view_make (View *view, double x0, double y0, double x1, double y1, double cell)
{
  view->grid.level = (guint) CLAMP (ceil (-log2 (cell) - 1e-9), 0, YZT_MORTON_BITS);
  for (;; view->grid.level--) {
    double squares = (double) (1u << view->grid.level);
    int margin;

    view->reach = cell * squares > 1.0 ? YZT_GRID_RIM : 1;
    /* As far beyond the box as a bubble in it may depend on, but for rare chains of rounds. */
    margin = 2 * (int) view->reach + 1;
    view->grid.x0 = grid_axis (x0, squares, -margin);
    view->grid.y0 = grid_axis (y0, squares, -margin);
    view->grid.x1 = grid_axis (x1, squares, margin);
    view->grid.y1 = grid_axis (y1, squares, margin);
    if ((guint64) (view->grid.x1 - view->grid.x0 + 1) * (view->grid.y1 - view->grid.y0 + 1) <= MAX_SQUARES) {
      break;
    }
  }
  yzt_square_grid_fill (&view->grid);
  view_spread (view);
  merge (view);
}

void
yzt_generation_clusters_opened (const YztGeneration *generation, double x0, double y0, double x1, double y1, double cell,
                                guint most, double gap, YztSceneFilter filter, GArray *clusters)
{
  View view = { .grid = { .generation = generation, .kinds = filter.kinds }, .cell2 = cell * cell };
  const YztMapBounds box = { x0 - cell, y0 - cell, x1 + cell, y1 + cell };

  g_return_if_fail (generation != NULL);
  g_return_if_fail (clusters != NULL);
  g_return_if_fail (g_array_get_element_size (clusters) == sizeof (YztCluster));
  g_return_if_fail (cell > 0);

  if (!(x0 <= x1 && y0 <= y1)) {
    return;
  }
  view_make (&view, x0, y0, x1, y1, cell);
  report (&view, &box, most, gap, clusters);
  view_clear (&view);
}

void
yzt_generation_clusters (const YztGeneration *generation, double x0, double y0, double x1, double y1, double cell,
                         YztSceneFilter filter, GArray *clusters)
{
  yzt_generation_clusters_opened (generation, x0, y0, x1, y1, cell, 1, 0, filter, clusters);
}

/* The square whose bubble stands nearest to the point, or -1. */
static int
nearest_leader (const View *view, double x, double y)
{
  double nearest = HUGE_VAL;
  int best = -1;

  for (guint i = 0; i < view->grid.n_squares; i++) {
    const YztTally *tally = &view->grid.squares[i].tally;

    if (view->leader[i] == 0 && tally->count > 0) {
      double scale = 1.0 / (4294967296.0 * tally->count);
      double distance = hypot ((double) tally->sum_x * scale - x, (double) tally->sum_y * scale - y);

      if (distance < nearest) {
        nearest = distance;
        best = (int) i;
      }
    }
  }
  return best;
}

void
yzt_generation_cluster_members (const YztGeneration *generation, double x, double y, double cell, YztSceneFilter filter,
                                GArray *indices)
{
  View view = { .grid = { .generation = generation, .kinds = filter.kinds }, .cell2 = cell * cell };
  int leader;

  g_return_if_fail (generation != NULL);
  g_return_if_fail (indices != NULL);
  g_return_if_fail (g_array_get_element_size (indices) == sizeof (guint));
  g_return_if_fail (cell > 0);

  view_make (&view, x - 4 * cell, y - 4 * cell, x + 4 * cell, y + 4 * cell, cell);
  leader = nearest_leader (&view, x, y);
  for (guint i = 0; leader >= 0 && i < view.grid.n_squares; i++) {
    if (view.grid.table[leader_place (&view, i)] == (guint) leader + 1) {
      yzt_square_grid_get_members (&view.grid, &view.grid.squares[i], indices);
    }
  }
  view_clear (&view);
}

/* yzt-cells.c: counts of the squares of a grid, from prefix sums on Morton order
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A square of the grid is a range of Morton keys, so its members are a range of slots, and what they add up to is the
 * difference of two prefix sums. The quadtree is walked only where it has members. */
#include "yzt-clusters-private.h"

typedef struct {
  YztCellGrid *grid;
  const YztSceneBase *base;
  gboolean all; /* every kind takes part */
  guint last_slot;
  YztTally last;
} Walk;

static void
tally_add (YztTally *to, const YztTally *from)
{
  to->sum_x += from->sum_x;
  to->sum_y += from->sum_y;
  to->count += from->count;
  for (guint i = 0; i < YZT_N_LEVELS; i++) {
    to->levels[i] += from->levels[i];
  }
}

/* Unsigned arithmetic wraps, so that this also takes single members away again. */
static void
tally_subtract (YztTally *from, const YztTally *what)
{
  from->sum_x -= what->sum_x;
  from->sum_y -= what->sum_y;
  from->count -= what->count;
  for (guint i = 0; i < YZT_N_LEVELS; i++) {
    from->levels[i] -= what->levels[i];
  }
}

static YztTally
tally_of (double x, double y, guint level)
{
  YztTally tally = { yzt_fixed_axis (x), yzt_fixed_axis (y), { 0 }, 1 };

  tally.levels[level] = 1;
  return tally;
}

/* What the slots before @slot add up to. */
static void
prefix_at (Walk *walk, guint slot, YztTally *out)
{
  const YztSceneBase *base = walk->base;
  guint block = slot >> YZT_BLOCK_SHIFT;
  guint64 kinds = walk->grid->kinds;

  if (walk->all) {
    *out = base->prefix[block];
  } else {
    const YztTally *columns = &base->kind_prefix[(gsize) block * base->n_kind_columns];

    memset (out, 0, sizeof *out);
    for (guint64 left = base->kinds_in_use & kinds; left != 0; left &= left - 1) {
      tally_add (out, &columns[base->kind_column[__builtin_ctzll (left)]]);
    }
  }
  for (guint i = block << YZT_BLOCK_SHIFT; i < slot; i++) {
    if (walk->all || yzt_filter_has (kinds, base->kind[i])) {
      out->sum_x += yzt_fixed_axis (base->map_x[i]);
      out->sum_y += yzt_fixed_axis (base->map_y[i]);
      out->levels[base->level[i]]++;
      out->count++;
    }
  }
}

static void
add_cell (Walk *walk, guint32 cx, guint32 cy, guint start, guint end)
{
  YztSquare cell = { .cx = cx, .cy = cy, .start = start, .end = end, .delta = YZT_NO_SLOT };
  YztTally before;

  if (walk->last_slot == start) {
    before = walk->last;
  } else {
    prefix_at (walk, start, &before);
  }
  prefix_at (walk, end, &walk->last);
  walk->last_slot = end;
  cell.tally = walk->last;
  tally_subtract (&cell.tally, &before);
  if (cell.tally.count > 0) {
    g_array_append_val (walk->grid->cells, cell);
  }
}

static guint
lower_bound (const guint64 *keys, guint lo, guint hi, guint64 key)
{
  while (lo < hi) {
    guint middle = lo + (hi - lo) / 2;

    if (keys[middle] < key) {
      lo = middle + 1;
    } else {
      hi = middle;
    }
  }
  return lo;
}

static void
walk_node (Walk *walk, guint level, guint32 nx, guint32 ny, guint start, guint end)
{
  const YztCellGrid *grid = walk->grid;
  guint below = grid->level - level;
  guint key_shift = 2 * (YZT_MORTON_BITS - level - 1);
  guint64 key;
  guint from = start;

  if (start == end || (nx << below) > grid->x1 || (ny << below) > grid->y1 ||
      ((nx + 1) << below) <= grid->x0 || ((ny + 1) << below) <= grid->y0) {
    return;
  }
  if (below == 0) {
    add_cell (walk, nx, ny, start, end);
    return;
  }
  key = (yzt_morton_spread (nx) | (yzt_morton_spread (ny) << 1)) << 2;
  for (guint quarter = 0; quarter < 4; quarter++) {
    guint to = quarter == 3 ? end : lower_bound (walk->base->morton, from, end, (key + quarter + 1) << key_shift);

    walk_node (walk, level + 1, 2 * nx + (quarter & 1), 2 * ny + (quarter >> 1), from, to);
    from = to;
  }
}

static guint
hash_cell (const YztCellGrid *grid, guint32 cx, guint32 cy)
{
  guint64 mixed = ((guint64) cx << 32 | cy) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return (guint) (mixed >> (64 - grid->table_bits));
}

static void
enter (YztCellGrid *grid, guint index)
{
  const YztSquare *cell = &g_array_index (grid->cells, YztSquare, index);
  guint mask = (1u << grid->table_bits) - 1;
  guint place = hash_cell (grid, cell->cx, cell->cy);

  while (grid->table[place] != 0) {
    place = (place + 1) & mask;
  }
  grid->table[place] = index + 1;
}

YztSquare *
yzt_cell_grid_find (const YztCellGrid *grid, guint32 cx, guint32 cy)
{
  guint mask = (1u << grid->table_bits) - 1;
  guint place = hash_cell (grid, cx, cy);

  for (; grid->table[place] != 0; place = (place + 1) & mask) {
    YztSquare *cell = &g_array_index (grid->cells, YztSquare, grid->table[place] - 1);

    if (cell->cx == cx && cell->cy == cy) {
      return cell;
    }
  }
  return NULL;
}

/* The square of a point; FALSE when the grid does not reach it. */
static gboolean
square_of (const YztCellGrid *grid, double x, double y, guint32 *cx, guint32 *cy)
{
  *cx = yzt_morton_axis (x) >> (YZT_MORTON_BITS - grid->level);
  *cy = yzt_morton_axis (y) >> (YZT_MORTON_BITS - grid->level);
  return *cx >= grid->x0 && *cx <= grid->x1 && *cy >= grid->y0 && *cy <= grid->y1;
}

static void
take_removed_away (YztCellGrid *grid)
{
  const YztGeneration *generation = grid->generation;
  const YztSceneBase *base = generation->base;
  guint32 cx, cy;

  for (guint i = 0; i < generation->n_removed; i++) {
    guint slot = generation->removed_slots[i];

    if (slot < base->n_placed && yzt_filter_has (grid->kinds, base->kind[slot]) &&
        square_of (grid, base->map_x[slot], base->map_y[slot], &cx, &cy)) {
      YztTally tally = tally_of (base->map_x[slot], base->map_y[slot], base->level[slot]);

      tally_subtract (&yzt_cell_grid_find (grid, cx, cy)->tally, &tally);
    }
  }
}

static void
add_delta (YztCellGrid *grid)
{
  const YztGeneration *generation = grid->generation;
  guint32 cx, cy;

  for (guint i = 0; i < generation->n_delta; i++) {
    const YztDeltaItem *delta = generation->delta[i];
    YztSquare *cell;
    YztTally tally;

    if (!delta->placed || !yzt_filter_has (grid->kinds, delta->item.kind) ||
        !square_of (grid, delta->map_x, delta->map_y, &cx, &cy)) {
      continue;
    }
    cell = yzt_cell_grid_find (grid, cx, cy);
    if (cell == NULL) {
      const YztSquare fresh = { .cx = cx, .cy = cy };

      g_array_append_val (grid->cells, fresh);
      enter (grid, grid->cells->len - 1);
      cell = &g_array_index (grid->cells, YztSquare, grid->cells->len - 1);
    }
    tally = tally_of (delta->map_x, delta->map_y, delta->item.level);
    tally_add (&cell->tally, &tally);
    cell->delta = generation->base->n + i;
  }
}

static gboolean
is_member (const YztCellGrid *grid, guint slot)
{
  return yzt_filter_has (grid->kinds, grid->generation->base->kind[slot]) &&
         !yzt_generation_is_removed (grid->generation, slot);
}

guint
yzt_cell_grid_get_single (const YztCellGrid *grid, const YztSquare *cell)
{
  const YztSceneBase *base = grid->generation->base;
  guint slot = cell->start;

  while (slot < cell->end) {
    guint block = slot >> YZT_BLOCK_SHIFT;

    if ((base->block_space[block].kinds & grid->kinds) == 0) {
      slot = (block + 1) << YZT_BLOCK_SHIFT;
    } else if (is_member (grid, slot)) {
      return slot;
    } else {
      slot++;
    }
  }
  return cell->delta;
}

static void
find_means (YztCellGrid *grid)
{
  for (guint i = 0; i < grid->cells->len; i++) {
    YztSquare *cell = &g_array_index (grid->cells, YztSquare, i);
    double count = cell->tally.count;

    if (cell->tally.count == 1) {
      yzt_generation_get_mercator (grid->generation, yzt_cell_grid_get_single (grid, cell), &cell->x, &cell->y);
    } else if (cell->tally.count > 1) {
      cell->x = (double) cell->tally.sum_x / count / 4294967296.0;
      cell->y = (double) cell->tally.sum_y / count / 4294967296.0;
    }
  }
}

void
yzt_cell_grid_fill (YztCellGrid *grid)
{
  const YztGeneration *generation = grid->generation;
  Walk walk = { .grid = grid, .base = generation->base, .last_slot = YZT_NO_SLOT };

  walk.all = (generation->base->kinds_in_use & ~grid->kinds) == 0;
  grid->cells = g_array_sized_new (FALSE, FALSE, sizeof (YztSquare), 1024);
  walk_node (&walk, 0, 0, 0, 0, generation->base->n_placed);
  grid->table_bits = 8;
  while ((1u << grid->table_bits) < 2 * (grid->cells->len + generation->n_delta)) {
    grid->table_bits++;
  }
  grid->table = g_new0 (guint32, 1u << grid->table_bits);
  for (guint i = 0; i < grid->cells->len; i++) {
    enter (grid, i);
  }
  take_removed_away (grid);
  add_delta (grid);
  find_means (grid);
}

void
yzt_cell_grid_clear (YztCellGrid *grid)
{
  g_clear_pointer (&grid->cells, g_array_unref);
  g_clear_pointer (&grid->table, g_free);
}

/* yzt-squares.c: counts of the squares of a grid, from prefix sums on Morton order
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A square of the grid is a range of Morton keys, so its members are a range of slots, and what they add up to is the
 * difference of two prefix sums. The quadtree is walked only where it has members; where few are left, they are added one
 * by one, which is cheaper than looking for the borders between them. */
#include "yzt-clusters-private.h"

/* Members of a quadtree node that are added one by one. */
#define FEW 32

typedef struct {
  YztSquareGrid *grid;
  const YztSceneBase *base;
  gboolean all; /* every kind takes part, and every row */
  const YztGeneration *sifted; /* NULL when all rows take part */
  guint last_slot;
  YztTally last;
} Walk;

static inline void
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
static inline void
tally_subtract (YztTally *from, const YztTally *what)
{
  from->sum_x -= what->sum_x;
  from->sum_y -= what->sum_y;
  from->count -= what->count;
  for (guint i = 0; i < YZT_N_LEVELS; i++) {
    from->levels[i] -= what->levels[i];
  }
}

static inline void
tally_add_point (YztTally *to, double x, double y, guint level)
{
  to->sum_x += yzt_fixed_axis (x);
  to->sum_y += yzt_fixed_axis (y);
  to->count++;
  to->levels[level]++;
}

static inline gboolean
is_sifted_out (const Walk *walk, guint slot)
{
  return walk->sifted != NULL && yzt_generation_is_removed (walk->sifted, slot);
}

/* What the slots before @slot add up to. */
static void
prefix_at (const Walk *walk, guint slot, YztTally *out)
{
  const YztSceneBase *base = walk->base;
  guint64 kinds = walk->grid->kinds;
  guint from;

  if (walk->all) {
    *out = base->prefix[slot >> YZT_PREFIX_SHIFT];
    from = slot & ~((1u << YZT_PREFIX_SHIFT) - 1);
  } else {
    guint block = slot >> YZT_BLOCK_SHIFT;
    const YztTally *prefix = walk->sifted != NULL ? walk->sifted->sifted_prefix : base->kind_prefix;
    const YztTally *columns = &prefix[(gsize) block * base->n_kind_columns];

    memset (out, 0, sizeof *out);
    for (guint64 left = base->kinds_in_use & kinds; left != 0; left &= left - 1) {
      tally_add (out, &columns[base->kind_column[__builtin_ctzll (left)]]);
    }
    from = block << YZT_BLOCK_SHIFT;
  }
  for (guint i = from; i < slot; i++) {
    if ((walk->all || yzt_filter_has (kinds, base->kind[i])) && !is_sifted_out (walk, i)) {
      tally_add_point (out, base->map_x[i], base->map_y[i], base->level[i]);
    }
  }
}

static void
add_square (YztSquareGrid *grid, const YztSquare *square)
{
  grid->squares[grid->n_squares++] = *square;
  grid->table[yzt_square_grid_place (grid, square->cx, square->cy)] = grid->n_squares;
}

static void
add_range (Walk *walk, guint32 cx, guint32 cy, guint start, guint end)
{
  YztSquare square = { .cx = cx, .cy = cy, .start = start, .end = end, .delta = YZT_NO_SLOT };
  YztTally before;

  if (walk->last_slot == start) {
    before = walk->last;
  } else {
    prefix_at (walk, start, &before);
  }
  prefix_at (walk, end, &walk->last);
  walk->last_slot = end;
  square.tally = walk->last;
  tally_subtract (&square.tally, &before);
  if (square.tally.count > 0) {
    add_square (walk->grid, &square);
  }
}

/* The square of a point; FALSE when the grid does not reach it. */
static inline gboolean
square_of (const YztSquareGrid *grid, double x, double y, guint32 *cx, guint32 *cy)
{
  *cx = yzt_morton_axis (x) >> (YZT_MORTON_BITS - grid->level);
  *cy = yzt_morton_axis (y) >> (YZT_MORTON_BITS - grid->level);
  return *cx >= grid->x0 && *cx <= grid->x1 && *cy >= grid->y0 && *cy <= grid->y1;
}

/* Members of one square follow each other. */
static void
add_few (Walk *walk, guint start, guint end)
{
  YztSquareGrid *grid = walk->grid;
  const YztSceneBase *base = walk->base;
  guint shift = 2 * (YZT_MORTON_BITS - grid->level);
  guint slot = start;

  while (slot < end) {
    guint64 key = base->morton[slot] >> shift;
    YztSquare square = { .start = slot, .delta = YZT_NO_SLOT };
    gboolean reached = square_of (grid, base->map_x[slot], base->map_y[slot], &square.cx, &square.cy);

    for (; slot < end && base->morton[slot] >> shift == key; slot++) {
      if (reached && (walk->all || yzt_filter_has (grid->kinds, base->kind[slot])) && !is_sifted_out (walk, slot)) {
        tally_add_point (&square.tally, base->map_x[slot], base->map_y[slot], base->level[slot]);
      }
    }
    square.end = slot;
    if (square.tally.count > 0) {
      add_square (grid, &square);
    }
  }
}

/* Without branches: the way through is as good as random. */
static inline guint
lower_bound (const guint64 *keys, guint lo, guint hi, guint64 key)
{
  const guint64 *from = keys + lo;
  guint n = hi - lo;

  while (n > 1) {
    guint half = n / 2;

    from = from[half - 1] < key ? from + half : from;
    n -= half;
  }
  return (guint) (from - keys) + (n == 1 && *from < key);
}

/* The first slot of @lo..@hi whose key is not below @key: first among the blocks' first keys, which stay in the cache. */
static inline guint
find_key (const YztSceneBase *base, guint lo, guint hi, guint64 key)
{
  guint first = (lo >> YZT_BLOCK_SHIFT) + 1;
  guint end = (hi + YZT_BLOCK_SIZE - 1) >> YZT_BLOCK_SHIFT;

  if (first < end) {
    guint block = lower_bound (base->block_morton, first, end, key);

    lo = MAX (lo, (block - 1) << YZT_BLOCK_SHIFT);
    hi = MIN (hi, block << YZT_BLOCK_SHIFT);
  }
  return lower_bound (base->morton, lo, hi, key);
}

/* The first slot at or after the node @key of @level, which lies in @lo..@hi. */
static inline guint
find_node (const YztSceneBase *base, guint lo, guint hi, guint64 key, guint level)
{
  if (level <= base->directory_level) {
    return base->directory[key << (2 * (base->directory_level - level))];
  }
  return find_key (base, lo, hi, key << (2 * (YZT_MORTON_BITS - level)));
}

static void
walk_node (Walk *walk, guint level, guint32 nx, guint32 ny, guint start, guint end)
{
  const YztSquareGrid *grid = walk->grid;
  guint below = grid->level - level;
  guint64 key;
  guint from = start;

  if (start == end || (nx << below) > grid->x1 || (ny << below) > grid->y1 ||
      ((nx + 1) << below) <= grid->x0 || ((ny + 1) << below) <= grid->y0) {
    return;
  }
  if (below == 0) {
    add_range (walk, nx, ny, start, end);
    return;
  }
  if (end - start <= FEW) {
    add_few (walk, start, end);
    return;
  }
  key = (yzt_morton_spread (nx) | (yzt_morton_spread (ny) << 1)) << 2;
  for (guint quarter = 0; quarter < 4; quarter++) {
    guint to = quarter == 3 ? end : find_node (walk->base, from, end, key + quarter + 1, level + 1);

    walk_node (walk, level + 1, 2 * nx + (quarter & 1), 2 * ny + (quarter >> 1), from, to);
    from = to;
  }
}

static void
take_removed_away (YztSquareGrid *grid)
{
  const YztGeneration *generation = grid->generation;
  const YztSceneBase *base = generation->base;
  guint32 cx, cy;

  for (guint i = 0; i < generation->n_removed; i++) {
    guint slot = generation->removed_slots[i];

    if (slot < base->n_placed && yzt_filter_has (grid->kinds, base->kind[slot]) &&
        square_of (grid, base->map_x[slot], base->map_y[slot], &cx, &cy)) {
      YztTally tally = { 0 };

      tally_add_point (&tally, base->map_x[slot], base->map_y[slot], base->level[slot]);
      tally_subtract (&grid->squares[grid->table[yzt_square_grid_place (grid, cx, cy)] - 1].tally, &tally);
    }
  }
}

static void
add_delta (YztSquareGrid *grid)
{
  const YztGeneration *generation = grid->generation;

  for (guint i = 0; i < generation->n_delta; i++) {
    const YztDeltaItem *delta = generation->delta[i];
    YztSquare fresh = { .delta = YZT_NO_SLOT };
    YztSquare *square;
    gsize place;

    if (!delta->placed || !yzt_filter_has (grid->kinds, delta->item.kind) ||
        !square_of (grid, delta->map_x, delta->map_y, &fresh.cx, &fresh.cy)) {
      continue;
    }
    place = yzt_square_grid_place (grid, fresh.cx, fresh.cy);
    if (grid->table[place] == 0) {
      add_square (grid, &fresh);
    }
    square = &grid->squares[grid->table[place] - 1];
    tally_add_point (&square->tally, delta->map_x, delta->map_y, delta->item.level);
    square->delta = generation->base->n + i;
  }
}

guint
yzt_square_grid_get_single (const YztSquareGrid *grid, const YztSquare *square)
{
  const YztSceneBase *base = grid->generation->base;
  guint slot = square->start;

  while (slot < square->end) {
    guint block = slot >> YZT_BLOCK_SHIFT;

    if ((base->block_space[block].kinds & grid->kinds) == 0) {
      slot = (block + 1) << YZT_BLOCK_SHIFT;
    } else if (yzt_filter_has (grid->kinds, base->kind[slot]) && !yzt_generation_is_removed (grid->generation, slot)) {
      return slot;
    } else {
      slot++;
    }
  }
  return square->delta;
}

void
yzt_square_grid_get_members (const YztSquareGrid *grid, const YztSquare *square, GArray *slots)
{
  const YztGeneration *generation = grid->generation;
  const YztSceneBase *base = generation->base;

  for (guint slot = square->start; slot < square->end; slot++) {
    if (yzt_filter_has (grid->kinds, base->kind[slot]) && !yzt_generation_is_removed (generation, slot)) {
      g_array_append_val (slots, slot);
    }
  }
  for (guint i = 0; square->delta != YZT_NO_SLOT && i < generation->n_delta; i++) {
    const YztDeltaItem *delta = generation->delta[i];
    guint slot = base->n + i;
    guint32 cx, cy;

    if (delta->placed && yzt_filter_has (grid->kinds, delta->item.kind)
        && square_of (grid, delta->map_x, delta->map_y, &cx, &cy) && cx == square->cx && cy == square->cy) {
      g_array_append_val (slots, slot);
    }
  }
}

static void
find_means (YztSquareGrid *grid)
{
  for (guint i = 0; i < grid->n_squares; i++) {
    YztSquare *square = &grid->squares[i];

    if (square->tally.count == 1) {
      yzt_generation_get_mercator (grid->generation, yzt_square_grid_get_single (grid, square), &square->x, &square->y);
    } else if (square->tally.count > 1) {
      double scale = 1.0 / (4294967296.0 * square->tally.count);

      square->x = (double) square->tally.sum_x * scale;
      square->y = (double) square->tally.sum_y * scale;
    }
  }
}

void
yzt_square_grid_fill (YztSquareGrid *grid)
{
  const YztSceneBase *base = grid->generation->base;
  Walk walk = { .grid = grid, .base = base, .last_slot = YZT_NO_SLOT };
  gsize most = MIN ((gsize) base->n_placed + grid->generation->n_delta,
                    (gsize) (grid->x1 - grid->x0 + 1) * (grid->y1 - grid->y0 + 1));

  walk.sifted = grid->generation->sifted_prefix != NULL ? grid->generation : NULL;
  walk.all = walk.sifted == NULL && (base->kinds_in_use & ~grid->kinds) == 0;
  grid->stride = grid->x1 - grid->x0 + 1 + 2 * YZT_GRID_RIM;
  grid->n_places = (gsize) grid->stride * (grid->y1 - grid->y0 + 1 + 2 * YZT_GRID_RIM);
  grid->table = g_new0 (guint32, grid->n_places);
  grid->squares = g_new (YztSquare, most);
  walk_node (&walk, 0, 0, 0, 0, base->n_placed);
  if (walk.sifted == NULL) { /* else they were never counted */
    take_removed_away (grid);
  }
  add_delta (grid);
  find_means (grid);
}

void
yzt_square_grid_clear (YztSquareGrid *grid)
{
  g_clear_pointer (&grid->squares, g_free);
  g_clear_pointer (&grid->table, g_free);
}

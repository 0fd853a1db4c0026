/* yzt-clusters-private.h: squares of a cluster view, for yzt-squares.c and yzt-clusters.c
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "yzt-scene-private.h"
G_BEGIN_DECLS

/** One square of the grid that has members. */
typedef struct {
  guint32 cx, cy;
  YztTally tally;
  guint32 start, end; /* base slots, members and others */
  guint32 delta;      /* slot of a member from the delta, YZT_NO_SLOT when none */
  double x, y;        /* mean of the members */
} YztSquare;

/** The grid of one view: squares of 2^-level of the world, columns x0..x1 and rows y0..y1. */
typedef struct {
  const YztGeneration *generation;
  guint64 kinds;
  guint level;
  guint32 x0, y0, x1, y1;
  YztSquare *squares;
  guint n_squares;
  guint32 *table;  /* by row and column with a rim of YZT_GRID_RIM: index + 1 of the square, 0 where nobody is */
  guint stride;
  gsize n_places;
} YztSquareGrid;

#define YZT_GRID_RIM 2

void yzt_square_grid_fill (YztSquareGrid *grid);
void yzt_square_grid_clear (YztSquareGrid *grid);
/** The slot of the only member of a square whose count is 1. */
guint yzt_square_grid_get_single (const YztSquareGrid *grid, const YztSquare *square);
/** Slots of all members of a square, appended to @slots (guint). */
void yzt_square_grid_get_members (const YztSquareGrid *grid, const YztSquare *square, GArray *slots);

/** Where a square's number stands in the table. */
static inline gsize
yzt_square_grid_place (const YztSquareGrid *grid, guint32 cx, guint32 cy)
{
  return (gsize) (cy - grid->y0 + YZT_GRID_RIM) * grid->stride + (cx - grid->x0 + YZT_GRID_RIM);
}

G_END_DECLS

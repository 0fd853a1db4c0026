/* yzt-clusters-private.h: cells of a cluster view, for yzt-cells.c and yzt-clusters.c
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
  guint32 leader;     /* index of the cell it was merged into */
  guint8 state;
} YztSquare;

/** The grid of one view: squares of 2^-level of the world, columns x0..x1 and rows y0..y1. */
typedef struct {
  const YztGeneration *generation;
  guint64 kinds;
  guint level;
  guint32 x0, y0, x1, y1;
  GArray *cells;     /* YztSquare */
  guint32 *table;    /* open addressing: index + 1 of the cell, 0 when free */
  guint table_bits;
} YztCellGrid;

void yzt_cell_grid_fill (YztCellGrid *grid);
void yzt_cell_grid_clear (YztCellGrid *grid);
/** NULL when the square has no members. */
YztSquare *yzt_cell_grid_find (const YztCellGrid *grid, guint32 cx, guint32 cy);
/** The slot of the only member of a cell whose count is 1. */
guint yzt_cell_grid_get_single (const YztCellGrid *grid, const YztSquare *cell);

G_END_DECLS

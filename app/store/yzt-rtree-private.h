/* yzt-rtree-private.h: R-trees packed in memory, and joined to the one that is there
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-store-private.h"
G_BEGIN_DECLS

#define YZT_RTREE_HEADER 4
#define YZT_RTREE_CELL 24

typedef struct {
  float min_x, max_x, min_y, max_y;
} YztRtreeBox;
/* A row, or a node among its like. */
typedef struct {
  guint64 order; /* along a curve in the upper half, number among the items in the lower */
  gint64 id;
  YztRtreeBox box;
} YztRtreeItem;

/* Takes west, east, south, north. Ids of rows are added in rising order. */
void yzt_rtree_items_add (GArray *items, gint64 id, const double bounds[4]);

/* What would stand in the three tables of a tree; nodes are numbered one after the other. */
typedef struct {
  gint64 first_node;
  GByteArray *nodes;
  GArray *parents;       /* gint64: a node, the one above it, and so on */
  gint64 *ids, *leaves;  /* rows in rising order, and where each is */
  guint n_ids;
} YztRtreeMemory;
/* The three tables of a tree, or others like them. */
typedef struct {
  const char *node, *rowid, *parent; /* quoted, with their database */
  gsize node_size;
  YztRtreeMemory *memory;            /* instead of the tables; NULL for these */
} YztRtreeTables;
YztRtreeMemory *yzt_rtree_memory_new (gint64 first_node);
void yzt_rtree_memory_free (YztRtreeMemory *self);
/* Into the tables: the nodes, and of the rows those from the @from-th on before the @to-th. */
gboolean yzt_rtree_memory_write_nodes (YztRtreeMemory *self, YztConnection *connection, const YztRtreeTables *tables, GError **error);
gboolean yzt_rtree_memory_write_rows (YztRtreeMemory *self, YztConnection *connection, const YztRtreeTables *tables, guint from, guint to,
                                      GError **error);
/* Packs @items (YztRtreeItem, which are put into another order) into nodes from @first_node on. What is left for the node at the top
 * is given back: @items itself when all of it fits there. @next_node_out: the first number that is free then. NULL on failure. */
GArray *yzt_rtree_pack (YztConnection *connection, const YztRtreeTables *tables, GArray *items, gint64 first_node, guint *depth_out,
                        gint64 *next_node_out, GError **error);
/* Where the items of a top node are is written in the tables for nodes or, with @depth 0, for rows. */
gboolean yzt_rtree_write_node (YztConnection *connection, const YztRtreeTables *tables, gint64 number, guint depth, gboolean is_leaf,
                               const YztRtreeItem *items, guint n, GError **error);
YztRtreeItem yzt_rtree_cover (const YztRtreeItem *items, guint n, gint64 id);
float yzt_rtree_get_float (const guint8 *from);
/* How large a node of the map's tree of @table is; 0 on failure. */
gsize yzt_rtree_get_node_size (YztConnection *connection, const char *table, GError **error);

/* A tree in temporary tables, to be joined to that of @table. */
typedef struct {
  YztRtreeTables tables;
  gint64 first_node, next_node;
  GArray *top; /* YztRtreeItem */
  guint depth; /* of the top; at least 1 */
} YztRtreeStaged;
/* From here on a tree is packed anew instead of growing with each graft. */
#define YZT_RTREE_MAX_GRAFTED_DEPTH 8
/* The rows themselves must be in the table already: when it is better so, the whole tree is packed anew. */
gboolean yzt_rtree_graft (YztConnection *connection, const char *table, const YztRtreeStaged *staged, GError **error);
G_END_DECLS

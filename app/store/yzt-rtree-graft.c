/* yzt-rtree-graft.c: a packed tree joined to the one that the map has, without touching what is in either
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Packing both anew takes as long as both are large, and nobody else can write meanwhile. A subtree is hung up as a whole: all
 * leaves of an R-tree are equally deep, so that the lower of the two is raised by nodes with a single child, which SQLite reads
 * and condenses like any other. */
#include "config.h"
#include "yzt-rtree-private.h"

typedef struct {
  YztConnection *connection;
  const char *table;
  YztRtreeTables tables; /* of the map */
  gint64 next_node;
} Graft;

/* A node that is to be hung up, and how high it is above its leaves. */
typedef struct {
  YztRtreeItem item;
  guint depth;
} Branch;

static gboolean
copy (Graft *self, const char *to, const char *from, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("INSERT INTO %s SELECT * FROM %s", to, from);

  return yzt_connection_do (self->connection, error, sql, "");
}

/* The items of the root, and its depth. */
static GArray *
read_root (Graft *self, guint *depth_out, GError **error)
{
  g_autoptr(GArray) items = g_array_new (FALSE, FALSE, sizeof (YztRtreeItem));
  g_autofree char *sql = g_strdup_printf ("SELECT data FROM %s WHERE nodeno = 1", self->tables.node);
  sqlite3_stmt *stmt = yzt_connection_query (self->connection, error, sql, "");
  int step = stmt != NULL ? yzt_connection_step (self->connection, stmt, error) : -1;
  const guint8 *data;
  guint n;

  if (step < 0)
    return NULL;
  *depth_out = 0;
  if (step == 0)
    return g_steal_pointer (&items);
  data = sqlite3_column_blob (stmt, 0);
  n = (guint) sqlite3_column_bytes (stmt, 0);
  n = n < YZT_RTREE_HEADER ? 0
                           : MIN ((guint) data[2] << 8 | data[3], (n - YZT_RTREE_HEADER) / YZT_RTREE_CELL);
  *depth_out = n > 0 ? (guint) data[0] << 8 | data[1] : 0;
  for (guint i = 0; i < n; i++) {
    const guint8 *cell = data + YZT_RTREE_HEADER + i * YZT_RTREE_CELL;
    YztRtreeItem item = { 0 };

    for (guint j = 0; j < 8; j++)
      item.id = item.id << 8 | cell[j];
    item.box = (YztRtreeBox) { yzt_rtree_get_float (cell + 8), yzt_rtree_get_float (cell + 12),
                               yzt_rtree_get_float (cell + 16), yzt_rtree_get_float (cell + 20) };
    g_array_append_val (items, item);
  }
  sqlite3_reset (stmt);
  return g_steal_pointer (&items);
}

static gboolean
write_items (Graft *self, gint64 number, guint depth, gboolean is_leaf, GArray *items, GError **error)
{
  return yzt_rtree_write_node (self->connection, &self->tables, number, depth, is_leaf,
                               (const YztRtreeItem *) (gpointer) items->data, items->len, error);
}

/* A top becomes a node like others. */
static gboolean
make_branch (Graft *self, GArray *items, guint depth, Branch *branch, GError **error)
{
  branch->item = yzt_rtree_cover ((const YztRtreeItem *) (gpointer) items->data, items->len, self->next_node++);
  branch->depth = depth;
  return write_items (self, branch->item.id, 0, depth == 0, items, error);
}

static gboolean
raise_branch (Graft *self, Branch *branch, guint depth, GError **error)
{
  for (; branch->depth < depth; branch->depth++) {
    YztRtreeItem above = yzt_rtree_cover (&branch->item, 1, self->next_node++);

    if (!yzt_rtree_write_node (self->connection, &self->tables, above.id, 0, FALSE, &branch->item, 1, error))
      return FALSE;
    branch->item = above;
  }
  return TRUE;
}

static gboolean
join (Graft *self, GArray *root, guint root_depth, const YztRtreeStaged *staged, GError **error)
{
  guint capacity = (guint) ((self->tables.node_size - YZT_RTREE_HEADER) / YZT_RTREE_CELL);
  g_autoptr(GArray) joined = g_array_new (FALSE, FALSE, sizeof (YztRtreeItem));
  Branch ours, theirs;
  guint depth;

  if (root->len == 0)
    return write_items (self, 1, staged->depth, FALSE, staged->top, error);
  if (!make_branch (self, staged->top, staged->depth, &ours, error))
    return FALSE;
  if (root_depth > staged->depth && root->len < capacity) {
    if (!raise_branch (self, &ours, root_depth - 1, error))
      return FALSE;
    g_array_append_val (root, ours.item);
    return write_items (self, 1, root_depth, FALSE, root, error);
  }
  depth = MAX (root_depth, staged->depth);
  if (!make_branch (self, root, root_depth, &theirs, error)
      || !raise_branch (self, &theirs, depth, error) || !raise_branch (self, &ours, depth, error))
    return FALSE;
  g_array_append_val (joined, theirs.item);
  g_array_append_val (joined, ours.item);
  return write_items (self, 1, depth + 1, FALSE, joined, error);
}

gboolean
yzt_rtree_graft (YztConnection *connection, const char *table, const YztRtreeStaged *staged, GError **error)
{
  g_autofree char *node = g_strdup_printf ("main.\"rtree_%s_geom_node\"", table);
  g_autofree char *rowid = g_strdup_printf ("main.\"rtree_%s_geom_rowid\"", table);
  g_autofree char *parent = g_strdup_printf ("main.\"rtree_%s_geom_parent\"", table);
  Graft self = { connection, table, { node, rowid, parent, staged->tables.node_size, NULL }, staged->next_node };
  g_autofree char *highest = g_strdup_printf ("SELECT max(nodeno) FROM %s", node);
  g_autoptr(GArray) root = NULL;
  gint64 n_taken;
  guint depth = 0;

  if (!yzt_connection_get_int (connection, &n_taken, error, highest, "")
      || (root = read_root (&self, &depth, error)) == NULL)
    return FALSE;
  /* Numbers were taken meanwhile, or it has become a tower: pack all of it. */
  if (n_taken >= staged->first_node || depth > YZT_RTREE_MAX_GRAFTED_DEPTH
      || yzt_rtree_get_node_size (connection, table, error) != staged->tables.node_size)
    return yzt_rtree_rebuild (connection, table, error);
  return copy (&self, node, staged->tables.node, error) && copy (&self, rowid, staged->tables.rowid, error)
         && copy (&self, parent, staged->tables.parent, error) && join (&self, root, depth, staged, error);
}

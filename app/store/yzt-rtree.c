/* yzt-rtree.c: filling the R-tree of a kind's table packed, straight into the tables it is kept in
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Row by row SQLite needs 11 s for a million points; packed along a Hilbert curve it takes less
 * than one, and answers faster afterwards. The layout of the nodes is the documented one of
 * SQLite's R-tree module; rtreecheck() agrees with what is written here. */
#include "config.h"
#include "yzt-rtree-private.h"
#include <math.h>
#include <string.h>

#define RADIX_BITS 11
#define RADIX (1u << RADIX_BITS)

static float
round_down (double value)
{
  float rounded = (float) value;

  return (double) rounded > value ? nextafterf (rounded, -INFINITY) : rounded;
}

static float
round_up (double value)
{
  float rounded = (float) value;

  return (double) rounded < value ? nextafterf (rounded, INFINITY) : rounded;
}

/* Distance along a Hilbert curve of 2^16 x 2^16 cells over the whole world. */
static guint64
hilbert (double lon, double lat)
{
  guint32 x = (guint32) CLAMP ((lon + 180.0) / 360.0 * 65535.0, 0.0, 65535.0);
  guint32 y = (guint32) CLAMP ((lat + 90.0) / 180.0 * 65535.0, 0.0, 65535.0);
  guint64 distance = 0;

  for (guint32 s = 32768; s > 0; s /= 2) {
    guint32 rx = (x & s) > 0, ry = (y & s) > 0;

    distance += (guint64) s * s * ((3 * rx) ^ ry);
    if (ry == 0) {
      guint32 swap;

      if (rx == 1) {
        x = 65535 - x;
        y = 65535 - y;
      }
      swap = x;
      x = y;
      y = swap;
    }
  }
  return distance;
}

void
yzt_rtree_items_add (GArray *items, gint64 id, const double bounds[4])
{
  YztRtreeItem item = {
    hilbert ((bounds[0] + bounds[1]) / 2, (bounds[2] + bounds[3]) / 2) << 32 | items->len, id,
    { round_down (bounds[0]), round_up (bounds[1]), round_down (bounds[2]), round_up (bounds[3]) }
  };

  g_array_append_val (items, item);
}

/* By the upper half of their order; equal ones stay as they are. */
static void
sort_items (GArray *items)
{
  g_autofree YztRtreeItem *spare = g_new (YztRtreeItem, MAX (items->len, 1));
  g_autofree guint *starts = g_new (guint, RADIX);
  YztRtreeItem *from = (YztRtreeItem *) (gpointer) items->data, *to = spare;

  for (guint shift = 32; shift < 64; shift += RADIX_BITS) {
    YztRtreeItem *swap = from;
    guint sum = 0;

    memset (starts, 0, RADIX * sizeof (guint));
    for (guint i = 0; i < items->len; i++)
      starts[from[i].order >> shift & (RADIX - 1)]++;
    for (guint i = 0; i < RADIX; i++) {
      guint n = starts[i];

      starts[i] = sum;
      sum += n;
    }
    for (guint i = 0; i < items->len; i++)
      to[starts[from[i].order >> shift & (RADIX - 1)]++] = from[i];
    from = to;
    to = swap;
  }
  if (from == spare && items->len > 0)
    memcpy (items->data, spare, items->len * sizeof (YztRtreeItem));
}

static GArray *
load_items (YztConnection *connection, const char *table, GError **error)
{
  g_autoptr(GArray) items = g_array_new (FALSE, FALSE, sizeof (YztRtreeItem));
  g_autofree char *sql =
      g_strdup_printf ("SELECT fid, geom FROM \"%s\" WHERE geom NOTNULL ORDER BY fid", table);
  sqlite3_stmt *stmt = yzt_connection_query (connection, error, sql, "");
  int step;

  if (stmt == NULL)
    return NULL;
  while ((step = yzt_connection_step (connection, stmt, error)) == 1) {
    double bounds[4];

    if (yzt_gpkg_get_bounds (sqlite3_column_blob (stmt, 1), (gsize) sqlite3_column_bytes (stmt, 1), bounds))
      yzt_rtree_items_add (items, sqlite3_column_int64 (stmt, 0), bounds);
  }
  return step == 0 ? g_steal_pointer (&items) : NULL;
}

static void
put_float (guint8 *to, float value)
{
  guint32 bits;

  memcpy (&bits, &value, 4);
  bits = GUINT32_TO_BE (bits);
  memcpy (to, &bits, 4);
}

static void
put_cell (guint8 *to, const YztRtreeItem *item)
{
  guint64 id = GUINT64_TO_BE ((guint64) item->id);

  memcpy (to, &id, 8);
  put_float (to + 8, item->box.min_x);
  put_float (to + 12, item->box.max_x);
  put_float (to + 16, item->box.min_y);
  put_float (to + 20, item->box.max_y);
}

static gboolean
write_pair (YztConnection *connection, sqlite3_stmt *stmt, gint64 a, gint64 b, GError **error)
{
  sqlite3_bind_int64 (stmt, 1, a);
  sqlite3_bind_int64 (stmt, 2, b);
  return yzt_connection_step (connection, stmt, error) == 0;
}

static sqlite3_stmt *
prepare_pair (YztConnection *connection, const char *table, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("INSERT OR REPLACE INTO %s VALUES (?1, ?2)", table);

  return yzt_connection_prepare (connection, sql, error);
}

static gboolean
bind_blob (YztConnection *connection, sqlite3_stmt *stmt, gint64 number, const guint8 *data, gsize length, GError **error)
{
  gboolean ok;

  sqlite3_bind_int64 (stmt, 1, number);
  sqlite3_bind_blob (stmt, 2, data, (int) length, SQLITE_STATIC);
  ok = yzt_connection_step (connection, stmt, error) == 0;
  sqlite3_clear_bindings (stmt);
  return ok;
}

static gboolean
write_blob (YztConnection *connection, const YztRtreeTables *tables, gint64 number, guint depth,
            const YztRtreeItem *items, guint n, GError **error)
{
  sqlite3_stmt *stmt = tables->memory == NULL ? prepare_pair (connection, tables->node, error) : NULL;
  g_autofree guint8 *data = g_malloc0 (tables->node_size);

  data[0] = (guint8) (depth >> 8);
  data[1] = (guint8) depth;
  data[2] = (guint8) (n >> 8);
  data[3] = (guint8) n;
  for (guint i = 0; i < n; i++)
    put_cell (data + YZT_RTREE_HEADER + i * YZT_RTREE_CELL, &items[i]);
  if (tables->memory != NULL) {
    g_assert ((gsize) (number - tables->memory->first_node) == tables->memory->nodes->len / tables->node_size);
    g_byte_array_append (tables->memory->nodes, data, (guint) tables->node_size);
    return TRUE;
  }
  return stmt != NULL && bind_blob (connection, stmt, number, data, tables->node_size, error);
}

gboolean
yzt_rtree_write_node (YztConnection *connection, const YztRtreeTables *tables, gint64 number,
                      guint depth, gboolean is_leaf, const YztRtreeItem *items, guint n,
                      GError **error)
{
  sqlite3_stmt *stmt = NULL;

  if (tables->memory != NULL) {
    g_assert (!is_leaf);
    for (guint i = 0; i < n; i++) {
      g_array_append_val (tables->memory->parents, items[i].id);
      g_array_append_val (tables->memory->parents, number);
    }
    return write_blob (connection, tables, number, depth, items, n, error);
  }
  stmt = prepare_pair (connection, is_leaf ? tables->rowid : tables->parent, error);
  for (guint i = 0; stmt != NULL && i < n; i++) {
    if (!write_pair (connection, stmt, items[i].id, number, error))
      return FALSE;
  }
  return stmt != NULL && write_blob (connection, tables, number, depth, items, n, error);
}

YztRtreeItem
yzt_rtree_cover (const YztRtreeItem *items, guint n, gint64 id)
{
  YztRtreeItem all = items[0];

  all.id = id;
  for (guint i = 1; i < n; i++) {
    all.box.min_x = MIN (all.box.min_x, items[i].box.min_x);
    all.box.max_x = MAX (all.box.max_x, items[i].box.max_x);
    all.box.min_y = MIN (all.box.min_y, items[i].box.min_y);
    all.box.max_y = MAX (all.box.max_y, items[i].box.max_y);
  }
  return all;
}

/* So many at once take a little more than half the time. */
#define PAIRS_AT_ONCE 32

static sqlite3_stmt *
prepare_pairs (YztConnection *connection, const char *table, GError **error)
{
  g_autoptr(GString) sql = g_string_new (NULL);

  g_string_printf (sql, "INSERT OR REPLACE INTO %s VALUES ", table);
  for (guint i = 0; i < PAIRS_AT_ONCE; i++)
    g_string_append_printf (sql, "%s(?%u, ?%u)", i > 0 ? ", " : "", 2 * i + 1, 2 * i + 2);
  return yzt_connection_prepare (connection, sql->str, error);
}

/* Where each row is, in the order of the rows: much quicker than along the curve. */
static gboolean
write_rowids (YztConnection *connection, const YztRtreeTables *tables, const gint64 *ids,
              const gint64 *nodes, guint n, GError **error)
{
  sqlite3_stmt *many = n >= PAIRS_AT_ONCE ? prepare_pairs (connection, tables->rowid, error) : NULL, *one;
  guint done = 0;

  if (n >= PAIRS_AT_ONCE && many == NULL)
    return FALSE;
  for (; n - done >= PAIRS_AT_ONCE; done += PAIRS_AT_ONCE) {
    for (guint i = 0; i < PAIRS_AT_ONCE; i++) {
      sqlite3_bind_int64 (many, (int) (2 * i + 1), ids[done + i]);
      sqlite3_bind_int64 (many, (int) (2 * i + 2), nodes[done + i]);
    }
    if (yzt_connection_step (connection, many, error) != 0)
      return FALSE;
  }
  one = prepare_pair (connection, tables->rowid, error);
  for (; one != NULL && done < n; done++) {
    if (!write_pair (connection, one, ids[done], nodes[done], error))
      return FALSE;
  }
  return one != NULL;
}

/* The nodes above @level; @nodes is given when they are leaves, and told for each row. */
static GArray *
pack_level (YztConnection *connection, const YztRtreeTables *tables, GArray *level, gint64 *nodes,
            gint64 *next_node, GError **error)
{
  guint capacity = (guint) ((tables->node_size - YZT_RTREE_HEADER) / YZT_RTREE_CELL);
  guint n_nodes = (level->len + capacity - 1) / capacity;
  g_autoptr(GArray) parents = g_array_new (FALSE, FALSE, sizeof (YztRtreeItem));

  /* Spread evenly: no node may hold less than a third. */
  for (guint i = 0; i < n_nodes; i++) {
    guint from = (guint) ((guint64) level->len * i / n_nodes),
          to = (guint) ((guint64) level->len * (i + 1) / n_nodes);
    const YztRtreeItem *first = &g_array_index (level, YztRtreeItem, from);
    YztRtreeItem parent = yzt_rtree_cover (first, to - from, (*next_node)++);

    for (guint j = 0; nodes != NULL && j < to - from; j++)
      nodes[(guint32) first[j].order] = parent.id;
    if (!(nodes != NULL
              ? write_blob (connection, tables, parent.id, 0, first, to - from, error)
              : yzt_rtree_write_node (connection, tables, parent.id, 0, FALSE, first, to - from, error)))
      return NULL;
    g_array_append_val (parents, parent);
  }
  return g_steal_pointer (&parents);
}

GArray *
yzt_rtree_pack (YztConnection *connection, const YztRtreeTables *tables, GArray *items,
                gint64 first_node, guint *depth_out, gint64 *next_node_out, GError **error)
{
  guint capacity = (guint) ((tables->node_size - YZT_RTREE_HEADER) / YZT_RTREE_CELL);
  guint n = items->len;
  g_autofree gint64 *ids = g_new (gint64, MAX (n, 1));
  g_autofree gint64 *nodes = g_new (gint64, MAX (n, 1));
  g_autoptr(GArray) level = g_array_ref (items);

  *depth_out = 0;
  *next_node_out = first_node;
  for (guint i = 0; i < n; i++)
    ids[i] = g_array_index (items, YztRtreeItem, i).id;
  sort_items (items);
  while (level->len > capacity) {
    GArray *parents = pack_level (connection, tables, level, *depth_out == 0 ? nodes : NULL,
                                  next_node_out, error);

    if (parents == NULL)
      return NULL;
    g_array_unref (level);
    level = parents;
    ++*depth_out;
  }
  if (*depth_out > 0 && tables->memory != NULL) {
    tables->memory->n_ids = n;
    tables->memory->ids = g_steal_pointer (&ids);
    tables->memory->leaves = g_steal_pointer (&nodes);
  } else if (*depth_out > 0 && !write_rowids (connection, tables, ids, nodes, n, error)) {
    return NULL;
  }
  return g_steal_pointer (&level);
}

/* --- kept in memory --- */

YztRtreeMemory *
yzt_rtree_memory_new (gint64 first_node)
{
  YztRtreeMemory *self = g_new0 (YztRtreeMemory, 1);

  self->first_node = first_node;
  self->nodes = g_byte_array_new ();
  self->parents = g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

void
yzt_rtree_memory_free (YztRtreeMemory *self)
{
  if (self == NULL)
    return;
  g_byte_array_unref (self->nodes);
  g_array_unref (self->parents);
  g_free (self->ids);
  g_free (self->leaves);
  g_free (self);
}

gboolean
yzt_rtree_memory_write_nodes (YztRtreeMemory *self, YztConnection *connection, const YztRtreeTables *tables, GError **error)
{
  sqlite3_stmt *parent = prepare_pair (connection, tables->parent, error), *node = NULL;

  for (guint i = 0; parent != NULL && i < self->parents->len; i += 2) {
    if (!write_pair (connection, parent, g_array_index (self->parents, gint64, i), g_array_index (self->parents, gint64, i + 1), error))
      return FALSE;
  }
  node = parent != NULL ? prepare_pair (connection, tables->node, error) : NULL;
  for (gsize i = 0; node != NULL && i < self->nodes->len / tables->node_size; i++) {
    if (!bind_blob (connection, node, self->first_node + (gint64) i, self->nodes->data + i * tables->node_size, tables->node_size, error))
      return FALSE;
  }
  return node != NULL;
}

gboolean
yzt_rtree_memory_write_rows (YztRtreeMemory *self, YztConnection *connection, const YztRtreeTables *tables, guint from, guint to, GError **error)
{
  to = MIN (to, self->n_ids);
  return from >= to || write_rowids (connection, tables, self->ids + from, self->leaves + from, to - from, error);
}

static gboolean
clear (YztConnection *connection, const char *table, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("DELETE FROM \"rtree_%s_geom_node\"; DELETE FROM \"rtree_%s_geom_rowid\"; "
                       "DELETE FROM \"rtree_%s_geom_parent\"",
                       table, table, table);

  return yzt_connection_exec (connection, sql, error);
}

float
yzt_rtree_get_float (const guint8 *from)
{
  guint32 bits;
  float value;

  memcpy (&bits, from, 4);
  bits = GUINT32_FROM_BE (bits);
  memcpy (&value, &bits, 4);
  return value;
}

/* The root alone covers everything. */
gboolean
yzt_rtree_get_bounds (YztConnection *connection, const char *table, double bounds[4])
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT data FROM \"rtree_%s_geom_node\" WHERE nodeno = 1", table);
  sqlite3_stmt *stmt = yzt_connection_query (connection, NULL, sql, "");
  gboolean any = FALSE;

  if (stmt == NULL || yzt_connection_step (connection, stmt, NULL) != 1)
    return FALSE;
  if (sqlite3_column_bytes (stmt, 0) >= YZT_RTREE_HEADER) {
    const guint8 *data = sqlite3_column_blob (stmt, 0);
    guint n = MIN ((guint) data[2] << 8 | data[3],
                   ((guint) sqlite3_column_bytes (stmt, 0) - YZT_RTREE_HEADER) / YZT_RTREE_CELL);

    for (guint i = 0; i < n; i++) {
      const guint8 *cell = data + YZT_RTREE_HEADER + i * YZT_RTREE_CELL + 8;

      bounds[0] = i == 0 ? (double) yzt_rtree_get_float (cell) : MIN (bounds[0], (double) yzt_rtree_get_float (cell));
      bounds[1] =
          i == 0 ? (double) yzt_rtree_get_float (cell + 8) : MIN (bounds[1], (double) yzt_rtree_get_float (cell + 8));
      bounds[2] =
          i == 0 ? (double) yzt_rtree_get_float (cell + 4) : MAX (bounds[2], (double) yzt_rtree_get_float (cell + 4));
      bounds[3] =
          i == 0 ? (double) yzt_rtree_get_float (cell + 12) : MAX (bounds[3], (double) yzt_rtree_get_float (cell + 12));
    }
    any = n > 0;
  }
  sqlite3_reset (stmt);
  return any;
}

gsize
yzt_rtree_get_node_size (YztConnection *connection, const char *table, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT length(data) FROM \"rtree_%s_geom_node\" WHERE nodeno = 1", table);
  gint64 size;

  if (!yzt_connection_get_int (connection, &size, error, sql, ""))
    return 0;
  return size >= YZT_RTREE_HEADER + 4 * YZT_RTREE_CELL ? (gsize) size
                                                      : YZT_RTREE_HEADER + 51 * YZT_RTREE_CELL;
}

gboolean
yzt_rtree_rebuild (YztConnection *connection, const char *table, GError **error)
{
  g_autofree char *node = g_strdup_printf ("main.\"rtree_%s_geom_node\"", table);
  g_autofree char *rowid = g_strdup_printf ("main.\"rtree_%s_geom_rowid\"", table);
  g_autofree char *parent = g_strdup_printf ("main.\"rtree_%s_geom_parent\"", table);
  YztRtreeTables tables = { node, rowid, parent, yzt_rtree_get_node_size (connection, table, error), NULL };
  g_autoptr(GArray) items = tables.node_size > 0 ? load_items (connection, table, error) : NULL;
  g_autoptr(GArray) top = NULL;
  gint64 next_node;
  guint depth;

  if (items == NULL || !clear (connection, table, error))
    return FALSE;
  /* The root is node 1. */
  top = yzt_rtree_pack (connection, &tables, items, 2, &depth, &next_node, error);
  return top != NULL
         && yzt_rtree_write_node (connection, &tables, 1, depth, depth == 0,
                                  (const YztRtreeItem *) (gpointer) top->data, top->len, error);
}

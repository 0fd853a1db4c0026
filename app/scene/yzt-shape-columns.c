/* yzt-shape-columns.c: which lines and areas are in a box, and which below a point
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Outlines stand in the order of slots, that is in Morton order of their representative points, so that neighbours stand together and the bounds of
 * a group of them are small. */
#include "yzt-scene-private.h"

static const YztMapBounds NOWHERE = { HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL };

static YztMapBounds
bounds_of (const YztShape *shape)
{
  YztMapBounds bounds;

  yzt_shape_get_bounds (shape, &bounds.x0, &bounds.y0, &bounds.x1, &bounds.y1);
  return bounds;
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
  const YztSceneBase *base = data;
  guint32 left = base->slot[((const YztRowShape *) a)->row], right = base->slot[((const YztRowShape *) b)->row];

  return (left > right) - (left < right);
}

void
yzt_shape_columns_build (YztShapeColumns *outlines, const YztSceneBase *base, GArray *rows)
{
  g_array_sort_with_data (rows, compare_rows, (gpointer) base);
  outlines->slots = g_new (guint32, rows->len);
  outlines->shapes = g_new (YztShape *, rows->len);
  outlines->bounds = g_new (YztMapBounds, rows->len);
  outlines->n_groups = (rows->len + (1 << YZT_SHAPE_GROUP_SHIFT) - 1) >> YZT_SHAPE_GROUP_SHIFT;
  outlines->groups = g_new (YztMapBounds, outlines->n_groups);
  for (guint g = 0; g < outlines->n_groups; g++) {
    outlines->groups[g] = NOWHERE;
  }
  for (guint i = 0; i < rows->len; i++) {
    const YztRowShape *row = &g_array_index (rows, YztRowShape, i);
    guint slot = base->slot[row->row];

    if (slot >= base->n_placed) { /* a later row took its place, or it has none */
      yzt_shape_unref (row->shape);
      continue;
    }
    YztMapBounds *group = &outlines->groups[outlines->n >> YZT_SHAPE_GROUP_SHIFT];
    const YztMapBounds bounds = bounds_of (row->shape);

    outlines->slots[outlines->n] = slot;
    outlines->shapes[outlines->n] = row->shape;
    outlines->bounds[outlines->n++] = bounds;
    *group = (YztMapBounds) { MIN (group->x0, bounds.x0), MIN (group->y0, bounds.y0), MAX (group->x1, bounds.x1), MAX (group->y1, bounds.y1) };
  }
  g_array_set_size (rows, 0);
}

void
yzt_shape_columns_clear (YztShapeColumns *outlines)
{
  for (guint i = 0; i < outlines->n; i++) {
    yzt_shape_unref (outlines->shapes[i]);
  }
  g_free (outlines->slots);
  g_free (outlines->shapes);
  g_free (outlines->bounds);
  g_free (outlines->groups);
}

const YztShape *
yzt_shape_columns_find (const YztShapeColumns *outlines, guint slot)
{
  guint lo = 0, hi = outlines->n;

  while (lo < hi) {
    guint middle = lo + (hi - lo) / 2;

    if (outlines->slots[middle] < slot) {
      lo = middle + 1;
    } else {
      hi = middle;
    }
  }
  return lo < outlines->n && outlines->slots[lo] == slot ? outlines->shapes[lo] : NULL;
}

/* Bounds of an outline may leave the world, the box too: they meet when they do in some copy of it. */
static gboolean
meets (const YztMapBounds *bounds, const YztMapBounds *box)
{
  if (bounds->y1 < box->y0 || bounds->y0 > box->y1) {
    return FALSE;
  }
  for (int copy = -1; copy <= 1; copy++) {
    if (bounds->x1 + copy >= box->x0 && bounds->x0 + copy <= box->x1) {
      return TRUE;
    }
  }
  return FALSE;
}

typedef gboolean (*ShapeFunc) (guint index, const YztShape *shape, gpointer user_data);

/* Every outline that meets the box and is there; stops when @func says FALSE, and says so. */
static gboolean
walk (const YztGeneration *generation, const YztMapBounds *box, YztSceneFilter filter, ShapeFunc func, gpointer user_data)
{
  const YztSceneBase *base = generation->base;
  const YztShapeColumns *outlines = &base->outlines;

  for (guint group = 0; group < outlines->n_groups; group++) {
    guint end = MIN ((group + 1) << YZT_SHAPE_GROUP_SHIFT, outlines->n);

    if (!meets (&outlines->groups[group], box)) {
      continue;
    }
    for (guint i = group << YZT_SHAPE_GROUP_SHIFT; i < end; i++) {
      guint slot = outlines->slots[i];

      if (meets (&outlines->bounds[i], box) && yzt_filter_has (filter.kinds, base->kind[slot])
          && !yzt_generation_is_removed (generation, slot) && !func (slot, outlines->shapes[i], user_data)) {
        return FALSE;
      }
    }
  }
  for (guint i = 0; i < generation->n_delta; i++) {
    const YztDeltaItem *delta = generation->delta[i];

    if (delta->item.shape == NULL || !delta->placed || !yzt_filter_has (filter.kinds, delta->item.kind)) {
      continue;
    }
    const YztMapBounds bounds = bounds_of (delta->item.shape);

    if (meets (&bounds, box) && !func (base->n + i, delta->item.shape, user_data)) {
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
yzt_generation_has_shapes (const YztGeneration *generation)
{
  g_return_val_if_fail (generation != NULL, FALSE);

  for (guint i = 0; i < generation->n_delta; i++) {
    if (generation->delta[i]->item.shape != NULL) {
      return TRUE;
    }
  }
  return generation->base->outlines.n > 0;
}

typedef struct {
  GArray *indices;
  guint limit;
} Listing;

static gboolean
list_shape (guint index, const YztShape *shape, gpointer user_data)
{
  Listing *listing = user_data;

  if (listing->indices->len >= listing->limit) {
    return FALSE;
  }
  g_array_append_val (listing->indices, index);
  return TRUE;
}

gboolean
yzt_generation_shapes (const YztGeneration *generation, double x0, double y0, double x1, double y1, YztSceneFilter filter, guint limit,
                       GArray *indices)
{
  g_return_val_if_fail (generation != NULL && indices != NULL, FALSE);

  const YztMapBounds box = { x0, y0, x1, y1 };
  Listing listing = { indices, limit > G_MAXUINT - indices->len ? G_MAXUINT : indices->len + limit };

  return walk (generation, &box, filter, list_shape, &listing);
}

typedef struct {
  guint index;
  double size;
} Hit;

typedef struct {
  double x, y, radius;
  GArray *hits; /* Hit */
} Picking;

static gboolean
pick_shape (guint index, const YztShape *shape, gpointer user_data)
{
  Picking *picking = user_data;
  const YztMapBounds bounds = bounds_of (shape);

  for (int copy = -1; copy <= 1; copy++) {
    double x = picking->x + copy;

    if (x + picking->radius < bounds.x0 || x - picking->radius > bounds.x1) {
      continue;
    }
    double distance2 = yzt_shape_distance2 (shape, x, picking->y);

    if (distance2 <= picking->radius * picking->radius) {
      const Hit hit = { index, yzt_shape_get_size (shape) };

      g_array_append_val (picking->hits, hit);
      break;
    }
  }
  return TRUE;
}

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const Hit *left = a, *right = b;

  if (left->size < right->size || left->size > right->size) {
    return left->size < right->size ? -1 : 1;
  }
  return (left->index > right->index) - (left->index < right->index);
}

void
yzt_generation_pick_shapes (const YztGeneration *generation, double x, double y, double radius, YztSceneFilter filter, GArray *indices)
{
  g_return_if_fail (generation != NULL && indices != NULL);

  const YztMapBounds box = { x - radius, y - radius, x + radius, y + radius };
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (Hit));
  Picking picking = { x, y, radius, hits };

  walk (generation, &box, filter, pick_shape, &picking);
  g_array_sort (hits, compare_hits);
  for (guint i = 0; i < hits->len; i++) {
    g_array_append_val (indices, g_array_index (hits, Hit, i).index);
  }
}

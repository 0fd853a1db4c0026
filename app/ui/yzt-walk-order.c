/* yzt-walk-order.c: very many features put in order on a worker, for the list that walks them
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A million are put in order by distance in about a second, by name in some seconds, without holding anything up. */
#include "yzt-walk-order.h"
#include "yzt-task.h"
#include <stdlib.h>
#include <string.h>

#define LOOK_EVERY 16384 /* items between two looks at whether anybody still wants it */

typedef struct {
  double distance_m;
  guint index;
  guint32 key; /* where its name's key begins, by name only */
} Place;

void
yzt_walk_order_free (YztWalkOrder *order)
{
  if (order != NULL) {
    g_array_unref (order->indices);
    g_free (order);
  }
}

static int
compare_distance (gconstpointer a, gconstpointer b)
{
  const Place *left = a, *right = b;
  if (left->distance_m < right->distance_m || left->distance_m > right->distance_m) {
    return left->distance_m < right->distance_m ? -1 : 1;
  }
  return (left->index > right->index) - (left->index < right->index);
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer keys)
{
  int order = strcmp ((const char *) keys + ((const Place *) a)->key, (const char *) keys + ((const Place *) b)->key);
  return order != 0 ? order : compare_distance (a, b);
}

static void
list_slots (const YztWalkWish *wish, YztWalkOrder *order)
{
  for (guint i = 0; i < wish->n_things; i++) {
    guint index;
    if (wish->things[i].kind < YZT_KINDS_ON_MAP_MAX) {
      order->counts[wish->things[i].kind]++;
    }
    order->total++;
    if (yzt_generation_find (wish->generation, wish->things[i].kind, wish->things[i].fid, &index)) {
      g_array_append_val (order->indices, index);
    }
  }
  for (guint i = 0; wish->things == NULL && i < wish->n_boxes; i++) {
    const YztViewBox *box = &wish->boxes[i];
    yzt_generation_box (wish->generation, box->x0, box->y0, box->x1, box->y1, wish->filter, order->indices);
  }
}

/* FALSE when nobody wants it any more. Fills @places from the slots; with @keys, the keys of their names too. */
static gboolean
fill_places (const YztWalkWish *wish, YztWalkOrder *order, GArray *places, GString *keys, GCancellable *cancellable)
{
  for (guint i = 0; i < order->indices->len; i++) {
    YztItem item;
    Place place = { .index = g_array_index (order->indices, guint, i) };
    if (i % LOOK_EVERY == 0 && g_cancellable_is_cancelled (cancellable)) {
      return FALSE;
    }
    if (!yzt_generation_get_item (wish->generation, place.index, &item)) {
      continue;
    }
    if (wish->things == NULL) {
      order->counts[item.kind]++;
      order->total++;
    }
    if (!yzt_position_is_valid ((YztPosition) { item.lon, item.lat })) {
      continue;
    }
    place.distance_m = yzt_geo_distance_m (wish->from, (YztPosition) { item.lon, item.lat }, NULL);
    if (keys != NULL) {
      g_autofree char *key = g_utf8_collate_key (item.name, -1);
      place.key = (guint32) keys->len;
      g_string_append_len (keys, key, (gssize) strlen (key) + 1);
    }
    g_array_append_val (places, place);
  }
  return !g_cancellable_is_cancelled (cancellable);
}

YztWalkOrder *
yzt_walk_order_make (const YztWalkWish *wish, GCancellable *cancellable)
{
  g_return_val_if_fail (wish != NULL && wish->generation != NULL, NULL);
  g_autoptr (YztWalkOrder) order = g_new0 (YztWalkOrder, 1);
  order->indices = g_array_new (FALSE, FALSE, sizeof (guint));
  list_slots (wish, order);
  g_autoptr (GArray) places = g_array_sized_new (FALSE, FALSE, sizeof (Place), order->indices->len);
  g_autoptr (GString) keys = wish->by_name ? g_string_new (NULL) : NULL;
  if (!fill_places (wish, order, places, keys, cancellable)) {
    return NULL;
  }
  if (keys != NULL) {
    g_qsort_with_data (places->data, (gint) places->len, sizeof (Place), compare_names, keys->str);
  } else if (places->len > 0) { /* an empty array may have no place to begin with */
    qsort (places->data, places->len, sizeof (Place), compare_distance);
  }
  g_array_set_size (order->indices, places->len);
  for (guint i = 0; i < places->len; i++) {
    g_array_index (order->indices, guint, i) = g_array_index (places, Place, i).index;
  }
  return g_steal_pointer (&order);
}

/* --- on a worker --- */

static void
wish_free (YztWalkWish *wish)
{
  yzt_generation_unref (wish->generation);
  g_free ((gpointer) wish->things);
  g_free (wish);
}

static void
make_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  YztWalkOrder *order = yzt_walk_order_make (data, cancellable);
  if (order != NULL) {
    g_task_return_pointer (task, order, (GDestroyNotify) yzt_walk_order_free);
  } else {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  }
}

void
yzt_walk_order_make_async (const YztWalkWish *wish, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (wish != NULL && wish->generation != NULL);
  YztWalkWish *copy = g_memdup2 (wish, sizeof *wish);
  copy->generation = yzt_generation_ref (wish->generation);
  copy->things = g_memdup2 (wish->things, wish->n_things * sizeof *wish->things);
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, yzt_walk_order_make_async);
  g_task_set_task_data (task, copy, (GDestroyNotify) wish_free);
  yzt_task_run_in_thread (task, make_in_thread);
}

YztWalkOrder *
yzt_walk_order_make_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* yzt-walk-order.h: very many features put in order on a worker, for the list that walks them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-map-view.h"
#include "yzt-selection.h"
G_BEGIN_DECLS
/** What is to be listed: @n_things of @things, or, when there are none, what is of @filter in @boxes. */
typedef struct {
  YztGeneration *generation;
  const YztThing *things;
  guint n_things;
  YztViewBox boxes[YZT_VIEW_BOXES_MAX];
  guint n_boxes;
  YztSceneFilter filter;
  YztPosition from; /* distances start here */
  gboolean by_name; /* else nearest first */
} YztWalkWish;
typedef struct {
  GArray *indices;  /* guint: slots, in order; those without a place are left out */
  guint counts[YZT_KINDS_ON_MAP_MAX]; /* of each kind with a place, those left out too */
  guint total;
} YztWalkOrder;
void yzt_walk_order_free (YztWalkOrder *order);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztWalkOrder, yzt_walk_order_free)
/** Any thread: at once. Nearest first, then by slot; names as the language sorts them, then nearest first. NULL when it was cancelled. */
YztWalkOrder *yzt_walk_order_make (const YztWalkWish *wish, GCancellable *cancellable);
/** Main thread: the same on a worker; @wish is copied. */
void yzt_walk_order_make_async (const YztWalkWish *wish, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
YztWalkOrder *yzt_walk_order_make_finish (GAsyncResult *result, GError **error);
G_END_DECLS

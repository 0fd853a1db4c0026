/* yzt-map-history.c: previous and next view: where the map rested
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include "yzt-map-view-private.h"

#define REST_MS 700 /* a view that stood so long is worth coming back to */
#define VIEWS_MAX 100
#define SAME_PX 8.0
#define SAME_ZOOM 0.05

static YztMapRest
current_view (YztMapView *self)
{
  YztMapRest view;
  yzt_map_view_get_view (self, &view.center, &view.zoom);
  return view;
}

static gboolean
is_same (const YztMapRest *a, const YztMapRest *b)
{
  double ax, ay, bx, by;
  double world_px = YZT_MAP_TILE_SIZE * exp2 (a->zoom);
  yzt_mercator_from_position (a->center, &ax, &ay);
  yzt_mercator_from_position (b->center, &bx, &by);
  return fabs (a->zoom - b->zoom) < SAME_ZOOM && hypot (ax - bx, ay - by) * world_px < SAME_PX;
}

/* A new view after one that was come back to takes the place of those that lay ahead, as with pages. */
void
yzt_map_history_rest (YztMapView *self)
{
  YztMapRest view = current_view (self);
  g_clear_handle_id (&self->rest_timeout, g_source_remove);
  self->stepping = FALSE;
  if (self->views->len > 0 && is_same (&g_array_index (self->views, YztMapRest, self->view_index), &view)) {
    return;
  }
  if (self->views->len > 0) {
    g_array_set_size (self->views, self->view_index + 1);
  }
  g_array_append_val (self->views, view);
  if (self->views->len > VIEWS_MAX) {
    g_array_remove_index (self->views, 0);
  }
  self->view_index = self->views->len - 1;
}

static gboolean
on_rested (gpointer user_data)
{
  YztMapView *self = YZT_MAP_VIEW (user_data);
  self->rest_timeout = 0;
  yzt_map_history_rest (self);
  return G_SOURCE_REMOVE;
}

void
yzt_map_history_moved (YztMapView *self)
{
  g_clear_handle_id (&self->rest_timeout, g_source_remove);
  self->rest_timeout = g_timeout_add (REST_MS, on_rested, self);
}

void
yzt_map_history_init (YztMapView *self)
{
  self->views = g_array_new (FALSE, FALSE, sizeof (YztMapRest));
}

void
yzt_map_history_dispose (YztMapView *self)
{
  g_clear_handle_id (&self->rest_timeout, g_source_remove);
  g_clear_pointer (&self->views, g_array_unref);
}

static gboolean
step (YztMapView *self, int by)
{
  if (self->rest_timeout != 0 && !self->stepping) { /* where one is now can be come back to, too */
    yzt_map_history_rest (self);
  }
  int to = (int) self->view_index + by;
  if (to < 0 || to >= (int) self->views->len) {
    return FALSE;
  }
  self->view_index = (guint) to;
  self->stepping = TRUE;
  const YztMapRest *view = &g_array_index (self->views, YztMapRest, to);
  yzt_map_view_fly (self, view->center, view->zoom, TRUE);
  return TRUE;
}

gboolean
yzt_map_view_go_back (YztMapView *self)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self), FALSE);
  return step (self, -1);
}

gboolean
yzt_map_view_go_forward (YztMapView *self)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self), FALSE);
  return step (self, 1);
}

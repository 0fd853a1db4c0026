/* yzt-map-view-shown.c: what the map shows, for lists and counts beside it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include "yzt-map-view-private.h"

YztSession *
yzt_map_view_get_session (YztMapView *self)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self), NULL);
  return self->session;
}

const YztSceneSieve *
yzt_map_view_get_sieve (YztMapView *self)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self), NULL);
  return &self->sieve;
}

YztGeneration *
yzt_map_view_get_generation (YztMapView *self)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self), NULL);
  return yzt_scene_layer_get_generation (self->scene_layer);
}

YztSceneFilter
yzt_map_view_get_filter (YztMapView *self)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self), YZT_SCENE_FILTER_ALL);
  return yzt_scene_layer_get_filter (self->scene_layer);
}

void
yzt_map_view_count (YztMapView *self, guint *shown_out, guint *total_out)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self) && shown_out != NULL && total_out != NULL);
  YztGeneration *shown = yzt_scene_layer_get_generation (self->scene_layer);
  YztScene *scene = g_signal_group_dup_target (self->scene_signals);
  YztSceneFilter filter = yzt_scene_layer_get_filter (self->scene_layer);
  *shown_out = *total_out = 0;
  for (guint kind = 0; scene != NULL && shown != NULL && kind < 64; kind++) {
    guint visible = (filter.kinds >> kind & 1) != 0 ? yzt_generation_count_kind (shown, kind) : 0;
    *shown_out += visible;
    *total_out += yzt_generation_count_kind (yzt_scene_get_generation (scene), kind);
  }
  g_clear_object (&scene);
}

/* The part of the world that copy @copy puts on the widget; FALSE when none of it. */
static gboolean
copy_in_view (const YztMapFrame *frame, int copy, YztViewBox *box)
{
  double half_x = frame->width / 2.0 / frame->world_px, half_y = frame->height / 2.0 / frame->world_px;
  *box = (YztViewBox) { MAX (frame->center_x - half_x - copy, 0.0), MAX (frame->center_y - half_y, 0.0), MIN (frame->center_x + half_x - copy, 1.0),
                        MIN (frame->center_y + half_y, 1.0) };
  return box->x0 <= box->x1 && box->y0 <= box->y1;
}

guint
yzt_map_view_get_boxes_in_view (YztMapView *self, YztViewBox boxes[YZT_VIEW_BOXES_MAX])
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self) && boxes != NULL, 0);
  YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
  guint n = 0;
  for (int copy = 1; frame.width > 0 && copy >= -1; copy--) { /* from west to east in the world */
    YztViewBox box;
    if (!copy_in_view (&frame, copy, &box)) {
      continue;
    }
    /* A view wider than the world shows places twice; they are listed once. */
    guint met = 0;
    for (guint i = 0; i < n; i++) {
      if (boxes[i].x0 <= box.x1 && boxes[i].x1 >= box.x0) {
        box.x0 = MIN (box.x0, boxes[i].x0);
        box.x1 = MAX (box.x1, boxes[i].x1);
      } else {
        boxes[met++] = boxes[i];
      }
    }
    boxes[met] = box;
    n = met + 1;
  }
  return n;
}

static gboolean
is_in_boxes (const YztViewBox *boxes, guint n, YztGeneration *generation, guint index)
{
  double x, y;
  gboolean placed = yzt_generation_get_mercator (generation, index, &x, &y);
  for (guint i = 0; placed && i < n; i++) {
    if (x >= boxes[i].x0 && x <= boxes[i].x1 && y >= boxes[i].y0 && y <= boxes[i].y1) {
      return TRUE;
    }
  }
  return FALSE;
}

void
yzt_map_view_list_in_view (YztMapView *self, guint most, GArray *indices, guint *total_out)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self) && indices != NULL && total_out != NULL);
  YztGeneration *generation = yzt_scene_layer_get_generation (self->scene_layer);
  YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
  YztSceneFilter filter = yzt_scene_layer_get_filter (self->scene_layer);
  YztViewBox boxes[YZT_VIEW_BOXES_MAX];
  guint n_boxes = generation != NULL ? yzt_map_view_get_boxes_in_view (self, boxes) : 0;
  *total_out = 0;
  for (guint i = 0; i < n_boxes; i++) {
    *total_out += yzt_generation_count_box (generation, boxes[i].x0, boxes[i].y0, boxes[i].x1, boxes[i].y1, filter);
  }
  if (*total_out > most) {
    g_autofree YztHit *hits = g_new (YztHit, most);
    YztPosition middle = yzt_map_frame_to_position (&frame, frame.width / 2.0, frame.height / 2.0);
    guint n = yzt_generation_nearest (generation, middle, most, filter, hits);
    for (guint i = 0; i < n; i++) {
      if (is_in_boxes (boxes, n_boxes, generation, hits[i].index)) {
        g_array_append_val (indices, hits[i].index);
      }
    }
    return;
  }
  for (guint i = 0; *total_out > 0 && i < n_boxes; i++) {
    yzt_generation_box (generation, boxes[i].x0, boxes[i].y0, boxes[i].x1, boxes[i].y1, filter, indices);
  }
}

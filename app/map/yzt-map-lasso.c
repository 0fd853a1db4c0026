/* yzt-map-lasso.c: picking by an outline drawn with the hand
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include "yzt-map-view-private.h"
#include "yzt-watchdog.h"

#define STEP_PX 3.0 /* nearer points are not told apart */

static YztMapPoint
mercator_at (YztMapView *self, double x, double y)
{
  YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
  return (YztMapPoint) { frame.center_x + (x - frame.width / 2.0) / frame.world_px, frame.center_y + (y - frame.height / 2.0) / frame.world_px };
}

void
yzt_map_lasso_begin (YztMapView *self, double x, double y)
{
  YztMapPoint at = mercator_at (self, x, y);
  yzt_map_view_stop_flight (self);
  self->drag = (YztMapDrag) { .mode = YZT_DRAG_LASSO, .start_x = x, .start_y = y };
  g_array_set_size (self->lasso, 0);
  g_array_append_val (self->lasso, at);
}

void
yzt_map_lasso_to (YztMapView *self, double x, double y)
{
  YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
  YztMapPoint at = mercator_at (self, x, y);
  const YztMapPoint *last = &g_array_index (self->lasso, YztMapPoint, self->lasso->len - 1);
  yzt_watchdog_action ("map-lasso");
  if (hypot (at.x - last->x, at.y - last->y) * frame.world_px >= STEP_PX) {
    g_array_append_val (self->lasso, at);
    yzt_scene_layer_set_lasso (self->scene_layer, self->lasso);
  }
}

/* Even and odd: what an outline that crosses itself goes round twice is outside. */
static gboolean
goes_round (const GArray *outline, double x, double y)
{
  gboolean inside = FALSE;
  for (guint i = 0, j = outline->len - 1; i < outline->len; j = i++) {
    const YztMapPoint *a = &g_array_index (outline, YztMapPoint, i), *b = &g_array_index (outline, YztMapPoint, j);
    if ((a->y > y) != (b->y > y) && x < (b->x - a->x) * (y - a->y) / (b->y - a->y) + a->x) {
      inside = !inside;
    }
  }
  return inside;
}

static void
add_copy (YztMapView *self, int copy, double x0, double y0, double x1, double y1, GArray *features)
{
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  YztGeneration *generation = yzt_scene_layer_get_generation (self->scene_layer);
  yzt_generation_box (generation, x0, y0, x1, y1, yzt_scene_layer_get_filter (self->scene_layer), indices);
  for (guint i = 0; i < indices->len; i++) {
    guint index = g_array_index (indices, guint, i);
    double x, y;
    YztItem item;
    if (yzt_generation_get_mercator (generation, index, &x, &y) && goes_round (self->lasso, x + copy, y) && yzt_generation_get_item (generation, index, &item)) {
      YztMapFeature feature = { item.kind, item.fid };
      g_array_append_val (features, feature);
    }
  }
}

void
yzt_map_lasso_end (YztMapView *self, gboolean add)
{
  g_autoptr (GArray) features = g_array_new (FALSE, FALSE, sizeof (YztMapFeature));
  double x0 = HUGE_VAL, y0 = HUGE_VAL, x1 = -HUGE_VAL, y1 = -HUGE_VAL;
  yzt_scene_layer_set_lasso (self->scene_layer, NULL);
  if (self->lasso->len < 3 || yzt_scene_layer_get_generation (self->scene_layer) == NULL) {
    return; /* a click: the tool waits on */
  }
  yzt_watchdog_action ("map-lasso");
  for (guint i = 0; i < self->lasso->len; i++) {
    const YztMapPoint *at = &g_array_index (self->lasso, YztMapPoint, i);
    x0 = MIN (x0, at->x);
    x1 = MAX (x1, at->x);
    y0 = MIN (y0, at->y);
    y1 = MAX (y1, at->y);
  }
  for (int copy = -1; copy <= 1; copy++) {
    double left = MAX (x0 - copy, 0.0), right = MIN (x1 - copy, 1.0);
    if (left <= right) {
      add_copy (self, copy, left, y0, right, y1, features);
    }
  }
  yzt_map_view_set_tool (self, YZT_MAP_TOOL_SELECT);
  yzt_map_tools_pick (self, features, add);
}

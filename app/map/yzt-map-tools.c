/* yzt-map-tools.c: the rubber band, measuring, and panning with the middle button
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include "yzt-map-view-private.h"
#include "yzt-watchdog.h"

#define BAND_MIN_PX 4.0

/* --- rubber band --- */

static graphene_rect_t
band_rect (const YztMapDrag *drag, double x, double y)
{
  graphene_rect_t rect = GRAPHENE_RECT_INIT ((float) drag->start_x, (float) drag->start_y, (float) (x - drag->start_x),
                                             (float) (y - drag->start_y));
  graphene_rect_normalize (&rect);
  return rect;
}

void
yzt_map_tools_band_begin (YztMapView *self, double x, double y)
{
  yzt_map_view_stop_flight (self);
  self->drag = (YztMapDrag) { .mode = YZT_DRAG_BAND, .start_x = x, .start_y = y };
}

void
yzt_map_tools_band_to (YztMapView *self, double x, double y)
{
  graphene_rect_t rect = band_rect (&self->drag, x, y);
  self->drag.end_x = x;
  self->drag.end_y = y;
  yzt_scene_layer_set_band (self->scene_layer, &rect);
}

/* What is shown inside; what a cluster in it holds counts too, for it is there. */
static GArray *
features_in (YztMapView *self, const graphene_rect_t *rect)
{
  GArray *features = g_array_new (FALSE, FALSE, sizeof (YztMapFeature));
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  YztGeneration *generation = yzt_scene_layer_get_generation (self->scene_layer);
  YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
  double left = frame.center_x + ((double) rect->origin.x - frame.width / 2.0) / frame.world_px;
  double top = frame.center_y + ((double) rect->origin.y - frame.height / 2.0) / frame.world_px;
  double width = (double) rect->size.width / frame.world_px, height = (double) rect->size.height / frame.world_px;
  for (int copy = -1; generation != NULL && copy <= 1; copy++) {
    double x0 = MAX (left - copy, 0.0), x1 = MIN (left + width - copy, 1.0);
    if (x0 <= x1) {
      yzt_generation_box (generation, x0, top, x1, top + height, yzt_scene_layer_get_filter (self->scene_layer), indices);
    }
  }
  for (guint i = 0; i < indices->len; i++) {
    YztItem item;
    if (yzt_generation_get_item (generation, g_array_index (indices, guint, i), &item)) {
      YztMapFeature feature = { item.kind, item.fid };
      g_array_append_val (features, feature);
    }
  }
  return features;
}

void
yzt_map_tools_band_end (YztMapView *self, gboolean add)
{
  graphene_rect_t rect = band_rect (&self->drag, self->drag.end_x, self->drag.end_y);
  yzt_scene_layer_set_band (self->scene_layer, NULL);
  if (!self->drag.moved || (double) MAX (rect.size.width, rect.size.height) < BAND_MIN_PX) {
    return;
  }
  yzt_watchdog_action ("map-band");
  g_autoptr (GArray) features = features_in (self, &rect);
  yzt_map_tools_pick (self, features, add);
}

void
yzt_map_tools_pick (YztMapView *self, GArray *features, gboolean add)
{
  if (add) {
    g_array_append_vals (features, self->picked->data, self->picked->len);
  }
  yzt_map_view_set_picked (self, (const YztMapFeature *) (void *) features->data, features->len);
  yzt_map_view_emit_picked (self);
}

void
yzt_map_view_set_picked (YztMapView *self, const YztMapFeature *features, guint n)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self) && (n == 0 || features != NULL));
  g_autoptr (GArray) keys = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n);
  for (guint i = 0; i < n; i++) {
    gint64 key = features[i].fid * 64 + features[i].kind;
    g_array_append_val (keys, key);
  }
  yzt_scene_layer_set_picked (self->scene_layer, keys);
  g_array_set_size (self->picked, 0);
  for (guint i = 0; i < keys->len; i++) { /* sorted, each once */
    gint64 key = g_array_index (keys, gint64, i);
    YztMapFeature feature = { (guint) (key & 63), key >> 6 };
    g_array_append_val (self->picked, feature);
  }
}

/* --- measuring --- */

void
yzt_map_view_set_tool (YztMapView *self, YztMapTool tool)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  if (self->tool == tool) {
    return;
  }
  self->tool = tool;
  yzt_measure_reset (yzt_scene_layer_get_measure (self->scene_layer));
  gtk_widget_queue_draw (GTK_WIDGET (self->scene_layer));
  yzt_map_view_emit_tool_changed (self);
}

YztMapTool
yzt_map_view_get_tool (YztMapView *self)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self), YZT_MAP_TOOL_SELECT);
  return self->tool;
}

void
yzt_map_tools_measure_click (YztMapView *self, double x, double y)
{
  YztMeasure *measure = yzt_scene_layer_get_measure (self->scene_layer);
  YztPosition at = yzt_map_view_widget_to_position (self, x, y);
  if (measure->finished) {
    yzt_measure_reset (measure);
  }
  g_array_append_val (measure->points, at);
  measure->has_end = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self->scene_layer));
}

void
yzt_map_tools_measure_motion (YztMapView *self, double x, double y)
{
  YztMeasure *measure = yzt_scene_layer_get_measure (self->scene_layer);
  if (measure->points->len > 0 && !measure->finished) {
    measure->has_end = TRUE;
    measure->end = yzt_map_view_widget_to_position (self, x, y);
    gtk_widget_queue_draw (GTK_WIDGET (self->scene_layer));
  }
}

void
yzt_map_tools_measure_finish (YztMapView *self)
{
  yzt_scene_layer_get_measure (self->scene_layer)->finished = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self->scene_layer));
}

/* The last point, then all, then the tool. */
gboolean
yzt_map_tools_back_out (YztMapView *self)
{
  YztMeasure *measure = yzt_scene_layer_get_measure (self->scene_layer);
  if (self->tool == YZT_MAP_TOOL_MEASURE) {
    if (yzt_measure_is_empty (measure)) {
      yzt_map_view_set_tool (self, YZT_MAP_TOOL_SELECT);
    } else {
      yzt_measure_reset (measure);
      gtk_widget_queue_draw (GTK_WIDGET (self->scene_layer));
    }
    return TRUE;
  }
  if (self->tool == YZT_MAP_TOOL_LASSO || self->tool == YZT_MAP_TOOL_PLACE) {
    yzt_map_view_set_tool (self, YZT_MAP_TOOL_SELECT);
    return TRUE;
  }
  if (self->picked->len > 0) {
    yzt_map_view_set_picked (self, NULL, 0);
    yzt_map_view_emit_picked (self);
    return TRUE;
  }
  return FALSE;
}

gboolean
yzt_map_tools_measure_remove_last (YztMapView *self)
{
  YztMeasure *measure = yzt_scene_layer_get_measure (self->scene_layer);
  if (self->tool != YZT_MAP_TOOL_MEASURE || yzt_measure_is_empty (measure)) {
    return FALSE;
  }
  g_array_set_size (measure->points, measure->points->len - 1);
  measure->finished = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self->scene_layer));
  return TRUE;
}

/* --- the middle button --- */

void
yzt_map_tools_pan_begin (YztMapView *self)
{
  YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
  yzt_map_view_stop_flight (self);
  self->pan_from = (YztMapPoint) { frame.center_x, frame.center_y };
}

void
yzt_map_tools_pan_to (YztMapView *self, double dx, double dy)
{
  YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
  yzt_watchdog_action ("map-pan");
  YztPosition center = yzt_map_frame_center_for (self->pan_from, dx, dy, frame.zoom);
  shumate_location_set_location (SHUMATE_LOCATION (self->viewport), center.lat, center.lon);
}

static void
on_pan_begin (GtkGestureDrag *gesture, double x, double y, gpointer user_data)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  yzt_map_tools_pan_begin (YZT_MAP_VIEW (user_data));
}

static void
on_pan_update (GtkGestureDrag *gesture, double dx, double dy, gpointer user_data)
{
  yzt_map_tools_pan_to (YZT_MAP_VIEW (user_data), dx, dy);
}

void
yzt_map_tools_init (YztMapView *self)
{
  self->picked = g_array_new (FALSE, FALSE, sizeof (YztMapFeature));
  self->lasso = g_array_new (FALSE, FALSE, sizeof (YztMapPoint));
  GtkGesture *pan = gtk_gesture_drag_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (pan), GDK_BUTTON_MIDDLE);
  g_signal_connect (pan, "drag-begin", G_CALLBACK (on_pan_begin), self);
  g_signal_connect (pan, "drag-update", G_CALLBACK (on_pan_update), self);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (pan), GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->map), GTK_EVENT_CONTROLLER (pan));
}

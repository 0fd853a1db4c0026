/* yzt-map-gestures.c: pointer and touch on the map: select, hover, drag the ring or a feature, menu
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every controller sits on the ShumateMap in the capture phase: a ShumateLayer never contains a point, so
 * gestures on one never fire, and the map's own gestures must only see what these leave to them. */
#include "yzt-map-sketch.h"
#include "yzt-map-view-private.h"
#include "yzt-watchdog.h"
#include <math.h>

#define CLICK_TOLERANCE_PX 5.0
#define CLUSTER_MAX_STEP 4.0

/* --- clicks --- */

/* Opens a cluster by zooming to what it holds. */
void
yzt_map_gestures_open_cluster (YztMapView *self, const YztPick *cluster)
{
  YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (guint));
  YztGeneration *generation = yzt_scene_layer_get_generation (self->scene_layer);
  yzt_scene_layer_get_members (self->scene_layer, cluster, members);
  double x0 = cluster->x, x1 = cluster->x, y0 = cluster->y, y1 = cluster->y;
  for (guint i = 0; i < members->len; i++) {
    double x, y;
    if (yzt_generation_get_mercator (generation, g_array_index (members, guint, i), &x, &y)) {
      x0 = MIN (x0, x);
      x1 = MAX (x1, x);
      y0 = MIN (y0, y);
      y1 = MAX (y1, y);
    }
  }
  double zoom = yzt_map_frame_zoom_to_fit (&frame, x1 - x0, y1 - y0, 80);
  zoom = CLAMP (zoom, MIN (frame.zoom + 1, YZT_MAP_MAX_ZOOM), MIN (frame.zoom + CLUSTER_MAX_STEP, YZT_MAP_MAX_ZOOM));
  yzt_map_view_fly (self, yzt_mercator_to_position ((x0 + x1) / 2, (y0 + y1) / 2), zoom, TRUE);
}

void
yzt_map_gestures_click (YztMapView *self, double x, double y)
{
  if (self->tool == YZT_MAP_TOOL_MEASURE) {
    yzt_map_tools_measure_click (self, x, y);
    return;
  }
  if (self->tool == YZT_MAP_TOOL_PLACE) {
    yzt_map_view_emit_placed (self, yzt_map_view_widget_to_position (self, x, y));
    return;
  }
  if (self->tool == YZT_MAP_TOOL_SKETCH || self->tool == YZT_MAP_TOOL_LASSO) {
    return;
  }
  YztPick pick = yzt_scene_layer_pick (self->scene_layer, x, y, 0);
  if (pick.type == YZT_PICK_CLUSTER) {
    yzt_map_gestures_open_cluster (self, &pick);
    return;
  }
  if (pick.type != YZT_PICK_ITEM) {
    if (!yzt_map_view_emit_ground_clicked (self, x, y)) {
      yzt_map_view_select (self, -1, 0);
    }
    return;
  }
  /* Features that lie on top of each other are reached by clicking again. */
  int kind;
  gint64 fid;
  yzt_scene_layer_get_selected (self->scene_layer, &kind, &fid);
  for (guint nth = 0; pick.depth > 1 && nth < pick.depth; nth++) {
    YztPick at = yzt_scene_layer_pick (self->scene_layer, x, y, nth);
    if (at.kind == kind && at.fid == fid) {
      pick = yzt_scene_layer_pick (self->scene_layer, x, y, nth + 1);
      break;
    }
  }
  yzt_map_view_select (self, pick.kind, pick.fid);
}

static void
zoom_in_at (YztMapView *self, double x, double y)
{
  YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
  double zoom = MIN (frame.zoom + 1, YZT_MAP_MAX_ZOOM);
  double dx = x - frame.width / 2.0;
  double dy = y - frame.height / 2.0;
  YztMapPoint anchor = { frame.center_x + dx / frame.world_px, frame.center_y + dy / frame.world_px };
  yzt_map_view_fly (self, yzt_map_frame_center_for (anchor, dx, dy, zoom), zoom, TRUE);
}

static void
on_click_pressed (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  YztMapView *self = YZT_MAP_VIEW (user_data);
  yzt_watchdog_action ("map-press");
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (n_press >= 2) {
    /* libshumate 1.0.3 zooms on a double click whatever its property says, unless the click is claimed. */
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  }
}

static void
on_click_released (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  YztMapView *self = YZT_MAP_VIEW (user_data);
  if (hypot (x - self->drag.start_x, y - self->drag.start_y) > CLICK_TOLERANCE_PX) {
    return;
  }
  yzt_watchdog_action ("map-click");
  if (n_press == 1) {
    yzt_map_gestures_click (self, x, y);
  } else if (self->tool == YZT_MAP_TOOL_SKETCH) {
    return;
  } else if (self->tool == YZT_MAP_TOOL_MEASURE) {
    yzt_map_tools_measure_finish (self);
  } else if (n_press == 2 && yzt_scene_layer_pick (self->scene_layer, x, y, 0).type != YZT_PICK_CLUSTER) {
    zoom_in_at (self, x, y);
  }
}

static void
request_menu (YztMapView *self, double x, double y)
{
  YztPick pick = yzt_scene_layer_pick (self->scene_layer, x, y, 0);
  gboolean on_item = pick.type == YZT_PICK_ITEM;
  yzt_map_view_emit_menu (self, x, y, on_item ? pick.kind : -1, on_item ? pick.fid : 0);
}

static void
on_secondary_pressed (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  yzt_watchdog_action ("map-menu");
  request_menu (YZT_MAP_VIEW (user_data), x, y);
}

static void
on_long_pressed (GtkGestureLongPress *gesture, double x, double y, gpointer user_data)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  request_menu (YZT_MAP_VIEW (user_data), x, y);
}

/* --- drags --- */

/* A line or an area has no one place that could be dragged somewhere else. */
static gboolean
has_outline (YztMapView *self, int kind, gint64 fid)
{
  YztGeneration *generation = yzt_scene_layer_get_generation (self->scene_layer);
  guint index;
  YztItem item;
  return generation != NULL && kind >= 0 && yzt_generation_find (generation, (guint) kind, fid, &index)
         && yzt_generation_get_item (generation, index, &item) && item.shape != NULL;
}

static gboolean
begin_feature_drag (YztMapView *self, const YztPick *pick, double x, double y)
{
  int kind;
  gint64 fid;
  yzt_scene_layer_get_selected (self->scene_layer, &kind, &fid);
  if (!self->edit_mode || pick->type != YZT_PICK_ITEM || pick->kind != kind || pick->fid != fid || has_outline (self, kind, fid)) {
    return FALSE;
  }
  self->drag.mode = YZT_DRAG_FEATURE;
  self->drag.kind = kind;
  self->drag.fid = fid;
  self->drag.grip_x = pick->x - x;
  self->drag.grip_y = pick->y - y;
  return TRUE;
}

/* The feature that is selected is taken first even when another lies above it. */
static YztPick
pick_for_drag (YztMapView *self, double x, double y)
{
  int kind;
  gint64 fid;
  yzt_scene_layer_get_selected (self->scene_layer, &kind, &fid);
  YztPick top = yzt_scene_layer_pick (self->scene_layer, x, y, 0);
  for (guint nth = 1; top.type == YZT_PICK_ITEM && nth < top.depth; nth++) {
    YztPick at = yzt_scene_layer_pick (self->scene_layer, x, y, nth);
    if (at.kind == kind && at.fid == fid) {
      return at;
    }
  }
  return top;
}

gboolean
yzt_map_gestures_drag_begin (YztMapView *self, double x, double y)
{
  yzt_scene_layer_set_hover_cluster (self->scene_layer, NULL);
  /* A user who takes hold of the map does not fight with a flight that still runs. */
  yzt_map_view_stop_flight (self);
  self->drag = (YztMapDrag) { .mode = YZT_DRAG_NONE, .start_x = x, .start_y = y };
  if (self->tool != YZT_MAP_TOOL_SELECT) {
    return FALSE;
  }
  YztPick pick = pick_for_drag (self, x, y);
  if (begin_feature_drag (self, &pick, x, y)) {
    return TRUE;
  }
  if (pick.type == YZT_PICK_RING && self->ring != NULL) {
    self->drag.mode = YZT_DRAG_RING;
    self->drag.radius_before_m = yzt_ring_get_radius (self->ring);
    yzt_scene_layer_set_ring_lit (self->scene_layer, TRUE);
    return TRUE;
  }
  return FALSE;
}

static void
drag_ring_to (YztMapView *self, double x, double y)
{
  yzt_watchdog_action ("ring-drag");
  YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
  double bearing_deg = 0;
  double radius_m =
      yzt_geo_distance_m (yzt_ring_get_center (self->ring), yzt_map_frame_to_position (&frame, x, y), &bearing_deg);
  yzt_scene_layer_set_ring_bearing (self->scene_layer, bearing_deg);
  yzt_ring_set_radius (self->ring, radius_m);
}

void
yzt_map_gestures_drag_to (YztMapView *self, double x, double y)
{
  if (!self->drag.moved && hypot (x - self->drag.start_x, y - self->drag.start_y) < CLICK_TOLERANCE_PX) {
    return;
  }
  self->drag.moved = TRUE;
  switch (self->drag.mode) {
  case YZT_DRAG_RING:
    if (self->ring != NULL && yzt_ring_is_active (self->ring)) {
      drag_ring_to (self, x, y);
    }
    break;
  case YZT_DRAG_FEATURE: {
    yzt_watchdog_action ("feature-drag");
    YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
    YztPosition position;
    if (!self->drag.snap || !yzt_map_view_snap (self, x + self->drag.grip_x, y + self->drag.grip_y, &position)) {
      position = yzt_map_frame_to_position (&frame, x + self->drag.grip_x, y + self->drag.grip_y);
    }
    self->drag.at = position;
    yzt_scene_layer_set_moved (self->scene_layer, self->drag.kind, self->drag.fid, position);
    yzt_map_view_emit_dragging (self, self->drag.kind, self->drag.fid, position);
    self->pointer_x = x;
    self->pointer_y = y;
    break;
  }
  case YZT_DRAG_BAND:
    yzt_map_tools_band_to (self, x, y);
    break;
  case YZT_DRAG_LASSO:
    yzt_map_lasso_to (self, x, y);
    break;
  case YZT_DRAG_NONE:
  default:
    break;
  }
}

void
yzt_map_gestures_drag_end (YztMapView *self)
{
  YztMapDrag drag = self->drag;
  self->drag.mode = YZT_DRAG_NONE;
  yzt_scene_layer_set_ring_lit (self->scene_layer, FALSE);
  if (drag.mode == YZT_DRAG_NONE) {
    return;
  }
  if (drag.mode == YZT_DRAG_BAND) {
    yzt_map_tools_band_end (self, drag.add);
    return;
  }
  if (drag.mode == YZT_DRAG_LASSO) {
    yzt_map_lasso_end (self, drag.add);
    return;
  }
  if (!drag.moved) {
    yzt_map_gestures_click (self, drag.start_x, drag.start_y);
  } else if (drag.mode == YZT_DRAG_FEATURE) {
    self->dropped = TRUE;
    yzt_map_view_emit_dropped (self, drag.kind, drag.fid, drag.at);
  }
}

gboolean
yzt_map_gestures_cancel (YztMapView *self)
{
  YztMapDrag drag = self->drag;
  self->drag.mode = YZT_DRAG_NONE;
  yzt_scene_layer_set_ring_lit (self->scene_layer, FALSE);
  if (drag.mode == YZT_DRAG_RING && self->ring != NULL && yzt_ring_is_active (self->ring)) {
    yzt_ring_set_radius (self->ring, drag.radius_before_m);
  }
  if (drag.mode == YZT_DRAG_FEATURE) {
    yzt_scene_layer_set_moved (self->scene_layer, -1, 0, (YztPosition) { 0, 0 });
    yzt_map_view_emit_dragging (self, drag.kind, drag.fid, (YztPosition) { NAN, NAN });
  }
  if (drag.mode == YZT_DRAG_BAND) {
    yzt_scene_layer_set_band (self->scene_layer, NULL);
  }
  if (drag.mode == YZT_DRAG_LASSO) {
    yzt_scene_layer_set_lasso (self->scene_layer, NULL);
  }
  return drag.mode != YZT_DRAG_NONE;
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, gpointer user_data)
{
  YztMapView *self = YZT_MAP_VIEW (user_data);
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  gboolean ours = (state & GDK_SHIFT_MASK) != 0;
  if (self->tool == YZT_MAP_TOOL_LASSO) {
    ours = TRUE;
    yzt_map_lasso_begin (self, x, y);
    self->drag.add = (state & GDK_CONTROL_MASK) != 0;
  } else if (ours) {
    yzt_map_tools_band_begin (self, x, y);
    self->drag.add = (state & GDK_CONTROL_MASK) != 0;
  } else {
    ours = yzt_map_gestures_drag_begin (self, x, y);
  }
  gtk_gesture_set_state (GTK_GESTURE (gesture), ours ? GTK_EVENT_SEQUENCE_CLAIMED : GTK_EVENT_SEQUENCE_DENIED);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, gpointer user_data)
{
  YztMapView *self = YZT_MAP_VIEW (user_data);
  self->drag.snap = (gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture)) & GDK_CONTROL_MASK) != 0;
  if (self->drag.mode != YZT_DRAG_NONE) {
    yzt_map_gestures_drag_to (self, self->drag.start_x + dx, self->drag.start_y + dy);
  }
}

static void
on_drag_end (GtkGestureDrag *gesture, double dx, double dy, gpointer user_data)
{
  yzt_map_gestures_drag_end (YZT_MAP_VIEW (user_data));
}

static void
on_drag_cancelled (GtkGesture *gesture, GdkEventSequence *sequence, gpointer user_data)
{
  yzt_map_gestures_cancel (YZT_MAP_VIEW (user_data));
}

/* --- motion --- */

static const char *
rim_cursor (YztMapView *self, double x, double y)
{
  static const char *const names[] = { "ew-resize", "nwse-resize", "ns-resize", "nesw-resize" };
  YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
  YztMapPoint center = yzt_map_frame_to_widget (&frame, yzt_ring_get_center (self->ring));
  double turn = atan2 (y - center.y, x - center.x) / (G_PI / 4); /* eighths, clockwise, y down */
  return names[(((int) lround (turn)) % 4 + 4) % 4];
}

static void
show_cursor (YztMapView *self, const char *name)
{
  if (self->cursor != name) {
    self->cursor = name;
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self->map), name);
  }
}

static void
hover_at (YztMapView *self, double x, double y)
{
  if (self->tool == YZT_MAP_TOOL_MEASURE) {
    yzt_map_tools_measure_motion (self, x, y);
    show_cursor (self, "crosshair");
    return;
  }
  if (self->tool == YZT_MAP_TOOL_SKETCH || self->tool == YZT_MAP_TOOL_LASSO || self->tool == YZT_MAP_TOOL_PLACE) {
    show_cursor (self, "crosshair");
    return;
  }
  YztPick pick = yzt_scene_layer_pick (self->scene_layer, x, y, 0);
  int kind = pick.type == YZT_PICK_ITEM ? pick.kind : -1;
  if (yzt_scene_layer_set_hover (self->scene_layer, kind, pick.type == YZT_PICK_ITEM ? pick.fid : 0)) {
    yzt_map_view_emit_hovered (self, kind, kind >= 0 ? pick.fid : 0);
  }
  yzt_scene_layer_set_hover_cluster (self->scene_layer, pick.type == YZT_PICK_CLUSTER ? &pick : NULL);
  switch (pick.type) {
  case YZT_PICK_ITEM: {
    int selected_kind;
    gint64 selected_fid;
    yzt_scene_layer_get_selected (self->scene_layer, &selected_kind, &selected_fid);
    gboolean movable = self->edit_mode && selected_kind == pick.kind && selected_fid == pick.fid && !has_outline (self, pick.kind, pick.fid);
    show_cursor (self, movable ? "move" : "pointer");
    break;
  }
  case YZT_PICK_CLUSTER:
    show_cursor (self, "zoom-in");
    break;
  case YZT_PICK_RING:
    show_cursor (self, self->ring != NULL ? rim_cursor (self, x, y) : "default");
    break;
  case YZT_PICK_NOTHING:
  default:
    show_cursor (self, "default");
    break;
  }
}

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, gpointer user_data)
{
  YztMapView *self = YZT_MAP_VIEW (user_data);
  self->has_pointer = TRUE;
  self->pointer_x = x;
  self->pointer_y = y;
  yzt_map_view_emit_pointer (self);
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  if ((state & (GDK_BUTTON1_MASK | GDK_BUTTON2_MASK)) == 0) {
    hover_at (self, x, y);
  } else if (self->drag.mode == YZT_DRAG_NONE) {
    self->cursor = NULL; /* the map shows its own while it is dragged */
  }
}

static void
on_leave (GtkEventControllerMotion *controller, gpointer user_data)
{
  YztMapView *self = YZT_MAP_VIEW (user_data);
  self->has_pointer = FALSE;
  yzt_map_view_emit_pointer (self);
  yzt_scene_layer_set_hover_cluster (self->scene_layer, NULL);
  if (yzt_scene_layer_set_hover (self->scene_layer, -1, 0)) {
    yzt_map_view_emit_hovered (self, -1, 0);
  }
}

static void
attach (YztMapView *self, GtkEventController *controller)
{
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->map), controller);
}

void
yzt_map_gestures_attach (YztMapView *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), GDK_BUTTON_PRIMARY);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (on_drag_cancelled), self);
  attach (self, GTK_EVENT_CONTROLLER (drag));

  GtkGesture *click = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  g_signal_connect (click, "pressed", G_CALLBACK (on_click_pressed), self);
  g_signal_connect (click, "released", G_CALLBACK (on_click_released), self);
  attach (self, GTK_EVENT_CONTROLLER (click));

  GtkGesture *secondary = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect (secondary, "pressed", G_CALLBACK (on_secondary_pressed), self);
  attach (self, GTK_EVENT_CONTROLLER (secondary));

  GtkGesture *hold = gtk_gesture_long_press_new ();
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (hold), TRUE);
  g_signal_connect (hold, "pressed", G_CALLBACK (on_long_pressed), self);
  attach (self, GTK_EVENT_CONTROLLER (hold));

  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  attach (self, motion);
}

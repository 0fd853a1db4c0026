/* yzt-map-sketch.c: drawing and reshaping a line or an area on the map, by mouse and by keys
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-map-sketch-private.h"
#include <adwaita.h>
#include <math.h>
#include "yzt-watchdog.h"

#define CLICK_PX 5.0
#define SNAP_PX 12.0
#define STEP_PX 1.0
#define WIDE_STEP_PX 10.0

static YztMapSketch *
sketch_of (YztMapView *view)
{
  return g_object_get_data (G_OBJECT (view), "yzt-map-sketch");
}

/* --- what is near --- */

static void
snap_to (const YztMapFrame *frame, double mercator_x, double mercator_y, double x, double y, double *best, YztPosition *at, gboolean *found)
{
  double px = yzt_map_frame_px (frame, yzt_map_frame_near_x (frame, mercator_x)), py = yzt_map_frame_py (frame, mercator_y);
  double far = hypot (px - x, py - y);
  if (far <= *best) {
    *best = far;
    *at = yzt_mercator_to_position (mercator_x - floor (mercator_x), mercator_y);
    *found = TRUE;
  }
}

gboolean
yzt_map_view_snap (YztMapView *self, double x, double y, YztPosition *at_out)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self) && at_out != NULL, FALSE);
  YztGeneration *generation = yzt_scene_layer_get_generation (self->scene_layer);
  YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
  double cx = frame.center_x + (x - frame.width / 2.0) / frame.world_px, cy = frame.center_y + (y - frame.height / 2.0) / frame.world_px;
  double reach = SNAP_PX / frame.world_px, best = SNAP_PX;
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  gboolean found = FALSE;
  if (generation == NULL) {
    return FALSE;
  }
  YztSceneFilter filter = yzt_scene_layer_get_filter (self->scene_layer);
  cx -= floor (cx);
  yzt_generation_box (generation, cx - reach, cy - reach, cx + reach, cy + reach, filter, indices);
  yzt_generation_shapes (generation, cx - reach, cy - reach, cx + reach, cy + reach, filter, 64, indices);
  for (guint i = 0; i < indices->len; i++) {
    YztItem item;
    YztShapeView view;
    double mx, my;
    if (!yzt_generation_get_item (generation, g_array_index (indices, guint, i), &item)
        || (self->drag.mode == YZT_DRAG_FEATURE && (int) item.kind == self->drag.kind && item.fid == self->drag.fid)) {
      continue;
    }
    if (item.shape == NULL) {
      yzt_mercator_from_position ((YztPosition) { item.lon, item.lat }, &mx, &my);
      snap_to (&frame, mx, my, x, y, &best, at_out, &found);
      continue;
    }
    yzt_shape_get_view (item.shape, YZT_MAP_MAX_ZOOM, &view); /* corners as they are, not as this zoom shows them */
    for (guint k = 0; k < view.n_points; k++) {
      snap_to (&frame, view.origin_x + view.unit * view.points[k].x, view.origin_y + view.unit * view.points[k].y, x, y, &best, at_out, &found);
    }
  }
  return found;
}

static YztPosition
position_at (YztMapSketch *self, double x, double y)
{
  YztPosition at;
  return self->snap && yzt_map_view_snap (self->view, x, y, &at) ? at : yzt_map_view_widget_to_position (self->view, x, y);
}

/* --- telling --- */

static void
changed (YztMapSketch *self)
{
  guint n = 0;
  if (self->has_chosen) {
    gboolean there = self->part < yzt_sketch_get_n_parts (self->sketch) && yzt_sketch_get_part (self->sketch, self->part, &n, NULL) != NULL && self->point < n;
    self->has_chosen = there;
  }
  gtk_widget_queue_draw (self->area);
  self->func (self->view, self->user_data);
}

static void
choose (YztMapSketch *self, guint part, guint point)
{
  self->has_chosen = TRUE;
  self->part = part;
  self->point = point;
}

static void
choose_last (YztMapSketch *self)
{
  guint n_parts = yzt_sketch_get_n_parts (self->sketch), n = 0;
  if (n_parts > 0) {
    yzt_sketch_get_part (self->sketch, n_parts - 1, &n, NULL);
    choose (self, n_parts - 1, n - 1);
  }
}

static void
add_point (YztMapSketch *self, YztPosition at)
{
  if (yzt_sketch_add (self->sketch, at)) {
    choose_last (self);
  } else {
    self->adding = FALSE; /* the same place twice ends the outline */
  }
  self->has_end = FALSE;
  changed (self);
}

/* --- mouse --- */

static void
on_click (YztMapSketch *self, double x, double y)
{
  guint part = 0, point = 0;
  yzt_watchdog_action ("sketch-click");
  YztSketchHit hit = yzt_map_sketch_hit (self, x, y, &part, &point);
  guint last = yzt_sketch_get_n_parts (self->sketch) - 1, n = 0;
  if (self->adding && hit == YZT_SKETCH_HIT_POINT && part == last) {
    yzt_sketch_get_part (self->sketch, last, &n, NULL);
    if (point == 0 || point == n - 1) { /* back at its beginning, or a double click */
      self->adding = FALSE;
      self->has_end = FALSE;
      changed (self);
      return;
    }
  }
  if (hit == YZT_SKETCH_HIT_POINT) {
    choose (self, part, point);
    changed (self);
  } else if (self->adding) {
    add_point (self, position_at (self, x, y));
  }
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, YztMapSketch *self)
{
  guint part = 0, point = 0;
  YztSketchHit hit = yzt_map_sketch_hit (self, x, y, &part, &point);
  self->press_x = x;
  self->press_y = y;
  self->dragging = FALSE;
  if (hit == YZT_SKETCH_HIT_POINT || (hit == YZT_SKETCH_HIT_EDGE && !self->adding)) {
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
    self->dragging = TRUE;
    self->stepped = FALSE;
    if (hit == YZT_SKETCH_HIT_EDGE) {
      self->stepped = yzt_sketch_insert (self->sketch, part, point, yzt_map_view_widget_to_position (self->view, x, y));
      point++;
    }
    choose (self, part, point);
  }
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, YztMapSketch *self)
{
  if (!self->dragging || (!self->stepped && hypot (dx, dy) < CLICK_PX)) {
    return;
  }
  YztPosition to = position_at (self, self->press_x + dx, self->press_y + dy);
  yzt_watchdog_action ("sketch-drag");
  if (self->stepped) {
    yzt_sketch_move_on (self->sketch, self->part, self->point, to);
  } else {
    self->stepped = yzt_sketch_move (self->sketch, self->part, self->point, to);
  }
  changed (self);
}

static void
on_drag_end (GtkGestureDrag *gesture, double dx, double dy, YztMapSketch *self)
{
  gboolean click = hypot (dx, dy) < CLICK_PX && !self->stepped;
  self->dragging = self->stepped = FALSE;
  if (click) {
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
    on_click (self, self->press_x, self->press_y);
  }
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, YztMapSketch *self)
{
  if (self->adding && !self->dragging) {
    self->end = position_at (self, x, y);
    self->has_end = TRUE;
    gtk_widget_queue_draw (self->area);
  }
}

static void
on_leave (GtkEventControllerMotion *motion, YztMapSketch *self)
{
  self->has_end = FALSE;
  gtk_widget_queue_draw (self->area);
}

/* --- keys --- */

static void
walk (YztMapSketch *self, int by)
{
  guint total = yzt_sketch_get_n_points (self->sketch), at = 0;
  if (total == 0) {
    return;
  }
  for (guint part = 0; self->has_chosen && part < self->part; part++) {
    guint n = 0;
    yzt_sketch_get_part (self->sketch, part, &n, NULL);
    at += n;
  }
  guint index = self->has_chosen ? (at + self->point + total + (guint) by) % total : by > 0 ? 0 : total - 1;
  for (guint part = 0; part < yzt_sketch_get_n_parts (self->sketch); part++) {
    guint n = 0;
    const YztPosition *points = yzt_sketch_get_part (self->sketch, part, &n, NULL);
    if (index < n) {
      double x, y;
      choose (self, part, index);
      if (!yzt_map_view_position_to_widget (self->view, points[index], &x, &y)) {
        yzt_map_view_go_to (self->view, points[index], 0, TRUE);
      }
      break;
    }
    index -= n;
  }
  changed (self);
}

static void
nudge (YztMapSketch *self, double right, double down, gboolean wide)
{
  guint n = 0;
  double x, y;
  if (!self->has_chosen) {
    return;
  }
  const YztPosition *points = yzt_sketch_get_part (self->sketch, self->part, &n, NULL);
  yzt_map_view_position_to_widget (self->view, points[self->point], &x, &y);
  double step = wide ? WIDE_STEP_PX : STEP_PX;
  yzt_sketch_move (self->sketch, self->part, self->point, yzt_map_view_widget_to_position (self->view, x + right * step, y + down * step));
  changed (self);
}

static gboolean
begin_part (YztMapSketch *self, gboolean hole)
{
  if (yzt_sketch_begin_part (self->sketch, hole)) {
    self->adding = TRUE;
    self->has_chosen = FALSE;
    changed (self);
  }
  return TRUE;
}

static gboolean
on_plain_key (YztMapSketch *self, guint keyval)
{
  YztMapFrame frame = yzt_scene_layer_get_frame (self->view->scene_layer);
  switch (keyval) {
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
    if (self->adding) {
      add_point (self, position_at (self, frame.width / 2.0, frame.height / 2.0));
    }
    return TRUE;
  case GDK_KEY_n:
    walk (self, 1);
    return TRUE;
  case GDK_KEY_b:
    walk (self, -1);
    return TRUE;
  case GDK_KEY_h:
    return begin_part (self, TRUE);
  case GDK_KEY_p:
    return begin_part (self, FALSE);
  case GDK_KEY_s:
    yzt_map_sketch_set_snap (self->view, !self->snap);
    return TRUE;
  case GDK_KEY_a:
    yzt_map_sketch_set_adding (self->view, !self->adding);
    return TRUE;
  case GDK_KEY_Delete:
  case GDK_KEY_KP_Delete:
    if (self->has_chosen && yzt_sketch_remove (self->sketch, self->part, self->point)) {
      self->point = self->point > 0 ? self->point - 1 : 0;
      changed (self);
    }
    return TRUE;
  case GDK_KEY_BackSpace:
    yzt_map_sketch_step_back (self->view);
    return TRUE;
  case GDK_KEY_m:
    return TRUE; /* measuring would end it */
  case GDK_KEY_Escape:
    return yzt_map_sketch_step_back (self->view);
  default:
    return FALSE;
  }
}

static gboolean
on_key (GtkEventControllerKey *keys, guint keyval, guint code, GdkModifierType state, YztMapSketch *self)
{
  gboolean shift = (state & GDK_SHIFT_MASK) != 0, control = (state & GDK_CONTROL_MASK) != 0;
  yzt_watchdog_action ("sketch-key");
  if (shift) {
    switch (keyval) {
    case GDK_KEY_Left: nudge (self, -1, 0, control); return TRUE;
    case GDK_KEY_Right: nudge (self, 1, 0, control); return TRUE;
    case GDK_KEY_Up: nudge (self, 0, -1, control); return TRUE;
    case GDK_KEY_Down: nudge (self, 0, 1, control); return TRUE;
    default: return FALSE;
    }
  }
  return (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) == 0 && on_plain_key (self, keyval);
}

/* --- the tool --- */

static void
draw (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  YztMapSketch *self = user_data;
  YztMapFrame frame = yzt_scene_layer_get_frame (self->view->scene_layer);
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  yzt_map_sketch_paint (self, cr, &frame, dark ? &YZT_DRAW_THEME_DARK : &YZT_DRAW_THEME_LIGHT);
}

static void
sketch_free (gpointer data)
{
  YztMapSketch *self = data;
  yzt_sketch_free (self->sketch);
  g_free (self);
}

static void
add_controllers (YztMapSketch *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *motion = gtk_event_controller_motion_new (), *keys = gtk_event_controller_key_new ();
  GtkEventController *all[] = { GTK_EVENT_CONTROLLER (drag), motion, keys };
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), GDK_BUTTON_PRIMARY);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    gtk_event_controller_set_propagation_phase (all[i], GTK_PHASE_CAPTURE);
    gtk_event_controller_set_name (all[i], "yzt-sketch");
    gtk_widget_add_controller (GTK_WIDGET (self->view), all[i]);
  }
}

static void
remove_controllers (YztMapView *view)
{
  g_autoptr (GListModel) all = gtk_widget_observe_controllers (GTK_WIDGET (view));
  for (guint i = g_list_model_get_n_items (all); i > 0; i--) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (all, i - 1);
    if (g_strcmp0 (gtk_event_controller_get_name (controller), "yzt-sketch") == 0) {
      gtk_widget_remove_controller (GTK_WIDGET (view), controller);
    }
  }
}

/* Another tool was taken up meanwhile. */
static void
on_tool_changed (YztMapView *view)
{
  if (view->tool != YZT_MAP_TOOL_SKETCH) {
    yzt_map_sketch_end (view);
  }
}

void
yzt_map_sketch_begin (YztMapView *self, YztSketch *sketch, gboolean adding, YztMapSketchFunc func, gpointer user_data)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self) && sketch != NULL && func != NULL);
  yzt_map_sketch_end (self);
  YztMapSketch *tool = g_new0 (YztMapSketch, 1);
  tool->view = self;
  tool->sketch = sketch;
  tool->adding = adding;
  tool->func = func;
  tool->user_data = user_data;
  tool->area = gtk_drawing_area_new ();
  gtk_widget_set_can_target (tool->area, FALSE);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (tool->area), draw, tool, NULL);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), tool->area);
  g_signal_connect_object (self, "moved", G_CALLBACK (gtk_widget_queue_draw), tool->area, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scene_layer, "notify", G_CALLBACK (gtk_widget_queue_draw), tool->area, G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (self), "yzt-map-sketch", tool, sketch_free);
  yzt_map_view_set_tool (self, YZT_MAP_TOOL_SKETCH);
  g_signal_connect (self, "tool-changed", G_CALLBACK (on_tool_changed), NULL);
  add_controllers (tool);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  changed (tool);
}

void
yzt_map_sketch_end (YztMapView *self)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  YztMapSketch *tool = sketch_of (self);
  if (tool == NULL) {
    return;
  }
  YztMapSketchFunc func = tool->func;
  gpointer user_data = tool->user_data;
  g_signal_handlers_disconnect_by_func (self, on_tool_changed, NULL);
  remove_controllers (self);
  gtk_overlay_remove_overlay (GTK_OVERLAY (self->overlay), tool->area);
  g_object_set_data (G_OBJECT (self), "yzt-map-sketch", NULL);
  if (self->tool == YZT_MAP_TOOL_SKETCH) {
    yzt_map_view_set_tool (self, YZT_MAP_TOOL_SELECT);
  }
  func (self, user_data);
}

YztSketch *
yzt_map_sketch_get (YztMapView *self)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self), NULL);
  YztMapSketch *tool = sketch_of (self);
  return tool != NULL ? tool->sketch : NULL;
}

void
yzt_map_sketch_changed (YztMapView *self)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  if (sketch_of (self) != NULL) {
    changed (sketch_of (self));
  }
}

gboolean
yzt_map_sketch_put (YztMapView *self, YztPosition at)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self), FALSE);
  YztMapSketch *tool = sketch_of (self);
  double x, y;
  if (tool == NULL || !yzt_sketch_add (tool->sketch, at)) {
    return FALSE;
  }
  choose_last (tool);
  if (!yzt_map_view_position_to_widget (self, at, &x, &y)) {
    yzt_map_view_go_to (self, at, 0, TRUE);
  }
  changed (tool);
  return TRUE;
}

gboolean
yzt_map_sketch_step_back (YztMapView *self)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self), FALSE);
  YztMapSketch *tool = sketch_of (self);
  if (tool == NULL || !yzt_sketch_step_back (tool->sketch)) {
    return FALSE;
  }
  changed (tool);
  return TRUE;
}

void
yzt_map_sketch_set_snap (YztMapView *self, gboolean snap)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  YztMapSketch *tool = sketch_of (self);
  if (tool != NULL && tool->snap != snap) {
    tool->snap = snap;
    changed (tool);
  }
}

gboolean
yzt_map_sketch_get_snap (YztMapView *self)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self), FALSE);
  return sketch_of (self) != NULL && sketch_of (self)->snap;
}

void
yzt_map_sketch_set_adding (YztMapView *self, gboolean adding)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  YztMapSketch *tool = sketch_of (self);
  if (tool != NULL && tool->adding != adding) {
    tool->adding = adding;
    tool->has_end = FALSE;
    changed (tool);
  }
}

gboolean
yzt_map_sketch_get_adding (YztMapView *self)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self), FALSE);
  return sketch_of (self) != NULL && sketch_of (self)->adding;
}

gboolean
yzt_map_sketch_get_chosen (YztMapView *self, guint *part_out, guint *point_out)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self) && part_out != NULL && point_out != NULL, FALSE);
  YztMapSketch *tool = sketch_of (self);
  if (tool == NULL || !tool->has_chosen) {
    return FALSE;
  }
  *part_out = tool->part;
  *point_out = tool->point;
  return TRUE;
}

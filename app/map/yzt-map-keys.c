/* yzt-map-keys.c: the map without a mouse: pan, zoom, fit, ring, menu
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-map-view-private.h"
#include "yzt-watchdog.h"

#define PAN_SHARE 0.2 /* of the widget for one press of an arrow */
#define RADIUS_STEP 0.05
#define RADIUS_FINE_STEP 0.01

static void
pan (YztMapView *self, double right, double down)
{
  YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
  double step = PAN_SHARE * MIN (frame.width, frame.height);
  YztPosition center =
      yzt_map_frame_to_position (&frame, frame.width / 2.0 + right * step, frame.height / 2.0 + down * step);
  yzt_map_view_stop_flight (self);
  shumate_location_set_location (SHUMATE_LOCATION (self->viewport), center.lat, center.lon);
}

static gboolean
scale_ring (YztMapView *self, double share)
{
  if (self->ring == NULL || !yzt_ring_is_active (self->ring)) {
    return FALSE;
  }
  yzt_watchdog_action ("ring-key");
  yzt_ring_set_radius (self->ring, yzt_ring_get_radius (self->ring) * (1 + share));
  return TRUE;
}

/* At the selected feature when it is in sight, else in the middle. */
static void
open_menu (YztMapView *self)
{
  YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
  YztGeneration *generation = yzt_scene_layer_get_generation (self->scene_layer);
  int kind;
  gint64 fid;
  yzt_scene_layer_get_selected (self->scene_layer, &kind, &fid);
  guint index;
  YztItem item;
  if (kind >= 0 && generation != NULL && yzt_generation_find (generation, (guint) kind, fid, &index)
      && yzt_generation_get_item (generation, index, &item)) {
    double x, y;
    if (yzt_map_view_position_to_widget (self, (YztPosition) { item.lon, item.lat }, &x, &y)) {
      yzt_map_view_emit_menu (self, x, y, kind, fid);
      return;
    }
  }
  yzt_map_view_emit_menu (self, frame.width / 2.0, frame.height / 2.0, -1, 0);
}

static gboolean
on_plain_key (YztMapView *self, guint keyval)
{
  switch (keyval) {
  case GDK_KEY_Left:
  case GDK_KEY_KP_Left:
    pan (self, -1, 0);
    return TRUE;
  case GDK_KEY_Right:
  case GDK_KEY_KP_Right:
    pan (self, 1, 0);
    return TRUE;
  case GDK_KEY_Up:
  case GDK_KEY_KP_Up:
    pan (self, 0, -1);
    return TRUE;
  case GDK_KEY_Down:
  case GDK_KEY_KP_Down:
    pan (self, 0, 1);
    return TRUE;
  case GDK_KEY_plus:
  case GDK_KEY_equal:
  case GDK_KEY_KP_Add:
    yzt_map_view_zoom_by (self, 1);
    return TRUE;
  case GDK_KEY_minus:
  case GDK_KEY_KP_Subtract:
    yzt_map_view_zoom_by (self, -1);
    return TRUE;
  case GDK_KEY_Home:
  case GDK_KEY_KP_Home:
    yzt_map_view_fit_all (self);
    return TRUE;
  case GDK_KEY_bracketright:
    return scale_ring (self, RADIUS_STEP);
  case GDK_KEY_bracketleft:
    return scale_ring (self, -RADIUS_STEP);
  case GDK_KEY_braceright:
    return scale_ring (self, RADIUS_FINE_STEP);
  case GDK_KEY_braceleft:
    return scale_ring (self, -RADIUS_FINE_STEP);
  case GDK_KEY_Menu:
    open_menu (self);
    return TRUE;
  case GDK_KEY_m:
  case GDK_KEY_M:
    yzt_map_view_set_tool (self, self->tool == YZT_MAP_TOOL_MEASURE ? YZT_MAP_TOOL_SELECT : YZT_MAP_TOOL_MEASURE);
    return TRUE;
  case GDK_KEY_l:
  case GDK_KEY_L:
    yzt_map_view_set_tool (self, self->tool == YZT_MAP_TOOL_LASSO ? YZT_MAP_TOOL_SELECT : YZT_MAP_TOOL_LASSO);
    return TRUE;
  case GDK_KEY_BackSpace:
    return yzt_map_tools_measure_remove_last (self);
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
    if (self->tool == YZT_MAP_TOOL_MEASURE) {
      yzt_map_tools_measure_finish (self);
      return TRUE;
    }
    if (self->tool == YZT_MAP_TOOL_PLACE) {
      YztPosition middle;
      yzt_map_view_get_view (self, &middle, NULL);
      yzt_map_view_emit_placed (self, middle);
      return TRUE;
    }
    return FALSE;
  case GDK_KEY_Escape:
    return yzt_map_gestures_cancel (self) || yzt_map_tools_back_out (self);
  default:
    return FALSE;
  }
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state,
                gpointer user_data)
{
  YztMapView *self = YZT_MAP_VIEW (user_data);
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) == GDK_ALT_MASK
      && (keyval == GDK_KEY_Left || keyval == GDK_KEY_Right)) {
    keyval == GDK_KEY_Left ? yzt_map_view_go_back (self) : yzt_map_view_go_forward (self);
    return TRUE;
  }
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0) {
    return FALSE;
  }
  if (keyval == GDK_KEY_F10 && (state & GDK_SHIFT_MASK) != 0) {
    open_menu (self);
    return TRUE;
  }
  return on_plain_key (self, keyval);
}

void
yzt_map_keys_attach (YztMapView *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

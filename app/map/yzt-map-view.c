/* yzt-map-view.c: the map widget: base map, features, clusters, labels, ring, gestures
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-map-view-private.h"
#include <glib/gi18n-lib.h>
#include "yzt-map-css-private.h"
#include "yzt-scale-bar-private.h"
#include "yzt-upload-memory-private.h"
#include "yzt-watchdog.h"
#include <math.h>

#define FLIGHT_MS 250
#define FIT_PADDING_PX 48.0
#define FIT_MAX_ZOOM 16.0
#define METRES_PER_CSS_PX (0.0254 / 96)

enum { SIGNAL_POINTER_MOVED, SIGNAL_MOVED, SIGNAL_MENU_REQUESTED, SIGNAL_FEATURE_DROPPED, SIGNAL_FEATURE_DRAGGING, SIGNAL_HOVERED, SIGNAL_PICKED, SIGNAL_SHOWN_CHANGED,
       SIGNAL_SESSION_CHANGED, SIGNAL_TOOL_CHANGED, SIGNAL_GROUND_CLICKED, SIGNAL_PLACED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YztMapView, yzt_map_view, GTK_TYPE_WIDGET)

/* --- signals --- */

void
yzt_map_view_emit_pointer (YztMapView *self)
{
  YztPosition at = { NAN, NAN };
  if (self->has_pointer) {
    YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
    at = yzt_map_frame_to_position (&frame, self->pointer_x, self->pointer_y);
  }
  g_signal_emit (self, signals[SIGNAL_POINTER_MOVED], 0, at.lon, at.lat);
}

void
yzt_map_view_emit_menu (YztMapView *self, double x, double y, int kind, gint64 fid)
{
  YztPosition at = yzt_map_view_widget_to_position (self, x, y);
  g_signal_emit (self, signals[SIGNAL_MENU_REQUESTED], 0, x, y, at.lon, at.lat, kind, fid);
}

gboolean
yzt_map_view_emit_ground_clicked (YztMapView *self, double x, double y)
{
  YztPosition at = yzt_map_view_widget_to_position (self, x, y);
  gboolean taken = FALSE;
  g_signal_emit (self, signals[SIGNAL_GROUND_CLICKED], 0, at.lon, at.lat, &taken);
  return taken;
}

void
yzt_map_view_emit_dragging (YztMapView *self, int kind, gint64 fid, YztPosition position)
{
  g_signal_emit (self, signals[SIGNAL_FEATURE_DRAGGING], 0, kind, fid, position.lon, position.lat);
}

void
yzt_map_view_emit_dropped (YztMapView *self, int kind, gint64 fid, YztPosition position)
{
  g_signal_emit (self, signals[SIGNAL_FEATURE_DROPPED], 0, kind, fid, position.lon, position.lat);
}

void
yzt_map_view_emit_hovered (YztMapView *self, int kind, gint64 fid)
{
  g_signal_emit (self, signals[SIGNAL_HOVERED], 0, kind, fid);
}

void
yzt_map_view_emit_picked (YztMapView *self)
{
  g_signal_emit (self, signals[SIGNAL_PICKED], 0, self->picked);
}

void
yzt_map_view_emit_shown_changed (YztMapView *self)
{
  g_signal_emit (self, signals[SIGNAL_SHOWN_CHANGED], 0);
}

void
yzt_map_view_emit_session_changed (YztMapView *self)
{
  g_signal_emit (self, signals[SIGNAL_SESSION_CHANGED], 0);
}

void
yzt_map_view_emit_placed (YztMapView *self, YztPosition at)
{
  g_signal_emit (self, signals[SIGNAL_PLACED], 0, at.lon, at.lat);
}

void
yzt_map_view_emit_tool_changed (YztMapView *self)
{
  g_signal_emit (self, signals[SIGNAL_TOOL_CHANGED], 0);
}

/* --- the viewport --- */

/* No rotation, and nothing beyond the poles' edge of the map. */
static void
correct_viewport (YztMapView *self)
{
  if (shumate_viewport_get_rotation (self->viewport) != 0) {
    shumate_viewport_set_rotation (self->viewport, 0);
  }
  YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
  double half = frame.height / 2.0 / frame.world_px;
  double y = half >= 0.5 ? 0.5 : CLAMP (frame.center_y, half, 1 - half);
  if (fabs (y - frame.center_y) > 1e-12) {
    YztPosition center = yzt_mercator_to_position (frame.center_x, y);
    shumate_location_set_location (SHUMATE_LOCATION (self->viewport), center.lat,
                                   shumate_location_get_longitude (SHUMATE_LOCATION (self->viewport)));
  }
}

static void
update_scale_bar (YztMapView *self)
{
  YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
  double lat = shumate_location_get_latitude (SHUMATE_LOCATION (self->viewport));
  yzt_scale_bar_set_m_per_px (YZT_SCALE_BAR (self->scale_bar),
                              1 / yzt_map_frame_px_per_m (&frame, CLAMP (lat, -85, 85)));
}

void
yzt_map_view_viewport_changed (YztMapView *self)
{
  if (self->correcting) {
    return;
  }
  self->correcting = TRUE;
  correct_viewport (self);
  self->correcting = FALSE;
  update_scale_bar (self);
  yzt_map_history_moved (self);
  if (self->has_pointer) {
    yzt_map_view_emit_pointer (self);
  }
  g_signal_emit (self, signals[SIGNAL_MOVED], 0);
}

static void
listen (YztMapView *self)
{
  g_signal_connect_swapped (self->viewport, "notify", G_CALLBACK (yzt_map_view_viewport_changed), self);
}

void
yzt_map_view_stop_flight (YztMapView *self)
{
  self->flight_until_us = 0;
  shumate_map_stop_go_to (self->map);
}

void
yzt_map_view_fly (YztMapView *self, YztPosition center, double zoom, gboolean animate)
{
  double lat = CLAMP (center.lat, -85.0, 85.0);
  double lon = CLAMP (center.lon, -180.0, 180.0);
  zoom = CLAMP (zoom, YZT_MAP_MIN_ZOOM, YZT_MAP_MAX_ZOOM);
  yzt_map_view_stop_flight (self);
  /* libshumate flies along the degrees, so a flight over the antimeridian would go round the world. */
  double from_lon = shumate_location_get_longitude (SHUMATE_LOCATION (self->viewport));
  if (animate && gtk_widget_get_mapped (GTK_WIDGET (self)) && fabs (lon - from_lon) <= 180) {
    shumate_map_go_to_full_with_duration (self->map, lat, lon, zoom, FLIGHT_MS);
    self->flight_to = (YztMapRest) { { lon, lat }, zoom };
    self->flight_until_us = g_get_monotonic_time () + FLIGHT_MS * 1000;
  } else {
    shumate_viewport_set_zoom_level (self->viewport, zoom);
    shumate_location_set_location (SHUMATE_LOCATION (self->viewport), lat, lon);
  }
}

static void
fit_now (YztMapView *self, YztBox box, gboolean animate)
{
  YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
  double x0, y0, x1, y1;
  yzt_mercator_from_position ((YztPosition) { box.west, box.north }, &x0, &y0);
  yzt_mercator_from_position ((YztPosition) { box.east, box.south }, &x1, &y1);
  if (x1 < x0) {
    x1 += 1; /* over the antimeridian */
  }
  double zoom = MIN (yzt_map_frame_zoom_to_fit (&frame, x1 - x0, y1 - y0, FIT_PADDING_PX), FIT_MAX_ZOOM);
  double x = (x0 + x1) / 2;
  yzt_map_view_fly (self, yzt_mercator_to_position (x - floor (x), (y0 + y1) / 2), zoom, animate);
}

void
yzt_map_view_fit_all (YztMapView *self)
{
  YztGeneration *generation = yzt_scene_layer_get_generation (self->scene_layer);
  YztSceneFilter filter = yzt_scene_layer_get_filter (self->scene_layer);
  double x0 = 2, y0 = 2, x1 = -1, y1 = -1;
  guint n = generation != NULL ? yzt_generation_get_n_slots (generation) : 0;
  yzt_watchdog_action ("map-fit");
  for (guint i = 0; i < n; i++) {
    YztItem item;
    double x, y;
    if (!yzt_generation_get_item (generation, i, &item) || (filter.kinds >> item.kind & 1) == 0
        || !yzt_generation_get_mercator (generation, i, &x, &y)) {
      continue;
    }
    x0 = MIN (x0, x);
    x1 = MAX (x1, x);
    y0 = MIN (y0, y);
    y1 = MAX (y1, y);
  }
  if (x0 <= x1) {
    YztPosition north_west = yzt_mercator_to_position (x0, y0);
    YztPosition south_east = yzt_mercator_to_position (x1, y1);
    yzt_map_view_fit (self, (YztBox) { north_west.lon, south_east.lat, south_east.lon, north_west.lat }, TRUE);
  }
}

/* --- the widget --- */

static void
yzt_map_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  YztMapView *self = YZT_MAP_VIEW (widget);
  /* The world must not be lower than the widget. */
  guint min_zoom = height > YZT_MAP_TILE_SIZE << YZT_MAP_MIN_ZOOM ? YZT_MAP_MIN_ZOOM + 1 : YZT_MAP_MIN_ZOOM;
  if (shumate_viewport_get_min_zoom_level (self->viewport) != min_zoom) {
    shumate_viewport_set_min_zoom_level (self->viewport, min_zoom);
  }
  gtk_widget_size_allocate (self->overlay, &(GtkAllocation) { 0, 0, width, height }, baseline);
  yzt_map_view_controls_allocated (self);
  if (self->has_pending_fit && width > 0 && height > 0) {
    self->has_pending_fit = FALSE;
    fit_now (self, self->pending_fit, FALSE);
  }
}

static void
yzt_map_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  /* The map itself would ask for the whole world. */
  *minimum = 200;
  *natural = 400;
}

static void
yzt_map_view_dispose (GObject *object)
{
  YztMapView *self = YZT_MAP_VIEW (object);
  yzt_map_view_session_dispose (self);
  yzt_map_view_ground_dispose (self);
  if (self->viewport != NULL) {
    g_signal_handlers_disconnect_by_data (self->viewport, self);
    self->viewport = NULL;
  }
  self->map = NULL;
  yzt_map_history_dispose (self);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  G_OBJECT_CLASS (yzt_map_view_parent_class)->dispose (object);
}

static void
yzt_map_view_finalize (GObject *object)
{
  YztMapView *self = YZT_MAP_VIEW (object);
  g_free (self->base_map_path);
  g_free (self->boundaries_path);
  g_free (self->jurisdiction);
  g_free ((char *) self->sieve.text);
  g_clear_pointer (&self->picked, g_array_unref);
  g_clear_pointer (&self->lasso, g_array_unref);
  G_OBJECT_CLASS (yzt_map_view_parent_class)->finalize (object);
}

static void
add_signals (GObjectClass *klass)
{
  GType type = G_OBJECT_CLASS_TYPE (klass);
  signals[SIGNAL_POINTER_MOVED] = g_signal_new ("pointer-moved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[SIGNAL_MOVED] = g_signal_new ("moved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_MENU_REQUESTED] =
      g_signal_new ("menu-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 6, G_TYPE_DOUBLE,
                    G_TYPE_DOUBLE, G_TYPE_DOUBLE, G_TYPE_DOUBLE, G_TYPE_INT, G_TYPE_INT64);
  signals[SIGNAL_FEATURE_DROPPED] =
      g_signal_new ("feature-dropped", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 4, G_TYPE_INT,
                    G_TYPE_INT64, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[SIGNAL_FEATURE_DRAGGING] =
      g_signal_new ("feature-dragging", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 4, G_TYPE_INT,
                    G_TYPE_INT64, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[SIGNAL_HOVERED] =
      g_signal_new ("hovered", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT64);
  signals[SIGNAL_PICKED] = g_signal_new ("picked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ARRAY);
  signals[SIGNAL_SHOWN_CHANGED] = g_signal_new ("shown-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SESSION_CHANGED] = g_signal_new ("session-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_GROUND_CLICKED] = g_signal_new ("ground-clicked", type, G_SIGNAL_RUN_LAST, 0, g_signal_accumulator_true_handled, NULL, NULL,
                                                 G_TYPE_BOOLEAN, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[SIGNAL_PLACED] = g_signal_new ("placed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[SIGNAL_TOOL_CHANGED] = g_signal_new ("tool-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yzt_map_view_class_init (YztMapViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_map_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_map_view_finalize;
  widget_class->size_allocate = yzt_map_view_size_allocate;
  widget_class->measure = yzt_map_view_measure;
  gtk_widget_class_set_css_name (widget_class, "yztmapview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  add_signals (G_OBJECT_CLASS (klass));
}

static void
yzt_map_view_init (YztMapView *self)
{
  yzt_map_css_load ();
  self->clock = &yzt_clock_system;
  self->overlay = gtk_overlay_new ();
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
  self->map = shumate_map_new ();
  gtk_widget_set_focusable (GTK_WIDGET (self->map), FALSE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->map));
  self->viewport = shumate_map_get_viewport (self->map);
  /* Below zoom 3 libshumate asks for one tile once for each copy of the world. */
  shumate_viewport_set_min_zoom_level (self->viewport, YZT_MAP_MIN_ZOOM);
  shumate_viewport_set_max_zoom_level (self->viewport, YZT_MAP_MAX_ZOOM);
  self->scene_layer = yzt_scene_layer_new (self->viewport);
  yzt_map_view_swap_tiles (self); /* the reference source comes before zoom and centre */
  shumate_map_add_layer (self->map, SHUMATE_LAYER (self->scene_layer));
  shumate_viewport_set_zoom_level (self->viewport, 4);
  shumate_location_set_location (SHUMATE_LOCATION (self->viewport), 33, 105);
  yzt_map_view_controls_init (self);
  yzt_map_history_init (self);
  yzt_map_view_session_init (self);
  listen (self);
  yzt_map_view_ground_init (self);
  yzt_map_gestures_attach (self);
  yzt_map_tools_init (self);
  yzt_map_keys_attach (self);
  yzt_upload_memory_attach (GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Map"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      _ ("Arrow keys move the map, plus and minus zoom, Home shows everything, M measures, square brackets change the ring"), -1);
}

/* --- public --- */

GtkWidget *
yzt_map_view_new (void)
{
  return g_object_new (YZT_TYPE_MAP_VIEW, NULL);
}

void
yzt_map_view_go_to (YztMapView *self, YztPosition center, double zoom, gboolean animate)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self) && yzt_position_is_valid (center));
  self->has_pending_fit = FALSE;
  yzt_map_view_fly (self, center, zoom > 0 ? zoom : shumate_viewport_get_zoom_level (self->viewport), animate);
}

void
yzt_map_view_fit (YztMapView *self, YztBox box, gboolean animate)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
  if (frame.width > 0 && frame.height > 0) {
    fit_now (self, box, animate);
  } else {
    self->has_pending_fit = TRUE;
    self->pending_fit = box;
  }
}

void
yzt_map_view_zoom_by (YztMapView *self, double steps)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  YztMapRest from;
  if (g_get_monotonic_time () < self->flight_until_us) {
    from = self->flight_to; /* a second press before the first flight has ended goes two steps, and not back from where it flies to */
  } else {
    yzt_map_view_get_view (self, &from.center, &from.zoom);
  }
  yzt_map_view_fly (self, from.center, from.zoom + steps, TRUE);
}

void
yzt_map_view_get_view (YztMapView *self, YztPosition *center_out, double *zoom_out)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  if (center_out != NULL) {
    center_out->lon = shumate_location_get_longitude (SHUMATE_LOCATION (self->viewport));
    center_out->lat = shumate_location_get_latitude (SHUMATE_LOCATION (self->viewport));
  }
  if (zoom_out != NULL) {
    *zoom_out = shumate_viewport_get_zoom_level (self->viewport);
  }
}

double
yzt_map_view_get_scale_denominator (YztMapView *self)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self), 0);
  YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
  double lat = shumate_location_get_latitude (SHUMATE_LOCATION (self->viewport));
  return 1 / yzt_map_frame_px_per_m (&frame, CLAMP (lat, -85.0, 85.0)) / METRES_PER_CSS_PX;
}

void
yzt_map_view_set_edit_mode (YztMapView *self, gboolean edit)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  self->edit_mode = edit;
}

void
yzt_map_view_set_hover (YztMapView *self, int kind, gint64 fid)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  yzt_scene_layer_set_hover (self->scene_layer, kind, kind >= 0 ? fid : 0);
}

gboolean
yzt_map_view_position_to_widget (YztMapView *self, YztPosition position, double *x, double *y)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self), FALSE);
  YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
  YztMapPoint at = yzt_map_frame_to_widget (&frame, position);
  *x = at.x;
  *y = at.y;
  return at.x >= 0 && at.y >= 0 && at.x <= frame.width && at.y <= frame.height;
}

YztPosition
yzt_map_view_widget_to_position (YztMapView *self, double x, double y)
{
  YztPosition nowhere = { NAN, NAN };
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self), nowhere);
  YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
  return yzt_map_frame_to_position (&frame, x, y);
}

void
yzt_map_view_take_frame_figures (YztMapView *self, guint *frames, double *median_ms, double *p95_ms)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  yzt_scene_layer_take_frame_figures (self->scene_layer, frames, median_ms, p95_ms);
}

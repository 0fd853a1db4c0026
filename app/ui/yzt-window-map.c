/* yzt-window-map.c: the window and its map widget: pointer, scale, ring, context menu, dragging
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-hover.h"
#include "yzt-ui.h"
#include "yzt-window-private.h"

#define RING_MIN_PX 120.0
#define MARK_PX 14.0
#define AFTER_FLIGHT_MS 320

gboolean
yzt_window_selected_item (YztWindow *self, YztItem *item_out)
{
  int kind = -1;
  gint64 fid = 0;
  guint index = 0;
  if (self->session == NULL || yzt_session_get_scene (self->session) == NULL
      || !yzt_session_get_selected (self->session, &kind, &fid)) {
    return FALSE;
  }
  YztGeneration *generation = yzt_scene_get_generation (yzt_session_get_scene (self->session));
  return yzt_generation_find (generation, (guint) kind, fid, &index) && yzt_generation_get_item (generation, index, item_out)
      && !isnan (item_out->lon);
}

void
yzt_window_go_to (YztWindow *self, YztPosition position)
{
  YztPosition center;
  double zoom = 0;
  yzt_map_view_get_view (self->map, &center, &zoom);
  yzt_map_view_go_to (self->map, position, MAX (zoom, YZT_ZOOM_CLOSE), TRUE);
}

/* --- ring --- */

static void
on_ring_changed (YztWindow *self)
{
  gboolean active = yzt_ring_is_active (self->ring);
  gtk_stack_page_set_visible (gtk_stack_get_page (self->right_stack, GTK_WIDGET (self->reach)), active);
  yzt_window_show_switcher (self);
  if (!active && !yzt_window_is_walking (self)) {
    gtk_stack_set_visible_child_name (self->right_stack, "details");
  }
}

/* A ring that is larger than the view, or smaller than a handle, is brought to a size at which it can be dragged. */
static void
show_whole_ring (YztWindow *self, YztPosition center, double radius_m)
{
  YztPosition north = yzt_geo_direct (center, 0, radius_m), south = yzt_geo_direct (center, 180, radius_m);
  YztPosition east = yzt_geo_direct (center, 90, radius_m), west = yzt_geo_direct (center, 270, radius_m);
  double x0 = 0, x1 = 0, y0, y1;
  gboolean inside = yzt_map_view_position_to_widget (self->map, west, &x0, &y0)
      && yzt_map_view_position_to_widget (self->map, east, &x1, &y0)
      && yzt_map_view_position_to_widget (self->map, north, &y0, &y1)
      && yzt_map_view_position_to_widget (self->map, south, &y0, &y1);
  if (inside && x1 - x0 > RING_MIN_PX) {
    return;
  }
  double margin_deg = (north.lat - south.lat) * 0.1;
  yzt_map_view_fit (self->map, (YztBox) { west.lon, south.lat - margin_deg, east.lon, north.lat + margin_deg }, TRUE);
}

static gboolean
on_flight_over (gpointer user_data)
{
  YztWindow *self = user_data;
  self->ring_timer = 0;
  if (self->ring != NULL && yzt_ring_is_active (self->ring)) {
    show_whole_ring (self, yzt_ring_get_center (self->ring), yzt_ring_get_radius (self->ring));
  }
  return G_SOURCE_REMOVE;
}

void
yzt_window_show_ring (YztWindow *self, YztPosition center, const char *caption)
{
  double radius_m = yzt_ring_get_radius (self->ring);
  radius_m = radius_m >= YZT_RING_MIN_M ? radius_m : YZT_RING_START_M;
  yzt_ring_show (self->ring, center, radius_m, caption);
  show_whole_ring (self, center, radius_m);
  /* The map may be on its way to the thing that was selected a moment ago. */
  g_clear_handle_id (&self->ring_timer, g_source_remove);
  self->ring_timer = g_timeout_add (AFTER_FLIGHT_MS, on_flight_over, self);
  on_ring_changed (self);
  gtk_stack_set_visible_child_name (self->right_stack, "ring");
}

void
yzt_window_hide_ring (YztWindow *self)
{
  /* The panel goes, and the focus that stood in it must not fall on whatever comes next. */
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->reach))) {
    gtk_widget_grab_focus (GTK_WIDGET (self->map));
  }
  yzt_ring_hide (self->ring);
  on_ring_changed (self);
}

/* --- what the map tells --- */

static void
on_pointer_moved (YztMapView *map, double lon, double lat, YztWindow *self)
{
  self->pointer = (YztPosition) { lon, lat };
  yzt_status_bar_set_pointer (self->status, lon, lat);
}

static void
on_moved (YztMapView *map, YztWindow *self)
{
  yzt_status_bar_set_scale (self->status, yzt_map_view_get_scale_denominator (map));
}

/* How far it goes, beside the thing, before it is let go. */
static void
on_feature_dragging (YztMapView *map, int kind, gint64 fid, double lon, double lat, YztWindow *self)
{
  yzt_inspector_tell_move (self->inspector, fid, (YztPosition) { lon, lat });
}

static void
on_feature_dropped (YztMapView *map, int kind, gint64 fid, double lon, double lat, YztWindow *self)
{
  yzt_session_move_async (self->session, (guint) kind, fid, (YztPosition) { lon, lat }, NULL, NULL);
}

/* A new thing whose form is open goes where the map is clicked. */
static gboolean
on_ground_clicked (YztMapView *map, double lon, double lat, YztWindow *self)
{
  return yzt_inspector_put_at (self->inspector, (YztPosition) { lon, lat }, TRUE);
}

/* A pin where the form's thing will stand. */
static void
on_placed (YztInspector *inspector, double lon, double lat, YztWindow *self)
{
  YztPosition at = { lon, lat };
  yzt_window_set_mark (self, isnan (lon) ? NULL : &at);
}

/* --- hover: map and lists light each other --- */

static void
on_map_hovered (YztMapView *map, int kind, gint64 fid, YztWindow *self)
{
  if (self->session != NULL) {
    yzt_hover_set (yzt_hover_of (self->session), kind, fid);
  }
}

static void
on_hover_changed (YztWindow *self)
{
  int kind;
  gint64 fid;
  if (self->session == NULL) {
    return;
  }
  yzt_hover_get (yzt_hover_of (self->session), &kind, &fid);
  yzt_map_view_set_hover (self->map, kind, fid);
}

/* The keyboard's focus is a pointer too. */
static void
on_focus_moved (YztWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  if (self->session != NULL && !yzt_hover_follow_focus (focus) && isnan (self->pointer.lon)) {
    yzt_hover_set (yzt_hover_of (self->session), -1, 0);
  }
}

void
yzt_window_map_attach (YztWindow *self)
{
  yzt_window_table_attach (self);
  g_signal_connect_object (yzt_hover_of (self->session), "changed", G_CALLBACK (on_hover_changed), self, G_CONNECT_SWAPPED);
}

/* --- context menu --- */

static GMenu *
new_add_menu (YztWindow *self)
{
  GMenu *menu = g_menu_new ();
  YztKindSet *kinds = yzt_session_get_kinds (self->session);
  const char *language = yzt_session_get_language (self->session);
  for (guint i = 0; i < yzt_kind_set_get_n (kinds); i++) {
    YztKind *kind = yzt_kind_set_get (kinds, i);
    if (yzt_kind_get_geometry (kind) != YZT_KIND_GEOMETRY_NONE) {
      g_autoptr (GMenuItem) item = g_menu_item_new (yzt_kind_get_label (kind, language), NULL);
      g_menu_item_set_action_and_target (item, "win.add-here", "s", yzt_kind_get_id (kind));
      g_menu_append_item (menu, item);
    }
  }
  return menu;
}

static GMenu *
new_context_menu (YztWindow *self, gboolean on_feature, gboolean outlined)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) here = g_menu_new ();
  g_menu_append (here, on_feature ? _("Ring round This") : _("Ring Here"), on_feature ? "win.ring-selected" : "win.ring-here");
  g_menu_append (here, _("Copy Coordinate"), "win.copy-coordinate");
  g_menu_append (here, _("Plans for This Place"), "win.plans-here");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (here));
  if (on_feature) {
    g_autoptr (GMenu) thing = g_menu_new ();
    g_menu_append (thing, _("Edit…"), "win.edit-selected");
    g_menu_append (thing, _("Command"), "win.command");
    g_menu_append (thing, _("Order of This…"), "win.order");
    if (outlined) {
      g_menu_append (thing, _("Reshape…"), "win.reshape");
    }
    g_menu_append (thing, _("Verified Now"), "win.verify");
    g_menu_append (thing, _("Duplicate…"), "win.duplicate");
    g_menu_append (thing, _("Delete"), "win.delete-selected");
    g_menu_append_section (menu, NULL, G_MENU_MODEL (thing));
  }
  if (!yzt_session_is_read_only (self->session)) {
    g_autoptr (GMenu) add = new_add_menu (self);
    g_autoptr (GMenu) section = g_menu_new ();
    g_autoptr (GMenuItem) incident = g_menu_item_new (_("Add Incident Here…"), NULL);
    g_menu_item_set_action_and_target (incident, "win.add-here", "s", "incident");
    g_menu_append_item (section, incident);
    g_menu_append_submenu (section, _("Add Here"), G_MENU_MODEL (add));
    g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  }
  return menu;
}

static void
on_menu_requested (YztMapView *map, double x, double y, double lon, double lat, int kind, gint64 fid, YztWindow *self)
{
  if (self->session == NULL || yzt_session_get_state (self->session) != YZT_SESSION_READY) {
    return;
  }
  self->menu_position = (YztPosition) { lon, lat };
  double mark_x, mark_y;
  if (self->has_mark && yzt_map_view_position_to_widget (self->map, self->mark, &mark_x, &mark_y) && hypot (mark_x - x, mark_y - y) < MARK_PX) {
    self->menu_position = self->mark; /* the pin is meant, to the metre */
  }
  if (kind >= 0) {
    yzt_session_select (self->session, kind, fid);
  }
  YztItem item;
  gboolean outlined = kind >= 0 && yzt_window_selected_item (self, &item) && item.shape != NULL;
  g_autoptr (GMenu) model = new_context_menu (self, kind >= 0, outlined);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  self->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (model));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  /* A box: only a widget with a layout manager gives its popovers the size that they ask for. */
  GtkWidget *box = gtk_widget_get_parent (GTK_WIDGET (self->stack));
  gtk_widget_set_parent (self->menu, box);
  double dx = x, dy = y;
  gtk_widget_translate_coordinates (GTK_WIDGET (map), box, x, y, &dx, &dy);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle) { (int) dx, (int) dy, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
on_reach_activated (YztReachPanel *panel, int kind, gint64 fid, YztWindow *self)
{
  YztItem item;
  double x, y;
  /* The list stays in sight: one walks down it and the map shows where each is. */
  gtk_stack_set_visible_child_name (self->right_stack, "ring");
  if (yzt_window_selected_item (self, &item)
      && !yzt_map_view_position_to_widget (self->map, (YztPosition) { item.lon, item.lat }, &x, &y)) {
    yzt_map_view_go_to (self->map, (YztPosition) { item.lon, item.lat }, 0, TRUE);
  }
}

static void
follow_settings (YztWindow *self)
{
  GSettings *settings = yzt_ui_settings ();
  gboolean national = settings != NULL && g_settings_get_boolean (settings, "national-symbols");
  yzt_map_view_set_symbol_set (self->map, national ? YZT_SYMBOL_SET_NATIONAL : YZT_SYMBOL_SET_OURS);
  yzt_map_view_set_graticule (self->map, settings != NULL && g_settings_get_boolean (settings, "graticule"));
}

void
yzt_window_map_connect (YztWindow *self)
{
  follow_settings (self);
  if (yzt_ui_settings () != NULL) {
    g_signal_connect_object (yzt_ui_settings (), "changed::national-symbols", G_CALLBACK (follow_settings), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (yzt_ui_settings (), "changed::graticule", G_CALLBACK (follow_settings), self, G_CONNECT_SWAPPED);
  }
  yzt_window_dress_map (self->map);
  g_signal_connect (self->map, "pointer-moved", G_CALLBACK (on_pointer_moved), self);
  g_signal_connect (self->map, "moved", G_CALLBACK (on_moved), self);
  g_signal_connect (self->map, "hovered", G_CALLBACK (on_map_hovered), self);
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (on_focus_moved), NULL);
  g_signal_connect (self->map, "menu-requested", G_CALLBACK (on_menu_requested), self);
  g_signal_connect (self->map, "feature-dragging", G_CALLBACK (on_feature_dragging), self);
  g_signal_connect (self->map, "feature-dropped", G_CALLBACK (on_feature_dropped), self);
  g_signal_connect (self->map, "ground-clicked", G_CALLBACK (on_ground_clicked), self);
  g_signal_connect_object (self->inspector, "placed", G_CALLBACK (on_placed), self, 0);
  g_signal_connect (self->reach, "activated", G_CALLBACK (on_reach_activated), self);
}

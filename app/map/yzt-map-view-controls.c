/* yzt-map-view-controls.c: what stands on the map's glass: zoom buttons, scale bar, sources; words keep away from it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "yzt-map-view-private.h"
#include "yzt-scale-bar-private.h"

static GtkWidget *
zoom_button_new (YztMapView *self, const char *icon, const char *label, const char *tooltip, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_swapped (button, "clicked", callback, self);
  return button;
}

static void
zoom_in (YztMapView *self)
{
  yzt_map_view_zoom_by (self, 1);
}

static void
zoom_out (YztMapView *self)
{
  yzt_map_view_zoom_by (self, -1);
}

/* The map is never turned: an arrow that says so, in the text colour with a casing. */
static void
draw_north (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  GdkRGBA ink = { 0, 0, 0, 1 }, paper = { 1, 1, 1, 1 };
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (area));
  gtk_style_context_lookup_color (style, "popover_fg_color", &ink);
  gtk_style_context_lookup_color (style, "popover_bg_color", &paper);
  double middle = width / 2.0;
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_move_to (cr, middle, 2);
  cairo_line_to (cr, middle + 7, 22);
  cairo_line_to (cr, middle, 17);
  cairo_line_to (cr, middle - 7, 22);
  cairo_close_path (cr);
  gdk_cairo_set_source_rgba (cr, &paper);
  cairo_set_line_width (cr, 4);
  cairo_stroke_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &ink);
  cairo_fill (cr);
  g_autoptr (PangoLayout) letter = gtk_widget_create_pango_layout (GTK_WIDGET (area), C_ ("compass", "N"));
  int letter_width;
  pango_layout_get_pixel_size (letter, &letter_width, NULL);
  cairo_move_to (cr, middle - letter_width / 2.0, 22);
  pango_cairo_layout_path (cr, letter);
  gdk_cairo_set_source_rgba (cr, &paper);
  cairo_set_line_width (cr, 3);
  cairo_stroke (cr);
  cairo_move_to (cr, middle - letter_width / 2.0, 22);
  gdk_cairo_set_source_rgba (cr, &ink);
  pango_cairo_show_layout (cr, letter);
}

static GtkWidget *
north_arrow_new (void)
{
  GtkWidget *arrow = gtk_drawing_area_new ();
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (arrow), 26);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (arrow), 42);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (arrow), draw_north, NULL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (arrow), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("North is up"), -1);
  gtk_widget_add_css_class (arrow, "yzt-north");
  gtk_widget_set_can_target (arrow, FALSE);
  gtk_widget_set_halign (arrow, GTK_ALIGN_END);
  gtk_widget_set_valign (arrow, GTK_ALIGN_START);
  return arrow;
}

void
yzt_map_view_controls_init (YztMapView *self)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (buttons, "yzt-zoom");
  gtk_box_append (GTK_BOX (buttons),
                  zoom_button_new (self, "list-add-symbolic", _ ("Zoom In"), _ ("Zoom In (+)"), G_CALLBACK (zoom_in)));
  gtk_box_append (GTK_BOX (buttons), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (buttons), zoom_button_new (self, "list-remove-symbolic", _ ("Zoom Out"), _ ("Zoom Out (−)"),
                                                      G_CALLBACK (zoom_out)));
  gtk_widget_set_halign (buttons, GTK_ALIGN_END);
  gtk_widget_set_valign (buttons, GTK_ALIGN_END);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), buttons);
  self->zoom_buttons = buttons;

  self->north_arrow = north_arrow_new ();
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->north_arrow);

  self->scale_bar = yzt_scale_bar_new ();
  gtk_widget_set_halign (self->scale_bar, GTK_ALIGN_START);
  gtk_widget_set_valign (self->scale_bar, GTK_ALIGN_END);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->scale_bar);

  self->attribution = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->attribution, PANGO_ELLIPSIZE_END);
  gtk_widget_set_visible (GTK_WIDGET (self->attribution), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->attribution), "yzt-attribution");
  gtk_widget_set_can_target (GTK_WIDGET (self->attribution), FALSE);
  gtk_widget_set_halign (GTK_WIDGET (self->attribution), GTK_ALIGN_END);
  gtk_widget_set_valign (GTK_WIDGET (self->attribution), GTK_ALIGN_END);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->attribution));
}

void
yzt_map_view_controls_allocated (YztMapView *self)
{
  GtkWidget *controls[] = { self->zoom_buttons, self->north_arrow, self->scale_bar, GTK_WIDGET (self->attribution), self->legend };
  graphene_rect_t rects[G_N_ELEMENTS (controls)];
  guint n = 0;
  for (guint i = 0; i < G_N_ELEMENTS (controls); i++) {
    if (controls[i] != NULL && gtk_widget_get_visible (controls[i]) && gtk_widget_get_width (controls[i]) > 0
        && gtk_widget_compute_bounds (controls[i], GTK_WIDGET (self), &rects[n])) {
      graphene_rect_inset (&rects[n], -3, -3);
      n++;
    }
  }
  yzt_scene_layer_set_keep_out (self->scene_layer, rects, n);
}

void
yzt_map_view_set_legend (YztMapView *self, GtkWidget *legend)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self) && GTK_IS_WIDGET (legend) && self->legend == NULL);
  self->legend = legend;
  gtk_widget_set_halign (legend, GTK_ALIGN_START);
  gtk_widget_set_valign (legend, GTK_ALIGN_END);
  gtk_widget_add_css_class (legend, "yzt-legend");
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), legend);
}

/* --- how the map looks --- */

static void
update_symbols (YztMapView *self)
{
  yzt_scene_layer_set_symbols (self->scene_layer, self->symbol_set, self->wall ? MAX (YZT_MAP_WALL_MAGNIFY * (self->wall_scale > 0 ? self->wall_scale : 1), 1) : 1);
}

void
yzt_map_view_set_wall (YztMapView *self, gboolean wall)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  self->wall = wall;
  update_symbols (self);
}

void
yzt_map_view_set_wall_scale (YztMapView *self, double scale)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self) && scale > 0);
  if (self->wall_scale != scale) {
    self->wall_scale = scale;
    update_symbols (self);
  }
}

void
yzt_map_view_set_plain (YztMapView *self, gboolean plain)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  self->plain = plain;
  gtk_widget_set_visible (self->zoom_buttons, !plain);
  gtk_widget_set_visible (self->north_arrow, !plain);
  gtk_widget_set_visible (self->scale_bar, !plain);
  gtk_widget_set_opacity (GTK_WIDGET (self->attribution), plain ? 0 : 1);
  yzt_scene_layer_set_whole_names (self->scene_layer, plain);
}

void
yzt_map_view_set_words (YztMapView *self, double head_px, double foot_px)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  if (self->head_px != head_px || self->foot_px != foot_px) {
    self->head_px = head_px;
    self->foot_px = foot_px;
    yzt_scene_layer_set_words (self->scene_layer, head_px, foot_px);
  }
}

void
yzt_map_view_set_symbol_set (YztMapView *self, YztSymbolSet set)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  self->symbol_set = set;
  update_symbols (self);
}

void
yzt_map_view_set_graticule (YztMapView *self, gboolean graticule)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  yzt_scene_layer_set_graticule (self->scene_layer, graticule);
}

void
yzt_map_view_set_every_point (YztMapView *self, gboolean every_point)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  yzt_scene_layer_set_every_point (self->scene_layer, every_point);
}

void
yzt_map_view_set_mark (YztMapView *self, const YztPosition *at)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  g_return_if_fail (at == NULL || yzt_position_is_valid (*at));
  yzt_scene_layer_set_pin (self->scene_layer, at);
}

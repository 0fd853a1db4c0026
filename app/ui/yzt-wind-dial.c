/* yzt-wind-dial.c: where the wind comes from, turned with the mouse or the arrow keys
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-wind-dial.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-base.h"

#define SIZE_PX 92

struct _YztWindDial {
  GtkWidget parent_instance;
  double from_deg;
};
G_DEFINE_FINAL_TYPE (YztWindDial, yzt_wind_dial, GTK_TYPE_WIDGET)

enum { TURNED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
tell (YztWindDial *self)
{
  g_autofree char *words = isnan (self->from_deg) ? g_strdup (_("Wind not known")) : g_strdup_printf (_("Wind from %s, %.0f degrees"), yzt_text_bearing_word (self->from_deg), self->from_deg);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
yzt_wind_dial_set (YztWindDial *self, double from_deg)
{
  g_return_if_fail (YZT_IS_WIND_DIAL (self));
  if (isnan (from_deg) != isnan (self->from_deg) || (!isnan (from_deg) && fabs (from_deg - self->from_deg) > 1e-9)) {
    self->from_deg = from_deg;
    tell (self);
  }
}

double
yzt_wind_dial_get (YztWindDial *self)
{
  g_return_val_if_fail (YZT_IS_WIND_DIAL (self), NAN);
  return self->from_deg;
}

void
yzt_wind_dial_turn (YztWindDial *self, double from_deg)
{
  g_return_if_fail (YZT_IS_WIND_DIAL (self));
  self->from_deg = isnan (from_deg) ? NAN : fmod (fmod (from_deg, 360) + 360, 360);
  tell (self);
  g_signal_emit (self, signals[TURNED], 0, self->from_deg);
}

/* --- picture: north up; the arrow flies where the wind blows to --- */

static void
paint_arrow (cairo_t *cr, double radius, double from_deg)
{
  double angle = (from_deg - 90) * G_PI / 180, x = cos (angle), y = sin (angle), inner = radius * 0.78;
  cairo_set_line_width (cr, 3);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_move_to (cr, x * inner, y * inner);
  cairo_line_to (cr, -x * inner, -y * inner);
  cairo_stroke (cr);
  cairo_move_to (cr, -x * (inner + 4), -y * (inner + 4));
  for (int side = -1; side <= 1; side += 2) {
    double tip = angle + side * 0.32;
    cairo_line_to (cr, -cos (tip) * inner * 0.72, -sin (tip) * inner * 0.72);
  }
  cairo_close_path (cr);
  cairo_fill (cr);
  cairo_arc (cr, x * inner, y * inner, 5, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
yzt_wind_dial_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  YztWindDial *self = YZT_WIND_DIAL (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double radius = MIN (width, height) / 2.0 - 10;
  GdkRGBA color;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  cairo_translate (cr, width / 2.0, height / 2.0);
  cairo_set_source_rgba (cr, (double) color.red, (double) color.green, (double) color.blue, gtk_widget_has_focus (widget) ? 0.9 : 0.35);
  cairo_set_line_width (cr, gtk_widget_has_focus (widget) ? 2 : 1.2);
  cairo_arc (cr, 0, 0, radius, 0, 2 * G_PI);
  cairo_stroke (cr);
  for (guint i = 0; i < 8; i++) {
    double angle = i * G_PI / 4, from = i % 2 == 0 ? 0.84 : 0.92;
    cairo_move_to (cr, sin (angle) * radius * from, -cos (angle) * radius * from);
    cairo_line_to (cr, sin (angle) * radius, -cos (angle) * radius);
    cairo_stroke (cr);
  }
  cairo_set_source_rgba (cr, (double) color.red, (double) color.green, (double) color.blue, 0.9);
  if (!isnan (self->from_deg)) {
    paint_arrow (cr, radius, self->from_deg);
  }
  cairo_destroy (cr);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, isnan (self->from_deg) ? "?" : _("N"));
  int text_width, text_height;
  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (width - text_width) / 2, isnan (self->from_deg) ? (float) (height - text_height) / 2 : -3));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_restore (snapshot);
}

static void
yzt_wind_dial_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = SIZE_PX;
  *minimum_baseline = *natural_baseline = -1;
}

/* --- hands --- */

static void
turn_to (YztWindDial *self, double x, double y)
{
  double dx = x - gtk_widget_get_width (GTK_WIDGET (self)) / 2.0, dy = y - gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;
  if (hypot (dx, dy) > 4) {
    yzt_wind_dial_turn (self, round (atan2 (dx, -dy) * 180 / G_PI));
  }
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, YztWindDial *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  turn_to (self, x, y);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, YztWindDial *self)
{
  double x, y;
  if (gtk_gesture_drag_get_start_point (gesture, &x, &y)) {
    turn_to (self, x + dx, y + dy);
  }
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, YztWindDial *self)
{
  double step = (state & GDK_SHIFT_MASK) != 0 ? 1 : 5, now = isnan (self->from_deg) ? 0 : self->from_deg;
  switch (key) {
  case GDK_KEY_Left:
  case GDK_KEY_Down: yzt_wind_dial_turn (self, now - step); return TRUE;
  case GDK_KEY_Right:
  case GDK_KEY_Up: yzt_wind_dial_turn (self, now + step); return TRUE;
  case GDK_KEY_Page_Up: yzt_wind_dial_turn (self, now + 45); return TRUE;
  case GDK_KEY_Page_Down: yzt_wind_dial_turn (self, now - 45); return TRUE;
  case GDK_KEY_Delete:
  case GDK_KEY_BackSpace: yzt_wind_dial_turn (self, NAN); return TRUE;
  default: return FALSE;
  }
}

static void
yzt_wind_dial_class_init (YztWindDialClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  widget_class->snapshot = yzt_wind_dial_snapshot;
  widget_class->measure = yzt_wind_dial_measure;
  gtk_widget_class_set_css_name (widget_class, "winddial");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SPIN_BUTTON);
  signals[TURNED] = g_signal_new ("turned", YZT_TYPE_WIND_DIAL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
}

static void
yzt_wind_dial_init (YztWindDial *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new (), *focus = gtk_event_controller_focus_new ();
  self->from_deg = NAN;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _("Where the wind comes from: drag, or arrow keys; Delete when it is not known"));
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (gtk_widget_queue_draw), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (gtk_widget_queue_draw), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  tell (self);
}

GtkWidget *
yzt_wind_dial_new (void)
{
  return g_object_new (YZT_TYPE_WIND_DIAL, NULL);
}

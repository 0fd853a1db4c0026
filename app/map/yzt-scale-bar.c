/* yzt-scale-bar.c: a bar with a round length, for the middle of the map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-scale-bar-private.h"
#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_WIDTH_PX 120
#define HEIGHT_PX 28
#define TICK_PX 6.0
#define MARGIN_PX 2.0

struct _YztScaleBar {
  GtkWidget parent_instance;
  double m_per_px;
  double length_m;
  PangoLayout *layout;
};

G_DEFINE_FINAL_TYPE (YztScaleBar, yzt_scale_bar, GTK_TYPE_WIDGET)

/* The longest of 1, 2, 5 times a power of ten that fits. */
static double
round_length (double max_m)
{
  double power = pow (10, floor (log10 (max_m)));
  double lead = max_m / power;
  return power * (lead >= 5 ? 5 : lead >= 2 ? 2 : 1);
}

static void
draw_bar (cairo_t *cr, double width, const GdkRGBA *color, double line_width)
{
  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, line_width);
  cairo_move_to (cr, MARGIN_PX, HEIGHT_PX - MARGIN_PX - TICK_PX);
  cairo_line_to (cr, MARGIN_PX, HEIGHT_PX - MARGIN_PX);
  cairo_line_to (cr, MARGIN_PX + width, HEIGHT_PX - MARGIN_PX);
  cairo_line_to (cr, MARGIN_PX + width, HEIGHT_PX - MARGIN_PX - TICK_PX);
  cairo_stroke (cr);
}

static void
yzt_scale_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  YztScaleBar *self = YZT_SCALE_BAR (widget);
  if (self->length_m <= 0) {
    return;
  }
  double width = self->length_m / self->m_per_px;
  GdkRGBA color;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  /* The casing is what stands out against the text colour. */
  gboolean light_text = color.red + color.green + color.blue > 1.5f;
  GdkRGBA casing = light_text ? (GdkRGBA) { 0, 0, 0, 0.6f } : (GdkRGBA) { 1, 1, 1, 0.8f };
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget), HEIGHT_PX));
  draw_bar (cr, width, &casing, 3.5);
  draw_bar (cr, width, &color, 1.5);
  int text_width;
  pango_layout_get_pixel_size (self->layout, &text_width, NULL);
  double text_x = MARGIN_PX + MAX (0, (width - text_width) / 2);
  cairo_move_to (cr, text_x, 0);
  pango_cairo_layout_path (cr, self->layout);
  gdk_cairo_set_source_rgba (cr, &casing);
  cairo_set_line_width (cr, 2.5);
  cairo_stroke (cr);
  cairo_move_to (cr, text_x, 0);
  gdk_cairo_set_source_rgba (cr, &color);
  pango_cairo_show_layout (cr, self->layout);
  cairo_destroy (cr);
}

static void
yzt_scale_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MAX_WIDTH_PX + 2 * (int) MARGIN_PX : HEIGHT_PX;
}

static void
yzt_scale_bar_dispose (GObject *object)
{
  g_clear_object (&YZT_SCALE_BAR (object)->layout);
  G_OBJECT_CLASS (yzt_scale_bar_parent_class)->dispose (object);
}

static void
yzt_scale_bar_class_init (YztScaleBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = yzt_scale_bar_dispose;
  widget_class->snapshot = yzt_scale_bar_snapshot;
  widget_class->measure = yzt_scale_bar_measure;
  gtk_widget_class_set_css_name (widget_class, "yztscalebar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
yzt_scale_bar_init (YztScaleBar *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "caption");
}

GtkWidget *
yzt_scale_bar_new (void)
{
  return g_object_new (YZT_TYPE_SCALE_BAR, NULL);
}

void
yzt_scale_bar_set_m_per_px (YztScaleBar *self, double m_per_px)
{
  g_return_if_fail (YZT_IS_SCALE_BAR (self));
  if (self->m_per_px == m_per_px || !(m_per_px > 0)) {
    return;
  }
  self->m_per_px = m_per_px;
  double length_m = round_length (m_per_px * MAX_WIDTH_PX);
  if (length_m != self->length_m || self->layout == NULL) {
    self->length_m = length_m;
    g_autofree char *text =
        length_m >= 1000 ? g_strdup_printf (_ ("%.0f km"), length_m / 1000) : g_strdup_printf (_ ("%.0f m"), length_m);
    g_clear_object (&self->layout);
    self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

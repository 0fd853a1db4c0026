/* yzt-chart-view.c: a chart in a window: pointed at by mouse or keys, with a card of its numbers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-chart-view.h"
#include <adwaita.h>
#include "yzt-watchdog.h"

#define LEAST_WIDTH_PX 260
#define LEAST_HEIGHT_PX 150
#define WANTED_HEIGHT_PX 300

struct _YztChartView {
  GtkWidget parent_instance;
  YztChart *chart;       /* NULL: nothing to show */
  char *language;
  int series, category;  /* pointed at; −1 nothing */
  gboolean by_mouse;
  double mouse_x, mouse_y;
};
G_DEFINE_FINAL_TYPE (YztChartView, yzt_chart_view, GTK_TYPE_WIDGET)

enum { POINTED, ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static double
letter_px (YztChartView *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  const PangoFontDescription *face = pango_context_get_font_description (context);
  double size = pango_font_description_get_size (face) / (double) PANGO_SCALE;
  return pango_font_description_get_size_is_absolute (face) ? size : size * pango_cairo_context_get_resolution (context) / 72;
}

static YztChartLook
look_of (YztChartView *self)
{
  YztChartLook look;
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  yzt_chart_look_init (&look, dark ? &YZT_DRAW_THEME_DARK : &YZT_DRAW_THEME_LIGHT, self->language);
  look.type_px = CLAMP (letter_px (self), 9, 40) * 0.92;
  look.is_bare = TRUE; /* the window says what it is */
  look.series = self->series;
  look.category = self->category;
  return look;
}

char *
yzt_chart_view_get_words (YztChartView *self)
{
  g_return_val_if_fail (YZT_IS_CHART_VIEW (self), NULL);
  return self->chart != NULL ? yzt_chart_card_words (self->chart, self->series, self->category) : g_strdup ("");
}

static void
tell (YztChartView *self)
{
  g_autofree char *words = yzt_chart_view_get_words (self), *description = self->chart != NULL ? yzt_chart_describe (self->chart) : g_strdup ("");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
point (YztChartView *self, int series, int category, gboolean by_mouse)
{
  self->by_mouse = by_mouse;
  if (series != self->series || category != self->category) {
    self->series = series;
    self->category = category;
    tell (self);
    g_signal_emit (self, signals[POINTED], 0);
  }
}

void
yzt_chart_view_point (YztChartView *self, int series, int category)
{
  g_return_if_fail (YZT_IS_CHART_VIEW (self));
  gboolean there = self->chart != NULL && category >= 0 && category < (int) yzt_chart_get_n_categories (self->chart);
  point (self, there ? series : -1, there ? category : -1, FALSE);
}

gboolean
yzt_chart_view_get_point (YztChartView *self, int *series, int *category)
{
  g_return_val_if_fail (YZT_IS_CHART_VIEW (self), FALSE);
  *series = self->series;
  *category = self->category;
  return self->category >= 0;
}

/* −1: no category of that name. */
static int
find_category (YztChart *chart, const char *label)
{
  for (guint i = 0; chart != NULL && label != NULL && i < yzt_chart_get_n_categories (chart); i++) {
    if (g_str_equal (yzt_chart_get_category (chart, i), label)) {
      return (int) i;
    }
  }
  return -1;
}

void
yzt_chart_view_set_chart (YztChartView *self, YztChart *chart, const char *language)
{
  g_return_if_fail (YZT_IS_CHART_VIEW (self));
  g_autofree char *label = self->category >= 0 ? g_strdup (yzt_chart_get_category (self->chart, (guint) self->category)) : NULL;
  YztChart *old = self->chart;
  self->chart = chart != NULL ? yzt_chart_ref (chart) : NULL;
  g_clear_pointer (&old, yzt_chart_unref);
  g_free (self->language);
  self->language = g_strdup (language);
  self->category = find_category (chart, label);
  self->series = self->category >= 0 && self->series < (int) yzt_chart_get_n_series (chart) ? self->series : -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), chart != NULL);
  tell (self);
}

YztChart *
yzt_chart_view_get_chart (YztChartView *self)
{
  g_return_val_if_fail (YZT_IS_CHART_VIEW (self), NULL);
  return self->chart;
}

/* --- picture --- */

/* Vectors, not points: as fine as the screen is. */
static void
yzt_chart_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  YztChartView *self = YZT_CHART_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  if (self->chart == NULL || width <= 0 || height <= 0) {
    return;
  }
  yzt_watchdog_background ("chart");
  YztChartLook look = look_of (self);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  yzt_chart_paint (self->chart, cr, width, height, &look);
  cairo_destroy (cr);
}

static void
yzt_chart_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? LEAST_WIDTH_PX : LEAST_HEIGHT_PX;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? LEAST_WIDTH_PX : WANTED_HEIGHT_PX;
  *minimum_baseline = *natural_baseline = -1;
}

/* --- mouse --- */

static gboolean
pick (YztChartView *self, double x, double y, int *series, int *category)
{
  YztChartLook look = look_of (self);
  return self->chart != NULL
      && yzt_chart_pick (self->chart, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)), &look, x, y, series, category);
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, YztChartView *self)
{
  int series = -1, category = -1;
  if (x == self->mouse_x && y == self->mouse_y) {
    return; /* the mouse rests; what moved was the window */
  }
  self->mouse_x = x;
  self->mouse_y = y;
  yzt_watchdog_action ("chart-point");
  if (pick (self, x, y, &series, &category)) {
    point (self, series, category, TRUE);
  } else if (self->by_mouse) {
    point (self, -1, -1, TRUE);
  }
}

static void
on_leave (YztChartView *self)
{
  if (self->by_mouse) {
    point (self, -1, -1, FALSE);
  }
}

static void
on_pressed (GtkGestureClick *gesture, int n, double x, double y, YztChartView *self)
{
  int series, category;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (pick (self, x, y, &series, &category)) {
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
    point (self, series, category, TRUE);
    if (n == 2) {
      g_signal_emit (self, signals[ACTIVATED], 0, category);
    }
  }
}

/* --- keys --- */

/* −1: no key of ours. */
static int
step_of (guint key)
{
  switch (key) {
  case GDK_KEY_Left: case GDK_KEY_KP_Left:
    return YZT_CHART_LEFT;
  case GDK_KEY_Right: case GDK_KEY_KP_Right:
    return YZT_CHART_RIGHT;
  case GDK_KEY_Up: case GDK_KEY_KP_Up:
    return YZT_CHART_UP;
  case GDK_KEY_Down: case GDK_KEY_KP_Down:
    return YZT_CHART_DOWN;
  case GDK_KEY_Home: case GDK_KEY_KP_Home:
    return YZT_CHART_FIRST;
  case GDK_KEY_End: case GDK_KEY_KP_End:
    return YZT_CHART_LAST;
  default:
    return -1;
  }
}

static gboolean
on_key (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, YztChartView *self)
{
  int step = step_of (key), series = self->series, category = self->category;
  if (self->chart == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)) != 0) {
    return FALSE;
  }
  yzt_watchdog_action ("chart-key");
  if (step >= 0) {
    YztChartLook look = look_of (self);
    yzt_chart_step (self->chart, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)), &look, (YztChartStep) step, &series, &category);
    point (self, series, category, FALSE);
    return TRUE; /* an end does not let the focus go elsewhere: Tab does */
  }
  if (key == GDK_KEY_Escape && category >= 0) {
    point (self, -1, -1, FALSE);
    return TRUE;
  }
  if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) && category >= 0) {
    g_signal_emit (self, signals[ACTIVATED], 0, category);
    return TRUE;
  }
  return FALSE;
}

/* --- class --- */

static void
yzt_chart_view_finalize (GObject *object)
{
  YztChartView *self = YZT_CHART_VIEW (object);
  g_clear_pointer (&self->chart, yzt_chart_unref);
  g_free (self->language);
  G_OBJECT_CLASS (yzt_chart_view_parent_class)->finalize (object);
}

static void
yzt_chart_view_class_init (YztChartViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_OBJECT_CLASS_TYPE (klass);
  G_OBJECT_CLASS (klass)->finalize = yzt_chart_view_finalize;
  widget_class->snapshot = yzt_chart_view_snapshot;
  widget_class->measure = yzt_chart_view_measure;
  gtk_widget_class_set_css_name (widget_class, "chartview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[POINTED] = g_signal_new ("pointed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ACTIVATED] = g_signal_new ("activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
yzt_chart_view_init (YztChartView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new (), *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  self->series = self->category = -1;
  self->mouse_x = self->mouse_y = -1;
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

GtkWidget *
yzt_chart_view_new (void)
{
  return g_object_new (YZT_TYPE_CHART_VIEW, NULL);
}

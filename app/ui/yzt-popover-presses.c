/* yzt-popover-presses.c: clicks and wheel turns in popovers that leave the keyboard where it is
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-popover-presses.h"
#include <math.h>

#define MARK "yzt-takes-presses"
#define WHEEL_STEP_PX 60.0

/* The marked popover in which @event happened; NULL when it happened elsewhere. */
static GtkNative *
popover_of (GdkEvent *event)
{
  GdkSurface *surface = gdk_event_get_surface (event);
  GtkNative *native = surface != NULL ? gtk_native_get_for_surface (surface) : NULL;
  return native != NULL && g_object_get_data (G_OBJECT (native), MARK) != NULL ? native : NULL;
}

/* The widget below the pointer there; NULL when it is none or nobody knows: wheel turns come without a place from some servers. */
static GtkWidget *
pick (GtkNative *popover, GdkEvent *event)
{
  double x = 0, y = 0, dx = 0, dy = 0;
  if (!gdk_event_get_position (event, &x, &y) || isnan (x) || isnan (y)) {
    return NULL;
  }
  gtk_native_get_surface_transform (popover, &dx, &dy);
  return gtk_widget_pick (GTK_WIDGET (popover), x - dx, y - dy, GTK_PICK_DEFAULT);
}

/* Not before the release is over: GTK keeps count of what is held down, and what is clicked may take itself away. */
static gboolean
click (gpointer button)
{
  if (gtk_widget_get_mapped (button) && gtk_widget_is_sensitive (button)) {
    g_signal_emit_by_name (button, "clicked");
  }
  return G_SOURCE_REMOVE;
}

static gboolean
press (GObject *window, GdkEvent *event)
{
  GtkNative *popover = gdk_button_event_get_button (event) == GDK_BUTTON_PRIMARY ? popover_of (event) : NULL;
  GtkWidget *picked = popover != NULL ? pick (popover, event) : NULL;
  GtkWidget *row = picked != NULL ? gtk_widget_get_ancestor (picked, GTK_TYPE_LIST_BOX_ROW) : NULL;
  GtkWidget *button = picked != NULL ? gtk_widget_get_ancestor (picked, GTK_TYPE_BUTTON) : NULL;
  if (button != NULL) {
    g_object_set_data_full (window, MARK "-button", g_object_ref (button), g_object_unref);
    return TRUE;
  }
  if (row == NULL) {
    return FALSE;
  }
  gtk_widget_activate (row);
  return TRUE;
}

static GtkWidget *
find_scroller (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_SCROLLED_WINDOW (widget) ? widget : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child)) {
    found = find_scroller (child);
  }
  return found;
}

/* A list that has nowhere to go takes the turn all the same: what lies below it is not meant. */
static gboolean
turn (GdkEvent *event)
{
  GtkNative *popover = popover_of (event);
  GtkWidget *scroller = popover != NULL ? find_scroller (GTK_WIDGET (popover)) : NULL;
  double dx = 0, dy = 0;
  if (scroller == NULL) {
    return popover != NULL;
  }
  switch (gdk_scroll_event_get_direction (event)) {
  case GDK_SCROLL_UP: dy = -1; break;
  case GDK_SCROLL_DOWN: dy = 1; break;
  case GDK_SCROLL_SMOOTH: gdk_scroll_event_get_deltas (event, &dx, &dy); break;
  case GDK_SCROLL_LEFT:
  case GDK_SCROLL_RIGHT:
  default: break;
  }
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + dy * WHEEL_STEP_PX);
  return TRUE;
}

/* The release of a press that was taken is nobody else's. */
static gboolean
on_event (GtkEventControllerLegacy *controller, GdkEvent *event, gpointer user_data)
{
  GObject *window = G_OBJECT (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller)));
  gboolean taken = FALSE;
  switch ((int) gdk_event_get_event_type (event)) {
  case GDK_BUTTON_PRESS:
    taken = press (window, event);
    g_object_set_data (window, MARK "-release", GINT_TO_POINTER (taken));
    break;
  case GDK_BUTTON_RELEASE:
    taken = g_object_get_data (window, MARK "-release") != NULL;
    g_object_set_data (window, MARK "-release", NULL);
    if (g_object_get_data (window, MARK "-button") != NULL) {
      g_idle_add_full (G_PRIORITY_DEFAULT, click, g_object_steal_data (window, MARK "-button"), g_object_unref);
    }
    break;
  case GDK_SCROLL: taken = turn (event); break;
  default: break;
  }
  return taken ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
}

/* One controller for all popovers of a window. */
static void
on_map (GtkWidget *popover)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (popover));
  if (root != NULL && g_object_get_data (G_OBJECT (root), MARK "-root") == NULL) {
    GtkEventController *controller = gtk_event_controller_legacy_new ();
    gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
    g_signal_connect (controller, "event", G_CALLBACK (on_event), NULL);
    gtk_widget_add_controller (root, controller);
    g_object_set_data (G_OBJECT (root), MARK "-root", controller); /* not MARK: what happens in the window itself is its own */
  }
}

void
yzt_popover_take_presses (GtkPopover *popover)
{
  g_return_if_fail (GTK_IS_POPOVER (popover));
  g_object_set_data (G_OBJECT (popover), MARK, popover);
  g_signal_connect (popover, "map", G_CALLBACK (on_map), NULL);
}

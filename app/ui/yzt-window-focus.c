/* yzt-window-focus.c: the window without a mouse: F6 walks its panels, brackets change the ring, focus comes back to where it was
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-watchdog.h"
#include "yzt-window-private.h"

#define MOST_PANELS 12
#define LAST_FOCUS "yzt-window-last-focus"
#define RADIUS_STEP 0.05
#define RADIUS_FINE_STEP 0.01

/* Those that can be seen, in the order in which the eye walks: left, middle, right. */
static guint
list_panels (YztWindow *self, GtkWidget *panels[MOST_PANELS])
{
  GtkWidget *all[] = { GTK_WIDGET (self->incidents), GTK_WIDGET (self->layers), GTK_WIDGET (self->plans), GTK_WIDGET (self->filter), GTK_WIDGET (self->map),
                       GTK_WIDGET (self->table), GTK_WIDGET (self->inspector), GTK_WIDGET (self->reach), yzt_reach_panel_get_list (self->reach), GTK_WIDGET (self->walk) };
  GtkWidget *page = gtk_stack_get_visible_child (self->right_stack);
  guint n = 0;
  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    gboolean folded = i < 3 && !self->show_left;
    if (!folded && gtk_widget_get_mapped (all[i])) {
      panels[n++] = all[i];
    }
  }
  /* A page of its own on the right: command, the log. */
  gboolean own = page != NULL && gtk_widget_get_mapped (page);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    own = own && all[i] != page && !gtk_widget_is_ancestor (all[i], page);
  }
  if (own) {
    panels[n++] = page;
  }
  return n;
}

/* The innermost of the panels in which the focus is; -1: elsewhere. */
static int
find_panel (GtkWidget *focus, GtkWidget **panels, guint n)
{
  int found = -1;
  for (guint i = 0; i < n && focus != NULL; i++) {
    if (focus == panels[i] || gtk_widget_is_ancestor (focus, panels[i])) {
      found = (int) i;
    }
  }
  return found;
}

static void
step (YztWindow *self, int direction)
{
  GtkWidget *panels[MOST_PANELS];
  guint n = list_panels (self, panels);
  int now = find_panel (gtk_window_get_focus (GTK_WINDOW (self)), panels, n);
  for (guint tried = 0; tried < n; tried++) {
    now = now < 0 ? (direction > 0 ? 0 : (int) n - 1) : (now + direction + (int) n) % (int) n;
    if (gtk_widget_child_focus (panels[now], GTK_DIR_TAB_FORWARD) || gtk_widget_grab_focus (panels[now])) {
      break;
    }
  }
  gtk_window_set_focus_visible (GTK_WINDOW (self), TRUE);
}

static void
next_panel (GtkWidget *widget, const char *name, GVariant *parameter)
{
  step (YZT_WINDOW (widget), 1);
}

static void
previous_panel (GtkWidget *widget, const char *name, GVariant *parameter)
{
  step (YZT_WINDOW (widget), -1);
}

/* @parameter: the share by which the radius grows. */
static void
scale_ring (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  if (self->ring != NULL && yzt_ring_is_active (self->ring)) {
    yzt_watchdog_action ("ring-key");
    yzt_ring_set_radius (self->ring, yzt_ring_get_radius (self->ring) * (1 + g_variant_get_double (parameter)));
  }
}

static void
last_focus_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* Where the focus was before something was opened above the window. */
static void
on_focus (YztWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  if (focus != NULL && gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) == NULL) {
    g_weak_ref_set (g_object_get_data (G_OBJECT (self), LAST_FOCUS), focus);
  }
}

/* A list or a menu that is folded away keeps the focus, and with it every key: whoever chose there in a panel on the right or in the table goes on there,
 * else the map has them. */
static void
on_active (YztWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  if (gtk_window_is_active (GTK_WINDOW (self)) && (focus == NULL || !gtk_widget_get_mapped (focus)) && gtk_widget_get_mapped (GTK_WIDGET (self->map))) {
    g_autoptr (GtkWidget) last = g_weak_ref_get (g_object_get_data (G_OBJECT (self), LAST_FOCUS));
    gboolean back = last != NULL && gtk_widget_get_mapped (last)
        && (gtk_widget_is_ancestor (last, GTK_WIDGET (self->right_stack)) || gtk_widget_is_ancestor (last, GTK_WIDGET (self->table)));
    gtk_widget_grab_focus (back ? last : GTK_WIDGET (self->map));
  }
}

/* Before the panes of the middle, which would walk between the two of them alone. */
static void
take_f6 (YztWindow *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_F6, 0),
                                                                                                gtk_named_action_new ("win.next-panel")));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_F6, GDK_SHIFT_MASK),
                                                                                                gtk_named_action_new ("win.previous-panel")));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

/* Esc backs out of levels of the window; a toast goes by itself and must not eat it. */
void
yzt_window_focus_init (YztWindow *self)
{
  GWeakRef *last = g_new0 (GWeakRef, 1);
  g_weak_ref_init (last, NULL);
  g_object_set_data_full (G_OBJECT (self), LAST_FOCUS, last, last_focus_free);
  take_f6 (self);
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (on_focus), NULL);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (on_active), NULL);
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (self->toasts));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
    if (GTK_IS_SHORTCUT_CONTROLLER (controller)) {
      gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_NONE);
    }
  }
}

void
yzt_window_focus_install (GtkWidgetClass *widget_class)
{
  static const struct {
    guint key;
    double share;
  } ring_keys[] = { { GDK_KEY_bracketright, RADIUS_STEP }, { GDK_KEY_bracketleft, -RADIUS_STEP },
                    { GDK_KEY_braceright, RADIUS_FINE_STEP }, { GDK_KEY_braceleft, -RADIUS_FINE_STEP } };
  gtk_widget_class_install_action (widget_class, "win.next-panel", NULL, next_panel);
  gtk_widget_class_install_action (widget_class, "win.previous-panel", NULL, previous_panel);
  gtk_widget_class_install_action (widget_class, "win.scale-ring", "d", scale_ring);
  for (guint i = 0; i < G_N_ELEMENTS (ring_keys); i++) {
    gtk_widget_class_add_binding_action (widget_class, ring_keys[i].key, 0, "win.scale-ring", "d", ring_keys[i].share);
    gtk_widget_class_add_binding_action (widget_class, ring_keys[i].key, GDK_SHIFT_MASK, "win.scale-ring", "d", ring_keys[i].share);
  }
}

/* yzt-window-plans.c: the window and its plans: one is read beside the map, what it names is lit there
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-hover.h"
#include "yzt-plans-window.h"
#include "yzt-selection.h"
#include "yzt-ui.h"
#include "yzt-watchdog.h"
#include "yzt-window-private.h"

#define RIGHT_WIDTH 368
#define READING_SHARE 0.42 /* of the window: a line of text of a good length, and still a map */
#define READING_MIN 430
#define READING_MAX 900

gboolean
yzt_window_is_reading (YztWindow *self)
{
  return gtk_stack_page_get_visible (gtk_stack_get_page (self->right_stack, GTK_WIDGET (self->reader)));
}

/* The panel is wide while a plan or the log is in it, and only then. */
static void
fit_now (YztWindow *self)
{
  GtkWidget *shown = gtk_stack_get_visible_child (self->right_stack);
  gboolean reading = shown == GTK_WIDGET (self->reader) || shown == GTK_WIDGET (self->log);
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int default_width = 0, default_height = 0;
  gtk_window_get_default_size (GTK_WINDOW (self), &default_width, &default_height);
  width = width > 0 ? width : default_width;
  int wanted = reading ? CLAMP ((int) (width * READING_SHARE), READING_MIN, READING_MAX) : RIGHT_WIDTH;
  if (wanted != adw_clamp_get_maximum_size (self->right)) {
    gtk_widget_set_size_request (GTK_WIDGET (self->right), wanted, -1);
    adw_clamp_set_maximum_size (self->right, wanted);
    adw_clamp_set_tightening_threshold (self->right, wanted);
  }
}

/* The map is drawn anew at another size: not in the frame in which the reader is styled for the first time. */
static gboolean
fit_later (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  YztWindow *self = YZT_WINDOW (gtk_widget_get_root (widget));
  if (self->fit_ticks++ == 0) {
    return G_SOURCE_CONTINUE;
  }
  self->fitter = 0;
  yzt_watchdog_background ("fit-right-panel");
  fit_now (self);
  return G_SOURCE_REMOVE;
}

static void
fit_width (YztWindow *self)
{
  if (self->fitter == 0 && gtk_widget_get_realized (GTK_WIDGET (self->right))) {
    self->fit_ticks = 0;
    self->fitter = gtk_widget_add_tick_callback (GTK_WIDGET (self->right), fit_later, NULL, NULL);
  }
}

void
yzt_window_show_switcher (YztWindow *self)
{
  gboolean ring = self->ring != NULL && yzt_ring_is_active (self->ring);
  gboolean other = yzt_window_is_walking (self) || yzt_window_is_reading (self) || yzt_window_is_logging (self) || yzt_window_is_commanding (self);
  gtk_widget_set_visible (self->right_switcher, ring || other);
}

void
yzt_window_read_plan (YztWindow *self, YztPlan *plan, const char *words)
{
  g_return_if_fail (YZT_IS_WINDOW (self));
  if (self->session == NULL) {
    return;
  }
  yzt_watchdog_action ("read-plan");
  gtk_stack_page_set_visible (gtk_stack_get_page (self->right_stack, GTK_WIDGET (self->reader)), TRUE);
  gtk_stack_set_visible_child (self->right_stack, GTK_WIDGET (self->reader));
  yzt_window_show_switcher (self);
  yzt_plan_reader_open (self->reader, plan, words);
}

static void
close_plan (YztWindow *self)
{
  gboolean inside = gtk_widget_get_focus_child (GTK_WIDGET (self->reader)) != NULL;
  gtk_stack_page_set_visible (gtk_stack_get_page (self->right_stack, GTK_WIDGET (self->reader)), FALSE);
  if (gtk_stack_get_visible_child (self->right_stack) == GTK_WIDGET (self->reader)) {
    gtk_stack_set_visible_child_name (self->right_stack, "details");
  }
  yzt_window_show_switcher (self);
  yzt_plan_reader_set_session (self->reader, self->session);
  if (inside) {
    gtk_widget_grab_focus (GTK_WIDGET (self->map));
  }
}

gboolean
yzt_window_leave_plan (YztWindow *self)
{
  if (!yzt_window_is_reading (self)) {
    return FALSE;
  }
  gboolean shown = gtk_stack_get_visible_child (self->right_stack) == GTK_WIDGET (self->reader);
  if (shown && yzt_plan_reader_leave (self->reader)) {
    return TRUE;
  }
  if (!shown) {
    gtk_stack_set_visible_child (self->right_stack, GTK_WIDGET (self->reader)); /* back to what was read */
    return TRUE;
  }
  close_plan (self);
  return TRUE;
}

void
yzt_window_plans_attach (YztWindow *self)
{
  yzt_plan_reader_set_session (self->reader, self->session);
}

/* Their library is of the map that goes. */
static void
close_libraries (YztWindow *self)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  for (GList *l = windows; l != NULL; l = l->next) {
    if (YZT_IS_PLANS_WINDOW (l->data) && gtk_window_get_transient_for (l->data) == GTK_WINDOW (self)) {
      gtk_window_destroy (l->data);
    }
  }
}

void
yzt_window_plans_detach (YztWindow *self)
{
  close_libraries (self);
  gtk_stack_page_set_visible (gtk_stack_get_page (self->right_stack, GTK_WIDGET (self->reader)), FALSE);
  yzt_plan_reader_set_session (self->reader, NULL);
}

/* The plan stays where it is: its reader looks over to the map. */
static void
on_thing (YztPlanReader *reader, int kind, gint64 fid, YztWindow *self)
{
  YztItem item;
  double x, y;
  yzt_watchdog_action ("thing-of-plan");
  yzt_session_select (self->session, kind, fid);
  gtk_stack_set_visible_child (self->right_stack, GTK_WIDGET (self->reader));
  yzt_hover_set (yzt_hover_of (self->session), kind, fid);
  if (yzt_window_selected_item (self, &item) && !yzt_map_view_position_to_widget (self->map, (YztPosition) { item.lon, item.lat }, &x, &y)) {
    yzt_map_view_go_to (self->map, (YztPosition) { item.lon, item.lat }, 0, TRUE);
  }
}

static void
on_said (YztPlanReader *reader, const char *sentence, YztWindow *self)
{
  yzt_window_say (self, sentence, FALSE);
}

static void
action_close_plan (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  close_plan (YZT_WINDOW (widget));
}

void
yzt_window_plans_connect (YztWindow *self)
{
  g_signal_connect_object (self->reader, "thing-activated", G_CALLBACK (on_thing), self, 0);
  g_signal_connect_object (self->reader, "said", G_CALLBACK (on_said), self, 0);
  g_signal_connect_object (self->right_stack, "notify::visible-child", G_CALLBACK (fit_width), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::default-width", G_CALLBACK (fit_width), NULL);
  g_signal_connect (self, "notify::maximized", G_CALLBACK (fit_width), NULL);
  g_signal_connect (self, "notify::fullscreened", G_CALLBACK (fit_width), NULL);
}

/* --- the library --- */

static void
on_library_plan (YztPlansWindow *library, YztPlan *plan, const char *words, YztWindow *self)
{
  yzt_window_read_plan (self, plan, words);
  gtk_window_present (GTK_WINDOW (self));
}

/* The hazard sources behind a figure of coverage, ringed on the map and listed beside it. */
static void
on_library_records (YztPlansWindow *library, GArray *fids, YztWindow *self)
{
  int kind = yzt_kind_set_index (yzt_session_get_kinds (self->session), "hazard-source");
  g_autofree YztThing *things = g_new (YztThing, fids->len + 1);
  for (guint i = 0; kind >= 0 && i < fids->len; i++) {
    things[i] = (YztThing) { (guint) kind, g_array_index (fids, gint64, i) };
  }
  if (kind >= 0 && fids->len > 0) {
    yzt_selection_set (yzt_selection_of (self->session), things, fids->len);
    yzt_window_list_picked (self);
    gtk_window_present (GTK_WINDOW (self));
  }
}

static YztPlansWindow *
open_library (YztWindow *self)
{
  YztPlansWindow *library = yzt_plans_window_new (GTK_WINDOW (self), self->session);
  g_signal_connect_object (library, "plan-activated", G_CALLBACK (on_library_plan), self, 0);
  g_signal_connect_object (library, "records-wanted", G_CALLBACK (on_library_records), self, 0);
  gtk_window_present (GTK_WINDOW (library));
  return library;
}

static void
action_plans (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  if (YZT_WINDOW (widget)->session != NULL) {
    open_library (YZT_WINDOW (widget));
  }
}

static void
action_plans_due (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  if (YZT_WINDOW (widget)->session != NULL) {
    yzt_plans_window_show_part (open_library (YZT_WINDOW (widget)), "due");
  }
}

/* Of the place where the menu was asked for. */
static void
action_plans_here (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  yzt_watchdog_action (name);
  if (self->session != NULL) {
    yzt_plans_window_show_place (open_library (self), self->menu_position);
  }
}

void
yzt_window_class_install_plans (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.plans", NULL, action_plans);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.plans", NULL);
  gtk_widget_class_install_action (widget_class, "win.plans-here", NULL, action_plans_here);
  gtk_widget_class_install_action (widget_class, "win.plans-due", NULL, action_plans_due);
  gtk_widget_class_install_action (widget_class, "win.close-plan", NULL, action_close_plan);
}

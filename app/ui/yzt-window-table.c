/* yzt-window-table.c: the window and its table below the map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-map-sketch.h"
#include "yzt-watchdog.h"
#include "yzt-window-private.h"

#define TABLE_HEIGHT 300

static void
on_said (YztTablePanel *panel, const char *sentence, gboolean with_undo, YztWindow *self)
{
  yzt_window_say (self, sentence, with_undo);
}

/* The table lets go of a map before that is closed. */
static void
on_state (YztWindow *self)
{
  if (self->session == NULL || yzt_session_get_state (self->session) == YZT_SESSION_CLOSED) {
    yzt_map_sketch_end (self->map); /* what is drawn belongs to the map that is closed */
    yzt_table_panel_set_session (self->table, NULL);
    gtk_widget_set_visible (GTK_WIDGET (self->table), FALSE);
  }
}

void
yzt_window_table_attach (YztWindow *self)
{
  yzt_table_panel_set_session (self->table, self->session);
  yzt_window_edit_attach (self);
  g_signal_connect_object (self->session, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
}

void
yzt_window_show_table (YztWindow *self, int kind)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self->table_pane));
  gtk_widget_set_visible (GTK_WIDGET (self->table), TRUE);
  gtk_paned_set_position (self->table_pane, MAX (height - TABLE_HEIGHT, height / 2));
  yzt_table_panel_show_kind (self->table, kind);
  yzt_table_panel_focus (self->table);
}

gboolean
yzt_window_hide_table (YztWindow *self)
{
  if (!gtk_widget_get_visible (GTK_WIDGET (self->table))) {
    return FALSE;
  }
  gtk_widget_set_visible (GTK_WIDGET (self->table), FALSE);
  yzt_table_panel_rest (self->table);
  gtk_widget_grab_focus (GTK_WIDGET (self->map));
  return TRUE;
}

static void
action_table (GtkWidget *widget, const char *name, GVariant *parameter)
{
  YztWindow *self = YZT_WINDOW (widget);
  yzt_watchdog_action (name);
  if (self->session != NULL && yzt_session_get_state (self->session) == YZT_SESSION_READY && !yzt_window_hide_table (self)) {
    yzt_window_show_table (self, -1);
  }
}

void
yzt_window_table_connect (YztWindow *self)
{
  g_signal_connect (self->table, "said", G_CALLBACK (on_said), self);
}

void
yzt_window_class_install_table (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.table", NULL, action_table);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_t, GDK_CONTROL_MASK, "win.table", NULL);
}

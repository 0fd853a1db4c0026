/* yzt-window-grounds.c: the window and the base maps of its station
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-grounds-dialog.h"
#include "yzt-window-private.h"
#include "yzt-watchdog.h"

/* One list for all windows of the programme: it belongs to the station. */
YztGroundList *
yzt_window_station_grounds (void)
{
  static YztGroundList *grounds = NULL;
  if (grounds == NULL) {
    g_autofree char *folder = yzt_user_data_dir ("basemap");
    g_autofree char *path = g_build_filename (folder, "list.ini", NULL);
    grounds = yzt_ground_list_new (path);
  }
  return grounds;
}

static void
action_base_maps (GtkWidget *widget, const char *name, GVariant *parameter)
{
  yzt_watchdog_action (name);
  YztWindow *self = YZT_WINDOW (widget);
  gtk_window_present (GTK_WINDOW (yzt_grounds_dialog_new (GTK_WINDOW (self), yzt_window_station_grounds (), self->map)));
}

void
yzt_window_base_map_files (char **base_map_out, char **boundaries_out)
{
  g_autofree char *folder = yzt_user_data_dir ("basemap"), *own = g_build_filename (folder, "boundaries.gpkg", NULL);
  *base_map_out = g_build_filename (yzt_data_dir (), "basemap", "basemap.gpkg", NULL);
  *boundaries_out = g_file_test (own, G_FILE_TEST_EXISTS) ? g_steal_pointer (&own) : NULL;
}

void
yzt_window_dress_map (YztMapView *map)
{
  g_autofree char *base = NULL, *own = NULL;
  g_autofree char *folder = yzt_user_cache_dir ("tiles");
  g_autofree char *path = g_build_filename (folder, "tiles.db", NULL);
  yzt_window_base_map_files (&base, &own);
  yzt_map_view_set_base_map (map, base, own);
  yzt_map_view_set_grounds (map, yzt_window_station_grounds (), path);
}

void
yzt_window_class_install_grounds (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.base-maps", NULL, action_base_maps);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_b, GDK_CONTROL_MASK, "win.base-maps", NULL);
}

/* yzt-window-grounds.c: the window and the base maps of its station
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-grounds-dialog.h"
#include "yzt-window-private.h"
#include "yzt-watchdog.h"

/* One list for all windows of the programme: it belongs to the station. */
static YztGroundList *
station_grounds (void)
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
  gtk_window_present (GTK_WINDOW (yzt_grounds_dialog_new (GTK_WINDOW (self), station_grounds (), self->map)));
}

void
yzt_window_dress_map (YztMapView *map)
{
  g_autofree char *base = g_build_filename (yzt_data_dir (), "basemap", "basemap.gpkg", NULL);
  g_autofree char *own_folder = yzt_user_data_dir ("basemap");
  g_autofree char *own = g_build_filename (own_folder, "boundaries.gpkg", NULL);
  g_autofree char *folder = yzt_user_cache_dir ("tiles");
  g_autofree char *path = g_build_filename (folder, "tiles.db", NULL);
  yzt_map_view_set_base_map (map, base, g_file_test (own, G_FILE_TEST_EXISTS) ? own : NULL);
  yzt_map_view_set_grounds (map, station_grounds (), path);
}

void
yzt_window_class_install_grounds (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.base-maps", NULL, action_base_maps);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_b, GDK_CONTROL_MASK, "win.base-maps", NULL);
}

/* yzt-map-view-ground.c: the base map below the features: loading, themes, tiles
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include "yzt-map-view-private.h"
#include "yzt-task.h"
#include "yzt-watchdog.h"

static gboolean
is_dark (YztMapView *self)
{
  return self->always_dark || adw_style_manager_get_dark (adw_style_manager_get_default ());
}

/* A source has one look, so another theme or scale is another source. */
void
yzt_map_view_swap_tiles (YztMapView *self)
{
  g_autoptr (YztGroundStack) stack = yzt_map_view_make_stack (self);
  YztTileSource *source = yzt_tile_source_new (stack, is_dark (self), gtk_widget_get_scale_factor (GTK_WIDGET (self)));
  shumate_viewport_set_reference_map_source (self->viewport, SHUMATE_MAP_SOURCE (source));
  yzt_scene_layer_set_tile_source (self->scene_layer, source);
  if (self->source != NULL) {
    yzt_tile_source_close (self->source);
    g_clear_object (&self->source);
  }
  self->source = source;
}

static void
restyle (YztMapView *self)
{
  yzt_scene_layer_set_dark (self->scene_layer, is_dark (self));
  yzt_map_view_swap_tiles (self);
  yzt_map_view_viewport_changed (self);
}

static gboolean
on_restyle_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer frame_of_widgets)
{
  YztMapView *self = YZT_MAP_VIEW (widget);
  if (gdk_frame_clock_get_frame_counter (clock) <= *(gint64 *) frame_of_widgets) {
    return G_SOURCE_CONTINUE;
  }
  self->restyle_tick = 0;
  yzt_watchdog_action ("restyle-map");
  restyle (self);
  return G_SOURCE_REMOVE;
}

/* The widgets take the new look in the next frame and the map in the one after: both in one would be felt as a jerk. */
static void
restyle_soon (YztMapView *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));
  if (clock == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self))) {
    restyle (self);
  } else if (self->restyle_tick == 0) {
    gint64 *frame = g_new (gint64, 1);
    *frame = gdk_frame_clock_get_frame_counter (clock) + 1;
    self->restyle_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_restyle_tick, frame, g_free);
  }
}

static void
on_style_changed (YztMapView *self)
{
  if (!self->always_dark) {
    restyle_soon (self);
  }
}

void
yzt_map_view_set_always_dark (YztMapView *self, gboolean always_dark)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  gboolean before = is_dark (self);
  self->always_dark = always_dark;
  if (is_dark (self) != before) {
    restyle (self);
  }
}

typedef struct {
  char *path;
  char *boundaries;
  char *jurisdiction;
} BaseMapRequest;

static void
base_map_request_free (BaseMapRequest *request)
{
  g_free (request->path);
  g_free (request->boundaries);
  g_free (request->jurisdiction);
  g_free (request);
}

static void
load_base_map (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const BaseMapRequest *request = task_data;
  g_autoptr (GError) error = NULL;
  YztBaseMap *map = yzt_base_map_load (request->path, request->boundaries, request->jurisdiction, &error);
  if (map != NULL) {
    g_task_return_pointer (task, map, (GDestroyNotify) yzt_base_map_unref);
  } else {
    g_task_return_error (task, g_steal_pointer (&error));
  }
}

void
yzt_map_view_show_attribution (YztMapView *self, const char *text)
{
  gtk_label_set_text (self->attribution, text);
  gtk_widget_set_visible (GTK_WIDGET (self->attribution), *text != '\0');
}

static void
on_base_map_loaded (GObject *object, GAsyncResult *result, gpointer user_data)
{
  YztMapView *self = YZT_MAP_VIEW (object);
  g_autoptr (GError) error = NULL;
  YztBaseMap *map = g_task_propagate_pointer (G_TASK (result), &error);
  if (map == NULL) {
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
      g_message ("base map not loaded: %s", error->message);
      yzt_map_view_show_attribution (self, _ ("The base map could not be loaded"));
    }
    return;
  }
  if (self->map == NULL) { /* closed meanwhile */
    yzt_base_map_unref (map);
    return;
  }
  g_clear_pointer (&self->base_map, yzt_base_map_unref);
  self->base_map = map;
  yzt_map_view_swap_tiles (self);
  yzt_map_view_grounds_changed (self);
  yzt_map_view_viewport_changed (self);
}

static void
reload_base_map (YztMapView *self)
{
  g_cancellable_cancel (self->base_map_loading);
  g_clear_object (&self->base_map_loading);
  if (self->base_map_path == NULL) {
    return;
  }
  self->base_map_loading = g_cancellable_new ();
  BaseMapRequest *request = g_new0 (BaseMapRequest, 1);
  request->path = g_strdup (self->base_map_path);
  request->boundaries = g_strdup (self->boundaries_path);
  request->jurisdiction = g_strdup (self->jurisdiction);
  g_autoptr (GTask) task = g_task_new (self, self->base_map_loading, on_base_map_loaded, NULL);
  g_task_set_source_tag (task, reload_base_map);
  g_task_set_task_data (task, request, (GDestroyNotify) base_map_request_free);
  yzt_task_run_in_thread (task, load_base_map);
}

void
yzt_map_view_set_base_map (YztMapView *self, const char *path, const char *boundaries)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self) && path != NULL);
  g_free (self->base_map_path);
  g_free (self->boundaries_path);
  self->base_map_path = g_strdup (path);
  self->boundaries_path = g_strdup (boundaries);
  reload_base_map (self);
}

void
yzt_map_view_set_jurisdiction (YztMapView *self, const char *adcode_prefix)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  if (g_strcmp0 (self->jurisdiction, adcode_prefix) != 0) {
    g_free (self->jurisdiction);
    self->jurisdiction = g_strdup (adcode_prefix);
    reload_base_map (self);
  }
}

const char *
yzt_map_view_get_attribution (YztMapView *self)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self), "");
  return gtk_label_get_text (self->attribution);
}

YztBaseMap *
yzt_map_view_get_base_map (YztMapView *self)
{
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self), NULL);
  return self->base_map;
}

void
yzt_map_view_ground_init (YztMapView *self)
{
  yzt_scene_layer_set_dark (self->scene_layer, is_dark (self));
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (on_style_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (restyle_soon), NULL);
}

void
yzt_map_view_ground_dispose (YztMapView *self)
{
  g_cancellable_cancel (self->base_map_loading);
  g_clear_object (&self->base_map_loading);
  yzt_map_view_grounds_dispose (self);
  if (self->source != NULL) {
    yzt_tile_source_close (self->source);
    g_clear_object (&self->source);
  }
  g_clear_pointer (&self->base_map, yzt_base_map_unref);
}

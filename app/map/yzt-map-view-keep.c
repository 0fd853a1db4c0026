/* yzt-map-view-keep.c: areas of the map's tile services, taken home for work without a network
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-map-view-keep.h"
#include <glib/gi18n-lib.h>
#include "yzt-map-view-private.h"
#include "yzt-task.h"

#define CLOSER 3 /* zooms beyond what is seen that are offered at first */
#define PAUSE_MS 80
#define CONNECTIONS 6
#define LARGEST_ZOOM 18

YztGroundArea
yzt_map_view_get_seen_area (YztMapView *self)
{
  YztGroundArea area = { 0, 0, 1, 1, 0, LARGEST_ZOOM };
  g_return_val_if_fail (YZT_IS_MAP_VIEW (self), area);
  YztMapFrame frame = yzt_scene_layer_get_frame (self->scene_layer);
  if (frame.world_px > 0) {
    double half_x = frame.width / 2.0 / frame.world_px, half_y = frame.height / 2.0 / frame.world_px;
    area.x0 = CLAMP (frame.center_x - half_x, 0, 1);
    area.x1 = CLAMP (frame.center_x + half_x, area.x0, 1);
    area.y0 = CLAMP (frame.center_y - half_y, 0, 1);
    area.y1 = CLAMP (frame.center_y + half_y, area.y0, 1);
    area.min_zoom = (guint) CLAMP (floor (frame.zoom), 0, LARGEST_ZOOM);
    area.max_zoom = MIN (area.min_zoom + CLOSER, LARGEST_ZOOM);
  }
  return area;
}

/* --- the county in the middle --- */

typedef struct {
  char *path, *name;
  YztPosition middle;
  YztGroundArea area;
} County;

static void
county_free (County *county)
{
  g_free (county->path);
  g_free (county->name);
  g_free (county);
}

static void
find_county (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  County *county = task_data;
  YztBox box;
  if (!yzt_base_map_county_at (county->path, county->middle, &county->name, &box)) {
    g_task_return_boolean (task, FALSE);
    return;
  }
  yzt_mercator_from_position ((YztPosition) { box.west, box.north }, &county->area.x0, &county->area.y0);
  yzt_mercator_from_position ((YztPosition) { box.east, box.south }, &county->area.x1, &county->area.y1);
  g_task_return_boolean (task, TRUE);
}

void
yzt_map_view_find_county_async (YztMapView *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  double zoom;
  if (self->base_map_path == NULL) {
    g_task_return_boolean (task, FALSE);
    return;
  }
  County *county = g_new0 (County, 1);
  county->path = g_strdup (self->base_map_path);
  county->area = yzt_map_view_get_seen_area (self);
  yzt_map_view_get_view (self, &county->middle, &zoom);
  g_task_set_task_data (task, county, (GDestroyNotify) county_free);
  yzt_task_run_in_thread (task, find_county);
}

gboolean
yzt_map_view_find_county_finish (YztMapView *self, GAsyncResult *result, YztGroundArea *area_out, char **name_out)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  if (!g_task_propagate_boolean (G_TASK (result), NULL)) {
    return FALSE;
  }
  County *county = g_task_get_task_data (G_TASK (result));
  *area_out = county->area;
  *name_out = g_steal_pointer (&county->name);
  return TRUE;
}

/* --- the cache, opened when it is not yet --- */

typedef struct {
  YztGround *ground;
  YztGroundArea area;
  gboolean keep; /* else only surveyed */
  YztTileCache *cache;
  char *path;
  gint64 max_bytes;
  YztGroundSurvey survey;
  guint64 n_fetched;
} Request;

static void
request_free (Request *request)
{
  g_clear_object (&request->ground);
  g_clear_object (&request->cache);
  g_free (request->path);
  g_free (request);
}

static void
on_surveyed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Request *request = g_task_get_task_data (task);
  if (yzt_ground_survey_finish (result, &request->survey, &error)) {
    g_task_return_boolean (task, TRUE);
  } else {
    g_task_return_error (task, g_steal_pointer (&error));
  }
}

static void
on_downloaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Request *request = g_task_get_task_data (task);
  if (yzt_ground_download_finish (result, &request->n_fetched, &error)) {
    g_task_return_boolean (task, TRUE);
  } else {
    g_task_return_error (task, g_steal_pointer (&error));
  }
}

static void
download (YztMapView *self, GTask *task, const char *key)
{
  Request *request = g_task_get_task_data (task);
  if (self->fetcher == NULL) {
    self->fetcher = yzt_fetcher_new (CONNECTIONS);
  }
  yzt_ground_download_async (request->ground, request->cache, self->fetcher, &request->area, key, PAUSE_MS, on_downloaded, g_object_ref (task));
}

static void
on_key (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  char *key = yzt_secret_find_finish (result, NULL);
  download (g_task_get_source_object (task), task, key);
  yzt_secret_free (key);
}

static void
go_on (YztMapView *self, GTask *task)
{
  Request *request = g_task_get_task_data (task);
  const char *key_service = yzt_ground_get_spec (request->ground)->key_service;
  if (!request->keep) {
    yzt_ground_survey_async (request->ground, request->cache, &request->area, g_task_get_cancellable (task), on_surveyed, g_object_ref (task));
  } else if (*key_service != '\0') {
    yzt_secret_find_async (key_service, NULL, on_key, g_object_ref (task));
  } else {
    download (self, task, NULL);
  }
}

static void
open_cache (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Request *request = task_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname (request->path);
  g_mkdir_with_parents (folder, 0700);
  request->cache = yzt_tile_cache_open (request->path, request->max_bytes, &yzt_clock_system, &error);
  if (request->cache == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
  } else {
    g_task_return_boolean (task, TRUE);
  }
}

static void
on_cache_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  YztMapView *self = YZT_MAP_VIEW (source);
  g_autoptr (GError) error = NULL;
  Request *request = g_task_get_task_data (task);
  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  if (self->tile_cache == NULL) {
    self->tile_cache = g_object_ref (request->cache);
  } else { /* a base map opened it meanwhile: one sum of bytes, one cache */
    g_set_object (&request->cache, self->tile_cache);
  }
  go_on (self, task);
}

static void
begin (YztMapView *self, YztGround *ground, const YztGroundArea *area, gboolean keep, GTask *task)
{
  Request *request = g_new0 (Request, 1);
  request->ground = g_object_ref (ground);
  request->area = *area;
  request->keep = keep;
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  if (self->tile_cache != NULL) {
    request->cache = g_object_ref (self->tile_cache);
    go_on (self, task);
    return;
  }
  if (self->tile_cache_path == NULL) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, _("The tiles of this map have no place on the disk."));
    return;
  }
  request->path = g_strdup (self->tile_cache_path);
  request->max_bytes = yzt_ground_list_get_cache_bytes (self->grounds);
  g_autoptr (GTask) opening = g_task_new (self, NULL, on_cache_open, g_object_ref (task));
  g_task_set_task_data (opening, request, NULL); /* the outer task's, which lives longer */
  yzt_task_run_in_thread (opening, open_cache);
}

void
yzt_map_view_survey_async (YztMapView *self, YztGround *ground, const YztGroundArea *area, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self) && YZT_IS_GROUND (ground) && area != NULL);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  begin (self, ground, area, FALSE, task);
}

gboolean
yzt_map_view_survey_finish (YztMapView *self, GAsyncResult *result, YztGroundSurvey *survey_out, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self) && survey_out != NULL, FALSE);
  if (!g_task_propagate_boolean (G_TASK (result), error)) {
    return FALSE;
  }
  *survey_out = ((Request *) g_task_get_task_data (G_TASK (result)))->survey;
  return TRUE;
}

void
yzt_map_view_keep_async (YztMapView *self, YztGround *ground, const YztGroundArea *area, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self) && YZT_IS_GROUND (ground) && area != NULL);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  begin (self, ground, area, TRUE, task);
}

gboolean
yzt_map_view_keep_finish (YztMapView *self, GAsyncResult *result, guint64 *n_fetched_out, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self) && n_fetched_out != NULL, FALSE);
  if (!g_task_propagate_boolean (G_TASK (result), error)) {
    return FALSE;
  }
  *n_fetched_out = ((Request *) g_task_get_task_data (G_TASK (result)))->n_fetched;
  return TRUE;
}

/* --- letting go --- */

static void
release (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Request *request = task_data;
  g_autoptr (GError) error = NULL;
  if (!yzt_tile_cache_release (request->cache, yzt_ground_get_spec (request->ground)->id, &error)) {
    g_message ("kept tiles were not let go: %s", error->message);
  }
  g_task_return_boolean (task, TRUE);
}

void
yzt_map_view_release_kept (YztMapView *self, YztGround *ground)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self) && YZT_IS_GROUND (ground));
  if (self->tile_cache != NULL) {
    g_autoptr (GTask) task = g_task_new (self, NULL, NULL, NULL);
    Request *request = g_new0 (Request, 1);
    request->ground = g_object_ref (ground);
    request->cache = g_object_ref (self->tile_cache);
    g_task_set_task_data (task, request, (GDestroyNotify) request_free);
    yzt_task_keep (task, ground);
    yzt_task_run_in_thread (task, release);
  }
}

/* yzt-map-view-grounds.c: the base maps of the station below the features: opened on a worker, stacked, named
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "yzt-map-view-private.h"
#include "yzt-task.h"

#define SETTLE_MS 120 /* a slider of strength is let come to rest before all tiles are made anew */
#define CONNECTIONS 6

/** What stands behind one base map of the list. At most one is set; none: it could not be opened, its problem says why. */
typedef struct {
  YztRaster *raster;
  YztVectorMap *vector;
  YztTileFile *file;
  YztGroundService *service;
  GCancellable *cancellable; /* of its opening */
} YztOpenedGround;

static void
opened_ground_free (YztOpenedGround *opened)
{
  g_cancellable_cancel (opened->cancellable);
  g_clear_object (&opened->cancellable);
  g_clear_pointer (&opened->raster, yzt_raster_unref);
  g_clear_pointer (&opened->vector, yzt_vector_map_unref);
  g_clear_object (&opened->file);
  if (opened->service != NULL) {
    yzt_ground_service_close (opened->service);
    g_clear_object (&opened->service);
  }
  g_free (opened);
}

/* --- the stack --- */

static gboolean
describe_layer (YztMapView *self, YztGround *ground, YztGroundLayer *layer)
{
  const YztOpenedGround *opened = self->opened_grounds != NULL ? g_hash_table_lookup (self->opened_grounds, ground) : NULL;
  *layer = (YztGroundLayer) { .ground = ground, .opacity = yzt_ground_get_opacity (ground),
                               .datum = yzt_ground_get_spec (ground)->datum };
  if (!yzt_ground_get_visible (ground) || layer->opacity <= 0) {
    return FALSE;
  }
  if (yzt_ground_get_spec (ground)->type == YZT_GROUND_BUILT_IN) {
    layer->base_map = self->base_map;
  } else if (opened != NULL) {
    layer->raster = opened->raster;
    layer->vector = opened->vector;
    if (layer->vector != NULL) {
      yzt_vector_map_set_datum (layer->vector, layer->datum);
    }
    layer->file = opened->file;
    layer->service = opened->service;
  }
  return layer->base_map != NULL || layer->raster != NULL || layer->vector != NULL || layer->file != NULL
         || layer->service != NULL;
}

static YztGroundStack *
stack_of_built_in (YztMapView *self)
{
  YztGroundSpec spec = { .id = "built-in", .type = YZT_GROUND_BUILT_IN, .max_zoom = 22 };
  g_autoptr (YztGround) ground = yzt_ground_new (&spec, NULL);
  YztGroundLayer layer;
  return yzt_ground_stack_new (&layer, describe_layer (self, ground, &layer) ? 1 : 0);
}

YztGroundStack *
yzt_map_view_make_stack (YztMapView *self)
{
  if (self->grounds == NULL) {
    return stack_of_built_in (self);
  }
  g_autoptr (GArray) layers = g_array_new (FALSE, FALSE, sizeof (YztGroundLayer));
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->grounds)); i > 0; i--) {
    g_autoptr (YztGround) ground = g_list_model_get_item (G_LIST_MODEL (self->grounds), i - 1);
    YztGroundLayer layer;
    if (describe_layer (self, ground, &layer)) {
      g_array_append_val (layers, layer);
    }
  }
  return yzt_ground_stack_new ((const YztGroundLayer *) (void *) layers->data, layers->len);
}

static const char *
attribution_of (YztMapView *self, const YztGroundLayer *layer)
{
  if (layer->base_map != NULL) {
    return yzt_base_map_get_attribution (layer->base_map);
  }
  const char *own = yzt_ground_get_spec (layer->ground)->attribution;
  return *own != '\0'          ? own
         : layer->file != NULL   ? yzt_tile_file_get_info (layer->file)->attribution
         : layer->vector != NULL ? yzt_vector_map_get_info (layer->vector)->attribution
                                 : "";
}

/* What is wrong with a base map that is to be seen stands on the map itself: nobody looks into a list when the ground stays empty. */
static void
show_problems (YztMapView *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; self->grounds != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->grounds)); i++) {
    g_autoptr (YztGround) ground = g_list_model_get_item (G_LIST_MODEL (self->grounds), i);
    const char *problem = yzt_ground_get_problem (ground), *title = yzt_ground_get_title (ground), *join = text->len > 0 ? "\n" : "";
    double progress = yzt_ground_get_progress (ground);
    if (!yzt_ground_get_visible (ground)) {
      continue;
    }
    if (*problem != '\0') {
      g_string_append_printf (text, "%s⚠ %s: %s", join, title, problem);
    } else if (progress >= 0) {
      g_string_append_printf (text, "%s%s: %d %%", join, title, (int) (progress * 100));
    }
  }
  if (self->ground_problems == NULL) {
    self->ground_problems = GTK_LABEL (gtk_label_new (NULL));
    gtk_widget_add_css_class (GTK_WIDGET (self->ground_problems), "yzt-ground-problem");
    gtk_label_set_wrap (self->ground_problems, TRUE);
    gtk_label_set_max_width_chars (self->ground_problems, 60);
    gtk_label_set_xalign (self->ground_problems, 0);
    g_object_set (self->ground_problems, "halign", GTK_ALIGN_CENTER, "valign", GTK_ALIGN_START, "can-target", FALSE, NULL);
    gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->ground_problems));
  }
  gtk_label_set_text (self->ground_problems, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->ground_problems), text->len > 0);
}

static void
on_ground_told (YztMapView *self)
{
  if (self->map != NULL) { /* not closed */
    show_problems (self);
  }
}

void
yzt_map_view_grounds_changed (YztMapView *self)
{
  g_autoptr (YztGroundStack) stack = yzt_map_view_make_stack (self);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GPtrArray) vectors = g_ptr_array_new ();
  YztBaseMap *named = NULL;
  gboolean imagery = FALSE;
  guint n_layers;
  const YztGroundLayer *layers = yzt_ground_stack_get_layers (stack, &n_layers);
  for (guint i = n_layers; i > 0; i--) {
    const char *attribution = attribution_of (self, &layers[i - 1]);
    named = layers[i - 1].base_map != NULL ? layers[i - 1].base_map : named;
    imagery |= layers[i - 1].opacity >= 0.5 && (layers[i - 1].raster != NULL || layers[i - 1].file != NULL || layers[i - 1].service != NULL);
    if (layers[i - 1].vector != NULL) {
      g_ptr_array_add (vectors, layers[i - 1].vector);
    }
    if (*attribution != '\0' && !g_ptr_array_find_with_equal_func (words, attribution, g_str_equal, NULL)) {
      g_ptr_array_add (words, (gpointer) attribution);
    }
  }
  g_ptr_array_add (words, NULL);
  g_autofree char *text = g_strjoinv (" · ", (char **) words->pdata);
  yzt_map_view_show_attribution (self, text);
  show_problems (self);
  yzt_scene_layer_set_imagery (self->scene_layer, imagery);
  yzt_scene_layer_set_base_map (self->scene_layer, named);
  yzt_scene_layer_set_vector_maps (self->scene_layer, (YztVectorMap *const *) vectors->pdata, vectors->len);
}

/* --- opening, on a worker --- */

typedef struct {
  YztGround *ground;
  char *path, *cache_path; /* the cache only for services, when it is not open yet */
  gint64 cache_bytes;
  gboolean working;        /* it is the opening that is told of: not a download that was under way before */
  char *prepared_folder;   /* of vector files */
  YztRaster *raster;
  YztVectorMap *vector;
  YztTileFile *file;
  YztTileCache *cache;
} Opening;

static void
opening_free (Opening *opening)
{
  g_clear_object (&opening->ground);
  g_free (opening->path);
  g_free (opening->cache_path);
  g_free (opening->prepared_folder);
  g_clear_pointer (&opening->raster, yzt_raster_unref);
  g_clear_pointer (&opening->vector, yzt_vector_map_unref);
  g_clear_object (&opening->file);
  g_clear_object (&opening->cache);
  g_free (opening);
}

static void
on_preparing (double share, gpointer user_data)
{
  yzt_ground_tell_progress (user_data, share);
}

static void
open_vector (Opening *opening, GCancellable *cancellable, GError **error)
{
  opening->vector = yzt_vector_map_open (opening->path, opening->prepared_folder, on_preparing, opening->ground, cancellable, error);
}

/* A GeoPackage may hold tiles of the world, tiles with a grid of their own, or features, MBTiles pictures or vectors: whichever it is, it is shown. */
static void
open_tiles (Opening *opening, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) refused = NULL;
  opening->file = yzt_tile_file_open (opening->path, &refused);
  if (opening->file != NULL) {
    return;
  }
  g_autofree char *small = g_ascii_strdown (opening->path, -1);
  if (g_error_matches (refused, YZT_STORE_ERROR, YZT_STORE_ERROR_REFUSED)) {
    opening->raster = g_str_has_suffix (small, ".gpkg") ? yzt_raster_open (opening->path, NULL) : NULL;
    if (opening->raster == NULL) {
      open_vector (opening, cancellable, NULL);
    }
  }
  if (opening->raster == NULL && opening->vector == NULL && !g_cancellable_set_error_if_cancelled (cancellable, error)) {
    g_propagate_error (error, g_steal_pointer (&refused));
  }
}

static void
open_ground (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Opening *opening = task_data;
  g_autoptr (GError) error = NULL;
  YztGroundType type = yzt_ground_get_spec (opening->ground)->type;
  if (type == YZT_GROUND_PICTURE) {
    opening->raster = yzt_raster_open (opening->path, &error);
  } else if (type == YZT_GROUND_TILES) {
    open_tiles (opening, cancellable, &error);
  } else if (type == YZT_GROUND_VECTOR) {
    open_vector (opening, cancellable, &error);
  } else if (opening->cache_path != NULL) {
    g_autofree char *folder = g_path_get_dirname (opening->cache_path);
    g_mkdir_with_parents (folder, 0700);
    opening->cache = yzt_tile_cache_open (opening->cache_path, opening->cache_bytes, &yzt_clock_system, &error);
  }
  if (error != NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
  } else {
    g_task_return_boolean (task, TRUE);
  }
}

static void
redraw (YztMapView *self)
{
  yzt_map_view_grounds_changed (self);
  yzt_map_view_swap_tiles (self);
  yzt_map_view_viewport_changed (self);
}

static void
on_ground_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztMapView *self = YZT_MAP_VIEW (source);
  Opening *opening = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);
  YztOpenedGround *opened = self->opened_grounds != NULL ? g_hash_table_lookup (self->opened_grounds, opening->ground) : NULL;
  if (opening->working) {
    yzt_ground_end_work (opening->ground);
  }
  if (self->map == NULL || opened == NULL || opened->cancellable != g_task_get_cancellable (G_TASK (result))) {
    return; /* taken out of the list, or the window is gone */
  }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    yzt_ground_set_visible (opening->ground, FALSE); /* shown again, it is prepared again */
    return;
  }
  yzt_ground_set_problem (opening->ground, done ? "" : error->message);
  opened->vector = g_steal_pointer (&opening->vector);
  opened->raster = g_steal_pointer (&opening->raster);
  opened->file = g_steal_pointer (&opening->file);
  if (self->tile_cache == NULL) {
    self->tile_cache = g_steal_pointer (&opening->cache);
  }
  if (yzt_ground_get_spec (opening->ground)->type == YZT_GROUND_ONLINE && self->tile_cache != NULL) {
    if (self->fetcher == NULL) {
      self->fetcher = yzt_fetcher_new (CONNECTIONS);
    }
    opened->service = yzt_ground_service_new (opening->ground, self->tile_cache, self->fetcher, self->clock);
  }
  redraw (self);
}

static void
begin_opening (YztMapView *self, YztGround *ground)
{
  const YztGroundSpec *spec = yzt_ground_get_spec (ground);
  if (spec->type == YZT_GROUND_BUILT_IN || !yzt_ground_get_visible (ground) || g_hash_table_contains (self->opened_grounds, ground)) {
    return;
  }
  Opening *opening = g_new0 (Opening, 1);
  opening->ground = g_object_ref (ground);
  opening->path = g_strdup (spec->address);
  opening->cache_bytes = yzt_ground_list_get_cache_bytes (self->grounds);
  opening->cache_path = spec->type == YZT_GROUND_ONLINE && self->tile_cache == NULL ? g_strdup (self->tile_cache_path) : NULL;
  g_signal_handlers_disconnect_by_func (ground, on_ground_told, self);
  g_signal_connect_object (ground, "notify::problem", G_CALLBACK (on_ground_told), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (ground, "notify::progress", G_CALLBACK (on_ground_told), self, G_CONNECT_SWAPPED);
  YztOpenedGround *opened = g_new0 (YztOpenedGround, 1);
  opened->cancellable = g_cancellable_new ();
  g_hash_table_insert (self->opened_grounds, g_object_ref (ground), opened);
  if (spec->type == YZT_GROUND_VECTOR || spec->type == YZT_GROUND_TILES) {
    opening->working = yzt_ground_begin_work (ground, opened->cancellable);
  }
  g_autofree char *folder = g_path_get_dirname (self->tile_cache_path);
  opening->prepared_folder = g_build_filename (folder, "vector", NULL);
  g_autoptr (GTask) task = g_task_new (self, opened->cancellable, on_ground_opened, NULL);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);
  yzt_task_keep (task, opening->ground);
  yzt_task_run_in_thread (task, open_ground);
}

/* --- the list --- */

static gboolean
is_gone (gpointer ground, gpointer opened, gpointer list)
{
  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (YztGround) other = g_list_model_get_item (list, i);
    if (other == ground) {
      return !yzt_ground_get_visible (other);
    }
  }
  return TRUE;
}

static void
resize_cache (GTask *task, gpointer source, gpointer cache, GCancellable *cancellable)
{
  gint64 bytes = *(const gint64 *) g_object_get_data (G_OBJECT (task), "bytes");
  g_autoptr (GError) error = NULL;
  if (!yzt_tile_cache_set_max_bytes (cache, bytes, &error)) {
    g_message ("the cache of tiles keeps its size: %s", error->message);
  }
  g_task_return_boolean (task, TRUE);
}

static void
follow_cache_size (YztMapView *self)
{
  gint64 bytes = yzt_ground_list_get_cache_bytes (self->grounds);
  if (self->tile_cache != NULL && self->cache_bytes != bytes) {
    g_autoptr (GTask) task = g_task_new (self, NULL, NULL, NULL);
    g_task_set_task_data (task, g_object_ref (self->tile_cache), g_object_unref);
    g_object_set_data_full (G_OBJECT (task), "bytes", g_memdup2 (&bytes, sizeof bytes), g_free);
    yzt_task_run_in_thread (task, resize_cache);
  }
  self->cache_bytes = bytes;
}

static gboolean
on_settled (gpointer user_data)
{
  YztMapView *self = user_data;
  self->grounds_timer = 0;
  follow_cache_size (self);
  g_hash_table_foreach_remove (self->opened_grounds, is_gone, self->grounds);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->grounds)); i++) {
    g_autoptr (YztGround) ground = g_list_model_get_item (G_LIST_MODEL (self->grounds), i);
    begin_opening (self, ground);
  }
  redraw (self);
  return G_SOURCE_REMOVE;
}

static void
on_list_changed (YztMapView *self)
{
  g_clear_handle_id (&self->grounds_timer, g_source_remove);
  self->grounds_timer = g_timeout_add (SETTLE_MS, on_settled, self);
}

void
yzt_map_view_set_grounds (YztMapView *self, YztGroundList *grounds, const char *tile_cache_path)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self) && YZT_IS_GROUND_LIST (grounds) && tile_cache_path != NULL);
  yzt_map_view_grounds_dispose (self);
  self->grounds = g_object_ref (grounds);
  self->tile_cache_path = g_strdup (tile_cache_path);
  self->opened_grounds = g_hash_table_new_full (NULL, NULL, g_object_unref, (GDestroyNotify) opened_ground_free);
  g_signal_connect_object (grounds, "changed", G_CALLBACK (on_list_changed), self, G_CONNECT_SWAPPED);
  on_settled (self);
}

void
yzt_map_view_renew_keys (YztMapView *self)
{
  g_return_if_fail (YZT_IS_MAP_VIEW (self));
  GHashTableIter iter;
  gpointer value;
  if (self->opened_grounds == NULL) {
    return;
  }
  g_hash_table_iter_init (&iter, self->opened_grounds);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    if (((YztOpenedGround *) value)->service != NULL) {
      yzt_ground_service_renew_key (((YztOpenedGround *) value)->service);
    }
  }
  yzt_map_view_swap_tiles (self);
}

void
yzt_map_view_grounds_dispose (YztMapView *self)
{
  if (self->grounds != NULL) {
    g_signal_handlers_disconnect_by_data (self->grounds, self);
  }
  g_clear_handle_id (&self->grounds_timer, g_source_remove);
  g_clear_pointer (&self->opened_grounds, g_hash_table_unref);
  g_clear_object (&self->grounds);
  g_clear_object (&self->tile_cache);
  g_clear_object (&self->fetcher);
  g_clear_pointer (&self->tile_cache_path, g_free);
}

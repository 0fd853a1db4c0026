/* yzt-tile-source.c: base map tiles for libshumate, put together on workers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libshumate asks for the same tile several times (the world wraps in both directions), gives up tiles while
 * zooming, and shows old ones until every new one is done. So: one job per tile whoever asks, newest first,
 * jobs that nobody waits for any more are skipped. What a service has not given yet comes in later: the tile is rendered
 * again and takes the place of the incomplete one wherever that is shown. */
#include "yzt-tile-source-private.h"
#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>
#include "yzt-map-frame-private.h"
#include "yzt-tile-paintable-private.h"

#define RENDER_THREADS 2
#define RENDER_NICENESS 5
#define CACHE_BYTES (48 * 1024 * 1024)

typedef struct {
  guint zoom, x, y;
} TileKey;

/* @tasks is guarded by the source's lock: the main thread adds, the worker looks whether anybody still waits. */
typedef struct {
  TileKey key;
  YztTileSource *source;
  GPtrArray *tasks;
  guint64 serial;
  gboolean again;   /* something came in for a tile that is shown: nobody waits, but it is wanted */
  gboolean skipped; /* nobody waited when its turn came */
  cairo_surface_t *surface;
  GArray *missing;  /* YztGroundMissing */
} TileJob;

typedef struct {
  TileKey key;
  GdkPaintable *paintable;
  gsize bytes;
  GArray *missing;  /* YztGroundMissing */
  GPtrArray *shown; /* GWeakRef * of the ShumateTiles that show it, while something is missing */
} CacheEntry;

struct _YztTileSource {
  ShumateMapSource parent_instance;
  YztGroundStack *grounds;
  const YztDrawTheme *theme;
  int scale;
  int closed; /* atomic */
  GThreadPool *pool;
  GMutex lock;
  GHashTable *in_flight; /* TileKey in the job → TileJob */
  GHashTable *cache;     /* TileKey in the entry → link in @recent */
  GQueue recent;         /* CacheEntry, last used first */
  gsize cache_bytes;
  guint64 serial;
  guint n_answered;
};

G_DEFINE_FINAL_TYPE (YztTileSource, yzt_tile_source, SHUMATE_TYPE_MAP_SOURCE)

static guint settled_signal, repainted_signal;

static guint
tile_key_hash (gconstpointer pointer)
{
  const TileKey *key = pointer;
  return key->zoom * 0x9e3779b1u ^ key->x * 0x85ebca6bu ^ key->y * 0xc2b2ae35u;
}

static gboolean
tile_key_equal (gconstpointer a, gconstpointer b)
{
  const TileKey *left = a, *right = b;
  return left->zoom == right->zoom && left->x == right->x && left->y == right->y;
}

/* --- cache --- */

static void
cache_entry_free (CacheEntry *entry)
{
  g_clear_object (&entry->paintable);
  g_clear_pointer (&entry->missing, g_array_unref);
  g_clear_pointer (&entry->shown, g_ptr_array_unref);
  g_free (entry);
}

static CacheEntry *
cache_lookup (YztTileSource *self, const TileKey *key)
{
  GList *link = g_hash_table_lookup (self->cache, key);
  if (link == NULL) {
    return NULL;
  }
  g_queue_unlink (&self->recent, link);
  g_queue_push_head_link (&self->recent, link);
  return link->data;
}

static void
weak_ref_free (GWeakRef *reference)
{
  g_weak_ref_clear (reference);
  g_free (reference);
}

static CacheEntry *
cache_insert (YztTileSource *self, const TileKey *key)
{
  CacheEntry *entry = g_new0 (CacheEntry, 1);
  entry->key = *key;
  entry->shown = g_ptr_array_new_with_free_func ((GDestroyNotify) weak_ref_free);
  g_queue_push_head (&self->recent, entry);
  g_hash_table_insert (self->cache, &entry->key, self->recent.head);
  return entry;
}

static void
cache_trim (YztTileSource *self)
{
  while (self->cache_bytes > CACHE_BYTES && self->recent.length > 1) {
    CacheEntry *oldest = g_queue_pop_tail (&self->recent);
    g_hash_table_remove (self->cache, &oldest->key);
    self->cache_bytes -= oldest->bytes;
    cache_entry_free (oldest);
  }
}

/* The job's picture takes the place of what was known of this tile. */
static CacheEntry *
cache_put (YztTileSource *self, TileJob *job)
{
  CacheEntry *entry = cache_lookup (self, &job->key);
  if (entry == NULL) {
    entry = cache_insert (self, &job->key);
  }
  self->cache_bytes -= entry->bytes;
  g_clear_object (&entry->paintable);
  g_clear_pointer (&entry->missing, g_array_unref);
  entry->paintable = yzt_tile_paintable_new (job->surface);
  entry->bytes = yzt_tile_paintable_get_bytes (YZT_TILE_PAINTABLE (entry->paintable));
  entry->missing = g_steal_pointer (&job->missing);
  self->cache_bytes += entry->bytes;
  cache_trim (self);
  return entry;
}

/* Only tiles that still lack something are remembered: the others are never touched again. */
static void
remember_shown (CacheEntry *entry, ShumateTile *tile)
{
  if (entry->missing == NULL || entry->missing->len == 0) {
    return;
  }
  for (guint i = entry->shown->len; i > 0; i--) {
    g_autoptr (ShumateTile) other = g_weak_ref_get (entry->shown->pdata[i - 1]);
    if (other == tile) {
      return;
    }
    if (other == NULL) {
      g_ptr_array_remove_index_fast (entry->shown, i - 1);
    }
  }
  GWeakRef *reference = g_new0 (GWeakRef, 1);
  g_weak_ref_init (reference, tile);
  g_ptr_array_add (entry->shown, reference);
}

static void
show_everywhere (YztTileSource *self, CacheEntry *entry)
{
  gboolean shown = FALSE;
  for (guint i = 0; i < entry->shown->len; i++) {
    g_autoptr (ShumateTile) tile = g_weak_ref_get (entry->shown->pdata[i]);
    if (tile != NULL) {
      shumate_tile_set_paintable (tile, entry->paintable);
      shown = TRUE;
    }
  }
  if (shown) {
    g_signal_emit (self, repainted_signal, 0);
  }
  if (entry->missing == NULL || entry->missing->len == 0) {
    g_ptr_array_set_size (entry->shown, 0);
  }
}

static void
ask_for_missing (CacheEntry *entry)
{
  for (guint i = 0; entry->missing != NULL && i < entry->missing->len; i++) {
    YztGroundMissing *missing = &g_array_index (entry->missing, YztGroundMissing, i);
    yzt_ground_service_want (missing->service, (const YztGroundWish *) (void *) missing->wishes->data, missing->wishes->len);
  }
}

/* --- jobs --- */

static void
tile_job_free (TileJob *job)
{
  g_clear_pointer (&job->tasks, g_ptr_array_unref);
  g_clear_pointer (&job->surface, cairo_surface_destroy);
  g_clear_pointer (&job->missing, g_array_unref);
  g_clear_object (&job->source);
  g_free (job);
}

static int
newest_first (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const TileJob *left = a, *right = b;
  return left->serial > right->serial ? -1 : left->serial < right->serial ? 1 : 0;
}

static gboolean
is_wanted (TileJob *job)
{
  if (g_atomic_int_get (&job->source->closed)) {
    return FALSE;
  }
  gboolean wanted = job->again;
  g_mutex_lock (&job->source->lock);
  for (guint i = 0; i < job->tasks->len && !wanted; i++) {
    GCancellable *cancellable = g_task_get_cancellable (g_ptr_array_index (job->tasks, i));
    wanted = !g_cancellable_is_cancelled (cancellable);
  }
  g_mutex_unlock (&job->source->lock);
  return wanted;
}

static void
answer_task (GTask *task, GdkPaintable *paintable)
{
  g_task_return_pointer (task, g_object_ref (paintable), g_object_unref);
}

static void
answer_job (YztTileSource *self, TileJob *job)
{
  CacheEntry *entry = job->surface != NULL ? cache_put (self, job) : NULL;
  for (guint i = 0; i < job->tasks->len; i++) {
    GTask *task = g_ptr_array_index (job->tasks, i);
    if (entry != NULL) {
      remember_shown (entry, g_task_get_task_data (task));
      answer_task (task, entry->paintable);
    } else {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The tile is not needed any more");
    }
  }
  if (entry != NULL) {
    show_everywhere (self, entry);
    ask_for_missing (entry);
  }
}

/* On the main thread again. */
static gboolean
deliver (gpointer user_data)
{
  TileJob *job = user_data;
  YztTileSource *self = job->source;
  if (job->skipped && is_wanted (job)) {
    /* Somebody asked again after the worker had passed it over. */
    job->skipped = FALSE;
    g_thread_pool_push (self->pool, job, NULL);
    return G_SOURCE_REMOVE;
  }
  g_hash_table_remove (self->in_flight, &job->key);
  g_autoptr (YztTileSource) alive = g_object_ref (self);
  answer_job (self, job);
  tile_job_free (job);
  if (g_hash_table_size (alive->in_flight) == 0) {
    g_signal_emit (alive, settled_signal, 0);
  }
  return G_SOURCE_REMOVE;
}

/* Linux lets a single thread be nice: on two cores the frames go before the tiles. */
static void
be_nice_once (void)
{
#ifdef __linux__
  static GPrivate nice = G_PRIVATE_INIT (NULL);
  if (g_private_get (&nice) == NULL) {
    g_private_set (&nice, GINT_TO_POINTER (1));
    if (setpriority (PRIO_PROCESS, (id_t) gettid (), RENDER_NICENESS) != 0) {
      g_debug ("tile threads keep their priority: %s", g_strerror (errno));
    }
  }
#endif
}

static void
render_job (gpointer data, gpointer user_data)
{
  TileJob *job = data;
  be_nice_once ();
  YztTileSource *self = job->source;
  if (is_wanted (job)) {
    YztTileId tile = { job->key.zoom, job->key.x, job->key.y };
    job->missing = yzt_ground_missing_new ();
    job->surface = yzt_ground_stack_render (self->grounds, tile, YZT_MAP_TILE_SIZE, self->scale, self->theme, job->missing);
  } else {
    job->skipped = TRUE;
  }
  /* Above GTK's redraw priority, or busy frames would keep tiles away. */
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, deliver, job, NULL);
}

static void
wait_for (TileJob *job, GTask *task)
{
  g_mutex_lock (&job->source->lock);
  g_ptr_array_add (job->tasks, g_object_ref (task));
  g_mutex_unlock (&job->source->lock);
}

static TileJob *
start_job (YztTileSource *self, const TileKey *key, gboolean again, GTask *task)
{
  TileJob *job = g_new0 (TileJob, 1);
  job->key = *key;
  job->source = g_object_ref (self);
  job->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  job->serial = ++self->serial;
  job->again = again;
  if (task != NULL) {
    wait_for (job, task);
  }
  g_hash_table_insert (self->in_flight, &job->key, job);
  g_thread_pool_push (self->pool, job, NULL);
  return job;
}

/* --- what services bring --- */

static gboolean
lacks (const CacheEntry *entry, YztGroundService *service, YztTileId tile)
{
  for (guint i = 0; entry->missing != NULL && i < entry->missing->len; i++) {
    const YztGroundMissing *missing = &g_array_index (entry->missing, YztGroundMissing, i);
    for (guint j = 0; missing->service == service && j < missing->wishes->len; j++) {
      const YztTileId *wished = &g_array_index (missing->wishes, YztGroundWish, j).tile;
      if (wished->zoom == tile.zoom && wished->x == tile.x && wished->y == tile.y) {
        return TRUE;
      }
    }
  }
  return FALSE;
}

static void
on_arrived (YztGroundService *service, guint zoom, guint x, guint y, YztTileSource *self)
{
  if (g_atomic_int_get (&self->closed)) {
    return;
  }
  for (GList *link = self->recent.head; link != NULL; link = link->next) {
    CacheEntry *entry = link->data;
    if (lacks (entry, service, (YztTileId) { zoom, x, y }) && !g_hash_table_contains (self->in_flight, &entry->key)) {
      start_job (self, &entry->key, TRUE, NULL);
    }
  }
}

static gboolean
is_shown (const CacheEntry *entry)
{
  gboolean shown = FALSE;
  for (guint i = 0; i < entry->shown->len && !shown; i++) {
    g_autoptr (ShumateTile) tile = g_weak_ref_get (entry->shown->pdata[i]);
    shown = tile != NULL;
  }
  return shown;
}

/* A tile that failed may come now: asked for when it is in sight. */
static void
on_again (YztGroundService *service, guint zoom, guint x, guint y, YztTileSource *self)
{
  for (GList *link = self->recent.head; link != NULL && !g_atomic_int_get (&self->closed); link = link->next) {
    CacheEntry *entry = link->data;
    if (lacks (entry, service, (YztTileId) { zoom, x, y }) && is_shown (entry)) {
      ask_for_missing (entry);
    }
  }
}

/* --- what libshumate calls --- */

static void
yzt_tile_source_fill_tile_async (ShumateMapSource *source, ShumateTile *tile, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  YztTileSource *self = YZT_TILE_SOURCE (source);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, yzt_tile_source_fill_tile_async);
  g_task_set_task_data (task, g_object_ref (tile), g_object_unref);
  TileKey key = { shumate_tile_get_zoom_level (tile), shumate_tile_get_x (tile), shumate_tile_get_y (tile) };
  CacheEntry *known = cache_lookup (self, &key);
  if (known != NULL) {
    remember_shown (known, tile);
    ask_for_missing (known); /* what failed a while ago may come now */
    shumate_tile_set_paintable (tile, known->paintable); /* in this frame, not after the answer */
    answer_task (task, known->paintable);
    return;
  }
  TileJob *job = g_hash_table_lookup (self->in_flight, &key);
  if (job != NULL) {
    wait_for (job, task);
    g_thread_pool_move_to_front (self->pool, job);
    return;
  }
  start_job (self, &key, FALSE, task);
}

static gboolean
yzt_tile_source_fill_tile_finish (ShumateMapSource *source, GAsyncResult *result, GError **error)
{
  YztTileSource *self = YZT_TILE_SOURCE (source);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_autoptr (GdkPaintable) paintable = g_task_propagate_pointer (G_TASK (result), error);
  if (paintable == NULL) {
    return FALSE;
  }
  if (g_atomic_int_get (&self->closed)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "The base map was replaced");
    return FALSE;
  }
  ShumateTile *tile = g_task_get_task_data (G_TASK (result));
  self->n_answered++;
  shumate_tile_set_paintable (tile, paintable);
  shumate_tile_set_fade_in (tile, FALSE);
  shumate_tile_set_state (tile, SHUMATE_STATE_DONE);
  return TRUE;
}

/* --- life --- */

static void
yzt_tile_source_finalize (GObject *object)
{
  YztTileSource *self = YZT_TILE_SOURCE (object);
  /* Every job holds a reference, so none is left. */
  g_thread_pool_free (self->pool, TRUE, FALSE);
  g_hash_table_unref (self->in_flight);
  g_hash_table_unref (self->cache);
  g_queue_clear_full (&self->recent, (GDestroyNotify) cache_entry_free);
  g_clear_pointer (&self->grounds, yzt_ground_stack_unref);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (yzt_tile_source_parent_class)->finalize (object);
}

static void
yzt_tile_source_class_init (YztTileSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_tile_source_finalize;
  SHUMATE_MAP_SOURCE_CLASS (klass)->fill_tile_async = yzt_tile_source_fill_tile_async;
  SHUMATE_MAP_SOURCE_CLASS (klass)->fill_tile_finish = yzt_tile_source_fill_tile_finish;
  repainted_signal = g_signal_new ("repainted", YZT_TYPE_TILE_SOURCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  settled_signal = g_signal_new ("settled", YZT_TYPE_TILE_SOURCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yzt_tile_source_init (YztTileSource *self)
{
  g_mutex_init (&self->lock);
  g_queue_init (&self->recent);
  self->in_flight = g_hash_table_new (tile_key_hash, tile_key_equal);
  self->cache = g_hash_table_new (tile_key_hash, tile_key_equal);
  /* Exclusive threads: draw/ keeps an open data set per thread. */
  self->pool = g_thread_pool_new (render_job, NULL, RENDER_THREADS, TRUE, NULL);
  g_thread_pool_set_sort_function (self->pool, newest_first, NULL);
}

YztTileSource *
yzt_tile_source_new (YztGroundStack *grounds, gboolean dark, int scale)
{
  static guint serial = 0;
  g_autofree char *id = g_strdup_printf ("yizhangtu-%u", ++serial);
  YztTileSource *self = g_object_new (YZT_TYPE_TILE_SOURCE, NULL);
  self->grounds = yzt_ground_stack_ref (grounds);
  guint n_layers;
  const YztGroundLayer *layers = yzt_ground_stack_get_layers (grounds, &n_layers);
  for (guint i = 0; i < n_layers; i++) {
    if (layers[i].service != NULL) {
      g_signal_connect_object (layers[i].service, "arrived", G_CALLBACK (on_arrived), self, 0);
      g_signal_connect_object (layers[i].service, "again", G_CALLBACK (on_again), self, 0);
    }
  }
  self->theme = dark ? &YZT_DRAW_THEME_DARK : &YZT_DRAW_THEME_LIGHT;
  self->scale = MAX (scale, 1);
  ShumateMapSource *source = SHUMATE_MAP_SOURCE (self);
  shumate_map_source_set_id (source, id);
  shumate_map_source_set_tile_size (source, YZT_MAP_TILE_SIZE);
  shumate_map_source_set_min_zoom_level (source, 0);
  shumate_map_source_set_max_zoom_level (source, YZT_MAP_MAX_ZOOM);
  shumate_map_source_set_projection (source, SHUMATE_MAP_PROJECTION_MERCATOR);
  return self;
}

void
yzt_tile_source_close (YztTileSource *self)
{
  g_return_if_fail (YZT_IS_TILE_SOURCE (self));
  g_atomic_int_set (&self->closed, 1);
}

guint
yzt_tile_source_get_n_in_flight (YztTileSource *self)
{
  g_return_val_if_fail (YZT_IS_TILE_SOURCE (self), 0);
  return g_hash_table_size (self->in_flight);
}

guint
yzt_tile_source_get_n_answered (YztTileSource *self)
{
  g_return_val_if_fail (YZT_IS_TILE_SOURCE (self), 0);
  return self->n_answered;
}

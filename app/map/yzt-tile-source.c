/* yzt-tile-source.c: base map tiles, put together on workers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The map says which tiles it wants; one job for each, newest first, and jobs that are not wanted any more when their turn comes
 * are skipped. What a service has not given yet comes in later: the tile is rendered again and takes the place of the incomplete one. */
#include "yzt-tile-source-private.h"
#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>
#include "yzt-map-frame-private.h"

#define RENDER_THREADS 2
#define RENDER_NICENESS 5
#define CACHE_BYTES (24 * 1024 * 1024)

typedef YztTileId TileKey;

typedef struct {
  TileKey key;
  YztTileSource *source;
  guint64 serial;
  int wanted;       /* atomic: the main thread changes its mind while the job waits for its turn */
  gboolean skipped; /* it was not wanted when its turn came */
  cairo_surface_t *surface;
  GArray *missing;  /* YztGroundMissing */
} TileJob;

typedef struct {
  TileKey key;
  cairo_surface_t *surface;
  gsize bytes;
  GArray *missing; /* YztGroundMissing */
} CacheEntry;

struct _YztTileSource {
  ShumateMapSource parent_instance;
  YztGroundStack *grounds;
  const YztDrawTheme *theme;
  int scale;
  int closed; /* atomic */
  GThreadPool *pool;
  GHashTable *wanted;    /* TileKey */
  GHashTable *in_flight; /* TileKey in the job → TileJob */
  GHashTable *cache;     /* TileKey in the entry → link in @recent */
  GQueue recent;         /* CacheEntry, last used first */
  gsize cache_bytes;
  guint64 serial;
  guint n_answered;
};

G_DEFINE_FINAL_TYPE (YztTileSource, yzt_tile_source, SHUMATE_TYPE_MAP_SOURCE)

static guint came_signal;

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
  g_clear_pointer (&entry->surface, cairo_surface_destroy);
  g_clear_pointer (&entry->missing, g_array_unref);
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

static CacheEntry *
cache_insert (YztTileSource *self, const TileKey *key)
{
  CacheEntry *entry = g_new0 (CacheEntry, 1);
  entry->key = *key;
  g_queue_push_head (&self->recent, entry);
  g_hash_table_insert (self->cache, &entry->key, self->recent.head);
  return entry;
}

/* What is in sight was used last and stays, however large the screen. */
static void
cache_trim (YztTileSource *self)
{
  while (self->cache_bytes > CACHE_BYTES && self->recent.length > g_hash_table_size (self->wanted) + 1) {
    CacheEntry *oldest = g_queue_pop_tail (&self->recent);
    g_hash_table_remove (self->cache, &oldest->key);
    self->cache_bytes -= oldest->bytes;
    cache_entry_free (oldest);
  }
}

static void
cache_forget (YztTileSource *self, const TileKey *key)
{
  GList *link = g_hash_table_lookup (self->cache, key);
  if (link != NULL) {
    CacheEntry *entry = link->data;
    g_hash_table_remove (self->cache, key);
    g_queue_delete_link (&self->recent, link);
    self->cache_bytes -= entry->bytes;
    cache_entry_free (entry);
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
  g_clear_pointer (&entry->surface, cairo_surface_destroy);
  g_clear_pointer (&entry->missing, g_array_unref);
  entry->surface = g_steal_pointer (&job->surface);
  cairo_surface_set_device_scale (entry->surface, 1, 1); /* who paints it counts its pixels */
  entry->bytes = (gsize) cairo_image_surface_get_height (entry->surface) * (gsize) cairo_image_surface_get_stride (entry->surface);
  entry->missing = g_steal_pointer (&job->missing);
  self->cache_bytes += entry->bytes;
  cache_trim (self);
  return entry;
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
  return g_atomic_int_get (&job->wanted) && !g_atomic_int_get (&job->source->closed);
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
  if (job->surface != NULL && !g_atomic_int_get (&self->closed)) {
    TileKey key = job->key;
    CacheEntry *entry = cache_put (self, job);
    self->n_answered++;
    ask_for_missing (entry);
    g_signal_emit (self, came_signal, 0, key.zoom, key.x, key.y);
  } else if (job->skipped) {
    cache_forget (self, &job->key); /* if it was there it lacks what has come since */
  }
  tile_job_free (job);
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
start_job (YztTileSource *self, const TileKey *key)
{
  TileJob *job = g_new0 (TileJob, 1);
  job->key = *key;
  job->source = g_object_ref (self);
  job->serial = ++self->serial;
  job->wanted = 1;
  g_hash_table_insert (self->in_flight, &job->key, job);
  g_thread_pool_push (self->pool, job, NULL);
}

/* --- what comes later --- */

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
  GList *next;
  for (GList *link = self->recent.head; link != NULL; link = next) {
    CacheEntry *entry = link->data;
    next = link->next;
    if (!lacks (entry, service, (YztTileId) { zoom, x, y }) || g_hash_table_contains (self->in_flight, &entry->key)) {
      continue;
    }
    if (g_hash_table_contains (self->wanted, &entry->key)) {
      start_job (self, &entry->key);
    } else {
      cache_forget (self, &entry->key); /* rendered with what has come when it is wanted */
    }
  }
}

/* A tile that failed may come now: asked for when it is in sight. */
static void
on_again (YztGroundService *service, guint zoom, guint x, guint y, YztTileSource *self)
{
  for (GList *link = self->recent.head; link != NULL && !g_atomic_int_get (&self->closed); link = link->next) {
    CacheEntry *entry = link->data;
    if (lacks (entry, service, (YztTileId) { zoom, x, y }) && g_hash_table_contains (self->wanted, &entry->key)) {
      ask_for_missing (entry);
    }
  }
}

/* --- what the map asks for --- */

cairo_surface_t *
yzt_tile_source_peek (YztTileSource *self, YztTileId tile)
{
  GList *link = g_hash_table_lookup (self->cache, &tile);
  return link != NULL ? ((CacheEntry *) link->data)->surface : NULL;
}

static void
want_one (YztTileSource *self, const TileKey *key)
{
  CacheEntry *known = cache_lookup (self, key);
  TileJob *job = g_hash_table_lookup (self->in_flight, key);
  if (job != NULL) {
    g_atomic_int_set (&job->wanted, 1);
    g_thread_pool_move_to_front (self->pool, job);
  } else if (known != NULL) {
    ask_for_missing (known); /* what failed a while ago may come now */
  } else if (!g_atomic_int_get (&self->closed)) {
    start_job (self, key);
  }
}

void
yzt_tile_source_want (YztTileSource *self, const YztTileId *tiles, guint n_tiles)
{
  g_return_if_fail (YZT_IS_TILE_SOURCE (self));
  GHashTableIter iter;
  gpointer job;
  g_hash_table_remove_all (self->wanted);
  for (guint i = 0; i < n_tiles; i++) {
    g_hash_table_add (self->wanted, g_memdup2 (&tiles[i], sizeof tiles[i]));
  }
  g_hash_table_iter_init (&iter, self->in_flight);
  while (g_hash_table_iter_next (&iter, NULL, &job)) {
    g_atomic_int_set (&((TileJob *) job)->wanted, g_hash_table_contains (self->wanted, &((TileJob *) job)->key));
  }
  for (guint i = 0; i < n_tiles; i++) {
    want_one (self, &tiles[i]);
  }
}

/* --- life --- */

static void
yzt_tile_source_finalize (GObject *object)
{
  YztTileSource *self = YZT_TILE_SOURCE (object);
  /* Every job holds a reference, so none is left. */
  g_thread_pool_free (self->pool, TRUE, FALSE);
  g_hash_table_unref (self->wanted);
  g_hash_table_unref (self->in_flight);
  g_hash_table_unref (self->cache);
  g_queue_clear_full (&self->recent, (GDestroyNotify) cache_entry_free);
  g_clear_pointer (&self->grounds, yzt_ground_stack_unref);
  G_OBJECT_CLASS (yzt_tile_source_parent_class)->finalize (object);
}

static void
yzt_tile_source_class_init (YztTileSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_tile_source_finalize;
  came_signal = g_signal_new ("came", YZT_TYPE_TILE_SOURCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT);
}

static void
yzt_tile_source_init (YztTileSource *self)
{
  g_queue_init (&self->recent);
  self->wanted = g_hash_table_new_full (tile_key_hash, tile_key_equal, g_free, NULL);
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

const YztDrawTheme *
yzt_tile_source_get_theme (YztTileSource *self)
{
  return self->theme;
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

/* yzt-ground-service.c: tiles of a server: asked for newest first, kept, aligned, retried with patience
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * While the map moves, more tiles are wanted than can come: the last wanted is fetched first, and what waits longest is
 * forgotten, for nobody looks there any more. A tile that failed is asked for again after ten seconds, then twenty … */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "yzt-ground-service-private.h"
#include "yzt-ground-hatch-private.h"
#include "yzt-task.h"
#include "yzt-tile-grid-private.h"
#include "yzt-tile-picture-private.h"

#define AT_ONCE 8
#define MAX_WAITING 128
#define MAX_TILE_BYTES (4 * 1024 * 1024)
#define RETRY_AFTER_MS 10000
#define LOOK_AFTER_MS 2000 /* whether something may be asked for again */
#define RETRY_AFTER_MAX_MS (10 * 60 * 1000)
#define QUIET_AFTER_MS 30000 /* what failed so long ago, and was not wanted since, is elsewhere */
#define NONE_FOR_S 86400
#define PATIENCE_S 15
#define HATCH_TILE_PX 256

typedef struct {
  YztTileId tile;
  guint attempts;
  gint64 retry_ms;
} Failure;

struct _YztGroundService {
  GObject parent_instance;
  YztGround *ground;
  YztTileCache *cache;
  YztFetcher *fetcher;
  const YztClock *clock;
  GCancellable *cancellable;
  char *key;
  gboolean key_known;       /* looked up, whether there is one or not */
  GArray *waiting;          /* YztGroundWish, the last wanted last */
  GHashTable *under_way;    /* YztTileId */
  GMutex lock;              /* of the failures: workers look whether a tile failed */
  GHashTable *failures;     /* in the Failure: YztTileId → Failure */
  gint64 failed_ms;         /* the last time */
  guint retry_timer, timeout_s;
};
G_DEFINE_FINAL_TYPE (YztGroundService, yzt_ground_service, G_TYPE_OBJECT)

static guint arrived_signal, again_signal;

static guint
tile_hash (gconstpointer pointer)
{
  const YztTileId *tile = pointer;
  return tile->zoom * 0x9e3779b1u ^ tile->x * 0x85ebca6bu ^ tile->y * 0xc2b2ae35u;
}

static gboolean
tile_equal (gconstpointer a, gconstpointer b)
{
  const YztTileId *left = a, *right = b;
  return left->zoom == right->zoom && left->x == right->x && left->y == right->y;
}

/* --- where the pictures lie --- */

void
yzt_ground_service_window (const YztGroundSpec *spec, YztTileId tile, guint *zoom_out, double *x_out, double *y_out, double *span_out)
{
  guint zoom = MIN (tile.zoom, spec->max_zoom);
  double shrink = exp2 (tile.zoom - zoom), side = exp2 (zoom);
  *zoom_out = zoom;
  *span_out = 1 / shrink;
  *x_out = tile.x / shrink;
  *y_out = tile.y / shrink;
  if (spec->datum != YZT_DATUM_WGS84 && spec->datum != YZT_DATUM_CGCS2000) {
    /* The shift changes by less than a pixel over a tile, so the tile is moved as a whole. */
    YztPosition here = yzt_mercator_to_position ((tile.x + 0.5) / exp2 (tile.zoom), (tile.y + 0.5) / exp2 (tile.zoom));
    double x0, y0, x1, y1;
    yzt_mercator_from_position (here, &x0, &y0);
    yzt_mercator_from_position (yzt_datum_from_wgs84 (here, spec->datum), &x1, &y1);
    *x_out += (x1 - x0) * side;
    *y_out += (y1 - y0) * side;
  }
}

/* --- drawing from the cache --- */

static gboolean
has_failed (YztGroundService *self, YztTileId tile)
{
  g_mutex_lock (&self->lock);
  gboolean failed = g_hash_table_contains (self->failures, &tile);
  g_mutex_unlock (&self->lock);
  return failed;
}

static cairo_surface_t *
make_hatch (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, HATCH_TILE_PX, HATCH_TILE_PX);
  cairo_t *cr = cairo_create (surface);
  yzt_ground_paint_hatch (cr, HATCH_TILE_PX, (YztDrawColor) { 0.5, 0.5, 0.5, 1 });
  cairo_destroy (cr);
  return surface;
}

/* The picture of one tile of the service, NULL when there is none; what is not there or stale is wanted. */
static cairo_surface_t *
find_picture (YztGroundService *self, YztTileId tile, GArray *wanted)
{
  g_auto (YztCachedTile) cached = { 0 };
  gboolean known = yzt_tile_cache_get (self->cache, yzt_ground_get_spec (self->ground)->id, tile, &cached);
  if (!known || cached.fresh_until_ms < yzt_clock_now_ms (self->clock)) {
    YztGroundWish wish = { .tile = tile };
    if (known && cached.bytes != NULL && cached.etag != NULL && strlen (cached.etag) < sizeof wish.etag) {
      g_strlcpy (wish.etag, cached.etag, sizeof wish.etag);
    }
    g_array_append_val (wanted, wish);
  }
  cairo_surface_t *picture = known && cached.bytes != NULL ? yzt_tile_picture_decode (cached.bytes) : NULL;
  return picture == NULL && has_failed (self, tile) ? make_hatch () : picture;
}

typedef struct {
  YztGroundService *service;
  GArray *wanted; /* YztGroundWish */
} Search;

static cairo_surface_t *
find (guint zoom, guint x, guint y, gpointer user_data)
{
  Search *search = user_data;
  return find_picture (search->service, (YztTileId) { zoom, x, y }, search->wanted);
}

cairo_surface_t *
yzt_ground_service_render (YztGroundService *self, YztTileId tile, int size_px, GArray *wanted)
{
  g_return_val_if_fail (YZT_IS_GROUND_SERVICE (self) && wanted != NULL, NULL);
  const YztGroundSpec *spec = yzt_ground_get_spec (self->ground);
  const YztTileGrid *grid = yzt_ground_get_grid (self->ground);
  Search search = { self, wanted };
  guint zoom;
  double left, top, span;
  if (tile.zoom < spec->min_zoom) {
    return NULL;
  }
  yzt_ground_service_window (spec, tile, &zoom, &left, &top, &span);
  if (grid != NULL) {
    double side = exp2 (zoom);
    return yzt_tile_grid_render (grid, left / side, top / side, span / side, size_px, find, &search);
  }
  return yzt_tile_mosaic_render (zoom, left, top, span, size_px, find, &search);
}

/* --- fetching --- */

static void fetch_next (YztGroundService *self);

typedef struct {
  YztGroundService *service;
  YztTileId tile;
  YztFetched *fetched; /* NULL: the server has none */
} Arrival;

static void
arrival_free (Arrival *arrival)
{
  g_clear_object (&arrival->service);
  yzt_fetched_free (arrival->fetched);
  g_free (arrival);
}

/* A page of a login, or a message, is not to stand in the cache as a tile for a week. */
static gboolean
is_picture (GBytes *bytes)
{
  cairo_surface_t *picture = yzt_tile_picture_decode (bytes);
  gboolean is_one = picture != NULL;
  g_clear_pointer (&picture, cairo_surface_destroy);
  return is_one;
}

static void
keep (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Arrival *arrival = task_data;
  YztGroundService *self = arrival->service;
  const char *id = yzt_ground_get_spec (self->ground)->id;
  const YztFetched *fetched = arrival->fetched;
  g_autoptr (GError) error = NULL;
  if (fetched == NULL) {
    yzt_tile_cache_put (self->cache, id, arrival->tile, NULL, NULL, NULL, NONE_FOR_S, FALSE, &error);
  } else if (fetched->bytes == NULL) {
    yzt_tile_cache_refresh (self->cache, id, arrival->tile, fetched->max_age_s);
  } else if (!is_picture (fetched->bytes)) {
    g_set_error (&error, YZT_NET_ERROR, YZT_NET_ERROR_CONTENT, _("%s sends tiles that are no pictures; check the address and the key of this service."),
                 yzt_ground_get_title (self->ground));
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  } else {
    yzt_tile_cache_put (self->cache, id, arrival->tile, fetched->bytes, fetched->etag, fetched->last_modified, fetched->max_age_s, FALSE, &error);
  }
  if (error != NULL) {
    g_message ("a tile was not kept: %s", error->message);
  }
  g_task_return_boolean (task, error == NULL);
}

/* --- what failed --- */

void
yzt_ground_service_retry (YztGroundService *self)
{
  g_return_if_fail (YZT_IS_GROUND_SERVICE (self));
  g_autoptr (GArray) due = g_array_new (FALSE, FALSE, sizeof (YztTileId));
  gint64 now_ms = yzt_clock_now_ms (self->clock);
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init (&iter, self->failures);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const Failure *failure = value;
    if (failure->retry_ms <= now_ms) {
      g_array_append_val (due, failure->tile);
    }
  }
  for (guint i = 0; i < due->len; i++) {
    const YztTileId *tile = &g_array_index (due, YztTileId, i);
    g_signal_emit (self, again_signal, 0, tile->zoom, tile->x, tile->y);
  }
}

static gboolean
on_retry (gpointer user_data)
{
  YztGroundService *self = user_data;
  yzt_ground_service_retry (self);
  if (g_hash_table_size (self->failures) > 0) {
    return G_SOURCE_CONTINUE;
  }
  self->retry_timer = 0;
  return G_SOURCE_REMOVE;
}

static void
forget_failure (YztGroundService *self, YztTileId tile)
{
  g_mutex_lock (&self->lock);
  g_hash_table_remove (self->failures, &tile);
  g_mutex_unlock (&self->lock);
}

static void
note_failure (YztGroundService *self, YztTileId tile, const GError *error)
{
  g_mutex_lock (&self->lock);
  Failure *failure = g_hash_table_lookup (self->failures, &tile);
  if (failure == NULL) {
    failure = g_new0 (Failure, 1);
    failure->tile = tile;
    g_hash_table_insert (self->failures, &failure->tile, failure);
  }
  gint64 patience_ms = MIN ((gint64) RETRY_AFTER_MS << MIN (failure->attempts, 10), RETRY_AFTER_MAX_MS);
  failure->attempts++;
  failure->retry_ms = yzt_clock_now_ms (self->clock) + patience_ms;
  gboolean first = failure->attempts == 1;
  self->failed_ms = yzt_clock_now_ms (self->clock);
  g_mutex_unlock (&self->lock);
  if (self->retry_timer == 0) {
    self->retry_timer = g_timeout_add (LOOK_AFTER_MS, on_retry, self);
  }
  yzt_ground_set_problem (self->ground, error->message);
  if (first) {
    g_signal_emit (self, arrived_signal, 0, tile.zoom, tile.x, tile.y); /* so that it is hatched */
  }
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  YztGroundService *self = YZT_GROUND_SERVICE (source);
  g_autoptr (GError) error = NULL;
  Arrival *arrival = g_task_get_task_data (G_TASK (result));
  gboolean kept = g_task_propagate_boolean (G_TASK (result), &error);
  g_hash_table_remove (self->under_way, &arrival->tile);
  if (g_error_matches (error, YZT_NET_ERROR, YZT_NET_ERROR_CONTENT)) {
    note_failure (self, arrival->tile, error);
  } else if (kept) {
    forget_failure (self, arrival->tile);
    if (g_hash_table_size (self->failures) == 0 || yzt_clock_now_ms (self->clock) - self->failed_ms > QUIET_AFTER_MS) {
      yzt_ground_set_problem (self->ground, ""); /* one tile that came does not make good those that stand hatched beside it */
    }
    g_signal_emit (self, arrived_signal, 0, arrival->tile.zoom, arrival->tile.x, arrival->tile.y);
  }
  fetch_next (self);
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Arrival *arrival = user_data;
  YztGroundService *self = arrival->service;
  g_autoptr (GError) error = NULL;
  arrival->fetched = yzt_fetcher_get_finish (YZT_FETCHER (source), result, &error);
  gboolean none = g_error_matches (error, YZT_NET_ERROR, YZT_NET_ERROR_NOT_FOUND);
  if (arrival->fetched != NULL || none) {
    g_autoptr (GTask) task = g_task_new (self, NULL, on_kept, NULL);
    g_task_set_task_data (task, arrival, (GDestroyNotify) arrival_free);
    yzt_task_run_in_thread (task, keep);
    return;
  }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_hash_table_remove (self->under_way, &arrival->tile);
    note_failure (self, arrival->tile, error);
    fetch_next (self);
  }
  arrival_free (arrival);
}

static void
fetch (YztGroundService *self, const YztGroundWish *wish)
{
  const YztTileId tile = wish->tile;
  g_autofree char *address = yzt_ground_make_address (self->ground, tile.zoom, tile.x, tile.y, self->key);
  YztFetchOptions options = { .max_bytes = MAX_TILE_BYTES, .timeout_s = self->timeout_s, .media_type = "image/",
                              .etag = *wish->etag != '\0' ? wish->etag : NULL };
  if (address == NULL) {
    yzt_ground_set_problem (self->ground, _("This service wants a key; enter it in the list of base maps."));
    return;
  }
  Arrival *arrival = g_new0 (Arrival, 1);
  arrival->service = g_object_ref (self);
  arrival->tile = tile;
  g_hash_table_add (self->under_way, g_memdup2 (&tile, sizeof tile));
  yzt_fetcher_get_async (self->fetcher, address, &options, self->cancellable, on_fetched, arrival);
}

static void
fetch_next (YztGroundService *self)
{
  while (self->key_known && self->waiting->len > 0 && g_hash_table_size (self->under_way) < AT_ONCE
         && !g_cancellable_is_cancelled (self->cancellable)) {
    YztGroundWish wish = g_array_index (self->waiting, YztGroundWish, self->waiting->len - 1);
    g_array_set_size (self->waiting, self->waiting->len - 1);
    fetch (self, &wish);
  }
}

static gboolean
may_be_asked (YztGroundService *self, YztTileId tile)
{
  const Failure *failure = g_hash_table_lookup (self->failures, &tile);
  return !g_hash_table_contains (self->under_way, &tile) && (failure == NULL || failure->retry_ms <= yzt_clock_now_ms (self->clock));
}

static void
forget_wish (YztGroundService *self, YztTileId tile)
{
  for (guint i = 0; i < self->waiting->len; i++) {
    if (tile_equal (&g_array_index (self->waiting, YztGroundWish, i).tile, &tile)) {
      g_array_remove_index (self->waiting, i);
      return;
    }
  }
}

void
yzt_ground_service_want (YztGroundService *self, const YztGroundWish *wishes, guint n_wishes)
{
  g_return_if_fail (YZT_IS_GROUND_SERVICE (self));
  for (guint i = 0; i < n_wishes; i++) {
    forget_wish (self, wishes[i].tile);
    if (may_be_asked (self, wishes[i].tile)) {
      g_array_append_val (self->waiting, wishes[i]);
    }
  }
  if (self->waiting->len > MAX_WAITING) {
    g_array_remove_range (self->waiting, 0, self->waiting->len - MAX_WAITING);
  }
  fetch_next (self);
}

guint
yzt_ground_service_get_n_waiting (YztGroundService *self)
{
  g_return_val_if_fail (YZT_IS_GROUND_SERVICE (self), 0);
  return self->waiting->len + g_hash_table_size (self->under_way);
}

/* --- life --- */

static void
on_key (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztGroundService) self = user_data;
  self->key = yzt_secret_find_finish (result, NULL);
  self->key_known = TRUE;
  fetch_next (self);
}

void
yzt_ground_service_renew_key (YztGroundService *self)
{
  g_return_if_fail (YZT_IS_GROUND_SERVICE (self));
  const YztGroundSpec *spec = yzt_ground_get_spec (self->ground);
  if (*spec->key_service != '\0') {
    g_clear_pointer (&self->key, yzt_secret_free);
    g_mutex_lock (&self->lock);
    g_hash_table_remove_all (self->failures);
    g_mutex_unlock (&self->lock);
    yzt_ground_set_problem (self->ground, "");
    yzt_secret_find_async (spec->key_service, self->cancellable, on_key, g_object_ref (self));
  }
}

void
yzt_ground_service_close (YztGroundService *self)
{
  g_return_if_fail (YZT_IS_GROUND_SERVICE (self));
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->retry_timer, g_source_remove);
}

void
yzt_ground_service_set_patience (YztGroundService *self, guint timeout_s)
{
  g_return_if_fail (YZT_IS_GROUND_SERVICE (self) && timeout_s > 0);
  self->timeout_s = timeout_s;
}

YztGroundService *
yzt_ground_service_new (YztGround *ground, YztTileCache *cache, YztFetcher *fetcher, const YztClock *clock)
{
  g_return_val_if_fail (YZT_IS_GROUND (ground) && YZT_IS_TILE_CACHE (cache) && YZT_IS_FETCHER (fetcher), NULL);
  YztGroundService *self = g_object_new (YZT_TYPE_GROUND_SERVICE, NULL);
  const YztGroundSpec *spec = yzt_ground_get_spec (ground);
  self->ground = g_object_ref (ground);
  self->cache = g_object_ref (cache);
  self->fetcher = g_object_ref (fetcher);
  self->clock = clock;
  self->key_known = *spec->key_service == '\0';
  yzt_ground_service_renew_key (self);
  return self;
}

static void
yzt_ground_service_dispose (GObject *object)
{
  YztGroundService *self = YZT_GROUND_SERVICE (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->retry_timer, g_source_remove);
  G_OBJECT_CLASS (yzt_ground_service_parent_class)->dispose (object);
}

static void
yzt_ground_service_finalize (GObject *object)
{
  YztGroundService *self = YZT_GROUND_SERVICE (object);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->ground);
  g_clear_object (&self->cache);
  g_clear_object (&self->fetcher);
  g_clear_pointer (&self->key, yzt_secret_free);
  g_array_unref (self->waiting);
  g_hash_table_unref (self->under_way);
  g_hash_table_unref (self->failures);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (yzt_ground_service_parent_class)->finalize (object);
}

static void
yzt_ground_service_class_init (YztGroundServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_ground_service_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_ground_service_finalize;
  arrived_signal = g_signal_new ("arrived", YZT_TYPE_GROUND_SERVICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_UINT,
                                 G_TYPE_UINT);
  again_signal = g_signal_new ("again", YZT_TYPE_GROUND_SERVICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_UINT,
                               G_TYPE_UINT);
}

static void
yzt_ground_service_init (YztGroundService *self)
{
  self->cancellable = g_cancellable_new ();
  self->timeout_s = PATIENCE_S;
  g_mutex_init (&self->lock);
  self->waiting = g_array_new (FALSE, FALSE, sizeof (YztGroundWish));
  self->under_way = g_hash_table_new_full (tile_hash, tile_equal, g_free, NULL);
  self->failures = g_hash_table_new_full (tile_hash, tile_equal, NULL, g_free);
}

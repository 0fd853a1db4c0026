/* yzt-ground-download.c: an area of a tile service taken home for work without a network
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include "yzt-ground-download.h"
#include "yzt-task.h"
#include "yzt-tile-grid-private.h"
#include "yzt-tile-picture-private.h"

#define MAX_TILE_BYTES (4 * 1024 * 1024)
#define GUESSED_TILE_BYTES 18000
#define AT_ONCE 2
#define LOOKED_AT_ONCE 400
#define GIVE_UP_AFTER 12 /* failures, one after the other */
#define RETRY_AFTER_MS 2000
#define TIMEOUT_S 20
#define NONE_FOR_S (30 * 86400)

G_DEFINE_QUARK (yzt-ground-download-error-quark, yzt_ground_download_error)

/* --- which tiles --- */

static gboolean
range_of (YztGround *ground, const YztGroundArea *area, guint zoom, YztTileRange *range)
{
  const YztTileGrid *grid = yzt_ground_get_grid (ground);
  double side = exp2 (zoom), x0 = area->x0, y0 = area->y0, x1 = area->x1, y1 = area->y1;
  const YztGroundSpec *spec = yzt_ground_get_spec (ground);
  if (spec->datum == YZT_DATUM_GCJ02 || spec->datum == YZT_DATUM_BD09) { /* the pictures lie elsewhere, by about a kilometre at most */
    YztPosition here = yzt_mercator_to_position ((x0 + x1) / 2, (y0 + y1) / 2);
    double from_x, from_y, to_x, to_y;
    yzt_mercator_from_position (here, &from_x, &from_y);
    yzt_mercator_from_position (yzt_datum_from_wgs84 (here, spec->datum), &to_x, &to_y);
    x0 += MIN (to_x - from_x, 0);
    x1 += MAX (to_x - from_x, 0);
    y0 += MIN (to_y - from_y, 0);
    y1 += MAX (to_y - from_y, 0);
  }
  if (grid != NULL) {
    return zoom < yzt_tile_grid_get_n_levels (grid) && yzt_tile_grid_range (grid, zoom, x0, y0, x1, y1, range);
  }
  *range = (YztTileRange) { (guint) CLAMP (floor (x0 * side), 0, side - 1), (guint) CLAMP (floor (y0 * side), 0, side - 1),
                            (guint) CLAMP (ceil (x1 * side) - 1, 0, side - 1), (guint) CLAMP (ceil (y1 * side) - 1, 0, side - 1) };
  return range->from_x <= range->to_x && range->from_y <= range->to_y;
}

/* The levels of the service that show the zooms of the area: with an odd grid, those as fine as the map is at these zooms. */
static void
levels_of (YztGround *ground, const YztGroundArea *area, guint *from, guint *to)
{
  const YztTileGrid *grid = yzt_ground_get_grid (ground);
  const YztGroundSpec *spec = yzt_ground_get_spec (ground);
  double y = (area->y0 + area->y1) / 2;
  *from = grid != NULL ? yzt_tile_grid_level_for (grid, 256 * exp2 (area->min_zoom), y) : MAX (area->min_zoom, spec->min_zoom);
  *to = grid != NULL ? yzt_tile_grid_level_for (grid, 256 * exp2 (area->max_zoom), y) : MIN (area->max_zoom, spec->max_zoom);
}

static guint64
count_in (const YztTileRange *range)
{
  return (guint64) (range->to_x - range->from_x + 1) * (range->to_y - range->from_y + 1);
}

static guint64
count_tiles (YztGround *ground, const YztGroundArea *area)
{
  guint from, to;
  guint64 n = 0;
  YztTileRange range;
  levels_of (ground, area, &from, &to);
  for (guint zoom = from; zoom <= to; zoom++) {
    n += range_of (ground, area, zoom, &range) ? count_in (&range) : 0;
  }
  return n;
}

static gboolean
check_area (YztGround *ground, const YztGroundArea *area, GError **error)
{
  if (yzt_ground_get_spec (ground)->no_download) {
    g_set_error_literal (error, YZT_GROUND_DOWNLOAD_ERROR, YZT_GROUND_DOWNLOAD_ERROR_REFUSED,
                         _("The licence of this service does not allow to take whole areas home; what was looked at is kept for a while."));
    return FALSE;
  }
  if (count_tiles (ground, area) > YZT_GROUND_DOWNLOAD_MAX_TILES) {
    g_set_error_literal (error, YZT_GROUND_DOWNLOAD_ERROR, YZT_GROUND_DOWNLOAD_ERROR_TOO_MANY,
                         _("These are more than 500 000 tiles; choose a smaller area, or do not go so close."));
    return FALSE;
  }
  return TRUE;
}

/* --- the estimate --- */

typedef struct {
  YztGround *ground;
  YztTileCache *cache;
  YztGroundArea area;
  YztGroundSurvey survey;
} Survey;

static void
survey_free (Survey *survey)
{
  g_object_unref (survey->ground);
  g_object_unref (survey->cache);
  g_free (survey);
}

static void
run_survey (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Survey *survey = task_data;
  const char *id = yzt_ground_get_spec (survey->ground)->id;
  guint from, to;
  guint64 n_known = 0;
  gint64 known_bytes = 0;
  levels_of (survey->ground, &survey->area, &from, &to);
  for (guint zoom = from; zoom <= to; zoom++) {
    YztTileRange range;
    YztTileSurvey here = { 0, 0, 0 };
    if (range_of (survey->ground, &survey->area, zoom, &range)) {
      yzt_tile_cache_survey (survey->cache, id, zoom, range.from_x, range.from_y, range.to_x, range.to_y, &here);
      survey->survey.n_tiles += count_in (&range);
      survey->survey.n_there += here.n_known;
      n_known += here.n_known;
      known_bytes += here.bytes;
    }
  }
  survey->survey.guessed = n_known < 8;
  gint64 mean = survey->survey.guessed ? GUESSED_TILE_BYTES : known_bytes / (gint64) n_known;
  survey->survey.bytes = mean * (gint64) (survey->survey.n_tiles - MIN (survey->survey.n_there, survey->survey.n_tiles));
  survey->survey.room_bytes = yzt_tile_cache_get_room (survey->cache);
  g_task_return_boolean (task, TRUE);
}

void
yzt_ground_survey_async (YztGround *ground, YztTileCache *cache, const YztGroundArea *area, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (YZT_IS_GROUND (ground) && YZT_IS_TILE_CACHE (cache) && area != NULL);
  g_autoptr (GTask) task = g_task_new (ground, cancellable, callback, user_data);
  g_autoptr (GError) error = NULL;
  if (!check_area (ground, area, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  Survey *survey = g_new0 (Survey, 1);
  survey->ground = g_object_ref (ground);
  survey->cache = g_object_ref (cache);
  survey->area = *area;
  g_task_set_task_data (task, survey, (GDestroyNotify) survey_free);
  yzt_task_run_in_thread (task, run_survey);
}

gboolean
yzt_ground_survey_finish (GAsyncResult *result, YztGroundSurvey *survey_out, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result) && survey_out != NULL, FALSE);
  if (!g_task_propagate_boolean (G_TASK (result), error)) {
    return FALSE;
  }
  *survey_out = ((Survey *) g_task_get_task_data (G_TASK (result)))->survey;
  return TRUE;
}

/* --- the download --- */

/* Where it stands; moved on by one worker at a time. */
typedef struct {
  YztGround *ground;
  YztTileCache *cache;
  YztFetcher *fetcher;
  YztGroundArea area;
  GCancellable *cancellable;
  char *key;
  guint pause_ms, timer;
  guint zoom, to_zoom; /* the next tile to be looked at */
  YztTileRange range;
  guint x, y;
  gboolean looked_through, looking;
  GQueue missing;      /* YztTileId, copied */
  guint n_under_way, n_failures;
  guint64 n_tiles, n_done, n_fetched;
  GError *error;
} Download;

typedef struct {
  GTask *task; /* of the whole */
  YztTileId tile;
  YztFetched *fetched; /* NULL: there is none */
} Arrival;

static void
download_free (Download *download)
{
  g_clear_handle_id (&download->timer, g_source_remove);
  g_queue_clear_full (&download->missing, g_free);
  g_object_unref (download->ground);
  g_object_unref (download->cache);
  g_object_unref (download->fetcher);
  g_object_unref (download->cancellable);
  g_clear_error (&download->error);
  yzt_secret_free (download->key);
  g_free (download);
}

static void
arrival_free (Arrival *arrival)
{
  g_object_unref (arrival->task);
  yzt_fetched_free (arrival->fetched);
  g_free (arrival);
}

static void go_on (GTask *task);

static void
begin_zoom (Download *download, guint zoom)
{
  download->zoom = zoom;
  while (download->zoom <= download->to_zoom && !range_of (download->ground, &download->area, download->zoom, &download->range)) {
    download->zoom++;
  }
  download->looked_through = download->zoom > download->to_zoom;
  download->x = download->range.from_x;
  download->y = download->range.from_y;
}

static void
step_on (Download *download)
{
  if (download->x++ < download->range.to_x) {
    return;
  }
  download->x = download->range.from_x;
  if (download->y++ >= download->range.to_y) {
    begin_zoom (download, download->zoom + 1);
  }
}

/* On a worker; nobody else touches the download meanwhile but the queue of what was found before, and that not here. */
static void
look (GTask *look_task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Download *download = g_task_get_task_data (task_data);
  const char *id = yzt_ground_get_spec (download->ground)->id;
  GPtrArray *found = g_ptr_array_new_with_free_func (g_free);
  guint n_there = 0;
  for (guint i = 0; i < LOOKED_AT_ONCE && !download->looked_through && !g_cancellable_is_cancelled (download->cancellable); i++) {
    YztTileId tile = { download->zoom, download->x, download->y };
    if (yzt_tile_cache_keep (download->cache, id, tile)) {
      n_there++;
    } else {
      g_ptr_array_add (found, g_memdup2 (&tile, sizeof tile));
    }
    step_on (download);
  }
  g_object_set_data (G_OBJECT (look_task), "there", GUINT_TO_POINTER (n_there));
  g_task_return_pointer (look_task, found, (GDestroyNotify) g_ptr_array_unref);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Download *download = g_task_get_task_data (task);
  g_autoptr (GPtrArray) found = g_task_propagate_pointer (G_TASK (result), NULL);
  download->looking = FALSE;
  download->n_done += GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (result), "there"));
  for (guint i = 0; found != NULL && i < found->len; i++) {
    g_queue_push_tail (&download->missing, g_memdup2 (found->pdata[i], sizeof (YztTileId)));
  }
  go_on (task);
}

static void
look_for_missing (GTask *task)
{
  Download *download = g_task_get_task_data (task);
  g_autoptr (GTask) look_task = g_task_new (download->ground, NULL, on_looked, g_object_ref (task));
  download->looking = TRUE;
  g_task_set_task_data (look_task, g_object_ref (task), g_object_unref);
  yzt_task_keep (look_task, task);
  yzt_task_run_in_thread (look_task, look);
}

static gboolean
on_pause_over (gpointer user_data)
{
  Download *download = g_task_get_task_data (user_data);
  download->timer = 0;
  go_on (user_data);
  return G_SOURCE_REMOVE;
}

static void
pause_for (GTask *task, guint ms)
{
  Download *download = g_task_get_task_data (task);
  if (download->timer == 0) {
    download->timer = g_timeout_add_full (G_PRIORITY_DEFAULT, ms, on_pause_over, g_object_ref (task), g_object_unref);
  }
}

/* The same tile again a little later; a service that only fails is left in peace. */
static void
note_failure (GTask *task, YztTileId tile, const GError *error)
{
  Download *download = g_task_get_task_data (task);
  gboolean hopeless = g_error_matches (error, YZT_NET_ERROR, YZT_NET_ERROR_REFUSED) || g_error_matches (error, YZT_NET_ERROR, YZT_NET_ERROR_CONTENT)
                      || g_error_matches (error, YZT_NET_ERROR, YZT_NET_ERROR_CERTIFICATE) || error->domain == YZT_GROUND_DOWNLOAD_ERROR;
  if (hopeless || ++download->n_failures >= GIVE_UP_AFTER) {
    if (download->error == NULL) {
      download->error = g_error_copy (error);
    }
    return;
  }
  g_queue_push_tail (&download->missing, g_memdup2 (&tile, sizeof tile));
}

static void
keep (GTask *keep_task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Arrival *arrival = task_data;
  Download *download = g_task_get_task_data (arrival->task);
  const YztFetched *fetched = arrival->fetched;
  g_autoptr (GError) error = NULL;
  cairo_surface_t *picture = fetched != NULL ? yzt_tile_picture_decode (fetched->bytes) : NULL;
  if (fetched != NULL && picture == NULL) {
    g_task_return_new_error (keep_task, YZT_NET_ERROR, YZT_NET_ERROR_CONTENT, _("%s sends tiles that are no pictures; check the address and the key of this service."),
                             yzt_ground_get_title (download->ground));
    return;
  }
  g_clear_pointer (&picture, cairo_surface_destroy);
  yzt_tile_cache_put (download->cache, yzt_ground_get_spec (download->ground)->id, arrival->tile, fetched != NULL ? fetched->bytes : NULL,
                      fetched != NULL ? fetched->etag : NULL, fetched != NULL ? fetched->last_modified : NULL, fetched != NULL ? fetched->max_age_s : NONE_FOR_S,
                      TRUE, &error);
  if (error != NULL) {
    g_task_return_new_error (keep_task, YZT_GROUND_DOWNLOAD_ERROR, YZT_GROUND_DOWNLOAD_ERROR_NO_ROOM, "%s", error->message);
  } else {
    g_task_return_boolean (keep_task, TRUE);
  }
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Arrival *arrival = g_task_get_task_data (G_TASK (result));
  g_autoptr (GTask) task = g_object_ref (arrival->task);
  Download *download = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  download->n_under_way--;
  if (g_task_propagate_boolean (G_TASK (result), &error)) {
    download->n_failures = 0;
    download->n_fetched++;
    download->n_done++;
  } else {
    note_failure (task, arrival->tile, error);
  }
  go_on (task);
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Arrival *arrival = user_data;
  g_autoptr (GTask) task = g_object_ref (arrival->task);
  Download *download = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  arrival->fetched = yzt_fetcher_get_finish (YZT_FETCHER (source), result, &error);
  if (arrival->fetched != NULL || g_error_matches (error, YZT_NET_ERROR, YZT_NET_ERROR_NOT_FOUND)) {
    g_autoptr (GTask) keep_task = g_task_new (download->ground, NULL, on_kept, NULL);
    g_task_set_task_data (keep_task, arrival, (GDestroyNotify) arrival_free);
    yzt_task_keep (keep_task, task);
    yzt_task_run_in_thread (keep_task, keep);
    return;
  }
  download->n_under_way--;
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    note_failure (task, arrival->tile, error);
  }
  arrival_free (arrival);
  go_on (task);
}

static void
fetch (GTask *task)
{
  Download *download = g_task_get_task_data (task);
  g_autofree YztTileId *tile = g_queue_pop_head (&download->missing);
  g_autofree char *address = yzt_ground_make_address (download->ground, tile->zoom, tile->x, tile->y, download->key);
  YztFetchOptions options = { .max_bytes = MAX_TILE_BYTES, .timeout_s = TIMEOUT_S, .media_type = "image/" };
  if (address == NULL) {
    g_set_error_literal (&download->error, YZT_NET_ERROR, YZT_NET_ERROR_REFUSED, _("This service wants a key; enter it in the list of base maps."));
    return;
  }
  Arrival *arrival = g_new0 (Arrival, 1);
  arrival->task = g_object_ref (task);
  arrival->tile = *tile;
  download->n_under_way++;
  yzt_fetcher_get_async (download->fetcher, address, &options, download->cancellable, on_fetched, arrival);
}

static void
finish (GTask *task)
{
  Download *download = g_task_get_task_data (task);
  yzt_ground_end_work (download->ground);
  g_autoptr (GError) cancelled = NULL;
  if (download->error != NULL) {
    g_task_return_error (task, g_steal_pointer (&download->error));
  } else if (g_cancellable_set_error_if_cancelled (download->cancellable, &cancelled)) {
    g_task_return_error (task, g_steal_pointer (&cancelled));
  } else {
    g_task_return_int (task, (gssize) download->n_fetched);
  }
}

/* One step: a tile is asked for, or more are looked at, or it is the end. Called whenever something is done and when a pause is over. */
static void
go_on (GTask *task)
{
  Download *download = g_task_get_task_data (task);
  gboolean stopped = download->error != NULL || g_cancellable_is_cancelled (download->cancellable);
  yzt_ground_tell_progress (download->ground, (double) download->n_done / (double) MAX (download->n_tiles, 1));
  if (g_task_get_completed (task) || download->timer != 0) {
    return;
  }
  if (stopped || (download->looked_through && download->missing.length == 0)) {
    if (download->n_under_way == 0 && !download->looking) {
      finish (task);
    }
    return;
  }
  if (download->missing.length == 0) {
    if (!download->looking) {
      look_for_missing (task);
    }
    return;
  }
  if (download->n_under_way < AT_ONCE) {
    fetch (task);
    pause_for (task, download->n_failures > 0 ? RETRY_AFTER_MS : download->pause_ms);
  }
}

void
yzt_ground_download_async (YztGround *ground, YztTileCache *cache, YztFetcher *fetcher, const YztGroundArea *area, const char *key, guint pause_ms,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (YZT_IS_GROUND (ground) && YZT_IS_TILE_CACHE (cache) && YZT_IS_FETCHER (fetcher) && area != NULL);
  g_autoptr (GTask) task = g_task_new (ground, NULL, callback, user_data);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  if (!check_area (ground, area, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  if (!yzt_ground_begin_work (ground, cancellable)) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, _("Something is under way for this base map; wait for it, or stop it."));
    return;
  }
  Download *download = g_new0 (Download, 1);
  download->ground = g_object_ref (ground);
  download->cache = g_object_ref (cache);
  download->fetcher = g_object_ref (fetcher);
  download->cancellable = g_object_ref (cancellable);
  download->area = *area;
  download->key = g_strdup (key);
  download->pause_ms = pause_ms;
  download->n_tiles = count_tiles (ground, area);
  g_queue_init (&download->missing);
  levels_of (ground, area, &download->zoom, &download->to_zoom);
  begin_zoom (download, download->zoom);
  g_task_set_task_data (task, download, (GDestroyNotify) download_free);
  look_for_missing (task);
}

gboolean
yzt_ground_download_finish (GAsyncResult *result, guint64 *n_fetched_out, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), FALSE);
  g_autoptr (GError) inner = NULL;
  gssize n = g_task_propagate_int (G_TASK (result), &inner);
  if (inner != NULL) {
    g_propagate_error (error, g_steal_pointer (&inner));
    return FALSE;
  }
  *n_fetched_out = (guint64) n;
  return TRUE;
}

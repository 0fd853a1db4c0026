/* yzt-ground-download.h: an area of a tile service taken home for work without a network
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. The tiles go into the cache and stay there (yzt_tile_cache_put, keep). What is there already is not fetched again, so a download that was stopped
 * goes on where it was. Politely: two at once, twelve a second at most. */
#pragma once
#include "yzt-ground.h"
#include "yzt-net.h"
#include "yzt-tiles.h"
G_BEGIN_DECLS

/** A box of the world, Mercator, and zooms (closed). */
typedef struct {
  double x0, y0, x1, y1;
  guint min_zoom, max_zoom;
} YztGroundArea;

#define YZT_GROUND_DOWNLOAD_MAX_TILES 500000

/** What a download would be. */
typedef struct {
  guint64 n_tiles, n_there; /* there: of these, already at home */
  gint64 bytes;             /* of those still to come, from the mean of what is known of this service */
  gboolean guessed;         /* nothing is known of it: from what such services send */
  gint64 room_bytes;        /* that may still be kept */
} YztGroundSurvey;

/** Looks into @cache on a worker. REFUSED where the licence forbids it, TOO_MANY for more than YZT_GROUND_DOWNLOAD_MAX_TILES, one sentence each. */
typedef enum { YZT_GROUND_DOWNLOAD_ERROR_REFUSED, YZT_GROUND_DOWNLOAD_ERROR_TOO_MANY, YZT_GROUND_DOWNLOAD_ERROR_NO_ROOM } YztGroundDownloadError;
#define YZT_GROUND_DOWNLOAD_ERROR (yzt_ground_download_error_quark ())
GQuark yzt_ground_download_error_quark (void);
void yzt_ground_survey_async (YztGround *ground, YztTileCache *cache, const YztGroundArea *area, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean yzt_ground_survey_finish (GAsyncResult *result, YztGroundSurvey *survey_out, GError **error);

/** Fetches what is missing; @ground tells its progress, and yzt_ground_cancel_work stops it: what has come stays. @key of the service or NULL. @pause_ms between two
 * tiles, 80 is polite. The finish gives how many came; NO_ROOM, G_IO_ERROR_CANCELLED, or what the service said when it went on failing. */
void yzt_ground_download_async (YztGround *ground, YztTileCache *cache, YztFetcher *fetcher, const YztGroundArea *area, const char *key, guint pause_ms,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean yzt_ground_download_finish (GAsyncResult *result, guint64 *n_fetched_out, GError **error);
G_END_DECLS

/* yzt-ground-service-private.h: tiles of a server, through the cache, aligned to WGS 84
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <cairo.h>
#include "yzt-ground.h"
#include "yzt-net.h"
#include "yzt-tiles.h"
G_BEGIN_DECLS
/** A tile of the service that is to be fetched; @etag of what the cache has, "" when it has nothing. */
typedef struct {
  YztTileId tile;
  char etag[72];
} YztGroundWish;

#define YZT_TYPE_GROUND_SERVICE (yzt_ground_service_get_type ())
/** Signals, main thread, each (guint zoom, guint x, guint y): "arrived": this tile of the service is in the cache now, or known not to exist, or known not to
 * come; draw what shows it anew. "again": it may be asked for again now, if somebody still looks at it. */
G_DECLARE_FINAL_TYPE (YztGroundService, yzt_ground_service, YZT, GROUND_SERVICE, GObject)
/** Main thread. What goes wrong is said as the problem of @ground. */
YztGroundService *yzt_ground_service_new (YztGround *ground, YztTileCache *cache, YztFetcher *fetcher, const YztClock *clock);
/** [worker] What the cache knows of a tile of our map, hatched where a tile did not come, @size_px square; the tiles of the service that are missing or stale are appended to @wanted
 * (YztGroundWish). NULL: nothing is known. */
cairo_surface_t *yzt_ground_service_render (YztGroundService *self, YztTileId tile, int size_px, GArray *wanted);
/** Main thread. Fetches tiles, the last asked for first; what is under way or failed a short while ago is not asked for again. */
void yzt_ground_service_want (YztGroundService *self, const YztGroundWish *wishes, guint n_wishes);
/** Main thread. "again" for every tile that failed and may be asked for again; by itself it comes when its time has come. */
void yzt_ground_service_retry (YztGroundService *self);
/** Main thread. Seconds of silence until a tile is given up, 15 at first. */
void yzt_ground_service_set_patience (YztGroundService *self, guint timeout_s);
/** Main thread. Nothing is fetched from now on. */
void yzt_ground_service_close (YztGroundService *self);
/** Main thread. Looks the key up again, after it was entered. */
void yzt_ground_service_renew_key (YztGroundService *self);
/** Main thread. For tests and the download of areas: fetches under way and waiting. */
guint yzt_ground_service_get_n_waiting (YztGroundService *self);
/** Which part of which tiles of the service a tile of ours needs: in tiles of @zoom_out, a square from (@x_out, @y_out). */
void yzt_ground_service_window (const YztGroundSpec *spec, YztTileId tile, guint *zoom_out, double *x_out, double *y_out, double *span_out);
G_END_DECLS

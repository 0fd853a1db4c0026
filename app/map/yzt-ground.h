/* yzt-ground.h: the base maps of this station: what each is, and the list of them that the user orders
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. The list is kept in the user's configuration, not in the map file: it belongs to the station and its networks. */
#pragma once
#include <gio/gio.h>
#include "yzt-geo.h"
G_BEGIN_DECLS

typedef enum {
  YZT_GROUND_BUILT_IN, /* the vector map of the programme */
  YZT_GROUND_PICTURE,  /* a raster that GDAL reads */
  YZT_GROUND_TILES,    /* MBTiles, or tiles in a GeoPackage */
  YZT_GROUND_ONLINE,   /* tiles from a server: XYZ, TMS, WMTS */
  YZT_GROUND_VECTOR,   /* features that GDAL reads: OpenStreetMap, Shapefile, GeoJSON … */
} YztGroundType;

#define YZT_TYPE_GROUND (yzt_ground_get_type ())
/**
 * One base map. Properties (notify): title, attribution (the line its licence asks for), visible, opacity (0 to 1), datum (YztDatum as an int), problem (what
 * is wrong with it, in words; "" when nothing), progress (share of the work done for it, -1 while there is none).
 */
G_DECLARE_FINAL_TYPE (YztGround, yzt_ground, YZT, GROUND, GObject)

/** What a base map is made from; texts are copied, NULL is "". */
typedef struct {
  const char *id;           /* a to z, 0 to 9 and -; names the cached tiles */
  YztGroundType type;
  const char *title, *attribution;
  const char *address;      /* a path; of a service: http(s) with {z} {x} {y} or {-y}, may hold {s}, {key} and {r}, which is "@2x" */
  const char *subdomains;   /* what {s} stands for, each in turn, one letter each: "01234567" */
  const char *key_service;  /* whose key {key} is, in the store of secrets: "tianditu" */
  guint min_zoom, max_zoom; /* of the service, closed */
  YztDatum datum;           /* of the pictures: WGS 84, or GCJ-02, which is then aligned */
  const char *grid;         /* of a service whose tiles are not the common ones: yzt-tile-grid-private.h says how */
  gboolean no_download;     /* its licence forbids to keep whole areas */
} YztGroundSpec;
/** NULL with G_IO_ERROR_INVALID_ARGUMENT and one sentence when the address of a service cannot be one. */
YztGround *yzt_ground_new (const YztGroundSpec *spec, GError **error);
/** From a file: its type by its ending; a GeoPackage without tiles is found out when it is opened. */
YztGround *yzt_ground_new_for_file (const char *path);
const YztGroundSpec *yzt_ground_get_spec (YztGround *self); /* texts live as long as @self */
const char *yzt_ground_get_title (YztGround *self);
gboolean yzt_ground_get_visible (YztGround *self);
void yzt_ground_set_visible (YztGround *self, gboolean visible);
double yzt_ground_get_opacity (YztGround *self);
void yzt_ground_set_opacity (YztGround *self, double opacity);
const char *yzt_ground_get_problem (YztGround *self);
void yzt_ground_set_problem (YztGround *self, const char *problem);
void yzt_ground_set_attribution (YztGround *self, const char *attribution);
void yzt_ground_set_datum (YztGround *self, YztDatum datum);
/** Something long is done for it: preparing a file, making overviews, downloading an area. One at a time; FALSE when something is under way. */
gboolean yzt_ground_begin_work (YztGround *self, GCancellable *cancellable);
/** @share 0 to 1. Any thread. */
void yzt_ground_tell_progress (YztGround *self, double share);
void yzt_ground_end_work (YztGround *self);
double yzt_ground_get_progress (YztGround *self);
void yzt_ground_cancel_work (YztGround *self);
/** The address of one tile, with the key in it: never to be shown or logged. NULL when a key is wanted and @key is NULL. Free. */
char *yzt_ground_make_address (YztGround *self, guint zoom, guint x, guint y, const char *key);

#define YZT_TYPE_GROUND_LIST (yzt_ground_list_get_type ())
/**
 * GListModel of YztGround, the top one first. "changed" (): the list, its order, what is visible or how strongly; the pictures are to be made anew.
 */
G_DECLARE_FINAL_TYPE (YztGroundList, yzt_ground_list, YZT, GROUND_LIST, GObject)
/** Reads @path (a key file); when there is none, the list holds the built-in map alone. What cannot be read is left out and logged. */
YztGroundList *yzt_ground_list_new (const char *path);
/** Writes it soon after the last change; at once here. */
gboolean yzt_ground_list_save (YztGroundList *self, GError **error);
/** On top. An id that is taken gets a number. */
void yzt_ground_list_add (YztGroundList *self, YztGround *ground);
void yzt_ground_list_remove (YztGroundList *self, YztGround *ground); /* the built-in one stays */
void yzt_ground_list_move (YztGroundList *self, YztGround *ground, int steps); /* negative: up */
/** How many bytes of tiles of services this station keeps; "changed" when it is set. 512 MiB at first. */
gint64 yzt_ground_list_get_cache_bytes (YztGroundList *self);
void yzt_ground_list_set_cache_bytes (YztGroundList *self, gint64 bytes);
/** TRUE when @address is of a service that is known to forbid taking areas home (data/basemap/services.ini, group no-download). */
gboolean yzt_ground_list_forbids_download (const char *address);
/** Services that are known by name (data/basemap/services.ini), not yet in any list: (element-type YztGround). */
GPtrArray *yzt_ground_list_read_known (const char *path, const char *language);
G_END_DECLS

/* yzt-scene.h: what the screen and the ring answer from: packed columns of every feature, in memory
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A YztGeneration is an immutable, atomically reference-counted picture of all features: big packed base arrays (shared
 * between generations) plus a small delta of rows added, changed or removed since the base was built. Any thread may query a
 * generation it holds. A YztScene belongs to the main thread, holds the current generation and swaps it. The scene knows
 * no file: model/ feeds it. Distances: metres on the WGS 84 ellipsoid, exact to a millimetre (chord filter, Karney where needed).
 * Rims are closed: a feature exactly at the radius is inside. Lines and areas take part with their representative point (YztItem.lon, lat), as
 * the total of a ring must say one thing at every radius; how far their nearest edge is, yzt_shape_distance2 tells. */
#pragma once
#include <gio/gio.h>
#include "yzt-geo.h"
#include "yzt-kind.h"
#include "yzt-shape.h"
G_BEGIN_DECLS

#define YZT_SCENE_NO_TIME G_MININT64

typedef enum {
  YZT_ITEM_OPEN = 1 << 0,            /* an incident or warning that is not closed */
  YZT_ITEM_UNACKNOWLEDGED = 1 << 1,
  YZT_ITEM_EXERCISE = 1 << 2,        /* exercise, test or draft */
  YZT_ITEM_STALE = 1 << 3,
  YZT_ITEM_AREA = 1 << 4,            /* position is a point inside an area, or on a line */
  YZT_ITEM_CROSSED = 1 << 5,         /* its outline crosses itself */
} YztItemFlags;

/** One feature as the scene keeps it. Strings live as long as the generation. */
typedef struct {
  guint kind;            /* index in the kind set, < 64 */
  gint64 fid;
  double lon, lat;
  guint8 level;          /* 0 none, 1 worst … 4 */
  guint8 flags;          /* YztItemFlags */
  guint16 variant;       /* index of the value of field "type" (else "category"), G_MAXUINT16 when NULL */
  gint64 verified_at_ms; /* YZT_SCENE_NO_TIME when never */
  const char *name;
  const double *sums;    /* one per summable field of the kind in field order, NaN for NULL */
  const YztShape *shape; /* outline of a line or an area, NULL for a point; builder and patches take references */
} YztItem;

/** Something that belongs to a feature and is counted with it: a stock line. Its owner is of the kind that the kind
 * "stock-line" names as Owner. NaN quantities count as 0. */
typedef struct {
  gint64 owner_fid;
  gint64 fid;            /* of the line itself, for patches */
  const char *item, *spec, *unit; /* "" when missing */
  double book, reserved, expired; /* available = max (0, book - reserved - expired) */
} YztStock;

typedef struct _YztGeneration YztGeneration;
YztGeneration *yzt_generation_ref (YztGeneration *generation);
void yzt_generation_unref (YztGeneration *generation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztGeneration, yzt_generation_unref)
guint64 yzt_generation_get_number (const YztGeneration *generation); /* grows with each publication */
YztKindSet *yzt_generation_get_kinds (const YztGeneration *generation);

/* --- building (on a worker) --- */
typedef struct _YztSceneBuilder YztSceneBuilder;
YztSceneBuilder *yzt_scene_builder_new (YztKindSet *kinds);
void yzt_scene_builder_add (YztSceneBuilder *builder, const YztItem *item); /* copies; rows without a valid position are counted, listed, found by name, not drawn: lon = NaN */
void yzt_scene_builder_add_stock (YztSceneBuilder *builder, const YztStock *stock);
/** What @from has got comes after what @into has got, as if it had been added there; frees @from. Both are of the same kinds: so several threads may read a map. */
void yzt_scene_builder_join (YztSceneBuilder *into, YztSceneBuilder *from);
YztGeneration *yzt_scene_builder_finish (YztSceneBuilder *builder); /* frees the builder; sorts and indexes */
void yzt_scene_builder_free (YztSceneBuilder *builder);

/** yzt_generation_pack: a generation without a delta, written out as it lies in memory, without its stock; for the same build on the same machine.
 * @func gets it piece by piece; FALSE stops. */
typedef gboolean (*YztScenePackFunc) (gconstpointer bytes, gsize length, gpointer user_data);
gboolean yzt_generation_pack (const YztGeneration *generation, YztScenePackFunc func, gpointer user_data);
/** Fills exactly @length bytes, or says FALSE. */
typedef gboolean (*YztSceneUnpackFunc) (gpointer bytes, gsize length, gpointer user_data);
/** What changes with time alone: which items of @kinds (bits) are stale now. */
typedef struct {
  gboolean (*is_stale) (gint64 verified_at_ms, gint64 now_ms);
  gint64 now_ms;
  guint64 kinds;
} YztSceneJudge;
/** The items of a pack of @available bytes with the stock of @builder, which has got no items; frees the builder. NULL when the pack is not whole, of another
 * version, or of other kinds. */
YztGeneration *yzt_scene_builder_finish_packed (YztSceneBuilder *builder, gsize available, YztSceneUnpackFunc func, gpointer user_data, const YztSceneJudge *judge);
guint yzt_scene_kind_n_sums (const YztKind *kind);
const YztField *yzt_scene_kind_get_sum_field (const YztKind *kind, guint i);

/* --- patching: a new generation from an old one --- */
typedef struct {
  gboolean removed;
  YztItem item;          /* when removed only kind and fid count */
} YztItemChange;
typedef struct {
  gboolean removed;
  YztStock stock;
} YztStockChange;
YztGeneration *yzt_generation_patch (YztGeneration *old, const YztItemChange *items, guint n_items, const YztStockChange *stocks, guint n_stocks);
guint yzt_generation_get_delta_size (const YztGeneration *generation);
/** A fresh base with no delta, equal in every answer (worker). */
YztGeneration *yzt_generation_compact (YztGeneration *generation);

/* --- reading --- */
guint yzt_generation_get_n_items (const YztGeneration *generation);
/** @index < n_slots; FALSE for a removed slot. */
guint yzt_generation_get_n_slots (const YztGeneration *generation);
gboolean yzt_generation_get_item (const YztGeneration *generation, guint index, YztItem *item_out);
gboolean yzt_generation_find (const YztGeneration *generation, guint kind, gint64 fid, guint *index_out);
guint yzt_generation_count_kind (const YztGeneration *generation, guint kind);
/** How many of those of each kind are exercises, tests or drafts (YZT_ITEM_EXERCISE); what tells a number to people takes them off. */
void yzt_generation_count_exercises (const YztGeneration *generation, guint counts[YZT_KINDS_ON_MAP_MAX]);
/** The level (0 to 4), kind and Mercator position of a slot, for drawing a million of them; -1 when it is removed or has no position. */
int yzt_generation_get_face (const YztGeneration *generation, guint index, guint *kind, double *x, double *y);
/** What all that has a place lies in, by blocks of features: a little may be inside that was removed since. FALSE for a map without places. */
gboolean yzt_generation_get_extent (const YztGeneration *generation, YztBox *box_out);
/** How many items have all of @flags, and a place or none; one of them in @index_out when there are any (may be NULL). */
guint yzt_generation_count_flagged (const YztGeneration *generation, guint8 flags, gboolean placed, guint *index_out);
/** Mercator position of a slot in [0,1]; FALSE when it has none. */
gboolean yzt_generation_get_mercator (const YztGeneration *generation, guint index, double *x, double *y);

/** YztSceneFilter: bit k of @kinds set = kind k takes part. */
typedef struct {
  guint64 kinds;
} YztSceneFilter;
#define YZT_SCENE_FILTER_ALL ((YztSceneFilter) { G_MAXUINT64 })

/** What a picture may be narrowed to, beside kinds. */
typedef struct {
  guint8 levels;             /* bit l: level l takes part, bit 0: those without; 0x1f: all */
  guint8 flags_all;          /* YztItemFlags that must all be set … */
  guint8 flags_none;         /* … and that must not be set */
  gint64 verified_before_ms; /* last verified before this, or never; YZT_SCENE_NO_TIME: whenever */
  gint64 verified_since_ms;  /* last verified at or after this; YZT_SCENE_NO_TIME: whenever or never */
  const char *text;          /* part of the name; NULL or "": any */
} YztSceneSieve;
#define YZT_SCENE_SIEVE_ALL { 0x1f, 0, 0, YZT_SCENE_NO_TIME, YZT_SCENE_NO_TIME, NULL }
gboolean yzt_scene_sieve_passes_all (const YztSceneSieve *sieve); /* TRUE for NULL, too */
/** The same picture without what does not pass, for drawing and picking: it is not patched, has no stock, and is not sifted again. Slots of the base
 * keep their index, those of the delta do not. A million rows take some milliseconds, and the time of find_names with @text. */
YztGeneration *yzt_generation_sift (YztGeneration *generation, const YztSceneSieve *sieve);

/* --- radius query --- */
typedef struct {
  guint index;
  double distance_m;
} YztHit;
/** What is real; an exercise, test or draft (YZT_ITEM_EXERCISE) is a hit like others, and here in no figure but its own. */
typedef struct {
  guint count;
  guint level_counts[5]; /* [0] none */
  guint exercises;
  double *sums;          /* per summable field, NaN skipped */
} YztKindTotal;
typedef struct {
  const char *item, *spec, *unit;
  double book, reserved, expired, available;
} YztStockTotal;
/** Reused from frame to frame; arrays grow only. */
typedef struct _YztNearResult YztNearResult;
YztNearResult *yzt_near_result_new (void);
void yzt_near_result_free (YztNearResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztNearResult, yzt_near_result_free)
typedef enum {
  YZT_NEAR_SORTED = 1 << 0,   /* hits nearest first, ties by fid, then kind */
  YZT_NEAR_STOCK = 1 << 1,    /* totals of stock, ordered by item, spec, unit; unlike units are never added */
} YztNearFlags;
void yzt_generation_near (const YztGeneration *generation, YztPosition center, double radius_m, YztSceneFilter filter, YztNearFlags flags, YztNearResult *result);
guint64 yzt_near_result_get_generation (const YztNearResult *result);
guint yzt_near_result_get_n_hits (const YztNearResult *result);
const YztHit *yzt_near_result_get_hits (const YztNearResult *result);
const YztKindTotal *yzt_near_result_get_total (const YztNearResult *result, guint kind);
guint yzt_near_result_get_n_stock (const YztNearResult *result);
const YztStockTotal *yzt_near_result_get_stock (const YztNearResult *result, guint i);

/** Nearest @n of the filter, nearest first, ties by fid; no radius. Hits are written to @hits; returns how many. */
guint yzt_generation_nearest (const YztGeneration *generation, YztPosition center, guint n, YztSceneFilter filter, YztHit *hits);
/** Indices in the Mercator box (closed), unsorted, appended to @indices (guint). */
void yzt_generation_box (const YztGeneration *generation, double x0, double y0, double x1, double y1, YztSceneFilter filter, GArray *indices);
guint yzt_generation_count_box (const YztGeneration *generation, double x0, double y0, double x1, double y1, YztSceneFilter filter);
/** The item under the pointer: nearest within @radius (Mercator units), open incidents first. FALSE when none. */
gboolean yzt_generation_pick (const YztGeneration *generation, double x, double y, double radius, YztSceneFilter filter, guint *index_out);

/* --- lines and areas --- */
gboolean yzt_generation_has_shapes (const YztGeneration *generation);
/** Features whose outline may reach into the Mercator box (closed; by their bounds, in any copy of the world), appended to @indices (guint), each
 * once. FALSE, and nothing more appended, as soon as there are more than @limit. */
gboolean yzt_generation_shapes (const YztGeneration *generation, double x0, double y0, double x1, double y1, YztSceneFilter filter, guint limit, GArray *indices);
/** Those below the point: areas that hold it and lines within @radius (Mercator), the smallest area first, lines before areas. */
void yzt_generation_pick_shapes (const YztGeneration *generation, double x, double y, double radius, YztSceneFilter filter, GArray *indices);

typedef struct {
  double x, y;           /* Mercator, mean of the members */
  guint count;
  guint level_counts[5];
  guint index;           /* the member when count == 1 */
} YztCluster;
/** Clusters of the box at a cell of @cell Mercator units, neighbours nearer than the cell merged so that no grid shows; stable while panning
 * (cells are anchored to the world). Bubbles up to one cell outside the box are given too, so that those half in sight are drawn.
 * More cells than 512 x 512 in a view are made coarser. Appended to @clusters (YztCluster). */
void yzt_generation_clusters (const YztGeneration *generation, double x0, double y0, double x1, double y1, double cell, YztSceneFilter filter, GArray *clusters);
#define YZT_CLUSTER_OPEN_MAX 4
/** The same, but bubbles of at most @most (<= YZT_CLUSTER_OPEN_MAX) members that all stand @gap (Mercator) or more apart are given member by member. */
void yzt_generation_clusters_opened (const YztGeneration *generation, double x0, double y0, double x1, double y1, double cell, guint most, double gap, YztSceneFilter filter, GArray *clusters);
/** Who is in the bubble that stands at @x, @y when clusters are made with this cell and filter. Appended to @indices (guint). */
void yzt_generation_cluster_members (const YztGeneration *generation, double x, double y, double cell, YztSceneFilter filter, GArray *indices);

/** Names containing @text (folded: case, width), at most @limit, name-starts first then shorter names, then fid, then kind; none for an empty text. Appended to @indices (guint). */
void yzt_generation_find_names (const YztGeneration *generation, const char *text, YztSceneFilter filter, guint limit, GArray *indices);

/* --- the scene: current generation, main thread --- */
#define YZT_TYPE_SCENE (yzt_scene_get_type ())
G_DECLARE_FINAL_TYPE (YztScene, yzt_scene, YZT, SCENE, GObject)
YztScene *yzt_scene_new (YztKindSet *kinds);
/** (transfer none), never NULL; empty at first. */
YztGeneration *yzt_scene_get_generation (YztScene *scene);
/** Swaps; emits "published" (no arguments). */
void yzt_scene_publish (YztScene *scene, YztGeneration *generation);
/** Patches the current generation and publishes; starts a compaction on a worker when the delta passes 2 000 rows and re-applies
 * what came meanwhile. */
void yzt_scene_patch (YztScene *scene, const YztItemChange *items, guint n_items, const YztStockChange *stocks, guint n_stocks);
G_END_DECLS

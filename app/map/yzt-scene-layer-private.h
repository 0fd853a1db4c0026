/* yzt-scene-layer-private.h: the one layer that draws everything above the base map
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Draws from an immutable generation in snapshot(): areas of warnings, place names, the ring, clusters or
 * single symbols, labels, selection, hover. Whoever changes something calls a setter; the layer redraws by itself. */
#pragma once
#include <shumate/shumate.h>
#include "yzt-base-map.h"
#include "yzt-map-symbol.h"
#include "yzt-map-frame-private.h"
#include "yzt-measure-private.h"
#include "yzt-ring.h"
#include "yzt-tile-source-private.h"
#include "yzt-vector-map.h"
G_BEGIN_DECLS

#define YZT_TYPE_SCENE_LAYER (yzt_scene_layer_get_type ())
G_DECLARE_FINAL_TYPE (YztSceneLayer, yzt_scene_layer, YZT, SCENE_LAYER, ShumateLayer)
YztSceneLayer *yzt_scene_layer_new (ShumateViewport *viewport);

typedef enum { YZT_PICK_NOTHING, YZT_PICK_ITEM, YZT_PICK_CLUSTER, YZT_PICK_RING } YztPickType;
typedef struct {
  YztPickType type;
  int kind;              /* ITEM */
  gint64 fid;            /* ITEM */
  double x, y;           /* CLUSTER: Mercator; ITEM: pixel of its middle */
  double cell;           /* CLUSTER: Mercator */
  guint count;           /* CLUSTER */
  guint depth;           /* ITEM: how many items lie below the pointer */
} YztPick;

/** @generation may be NULL: nothing is drawn. */
void yzt_scene_layer_set_generation (YztSceneLayer *self, YztGeneration *generation);
YztGeneration *yzt_scene_layer_get_generation (YztSceneLayer *self);
void yzt_scene_layer_set_filter (YztSceneLayer *self, YztSceneFilter filter);
YztSceneFilter yzt_scene_layer_get_filter (YztSceneLayer *self);
void yzt_scene_layer_set_dark (YztSceneLayer *self, gboolean dark);
/** The ground is a picture, not the quiet map that names of places are dim on. */
void yzt_scene_layer_set_imagery (YztSceneLayer *self, gboolean imagery);
void yzt_scene_layer_set_language (YztSceneLayer *self, const char *language);
/** So high somebody else's words stand above the map at its top and bottom: no names below them. */
void yzt_scene_layer_set_words (YztSceneLayer *self, double head_px, double foot_px);
/** No name is cut by the edge: it is left out instead. */
void yzt_scene_layer_set_whole_names (YztSceneLayer *self, gboolean whole_names);
/** @magnify: of symbols and words, 1 at the desk. */
void yzt_scene_layer_set_symbols (YztSceneLayer *self, YztSymbolSet set, double magnify);
/** Where controls stand on the map: words keep away. */
void yzt_scene_layer_set_keep_out (YztSceneLayer *self, const graphene_rect_t *rects, guint n);
/** The ground below it all; what was seen of the one before stays until it is replaced. */
void yzt_scene_layer_set_tile_source (YztSceneLayer *self, YztTileSource *source);
/** Place names come from here; may be NULL. */
void yzt_scene_layer_set_base_map (YztSceneLayer *self, YztBaseMap *base_map);
/** Whose names are shown too; references are taken. */
void yzt_scene_layer_set_vector_maps (YztSceneLayer *self, YztVectorMap *const *maps, guint n_maps);
/** A list of YztIncident whose open ones with an area are drawn; may be NULL. */
void yzt_scene_layer_set_incidents (YztSceneLayer *self, GListModel *incidents);
/** @kind -1: nothing. */
void yzt_scene_layer_set_selected (YztSceneLayer *self, int kind, gint64 fid);
void yzt_scene_layer_get_selected (YztSceneLayer *self, int *kind, gint64 *fid);
/** TRUE when it changed. */
gboolean yzt_scene_layer_set_hover (YztSceneLayer *self, int kind, gint64 fid);

/** What the pointer rests on when it is a cluster; NULL: none. Its mix of kinds is told beside it. */
void yzt_scene_layer_set_hover_cluster (YztSceneLayer *self, const YztPick *cluster);
/** A pin at a bare place; NULL: none. */
void yzt_scene_layer_set_pin (YztSceneLayer *self, const YztPosition *at);

/** What is measured; queue a redraw after changing it. */
YztMeasure *yzt_scene_layer_get_measure (YztSceneLayer *self);
/** The outline that is being drawn to pick what it goes round: Mercator (YztMapPoint), copied; NULL: none. The rubber band, in pixels; NULL: none. */
void yzt_scene_layer_set_lasso (YztSceneLayer *self, const GArray *points);
void yzt_scene_layer_set_band (YztSceneLayer *self, const graphene_rect_t *band);
/** Many features, each as fid * 64 + kind; sorts @keys (gint64) and drops doubles. */
void yzt_scene_layer_set_picked (YztSceneLayer *self, GArray *keys);
void yzt_scene_layer_set_graticule (YztSceneLayer *self, gboolean graticule);

/** @radius_m 0: no ring. */
void yzt_scene_layer_set_ring (YztSceneLayer *self, YztPosition center, double radius_m);
void yzt_scene_layer_set_ring_bearing (YztSceneLayer *self, double bearing_deg);
void yzt_scene_layer_set_ring_lit (YztSceneLayer *self, gboolean lit);

/** Shows one feature somewhere else than the scene has it; @kind -1: none. */
void yzt_scene_layer_set_moved (YztSceneLayer *self, int kind, gint64 fid, YztPosition position);

/** What is drawn at the pixel. @nth: 0 the topmost, 1 the next below … wrapping round. */
YztPick yzt_scene_layer_pick (YztSceneLayer *self, double px, double py, guint nth);
/** Slots of the generation that are in the cluster, appended to @indices (guint). */
void yzt_scene_layer_get_members (YztSceneLayer *self, const YztPick *cluster, GArray *indices);
YztMapFrame yzt_scene_layer_get_frame (YztSceneLayer *self);
/** Where there is a crowd every feature is a dot of its own, not in a cluster. */
void yzt_scene_layer_set_every_point (YztSceneLayer *self, gboolean every_point);
/** TRUE when nothing is still being painted on a worker. For tests and the bench. */
gboolean yzt_scene_layer_is_settled (YztSceneLayer *self);
/** TRUE while clusters are shown. For tests. */
gboolean yzt_scene_layer_is_clustered (YztSceneLayer *self);
guint yzt_scene_layer_get_n_shown (YztSceneLayer *self, guint *n_clusters);
/** YztPlacedLabel of the features named in the last frame. For tests. */
const GArray *yzt_scene_layer_get_labels (YztSceneLayer *self);
void yzt_scene_layer_take_frame_figures (YztSceneLayer *self, guint *frames, double *median_ms, double *p95_ms);
G_END_DECLS

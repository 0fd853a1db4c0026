/* yzt-scene-state-private.h: what the files of the scene layer share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-area-set-private.h"
#include "yzt-cluster-card-private.h"
#include "yzt-crowd-picture-private.h"
#include "yzt-label-layout-private.h"
#include "yzt-map-command-private.h"
#include "yzt-map-ledger-private.h"
#include "yzt-ring-shape-private.h"
#include "yzt-scene-layer-private.h"
#include "yzt-shape-painter-private.h"
#include "yzt-tile-view-private.h"
G_BEGIN_DECLS

/* Each sheet of the picture is a render node that is kept until something it depends on changes. GTK skips what is the very
 * same node, so that a dragged ring or a pulse repaints no more than itself. GTK's cairo renderer makes, clears and blends a picture of a
 * node's size for each node: the fewer the better. */
typedef enum {
  YZT_SHEET_WHOLE, /* both of the others in one, where nothing that moves by itself lies between them */
  YZT_SHEET_LOWER, /* base map, graticule, crowd, lines and areas, names of places */
  YZT_SHEET_UPPER, /* symbols and their names */
  YZT_N_SHEETS
} YztSheet;

typedef struct {
  int kind; /* -1: none */
  gint64 fid;
} YztFeatureRef;

struct _YztSceneLayer {
  ShumateLayer parent_instance;
  YztGeneration *generation;
  YztSceneFilter filter;
  gboolean dark, imagery;
  YztDrawTheme theme;        /* of the two, as the ground needs it */
  char *language;
  YztBaseMap *base_map;
  GPtrArray *vector_maps; /* YztVectorMap; NULL: none */
  GListModel *incidents;
  gulong incidents_handler;

  double magnify;          /* of symbols and words */
  double head_px, foot_px; /* as high words stand above the map */
  gboolean whole_names;    /* none is cut by the edge */
  YztSymbolSet symbol_set;
  GArray *keep_out;        /* graphene_rect_t: where controls stand */
  YztFeatureRef selected, hover, moved;
  YztPosition moved_to;
  YztPick hover_cluster;      /* of type NOTHING when there is none */
  YztClusterCard *cluster_card;
  gboolean has_band, graticule;
  graphene_rect_t band;
  GArray *lasso;           /* YztMapPoint, Mercator; NULL: none is being drawn */
  GArray *picked;          /* gint64: fid * 64 + kind, ascending */
  YztMeasure measure;
  gboolean has_pin;
  YztPosition pin;

  YztSceneLayout layout;
  YztSceneLayout ahead;    /* of the next half step, while the zoom goes on */
  guint ahead_source, n_ahead; /* bubbles of it whose pictures are made */
  gboolean zooming, nearer; /* the last frame had another zoom than the one before */
  double drawn_zoom;
  YztLabelLayout labels;
  gboolean labels_stale;
  YztAreaSet *areas;
  YztShapePainter shape_painter;
  GArray *shapes;          /* guint: slots of lines and areas in sight, when they are few enough for a frame */
  gboolean shapes_stand_in; /* … or until the crowd's picture shows them */
  gboolean crowd;          /* something is in the crowd's picture */
  guint crowd_drawn;       /* the number of the picture that the sheets show */
  YztTileView *tiles;      /* the base map */
  YztCrowdPicture *crowd_picture;
  YztRingShape ring;
  YztCommandPicture *command; /* NULL: none */
  YztCommandPicture *relations; /* of the selected thing; NULL: none */
  YztLedgerPicture *ledger;     /* of hazard sources; NULL: none */
  PangoLayout *ring_text;
  double ring_text_m;
  YztSymbolCache *symbols;
  GskRenderNode *sheets[YZT_N_SHEETS];

  guint pulse_tick, label_tick;
  gint64 pulse_us;
  GArray *figures; /* float, ms */
};

static inline gboolean
yzt_feature_ref_is (YztFeatureRef ref, const YztItem *item)
{
  return ref.kind == (int) item->kind && ref.fid == item->fid;
}

/** What @sheet, LOWER or UPPER, shows has changed; queues no redraw. */
void yzt_scene_layer_drop_sheet (YztSceneLayer *self, YztSheet sheet);
/** Brings marks and clusters up to date with viewport, generation and filter. */
void yzt_scene_layer_ensure_layout (YztSceneLayer *self);
/** The whole picture. */
void yzt_scene_layer_draw (YztSceneLayer *self, GtkSnapshot *snapshot);
gboolean yzt_scene_layer_is_picked (YztSceneLayer *self, const YztItem *item);
/* yzt-scene-shapes.c: lines and areas, and what is too much for one frame */
void yzt_scene_layer_ensure_shapes (YztSceneLayer *self);
void yzt_scene_layer_paint_shapes (YztSceneLayer *self, cairo_t *cr);
void yzt_scene_layer_paint_crowd (YztSceneLayer *self, cairo_t *cr);
/** TRUE when yzt_scene_layer_append_outlines() has something to append. */
gboolean yzt_scene_layer_has_outlines (YztSceneLayer *self);
/** Outlines of what is selected and what is pointed at. */
void yzt_scene_layer_append_outlines (YztSceneLayer *self, GtkSnapshot *snapshot);
/** The lines and areas below the pixel that are drawn, the smallest first, appended to @indices (guint). */
void yzt_scene_layer_pick_shapes (YztSceneLayer *self, double px, double py, GArray *indices);
void yzt_scene_layer_append_band (YztSceneLayer *self, GtkSnapshot *snapshot);
/* yzt-scene-ahead.c: what a zoom that goes on shows next is got ready between two frames */
void yzt_scene_layer_look_ahead (YztSceneLayer *self, double zoom_before);
/** Another generation, filter or look: what was got ready is of no use. */
void yzt_scene_layer_forget_ahead (YztSceneLayer *self);
/** The mark of @ref, or NULL when it is not shown by itself. */
const YztMark *yzt_scene_layer_find_mark (YztSceneLayer *self, YztFeatureRef ref);
G_END_DECLS

/* yzt-label-layout-private.h: names beside symbols and names of places, none over another
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-base-map.h"
#include "yzt-symbol-cache-private.h"
#include "yzt-vector-map.h"
G_BEGIN_DECLS

typedef struct {
  const YztSprite *sprite; /* of the cache the labels were made with */
  const char *text;        /* what it says: of the generation or the base map */
  YztLabelStyle style;
  double px, py;           /* where its anchor goes */
  double alpha;
  int kind;                /* the feature named; -1 for a place */
  gint64 fid;
} YztPlacedLabel;

typedef struct {
  double x0, y0, x1, y1; /* pixels */
  guint next;            /* index + 1 of the next box of the bucket, 0 at its end */
} YztTaken;

typedef struct {
  GArray *places;          /* YztPlacedLabel, below the symbols */
  GArray *labels;          /* YztPlacedLabel, above the symbols */
  GArray *taken;           /* YztTaken */
  GArray *buckets;         /* guint, by row and column: index + 1 of the newest taken box that touches it */
  int columns, rows;
  gboolean whole, complete;
  const graphene_rect_t *keep_out; /* of the wishes, while it is computed */
  guint n_keep_out;
} YztLabelLayout;

/** What the labels depend on beside the marks. @selected_kind -1: none. */
typedef struct {
  int selected_kind;
  gint64 selected_fid;
  YztPosition ring_center;
  double ring_radius_m;    /* 0: no ring */
  YztBaseMap *base_map;    /* may be NULL */
  GPtrArray *vector_maps;  /* YztVectorMap; may be NULL */
  const char *language;
  const graphene_rect_t *keep_out; /* where controls stand: no words below them */
  guint n_keep_out;
  double head_px, foot_px; /* as high words stand at the top and at the bottom: no names below them */
  gboolean whole;          /* no name of a feature is cut by the edge: it is left out instead, as those of places always are */
} YztLabelWishes;

void yzt_label_layout_init (YztLabelLayout *layout);
void yzt_label_layout_clear (YztLabelLayout *layout);
/** FALSE when words are missing that could not be drawn in time: compute again in the next frame. */
gboolean yzt_label_layout_compute (YztLabelLayout *layout, const YztSceneLayout *scene, YztSymbolCache *cache, const YztLabelWishes *wishes);
/** TRUE when the feature's name is among the labels. */
gboolean yzt_label_layout_names (const YztLabelLayout *layout, const YztItem *item);
void yzt_placed_labels_paint (const GArray *labels, cairo_t *cr);
G_END_DECLS

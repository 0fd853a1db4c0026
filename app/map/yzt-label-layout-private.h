/* yzt-label-layout-private.h: names beside symbols and names of places, none over another
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-base-map.h"
#include "yzt-symbol-cache-private.h"
G_BEGIN_DECLS

typedef struct {
  const YztSprite *sprite; /* of the cache the labels were made with */
  double px, py;           /* where its anchor goes */
  double alpha;
} YztPlacedLabel;

typedef struct {
  GArray *places;          /* YztPlacedLabel, below the symbols */
  GArray *labels;          /* YztPlacedLabel, above the symbols */
  GByteArray *taken;       /* one byte for each small square of the widget */
  int columns, rows;
} YztLabelLayout;

/** What the labels depend on beside the marks. @forced kinds -1: none. */
typedef struct {
  int selected_kind, hover_kind;
  gint64 selected_fid, hover_fid;
  YztBaseMap *base_map;    /* may be NULL */
  const char *language;
} YztLabelWishes;

void yzt_label_layout_init (YztLabelLayout *layout);
void yzt_label_layout_clear (YztLabelLayout *layout);
void yzt_label_layout_compute (YztLabelLayout *layout, const YztSceneLayout *scene, YztSymbolCache *cache, const YztLabelWishes *wishes);
void yzt_placed_labels_paint (const GArray *labels, cairo_t *cr);
G_END_DECLS

/* yzt-feature-walk.h: what is in view, or what was picked together, as a list that the keyboard and a screen reader can walk
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Sorted by distance, with the direction in words, or by name. Moving along the rows points at the features on the map. */
#pragma once
#include "yzt-map-view.h"
G_BEGIN_DECLS
typedef enum { YZT_WALK_IN_VIEW, YZT_WALK_PICKED } YztWalkMode;
#define YZT_TYPE_FEATURE_WALK (yzt_feature_walk_get_type ())
/**
 * Signals:
 *   "activated" (int kind, gint64 fid): a row was activated; the session has selected the thing already.
 *   "closed" (): the list is to go.
 */
G_DECLARE_FINAL_TYPE (YztFeatureWalk, yzt_feature_walk, YZT, FEATURE_WALK, GtkWidget)
/** @map outlives the list. */
void yzt_feature_walk_set_map (YztFeatureWalk *self, YztMapView *map);
/** Fills the list and keeps it current while it can be seen. */
void yzt_feature_walk_show (YztFeatureWalk *self, YztWalkMode mode);
YztWalkMode yzt_feature_walk_get_mode (YztFeatureWalk *self);
/** For tests: how many rows there are, and what stands in one. */
guint yzt_feature_walk_get_n (YztFeatureWalk *self);
gboolean yzt_feature_walk_get_thing (YztFeatureWalk *self, guint position, int *kind, gint64 *fid, double *distance_m);
/** FALSE while very many are still being put in order; until then the nearest are listed. */
gboolean yzt_feature_walk_is_whole (YztFeatureWalk *self);
GtkWidget *yzt_feature_walk_get_list (YztFeatureWalk *self);
G_END_DECLS

/* yzt-loader.h: from files to kinds, from the map file to the scene
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All [worker] (blocking). */
#pragma once
#include "yzt-scene.h"
#include "yzt-store.h"
G_BEGIN_DECLS

/** Kinds of the programme (data folder) and of the user's data folder ("kinds"); a user's file of the same id wins.
 * A broken user file is skipped with its sentence appended to @problems (char *, may be NULL); a broken one of ours is an error. */
YztKindSet *yzt_load_kinds (GPtrArray *problems, GError **error);
/** Takes kinds of the user's folder that the map does not know into the map (one act); NULL when there was nothing to do. */
YztActResult *yzt_loader_adopt_kinds (YztStore *store, const char *author, GPtrArray *problems, GError **error);
/** The whole map file as a generation. */
YztGeneration *yzt_load_generation (YztStore *store, const YztClock *clock, GCancellable *cancellable, GError **error);
/** A "stock-line" row as stock. @expired counts when its expiry is before today. */
void yzt_row_to_stock (const YztRow *row, const YztClock *clock, YztStock *stock_out);
/** The changes that bring a scene up to date with what an act touched. Free both arrays with yzt_scene_changes_free. */
typedef struct {
  GArray *items;  /* YztItemChange */
  GArray *stocks; /* YztStockChange */
  GStringChunk *strings;
  GPtrArray *sums;
  GPtrArray *shapes; /* YztShape, of items */
  gboolean needs_reload; /* too wide to patch: load the whole generation anew */
} YztSceneChanges;
YztSceneChanges *yzt_load_changes (YztStore *store, const YztActResult *result, const YztClock *clock, GError **error);
void yzt_scene_changes_free (YztSceneChanges *changes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztSceneChanges, yzt_scene_changes_free)
G_END_DECLS

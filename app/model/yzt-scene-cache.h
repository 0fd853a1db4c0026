/* yzt-scene-cache.h: the scene of a large map, kept in the cache folder for the next start
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Derived data: it is true for one state of the map (head of the journal, structure, kinds, build of the programme) and is checked before use. A few
 * later entries of the journal are patched in; on any doubt it is left aside and the map is read. All [worker]. */
#pragma once
#include "yzt-loader.h"
G_BEGIN_DECLS

/** The whole map file as a generation, from the cache when that is worth while and true. @head_out: what of the map it shows; @is_new_out: it was read from the map. */
YztGeneration *yzt_scene_cache_load (YztStore *store, const YztClock *clock, YztStoreHead *head_out, gboolean *is_new_out, GCancellable *cancellable, GError **error);
/** Any thread: reading it from the map takes so long that it should be kept with yzt_scene_cache_keep. */
gboolean yzt_scene_cache_is_worth_while (const YztGeneration *generation);
/** Keeps @generation for the next start when the map still stands at @head; a failure only costs time at the next start, and is told in the log. */
void yzt_scene_cache_keep (YztStore *store, const YztStoreHead *head, YztGeneration *generation);
G_END_DECLS

/* yzt-map-memory.h: where the map stood and what was hidden, per file, from one day to the next
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Kept in the settings (at most 40 files, the oldest forgotten); nothing of it is in the map file. */
#pragma once
#include "yzt-session.h"
G_BEGIN_DECLS
/** FALSE when nothing is remembered of @path. */
gboolean yzt_map_memory_get_view (const char *path, YztPosition *center_out, double *zoom_out);
void yzt_map_memory_set_view (const char *path, YztPosition center, double zoom);
/** Hides what was hidden last time; kinds that are new are left as their kind says. */
void yzt_map_memory_restore_layers (YztSession *session);
void yzt_map_memory_keep_layers (YztSession *session);
/** The map that was open last, NULL when none. Free. */
char *yzt_map_memory_get_last (void);
void yzt_map_memory_set_last (const char *path);
G_END_DECLS

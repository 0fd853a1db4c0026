/* yzt-map-maker.h: new map files: an empty one, and the sample
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; the work is done on a worker or by the yzt command. */
#pragma once
#include "yzt-session.h"
G_BEGIN_DECLS
/** An empty map with the programme's and the user's kinds, in the zone of this machine, titled by its file name. */
void yzt_make_map_async (const char *path, GAsyncReadyCallback callback, gpointer user_data);
/** This user's copy of the sample map; when it is not there yet: of the one that was built with the programme ($YZT_SAMPLE_MAP, else in the
 * data folder), else made by "yzt new --sample". */
void yzt_make_sample_async (GAsyncReadyCallback callback, gpointer user_data);
/** For both: the path to open, NULL with a sentence. Free. */
char *yzt_make_map_finish (GAsyncResult *result, GError **error);
G_END_DECLS

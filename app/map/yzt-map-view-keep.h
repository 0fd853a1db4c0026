/* yzt-map-view-keep.h: areas of the map's tile services, taken home for work without a network
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread; what waits for the disk or a server is done elsewhere. */
#pragma once
#include "yzt-ground-download.h"
#include "yzt-map-view.h"
G_BEGIN_DECLS
/** What is seen now; its zooms are those from here to three closer. */
YztGroundArea yzt_map_view_get_seen_area (YztMapView *self);
/** The county in the middle of what is seen, as the finish of a search on a worker: FALSE when there is none. @name_out free. */
void yzt_map_view_find_county_async (YztMapView *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean yzt_map_view_find_county_finish (YztMapView *self, GAsyncResult *result, YztGroundArea *area_out, char **name_out);
/** What keeping @area of @ground would be; see yzt_ground_survey_async. */
void yzt_map_view_survey_async (YztMapView *self, YztGround *ground, const YztGroundArea *area, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean yzt_map_view_survey_finish (YztMapView *self, GAsyncResult *result, YztGroundSurvey *survey_out, GError **error);
/** Takes it home; progress and stopping are @ground's. The finish: see yzt_ground_download_finish. */
void yzt_map_view_keep_async (YztMapView *self, YztGround *ground, const YztGroundArea *area, GAsyncReadyCallback callback, gpointer user_data);
gboolean yzt_map_view_keep_finish (YztMapView *self, GAsyncResult *result, guint64 *n_fetched_out, GError **error);
/** Lets go what was kept of @ground. */
void yzt_map_view_release_kept (YztMapView *self, YztGround *ground);
G_END_DECLS

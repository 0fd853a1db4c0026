/* yzt-stage-view.h: one scene of a briefing, live: the map with title, clock and figures above it, and nothing to press
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <adwaita.h>
#include "yzt-briefing.h"
#include "yzt-map-view.h"
#include "yzt-stage.h"
G_BEGIN_DECLS
#define YZT_TYPE_STAGE_VIEW (yzt_stage_view_get_type ())
/** Signal "records" (YztFigureAnswer *): the records behind a figure that explains itself are wanted. */
G_DECLARE_FINAL_TYPE (YztStageView, yzt_stage_view, YZT, STAGE_VIEW, GtkWidget)
/** Follows @briefing: where it stands, and what its figures say. The map still needs its base map: dress it. */
GtkWidget *yzt_stage_view_new (YztBriefing *briefing);
YztMapView *yzt_stage_view_get_map (YztStageView *self);
YztBriefing *yzt_stage_view_get_briefing (YztStageView *self);
/** What is said now. (transfer none), until the next change. */
const YztStageContent *yzt_stage_view_get_content (YztStageView *self);
/** Stands below the title for some seconds, where it hides no figure. */
void yzt_stage_view_say (YztStageView *self, const char *sentence);
/** Once a second. */
void yzt_stage_view_tick (YztStageView *self);
/** The figure explains itself beside its number; beyond the last: nothing happens. */
void yzt_stage_view_explain (YztStageView *self, guint figure);
/** Asks for the records of the figure that explains itself; FALSE when none does, none are there, or the wall is full. */
gboolean yzt_stage_view_show_records (YztStageView *self);
/** FALSE when nothing was explained. */
gboolean yzt_stage_view_leave_explanation (YztStageView *self);

/** The scene as it stands now, as PNG and PDF with time, sources and journal position, drawn on a worker. */
void yzt_stage_view_freeze_async (YztStageView *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/** Both to be unreffed. */
gboolean yzt_stage_view_freeze_finish (YztStageView *self, GAsyncResult *result, GBytes **png_out, GBytes **pdf_out, GError **error);
G_END_DECLS

/* yzt-drawing.h: what is drawn for an incident (a cordon, a route, a danger zone): each change stands in its log, in the same act; taken back like any edit, with its line
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A kind is drawn for an incident when it has a place and a link “incident” to one: data, not code. */
#pragma once
#include "yzt-store.h"
G_BEGIN_DECLS
gboolean yzt_drawing_is_kind (const YztKind *kind);
/** fid of the incident that @row names; 0 none. */
gint64 yzt_drawing_incident (const YztRow *row);
/** Within the act, whose info says “logs”: the line that tells what was drawn (@before %NULL), changed, or removed (@after %NULL). Nothing for what belongs to no incident that is there. */
gboolean yzt_drawing_note (YztAct *act, YztStore *store, const YztRow *before, const YztRow *after, const char *language, GError **error);
/** Many in one act: counted by incident, and told in one line each. Free. */
typedef struct _YztDrawingTally YztDrawingTally;
YztDrawingTally *yzt_drawing_tally_new (void);
void yzt_drawing_tally_free (YztDrawingTally *tally);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztDrawingTally, yzt_drawing_tally_free)
/** As yzt_drawing_note, but only counts. */
void yzt_drawing_tally_add (YztDrawingTally *tally, const YztRow *before, const YztRow *after);
/** So many in one act have a line each (yzt_drawing_note); more are counted. */
#define YZT_DRAWING_MAX_LINES 50
/** Within the act: counted in @tally, or without one (%NULL) noted. */
gboolean yzt_drawing_tell (YztDrawingTally *tally, YztAct *act, YztStore *store, const YztRow *before, const YztRow *after, const char *language, GError **error);
/** Within the act: a line of the log of each incident that something was counted for. */
gboolean yzt_drawing_tally_note (YztDrawingTally *tally, YztAct *act, YztStore *store, GError **error);
/** For undo and redo: nothing that open orders hold goes below zero (yzt_dispatch_check_stock), and @info writes the line “Undo: …” into the log of each incident that what is taken back wrote a line of. */
void yzt_drawing_log_undo (YztActInfo *info, YztStore *store);
G_END_DECLS

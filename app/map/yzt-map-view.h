/* yzt-map-view.h: the map widget: base map, features, clusters, labels, ring, gestures
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Draws from the session's scene; never reads a file on the main thread. */
#pragma once
#include <gtk/gtk.h>
#include "yzt-base-map.h"
#include "yzt-ground.h"
#include "yzt-map-symbol.h"
#include "yzt-ring.h"
G_BEGIN_DECLS
/** What a click on the map does. */
typedef enum { YZT_MAP_TOOL_SELECT, YZT_MAP_TOOL_MEASURE, YZT_MAP_TOOL_SKETCH /* yzt-map-sketch.h */,
               YZT_MAP_TOOL_LASSO /* what the next drag goes round is picked; then SELECT again */,
               YZT_MAP_TOOL_PLACE /* says where something is: "placed"; stays until another is set */ } YztMapTool;
typedef struct {
  guint kind;
  gint64 fid;
} YztMapFeature;
#define YZT_TYPE_MAP_VIEW (yzt_map_view_get_type ())
/**
 * Signals:
 *   "pointer-moved" (double lon, double lat): NaN, NaN when the pointer left.
 *   "moved" (): centre or zoom changed.
 *   "menu-requested" (double x, double y, double lon, double lat, int kind, gint64 fid): secondary click, Menu key; kind -1 on bare ground.
 *   "feature-dropped" (int kind, gint64 fid, double lon, double lat): a feature was dragged (only in edit mode) and let go; the view shows it there until the scene says otherwise.
 *   "feature-dragging" (int kind, gint64 fid, double lon, double lat): where it would be let go now; NaN, NaN: it was taken back. Ctrl snaps.
 *   "hovered" (int kind, gint64 fid): the pointer came to a feature or left it (kind -1), for lists to light.
 *   "picked" (GArray *features of YztMapFeature): a rubber band (Shift-drag; with Ctrl added to what was picked) was let go, or Esc let all go (empty).
 *   "shown-changed" (): other features are drawn: the scene, the sieve or the visible kinds changed.
 *   "session-changed" (): set_session.
 *   "ground-clicked" (double lon, double lat) → gboolean: a click on bare ground; TRUE: it was meant for something, the selection stays.
 *   "placed" (double lon, double lat): a click with the tool PLACE.
 *   "tool-changed" (): set_tool, the key M or Esc took up or put down a tool.
 * Selection goes straight to the session; a click on bare ground selects nothing; a click on a cluster zooms into it.
 */
G_DECLARE_FINAL_TYPE (YztMapView, yzt_map_view, YZT, MAP_VIEW, GtkWidget)
GtkWidget *yzt_map_view_new (void);
void yzt_map_view_set_session (YztMapView *self, YztSession *session, YztRing *ring); /* both may be NULL */
YztSession *yzt_map_view_get_session (YztMapView *self); /* (transfer none), may be NULL */
/** Of the names of places, until a session tells its own. */
void yzt_map_view_set_language (YztMapView *self, const char *language);
/** Loads on a worker; the ground is plain until then. @boundaries may be NULL. */
void yzt_map_view_set_base_map (YztMapView *self, const char *path, const char *boundaries);
/** The ground of the prefecture whose adcode begins so ("4412") is a shade lighter; NULL: none. Loads the base map again. */
void yzt_map_view_set_jurisdiction (YztMapView *self, const char *adcode_prefix);
/** The base maps of this station, drawn one above the other; until this is called the built-in map alone. Tiles of services are kept in @tile_cache_path. */
void yzt_map_view_set_grounds (YztMapView *self, YztGroundList *grounds, const char *tile_cache_path);
/** The key of a service was entered: it is asked again at once. */
void yzt_map_view_renew_keys (YztMapView *self);
const char *yzt_map_view_get_attribution (YztMapView *self);
/** (transfer none) For the search box; NULL until it is loaded. */
YztBaseMap *yzt_map_view_get_base_map (YztMapView *self);
void yzt_map_view_go_to (YztMapView *self, YztPosition center, double zoom, gboolean animate); /* zoom <= 0: keep */
void yzt_map_view_fit (YztMapView *self, YztBox box, gboolean animate);
void yzt_map_view_zoom_by (YztMapView *self, double steps);
void yzt_map_view_get_view (YztMapView *self, YztPosition *center_out, double *zoom_out);
double yzt_map_view_get_scale_denominator (YztMapView *self); /* 1:n at the centre, 96 dpi */
/** Where the map rested before and after this view (Alt+Left, Alt+Right); FALSE when there is nothing there. */
gboolean yzt_map_view_go_back (YztMapView *self);
gboolean yzt_map_view_go_forward (YztMapView *self);
/** M takes up measuring, and puts it down: clicks set points, a double click ends, Backspace takes the last point back. */
void yzt_map_view_set_tool (YztMapView *self, YztMapTool tool);
YztMapTool yzt_map_view_get_tool (YztMapView *self);
/** Rings round many features, for a selection that a list made; emits nothing. @n 0: none. */
void yzt_map_view_set_picked (YztMapView *self, const YztMapFeature *features, guint n);
/** Meridians and parallels with their degrees; off at first. */
/** A card above the scale bar, given once; whoever gives it shows and hides it. */
void yzt_map_view_set_legend (YztMapView *self, GtkWidget *legend);
void yzt_map_view_set_graticule (YztMapView *self, gboolean graticule);
/** Only features that pass are drawn and picked, by level, state, age or name; copied. NULL: all. Kinds stay with the session. A million are narrowed
 * within a frame or two; open incidents are narrowed like all others. */
void yzt_map_view_set_sieve (YztMapView *self, const YztSceneSieve *sieve);
/** The sieve that is set; its text lives until the next call. */
const YztSceneSieve *yzt_map_view_get_sieve (YztMapView *self);
/** How many features are drawn of those that the scene has (those without a place are in neither). */
void yzt_map_view_count (YztMapView *self, guint *shown_out, guint *total_out);
/** What is drawn: the scene narrowed by the sieve; NULL when there is none. (transfer none), until "shown-changed". */
YztGeneration *yzt_map_view_get_generation (YztMapView *self);
/** What of the world is in view: Mercator boxes, closed, that do not overlap. */
typedef struct {
  double x0, y0, x1, y1;
} YztViewBox;
#define YZT_VIEW_BOXES_MAX 3
guint yzt_map_view_get_boxes_in_view (YztMapView *self, YztViewBox boxes[YZT_VIEW_BOXES_MAX]);
/** The kinds that are drawn. */
YztSceneFilter yzt_map_view_get_filter (YztMapView *self);
/** Slots of that generation whose place is in view, of visible kinds, appended to @indices (guint); when there are more than @most, those nearest to
 * the middle of them. @total_out: how many there are. */
void yzt_map_view_list_in_view (YztMapView *self, guint most, GArray *indices, guint *total_out);
/** A crowd is shown as a dot for every feature, painted on a worker, instead of clusters. */
void yzt_map_view_set_every_point (YztMapView *self, gboolean every_point);
void yzt_map_view_set_edit_mode (YztMapView *self, gboolean edit);
/** Hover shared with lists: kind -1 = none. A feature that is in a cluster is shown above it while it is hovered. */
void yzt_map_view_set_hover (YztMapView *self, int kind, gint64 fid);
/** Nothing stands on the glass: no buttons, no scale bar, no sources (somebody else names them); names at the edge are whole or left out. */
void yzt_map_view_set_plain (YztMapView *self, gboolean plain);
/** Only these kinds are drawn here, whatever the session hides; NULL: as the session says. */
void yzt_map_view_set_own_filter (YztMapView *self, const YztSceneFilter *filter);
/** So high the words of somebody else stand above the map at its top and bottom: no names below them. */
void yzt_map_view_set_words (YztMapView *self, double head_px, double foot_px);
/** Symbols and words for the wall: fourteen pixels instead of ten. */
void yzt_map_view_set_wall (YztMapView *self, gboolean wall);
/** Dark whatever the style of the windows is; FALSE at first: as they are. */
void yzt_map_view_set_always_dark (YztMapView *self, gboolean always_dark);
/** On the wall: so many times larger still, for walls of more than 1080 lines; 1 at first. */
void yzt_map_view_set_wall_scale (YztMapView *self, double scale);
/** Ours (at first), or the squares with their text of GB/T 35649. */
void yzt_map_view_set_symbol_set (YztMapView *self, YztSymbolSet set);
/** A pin at a bare place, for a place that was looked for; NULL: none. */
void yzt_map_view_set_mark (YztMapView *self, const YztPosition *at);
/** Where a place is on the widget; FALSE when outside. For tests and popovers. */
gboolean yzt_map_view_position_to_widget (YztMapView *self, YztPosition position, double *x, double *y);
YztPosition yzt_map_view_widget_to_position (YztMapView *self, double x, double y);
/** Frames drawn and main-thread time spent in snapshot, for the bench and the inspector: milliseconds, median and 95th percentile since the last call. */
void yzt_map_view_take_frame_figures (YztMapView *self, guint *frames, double *median_ms, double *p95_ms);
G_END_DECLS

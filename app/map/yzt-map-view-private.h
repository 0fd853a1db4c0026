/* yzt-map-view-private.h: what the files of the map widget share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-map-view.h"
#include "yzt-scene-layer-private.h"
#include "yzt-measure-private.h"
#include "yzt-tile-source-private.h"
G_BEGIN_DECLS

typedef enum { YZT_DRAG_NONE, YZT_DRAG_RING, YZT_DRAG_FEATURE, YZT_DRAG_BAND, YZT_DRAG_LASSO } YztDragMode;

#define YZT_MAP_WALL_MAGNIFY 1.4 /* ten pixels at the desk are fourteen on the wall */

/** A drag that the map itself does not take for panning. */
typedef struct {
  YztDragMode mode;
  gboolean moved;               /* past the click tolerance */
  double start_x, start_y;      /* pixels */
  double end_x, end_y;          /* BAND */
  gboolean add;                 /* BAND: to what was picked before */
  double grip_x, grip_y;        /* from pointer to the feature's middle */
  double radius_before_m;       /* RING */
  int kind;                     /* FEATURE */
  gint64 fid;
  gboolean snap;                /* FEATURE: onto what is near */
  YztPosition at;               /* FEATURE: where it would be let go */
} YztMapDrag;

/** A view that the map rested at. */
typedef struct {
  YztPosition center;
  double zoom;
} YztMapRest;

struct _YztMapView {
  GtkWidget parent_instance;

  GtkWidget *overlay;
  ShumateMap *map;
  ShumateViewport *viewport; /* owned by the map */
  YztSceneLayer *scene_layer;  /* owned by the map */
  YztTileSource *source;
  GtkWidget *scale_bar, *zoom_buttons, *north_arrow;
  GtkWidget *legend; /* NULL: none was given */
  guint restyle_tick;           /* light or dark is still to come to the map */
  GtkLabel *attribution;
  GtkLabel *ground_problems;    /* owned by the overlay; NULL until one was said */

  YztBaseMap *base_map;
  char *base_map_path, *boundaries_path, *jurisdiction;
  GCancellable *base_map_loading;

  YztGroundList *grounds;       /* NULL: the built-in map alone */
  GHashTable *opened_grounds;   /* YztGround → YztOpenedGround */
  char *tile_cache_path;
  YztTileCache *tile_cache;     /* NULL until a service needs it */
  YztFetcher *fetcher;
  guint grounds_timer;
  const YztClock *clock;        /* by which services are asked again; a test may put another before there are any */
  gint64 cache_bytes;           /* that the cache was told last */

  YztSession *session;
  YztRing *ring;
  GSignalGroup *session_signals;
  GSignalGroup *scene_signals;
  GSignalGroup *ring_signals;

  YztMapDrag drag;
  gboolean edit_mode;
  gboolean wall, plain, always_dark;
  double wall_scale;         /* 0: 1 */
  double head_px, foot_px;
  gboolean has_own_filter;
  YztSceneFilter own_filter;
  YztSymbolSet symbol_set;
  YztSceneSieve sieve;       /* its text is owned */
  YztMapTool tool;
  GArray *picked;            /* YztMapFeature */
  GArray *lasso;             /* YztMapPoint, Mercator: the outline that is being drawn */
  YztMapPoint pan_from;      /* Mercator, the middle when the middle button went down */
  GArray *views;             /* YztMapRest */
  guint view_index;          /* the one that is shown, or was last */
  YztMapRest flight_to;
  gint64 flight_until_us; /* monotonic; 0: none is under way */
  guint rest_timeout;
  gboolean stepping;         /* on the way to views[view_index] */
  gboolean dropped;          /* a feature stands where it was let go, until the scene speaks */
  gboolean correcting;       /* the viewport is being put right by us */
  gboolean has_pointer;
  double pointer_x, pointer_y;
  const char *cursor;        /* static string, NULL: the map's own */

  gboolean has_pending_fit;  /* asked for before the widget had a size */
  YztBox pending_fit;
};

void yzt_map_view_show_attribution (YztMapView *self, const char *text);
/** (transfer full) The base maps that are visible and open, as they lie. */
YztGroundStack *yzt_map_view_make_stack (YztMapView *self);
/** Names of places and the line of sources follow what is visible. */
void yzt_map_view_grounds_changed (YztMapView *self);
void yzt_map_view_grounds_dispose (YztMapView *self);
void yzt_map_view_ground_init (YztMapView *self);
void yzt_map_view_ground_dispose (YztMapView *self);
void yzt_map_history_init (YztMapView *self);
void yzt_map_history_dispose (YztMapView *self);
void yzt_map_history_moved (YztMapView *self);
/** The view is one to come back to. */
void yzt_map_history_rest (YztMapView *self);
void yzt_map_tools_init (YztMapView *self);
void yzt_map_tools_band_begin (YztMapView *self, double x, double y);
void yzt_map_tools_band_to (YztMapView *self, double x, double y);
void yzt_map_tools_band_end (YztMapView *self, gboolean add);
/* yzt-map-lasso.c: picking by an outline drawn with the hand */
void yzt_map_lasso_begin (YztMapView *self, double x, double y);
void yzt_map_lasso_to (YztMapView *self, double x, double y);
void yzt_map_lasso_end (YztMapView *self, gboolean add);
/** Picks @features (YztMapFeature), besides what was picked when @add, and tells everybody. */
void yzt_map_tools_pick (YztMapView *self, GArray *features, gboolean add);
void yzt_map_tools_measure_click (YztMapView *self, double x, double y);
void yzt_map_tools_measure_motion (YztMapView *self, double x, double y);
void yzt_map_tools_measure_finish (YztMapView *self);
gboolean yzt_map_tools_measure_remove_last (YztMapView *self);
/** One level back: what is measured, the tool, what was picked; FALSE when there is none of it. */
gboolean yzt_map_tools_back_out (YztMapView *self);
void yzt_map_tools_pan_begin (YztMapView *self);
void yzt_map_tools_pan_to (YztMapView *self, double dx, double dy);
void yzt_map_view_emit_picked (YztMapView *self);
void yzt_map_view_emit_shown_changed (YztMapView *self);
void yzt_map_view_emit_session_changed (YztMapView *self);
void yzt_map_view_emit_tool_changed (YztMapView *self);
void yzt_map_view_controls_init (YztMapView *self);
/** Tells the scene layer where the controls stand now. */
void yzt_map_view_controls_allocated (YztMapView *self);
/** Another source of tiles, for the theme and scale of now. */
void yzt_map_view_swap_tiles (YztMapView *self);
void yzt_map_view_viewport_changed (YztMapView *self);
void yzt_map_view_session_init (YztMapView *self);
void yzt_map_view_session_dispose (YztMapView *self);
void yzt_map_gestures_attach (YztMapView *self);
void yzt_map_keys_attach (YztMapView *self);
/** Takes the running drag back as if it had never been; FALSE when there was none. */
gboolean yzt_map_gestures_cancel (YztMapView *self);
void yzt_map_view_emit_pointer (YztMapView *self);
void yzt_map_view_emit_menu (YztMapView *self, double x, double y, int kind, gint64 fid);
gboolean yzt_map_view_emit_ground_clicked (YztMapView *self, double x, double y);
void yzt_map_view_emit_dragging (YztMapView *self, int kind, gint64 fid, YztPosition position);
void yzt_map_view_emit_dropped (YztMapView *self, int kind, gint64 fid, YztPosition position);
void yzt_map_view_emit_placed (YztMapView *self, YztPosition at);
void yzt_map_view_emit_hovered (YztMapView *self, int kind, gint64 fid);
/** Moves and zooms within 250 ms, or at once where the desktop wants no motion. */
void yzt_map_view_stop_flight (YztMapView *self);
void yzt_map_view_fly (YztMapView *self, YztPosition center, double zoom, gboolean animate);
void yzt_map_view_fit_all (YztMapView *self);
void yzt_map_view_select (YztMapView *self, int kind, gint64 fid);
/** For tests: what a press and release of the primary button at the pixel does. */
void yzt_map_gestures_click (YztMapView *self, double x, double y);
gboolean yzt_map_gestures_drag_begin (YztMapView *self, double x, double y);
void yzt_map_gestures_drag_to (YztMapView *self, double x, double y);
void yzt_map_gestures_drag_end (YztMapView *self);
void yzt_map_gestures_open_cluster (YztMapView *self, const YztPick *cluster);
G_END_DECLS

/* yzt-scene-layout-private.h: which features stand where on the widget: single marks and clusters
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * No GTK state, no painting: a function of frame, generation and filter, never of what was shown before. */
#pragma once
#include "yzt-map-frame-private.h"
#include "yzt-scene.h"
G_BEGIN_DECLS

#define YZT_LAYOUT_SINGLES_MAX 1500 /* more in sight than this are always clustered */
#define YZT_LAYOUT_SYMBOL_PX 10.0  /* radius of a symbol at the desk */

typedef struct {
  double px, py;  /* of an area drawn by type: on its edge, where it is large and that is in sight */
  YztItem item;   /* strings live as long as the generation */
  gboolean important; /* open incident or warning: above everything, never in a cluster */
  gboolean closed;    /* incident or warning that is over: below everything, faded */
} YztMark;

typedef struct {
  double px, py;
  double x, y;    /* Mercator */
  guint count;
  guint level_counts[5];
} YztBubble;

/* What was decided for the picture as a whole, and for which: the same for half a step of zoom and a quarter of the view. */
typedef struct {
  YztMapFrame frame;
  guint64 generation, kinds;
  guint grain;
} YztGrainVerdict;
#define YZT_LAYOUT_VERDICTS 4 /* the half step of now, and those that a zoom comes to next */

typedef struct {
  YztMapFrame frame;
  guint64 generation;
  YztSceneFilter filter;
  guint64 incident_kinds, drawn_kinds;
  gboolean valid;
  gboolean clustered;
  gboolean every_point; /* wished by the user: a crowd is dots, not clusters */
  gboolean dotted;      /* … and there is one: it is in neither @marks nor @bubbles */
  double cell;         /* Mercator, of the clusters */
  double magnify;      /* of everything, 1 at the desk */
  double symbol_px;    /* how far a symbol reaches from its middle */
  GArray *marks;       /* YztMark in drawing order: the most important last */
  GArray *bubbles;     /* YztBubble */
  YztGrainVerdict verdicts[YZT_LAYOUT_VERDICTS];
  guint newest_verdict; /* given or asked for last */
  /* kept between frames */
  GArray *indices;
  GArray *clusters;
} YztSceneLayout;

/** @magnify >= 1; @reach: of a symbol, in radii. */
void yzt_scene_layout_set_sizes (YztSceneLayout *layout, double magnify, double reach);
void yzt_scene_layout_init (YztSceneLayout *layout);
void yzt_scene_layout_clear (YztSceneLayout *layout);
/** Recomputes when anything it depends on changed; TRUE then. @generation may be NULL. */
gboolean yzt_scene_layout_update (YztSceneLayout *layout, const YztMapFrame *frame, YztGeneration *generation, YztSceneFilter filter);
/** What @other judged last need not be judged again. Both have the same sizes. */
void yzt_scene_layout_learn (YztSceneLayout *layout, const YztSceneLayout *other);
/** The first frame at which other clusters are shown than in @frame when the zoom goes on, nearer or further away. */
YztMapFrame yzt_scene_layout_next_frame (const YztMapFrame *frame, gboolean nearer);
/** Kinds that hold incidents and warnings: drawn one by one while open. */
guint64 yzt_scene_layout_incident_kinds (const YztKindSet *kinds);
G_END_DECLS

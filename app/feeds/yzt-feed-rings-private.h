/* yzt-feed-rings-private.h: outlines as feeds give them, gathered into one area and one place
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "yzt-cover.h"
#include "yzt-feeds.h"
G_BEGIN_DECLS

/** More corners than this in one alert is no area that anybody drew. */
#define YZT_FEED_MAX_POINTS 200000

typedef struct {
  GArray *points; /* YztPosition, ring after ring, closed */
  GArray *starts; /* guint */
  GArray *holes;  /* gboolean: of the ring before that is none */
  GArray *circles; /* YztCircle, as they were given, beside their rings */
  gboolean has_centre;
  YztPosition centre;
} YztFeedRings;
YztFeedRings yzt_feed_rings_new (void);
void yzt_feed_rings_clear (YztFeedRings *rings);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YztFeedRings, yzt_feed_rings_clear)

/** FALSE when one more corner than YZT_FEED_MAX_POINTS would come in. */
gboolean yzt_feed_rings_has_room (const YztFeedRings *rings, guint n);
/** A ring of valid positions, closed or not; FALSE when it has fewer than three corners. Across the antimeridian it becomes two; one round a pole
 * is left out, since no ring in degrees says that. @points is changed. */
gboolean yzt_feed_rings_add (YztFeedRings *rings, GArray *points);
/** A hole of the ring that was added last. */
gboolean yzt_feed_rings_add_hole (YztFeedRings *rings, GArray *points);
/** A circle; one of radius 0, or larger than a map can draw, is its centre alone. The first centre is where the alert is. */
void yzt_feed_rings_add_circle (YztFeedRings *rings, YztPosition centre, double radius_m);
/** A place that somebody named: the first one is where the alert is. */
void yzt_feed_rings_set_centre (YztFeedRings *rings, YztPosition centre);
/** Into area, has_position and position of @alert. */
void yzt_feed_rings_place (YztFeedRings *rings, YztAlert *alert);
G_END_DECLS

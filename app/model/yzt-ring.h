/* yzt-ring.h: the reach ring: a centre, a radius, and what lies within, from the scene
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. Changing centre or radius recomputes at once (no file, no SQL), so that totals and list follow a drag in the same
 * frame; a published generation recomputes too. Rim closed. */
#pragma once
#include "yzt-session.h"
G_BEGIN_DECLS
#define YZT_RING_MIN_M 50.0
#define YZT_RING_MAX_M 2000000.0
#define YZT_TYPE_RING (yzt_ring_get_type ())
/** Signal "changed": centre, radius, contents or activity changed. */
G_DECLARE_FINAL_TYPE (YztRing, yzt_ring, YZT, RING, GObject)
YztRing *yzt_ring_new (YztSession *session);
/** @caption: what stands in the centre ("金利镇 液氨泄漏"), NULL for a bare point. */
void yzt_ring_show (YztRing *self, YztPosition center, double radius_m, const char *caption);
void yzt_ring_hide (YztRing *self);
gboolean yzt_ring_is_active (YztRing *self);
void yzt_ring_set_radius (YztRing *self, double radius_m); /* clamped */
double yzt_ring_get_radius (YztRing *self);
YztPosition yzt_ring_get_center (YztRing *self);
const char *yzt_ring_get_caption (YztRing *self);
/** (transfer none) Sorted with stock, of the generation below; valid until the next change. */
const YztNearResult *yzt_ring_get_result (YztRing *self);
YztGeneration *yzt_ring_get_generation (YztRing *self); /* (transfer none) the one the result was computed from */
G_END_DECLS

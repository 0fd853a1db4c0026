/* yzt-place-index-private.h: what lies near a position under the same name
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "yzt-geo.h"
G_BEGIN_DECLS

/** Rows by name and position, for finding the one that a foreign row means. One thread. */
typedef struct _YztPlaceIndex YztPlaceIndex;

typedef struct {
  gint64 ref;         /* the caller's */
  gboolean has_code;  /* as given */
  double distance_m;
} YztPlaceHit;

/** @radius_m > 0, at most 500: what is farther away is something else. */
YztPlaceIndex *yzt_place_index_new (double radius_m);
void yzt_place_index_free (YztPlaceIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPlaceIndex, yzt_place_index_free)
/** Copies @name. */
void yzt_place_index_add (YztPlaceIndex *index, const char *name, YztPosition position, gint64 ref, gboolean has_code);
/** The nearest of exactly that name within the radius; of equally near ones the one added first. */
gboolean yzt_place_index_find (const YztPlaceIndex *index, const char *name, YztPosition position, YztPlaceHit *hit_out);
G_END_DECLS

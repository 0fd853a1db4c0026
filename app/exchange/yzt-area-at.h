/* yzt-area-at.h: in which county a place lies, by the boundaries of the base map
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-geo.h"
#include <gio/gio.h>
G_BEGIN_DECLS

typedef struct {
  char *name;         /* "高要区"; where the map has no counties the prefecture "桂林市" */
  char *prefecture;   /* above it, "" when not told */
  char *adcode;       /* six digits as plans have them ("441204", "441200" of a prefecture), "" when the map does not say */
  gboolean is_county;
} YztAreaAt;
void yzt_area_at_free (YztAreaAt *area);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztAreaAt, yzt_area_at_free)

/** [worker] By the boundaries in force: the customer's (boundaries.gpkg in the user's folder basemap) or ours. NULL without @error: the place lies in
 * no area of them; NULL with it: they cannot be read (YZT_EXCHANGE_ERROR). */
YztAreaAt *yzt_area_at (YztPosition position, GError **error);
/** [worker] The counties outside the jurisdiction (beginning of its area codes, "4412") that the outline @area reaches into: "佛山市三水区, 云浮市云城区"; "" none. %NULL with @error: the
 * boundaries cannot be read. Free. */
char *yzt_area_beyond (const YztGeometry *area, const char *jurisdiction, GError **error);
G_END_DECLS

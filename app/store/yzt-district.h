/* yzt-district.h: where a county, prefecture or province lies, by its administrative code, for messages that name a place and carry no area
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-geo.h"
G_BEGIN_DECLS
/** [worker] @code: six digits of GB/T 2260; 441226 a county, 441200 its prefecture, 440000 its province, or the one part of either that @words name. From the planner's own boundaries (basemap/boundaries.gpkg), else from the base map
 * of the programme. NULL when neither knows it. @name_out (may be NULL): free. Each is read once. */
YztGeometry *yzt_district_find (const char *code, const char *words, char **name_out);
G_END_DECLS

/* yzt-mercator.c: the square of the web map, x and y in [0, 1]
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-geo.h"

#include <math.h>

#define MERCATOR_MAX_LAT 85.0511287798066

void
yzt_mercator_from_position (YztPosition position,
                            double     *x,
                            double     *y)
{
  double lat = CLAMP (position.lat, -MERCATOR_MAX_LAT, MERCATOR_MAX_LAT);

  g_return_if_fail (x != NULL);
  g_return_if_fail (y != NULL);

  /* atanh (sin φ) keeps its precision near the equator, where log (tan (…)) loses it. */
  *x = CLAMP ((position.lon + 180.0) / 360.0, 0.0, 1.0);
  *y = CLAMP (0.5 - atanh (sin (lat * G_PI / 180.0)) / (2.0 * G_PI), 0.0, 1.0);
}

YztPosition
yzt_mercator_to_position (double x,
                          double y)
{
  YztPosition position;

  position.lon = CLAMP (x, 0.0, 1.0) * 360.0 - 180.0;
  position.lat = atan (sinh (G_PI * (1.0 - 2.0 * CLAMP (y, 0.0, 1.0)))) * 180.0 / G_PI;

  return position;
}

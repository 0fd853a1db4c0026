/* yzt-measure-private.h: points that are measured: distance, bearing and area on the ellipsoid, as they are drawn
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. What is measured follows geodesics; a rubber end follows the pointer. */
#pragma once
#include "yzt-symbol-cache-private.h"
G_BEGIN_DECLS

typedef struct {
  double length_m;     /* along all points, rubber end included */
  double last_m;       /* of the last leg */
  double bearing_deg;  /* of the last leg, at its beginning */
  double area_m2;      /* closed back to the first; 0 for fewer than three points */
} YztMeasured;

typedef struct {
  GArray *points;      /* YztPosition, those that were set */
  gboolean has_end;
  YztPosition end;     /* where the pointer is */
  gboolean finished;   /* no rubber end any more */
  PangoLayout *text;
  char *shown;         /* what @text says */
} YztMeasure;

void yzt_measure_init (YztMeasure *measure);
void yzt_measure_clear (YztMeasure *measure);
void yzt_measure_reset (YztMeasure *measure);
gboolean yzt_measure_is_empty (const YztMeasure *measure);
YztMeasured yzt_measure_get (const YztMeasure *measure);
/** "12.3 km · 045°", then total and area when there are any; lines. */
char *yzt_measure_format (const YztMeasure *measure);
/** "812 m²", "12.5 ha", "3.21 km²". */
char *yzt_measure_format_area (double area_m2);
void yzt_measure_append (YztMeasure *measure, GtkWidget *widget, GtkSnapshot *snapshot, const YztMapFrame *frame, const YztDrawTheme *theme);
G_END_DECLS

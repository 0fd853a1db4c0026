/* yzt-graticule-private.h: meridians and parallels with their degrees
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-symbol-cache-private.h"
G_BEGIN_DECLS
/** Degrees between lines that stand at least @min_px apart: a round part of a degree, minute or second. */
double yzt_graticule_step_deg (const YztMapFrame *frame, double min_px);
/** "112°30′", as fine as @step_deg asks for. */
char *yzt_graticule_format (double deg, double step_deg, gboolean is_latitude);
/** Lines in the dim colour, degrees at the upper and left edge. */
void yzt_graticule_paint (cairo_t *cr, const YztMapFrame *frame, YztLabelPainter *painter, const YztDrawTheme *theme);
G_END_DECLS

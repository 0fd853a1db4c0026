/* yzt-label.h: words on the map: Pango text with a halo
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A YztLabelPainter belongs to one thread; it keeps the layouts of recent texts. */
#pragma once
#include "yzt-draw-theme.h"
#include <pango/pangocairo.h>
G_BEGIN_DECLS
typedef enum { YZT_LABEL_FEATURE, YZT_LABEL_STRONG, YZT_LABEL_COUNTY, YZT_LABEL_CITY, YZT_LABEL_TOWN, YZT_LABEL_REGION, YZT_LABEL_SMALL, YZT_LABEL_N_STYLES } YztLabelStyle;
typedef struct _YztLabelPainter YztLabelPainter;
/** @language "zh_CN" or "en". Made, used and freed on one thread, whose fonts it shares. */
YztLabelPainter *yzt_label_painter_new (const char *language);
/** Words @magnify times as large, 1 at first: for the wall and for paper. */
void yzt_label_painter_set_magnify (YztLabelPainter *painter, double magnify);
void yzt_label_painter_free (YztLabelPainter *painter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztLabelPainter, yzt_label_painter_free)
/** A name of more than ten Chinese characters, or as wide, in two lines: at a bracket or a blank, after a word's end, near the middle, never inside a
 * word or a number. NULL when it fits into one. Names of features are broken so when they are measured and painted. */
char *yzt_label_break (const char *name);
/** Size in px, halo not included. */
void yzt_label_painter_measure (YztLabelPainter *painter, const char *text, YztLabelStyle style, double *width, double *height);
/** @x, @y: top left. */
void yzt_label_painter_paint (YztLabelPainter *painter, cairo_t *cr, const char *text, YztLabelStyle style, double x, double y, const YztDrawTheme *theme);
G_END_DECLS

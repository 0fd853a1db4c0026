/* yzt-glyph-private.h: the small pictures inside symbols
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-map-symbol.h"
G_BEGIN_DECLS
/** Draws @glyph in the current source colour in a box from -1 to 1 round the origin of @cr (y downwards). @level: the numeral's. */
void yzt_glyph_paint (cairo_t *cr, YztSymbolGlyph glyph, int level);
/** The whole national symbol but for selection, round (0, 0). */
void yzt_national_symbol_paint (cairo_t *cr, const YztSymbolSpec *spec, double radius_px, const YztDrawTheme *theme);
G_END_DECLS

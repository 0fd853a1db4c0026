/* yzt-view-code.h: a view of the map as a few characters, for the QR code of a sheet: middle and zoom
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * "yzt:112.55000,23.02000,11.50": longitude, latitude (WGS 84), zoom. The search box takes it, typed or from a scanner. Pure. */
#pragma once
#include <cairo.h>
#include "yzt-geo.h"
G_BEGIN_DECLS
char *yzt_view_code_format (YztPosition middle, double zoom);
/** FALSE for anything else; blanks at the ends do not matter. */
gboolean yzt_view_code_parse (const char *text, YztPosition *middle_out, double *zoom_out);
/** Black on white with its quiet edge, @size wide and high; FALSE when the text is too long for a QR code. */
gboolean yzt_view_code_paint (cairo_t *cr, const char *text, double x, double y, double size);
G_END_DECLS

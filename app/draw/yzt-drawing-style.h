/* yzt-drawing-style.h: how a line or an area of one type is drawn (a hot zone, a closed road), as its kind file says
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any thread. “Drawn=by-type” in a kind, and “Draw.VALUE=…” for each value of its field “type”: see data/kinds/README.md. */
#pragma once
#include "yzt-draw-theme.h"
#include "yzt-kind.h"
G_BEGIN_DECLS
typedef enum { YZT_HATCH_NONE, YZT_HATCH_SLANT, YZT_HATCH_BACK, YZT_HATCH_CROSS } YztHatch;
typedef enum { YZT_DASH_SOLID, YZT_DASH_DASHED, YZT_DASH_DOTTED, YZT_DASH_DASH_DOT } YztDash;
typedef enum { YZT_MARKS_NONE, YZT_MARKS_ARROW /* at the end */, YZT_MARKS_ARROWS /* all along */, YZT_MARKS_CROSSES /* all along */ } YztLineMarks;
typedef struct {
  gboolean has_color;
  YztDrawColor color;
  YztHatch hatch;      /* areas */
  YztDash dash;
  YztLineMarks marks;  /* lines */
  gboolean bare;       /* no light fill inside */
  double width_px;
} YztDrawingStyle;

/** TRUE when things of @kind are drawn each as its type says. */
gboolean yzt_drawing_is_by_type (const YztKind *kind);
/** Its words, “#a51d2d;hatch;dashed;heavy”; FALSE with the plain style when one of them is not known (it is in @unknown_out, not terminated by itself; may be %NULL). */
gboolean yzt_drawing_style_parse (const char *text, YztDrawingStyle *style_out, char **unknown_out);
/** What the kind file says of the @variant-th value of “type”; the plain style when it says nothing. */
YztDrawingStyle yzt_drawing_style_of (const YztKind *kind, guint variant);
/** “@key.VALUE” of the kind for the @variant-th value of its field “type”; %NULL when it is not drawn by type or says nothing. */
const char *yzt_drawing_word (const YztKind *kind, const char *key, guint variant);

/** Its colour on this ground: lighter on the dark one. */
YztDrawColor yzt_drawing_color (const YztDrawingStyle *style, YztDrawColor kind_color, const YztDrawTheme *theme);
/** Sets the dashes of a line of @width_px. */
void yzt_drawing_set_dash (cairo_t *cr, YztDash dash, double width_px);
/** Slanting lines over the box, @step_px apart, tied to the ground whose (0, 0) stands at @x, @y; the caller clips. Strokes with the source and width that are set. */
void yzt_drawing_hatch (cairo_t *cr, YztHatch hatch, double x0, double y0, double x1, double y1, double x, double y, double step_px);
/** Arrowheads or crosses of a line of @n points (x, y by turns, pixels), filled and stroked in @color with a casing. */
void yzt_drawing_mark_line (cairo_t *cr, const YztDrawingStyle *style, const double *points, guint n, YztDrawColor color, YztDrawColor casing);
G_END_DECLS

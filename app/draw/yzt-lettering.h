/* yzt-lettering.h: words drawn with Cairo, on any thread
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cairo keeps the FreeType faces of a font file in a list that all threads share and no lock guards: a face that one thread lets go of while another asks for
 * the same file is freed under its hands. GTK draws words on the main thread at any time, so no other thread may draw any with Cairo's own fonts, not even
 * with a font map of its own. A thread that draws a sheet, a paper or a picture does so between begin and end: its words then are laid out by PangoFT2 with a
 * FreeType of their own, and drawn as outlines, or, on PDF and SVG, with faces that are known to nobody else and never let go of. Such a thread may use no
 * other function of Cairo or Pango that knows a font. Outside of begin and end the functions below are those of PangoCairo: so the screen is drawn. */
#pragma once
#include <pango/pangocairo.h>
G_BEGIN_DECLS
/** Before the first word, and after the surface is finished and every layout, context and painter that was made between is let go of. May be nested. One thread
 * at a time is between the two, others wait: never for long on the main thread. */
void yzt_lettering_begin (void);
void yzt_lettering_end (void);
/** Transfer full. 96 dots to the inch; font options of @cr, or those of a plain picture when it is NULL. */
PangoContext *yzt_lettering_context_new (cairo_t *cr);
/** Transfer full. */
PangoLayout *yzt_lettering_layout_new (cairo_t *cr);
/** The text of @layout; in a paragraph of Latin letters its quotation marks and apostrophes are as narrow as they are in Latin, not as wide as in Chinese. */
void yzt_lettering_set_words (PangoLayout *layout, const char *text);
/** From the current point, as the functions of PangoCairo with these names do. */
void yzt_lettering_show_layout (cairo_t *cr, PangoLayout *layout);
void yzt_lettering_show_line (cairo_t *cr, PangoLayoutLine *line);
void yzt_lettering_layout_path (cairo_t *cr, PangoLayout *layout);
typedef enum { YZT_LETTERING_MIDDLE, YZT_LETTERING_BASELINE } YztLetteringPlace;
/** One line, bold, in the face of symbols: its ink has its middle at @x; @y is the middle of the ink, or the baseline. */
void yzt_lettering_show_bold (cairo_t *cr, const char *text, double size_px, double x, double y, YztLetteringPlace place);
G_END_DECLS

/* yzt-lettering-private.h: what the files of the lettering share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-lettering.h"
#include <pango/pango-renderer.h>
G_BEGIN_DECLS
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PangoRenderer, g_object_unref) /* Pango has none: that of the pen is made of it */
/** Draws runs of glyphs with a font that Cairo does not know of, between begin and end. */
#define YZT_TYPE_LETTERING_PEN (yzt_lettering_pen_get_type ())
G_DECLARE_FINAL_TYPE (YztLetteringPen, yzt_lettering_pen, YZT, LETTERING_PEN, PangoRenderer)
/** @only_path: outlines are added to the path and not filled. */
YztLetteringPen *yzt_lettering_pen_new (cairo_t *cr, gboolean only_path);
/** The face of @font for Cairo, for ever; NULL when FreeType cannot open its file. */
cairo_font_face_t *yzt_lettering_get_face (PangoFont *font);
G_END_DECLS

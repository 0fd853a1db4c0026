/* yzt-draw-gdal-private.h: GDAL in this room: started once, quiet, with its doors to the network closed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/** Any thread, as often as wanted; before anything else of GDAL. */
void yzt_draw_gdal_init (void);
/** What GDAL says on this thread goes to the log of who asks for it, until yzt_draw_gdal_speak. */
void yzt_draw_gdal_hush (void);
void yzt_draw_gdal_speak (void);
G_END_DECLS

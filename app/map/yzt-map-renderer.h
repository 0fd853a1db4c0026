/* yzt-map-renderer.h: which GSK renderer suits this machine
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/**
 * yzt_map_choose_renderer: call on the main thread before gtk_init() and before any thread starts.
 *
 * Without graphics hardware GTK draws OpenGL in software, which costs ten times what its cairo renderer
 * costs. Sets GSK_RENDERER=cairo when there is no render node; a value that is set already wins. With cairo
 * the C library is told to keep the memory of a frame for the next, and OpenGL is not loaded at all.
 */
void yzt_map_choose_renderer (void);
/** TRUE when frames are drawn by cairo on the processor. After yzt_map_choose_renderer(). Any thread. */
gboolean yzt_map_renderer_is_cairo (void);
G_END_DECLS
